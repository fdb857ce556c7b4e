//! The names that a model gives to tokens: tags, parts of speech, features, labels.

use rustc_hash::FxHashMap;

use crate::hash::string_id;

/// Number of a name; the default is the empty name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Name(pub u32);

/// All names of a model.
#[derive(Debug)]
pub(crate) struct Names {
    texts: Vec<(String, u64)>,
    numbers: FxHashMap<String, Name>,
}

impl Names {
    pub(crate) fn new() -> Names {
        let numbers = FxHashMap::from_iter([(String::new(), Name(0))]);
        Names { texts: vec![(String::new(), 0)], numbers }
    }

    pub(crate) fn add(&mut self, text: &str) -> Name {
        if let Some(&name) = self.numbers.get(text) {
            return name;
        }
        let name = Name(self.texts.len() as u32);
        self.texts.push((text.to_owned(), string_id(text)));
        self.numbers.insert(text.to_owned(), name);
        name
    }

    pub(crate) fn add_all(&mut self, texts: &[String]) -> Vec<Name> {
        texts.iter().map(|text| self.add(text)).collect()
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize].0
    }

    /// The string id of a name.
    pub(crate) fn id(&self, name: Name) -> u64 {
        self.texts[name.0 as usize].1
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(text, _)| text.as_str())
    }
}
