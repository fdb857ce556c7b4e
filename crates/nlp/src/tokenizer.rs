//! spaCy's rule-based tokenizer (`spacy/tokenizer.pyx`), with the rules of the model.
//!
//! Text is cut at white space; a single blank belongs to no token, all other white space is a
//! token of its own. From each chunk prefixes and suffixes are split off until it is an exception,
//! a URL or has none left, then it is cut at infixes. Exceptions that themselves contain affixes
//! ("a.m.") are found in a second pass over the tokens.

use rustc_hash::FxHashMap;

use crate::model::TokenizerConfig;
use crate::pattern::{Pattern, PatternError};
use crate::unicode::is_space;

/// Longer chunks are cut into pieces first: the rules take time that grows with the square of
/// the length, and no word is as long as this.
const LONGEST_CHUNK: usize = 1000;

/// Chunks whose tokens are remembered.
const CACHE: usize = 20_000;

/// A token as the rules cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// A blank follows that belongs to no token.
    pub space: bool,
    /// Number of the NORM that an exception gives, see [`Tokenizer::norm`].
    pub norm: Option<u32>,
}

/// The texts of some tokens.
type Words = Box<[Box<str>]>;

/// A part of a chunk: its bytes, and the NORM of an exception.
type Part = (u32, Option<u32>);

#[derive(Debug)]
pub(crate) struct Tokenizer {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token_match: Option<Pattern>,
    url_match: Option<Pattern>,
    exceptions: FxHashMap<Box<str>, Box<[Part]>>,
    norms: Vec<Box<str>>,
    /// Exceptions for the second pass by their first token: the tokens that the rules make of
    /// them.
    affixed: FxHashMap<Box<str>, Vec<Words>>,
}

/// What one thread remembers between texts.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    known: FxHashMap<Box<str>, Box<[Part]>>,
    chars: Vec<char>,
    parts: Vec<Part>,
}

impl Tokenizer {
    pub(crate) fn new(config: &TokenizerConfig) -> Result<Tokenizer, PatternError> {
        let pattern = |source: &Option<String>| source.as_deref().map(Pattern::new).transpose();
        let mut tokenizer = Tokenizer {
            prefix: pattern(&config.prefix)?,
            suffix: pattern(&config.suffix)?,
            infix: pattern(&config.infix)?,
            token_match: pattern(&config.token_match)?,
            url_match: pattern(&config.url_match)?,
            exceptions: FxHashMap::default(),
            norms: Vec::new(),
            affixed: FxHashMap::default(),
        };
        for (chunk, tokens) in &config.exceptions {
            let parts: Box<[Part]> = tokens
                .iter()
                .map(|(text, norm)| {
                    let norm = norm.as_ref().map(|norm| {
                        tokenizer.norms.push(norm.as_str().into());
                        tokenizer.norms.len() as u32 - 1
                    });
                    (text.len() as u32, norm)
                })
                .collect();
            // spaCy insists on this; a model that breaks it would give tokens out of the text.
            if tokens.iter().map(|(text, _)| text.as_str()).eq_concat(chunk) {
                tokenizer.exceptions.insert(chunk.as_str().into(), parts);
            }
        }
        tokenizer.find_affixed(config);
        Ok(tokenizer)
    }

    fn find_affixed(&mut self, config: &TokenizerConfig) {
        for (text, _) in &config.exceptions {
            let chars: Vec<char> = text.chars().collect();
            let finds =
                |p: &Option<Pattern>| p.as_ref().is_some_and(|p| p.find(&chars, 0).is_some());
            let affixed = !config.faster_heuristics
                || text.contains(' ')
                || finds(&self.prefix)
                || finds(&self.suffix)
                || finds(&self.infix);
            if !affixed {
                continue;
            }
            let mut cuts = Vec::new();
            self.first_pass(text, false, &mut Chunks::default(), &mut cuts);
            let words: Words = cuts.iter().map(|c| text[c.start..c.end].into()).collect();
            if let Some(first) = words.first() {
                self.affixed.entry(first.clone()).or_default().push(words);
            }
        }
    }

    /// The text of a [`Cut::norm`].
    pub(crate) fn norm(&self, number: u32) -> &str {
        &self.norms[number as usize]
    }

    /// Cuts `text` into tokens.
    pub(crate) fn tokenize(&self, text: &str, chunks: &mut Chunks, out: &mut Vec<Cut>) {
        out.clear();
        if chunks.known.len() > CACHE {
            chunks.known.clear();
        }
        self.first_pass(text, true, chunks, out);
        self.second_pass(text, out);
    }

    fn first_pass(&self, text: &str, exceptions: bool, chunks: &mut Chunks, out: &mut Vec<Cut>) {
        let mut start = 0;
        let mut chars = text.char_indices().peekable();
        let mut white = chars.peek().is_some_and(|&(_, c)| is_space(c));
        for (i, c) in chars {
            if is_space(c) == white {
                continue;
            }
            self.chunk(text, start, i, exceptions, chunks, out);
            start = i;
            if c == ' ' {
                start += 1;
                if let Some(last) = out.last_mut() {
                    last.space = true;
                }
            }
            white = !white;
        }
        self.chunk(text, start, text.len(), exceptions, chunks, out);
    }

    fn chunk(
        &self,
        text: &str,
        start: usize,
        end: usize,
        exceptions: bool,
        chunks: &mut Chunks,
        out: &mut Vec<Cut>,
    ) {
        let mut rest = &text[start..end];
        let mut at = start;
        let mut emit = |parts: &[Part]| {
            for &(length, norm) in parts {
                out.push(Cut { start: at, end: at + length as usize, space: false, norm });
                at += length as usize;
            }
        };
        while !rest.is_empty() {
            let cut = if rest.len() <= LONGEST_CHUNK {
                rest.len()
            } else {
                rest.char_indices().nth(LONGEST_CHUNK).map_or(rest.len(), |(i, _)| i)
            };
            let (chunk, after) = rest.split_at(cut);
            rest = after;
            if exceptions && let Some(parts) = chunks.known.get(chunk) {
                emit(parts);
                continue;
            }
            self.split(chunk, exceptions, chunks);
            emit(&chunks.parts);
            if exceptions {
                chunks.known.insert(chunk.into(), chunks.parts.as_slice().into());
            }
        }
    }

    /// The exception that `chars` are, if exceptions count.
    fn exception(&self, chars: &[char], exceptions: bool) -> Option<&[Part]> {
        // The longest exception has some twenty characters.
        if !exceptions || chars.len() > 40 {
            return None;
        }
        let text: String = chars.iter().collect();
        self.exceptions.get(text.as_str()).map(|parts| &**parts)
    }

    /// Cuts one chunk; the parts are left in `chunks`.
    fn split(&self, chunk: &str, exceptions: bool, chunks: &mut Chunks) {
        let (chars, parts) = (&mut chunks.chars, &mut chunks.parts);
        chars.clear();
        chars.extend(chunk.chars());
        parts.clear();
        if let Some(known) = self.exception(chars, exceptions) {
            parts.extend_from_slice(known);
            return;
        }
        let bytes = |range: &[char]| range.iter().map(|c| c.len_utf8() as u32).sum::<u32>();
        let (mut from, mut to) = (0, chars.len());
        let mut suffixes: Vec<Part> = Vec::new();
        let mut last = 0;
        while from < to && to - from != last {
            let rest = &chars[from..to];
            if matches(&self.token_match, rest) || self.exception(rest, exceptions).is_some() {
                break;
            }
            last = rest.len();
            let prefix = length(&self.prefix, rest);
            if prefix > 0 && self.exception(&rest[prefix..], exceptions).is_some() {
                parts.push((bytes(&rest[..prefix]), None));
                from += prefix;
                break;
            }
            let suffix = length(&self.suffix, &rest[prefix..]);
            let short = &rest[..rest.len() - suffix];
            if suffix > 0 && self.exception(short, exceptions).is_some() {
                suffixes.push((bytes(&rest[short.len()..]), None));
                to -= suffix;
                break;
            }
            // Where both overlap, the prefix comes first and the suffix has to wait.
            if prefix > 0 {
                parts.push((bytes(&rest[..prefix]), None));
                from += prefix;
            }
            if suffix > 0 && prefix + suffix <= rest.len() {
                suffixes.push((bytes(&rest[rest.len() - suffix..]), None));
                to -= suffix;
            }
        }
        let rest = &chars[from..to];
        if let Some(known) = self.exception(rest, exceptions) {
            parts.extend_from_slice(known);
        } else if !rest.is_empty() {
            if matches(&self.token_match, rest) || matches(&self.url_match, rest) {
                parts.push((bytes(rest), None));
            } else {
                self.split_infixes(rest, parts);
            }
        }
        parts.extend(suffixes.iter().rev());
    }

    fn split_infixes(&self, rest: &[char], parts: &mut Vec<Part>) {
        let bytes = |range: &[char]| range.iter().map(|c| c.len_utf8() as u32).sum::<u32>();
        let mut push = |range: &[char]| {
            if !range.is_empty() {
                parts.push((bytes(range), None));
            }
        };
        let mut start = 0;
        if let Some(infix) = &self.infix {
            for (from, to) in infix.find_all(rest) {
                // An infix at the very start would leave nothing before it.
                if from == 0 {
                    continue;
                }
                push(&rest[start..from]);
                push(&rest[from..to]);
                start = to;
            }
        }
        push(&rest[start..]);
    }

    /// Replaces tokens that together are an exception, the longest first.
    fn second_pass(&self, text: &str, cuts: &mut Vec<Cut>) {
        let word = |c: &Cut| &text[c.start..c.end];
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (i, cut) in cuts.iter().enumerate() {
            let Some(candidates) = self.affixed.get(word(cut)) else { continue };
            for words in candidates {
                let same = cuts[i..].len() >= words.len()
                    && words.iter().zip(&cuts[i..]).all(|(w, c)| **w == *word(c));
                if same {
                    found.push((i, i + words.len()));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|&(from, to)| (std::cmp::Reverse(to - from), from));
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for &(from, to) in &found {
            if !seen.contains(&from) && !seen.contains(&(to - 1)) {
                taken.push((from, to));
            }
            seen.extend(from..to);
        }
        taken.sort_unstable();
        let old = std::mem::take(cuts);
        let mut next = 0;
        for (from, to) in taken {
            cuts.extend_from_slice(&old[next..from]);
            next = to;
            let (start, end) = (old[from].start, old[to - 1].end);
            let Some(parts) = self.exceptions.get(&text[start..end]) else {
                // The same tokens, but with white space between them.
                cuts.extend_from_slice(&old[from..to]);
                continue;
            };
            let mut at = start;
            for &(length, norm) in parts {
                cuts.push(Cut { start: at, end: at + length as usize, space: false, norm });
                at += length as usize;
            }
            if let Some(last) = cuts.last_mut() {
                last.space = old[to - 1].space;
            }
        }
        cuts.extend_from_slice(&old[next..]);
    }
}

fn matches(pattern: &Option<Pattern>, chars: &[char]) -> bool {
    pattern.as_ref().is_some_and(|p| p.match_at(chars, 0).is_some())
}

fn length(pattern: &Option<Pattern>, chars: &[char]) -> usize {
    pattern.as_ref().and_then(|p| p.find(chars, 0)).map_or(0, |(from, to)| to - from)
}

/// Compares a text with the concatenation of others.
trait EqConcat {
    fn eq_concat(self, whole: &str) -> bool;
}

impl<'a, I: Iterator<Item = &'a str>> EqConcat for I {
    fn eq_concat(mut self, whole: &str) -> bool {
        self.try_fold(whole, |rest, part| rest.strip_prefix(part)).is_some_and(str::is_empty)
    }
}
