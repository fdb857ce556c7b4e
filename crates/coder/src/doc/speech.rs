//! Mends what the model makes of speech: which clause is said, by whom, and which clause goes on after it.

use super::Doc;
use crate::lexicon::{Lexicon, ReportPart};
use crate::names::Name;

impl Doc<'_> {
    /// "X, Y said, attacked Z": the first of two subjects belongs to the verb after the insertion.
    pub(super) fn mend_insertions(&mut self) {
        for verb in 0..self.head.len() {
            let outer = self.head[verb];
            if !matches!(self.dep[verb], "parataxis" | "ccomp") || outer <= verb {
                continue;
            }
            let from = self.sentences[self.sentence_of[verb]].start.max(verb.saturating_sub(30));
            let is_subject = |i: usize| self.head[i] == verb && self.dep[i] == "nsubj";
            let subjects: Vec<usize> = (from..verb).filter(|&i| is_subject(i)).collect();
            if let [first, _, ..] = subjects[..] {
                self.head[first] = outer;
            }
        }
        // "X, said Y, attacked Z"
        for verb in 2..self.head.len() {
            if self.lower[verb - 1] != "," {
                continue;
            }
            let near = self.near(verb, 30);
            let subjects: Vec<usize> =
                near.clone().filter(|&i| self.is_kid(i, verb, "nsubj")).collect();
            let [first, second] = subjects[..] else { continue };
            if first > verb || second < verb {
                continue;
            }
            let told = (second..near.end).find(|&v| self.is_kid(v, verb, "ccomp"));
            let told = told.or(Some(self.head[verb])).filter(|&v| v > second);
            if let Some(told) = told.filter(|&v| self.lower[second..v].iter().any(|w| w == ",")) {
                self.head[first] = told;
            }
        }
    }

    /// "Chile condemned the raid; Peru had attacked": before a semicolon stands a clause of its own.
    pub(super) fn mend_semicolons(&mut self, lexicon: &Lexicon) {
        for first in 0..self.head.len() {
            let verb = self.head[first];
            if self.dep[first] != "ccomp" || verb <= first || !self.is_verb(first) {
                continue;
            }
            // A cue that is inserted in the clause behind it reports that one.
            let inserted = self.dep[verb] == "parataxis" && self.head[verb] > verb;
            let speaks = lexicon.words.stance(ReportPart::Verb, self.lemma(verb)).is_some();
            if (!speaks || inserted) && self.lower[first..verb].iter().any(|w| w == ";") {
                self.head[first] = first;
                self.dep[first] = "ROOT";
            }
        }
    }

    /// "X said that Y had fled, and demanded an inquiry": X demands. Parsers join the second verb to
    /// the nearest one, though it shares neither subject nor auxiliary with it.
    pub(super) fn mend_second_speeches(&mut self, lexicon: &Lexicon) {
        for second in 0..self.head.len() {
            let first = self.head[second];
            if self.dep[second] != "conj"
                || self.parse.tag(second) != "VBD"
                || self.dep[first] != "ccomp"
                || first > second
            {
                continue;
            }
            let speech = self.head[first];
            let has = |v: usize, deps: &[&str]| {
                self.near(v, 20).any(|k| self.head[k] == v && deps.contains(&self.dep[k]))
            };
            if speech > first
                || !self.is_verb(speech)
                || has(second, &["nsubj", "nsubjpass", "aux"])
            {
                continue;
            }
            // "said that they had come and (had) gone" shares the auxiliary; after a comma or the end
            // of a quotation the speaker goes on, and so where the second verb is one of speaking.
            let tense = has(first, &["aux", "auxpass"]);
            let pause = second > 1 && matches!(self.lower[second - 2].as_str(), "," | "\"" | "”");
            let speaks = lexicon.words.stance(ReportPart::Verb, self.lemma(second)).is_some();
            // "said that the minister had come and called": a named subject may do both.
            let from = first.saturating_sub(20);
            let named = (from..first).any(|k| {
                self.head[k] == first && self.dep[k] == "nsubj" && self.parse.pos(k) == "PROPN"
            });
            if pause && (tense || speaks) || tense && speaks && !named {
                self.head[second] = speech;
            }
        }
    }

    /// "said at the time that X had left": what is said stands after something else, and parsers hang
    /// it on the noun there.
    pub(super) fn mend_late_contents(&mut self, lexicon: &Lexicon) {
        for that in 1..self.head.len() {
            let clause = self.head[that];
            let noun = self.head[clause];
            // The pronoun of a relative clause is its subject or object.
            let conjunction = self.lower[that] == "that"
                && matches!(self.dep[that], "advmod" | "mark")
                && matches!(self.dep[clause], "relcl" | "acl" | "ccomp")
                && self.dep[noun] == "pobj";
            if !conjunction || noun >= that || clause <= that {
                continue;
            }
            let verb = self.head[self.head[noun]];
            let says = lexicon.words.stance(ReportPart::Verb, self.lemma(verb)).is_some()
                || self.lemma(verb) == "complain";
            let content = |i: usize| self.head[i] == verb && self.dep[i] == "ccomp";
            let near = verb.saturating_sub(20)..(verb + 40).min(self.head.len());
            if self.is_verb(verb) && says && verb < noun && !near.into_iter().any(content) {
                self.head[clause] = verb;
                self.dep[clause] = "ccomp";
                self.dep[that] = "mark";
            }
        }
    }

    /// "The army killed ten, it said on Friday, and seized weapons": parsers join the second verb to the
    /// cue, though the one who speaks of itself goes on with what it did.
    pub(super) fn mend_acts_of_itself(&mut self, lexicon: &Lexicon) {
        for second in 0..self.head.len() {
            let cue = self.head[second];
            let speaks = |v: usize| lexicon.words.stance(ReportPart::Verb, self.lemma(v)).is_some();
            if self.dep[second] != "conj" || cue >= second || !speaks(cue) || speaks(second) {
                continue;
            }
            let near = self.near(cue, 30);
            let it = near.clone().find(|&i| self.is_kid(i, cue, "nsubj"));
            let itself =
                it.is_some_and(|i| i < cue && matches!(self.lower[i].as_str(), "it" | "they"));
            let said = near.clone().find(|&i| self.is_kid(i, cue, "ccomp"));
            let bare = !near.clone().any(|i| self.is_kid(i, second, "nsubj"));
            if let Some(said) = said.filter(|&s| itself && bare && it.is_some_and(|i| s < i)) {
                self.head[second] = said;
            }
        }
    }

    /// "The talks failed, the minister said, and left for Chad": the minister left, as talks do not.
    /// Parsers join the second verb to the first, whose subject may be a thing or a state.
    pub(super) fn mend_second_acts(&mut self, lexicon: &Lexicon, names: &[Name]) {
        const REACH: usize = 20;
        for second in 0..self.head.len() {
            let first = self.head[second];
            if self.dep[second] != "conj" || self.parse.tag(second) != "VBD" || first > second {
                continue;
            }
            let near = || first.saturating_sub(REACH)..(second + REACH).min(self.head.len());
            let kid = |v: usize, deps: &[&str]| {
                near().find(|&k| self.head[k] == v && deps.contains(&self.dep[k]))
            };
            let cue = (first + 1..second).find(|&v| {
                self.head[v] == first
                    && self.dep[v] == "parataxis"
                    && lexicon.words.stance(ReportPart::Verb, self.lemma(v)).is_some()
            });
            let Some(cue) = cue.filter(|_| kid(second, &["nsubj", "nsubjpass", "aux"]).is_none())
            else {
                continue;
            };
            let Some(subject) = kid(first, &["nsubj", "nsubjpass"]) else { continue };
            let named = names.iter().find(|n| n.tokens.contains(&subject));
            let state = named.is_some_and(|n| n.known.is_some());
            let somebody = named.is_some() || lexicon.roles.contains_key(self.lemma(subject));
            let goes = lexicon.words.is("motion", self.lemma(second))
                && kid(second, &["prep"]).is_some_and(|p| p > second);
            let speaks = lexicon.words.stance(ReportPart::Verb, self.lemma(second)).is_some();
            let one = kid(cue, &["nsubj"])
                .is_some_and(|s| matches!(self.parse.tag(s), "NN" | "NNP" | "PRP"));
            if one && (state && goes || !somebody && (goes || speaks)) {
                self.head[second] = cue;
            }
        }
    }

    /// "..., killing nine soldiers, officials and witnesses said.": those right before the verb that
    /// ends the sentence say so; parsers make them the last of the row before the comma.
    pub(super) fn mend_closing_speakers(&mut self, lexicon: &Lexicon) {
        for verb in 2..self.head.len().saturating_sub(1) {
            let speaks = self.parse.tag(verb) == "VBD"
                && lexicon.words.stance(ReportPart::Verb, self.lemma(verb)).is_some();
            let last = self.sentences[self.sentence_of[verb]].end;
            let word = |i: usize| self.lower[i].contains(char::is_alphanumeric);
            let ends = !(verb + 1..last).any(word);
            let start = verb.saturating_sub(40);
            let own = |i: usize| self.head[i] == verb && self.dep[i] == "nsubj";
            if !speaks || !ends || (start..verb).any(own) {
                continue;
            }
            // Back to the comma, over nouns and what belongs to them.
            let inside = |i: &usize| {
                self.parse.tag(*i).starts_with("NN")
                    || matches!(self.parse.tag(*i), "CC" | "DT" | "JJ" | "CD" | "PRP$" | "POS")
            };
            let from = (start..verb).rev().take_while(inside).last().unwrap_or(verb);
            let row = from..verb;
            let (noun, and) = (self.dep[verb - 1] == "conj", |i| self.parse.tag(i) == "CC");
            if !noun || from == 0 || self.lower[from - 1] != "," || !row.clone().any(and) {
                continue;
            }
            let first =
                row.clone().find(|&i| self.dep[i] == "conj" && !row.contains(&self.head[i]));
            if let Some(first) = first {
                (self.head[first], self.dep[first]) = (verb, "nsubj");
                for i in row.filter(|&i| i != first) {
                    if self.dep[i] == "conj" && self.head[i] < from {
                        self.head[i] = first;
                    }
                }
            }
        }
    }

    /// "Troops seized boats, burned huts and took captives, the general told reporters.": parsers make
    /// the closing verb the last of the row; it tells the whole of it.
    pub(super) fn mend_closing_speeches(&mut self, lexicon: &Lexicon) {
        for verb in 2..self.head.len() {
            let first = self.head[verb];
            let speaks = self.parse.tag(verb) == "VBD"
                && lexicon.words.stance(ReportPart::Verb, self.lemma(verb)).is_some();
            if !speaks || self.dep[verb] != "conj" || first >= verb || !self.is_verb(first) {
                continue;
            }
            let range = self.sentences[self.sentence_of[verb]].clone();
            let kid = |i: usize, deps: &[&str]| self.head[i] == verb && deps.contains(&self.dep[i]);
            let Some(subject) = (first + 1..verb).find(|&i| kid(i, &["nsubj"])) else { continue };
            let mut start = subject;
            while start > first && self.head[start - 1] == subject {
                start -= 1;
            }
            let closes =
                !(verb + 1..range.end).any(|i| kid(i, &["ccomp", "xcomp", "conj", "advcl"]));
            if self.lower[start - 1] == "," && closes {
                (self.head[verb], self.dep[verb]) = if self.head[first] == first {
                    (verb, "ROOT")
                } else {
                    (self.head[first], self.dep[first])
                };
                (self.head[first], self.dep[first]) = (verb, "ccomp");
            }
        }
    }
}
