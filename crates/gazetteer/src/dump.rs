//! Lines of GeoNames' dumps (`allCountries.txt`, `cities500.txt`, `DE.txt`, …), as
//! <https://download.geonames.org/export/dump/readme.txt> describes them.

use crate::kind::Kind;

/// Columns of a line.
const COLUMNS: usize = 19;
/// Longer names are not read: nobody writes them in a report, and a file may come from anywhere.
const LONGEST: usize = 200;

/// What one line tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'l> {
    /// GeoNames id; 0 where it is not known.
    pub id: u32,
    /// Name in local spelling.
    pub name: &'l str,
    /// Other names, separated by commas.
    pub others: &'l str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What it is.
    pub kind: Kind,
    /// ISO 3166 alpha-2, or nothing.
    pub country: &'l str,
    /// Code of the division of the first level.
    pub admin1: &'l str,
    /// Inhabitants.
    pub population: u32,
}

/// Reads a line: `Ok(None)` is a place of a kind that is not kept.
pub fn read_row(line: &str) -> Result<Option<Row<'_>>, String> {
    let mut cells = [""; COLUMNS];
    let mut count = 0;
    for cell in line.trim_end_matches(['\r', '\n']).split('\t') {
        if let Some(slot) = cells.get_mut(count) {
            *slot = cell;
        }
        count += 1;
    }
    if count != COLUMNS {
        return Err(format!("{count} columns where GeoNames' dumps have {COLUMNS}"));
    }
    let [id, name, _, others, lat, lon, class, code, country, _, admin1, ..] = cells;
    let population = cells[14];
    if name.is_empty() || name.len() > LONGEST {
        return Err(format!("a name of {} bytes", name.len()));
    }
    let id = id.parse().map_err(|_| format!("the id {id:?} is no number"))?;
    let degrees = |text: &str, most: f64| match text.parse::<f64>() {
        Ok(value) if value.abs() <= most => Ok(value),
        _ => Err(format!("{text:?} is no latitude or longitude")),
    };
    let (lat, lon) = (degrees(lat, 90.0)?, degrees(lon, 180.0)?);
    let population = match population {
        "" => 0,
        text => text
            .parse::<u64>()
            .map(|n| u32::try_from(n).unwrap_or(u32::MAX))
            .map_err(|_| format!("the population {text:?} is no number"))?,
    };
    let Some(kind) = Kind::from_codes(class, code) else { return Ok(None) };
    Ok(Some(Row { id, name, others, lat, lon, kind, country, admin1, population }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "98182\tBaghdad\tBaghdad\tBagdad,BGW\t33.34058\t44.40088\tP\tPPLC\tIQ\t\t07\t\t\t\t7216000\t\t41\tAsia/Baghdad\t2023-01-01";

    #[test]
    fn lines_are_read() {
        let row = read_row(LINE).unwrap().unwrap();
        assert_eq!((row.id, row.kind, row.country), (98182, Kind::City, "IQ"));
        assert_eq!(read_row(&LINE.replace("\tP\tPPLC", "\tS\tFRM")), Ok(None));
    }

    #[test]
    fn bad_lines_are_told() {
        for (from, to, why) in [
            ("\t41\t", "\t", "18 columns"),
            ("33.34058", "north", "latitude"),
            ("33.34058", "133", "latitude"),
            ("33.34058", "NaN", "latitude"),
            ("98182", "x", "id"),
            ("7216000", "-1", "population"),
            ("Baghdad\tBaghdad", "\tBaghdad", "name"),
        ] {
            let told = read_row(&LINE.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(why), "{told}");
        }
    }
}
