//! Who does what to whom in a clause: subjects and objects as the grammar gives them, also where
//! they stand in another clause.

use crate::actors::Arg;
use crate::entities::Cast;
use crate::lexicon::{Part, Slot};

/// The verb that only carries an event noun: "held talks", "launched an attack".
pub(crate) fn light_verb(cast: &Cast<'_>, noun: usize) -> Option<usize> {
    let doc = &cast.doc;
    let mut at = noun;
    for _ in 0..3 {
        match doc.dep(at) {
            "conj" => at = doc.head(at),
            "dobj" | "nsubjpass" => {
                let verb = doc.head(at);
                return cast.lexicon.words.is("light", doc.lemma(verb)).then_some(verb);
            }
            // "carried on with the attack", "engaged in talks"
            "pobj" if doc.lower(doc.head(at)) == "out" => at = doc.head(at),
            _ => return None,
        }
    }
    None
}

/// Whether a verb is passive: its subject suffers.
pub(crate) fn is_passive(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    if doc.kids_with(verb, &["nsubjpass", "auxpass"]).next().is_some() {
        return true;
    }
    if doc.kids_with(verb, &["agent"]).next().is_some() {
        // "X spoke by telephone": the parser takes every "by" for one.
        let acts = doc.kids_with(verb, &["nsubj"]).next().is_some();
        let active = doc.parse.tag(verb) != "VBN" || doc.kids_with(verb, &["aux"]).next().is_some();
        return !(acts && active);
    }
    if doc.parse.tag(verb) == "VBD" && shares_passive(cast, verb) {
        return true;
    }
    if doc.parse.tag(verb) != "VBN" || doc.kids_with(verb, &["aux", "dobj"]).next().is_some() {
        return false;
    }
    if whom_clause(cast, verb).is_some() {
        return false;
    }
    match doc.dep(verb) {
        // "whom the police arrested had no visa": the tag is wrong, the subject tells.
        "relcl" if doc.kids_with(verb, &["nsubj"]).next().is_some() => false,
        "acl" | "relcl" | "advcl" | "amod" => true,
        // "had their cameras smashed", "saw his passport withdrawn"; "was reported killed"
        "ccomp" | "xcomp" | "oprd" => {
            let outer = doc.head(verb);
            matches!(doc.lemma(outer), "have" | "see" | "get")
                && doc.kids_with(outer, &["nsubj"]).any(|s| s < verb)
                || doc.dep(verb) != "ccomp" && doc.kids_with(outer, &["nsubjpass"]).next().is_some()
        }
        "conj" => {
            let first = doc.head(verb);
            doc.kids_with(first, &["nsubjpass", "auxpass"]).next().is_some()
                || doc.dep(first) == "acl"
        }
        _ => false,
    }
}

/// "was convicted and sentenced to ten years": what is always done to somebody, and here to nobody else.
fn shares_passive(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    let first = doc.head(verb);
    let bare = doc.kids_with(verb, &["nsubj", "dobj", "aux", "ccomp", "xcomp"]).next().is_none();
    if doc.dep(verb) != "conj" || !bare || doc.kids_with(first, &["nsubjpass"]).next().is_none() {
        return false;
    }
    let frames = cast.lexicon.frames_of(doc.lemma(verb));
    let mut verbs = frames.filter(|f| f.part == Part::Verb).peekable();
    verbs.peek().is_some() && verbs.all(|f| f.target.first() == Some(&Slot::Object))
}

/// Tokens that a verb acts upon.
pub(crate) fn object_tokens(cast: &Cast<'_>, verb: usize) -> Vec<usize> {
    let doc = &cast.doc;
    if !doc.is_verb(verb) {
        return Vec::new();
    }
    if is_passive(cast, verb) {
        let own: Vec<usize> = doc.kids_with(verb, &["nsubjpass"]).collect();
        if !own.is_empty() {
            return own;
        }
        let first = doc.head(verb);
        // "nine were killed and forty wounded": the second has a subject of its own.
        let elliptic: Vec<usize> = doc.kids_with(verb, &["nsubj"]).collect();
        if doc.dep(verb) == "conj" && !elliptic.is_empty() {
            return elliptic;
        }
        return match doc.dep(verb) {
            "acl" | "relcl" | "amod" if doc.is_noun(first) => vec![first],
            "conj" if doc.dep(first) == "acl" => vec![doc.head(first)],
            // "hid and were rescued by X"
            "conj" => doc.kids_with(first, &["nsubj", "nsubjpass"]).collect(),
            "xcomp" | "oprd" => doc.kids_with(first, &["nsubjpass"]).collect(),
            // "Asked by X for help, Y sent doctors"
            "advcl" if first != verb => doc.kids_with(first, &["nsubj", "nsubjpass"]).collect(),
            _ => doc.kids_with(verb, &["nsubj"]).collect(),
        };
    }
    if let Some((_, object)) = whom_clause(cast, verb) {
        return vec![object];
    }
    let own: Vec<usize> = doc.kids_with(verb, &["dobj"]).collect();
    if own.is_empty()
        && doc.dep(verb) == "relcl"
        && doc
            .kids_with(verb, &["nsubj"])
            .next()
            .is_some_and(|s| !matches!(doc.lower(s), "who" | "which" | "that"))
    {
        let preposition = doc.kids_with(verb, &["prep"]).any(|p| doc.kids(p).is_empty());
        if !preposition
            && doc
                .kids_with(verb, &["advmod"])
                .all(|a| !matches!(doc.lower(a), "when" | "where" | "why"))
        {
            return vec![doc.head(verb)];
        }
    }
    // "called an emergency summit": parsers take the object for what something is called.
    let called: Vec<usize> = doc.kids_with(verb, &["oprd"]).filter(|&o| doc.is_noun(o)).collect();
    if own.is_empty() && called.iter().any(|&o| o > verb && cast.at(o).is_none()) {
        return called;
    }
    // "arrested and deported two journalists": the object of both stands behind the second.
    if own.is_empty() && verb + 2 < doc.len() && doc.parse.tag(verb + 1) == "CC" {
        let next = verb + 2;
        let joined = doc.dep(next) == "conj" && doc.head(next) == verb && doc.is_verb(next);
        let same = doc.parse.tag(next) == doc.parse.tag(verb);
        if joined && same {
            return doc.kids_with(next, &["dobj"]).collect();
        }
    }
    // "help develop ties": the object of a bare infinitive under the verb is not the verb's own.
    own
}

/// Who does what a verb says.
pub(crate) fn subjects(cast: &Cast<'_>, verb: usize, depth: usize) -> Vec<Arg> {
    let doc = &cast.doc;
    if depth > 5 {
        return Vec::new();
    }
    if is_passive(cast, verb) {
        let agents = doc
            .kids_with(verb, &["agent", "prep"])
            .filter(|&p| doc.dep(p) == "agent" || doc.lower(p) == "by");
        let found: Vec<Arg> =
            agents.flat_map(|p| doc.kids_with(p, &["pobj"])).flat_map(|o| cast.who(o)).collect();
        if !found.is_empty() {
            return found;
        }
        // "were granted an amnesty by X", "given medicine for two towns by X": parsers hang the
        // agent on the nearest noun.
        let end = doc.subtree(verb).end;
        let rest = (verb + 1..end).take_while(|&i| !doc.is_verb(i) || doc.dep(i) == "amod");
        return rest
            .filter(|&i| doc.lower(i) == "by")
            .flat_map(|p| doc.kids_with(p, &["pobj"]))
            .flat_map(|o| cast.who(o))
            .collect();
    }
    let own: Vec<usize> = doc.kids_with(verb, &["nsubj"]).collect();
    if let Some(&subject) = own.first()
        && let Some(focus) = cleft(cast, verb, subject)
    {
        return cast.who(focus);
    }
    if let Some((subject, _)) = whom_clause(cast, verb) {
        return cast.who(subject);
    }
    if !own.is_empty() {
        return own.into_iter().flat_map(|s| cast.who(s)).collect();
    }
    inherited_subjects(cast, verb, depth)
}

/// Subject and object of "the bankers whom a court convicted had fled": parsers take the verb for
/// a participle of the subject ("a court convicted").
fn whom_clause(cast: &Cast<'_>, verb: usize) -> Option<(usize, usize)> {
    let doc = &cast.doc;
    let subject = doc.head(verb);
    if doc.dep(verb) != "acl" || subject + 1 != verb || doc.parse.tag(verb) != "VBN" {
        return None;
    }
    let start = doc.kids(subject).iter().copied().min().map_or(subject, |k| k.min(subject));
    let whom = start.checked_sub(1).filter(|&w| doc.lower(w) == "whom")?;
    let object = whom.checked_sub(1).filter(|&o| doc.is_noun(o))?;
    Some((subject, object))
}

/// "It was X that gave": the relative pronoun stands for X.
fn cleft(cast: &Cast<'_>, verb: usize, subject: usize) -> Option<usize> {
    let doc = &cast.doc;
    let be = doc.head(verb);
    let fits = doc.dep(verb) == "ccomp"
        && matches!(doc.lower(subject), "that" | "who" | "which")
        && doc.lemma(be) == "be"
        && doc.kids_with(be, &["nsubj"]).any(|s| doc.lower(s) == "it");
    if fits { doc.kids_with(be, &["attr"]).next() } else { None }
}

/// The subject of a verb that has none of its own.
fn inherited_subjects(cast: &Cast<'_>, verb: usize, depth: usize) -> Vec<Arg> {
    let doc = &cast.doc;
    let head = doc.head(verb);
    let infinitive = doc.kids_with(verb, &["aux"]).any(|a| doc.lower(a) == "to");
    match doc.dep(verb) {
        "conj" | "xcomp" | "advcl" | "ccomp" | "dep" | "parataxis" | "acomp" | "attr" | "oprd"
            if doc.is_verb(head) =>
        {
            let controls = matches!(doc.dep(verb), "xcomp" | "ccomp" | "advcl")
                && cast.lexicon.words.is("objcontrol", doc.lemma(head));
            let objects = if controls { object_tokens(cast, head) } else { Vec::new() };
            if let Some(&object) =
                objects.first().filter(|_| infinitive || doc.dep(verb) == "ccomp")
            {
                return cast.who(object);
            }
            passive_or_active_subject(cast, head, depth)
        }
        // "is about to attack", "is ready to sign": who is ready.
        "xcomp" if infinitive && matches!(doc.dep(head), "acomp" | "oprd" | "advmod" | "prep") => {
            let verb = doc.head(head);
            if doc.is_verb(verb) {
                passive_or_active_subject(cast, verb, depth)
            } else {
                Vec::new()
            }
        }
        // "became the third state to recognise X": parsers call it a relative clause.
        dep if infinitive && (dep == "acl" || dep == "relcl" && doc.dep(head) == "attr") => {
            let owner: Vec<Arg> =
                doc.kids_with(head, &["poss"]).flat_map(|p| cast.who(p)).collect();
            if owner.is_empty() { clause_subject(cast, head, depth) } else { owner }
        }
        "acl" | "relcl" => {
            let noun = cast.who(head);
            let named = cast.at(head).is_some();
            if named || doc.dep(verb) == "relcl" { noun } else { clause_subject(cast, head, depth) }
        }
        "pcomp" => {
            let outer = doc.head(head);
            if !doc.is_verb(outer) {
                // "found X guilty of murdering Y"
                let own: Vec<Arg> =
                    doc.kids_with(outer, &["nsubj"]).flat_map(|s| cast.who(s)).collect();
                if !own.is_empty() {
                    return own;
                }
                return clause_subject(cast, outer, depth);
            }
            let words = &cast.lexicon.words;
            // "expelled the envoy for meeting rebels": it was the envoy who met them.
            let controls = words.is("objcontrol", doc.lemma(outer))
                || doc.lower(head) == "for" && words.is("forcontrol", doc.lemma(outer));
            let objects = if controls { object_tokens(cast, outer) } else { Vec::new() };
            match objects.first() {
                Some(&object)
                    if matches!(
                        doc.lower(head),
                        "of" | "for" | "from" | "with" | "over" | "into"
                    ) =>
                {
                    cast.who(object)
                }
                _ => passive_or_active_subject(cast, outer, depth),
            }
        }
        _ => Vec::new(),
    }
}

/// The grammatical subject of a verb, also of a passive one.
fn passive_or_active_subject(cast: &Cast<'_>, verb: usize, depth: usize) -> Vec<Arg> {
    let doc = &cast.doc;
    let passive: Vec<Arg> = doc.kids_with(verb, &["nsubjpass"]).flat_map(|s| cast.who(s)).collect();
    if passive.is_empty() { subjects(cast, verb, depth + 1) } else { passive }
}

/// The subject of the clause that a noun stands in.
fn clause_subject(cast: &Cast<'_>, noun: usize, depth: usize) -> Vec<Arg> {
    let doc = &cast.doc;
    match doc.up(noun).find(|&v| doc.is_verb(v)) {
        // "The lorries carrying maize were stopped by X": it is not X who carried it.
        Some(verb) if doc.dep(noun) == "nsubjpass" && doc.head(noun) == verb => Vec::new(),
        Some(verb) => passive_or_active_subject(cast, verb, depth + 1),
        None => Vec::new(),
    }
}
