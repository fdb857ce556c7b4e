//! On which day a page was published.
//!
//! The way is htmldate's (Barbaresi 2020, <https://doi.org/10.21105/joss.02439>): what is written for
//! machines counts more than what is written for people, and that counts more where it stands alone.

use super::dates::{self, Order, Table};
use super::head::{Head, strings_of};
use super::tree::{Id, Tree, beginning};
use jiff::civil::Date;

/// Bytes of an element that is to show a date and little else.
const SHORT: usize = 120;
/// Elements named for dates that are looked at.
const MOST_PLACES: usize = 200;
/// Bytes of the page's text that are searched.
const MOST_TEXT: usize = 200_000;

/// Keys of publication in the JSON that pages keep for their scripts.
const JSON_KEYS: [&str; 3] = ["datePublished", "dateCreated", "uploadDate"];
/// The same in scripts that are no JSON-LD.
const SCRIPT_KEYS: [&str; 7] = [
    "datePublished",
    "published_at",
    "publishedAt",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
];

/// The day of publication, as far as the page tells. `heading` shows the title, `address` is where
/// the page was found.
pub(crate) fn published(
    tree: &Tree,
    head: &Head<'_>,
    heading: Option<Id>,
    address: Option<&str>,
) -> Option<Date> {
    let order = if head.is_american() { Order::MonthFirst } else { Order::DayFirst };
    let own = head.address();
    let addresses = || own.as_deref().into_iter().chain(address);
    let heading = heading.unwrap_or(0);
    addresses()
        .find_map(dates::in_address)
        .or_else(|| by_meta(head, &Table::get().published, order))
        .or_else(|| by_json(head, &JSON_KEYS, order))
        .or_else(|| by_elements(tree, heading, order))
        .or_else(|| by_strings(&head.scripts, &SCRIPT_KEYS, order))
        .or_else(|| by_text(tree, heading, order))
        .or_else(|| by_meta(head, &Table::get().modified, order))
        .or_else(|| by_json(head, &["dateModified"], order))
        .or_else(|| head.meta(&["og:image", "twitter:image"]).find_map(dates::in_address))
}

fn by_meta(head: &Head<'_>, names: &[String], order: Order) -> Option<Date> {
    head.metas()
        .filter(|(name, _)| names.iter().any(|n| n == name))
        .find_map(|(_, content)| dates::first(content, order))
}

fn by_json(head: &Head<'_>, keys: &[&str], order: Order) -> Option<Date> {
    let report = |key: &&str| dates::first(head.report(key)?, order);
    keys.iter().find_map(report).or_else(|| by_strings(&head.json, keys, order))
}

fn by_strings(scripts: &[&str], keys: &[&str], order: Order) -> Option<Date> {
    let texts = |key: &&str| {
        let all = scripts.iter().flat_map(|script| strings_of(script, key));
        all.filter_map(|text| dates::first(text, order)).next()
    };
    keys.iter().find_map(texts)
}

/// By elements that are made for dates, and then those that are named for them; those after the
/// headline come first.
fn by_elements(tree: &Tree, heading: Id, order: Order) -> Option<Date> {
    let shown = |id: Id| {
        let attrs = ["datetime", "content", "title", "data-datetime", "data-date"];
        attrs
            .iter()
            .find_map(|name| dates::first(tree.attr(id, name)?, order))
            .or_else(|| told(&tree.text(id, SHORT), order))
    };
    let marked = |id: &Id| {
        let of = |name| tree.attr(*id, name).unwrap_or_default();
        let is_time = tree.name(*id) == "time";
        of("itemprop").to_lowercase().contains("datepublished")
            || of("property").to_lowercase().contains("datepublished")
            || tree.attr(*id, "pubdate").is_some()
            || is_time && of("class").contains("publish")
            || is_time && of("class").starts_with("entry-date")
    };
    let is_time = |id: &Id| tree.name(*id) == "time";
    let is_place = |id: &Id| is_place(tree, *id);
    let near = |wanted: &dyn Fn(&Id) -> bool| {
        let mut all: Vec<Id> = tree
            .elements()
            .filter(|id| tree.name(*id) != "meta" && wanted(id))
            .take(MOST_PLACES)
            .collect();
        all.sort_by_key(|id| id.abs_diff(heading));
        all.into_iter().find_map(shown)
    };
    near(&marked).or_else(|| near(&is_place)).or_else(|| near(&is_time))
}

/// Whether an element is named for what it shows: when and by whom a report was written.
fn is_place(tree: &Tree, id: Id) -> bool {
    if matches!(tree.name(id), "body" | "html" | "script" | "style" | "link" | "input" | "form") {
        return false;
    }
    ["class", "id", "itemprop"].iter().any(|attr| {
        let value = tree.attr(id, attr).unwrap_or_default();
        let value = beginning(value, SHORT).to_lowercase();
        !value.is_empty() && Table::get().places.iter().any(|p| value.contains(p.as_str()))
    }) && tree.text(id, SHORT + 1).len() <= SHORT
}

/// The day of publication that a short text names: one after a word for it, or else the first that
/// is no day of a change.
fn told(text: &str, order: Order) -> Option<Date> {
    let lower = text.to_lowercase();
    let says = |words: &[String], before: &str| {
        words
            .iter()
            .any(|w| before.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(w.as_str()))
    };
    let (mut first, mut from) = (None, 0);
    for found in dates::days(&lower, order) {
        let before = &lower[from..found.at];
        if says(&Table::get().cues, before) {
            return Some(found.day);
        }
        let changed = Table::get().changes.iter().any(|w| before.contains(w.as_str()));
        if first.is_none() && !changed {
            first = Some(found.day);
        }
        from = found.at;
    }
    first
}

/// By the text: after a word for publication, else the first day after the headline.
fn by_text(tree: &Tree, heading: Id, order: Order) -> Option<Date> {
    let text = tree.text(0, MOST_TEXT);
    let lower = text.to_lowercase();
    let after_cue = Table::get().cues.iter().find_map(|cue| {
        lower.match_indices(cue.as_str()).take(50).find_map(|(at, _)| {
            let rest = &lower[at + cue.len()..];
            let found = dates::days(beginning(rest, 30), order).next()?;
            (found.at <= 6).then_some(found.day)
        })
    });
    let title = tree.text(heading, 60);
    let at = if heading == 0 { 0 } else { text.find(title.as_str()).unwrap_or(0) };
    after_cue.or_else(|| told(&text[at..], order)).or_else(|| dates::first(&text, order))
}
