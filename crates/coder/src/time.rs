//! When: time expressions and their values (TIMEX3, <https://timeml.github.io/site/publications/timeMLdocs/timeml_1.2.1.html#timex3>).

use crate::entities::Cast;
use crate::lexicon::TimeWord;
use crate::record::{Timex, When};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::ops::Range;

/// A time expression with its place in the tree.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// TIMEX3 type.
    pub kind: &'static str,
    /// TIMEX3 value; `None` where it depends on an unknown day of publication.
    pub value: Option<Value>,
}

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// As TIMEX3 writes it.
    pub timex: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// `day | week | month | year`.
    pub granularity: &'static str,
}

impl Value {
    fn day(date: Date) -> Self {
        Value { timex: date.to_string(), from: Some(date), to: Some(date), granularity: "day" }
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let from = Date::new(year, month, 1).ok()?;
        let timex = format!("{year:04}-{month:02}");
        Some(Value {
            timex,
            from: Some(from),
            to: Some(from.last_of_month()),
            granularity: "month",
        })
    }

    fn year(year: i16) -> Option<Self> {
        let from = Date::new(year, 1, 1).ok()?;
        let to = Some(from.last_of_year());
        Some(Value { timex: format!("{year:04}"), from: Some(from), to, granularity: "year" })
    }

    /// The week that holds a day, Monday to Sunday (ISO 8601).
    fn week(day: Date) -> Option<Self> {
        let iso = day.iso_week_date();
        let from = day.checked_sub(i64::from(iso.weekday().to_monday_zero_offset()).days()).ok()?;
        let timex = format!("{:04}-W{:02}", iso.year(), iso.week());
        let to = from.checked_add(6.days()).ok();
        Some(Value { timex, from: Some(from), to, granularity: "week" })
    }
}

/// Finds the time expressions of a document.
pub(crate) fn find(cast: &Cast<'_>, published: Option<Date>) -> Vec<Time> {
    let reader = Reader { cast, anchor: published };
    let mut found = Vec::new();
    let mut i = 0;
    while i < cast.doc.len() {
        match reader.at(i) {
            Some(time) => {
                i = time.tokens.end.max(i + 1);
                found.push(time);
            }
            None => i += 1,
        }
    }
    found
}

struct Reader<'c, 'a> {
    cast: &'c Cast<'a>,
    anchor: Option<Date>,
}

impl Reader<'_, '_> {
    fn word(&self, i: usize) -> &str {
        if i < self.cast.doc.len() { self.cast.doc.lower(i).trim_end_matches('.') } else { "" }
    }

    fn time_word(&self, i: usize) -> Option<TimeWord> {
        self.cast.lexicon.words.time(self.word(i))
    }

    fn capital(&self, i: usize) -> bool {
        self.cast.doc.parse.word(i).starts_with(char::is_uppercase)
    }

    fn number(&self, i: usize) -> Option<i64> {
        let word = self.word(i);
        let digits = word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        let plain = digits.parse().ok();
        plain.or_else(|| self.cast.lexicon.words.number(word).and_then(|n| i64::try_from(n).ok()))
    }

    fn year_at(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        let year = word.parse::<i16>().ok().filter(|_| word.len() == 4)?;
        (1500..2100).contains(&year).then_some(year)
    }

    fn at(&self, i: usize) -> Option<Time> {
        let time =
            |end: usize, value: Option<Value>| Some(Time { tokens: i..end, kind: "DATE", value });
        if let Ok(date) = self.word(i).parse::<Date>() {
            return time(i + 1, Some(Value::day(date)));
        }
        match self.time_word(i) {
            Some(TimeWord::Month(month)) if self.capital(i) => return self.month(i, month),
            Some(TimeWord::Weekday(day)) if self.capital(i) => {
                return time(i + 1, self.weekday(i, day));
            }
            Some(TimeWord::Relative(days)) => {
                let day = self.anchor.and_then(|a| a.checked_add(i64::from(days).days()).ok());
                return time(i + 1, day.map(Value::day));
            }
            _ => {}
        }
        self.day_month(i).or_else(|| self.deictic(i)).or_else(|| self.ago(i)).or_else(|| {
            let year = self.year_at(i)?;
            let before = if i > 0 { self.word(i - 1) } else { "" };
            let after = matches!(
                before,
                "in" | "since"
                    | "of"
                    | "by"
                    | "until"
                    | "from"
                    | "during"
                    | "early"
                    | "late"
                    | "mid"
                    | "to"
                    | "between"
            );
            let date = after || self.cast.doc.parse.entity_type(i) == "DATE";
            let single = self.cast.doc.parse.pos(i) == "NUM" || date;
            if date && single { time(i + 1, Value::year(year)) } else { None }
        })
    }

    /// "January 3", "January 3, 2020", "January 2020", "in January".
    fn month(&self, i: usize, month: i8) -> Option<Time> {
        let time =
            |end: usize, value: Option<Value>| Some(Time { tokens: i..end, kind: "DATE", value });
        if let Some(year) = self.year_at(i + 1) {
            return time(i + 2, Value::month(year, month));
        }
        let day = self.number(i + 1).filter(|d| {
            (1..=31).contains(d) && self.word(i + 1).starts_with(|c: char| c.is_ascii_digit())
        });
        if let Some(day) = day {
            let comma = usize::from(self.word(i + 2) == ",");
            if let Some(year) = self.year_at(i + 2 + comma) {
                return time(i + 3 + comma, self.date(Some(year), month, day));
            }
            return time(i + 2, self.date(None, month, day));
        }
        // "May" begins sentences and is a name; "March" is a verb in headlines.
        let before = if i > 0 { self.word(i - 1) } else { "" };
        let date = self.cast.doc.parse.entity_type(i) == "DATE"
            || matches!(
                before,
                "in" | "since" | "last" | "until" | "early" | "late" | "mid" | "of"
            );
        if !date {
            return None;
        }
        time(i + 1, self.anchor.and_then(|a| Value::month(self.past_year(a, month, 1), month)))
    }

    /// "3 January 2020", "the 3rd of January".
    fn day_month(&self, i: usize) -> Option<Time> {
        let day = self.number(i).filter(|d| (1..=31).contains(d))?;
        if !self.word(i).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let of = usize::from(self.word(i + 1) == "of");
        let at = i + 1 + of;
        let Some(TimeWord::Month(month)) = self.time_word(at) else { return None };
        if !self.capital(at) {
            return None;
        }
        let year = self.year_at(at + 1);
        let end = at + 1 + usize::from(year.is_some());
        Some(Time { tokens: i..end, kind: "DATE", value: self.date(year, month, day) })
    }

    fn date(&self, year: Option<i16>, month: i8, day: i64) -> Option<Value> {
        let year = match year {
            Some(year) => year,
            None => self.past_year(self.anchor?, month, day),
        };
        Date::new(year, month, i8::try_from(day).ok()?).ok().map(Value::day)
    }

    /// The year of the nearest such day that is not after the anchor; a day within the next
    /// month is taken as coming, for reports announce what is near.
    fn past_year(&self, anchor: Date, month: i8, day: i64) -> i16 {
        let later = (month, day) > (anchor.month(), i64::from(anchor.day()));
        let near = (i64::from(month) - i64::from(anchor.month())) <= 1
            && i64::from(month) >= i64::from(anchor.month());
        if later && !near { anchor.year() - 1 } else { anchor.year() }
    }

    /// A weekday: the last one before the anchor, or the next where the clause is of the future.
    fn weekday(&self, i: usize, day: i8) -> Option<Value> {
        let anchor = self.anchor?;
        let weekday = Weekday::from_monday_one_offset(day).ok()?;
        let before = if i > 0 { self.word(i - 1) } else { "" };
        let future = before == "next" || before != "last" && self.is_future(i);
        let date = if anchor.weekday() == weekday && before != "last" && before != "next" {
            anchor
        } else {
            anchor.nth_weekday(if future { 1 } else { -1 }, weekday).ok()?
        };
        Some(Value::day(date))
    }

    fn is_future(&self, i: usize) -> bool {
        let doc = &self.cast.doc;
        let verb = doc.up(i).find(|&v| doc.is_verb(v));
        let Some(verb) = verb else { return false };
        let to = doc.kids_with(verb, &["aux"]).any(|a| doc.lower(a) == "to");
        let plans =
            to && doc.dep(verb) == "xcomp" && !doc.parse.tag(doc.head(verb)).starts_with("VBD");
        plans
            || doc
                .kids_with(verb, &["aux"])
                .any(|a| matches!(doc.lower(a), "will" | "shall" | "'ll" | "would"))
    }

    /// "last week", "this month", "next year".
    fn deictic(&self, i: usize) -> Option<Time> {
        let shift: i64 = match self.word(i) {
            "last" | "past" | "previous" => -1,
            "this" | "current" => 0,
            "next" | "coming" => 1,
            _ => return None,
        };
        let time = |value: Option<Value>| Some(Time { tokens: i..i + 2, kind: "DATE", value });
        match self.time_word(i + 1)? {
            TimeWord::Unit(unit) if !self.word(i + 1).ends_with('s') => {
                time(self.anchor.and_then(|a| shifted(a, unit, shift, true)))
            }
            TimeWord::Month(month) if self.capital(i + 1) => {
                let year = self.anchor.map(|a| match shift {
                    -1 => self.past_year(a, month, 1),
                    0 => a.year(),
                    _ => a.year() + i16::from(month <= a.month()),
                });
                time(year.and_then(|y| Value::month(y, month)))
            }
            TimeWord::Weekday(day) if self.capital(i + 1) => time(self.weekday(i + 1, day)),
            _ => None,
        }
    }

    /// "three days ago", "two weeks earlier", and bare lengths ("a two-day visit").
    fn ago(&self, i: usize) -> Option<Time> {
        let number = self.number(i).filter(|n| (1..10_000).contains(n))?;
        let hyphen = usize::from(self.word(i + 1) == "-");
        let at = i + 1 + hyphen;
        let Some(TimeWord::Unit(unit)) = self.time_word(at) else { return None };
        if matches!(self.word(at + 1), "ago" | "earlier") {
            let value = self.anchor.and_then(|a| shifted(a, unit, -number, false));
            return Some(Time { tokens: i..at + 2, kind: "DATE", value });
        }
        if matches!(self.word(i), "a" | "an") {
            return None;
        }
        let letter = unit.chars().next().map_or('D', |c| c.to_ascii_uppercase());
        let timex = format!("P{number}{letter}");
        let value = Value { timex, from: None, to: None, granularity: unit };
        Some(Time { tokens: i..at + 1, kind: "DURATION", value: Some(value) })
    }
}

/// The day, week, month or year that lies `shift` units from the anchor. Long units that are
/// named ("last year") are whole; counted ones ("two years ago") as well.
fn shifted(anchor: Date, unit: &str, shift: i64, whole: bool) -> Option<Value> {
    match unit {
        "day" => anchor.checked_add(shift.days()).ok().map(Value::day),
        "week" if whole => Value::week(anchor.checked_add(shift.weeks()).ok()?),
        "week" => anchor.checked_add(shift.weeks()).ok().map(Value::day),
        "month" => {
            let date = anchor.checked_add(shift.months()).ok()?;
            Value::month(date.year(), date.month())
        }
        _ => Value::year(i16::try_from(i64::from(anchor.year()) + shift).ok()?),
    }
}

/// The time of an event: one whose words hang in the event's clause.
pub(crate) fn of(cast: &Cast<'_>, times: &[Time], trigger: usize) -> Option<When> {
    let doc = &cast.doc;
    let clause = clause_of(cast, trigger);
    let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
    let first = times.partition_point(|t| t.tokens.start < sentence.start);
    let here = times[first..].iter().take_while(|t| t.tokens.start < sentence.end);
    let score = |t: &&Time| {
        let head = t.tokens.clone().find(|&i| !t.tokens.contains(&doc.head(i)) || doc.head(i) == i);
        let head = head.unwrap_or(t.tokens.start);
        if doc.is_below(trigger, head) && matches!(doc.dep(trigger), "relcl" | "advcl" | "acl") {
            return Some(0);
        }
        let governor = doc.up(head).find(|&v| doc.is_verb(v) || v == trigger || v == clause);
        match governor {
            Some(g) if g == trigger => Some(1),
            Some(g) if g == clause => Some(2),
            _ => None,
        }
    };
    let best = here
        .filter(|t| t.kind == "DATE" && t.value.is_some())
        .filter_map(|t| score(&t).map(|s| (s, t)))
        .min_by_key(|(s, t)| (*s, t.tokens.start.abs_diff(trigger)))?;
    let value = best.1.value.as_ref()?;
    let words = doc.text_span(best.1.tokens.clone());
    Some(When {
        text: words.text,
        span: words.span,
        timex: value.timex.clone(),
        from: value.from.map(|d| d.to_string()),
        to: value.to.map(|d| d.to_string()),
        granularity: value.granularity.to_owned(),
    })
}

/// The verb of the clause in which a trigger stands.
pub(crate) fn clause_of(cast: &Cast<'_>, trigger: usize) -> usize {
    let doc = &cast.doc;
    if doc.is_verb(trigger) {
        // "ordered the army to attack on Monday": an infinitive shares its governor's time.
        return match doc.dep(trigger) {
            "xcomp" => doc.head(trigger),
            _ => trigger,
        };
    }
    doc.up(trigger).find(|&v| doc.is_verb(v)).unwrap_or(trigger)
}

/// The record of a document's times.
pub(crate) fn record(cast: &Cast<'_>, times: &[Time]) -> Vec<Timex> {
    let valued = times.iter().filter_map(|t| t.value.as_ref().map(|v| (t, v)));
    valued
        .map(|(time, value)| {
            let words = cast.doc.text_span(time.tokens.clone());
            Timex {
                text: words.text,
                span: words.span,
                kind: time.kind.to_owned(),
                value: value.timex.clone(),
                from: value.from.map(|d| d.to_string()),
                to: value.to.map(|d| d.to_string()),
                granularity: value.granularity.to_owned(),
            }
        })
        .collect()
}
