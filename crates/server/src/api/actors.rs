//! `/api/actors`: who appears in the events.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem, Role, tables};
use bayhaqi_store::{ActorNote, Profile, Who};
use schemars::JsonSchema;
use serde::Serialize;

/// Actors.
pub const ACTORS: Endpoint = Endpoint {
    post: false,
    path: "/api/actors",
    about: "Actors, those with the most events first.",
    parameters: &[
        Parameter {
            name: "q",
            kind: Kind::Text,
            about: "What the code, or a word of the name, begins with.",
        },
        Parameter {
            name: "limit",
            kind: Kind::Whole(1, 500),
            about: "How many at most; 50 where it is left out.",
        },
        Parameter {
            name: "cursor",
            kind: Kind::Whole(0, 1_000_000_000),
            about: "Where the page begins: `next` of the page before.",
        },
        filters::FORMAT,
    ],
    body: None,
    answer: |generator| generator.subschema_for::<List<ActorNote>>(),
    run: actors,
};

const PARAMETERS: [Parameter; 22] = filters::joined(
    [Parameter {
        name: "who",
        kind: Kind::Text,
        about: "A country or the beginning of a code in capitals, or a whole name.",
    }],
    filters::EVENTS,
);

/// One actor.
pub const ACTOR: Endpoint = Endpoint {
    post: false,
    path: "/api/actors/{who}",
    about: "What the events tell of an actor.",
    parameters: &PARAMETERS,
    body: None,
    answer: |generator| generator.subschema_for::<Actor>(),
    run: actor,
};

/// An actor.
#[derive(Debug, Serialize, JsonSchema)]
struct Actor {
    #[serde(flatten)]
    profile: Profile,
    /// Who holds which office, as the lexicon knows it.
    roles: Vec<Role>,
    /// SQL that gives its events.
    sql: String,
}

const SQL: &str = "SELECT code, count(DISTINCT CASE side WHEN 'source' THEN event END) AS as_source, \
    count(DISTINCT CASE side WHEN 'target' THEN event END) AS as_target \
    FROM actors WHERE code IS NOT NULL GROUP BY code ORDER BY count(*) DESC";

fn actors(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(SQL.to_owned(), "actors", format));
    }
    let begin = usize::try_from(asked.whole("cursor").unwrap_or(0)).unwrap_or(usize::MAX);
    let end = begin.saturating_add(filters::limit(asked));
    let mut found =
        context.state.columns()?.actors(asked.text("q").unwrap_or(""), end.saturating_add(1));
    let more = found.len() > end;
    found.truncate(end);
    Answer::json(&List {
        items: found.split_off(begin.min(found.len())),
        next: more.then(|| end.to_string()),
        total: None,
        sql: Some(SQL.to_owned()),
    })
}

fn actor(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let name = asked.text("who").unwrap_or_default();
    let who = Who::new(name);
    let mut filter = filters::filter(asked);
    let columns = context.state.columns()?;
    let selection = columns.select(&filter, context.store()?)?;
    let profile = columns.profile(&who, &selection);
    let roles = context.state.coding().map(|coding| coding.roles(name)).unwrap_or_default();
    if profile.is_none() && roles.is_empty() {
        return Err(Problem::missing(format!("no actor of these events is {name:?}")));
    }
    filter.actor.push(who);
    Answer::json(&Actor { profile: profile.unwrap_or_default(), roles, sql: filter.sql() })
}
