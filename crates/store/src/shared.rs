//! Rows that many others point to: what was done (`kinds`), who (`parties`, `names`) and where (`spots`).
//! Each is kept once.
//!
//! The key of such a row is a hash of what it says, or one of the next numbers where another row has that
//! key: so it is found without an index, which for names would take as much room as the names. A row that
//! no other points to any more stays: it says nothing of any report.

use bayhaqi_coder::record::{Actor, Entity, Event, Where};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Result, ToSql, params_from_iter};
use rustc_hash::FxHashMap;

/// Keys that are remembered: some megabytes.
const MOST: usize = 1 << 16;
/// Keys are smaller than this: SQLite keeps them in four bytes.
const KEYS: u64 = 1 << 31;

/// A table of shared rows.
struct Table {
    /// Reads the row with a key.
    find: &'static str,
    /// Adds a row with a key.
    add: &'static str,
}

const KINDS: Table = Table {
    find: "SELECT event, mode, contexts, cameo, quad, goldstein FROM kinds WHERE key = ?1",
    add: "INSERT INTO kinds (key, event, mode, contexts, cameo, quad, goldstein) \
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};
const PARTIES: Table = Table {
    find: "SELECT name, code, country, sectors, role FROM parties WHERE key = ?1",
    add: "INSERT INTO parties (key, name, code, country, sectors, role) \
          VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};
const NAMES: Table = Table {
    find: "SELECT name, kind, code, country FROM names WHERE key = ?1",
    add: "INSERT INTO names (key, name, kind, code, country) VALUES (?1, ?2, ?3, ?4, ?5)",
};
const SPOTS: Table = Table {
    find: "SELECT text, name, country, admin1, lat, lon, geonames, granularity FROM spots \
           WHERE key = ?1",
    add: "INSERT INTO spots (key, text, name, country, admin1, lat, lon, geonames, granularity) \
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
};

/// What stands in a column.
#[derive(Clone, Copy, PartialEq)]
struct Cell<'a>(ValueRef<'a>);

impl<'a> Cell<'a> {
    fn text(text: &'a str) -> Self {
        Cell(ValueRef::Text(text.as_bytes()))
    }

    fn maybe(text: &'a Option<String>) -> Self {
        text.as_deref().map_or(Cell(ValueRef::Null), Cell::text)
    }

    fn real(number: Option<f64>) -> Self {
        Cell(number.map_or(ValueRef::Null, ValueRef::Real))
    }

    fn integer(number: Option<i64>) -> Self {
        Cell(number.map_or(ValueRef::Null, ValueRef::Integer))
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// The keys of shared rows that were needed lately. Only what a finished transaction wrote may stay in it.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    keys: FxHashMap<Vec<u8>, i64>,
    /// What the row says, as bytes.
    row: Vec<u8>,
}

impl Shared {
    /// Forgets all, as must be done when what was written is taken back.
    pub(crate) fn forget(&mut self) {
        self.keys.clear();
    }

    /// The key of what was done.
    pub(crate) fn kind(&mut self, db: &Connection, e: &Event, quad: i64) -> Result<i64> {
        let contexts = crate::rows::json(&e.contexts);
        let cells = [
            Cell::text(&e.event),
            Cell::maybe(&e.mode),
            Cell::text(&contexts),
            Cell::maybe(&e.cameo),
            Cell::integer(Some(quad)),
            Cell::real(e.goldstein),
        ];
        self.key(db, &KINDS, &cells)
    }

    /// The key of who somebody is.
    pub(crate) fn party(&mut self, db: &Connection, a: &Actor) -> Result<i64> {
        let sectors = crate::rows::json(&a.sectors);
        let cells = [
            Cell::maybe(&a.name),
            Cell::maybe(&a.code),
            Cell::maybe(&a.country),
            Cell::text(&sectors),
            Cell::maybe(&a.role),
        ];
        self.key(db, &PARTIES, &cells)
    }

    /// The key of an entity's name.
    pub(crate) fn name(&mut self, db: &Connection, e: &Entity) -> Result<i64> {
        let cells = [
            Cell::text(&e.name),
            Cell::text(&e.kind),
            Cell::maybe(&e.code),
            Cell::maybe(&e.country),
        ];
        self.key(db, &NAMES, &cells)
    }

    /// The key of a place as it is called.
    pub(crate) fn spot(&mut self, db: &Connection, p: &Where) -> Result<i64> {
        let cells = [
            Cell::text(&p.text),
            Cell::text(&p.name),
            Cell::maybe(&p.country),
            Cell::maybe(&p.admin1),
            Cell::real(p.lat),
            Cell::real(p.lon),
            Cell::integer(p.geonames.map(u64::cast_signed)),
            Cell::text(&p.granularity),
        ];
        self.key(db, &SPOTS, &cells)
    }

    fn key(&mut self, db: &Connection, table: &Table, cells: &[Cell<'_>]) -> Result<i64> {
        self.row.clear();
        // Tables are told apart by their numbers of columns.
        self.row.push(u8::try_from(cells.len()).unwrap_or(0));
        cells.iter().for_each(|c| spell(c.0, &mut self.row));
        if let Some(&key) = self.keys.get(self.row.as_slice()) {
            return Ok(key);
        }
        let mut key = fingerprint(&self.row[1..]);
        loop {
            match compare(db, table, key, cells)? {
                Some(true) => break,
                Some(false) => key += 1,
                None => {
                    let all =
                        std::iter::once(Cell::integer(Some(key))).chain(cells.iter().copied());
                    db.prepare_cached(table.add)?.execute(params_from_iter(all))?;
                    break;
                }
            }
        }
        if self.keys.len() >= MOST {
            self.keys.clear();
        }
        self.keys.insert(self.row.clone(), key);
        Ok(key)
    }
}

/// Whether the row with this key says this; none if there is no such row.
fn compare(db: &Connection, table: &Table, key: i64, cells: &[Cell<'_>]) -> Result<Option<bool>> {
    let mut find = db.prepare_cached(table.find)?;
    let mut rows = find.query([key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    for (i, cell) in cells.iter().enumerate() {
        if row.get_ref(i)? != cell.0 {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

/// Writes what stands in a column so that no two rows look alike.
fn spell(value: ValueRef<'_>, out: &mut Vec<u8>) {
    match value {
        ValueRef::Null => out.push(0),
        ValueRef::Integer(i) => {
            out.push(1);
            out.extend(i.to_le_bytes());
        }
        ValueRef::Real(r) => {
            out.push(2);
            out.extend(r.to_bits().to_le_bytes());
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            out.push(3);
            out.extend(bytes);
            out.push(0xff);
        }
    }
}

/// A hash of what a row says: FNV-1a with 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), folded.
fn fingerprint(row: &[u8]) -> i64 {
    let basis: u64 = 0xcbf2_9ce4_8422_2325;
    let mix = |h: u64, &b: &u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = row.iter().fold(basis, mix);
    ((hash ^ (hash >> 32)) % KEYS).cast_signed()
}

/// Lets SQL ask for the fingerprint of a row, which brings older stores up to date.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("fingerprint", -1, flags, |c| {
        let mut row = Vec::new();
        (0..c.len()).for_each(|i| spell(c.get_raw(i), &mut row));
        Ok(Value::Integer(fingerprint(&row)))
    })
}
