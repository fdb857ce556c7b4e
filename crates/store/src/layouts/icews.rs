//! ICEWS: 20 columns with header, after the files of the ICEWS Dataverse.

use super::countries::{cameo, country};
use super::gdelt::sectors;
use super::{Pair, day, float, name, number, text};
use crate::Stored;

pub(super) const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub(super) fn row(stored: &Stored, pair: &Pair<'_>) -> Vec<String> {
    let e = &stored.event;
    let side = |actor: Option<&bayhaqi_coder::record::Actor>| {
        let home = country(actor.and_then(|a| a.country.as_deref())).name;
        [actor.map_or("", name).to_owned(), sectors(actor), home.to_owned()]
    };
    let place = e.place.as_ref();
    let city = place.filter(|p| p.granularity == "city").map(|p| p.name.clone());
    let code = e.cameo.clone().unwrap_or_default();
    let mut row = vec![number(e, pair).to_string(), day(e).unwrap_or("").to_owned()];
    row.extend(side(pair.source));
    row.extend([cameo(&code).to_owned(), code, float(e.goldstein)]);
    row.extend(side(pair.target));
    row.extend([
        e.document.id.clone(),
        (e.sentence.index + 1).to_string(),
        text(&e.document.publisher),
        city.unwrap_or_default(),
        String::new(),
        place.map(|p| text(&p.admin1)).unwrap_or_default(),
        country(place.and_then(|p| p.country.as_deref())).name.to_owned(),
        float(place.and_then(|p| p.lat)),
        float(place.and_then(|p| p.lon)),
    ]);
    row
}
