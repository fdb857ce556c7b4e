//! Writing: a batch of reports is one transaction, and a report is in it with all that belongs to it
//! or not at all.

use crate::incidents::{self, Telling, denied, happened, party};
use crate::report::{self, Report};
use crate::words::{quad_class, quote, stance, status};
use crate::{Store, StoreError};
use bayhaqi_coder::record::{Actor, Claim, CoderInfo, DocumentInfo, Event, Span};
use rusqlite::{Connection, OptionalExtension, Result, TransactionBehavior, params};

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is new.
    Added,
    /// The store had another text of it, or events by another coder: they gave way.
    Replaced,
    /// The store had it already.
    Same,
}

/// What is written: a report, or why there is none.
#[derive(Clone, Debug)]
pub enum Item {
    /// A coded report.
    Report(Box<Report>),
    /// What could not be read or coded.
    Error {
        /// What messages call it.
        origin: String,
        /// Why.
        message: String,
    },
}

/// The state of a document that the store has.
struct Known {
    key: i64,
    content: [u8; 16],
    coder: i64,
}

impl Store {
    /// Whether the store has these words of this document, coded by this coder: then there is nothing
    /// to do.
    pub fn has(
        &self,
        document: &DocumentInfo,
        text: &str,
        coder: &CoderInfo,
    ) -> Result<bool, StoreError> {
        let found = known(&self.connection, &document.id).and_then(|known| {
            let Some(known) = known else { return Ok(false) };
            let same = known.content == report::content(document, text);
            Ok(same && find_coder(&self.connection, coder)? == Some(known.coder))
        });
        self.sql(found)
    }

    /// Writes a batch in one transaction; when it returns, all of it is on the disk. With `again`
    /// events are replaced even where the same coder made them.
    pub fn put(&mut self, batch: &[Item], again: bool) -> Result<Vec<Put>, StoreError> {
        let path = self.path.clone();
        write(&mut self.connection, batch, again).map_err(|e| StoreError::of(&path, e))
    }
}

fn write(connection: &mut Connection, batch: &[Item], again: bool) -> Result<Vec<Put>> {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut out = Vec::with_capacity(batch.len());
    for item in batch {
        match item {
            Item::Report(report) => out.push(put(&transaction, report, again, &now)?),
            Item::Error { origin, message } => fail(&transaction, origin, message, &now)?,
        }
    }
    transaction.commit()?;
    Ok(out)
}

fn fail(db: &Connection, origin: &str, message: &str, now: &str) -> Result<()> {
    // The same error again changes nothing.
    db.prepare_cached(
        "INSERT INTO errors (origin, message, day) VALUES (?1, ?2, ?3) \
         ON CONFLICT (origin) DO UPDATE SET message = excluded.message, day = excluded.day \
         WHERE message <> excluded.message",
    )?
    .execute(params![origin, message, now])?;
    Ok(())
}

fn known(db: &Connection, id: &str) -> Result<Option<Known>> {
    db.prepare_cached("SELECT key, content, coder FROM documents WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Known { key: row.get(0)?, content: row.get(1)?, coder: row.get(2)? })
        })
        .optional()
}

fn find_coder(db: &Connection, coder: &CoderInfo) -> Result<Option<i64>> {
    db.prepare_cached(
        "SELECT key FROM coders WHERE name = ?1 AND version = ?2 AND model = ?3 AND lexicon = ?4",
    )?
    .query_row([&coder.name, &coder.version, &coder.model, &coder.lexicon], |row| row.get(0))
    .optional()
}

fn put(db: &Connection, report: &Report, again: bool, now: &str) -> Result<Put> {
    let coder = match find_coder(db, &report.coder)? {
        Some(key) => key,
        None => {
            let c = &report.coder;
            db.prepare_cached(
                "INSERT INTO coders (name, version, model, lexicon) VALUES (?1, ?2, ?3, ?4)",
            )?
            .insert([&c.name, &c.version, &c.model, &c.lexicon])?
        }
    };
    db.prepare_cached("DELETE FROM errors WHERE origin = ?1")?.execute([&report.origin])?;
    let (put, key) = match known(db, &report.document.id)? {
        None => (Put::Added, add_document(db, report, coder, now)?),
        Some(known) if !again && known.coder == coder && known.content == report.content => {
            return Ok(Put::Same);
        }
        Some(known) => {
            let gone = incidents::of_document(db, known.key)?;
            clear(db, known.key)?;
            for incident in gone {
                incidents::recount(db, incident)?;
            }
            update_document(db, &known, report, coder)?;
            (Put::Replaced, known.key)
        }
    };
    let events = layers(db, key, report)?;
    db.prepare_cached(
        "INSERT INTO codings (document, coder, events, day) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (document, coder) DO UPDATE SET events = excluded.events, day = excluded.day",
    )?
    .execute(params![key, coder, events, now])?;
    Ok(put)
}

fn add_document(db: &Connection, report: &Report, coder: i64, now: &str) -> Result<i64> {
    let d = &report.document;
    let key = db
        .prepare_cached(
            "INSERT INTO documents (id, uri, title, publisher, published, language, origin, \
             characters, content, likeness, coder, added) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .insert(params![
            d.id,
            d.uri,
            d.title,
            d.publisher,
            d.published,
            d.language,
            report.origin,
            report.text.chars().count() as i64,
            report.content,
            report.likeness,
            coder,
            now
        ])?;
    add_text(db, key, report)?;
    Ok(key)
}

fn update_document(db: &Connection, known: &Known, report: &Report, coder: i64) -> Result<()> {
    let other = known.content != report.content;
    if other {
        // The index keeps no texts: it must be told what it is to forget.
        db.prepare_cached(
            "INSERT INTO search (search, rowid, title, text) SELECT 'delete', d.key, d.title, \
             unpack(t.packed) FROM documents d JOIN texts t ON t.document = d.key WHERE d.key = ?1",
        )?
        .execute([known.key])?;
        db.prepare_cached("DELETE FROM texts WHERE document = ?1")?.execute([known.key])?;
    }
    let d = &report.document;
    db.prepare_cached(
        "UPDATE documents SET uri = ?2, title = ?3, publisher = ?4, published = ?5, language = ?6, \
         origin = ?7, characters = ?8, content = ?9, likeness = ?10, coder = ?11 WHERE key = ?1",
    )?
    .execute(params![
        known.key,
        d.uri,
        d.title,
        d.publisher,
        d.published,
        d.language,
        report.origin,
        report.text.chars().count() as i64,
        report.content,
        report.likeness,
        coder
    ])?;
    if other {
        add_text(db, known.key, report)?;
    }
    Ok(())
}

fn add_text(db: &Connection, key: i64, report: &Report) -> Result<()> {
    db.prepare_cached("INSERT INTO texts (document, packed) VALUES (?1, ?2)")?
        .execute(params![key, report.packed])?;
    db.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![key, report.document.title, report.text])?;
    Ok(())
}

/// Deletes what was coded of a document. The events' own rows go with them.
fn clear(db: &Connection, key: i64) -> Result<()> {
    for table in ["event_rows", "sentences", "entities", "times", "places"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?.execute([key])?;
    }
    Ok(())
}

/// Writes what was coded of a document; gives the number of its events.
fn layers(db: &Connection, key: i64, report: &Report) -> Result<i64> {
    let coded = &report.coded;
    let mut texts: Vec<Option<&str>> = vec![None; report.sentences.len()];
    for event in &coded.events {
        if let Some(text) = texts.get_mut(event.sentence.index) {
            *text = Some(&event.sentence.text);
        }
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO sentences (document, number, \"start\", \"end\", text) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, (span, text)) in report.sentences.iter().zip(texts).enumerate() {
        insert.execute(params![key, number as i64, int(span[0]), int(span[1]), text])?;
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO entities (document, id, name, kind, mentions, code, country) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for e in &coded.entities {
        let mentions = spans(&e.mentions);
        insert.execute(params![key, e.id, e.name, e.kind, mentions, e.code, e.country])?;
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO times (document, number, text, \"start\", \"end\", type, value, \"from\", \"to\", \
         granularity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (n, t) in coded.times.iter().enumerate() {
        let (start, end) = (int(t.span[0]), int(t.span[1]));
        insert.execute(params![
            key,
            n as i64,
            t.text,
            start,
            end,
            t.kind,
            t.value,
            t.from,
            t.to,
            t.granularity
        ])?;
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO places (document, number, text, \"start\", \"end\", name, country, admin1, lat, \
         lon, geonames, granularity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for (n, p) in coded.places.iter().enumerate() {
        insert.execute(params![
            key,
            n as i64,
            p.text,
            int(p.span[0]),
            int(p.span[1]),
            p.name,
            p.country,
            p.admin1,
            p.lat,
            p.lon,
            p.geonames.map(u64::cast_signed),
            p.granularity
        ])?;
    }
    let mut telling = Telling::new(report);
    let mut count = 0;
    for event in &coded.events {
        count += i64::from(add_event(db, key, event, &mut telling)?);
    }
    Ok(count)
}

/// Writes an event with its actors and claims. An event that the coder gives twice is written once.
fn add_event(db: &Connection, document: i64, e: &Event, telling: &mut Telling<'_>) -> Result<bool> {
    let (when, place) = (e.when.as_ref(), e.place.as_ref());
    let added = db
        .prepare_cached(
            "INSERT INTO event_rows (id, document, sentence, event, mode, contexts, cameo, quad, \
             goldstein, trigger_text, trigger_start, trigger_end, when_text, when_start, when_end, \
             when_timex, when_from, when_to, when_granularity, where_text, where_start, where_end, \
             where_name, where_country, where_admin1, lat, lon, geonames, where_granularity, status, \
             claimed, killed, injured, arrested, participants, confidence) VALUES (?1, ?2, ?3, ?4, \
             ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, \
             ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36) \
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            e.id,
            document,
            int(e.sentence.index),
            e.event,
            e.mode,
            json(&e.contexts),
            e.cameo,
            quad_class(&e.quad),
            e.goldstein,
            e.trigger.text,
            int(e.trigger.span[0]),
            int(e.trigger.span[1]),
            when.map(|w| &w.text),
            when.map(|w| int(w.span[0])),
            when.map(|w| int(w.span[1])),
            when.map(|w| &w.timex),
            when.and_then(|w| w.from.as_ref()),
            when.and_then(|w| w.to.as_ref()),
            when.map(|w| &w.granularity),
            place.map(|p| &p.text),
            place.map(|p| int(p.span[0])),
            place.map(|p| int(p.span[1])),
            place.map(|p| &p.name),
            place.and_then(|p| p.country.as_ref()),
            place.and_then(|p| p.admin1.as_ref()),
            place.and_then(|p| p.lat),
            place.and_then(|p| p.lon),
            place.and_then(|p| p.geonames).map(u64::cast_signed),
            place.map(|p| &p.granularity),
            status(e.status),
            int(e.claims.len()),
            e.counts.killed.map(u64::cast_signed),
            e.counts.injured.map(u64::cast_signed),
            e.counts.arrested.map(u64::cast_signed),
            e.counts.participants.map(u64::cast_signed),
            e.confidence
        ])?;
    if added == 0 {
        return Ok(false);
    }
    let key = db.last_insert_rowid();
    for (side, actors) in [("source", &e.sources), ("target", &e.targets)] {
        for (number, actor) in actors.iter().enumerate() {
            add_actor(db, key, side, number, actor)?;
        }
    }
    for (number, claim) in e.claims.iter().enumerate() {
        add_claim(db, key, number, claim)?;
    }
    add_dyads(db, key, e)?;
    incidents::add(db, key, e, telling)?;
    Ok(true)
}

fn add_actor(db: &Connection, event: i64, side: &str, number: usize, a: &Actor) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO actors (event, side, number, text, \"start\", \"end\", name, code, country, \
         sectors, role, entity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        event,
        side,
        int(number),
        a.text,
        int(a.span[0]),
        int(a.span[1]),
        a.name,
        a.code,
        a.country,
        json(&a.sectors),
        a.role,
        a.entity
    ])?;
    Ok(())
}

fn add_claim(db: &Connection, event: i64, number: usize, c: &Claim) -> Result<()> {
    let s = &c.speaker;
    db.prepare_cached(
        "INSERT INTO claims (event, number, text, \"start\", \"end\", name, code, country, sectors, \
         role, entity, cue_text, cue_start, cue_end, content, quote, stance) VALUES (?1, ?2, ?3, ?4, \
         ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        event,
        int(number),
        s.text,
        int(s.span[0]),
        int(s.span[1]),
        s.name,
        s.code,
        s.country,
        json(&s.sectors),
        s.role,
        s.entity,
        c.cue.text,
        int(c.cue.span[0]),
        int(c.cue.span[1]),
        spans(&c.content),
        quote(c.quote),
        stance(c.stance)
    ])?;
    Ok(())
}

/// Who did it to whom, country by country, for events that are told to have happened.
fn add_dyads(db: &Connection, key: i64, e: &Event) -> Result<()> {
    if !happened(e) || denied(e) {
        return Ok(());
    }
    let month = e.when.as_ref().and_then(|w| w.from.as_deref()).or(e.document.published.as_deref());
    let month = month.and_then(|day| day.get(..7)).unwrap_or("");
    let mut insert = db.prepare_cached(
        "INSERT INTO dyads (source, target, month, quad, claimed, event, goldstein) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )?;
    for source in &e.sources {
        // What several do with each other has each of them on both sides.
        for target in e.targets.iter().filter(|t| t.span != source.span || t.code != source.code) {
            let (Some(source), Some(target)) = (party(source), party(target)) else { continue };
            let claimed = !e.claims.is_empty();
            insert.execute(params![
                source,
                target,
                month,
                quad_class(&e.quad),
                claimed,
                key,
                e.goldstein
            ])?;
        }
    }
    Ok(())
}

fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list of words as JSON.
fn json(words: &[String]) -> String {
    if words.is_empty() {
        return "[]".to_owned();
    }
    serde_json::to_string(words).unwrap_or_default()
}

/// Spans as JSON.
fn spans(spans: &[Span]) -> String {
    serde_json::to_string(spans).unwrap_or_default()
}
