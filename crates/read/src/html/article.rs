//! Where on a page the report stands, and its paragraphs.
//!
//! What is no report goes first, by the names of elements. Then the place is chosen: the element that
//! is named like a report's text, if it holds enough text, or else the smallest one that
//! holds nearly all text. The way is that of Readability and trafilatura: text counts where
//! it is not links.

use super::block::{self, Block};
use super::names::{self, Sort};
use super::tree::{Id, Tree};
use crate::boilerplate::is_boilerplate;

/// A place that is named like a report's must hold this share of the page's text.
const NAMED_SHARE: f64 = 0.3;
/// A place by text alone is left for a smaller one with this share of its text.
const NEARLY_ALL: f64 = 0.8;
/// What is named as no report, but holds this share of the page's text, is named wrongly.
const TOO_MUCH_TO_DROP: f64 = 0.5;
/// Shorter paragraphs without an end of a sentence, before the first and after the last sentence, are
/// bylines, dates and tags.
const FRINGE_WORDS: usize = 20;

/// The paragraphs of the report on a page.
pub(crate) fn paragraphs(tree: &Tree, title: Option<&str>) -> Vec<Block> {
    let dropped = dropped(tree);
    let blocks = block::blocks(tree, 0, &dropped);
    let weights = Weights::new(tree, &blocks);
    let place = place(tree, &dropped, &weights);
    let blocks = block::blocks(tree, place, &dropped);
    let selected = select(blocks.clone(), title);
    if selected.is_empty() { blocks } else { selected }
}

/// All paragraphs of a piece of HTML that is a report as a whole.
pub(crate) fn all_paragraphs(tree: &Tree) -> Vec<Block> {
    let mut dropped = vec![false; tree.len()];
    for id in tree.elements() {
        dropped[id] = never_text(tree, id);
    }
    let mut blocks = block::blocks(tree, 0, &dropped);
    blocks.retain(|b| !is_boilerplate(&b.text));
    blocks
}

/// How much running text each element holds.
struct Weights {
    /// For each node the text before it.
    before: Vec<f64>,
}

impl Weights {
    fn new(tree: &Tree, blocks: &[Block]) -> Self {
        let mut own = vec![0.0; tree.len() + 1];
        for block in blocks {
            own[block.first] += weight(block);
        }
        let mut sum = 0.0;
        for value in &mut own {
            let before = sum;
            sum += *value;
            *value = before;
        }
        Weights { before: own }
    }

    fn of(&self, tree: &Tree, id: Id) -> f64 {
        self.before[tree.end(id)] - self.before[id]
    }
}

/// The letters of a paragraph, if it looks like running text.
fn weight(block: &Block) -> f64 {
    let chars = block.chars as f64;
    let sentence = block.ends_sentence() && block.words >= 4 || block.words >= FRINGE_WORDS;
    if sentence && block.link_share() < 0.5 { chars * (1.0 - block.link_share()) } else { 0.0 }
}

/// Which nodes are no part of any report; what is inside is not marked again.
fn dropped(tree: &Tree) -> Vec<bool> {
    let mut dropped = vec![false; tree.len()];
    let mut named = Vec::new();
    let mut at = 0;
    while at < tree.len() {
        if never_text(tree, at) {
            dropped[at] = true;
            at = tree.end(at);
            continue;
        }
        if may_be_dropped(tree.name(at)) && names::sorts(tree, at).contains(&Sort::Drop) {
            named.push(at);
        }
        at += 1;
    }
    // A layout may be named for what stands beside the report ("with-sidebar").
    let weights = Weights::new(tree, &block::blocks(tree, 0, &dropped));
    let all = weights.of(tree, 0);
    for id in named {
        dropped[id] = weights.of(tree, id) <= TOO_MUCH_TO_DROP * all;
    }
    dropped
}

fn may_be_dropped(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "ul"
            | "ol"
            | "li"
            | "p"
            | "span"
            | "details"
            | "table"
            | "dl"
            | "header"
            | "form"
            | "a"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "article"
            | "small"
            | "time"
            | "em"
            | "i"
            | "strong"
            | "b"
    )
}

fn never_text(tree: &Tree, id: Id) -> bool {
    let by_name = matches!(
        tree.name(id),
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "embed"
            | "button"
            | "select"
            | "textarea"
            | "input"
            | "label"
            | "nav"
            | "aside"
            | "footer"
            | "figure"
            | "figcaption"
            | "audio"
            | "video"
            | "canvas"
            | "dialog"
            | "menu"
            | "head"
            | "option"
            | "time"
    );
    let role = |role: &str| {
        matches!(role, "navigation" | "complementary" | "banner" | "search" | "contentinfo")
    };
    let hides = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    by_name
        || tree.attr(id, "hidden").is_some()
        || tree.attr(id, "aria-hidden").is_some_and(|v| v == "true")
        || tree.attr(id, "role").is_some_and(role)
        || tree.attr(id, "style").is_some_and(hides)
}

/// The element that holds the report.
fn place(tree: &Tree, dropped: &[bool], weights: &Weights) -> Id {
    let all = weights.of(tree, 0);
    let mut levels: [Vec<Id>; 3] = Default::default();
    let mut at = 0;
    while at < tree.len() {
        if dropped[at] {
            at = tree.end(at);
            continue;
        }
        if matches!(tree.name(at), "article" | "div" | "main" | "section" | "td" | "span") {
            let sorts = names::sorts(tree, at);
            let named = |sort| sorts.contains(&sort);
            if named(Sort::Body) || tree.attr(at, "itemprop").is_some_and(|v| v == "articleBody") {
                levels[0].push(at);
            }
            if tree.name(at) == "article" || tree.attr(at, "role").is_some_and(|r| r == "article") {
                levels[1].push(at);
            } else if named(Sort::Article) {
                levels[2].push(at);
            }
        }
        at += 1;
    }
    for level in &levels {
        if let Some(id) = best(tree, weights, level)
            && weights.of(tree, id) >= NAMED_SHARE * all
            && all > 0.0
        {
            return id;
        }
    }
    smallest_with_nearly_all(tree, weights)
}

/// The best of some elements: the first with a good part of what the best one holds, or the element
/// around all of them where a report is cut into many.
fn best(tree: &Tree, weights: &Weights, ids: &[Id]) -> Option<Id> {
    let outer: Vec<Id> = ids
        .iter()
        .scan(0, |end, &id| {
            let inner = id < *end;
            *end = (*end).max(tree.end(id));
            Some((id, inner))
        })
        .filter_map(|(id, inner)| (!inner).then_some(id))
        .collect();
    let most = outer.iter().map(|&id| weights.of(tree, id)).fold(0.0, f64::max);
    let sum: f64 = outer.iter().map(|&id| weights.of(tree, id)).sum();
    let (&first, &last) = (outer.first()?, outer.last()?);
    let mut around = first;
    while tree.end(around) < tree.end(last) {
        around = tree.parent(around);
    }
    if sum > 1.5 * most && sum >= NEARLY_ALL * weights.of(tree, around) {
        return Some(around);
    }
    outer.into_iter().find(|&id| weights.of(tree, id) >= 0.5 * most)
}

fn smallest_with_nearly_all(tree: &Tree, weights: &Weights) -> Id {
    let mut place = 0;
    'down: loop {
        let all = weights.of(tree, place);
        let mut child = place + 1;
        while child < tree.end(place) {
            if all > 0.0 && weights.of(tree, child) >= NEARLY_ALL * all {
                place = child;
                continue 'down;
            }
            child = tree.end(child);
        }
        return place;
    }
}

/// Leaves out what stands between, before and after the paragraphs of a report.
fn select(blocks: Vec<Block>, title: Option<&str>) -> Vec<Block> {
    let is_title =
        |b: &Block| b.tag == "h1" || title.is_some_and(|t| b.words > 2 && same_words(t, &b.text));
    let keep = |b: &Block| {
        let links = b.link_share();
        let is_sentence = b.ends_sentence() && (b.tag == "p" || b.words >= FRINGE_WORDS);
        let list_of_links = links > 0.5 && !(is_sentence && links < 0.9);
        !is_title(b) && !list_of_links && !is_boilerplate(&b.text)
    };
    let sentence = |b: &Block| b.ends_sentence() && b.words >= 4 || b.words >= FRINGE_WORDS;
    let kept: Vec<(bool, Block)> = blocks.into_iter().map(|b| (keep(&b), b)).collect();
    let first = kept.iter().position(|(k, b)| *k && sentence(b)).unwrap_or(0);
    let last = kept.iter().rposition(|(k, b)| *k && sentence(b)).unwrap_or(kept.len());
    let mut out: Vec<Block> = Vec::new();
    for (i, (keep, block)) in kept.into_iter().enumerate() {
        // A heading over nothing belongs to what was left out under it.
        if !keep && out.last().is_some_and(Block::is_heading) {
            out.pop();
        }
        if keep && (first..=last).contains(&i) {
            out.push(block);
        }
    }
    out
}

/// Whether two lines are the same but for punctuation and case.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(a) == letters(b)
}
