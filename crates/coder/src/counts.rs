//! How many people were killed, injured, arrested, or took part.

use crate::arguments::object_tokens;
use crate::entities::Cast;
use crate::frames::Found;
use crate::lexicon::Part;
use crate::record::Counts;

/// Reads the numbers beside an event's object or subject.
pub(crate) fn of(cast: &Cast<'_>, found: &Found) -> Counts {
    let mut counts = Counts::default();
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let frame = &cast.lexicon.frames[usize::from(found.frame)];
    if frame.part != Part::Verb {
        return counts;
    }
    let lemma = doc.lemma(found.trigger);
    let objects = object_tokens(cast, found.trigger);
    if frame.event == "PROTEST" {
        let subject = doc.kids_with(found.trigger, &["nsubj"]).next();
        counts.participants = subject.and_then(|s| number_of(cast, s));
        return counts;
    }
    let Some(total) = people(cast, &objects) else { return counts };
    if words.is("killed", lemma) {
        counts.killed = Some(total);
        // "killing five and injuring ten": another event; "five dead and ten injured" is not read.
    } else if words.is("injured", lemma) {
        counts.injured = Some(total);
    } else if words.is("arrested", lemma) {
        counts.arrested = Some(total);
    }
    counts
}

/// Named people count one each, groups as many as their number says. A group without a number
/// leaves the sum open, so there is none.
fn people(cast: &Cast<'_>, objects: &[usize]) -> Option<u64> {
    let mut total = 0u64;
    for head in objects.iter().flat_map(|&o| cast.conjuncts(o)) {
        let person = cast.at(head).is_some_and(|m| cast.entities[m.entity].kind == "person");
        let singular = matches!(cast.doc.parse.tag(head), "NN" | "NNP");
        let apposed = cast.doc.dep(head) == "appos";
        match number_of(cast, head) {
            Some(number) => total = total.saturating_add(number),
            None if apposed => {}
            None if person || (singular && cast.at(head).is_some_and(|m| m.name.is_none())) => {
                total = total.saturating_add(1);
            }
            None => return None,
        }
    }
    (total > 0).then_some(total)
}

/// The number before a noun, or the noun itself where it is a number ("killed 12").
fn number_of(cast: &Cast<'_>, head: usize) -> Option<u64> {
    let doc = &cast.doc;
    if doc.parse.pos(head) == "NUM" {
        return value(cast, head);
    }
    let number = doc.kids_with(head, &["nummod"]).find(|&k| k < head)?;
    value(cast, number)
}

/// The value of a number with its multipliers: "3,000", "twenty-five", "two hundred".
fn value(cast: &Cast<'_>, number: usize) -> Option<u64> {
    let doc = &cast.doc;
    let mut total = 0u64;
    let mut any = false;
    let range = doc.subtree(number).start..number + 1;
    for i in range.start.max(number.saturating_sub(5))..range.end {
        let word = doc.lower(i).replace(',', "");
        let one = word.parse::<u64>().ok().or_else(|| cast.lexicon.words.number(&word));
        let Some(one) = one else { continue };
        if any && one >= 100 && total < one {
            total = total.max(1).saturating_mul(one);
        } else {
            total = total.saturating_add(one);
        }
        any = true;
    }
    any.then_some(total)
}
