//! Lists, page by page: newest first, and stable while something is written.

use super::{Columns, NO_DAY, Selection};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// Where a page ended: what comes after it is older, or of the same day with a smaller number. What
/// is written meanwhile moves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    day: i32,
    key: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.day, self.key)
    }
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('.');
        let parsed = parts.and_then(|(day, key)| Some((day.parse().ok()?, key.parse().ok()?)));
        let (day, key) = parsed.ok_or("is no cursor; take it from `next` of the page before")?;
        Ok(Cursor { day, key })
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Keys of what stands on it.
    pub keys: Vec<i64>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
    /// How many the whole list has.
    pub total: u64,
}

impl Page {
    fn of(mut all: Vec<Cursor>, after: Option<Cursor>, limit: usize) -> Page {
        let total = all.len() as u64;
        if let Some(after) = after {
            all.retain(|c| *c < after);
        }
        let more = all.len() > limit;
        if more && limit > 0 {
            all.select_nth_unstable_by_key(limit - 1, |c| Reverse(*c));
        }
        all.truncate(limit);
        all.sort_unstable_by_key(|c| Reverse(*c));
        let next = if more { all.last().copied() } else { None };
        Page { keys: all.into_iter().map(|c| c.key).collect(), next, total }
    }
}

impl Columns {
    /// A page of events, by `event_rows.key`.
    pub fn events(&self, selection: &Selection, after: Option<Cursor>, limit: usize) -> Page {
        let at = |row: usize| Cursor { day: self.day[row], key: self.key[row] };
        Page::of(self.rows(selection).map(at).collect(), after, limit)
    }

    /// A page of incidents of which events tell, by `incidents.key`; the newest event counts.
    pub fn incidents(&self, selection: &Selection, after: Option<Cursor>, limit: usize) -> Page {
        let mut newest: FxHashMap<u32, i32> = FxHashMap::default();
        for row in self.rows(selection) {
            if self.incident[row] != super::NONE {
                let day = newest.entry(self.incident[row]).or_insert(NO_DAY);
                *day = self.day[row].max(*day);
            }
        }
        let key = |number: u32| self.incidents[number as usize].key;
        let all = newest.into_iter().map(|(n, day)| Cursor { day, key: key(n) }).collect();
        Page::of(all, after, limit)
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }
}
