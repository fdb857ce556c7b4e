//! BERT's uncased WordPiece tokenizer (Devlin et al. 2019, <https://arxiv.org/abs/1810.04805>):
//! lower case, accents away, cut at white space and punctuation, then the longest pieces that the
//! vocabulary has.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A longer word is unknown as a whole, as in the original.
const LONGEST_WORD: usize = 100;

#[derive(Debug)]
pub(super) struct WordPiece {
    /// Pieces that begin a word, and those that go on (without their "##").
    first: FxHashMap<Box<str>, u32>,
    rest: FxHashMap<Box<str>, u32>,
    unknown: u32,
}

impl WordPiece {
    /// From the vocabulary, one piece a line.
    pub(super) fn new(vocabulary: &str) -> WordPiece {
        let mut pieces =
            WordPiece { first: FxHashMap::default(), rest: FxHashMap::default(), unknown: 0 };
        for (number, piece) in vocabulary.lines().enumerate() {
            let number = number as u32;
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => pieces.rest.insert(rest.into(), number),
                _ => pieces.first.insert(piece.into(), number),
            };
            if piece == "[UNK]" {
                pieces.unknown = number;
            }
        }
        pieces
    }

    /// The number of a special piece such as `[CLS]`.
    pub(super) fn special(&self, piece: &str) -> Option<u32> {
        self.first.get(piece).copied()
    }

    /// Appends the pieces of `text`.
    pub(super) fn tokenize(&self, text: &str, out: &mut Vec<u32>) {
        let mut word = String::new();
        let lower = text.chars().flat_map(char::to_lowercase).nfd();
        for c in lower.filter(|&c| !is_combining_mark(c)) {
            if c.is_whitespace() {
                self.word(&mut word, out);
            } else if c == '\0' || c == '\u{fffd}' || is_control(c) {
                // As if it were not there.
            } else if stands_alone(c) {
                self.word(&mut word, out);
                word.push(c);
                self.word(&mut word, out);
            } else {
                word.push(c);
            }
        }
        self.word(&mut word, out);
    }

    /// Cuts a word into pieces and empties it.
    fn word(&self, word: &mut String, out: &mut Vec<u32>) {
        let begin = out.len();
        let mut rest = word.as_str();
        let mut pieces = &self.first;
        if word.len() > LONGEST_WORD && word.chars().count() > LONGEST_WORD {
            out.push(self.unknown);
            rest = "";
        }
        while !rest.is_empty() {
            let ends = rest.char_indices().rev().map(|(i, c)| i + c.len_utf8());
            let found = ends.into_iter().find_map(|end| Some((end, *pieces.get(&rest[..end])?)));
            let Some((end, number)) = found else {
                out.truncate(begin);
                out.push(self.unknown);
                break;
            };
            out.push(number);
            rest = &rest[end..];
            pieces = &self.rest;
        }
        word.clear();
    }
}

fn is_control(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Other
}

/// Punctuation, ASCII symbols, and characters of scripts that have no spaces.
fn stands_alone(c: char) -> bool {
    let ideograph = matches!(c as u32,
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F
        | 0x2B740..=0x2B81F | 0x2B820..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F);
    c.is_ascii_punctuation()
        || ideograph
        || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_pieces_first() {
        let pieces = WordPiece::new("[PAD]\n[UNK]\nun\n##aff\n##able\n##a\nlodz\n.\nthe\n##m");
        let tokens = |text: &str| {
            let mut out = Vec::new();
            pieces.tokenize(text, &mut out);
            out
        };
        assert_eq!(tokens("The unaffable."), [8, 2, 3, 4, 7]);
        assert_eq!(tokens("Łódź unx"), [1, 1]);
        assert_eq!(tokens("lódz\u{1}  them"), [6, 8, 9]);
        assert_eq!(tokens(&"a".repeat(200)), [1]);
        assert!(tokens(" \n").is_empty());
        assert_eq!(pieces.special("[UNK]"), Some(1));
    }
}
