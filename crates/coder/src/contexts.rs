//! What an event is about: PLOVER's contexts, told by words of its clause.

use crate::entities::Cast;
use crate::time::clause_of;

/// So many contexts say something; more say nothing.
const MOST: usize = 3;

/// The contexts of an event, those that more words tell first.
pub(crate) fn of(cast: &Cast<'_>, trigger: usize) -> Vec<String> {
    let doc = &cast.doc;
    let clause = clause_of(cast, trigger);
    let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
    let range = doc.subtree(clause);
    let mut found: Vec<(&str, usize)> = Vec::new();
    for token in range.start.max(sentence.start)..range.end.min(sentence.end) {
        // Another clause beside the event's own may be about something else.
        let beside = |a: usize| {
            matches!(doc.dep(a), "relcl" | "advcl" | "parataxis") && !doc.is_below(trigger, a)
        };
        let list = cast.lexicon.contexts.get(doc.lemma(token));
        let list = list.or_else(|| cast.lexicon.contexts.get(doc.lower(token)));
        let Some(list) = list else { continue };
        let outside = beside(token) || doc.up(token).take_while(|&a| a != clause).any(beside);
        // "if" and "unless" open the clause that they stand in.
        if outside && doc.dep(token) != "mark" {
            continue;
        }
        for &context in list {
            match found.iter_mut().find(|(name, _)| *name == context) {
                Some((_, hits)) => *hits += 1,
                None => found.push((context, 1)),
            }
        }
    }
    found.sort_by_key(|&(_, hits)| std::cmp::Reverse(hits));
    found.truncate(MOST);
    found.into_iter().map(|(name, _)| name.to_owned()).collect()
}
