//! Where what is said begins and ends, where the labels alone get it wrong.

use super::join::Joined;
use super::quotes;
use crate::entities::Cast;
use std::ops::Range;

/// No mark or conjunction is looked for further away.
const FAR: usize = 80;

/// "“...,” she said of the plan. “...”": beside quotations, words that make no clause are not said.
pub(super) fn beside_quotation(cast: &Cast<'_>, one: &mut Joined) {
    let doc = &cast.doc;
    let mark = |i: usize| quotes::is_mark(doc.parse.word(i));
    let quoted = |c: &Range<usize>| mark(c.start) || c.start.checked_sub(1).is_some_and(mark);
    let clause = |c: &Range<usize>| {
        let verb = |i: usize| is_subject(cast, i).filter(|v| c.contains(v));
        c.clone().filter_map(verb).any(|v| doc.dep(v) != "relcl")
    };
    if one.content.iter().any(|c| quoted(c) && clause(c)) {
        one.content.retain(|c| quoted(c) || clause(c));
    }
}

/// "He was one of ten and the first to fall, according to X": what fixed words tell is a clause.
pub(super) fn whole(cast: &Cast<'_>, one: &mut Joined) {
    let doc = &cast.doc;
    let first = doc.lower(one.cue.start);
    let fixed = cast.lexicon.words.prefixes.iter().any(|p| p[0] == first);
    let mut said = one.content.iter().flat_map(Clone::clone);
    if !fixed || said.any(|i| is_subject(cast, i).is_some()) {
        return;
    }
    let Some(piece) = one.content.iter_mut().rfind(|c| c.end <= one.cue.start) else { return };
    let subject =
        |v: usize| doc.kids_with(v, &["nsubj", "nsubjpass"]).next().filter(|&s| s < piece.start);
    let clause = doc.up(piece.start).find(|&v| subject(v).is_some());
    if let Some(verb) = clause {
        let sentence = doc.sentences()[doc.sentence_of(piece.start)].start;
        piece.start = doc.subtree(verb).start.clamp(sentence, piece.start);
    }
}

/// The verb whose subject a token is.
fn is_subject(cast: &Cast<'_>, token: usize) -> Option<usize> {
    let doc = &cast.doc;
    matches!(doc.dep(token), "nsubj" | "nsubjpass").then(|| doc.head(token))
}

/// A conjunction at the end belongs to what follows, with the comma before it.
pub(super) fn trim(cast: &Cast<'_>, piece: &mut Range<usize>) {
    let doc = &cast.doc;
    if piece.len() > 1 && doc.parse.pos(piece.end - 1) == "CCONJ" {
        piece.end -= 1;
        comma(cast, piece);
    }
    *piece = doc.trim(piece.clone());
}

fn comma(cast: &Cast<'_>, piece: &mut Range<usize>) {
    if piece.len() > 1 && cast.doc.lower(piece.end - 1) == "," {
        piece.end -= 1;
    }
}

/// Lets content end where its clause ends, where the labels stop too early: before the clause's own
/// verb ("worried that if it failed, the firm could threaten ..."), or where somebody in it speaks or
/// acts ("has other questions than those that he refused to answer").
pub(super) fn close(cast: &Cast<'_>, one: &mut Joined, verb: usize) {
    let doc = &cast.doc;
    let cue = &one.cue;
    let said = verb >= cue.end && cue.clone().any(|c| doc.is_below(verb, c));
    let begun = |c: &&mut Range<usize>| (cue.end..=verb).contains(&c.start);
    let Some(piece) = one.content.iter_mut().rfind(begun).filter(|_| said) else { return };
    // "Said it was opposed and warned ...": only infinitives are surely still said.
    let other =
        |i: usize| i != verb && doc.dep(i) == "conj" && doc.is_verb(i) && doc.parse.tag(i) != "VB";
    let apart =
        |i: usize| std::iter::once(i).chain(doc.up(i)).take_while(|&a| a != verb).any(other);
    let early = verb >= piece.end;
    let stops = |i: usize| {
        let word = doc.parse.word(i);
        let mark = if early { quotes::is_mark(word) } else { doc.parse.pos(i) == "PUNCT" };
        mark || word.contains('\n') || apart(i)
    };
    let clause = doc.subtree(verb).end;
    let end = (piece.end..clause).find(|&i| stops(i)).unwrap_or(clause.max(piece.end));
    if end > verb && end > piece.end {
        piece.end = end;
        trim(cast, piece);
        comma(cast, piece);
    }
}

/// "Blast kills ten; two groups claim attack": where the cue has something of its own to say, what
/// stands before a semicolon is not what is said.
pub(super) fn is_apart(cast: &Cast<'_>, cue: &Range<usize>, said: &Range<usize>) -> bool {
    let doc = &cast.doc;
    let mut between = (said.start..cue.start).rev().take(FAR);
    let ends = between.any(|i| doc.lower(i) == ";");
    // "..., police said on Friday"
    let own = cue.end < doc.len()
        && !matches!(doc.parse.pos(cue.end), "PUNCT" | "SPACE" | "ADP" | "ADV")
        && doc.dep(cue.end) != "npadvmod";
    // "Chile left; Peru, he said, stayed": what the cue is inserted in stands behind the semicolon.
    let inserted = cue.clone().any(|i| doc.dep(i) == "parataxis" && doc.head(i) > cue.end);
    ends && (own || inserted) && doc.sentence_of(cue.start) == doc.sentence_of(said.start)
}

/// "Rebels attacked the base, the minister said, and troops fled": a cue that is inserted behind the
/// clause `verb` reports it from its beginning on, and with what "and" adds to it.
pub(super) fn around(cast: &Cast<'_>, one: &mut Joined, verb: usize) {
    let doc = &cast.doc;
    let Some(cue) = one.cue.clone().find(|&i| doc.is_verb(i)) else { return };
    let sentence = doc.sentences()[doc.sentence_of(cue)].clone();
    let Some(start) = insertion(cast, cue).filter(|&s| verb < s && sentence.contains(&verb)) else {
        return;
    };
    if !one.content.iter().any(|c| c.contains(&verb)) {
        let clause = doc.subtree(verb).start.max(sentence.start)..start;
        one.content.retain(|c| c.start >= clause.end || c.end <= clause.start);
        one.content.insert(0, clause);
        comma(cast, &mut one.content[0]);
    }
    let Some(more) = added(cast, cue, verb) else { return };
    let rest = more..doc.subtree(more).end;
    if rest.clone().all(|i| one.content.iter().all(|c| !c.contains(&i))) {
        let from = (one.cue.end..more).rev().find(|&i| doc.parse.pos(i) == "PUNCT");
        one.content.push(from.map_or(more, |p| p + 1)..rest.end);
    }
}

/// Where the clause of a cue begins that stands behind what it reports, between commas.
pub(super) fn insertion(cast: &Cast<'_>, cue: usize) -> Option<usize> {
    let doc = &cast.doc;
    let subject = doc.kids_with(cue, &["nsubj"]).next().filter(|&s| s < cue)?;
    let start = doc.subtree(subject).start;
    let behind = start.checked_sub(1).is_some_and(|i| doc.lower(i) == ",");
    let says = doc.kids_with(cue, &["ccomp", "dobj", "xcomp"]).any(|k| k > cue);
    (behind && !says).then_some(start)
}

/// Where another answers what an inserted cue reports: "..., he said, but the rebels denied it".
pub(super) fn answer(cast: &Cast<'_>, cue: usize, verb: usize) -> Option<usize> {
    let doc = &cast.doc;
    let but = |v: usize| {
        let subject = doc.kids_with(v, &["nsubj", "nsubjpass"]).next()?;
        (cue..doc.subtree(subject).start).rev().take(FAR).find(|&i| doc.lower(i) == "but")
    };
    doc.kids_with(verb, &["conj"]).filter(|&v| v > cue).find_map(but)
}

/// The verb of the clause that goes on behind an inserted cue: joined by "and" to what was said, or
/// told as what had been before ("..., she said; the army had fled").
fn added(cast: &Cast<'_>, cue: usize, verb: usize) -> Option<usize> {
    let doc = &cast.doc;
    let subject = |v: usize| doc.kids_with(v, &["nsubj", "nsubjpass"]).next();
    let joint = |v: usize| {
        let first = subject(v).map_or(v, |s| doc.subtree(s).start);
        (cue..first).rev().take(FAR).find(|&i| matches!(doc.parse.tag(i), "CC" | ":"))
    };
    let by = |v: usize, word: &str| joint(v).is_some_and(|i| doc.lower(i) == word);
    let before = |v: usize| {
        doc.kids_with(v, &["aux"]).any(|a| matches!(doc.lower(a), "had" | "would" | "could"))
    };
    let own = |v: usize| subject(v).is_some_and(|s| s > cue && !is_speaker(cast, cue, s));
    let joined = [verb, cue].into_iter().flat_map(|h| {
        let both = doc.kids_with(h, &["conj"]).filter(move |&v| v > cue && doc.is_verb(v));
        // Without a subject of its own it is what the clause goes on with, not the speaker's own act.
        let bare = move |v: usize| subject(v).is_none() && (h == verb || is_of_itself(cast, cue));
        both.filter(move |&v| own(v) || bare(v))
    });
    let above = std::iter::once(doc.head(cue)).filter(|&v| v > cue && own(v));
    { joined.chain(above) }.find(|&v| by(v, "and") || by(v, ";") && before(v))
}

/// "The army killed ten, it said, and seized weapons": whoever speaks of itself goes on with it.
pub(super) fn is_of_itself(cast: &Cast<'_>, cue: usize) -> bool {
    let doc = &cast.doc;
    doc.kids_with(cue, &["nsubj"]).any(|s| matches!(doc.lower(s), "it" | "they"))
}

/// "X, said Y, had attacked": Y speaks, though labels take the nearest name before the cue.
pub(super) fn invert(cast: &Cast<'_>, one: &mut Joined) {
    let doc = &cast.doc;
    let Some(cue) = one.cue.clone().find(|&i| doc.is_verb(i)) else { return };
    let behind = doc.kids_with(cue, &["nsubj"]).find(|&s| s > cue).map(|s| doc.subtree(s));
    let Some((speaker, source)) = behind.zip(one.source.clone()) else { return };
    let piece = one.content.iter().position(|c| c.start == speaker.start && c.end > speaker.end);
    let own = source.clone().all(|i| doc.head(i) != cue);
    if let Some(at) = piece.filter(|_| own && source.end <= cue) {
        one.content[at].start = speaker.end;
        one.content.insert(0, source);
        one.source = Some(speaker);
    }
}

/// Whether a subject is the one who says so.
fn is_speaker(cast: &Cast<'_>, cue: usize, subject: usize) -> bool {
    let doc = &cast.doc;
    let speaker = doc.kids_with(cue, &["nsubj"]).next();
    let entity = |i: usize| cast.at(i).map(|m| m.entity);
    speaker.is_some_and(|s| entity(s).is_some() && entity(s) == entity(subject))
        || matches!(doc.lower(subject), "he" | "she" | "i" | "we")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coder;
    use crate::record::DocumentInfo;
    use bayhaqi_nlp::Pipeline;

    /// What is said after `mend`, where the labels gave this cue and this content.
    fn mended(
        text: &str,
        cue: &str,
        content: &[&str],
        mend: impl Fn(&Cast<'_>, &mut Joined),
    ) -> Vec<String> {
        let (english, coder) = (Pipeline::english().unwrap(), Coder::new().unwrap());
        let parse = english.parse(text);
        let cast = coder.cast(&DocumentInfo::default(), &parse, None);
        let tokens = |words: &&str| {
            let from = text.find(*words).unwrap();
            let at = |byte| parse.tokens().iter().position(|t| t.start == byte).unwrap();
            let last = parse.tokens().iter().position(|t| t.end == from + words.len()).unwrap();
            at(from)..last + 1
        };
        let content = content.iter().map(tokens).collect();
        let mut one = Joined { cue: tokens(&cue), content, ..Joined::default() };
        mend(&cast, &mut one);
        one.content.into_iter().map(|c| cast.doc.text_span(c).text).collect()
    }

    #[test]
    fn a_clause_is_said_to_its_end() {
        let text = "The envoy worried that if the talks failed, Chad could attack Niger, and left.";
        let close = |cast: &Cast<'_>, one: &mut Joined| {
            let verb = (0..cast.doc.len()).find(|&i| cast.doc.lower(i) == "attack").unwrap();
            close(cast, one, verb);
        };
        let said = "that if the talks failed, Chad could attack Niger";
        assert_eq!(mended(text, "worried", &["that if the talks failed"], close), [said]);
        // What is whole stays as it is.
        assert_eq!(mended(text, "worried", &[said], close), [said]);
    }

    #[test]
    fn fragments_beside_a_quotation_are_not_said() {
        let text = "“We will rebuild,” she said of the plan. “It will take two years.”";
        let all = ["“We will rebuild,”", "of the plan", "“It will take two years.”"];
        assert_eq!(mended(text, "said", &all, beside_quotation), [all[0], all[2]]);
        assert_eq!(mended(text, "said", &all[1..2], beside_quotation), ["of the plan"]);
    }

    #[test]
    fn fixed_words_tell_a_clause() {
        let text = "Peru was one of ten states and the first country, according to the ministry.";
        let said = mended(text, "according to", &["the first country"], whole);
        assert_eq!(said, ["Peru was one of ten states and the first country"]);
    }

    #[test]
    fn no_conjunction_stands_at_the_end() {
        let cut = |cast: &Cast<'_>, one: &mut Joined| trim(cast, &mut one.content[0]);
        let text = "She said it was late and left.";
        assert_eq!(mended(text, "said", &["it was late and"], cut), ["it was late"]);
    }
}
