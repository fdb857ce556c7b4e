//! Texts with the places that they name. A gold place is found if a place with coordinates overlaps
//! it; the first such place is compared. 161 km are 100 miles, the usual measure (Gritta, Pilehvar,
//! Collier: "A Pragmatic Guide to Geoparsing Evaluation", 2020).

use super::bootstrap::interval;
use super::{Figures, brat, rows};
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_coder::record::{DocumentInfo, Where};
use bayhaqi_gazetteer::{Gazetteer, Kind, alpha3};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Kilometres within which a place counts as right.
const NEAR: f64 = 161.0;
/// Confusions that are shown.
const SHOWN: usize = 10;

/// A text with its places.
#[derive(Default, Deserialize)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) published: Option<String>,
    pub(super) places: Vec<Gold>,
}

/// A place in a text.
#[derive(Default, Deserialize)]
pub(super) struct Gold {
    pub(super) span: [usize; 2],
    pub(super) lat: Option<f64>,
    pub(super) lon: Option<f64>,
    pub(super) geonames: Option<u64>,
    /// ISO 3166 code or name.
    pub(super) country: Option<String>,
}

/// What became of the gold places of one text.
#[derive(Clone, Default)]
struct Counts {
    gold: f64,
    found: f64,
    near: f64,
    /// Of those whose country is known on both sides.
    countries: f64,
    right_country: f64,
    given: f64,
    /// Given places that no gold place overlaps.
    spare: f64,
}

/// The figures of a set.
pub(super) struct PlaceScore {
    rows: Vec<Counts>,
    /// Kilometres between gold and given place.
    errors: Vec<f64>,
    /// Right and given place of errors, with the number of times.
    confusions: BTreeMap<(String, String), usize>,
}

type Figure = (&'static str, fn(&Counts) -> (f64, f64));

/// Shares: hits and cases.
const FIGURES: [Figure; 5] = [
    ("recall", |c| (c.found, c.gold)),
    ("precision", |c| (c.given - c.spare, c.given)),
    ("within 161 km", |c| (c.near, c.found)),
    ("right country", |c| (c.right_country, c.countries)),
    ("found and within", |c| (c.near, c.gold)),
];

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(PlaceScore, usize), Failure> {
    let (pipeline, coder) = Engine::parts(model)?;
    let world = Gazetteer::built_in().map_err(|e| Failure::new("built-in gazetteer", e))?;
    let mut worker = pipeline.worker();
    let mut score =
        PlaceScore { rows: Vec::new(), errors: Vec::new(), confusions: BTreeMap::new() };
    let each = |row: Row| {
        let document = DocumentInfo {
            title: row.title,
            publisher: row.publisher,
            uri: row.uri,
            published: row.published,
            ..DocumentInfo::default()
        };
        let given = coder.places(&document, &worker.parse(&row.text));
        score.judge(&world, &row.text, &row.places, &given);
        Ok(())
    };
    let failed =
        if brat::is_brat(path) { brat::rows(path, &world, each)? } else { rows(path, each)? };
    Ok((score, failed))
}

impl PlaceScore {
    fn judge(&mut self, world: &Gazetteer, text: &str, gold: &[Gold], given: &[Where]) {
        let mut counts = Counts::default();
        let given: Vec<&Where> = given.iter().filter(|p| p.lat.is_some()).collect();
        let meets = |g: &Gold, p: &Where| p.span[0] < g.span[1] && g.span[0] < p.span[1];
        // Both stand in the order of the text, so that each is looked at once or twice.
        let mut from = 0;
        let mut gold: Vec<&Gold> = gold.iter().collect();
        gold.sort_by_key(|g| g.span);
        let mut spare = vec![true; given.len()];
        for place in gold {
            while given.get(from).is_some_and(|p| p.span[1] <= place.span[0]) {
                from += 1;
            }
            let Some((lat, lon)) = place.lat.zip(place.lon) else { continue };
            counts.gold += 1.0;
            for slot in (from..given.len()).take_while(|&i| given[i].span[0] < place.span[1]) {
                spare[slot] = false;
            }
            let Some(hit) = given.get(from).filter(|p| meets(place, p)) else { continue };
            counts.found += 1.0;
            let error = kilometres((lat, lon), (hit.lat.unwrap_or(0.0), hit.lon.unwrap_or(0.0)));
            self.errors.push(error);
            let country = place.country.as_deref().and_then(|name| code(world, name));
            if let (Some(right), Some(got)) = (country, hit.country.as_deref()) {
                counts.countries += 1.0;
                counts.right_country += f64::from(u8::from(right == got));
            }
            if error <= NEAR {
                counts.near += 1.0;
            } else {
                let words: String =
                    text.chars().skip(place.span[0]).take(place.span[1] - place.span[0]).collect();
                let right = format!("{words} ({})", country.unwrap_or("no country"));
                let parts =
                    [Some(hit.name.as_str()), hit.admin1.as_deref(), hit.country.as_deref()];
                let got = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
                *self.confusions.entry((right, got)).or_default() += 1;
            }
        }
        counts.given = given.len() as f64;
        counts.spare = spare.iter().filter(|s| **s).count() as f64;
        self.rows.push(counts);
    }

    /// Each figure with its interval.
    fn figures(&self) -> Vec<(&'static str, f64, (f64, f64))> {
        let share = |times: &[usize], of: fn(&Counts) -> (f64, f64)| {
            let (mut hits, mut cases) = (0.0, 0.0);
            for (counts, &times) in self.rows.iter().zip(times) {
                let (hit, case) = of(counts);
                hits += hit * times as f64;
                cases += case * times as f64;
            }
            hits / f64::max(cases, 1.0)
        };
        let once = vec![1; self.rows.len()];
        FIGURES
            .iter()
            .map(|&(name, of)| {
                (name, share(&once, of), interval(self.rows.len(), |times| share(times, of)))
            })
            .collect()
    }

    /// Mean and median error in kilometres.
    fn distances(&self) -> (f64, f64) {
        let mut errors = self.errors.clone();
        errors.sort_by(f64::total_cmp);
        let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
        (mean, errors.get(errors.len() / 2).copied().unwrap_or(0.0))
    }

    fn worst(&self) -> Vec<(&(String, String), usize)> {
        let mut list: Vec<_> = self.confusions.iter().map(|(pair, n)| (pair, *n)).collect();
        list.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        list.truncate(SHOWN);
        list
    }

    fn gold(&self) -> usize {
        self.rows.iter().map(|c| c.gold as usize).sum()
    }
}

impl Figures for PlaceScore {
    fn is_empty(&self) -> bool {
        self.rows.iter().all(|c| c.gold == 0.0)
    }

    fn table(&self) -> String {
        let (mean, median) = self.distances();
        let mut out = format!("{} texts with {} places\n\n", self.rows.len(), self.gold());
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{:<18} share  95 % interval", "");
        for (name, value, (low, high)) in self.figures() {
            let _ = writeln!(out, "{name:<18} {value:.3}  {low:.3}–{high:.3}");
        }
        let _ = writeln!(out, "\nerror: mean {mean:.0} km, median {median:.1} km");
        if !self.confusions.is_empty() {
            out += "\nmost often confused (right → given)\n";
        }
        for ((right, got), times) in self.worst() {
            let _ = writeln!(out, "{times:>5}  {right} → {got}");
        }
        out
    }

    fn json(&self) -> String {
        let (mean, median) = self.distances();
        let figures: Vec<Value> = self
            .figures()
            .into_iter()
            .map(|(name, value, interval)| {
                json!({"figure": name, "value": value, "interval": interval})
            })
            .collect();
        json!({
            "suite": "place",
            "rows": self.rows.len(),
            "gold": self.gold(),
            "figures": figures,
            "mean_km": mean,
            "median_km": median,
            "confusions": self.worst(),
        })
        .to_string()
    }
}

/// The code of a country that is given by code or name.
fn code(world: &Gazetteer, name: &str) -> Option<&'static str> {
    let named = || world.find(name).find(|p| p.kind == Kind::Country).and_then(|p| p.country);
    let coded = || bayhaqi_gazetteer::alpha2(name).and_then(alpha3);
    alpha3(name).or_else(coded).or_else(named)
}

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, south) = (a.0.to_radians(), b.0.to_radians());
    let h = ((south - north) / 2.0).sin().powi(2)
        + north.cos() * south.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    12742.0 * h.sqrt().min(1.0).asin()
}
