//! The manual says what is true: every column is described, and every question has an answer.

#![allow(clippy::unwrap_used)]

mod common;

use bayhaqi_store::{Query, Store, Value};
use std::fs;
use std::path::Path;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    fs::read_to_string(path).unwrap()
}

/// A store with some reports, and its folder.
fn store(name: &str) -> (Store, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!("bayhaqi-doc-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut store = Store::write(&folder.join("s.db")).unwrap();
    let items: Vec<_> = (0..400).map(|n| common::item(n, 4, "1")).collect();
    store.put(&items, false).unwrap();
    (store, folder)
}

fn texts(store: &mut Store, sql: &str) -> Vec<String> {
    let text = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(text)) => text,
        other => panic!("{other:?}"),
    };
    store.query(&Query::new(sql)).unwrap().rows.into_iter().map(text).collect()
}

#[test]
fn every_column_is_described_and_no_other() {
    let (mut store, folder) = store("columns");
    let mut described = Vec::new();
    let mut table = String::new();
    for line in page("store.md").lines() {
        if let Some(name) = line.strip_prefix("### ") {
            table = name.to_owned();
        } else if let Some(rest) = line.strip_prefix("| `") {
            described.push(format!("{table}.{}", rest.split('`').next().unwrap()));
        }
    }
    let mut there = texts(
        &mut store,
        "SELECT t.name || '.' || c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
         WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' AND t.type IN ('table', 'view', 'virtual')",
    );
    there.sort();
    described.sort();
    assert_eq!(described, there);
    // FTS5 keeps tables of its own, which are not STRICT.
    let loose = texts(
        &mut store,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'",
    );
    assert_eq!(loose, Vec::<String>::new());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_question_has_an_answer() {
    let (mut store, folder) = store("questions");
    let page = page("queries.md");
    let questions: Vec<&str> =
        page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(questions.len(), 20);
    let mut answered = 0;
    for sql in questions {
        let mut query = Query::new(sql);
        for (name, value) in [("country", "IRQ"), ("name", "Iran")] {
            if sql.contains(&format!(":{name}")) {
                query = query.with(name, Value::Text(value.to_owned()));
            }
        }
        answered += usize::from(!store.query(&query).unwrap().rows.is_empty());
    }
    // The made-up reports deny nothing, plan nothing and sign no treaty.
    assert!(answered >= 15, "only {answered} questions have rows");
    fs::remove_dir_all(folder).unwrap();
}
