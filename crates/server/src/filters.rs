//! Parameters that many endpoints share: which events, and which page of a list.

use crate::{Asked, Kind, Parameter, Problem};
use bayhaqi_store::{Filter, Level, Who};
use schemars::JsonSchema;
use serde::Serialize;
use std::str::FromStr;

const fn parameter(name: &'static str, kind: Kind, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

/// PLOVER's types.
const TYPES: &[&str] = &[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];
const QUADS: &[&str] =
    &["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"];
const STATUSES: &[&str] = &["actual", "ongoing", "planned", "possible", "requested", "negated"];
const STANCES: &[&str] = &["asserts", "denies", "doubts"];

/// Which events.
pub(crate) const EVENTS: [Parameter; 21] = [
    parameter(
        "source",
        Kind::List,
        "Who acts: the beginning of a code, or a country, in capitals (`USA`, `USAGOV`), or a whole name; \
         one of several, with commas between them.",
    ),
    parameter("target", Kind::List, "Who is acted upon."),
    parameter("actor", Kind::List, "Who acts or is acted upon."),
    parameter("speaker", Kind::List, "Who says that it happened, or did not."),
    parameter("stance", Kind::Words(STANCES), "How the speaker stands to it."),
    parameter("event", Kind::Words(TYPES), "PLOVER types."),
    parameter("mode", Kind::List, "PLOVER modes."),
    parameter("context", Kind::List, "PLOVER contexts, one of which is enough."),
    parameter("quad", Kind::Words(QUADS), "Quad classes."),
    parameter("status", Kind::Words(STATUSES), "Whether it happened."),
    parameter("country", Kind::List, "Country of the place, ISO 3166 alpha-3."),
    parameter("place", Kind::Text, "Name of the place, as the events have it."),
    parameter("publisher", Kind::Text, "Who published the report."),
    parameter("from", Kind::Day, "Not before this day."),
    parameter("to", Kind::Day, "Not after this day."),
    parameter("claimed", Kind::Flag, "Whether only somebody in the report says so."),
    parameter("happened", Kind::Flag, "Told to have happened, and denied by nobody in the report."),
    parameter("document", Kind::Text, "Id of the report."),
    parameter("incident", Kind::Whole(0, i64::MAX as u64), "Number of the incident."),
    parameter("min_confidence", Kind::Real(0.0, 1.0), "At least so sure."),
    parameter(
        "q",
        Kind::Text,
        "All these words are in the report; words in quotation marks stand together, a star stands for \
         any ending.",
    ),
];

/// Which page, and as what.
pub(crate) const LIST: [Parameter; 3] = [
    parameter("limit", Kind::Whole(1, 500), "How many at most; 50 where it is left out."),
    parameter("cursor", Kind::Text, "Where the page begins: `next` of the page before."),
    FORMAT,
];

/// Which events, and which page of a list of what they tell.
pub(crate) const EVENT_LIST: [Parameter; 24] = joined(EVENTS, LIST);

/// As what.
pub(crate) const FORMAT: Parameter = parameter(
    "format",
    Kind::Word(&["json", "jsonl", "csv", "parquet"]),
    "`json` is a page; the others are all of it, as a file.",
);

/// What actors are counted as.
pub(crate) const LEVEL: Parameter = parameter(
    "level",
    Kind::Word(&["country", "code"]),
    "Count actors by their country, or else their code; or by their code, or else their name.",
);

/// Two lists of parameters as one.
pub(crate) const fn joined<const A: usize, const B: usize, const N: usize>(
    a: [Parameter; A],
    b: [Parameter; B],
) -> [Parameter; N] {
    assert!(A + B == N);
    let mut out = [FORMAT; N];
    let mut i = 0;
    while i < N {
        out[i] = if i < A { a[i] } else { b[i - A] };
        i += 1;
    }
    out
}

/// Which events are asked for.
pub(crate) fn filter(asked: &Asked) -> Filter {
    let who = |name| asked.list(name).into_iter().map(Who::new).collect();
    let words = |name| asked.list(name).into_iter().map(str::to_owned).collect();
    Filter {
        source: who("source"),
        target: who("target"),
        actor: who("actor"),
        speaker: who("speaker"),
        stance: words("stance"),
        event: words("event"),
        mode: words("mode"),
        context: words("context"),
        quad: words("quad"),
        status: words("status"),
        country: words("country"),
        place: asked.text("place").into_iter().map(str::to_owned).collect(),
        publisher: asked.text("publisher").into_iter().map(str::to_owned).collect(),
        from: asked.day("from"),
        to: asked.day("to"),
        claimed: asked.flag("claimed"),
        happened: asked.flag("happened").unwrap_or(false),
        document: asked.text("document").map(str::to_owned),
        incident: asked.whole("incident").map(u64::cast_signed),
        confidence: asked.real("min_confidence"),
        words: asked.text("q").map(str::to_owned),
    }
}

/// How many are asked for.
pub(crate) fn limit(asked: &Asked) -> usize {
    asked.whole("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(50)
}

/// Where the page begins.
pub(crate) fn cursor<T: FromStr<Err = String>>(asked: &Asked) -> Result<Option<T>, Problem> {
    let cursor = asked.text("cursor").map(str::parse).transpose();
    cursor.map_err(|what| Problem::bad("cursor", what))
}

/// What actors are counted as.
pub(crate) fn level(asked: &Asked) -> Level {
    match asked.text("level") {
        Some("code") => Level::Code,
        _ => Level::Country,
    }
}

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct List<T> {
    /// What stands on it.
    pub(crate) items: Vec<T>,
    /// The cursor of the next page; absent on the last.
    pub(crate) next: Option<String>,
    /// How many the whole list has.
    pub(crate) total: Option<u64>,
    /// SQL that gives the whole list.
    pub(crate) sql: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_those_of_the_table() {
        let mut known: Vec<&str> = bayhaqi_store::types().map(|(event, _)| event).collect();
        let mut taken = TYPES.to_vec();
        known.sort_unstable();
        taken.sort_unstable();
        assert_eq!(taken, known);
        assert!(bayhaqi_store::types().all(|(_, quad)| QUADS.contains(&quad)));
    }
}
