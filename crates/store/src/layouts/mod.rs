//! Events in the layouts of other data sets, column by column, so that scripts that were written for
//! those read ours. `docs/exports.md` says what each layout cannot say.
//!
//! Their rows know one actor and one recipient: an event with several becomes a row for each pair, each
//! with an id of its own. Only what is told to have happened is written: these layouts cannot say that
//! something is planned, asked for or did not take place. What somebody only claims is left out unless
//! [`Options::claims`] is set; what somebody denies is always left out.

mod brat;
mod cells;
mod countries;
mod gdelt;
mod icews;
mod phoenix;
mod plover;
mod polecat;

pub use brat::standoff;
pub use cells::spreadsheet;
pub use plover::json as plover_json;

use crate::Stored;
use crate::incidents::{denied, happened};
use bayhaqi_coder::record::{Actor, Event};
use std::collections::HashSet;

/// A data set whose layout is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// GDELT 2.0 Events.
    Gdelt,
    /// GDELT 2.0 Mentions.
    GdeltMentions,
    /// Integrated Crisis Early Warning System.
    Icews,
    /// Political Event Classification, Attributes, and Types.
    Polecat,
    /// Phoenix.
    Phoenix,
}

/// What to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Write what somebody claims as if it were plain fact.
    pub claims: bool,
}

/// The line above the rows, where the layout has one.
pub fn header(layout: Layout) -> String {
    match layout {
        Layout::Icews => cells::line(icews::COLUMNS),
        Layout::Polecat => cells::line(polecat::COLUMNS),
        Layout::Gdelt | Layout::GdeltMentions | Layout::Phoenix => String::new(),
    }
}

/// The rows of an event, each with its line end; none for what the layout cannot say.
pub fn rows(layout: Layout, stored: &Stored, options: Options) -> String {
    Rows::new(layout, options).of(stored)
}

/// Rows of many events: in GDELT's Events all mentions of an incident are one row.
#[derive(Debug)]
pub struct Rows {
    layout: Layout,
    options: Options,
    /// Numbers of the rows that are written.
    written: HashSet<u64>,
}

impl Rows {
    /// No rows yet.
    pub fn new(layout: Layout, options: Options) -> Self {
        Rows { layout, options, written: HashSet::new() }
    }

    /// The rows of one more event, each with its line end.
    pub fn of(&mut self, stored: &Stored) -> String {
        if !tellable(&stored.event, self.options) {
            return String::new();
        }
        let row = match self.layout {
            Layout::Gdelt => gdelt::event,
            Layout::GdeltMentions => gdelt::mention,
            Layout::Icews => icews::row,
            Layout::Polecat => polecat::row,
            Layout::Phoenix => phoenix::row,
        };
        let once = self.layout == Layout::Gdelt && stored.incident.is_some();
        pairs(&stored.event)
            .filter(|pair| !once || self.written.insert(gdelt::global(stored, pair)))
            .map(|pair| cells::line(&row(stored, &pair)))
            .collect()
    }
}

/// Whether an event can stand in a layout that knows facts only.
pub fn tellable(event: &Event, options: Options) -> bool {
    happened(event) && !denied(event) && (options.claims || event.claims.is_empty())
}

/// One actor and one recipient of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    source: Option<&'a Actor>,
    target: Option<&'a Actor>,
    number: usize,
}

/// All pairs of actors and recipients; a side without anybody is one nobody. What several do with each
/// other has each of them on both sides, but nobody does it with themselves.
fn pairs(event: &Event) -> impl Iterator<Item = Pair<'_>> {
    fn side(actors: &[Actor]) -> Vec<Option<&Actor>> {
        if actors.is_empty() { vec![None] } else { actors.iter().map(Some).collect() }
    }
    let targets = side(&event.targets);
    let both = side(&event.sources)
        .into_iter()
        .flat_map(move |s| targets.clone().into_iter().map(move |t| (s, t)))
        .filter(|(s, t)| match (s, t) {
            (Some(s), Some(t)) => s.span != t.span || s.code != t.code,
            _ => true,
        });
    both.enumerate().map(|(number, (source, target))| Pair { source, target, number })
}

/// A number for a pair, for layouts that count their events: 53 bits, which every program reads exactly
/// (a double has no more). Of ten million pairs two share a number once in two hundred times.
fn number(event: &Event, pair: &Pair<'_>) -> u64 {
    let text = format!("{}-{}", event.id, pair.number);
    let hash = u128::from_str_radix(&bayhaqi_read::content_id(&text), 16).unwrap_or_default();
    // Ids differ in their last byte only, which FNV hardly mixes into the high bits.
    let mixed = ((hash >> 64) as u64 ^ hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 11).max(1)
}

/// An identifier for a pair, for layouts whose ids are text.
fn id(event: &Event, pair: &Pair<'_>) -> String {
    if pair.number == 0 { event.id.clone() } else { format!("{}-{}", event.id, pair.number) }
}

/// The day of an event, or else of its report.
fn day(event: &Event) -> Option<&str> {
    let when = event.when.as_ref().and_then(|w| w.from.as_deref());
    when.or(event.document.published.as_deref())?.get(..10)
}

fn name(actor: &Actor) -> &str {
    actor.name.as_deref().unwrap_or(&actor.text)
}

fn text(field: &Option<String>) -> String {
    field.clone().unwrap_or_default()
}

fn float(field: Option<f64>) -> String {
    field.map(|f| f.to_string()).unwrap_or_default()
}
