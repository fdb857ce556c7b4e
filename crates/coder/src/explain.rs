//! Why each event is what it is: the words, the lines of the lexicon, the way through the parse, the
//! scores; and what was found but not kept.

use serde::Serialize;

use crate::events::{Evidence, Judged, Near};
use crate::frames::Found;
use crate::record::{Actor, Event};
use crate::time;

/// How far a way through the parse is followed.
const LONGEST_WAY: usize = 12;
/// Types of the relation model that are shown.
const SHOWN: usize = 3;

/// An event with what speaks for it.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The event.
    pub event: Event,
    /// Why it is not among the document's events; `None` for those that are.
    pub rejected: Option<String>,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// One thing that an event was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What it is about: `trigger`, `code`, `source`, `target`, `speaker`, `status`, `when`,
    /// `where`, `confidence`, `relation`.
    pub about: &'static str,
    /// What was seen.
    pub what: String,
}

impl Evidence<'_, '_> {
    /// All that was found, in the order of the text.
    pub(crate) fn explained(&self) -> Vec<Explained> {
        let judged = self.judged();
        let near = self.framed(&judged);
        let explain = |Judged { found, event, rejected, .. }: &Judged<'_>| {
            let mut reasons = self.reasons(found, event);
            reasons.extend(self.relation(event, &near));
            Explained { event: event.clone(), rejected: rejected.map(str::to_owned), reasons }
        };
        judged.iter().map(explain).collect()
    }

    fn reasons(&self, found: &Found, event: &Event) -> Vec<Reason> {
        let cast = self.cast;
        let frame = &cast.lexicon.frames[usize::from(found.frame)];
        let mut reasons = Vec::new();
        let mut add = |about: &'static str, what: String| reasons.push(Reason { about, what });
        let (file, line) = frame.place;
        let words = &event.trigger.text;
        if cast.lexicon.is_link(found.frame) {
            let model = "the relation model tells the type";
            add("trigger", format!("no line knows “{words}”; {model} ({file}:{line})"));
        } else {
            add("trigger", format!("“{words}” is “{}” of {file}:{line}", frame.lemma));
        }
        let code = event.cameo.as_deref().unwrap_or_default();
        match found.cameo {
            Some(said) => {
                add("code", format!("{code}: the announcement is coded ({said}), by intent.tsv"))
            }
            None if code != frame.cameo => {
                add(
                    "code",
                    format!(
                        "{code}: the words tell more than the line's {}, by depth.tsv",
                        frame.cameo
                    ),
                );
            }
            None => add("code", format!("{code}: as the line says")),
        }
        let sides = [
            ("source", &found.sources, &event.sources),
            ("target", &found.targets, &event.targets),
        ];
        for (about, args, actors) in sides {
            for (arg, actor) in args.iter().zip(actors) {
                let way = self.way(found.trigger, arg.head);
                add(about, format!("{}; {way}", described(actor)));
            }
        }
        let around = self.reports.around(cast, found.trigger);
        for claim in &event.claims {
            let speaker = described(&claim.speaker);
            let report = around.iter().find(|r| cast.doc.text_span(r.cue.clone()) == claim.cue);
            let why = report.map(|r| format!("; {}", r.reason(cast))).unwrap_or_default();
            add("speaker", format!("{speaker}; cue “{}”{why}", claim.cue.text));
        }
        if event.claims.is_empty() {
            add("speaker", "the report itself".to_owned());
        }
        for (report, why) in self.reports.beside(cast, found.trigger) {
            let cue = cast.doc.text_span(report.cue.clone());
            let nobody = report.speaker.span[0] == cue.span[0];
            let who = if nobody { "somebody".to_owned() } else { described(&report.speaker) };
            add("speaker", format!("not {who}, cue “{}”: {why}", cue.text));
        }
        let status = serde_json::to_value(event.status).unwrap_or_default();
        add("status", status.as_str().unwrap_or_default().to_owned());
        if let Some(when) = time::reason(cast, self.times, found.trigger) {
            add("when", when);
        }
        if let Some(place) = &event.place {
            let why = self
                .places
                .of(cast, found.trigger, self.leaves(found))
                .map(|(m, _)| self.places.why(m));
            add("where", format!("“{}” is {}", place.text, why.unwrap_or_default()));
        }
        for other in self.places.beside(cast, found.trigger, self.leaves(found)) {
            add("where", other);
        }
        let link = found.evidence;
        add(
            "confidence",
            format!("{}: link to the actors {link:.2}, by confidence.tsv", event.confidence),
        );
        reasons
    }

    /// The way from the trigger to an actor, as the parse has it.
    fn way(&self, trigger: usize, head: usize) -> String {
        let parse = self.cast.doc.parse;
        let up = |from: usize| -> Vec<usize> {
            std::iter::once(from).chain(parse.ancestors(from)).take(LONGEST_WAY).collect()
        };
        let (above, below) = (up(trigger), up(head));
        let Some(top) = below.iter().find(|i| above.contains(i)) else {
            return "told elsewhere in the text".to_owned();
        };
        let mut way = format!("“{}”", parse.word(trigger));
        for &i in above.iter().take_while(|i| *i != top) {
            way += &format!(" ‹{}‹ “{}”", parse.dep(i), parse.word(parse.head(i)));
        }
        let down: Vec<usize> = below.iter().copied().take_while(|i| i != top).collect();
        for &i in down.iter().rev() {
            way += &format!(" ›{}› “{}”", parse.dep(i), parse.word(i));
        }
        way
    }

    /// What the relation model says.
    fn relation(&self, event: &Event, near: &Near<'_>) -> Option<Reason> {
        let mut scores = self.scores(self.relations?, event, near)?;
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        let shown: Vec<String> =
            scores.iter().take(SHOWN).map(|(kind, p)| format!("{kind} {p:.2}")).collect();
        Some(Reason { about: "relation", what: shown.join(", ") })
    }
}

fn described(actor: &Actor) -> String {
    let code = actor.code.as_deref().unwrap_or("no code");
    match actor.name.as_deref().filter(|name| *name != actor.text) {
        Some(name) => format!("“{}” is {name} ({code})", actor.text),
        None => format!("“{}” ({code})", actor.text),
    }
}
