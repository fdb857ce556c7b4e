//! Reading the columns from a store.

use super::{Columns, Incident, Lists, NO_DAY, NONE, Side, Speaker, Spot, filter};
use crate::{Store, StoreError, words};
use jiff::civil::Date;
use rusqlite::{Connection, Result, Row, Rows};
use rustc_hash::FxHashMap;

const EVENTS: &str = "SELECT e.key, e.document, e.when_from, k.event, k.mode, k.contexts, k.quad, \
    k.goldstein, e.status, w.name, w.country, w.lat, w.lon, \
    CASE typeof(e.confidence) WHEN 'integer' THEN e.confidence / 100.0 ELSE e.confidence END \
    FROM event_rows e JOIN kinds k ON k.key = e.kind LEFT JOIN spots w ON w.key = e.spot ORDER BY e.key";
// Not from the view `actors`, whose `side` is a word: here the rows come in this order by themselves.
const SIDES: &str = "SELECT a.event, a.side, p.code, p.country, coalesce(p.name, a.text, \
    (SELECT substr(s.text, a.\"start\" - s.\"start\" + 1, a.\"end\" - a.\"start\") FROM event_rows e \
     JOIN sentences s ON s.document = e.document AND s.number = e.sentence WHERE e.key = a.event)) \
    FROM actor_rows a CROSS JOIN parties p ON p.key = a.party ORDER BY a.event, a.side, a.number";
const SPEAKERS: &str = "SELECT event, stance, code, country, coalesce(name, text) FROM claims \
    ORDER BY event, number";

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

/// What a report says of itself.
struct Report {
    published: i32,
    publisher: Option<Box<str>>,
}

#[derive(Default)]
struct Loader {
    columns: Columns,
    reports: FxHashMap<i64, Report>,
    days: FxHashMap<Box<str>, i32>,
    spots: FxHashMap<String, u32>,
}

impl Loader {
    fn load(mut self, db: &Connection) -> Result<Columns> {
        self.reports(db)?;
        let mut find = db.prepare(EVENTS)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            self.event(row)?;
        }
        let columns = &mut self.columns;
        columns.sides = sides(db, columns)?;
        columns.speakers = speakers(db, columns)?;
        incidents(db, columns)?;
        Ok(self.columns)
    }

    fn reports(&mut self, db: &Connection) -> Result<()> {
        let mut find = db.prepare("SELECT key, published, publisher FROM documents")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let publisher = text(row, 2)?.map(Box::from);
            let published = text(row, 1)?.map_or(NO_DAY, |day| self.day(day));
            self.reports.insert(row.get(0)?, Report { published, publisher });
        }
        Ok(())
    }

    fn day(&mut self, day: &str) -> i32 {
        if let Some(&number) = self.days.get(day) {
            return number;
        }
        let number = day.parse::<Date>().map_or(NO_DAY, filter::number_of);
        self.days.insert(day.into(), number);
        number
    }

    fn event(&mut self, row: &Row<'_>) -> Result<()> {
        let document: i64 = row.get(1)?;
        let day = text(row, 2)?.map(|day| self.day(day));
        let place = self.place(row)?;
        let report = self.reports.get(&document);
        let c = &mut self.columns;
        c.key.push(row.get(0)?);
        c.document.push(document);
        c.day.push(day.or(report.map(|r| r.published)).unwrap_or(NO_DAY));
        c.event.push(text(row, 3)?);
        c.mode.push(text(row, 4)?);
        c.contexts.push(text(row, 5)?);
        c.quad.push(u8::try_from(row.get::<_, i64>(6)?).unwrap_or(0).min(4));
        // Codes of the scale have one decimal: single precision is exact enough to print.
        c.goldstein.push(row.get::<_, Option<f64>>(7)?.map_or(f32::NAN, |g| g as f32));
        let status = Some(words::status(words::status_of(row.get(8)?)));
        c.happened.push(matches!(status, Some("actual" | "ongoing")));
        c.status.push(status);
        c.country.push(text(row, 10)?);
        c.confidence.push(row.get(13)?);
        c.publisher.push(report.and_then(|r| r.publisher.as_deref()));
        c.place.push(place);
        c.incident.push(NONE);
        Ok(())
    }

    fn place(&mut self, row: &Row<'_>) -> Result<u32> {
        let Some(name) = text(row, 9)? else { return Ok(NONE) };
        let country = text(row, 10)?;
        let (lat, lon): (Option<f64>, Option<f64>) = (row.get(11)?, row.get(12)?);
        let key = format!("{name}\t{}\t{lat:?}\t{lon:?}", country.unwrap_or(""));
        if let Some(&number) = self.spots.get(&key) {
            return Ok(number);
        }
        let spots = &mut self.columns.spots;
        let number = u32::try_from(spots.len()).unwrap_or(NONE);
        spots.push(Spot { name: name.into(), country: country.map(Box::from), lat, lon });
        self.spots.insert(key, number);
        Ok(number)
    }
}

fn sides(db: &Connection, columns: &mut Columns) -> Result<Lists<Side>> {
    let people = &mut columns.people;
    let mut find = db.prepare(SIDES)?;
    lists(&columns.key, &mut find.query([])?, |row, _| {
        let acts = row.get::<_, i64>(1)? == 0;
        let who = people.number(text(row, 2)?, text(row, 3)?, text(row, 4)?.unwrap_or(""));
        people.count(who, acts);
        Ok(Side { who, acts })
    })
}

fn speakers(db: &Connection, columns: &mut Columns) -> Result<Lists<Speaker>> {
    let (people, stances) = (&mut columns.people, &mut columns.stances);
    let happened = &mut columns.happened;
    let mut find = db.prepare(SPEAKERS)?;
    lists(&columns.key, &mut find.query([])?, |row, at| {
        let stance = text(row, 1)?.unwrap_or("");
        happened[at] &= stance != "denies";
        let who = people.number(text(row, 2)?, text(row, 3)?, text(row, 4)?.unwrap_or(""));
        Ok(Speaker { who, stance: stances.number(stance) })
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

fn incidents(db: &Connection, columns: &mut Columns) -> Result<()> {
    let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
    let mut find = db.prepare("SELECT event, incident FROM mentions ORDER BY event")?;
    let mut rows = find.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let (event, key): (i64, i64) = (row.get(0)?, row.get(1)?);
        while columns.key.get(at).is_some_and(|key| *key < event) {
            at += 1;
        }
        if columns.key.get(at) != Some(&event) {
            continue;
        }
        let all = &mut columns.incidents;
        let number = *numbers.entry(key).or_insert_with(|| {
            all.push(Incident { key, events: 0 });
            u32::try_from(all.len() - 1).unwrap_or(NONE)
        });
        all[number as usize].events += 1;
        columns.incident[at] = number;
    }
    Ok(())
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}
