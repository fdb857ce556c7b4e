//! The file: a header, an automaton of names (<https://docs.rs/fst>), for each name the records of
//! its places from the most to the least populous, and the records.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `BHQGAZ1\n` |
//! | 8 | FNV-1a of everything after it |
//! | 4 × 5 | lengths: automaton in bytes, lists in places, records, names in bytes, first-level divisions |
//! | … | automaton; lists; records; names; divisions, in this order |
//!
//! Numbers are little-endian. A record has [`RECORD`] bytes: GeoNames id (4; 0: none), latitude and
//! longitude in 1/100,000 degree (4, 4), population (4), where its name begins (4), country (1),
//! division (2; 0: none), kind (1). A name begins with its length in bytes (1). A division is the
//! number of its record (4) and its code (4, zeros after it).

use crate::key::key;
use crate::kind::Kind;
use fst::Streamer;
use fst::raw::{Fst, Node, Output};
use std::borrow::Cow;
use std::ops::Range;

/// What a file begins with.
pub(crate) const MAGIC: &[u8; 8] = b"BHQGAZ1\n";
/// Bytes of the header.
pub(crate) const HEADER: usize = 8 + 8 + 4 * 5;
/// Bytes of a record.
pub(crate) const RECORD: usize = 24;

/// Bytes of a division.
pub(crate) const DIVISION: usize = 8;

/// A file that is no gazetteer, or not a whole one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GazetteerError {
    /// It begins with something else.
    #[error("this is no gazetteer of this program")]
    Magic,
    /// It is shorter or longer than it says, or other bytes are in it than were written.
    #[error("the gazetteer is damaged: {0}")]
    Damaged(&'static str),
    /// There is nothing to build one from.
    #[error("no line of it names a place")]
    Empty,
}

/// Number of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIndex(pub(crate) u32);

/// Somewhere on earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'g> {
    /// Number of its record.
    pub index: PlaceIndex,
    /// Usual name.
    pub name: &'g str,
    /// What it is.
    pub kind: Kind,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// GeoNames id, where it is known.
    pub geonames: Option<u32>,
    /// Inhabitants; for divisions those of their towns.
    pub population: u32,
    /// ISO 3166 alpha-3.
    pub country: Option<&'static str>,
    /// Its division of the first level.
    pub admin1: Option<PlaceIndex>,
}

/// Names and places. Copies of the bytes are made nowhere.
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    names: Fst<Cow<'static, [u8]>>,
    lists: usize,
    records: Range<usize>,
    texts: Range<usize>,
    divisions: Range<usize>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gazetteer({} names of {} places)", self.names.len(), self.len())
    }
}

impl Gazetteer {
    /// The one that is built into the program: towns of more than 500 people, divisions, countries
    /// and well-known regions (`models/README.md`).
    pub fn built_in() -> Result<Self, GazetteerError> {
        static FILE: &[u8] = include_bytes!("../../../models/gazetteer.bin");
        Gazetteer::open(Cow::Borrowed(FILE))
    }

    /// Opens a file that [`crate::Builder`] made, and sees whether its bytes are those written.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, GazetteerError> {
        let gazetteer = Gazetteer::open(Cow::Owned(bytes))?;
        gazetteer.verify()?;
        Ok(gazetteer)
    }

    /// Sees whether the bytes are those that were written.
    pub fn verify(&self) -> Result<(), GazetteerError> {
        let told = u64::from_le_bytes(array(&self.bytes, 8));
        let same = told == checksum(&self.bytes[16..]);
        if same { Ok(()) } else { Err(GazetteerError::Damaged("its checksum differs")) }
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Self, GazetteerError> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(GazetteerError::Magic);
        }
        if bytes.len() < HEADER {
            return Err(GazetteerError::Damaged("it ends in its header"));
        }
        let length = |at: usize| u32::from_le_bytes(array(&bytes, 16 + 4 * at)) as usize;
        let lists = HEADER + length(0);
        let records = lists + 4 * length(1);
        let texts = records + RECORD * length(2);
        let divisions = texts + length(3);
        let end = divisions + DIVISION * length(4);
        if end != bytes.len() {
            return Err(GazetteerError::Damaged("its length is another than it says"));
        }
        let automaton = match &bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[HEADER..lists]),
            Cow::Owned(bytes) => Cow::Owned(bytes[HEADER..lists].to_vec()),
        };
        let names = Fst::new(automaton)
            .map_err(|_| GazetteerError::Damaged("its names are no automaton"))?;
        let (records, texts) = (records..texts, texts..divisions);
        Ok(Gazetteer { bytes, names, lists, records, texts, divisions: divisions..end })
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    /// Whether it holds no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places that bear a name, from the most populous to the least.
    pub fn find(&self, name: &str) -> impl Iterator<Item = Place<'_>> + Clone {
        let value = self.names.get(key(name)).map_or(0, Output::value);
        self.list(value)
    }

    /// How many of these words, given as [`key`] makes them, are the longest name that begins with
    /// the first, and its places. Words that are empty (hyphens) count but say nothing. Each word is
    /// looked at once at most.
    pub fn longest<'w>(
        &self,
        words: impl Iterator<Item = &'w str>,
    ) -> Option<(usize, impl Iterator<Item = Place<'_>> + Clone)> {
        let mut node = self.names.root();
        let mut value = Output::zero();
        let mut best = None;
        for (number, word) in words.enumerate() {
            if word.is_empty() {
                continue;
            }
            if number > 0 && !self.step(&mut node, &mut value, b" ") {
                break;
            }
            if !self.step(&mut node, &mut value, word.as_bytes()) {
                break;
            }
            if node.is_final() {
                best = Some((number + 1, value.cat(node.final_output()).value()));
            }
        }
        best.map(|(words, value)| (words, self.list(value)))
    }

    /// Goes on by some bytes; whether there is a way.
    fn step<'f>(&'f self, node: &mut Node<'f>, value: &mut Output, bytes: &[u8]) -> bool {
        for &byte in bytes {
            let Some(at) = node.find_input(byte) else { return false };
            let way = node.transition(at);
            *value = value.cat(way.out);
            *node = self.names.node(way.addr);
        }
        true
    }

    /// The places of a list: where it begins, and their number in the last 16 bits.
    fn list(&self, value: u64) -> impl Iterator<Item = Place<'_>> + Clone {
        let start = (value >> 16) as usize;
        let length = (value & 0xffff) as usize;
        (start..start + length).filter_map(move |i| {
            let at = self.lists + 4 * i;
            (at + 4 <= self.records.start)
                .then(|| PlaceIndex(u32::from_le_bytes(array(&self.bytes, at))))
                .and_then(|index| self.place(index))
        })
    }

    /// All places.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        (0..self.len()).filter_map(|i| self.place(PlaceIndex(i as u32)))
    }

    /// The place with this number.
    pub fn place(&self, index: PlaceIndex) -> Option<Place<'_>> {
        let from = self.records.start + RECORD * index.0 as usize;
        if from + RECORD > self.records.end {
            return None;
        }
        let number = |at: usize| u32::from_le_bytes(array(&self.bytes, from + at));
        let degrees = |at| f64::from(number(at).cast_signed()) / 1e5;
        let rest: [u8; 4] = array(&self.bytes, from + 20);
        let division = usize::from(u16::from_le_bytes([rest[1], rest[2]]));
        Some(Place {
            index,
            name: self.text(number(16) as usize)?,
            kind: Kind::from_number(rest[3])?,
            lat: degrees(4),
            lon: degrees(8),
            geonames: Some(number(0)).filter(|id| *id > 0),
            population: number(12),
            country: crate::iso::by_number(rest[0]),
            admin1: self.division(division),
        })
    }

    /// The state of the first level that is division number `number`, from 1.
    fn division(&self, number: usize) -> Option<PlaceIndex> {
        let at = self.divisions.start + DIVISION * number.checked_sub(1)?;
        (at + 4 <= self.divisions.end)
            .then(|| PlaceIndex(u32::from_le_bytes(array(&self.bytes, at))))
    }

    /// The code of each first-level division, by the number of its record.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (PlaceIndex, String)> {
        self.bytes[self.divisions.clone()].chunks_exact(DIVISION).map(|division| {
            let number = u32::from_le_bytes(array(division, 0));
            let code = String::from_utf8_lossy(&division[4..]);
            (PlaceIndex(number), code.trim_end_matches('\0').to_owned())
        })
    }

    /// All names as they are compared, with the numbers of their places.
    pub(crate) fn for_each_name(&self, mut each: impl FnMut(&str, PlaceIndex)) {
        let mut names = self.names.stream();
        while let Some((name, value)) = names.next() {
            let Ok(name) = std::str::from_utf8(name) else { continue };
            self.list(value.value()).for_each(|place| each(name, place.index));
        }
    }

    fn text(&self, at: usize) -> Option<&str> {
        let texts = &self.bytes[self.texts.clone()];
        let length = usize::from(*texts.get(at)?);
        std::str::from_utf8(texts.get(at + 1..at + 1 + length)?).ok()
    }
}

/// Some bytes at a place that is known to be there; zeros where it is not.
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..at + N).and_then(|b| b.try_into().ok()).unwrap_or([0; N])
}

/// FNV-1a over words of eight bytes: enough to see damage, and fast.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut take = |word: u64| hash = (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    words.iter().for_each(|w| take(u64::from_le_bytes(*w)));
    rest.iter().for_each(|b| take(u64::from(*b)));
    hash
}
