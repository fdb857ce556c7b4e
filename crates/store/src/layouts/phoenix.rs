//! Phoenix: 26 columns without header, after the files of the Open Event Data Alliance.

use super::{Pair, day, float, number, text};
use crate::Stored;
use crate::words::quad_class;
use bayhaqi_coder::record::Actor;

pub(super) fn row(stored: &Stored, pair: &Pair<'_>) -> Vec<String> {
    let e = &stored.event;
    let date = day(e).unwrap_or("");
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or("").to_owned();
    let code = e.cameo.clone().unwrap_or_default();
    let root = code.get(..2).unwrap_or("").to_owned();
    let mut row = vec![
        number(e, pair).to_string(),
        date.replace('-', ""),
        part(0..4),
        part(5..7),
        part(8..10),
    ];
    row.extend(side(pair.source));
    row.extend(side(pair.target));
    let place = e.place.as_ref();
    row.extend([
        code,
        root,
        // PentaClass counts statements as 0; PLOVER has none of them.
        quad_class(&e.quad).to_string(),
        float(e.goldstein),
        e.contexts.join(","),
        float(place.and_then(|p| p.lat)),
        float(place.and_then(|p| p.lon)),
        place.map(|p| p.name.clone()).unwrap_or_default(),
        place.map(|p| text(&p.admin1)).unwrap_or_default(),
        place.map(|p| text(&p.country)).unwrap_or_default(),
        format!("{}_{}", e.document.id, e.sentence.index),
        text(&e.document.uri),
        text(&e.document.publisher),
    ]);
    row
}

/// The whole code, and its parts: who, the first sector, the others.
fn side(actor: Option<&Actor>) -> [String; 4] {
    let Some(actor) = actor else { return Default::default() };
    let code = text(&actor.code);
    let who =
        actor.country.clone().or_else(|| code.get(..3).map(str::to_owned)).unwrap_or_default();
    let role = actor.sectors.first().cloned().unwrap_or_default();
    let others = actor.sectors.get(1..).unwrap_or_default().join("");
    [code, who, role, others]
}
