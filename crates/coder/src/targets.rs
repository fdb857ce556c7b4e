//! To whom something is done, where the grammar of the trigger does not say it directly: "promised
//! to continue military aid to X", "opened its border to X", "demonstrated to demand reforms by X".

use crate::actors::Arg;
use crate::entities::Cast;
use crate::frames::Found;
use std::collections::VecDeque;

/// What is done in a place is done to it: only with events of these types.
const FELT_BY_PLACES: [&str; 5] = ["ASSAULT", "COERCE", "THREATEN", "SANCTION", "CONCEDE"];

/// What several do, they do with each other.
const MUTUAL: [&str; 2] = ["AGREE", "COOPERATE"];

/// Fills the targets of events that have none with the nearest actor in what the trigger governs.
pub(crate) fn complete(cast: &Cast<'_>, found: &mut [Found]) {
    for event in found.iter_mut().filter(|f| f.targets.is_empty() && !f.sources.is_empty()) {
        let kind = cast.lexicon.frames[usize::from(event.frame)].event;
        let search = Search { cast, kind, sources: &event.sources };
        event.targets = search.below(event.trigger);
        // "X and Y agreed to reopen the railway": each with the other.
        if event.targets.is_empty() && event.sources.len() > 1 && MUTUAL.contains(&kind) {
            event.targets = event.sources.split_off(1);
        }
    }
}

struct Search<'s, 'c, 'a> {
    cast: &'c Cast<'a>,
    kind: &'static str,
    sources: &'s [Arg],
}

impl Search<'_, '_, '_> {
    /// The nearest actors below a trigger, by breadth.
    fn below(&self, trigger: usize) -> Vec<Arg> {
        const MOST: usize = 40;
        let doc = &self.cast.doc;
        let mut queue: VecDeque<(usize, bool)> = VecDeque::from([(trigger, false)]);
        if let Some(verb) = crate::arguments::light_verb(self.cast, trigger) {
            queue.push_back((verb, false));
        }
        let mut steps = 0;
        while let Some((at, inside)) = queue.pop_front() {
            steps += 1;
            if steps > MOST {
                break;
            }
            if at != trigger {
                let found = self.actors(at, inside);
                if !found.is_empty() {
                    return found;
                }
            }
            // A place is suffered by whoever owns it only inside the object: "shells at X".
            let inside = inside || matches!(doc.dep(at), "dobj" | "nsubjpass");
            for &kid in doc.kids(at) {
                if self.leads_on(at, kid) {
                    queue.push_back((kid, inside));
                }
            }
        }
        Vec::new()
    }

    fn leads_on(&self, at: usize, kid: usize) -> bool {
        let doc = &self.cast.doc;
        let words = &self.cast.lexicon.words;
        let aside = words.is("aside", doc.lower(kid))
            || doc.kids_with(kid, &["mark", "advmod"]).any(|m| words.is("aside", doc.lower(m)));
        if aside {
            return false;
        }
        match doc.dep(kid) {
            "dobj" | "dative" | "prep" | "pobj" | "pcomp" | "xcomp" | "acl" | "poss" | "amod"
            | "compound" | "nmod" | "agent" => true,
            // "opened fire to disperse X", "demonstrated, calling for the release of X"
            "advcl" => {
                let purpose = doc.kids_with(kid, &["aux"]).any(|a| doc.lower(a) == "to");
                purpose || self.kind == "PROTEST"
            }
            "ccomp" => self.kind == "REQUEST",
            "nsubj" => self.kind == "REQUEST" && doc.dep(at) == "ccomp",
            _ => false,
        }
    }

    fn actors(&self, at: usize, inside: bool) -> Vec<Arg> {
        let cast = self.cast;
        let Some(mention) = cast.at(at) else { return Vec::new() };
        let place = cast.entities[mention.entity].kind == "place"
            || cast.doc.dep(at) == "pobj" && cast.is_where(at);
        if place && !(inside && FELT_BY_PLACES.contains(&self.kind)) {
            return Vec::new();
        }
        let mut found = cast.who(at);
        let town = mention.countries.len() == 1 || cast.doc.parse.entity_type(at) == "GPE";
        if found.is_empty() && place && town {
            found.push(Arg { head: at, country: None });
        }
        found.retain(|&arg| self.is_another(arg));
        found
    }

    /// Somebody else than the doer, and not just the doer's own country.
    fn is_another(&self, arg: Arg) -> bool {
        let cast = self.cast;
        let own = |source: Arg| {
            let country = cast.country_of(source);
            let state = cast.at(arg.head).is_some_and(|m| cast.is_state(&cast.entities[m.entity]));
            cast.same_entity(source, arg)
                || state && country.is_some() && country == cast.country_of(arg)
        };
        !self.sources.iter().any(|&s| own(s))
    }
}
