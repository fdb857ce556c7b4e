//! HTML: the report of a page, with what the page says about it.
//!
//! `tree.rs` parses (through `sink.rs`), `head.rs` reads what the page says about itself, `published.rs` finds the day
//! (`dates.rs` knows how days are written), `article.rs` finds the report (`names.rs` knows what
//! elements are called, `block.rs` cuts paragraphs).

mod article;
mod block;
mod dates;
mod head;
mod names;
mod published;
mod sink;
mod tree;

use crate::document::{Document, content_id};
use crate::error::Problem;
use crate::reader::Options;
use block::Block;
use tree::Tree;

pub(crate) use head::is_address;

/// Reads a page. `origin` is what messages call it, `address` where it was found.
pub(crate) fn read(
    html: &str,
    origin: &str,
    address: Option<&str>,
    options: &Options,
) -> Result<Document, Problem> {
    let tree = Tree::parse(html, options)?;
    let head = head::Head::new(&tree);
    let (title, heading) = head.title();
    let (text, breaks) = join(&article::paragraphs(&tree, title.as_deref()));
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let language = crate::identify(&text).or_else(|| head.language());
    Ok(Document {
        id: content_id(&text),
        origin: origin.to_owned(),
        uri: head.address().or_else(|| address.map(str::to_owned)),
        title,
        publisher: head.publisher(),
        author: head.author(),
        published: published::published(&tree, &head, heading, address),
        language,
        text,
        breaks,
        words: None,
    })
}

/// The text of a piece of HTML in which everything belongs to the report, as feeds hold it.
pub(crate) fn fragment(html: &str, options: &Options) -> Result<(String, Vec<usize>), Problem> {
    let tree = Tree::parse(html, options)?;
    Ok(join(&article::all_paragraphs(&tree)))
}

/// One paragraph a line. No sentence runs on from a paragraph that ends without one's end.
fn join(blocks: &[Block]) -> (String, Vec<usize>) {
    let (mut text, mut breaks) = (String::new(), Vec::new());
    for (i, block) in blocks.iter().enumerate() {
        if i > 0 {
            text.push('\n');
            if block.is_heading() || !blocks[i - 1].ends_sentence() {
                breaks.push(text.len());
            }
        }
        text.push_str(&block.text);
    }
    (text, breaks)
}

/// The first day that a text names.
pub(crate) fn date(text: &str) -> Option<jiff::civil::Date> {
    dates::first(text, dates::Order::DayFirst)
}
