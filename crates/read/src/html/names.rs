//! What the names of a page's elements (classes and ids) say about them.
//!
//! The names are data (`data/html_names.tsv`); the rule here is only how they are compared.

use super::tree::{Id, Tree, beginning};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The words of a name that are compared: no name of the table has more.
const MOST_WORDS: usize = 3;
/// Bytes of a class or id that are looked at.
const ENOUGH: usize = 400;

static NAMES: LazyLock<Names> =
    LazyLock::new(|| Names::parse(include_str!("../../data/html_names.tsv")));

/// What an element may be by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    /// No part of the report.
    Drop,
    /// The text of the report.
    Body,
    /// The report with its surroundings.
    Article,
    /// The main part of the page.
    Main,
}

#[derive(Default)]
struct Names {
    whole: HashMap<String, Vec<Sort>>,
    beginnings: Vec<(String, Sort)>,
}

impl Names {
    fn parse(table: &str) -> Self {
        let mut names = Names::default();
        for line in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let Some((kind, name)) = line.split_once('\t') else { continue };
            let sort = match kind {
                "drop" => Sort::Drop,
                "body" => Sort::Body,
                "article" => Sort::Article,
                "main" => Sort::Main,
                _ => continue,
            };
            match name.strip_suffix('*') {
                Some(start) => names.beginnings.push((start.to_owned(), sort)),
                None => names.whole.entry(name.to_owned()).or_default().push(sort),
            }
        }
        names
    }

    fn sorts_of(&self, token: &str, found: &mut HashSet<Sort>) {
        let words = words(token);
        for from in 0..words.len() {
            let mut name = String::new();
            for word in words.iter().skip(from).take(MOST_WORDS) {
                if !name.is_empty() {
                    name.push('-');
                }
                name.push_str(word);
                found.extend(self.whole.get(&name).into_iter().flatten());
                let begins = |(start, _): &&(String, Sort)| name.starts_with(start.as_str());
                found.extend(self.beginnings.iter().filter(begins).map(|(_, sort)| sort));
            }
        }
    }
}

/// `postContent`, `post_content` and `post__content` are `post`, `content`.
fn words(token: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in token.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && lower {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        lower = c.is_lowercase();
    }
    words.retain(|w| !w.is_empty());
    words
}

/// What the class, the id and the role of an element say.
pub(crate) fn sorts(tree: &Tree, id: Id) -> HashSet<Sort> {
    let mut found = HashSet::new();
    for attr in ["class", "id", "data-component", "data-testid"] {
        let value = tree.attr(id, attr).unwrap_or_default();
        beginning(value, ENOUGH)
            .split_whitespace()
            .for_each(|token| NAMES.sorts_of(token, &mut found));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorts_of(token: &str) -> HashSet<Sort> {
        let mut found = HashSet::new();
        NAMES.sorts_of(token, &mut found);
        found
    }

    #[test]
    fn names_are_compared_word_by_word() {
        for name in ["postContent", "post__content", "my-post-content-2"] {
            assert!(sorts_of(name).contains(&Sort::Body), "{name}");
        }
        assert!(sorts_of("sharing-bar").contains(&Sort::Drop));
        assert!(sorts_of("socialMedia").contains(&Sort::Drop));
        for name in ["shareholders", "headline", "adventure", "commentary", ""] {
            assert!(!sorts_of(name).contains(&Sort::Drop), "{name}");
        }
    }

    #[test]
    fn every_line_of_the_table_counts() {
        let lines = include_str!("../../data/html_names.tsv")
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        let known: usize = NAMES.whole.values().map(Vec::len).sum();
        assert_eq!(lines.count(), known + NAMES.beginnings.len());
    }
}
