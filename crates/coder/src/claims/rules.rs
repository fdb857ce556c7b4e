//! Who says what by the rules of grammar alone: what hangs on a verb, a noun or fixed words of the
//! table of reporting.

use super::{Report, Reports, bounds, is_hearing, overlap};
use crate::actors::Arg;
use crate::arguments::{is_passive, object_tokens, subjects};
use crate::entities::Cast;
use crate::lexicon::ReportPart;
use crate::names::{Name, NameKind};
use crate::record::Stance;
use std::ops::Range;

/// "KABUL: The army ..." begins with a place, not with a speaker.
pub(super) fn is_from(cast: &Cast<'_>, start: usize) -> bool {
    let place = |n: &Name| {
        n.tokens.contains(&start) && matches!(n.kind, NameKind::Place | NameKind::Country)
    };
    let from = cast.names.partition_point(|n| n.tokens.start < start);
    let word = cast.doc.parse.word(start);
    cast.lexicon.names.keys().any(|k| k.to_uppercase() == word)
        || cast.names[from..].iter().take(3).any(place)
}

impl Reports {
    pub(super) fn by_verb(&mut self, cast: &Cast<'_>, verb: usize) {
        let doc = &cast.doc;
        if !doc.is_verb(verb) {
            return;
        }
        let words = &cast.lexicon.words;
        if let Some(stance) = words.stance(ReportPart::About, doc.lemma(verb)) {
            self.mention(cast, verb, stance);
        }
        let Some(stance) = words.stance(ReportPart::Verb, doc.lemma(verb)) else { return };
        let negated = doc.kids_with(verb, &["neg"]).next().is_some();
        let stance = if negated && stance == Stance::Denies { Stance::Asserts } else { stance };
        let mut heads: Vec<usize> = doc.kids_with(verb, &["ccomp"]).collect();
        if heads.is_empty() && !is_passive(cast, verb) {
            heads.extend(infinitive_claim(cast, verb));
        }
        // "was reported killed"
        if is_passive(cast, verb) {
            let bare = |v: &usize| doc.parse.tag(*v) == "VBN" && is_passive(cast, *v);
            heads.extend(doc.kids_with(verb, &["xcomp", "oprd"]).filter(bare));
        }
        for prep in doc.kids_with(verb, &["prep"]) {
            let topic = matches!(doc.lower(prep), "of" | "for" | "about" | "over" | "as");
            if topic && prep > verb {
                heads.extend(doc.kids_with(prep, &["pcomp"]));
            }
        }
        if stance != Stance::Asserts {
            heads.extend(object_tokens(cast, verb).into_iter().filter(|&o| cast.at(o).is_none()));
        }
        for head in heads {
            let content = subtree_without(cast, head, verb);
            if head < verb && bounds::is_apart(cast, &(verb..verb + 1), &content[0]) {
                continue;
            }
            self.add(cast, verb, content, Some(head), stance);
        }
        // "The talks, he said, went well": the cue hangs on what it reports.
        let outer = doc.head(verb);
        let inserted = matches!(doc.dep(verb), "parataxis" | "ccomp" | "advcl" | "intj")
            && doc.kids_with(verb, &["ccomp", "mark", "dobj"]).next().is_none()
            && doc.kids_with(verb, &["nsubj"]).next().is_some()
            && doc.is_verb(outer)
            && outer != verb
            && words.stance(ReportPart::Verb, doc.lemma(outer)).is_none()
            && set_off(cast, verb);
        if inserted {
            let mut content = subtree_without(cast, outer, verb);
            if let Some(end) = bounds::answer(cast, verb, outer) {
                content.iter_mut().for_each(|c| c.end = c.end.min(end));
                content.retain(|c| !c.is_empty());
            }
            self.add(cast, verb, content, Some(outer), stance);
        }
        self.after_colon(cast, verb, stance);
    }

    /// "He added: ..." where the parser did not link the rest.
    fn after_colon(&mut self, cast: &Cast<'_>, verb: usize, stance: Stance) {
        let doc = &cast.doc;
        let end = doc.sentences()[doc.sentence_of(verb)].end;
        let mut after = verb + 1..end.min(verb + 4);
        let Some(colon) = after.find(|&i| doc.lower(i) == ":") else { return };
        let linked = self.all.iter().any(|r| {
            r.cue.contains(&verb) && r.content.iter().any(|c| c.contains(&(end - 1).max(colon + 1)))
        });
        if !linked && colon + 1 < end {
            let head = (colon + 1..end).find(|&i| doc.is_verb(i) && !doc.is_below(verb, i));
            let rest = colon + 1..end;
            self.add(cast, verb, [rest].into(), head, stance);
        }
    }

    /// "Referring to the attack by X", "recalled the killing of X".
    fn mention(&mut self, cast: &Cast<'_>, verb: usize, stance: Stance) {
        let doc = &cast.doc;
        let mut heads: Vec<usize> = object_tokens(cast, verb);
        for prep in doc.kids_with(verb, &["prep"]).filter(|&p| p > verb) {
            if matches!(doc.lower(prep), "to" | "as") {
                heads.extend(doc.kids_with(prep, &["pobj"]));
            }
        }
        for head in heads.into_iter().filter(|&h| h > verb) {
            let content = vec![doc.subtree(head)];
            let before = self.all.len();
            self.add(cast, verb, content, Some(head), stance);
            for report in &mut self.all[before..] {
                report.about = true;
            }
        }
    }

    /// "according to X".
    pub(super) fn by_prefix(&mut self, cast: &Cast<'_>, token: usize) {
        let doc = &cast.doc;
        let n = doc.len();
        for words in &cast.lexicon.words.prefixes {
            let end = token + words.len();
            let fits = end < n && words.iter().enumerate().all(|(k, w)| doc.lower(token + k) == *w);
            if !fits {
                continue;
            }
            let speaker = (token..end)
                .flat_map(|p| doc.kids(p).iter().copied())
                .find(|&k| k >= end && doc.is_noun(k));
            let Some(speaker) = speaker else { continue };
            let sentence = doc.sentences()[doc.sentence_of(token)].clone();
            let verb = doc.up(token).find(|&v| doc.is_verb(v));
            let phrase = doc.subtree(token);
            let content = match verb {
                Some(verb) => subtree_without(cast, verb, token),
                None => [sentence.start..phrase.start, phrase.end..sentence.end]
                    .into_iter()
                    .filter(|r| !r.is_empty())
                    .collect(),
            };
            self.push(cast, speaker, token..end, content, verb, Stance::Asserts);
        }
    }

    /// "EXAMPLE: I have said so before.", as transcripts write it.
    pub(super) fn by_label(&mut self, cast: &Cast<'_>, start: usize) {
        const LONGEST: usize = 4;
        let doc = &cast.doc;
        let word = |i: usize| doc.parse.word(i);
        let capitals = |i: usize| {
            word(i).chars().filter(|c| c.is_alphabetic()).count() > 1
                && word(i).chars().all(|c| !c.is_lowercase())
        };
        let fresh = start == 0
            || word(start - 1).contains('\n')
            || matches!(word(start - 1), "“" | "\"" | "``");
        if !fresh || !capitals(start) {
            return;
        }
        let end = doc.len();
        let Some(colon) = (start + 1..end.min(start + LONGEST)).find(|&i| word(i) == ":") else {
            return;
        };
        if !(start..colon).all(|i| capitals(i) || word(i) == ".") {
            return;
        }
        if is_from(cast, start) {
            return;
        }
        let stop = (colon + 1..end).find(|&i| word(i).contains('\n')).unwrap_or(end);
        if colon + 1 < stop {
            let said = colon + 1..stop;
            let speaker = (start..colon).rev().find(|&i| cast.at(i).is_some()).unwrap_or(start);
            self.push(cast, speaker, colon..colon + 1, [said].into(), None, Stance::Asserts);
        }
    }

    /// "X's claim that ...".
    pub(super) fn by_noun(&mut self, cast: &Cast<'_>, noun: usize) {
        let doc = &cast.doc;
        if doc.parse.pos(noun) != "NOUN" {
            return;
        }
        let Some(stance) = cast.lexicon.words.stance(ReportPart::Noun, doc.lemma(noun)) else {
            return;
        };
        let clause = doc
            .kids_with(noun, &["acl", "ccomp", "relcl"])
            .find(|&v| doc.kids_with(v, &["mark"]).any(|m| doc.lower(m) == "that"));
        let Some(clause) = clause else { return };
        let owner = doc
            .kids_with(noun, &["poss"])
            .chain(
                doc.kids_with(noun, &["prep"])
                    .filter(|&p| matches!(doc.lower(p), "by" | "from" | "of"))
                    .flat_map(|p| doc.kids_with(p, &["pobj"])),
            )
            .next();
        let content = vec![doc.subtree(clause)];
        self.push(cast, owner.unwrap_or(noun), noun..noun + 1, content, Some(clause), stance);
    }

    fn add(
        &mut self,
        cast: &Cast<'_>,
        verb: usize,
        content: Vec<Range<usize>>,
        head: Option<usize>,
        stance: Stance,
    ) {
        let doc = &cast.doc;
        let end = doc.kids_with(verb, &["prt"]).find(|&p| p == verb + 1).unwrap_or(verb) + 1;
        let own =
            if is_passive(cast, verb) { None } else { doc.kids_with(verb, &["nsubj"]).next() };
        let arg = subjects(cast, verb, 0).into_iter().next();
        let own = own.filter(|&o| !matches!(doc.lower(o), "who" | "which" | "that" | "it"));
        let speaker = match (own, arg) {
            _ if is_hearing(cast, verb) => None,
            (Some(own), Some(arg)) if !cast.conjuncts(own).contains(&arg.head) => Some(own),
            (_, Some(arg)) => Some(arg.head),
            (own, None) => own,
        };
        // "it was reported that": the cue itself is all that is known of the speaker.
        self.push(cast, speaker.unwrap_or(verb), verb..end, content, head, stance);
    }

    pub(super) fn push(
        &mut self,
        cast: &Cast<'_>,
        speaker: usize,
        cue: Range<usize>,
        content: Vec<Range<usize>>,
        head: Option<usize>,
        stance: Stance,
    ) {
        if content.iter().all(Range::is_empty) {
            return;
        }
        let known = Arg { head: speaker, country: None };
        let arg = cast.at(speaker).map(|_| known);
        let quote = self.quote_kind(cast, &content);
        let actor = cast.actor(known);
        let same = |r: &Report| r.cue == cue && r.content == content;
        if !self.all.iter().rev().take(4).any(same) {
            self.all.push(Report {
                speaker: actor,
                arg,
                cue,
                content,
                head,
                quote,
                stance,
                about: false,
                labelled: None,
                tells: true,
                considered: None,
                shown: false,
            });
        }
    }

    /// Quotations that no cue is linked to by the parse go to the cue beside them, or to the
    /// speaker who was quoted just before.
    pub(super) fn attach_quotations(&mut self, cast: &Cast<'_>) {
        let doc = &cast.doc;
        let quotes: Vec<Range<usize>> = self.quotes.iter().map(|q| q.tokens.clone()).collect();
        for quote in quotes {
            let is_clause = quote.len() >= 4 && quote.clone().any(|i| doc.is_verb(i));
            let covered = self
                .near(quote.start)
                .any(|r| r.content.iter().any(|c| overlap(&quote, c) * 2 > quote.len()));
            if !is_clause || covered {
                continue;
            }
            let sentences = doc.sentence_of(quote.start)..doc.sentence_of(quote.end - 1) + 1;
            let beside = self.cue_beside(cast, &quote, sentences.clone());
            let before = || {
                self.near(quote.start).rfind(|r| {
                    r.cue.start < quote.start
                        && doc.sentence_of(r.cue.start) + 2 >= sentences.start
                        && !r.about
                })
            };
            let found = beside.or_else(|| before().map(|r| (speaker_head(r), r.cue.clone())));
            match found {
                Some((speaker, cue)) => {
                    let content = vec![quote.clone()];
                    let inner = quote.clone().find(|&i| doc.is_verb(i));
                    self.push(cast, speaker, cue, content, inner, Stance::Asserts);
                }
                None => self.orphans.push(quote),
            }
        }
    }

    fn cue_beside(
        &self,
        cast: &Cast<'_>,
        quote: &Range<usize>,
        sentences: Range<usize>,
    ) -> Option<(usize, Range<usize>)> {
        let doc = &cast.doc;
        let (first, last) = (sentences.start, sentences.end - 1);
        let range = doc.sentences()[first].start..doc.sentences()[last].end;
        let cue = range.filter(|i| !quote.contains(i)).find(|&v| {
            doc.is_verb(v)
                && cast.lexicon.words.stance(ReportPart::Verb, doc.lemma(v)).is_some()
                && doc.kids_with(v, &["nsubj"]).next().is_some()
        })?;
        let speaker = subjects(cast, cue, 0).first().map(|a| a.head);
        let plain = doc.kids_with(cue, &["nsubj"]).next();
        Some((speaker.or(plain)?, cue..cue + 1))
    }
}

fn speaker_head(report: &Report) -> usize {
    report.arg.map_or(report.cue.start, |a| a.head)
}

/// The infinitive after a verb of speaking: "claims to have destroyed", "vowed to crack down".
fn infinitive_claim(cast: &Cast<'_>, verb: usize) -> Option<usize> {
    let doc = &cast.doc;
    let infinitive = |v: usize| doc.kids_with(v, &["aux"]).any(|a| doc.lower(a) == "to");
    let aspect = matches!(doc.lemma(verb), "continue" | "find" | "learn" | "prove");
    doc.kids_with(verb, &["xcomp"]).find(|&v| !aspect && infinitive(v))
}

/// Whether a clause stands between commas or quotation marks, or at the sentence's end after one.
fn set_off(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    let range = doc.subtree(verb);
    let mark = |i: usize| matches!(doc.lower(i), "," | "”" | "\"" | "''" | "--" | "—" | "-");
    range.start > 0 && (mark(range.start - 1) || mark(range.start))
}

/// The words below `head`, with what hangs on the cue cut out where the cue stands inside.
fn subtree_without(cast: &Cast<'_>, head: usize, cue: usize) -> Vec<Range<usize>> {
    let doc = &cast.doc;
    let whole = doc.subtree(head);
    if !doc.is_below(cue, head) {
        // The content's edges may lie around a cue in the middle ("Talks, he said, failed").
        if whole.contains(&cue) {
            let subject =
                doc.kids_with(cue, &["nsubj"]).next().map_or(cue, |s| doc.subtree(s).start);
            let (left, right) = (whole.start..subject.min(cue), cue + 1..whole.end);
            return [left, right].into_iter().filter(|r| !r.is_empty()).collect();
        }
        return vec![whole];
    }
    let hole = doc.subtree(cue);
    [whole.start..hole.start.max(whole.start), hole.end.min(whole.end)..whole.end]
        .into_iter()
        .filter(|r| !r.is_empty())
        .collect()
}
