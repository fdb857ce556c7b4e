//! Those who stand in the rows of events, as they are read.

use super::load::{each, text};
use super::{Lists, NONE, People};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};
use rustc_hash::FxHashMap;

/// A table about parties of events.
pub(super) struct Table {
    /// Event, party, number in the event, and what else is asked for; in the order of the events.
    rows: &'static str,
    /// The words of the party of one row, which it keeps only where the sentence does not have them.
    words: &'static str,
}

macro_rules! table {
    ($name:literal, $column:literal, $order:literal) => {
        Table {
            rows: concat!(
                "SELECT event, party, number, ",
                $column,
                " FROM ",
                $name,
                " ORDER BY ",
                $order
            ),
            words: concat!(
                "SELECT coalesce(r.text, substr(s.text, r.\"start\" - s.\"start\" + 1, \
                 r.\"end\" - r.\"start\")) FROM ",
                $name,
                " r JOIN event_rows e ON e.key = r.event \
                 LEFT JOIN sentences s ON s.document = e.document AND s.number = e.sentence \
                 WHERE r.event = ?1 AND r.number = ?2 AND r.",
                $column,
                " = ?3"
            ),
        }
    };
}

/// Who acts and is acted upon.
pub(super) const SIDES: Table = table!("actor_rows", "side", "event, side, number");
/// Who says so.
pub(super) const SPEAKERS: Table = table!("claim_rows", "stance", "event, number");

/// All who take part in events or speak, and how the store's keys find them.
pub(super) struct Parties {
    all: Vec<Party>,
    at: FxHashMap<i64, u32>,
}

struct Party {
    code: Option<Box<str>>,
    country: Option<Box<str>>,
    /// Those without one are called by the words of the report.
    name: Option<Box<str>>,
}

/// Who stands in a row: a party, and its words where it has no name.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    party: u32,
    words: Option<&'a str>,
}

/// Rows about parties of events, in the order of the events.
pub(super) struct PartyRows<T> {
    /// Event, party, and the rest of the row.
    all: Vec<(i64, u32, T)>,
    /// The words of parties without a name, by row.
    words: FxHashMap<usize, Box<str>>,
}

impl Parties {
    pub(super) fn read(db: &Connection) -> Result<Self> {
        let (mut all, mut at) = (Vec::new(), FxHashMap::default());
        each(db, "SELECT key, code, country, name FROM parties", |row| {
            let word = |column| Ok::<_, rusqlite::Error>(text(row, column)?.map(Box::from));
            at.insert(row.get(0)?, u32::try_from(all.len()).unwrap_or(NONE));
            all.push(Party { code: word(1)?, country: word(2)?, name: word(3)? });
            Ok(())
        })?;
        Ok(Parties { all, at })
    }

    /// Reads a table, with what is made of the column that is asked for.
    pub(super) fn rows<T>(
        &self,
        db: &Connection,
        table: Table,
        mut rest: impl FnMut(ValueRef<'_>) -> Result<T>,
    ) -> Result<PartyRows<T>> {
        let mut out = PartyRows { all: Vec::new(), words: FxHashMap::default() };
        let mut find = db.prepare(table.words)?;
        each(db, table.rows, |row| {
            let event: i64 = row.get(0)?;
            let party = self.at.get(&row.get(1)?).copied().unwrap_or(NONE);
            if self.all.get(party as usize).is_none_or(|p| p.name.is_none()) {
                let key = (event, row.get::<_, i64>(2)?, row.get::<_, Value>(3)?);
                let words = find.query_row(key, |row| Ok(text(row, 0)?.map(Box::from)))?;
                out.words.extend(words.map(|words| (out.all.len(), words)));
            }
            out.all.push((event, party, rest(row.get_ref(3)?)?));
            Ok(())
        })?;
        Ok(out)
    }
}

impl<T: Copy> PartyRows<T> {
    /// The rows as lists of events in this order, whose keys are given from the smallest on.
    pub(super) fn lists<U>(
        &self,
        keys: &[i64],
        order: &[u32],
        mut make: impl FnMut(Named<'_>, T) -> U,
    ) -> Lists<U> {
        // Where the rows of each event begin.
        let mut begins = Vec::with_capacity(keys.len());
        let mut at = 0;
        for key in keys {
            at += self.all[at..].iter().take_while(|(event, ..)| event < key).count();
            begins.push(at);
        }
        let mut out = Lists::with(order.len(), self.all.len());
        for event in order {
            let event = *event as usize;
            let rows = self.all.iter().enumerate().skip(begins[event]);
            for (row, (_, party, rest)) in rows.take_while(|(_, (of, ..))| *of == keys[event]) {
                let words = self.words.get(&row).map(AsRef::as_ref);
                out.push(make(Named { party: *party, words }, *rest));
            }
            out.end();
        }
        out
    }
}

/// Gives those who stand in rows their numbers.
pub(super) struct Numbers<'a> {
    parties: &'a Parties,
    pub(super) people: People,
    /// The numbers of parties with a name.
    of: Vec<Option<u32>>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(parties: &'a Parties) -> Self {
        Numbers { parties, people: People::default(), of: vec![None; parties.all.len()] }
    }

    pub(super) fn number(&mut self, who: Named<'_>) -> u32 {
        let people = &mut self.people;
        let Some(party) = self.parties.all.get(who.party as usize) else {
            return people.number(None, None, "");
        };
        let (code, country) = (party.code.as_deref(), party.country.as_deref());
        let Some(name) = &party.name else {
            return people.number(code, country, who.words.unwrap_or(""));
        };
        *self.of[who.party as usize].get_or_insert_with(|| people.number(code, country, name))
    }
}
