//! `bayhaqi query`: SQL over a store.

use crate::args::{QueryArgs, QueryFormat};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::wrap::{clean, shorten, width};
use bayhaqi_store::{
    CsvWriter, JsonlWriter, ParquetWriter, Query, Rows, Store, StoreError, Value, plain,
};
use std::fmt::Write as _;
use std::io::{self, Read, Write};

/// A wider cell is cut on a terminal.
const WIDEST: usize = 48;
/// Rows that are looked at to find how wide the columns are.
const LOOKED_AT: usize = 1000;

pub(crate) fn run(args: &QueryArgs) -> Result<Outcome, Failure> {
    let mut store = Store::read(&args.store).map_err(|e| Failure::of(&e))?;
    let mut query = Query::new(&sql(&args.sql)?).within(args.timeout);
    for (name, value) in &args.param {
        query = query.with(name, typed(value));
    }
    let output = Output::open(args.output.as_deref())?;
    let default = if output.is_terminal() { QueryFormat::Table } else { QueryFormat::Csv };
    let format = args.format.unwrap_or(default);
    if format == QueryFormat::Parquet && output.is_terminal() {
        return Err(Failure::new("--format parquet", "is not for a terminal; give --output FILE"));
    }
    let asked = match format {
        QueryFormat::Table => ask(&mut store, &query, Table::new(output)),
        QueryFormat::Csv => ask(&mut store, &query, CsvWriter::new(output)),
        QueryFormat::Jsonl => ask(&mut store, &query, JsonlWriter::new(output)),
        QueryFormat::Parquet => ask(&mut store, &query, ParquetWriter::new("output", output)),
    };
    match asked {
        Ok(()) => Ok(Outcome::Done),
        Err(error) if error.is_unread() => Ok(Outcome::Done),
        Err(error) => Err(Failure::of(&error)),
    }
}

/// The question itself, or what standard input says.
fn sql(given: &str) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given.to_owned());
    }
    let mut sql = String::new();
    io::stdin()
        .read_to_string(&mut sql)
        .map_err(|e| Failure::new("standard input", format!("{e}; give the question as UTF-8")))?;
    Ok(sql)
}

/// A value of the command line: a number where it looks like one.
fn typed(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>() {
        return Value::Integer(number);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Real(number),
        _ => Value::Text(text.to_owned()),
    }
}

/// Takes an answer and ends it.
trait Answer: Rows {
    fn end(self) -> Result<(), StoreError>;
}

fn ask(store: &mut Store, query: &Query, mut answer: impl Answer) -> Result<(), StoreError> {
    store.query_into(query, &mut answer)?;
    answer.end()
}

fn put(output: &mut Output, text: &str) -> Result<(), StoreError> {
    output.write_all(text.as_bytes()).map_err(|e| StoreError::unwritten(&e))
}

fn close(output: Output) -> Result<(), StoreError> {
    output.finish().map_err(|e| StoreError::unwritten(&e))
}

impl Answer for ParquetWriter<Output> {
    fn end(self) -> Result<(), StoreError> {
        close(self.finish()?)
    }
}

impl Answer for CsvWriter<Output> {
    fn end(self) -> Result<(), StoreError> {
        close(self.finish())
    }
}

impl Answer for JsonlWriter<Output> {
    fn end(self) -> Result<(), StoreError> {
        close(self.finish())
    }
}

/// A table for people. The first rows tell how wide its columns are.
struct Table {
    output: Output,
    head: Vec<String>,
    /// Which columns hold numbers, which stand at the right.
    numeric: Vec<bool>,
    waiting: Vec<Vec<String>>,
    widths: Vec<usize>,
}

impl Table {
    fn new(output: Output) -> Self {
        Table {
            output,
            head: Vec::new(),
            numeric: Vec::new(),
            waiting: Vec::new(),
            widths: Vec::new(),
        }
    }

    fn line(&mut self, cells: &[String]) -> Result<(), StoreError> {
        let mut line = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let gap = " ".repeat(self.widths[i].saturating_sub(width(cell)));
            let (before, after) = if self.numeric[i] { (&*gap, "") } else { ("", &*gap) };
            let _ = write!(line, "{}{before}{cell}{after}", if i > 0 { "  " } else { "" });
        }
        put(&mut self.output, &format!("{}\n", line.trim_end()))
    }

    /// Writes the head and the rows that were looked at.
    fn begin(&mut self) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut self.waiting);
        let head = self.head.clone();
        for cells in std::iter::once(&head).chain(&waiting) {
            for (most, cell) in self.widths.iter_mut().zip(cells) {
                *most = width(cell).max(*most);
            }
        }
        self.line(&head)?;
        let rule: Vec<String> = self.widths.iter().map(|w| "─".repeat(*w)).collect();
        self.line(&rule)?;
        waiting.iter().try_for_each(|cells| self.line(cells))
    }
}

impl Rows for Table {
    fn columns(&mut self, names: &[String], _: &[Option<String>]) -> Result<(), StoreError> {
        self.head = names.iter().map(|n| clean(n)).collect();
        self.widths = vec![0; names.len()];
        self.numeric = vec![true; names.len()];
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        let begun = self.widths.iter().any(|w| *w > 0);
        if !begun {
            for (numeric, value) in self.numeric.iter_mut().zip(row) {
                *numeric &= !matches!(value, Value::Text(_) | Value::Blob(_));
            }
        }
        let cells: Vec<String> = row.iter().map(|v| shorten(&clean(&plain(v)), WIDEST)).collect();
        if begun {
            return self.line(&cells);
        }
        self.waiting.push(cells);
        if self.waiting.len() >= LOOKED_AT { self.begin() } else { Ok(()) }
    }
}

impl Answer for Table {
    fn end(mut self) -> Result<(), StoreError> {
        if self.widths.iter().all(|w| *w == 0) {
            self.begin()?;
        }
        close(self.output)
    }
}
