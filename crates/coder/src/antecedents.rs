//! What speaks for and against a possible antecedent of a pronoun. Each feature is a line in
//! `knowledge/pronouns.tsv` with its weight; the features follow the literature on pronouns in
//! English: grammatical role and its parallel (Hobbs 1978; Lappin and Leass 1994), binding (a
//! pronoun is not its own clause's other argument), distance, and who the text is about.

use crate::doc::Doc;
use crate::entities::Cast;
use crate::gender;
use crate::lexicon::{Feature, Gender};

/// A noun phrase or an earlier pronoun that a pronoun may mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its entity; none for somebody whom the coder does not know ("his mother").
    pub entity: Option<usize>,
    /// Its head token.
    pub token: usize,
    /// It is a pronoun itself, understood before.
    pub pronoun: bool,
}

/// A pronoun and its place in the sentence.
pub(crate) struct Pronoun {
    pub token: usize,
    pub role: &'static str,
    pub gender: Option<Gender>,
    sentence: usize,
    /// The verbs above it, the nearest first.
    verbs: Vec<usize>,
    /// What it owns, if it is a possessive.
    owned: Option<usize>,
}

/// What the text has said so far about the entities.
#[derive(Default)]
pub(crate) struct Focus {
    /// Mentions of each entity so far.
    pub times: Vec<u32>,
    /// The most of them.
    pub most: u32,
    /// Entity and sentence of the last understood pronoun of each gender, and of "it".
    pub last: [Option<(usize, usize)>; 3],
}

impl Focus {
    /// One more mention of an entity.
    pub fn count(&mut self, entity: usize) {
        if let Some(times) = self.times.get_mut(entity) {
            *times += 1;
            self.most = self.most.max(*times);
        }
    }

    /// Where the last pronoun of a gender is kept.
    pub fn slot(gender: Option<Gender>) -> usize {
        match gender {
            Some(Gender::Female) => 0,
            Some(Gender::Male) => 1,
            None => 2,
        }
    }
}

const SMALL: [&str; 8] = ["0", "1", "2", "3", "4", "5", "6", "7"];

fn small(n: usize) -> &'static str {
    SMALL[n.min(SMALL.len() - 1)]
}

/// The grammatical role of a noun; conjuncts have the role of the first one.
pub(crate) fn role(doc: &Doc<'_>, token: usize) -> &'static str {
    let mut at = token;
    for _ in 0..4 {
        if doc.dep(at) != "conj" || !doc.is_noun(doc.head(at)) {
            break;
        }
        at = doc.head(at);
    }
    match doc.dep(at) {
        "nsubj" => "subject",
        "nsubjpass" => "passive",
        "dobj" | "dative" => "object",
        "poss" => "possessor",
        "pobj" if doc.lower(doc.head(at)) == "by" && doc.dep(doc.head(at)) == "agent" => "agent",
        "pobj" if doc.is_verb(doc.head(doc.head(at))) => "oblique",
        "pobj" => "complement",
        "appos" => "apposition",
        "compound" | "nmod" | "amod" => "modifier",
        "attr" => "attribute",
        "ROOT" => "root",
        _ => "other",
    }
}

fn is_subject(doc: &Doc<'_>, token: usize) -> bool {
    matches!(role(doc, token), "subject" | "passive")
}

impl Pronoun {
    /// Looks at a pronoun's place.
    pub fn new(doc: &Doc<'_>, token: usize) -> Self {
        let owned = (doc.dep(token) == "poss").then(|| doc.head(token));
        let verbs: Vec<usize> = doc.up(token).filter(|&v| doc.is_verb(v)).take(4).collect();
        let role = match (owned, role(doc, token)) {
            _ if doc.lower(token).ends_with("self") => "reflexive",
            (Some(noun), _) => match role(doc, noun) {
                "subject" | "passive" => "owner of subject",
                "object" => "owner of object",
                "oblique" | "agent" => "owner of oblique",
                _ => "owner",
            },
            (_, "subject" | "passive") => "subject",
            (_, "object") => "object",
            (_, "oblique" | "agent" | "complement") => "oblique",
            _ => "other",
        };
        let gender = gender::of_pronoun(doc.lower(token));
        Pronoun { token, role, gender, sentence: doc.sentence_of(token), verbs, owned }
    }

    fn plain_role(&self) -> &'static str {
        if self.role.starts_with("owner") { "owner" } else { self.role }
    }

    /// How the candidate stands to the clauses around the pronoun.
    fn relation(&self, doc: &Doc<'_>, candidate: usize) -> &'static str {
        if doc.sentence_of(candidate) != self.sentence {
            return "elsewhere";
        }
        if let Some(owned) = self.owned
            && (candidate == owned || doc.is_below(candidate, owned))
        {
            return "owned";
        }
        if doc.is_below(self.token, candidate) {
            // "X, who lost his seat" against "the wife of his friend".
            let clause = doc.up(self.token).take_while(|&a| a != candidate).any(|a| doc.is_verb(a));
            return if clause { "has clause" } else { "has phrase" };
        }
        let mut first = candidate;
        for _ in 0..4 {
            if doc.dep(first) != "conj" || !doc.is_noun(doc.head(first)) {
                break;
            }
            first = doc.head(first);
        }
        let argument = matches!(doc.dep(first), "nsubj" | "nsubjpass" | "dobj" | "dative");
        let verb = if argument { Some(doc.head(first)) } else { None };
        let nearest = verb.or_else(|| doc.up(candidate).find(|&v| doc.is_verb(v)));
        let Some(nearest) = nearest else { return "no verb" };
        let subject = verb.is_some() && is_subject(doc, candidate);
        match (self.verbs.iter().position(|&v| v == nearest), subject) {
            (Some(0), true) => "subject of clause",
            (Some(0), false) if argument => "argument of clause",
            (Some(0), false) => "inside clause",
            (Some(1), true) => "subject above",
            (Some(1), false) => "inside above",
            (Some(_), true) => "subject far above",
            (Some(_), false) => "inside far above",
            (None, subject) => {
                // "X came and he left": the verbs are coordinated.
                let joined = self.verbs.first().is_some_and(|&v| doc.head(nearest) == v);
                match (subject, joined) {
                    (true, true) => "subject below",
                    (true, false) => "subject aside",
                    (false, true) => "inside below",
                    (false, false) => "aside",
                }
            }
        }
    }
}

impl Cast<'_> {
    /// The features of one candidate. `between` is how many others that fit stand nearer.
    pub(crate) fn features(
        &self,
        pronoun: &Pronoun,
        candidate: &Candidate,
        between: usize,
        focus: &Focus,
        found: &mut Vec<Feature>,
    ) {
        let doc = &self.doc;
        found.clear();
        let token = candidate.token;
        let sentence = doc.sentence_of(token);
        let back = pronoun.sentence - sentence.min(pronoun.sentence);
        let place = match back {
            _ if token > pronoun.token => "after",
            0 => "same",
            1 => "before",
            _ => "far",
        };
        let role = role(doc, token);
        found.push(("role", role, pronoun.role));
        found.push(("place", place, role));
        found.push(("clause", pronoun.relation(doc, token), pronoun.role));
        found.push(("sentences", small(back), pronoun.plain_role()));
        found.push(("between", small(between), place));
        if place == "same" {
            found.push(("words", small((pronoun.token - token) / 4), pronoun.plain_role()));
        }
        if place == "after" {
            let opening = doc.sentences()[sentence].start + 1 >= pronoun.token;
            found.push(("after", if opening { "opening" } else { "inside" }, role));
        }
        let bracket = (token.saturating_sub(4)..token).any(|i| doc.lower(i) == "(")
            && !(token.saturating_sub(4)..token).any(|i| doc.lower(i) == ")");
        if bracket {
            found.push(("bracket", "", ""));
        }
        if candidate.pronoun {
            let form = if doc.lower(token) == doc.lower(pronoun.token) { "same" } else { "other" };
            found.push(("pronoun", form, place));
        }
        let coordinated =
            doc.dep(token) == "conj" || doc.kids_with(token, &["conj"]).next().is_some();
        if coordinated {
            found.push(("coordinated", pronoun.plain_role(), place));
        }
        if back > 0 && doc.dep(doc.head(token)) == "ROOT" && is_subject(doc, token) {
            found.push(("main subject", small(back), pronoun.plain_role()));
        }
        self.entity_features(pronoun, candidate, place, focus, found);
    }

    fn entity_features(
        &self,
        pronoun: &Pronoun,
        candidate: &Candidate,
        place: &'static str,
        focus: &Focus,
        found: &mut Vec<Feature>,
    ) {
        let doc = &self.doc;
        let entity = candidate.entity.map(|e| &self.entities[e]);
        let have = match entity {
            Some(entity) => entity.gender,
            None => gender::of_noun(self.lexicon, doc.lower(candidate.token)),
        };
        if let Some(want) = pronoun.gender {
            let name = self.at(candidate.token).and_then(|m| m.name);
            let kind = match (entity, name) {
                (None, _) => "noun",
                (Some(e), _) if candidate.pronoun => e.kind,
                (Some(e), None) if e.is_named_person() => "description",
                (Some(_), None) => "role",
                (Some(e), Some(_)) => e.kind,
            };
            found.push(("kind", kind, place));
            found.push(match have {
                Some(have) if have == want => ("gender", "agrees", ""),
                Some(_) => ("gender", "against", ""),
                None => ("gender", "unknown", kind),
            });
            if let Some(name) = name {
                let full = if self.names[name].tokens.len() > 1 { "full" } else { "short" };
                found.push(("name", full, place));
            }
        }
        let Some(index) = candidate.entity else { return };
        let times = focus.times.get(index).copied().unwrap_or(0);
        found.push(("times", small(times as usize), place));
        if times > 1 && times == focus.most {
            found.push(("topic", "", pronoun.plain_role()));
        }
        if let Some((last, sentence)) = focus.last[Focus::slot(pronoun.gender)] {
            let away = small((pronoun.sentence - sentence.min(pronoun.sentence)).min(3));
            found.push(if last == index {
                ("chain", away, pronoun.plain_role())
            } else {
                ("other chain", away, pronoun.plain_role())
            });
        }
    }
}
