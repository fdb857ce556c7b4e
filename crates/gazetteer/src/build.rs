//! Makes a gazetteer from the lines of a dump.

use crate::dump::Row;
use crate::file::{
    DIVISION, Gazetteer, GazetteerError, HEADER, MAGIC, PlaceIndex, RECORD, checksum,
};
use crate::iso;
use crate::key::key;
use crate::kind::Kind;
use fst::MapBuilder;
use rustc_hash::FxHashMap;

/// Towns of fewer people are found by their own name only: their other names are seldom written in
/// English, and often those of better known places.
const KNOWN_ABROAD: u32 = 5_000;
/// A name of so many places keeps the most populous.
const MOST_PLACES: usize = 2_000;

/// Takes places and writes a file.
#[derive(Debug, Default)]
pub struct Builder {
    records: Vec<Record>,
    names: Vec<(String, u32)>,
    texts: Vec<u8>,
    text_at: FxHashMap<String, u32>,
    /// Divisions of the first level by country and code.
    divisions: FxHashMap<(u8, String), u32>,
    ids: FxHashMap<u32, u32>,
}

#[derive(Clone, Debug)]
struct Record {
    id: u32,
    lat: i32,
    lon: i32,
    population: u32,
    text: u32,
    country: u8,
    admin1: String,
    kind: Kind,
}

impl Builder {
    /// Takes a place. One with an id that is there already is left out.
    pub fn add(&mut self, row: &Row<'_>) {
        let number = self.records.len() as u32;
        if row.id > 0 && self.ids.insert(row.id, number).is_some() {
            return;
        }
        let country = iso::number(row.country);
        if row.kind == Kind::Admin1 {
            self.divisions.insert((country, row.admin1.to_owned()), number);
        }
        let degrees = |value: f64| (value * 1e5).round() as i32;
        let record = Record {
            id: row.id,
            lat: degrees(row.lat),
            lon: degrees(row.lon),
            population: row.population,
            text: self.text(row.name),
            country,
            admin1: row.admin1.to_owned(),
            kind: row.kind,
        };
        self.records.push(record);
        self.name(row.name, number);
        if row.kind != Kind::City || row.population >= KNOWN_ABROAD {
            let town = row.kind == Kind::City;
            for other in row.others.split(',').filter(|o| is_written(o, town)) {
                self.name(other, number);
            }
        }
    }

    /// Takes over what a dump of towns alone does not have: the countries, divisions and regions of
    /// another gazetteer.
    pub fn complete_from(&mut self, other: &Gazetteer) {
        let codes: FxHashMap<PlaceIndex, String> = other.codes().collect();
        let mut taken: FxHashMap<PlaceIndex, u32> = FxHashMap::default();
        for place in other.places().filter(|p| p.kind != Kind::City) {
            let country = place.country.and_then(iso::alpha2).unwrap_or("");
            let division =
                if place.kind == Kind::Admin1 { Some(place.index) } else { place.admin1 };
            let code = division.and_then(|d| codes.get(&d)).map_or("", String::as_str);
            let known = place.geonames.is_some_and(|id| self.ids.contains_key(&id))
                || place.kind == Kind::Admin1
                    && self.divisions.contains_key(&(iso::number(country), code.to_owned()));
            if known {
                continue;
            }
            taken.insert(place.index, self.records.len() as u32);
            self.add(&Row {
                id: place.geonames.unwrap_or(0),
                name: place.name,
                others: "",
                lat: place.lat,
                lon: place.lon,
                kind: place.kind,
                country,
                admin1: code,
                population: place.population,
            });
        }
        other.for_each_name(|name, index| {
            if let Some(&number) = taken.get(&index) {
                self.names.push((name.to_owned(), number));
            }
        });
    }

    fn text(&mut self, name: &str) -> u32 {
        let name = shortened(name);
        if let Some(at) = self.text_at.get(name) {
            return *at;
        }
        let at = self.texts.len() as u32;
        self.texts.push(name.len() as u8);
        self.texts.extend_from_slice(name.as_bytes());
        self.text_at.insert(name.to_owned(), at);
        at
    }

    fn name(&mut self, name: &str, number: u32) {
        let key = key(name);
        if !key.is_empty() {
            self.names.push((key, number));
        }
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, GazetteerError> {
        if self.records.is_empty() {
            return Err(GazetteerError::Empty);
        }
        let damaged = |_| GazetteerError::Damaged("its names are no automaton");
        let size = |number: u32| self.records[number as usize].population;
        self.names.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then(size(b.1).cmp(&size(a.1))).then(a.1.cmp(&b.1))
        });
        self.names.dedup();
        let mut automaton = MapBuilder::memory();
        let mut lists: Vec<u32> = Vec::with_capacity(self.names.len());
        for same in self.names.chunk_by(|a, b| a.0 == b.0) {
            let places = &same[..same.len().min(MOST_PLACES)];
            let value = (lists.len() as u64) << 16 | places.len() as u64;
            automaton.insert(&same[0].0, value).map_err(damaged)?;
            lists.extend(places.iter().map(|(_, number)| number));
        }
        let automaton = automaton.into_inner().map_err(damaged)?;
        let mut divisions: Vec<(u32, &str)> =
            self.divisions.iter().map(|((_, code), number)| (*number, code.as_str())).collect();
        divisions.sort_unstable();
        // A record has two bytes for the division's number.
        divisions.truncate(usize::from(u16::MAX));
        let mut bytes = MAGIC.to_vec();
        bytes.extend([0; 8]);
        for length in
            [automaton.len(), lists.len(), self.records.len(), self.texts.len(), divisions.len()]
        {
            bytes.extend((length as u32).to_le_bytes());
        }
        debug_assert_eq!(bytes.len(), HEADER);
        bytes.extend(&automaton);
        lists.iter().for_each(|n| bytes.extend(n.to_le_bytes()));
        for record in &self.records {
            let number = self.divisions.get(&(record.country, record.admin1.clone()));
            let number = number.and_then(|n| divisions.binary_search_by_key(n, |d| d.0).ok());
            record.write(number.map_or(0, |n| n as u16 + 1), &mut bytes);
        }
        bytes.extend(&self.texts);
        for (number, code) in divisions {
            let mut four = [0; DIVISION - 4];
            four.iter_mut().zip(code.bytes()).for_each(|(slot, byte)| *slot = byte);
            bytes.extend(number.to_le_bytes());
            bytes.extend(four);
        }
        let sum = checksum(&bytes[16..]);
        bytes[8..16].copy_from_slice(&sum.to_le_bytes());
        Ok(bytes)
    }
}

impl Record {
    fn write(&self, division: u16, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        for number in [
            self.id,
            self.lat.cast_unsigned(),
            self.lon.cast_unsigned(),
            self.population,
            self.text,
        ] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.push(self.country);
        bytes.extend(division.to_le_bytes());
        bytes.push(self.kind as u8);
        debug_assert_eq!(bytes.len() - start, RECORD);
    }
}

/// The beginning of a name that fits the file.
fn shortened(name: &str) -> &str {
    let mut end = name.len().min(usize::from(u8::MAX));
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// Whether another name may stand in an English text: Latin letters with a capital first. Of towns,
/// GeoNames also lists the codes of their airports.
fn is_written(name: &str, town: bool) -> bool {
    let latin = |c: char| {
        c.is_ascii() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '’' | '‘')
    };
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let code = town && name.len() < 5 && !name.contains(|c: char| c == '.' || c.is_lowercase());
    name.starts_with(char::is_uppercase)
        && name.chars().all(latin)
        && !code
        && (letters >= if town && !name.contains('.') { 3 } else { 2 })
        && name.len() <= 60
}
