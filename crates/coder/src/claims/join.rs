//! From labelled tokens to attributions: each source and each piece of content goes to the nearest
//! cue on the side that its label tells.

use super::labeller::{Label, stretches};
use super::{bounds, quotes};
use crate::entities::Cast;
use std::ops::Range;

/// Source, cue and content of one attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Joined {
    /// Who speaks; nothing where the text names nobody.
    pub source: Option<Range<usize>>,
    /// The words that show it.
    pub cue: Range<usize>,
    /// What is said, in pieces.
    pub content: Vec<Range<usize>>,
    /// The source is that of the cue before ("he said that ..., adding that ...").
    pub shared: bool,
}

/// All attributions in the order of their cues.
pub(crate) fn join(cast: &Cast<'_>, labels: &[Label]) -> Vec<Joined> {
    let doc = &cast.doc;
    let mut all: Vec<Joined> = Vec::new();
    let (mut sources, mut contents) = (Vec::new(), Vec::new());
    for (label, range) in stretches(labels) {
        let range = doc.trim(range);
        match label {
            Label::Cue => {
                let source = sources.pop();
                sources.clear();
                let mut content = std::mem::take(&mut contents);
                let clause = clause_in(cast, &range);
                if let Some(start) = clause {
                    content.push(start..range.end);
                }
                let cue = range.start..clause.unwrap_or(range.end);
                all.push(Joined { source, cue, content, shared: false });
            }
            Label::SourceBefore => sources.push(range),
            Label::ContentBefore => contents.push(range),
            Label::SourceAfter => {
                if let Some(last) = all.last_mut().filter(|l| l.source.is_none()) {
                    last.source = Some(range);
                }
            }
            Label::ContentAfter => {
                if let Some(last) = all.last_mut() {
                    last.content.push(range);
                }
            }
            Label::Outside => {}
        }
    }
    for one in &mut all {
        let sentence = doc.sentence_of(one.cue.start);
        // What lies in another sentence is content from its beginning on, or the label is noise.
        one.content.retain(|c| doc.sentence_of(c.start) == sentence || begins(cast, c.start));
        one.content.retain(|c| c.end > one.cue.start || !bounds::is_apart(cast, &one.cue, c));
        bounds::invert(cast, one);
        turn(cast, one);
        part(cast, one);
        bounds::beside_quotation(cast, one);
        bounds::whole(cast, one);
        for piece in &mut one.content {
            bounds::trim(cast, piece);
        }
    }
    all.retain(|a| !a.content.is_empty());
    for i in 1..all.len() {
        let (before, rest) = all.split_at_mut(i);
        let (last, this) = (&before[i - 1], &mut rest[0]);
        let same = doc.sentence_of(last.cue.start) == doc.sentence_of(this.cue.start);
        if this.source.is_none() && same && follows(cast, last, this) {
            this.source = last.source.clone();
            this.shared = true;
        }
    }
    all
}

/// Where a clause begins that was taken for a part of its cue ("claimed now allows ...").
fn clause_in(cast: &Cast<'_>, cue: &Range<usize>) -> Option<usize> {
    let doc = &cast.doc;
    let verb = cue.clone().skip(1).find(|&v| {
        doc.dep(v) == "ccomp" && doc.head(v) < v && doc.head(v) >= cue.start && doc.is_verb(v)
    })?;
    Some(doc.subtree(verb).start.max(doc.head(verb) + 1))
}

/// "“...,” declared the colonel": a phrase without a verb right after a cue that follows its
/// quotation is who speaks, not what is said.
fn turn(cast: &Cast<'_>, one: &mut Joined) {
    let doc = &cast.doc;
    let quoted = one.cue.start.checked_sub(1).is_some_and(|m| quotes::is_mark(doc.parse.word(m)));
    let said = one.content.iter().any(|c| c.end <= one.cue.start);
    let after = one.content.iter().position(|c| c.start == one.cue.end);
    let (true, true, None, Some(at)) = (quoted, said, &one.source, after) else { return };
    let phrase = one.content[at].clone();
    let plain = |i: usize| !quotes::is_mark(doc.parse.word(i)) && doc.dep(i) != "nsubj";
    let who = |i: usize| matches!(doc.dep(i), "nsubj" | "dobj") && one.cue.contains(&doc.head(i));
    if phrase.clone().all(|i| plain(i) || who(i)) && phrase.clone().any(|i| doc.is_noun(i)) {
        one.source = Some(phrase);
        one.content.remove(at);
    }
}

/// "According to a report by the inspectors, the plant ...": what hangs on the last word of the cue
/// is who speaks, where the labels take it for the beginning of what is said.
fn part(cast: &Cast<'_>, one: &mut Joined) {
    let doc = &cast.doc;
    let (None, last) = (&one.source, one.cue.end - 1) else { return };
    let Some(named) = doc.kids_with(last, &["pobj"]).next() else { return };
    let phrase = doc.subtree(named);
    let Some(piece) = one.content.iter_mut().find(|c| c.start == one.cue.end) else { return };
    if doc.dep(last) == "prep"
        && phrase.start == piece.start
        && phrase.end < piece.end
        && doc.lower(phrase.end) == ","
    {
        piece.start = (phrase.end + 1).min(piece.end - 1);
        one.source = Some(phrase);
    }
}

/// Whether a sentence or a quotation begins at a token.
fn begins(cast: &Cast<'_>, token: usize) -> bool {
    let doc = &cast.doc;
    let start = doc.sentences()[doc.sentence_of(token)].start;
    let word = |i: usize| doc.lower(i).contains(char::is_alphanumeric);
    token == start
        || !(start..token).any(word)
        || quotes::is_mark(doc.parse.word(token))
        || quotes::is_mark(doc.parse.word(token - 1))
}

/// Whether a cue without a source goes on with the speaker of the one before.
fn follows(cast: &Cast<'_>, last: &Joined, this: &Joined) -> bool {
    let doc = &cast.doc;
    this.cue.clone().any(|verb| {
        matches!(doc.dep(verb), "conj" | "advcl" | "xcomp" | "prep" | "ROOT")
            && doc.kids_with(verb, &["nsubj", "nsubjpass"]).next().is_none()
            && !last.content.iter().any(|c| c.contains(&doc.head(verb)))
    })
}
