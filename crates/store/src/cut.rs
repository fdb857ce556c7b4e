//! Words that need not be kept, since the event's sentence shows them.

use bayhaqi_coder::record::Span;

/// A sentence longer than this is not cut: finding a place in it takes time in proportion to its length,
/// for each word of each event.
const LONGEST: usize = 4096;

/// The sentence of an event, as the store has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Sentence<'a> {
    /// A sentence that begins at a code point; none if it is of no use.
    pub(crate) fn new(text: &'a str, start: usize) -> Option<Self> {
        // SQLite's substr() ends at a zero byte.
        (text.len() <= LONGEST && !text.contains('\0')).then_some(Sentence { text, start })
    }

    /// What `substr(text, start - sentence's start + 1, end - start)` gives in the views.
    pub(crate) fn at(self, span: Span) -> Option<&'a str> {
        let from = span[0].checked_sub(self.start)?;
        let count = span[1].checked_sub(span[0])?;
        let mut ends = self.text.char_indices().map(|(at, _)| at).chain([self.text.len()]);
        let first = ends.nth(from)?;
        let last = if count == 0 { first } else { ends.nth(count - 1)? };
        self.text.get(first..last)
    }
}

/// Words as they are kept: none where the sentence shows them.
pub(crate) fn kept<'t>(
    text: &'t str,
    span: Span,
    sentence: Option<Sentence<'_>>,
) -> Option<&'t str> {
    let shown = sentence.is_some_and(|s| s.at(span) == Some(text));
    (!shown).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Sentence, kept};
    use proptest::prelude::*;

    #[test]
    fn only_what_the_sentence_shows_is_left_out() {
        let sentence = Sentence::new("Élan vital \u{1f600}.", 10);
        assert_eq!(kept("vital", [15, 20], sentence), None);
        assert_eq!(kept("\u{1f600}.", [21, 23], sentence), None);
        assert_eq!(kept("vital", [14, 19], sentence), Some("vital"));
        assert_eq!(kept("Élan", [0, 4], sentence), Some("Élan"));
        assert_eq!(kept(".\n", [22, 24], sentence), Some(".\n"));
        assert_eq!(kept("x", [10, 11], None), Some("x"));
        assert!(Sentence::new("a\0b", 0).is_none());
    }

    proptest! {
        #[test]
        fn sqlite_cuts_the_same(text in "\\PC{0,30}", start in 0usize..9, a in 0usize..40, b in 0usize..40) {
            let span = [a.min(b), a.max(b)];
            let shown = Sentence::new(&text, start).and_then(|s| s.at(span));
            if let Some(shown) = shown {
                let db = rusqlite::Connection::open_in_memory().unwrap();
                let sql = "SELECT substr(?1, ?2 - ?3 + 1, ?4 - ?2)";
                let cut: String = db
                    .query_row(sql, (&text, span[0] as i64, start as i64, span[1] as i64), |r| r.get(0))
                    .unwrap();
                prop_assert_eq!(cut, shown);
            }
        }
    }
}
