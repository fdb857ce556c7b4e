//! Whether somebody is a "she" or a "he": by title, by what stands in apposition, by given name.

use crate::entities::Cast;
use crate::lexicon::{Gender, Lexicon};
use std::ops::Range;

/// The gender of a title or noun: "Mrs", "queen", "brother".
pub(crate) fn of_noun(lexicon: &Lexicon, word: &str) -> Option<Gender> {
    if lexicon.words.is("female", word) {
        Some(Gender::Female)
    } else if lexicon.words.is("male", word) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// The gender of a pronoun of the third person singular.
pub(crate) fn of_pronoun(word: &str) -> Option<Gender> {
    match word {
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        _ => None,
    }
}

/// The gender of a person's name by its given names; the surname tells nothing.
pub(crate) fn of_name<'t>(
    lexicon: &Lexicon,
    words: impl Iterator<Item = &'t str>,
) -> Option<Gender> {
    // The last word is the surname, unless it is the only one.
    let mut words = words.peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        if (first || words.peek().is_some())
            && let Some(gender) = lexicon.pronouns.gender(word)
        {
            return Some(gender);
        }
        first = false;
    }
    None
}

impl Cast<'_> {
    /// What the words around a mention tell of the gender: its title, its own noun, its
    /// apposition ("his wife, X"; "X, an actress"), what it is said to be ("X was a queen").
    pub(crate) fn told_gender(&self, head: usize, name: Option<&Range<usize>>) -> Option<Gender> {
        let doc = &self.doc;
        let noun = |i: usize| {
            let told = of_noun(self.lexicon, doc.lower(i));
            told.filter(|_| matches!(doc.parse.tag(i), "NN" | "NNP"))
        };
        let Some(name) = name else {
            return noun(head).or_else(|| {
                let appositions = doc.kids_with(head, &["appos"]);
                appositions.filter(|&a| self.name_at[a].is_none()).find_map(noun)
            });
        };
        let floor = name.start.saturating_sub(3).max(doc.sentences()[doc.sentence_of(head)].start);
        let title = (floor..name.start).rev().take_while(|&i| doc.lower(i) != ",").find(|&i| {
            // "the king of Example's wife X": only words that belong to the name itself.
            doc.head(i) == head && matches!(doc.dep(i), "compound" | "nmod" | "amod" | "appos")
                || i + 1 == name.start
        });
        title
            .and_then(noun)
            .or_else(|| doc.kids_with(head, &["appos"]).find_map(noun))
            .or_else(|| (doc.dep(head) == "appos").then(|| noun(doc.head(head))).flatten())
            .or_else(|| {
                let verb = doc.head(head);
                let said = doc.dep(head) == "nsubj" && doc.lemma(verb) == "be";
                said.then(|| doc.kids_with(verb, &["attr"]).find_map(noun)).flatten()
            })
    }

    /// Learns the gender of every named person. What is told of somebody counts more than what
    /// the name lets one expect.
    pub(crate) fn learn_genders(&mut self) {
        for told in [true, false] {
            for m in 0..self.mentions.len() {
                let mention = &self.mentions[m];
                if self.entities[mention.entity].gender.is_some() {
                    continue;
                }
                let name = mention.name.map(|n| self.names[n].tokens.clone());
                let gender = if told {
                    self.told_gender(mention.head, name.as_ref())
                } else {
                    name.and_then(|n| of_name(self.lexicon, n.map(|i| self.doc.parse.word(i))))
                };
                let entity = &mut self.entities[mention.entity];
                entity.gender = gender;
                entity.gender_told = told && gender.is_some();
            }
        }
    }
}
