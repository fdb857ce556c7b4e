//! What a linear model sees of two marked actors in a sentence: words by their place, the path
//! between both in the parse, the predicates that govern each, and what the frames say.
//!
//! Actors themselves are hidden: a model that knows who tends to do what would only confirm it.

use std::ops::Range;

use bayhaqi_nlp::Parse;

use crate::record::{Event, Status};

/// Features are hashed into this many numbers.
pub(crate) const BUCKETS: u32 = 1 << 18;

/// The sides of a relation as token ranges; either may be missing.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub source: Option<Range<usize>>,
    pub target: Option<Range<usize>>,
}

impl Pair {
    /// From bytes of the text to tokens.
    pub(crate) fn new(
        parse: &Parse,
        source: Option<Range<usize>>,
        target: Option<Range<usize>>,
    ) -> Pair {
        let tokens = |span: Option<Range<usize>>| {
            let span = span?;
            let first = parse.tokens().partition_point(|t| t.end <= span.start);
            let last = parse.tokens().partition_point(|t| t.start < span.end);
            (first < last).then_some(first..last)
        };
        Pair { source: tokens(source), target: tokens(target) }
    }
}

/// Whether two code point spans share something.
fn overlap(a: [usize; 2], b: &Range<usize>) -> bool {
    a[0] < b.end && b.start < a[1]
}

/// How an event of the frames fits the marked sides, from 0 to 2; below zero the sides are
/// exchanged.
pub(crate) fn fit(
    event: &Event,
    source: &Option<Range<usize>>,
    target: &Option<Range<usize>>,
) -> i32 {
    let holds = |actors: &[crate::record::Actor], span: &Option<Range<usize>>| {
        span.as_ref().is_some_and(|span| actors.iter().any(|a| overlap(a.span, span)))
    };
    let right = i32::from(holds(&event.sources, source)) + i32::from(holds(&event.targets, target));
    let wrong = i32::from(holds(&event.sources, target)) + i32::from(holds(&event.targets, source));
    if right >= wrong { right } else { -wrong }
}

/// The features of a pair by words and parse alone, to which others can be added.
pub(crate) struct PairFeatures(Vec<u32>);

impl PairFeatures {
    /// The features of two token ranges.
    pub fn new(parse: &Parse, source: Range<usize>, target: Range<usize>) -> PairFeatures {
        let pair = Pair { source: Some(source), target: Some(target) };
        PairFeatures(features(parse, &pair, &[], (&None, &None)))
    }

    /// Adds one.
    pub fn add(&mut self, parts: &[&str]) {
        Sink(&mut self.0).add(parts);
    }

    /// All features, each once.
    pub fn sorted(mut self) -> Vec<u32> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

/// Collects hashed features.
struct Sink<'s>(&'s mut Vec<u32>);

impl Sink<'_> {
    fn add(&mut self, parts: &[&str]) {
        // FNV-1a with 32 bits.
        let mut hash = 0x811c_9dc5u32;
        for part in parts {
            for byte in part.bytes().chain([0x1f]) {
                hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
            }
        }
        self.0.push((hash ^ (hash >> 18)) % BUCKETS);
    }
}

/// The features of a pair, sorted, each once. `events` are what the frames found in the text, with
/// the marked spans in code points.
pub(crate) fn features(
    parse: &Parse,
    pair: &Pair,
    events: &[&Event],
    spans: (&Option<Range<usize>>, &Option<Range<usize>>),
) -> Vec<u32> {
    let mut out = Vec::with_capacity(256);
    let sink = &mut Sink(&mut out);
    let words = words(parse, pair);
    placed_words(sink, &words);
    tree(sink, parse, pair);
    frames(sink, events, spans);
    out.sort_unstable();
    out.dedup();
    out
}

/// A word of the masked sentence.
struct Word {
    text: String,
    /// Before both sides, between them, after both.
    zone: &'static str,
}

/// The sentences that hold the sides, as lemmas, with both sides hidden.
fn words(parse: &Parse, pair: &Pair) -> Vec<Word> {
    let sides = [&pair.source, &pair.target];
    let of = |i: usize| parse.sentences()[parse.sentence_of(i)].clone();
    let around = sides.iter().filter_map(|s| s.as_ref()).map(|s| of(s.start));
    let range = around.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
    // A sentence too many does no harm, but a book would.
    let range = range.unwrap_or(0..parse.len().min(200));
    let range = range.start..range.end.min(range.start + 200);
    let first = sides.iter().filter_map(|s| s.as_ref()).map(|s| s.start).min();
    let last = sides.iter().filter_map(|s| s.as_ref()).map(|s| s.end).max();
    let mut words = vec![];
    let inside =
        |i: usize, side: &Option<Range<usize>>| side.as_ref().is_some_and(|s| s.contains(&i));
    for i in range {
        let zone = match (first, last) {
            (Some(first), _) if i < first => "before",
            (_, Some(last)) if i >= last => "after",
            _ => "between",
        };
        let mask = [("<S>", &pair.source), ("<T>", &pair.target)];
        if let Some((mask, side)) = mask.into_iter().find(|(_, side)| inside(i, side)) {
            if side.as_ref().is_some_and(|s| s.start == i) {
                words.push(Word { text: mask.to_owned(), zone });
            }
            continue;
        }
        if !parse.word(i).trim().is_empty() {
            words.push(Word { text: lemma(parse, i), zone });
        }
    }
    words
}

fn lemma(parse: &Parse, i: usize) -> String {
    match parse.entity_type(i) {
        // Whoever else is named, it is not by name that the relation shows.
        kind @ ("PERSON" | "GPE" | "ORG" | "NORP" | "LOC" | "FAC" | "DATE" | "TIME"
        | "CARDINAL" | "MONEY" | "PERCENT" | "ORDINAL" | "QUANTITY") => format!("<{kind}>"),
        _ => parse.lemma(i).to_lowercase(),
    }
}

fn placed_words(sink: &mut Sink<'_>, words: &[Word]) {
    for (i, word) in words.iter().enumerate() {
        sink.add(&["word", &word.text]);
        sink.add(&["zone", word.zone, &word.text]);
        let next = |k: usize| words.get(i + k).map(|w| w.text.as_str());
        if let Some(second) = next(1) {
            sink.add(&["two", &word.text, second]);
            if word.zone == "between" {
                sink.add(&["between", &word.text, second]);
            }
            if let Some(third) = next(2) {
                sink.add(&["three", &word.text, second, third]);
                sink.add(&["gap", &word.text, third]);
            }
        }
        if word.text.starts_with('<') {
            // What stands within three words of a side.
            for k in 1..=3 {
                if let Some(near) = next(k) {
                    sink.add(&["behind", &word.text, near]);
                }
                if let Some(near) = i.checked_sub(k).map(|j| words[j].text.as_str()) {
                    sink.add(&["ahead", &word.text, near]);
                }
            }
        }
    }
    let at = |mask: &str| words.iter().position(|w| w.text == mask);
    match (at("<S>"), at("<T>")) {
        (Some(s), Some(t)) => {
            let distance = match s.abs_diff(t) {
                0..=2 => "near",
                3..=7 => "middle",
                _ => "far",
            };
            sink.add(&["order", if s < t { "S" } else { "T" }, distance]);
        }
        (s, t) => sink.add(&[
            "alone",
            if s.is_some() {
                "S"
            } else if t.is_some() {
                "T"
            } else {
                ""
            },
        ]),
    }
}

/// The token of a side whose head lies outside of it.
fn head_of(parse: &Parse, side: &Range<usize>) -> usize {
    let outside = |&i: &usize| !side.contains(&parse.head(i)) || parse.head(i) == i;
    side.clone().find(outside).unwrap_or(side.start)
}

fn tree(sink: &mut Sink<'_>, parse: &Parse, pair: &Pair) {
    let heads = [&pair.source, &pair.target].map(|s| s.as_ref().map(|s| head_of(parse, s)));
    for (side, head) in ["S", "T"].into_iter().zip(heads) {
        if let Some(head) = head {
            governors(sink, parse, side, head);
        }
    }
    if let [Some(s), Some(t)] = heads {
        path(sink, parse, s, t);
    }
}

/// The predicates above a side, with what makes their meaning: negation, modals, objects,
/// complements.
fn governors(sink: &mut Sink<'_>, parse: &Parse, side: &str, head: usize) {
    let mut below = head;
    let mut way = String::new();
    let mut found = 0;
    for above in parse.ancestors(head).take(8) {
        way = format!("{way}>{}", parse.dep(below));
        let pos = parse.pos(above);
        if matches!(pos, "VERB" | "NOUN" | "AUX" | "ADJ" | "PROPN") {
            let word = lemma(parse, above);
            sink.add(&["governor", side, &word]);
            sink.add(&["governor by", side, parse.dep(below), &word]);
            sink.add(&["governor way", side, &way, &word]);
            predicate(sink, parse, side, above, &word);
            found += 1;
            if found == 3 {
                break;
            }
        }
        below = above;
    }
}

fn predicate(sink: &mut Sink<'_>, parse: &Parse, side: &str, at: usize, word: &str) {
    for child in parse.children(at).take(24) {
        let dep = parse.dep(child);
        match dep {
            "neg" => {
                sink.add(&["negated", side, word]);
                sink.add(&["negated", side]);
            }
            "aux" | "auxpass" | "prt" | "mark" => {
                sink.add(&["with", side, dep, &lemma(parse, child)]);
                sink.add(&["with", side, word, &lemma(parse, child)]);
            }
            "dobj" | "xcomp" | "ccomp" | "attr" | "acomp" | "advcl" | "oprd" | "amod" | "acl"
            | "nsubjpass" | "compound" => {
                sink.add(&["pair", dep, word, &lemma(parse, child)]);
                sink.add(&["part", dep, &lemma(parse, child)]);
            }
            "prep" | "agent" | "dative" => {
                sink.add(&["prep", word, &lemma(parse, child)]);
                for object in parse
                    .children(child)
                    .filter(|&o| parse.dep(o) == "pobj" || parse.dep(o) == "pcomp")
                    .take(3)
                {
                    sink.add(&["prep of", word, &lemma(parse, child), &lemma(parse, object)]);
                }
            }
            _ => {}
        }
    }
}

/// The way from one side to the other through the parse.
fn path(sink: &mut Sink<'_>, parse: &Parse, s: usize, t: usize) {
    let up = |from: usize| -> Vec<usize> {
        std::iter::once(from).chain(parse.ancestors(from)).take(30).collect()
    };
    let (left, right) = (up(s), up(t));
    let Some(top) = left.iter().find(|i| right.contains(i)) else {
        sink.add(&["path", "none"]);
        return;
    };
    let climb: Vec<usize> = left.iter().copied().take_while(|i| i != top).collect();
    let descend: Vec<usize> = right.iter().copied().take_while(|i| i != top).collect();
    let (mut deps, mut lemmas) = (String::new(), String::new());
    for &i in &climb {
        deps += &format!("{}<", parse.dep(i));
    }
    deps += "*";
    for &i in descend.iter().rev() {
        deps += &format!(">{}", parse.dep(i));
    }
    let between = climb.iter().skip(1).chain([top]).chain(descend.iter().rev());
    for &i in between.filter(|&&i| i != s && i != t) {
        let word = lemma(parse, i);
        sink.add(&["on path", &word]);
        lemmas += &format!("{word} ");
    }
    let top_word = lemma(parse, *top);
    sink.add(&["path", &deps]);
    sink.add(&["path words", &lemmas]);
    sink.add(&["path both", &deps, &lemmas]);
    sink.add(&["path top", &top_word]);
    sink.add(&["path length", &(climb.len() + descend.len()).min(8).to_string()]);
}

/// What the frames found, and how it fits the sides.
fn frames(
    sink: &mut Sink<'_>,
    events: &[&Event],
    (source, target): (&Option<Range<usize>>, &Option<Range<usize>>),
) {
    let mut best = 0;
    for event in events {
        let fit = fit(event, source, target);
        best = best.max(fit.abs());
        let fit = fit.to_string();
        let status = if event.status == Status::Actual { "actual" } else { "else" };
        sink.add(&["frame", &event.event, &fit]);
        sink.add(&["frame status", &event.event, &fit, status]);
        sink.add(&["frame code", event.cameo.as_deref().unwrap_or(""), &fit]);
        sink.add(&[
            "frame claimed",
            &event.event,
            &fit,
            if event.claims.is_empty() { "" } else { "claimed" },
        ]);
    }
    sink.add(&["frames", &best.to_string()]);
}
