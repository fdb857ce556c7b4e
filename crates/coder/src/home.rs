//! The country of people and offices that a report names without one. News leaves the country out
//! where it is clear: "the police" in a story from one country are that country's, and "In Example
//! City, a minister said" speaks of a minister there.

use crate::entities::{Cast, Entity, Mention};
use crate::lexicon::{Form, Known};
use crate::names::Name;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Sectors whose people need not be of the country.
const ABROAD: [&str; 2] = ["NGO", "REF"];

impl Cast<'_> {
    /// "Example soldiers and police", "a company from Example ... the company": a bare noun shares
    /// the country of what it is coordinated with, or of the only group that the same noun has
    /// described before.
    fn share_countries(&mut self) {
        type Home = (Option<u16>, Option<u16>);
        let mut seen: FxHashMap<String, Option<Home>> = FxHashMap::default();
        for m in 0..self.mentions.len() {
            let mention = &self.mentions[m];
            let named = self.entities[mention.entity].is_named_person();
            if mention.name.is_some() || mention.pronoun || named {
                continue;
            }
            let doc = &self.doc;
            let lemma = doc.lemma(mention.head);
            let entity = &self.entities[mention.entity];
            let home = (entity.country, entity.organization);
            if home != (None, None) {
                let same = *seen.entry(lemma.to_owned()).or_insert(Some(home));
                if same != Some(home) {
                    seen.insert(lemma.to_owned(), None);
                }
                continue;
            }
            // "the coast guard": the words of its own description tell nothing of others.
            let role = mention.role.clone().unwrap_or_default();
            let mut told = doc.kids_with(mention.head, &["amod", "poss", "compound", "nmod"]);
            if told.any(|k| !role.contains(&k)) {
                continue;
            }
            let bare = doc.kids_with(mention.head, &["det"]).next().is_none();
            let first = doc.head(mention.head);
            let joined = (bare && doc.dep(mention.head) == "conj")
                .then(|| self.at(first))
                .flatten()
                .filter(|m| m.name.is_none())
                .map(|m| m.countries.clone())
                .unwrap_or_default();
            let same = seen.get(lemma).copied().flatten().unwrap_or_default();
            let entity = &mut self.entities[mention.entity];
            entity.country = joined.first().copied().or(same.0);
            entity.organization = same.1.filter(|_| joined.is_empty());
            if joined.len() > 1 {
                // "lawmakers and officials from X and Y"
                self.mentions[m].countries = joined;
            }
        }
    }

    /// "a Hamburg firm", "a deputy from Basra", "officers of the agency": those without a country are
    /// of the town or body that they belong to.
    fn inherit_from_owners(&mut self, towns: &[(usize, u16)]) {
        for m in 0..self.mentions.len() {
            let mention = &self.mentions[m];
            let open = |e: &Entity| e.country.is_none() && e.organization.is_none();
            if let Some(seat) =
                self.seat(mention, towns).filter(|_| open(&self.entities[mention.entity]))
            {
                self.entities[mention.entity].country = Some(seat);
                self.mentions[m].countries.push(seat);
                continue;
            }
            if mention.name.is_some() || mention.pronoun || !open(&self.entities[mention.entity]) {
                continue;
            }
            let doc = &self.doc;
            let serves = self.lexicon.words.is("serves", doc.lemma(mention.head));
            let links = doc.kids_with(mention.head, &["prep"]).filter(|&p| {
                let office = self.entities[mention.entity].kind == "person";
                matches!(doc.lower(p), "of" | "from" | "for" | "at")
                    || !office && doc.lower(p) == "in"
                    || doc.lower(p) == "to" && serves
            });
            let place =
                |&k: &usize| self.at(k).is_some_and(|m| self.entities[m.entity].kind == "place");
            let before = doc.kids_with(mention.head, &["compound", "nmod", "amod"]).filter(place);
            // "Example, whose army ..."
            let whose = doc.kids_with(mention.head, &["poss"]).filter(|&p| doc.lower(p) == "whose");
            let whose = whose.filter_map(|p| self.antecedent_of_relative(p));
            let owners = before.chain(whose).chain(links.flat_map(|p| doc.kids_with(p, &["pobj"])));
            let known = owners.filter_map(|o| self.at(o)).map(|o| &self.entities[o.entity]);
            let Some(owner) = { known }.find(|e| !open(e)) else { continue };
            let (country, organization) = (owner.country, owner.organization);
            let entity = &mut self.entities[mention.entity];
            (entity.country, entity.organization) = (country, organization);
            self.mentions[m].countries.extend(country);
            self.mentions[m].organization = organization;
        }
    }

    /// "Example City-based Firm", "Firm, based in Example City": the country of the town where a company
    /// or body has its seat.
    fn seat(&self, mention: &Mention, towns: &[(usize, u16)]) -> Option<u16> {
        let doc = &self.doc;
        let based = doc.kids_with(mention.head, &["amod", "acl"]);
        let based = based.filter(|&k| doc.lower(k) == "based");
        let town = based.flat_map(|k| {
            let below = doc.kids_with(k, &["prep"]).filter(|&p| doc.lower(p) == "in");
            let below = below.flat_map(|p| doc.kids_with(p, &["pobj"]));
            doc.kids_with(k, &["npadvmod", "compound", "nmod"]).chain(below).collect::<Vec<_>>()
        });
        let country = |t: usize| {
            let known = self.at(t).and_then(|m| self.entities[m.entity].country);
            known.or_else(|| towns.iter().find(|town| town.0 == t).map(|town| town.1))
        };
        let body = matches!(self.entities[mention.entity].kind, "organization" | "group");
        { town }.find_map(country).filter(|_| body)
    }

    /// Gives a country to those who have an office or occupation and no country.
    pub(crate) fn settle_at_home(&mut self, towns: &[(usize, u16)]) {
        self.share_countries();
        self.inherit_from_owners(towns);
        let opening = self.opening_places();
        let home = self.home(towns);
        let mut away = vec![false; self.entities.len()];
        // Where each is mentioned first; later mentions may stand in any company.
        let mut place: Vec<Option<Option<u16>>> = vec![None; self.entities.len()];
        for mention in self.mentions.iter().filter(|m| !m.pronoun) {
            away[mention.entity] |=
                self.is_away(mention.head) || mention.sectors.iter().any(|s| ABROAD.contains(s));
            if place[mention.entity].is_none() {
                let here = opening[self.doc.sentence_of(mention.head)];
                let here = here.or_else(|| self.told_by_state(mention.head));
                let here = here.or_else(|| self.opposed(mention));
                let here = here.or_else(|| self.acts_in(mention));
                let topic = || self.going_on(mention, &opening, home);
                place[mention.entity] = Some(here.or_else(topic));
            }
        }
        if let Some(home) = home {
            self.link_the_country(home);
        }
        for (index, entity) in self.entities.iter_mut().enumerate() {
            let unknown = entity.known.is_none() && entity.bearer.is_none();
            let bare = unknown && entity.country.is_none() && entity.organization.is_none();
            let somebody = matches!(entity.kind, "person" | "group" | "organization");
            // The founder of something, the head of an association.
            // Nobody says of foreigners that they are what everybody is.
            let told = matches!(entity.kind, "person" | "group") && entity.role.is_some();
            let heads = entity.is_named_person() || told;
            let occupied = !entity.sectors.is_empty() || heads;
            if bare && somebody && occupied && !away[index] {
                entity.country = place[index].flatten().or(home);
            }
        }
    }

    /// "shipped rice to the country": the state that has been named in the sentence before, if it is not
    /// who acts, else the one that the report is about.
    fn link_the_country(&mut self, home: u16) {
        for head in 0..self.doc.len() {
            let doc = &self.doc;
            let called = doc.parse.tag(head) == "NN"
                && self.lexicon.words.is("land", doc.lemma(head))
                && self.at(head).is_none();
            let bare = doc.kids(head).iter().all(|&k| doc.lower(k) == "the")
                && doc.kids_with(head, &["det"]).next().is_some();
            if !called || !bare {
                continue;
            }
            let start = doc.sentences()[doc.sentence_of(head)].start;
            let state = |m: &&Mention| self.is_state(&self.entities[m.entity]);
            let own = |m: &Mention| self.entities[m.entity].country == Some(home);
            // Whoever acts on "the country" from outside is another one.
            let mut named = (start..head).filter_map(|i| self.at(i)).filter(state).peekable();
            let alone = named.peek().is_none() || doc.dep(head) != "nsubj";
            if alone && !named.any(own) {
                let entity = self.state_entity(home);
                self.refer(head, entity);
            }
        }
    }

    /// "foreign troops", "a diplomat": people who need not be of the country.
    fn is_away(&self, head: usize) -> bool {
        let doc = &self.doc;
        let words = &self.lexicon.words;
        let mention = self.at(head);
        let office = mention.and_then(|m| m.role.clone());
        let before = doc.kids_with(head, &["amod", "compound", "nmod"]);
        // A regional commander of the police is one of the country's own regions.
        let local = mention.is_some_and(|m| m.sectors.contains(&"COP"));
        words.is("abroad", doc.lemma(head))
            || before
                .filter(|&k| !office.as_ref().is_some_and(|o| o.contains(&k) && o.len() > 1))
                .any(|k| words.is("abroad", doc.lower(k)) && !(local && doc.lower(k) == "regional"))
            || office.is_some_and(|o| words.is("abroad", doc.lemma(o.end - 1)))
    }

    /// "Protesters burned a flag in Example City, where police held three": crowds, police and
    /// courts are of the country where they act.
    fn acts_in(&self, mention: &Mention) -> Option<u16> {
        const LOCAL: [&str; 9] = ["COP", "OPP", "CVL", "EDU", "LAB", "AGR", "JUD", "REL", "HLH"];
        let doc = &self.doc;
        if !mention.sectors.iter().any(|s| LOCAL.contains(s)) {
            return None;
        }
        let verb = doc.head(mention.head);
        let subject = matches!(doc.dep(mention.head), "nsubj" | "nsubjpass");
        if !subject || !doc.is_verb(verb) {
            return None;
        }
        let country = |place: usize| {
            // "outside the Example embassy" is in another country.
            let m = self.at(place).filter(|m| m.role.is_none())?;
            let place = self.entities[m.entity].kind == "place" || self.is_where(m.head);
            m.countries.first().copied().or(self.entities[m.entity].country).filter(|_| place)
        };
        let objects = doc.kids_with(verb, &["dobj"]);
        let preps = std::iter::once(verb).chain(objects).flat_map(|b| doc.kids_with(b, &["prep"]));
        let below = preps.filter(|&p| self.lexicon.words.is("locative", doc.lower(p)));
        let here = below.flat_map(|p| doc.kids_with(p, &["pobj"])).find_map(country);
        let where_ = doc.dep(verb) == "relcl"
            && doc.kids_with(verb, &["advmod"]).any(|a| doc.lower(a) == "where");
        here.or_else(|| where_.then(|| country(doc.head(verb))).flatten())
    }

    /// An opposition leader who speaks of a head of government is of the same country.
    fn opposed(&self, mention: &Mention) -> Option<u16> {
        let entity = &self.entities[mention.entity];
        let opposes = entity.is_named_person() && entity.sectors.contains(&"OPP");
        let sentence = self.doc.sentences()[self.doc.sentence_of(mention.head)].clone();
        let governs = |e: &&Entity| e.is_named_person() && e.sectors.contains(&"GOV");
        let others = sentence.filter(|_| opposes).filter_map(|i| self.at(i));
        let other = others.map(|m| &self.entities[m.entity]).find(governs);
        other.and_then(|e| e.country)
    }

    /// The country that a paragraph goes on speaking of: the one that the sentence before is about, or
    /// that opened it. Where the report's own country has been named since, the office is rather of
    /// that, and so are police and courts, which seldom act elsewhere.
    fn going_on(
        &self,
        mention: &Mention,
        opening: &[Option<u16>],
        home: Option<u16>,
    ) -> Option<u16> {
        let doc = &self.doc;
        let sentence = doc.sentence_of(mention.head);
        let government = self.lexicon.words.is("government", doc.lemma(mention.head));
        let office = self.entities[mention.entity].kind == "person" || mention.role.is_none();
        // Without a country of its own a report speaks of those who act where each paragraph is; "the
        // three parliaments" are of several. With one, its parties, courts and police are at home.
        let inner = ["OPP", "PTY", "LEG", "COP", "JUD"];
        let domestic = mention.sectors.iter().any(|s| inner.contains(s));
        let bodies = mention.sectors.iter().any(|s| matches!(*s, "GOV" | "LEG" | "JUD"));
        let counted = bodies && doc.kids_with(mention.head, &["nummod"]).next().is_some();
        let agent = doc.dep(mention.head) == "pobj" && doc.dep(doc.head(mention.head)) == "agent";
        let acts = agent || matches!(doc.dep(mention.head), "nsubj" | "nsubjpass");
        let office = office || government;
        // "the commission's head" is of where the commission is.
        let mut described =
            std::iter::once(mention.head).chain(doc.kids_with(mention.head, &["appos"]));
        let owned = described.any(|d| doc.kids_with(d, &["poss"]).next().is_some());
        let office = match home {
            None => office || acts && !counted,
            Some(_) => office && !domestic,
        };
        if sentence == 0 || !office || owned || self.opens_paragraph(sentence) {
            return None;
        }
        let start = doc.sentences()[sentence].start;
        let own = |m: &&Mention| home.is_some() && self.entities[m.entity].country == home;
        let named = |m: &&Mention| self.is_state(&self.entities[m.entity]);
        let nearer =
            (start..mention.head).filter_map(|i| self.at(i)).filter(named).any(|m| own(&m));
        let topic = self.topic(sentence - 1).or(opening[sentence - 1]);
        topic.filter(|_| !nearer)
    }

    fn opens_paragraph(&self, sentence: usize) -> bool {
        let sentences = self.doc.sentences();
        let before = sentences[sentence - 1].end - 1;
        (before..sentences[sentence].start + 1).any(|i| self.doc.parse.word(i).contains('\n'))
    }

    /// The state that a sentence is about: its subject, or the one that is affected ("The decision
    /// angered Example").
    fn topic(&self, sentence: usize) -> Option<u16> {
        let doc = &self.doc;
        let range = doc.sentences()[sentence].clone();
        // Of "the decision angered Example" parsers make "the decision that angered Example".
        let top = |i: usize| doc.head(i) == i;
        let verb = |i: &usize| {
            let above = doc.head(*i);
            doc.is_verb(*i) && (top(*i) || top(above) && !doc.is_verb(above))
        };
        let root = range.clone().find(verb)?;
        let state = |i: usize| {
            let mention = self.at(i)?;
            let entity = &self.entities[mention.entity];
            // "A Norwegian patrol vessel stopped the boat."
            let armed = mention.sectors.iter().any(|s| matches!(*s, "MIL" | "COP"));
            let means = mention.name.is_none() && mention.countries.len() == 1 && armed;
            entity.country.filter(|_| means || self.is_state(entity))
        };
        // "Example and Other sent observers": which of them?
        let several = |s: usize| self.conjuncts(s).into_iter().filter_map(state).nth(1).is_some();
        if doc.kids_with(root, &["nsubj", "nsubjpass"]).any(several) {
            return None;
        }
        let subject = doc.kids_with(root, &["nsubj", "nsubjpass"]).find_map(state);
        subject.or_else(|| doc.kids_with(root, &["dobj"]).find_map(state))
    }

    /// "The government of Example said that Minister N ...": N is of Example.
    fn told_by_state(&self, head: usize) -> Option<u16> {
        let doc = &self.doc;
        let clause = doc.up(head).find(|&v| doc.is_verb(v)).filter(|&v| doc.dep(v) == "ccomp")?;
        let speaker = doc.kids_with(doc.head(clause), &["nsubj"]).find_map(|s| self.at(s))?;
        let entity = &self.entities[speaker.entity];
        let subject = doc.kids_with(clause, &["nsubj", "nsubjpass"]).any(|s| s == head);
        entity.country.filter(|_| subject && self.is_state(entity))
    }

    /// The country of "In Example City," at the front of each sentence.
    fn opening_places(&self) -> Vec<Option<u16>> {
        let doc = &self.doc;
        let mut places = vec![None; doc.sentences().len()];
        for name in &self.names {
            let Some(Known::Country(country)) = name.known else { continue };
            let sentence = doc.sentence_of(name.tokens.start);
            let start = doc.sentences()[sentence].start;
            let front = name.tokens.start - start <= 2
                && (start..name.tokens.start).any(|i| doc.lower(i) == "in")
                && name.tokens.end < doc.len()
                && doc.lower(name.tokens.end) == ",";
            if front && matches!(name.form, Form::Name | Form::Capital) {
                places[sentence] = Some(country);
            }
        }
        places
    }

    /// The country that a report is about: the one that most of its names belong to. That of the
    /// dateline needs fewer. `towns` are the places that only a gazetteer knows, with their countries.
    fn home(&self, towns: &[(usize, u16)]) -> Option<u16> {
        const FROM_THE_START: usize = 60;
        let mut counts: Vec<(u16, u32)> = Vec::new();
        let mut count = |country: u16, times: u32| match counts.iter_mut().find(|c| c.0 == country)
        {
            Some(slot) => slot.1 += times,
            None => counts.push((country, times)),
        };
        let mut dateline = None;
        let title = self.title_end();
        for name in &self.names {
            if let Some(Known::Country(country)) = name.known {
                count(country, if name.tokens.start < title { 3 } else { 1 });
            }
        }
        for &(_, country) in towns {
            count(country, 1);
        }
        for i in 0..self.doc.len().min(FROM_THE_START) {
            let Some(end) = self.doc.dateline(i) else { continue };
            dateline = (i..end).find_map(|at| self.town(at)).or_else(|| {
                let known = |n: &Name| match n.known {
                    Some(Known::Country(c)) if (i..end).contains(&n.tokens.start) => Some(c),
                    _ => None,
                };
                let town = || towns.iter().find(|t| (i..end).contains(&t.0)).map(|t| t.1);
                self.names.iter().find_map(known).or_else(town)
            });
            break;
        }
        // Without a dateline the title tells, if it names one country and the report goes on with it.
        let opening = dateline.or_else(|| self.only_country(title));
        if let Some(country) = dateline {
            count(country, 2);
        }
        let total: u32 = counts.iter().map(|c| c.1).sum();
        let &(top, most) = counts.iter().max_by_key(|c| c.1)?;
        if let Some(country) = opening {
            let own = counts.iter().find(|c| c.0 == country).map_or(0, |c| c.1);
            // News of a state's relations names many others, each of them less often.
            if own > 2 && (own * 3 >= total || own == most && own * 4 >= total) {
                return Some(country);
            }
        }
        // "Example police storm hotel": the only country of a title, named as often as any other.
        let mut titled = self.names.iter().filter(|n| n.tokens.start < title).filter_map(|n| {
            let Some(Known::Country(country)) = n.known else { return None };
            Some(country)
        });
        let first = titled.next();
        let alone = first.filter(|c| titled.all(|other| other == *c));
        let most_of = |c: &u16| counts.iter().any(|x| x.0 == *c && x.1 == most && most > 3);
        if let Some(country) = alone.filter(most_of) {
            return Some(country);
        }
        (most >= 3 && most * 2 > total).then_some(top)
    }

    /// The one country that the title names, if the first paragraph names it too.
    fn only_country(&self, title: usize) -> Option<u16> {
        let word = |i: usize| self.doc.parse.word(i).contains('\n');
        let text = (title..self.doc.len()).find(|&i| !word(i))?;
        let lead = text..(text..self.doc.len()).find(|&i| word(i)).unwrap_or(self.doc.len());
        let named = |n: &Name, range: &Range<usize>| match n.known {
            Some(Known::Country(c)) if range.contains(&n.tokens.start) => Some(c),
            _ => None,
        };
        let mut told = self.names.iter().filter_map(|n| named(n, &(0..title)));
        let country = told.next()?;
        let again = self.names.iter().filter_map(|n| named(n, &lead)).any(|c| c == country);
        (again && told.all(|c| c == country)).then_some(country)
    }

    /// The end of a title: a first line without a full stop.
    pub(crate) fn title_end(&self) -> usize {
        let parse = self.doc.parse;
        let line = (0..parse.len()).find(|&i| parse.word(i).contains('\n'));
        line.filter(|&end| end > 0 && parse.word(end - 1) != ".").unwrap_or(0)
    }

    /// The country whose capital is written in capitals at a token, as datelines are: one or two
    /// words.
    fn town(&self, at: usize) -> Option<u16> {
        let title = |i: usize| {
            let mut letters = self.doc.lower(i).chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        };
        let first = title(at);
        let entries = self.lexicon.names.get(first.as_str())?;
        let fits = |words: &[&'static str]| {
            at + words.len() <= self.doc.len()
                && words.iter().enumerate().all(|(k, w)| title(at + k) == *w)
        };
        entries.iter().find(|e| fits(&e.words)).and_then(|e| match e.known {
            Known::Country(country) => Some(country),
            Known::Organization(_) => None,
        })
    }
}
