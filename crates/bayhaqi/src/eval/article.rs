//! Pages with the text of their article. What is compared are all stretches of four words, as the
//! public benchmark of article extraction does
//! (<https://github.com/scrapinghub/article-extraction-benchmark>): each page weighs the same, however
//! long it is. The classes are the thirds of a text, which tells whether a headline, a middle part or what
//! follows the article is lost or too much.

use super::bootstrap::interval;
use super::{Figures, unreadable};
use crate::failure::{Failure, complain};
use bayhaqi_read::Options;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Words of a stretch.
const TOGETHER: usize = 4;
/// Passages that are shown, and words of each.
const SHOWN: usize = 10;
const SHOWN_WORDS: usize = 10;
/// The parts of a text.
const PARTS: [&str; 3] = ["beginning", "middle", "end"];
/// What a folder's annotation is called.
const GOLD: &str = "ground-truth.json";

/// What a page should give.
#[derive(Deserialize)]
struct Gold {
    #[serde(rename = "articleBody")]
    text: String,
}

/// What the stretches of a part weigh.
#[derive(Clone, Copy, Default)]
struct Part {
    gold: f64,
    /// Of those, found.
    found: f64,
    given: f64,
    /// Of those, right.
    right: f64,
}

/// Words that are missed or too many.
struct Passage {
    page: String,
    words: String,
    missed: bool,
    /// How much of what the page should give and does give together.
    share: f64,
}

/// The figures of a set.
pub(super) struct ArticleScore {
    pages: Vec<[Part; PARTS.len()]>,
    passages: Vec<Passage>,
}

pub(super) fn score(path: &Path) -> Result<(ArticleScore, usize), Failure> {
    let file = if path.is_dir() { path.join(GOLD) } else { path.to_owned() };
    let json = fs::read(&file).map_err(|e| unreadable(&file, &e))?;
    let pages: BTreeMap<String, Value> = serde_json::from_slice(&json).map_err(|e| {
        let what = format!("no valid JSON ({e}); give {{\"NAME\": {{\"articleBody\": TEXT}}}}");
        Failure::new(file.display(), what)
    })?;
    let mut score = ArticleScore { pages: Vec::new(), passages: Vec::new() };
    let mut failed = 0;
    for (name, gold) in pages {
        match page(&file, &name, gold) {
            Ok((gold, given)) => score.judge(&name, &gold, &given),
            Err(what) => {
                failed += 1;
                complain(&Failure::new(format!("{}: {name}", file.display()), what));
            }
        }
    }
    Ok((score, failed))
}

/// What a page should give, and what it gives.
fn page(file: &Path, name: &str, gold: Value) -> Result<(String, String), String> {
    let gold: Gold = serde_json::from_value(gold)
        .map_err(|e| format!("no valid entry ({e}); give {{\"articleBody\": TEXT}}"))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let places = ["html", "."].into_iter().flat_map(|sub| {
        let at = |end: &str| folder.join(sub).join(format!("{name}{end}"));
        [at(".html"), at(".html.gz")]
    });
    let found: Option<PathBuf> = places.into_iter().find(|p| p.is_file());
    let found = found.ok_or("no such page; put NAME.html or NAME.html.gz into html/")?;
    let bytes = fs::read(&found).map_err(|e| format!("cannot be read ({e}); check the file"))?;
    // A page in which nothing is found gives nothing: that is what is measured.
    let read = bayhaqi_read::from_bytes(name, &bytes, Options::default()).next();
    Ok((gold.text, read.and_then(Result::ok).map_or_else(String::new, |d| d.text)))
}

/// Words, as letters, digits and underscores beside each other.
fn words(text: &str) -> Vec<&str> {
    let apart = |c: char| !c.is_alphanumeric() && c != '_';
    text.split(apart).filter(|w| !w.is_empty()).collect()
}

/// All stretches of a text; a short text is one.
fn stretches<'w, 't>(words: &'w [&'t str]) -> Vec<&'w [&'t str]> {
    match words.len() {
        0 => Vec::new(),
        n => words.windows(TOGETHER.min(n)).collect(),
    }
}

/// For each stretch whether the other text has it, each as often as it has it.
fn met<'s>(of: &[&'s [&'s str]], other: &[&'s [&'s str]]) -> Vec<bool> {
    let mut left: HashMap<&'s [&'s str], usize> = HashMap::new();
    for stretch in other {
        *left.entry(stretch).or_default() += 1;
    }
    let take = |stretch: &&'s [&'s str]| match left.get_mut(stretch) {
        Some(times) if *times > 0 => {
            *times -= 1;
            true
        }
        _ => false,
    };
    of.iter().map(take).collect()
}

impl ArticleScore {
    fn judge(&mut self, name: &str, gold: &str, given: &str) {
        let (gold, given) = (words(gold), words(given));
        let (wanted, got) = (stretches(&gold), stretches(&given));
        let (found, right) = (met(&wanted, &got), met(&got, &wanted));
        let shared = found.iter().filter(|f| **f).count();
        let weight = 1.0 / (wanted.len() + got.len() - shared).max(1) as f64;
        let mut parts = [Part::default(); PARTS.len()];
        for (at, &found) in found.iter().enumerate() {
            let part = &mut parts[at * PARTS.len() / wanted.len()];
            part.gold += weight;
            part.found += if found { weight } else { 0.0 };
        }
        for (at, &right) in right.iter().enumerate() {
            let part = &mut parts[at * PARTS.len() / got.len()];
            part.given += weight;
            part.right += if right { weight } else { 0.0 };
        }
        self.pages.push(parts);
        for (words, met, missed) in [(&gold, &found, true), (&given, &right, false)] {
            let mut at = 0;
            for run in met.chunk_by(|a, b| a == b) {
                if !run[0] {
                    let mut shown = words[at..].iter().take(SHOWN_WORDS.min(run.len() + 3));
                    let words = shown.by_ref().copied().collect::<Vec<_>>().join(" ");
                    let (page, share) = (name.to_owned(), run.len() as f64 * weight);
                    self.passages.push(Passage { page, words, missed, share });
                }
                at += run.len();
            }
        }
    }

    /// The weights of a class in a sample; without a part those of all together.
    fn sum(&self, part: Option<usize>, times: &[usize]) -> Part {
        let mut sum = Part::default();
        for (parts, &times) in self.pages.iter().zip(times) {
            let chosen = parts.iter().enumerate().filter(|(i, _)| part.is_none_or(|p| p == *i));
            for (_, part) in chosen {
                let times = times as f64;
                sum.gold += part.gold * times;
                sum.found += part.found * times;
                sum.given += part.given * times;
                sum.right += part.right * times;
            }
        }
        sum
    }

    /// Precision, recall, F1 and its interval for each part and for all.
    fn lines(&self) -> Vec<(&'static str, [f64; 3], (f64, f64))> {
        let classes = PARTS.into_iter().enumerate().map(|(i, name)| (name, Some(i)));
        let once = vec![1; self.pages.len()];
        let line = |(name, part)| {
            let figures = self.sum(part, &once).figures();
            let interval = interval(self.pages.len(), |times| self.sum(part, times).figures()[2]);
            (name, figures, interval)
        };
        classes.chain([("all", None)]).map(line).collect()
    }

    /// What costs most.
    fn worst(&self) -> Vec<&Passage> {
        let mut list: Vec<&Passage> = self.passages.iter().collect();
        list.sort_by(|a, b| b.share.total_cmp(&a.share));
        list.truncate(SHOWN);
        list
    }
}

impl Part {
    fn figures(self) -> [f64; 3] {
        let share = |hits: f64, cases: f64| if cases > 0.0 { hits / cases } else { 0.0 };
        let (precision, recall) = (share(self.right, self.given), share(self.found, self.gold));
        [precision, recall, share(2.0 * precision * recall, precision + recall)]
    }
}

impl Figures for ArticleScore {
    fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    fn table(&self) -> String {
        let mut out = format!("{} pages of article\n\n", self.pages.len());
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{:<16}  precision  recall     F1  95 % interval", "part");
        for (name, [precision, recall, f1], (low, high)) in self.lines() {
            let _ = writeln!(
                out,
                "{name:<16}  {precision:>9.3}  {recall:>6.3}  {f1:.3}  {low:.3}–{high:.3}"
            );
        }
        if !self.passages.is_empty() {
            out += "\nwhat costs most (share of the page)\n";
        }
        for Passage { page, words, missed, share } in self.worst() {
            let what = if *missed { "missed" } else { "too much" };
            let _ = writeln!(out, "{share:>5.2}  {what}: “{words} …” ({page})");
        }
        out
    }

    fn json(&self) -> String {
        let line = |(name, [precision, recall, f1], interval): (_, [f64; 3], _)| {
            json!({"class": name, "precision": precision, "recall": recall, "f1": f1,
                "interval": interval})
        };
        let passage = |p: &&Passage| json!({"page": p.page, "words": p.words, "missed": p.missed, "share": p.share});
        json!({
            "suite": "article",
            "rows": self.pages.len(),
            "classes": self.lines().into_iter().map(line).collect::<Vec<_>>(),
            "confusions": self.worst().iter().map(passage).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(gold: &str, given: &str) -> ArticleScore {
        let mut score = ArticleScore { pages: Vec::new(), passages: Vec::new() };
        score.judge("a", gold, given);
        score
    }

    #[test]
    fn stretches_of_four_words_are_compared() {
        // Three stretches are wanted, two given, one is in both.
        let score = score("one two three four five six", "zero, one two three four!");
        let [.., (name, [precision, recall, f1], _)] = score.lines()[..] else { panic!("no line") };
        assert_eq!((name, precision), ("all", 0.5));
        assert!((recall - 1.0 / 3.0).abs() < 1e-9 && (f1 - 0.4).abs() < 1e-9);
        let worst: Vec<_> = score.worst().iter().map(|p| (p.words.as_str(), p.missed)).collect();
        assert_eq!(worst, [("two three four five six", true), ("zero one two three", false)]);
    }

    #[test]
    fn repeated_and_short_texts() {
        let [.., (_, figures, _)] = score("a b", "a b").lines()[..] else { panic!("no line") };
        assert_eq!(figures, [1.0; 3]);
        // What stands there once is found once.
        let found = met(&stretches(&words("a a a a a")), &stretches(&words("a a a a")));
        assert_eq!(found, [true, false]);
        let [.., (_, figures, _)] = score("a b c d", "").lines()[..] else { panic!("no line") };
        assert_eq!(figures, [0.0; 3]);
    }
}
