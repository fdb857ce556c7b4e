//! Who acts, is acted upon or speaks, each once.

use super::filter::Who;
use super::names::Names;
use super::{Level, NONE};

/// All that are named in a store.
#[derive(Debug, Default)]
pub(super) struct People {
    all: Vec<Person>,
    /// Finds them: code, country and name in one.
    known: Names,
    /// What they are counted as.
    pub(super) labels: Names,
    /// For each of them the row of `labels`, by country and by code.
    label: [Vec<u32>; 2],
}

/// Somebody, as the report calls them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) code: Option<Box<str>>,
    pub(super) country: Option<Box<str>>,
    pub(super) name: Box<str>,
    /// How often they are acted upon, and act.
    pub(super) events: [u64; 2],
}

impl People {
    /// The number of somebody.
    pub(super) fn number(&mut self, code: Option<&str>, country: Option<&str>, name: &str) -> u32 {
        let text = |word: Option<&str>| word.unwrap_or("").to_owned();
        let key = format!("{}\t{}\t{name}", text(code), text(country));
        let number = self.known.number(&key);
        if number as usize == self.all.len() {
            let mut label = |word: Option<&str>| word.map_or(NONE, |word| self.labels.number(word));
            let labels = [label(country.or(code)), label(code.or(Some(name)))];
            for (all, label) in self.label.iter_mut().zip(labels) {
                all.push(label);
            }
            let [code, country] = [code, country].map(|word| word.map(Box::from));
            self.all.push(Person { code, country, name: name.into(), events: [0; 2] });
        }
        number
    }

    /// Counts an event of somebody.
    pub(super) fn count(&mut self, number: u32, acts: bool) {
        if let Some(person) = self.all.get_mut(number as usize) {
            person.events[usize::from(acts)] += 1;
        }
    }

    /// What somebody is counted as: a row of `labels`, or [`NONE`].
    pub(super) fn label(&self, who: u32, level: Level) -> u32 {
        let labels = &self.label[usize::from(level == Level::Code)];
        labels.get(who as usize).copied().unwrap_or(NONE)
    }

    pub(super) fn all(&self) -> &[Person] {
        &self.all
    }

    /// For each whether it is one of those that are looked for.
    pub(super) fn mark(&self, wanted: &[Who]) -> Vec<bool> {
        let fits = |p: &Person| {
            wanted.iter().any(|w| w.fits(p.code.as_deref(), p.country.as_deref(), &p.name))
        };
        self.all.iter().map(fits).collect()
    }
}
