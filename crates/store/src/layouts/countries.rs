//! What countries and sectors are called in other code lists.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A country by its codes elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Country {
    /// Usual name.
    pub(super) name: &'static str,
    /// Number of the Correlates of War project.
    pub(super) cow: &'static str,
    /// FIPS 10-4.
    pub(super) fips: &'static str,
}

static COUNTRIES: LazyLock<HashMap<&str, Country>> = LazyLock::new(|| {
    let fips: HashMap<&str, &str> = rows(include_str!("../../../../knowledge/fips.tsv"))
        .filter_map(|f| Some((*f.first()?, *f.get(1)?)))
        .collect();
    rows(include_str!("../../../../knowledge/actors/countries.tsv"))
        .filter_map(|f| {
            let (code, cow, name) = (*f.first()?, *f.get(1)?, *f.get(2)?);
            let fips = fips.get(code).copied().unwrap_or("");
            Some((code, Country { name: name.trim_start_matches('?'), cow, fips }))
        })
        .collect()
});

static SECTORS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    rows(include_str!("../../../../knowledge/sectors.tsv"))
        .filter_map(|f| Some((*f.first()?, *f.get(2)?)))
        .collect()
});

static CAMEO: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    rows(include_str!("../../../../knowledge/cameo.tsv"))
        .filter_map(|f| Some((*f.first()?, *f.get(3)?)))
        .collect()
});

/// The fields of a table's lines, without its head.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// What is known of a country; nothing of what is none.
pub(super) fn country(alpha3: Option<&str>) -> Country {
    alpha3.and_then(|c| COUNTRIES.get(c)).copied().unwrap_or_default()
}

/// What a sector code means; the code itself where no table knows it.
pub(super) fn sector(code: &str) -> &str {
    SECTORS.get(code).copied().unwrap_or(code)
}

/// What a CAMEO code stands for.
pub(super) fn cameo(code: &str) -> &'static str {
    CAMEO.get(code).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{cameo, country, sector};

    #[test]
    fn codes_are_known_elsewhere() {
        let chad = country(Some("TCD"));
        assert_eq!((chad.name, chad.cow, chad.fips), ("Chad", "483", "CD"));
        assert_eq!(country(Some("CHN")).fips, "CH");
        assert_eq!(country(None).name, "");
        assert_eq!(sector("MIL"), "military");
        assert_eq!(cameo("180"), "Use unconventional violence");
    }
}
