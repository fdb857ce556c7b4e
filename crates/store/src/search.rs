//! Looking for words in the reports.

use crate::browse::Told;
use crate::columns::{any_word, full_text};
use crate::read;
use crate::{Store, StoreError};
use bayhaqi_coder::record::DocumentInfo;
use rusqlite::{Connection, OptionalExtension, Result, params};
use serde::Serialize;

/// Stand around what was looked for; they are taken out of texts.
const MARKS: [char; 2] = ['\u{2}', '\u{3}'];
/// Words of a snippet.
const WORDS: i64 = 32;
/// No more matches are counted.
const COUNTED: i64 = 10_000;

/// A report in which the words stand.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// What it says of itself.
    #[serde(flatten)]
    pub document: DocumentInfo,
    /// Words around what was looked for.
    pub snippet: Vec<Piece>,
    /// Events whose sentences have one of the words.
    pub events: Vec<Told>,
}

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// Whether they were looked for.
    pub hit: bool,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hits {
    /// The reports that came last, first.
    pub items: Vec<Hit>,
    /// `documents.key` below which the next page begins.
    pub next: Option<i64>,
    /// How many reports have the words, as far as it was counted.
    pub total: u64,
}

impl Store {
    /// Reports that have all words of a question, those that came last first. Words within quotation
    /// marks stand together, a star at the end of a word stands for any ending.
    pub fn search(
        &self,
        words: &str,
        before: Option<i64>,
        limit: usize,
    ) -> std::result::Result<Hits, StoreError> {
        let db = &self.connection;
        let snapshot = self.sql(db.unchecked_transaction())?;
        let hits = self.sql(search(db, words, before, limit))?;
        self.sql(snapshot.commit())?;
        Ok(hits)
    }
}

fn search(db: &Connection, words: &str, before: Option<i64>, limit: usize) -> Result<Hits> {
    let question = full_text(words);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX - 1);
    let mut keys: Vec<i64> = db
        .prepare_cached(
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < ?2 \
             ORDER BY rowid DESC LIMIT ?3",
        )?
        .query_map(params![question, before.unwrap_or(i64::MAX), limit + 1], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let more = keys.len() as i64 > limit;
    keys.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let total: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)",
        )?
        .query_row(params![question, COUNTED], |row| row.get(0))?;
    let desk = Desk::new(words)?;
    let found = keys.iter().map(|key| hit(db, *key, &desk));
    Ok(Hits {
        items: found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect(),
        next: if more { keys.last().copied() } else { None },
        total: total.unsigned_abs(),
    })
}

fn hit(db: &Connection, key: i64, desk: &Desk) -> Result<Option<Hit>> {
    let sql = "SELECT d.id, d.uri, d.title, d.publisher, d.published, d.language, unpack(t.packed) \
               FROM documents d JOIN texts t ON t.document = d.key WHERE d.key = ?1";
    let found = db
        .prepare_cached(sql)?
        .query_row([key], |row| {
            let document = DocumentInfo {
                id: row.get(0)?,
                uri: row.get(1)?,
                title: row.get(2)?,
                publisher: row.get(3)?,
                published: row.get(4)?,
                language: row.get(5)?,
            };
            Ok((document, row.get::<_, String>(6)?))
        })
        .optional()?;
    let Some((document, text)) = found else { return Ok(None) };
    let mut events = Vec::new();
    for stored in read::events_of(db, &document.id)? {
        if desk.has_one(&stored.event.sentence.text)? {
            events.push(Told::from(stored));
        }
    }
    Ok(Some(Hit { document, snippet: desk.snippet(&text)?, events }))
}

/// Where texts are laid to look at them with the words of the store's own index.
struct Desk {
    index: Connection,
    any: String,
}

impl Desk {
    fn new(words: &str) -> Result<Self> {
        let index = Connection::open_in_memory()?;
        index.execute_batch(
            "CREATE VIRTUAL TABLE page USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')",
        )?;
        Ok(Desk { index, any: any_word(words) })
    }

    fn lay(&self, text: &str) -> Result<()> {
        self.index.prepare_cached("DELETE FROM page")?.execute([])?;
        let text = text.replace(MARKS, " ");
        self.index.prepare_cached("INSERT INTO page (text) VALUES (?1)")?.execute([text])?;
        Ok(())
    }

    fn has_one(&self, text: &str) -> Result<bool> {
        self.lay(text)?;
        self.index.prepare_cached("SELECT 1 FROM page WHERE page MATCH ?1")?.exists([&self.any])
    }

    /// The words around those that are looked for; the beginning of a text that has none (its title has).
    fn snippet(&self, text: &str) -> Result<Vec<Piece>> {
        self.lay(text)?;
        let sql =
            "SELECT snippet(page, 0, char(2), char(3), '…', ?2) FROM page WHERE page MATCH ?1";
        let found: Option<String> = self
            .index
            .prepare_cached(sql)?
            .query_row(params![self.any, WORDS], |row| row.get(0))
            .optional()?;
        let found = found.unwrap_or_else(|| {
            text.split_whitespace().take(WORDS as usize).collect::<Vec<_>>().join(" ") + "…"
        });
        let mut out = Vec::new();
        for (i, piece) in found.split(MARKS).enumerate().filter(|(_, piece)| !piece.is_empty()) {
            out.push(Piece { text: piece.to_owned(), hit: i % 2 == 1 });
        }
        Ok(out)
    }
}
