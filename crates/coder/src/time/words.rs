//! The words of a document as the readers of time expressions see them: without blanks, each with
//! what it stands for in `time.tsv`.

use super::value::Count;
use crate::entities::Cast;
use crate::lexicon::{TimeWord, Times, Unit};

/// The words of a document.
pub(crate) struct Words<'c, 'a> {
    /// Who is mentioned, with the parse.
    pub cast: &'c Cast<'a>,
    /// Words of time.
    pub times: &'c Times,
    words: Vec<Word>,
}

#[derive(Clone, Copy)]
struct Word {
    token: usize,
    sense: Option<TimeWord>,
}

impl<'c, 'a> Words<'c, 'a> {
    pub fn new(cast: &'c Cast<'a>) -> Self {
        let times = &cast.lexicon.words.times;
        let doc = &cast.doc;
        let mut words = Vec::with_capacity(doc.len());
        for token in 0..doc.len() {
            let text = doc.lower(token);
            // A line may end inside an expression, a paragraph may not.
            let blank = text.trim().is_empty();
            if blank && text.matches('\n').count() < 2 {
                continue;
            }
            let sense = if blank { None } else { times.word(bare(text)) };
            words.push(Word { token, sense });
        }
        Words { cast, times, words }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word in lower case, without a full stop at its end.
    pub fn text(&self, i: usize) -> &'c str {
        self.words.get(i).map_or("", |w| bare(self.cast.doc.lower(w.token)))
    }

    /// What it stands for.
    pub fn sense(&self, i: usize) -> Option<TimeWord> {
        self.words.get(i)?.sense
    }

    /// The token of a word; of the last one beyond the end.
    pub fn token(&self, i: usize) -> usize {
        self.words.get(i).or(self.words.last()).map_or(0, |w| w.token)
    }

    pub fn before(&self, i: usize) -> &'c str {
        if i > 0 { self.text(i - 1) } else { "" }
    }

    pub fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.text(i))
    }

    pub fn capital(&self, i: usize) -> bool {
        i < self.len() && self.cast.doc.parse.word(self.token(i)).starts_with(char::is_uppercase)
    }

    pub fn tag(&self, i: usize) -> &'a str {
        if i < self.len() { self.cast.doc.parse.tag(self.token(i)) } else { "" }
    }

    /// Whether the model's names take the word for a date.
    pub fn is_date(&self, i: usize) -> bool {
        i < self.len() && self.cast.doc.parse.entity_type(self.token(i)) == "DATE"
    }

    pub fn hyphen(&self, i: usize) -> bool {
        self.is(i, &["-", "–", "‑"])
    }

    /// The position after a hyphen at `i`, if there is one.
    pub fn after_hyphen(&self, i: usize) -> usize {
        i + usize::from(self.hyphen(i))
    }

    /// A whole number written in digits.
    pub fn digits(&self, i: usize) -> Option<i64> {
        let text = self.text(i);
        let plain = text.len() <= 12 && text.starts_with(|c: char| c.is_ascii_digit());
        if !plain {
            return None;
        }
        text.replace(',', "").parse().ok()
    }

    /// A day of a month in digits: "3", "3rd".
    pub fn month_day(&self, i: usize) -> Option<i8> {
        let text = self.text(i);
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|e| text.strip_suffix(e));
        let digits = digits.unwrap_or(text);
        let day = digits.parse().ok().filter(|_| digits.len() <= 2 && !digits.starts_with('+'));
        day.filter(|d| (1..=31).contains(d))
    }

    /// "third", "3rd", "20th", "twenty-first"; and the position after it.
    pub fn ordinal(&self, i: usize) -> Option<(u8, usize)> {
        if let Some(TimeWord::Ordinal(n)) = self.sense(i) {
            return Some((n, i + 1));
        }
        let text = self.text(i);
        if let Some(digits) = ["st", "nd", "rd", "th"].iter().find_map(|e| text.strip_suffix(e)) {
            return Some((digits.parse().ok().filter(|n| (1..=99).contains(n))?, i + 1));
        }
        let tens = self.times.number(text).filter(|n| (20..100).contains(n) && n % 10 == 0)?;
        let at = self.after_hyphen(i + 1);
        match self.sense(at) {
            Some(TimeWord::Ordinal(n)) if n < 10 => Some((tens as u8 + n, at + 1)),
            _ => None,
        }
    }

    /// A year, in digits or as it is spoken ("nineteen ninety-six", "two thousand and ten"), and the
    /// position after it.
    pub fn year(&self, i: usize) -> Option<(i16, usize)> {
        let text = self.text(i);
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            let year = text.parse().ok().filter(|y| (1000..=2199).contains(y))?;
            return Some((year, i + 1));
        }
        let century = self.times.number(text)? as i16;
        if century == 2 && self.is(i + 1, &["thousand"]) {
            let and = usize::from(self.is(i + 2, &["and"]));
            return match self.below_hundred(i + 2 + and) {
                Some((n, end)) if n > 0 => Some((2000 + n, end)),
                _ => Some((2000, i + 2)),
            };
        }
        if !(13..=20).contains(&century) {
            return None;
        }
        let (rest, end) = self.below_hundred(i + 1)?;
        (rest >= 10).then_some((century * 100 + rest, end))
    }

    /// "ninety-six".
    fn below_hundred(&self, i: usize) -> Option<(i16, usize)> {
        let value = |i: usize| self.times.number(self.text(i)).filter(|&n| n < 100);
        let first = value(i).filter(|_| !self.is(i, &["a", "an"]))?;
        let at = self.after_hyphen(i + 1);
        match value(at).filter(|&n| first >= 20 && n < 10 && !self.is(at, &["a", "an"])) {
            Some(n) => Some(((first + n) as i16, at + 1)),
            None => Some((first as i16, i + 1)),
        }
    }

    /// How many: "two", "2 1/2", "a couple of", "several", "12 to 18"; and the position after it.
    pub fn count(&self, i: usize) -> Option<(Count, usize)> {
        let a = usize::from(self.is(i, &["a", "the"]));
        if self.is(i + a, &["couple"]) {
            let of = usize::from(self.is(i + a + 1, &["of"]));
            return Some((Count::Exactly(2), i + a + 1 + of));
        }
        if self.sense(i + a) == Some(TimeWord::Vague) && !self.is(i, &["the"]) {
            return Some((Count::Vague, i + a + 1));
        }
        if self.is(i, &["half"]) {
            let an = usize::from(self.is(i + 1, &["a", "an"]));
            return Some((Count::AndHalf(0), self.after_hyphen(i + 1) + an));
        }
        let (first, mut end) = self.number(i)?;
        let mut at = end;
        if self.is(at, &["to", "or", "and", "-", "–"]) {
            at = self.after_hyphen(at + 1);
            if self.hyphen(end) && self.is(end + 1, &["to", "or"]) {
                at = self.after_hyphen(end + 2);
            }
            // "two to three": no one number.
            if let Some((second, after)) = self.number(at).filter(|_| !self.is(at, &["a", "an"]))
                && second > first
            {
                return Some((Count::Vague, after));
            }
        }
        if self.is(end, &["1/2", "½"]) {
            return Some((Count::AndHalf(first), end + 1));
        }
        if self.is(end, &["and"]) && self.is(end + 1, &["a"]) && self.is(end + 2, &["half"]) {
            return Some((Count::AndHalf(first), end + 3));
        }
        if self.is(end, &["dozen"]) {
            end += 1;
            return Some((Count::Exactly(first.saturating_mul(12)), end));
        }
        Some((Count::Exactly(first), end))
    }

    /// A whole number in digits or words, and the position after it.
    fn number(&self, i: usize) -> Option<(i64, usize)> {
        if let Some(number) = self.digits(i) {
            let scale = self.times.number(self.text(i + 1)).filter(|&n| n >= 100);
            return match scale {
                Some(n) => Some((number.saturating_mul(i64::try_from(n).ok()?), i + 2)),
                None => Some((number, i + 1)),
            };
        }
        let mut total: i64 = 0;
        let mut at = i;
        // No number that news writes out is longer.
        for _ in 0..6 {
            let text = self.text(at);
            let Some(n) = self.times.number(text).and_then(|n| i64::try_from(n).ok()) else {
                break;
            };
            let article = matches!(text, "a" | "an");
            let fits = n >= 100 || total % (if n < 10 { 10 } else { 100 }) == 0;
            if at > i && (article || !fits) {
                break;
            }
            total = match n {
                100.. => total.max(1).saturating_mul(n),
                _ => total.saturating_add(n),
            };
            at += 1;
            if self.hyphen(at) && self.times.number(self.text(at + 1)).is_some_and(|n| n < 10) {
                at += 1;
            }
        }
        (at > i).then_some((total, at))
    }

    /// Where an expression begins whose determiner belongs to a noun after it: "the [two-day] visit".
    pub fn without_determiner(&self, start: usize, end: usize) -> usize {
        let inside = |i: usize| (self.token(start)..self.token(end - 1) + 1).contains(&i);
        let (token, doc) = (self.token(start), &self.cast.doc);
        let owner = self.is(start, &["its", "their"]);
        let outside = self.tag(start) == "DT" && !inside(doc.head(token));
        start + usize::from(end > start + 1 && (owner || outside))
    }

    /// A unit, in the singular or plural, and whether it is plural.
    pub fn unit(&self, i: usize) -> Option<(Unit, bool)> {
        match self.sense(i)? {
            TimeWord::Unit(unit) => Some((unit, false)),
            TimeWord::Units(unit) => Some((unit, true)),
            _ => None,
        }
    }
}

/// Without a full stop or a hyphen at the end ("Sept.", "third-").
fn bare(text: &str) -> &str {
    if text.len() > 1 { text.trim_end_matches(['.', '-']) } else { text }
}
