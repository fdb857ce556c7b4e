//! Reading the columns from a store.
//!
//! What many events share stands once in the store: it is read first, so that a row of an event is numbers.
//! Then two connections that see the same moment read side by side. Last, the rows are put into the order
//! of their incidents.

use super::parties::{Numbers, Parties, SIDES, SPEAKERS};
use super::{Columns, Kind, NO_DAY, NONE, Names, Side, Speaker, Spot};
use crate::words::status_of;
use crate::{Store, StoreError, days};
use bayhaqi_coder::record::Status;
use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, Row};
use rustc_hash::FxHashMap;
use std::ops::Range;

const EVENTS: &str = "SELECT key, document, day, kind, status, spot, confidence, incident FROM event_rows \
    WHERE key >= ?1 AND key < ?2 ORDER BY key";
// Each extreme is looked up in the tree; both in one question would read the whole table.
const BOUNDS: &str = "SELECT coalesce((SELECT min(key) FROM event_rows), 0), \
    coalesce((SELECT max(key) FROM event_rows), -1) + 1";
/// The part of the events that one thread reads while the other reads who takes part, and then the rest.
const FIRST: f64 = 0.7;

impl Columns {
    /// Reads all events of a store, as it is now.
    pub fn load(store: &Store) -> std::result::Result<Columns, StoreError> {
        let [one, other] = store.pair()?;
        store.sql(load(&one.connection, other.connection))
    }
}

fn load(db: &Connection, other: Connection) -> Result<Columns> {
    let parties = Parties::read(db)?;
    let mut columns = Columns::default();
    let shared = Shared::read(db, &mut columns)?;
    let bounds = db.query_row(BOUNDS, [], |row| Ok(row.get(0)?..row.get(1)?))?;
    let middle = bounds.start + ((bounds.end - bounds.start) as f64 * FIRST) as i64;
    let mut stances = Names::default();
    let (mut events, (sides, speakers, rest)) = std::thread::scope(|scope| {
        let rest = scope.spawn(|| {
            // A connection may go to another thread, but not be shared with it.
            let db = other;
            let sides = parties.rows(&db, SIDES, |side| Ok(side.as_i64()? == 0))?;
            let stance = |word: ValueRef<'_>| Ok(stances.number(word.as_str()?));
            let speakers = parties.rows(&db, SPEAKERS, stance)?;
            let rest = Events::read(&db, middle..bounds.end, &shared)?;
            Ok::<_, rusqlite::Error>((sides, speakers, rest))
        });
        let events = Events::read(db, bounds.start..middle, &shared);
        let rest = rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok::<_, rusqlite::Error>((events?, rest?))
    })?;
    events.append(rest);
    let order = columns.incidents_of(&events);
    let mut people = Numbers::new(&parties);
    columns.sides = sides.lists(&events.key, &order, |named, acts| {
        let who = people.number(named);
        people.people.count(who, acts);
        Side { who, acts }
    });
    columns.speakers = speakers
        .lists(&events.key, &order, |named, stance| Speaker { who: people.number(named), stance });
    columns.people = people.people;
    columns.take(events, &order);
    let denies = stances.number("denies");
    for (row, happened) in columns.happened.iter_mut().enumerate() {
        *happened &= columns.speakers.of(row).iter().all(|speaker| speaker.stance != denies);
    }
    columns.stances = stances;
    Ok(columns)
}

/// What many events share, by the store's keys: rows of the columns' own tables.
struct Shared {
    publishers: FxHashMap<i64, u32>,
    kinds: FxHashMap<i64, u32>,
    spots: FxHashMap<i64, u32>,
    statuses: Vec<u32>,
}

impl Shared {
    fn read(db: &Connection, columns: &mut Columns) -> Result<Self> {
        let mut status = |at| columns.status.names.number(crate::words::status(status_of(at)));
        Ok(Shared {
            statuses: (0..crate::words::statuses()).map(&mut status).collect(),
            publishers: publishers(db, columns)?,
            kinds: kinds(db, columns)?,
            spots: spots(db, columns)?,
        })
    }
}

fn publishers(db: &Connection, columns: &mut Columns) -> Result<FxHashMap<i64, u32>> {
    let mut out = FxHashMap::default();
    each(db, "SELECT key, publisher FROM documents WHERE publisher IS NOT NULL", |row| {
        let number = columns.publisher.names.number(row.get_ref(1)?.as_str()?);
        out.insert(row.get(0)?, number);
        Ok(())
    })?;
    Ok(out)
}

fn kinds(db: &Connection, c: &mut Columns) -> Result<FxHashMap<i64, u32>> {
    let mut out = FxHashMap::default();
    each(db, "SELECT key, event, mode, contexts, quad, goldstein FROM kinds", |row| {
        out.insert(row.get(0)?, u32::try_from(c.kinds.len()).unwrap_or(NONE));
        c.kinds.push(Kind {
            event: c.events.optional(text(row, 1)?),
            mode: c.modes.optional(text(row, 2)?),
            contexts: c.contexts.optional(text(row, 3)?),
            quad: u8::try_from(row.get::<_, i64>(4)?).unwrap_or(0).min(4),
            // Values of the scale have one decimal: single precision is exact enough to print.
            goldstein: row.get::<_, Option<f64>>(5)?.map_or(f32::NAN, |g| g as f32),
        });
        Ok(())
    })?;
    Ok(out)
}

fn spots(db: &Connection, c: &mut Columns) -> Result<FxHashMap<i64, u32>> {
    let mut out = FxHashMap::default();
    // One place may have several spots, by the words that name it.
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    each(db, "SELECT key, name, country, lat, lon FROM spots ORDER BY key", |row| {
        let (name, country) = (row.get_ref(1)?.as_str()?, text(row, 2)?);
        let (lat, lon): (Option<f64>, Option<f64>) = (row.get(3)?, row.get(4)?);
        let key = format!("{name}\t{}\t{lat:?}\t{lon:?}", country.unwrap_or(""));
        let country = c.countries.optional(country);
        let spot = *known.entry(key).or_insert_with(|| {
            c.spots.push(Spot { name: name.into(), country, lat, lon });
            u32::try_from(c.spots.len() - 1).unwrap_or(NONE)
        });
        out.insert(row.get(0)?, spot);
        Ok(())
    })?;
    Ok(out)
}

/// Events as they are read, in the order of their keys.
#[derive(Default)]
struct Events {
    key: Vec<i64>,
    document: Vec<i64>,
    /// Row of `days`.
    day: Vec<u32>,
    days: Vec<i32>,
    known_days: FxHashMap<Box<str>, u32>,
    kind: Vec<u32>,
    status: Vec<u32>,
    happened: Vec<bool>,
    spot: Vec<u32>,
    confidence: Vec<f64>,
    publisher: Vec<u32>,
    /// Keys of incidents; [`i64::MAX`] for none.
    incident: Vec<i64>,
}

impl Events {
    fn read(db: &Connection, keys: Range<i64>, shared: &Shared) -> Result<Self> {
        let mut out = Events::default();
        let mut find = db.prepare(EVENTS)?;
        let mut rows = find.query((keys.start, keys.end))?;
        while let Some(row) = rows.next()? {
            out.row(row, shared)?;
        }
        Ok(out)
    }

    fn row(&mut self, row: &Row<'_>, shared: &Shared) -> Result<()> {
        let document: i64 = row.get(1)?;
        // The events of a document mostly stand together.
        let publisher = match (self.document.last(), self.publisher.last()) {
            (Some(last), Some(publisher)) if *last == document => *publisher,
            _ => shared.publishers.get(&document).copied().unwrap_or(NONE),
        };
        let status: i64 = row.get(4)?;
        let number = usize::try_from(status).ok().and_then(|at| shared.statuses.get(at)).copied();
        let spot = row.get::<_, Option<i64>>(5)?.and_then(|key| shared.spots.get(&key).copied());
        let day = self.day(text(row, 2)?);
        self.key.push(row.get(0)?);
        self.document.push(document);
        self.publisher.push(publisher);
        self.day.push(day);
        self.kind.push(shared.kinds.get(&row.get(3)?).copied().unwrap_or(NONE));
        self.status.push(number.unwrap_or(NONE));
        self.happened.push(matches!(status_of(status), Status::Actual | Status::Ongoing));
        self.spot.push(spot.unwrap_or(NONE));
        self.confidence.push(match row.get_ref(6)? {
            ValueRef::Integer(hundredths) => hundredths as f64 / 100.0,
            other => other.as_f64()?,
        });
        self.incident.push(row.get::<_, Option<i64>>(7)?.unwrap_or(i64::MAX));
        Ok(())
    }

    fn day(&mut self, day: Option<&str>) -> u32 {
        let day = day.unwrap_or("");
        if let Some(&number) = self.known_days.get(day) {
            return number;
        }
        let number = u32::try_from(self.days.len()).unwrap_or(NONE);
        self.days.push(day.parse::<Date>().map_or(NO_DAY, days::number));
        self.known_days.insert(day.into(), number);
        number
    }

    /// Adds events whose keys come after these.
    fn append(&mut self, mut other: Events) {
        let days = u32::try_from(self.days.len()).unwrap_or(NONE);
        self.day.extend(other.day.iter().map(|day| day + days));
        self.days.append(&mut other.days);
        self.key.append(&mut other.key);
        self.document.append(&mut other.document);
        self.kind.append(&mut other.kind);
        self.status.append(&mut other.status);
        self.happened.append(&mut other.happened);
        self.spot.append(&mut other.spot);
        self.confidence.append(&mut other.confidence);
        self.publisher.append(&mut other.publisher);
        self.incident.append(&mut other.incident);
    }
}

impl Columns {
    /// Numbers the incidents, and gives the order in which the events of each stand together.
    fn incidents_of(&mut self, events: &Events) -> Vec<u32> {
        let mut rows: Vec<(i64, u32)> = events.incident.iter().copied().zip(0..).collect();
        rows.sort_unstable();
        for (key, _) in &rows {
            if *key == i64::MAX {
                self.incident.push(NONE);
                continue;
            }
            if self.incidents.last() != Some(key) {
                self.incidents.push(*key);
            }
            self.incident.push(u32::try_from(self.incidents.len() - 1).unwrap_or(NONE));
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Takes the events in this order, and numbers the days from the earliest on.
    fn take(&mut self, events: Events, order: &[u32]) {
        fn by<T: Copy>(order: &[u32], column: &[T]) -> Vec<T> {
            order.iter().map(|row| column[*row as usize]).collect()
        }
        self.key = by(order, &events.key);
        self.document = by(order, &events.document);
        self.kind = by(order, &events.kind);
        self.status.numbers = by(order, &events.status);
        self.happened = by(order, &events.happened);
        self.spot = by(order, &events.spot);
        self.confidence = by(order, &events.confidence);
        self.publisher.numbers = by(order, &events.publisher);
        self.days = events.days.clone();
        self.days.sort_unstable();
        self.days.dedup();
        let at = |day: &i32| u32::try_from(self.days.partition_point(|d| d < day)).unwrap_or(NONE);
        let numbers: Vec<u32> = events.days.iter().map(at).collect();
        self.day = order.iter().map(|row| numbers[events.day[*row as usize] as usize]).collect();
    }
}

pub(super) fn each(
    db: &Connection,
    sql: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut find = db.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

pub(super) fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}
