//! The tables of a store, their version, and how older stores become newer ones.

use crate::{StoreError, shared};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;

/// Marks the file as ours (`PRAGMA application_id`): "BAYH".
const APPLICATION: i64 = 0x4241_5948;

/// The steps from each version to the next, the first from an empty file. A released step is never
/// changed.
const STEPS: &[&str] = &[include_str!("schema/v1.sql"), include_str!("schema/v2.sql")];

const VIEWS: &str = include_str!("schema/views.sql");

/// The newest version.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A database without tables, or an empty file.
    Empty,
    /// A store of this version.
    Store(i64),
    /// Somebody else's database.
    Foreign,
}

/// Tells what a file is without changing it.
pub(crate) fn kind(connection: &Connection) -> rusqlite::Result<Kind> {
    // One statement: another process may be making the store at this moment.
    let sql = "SELECT (SELECT application_id FROM pragma_application_id), \
               (SELECT user_version FROM pragma_user_version), \
               (SELECT count(*) FROM sqlite_schema)";
    let (application, version, tables): (i64, i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(match (application, tables) {
        (APPLICATION, _) => Kind::Store(version),
        (_, 0) => Kind::Empty,
        _ => Kind::Foreign,
    })
}

/// Makes the tables, or brings those of an older version up to date, in one transaction.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::of(path, error);
    if check(kind(connection).map_err(sql)?, path)? == VERSION {
        return Ok(());
    }
    // Tables that give way must not take along what points to them; inside a transaction it is too late
    // to say so.
    connection.pragma_update(None, "foreign_keys", false).map_err(sql)?;
    shared::register(connection).map_err(sql)?;
    upgrade(connection, path)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(sql)
}

fn upgrade(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::of(path, error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    // Another process may have done it while this one waited.
    let version = check(kind(&transaction).map_err(sql)?, path)?;
    if version < VERSION {
        // They name tables that will be gone.
        drop_views(&transaction).map_err(sql)?;
    }
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(step).map_err(sql)?;
    }
    if version < VERSION {
        transaction.execute_batch(VIEWS).map_err(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(sql)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(sql)?;
    }
    transaction.commit().map_err(sql)
}

/// The version of what can be migrated.
fn check(kind: Kind, path: &Path) -> Result<i64, StoreError> {
    match kind {
        Kind::Empty => Ok(0),
        Kind::Store(found) if found > VERSION => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: VERSION })
        }
        Kind::Store(found) => Ok(found),
        Kind::Foreign => Err(StoreError::NotAStore(path.to_owned())),
    }
}

fn drop_views(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let names: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names {
        transaction.execute_batch(&format!("DROP VIEW \"{}\"", name.replace('"', "\"\"")))?;
    }
    Ok(())
}
