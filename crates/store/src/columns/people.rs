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
}

/// Somebody, as the report calls them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) code: Option<Box<str>>,
    pub(super) country: Option<Box<str>>,
    pub(super) name: Box<str>,
    /// What they are counted as, by country and by code: rows of `labels`.
    labels: [u32; 2],
    /// How often they are acted upon, and act.
    pub(super) events: [u64; 2],
}

impl Person {
    pub(super) fn label(&self, level: Level) -> u32 {
        self.labels[usize::from(level == Level::Code)]
    }
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
            let [code, country] = [code, country].map(|word| word.map(Box::from));
            self.all.push(Person { code, country, name: name.into(), labels, events: [0; 2] });
        }
        number
    }

    /// Counts an event of somebody.
    pub(super) fn count(&mut self, number: u32, acts: bool) {
        if let Some(person) = self.all.get_mut(number as usize) {
            person.events[usize::from(acts)] += 1;
        }
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
