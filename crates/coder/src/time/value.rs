//! A stretch of the calendar, and how TIMEX3 writes it.

use crate::lexicon::Unit;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A stretch of the calendar: a day, a week, a quarter …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    Day(Date),
    /// By its Monday.
    Week(Date),
    /// By its Saturday.
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    Season(i16, &'static str),
    Year(i16),
    /// Years divided by 10.
    Decade(i16),
    /// Years divided by 100.
    Century(i16),
}

/// The value of a time expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// As TIMEX3 writes it.
    pub timex: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// `hour | day | week | month | quarter | season | half | year | decade | century`; the unit of
    /// a length; `reference` where no time in particular is meant.
    pub granularity: &'static str,
}

/// Years that a date of TIMEX3 can have.
const YEARS: std::ops::RangeInclusive<i16> = 1..=9999;

impl Stretch {
    /// The stretch of this size that holds a day.
    pub fn around(unit: Unit, day: Date) -> Option<Self> {
        let monday = || {
            let back = i64::from(day.weekday().to_monday_zero_offset());
            day.checked_sub(back.days()).ok()
        };
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Stretch::Day(day),
            Unit::Week => Stretch::Week(monday()?),
            Unit::Weekend => Stretch::Weekend(monday()?.checked_add(5.days()).ok()?),
            Unit::Month => Stretch::Month(day.year(), day.month()),
            Unit::Quarter => Stretch::Quarter(day.year(), (day.month() + 2) / 3),
            Unit::Year => Stretch::Year(day.year()),
            Unit::Decade => Stretch::Decade(day.year() / 10),
            Unit::Century => Stretch::Century(day.year() / 100),
        })
    }

    /// The same stretch so many units on (back where `count` is negative); its own size is kept
    /// where it is the finer one.
    pub fn shift(self, count: i64, unit: Unit) -> Option<Self> {
        let count = i32::try_from(count).ok()?;
        // Hours are counted in no stretch.
        let unit = unit.max(Unit::Day);
        if self.unit() > unit {
            return Stretch::around(unit, self.days()?.0)?.shift(i64::from(count), unit);
        }
        let months = match unit {
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Year => 12,
            Unit::Decade => 120,
            Unit::Century => 1200,
            _ => 0,
        };
        if months == 0 {
            let days = if matches!(unit, Unit::Week | Unit::Weekend) { 7 } else { 1 };
            let on = |date: Date| date.checked_add(i64::from(count).checked_mul(days)?.days()).ok();
            return Some(match self {
                Stretch::Week(monday) => Stretch::Week(on(monday)?),
                Stretch::Weekend(saturday) => Stretch::Weekend(on(saturday)?),
                _ => Stretch::Day(on(self.days()?.0)?),
            });
        }
        let span = i64::from(count).checked_mul(months)?;
        let moved = |date: Date| date.checked_add(jiff::Span::new().try_months(span).ok()?).ok();
        let years = |year: i16| i16::try_from(i64::from(year) + span / 12).ok();
        Some(match self {
            Stretch::Day(day) => Stretch::Day(moved(day)?),
            Stretch::Half(year, half) if span % 12 == 0 => Stretch::Half(years(year)?, half),
            Stretch::Season(year, code) if span % 12 == 0 => Stretch::Season(years(year)?, code),
            Stretch::Year(year) => Stretch::Year(years(year)?),
            Stretch::Decade(d) => Stretch::Decade(d.checked_add(i16::try_from(span / 120).ok()?)?),
            Stretch::Century(c) => {
                Stretch::Century(c.checked_add(i16::try_from(span / 1200).ok()?)?)
            }
            _ => Stretch::around(self.unit(), moved(self.days()?.0)?)?,
        })
    }

    /// Its size; halves and seasons count as quarters.
    pub fn unit(self) -> Unit {
        match self {
            Stretch::Day(_) => Unit::Day,
            Stretch::Week(_) => Unit::Week,
            Stretch::Weekend(_) => Unit::Weekend,
            Stretch::Month(..) => Unit::Month,
            Stretch::Quarter(..) | Stretch::Half(..) | Stretch::Season(..) => Unit::Quarter,
            Stretch::Year(_) => Unit::Year,
            Stretch::Decade(_) => Unit::Decade,
            Stretch::Century(_) => Unit::Century,
        }
    }

    /// First and last day. Seasons are the meteorological ones of the northern hemisphere.
    pub fn days(self) -> Option<(Date, Date)> {
        let first = |year: i16, month: i8| Date::new(year, month, 1).ok();
        let months = |from: Date, count: i64| {
            let next = from.checked_add(count.months()).ok()?;
            Some((from, next.yesterday().ok()?))
        };
        match self {
            Stretch::Day(day) => Some((day, day)),
            Stretch::Week(monday) => Some((monday, monday.checked_add(6.days()).ok()?)),
            Stretch::Weekend(saturday) => Some((saturday, saturday.tomorrow().ok()?)),
            Stretch::Month(year, month) => {
                let from = first(year, month)?;
                Some((from, from.last_of_month()))
            }
            Stretch::Quarter(year, quarter) => months(first(year, quarter * 3 - 2)?, 3),
            Stretch::Half(year, half) => months(first(year, half * 6 - 5)?, 6),
            Stretch::Season(year, code) => months(first(year, season_start(code))?, 3),
            Stretch::Year(year) => {
                let from = first(year, 1)?;
                Some((from, from.last_of_year()))
            }
            Stretch::Decade(decade) => {
                let from = first(decade.checked_mul(10)?, 1)?;
                Some((from, first(from.year() + 9, 12)?.last_of_month()))
            }
            Stretch::Century(century) => {
                let from = first(century.checked_mul(100)?, 1)?;
                Some((from, first(from.year() + 99, 12)?.last_of_month()))
            }
        }
    }

    /// As TIMEX3 writes it; nothing outside the years that it can write.
    pub fn value(self) -> Option<Value> {
        let (from, to) = self.days()?;
        if !YEARS.contains(&from.year()) || !YEARS.contains(&to.year()) {
            return None;
        }
        let (timex, granularity) = match self {
            Stretch::Day(day) => (day.to_string(), "day"),
            Stretch::Week(monday) => (week(monday), "week"),
            Stretch::Weekend(saturday) => (format!("{}-WE", week(saturday)), "weekend"),
            Stretch::Month(year, month) => (format!("{year:04}-{month:02}"), "month"),
            Stretch::Quarter(year, quarter) => (format!("{year:04}-Q{quarter}"), "quarter"),
            Stretch::Half(year, half) => (format!("{year:04}-H{half}"), "half"),
            Stretch::Season(year, code) => (format!("{year:04}-{code}"), "season"),
            Stretch::Year(year) => (format!("{year:04}"), "year"),
            Stretch::Decade(decade) => (format!("{decade:03}"), "decade"),
            Stretch::Century(century) => (format!("{century:02}"), "century"),
        };
        Some(Value { timex, from: Some(from), to: Some(to), granularity })
    }
}

/// The month in which a season begins.
fn season_start(code: &str) -> i8 {
    match code {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

/// The ISO 8601 week of a day.
fn week(day: Date) -> String {
    let iso = day.iso_week_date();
    format!("{:04}-W{:02}", iso.year(), iso.week())
}

impl Value {
    /// A value that stands for no days: a length, a set, a reference, a date of an unknown year.
    pub fn open(timex: impl Into<String>, granularity: &'static str) -> Self {
        Value { timex: timex.into(), from: None, to: None, granularity }
    }
}

/// The name of a unit, as `granularity` has it.
pub(crate) fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "second",
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Weekend => "weekend",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
        Unit::Decade => "decade",
        Unit::Century => "century",
    }
}

/// A stretch of this size on a day that is not known.
pub(crate) fn unknown(unit: Unit) -> Value {
    let timex = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Week => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    };
    Value::open(timex, unit_name(unit))
}

/// How many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Exactly(i64),
    /// So many and a half.
    AndHalf(i64),
    /// "several".
    Vague,
}

/// A length as TIMEX3 writes it: `P2Y6M`, `PT30M`, `PXW`.
pub(crate) fn length(count: Count, unit: Unit) -> String {
    let (time, letter) = match unit {
        Unit::Second => ("T", "S"),
        Unit::Minute => ("T", "M"),
        Unit::Hour => ("T", "H"),
        Unit::Day => ("", "D"),
        Unit::Week => ("", "W"),
        Unit::Weekend => ("", "WE"),
        Unit::Month => ("", "M"),
        Unit::Quarter => ("", "Q"),
        Unit::Year => ("", "Y"),
        // TIMEX2's letters, where years cannot be counted.
        Unit::Decade => ("", "DE"),
        Unit::Century => ("", "CE"),
    };
    let years = match unit {
        Unit::Decade => 10,
        Unit::Century => 100,
        _ => 0,
    };
    match count {
        Count::Vague => format!("P{time}X{letter}"),
        Count::Exactly(n) if years > 0 => format!("P{}Y", n.saturating_mul(years)),
        Count::AndHalf(n) if years > 0 => format!("P{}Y", n.saturating_mul(years) + years / 2),
        Count::Exactly(n) => format!("P{time}{n}{letter}"),
        Count::AndHalf(n) => {
            let whole = if n == 0 { String::new() } else { format!("{n}{letter}") };
            match unit {
                Unit::Year => format!("P{whole}6M"),
                Unit::Day => format!("P{whole}T12H"),
                Unit::Hour => format!("PT{whole}30M"),
                Unit::Minute => format!("PT{whole}30S"),
                _ => format!("P{time}{n}.5{letter}"),
            }
        }
    }
}

/// The weekday before (`-1`) or after (`1`) a day, never the day itself.
pub(crate) fn weekday_from(day: Date, way: i32, weekday: i8) -> Option<Date> {
    day.nth_weekday(way, Weekday::from_monday_one_offset(weekday).ok()?).ok()
}
