//! On which day of a year a feast falls.
//!
//! The arithmetic is that of E. M. Reingold and N. Dershowitz, *Calendrical Calculations* (2018):
//! days are counted as "rata die", day 1 being 1 January of the year 1.

use crate::lexicon::FeastRule;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// First and last day of the feast in a Gregorian year. A feast of the Islamic calendar may fall
/// twice into one year: the earlier one counts, or none.
pub(crate) fn days(rule: &FeastRule, year: i16) -> Option<(Date, Date)> {
    let on = |date: Date, days: i64| date.checked_add(days.days()).ok();
    let (first, length) = match *rule {
        FeastRule::Fixed(month, day) => (Date::new(year, month, day).ok()?, 1),
        FeastRule::Easter(days) => (on(easter(year)?, days)?, 1),
        FeastRule::Pascha(days) => (on(pascha(year)?, days)?, 1),
        FeastRule::Nth(nth, weekday, month) => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            let date = Date::new(year, month, 1).ok()?;
            (date.nth_weekday_of_month(nth, weekday).ok()?, 1)
        }
        FeastRule::Islamic(month, day, length) => (islamic(year, month, day)?, length),
        FeastRule::Hebrew(month, day, length) => (hebrew(year, month, day)?, length),
        FeastRule::Lunar(start, ref list) => {
            let days = *list.get(usize::try_from(year.checked_sub(start)?).ok()?)?;
            (on(Date::new(year, 1, 20).ok()?, days)?, 1)
        }
    };
    Some((first, on(first, length - 1)?))
}

/// Easter of the Western churches (Meeus, *Astronomical Algorithms*, 1998, ch. 8).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, g) = (b / 4, b % 4, (8 * b + 13) / 25);
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year as i16, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

/// Easter of the Eastern churches, by the Julian calendar (the same chapter).
fn pascha(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let n = d + e + 114;
    let julian = Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()?;
    let ahead = y / 100 - y / 400 - 2;
    julian.checked_add(i64::from(ahead).days()).ok()
}

/// The day with this number.
fn rata_die(number: i64) -> Option<Date> {
    Date::new(1, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(number - 1).ok()?).ok()
}

/// The tabular Islamic calendar, civil epoch (ch. 7).
fn islamic(year: i16, month: i64, day: i64) -> Option<Date> {
    const EPOCH: i64 = 227_015;
    let fixed = |islamic: i64| {
        let months = 29 * (month - 1) + month / 2;
        EPOCH - 1 + (islamic - 1) * 354 + (3 + 11 * islamic).div_euclid(30) + months + day
    };
    // 33 Islamic years are 32 of the sun.
    let near = (i64::from(year) - 622) * 33 / 32;
    (near - 1..=near + 2).filter_map(|y| rata_die(fixed(y))).find(|d| d.year() == year)
}

/// The Hebrew calendar (ch. 8), months counted from Nisan.
fn hebrew(year: i16, month: i64, day: i64) -> Option<Date> {
    const EPOCH: i64 = -1_373_427;
    let leap = |y: i64| (7 * y + 1).rem_euclid(19) < 7;
    let elapsed = |y: i64| {
        let months = (235 * y - 234).div_euclid(19);
        let parts = 12_084 + 13_753 * months;
        let days = 29 * months + parts.div_euclid(25_920);
        if (3 * (days + 1)).rem_euclid(7) < 3 { days + 1 } else { days }
    };
    let new_year = |y: i64| {
        let (before, this, after) = (elapsed(y - 1), elapsed(y), elapsed(y + 1));
        let delay = if after - this == 356 { 2 } else { i64::from(this - before == 382) };
        EPOCH + this + delay
    };
    let length = |y: i64, m: i64| {
        let days = new_year(y + 1) - new_year(y);
        let short = matches!(m, 2 | 4 | 6 | 10 | 13)
            || m == 12 && !leap(y)
            || m == 8 && days % 10 != 5
            || m == 9 && days % 10 == 3;
        if short { 29 } else { 30 }
    };
    let fixed = |y: i64| {
        let last = if leap(y) { 13 } else { 12 };
        let before: i64 = if month < 7 {
            (7..=last).chain(1..month).map(|m| length(y, m)).sum()
        } else {
            (7..month).map(|m| length(y, m)).sum()
        };
        new_year(y) + before + day - 1
    };
    let base = i64::from(year) + 3760;
    (base..=base + 1).filter_map(|y| rata_die(fixed(y))).find(|d| d.year() == year)
}

#[cfg(test)]
mod tests {
    use super::days;
    use crate::lexicon::FeastRule;

    fn day(rule: FeastRule, year: i16) -> String {
        days(&rule, year).map(|d| d.0.to_string()).unwrap_or_default()
    }

    #[test]
    fn feasts_fall_on_their_days() {
        assert_eq!(day(FeastRule::Easter(0), 2024), "2024-03-31");
        assert_eq!(day(FeastRule::Easter(-2), 1998), "1998-04-10");
        assert_eq!(day(FeastRule::Pascha(0), 2024), "2024-05-05");
        assert_eq!(day(FeastRule::Nth(4, 4, 11), 2020), "2020-11-26");
        assert_eq!(day(FeastRule::Nth(-1, 1, 5), 2021), "2021-05-31");
        assert_eq!(day(FeastRule::Hebrew(1, 15, 7), 2020), "2020-04-09");
        assert_eq!(day(FeastRule::Hebrew(7, 10, 1), 1973), "1973-10-06");
        assert_eq!(day(FeastRule::Hebrew(9, 25, 8), 2023), "2023-12-08");
        assert_eq!(day(FeastRule::Islamic(9, 1, 30), 2020), "2020-04-24");
        assert_eq!(day(FeastRule::Islamic(1, 10, 1), 2019), "2019-09-10");
        assert_eq!(day(FeastRule::Lunar(1970, vec![17, 7]), 1971), "1971-01-27");
    }

    #[test]
    fn every_year_is_safe() {
        for year in [-9999, -1, 0, 1, 9998, 9999] {
            for rule in [
                FeastRule::Easter(49),
                FeastRule::Pascha(0),
                FeastRule::Nth(4, 4, 11),
                FeastRule::Islamic(12, 10, 30),
                FeastRule::Hebrew(12, 30, 8),
            ] {
                let _ = days(&rule, year);
            }
        }
    }
}
