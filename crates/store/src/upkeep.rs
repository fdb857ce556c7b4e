//! Looking after a store: is it whole, how big is it, make it smaller, copy it.

use crate::{Store, StoreError};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

/// How much a store holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Stats {
    /// Rows of each table, by name.
    pub rows: Vec<(String, u64)>,
    /// Bytes of each table with its indexes, the largest first.
    pub bytes: Vec<(String, u64)>,
    /// Bytes of the file.
    pub file: u64,
    /// First and last day of publication.
    pub days: Option<(String, String)>,
    /// What has coded: program, version, model, lexicon, and how many documents are its.
    pub coders: Vec<(String, u64)>,
}

/// Things that must hold beside what SQLite itself checks: a query that finds what breaks them, and
/// what to say of it.
const RULES: &[(&str, &str)] = &[
    (
        "SELECT id AS name FROM documents d WHERE NOT EXISTS (SELECT 1 FROM texts t WHERE t.document = d.key)",
        "documents without text",
    ),
    (
        "SELECT id AS name FROM documents d WHERE events <> \
         (SELECT count(*) FROM event_rows e WHERE e.document = d.key)",
        "documents whose events are not all there",
    ),
    (
        "SELECT id AS name FROM event_rows e WHERE NOT EXISTS (SELECT 1 FROM sentences s \
         WHERE s.document = e.document AND s.number = e.sentence AND s.text IS NOT NULL)",
        "events without their sentence",
    ),
    (
        "SELECT id AS name FROM event_rows e WHERE claimed <> \
         (SELECT count(*) FROM claim_rows c WHERE c.event = e.key)",
        "events whose claims are not all there",
    ),
    (
        "SELECT key AS name FROM incident_rows i WHERE reports < 1 OR asserted + denied <> \
         (SELECT count(*) FROM event_rows e WHERE e.incident = i.key)",
        "incidents whose mentions are miscounted",
    ),
    (
        "SELECT event AS name FROM dyads d WHERE NOT EXISTS \
         (SELECT 1 FROM event_rows e WHERE e.key = d.event)",
        "dyads without their event",
    ),
];

impl Store {
    /// Looks for damage: what SQLite finds in the file, keys that lead nowhere, rows that are missing,
    /// texts that cannot be unpacked. Empty if all is well.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let db = &self.connection;
        let mut found = self.sql(lines(db, "PRAGMA integrity_check(100)"))?;
        found.retain(|line| line != "ok");
        if !found.is_empty() {
            return Ok(found);
        }
        let orphans = "SELECT 'row of ' || \"table\" || ' without its ' || parent || ': ' || \
                       count(*) FROM pragma_foreign_key_check GROUP BY \"table\", parent";
        found.extend(self.sql(lines(db, orphans))?);
        for (sql, what) in RULES {
            let sql =
                format!("SELECT count(*), CAST(min(broken.name) AS TEXT) FROM ({sql}) AS broken");
            let (count, first): (i64, Option<String>) =
                self.sql(db.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))))?;
            if count > 0 {
                found.push(format!("{what}: {count}, the first {}", first.unwrap_or_default()));
            }
        }
        let mut unreadable = 0;
        self.each_packed(|packed, characters| {
            let good =
                crate::report::unpack(packed).is_ok_and(|t| t.chars().count() as i64 == characters);
            unreadable += u64::from(!good);
        })?;
        if unreadable > 0 {
            found.push(format!("texts that cannot be unpacked: {unreadable}"));
        }
        Ok(found)
    }

    fn each_packed(&self, mut take: impl FnMut(&[u8], i64)) -> Result<(), StoreError> {
        let sql =
            "SELECT t.packed, d.characters FROM texts t JOIN documents d ON d.key = t.document";
        let mut all = self.sql(self.connection.prepare(sql))?;
        let mut rows = self.sql(all.query([]))?;
        while let Some(row) = self.sql(rows.next())? {
            let bytes = self.sql(row.get_ref(0))?.as_blob().unwrap_or_default();
            take(bytes, self.sql(row.get(1))?);
        }
        Ok(())
    }

    /// Counts what the store holds.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let db = &self.connection;
        let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                      AND name NOT LIKE 'sqlite%' ORDER BY name";
        let mut rows = Vec::new();
        for name in self.sql(lines(db, tables))? {
            let sql = format!("SELECT count(*) FROM \"{name}\"");
            let count: i64 = self.sql(db.query_row(&sql, [], |row| row.get(0)))?;
            rows.push((name, count.cast_unsigned()));
        }
        let pairs = |sql: &str| -> Result<Vec<(String, u64)>, StoreError> {
            let mut find = self.sql(db.prepare(sql))?;
            let all = find.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned())));
            self.sql(all.and_then(Iterator::collect))
        };
        let bytes = pairs(
            "SELECT s.tbl_name, sum(b.pgsize) FROM dbstat b JOIN sqlite_schema s ON s.name = b.name \
             WHERE b.aggregate = 1 GROUP BY s.tbl_name ORDER BY 2 DESC, 1",
        )?;
        let coders = pairs(
            "SELECT k.name || ' ' || k.version || ', ' || k.model || ', lexicon ' || k.lexicon, \
             count(d.key) FROM coders k LEFT JOIN documents d ON d.coder = k.key GROUP BY k.key",
        )?;
        let days = self.sql(db.query_row(
            "SELECT min(published), max(published) FROM documents",
            [],
            |row| Ok(row.get::<_, Option<String>>(0)?.zip(row.get::<_, Option<String>>(1)?)),
        ))?;
        let file = std::fs::metadata(&self.path).map_or(0, |m| m.len());
        Ok(Stats { rows, bytes, file, days, coders })
    }

    /// Gives back the space of what is gone and puts the log into the file.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        let merge = "INSERT INTO search (search) VALUES ('optimize'); VACUUM; PRAGMA optimize; \
                     PRAGMA wal_checkpoint(TRUNCATE);";
        self.sql(self.connection.execute_batch(merge))
    }

    /// How many reports there are.
    pub fn reports(&self) -> Result<u64, StoreError> {
        let count =
            self.connection.query_row("SELECT count(*) FROM documents", [], |row| row.get(0));
        self.sql(count).map(i64::cast_unsigned)
    }

    /// Puts the log into the file, so that it can be copied alone.
    pub fn settle(&self) -> Result<(), StoreError> {
        self.sql(self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"))
    }

    /// Copies the store as it is now, while others may write; the copy appears whole or not at all.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let wrong = |what: String| StoreError::Output { name: to.display().to_string(), what };
        if to.exists() {
            return Err(wrong("is there already".to_owned()));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = std::path::PathBuf::from(name);
        let copy = || -> rusqlite::Result<()> {
            let mut copy = Connection::open(&part)?;
            // All pages in one step: a writer beside it cannot make it begin again.
            rusqlite::backup::Backup::new(&self.connection, &mut copy)?.run_to_completion(
                i32::MAX,
                Duration::ZERO,
                None,
            )?;
            copy.execute_batch("PRAGMA journal_mode = DELETE")
        };
        let done = copy().map_err(|e| wrong(e.to_string())).and_then(|()| {
            let sync = std::fs::File::open(&part).and_then(|f| f.sync_all());
            sync.and_then(|()| std::fs::rename(&part, to)).map_err(|e| wrong(e.to_string()))
        });
        // After a success there is nothing left under this name.
        let _ = std::fs::remove_file(&part);
        done
    }
}

fn lines(db: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}
