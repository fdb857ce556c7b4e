//! Reading as a program that uses the library sees it.

#![allow(clippy::unwrap_used)]

use bayhaqi_read::{Document, Input, Options, Problem, from_bytes, read};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

/// A folder that is gone after the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bayhaqi-read-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn texts(inputs: Vec<Input>) -> Vec<String> {
    read(inputs, Options::default())
        .map(|d| d.map_or_else(|e| format!("error {e}"), |d: Document| d.text))
        .collect()
}

fn first_error(bytes: &[u8]) -> String {
    from_bytes("x", bytes, Options::default()).find_map(Result::err).unwrap().to_string()
}

#[test]
fn folders_are_read_in_order_without_hidden_files() {
    let scratch = Scratch::new("order");
    scratch.put("b.txt", b"second");
    scratch.put("a/z.txt", b"first");
    scratch.put(".hidden", b"never");
    scratch.put("c.dat", b"{\"text\": \"third\"}\n\n{\"text\": \"fourth\"}");
    assert_eq!(texts(vec![scratch.0.clone().into()]), ["first", "second", "third", "fourth"]);
}

#[test]
fn an_empty_folder_and_a_missing_file_are_named() {
    let scratch = Scratch::new("empty");
    fs::create_dir(scratch.0.join("inner")).unwrap();
    scratch.put(".hidden", b"never");
    let missing = scratch.0.join("nothing");
    let file = scratch.put(".given", b"a hidden file that is named is read");
    let got = texts(vec![scratch.0.clone().into(), missing.into(), file.into()]);
    assert!(got[0].contains("no readable file"), "{got:?}");
    assert!(got[1].contains("nothing: no such file"), "{got:?}");
    assert_eq!(got[2], "a hidden file that is named is read");
}

#[test]
fn one_bad_line_does_not_stop_the_others() {
    let lines = b"{\"id\":1,\"text\":\" kept \\n exactly \"}\n{\"id\":\n\n{\"text\":\"\"}\n\xff\n{\"id\":\"z\",\"text\":\"last\",\"published\":\"Wed, 22 Jul 2020 10:00:00 GMT\",\"language\":\"EN-us\"}";
    let got: Vec<_> = from_bytes("f", lines, Options::default()).collect();
    assert_eq!(got.len(), 5);
    let one = got[0].as_ref().unwrap();
    assert_eq!((one.id.as_str(), one.text.as_str()), ("1", " kept \n exactly "));
    assert!(got[1].as_ref().unwrap_err().to_string().starts_with("f:2: no valid JSON"));
    assert!(matches!(got[2].as_ref().unwrap_err().problem, Problem::Empty));
    assert!(got[3].as_ref().unwrap_err().to_string().starts_with("f:5: no valid JSON"));
    let last = got[4].as_ref().unwrap();
    assert_eq!(last.published, Some(jiff::civil::date(2020, 7, 22)));
    assert_eq!(last.language.as_deref(), Some("en"));
    assert_eq!(last.origin, "f:6");
}

#[test]
fn each_bad_report_says_why() {
    assert!(first_error(b"").contains("empty"));
    assert!(first_error(b" \r\n\t ").contains("empty"));
    assert!(first_error(b"Read more\n\nShare").contains("empty"));
    assert!(first_error(b"abc\0def").contains("binary"));
    assert!(first_error(b"<html><p>").contains("empty"));
    assert!(first_error(b"{\"id\": 3, \"words\": []}").contains("pretokenized"));
    assert!(first_error(b"{\"text\": \"a\", \"published\": \"soon\"}").contains("soon"));
}

#[test]
fn long_reports_are_refused_and_long_lines_skipped() {
    let options = Options { limit: 30, ..Options::default() };
    let long = [b'a'; 31];
    assert!(from_bytes("x", &long, options.clone()).next().unwrap().is_err());
    let mut lines = b"{\"text\":\"b\"}\n{\"text\":\"".to_vec();
    lines.extend([b'a'; 100]);
    lines.extend(b"\"}\n{\"text\":\"c\"}\n");
    let got: Vec<_> = from_bytes("x", &lines, options).collect();
    assert_eq!(got[0].as_ref().unwrap().text, "b");
    assert!(matches!(got[1].as_ref().unwrap_err().problem, Problem::TooLong { limit: 30 }));
    assert_eq!(got[2].as_ref().unwrap().text, "c");
}

#[test]
fn tokens_are_kept_as_given() {
    let options = Options { pretokenized: true, ..Options::default() };
    let lines = b"{\"id\":\"a\",\"words\":[\"do\",\"n't\",\".\"],\"spaces\":[false,true,false]}\n{\"id\":\"b\",\"words\":[\"x\"],\"spaces\":[]}";
    let got: Vec<_> = from_bytes("x", lines, options.clone()).collect();
    assert_eq!(got[0].as_ref().unwrap().text, "don't .");
    assert!(got[1].as_ref().unwrap_err().to_string().contains("1 words but 0 spaces"));
    assert!(from_bytes("x", b"plain", options).next().unwrap().is_err());
}

#[test]
fn what_the_input_does_not_say_is_added() {
    let day = jiff::civil::date(2020, 7, 22);
    let options =
        Options { published: Some(day), language: Some("fr".into()), ..Options::default() };
    let lines =
        b"{\"text\":\"a\",\"published\":\"2019-01-01\"}\n{\"text\":\"b\",\"language\":\"en\"}";
    let got: Vec<_> = from_bytes("x", lines, options).map(Result::unwrap).collect();
    assert_eq!(
        (got[0].published, got[0].language.as_deref()),
        (Some(jiff::civil::date(2019, 1, 1)), Some("fr"))
    );
    assert_eq!((got[1].published, got[1].language.as_deref()), (Some(day), Some("en")));
}

proptest! {
    #[test]
    fn any_bytes_give_documents_or_errors(bytes in proptest::collection::vec(any::<u8>(), 0..400), pretokenized: bool) {
        let options = Options { pretokenized, limit: 300, ..Options::default() };
        for document in from_bytes("x", &bytes, options).flatten() {
            prop_assert!(!document.text.trim().is_empty());
        }
    }

    #[test]
    fn any_text_gives_sound_blocks(text in "(\\PC{0,60}[\\n\\r\\u{2028} ]{0,3}){0,8}") {
        for document in from_bytes("x", text.as_bytes(), Options::default()).flatten() {
            prop_assert!(document.breaks.iter().all(|&b| document.text.is_char_boundary(b) && b < document.text.len()));
            prop_assert_eq!(document.text.trim(), document.text.as_str());
            let again = from_bytes("x", document.text.as_bytes(), Options::default()).next();
            prop_assert!(again.is_some());
        }
    }

    #[test]
    fn any_line_of_json_gives_a_document_or_an_error(id in "\\PC{0,9}", text in "\\PC{0,60}", tail in "\\PC{0,9}") {
        let line = format!("{}{tail}", serde_json::json!({"id": id, "text": text}));
        prop_assert_eq!(from_bytes("x", line.as_bytes(), Options::default()).count(), 1);
    }
}
