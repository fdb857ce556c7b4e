//! ISO 3166-1 codes. GeoNames tells countries by two letters, records by three.

/// Two letters and three, one country a line.
const CODES: &str = include_str!("iso3166.tsv");

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    CODES.lines().filter_map(|line| line.split_once('\t'))
}

/// The three letters for two.
pub fn alpha3(two: &str) -> Option<&'static str> {
    pairs().find(|(a, _)| *a == two).map(|(_, b)| b)
}

/// The two letters for three.
pub fn alpha2(three: &str) -> Option<&'static str> {
    pairs().find(|(_, b)| *b == three).map(|(a, _)| a)
}

/// Three letters by number: what a file stores.
pub(crate) fn by_number(number: u8) -> Option<&'static str> {
    let at = usize::from(number).checked_sub(1)?;
    // Lines have seven bytes: two letters, a tab, three letters, an end.
    CODES.get(at * 7 + 3..at * 7 + 6)
}

/// The number that a file stores; 0 for none.
pub(crate) fn number(two: &str) -> u8 {
    pairs().position(|(a, _)| a == two).map_or(0, |at| u8::try_from(at + 1).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_codes_agree() {
        assert!(pairs().count() < 256);
        for (two, three) in pairs() {
            assert_eq!(by_number(number(two)), Some(three), "{two}");
            assert_eq!(alpha2(three), Some(two));
        }
        assert_eq!((alpha3("XK"), by_number(0), number("??")), (Some("XKX"), None, 0));
    }
}
