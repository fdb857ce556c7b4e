//! The most specific CAMEO code that the words support: an appeal for food is 0233, not 023.

use crate::entities::Cast;
use crate::frames::Found;

/// How far what a trigger governs is read.
const REACH: usize = 30;

/// The code itself, or a deeper one where the words that the trigger governs tell.
pub(crate) fn of(cast: &Cast<'_>, found: &Found, code: &'static str) -> &'static str {
    let Some(rules) = cast.lexicon.depth.get(code) else { return code };
    let doc = &cast.doc;
    let trigger = found.trigger;
    let subtree = doc.subtree(trigger);
    // Objects stand before the verb in passives; who acts says nothing of what is done.
    let subject = |i: usize| {
        std::iter::once(i)
            .chain(doc.up(i))
            .take_while(|&a| a != trigger)
            .any(|a| matches!(doc.dep(a), "nsubj" | "agent") && doc.head(a) == trigger)
    };
    let start = subtree.start.max(trigger.saturating_sub(REACH));
    let end = subtree.end.min(trigger + REACH);
    let told: Vec<usize> = (start..end).filter(|&i| i != trigger && !subject(i)).collect();
    let has = |words: &[&str]| told.iter().any(|&i| words.contains(&doc.lemma(i)));
    rules
        .iter()
        .find(|rule| has(&rule.words) && (rule.needs.is_empty() || has(&rule.needs)))
        .map_or(code, |rule| rule.code)
}
