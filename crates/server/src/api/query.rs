//! `/api/query`: SQL over the store.

use crate::{Answer, Asked, Context, Download, Endpoint, Kind, Parameter, Problem};
use bayhaqi_store::{Query, Rows, StoreError, Value, json};
use schemars::JsonSchema;
use std::collections::BTreeMap;
use std::io;

const FORMAT: Parameter = Parameter {
    name: "format",
    kind: Kind::Word(&["json", "jsonl", "csv", "parquet"]),
    about: "How the rows come: json is one object with limits; the others are files without.",
};

/// Asks in SQL, with the question in the address.
pub const GET: Endpoint = Endpoint {
    post: false,
    path: "/api/query",
    about: "Asks in SQL. Only reading is possible; time, rows and memory are limited.",
    parameters: &[
        Parameter {
            name: "sql",
            kind: Kind::Long(50_000),
            about: "The question; docs/store.md tells the tables and views.",
        },
        FORMAT,
    ],
    body: None,
    answer: |generator| generator.subschema_for::<Table>(),
    run: |context, asked| {
        let sql = asked.text("sql").ok_or_else(|| Problem::bad("sql", "is missing; give SQL"))?;
        answer(context, asked, &Query::new(sql))
    },
};

/// Asks in SQL, with the question in the body.
pub const POST: Endpoint = Endpoint {
    post: true,
    path: "/api/query",
    about: "Asks in SQL, with values for its parameters.",
    parameters: &[FORMAT],
    body: Some(|generator| generator.subschema_for::<Question>()),
    answer: |generator| generator.subschema_for::<Table>(),
    run: |context, asked| {
        let query = question(context)?;
        answer(context, asked, &query)
    },
};

/// A question in SQL.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct Question {
    /// The SQL.
    sql: String,
    /// Values of `:name` in it: strings, numbers, true, false or null.
    params: Option<BTreeMap<String, serde_json::Value>>,
}

/// The rows of an answer.
#[derive(JsonSchema)]
#[allow(dead_code)]
struct Table {
    /// The names of the columns.
    columns: Vec<String>,
    /// The rows.
    rows: Vec<Vec<serde_json::Value>>,
    /// Whether there are more rows than fit into the answer.
    truncated: bool,
}

fn question(context: &Context<'_>) -> Result<Query, Problem> {
    let members = context.members(&["sql", "params"])?;
    let sql = members.get("sql").and_then(|s| s.as_str());
    let sql = sql.ok_or_else(|| Problem::bad("sql", "is missing or no string; give SQL"))?;
    let mut query = Query::new(sql);
    let params = match members.get("params") {
        None | Some(serde_json::Value::Null) => return Ok(query),
        Some(serde_json::Value::Object(params)) => params,
        Some(_) => return Err(Problem::bad("params", "is no object; give {\"name\": value}")),
    };
    for (name, value) in params {
        query = query.with(
            name,
            bound(value).ok_or_else(|| {
                Problem::bad(
                    "params",
                    format!("{name:?} is no string, number, true, false or null"),
                )
            })?,
        );
    }
    Ok(query)
}

fn bound(value: &serde_json::Value) -> Option<Value> {
    Some(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Integer(i64::from(*b)),
        serde_json::Value::String(s) => Value::Text(s.clone()),
        serde_json::Value::Number(n) => {
            n.as_i64().map(Value::Integer).or_else(|| n.as_f64().map(Value::Real))?
        }
        _ => return None,
    })
}

fn answer(context: &mut Context<'_>, asked: &Asked, query: &Query) -> Result<Answer, Problem> {
    let format = asked.text("format").unwrap_or("json");
    if format != "json" {
        let query = query.clone();
        return Ok(Answer::Download(Download::rows(format, "query", move |context, rows| {
            Ok(context.store()?.query_into(&query, rows)?)
        })));
    }
    let limits = context.state.limits();
    let mut page = Page { rows: limits.rows, bytes: limits.answer, ..Page::default() };
    match context.store()?.query_into(query, &mut page) {
        Err(error) if !error.is_unread() => Err(error.into()),
        _ => Ok(Answer::Json(page.finish())),
    }
}

/// As many rows as fit.
#[derive(Default)]
struct Page {
    /// How many rows still fit.
    rows: usize,
    /// How many bytes may be written in all.
    bytes: usize,
    out: Vec<u8>,
    first: bool,
    truncated: bool,
}

impl Page {
    fn put(&mut self, value: &serde_json::Value) {
        // Into memory: nothing can fail.
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    fn finish(mut self) -> Vec<u8> {
        let end = format!("],\"truncated\":{}}}", self.truncated);
        self.out.extend_from_slice(end.as_bytes());
        self.out
    }
}

impl Rows for Page {
    fn columns(&mut self, names: &[String], _: &[Option<String>]) -> Result<(), StoreError> {
        self.out.extend_from_slice(b"{\"columns\":");
        self.put(&names.into());
        self.out.extend_from_slice(b",\"rows\":[");
        self.first = true;
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        let before = self.out.len();
        if self.rows > 0 {
            if !self.first {
                self.out.push(b',');
            }
            self.put(&row.iter().map(json).collect());
        }
        if self.rows == 0 || self.out.len() > self.bytes {
            self.out.truncate(before);
            self.truncated = true;
            // Enough: the question is not worked on any more.
            return Err(StoreError::unwritten(&io::ErrorKind::BrokenPipe.into()));
        }
        self.first = false;
        self.rows -= 1;
        Ok(())
    }
}
