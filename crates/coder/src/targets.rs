//! To whom something is done, where the grammar of the trigger does not say it directly: "promised
//! to continue military aid to X", "opened its border to X", "demonstrated to demand reforms by X".

use crate::actors::Arg;
use crate::entities::Cast;
use crate::frames::{Found, with_each_other};
use std::collections::VecDeque;

/// What is done in a place is done to it: only with events of these types.
const FELT_BY_PLACES: [&str; 5] = ["ASSAULT", "COERCE", "THREATEN", "SANCTION", "CONCEDE"];

/// What is done in a place and to nobody that the text names is done to the place.
const DONE_TO_PLACES: [&str; 6] =
    ["ASSAULT", "COERCE", "CONCEDE", "PROTEST", "MOBILIZE", "RETREAT"];

/// What several do, they do with each other.
const MUTUAL: [&str; 2] = ["AGREE", "COOPERATE"];

/// Fills the targets of events that have none with the nearest actor in what the trigger governs.
pub(crate) fn complete(cast: &Cast<'_>, found: &mut [Found]) {
    find_attackers(cast, found);
    for index in 0..found.len() {
        let event = &found[index];
        if !event.targets.is_empty() || event.sources.is_empty() {
            continue;
        }
        let kind = cast.lexicon.frames[usize::from(event.frame)].event;
        let search = Search { cast, kind, sources: &event.sources };
        let mut targets = search.below(event.trigger);
        if targets.is_empty() && kind == "PROTEST" {
            targets = search.asked(event.trigger, found);
        }
        if targets.is_empty() && kind == "THREATEN" {
            targets = search.warned(event.trigger);
        }
        if targets.is_empty() && kind == "ASSAULT" {
            targets = search.confronted(event.trigger);
        }
        if targets.is_empty() && DONE_TO_PLACES.contains(&kind) {
            targets = search.places(event.trigger);
        }
        let event = &mut found[index];
        event.targets = targets;
        // "X and Y agreed to reopen the railway": each with the other.
        if event.targets.is_empty() && event.sources.len() > 1 && MUTUAL.contains(&kind) {
            event.targets = event.sources.split_off(1);
            with_each_other(&mut event.sources, &mut event.targets);
        }
    }
}

/// "Nine were killed when X opened fire": X killed them.
fn find_attackers(cast: &Cast<'_>, found: &mut [Found]) {
    let doc = &cast.doc;
    let kind = |f: &Found| cast.lexicon.frames[usize::from(f.frame)].event;
    for index in 0..found.len() {
        let open = &found[index];
        if kind(open) != "ASSAULT" || !open.sources.is_empty() {
            continue;
        }
        let within = |m: usize| matches!(doc.lower(m), "when" | "after" | "as");
        // "nine were killed and forty wounded when X opened fire"
        let joined =
            |v: usize| v == open.trigger || doc.dep(v) == "conj" && doc.head(v) == open.trigger;
        let act = found[index + 1..].iter().take(4).find(|f| {
            kind(f) == "ASSAULT"
                && !f.sources.is_empty()
                && doc.dep(f.trigger) == "advcl"
                && joined(doc.head(f.trigger))
                && doc.kids_with(f.trigger, &["mark", "advmod"]).any(within)
        });
        if let Some(mut sources) = act.map(|f| f.sources.clone()) {
            sources.retain(|s| !open.targets.iter().any(|t| cast.same_entity(*s, *t)));
            found[index].sources = sources;
        }
    }
}

/// Looks for others below a trigger.
pub(crate) struct Search<'s, 'c, 'a> {
    /// Who is mentioned.
    pub cast: &'c Cast<'a>,
    /// The type of the event, if it is known.
    pub kind: &'static str,
    /// Who does it.
    pub sources: &'s [Arg],
}

impl Search<'_, '_, '_> {
    /// The nearest actors below a trigger, by breadth.
    pub fn below(&self, trigger: usize) -> Vec<Arg> {
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

    /// Of whom the protesters demand something: "marched, calling for X to resign".
    fn asked(&self, trigger: usize, found: &[Found]) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let request = |f: &&Found| {
            self.cast.lexicon.frames[usize::from(f.frame)].event == "REQUEST"
                && doc.up(f.trigger).take(3).any(|v| v == trigger)
        };
        let mut targets = found.iter().find(request).map_or(Vec::new(), |f| f.targets.clone());
        targets.retain(|&t| self.is_another(t));
        targets
    }

    /// Who must do or leave something lest the threat be carried out: "unless X withdraws".
    fn warned(&self, trigger: usize) -> Vec<Arg> {
        let doc = &self.cast.doc;
        let clause = |v: usize| doc.kids_with(v, &["advcl"]).collect::<Vec<_>>();
        let own = doc.kids_with(trigger, &["xcomp", "ccomp"]).flat_map(clause);
        let conditions = clause(trigger).into_iter().chain(own).filter(|&c| {
            doc.kids_with(c, &["mark", "advmod"])
                .any(|m| matches!(doc.lower(m), "if" | "unless" | "until" | "when"))
        });
        let mut targets: Vec<Arg> =
            conditions.flat_map(|c| crate::arguments::subjects(self.cast, c, 0)).collect();
        targets.retain(|&t| self.is_another(t));
        targets
    }

    /// At whom those in arms shoot: "police opened fire when strikers blocked the road".
    fn confronted(&self, trigger: usize) -> Vec<Arg> {
        const ARMED: [&str; 3] = ["COP", "MIL", "SPY"];
        const CROWD: [&str; 7] = ["CVL", "OPP", "LAB", "EDU", "AGR", "REL", "REF"];
        let doc = &self.cast.doc;
        let of = |arg: Arg, sectors: &[&str]| {
            self.cast.actor(arg).sectors.iter().any(|s| sectors.contains(&s.as_str()))
        };
        let verb = crate::arguments::light_verb(self.cast, trigger).unwrap_or(trigger);
        let shoots = self.cast.lexicon.words.is("shoots", doc.lemma(verb));
        if !shoots || !self.sources.iter().any(|&s| of(s, &ARMED)) {
            return Vec::new();
        }
        let clauses = doc.kids_with(verb, &["advcl"]).filter(|&c| {
            doc.kids_with(c, &["mark", "advmod"])
                .any(|m| matches!(doc.lower(m), "when" | "as" | "after" | "while"))
        });
        let mut targets: Vec<Arg> =
            clauses.flat_map(|c| crate::arguments::subjects(self.cast, c, 0)).collect();
        targets.retain(|&t| self.is_another(t) && of(t, &CROWD));
        targets
    }

    /// Where it is done: "imposed a curfew in X".
    fn places(&self, trigger: usize) -> Vec<Arg> {
        let cast = self.cast;
        let doc = &cast.doc;
        let mut bearers = vec![trigger];
        bearers.extend(crate::arguments::light_verb(cast, trigger));
        bearers.extend(crate::arguments::object_tokens(cast, trigger));
        let preps = bearers.iter().flat_map(|&b| doc.kids_with(b, &["prep"]));
        let inside = preps.filter(|&p| cast.lexicon.words.is("locative", doc.lower(p)));
        // "in the town of X"
        let named = |place: usize| match cast.at(place) {
            Some(_) => Some(place),
            None => {
                // "the town of X", "targets in X"
                let links = doc.kids_with(place, &["prep"]);
                let inner = links.filter(|&p| matches!(doc.lower(p), "of" | "in" | "near"));
                let below = inner.flat_map(|p| doc.kids_with(p, &["pobj"]));
                below.chain(doc.kids_with(place, &["appos"])).find(|&o| cast.at(o).is_some())
            }
        };
        let places = inside.flat_map(|p| doc.kids_with(p, &["pobj"])).filter_map(named);
        let mut targets: Vec<Arg> = places
            .filter(|&p| matches!(doc.parse.entity_type(p), "GPE" | "LOC" | "FAC"))
            .map(|head| Arg { head, country: None })
            // Rebels and the state that they rise against share a country.
            .filter(|&t| !self.sources.iter().any(|&s| cast.same_entity(s, t)))
            .collect();
        targets.truncate(2);
        targets
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
        // "shelled the camps along the Example border": not Example, which lies beside.
        let beside = cast.doc.head(at);
        let border = cast.doc.dep(at) != "dobj"
            && cast.doc.dep(beside) == "pobj"
            && matches!(cast.doc.lower(cast.doc.head(beside)), "along" | "near")
            && cast.lexicon.words.is("border", cast.doc.lemma(beside));
        if border {
            return Vec::new();
        }
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
            // Nor are a state's own soldiers whom it withdraws, or its envoys, somebody else.
            let withdrawn = || {
                let sectors = cast.actor(arg).sectors;
                let all = |kind: &str, sector: &str| {
                    self.kind == kind && sectors.iter().any(|s| s == sector)
                };
                all("RETREAT", "MIL") || all("SANCTION", "GOV")
            };
            // "sent troops": of no other state, they are the sender's.
            let means = self.kind == "MOBILIZE"
                && cast.country_of(arg).is_none()
                && cast.actor(arg).code.as_deref() == Some("MIL");
            cast.same_entity(source, arg)
                || means
                || (state || withdrawn()) && country.is_some() && country == cast.country_of(arg)
        };
        !self.sources.iter().any(|&s| own(s))
    }
}
