//! Reports that are made up, for tests and measurements.

#![allow(dead_code, clippy::unwrap_used)]

use bayhaqi_coder::record::{
    Actor, Claim, Coded, CoderInfo, Counts, DocumentInfo, Entity, Event, Quote, SentenceRef,
    Stance, Status, TextSpan, Timex, When, Where,
};
use bayhaqi_store::{Item, Packer, Report};

const TYPES: &[(&str, &str, &str, f64)] = &[
    ("CONSULT", "042", "verbal-cooperation", 1.9),
    ("AID", "073", "material-cooperation", 7.4),
    ("ACCUSE", "112", "verbal-conflict", -2.0),
    ("ASSAULT", "190", "material-conflict", -10.0),
];
const COUNTRIES: &[(&str, &str)] = &[
    ("USA", "the United States"),
    ("IRN", "Iran"),
    ("IRQ", "Iraq"),
    ("RUS", "Russia"),
    ("UKR", "Ukraine"),
    ("CHN", "China"),
    ("TWN", "Taiwan"),
    ("IND", "India"),
    ("PAK", "Pakistan"),
    ("ISR", "Israel"),
    ("SYR", "Syria"),
    ("TUR", "Turkey"),
    ("GRC", "Greece"),
    ("FRA", "France"),
    ("DEU", "Germany"),
    ("MLI", "Mali"),
    ("NER", "Niger"),
    ("SDN", "Sudan"),
    ("ETH", "Ethiopia"),
    ("KEN", "Kenya"),
];

pub fn coder(version: &str) -> CoderInfo {
    CoderInfo {
        name: "bayhaqi".to_owned(),
        version: version.to_owned(),
        model: "made_up".to_owned(),
        lexicon: "0123456789abcdef".to_owned(),
    }
}

fn actor(text: &str, at: usize, country: &str, sector: &str) -> Actor {
    Actor {
        text: text.to_owned(),
        span: [at, at + text.chars().count()],
        name: Some(text.to_owned()),
        code: Some(format!("{country}{sector}")),
        country: Some(country.to_owned()),
        sectors: vec![sector.to_owned()],
        role: None,
        entity: Some("e1".to_owned()),
    }
}

/// A report with `events` events, each with a sentence of its own.
pub fn report(number: usize, events: usize, version: &str) -> Report {
    let year = 2010 + number % 10;
    let day = format!("{year}-{:02}-{:02}", number / 10 % 12 + 1, number / 120 % 28 + 1);
    let document = DocumentInfo {
        id: format!("d{number}"),
        uri: Some(format!("https://example.org/{number}")),
        title: None,
        publisher: Some(format!("Agency {}", number % 40)),
        published: Some(day.clone()),
        language: Some("en".to_owned()),
    };
    let (mut text, mut sentences, mut coded) = (String::new(), Vec::new(), Coded::default());
    for n in 0..events {
        let seed = number * 7 + n * 13;
        let (event, cameo, quad, goldstein) = TYPES[seed / 3 % TYPES.len()];
        let (from, from_name) = COUNTRIES[seed % COUNTRIES.len()];
        let (to, to_name) = COUNTRIES[(seed / 11 + 1) % COUNTRIES.len()];
        let start = text.chars().count();
        let sentence = format!("{from_name} approached {to_name} over matter {seed} on Monday. ");
        text.push_str(&sentence);
        let end = text.chars().count() - 1;
        let trigger = start + from_name.chars().count() + 1;
        let claims = if n % 3 == 2 { vec![claim(start)] } else { Vec::new() };
        sentences.push([start, end]);
        coded.events.push(Event {
            id: format!("{number:08x}{n:08x}"),
            document: document.clone(),
            event: event.to_owned(),
            mode: None,
            contexts: vec!["diplomatic".to_owned()],
            cameo: Some(cameo.to_owned()),
            quad: quad.to_owned(),
            goldstein: Some(goldstein),
            sources: vec![actor(from_name, start, from, "GOV")],
            targets: vec![actor(to_name, trigger + 11, to, "MIL")],
            trigger: TextSpan { text: "approached".to_owned(), span: [trigger, trigger + 10] },
            sentence: SentenceRef {
                index: n,
                span: [start, end],
                text: sentence.trim().to_owned(),
            },
            when: (n % 2 == 0).then(|| When {
                text: "Monday".to_owned(),
                span: [end - 7, end - 1],
                timex: day.clone(),
                from: Some(day.clone()),
                to: Some(day.clone()),
                granularity: "day".to_owned(),
            }),
            place: (n % 4 == 0).then(|| Where {
                text: "Baghdad".to_owned(),
                span: [start, start + 7],
                name: "Baghdad".to_owned(),
                country: Some("IRQ".to_owned()),
                admin1: Some("Baghdad".to_owned()),
                lat: Some(33.34),
                lon: Some(44.4),
                geonames: Some(98182),
                granularity: "city".to_owned(),
            }),
            status: Status::Actual,
            claims,
            counts: Counts { killed: (n == 0).then_some(3), ..Counts::default() },
            confidence: 0.75,
            coder: coder(version),
        });
    }
    coded.entities.push(Entity {
        id: "e1".to_owned(),
        name: "Iran".to_owned(),
        kind: "country".to_owned(),
        mentions: vec![[0, 4]],
        code: Some("IRN".to_owned()),
        country: Some("IRN".to_owned()),
    });
    coded.times.push(Timex {
        text: "Monday".to_owned(),
        span: [0, 6],
        kind: "DATE".to_owned(),
        value: day.clone(),
        from: Some(day.clone()),
        to: Some(day),
        granularity: "day".to_owned(),
    });
    Packer::default().report(
        document,
        format!("reports.jsonl:{number}"),
        text,
        sentences,
        coded,
        coder(version),
    )
}

fn claim(at: usize) -> Claim {
    Claim {
        speaker: actor("the minister", at, "FRA", "GOV"),
        cue: TextSpan { text: "said".to_owned(), span: [at, at + 4] },
        content: vec![[at, at + 9], [at + 12, at + 20]],
        quote: Quote::Mixed,
        stance: Stance::Asserts,
    }
}

pub fn item(number: usize, events: usize, version: &str) -> Item {
    Item::Report(Box::new(report(number, events, version)))
}
