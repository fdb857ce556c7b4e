//! Where an event happened that names no place in its own clause: a place before "where", that of the
//! clause that it goes on from, or the one that "there" and "the town" mean.

use super::Places;
use crate::entities::Cast;
use crate::time::clause_of;

/// Sentences back in which a place may stand that is meant by a word.
const BACK: usize = 2;

impl Places<'_> {
    /// "the market of X, where gunmen attacked traders": the last place before the clause, whatever
    /// the parser hung the clause on.
    pub(super) fn where_clause(&self, cast: &Cast<'_>, trigger: usize) -> Option<usize> {
        const REACH: usize = 6;
        let doc = &cast.doc;
        let mut clauses = std::iter::once(trigger).chain(doc.up(trigger)).take(4);
        let told = |v: usize| doc.kids_with(v, &["advmod"]).find(|&a| doc.lower(a) == "where");
        let opener = clauses.find_map(told)?;
        let m = self.mentions.partition_point(|m| m.tokens.start < opener).checked_sub(1)?;
        let mention = &self.mentions[m];
        let near = mention.tokens.end + REACH > opener
            && doc.sentence_of(mention.tokens.start) == doc.sentence_of(opener);
        (near && !mention.demonym).then_some(m)
    }

    /// "In X protesters blocked a road and threw stones": a clause that goes on from another happens
    /// where that one does.
    pub(super) fn before(&self, cast: &Cast<'_>, trigger: usize, leaves: bool) -> Option<usize> {
        const LONGEST_CHAIN: usize = 3;
        let doc = &cast.doc;
        let mut at = clause_of(cast, trigger);
        for _ in 0..LONGEST_CHAIN {
            let above = doc.head(at);
            let own = doc.kids_with(at, &["nsubj", "nsubjpass"]).next().is_some();
            let joined = doc.dep(at) == "conj" && !own
                || doc.dep(at) == "advcl" && doc.parse.tag(at) == "VBG";
            if above == at || !joined || !doc.is_verb(above) {
                return None;
            }
            if let Some(m) = self.in_clause(cast, above, leaves) {
                return Some(m);
            }
            at = above;
        }
        None
    }

    /// "left the town; a nurse was shot there", "burned a market in the village": the last place.
    pub(super) fn meant(&self, cast: &Cast<'_>, trigger: usize) -> Option<usize> {
        let doc = &cast.doc;
        let clause = clause_of(cast, trigger);
        let words = &cast.lexicon.words;
        let bearers = || [trigger, clause].into_iter().chain(doc.kids_with(clause, &["conj"]));
        let there = bearers()
            .flat_map(|v| doc.kids_with(v, &["advmod"]))
            .find(|&a| doc.lower(a) == "there");
        let bare = |&n: &usize| {
            let the = |k: &usize| matches!(doc.lower(*k), "the" | "this" | "that");
            words.is("locality", doc.lower(n))
                && !doc.kids(n).is_empty()
                && doc.kids(n).iter().all(the)
        };
        let town = || {
            let preps = bearers().take(2).flat_map(|v| doc.kids_with(v, &["prep"]));
            preps
                .filter(|&p| words.is("locative", doc.lower(p)))
                .flat_map(|p| doc.kids_with(p, &["pobj"]))
                .find(bare)
        };
        let word = there.or_else(town)?;
        let end = self.mentions.partition_point(|m| m.tokens.start < word);
        let sentence = |m: usize| doc.sentence_of(self.mentions[m].tokens.start);
        let near = |m: &usize| sentence(*m) + BACK >= doc.sentence_of(word);
        let mut before = (0..end).rev().take_while(near).filter(|&m| !self.mentions[m].demonym);
        before.clone().find(|&m| self.located(cast, m, true).is_some()).or_else(|| before.next())
    }
}
