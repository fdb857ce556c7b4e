//! Readers of hours and parts of the day.

use super::meaning::{Kind, Meaning, Reading};
use super::words::Words;
use crate::lexicon::TimeWord;

impl Words<'_, '_> {
    /// "7:15 p.m. EST Thursday", "noon", "0600 GMT", "10 o'clock".
    pub(super) fn clock(&self, i: usize) -> Option<Reading> {
        let (mut hour, mut minute, mut end, mut sure) = match self.sense(i) {
            Some(TimeWord::Hour(hour)) => (hour, 0, i + 1, true),
            _ => self.face(i)?,
        };
        if self.is(end, &["o'clock", "o’clock"]) {
            sure = true;
            end += 1;
        }
        if let Some(half) = self.half(end).filter(|_| hour <= 12) {
            hour = hour % 12 + if half { 12 } else { 0 };
            sure = true;
            end += 1;
        }
        let zone = match self.sense(end) {
            Some(TimeWord::Zone(zone)) if self.capital(end) => {
                sure = true;
                end += 1;
                if zone == "+00" { "Z" } else { zone }
            }
            _ => "",
        };
        if !sure {
            return None;
        }
        if self.is(end, &["local"]) && self.is(end + 1, &["time"]) {
            end += 2;
        }
        if hour > 24 || minute > 59 {
            (hour, minute) = (0, 0);
        }
        let (mut on, end) = self.day_after(end);
        // "at 7 p.m. on Friday": two expressions, one moment.
        if on.is_none() && self.is(end, &["on"]) {
            on = self.day_after(end + 1).0;
        }
        let meaning = Meaning::Clock { hour: format!("T{hour:02}:{minute:02}{zone}"), on };
        Some(Reading { end, kind: Kind::Time, meaning })
    }

    /// Hour and minute as a clock shows them, and whether nothing else looks like that.
    fn face(&self, i: usize) -> Option<(i8, i8, usize, bool)> {
        let text = self.text(i);
        let (digits, half) =
            match ["pm", "am", "p.m", "a.m"].iter().find_map(|h| text.strip_suffix(h)) {
                Some(digits) => (digits, Some(text.contains("pm") || text.contains("p.m"))),
                None => (text, None),
            };
        let valid = |h: i8, m: i8| (0..=24).contains(&h) && (0..60).contains(&m);
        let number = |s: &str| {
            let plain = (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
            if plain { s.parse::<i8>().ok() } else { None }
        };
        let (hour, minute, sure) = if let Some((h, m)) = digits.split_once([':', '.']) {
            let (h, m) = (number(h)?, number(m).filter(|_| m.len() == 2)?);
            (h, m, digits.contains(':') && (self.before(i) == "at" || half.is_some()))
        } else if digits.len() == 4 && self.zone_at(i + 1) && half.is_none() {
            (number(digits.get(..2)?)?, number(digits.get(2..)?)?, true)
        } else {
            let spelled = || self.times.number(digits).filter(|&n| n <= 12).map(|n| n as i8);
            (number(digits).or_else(spelled)?, 0, half.is_some())
        };
        // "a p.m." is no hour.
        if !valid(hour, minute) || self.is(i, &["a", "an"]) {
            return None;
        }
        let hour = match half {
            Some(half) if hour <= 12 => hour % 12 + if half { 12 } else { 0 },
            _ => hour,
        };
        Some((hour, minute, i + 1, sure))
    }

    fn zone_at(&self, i: usize) -> bool {
        matches!(self.sense(i), Some(TimeWord::Zone(_))) && self.capital(i)
    }

    /// Whether a word tells the half of the day: true after noon.
    fn half(&self, i: usize) -> Option<bool> {
        match self.text(i) {
            "p.m" | "pm" => Some(true),
            "a.m" | "am" => Some(false),
            _ => None,
        }
    }

    /// The day right after an hour.
    fn day_after(&self, i: usize) -> (Option<Box<Meaning>>, usize) {
        let at = i + usize::from(self.is(i, &[","]));
        let day = match self.sense(at) {
            Some(
                TimeWord::Month(_)
                | TimeWord::Weekday(_)
                | TimeWord::Short(_)
                | TimeWord::Relative(_),
            ) => self.core(at),
            _ => None,
        };
        match day {
            Some(found) if found.kind == Kind::Date => (Some(Box::new(found.meaning)), found.end),
            _ => (None, i),
        }
    }

    /// "mid-afternoon yesterday": a part of the day before its day. Alone it needs a determiner.
    pub(super) fn part_of_day(&self, i: usize, part: &'static str) -> Option<Reading> {
        let (on, end) = self.day_after(i + 1);
        let staged = i > 0 && matches!(self.sense(i - 1), Some(TimeWord::Stage))
            || self.hyphen(i.wrapping_sub(1));
        let by = matches!(self.before(i), "by" | "until") && part != "NI";
        if on.is_none() && !staged && !by || self.tag(i).starts_with("VB") {
            return None;
        }
        let meaning = Meaning::Clock { hour: format!("T{part}"), on };
        Some(Reading { end, kind: Kind::Time, meaning })
    }
}
