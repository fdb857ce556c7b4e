//! The events of a store as columns in memory, to filter and count them.
//!
//! A chart counts hundreds of thousands of events by who, what and when, in any combination that a
//! reader thinks of; no set of indexes serves that. A hundred bytes an event in memory do: a pass over
//! a million events takes some milliseconds. The columns answer *which* events and *how many*; what
//! these say stays in the store. They are of one moment: when the store changes they are loaded anew.
//!
//! Every answer can be had by SQL as well ([`Filter::sql`]), and a test compares the two.

mod actors;
mod filter;
mod load;
mod names;
mod pages;
mod parties;
mod people;
mod sql;
mod totals;

pub use actors::{ActorNote, Partner, Profile};
pub use filter::{Filter, Selection, Who};
pub(crate) use filter::{any_word, full_text};
pub use pages::{Cursor, Page};
pub(crate) use sql::literal;
pub use totals::{Dimension, Group, Level, Totals};

use names::{Names, Words};
use people::People;

/// The day of what has none.
const NO_DAY: i32 = i32::MIN;
/// The number of what is not there.
const NONE: u32 = u32::MAX;

/// All events of a store, column by column; a row for each event, those of one incident together.
#[derive(Debug, Default)]
pub struct Columns {
    /// `event_rows.key`.
    key: Vec<i64>,
    /// `documents.key`.
    document: Vec<i64>,
    /// Row of `days`.
    day: Vec<u32>,
    /// Days since 1970-01-01, from the earliest on; [`NO_DAY`] is the first.
    days: Vec<i32>,
    /// Row of `kinds`.
    kind: Vec<u32>,
    kinds: Vec<Kind>,
    events: Names,
    modes: Names,
    /// Lists of contexts, as JSON.
    contexts: Names,
    status: Words,
    confidence: Vec<f64>,
    publisher: Words,
    /// Row of `spots`.
    spot: Vec<u32>,
    spots: Vec<Spot>,
    countries: Names,
    /// Row of `incidents`.
    incident: Vec<u32>,
    /// `incident_rows.key`.
    incidents: Vec<i64>,
    /// Whether it is told to have happened and nobody denies it.
    happened: Vec<bool>,
    sides: Lists<Side>,
    speakers: Lists<Speaker>,
    people: People,
    stances: Names,
}

/// What happened, as codes.
#[derive(Clone, Copy, Debug)]
struct Kind {
    /// A word of `events`.
    event: u32,
    /// A word of `modes`.
    mode: u32,
    /// A word of `contexts`.
    contexts: u32,
    quad: u8,
    goldstein: f32,
}

/// That of an event whose kind is not known.
const NO_KIND: Kind =
    Kind { event: NONE, mode: NONE, contexts: NONE, quad: 0, goldstein: f32::NAN };

/// A place of events.
#[derive(Clone, Debug, PartialEq)]
struct Spot {
    name: Box<str>,
    /// A word of `countries`.
    country: u32,
    lat: Option<f64>,
    lon: Option<f64>,
}

/// Somebody who acts or is acted upon.
#[derive(Clone, Copy, Debug)]
struct Side {
    who: u32,
    acts: bool,
}

/// Somebody who says that an event happened, or did not.
#[derive(Clone, Copy, Debug)]
struct Speaker {
    who: u32,
    /// A word of `stances`.
    stance: u32,
}

/// A list for each row, one after the other.
#[derive(Debug)]
struct Lists<T> {
    /// Where the list of each row begins; one more at the end.
    start: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists { start: Vec::new(), all: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Room for so many lists and entries.
    fn with(lists: usize, entries: usize) -> Self {
        let mut start = Vec::with_capacity(lists + 1);
        start.push(0);
        Lists { start, all: Vec::with_capacity(entries) }
    }

    fn push(&mut self, entry: T) {
        self.all.push(entry);
    }

    /// Ends the last list.
    fn end(&mut self) {
        self.start.push(u32::try_from(self.all.len()).unwrap_or(NONE));
    }

    /// The list of a row.
    fn of(&self, row: usize) -> &[T] {
        let at = |row: usize| self.start.get(row).map_or(self.all.len(), |at| *at as usize);
        &self.all[at(row)..at(row + 1)]
    }
}

impl Columns {
    /// The kind of an event.
    fn kind(&self, row: usize) -> Kind {
        self.kinds.get(self.kind[row] as usize).copied().unwrap_or(NO_KIND)
    }

    /// The place of an event.
    fn spot(&self, row: usize) -> Option<&Spot> {
        self.spots.get(self.spot[row] as usize)
    }
}
