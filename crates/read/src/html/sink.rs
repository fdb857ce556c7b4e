//! Takes what html5ever finds, and puts it in document order.

use super::tree::{Kind, Node, Tree};
use crate::error::Problem;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

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
pub(crate) struct Sink {
    nodes: RefCell<Vec<Raw>>,
    depth_limit: usize,
    node_limit: usize,
    deepest: Cell<usize>,
}

/// The name of an element, as html5ever asks for it.
#[derive(Debug)]
pub(crate) struct Name(LocalName, Namespace);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.1
    }

    fn local_name(&self) -> &LocalName {
        &self.0
    }
}

impl Sink {
    pub(crate) fn new(depth_limit: usize, node_limit: usize) -> Self {
        let sink =
            Sink { nodes: RefCell::default(), depth_limit, node_limit, deepest: Cell::new(0) };
        sink.add(Kind::Other, Namespace::default());
        sink
    }

    /// Whether the limits are kept so far.
    pub(crate) fn check(&self) -> Result<(), Problem> {
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
    pub(crate) fn flatten(self) -> Result<Tree, Problem> {
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
                return Ok(Tree::new(nodes));
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
