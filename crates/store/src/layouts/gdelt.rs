//! GDELT 2.0: Events (61 columns) and Mentions (16), both without header. Column by column after the
//! "GDELT Event Codebook v2.0" (2015).

use super::countries::{country, sector};
use super::{Pair, day, float, name, number, text};
use crate::Stored;
use crate::words::quad_class;
use bayhaqi_coder::record::{Actor, Event, Where};

/// Sentences of a report's beginning, whose events the codebook calls root events: headline and lead.
const LEAD: usize = 2;

/// The number of an event or mention: all mentions of an incident share it.
pub(super) fn global(stored: &Stored, pair: &Pair<'_>) -> u64 {
    match &stored.incident {
        Some(first) if *first != stored.event.id => {
            let mut first_event = stored.event.clone();
            first_event.id.clone_from(first);
            number(&first_event, pair)
        }
        _ => number(&stored.event, pair),
    }
}

/// A row of Events.
pub(super) fn event(stored: &Stored, pair: &Pair<'_>) -> Vec<String> {
    let e = &stored.event;
    let mut row = vec![global(stored, pair).to_string()];
    row.extend(date(day(e)));
    row.extend(actor(pair.source));
    row.extend(actor(pair.target));
    let code = e.cameo.clone().unwrap_or_default();
    let part = |end: usize| code.get(..end.min(code.len())).unwrap_or("").to_owned();
    row.extend([
        u8::from(e.sentence.index < LEAD).to_string(),
        code.clone(),
        part(3),
        part(2),
        quad_class(&e.quad).to_string(),
        float(e.goldstein),
        stored.reports.to_string(),
        stored.publishers.to_string(),
        stored.accounts.to_string(),
        String::new(),
    ]);
    row.extend(nowhere());
    row.extend(nowhere());
    row.extend(e.place.as_ref().map_or_else(nowhere, somewhere));
    row.extend([stamp(stored), e.document.uri.clone().unwrap_or_else(|| e.document.id.clone())]);
    row
}

/// SQLDATE, MonthYear, Year, FractionDate.
fn date(day: Option<&str>) -> [String; 4] {
    let Some(date) = day.and_then(|d| d.parse::<jiff::civil::Date>().ok()) else {
        return Default::default();
    };
    let digits = day.unwrap_or("").replace('-', "");
    let month = digits.get(..6).unwrap_or("").to_owned();
    // The codebook's own formula.
    let fraction = f64::from(i32::from(date.month()) * 30 + i32::from(date.day())) / 365.0;
    let year = date.year().to_string();
    let fraction = format!("{:.4}", f64::from(date.year()) + fraction.min(0.9999));
    [digits, month, year, fraction]
}

/// The ten columns of an actor.
fn actor(actor: Option<&Actor>) -> [String; 10] {
    let mut row: [String; 10] = Default::default();
    let Some(actor) = actor else { return row };
    row[0] = text(&actor.code);
    row[1] = name(actor).to_uppercase();
    row[2] = text(&actor.country);
    if actor.country.is_none() {
        // A group beyond one country; what is only a sector is none.
        let group = actor.code.as_deref().and_then(|c| c.get(..3)).unwrap_or("");
        if !actor.sectors.iter().any(|s| s == group) {
            row[3] = group.to_owned();
        }
    }
    for (cell, sector) in row[7..].iter_mut().zip(&actor.sectors) {
        cell.clone_from(sector);
    }
    row
}

/// The eight columns of a place that is not known.
fn nowhere() -> [String; 8] {
    let mut row: [String; 8] = Default::default();
    row[0] = "0".to_owned();
    row
}

/// The eight columns of a place.
fn somewhere(place: &Where) -> [String; 8] {
    let code = place.country.as_deref();
    let here = country(code);
    let american = code == Some("USA");
    let kind = match (place.granularity.as_str(), american) {
        ("country", _) => "1",
        ("admin1", true) => "2",
        ("admin1", false) => "5",
        (_, true) => "3",
        (_, false) => "4",
    };
    let mut parts = vec![place.name.as_str()];
    parts.extend(place.admin1.as_deref());
    parts.push(here.name);
    parts.retain(|p| !p.is_empty());
    parts.dedup();
    let whole = if kind == "1" { here.fips } else { "" };
    [
        kind.to_owned(),
        parts.join(", "),
        here.fips.to_owned(),
        whole.to_owned(),
        String::new(),
        float(place.lat),
        float(place.lon),
        whole.to_owned(),
    ]
}

/// When the report came into the store, else when it was published, as YYYYMMDDHHMMSS.
fn stamp(stored: &Stored) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    match (&stored.added, &stored.event.document.published) {
        (Some(added), _) => digits(added),
        (None, Some(day)) => digits(day) + "000000",
        (None, None) => String::new(),
    }
}

/// A row of Mentions.
pub(super) fn mention(stored: &Stored, pair: &Pair<'_>) -> Vec<String> {
    let e = &stored.event;
    let document = &e.document;
    let time = document.published.as_deref().map(|d| d.replace('-', "") + "000000");
    let offset = |actor: Option<&Actor>| actor.map_or("-1".to_owned(), |a| a.span[0].to_string());
    let translated = match document.language.as_deref() {
        None | Some("en") => String::new(),
        Some(language) => format!("srclc:{language}"),
    };
    vec![
        global(stored, pair).to_string(),
        stamp(stored),
        time.unwrap_or_else(|| stamp(stored)),
        // 1 is the web, 2 something that can only be cited.
        if document.uri.is_some() { "1" } else { "2" }.to_owned(),
        document.publisher.clone().unwrap_or_else(|| host(e)),
        document.uri.clone().unwrap_or_else(|| document.id.clone()),
        (e.sentence.index + 1).to_string(),
        offset(pair.source),
        offset(pair.target),
        e.trigger.span[0].to_string(),
        // The actors and the action stand in the text as it was, not in one that was mended.
        "1".to_owned(),
        // Tens of percent, 10 to 100.
        ((e.confidence * 10.0).round().clamp(1.0, 10.0) * 10.0).to_string(),
        stored.characters.map(|c| c.to_string()).unwrap_or_default(),
        String::new(),
        translated,
        String::new(),
    ]
}

/// The name of the machine that published a report.
fn host(event: &Event) -> String {
    let address = event.document.uri.as_deref().unwrap_or("");
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or("").to_owned()
}

/// The words for an actor's sectors.
pub(super) fn sectors(actor: Option<&Actor>) -> String {
    let names = actor.map(|a| a.sectors.iter().map(|s| sector(s)).collect::<Vec<_>>());
    names.unwrap_or_default().join(",")
}
