//! The blocks as people see them.

use super::Table;
use crate::flat;
use bayhaqi_coder::record::{
    Actor, Claim, CoderInfo, Counts, DocumentInfo, Event, Quote, SentenceRef, Stance, Status,
    TextSpan, When, Where,
};
use bayhaqi_read::Document;

fn actor(name: &str, code: &str) -> Actor {
    Actor {
        text: name.into(),
        name: Some(name.into()),
        code: Some(code.into()),
        ..Actor::default()
    }
}

fn document() -> Document {
    Document {
        id: "1".into(),
        origin: "wire/0722.txt".into(),
        uri: None,
        title: Some("Minister decries the strike".into()),
        publisher: None,
        author: None,
        published: Some(jiff::civil::date(2020, 7, 22)),
        language: None,
        text: String::new(),
        breaks: Vec::new(),
        words: None,
    }
}

fn event() -> Event {
    let text = "Łukasz, the minister, said that the army’s\nstrike in Baghdad on January 3, which nobody \
                had announced, killed nine people and wounded many more of those who were there.";
    let at = text.chars().position(|c| c == '\n').unwrap() + 1;
    Event {
        id: "e".into(),
        document: DocumentInfo { id: "1".into(), ..DocumentInfo::default() },
        event: "ASSAULT".into(),
        mode: Some("aerial".into()),
        contexts: vec!["military".into()],
        cameo: Some("195".into()),
        quad: "material-conflict".into(),
        goldstein: Some(-10.0),
        sources: vec![actor("The armed forces of the United States", "USAMIL")],
        targets: vec![
            actor("Qassem Soleimani", "IRNMIL"),
            actor("Abu Mahdi al-Muhandis", "IRQMIL"),
        ],
        trigger: TextSpan { text: "strike".into(), span: [100 + at, 106 + at] },
        sentence: SentenceRef { index: 0, span: [100, 300], text: text.into() },
        when: Some(When {
            text: "January 3".into(),
            span: [0, 0],
            timex: "2020-01-03".into(),
            from: Some("2020-01-03".into()),
            to: Some("2020-01-03".into()),
            granularity: "day".into(),
        }),
        place: Some(Where {
            text: "Baghdad".into(),
            span: [0, 0],
            name: "Baghdad".into(),
            country: Some("IRQ".into()),
            admin1: Some("Baghdad".into()),
            lat: Some(33.3),
            lon: Some(44.4),
            geonames: Some(98182),
            granularity: "city".into(),
        }),
        status: Status::Possible,
        claims: vec![Claim {
            speaker: actor("Łukasz", "POLGOV"),
            cue: TextSpan { text: "said".into(), span: [0, 0] },
            content: Vec::new(),
            quote: Quote::Indirect,
            stance: Stance::Asserts,
        }],
        counts: Counts { killed: Some(9), ..Counts::default() },
        confidence: 0.9,
        coder: CoderInfo {
            name: "bayhaqi".into(),
            version: "0.1.0".into(),
            model: "m".into(),
            lexicon: "l".into(),
        },
    }
}

const PLAIN: Table = Table { columns: 72, colours: false };

#[test]
fn a_block_tells_who_did_what_to_whom() {
    insta::assert_snapshot!(PLAIN.document(&document(), &[event()]));
}

#[test]
fn colours_change_no_words() {
    let coloured = Table { colours: true, ..PLAIN }.document(&document(), &[event()]);
    assert!(
        coloured.contains("\u{1b}[1m\u{1b}[4mstrike\u{1b}[0m")
            || coloured.contains("strike\u{1b}[0m")
    );
    let plain = console::strip_ansi_codes(&coloured).into_owned();
    assert_eq!(plain, PLAIN.document(&document(), &[event()]));
}

#[test]
fn no_event_is_told() {
    let told = PLAIN.document(&document(), &[]);
    assert_eq!(told, "no events found in Minister decries the strike (wire/0722.txt)\n\n");
}

#[test]
fn hostile_text_keeps_its_place() {
    let mut hostile = event();
    hostile.sentence.text = "\u{1b}[2J\n".repeat(3);
    hostile.trigger.span = [5000, 4];
    hostile.sources = Vec::new();
    hostile.targets = vec![actor(&"長".repeat(300), "")];
    let narrow = Table { columns: 40, colours: false }.document(&document(), &[hostile]);
    assert!(!narrow.contains('\u{1b}'));
    assert!(narrow.lines().all(|l| crate::wrap::width(l) <= 40), "{narrow}");
}

#[test]
fn rows_have_all_columns() {
    let csv = flat::header() + &flat::rows(&[event(), event()]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), rows[0].len()), (2, columns));
    assert_eq!(&rows[0][18], "IRNMIL; IRQMIL");
}
