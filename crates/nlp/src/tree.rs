//! From arcs to trees: lifted arcs go back to where they belong, and sentences are the spans of
//! the roots (`nonproj.pyx` and `set_children_from_heads` in spaCy's `doc.pyx`).

use crate::transition::number_of;

/// A document's dependency tree while it is being finished.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// A root is its own head.
    pub heads: Vec<u32>,
    /// Number of the label, see [`Labels`].
    pub labels: Vec<u32>,
    pub starts: Vec<bool>,
    edges: Vec<(u32, u32)>,
    queue: Vec<u32>,
}

/// What labels of the parser mean.
#[derive(Debug)]
pub(crate) struct Labels {
    /// For each label of the parser the label that a token gets, and for a lifted arc (`a||b`)
    /// the label of the token that it belongs to.
    plain: Vec<(u32, Option<u32>)>,
    /// The labels that tokens get.
    pub names: Vec<String>,
    root: u32,
}

impl Labels {
    pub(crate) fn new(labels: &[String]) -> Labels {
        let mut names: Vec<String> = Vec::new();
        let mut number = |name: &str| number_of(&mut names, name);
        let plain = labels
            .iter()
            .map(|label| match label.split_once("||") {
                Some((own, head)) => (number(own), Some(number(head))),
                None => (number(label), None),
            })
            .collect();
        let root = number("ROOT");
        Labels { plain, names, root }
    }
}

impl Tree {
    /// Builds the tree; `arcs` are head and label of each token, `spaces` tells white space.
    pub(crate) fn build(
        &mut self,
        labels: &Labels,
        arcs: &[Option<(u32, u32)>],
        is_space: impl Fn(usize) -> bool,
    ) {
        let heads = arcs.iter().enumerate().map(|(i, arc)| arc.map_or(i as u32, |(head, _)| head));
        self.heads.clear();
        self.heads.extend(heads);
        self.labels.clear();
        let plain =
            |arc: &Option<(u32, u32)>| arc.map_or(labels.root, |(_, l)| labels.plain[l as usize].0);
        self.labels.extend(arcs.iter().map(plain));
        let lifted = |arc: &Option<(u32, u32)>| arc.and_then(|(_, l)| labels.plain[l as usize].1);
        if arcs.iter().any(|arc| lifted(arc).is_some()) {
            self.find_edges();
            // While the arcs are put back one by one, a token that waits still has its combined
            // label, which is never looked for.
            let mut waiting: Vec<bool> = arcs.iter().map(|a| lifted(a).is_some()).collect();
            for (i, arc) in arcs.iter().enumerate() {
                if let Some(wanted) = lifted(arc) {
                    self.heads[i] = self.true_head(i as u32, wanted, &waiting, &is_space);
                    waiting[i] = false;
                }
            }
        }
        self.find_edges();
        self.starts.clear();
        self.starts.resize(arcs.len(), false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.starts[self.edges[i].0 as usize] = true;
            }
        }
    }

    /// The first token with the wanted label below the head of `token`, breadth first.
    fn true_head(
        &mut self,
        token: u32,
        wanted: u32,
        waiting: &[bool],
        is_space: impl Fn(usize) -> bool,
    ) -> u32 {
        let head = self.heads[token as usize];
        let mut queue = std::mem::take(&mut self.queue);
        queue.clear();
        queue.push(head);
        let mut at = 0;
        let mut found = head;
        // A tree has no more tokens than the document; the bound only guards against a cycle.
        'search: while at < queue.len() && at <= self.heads.len() {
            let parent = queue[at];
            at += 1;
            let (left, right) = self.edges[parent as usize];
            for child in left..=right {
                let c = child as usize;
                if child == parent || self.heads[c] != parent || child == token || is_space(c) {
                    continue;
                }
                if self.labels[c] == wanted && !waiting[c] {
                    found = child;
                    break 'search;
                }
                queue.push(child);
            }
        }
        self.queue = queue;
        found
    }

    /// The leftmost and rightmost descendant of each token. A pass in each direction is enough for
    /// a projective tree; others need some more.
    fn find_edges(&mut self) {
        let n = self.heads.len() as u32;
        self.edges.clear();
        self.edges.extend((0..n).map(|i| (i, i)));
        for _ in 0..12 {
            for i in (0..n as usize).chain((0..n as usize).rev()) {
                let (left, right) = self.edges[i];
                let edge = &mut self.edges[self.heads[i] as usize];
                edge.0 = edge.0.min(left);
                edge.1 = edge.1.max(right);
            }
            if self.heads_are_within_sentences() {
                return;
            }
        }
    }

    fn heads_are_within_sentences(&mut self) -> bool {
        let n = self.heads.len();
        self.starts.clear();
        self.starts.resize(n, false);
        for (i, &head) in self.heads.iter().enumerate() {
            if head as usize == i {
                self.starts[self.edges[i].0 as usize] = true;
            }
        }
        let mut start = 0;
        for end in 1..n {
            if self.starts[end] || end == n - 1 {
                let outside = |&head: &u32| (head as usize) < start || head as usize > end;
                if self.heads[start..end].iter().any(outside) {
                    return false;
                }
                start = end;
            }
        }
        true
    }
}
