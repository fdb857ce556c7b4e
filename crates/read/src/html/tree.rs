//! A page as a flat tree.
//!
//! Nothing here or after it calls itself: a page is walked by the order of its nodes, so that no
//! nesting can exhaust the stack.

use super::sink::Sink;
use crate::error::Problem;
use crate::reader::Options;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName};

/// The parser is asked after so many bytes whether a limit is passed.
const CHUNK: usize = 16 * 1024;

/// Position of a node in document order.
pub(crate) type Id = usize;

/// A parsed page: its nodes in document order.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// An element or a text.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: Id,
    /// The first node after this one and all within it.
    pub(crate) end: Id,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The document itself, comments and whatever else shows nothing.
    Other,
    Text(String),
    Element(LocalName, Vec<Attribute>),
}

impl Tree {
    /// Nodes in document order.
    pub(crate) fn new(nodes: Vec<Node>) -> Self {
        Tree { nodes }
    }

    /// Parses a page by the rules of the HTML standard, which make a tree out of anything.
    pub(crate) fn parse(html: &str, options: &Options) -> Result<Self, Problem> {
        if most_attributes(html) > options.attributes {
            let most = options.attributes as u64;
            return Err(Problem::Limit { what: "attributes of a tag", most, name: "attributes" });
        }
        let sink = Sink::new(options.depth, options.nodes);
        let mut parser = html5ever::parse_document(sink, Default::default());
        let mut rest = html;
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(beginning(rest, CHUNK).len());
            parser.process(StrTendril::from(chunk));
            parser.tokenizer.sink.sink.check()?;
            rest = after;
        }
        let sink = parser.finish();
        sink.check()?;
        sink.flatten()
    }

    /// How many nodes there are; the document itself is node 0.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn parent(&self, id: Id) -> Id {
        self.nodes[id].parent
    }

    /// The first node after this one and all within it.
    pub(crate) fn end(&self, id: Id) -> Id {
        self.nodes[id].end
    }

    /// The element's name; empty for anything else.
    pub(crate) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].kind {
            Kind::Element(name, _) => name,
            _ => "",
        }
    }

    /// What a text node holds.
    pub(crate) fn own_text(&self, id: Id) -> Option<&str> {
        match &self.nodes[id].kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn attr(&self, id: Id, name: &str) -> Option<&str> {
        match &self.nodes[id].kind {
            Kind::Element(_, attrs) => {
                attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
            }
            _ => None,
        }
    }

    /// All elements in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Id> + '_ {
        (0..self.len()).filter(|&id| matches!(self.nodes[id].kind, Kind::Element(..)))
    }

    /// All elements with this name in document order.
    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Id> + 'a {
        self.elements().filter(move |&id| self.name(id) == name)
    }

    /// The text inside a node with single blanks, at most about `most` bytes of it.
    pub(crate) fn text(&self, id: Id, most: usize) -> String {
        let mut text = String::new();
        let mut at = id;
        // Elements without text are not looked through for ever.
        let end = self.end(id).min(id + most + 64);
        while at < end && text.len() < most {
            if matches!(self.name(at), "script" | "style" | "noscript") {
                at = self.end(at);
                continue;
            }
            if let Some(own) = self.own_text(at) {
                push_words(&mut text, own);
            } else if is_block(self.name(at)) && !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
            at += 1;
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// At most so many bytes from the beginning of a text, cut between characters.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Appends text so that each run of white space becomes one blank, also where two texts meet.
pub(crate) fn push_words(out: &mut String, text: &str) {
    for c in text.chars() {
        if is_blank(c) {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}') && !c.is_control() {
            out.push(c);
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}'
}

/// Whether an element begins a line of its own where a browser shows it.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
    )
}

/// About how many attributes the fullest tag has.
fn most_attributes(html: &str) -> usize {
    let (mut most, mut at) = (0, 0);
    while let Some(next) = html[at..].find('<') {
        at += next + 1;
        let tag = &html.as_bytes()[at..];
        if tag.first().is_some_and(u8::is_ascii_alphabetic) {
            let (count, length) = attributes(tag);
            most = most.max(count);
            at += length;
        }
    }
    most
}

/// How many attributes a tag has, about, and how long it is.
fn attributes(tag: &[u8]) -> (usize, usize) {
    let (mut count, mut gap, mut quote, mut before) = (0, false, None, 0);
    for (i, &b) in tag.iter().enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => (quote, gap) = (None, true),
            (Some(_), _) => {}
            (None, b'>') => return (count, i),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (None, b'/') => gap = true,
            (None, _) if b.is_ascii_whitespace() => gap = true,
            (None, _) => {
                count += usize::from(gap);
                gap = false;
            }
        }
        before = b;
    }
    (count, tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(html: &str) -> Tree {
        Tree::parse(html, &Options::default()).unwrap()
    }

    #[test]
    fn nodes_are_in_document_order() {
        let tree = tree("<p id=a>one <b>two</b><p id=b>three<table>four<tr><td>five</table>");
        let ids: Vec<_> = tree.named("p").filter_map(|p| tree.attr(p, "id")).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(tree.text(0, 1000), "one two threefour five");
        for id in 0..tree.len() {
            assert!(tree.parent(id) <= id && tree.end(id) > id && tree.end(id) <= tree.len());
            assert!(tree.end(id) <= tree.end(tree.parent(id)));
        }
    }

    #[test]
    fn what_is_too_deep_or_too_much_is_refused_soon() {
        let options = Options { nodes: 5000, ..Options::default() };
        let deep = Tree::parse(&"<div>".repeat(1_000_000), &options).unwrap_err();
        assert!(deep.to_string().contains("inside each other"), "{deep}");
        let many = Tree::parse(&"<br>".repeat(1_000_000), &options).unwrap_err();
        assert!(many.to_string().contains("elements and texts"), "{many}");
        let tag = format!("<a {}>", "x y='>' ".repeat(200_000));
        let wide = Tree::parse(&tag, &options).unwrap_err();
        assert!(wide.to_string().contains("attributes"), "{wide}");
    }

    #[test]
    fn misnested_formatting_stays_within_the_limits() {
        let html: String = (0..3000).map(|i| format!("<b c{i}><p>x")).collect();
        assert!(Tree::parse(&html, &Options::default()).is_err());
        assert!(Tree::parse(&"<a><table>".repeat(200), &Options::default()).is_ok());
    }
}
