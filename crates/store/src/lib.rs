//! Keeps coded events: one SQLite file with the reports, their texts and all that was coded of them.
//!
//! A report is in the store with everything or not at all, and once however often it is put there.
//! Readers see the store as it was when they began. The file can be opened by every program that reads
//! SQLite; `docs/store.md` says what each column means.

mod answers;
mod browse;
mod columns;
mod confine;
mod cut;
mod days;
mod error;
mod folders;
mod functions;
mod incidents;
pub mod layouts;
mod likeness;
mod parquet;
mod query;
mod read;
mod report;
mod rows;
mod schema;
mod search;
mod shared;
mod store;
mod upkeep;
mod visits;
mod words;
mod write;

pub use answers::{CsvWriter, JsonlWriter, json, plain};
pub use browse::{DocumentCursor, DocumentFilter, DocumentNote, IncidentNote, Told, Whole};
pub use columns::{
    ActorNote, Columns, Cursor, Dimension, Filter, Group, Level, Page, Partner, Profile, Selection,
    Totals, Who,
};
pub use error::StoreError;
pub use functions::types;
pub use parquet::{Kind, ParquetWriter};
pub use query::{Answer, Query, Rows};
pub use read::Stored;
pub use report::{Packer, Report};
pub use rusqlite::types::Value;
pub use search::{Hit, Hits, Piece};
pub use store::Store;
pub use upkeep::Stats;
pub use visits::Visit;
pub use write::{Item, Put};
