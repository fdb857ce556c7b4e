//! Did it happen?

use crate::arguments::{is_passive, light_verb};
use crate::entities::Cast;
use crate::lexicon::{ReportPart, StatusPart};
use crate::record::Status;

/// How far the words that govern an event are followed upwards.
const REACH: usize = 5;

/// Whether the event of a trigger happened, goes on, is planned, possible, asked for or negated.
pub(crate) fn of(cast: &Cast<'_>, trigger: usize) -> Status {
    let mut status = Status::Actual;
    let mut at = trigger;
    for step in 0..REACH {
        status = stronger(status, beside(cast, at));
        let Some((up, part)) = governor(cast, at, step == 0) else { break };
        if let Some(part) = part {
            let word = cast.doc.lemma(up);
            if let Some(told) = cast.lexicon.words.status(part, word) {
                status = stronger(status, told);
            }
        }
        at = up;
    }
    status
}

/// Of two statuses the one that takes more away from the event.
fn stronger(a: Status, b: Status) -> Status {
    let rank = |s: Status| match s {
        Status::Actual => 0,
        Status::Ongoing => 1,
        Status::Planned => 2,
        Status::Possible => 3,
        Status::Requested => 4,
        Status::Negated => 5,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// What auxiliaries, negations, adverbs and conjunctions beside a word say.
fn beside(cast: &Cast<'_>, token: usize) -> Status {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let mut status = Status::Actual;
    let mut own_aux = false;
    for &kid in doc.kids(token) {
        let (lemma, lower) = (doc.lemma(kid), doc.lower(kid));
        let part = match doc.dep(kid) {
            "aux" | "auxpass" => StatusPart::Aux,
            "neg" | "det" | "preconj" | "cc" => StatusPart::Neg,
            "advmod" | "amod" => StatusPart::Adverb,
            "mark" => StatusPart::Mark,
            _ => continue,
        };
        own_aux |= part == StatusPart::Aux;
        let told = words.status(part, lower).or_else(|| words.status(part, lemma));
        let told = told.or_else(|| {
            // "never" and the like are labelled as adverbs now and then.
            (part == StatusPart::Adverb).then(|| words.status(StatusPart::Neg, lower)).flatten()
        });
        status = told.map_or(status, |s| stronger(status, s));
        let progressive = doc.parse.tag(token) == "VBG"
            && doc.dep(kid) == "aux"
            && lemma == "be"
            && matches!(doc.parse.tag(kid), "VBP" | "VBZ");
        if progressive {
            status = stronger(status, Status::Ongoing);
        }
    }
    // "Neither X nor Y came", "no troops were sent"
    let subjects = doc.kids_with(token, &["nsubj", "nsubjpass"]);
    let none = |s: usize| {
        doc.kids_with(s, &["det", "preconj", "cc"])
            .filter(|&k| k < s)
            .any(|k| words.status(StatusPart::Neg, doc.lower(k)) == Some(Status::Negated))
    };
    if { subjects }.any(none) {
        status = stronger(status, Status::Negated);
    }
    // "would have imposed an embargo": it did not come to that.
    let aux = |word: &str| doc.kids_with(token, &["aux"]).any(|a| doc.lower(a) == word);
    if aux("would") && aux("have") {
        status = stronger(status, Status::Negated);
    }
    let shares = doc.dep(token) == "conj"
        && !own_aux
        && doc.is_verb(token)
        && doc.is_verb(doc.head(token))
        && doc.kids_with(token, &["nsubj", "nsubjpass"]).next().is_none();
    if shares && doc.parse.tag(token) == "VB" {
        for aux in doc.kids_with(doc.head(token), &["aux", "neg"]) {
            let part = if doc.dep(aux) == "neg" { StatusPart::Neg } else { StatusPart::Aux };
            let told =
                words.status(part, doc.lower(aux)).or_else(|| words.status(part, doc.lemma(aux)));
            status = told.map_or(status, |s| stronger(status, s));
        }
    }
    status
}

/// The word above that decides whether this one happened.
fn governor(cast: &Cast<'_>, token: usize, first: bool) -> Option<(usize, Option<StatusPart>)> {
    let doc = &cast.doc;
    let head = doc.head(token);
    if head == token {
        return None;
    }
    if doc.is_noun(token) && !doc.is_verb(token) {
        // "ordered the strike": what is definite exists; "plans a strike": it does not yet.
        let definite = doc.kids_with(token, &["det"]).any(|d| doc.lower(d) == "the");
        if let Some(verb) = light_verb(cast, token) {
            return Some((verb, (!definite).then_some(StatusPart::Verb)));
        }
        return match doc.dep(token) {
            "dobj" | "nsubjpass" => Some((head, Some(StatusPart::Verb))),
            "pobj" => noun_or_verb(
                cast,
                doc.head(head),
                matches!(doc.lower(head), "of" | "for" | "to" | "from" | "against"),
            ),
            // "the talks will resume"
            "nsubj" if cast.lexicon.words.is("occur", doc.lemma(head)) => Some((head, None)),
            "conj" if first => Some((head, None)),
            _ => None,
        };
    }
    match doc.dep(token) {
        "xcomp" => Some((head, Some(StatusPart::Verb))),
        "ccomp" => {
            // What somebody only says or thinks is told by the claim, not by the status.
            let told = cast.lexicon.words.status(StatusPart::Verb, doc.lemma(head));
            // "told him that X had left": who tells what has been asks for nothing.
            let says = cast.lexicon.words.stance(ReportPart::Verb, doc.lemma(head)).is_some();
            let been = matches!(doc.parse.tag(token), "VBD" | "VBZ")
                || doc.kids_with(token, &["aux", "auxpass"]).any(|a| {
                    matches!(doc.lower(a), "had" | "has" | "have" | "was" | "were" | "is" | "are")
                });
            let asks = !(says && been && told == Some(Status::Requested));
            (asks && matches!(told, Some(Status::Requested | Status::Possible)))
                .then_some((head, Some(StatusPart::Verb)))
        }
        "pcomp" => noun_or_verb(
            cast,
            doc.head(head),
            matches!(doc.lower(head), "of" | "for" | "to" | "from" | "without"),
        )
        .map(|(up, part)| {
            if doc.lower(head) == "without" { (head, Some(StatusPart::Neg)) } else { (up, part) }
        }),
        "acl" if doc.kids_with(token, &["aux"]).any(|a| doc.lower(a) == "to") => {
            Some((head, Some(StatusPart::Noun)))
        }
        "conj" if doc.is_verb(head) && doc.parse.tag(token) == "VB" && !is_passive(cast, token) => {
            governor(cast, head, false)
        }
        "advcl" if doc.kids_with(token, &["aux"]).any(|a| doc.lower(a) == "to") => {
            Some((head, Some(StatusPart::Verb)))
        }
        _ => None,
    }
}

fn noun_or_verb(cast: &Cast<'_>, up: usize, linked: bool) -> Option<(usize, Option<StatusPart>)> {
    let part = if cast.doc.is_verb(up) { StatusPart::Verb } else { StatusPart::Noun };
    linked.then_some((up, Some(part)))
}
