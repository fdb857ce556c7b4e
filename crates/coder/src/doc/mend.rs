//! Mends what the small model gets wrong again and again, where the text alone tells how it should be.

use super::{DEEP, Doc, byline, dateline};
use crate::lexicon::{Condition, Form, Lexicon};
use crate::names::Name;
use std::ops::Range;

impl Doc<'_> {
    /// "LIMA, Peru (AB) -- Ministers met": the words before the dash are no part of the sentence.
    pub(super) fn leave_datelines(&mut self) {
        for start in 0..self.head.len() {
            let line = dateline(self.parse, start).or_else(|| byline(self.parse, start));
            let Some(end) = line else { continue };
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
                // What the parser took for the end of "by ... in EXAMPLE" is the subject after it.
                let verb = self.head[i];
                let open = verb > i
                    && self.is_verb(verb)
                    && (end..verb)
                        .all(|k| k == i || self.head[k] != verb || self.dep[k] != "nsubj");
                if open && self.dep[i] == "prep" && self.parse.tag(i).starts_with("NN") {
                    self.dep[i] = "nsubj";
                }
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

    /// "The accord that both sides concluded": a verb that needs an object has it in "that", even where
    /// the parser takes "that" for a conjunction.
    pub(super) fn mend_objects_of_clauses(&mut self, lexicon: &Lexicon) {
        for that in 0..self.head.len() {
            let verb = self.head[that];
            let noun = self.head[verb];
            let clause = self.lower[that] == "that" && self.dep[that] == "mark" && that < verb;
            let below = self.dep[verb] == "acl" && noun < that && self.is_noun(noun);
            let bare = |deps: &[&str]| {
                (that..self.head.len().min(that + 30))
                    .all(|k| self.head[k] != verb || !deps.contains(&self.dep[k]))
            };
            if clause
                && below
                && lexicon.words.is("transitive", &self.lemma[verb])
                && bare(&["dobj", "nsubjpass", "auxpass", "ccomp", "xcomp", "agent"])
            {
                self.dep[verb] = "relcl";
                self.dep[that] = "dobj";
            }
        }
    }

    /// "A patrol boat seized the ships, the Example and the Other": what follows the object with a
    /// comma explains the object and not the subject.
    pub(super) fn mend_late_appositions(&mut self) {
        for name in 0..self.head.len() {
            let subject = self.head[name];
            if self.dep[name] != "appos" || self.dep[subject] != "nsubj" || subject > name {
                continue;
            }
            let verb = self.head[subject];
            let mut between = verb + 1..name;
            let object = between.find(|&k| self.head[k] == verb && self.dep[k] == "dobj");
            if let Some(object) = object.filter(|_| verb > subject)
                && self.lower[object + 1] == ","
            {
                self.head[name] = object;
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
                let before = i < span.start
                    && matches!(self.dep[i], "det" | "amod" | "compound" | "nmod" | "nummod");
                let stays =
                    before || matches!(self.dep[i], "conj" | "cc" | "appos" | "relcl" | "punct");
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

    /// The tokens of the sentence of `i` that stand no further from it than `reach`.
    pub(super) fn near(&self, i: usize, reach: usize) -> Range<usize> {
        let sentence = &self.sentences[self.sentence_of[i]];
        sentence.start.max(i.saturating_sub(reach))..sentence.end.min(i + reach)
    }

    pub(super) fn is_kid(&self, i: usize, head: usize, dep: &str) -> bool {
        self.head[i] == head && i != head && self.dep[i] == dep
    }

    /// "voted down the bill": where the frames know the verb with its particle, the noun is the object,
    /// although parsers take the particle for a preposition.
    pub(super) fn mend_particles(&mut self, lexicon: &Lexicon) {
        for verb in 0..self.head.len().saturating_sub(2) {
            let word = verb + 1;
            let near = word + 1..(word + 12).min(self.head.len());
            if !self.is_verb(verb) {
                continue;
            }
            let noun = match self.dep[word] {
                "prep" if self.head[word] == verb => {
                    near.into_iter().find(|&k| self.head[k] == word && self.dep[k] == "pobj")
                }
                // "pushed back pickets"
                "amod" | "advmod" | "compound" | "nmod" => {
                    let noun = self.head[word];
                    let object = self.head[noun] == verb && self.dep[noun] == "dobj";
                    Some(noun).filter(|_| object && noun > word)
                }
                _ => None,
            };
            let Some(noun) = noun else { continue };
            let (particle, lemma) = (self.lower[word].as_str(), self.lemma(noun));
            let fits = lexicon.frames_of(self.lemma(verb)).any(|frame| {
                let takes = |c: &Condition| match c {
                    Condition::Object(objects) => objects.contains(&lemma),
                    Condition::ActorObject => lexicon.roles.contains_key(lemma),
                    _ => false,
                };
                let with = |c: &Condition| {
                    matches!(c, Condition::Particle(words) if words.contains(&particle))
                };
                frame.when.iter().any(takes) && frame.when.iter().any(with)
            });
            const PARTICLES: [&str; 8] = ["down", "off", "up", "over", "out", "back", "away", "in"];
            if fits && PARTICLES.contains(&particle) {
                self.dep[word] = "prt";
                self.head[word] = verb;
                self.head[noun] = verb;
                self.dep[noun] = "dobj";
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

    /// "Expelled by Chad, the envoy accused Niger": the finite verb is the sentence's, and the noun
    /// before it is its subject, not a part of the participle's clause.
    pub(super) fn mend_fronted_participles(&mut self) {
        for verb in 2..self.head.len() {
            let noun = self.head[verb];
            let finite = self.parse.tag(verb) == "VBD" && matches!(self.dep[verb], "acl" | "relcl");
            let part = matches!(self.dep[noun], "appos" | "dobj" | "conj" | "pobj");
            if !finite || !part || noun + 1 != verb {
                continue;
            }
            let sentence = self.near(verb, 60);
            let mut roots = sentence.clone().filter(|&i| self.head[i] == i);
            let Some(first) = roots.next().filter(|&r| r < noun) else { continue };
            let has = |v: usize, deps: &[&str]| {
                sentence.clone().any(|k| self.head[k] == v && deps.contains(&self.dep[k]))
            };
            let start = sentence.clone().find(|&i| self.head[i] == noun).unwrap_or(noun).min(noun);
            if matches!(self.parse.tag(first), "VBG" | "VBN")
                && !has(first, &["nsubj", "nsubjpass"])
                && !has(verb, &["nsubj", "nsubjpass", "agent"])
                && start > first
                && self.lower[start - 1] == ","
            {
                self.head[noun] = verb;
                self.dep[noun] = "nsubj";
                self.head[verb] = verb;
                self.dep[verb] = "ROOT";
                self.head[first] = verb;
                self.dep[first] = "advcl";
            }
        }
    }

    /// "X urged Y and Z urged X": the noun right before the second verb is its subject.
    pub(super) fn mend_second_subjects(&mut self) {
        for verb in 2..self.head.len() {
            let (noun, first) = (verb - 1, self.head[verb]);
            let object = self.head[noun];
            if self.dep[verb] == "conj"
                && matches!(self.parse.tag(verb), "VBD" | "VBZ" | "VBP")
                && self.is_verb(first)
                && first < noun
                && first + 40 > verb
                && self.dep[noun] == "conj"
                && matches!(self.dep[object], "dobj" | "pobj")
                && object > first
                && self.sentence_of[object] == self.sentence_of[verb]
                && !(first..verb).any(|k| self.head[k] == verb && self.dep[k].starts_with("nsubj"))
            {
                self.head[noun] = verb;
                self.dep[noun] = "nsubj";
            }
        }
    }

    /// "militants from X who attacked", "fighters of X who": an organisation or a state is no `who`,
    /// the people before it are.
    pub(super) fn mend_who(&mut self, names: &[Name]) {
        for name in names.iter().filter(|n| n.known.is_some() && n.form != Form::People) {
            let end = name.tokens.end;
            if self.lower.get(end).is_none_or(|w| w != "who") {
                continue;
            }
            let clause = self.head[end];
            let Some(inner) = self.outermost(&name.tokens) else { continue };
            if self.dep[clause] != "relcl" || !name.tokens.contains(&self.head[clause]) {
                continue;
            }
            let people = self.head[self.head[inner]];
            let common = matches!(self.parse.tag(people), "NN" | "NNS" | "CD");
            if self.dep[inner] == "pobj" && common && people < inner {
                self.head[clause] = people;
            }
        }
    }

    /// "X and Y's president": two states have two presidents, so X stands beside Y's.
    pub(super) fn mend_second_owners(&mut self, lexicon: &Lexicon) {
        for second in 0..self.head.len().saturating_sub(1) {
            let first = self.head[second];
            let owned = self.head[first];
            let possessive = self.parse.tag(second + 1) == "POS" && self.head[second + 1] == second;
            if self.dep[second] != "conj" || self.dep[first] != "poss" || !possessive {
                continue;
            }
            let one = self.parse.tag(owned) == "NNP" && self.parse.pos(first) == "PROPN"
                || lexicon.words.is("head of state", &self.lower[owned]);
            if !one || self.head[owned] == owned || owned < second {
                continue;
            }
            self.head[first] = self.head[owned];
            self.dep[first] = self.dep[owned];
            self.head[owned] = first;
            self.dep[owned] = "conj";
            self.head[second] = owned;
            self.dep[second] = "poss";
        }
    }

    /// "The opposition Example Party called ... and demanded ...": parsers take the name for the subject of
    /// a relative clause of the word before it.
    pub(super) fn mend_described_names(&mut self, lexicon: &Lexicon, names: &[Name]) {
        for name in names.iter().filter(|n| n.tokens.start > 0) {
            let Some(at) = self.outermost(&name.tokens) else { continue };
            let (verb, noun) = (self.head[at], name.tokens.start - 1);
            // "The relief agency Example has left": no verb has two subjects side by side.
            let twice = self.dep[at] == "nsubj"
                && self.dep[noun] == "nsubj"
                && self.head[noun] == verb
                && verb > at
                && self.parse.tag(noun) == "NN"
                && lexicon.roles.contains_key(self.lemma(noun));
            if twice {
                self.head[noun] = at;
                self.dep[noun] = "compound";
                continue;
            }
            let split = self.dep[at] == "nsubj"
                && self.dep[verb] == "relcl"
                && self.head[verb] == noun
                && self.parse.tag(noun) == "NN"
                && lexicon.roles.contains_key(self.lemma(noun));
            let outer = self.head[noun];
            if !split || self.dep[noun] != "nsubj" || outer <= verb {
                continue;
            }
            self.head[verb] = if self.head[outer] == outer { verb } else { self.head[outer] };
            self.dep[verb] = self.dep[outer];
            self.head[outer] = verb;
            self.dep[outer] = "conj";
            self.head[noun] = at;
            self.dep[noun] = "compound";
        }
    }

    /// "Visiting Peru, the president spoke": a participle that the model takes for a name is no subject.
    pub(super) fn mend_fronted_names(&mut self) {
        for sentence in self.sentences.clone() {
            let (first, at) = (sentence.start, sentence.start + 1);
            if at + 1 >= sentence.end || !self.lower[first].ends_with("ing") {
                continue;
            }
            let verb = self.head[at];
            let other = |k: usize| k > at && self.head[k] == verb && self.dep[k] == "nsubj";
            if self.head[first] == at
                && self.dep[at] == "nsubj"
                && self.lower[at + 1] == ","
                && (at + 2..verb).any(other)
            {
                self.dep[at] = "dep";
            }
        }
    }
}
