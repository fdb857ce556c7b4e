//! To whom it is done when a state calls its own people home.

use super::Finder;
use crate::actors::Arg;
use crate::arguments::is_passive;
use crate::lexicon::{Frame, Part};

/// The other party is looked for among so many words.
const FAR: usize = 60;

impl Finder<'_, '_> {
    /// "Poland recalled its ambassador": done to the state that the ambassador was sent to, which the
    /// phrase tells, or else the other party of the sentence or of the one before.
    pub(super) fn host(&self, verb: usize, sources: &[Arg]) -> Vec<Arg> {
        const TO: [&str; 4] = ["to", "in", "from", "at"];
        let cast = self.cast;
        let doc = &cast.doc;
        let own: Vec<u16> = sources.iter().filter_map(|&s| cast.country_of(s)).collect();
        let foreign = |head: usize| -> Option<Arg> {
            // Of "the French president" the president is meant.
            let noun = doc.head(head);
            let before = matches!(doc.dep(head), "amod" | "compound" | "nmod" | "poss");
            let head = if before && cast.at(noun).is_some() { noun } else { head };
            let mention = cast.at(head)?;
            let country =
                mention.countries.first().copied().or(cast.entities[mention.entity].country);
            let country = country.filter(|c| !own.contains(c));
            country.map(|c| Arg { head, country: Some(c).filter(|_| mention.countries.len() > 1) })
        };
        let sentence = doc.sentence_of(verb);
        let whole = doc.sentences()[sentence].clone();
        let range = whole.start.max(verb.saturating_sub(FAR))..whole.end.min(verb + FAR);
        let clause = doc.subtree(verb).start.max(range.start)..doc.subtree(verb).end.min(range.end);
        let sent = |&i: &usize| {
            doc.dep(i) == "pobj"
                && TO.contains(&doc.lower(doc.head(i)))
                && doc.up(i).take_while(|&a| a != verb).all(|a| !doc.is_verb(a))
        };
        if let Some(host) = clause.clone().filter(sent).find_map(foreign) {
            return vec![host];
        }
        let before = sentence.checked_sub(1).map(|s| doc.sentences()[s].clone()).unwrap_or(0..0);
        let before = before.start.max(before.end.saturating_sub(FAR))..before.end;
        for near in [range, before] {
            let others: Vec<Arg> = near.filter_map(foreign).collect();
            if let Some(&first) = others.first() {
                let one = others.iter().all(|&o| cast.country_of(o) == cast.country_of(first));
                return if one { vec![first] } else { Vec::new() };
            }
        }
        Vec::new()
    }

    /// Whether a frame tells of people who are called home.
    pub(super) fn calls_home(&self, verb: usize, frame: &Frame, sources: &[Arg]) -> bool {
        let cast = self.cast;
        let own = |t: Arg| {
            sources
                .iter()
                .any(|&s| cast.country_of(s).is_some_and(|c| Some(c) == cast.country_of(t)))
        };
        frame.part == Part::Verb
            && frame.mode == Some("withdraw")
            && self.object_tokens(verb).into_iter().any(|o| {
                let theirs = cast.doc.kids_with(o, &["poss"]).any(|p| cast.doc.lower(p) != "'s");
                let people = cast.at(o).is_some();
                people && (theirs || is_passive(cast, verb)) && cast.who(o).iter().all(|&t| own(t))
            })
    }
}
