//! Where a frame's actors stand.

use super::Finder;
use crate::actors::Arg;
use crate::arguments::{is_passive, light_verb, subjects};
use crate::entities::Mention;
use crate::lexicon::{Condition, Frame, Part, Slot};
use crate::record::Stance;

impl Finder<'_, '_> {
    /// Objects of the prepositions `words` under a verb, its object, a noun or its light verb; else
    /// one step further down ("went on strike against", "out of X", "the arrest of X by Y").
    pub(super) fn prepositions(&self, token: usize, words: &[&str]) -> Vec<usize> {
        let doc = &self.cast.doc;
        let mut near = vec![token];
        if doc.is_verb(token) {
            near.extend(self.object_tokens(token));
            near.extend(
                doc.kids_with(token, &["dobj"]).filter(|o| !near.contains(o)).collect::<Vec<_>>(),
            );
            // "was signed by X with Y"
            let agents = doc.kids_with(token, &["agent"]);
            near.extend(agents.flat_map(|p| doc.kids_with(p, &["pobj"])).collect::<Vec<_>>());
        } else {
            near.extend(light_verb(self.cast, token));
        }
        let found = self.objects_of(&near, words);
        if !found.is_empty() {
            return found;
        }
        let verb = doc.is_verb(token);
        let mut far = Vec::new();
        let mut inner = Vec::new();
        // "defended itself during the fight against X": the time of a deed is no way to its target.
        let aside =
            |&p: &usize| self.cast.lexicon.words.is("aside", doc.lower(p)) && doc.lower(p) != "as";
        let particles = self.particles(token);
        for prep in doc.kids_with(token, &["prep", "prt"]).filter(|p| !aside(p)).chain(particles) {
            far.push(prep);
            let objects = doc.kids_with(prep, &["pobj"]);
            far.extend(objects.filter(|&o| !verb || self.cast.at(o).is_none()));
            let (of, by) = (doc.lower(prep) == "of", doc.lower(prep) == "by");
            if of || by {
                let objects = doc.kids_with(prep, &["pobj"]);
                inner.extend(objects);
            }
        }
        if verb {
            return self.objects_of(&far, words);
        }
        // "acts of sabotage against X", "the attack by X on Y"; but the `of` below a complement is the complement's.
        let others: Vec<&str> = words
            .iter()
            .copied()
            .filter(|w| *w != "of" && (*w != "from" || words.len() == 1))
            .collect();
        let found = self.objects_of(&inner, &others);
        let agent: &[&str] = if words.contains(&"by") { &["by"] } else { &[] };
        if !found.is_empty() || agent.is_empty() {
            return found;
        }
        let found = self.objects_of(&far, agent);
        if found.is_empty() { self.distant_agent(token) } else { found }
    }

    /// "came round to X", "stayed away from X": parsers take particles for adverbs.
    pub(super) fn particles(&self, verb: usize) -> impl Iterator<Item = usize> {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        doc.kids_with(verb, &["advmod"]).filter(|&a| words.is("particle", doc.lower(a)))
    }

    /// "the signing of a treaty on X by Y": parsers hang the agent on the nearest noun.
    fn distant_agent(&self, noun: usize) -> Vec<usize> {
        let doc = &self.cast.doc;
        let end = doc.subtree(noun).end;
        let rest = (noun + 1..end).take_while(|&i| !doc.is_verb(i) || doc.dep(i) == "amod");
        rest.filter(|&i| doc.lower(i) == "by").flat_map(|p| doc.kids_with(p, &["pobj"])).collect()
    }

    pub(super) fn objects_of(&self, bearers: &[usize], words: &[&str]) -> Vec<usize> {
        let doc = &self.cast.doc;
        let mut objects = Vec::new();
        for &bearer in bearers {
            for prep in doc.kids_with(bearer, &["prep", "agent", "dative", "prt"]) {
                if words.contains(&doc.lower(prep)) && !self.is_absolute(prep) {
                    objects.extend(doc.kids_with(prep, &["pobj", "pcomp"]));
                }
            }
            if words.contains(&"to") {
                objects.extend(doc.kids_with(bearer, &["dative"]).filter(|&k| doc.is_noun(k)));
            }
            if !objects.is_empty() {
                break;
            }
        }
        objects
    }

    /// "..., with the two sides agreeing to": a clause of its own.
    fn is_absolute(&self, prep: usize) -> bool {
        let doc = &self.cast.doc;
        doc.lower(prep) == "with"
            && prep > 0
            && doc.lower(prep - 1) == ","
            && (doc.kids_with(prep, &["pcomp"]).next().is_some()
                || doc
                    .kids_with(prep, &["pobj"])
                    .flat_map(|o| doc.kids_with(o, &["acl"]))
                    .any(|v| doc.parse.tag(v) == "VBG"))
    }

    /// Whom it concerns, where none of the frame's own places tells: the object, a prepositional
    /// phrase under the verb or its object, the complement.
    pub(super) fn fallback(&self, token: usize, frame: &Frame, taken: &[Arg]) -> Vec<Arg> {
        const LINKS: [&str; 14] = [
            "against", "with", "to", "on", "upon", "at", "toward", "towards", "from", "for",
            "over", "between", "of", "behind",
        ];
        let slots = [Slot::Object, Slot::Preposition(LINKS.to_vec()), Slot::Clause];
        // "sent riot police": the object that the frame names is the means, not the other side.
        let thing = frame.when.iter().any(|c| matches!(c, Condition::Object(_)));
        for slot in &slots[usize::from(thing)..] {
            let mut args = self.slot(token, Part::Verb, slot);
            // What nobody knows is too little for a guess.
            args.retain(|a| self.cast.actor(*a).code.is_some());
            args.retain(|a| !taken.iter().any(|t| self.cast.same(*a, *t)));
            if !args.is_empty() {
                return args;
            }
        }
        Vec::new()
    }

    /// The verb that makes its subject suffer what an event noun names: "received threats",
    /// "came under fire", "was hit with sanctions", "is the target of an attack".
    pub(super) fn undergone(&self, noun: usize) -> Option<usize> {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        let head = doc.head(noun);
        match doc.dep(noun) {
            "dobj" => (words.is("undergo", doc.lemma(head)) && !is_passive(self.cast, head))
                .then_some(head),
            "pobj" => {
                let outer = doc.head(head);
                let prep = doc.lower(head);
                if doc.is_verb(outer) {
                    let under = matches!(prep, "under" | "in" | "into" | "to" | "with")
                        && (doc.lemma(outer) == "come" && prep == "under"
                            || is_passive(self.cast, outer)
                                && words.is("subject", doc.lemma(outer)));
                    return under.then_some(outer);
                }
                let verb = doc.head(outer);
                let undergoes = match doc.dep(outer) {
                    "attr" => doc.is_verb(verb) && words.is("undergoer", doc.lemma(outer)),
                    // "suffered a wave of attacks"
                    "dobj" => {
                        words.is("undergo", doc.lemma(verb))
                            && words.is("series", doc.lemma(outer))
                            && !is_passive(self.cast, verb)
                    }
                    _ => false,
                };
                (prep == "of" && undergoes).then_some(verb)
            }
            _ => None,
        }
    }

    pub(super) fn slot(&self, token: usize, part: Part, slot: &Slot) -> Vec<Arg> {
        let cast = self.cast;
        match slot {
            Slot::Subject if part == Part::Noun => self.outer_subject(token),
            Slot::Subject => subjects(cast, token, 0),
            Slot::Object => {
                // Of "gave X a warning" X is the one to whom it is done.
                let recipients = cast.doc.kids_with(token, &["dative"]);
                let given: Vec<Arg> = recipients.flat_map(|o| cast.who(o)).collect();
                if !given.is_empty() {
                    return given;
                }
                self.object_tokens(token).iter().flat_map(|&o| self.people(o)).collect()
            }
            Slot::Preposition(words) if words.contains(&"to") && self.is_given(token) => {
                self.object_tokens(token).iter().flat_map(|&o| self.people(o)).collect()
            }
            Slot::Preposition(words) => {
                let mut objects = self.prepositions(token, words);
                if objects.is_empty()
                    && part == Part::Noun
                    && let Some(verb) = self.occurs(token)
                {
                    objects = self.prepositions(verb, words);
                }
                objects.iter().flat_map(|&o| self.content(o)).collect()
            }
            Slot::Speaker => {
                let around = self.reports.around(cast, token);
                let said = around.last().filter(|r| r.stance == Stance::Asserts && !r.about);
                said.and_then(|r| r.arg).into_iter().collect()
            }
            Slot::Possessor => self.possessors(token),
            Slot::Clause => self.clause(token),
            Slot::Each => Vec::new(),
            Slot::Place => self.place(token),
            Slot::Anywhere => self.anywhere(token),
        }
    }

    /// "X was denied entry": with an object of its own a passive tells who gets it by its subject.
    fn is_given(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        let has = |dep: &str| doc.kids_with(verb, &[dep]).next().is_some();
        doc.is_verb(verb) && is_passive(self.cast, verb) && has("nsubjpass") && has("dobj")
    }

    /// The actors of an object; of "nine of them" those of whom they are a part.
    pub(super) fn people(&self, head: usize) -> Vec<Arg> {
        let found = self.cast.who(head);
        let doc = &self.cast.doc;
        if let Some(other) = self.counterpart(head) {
            return other;
        }
        if !found.is_empty() || doc.parse.pos(head) != "NUM" {
            return found;
        }
        let of = doc.kids_with(head, &["prep"]).filter(|&p| doc.lower(p) == "of");
        of.flat_map(|p| doc.kids_with(p, &["pobj"])).flat_map(|o| self.cast.who(o)).collect()
    }

    /// "his Bolivian counterpart", "the Norwegian mediator": the nationality tells who.
    pub(super) fn counterpart(&self, head: usize) -> Option<Vec<Arg>> {
        let doc = &self.cast.doc;
        if self.cast.at(head).is_some() || !self.cast.lexicon.words.is("relative", doc.lemma(head))
        {
            return None;
        }
        let mut found = Vec::new();
        for kid in doc.kids_with(head, &["amod", "compound", "nmod"]) {
            self.cast.modifier(kid, &mut found);
        }
        (!found.is_empty()).then_some(found)
    }

    /// The actors of a noun phrase, or of a clause under a preposition.
    pub(super) fn content(&self, head: usize) -> Vec<Arg> {
        if self.cast.doc.is_verb(head) && self.cast.at(head).is_none() {
            return self.clause_actors(head);
        }
        let doc = &self.cast.doc;
        // "moved tanks to its border with X": the border is the source's own, X is the other side.
        if self.cast.at(head).is_none() && self.is_own(head) {
            let beyond: Vec<Arg> = doc
                .kids_with(head, &["prep"])
                .filter(|&p| matches!(doc.lower(p), "with" | "to" | "in" | "of" | "against"))
                .flat_map(|p| doc.kids_with(p, &["pobj"]))
                .flat_map(|o| self.cast.who(o))
                .collect();
            if !beyond.is_empty() {
                return beyond;
            }
        }
        if let Some(other) = self.counterpart(head) {
            return other;
        }
        // "two of its lawmakers"
        let found = self.people(head);
        if !found.is_empty() || self.cast.at(head).is_some() {
            return found;
        }
        // "to the border with X"
        let beyond =
            doc.kids_with(head, &["prep"]).filter(|&p| matches!(doc.lower(p), "with" | "of"));
        beyond.flat_map(|p| doc.kids_with(p, &["pobj"])).flat_map(|o| self.cast.who(o)).collect()
    }

    /// Whether a noun belongs to somebody who is meant by a pronoun.
    pub(super) fn is_own(&self, head: usize) -> bool {
        let doc = &self.cast.doc;
        doc.kids_with(head, &["poss"])
            .any(|p| matches!(doc.lower(p), "its" | "their" | "his" | "her" | "our" | "my"))
    }

    pub(super) fn possessors(&self, noun: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let mut found: Vec<Arg> =
            doc.kids_with(noun, &["poss"]).flat_map(|k| self.cast.who(k)).collect();
        if found.is_empty() {
            for kid in doc.kids_with(noun, &["amod", "compound", "nmod"]) {
                self.cast.modifier(kid, &mut found);
            }
        }
        found
    }

    /// Who is to act in the complement, else whom it is about.
    pub(super) fn clause(&self, token: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let clause = doc
            .kids_with(token, &["ccomp", "xcomp"])
            .next()
            .or_else(|| doc.kids_with(token, &["acl"]).find(|_| doc.is_noun(token)))
            .or_else(|| {
                let object = self.object_tokens(token).into_iter().next()?;
                doc.kids_with(object, &["acl", "relcl"]).find(|&v| doc.is_verb(v))
            });
        clause.map(|c| self.clause_actors(c)).unwrap_or_default()
    }

    fn clause_actors(&self, verb: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        // "agreed to withdraw its troops from X": what is the source's own is not whom it concerns.
        let of = |heads: &mut dyn Iterator<Item = usize>| -> Vec<Arg> {
            heads.filter(|&h| !self.is_own(h)).flat_map(|h| self.cast.who(h)).collect()
        };
        let mut found = of(&mut doc.kids_with(verb, &["nsubj", "nsubjpass"]).take(1));
        if found.is_empty() && doc.parse.pos(verb) == "ADJ" {
            // "found N guilty": parsers take the name for a part of the adjective.
            found = of(&mut doc.kids_with(verb, &["compound"]));
        }
        let objects = self.object_tokens(verb);
        if found.is_empty() {
            found = of(&mut doc.kids_with(verb, &["dative"]));
        }
        if found.is_empty() {
            found = of(&mut objects.iter().copied());
        }
        // "agreed to extradite N to X": of an unknown N and a known X it concerns X, as it does of
        // soldiers of nobody else ("refused to send troops to X").
        let known = |found: &[Arg]| {
            found.iter().any(|a| self.cast.actor(*a).code.is_some_and(|code| code != "MIL"))
        };
        let bearers = std::iter::once(verb).chain(objects.iter().copied());
        let prepositions: Vec<usize> =
            bearers.flat_map(|b| doc.kids_with(b, &["prep", "dative", "agent"])).collect();
        for &prep in &prepositions {
            if known(&found) {
                break;
            }
            let more = of(&mut doc.kids_with(prep, &["pobj"]));
            if found.is_empty() || known(&more) && matches!(doc.lower(prep), "to" | "from" | "with")
            {
                found = more;
            }
        }
        for next in doc.kids_with(verb, &["xcomp", "ccomp"]) {
            if found.is_empty() {
                found = self.clause_actors(next);
            }
        }
        if found.is_empty() {
            found = self.place(verb);
        }
        found
    }

    /// The country where it happens or where somebody goes.
    pub(super) fn place(&self, token: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        let mut bearers = vec![token];
        bearers.extend(self.object_tokens(token));
        let mut found = Vec::new();
        for bearer in bearers {
            // "sent an envoy to X": parsers take the place for a recipient.
            for prep in doc.kids_with(bearer, &["prep", "dative"]) {
                let word = doc.lower(prep);
                if !words.is("locative", word) && !words.is("toward", word) {
                    continue;
                }
                for object in doc.kids_with(prep, &["pobj"]) {
                    match self.cast.at(object) {
                        Some(mention) => found.extend(self.state_of(mention)),
                        None => found.extend(self.around(object)),
                    }
                }
            }
        }
        // An object that is itself a place: "visited Paris".
        for object in self.object_tokens(token) {
            if let Some(&country) = self.cast.at(object).and_then(|m| m.countries.first()) {
                found.push(Arg { head: object, country: Some(country) });
            }
        }
        found.truncate(3);
        found
    }

    /// The state that a place lies in, or the organisation it belongs to.
    fn state_of(&self, mention: &Mention) -> Option<Arg> {
        let country = mention.countries.first().copied();
        (country.is_some() || mention.organization.is_some())
            .then_some(Arg { head: mention.head, country })
    }

    /// "in the Chadian town of X", "to the streets of X": the place is told by what belongs to it.
    fn around(&self, noun: usize) -> Option<Arg> {
        let doc = &self.cast.doc;
        let of = doc.kids_with(noun, &["prep"]).filter(|&p| doc.lower(p) == "of");
        let below = of.flat_map(|p| doc.kids_with(p, &["pobj"]));
        let mut all = doc.kids_with(noun, &["amod", "compound", "nmod"]).chain(below);
        all.find_map(|k| self.state_of(self.cast.at(k)?))
    }

    /// Any state or organisation named in what the verb governs: the last resort.
    pub(super) fn anywhere(&self, token: usize) -> Vec<Arg> {
        const REACH: usize = 30;
        let doc = &self.cast.doc;
        let end = doc.subtree(token).end.min(token + REACH);
        let named = (token + 1..end).filter_map(|i| self.cast.at(i)).find(|m| {
            let entity = &self.cast.entities[m.entity];
            let beside = doc.up(m.head).take_while(|&a| a != token).all(|a| {
                !matches!(doc.dep(a), "relcl" | "ccomp" | "advcl" | "parataxis")
                    || doc.parse.tag(a) == "VB"
            });
            (entity.known.is_some() || !m.countries.is_empty()) && beside && !self.is_own(m.head)
        });
        named
            .map(|m| Arg { head: m.head, country: m.countries.first().copied() })
            .into_iter()
            .collect()
    }

    /// The verb that says that an event noun came about: "fighting flared between X and Y".
    pub(super) fn occurs(&self, noun: usize) -> Option<usize> {
        let doc = &self.cast.doc;
        let verb = doc.head(noun);
        let occurs = self.cast.lexicon.words.is("occur", doc.lemma(verb));
        if doc.dep(noun) == "nsubj" && occurs {
            return Some(verb);
        }
        // Parsers take "flared" for a participle.
        let words = &self.cast.lexicon.words;
        doc.kids_with(noun, &["acl"])
            .find(|&v| doc.parse.tag(v) == "VBN" && words.is("occur", doc.lemma(v)))
    }

    /// Of protesters who are only counted, or not named at all, the place tells the people:
    /// "thousands marched in X", "riots broke out in X".
    pub(super) fn crowd(&self, token: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        if !doc.is_verb(token) {
            return self.occurs(token).map(|verb| self.place(verb)).unwrap_or_default();
        }
        let counted = |s: usize| {
            doc.parse.pos(s) == "NUM" || self.cast.lexicon.words.is("amount", doc.lemma(s))
        };
        let subject = doc.kids_with(token, &["nsubj"]).next();
        if subject.is_some_and(counted) { self.place(token) } else { Vec::new() }
    }

    /// Sources of a noun that stand outside its phrase.
    pub(super) fn outer_sources(&self, noun: usize, frame: &Frame) -> Vec<Arg> {
        let cast = self.cast;
        let doc = &cast.doc;
        if let Some(verb) = light_verb(cast, noun) {
            let found = subjects(cast, verb, 0);
            if !found.is_empty() {
                return found;
            }
        }
        // "walked out after talks with X collapsed": those who walked out had talked.
        let clause = doc.head(noun);
        let talks = cast.lexicon.quads.get(frame.event) == Some(&"verbal-cooperation");
        if talks && doc.dep(noun) == "nsubj" && doc.dep(clause) == "advcl" {
            return subjects(cast, doc.head(clause), 0);
        }
        for verb in doc.kids_with(noun, &["acl", "relcl"]) {
            if cast.lexicon.words.is("light", doc.lemma(verb)) {
                let found = subjects(cast, verb, 0);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        if self.cast.lexicon.quads.get(frame.event) == Some(&"verbal-cooperation") {
            return self.outer_subject(noun);
        }
        Vec::new()
    }

    /// "In a meeting with X, Y said ...": Y takes part.
    pub(super) fn outer_subject(&self, noun: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let prep = doc.head(noun);
        // "Peru is the best customer of Chile"
        if doc.dep(noun) == "attr" && doc.is_verb(prep) {
            return subjects(self.cast, prep, 0);
        }
        if doc.dep(noun) != "pobj" || !matches!(doc.dep(prep), "prep") {
            return Vec::new();
        }
        let verb = doc.head(prep);
        if doc.is_verb(verb) { subjects(self.cast, verb, 0) } else { Vec::new() }
    }

    /// "The attack killed X": who attacked is the source, in its own phrase or told before.
    pub(super) fn by_event(&self, verb: usize, frame: &Frame) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let lexicon = self.cast.lexicon;
        let agents = doc
            .kids_with(verb, &["agent", "prep"])
            .filter(|&p| matches!(doc.lower(p), "by" | "in"));
        let subject = doc
            .kids_with(verb, &["nsubj"])
            .chain(agents.flat_map(|p| doc.kids_with(p, &["pobj"])))
            .find(|&s| self.cast.at(s).is_none() && doc.is_noun(s));
        let Some(subject) = subject else { return Vec::new() };
        let Some(index) = self.event_frame(subject, frame.event) else { return Vec::new() };
        let noun = &lexicon.frames[usize::from(index)];
        let own = self.first_filled(subject, noun, &noun.source, &[]);
        let definite = doc
            .kids_with(subject, &["det"])
            .any(|d| matches!(doc.lower(d), "the" | "this" | "that" | "these"));
        if !own.is_empty() || !definite {
            return own;
        }
        const BACK: usize = 2;
        let sentence = doc.sentence_of(verb);
        let before = self.found.iter().rev().take(20).find(|f| {
            lexicon.frames[usize::from(f.frame)].event == frame.event
                && doc.sentence_of(f.trigger) + BACK >= sentence
        });
        before.map(|f| f.sources.clone()).unwrap_or_default()
    }
}
