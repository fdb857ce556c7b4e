//! Which place of a name is meant. All mentions of a name in a report mean the same place (one sense
//! per discourse: Gale, Church and Yarowsky 1992), unless the words beside one of them say
//! otherwise. Each name gives its places a share of its vote; a place gains by population, and by
//! votes for its country, its division and its neighbourhood. After a few rounds the votes agree
//! (relaxation labelling: Rosenfeld, Hummel and Zucker 1976). A round costs as much as there are
//! names and places, not their square.

use super::Mention;
use crate::entities::Cast;
use crate::record::DocumentInfo;
use bayhaqi_gazetteer::{Gazetteer, Kind, Place, PlaceIndex, alpha3, key};
use rustc_hash::{FxHashMap, FxHashSet};

/// Rounds of voting.
const ROUNDS: usize = 4;
/// Letters of a publisher's name that are read, and places of that name.
const LONGEST_PUBLISHER: usize = 100;
const MOST_OF_PUBLISHER: usize = 20;
/// Candidates that are told by `explain`.
const SHOWN: usize = 4;

/// How much each thing counts. The numbers were found by random search on TR-News and LGL (Gritta,
/// Pilehvar and Collier 2020; Lieberman, Samet and Sankaranarayanan 2010); `sure`, `inside` and `same`
/// are set by hand, so that no country becomes a village.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// A tenfold population.
    population: f64,
    /// Votes for the country.
    country: f64,
    /// Votes for the division of the first level.
    admin1: f64,
    /// Votes for places near.
    near: f64,
    /// What a place is.
    kinds: [f64; 9],
    /// The lexicon's country of that name.
    known: f64,
    /// It is no other's.
    sure: f64,
    /// The name is the place's own, no translation or short form.
    own: f64,
    /// A word that tells a country.
    cue: f64,
    /// The place lies in what the words beside it say.
    inside: f64,
    /// Words beside another mention of the name say so.
    same: f64,
    /// How fast votes go to the best place.
    sharpness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            population: 0.85,
            country: 1.65,
            admin1: 2.0,
            near: 1.75,
            kinds: [1.5, 0.5, -1.0, 0.0, 1.5, -0.2, -0.2, -0.2, -0.2],
            known: 1.6,
            sure: 5.0,
            own: 1.0,
            cue: 0.45,
            inside: 20.0,
            same: 4.0,
            sharpness: 2.0,
        }
    }
}

/// The place that is meant, and the places that might have been.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// The place.
    pub place: PlaceIndex,
    /// The places with the highest scores.
    best: Vec<(PlaceIndex, f64)>,
    /// How many more there are.
    others: usize,
}

/// A name with its places.
struct Group<'g> {
    mentions: Vec<usize>,
    places: Vec<Place<'g>>,
    /// What each place has without the other names.
    prior: Vec<f64>,
    /// Its share of the vote.
    share: Vec<f64>,
    score: Vec<f64>,
}

/// Votes of all names together.
#[derive(Default)]
struct Votes {
    country: FxHashMap<&'static str, f64>,
    admin1: FxHashMap<PlaceIndex, f64>,
    cells: FxHashMap<(i16, i16), f64>,
}

/// Chooses a place for each mention.
pub(super) fn choose(
    cast: &Cast<'_>,
    document: &DocumentInfo,
    gazetteer: &Gazetteer,
    mentions: &[Mention],
) -> Vec<Option<Choice>> {
    let weights = Weights::default();
    let told = told(cast, document, &weights);
    let mut groups = groups(gazetteer, mentions, &weights);
    groups.extend(publishers(cast, document, gazetteer, &weights));
    for _ in 0..ROUNDS {
        let mut votes = Votes { country: told.clone(), ..Votes::default() };
        for group in &groups {
            votes.take(group, 1.0);
        }
        for group in &mut groups {
            votes.take(group, -1.0);
            group.judge(&votes, &weights);
            votes.take(group, 1.0);
        }
    }
    let mut chosen = vec![None; mentions.len()];
    for group in &groups {
        let Some(choice) = group.choice() else { continue };
        for &m in &group.mentions {
            chosen[m] = Some(choice.clone());
        }
    }
    chosen
}

/// The places in the publisher's name: the "Example Morning News" tells of Example and around it.
fn publishers<'g>(
    cast: &Cast<'_>,
    document: &DocumentInfo,
    gazetteer: &'g Gazetteer,
    weights: &Weights,
) -> Option<Group<'g>> {
    let name: String = document.publisher.as_deref()?.chars().take(LONGEST_PUBLISHER).collect();
    let words: Vec<String> = name.split_whitespace().map(key).collect();
    let named = |at: usize| {
        let (_, places) = gazetteer.longest(words[at..].iter().map(String::as_str))?;
        let classes = &cast.lexicon.words;
        let word = classes.is("common", &words[at]) || classes.is("direction", &words[at]);
        let mut places: Vec<Place<'g>> = places.take(MOST_OF_PUBLISHER).collect();
        places.retain(|p| matches!(p.kind, Kind::City | Kind::Admin1 | Kind::Country));
        (!word && words[at].len() > 2 && !places.is_empty()).then_some(places)
    };
    let places = (0..words.len()).find_map(named)?;
    let prior: Vec<f64> = places
        .iter()
        .map(|p| f64::from(p.population).max(200.0).log10() * weights.population)
        .collect();
    let share = shares(&prior, weights.sharpness);
    Some(Group { mentions: Vec::new(), places, score: prior.clone(), prior, share })
}

/// The country whose code ends the host of an address: "https://www.example.co.uk/news".
fn host_country(uri: &str) -> Option<&'static str> {
    let host = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next()?;
    let code = host.rsplit('.').next().filter(|code| code.len() == 2)?.to_uppercase();
    alpha3(if code == "UK" { "GB" } else { &code })
}

/// Votes for countries that come from no place but from words of their institutions, and from the
/// address of the report.
fn told(
    cast: &Cast<'_>,
    document: &DocumentInfo,
    weights: &Weights,
) -> FxHashMap<&'static str, f64> {
    let doc = &cast.doc;
    let cues = &cast.lexicon.place_cues;
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut votes: FxHashMap<&'static str, f64> = FxHashMap::default();
    let mut take = |words: &str| {
        if let Some((words, countries)) = cues.get_key_value(words)
            && seen.insert(words)
        {
            for country in countries {
                *votes.entry(country).or_default() += weights.cue;
            }
        }
    };
    let mut pair = String::new();
    for i in 0..doc.len() {
        take(doc.lower(i));
        if i + 1 < doc.len() {
            pair.clear();
            pair.extend([doc.lower(i), " ", doc.lower(i + 1)]);
            take(&pair);
        }
    }
    if let Some(country) = document.uri.as_deref().and_then(host_country) {
        *votes.entry(country).or_default() += 1.0;
    }
    votes
}

/// The names of a document; mentions with something beside them that tells where they are stand
/// apart, for "Paris, Kentucky" and Paris may meet in a report.
fn groups<'g>(gazetteer: &'g Gazetteer, mentions: &[Mention], weights: &Weights) -> Vec<Group<'g>> {
    let mut at: FxHashMap<(&str, bool, bool), usize> = FxHashMap::default();
    let mut groups: Vec<Group<'g>> = Vec::new();
    for (m, mention) in mentions.iter().enumerate() {
        let slot = *at
            .entry((&mention.key, mention.demonym, mention.inside.is_some()))
            .or_insert_with(|| {
                let places: Vec<Place<'g>> =
                    mention.places.iter().filter_map(|i| gazetteer.place(*i)).collect();
                let prior = vec![0.0; places.len()];
                let share = vec![1.0 / places.len().max(1) as f64; places.len()];
                let score = prior.clone();
                groups.push(Group { mentions: Vec::new(), places, prior, share, score });
                groups.len() - 1
            });
        let group = &mut groups[slot];
        group.mentions.push(m);
        let outer: Vec<Place<'g>> = mention
            .inside
            .iter()
            .flat_map(|o| &mentions[*o].places)
            .filter_map(|i| gazetteer.place(*i))
            .collect();
        for (place, prior) in group.places.iter().zip(&mut group.prior) {
            let fits = outer.iter().any(|o| lies_in(place, o));
            *prior = prior.max(if fits { weights.inside } else { 0.0 });
            if group.mentions.len() == 1 {
                *prior += base(place, mention, weights);
            }
        }
    }
    let linked: Vec<(usize, usize)> = at
        .iter()
        .filter(|((.., linked), _)| *linked)
        .filter_map(|((name, demonym, _), from)| Some((*from, *at.get(&(name, *demonym, false))?)))
        .collect();
    for (from, to) in linked {
        let told: Vec<bool> = groups[from].prior.iter().map(|p| *p >= weights.inside).collect();
        for (prior, told) in groups[to].prior.iter_mut().zip(told) {
            *prior += if told { weights.same } else { 0.0 };
        }
    }
    for group in &mut groups {
        group.score.clone_from(&group.prior);
        group.share = shares(&group.score, weights.sharpness);
    }
    groups
}

/// What speaks for a place without the rest of the text.
fn base(place: &Place<'_>, mention: &Mention, weights: &Weights) -> f64 {
    let people = match place.kind {
        Kind::Region | Kind::Water | Kind::Mountain | Kind::Island | Kind::Site => 5e6,
        _ => f64::from(place.population).max(200.0),
    };
    let named = if mention.capital { Kind::City } else { Kind::Country };
    let known = place.kind == named && mention.country == place.country;
    let whole = matches!(place.kind, Kind::City | Kind::Admin2 | Kind::Site);
    let own = if key(place.name) == mention.key { weights.own } else { 0.0 };
    let demonym = if mention.demonym && whole { -10.0 } else { 0.0 };
    people.log10() * weights.population
        + weights.kinds[place.kind as usize]
        + demonym
        + own
        + if known { weights.known } else { 0.0 }
        + if known && mention.sure { weights.sure } else { 0.0 }
}

/// Whether a place lies in another.
fn lies_in(place: &Place<'_>, outer: &Place<'_>) -> bool {
    place.index != outer.index
        && match outer.kind {
            Kind::Country => place.kind != Kind::Country && place.country == outer.country,
            Kind::Admin1 => place.kind != Kind::Admin1 && place.admin1 == Some(outer.index),
            Kind::Admin2 | Kind::Region => {
                place.kind == Kind::City && kilometres(place, outer) < 80.0
            }
            _ => false,
        }
}

fn kilometres(a: &Place<'_>, b: &Place<'_>) -> f64 {
    let (north, south) = (a.lat.to_radians(), b.lat.to_radians());
    let (dy, dx) = ((b.lat - a.lat).to_radians(), (b.lon - a.lon).to_radians());
    let h = (dy / 2.0).sin().powi(2) + north.cos() * south.cos() * (dx / 2.0).sin().powi(2);
    12742.0 * h.sqrt().min(1.0).asin()
}

fn cell(place: &Place<'_>) -> (i16, i16) {
    (place.lat.floor() as i16, place.lon.floor() as i16)
}

/// Shares of the vote that grow with the scores.
fn shares(scores: &[f64], sharpness: f64) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = scores.iter().map(|s| ((s - most) * sharpness).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|p| p / sum).collect()
}

impl Votes {
    /// Adds a name's votes, or takes them away.
    fn take(&mut self, group: &Group<'_>, sign: f64) {
        let weight = sign * (1.0 + (group.mentions.len().max(1) as f64).ln());
        for (place, share) in group.places.iter().zip(&group.share) {
            let vote = share * weight;
            if let Some(country) = place.country {
                *self.country.entry(country).or_default() += vote;
            }
            let division =
                if place.kind == Kind::Admin1 { Some(place.index) } else { place.admin1 };
            if let Some(division) = division {
                *self.admin1.entry(division).or_default() += vote;
            }
            if matches!(place.kind, Kind::City | Kind::Admin2 | Kind::Site) {
                *self.cells.entry(cell(place)).or_default() += vote;
            }
        }
    }

    fn near(&self, place: &Place<'_>) -> f64 {
        let (lat, lon) = cell(place);
        let mut sum = 0.0;
        for dy in -1..=1 {
            for dx in -1..=1 {
                sum += self.cells.get(&(lat + dy, lon + dx)).copied().unwrap_or(0.0);
            }
        }
        sum
    }
}

impl Group<'_> {
    fn judge(&mut self, votes: &Votes, weights: &Weights) {
        let of = |votes: f64| votes.max(0.0).ln_1p();
        for (i, place) in self.places.iter().enumerate() {
            let country = place.country.and_then(|c| votes.country.get(c)).copied();
            let division =
                if place.kind == Kind::Admin1 { Some(place.index) } else { place.admin1 };
            let admin1 = division.and_then(|d| votes.admin1.get(&d)).copied();
            self.score[i] = self.prior[i]
                + weights.country * of(country.unwrap_or(0.0))
                + weights.admin1 * of(admin1.unwrap_or(0.0))
                + weights.near * of(votes.near(place));
        }
        self.share = shares(&self.score, weights.sharpness);
    }

    /// The best places with their scores.
    fn choice(&self) -> Option<Choice> {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by(|&a, &b| self.score[b].total_cmp(&self.score[a]).then(a.cmp(&b)));
        let best = order.iter().take(SHOWN).map(|&i| (self.places[i].index, self.score[i]));
        let place = self.places[*order.first()?].index;
        Some(Choice { place, best: best.collect(), others: order.len().saturating_sub(SHOWN) })
    }
}

impl Choice {
    /// The places in the order of their scores, in words.
    pub fn told(&self, gazetteer: &Gazetteer) -> String {
        let told: Vec<String> = self
            .best
            .iter()
            .filter_map(|(index, score)| {
                let place = gazetteer.place(*index)?;
                let admin1 = place.admin1.and_then(|d| gazetteer.place(d)).map(|p| p.name);
                let parts = [Some(place.name), admin1, place.country];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                Some(format!("{} ({}, {score:.1})", parts.join(", "), place.kind.name()))
            })
            .collect();
        let more = match self.others {
            0 => String::new(),
            more => format!("; {more} more"),
        };
        told.join(", not ") + &more
    }
}
