//! Events as rows of CSV: nested fields become columns, several values of one field are joined.

use bayhaqi_coder::record::{Actor, Event};
use bayhaqi_store::layouts::spreadsheet;
use bayhaqi_store::{Kind, Value};
use serde::Serialize;

const COLUMNS: &[&str] = &[
    "id",
    "document_id",
    "uri",
    "title",
    "publisher",
    "published",
    "language",
    "event",
    "mode",
    "contexts",
    "cameo",
    "quad",
    "goldstein",
    "status",
    "source_names",
    "source_codes",
    "source_countries",
    "target_names",
    "target_codes",
    "target_countries",
    "trigger",
    "trigger_start",
    "trigger_end",
    "when",
    "from",
    "to",
    "when_granularity",
    "where",
    "where_country",
    "where_admin1",
    "lat",
    "lon",
    "geonames",
    "where_granularity",
    "speakers",
    "speaker_codes",
    "quotes",
    "stances",
    "killed",
    "injured",
    "arrested",
    "participants",
    "confidence",
    "sentence_index",
    "sentence",
    "coder",
    "version",
    "model",
    "lexicon",
];

/// What stands between several values.
const BETWEEN: &str = "; ";

/// The names of the columns as a line.
pub(crate) fn header() -> String {
    table(&[COLUMNS.iter().map(|c| (*c).to_owned()).collect()])
}

/// One line for each event.
pub(crate) fn rows(events: &[Event]) -> String {
    table(&events.iter().map(row).collect::<Vec<_>>())
}

/// Columns of whole numbers.
const INTEGERS: &[&str] = &[
    "trigger_start",
    "trigger_end",
    "geonames",
    "killed",
    "injured",
    "arrested",
    "participants",
    "sentence_index",
];
/// Columns of numbers.
const REALS: &[&str] = &["goldstein", "lat", "lon", "confidence"];

/// What a column holds.
fn kind(column: &str) -> Kind {
    match column {
        _ if INTEGERS.contains(&column) => Kind::Integer,
        _ if REALS.contains(&column) => Kind::Real,
        _ => Kind::Text,
    }
}

/// The columns with what they hold.
pub(crate) fn kinds() -> impl Iterator<Item = (String, Option<Kind>)> {
    COLUMNS.iter().map(|c| ((*c).to_owned(), Some(kind(c))))
}

/// One row for each event. What is empty is absent.
pub(crate) fn values(events: &[Event]) -> Vec<Vec<Value>> {
    let value = |(column, cell): (&&str, String)| match kind(column) {
        _ if cell.is_empty() => Value::Null,
        Kind::Integer => cell.parse().map_or(Value::Null, Value::Integer),
        Kind::Real => cell.parse().map_or(Value::Null, Value::Real),
        _ => Value::Text(cell),
    };
    events.iter().map(|e| COLUMNS.iter().zip(row(e)).map(value).collect()).collect()
}

fn table(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Into memory, and all rows have the same length: nothing can fail.
        let _ = writer.write_record(row.iter().map(|cell| spreadsheet(cell).into_owned()));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn row(e: &Event) -> Vec<String> {
    let document = &e.document;
    let mut row = vec![e.id.clone(), document.id.clone()];
    row.extend(
        [
            &document.uri,
            &document.title,
            &document.publisher,
            &document.published,
            &document.language,
        ]
        .map(text),
    );
    row.extend([e.event.clone(), text(&e.mode), e.contexts.join(BETWEEN), text(&e.cameo)]);
    row.extend([e.quad.clone(), number(e.goldstein), word(&e.status)]);
    for side in [&e.sources, &e.targets] {
        row.extend([
            joined(side, |a| a.name.as_deref().unwrap_or(&a.text)),
            joined(side, |a| a.code.as_deref().unwrap_or_default()),
            joined(side, |a| a.country.as_deref().unwrap_or_default()),
        ]);
    }
    let trigger = &e.trigger;
    row.extend([trigger.text.clone(), trigger.span[0].to_string(), trigger.span[1].to_string()]);
    row.extend(when(e));
    row.extend(place(e));
    row.extend(claims(e));
    let counts = e.counts;
    row.extend([counts.killed, counts.injured, counts.arrested, counts.participants].map(number));
    row.extend([e.confidence.to_string(), e.sentence.index.to_string(), e.sentence.text.clone()]);
    let coder = &e.coder;
    row.extend([&coder.name, &coder.version, &coder.model, &coder.lexicon].map(Clone::clone));
    row
}

fn when(e: &Event) -> [String; 4] {
    e.when.as_ref().map_or_else(Default::default, |w| {
        [w.timex.clone(), text(&w.from), text(&w.to), w.granularity.clone()]
    })
}

fn place(e: &Event) -> [String; 7] {
    e.place.as_ref().map_or_else(Default::default, |p| {
        [
            p.name.clone(),
            text(&p.country),
            text(&p.admin1),
            number(p.lat),
            number(p.lon),
            number(p.geonames),
            p.granularity.clone(),
        ]
    })
}

fn claims(e: &Event) -> [String; 4] {
    let speakers: Vec<&Actor> = e.claims.iter().map(|c| &c.speaker).collect();
    let each = |field: &dyn Fn(usize) -> String| {
        (0..e.claims.len()).map(field).collect::<Vec<_>>().join(BETWEEN)
    };
    [
        joined(speakers.iter().copied(), |a| a.name.as_deref().unwrap_or(&a.text)),
        joined(speakers.iter().copied(), |a| a.code.as_deref().unwrap_or_default()),
        each(&|i| word(&e.claims[i].quote)),
        each(&|i| word(&e.claims[i].stance)),
    ]
}

/// One field of several actors. The place of each stays, even where it has no value.
fn joined<'a>(
    actors: impl IntoIterator<Item = &'a Actor>,
    field: impl Fn(&'a Actor) -> &'a str,
) -> String {
    actors.into_iter().map(field).collect::<Vec<_>>().join(BETWEEN)
}

fn text(field: &Option<String>) -> String {
    field.clone().unwrap_or_default()
}

fn number(field: Option<impl ToString>) -> String {
    field.map(|f| f.to_string()).unwrap_or_default()
}

/// The word that stands for a value in the event record.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
