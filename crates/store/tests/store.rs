//! What a store promises: once, whole, and found again as it went in.

#![allow(clippy::unwrap_used)]

mod common;

use bayhaqi_store::{Item, Put, Query, Store, StoreError, Value};
use common::{coder, item, report};
use std::fs;
use std::path::PathBuf;

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("bayhaqi-store-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("events.db")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn one(store: &mut Store, sql: &str) -> i64 {
    match store.query(&Query::new(sql)).unwrap().rows[0][0] {
        Value::Integer(number) => number,
        ref other => panic!("{other:?}"),
    }
}

fn items(numbers: std::ops::Range<usize>, version: &str) -> Vec<Item> {
    numbers.map(|n| item(n, 4, version)).collect()
}

#[test]
fn a_report_is_there_once_however_often_it_comes() {
    let place = Place::new("once");
    let mut store = Store::write(&place.file()).unwrap();
    assert_eq!(store.put(&items(0..3, "1"), false).unwrap(), [Put::Added; 3]);
    assert_eq!(store.put(&items(0..3, "1"), false).unwrap(), [Put::Same; 3]);
    assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 12);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn events_come_back_as_they_went_in() {
    let place = Place::new("back");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..5, "1"), false).unwrap();
    let mut back = Vec::new();
    let mut keep = |stored: bayhaqi_store::Stored| -> Result<(), StoreError> {
        back.push(stored.event);
        Ok(())
    };
    store.each_event(&mut keep).unwrap();
    let went: Vec<_> = (0..5).flat_map(|n| common::report(n, 4, "1").events().to_vec()).collect();
    assert_eq!(back, went);
}

#[test]
fn the_view_gives_the_record_as_json() {
    let place = Place::new("view");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&[item(3, 3, "1")], false).unwrap();
    let record = serde_json::to_value(&report(3, 3, "1").events()[2]).unwrap();
    let columns =
        ["sources", "targets", "trigger", "sentence", "claims", "counts", "coder", "contexts"];
    for column in columns {
        let sql = format!(
            "SELECT \"{column}\" FROM events WHERE id = '{}'",
            record["id"].as_str().unwrap()
        );
        let answer = store.query(&Query::new(&sql)).unwrap();
        let Value::Text(json) = &answer.rows[0][0] else { panic!("{column}") };
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(json).unwrap(),
            record[column],
            "{column}"
        );
    }
    let plain =
        "SELECT event, quad, status, cameo, document_id FROM events ORDER BY key DESC LIMIT 1";
    let answer = store.query(&Query::new(plain)).unwrap();
    let texts: Vec<String> = ["event", "quad", "status", "cameo"]
        .iter()
        .map(|f| record[*f].as_str().unwrap().to_owned())
        .chain(["d3".to_owned()])
        .collect();
    assert_eq!(answer.rows[0], texts.into_iter().map(Value::Text).collect::<Vec<_>>());
}

#[test]
fn another_coder_replaces_events_and_both_are_remembered() {
    let place = Place::new("recode");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..4, "1"), false).unwrap();
    // The newer coder finds fewer events.
    let newer: Vec<Item> = (0..4).map(|n| item(n, 2, "2")).collect();
    assert_eq!(store.put(&newer, false).unwrap(), [Put::Replaced; 4]);
    assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 8);
    assert_eq!(one(&mut store, "SELECT count(*) FROM codings"), 8);
    assert_eq!(
        one(
            &mut store,
            "SELECT count(*) FROM documents d JOIN coders k ON k.key = d.coder WHERE k.version = '2'"
        ),
        4
    );
    assert_eq!(one(&mut store, "SELECT count(*) FROM mentions"), 8);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_store_that_was_recoded_is_like_one_that_was_not() {
    let place = Place::new("like");
    let mut recoded = Store::write(&place.file()).unwrap();
    recoded.put(&items(0..20, "1"), false).unwrap();
    recoded.put(&items(0..20, "1"), true).unwrap();
    let mut plain = Store::write(&place.0.join("plain.db")).unwrap();
    plain.put(&items(0..20, "1"), false).unwrap();
    for sql in [
        "SELECT id, event, sources, targets, claims, sentence FROM events ORDER BY id",
        "SELECT reports, publishers, accounts, asserted, denied, first_seen FROM incidents ORDER BY first_day, event, source, target, first_seen",
        "SELECT * FROM dyads_by_month ORDER BY month, source, target",
    ] {
        let query = Query::new(sql);
        assert_eq!(recoded.query(&query).unwrap(), plain.query(&query).unwrap(), "{sql}");
    }
}

#[test]
fn what_is_known_needs_no_coding() {
    let place = Place::new("known");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&[item(1, 1, "1")], false).unwrap();
    let known = report(1, 1, "1");
    let document = known.events()[0].document.clone();
    assert!(store.has(&document, known.text(), &coder("1")).unwrap());
    assert!(!store.has(&document, known.text(), &coder("2")).unwrap());
    assert!(!store.has(&document, "Other words.", &coder("1")).unwrap());
}

#[test]
fn errors_are_kept_until_the_document_is_well() {
    let place = Place::new("errors");
    let mut store = Store::write(&place.file()).unwrap();
    let error = Item::Error { origin: "reports.jsonl:1".to_owned(), message: "no text".to_owned() };
    store.put(std::slice::from_ref(&error), false).unwrap();
    store.put(&[error], false).unwrap();
    assert_eq!(one(&mut store, "SELECT count(*) FROM errors"), 1);
    store.put(&[item(1, 1, "1")], false).unwrap();
    assert_eq!(one(&mut store, "SELECT count(*) FROM errors"), 0);
}

#[test]
fn a_reader_sees_what_was_there_when_it_began() {
    let place = Place::new("snapshot");
    let mut writer = Store::write(&place.file()).unwrap();
    writer.put(&items(0..10, "1"), false).unwrap();
    let reader = Store::read(&place.file()).unwrap();
    let mut seen = 0;
    reader
        .each_event::<StoreError>(|_| {
            if seen == 0 {
                writer.put(&items(10..20, "1"), false)?;
            }
            seen += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 40);
    assert_eq!(one(&mut writer, "SELECT count(*) FROM events"), 80);
}

#[test]
fn two_writers_at_once_both_finish() {
    let place = Place::new("two");
    let file = place.file();
    let write = |numbers: std::ops::Range<usize>| {
        let file = file.clone();
        std::thread::spawn(move || {
            let mut store = Store::write(&file).unwrap();
            for n in numbers {
                store.put(&[item(n, 2, "1")], false).unwrap();
            }
        })
    };
    let threads = [write(0..60), write(30..90), write(0..90)];
    threads.into_iter().for_each(|t| t.join().unwrap());
    let mut store = Store::write(&file).unwrap();
    assert_eq!(one(&mut store, "SELECT count(*) FROM documents"), 90);
    assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 180);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn files_that_are_no_stores_are_refused_and_left_alone() {
    let place = Place::new("refuse");
    let text = place.0.join("report.txt");
    fs::write(
        &text,
        "The minister of Iran met the minister of Iraq in Basra, as he does each year. ".repeat(20),
    )
    .unwrap();
    let before = fs::read(&text).unwrap();
    assert!(matches!(Store::write(&text), Err(StoreError::NotAStore(_))));
    assert!(matches!(Store::read(&text), Err(StoreError::NotAStore(_))));
    assert_eq!(fs::read(&text).unwrap(), before);

    let foreign = place.0.join("foreign.db");
    let other = rusqlite::Connection::open(&foreign).unwrap();
    other.execute_batch("CREATE TABLE mine (a)").unwrap();
    drop(other);
    let before = fs::read(&foreign).unwrap();
    assert!(matches!(Store::write(&foreign), Err(StoreError::NotAStore(_))));
    assert_eq!(fs::read(&foreign).unwrap(), before);

    assert!(matches!(Store::read(&place.0.join("none.db")), Err(StoreError::Missing(_))));
    assert!(matches!(Store::write(&place.0), Err(StoreError::NotAStore(_))));
    assert!(matches!(
        Store::write(&place.0.join("no/such/folder.db")),
        Err(StoreError::CannotOpen(_))
    ));
}

#[test]
fn a_newer_store_is_refused_and_left_alone() {
    let place = Place::new("newer");
    drop(Store::write(&place.file()).unwrap());
    let raw = rusqlite::Connection::open(place.file()).unwrap();
    raw.execute_batch("PRAGMA user_version = 999").unwrap();
    drop(raw);
    for opened in [Store::write(&place.file()), Store::read(&place.file())] {
        let error = opened.unwrap_err().to_string();
        assert!(error.contains("format 999") && error.contains("newer program"), "{error}");
    }
}

#[test]
fn damage_is_found() {
    let place = Place::new("damage");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..5, "1"), false).unwrap();
    drop(store);
    let raw = rusqlite::Connection::open(place.file()).unwrap();
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF; DELETE FROM texts WHERE document = 1; DELETE FROM claim_rows WHERE event = 3;
         DELETE FROM event_rows WHERE key = 5; UPDATE texts SET packed = x'00' WHERE document = 2",
    )
    .unwrap();
    drop(raw);
    let found = Store::read(&place.file()).unwrap().check().unwrap();
    for what in [
        "without text",
        "claims are not all there",
        "events are not all there",
        "unpacked",
        "row of",
    ] {
        assert!(found.iter().any(|f| f.contains(what)), "{what}: {found:?}");
    }
}

#[test]
fn a_log_that_was_cut_loses_only_its_end() {
    let place = Place::new("cut");
    let mut store = Store::write(&place.file()).unwrap();
    // Each report is a transaction of its own, all of them in the log.
    for n in 0..12 {
        store.put(&[item(n, 2, "1")], false).unwrap();
    }
    let wal = place.0.join("events.db-wal");
    let (main, log) = (fs::read(place.file()).unwrap(), fs::read(&wal).unwrap());
    drop(store);
    let mut seed = 7u64;
    for cut in 0..25 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let length = usize::try_from(seed >> 16).unwrap() % log.len();
        let copy = place.0.join(format!("cut{cut}.db"));
        fs::write(&copy, &main).unwrap();
        fs::write(place.0.join(format!("cut{cut}.db-wal")), &log[..length]).unwrap();
        let mut store = Store::write(&copy).unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "cut at {length}");
        let kept = one(&mut store, "SELECT count(*) FROM documents");
        assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 2 * kept);
        // Nothing is lost that cannot come again.
        store.put(&(0..12).map(|n| item(n, 2, "1")).collect::<Vec<_>>(), false).unwrap();
        assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 24);
    }
}

/// A power cut while the log is put into the file: of its pages some are the new ones, some the old
/// ones, some are half written, and the file may still be short. The log is whole: it is synced first.
#[test]
fn a_file_that_was_cut_while_the_log_came_in_is_whole() {
    let place = Place::new("torn");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..12, "1"), false).unwrap();
    store.settle().unwrap();
    let old = fs::read(place.file()).unwrap();
    store.put(&items(12..40, "1"), false).unwrap();
    store.put(&items(0..4, "2"), false).unwrap();
    let log = fs::read(place.0.join("events.db-wal")).unwrap();
    store.settle().unwrap();
    let new = fs::read(place.file()).unwrap();
    drop(store);
    assert!(!log.is_empty() && new.len() > old.len());
    let mut seed = 11u64;
    let mut chance = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % most
    };
    // Only pages that are in the log are written: all others are the same in both files.
    let in_log: std::collections::BTreeSet<usize> = log[32..]
        .chunks(24 + 4096)
        .map(|frame| u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize - 1)
        .collect();
    for cut in 0..25 {
        let mut torn = old.clone();
        torn.resize(old.len() + chance((new.len() - old.len()) / 4096 + 1) * 4096, 0);
        let pages = torn.len() / 4096;
        for page in in_log.iter().filter(|p| **p < pages) {
            let written = [0, 512 * chance(9), 4096][chance(3)];
            let at = page * 4096;
            torn[at..at + written].copy_from_slice(&new[at..at + written]);
        }
        let copy = place.0.join(format!("torn{cut}.db"));
        fs::write(&copy, torn).unwrap();
        fs::write(place.0.join(format!("torn{cut}.db-wal")), &log).unwrap();
        let mut store = Store::write(&copy).unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "cut {cut}");
        assert_eq!(one(&mut store, "SELECT count(*) FROM events"), 160, "cut {cut}");
    }
}

#[test]
fn a_backup_is_a_store_of_its_own() {
    let place = Place::new("backup");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..5, "1"), false).unwrap();
    let copy = place.0.join("copy.db");
    store.backup(&copy).unwrap();
    assert!(store.backup(&copy).unwrap_err().to_string().contains("there already"));
    store.put(&items(5..6, "1"), false).unwrap();
    let mut copy = Store::read(&copy).unwrap();
    assert_eq!(one(&mut copy, "SELECT count(*) FROM documents"), 5);
    assert_eq!(copy.check().unwrap(), Vec::<String>::new());
    store.compact().unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn queries_only_read_and_tell_what_is_wrong() {
    let place = Place::new("query");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&items(0..2, "1"), false).unwrap();
    drop(store);
    let mut store = Store::read(&place.file()).unwrap();
    let mut wrong = |query: Query| store.query(&query).unwrap_err().to_string();
    let cases = [
        ("SELECT confidnce FROM events", "did you mean confidence"),
        ("SELECT * FROM event", "did you mean events"),
        ("SELECT distance(1, 2, 3, 4)", "distance_km"),
        ("DELETE FROM documents", "only read"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT count(*) FROM events WHERE country = :where", "--param where=VALUE"),
    ];
    for (sql, what) in cases {
        let error = wrong(Query::new(sql));
        assert!(error.contains(what) && error.contains("; "), "{sql}: {error}");
    }
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let error = wrong(Query::new(endless).within(std::time::Duration::from_millis(200)));
    assert!(error.contains("took longer"), "{error}");
    assert!(wrong(Query::new("SELECT 1").with("a", Value::Null)).contains("no parameter :a"));
    let asked = Query::new("SELECT :a + 1 AS b").with("a", Value::Integer(41));
    assert_eq!(store.query(&asked).unwrap().rows, [[Value::Integer(42)]]);
}

#[test]
fn another_text_under_the_same_id_takes_the_place_of_the_first() {
    let place = Place::new("text");
    let mut store = Store::write(&place.file()).unwrap();
    store.put(&[item(1, 1, "1"), item(2, 1, "1")], false).unwrap();
    // The same id with more sentences.
    assert_eq!(store.put(&[item(1, 4, "1")], false).unwrap(), [Put::Replaced]);
    let found = "SELECT count(*) FROM search WHERE search MATCH 'approached'";
    assert_eq!(one(&mut store, found), 2);
    assert_eq!(
        one(&mut store, "SELECT count(*) FROM search WHERE search MATCH '\"matter 20\"'"),
        1
    );
    assert_eq!(one(&mut store, "SELECT count(*) FROM texts"), 2);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}
