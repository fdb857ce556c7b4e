//! Where quotation marks open and close, whichever marks a newsroom uses.

use crate::doc::Doc;
use std::ops::Range;

/// A mark that is never closed must not swallow the document.
const LONGEST: usize = 400;

/// Words between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// The words, without the marks.
    pub tokens: Range<usize>,
    /// Whether the closing mark stands in the text. A quotation of several paragraphs is opened
    /// again in each of them and closed once, in the last (Chicago Manual of Style, 13.30).
    pub closed: bool,
}

/// What a mark does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Closes,
    /// The straight mark does either.
    Either,
}

fn mark(word: &str) -> Option<Mark> {
    match word {
        "“" | "„" | "«" | "「" | "『" | "〝" | "‟" | "``" => Some(Mark::Opens),
        "”" | "»" | "」" | "』" | "〞" => Some(Mark::Closes),
        "\"" | "''" | "＂" => Some(Mark::Either),
        _ => None,
    }
}

/// Whether a token is a quotation mark.
pub(crate) fn is_mark(word: &str) -> bool {
    mark(word).is_some()
}

/// All quotations in the order of the text. None lies in another.
pub(crate) fn find(doc: &Doc<'_>) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    // German and Polish close with the mark that opens an English quotation.
    let mut low = false;
    let end = doc.len();
    for i in 0..end {
        let word = doc.parse.word(i);
        let new_paragraph = word.contains('\n');
        if let Some(start) = open
            && (new_paragraph || i - start > LONGEST)
        {
            // Only a quotation that the next paragraph goes on with is one.
            let goes_on = new_paragraph
                && i + 1 < end
                && matches!(mark(doc.parse.word(i + 1)), Some(Mark::Opens | Mark::Either));
            if goes_on {
                found.push(Quotation { tokens: start..i, closed: false });
            }
            open = None;
        }
        match (mark(word), open) {
            (Some(Mark::Closes | Mark::Either), Some(start)) => {
                found.push(Quotation { tokens: start..i, closed: true });
                open = None;
            }
            (Some(Mark::Opens), Some(start)) if low && word == "“" => {
                found.push(Quotation { tokens: start..i, closed: true });
                open = None;
            }
            // At the beginning of a paragraph a mark that closes is a slip for the other.
            (Some(Mark::Closes), None) if i > 0 && !doc.parse.word(i - 1).contains('\n') => {}
            (Some(Mark::Opens | Mark::Either | Mark::Closes), _) => {
                open = Some(i + 1);
                low = word == "„";
            }
            _ => {}
        }
    }
    found.retain(|q| !q.tokens.is_empty());
    found
}
