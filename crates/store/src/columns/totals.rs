//! Counting events by what, when, where and by whom.

use super::{Columns, NO_DAY, NONE, Selection, Side};
use crate::days;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
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
    quads: [u32; 5],
    incidents: u32,
    claimed: u32,
    scaled: u32,
    goldstein: f64,
    /// The incident that was counted last.
    last: Option<u32>,
}

/// Gives the groups of a row as numbers below `size`, which sort as the groups do.
struct Grouping<'a> {
    columns: &'a Columns,
    selection: &'a Selection,
    by: Dimension,
    level: Level,
    size: u64,
    /// For each row of `days` its period, and the first day of each period.
    periods: Vec<u32>,
    begins: Vec<i32>,
}

impl<'a> Grouping<'a> {
    fn new(columns: &'a Columns, selection: &'a Selection, by: Dimension, level: Level) -> Self {
        let c = columns;
        let (mut periods, mut begins) = (Vec::new(), Vec::new());
        if by.is_time() {
            for day in &c.days {
                let first = begin(*day, by);
                if begins.last() != Some(&first) {
                    begins.push(first);
                }
                periods.push(u32::try_from(begins.len() - 1).unwrap_or(NONE));
            }
        }
        let labels = c.people.labels.len();
        let size = match by {
            Dimension::Day | Dimension::Week | Dimension::Month | Dimension::Year => begins.len(),
            Dimension::Event => c.events.len(),
            Dimension::Mode => c.modes.len(),
            Dimension::Quad => 4,
            Dimension::Status => c.status.names.len(),
            Dimension::Country => c.countries.len(),
            Dimension::Place => c.spots.len(),
            Dimension::Publisher => c.publisher.names.len(),
            Dimension::Stance => c.stances.len(),
            Dimension::Source | Dimension::Target | Dimension::Speaker => labels,
            Dimension::Dyad => labels * labels,
        };
        // One more for what has none.
        Grouping { columns, selection, by, level, size: size as u64 + 1, periods, begins }
    }

    /// The group of a row, where a row has always one.
    fn one(&self, row: usize) -> Option<u64> {
        let c = self.columns;
        let number = match self.by {
            Dimension::Day | Dimension::Week | Dimension::Month | Dimension::Year => {
                self.periods[c.day[row] as usize]
            }
            Dimension::Event => c.kind(row).event,
            Dimension::Mode => c.kind(row).mode,
            Dimension::Quad => c.kind(row).quad.into(),
            Dimension::Status => c.status.numbers[row],
            Dimension::Country => c.spot(row).map_or(NONE, |spot| spot.country),
            Dimension::Place => c.spot[row],
            Dimension::Publisher => c.publisher.numbers[row],
            Dimension::Source
            | Dimension::Target
            | Dimension::Dyad
            | Dimension::Speaker
            | Dimension::Stance => return None,
        };
        Some(u64::from(number).min(self.size - 1))
    }

    /// The groups of a row, of which there may be several or none.
    fn of(&self, row: usize, out: &mut Vec<u64>) {
        out.clear();
        let c = self.columns;
        match self.by {
            Dimension::Source => out.extend(self.labels(c.sides.of(row), true)),
            Dimension::Target => out.extend(self.labels(c.sides.of(row), false)),
            Dimension::Dyad => {
                // What several do with each other has each of them on both sides; nobody does it alone.
                let sides = c.sides.of(row);
                let labels = c.people.labels.len() as u64;
                for s in sides.iter().filter(|side| side.acts) {
                    let Some(source) = self.label(s.who) else { continue };
                    let others = sides.iter().filter(|t| !t.acts && t.who != s.who);
                    let targets = others.filter_map(|t| self.label(t.who));
                    out.extend(targets.map(|target| source * labels + target));
                }
            }
            Dimension::Speaker | Dimension::Stance => {
                let asked = c.speakers.of(row).iter().filter(|s| self.selection.says(s));
                out.extend(asked.filter_map(|s| match self.by {
                    Dimension::Stance => Some(u64::from(s.stance)),
                    _ => self.label(s.who),
                }));
            }
            _ => out.extend(self.one(row)),
        }
        if out.len() > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }

    fn labels(&self, sides: &[Side], acts: bool) -> impl Iterator<Item = u64> {
        sides.iter().filter(move |side| side.acts == acts).filter_map(|side| self.label(side.who))
    }

    fn label(&self, who: u32) -> Option<u64> {
        let label = self.columns.people.label(who, self.level);
        (label != NONE).then(|| u64::from(label))
    }

    /// Writes what a group has in common.
    fn describe(&self, group: u64, of: &mut Map<String, Value>) {
        let c = self.columns;
        let number = u32::try_from(group).unwrap_or(NONE);
        let word = |word: Option<&str>| word.map_or(Value::Null, Value::from);
        let name = self.by.name();
        let value = match self.by {
            Dimension::Day | Dimension::Week | Dimension::Month | Dimension::Year => {
                let day = self.begins.get(number as usize).map_or(NO_DAY, |day| *day);
                days::day(i64::from(day)).map_or(Value::Null, |day| match self.by {
                    Dimension::Month => day.strftime("%Y-%m").to_string().into(),
                    Dimension::Year => day.strftime("%Y").to_string().into(),
                    _ => day.to_string().into(),
                })
            }
            Dimension::Event => word(c.events.word(number)),
            Dimension::Mode => word(c.modes.word(number)),
            Dimension::Quad => crate::words::quad_name(i64::from(number)).into(),
            Dimension::Status => word(c.status.names.word(number)),
            Dimension::Country => word(c.countries.word(number)),
            Dimension::Publisher => word(c.publisher.names.word(number)),
            Dimension::Stance => word(c.stances.word(number)),
            Dimension::Source | Dimension::Target | Dimension::Speaker => {
                word(c.people.labels.word(number))
            }
            Dimension::Dyad => {
                let labels = c.people.labels.len() as u64;
                for (side, label) in [("source", group / labels), ("target", group % labels)] {
                    let label = u32::try_from(label).unwrap_or(NONE);
                    of.insert(side.to_owned(), word(c.people.labels.word(label)));
                }
                return;
            }
            Dimension::Place => {
                let spot = c.spots.get(number as usize);
                of.insert(name.to_owned(), word(spot.map(|s| &*s.name)));
                of.insert(
                    "country".to_owned(),
                    word(spot.and_then(|s| c.countries.word(s.country))),
                );
                of.insert("lat".to_owned(), spot.and_then(|s| s.lat).into());
                of.insert("lon".to_owned(), spot.and_then(|s| s.lon).into());
                return;
            }
        };
        of.insert(name.to_owned(), value);
    }
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
        let groupings: Vec<Grouping<'_>> =
            by.iter().map(|&by| Grouping::new(self, selection, by, level)).collect();
        let size = |at: usize| groupings.get(at).map_or(1, |grouping| grouping.size);
        let mut at = Slots::new([size(0), size(1)]);
        let mut counts: Vec<([u64; 2], Count)> = Vec::new();
        let mut add = |group: [u64; 2], row: usize| {
            let slot = at.of(group, counts.len());
            if slot == counts.len() {
                counts.push((group, Count::default()));
            }
            self.count(row, &mut counts[slot].1);
        };
        // What is not asked for has one group.
        let mut parts = [vec![0], vec![0]];
        let one = |at: usize, row| groupings.get(at).map_or(Some(0), |by| by.one(row));
        self.rows(selection).each(|row| {
            if let (Some(a), Some(b)) = (one(0, row), one(1, row)) {
                return add([a, b], row);
            }
            for (grouping, part) in groupings.iter().zip(&mut parts) {
                grouping.of(row, part);
            }
            for &a in &parts[0] {
                for &b in &parts[1] {
                    add([a, b], row);
                }
            }
        });
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
            for (grouping, number) in groupings.iter().zip(of) {
                grouping.describe(*number, &mut group.of);
            }
            group
        });
        Totals { rows: rows.collect(), groups }
    }

    fn count(&self, row: usize, count: &mut Count) {
        let kind = self.kind(row);
        count.quads[usize::from(kind.quad)] += 1;
        // The events of an incident stand together; what belongs to none counts for itself.
        let incident = Some(self.incident[row]).filter(|incident| *incident != NONE);
        count.incidents += u32::from(incident.is_none() || count.last != incident);
        count.last = incident;
        count.claimed += u32::from(!self.speakers.of(row).is_empty());
        if !kind.goldstein.is_nan() {
            count.goldstein += f64::from(kind.goldstein);
            count.scaled += 1;
        }
    }
}

/// Where the counts of a group stand: a table where there are few groups, else found by their numbers.
enum Slots {
    /// With the size of a row.
    Table(Vec<u32>, u64),
    Found(FxHashMap<[u64; 2], usize>),
}

impl Slots {
    /// Groups that a table is made for: four megabytes.
    const MOST: u64 = 1 << 20;

    fn new([rows, row]: [u64; 2]) -> Self {
        match rows.checked_mul(row) {
            Some(groups) if groups <= Slots::MOST => Slots::Table(vec![NONE; groups as usize], row),
            _ => Slots::Found(FxHashMap::default()),
        }
    }

    /// The slot of a group; `next` where it has none yet.
    fn of(&mut self, group: [u64; 2], next: usize) -> usize {
        match self {
            Slots::Found(found) => *found.entry(group).or_insert(next),
            Slots::Table(table, row) => {
                let slot = &mut table[(group[0] * *row + group[1]) as usize];
                if *slot == NONE {
                    *slot = u32::try_from(next).unwrap_or(NONE);
                }
                *slot as usize
            }
        }
    }
}

impl Count {
    fn events(&self) -> u64 {
        self.quads.iter().map(|n| u64::from(*n)).sum()
    }

    fn group(&self) -> Group {
        // Sums of single decimals: more digits than the scale has would be noise.
        let mean = |sum: f64| (sum / self.scaled as f64 * 1e4).round() / 1e4;
        Group {
            of: Map::new(),
            events: self.events(),
            incidents: self.incidents.into(),
            claimed: self.claimed.into(),
            verbal_cooperation: self.quads[1].into(),
            material_cooperation: self.quads[2].into(),
            verbal_conflict: self.quads[3].into(),
            material_conflict: self.quads[4].into(),
            goldstein: (self.scaled > 0).then(|| mean(self.goldstein)),
        }
    }
}
