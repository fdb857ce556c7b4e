//! What SQL can ask beside what SQLite knows.

use crate::report;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Error, Result};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Kilometres from the middle of the earth to its surface (IUGG mean radius).
const EARTH: f64 = 6371.0088;

/// Goldstein's scale by CAMEO code.
static SCALE: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let rows = table(include_str!("../../../knowledge/cameo.tsv"));
    rows.filter_map(|f| Some((*f.first()?, f.get(1)?.parse().ok()?))).collect()
});

/// The most general CAMEO code of each PLOVER type.
static ROOTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    table(include_str!("../../../knowledge/plover.tsv"))
        .filter_map(|f| Some((*f.first()?, *f.get(2)?)))
        .collect()
});

/// The PLOVER types with their quad class, in PLOVER's order.
pub fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = table(include_str!("../../../knowledge/plover.tsv"));
    rows.filter_map(|f| Some((*f.first()?, *f.get(1)?)))
}

/// The fields of a table's lines.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// The value of a CAMEO code on Goldstein's scale; a code that the scale leaves out has its parent's.
pub(crate) fn goldstein(code: &str) -> Option<f64> {
    (2..=code.len()).rev().find_map(|end| SCALE.get(code.get(..end)?).copied())
}

/// The CAMEO code that stands for a PLOVER type, whatever its capitals.
pub(crate) fn plover_to_cameo(event: &str) -> Option<&'static str> {
    ROOTS.get(event.trim().to_uppercase().as_str()).copied()
}

/// The way over the ground between two points (haversine formula).
pub(crate) fn distance_km(from: [f64; 2], to: [f64; 2]) -> f64 {
    let [lat1, lon1, lat2, lon2] = [from[0], from[1], to[0], to[1]].map(f64::to_radians);
    let half = |a: f64| (a / 2.0).sin().powi(2);
    let h = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half(lon2 - lon1);
    2.0 * EARTH * h.clamp(0.0, 1.0).sqrt().asin()
}

pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("goldstein", 1, flags, |c| {
        Ok(c.get::<Option<String>>(0)?.and_then(|code| goldstein(&code)))
    })?;
    connection.create_scalar_function("plover_to_cameo", 1, flags, |c| {
        Ok(c.get::<Option<String>>(0)?.and_then(|event| plover_to_cameo(&event)))
    })?;
    connection.create_scalar_function("distance_km", 4, flags, |c| {
        let at = |i| number(c, i);
        let all = (at(0)?, at(1)?, at(2)?, at(3)?);
        let (Some(lat1), Some(lon1), Some(lat2), Some(lon2)) = all else { return Ok(None) };
        Ok(Some(distance_km([lat1, lon1], [lat2, lon2])))
    })?;
    connection.create_scalar_function("unpack", 1, flags, |c| {
        let packed = c.get::<Option<Vec<u8>>>(0)?;
        packed
            .map(|p| report::unpack(&p))
            .transpose()
            .map_err(|e| Error::UserFunctionError(e.into()))
    })
}

/// An argument as a number: integers are numbers too.
fn number(context: &Context<'_>, index: usize) -> Result<Option<f64>> {
    use rusqlite::types::ValueRef;
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(i) => Ok(Some(i as f64)),
        ValueRef::Real(r) => Ok(Some(r)),
        _ => Err(Error::UserFunctionError("distance_km takes degrees as numbers".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::{distance_km, goldstein, plover_to_cameo};

    #[test]
    fn what_the_functions_say() {
        assert_eq!(goldstein("020"), Some(3.0));
        assert_eq!(goldstein("02"), Some(3.0));
        assert_eq!(goldstein("zz"), None);
        assert_eq!(plover_to_cameo("Assault"), Some("180"));
        // Oslo to Santiago de Chile.
        let km = distance_km([59.91, 10.75], [-33.45, -70.67]);
        assert!((12_600.0..12_800.0).contains(&km), "{km}");
        assert!(distance_km([10.0, 20.0], [10.0, 20.0]).abs() < 1e-9);
    }
}
