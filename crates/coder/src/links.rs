//! What no frame knows: a verb that links two known actors. The relation model tells of which type
//! the link is, and the link is an event where the model is sure enough.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::actors::Arg;
use crate::arguments::{object_tokens, subjects};
use crate::claims::Reports;
use crate::entities::Cast;
use crate::frames::{Found, Frames};
use crate::lexicon::ReportPart;
use crate::relations::{Linear, likeliest};
use crate::targets::Search;

/// A link whose type is less likely is no event. It goes with the model: a surer one needs a higher bound.
const LEAST: f64 = 0.5;

/// Adds the links of a document to what the frames found.
pub(crate) fn find(cast: &Cast<'_>, reports: &Reports, model: &Linear, frames: &mut Frames) {
    let taken = taken(cast, reports, frames);
    let open = (0..cast.doc.len()).filter(|&v| is_open(cast, v) && !taken.contains(&v));
    let links: Vec<Found> = open.filter_map(|verb| link(cast, model, verb)).collect();
    frames.found.extend(links);
    frames.found.sort_by_key(|f| f.trigger);
}

/// The verbs that already say something: triggers, what carries or governs them, what an event only
/// speaks of, and cues.
fn taken(cast: &Cast<'_>, reports: &Reports, frames: &Frames) -> FxHashSet<usize> {
    let doc = &cast.doc;
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    taken.extend((0..doc.len()).filter(|&i| frames.silent[i]));
    taken.extend(reports.all.iter().flat_map(|r| r.cue.clone()));
    for found in &frames.found {
        taken.insert(found.trigger);
        let above = doc.up(found.trigger).find(|&v| doc.is_verb(v));
        let governs = !doc.is_verb(found.trigger) || doc.dep(found.trigger) == "xcomp";
        taken.extend(above.filter(|_| governs));
    }
    taken
}

/// A full verb that is no word of speaking.
fn is_open(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    doc.parse.pos(verb) == "VERB"
        && words.stance(ReportPart::Verb, doc.lemma(verb)).is_none()
        && doc.kids_with(verb, &["xcomp", "ccomp"]).next().is_none()
}

fn link(cast: &Cast<'_>, model: &Linear, verb: usize) -> Option<Found> {
    let known = |arg: &Arg| cast.actor(*arg).code.is_some();
    let mut sources = subjects(cast, verb, 0);
    sources.retain(known);
    let first = *sources.first()?;
    let mut targets: Vec<Arg> =
        object_tokens(cast, verb).into_iter().flat_map(|o| cast.who(o)).collect();
    targets.retain(|t| !sources.iter().any(|s| cast.same_entity(*s, *t)));
    if targets.is_empty() {
        targets = Search { cast, kind: "", sources: &sources }.below(verb);
    }
    targets.retain(known);
    let span = |arg: Arg| -> Range<usize> {
        cast.at(arg.head).map_or(arg.head..arg.head + 1, |m| m.tokens.clone())
    };
    let target = *targets.first()?;
    let (kind, p) = likeliest(model, cast.doc.parse, span(first), span(target));
    let frame = *cast.lexicon.links.get(kind)?;
    let words = verb..verb + 1;
    (p >= LEAST).then_some(Found {
        frame,
        trigger: verb,
        words,
        sources,
        targets,
        cameo: None,
        announced: false,
        evidence: p,
    })
}
