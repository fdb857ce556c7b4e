//! A store that an earlier version of the program made is brought up to date and says what it said.
//!
//! `data/vN.db.gz` is such a store, written before version N + 1 was thought of: reports of our own
//! writing, some of them coded twice, a file that was watched and a line that could not be read.
//! `data/vN.jsonl.gz` are its events as that program exported them.

#![allow(clippy::unwrap_used)]

use bayhaqi_store::{Item, Put, Query, Store, StoreError, Value};
use flate2::read::GzDecoder;
use rusqlite::Connection;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

mod common;

/// All that others may rely on (docs/store.md), and what it is ordered by.
const PROMISED: &[(&str, &str)] = &[
    ("documents", "key"),
    ("coders", "key"),
    ("codings", "document, coder"),
    ("texts", "document"),
    ("sentences", "document, number"),
    ("entities", "document, id"),
    ("times", "document, number"),
    ("places", "document, number"),
    ("events", "key"),
    ("actors", "event, side, number"),
    ("claims", "event, number"),
    ("dyads", "month, source, target, event"),
    ("incidents", "key"),
    ("mentions", "event"),
    ("errors", "origin"),
    ("feeds", "address"),
    ("dyads_by_month", "month, source, target"),
    ("who_says", "event_id, depth"),
    ("actor_totals", "code"),
    ("incident_accounts", "incident, event_id"),
];

fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// The old store in a folder of its own.
fn old(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bayhaqi-old-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("old.db");
    fs::write(&file, unpacked("v1.db.gz")).unwrap();
    file
}

/// Columns and rows of all that is promised; of the newer store only the columns that the older one had.
fn all(file: &Path, columns: Option<&[Vec<String>]>) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let db = Connection::open(file).unwrap();
    let (mut names, mut rows) = (Vec::new(), Vec::new());
    for (at, (table, order)) in PROMISED.iter().enumerate() {
        let there: Vec<String> = match columns {
            Some(columns) => columns[at].clone(),
            None => {
                let mut find = db.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
                find.query_map([table], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
            }
        };
        let list: Vec<String> = there.iter().map(|c| format!("quote(\"{c}\")")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY {order}", list.join(" || '|' || "));
        let mut find = db.prepare(&sql).unwrap();
        let found = find.query_map([], |r| r.get(0)).unwrap();
        rows.push(found.map(Result::unwrap).collect());
        names.push(there);
    }
    (names, rows)
}

fn records(store: &Store) -> String {
    let mut out = String::new();
    let take = |stored: bayhaqi_store::Stored| -> Result<(), StoreError> {
        out.push_str(&serde_json::to_string(&stored.event).unwrap());
        out.push('\n');
        Ok(())
    };
    store.each_event(take).unwrap();
    out
}

#[test]
fn a_store_of_version_1_says_what_it_said() {
    let file = old("says");
    let (columns, before) = all(&file, None);
    let store = Store::write(&file).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    assert_eq!(records(&store), String::from_utf8(unpacked("v1.jsonl.gz")).unwrap());
    drop(store);
    let (_, after) = all(&file, Some(&columns));
    for (((table, _), before), after) in PROMISED.iter().zip(before).zip(after) {
        assert!(!before.is_empty(), "{table}: nothing to compare");
        assert_eq!(before, after, "{table}");
    }
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn work_goes_on_in_it() {
    let file = old("goes-on");
    let mut store = Store::write(&file).unwrap();
    let items: Vec<Item> = (0..20).map(|n| common::item(n, 4, "1")).collect();
    assert_eq!(store.put(&items, false).unwrap(), [Put::Added; 20]);
    assert_eq!(store.put(&items, true).unwrap(), [Put::Replaced; 20]);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    // What is new shares rows with what was there.
    for table in ["kinds", "parties", "names", "spots"] {
        let columns = format!(
            "SELECT group_concat(name) FROM pragma_table_info('{table}') WHERE name <> 'key'"
        );
        let Value::Text(columns) = &store.query(&Query::new(&columns)).unwrap().rows[0][0] else {
            panic!()
        };
        let twice = format!("SELECT 1 FROM {table} GROUP BY {columns} HAVING count(*) > 1");
        assert!(store.query(&Query::new(&twice)).unwrap().rows.is_empty(), "{table}");
    }
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn who_may_only_read_is_told() {
    let file = old("read");
    let before = fs::read(&file).unwrap();
    let error = Store::read(&file).unwrap_err().to_string();
    assert!(error.contains("older format 1") && error.contains("store check"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), before);
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn a_step_that_fails_leaves_the_store_as_it_was() {
    let file = old("fails");
    let db = Connection::open(&file).unwrap();
    // Something is in the way of the new tables.
    db.execute_batch("CREATE TABLE kinds (mine)").unwrap();
    drop(db);
    let (columns, before) = all(&file, None);
    assert!(Store::write(&file).is_err());
    assert_eq!(all(&file, Some(&columns)).1, before);
    let db = Connection::open(&file).unwrap();
    db.execute_batch("DROP TABLE kinds").unwrap();
    drop(db);
    assert_eq!(Store::write(&file).unwrap().check().unwrap(), Vec::<String>::new());
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}
