//! One parsed document as the coder reads it: a tree that is safe to walk whatever the model gave,
//! lower-cased words, and spans in code points.
//!
//! The small model makes a few mistakes again and again. Those that a rule can tell from the text
//! alone are mended here, once, so that no other file has to know of them.

use crate::lexicon::Lexicon;
use crate::names::Name;
use crate::record::{Span, TextSpan};
use bayhaqi_nlp::{CharIndex, Parse};
use std::ops::Range;

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
        doc.mend_finite_modifiers();
        doc.mend_insertions();
        doc.mend_quantities();
        doc.join_fragments();
        for name in names.iter().filter(|n| n.title < n.tokens.start) {
            doc.mend_title(name.title..name.tokens.end);
        }
        doc.check_heads();
        doc.index();
        doc
    }

    /// "LIMA, Peru (AB) -- Ministers met": the words before the dash are no part of the sentence.
    fn leave_datelines(&mut self) {
        for start in 0..self.head.len() {
            let Some(end) = dateline(self.parse, start) else { continue };
            let inside = |i: usize| (start..end).contains(&i);
            for i in start..self.head.len().min(end + 150) {
                let mut at = i;
                if inside(i) || !inside(self.head[i]) {
                    continue;
                }
                for _ in 0..DEEP {
                    at = self.head[at];
                    if !inside(self.head[at]) || self.head[at] == at {
                        break;
                    }
                }
                let free = self.head[at] == at || inside(self.head[at]);
                self.dep[i] = self.dep[at];
                self.head[i] = if free { i } else { self.head[at] };
            }
            for i in start..end {
                self.head[i] = i;
                self.dep[i] = "dep";
            }
        }
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

    /// A fragment whose sentence boundary was false hangs on the verb of the other part.
    fn join_fragments(&mut self) {
        for range in self.sentences.clone() {
            let roots: Vec<usize> = range.clone().filter(|&i| self.head[i] == i).collect();
            if roots.len() < 2 || roots.len() > 6 {
                continue;
            }
            let main = roots.iter().copied().find(|&r| self.is_verb(r)).unwrap_or(roots[0]);
            for root in roots {
                if root != main && !self.lower[root].trim().is_empty() {
                    self.head[root] = main;
                    self.dep[root] = "dep";
                }
            }
        }
    }

    /// "Secretary of Iran's Council (IC) Ali Example": the name is the head, whatever the parser
    /// made of the title before it, and what hung on the title hangs where the name does.
    fn mend_title(&mut self, span: Range<usize>) {
        let inside = |i: usize| span.contains(&i);
        let outer: Vec<usize> =
            span.clone().filter(|&i| self.head[i] == i || !inside(self.head[i])).collect();
        let name_head = self.name_head(&span);
        const CORE: [&str; 6] = ["nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr"];
        let linked = outer.contains(&name_head) && CORE.contains(&self.dep[name_head]);
        let link = if linked {
            name_head
        } else {
            let core = outer.iter().copied().find(|&i| CORE.contains(&self.dep[i]));
            core.or(outer.first().copied()).unwrap_or(name_head)
        };
        let (head, dep) = (self.head[link], self.dep[link]);
        if head == link {
            self.head[name_head] = name_head;
        } else {
            self.head[name_head] = head;
        }
        self.dep[name_head] = dep;
        let upper = self.head[name_head];
        for i in span.clone().filter(|&i| i != name_head) {
            if outer.contains(&i) || self.head[i] == name_head || i == link {
                self.head[i] = name_head;
                if !matches!(self.dep[i], "poss" | "amod" | "det" | "case" | "punct") {
                    self.dep[i] = "compound";
                }
            }
        }
        let sentence = self.sentences[self.sentence_of[name_head]].clone();
        for i in sentence {
            if !inside(i) && inside(self.head[i]) && self.head[i] != name_head {
                let stays = matches!(self.dep[i], "conj" | "cc" | "appos" | "relcl" | "punct");
                self.head[i] = if stays || upper == name_head { name_head } else { upper };
            }
        }
    }

    /// The head of the name at the end of a title: its last word, without closing marks.
    fn name_head(&self, span: &Range<usize>) -> usize {
        let last = span.end - 1;
        let word = span.clone().rev().find(|&i| self.parse.pos(i) != "PUNCT");
        word.unwrap_or(last)
    }

    /// A past tense verb with a subject of its own is no modifier of the noun after it: the noun
    /// is its object ("advisers — led by X — aided the army").
    fn mend_finite_modifiers(&mut self) {
        for verb in 0..self.head.len() {
            let noun = self.head[verb];
            if self.dep[verb] != "amod" || self.parse.tag(verb) != "VBD" || noun <= verb {
                continue;
            }
            let sentence = self.sentences[self.sentence_of[verb]].clone();
            if !sentence.clone().any(|i| self.head[i] == verb && self.dep[i] == "nsubj") {
                continue;
            }
            // What the noun was taken for a part of: up to the verb of another clause, if any.
            let mut top = noun;
            for _ in 0..DEEP {
                let head = self.head[top];
                if head == top || self.is_verb(head) {
                    break;
                }
                top = head;
            }
            if self.head[top] != top && self.head[top] > verb {
                continue;
            }
            self.head[verb] = verb;
            self.dep[verb] = "ROOT";
            if top != noun {
                self.head[top] = verb;
                self.dep[top] = "dep";
            }
            self.head[noun] = verb;
            self.dep[noun] = "dobj";
        }
    }

    /// "X, Y said, attacked Z": the first of two subjects belongs to the verb after the insertion.
    fn mend_insertions(&mut self) {
        for verb in 0..self.head.len() {
            let outer = self.head[verb];
            if !matches!(self.dep[verb], "parataxis" | "ccomp") || outer <= verb {
                continue;
            }
            let from = self.sentences[self.sentence_of[verb]].start.max(verb.saturating_sub(30));
            let is_subject = |i: usize| self.head[i] == verb && self.dep[i] == "nsubj";
            let subjects: Vec<usize> = (from..verb).filter(|&i| is_subject(i)).collect();
            if let [first, _, ..] = subjects[..] {
                self.head[first] = outer;
            }
        }
    }

    /// "kidnapped up to 16 advisers": the parser takes "up" for a particle; the advisers are the object.
    fn mend_quantities(&mut self) {
        for up in 0..self.head.len().saturating_sub(2) {
            let (to, number) = (up + 1, up + 2);
            if self.lower[up] != "up" || self.lower[to] != "to" || self.parse.pos(number) != "NUM" {
                continue;
            }
            let (verb, noun) = (self.head[up], self.head[number]);
            let hangs = self.head[to] == up || self.head[to] == verb;
            if self.is_verb(verb) && hangs && self.head[noun] == to && self.dep[noun] == "pobj" {
                self.head[noun] = verb;
                self.dep[noun] = "dobj";
                for i in [up, to] {
                    self.head[i] = number;
                    self.dep[i] = "quantmod";
                }
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
        matches!(self.parse.pos(i), "VERB" | "AUX") || self.parse.tag(i).starts_with("VB")
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
    let lemma = match parse.lemma(i) {
        "" => return lower[i].clone(),
        lemma => lemma.to_lowercase(),
    };
    // The rules of the model clip a mute e now and then, or keep a doubled letter: "staged" becomes
    // "stag", "kidnapped" "kidnapp".
    let inflected = matches!(parse.tag(i), "VBD" | "VBN" | "VBG");
    if inflected && !lexicon.has_verb(&lemma) {
        let whole = format!("{lemma}e");
        let mut letters = lemma.chars().rev();
        let doubled = letters.next().is_some_and(|c| letters.next() == Some(c));
        if lexicon.has_verb(&whole) {
            return whole;
        }
        if doubled && lemma.is_ascii() && lexicon.has_verb(&lemma[..lemma.len() - 1]) {
            return lemma[..lemma.len() - 1].to_owned();
        }
    }
    lemma
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
    let dash = window.find(|&i| matches!(parse.word(i), "--" | "—" | "–" | "-"))?;
    let apart = parse.tokens()[dash - 1].space_after || parse.word(dash) != "-";
    apart.then_some(dash + 1)
}

/// The model's sentences, joined where nothing in the text ends one: no final mark and no new
/// line. The model finds boundaries by syntax alone and breaks long titles.
fn sentences(parse: &Parse) -> (Vec<Range<usize>>, Vec<usize>) {
    const LONGEST: usize = 150;
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in parse.sentences().iter().filter(|r| !r.is_empty()) {
        if let Some(last) = joined.last_mut()
            && range.end - last.start <= LONGEST
            && !ends_sentence(parse, last.clone(), range.start)
        {
            last.end = range.end;
        } else {
            joined.push(range.clone());
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
