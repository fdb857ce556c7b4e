//! Which mentions are the same: appositions, definite descriptions, and who speaks.

use crate::entities::{Cast, Entity, Mention};
use crate::lexicon::{Form, Known};
use crate::names::NameKind;
use rustc_hash::FxHashMap;

/// More people with an office are not looked at, so that a list of names costs no square time.
const MOST_HOLDERS: usize = 100;

impl Cast<'_> {
    /// "Ali Example, the secretary of the council": the description tells about the name.
    pub(crate) fn link_appositions(&mut self) {
        for head in 0..self.doc.len() {
            if self.doc.dep(head) != "appos" {
                continue;
            }
            self.learn_nationality(head, self.doc.head(head));
            self.learn_nationality(self.doc.head(head), head);
            let Some(described) = self.at[head] else { continue };
            let mut other = self.doc.head(head);
            // "X, president of Y, the deputy ...": chains hang on each other.
            for _ in 0..3 {
                if self.doc.dep(other) == "appos" {
                    other = self.doc.head(other);
                }
            }
            // "the envoy to Japan, X": the name tells who the envoy is.
            let noun = self.doc.head(self.doc.head(other));
            let office = |m: usize| self.entities[self.mentions[m].entity].kind == "person";
            let named = self.entities[self.mentions[described].entity].is_named_person();
            if self.doc.dep(other) == "pobj" && named && self.at[noun].is_some_and(office) {
                other = noun;
            }
            let Some(main) = self.at[other] else { continue };
            self.hold_for_person(main, described);
            if self.is_like_a_person(described) {
                self.hold_for_person(described, main);
            }
            if self.bears_name(main, described) {
                let entity = self.mentions[described].entity;
                self.means(main, entity);
                continue;
            }
            self.hold_for_named(main, described);
            let person = |m: &Mention| self.entities[m.entity].is_named_person();
            let (a, b) = (&self.mentions[main], &self.mentions[described]);
            let (to, from) = match (person(a), person(b)) {
                (true, false) => (main, described),
                // "Eleven villagers, Ana Example among them" are not she.
                (false, true) if a.name.is_none() && !self.is_plural(a.head) => (described, main),
                _ => continue,
            };
            let entity = self.mentions[to].entity;
            let mut told = self.mentions[from].clone();
            self.forget(&told);
            told.entity = entity;
            self.mentions[from].entity = entity;
            told.name = None;
            self.learn(&told);
        }
    }

    /// "the Canadian owner, Example Mines", "one sailor, a Filipino": a nationality in an apposition.
    fn learn_nationality(&mut self, named: usize, description: usize) {
        let Some(mention) = self.at(named) else { return };
        if mention.name.is_none() {
            // Others may be described by the same word: only this mention learns it.
            let people = self.name_at[description]
                .filter(|&n| self.names[n].form == Form::People && mention.countries.is_empty());
            if let (Some(n), Some(m)) = (people, self.at[named])
                && let Some(Known::Country(country)) = self.names[n].known
            {
                self.mentions[m].countries.push(country);
            }
            return;
        }
        let entity = &self.entities[mention.entity];
        let open = entity.known.is_none() && entity.country.is_none() && entity.kind != "place";
        if !open || entity.organization.is_some() {
            return;
        }
        let index = mention.entity;
        // "the coroner in Example City, NAME"
        let place = self.at(description).filter(|m| self.entities[m.entity].kind == "place");
        if let Some(country) = place.and_then(|m| m.countries.first().copied())
            && self.doc.dep(description) == "pobj"
            && matches!(self.doc.lower(self.doc.head(description)), "in" | "of" | "from")
            && self.entities[index].is_named_person()
        {
            self.entities[index].country = Some(country);
        }
        if self.name_at[description].is_some() || self.entities[index].country.is_some() {
            return;
        }
        if let [country] = self.phrase(description, None, 0).countries[..] {
            self.entities[index].country = Some(country);
        }
    }

    /// "X, a spokesman": X is a person, whatever the model took the name for.
    fn hold_for_person(&mut self, named: usize, described: usize) {
        let (a, b) = (&self.mentions[named], &self.mentions[described]);
        let office = b.name.is_none() && self.entities[b.entity].kind == "person";
        let entity = &mut self.entities[a.entity];
        let text = match a.name {
            Some(name) => Some(self.doc.text_span(self.names[name].tokens.clone()).text),
            // A name that the model overlooked.
            None => (entity.kind == "other").then(|| entity.name.clone()),
        };
        if let Some(text) = text.filter(|_| office && entity.known.is_none()) {
            entity.call_person(text);
        }
    }

    /// "Its leader, Ana Example": a name of an office's holder whose words are none of institutions.
    fn is_like_a_person(&self, named: usize) -> bool {
        let Some(name) = self.mentions[named].name else { return false };
        let doc = &self.doc;
        let words = &self.lexicon.words;
        let tokens = self.names[name].tokens.clone();
        (2..=4).contains(&tokens.len())
            && self.names[name].known.is_none()
            && tokens.into_iter().all(|i| {
                let word = doc.lower(i);
                let telling = ["union", "institution", "site", "firm"];
                doc.parse.tag(i).starts_with("NNP")
                    && !telling.iter().any(|class| words.is(class, word))
                    && !self.lexicon.roles.contains_key(doc.lemma(i))
            })
    }

    pub(crate) fn is_plural(&self, head: usize) -> bool {
        matches!(self.doc.parse.tag(head), "NNS" | "NNPS")
    }

    /// "the opposition Example Alliance": a group directly before a name bears it.
    fn bears_name(&self, group: usize, named: usize) -> bool {
        let (a, b) = (&self.mentions[group], &self.mentions[named]);
        let Some(name) = b.name else { return false };
        a.name.is_none()
            && a.head + 1 == self.names[name].tokens.start
            && self.entities[a.entity].kind == "group"
            && self.entities[b.entity].kind == "organization"
            && self.entities[b.entity].known.is_none()
            && !self.is_plural(a.head)
    }

    /// "The West African bloc ECOWAS": the description and the name mean one organisation.
    fn hold_for_named(&mut self, described: usize, named: usize) {
        let (a, b) = (&self.mentions[described], &self.mentions[named]);
        let organization = b.organization.is_some() || self.entities[b.entity].kind != "person";
        let word = self.lexicon.words.is("band", self.doc.lemma(a.head));
        let named = b.name.is_some_and(|n| self.names[n].kind == NameKind::Organization);
        let singular = self.doc.parse.tag(a.head) == "NN";
        if a.name.is_none() && word && named && singular && organization {
            let entity = b.entity;
            self.means(described, entity);
        }
    }

    pub(crate) fn forget(&mut self, mention: &Mention) {
        let entity = &mut self.entities[mention.entity];
        entity.mentions.retain(|m| *m != mention.tokens);
    }

    /// "the president" is the person with that office: the only one, or of several the one who was
    /// mentioned last.
    pub(crate) fn link_definites(&mut self) {
        let mut holders: Vec<usize> = Vec::new();
        for (index, entity) in self.entities.iter().enumerate() {
            if entity.is_named_person() && entity.role.is_some() {
                holders.push(index);
            }
        }
        holders.truncate(MOST_HOLDERS);
        let offices: Vec<String> = holders.iter().map(|&h| self.office(h)).collect();
        // Where each entity was mentioned last before the mention that is looked at.
        let mut latest: Vec<Option<usize>> = vec![None; self.entities.len()];
        for m in 0..self.mentions.len() {
            let mention = &self.mentions[m];
            let head = mention.head;
            latest[mention.entity] = Some(m);
            let definite = self.doc.kids_with(head, &["det"]).any(|d| self.doc.lower(d) == "the");
            let singular = matches!(self.doc.parse.tag(head), "NN" | "NNP");
            let named = self.entities[mention.entity].is_named_person();
            let Some(role) = mention.role.clone().filter(|_| definite && singular && !named) else {
                continue;
            };
            if mention.name.is_some() {
                continue;
            }
            let called = self.words_of(role);
            let country = mention.countries.first().copied();
            let fits = |&(holder, office): &(usize, &String)| {
                let entity = &self.entities[holder];
                latest[holder].is_some()
                    && (country.is_none() || country == entity.country)
                    && self.is_office(&called, office)
            };
            let fitting = holders.iter().copied().zip(&offices).filter(fits).map(|(h, _)| h);
            // Who "backed the minister" is another minister.
            let doer =
                |h: usize| latest[h].is_some_and(|l| self.does_it_to(self.mentions[l].head, head));
            let Some(holder) = fitting.filter(|&h| !doer(h)).max_by_key(|&h| latest[h]) else {
                continue;
            };
            let mut told = mention.clone();
            self.forget(&told);
            told.entity = holder;
            self.mentions[m].entity = holder;
            latest[holder] = Some(m);
            self.learn(&told);
        }
        for entity in &mut self.entities {
            entity.mentions.sort_by_key(|m| m.start);
        }
    }

    /// Whether one is the subject of the verb whose object, or object under a preposition, the other is.
    fn does_it_to(&self, subject: usize, object: usize) -> bool {
        let doc = &self.doc;
        let verb = doc.up(object).find(|&v| doc.is_verb(v));
        matches!(doc.dep(object), "dobj" | "pobj")
            && doc.dep(subject) == "nsubj"
            && verb == Some(doc.head(subject))
    }

    fn words_of(&self, tokens: std::ops::Range<usize>) -> String {
        let words: Vec<&str> = tokens.map(|i| self.doc.lower(i)).collect();
        words.join(" ")
    }

    fn office(&self, entity: usize) -> String {
        self.entities[entity].role.clone().map(|r| self.words_of(r)).unwrap_or_default()
    }

    /// "the minister" is the foreign minister, the prime minister is not; "the premier" is.
    fn is_office(&self, called: &str, office: &str) -> bool {
        office == called
            || office.strip_suffix(called).is_some_and(|rest| rest.ends_with(' '))
            || called.ends_with(office) && called.starts_with("former ")
            || self.lexicon.pronouns.is_same_role(called, office)
    }

    /// "both sides", "the two countries": the last two countries that were mentioned.
    pub(crate) fn both(&self, head: usize) -> Vec<u16> {
        const BACK: usize = 30;
        let doc = &self.doc;
        let before = |word: &str| {
            doc.kids_with(head, &["det", "nummod", "predet"]).any(|k| doc.lower(k) == word)
        };
        let two = (before("both") || before("two")) && doc.parse.tag(head) == "NNS";
        if !two && !before("each") && !before("either") {
            return Vec::new();
        }
        // "two soldiers" are counted, "the two presidents" known.
        let counted = doc.kids_with(head, &["nummod"]).next().is_some();
        if counted && !doc.kids_with(head, &["det"]).any(|d| doc.lower(d) == "the") {
            return Vec::new();
        }
        if let Some(parties) =
            self.parties().filter(|_| self.lexicon.words.is("party", doc.lemma(head)))
        {
            return parties;
        }
        let mut found = Vec::new();
        for mention in self.mentions.iter().rev().take(BACK) {
            let own = self.entities[mention.entity].country;
            for country in mention.countries.iter().rev().copied().chain(own) {
                if !found.contains(&country) {
                    found.push(country);
                }
                if found.len() == 2 {
                    found.reverse();
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// The two states whose dealings a report is about: those that its title names, if it names no other.
    pub(crate) fn parties(&self) -> Option<Vec<u16>> {
        let mut found = Vec::new();
        for name in self.names.iter().take_while(|n| n.tokens.start < self.title_end()) {
            if let Some(Known::Country(country)) = name.known
                && !found.contains(&country)
            {
                found.push(country);
            }
        }
        (found.len() == 2).then_some(found)
    }

    /// "his Example counterpart, X": X has the office of whose counterpart this is, for Example.
    pub(crate) fn link_counterparts(&mut self) {
        let doc = &self.doc;
        let (mut told, mut unnamed) = (Vec::new(), Vec::new());
        for head in (0..doc.len()).filter(|&i| self.lexicon.words.is("counterpart", doc.lemma(i))) {
            let named =
                doc.kids_with(head, &["appos"]).chain(Some(doc.head(head))).chain(Some(head));
            let person = |i: usize| self.at(i).map(|m| m.entity);
            let is_person = |e: &usize| self.entities[*e].is_named_person();
            let somebody = named.filter_map(person).find(is_person);
            let clause = doc.up(head).filter(|&v| doc.is_verb(v));
            let subject = clause.flat_map(|v| doc.kids_with(v, &["nsubj"]).collect::<Vec<_>>());
            let owner = doc.kids_with(head, &["poss"]).chain(subject).filter_map(person);
            let mut others = owner.filter(|o| Some(*o) != somebody);
            let Some(somebody) = somebody else {
                // Unnamed: the words that tell whose counterpart it is tell the office.
                if let (Some(owner), None) = (others.next(), self.at[head]) {
                    unnamed.push((head, owner));
                }
                continue;
            };
            let owner = { others }.find(is_person);
            let countries = self.phrase(head, None, 0).countries;
            told.push((head, somebody, owner, countries.first().copied()));
        }
        for (head, owner) in unnamed {
            self.add_counterpart(head, owner);
        }
        for (head, somebody, owner, country) in told {
            // "his counterpart, X": X is meant by both. Before the name the word is only a title.
            if self.at[head].is_none() && !self.inside[head] {
                self.refer(head, somebody);
            }
            let office =
                owner.map(|o| (self.entities[o].sectors.clone(), self.entities[o].role.clone()));
            let entity = &mut self.entities[somebody];
            entity.country = entity.country.or(country);
            if let Some((sectors, role)) = office
                && entity.sectors.is_empty()
            {
                entity.sectors = sectors;
                entity.role = entity.role.clone().or(role);
            }
        }
    }

    /// "her Example counterpart": who has her office in that country, by name if the text names one.
    fn add_counterpart(&mut self, head: usize, owner: usize) {
        let phrase = self.phrase(head, None, 0);
        let [country] = phrase.countries[..] else { return };
        let office = |e: &Entity| e.role.clone().map(|r| self.doc.lower(r.end - 1));
        let same = office(&self.entities[owner]);
        let fits = |e: &&Entity| {
            e.is_named_person() && e.country == Some(country) && same.is_some() && office(e) == same
        };
        let named = self.entities.iter().filter(fits).count() == 1;
        let named = self.entities.iter().position(|e| named && fits(&e));
        if let Some(entity) = named.filter(|&e| e != owner) {
            return self.refer(head, entity);
        }
        let sectors = self.entities[owner].sectors.clone();
        let tokens = self.doc.trim(phrase.tokens);
        let name = self.doc.text_span(tokens.clone()).text;
        let alpha3 = self.lexicon.countries[usize::from(country)].alpha3;
        let key = format!("c:{alpha3}:{}", sectors.concat());
        let entity = self.entity(key, name, "person");
        self.entities[entity].country = Some(country);
        self.entities[entity].sectors.clone_from(&sectors);
        self.entities[entity].mentions.push(tokens.clone());
        self.at[head] = Some(self.mentions.len());
        self.mentions.push(Mention {
            head,
            tokens,
            name: None,
            entity,
            countries: vec![country],
            organization: None,
            sectors,
            role: None,
            pronoun: false,
        });
    }

    /// "the former", "the latter": of the last two who were named.
    pub(crate) fn link_former_and_latter(&mut self) {
        for head in 0..self.doc.len() {
            let doc = &self.doc;
            let back = match doc.lower(head) {
                "latter" => 0,
                "former" => 1,
                _ => continue,
            };
            let alone = !matches!(doc.dep(head), "amod" | "compound" | "nmod");
            let the = doc.kids_with(head, &["det"]).any(|d| doc.lower(d) == "the");
            if !alone || !the || self.at[head].is_some() {
                continue;
            }
            let mut named: Vec<usize> = Vec::new();
            let end = self.mentions.partition_point(|m| !m.pronoun && m.head < head);
            for mention in self.mentions[..end].iter().rev().take(12).filter(|m| m.name.is_some()) {
                if !named.contains(&mention.entity) {
                    named.push(mention.entity);
                }
            }
            if let [_, _, ..] = named[..] {
                self.refer(head, named[back]);
            }
        }
    }

    /// "The group, he said, had demanded money": a bare word for an organisation is the last one that
    /// was named, and stays this one ("the company").
    pub(crate) fn link_groups(&mut self) {
        const BACK: usize = 2;
        // A report on gunmen goes on speaking of them for longer.
        const ARMED: usize = 8;
        // Mentions that are looked at for a description.
        const FAR: usize = 200;
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for head in 0..self.doc.len() {
            let doc = &self.doc;
            let alone = doc.kids(head).iter().all(|&k| {
                // "the company, which has sued": what is said by the way does not pick one out.
                let aside = doc.dep(k) == "relcl" && k > head + 1 && doc.lower(head + 1) == ",";
                matches!(doc.lower(k), "the" | "this" | "that")
                    || matches!(doc.dep(k), "punct" | "case")
                    || aside
            }) && doc.kids_with(head, &["det"]).next().is_some();
            let singular = doc.parse.tag(head) == "NN";
            let word = self.lexicon.words.is("band", doc.lemma(head));
            let acts = !matches!(doc.dep(head), "compound" | "nmod" | "amod" | "attr" | "appos");
            let bare = self.at(head).is_none_or(|m| {
                m.name.is_none() && m.countries.is_empty() && m.organization.is_none()
            });
            if !word || !singular || !alone || !acts || !bare {
                continue;
            }
            let end = self.mentions.partition_point(|m| !m.pronoun && m.head < head);
            let near = |m: &&Mention| doc.sentence_of(m.head) + BACK >= doc.sentence_of(head);
            let group = |m: &&Mention| m.name.is_some() && self.may_be_called(head, m);
            let before = self.mentions[..end].iter().rev().take_while(near);
            let called: Vec<&Mention> = before.filter(group).collect();
            // "the movement" is what has the word in its name before all that was named since.
            let says = |m: &&&Mention| {
                m.tokens.clone().any(|i| doc.lemma(i).eq_ignore_ascii_case(doc.lemma(head)))
            };
            let named = called.iter().find(says).or(called.first()).map(|m| m.entity);
            // "Example's spy agency ... the agency": what was described by the same word goes first.
            let described = |m: &&Mention| {
                m.name.is_none()
                    && doc.lemma(m.head) == doc.lemma(head)
                    && (!m.countries.is_empty() || m.organization.is_some())
            };
            let described = self.mentions[..end].iter().rev().take(FAR).find(described);
            let described = described.map(|m| m.entity);
            let before = known.get(doc.lemma(head)).copied().or(described);
            // "Gunmen stormed a hotel ... The group demanded": they are the group.
            let armed = |m: &&Mention| {
                m.name.is_none()
                    && self.is_plural(m.head)
                    && m.sectors.iter().any(|s| matches!(*s, "REB" | "CRM"))
            };
            let near = |m: &&Mention| doc.sentence_of(m.head) + ARMED >= doc.sentence_of(head);
            let armed = self.mentions[..end].iter().rev().take_while(near).find(armed);
            let armed = armed.filter(|_| self.at(head).is_none()).map(|m| m.entity);
            let Some(entity) = before.or(named).or(armed) else { continue };
            known.insert(doc.lemma(head).to_owned(), entity);
            match self.at[head] {
                None => self.refer(head, entity),
                Some(m) => self.means(m, entity),
            }
        }
    }

    /// "the Fund" after "the International Monetary Fund": with a capital, a word of the name stands for
    /// the whole.
    pub(crate) fn link_short_names(&mut self) {
        for head in 0..self.doc.len() {
            let doc = &self.doc;
            let word = doc.parse.word(head);
            let capital = word.starts_with(char::is_uppercase) && word.len() > 3;
            let article = doc.kids_with(head, &["det"]).any(|d| d + 1 == head);
            let alone = doc.kids(head).iter().all(|&k| k > head || doc.dep(k) == "det");
            let noun = doc.is_noun(head) && !matches!(doc.dep(head), "compound" | "nmod" | "amod");
            if !capital || !article || !alone || !noun || self.at[head].is_some() {
                continue;
            }
            let called = |m: &&Mention| {
                let entity = &self.entities[m.entity];
                let mut words = entity.name.split_whitespace();
                entity.kind == "organization"
                    && words.clone().count() > 1
                    && words.next_back() == Some(word)
            };
            let end = self.mentions.partition_point(|m| !m.pronoun && m.head < head);
            let named = self.mentions[..end].iter().rev().find(called).map(|m| m.entity);
            if let Some(entity) = named {
                self.refer(head, entity);
            }
        }
    }

    /// Whether an organisation that was named may be "the party", "the company", "the agency".
    fn may_be_called(&self, head: usize, named: &Mention) -> bool {
        let entity = &self.entities[named.entity];
        if !matches!(entity.kind, "organization" | "group") {
            return false;
        }
        // States form unions and agencies, but no movements and firms.
        let code = match entity.known {
            Some(Known::Organization(o)) => self.lexicon.organizations[usize::from(o)].code,
            _ => "",
        };
        if code.starts_with("IGO") && self.lexicon.words.is("partisan", self.doc.lemma(head)) {
            return false;
        }
        let Some(mention) = self.at(head) else { return true };
        let sectors = self.sectors_of(named);
        let own = |s: &str| s == "GOV" || sectors.iter().any(|o| o == s);
        let word = self.doc.lemma(head);
        let says = named.tokens.clone().any(|i| self.doc.lemma(i) == word);
        let unknown = entity.known.is_none() && entity.sectors.is_empty();
        says || unknown || mention.sectors.iter().copied().all(own)
    }

    fn sectors_of(&self, mention: &Mention) -> Vec<String> {
        self.actor(crate::actors::Arg { head: mention.head, country: None }).sectors
    }

    /// A description means an entity that was named before.
    pub(crate) fn means(&mut self, mention: usize, entity: usize) {
        let mut told = self.mentions[mention].clone();
        self.forget(&told);
        told.entity = entity;
        self.mentions[mention].entity = entity;
        self.mentions[mention].organization = self.entities[entity].organization;
        self.learn(&told);
        self.entities[entity].mentions.sort_by_key(|m| m.start);
    }

    /// "X, who commands the Example troops": the country comes from those who are led.
    pub(crate) fn inherit_from_led(&mut self) {
        for verb in 0..self.doc.len() {
            let doc = &self.doc;
            let leads = doc.dep(verb) == "relcl" && self.lexicon.words.is("leads", doc.lemma(verb));
            let who = |s: usize| matches!(doc.lower(s), "who" | "which" | "that");
            if !leads || !doc.kids_with(verb, &["nsubj"]).any(who) {
                continue;
            }
            let led = doc.kids_with(verb, &["dobj"]).find_map(|o| self.at(o));
            let Some(country) =
                led.and_then(|m| m.countries.first().copied().or(self.entities[m.entity].country))
            else {
                continue;
            };
            let Some(leader) = self.at(doc.head(verb)).map(|m| m.entity) else { continue };
            let leader = &mut self.entities[leader];
            if leader.known.is_none() && leader.organization.is_none() {
                leader.country = leader.country.or(Some(country));
            }
        }
    }

    /// "One of them, Ana Example": she is what they are.
    pub(crate) fn inherit_from_companions(&mut self) {
        for one in 0..self.doc.len() {
            let doc = &self.doc;
            if !matches!(doc.lower(one), "one" | "another") {
                continue;
            }
            let of = doc.kids_with(one, &["prep"]).filter(|&p| doc.lower(p) == "of");
            let group = of.flat_map(|p| doc.kids_with(p, &["pobj"])).find_map(|o| self.at(o));
            let named = doc.kids_with(one, &["appos"]).find_map(|a| self.at(a));
            let (Some(group), Some(named)) = (group, named) else { continue };
            let (of, person) = (&self.entities[group.entity], named.entity);
            let (country, organization) = (of.country, of.organization);
            let sectors = of.sectors.clone();
            let person = &mut self.entities[person];
            if !person.is_named_person() || person.known.is_some() {
                continue;
            }
            person.country = person.country.or(country);
            person.organization = person.organization.or(organization);
            if person.sectors.is_empty() {
                person.sectors = sectors;
            }
        }
    }

    /// "the rebels' leader": a bare word for somebody at the top is of those whom it leads.
    pub(crate) fn inherit_sectors(&mut self) {
        for m in 0..self.mentions.len() {
            let mention = &self.mentions[m];
            if mention.role.is_none() || !mention.sectors.is_empty() || mention.name.is_some() {
                continue;
            }
            let owner = self.doc.kids_with(mention.head, &["poss"]).find_map(|p| self.at(p));
            let Some(owner) = owner.filter(|o| !self.entities[o.entity].is_named_person()) else {
                continue;
            };
            let group = matches!(self.entities[owner.entity].kind, "group" | "organization");
            let sectors = self.entities[owner.entity].sectors.clone();
            if !group || sectors.is_empty() {
                continue;
            }
            let entity = &mut self.entities[self.mentions[m].entity];
            if entity.sectors.is_empty() {
                entity.sectors.clone_from(&sectors);
            }
            self.mentions[m].sectors = sectors;
        }
    }

    /// "Kadhimi's government", "its army": the country comes from the possessor.
    pub(crate) fn inherit_countries(&mut self) {
        for m in 0..self.mentions.len() {
            let mention = &self.mentions[m];
            let bare = mention.countries.is_empty() && mention.organization.is_none();
            if !bare || mention.pronoun || self.entities[mention.entity].country.is_some() {
                continue;
            }
            let poss = self.doc.kids_with(mention.head, &["poss"]).next();
            // "the council's chief", "the council chief"
            let institution = || {
                let before = self.doc.kids_with(mention.head, &["compound", "nmod"]);
                before.filter_map(|k| self.at(k)).find(|m| m.name.is_some())
            };
            let owner = poss.and_then(|p| self.at(p)).or_else(institution);
            let Some(owner) = owner else { continue };
            let (country, organization) =
                (self.entities[owner.entity].country, self.entities[owner.entity].organization);
            let mention = &mut self.mentions[m];
            mention.countries.extend(country);
            mention.organization = organization;
            let entity = &mut self.entities[mention.entity];
            entity.country = entity.country.or(country);
            entity.organization = entity.organization.or(organization);
        }
    }

    /// "I" and "we" in somebody's words are the speaker.
    pub fn link_speakers(&mut self, reports: &crate::claims::Reports) {
        for head in 0..self.doc.len() {
            let first = matches!(self.doc.lower(head), "i" | "we" | "me" | "us" | "my" | "our")
                && self.doc.parse.pos(head) == "PRON";
            if !first || self.at[head].is_some() {
                continue;
            }
            let Some(speaker) = reports.speaker_at(head).and_then(|a| self.at(a.head)) else {
                continue;
            };
            let entity = speaker.entity;
            self.refer(head, entity);
        }
        // "our soldiers"
        self.inherit_countries();
    }
}
