//! Reading events back as the records that went in.

use crate::{Store, StoreError};
use bayhaqi_coder::record::{
    Actor, Claim, CoderInfo, Counts, DocumentInfo, Event, Quote, SentenceRef, Span, Stance, Status,
    TextSpan, When, Where,
};
use rusqlite::{Connection, OptionalExtension, Result, Row};

/// An event of the store, with what the store knows beside its record.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The record.
    pub event: Event,
    /// When its report came into the store, ISO 8601.
    pub added: Option<String>,
    /// Characters of its report.
    pub characters: Option<u64>,
    /// `incidents.key` of the incident that it tells of.
    pub incident_key: Option<i64>,
    /// The event that told of the incident first, by its id.
    pub incident: Option<String>,
    /// How many reports tell of the same incident, itself included.
    pub reports: u64,
    /// How many of them were written independently.
    pub accounts: u64,
    /// How many publishers tell of the same incident.
    pub publishers: u64,
}

impl Stored {
    /// An event that is not in a store: nothing else is known of it.
    pub fn alone(event: Event) -> Self {
        Stored {
            event,
            added: None,
            characters: None,
            incident_key: None,
            incident: None,
            reports: 1,
            accounts: 1,
            publishers: 1,
        }
    }
}

const EVENTS: &str = "SELECT
  e.key, e.id, e.sentence, e.event, e.mode, e.contexts, e.cameo, e.quad, e.goldstein,
  e.trigger_text, e.trigger_start, e.trigger_end,
  e.when_text, e.when_start, e.when_end, e.when_timex, e.when_from, e.when_to, e.when_granularity,
  e.where_text, e.where_start, e.where_end, e.where_name, e.where_country, e.where_admin1, e.lat,
  e.lon, e.geonames, e.where_granularity, e.status, e.killed, e.injured, e.arrested, e.participants,
  e.confidence, d.id AS document_id, d.uri, d.title, d.publisher, d.published, d.language, d.added,
  d.characters, k.name AS coder_name, k.version, k.model, k.lexicon, e.document,
  m.incident AS incident_key, i.reports, i.accounts, i.publishers,
  (SELECT f.id FROM event_rows f WHERE f.key =
    (SELECT min(o.event) FROM mentions o WHERE o.incident = m.incident)) AS first_told
FROM event_rows e JOIN documents d ON d.key = e.document JOIN coders k ON k.key = d.coder
LEFT JOIN mentions m ON m.event = e.key LEFT JOIN incidents i ON i.key = m.incident";

impl Store {
    /// Hands on all events, report by report in the order in which these came, as they were when the
    /// call began.
    pub fn each_event<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(Stored) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let db = &self.connection;
        // One transaction: actors and claims are of the same moment as their events.
        let snapshot = self.sql(db.unchecked_transaction())?;
        let mut all = self.sql(db.prepare(&format!("{EVENTS} ORDER BY e.document, e.key")))?;
        let mut rows = self.sql(all.query([]))?;
        while let Some(row) = self.sql(rows.next())? {
            take(self.sql(stored(db, row))?)?;
        }
        drop(rows);
        drop(all);
        self.sql(snapshot.commit())?;
        Ok(())
    }

    /// Hands on the id and text of each document, in the order in which they came.
    pub fn each_text<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&str, &str) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = "SELECT d.id, unpack(t.packed) FROM documents d JOIN texts t ON t.document = d.key \
                   ORDER BY d.key";
        let mut all = self.sql(self.connection.prepare(sql))?;
        let mut rows = self.sql(all.query([]))?;
        while let Some(row) = self.sql(rows.next())? {
            let both = row.get::<_, String>(0).and_then(|id| Ok((id, row.get::<_, String>(1)?)));
            let (id, text) = self.sql(both)?;
            take(&id, &text)?;
        }
        Ok(())
    }
}

/// The events of one document.
pub(crate) fn events_of(db: &Connection, document: &str) -> Result<Vec<Stored>> {
    let mut find = db.prepare_cached(&format!("{EVENTS} WHERE d.id = ?1 ORDER BY e.key"))?;
    find.query_map([document], |row| stored(db, row))?.collect()
}

/// The event that fulfils a condition on `e`.
pub(crate) fn event(
    db: &Connection,
    condition: &str,
    value: &dyn rusqlite::ToSql,
) -> Result<Option<Stored>> {
    let mut find = db.prepare_cached(&format!("{EVENTS} WHERE {condition}"))?;
    find.query_row([value], |row| stored(db, row)).optional()
}

fn stored(db: &Connection, row: &Row<'_>) -> Result<Stored> {
    let key: i64 = row.get("key")?;
    let document: i64 = row.get("document")?;
    let count =
        |name| -> Result<u64> { Ok(row.get::<_, Option<i64>>(name)?.unwrap_or(1).cast_unsigned()) };
    Ok(Stored {
        event: Event {
            id: row.get("id")?,
            document: DocumentInfo {
                id: row.get("document_id")?,
                uri: row.get("uri")?,
                title: row.get("title")?,
                publisher: row.get("publisher")?,
                published: row.get("published")?,
                language: row.get("language")?,
            },
            event: row.get("event")?,
            mode: row.get("mode")?,
            contexts: words(row, "contexts")?,
            cameo: row.get("cameo")?,
            quad: crate::words::quad_name(row.get("quad")?).to_owned(),
            goldstein: row.get("goldstein")?,
            sources: actors(db, key, "source")?,
            targets: actors(db, key, "target")?,
            trigger: TextSpan { text: row.get("trigger_text")?, span: span(row, "trigger")? },
            sentence: sentence(db, document, row.get("sentence")?)?,
            when: when(row)?,
            place: place(row)?,
            status: status(&row.get::<_, String>("status")?),
            claims: claims(db, key)?,
            counts: Counts {
                killed: positive(row, "killed")?,
                injured: positive(row, "injured")?,
                arrested: positive(row, "arrested")?,
                participants: positive(row, "participants")?,
            },
            confidence: row.get("confidence")?,
            coder: CoderInfo {
                name: row.get("coder_name")?,
                version: row.get("version")?,
                model: row.get("model")?,
                lexicon: row.get("lexicon")?,
            },
        },
        added: row.get("added")?,
        characters: positive(row, "characters")?,
        incident_key: row.get("incident_key")?,
        incident: row.get("first_told")?,
        reports: count("reports")?,
        accounts: count("accounts")?,
        publishers: count("publishers")?,
    })
}

fn when(row: &Row<'_>) -> Result<Option<When>> {
    let Some(timex) = row.get("when_timex")? else { return Ok(None) };
    Ok(Some(When {
        text: row.get("when_text")?,
        span: span(row, "when")?,
        timex,
        from: row.get("when_from")?,
        to: row.get("when_to")?,
        granularity: row.get("when_granularity")?,
    }))
}

fn place(row: &Row<'_>) -> Result<Option<Where>> {
    let Some(name) = row.get("where_name")? else { return Ok(None) };
    Ok(Some(Where {
        text: row.get("where_text")?,
        span: span(row, "where")?,
        name,
        country: row.get("where_country")?,
        admin1: row.get("where_admin1")?,
        lat: row.get("lat")?,
        lon: row.get("lon")?,
        geonames: positive(row, "geonames")?,
        granularity: row.get("where_granularity")?,
    }))
}

fn sentence(db: &Connection, document: i64, number: i64) -> Result<SentenceRef> {
    let mut find = db.prepare_cached(
        "SELECT \"start\", \"end\", text FROM sentences WHERE document = ?1 AND number = ?2",
    )?;
    find.query_row([document, number], |row| {
        Ok(SentenceRef {
            index: size(number),
            span: [size(row.get(0)?), size(row.get(1)?)],
            text: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        })
    })
}

fn actors(db: &Connection, event: i64, side: &str) -> Result<Vec<Actor>> {
    let mut find =
        db.prepare_cached("SELECT * FROM actors WHERE event = ?1 AND side = ?2 ORDER BY number")?;
    find.query_map(rusqlite::params![event, side], actor)?.collect()
}

/// Somebody: rows of actors and claims have the same columns for it.
fn actor(row: &Row<'_>) -> Result<Actor> {
    Ok(Actor {
        text: row.get("text")?,
        span: span_of(row, "start", "end")?,
        name: row.get("name")?,
        code: row.get("code")?,
        country: row.get("country")?,
        sectors: words(row, "sectors")?,
        role: row.get("role")?,
        entity: row.get("entity")?,
    })
}

fn claims(db: &Connection, event: i64) -> Result<Vec<Claim>> {
    let mut find = db.prepare_cached("SELECT * FROM claims WHERE event = ?1 ORDER BY number")?;
    let claim = |row: &Row<'_>| {
        let content = row.get_ref("content")?.as_str()?;
        Ok(Claim {
            speaker: actor(row)?,
            cue: TextSpan { text: row.get("cue_text")?, span: span(row, "cue")? },
            content: serde_json::from_str::<Vec<Span>>(content).unwrap_or_default(),
            quote: match row.get_ref("quote")?.as_str()? {
                "direct" => Quote::Direct,
                "mixed" => Quote::Mixed,
                _ => Quote::Indirect,
            },
            stance: match row.get_ref("stance")?.as_str()? {
                "denies" => Stance::Denies,
                "doubts" => Stance::Doubts,
                _ => Stance::Asserts,
            },
        })
    };
    find.query_map([event], claim)?.collect()
}

fn status(word: &str) -> Status {
    match word {
        "ongoing" => Status::Ongoing,
        "planned" => Status::Planned,
        "possible" => Status::Possible,
        "requested" => Status::Requested,
        "negated" => Status::Negated,
        _ => Status::Actual,
    }
}

fn span(row: &Row<'_>, name: &str) -> Result<Span> {
    span_of(row, &format!("{name}_start"), &format!("{name}_end"))
}

/// A span from two columns.
pub(crate) fn span_of(row: &Row<'_>, start: &str, end: &str) -> Result<Span> {
    Ok([size(row.get(start)?), size(row.get(end)?)])
}

fn words(row: &Row<'_>, name: &str) -> Result<Vec<String>> {
    Ok(serde_json::from_str(row.get_ref(name)?.as_str()?).unwrap_or_default())
}

pub(crate) fn positive(row: &Row<'_>, name: &str) -> Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(name)?.map(i64::cast_unsigned))
}

pub(crate) fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
