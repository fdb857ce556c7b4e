//! No parse, however odd, makes the coder panic or point outside the text.

use bayhaqi_coder::Coder;
use bayhaqi_coder::record::{Actor, Coded, DocumentInfo, Span};
use bayhaqi_nlp::{Iob, Parse, Token};
use proptest::prelude::*;
use std::sync::OnceLock;

fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| Coder::new().expect("the lexicon compiles"))
}

const WORDS: [&str; 46] = [
    "Iran",
    "’s",
    "President",
    "Anna",
    "Müller",
    "said",
    "attacked",
    "the",
    "army",
    "in",
    "Paris",
    ",",
    "“",
    "”",
    "killed",
    "12",
    "soldiers",
    "and",
    "on",
    "Monday",
    "to",
    "meet",
    "with",
    "according",
    "he",
    "who",
    "of",
    "Secretary",
    "General",
    "sanctions",
    "\n",
    ".",
    "must",
    "not",
    "talks",
    "by",
    "-",
    "January",
    "2014",
    "--",
    "\"",
    "«",
    "»",
    "„",
    "「",
    "」",
];
const DEPS: [&str; 20] = [
    "nsubj",
    "dobj",
    "prep",
    "pobj",
    "ROOT",
    "ccomp",
    "xcomp",
    "conj",
    "amod",
    "compound",
    "poss",
    "relcl",
    "acl",
    "advcl",
    "agent",
    "nsubjpass",
    "appos",
    "aux",
    "neg",
    "",
];
const TAGS: [&str; 12] =
    ["NNP", "VBD", "NN", "IN", "VB", "VBN", "VBG", "JJ", "PRP", "CD", "", "NNS"];
const POS: [&str; 8] = ["PROPN", "VERB", "NOUN", "ADP", "ADJ", "PRON", "NUM", ""];
const TYPES: [&str; 6] = ["PERSON", "ORG", "GPE", "NORP", "DATE", ""];

type Raw = (usize, usize, usize, usize, usize, usize, u8);

fn parse(raw: &[Raw]) -> Parse {
    let mut text = String::new();
    let tokens = raw
        .iter()
        .map(|&(word, dep, tag, pos, kind, head, flags)| {
            let start = text.len();
            text.push_str(WORDS[word]);
            let end = text.len();
            text.push(' ');
            let iob = [Iob::Out, Iob::Begin, Iob::In][usize::from(flags >> 1) % 3];
            Token {
                start,
                end,
                space_after: true,
                tag: TAGS[tag].into(),
                pos: POS[pos].into(),
                morph: "".into(),
                lemma: WORDS[word].to_lowercase().into(),
                dep: DEPS[dep].into(),
                head,
                sentence_start: flags & 1 == 1,
                iob,
                entity: TYPES[kind].into(),
            }
        })
        .collect();
    Parse::new(text, tokens)
}

fn check(coded: &Coded, characters: usize) -> Result<(), TestCaseError> {
    let span = |s: Span| {
        prop_assert!(s[0] <= s[1] && s[1] <= characters, "{s:?} of {characters}");
        Ok(())
    };
    let actor = |a: &Actor| span(a.span);
    for event in &coded.events {
        span(event.trigger.span)?;
        span(event.sentence.span)?;
        event.sources.iter().chain(&event.targets).try_for_each(actor)?;
        for claim in &event.claims {
            actor(&claim.speaker)?;
            span(claim.cue.span)?;
            claim.content.iter().try_for_each(|s| span(*s))?;
        }
        prop_assert!((0.0..=1.0).contains(&event.confidence));
    }
    for entity in &coded.entities {
        entity.mentions.iter().try_for_each(|s| span(*s))?;
    }
    for attribution in &coded.attributions {
        attribution.content.iter().chain(&attribution.source).try_for_each(|s| span(*s))?;
    }
    coded.times.iter().try_for_each(|t| span(t.span))?;
    coded.places.iter().try_for_each(|p| span(p.span))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn random_parses(raw in prop::collection::vec(
        (0..WORDS.len(), 0..DEPS.len(), 0..TAGS.len(), 0..POS.len(), 0..TYPES.len(), 0usize..60, 0u8..8),
        0..60,
    )) {
        let parse = parse(&raw);
        let published = Some("2020-07-22".to_owned());
        let document = DocumentInfo { published, ..DocumentInfo::default() };
        let coded = coder().code(&document, &parse, "random");
        check(&coded, parse.text().chars().count())?;
    }
}

/// One sentence of 30,000 tokens, each the head of the next: time must not grow with the square.
#[test]
fn long_chains_take_no_square_time() {
    let raw: Vec<Raw> = (0..30_000)
        .map(|i| {
            (
                i % WORDS.len(),
                i % DEPS.len(),
                i % TAGS.len(),
                i % POS.len(),
                i % TYPES.len(),
                i + 1,
                0,
            )
        })
        .collect();
    let parse = parse(&raw);
    let start = std::time::Instant::now();
    coder().code(&DocumentInfo::default(), &parse, "chain");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Thousands of quotation marks, most of them never closed.
#[test]
fn many_quotations_take_no_square_time() {
    let marks = [12, 40, 41, 43, 13, 44, 40, 12];
    let raw: Vec<Raw> = (0..40_000)
        .map(|i| {
            let word = if i % 3 == 0 { marks[i / 3 % marks.len()] } else { i % WORDS.len() };
            (
                word,
                i % DEPS.len(),
                i % TAGS.len(),
                i % POS.len(),
                5,
                i / 9 * 9,
                u8::from(i % 9 == 0),
            )
        })
        .collect();
    let parse = parse(&raw);
    let start = std::time::Instant::now();
    let coded = coder().code(&DocumentInfo::default(), &parse, "quotes");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    check(&coded, parse.text().chars().count()).expect("spans lie in the text");
}
