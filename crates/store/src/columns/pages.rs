//! Lists, page by page: newest first, and stable while something is written.

use super::{Columns, NONE, Selection};
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

/// Gathers the newest of a list that come after a cursor.
struct Newest {
    after: Option<Cursor>,
    /// One more than the page has, which tells whether there is another.
    most: usize,
    found: Vec<Cursor>,
    /// Older ones are no longer of interest.
    oldest: Option<Cursor>,
    total: u64,
}

impl Newest {
    fn new(after: Option<Cursor>, limit: usize) -> Self {
        Newest { after, most: limit.saturating_add(1), found: Vec::new(), oldest: None, total: 0 }
    }

    fn add(&mut self, cursor: Cursor) {
        self.total += 1;
        if self.after.is_some_and(|after| cursor >= after)
            || self.oldest.is_some_and(|oldest| cursor < oldest)
        {
            return;
        }
        self.found.push(cursor);
        if self.found.len() / 4 >= self.most {
            self.cut();
        }
    }

    /// Leaves as many as are wanted.
    fn cut(&mut self) {
        if self.found.len() >= self.most {
            let last = self.most - 1;
            let (_, oldest, _) = self.found.select_nth_unstable_by_key(last, |c| Reverse(*c));
            self.oldest = Some(*oldest);
            self.found.truncate(self.most);
        }
    }

    fn page(mut self) -> Page {
        self.cut();
        self.found.sort_unstable_by_key(|c| Reverse(*c));
        let more = self.found.len() == self.most;
        if more {
            self.found.pop();
        }
        let next = if more { self.found.last().copied() } else { None };
        Page { keys: self.found.iter().map(|c| c.key).collect(), next, total: self.total }
    }
}

impl Columns {
    /// A page of events, by `event_rows.key`.
    pub fn events(&self, selection: &Selection, after: Option<Cursor>, limit: usize) -> Page {
        let mut newest = Newest::new(after, limit);
        self.rows(selection).each(|row| newest.add(self.cursor(self.day[row], self.key[row])));
        newest.page()
    }

    /// A page of incidents of which events tell, by `incidents.key`; the newest event counts.
    pub fn incidents(&self, selection: &Selection, after: Option<Cursor>, limit: usize) -> Page {
        let mut newest = Newest::new(after, limit);
        // The rows of an incident stand together.
        let (mut incident, mut latest) = (NONE, 0);
        let mut add = |incident: u32, day: u32| {
            if let Some(key) = self.incidents.get(incident as usize) {
                newest.add(self.cursor(day, *key));
            }
        };
        self.rows(selection).each(|row| {
            if self.incident[row] != incident {
                add(incident, latest);
                (incident, latest) = (self.incident[row], 0);
            }
            latest = latest.max(self.day[row]);
        });
        add(incident, latest);
        newest.page()
    }

    fn cursor(&self, day: u32, key: i64) -> Cursor {
        Cursor { day: self.days[day as usize], key }
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
