//! Which words say that something was done, and by whom to whom.

use crate::actors::Arg;
use crate::arguments::{is_passive, light_verb, object_tokens, subjects};
use crate::entities::Cast;
use crate::lexicon::{Condition, Frame, Part, ReportPart, Slot};
use crate::record::Stance;
use std::ops::Range;

/// A frame that was found in a text.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Index into the lexicon's frames.
    pub frame: u16,
    /// Head token of the trigger.
    pub trigger: usize,
    /// All tokens of the trigger.
    pub words: Range<usize>,
    /// Who did it.
    pub sources: Vec<Arg>,
    /// To whom.
    pub targets: Vec<Arg>,
    /// The CAMEO code, where it is not the frame's own (announcements).
    pub cameo: Option<&'static str>,
    /// How sure the link to the actors is, 0 to 1.
    pub evidence: f64,
}

/// Events of these types speak of something that has not happened: what they speak of is no event.
const EMBEDDING: [&str; 5] = ["REQUEST", "REJECT", "THREATEN", "AGREE", "MOBILIZE"];

/// Finds all frames of a document in the order of the text.
pub(crate) fn find(cast: &Cast<'_>) -> Vec<Found> {
    let mut finder = Finder { cast, found: Vec::new(), silent: vec![false; cast.doc.len()] };
    for token in 0..cast.doc.len() {
        finder.try_token(token);
    }
    let Finder { mut found, silent, .. } = finder;
    found.retain(|f| !silent[f.trigger]);
    found
}

struct Finder<'c, 'a> {
    cast: &'c Cast<'a>,
    found: Vec<Found>,
    /// Tokens that another frame has used or that it only speaks of.
    silent: Vec<bool>,
}

impl Finder<'_, '_> {
    fn try_token(&mut self, token: usize) {
        let lexicon = self.cast.lexicon;
        let doc = &self.cast.doc;
        let list = lexicon.by_lemma.get(doc.lemma(token)).or_else(|| {
            // A wrong tag gives a wrong lemma: "talks" as a verb, "backing" as a noun.
            lexicon.by_lemma.get(doc.lower(token))
        });
        for &index in list.map(Vec::as_slice).unwrap_or_default() {
            let frame = &lexicon.frames[usize::from(index)];
            if !self.is_part(token, frame.part) || !self.holds(token, frame) {
                continue;
            }
            if let Some(found) = self.fill(token, index, frame) {
                self.silence(&found, frame);
                self.found.push(found);
                return;
            }
        }
    }

    fn is_part(&self, token: usize, part: Part) -> bool {
        let doc = &self.cast.doc;
        let tag = doc.parse.tag(token);
        match part {
            Part::Verb => doc.is_verb(token) && !(tag == "VBG" && doc.dep(token) == "compound"),
            Part::Noun => {
                (matches!(doc.parse.pos(token), "NOUN" | "PROPN") || tag.starts_with("NN"))
                    && !matches!(doc.dep(token), "compound" | "nmod")
                    && self.cast.at(token).is_none()
            }
            Part::Adjective => doc.parse.pos(token) == "ADJ" || tag == "VBN",
        }
    }

    fn holds(&self, token: usize, frame: &Frame) -> bool {
        frame.when.iter().all(|c| self.condition(token, frame.part, c))
    }

    fn condition(&self, token: usize, part: Part, condition: &Condition) -> bool {
        let doc = &self.cast.doc;
        let clauses = |deps: &[&str]| doc.kids_with(token, deps).next().is_some();
        match condition {
            Condition::Object(lemmas) => self
                .object_tokens(token)
                .iter()
                .any(|&o| self.cast.conjuncts(o).iter().any(|&c| self.is_one_of(c, lemmas))),
            Condition::NoObject => self.object_tokens(token).is_empty(),
            Condition::ActorObject => {
                let recipients = doc.kids_with(token, &["dative"]);
                let mut all = self.object_tokens(token).into_iter().chain(recipients);
                // "dozens of soldiers" are soldiers; "the soldiers' camp" is none.
                let amount = |o| self.cast.lexicon.words.is("amount", doc.lemma(o));
                all.any(|o| self.cast.at(o).is_some() || amount(o) && !self.cast.who(o).is_empty())
            }
            Condition::Particle(words) => doc
                .kids_with(token, &["prt", "advmod", "prep"])
                .any(|k| words.contains(&doc.lower(k))),
            Condition::PrepositionObject(lemmas) => doc
                .kids_with(token, &["prep"])
                .flat_map(|p| doc.kids_with(p, &["pobj"]))
                .any(|o| lemmas.contains(&doc.lemma(o))),
            Condition::Several => subjects(self.cast, token, 0).len() > 1,
            Condition::OtherClause => doc
                .kids_with(token, &["ccomp", "xcomp"])
                .any(|c| doc.kids_with(c, &["nsubj", "nsubjpass"]).next().is_some()),
            Condition::Sector(sectors) => subjects(self.cast, token, 0)
                .iter()
                .any(|&a| self.cast.actor(a).sectors.iter().any(|s| sectors.contains(&s.as_str()))),
            Condition::Preposition(words) => !self.prepositions(token, words).is_empty(),
            Condition::Clause => clauses(&["ccomp", "xcomp"]),
            Condition::Modifier(words) => self.has_modifier(token, part, words),
            Condition::Hostile => self.has_hostile(token),
        }
    }

    /// Whether a noun is one of these, or an amount of it ("tons of food", "ten days of talks").
    fn is_one_of(&self, noun: usize, lemmas: &[&str]) -> bool {
        let doc = &self.cast.doc;
        lemmas.contains(&doc.lemma(noun))
            || lemmas == ["*"]
            || self.cast.at(noun).is_none()
                && doc
                    .kids_with(noun, &["prep"])
                    .filter(|&p| doc.lower(p) == "of")
                    .flat_map(|p| doc.kids_with(p, &["pobj"]))
                    .any(|o| lemmas.contains(&doc.lemma(o)))
    }

    fn has_modifier(&self, token: usize, part: Part, words: &[&str]) -> bool {
        let doc = &self.cast.doc;
        let near = |t: usize| {
            doc.kids_with(
                t,
                &["amod", "compound", "nmod", "advmod", "acomp", "oprd", "attr", "ccomp"],
            )
            .any(|k| words.contains(&doc.lemma(k)) || words.contains(&doc.lower(k)))
        };
        let of = doc.kids_with(token, &["prep"]).filter(|&p| doc.lower(p) == "of");
        near(token)
            || of.flat_map(|p| doc.kids_with(p, &["pobj"])).any(|o| words.contains(&doc.lemma(o)))
            || part == Part::Verb && self.object_tokens(token).iter().any(|&o| near(o))
    }

    /// An evaluative word among what the verb is about, clauses left out.
    fn has_hostile(&self, token: usize) -> bool {
        let doc = &self.cast.doc;
        let range = doc.subtree(token);
        let after = token + 1..range.end.min(token + 25);
        after.into_iter().any(|i| {
            self.cast.lexicon.words.is("hostile", doc.lemma(i))
                && doc.up(i).take_while(|&a| a != token).all(|a| !doc.is_verb(a))
        })
    }

    /// Object tokens of a verb, or the subject of its passive.
    fn object_tokens(&self, verb: usize) -> Vec<usize> {
        object_tokens(self.cast, verb)
    }

    /// Objects of the prepositions `words` under a verb, its object, a noun or its light verb; else
    /// one step further down ("went on strike against", "out of X", "the arrest of X by Y").
    fn prepositions(&self, token: usize, words: &[&str]) -> Vec<usize> {
        let doc = &self.cast.doc;
        let mut near = vec![token];
        if doc.is_verb(token) {
            near.extend(self.object_tokens(token));
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
        for prep in doc.kids_with(token, &["prep", "prt"]) {
            far.push(prep);
            let objects = doc.kids_with(prep, &["pobj"]);
            far.extend(objects.filter(|&o| !verb || self.cast.at(o).is_none()));
            let (of, by) = (doc.lower(prep) == "of", doc.lower(prep) == "by");
            if of || by {
                let objects = doc.kids_with(prep, &["pobj"]);
                inner.extend(objects.filter(|&o| by || self.cast.at(o).is_none()));
            }
        }
        if verb {
            return self.objects_of(&far, words);
        }
        // "acts of sabotage against X", "the attack by X on Y"; but the `of` below a complement is the complement's.
        let others: Vec<&str> =
            words.iter().copied().filter(|w| !matches!(*w, "of" | "from")).collect();
        let found = self.objects_of(&inner, &others);
        let agent: &[&str] = if words.contains(&"by") { &["by"] } else { &[] };
        if found.is_empty() { self.objects_of(&far, agent) } else { found }
    }

    fn objects_of(&self, bearers: &[usize], words: &[&str]) -> Vec<usize> {
        let doc = &self.cast.doc;
        let mut objects = Vec::new();
        for &bearer in bearers {
            for prep in doc.kids_with(bearer, &["prep", "agent", "dative", "prt"]) {
                if words.contains(&doc.lower(prep)) {
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

    fn fill(&self, token: usize, index: u16, frame: &Frame) -> Option<Found> {
        let mut sources = self.first_filled(token, frame, &frame.source, &[]);
        if frame.part == Part::Noun && sources.iter().all(|s| self.is_bare_role(*s)) {
            // "X launched a sniper attack": X did it, not the sniper.
            let verb = light_verb(self.cast, token);
            let outer = verb.map(|v| subjects(self.cast, v, 0)).unwrap_or_default();
            if !outer.is_empty() {
                sources = outer;
            }
        }
        let mut evidence = 1.0;
        if sources.is_empty() && frame.part == Part::Noun {
            sources = self.outer_sources(token, frame);
            evidence = 0.8;
        }
        if sources.is_empty() && frame.part == Part::Verb {
            sources = self.by_event(token, frame);
            evidence = 0.75;
        }
        let mut targets = self.first_filled(token, frame, &frame.target, &sources);
        if targets.is_empty() && frame.target.contains(&Slot::Each) && sources.len() > 1 {
            targets = sources.split_off(1);
        }
        self.leave_home(&sources, &mut targets);
        if !self.is_enough(token, frame, &sources, &targets) {
            return None;
        }
        if targets.is_empty() {
            evidence *= 0.8;
        }
        let words = self.trigger_words(token);
        Some(Found { frame: index, trigger: token, words, sources, targets, cameo: None, evidence })
    }

    /// A role word before the trigger that names nobody.
    fn is_bare_role(&self, arg: Arg) -> bool {
        self.cast.doc.dep(arg.head) == "compound"
            && self.cast.at(arg.head).is_some_and(|m| m.name.is_none() && m.countries.is_empty())
    }

    /// The source is no target, nor is its own country where others are named ("Iran-Iraq ties").
    fn leave_home(&self, sources: &[Arg], targets: &mut Vec<Arg>) {
        let cast = self.cast;
        targets.retain(|t| !sources.iter().any(|s| cast.same(*s, *t)));
        // Rebels and their own government are two sides; a minister and his state are one.
        let one = |s: &&Arg| {
            let actor = cast.actor(**s);
            actor.sectors.is_empty() && cast.at(s.head).is_some_and(|m| m.organization.is_none())
                || actor.sectors.iter().any(|x| matches!(x.as_str(), "GOV" | "MIL" | "LEG"))
        };
        let home: Vec<_> = sources.iter().filter(one).filter_map(|s| cast.country_of(*s)).collect();
        let is_home = |t: &Arg| {
            cast.country_of(*t).is_some_and(|c| home.contains(&c))
                && cast.at(t.head).is_some_and(|m| cast.is_state(&cast.entities[m.entity]))
        };
        if targets.iter().any(|t| !is_home(t)) || targets.len() == 1 && targets.iter().any(is_home)
        {
            targets.retain(|t| !is_home(t));
        }
    }

    fn first_filled(&self, token: usize, frame: &Frame, slots: &[Slot], taken: &[Arg]) -> Vec<Arg> {
        for slot in slots {
            let mut args = self.slot(token, frame.part, slot);
            args.retain(|a| !taken.iter().any(|t| self.cast.same(*a, *t)));
            if !args.is_empty() {
                return args;
            }
        }
        Vec::new()
    }

    fn slot(&self, token: usize, part: Part, slot: &Slot) -> Vec<Arg> {
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
                self.object_tokens(token).iter().flat_map(|&o| cast.who(o)).collect()
            }
            Slot::Preposition(words) => {
                self.prepositions(token, words).iter().flat_map(|&o| self.content(o)).collect()
            }
            Slot::Possessor => self.possessors(token),
            Slot::Clause => self.clause(token),
            Slot::Each => Vec::new(),
            Slot::Place => self.place(token),
            Slot::Anywhere => self.anywhere(token),
        }
    }

    /// The actors of a noun phrase, or of a clause under a preposition.
    fn content(&self, head: usize) -> Vec<Arg> {
        if self.cast.doc.is_verb(head) && self.cast.at(head).is_none() {
            return self.clause_actors(head);
        }
        self.cast.who(head)
    }

    fn possessors(&self, noun: usize) -> Vec<Arg> {
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
    fn clause(&self, token: usize) -> Vec<Arg> {
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
        let own = doc.kids_with(verb, &["nsubj", "nsubjpass"]).next();
        let mut found = own.map(|s| self.cast.who(s)).unwrap_or_default();
        if found.is_empty() {
            found = self.object_tokens(verb).iter().flat_map(|&o| self.cast.who(o)).collect();
        }
        for prep in doc.kids_with(verb, &["prep", "dative", "agent"]) {
            if found.is_empty() {
                let objects = doc.kids_with(prep, &["pobj"]);
                found = objects.flat_map(|o| self.cast.who(o)).collect();
            }
        }
        for next in doc.kids_with(verb, &["xcomp", "ccomp"]) {
            if found.is_empty() {
                let objects = self.object_tokens(next);
                found = objects.iter().flat_map(|&o| self.cast.who(o)).collect();
            }
        }
        found
    }

    /// The country where it happens or where somebody goes.
    fn place(&self, token: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        let mut bearers = vec![token];
        bearers.extend(self.object_tokens(token));
        let mut found = Vec::new();
        for bearer in bearers {
            for prep in doc.kids_with(bearer, &["prep"]) {
                let word = doc.lower(prep);
                if !words.is("locative", word) && !words.is("toward", word) {
                    continue;
                }
                for object in doc.kids_with(prep, &["pobj"]) {
                    let Some(mention) = self.cast.at(object) else { continue };
                    match mention.countries.first() {
                        Some(&country) => {
                            found.push(Arg { head: object, country: Some(country) });
                        }
                        None if mention.organization.is_some() => {
                            found.push(Arg { head: object, country: None });
                        }
                        None => {}
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

    /// Any state or organisation named in what the verb governs: the last resort.
    fn anywhere(&self, token: usize) -> Vec<Arg> {
        const REACH: usize = 30;
        let doc = &self.cast.doc;
        let end = doc.subtree(token).end.min(token + REACH);
        let named = (token + 1..end).filter_map(|i| self.cast.at(i)).find(|m| {
            let entity = &self.cast.entities[m.entity];
            let beside = doc.up(m.head).take_while(|&a| a != token).all(|a| {
                !matches!(doc.dep(a), "relcl" | "ccomp" | "advcl" | "parataxis")
                    || doc.parse.tag(a) == "VB"
            });
            (entity.known.is_some() || !m.countries.is_empty()) && beside
        });
        named
            .map(|m| Arg { head: m.head, country: m.countries.first().copied() })
            .into_iter()
            .collect()
    }

    /// Sources of a noun that stand outside its phrase.
    fn outer_sources(&self, noun: usize, frame: &Frame) -> Vec<Arg> {
        let cast = self.cast;
        let doc = &cast.doc;
        if let Some(verb) = light_verb(cast, noun) {
            let found = subjects(cast, verb, 0);
            if !found.is_empty() {
                return found;
            }
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
    fn outer_subject(&self, noun: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let prep = doc.head(noun);
        if doc.dep(noun) != "pobj" || !matches!(doc.dep(prep), "prep") {
            return Vec::new();
        }
        let verb = doc.head(prep);
        if doc.is_verb(verb) { subjects(self.cast, verb, 0) } else { Vec::new() }
    }

    /// "The attack killed X": who attacked is the source, in its own phrase or told before.
    fn by_event(&self, verb: usize, frame: &Frame) -> Vec<Arg> {
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

    /// Whether there are enough actors for an event. What is missing must be typical for the type.
    fn is_enough(&self, token: usize, frame: &Frame, sources: &[Arg], targets: &[Arg]) -> bool {
        let (source, target) = (!sources.is_empty(), !targets.is_empty());
        match (frame.part, frame.event) {
            (_, "PROTEST") => source,
            (Part::Noun, "ACCUSE" | "REQUEST" | "THREATEN") => {
                source && (target || light_verb(self.cast, token).is_some())
            }
            (Part::Noun, _) => source && target,
            (_, "CONSULT" | "COOPERATE" | "SUPPORT" | "AID" | "SANCTION") => source && target,
            (_, "ASSAULT" | "COERCE") => {
                let objects = self.object_tokens(token);
                let site = objects.iter().any(|&o| self.is_site(o));
                let has_object = !frame.when.is_empty() || site;
                // "burned tires in X" did nothing to X.
                let target = target && (has_object || objects.is_empty());
                let passive = is_passive(self.cast, token);
                source && (target || has_object) || target && (passive || self.by_weapon(token))
            }
            (_, "RETREAT") => source || target && is_passive(self.cast, token),
            _ => source,
        }
    }

    /// A thing that can be attacked or taken: "the village", "two pipelines", a place by its name.
    fn is_site(&self, noun: usize) -> bool {
        let doc = &self.cast.doc;
        let site = |n: usize| self.cast.lexicon.words.is("site", doc.lemma(n));
        // "injured ten"
        let number = |n: usize| doc.parse.pos(n) == "NUM";
        self.cast
            .conjuncts(noun)
            .into_iter()
            .any(|n| site(n) || number(n) || !self.cast.who(n).is_empty())
    }

    /// "A roadside bomb killed X": nobody is named, yet it was an attack.
    fn by_weapon(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        let is_weapon = |noun: usize| {
            self.cast.lexicon.words.is("weapon", doc.lemma(noun))
                || self.event_frame(noun, "ASSAULT").is_some()
        };
        doc.kids_with(verb, &["nsubj"]).any(|s| self.cast.at(s).is_none() && is_weapon(s))
    }

    /// The frame of an event noun of this type.
    fn event_frame(&self, noun: usize, event: &str) -> Option<u16> {
        let lexicon = self.cast.lexicon;
        let list = lexicon.by_lemma.get(self.cast.doc.lemma(noun))?;
        list.iter().copied().find(|&i| {
            let frame = &lexicon.frames[usize::from(i)];
            frame.part == Part::Noun && frame.event == event
        })
    }

    /// The trigger with its particle.
    fn trigger_words(&self, token: usize) -> Range<usize> {
        let doc = &self.cast.doc;
        let particle = doc.kids_with(token, &["prt"]).find(|&k| k == token + 1);
        token..particle.unwrap_or(token) + 1
    }

    /// Marks what the event only speaks of, and the noun that it has used itself.
    fn silence(&mut self, found: &Found, frame: &Frame) {
        let cast = self.cast;
        let doc = &cast.doc;
        let uses_object = frame.when.iter().any(|c| matches!(c, Condition::Object(_)));
        let embeds = EMBEDDING.contains(&frame.event);
        let mut heads: Vec<usize> = Vec::new();
        if uses_object || embeds {
            heads.extend(self.object_tokens(found.trigger));
        }
        if embeds {
            // "denied that X attacked" claims something about the attack.
            let stance = cast.lexicon.words.stance(ReportPart::Verb, doc.lemma(found.trigger));
            if stance != Some(Stance::Denies) {
                heads.extend(doc.kids_with(found.trigger, &["ccomp", "xcomp", "acl"]));
            }
            for prep in doc.kids_with(found.trigger, &["prep"]) {
                if prep > found.trigger
                    && !matches!(
                        doc.lower(prep),
                        "in" | "after" | "during" | "at" | "before" | "over" | "by"
                    )
                {
                    heads.extend(doc.kids_with(prep, &["pobj", "pcomp"]));
                }
            }
        }
        // The content of the content: "the need for talks", "to begin to withdraw", "to hold talks".
        for _ in 0..2 {
            let mut more = Vec::new();
            for &head in &heads {
                more.extend(doc.kids_with(head, &["conj", "xcomp"]));
                if doc.is_verb(head) && embeds {
                    more.extend(doc.kids_with(head, &["dobj"]));
                } else if embeds {
                    more.extend(
                        doc.kids_with(head, &["acl"]).filter(|&v| doc.parse.tag(v) != "VBN"),
                    );
                    for prep in doc
                        .kids_with(head, &["prep"])
                        .filter(|&p| matches!(doc.lower(p), "for" | "of" | "to"))
                    {
                        more.extend(doc.kids_with(prep, &["pobj", "pcomp"]));
                    }
                }
            }
            more.retain(|m| !heads.contains(m));
            heads.extend(more);
        }
        for head in heads {
            self.silent[head] = true;
        }
    }
}
