//! The rows of what was coded of a report: sentences, entities, times, places, events.

use crate::cut::{Sentence, kept};
use crate::incidents::{self, Telling, denied, happened, party};
use crate::report::Report;
use crate::shared::Shared;
use crate::words::{quad_class, quote, stance, status_number};
use bayhaqi_coder::record::{Actor, Claim, Event, Span};
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, Result, ToSql, params};

/// Deletes what was coded of a document. The events' own rows go with them.
pub(crate) fn clear(db: &Connection, document: i64) -> Result<()> {
    // The rows of `dyads` that events have: no index leads to them, but their key says all.
    db.prepare_cached(
        "DELETE FROM dyads WHERE (month, source, target, event) IN (
           SELECT CASE WHEN length(e.day) >= 7 THEN substr(e.day, 1, 7) ELSE '' END,
             coalesce(p.country, p.code), coalesce(q.country, q.code), e.key
           FROM event_rows e
           JOIN actor_rows s ON s.event = e.key AND s.side = 0 JOIN parties p ON p.key = s.party
           JOIN actor_rows t ON t.event = e.key AND t.side = 1 JOIN parties q ON q.key = t.party
           WHERE e.document = ?1)",
    )?
    .execute([document])?;
    for table in ["event_rows", "sentences", "entity_rows", "times", "place_rows"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?
            .execute([document])?;
    }
    Ok(())
}

/// Writes what was coded of a document; gives the number of its events.
pub(crate) fn add(
    db: &Connection,
    shared: &mut Shared,
    document: i64,
    report: &Report,
) -> Result<i64> {
    let coded = &report.coded;
    let mut texts: Vec<Option<&str>> = vec![None; report.sentences.len()];
    for event in &coded.events {
        if let Some(text) = texts.get_mut(event.sentence.index) {
            *text = Some(&event.sentence.text);
        }
    }
    add_sentences(db, document, &report.sentences, &texts)?;
    add_names(db, shared, document, report)?;
    let mut telling = Telling::new(report);
    let mut count = 0;
    for event in &coded.events {
        let index = event.sentence.index;
        let shown = texts.get(index).copied().flatten().zip(report.sentences.get(index));
        let sentence = shown.and_then(|(text, span)| Sentence::new(text, span[0]));
        count += i64::from(add_event(db, shared, document, event, sentence, &mut telling)?);
    }
    Ok(count)
}

fn add_sentences(
    db: &Connection,
    document: i64,
    sentences: &[Span],
    texts: &[Option<&str>],
) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO sentences (document, number, \"start\", \"end\", text) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, (span, text)) in sentences.iter().zip(texts).enumerate() {
        insert.execute(params![document, int(number), int(span[0]), int(span[1]), text])?;
    }
    Ok(())
}

/// Entities, times and places.
fn add_names(db: &Connection, shared: &mut Shared, document: i64, report: &Report) -> Result<()> {
    let coded = &report.coded;
    let mut insert = db.prepare_cached(
        "INSERT INTO entity_rows (document, id, name, mentions) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for e in &coded.entities {
        let name = shared.name(db, e)?;
        insert.execute(params![document, EntityId(&e.id), name, spans(&e.mentions)])?;
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO times (document, number, text, \"start\", \"end\", type, value, \"from\", \"to\", \
         granularity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (n, t) in coded.times.iter().enumerate() {
        let (start, end) = (int(t.span[0]), int(t.span[1]));
        insert.execute(params![
            document,
            int(n),
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
        "INSERT INTO place_rows (document, number, spot, \"start\", \"end\") VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (n, p) in coded.places.iter().enumerate() {
        let spot = shared.spot(db, p)?;
        insert.execute(params![document, int(n), spot, int(p.span[0]), int(p.span[1])])?;
    }
    Ok(())
}

/// Writes an event with its actors and claims. An event that the coder gives twice is written once.
fn add_event(
    db: &Connection,
    shared: &mut Shared,
    document: i64,
    e: &Event,
    sentence: Option<Sentence<'_>>,
    telling: &mut Telling<'_>,
) -> Result<bool> {
    let (when, place) = (e.when.as_ref(), e.place.as_ref());
    let kind = shared.kind(db, e, quad_class(&e.quad))?;
    let spot = place.map(|p| shared.spot(db, p)).transpose()?;
    let added = db
        .prepare_cached(
            "INSERT INTO event_rows (id, document, sentence, kind, status, day, trigger_text, \
             trigger_start, trigger_end, when_text, when_start, when_end, when_timex, when_from, \
             when_to, when_granularity, spot, where_start, where_end, claimed, killed, injured, \
             arrested, participants, confidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \
             ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) \
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            e.id,
            document,
            int(e.sentence.index),
            kind,
            status_number(e.status),
            day(e),
            kept(&e.trigger.text, e.trigger.span, sentence),
            int(e.trigger.span[0]),
            int(e.trigger.span[1]),
            when.and_then(|w| kept(&w.text, w.span, sentence)),
            when.map(|w| int(w.span[0])),
            when.map(|w| int(w.span[1])),
            when.map(|w| &w.timex),
            when.and_then(|w| w.from.as_ref()),
            when.and_then(|w| w.to.as_ref()),
            when.map(|w| &w.granularity),
            spot,
            place.map(|p| int(p.span[0])),
            place.map(|p| int(p.span[1])),
            int(e.claims.len()),
            e.counts.killed.map(u64::cast_signed),
            e.counts.injured.map(u64::cast_signed),
            e.counts.arrested.map(u64::cast_signed),
            e.counts.participants.map(u64::cast_signed),
            Confidence(e.confidence)
        ])?;
    if added == 0 {
        return Ok(false);
    }
    let key = db.last_insert_rowid();
    for (side, actors) in [(0, &e.sources), (1, &e.targets)] {
        for (number, actor) in actors.iter().enumerate() {
            add_actor(db, shared, [key, side, int(number)], actor, sentence)?;
        }
    }
    for (number, claim) in e.claims.iter().enumerate() {
        add_claim(db, shared, [key, int(number)], claim, sentence)?;
    }
    add_dyads(db, key, e)?;
    incidents::add(db, key, e, telling)?;
    Ok(true)
}

/// The first day of an event, else of its publication.
fn day(e: &Event) -> Option<&str> {
    e.when.as_ref().and_then(|w| w.from.as_deref()).or(e.document.published.as_deref())
}

/// Writes an actor: of an event, a side, a number.
fn add_actor(
    db: &Connection,
    shared: &mut Shared,
    [event, side, number]: [i64; 3],
    a: &Actor,
    sentence: Option<Sentence<'_>>,
) -> Result<()> {
    let party = shared.party(db, a)?;
    db.prepare_cached(
        "INSERT INTO actor_rows (event, side, number, party, text, \"start\", \"end\", entity) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        event,
        side,
        number,
        party,
        kept(&a.text, a.span, sentence),
        int(a.span[0]),
        int(a.span[1]),
        a.entity.as_deref().map(EntityId)
    ])?;
    Ok(())
}

/// Writes a claim: of an event, a number.
fn add_claim(
    db: &Connection,
    shared: &mut Shared,
    [event, number]: [i64; 2],
    c: &Claim,
    sentence: Option<Sentence<'_>>,
) -> Result<()> {
    let s = &c.speaker;
    let party = shared.party(db, s)?;
    db.prepare_cached(
        "INSERT INTO claim_rows (event, number, party, text, \"start\", \"end\", entity, cue_text, \
         cue_start, cue_end, content, quote, stance) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        event,
        number,
        party,
        kept(&s.text, s.span, sentence),
        int(s.span[0]),
        int(s.span[1]),
        s.entity.as_deref().map(EntityId),
        kept(&c.cue.text, c.cue.span, sentence),
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
    let month = day(e).and_then(|day| day.get(..7)).unwrap_or("");
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

pub(crate) fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list of words as JSON.
pub(crate) fn json(words: &[String]) -> String {
    if words.is_empty() {
        return "[]".to_owned();
    }
    serde_json::to_string(words).unwrap_or_default()
}

/// Spans like `0,8;63,67`.
fn spans(spans: &[Span]) -> String {
    let mut out = String::with_capacity(spans.len() * 8);
    for [start, end] in spans {
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(&start.to_string());
        out.push(',');
        out.push_str(&end.to_string());
    }
    out
}

/// An entity's id: of `e7` the number is enough.
struct EntityId<'a>(&'a str);

impl ToSql for EntityId<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let digits =
            self.0.strip_prefix('e').filter(|d| *d == "0" || !d.starts_with(['0', '+', '-']));
        match digits.and_then(|d| d.parse::<i64>().ok()) {
            Some(number) => Ok(ToSqlOutput::Owned(Value::Integer(number))),
            None => self.0.to_sql(),
        }
    }
}

/// A confidence: in hundredths, if it is so many exactly.
struct Confidence(f64);

impl ToSql for Confidence {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let hundredths = (self.0 * 100.0).round();
        let exact = hundredths / 100.0 == self.0;
        // Between 0 and 100.
        let value = if exact { Value::Integer(hundredths as i64) } else { Value::Real(self.0) };
        Ok(ToSqlOutput::Owned(value))
    }
}

#[cfg(test)]
mod tests {
    use super::{Confidence, EntityId, spans};
    use proptest::prelude::*;
    use rusqlite::types::{ToSqlOutput, Value, ValueRef};
    use rusqlite::{Connection, ToSql};

    #[test]
    fn ids_are_numbers_only_if_they_come_back() {
        for (id, number) in [
            ("e7", Some(7)),
            ("e0", Some(0)),
            ("e07", None),
            ("e", None),
            ("x7", None),
            ("e+7", None),
            ("e-7", None),
        ] {
            let found = match EntityId(id).to_sql().unwrap() {
                ToSqlOutput::Owned(Value::Integer(n)) => Some(n),
                ToSqlOutput::Borrowed(ValueRef::Text(text)) => {
                    assert_eq!(text, id.as_bytes());
                    None
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(found, number, "{id}");
        }
    }

    #[test]
    fn spans_in_a_row() {
        assert_eq!(spans(&[]), "");
        assert_eq!(spans(&[[0, 8], [63, 67]]), "0,8;63,67");
    }

    proptest! {
        #[test]
        fn confidence_comes_back(x in prop_oneof![(0u8..=100).prop_map(|n| f64::from(n) / 100.0), 0.0f64..=1.0]) {
            let db = Connection::open_in_memory().unwrap();
            let sql = "SELECT CASE typeof(?1) WHEN 'integer' THEN ?1 / 100.0 ELSE ?1 END";
            let back: f64 = db.query_row(sql, [Confidence(x)], |row| row.get(0)).unwrap();
            prop_assert_eq!(back, x);
        }
    }
}
