//! What a store remembers of the feeds and files that are watched.

use crate::{Store, StoreError};
use rusqlite::{OptionalExtension, Result, TransactionBehavior, params};

/// What a feed or file was like when it was last read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Where it is.
    pub address: String,
    /// What the server called its state; of a file, size and time.
    pub etag: Option<String>,
    /// When the server said that it changed.
    pub modified: Option<String>,
}

impl Store {
    /// What is remembered of a feed or file.
    pub fn remembered(&self, address: &str) -> Result<Option<Visit>, StoreError> {
        let sql = "SELECT address, etag, modified FROM feeds WHERE address = ?1";
        let found = self.connection.prepare_cached(sql).and_then(|mut find| {
            find.query_row([address], |r| {
                Ok(Visit { address: r.get(0)?, etag: r.get(1)?, modified: r.get(2)? })
            })
            .optional()
        });
        self.sql(found)
    }

    /// Remembers feeds and files, in one transaction.
    pub fn remember(&mut self, visits: &[Visit]) -> Result<(), StoreError> {
        let path = self.path.clone();
        let behaviour = TransactionBehavior::Immediate;
        let mut write = || -> Result<()> {
            let transaction = self.connection.transaction_with_behavior(behaviour)?;
            for v in visits {
                transaction
                    .prepare_cached(
                        "INSERT INTO feeds (address, etag, modified) VALUES (?1, ?2, ?3) \
                         ON CONFLICT (address) DO UPDATE SET etag = excluded.etag, \
                         modified = excluded.modified",
                    )?
                    .execute(params![v.address, v.etag, v.modified])?;
            }
            transaction.commit()
        };
        write().map_err(|e| StoreError::of(&path, e))
    }
}
