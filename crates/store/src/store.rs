//! A store that is open.

use crate::StoreError;
use crate::functions;
use crate::schema::{self, Kind, VERSION};
use crate::shared::Shared;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait while another program writes. A batch takes well under a second; an hour-long
/// writer is no reason to lose what was coded.
const PATIENCE: Duration = Duration::from_secs(120);

/// One file with everything that is known of many reports.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use bayhaqi_store::{Query, Store};
///
/// let folder = std::env::temp_dir().join(format!("bayhaqi-doc-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// let mut store = Store::write(&folder.join("events.db"))?;
/// let answer = store.query(&Query::new("SELECT count(*) AS events FROM events"))?;
/// assert_eq!(answer.columns, ["events"]);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    /// Which file was opened, where the system tells.
    file: Option<(u64, u64)>,
    pub(crate) shared: Shared,
}

impl Store {
    /// Opens a store to write, and makes it where it is not there. A store of an older version is
    /// brought up to date.
    pub fn write(path: &Path) -> Result<Self, StoreError> {
        let mut store =
            Store::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        // What the file is comes first: nobody else's file is changed.
        let kind = store.sql(schema::kind(&store.connection))?;
        if kind == Kind::Foreign {
            return Err(StoreError::NotAStore(path.to_owned()));
        }
        let version = match kind {
            Kind::Store(found) => found,
            _ => 0,
        };
        if version > VERSION {
            return Err(StoreError::Newer {
                path: path.to_owned(),
                found: version,
                known: VERSION,
            });
        }
        // Two processes that make a store at once: the one that comes second waits (SQLite does not
        // wait by itself when the journal changes).
        let started = std::time::Instant::now();
        loop {
            match store.connection.pragma_update(None, "journal_mode", "WAL") {
                Ok(()) => break,
                Err(error) => match StoreError::of(path, error) {
                    StoreError::Busy(_) if started.elapsed() < PATIENCE => {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                    other => return Err(other),
                },
            }
        }
        let pragmas = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";
        store.sql(store.connection.execute_batch(pragmas))?;
        schema::migrate(&mut store.connection, path)?;
        Ok(store)
    }

    /// Opens a store to read. What is read stays as it was at the beginning of a query while others
    /// write.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let read = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let store = match Store::open(path, read).and_then(Store::known) {
            // Beside a store in a folder that may not be written SQLite cannot keep its index of the
            // log. Where there is no log, none is needed.
            Err(StoreError::CannotOpen(_) | StoreError::ReadOnly(_)) if !has_log(path) => {
                let uri = format!("file:{}?immutable=1", percent(path));
                let connection =
                    Connection::open_with_flags(uri, read | OpenFlags::SQLITE_OPEN_URI)
                        .map_err(|e| StoreError::of(path, e))?;
                Store::prepared(connection, path)?.known()?
            }
            other => other?,
        };
        store.sql(store.connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536",
        ))?;
        Ok(store)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        if path.is_dir() {
            return Err(StoreError::NotAStore(path.to_owned()));
        }
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| StoreError::of(path, e))?;
        Store::prepared(connection, path)
    }

    fn prepared(connection: Connection, path: &Path) -> Result<Self, StoreError> {
        let store = Store {
            connection,
            path: path.to_owned(),
            file: identity(path),
            shared: Shared::default(),
        };
        store.sql(store.connection.busy_timeout(PATIENCE))?;
        store.connection.set_prepared_statement_cache_capacity(64);
        // Otherwise SQLite prepares a statement anew for each value that may tell how to find it best.
        let stable = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        store.sql(store.connection.set_db_config(stable, true))?;
        store.sql(functions::register(&store.connection))?;
        Ok(store)
    }

    /// The same store if its version is the one that this program reads.
    fn known(self) -> Result<Self, StoreError> {
        let path = self.path.clone();
        match self.sql(schema::kind(&self.connection))? {
            Kind::Store(found) if found > VERSION => {
                Err(StoreError::Newer { path, found, known: VERSION })
            }
            Kind::Store(found) if found < VERSION => Err(StoreError::Older { path, found }),
            Kind::Store(_) => Ok(self),
            Kind::Empty | Kind::Foreign => Err(StoreError::NotAStore(path)),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether another file has taken the place of the one that was opened.
    pub fn is_replaced(&self) -> bool {
        identity(&self.path) != self.file
    }

    /// A number that changes when another connection, of whatever process, has changed the store. It
    /// says nothing to other connections
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    pub fn version(&self) -> Result<u64, StoreError> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0));
        self.sql(version).map(i64::cast_unsigned)
    }

    /// Two more connections, which see the store as it is at one and the same moment. Nobody has
    /// written between the beginnings of their transactions if the number of the version has stayed.
    pub(crate) fn pair(&self) -> Result<[Store; 2], StoreError> {
        let pair = [Store::read(&self.path)?, Store::read(&self.path)?];
        for store in &pair {
            // Whoever reads whole tables needs each page once.
            store.sql(store.connection.execute_batch("PRAGMA cache_size = -4096"))?;
        }
        loop {
            let version = self.version()?;
            for store in &pair {
                let begun = store.connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema");
                store.sql(begun)?;
            }
            if self.version()? == version {
                return Ok(pair);
            }
            for store in &pair {
                store.sql(store.connection.execute_batch("ROLLBACK"))?;
            }
        }
    }

    /// Says what an error of SQLite means for this store.
    pub(crate) fn sql<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|e| StoreError::of(&self.path, e))
    }
}

/// What tells a file from another that had or will have its name.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether there is a write-ahead log beside the store.
fn has_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(PathBuf::from(name)).is_ok_and(|m| m.len() > 0)
}

/// A path as a part of an address.
fn percent(path: &Path) -> String {
    let mut out = String::new();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coders(store: &Store) -> i64 {
        let count = "SELECT count(*) FROM coders";
        store.connection.query_row(count, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_pair_sees_the_moment_at_which_it_began() {
        let folder = std::env::temp_dir().join(format!("bayhaqi-pair-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("events.db");
        let writer = Store::write(&path).unwrap();
        let reader = Store::read(&path).unwrap();
        let pair = reader.pair().unwrap();
        let add = "INSERT INTO coders (name, version, model, lexicon) VALUES ('a', 'b', 'c', 'd')";
        writer.connection.execute_batch(add).unwrap();
        assert_eq!(coders(&reader), 1);
        assert_eq!(pair.each_ref().map(coders), [0, 0]);
        assert_eq!(reader.pair().unwrap().each_ref().map(coders), [1, 1]);
        drop(pair);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
