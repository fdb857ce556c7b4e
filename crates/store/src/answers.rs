//! Answers as text: CSV and JSON lines.

use crate::layouts::spreadsheet;
use crate::{Rows, StoreError, Value};
use std::fmt::Write as _;
use std::io::Write;

/// Writes rows as CSV (RFC 4180) with a header. Text that a spreadsheet would run as a formula is
/// written so that it stays text.
#[derive(Debug)]
pub struct CsvWriter<W> {
    sink: W,
}

/// Writes rows as JSON objects, one a line.
#[derive(Debug)]
pub struct JsonlWriter<W> {
    sink: W,
    names: Vec<String>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes to there.
    pub fn new(sink: W) -> Self {
        CsvWriter { sink }
    }

    /// Gives back where it wrote to.
    pub fn finish(self) -> W {
        self.sink
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) -> Result<(), StoreError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Into memory: nothing can fail.
        let _ = writer.write_record(cells);
        let line = writer.into_inner().unwrap_or_default();
        self.sink.write_all(&line).map_err(|e| StoreError::unwritten(&e))
    }
}

impl<W: Write> Rows for CsvWriter<W> {
    fn columns(&mut self, names: &[String], _: &[Option<String>]) -> Result<(), StoreError> {
        self.line(names.iter().cloned())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        self.line(row.iter().map(|v| match v {
            Value::Text(text) => spreadsheet(text).into_owned(),
            other => plain(other),
        }))
    }
}

impl<W: Write> JsonlWriter<W> {
    /// Writes to there.
    pub fn new(sink: W) -> Self {
        JsonlWriter { sink, names: Vec::new() }
    }

    /// Gives back where it wrote to.
    pub fn finish(self) -> W {
        self.sink
    }
}

impl<W: Write> Rows for JsonlWriter<W> {
    fn columns(&mut self, names: &[String], _: &[Option<String>]) -> Result<(), StoreError> {
        self.names = names.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        let object: serde_json::Map<_, _> =
            self.names.iter().cloned().zip(row.iter().map(json)).collect();
        let line = serde_json::Value::Object(object).to_string() + "\n";
        self.sink.write_all(line.as_bytes()).map_err(|e| StoreError::unwritten(&e))
    }
}

/// A value in JSON; bytes are hexadecimal.
pub fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(i) => (*i).into(),
        Value::Real(r) => (*r).into(),
        other => plain(other).into(),
    }
}

/// A value as text; bytes are hexadecimal.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(i) => i.to_string(),
        Value::Real(r) => r.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => bytes.iter().fold(String::new(), |mut out, b| {
            let _ = write!(out, "{b:02x}");
            out
        }),
    }
}
