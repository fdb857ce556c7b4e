//! The command line of what works with a store.

use super::InputArgs;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args, Debug)]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// The store; it is made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// Code again what the store has already, even where the same coder has done it.
    #[arg(long)]
    pub(crate) recode: bool,
}

#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// The store; it is made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// Look again after so many seconds; a source that fails is left alone longer.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) every: Duration,
    /// Seconds between two requests to one site.
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    pub(crate) delay: Duration,
    /// Look once and stop.
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Args, Debug)]
pub(crate) struct QueryArgs {
    /// The question, or - to read it from standard input.
    #[arg(value_name = "SQL|-")]
    pub(crate) sql: String,
    /// The store.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// How to print the answer [default: table on a terminal, csv else].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<QueryFormat>,
    /// The value of :NAME in the question; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    pub(crate) param: Vec<(String, String)>,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// Write to this file, whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Layouts for answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QueryFormat {
    /// For people.
    Table,
    /// For spreadsheets and R.
    Csv,
    /// One object a line.
    Jsonl,
    /// For pandas, Polars, DuckDB and Spark.
    Parquet,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// The store.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// The layout; see docs/exports.md for what each cannot say.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,
    /// Write to this file, whole or not at all; for parquet and brat, a new folder.
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Write as well, as plain events, what somebody only claims.
    #[arg(long)]
    pub(crate) include_claims: bool,
}

/// Layouts for whole stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One event record a line, claims as claims.
    Jsonl,
    /// A folder of tables, each parted by month.
    Parquet,
    /// GDELT 2.0 Events: 61 columns, no header.
    Gdelt,
    /// GDELT 2.0 Mentions: 16 columns, no header.
    GdeltMentions,
    /// ICEWS: 20 columns with header.
    Icews,
    /// POLECAT: 40 columns with header.
    Polecat,
    /// Phoenix: 26 columns, no header.
    Phoenix,
    /// PLOVER JSON, one event a line.
    Plover,
    /// A folder with a text and a standoff annotation for each document, for the brat editor.
    Brat,
}

#[derive(Args, Debug)]
pub(crate) struct StoreArgs {
    #[command(subcommand)]
    pub(crate) command: StoreCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Look for damage, and bring an older store up to date.
    ///
    /// Exit status: 0 nothing found; 1 something found; 2 wrong usage, or it is no store.
    Check(StorePath),
    /// Tell how much is in it.
    Stats(StorePath),
    /// Give back the space of what is gone.
    Compact(StorePath),
    /// Copy it as it is now, even while something is written.
    Backup {
        /// The copy, which must not be there yet.
        to: PathBuf,
        #[command(flatten)]
        path: StorePath,
    },
}

#[derive(Args, Debug)]
pub(crate) struct StorePath {
    /// The store.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("give NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "give a number of seconds".to_owned())
}
