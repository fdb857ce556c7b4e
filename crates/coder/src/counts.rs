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
    let frame = &cast.lexicon.frames[usize::from(found.frame)];
    let violent = matches!(frame.event, "ASSAULT" | "COERCE");
    if violent {
        for verb in consequences(cast, found.trigger) {
            count(cast, verb, &mut counts);
        }
    }
    if frame.part != Part::Verb {
        return counts;
    }
    if frame.event == "PROTEST" {
        let subject = doc.kids_with(found.trigger, &["nsubj"]).next();
        counts.participants = subject.and_then(|s| number_of(cast, s));
        return counts;
    }
    count(cast, found.trigger, &mut counts);
    counts
}

/// The clauses that tell what came of an act: "attacked a convoy, killing two", "ten were killed when
/// guards opened fire", "an attack that killed six".
fn consequences(cast: &Cast<'_>, trigger: usize) -> Vec<usize> {
    let doc = &cast.doc;
    let mut found: Vec<usize> = doc.kids_with(trigger, &["advcl", "relcl"]).collect();
    found.extend(doc.kids_with(trigger, &["conj"]).filter(|&v| doc.parse.tag(v) == "VBG"));
    let within = |m: usize| matches!(doc.lower(m), "when" | "after" | "as");
    if doc.dep(trigger) == "advcl" && doc.kids_with(trigger, &["mark", "advmod"]).any(within) {
        // "nine were killed and forty wounded when guards opened fire"
        let main = doc.head(trigger);
        found.push(main);
        found.extend(Some(doc.head(main)).filter(|_| doc.dep(main) == "conj"));
    }
    found.retain(|&v| doc.is_verb(v));
    let more: Vec<usize> = found
        .iter()
        .flat_map(|&v| doc.kids_with(v, &["conj"]))
        .filter(|&v| doc.is_verb(v))
        .collect();
    found.extend(more);
    found.sort_unstable();
    found.dedup();
    found
}

/// Adds the people to whom a verb says that something was done.
fn count(cast: &Cast<'_>, verb: usize, counts: &mut Counts) {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let lemma = doc.lemma(verb);
    // "shot dead two boys"
    let dead = (verb + 1..doc.len().min(verb + 3)).any(|i| doc.lower(i) == "dead")
        // "left two boys dead"
        || doc.kids_with(verb, &["oprd", "acomp"]).any(|k| doc.lower(k) == "dead");
    // "two boys died", "lost their lives"
    let objects = object_tokens(cast, verb);
    let life = objects.iter().copied().find(|&o| doc.lemma(o) == "life");
    if words.is("dies", lemma) || lemma == "lose" && life.is_some() {
        let subjects: Vec<usize> = doc.kids_with(verb, &["nsubj"]).collect();
        counts.killed = people(cast, &subjects).or(counts.killed);
        return;
    }
    // "claimed the lives of two boys", "claimed two lives"
    if let Some(life) = life.filter(|_| words.is("lives", lemma)) {
        let of = doc.kids_with(life, &["prep"]).filter(|&p| doc.lower(p) == "of");
        let dead: Vec<usize> = of.flat_map(|p| doc.kids_with(p, &["pobj"])).collect();
        let number = || number_of(cast, life);
        counts.killed = people(cast, &dead).or_else(number).or(counts.killed);
        return;
    }
    let slot = if words.is("killed", lemma) || dead {
        &mut counts.killed
    } else if words.is("injured", lemma) {
        &mut counts.injured
    } else if words.is("arrested", lemma) {
        &mut counts.arrested
    } else {
        return;
    };
    *slot = people(cast, &objects).or(*slot);
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
