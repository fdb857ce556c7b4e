//! Where time expressions stand and what they mean: TIMEX3's extents (the determiner and what tells
//! how exact a time is belong to it, the preposition does not).

use super::meaning::{Kind, Meaning, Part, Reading, Which};
use super::value::Count;
use super::words::Words;
use crate::lexicon::{TimePhrase, TimeWord, Unit};

impl Words<'_, '_> {
    /// The time expression that begins at a word.
    pub(super) fn read(&self, i: usize) -> Option<Reading> {
        if let Some(found) = self.phrase(i) {
            return Some(found);
        }
        let about = self.about(i);
        if about > i {
            return self.clock(about).or_else(|| self.length(about)).or_else(|| self.core(about));
        }
        let staged = self.stage(i);
        if staged > i {
            let found = match self.is(staged, &["the"]) {
                true => self.definite(staged + 1),
                false => self.core(staged),
            };
            return found.filter(|r| r.kind != Kind::Duration && r.kind != Kind::Set);
        }
        let the = usize::from(self.is(i, &["the", "its", "their"]));
        if the > 0 {
            return self.definite(i + the);
        }
        self.core(i)
    }

    /// References and feasts.
    fn phrase(&self, i: usize) -> Option<Reading> {
        let list = self.times.phrases(self.text(i));
        let fits =
            |words: &[&str]| words.iter().enumerate().all(|(k, w)| self.text(i + 1 + k) == *w);
        let (words, sense) = list.iter().find(|(words, _)| fits(words))?;
        let end = i + 1 + words.len();
        match *sense {
            TimePhrase::Reference(value) => {
                // "recent months" and "future quarters" are one expression.
                let units = matches!(self.sense(end), Some(TimeWord::Units(_)));
                let adjective = matches!(self.text(i), "recent" | "future") && end == i + 1;
                let after = self.is(end, &["after", "as", "before"]);
                if adjective && !units || after {
                    return None;
                }
                let last = self.text(end - 1);
                // "the future", "the past": a noun, not "the past year".
                if end > i + 1 && last == "past" && !units && self.tag(i + 1) != "NN" {
                    return None;
                }
                if last == "future" && self.tag(end - 1).starts_with("NNP") {
                    return None;
                }
                let end = end + usize::from(units && self.tag(end - 1) == "JJ");
                Some(Reading::date(end, Meaning::Fixed(value.to_owned(), "reference")))
            }
            TimePhrase::Feast(feast) if self.capital(i) => {
                let (which, end) = self.of_year(end).unwrap_or((Which::Bare, end));
                Some(Reading::date(end, Meaning::Part { part: Part::Feast(feast), which }))
            }
            TimePhrase::Feast(_) => None,
        }
    }

    /// After words that tell how exact a length or an hour is.
    fn about(&self, i: usize) -> usize {
        if self.sense(i) == Some(TimeWord::About) {
            return i + 1;
        }
        let than = self.is(i, &["more", "less", "fewer", "longer"]) && self.is(i + 1, &["than"]);
        let at = self.is(i, &["at"]) && self.is(i + 1, &["least", "most"]);
        let up = self.is(i, &["up"]) && self.is(i + 1, &["to"]);
        if than || at || up {
            return i + 2;
        }
        if self.is(i, &["no"]) && self.is(i + 1, &["more", "less"]) && self.is(i + 2, &["than"]) {
            return i + 3;
        }
        i
    }

    /// After words that tell which part of a time is meant: "the end of", "late", "mid-".
    fn stage(&self, i: usize) -> usize {
        let the = i + usize::from(self.is(i, &["the"]));
        let stage = match self.sense(the) {
            Some(TimeWord::Stage) => true,
            Some(TimeWord::Onward(_)) => the == i && self.is(i, &["earlier", "later"]),
            _ => false,
        };
        if !stage {
            return i;
        }
        let mut at = self.after_hyphen(the + 1);
        if self.is(at, &["of", "in"]) {
            at += 1;
            at += usize::from(self.is(at, &["the"]) && self.unit(at + 1).is_none());
        } else if the > i && !matches!(self.sense(the), Some(TimeWord::Stage)) {
            return i;
        }
        at
    }

    /// What may follow "the".
    fn definite(&self, i: usize) -> Option<Reading> {
        if let Some((unit, plural)) = self.unit(i) {
            return self.definite_unit(i, unit, plural);
        }
        if self.is(i, &["full"]) && self.is(i + 1, &["year", "quarter"]) {
            let (unit, plural) = self.unit(i + 1)?;
            return self.definite_unit(i + 1, unit, plural);
        }
        if let Some(TimeWord::Season(code)) = self.sense(i) {
            return self.season(i, code, true);
        }
        if let Some(TimeWord::Part(part)) = self.sense(i) {
            if self.is(i + 1, &["of"])
                && let Some(day) = self.core(i + 2).filter(|d| d.kind == Kind::Date)
            {
                let on = Some(Box::new(day.meaning));
                let meaning = Meaning::Clock { hour: format!("T{part}"), on };
                return Some(Reading { end: day.end, kind: Kind::Time, meaning });
            }
            let during = self.is(i.saturating_sub(2), &["in", "during"]) && part != "NI";
            let hour = format!("T{part}");
            let meaning = Meaning::Clock { hour, on: None };
            return during.then_some(Reading { end: i + 1, kind: Kind::Time, meaning });
        }
        if let Some((count, at)) = self.count(i)
            && let Some((unit, true)) = self.unit(at)
        {
            return Some(length(at + 1, count, unit, 0));
        }
        // "the 1988 period".
        if let Some((year, end)) = self.year(i) {
            let fiscal = end + usize::from(self.is(end, &["fiscal"]));
            if let Some((quarter, end)) = self.numbered(fiscal) {
                let which = Which::Of(year);
                return Some(Reading::date(end, Meaning::Part { part: quarter, which }));
            }
            let unit = self.unit(fiscal).filter(|u| *u == (Unit::Quarter, false));
            if unit.is_some() || self.is(fiscal, &["period"]) {
                let meaning = Meaning::YearEarlier { unit: None, year: Some(year) };
                return Some(Reading::date(fiscal + 1, meaning));
            }
        }
        self.core(i)
    }

    fn definite_unit(&self, i: usize, unit: Unit, plural: bool) -> Option<Reading> {
        if unit == Unit::Year
            && let Some((year, end)) = self.year(i + 1)
        {
            return Some(Reading::date(end, Meaning::Year(year)));
        }
        if let Some(found) = self.unit_compound(i, unit) {
            return Some(found);
        }
        if plural || self.hyphen(i + 1) {
            return None;
        }
        // "the year ended June 30" is a length of which the end is told.
        if self.is(i + 1, &["ended", "ending"]) {
            return match unit {
                Unit::Quarter => match self.sense(i + 2) {
                    Some(TimeWord::Month(month)) => {
                        let part = Part::Quarter((month + 2) / 3);
                        Some(Reading::date(i + 1, Meaning::Part { part, which: Which::Bare }))
                    }
                    _ => Some(unit_date(i + 1, unit, Which::Same)),
                },
                _ => Some(length(i + 1, Count::Exactly(1), unit, 0)),
            };
        }
        match unit {
            Unit::Quarter => Some(unit_date(i + 1, unit, Which::Same)),
            Unit::Weekend => Some(unit_date(i + 1, unit, Which::Bare)),
            Unit::Week | Unit::Month | Unit::Year => {
                let lone = !self.is(i + 1, &["of", "after", "before", "when", "that"]);
                lone.then(|| unit_date(i + 1, unit, Which::Shift(0)))
            }
            Unit::Day if self.is(i + 1, &["before", "after"]) && self.stops(i + 2) => {
                let next = if self.is(i + 1, &["before"]) { -1 } else { 1 };
                Some(unit_date(i + 2, unit, Which::Next(next)))
            }
            _ => None,
        }
    }

    /// Whether a phrase ends before this word.
    pub(super) fn stops(&self, i: usize) -> bool {
        let text = self.text(i);
        text.chars().all(|c| !c.is_alphanumeric() && !matches!(c, '$' | '"' | '“' | '(' | '#'))
    }

    /// Without determiner or words of degree.
    pub(super) fn core(&self, i: usize) -> Option<Reading> {
        match self.sense(i) {
            Some(TimeWord::Month(month)) => return self.month(i, month),
            Some(TimeWord::Weekday(day)) => return self.weekday(i, day, Which::Bare),
            Some(TimeWord::Short(day)) => return self.short_weekday(i, day),
            Some(TimeWord::Relative(days)) => return Some(self.relative(i, days)),
            Some(TimeWord::Shift(shift)) => return self.shifted(i, shift),
            Some(TimeWord::Next(next)) => return self.named(i + 1, Which::Next(next)),
            Some(TimeWord::Same) => return self.same(i + 1),
            Some(TimeWord::Season(code)) => return self.season(i, code, false),
            Some(TimeWord::Each) => return self.each(i),
            Some(TimeWord::Often(value, adverb)) => {
                let adverb = self.tag(i) == "RB" || !adverb && self.tag(i) == "JJ";
                let meaning = Meaning::Fixed(value.to_owned(), "set");
                return adverb.then_some(Reading { end: i + 1, kind: Kind::Set, meaning });
            }
            Some(TimeWord::During(part)) => {
                let on = Some(Box::new(Meaning::Relative(0)));
                let meaning = Meaning::Clock { hour: format!("T{part}"), on };
                return Some(Reading { end: i + 1, kind: Kind::Time, meaning });
            }
            Some(TimeWord::Part(part)) => return self.part_of_day(i, part),
            Some(TimeWord::Hour(_)) => return self.clock(i),
            Some(TimeWord::Unit(unit)) => return self.unit_compound(i, unit),
            Some(TimeWord::Units(unit)) => return self.several(i, unit),
            _ => {}
        }
        if self.is(i, &["fiscal"]) {
            return self.fiscal(i + 1);
        }
        let digit = self.text(i).as_bytes().first().is_some_and(u8::is_ascii_digit);
        let numeral = digit || self.times.number(self.text(i)).is_some();
        if digit && let Some(found) = self.numeric_date(i) {
            return Some(found);
        }
        if let Some(found) = self.ordinal_period(i).or_else(|| self.decade(i)) {
            return Some(found);
        }
        let found = if numeral { self.clock(i) } else { None };
        found.or_else(|| self.length(i)).or_else(|| self.bare_year(i))
    }

    /// After "last", "this", "next": a name, or a length that reaches to or from today.
    fn shifted(&self, i: usize, shift: i8) -> Option<Reading> {
        if let Some((count, at)) = self.count(i + 1)
            && let Some((unit, _)) = self.unit(at)
            && !self.is(i + 1, &["a", "an"])
        {
            let so = self.is(at + 1, &["or"]) && self.is(at + 2, &["so", "more"]);
            let end = at + 1 + if so { 2 } else { 0 };
            return (shift != 0).then(|| length(end, count, unit, shift));
        }
        if let Some(TimeWord::Units(_)) = self.sense(i + 1) {
            let value = if shift < 0 { "PAST_REF" } else { "FUTURE_REF" };
            let meaning = Meaning::Fixed(value.to_owned(), "reference");
            return (shift != 0).then(|| Reading::date(i + 2, meaning));
        }
        if self.is(i + 1, &["half"]) && shift < 0 {
            return self.ordinal_period(i);
        }
        let coming = usize::from(self.is(i, &["this"]) && self.is(i + 1, &["coming", "past"]));
        let shift = match self.sense(i + coming) {
            Some(TimeWord::Shift(shift)) if coming > 0 => shift,
            _ => shift,
        };
        let named = self.named(i + 1 + coming, Which::Shift(shift));
        // "the current government".
        let current = self.is(i, &["current"]) && self.tag(i) == "JJ";
        named.or_else(|| {
            let meaning = || Meaning::Fixed("PRESENT_REF".to_owned(), "reference");
            current.then(|| Reading::date(i + 1, meaning()))
        })
    }

    /// After "that", "the same", "the latest".
    fn same(&self, i: usize) -> Option<Reading> {
        if self.is(i, &["period"]) {
            return Some(unit_date(i + 1, Unit::Quarter, Which::Same));
        }
        let latest = self.is(i.saturating_sub(1), &["latest"]);
        if latest && let Some((count, at)) = self.count(i) {
            let unit = self.unit(at).filter(|u| u.1)?;
            return Some(length(at + 1, count, unit.0, 0));
        }
        let fiscal = usize::from(self.is(i, &["fiscal"]));
        let found = self.named(i + fiscal, Which::Same)?;
        matches!(found.meaning, Meaning::Unit { .. } | Meaning::Clock { .. }).then_some(found)
    }

    /// A unit, month, season, weekday, part of the day, quarter or feast after a word that tells
    /// which one.
    pub(super) fn named(&self, i: usize, which: Which) -> Option<Reading> {
        let at = i + usize::from(self.is(i, &["fiscal", "calendar"]));
        if let Some((part, end)) = self.numbered(at) {
            return Some(Reading::date(end, Meaning::Part { part, which }));
        }
        match self.sense(at)? {
            TimeWord::Unit(Unit::Year) if self.is(at + 1, &["'s", "’s"]) => {
                let inner = at + 2 + usize::from(self.is(at + 2, &["fiscal"]));
                if let Some((part, end)) = self.numbered(inner) {
                    let which = match which {
                        Which::Shift(shift) => Which::OfShift(shift),
                        other => other,
                    };
                    return Some(Reading::date(end, Meaning::Part { part, which }));
                }
                if self.is(inner, &["quarter", "period"]) && which == Which::Shift(-1) {
                    let meaning = Meaning::YearEarlier { unit: Some(Unit::Quarter), year: None };
                    return Some(Reading::date(inner + 1, meaning));
                }
                Some(unit_date(at + 1, Unit::Year, which))
            }
            // "This Week" is a programme.
            TimeWord::Unit(unit) if unit >= Unit::Day && !self.capital(at) => {
                Some(unit_date(at + 1, unit, which))
            }
            TimeWord::Month(month) if self.capital(at) => {
                let day = self.month_day(at + 1).filter(|_| !self.is(at + 2, &["percent"]));
                if let Some(day) = day {
                    return Some(Reading::date(at + 2, Meaning::Day { year: None, month, day }));
                }
                Some(Reading::date(at + 1, Meaning::Part { part: Part::Month(month), which }))
            }
            TimeWord::Season(code) => {
                Some(Reading::date(at + 1, Meaning::Part { part: Part::Season(code), which }))
            }
            TimeWord::Weekday(day) if self.capital(at) => self.weekday(at, day, which),
            TimeWord::Part(part) => {
                let on = match which {
                    Which::Shift(0) => Meaning::Relative(0),
                    Which::Shift(-1) if part == "NI" => Meaning::Relative(-1),
                    Which::Next(next) => {
                        Meaning::Unit { unit: Unit::Day, which: Which::Next(next) }
                    }
                    Which::Same => Meaning::Unit { unit: Unit::Day, which: Which::Same },
                    _ => return None,
                };
                let meaning = Meaning::Clock { hour: format!("T{part}"), on: Some(Box::new(on)) };
                Some(Reading { end: at + 1, kind: Kind::Time, meaning })
            }
            _ => None,
        }
    }

    /// "third quarter", "fourth-quarter", "second half", and the position after it.
    pub(super) fn numbered(&self, i: usize) -> Option<(Part, usize)> {
        let (n, at) = self.ordinal(i).or_else(|| {
            // "last half": the second.
            let last = self.is(i, &["last"]) && self.is(i + 1, &["half"]);
            last.then_some((2, i + 1))
        })?;
        let at = self.after_hyphen(at);
        let n = i8::try_from(n).ok()?;
        if self.is(at, &["quarter"]) && n <= 4 {
            return Some((Part::Quarter(n), at + 1));
        }
        (self.is(at, &["half"]) && n <= 2).then_some((Part::Half(n), at + 1))
    }

    /// "of 1998", "1998", "of last year", "next year": the year of what stands before.
    pub(super) fn of_year(&self, i: usize) -> Option<(Which, usize)> {
        let at = i + usize::from(self.is(i, &["of", ",", "in"]));
        let fiscal = at + usize::from(self.is(at, &["fiscal"]));
        if let Some((year, end)) = self.year(fiscal).filter(|_| !self.is(i, &["in"]))
            && !self.times.not_year.contains(self.text(end))
        {
            return Some((Which::Of(year), end));
        }
        if self.is(i, &[","]) {
            return None;
        }
        match self.sense(at)? {
            TimeWord::Shift(shift) if self.is(at + 1, &["year"]) => {
                Some((Which::OfShift(shift), at + 2))
            }
            TimeWord::Same if self.is(at, &["that"]) && self.is(at + 1, &["year"]) => {
                Some((Which::Same, at + 2))
            }
            _ => None,
        }
    }
}

/// A length.
pub(super) fn length(end: usize, count: Count, unit: Unit, way: i8) -> Reading {
    Reading { end, kind: Kind::Duration, meaning: Meaning::Length { count, unit, way } }
}

/// A unit of the calendar.
pub(super) fn unit_date(end: usize, unit: Unit, which: Which) -> Reading {
    Reading::date(end, Meaning::Unit { unit, which })
}
