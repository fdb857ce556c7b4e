//! The paragraphs of a part of a page: what a browser shows as one block.

use super::tree::{Id, Tree, is_block, push_words};

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) text: String,
    /// The first node of its text.
    pub(crate) first: Id,
    /// The block element that it stands in.
    pub(crate) tag: String,
    /// How many of its characters are in links.
    pub(crate) linked: usize,
    pub(crate) chars: usize,
    pub(crate) words: usize,
}

impl Block {
    pub(crate) fn link_share(&self) -> f64 {
        self.linked as f64 / self.chars.max(1) as f64
    }

    pub(crate) fn ends_sentence(&self) -> bool {
        ends_sentence(&self.text)
    }

    pub(crate) fn is_heading(&self) -> bool {
        matches!(self.tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "th")
    }
}

/// Whether a text ends as a sentence does.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '«' | '›' | ')' | ']' | '」' | '』')
    });
    text.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '۔', '।', '՞', '։'])
}

/// The blocks of a node, without what is dropped.
pub(crate) fn blocks(tree: &Tree, root: Id, dropped: &[bool]) -> Vec<Block> {
    let mut maker = Maker::default();
    let mut link_end = 0;
    // Ends of open block elements, each with its name; the innermost last.
    let mut open: Vec<(Id, &str)> = Vec::new();
    let mut at = root;
    while at < tree.end(root) {
        while open.last().is_some_and(|&(end, _)| end <= at) {
            open.pop();
            maker.end();
        }
        if dropped.get(at).is_some_and(|&d| d) {
            if is_block(tree.name(at)) {
                maker.end();
            }
            at = tree.end(at);
            continue;
        }
        let name = tree.name(at);
        if let Some(text) = tree.own_text(at) {
            let tag = open.last().map_or("", |&(_, name)| name);
            maker.add(text, at, tag, at < link_end);
        } else if name == "br" {
            maker.line_end();
        } else if is_block(name) {
            maker.end();
            open.push((tree.end(at), name));
        } else if name == "a" {
            link_end = link_end.max(tree.end(at));
        }
        at += 1;
    }
    maker.end();
    maker.blocks
}

#[derive(Default)]
struct Maker {
    blocks: Vec<Block>,
    text: String,
    first: Id,
    tag: String,
    linked: usize,
    line_ended: bool,
}

impl Maker {
    fn add(&mut self, text: &str, at: Id, tag: &str, linked: bool) {
        if self.text.is_empty() {
            (self.first, self.tag) = (at, tag.to_owned());
        }
        let before = self.text.len();
        push_words(&mut self.text, text);
        if !self.text.trim().is_empty() && !text.trim().is_empty() {
            self.line_ended = false;
        }
        if linked {
            self.linked += self.text[before..].chars().count();
        }
    }

    /// One line end is a blank, unless a sentence ends there; two end the block.
    fn line_end(&mut self) {
        if self.line_ended || ends_sentence(&self.text) {
            self.end();
        } else if !self.text.is_empty() {
            self.line_ended = true;
            if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    fn end(&mut self) {
        let text = self.text.trim();
        if !text.is_empty() {
            self.blocks.push(Block {
                chars: text.chars().count(),
                words: count_words(text),
                text: text.to_owned(),
                first: self.first,
                tag: std::mem::take(&mut self.tag),
                linked: self.linked,
            });
        }
        self.text.clear();
        (self.linked, self.line_ended) = (0, false);
    }
}

/// Words, where a script without blanks counts two characters as one.
fn count_words(text: &str) -> usize {
    let dense =
        text.chars().filter(|c| matches!(*c as u32, 0x0e00..=0x0eff | 0x3040..=0x9fff)).count();
    text.split(' ').count() + dense / 2
}
