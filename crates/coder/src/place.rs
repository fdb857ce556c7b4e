//! Where: places that the text names. Coordinates come from a gazetteer later; until then they are
//! absent, not guessed.

use crate::entities::Cast;
use crate::lexicon::{Form, Known};
use crate::names::{Name, NameKind};
use crate::record::Where;
use crate::time::clause_of;

/// The places of a document: names of towns and countries that stand where something happens.
pub(crate) fn record(cast: &Cast<'_>) -> Vec<Where> {
    let places = cast.names.iter().filter(|n| is_place(n));
    places.filter_map(|n| located(cast, n).map(|_| place(cast, n))).collect()
}

/// The place of an event: under a preposition of place in the event's clause.
pub(crate) fn of(cast: &Cast<'_>, trigger: usize) -> Option<Where> {
    let doc = &cast.doc;
    let clause = clause_of(cast, trigger);
    let sentence = doc.sentences()[doc.sentence_of(trigger)].clone();
    let first = cast.names.partition_point(|n| n.tokens.start < sentence.start);
    let here = cast.names[first..].iter().take_while(|n| n.tokens.start < sentence.end);
    let best = here
        .filter(|n| is_place(n))
        .filter_map(|n| {
            let prep = located(cast, n)?;
            // A place below the event's own words is nearer than one of its clause.
            let governor = doc.up(prep).find(|&v| doc.is_verb(v) || v == trigger)?;
            let rank = if governor == trigger {
                0
            } else if governor == clause {
                1
            } else {
                return None;
            };
            Some((rank, n.tokens.start.abs_diff(trigger), n))
        })
        .min_by_key(|(rank, distance, _)| (*rank, *distance))?;
    Some(place(cast, best.2))
}

fn is_place(name: &Name) -> bool {
    match name.kind {
        NameKind::Place => true,
        NameKind::Country => matches!(name.form, Form::Name | Form::Capital),
        _ => name.form == Form::Capital,
    }
}

/// The preposition of place above a name.
fn located(cast: &Cast<'_>, name: &Name) -> Option<usize> {
    let doc = &cast.doc;
    let head = name.tokens.clone().rev().find(|&i| !name.tokens.contains(&doc.head(i)))?;
    let mut at = head;
    for _ in 0..3 {
        let up = doc.head(at);
        match doc.dep(at) {
            "pobj" => {
                let word = doc.lower(up);
                let words = &cast.lexicon.words;
                // "for" and "on" take more than places: "on Iraq" is about it.
                let place = words.is("locative", word)
                    && (word != "on" || name.kind == NameKind::Place)
                    || words.is("toward", word) && word != "for" && toward_place(cast, up, name);
                return place.then_some(up);
            }
            // "the northern city of X", "in X and Y", "in Basra province"
            "conj" | "compound" | "appos" | "nmod" => at = up,
            _ => return None,
        }
    }
    None
}

/// Somebody travels to a place, but speaks to a country.
fn toward_place(cast: &Cast<'_>, prep: usize, name: &Name) -> bool {
    let governor = cast.doc.head(prep);
    let moves = cast.lexicon.words.is("motion", cast.doc.lemma(governor));
    moves || matches!(name.form, Form::Capital) && cast.doc.is_verb(governor)
}

fn place(cast: &Cast<'_>, name: &Name) -> Where {
    let words = cast.doc.text_span(name.tokens.clone());
    let country = match name.known {
        Some(Known::Country(c)) => Some(&cast.lexicon.countries[usize::from(c)]),
        _ => None,
    };
    let granularity = match (name.form, country) {
        (Form::Capital, Some(_)) => "city",
        (_, Some(_)) => "country",
        _ => "place",
    };
    let usual = match country {
        Some(country) if granularity == "country" => country.name.to_owned(),
        _ => words.text.clone(),
    };
    Where {
        text: words.text,
        span: words.span,
        name: usual,
        country: country.map(|c| c.alpha3.to_owned()),
        admin1: None,
        lat: None,
        lon: None,
        geonames: None,
        granularity: granularity.to_owned(),
    }
}
