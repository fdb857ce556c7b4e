//! Words as numbers.

use super::NONE;
use rustc_hash::FxHashMap;

/// Words, each once, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Box<str>>,
    number: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// The number of a word, which it gets where it has none.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.number.get(word) {
            return number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(NONE);
        self.all.push(word.into());
        self.number.insert(word.into(), number);
        number
    }

    /// The number of a word that may be absent.
    pub(super) fn optional(&mut self, word: Option<&str>) -> u32 {
        word.map_or(NONE, |word| self.number(word))
    }

    /// The word of a number.
    pub(super) fn word(&self, number: u32) -> Option<&str> {
        self.all.get(number as usize).map(AsRef::as_ref)
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// For each word whether it is one that is looked for.
    pub(super) fn mark(&self, wanted: impl Fn(&str) -> bool) -> Vec<bool> {
        self.all.iter().map(|word| wanted(word)).collect()
    }
}

/// A column of words.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) numbers: Vec<u32>,
    pub(super) names: Names,
}
