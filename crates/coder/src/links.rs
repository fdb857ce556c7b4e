//! What no frame knows: two actors of a sentence whom something links that no frame has a word for. A
//! model of its own (`models/links.safetensors`, made by `training/train_links.py`) tells for each pair
//! whether it is a link, and of which type: it has learnt pairs that are none as well.

use rustc_hash::FxHashSet;

use crate::actors::Arg;
use crate::claims::Reports;
use crate::entities::{Cast, Mention};
use crate::frames::{Found, by_nature};
use crate::record::Span;
use crate::relations::{Linear, PairFeatures};

/// A link whose type is less likely is no event, in a sentence of which no frame knows anything and
/// in one of which a frame already tells an event.
const LEAST: [f64; 2] = [0.25, 0.3];
/// In a sentence of more actors nobody could tell who does what to whom.
const MOST_ACTORS: usize = 12;
/// The label of pairs that something links, whatever it is.
const LINKED: &str = "LINK";

/// A pair of actors of a sentence, with what the model sees of it.
#[derive(Clone, Debug)]
pub struct LinkFeatures {
    /// Who would act, in code points.
    pub source: Span,
    /// To whom it would be done.
    pub target: Span,
    /// Whether a frame links them.
    pub framed: bool,
    /// Whether the word that would link them says something else already.
    pub taken: bool,
    /// Hashed features beside the events that frames tell.
    pub features: Vec<u32>,
    /// Hashed features as if no frame told anything.
    pub alone: Vec<u32>,
}

/// Two actors of a sentence.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    source: Arg,
    target: Arg,
}

/// A candidate of which the model says that it is an event.
struct Link {
    candidate: Candidate,
    kind: &'static str,
    trigger: usize,
    p: f64,
}

/// What is known of a document when links are looked for.
pub(crate) struct Known<'k, 'c> {
    /// Who is mentioned.
    pub cast: &'k Cast<'c>,
    /// Who says what.
    pub reports: &'k Reports,
    /// What the frames found.
    pub found: &'k [Found],
}

/// The links of a document beside what was found; `silent` are words that an event only speaks of.
pub(crate) fn find(known: &Known<'_, '_>, model: &Linear, silent: &[bool]) -> Vec<Found> {
    let Known { cast, found, .. } = *known;
    let taken = taken(known);
    let judged = candidates(cast).into_iter().filter_map(|candidate| {
        let events = of_sentence(cast, found, candidate.source);
        let trigger = trigger(cast, &candidate);
        let told = events.iter().any(|f| links(cast, f, &candidate));
        let closed = silent[trigger] || !is_open(cast, &taken, trigger);
        let empty = matches!(cast.doc.lemma(trigger), "be" | "have" | "do");
        let done = is_done_to(cast, &candidate) || by_nature(cast, trigger);
        if told || closed || empty || done {
            return None;
        }
        let (label, p) = likeliest(model, &features(cast, &events, &candidate))?;
        let kept = p >= LEAST[usize::from(!events.is_empty())];
        let (kind, _) = cast.lexicon.links.get_key_value(label).filter(|_| kept)?;
        Some(Link { candidate, kind, trigger, p })
    });
    let mut links: Vec<Link> = judged.collect();
    // The likeliest of those that share both actors.
    links.sort_by(|a, b| b.p.total_cmp(&a.p));
    let mut taken = FxHashSet::default();
    links.retain(|link| {
        let at = |arg: Arg| cast.at(arg.head).map_or(usize::MAX, |m| m.entity);
        let (a, b) = (at(link.candidate.source), at(link.candidate.target));
        let sentence = cast.doc.sentence_of(link.trigger);
        taken.insert((sentence, a.min(b), a.max(b)))
    });
    let mut events = Vec::new();
    links.into_iter().for_each(|link| add(cast, &mut events, link));
    events.sort_by_key(|f| f.trigger);
    events
}

/// The words that already say something: triggers, the verbs that carry or govern them, and cues.
fn taken(known: &Known<'_, '_>) -> FxHashSet<usize> {
    let doc = &known.cast.doc;
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    taken.extend(known.reports.all.iter().flat_map(|r| r.cue.clone()));
    for found in known.found {
        taken.insert(found.trigger);
        let above = doc.up(found.trigger).find(|&v| doc.is_verb(v));
        let governs = !doc.is_verb(found.trigger) || doc.dep(found.trigger) == "xcomp";
        taken.extend(above.filter(|_| governs));
    }
    taken
}

/// The subject of a passive does not do it.
fn is_done_to(cast: &Cast<'_>, candidate: &Candidate) -> bool {
    let doc = &cast.doc;
    let source = candidate.source.head;
    doc.dep(source) == "nsubjpass" && trigger(cast, candidate) == doc.head(source)
}

/// Whether a word may say what links two actors: not one that says something already, nor a name.
fn is_open(cast: &Cast<'_>, taken: &FxHashSet<usize>, trigger: usize) -> bool {
    !taken.contains(&trigger) && cast.at(trigger).is_none()
}

/// The likeliest type, with the probability that something links both and that it is of this type.
fn likeliest<'m>(model: &'m Linear, features: &[u32]) -> Option<(&'m str, f64)> {
    let all = model.labels.iter().map(String::as_str).zip(model.each(features));
    let (linked, types): (Vec<_>, Vec<_>) = all.partition(|(label, _)| *label == LINKED);
    let total: f64 = types.iter().map(|(_, p)| p).sum();
    let (label, p) = types.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (_, linked) = linked.first()?;
    Some((label, linked * p / total.max(f64::MIN_POSITIVE)))
}

/// Adds a link: to an event of the same words that it shares a side with, or as one of its own.
fn add(cast: &Cast<'_>, events: &mut Vec<Found>, link: Link) {
    let Candidate { source, target, .. } = link.candidate;
    let Some(&frame) = cast.lexicon.links.get(link.kind) else { return };
    let holds = |args: &[Arg], arg: Arg| args.iter().any(|&a| cast.same_entity(a, arg));
    let near = |f: &&mut Found| f.frame == frame && f.trigger == link.trigger;
    for event in events.iter_mut().filter(near) {
        if holds(&event.sources, source) && !holds(&event.sources, target) {
            event.targets.push(target);
            return;
        }
        if holds(&event.targets, target) && !holds(&event.targets, source) {
            event.sources.push(source);
            return;
        }
    }
    events.push(Found {
        frame,
        trigger: link.trigger,
        words: link.trigger..link.trigger + 1,
        sources: vec![source],
        targets: vec![target],
        cameo: None,
        announced: false,
        evidence: link.p,
    });
}

/// All pairs of a document with what is seen of them.
pub(crate) fn all(known: &Known<'_, '_>) -> Vec<LinkFeatures> {
    let Known { cast, found, .. } = *known;
    let taken = taken(known);
    let seen = candidates(cast).into_iter().map(|pair| {
        let events = of_sentence(cast, found, pair.source);
        let told = events.iter().any(|f| links(cast, f, &pair));
        LinkFeatures {
            source: cast.actor(pair.source).span,
            target: cast.actor(pair.target).span,
            framed: told,
            taken: !is_open(cast, &taken, trigger(cast, &pair)),
            features: features(cast, &events, &pair),
            alone: features(cast, &[], &pair),
        }
    });
    seen.collect()
}

/// All pairs of actors of a sentence of whom the tables know one at least.
fn candidates(cast: &Cast<'_>) -> Vec<Candidate> {
    let mut pairs = Vec::new();
    let mut all: Vec<&Mention> = cast.mentions.iter().collect();
    all.sort_by_key(|m| m.head);
    for actors in all.chunk_by(|a, b| cast.doc.sentence_of(a.head) == cast.doc.sentence_of(b.head))
    {
        if actors.len() > MOST_ACTORS {
            continue;
        }
        let inner = |m: &Mention| {
            actors.iter().any(|o| o.tokens.len() > m.tokens.len() && o.tokens.contains(&m.head))
        };
        let actors: Vec<(Arg, bool)> = actors
            .iter()
            .filter(|m| !inner(m))
            .map(|m| Arg { head: m.head, country: None })
            .filter(|&arg| cast.actor(arg).code.is_some())
            .map(|arg| (arg, is_public(cast, arg)))
            .collect();
        for &(source, public) in &actors {
            for &(target, also) in &actors {
                if !cast.same_entity(source, target) && (public || also) {
                    pairs.push(Candidate { source, target });
                }
            }
        }
    }
    pairs
}

/// Sectors of those who act for nobody but themselves.
const PRIVATE: [&str; 9] = ["AGR", "BUS", "CVL", "EDU", "HLH", "LAB", "MED", "REL", "SPY"];

/// Whether somebody is a state or acts in public affairs.
fn is_public(cast: &Cast<'_>, arg: Arg) -> bool {
    let actor = cast.actor(arg);
    !actor.sectors.iter().all(|s| PRIVATE.contains(&s.as_str()))
        || actor.sectors.is_empty() && actor.country.is_some()
}

/// The events of the sentence in which somebody stands.
fn of_sentence<'f>(cast: &Cast<'_>, found: &'f [Found], arg: Arg) -> Vec<&'f Found> {
    let index = cast.doc.sentence_of(arg.head);
    found.iter().filter(|f| cast.doc.sentence_of(f.trigger) == index).collect()
}

/// Whether both take part in an event.
fn links(cast: &Cast<'_>, event: &Found, pair: &Candidate) -> bool {
    !side(cast, event, pair.source).is_empty() && !side(cast, event, pair.target).is_empty()
}

/// The side of an event on which somebody stands.
fn side(cast: &Cast<'_>, event: &Found, arg: Arg) -> &'static str {
    let on = |args: &[Arg]| args.iter().any(|&a| cast.same_entity(a, arg));
    match (on(&event.sources), on(&event.targets)) {
        (true, true) => "both",
        (true, false) => "source",
        (false, true) => "target",
        (false, false) => "",
    }
}

/// What the model sees of a pair: its words and its way through the parse, what kind of actors they
/// are, and on which side of the sentence's events they stand already.
fn features(cast: &Cast<'_>, events: &[&Found], pair: &Candidate) -> Vec<u32> {
    let sides = [("S", pair.source), ("T", pair.target)];
    let span = |arg: Arg| cast.at(arg.head).map_or(arg.head..arg.head + 1, |m| m.tokens.clone());
    let mut sink = PairFeatures::new(cast.doc.parse, span(pair.source), span(pair.target));
    for (side, arg) in sides {
        let kind = cast.at(arg.head).map_or("", |m| match cast.entities[m.entity].kind {
            _ if m.pronoun => "pronoun",
            kind => kind,
        });
        let known = if cast.actor(arg).code.is_some() { "known" } else { "unknown" };
        sink.add(&["kind", side, kind, known]);
    }
    let between = pair.source.head.min(pair.target.head)..pair.source.head.max(pair.target.head);
    let others = cast.mentions.iter().filter(|m| between.contains(&m.head)).count();
    sink.add(&["others between", &others.min(4).to_string()]);
    lexicon(cast, pair, &mut sink);
    for event in events {
        let kind = cast.lexicon.frames[usize::from(event.frame)].event;
        let (s, t) = (side(cast, event, pair.source), side(cast, event, pair.target));
        sink.add(&["event", s, t]);
        sink.add(&["event of type", kind, s, t]);
    }
    sink.add(&["events", &events.len().min(3).to_string()]);
    sink.sorted()
}

/// Of which types the tables know the words around a pair, though not as they stand here: those on the
/// way from the one to the other, with what belongs to these, and all others.
fn lexicon(cast: &Cast<'_>, pair: &Candidate, sink: &mut PairFeatures) {
    let doc = &cast.doc;
    let actors = [pair.source.head, pair.target.head];
    let way = way(cast, pair);
    let near = |i: usize| {
        way.contains(&doc.head(i)) || doc.dep(i) == "pobj" && way.contains(&doc.head(doc.head(i)))
    };
    let sentence = doc.sentences()[doc.sentence_of(actors[0])].clone();
    for token in sentence.filter(|t| !actors.contains(t)) {
        let place = match () {
            () if way.contains(&token) => "on the way",
            () if near(token) => "near the way",
            () => "elsewhere",
        };
        let lemma = doc.lemma(token);
        for kind in cast.lexicon.types_by_trigger(lemma) {
            sink.add(&["trigger", place, kind]);
        }
        for kind in cast.lexicon.types_by_word(lemma).iter().filter(|_| place != "elsewhere") {
            sink.add(&["asked for", place, kind]);
        }
    }
}

/// The words from one actor of a pair to the other through the parse, both left out.
fn way(cast: &Cast<'_>, pair: &Candidate) -> Vec<usize> {
    let up = |from: usize| cast.doc.up(from).collect::<Vec<usize>>();
    let (left, right) = (up(pair.source.head), up(pair.target.head));
    let top = left.iter().find(|i| right.contains(i)).copied();
    let below = |side: Vec<usize>| side.into_iter().take_while(move |&i| Some(i) != top);
    let mut way: Vec<usize> = below(left).chain(below(right)).chain(top).collect();
    way.retain(|&i| i != pair.source.head && i != pair.target.head);
    way
}

/// The word that links two actors: the lowest one above both, or on the way from the one to the other
/// where this is below it.
fn trigger(cast: &Cast<'_>, pair: &Candidate) -> usize {
    let doc = &cast.doc;
    let up = |from: usize| std::iter::once(from).chain(doc.up(from)).collect::<Vec<usize>>();
    let (left, right) = (up(pair.source.head), up(pair.target.head));
    let Some(&top) = left.iter().find(|i| right.contains(i)) else {
        return left.last().copied().unwrap_or(pair.source.head);
    };
    if top != pair.source.head && top != pair.target.head {
        return top;
    }
    let longer = if top == pair.source.head { right } else { left };
    let below = longer.iter().skip(1).take_while(|&&i| i != top);
    let verb = below.clone().filter(|&&i| doc.is_verb(i)).last();
    verb.or_else(|| below.filter(|&&i| doc.is_noun(i)).last()).copied().unwrap_or(top)
}
