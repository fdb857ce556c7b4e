//! Which words say that something was done, and by whom to whom.

use crate::actors::Arg;
use crate::arguments::{is_passive, light_verb, object_tokens, subjects};
use crate::claims::Reports;
use crate::entities::Cast;
use crate::lexicon::{Condition, Frame, Part, ReportPart, RoleKind, Slot};
use crate::record::Stance;
use std::ops::Range;

mod conditions;
mod envoys;
mod slots;

/// A frame that was found in a text.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Index into the lexicon's frames.
    pub frame: u16,
    /// Head token of the trigger.
    pub trigger: usize,
    /// All tokens of the trigger.
    pub words: Range<usize>,
    /// Who did it.
    pub sources: Vec<Arg>,
    /// To whom.
    pub targets: Vec<Arg>,
    /// The CAMEO code, where it is not the frame's own (announcements).
    pub cameo: Option<&'static str>,
    /// The announcement itself has been made, whatever becomes of what it announces.
    pub announced: bool,
    /// How sure the link to the actors is, 0 to 1.
    pub evidence: f64,
}

/// Events of these types speak of something that has not happened: what they speak of is no event.
const EMBEDDING: [&str; 5] = ["REQUEST", "REJECT", "THREATEN", "AGREE", "MOBILIZE"];

/// What the frames say about a document.
pub(crate) struct Frames {
    /// In the order of the text.
    pub found: Vec<Found>,
    /// Tokens that a frame has used or that it only speaks of.
    pub silent: Vec<bool>,
}

/// What several do with each other each of them does and undergoes: CAMEO codes it in both
/// directions, and PLOVER names all of them as sources.
pub(crate) fn with_each_other(sources: &mut Vec<Arg>, targets: &mut Vec<Arg>) {
    if targets.is_empty() {
        return;
    }
    let first = sources.len();
    sources.append(targets);
    targets.extend_from_slice(sources);
    // The first source and the first target are two.
    targets.rotate_left(first);
}

/// "The earthquake killed forty people" is nobody's act.
pub(crate) fn by_nature(cast: &Cast<'_>, verb: usize) -> bool {
    let doc = &cast.doc;
    let is = |word: &str| cast.lexicon.words.is("disaster", word);
    let disaster = |n: usize| {
        let kind = |k: usize| is(&format!("{} {}", doc.lower(k), doc.lemma(n)));
        is(doc.lemma(n)) || doc.kids_with(n, &["compound", "amod"]).any(kind)
    };
    let agents = doc
        .kids_with(verb, &["agent", "prep"])
        .filter(|&p| matches!(doc.lower(p), "by" | "in" | "when" | "during" | "from" | "after"));
    let own = doc
        .kids_with(verb, &["nsubj"])
        .chain(agents.flat_map(|p| doc.kids_with(p, &["pobj"])))
        .any(disaster);
    // "the plane crashed"; but rebels storm a town.
    let happens = disaster(verb) && object_tokens(cast, verb).is_empty();
    // "an earthquake that killed": the relative pronoun stands for it; "the plane crashed, killing".
    own || happens
        || matches!(doc.dep(verb), "relcl" | "advcl") && disaster(doc.head(verb))
        || doc.dep(verb) == "conj" && {
            let first = doc.head(verb);
            doc.kids_with(first, &["nsubj"]).any(disaster)
        }
}

/// Whether only a preposition leads to whom it concerns.
fn is_toward(frame: &Frame) -> bool {
    let led = |slot: &Slot| matches!(slot, Slot::Preposition(_));
    frame.part != Part::Noun && !frame.target.is_empty() && frame.target.iter().all(led)
}

/// Finds all frames of a document.
pub(crate) fn find(cast: &Cast<'_>, reports: &Reports) -> Frames {
    let silent = vec![false; cast.doc.len()];
    let mut finder = Finder { cast, reports, found: Vec::new(), silent };
    for token in 0..cast.doc.len() {
        finder.try_token(token);
    }
    let Finder { mut found, silent, .. } = finder;
    found.retain(|f| !silent[f.trigger]);
    Frames { found, silent }
}

struct Finder<'c, 'a> {
    cast: &'c Cast<'a>,
    reports: &'c Reports,
    found: Vec<Found>,
    /// Tokens that another frame has used or that it only speaks of.
    silent: Vec<bool>,
}

impl Finder<'_, '_> {
    fn try_token(&mut self, token: usize) {
        let lexicon = self.cast.lexicon;
        let doc = &self.cast.doc;
        let list = lexicon.by_lemma.get(doc.lemma(token)).or_else(|| {
            // A wrong tag gives a wrong lemma: "talks" as a verb, "backing" as a noun.
            lexicon.by_lemma.get(doc.lower(token))
        });
        for &index in list.map(Vec::as_slice).unwrap_or_default() {
            let frame = &lexicon.frames[usize::from(index)];
            if !self.is_part(token, frame.part) || !self.holds(token, frame) {
                continue;
            }
            if let Some(found) = self.fill(token, index, frame) {
                self.silence(&found, frame);
                self.found.push(found);
                return;
            }
        }
    }

    /// Object tokens of a verb, or the subject of its passive.
    fn object_tokens(&self, verb: usize) -> Vec<usize> {
        object_tokens(self.cast, verb)
    }

    fn fill(&self, token: usize, index: u16, frame: &Frame) -> Option<Found> {
        if frame.part == Part::Noun
            && let Some(verb) = self.undergone(token)
        {
            return self.undergo(token, verb, index);
        }
        let mut sources = self.first_filled(token, frame, &frame.source, &[]);
        if frame.is_said() && sources.is_empty() {
            return None;
        }
        if frame.part == Part::Noun && sources.iter().all(|s| self.is_bare_role(*s)) {
            // "X launched a sniper attack": X did it, not the sniper.
            let verb = light_verb(self.cast, token);
            let outer = verb.map(|v| subjects(self.cast, v, 0)).unwrap_or_default();
            if !outer.is_empty() {
                sources = outer;
            }
        }
        // "the envoy's expulsion by Peru": with an agent the owner is who suffers it.
        let mut suffers = Vec::new();
        if frame.part == Part::Noun && frame.source.first() == Some(&Slot::Possessor) {
            let agents = self.prepositions(token, &["by"]);
            let by: Vec<Arg> = agents.iter().flat_map(|&o| self.cast.who(o)).collect();
            let owned = self.cast.doc.kids_with(token, &["poss"]).next().is_some();
            if owned && !by.is_empty() && sources != by {
                suffers = std::mem::replace(&mut sources, by);
            }
        }
        let mut evidence = 1.0;
        if sources.is_empty() && frame.part == Part::Noun {
            sources = self.outer_sources(token, frame);
            evidence = 0.8;
        }
        if sources.is_empty() && frame.part == Part::Verb {
            sources = self.by_event(token, frame);
            evidence = 0.75;
        }
        if sources.is_empty() && frame.event == "PROTEST" {
            sources = self.crowd(token);
        }
        if sources.is_empty() && self.may_be_own(frame) {
            sources = self.moved(token, frame);
        }
        if sources.is_empty() && frame.cameo == "075" {
            // "X was granted asylum in Y"
            let places = self.prepositions(token, &["in"]);
            sources = places.into_iter().flat_map(|p| self.cast.who(p)).collect();
        }
        let mut targets = Vec::new();
        let mut mutual = false;
        let each = frame.target.first() == Some(&Slot::Each) || self.is_shared(token);
        if each && sources.len() > 1 {
            targets = sources.split_off(1);
            mutual = true;
        }
        if targets.is_empty() {
            targets = suffers;
        }
        if targets.is_empty() {
            targets = self.first_filled(token, frame, &frame.target, &sources);
        }
        if targets.is_empty() && frame.target.contains(&Slot::Each) && sources.len() > 1 {
            targets = sources.split_off(1);
            mutual = true;
        }
        // "Each side blamed the other"
        if targets.is_empty() && sources.len() > 1 && self.is_reciprocal(token) {
            targets = sources.split_off(1);
            mutual = true;
        }
        if targets.is_empty() && frame.part == Part::Verb && !frame.target.is_empty() {
            targets = self.fallback(token, frame, &sources);
            evidence *= 0.9;
        }
        if targets.is_empty() && sources.is_empty() && frame.event == "ASSAULT" {
            // "Fighting raged in X": who fought may stand elsewhere.
            let verb = (frame.part == Part::Noun).then(|| self.occurs(token)).flatten();
            targets = verb.map(|v| self.place(v)).unwrap_or_default();
        }
        self.leave_home(&sources, &mut targets);
        if self.calls_home(token, frame, &sources) {
            targets = self.host(token, &sources);
        }
        if frame.event == "RETREAT" {
            // "withdrew the last of its soldiers from X": who is withdrawn is not whom it concerns.
            let own = |t: &Arg| sources.iter().any(|s| self.is_under(*s, *t));
            targets.retain(|t| !own(t));
        }
        if !self.is_enough(token, frame, &sources, &targets) {
            return None;
        }
        if targets.is_empty() {
            evidence *= 0.8;
        }
        if mutual {
            with_each_other(&mut sources, &mut targets);
        }
        let words = self.trigger_words(token);
        // "Talks between X and Y collapsed": they have ended.
        let failed = frame.part == Part::Noun && frame.event == "CONSULT" && self.fails(token);
        Some(Found {
            frame: index,
            trigger: token,
            words,
            sources,
            targets,
            cameo: failed.then_some("164"),
            announced: false,
            evidence,
        })
    }

    /// An event noun is the subject of a verb that says that it came to nothing.
    fn fails(&self, noun: usize) -> bool {
        let doc = &self.cast.doc;
        let verb = doc.head(noun);
        let down = || doc.kids_with(verb, &["prt", "advmod"]).any(|p| doc.lower(p) == "down");
        let subject = matches!(doc.dep(noun), "nsubj" | "nsubjpass");
        subject
            && (self.cast.lexicon.words.is("collapse", doc.lemma(verb))
                || doc.lemma(verb) == "break" && down())
    }

    /// Whether two are of one country or organisation.
    fn is_side(&self, one: Arg, other: Arg) -> bool {
        let of = |arg: Arg| {
            let entity = self.cast.at(arg.head).map(|m| &self.cast.entities[m.entity]);
            (self.cast.country_of(arg), entity.and_then(|e| e.organization))
        };
        let (a, b) = (of(one), of(other));
        a == b && a != (None, None)
    }

    /// A state's own soldiers.
    fn is_under(&self, state: Arg, other: Arg) -> bool {
        let cast = self.cast;
        let rules = cast.at(state.head).is_some_and(|m| cast.is_state(&cast.entities[m.entity]));
        rules
            && cast.country_of(state) == cast.country_of(other)
            && cast.actor(other).sectors.iter().any(|s| s == "MIL")
    }

    fn is_reciprocal(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        self.object_tokens(verb).into_iter().any(|o| {
            matches!(doc.lower(o), "other" | "another")
                && doc
                    .kids_with(o, &["det"])
                    .any(|d| matches!(doc.lower(d), "the" | "each" | "one"))
        })
    }

    /// "X and Y praised their partnership", "their summit": what is theirs is between them.
    fn is_shared(&self, token: usize) -> bool {
        let doc = &self.cast.doc;
        let theirs = |noun: usize| {
            doc.kids_with(noun, &["poss"]).any(|p| self.cast.several.contains_key(&p))
        };
        let object = |o: &usize| self.cast.lexicon.words.is("mutual", doc.lemma(*o));
        doc.is_verb(token)
            && self.object_tokens(token).iter().filter(|o| object(o)).any(|&o| theirs(o))
    }

    /// Whether what a passive tells may be done by whom it moves.
    fn may_be_own(&self, frame: &Frame) -> bool {
        frame.cameo == "0874" || frame.event == "MOBILIZE" || frame.mode == Some("withdraw")
    }

    /// "X's troops were withdrawn": nobody else is named, so X did it.
    fn moved(&self, verb: usize, frame: &Frame) -> Vec<Arg> {
        let things = frame.when.iter().any(|c| matches!(c, Condition::Object(_)));
        if !things || !is_passive(self.cast, verb) {
            return Vec::new();
        }
        // An embassy may be closed by those who let it in.
        let roles = |o: usize| self.cast.lexicon.roles.get(self.cast.doc.lemma(o));
        let body =
            |o: usize| roles(o).is_some_and(|all| all.iter().any(|r| r.kind == RoleKind::Body));
        let moved = self.object_tokens(verb).into_iter();
        let moved = moved.filter(|&o| frame.event != "SANCTION" || !body(o));
        moved.flat_map(|o| self.cast.who(o)).collect()
    }

    /// Fills a frame whose noun its verb's subject suffers.
    fn undergo(&self, noun: usize, verb: usize, index: u16) -> Option<Found> {
        let cast = self.cast;
        let doc = &cast.doc;
        let targets: Vec<Arg> =
            doc.kids_with(verb, &["nsubj", "nsubjpass"]).flat_map(|s| cast.who(s)).collect();
        let targets = if targets.is_empty() { subjects(cast, verb, 0) } else { targets };
        let of_verb = doc.kids_with(verb, &["prep", "agent"]);
        let of_noun = doc.kids_with(noun, &["prep"]);
        let mut sources: Vec<Arg> = of_verb
            .chain(of_noun)
            .filter(|&p| matches!(doc.lower(p), "from" | "by"))
            .flat_map(|p| doc.kids_with(p, &["pobj"]))
            .flat_map(|o| cast.who(o))
            .collect();
        if sources.is_empty() {
            sources = self.slot(noun, Part::Noun, &Slot::Possessor);
        }
        sources.retain(|s| !targets.iter().any(|t| cast.same(*s, *t)));
        let words = self.trigger_words(noun);
        // "came under fire": by whom may stand elsewhere.
        let force = cast.lexicon.frames[usize::from(index)].event == "ASSAULT";
        (!targets.is_empty() && (force || !sources.is_empty())).then_some(Found {
            frame: index,
            trigger: noun,
            words,
            sources,
            targets,
            cameo: None,
            announced: false,
            evidence: 0.9,
        })
    }

    /// A role word before the trigger that names nobody.
    fn is_bare_role(&self, arg: Arg) -> bool {
        self.cast.doc.dep(arg.head) == "compound"
            && self.cast.at(arg.head).is_some_and(|m| m.name.is_none() && m.countries.is_empty())
    }

    /// The source is no target, nor is its own country where others are named ("Iran-Iraq ties").
    fn leave_home(&self, sources: &[Arg], targets: &mut Vec<Arg>) {
        let cast = self.cast;
        targets.retain(|t| !sources.iter().any(|s| cast.same(*s, *t)));
        // "withdrew its troops": whom one commands is not whom it concerns.
        let own = |t: &Arg| {
            let soldiers = cast.actor(*t).sectors.iter().any(|s| s == "MIL");
            soldiers && self.is_own(t.head) && sources.iter().any(|s| self.is_side(*s, *t))
        };
        targets.retain(|t| !own(t));
        // Rebels and their own government are two sides; a minister and his state are one.
        let one = |s: &&Arg| {
            let actor = cast.actor(**s);
            actor.sectors.is_empty() && cast.at(s.head).is_some_and(|m| m.organization.is_none())
                || actor.sectors.iter().any(|x| matches!(x.as_str(), "GOV" | "MIL" | "LEG"))
        };
        let home: Vec<_> = sources.iter().filter(one).filter_map(|s| cast.country_of(*s)).collect();
        let is_home = |t: &Arg| {
            cast.country_of(*t).is_some_and(|c| home.contains(&c))
                && cast
                    .at(t.head)
                    .map(|m| &cast.entities[m.entity])
                    .is_some_and(|e| cast.is_state(e) || e.kind == "place" && e.known.is_none())
        };
        if targets.iter().any(|t| !is_home(t)) || targets.len() == 1 && targets.iter().any(is_home)
        {
            targets.retain(|t| !is_home(t));
        }
    }

    /// The first slot that is filled; one with somebody whom the tables know goes before one with an
    /// unknown name, but a place is no substitute for whoever is named.
    fn first_filled(&self, token: usize, frame: &Frame, slots: &[Slot], taken: &[Arg]) -> Vec<Arg> {
        let mut unknown = Vec::new();
        for slot in slots {
            if !unknown.is_empty() && matches!(slot, Slot::Place | Slot::Anywhere) {
                break;
            }
            let mut args = self.slot(token, frame.part, slot);
            args.retain(|a| !taken.iter().any(|t| self.cast.same(*a, *t)));
            if args.iter().any(|a| self.cast.actor(*a).code.is_some()) {
                return args;
            }
            if unknown.is_empty() {
                unknown = args;
            }
        }
        unknown
    }

    /// Whether there are enough actors for an event. What is missing must be typical for the type.
    fn is_enough(&self, token: usize, frame: &Frame, sources: &[Arg], targets: &[Arg]) -> bool {
        let (source, target) = (!sources.is_empty(), !targets.is_empty());
        match (frame.part, frame.event) {
            // "X said it was behind the attack" accuses nobody.
            _ if frame.is_said() => source && target,
            (_, "PROTEST") => source,
            (Part::Noun, "ACCUSE" | "REQUEST" | "THREATEN") => {
                source && (target || light_verb(self.cast, token).is_some())
            }
            (Part::Noun, "ASSAULT") if target && !source => self.occurs(token).is_some(),
            (Part::Noun, _) => source && target,
            // What is given or stopped by a known actor tells enough; who gets it may stand elsewhere.
            (_, "AID" | "SANCTION") => {
                let thing = frame
                    .when
                    .iter()
                    .any(|c| matches!(c, Condition::Object(_) | Condition::PrepositionObject(_)));
                let known = sources.iter().any(|&s| self.cast.actor(s).code.is_some());
                known && (target || thing && frame.cameo != "164")
                    || source && target && frame.event == "SANCTION"
                    // "the captives were rescued": by whom may stand elsewhere.
                    || target && frame.cameo == "073" && is_passive(self.cast, token)
                    // "struck back": at whom may stand elsewhere.
                    || known && frame.when.contains(&Condition::NoObject)
            }
            // "brokered the truce": between whom may stand elsewhere.
            (Part::Verb, "CONSULT") if frame.cameo == "045" => {
                sources.iter().any(|&s| self.cast.actor(s).code.is_some())
            }
            // "asked whether", "asked how": a question asks nobody to do anything.
            (Part::Verb, "REQUEST") => source && !self.is_question(token),
            // "concerned about crime", "looked into the matter", "turned on the light"
            (_, "ACCUSE") if frame.cameo.starts_with("09") || is_toward(frame) => source && target,
            // "welcomed the ruling": whose act it was may stand elsewhere.
            (Part::Verb, "SUPPORT") => source && (target || self.is_act(token)),
            (_, "CONSULT" | "COOPERATE" | "SUPPORT") => source && target,
            // "was sentenced to ten years", "was charged with fraud": by a court, of course.
            (Part::Verb, "ACCUSE")
                if matches!(frame.cameo, "115" | "116")
                    || matches!(frame.lemma, "charge" | "indict" | "arraign" | "impeach") =>
            {
                source || target && (is_passive(self.cast, token) || frame.is_suffered())
            }
            (_, "ASSAULT" | "COERCE") => {
                let objects = self.object_tokens(token);
                let site = objects.iter().any(|&o| self.is_site(o));
                let has_object = !frame.when.is_empty() || site;
                // "burned tires in X" did nothing to X.
                let target = target && (has_object || objects.is_empty());
                if by_nature(self.cast, token) {
                    return false;
                }
                let suffered = is_passive(self.cast, token) || frame.is_suffered();
                let passive = suffered && self.was_attacked(token, frame, targets);
                let thing = frame.when.iter().any(|c| matches!(c, Condition::SubjectNoun(_)));
                source && (target || has_object)
                    || target && (passive || thing || self.by_weapon(token))
            }
            // "received death threats"
            (Part::Verb, "THREATEN") if frame.is_suffered() => source || target,
            (_, "RETREAT") => {
                source || target && (is_passive(self.cast, token) || frame.is_suffered())
            }
            _ => source,
        }
    }

    /// Whether the complement of a verb is a question.
    fn is_question(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        let asked = doc.kids_with(verb, &["ccomp"]).map(|c| doc.subtree(c).start);
        asked.map(|first| doc.lower(first)).any(|w| self.cast.lexicon.words.is("question", w))
    }

    /// A known actor judges what has been done: "the ruling", "this decision".
    fn is_act(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        let known = |s: &Arg| self.cast.actor(*s).code.is_some();
        let definite = |&o: &usize| {
            self.cast.at(o).is_none()
                && (doc.kids_with(o, &["det"]).any(|d| matches!(doc.lower(d), "the" | "this"))
                    || doc.kids_with(o, &["poss"]).any(|p| doc.parse.pos(p) != "PRON"))
        };
        subjects(self.cast, verb, 0).iter().any(known)
            && self.object_tokens(verb).iter().any(definite)
    }

    /// Whether a passive without an agent tells of an attack. People also die and are hurt in
    /// accidents: there the sentence must name a weapon or another act of force.
    fn was_attacked(&self, verb: usize, frame: &Frame, targets: &[Arg]) -> bool {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        let lemma = doc.lemma(verb);
        // "remain in custody" tells who suffers what; "the army suffered casualties" tells who fought.
        let fights = frame.when.iter().any(|c| matches!(c, Condition::Sector(_)));
        let armed = |t: &Arg| self.cast.actor(*t).sectors.iter().any(|s| s == "MIL");
        if lemma == "kill" && targets.iter().any(armed) {
            return true;
        }
        let open = frame.is_suffered() && frame.event == "ASSAULT" && !fights
            || words.is("injured", lemma)
            || matches!(lemma, "kill" | "destroy" | "burn" | "damage" | "hit" | "strike")
            || matches!(lemma, "take" | "rush" | "admit" | "treat" | "hospitalize" | "hospitalise");
        let agent = doc.kids_with(verb, &["agent"]).next().is_some();
        if !open || agent {
            return true;
        }
        let index = doc.sentence_of(verb);
        let near = |f: &&Found| doc.sentence_of(f.trigger) + 1 >= index;
        let fought = self.found.iter().rev().take(6).filter(near).any(|f| {
            let event = self.cast.lexicon.frames[usize::from(f.frame)].event;
            matches!(event, "ASSAULT" | "COERCE" | "PROTEST") && f.trigger != verb
        });
        if fought {
            return true;
        }
        let sentence = doc.sentences()[index].clone();
        sentence.into_iter().filter(|&i| i != verb).any(|i| {
            let noun = doc.is_noun(i) && !doc.is_verb(i);
            noun && (words.is("weapon", doc.lemma(i)) && doc.lemma(i) != "car"
                || self.event_frame(i, "ASSAULT").is_some()
                || self.event_frame(i, "PROTEST").is_some())
        })
    }

    /// A thing that can be attacked or taken: "the village", "two pipelines", a place by its name.
    fn is_site(&self, noun: usize) -> bool {
        let doc = &self.cast.doc;
        let site = |n: usize| self.cast.lexicon.words.is("site", doc.lemma(n));
        // "injured ten"
        let number = |n: usize| doc.parse.pos(n) == "NUM";
        self.cast
            .conjuncts(noun)
            .into_iter()
            .any(|n| site(n) || number(n) || !self.cast.who(n).is_empty())
    }

    /// "A roadside bomb killed X": nobody is named, yet it was an attack.
    fn by_weapon(&self, verb: usize) -> bool {
        let doc = &self.cast.doc;
        let is_weapon = |noun: usize| {
            self.cast.lexicon.words.is("weapon", doc.lemma(noun))
                || self.event_frame(noun, "ASSAULT").is_some()
                // "protests brought down the government"
                || self.event_frame(noun, "PROTEST").is_some()
        };
        doc.kids_with(verb, &["nsubj"]).any(|s| self.cast.at(s).is_none() && is_weapon(s))
    }

    /// The frame of an event noun of this type.
    fn event_frame(&self, noun: usize, event: &str) -> Option<u16> {
        let lexicon = self.cast.lexicon;
        let list = lexicon.by_lemma.get(self.cast.doc.lemma(noun))?;
        list.iter().copied().find(|&i| {
            let frame = &lexicon.frames[usize::from(i)];
            frame.part == Part::Noun && frame.event == event
        })
    }

    /// The trigger with its particle.
    fn trigger_words(&self, token: usize) -> Range<usize> {
        let doc = &self.cast.doc;
        let particle = doc.kids_with(token, &["prt"]).find(|&k| k == token + 1);
        token..particle.unwrap_or(token) + 1
    }

    /// Marks what the event only speaks of, and the noun that it has used itself.
    fn silence(&mut self, found: &Found, frame: &Frame) {
        let cast = self.cast;
        let doc = &cast.doc;
        let uses_object = frame.when.iter().any(|c| matches!(c, Condition::Object(_)));
        let embeds = EMBEDDING.contains(&frame.event);
        let mut heads: Vec<usize> = Vec::new();
        if frame.when.iter().any(|c| matches!(c, Condition::Complement(_))) {
            heads.extend(doc.kids_with(found.trigger, &["ccomp", "xcomp"]));
        }
        if uses_object || embeds {
            heads.extend(self.things(found.trigger));
        }
        if embeds {
            // "denied that X attacked" claims something about the attack.
            let stance = cast.lexicon.words.stance(ReportPart::Verb, doc.lemma(found.trigger));
            if stance != Some(Stance::Denies) {
                // "X asked for calm; its soldiers came": two sentences in one.
                let apart = |c: usize| {
                    let between = c.min(found.trigger)..found.trigger;
                    between.into_iter().any(|i| doc.lower(i) == ";")
                };
                let said = doc.kids_with(found.trigger, &["ccomp", "xcomp", "acl"]);
                heads.extend(said.filter(|&c| !apart(c)));
            }
            if frame.event == "THREATEN" {
                // "gave them until Friday to pay"
                let purpose = |&c: &usize| {
                    c > found.trigger && doc.kids_with(c, &["aux"]).any(|a| doc.lower(a) == "to")
                };
                heads.extend(doc.kids_with(found.trigger, &["advcl"]).filter(purpose));
            }
            // "stopped short of recognising"
            let particles = self.particles(found.trigger);
            let below = particles.flat_map(|p| doc.kids_with(p, &["prep"]));
            for prep in doc.kids_with(found.trigger, &["prep"]).chain(below) {
                if prep > found.trigger
                    && !matches!(
                        doc.lower(prep),
                        "in" | "after" | "during" | "at" | "before" | "over" | "by"
                    )
                {
                    heads.extend(doc.kids_with(prep, &["pobj", "pcomp"]));
                }
            }
        }
        // The content of the content: "the need for talks", "to begin to withdraw", "to hold talks".
        for _ in 0..2 {
            let mut more = Vec::new();
            for &head in &heads {
                more.extend(doc.kids_with(head, &["conj", "xcomp"]));
                if doc.is_verb(head) && embeds {
                    more.extend(doc.kids_with(head, &["dobj"]));
                } else if embeds {
                    more.extend(
                        doc.kids_with(head, &["acl"]).filter(|&v| doc.parse.tag(v) != "VBN"),
                    );
                    for prep in doc
                        .kids_with(head, &["prep"])
                        .filter(|&p| matches!(doc.lower(p), "for" | "of" | "to"))
                    {
                        more.extend(doc.kids_with(prep, &["pobj", "pcomp"]));
                    }
                }
            }
            more.retain(|m| !heads.contains(m));
            heads.extend(more);
        }
        for head in heads {
            self.silent[head] = true;
        }
    }
}
