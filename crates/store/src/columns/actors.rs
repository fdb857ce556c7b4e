//! Actors: finding them, and what is known of one.

use super::filter::Who;
use super::people::Person;
use super::{Columns, Level, Selection};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An actor in a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActorNote {
    /// CAMEO code; absent for those who have none.
    pub code: Option<String>,
    /// The name under which it appears most often.
    pub name: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// How often it acts.
    pub as_source: u64,
    /// How often it is acted upon.
    pub as_target: u64,
}

/// Whom an actor deals with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Partner {
    /// Country or code.
    pub code: String,
    /// How often the actor does something to it.
    pub as_target: u64,
    /// How often it does something to the actor.
    pub as_source: u64,
    /// Mean on Goldstein's scale, both ways.
    pub goldstein: Option<f64>,
}

/// What the events of a store tell of an actor.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// The actor itself.
    #[serde(flatten)]
    pub note: ActorNote,
    /// The names under which it appears, most frequent first, each with its code and how often.
    pub names: Vec<ActorNote>,
    /// Whom it deals with, most often first.
    pub partners: Vec<Partner>,
    /// What it does and what is done to it, by PLOVER type: type, as source, as target.
    pub types: Vec<(String, u64, u64)>,
}

impl ActorNote {
    /// A note about somebody who is acted upon, and acts, so often.
    fn of(person: Option<&Person>, [as_target, as_source]: [u64; 2]) -> Self {
        let word = |word: &Option<Box<str>>| word.as_deref().map(str::to_owned);
        ActorNote {
            code: person.and_then(|p| word(&p.code)),
            name: person.map(|p| p.name.to_string()).unwrap_or_default(),
            country: person.and_then(|p| word(&p.country)),
            as_source,
            as_target,
        }
    }
}

/// No list is longer.
const LONGEST: usize = 200;

impl Columns {
    /// Actors whose code, or a word of whose name, begins with what is typed; those with the most events
    /// first. An empty question gives all.
    pub fn actors(&self, typed: &str, limit: usize) -> Vec<ActorNote> {
        let typed = typed.trim().to_lowercase();
        let begins = |name: &str| {
            let name = name.to_lowercase();
            name.match_indices(&typed)
                .any(|(at, _)| !name[..at].ends_with(|c: char| c.is_alphanumeric()))
        };
        let mut codes: FxHashMap<&str, Found<'_>> = FxHashMap::default();
        for person in self.people.all().iter().filter(|p| p.events != [0, 0]) {
            let found = codes.entry(person.code.as_deref().unwrap_or(&person.name)).or_default();
            found.add(person);
            found.fits |= typed.is_empty()
                || begins(&person.name)
                || person.code.as_deref().is_some_and(|c| c.to_lowercase().starts_with(&typed));
        }
        let mut out: Vec<ActorNote> =
            codes.into_values().filter(|f| f.fits).map(Found::note).collect();
        out.sort_by(|a, b| order(a).cmp(&order(b)));
        out.truncate(limit);
        out
    }

    /// What the events of a selection tell of somebody; none where it appears in none.
    pub fn profile(&self, who: &Who, selection: &Selection) -> Option<Profile> {
        let marks = self.people.mark(std::slice::from_ref(who));
        let mut names: BTreeMap<u32, [u64; 2]> = BTreeMap::new();
        let mut partners: FxHashMap<u32, ([u64; 2], f64, u64)> = FxHashMap::default();
        let mut types: BTreeMap<u32, [u64; 2]> = BTreeMap::new();
        let mut total = [0; 2];
        self.rows(selection).each(|row| {
            let sides = self.sides.of(row);
            for acts in [false, true] {
                let mut is = false;
                for side in sides.iter().filter(|s| s.acts == acts && marks[s.who as usize]) {
                    names.entry(side.who).or_default()[usize::from(acts)] += 1;
                    is = true;
                }
                if !is {
                    continue;
                }
                total[usize::from(acts)] += 1;
                types.entry(self.kind(row).event).or_default()[usize::from(acts)] += 1;
                let mut others: Vec<u32> = sides
                    .iter()
                    .filter(|s| s.acts != acts && !marks[s.who as usize])
                    .map(|s| self.people.label(s.who, Level::Country))
                    .filter(|label| *label != super::NONE)
                    .collect();
                others.sort_unstable();
                others.dedup();
                for label in others {
                    let (counts, sum, scaled) = partners.entry(label).or_default();
                    counts[usize::from(!acts)] += 1;
                    let goldstein = self.kind(row).goldstein;
                    if !goldstein.is_nan() {
                        *sum += f64::from(goldstein);
                        *scaled += 1;
                    }
                }
            }
        });
        if names.is_empty() {
            return None;
        }
        Some(Profile {
            note: self.note(who, &names, total),
            names: self.names(&names),
            partners: self.partners(partners),
            types: self.types(types),
        })
    }

    fn note(&self, who: &Who, names: &BTreeMap<u32, [u64; 2]>, total: [u64; 2]) -> ActorNote {
        // The name of the code itself, where it has one: "USA" is the United States, not its president.
        let own = |p: &&Person| match who {
            Who::Code(code) => p.code.as_deref() == Some(code),
            Who::Name(_) => true,
        };
        let people =
            || names.iter().filter_map(|(n, c)| Some((self.people.all().get(*n as usize)?, c)));
        let most = |(p, count): &(&Person, &[u64; 2])| {
            (own(p), count[0] + count[1], Reverse(p.name.clone()))
        };
        let best = people().max_by_key(most).map(|(person, _)| person);
        let code = match who {
            Who::Code(code) => Some(code.clone()),
            Who::Name(_) => best.and_then(|p| p.code.as_deref().map(str::to_owned)),
        };
        ActorNote { code, ..ActorNote::of(best, total) }
    }

    fn names(&self, names: &BTreeMap<u32, [u64; 2]>) -> Vec<ActorNote> {
        let mut out: Vec<ActorNote> = names
            .iter()
            .filter_map(|(number, [as_target, as_source])| {
                let person = self.people.all().get(*number as usize)?;
                Some(ActorNote::of(Some(person), [*as_target, *as_source]))
            })
            .collect();
        out.sort_by(|a, b| order(a).cmp(&order(b)));
        out.truncate(LONGEST);
        out
    }

    fn partners(&self, partners: FxHashMap<u32, ([u64; 2], f64, u64)>) -> Vec<Partner> {
        let mut out: Vec<Partner> = partners
            .into_iter()
            .filter_map(|(label, ([as_target, as_source], sum, scaled))| {
                let code = self.people.labels.word(label)?.to_owned();
                let goldstein = (scaled > 0).then(|| (sum / scaled as f64 * 1e4).round() / 1e4);
                Some(Partner { code, as_target, as_source, goldstein })
            })
            .collect();
        out.sort_by(|a, b| {
            (b.as_source + b.as_target, &a.code).cmp(&(a.as_source + a.as_target, &b.code))
        });
        out.truncate(LONGEST);
        out
    }

    fn types(&self, types: BTreeMap<u32, [u64; 2]>) -> Vec<(String, u64, u64)> {
        let word = |number| self.events.word(number).unwrap_or("").to_owned();
        let mut out: Vec<_> =
            types.into_iter().map(|(n, [target, source])| (word(n), source, target)).collect();
        out.sort();
        out
    }
}

/// The most events first, then by code and name.
fn order(note: &ActorNote) -> (Reverse<u64>, &Option<String>, &str) {
    (Reverse(note.as_source + note.as_target), &note.code, &note.name)
}

/// An actor while it is put together from the people who have its code.
#[derive(Default)]
struct Found<'a> {
    fits: bool,
    events: [u64; 2],
    best: Option<&'a Person>,
}

impl<'a> Found<'a> {
    fn add(&mut self, person: &'a Person) {
        for (sum, n) in self.events.iter_mut().zip(person.events) {
            *sum += n;
        }
        let weight = |p: &Person| (p.events[0] + p.events[1], Reverse(p.name.clone()));
        if self.best.is_none_or(|best| weight(person) > weight(best)) {
            self.best = Some(person);
        }
    }

    fn note(self) -> ActorNote {
        ActorNote::of(self.best, self.events)
    }
}
