//! What the labeller of attributions sees of a token: the words around it, where it stands in the
//! tree below a word of reporting, and how quotation marks lie around it.
//!
//! Everything is a number from the start: each string is hashed once a token, features mix the
//! hashes, and the mix says at once where the weights stand. No names enter, but who tends to speak
//! is seen from the kind of entity.

use super::quotes::{self, Quotation};
use crate::doc::Doc;
use crate::lexicon::{Lexicon, ReportPart};
use std::ops::Range;

/// Features are hashed into this many rows of weights.
pub(crate) const BUCKETS: u32 = 1 << 18;

/// How far up the tree a token looks.
const ANCESTORS: usize = 4;
/// How far up a word of reporting is looked for.
const REACH: usize = 9;
/// Nothing there.
const NONE: u32 = 0;
/// The class of fixed words before a source ("according to").
const PREFIX: u32 = 20;

/// What is known of each token before features are mixed.
struct Atom {
    word: u32,
    lemma: u32,
    tag: u32,
    dep: u32,
    entity: u32,
    /// What the table of reporting words says.
    class: u32,
    quote: u32,
    shape: u32,
    /// The children by kind, as bits.
    kids: u32,
    /// The subject's kind of word.
    subject: u32,
}

/// A document prepared for reading features.
pub(crate) struct Features<'d, 'a> {
    doc: &'d Doc<'a>,
    atoms: Vec<Atom>,
    /// For a verb the word of reporting that is inserted below it ("Talks, he said, failed").
    inserted: Vec<Option<usize>>,
    quote_of: Vec<Option<usize>>,
    quote_marks: Vec<u32>,
    before: Vec<u32>,
    after: Vec<u32>,
    /// For each token the widest phrases that begin and that end with it.
    phrases: Vec<[usize; 2]>,
    /// Where the paragraph of each token begins.
    paragraph: Vec<usize>,
}

/// FNV-1a with 32 bits.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn mix(a: u32, b: u32) -> u32 {
    let h = (a.rotate_left(13) ^ b).wrapping_mul(0x9e37_79b1);
    h ^ (h >> 15)
}

/// Distances in few steps.
fn step(n: usize) -> u32 {
    match n {
        0..=3 => n as u32,
        4..=5 => 4,
        6..=9 => 5,
        10..=19 => 6,
        _ => 7,
    }
}

/// Collects the features of one token.
struct Sink<'s>(&'s mut Vec<u32>, u32);

impl Sink<'_> {
    /// The next feature; its place in the order is its name.
    fn add(&mut self, a: u32, b: u32) {
        self.1 += 1;
        let h = mix(mix(self.1.wrapping_mul(0x85eb_ca6b), a), b);
        self.0.push((h ^ (h >> 13)) % BUCKETS);
    }
}

impl<'d, 'a> Features<'d, 'a> {
    /// Prepares a document.
    pub fn new(doc: &'d Doc<'a>, lexicon: &Lexicon, quotations: &[Quotation]) -> Self {
        let n = doc.len();
        let mut paragraph = vec![0; n];
        for i in 1..n {
            let fresh = doc.parse.word(i - 1).contains('\n');
            paragraph[i] = if fresh { i } else { paragraph[i - 1] };
        }
        let mut quote_of = vec![None; n];
        for (index, quotation) in quotations.iter().enumerate() {
            quote_of[quotation.tokens.clone()].fill(Some(index));
        }
        let class = classes(doc, lexicon);
        let inserted = inserted(doc, &class);
        let atoms: Vec<Atom> = (0..n).map(|i| atom(doc, &class, &quote_of, i)).collect();
        let mut all = Features {
            doc,
            atoms,
            inserted,
            quote_of,
            quote_marks: Vec::new(),
            before: vec![NONE; n],
            after: vec![NONE; n],
            phrases: phrases(doc),
            paragraph,
        };
        all.neighbours();
        all.quote_marks = quotations.iter().map(|q| all.around(q)).collect();
        all
    }

    /// For each token the nearest words of reporting before and after it in the paragraph.
    fn neighbours(&mut self) {
        let n = self.atoms.len();
        let mut last: Option<usize> = None;
        for i in 0..n {
            last = last.filter(|&l| l >= self.paragraph[i]);
            if let Some(l) = last {
                self.before[i] = mix(self.atoms[l].class, step(i - l));
            }
            if self.atoms[i].class != NONE {
                last = Some(i);
            }
        }
        let mut next: Option<usize> = None;
        for i in (0..n).rev() {
            next = next.filter(|&l| self.paragraph[l] == self.paragraph[i]);
            if let Some(l) = next {
                self.after[i] = mix(self.atoms[l].class, step(l - i));
            }
            if self.atoms[i].class != NONE {
                next = Some(i);
            }
        }
    }

    /// What stands beside a quotation: a word of reporting soon after it, one or a colon before it.
    fn around(&self, quotation: &Quotation) -> u32 {
        let Range { start, end } = quotation.tokens;
        let n = self.atoms.len();
        let cue = |i: &usize| self.atoms[*i].class != NONE;
        let after = (end..n.min(end + 6))
            .take_while(|&i| !self.doc.lower(i).contains('\n'))
            .find(cue)
            .map_or(NONE, |i| self.atoms[i].class);
        let open = start.saturating_sub(1);
        let before = (open.saturating_sub(5)..open).rev().find(cue);
        let before = before.map_or(NONE, |i| self.atoms[i].class);
        let mut at = open;
        while at > 0 && self.doc.lower(at - 1).trim().is_empty() {
            at -= 1;
        }
        let colon = at > 0 && self.doc.lower(at - 1) == ":";
        let verb = quotation.tokens.clone().take(60).any(|i| self.doc.is_verb(i));
        let whole = self.paragraph[start] + 1 == start;
        let flags = u32::from(colon)
            | u32::from(verb) << 1
            | u32::from(whole) << 2
            | u32::from(quotation.closed) << 3
            | step(quotation.tokens.len()) << 4;
        mix(mix(after, before), flags)
    }

    fn at(&self, i: usize, offset: isize) -> Option<&Atom> {
        self.atoms.get(i.checked_add_signed(offset)?)
    }

    /// Writes the features of a token.
    pub fn of(&self, i: usize, out: &mut Vec<u32>) {
        let sink = &mut Sink(out, 0);
        self.window(i, sink);
        self.tree(i, sink);
        self.reporting(i, sink);
        self.place(i, sink);
        self.borders(i, sink);
    }

    fn window(&self, i: usize, sink: &mut Sink<'_>) {
        let me = &self.atoms[i];
        let get = |offset: isize, f: fn(&Atom) -> u32| self.at(i, offset).map_or(1, f);
        sink.add(me.word, NONE);
        sink.add(me.lemma, me.tag);
        for offset in [-2, -1, 1, 2] {
            sink.add(get(offset, |a| a.word), NONE);
        }
        sink.add(get(-1, |a| a.lemma), me.lemma);
        sink.add(me.lemma, get(1, |a| a.lemma));
        for offset in [-3, -2, -1, 1, 2, 3] {
            sink.add(get(offset, |a| a.class), me.tag);
        }
        sink.add(me.tag, me.dep);
        sink.add(get(-1, |a| a.tag), me.tag);
        sink.add(me.tag, get(1, |a| a.tag));
        sink.add(mix(get(-2, |a| a.tag), get(-1, |a| a.tag)), me.tag);
        sink.add(mix(get(1, |a| a.tag), get(2, |a| a.tag)), me.tag);
        sink.add(me.entity, me.shape);
        sink.add(get(1, |a| a.entity), get(-1, |a| a.entity));
        sink.add(mix(get(-1, |a| a.quote), get(1, |a| a.quote)), me.quote);
        sink.add(mix(me.quote, get(1, |a| a.word)), get(-1, |a| a.word));
    }

    fn tree(&self, i: usize, sink: &mut Sink<'_>) {
        let doc = self.doc;
        let me = &self.atoms[i];
        sink.add(mix(me.lemma, me.kids), NONE);
        sink.add(mix(me.class, me.kids), me.subject);
        sink.add(me.lemma, me.subject);
        sink.add(mix(me.tag, me.kids), me.dep);
        sink.add(me.lemma, me.dep);
        let mut below = i;
        let mut ups = doc.up(i);
        for _ in 0..ANCESTORS {
            let Some(above) = ups.next() else {
                sink.add(NONE, NONE);
                sink.add(NONE, NONE);
                continue;
            };
            let side = u32::from(i < above);
            let edge = mix(self.atoms[below].dep, side);
            sink.add(mix(self.atoms[above].lemma, self.atoms[above].kids), edge);
            sink.add(self.atoms[above].class, edge);
            below = above;
        }
    }

    /// The nearest word of reporting above, and one that is inserted into a clause above.
    fn reporting(&self, i: usize, sink: &mut Sink<'_>) {
        let doc = self.doc;
        let (mut below, mut way) = (i, NONE);
        let mut cue = None;
        let mut host = self.inserted[i].map(|c| (c, i));
        for above in doc.up(i).take(REACH) {
            way = mix(way, self.atoms[below].dep);
            if host.is_none() {
                host = self.inserted[above].map(|c| (c, above));
            }
            if self.atoms[above].class != NONE {
                cue = Some((above, below, way));
                break;
            }
            below = above;
        }
        let (class, edge, way, ends, lemma) = match cue {
            Some((above, below, way)) => {
                let part = doc.subtree(below);
                let side = u32::from(i < above);
                let ends = u32::from(part.start == i) | u32::from(part.end == i + 1) << 1;
                let atom = &self.atoms[above];
                (
                    mix(atom.class, side),
                    self.atoms[below].dep,
                    way,
                    ends,
                    mix(atom.lemma, atom.kids),
                )
            }
            None => (NONE, NONE, NONE, 4, NONE),
        };
        sink.add(class, edge);
        sink.add(mix(class, edge), ends);
        sink.add(class, way);
        sink.add(lemma, mix(class, edge));
        sink.add(mix(class, edge), self.atoms[i].quote);
        let (class, part) = match host {
            Some((cue, _)) => {
                let hole = doc.subtree(cue);
                let part = u32::from(i < hole.start) | u32::from(i >= hole.end) << 1;
                (mix(self.atoms[cue].class, self.atoms[cue].dep), part)
            }
            None => (NONE, 4),
        };
        sink.add(class, part);
        sink.add(mix(class, part), self.atoms[i].tag);
        sink.add(mix(class, part), edge);
    }

    /// The phrase that begins here and the one that has just ended: content seldom ends within one.
    fn borders(&self, i: usize, sink: &mut Sink<'_>) {
        let doc = self.doc;
        let end = i.checked_sub(1).map_or(NONE, |last| {
            let phrase = self.phrases[last][1];
            mix(self.atoms[phrase].dep, self.atoms[doc.head(phrase)].class)
        });
        let phrase = self.phrases[i][0];
        let (me, above) = (&self.atoms[phrase], &self.atoms[doc.head(phrase)]);
        let begin = mix(me.dep, above.class);
        let way = doc.up(phrase).take(REACH).try_fold((NONE, phrase), |(way, below), above| {
            let way = mix(way, self.atoms[below].dep);
            if self.atoms[above].class == NONE { Ok((way, above)) } else { Err(way) }
        });
        let way = way.map_or_else(|way| way, |_| NONE);
        let next = self.phrases[i][1];
        let closing = mix(self.atoms[next].dep, self.atoms[doc.head(next)].class);
        sink.add(begin, end);
        sink.add(begin, me.kids);
        sink.add(mix(me.dep, above.lemma), self.atoms[i].word);
        sink.add(way, self.atoms[i].word);
        sink.add(way, end);
        sink.add(closing, self.at(i, 1).map_or(1, |a| a.tag));
    }

    /// Where in sentence, paragraph and quotation the token stands.
    fn place(&self, i: usize, sink: &mut Sink<'_>) {
        let doc = self.doc;
        let me = &self.atoms[i];
        let sentence = &doc.sentences()[doc.sentence_of(i)];
        let (from, to) = (step(i - sentence.start), step(sentence.end.saturating_sub(i + 1)));
        sink.add(from, me.tag);
        sink.add(to, me.tag);
        sink.add(self.before[i], me.tag);
        sink.add(self.after[i], me.tag);
        sink.add(mix(self.before[i], self.after[i]), me.quote);
        let around = self.quote_of[i].map_or(NONE, |q| self.quote_marks[q]);
        sink.add(around, me.quote);
        let next = |k: usize| self.quote_of.get(i + k).copied().flatten();
        let last = |k: usize| i.checked_sub(k).and_then(|j| self.quote_of[j]);
        let opening = next(1).map_or(NONE, |q| self.quote_marks[q]);
        let closing = last(1).map_or(NONE, |q| self.quote_marks[q]);
        sink.add(mix(opening, closing), me.quote);
        let start = self.paragraph[i];
        let colon = (start.saturating_sub(3)..start)
            .rev()
            .find(|&j| !doc.lower(j).trim().is_empty())
            .map_or(NONE, |j| self.atoms[j].word & 0xff);
        sink.add(mix(colon, step(i - start)), self.atoms[start].quote);
        sink.add(self.atoms[sentence.start].lemma, self.atoms[sentence.start].quote);
    }
}

/// For each token the roots of the widest phrases that begin and that end with it.
fn phrases(doc: &Doc<'_>) -> Vec<[usize; 2]> {
    let n = doc.len();
    let mut found: Vec<[Option<usize>; 2]> = vec![[None; 2]; n];
    for i in 0..n {
        let own = doc.subtree(i);
        for (at, side) in [(own.start, 0), (own.end - 1, 1)] {
            let widest = &mut found[at][side];
            if widest.is_none_or(|w| doc.subtree(w).len() < own.len()) {
                *widest = Some(i);
            }
        }
    }
    found.iter().enumerate().map(|(i, sides)| sides.map(|s| s.unwrap_or(i))).collect()
}

/// What the tables say of each word: what kind of reporting word it is.
fn classes(doc: &Doc<'_>, lexicon: &Lexicon) -> Vec<u32> {
    let words = &lexicon.words;
    let n = doc.len();
    let class = |i: usize| {
        let fits = |p: &Vec<&str>| {
            i + p.len() <= n && p.iter().enumerate().all(|(k, w)| doc.lower(i + k) == *w)
        };
        if words.prefixes.iter().any(fits) {
            return PREFIX;
        }
        let stance = |part| words.stance(part, doc.lemma(i));
        if doc.is_verb(i) {
            let verb = stance(ReportPart::Verb).map(|s| 2 + s as u32);
            return verb.or_else(|| stance(ReportPart::About).map(|_| 8)).unwrap_or(NONE);
        }
        let noun = doc.parse.pos(i) == "NOUN";
        noun.then(|| stance(ReportPart::Noun)).flatten().map_or(NONE, |s| 10 + s as u32)
    };
    (0..n).map(class).collect()
}

/// The clause of speaking that hangs on the clause that it reports, by the verb of the latter.
fn inserted(doc: &Doc<'_>, class: &[u32]) -> Vec<Option<usize>> {
    let mut found = vec![None; doc.len()];
    for (cue, &class) in class.iter().enumerate() {
        let outer = doc.head(cue);
        if class == NONE || outer == cue {
            continue;
        }
        let prefix = class == PREFIX;
        let clause = doc.is_verb(cue)
            && matches!(doc.dep(cue), "parataxis" | "ccomp" | "advcl" | "intj" | "dep")
            && doc.kids_with(cue, &["ccomp"]).next().is_none();
        if prefix {
            let verb = doc.up(cue).find(|&v| doc.is_verb(v)).unwrap_or(outer);
            found[verb] = Some(cue);
        } else if clause {
            found[outer] = Some(cue);
        }
    }
    found
}

fn atom(doc: &Doc<'_>, class: &[u32], quote_of: &[Option<usize>], i: usize) -> Atom {
    let entity = doc.parse.entity_type(i);
    let named = matches!(entity, "PERSON" | "ORG" | "GPE" | "NORP" | "FAC" | "LOC");
    let word = if named { hash(entity) } else { hash(doc.lower(i)) };
    let lemma = if named { word } else { hash(doc.lemma(i)) };
    let mut kids = u32::from(quote_of[i].is_some()) << 9;
    let mut subject = NONE;
    for &kid in doc.kids(i) {
        kids |= match doc.dep(kid) {
            "nsubj" => {
                let kind = doc.parse.entity_type(kid);
                subject = mix(hash(kind), hash(doc.parse.tag(kid)));
                1
            }
            "ccomp" if kid > i => 2,
            "ccomp" => 4,
            "dobj" => 8,
            "xcomp" => 16,
            "nsubjpass" | "auxpass" => 32,
            "acl" | "relcl" => 64,
            "prep" => 128,
            "mark" => 256,
            _ => 0,
        };
    }
    let raw = doc.parse.word(i);
    let first = raw.chars().next();
    let mark = quotes::is_mark(raw);
    Atom {
        word,
        lemma,
        tag: hash(doc.parse.tag(i)),
        dep: hash(doc.dep(i)),
        entity: hash(entity),
        class: class[i],
        quote: u32::from(quote_of[i].is_some()) | u32::from(mark) << 1,
        shape: u32::from(first.is_some_and(char::is_uppercase))
            | u32::from(first.is_some_and(char::is_alphabetic)) << 1,
        kids,
        subject,
    }
}
