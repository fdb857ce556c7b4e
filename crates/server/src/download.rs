//! Answers that are files.

use crate::Problem;
use crate::work::Context;
use bayhaqi_store::{CsvWriter, JsonlWriter, ParquetWriter, Rows};
use std::io::Write;

type Fill = dyn FnOnce(&mut Context<'_>, &mut (dyn Write + Send)) -> Result<(), Problem>;

/// A file that is sent while it is made.
pub struct Download {
    pub(crate) media: &'static str,
    pub(crate) name: String,
    pub(crate) fill: Box<Fill>,
}

/// The media type of Parquet, which is compressed already.
pub(crate) const PARQUET: &str = "application/vnd.apache.parquet";

impl Download {
    /// A file in `format` (`jsonl`, `csv` or `parquet`), which the browser calls by `name` and the format.
    /// `fill` writes it; a write fails when nobody reads on.
    pub fn new(
        format: &str,
        name: &str,
        fill: impl FnOnce(&mut Context<'_>, &mut (dyn Write + Send)) -> Result<(), Problem> + 'static,
    ) -> Download {
        let media = match format {
            "csv" => "text/csv; charset=utf-8",
            "parquet" => PARQUET,
            _ => "application/x-ndjson",
        };
        Download { media, name: format!("{name}.{format}"), fill: Box::new(fill) }
    }

    /// A file with rows, which `ask` hands on.
    pub fn rows(
        format: &str,
        name: &str,
        ask: impl FnOnce(&mut Context<'_>, &mut dyn Rows) -> Result<(), Problem> + 'static,
    ) -> Download {
        match format {
            "csv" => {
                Download::new(format, name, |context, out| ask(context, &mut CsvWriter::new(out)))
            }
            "parquet" => Download::new(format, name, |context, out| {
                let mut writer = ParquetWriter::new("answer", out);
                ask(context, &mut writer)?;
                writer.finish()?;
                Ok(())
            }),
            _ => {
                Download::new(format, name, |context, out| ask(context, &mut JsonlWriter::new(out)))
            }
        }
    }
}
