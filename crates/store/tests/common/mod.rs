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
/// Countries with their capitals.
const COUNTRIES: &[(&str, &str, &str, f64, f64)] = &[
    ("USA", "the United States", "Washington", 38.9, -7.7e+01),
    ("IRN", "Iran", "Tehran", 35.69, 5.1e+01),
    ("IRQ", "Iraq", "Baghdad", 33.34, 4.4e+01),
    ("RUS", "Russia", "Moscow", 55.75, 3.8e+01),
    ("UKR", "Ukraine", "Kyiv", 50.45, 3.1e+01),
    ("CHN", "China", "Beijing", 39.91, 1.2e+02),
    ("TWN", "Taiwan", "Taipei", 25.05, 1.2e+02),
    ("IND", "India", "New Delhi", 28.64, 7.7e+01),
    ("PAK", "Pakistan", "Islamabad", 33.72, 7.3e+01),
    ("ISR", "Israel", "Jerusalem", 31.77, 3.5e+01),
    ("SYR", "Syria", "Damascus", 33.51, 3.6e+01),
    ("TUR", "Turkey", "Ankara", 39.92, 3.3e+01),
    ("GRC", "Greece", "Athens", 37.98, 2.4e+01),
    ("FRA", "France", "Paris", 48.85, 2.4),
    ("DEU", "Germany", "Berlin", 52.52, 1.3e+01),
    ("MLI", "Mali", "Bamako", 12.65, -8.0),
    ("NER", "Niger", "Niamey", 13.51, 2.1),
    ("SDN", "Sudan", "Khartoum", 15.55, 3.3e+01),
    ("ETH", "Ethiopia", "Addis Ababa", 9.02, 3.9e+01),
    ("KEN", "Kenya", "Nairobi", -1.28, 3.7e+01),
];

/// A number that looks like chance, the same each time (splitmix64).
fn mixed(seed: usize) -> usize {
    let mut z = (seed as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 8) as usize
}

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
        let chance = mixed(number * 64 + n);
        let (event, cameo, quad, goldstein) = TYPES[chance % TYPES.len()];
        let (from, from_name, ..) = COUNTRIES[chance / 4 % COUNTRIES.len()];
        let (to, to_name, city, lat, lon) = COUNTRIES[chance / 80 % COUNTRIES.len()];
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
            place: (chance / 1600).is_multiple_of(4).then(|| Where {
                text: city.to_owned(),
                span: [start, start + city.chars().count()],
                name: city.to_owned(),
                country: Some(to.to_owned()),
                admin1: Some(city.to_owned()),
                lat: Some(lat),
                lon: Some(lon),
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
