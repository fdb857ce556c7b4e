//! How sure an event is: a logistic regression over what speaks for it and against it. The weights
//! (`knowledge/confidence.tsv`) are learnt so that of the events near 0.8 four in five are right.

use crate::frames::Found;
use crate::lexicon::{Lexicon, LexiconError, Part, Source, rows};
use crate::record::{Actor, Event, Status};

/// What an event is judged by, in the order of the table.
pub(crate) const SIGNS: [&str; 11] = [
    "base",
    "link",
    "sources",
    "targets",
    "targeted",
    "noun",
    "unframed",
    "status",
    "claimed",
    "pair",
    "agreement",
];

/// The weights of the signs, without and with the relation model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    /// Without.
    pub lexicon: Vec<f64>,
    /// With.
    pub trained: Vec<f64>,
}

impl Weights {
    /// Reads the table.
    pub fn load(source: Source) -> Result<Weights, LexiconError> {
        let mut weights = Weights::default();
        let mut signs = SIGNS.iter();
        for row in rows(source, &["sign", "lexicon", "trained"])? {
            if signs.next() != Some(&row.cell(0)) {
                return Err(row.error(format!("the signs must be: {}", SIGNS.join(", "))));
            }
            let number =
                |i: usize| row.cell(i).parse().map_err(|_| row.error("a weight must be a number"));
            weights.lexicon.push(number(1)?);
            weights.trained.push(number(2)?);
        }
        Ok(weights)
    }
}

/// The signs of an event; `agreement` is the probability of its type in the relation model, where it
/// was asked.
pub(crate) fn signs(
    lexicon: &Lexicon,
    found: &Found,
    event: &Event,
    agreement: Option<f64>,
) -> [f64; SIGNS.len()] {
    let known = |actors: &[Actor]| {
        let coded = actors.iter().filter(|a| a.code.is_some()).count();
        if actors.is_empty() { 0.5 } else { coded as f64 / actors.len() as f64 }
    };
    let yes = |is: bool| f64::from(u8::from(is));
    let frame = &lexicon.frames[usize::from(found.frame)];
    [
        1.0,
        found.evidence,
        known(&event.sources),
        known(&event.targets),
        yes(!event.targets.is_empty()),
        yes(frame.part == Part::Noun),
        yes(lexicon.is_link(found.frame)),
        yes(event.status != Status::Actual),
        yes(!event.claims.is_empty()),
        yes(agreement.is_some()),
        agreement.map_or(0.0, log_odds),
    ]
}

/// The probability that an event with these signs is right.
pub(crate) fn probability(weights: &[f64], signs: &[f64]) -> f64 {
    let sum: f64 = weights.iter().zip(signs).map(|(w, s)| w * s).sum();
    let p = 1.0 / (1.0 + (-sum).exp());
    (p.clamp(0.01, 0.99) * 100.0).round() / 100.0
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(0.001, 0.999);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_for_it_is_surer() {
        let weights = [-1.0, 2.0];
        assert!(probability(&weights, &[1.0, 0.9]) > probability(&weights, &[1.0, 0.2]));
        assert_eq!(probability(&[9.0], &[9.0]), 0.99);
    }
}
