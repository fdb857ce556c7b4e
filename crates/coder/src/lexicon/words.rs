//! Words of reporting and status, and small word classes.

use super::table::{LexiconError, Source, rows};
use super::times::Times;
use crate::record::{Stance, Status};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a reporting word stands with its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ReportPart {
    /// Verb with a clause.
    Verb,
    /// Noun with a clause.
    Noun,
    /// Verb that mentions something by the way.
    About,
}

/// How a status word stands with the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StatusPart {
    /// Modal verb.
    Aux,
    /// Governing verb.
    Verb,
    /// Governing noun.
    Noun,
    /// Adverb or adjective.
    Adverb,
    /// Conjunction.
    Mark,
    /// Negation.
    Neg,
}

/// The small tables.
#[derive(Debug, Default)]
pub(crate) struct Words {
    reporting: FxHashMap<(ReportPart, &'static str), Stance>,
    /// Words before a speaker ("according to").
    pub prefixes: Vec<Vec<&'static str>>,
    status: FxHashMap<(StatusPart, &'static str), Status>,
    /// Words of time.
    pub times: Times,
    classes: FxHashMap<&'static str, FxHashSet<&'static str>>,
}

impl Words {
    pub(super) fn load(
        reporting: Source,
        status: Source,
        times: Times,
        words: Source,
    ) -> Result<Self, LexiconError> {
        let mut all = Words { times, ..Words::default() };
        all.load_reporting(reporting)?;
        all.load_status(status)?;
        for row in rows(words, &["word", "class"])? {
            all.classes.entry(row.cell(1)).or_default().insert(row.cell(0));
        }
        Ok(all)
    }

    fn load_reporting(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["cue", "part", "stance"])? {
            let stance = match row.cell(2) {
                "asserts" => Stance::Asserts,
                "denies" => Stance::Denies,
                "doubts" => Stance::Doubts,
                other => return Err(row.error(format!("no stance: {other}"))),
            };
            let part = match row.cell(1) {
                "verb" => ReportPart::Verb,
                "noun" => ReportPart::Noun,
                "about" => ReportPart::About,
                "prep" => {
                    self.prefixes.push(row.cell(0).split(' ').collect());
                    continue;
                }
                other => return Err(row.error(format!("no part: {other}"))),
            };
            self.reporting.insert((part, row.cell(0)), stance);
        }
        Ok(())
    }

    fn load_status(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["word", "part", "status"])? {
            let part = match row.cell(1) {
                "aux" => StatusPart::Aux,
                "verb" => StatusPart::Verb,
                "noun" => StatusPart::Noun,
                "adverb" => StatusPart::Adverb,
                "mark" => StatusPart::Mark,
                "neg" => StatusPart::Neg,
                other => return Err(row.error(format!("no part: {other}"))),
            };
            let status = match row.cell(2) {
                "ongoing" => Status::Ongoing,
                "planned" => Status::Planned,
                "possible" => Status::Possible,
                "requested" => Status::Requested,
                "negated" => Status::Negated,
                other => return Err(row.error(format!("no status: {other}"))),
            };
            self.status.insert((part, row.cell(0)), status);
        }
        Ok(())
    }

    /// The stance of a reporting word, if it is one.
    pub fn stance(&self, part: ReportPart, lemma: &str) -> Option<Stance> {
        // Keys are static, so the lookup goes through the map's borrowed form.
        self.reporting.get(&(part, lemma) as &(ReportPart, &str)).copied()
    }

    /// What a status word says.
    pub fn status(&self, part: StatusPart, word: &str) -> Option<Status> {
        self.status.get(&(part, word) as &(StatusPart, &str)).copied()
    }

    /// The value of a number word.
    pub fn number(&self, word: &str) -> Option<u64> {
        self.times.number(word)
    }

    /// Puts a word into a class.
    pub(super) fn add(&mut self, class: &'static str, word: &'static str) {
        self.classes.entry(class).or_default().insert(word);
    }

    /// Whether a word belongs to a class of `words.tsv`.
    pub fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|set| set.contains(word))
    }
}
