//! Whether a frame fits a word: what must stand beside it.

use super::Finder;
use crate::arguments::{light_verb, subjects};
use crate::lexicon::{Condition, Frame, Part};

impl Finder<'_, '_> {
    pub(super) fn is_part(&self, token: usize, part: Part) -> bool {
        let doc = &self.cast.doc;
        let tag = doc.parse.tag(token);
        match part {
            // "displaced families", "the ousted president" tell who somebody is, not what happened.
            Part::Verb => {
                doc.is_verb(token)
                    && !(tag == "VBG" && doc.dep(token) == "compound")
                    && (doc.dep(token) != "amod"
                        || doc.kids_with(token, &["agent", "dobj", "prep"]).next().is_some())
            }
            Part::Noun => {
                (matches!(doc.parse.pos(token), "NOUN" | "PROPN") || tag.starts_with("NN"))
                    && !matches!(doc.dep(token), "compound" | "nmod")
                    && self.cast.at(token).is_none()
            }
            Part::Adjective => doc.parse.pos(token) == "ADJ" || tag == "VBN",
        }
    }

    pub(super) fn holds(&self, token: usize, frame: &Frame) -> bool {
        frame.when.iter().all(|c| self.condition(token, frame.part, c))
    }

    pub(super) fn condition(&self, token: usize, part: Part, condition: &Condition) -> bool {
        let doc = &self.cast.doc;
        let clauses = |deps: &[&str]| doc.kids_with(token, deps).next().is_some();
        match condition {
            Condition::Object(lemmas) => self
                .things(token)
                .iter()
                .any(|&o| self.cast.conjuncts(o).iter().any(|&c| self.is_one_of(c, lemmas))),
            Condition::NoObject => self.object_tokens(token).is_empty(),
            Condition::ActorObject => {
                let recipients = doc.kids_with(token, &["dative"]);
                let mut all = self.object_tokens(token).into_iter().chain(recipients);
                // "dozens of soldiers" are soldiers; "the soldiers' camp" is none.
                let amount = |o| self.cast.lexicon.words.is("amount", doc.lemma(o));
                // "charged 41 of those detained"
                let counted = |o| {
                    doc.parse.pos(o) == "NUM"
                        && doc.kids_with(o, &["prep"]).any(|p| doc.lower(p) == "of")
                };
                if self.object_tokens(token).into_iter().any(counted) {
                    return true;
                }
                let stands = |o| {
                    amount(o)
                        || matches!(doc.lower(o), "whom" | "who" | "that" | "which")
                        || self.counterpart(o).is_some()
                };
                all.any(|o| self.cast.at(o).is_some() || stands(o) && !self.people(o).is_empty())
            }
            Condition::PersonObject => self.object_tokens(token).iter().any(|&o| {
                let kind = self.cast.at(o).map(|m| self.cast.entities[m.entity].kind);
                kind == Some("person") && doc.parse.tag(o) != "NNS"
            }),
            Condition::StateObject => self.object_tokens(token).iter().any(|&o| {
                let entity = self.cast.at(o).map(|m| &self.cast.entities[m.entity]);
                entity.is_some_and(|e| e.kind == "country" && self.cast.is_state(e))
            }),
            Condition::Particle(words) => doc
                .kids_with(token, &["prt", "advmod", "prep"])
                .any(|k| words.contains(&doc.lower(k))),
            Condition::PrepositionObject(lemmas) => std::iter::once(token)
                .chain(self.object_tokens(token))
                .chain(self.particles(token))
                .flat_map(|t| doc.kids_with(t, &["prep"]))
                // "pulled out of the deal": one preposition under another.
                .flat_map(|p| std::iter::once(p).chain(doc.kids_with(p, &["prep"])))
                .flat_map(|p| doc.kids_with(p, &["pobj"]))
                .any(|o| lemmas.contains(&doc.lemma(o))),
            Condition::Several if part == Part::Noun => self.possessors(token).len() > 1,
            Condition::Several => subjects(self.cast, token, 0).len() > 1,
            Condition::OtherClause => doc
                .kids_with(token, &["ccomp", "xcomp"])
                .any(|c| doc.kids_with(c, &["nsubj", "nsubjpass"]).next().is_some()),
            Condition::Sector(sectors) => self.doers(token, part).iter().any(|&a| {
                let state = || {
                    let mention = self.cast.at(a.head);
                    mention.is_some_and(|m| self.cast.is_state(&self.cast.entities[m.entity]))
                };
                let actor = self.cast.actor(a);
                // The code of an organisation begins with what it is; that of an armed group of no
                // country with IMG.
                let body = actor.code.as_deref().and_then(|c| c.get(..3)).unwrap_or_default();
                actor.sectors.iter().any(|s| sectors.contains(&s.as_str()))
                    || matches!(body, "IGO" | "NGO") && sectors.contains(&body)
                    || body == "IMG" && sectors.contains(&"REB")
                    || sectors.contains(&"STATE") && state()
            }),
            Condition::NoComplement(lemmas) => {
                !self.complements(token, part).any(|c| lemmas.contains(&doc.lemma(c)))
            }
            Condition::NoPreposition(words) => self.prepositions(token, words).is_empty(),
            Condition::Preposition(words) => !self.prepositions(token, words).is_empty(),
            Condition::Clause => clauses(&["ccomp", "xcomp"]),
            Condition::Modifier(words) => self.has_modifier(token, part, words),
            Condition::Hostile => self.has_hostile(token),
            Condition::SubjectNoun(lemmas) => {
                // "peacekeepers", "peacekeeping troops"
                let told = |t: usize| lemmas.contains(&doc.lemma(t));
                doc.kids_with(token, &["nsubj", "nsubjpass"])
                    .any(|s| told(s) || doc.kids_with(s, &["amod", "compound"]).any(told))
            }
            Condition::Complement(lemmas) => self.complements(token, part).any(|c| {
                // "ruled that the law was void"
                let state = || doc.kids_with(c, &["acomp", "attr", "oprd"]);
                lemmas.contains(&doc.lemma(c))
                    || doc.lemma(c) == "be" && state().any(|s| lemmas.contains(&doc.lemma(s)))
                    || self.object_tokens(c).iter().any(|&o| lemmas.contains(&doc.lemma(o)))
            }),
            Condition::NoState(words) => {
                // Armed groups are no states, yet measures against them are measures of foreign policy.
                const WITHIN: [&str; 9] =
                    ["GOV", "MIL", "BUS", "JUD", "LEG", "COP", "PTY", "MED", "CRM"];
                let objects = self.prepositions(token, words);
                // "three Iranian companies": nobody knows them, but they are no state.
                let private = |&o: &usize| self.cast.lexicon.words.is("private", doc.lemma(o));
                if objects.iter().any(private) {
                    return true;
                }
                let mut all = objects.iter().flat_map(|&o| self.cast.who(o)).peekable();
                let person =
                    |m: &crate::entities::Mention| self.cast.entities[m.entity].kind == "person";
                all.peek().is_some()
                    && all.all(|a| {
                        self.cast.at(a.head).is_some_and(|m| {
                            let entity = &self.cast.entities[m.entity];
                            let told = |s: &String| WITHIN.contains(&s.as_str());
                            !self.cast.is_state(entity)
                                && (person(m) || self.cast.actor(a).sectors.iter().any(told))
                        })
                    })
            }
            Condition::Infinitive => {
                // "vowed within hours to go on": parsers take what comes after a time for a purpose.
                let aside = self.object_tokens(token).is_empty()
                    && doc.kids_with(token, &["prep", "npadvmod"]).any(|p| p > token);
                let deps: &[&str] = if aside {
                    &["xcomp", "ccomp", "acl", "advcl"]
                } else {
                    &["xcomp", "ccomp", "acl"]
                };
                doc.kids_with(token, deps)
                    .filter(|&c| c > token)
                    .any(|c| doc.kids_with(c, &["aux"]).any(|a| doc.lower(a) == "to"))
            }
            Condition::Negated => {
                // "did not meet" tells what did not happen; "will not meet" and "do not meet" refuse.
                let refused = |t: usize| {
                    doc.kids_with(t, &["neg"]).next().is_some()
                        && doc.kids_with(t, &["aux"]).any(|a| {
                            matches!(
                                doc.lemma(a),
                                "will" | "would" | "can" | "could" | "shall" | "wo" | "ca"
                            ) || matches!(doc.lower(a), "do" | "does")
                        })
                };
                refused(token) || doc.dep(token) == "xcomp" && refused(doc.head(token))
            }
        }
    }

    /// What a verb is done with or to: its objects; "X was given medicine" has two.
    pub(super) fn things(&self, verb: usize) -> Vec<usize> {
        let doc = &self.cast.doc;
        let mut found = self.object_tokens(verb);
        // "gave the envoys three days to leave"
        found.extend(doc.kids_with(verb, &["dative"]).filter(|&d| doc.is_noun(d)));
        for thing in &mut found {
            // "the envoy whom X expelled": the pronoun stands for the envoy.
            if matches!(doc.lower(*thing), "whom" | "who" | "which" | "that") {
                *thing = self.cast.antecedent_of_relative(*thing).unwrap_or(*thing);
            }
        }
        if doc.kids_with(verb, &["nsubjpass"]).next().is_some() {
            found.extend(doc.kids_with(verb, &["dobj", "oprd"]));
        }
        found
    }

    /// Who does it: the subject of a verb, the owner or agent of a noun.
    fn doers(&self, token: usize, part: Part) -> Vec<crate::actors::Arg> {
        if part != Part::Noun {
            return subjects(self.cast, token, 0);
        }
        let mut found = self.possessors(token);
        if found.is_empty()
            && let Some(verb) = light_verb(self.cast, token)
        {
            found = subjects(self.cast, verb, 0);
        }
        if found.is_empty() {
            let agents = self.prepositions(token, &["by", "of"]);
            found.extend(agents.iter().flat_map(|&o| self.cast.who(o)));
        }
        found
    }

    /// The verbs of a trigger's clausal complements, and of those of its object.
    fn complements(&self, token: usize, part: Part) -> impl Iterator<Item = usize> {
        let doc = &self.cast.doc;
        let mut found: Vec<usize> = doc.kids_with(token, &["xcomp", "ccomp"]).collect();
        // "ruled that the act, passed in a day, breached the law": parsers join the verbs.
        let joined = |&c: &usize| doc.is_verb(c) && doc.parse.tag(c).starts_with("VBD");
        let more = found.iter().flat_map(|&c| doc.kids_with(c, &["conj"])).filter(joined);
        found.extend(more.collect::<Vec<_>>());
        // "summoned X to complain": a purpose.
        let purpose =
            |c: &usize| *c > token && doc.kids_with(*c, &["aux"]).any(|a| doc.lower(a) == "to");
        found.extend(doc.kids_with(token, &["advcl"]).filter(purpose));
        if part == Part::Noun {
            found.extend(doc.kids_with(token, &["acl"]));
        }
        for prep in doc.kids_with(token, &["prep"]) {
            found.extend(doc.kids_with(prep, &["pcomp"]));
            // "wrote to the government to protest"
            let below = doc.kids_with(prep, &["pobj"]).flat_map(|o| doc.kids_with(o, &["acl"]));
            found.extend(below.filter(purpose).filter(|_| part == Part::Verb));
        }
        if part == Part::Verb {
            let mut objects = self.object_tokens(token);
            // "gave them three days to leave": parsers take the days for a time.
            objects.extend(doc.kids_with(token, &["npadvmod"]));
            found.extend(objects.iter().flat_map(|&o| doc.kids_with(o, &["acl", "relcl"])));
        }
        // "agreed with X that ... should", "vowed that it would": the verb of the clause counts.
        found.into_iter()
    }

    /// Whether a noun is one of these, or an amount of it ("tons of food", "ten days of talks").
    pub(super) fn is_one_of(&self, noun: usize, lemmas: &[&str]) -> bool {
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

    pub(super) fn has_modifier(&self, token: usize, part: Part, words: &[&str]) -> bool {
        let doc = &self.cast.doc;
        let near = |t: usize| {
            doc.kids_with(
                t,
                &[
                    "amod", "compound", "nmod", "advmod", "acomp", "oprd", "attr", "ccomp",
                    "advcl", "det", "appos",
                ],
            )
            .any(|k| words.contains(&doc.lemma(k)) || words.contains(&doc.lower(k)))
        };
        let of = doc.kids_with(token, &["prep"]).filter(|&p| doc.lower(p) == "of");
        // "a motion of censure"
        let contains = |o: usize| {
            let of = doc.kids_with(o, &["prep"]).filter(|&p| doc.lower(p) == "of");
            of.flat_map(|p| doc.kids_with(p, &["pobj"])).any(|i| words.contains(&doc.lemma(i)))
        };
        near(token)
            || of.flat_map(|p| doc.kids_with(p, &["pobj"])).any(|o| words.contains(&doc.lemma(o)))
            || part == Part::Verb
                && self.object_tokens(token).iter().any(|&o| near(o) || contains(o))
    }

    /// An evaluative word among what the verb is about, clauses left out.
    pub(super) fn has_hostile(&self, token: usize) -> bool {
        let doc = &self.cast.doc;
        let range = doc.subtree(token);
        let after = token + 1..range.end.min(token + 25);
        after.into_iter().any(|i| {
            self.cast.lexicon.words.is("hostile", doc.lemma(i))
                && doc.up(i).take_while(|&a| a != token).all(|a| !doc.is_verb(a))
        })
    }
}
