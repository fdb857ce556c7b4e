//! Answers: whose accusation is rejected, whose demand is met, where only the words before tell.

use crate::actors::Arg;
use crate::arguments::{object_tokens, subjects};
use crate::entities::Cast;
use crate::frames::Found;
use crate::lexicon::{Part, ReportPart};

/// How many sentences back the words that are answered may stand.
const BACK: usize = 2;
/// And if they were directed at who answers.
const BACK_TO_ADDRESSED: usize = 4;

/// Gives answers without a target the one whose words they answer: "X accused Y of theft. Y
/// rejected the accusation" is directed at X.
pub(crate) fn find(cast: &Cast<'_>, found: &mut [Found]) {
    for index in 0..found.len() {
        let answer = &found[index];
        if !answer.targets.is_empty() || answer.sources.is_empty() {
            continue;
        }
        let event = cast.lexicon.frames[usize::from(answer.frame)].event;
        if matches!(event, "ACCUSE" | "REJECT")
            && let Some(speaker) = speaker(cast, answer)
        {
            found[index].targets = vec![speaker];
            continue;
        }
        if matches!(event, "ACCUSE" | "REJECT" | "SUPPORT")
            && let Some(doer) = doer(cast, found, index)
        {
            found[index].targets = vec![doer];
            found[index].evidence *= 0.8;
            continue;
        }
        if !matches!(event, "REJECT" | "AGREE" | "CONCEDE") {
            continue;
        }
        let Some(kinds) = answered(cast, answer.trigger) else { continue };
        if let Some(target) = asker(cast, found, index, kinds) {
            found[index].targets = vec![target];
            found[index].evidence *= 0.8;
        }
    }
}

/// "X protested, a step that Y rebuffed": Y answers X.
fn speaker(cast: &Cast<'_>, answer: &Found) -> Option<Arg> {
    let doc = &cast.doc;
    let noun = doc.head(answer.trigger);
    let article = doc.kids_with(noun, &["det"]).find(|&d| matches!(doc.lower(d), "a" | "an"))?;
    let words = &cast.lexicon.words;
    let said = words.stance(ReportPart::Noun, doc.lemma(noun)).is_some()
        || words.is("answered", doc.lemma(noun));
    if doc.dep(answer.trigger) != "relcl" || !said || article == 0 || doc.lower(article - 1) != ","
    {
        return None;
    }
    let verb = doc.up(noun).find(|&v| doc.is_verb(v))?;
    let mut who = subjects(cast, verb, 0).into_iter();
    who.find(|w| !answer.sources.iter().any(|s| cast.same_entity(*s, *w)))
}

/// Who did what is judged: "X expelled the envoy. Y condemned the expulsion" is directed at X.
fn doer(cast: &Cast<'_>, found: &[Found], index: usize) -> Option<Arg> {
    const FURTHER_BACK: usize = 4;
    let doc = &cast.doc;
    let judge = &found[index];
    let below = doc.kids_with(judge.trigger, &["prep"]).flat_map(|p| doc.kids_with(p, &["pobj"]));
    let clause =
        doc.kids_with(judge.trigger, &["ccomp"]).flat_map(|c| doc.kids_with(c, &["nsubj"]));
    let mut objects = object_tokens(cast, judge.trigger).into_iter().chain(below).chain(clause);
    let definite = |n: usize| {
        doc.kids_with(n, &["det"]).any(|d| matches!(doc.lower(d), "the" | "this" | "that"))
    };
    let act = objects.find(|&n| doc.is_noun(n) && definite(n) && cast.who(n).is_empty())?;
    let sentence = doc.sentence_of(judge.trigger);
    let near = |f: &&Found| doc.sentence_of(f.trigger) + FURTHER_BACK >= sentence;
    let meant =
        |f: &Found| is_akin(doc.lemma(act), doc.lemma(f.trigger)) || is_named_by(cast, f, act);
    let mut before = found[..index].iter().rev().take_while(near);
    let done = before.find(|f| meant(f) && !f.sources.is_empty())?;
    let other = |s: &&Arg| !judge.sources.iter().any(|j| cast.same_entity(*j, **s));
    done.sources.iter().find(other).copied()
}

/// Whether a noun is made of a verb, by how both begin: "arrest", "assassination", "veto".
fn is_akin(noun: &str, verb: &str) -> bool {
    const STEM: usize = 5;
    let stem = verb.get(..STEM).unwrap_or(verb);
    stem.len() + 1 >= STEM && noun.starts_with(stem)
}

/// Whether an event noun names what an event is in CAMEO: "the expulsion".
fn is_named_by(cast: &Cast<'_>, event: &Found, noun: usize) -> bool {
    let lexicon = cast.lexicon;
    let frame = &lexicon.frames[usize::from(event.frame)];
    lexicon.frames_of(cast.doc.lemma(noun)).any(|n| {
        n.part == Part::Noun && n.event == frame.event && n.cameo.get(..3) == frame.cameo.get(..3)
    })
}

/// The types of the events that an answer can answer, by the noun that it answers.
fn answered(cast: &Cast<'_>, trigger: usize) -> Option<&'static [&'static str]> {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let object = object_tokens(cast, trigger).into_iter().next()?;
    let (lemma, pronoun) = (doc.lemma(object), doc.lower(object));
    if words.is("charge", lemma) {
        Some(&["ACCUSE"])
    } else if words.is("demand", lemma) {
        Some(&["REQUEST", "THREATEN"])
    } else if words.is("offer", lemma) || matches!(pronoun, "it" | "them" | "this" | "that") {
        Some(&["AGREE", "REQUEST", "CONSULT", "AID"])
    } else {
        None
    }
}

/// Who said or did what is answered: somebody else, best of all to the one who answers.
fn asker(cast: &Cast<'_>, found: &[Found], index: usize, kinds: &[&str]) -> Option<Arg> {
    let doc = &cast.doc;
    let answer = &found[index];
    let sentence = doc.sentence_of(answer.trigger);
    let addressed = |f: &Found| {
        f.targets.iter().any(|t| {
            answer.sources.iter().any(|a| {
                cast.same_entity(*t, *a)
                    || cast.country_of(*t).is_some() && cast.country_of(*t) == cast.country_of(*a)
            })
        })
    };
    let before = found[..index].iter().rev().take(12).filter(|f| {
        let event = cast.lexicon.frames[usize::from(f.frame)].event;
        let back = if addressed(f) { BACK_TO_ADDRESSED } else { BACK };
        kinds.contains(&event) && doc.sentence_of(f.trigger) + back >= sentence
    });
    let other = |f: &&Found| {
        !f.sources.is_empty()
            && !f.sources.iter().any(|s| answer.sources.iter().any(|a| cast.same_entity(*s, *a)))
    };
    let mut candidates: Vec<&Found> = before.filter(other).collect();
    candidates.sort_by_key(|f| !addressed(f));
    candidates.first().map(|f| f.sources[0])
}
