//! Which of the times of a sentence is that of an event: its own modifiers first, then those of its
//! clause, then those of the clause that it goes on from. Times of other clauses, of what somebody
//! else says and of other things that happen are not its own.

use super::meaning::Kind;
use super::{Time, head};
use crate::entities::Cast;
use crate::lexicon::ReportPart;
use crate::record::{Status, When};
use crate::status;

/// How a time stands to an event; the nearer the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    /// It modifies the event's words.
    Own,
    /// The event is told in a clause about the time ("Friday, when …").
    Told,
    /// It modifies the verb of the event's clause, or what that verb governs.
    Clause,
    /// It modifies a clause that the event's clause goes on from.
    Before,
}

impl Link {
    fn reason(self) -> &'static str {
        match self {
            Link::Own => "it modifies the trigger",
            Link::Told => "the trigger stands in a clause about it",
            Link::Clause => "it modifies the trigger's clause",
            Link::Before => "it modifies the clause that the trigger's goes on from",
        }
    }
}

/// A time of the event's sentence: how it stands to the event, or else the token that it belongs to.
type Judged<'t> = (Result<Link, usize>, usize, &'t Time);

/// Links that are followed from clause to clause.
const LONGEST_CHAIN: usize = 4;

/// The time of an event.
pub(crate) fn of(cast: &Cast<'_>, times: &[Time], trigger: usize) -> Option<When> {
    let (_, mut index, mut time) = best(&judged(cast, times, trigger), trigger)?;
    if let Some(start) = index.checked_sub(1).and_then(|i| times.get(i))
        && is_range(cast, start, time)
    {
        (index, time) = (index - 1, start);
    }
    let mut tokens = time.tokens.clone();
    let value = &time.value;
    let (mut timex, mut to) = (value.timex.clone(), value.to);
    // "from 1990 to 1995", "March 3-5".
    if let Some(end) = times.get(index + 1).filter(|next| is_range(cast, time, next)) {
        tokens.end = end.tokens.end;
        timex = format!("{timex}/{}", end.value.timex);
        to = end.value.to;
    }
    let words = cast.doc.text_span(tokens);
    Some(When {
        text: words.text,
        span: words.span,
        timex,
        from: value.from.map(|d| d.to_string()),
        to: to.map(|d| d.to_string()),
        granularity: value.granularity.to_owned(),
    })
}

/// Why an event has the time that it has, and what other times the sentence has.
pub(crate) fn reason(cast: &Cast<'_>, times: &[Time], trigger: usize) -> Option<String> {
    let judged = judged(cast, times, trigger);
    let words = |t: &Time| cast.doc.text_span(t.tokens.clone()).text;
    let chosen = best(&judged, trigger);
    let mut parts = vec![match chosen {
        Some((link, _, time)) => {
            format!("“{}” is {}: {}", words(time), time.value.timex, link.reason())
        }
        None => "not told".to_owned(),
    }];
    let others = judged.iter().filter(|j| chosen.is_none_or(|c| c.1 != j.1));
    parts.extend(others.map(|(link, _, time)| match link {
        Ok(link) => format!("not “{}”: {}, less closely", words(time), link.reason()),
        Err(owner) => {
            format!("not “{}”: it belongs to “{}”", words(time), cast.doc.parse.word(*owner))
        }
    }));
    (chosen.is_some() || parts.len() > 1).then(|| parts.join("; "))
}

/// The closest time; of equally close ones the most exact, then the nearest.
fn best<'t>(judged: &[Judged<'t>], trigger: usize) -> Option<(Link, usize, &'t Time)> {
    let linked = judged.iter().filter_map(|&(link, i, time)| link.ok().map(|l| (l, i, time)));
    linked.min_by_key(|(link, _, time)| {
        let days = time.value.from.zip(time.value.to).and_then(|(a, b)| a.until(b).ok());
        let days = days.map_or(i32::MAX, |s| s.get_days());
        let coarse = days > 31 || time.kind == Kind::Duration;
        (*link, coarse, time.tokens.start.abs_diff(trigger))
    })
}

/// The times of the event's sentence that stand for some days.
fn judged<'t>(cast: &Cast<'_>, times: &'t [Time], trigger: usize) -> Vec<Judged<'t>> {
    let doc = &cast.doc;
    let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
    let first = times.partition_point(|t| t.tokens.start < sentence.start);
    let here = times.iter().enumerate().skip(first);
    let here = here.take_while(|(_, t)| t.tokens.start < sentence.end);
    here.filter(|(_, t)| match t.kind {
        Kind::Date | Kind::Time => t.value.granularity != "reference",
        Kind::Duration => t.value.from.is_some(),
        Kind::Set => false,
    })
    .map(|(index, time)| (link(cast, time, trigger), index, time))
    .collect()
}

/// How a time stands to an event, or the token that it belongs to.
fn link(cast: &Cast<'_>, time: &Time, trigger: usize) -> Result<Link, usize> {
    let doc = &cast.doc;
    let tokens = &time.tokens;
    let head = head(doc, tokens);
    let clausal = matches!(doc.dep(trigger), "relcl" | "advcl" | "acl");
    let when = || (clausal || doc.dep(trigger) == "conj") && opens_after(cast, trigger, tokens.end);
    if clausal && doc.is_below(trigger, head) || when() {
        return Ok(Link::Told);
    }
    let owner = owner(cast, head, trigger);
    if owner == trigger {
        return Ok(Link::Own);
    }
    let clause = clause_of(cast, trigger);
    let verb = if doc.is_verb(owner) { Some(owner) } else { object_verb(cast, owner, head) };
    if verb == Some(trigger) {
        return Ok(Link::Clause);
    }
    if verb == Some(clause) && shares(cast, clause, trigger, tokens.start) {
        return Ok(Link::Clause);
    }
    let chain = clauses_before(cast, clause, tokens.start);
    if verb.is_some_and(|v| chain.contains(&Some(v))) {
        return Ok(Link::Before);
    }
    Err(owner)
}

/// Whether a clause with "when" begins right after a time: "until midnight, when youths threw stones".
fn opens_after(cast: &Cast<'_>, verb: usize, end: usize) -> bool {
    let doc = &cast.doc;
    let start = doc.subtree(verb).start;
    let when = (end..end + 2).find(|&i| i < verb && doc.lower(i) == "when");
    when.is_some_and(|when| start <= when && (end..when).all(|i| doc.lower(i) == ","))
}

/// What a time belongs to: the trigger, a verb, or the noun that it modifies.
fn owner(cast: &Cast<'_>, head: usize, trigger: usize) -> usize {
    let doc = &cast.doc;
    let mut below = head;
    for above in doc.up(head) {
        if above == trigger || doc.is_verb(above) {
            return above;
        }
        // Through prepositions and other times ("on the night of Friday"), up to a noun.
        let noun = matches!(doc.parse.pos(above), "NOUN" | "PROPN" | "PRON");
        let temporal =
            doc.parse.entity_type(above) == "DATE" || doc.parse.entity_type(above) == "TIME";
        if noun && !temporal && doc.dep(below) != "dep" {
            return above;
        }
        below = above;
    }
    below
}

/// The verb whose object or subject a noun is, where the time follows it after a preposition or as an
/// adverb ("held a meeting [on Friday]"): parsers cannot tell which of the two it modifies.
fn object_verb(cast: &Cast<'_>, noun: usize, time: usize) -> Option<usize> {
    let doc = &cast.doc;
    let link = std::iter::once(time).chain(doc.up(time)).find(|&i| doc.head(i) == noun)?;
    let loose = link > noun && matches!(doc.dep(link), "prep" | "npadvmod");
    let on = matches!(doc.lower(link), "on" | "in" | "at" | "during" | "for")
        || doc.dep(link) == "npadvmod";
    let object = matches!(doc.dep(noun), "dobj" | "pobj" | "attr" | "nsubjpass" | "nsubj" | "oprd");
    if !(loose && on && object) {
        return None;
    }
    doc.up(noun).take(3).find(|&v| doc.is_verb(v))
}

/// Whether the time of a clause is also that of an event in it.
fn shares(cast: &Cast<'_>, clause: usize, trigger: usize, time: usize) -> bool {
    if clause == trigger {
        return true;
    }
    let doc = &cast.doc;
    if doc.is_verb(trigger) {
        // "agreed on Friday to meet": when they meet is open; "used force on Friday to disperse them".
        return time > trigger || is_done(cast, trigger);
    }
    // "condemned the attack on Friday": somebody speaks of it then.
    let lemma = doc.lemma(clause);
    let words = &cast.lexicon.words;
    let spoken = words.stance(ReportPart::About, lemma).is_some();
    let subject = doc.kids_with(clause, &["nsubj", "nsubjpass"]).any(|s| doc.is_below(trigger, s));
    !spoken || subject
}

/// Whether the governing words say that something was done: not that it is planned or asked for.
fn is_done(cast: &Cast<'_>, verb: usize) -> bool {
    status::of(cast, verb) == Status::Actual
}

/// The clauses from which a clause goes on, so that their times are its own: those that it is joined
/// to where the time opens them, and those that it is a consequence of ("…, killing three").
fn clauses_before(cast: &Cast<'_>, clause: usize, time: usize) -> [Option<usize>; LONGEST_CHAIN] {
    let doc = &cast.doc;
    let future =
        |v: usize| doc.kids_with(v, &["aux"]).any(|a| matches!(doc.lower(a), "will" | "would"));
    let mut found = [None; LONGEST_CHAIN];
    let mut at = clause;
    for slot in &mut found {
        let above = doc.head(at);
        if above == at || !doc.is_verb(above) {
            break;
        }
        let kid = |deps: &[&str], f: &dyn Fn(usize) -> bool| {
            doc.kids(at).iter().any(|&k| deps.contains(&doc.dep(k)) && f(k))
        };
        let joins = match doc.dep(at) {
            // "used force on Monday and arrested 43": one subject, one time.
            "conj" => {
                let own = kid(&["nsubj", "nsubjpass"], &|_| true);
                time < (if own { above } else { at }) && future(above) == future(at)
            }
            // "…, killing three", "flew to Rome to meet him".
            "advcl" => match doc.parse.tag(at) {
                "VBG" => !kid(&["mark", "prep"], &|k| k < at),
                "VB" => is_done(cast, at),
                // "stood empty on Monday as nurses stayed away": at the same time.
                "VBD" => kid(&["mark"], &|k| matches!(doc.lower(k), "as" | "while")),
                _ => false,
            },
            "xcomp" => is_done(cast, at),
            _ => false,
        };
        if !joins {
            break;
        }
        *slot = Some(above);
        at = above;
    }
    found
}

/// Whether two times are the ends of one stretch.
fn is_range(cast: &Cast<'_>, from: &Time, to: &Time) -> bool {
    let doc = &cast.doc;
    let between = from.tokens.end..to.tokens.start;
    if between.len() > 2
        || between.is_empty()
        || to.value.to < from.value.to
        || to.value.to.is_none()
    {
        return false;
    }
    let opener = from.tokens.start.checked_sub(1).map_or("", |i| doc.lower(i));
    between.clone().all(|i| match doc.lower(i) {
        "-" | "–" | "—" | "through" => true,
        "to" | "until" | "till" => opener == "from",
        "and" => opener == "between",
        _ => false,
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
