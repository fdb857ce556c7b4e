//! What a statement does without a word for it: "the ministers said that the rebels must leave" is a
//! request, "the army said it would send food" a promise, "we will strike back" a threat.

use crate::actors::Arg;
use crate::arguments::{light_verb, object_tokens};
use crate::claims::{Report, Reports};
use crate::entities::Cast;
use crate::frames::{Found, with_each_other};
use crate::lexicon::{Slot, StatusPart};
use crate::record::{Stance, Status};

/// Adds a request for each report whose content states a need.
pub(crate) fn find(cast: &Cast<'_>, reports: &Reports, found: &mut Vec<Found>) {
    let Some(frame) = cast.lexicon.need_frame else { return };
    for report in reports.all.iter().filter(|r| r.stance == Stance::Asserts && !r.about) {
        let Some(speaker) = report.arg else { continue };
        let Some(need) = need(cast, report) else { continue };
        let position = found.partition_point(|f| f.trigger < need.verb);
        let taken = found.get(position).is_some_and(|f| f.trigger == need.verb);
        let mut targets = need.targets;
        targets.retain(|t| !cast.same(*t, speaker));
        if targets.is_empty() && !need.good {
            continue;
        }
        if taken {
            // What must be done is not done: the request takes the place of its content.
            found.remove(position);
        }
        let evidence = if targets.is_empty() { 0.6 } else { 0.75 };
        let words = need.verb..need.verb + 1;
        let sources = vec![speaker];
        let event = Found {
            frame,
            trigger: need.verb,
            words,
            sources,
            targets,
            cameo: None,
            announced: false,
            evidence,
        };
        found.insert(position, event);
    }
}

/// Turns acts that their own doer only announces into the announcement: a promise, threat or refusal.
pub(crate) fn announce(cast: &Cast<'_>, reports: &Reports, found: &mut [Found]) {
    for event in found.iter_mut() {
        let Some(manner) = manner(cast, event.trigger) else { continue };
        let around = reports.around(cast, event.trigger);
        let speaker = around.last().and_then(|r| r.arg);
        let own =
            speaker.filter(|s| event.sources.iter().any(|source| speaks_for(cast, *s, *source)));
        // "The minister said the crew would not be freed": by those for whom the minister speaks.
        let silent = manner == "negated"
            && event.sources.is_empty()
            && crate::arguments::is_passive(cast, event.trigger);
        let governs = |s: &Arg| cast.actor(*s).sectors.iter().any(|x| x == "GOV" || x == "MIL");
        let own = own.or_else(|| speaker.filter(|s| silent && governs(s)));
        if let (Some(speaker), true) = (own, event.sources.is_empty()) {
            event.sources.push(speaker);
        }
        // "Peru will not release the crew" is a refusal, whoever reports it.
        let refusal = manner == "negated" && speaker.is_none() && !event.sources.is_empty();
        let frame = &cast.lexicon.frames[usize::from(event.frame)];
        let code = cast.lexicon.intent.get(&(frame.event, manner)).copied();
        // Nor is "X will visit Y" a visit yet: CAMEO codes the intention (03), whoever tells of it.
        let hope = manner == "planned" && code.is_some_and(|c| c.starts_with("03"));
        if own.is_none() && !refusal && !(hope && is_certain(cast, event.trigger)) {
            continue;
        }
        // "X will meet Y": both have agreed to meet. Who visits whom has a direction.
        let meets = matches!(frame.cameo, "040" | "046") && frame.target.contains(&Slot::Each);
        let twice = event.sources.iter().any(|s| event.targets.contains(s));
        if hope && meets && own.is_none() && !twice {
            with_each_other(&mut event.sources, &mut event.targets);
        }
        event.cameo = code;
        event.announced = own.is_some() || refusal;
        if let (Some(speaker), true) = (own, event.cameo.is_some())
            && event.sources.len() == 1
            && cast.same_entity(event.sources[0], speaker)
        {
            // The announcement is the speaker's, who is named better there than by "it".
            event.sources = vec![speaker];
        }
    }
}

/// Whether it will be done, not only perhaps: "will visit".
fn is_certain(cast: &Cast<'_>, trigger: usize) -> bool {
    let doc = &cast.doc;
    let verb = if doc.is_verb(trigger) { Some(trigger) } else { light_verb(cast, trigger) };
    verb.is_some_and(|v| {
        doc.kids_with(v, &["aux"]).any(|a| matches!(doc.lower(a), "will" | "'ll" | "shall"))
    })
}

/// Whether somebody announces an act of their own or of their state.
fn speaks_for(cast: &Cast<'_>, speaker: Arg, source: Arg) -> bool {
    if cast.same_entity(speaker, source) {
        return true;
    }
    let state = cast.at(source.head).is_some_and(|m| cast.is_state(&cast.entities[m.entity]));
    let office = cast.actor(speaker);
    let country = cast.country_of(speaker);
    state
        && office.sectors.iter().any(|s| matches!(s.as_str(), "GOV" | "MIL"))
        && (country.is_none() || country == cast.country_of(source))
}

/// Whether the speaker will do it, will not, or will unless something else is done.
fn manner(cast: &Cast<'_>, trigger: usize) -> Option<&'static str> {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let verb = if doc.is_verb(trigger) { trigger } else { light_verb(cast, trigger)? };
    let will = doc
        .kids_with(verb, &["aux"])
        .any(|a| words.status(StatusPart::Aux, doc.lower(a)) == Some(Status::Planned));
    let plans = crate::status::of(cast, trigger) == Status::Planned;
    let negated = doc.kids_with(verb, &["neg"]).next().is_some();
    let unless = doc
        .kids_with(verb, &["advcl"])
        .any(|c| doc.kids_with(c, &["mark"]).any(|m| doc.lower(m) == "unless"));
    match (will || plans, negated, unless) {
        (false, _, _) => None,
        (true, true, _) => Some("negated"),
        (true, _, true) => Some("unless"),
        (true, _, _) => Some("planned"),
    }
}

struct Need {
    /// The verb of what must be done.
    verb: usize,
    /// Who must do it.
    targets: Vec<Arg>,
    /// What is needed is something that is asked for by its nature (unity, talks).
    good: bool,
}

fn need(cast: &Cast<'_>, report: &Report) -> Option<Need> {
    let doc = &cast.doc;
    let words = &cast.lexicon.words;
    let verb = report.head.filter(|&h| doc.is_verb(h))?;
    if doc.kids_with(verb, &["mark"]).any(|m| matches!(doc.lower(m), "if" | "whether")) {
        return None;
    }
    let subject = doc.kids_with(verb, &["nsubj", "nsubjpass"]).next();
    let negated = doc.kids_with(verb, &["neg"]).next().is_some();
    let modal = doc
        .kids_with(verb, &["aux"])
        // "should they go on" is a condition.
        .filter(|&a| subject.is_none_or(|s| a > s))
        .any(|a| words.status(StatusPart::Aux, doc.lower(a)) == Some(Status::Requested));
    // "has to leave", "need to leave", not "has only itself to blame"
    let has_to = matches!(doc.lemma(verb), "have" | "need")
        && doc.kids_with(verb, &["xcomp"]).next().is_some()
        && doc.kids_with(verb, &["dobj"]).next().is_none();
    if modal || has_to {
        let targets = subject.map(|s| cast.who(s)).unwrap_or_default();
        let passive = subject.is_some_and(|s| doc.dep(s) == "nsubjpass");
        return (!passive || !targets.is_empty()).then_some(Need { verb, targets, good: false });
    }
    let attribute = doc.kids_with(verb, &["attr", "acomp"]).next()?;
    let class = |class: &str, t: usize| words.is(class, doc.lemma(t));
    let solution = subject.is_some_and(|s| class("solution", s)) && class("good", attribute);
    let needed = class("needed", attribute) && subject.is_some_and(|s| class("good", s));
    if negated || !(solution || needed) {
        return None;
    }
    let who = |t: usize| cast.who(t);
    let mut targets = who(attribute);
    targets.extend(subject.into_iter().flat_map(who));
    targets.extend(object_tokens(cast, verb).into_iter().flat_map(who));
    Some(Need { verb, targets, good: true })
}
