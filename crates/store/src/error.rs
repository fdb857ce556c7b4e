//! What can go wrong with a store.

use std::path::PathBuf;
use thiserror::Error;

/// Why a store could not do what was asked. Each displays as one line that says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file is something else.
    #[error("{}: is no store of events; give another --store", .0.display())]
    NotAStore(PathBuf),
    /// There is no such file.
    #[error("{}: no such store; make one with `bayhaqi ingest`", .0.display())]
    Missing(PathBuf),
    /// A later version of the program made it.
    #[error("{}: has format {found}, this program knows formats up to {known}; use a newer program", .path.display())]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// An earlier version of the program made it, and it was opened for reading only.
    #[error("{}: has the older format {found}; run `bayhaqi store check` to bring it up to date", .path.display())]
    Older {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// No place is left.
    #[error("{}: the disk is full or fails; make room and run the command again, nothing is lost", .0.display())]
    Full(PathBuf),
    /// It may not be written.
    #[error("{}: cannot be written; check the permissions of the file and its folder", .0.display())]
    ReadOnly(PathBuf),
    /// It cannot be opened.
    #[error("{}: cannot be opened; check that the folder is there and may be written", .0.display())]
    CannotOpen(PathBuf),
    /// Another program is writing and does not end.
    #[error("{}: another program is writing to it; try again later", .0.display())]
    Busy(PathBuf),
    /// Its bytes make no sense.
    #[error("{}: is damaged ({what}); restore a backup, or run `bayhaqi store check`", .path.display())]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// A query that makes no sense.
    #[error("{0}")]
    Query(String),
    /// A file beside the store cannot be written.
    #[error("{name}: cannot be written ({what}); check the space and permissions")]
    Output {
        /// The file.
        name: String,
        /// Why.
        what: String,
    },
    /// Anything else that SQLite says.
    #[error("{}: {error}; run `bayhaqi store check`", .path.display())]
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
}

/// What is said when nobody reads on.
const UNREAD: &str = "nobody reads on";

impl StoreError {
    /// An answer that cannot be written.
    pub fn unwritten(error: &std::io::Error) -> Self {
        let unread = error.kind() == std::io::ErrorKind::BrokenPipe;
        let what = if unread { UNREAD.to_owned() } else { error.to_string() };
        StoreError::Output { name: "output".to_owned(), what }
    }

    /// Whether who reads the answer has seen enough.
    pub fn is_unread(&self) -> bool {
        matches!(self, StoreError::Output { what, .. } if what == UNREAD)
    }

    /// What an error of SQLite means for the store at `path`.
    pub(crate) fn of(path: &std::path::Path, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(Code::OutOfMemory) => StoreError::Query(
                "query: needs more memory than there is for it; ask for less at a time".to_owned(),
            ),
            Some(Code::NotADatabase) => StoreError::NotAStore(path),
            Some(Code::DiskFull | Code::SystemIoFailure) => StoreError::Full(path),
            Some(Code::ReadOnly | Code::PermissionDenied) => StoreError::ReadOnly(path),
            Some(Code::CannotOpen) => StoreError::CannotOpen(path),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Busy(path),
            Some(Code::DatabaseCorrupt) => StoreError::Damaged { path, what: error.to_string() },
            _ => StoreError::Sqlite { path, error },
        }
    }
}
