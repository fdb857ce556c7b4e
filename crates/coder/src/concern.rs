//! What is no public affair, although words of conflict and cooperation tell it: what private persons do
//! to each other, games, polls, interviews. A person is coded for a public office or a public act.

use crate::actors::Arg;
use crate::entities::Cast;
use crate::frames::Found;
use crate::record::{Actor, Event};
use rustc_hash::FxHashSet;

/// Sectors of persons who act for nobody but themselves.
const PRIVATE: [&str; 3] = ["BUS", "CVL", "LAB"];
/// Those, and who has to do with everybody.
const EVERYDAY: [&str; 5] = ["BUS", "CVL", "LAB", "COP", "JUD"];
/// Sectors of politicians.
const POLITICS: [&str; 3] = ["GOV", "LEG", "PTY"];
/// Types that the words for what teams do to each other look like ("beat", "meet", "deny").
const PLAYED: [&str; 7] =
    ["ASSAULT", "COERCE", "CONSULT", "CONCEDE", "REJECT", "RETREAT", "THREATEN"];
/// Contexts in which it matters what befalls anybody.
const PUBLIC: [&str; 8] = [
    "political",
    "military",
    "diplomatic",
    "terrorism",
    "election",
    "legislative",
    "refugee",
    "migration",
];

/// Whom the events of a document concern.
pub(crate) struct Concern<'c, 'a> {
    cast: &'c Cast<'a>,
    /// The entities with whom a state or somebody who acts for one has to do; that police or a court
    /// has tells nothing.
    met: FxHashSet<usize>,
}

impl<'c, 'a> Concern<'c, 'a> {
    /// Looks at all that was found in a document.
    pub fn of(cast: &'c Cast<'a>, found: &[Found]) -> Self {
        let mut concern = Concern { cast, met: FxHashSet::default() };
        for found in found {
            if sides(found).any(|a| !concern.is_alone(a, &EVERYDAY)) {
                concern.met.extend(sides(found).filter_map(|a| cast.at(a.head)).map(|m| m.entity));
            }
        }
        concern
    }

    /// Why an event is none that is kept, if so.
    pub fn nobodys(&self, found: &Found, event: &Event) -> Option<&'static str> {
        if is_unknown(event) {
            Some("no table knows either side")
        } else if self.is_private(found, event) {
            Some("nobody in it has an office or stands for others")
        } else if self.is_sport(found, event) {
            Some("it is told of a game")
        } else if self.is_poll(found, event) {
            Some("politicians beat each other at the polls")
        } else if is_interview(event) {
            Some("talking to the press is no consultation")
        } else {
            None
        }
    }

    /// What single persons without an office do to each other is no public affair, unless it is war,
    /// terror or politics by its other words, or a state has to do with one of them elsewhere. Nor are
    /// their travels.
    fn is_private(&self, found: &Found, event: &Event) -> bool {
        let public = |c: &String| PUBLIC.contains(&c.as_str());
        let traveller = |&arg: &Arg| {
            let sectors = self.cast.actor(arg).sectors;
            !sectors.is_empty() && sectors.iter().all(|s| PRIVATE.contains(&s.as_str()))
        };
        if event.mode.as_deref() == Some("visit") && found.sources.iter().all(traveller) {
            return true;
        }
        let alone = |arg: Arg| {
            let entity = self.cast.at(arg.head).map(|m| m.entity);
            self.is_alone(arg, &PRIVATE) && !entity.is_some_and(|e| self.met.contains(&e))
        };
        sides(found).all(alone) && !event.contexts.iter().any(public)
    }

    /// "Chile beat Peru in the qualifier": teams are called by the names of their states.
    fn is_sport(&self, found: &Found, event: &Event) -> bool {
        let cast = self.cast;
        let office = |arg: Arg| {
            let state = cast.at(arg.head).is_some_and(|m| cast.is_state(&cast.entities[m.entity]));
            !state && cast.actor(arg).sectors.iter().any(|s| !PRIVATE.contains(&s.as_str()))
        };
        let told = |i: usize| {
            let words = [cast.doc.lemma(i), cast.doc.lower(i)];
            words.iter().any(|w| cast.lexicon.words.is("sport", w))
        };
        PLAYED.contains(&event.event.as_str())
            && cast.doc.sentences()[event.sentence.index].clone().any(told)
            && !sides(found).any(office)
    }

    /// "Example beat Sample in the primary": one politician beats another in an election.
    fn is_poll(&self, found: &Found, event: &Event) -> bool {
        let politician = |arg: Arg| {
            let sectors = self.cast.actor(arg).sectors;
            self.is_person(arg) && sectors.iter().any(|s| POLITICS.contains(&s.as_str()))
        };
        event.cameo.as_deref() == Some("182")
            && !found.sources.is_empty()
            && sides(found).all(politician)
    }

    /// Whether somebody is one person whose sectors are all among these, or unknown.
    fn is_alone(&self, arg: Arg, private: &[&str]) -> bool {
        let actor = self.cast.actor(arg);
        let named = self.cast.at(arg.head).is_some();
        let one = (!named || self.is_person(arg)) && self.cast.doc.parse.tag(arg.head) != "NNS";
        let office = actor.sectors.iter().any(|s| !private.contains(&s.as_str()));
        actor.code.is_none() || one && !office
    }

    fn is_person(&self, arg: Arg) -> bool {
        self.cast.at(arg.head).is_some_and(|m| self.cast.entities[m.entity].kind == "person")
    }
}

/// Who takes part on either side.
fn sides(found: &Found) -> impl Iterator<Item = Arg> + '_ {
    found.sources.iter().chain(&found.targets).copied()
}

/// Whether one side of a consultation is the press alone.
fn is_interview(event: &Event) -> bool {
    let press =
        |actors: &[Actor]| !actors.is_empty() && actors.iter().all(|a| a.sectors == ["MED"]);
    let others = event.sources.iter().filter(|a| a.sectors != ["MED"]).count();
    let alone = press(&event.sources) || press(&event.targets) || event.is_mutual() && others < 2;
    event.event == "CONSULT" && alone
}

/// Whether both sides of an event are named and no table knows either: who they are to each other
/// nobody could tell.
fn is_unknown(event: &Event) -> bool {
    let unknown = |actors: &[Actor]| !actors.is_empty() && actors.iter().all(|a| a.code.is_none());
    unknown(&event.sources) && unknown(&event.targets)
}
