//! Days as pages write them: `2020-07-22`, `22.7.2020`, `22 juillet 2020`, `July 22, 2020`.

use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Years that the web was written in; a report of another year is a mistake.
const YEARS: std::ops::RangeInclusive<i16> = 1995..=2050;

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../data/dates.tsv")));

/// What pages call days (`data/dates.tsv`).
#[derive(Default)]
pub(crate) struct Table {
    months: HashMap<String, i8>,
    pub(crate) published: Vec<String>,
    pub(crate) modified: Vec<String>,
    pub(crate) places: Vec<String>,
    pub(crate) cues: Vec<String>,
    pub(crate) changes: Vec<String>,
}

impl Table {
    /// The table that is built in.
    pub(crate) fn get() -> &'static Table {
        &TABLE
    }

    fn parse(text: &str) -> Self {
        let mut table = Table::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let Some((kind, what)) = line.split_once('\t') else { continue };
            let words = what.split(' ').map(str::to_owned);
            match kind {
                "published" => table.published.extend(words),
                "modified" => table.modified.extend(words),
                "place" => table.places.extend(words),
                "cue" => table.cues.push(what.to_owned()),
                "changed" => table.changes.push(what.to_owned()),
                _ => {
                    if let Some(Ok(month)) = kind.strip_prefix("month ").map(str::parse) {
                        table.months.extend(words.map(|w| (w, month)));
                    }
                }
            }
        }
        table
    }
}

/// In which order `7/8/2020` names day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Everywhere but in the United States.
    DayFirst,
    /// In the United States.
    MonthFirst,
}

/// A day that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) day: Date,
    /// Byte where it begins.
    pub(crate) at: usize,
}

/// The first day that a text names.
pub(crate) fn first(text: &str, order: Order) -> Option<Date> {
    days(text, order).next().map(|found| found.day)
}

/// All days that a text names, in order.
pub(crate) fn days(text: &str, order: Order) -> impl Iterator<Item = Found> {
    let tokens = tokens(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < tokens.len() {
            let start = at;
            at += 1;
            if let Some((day, length)) = day_at(&tokens[start..], order) {
                at = start + length;
                return Some(Found { day, at: tokens[start].at });
            }
        }
        None
    })
}

/// The day in the path of an address: `/2020/07/22/`, `/2020-07-22-`, `/20200722/`.
pub(crate) fn in_address(address: &str) -> Option<Date> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let numbers: Vec<(usize, &str)> = runs(path, |c| c.is_ascii_digit()).collect();
    let parse = |s: &str| s.parse::<i16>().ok();
    for triple in numbers.windows(3) {
        let [(a, y), (b, m), (c, d)] = triple else { continue };
        let near = *b == a + y.len() + 1 && *c == b + m.len() + 1;
        let between = |at: usize| matches!(path.as_bytes()[at - 1], b'/' | b'-' | b'_');
        if near && between(*b) && between(*c) && y.len() == 4 && m.len() <= 2 && d.len() <= 2 {
            let day = day(parse(y)?, parse(m)?, parse(d)?);
            if day.is_some() {
                return day;
            }
        }
    }
    numbers.iter().find_map(|(_, run)| compact(run).filter(|_| run.len() == 8))
}

/// `20200722`, with or without a time after it.
fn compact(digits: &str) -> Option<Date> {
    if !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    day(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

#[derive(Debug)]
struct Token<'a> {
    at: usize,
    text: &'a str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number(i16),
    Month(i8),
    Word,
    Mark,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let same: fn(char) -> bool = if c.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if is_dense(c) {
            |_| false
        } else if c.is_alphabetic() {
            |c| {
                c.is_alphabetic() && !is_dense(c)
                    || matches!(c, '\u{300}'..='\u{36f}' | '\u{e31}'..='\u{e4e}')
            }
        } else if c.is_whitespace() || c == '\u{a0}' {
            continue;
        } else {
            |_| false
        };
        let mut end = at + c.len_utf8();
        while let Some(&(i, next)) = chars.peek() {
            if !same(next) {
                break;
            }
            end = i + next.len_utf8();
            chars.next();
        }
        let text = &text[at..end];
        let kind = if c.is_ascii_digit() {
            Kind::Number(if text.len() <= 4 { text.parse().unwrap_or(-1) } else { -1 })
        } else if c.is_alphabetic() {
            TABLE.months.get(&text.to_lowercase()).map_or(Kind::Word, |&m| Kind::Month(m))
        } else {
            Kind::Mark
        };
        tokens.push(Token { at, text, kind });
    }
    tokens
}

/// Signs that are words by themselves.
fn is_dense(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// The day that begins with the first token, and how many tokens it takes.
fn day_at(tokens: &[Token<'_>], order: Order) -> Option<(Date, usize)> {
    match tokens.first()?.kind {
        Kind::Number(-1) => Some((compact(tokens[0].text)?, 1)),
        Kind::Number(first) => numeric(tokens, order).or_else(|| with_month(tokens, first)),
        Kind::Month(month) => month_first(tokens, month),
        _ => None,
    }
}

fn number(token: Option<&Token<'_>>) -> Option<(i16, usize)> {
    let token = token?;
    match token.kind {
        Kind::Number(n) if n >= 0 => Some((n, token.text.len())),
        _ => None,
    }
}

/// Three numbers: `2020-07-22`, `22.7.2020`, `7/22/20`, `2020年7月22日`.
fn numeric(tokens: &[Token<'_>], order: Order) -> Option<(Date, usize)> {
    let [_, s1, _, s2, ..] = tokens else { return None };
    let ((a, long_a), (b, long_b), (c, long_c)) =
        (number(tokens.first())?, number(tokens.get(2))?, number(tokens.get(4))?);
    let marks = (s1.text, s2.text);
    let known = matches!(marks, ("-", "-") | ("/", "/") | (".", ".") | ("–", "–"))
        || matches!(marks, ("年", "月") | ("년", "월"));
    // In "1.2.3.4" and "10-20-2020-30" are no days.
    let longer = tokens.get(5).is_some_and(|t| t.text == s2.text && s2.text != ".")
        && number(tokens.get(6)).is_some();
    if !known || longer || long_b > 2 {
        return None;
    }
    if long_a == 4 && long_c <= 2 {
        return Some((day(a, b, c)?, 5));
    }
    if long_a > 2 || !matches!(long_c, 2 | 4) {
        return None;
    }
    let year = if long_c == 4 { c } else { century(c) };
    let month_first = order == Order::MonthFirst && s1.text != "." && a <= 12 || b > 12;
    let (d, m) = if month_first { (b, a) } else { (a, b) };
    Some((day(year, m, d)?, 5))
}

fn century(short: i16) -> i16 {
    if short >= 95 { 1900 + short } else { 2000 + short }
}

/// `22 July 2020`, `22. Juli 2020`, `22 de julio de 2020`, `2020. július 22.`.
fn with_month(tokens: &[Token<'_>], first: i16) -> Option<(Date, usize)> {
    let mut at = skip(
        tokens,
        1,
        &[
            ".", ",", "-", "–", "/", "st", "nd", "rd", "th", "er", "º", "°", "ª", "de", "of", "d",
            "’", "'", "a", "年",
        ],
    );
    let Kind::Month(month) = tokens.get(at)?.kind else { return None };
    at = skip(tokens, at + 1, &[".", ",", "-", "–", "/", "de", "del", "of", "г", "’", "'"]);
    let (last, length) = number(tokens.get(at))?;
    let found = if tokens[0].text.len() == 4 && length <= 2 {
        day(first, i16::from(month), last)
    } else if tokens[0].text.len() <= 2 && length == 4 {
        day(last, i16::from(month), first)
    } else if tokens[0].text.len() <= 2 && length == 2 {
        day(century(last), i16::from(month), first)
    } else {
        None
    };
    Some((found?, at + 1))
}

/// `July 22, 2020`, `Jul 22nd 2020`.
fn month_first(tokens: &[Token<'_>], month: i8) -> Option<(Date, usize)> {
    let mut at = skip(tokens, 1, &[".", ",", "-"]);
    let (d, length) = number(tokens.get(at))?;
    if length > 2 {
        return None;
    }
    at = skip(tokens, at + 1, &[".", ",", "-", "st", "nd", "rd", "th"]);
    let (year, length) = number(tokens.get(at))?;
    if length != 4 {
        return None;
    }
    Some((day(year, i16::from(month), d)?, at + 1))
}

/// Skips up to three tokens of these.
fn skip(tokens: &[Token<'_>], mut at: usize, words: &[&str]) -> usize {
    for _ in 0..3 {
        if tokens.get(at).is_some_and(|t| words.contains(&t.text.to_lowercase().as_str())) {
            at += 1;
        }
    }
    at
}

/// The longest stretches of a kind of character, each with where it begins.
fn runs(text: &str, kind: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(&kind)?;
        let end = text[start..].find(|c| !kind(c)).map_or(text.len(), |i| start + i);
        rest = end;
        Some((start, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_of_many_languages() {
        for text in [
            "2020-07-22T10:00:00Z",
            "22.07.2020",
            "22. 7. 2020, 10:00 Uhr",
            "22/7/2020",
            "22.07.20",
            "Mittwoch, 22. Juli 2020",
            "Wednesday, July 22, 2020 at 5 p.m.",
            "Jul 22nd 2020",
            "the 22nd of July 2020",
            "22 juillet 2020",
            "22 de julio de 2020",
            "22 июля 2020 г.",
            "2020. július 22.",
            "2020年7月22日",
            "2020년 7월 22일",
            "22 Temmuz 2020",
            "22 lipca 2020",
            "Posted 20200722",
        ] {
            assert_eq!(first(text, Order::DayFirst), Some(date(2020, 7, 22)), "{text}");
        }
        assert_eq!(first("7/8/2020", Order::MonthFirst), Some(date(2020, 7, 8)));
        assert_eq!(first("7/8/2020", Order::DayFirst), Some(date(2020, 8, 7)));
        assert_eq!(first("7.8.2020", Order::MonthFirst), Some(date(2020, 8, 7)));
        assert_eq!(first("7/22/2020", Order::DayFirst), Some(date(2020, 7, 22)));
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in [
            "© 2020",
            "10.0.0.1",
            "+49 30 1234567",
            "2020",
            "July 2020",
            "12:30",
            "31.2.2020",
            "1.22.2",
            "",
        ] {
            assert_eq!(first(text, Order::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn addresses() {
        let at = |a| in_address(a);
        assert_eq!(at("https://example.org/2020/07/22/talks"), Some(date(2020, 7, 22)));
        assert_eq!(at("https://example.org/talks-2020-7-22.html"), Some(date(2020, 7, 22)));
        assert_eq!(at("https://example.org/a/20200722/x"), Some(date(2020, 7, 22)));
        assert_eq!(at("https://example.org/2020/07/talks"), None);
        assert_eq!(at("https://example.org/story-2020-1"), None);
        assert_eq!(at("https://example.org/1234567890"), None);
    }
}
