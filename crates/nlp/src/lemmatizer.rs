//! Rule and lookup lemmatizers (`spacy/pipeline/lemmatizer.py` and those of English, French and
//! Spanish).

mod spanish;

use rustc_hash::FxHashMap;

use crate::hash::string_id;
use crate::model::{LemmatizerConfig, LemmatizerKind, ModelError, ModelFile, Table};
use crate::unicode::is_alpha;

/// Several exceptions of one word are kept apart by this.
const SEPARATOR: char = '\u{1f}';

#[derive(Debug)]
pub(crate) struct Lemmatizer {
    config: LemmatizerConfig,
    indexes: FxHashMap<String, Table>,
    exceptions: FxHashMap<String, Table>,
    lookup: Option<Table>,
}

/// What a lemma depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    /// Universal part of speech, upper case.
    pub pos: &'a str,
    /// Features as `A=x|B=y`.
    pub morph: &'a str,
    pub sentence_start: bool,
}

impl Lemmatizer {
    pub(crate) fn load(
        file: &ModelFile,
        config: LemmatizerConfig,
    ) -> Result<Lemmatizer, ModelError> {
        let mut indexes = FxHashMap::default();
        for pos in &config.indexes {
            indexes.insert(pos.clone(), file.set(&format!("lemma.index.{pos}"))?);
        }
        let mut exceptions = FxHashMap::default();
        for pos in &config.exceptions {
            exceptions.insert(pos.clone(), file.table(&format!("lemma.exceptions.{pos}"))?);
        }
        let lookup = config.lookup.then(|| file.table("lemma.lookup")).transpose()?;
        Ok(Lemmatizer { config, indexes, exceptions, lookup })
    }

    /// Whether a lemma depends on the place in the sentence.
    pub(crate) fn sees_sentence_start(&self) -> bool {
        self.config.kind == LemmatizerKind::SpanishRule
    }

    /// The base form of a word.
    pub(crate) fn lemma(&self, file: &ModelFile, word: Word<'_>) -> String {
        let pos = word.pos.to_lowercase();
        match self.config.kind {
            LemmatizerKind::Lookup => self.look_up(file, word.text),
            LemmatizerKind::EnglishRule if is_base_form(&pos, word.morph) => {
                word.text.to_lowercase()
            }
            LemmatizerKind::Rule | LemmatizerKind::EnglishRule => {
                self.rule_lemma(file, word.text, &pos)
            }
            LemmatizerKind::FrenchRule => self.french_lemma(file, word.text, &pos),
            LemmatizerKind::SpanishRule => spanish::lemma(self, file, word, &pos),
        }
    }

    fn look_up(&self, file: &ModelFile, text: &str) -> String {
        let found = self.lookup.as_ref().and_then(|table| file.get(table, string_id(text)));
        let first = found.and_then(|texts| texts.split(SEPARATOR).next());
        first.unwrap_or(text).to_owned()
    }

    fn rules(&self, name: &str) -> &[(String, String)] {
        self.config.rules.get(&string_id(name)).map_or(&[], |rules| rules)
    }

    fn in_index(&self, file: &ModelFile, pos: &str, form: &str) -> bool {
        self.indexes.get(pos).is_some_and(|index| file.has(index, string_id(form)))
    }

    fn exceptions<'f>(
        &self,
        file: &'f ModelFile,
        pos: &str,
        form: &str,
    ) -> Option<impl Iterator<Item = &'f str>> {
        let texts = file.get(self.exceptions.get(pos)?, string_id(form))?;
        Some(texts.split(SEPARATOR))
    }

    fn rule_lemma(&self, file: &ModelFile, text: &str, pos: &str) -> String {
        let lower = text.to_lowercase();
        if matches!(pos, "" | "eol" | "space") {
            return lower;
        }
        let rules = self.rules(pos);
        let known = !rules.is_empty()
            || self.indexes.contains_key(pos)
            || self.exceptions.contains_key(pos);
        if !known {
            return if pos == "propn" { text.to_owned() } else { lower };
        }
        // An exception goes before all rules, the last one first.
        let mut forms: Vec<String> = Vec::new();
        let mut unknown = None;
        for (old, new) in rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if self.in_index(file, pos, &form) {
                forms.insert(0, form);
            } else if !form.chars().all(is_alpha) {
                forms.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        for form in self.exceptions(file, pos, &lower).into_iter().flatten() {
            if !forms.iter().any(|f| f == form) {
                forms.insert(0, form.to_owned());
            }
        }
        forms.into_iter().next().or(unknown).unwrap_or_else(|| text.to_owned())
    }

    fn french_lemma(&self, file: &ModelFile, text: &str, pos: &str) -> String {
        const RULED: &[&str] =
            &["noun", "verb", "adj", "adp", "adv", "aux", "cconj", "det", "pron", "punct", "sconj"];
        let lower = text.to_lowercase();
        if matches!(pos, "" | "eol" | "space") {
            return lower;
        }
        if !RULED.contains(&pos) {
            return self.look_up(file, text);
        }
        if self.in_index(file, pos, &lower) {
            return lower;
        }
        if let Some(form) = self.exceptions(file, pos, &lower).and_then(|mut forms| forms.next()) {
            return form.to_owned();
        }
        let mut unknown = None;
        for (old, new) in self.rules(pos) {
            let Some(stem) = lower.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if self.in_index(file, pos, &form) || !form.chars().all(is_alpha) {
                return form;
            }
            unknown.get_or_insert(form);
        }
        unknown.unwrap_or_else(|| self.look_up(file, &lower))
    }
}

/// Whether an English word is its own base form (`EnglishLemmatizer.is_base_form`).
fn is_base_form(pos: &str, morph: &str) -> bool {
    let has = |feature: &str| morph.split('|').any(|f| f == feature);
    let number = morph.split('|').any(|f| f.starts_with("Number="));
    if pos == "noun" && has("Number=Sing") {
        return true;
    }
    if pos == "verb" && has("VerbForm=Fin") && has("Tense=Pres") && !number {
        return true;
    }
    has("VerbForm=Inf") || has("VerbForm=None") || has("Degree=Pos")
}
