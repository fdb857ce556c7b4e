//! Whom pronouns mean: of all mentions in the sentence and the few before it, the one for which
//! most speaks.

use crate::antecedents::{Candidate, Focus, Pronoun};
use crate::entities::{Cast, Mention};
use crate::gender;
use crate::lexicon::{Feature, Form, Known, OrgKind};
use crate::names::NameKind;
use crate::record::Span;

/// A pronoun with everybody whom it may mean, as the weights of `knowledge/pronouns.tsv` are
/// learnt from.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PronounChoice {
    /// The pronoun.
    pub span: Span,
    /// Features of meaning nobody.
    pub none: Vec<String>,
    /// Whom it may mean.
    pub candidates: Vec<Antecedent>,
}

/// One mention that a pronoun may mean.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Antecedent {
    /// Where the mention stands.
    pub span: Span,
    /// Its entity's number; none for somebody whom the coder does not know.
    pub entity: Option<usize>,
    /// What speaks for or against it: the first three cells of a line of the table.
    pub features: Vec<String>,
}

/// Sentences that a pronoun looks back, and the most mentions that it chooses from.
const BACK: usize = 3;
const MOST: usize = 40;

impl Cast<'_> {
    /// Links the pronouns of the third person, from left to right.
    pub(crate) fn link_pronouns(&mut self, mut trace: Option<&mut Vec<PronounChoice>>) {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut seen: Vec<Candidate> = Vec::new();
        let mut focus = Focus { times: vec![0; self.entities.len()], ..Focus::default() };
        for i in 0..self.doc.len() {
            if let Some(candidate) = self.candidate(i) {
                seen.push(candidate);
                if let Some(entity) = candidate.entity {
                    focus.count(entity);
                }
                continue;
            }
            if !self.is_pronoun(i) {
                continue;
            }
            let pronoun = Pronoun::new(&self.doc, i);
            let Some(entity) = self.antecedent(&pronoun, &seen, &focus, trace.as_deref_mut())
            else {
                continue;
            };
            seen.push(Candidate { entity: Some(entity), token: i, pronoun: true });
            focus.count(entity);
            focus.last[Focus::slot(pronoun.gender)] = Some((entity, self.doc.sentence_of(i)));
            if pronoun.gender.is_some() {
                // Whom a text calls "he" or "she" is no organisation, whatever the model saw.
                let entity = &mut self.entities[entity];
                entity.kind = "person";
                entity.gender = entity.gender.or(pronoun.gender);
            }
            found.push((i, entity));
        }
        for (head, entity) in found {
            self.refer(head, entity);
        }
    }

    /// Whoever is mentioned at a token, also people without a name or office: "his mother".
    fn candidate(&self, token: usize) -> Option<Candidate> {
        if let Some(m) = self.at[token] {
            let entity = Some(self.mentions[m].entity);
            return Some(Candidate { entity, token, pronoun: false });
        }
        let doc = &self.doc;
        let human = matches!(doc.parse.tag(token), "NN" | "NNP")
            && !self.inside[token]
            && (self.lexicon.roles.contains_key(doc.lemma(token))
                || gender::of_noun(self.lexicon, doc.lower(token)).is_some());
        human.then_some(Candidate { entity: None, token, pronoun: false })
    }

    fn is_pronoun(&self, token: usize) -> bool {
        let doc = &self.doc;
        match doc.lower(token) {
            "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" => true,
            "they" | "them" | "their" | "themselves" | "its" | "itself" => true,
            "it" => !self.is_empty_subject(token),
            _ => false,
        }
    }

    /// "It is likely that", "it took hours to": nobody is meant.
    fn is_empty_subject(&self, token: usize) -> bool {
        let doc = &self.doc;
        let verb = doc.head(token);
        let clause = doc.kids_with(verb, &["ccomp", "xcomp", "advcl", "csubj"]).any(|c| c > verb);
        let state = doc.kids_with(verb, &["acomp", "attr"]).next();
        // "It is willing to": somebody is.
        if state.is_some_and(|s| self.lexicon.words.is("disposed", doc.lemma(s))) {
            return false;
        }
        let below = state.is_some_and(|s| {
            doc.kids_with(s, &["ccomp", "xcomp", "relcl", "acl", "advcl"]).next().is_some()
        });
        doc.dep(token) == "nsubj" && doc.lemma(verb) == "be" && (clause || below)
    }

    /// Whether a candidate agrees with a pronoun in kind and number.
    fn fits(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let doc = &self.doc;
        let word = doc.lower(pronoun.token);
        let Some(index) = candidate.entity else { return pronoun.gender.is_some() };
        let entity = &self.entities[index];
        // "Tavares" passes for a plural.
        let plural = self.is_plural(candidate.token) && !entity.is_named_person();
        if pronoun.gender.is_some() {
            // Users give people codes as they give them to states.
            // Nor is a capital where something happens.
            let told = |known: Known| !self.lexicon.is_users(known);
            let known = entity.known.is_some_and(told);
            let name = self.at(candidate.token).and_then(|m| m.name);
            let named = name.is_some_and(|n| {
                let tokens = self.names[n].tokens.clone();
                let union = |i: usize| self.lexicon.words.is("union", doc.lower(i));
                let joined = self.names[n].kind == NameKind::Organization && tokens.len() > 1;
                let place = self.names[n].kind == NameKind::Place && self.is_where(candidate.token);
                let other =
                    self.names[n].known.is_some_and(told) || joined && { tokens }.any(union);
                !(other || place)
            });
            let likely = entity.kind == "person" || named || entity.kind == "other";
            let last = entity.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
            let region = self.lexicon.words.is("region", &last);
            let other = entity.gender_told && entity.gender != pronoun.gender;
            return !known && likely && !plural && !region && !other;
        }
        if candidate.pronoun
            && doc.lower(candidate.token).starts_with("it") != word.starts_with("it")
        {
            return entity.kind == "organization";
        }
        match word {
            // "the Europeans" are no "it".
            "it" | "its" | "itself" => {
                let people = match entity.known {
                    Some(Known::Organization(o)) => matches!(
                        self.lexicon.organizations[usize::from(o)].kind,
                        OrgKind::Ethnic | OrgKind::Region
                    ),
                    _ => self
                        .at(candidate.token)
                        .and_then(|m| m.name)
                        .is_some_and(|n| self.names[n].form == Form::People),
                };
                !(people && plural)
                    && (matches!(entity.kind, "country" | "organization")
                        || entity.kind == "group" && !plural)
            }
            _ => matches!(entity.kind, "group" | "organization" | "country"),
        }
    }

    fn antecedent(
        &self,
        pronoun: &Pronoun,
        seen: &[Candidate],
        focus: &Focus,
        trace: Option<&mut Vec<PronounChoice>>,
    ) -> Option<usize> {
        let doc = &self.doc;
        let sentence = doc.sentence_of(pronoun.token);
        let near = |c: &&Candidate| doc.sentence_of(c.token) + BACK >= sentence;
        let before = seen.iter().rev().take(2 * MOST).take_while(near).copied();
        let rest = pronoun.token + 1..doc.sentences()[sentence].end;
        let after = rest
            .take(MOST)
            .filter(|&i| !self.is_told_by(pronoun, i) && !self.is_new(i))
            .filter(|_| !self.is_main_object(pronoun))
            .filter_map(|i| self.candidate(i));
        let mut passed: Vec<Option<usize>> = Vec::new();
        let mut features: Vec<Feature> = Vec::new();
        let people = &self.lexicon.pronouns;
        let sum = |f: &[Feature]| f.iter().map(|&f| people.weight(f)).sum::<f32>();
        let mut traced = Vec::new();
        let mut best: Option<(f32, Option<usize>)> = None;
        let all = before.chain(after).filter(|c| self.fits(pronoun, c));
        let all = all.filter(|c| !self.is_beside_subject(pronoun, c.token));
        for candidate in all.filter(|c| !self.answers_itself(pronoun, c)).take(MOST) {
            let others = passed.iter().filter(|e| **e != candidate.entity).count();
            self.features(pronoun, &candidate, others, focus, &mut features);
            if candidate.entity.is_none() || !passed.contains(&candidate.entity) {
                passed.push(candidate.entity);
            }
            let score = sum(&features);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, candidate.entity));
            }
            if trace.is_some() {
                let tokens = match self.at(candidate.token) {
                    Some(mention) => mention.tokens.clone(),
                    None => candidate.token..candidate.token + 1,
                };
                traced.push(Antecedent {
                    span: doc.span(tokens),
                    entity: candidate.entity,
                    features: features.iter().map(written).collect(),
                });
            }
        }
        let none = [("none", pronoun.role, ""), ("none", SEVERAL[passed.len().min(3)], "")];
        if let Some(trace) = trace {
            trace.push(PronounChoice {
                span: doc.span(pronoun.token..pronoun.token + 1),
                none: none.iter().map(written).collect(),
                candidates: traced,
            });
        }
        best.filter(|(score, _)| *score > sum(&none)).and_then(|(_, entity)| entity)
    }

    /// Whether a noun stands in what is said of a pronoun, which then cannot mean it: in "they praised
    /// the council" they are others, and so is she in "blamed her and called for the chief to go" (Principle C of Chomsky 1981).
    fn is_told_by(&self, pronoun: &Pronoun, noun: usize) -> bool {
        let doc = &self.doc;
        let verb = doc.head(pronoun.token);
        let governed = matches!(pronoun.role, "subject" | "object");
        governed && verb < noun && doc.is_verb(verb) && doc.is_below(noun, verb)
    }

    /// "The council accused them ...": whom the main verb is about has been named before.
    fn is_main_object(&self, pronoun: &Pronoun) -> bool {
        let doc = &self.doc;
        let verb = doc.head(pronoun.token);
        pronoun.role == "object" && doc.dep(verb) == "ROOT"
    }

    /// "A friend, Ana Example, met her": whoever stands beside the subject is no object of its verb
    /// (Principle B).
    fn is_beside_subject(&self, pronoun: &Pronoun, noun: usize) -> bool {
        let doc = &self.doc;
        let subject = doc.head(noun);
        let mut verbs = doc.up(pronoun.token);
        matches!(pronoun.role, "object" | "oblique")
            && doc.dep(noun) == "appos"
            && doc.dep(subject) == "nsubj"
            && verbs.find(|&v| doc.is_verb(v)) == Some(doc.head(subject))
    }

    /// "The company rejected their demand": nobody turns down what they ask for themselves.
    fn answers_itself(&self, pronoun: &Pronoun, candidate: &Candidate) -> bool {
        let doc = &self.doc;
        let owned = doc.head(pronoun.token);
        let verb = doc.head(owned);
        let words = &self.lexicon.words;
        let asked = ["demand", "charge", "offer"].iter().any(|c| words.is(c, doc.lemma(owned)));
        let refuses = || self.lexicon.types_by_trigger(doc.lemma(verb)).contains(&"REJECT");
        let own = |s: usize| {
            s == candidate.token
                || candidate.entity.is_some() && self.at(s).map(|m| m.entity) == candidate.entity
        };
        pronoun.role == "owner of object"
            && asked
            && refuses()
            && doc.kids_with(verb, &["nsubj"]).any(own)
    }

    /// "a minister": nobody is called by a pronoun before being introduced like this.
    fn is_new(&self, noun: usize) -> bool {
        let mut articles = self.doc.kids_with(noun, &["det"]).map(|d| self.doc.lower(d));
        articles.any(|a| matches!(a, "a" | "an" | "another" | "some"))
    }

    /// A pronoun becomes a mention of an entity.
    pub(crate) fn refer(&mut self, head: usize, entity: usize) {
        let mention = Mention {
            head,
            tokens: head..head + 1,
            name: None,
            entity,
            countries: Vec::new(),
            organization: None,
            sectors: Vec::new(),
            role: None,
            pronoun: true,
        };
        self.entities[entity].mentions.push(mention.tokens.clone());
        self.at[head] = Some(self.mentions.len());
        self.mentions.push(mention);
    }
}

const SEVERAL: [&str; 4] = ["nobody", "one", "two", "several"];

fn written(feature: &Feature) -> String {
    format!("{}\t{}\t{}", feature.0, feature.1, feature.2)
}
