//! "The kingdom", "the pair", "their": words for a state, or for several, that were named before.

use crate::entities::{Cast, Mention};
use crate::lexicon::{Known, Slot};
use std::ops::Range;

/// Sentences that an epithet looks back.
const BACK: usize = 2;
/// Words that it looks back at most.
const FAR: usize = 200;

impl Cast<'_> {
    /// "Qatar ... The emirate ...": a bare word for a state is the one that the text has just spoken of.
    pub(crate) fn link_states(&mut self) {
        for head in 0..self.doc.len() {
            if !self.is_bare_state(head) {
                continue;
            }
            let Some(country) = self.state_before(head) else { continue };
            let entity = self.entity_of_known(Known::Country(country));
            match self.at[head] {
                None => self.refer(head, entity),
                Some(m) => self.means(m, entity),
            }
        }
    }

    fn is_bare_state(&self, head: usize) -> bool {
        let doc = &self.doc;
        let words = &self.lexicon.words;
        if doc.parse.tag(head) != "NN" || !self.is_definite(head) || self.is_where(head) {
            return false;
        }
        // "the island nation", "the Gulf state": a bare "state" may be any.
        let mut before = doc.kids_with(head, &["amod", "compound", "nmod"]);
        let part = before.any(|k| words.is("realm", doc.lower(k)));
        let word = words.is("realm", doc.lemma(head)) || doc.lemma(head) == "state" && part;
        let told = doc.kids_with(head, &["prep", "relcl", "acl", "poss", "appos"]).next().is_some();
        let known = self.at(head).is_some_and(|m| {
            let region = m.organization.is_some_and(|o| self.lexicon.is_region(o));
            !m.countries.is_empty() || m.name.is_some() || m.organization.is_some() && !region
        });
        let acts = !matches!(doc.dep(head), "compound" | "nmod" | "amod" | "attr" | "appos");
        word && acts && !told && !known
    }

    fn is_definite(&self, head: usize) -> bool {
        self.doc.kids_with(head, &["det"]).any(|d| matches!(self.doc.lower(d), "the" | "this"))
    }

    /// The state that a sentence is about: its subject's, or the only one that it names.
    fn state_before(&self, head: usize) -> Option<u16> {
        let doc = &self.doc;
        let here = doc.sentence_of(head);
        let clause = |i: usize| doc.up(i).find(|&v| doc.is_verb(v));
        for sentence in (here.saturating_sub(BACK)..=here).rev() {
            let start = doc.sentences()[sentence].start.max(head.saturating_sub(FAR));
            let range = self.mentions_in(start..head);
            let near = range.filter(|&i| doc.sentence_of(i) == sentence);
            let other = |&i: &usize| sentence < here || clause(i) != clause(head);
            let told = near.filter(other).filter_map(|i| Some((i, self.home_of(i)?)));
            let told: Vec<(usize, u16)> = told.collect();
            let subject = told.iter().find(|(i, _)| matches!(doc.dep(*i), "nsubj" | "nsubjpass"));
            let only = told.first().filter(|f| told.iter().all(|t| t.1 == f.1));
            // Only what acts is sure to be what the sentence before was about.
            let acts = matches!(doc.dep(head), "nsubj" | "nsubjpass" | "poss");
            match subject.filter(|_| acts).or(only) {
                Some(&(_, country)) => return Some(country),
                None if told.is_empty() => {}
                None => return None,
            }
        }
        None
    }

    /// The one country of somebody who is mentioned.
    fn home_of(&self, head: usize) -> Option<u16> {
        let mention = self.at(head)?;
        let entity = &self.entities[mention.entity];
        match mention.countries[..] {
            [country] => Some(country),
            [] if self.is_state(entity) => entity.country,
            _ => None,
        }
    }

    fn mentions_in(&self, tokens: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        tokens.filter(|&i| self.at[i].is_some())
    }

    /// "Its neighbour", "its rival" in a report on the dealings of two states: the other one.
    pub(crate) fn link_rivals(&mut self) {
        let Some(parties) = self.parties() else { return };
        for head in 0..self.doc.len() {
            let doc = &self.doc;
            let rival = self.lexicon.words.is("rival", doc.lemma(head));
            let before = doc.kids_with(head, &["compound", "nmod"]).next().is_some();
            let told = doc.kids_with(head, &["appos"]).next().is_some();
            let known = self.at(head).is_some_and(|m| !m.countries.is_empty());
            if !rival || doc.parse.tag(head) != "NN" || before || told || known {
                continue;
            }
            let owner = doc.kids_with(head, &["poss"]).find_map(|p| self.at(p));
            let owner = owner.map(|m| &self.entities[m.entity]).filter(|e| self.is_state(e));
            let Some(own) = owner.and_then(|e| e.country) else { continue };
            let other = match parties[..] {
                [one, two] if own == one => two,
                [one, two] if own == two => one,
                _ => continue,
            };
            let entity = self.entity_of_known(Known::Country(other));
            match self.at[head] {
                None => self.refer(head, entity),
                Some(m) => self.means(m, entity),
            }
        }
    }

    /// "Both leaders", "the two", "the pair": the last two who did something together; "their" of what
    /// several do: all of them.
    pub(crate) fn link_several(&mut self) {
        for head in 0..self.doc.len() {
            let found = if self.doc.lower(head) == "their" {
                self.owners(head)
            } else if self.means_two(head) {
                self.two_before(head)
            } else {
                continue;
            };
            if found.len() > 1 || found.first().is_some_and(|&one| self.is_joint(one)) {
                self.several.insert(head, found);
            }
        }
    }

    fn means_two(&self, head: usize) -> bool {
        let doc = &self.doc;
        let acts = matches!(doc.dep(head), "nsubj" | "nsubjpass" | "dobj" | "pobj" | "poss");
        if !acts || doc.kids_with(head, &["prep", "relcl", "acl", "poss"]).next().is_some() {
            return false;
        }
        let before = |word: &str| {
            doc.kids_with(head, &["det", "nummod", "predet"]).any(|k| doc.lower(k) == word)
        };
        match doc.lower(head) {
            "two" => before("the"),
            "both" => matches!(doc.dep(head), "nsubj" | "nsubjpass"),
            "pair" | "duo" => before("the"),
            // "the two ministers", "both men"
            _ => {
                let people = self.lexicon.roles.contains_key(doc.lemma(head))
                    || crate::gender::of_noun(self.lexicon, doc.lemma(head)).is_some();
                let open =
                    self.at(head).is_none_or(|m| m.name.is_none() && m.organization.is_none());
                let bare = doc.kids_with(head, &["amod", "compound", "nmod"]).next().is_none();
                let two = before("both") || before("the") && before("two");
                two && people && open && bare && doc.parse.tag(head) == "NNS"
            }
        }
    }

    /// The two who did something together, in the clauses before.
    fn two_before(&self, head: usize) -> Vec<usize> {
        let doc = &self.doc;
        let here = doc.sentence_of(head);
        let clause = doc.up(head).find(|&v| doc.is_verb(v));
        let from = doc.sentences()[here.saturating_sub(BACK)].start.max(head.saturating_sub(FAR));
        let verbs = (from..head).rev().filter(|&v| doc.is_verb(v) && Some(v) != clause);
        // Whose states are known already are two people by their names.
        let joint = self.at(head).is_some_and(|m| !m.countries.is_empty());
        let person =
            |&h: &usize| self.at(h).is_some_and(|m| self.entities[m.entity].kind == "person");
        let two = |found: &Vec<usize>| {
            found.len() == 2 && (!joint || found.iter().all(person))
                || !joint && found.len() == 1 && self.is_joint(found[0])
        };
        { verbs }.map(|v| self.together(v)).find(two).unwrap_or_default()
    }

    /// "The ministers of X and Y": one mention of two.
    fn is_joint(&self, head: usize) -> bool {
        self.at(head).is_some_and(|m| m.name.is_none() && m.countries.len() == 2)
    }

    /// Those whom the subject of a verb names, and the one with whom they do it to each other.
    fn together(&self, verb: usize) -> Vec<usize> {
        let doc = &self.doc;
        let subjects = doc.kids_with(verb, &["nsubj"]);
        let mut found = self.known(subjects.flat_map(|s| self.conjuncts(s)).collect());
        let mut frames = self.lexicon.frames_of(doc.lemma(verb));
        if found.len() == 1 && frames.any(|f| f.target.contains(&Slot::Each)) {
            let with = doc.kids_with(verb, &["prep"]).filter(|&p| doc.lower(p) == "with");
            let with = with.flat_map(|p| doc.kids_with(p, &["pobj"]));
            let others = doc.kids_with(verb, &["dobj"]).chain(with);
            found.extend(self.known(others.flat_map(|o| self.conjuncts(o)).collect()));
        }
        found
    }

    /// Those among some nouns who can do something together.
    fn known(&self, heads: Vec<usize>) -> Vec<usize> {
        let actor = |&h: &usize| {
            let named = |m: &Mention| m.name.is_some() && self.entities[m.entity].kind != "place";
            self.at(h).is_some_and(named) || self.is_joint(h)
        };
        heads.into_iter().filter(actor).collect()
    }

    /// "X and Y praised their partnership": the subjects of the clause, where they are several.
    fn owners(&self, their: usize) -> Vec<usize> {
        let doc = &self.doc;
        let shared = self.lexicon.words.is("mutual", doc.lemma(doc.head(their)));
        let Some(verb) = doc.up(their).find(|&v| doc.is_verb(v)).filter(|_| shared) else {
            return Vec::new();
        };
        let subjects = doc.kids_with(verb, &["nsubj"]).filter(|&s| s < their);
        self.known(subjects.flat_map(|s| self.conjuncts(s)).collect())
    }
}
