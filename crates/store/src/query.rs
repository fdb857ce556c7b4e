//! SQL over a store.

use crate::{Store, StoreError};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{ErrorCode, Statement};
use std::time::{Duration, Instant};

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 1000;

/// A question in SQL.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    sql: String,
    parameters: Vec<(String, Value)>,
    limit: Option<Duration>,
}

/// Takes the rows of an answer as they come.
pub trait Rows {
    /// The names of the columns, once, before any row; and the types that the tables declare for them.
    fn columns(&mut self, names: &[String], types: &[Option<String>]) -> Result<(), StoreError>;
    /// One row.
    fn row(&mut self, row: &[Value]) -> Result<(), StoreError>;
}

/// An answer as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

impl Rows for Answer {
    fn columns(&mut self, names: &[String], _: &[Option<String>]) -> Result<(), StoreError> {
        self.columns = names.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        self.rows.push(row.to_vec());
        Ok(())
    }
}

impl Query {
    /// A question without parameters, that may take any time.
    pub fn new(sql: &str) -> Self {
        Query { sql: sql.to_owned(), parameters: Vec::new(), limit: None }
    }

    /// Sets `:name` (or `$name`, `@name`) to a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.parameters.push((name.to_owned(), value));
        self
    }

    /// Gives up after so long.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }
}

impl Store {
    /// The answer to a query as a whole.
    pub fn query(&mut self, query: &Query) -> Result<Answer, StoreError> {
        let mut answer = Answer::default();
        self.query_into(query, &mut answer)?;
        Ok(answer)
    }

    /// Hands on the answer to a query row by row.
    pub fn query_into(&mut self, query: &Query, rows: &mut dyn Rows) -> Result<(), StoreError> {
        let limit = query.limit.map(|limit| (Instant::now(), limit));
        if let Some((started, limit)) = limit {
            let late = move || started.elapsed() > limit;
            let set = self.connection.progress_handler(STEPS, Some(late));
            self.sql(set)?;
        }
        let result = self.answer(query, rows);
        if limit.is_some() {
            self.interrupt_when(None::<fn() -> bool>)?;
        }
        result
    }

    /// From now on everything that runs on this store is interrupted as soon as `stop` says so; it is
    /// asked every few milliseconds.
    pub fn interrupt_when(
        &mut self,
        stop: Option<impl FnMut() -> bool + Send + 'static>,
    ) -> Result<(), StoreError> {
        let set = self.connection.progress_handler(STEPS, stop);
        self.sql(set)
    }

    fn answer(&self, query: &Query, rows: &mut dyn Rows) -> Result<(), StoreError> {
        let wrong = |error| self.explain(query, error);
        let mut statement = self.connection.prepare(&query.sql).map_err(wrong)?;
        if !statement.readonly() {
            let what = "query: would change the store, which is only read here; begin with SELECT";
            return Err(StoreError::Query(what.to_owned()));
        }
        if statement.column_count() == 0 {
            return Err(StoreError::Query("query: asks for nothing; begin with SELECT".to_owned()));
        }
        bind(&mut statement, &query.parameters).map_err(StoreError::Query)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let types: Vec<Option<String>> =
            statement.columns().map(|c| c.decl_type().map(str::to_owned)).collect();
        rows.columns(&names, &types)?;
        let mut found = statement.raw_query();
        let mut values = Vec::with_capacity(names.len());
        while let Some(row) = found.next().map_err(wrong)? {
            values.clear();
            for i in 0..names.len() {
                values.push(value(row.get_ref(i).map_err(wrong)?));
            }
            rows.row(&values)?;
        }
        Ok(())
    }

    /// What is wrong with a query, and what was probably meant.
    fn explain(&self, query: &Query, error: rusqlite::Error) -> StoreError {
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            let Some(limit) = query.limit else {
                return StoreError::Query("query: was interrupted".to_owned());
            };
            let seconds = limit.as_secs_f64();
            return StoreError::Query(format!(
                "query: took longer than {seconds} s; add a LIMIT or a WHERE, or give more --timeout"
            ));
        }
        let what = match &error {
            _ if error.sqlite_error_code() == Some(ErrorCode::OutOfMemory) => {
                return StoreError::of(&self.path, error);
            }
            _ if error.sqlite_error_code() == Some(ErrorCode::AuthorizationForStatementDenied) => {
                let what = "query: is not permitted here, where only reading is; begin with SELECT";
                return StoreError::Query(what.to_owned());
            }
            rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
            rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
            rusqlite::Error::MultipleStatement => "more than one statement".to_owned(),
            _ if error.sqlite_error_code().is_some() => return StoreError::of(&self.path, error),
            other => other.to_string(),
        };
        let advice = self
            .advice(&query.sql, &what)
            .unwrap_or_else(|| "see docs/store.md for the tables and their columns".to_owned());
        StoreError::Query(format!("query: {what}; {advice}"))
    }

    /// Names that look like the one that is not known.
    fn advice(&self, sql: &str, what: &str) -> Option<String> {
        let (kind, name) = what.strip_prefix("no such ")?.split_once(": ")?;
        let name = name.rsplit('.').next()?.trim_matches('"').to_lowercase();
        let all = self.names(kind, sql).ok()?;
        let mut near: Vec<(f64, &String)> = all
            .iter()
            .map(|n| (strsim::jaro_winkler(&name, &n.to_lowercase()), n))
            .filter(|(likeness, _)| *likeness > 0.75)
            .collect();
        near.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
        near.dedup_by(|a, b| a.1 == b.1);
        let names: Vec<&str> = near.iter().take(3).map(|(_, n)| n.as_str()).collect();
        if names.is_empty() {
            let list = all.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Some(format!("known are {list}"));
        }
        Some(format!("did you mean {}?", names.join(", ")))
    }

    /// The names of that kind; columns are those of the tables that the query mentions.
    fn names(&self, kind: &str, sql: &str) -> rusqlite::Result<Vec<String>> {
        if kind == "function" {
            let ours = ["goldstein", "distance_km", "plover_to_cameo", "unpack"];
            return Ok(ours.map(str::to_owned).to_vec());
        }
        let find = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE \
                    'search\\_%' ESCAPE '\\' ORDER BY name";
        let tables: Vec<String> = self
            .connection
            .prepare(find)?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if kind != "column" {
            return Ok(tables);
        }
        let words: Vec<String> =
            sql.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_lowercase).collect();
        let mut out = Vec::new();
        for table in tables.iter().filter(|t| words.contains(t)) {
            let mut columns =
                self.connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
            for name in columns.query_map([table], |row| row.get(0))? {
                out.push(name?);
            }
        }
        Ok(out)
    }
}

/// Gives each parameter its value.
fn bind(statement: &mut Statement<'_>, parameters: &[(String, Value)]) -> Result<(), String> {
    let places: Vec<String> = (1..=statement.parameter_count())
        .map(|i| statement.parameter_name(i).unwrap_or("?").to_owned())
        .collect();
    let bare = |place: &str| place.trim_start_matches([':', '$', '@']).to_owned();
    for (index, place) in places.iter().enumerate() {
        let name = bare(place);
        let value = parameters.iter().find(|(n, _)| bare(n) == name).map(|(_, v)| v);
        let value = value
            .ok_or_else(|| format!("query: {place} has no value; give --param {name}=VALUE"))?;
        statement
            .raw_bind_parameter(index + 1, value)
            .map_err(|e| format!("query: {place}: {e}"))?;
    }
    match parameters.iter().find(|(n, _)| !places.iter().any(|p| bare(p) == bare(n))) {
        Some((name, _)) => Err(format!(
            "query: has no parameter :{}; write it where the value belongs",
            bare(name)
        )),
        None => Ok(()),
    }
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Integer(i),
        ValueRef::Real(r) => Value::Real(r),
        // SQLite lets a text hold bytes that are none.
        ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Value::Blob(b.to_vec()),
    }
}
