//! Reading the columns from a store.
//!
//! What many events share stands once in the store: it is read first, so that a row of an event is numbers.
//! Then two connections that see the same moment read side by side, one the events and who claims them,
//! the other those who take part. Last, the rows are put into the order of their incidents.

use super::parties::{Numbers, Parties, SIDES, SPEAKERS};
use super::{Columns, NO_DAY, NONE, Side, Speaker, Spot};
use crate::words::status_of;
use crate::{Store, StoreError, days};
use bayhaqi_coder::record::Status;
use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, Row};
use rustc_hash::FxHashMap;

const EVENTS: &str = "SELECT key, document, day, kind, status, spot, confidence, incident FROM event_rows ORDER BY key";
impl Columns {
    /// Reads all events of a store, as it is now.
    pub fn load(store: &Store) -> std::result::Result<Columns, StoreError> {
        let [one, other] = store.pair()?;
        store.sql(load(&one.connection, other.connection))
    }
}

fn load(db: &Connection, other: Connection) -> Result<Columns> {
    let parties = Parties::read(db)?;
    let mut loader = Loader::default();
    let (sides, speakers) = std::thread::scope(|scope| {
        let sides = scope.spawn(|| {
            // A connection may go to another thread, but not be shared with it.
            let db = other;
            parties.rows(&db, SIDES, |side| Ok(side.as_i64()? == 0))
        });
        loader.read(db)?;
        let stances = &mut loader.columns.stances;
        let speakers = parties.rows(db, SPEAKERS, |stance| Ok(stances.number(stance.as_str()?)))?;
        let sides = sides.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok::<_, rusqlite::Error>((sides, speakers))
    })?;
    let Loader { mut columns, incidents, .. } = loader;
    let mut people = Numbers::new(&parties);
    columns.sides = sides.lists(&columns.key, |named, acts| {
        let who = people.number(named);
        people.people.count(who, *acts);
        Side { who, acts: *acts }
    });
    columns.speakers = speakers.lists(&columns.key, |named, stance| Speaker {
        who: people.number(named),
        stance: *stance,
    });
    let denies = columns.stances.number("denies");
    for (row, happened) in columns.happened.iter_mut().enumerate() {
        *happened &= columns.speakers.of(row).iter().all(|speaker| speaker.stance != denies);
    }
    columns.people = people.people;
    columns.arrange(&incidents);
    Ok(columns)
}

/// What many events share, by the store's keys; words are numbers already.
#[derive(Default)]
struct Loader {
    columns: Columns,
    publishers: FxHashMap<i64, u32>,
    kinds: FxHashMap<i64, Kind>,
    places: FxHashMap<i64, Place>,
    /// For each event the key of its incident.
    incidents: Vec<Option<i64>>,
    statuses: FxHashMap<i64, u32>,
    /// The publisher of the document of the last event.
    publisher: (Option<i64>, u32),
    days: FxHashMap<Box<str>, u32>,
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
    fn read(&mut self, db: &Connection) -> Result<()> {
        self.publishers(db)?;
        self.kinds(db)?;
        self.places(db)?;
        each(db, EVENTS, |row| self.event(row))
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

    fn day(&mut self, day: Option<&str>) -> u32 {
        let day = day.unwrap_or("");
        if let Some(&number) = self.days.get(day) {
            return number;
        }
        let all = &mut self.columns.days;
        let number = u32::try_from(all.len()).unwrap_or(NONE);
        all.push(day.parse::<Date>().map_or(NO_DAY, days::number));
        self.days.insert(day.into(), number);
        number
    }

    fn event(&mut self, row: &Row<'_>) -> Result<()> {
        let document: i64 = row.get(1)?;
        let day = self.day(text(row, 2)?);
        let nothing =
            Kind { event: NONE, mode: NONE, contexts: NONE, quad: 0, goldstein: f32::NAN };
        let kind = self.kinds.get(&row.get(3)?).copied().unwrap_or(nothing);
        let status: i64 = row.get(4)?;
        let spot: Option<i64> = row.get(5)?;
        let nowhere = Place { spot: NONE, country: NONE };
        let place = spot.and_then(|spot| self.places.get(&spot).copied()).unwrap_or(nowhere);
        self.incidents.push(row.get(7)?);
        // The events of a document mostly stand together.
        if self.publisher.0 != Some(document) {
            let publisher = self.publishers.get(&document).copied().unwrap_or(NONE);
            self.publisher = (Some(document), publisher);
        }
        let c = &mut self.columns;
        c.key.push(row.get(0)?);
        c.document.push(document);
        c.day.push(day);
        c.event.numbers.push(kind.event);
        c.mode.numbers.push(kind.mode);
        c.contexts.numbers.push(kind.contexts);
        c.quad.push(kind.quad);
        c.goldstein.push(kind.goldstein);
        c.happened.push(matches!(status_of(status), Status::Actual | Status::Ongoing));
        let names = &mut c.status.names;
        let word = || names.number(crate::words::status(status_of(status)));
        c.status.numbers.push(*self.statuses.entry(status).or_insert_with(word));
        c.country.numbers.push(place.country);
        c.place.push(place.spot);
        c.confidence.push(match row.get_ref(6)? {
            ValueRef::Integer(hundredths) => hundredths as f64 / 100.0,
            other => other.as_f64()?,
        });
        c.publisher.numbers.push(self.publisher.1);
        Ok(())
    }
}

impl Columns {
    /// Puts the rows into the order of their incidents: those of one incident stand together.
    fn arrange(&mut self, incidents: &[Option<i64>]) {
        let mut rows: Vec<(Option<i64>, u32)> = incidents.iter().copied().zip(0..).collect();
        rows.sort_unstable();
        for (incident, _) in &rows {
            let Some(key) = *incident else {
                self.incident.push(NONE);
                continue;
            };
            if self.incidents.last() != Some(&key) {
                self.incidents.push(key);
            }
            self.incident.push(u32::try_from(self.incidents.len() - 1).unwrap_or(NONE));
        }
        let order: Vec<u32> = rows.into_iter().map(|(_, row)| row).collect();
        fn by<T: Copy>(order: &[u32], column: &mut Vec<T>) {
            *column = order.iter().map(|row| column[*row as usize]).collect();
        }
        let order = &order;
        self.sort_days();
        by(order, &mut self.key);
        by(order, &mut self.document);
        by(order, &mut self.day);
        for words in [
            &mut self.event,
            &mut self.mode,
            &mut self.contexts,
            &mut self.status,
            &mut self.publisher,
            &mut self.country,
        ] {
            by(order, &mut words.numbers);
        }
        by(order, &mut self.quad);
        by(order, &mut self.goldstein);
        by(order, &mut self.confidence);
        by(order, &mut self.place);
        by(order, &mut self.happened);
        self.sides = self.sides.by(order);
        self.speakers = self.speakers.by(order);
    }

    /// Numbers the days from the earliest on.
    fn sort_days(&mut self) {
        let before = std::mem::take(&mut self.days);
        self.days = before.clone();
        self.days.sort_unstable();
        self.days.dedup();
        let at = |day: &i32| u32::try_from(self.days.partition_point(|d| d < day)).unwrap_or(NONE);
        let now: Vec<u32> = before.iter().map(at).collect();
        for day in &mut self.day {
            *day = now[*day as usize];
        }
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
