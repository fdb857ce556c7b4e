//! Reading the columns from a store.
//!
//! What many events share stands once in the store: it is read first, so that a row of an event is numbers.

use super::{Columns, Incident, Lists, NO_DAY, NONE, Side, Speaker, Spot};
use crate::words::status_of;
use crate::{Store, StoreError, days};
use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, Row, Rows};
use rustc_hash::FxHashMap;

const EVENTS: &str = "SELECT key, document, day, kind, status, spot, confidence, incident FROM event_rows ORDER BY key";

/// Words that are cut from the sentence are read only for those who have no other name.
macro_rules! who {
    ($rows:literal, $columns:literal) => {
        concat!(
            "SELECT r.event, r.party, CASE WHEN p.name IS NULL THEN coalesce(r.text, \
             (SELECT substr(s.text, r.\"start\" - s.\"start\" + 1, r.\"end\" - r.\"start\") \
             FROM event_rows e JOIN sentences s ON s.document = e.document AND s.number = e.sentence \
             WHERE e.key = r.event)) END, ",
            $columns,
            " FROM ",
            $rows,
            " r JOIN parties p ON p.key = r.party ORDER BY r.event, ",
            $columns
        )
    };
}

const SIDES: &str = who!("actor_rows", "r.side, r.number");
const SPEAKERS: &str = who!("claim_rows", "r.number, r.stance");

impl Columns {
    /// Reads all events of a store, as it is now.
    pub fn load(store: &Store) -> std::result::Result<Columns, StoreError> {
        let db = &store.connection;
        // One transaction: all columns are of the same moment.
        let snapshot = store.sql(db.unchecked_transaction())?;
        let columns = store.sql(Loader::default().load(db))?;
        store.sql(snapshot.commit())?;
        Ok(columns)
    }
}

/// What many events share, by the store's keys; words are numbers already.
#[derive(Default)]
struct Loader {
    columns: Columns,
    publishers: FxHashMap<i64, u32>,
    kinds: FxHashMap<i64, Kind>,
    places: FxHashMap<i64, Place>,
    incidents: FxHashMap<i64, u32>,
    days: FxHashMap<Box<str>, i32>,
}

#[derive(Clone, Copy)]
struct Kind {
    event: u32,
    mode: u32,
    contexts: u32,
    quad: u8,
    goldstein: f32,
}

#[derive(Clone, Copy)]
struct Place {
    spot: u32,
    country: u32,
}

impl Loader {
    fn load(mut self, db: &Connection) -> Result<Columns> {
        self.publishers(db)?;
        self.kinds(db)?;
        self.places(db)?;
        each(db, EVENTS, |row| self.event(row))?;
        let columns = &mut self.columns;
        let mut parties = parties(db)?;
        columns.sides = sides(db, columns, &mut parties)?;
        columns.speakers = speakers(db, columns, &mut parties)?;
        Ok(self.columns)
    }

    fn publishers(&mut self, db: &Connection) -> Result<()> {
        each(db, "SELECT key, publisher FROM documents WHERE publisher IS NOT NULL", |row| {
            let number = self.columns.publisher.names.number(row.get_ref(1)?.as_str()?);
            self.publishers.insert(row.get(0)?, number);
            Ok(())
        })
    }

    fn kinds(&mut self, db: &Connection) -> Result<()> {
        let c = &mut self.columns;
        each(db, "SELECT key, event, mode, contexts, quad, goldstein FROM kinds", |row| {
            let kind = Kind {
                event: c.event.names.optional(text(row, 1)?),
                mode: c.mode.names.optional(text(row, 2)?),
                contexts: c.contexts.names.optional(text(row, 3)?),
                quad: u8::try_from(row.get::<_, i64>(4)?).unwrap_or(0).min(4),
                // Values of the scale have one decimal: single precision is exact enough to print.
                goldstein: row.get::<_, Option<f64>>(5)?.map_or(f32::NAN, |g| g as f32),
            };
            self.kinds.insert(row.get(0)?, kind);
            Ok(())
        })
    }

    fn places(&mut self, db: &Connection) -> Result<()> {
        let c = &mut self.columns;
        // One place may have several spots, by the words that name it.
        let mut known: FxHashMap<String, u32> = FxHashMap::default();
        each(db, "SELECT key, name, country, lat, lon FROM spots ORDER BY key", |row| {
            let (name, country) = (row.get_ref(1)?.as_str()?, text(row, 2)?);
            let (lat, lon): (Option<f64>, Option<f64>) = (row.get(3)?, row.get(4)?);
            let key = format!("{name}\t{}\t{lat:?}\t{lon:?}", country.unwrap_or(""));
            let spot = *known.entry(key).or_insert_with(|| {
                c.spots.push(Spot { name: name.into(), country: country.map(Box::from), lat, lon });
                u32::try_from(c.spots.len() - 1).unwrap_or(NONE)
            });
            let country = c.country.names.optional(country);
            self.places.insert(row.get(0)?, Place { spot, country });
            Ok(())
        })
    }

    fn day(&mut self, day: &str) -> i32 {
        if let Some(&number) = self.days.get(day) {
            return number;
        }
        let number = day.parse::<Date>().map_or(NO_DAY, days::number);
        self.days.insert(day.into(), number);
        number
    }

    fn incident(&mut self, key: Option<i64>) -> u32 {
        let Some(key) = key else { return NONE };
        let all = &mut self.columns.incidents;
        let number = *self.incidents.entry(key).or_insert_with(|| {
            all.push(Incident { key, events: 0 });
            u32::try_from(all.len() - 1).unwrap_or(NONE)
        });
        all[number as usize].events += 1;
        number
    }

    fn event(&mut self, row: &Row<'_>) -> Result<()> {
        let document: i64 = row.get(1)?;
        let day = text(row, 2)?.map_or(NO_DAY, |day| self.day(day));
        let nothing =
            Kind { event: NONE, mode: NONE, contexts: NONE, quad: 0, goldstein: f32::NAN };
        let kind = self.kinds.get(&row.get(3)?).copied().unwrap_or(nothing);
        let status = crate::words::status(status_of(row.get(4)?));
        let spot: Option<i64> = row.get(5)?;
        let nowhere = Place { spot: NONE, country: NONE };
        let place = spot.and_then(|spot| self.places.get(&spot).copied()).unwrap_or(nowhere);
        let incident = self.incident(row.get(7)?);
        let c = &mut self.columns;
        c.key.push(row.get(0)?);
        c.document.push(document);
        c.day.push(day);
        c.event.numbers.push(kind.event);
        c.mode.numbers.push(kind.mode);
        c.contexts.numbers.push(kind.contexts);
        c.quad.push(kind.quad);
        c.goldstein.push(kind.goldstein);
        c.happened.push(matches!(status, "actual" | "ongoing"));
        c.status.numbers.push(c.status.names.number(status));
        c.country.numbers.push(place.country);
        c.place.push(place.spot);
        c.confidence.push(match row.get_ref(6)? {
            ValueRef::Integer(hundredths) => hundredths as f64 / 100.0,
            other => other.as_f64()?,
        });
        c.publisher.numbers.push(self.publishers.get(&document).copied().unwrap_or(NONE));
        c.incident.push(incident);
        Ok(())
    }
}

/// Somebody of the store; the number is that of the columns, once it is known.
struct Party {
    code: Option<Box<str>>,
    country: Option<Box<str>>,
    name: Option<Box<str>>,
    number: Option<u32>,
}

fn parties(db: &Connection) -> Result<FxHashMap<i64, Party>> {
    let mut out = FxHashMap::default();
    each(db, "SELECT key, code, country, name FROM parties", |row| {
        let word = |column| Ok::<_, rusqlite::Error>(text(row, column)?.map(Box::from));
        let party = Party { code: word(1)?, country: word(2)?, name: word(3)?, number: None };
        out.insert(row.get(0)?, party);
        Ok(())
    })?;
    Ok(out)
}

/// The number of somebody in a row of [`who!`].
fn number(
    people: &mut super::People,
    parties: &mut FxHashMap<i64, Party>,
    row: &Row<'_>,
) -> Result<u32> {
    let Some(party) = parties.get_mut(&row.get(1)?) else {
        return Ok(people.number(None, None, ""));
    };
    let (code, country) = (party.code.as_deref(), party.country.as_deref());
    let Some(name) = &party.name else {
        return Ok(people.number(code, country, text(row, 2)?.unwrap_or("")));
    };
    let mut find = || people.number(code, country, name);
    Ok(*party.number.get_or_insert_with(&mut find))
}

fn sides(
    db: &Connection,
    columns: &mut Columns,
    parties: &mut FxHashMap<i64, Party>,
) -> Result<Lists<Side>> {
    let people = &mut columns.people;
    let mut find = db.prepare(SIDES)?;
    lists(&columns.key, &mut find.query([])?, |row, _| {
        let acts = row.get::<_, i64>(3)? == 0;
        let who = number(people, parties, row)?;
        people.count(who, acts);
        Ok(Side { who, acts })
    })
}

fn speakers(
    db: &Connection,
    columns: &mut Columns,
    parties: &mut FxHashMap<i64, Party>,
) -> Result<Lists<Speaker>> {
    let (people, stances) = (&mut columns.people, &mut columns.stances);
    let happened = &mut columns.happened;
    let mut find = db.prepare(SPEAKERS)?;
    lists(&columns.key, &mut find.query([])?, |row, at| {
        let stance = text(row, 4)?.unwrap_or("");
        happened[at] &= stance != "denies";
        Ok(Speaker { who: number(people, parties, row)?, stance: stances.number(stance) })
    })
}

/// Rows of another table, in the order of events, as lists of these.
fn lists<T>(
    keys: &[i64],
    rows: &mut Rows<'_>,
    mut read: impl FnMut(&Row<'_>, usize) -> Result<T>,
) -> Result<Lists<T>> {
    let mut out = Lists { start: Vec::with_capacity(keys.len() + 1), all: Vec::new() };
    let end = |all: &Vec<T>| u32::try_from(all.len()).unwrap_or(NONE);
    while let Some(row) = rows.next()? {
        let event: i64 = row.get(0)?;
        while keys.get(out.start.len()).is_some_and(|key| *key <= event) {
            out.start.push(end(&out.all));
        }
        let at = out.start.len().wrapping_sub(1);
        if keys.get(at) == Some(&event) {
            out.all.push(read(row, at)?);
        }
    }
    out.start.resize(keys.len() + 1, end(&out.all));
    Ok(out)
}

fn each(db: &Connection, sql: &str, mut take: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
    let mut find = db.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}
