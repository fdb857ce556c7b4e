//! Lines that web pages leave in copied text: share buttons, menus, captions.
//!
//! The phrases are data (`data/boilerplate.txt`); the rule here is only how a line is compared.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A longer line is no button and no menu entry.
const BUTTON_WORDS: usize = 8;
/// A longer line is no caption.
const CAPTION_WORDS: usize = 30;

static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::parse(include_str!("../data/boilerplate.txt")));

#[derive(Default)]
struct Phrases {
    /// The line is the phrase.
    whole: HashSet<String>,
    /// A short line that is no sentence begins with the phrase.
    openings: Vec<String>,
    /// The line begins with the label and a colon.
    labels: HashSet<String>,
}

impl Phrases {
    fn parse(table: &str) -> Self {
        let mut phrases = Phrases::default();
        for line in table.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            match line.strip_suffix('…').map(str::trim_end) {
                None => drop(phrases.whole.insert(line.to_owned())),
                Some(head) => match head.strip_suffix(':') {
                    Some(label) => drop(phrases.labels.insert(label.to_owned())),
                    None => phrases.openings.push(format!("{head} ")),
                },
            }
        }
        phrases
    }

    fn hold(&self, line: &str) -> bool {
        let words = line.split_whitespace().count();
        if words > CAPTION_WORDS {
            return false;
        }
        let lower = line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if self.whole.contains(bare) {
            return true;
        }
        if let Some((label, _)) = lower.split_once(':')
            && self.labels.contains(label.trim_end())
        {
            return true;
        }
        // A sentence may well begin like a button ("Share on the left fell …").
        words <= BUTTON_WORDS
            && !line.ends_with(['.', '!', '?', '”', '"'])
            && self.openings.iter().any(|o| bare.starts_with(o.as_str()))
    }
}

/// Whether a line is no part of the report. A row of buttons (`Facebook | Twitter`) counts if each
/// of them does.
pub(crate) fn is_boilerplate(line: &str) -> bool {
    let mut parts =
        line.split(['|', '·', '•', '\t']).map(str::trim).filter(|p| !p.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| PHRASES.hold(part))
}

#[cfg(test)]
mod tests {
    use super::is_boilerplate;

    #[test]
    fn buttons_and_captions_go() {
        for line in [
            "Share It :",
            "ADVERTISEMENT",
            "Read more",
            "Read more »",
            "Photo: Reuters/Ahmed Saad",
            "Share on Facebook",
            "Facebook | Twitter | WhatsApp",
            "Related: Ministers meet in Vienna",
            "Follow us on Telegram",
        ] {
            assert!(is_boilerplate(line), "{line}");
        }
    }

    #[test]
    fn the_report_stays() {
        for line in [
            "Share on the left of the vote fell.",
            "Advertisement rules were tightened by parliament on Monday.",
            "Ministers share it",
            "He said: “We will share it.”",
            "Comments by the minister angered Ankara.",
            "",
            "|",
        ] {
            assert!(!is_boilerplate(line), "{line}");
        }
    }
}
