//! Who is meant by a word, and which code this one has.

use crate::entities::{Cast, Entity, Mention};
use crate::lexicon::{Day, Known, OrgKind, Part};
use crate::people::Standing;
use crate::record::Actor;

/// One actor in a slot: a mention, and which of its countries is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arg {
    /// Head token of the mention.
    pub head: usize,
    /// The country, where the mention has several.
    pub country: Option<u16>,
}

/// Coordinations longer than this are lists or noise.
const MOST_CONJUNCTS: usize = 16;

impl Cast<'_> {
    /// The actors that a noun phrase stands for: itself and all it is coordinated with, or those
    /// who own it ("Example's border policy" is Example's).
    pub fn who(&self, head: usize) -> Vec<Arg> {
        let mut found = Vec::new();
        for conjunct in self.conjuncts(head) {
            self.who_one(conjunct, 0, &mut found);
        }
        found.truncate(MOST_CONJUNCTS);
        found
    }

    /// `head` and the nouns that are coordinated with it or with its apposition.
    pub fn conjuncts(&self, head: usize) -> Vec<usize> {
        let mut heads = vec![head];
        let mut next = 0;
        while next < heads.len() && heads.len() < MOST_CONJUNCTS {
            let at = heads[next];
            next += 1;
            heads.extend(self.doc.kids_with(at, &["conj"]).filter(|&k| self.doc.is_noun(k)));
            for appos in self.doc.kids_with(at, &["appos"]) {
                heads.extend(self.doc.kids_with(appos, &["conj"]).filter(|&k| self.doc.is_noun(k)));
            }
        }
        heads
    }

    fn who_one(&self, head: usize, depth: usize, found: &mut Vec<Arg>) {
        let doc = &self.doc;
        if matches!(doc.lower(head), "who" | "which" | "that" | "whom" | "whose")
            && let Some(antecedent) = self.antecedent_of_relative(head)
        {
            if depth < 4 {
                self.who_one(antecedent, depth + 1, found);
            }
            return;
        }
        if let Some(several) = self.several.get(&head).filter(|_| depth < 4) {
            several.iter().for_each(|&one| self.who_one(one, depth + 1, found));
            return;
        }
        if let Some(mention) = self.at(head) {
            if depth < 4 && mention.name.is_none() && self.stand_in(head, depth, found) {
                return;
            }
            // "the chair of the bloc, Example": it is the state that holds the office.
            let state = |m: &&Mention| {
                m.name.is_some() && self.is_state(&self.entities[m.entity]) && self.can_act(m)
            };
            let office = mention.name.is_none() && mention.countries.is_empty();
            let mut named = doc.kids_with(head, &["appos"]).filter_map(|a| self.at(a));
            let holder = named.find(state).filter(|_| office);
            if self.can_act(mention) {
                self.push(holder.unwrap_or(mention), found);
            }
            return;
        }
        if depth >= 4 {
            return;
        }
        // "One of them, Ana Example, ...", "his challenger, Ana Example, ...": the name tells who.
        let person = |m: &&Mention| self.entities[m.entity].is_named_person();
        let mut named = doc.kids_with(head, &["appos"]).filter_map(|a| self.at(a)).filter(person);
        if let Some(mention) = named.next() {
            self.push(mention, found);
            return;
        }
        let before = found.len();
        if doc.is_verb(head) {
            // "The agency operating in the town said": the parser takes the participle for the subject.
            for subject in doc.kids_with(head, &["nsubj"]) {
                self.who_one(subject, depth + 1, found);
            }
            return;
        }
        for kid in doc.kids_with(head, &["poss"]) {
            self.who_one(kid, depth + 1, found);
        }
        if found.len() > before {
            return;
        }
        for kid in doc.kids_with(head, &["amod", "compound", "nmod"]) {
            self.modifier(kid, found);
        }
        if found.len() > before {
            return;
        }
        self.complement(head, depth, found);
    }

    /// "Delegations of the government and of the rebels": both are meant, if there are several.
    fn stand_in(&self, head: usize, depth: usize, found: &mut Vec<Arg>) -> bool {
        let doc = &self.doc;
        let delegates = self.lexicon.words.is("delegate", doc.lemma(head));
        if !delegates && doc.parse.tag(head) != "NNS" {
            return false;
        }
        let first =
            doc.kids_with(head, &["prep"]).filter(|&p| matches!(doc.lower(p), "of" | "from"));
        let preps = first.flat_map(|p| std::iter::once(p).chain(doc.kids_with(p, &["conj"])));
        let objects = preps.flat_map(|p| doc.kids_with(p, &["pobj"]));
        let all: Vec<usize> = objects.flat_map(|o| self.conjuncts(o)).collect();
        let mut sent = Vec::new();
        for &one in &all {
            self.who_one(one, depth + 1, &mut sent);
        }
        // "the leaders of X and Y": an office in two organisations is two people's.
        let organization = |a: &Arg| self.at(a.head).is_some_and(|m| m.organization.is_some());
        let several =
            all.len() > 1 && sent.len() > 1 && (delegates || sent.iter().all(organization));
        if several {
            found.append(&mut sent);
        }
        several
    }

    /// Who stands in the complement of a noun: "efforts by X", "crimes committed by X".
    fn complement(&self, head: usize, depth: usize, found: &mut Vec<Arg>) {
        let doc = &self.doc;
        let before = found.len();
        const INSIDE: [&str; 9] =
            ["of", "by", "between", "among", "from", "with", "for", "against", "on"];
        // "crimes committed by X": who did it counts before what it was about.
        for agent in doc.kids_with(head, &["acl"]).flat_map(|v| doc.kids_with(v, &["agent"])) {
            for object in doc.kids_with(agent, &["pobj"]).flat_map(|o| self.conjuncts(o)) {
                self.who_one(object, depth + 1, found);
            }
        }
        // "the expulsion of X by Y": an act is Y's, whatever noun the agent hangs on.
        let act = self.lexicon.frames_of(doc.lemma(head)).any(|f| f.part == Part::Noun);
        let rest = head + 1..if act { doc.subtree(head).end } else { head + 1 };
        let rest = rest.take_while(|&i| !doc.is_verb(i) || doc.dep(i) == "amod");
        for by in rest.filter(|&i| doc.lower(i) == "by") {
            for object in doc.kids_with(by, &["pobj"]).flat_map(|o| self.conjuncts(o)) {
                self.who_one(object, depth + 1, found);
            }
        }
        if found.len() > before {
            return;
        }
        let participles = doc.kids_with(head, &["acl"]).filter(|&v| doc.parse.tag(v) == "VBN");
        let below = participles.flat_map(|v| doc.kids_with(v, &["prep"]));
        for prep in doc.kids_with(head, &["prep", "agent"]).chain(below) {
            if INSIDE.contains(&doc.lower(prep)) && found.len() == before {
                for object in doc.kids_with(prep, &["pobj"]) {
                    for conjunct in self.conjuncts(object) {
                        self.who_one(conjunct, depth + 1, found);
                    }
                }
                for verb in doc.kids_with(prep, &["pcomp"]) {
                    for object in doc.kids_with(verb, &["dobj"]) {
                        self.who_one(object, depth + 1, found);
                    }
                }
            }
        }
        if found.len() > before {
            return;
        }
        for appos in doc.kids_with(head, &["appos"]) {
            if let Some(mention) = self.at(appos).filter(|m| self.can_act(m)) {
                self.push(mention, found);
            }
        }
    }

    /// Names before a noun: "Iranian policy", "Iran-Iraq ties", "Taliban attack".
    pub fn modifier(&self, kid: usize, found: &mut Vec<Arg>) {
        // "Example government policy" is the government's; of "X-Y ties" both are named.
        if self.at(kid).is_none_or(|m| m.name.is_some() || !self.can_act(m)) {
            // "a Danish-flagged ship"
            let owned = self.lexicon.words.is("owned", self.doc.lower(kid));
            let links = ["compound", "nmod", "amod", "npadvmod"];
            for inner in self.doc.kids_with(kid, &links[..if owned { 4 } else { 3 }]) {
                if let Some(mention) = self.at(inner).filter(|m| self.can_act(m)) {
                    self.push(mention, found);
                }
            }
        }
        // "fighter jets" belong to nobody; "a rebel attack" is the rebels'.
        let event = self.lexicon.by_lemma.contains_key(self.doc.lemma(self.doc.head(kid)));
        let owns = |m: &&Mention| event || m.name.is_some() || !m.countries.is_empty();
        if let Some(mention) = self.at(kid).filter(|m| self.can_act(m)).filter(owns) {
            self.push(mention, found);
        }
        for conj in self.doc.kids_with(kid, &["conj"]) {
            if let Some(mention) = self.at(conj).filter(|m| self.can_act(m)) {
                self.push(mention, found);
            }
        }
    }

    /// The noun that a relative pronoun stands for.
    pub fn antecedent_of_relative(&self, pronoun: usize) -> Option<usize> {
        let doc = &self.doc;
        let verb = doc.up(pronoun).take(3).find(|&v| doc.dep(v) == "relcl")?;
        Some(doc.head(verb))
    }

    fn can_act(&self, mention: &Mention) -> bool {
        let entity = &self.entities[mention.entity];
        if entity.kind != "place" {
            return true;
        }
        matches!(self.doc.dep(mention.head), "nsubj" | "nsubjpass" | "poss")
    }

    fn push(&self, mention: &Mention, found: &mut Vec<Arg>) {
        let person = self.entities[mention.entity].is_named_person();
        let countries: Vec<Option<u16>> = if person || mention.countries.len() < 2 {
            vec![None]
        } else {
            mention.countries.iter().map(|&c| Some(c)).collect()
        };
        for country in countries {
            let arg = Arg { head: mention.head, country };
            if !found.iter().any(|a| self.same(*a, arg)) {
                found.push(arg);
            }
        }
    }

    /// Whether two arguments are the same actor.
    pub fn same(&self, a: Arg, b: Arg) -> bool {
        match (self.at(a.head), self.at(b.head)) {
            (Some(x), Some(y)) => x.entity == y.entity && a.country == b.country,
            _ => a == b,
        }
    }

    /// Whether two arguments mean the same entity, or a state and its government.
    pub fn same_entity(&self, a: Arg, b: Arg) -> bool {
        match (self.at(a.head), self.at(b.head)) {
            (Some(x), Some(y)) => x.entity == y.entity,
            _ => a.head == b.head,
        }
    }

    /// The country of an argument.
    pub fn country_of(&self, arg: Arg) -> Option<u16> {
        let mention = self.at(arg.head)?;
        let entity = &self.entities[mention.entity];
        match arg.country {
            Some(country) => Some(country),
            None if entity.is_named_person() || mention.pronoun => entity.country,
            None => mention.countries.first().copied().or(entity.country),
        }
    }

    /// The record of an argument, with the office of the day of publication.
    pub fn actor(&self, arg: Arg) -> Actor {
        self.actor_on(arg, None)
    }

    /// The record of an argument, with the office of a day.
    pub fn actor_on(&self, arg: Arg, day: Option<Day>) -> Actor {
        let Some(mention) = self.at(arg.head) else {
            let words = self.doc.text_span(self.noun_phrase(arg.head));
            return Actor { text: words.text, span: words.span, ..Actor::default() };
        };
        let entity = &self.entities[mention.entity];
        let words = self.doc.text_span(mention.tokens.clone());
        let again = mention.name.is_some() && mention.sectors.is_empty();
        let own = entity.is_named_person() || mention.pronoun || again;
        let mut sectors = if own { &entity.sectors } else { &mention.sectors };
        let role = if own { &entity.role } else { &mention.role };
        let mut country = self.country_of(arg);
        let mut organization = if arg.country.is_some() {
            None
        } else {
            mention.organization.filter(|_| !own).or(entity.organization)
        };
        let standing = if own { self.standing_of(entity, day) } else { None };
        if let (Some(standing), Some(bearer)) = (&standing, entity.bearer) {
            if !bearer.told_country {
                country = standing.code.country;
                organization = standing.code.organization.filter(|_| !bearer.told_sectors);
            }
            if !bearer.told_sectors {
                sectors = &standing.code.sectors;
            }
        }
        let role = role.clone().map(|r| self.doc.text_span(r).text);
        let unnamed = entity.kind == "person" && !own;
        let holder = if unnamed { self.holder(arg, mention, day) } else { None };
        let named = own || mention.name.is_some() || entity.kind == "country";
        Actor {
            text: words.text,
            span: words.span,
            name: named.then(|| entity.name.clone()).or(holder),
            code: self.code(country, organization, sectors),
            country: country.map(|c| self.lexicon.countries[usize::from(c)].alpha3.to_owned()),
            sectors: self.sectors(organization, sectors),
            role: role.or_else(|| standing.as_ref().and_then(Standing::role)),
            entity: Some(entity_id(mention.entity)),
        }
    }

    /// A plain noun phrase around a head that is no mention.
    pub fn noun_phrase(&self, head: usize) -> std::ops::Range<usize> {
        const BEFORE: [&str; 7] = ["det", "amod", "compound", "nmod", "poss", "nummod", "quantmod"];
        let doc = &self.doc;
        let starts = doc.kids_with(head, &BEFORE).filter(|&k| k < head);
        starts.map(|k| doc.subtree(k).start).min().unwrap_or(head)..head + 1
    }

    /// The code of an entity as a whole.
    pub fn entity_code(&self, entity: &Entity) -> Option<String> {
        if entity.kind == "place" {
            return None;
        }
        self.code(entity.country, entity.organization, &entity.sectors)
    }

    fn sectors(&self, organization: Option<u16>, sectors: &[&'static str]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        if let Some(org) = organization.map(|o| &self.lexicon.organizations[usize::from(o)])
            && let Some(rest) = org.country.and_then(|c| org.code.strip_prefix(c))
        {
            all.extend(rest.get(..3).map(str::to_owned));
        }
        for sector in sectors {
            if !all.iter().any(|s| s == sector) {
                all.push((*sector).to_owned());
            }
        }
        all
    }

    /// CAMEO's way: country or group first, then at most two sectors. Unknown is `None`.
    fn code(
        &self,
        country: Option<u16>,
        organization: Option<u16>,
        sectors: &[&'static str],
    ) -> Option<String> {
        let sectors = &sectors[..sectors.len().min(2)];
        if let Some(org) = organization.map(|o| &self.lexicon.organizations[usize::from(o)]) {
            let extends = matches!(org.kind, OrgKind::Ethnic | OrgKind::Region);
            return Some(if extends {
                format!("{}{}", org.code, sectors.concat())
            } else {
                org.code.to_owned()
            });
        }
        if let Some(country) = country {
            let alpha3 = self.lexicon.countries[usize::from(country)].alpha3;
            return Some(format!("{alpha3}{}", sectors.concat()));
        }
        (!sectors.is_empty()).then(|| sectors.concat())
    }

    /// Whether the lexicon knows the entity as a state.
    pub fn is_state(&self, entity: &Entity) -> bool {
        matches!(entity.known, Some(Known::Country(_)))
    }
}

/// The identifier of the entity with this index.
pub(crate) fn entity_id(index: usize) -> String {
    format!("e{}", index + 1)
}
