//! Days as numbers: days since 1 January 1970.

use jiff::civil::Date;
use jiff::{Span, civil};

const EPOCH: Date = civil::date(1970, 1, 1);

/// The number of a day.
pub(crate) fn number(day: Date) -> i32 {
    between(EPOCH, day)
}

/// The day of a number; none beyond the calendar.
pub(crate) fn day(number: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(number).ok()?).ok()
}

/// Days from one day to another, negative where it is the earlier one.
pub(crate) fn between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        for day_of in [Date::MIN, EPOCH, civil::date(2020, 2, 29), Date::MAX] {
            assert_eq!(day(i64::from(number(day_of))), Some(day_of));
        }
        assert_eq!(number(EPOCH), 0);
        assert_eq!(number(civil::date(1969, 12, 31)), -1);
        assert_eq!(day(i64::MAX), None);
        assert_eq!(day(i64::from(i32::MIN)), None);
    }
}
