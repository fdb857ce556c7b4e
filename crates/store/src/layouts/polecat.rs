//! POLECAT: 40 columns with header, after the files of the POLECAT Dataverse.

use super::countries::country;
use super::{Pair, day, float, id, name, text};
use crate::Stored;
use crate::words::quad_class;
use bayhaqi_coder::record::Actor;

pub(super) const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// What stands between several values of one cell.
const BETWEEN: &str = ";";

pub(super) fn row(stored: &Stored, pair: &Pair<'_>) -> Vec<String> {
    let e = &stored.event;
    let mut row = vec![
        id(e, pair),
        day(e).unwrap_or("").to_owned(),
        e.event.clone(),
        text(&e.mode),
        float(e.goldstein),
        quad(&e.quad).to_owned(),
        e.contexts.join(BETWEEN),
    ];
    row.extend(side(pair.source));
    row.extend(side(pair.target));
    let place = e.place.as_ref();
    let city = place.filter(|p| p.granularity == "city").map(|p| p.name.clone());
    row.extend([
        place.map(|p| p.name.clone()).unwrap_or_default(),
        city.unwrap_or_default(),
        String::new(),
        place.map(|p| text(&p.admin1)).unwrap_or_default(),
        place.map(|p| text(&p.country)).unwrap_or_default(),
        float(place.and_then(|p| p.lat)),
        float(place.and_then(|p| p.lon)),
        place.and_then(|p| p.geonames).map(|g| g.to_string()).unwrap_or_default(),
        place.map(|p| p.text.clone()).unwrap_or_default(),
        place.map(|p| p.granularity.clone()).unwrap_or_default(),
        text(&e.document.publisher),
        text(&e.document.published),
        String::new(),
        String::new(),
        String::new(),
        text(&e.document.language),
        format!("{} {}", e.coder.name, e.coder.version),
    ]);
    row
}

/// The eight columns of an actor.
fn side(actor: Option<&Actor>) -> [String; 8] {
    let Some(actor) = actor else { return Default::default() };
    [
        name(actor).to_owned(),
        text(&actor.country),
        country(actor.country.as_deref()).cow.to_owned(),
        actor.sectors.first().cloned().unwrap_or_default(),
        actor.sectors.join(BETWEEN),
        text(&actor.role),
        actor.text.clone(),
        String::new(),
    ]
}

/// POLECAT's words for the quad classes.
fn quad(quad: &str) -> &'static str {
    match quad_class(quad) {
        1 => "VERBAL COOPERATION",
        2 => "MATERIAL COOPERATION",
        3 => "VERBAL CONFLICT",
        4 => "MATERIAL CONFLICT",
        _ => "",
    }
}
