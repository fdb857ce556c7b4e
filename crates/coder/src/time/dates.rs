//! Readers of dates: days, months, years, quarters, seasons, decades, centuries.

use super::meaning::{Kind, Meaning, Part, Reading, Which};
use super::read::unit_date;
use super::words::Words;
use crate::lexicon::{TimeWord, Unit};

impl Words<'_, '_> {
    /// "January 3", "January 3, 2020", "January 2020", "in January".
    pub(super) fn month(&self, i: usize, month: i8) -> Option<Reading> {
        if !self.capital(i) {
            return None;
        }
        let the = i + 1 + usize::from(self.is(i + 1, &["the"]));
        let spelled = || {
            let (n, end) = self.ordinal(the)?;
            Some((i8::try_from(n).ok().filter(|d| (1..=31).contains(d))?, end))
        };
        let day = self.month_day(the).map(|d| (d, the + 1)).or_else(spelled);
        if let Some((day, end)) = day.filter(|&(_, end)| !self.counts(end)) {
            // "March 3-5, 2020".
            if let Some(last) = self.day_range(end, day) {
                let comma = last + usize::from(self.is(last, &[","]));
                let year = self.year(comma).filter(|y| !self.counts(y.1)).map(|y| y.0);
                return Some(Reading::date(end, Meaning::Day { year, month, day }));
            }
            let comma = end + usize::from(self.is(end, &[","]));
            let (year, end) = match self.year(comma).filter(|y| !self.counts(y.1)) {
                Some((year, end)) => (Some(year), end),
                None => (None, end),
            };
            return Some(Reading::date(end, Meaning::Day { year, month, day }));
        }
        let part = Part::Month(month);
        if let Some((which, end)) = self.of_year(i + 1).filter(|_| !self.is(i + 1, &["in"])) {
            return Some(Reading::date(end, Meaning::Part { part, which }));
        }
        // "May" begins sentences and is a name; "March" is a verb in headlines.
        let noun = self.tag(i).starts_with('N');
        let led = self.leads(i) || self.is(i.wrapping_sub(1), &["-", "for"]);
        let date = noun && (self.is_date(i) || led || self.staged(i));
        let short = self.text(i).len() == 3 && self.text(i) != "may";
        (date && !short).then(|| Reading::date(i + 1, Meaning::Part { part, which: Which::Bare }))
    }

    /// After the second day of "3-5", where `i` is right after the first.
    fn day_range(&self, i: usize, day: i8) -> Option<usize> {
        let second = self.month_day(i + 1).filter(|&d| self.hyphen(i) && d > day)?;
        (second <= 31 && !self.counts(i + 2)).then_some(i + 2)
    }

    /// The second end of a range whose first end was read: "March 3-[5]", "1990-[95]".
    pub(super) fn range_end(&self, first: &Reading) -> Option<Reading> {
        let i = first.end;
        match first.meaning {
            Meaning::Day { year, month, day } => {
                let end = self.day_range(i, day)?;
                let comma = end + usize::from(self.is(end, &[","]));
                let after = self.year(comma).filter(|y| Some(y.0) == year);
                let day = self.month_day(i + 1)?;
                let end = after.map_or(end, |y| y.1);
                Some(Reading::date(end, Meaning::Day { year, month, day }))
            }
            Meaning::Year(year) if self.hyphen(i) && self.text(i + 1).len() == 2 => {
                let short = self.digits(i + 1).and_then(|n| i16::try_from(n).ok())?;
                let later = short > year % 100 && !self.hyphen(i + 2) && self.unit(i + 2).is_none();
                later.then(|| Reading::date(i + 2, Meaning::Year(year / 100 * 100 + short)))
            }
            _ => None,
        }
    }

    /// Whether the number before counts something rather than dating it.
    fn counts(&self, i: usize) -> bool {
        self.times.not_year.contains(self.text(i)) || self.is(i, &["%", "percent", "million"])
    }

    fn leads(&self, i: usize) -> bool {
        self.times.leads.contains(self.before(i))
    }

    fn staged(&self, i: usize) -> bool {
        let back = if i > 1 && self.hyphen(i - 1) { i - 2 } else { i.wrapping_sub(1) };
        self.sense(back) == Some(TimeWord::Stage)
    }

    /// A date that begins with digits: "2020-01-03", "3/5/2020", "3 January 2020", "3rd of May".
    pub(super) fn numeric_date(&self, i: usize) -> Option<Reading> {
        if let Some(found) = self.iso(i).or_else(|| self.slashed(i)) {
            return Some(found);
        }
        let day = self.month_day(i)?;
        let at = i + 1 + usize::from(self.is(i + 1, &["of"]));
        let Some(TimeWord::Month(month)) = self.sense(at) else { return None };
        if !self.capital(at) {
            return None;
        }
        let comma = at + 1 + usize::from(self.is(at + 1, &[","]));
        let year = self.year(comma).filter(|y| !self.counts(y.1));
        let end = year.map_or(at + 1, |y| y.1);
        Some(Reading::date(end, Meaning::Day { year: year.map(|y| y.0), month, day }))
    }

    /// ISO 8601, with or without the hour.
    fn iso(&self, i: usize) -> Option<Reading> {
        let (text, end) = if self.hyphen(i + 1) && self.hyphen(i + 3) {
            let parts = [self.text(i), self.text(i + 2), self.text(i + 4)];
            (parts.join("-"), i + 5)
        } else {
            (self.text(i).to_owned(), i + 1)
        };
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit))
        };
        let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !(dashes && digits(0..4) && digits(5..7) && digits(8..10)) {
            return None;
        }
        let year = text[..4].parse().ok();
        let (month, day) = (text[5..7].parse().ok()?, text[8..10].parse().ok()?);
        let date = Meaning::Day { year, month, day };
        match bytes.get(10) {
            None => Some(Reading::date(end, date)),
            Some(b't') if digits(11..13) => {
                let minutes = if bytes.get(13) == Some(&b':') && digits(14..16) {
                    text[14..16].to_owned()
                } else {
                    "00".to_owned()
                };
                let zone = if text.ends_with('z') { "Z" } else { "" };
                let hour = format!("T{}:{minutes}{zone}", &text[11..13]);
                let meaning = Meaning::Clock { hour, on: Some(Box::new(date)) };
                // Seconds and the distance from UTC may be words of their own; they add nothing.
                Some(Reading { end, kind: Kind::Time, meaning })
            }
            _ => None,
        }
    }

    /// "3/15/2020", "15.3.2020". Where day and month cannot be told apart, only the year is sure.
    fn slashed(&self, i: usize) -> Option<Reading> {
        let text = self.text(i);
        let mark = ['/', '.'].into_iter().find(|&m| text.matches(m).count() == 2)?;
        let mut parts = text.split(mark);
        let mut next = || {
            let part = parts.next()?;
            let digits = part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 4;
            if digits { Some((part.parse::<i16>().ok()?, part.len())) } else { None }
        };
        let (a, b, c) = (next()?, next()?, next()?);
        let small = |n: i16| i8::try_from(n).ok();
        if a.1 == 4 {
            let (month, day) = (small(b.0)?, small(c.0)?);
            return Some(Reading::date(i + 1, Meaning::Day { year: Some(a.0), month, day }));
        }
        let year = match c.1 {
            4 => c.0,
            // POSIX's reading of two digits.
            2 if mark == '/' => c.0 + if c.0 >= 69 { 1900 } else { 2000 },
            _ => return None,
        };
        let (first, second) = (small(a.0)?, small(b.0)?);
        if !(1..=31).contains(&first) || !(1..=31).contains(&second) {
            return None;
        }
        let meaning = match (first <= 12, second <= 12) {
            (true, false) => Meaning::Day { year: Some(year), month: first, day: second },
            (false, true) => Meaning::Day { year: Some(year), month: second, day: first },
            (true, true) if first == second => {
                Meaning::Day { year: Some(year), month: first, day: first }
            }
            // With full stops the day goes first wherever they are in use.
            (true, true) if mark == '.' => {
                Meaning::Day { year: Some(year), month: second, day: first }
            }
            (true, true) => Meaning::Year(year),
            (false, false) => return None,
        };
        Some(Reading::date(i + 1, meaning))
    }

    /// A weekday with the date or the part of the day after it.
    pub(super) fn weekday(&self, i: usize, day: i8, which: Which) -> Option<Reading> {
        if !self.capital(i) {
            return None;
        }
        if let Some(found) = self.date_after(i + 1) {
            return Some(found);
        }
        let on = Meaning::Weekday { day, which };
        if let Some(TimeWord::Part(part)) = self.sense(i + 1) {
            return Some(if self.text(i + 1).ends_with('s') && which == Which::Bare {
                let value = format!("XXXX-WXX-{day}T{part}");
                Reading { end: i + 2, kind: Kind::Set, meaning: Meaning::Fixed(value, "set") }
            } else {
                let meaning = Meaning::Clock { hour: format!("T{part}"), on: Some(Box::new(on)) };
                Reading { end: i + 2, kind: Kind::Time, meaning }
            });
        }
        Some(Reading::date(i + 1, on))
    }

    /// The date after a weekday: "Tuesday, March 3, 2020", "Tuesday 3 March".
    fn date_after(&self, i: usize) -> Option<Reading> {
        let at = i + usize::from(self.is(i, &[",", "("]));
        let the = at + usize::from(self.is(at, &["the"]));
        let found = match self.sense(the) {
            Some(TimeWord::Month(month)) => self.month(the, month),
            _ => self.numeric_date(the),
        };
        found.filter(|r| matches!(r.meaning, Meaning::Day { .. }))
    }

    /// "Fri., March 6": an abbreviated weekday is one only before a date.
    pub(super) fn short_weekday(&self, i: usize, _: i8) -> Option<Reading> {
        if self.capital(i) { self.date_after(i + 1) } else { None }
    }

    /// "yesterday", "tomorrow night".
    pub(super) fn relative(&self, i: usize, days: i32) -> Reading {
        let on = Meaning::Relative(days);
        match self.sense(i + 1) {
            Some(TimeWord::Part(part)) => {
                let meaning = Meaning::Clock { hour: format!("T{part}"), on: Some(Box::new(on)) };
                Reading { end: i + 2, kind: Kind::Time, meaning }
            }
            _ => Reading::date(i + 1, on),
        }
    }

    /// "summer 2020", "the summer of 1998", "the summer", "in spring".
    pub(super) fn season(&self, i: usize, code: &'static str, definite: bool) -> Option<Reading> {
        if !self.tag(i).starts_with('N') {
            return None;
        }
        let part = Part::Season(code);
        if let Some((which, end)) = self.of_year(i + 1) {
            return Some(Reading::date(end, Meaning::Part { part, which }));
        }
        let before = if definite && i > 1 { self.text(i - 2) } else { self.before(i) };
        let into = definite && i > 1 && self.tag(i - 2) == "IN";
        let led = into || self.times.leads.contains(before) || self.staged(i);
        // "the fall of the government".
        let alone = !self.is(i + 1, &["of"]) && !self.tag(i + 1).starts_with('N');
        (led && alone).then(|| Reading::date(i + 1, Meaning::Part { part, which: Which::Bare }))
    }

    /// "third quarter of 1998", "20th century", "second half of the year".
    pub(super) fn ordinal_period(&self, i: usize) -> Option<Reading> {
        if let Some((part, end)) = self.numbered(i) {
            let which = self.of_year(end);
            // Matches have halves, too.
            if which.is_none() && matches!(part, Part::Half(_)) {
                return None;
            }
            let (which, end) = which.unwrap_or((Which::Bare, end));
            return Some(Reading::date(end, Meaning::Part { part, which }));
        }
        let (n, at) = self.ordinal(i)?;
        let at = self.after_hyphen(at);
        if self.is(at, &["century"]) && n <= 30 {
            return Some(Reading::date(at + 1, Meaning::Century(i16::from(n) - 1)));
        }
        if self.is(at, &["of"])
            && let Some(TimeWord::Month(month)) = self.sense(at + 1)
            && self.capital(at + 1)
            && n <= 31
        {
            let comma = at + 2 + usize::from(self.is(at + 2, &[","]));
            let year = self.year(comma);
            let end = year.map_or(at + 2, |y| y.1);
            let meaning = Meaning::Day { year: year.map(|y| y.0), month, day: n as i8 };
            return Some(Reading::date(end, meaning));
        }
        // "the first nine months".
        let (count, at) = self.count(at)?;
        let (unit, plural) = self.unit(at)?;
        (plural && unit != Unit::Quarter).then(|| super::read::length(at + 1, count, unit, 0))
    }

    /// "1990s", "the '80s", "the nineties".
    pub(super) fn decade(&self, i: usize) -> Option<Reading> {
        let text = self.text(i);
        let quote = usize::from(matches!(text, "'" | "’" | "‘"));
        let text = if quote > 0 { self.text(i + 1) } else { text };
        let text = text.trim_start_matches(['\'', '’', '‘']);
        let text = text.strip_prefix("mid-").unwrap_or(text);
        let digits = text.strip_suffix('s').map(|d| d.trim_end_matches(['\'', '’']))?;
        let spoken = || {
            let tens = format!("{}y", digits.strip_suffix("ie")?);
            self.times.number(&tens).filter(|n| (20..100).contains(n))
        };
        let year = match digits.parse::<i16>() {
            Ok(year) if digits.len() == 4 && (1000..2200).contains(&year) => year,
            Ok(year) if digits.len() == 2 => 1900 + year,
            Ok(_) => return None,
            Err(_) => 1900 + spoken()? as i16,
        };
        let whole = year % 10 == 0;
        whole.then(|| Reading::date(i + quote + 1, Meaning::Decade(year / 10)))
    }

    /// A year on its own.
    pub(super) fn bare_year(&self, i: usize) -> Option<Reading> {
        let text = self.text(i);
        // "mid-1996" is one word.
        if let Some(year) = text.strip_prefix("mid-").and_then(|y| y.parse().ok())
            && (1000..2200).contains(&year)
        {
            return Some(Reading::date(i + 1, Meaning::Year(year)));
        }
        let (year, end) = self.year(i)?;
        if self.counts(end) || self.unit(end).is_some() || self.before(i) == "$" {
            return None;
        }
        let led = self.leads(i) || self.staged(i) || self.is_range_end(i);
        let likely = (1500..2100).contains(&year) && (led || self.is_date(i) || end > i + 1);
        likely.then(|| Reading::date(end, Meaning::Year(year)))
    }

    /// "1990-1995", "1990 and 1991".
    fn is_range_end(&self, i: usize) -> bool {
        let joined =
            self.hyphen(i.wrapping_sub(1)) || self.is(i.wrapping_sub(1), &["and", "or", "/"]);
        joined && i > 1 && self.year(i - 2).is_some() && self.is_date(i - 2)
    }

    /// "fiscal 1989", "fiscal first quarter", "fiscal-first quarter", "fiscal year 1990".
    pub(super) fn fiscal(&self, i: usize) -> Option<Reading> {
        let at = self.after_hyphen(i);
        if let Some((part, end)) = self.numbered(at) {
            let (which, end) = self.of_year(end).unwrap_or((Which::Bare, end));
            return Some(Reading::date(end, Meaning::Part { part, which }));
        }
        let word = at + usize::from(self.is(at, &["year"]));
        if let Some((year, end)) = self.year(word) {
            return Some(Reading::date(end, Meaning::Year(year)));
        }
        (word > at && !self.is(i.saturating_sub(2), &["a"]))
            .then(|| unit_date(word, Unit::Year, Which::Shift(0)))
    }
}
