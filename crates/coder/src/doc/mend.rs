//! Mends what the small model gets wrong again and again, where the text alone tells how it should be.

use super::{DEEP, Doc, dateline};
use crate::lexicon::{Form, Known, Lexicon, ReportPart};
use crate::names::Name;
use std::ops::Range;

impl Doc<'_> {
    /// "LIMA, Peru (AB) -- Ministers met": the words before the dash are no part of the sentence.
    pub(super) fn leave_datelines(&mut self) {
        for start in 0..self.head.len() {
            let Some(end) = dateline(self.parse, start) else { continue };
            let inside = |i: usize| (start..end).contains(&i);
            for i in start..self.head.len().min(end + 150) {
                let mut at = i;
                if inside(i) || !inside(self.head[i]) {
                    continue;
                }
                for _ in 0..DEEP {
                    at = self.head[at];
                    if !inside(self.head[at]) || self.head[at] == at {
                        break;
                    }
                }
                let free = self.head[at] == at || inside(self.head[at]);
                self.dep[i] = self.dep[at];
                self.head[i] = if free { i } else { self.head[at] };
            }
            for i in start..end {
                self.head[i] = i;
                self.dep[i] = "dep";
            }
        }
    }

    /// "Minister ousted after vote": in a title a participle without an auxiliary is passive.
    pub(super) fn mend_headline_passives(&mut self) {
        let newline = (0..self.head.len()).find(|&i| self.parse.word(i).contains('\n'));
        let Some(end) = newline.filter(|&end| end > 0 && self.parse.word(end - 1) != ".") else {
            return;
        };
        let has = |i: usize, deps: &[&str]| {
            (0..end).any(|k| self.head[k] == i && deps.contains(&self.dep[k]))
        };
        let passive: Vec<usize> = (0..end)
            .filter(|&i| self.parse.tag(i) == "VBN" && matches!(self.dep[i], "ROOT" | "conj"))
            .filter(|&i| !has(i, &["aux", "auxpass", "nsubjpass"]))
            .collect();
        for k in 0..end {
            if self.dep[k] == "nsubj" && passive.contains(&self.head[k]) {
                self.dep[k] = "nsubjpass";
            }
        }
    }

    /// A fragment whose sentence boundary was false hangs on the verb of the other part.
    pub(super) fn join_fragments(&mut self) {
        for range in self.sentences.clone() {
            let roots: Vec<usize> = range.clone().filter(|&i| self.head[i] == i).collect();
            if roots.len() < 2 || roots.len() > 6 {
                continue;
            }
            let main = roots.iter().copied().find(|&r| self.is_verb(r)).unwrap_or(roots[0]);
            for root in roots {
                if root != main && !self.lower[root].trim().is_empty() {
                    self.head[root] = main;
                    self.dep[root] = "dep";
                }
            }
        }
    }

    /// "Secretary of Iran's Council (IC) Ali Example": the name is the head, whatever the parser
    /// made of the title before it, and what hung on the title hangs where the name does.
    pub(super) fn mend_title(&mut self, span: Range<usize>) {
        let inside = |i: usize| span.contains(&i);
        let outer: Vec<usize> =
            span.clone().filter(|&i| self.head[i] == i || !inside(self.head[i])).collect();
        let name_head = self.name_head(&span);
        const CORE: [&str; 6] = ["nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr"];
        let linked = outer.contains(&name_head) && CORE.contains(&self.dep[name_head]);
        let link = if linked {
            name_head
        } else {
            let core = outer.iter().copied().find(|&i| CORE.contains(&self.dep[i]));
            core.or(outer.first().copied()).unwrap_or(name_head)
        };
        let (head, dep) = (self.head[link], self.dep[link]);
        if head == link {
            self.head[name_head] = name_head;
        } else {
            self.head[name_head] = head;
        }
        self.dep[name_head] = dep;
        let upper = self.head[name_head];
        for i in span.clone().filter(|&i| i != name_head) {
            if outer.contains(&i) || self.head[i] == name_head || i == link {
                self.head[i] = name_head;
                if !matches!(self.dep[i], "poss" | "amod" | "det" | "case" | "punct") {
                    self.dep[i] = "compound";
                }
            }
        }
        let sentence = self.sentences[self.sentence_of[name_head]].clone();
        for i in sentence {
            if !inside(i) && inside(self.head[i]) && self.head[i] != name_head {
                let stays = matches!(self.dep[i], "conj" | "cc" | "appos" | "relcl" | "punct");
                self.head[i] = if stays || upper == name_head { name_head } else { upper };
            }
        }
    }

    /// The head of the name at the end of a title: its last word, without closing marks.
    fn name_head(&self, span: &Range<usize>) -> usize {
        let last = span.end - 1;
        let word = span.clone().rev().find(|&i| self.parse.pos(i) != "PUNCT");
        word.unwrap_or(last)
    }

    /// A past tense verb with a subject of its own is no modifier of the noun after it: the noun
    /// is its object ("advisers — led by X — aided the army").
    pub(super) fn mend_finite_modifiers(&mut self) {
        for verb in 0..self.head.len() {
            let noun = self.head[verb];
            if self.dep[verb] != "amod" || self.parse.tag(verb) != "VBD" || noun <= verb {
                continue;
            }
            let sentence = self.sentences[self.sentence_of[verb]].clone();
            if !sentence.clone().any(|i| self.head[i] == verb && self.dep[i] == "nsubj") {
                continue;
            }
            // What the noun was taken for a part of: up to the verb of another clause, if any.
            let mut top = noun;
            for _ in 0..DEEP {
                let head = self.head[top];
                if head == top || self.is_verb(head) {
                    break;
                }
                top = head;
            }
            if self.head[top] != top && self.head[top] > verb {
                continue;
            }
            self.head[verb] = verb;
            self.dep[verb] = "ROOT";
            if top != noun {
                self.head[top] = verb;
                self.dep[top] = "dep";
            }
            self.head[noun] = verb;
            self.dep[noun] = "dobj";
        }
    }

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
                let near = v.saturating_sub(20)..(v + 20).min(self.head.len());
                near.into_iter().any(|k| self.head[k] == v && deps.contains(&self.dep[k]))
            };
            if speech > first
                || !self.is_verb(speech)
                || has(second, &["nsubj", "nsubjpass", "aux"])
            {
                continue;
            }
            // "said that they had come and (had) gone" shares the auxiliary; after a comma or the end
            // of a quotation the speaker goes on, and so where the second verb is one of speaking.
            let tense = has(first, &["aux"]);
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

    /// "Thousands of soldiers backed by tanks pushed into the town.": a sentence has a verb. Where
    /// the parser finds none and takes a past tense for a participle, this is it.
    pub(super) fn mend_missing_verbs(&mut self) {
        for range in self.sentences.clone() {
            let end = range.clone().rev().find(|&i| !self.lower[i].trim().is_empty());
            let full = end.is_some_and(|i| matches!(self.lower[i].as_str(), "." | "\"" | "”"));
            // What stands in a clause of its own is not the sentence's verb.
            let below = |i: usize| {
                let mut at = i;
                (0..DEEP).any(|_| {
                    let clause = matches!(self.dep[at], "relcl" | "advcl" | "ccomp" | "pcomp");
                    at = self.head[at];
                    clause
                })
            };
            let finite =
                |i: usize| matches!(self.parse.tag(i), "VBD" | "VBP" | "VBZ" | "MD") && !below(i);
            if !full || range.clone().any(finite) {
                continue;
            }
            let root = |i: &usize| self.parse.tag(*i).starts_with("NN");
            let mut roots = range.clone().filter(|&i| self.dep[i] == "ROOT");
            let (Some(noun), None) = (roots.next().filter(root), roots.next()) else { continue };
            // "backed by tanks" is a participle indeed, and so may be what a row of nouns shares.
            let agent =
                |v: usize| range.clone().any(|k| self.head[k] == v && self.dep[k] == "agent");
            let verb = range.clone().find(|&v| {
                v > noun
                    && self.parse.tag(v) == "VBN"
                    && matches!(self.dep[v], "acl" | "amod")
                    && self.dep[self.head[v]] != "conj"
                    && !below(self.head[v])
                    && !agent(v)
            });
            if let Some(verb) = verb {
                (self.head[verb], self.dep[verb]) = (verb, "ROOT");
                (self.head[noun], self.dep[noun]) = (verb, "nsubj");
                for i in verb + 1..range.end {
                    if self.head[i] == noun {
                        self.head[i] = verb;
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

    /// "At the United Nations, Britain and France asked for ...": after the comma stands who acts, not
    /// another place.
    pub(super) fn mend_fronted_places(&mut self) {
        for range in self.sentences.clone() {
            let word = |i: &usize| self.lower[*i].contains(char::is_alphanumeric);
            let Some(prep) = range.clone().find(word) else { continue };
            let verb = self.head[prep];
            let under =
                |i: usize, head: usize, dep: &str| self.head[i] == head && self.dep[i] == dep;
            if self.dep[prep] != "prep" || verb <= prep || !self.is_verb(verb) {
                continue;
            }
            let Some(place) = (prep..verb).find(|&i| under(i, prep, "pobj")) else { continue };
            let Some(other) = (place..verb).find(|&i| under(i, place, "conj")) else { continue };
            let subject = |i: usize| under(i, verb, "nsubj") || under(i, verb, "nsubjpass");
            let joined = (place..other).any(|i| self.parse.tag(i) == "CC");
            if self.lower[place + 1] == "," && !joined && !(prep..range.end).any(subject) {
                (self.head[other], self.dep[other]) = (verb, "nsubj");
            }
        }
    }

    /// "urged both to climb down and named a mediator": a past tense does not go on with an infinitive,
    /// but with the verb above it.
    pub(super) fn mend_mixed_tenses(&mut self) {
        for second in 0..self.head.len() {
            let first = self.head[second];
            let mixed = self.dep[second] == "conj"
                && self.parse.tag(second) == "VBD"
                && self.parse.tag(first) == "VB"
                && first < second
                && matches!(
                    self.dep[first],
                    "xcomp" | "ccomp" | "advcl" | "acl" | "relcl" | "conj"
                );
            let near = second.saturating_sub(20)..second;
            let own = |k: usize| {
                self.head[k] == second && matches!(self.dep[k], "nsubj" | "nsubjpass" | "aux")
            };
            if !mixed || near.clone().any(own) {
                continue;
            }
            let mut above = first;
            for _ in 0..DEEP {
                above = self.head[above];
                if self.head[above] == above || self.parse.tag(above) == "VBD" {
                    break;
                }
            }
            if self.parse.tag(above) == "VBD" && above < first {
                self.head[second] = above;
            }
        }
    }

    /// "called for the chief to be sacked": the clause is what is called for, no purpose.
    pub(super) fn mend_for_clauses(&mut self) {
        for mark in 1..self.head.len() {
            let clause = self.head[mark];
            let to =
                |i: usize| self.head[i] == clause && self.dep[i] == "aux" && self.lower[i] == "to";
            if self.lower[mark] == "for"
                && self.dep[mark] == "mark"
                && self.dep[clause] == "advcl"
                && self.head[clause] + 1 == mark
                && (mark..clause).any(to)
            {
                self.dep[clause] = "ccomp";
            }
        }
    }

    /// "gave the envoy 48 hours to leave": the time is what is given.
    pub(super) fn mend_given_times(&mut self) {
        for time in 1..self.head.len() {
            let verb = self.head[time];
            let gives = matches!(self.lemma(verb), "give" | "allow" | "grant");
            if self.dep[time] == "npadvmod" && verb < time && gives && self.is_verb(verb) {
                let to = |i: usize| self.head[i] == verb && self.dep[i] == "dobj";
                if let Some(person) = (verb + 1..time).find(|&i| to(i)) {
                    self.dep[person] = "dative";
                }
                self.dep[time] = "dobj";
            }
        }
    }

    /// "kidnapped up to 16 advisers": the parser takes "up" for a particle; the advisers are the object.
    pub(super) fn mend_quantities(&mut self) {
        for up in 0..self.head.len().saturating_sub(2) {
            let (to, number) = (up + 1, up + 2);
            if self.lower[up] != "up" || self.lower[to] != "to" || self.parse.pos(number) != "NUM" {
                continue;
            }
            let (verb, noun) = (self.head[up], self.head[number]);
            let hangs = self.head[to] == up || self.head[to] == verb;
            if self.is_verb(verb) && hangs && self.head[noun] == to && self.dep[noun] == "pobj" {
                self.head[noun] = verb;
                self.dep[noun] = "dobj";
                for i in [up, to] {
                    self.head[i] = number;
                    self.dep[i] = "quantmod";
                }
            }
        }
    }

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
        let state = |n: &&Name| {
            matches!(n.known, Some(Known::Country(_)))
                && matches!(n.form, Form::Name | Form::Capital)
        };
        let heads: Vec<(usize, &Name)> = names
            .iter()
            .filter(state)
            .filter_map(|n| Some((self.outermost(&n.tokens)?, n)))
            .collect();
        for (index, &(at, name)) in heads.iter().enumerate() {
            let near = &heads[index.saturating_sub(4)..heads.len().min(index + 5)];
            let other = near.iter().find(|(h, n)| *h == self.head[at] && n.known != name.known);
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

    /// The token of a name that hangs outside it.
    fn outermost(&self, name: &Range<usize>) -> Option<usize> {
        name.clone().rev().find(|&i| self.head[i] == i || !name.contains(&self.head[i]))
    }
}
