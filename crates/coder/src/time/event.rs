//! Which of the times of a sentence is that of an event.

use super::Time;
use super::meaning::Kind;
use crate::entities::Cast;
use crate::record::When;

/// The time of an event: one whose words hang in the event's clause.
pub(crate) fn of(cast: &Cast<'_>, times: &[Time], trigger: usize) -> Option<When> {
    let doc = &cast.doc;
    let clause = clause_of(cast, trigger);
    let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
    let first = times.partition_point(|t| t.tokens.start < sentence.start);
    let here = times[first..].iter().take_while(|t| t.tokens.start < sentence.end);
    let score = |t: &&Time| {
        let head = t.tokens.clone().find(|&i| !t.tokens.contains(&doc.head(i)) || doc.head(i) == i);
        let head = head.unwrap_or(t.tokens.start);
        if doc.is_below(trigger, head) && matches!(doc.dep(trigger), "relcl" | "advcl" | "acl") {
            return Some(0);
        }
        let governor = doc.up(head).find(|&v| doc.is_verb(v) || v == trigger || v == clause);
        match governor {
            Some(g) if g == trigger => Some(1),
            Some(g) if g == clause => Some(2),
            _ => None,
        }
    };
    let best = here
        .filter(|t| matches!(t.kind, Kind::Date | Kind::Time) && t.value.granularity != "reference")
        .filter_map(|t| score(&t).map(|s| (s, t)))
        .min_by_key(|(s, t)| (*s, t.tokens.start.abs_diff(trigger)))?;
    let value = &best.1.value;
    let words = doc.text_span(best.1.tokens.clone());
    Some(When {
        text: words.text,
        span: words.span,
        timex: value.timex.clone(),
        from: value.from.map(|d| d.to_string()),
        to: value.to.map(|d| d.to_string()),
        granularity: value.granularity.to_owned(),
    })
}

/// The verb of the clause in which a trigger stands.
pub(crate) fn clause_of(cast: &Cast<'_>, trigger: usize) -> usize {
    let doc = &cast.doc;
    if doc.is_verb(trigger) {
        // "ordered the army to attack on Monday": an infinitive shares its governor's time.
        return match doc.dep(trigger) {
            "xcomp" => doc.head(trigger),
            _ => trigger,
        };
    }
    doc.up(trigger).find(|&v| doc.is_verb(v)).unwrap_or(trigger)
}
