//! Readers of lengths, of distances in time, and of sets.

use super::meaning::{Kind, Meaning, Origin, Reading, Which};
use super::read::{length, unit_date};
use super::value::{self, Count};
use super::words::Words;
use crate::lexicon::{TimeWord, Unit};

impl Words<'_, '_> {
    /// "three days", "a two-day visit", "three days ago", "a year earlier", "$5 a year".
    pub(super) fn length(&self, i: usize) -> Option<Reading> {
        let (count, at) = self.count(i)?;
        let more =
            usize::from(self.is(at, &["more", "full", "straight", "consecutive", "trading"]));
        let at = self.after_hyphen(at + more);
        let (unit, plural) = self.unit(at)?;
        let article = self.is(i, &["a", "an"]);
        // A quarter is a fourth of something.
        if unit == Unit::Quarter && (!plural || !matches!(count, Count::Vague)) {
            return None;
        }
        let mut end = at + 1;
        // "a year and a half".
        let mut count = count;
        if let Count::Exactly(n) = count
            && self.is(end, &["and"])
            && self.is(end + 1, &["a"])
            && self.is(end + 2, &["half"])
        {
            count = Count::AndHalf(n);
            end += 3;
        }
        if let Some(found) = self.distance(end, count, unit) {
            return Some(found);
        }
        if self.is(end, &["or"]) && self.is(end + 1, &["so", "more", "two"]) {
            count = if self.is(end + 1, &["two"]) { Count::Vague } else { count };
            end += 2;
        }
        // Ages are no times of the report.
        if self.is(end, &["old"]) {
            return None;
        }
        if self.hyphen(end) && self.is(end + 1, &["old"]) {
            end += 2;
        }
        if article && count == Count::Exactly(1) && self.is_rate(i, at) {
            let meaning = Meaning::Fixed(value::length(count, unit), "set");
            return Some(Reading { end, kind: Kind::Set, meaning });
        }
        // "a day" in "the other day", "one day" is some day, "a minute" is a little.
        Some(length(end, count, unit, 0))
    }

    /// "5 percent a year", "twice a week".
    fn is_rate(&self, article: usize, unit: usize) -> bool {
        let doc = &self.cast.doc;
        let token = self.token(unit);
        let head = self.cast.doc.parse.tag(doc.head(token));
        let often = matches!(self.before(article), "once" | "twice" | "times");
        often
            || doc.dep(token) == "npadvmod"
                && (head.starts_with('N') || matches!(head, "CD" | "$"))
                && doc.head(token) < token
    }

    /// "ago", "or so ago", "earlier", "from now" after a length.
    pub(super) fn distance(&self, i: usize, count: Count, unit: Unit) -> Option<Reading> {
        let so = self.is(i, &["or"]) && self.is(i + 1, &["so", "more"]);
        let at = if so { i + 2 } else { self.after_hyphen(i) };
        let (way, from, end) = match self.sense(at)? {
            TimeWord::Away(way) => (way, Origin::Published, at + 1),
            TimeWord::Onward(way) => {
                let relation = self.is(at, &["before", "after"]);
                if relation && !self.stops(at + 1) || self.is(at + 1, &["than"]) {
                    return None;
                }
                (way, Origin::Told, at + 1)
            }
            _ => return None,
        };
        // "the year-earlier period".
        if unit == Unit::Year && self.hyphen(i) && self.is(end, &["period", "quarter"]) {
            return None;
        }
        // "a few days later": how many, but not which day; "two hours later" is the same day.
        if from == Origin::Told && (count == Count::Vague || unit < Unit::Day) {
            return Some(length(i, count, unit, 0));
        }
        let (Count::Exactly(n) | Count::AndHalf(n)) = count else {
            let value = if way < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return Some(Reading::date(end, Meaning::Fixed(value.to_owned(), "reference")));
        };
        let count = n.checked_mul(i64::from(way))?;
        let kind = if unit < Unit::Day { Kind::Time } else { Kind::Date };
        Some(Reading { end, kind, meaning: Meaning::Away { count, unit, from } })
    }

    /// Several of a unit without a number: "years ago", "for weeks", "days later".
    pub(super) fn several(&self, i: usize, unit: Unit) -> Option<Reading> {
        if let Some(found) = self.distance(i + 1, Count::Vague, unit) {
            return Some(found);
        }
        let led = matches!(self.before(i), "for" | "in" | "within" | "over" | "after" | "take")
            && unit > Unit::Second;
        // "weeks or months".
        let more =
            self.is(i + 1, &["or", "and"]) && matches!(self.sense(i + 2), Some(TimeWord::Units(_)));
        let end = i + 1 + if more { 2 } else { 0 };
        let lone = !self.is(end, &["of", "before", "after"]);
        (led && lone).then(|| length(end, Count::Vague, unit, 0))
    }

    /// A unit with what follows it: "year-earlier", "year-ago quarter", "year-end", "year's end".
    pub(super) fn unit_compound(&self, i: usize, unit: Unit) -> Option<Reading> {
        let mark = self.hyphen(i + 1) || self.is(i + 1, &["'s", "’s"]);
        let at = i + 1 + usize::from(mark);
        if self.is(at, &["end"]) && matches!(unit, Unit::Year | Unit::Month | Unit::Week) {
            return Some(unit_date(at + 1, unit, Which::Shift(0)));
        }
        if unit != Unit::Year || !self.hyphen(i + 1) {
            return None;
        }
        let back = matches!(self.sense(at), Some(TimeWord::Away(-1) | TimeWord::Onward(-1)));
        if !back {
            return None;
        }
        let inner = at + 1;
        if let Some((part, end)) = self.numbered(inner) {
            return Some(Reading::date(end, Meaning::Part { part, which: Which::OfShift(-1) }));
        }
        if let Some((count, at)) = self.count(inner)
            && let Some((unit, true)) = self.unit(at)
        {
            return Some(length(at + 1, count, unit, 0));
        }
        let quarter = self.is(inner, &["quarter"]);
        let end = inner + usize::from(quarter || self.is(inner, &["period"]));
        let unit = quarter.then_some(Unit::Quarter);
        Some(Reading::date(end, Meaning::YearEarlier { unit, year: None }))
    }

    /// "every Monday", "each year", "every two weeks", "each July".
    pub(super) fn each(&self, i: usize) -> Option<Reading> {
        let (count, at) = match self.count(i + 1) {
            Some((count @ Count::Exactly(_), at)) if !self.is(i + 1, &["a", "an"]) => (count, at),
            _ => (Count::Exactly(1), i + 1),
        };
        let value = match self.sense(at)? {
            TimeWord::Unit(unit) | TimeWord::Units(unit) => value::length(count, unit),
            TimeWord::Weekday(day) => match self.sense(at + 1) {
                Some(TimeWord::Part(part)) => {
                    let value = format!("XXXX-WXX-{day}T{part}");
                    let meaning = Meaning::Fixed(value, "set");
                    return Some(Reading { end: at + 2, kind: Kind::Set, meaning });
                }
                _ => format!("XXXX-WXX-{day}"),
            },
            TimeWord::Month(month) => format!("XXXX-{month:02}"),
            TimeWord::Season(code) => format!("XXXX-{code}"),
            TimeWord::Part(part) => format!("XXXX-XX-XXT{part}"),
            _ => return None,
        };
        let end = at + 1;
        // "each day of the week": what follows belongs to a phrase of its own.
        Some(Reading { end, kind: Kind::Set, meaning: Meaning::Fixed(value, "set") })
    }
}
