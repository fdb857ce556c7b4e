//! Where: places that the text names, and which places they are.
//!
//! `mentions.rs` finds the words that name places, `resolve.rs` decides which place of that name is
//! meant, this file writes them down and tells where an event happened; `elsewhere.rs` finds the place
//! that another clause tells.

mod elsewhere;
mod mentions;
mod resolve;

use crate::entities::Cast;
use crate::lexicon::Known;
use crate::record::{DocumentInfo, Where};
use crate::time::clause_of;
use bayhaqi_gazetteer::{Gazetteer, Kind, Place};
pub(crate) use mentions::Mention;
use std::ops::Range;

/// The places of a document.
pub(crate) struct Places<'g> {
    gazetteer: Option<&'g Gazetteer>,
    /// Words that name places, in the order of the text.
    pub mentions: Vec<Mention>,
    /// What each stands for.
    pub chosen: Vec<Option<resolve::Choice>>,
}

/// How near a place stands to an event: first by the parse, then by words.
type Nearness = (u8, usize);

/// Finds the places of a document.
pub(crate) fn find<'g>(
    cast: &Cast<'_>,
    document: &DocumentInfo,
    gazetteer: Option<&'g Gazetteer>,
) -> Places<'g> {
    let mentions = gazetteer.map_or_else(Vec::new, |g| mentions::find(cast, g));
    let chosen = gazetteer.map_or_else(Vec::new, |g| resolve::choose(cast, document, g, &mentions));
    Places { gazetteer, mentions, chosen }
}

impl Places<'_> {
    /// All of them, as records.
    pub fn record(&self, cast: &Cast<'_>) -> Vec<Where> {
        (0..self.mentions.len()).map(|m| self.place(cast, m)).collect()
    }

    /// The place of an event: under a preposition of place in the event's clause, else where the words
    /// around it tell that it was (`elsewhere.rs`). Who retreats leaves the place that "from" names.
    pub fn of(&self, cast: &Cast<'_>, trigger: usize, leaves: bool) -> Option<(usize, Where)> {
        let m = self
            .in_clause(cast, trigger, leaves)
            .or_else(|| self.where_clause(cast, trigger))
            .or_else(|| self.before(cast, trigger, leaves))
            .or_else(|| self.meant(cast, trigger))?;
        Some((m, self.place(cast, m)))
    }

    fn in_clause(&self, cast: &Cast<'_>, trigger: usize, leaves: bool) -> Option<usize> {
        let near = self.judged(cast, trigger, leaves).into_iter();
        Some(near.filter_map(|(m, near)| Some((near.ok()?, m))).min()?.1)
    }

    /// The other places of an event's sentence, and why it did not happen there.
    pub fn beside(&self, cast: &Cast<'_>, trigger: usize, leaves: bool) -> Vec<String> {
        let chosen = self.of(cast, trigger, leaves).map(|(m, _)| m);
        let judged = self.judged(cast, trigger, leaves);
        let others = judged.into_iter().filter(|(m, _)| Some(*m) != chosen);
        let told = |(m, near): (usize, Result<Nearness, Option<usize>>)| {
            let words = cast.doc.text_span(self.mentions[m].tokens.clone()).text;
            let why = match near {
                Ok(_) => "another is nearer".to_owned(),
                Err(Some(owner)) => format!("it belongs to “{}”", cast.doc.parse.word(owner)),
                Err(None) => "it is not told as a place where something is done".to_owned(),
            };
            format!("not “{words}”: {why}")
        };
        others.map(told).collect()
    }

    /// The places of an event's sentence: how near each is to the event, or what else happened there.
    fn judged(
        &self,
        cast: &Cast<'_>,
        trigger: usize,
        leaves: bool,
    ) -> Vec<(usize, Result<Nearness, Option<usize>>)> {
        let doc = &cast.doc;
        let clause = clause_of(cast, trigger);
        let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
        let first = self.mentions.partition_point(|m| m.tokens.start < sentence.start);
        let here = (first..self.mentions.len())
            .take_while(|&m| self.mentions[m].tokens.start < sentence.end);
        let near = |m: usize| {
            let prep = self.located(cast, m, leaves).ok_or(None)?;
            let governor = doc.up(prep).find(|&v| doc.is_verb(v) || v == trigger).ok_or(None)?;
            let distance = self.mentions[m].tokens.start.abs_diff(trigger);
            // A place below the event's own words is nearer than one of its clause.
            match governor {
                own if own == trigger => Ok((0, distance)),
                shared if shared == clause => Ok((1, distance)),
                other => Err(Some(other)),
            }
        };
        here.map(|m| (m, near(m))).collect()
    }

    /// Gives towns and regions the countries that they lie in.
    pub fn tell_countries(&self, cast: &mut Cast<'_>) {
        for (m, mention) in self.mentions.iter().enumerate().filter(|(_, m)| !m.demonym) {
            let alpha3 = self.chosen(m).and_then(|p| p.country);
            let country = alpha3.and_then(|c| cast.lexicon.country_codes.get(c)).copied();
            if let Some(country) = country {
                cast.lies_in(mention.tokens.clone(), country);
            }
        }
    }

    /// Towns and regions that no table of actors knows: their first words and their countries.
    pub fn towns(&self, cast: &Cast<'_>) -> Vec<(usize, u16)> {
        let country = |m: usize| {
            let alpha3 = self.chosen(m).filter(|p| p.kind != Kind::Country)?.country?;
            cast.lexicon.country_codes.get(alpha3).copied()
        };
        let unknown = |m: &(usize, &Mention)| !m.1.demonym && m.1.country.is_none();
        let all = self.mentions.iter().enumerate().filter(unknown);
        all.filter_map(|(i, m)| Some((m.tokens.start, country(i)?))).collect()
    }

    /// Why a place was chosen, and from which.
    pub fn why(&self, m: usize) -> String {
        let choice = self.chosen.get(m).and_then(Option::as_ref);
        let told = choice.zip(self.gazetteer).map(|(choice, g)| choice.told(g));
        told.unwrap_or_else(|| "no place of the gazetteer".to_owned())
    }

    /// The preposition of place above a name.
    fn located(&self, cast: &Cast<'_>, m: usize, leaves: bool) -> Option<usize> {
        let doc = &cast.doc;
        let mention = &self.mentions[m];
        if mention.demonym {
            return None;
        }
        let state = self.chosen(m).is_some_and(|p| p.kind == Kind::Country);
        let tokens = &mention.tokens;
        let head = tokens.clone().rev().find(|&i| !tokens.contains(&doc.head(i)))?;
        let mut at = head;
        for _ in 0..4 {
            let up = doc.head(at);
            match doc.dep(at) {
                // "in the town of X"
                "pobj" if doc.lower(up) == "of" && self.is_town(cast, doc.head(up)) => {
                    at = doc.head(up);
                }
                "pobj" => {
                    let word = doc.lower(up);
                    let words = &cast.lexicon.words;
                    // "for" and "on" take more than places: "on Iraq" is about it.
                    let place = words.is("locative", word) && (word != "on" || !state)
                        || leaves && word == "from"
                        || words.is("toward", word)
                            && word != "for"
                            && toward_place(cast, up, mention.capital);
                    return place.then_some(up);
                }
                // "the northern city of X", "in X and Y", "in Basra province"
                "conj" | "compound" | "appos" | "nmod" => at = up,
                _ => return None,
            }
        }
        None
    }

    fn is_town(&self, cast: &Cast<'_>, noun: usize) -> bool {
        cast.doc.is_noun(noun) && cast.lexicon.words.is("town", cast.doc.lower(noun))
    }

    fn chosen(&self, m: usize) -> Option<Place<'_>> {
        let choice = self.chosen.get(m)?.as_ref()?;
        self.gazetteer?.place(choice.place)
    }

    fn place(&self, cast: &Cast<'_>, m: usize) -> Where {
        let words = cast.doc.text_span(self.mentions[m].tokens.clone());
        let Some(place) = self.chosen(m) else {
            return Where {
                name: words.text.clone(),
                text: words.text,
                span: words.span,
                country: None,
                admin1: None,
                lat: None,
                lon: None,
                geonames: None,
                granularity: "place".to_owned(),
            };
        };
        let admin1 = match place.kind {
            Kind::Country => None,
            Kind::Admin1 => Some(place.name),
            _ => place.admin1.and_then(|i| self.gazetteer?.place(i)).map(|p| p.name),
        };
        let state = place.country.filter(|_| place.kind == Kind::Country);
        let usual = state.and_then(|code| {
            cast.lexicon.countries.iter().find(|c| c.alpha3 == code).map(|c| c.name)
        });
        Where {
            text: words.text,
            span: words.span,
            name: usual.unwrap_or(place.name).to_owned(),
            country: place.country.map(str::to_owned),
            admin1: admin1.map(str::to_owned),
            lat: Some(place.lat),
            lon: Some(place.lon),
            geonames: place.geonames.map(u64::from),
            granularity: place.kind.name().to_owned(),
        }
    }
}

/// Somebody travels to a place, but speaks to a country.
fn toward_place(cast: &Cast<'_>, prep: usize, capital: bool) -> bool {
    let governor = cast.doc.head(prep);
    let moves = cast.lexicon.words.is("motion", cast.doc.lemma(governor));
    moves || capital && cast.doc.is_verb(governor)
}

/// Whether two ranges share a token.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The country of the lexicon that a name stands for.
fn country_of(known: Option<Known>) -> Option<u16> {
    match known {
        Some(Known::Country(country)) => Some(country),
        _ => None,
    }
}
