//! The document: what one report is after reading.

use jiff::civil::Date;
use std::borrow::Cow;

/// One news report.
///
/// ```
/// let options = bayhaqi_read::Options::default();
/// let report = b"Ministers meet\n\nThe ministers of Iran and Iraq met in Basra on Monday.";
/// let document = bayhaqi_read::from_bytes("report", report, options).next().unwrap()?;
/// assert_eq!(document.title.as_deref(), Some("Ministers meet"));
/// assert_eq!(&document.text[document.breaks[0]..][..13], "The ministers");
/// # Ok::<(), bayhaqi_read::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The identifier given with the input, or else [`Document::own_id`].
    pub id: String,
    /// What to call it in a message: the file, or file and line.
    pub origin: String,
    /// Address of the report.
    pub uri: Option<String>,
    /// Headline. If the text holds it, it is the text's first line.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// ISO 639 code, lower case, without region.
    pub language: Option<String>,
    /// The text that all offsets count in.
    pub text: String,
    /// Bytes of the text where an independent block begins: no sentence runs across.
    pub breaks: Vec<usize>,
    /// The tokens, where the input gives them.
    pub words: Option<Words>,
}

impl Document {
    /// An identifier from what the report says: [`content_id`] of its text; where the input tells who
    /// published it, where and on which day, of these too, so that two publishers of one text have a
    /// report each.
    pub fn own_id(&self) -> String {
        let day = self.published.map(|d| d.to_string());
        let given = [("address", &self.uri), ("publisher", &self.publisher), ("day", &day)];
        let mut all = Cow::Borrowed(self.text.as_str());
        for (what, given) in given {
            if let Some(given) = given {
                all.to_mut().push_str(&format!("\0{what} {given}"));
            }
        }
        content_id(&all)
    }

    /// Gives it an identifier of its own.
    pub(crate) fn identified(self) -> Self {
        Document { id: self.own_id(), ..self }
    }
}

/// A text that somebody else has cut into tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The tokens; none is empty.
    pub words: Vec<String>,
    /// For each token whether a blank follows.
    pub spaces: Vec<bool>,
}

impl Words {
    /// The text that the tokens make.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (word, &space) in self.words.iter().zip(&self.spaces) {
            text.push_str(word);
            if space {
                text.push(' ');
            }
        }
        text
    }
}

/// An identifier that depends on the text alone: 32 hexadecimal digits, the same on every machine.
///
/// FNV-1a with 128 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): it tells texts apart, it
/// does not protect against forgery.
///
/// ```
/// assert_eq!(bayhaqi_read::content_id(""), "6c62272e07bb014262b821756295c58d");
/// ```
pub fn content_id(text: &str) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = text.bytes().fold(BASIS, |h, b| (h ^ u128::from(b)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}

/// Reads a day as inputs write it: ISO 8601 (`2020-07-22`, with or without a time) or as feeds do
/// (`Wed, 22 Jul 2020 10:00:00 +0000`).
///
/// ```
/// let day = jiff::civil::date(2020, 7, 22);
/// assert_eq!(bayhaqi_read::parse_date("2020-07-22T23:30:00+03:00"), Some(day));
/// assert_eq!(bayhaqi_read::parse_date("22.7."), None);
/// ```
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = text.get(..10)
        && text[10..].chars().next().is_none_or(|c| matches!(c, 'T' | 't' | ' '))
        && let Ok(date) = day.parse()
    {
        return Some(date);
    }
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.date())
}

/// Reads a language code: `en`, `EN` and `en-US` are `en`.
///
/// ```
/// assert_eq!(bayhaqi_read::parse_language("pt_BR").as_deref(), Some("pt"));
/// assert_eq!(bayhaqi_read::parse_language("English"), None);
/// ```
pub fn parse_language(text: &str) -> Option<String> {
    let code = text.trim().split(['-', '_']).next()?;
    let good = matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_alphabetic());
    good.then(|| code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_two_publishers_is_two_reports() {
        let line = |more: &str| {
            let line = format!("{{\"text\": \"Chad accused Sudan.\"{more}}}");
            crate::jsonl::parse_line(&line, String::new(), false).unwrap().id
        };
        // Nothing else is known: the text alone tells.
        assert_eq!(line(""), content_id("Chad accused Sudan."));
        assert_eq!(line(", \"language\": \"en\", \"title\": \"News\""), line(""));
        assert_eq!(line(", \"id\": \"a\", \"publisher\": \"A\""), "a");
        let ids = [
            line(""),
            line(", \"publisher\": \"A\""),
            line(", \"publisher\": \"B\""),
            line(", \"uri\": \"A\""),
            line(", \"publisher\": \"A\", \"published\": \"2024-01-03\""),
        ];
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(ids.iter().position(|other| other == id), Some(i), "{ids:?}");
        }
    }
}
