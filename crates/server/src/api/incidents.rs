//! `/api/incidents`: what several reports tell of.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem, tables};
use bayhaqi_store::{IncidentNote, Told};
use schemars::JsonSchema;
use serde::Serialize;

/// Tellings of one incident that are shown.
const TELLINGS: usize = 500;

/// Incidents, newest first.
pub const INCIDENTS: Endpoint = Endpoint {
    post: false,
    path: "/api/incidents",
    about: "Incidents of which the events tell, newest first.",
    parameters: &filters::EVENT_LIST,
    body: None,
    answer: |generator| generator.subschema_for::<List<IncidentNote>>(),
    run: incidents,
};

/// One incident.
pub const INCIDENT: Endpoint = Endpoint {
    post: false,
    path: "/api/incidents/{id}",
    about: "One incident with all that was told of it.",
    parameters: &[Parameter {
        name: "id",
        kind: Kind::Whole(0, i64::MAX as u64),
        about: "Number of the incident.",
    }],
    body: None,
    answer: |generator| generator.subschema_for::<Incident>(),
    run: incident,
};

/// An incident with all that was told of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Incident {
    #[serde(flatten)]
    note: IncidentNote,
    /// The events that tell of it.
    tellings: Vec<Told>,
}

fn incidents(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let filter = filters::filter(asked);
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(filter.incidents_sql(), "incidents", format));
    }
    let columns = context.state.columns()?;
    let store = context.store()?;
    let selection = columns.select(&filter, store)?;
    let page = columns.incidents(&selection, filters::cursor(asked)?, filters::limit(asked));
    Answer::json(&List {
        items: store.incidents_by_key(&page.keys)?,
        next: page.next.map(|next| next.to_string()),
        total: Some(page.total),
        sql: Some(filter.incidents_sql()),
    })
}

fn incident(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.whole("id").unwrap_or_default().cast_signed();
    let store = context.store()?;
    let note = store.incidents_by_key(&[id])?.pop();
    let note = note.ok_or_else(|| Problem::missing(format!("no incident has the number {id}")))?;
    let tellings = store.events_by_key(&store.tellings(id, TELLINGS)?)?;
    Answer::json(&Incident { note, tellings })
}
