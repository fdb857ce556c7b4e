//! Writing: a batch of reports is one transaction, and a report is in it with all that belongs to it
//! or not at all.

use crate::incidents;
use crate::report::{self, Report};
use crate::rows;
use crate::shared::Shared;
use crate::{Store, StoreError};
use bayhaqi_coder::record::{CoderInfo, DocumentInfo};
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
        let content = report::content(document, text);
        let found = known(&self.connection, &document.id, text, content).and_then(|known| {
            let Some(known) = known else { return Ok(false) };
            let same = known.content == content;
            Ok(same && find_coder(&self.connection, coder)? == Some(known.coder))
        });
        self.sql(found)
    }

    /// Writes a batch in one transaction; when it returns, all of it is on the disk. With `again`
    /// events are replaced even where the same coder made them.
    pub fn put(&mut self, batch: &[Item], again: bool) -> Result<Vec<Put>, StoreError> {
        let path = self.path.clone();
        let written = write(&mut self.connection, &mut self.shared, batch, again);
        if written.is_err() {
            self.shared.forget();
        }
        written.map_err(|e| StoreError::of(&path, e))
    }
}

fn write(
    connection: &mut Connection,
    shared: &mut Shared,
    batch: &[Item],
    again: bool,
) -> Result<Vec<Put>> {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut out = Vec::with_capacity(batch.len());
    for item in batch {
        match item {
            Item::Report(report) => out.push(put(&transaction, shared, report, again, &now)?),
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

/// The document with this id. Until version 2 reports without an id were known by a hash of their text
/// alone: one that is there under such an id is the same if all that it says is the same.
fn known(db: &Connection, id: &str, text: &str, content: [u8; 16]) -> Result<Option<Known>> {
    let find = |id: &str| {
        db.prepare_cached("SELECT key, content, coder FROM documents WHERE id = ?1")?
            .query_row([id], |row| {
                Ok(Known { key: row.get(0)?, content: row.get(1)?, coder: row.get(2)? })
            })
            .optional()
    };
    let is_hash = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    Ok(match find(id)? {
        None if is_hash => {
            find(&bayhaqi_read::content_id(text))?.filter(|known| known.content == content)
        }
        found => found,
    })
}

fn find_coder(db: &Connection, coder: &CoderInfo) -> Result<Option<i64>> {
    db.prepare_cached(
        "SELECT key FROM coders WHERE name = ?1 AND version = ?2 AND model = ?3 AND lexicon = ?4",
    )?
    .query_row([&coder.name, &coder.version, &coder.model, &coder.lexicon], |row| row.get(0))
    .optional()
}

fn put(
    db: &Connection,
    shared: &mut Shared,
    report: &Report,
    again: bool,
    now: &str,
) -> Result<Put> {
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
    let (put, key) = match known(db, &report.document.id, &report.text, report.content)? {
        None => (Put::Added, add_document(db, report, coder, now)?),
        Some(known) if !again && known.coder == coder && known.content == report.content => {
            return Ok(Put::Same);
        }
        Some(known) => {
            let gone = incidents::of_document(db, known.key)?;
            rows::clear(db, known.key)?;
            for incident in gone {
                incidents::recount(db, incident)?;
            }
            remember_coding(db, known.key, coder)?;
            update_document(db, &known, report, coder)?;
            (Put::Replaced, known.key)
        }
    };
    let events = rows::add(db, shared, key, report)?;
    db.prepare_cached(
        "UPDATE documents SET events = ?2, coded = nullif(?3, added) WHERE key = ?1",
    )?
    .execute(params![key, events, now])?;
    Ok(put)
}

/// Remembers what coded a document before the coder that comes now.
fn remember_coding(db: &Connection, document: i64, coder: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM earlier WHERE document = ?1 AND coder = ?2")?
        .execute([document, coder])?;
    db.prepare_cached(
        "INSERT INTO earlier SELECT key, coder, events, coalesce(coded, added) FROM documents \
         WHERE key = ?1 AND coder <> ?2",
    )?
    .execute([document, coder])?;
    Ok(())
}

fn add_document(db: &Connection, report: &Report, coder: i64, now: &str) -> Result<i64> {
    let d = &report.document;
    let key = db
        .prepare_cached(
            "INSERT INTO documents (id, uri, title, publisher, published, language, origin, \
             characters, content, likeness, coder, added, author) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
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
            now,
            report.author
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
        "UPDATE documents SET id = ?13, uri = ?2, title = ?3, publisher = ?4, published = ?5, language = ?6, \
         origin = ?7, characters = ?8, content = ?9, likeness = ?10, coder = ?11, author = ?12 \
         WHERE key = ?1",
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
        coder,
        report.author,
        d.id
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
