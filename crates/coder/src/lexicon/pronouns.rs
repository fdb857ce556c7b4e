//! Given names with their gender, and the weights of what speaks for an antecedent.

use super::Lexicon;
use super::table::{LexiconError, Source, rows};
use rustc_hash::FxHashMap;

/// The gender that a name, a title or a pronoun tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    /// "she"
    Female,
    /// "he"
    Male,
}

/// A property of a pronoun with an antecedent that it may have: what is looked at, and two values.
pub(crate) type Feature = (&'static str, &'static str, &'static str);

/// What is known of people in general.
#[derive(Debug, Default)]
pub(crate) struct Pronouns {
    given: FxHashMap<&'static str, Gender>,
    weights: FxHashMap<Feature, f32>,
    same_roles: FxHashMap<&'static str, Vec<&'static str>>,
}

/// The words of a report that tell whether a country's name means the country.
#[derive(Debug)]
pub(crate) struct Homonym {
    /// With one of these it does not.
    pub cues: Vec<&'static str>,
    /// With one of these it does all the same.
    pub unless: Vec<&'static str>,
    /// The country where its other bearer is.
    pub country: u16,
}

impl Lexicon {
    pub(super) fn load_homonyms(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["name", "cues", "unless", "country"])? {
            if !self.names.contains_key(row.cell(0)) {
                return Err(row.error(format!("{} is no name of a country", row.cell(0))));
            }
            let Some(&country) = self.country_codes.get(row.cell(3)) else {
                return Err(row.error(format!("{} is no country", row.cell(3))));
            };
            let (cues, unless) = (row.list(1).collect(), row.list(2).collect());
            let homonym = Homonym { cues, unless, country };
            self.homonyms.insert(row.cell(0), homonym);
        }
        Ok(())
    }
}

impl Pronouns {
    pub(super) fn load(
        names: Source,
        weights: Source,
        same_roles: Source,
    ) -> Result<Self, LexiconError> {
        let mut people = Pronouns::default();
        for row in rows(names, &["gender", "names"])? {
            let gender = match row.cell(0) {
                "f" => Gender::Female,
                "m" => Gender::Male,
                other => return Err(row.error(format!("no gender: {other}"))),
            };
            for name in row.cell(1).split(' ') {
                if people.given.insert(name, gender).is_some_and(|old| old != gender) {
                    return Err(row.error(format!("{name} has both genders: leave it out")));
                }
            }
        }
        for row in rows(weights, &["feature", "value", "other", "weight"])? {
            let weight = row.cell(3).parse().map_err(|_| row.error("the weight is no number"))?;
            people.weights.insert((row.cell(0), row.cell(1), row.cell(2)), weight);
        }
        for row in rows(same_roles, &["role", "means"])? {
            people.same_roles.insert(row.cell(0), row.list(1).collect());
        }
        Ok(people)
    }

    /// Whether somebody who is called by one office may be called by the other.
    pub fn is_same_role(&self, called: &str, office: &str) -> bool {
        self.same_roles.get(called).is_some_and(|means| means.contains(&office))
    }

    /// The gender of a given name as it is written.
    pub fn gender(&self, word: &str) -> Option<Gender> {
        self.given.get(word).copied()
    }

    /// How much a feature speaks for an antecedent.
    pub fn weight(&self, feature: Feature) -> f32 {
        self.weights.get(&feature).copied().unwrap_or(0.0)
    }
}
