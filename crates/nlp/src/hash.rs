//! The hashes that spaCy identifies strings and embedding rows with.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// MurmurHash64A (Austin Appleby, public domain), as spaCy's string store uses it, with seed 1.
pub(crate) fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let k = u64::from_le_bytes(*word).wrapping_mul(M);
        h = (h ^ (k ^ (k >> R)).wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0, |t, &b| (t << 8) | u64::from(b));
        h = (h ^ tail).wrapping_mul(M);
    }
    h = (h ^ (h >> R)).wrapping_mul(M);
    h ^ (h >> R)
}

/// spaCy's identifier of a string: 0 for the empty one, a small number for the reserved symbol
/// names (`spacy/symbols.pyx`; common words such as "agent" are among them), else the hash.
pub(crate) fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    // The longest symbol name has 17 bytes; most words need no look-up in the table.
    if text.len() <= 24
        && let Some(&id) = symbols().get(text)
    {
        return id;
    }
    murmur64a(text.as_bytes(), 1)
}

/// The name of a reserved symbol, for the part-of-speech numbers in a morphologizer's settings.
pub(crate) fn symbol_name(id: u64) -> Option<&'static str> {
    SYMBOLS.lines().find_map(|line| {
        let (number, name) = line.split_once('\t')?;
        (number.parse() == Ok(id)).then_some(name)
    })
}

const SYMBOLS: &str = include_str!("symbols.tsv");

fn symbols() -> &'static FxHashMap<&'static str, u64> {
    static TABLE: OnceLock<FxHashMap<&'static str, u64>> = OnceLock::new();
    TABLE.get_or_init(|| {
        SYMBOLS
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(id, name)| Some((name, id.parse().ok()?)))
            .collect()
    })
}

/// The four row hashes of an identifier (`MurmurHash3_x86_128_uint64` in thinc's
/// `numpy_ops.pyx`, which despite its name mixes in 64-bit words).
pub(crate) fn row_hashes(id: u64, seed: u32) -> [u32; 4] {
    let mix = |mut h: u64| {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let seed = u64::from(seed);
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5);
    h1 = h1.rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    // Values printed by spaCy 3.8's StringStore and thinc 8.3's NumpyOps.hash.
    #[test]
    fn ids_are_spacys() {
        assert_eq!(string_id("coffee"), 3197928453018144401);
        assert_eq!(string_id("noun"), 16833663260455505849);
        assert_eq!(string_id("Łódź and Köln"), 11865647752205601273);
        assert_eq!(string_id("agent"), 401);
        assert_eq!(string_id(""), 0);
        assert_eq!(symbol_name(100), Some("VERB"));
        assert_eq!(row_hashes(5, 8), [1797445366, 4269458499, 548684401, 4256704101]);
    }
}
