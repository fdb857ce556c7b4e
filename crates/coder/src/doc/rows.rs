//! Mends names beside each other: rows of states, of people and of owners, and names that the parser
//! takes for a part of the noun behind them.

use super::{DEEP, Doc};
use crate::lexicon::{Form, Known};
use crate::names::{Name, NameKind};
use std::ops::Range;

impl Doc<'_> {
    /// "Lawmakers in X and Y": the second place belongs to the first, not to the people.
    pub(super) fn mend_shared_places(&mut self, names: &[Name]) {
        for (index, name) in names.iter().enumerate().filter(|(_, n)| n.known.is_some()) {
            let Some(y) = self.outermost(&name.tokens) else { continue };
            if self.dep[y] != "conj" {
                continue;
            }
            let between = |i: usize| matches!(self.parse.tag(i), "CC" | "," | "DT");
            let end = (0..name.tokens.start).rev().find(|&i| !between(i)).map_or(0, |i| i + 1);
            let before = names[..index].iter().rev().take(4).filter(|n| n.known.is_some());
            let Some(first) = { before }.find(|n| n.tokens.end == end && end < name.tokens.start)
            else {
                continue;
            };
            let Some(x) = self.outermost(&first.tokens) else { continue };
            let prep = self.head[x];
            let place = self.dep[x] == "pobj"
                && matches!(self.lower[prep].as_str(), "in" | "of" | "from" | "for");
            let people = self.head[y];
            let mut noun = self.head[prep];
            for _ in 0..DEEP {
                if noun == people || self.dep[noun] != "conj" {
                    break;
                }
                noun = self.head[noun];
            }
            let common = matches!(self.parse.tag(people), "NN" | "NNS");
            if place && common && noun == people {
                self.head[y] = x;
            }
        }
    }

    /// "X, the Y, Z and W", "X and the great Y": parsers take a state in a row of states for an
    /// apposition of the one before or for a word that describes the one after.
    pub(super) fn mend_rows_of_states(&mut self, names: &[Name]) {
        // Two people of different names are no more one than two states are.
        let state = |n: &&Name| {
            matches!(n.known, Some(Known::Country(_)))
                && matches!(n.form, Form::Name | Form::Capital)
                || n.kind == NameKind::Person && n.known.is_none() && n.tokens.len() > 1
        };
        let last = |n: &Name| self.lower[n.tokens.end - 1].clone();
        let heads: Vec<(usize, &Name)> = names
            .iter()
            .filter(state)
            .filter_map(|n| Some((self.outermost(&n.tokens)?, n)))
            .collect();
        for (index, &(at, name)) in heads.iter().enumerate() {
            let near = &heads[index.saturating_sub(4)..heads.len().min(index + 5)];
            let other = near.iter().find(|(h, n)| {
                *h == self.head[at]
                    && n.kind == name.kind
                    && (n.known != name.known || name.known.is_none() && last(n) != last(name))
            });
            let Some(&(other, _)) = other else { continue };
            let joined = |i: usize| {
                matches!(self.head[i], h if h == at || h == other) && self.dep[i] == "conj"
            };
            match self.dep[at] {
                "appos" if (at + 1..self.head.len().min(at + 12)).any(joined) => {
                    self.dep[at] = "conj";
                }
                "nmod" | "compound" if (at..other).any(|i| self.parse.tag(i) == "CC") => {
                    let outer = self.head[other];
                    self.head[at] = if outer == other { at } else { outer };
                    self.dep[at] = self.dep[other];
                    self.head[other] = at;
                    self.dep[other] = "conj";
                }
                _ => {}
            }
        }
    }

    /// "The regional bloc EXAMPLE acted": a noun and the name right behind it are one subject.
    pub(super) fn mend_named_nouns(&mut self, names: &[Name]) {
        for name in names {
            let Some(noun) = name.tokens.start.checked_sub(1) else { continue };
            let Some(at) = self.outermost(&name.tokens) else { continue };
            let subject = |i: usize| matches!(self.dep[i], "nsubj" | "nsubjpass");
            let joined = self.head[noun] == self.head[at] && self.head[at] != at;
            if self.parse.tag(noun) == "NN" && joined && subject(noun) && subject(at) {
                self.head[at] = noun;
                self.dep[at] = "appos";
            }
        }
    }

    /// "ties with Libya almost collapsed", "with Libya 300 firms signed": behind an adverb or a number
    /// a state is no part of the noun that follows.
    pub(super) fn mend_states_before_adverbs(&mut self, names: &[Name]) {
        let state = |n: &&Name| matches!(n.known, Some(Known::Country(_))) && n.form == Form::Name;
        for name in names.iter().filter(state) {
            let Some(at) = self.outermost(&name.tokens) else { continue };
            let (noun, end) = (self.head[at], name.tokens.end);
            let part = matches!(self.dep[at], "compound" | "nmod" | "amod");
            let Some(prep) = name.tokens.start.checked_sub(1) else { continue };
            if !part || noun <= end || self.parse.pos(prep) != "ADP" {
                continue;
            }
            let many = self.parse.tag(noun) == "NNS";
            let apart = match self.parse.pos(end) {
                "ADV" => self.head[end] <= noun,
                "NUM" => many && self.head[end] == noun,
                _ => false,
            };
            if !apart {
                continue;
            }
            let under = self.head[noun] == prep && self.dep[noun] == "pobj";
            let last = self.sentences[self.sentence_of[at]].end;
            let verb = (noun + 1..last.min(noun + 4)).find(|&v| self.is_verb(v));
            if under {
                let free = verb.filter(|&v| {
                    !(noun..last).any(|k| self.head[k] == v && self.dep[k].starts_with("nsubj"))
                });
                (self.head[noun], self.dep[noun]) = match free {
                    Some(verb) => (verb, "nsubj"),
                    None => (self.head[prep], "npadvmod"),
                };
                if let Some(verb) = free.filter(|&v| self.head[v] == noun) {
                    self.head[verb] = self.head[prep];
                    self.dep[verb] = "advcl";
                }
            }
            self.head[at] = prep;
            self.dep[at] = "pobj";
        }
    }

    /// "Chile's and Peru's envoys": parsers take the first owner for somebody who acts himself.
    pub(super) fn mend_rows_of_owners(&mut self) {
        for case in 1..self.head.len().saturating_sub(3) {
            let (first, and, second) = (case - 1, case + 1, case + 2);
            let noun = self.head[second];
            if self.parse.tag(case) == "POS"
                && self.parse.tag(and) == "CC"
                && self.parse.tag(case + 3) == "POS"
                && self.dep[second] == "poss"
                && noun > second
                && self.head[noun] != first
                && matches!(self.dep[first], "nsubj" | "nsubjpass" | "dobj" | "pobj")
                && self.sentence_of[first] == self.sentence_of[noun]
            {
                let (head, dep) = (self.head[first], self.dep[first]);
                if self.dep[noun] == "conj" {
                    self.head[noun] = if head == first { noun } else { head };
                    self.dep[noun] = dep;
                }
                self.head[first] = noun;
                self.dep[first] = "poss";
                self.head[and] = first;
                self.head[second] = first;
                self.dep[second] = "conj";
            }
        }
    }

    /// "X of Chile and Y of Peru": parsers join Y to Chile.
    pub(super) fn mend_rows_of_people(&mut self, names: &[Name]) {
        let bears = |i: usize, kind: NameKind| {
            let near = names.partition_point(|n| n.tokens.start <= i);
            names[..near].iter().rev().take(4).any(|n| n.kind == kind && n.tokens.contains(&i))
        };
        for name in names.iter().filter(|n| n.kind == NameKind::Person) {
            let Some(at) = self.outermost(&name.tokens) else { continue };
            let country = self.head[at];
            let (of, first) = (self.head[country], self.head[self.head[country]]);
            if self.dep[at] == "conj"
                && bears(country, NameKind::Country)
                && self.dep[country] == "pobj"
                && self.lower[of] == "of"
                && bears(first, NameKind::Person)
            {
                self.head[at] = first;
            }
        }
    }

    /// The token of a name that hangs outside it.
    pub(super) fn outermost(&self, name: &Range<usize>) -> Option<usize> {
        name.clone().rev().find(|&i| self.head[i] == i || !name.contains(&self.head[i]))
    }
}
