//! Reading events back as the records that went in.

use crate::cut::Sentence;
use crate::words::status_of;
use crate::{Store, StoreError};
use bayhaqi_coder::record::{
    Actor, Claim, CoderInfo, Counts, DocumentInfo, Event, Quote, SentenceRef, Span, Stance,
    TextSpan, When, Where,
};
use rusqlite::types::ValueRef;
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
  e.key, e.id, e.sentence, k.event, k.mode, k.contexts, k.cameo, k.quad, k.goldstein,
  e.trigger_text, e.trigger_start, e.trigger_end,
  e.when_text, e.when_start, e.when_end, e.when_timex, e.when_from, e.when_to, e.when_granularity,
  w.text AS where_text, e.where_start, e.where_end, w.name AS where_name, w.country AS where_country,
  w.admin1 AS where_admin1, w.lat, w.lon, w.geonames, w.granularity AS where_granularity, e.status,
  e.killed, e.injured, e.arrested, e.participants, e.confidence, d.id AS document_id, d.uri, d.title,
  d.publisher, d.published, d.language, d.added, d.characters, c.name AS coder_name, c.version, c.model,
  c.lexicon, s.\"start\" AS sentence_start, s.\"end\" AS sentence_end, s.text AS sentence_text,
  e.incident AS incident_key, i.reports, i.accounts, i.publishers,
  (SELECT f.id FROM event_rows f WHERE f.key =
    (SELECT min(o.key) FROM event_rows o WHERE o.incident = e.incident)) AS first_told
FROM event_rows e JOIN kinds k ON k.key = e.kind JOIN documents d ON d.key = e.document
JOIN coders c ON c.key = d.coder LEFT JOIN spots w ON w.key = e.spot
LEFT JOIN sentences s ON s.document = e.document AND s.number = e.sentence
LEFT JOIN incident_rows i ON i.key = e.incident";

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
    let sentence = sentence(row)?;
    let shown = Sentence::new(&sentence.text, sentence.span[0]);
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
            sources: actors(db, key, 0, shown)?,
            targets: actors(db, key, 1, shown)?,
            trigger: words_at(row, "trigger_", shown)?,
            when: when(row, shown)?,
            place: place(row)?,
            status: status_of(row.get("status")?),
            claims: claims(db, key, shown)?,
            counts: Counts {
                killed: positive(row, "killed")?,
                injured: positive(row, "injured")?,
                arrested: positive(row, "arrested")?,
                participants: positive(row, "participants")?,
            },
            confidence: confidence(row)?,
            sentence,
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

/// Words that stand in `NAMEtext`, or else in the sentence from `NAMEstart` to `NAMEend`.
fn words_at(row: &Row<'_>, name: &str, shown: Option<Sentence<'_>>) -> Result<TextSpan> {
    let span = span(row, name)?;
    let kept: Option<String> = row.get(format!("{name}text").as_str())?;
    let text = kept.or_else(|| shown.and_then(|s| s.at(span)).map(str::to_owned));
    Ok(TextSpan { text: text.unwrap_or_default(), span })
}

fn when(row: &Row<'_>, shown: Option<Sentence<'_>>) -> Result<Option<When>> {
    let Some(timex) = row.get("when_timex")? else { return Ok(None) };
    let TextSpan { text, span } = words_at(row, "when_", shown)?;
    Ok(Some(When {
        text,
        span,
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
        span: span(row, "where_")?,
        name,
        country: row.get("where_country")?,
        admin1: row.get("where_admin1")?,
        lat: row.get("lat")?,
        lon: row.get("lon")?,
        geonames: positive(row, "geonames")?,
        granularity: row.get("where_granularity")?,
    }))
}

fn sentence(row: &Row<'_>) -> Result<SentenceRef> {
    let at = |name| -> Result<usize> { Ok(size(row.get::<_, Option<i64>>(name)?.unwrap_or(0))) };
    Ok(SentenceRef {
        index: at("sentence")?,
        span: [at("sentence_start")?, at("sentence_end")?],
        text: row.get::<_, Option<String>>("sentence_text")?.unwrap_or_default(),
    })
}

/// Hundredths are integers.
fn confidence(row: &Row<'_>) -> Result<f64> {
    Ok(match row.get_ref("confidence")? {
        ValueRef::Integer(hundredths) => hundredths as f64 / 100.0,
        other => other.as_f64()?,
    })
}

fn actors(
    db: &Connection,
    event: i64,
    side: i64,
    shown: Option<Sentence<'_>>,
) -> Result<Vec<Actor>> {
    let mut find = db.prepare_cached(
        "SELECT * FROM actor_rows JOIN parties ON key = party WHERE event = ?1 AND side = ?2 \
         ORDER BY number",
    )?;
    find.query_map([event, side], |row| actor(row, shown))?.collect()
}

/// Somebody: rows of actors and claims have the same columns for it.
fn actor(row: &Row<'_>, shown: Option<Sentence<'_>>) -> Result<Actor> {
    let TextSpan { text, span } = words_at(row, "", shown)?;
    Ok(Actor {
        text,
        span,
        name: row.get("name")?,
        code: row.get("code")?,
        country: row.get("country")?,
        sectors: words(row, "sectors")?,
        role: row.get("role")?,
        entity: match row.get_ref("entity")? {
            ValueRef::Integer(number) => Some(format!("e{number}")),
            other => other.as_str_or_null()?.map(str::to_owned),
        },
    })
}

fn claims(db: &Connection, event: i64, shown: Option<Sentence<'_>>) -> Result<Vec<Claim>> {
    let mut find = db.prepare_cached(
        "SELECT * FROM claim_rows JOIN parties ON key = party WHERE event = ?1 ORDER BY number",
    )?;
    let claim = |row: &Row<'_>| {
        Ok(Claim {
            speaker: actor(row, shown)?,
            cue: words_at(row, "cue_", shown)?,
            content: spans(row.get_ref("content")?.as_str()?),
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

/// Spans like `0,8;63,67`.
fn spans(list: &str) -> Vec<Span> {
    let span = |pair: &str| {
        let (start, end) = pair.split_once(',')?;
        Some([start.parse().ok()?, end.parse().ok()?])
    };
    list.split(';').filter_map(span).collect()
}

fn span(row: &Row<'_>, name: &str) -> Result<Span> {
    span_of(row, &format!("{name}start"), &format!("{name}end"))
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
