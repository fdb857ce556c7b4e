//! Counting events by what, when, where and by whom.

use super::{Columns, NO_DAY, NONE, Selection};
use crate::days;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::str::FromStr;

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dimension {
    /// The day of the event.
    Day,
    /// Its week, by the Monday.
    Week,
    /// Its month.
    Month,
    /// Its year.
    Year,
    /// PLOVER type.
    Event,
    /// PLOVER mode.
    Mode,
    /// Quad class.
    Quad,
    /// Whether it happened.
    Status,
    /// Who acts.
    Source,
    /// Who is acted upon.
    Target,
    /// Both.
    Dyad,
    /// Country of the place.
    Country,
    /// The place.
    Place,
    /// Who published it.
    Publisher,
    /// Who says so.
    Speaker,
    /// How the speaker stands to it.
    Stance,
}

/// The names of the dimensions.
const DIMENSIONS: &[(&str, Dimension)] = &[
    ("day", Dimension::Day),
    ("week", Dimension::Week),
    ("month", Dimension::Month),
    ("year", Dimension::Year),
    ("event", Dimension::Event),
    ("mode", Dimension::Mode),
    ("quad", Dimension::Quad),
    ("status", Dimension::Status),
    ("source", Dimension::Source),
    ("target", Dimension::Target),
    ("dyad", Dimension::Dyad),
    ("country", Dimension::Country),
    ("place", Dimension::Place),
    ("publisher", Dimension::Publisher),
    ("speaker", Dimension::Speaker),
    ("stance", Dimension::Stance),
];

impl Dimension {
    /// Its name.
    pub fn name(self) -> &'static str {
        DIMENSIONS.iter().find(|(_, d)| *d == self).map_or("", |(name, _)| name)
    }

    fn is_time(self) -> bool {
        matches!(self, Dimension::Day | Dimension::Week | Dimension::Month | Dimension::Year)
    }
}

impl FromStr for Dimension {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = DIMENSIONS.iter().find(|(n, _)| *n == name).map(|(_, d)| *d);
        found.ok_or_else(|| {
            let names: Vec<&str> = DIMENSIONS.iter().map(|(name, _)| *name).collect();
            format!("{name:?} is none of {}", names.join(", "))
        })
    }
}

/// What actors are counted as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Their country, or else their code; who has neither is left out.
    #[default]
    Country,
    /// Their code, or else their name.
    Code,
}

/// Counts, group by group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// The groups: by time from the earliest, else from the most events on.
    pub rows: Vec<Group>,
    /// How many groups there are, those that were left out included.
    pub groups: usize,
}

/// The counts of one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// What the group has in common.
    #[serde(flatten)]
    pub of: Map<String, Value>,
    /// Events.
    pub events: u64,
    /// Incidents of which they tell; an event that belongs to none counts for itself.
    pub incidents: u64,
    /// Events that only somebody in the report says.
    pub claimed: u64,
    /// Events of this quad class.
    pub verbal_cooperation: u64,
    /// Events of this quad class.
    pub material_cooperation: u64,
    /// Events of this quad class.
    pub verbal_conflict: u64,
    /// Events of this quad class.
    pub material_conflict: u64,
    /// Mean on Goldstein's scale.
    pub goldstein: Option<f64>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    quads: [u64; 5],
    incidents: u64,
    claimed: u64,
    goldstein: f64,
    scaled: u64,
}

/// Gives the groups of a row: days and numbers, two numbers for a pair.
struct Grouping<'a> {
    columns: &'a Columns,
    selection: &'a Selection,
    by: Dimension,
    level: Level,
    /// For each day, the first day of its week, month or year.
    periods: FxHashMap<i32, i32>,
}

impl Grouping<'_> {
    fn of(&mut self, row: usize, out: &mut Vec<u64>) {
        out.clear();
        let c = self.columns;
        let one = |number: u32| u64::from(number);
        match self.by {
            Dimension::Day => out.push(time(c.day[row])),
            Dimension::Week | Dimension::Month | Dimension::Year => {
                let (day, by) = (c.day[row], self.by);
                out.push(time(*self.periods.entry(day).or_insert_with(|| begin(day, by))));
            }
            Dimension::Event => out.push(one(c.event.numbers[row])),
            Dimension::Mode => out.push(one(c.mode.numbers[row])),
            Dimension::Quad => out.push(u64::from(c.quad[row])),
            Dimension::Status => out.push(one(c.status.numbers[row])),
            Dimension::Country => out.push(one(c.country.numbers[row])),
            Dimension::Place => out.push(one(c.place[row])),
            Dimension::Publisher => out.push(one(c.publisher.numbers[row])),
            Dimension::Source => out.extend(self.sides(row, true)),
            Dimension::Target => out.extend(self.sides(row, false)),
            Dimension::Dyad => {
                // What several do with each other has each of them on both sides; nobody does it alone.
                let sides = c.sides.of(row);
                for s in sides.iter().filter(|side| side.acts) {
                    let Some(source) = label(c, s.who, self.level) else { continue };
                    let others = sides.iter().filter(|t| !t.acts && t.who != s.who);
                    let targets = others.filter_map(|t| label(c, t.who, self.level));
                    out.extend(targets.map(|target| source << 32 | target));
                }
            }
            Dimension::Speaker | Dimension::Stance => {
                let asked = c.speakers.of(row).iter().filter(|s| self.selection.says(s));
                out.extend(asked.filter_map(|s| match self.by {
                    Dimension::Stance => Some(one(s.stance)),
                    _ => label(c, s.who, self.level),
                }));
            }
        }
        if out.len() > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }

    fn sides(&self, row: usize, acts: bool) -> impl Iterator<Item = u64> {
        let sides = self.columns.sides.of(row).iter().filter(move |side| side.acts == acts);
        sides.filter_map(|side| label(self.columns, side.who, self.level))
    }

    /// Writes what a group has in common.
    fn describe(&self, group: u64, of: &mut Map<String, Value>) {
        let c = self.columns;
        let number = u32::try_from(group & u64::from(u32::MAX)).unwrap_or(NONE);
        let word = |word: Option<&str>| word.map_or(Value::Null, Value::from);
        let name = self.by.name();
        let value = match self.by {
            Dimension::Day | Dimension::Week | Dimension::Month | Dimension::Year => {
                let day = days::day(i64::from(number.wrapping_sub(1 << 31).cast_signed()));
                day.map_or(Value::Null, |day| match self.by {
                    Dimension::Month => day.strftime("%Y-%m").to_string().into(),
                    Dimension::Year => day.strftime("%Y").to_string().into(),
                    _ => day.to_string().into(),
                })
            }
            Dimension::Event => word(c.event.names.word(number)),
            Dimension::Mode => word(c.mode.names.word(number)),
            Dimension::Quad => crate::words::quad_name(i64::from(number)).into(),
            Dimension::Status => word(c.status.names.word(number)),
            Dimension::Country => word(c.country.names.word(number)),
            Dimension::Publisher => word(c.publisher.names.word(number)),
            Dimension::Stance => word(c.stances.word(number)),
            Dimension::Source | Dimension::Target | Dimension::Speaker => {
                word(c.people.labels.word(number))
            }
            Dimension::Dyad => {
                let source = u32::try_from(group >> 32).unwrap_or(NONE);
                of.insert("source".to_owned(), word(c.people.labels.word(source)));
                of.insert("target".to_owned(), word(c.people.labels.word(number)));
                return;
            }
            Dimension::Place => {
                let spot = c.spots.get(number as usize);
                of.insert(name.to_owned(), word(spot.map(|s| &*s.name)));
                of.insert("country".to_owned(), word(spot.and_then(|s| s.country.as_deref())));
                of.insert("lat".to_owned(), spot.and_then(|s| s.lat).into());
                of.insert("lon".to_owned(), spot.and_then(|s| s.lon).into());
                return;
            }
        };
        of.insert(name.to_owned(), value);
    }
}

/// Days as numbers that sort.
fn time(day: i32) -> u64 {
    u64::from(day.cast_unsigned().wrapping_add(1 << 31))
}

fn label(columns: &Columns, who: u32, level: Level) -> Option<u64> {
    let label = columns.people.all().get(who as usize)?.label(level);
    (label != NONE).then(|| u64::from(label))
}

/// The first day of a day's week, month or year.
fn begin(day: i32, by: Dimension) -> i32 {
    let Some(date) = days::day(i64::from(day)) else { return NO_DAY };
    let first: Date = match by {
        Dimension::Week => return day - i32::from(date.weekday().to_monday_zero_offset()),
        Dimension::Month => date.first_of_month(),
        Dimension::Year => date.first_of_year(),
        _ => date,
    };
    days::number(first)
}

impl Columns {
    /// Counts the events of a selection by one or two dimensions; at most `limit` groups are given.
    /// An event with several actors counts in the group of each.
    pub fn totals(
        &self,
        selection: &Selection,
        by: &[Dimension],
        level: Level,
        limit: usize,
    ) -> Totals {
        let mut groupings: Vec<Grouping<'_>> = by
            .iter()
            .map(|&by| Grouping {
                columns: self,
                selection,
                by,
                level,
                periods: FxHashMap::default(),
            })
            .collect();
        let mut at: FxHashMap<[u64; 2], u32> = FxHashMap::default();
        let mut counts: Vec<([u64; 2], Count)> = Vec::new();
        // Incidents of several events are counted once in each group.
        let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
        let mut parts = [Vec::new(), Vec::new()];
        let mut last = u32::MAX;
        for row in self.rows(selection) {
            for (grouping, part) in groupings.iter_mut().zip(&mut parts) {
                grouping.of(row, part);
            }
            let [first, second] = &parts;
            let alone = [0];
            let second: &[u64] = if by.len() > 1 { second } else { &alone };
            let first: &[u64] = if by.is_empty() { &alone } else { first };
            for &a in first {
                for &b in second {
                    let group = [a, b];
                    if counts.get(last as usize).is_none_or(|(of, _)| *of != group) {
                        last = *at.entry(group).or_insert_with(|| {
                            counts.push((group, Count::default()));
                            u32::try_from(counts.len() - 1).unwrap_or(NONE)
                        });
                    }
                    let first_told = self.alone(row) || seen.insert((last, self.incident[row]));
                    self.count(row, first_told, &mut counts[last as usize].1);
                }
            }
        }
        let groups = counts.len();
        let timed = by.first().is_some_and(|by| by.is_time());
        if groups > limit || !timed {
            counts.sort_unstable_by_key(|(of, count)| (Reverse(count.events()), *of));
            counts.truncate(limit);
        }
        if timed {
            counts.sort_unstable_by_key(|(of, count)| (of[0], Reverse(count.events()), of[1]));
        }
        let rows = counts.iter().map(|(of, count)| {
            let mut group = count.group();
            for (grouping, &number) in groupings.iter().zip(of) {
                grouping.describe(number, &mut group.of);
            }
            group
        });
        Totals { rows: rows.collect(), groups }
    }

    fn alone(&self, row: usize) -> bool {
        self.incidents.get(self.incident[row] as usize).is_none_or(|i| i.events == 1)
    }

    fn count(&self, row: usize, first_told: bool, count: &mut Count) {
        count.quads[usize::from(self.quad[row])] += 1;
        count.incidents += u64::from(first_told);
        count.claimed += u64::from(!self.speakers.of(row).is_empty());
        let goldstein = self.goldstein[row];
        if !goldstein.is_nan() {
            count.goldstein += f64::from(goldstein);
            count.scaled += 1;
        }
    }
}

impl Count {
    fn events(&self) -> u64 {
        self.quads.iter().sum()
    }

    fn group(&self) -> Group {
        // Sums of single decimals: more digits than the scale has would be noise.
        let mean = |sum: f64| (sum / self.scaled as f64 * 1e4).round() / 1e4;
        Group {
            of: Map::new(),
            events: self.events(),
            incidents: self.incidents,
            claimed: self.claimed,
            verbal_cooperation: self.quads[1],
            material_cooperation: self.quads[2],
            verbal_conflict: self.quads[3],
            material_conflict: self.quads[4],
            goldstein: (self.scaled > 0).then(|| mean(self.goldstein)),
        }
    }
}
