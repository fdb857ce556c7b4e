//! On which day a page was published.
//!
//! The way is htmldate's (Barbaresi 2020, <https://doi.org/10.21105/joss.02439>): what is written for
//! machines counts more than what is written for people, and that counts more where it stands alone.

use super::dates::{self, Order, Table};
use super::head::{Head, strings_of};
use super::tree::{Id, Tree};
use jiff::civil::Date;

/// Bytes of an element that is to show a date and little else.
const SHORT: usize = 120;
/// Elements named for dates that are looked at.
const MOST_PLACES: usize = 200;
/// Bytes of the page's text that are searched.
const MOST_TEXT: usize = 200_000;

/// The day of publication, as far as the page tells. `address` is where it was found.
pub(crate) fn published(tree: &Tree, head: &Head<'_>, address: Option<&str>) -> Option<Date> {
    let order = if head.is_american() { Order::MonthFirst } else { Order::DayFirst };
    let own = head.address();
    let addresses = || own.as_deref().into_iter().chain(address);
    addresses()
        .find_map(dates::in_address)
        .or_else(|| by_meta(head, &Table::get().published, order))
        .or_else(|| by_json(head, &["datePublished", "dateCreated", "uploadDate"], order))
        .or_else(|| by_elements(tree, order))
        .or_else(|| by_text(tree, order))
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
    keys.iter().find_map(|key| {
        let reported = head.report(key).and_then(|text| dates::first(text, order));
        let all = head.scripts.iter().flat_map(|script| strings_of(script, key));
        reported.or_else(|| all.filter_map(|text| dates::first(text, order)).next())
    })
}

/// By elements that are made for dates, and then those that are named for them.
fn by_elements(tree: &Tree, order: Order) -> Option<Date> {
    let shown = |id: Id| {
        let attrs = ["datetime", "content", "title", "data-datetime", "data-date"];
        attrs
            .iter()
            .find_map(|name| dates::first(tree.attr(id, name)?, order))
            .or_else(|| dates::first(&tree.text(id, SHORT), order))
    };
    let told = |id: &Id| {
        let of = |name| tree.attr(*id, name).unwrap_or_default();
        of("itemprop").to_lowercase().contains("datepublished")
            || of("property").to_lowercase().contains("datepublished")
            || tree.attr(*id, "pubdate").is_some()
            || tree.name(*id) == "time" && of("class").contains("publish")
            || tree.name(*id) == "time" && of("class").starts_with("entry-date")
    };
    let visible = || tree.elements().filter(|&id| tree.name(id) != "meta");
    let mut found = visible().filter(told).find_map(shown);
    if found.is_none() {
        found = visible()
            .filter(|&id| is_place(tree, id))
            .take(MOST_PLACES)
            .find_map(|id| shown(id).filter(|_| !is_change(&tree.text(id, SHORT))));
    }
    found.or_else(|| tree.named("time").take(MOST_PLACES).filter_map(shown).min())
}

/// Whether an element is named for what it shows: when and by whom a report was written.
fn is_place(tree: &Tree, id: Id) -> bool {
    if matches!(tree.name(id), "body" | "html" | "script" | "style" | "link" | "input" | "form") {
        return false;
    }
    ["class", "id", "itemprop"].iter().any(|attr| {
        let value = tree.attr(id, attr).unwrap_or_default();
        let value = value[..value.floor_char_boundary(SHORT)].to_lowercase();
        !value.is_empty() && Table::get().places.iter().any(|p| value.contains(p.as_str()))
    }) && tree.text(id, SHORT + 1).len() <= SHORT
}

/// Whether a text says when the page was changed.
fn is_change(text: &str) -> bool {
    let lower = text.to_lowercase();
    Table::get().changes.iter().any(|c| lower.contains(c.as_str()))
}

/// By the text: after a word for publication, else the first day that stands near the headline.
fn by_text(tree: &Tree, order: Order) -> Option<Date> {
    let start = tree.named("h1").next().unwrap_or(0);
    let text = tree.text(0, MOST_TEXT);
    let lower = text.to_lowercase();
    let after_cue = Table::get().cues.iter().find_map(|cue| {
        lower.match_indices(cue.as_str()).take(50).find_map(|(at, _)| {
            let rest = &lower[at + cue.len()..];
            let rest = &rest[..rest.floor_char_boundary(30)];
            let found = dates::days(rest, order).next()?;
            (found.at <= 6).then_some(found.day)
        })
    });
    let _ = start;
    after_cue.or_else(|| dates::first(&text, order))
}
