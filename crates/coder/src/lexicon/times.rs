//! Words of time and feasts: `time.tsv` and `feasts.tsv`.

use super::table::{LexiconError, Row, Source, rows};
use rustc_hash::{FxHashMap, FxHashSet};

/// A length of time that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// Part of a year; the value of TIMEX3.
pub(crate) type SeasonCode = &'static str;

/// What a word of time stands for; the classes of `time.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeWord {
    /// 1 to 12.
    Month(i8),
    /// 1 is Monday.
    Weekday(i8),
    /// An abbreviated weekday.
    Short(i8),
    /// One of it.
    Unit(Unit),
    /// Several of it.
    Units(Unit),
    /// Days from the day of publication.
    Relative(i32),
    /// "third".
    Ordinal(u8),
    /// A number that is not told.
    Vague,
    /// "summer".
    Season(SeasonCode),
    /// "morning".
    Part(&'static str),
    /// "tonight".
    During(&'static str),
    /// "noon".
    Hour(i8),
    /// "last", "this", "next".
    Shift(i8),
    /// "following", "previous".
    Next(i8),
    /// "that", "same".
    Same,
    /// "ago".
    Away(i8),
    /// "earlier", "later".
    Onward(i8),
    /// "early", "end".
    Stage,
    /// "nearly".
    About,
    /// "every".
    Each,
    /// "daily"; whether only the adverb counts.
    Often(&'static str, bool),
    /// "GMT".
    Zone(&'static str),
}

/// What a phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimePhrase {
    /// `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`.
    Reference(&'static str),
    /// Index of a feast.
    Feast(usize),
}

/// Which day of a year a feast is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FeastRule {
    /// Month and day.
    Fixed(i8, i8),
    /// Days from the Western Easter.
    Easter(i64),
    /// Days from the Eastern Easter.
    Pascha(i64),
    /// The n-th weekday of a month.
    Nth(i8, i8, i8),
    /// Month, day and length in the Islamic calendar.
    Islamic(i64, i64, i64),
    /// Month, day and length in the Hebrew calendar.
    Hebrew(i64, i64, i64),
    /// First year, and for each year the days after 20 January.
    Lunar(i16, Vec<i64>),
}

type Phrases = FxHashMap<&'static str, Vec<(Vec<&'static str>, TimePhrase)>>;

/// All words of time.
#[derive(Debug, Default)]
pub(crate) struct Times {
    words: FxHashMap<&'static str, TimeWord>,
    numbers: FxHashMap<&'static str, u64>,
    phrases: Phrases,
    /// Prepositions that a bare year or month may follow.
    pub leads: FxHashSet<&'static str>,
    /// What numbers of four digits count.
    pub not_year: FxHashSet<&'static str>,
    /// The rules of the feasts.
    pub feasts: Vec<FeastRule>,
}

impl Times {
    pub(super) fn load(time: Source, feasts: Source) -> Result<Self, LexiconError> {
        let mut all = Times::default();
        for row in rows(time, &["word", "class", "value"])? {
            all.add(&row)?;
        }
        for row in rows(feasts, &["name", "rule"])? {
            let rule = feast_rule(row.cell(1)).ok_or_else(|| row.error("no rule of a feast"))?;
            for name in row.list(0) {
                all.add_phrase(name, TimePhrase::Feast(all.feasts.len()));
            }
            all.feasts.push(rule);
        }
        // The longest phrase is tried first.
        for list in all.phrases.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Ok(all)
    }

    fn add(&mut self, row: &Row) -> Result<(), LexiconError> {
        let value = row.cell(2);
        let number = |most: i64| {
            let number = value.parse::<i64>().ok().filter(|n| n.abs() <= most);
            number.ok_or_else(|| row.error(format!("the value must be a number up to {most}")))
        };
        let small = |most: i64| number(most).map(|n| n as i8);
        let unit = || unit(value).ok_or_else(|| row.error(format!("no unit: {value}")));
        let word = match row.cell(1) {
            "month" => TimeWord::Month(small(12)?),
            "weekday" => TimeWord::Weekday(small(7)?),
            "short" => TimeWord::Short(small(7)?),
            "unit" => TimeWord::Unit(unit()?),
            "units" => TimeWord::Units(unit()?),
            "relative" => TimeWord::Relative(number(1000)? as i32),
            "ordinal" => TimeWord::Ordinal(number(31)?.unsigned_abs() as u8),
            "vague" => TimeWord::Vague,
            "season" => TimeWord::Season(value),
            "part" => TimeWord::Part(value),
            "during" => TimeWord::During(value),
            "hour" => TimeWord::Hour(small(24)?),
            "shift" => TimeWord::Shift(small(1)?),
            "next" => TimeWord::Next(small(1)?),
            "same" => TimeWord::Same,
            "away" => TimeWord::Away(small(1)?),
            "onward" => TimeWord::Onward(small(1)?),
            "stage" => TimeWord::Stage,
            "about" => TimeWord::About,
            "each" => TimeWord::Each,
            "often" => TimeWord::Often(value, false),
            "often-adverb" => TimeWord::Often(value, true),
            "zone" => TimeWord::Zone(value),
            "number" => {
                self.numbers.insert(row.cell(0), number(i64::MAX)?.unsigned_abs());
                return Ok(());
            }
            "reference" => {
                self.add_phrase(row.cell(0), TimePhrase::Reference(value));
                return Ok(());
            }
            "leads" => {
                self.leads.insert(row.cell(0));
                return Ok(());
            }
            "not-year" => {
                self.not_year.insert(row.cell(0));
                return Ok(());
            }
            other => return Err(row.error(format!("no class of time words: {other}"))),
        };
        match self.words.insert(row.cell(0), word) {
            Some(_) => Err(row.error(format!("{} stands here twice", row.cell(0)))),
            None => Ok(()),
        }
    }

    fn add_phrase(&mut self, phrase: &'static str, sense: TimePhrase) {
        let mut words = phrase.split(' ');
        let first = words.next().unwrap_or_default();
        self.phrases.entry(first).or_default().push((words.collect(), sense));
    }

    /// What a word stands for.
    pub fn word(&self, word: &str) -> Option<TimeWord> {
        self.words.get(word).copied()
    }

    /// The value of a number word.
    pub fn number(&self, word: &str) -> Option<u64> {
        self.numbers.get(word).copied()
    }

    /// The phrases that begin with a word, without it; the longest first.
    pub fn phrases(&self, first: &str) -> &[(Vec<&'static str>, TimePhrase)] {
        self.phrases.get(first).map_or(&[], |list| list)
    }
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

fn feast_rule(text: &str) -> Option<FeastRule> {
    let mut words = text.split(' ');
    let name = words.next()?;
    let words: Vec<&str> = words.collect();
    let number = |i: usize| words.get(i)?.parse::<i64>().ok();
    let pair = || {
        let (month, day) = words.first()?.split_once('-')?;
        Some((month.parse::<i8>().ok()?, day.parse::<i8>().ok()?))
    };
    let length = || if words.len() > 1 { number(1) } else { Some(1) };
    let small = |i: usize| i8::try_from(number(i)?).ok();
    Some(match name {
        "fixed" => pair().map(|(month, day)| FeastRule::Fixed(month, day))?,
        "easter" => FeastRule::Easter(number(0)?),
        "pascha" => FeastRule::Pascha(number(0)?),
        "nth" => FeastRule::Nth(small(0)?, small(1)?, small(2)?),
        "islamic" => {
            let (month, day) = pair()?;
            FeastRule::Islamic(month.into(), day.into(), length()?)
        }
        "hebrew" => {
            let (month, day) = pair()?;
            FeastRule::Hebrew(month.into(), day.into(), length()?)
        }
        "lunar" => {
            let days = (1..words.len()).map(number).collect::<Option<Vec<i64>>>()?;
            FeastRule::Lunar(i16::try_from(number(0)?).ok()?, days)
        }
        _ => return None,
    })
}
