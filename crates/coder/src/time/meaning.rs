//! What the words of a time expression mean, before it is known which day they stand for.

use super::value::Count;
use crate::lexicon::Unit;

/// TIMEX3 type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Date,
    Time,
    Duration,
    Set,
}

impl Kind {
    /// As TIMEX3 writes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// Which of its like a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Nothing is said: the tense decides.
    Bare,
    /// -1 "last", 0 "this", 1 "next".
    Shift(i8),
    /// Of this year.
    Of(i16),
    /// Of last, this, next year.
    OfShift(i8),
    /// The one before, after that of the last time told of.
    Next(i8),
    /// The one last told of.
    Same,
}

/// A part of a year that has a number or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Month(i8),
    Quarter(i8),
    Half(i8),
    Season(&'static str),
    Feast(usize),
}

/// From where a distance is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The day of publication.
    Published,
    /// The time last told of.
    Told,
}

/// What a time expression means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A day of a month.
    Day {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// A part of some year.
    Part {
        part: Part,
        which: Which,
    },
    Year(i16),
    Decade(i16),
    Century(i16),
    Weekday {
        day: i8,
        which: Which,
    },
    /// "last week", "that year".
    Unit {
        unit: Unit,
        which: Which,
    },
    /// "yesterday".
    Relative(i32),
    /// "two days ago", "a year earlier".
    Away {
        count: i64,
        unit: Unit,
        from: Origin,
    },
    /// "the year-earlier quarter": of this size, a year from the last one told of.
    YearEarlier {
        unit: Option<Unit>,
        year: Option<i16>,
    },
    /// What stands for itself: a reference, a set.
    Fixed(String, &'static str),
    /// A length; `way` tells where it lies: -1 "the past …", 1 "the next …", 0 anywhere.
    Length {
        count: Count,
        unit: Unit,
        way: i8,
    },
    /// A part of a day or an hour of it, and which day.
    Clock {
        hour: String,
        on: Option<Box<Meaning>>,
    },
}

/// A time expression as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// First word after it.
    pub end: usize,
    /// TIMEX3 type.
    pub kind: Kind,
    /// What it means.
    pub meaning: Meaning,
}

impl Reading {
    /// A date.
    pub fn date(end: usize, meaning: Meaning) -> Self {
        Reading { end, kind: Kind::Date, meaning }
    }
}
