//! What the columns answer is what SQL answers.

#![allow(clippy::unwrap_used)]

mod common;

use bayhaqi_store::{Columns, Cursor, Dimension, Filter, Level, Query, Store, Value, Who};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DIMENSIONS: &[&str] = &[
    "day",
    "week",
    "month",
    "year",
    "event",
    "mode",
    "quad",
    "status",
    "source",
    "target",
    "dyad",
    "country",
    "place",
    "publisher",
    "speaker",
    "stance",
];

/// A store of 240 events, which stays for all tests.
static STORE: LazyLock<std::path::PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("bayhaqi-columns-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("events.db");
    let items: Vec<_> = (0..60).map(|n| common::item(n, 4, "1")).collect();
    Store::write(&path).unwrap().put(&items, false).unwrap();
    path
});

fn some(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        2 => Just(Vec::new()),
        1 => proptest::sample::subsequence(words, 1..=2)
            .prop_map(|words| words.into_iter().map(str::to_owned).collect()),
    ]
}

fn people() -> impl Strategy<Value = Vec<Who>> {
    some(&["USA", "IRN", "RUSGOV", "ukraine", "the minister", "O'Neill", "FRA", "TWNM"])
        .prop_map(|words| words.iter().map(|word| Who::new(word)).collect())
}

prop_compose! {
    fn filter()(
        source in people(), target in people(), actor in people(), speaker in people(),
        stance in some(&["asserts", "denies"]),
        event in some(&["CONSULT", "AID", "ASSAULT", "NONE"]),
        quad in some(&["verbal-conflict", "material-conflict"]),
        status in some(&["actual", "planned"]),
        country in some(&["IRQ", "USA"]),
        place in some(&["Baghdad", "Paris", "New Delhi"]),
        publisher in some(&["Agency 3", "Agency 7", "Agency 12"]),
        context in some(&["diplomatic", "military"]),
        year in prop_oneof![3 => Just(None), 1 => (2009i16..2021).prop_map(Some)],
        claimed in prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)],
        happened in any::<bool>(),
        document in prop_oneof![5 => Just(None), 1 => (0..70).prop_map(|n| Some(format!("d{n}")))],
        incident in prop_oneof![5 => Just(None), 1 => (0i64..90).prop_map(Some)],
        confidence in prop_oneof![3 => Just(None), 1 => Just(Some(0.75)), 1 => Just(Some(0.8))],
        words in prop_oneof![3 => Just(None), 1 => Just(Some("iran".to_owned())),
            1 => Just(Some("\"the united\" appr*".to_owned())), 1 => Just(Some("'\" OR".to_owned()))],
    ) -> Filter {
        Filter {
            source, target, actor, speaker, stance, event, quad, status, country, place, publisher, context,
            from: year.map(|y| date(y, 3, 1)), to: year.map(|y| date(y + 2, 2, 28)),
            claimed, happened, document, incident, confidence, words, ..Filter::default()
        }
    }
}

fn rows(store: &mut Store, sql: &str) -> Vec<BTreeMap<String, Value>> {
    let answer = store.query(&Query::new(sql)).unwrap();
    let row = |row: Vec<Value>| answer.columns.iter().cloned().zip(row).collect();
    answer.rows.clone().into_iter().map(row).collect()
}

fn integer(row: &BTreeMap<String, Value>, name: &str) -> i64 {
    match row[name] {
        Value::Integer(i) => i,
        Value::Null => 0,
        ref other => panic!("{name}: {other:?}"),
    }
}

fn plain(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::String(s) => Value::Text(s.clone()),
        serde_json::Value::Number(n) if n.is_u64() => Value::Integer(n.as_i64().unwrap()),
        other => Value::Real(other.as_f64().unwrap()),
    }
}

/// All pages of a list, a few entries each.
fn all(mut page: impl FnMut(Option<Cursor>) -> bayhaqi_store::Page) -> Vec<i64> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let page = page(after);
        keys.extend(page.keys);
        match page.next {
            // A cursor travels as text.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => {
                assert_eq!(page.total, keys.len() as u64);
                return keys;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lists_are_those_of_sql(filter in filter()) {
        let mut store = Store::read(&STORE).unwrap();
        let columns = Columns::load(&store).unwrap();
        let selection = columns.select(&filter, &store).unwrap();
        let expected: Vec<i64> =
            rows(&mut store, &filter.sql()).iter().map(|row| integer(row, "key")).collect();
        prop_assert_eq!(all(|after| columns.events(&selection, after, 7)), expected);
        let expected: Vec<i64> =
            rows(&mut store, &filter.incidents_sql()).iter().map(|row| integer(row, "key")).collect();
        prop_assert_eq!(all(|after| columns.incidents(&selection, after, 7)), expected);
    }

    #[test]
    fn totals_are_those_of_sql(
        filter in filter(),
        by in proptest::sample::subsequence(DIMENSIONS, 0..=2).prop_shuffle(),
        code in any::<bool>(),
    ) {
        // Two dimensions with a column in common cannot be told apart in SQL.
        prop_assume!(!(by.contains(&"dyad") && (by.contains(&"source") || by.contains(&"target"))));
        prop_assume!(!(by.contains(&"place") && by.contains(&"country")));
        let level = if code { Level::Code } else { Level::Country };
        let mut store = Store::read(&STORE).unwrap();
        let columns = Columns::load(&store).unwrap();
        let selection = columns.select(&filter, &store).unwrap();
        let by: Vec<Dimension> = by.iter().map(|name| name.parse().unwrap()).collect();
        let totals = columns.totals(&selection, &by, level, usize::MAX);
        let mut found: Vec<BTreeMap<String, Value>> = totals
            .rows
            .iter()
            .map(|group| {
                let json = serde_json::to_value(group).unwrap();
                json.as_object().unwrap().iter().map(|(k, v)| (k.clone(), plain(v))).collect()
            })
            .collect();
        let mut expected = rows(&mut store, &filter.totals_sql(&by, level));
        // Means are rounded; which way a tie goes is no matter.
        let mean = |row: &mut BTreeMap<String, Value>| match row.remove("goldstein") {
            Some(Value::Real(mean)) => Some(mean),
            _ => None,
        };
        // Without groups SQL counts nothing as one row.
        expected.retain(|row| integer(row, "events") > 0);
        let without = |row: &BTreeMap<String, Value>| {
            let mut row = row.clone();
            row.remove("goldstein");
            format!("{row:?}")
        };
        found.sort_by_key(without);
        expected.sort_by_key(without);
        for (found, expected) in found.iter_mut().zip(&mut expected) {
            match (mean(found), mean(expected)) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-4, "{a} {b}"),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
        prop_assert_eq!(found, expected, "{}", filter.totals_sql(&by, level));
    }
}

#[test]
fn actors_are_found_by_code_and_by_any_word_of_their_name() {
    let store = Store::read(&STORE).unwrap();
    let columns = Columns::load(&store).unwrap();
    let codes = |typed: &str| -> Vec<String> {
        columns.actors(typed, 5).into_iter().filter_map(|a| a.code).collect()
    };
    assert_eq!(codes("irng"), ["IRNGOV"]);
    assert_eq!(codes("united sta"), codes("states"));
    assert!(codes("ates").is_empty());
    let all = columns.actors("", 1000);
    assert_eq!(all.iter().map(|a| a.as_source).sum::<u64>(), 240);
    assert!(
        all.windows(2)
            .all(|w| { w[0].as_source + w[0].as_target >= w[1].as_source + w[1].as_target })
    );
}

#[test]
fn a_profile_counts_both_sides() {
    let store = Store::read(&STORE).unwrap();
    let columns = Columns::load(&store).unwrap();
    let everything = columns.select(&Filter::default(), &store).unwrap();
    let profile = columns.profile(&Who::new("IRN"), &everything).unwrap();
    let acting = Filter { source: vec![Who::new("IRN")], ..Filter::default() };
    let acting = columns.events(&columns.select(&acting, &store).unwrap(), None, 1).total;
    assert_eq!(profile.note.as_source, acting);
    assert_eq!(profile.types.iter().map(|t| t.1).sum::<u64>(), acting);
    assert!(profile.partners.iter().all(|p| p.code != "IRN"));
    assert!(columns.profile(&Who::new("Nobody"), &everything).is_none());
}
