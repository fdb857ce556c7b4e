//! Puts the answers together.

use crate::actors::{Arg, entity_id};
use crate::claims::{Report, Reports};
use crate::concern::Concern;
use crate::entities::Cast;
use crate::frames::Found;
use crate::lexicon::{Day, Fnv, day};
use crate::place::Places;
use crate::record::{
    Actor, Claim, Coded, CoderInfo, DocumentInfo, Entity, Event, SentenceRef, Status, When,
};
use crate::relations::{Linear, MarkedPair, probabilities};
use crate::time::Time;
use crate::{confidence, contexts, counts, depth, status, time};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Everything that is known of a document before its events are written down.
pub(crate) struct Evidence<'c, 'a> {
    /// Who is mentioned.
    pub cast: &'c Cast<'a>,
    /// Who says what.
    pub reports: &'c Reports,
    /// Which words say that something was done.
    pub found: &'c [Found],
    /// Time expressions.
    pub times: &'c [Time],
    /// Places.
    pub places: &'c Places<'c>,
    /// The document.
    pub document: &'c DocumentInfo,
    /// Name of the language model.
    pub model: &'c str,
    /// The relation model, where it is asked.
    pub relations: Option<&'c Linear>,
}

/// An event, and why it is not kept if it is not.
pub(crate) struct Judged<'e> {
    /// The frame that it comes from.
    pub found: &'e Found,
    /// The record.
    pub event: Event,
    /// Why it is not among the document's events.
    pub rejected: Option<&'static str>,
    /// The probability of its type in the relation model, where this was asked.
    pub agreement: Option<f64>,
}

/// Events by the sentence in which they stand.
pub(crate) type Near<'j> = FxHashMap<usize, Vec<&'j Event>>;

impl Evidence<'_, '_> {
    /// The record of the whole document.
    pub fn coded(&self) -> Coded {
        let kept = self.judged().into_iter().filter(|j| j.rejected.is_none());
        let events = kept.map(|j| j.event).collect();
        Coded {
            entities: self.entities(),
            attributions: self.reports.attributions(self.cast),
            times: time::record(self.cast, self.times),
            places: self.places.record(self.cast),
            events,
        }
    }

    /// Every event that the frames found, with the reason where it is not kept.
    pub fn judged(&self) -> Vec<Judged<'_>> {
        let mut all: Vec<Judged<'_>> = Vec::new();
        let concern = Concern::of(self.cast, self.found);
        for found in self.found {
            let mut event = self.event(found);
            event.confidence = self.confidence(found, &event, None);
            let mut rejected = None;
            if self.reports.is_orphan(found.trigger) {
                rejected = Some("it stands in a quotation whose speaker is not known");
            } else if let Some(why) = concern.nobodys(found, &event) {
                rejected = Some(why);
            } else {
                let kept = all.iter_mut().rev().filter(|j| j.rejected.is_none()).take(12);
                if let Some(same) = { kept }.find(|j| is_same(&j.event, &event)) {
                    complete(&mut same.event, &event);
                    complete(&mut event, &same.event);
                    // The clause that tells more of the same event is kept.
                    let told = "the sentence tells the same event with other words";
                    if event.confidence > same.event.confidence {
                        same.rejected = Some(told);
                    } else {
                        rejected = Some(told);
                    }
                }
            }
            all.push(Judged { found, event, rejected, agreement: None });
        }
        if let Some(model) = self.relations {
            self.ask(model, &mut all);
        }
        all
    }

    fn confidence(&self, found: &Found, event: &Event, agreement: Option<f64>) -> f64 {
        let lexicon = self.cast.lexicon;
        let weights = match self.relations {
            Some(_) => &lexicon.confidence.trained,
            None => &lexicon.confidence.lexicon,
        };
        confidence::probability(weights, &confidence::signs(lexicon, found, event, agreement))
    }

    /// Asks the relation model about each event.
    fn ask(&self, model: &Linear, all: &mut [Judged<'_>]) {
        let near = self.framed(all);
        let agreement = |event: &Event| {
            let scores = self.scores(model, event, &near)?;
            scores.into_iter().find(|(kind, _)| *kind == event.event).map(|(_, p)| p)
        };
        let told: Vec<Option<f64>> = all.iter().map(|j| agreement(&j.event)).collect();
        for (judged, told) in all.iter_mut().zip(told) {
            judged.event.confidence = self.confidence(judged.found, &judged.event, told);
            judged.agreement = told;
        }
    }

    /// The events with the signs that their confidence is made of.
    pub fn signed(&self) -> Vec<(Event, Vec<f64>)> {
        let kept = self.judged().into_iter().filter(|j| j.rejected.is_none());
        let lexicon = self.cast.lexicon;
        kept.map(|Judged { found, event, agreement, .. }| {
            let signs = confidence::signs(lexicon, found, &event, agreement);
            (event, signs.to_vec())
        })
        .collect()
    }

    /// The events that frames found, by their sentence: what the relation model sees of them.
    pub fn framed<'j>(&self, all: &'j [Judged<'_>]) -> Near<'j> {
        let mut framed = Near::default();
        let kept = all.iter().filter(|j| j.rejected.is_none());
        for judged in kept.filter(|j| !self.cast.lexicon.is_link(j.found.frame)) {
            framed.entry(judged.event.sentence.index).or_default().push(&judged.event);
        }
        framed
    }

    /// What the relation model says of the first source and target. It links two; with one it would
    /// guess.
    pub fn scores<'m>(
        &self,
        model: &'m Linear,
        event: &Event,
        near: &Near<'_>,
    ) -> Option<Vec<(&'m str, f64)>> {
        let span = |actor: &Actor| actor.span[0]..actor.span[1];
        let (source, target) = (span(event.sources.first()?), span(event.targets.first()?));
        let index = &self.cast.doc.chars;
        let bytes =
            |span: &Range<usize>| index.byte_of_char(span.start)..index.byte_of_char(span.end);
        let parse = self.cast.doc.parse;
        let pair = MarkedPair { parse, source: Some(bytes(&source)), target: Some(bytes(&target)) };
        let near = near.get(&event.sentence.index).map_or(&[][..], Vec::as_slice);
        Some(probabilities(model, &pair, &(Some(source), Some(target)), near))
    }

    fn event(&self, found: &Found) -> Event {
        let cast = self.cast;
        let doc = &cast.doc;
        let frame = &cast.lexicon.frames[usize::from(found.frame)];
        let claims = self.claims(found);
        let status = status::of(cast, found.trigger);
        let index = doc.sentence_of(found.trigger);
        let sentence = doc.text_span(doc.sentences()[index].clone());
        let when = time::of(cast, self.times, found.trigger);
        let day = when.as_ref().and_then(|w| office_day(w, cast.published));
        let actors =
            |args: &[Arg]| args.iter().map(|&a| cast.actor_on(a, day)).collect::<Vec<Actor>>();
        let (sources, targets) = (actors(&found.sources), actors(&found.targets));
        let trigger = doc.text_span(found.words.clone());
        let code = found.cameo.unwrap_or(frame.cameo);
        let code = depth::of(cast, found, code);
        let cameo = cast.lexicon.cameo.get(code);
        let kind = cameo.and_then(|c| c.event).unwrap_or(frame.event);
        let status = if found.announced { Status::Actual } else { status };
        let mode = frame.mode.filter(|_| found.cameo.is_none()).or_else(|| cast.lexicon.mode(code));
        let id = self.id(kind, trigger.span, &sources, &targets);
        Event {
            id,
            document: self.document.clone(),
            event: kind.to_owned(),
            mode: mode.map(str::to_owned),
            contexts: contexts::of(cast, found.trigger),
            cameo: Some(code.to_owned()),
            quad: cast.lexicon.quads.get(kind).copied().unwrap_or("").to_owned(),
            goldstein: cameo.and_then(|c| c.goldstein),
            sources,
            targets,
            trigger,
            sentence: SentenceRef { index, span: sentence.span, text: sentence.text },
            when,
            place: self.places.of(cast, found.trigger, self.leaves(found)).map(|(_, place)| place),
            status,
            claims,
            counts: counts::of(cast, found),
            confidence: 0.0,
            coder: CoderInfo {
                name: "bayhaqi".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                model: self.model.to_owned(),
                lexicon: cast.lexicon.hash.clone(),
            },
        }
    }

    /// Whether it is an event of leaving a place.
    pub(crate) fn leaves(&self, found: &Found) -> bool {
        self.cast.lexicon.frames[usize::from(found.frame)].event == "RETREAT"
    }

    fn claims(&self, found: &Found) -> Vec<Claim> {
        let cast = self.cast;
        // "slammed the raid, urging talks": what somebody does while mentioning something is told
        // by the reporter.
        let own = |speaker: Arg| found.sources.iter().any(|s| cast.same_entity(*s, speaker));
        let aside =
            |r: &&Report| r.about && cast.doc.is_verb(found.trigger) && r.arg.is_some_and(own);
        // Saying it is the act, which is the reporter's to tell; so is what a speaker does besides
        // speaking: "condemned the raid and phoned X".
        let said = cast.lexicon.frames[usize::from(found.frame)].is_said();
        let act = |r: &&Report| {
            r.arg.is_some_and(own) && (said || is_beside(cast, found.trigger, r.cue.clone()))
        };
        let around = self.reports.around(cast, found.trigger);
        around.into_iter().filter(|r| !aside(r) && !act(r)).map(|r| r.claim(cast)).collect()
    }

    fn id(&self, event: &str, trigger: [usize; 2], sources: &[Actor], targets: &[Actor]) -> String {
        let mut hash = Fnv::default();
        let mut part = |text: &str| {
            hash.write(text.as_bytes());
            hash.write(&[0]);
        };
        part(&self.document.id);
        part(event);
        part(&format!("{}-{}", trigger[0], trigger[1]));
        for (side, actors) in [("source", sources), ("target", targets)] {
            part(side);
            for actor in actors {
                part(&format!("{}-{}", actor.span[0], actor.span[1]));
                part(actor.code.as_deref().unwrap_or(""));
            }
        }
        hash.hex()
    }

    fn entities(&self) -> Vec<Entity> {
        let cast = self.cast;
        let mut all: Vec<Entity> = cast
            .entities
            .iter()
            .enumerate()
            .filter(|(_, e)| !e.mentions.is_empty())
            .map(|(index, e)| Entity {
                id: entity_id(index),
                name: e.name.clone(),
                kind: e.kind.to_owned(),
                mentions: e.mentions.iter().map(|m| cast.doc.text_span(m.clone()).span).collect(),
                code: cast.entity_code(e),
                country: e
                    .country
                    .map(|c| cast.lexicon.countries[usize::from(c)].alpha3.to_owned()),
            })
            .collect();
        all.sort_by_key(|e| e.mentions.first().copied());
        all
    }
}

/// Whether a word stands in a clause that is joined to the verb of a cue.
fn is_beside(cast: &Cast<'_>, token: usize, cue: Range<usize>) -> bool {
    let doc = &cast.doc;
    std::iter::once(token)
        .chain(doc.up(token))
        .take_while(|t| !cue.contains(t))
        .any(|t| doc.dep(t) == "conj" && doc.is_verb(t) && cue.contains(&doc.head(t)))
}

/// The day whose offices count: that of the event, or the day of publication if the event's month
/// or year holds it.
fn office_day(when: &When, published: Option<Day>) -> Option<Day> {
    let read = |text: &Option<String>| text.as_deref()?.parse().ok().map(day);
    let (from, to) = (read(&when.from)?, read(&when.to)?);
    let inside = published.filter(|p| (from..=to).contains(p));
    Some(inside.unwrap_or(to))
}

/// What only the other telling of an event says of it.
fn complete(event: &mut Event, other: &Event) {
    event.when = event.when.take().or_else(|| other.when.clone());
    event.place = event.place.take().or_else(|| other.place.clone());
    let (own, more) = (&mut event.counts, &other.counts);
    own.killed = own.killed.or(more.killed);
    own.injured = own.injured.or(more.injured);
    own.arrested = own.arrested.or(more.arrested);
    own.participants = own.participants.or(more.participants);
}

/// Two triggers in one sentence for one thing ("held talks at a meeting") are one event.
fn is_same(a: &Event, b: &Event) -> bool {
    let ids = |actors: &[Actor]| {
        let mut ids: Vec<_> = actors.iter().map(|x| (x.entity.clone(), x.code.clone())).collect();
        ids.sort();
        ids
    };
    let (from, to) = (ids(&a.sources) == ids(&b.sources), ids(&a.targets) == ids(&b.targets));
    let swapped = ids(&a.sources) == ids(&b.targets) && ids(&a.targets) == ids(&b.sources);
    a.sentence.index == b.sentence.index
        && a.event == b.event
        && a.status == b.status
        && a.claims.len() == b.claims.len()
        && (from && to || swapped && a.event == "CONSULT")
}
