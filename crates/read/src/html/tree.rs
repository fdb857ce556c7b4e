//! A page as a flat tree, and the sink that html5ever builds it through.
//!
//! Nothing here or after it calls itself: a page is walked by the order of its nodes, so that no
//! nesting can exhaust the stack.

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, QualName, interface::ElemName};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use crate::error::Problem;
use crate::reader::Options;

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
    parent: Id,
    /// The first node after this one and all within it.
    end: Id,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// The document itself, comments and whatever else shows nothing.
    Other,
    Text(String),
    Element(LocalName, Vec<Attribute>),
}

impl Tree {
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
            let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK.max(4)));
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
    let (mut most, mut count, mut inside, mut gap) = (0, 0, false, false);
    let mut quote = None;
    let bytes = html.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        if !inside {
            inside = b == b'<' && bytes.get(i + 1).is_some_and(u8::is_ascii_alphabetic);
            (count, gap, quote) = (0, false, None);
        } else if let Some(q) = quote {
            if b == q {
                (quote, gap) = (None, true);
            }
        } else {
            match b {
                b'>' => inside = false,
                b'"' | b'\'' if bytes[i - 1] == b'=' => quote = Some(b),
                b'/' => gap = true,
                _ if b.is_ascii_whitespace() => gap = true,
                _ if gap => {
                    gap = false;
                    count += 1;
                    most = most.max(count);
                }
                _ => {}
            }
        }
    }
    most
}

/// No node.
const NONE: usize = usize::MAX;

/// A node while the tree is built: html5ever moves nodes about.
struct Raw {
    parent: usize,
    previous: usize,
    next: usize,
    first: usize,
    last: usize,
    depth: usize,
    kind: Kind,
    /// Where the contents of a `template` go, which shows nothing.
    template: usize,
    namespace: Namespace,
}

/// Takes what html5ever finds.
struct Sink {
    nodes: RefCell<Vec<Raw>>,
    depth_limit: usize,
    node_limit: usize,
    deepest: Cell<usize>,
}

#[derive(Debug)]
struct Name(LocalName, Namespace);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.1
    }

    fn local_name(&self) -> &LocalName {
        &self.0
    }
}

impl Sink {
    fn new(depth_limit: usize, node_limit: usize) -> Self {
        let sink =
            Sink { nodes: RefCell::default(), depth_limit, node_limit, deepest: Cell::new(0) };
        sink.add(Kind::Other, Namespace::default());
        sink
    }

    fn check(&self) -> Result<(), Problem> {
        if self.deepest.get() > self.depth_limit {
            let limit = self.depth_limit as u64;
            return Err(Problem::Limit {
                what: "elements inside each other",
                most: limit,
                name: "depth",
            });
        }
        if self.nodes.borrow().len() > self.node_limit {
            let limit = self.node_limit as u64;
            return Err(Problem::Limit { what: "elements and texts", most: limit, name: "nodes" });
        }
        Ok(())
    }

    fn add(&self, kind: Kind, namespace: Namespace) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Raw {
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            depth: 0,
            kind,
            template: NONE,
            namespace,
        });
        nodes.len() - 1
    }

    fn detach(&self, id: usize) {
        let nodes = &mut *self.nodes.borrow_mut();
        let (parent, previous, next) = (nodes[id].parent, nodes[id].previous, nodes[id].next);
        match (parent, previous) {
            (NONE, _) => return,
            (_, NONE) => nodes[parent].first = next,
            _ => nodes[previous].next = next,
        }
        match next {
            NONE => nodes[parent].last = previous,
            _ => nodes[next].previous = previous,
        }
        (nodes[id].parent, nodes[id].previous, nodes[id].next) = (NONE, NONE, NONE);
    }

    /// Puts a node among the children of `parent`, before `next` or at the end.
    fn insert(&self, parent: usize, next: usize, id: usize) {
        self.detach(id);
        let nodes = &mut *self.nodes.borrow_mut();
        let previous = if next == NONE { nodes[parent].last } else { nodes[next].previous };
        let depth = nodes[parent].depth + 1;
        self.deepest.set(self.deepest.get().max(depth));
        let node = &mut nodes[id];
        (node.parent, node.previous, node.next, node.depth) = (parent, previous, next, depth);
        match previous {
            NONE => nodes[parent].first = id,
            _ => nodes[previous].next = id,
        }
        match next {
            NONE => nodes[parent].last = id,
            _ => nodes[next].previous = id,
        }
    }

    /// The same for what may be a text, which is joined to the text before it.
    fn insert_any(&self, parent: usize, next: usize, child: NodeOrText<usize>) {
        let text = match child {
            NodeOrText::AppendNode(id) => return self.insert(parent, next, id),
            NodeOrText::AppendText(text) => text,
        };
        let before = {
            let nodes = self.nodes.borrow();
            if next == NONE { nodes[parent].last } else { nodes[next].previous }
        };
        if before != NONE
            && let Kind::Text(own) = &mut self.nodes.borrow_mut()[before].kind
        {
            own.push_str(&text);
            return;
        }
        let id = self.add(Kind::Text(text.to_string()), Namespace::default());
        self.insert(parent, next, id);
    }

    /// The nodes in document order.
    fn flatten(self) -> Result<Tree, Problem> {
        let mut raw = self.nodes.into_inner();
        let mut nodes: Vec<Node> = Vec::with_capacity(raw.len());
        let (mut at, mut parent, mut depth) = (0, 0, 0);
        loop {
            let id = nodes.len();
            let kind = std::mem::replace(&mut raw[at].kind, Kind::Other);
            nodes.push(Node { parent, end: id + 1, kind });
            if raw[at].first != NONE {
                (at, parent, depth) = (raw[at].first, id, depth + 1);
                if depth > self.depth_limit {
                    let limit = self.depth_limit as u64;
                    return Err(Problem::Limit {
                        what: "elements inside each other",
                        most: limit,
                        name: "depth",
                    });
                }
                continue;
            }
            while at != 0 && raw[at].next == NONE {
                let end = nodes.len();
                nodes[parent].end = end;
                (at, parent, depth) = (raw[at].parent, nodes[parent].parent, depth - 1);
            }
            if at == 0 {
                return Ok(Tree { nodes });
            }
            at = raw[at].next;
        }
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name(&self, &id: &usize) -> Name {
        let raw = &self.nodes.borrow()[id];
        match &raw.kind {
            Kind::Element(name, _) => Name(name.clone(), raw.namespace.clone()),
            _ => Name(LocalName::default(), Namespace::default()),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> usize {
        let id = self.add(Kind::Element(name.local, attrs), name.ns);
        if flags.template {
            let contents = self.add(Kind::Other, Namespace::default());
            self.nodes.borrow_mut()[id].template = contents;
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Kind::Other, Namespace::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Kind::Other, Namespace::default())
    }

    fn append(&self, &parent: &usize, child: NodeOrText<usize>) {
        self.insert_any(parent, NONE, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        let parent = self.nodes.borrow()[*element].parent;
        match parent {
            NONE => self.append(previous, child),
            _ => self.append_before_sibling(element, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, &id: &usize) -> usize {
        let template = self.nodes.borrow()[id].template;
        if template == NONE { id } else { template }
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, &sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[sibling].parent;
        if parent != NONE {
            self.insert_any(parent, sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, &id: &usize, attrs: Vec<Attribute>) {
        if let Kind::Element(_, own) = &mut self.nodes.borrow_mut()[id].kind {
            for attr in attrs {
                if own.iter().all(|a| a.name != attr.name) {
                    own.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, &id: &usize) {
        self.detach(id);
    }

    fn reparent_children(&self, &id: &usize, &parent: &usize) {
        loop {
            let child = self.nodes.borrow()[id].first;
            if child == NONE {
                return;
            }
            self.insert(parent, NONE, child);
        }
    }
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
