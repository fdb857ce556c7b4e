//! Which words name places: names that a gazetteer knows, where the parser's entities and the words
//! around them do not speak against it.

use super::{country_of, overlap};
use crate::entities::Cast;
use crate::lexicon::{Form, NameEntry};
use crate::names::NameKind;
use bayhaqi_gazetteer::{Gazetteer, Kind, Place, PlaceIndex, key};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A name has so many words at most.
const LONGEST: usize = 8;
/// Places of a name that are looked at: the most populous.
const MOST_PLACES: usize = 120;
/// People in a town whose name needs nothing else to speak for it.
const WELL_KNOWN: u32 = 1_000;
/// People in a city that is seldom anything else.
const FAMOUS: u32 = 150_000;

/// Words that name a place.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The words.
    pub tokens: Range<usize>,
    /// The name as it is compared.
    pub key: String,
    /// The places that bear the name.
    pub places: Vec<PlaceIndex>,
    /// "Turkish", "Iraqis": no place where something happens.
    pub demonym: bool,
    /// The lexicon knows it as a capital.
    pub capital: bool,
    /// The lexicon's country of this name, as ISO 3166 alpha-3.
    pub country: Option<&'static str>,
    /// The country's name is nothing else's, but for villages.
    pub sure: bool,
    /// A mention that tells where this one is: "Paris, Texas".
    pub inside: Option<usize>,
}

/// What is known of each token.
struct Labels<'a> {
    /// The parser's entity: its tokens and label.
    entity: Vec<Option<(Range<usize>, &'a str)>>,
    /// Part of a person's name.
    person: Vec<bool>,
    keys: Vec<String>,
    /// Names that the parser takes for places somewhere in the text.
    told: FxHashSet<String>,
    /// Words of the names of people that have several.
    people: FxHashSet<String>,
}

/// Finds them from left to right.
pub(super) fn find(cast: &Cast<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    let entities = cast.doc.parse.entities();
    let labels = Labels::new(cast, &entities);
    let mut mentions: Vec<Mention> = Vec::new();
    let mut name = 0;
    let mut at = 0;
    while at < cast.doc.len() {
        while cast.names.get(name).is_some_and(|n| n.tokens.end <= at) {
            name += 1;
        }
        let Some(mut mention) = labels.mention(cast, gazetteer, at, mentions.last()) else {
            at += 1;
            continue;
        };
        at = mention.tokens.end;
        let near = cast.names[name..].iter().take_while(|n| n.tokens.start < at);
        for known in near.filter(|n| overlap(&n.tokens, &mention.tokens)) {
            let Some(country) = country_of(known.known) else { continue };
            mention.country = Some(cast.lexicon.countries[usize::from(country)].alpha3);
            mention.demonym |= matches!(known.form, Form::Adjective | Form::People);
            mention.capital |= known.form == Form::Capital;
            mention.sure |= known.form == Form::Name && is_sure(cast, &mention.tokens);
        }
        // "England" may mean the country, but is a part of it.
        let part = |i: &PlaceIndex| {
            gazetteer.place(*i).is_some_and(|p| {
                matches!(p.kind, Kind::Admin1 | Kind::Region) && key(p.name) == mention.key
            })
        };
        let whole = |i: &PlaceIndex| {
            gazetteer.place(*i).is_some_and(|p| {
                p.kind == Kind::Country
                    && p.country == mention.country
                    && key(p.name) == mention.key
            })
        };
        if mention.sure && mention.places.iter().any(part) {
            mention.sure = false;
            if !mention.places.iter().any(whole) {
                mention.country = None;
            }
        }
        if mention.country.is_none()
            && let Some((country, form)) = capitals(cast, &mention.tokens)
        {
            mention.country = Some(country);
            mention.capital = form == Form::Capital;
        }
        mentions.push(mention);
    }
    link(cast, gazetteer, &mut mentions);
    mentions
}

impl<'a> Labels<'a> {
    fn new(cast: &Cast<'_>, entities: &'a [bayhaqi_nlp::EntitySpan]) -> Self {
        let n = cast.doc.len();
        let mut labels = Labels {
            entity: vec![None; n],
            person: vec![false; n],
            keys: (0..n).map(|i| key(cast.doc.parse.word(i))).collect(),
            told: FxHashSet::default(),
            people: FxHashSet::default(),
        };
        for entity in entities {
            for i in entity.tokens.clone() {
                labels.entity[i] = Some((entity.tokens.clone(), &entity.label));
            }
            if matches!(&*entity.label, "GPE" | "LOC") {
                let told = labels.joined(&entity.tokens);
                labels.told.insert(told);
            }
        }
        for name in cast.names.iter().filter(|n| n.kind == NameKind::Person) {
            labels.person[name.tokens.clone()].fill(true);
            if name.tokens.len() > 1 {
                labels.people.extend(name.tokens.clone().map(|i| labels.keys[i].clone()));
            }
        }
        labels
    }

    fn mention(
        &self,
        cast: &Cast<'_>,
        gazetteer: &Gazetteer,
        at: usize,
        before: Option<&Mention>,
    ) -> Option<Mention> {
        let parse = cast.doc.parse;
        if !parse.word(at).starts_with(char::is_uppercase) || self.keys[at].is_empty() {
            return None;
        }
        let room = at..cast.doc.len().min(at + LONGEST);
        let words = room.clone().take_while(|&i| {
            let word = parse.word(i);
            !self.keys[i].is_empty() || matches!(word, "-" | "–")
        });
        let Some((count, places)) = gazetteer.longest(words.map(|i| self.keys[i].as_str())) else {
            return self.unknown(at);
        };
        let tokens = at..at + count;
        let places: Vec<Place<'_>> = places.take(MOST_PLACES).collect();
        if !self.is_place(cast, &tokens, &places, before) {
            return self.unknown(at);
        }
        Some(Mention {
            key: self.joined(&tokens),
            demonym: self.entity[at].as_ref().is_some_and(|(_, label)| *label == "NORP"),
            places: places.iter().map(|p| p.index).collect(),
            tokens,
            capital: false,
            country: None,
            sure: false,
            inside: None,
        })
    }

    /// What the parser takes for a place and the gazetteer does not know.
    fn unknown(&self, at: usize) -> Option<Mention> {
        let (tokens, label) = self.entity[at].as_ref()?;
        let place = tokens.start == at && matches!(*label, "GPE" | "LOC");
        (place && !tokens.clone().any(|i| self.person[i])).then(|| Mention {
            tokens: tokens.clone(),
            key: self.joined(tokens),
            places: Vec::new(),
            demonym: false,
            capital: false,
            country: None,
            sure: false,
            inside: None,
        })
    }

    /// Whether these words, which some place is called, mean a place here.
    fn is_place(
        &self,
        cast: &Cast<'_>,
        tokens: &Range<usize>,
        places: &[Place<'_>],
        before: Option<&Mention>,
    ) -> bool {
        let parse = cast.doc.parse;
        let words = &cast.lexicon.words;
        let first = parse.word(tokens.start);
        let after_place = before
            .is_some_and(|b| b.tokens.end + 1 == tokens.start && parse.word(b.tokens.end) == ",");
        let single = tokens.len() == 1;
        let region = places.iter().any(|p| {
            matches!(p.kind, Kind::Country | Kind::Admin1 | Kind::Region)
                || p.kind == Kind::Admin2 && !single
        });
        if single && first.chars().filter(|c| c.is_alphabetic()).count() <= 2 {
            let whole = first.chars().all(char::is_uppercase) || first.contains('.');
            let alone = places.iter().any(|p| p.kind == Kind::Country || p.kind == Kind::Region);
            return whole && region && (after_place || alone || first.contains('.'));
        }
        // "Paris, Texas" is a place even if the parser takes Paris for a woman.
        if after_place && region {
            return true;
        }
        let small = cast.doc.lower(tokens.start);
        let pointed =
            first.contains('.') || tokens.end < cast.doc.len() && parse.word(tokens.end) == ".";
        let label = self.entity[tokens.start].as_ref().map_or("", |(_, label)| *label);
        let placed = label == "GPE" && self.stands_in(cast, tokens);
        // "the Act" is no Australian Capital Territory, "Chad" may well be Chad.
        let country = places.iter().any(|p| p.kind == Kind::Country);
        let word = words.is("direction", small)
            || words.is("common", small) && !country && !placed
            || words.is("shortened", small) && !pointed;
        if single && word {
            return false;
        }
        if self.is_dateline(cast, tokens) {
            return true;
        }
        let person = tokens.clone().any(|i| self.person[i]);
        let Some((entity, label)) = &self.entity[tokens.start] else {
            return !person && self.unlabelled(cast, tokens, places, region);
        };
        let whole = tokens.start == entity.start && tokens.end >= entity.end;
        match *label {
            "GPE" | "LOC" | "FAC" => {
                (!person || whole && region)
                    && (region || !self.goes_on(cast, tokens, entity, *label == "FAC"))
            }
            "NORP" => region,
            "PERSON" | "PER" => {
                whole
                    && !self.people.contains(&self.joined(tokens))
                    && (self.stands_in(cast, tokens) || self.told.contains(&self.joined(tokens)))
            }
            "ORG" if whole => !person && self.unlabelled(cast, tokens, places, region),
            "ORG" => {
                let first = tokens.start == entity.start
                    || matches!(cast.doc.lower(tokens.start - 1), "of" | "the");
                !person
                    && first
                    && (region || self.is_known(tokens, places))
                    && self.is_local_body(cast, tokens, entity)
            }
            "DATE" | "TIME" | "PERCENT" | "MONEY" | "QUANTITY" | "ORDINAL" | "CARDINAL" => false,
            _ => !person && self.unlabelled(cast, tokens, places, region),
        }
    }

    /// A town that needs nothing else to speak for it, or that the parser takes for a place elsewhere.
    fn is_known(&self, tokens: &Range<usize>, places: &[Place<'_>]) -> bool {
        places.first().is_some_and(|p| p.population >= WELL_KNOWN)
            || self.told.contains(&self.joined(tokens))
    }

    /// Where the parser sees no place.
    fn unlabelled(
        &self,
        cast: &Cast<'_>,
        tokens: &Range<usize>,
        places: &[Place<'_>],
        region: bool,
    ) -> bool {
        let parse = cast.doc.parse;
        let told = self.told.contains(&self.joined(tokens));
        let proper = tokens.clone().all(|i| {
            matches!(parse.tag(i), "NNP" | "NNPS" | "HYPH") || region && parse.tag(i) == "JJ"
        });
        let known = self.is_known(tokens, places);
        let famous = places.first().is_some_and(|p| p.population >= FAMOUS);
        let local = self.stands_in(cast, tokens) || self.stands_before(cast, tokens);
        proper && (region || told || famous || known && (local || tokens.len() > 1))
    }

    /// "in Example", "of Example, Texas", "D-Example".
    fn stands_in(&self, cast: &Cast<'_>, tokens: &Range<usize>) -> bool {
        let doc = &cast.doc;
        let words = &cast.lexicon.words;
        let mut before = (0..tokens.start).rev().map(|i| doc.lower(i));
        let Some(first) = before.next() else { return false };
        let first = match first {
            word if words.is("direction", word) => before.next().unwrap_or(""),
            word => word,
        };
        words.is("locative", first) && first != "on" && first != "over"
            || first == "from"
            || first == "of" && before.next().is_some_and(|w| w == "," || words.is("town", w))
            || first == "-" && before.next().is_some_and(|w| matches!(w, "d" | "r"))
    }

    /// "an Example woman".
    fn stands_before(&self, cast: &Cast<'_>, tokens: &Range<usize>) -> bool {
        let next = tokens.end;
        next < cast.doc.len() && {
            let word = cast.doc.lower(next);
            let small = cast.doc.parse.word(next).starts_with(char::is_lowercase);
            small && (cast.lexicon.words.is("folk", word) || cast.lexicon.words.is("local", word))
        }
    }

    /// "EXAMPLE, Texas (AB) —", "EXAMPLE:" at the beginning of a paragraph or sentence.
    fn is_dateline(&self, cast: &Cast<'_>, tokens: &Range<usize>) -> bool {
        let parse = cast.doc.parse;
        let capitals = |i: usize| {
            let word = parse.word(i);
            word.len() > 2 && !word.chars().any(char::is_lowercase)
        };
        let fresh = tokens.start == 0
            || parse.tokens()[tokens.start].sentence_start
            || parse.word(tokens.start - 1).contains('\n');
        fresh
            && tokens.clone().any(capitals)
            && tokens.clone().all(|i| capitals(i) || parse.word(i).len() <= 2)
            && tokens.end < cast.doc.len()
            && matches!(parse.word(tokens.end), "-" | "--" | "---" | "–" | "—" | "," | ":" | "(")
    }

    /// Whether a name goes on after these words, so that it is another: "Stade de France".
    fn goes_on(
        &self,
        cast: &Cast<'_>,
        tokens: &Range<usize>,
        entity: &Range<usize>,
        site: bool,
    ) -> bool {
        let parse = cast.doc.parse;
        let next = tokens.end;
        let words = &cast.lexicon.words;
        let front = entity.start < tokens.start && {
            let before = cast.doc.lower(tokens.start - 1);
            let word = parse.word(tokens.start - 1).starts_with(char::is_alphabetic);
            word && site && before != "the" && !words.is("direction", before)
        };
        let more = next < entity.end && {
            let word = parse.word(next);
            word.starts_with(char::is_alphabetic) && !words.is("local", cast.doc.lower(next))
        };
        front || more
    }

    /// "Example County Sheriff's Office": a public body is where its place is; a newspaper or a
    /// company is anywhere.
    fn is_local_body(&self, cast: &Cast<'_>, tokens: &Range<usize>, entity: &Range<usize>) -> bool {
        let words = &cast.lexicon.words;
        let mut rest = entity.clone().filter(|i| !tokens.contains(i));
        rest.any(|i| words.is("local", cast.doc.lower(i)))
    }

    fn joined(&self, tokens: &Range<usize>) -> String {
        tokens.clone().map(|i| self.keys[i].as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a country's name is seldom that of something else.
fn is_sure(cast: &Cast<'_>, tokens: &Range<usize>) -> bool {
    let word = cast.doc.parse.word(tokens.start);
    let ambiguous = |list: &Vec<NameEntry>| list.iter().any(|e| e.ambiguous);
    !cast.lexicon.homonyms.contains_key(word)
        && !cast.lexicon.names.get(word).is_some_and(ambiguous)
}

/// The country of a name that is written in capitals, as in datelines.
fn capitals(cast: &Cast<'_>, tokens: &Range<usize>) -> Option<(&'static str, Form)> {
    let parse = cast.doc.parse;
    let title = |i: usize| {
        let word = parse.word(i);
        let capitals = word.len() > 3 && word.chars().all(char::is_uppercase);
        let mut letters = word.chars();
        let first = letters.next().filter(|_| capitals)?;
        Some(first.to_string() + &letters.as_str().to_lowercase())
    };
    let words: Vec<String> = tokens.clone().map(title).collect::<Option<_>>()?;
    let entry = cast.lexicon.names.get(words[0].as_str())?.iter().find(|e| e.words == words)?;
    let country = country_of(Some(entry.known))?;
    Some((cast.lexicon.countries[usize::from(country)].alpha3, entry.form))
}

/// Finds which mentions tell where others are: "Paris, Texas", "Paris (Texas)".
fn link(cast: &Cast<'_>, gazetteer: &Gazetteer, mentions: &mut [Mention]) {
    for next in 1..mentions.len() {
        let (first, second) = (&mentions[next - 1], &mentions[next]);
        let gap = first.tokens.end..second.tokens.start;
        let joined = gap.len() == 1 && matches!(cast.doc.parse.word(gap.start), "," | "(");
        let outer = |i: &PlaceIndex| {
            gazetteer.place(*i).is_some_and(|p| {
                matches!(p.kind, Kind::Country | Kind::Admin1 | Kind::Admin2 | Kind::Region)
            })
        };
        if joined && !first.sure && second.places.iter().any(outer) {
            mentions[next - 1].inside = Some(next);
        }
    }
}
