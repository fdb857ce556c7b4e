//! From what a time expression means to the days that it stands for.

use super::feasts;
use super::meaning::{Meaning, Origin, Part, Which};
use super::value::{Count, Stretch, Value, length, unit_name, unknown, weekday_from};
use crate::lexicon::{FeastRule, Unit};
use jiff::civil::Date;

/// What the tense says of where a time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Past,
    /// Something past is told, but what has the time may be a plan ("was extended to Nov. 20").
    LikelyPast,
    Future,
    /// What is planned has the time.
    Ahead,
    Open,
}

/// A time that the text has told of.
#[derive(Clone, Copy, Debug)]
struct Told {
    stretch: Stretch,
    sentence: usize,
}

/// Keeps what has been told so far.
pub(crate) struct Resolver<'r> {
    /// The day of publication.
    pub anchor: Option<Date>,
    /// Rules of the feasts.
    pub feasts: &'r [FeastRule],
    told: Option<Told>,
    day: Option<Told>,
    quarter: Option<Told>,
    year: Option<Told>,
}

/// Sentences over which a period stays what figures are compared with.
const NEAR: usize = 2;

impl<'r> Resolver<'r> {
    pub fn new(anchor: Option<Date>, feasts: &'r [FeastRule]) -> Self {
        Resolver { anchor, feasts, told: None, day: None, quarter: None, year: None }
    }

    /// The value of what an expression in this sentence means.
    pub fn value(&mut self, meaning: &Meaning, way: Way, sentence: usize) -> Value {
        match meaning {
            Meaning::Fixed(value, granularity) => Value::open(value.clone(), granularity),
            Meaning::Length { count, unit, way } => self.lasting(*count, *unit, *way),
            Meaning::Clock { hour, on } => self.clock(hour, on.as_deref(), way, sentence),
            Meaning::Part { part: Part::Feast(feast), which } => {
                self.feast(*feast, *which, way, sentence)
            }
            _ => {
                let stretch = self.stretch(meaning, way, sentence);
                let value = stretch.and_then(|s| s.value().map(|v| (s, v)));
                match value {
                    Some((stretch, value)) => {
                        // What figures are compared with does not become what the text is about.
                        let compared = matches!(
                            meaning,
                            Meaning::YearEarlier { .. } | Meaning::Away { unit: Unit::Year, .. }
                        );
                        if !compared {
                            self.tell(stretch, sentence);
                        }
                        value
                    }
                    None => open(meaning),
                }
            }
        }
    }

    fn tell(&mut self, stretch: Stretch, sentence: usize) {
        let told = Some(Told { stretch, sentence });
        match stretch {
            Stretch::Decade(_) | Stretch::Century(_) => return,
            Stretch::Day(_) => self.day = told,
            // Results are those of a quarter that is over.
            Stretch::Quarter(..) | Stretch::Half(..) => {
                let over = |(_, to)| self.anchor.is_none_or(|a| to <= a);
                if stretch.days().is_some_and(over) {
                    self.quarter = told;
                }
            }
            Stretch::Year(_) => self.year = told,
            _ => {}
        }
        self.told = told;
    }

    fn clock(&mut self, hour: &str, on: Option<&Meaning>, way: Way, sentence: usize) -> Value {
        let here = self.day.filter(|t| t.sentence + 1 >= sentence).map(|t| t.stretch);
        let day = match on {
            Some(on) => self.stretch(on, way, sentence),
            None => here.or(self.anchor.map(Stretch::Day)),
        };
        match day {
            Some(Stretch::Day(date)) => {
                self.tell(Stretch::Day(date), sentence);
                // Midnight is the end of its day.
                Value {
                    timex: format!("{date}{hour}"),
                    from: Some(date),
                    to: Some(date),
                    granularity: "hour",
                }
            }
            _ => {
                let open = on.map_or_else(|| unknown(Unit::Day), open);
                Value::open(format!("{}{hour}", open.timex), "hour")
            }
        }
    }

    /// A length that reaches to or from the day of publication has a first and a last day.
    fn lasting(&self, count: Count, unit: Unit, way: i8) -> Value {
        let timex = length(count, unit);
        let mut value = Value::open(timex, unit_name(unit));
        if let (Count::Exactly(n), Some(anchor), true) = (count, self.anchor, way != 0) {
            let far = n.checked_mul(i64::from(way));
            let far = far.and_then(|n| Stretch::Day(anchor).shift(n, unit));
            if let Some(Stretch::Day(far)) = far.filter(|_| unit >= Unit::Day) {
                value.from = Some(far.min(anchor));
                value.to = Some(far.max(anchor));
            }
        }
        value
    }

    fn stretch(&self, meaning: &Meaning, way: Way, sentence: usize) -> Option<Stretch> {
        match *meaning {
            Meaning::Day { year, month, day } => self.day_of(year, month, day, way, sentence),
            Meaning::Part { part, which } => self.part(part, which, way, sentence),
            Meaning::Year(year) => Some(Stretch::Year(year)),
            Meaning::Decade(decade) => Some(Stretch::Decade(decade)),
            Meaning::Century(century) => Some(Stretch::Century(century)),
            Meaning::Weekday { day, which } => self.weekday(day, which, way).map(Stretch::Day),
            Meaning::Unit { unit, which } => self.unit(unit, which, way),
            Meaning::Relative(days) => Stretch::Day(self.anchor?).shift(i64::from(days), Unit::Day),
            Meaning::Away { count, unit, from } => self.away(count, unit, from, sentence),
            Meaning::YearEarlier { unit, year } => self.year_earlier(unit, year, sentence),
            _ => None,
        }
    }

    /// A day whose year may have to be found. Days that no calendar has stand for their month.
    fn day_of(
        &self,
        year: Option<i16>,
        month: i8,
        day: i8,
        way: Way,
        sentence: usize,
    ) -> Option<Stretch> {
        let on = |year: i16| match Date::new(year, month, day) {
            Ok(date) => Stretch::Day(date),
            Err(_) => Stretch::Month(year, month),
        };
        if !(1..=12).contains(&month) {
            return year.map(Stretch::Year);
        }
        match year.or_else(|| self.told_year(sentence)) {
            Some(year) => Some(on(year)),
            // 29 February is looked for in the years that have one.
            None => {
                let exists = |y: i16| Date::new(y, month, day).is_ok() || day > 29 || month != 2;
                self.nearest(way, |y| exists(y).then(|| on(y)))
            }
        }
    }

    /// The year that the sentence is about, where it is not that of the report.
    fn told_year(&self, sentence: usize) -> Option<i16> {
        let told = self.year.filter(|t| t.sentence == sentence)?;
        let Stretch::Year(year) = told.stretch else { return None };
        let far = self.anchor.is_none_or(|a| year < a.year().saturating_sub(1));
        far.then_some(year)
    }

    fn part(&self, part: Part, which: Which, way: Way, sentence: usize) -> Option<Stretch> {
        let on = |year: i16| {
            Some(match part {
                Part::Month(month) => Stretch::Month(year, month),
                Part::Quarter(quarter) => Stretch::Quarter(year, quarter),
                Part::Half(half) => Stretch::Half(year, half),
                Part::Season(code) => Stretch::Season(year, code),
                Part::Feast(_) => return None,
            })
        };
        let anchor = self.anchor;
        match which {
            Which::Of(year) => on(year),
            Which::Same => match self.told?.stretch.days() {
                Some((from, _)) => on(from.year()),
                None => None,
            },
            Which::OfShift(shift) => on(anchor?.year().checked_add(i16::from(shift))?),
            // A winter belongs to two years.
            Which::Shift(0) if matches!(part, Part::Season(_)) => self.nearest(way, on),
            Which::Shift(0) => on(anchor?.year()),
            Which::Shift(-1) => self.whole_before(on),
            Which::Shift(_) => self.whole_after(on),
            Which::Next(next) => {
                let year = self.told.or(self.day)?.stretch.days()?.0.year();
                on(year.checked_add(i16::from(next))?)
            }
            Which::Bare => match self.told_year(sentence) {
                Some(year) => on(year),
                // Results are told after the quarter, whatever the firm "expects to report".
                None if matches!(part, Part::Quarter(_)) && way == Way::Future => {
                    self.nearest(Way::Open, on)
                }
                None => self.nearest(way, on),
            },
        }
    }

    /// The last one that has ended.
    fn whole_before(&self, on: impl Fn(i16) -> Option<Stretch>) -> Option<Stretch> {
        let anchor = self.anchor?;
        let years = (anchor.year().checked_sub(2)?..=anchor.year()).rev();
        years.filter_map(on).find(|s| s.days().is_some_and(|d| d.1 < anchor))
    }

    /// The next one that has not begun.
    fn whole_after(&self, on: impl Fn(i16) -> Option<Stretch>) -> Option<Stretch> {
        let anchor = self.anchor?;
        let mut years = anchor.year()..=anchor.year().checked_add(1)?;
        years.find_map(|y| on(y).filter(|s| s.days().is_some_and(|d| d.0 > anchor)))
    }

    /// The one that the tense points to, or else the nearest.
    fn nearest(&self, way: Way, on: impl Fn(i16) -> Option<Stretch>) -> Option<Stretch> {
        let anchor = self.anchor?;
        // 29 February may be eight years away.
        let years = anchor.year().checked_sub(8)?..=anchor.year().checked_add(8)?;
        let all = years.filter_map(on).filter_map(|s| s.days().map(|d| (s, d)));
        let distance = |(from, to): (Date, Date)| -> i64 {
            let days = |a: Date, b: Date| i64::from(a.until(b).map_or(i32::MAX, |s| s.get_days()));
            if to < anchor {
                -days(to, anchor)
            } else if from > anchor {
                days(anchor, from)
            } else {
                0
            }
        };
        let (mut past, mut future) = (None, None);
        for (stretch, days) in all {
            let away = distance(days);
            if away <= 0 {
                past = Some((stretch, -away));
            }
            if away >= 0 && future.is_none() {
                future = Some((stretch, away));
            }
        }
        match (past, future) {
            (Some(past), Some(future)) => Some(match way {
                Way::LikelyPast if past.1 > 300 && future.1 < 60 => future.0,
                Way::Past | Way::LikelyPast => past.0,
                Way::Future if future.1 > 300 && past.1 < 14 => past.0,
                Way::Future => future.0,
                // News tells more of what was than of what will be.
                Way::Open | Way::Ahead if past.1 <= 2 * future.1 => past.0,
                Way::Open | Way::Ahead => future.0,
            }),
            (past, future) => past.or(future).map(|p| p.0),
        }
    }

    /// A weekday; the day of publication itself where it is that weekday.
    fn weekday(&self, day: i8, which: Which, way: Way) -> Option<Date> {
        let anchor = self.anchor?;
        let today = anchor.weekday().to_monday_one_offset() == day;
        match which {
            Which::Shift(-1) => weekday_from(anchor, -1, day),
            Which::Shift(1) => weekday_from(anchor, 1, day),
            Which::Next(next) => {
                let Stretch::Day(from) = self.day?.stretch else { return None };
                weekday_from(from, next.into(), day)
            }
            _ if today => Some(anchor),
            Which::Shift(_) if !matches!(way, Way::Past | Way::LikelyPast) => {
                weekday_from(anchor, 1, day)
            }
            _ if matches!(way, Way::Future | Way::Ahead) => weekday_from(anchor, 1, day),
            _ => weekday_from(anchor, -1, day),
        }
    }

    fn unit(&self, unit: Unit, which: Which, way: Way) -> Option<Stretch> {
        let now = || Stretch::around(unit, self.anchor?);
        let told = || -> Option<Stretch> {
            let told = match unit {
                Unit::Quarter => self.quarter,
                Unit::Day => self.day,
                _ => self.told.filter(|t| t.stretch.unit() <= unit).or(self.day),
            };
            let stretch = told?.stretch;
            if unit == Unit::Quarter {
                Some(stretch)
            } else {
                Stretch::around(unit, stretch.days()?.0)
            }
        };
        match which {
            Which::Shift(0)
                if unit == Unit::Weekend && matches!(way, Way::Past | Way::LikelyPast) =>
            {
                self.past_weekend()
            }
            Which::Shift(-1) if unit == Unit::Weekend => self.past_weekend(),
            Which::Shift(shift) => now()?.shift(shift.into(), unit),
            Which::Bare if way == Way::Future => now(),
            Which::Bare => self.past_weekend(),
            Which::Same if unit == Unit::Quarter => told().or_else(|| now()?.shift(-1, unit)),
            Which::Same => told().or_else(now),
            Which::Next(next) => told().or_else(now)?.shift(next.into(), unit),
            Which::Of(_) | Which::OfShift(_) => None,
        }
    }

    /// The last weekend of which at least a day has passed.
    fn past_weekend(&self) -> Option<Stretch> {
        let yesterday = self.anchor?.yesterday().ok()?;
        let this = Stretch::around(Unit::Weekend, yesterday)?;
        if this.days()?.0 <= yesterday { Some(this) } else { this.shift(-1, Unit::Weekend) }
    }

    fn away(&self, count: i64, unit: Unit, from: Origin, sentence: usize) -> Option<Stretch> {
        let published = || {
            let day = self.anchor?;
            Stretch::around(unit.max(Unit::Day), day)?.shift(count, unit)
        };
        if unit < Unit::Day {
            return self.anchor.map(Stretch::Day);
        }
        match from {
            // Figures of a quarter "a year ago" are those of the same quarter.
            Origin::Published if unit == Unit::Year && count == -1 => {
                let near = |t: &Told| t.sentence + 1 >= sentence;
                match self.told.filter(near) {
                    Some(told @ Told { stretch: Stretch::Quarter(..), .. }) => {
                        told.stretch.shift(count, unit)
                    }
                    _ => published(),
                }
            }
            Origin::Published => published(),
            Origin::Told => {
                let near = |t: &Told| t.sentence + NEAR >= sentence;
                let told = self.told.filter(near).filter(|t| t.stretch.unit() <= unit);
                let told = told.or(self.day.filter(near));
                match told {
                    Some(told) => told.stretch.shift(count, unit),
                    None => published(),
                }
            }
        }
    }

    fn year_earlier(
        &self,
        unit: Option<Unit>,
        year: Option<i16>,
        sentence: usize,
    ) -> Option<Stretch> {
        let near = |t: &Told| t.sentence + NEAR >= sentence;
        let told = self.quarter.or(self.told.filter(near).filter(|_| unit.is_none()));
        match (told.map(|t| t.stretch), year) {
            (Some(Stretch::Quarter(_, quarter)), Some(year)) => {
                Some(Stretch::Quarter(year, quarter))
            }
            (_, Some(year)) => Some(Stretch::Year(year)),
            (Some(stretch), None) => stretch.shift(-1, Unit::Year),
            (None, None) => {
                let unit = unit.unwrap_or(Unit::Year);
                let now = Stretch::around(unit, self.anchor?)?;
                now.shift(if unit == Unit::Quarter { -5 } else { -1 }, unit)
            }
        }
    }

    fn feast(&mut self, feast: usize, which: Which, way: Way, sentence: usize) -> Value {
        let on = |year: i16| {
            let (from, to) = feasts::days(self.feasts.get(feast)?, year)?;
            Some((from, to))
        };
        let year = match which {
            Which::Of(year) => Some(year),
            Which::OfShift(shift) => {
                self.anchor.and_then(|a| a.year().checked_add(i16::from(shift)))
            }
            Which::Shift(shift) => self.anchor.and_then(|a| {
                let found = match shift {
                    -1 => self.whole_before(|y| on(y).map(|d| Stretch::Day(d.1))),
                    0 => return Some(a.year()),
                    _ => self.whole_after(|y| on(y).map(|d| Stretch::Day(d.0))),
                };
                found.and_then(|s| s.days()).map(|d| d.0.year())
            }),
            _ => self
                .nearest(way, |y| on(y).map(|d| Stretch::Day(d.0)))
                .and_then(|s| s.days())
                .map(|d| d.0.year()),
        };
        match year.and_then(on) {
            Some((from, to)) if from == to => {
                self.tell(Stretch::Day(from), sentence);
                Stretch::Day(from).value().unwrap_or_else(|| unknown(Unit::Day))
            }
            // TIMEX3 has no value for a feast of several days; ISO 8601 has the interval.
            Some((from, to)) => {
                let timex = format!("{from}/{to}");
                Value { timex, from: Some(from), to: Some(to), granularity: "day" }
            }
            None => match self.feasts.get(feast) {
                Some(FeastRule::Fixed(month, day)) => {
                    Value::open(format!("XXXX-{month:02}-{day:02}"), "day")
                }
                _ => unknown(Unit::Day),
            },
        }
    }
}

/// What is left of a meaning whose day cannot be known.
fn open(meaning: &Meaning) -> Value {
    match *meaning {
        Meaning::Day { month, day, .. } if (1..=12).contains(&month) => {
            let most = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            match day <= most[usize::from(month.unsigned_abs()) - 1] {
                true => Value::open(format!("XXXX-{month:02}-{day:02}"), "day"),
                false => Value::open(format!("XXXX-{month:02}"), "month"),
            }
        }
        Meaning::Part { part, .. } => match part {
            Part::Month(month) => Value::open(format!("XXXX-{month:02}"), "month"),
            Part::Quarter(quarter) => Value::open(format!("XXXX-Q{quarter}"), "quarter"),
            Part::Half(half) => Value::open(format!("XXXX-H{half}"), "half"),
            Part::Season(code) => Value::open(format!("XXXX-{code}"), "season"),
            Part::Feast(_) => unknown(Unit::Day),
        },
        Meaning::Weekday { day, .. } => Value::open(format!("XXXX-WXX-{day}"), "day"),
        Meaning::Unit { unit, .. } => unknown(unit),
        Meaning::Away { unit, .. } => unknown(unit),
        Meaning::YearEarlier { unit, .. } => unknown(unit.unwrap_or(Unit::Year)),
        _ => unknown(Unit::Day),
    }
}
