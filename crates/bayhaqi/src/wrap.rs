//! Text in lines of a width that people see, which differs from its number of characters.

use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that `text` takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Cuts `text` at blanks into lines of at most `columns`; a longer word is cut where it must be.
/// The lines are byte ranges of the text.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for word in words(text) {
        let wide = width(&text[word.clone()]);
        match lines.last_mut() {
            Some(line) if used + 1 + wide <= columns => {
                line.end = word.end;
                used += 1 + wide;
            }
            _ => {
                for piece in pieces(text, word, columns) {
                    used = width(&text[piece.clone()]);
                    lines.push(piece);
                }
            }
        }
    }
    lines
}

/// Shortens `text` to `columns` with an ellipsis.
pub(crate) fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let end = pieces(text, 0..text.len(), columns.saturating_sub(1).max(1))
        .first()
        .map_or(0, |first| first.end);
    format!("{}…", text[..end].trim_end())
}

/// Text from outside on one line: anything that could move the cursor becomes a blank, and blanks
/// in a row become one.
pub(crate) fn clean(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    text.split(blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split(' ').filter(|w| !w.is_empty()).map(|w| {
        let start = w.as_ptr() as usize - text.as_ptr() as usize;
        start..start + w.len()
    })
}

/// The word in pieces that fit.
fn pieces(text: &str, word: Range<usize>, columns: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut used) = (word.start, 0);
    for (offset, c) in text[word.clone()].char_indices() {
        let at = word.start + offset;
        let wide = c.width().unwrap_or(0);
        if used + wide > columns && at > start {
            pieces.push(start..at);
            (start, used) = (at, 0);
        }
        used += wide;
    }
    pieces.push(start..word.end);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{clean, shorten, wrap};

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().map(|l| &text[l]).collect()
    }

    #[test]
    fn lines_keep_their_width() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("  blanks  here ", 20), ["blanks  here"]);
        assert_eq!(lines("abcdefgh i", 3), ["abc", "def", "gh", "i"]);
        assert_eq!(lines("日本 語", 4), ["日本", "語"]);
        assert!(lines("", 5).is_empty());
    }

    #[test]
    fn long_text_is_shortened_and_cleaned() {
        assert_eq!(shorten("Łódź meets", 6), "Łódź…");
        assert_eq!(shorten("Łódź", 4), "Łódź");
        assert_eq!(clean(" a\u{1b}[31m\n b\t"), "a [31m b");
    }
}
