//! Who is mentioned, and which mentions are the same.

use crate::doc::Doc;
use crate::gender;
use crate::lexicon::{Day, Form, Gender, Known, Lexicon, OrgKind, RoleKind, day};
use crate::names::{Name, NameKind};
use crate::people::Bearer;
use crate::phrases::Phrase;
use crate::pronouns::PronounChoice;
use crate::spelling::{Spelling, likeness};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A noun phrase that names or describes somebody.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// Head token.
    pub head: usize,
    /// All its words.
    pub tokens: Range<usize>,
    /// Index of its name.
    pub name: Option<usize>,
    /// Index of its entity.
    pub entity: usize,
    /// Countries that it belongs to; several in "Iranian and Iraqi officials".
    pub countries: Vec<u16>,
    /// Organisation or people that it belongs to.
    pub organization: Option<u16>,
    /// Sector codes of its role words.
    pub sectors: Vec<&'static str>,
    /// Its role words.
    pub role: Option<Range<usize>>,
    /// A pronoun.
    pub pronoun: bool,
}

/// Everything that a document says about one actor.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    /// Fullest name, or the first description.
    pub name: String,
    /// What it is, as in the record.
    pub kind: &'static str,
    /// The lexicon's entry.
    pub known: Option<Known>,
    /// First country found anywhere in the document.
    pub country: Option<u16>,
    /// First organisation found.
    pub organization: Option<u16>,
    /// First sectors found.
    pub sectors: Vec<&'static str>,
    /// First title found.
    pub role: Option<Range<usize>>,
    /// "she" or "he", where the text or the name tells.
    pub gender: Option<Gender>,
    /// Whether a title or apposition tells it, not only the given name.
    pub gender_told: bool,
    /// Mentions in the order of the text.
    pub mentions: Vec<Range<usize>>,
    /// The person of the tables.
    pub bearer: Option<Bearer>,
    spelling: Spelling,
    /// Each time that the name is written, as text and as words.
    spellings: Vec<(String, Vec<String>)>,
}

/// A name is compared with so many people, so that a list of names costs no square time.
const MOST_PEOPLE: usize = 300;

/// All mentions and entities of a document.
pub(crate) struct Cast<'a> {
    /// The tree.
    pub doc: Doc<'a>,
    /// The tables.
    pub lexicon: &'a Lexicon,
    /// Day of publication.
    pub published: Option<Day>,
    /// Names in the order of the text.
    pub names: Vec<Name>,
    /// Mentions in the order of their heads.
    pub mentions: Vec<Mention>,
    /// Entities in the order of first mention.
    pub entities: Vec<Entity>,
    pub(crate) at: Vec<Option<usize>>,
    /// Tokens inside a title before a person's name, or inside a name.
    pub(crate) inside: Vec<bool>,
    pub(crate) name_at: Vec<Option<usize>>,
    /// Words that stand for several mentions, with these ("both leaders").
    pub(crate) several: FxHashMap<usize, Vec<usize>>,
    keys: FxHashMap<String, usize>,
}

impl Entity {
    /// A person whose name the document tells.
    pub fn is_named_person(&self) -> bool {
        self.kind == "person" && !self.spellings.is_empty()
    }

    /// Makes a person of what bears a name, unless it is one already.
    pub(crate) fn call_person(&mut self, name: String) {
        if self.spellings.is_empty() {
            self.kind = "person";
            self.spelling = Spelling::new(&name);
            self.spellings.push((name, self.spelling.words.clone()));
        }
    }

    /// The fullest name counts, and among slips of the pen the one whose surname is written most
    /// often in the document.
    fn settle_name(&mut self) {
        let longest = self.spellings.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        let times = |last: Option<&String>| {
            self.spellings.iter().filter(|(_, words)| words.last() == last).count()
        };
        // The first one wins among equals.
        let full = self.spellings.iter().rev().filter(|(_, words)| words.len() == longest);
        if let Some((text, _)) = full.max_by_key(|(_, words)| times(words.last())) {
            self.name.clone_from(text);
        }
    }
}

impl<'a> Cast<'a> {
    /// Finds all mentions of a document. `trace` takes what pronouns had to choose from.
    pub fn new(
        doc: Doc<'a>,
        lexicon: &'a Lexicon,
        names: Vec<Name>,
        published: Option<Date>,
        trace: Option<&mut Vec<PronounChoice>>,
    ) -> Self {
        let n = doc.len();
        let mut cast = Cast {
            doc,
            lexicon,
            published: published.map(day),
            names,
            mentions: Vec::new(),
            entities: Vec::new(),
            at: vec![None; n],
            inside: vec![false; n],
            name_at: vec![None; n],
            several: FxHashMap::default(),
            keys: FxHashMap::default(),
        };
        cast.index_names();
        for head in 0..n {
            cast.mention(head);
        }
        cast.link_appositions();
        cast.link_counterparts();
        cast.link_definites();
        cast.learn_genders();
        cast.link_former_and_latter();
        cast.link_groups();
        cast.link_short_names();
        cast.link_states();
        cast.link_pronouns(trace);
        cast.link_rivals();
        cast.link_several();
        cast.link_counterparts();
        cast.inherit_countries();
        cast.inherit_sectors();
        cast.inherit_from_led();
        cast.inherit_from_companions();
        cast.entities.iter_mut().for_each(Entity::settle_name);
        cast.know_people();
        cast
    }

    /// Fills in the countries that the report leaves out. Whom the tables know needs no home; whom
    /// only the home tells is found after it.
    pub(crate) fn settle(&mut self, towns: &[(usize, u16)]) {
        self.settle_at_home(towns);
        self.know_people();
    }

    /// The mention whose head is `token`.
    pub fn at(&self, token: usize) -> Option<&Mention> {
        self.at.get(token).copied().flatten().map(|m| &self.mentions[m])
    }

    /// The outermost name is kept at the token that carries it.
    fn index_names(&mut self) {
        for (index, name) in self.names.iter().enumerate() {
            self.inside[name.title..name.tokens.end].fill(true);
            let range = name.tokens.clone();
            let outer = range
                .clone()
                .rev()
                .find(|&i| self.doc.head(i) == i || !range.contains(&self.doc.head(i)));
            let head = outer.unwrap_or(range.end - 1);
            let slot = &mut self.name_at[head];
            if slot.is_none() {
                *slot = Some(index);
            }
        }
    }

    fn mention(&mut self, head: usize) {
        let name = self.name_at[head];
        if name.is_none() && (self.inside[head] || !self.doc.is_noun(head)) {
            return;
        }
        let mut phrase = self.phrase(head, name, 0);
        if phrase.countries.is_empty() && name.is_none() {
            phrase.countries = self.both(head);
            if phrase.countries.len() == 2 && self.lexicon.words.is("side", self.doc.lemma(head)) {
                phrase.sectors.clear();
            }
        }
        if phrase.countries.is_empty() && name.is_none() {
            let owners = self.doc.kids_with(head, &["poss"]);
            phrase.countries = owners.flat_map(|p| self.both(p)).collect();
        }
        let kind = name.map(|n| self.names[n].kind);
        let abroad = name.and_then(|n| self.elsewhere(head, n));
        let abroad = abroad.map(|(country, code)| self.move_abroad(country, code, &mut phrase));
        let known = name.and_then(|n| self.names[n].known).filter(|_| abroad.is_none());
        if let Some(Known::Country(country)) = known {
            phrase.countries = self.lexicon.members(&country).to_vec();
        }
        if kind == Some(NameKind::Person) && phrase.countries.is_empty() {
            phrase.countries.extend(self.described_nationality(head));
        }
        let is_place = name.is_some_and(|n| self.is_place(head, &self.names[n]));
        let tokens = phrase.tokens.clone();
        let entity = match (kind, phrase.kind) {
            _ if abroad.is_some() => abroad.map(|n| {
                self.entity(format!("organization:{}", n.to_lowercase()), n, "organization")
            }),
            (Some(NameKind::Person), _) => name.map(|n| self.person(n)),
            (Some(NameKind::Place | NameKind::Other), None) => {
                name.map(|n| self.entity_by_name(n, "place"))
            }
            (Some(_), _) if is_place => name.map(|n| self.entity_by_name(n, "place")),
            (Some(NameKind::Country), _) => known.map(|k| self.entity_of_known(k)),
            (Some(NameKind::Organization | NameKind::Group), _) => Some(match known {
                Some(known) => self.entity_of_known(known),
                None => self.entity_by_name(name.unwrap_or_default(), "organization"),
            }),
            (None, None) if self.is_unknown_name(head) => {
                let text = self.doc.text_span(tokens.clone()).text;
                Some(self.entity(format!("u:{}", text.to_lowercase()), text, "other"))
            }
            (_, Some(RoleKind::Modifier)) | (None, None) => None,
            (_, Some(kind)) => self.described(head, kind, &phrase),
        };
        let Some(entity) = entity else { return };
        let whole =
            if is_place { self.names[name.unwrap_or_default()].tokens.clone() } else { tokens };
        let mention = Mention {
            head,
            tokens: self.doc.trim(whole),
            name,
            entity,
            countries: phrase.countries,
            organization: phrase.organization,
            sectors: phrase.sectors,
            role: phrase.role,
            pronoun: false,
        };
        self.learn(&mention);
        self.at[head] = Some(self.mentions.len());
        self.mentions.push(mention);
    }

    /// "The KGB of Belarus", "the Maltese Labour Party": another country's organisation of a name that
    /// the tables know at home.
    fn elsewhere(&self, head: usize, name: usize) -> Option<(&Name, &'static str)> {
        const NEAR: usize = 4;
        let doc = &self.doc;
        let Name { tokens, known, .. } = &self.names[name];
        let Some(Known::Organization(o)) = *known else { return None };
        let org = &self.lexicon.organizations[usize::from(o)];
        let home = org.country.and_then(|c| self.lexicon.country_codes.get(c)).copied();
        if !tokens.contains(&head) || org.kind != OrgKind::Organization {
            return None;
        }
        let is = |i: usize, word: &str| i < doc.len() && doc.lower(i) == word;
        let of = is(tokens.end, "of").then_some(tokens.end + 1);
        let of = of.map(|i| i + usize::from(is(i, "the")));
        let mut after = self.names[name..].iter().take(NEAR);
        let after = after.find(|n| Some(n.tokens.start) == of);
        let end = tokens.start
            - usize::from(tokens.start > 0 && doc.parse.tag(tokens.start - 1) == "POS");
        let mut before = self.names[..name].iter().rev().take(NEAR);
        let country = after.or_else(|| before.find(|n| n.tokens.end == end))?;
        let foreign =
            matches!(country.known, Some(Known::Country(c)) if home.is_some_and(|h| h != c));
        foreign.then_some((country, org.code))
    }

    /// Reads the name of an organisation as that of another country.
    fn move_abroad(&self, country: &Name, code: &'static str, phrase: &mut Phrase) -> String {
        if let Some(Known::Country(country)) = country.known {
            phrase.countries = vec![country];
        }
        phrase.organization = None;
        phrase.tokens.end = phrase.tokens.end.max(country.tokens.end);
        if phrase.sectors.is_empty() {
            phrase.sectors.extend(code.get(3..6));
        }
        self.doc.text_span(phrase.tokens.clone()).text
    }

    /// "Swedish engineer NAME": no table has the trade, but the nationality stands before it.
    fn described_nationality(&self, head: usize) -> Option<u16> {
        let doc = &self.doc;
        let trade = |k: usize| doc.parse.tag(k).starts_with("NN") && !self.inside[k];
        let mut kids = doc.kids_with(head, &["compound", "nmod"]);
        let told = kids.any(trade);
        let known = |k: usize| match self.names[self.name_at[k]?].known? {
            Known::Country(country) => Some(country),
            Known::Organization(_) => None,
        };
        doc.kids_with(head, &["amod"]).find_map(known).filter(|_| told)
    }

    /// A capitalised name that the model overlooked, where somebody acts or suffers.
    fn is_unknown_name(&self, head: usize) -> bool {
        let doc = &self.doc;
        doc.parse.pos(head) == "PROPN"
            && doc.parse.tag(head).starts_with("NNP")
            && doc.parse.entity_type(head).is_empty()
            && doc.parse.word(head).chars().filter(|c| c.is_alphabetic()).count() > 2
            && doc.parse.word(head).starts_with(char::is_uppercase)
            && matches!(doc.dep(head), "nsubj" | "nsubjpass" | "dobj" | "conj" | "pobj")
            && !self.lexicon.by_lemma.contains_key(doc.lemma(head))
            && !self.lexicon.words.is("amount", doc.lower(head).trim_end_matches('s'))
    }

    /// The places among some tokens lie in a country.
    pub(crate) fn lies_in(&mut self, tokens: Range<usize>, country: u16) {
        for token in tokens {
            let Some(m) = self.at[token] else { continue };
            let mention = &mut self.mentions[m];
            let entity = &mut self.entities[mention.entity];
            // A name of which nothing else is known than that there is a place of that name.
            let place = entity.kind == "place"
                || matches!(entity.kind, "other" | "group") && entity.sectors.is_empty();
            if place && entity.known.is_none() && mention.countries.is_empty() {
                mention.countries.push(country);
                entity.country = entity.country.or(Some(country));
            }
        }
    }

    /// A town or country under a preposition of place is where, not who.
    fn is_place(&self, head: usize, name: &Name) -> bool {
        let government = matches!(name.form, Form::Capital | Form::Seat);
        let doc = &self.doc;
        let words = &self.lexicon.words;
        let place = name.kind == NameKind::Place || government;
        if !place || doc.dep(head) != "pobj" || doc.kids_with(head, &["case"]).next().is_some() {
            return false;
        }
        let prep = doc.head(head);
        // "called on Example City to": whoever is to act is somebody.
        let asked = || {
            let mut verbs = doc.kids_with(doc.head(prep), &["xcomp", "advcl"]);
            verbs.any(|v| v > head && doc.kids_with(v, &["aux"]).any(|a| a == head + 1))
        };
        if government && doc.lower(prep) == "on" && asked() {
            return false;
        }
        // "requested an explanation from Example City"
        let above = doc.up(prep).find(|&v| doc.is_verb(v));
        let asks = |v: usize| self.lexicon.types_by_trigger(doc.lemma(v)).contains(&"REQUEST");
        if government && doc.lower(prep) == "from" && above.is_some_and(asks) {
            return false;
        }
        words.is("locative", doc.lower(prep))
            || words.is("toward", doc.lower(prep)) && words.is("motion", doc.lemma(doc.head(prep)))
    }

    /// Whether a noun stands under a preposition of place.
    pub(crate) fn is_where(&self, head: usize) -> bool {
        let prep = self.doc.head(head);
        self.lexicon.words.is("locative", self.doc.lower(prep))
    }

    /// The entity of a state or of an organisation that the lexicon knows.
    pub(crate) fn entity_of_known(&mut self, known: Known) -> usize {
        let (key, name, kind, country, organization) = match known {
            Known::Country(c) => {
                let country = &self.lexicon.countries[usize::from(c)];
                (format!("c:{c}"), country.name, "country", Some(c), None)
            }
            Known::Organization(o) => {
                let org = &self.lexicon.organizations[usize::from(o)];
                let country = org.country.and_then(|c| self.lexicon.country_codes.get(c)).copied();
                (format!("o:{o}"), org.name, "organization", country, Some(o))
            }
        };
        let name = name.to_owned();
        let index = self.entity(key, name, kind);
        let entity = &mut self.entities[index];
        entity.known = Some(known);
        entity.country = entity.country.or(country);
        entity.organization = entity.organization.or(organization);
        index
    }

    /// The entity of a state.
    pub(crate) fn state_entity(&mut self, country: u16) -> usize {
        self.entity_of_known(Known::Country(country))
    }

    fn entity_by_name(&mut self, name: usize, kind: &'static str) -> usize {
        let name = &self.names[name];
        let kind = if name.kind == NameKind::Group { "group" } else { kind };
        let tokens = name.tokens.clone();
        let text = self.doc.text_span(tokens.clone()).text;
        if let Some(index) = self.full_name(&text) {
            return index;
        }
        let index = self.entity(format!("{kind}:{}", text.to_lowercase()), text, kind);
        if let Some(short) = self.acronym(tokens) {
            for kind in ["organization", "group", "place", "u"] {
                self.keys.entry(format!("{kind}:{short}")).or_insert(index);
            }
        }
        index
    }

    /// "Example" after "Example Resources": the short form of an organisation's name.
    fn full_name(&self, text: &str) -> Option<usize> {
        let longer = |e: &Entity| {
            e.kind == "organization"
                && e.known.is_none()
                && e.name.strip_prefix(text).is_some_and(|rest| rest.starts_with(' '))
        };
        let one_word = !text.contains(' ');
        let recent = self.entities.iter().enumerate().rev().take(MOST_PEOPLE);
        recent.filter(|_| one_word).find(|(_, e)| longer(e)).map(|(i, _)| i)
    }

    /// "Example National Council (ENC)": the short form of a name, as the text introduces it.
    fn acronym(&self, name: Range<usize>) -> Option<String> {
        let doc = &self.doc;
        let at = name.end + 1;
        if at + 1 >= doc.len() || doc.lower(at - 1) != "(" || doc.lower(at + 1) != ")" {
            return None;
        }
        let word = doc.parse.word(at);
        let letters = word.chars().filter(|c| c.is_uppercase()).count();
        let first = doc.parse.word(name.start).chars().next();
        let fits = name.len() > 1 && (2..=8).contains(&letters) && word.chars().next() == first;
        fits.then(|| doc.lower(at).to_owned())
    }

    pub(crate) fn entity(&mut self, key: String, name: String, kind: &'static str) -> usize {
        if let Some(&index) = self.keys.get(&key) {
            return index;
        }
        self.keys.insert(key, self.entities.len());
        self.entities.push(Entity {
            name,
            kind,
            known: None,
            country: None,
            organization: None,
            sectors: Vec::new(),
            role: None,
            gender: None,
            gender_told: false,
            mentions: Vec::new(),
            bearer: None,
            spelling: Spelling::default(),
            spellings: Vec::new(),
        });
        self.entities.len() - 1
    }

    /// A group, office or institution without a name of its own.
    fn described(&mut self, head: usize, kind: RoleKind, phrase: &Phrase) -> Option<usize> {
        // "deputy commander", "business leaders": the word before belongs to the description.
        let before = matches!(self.doc.dep(head), "compound" | "nmod" | "amod");
        if before && !self.lexicon.by_lemma.contains_key(self.doc.lemma(self.doc.head(head))) {
            return None;
        }
        if self.is_thing(head) {
            return None;
        }
        let anchored =
            !phrase.countries.is_empty() || phrase.organization.is_some() || phrase.modified;
        if kind == RoleKind::Generic && !anchored {
            return None;
        }
        let lemma = self.doc.lemma(head).to_owned();
        if kind == RoleKind::Body
            && self.lexicon.words.is("government", &lemma)
            && let [country] = phrase.countries[..]
        {
            return Some(self.entity_of_known(Known::Country(country)));
        }
        if kind == RoleKind::Generic
            && let Some(organization) = phrase.organization
        {
            // "the West African nation" is one of them.
            if self.lexicon.is_region(organization) && self.lexicon.words.is("realm", &lemma) {
                return None;
            }
            return Some(self.entity_of_known(Known::Organization(organization)));
        }
        let country =
            phrase.countries.first().map_or("", |&c| self.lexicon.countries[usize::from(c)].alpha3);
        let name = self.doc.text_span(phrase.tokens.clone()).text;
        let sectors = phrase.sectors.concat();
        // "its army" is another one than "the army" of the sentence before.
        let owns = |&k: &usize| matches!(self.doc.parse.tag(k), "PRP$" | "WP$");
        let owner = self.doc.kids_with(head, &["poss"]).find(owns);
        let whose = owner.filter(|&k| self.doc.parse.tag(k) == "WP$").map_or(0, |k| k);
        let owner = format!("{}{whose}", owner.map_or("", |k| self.doc.lower(k)));
        let key = format!("g:{lemma}:{country}:{sectors}:{:?}:{owner}", phrase.organization);
        let singular = matches!(self.doc.parse.tag(head), "NN" | "NNP");
        let one = match kind {
            RoleKind::Office => singular,
            RoleKind::Group => singular && !self.lexicon.words.is("collective", &lemma),
            _ => false,
        };
        Some(self.entity(key, name, if one { "person" } else { "group" }))
    }

    /// "use force", "voiced opposition": the bare noun is what is used or shown, not who does it.
    fn is_thing(&self, head: usize) -> bool {
        let doc = &self.doc;
        self.lexicon.words.is("thing", doc.lemma(head))
            && doc.parse.tag(head) == "NN"
            && matches!(doc.dep(head), "dobj" | "pobj")
            && doc.kids_with(head, &["det", "poss", "amod", "compound", "nmod"]).next().is_none()
    }

    /// The person that a name means: same words, a surname of a longer name, or nearly so.
    fn person(&mut self, name: usize) -> usize {
        let tokens = self.names[name].tokens.clone();
        let text = self.doc.text_span(tokens).text;
        let spelling = Spelling::new(&text);
        let gender = self.titled_gender(name);
        // Relatives share a surname: a bare one means the person that the text is most about.
        let recent = self.entities.iter().enumerate().rev().filter(|(_, e)| e.kind == "person");
        let same = recent
            .take(MOST_PEOPLE)
            .filter(|(_, e)| gender.is_none() || e.gender.is_none() || e.gender == gender)
            .filter_map(|(i, e)| Some((likeness(&e.spelling, &spelling)?, e.mentions.len(), i)))
            .max()
            .map(|(_, _, i)| i)
            .or_else(|| self.other_surname(name, &spelling.words));
        let index = match same {
            Some(index) => index,
            None => self.entity(format!("p:{text}"), text.clone(), "person"),
        };
        let given = gender::of_name(self.lexicon, text.split_whitespace());
        let entity = &mut self.entities[index];
        entity.gender_told |= gender.is_some();
        entity.gender = gender.or(entity.gender).or(given);
        if spelling.words.len() > entity.spelling.words.len() {
            entity.spelling.clone_from(&spelling);
        }
        entity.spellings.push((text, spelling.words));
        index
    }

    /// The gender that the title directly before a name tells.
    fn titled_gender(&self, name: usize) -> Option<Gender> {
        let before = self.names[name].tokens.start.checked_sub(1)?;
        let titled = self.names[name].title <= before;
        titled.then(|| gender::of_noun(self.lexicon, self.doc.lower(before))).flatten()
    }

    /// "Mrs Example Other" is Ana Example, where people have two surnames: the one name begins with
    /// what the other ends with, and this is no given name.
    fn other_surname(&self, name: usize, words: &[String]) -> Option<usize> {
        let first = self.doc.parse.word(self.names[name].tokens.start);
        if words.len() != 2 || self.lexicon.pronouns.gender(first).is_some() {
            return None;
        }
        let fits =
            |e: &Entity| e.spelling.words.len() > 1 && e.spelling.words.last() == words.first();
        let mut recent = self.entities.iter().enumerate().rev().take(MOST_PEOPLE);
        recent.find(|(_, e)| e.kind == "person" && fits(e)).map(|(i, _)| i)
    }

    /// An entity keeps the first country, sectors and title that any mention gives it.
    pub(crate) fn learn(&mut self, mention: &Mention) {
        let named = mention.name.is_some();
        let person = self.entities[mention.entity].is_named_person();
        let entity = &mut self.entities[mention.entity];
        entity.mentions.push(mention.tokens.clone());
        if !person && named && entity.known.is_some() {
            return;
        }
        if entity.known.is_none() {
            entity.country = entity.country.or(mention.countries.first().copied());
            entity.organization = entity.organization.or(mention.organization);
        }
        if entity.sectors.is_empty() && entity.kind != "country" {
            entity.sectors = mention.sectors.clone();
        }
        if entity.role.is_none() && entity.kind != "country" {
            entity.role = mention.role.clone();
        }
    }
}
