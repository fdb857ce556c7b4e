//! One parsed document as the coder reads it: a tree that is safe to walk whatever the model gave,
//! lower-cased words, and spans in code points.
//!
//! The small model makes a few mistakes again and again. Those that a rule can tell from the text
//! alone are mended once (`doc/mend.rs`, `doc/rows.rs`), so that no other file has to know of them.

use crate::lexicon::Lexicon;
use crate::names::Name;
use crate::record::{Span, TextSpan};
use bayhaqi_nlp::{CharIndex, Parse};
use std::ops::Range;

mod mend;
mod rows;
mod speech;

/// No walk up the tree goes further: longer chains are parser noise, and adversarial input must
/// not cost quadratic time.
const DEEP: usize = 40;

/// A parsed document with a checked tree.
pub(crate) struct Doc<'a> {
    /// What the model gave.
    pub parse: &'a Parse,
    /// Code points of its text.
    pub chars: CharIndex,
    head: Vec<usize>,
    dep: Vec<&'a str>,
    kids: Vec<usize>,
    first_kid: Vec<usize>,
    edges: Vec<(usize, usize)>,
    lower: Vec<String>,
    lemma: Vec<String>,
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<usize>,
}

impl<'a> Doc<'a> {
    /// Checks and mends the tree. `titles` are the names with the titles before them.
    pub fn new(parse: &'a Parse, lexicon: &Lexicon, lower: Vec<String>, names: &[Name]) -> Self {
        let n = parse.len();
        let (sentences, sentence_of) = sentences(parse);
        let mut doc = Doc {
            parse,
            chars: CharIndex::new(parse.text()),
            head: (0..n).map(|i| parse.head(i)).collect(),
            dep: (0..n).map(|i| parse.dep(i)).collect(),
            kids: Vec::new(),
            first_kid: Vec::new(),
            edges: Vec::new(),
            lemma: (0..n).map(|i| lemma(parse, lexicon, i, &lower)).collect(),
            lower,
            sentences,
            sentence_of,
        };
        doc.leave_datelines();
        doc.check_heads();
        doc.mend_headline_passives();
        doc.mend_missing_verbs();
        doc.mend_finite_modifiers();
        doc.mend_objects_of_clauses(lexicon);
        doc.mend_late_appositions();
        doc.mend_fronted_participles();
        doc.mend_fronted_names();
        doc.mend_second_subjects();
        doc.mend_closing_speakers(lexicon);
        doc.mend_closing_speeches(lexicon);
        doc.mend_fronted_places();
        doc.mend_for_clauses();
        doc.mend_given_times();
        doc.mend_insertions();
        doc.mend_semicolons(lexicon);
        doc.mend_quantities();
        doc.mend_late_contents(lexicon);
        doc.mend_particles(lexicon);
        doc.mend_second_speeches(lexicon);
        doc.mend_second_acts(lexicon, names);
        doc.mend_acts_of_itself(lexicon);
        doc.mend_mixed_tenses();
        doc.mend_shared_places(names);
        doc.mend_rows_of_people(names);
        doc.mend_rows_of_states(names);
        doc.mend_who(names);
        doc.mend_second_owners(lexicon);
        doc.mend_described_names(lexicon, names);
        doc.mend_rows_of_owners();
        doc.mend_states_before_adverbs(names);
        doc.mend_named_nouns(names);
        doc.join_fragments();
        for name in names.iter().filter(|n| n.title < n.tokens.start) {
            doc.mend_title(name.title..name.tokens.end);
        }
        doc.check_heads();
        doc.index();
        doc
    }

    /// Where the dateline ends that begins a paragraph at `start`.
    pub fn dateline(&self, start: usize) -> Option<usize> {
        dateline(self.parse, start)
    }

    /// Heads outside the sentence and cycles become roots.
    fn check_heads(&mut self) {
        let n = self.head.len();
        for i in 0..n {
            let head = self.head[i];
            if head >= n || self.sentence_of[head] != self.sentence_of[i] {
                self.head[i] = i;
            }
        }
        let mut state = vec![0u32; n];
        for i in 0..n {
            let mut at = i;
            while state[at] == 0 {
                state[at] = i as u32 + 1;
                let head = self.head[at];
                if head != at && state[head] == i as u32 + 1 {
                    self.head[at] = at;
                }
                at = self.head[at];
            }
        }
    }

    fn index(&mut self) {
        let n = self.head.len();
        self.first_kid = vec![0; n + 1];
        for i in 0..n {
            if self.head[i] != i {
                self.first_kid[self.head[i] + 1] += 1;
            }
        }
        for i in 0..n {
            self.first_kid[i + 1] += self.first_kid[i];
        }
        let mut at = self.first_kid.clone();
        self.kids = vec![0; self.first_kid[n]];
        for i in 0..n {
            let head = self.head[i];
            if head != i {
                self.kids[at[head]] = i;
                at[head] += 1;
            }
        }
        // Parents before children, then the edges from the leaves up.
        let mut order: Vec<usize> = (0..n).filter(|&i| self.head[i] == i).collect();
        let mut next = 0;
        while next < order.len() {
            let i = order[next];
            order.extend_from_slice(&self.kids[self.first_kid[i]..self.first_kid[i + 1]]);
            next += 1;
        }
        self.edges = (0..n).map(|i| (i, i)).collect();
        for &i in order.iter().rev() {
            let (left, right) = self.edges[i];
            let edge = &mut self.edges[self.head[i]];
            edge.0 = edge.0.min(left);
            edge.1 = edge.1.max(right);
        }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.head.len()
    }

    /// Children in the order of the text.
    pub fn kids(&self, i: usize) -> &[usize] {
        &self.kids[self.first_kid[i]..self.first_kid[i + 1]]
    }

    /// Children with one of these labels.
    pub fn kids_with<'s>(
        &'s self,
        i: usize,
        deps: &'s [&'s str],
    ) -> impl DoubleEndedIterator<Item = usize> + 's {
        self.kids(i).iter().copied().filter(move |&k| deps.contains(&self.dep[k]))
    }

    /// Head of `i`, itself for a root.
    pub fn head(&self, i: usize) -> usize {
        self.head[i]
    }

    /// Dependency label.
    pub fn dep(&self, i: usize) -> &'a str {
        self.dep[i]
    }

    /// Lemma in lower case.
    pub fn lemma(&self, i: usize) -> &str {
        &self.lemma[i]
    }

    /// The word in lower case.
    pub fn lower(&self, i: usize) -> &str {
        &self.lower[i]
    }

    /// From the head of `i` up, boundedly.
    pub fn up(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = i;
        (0..DEEP).map_while(move |_| {
            let head = self.head[at];
            (head != at).then(|| {
                at = head;
                head
            })
        })
    }

    /// Leftmost to rightmost descendant.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.edges[i].0..self.edges[i].1 + 1
    }

    /// Whether `i` is `above` or hangs below it.
    pub fn is_below(&self, i: usize, above: usize) -> bool {
        i == above || self.up(i).any(|a| a == above)
    }

    /// Whether `i` is a verb or auxiliary.
    pub fn is_verb(&self, i: usize) -> bool {
        matches!(self.parse.pos(i), "VERB" | "AUX")
            || self.parse.tag(i).starts_with("VB")
            || self.is_infinitive(i)
    }

    /// "voted to impeach": whatever the model takes the word after "to" for.
    pub fn is_infinitive(&self, i: usize) -> bool {
        i > 0
            && self.parse.tag(i) == "DT"
            && self.lower[i - 1] == "to"
            && self.parse.dep(i - 1) == "aux"
            && self.parse.head(i - 1) == i
    }

    /// Whether `i` can be the head of a noun phrase.
    pub fn is_noun(&self, i: usize) -> bool {
        matches!(self.parse.pos(i), "NOUN" | "PROPN" | "PRON")
            || matches!(self.parse.tag(i), "NN" | "NNS" | "NNP" | "NNPS")
    }

    /// Sentences, false boundaries removed.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Index of the sentence of a token.
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentence_of[i]
    }

    /// Span in code points of some tokens.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        let bytes = self.parse.byte_span(tokens);
        [self.chars.char_of_byte(bytes.start), self.chars.char_of_byte(bytes.end)]
    }

    /// Words and span of some tokens, blanks at the edges left out.
    pub fn text_span(&self, tokens: Range<usize>) -> TextSpan {
        let tokens = self.trim(tokens);
        TextSpan {
            text: self.parse.text()[self.parse.byte_span(tokens.clone())].to_owned(),
            span: self.span(tokens),
        }
    }

    /// Leaves out blank tokens at the edges.
    pub fn trim(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.len() > 1 && self.lower[tokens.end - 1].trim().is_empty() {
            tokens.end -= 1;
        }
        while tokens.len() > 1 && self.lower[tokens.start].trim().is_empty() {
            tokens.start += 1;
        }
        tokens
    }
}

fn lemma(parse: &Parse, lexicon: &Lexicon, i: usize, lower: &[String]) -> String {
    if let Some(whole) = hyphenated(parse, lexicon, i, lower) {
        return whole;
    }
    let lemma = match parse.lemma(i) {
        "" => return lower[i].clone(),
        lemma => lemma.to_lowercase(),
    };
    // The rules of the model clip a mute e now and then, add one, or keep a doubled letter: "staged"
    // becomes "stag", "cordoned" "cordone", "kidnapped" "kidnapp".
    // "Rebels" at the front of a title: the model keeps what it takes for a name as it is written.
    if matches!(parse.tag(i), "NNP" | "NNPS")
        && let Some(one) = lemma.strip_suffix('s').filter(|one| lexicon.roles.contains_key(one))
    {
        return one.to_owned();
    }
    // "Example hauls Other to court": after a name in s the model takes the verb for a plural's.
    if parse.tag(i) == "VBP"
        && !lexicon.has_verb(&lemma)
        && let Some(bare) = lemma.strip_suffix('s').filter(|bare| lexicon.has_verb(bare))
    {
        return bare.to_owned();
    }
    let inflected = matches!(parse.tag(i), "VBD" | "VBN" | "VBG");
    if inflected && !lexicon.has_verb(&lemma) {
        let whole = format!("{lemma}e");
        let mut letters = lemma.chars().rev();
        let doubled = letters.next().is_some_and(|c| letters.next() == Some(c));
        if lexicon.has_verb(&whole) {
            return whole;
        }
        if let Some(bare) = lemma.strip_suffix('e').filter(|bare| lexicon.has_verb(bare)) {
            return bare.to_owned();
        }
        if doubled && lemma.is_ascii() && lexicon.has_verb(&lemma[..lemma.len() - 1]) {
            return lemma[..lemma.len() - 1].to_owned();
        }
    }
    lemma
}

/// "sit-in", "walk-out": the tokenizer takes such words apart; the last part stands for the whole where
/// the frames know it, with its hyphen or without.
fn hyphenated(parse: &Parse, lexicon: &Lexicon, i: usize, lower: &[String]) -> Option<String> {
    let touch = |k: usize| !parse.tokens()[k].space_after;
    if i < 2 || lower[i - 1] != "-" || !touch(i - 1) || !touch(i - 2) {
        return None;
    }
    let last = lower[i].strip_suffix('s').unwrap_or(&lower[i]);
    let (first, second) = (&lower[i - 2], [lower[i].as_str(), last]);
    let known = |w: &String| lexicon.has_verb(w) || !lexicon.types_by_word(w).is_empty();
    let joined =
        |hyphen: &str| second.map(|s| format!("{first}{hyphen}{s}")).into_iter().find(known);
    joined("-").or_else(|| joined(""))
}

/// The end of a dateline that begins a paragraph at `start`.
fn dateline(parse: &Parse, start: usize) -> Option<usize> {
    const LONGEST: usize = 14;
    let fresh = start == 0 || parse.word(start - 1).contains('\n');
    let word = parse.word(start);
    let capitals = word.len() > 2 && word.chars().all(char::is_uppercase);
    if !fresh || !capitals {
        return None;
    }
    let mut window = start + 1..parse.len().min(start + LONGEST);
    let dash = window.find(|&i| matches!(parse.word(i), "--" | "—" | "–" | "-" | ":"))?;
    // "LIMA: Ministers met": a colon ends a town alone.
    if parse.word(dash) == ":" {
        let town = (start..dash).all(|i| !parse.word(i).chars().any(char::is_lowercase));
        return town.then_some(dash + 1);
    }
    let apart = parse.tokens()[dash - 1].space_after || parse.word(dash) != "-";
    apart.then_some(dash + 1)
}

/// The end of a line like "By our correspondent in Example" at `start`: no part of the text below.
fn byline(parse: &Parse, start: usize) -> Option<usize> {
    const LONGEST: usize = 12;
    let fresh = start > 0 && parse.word(start - 1).contains('\n');
    if !fresh || !parse.word(start).eq_ignore_ascii_case("by") {
        return None;
    }
    let mut line = start + 1..parse.len().min(start + LONGEST);
    let end = line.find(|&i| parse.word(i).contains('\n'))?;
    let plain = |i: usize| !matches!(parse.word(i), "." | "?" | "!") && parse.pos(i) != "VERB";
    (start..end).all(plain).then_some(end + 1)
}

/// The model's sentences, joined where nothing in the text ends one: no final mark and no new
/// line. The model finds boundaries by syntax alone and breaks long titles.
fn sentences(parse: &Parse) -> (Vec<Range<usize>>, Vec<usize>) {
    const LONGEST: usize = 150;
    let mut joined: Vec<Range<usize>> = Vec::new();
    let whole = parse.sentences().iter().filter(|r| !r.is_empty());
    for range in whole.flat_map(|r| paragraphs(parse, r.clone())) {
        if let Some(last) = joined.last_mut()
            && range.end - last.start <= LONGEST
            && !ends_sentence(parse, last.clone(), range.start)
        {
            last.end = range.end;
        } else {
            joined.push(range);
        }
    }
    let mut of = vec![0; parse.len()];
    for (index, range) in joined.iter().enumerate() {
        for i in range.clone() {
            of[i] = index;
        }
    }
    (joined, of)
}

/// A title without a final mark, which the model joins with the text below, is a sentence of its own.
fn paragraphs(parse: &Parse, mut range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    std::iter::from_fn(move || {
        let open = |i: usize| parse.word(i).ends_with(char::is_alphanumeric);
        let blank = |&i: &usize| parse.word(i).matches('\n').count() > 1 && open(i - 1);
        let end = range.clone().skip(1).find(blank).map_or(range.end, |i| i + 1);
        let part = range.start..end;
        range.start = end;
        (!part.is_empty()).then_some(part)
    })
}

fn ends_sentence(parse: &Parse, sentence: Range<usize>, next: usize) -> bool {
    let last = sentence.end - 1;
    let text = parse.text();
    let gap = &text[parse.tokens()[last].start..parse.tokens()[next].end];
    if gap.contains('\n') {
        return true;
    }
    let mut words = sentence.rev().take(4).map(|i| parse.word(i));
    words.any(|w| w.ends_with(['.', '?', '!', ':', ';', '…', '|']))
        || !starts_like_more(parse, next)
}

/// Whether a sentence that begins at `next` may go on with the one before.
fn starts_like_more(parse: &Parse, next: usize) -> bool {
    parse.tag(next) != "``" && !parse.word(next).starts_with(['"', '“', '‘', '•', '*'])
}
