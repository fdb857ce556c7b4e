//! What a document says that no line of the lexicon knows: names without a code, and verbs between two
//! actors that are in no frame.

use crate::Coder;
use crate::entities::Cast;
use crate::record::DocumentInfo;
use bayhaqi_nlp::Parse;

/// A name or verb that the lexicon does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name, or the verb's lemma.
    pub word: String,
    /// `person | organization | group | other | verb`
    pub kind: &'static str,
    /// How often the document has it.
    pub times: usize,
    /// The first sentence that has it.
    pub example: String,
}

impl Coder {
    /// Names and verbs of a document that the lexicon does not know.
    pub fn unknown(&self, document: &DocumentInfo, parse: &Parse) -> Vec<Unknown> {
        let cast = self.cast(document, parse, None);
        let mut found = actors(&cast);
        for verb in (0..cast.doc.len()).filter(|&i| is_unknown_verb(&cast, i)) {
            let word = cast.doc.lemma(verb);
            match found.iter_mut().find(|u| u.kind == "verb" && u.word == word) {
                Some(known) => known.times += 1,
                None => found.push(Unknown {
                    word: word.to_owned(),
                    kind: "verb",
                    times: 1,
                    example: sentence(&cast, verb),
                }),
            }
        }
        found
    }
}

fn actors(cast: &Cast<'_>) -> Vec<Unknown> {
    let unknown = cast.entities.iter().filter(|e| {
        let who = matches!(e.kind, "person" | "organization" | "group" | "other");
        who && e.name.starts_with(char::is_uppercase) && cast.entity_code(e).is_none()
    });
    unknown
        .filter_map(|entity| {
            let first = entity.mentions.first()?.start;
            Some(Unknown {
                word: entity.name.clone(),
                kind: entity.kind,
                times: entity.mentions.len(),
                example: sentence(cast, first),
            })
        })
        .collect()
}

fn sentence(cast: &Cast<'_>, token: usize) -> String {
    let range = cast.doc.sentences()[cast.doc.sentence_of(token)].clone();
    let text = cast.doc.text_span(range).text;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A verb between two actors, in no table.
fn is_unknown_verb(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    let lemma = doc.lemma(verb);
    let plain = lemma.chars().all(char::is_alphabetic) && lemma.chars().count() > 2;
    if !plain
        || !doc.parse.tag(verb).starts_with("VB")
        || doc.parse.pos(verb) != "VERB"
        || matches!(doc.dep(verb), "aux" | "auxpass" | "amod")
        || cast.lexicon.has_verb(lemma)
    {
        return false;
    }
    let actors = |tokens: &mut dyn Iterator<Item = usize>| {
        let all = tokens.flat_map(|t| cast.who(t));
        all.filter(|&a| {
            cast.country_of(a).is_some() || cast.at(a.head).is_some_and(|m| m.name.is_some())
        })
        .collect::<Vec<_>>()
    };
    let subjects = actors(&mut doc.kids_with(verb, &["nsubj", "nsubjpass"]));
    let below = doc.kids_with(verb, &["prep", "agent"]).flat_map(|p| doc.kids_with(p, &["pobj"]));
    let objects = actors(&mut doc.kids_with(verb, &["dobj", "dative"]).chain(below));
    subjects.iter().any(|s| objects.iter().any(|o| !cast.same_entity(*s, *o)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bayhaqi_nlp::Pipeline;

    #[test]
    fn names_without_code_and_verbs_without_frame() {
        let english = Pipeline::english().unwrap();
        let coder = Coder::new().unwrap();
        let text = "Iran serenaded Iraq. Later Nora Quist serenaded France. Chad attacked Sudan.";
        let found = coder.unknown(&DocumentInfo::default(), &english.parse(text));
        let short: Vec<_> = found.iter().map(|u| (u.word.as_str(), u.kind, u.times)).collect();
        assert_eq!(short, [("Nora Quist", "person", 1), ("serenade", "verb", 2)]);
        assert_eq!(found[1].example, "Iran serenaded Iraq.");
    }
}
