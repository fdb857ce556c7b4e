//! What is shown of a store is what was put into it.

#![allow(clippy::unwrap_used)]

mod common;

use bayhaqi_store::{DocumentFilter, Store};
use std::path::PathBuf;

fn store(name: &str) -> (PathBuf, Store) {
    let folder = std::env::temp_dir().join(format!("bayhaqi-browse-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("events.db");
    let items: Vec<_> = (0..30).map(|n| common::item(n, 4, "1")).collect();
    Store::write(&path).unwrap().put(&items, false).unwrap();
    (folder, Store::read(&path).unwrap())
}

#[test]
fn a_report_comes_back_with_all_its_layers() {
    let (folder, store) = store("whole");
    let given = common::report(7, 4, "1");
    let whole = store.whole("d7").unwrap().unwrap();
    assert_eq!(whole.text, given.text());
    assert_eq!(whole.events.len(), 4);
    for (told, event) in whole.events.iter().zip(given.events()) {
        assert_eq!(&told.event, event);
        assert_eq!(told.day.as_deref(), event.document.published.as_deref());
        assert_eq!(&store.event(&event.id).unwrap().unwrap().event, event);
    }
    assert_eq!(whole.sentences.len(), 4);
    assert_eq!(whole.entities[0].mentions, [[0, 4]]);
    assert_eq!(whole.times[0].kind, "DATE");
    assert!(store.whole("nothing").unwrap().is_none());
    assert!(store.event("' OR 1=1 --").unwrap().is_none());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn pages_of_reports_join_without_gap_or_overlap() {
    let (folder, store) = store("pages");
    let filter =
        DocumentFilter { from: Some("2012-01-01".to_owned()), ..DocumentFilter::default() };
    let (all, none) = store.documents(&filter, None, 1000).unwrap();
    assert!(none.is_none() && all.len() > 10 && all.len() < 30);
    assert!(all.windows(2).all(|w| w[0].document.published >= w[1].document.published));
    assert!(all.iter().all(|note| note.events == 4));
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = store.documents(&filter, after.as_ref(), 4).unwrap();
        paged.extend(page);
        match next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(paged, all);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_search_shows_the_words_where_they_stand() {
    let (folder, store) = store("search");
    let hits = store.search("ukraine approached", None, 5).unwrap();
    assert!(hits.total >= hits.items.len() as u64 && !hits.items.is_empty());
    for hit in &hits.items {
        let words: Vec<_> =
            hit.snippet.iter().filter(|p| p.hit).map(|p| p.text.to_lowercase()).collect();
        assert!(words.contains(&"ukraine".to_owned()), "{:?}", hit.snippet);
        assert!(!hit.events.is_empty());
    }
    let all = store.search("approached", None, 1000).unwrap();
    assert_eq!(all.total, 30);
    let (mut found, mut before) = (0, None);
    loop {
        let page = store.search("approached", before, 7).unwrap();
        found += page.items.len();
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(found, 30);
    // What is no question finds nothing and breaks nothing.
    for odd in ["", "\"", "***", "a\" OR text:b", "NEAR(", "^", "-", "col : x", "😀"] {
        assert!(store.search(odd, None, 5).unwrap().items.len() <= 5);
    }
    std::fs::remove_dir_all(folder).unwrap();
}
