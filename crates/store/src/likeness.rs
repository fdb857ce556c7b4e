//! How alike two texts are.

use rustc_hash::FxHasher;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

/// Texts whose signatures differ in no more bits tell the same in the same words: copies of an agency's
/// report with another headline, a cut tail or a changed word. Reports of the same happening that were
/// written apart differ in more, but for one of a hundred (measured on `evals/incidents`).
pub(crate) const COPIES: u32 = 16;

/// Words in a row that are looked at together.
const SHINGLE: usize = 2;

/// The signature of a text (SimHash; Charikar 2002, "Similarity estimation techniques from rounding
/// algorithms"): each stretch of words votes on each bit, so that like texts have like signatures.
pub(crate) fn of_text(text: &str) -> u64 {
    let words: Vec<u64> = words(text).map(|w| hash(w.as_str())).collect();
    let mut votes = [0i32; 64];
    for shingle in words.windows(SHINGLE.min(words.len()).max(1)) {
        let hash = hash(shingle);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes.iter().enumerate().fold(0, |out, (bit, &vote)| out | u64::from(vote > 0) << bit)
}

/// Whether two texts are copies of one.
pub(crate) fn copies(a: i64, b: i64) -> bool {
    (a ^ b).count_ones() <= COPIES
}

/// The words of a text, folded.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// Words that stand in every report.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../knowledge/common.tsv").lines();
    lines.filter(|l| !l.starts_with('#')).skip(1).collect()
});

/// Names as sorted hashes.
pub(crate) fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<u16> {
    let mut out: Vec<u16> = names.map(|n| hash(n.to_lowercase().as_str()) as u16).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The words of a sentence that tell one happening from another, as sorted hashes. Short words are
/// left out, since they stand in every sentence, and endings are cut off, so that "protesters" and
/// "protested" meet. 16 bits are enough: of a hundred pairs of unlike sentences fewer than one has two
/// words with the same hash.
pub(crate) fn content_words(sentence: &str) -> Vec<u16> {
    const SHORTEST: usize = 4;
    const STEM: usize = 6;
    // Numbers count however short: how many were killed tells raids apart.
    let tells = |w: &String| {
        let long = w.chars().count() >= SHORTEST && !COMMON.contains(w.as_str());
        long || w.bytes().any(|b| b.is_ascii_digit())
    };
    let mut out: Vec<u16> = words(sentence)
        .filter(tells)
        .map(|w| hash(w.chars().take(STEM).collect::<String>().as_str()) as u16)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Words that two sentences share, of those of the shorter one (overlap coefficient): one account is
/// often longer than another.
pub(crate) fn overlap(a: &[u16], b: &[u16]) -> f64 {
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    f64::from(shared) / shorter as f64
}

/// FxHash has no seed: the same on every run. On machines of another word size it would differ, so
/// that numbers are hashed as 64 bits.
fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    // The high bits of FxHash are the good ones; its low ones hardly mix.
    let mixed = hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::{content_words, copies, of_text, overlap};

    const WIRE: &str = "Soldiers of Chad shot dead four herders near Lake Fitri on Monday, the governor \
        said. The herders had refused to leave a pasture that the army wants for a camp. Two soldiers \
        were hurt when villagers threw stones. The governor promised an inquiry and called for calm.";

    #[test]
    fn a_copy_with_small_changes_is_a_copy() {
        let copy = WIRE.replace("the governor said", "the region's governor told reporters");
        assert!(copies(of_text(WIRE).cast_signed(), of_text(&copy).cast_signed()));
        let cut = WIRE.replace(" The governor promised an inquiry and called for calm.", "");
        assert!(copies(of_text(WIRE).cast_signed(), of_text(&cut).cast_signed()));
    }

    #[test]
    fn the_same_news_in_other_words_is_no_copy() {
        let own = "Four cattle herders died on Monday when Chadian troops opened fire at Lake Fitri. \
            Witnesses spoke of a quarrel over grazing land. Authorities have opened an investigation.";
        assert!(!copies(of_text(WIRE).cast_signed(), of_text(own).cast_signed()));
    }

    #[test]
    fn words_are_shared_whatever_their_endings() {
        let a = content_words("Protesters blocked the bridge in Osh.");
        let b = content_words("A bridge was blocked by protesting traders in Osh on Friday");
        assert!((overlap(&a, &b) - 1.0).abs() < 1e-9);
        assert!(overlap(&a, &content_words("The minister flew to Rome")) < 1e-9);
        assert!(overlap(&a, &[]) < 1e-9);
    }
}
