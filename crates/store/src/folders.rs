//! Exports that are many files: a new folder, which appears whole or not at all.

use crate::parquet::{Kind, ParquetWriter};
use crate::{Query, Rows, Store, StoreError, Value, layouts};
use bayhaqi_coder::record::Event;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The tables of a Parquet export. The last column is the month that parts them.
const TABLES: &[(&str, &str)] = &[
    (
        "documents",
        "SELECT id, uri, title, publisher, published, language, characters, added, \
         substr(published, 1, 7) AS month FROM documents ORDER BY month, key",
    ),
    (
        "events",
        "SELECT id, document_id, event, mode, contexts, cameo, quad, goldstein, sources, targets, \
         \"trigger\", sentence, \"when\", \"where\", status, claims, confidence, coder, day, source, \
         target, claimed, when_from, when_to, place, country, lat, lon, killed, injured, arrested, \
         participants, published, publisher, title, substr(day, 1, 7) AS month \
         FROM events ORDER BY month, key",
    ),
    (
        "actors",
        "SELECT e.id AS event_id, a.side, a.number, a.text, a.\"start\", a.\"end\", a.name, a.code, \
         a.country, a.sectors, a.role, a.entity, \
         substr(coalesce(e.when_from, d.published), 1, 7) AS month FROM actors a \
         JOIN event_rows e ON e.key = a.event JOIN documents d ON d.key = e.document \
         ORDER BY month, a.event, a.side, a.number",
    ),
    (
        "claims",
        "SELECT e.id AS event_id, c.number, c.text, c.name, c.code, c.country, c.sectors, c.role, \
         c.entity, c.cue_text, c.quote, c.stance, \
         substr(coalesce(e.when_from, d.published), 1, 7) AS month FROM claims c \
         JOIN event_rows e ON e.key = c.event JOIN documents d ON d.key = e.document \
         ORDER BY month, c.event, c.number",
    ),
    (
        "incidents",
        "SELECT key, event, source, target, first_day, last_day, place, country, lat, lon, first_seen, \
         last_seen, reports, publishers, accounts, asserted, denied, \
         substr(first_day, 1, 7) AS month FROM incidents ORDER BY month, key",
    ),
    (
        "mentions",
        "SELECT m.incident, e.id AS event_id, substr(i.first_day, 1, 7) AS month \
         FROM mentions m JOIN event_rows e ON e.key = m.event JOIN incidents i ON i.key = m.incident \
         ORDER BY month, m.event",
    ),
];

/// The types of columns that SQL makes and no table declares.
const MADE: &[(&str, Kind)] = &[("claimed", Kind::Integer), ("confidence", Kind::Real)];

impl Store {
    /// Writes the tables as Parquet into a new folder, in the way of Hive:
    /// `events/month=2020-07/part.parquet`. All tables are of the same moment.
    pub fn export_parquet(&mut self, folder: &Path) -> Result<(), StoreError> {
        let part = Part::new(folder)?;
        self.sql(self.connection.execute_batch("BEGIN"))?;
        let written = TABLES.iter().try_for_each(|(table, sql)| {
            let mut months = Months::new(part.path.join(table));
            self.query_into(&Query::new(sql), &mut months)?;
            months.finish()
        });
        self.sql(self.connection.execute_batch("COMMIT"))?;
        written?;
        part.finish()
    }

    /// Writes a text and a standoff annotation for each document into a new folder.
    pub fn export_brat(&self, folder: &Path) -> Result<(), StoreError> {
        let part = Part::new(folder)?;
        let snapshot = self.sql(self.connection.unchecked_transaction())?;
        let mut names = BTreeMap::new();
        self.each_text(|id, text| {
            let name = file_name(id, &mut names);
            part.write(&format!("{name}.txt"), text)?;
            let events = self.sql(crate::read::events_of(&self.connection, id))?;
            let events: Vec<Event> = events.into_iter().map(|s| s.event).collect();
            part.write(&format!("{name}.ann"), &layouts::standoff(text, &events))
        })?;
        self.sql(snapshot.commit())?;
        part.write("annotation.conf", BRAT)?;
        part.finish()
    }
}

/// What the brat editor must know of the marks.
const BRAT: &str = include_str!("layouts/brat.conf");

/// A file name that is safe everywhere, for an id that may be anything; two ids have two names.
fn file_name(id: &str, taken: &mut BTreeMap<String, usize>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    let name: String = id.chars().take(80).map(safe).collect::<String>().to_lowercase();
    let count = taken.entry(name.clone()).or_insert(0);
    *count += 1;
    // A number that no id can look like: "." is not safe.
    if *count == 1 { name } else { format!("{name}.{count}") }
}

/// A folder on its way.
struct Part {
    path: PathBuf,
    place: PathBuf,
}

impl Part {
    fn new(place: &Path) -> Result<Self, StoreError> {
        if place.exists() {
            let what = "is there already; give the name of a new folder".to_owned();
            return Err(StoreError::Output { name: place.display().to_string(), what });
        }
        let mut name = place.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = Part { path: PathBuf::from(name), place: place.to_owned() };
        fs::create_dir(&part.path).map_err(|e| part.wrong(&e))?;
        Ok(part)
    }

    fn wrong(&self, error: &io::Error) -> StoreError {
        StoreError::Output { name: self.place.display().to_string(), what: error.to_string() }
    }

    fn write(&self, name: &str, text: &str) -> Result<(), StoreError> {
        fs::write(self.path.join(name), text).map_err(|e| self.wrong(&e))
    }

    fn finish(self) -> Result<(), StoreError> {
        fs::rename(&self.path, &self.place).map_err(|e| self.wrong(&e))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `finish` there is nothing left under this name.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Parts rows, which come month by month, into a file for each.
struct Months {
    folder: PathBuf,
    columns: Vec<(String, Option<Kind>)>,
    open: Option<(Value, ParquetWriter<BufWriter<File>>)>,
}

impl Months {
    fn new(folder: PathBuf) -> Self {
        Months { folder, columns: Vec::new(), open: None }
    }

    fn file(&self, month: &Value) -> Result<ParquetWriter<BufWriter<File>>, StoreError> {
        let month = match month {
            Value::Text(month) => month.as_str(),
            // What Hive, Spark, Polars and DuckDB read as null.
            _ => "__HIVE_DEFAULT_PARTITION__",
        };
        let folder = self.folder.join(format!("month={month}"));
        let name = folder.display().to_string();
        let wrong = |e: io::Error| StoreError::Output { name: name.clone(), what: e.to_string() };
        fs::create_dir_all(&folder).map_err(wrong)?;
        let file = File::create(folder.join("part.parquet")).map_err(wrong)?;
        let mut writer = ParquetWriter::new(&name, BufWriter::new(file));
        writer.set(self.columns.iter().cloned());
        Ok(writer)
    }

    fn finish(mut self) -> Result<(), StoreError> {
        if self.open.is_none() {
            // A table without rows has its columns nonetheless.
            self.open = Some((Value::Null, self.file(&Value::Null)?));
        }
        self.close()
    }

    fn close(&mut self) -> Result<(), StoreError> {
        let Some((_, writer)) = self.open.take() else { return Ok(()) };
        let mut sink = writer.finish()?;
        let name = self.folder.display().to_string();
        let synced = sink.flush().and_then(|()| sink.get_ref().sync_all());
        synced.map_err(|e| StoreError::Output { name, what: e.to_string() })
    }
}

impl Rows for Months {
    fn columns(&mut self, names: &[String], types: &[Option<String>]) -> Result<(), StoreError> {
        let kind = |name: &String, declared: &Option<String>| match declared.as_deref() {
            Some("INTEGER") => Kind::Integer,
            Some("REAL") => Kind::Real,
            // Every file must have the same type, whatever its rows hold.
            _ => MADE.iter().find(|(n, _)| n == name).map_or(Kind::Text, |(_, kind)| *kind),
        };
        let all = names.iter().zip(types).map(|(n, t)| (n.clone(), Some(kind(n, t))));
        self.columns = all.take(names.len().saturating_sub(1)).collect();
        fs::create_dir_all(&self.folder).map_err(|e| StoreError::Output {
            name: self.folder.display().to_string(),
            what: e.to_string(),
        })
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        let Some((month, cells)) = row.split_last() else { return Ok(()) };
        if self.open.as_ref().is_none_or(|(open, _)| open != month) {
            self.close()?;
            self.open = Some((month.clone(), self.file(month)?));
        }
        match &mut self.open {
            Some((_, writer)) => writer.push(cells.to_vec()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;
    use std::collections::BTreeMap;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        let mut taken = BTreeMap::new();
        assert_eq!(file_name("../../etc/passwd", &mut taken), "______etc_passwd");
        assert_eq!(file_name("A", &mut taken), "a");
        assert_eq!(file_name("a", &mut taken), "a.2");
        assert_eq!(file_name("", &mut taken), "");
    }
}
