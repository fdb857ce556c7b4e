//! Any text in, no panic, and a parse that keeps its promises.

#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use bayhaqi_nlp::{CharIndex, Parse, Pipeline};
use proptest::prelude::*;

fn english() -> &'static Pipeline {
    static ENGLISH: OnceLock<Pipeline> = OnceLock::new();
    ENGLISH.get_or_init(|| Pipeline::english().unwrap())
}

/// Tokens lie in the text in order with nothing but single blanks between them, heads form a tree
/// inside each sentence, entities lie inside sentences.
fn check(parse: &Parse, text: &str) {
    assert_eq!(parse.text(), text);
    let mut at = 0;
    for (i, token) in parse.tokens().iter().enumerate() {
        assert_eq!(token.start, at, "token {i} of {text:?}");
        assert!(token.end > token.start && text.is_char_boundary(token.end));
        at = token.end;
        if token.space_after {
            assert_eq!(&text[at..at + 1], " ");
            at += 1;
        }
    }
    // A text that is nothing but one blank has no token.
    assert!(at == text.len() || parse.is_empty() && text == " ", "{text:?}");
    for sentence in parse.sentences() {
        let roots = sentence.clone().filter(|&i| parse.head(i) == i).count();
        assert!(roots >= 1, "{text:?}");
        for i in sentence.clone() {
            assert!(sentence.contains(&parse.head(i)), "{text:?}");
            assert!(parse.ancestors(i).count() < parse.len(), "a cycle in {text:?}");
            assert!(parse.children(i).all(|c| parse.head(c) == i));
        }
    }
    for entity in parse.entities() {
        let sentence = parse.sentence_of(entity.tokens.start);
        assert_eq!(sentence, parse.sentence_of(entity.tokens.end - 1), "{text:?}");
    }
}

fn parse(text: &str) {
    check(&english().parse(text), text);
}

#[test]
fn strange_texts() {
    let texts = [
        "",
        " ",
        "  ",
        "\n",
        "\u{0}",
        "a\u{0}b\u{1f}c\u{7f}",
        "\u{301}\u{301}",
        "e\u{301}",
        "\u{200b}\u{feff}",
        "\u{2028}\u{85}",
        "שלום עולם, נשיא ארצות הברית אמר",
        "قال الرئيس إن الحرب انتهت.",
        "国务院总理在北京会见了外国代表团。",
        "🇺🇦🇵🇱 👨‍👩‍👧‍👦 🤝🏽",
        "((((((((((((((",
        "...............?!?!?!?!",
        "''''\"\"\"\"“”‘’«»",
        "http://a.b/c?d=e&f=g#h",
        "\t\t a \r\n b \u{a0} c ",
    ];
    for text in texts {
        parse(text);
    }
}

/// Hostile lengths take time that grows with the length, not with its square.
#[test]
fn long_texts() {
    let begin = Instant::now();
    for unit in ["a", "(", ".", "'s", "é", "a-", "1,", "x@y.z/", "\u{301}"] {
        parse(&unit.repeat(60_000 / unit.len()));
    }
    parse(&"word ".repeat(1000));
    parse(&"the president of the republic of ".repeat(200));
    parse(&"\n".repeat(100_000));
    // Ten megabytes in one line without a blank.
    parse(&"a".repeat(10_000_000));
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn blocks_are_parsed_apart() {
    let (title, body) = ("Ministers meet", "The ministers of both countries met on Monday.");
    let text = format!("{title}\n\n{body}");
    let mut worker = english().worker();
    let parse = worker.parse_blocks(&text, &[title.len() + 2, 3, 9999]);
    check(&parse, &text);
    assert_eq!(parse.word(parse.sentences()[1].start), "The");
    let alone = english().parse(body);
    let moved: Vec<_> = (parse.len() - alone.len()..parse.len()).collect();
    for (i, &at) in moved.iter().enumerate() {
        assert_eq!((parse.word(at), parse.dep(at)), (alone.word(i), alone.dep(i)));
    }
}

#[test]
fn given_words_are_kept() {
    let words = ["do", "n't", "U.S.-led", "..."].map(str::to_owned);
    let parse = english().worker().parse_words(&words, &[false, true]);
    check(&parse, "don't U.S.-led...");
    assert_eq!((0..4).map(|i| parse.word(i)).collect::<Vec<_>>(), words);
    let odd = ["".to_owned(), " ".to_owned(), "a b".to_owned()];
    assert_eq!(english().worker().parse_words(&odd, &[]).len(), 3);
}

#[test]
fn a_long_document_is_cut_where_a_sentence_ends() {
    let sentence = "The envoy met the rebels in the capital. ";
    let text = sentence.repeat(3000);
    let parse = english().parse(text.trim_end());
    check(&parse, text.trim_end());
    assert!(parse.sentences().iter().all(|s| parse.word(s.start) == "The"));
}

/// What was parsed before changes nothing.
#[test]
fn a_worker_has_no_memory_that_shows() {
    let texts: Vec<String> = (0..4000).map(|i| format!("Envoy{i} met Leader{i}.")).collect();
    let mut worker = english().worker();
    let first = worker.parse(&texts[0]);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let many = worker.parse_many(&texts);
    let again = worker.parse(texts[0]);
    for parse in [&many[0], &again] {
        assert_eq!(format!("{:?}", first.tokens()), format!("{:?}", parse.tokens()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        parse(&text);
    }

    #[test]
    fn any_characters(chars in proptest::collection::vec(any::<char>(), 0..60)) {
        parse(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn news_like(text in "([A-Z][a-z]{1,8}|the|said|of|U\\.S\\.|[0-9]{1,4}|[,.;:'\"()-]| |\n|don't|’s){0,60}") {
        parse(&text);
    }

    #[test]
    fn offsets_come_back(text in "\\PC{0,40}") {
        let index = CharIndex::new(&text);
        prop_assert_eq!(index.chars(), text.chars().count());
        for (c, (byte, _)) in text.char_indices().enumerate() {
            prop_assert_eq!(index.char_of_byte(byte), c);
            prop_assert_eq!(index.byte_of_char(c), byte);
        }
        prop_assert_eq!(index.char_of_byte(text.len()), text.chars().count());
    }

    #[test]
    fn a_damaged_model_is_refused(at in 0usize..200_000, byte: u8) {
        let mut file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en_core_web_sm-3.8.0.safetensors")).unwrap();
        file[at] = byte;
        // Refused or used, but no panic.
        if let Ok(pipeline) = Pipeline::load(file) {
            pipeline.parse("The minister resigned.");
        }
    }
}
