//! What a page says about itself: `meta` elements, JSON-LD (<https://schema.org/NewsArticle>), links.

use super::tree::{Id, Tree, beginning, push_words};
use crate::document::parse_language;
use crate::reader::Options;
use serde_json::Value;

/// JSON-LD objects of a page that are looked at.
const MOST_OBJECTS: usize = 2000;
/// A longer title, publisher or author is none.
const LONGEST: usize = 300;

/// The head of a page, taken apart.
pub(crate) struct Head<'a> {
    tree: &'a Tree,
    /// Name (lower case) and content of each `meta` element.
    metas: Vec<(String, &'a str)>,
    /// JSON-LD objects, outer before inner ones.
    objects: Vec<Value>,
    /// JSON-LD and other JSON as text, which often is not quite JSON.
    pub(crate) json: Vec<&'a str>,
    /// All scripts.
    pub(crate) scripts: Vec<&'a str>,
}

impl<'a> Head<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        let metas = tree.named("meta").filter_map(|id| {
            let content = tree.attr(id, "content").or_else(|| tree.attr(id, "datetime"))?;
            let keys = ["name", "property", "itemprop", "http-equiv"];
            let name = keys.iter().find_map(|key| tree.attr(id, key))?;
            Some((name.trim().to_lowercase(), content))
        });
        let text = |&id: &Id| (id + 1 < tree.end(id)).then(|| tree.own_text(id + 1)).flatten();
        let is_json = |id: &Id| tree.attr(*id, "type").is_some_and(|t| t.contains("json"));
        let json: Vec<&str> =
            tree.named("script").filter(is_json).filter_map(|id| text(&id)).collect();
        let scripts = tree.named("script").filter_map(|id| text(&id)).collect();
        Head { tree, metas: metas.collect(), objects: objects(&json), json, scripts }
    }

    /// The contents of the `meta` elements with one of these names, in the order of the names.
    pub(crate) fn meta<'h>(&'h self, names: &'h [&str]) -> impl Iterator<Item = &'a str> + 'h {
        names.iter().flat_map(|name| {
            self.metas.iter().filter(move |(n, _)| n == name).map(|&(_, content)| content)
        })
    }

    /// Name and content of all `meta` elements.
    pub(crate) fn metas(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.metas.iter().map(|(name, content)| (name.as_str(), *content))
    }

    /// The field of the report's JSON-LD, if it is a text.
    pub(crate) fn report(&self, key: &str) -> Option<&str> {
        self.reports().find_map(|o| o.get(key)?.as_str())
    }

    fn reports(&self) -> impl Iterator<Item = &Value> {
        let is_report = |o: &&Value| {
            let names = |v: &Value| {
                v.as_str().is_some_and(|t| {
                    t.ends_with("Article") || t.ends_with("Posting") || t.ends_with("Report")
                })
            };
            match o.get("@type") {
                Some(Value::Array(types)) => types.iter().any(names),
                Some(one) => names(one),
                None => false,
            }
        };
        self.objects.iter().filter(is_report)
    }

    /// The headline, and the heading that shows it.
    pub(crate) fn title(&self) -> (Option<String>, Option<Id>) {
        let shown: Vec<(Id, String)> = self
            .tree
            .elements()
            .filter(|&id| matches!(self.tree.name(id), "h1" | "h2"))
            .take(50)
            .map(|id| (id, self.tree.text(id, LONGEST + 1)))
            .collect();
        let page = self.tree.named("title").next().map(|id| self.tree.text(id, LONGEST + 1));
        let told = self
            .report("headline")
            .map(plain)
            .into_iter()
            .chain(self.meta(&["og:title", "twitter:title", "dc.title"]).map(plain))
            .chain(page)
            .filter(|t| sensible(t))
            .collect::<Vec<_>>();
        // One word may be a section's; it must be all that the page's title has before the site's name.
        let begins = |title: &String, heading: &str| {
            let rest = title.strip_prefix(heading);
            rest.is_some_and(|r| heading.contains(' ') || r.is_empty() || r.starts_with(" | "))
        };
        let fits = |(_, h): &&(Id, String)| sensible(h) && told.iter().any(|t| begins(t, h));
        if let Some((id, heading)) = shown.iter().find(fits) {
            return (Some(heading.clone()), Some(*id));
        }
        let site = self.publisher();
        let first = shown.iter().find(|(id, h)| self.tree.name(*id) == "h1" && sensible(h));
        let title = told.first().map(|t| without_site(t, site.as_deref()));
        (title.or_else(|| first.map(|(_, h)| h.clone())), first.map(|(id, _)| *id))
    }

    /// Who published the page.
    pub(crate) fn publisher(&self) -> Option<String> {
        let named = self.reports().find_map(|o| name_of(o.get("publisher")?));
        let site = || {
            let names = ["og:site_name", "dc.publisher", "publisher", "application-name"];
            self.meta(&names).map(plain).find(|n| sensible(n) && !n.contains("://"))
        };
        named.filter(|n| sensible(n)).or_else(site)
    }

    /// Who wrote the report.
    pub(crate) fn author(&self) -> Option<String> {
        let named = self.reports().find_map(|o| name_of(o.get("author")?));
        let metas = || {
            let names = ["author", "article:author", "dc.creator", "sailthru.author", "byl"];
            self.meta(&names).map(plain).find(|n| sensible(n) && !n.contains("://"))
        };
        let shown = || {
            let marked = |&id: &Id| {
                let is = |name, value| self.tree.attr(id, name).is_some_and(|v| v == value);
                is("rel", "author") || is("itemprop", "author")
            };
            let id = self.tree.elements().find(marked)?;
            Some(self.tree.text(id, LONGEST + 1)).filter(|n| sensible(n))
        };
        named.filter(|n| sensible(n)).or_else(metas).or_else(shown).map(without_by)
    }

    /// The address that the page calls its own.
    pub(crate) fn address(&self) -> Option<String> {
        let canonical = self
            .tree
            .named("link")
            .filter(|&id| {
                self.tree.attr(id, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical"))
            })
            .filter_map(|id| self.tree.attr(id, "href"));
        let pages = self.reports().filter_map(|o| {
            let page = o.get("mainEntityOfPage")?;
            page.as_str().or_else(|| page.get("@id")?.as_str())
        });
        canonical
            .chain(self.meta(&["og:url", "twitter:url"]))
            .chain(pages)
            .map(str::trim)
            .find(|a| is_address(a))
            .map(str::to_owned)
    }

    /// The language that the page says it is in.
    pub(crate) fn language(&self) -> Option<String> {
        let html = self.tree.named("html").next().and_then(|id| self.tree.attr(id, "lang"));
        let metas = self.meta(&["content-language", "og:locale", "dc.language"]);
        html.into_iter().chain(metas).find_map(parse_language)
    }

    /// Whether the page is written for readers in the United States.
    pub(crate) fn is_american(&self) -> bool {
        let html = self.tree.named("html").next().and_then(|id| self.tree.attr(id, "lang"));
        let mut said = html.into_iter().chain(self.meta(&["content-language", "og:locale"]));
        said.any(|l| l.trim().replace('_', "-").eq_ignore_ascii_case("en-us"))
    }
}

/// Whether this is an address on the web, of sensible length.
pub(crate) fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.len() < 2000 && rest.is_some_and(|r| r.contains('.') && !r.contains(char::is_whitespace))
}

fn sensible(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && text.chars().any(char::is_alphabetic)
}

/// A text of an attribute or of JSON, which may hold white space and even markup.
fn plain(text: &str) -> String {
    if text.contains(['&', '<'])
        && text.len() < 10 * LONGEST
        && let Ok(tree) = Tree::parse(text, &Options::default())
    {
        return tree.text(0, LONGEST + 1);
    }
    let mut out = String::new();
    push_words(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// The name of somebody without the word before it ("By A. Writer").
fn without_by(name: String) -> String {
    const WORDS: [&str; 8] = ["by", "von", "par", "por", "di", "door", "av", "af"];
    match name.split_once(' ') {
        Some((by, rest)) if WORDS.contains(&by.to_lowercase().as_str()) => rest.trim().to_owned(),
        _ => name,
    }
}

/// "Talks fail | Example News" without what is not the headline.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let is_site = site.is_some_and(|s| s.eq_ignore_ascii_case(tail.trim()));
        if is_site || mark == " | " && head.split(' ').count() > 2 {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// The name of a person or organisation, or of several.
fn name_of(value: &Value) -> Option<String> {
    let one = |v: &Value| -> Option<String> {
        let name = v.as_str().or_else(|| v.get("name")?.as_str())?;
        Some(plain(name)).filter(|n| !n.is_empty() && !n.contains("://"))
    };
    match value {
        Value::Array(all) => {
            let names: Vec<_> = all.iter().take(5).filter_map(one).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        other => one(other),
    }
}

/// The objects of all scripts, and those that stand inside them.
fn objects(scripts: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    let parsed = scripts.iter().filter_map(|s| {
        let text = s.trim().trim_end_matches(';');
        serde_json::from_str::<Value>(text)
            .or_else(|_| serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")))
            .ok()
    });
    let mut waiting: std::collections::VecDeque<Value> = parsed.collect();
    while let Some(value) = waiting.pop_front() {
        if found.len() >= MOST_OBJECTS {
            break;
        }
        match value {
            Value::Array(all) => waiting.extend(all),
            Value::Object(mut object) => {
                for key in ["@graph", "mainEntity", "liveBlogUpdate"] {
                    waiting.extend(object.remove(key));
                }
                found.push(Value::Object(object));
            }
            _ => {}
        }
    }
    found
}

/// The texts of a key in what looks like JSON, wherever they stand.
pub(crate) fn strings_of<'t>(json: &'t str, key: &str) -> Vec<&'t str> {
    let key = format!("\"{key}\"");
    let text = |(at, _): (usize, &str)| -> Option<&'t str> {
        let rest = json[at + key.len()..].trim_start().strip_prefix(':')?.trim_start();
        let rest = rest.strip_prefix('"')?;
        let end = rest.find('"')?;
        Some(beginning(&rest[..end], LONGEST))
    };
    json.match_indices(&key).take(20).filter_map(text).collect()
}
