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

use crate::document::Document;
use crate::error::Problem;
use crate::reader::Options;
use block::Block;
use tree::Tree;

pub(crate) use head::is_address;

/// A report that is so many times as long in the page's data as on the page is not shown there.
const MUCH_MORE: usize = 3;
/// Bytes of a text that is long enough to tell its language better than the page does.
const TELLING: usize = 200;

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
    let (mut text, mut breaks) = join(&article::paragraphs(&tree, title.as_deref()));
    // Some pages show their report by a script, and hold it only as data.
    let data = head.report("articleBody").unwrap_or_default();
    if data.len() > MUCH_MORE * text.len() {
        (text, breaks) = fragment(&data.replace('\n', "<br><br>"), options)?;
    }
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let language = language(&text, head.language(), options);
    let document = Document {
        id: String::new(),
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
    };
    Ok(document.identified())
}

/// The language of a text. What templates say is often wrong, so that the text itself counts more,
/// unless it is short or the user has said what to expect.
pub(crate) fn language(text: &str, said: Option<String>, options: &Options) -> Option<String> {
    if options.language.is_some() || said.is_some() && text.len() < TELLING {
        return said;
    }
    crate::identify(text).or(said)
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
