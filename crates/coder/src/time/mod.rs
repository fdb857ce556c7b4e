//! When: time expressions and their values, as TIMEX3 has them (TimeML 1.2.1,
//! <https://timeml.github.io/site/publications/timeMLdocs/timeml_1.2.1.html#timex3>).
//!
//! `words.rs` lays out the words, `read.rs` with `dates.rs`, `lengths.rs` and `clock.rs` says where an
//! expression stands and what it means (`meaning.rs`), `resolve.rs` which days that is (`value.rs`,
//! `feasts.rs`), and `event.rs` which of the times is that of an event.

mod clock;
mod dates;
mod event;
mod feasts;
mod lengths;
mod meaning;
mod read;
mod resolve;
mod value;
mod words;

pub(crate) use event::{clause_of, of, reason};

use crate::doc::Doc;
use crate::entities::Cast;
use crate::lexicon::StatusPart;
use crate::record::{Status, Timex};
use jiff::civil::Date;
use meaning::{Kind, Meaning};
use resolve::{Resolver, Way};
use std::ops::Range;
use value::Value;
use words::Words;

/// A time expression with its place in the tree.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// TIMEX3 type.
    pub kind: Kind,
    /// Its value.
    pub value: Value,
}

/// Finds the time expressions of a document.
pub(crate) fn find(cast: &Cast<'_>, published: Option<Date>) -> Vec<Time> {
    let words = Words::new(cast);
    let mut resolver = Resolver::new(published, &words.times.feasts);
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let Some(reading) = words.read(i).filter(|r| r.end > i && r.end <= words.len()) else {
            i += 1;
            continue;
        };
        let start = words.without_determiner(i, reading.end);
        let mut span = start..reading.end;
        let mut reading = Some(reading);
        // The end of a range that leaves out what both ends share: "March 3-5", "1990-95".
        while let Some(one) = reading {
            let tokens = words.token(span.start)..words.token(span.end - 1) + 1;
            if resolver.anchor.is_none() {
                resolver.anchor = dateline_day(&cast.doc, &tokens, &one.meaning);
            }
            let way = way(cast, &tokens);
            let sentence = cast.doc.sentence_of(tokens.start);
            let value = resolver.value(&one.meaning, way, sentence);
            found.push(Time { tokens, kind: one.kind, value });
            i = span.end;
            reading = words.range_end(&one);
            if let Some(end) = &reading {
                span = i + 1..end.end;
            }
        }
    }
    found
}

/// The day in the dateline that begins a report stands for an unknown day of publication.
fn dateline_day(doc: &Doc<'_>, tokens: &Range<usize>, meaning: &Meaning) -> Option<Date> {
    let Meaning::Day { year: Some(year), month, day } = *meaning else { return None };
    let sentence = doc.sentences().get(doc.sentence_of(tokens.start))?;
    let line = doc.dateline(sentence.start)?;
    (tokens.end <= line).then(|| Date::new(year, month, day).ok())?
}

/// Where the tense of the governing verb says that a time lies.
fn way(cast: &Cast<'_>, tokens: &Range<usize>) -> Way {
    let doc = &cast.doc;
    let token = head(doc, tokens);
    let mut before = doc.up(token).take(3).filter(|&p| p < token);
    let prep = before.find(|&p| matches!(doc.parse.pos(p), "ADP" | "SCONJ"));
    let prep = prep.map_or("", |p| doc.lower(p));
    if prep == "since" {
        return Way::Past;
    }
    let word_before = tokens.start.checked_sub(1).map_or("", |i| doc.lower(i));
    let effective = word_before == "effective";
    let until = matches!(prep, "until" | "by" | "till" | "through");
    let part = matches!(doc.dep(token), "compound" | "poss" | "amod" | "nmod");
    let ahead = !part && (effective || prep == "for" || until);
    let Some(verb) = doc.up(token).find(|&v| doc.is_verb(v)) else { return Way::Open };
    let aux = |verb: usize, words: &[&str]| {
        doc.kids_with(verb, &["aux", "auxpass"]).any(|a| words.contains(&doc.lower(a)))
    };
    if aux(verb, &["will", "shall", "'ll", "’ll", "wo", "would"]) {
        return Way::Future;
    }
    let past = |verb: usize| doc.parse.tag(verb) == "VBD" || aux(verb, &["had", "was", "were"]);
    if aux(verb, &["to"]) {
        // "plans to meet on Friday", "was to meet on Friday", but "had been due to meet".
        let head = doc.head(verb);
        let plan = doc.dep(verb) == "xcomp" && (!past(head) || doc.lemma(head) == "be");
        return if plan { Way::Future } else { Way::Open };
    }
    let done = past(verb)
        || doc.parse.tag(verb) == "VBN"
        || aux(verb, &["have", "has", "'ve", "’ve", "did"]);
    // "called for a rally on Friday", but "called on Friday for a rally".
    let within = |wanted: &dyn Fn(usize) -> bool| {
        (verb + 1..token).any(|i| wanted(i) && doc.is_below(i, verb))
    };
    let plans = match cast.lexicon.words.status(StatusPart::Verb, doc.lemma(verb)) {
        Some(Status::Planned) => doc.parse.pos(verb) == "VERB" && within(&|i| doc.is_noun(i)),
        Some(Status::Requested) => within(&|i| doc.lower(i) == "for"),
        _ => false,
    };
    if plans {
        return Way::Ahead;
    }
    match (done, ahead) {
        (true, false) if past(verb) && direct(doc, token, verb) => Way::Past,
        (true, false) => Way::LikelyPast,
        (true, true) if until => Way::Open,
        (_, true) => Way::Ahead,
        // "meets him Monday": the plan is told as if it were now.
        (false, _) if doc.head(token) == verb && matches!(doc.parse.tag(verb), "VBP" | "VBZ") => {
            Way::Ahead
        }
        _ => Way::Open,
    }
}

/// The token of an expression that hangs outside it.
fn head(doc: &Doc<'_>, tokens: &Range<usize>) -> usize {
    let top = tokens.clone().find(|&i| !tokens.contains(&doc.head(i)) || doc.head(i) == i);
    top.unwrap_or(tokens.start)
}

/// Whether a time says when something was done, rather than what: "marched in May", "marched Friday".
fn direct(doc: &Doc<'_>, token: usize, verb: usize) -> bool {
    let prep = doc.head(token);
    let on = matches!(doc.lower(prep), "in" | "on" | "at" | "during") && doc.head(prep) == verb;
    on || prep == verb && doc.dep(token) == "npadvmod"
}

/// The record of a document's times.
pub(crate) fn record(cast: &Cast<'_>, times: &[Time]) -> Vec<Timex> {
    let record = |time: &Time| {
        let words = cast.doc.text_span(time.tokens.clone());
        Timex {
            text: words.text,
            span: words.span,
            kind: time.kind.name().to_owned(),
            value: time.value.timex.clone(),
            from: time.value.from.map(|d| d.to_string()),
            to: time.value.to.map(|d| d.to_string()),
            granularity: time.value.granularity.to_owned(),
        }
    };
    times.iter().map(record).collect()
}
