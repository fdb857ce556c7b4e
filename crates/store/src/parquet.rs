//! Answers as Parquet files, which pandas, Polars, DuckDB and Spark read.

use crate::{Rows, StoreError, Value};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

/// Rows that are kept before they are written as one row group.
const GROUP: usize = 32_768;

/// What a column holds; every value may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers, 64 bits.
    Integer,
    /// Numbers, 64 bits.
    Real,
    /// UTF-8.
    Text,
    /// Bytes.
    Blob,
}

/// Writes rows as one Parquet file.
pub struct ParquetWriter<W: Write + Send> {
    /// What messages call the file.
    name: String,
    sink: Option<W>,
    columns: Vec<String>,
    /// The kind of each column, as far as it is known before there are values.
    kinds: Vec<Option<Kind>>,
    rows: Vec<Vec<Value>>,
    writer: Option<SerializedFileWriter<W>>,
}

impl<W: Write + Send> fmt::Debug for ParquetWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetWriter").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A file whose columns come with the answer; see [`Rows`].
    pub fn new(name: &str, sink: W) -> Self {
        ParquetWriter {
            name: name.to_owned(),
            sink: Some(sink),
            columns: Vec::new(),
            kinds: Vec::new(),
            rows: Vec::new(),
            writer: None,
        }
    }

    /// Sets the columns.
    pub fn set(&mut self, columns: impl IntoIterator<Item = (String, Option<Kind>)>) {
        (self.columns, self.kinds) = columns.into_iter().unzip();
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Value>) -> Result<(), StoreError> {
        self.rows.push(row);
        if self.rows.len() >= GROUP { self.group() } else { Ok(()) }
    }

    /// Writes what is left and the end of the file.
    pub fn finish(mut self) -> Result<W, StoreError> {
        self.group()?;
        let name = self.name;
        match self.writer.map(SerializedFileWriter::into_inner) {
            Some(Ok(sink)) => Ok(sink),
            Some(Err(error)) => Err(wrong(&name, error)),
            None => Err(wrong(&name, "no columns")),
        }
    }

    /// Writes the rows as a row group; the first one begins the file.
    fn group(&mut self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.rows);
        if self.writer.is_none() {
            for (i, kind) in self.kinds.iter_mut().enumerate() {
                *kind = Some(kind.unwrap_or_else(|| guess(rows.iter().map(|r| &r[i]))));
            }
        } else if rows.is_empty() {
            return Ok(());
        }
        let kinds: Vec<Kind> = self.kinds.iter().map(|k| k.unwrap_or(Kind::Text)).collect();
        let name = self.name.clone();
        let writer = self.open(&kinds)?;
        let mut write = || -> Result<(), ParquetError> {
            if rows.is_empty() {
                return Ok(());
            }
            let mut group = writer.next_row_group()?;
            for (i, kind) in kinds.iter().enumerate() {
                let Some(mut column) = group.next_column()? else { break };
                put(column.untyped(), *kind, rows.iter().map(|r| &r[i]))?;
                column.close()?;
            }
            group.close().map(drop)
        };
        write().map_err(|e| wrong(&name, e))
    }

    fn open(&mut self, kinds: &[Kind]) -> Result<&mut SerializedFileWriter<W>, StoreError> {
        if self.writer.is_none() {
            let sink = self.sink.take().ok_or_else(|| wrong(&self.name, "closed"))?;
            let schema = schema(&self.columns, kinds).map_err(|e| wrong(&self.name, e))?;
            let properties =
                WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            let writer = SerializedFileWriter::new(sink, schema, Arc::new(properties));
            self.writer = Some(writer.map_err(|e| wrong(&self.name, e))?);
        }
        self.writer.as_mut().ok_or_else(|| wrong(&self.name, "closed"))
    }
}

impl<W: Write + Send> Rows for ParquetWriter<W> {
    fn columns(&mut self, names: &[String], types: &[Option<String>]) -> Result<(), StoreError> {
        let declared = types.iter().map(|t| match t.as_deref() {
            Some("INTEGER") => Some(Kind::Integer),
            Some("REAL") => Some(Kind::Real),
            Some("TEXT") => Some(Kind::Text),
            Some("BLOB") => Some(Kind::Blob),
            _ => None,
        });
        self.set(names.iter().cloned().zip(declared));
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), StoreError> {
        self.push(row.to_vec())
    }
}

fn wrong(name: &str, error: impl fmt::Display) -> StoreError {
    StoreError::Output { name: name.to_owned(), what: error.to_string() }
}

/// The kind that holds all these values.
fn guess<'a>(values: impl Iterator<Item = &'a Value>) -> Kind {
    let mut kind = None;
    for value in values {
        kind = match (kind, value) {
            (kind, Value::Null) => kind,
            (None | Some(Kind::Integer), Value::Integer(_)) => Some(Kind::Integer),
            (None | Some(Kind::Integer | Kind::Real), Value::Real(_))
            | (Some(Kind::Real), Value::Integer(_)) => Some(Kind::Real),
            (None | Some(Kind::Blob), Value::Blob(_)) => Some(Kind::Blob),
            _ => return Kind::Text,
        };
    }
    kind.unwrap_or(Kind::Text)
}

/// The columns of the file. Names that are there twice get a number.
fn schema(columns: &[String], kinds: &[Kind]) -> Result<Arc<Type>, ParquetError> {
    let mut seen = HashSet::new();
    let mut fields = Vec::new();
    for (column, kind) in columns.iter().zip(kinds) {
        let mut name = column.clone();
        for number in 2.. {
            if seen.insert(name.clone()) {
                break;
            }
            name = format!("{column}_{number}");
        }
        let (physical, logical) = match kind {
            Kind::Integer => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Blob => (Physical::BYTE_ARRAY, None),
        };
        let field = Type::primitive_type_builder(&name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    Ok(Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?))
}

/// Writes a column of one row group.
fn put<'a>(
    writer: &mut ColumnWriter<'_>,
    kind: Kind,
    values: impl Iterator<Item = &'a Value> + Clone,
) -> Result<(), ParquetError> {
    let present: Vec<i16> = values.clone().map(|v| i16::from(!matches!(v, Value::Null))).collect();
    let values = values.filter(|v| !matches!(v, Value::Null));
    let unfit = |v: &Value| {
        ParquetError::General(format!("{v:?} in a column of {kind:?}; CAST the column to one type"))
    };
    match writer {
        ColumnWriter::Int64ColumnWriter(w) => {
            let numbers =
                values.map(|v| if let Value::Integer(i) = v { Ok(*i) } else { Err(unfit(v)) });
            let numbers = numbers.collect::<Result<Vec<i64>, _>>()?;
            w.write_batch(&numbers, Some(&present), None)?;
        }
        ColumnWriter::DoubleColumnWriter(w) => {
            let numbers = values.map(|v| match v {
                Value::Real(r) => Ok(*r),
                Value::Integer(i) => Ok(*i as f64),
                other => Err(unfit(other)),
            });
            let numbers = numbers.collect::<Result<Vec<f64>, _>>()?;
            w.write_batch(&numbers, Some(&present), None)?;
        }
        ColumnWriter::ByteArrayColumnWriter(w) => {
            let bytes: Vec<ByteArray> = values.map(bytes).collect();
            w.write_batch(&bytes, Some(&present), None)?;
        }
        _ => return Err(ParquetError::General("no such kind of column".to_owned())),
    }
    Ok(())
}

fn bytes(value: &Value) -> ByteArray {
    match value {
        Value::Text(text) => ByteArray::from(text.as_str()),
        Value::Blob(bytes) => ByteArray::from(bytes.clone()),
        Value::Integer(i) => ByteArray::from(i.to_string().as_str()),
        Value::Real(r) => ByteArray::from(r.to_string().as_str()),
        Value::Null => ByteArray::new(),
    }
}
