//! `/api/about`: what there is.

use crate::{Answer, Asked, Context, Endpoint, Problem};
use bayhaqi_store::{Query, Value};
use schemars::JsonSchema;
use serde::Serialize;

/// What program this is and what its store holds.
pub const ABOUT: Endpoint = Endpoint {
    post: false,
    path: "/api/about",
    about: "The program and how much its store holds.",
    parameters: &[],
    body: None,
    answer: |generator| generator.subschema_for::<About>(),
    run,
};

/// The program and its store.
#[derive(Debug, Serialize, JsonSchema)]
struct About {
    /// Always `bayhaqi`.
    name: &'static str,
    /// Version of the program.
    version: &'static str,
    /// How much the store holds.
    store: Holds,
    /// Whether texts can be coded.
    coder: bool,
    /// The types of events and their quad class.
    types: Vec<Type>,
}

/// How much a store holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Holds {
    /// Reports.
    documents: i64,
    /// Events.
    events: i64,
    /// Incidents.
    incidents: i64,
    /// Claims.
    claims: i64,
    /// Documents that failed.
    errors: i64,
    /// First day of publication.
    first_day: Option<String>,
    /// Last day of publication.
    last_day: Option<String>,
}

/// A type of events.
#[derive(Debug, Serialize, JsonSchema)]
struct Type {
    /// The PLOVER type.
    event: &'static str,
    /// Its quad class.
    quad: &'static str,
}

const COUNTS: &str = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM event_rows), \
  (SELECT count(*) FROM incident_rows), (SELECT count(*) FROM claim_rows), (SELECT count(*) FROM errors), \
  (SELECT min(published) FROM documents), (SELECT max(published) FROM documents)";

fn run(context: &mut Context<'_>, _: &Asked) -> Result<Answer, Problem> {
    // Counting reads all of the store: it is done once for each version.
    let version = context.state.version()?;
    let known = context.state.counted(version);
    let store = match known {
        Some(store) => store,
        None => {
            let store = count(context)?;
            context.state.keep_count(version, store.clone());
            store
        }
    };
    let types = bayhaqi_store::types().map(|(event, quad)| Type { event, quad });
    Answer::json(&About {
        name: "bayhaqi",
        version: env!("CARGO_PKG_VERSION"),
        store,
        coder: context.state.coding().is_some(),
        types: types.collect(),
    })
}

fn count(context: &mut Context<'_>) -> Result<Holds, Problem> {
    let answer = context.store()?.query(&Query::new(COUNTS))?;
    let row = answer.rows.into_iter().next().unwrap_or_default();
    let count = |i: usize| if let Some(Value::Integer(n)) = row.get(i) { *n } else { 0 };
    let day = |i: usize| {
        row.get(i).and_then(|v| match v {
            Value::Text(day) => Some(day.clone()),
            _ => None,
        })
    };
    Ok(Holds {
        documents: count(0),
        events: count(1),
        incidents: count(2),
        claims: count(3),
        errors: count(4),
        first_day: day(5),
        last_day: day(6),
    })
}
