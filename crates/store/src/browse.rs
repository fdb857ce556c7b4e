//! Reading what people look at: an event, a report with all that was coded of it, an incident, lists.

use crate::columns::{full_text, literal};
use crate::read::{self, Stored, positive, span_of};
use crate::rows::int;
use crate::{Store, StoreError};
use bayhaqi_coder::record::{DocumentInfo, Entity, Event, Span, Timex, Where};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::Serialize;

/// An event with what the store knows beside its record.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told {
    /// The record.
    #[serde(flatten)]
    pub event: Event,
    /// The first day of the event, else that of publication.
    pub day: Option<String>,
    /// `incidents.key` of the incident that it tells of.
    pub incident: Option<i64>,
}

/// A report with all that was coded of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Whole {
    /// What it says of itself.
    pub document: DocumentInfo,
    /// Its text, in whose code points all spans count.
    pub text: String,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Who and what is mentioned.
    pub entities: Vec<Entity>,
    /// Expressions of time.
    pub times: Vec<Timex>,
    /// Places.
    pub places: Vec<Where>,
    /// Events.
    pub events: Vec<Told>,
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentNote {
    /// What it says of itself.
    #[serde(flatten)]
    pub document: DocumentInfo,
    /// Length in code points.
    pub characters: Option<u64>,
    /// How many events were coded.
    pub events: u64,
}

/// Which reports: what is left empty asks for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentFilter {
    /// The publisher.
    pub publisher: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Published on this day or later, ISO 8601.
    pub from: Option<String>,
    /// Published on this day or earlier.
    pub to: Option<String>,
    /// Words that the report has, for the full-text index.
    pub words: Option<String>,
}

impl DocumentFilter {
    /// Conditions on `d`, each with the value of its only parameter.
    fn conditions(&self) -> Vec<(&'static str, &'static str, String)> {
        let words = self.words.as_deref().map(full_text);
        let given = [
            ("d.publisher = :publisher", ":publisher", self.publisher.clone()),
            ("d.language = :language", ":language", self.language.clone()),
            ("d.published >= :from", ":from", self.from.clone()),
            ("d.published <= :to", ":to", self.to.clone()),
            ("d.key IN (SELECT rowid FROM search WHERE search MATCH :words)", ":words", words),
        ];
        given.into_iter().filter_map(|(sql, name, value)| Some((sql, name, value?))).collect()
    }

    /// The reports in SQL, newest first.
    pub fn sql(&self) -> String {
        let mut sql = "SELECT d.* FROM documents d WHERE true".to_owned();
        for (condition, name, value) in self.conditions() {
            sql.push_str(" AND ");
            sql.push_str(&condition.replace(name, &literal(&value)));
        }
        sql + " ORDER BY d.published DESC, d.key DESC"
    }
}

/// An incident in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IncidentNote {
    /// `incidents.key`.
    pub id: i64,
    /// PLOVER type.
    pub event: String,
    /// Quad class.
    pub quad: String,
    /// Country or code of who acts; empty where nobody is known.
    pub source: String,
    /// Country or code of who is acted upon.
    pub target: String,
    /// First day on which it may have been.
    pub first_day: String,
    /// Last day on which it may have been.
    pub last_day: String,
    /// Place.
    pub place: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// When the first report of it was published.
    pub first_seen: Option<String>,
    /// When the last one was.
    pub last_seen: Option<String>,
    /// How many reports tell of it.
    pub reports: u64,
    /// How many publishers.
    pub publishers: u64,
    /// How many accounts that were written independently.
    pub accounts: u64,
    /// How many tell it as fact or say that it was so.
    pub asserted: u64,
    /// How many say that it was not.
    pub denied: u64,
}

impl Store {
    /// Events by their keys, in this order; what is no longer there is left out.
    pub fn events_by_key(&self, keys: &[i64]) -> std::result::Result<Vec<Told>, StoreError> {
        let db = &self.connection;
        let snapshot = self.sql(db.unchecked_transaction())?;
        let found = keys.iter().map(|key| read::event(db, "e.key = ?1", key));
        let events = self.sql(found.collect::<Result<Vec<_>>>())?;
        self.sql(snapshot.commit())?;
        Ok(events.into_iter().flatten().map(Told::from).collect())
    }

    /// An event by its id.
    pub fn event(&self, id: &str) -> std::result::Result<Option<Told>, StoreError> {
        let found = self.sql(read::event(&self.connection, "e.id = ?1", &id))?;
        Ok(found.map(Told::from))
    }

    /// Incidents by their keys, in this order; what is no longer there is left out.
    pub fn incidents_by_key(
        &self,
        keys: &[i64],
    ) -> std::result::Result<Vec<IncidentNote>, StoreError> {
        let found = keys.iter().map(|key| incident(&self.connection, *key));
        Ok(self.sql(found.collect::<Result<Vec<_>>>())?.into_iter().flatten().collect())
    }

    /// Keys of the events that tell of an incident, at most `limit`.
    pub fn tellings(
        &self,
        incident: i64,
        limit: usize,
    ) -> std::result::Result<Vec<i64>, StoreError> {
        let sql = "SELECT key FROM event_rows WHERE incident = ?1 ORDER BY key LIMIT ?2";
        let keys = |db: &Connection| {
            db.prepare_cached(sql)?
                .query_map(params![incident, int(limit)], |row| row.get(0))?
                .collect()
        };
        self.sql(keys(&self.connection))
    }

    /// A report with all that was coded of it, by its id.
    pub fn whole(&self, id: &str) -> std::result::Result<Option<Whole>, StoreError> {
        let db = &self.connection;
        let snapshot = self.sql(db.unchecked_transaction())?;
        let whole = self.sql(whole(db, id))?;
        self.sql(snapshot.commit())?;
        Ok(whole)
    }

    /// Reports, the latest first: a page, and where the next one begins.
    pub fn documents(
        &self,
        filter: &DocumentFilter,
        after: Option<&DocumentCursor>,
        limit: usize,
    ) -> std::result::Result<(Vec<DocumentNote>, Option<DocumentCursor>), StoreError> {
        self.sql(documents(&self.connection, filter, after, limit))
    }
}

/// Where a page of reports ended: the day and key of the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentCursor {
    day: Option<String>,
    key: i64,
}

impl std::fmt::Display for DocumentCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.day.as_deref().unwrap_or(""), self.key)
    }
}

impl std::str::FromStr for DocumentCursor {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let parsed = text.rsplit_once('.').and_then(|(day, key)| Some((day, key.parse().ok()?)));
        let (day, key) = parsed.ok_or("is no cursor; take it from `next` of the page before")?;
        Ok(DocumentCursor { day: (!day.is_empty()).then(|| day.to_owned()), key })
    }
}

impl From<Stored> for Told {
    fn from(stored: Stored) -> Self {
        let event = stored.event;
        let first = event.when.as_ref().and_then(|when| when.from.clone());
        Told {
            day: first.or_else(|| event.document.published.clone()),
            incident: stored.incident_key,
            event,
        }
    }
}

fn incident(db: &Connection, key: i64) -> Result<Option<IncidentNote>> {
    let mut find = db.prepare_cached("SELECT * FROM incidents WHERE key = ?1")?;
    let count = |row: &Row<'_>, name| -> Result<u64> { Ok(positive(row, name)?.unwrap_or(0)) };
    find.query_row([key], |row| {
        Ok(IncidentNote {
            id: key,
            event: row.get("event")?,
            quad: crate::words::quad_name(row.get("quad")?).to_owned(),
            source: row.get("source")?,
            target: row.get("target")?,
            first_day: row.get("first_day")?,
            last_day: row.get("last_day")?,
            place: row.get("place")?,
            country: row.get("country")?,
            lat: row.get("lat")?,
            lon: row.get("lon")?,
            first_seen: row.get("first_seen")?,
            last_seen: row.get("last_seen")?,
            reports: count(row, "reports")?,
            publishers: count(row, "publishers")?,
            accounts: count(row, "accounts")?,
            asserted: count(row, "asserted")?,
            denied: count(row, "denied")?,
        })
    })
    .optional()
}

fn whole(db: &Connection, id: &str) -> Result<Option<Whole>> {
    let sql = "SELECT d.*, unpack(t.packed) AS text FROM documents d JOIN texts t ON t.document = d.key \
               WHERE d.id = ?1";
    let found = db
        .prepare_cached(sql)?
        .query_row([id], |row| {
            Ok((row.get::<_, i64>("key")?, document(row)?, row.get::<_, String>("text")?))
        })
        .optional()?;
    let Some((key, document, text)) = found else { return Ok(None) };
    Ok(Some(Whole {
        document,
        text,
        sentences: layer(db, key, "sentences", "number", |row| span_of(row, "start", "end"))?,
        entities: layer(db, key, "entities", "id", entity)?,
        times: layer(db, key, "times", "number", time)?,
        places: layer(db, key, "places", "number", place)?,
        events: read::events_of(db, id)?.into_iter().map(Told::from).collect(),
    }))
}

/// The rows of a table that belong to a document.
fn layer<T>(
    db: &Connection,
    document: i64,
    table: &str,
    order: &str,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    db.prepare_cached(&format!("SELECT * FROM {table} WHERE document = ?1 ORDER BY {order}"))?
        .query_map([document], read)?
        .collect()
}

fn document(row: &Row<'_>) -> Result<DocumentInfo> {
    Ok(DocumentInfo {
        id: row.get("id")?,
        uri: row.get("uri")?,
        title: row.get("title")?,
        publisher: row.get("publisher")?,
        published: row.get("published")?,
        language: row.get("language")?,
    })
}

fn entity(row: &Row<'_>) -> Result<Entity> {
    Ok(Entity {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        mentions: serde_json::from_str(row.get_ref("mentions")?.as_str()?).unwrap_or_default(),
        code: row.get("code")?,
        country: row.get("country")?,
    })
}

fn time(row: &Row<'_>) -> Result<Timex> {
    Ok(Timex {
        text: row.get("text")?,
        span: span_of(row, "start", "end")?,
        kind: row.get("type")?,
        value: row.get("value")?,
        from: row.get("from")?,
        to: row.get("to")?,
        granularity: row.get("granularity")?,
    })
}

fn place(row: &Row<'_>) -> Result<Where> {
    Ok(Where {
        text: row.get("text")?,
        span: span_of(row, "start", "end")?,
        name: row.get("name")?,
        country: row.get("country")?,
        admin1: row.get("admin1")?,
        lat: row.get("lat")?,
        lon: row.get("lon")?,
        geonames: positive(row, "geonames")?,
        granularity: row.get("granularity")?,
    })
}

fn documents(
    db: &Connection,
    filter: &DocumentFilter,
    after: Option<&DocumentCursor>,
    limit: usize,
) -> Result<(Vec<DocumentNote>, Option<DocumentCursor>)> {
    // What has no day stands last, as SQLite sorts it.
    let later = match after {
        None => "",
        Some(DocumentCursor { day: Some(_), .. }) => {
            " AND (published < :day OR published = :day AND key < :key OR published IS NULL)"
        }
        Some(DocumentCursor { day: None, .. }) => " AND published IS NULL AND key < :key",
    };
    let mut sql = format!("SELECT d.* FROM documents d WHERE true{later}");
    let mut given: Vec<(&str, &dyn rusqlite::ToSql)> = Vec::new();
    let conditions = filter.conditions();
    for (condition, name, value) in &conditions {
        sql.push_str(" AND ");
        sql.push_str(condition);
        given.push((name, value));
    }
    if let Some(after) = after {
        given.push((":key", &after.key));
        if let Some(day) = &after.day {
            given.push((":day", day));
        }
    }
    // One more tells whether there is a next page.
    let rows = int(limit.saturating_add(1));
    given.push((":rows", &rows));
    sql.push_str(" ORDER BY published DESC, key DESC LIMIT :rows");
    let mut find = db.prepare_cached(&sql)?;
    let note = |row: &Row<'_>| {
        let note = DocumentNote {
            document: document(row)?,
            characters: positive(row, "characters")?,
            events: positive(row, "events")?.unwrap_or(0),
        };
        Ok((note, row.get::<_, i64>("key")?))
    };
    let mut found: Vec<(DocumentNote, i64)> =
        find.query_map(&*given, note)?.collect::<Result<_>>()?;
    let more = found.len() > limit;
    found.truncate(limit);
    let place = |(note, key): &(DocumentNote, i64)| DocumentCursor {
        day: note.document.published.clone(),
        key: *key,
    };
    let next = if more { found.last().map(place) } else { None };
    Ok((found.into_iter().map(|(note, _)| note).collect(), next))
}
