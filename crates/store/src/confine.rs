//! What a stranger's SQL may do: read, and nothing else, within limits.

use crate::{Store, StoreError};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

/// Pragmas that tell what is there.
const TELLING: &[&str] = &[
    "application_id",
    "collation_list",
    "compile_options",
    "data_version",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "page_count",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];

/// Functions that do more than compute.
const ACTING: &[&str] = &["load_extension", "fts3_tokenizer"];

impl Store {
    /// From now on this store, which is open to read, answers only what cannot change it, its settings
    /// or other files, whoever wrote the SQL; no value is longer than so many bytes, and what is kept of
    /// the file in memory no more than so many. These are SQLite's own recommendations for SQL from
    /// strangers (<https://www.sqlite.org/security.html>).
    pub fn confine(&mut self, longest: usize, cache: usize) -> Result<(), StoreError> {
        let cache = format!("PRAGMA cache_size = -{}; PRAGMA trusted_schema = OFF", cache / 1024);
        self.sql(self.connection.execute_batch(&cache))?;
        let limits = [
            (Limit::SQLITE_LIMIT_LENGTH, i32::try_from(longest).unwrap_or(i32::MAX)),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (Limit::SQLITE_LIMIT_COLUMN, 500),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
            (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ];
        for (limit, most) in limits {
            self.sql(self.connection.set_limit(limit, most))?;
        }
        let set = self.connection.authorizer(Some(permit));
        self.sql(set)
    }

    /// From now on everything that SQLite does in this process takes no more than so many bytes; what
    /// needs more fails (<https://www.sqlite.org/c3ref/hard_heap_limit64.html>).
    pub fn limit_memory(&self, bytes: usize) -> Result<(), StoreError> {
        let sql = format!("PRAGMA hard_heap_limit = {bytes}");
        self.sql(self.connection.query_row(&sql, [], |_| Ok(())))
    }
}

fn permit(context: AuthContext<'_>) -> Authorization {
    let good = match context.action {
        // A transaction that only reads holds many statements to one moment.
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Recursive
        | AuthAction::Transaction { .. } => true,
        AuthAction::Function { function_name } => !ACTING.contains(&function_name),
        AuthAction::Pragma { pragma_name, .. } => TELLING.contains(&pragma_name),
        _ => false,
    };
    if good { Authorization::Allow } else { Authorization::Deny }
}
