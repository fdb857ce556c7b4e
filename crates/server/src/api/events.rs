//! `/api/events`: the events themselves.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem, tables};
use bayhaqi_store::Told;

/// Events, newest first.
pub const EVENTS: Endpoint = Endpoint {
    post: false,
    path: "/api/events",
    about: "Events, newest first.",
    parameters: &filters::EVENT_LIST,
    body: None,
    answer: |generator| generator.subschema_for::<List<Told>>(),
    run: events,
};

/// One event.
pub const EVENT: Endpoint = Endpoint {
    post: false,
    path: "/api/events/{id}",
    about: "One event.",
    parameters: &[Parameter { name: "id", kind: Kind::Text, about: "Id of the event." }],
    body: None,
    answer: |generator| generator.subschema_for::<Told>(),
    run: event,
};

fn events(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let filter = filters::filter(asked);
    let format = tables::format(asked);
    if let Some(format) = format.filter(|format| *format != "jsonl") {
        return Ok(tables::download(filter.sql(), "events", format));
    }
    let columns = context.state.columns()?;
    let store = context.store()?;
    let selection = columns.select(&filter, store)?;
    if format.is_some() {
        let read =
            |context: &mut Context<'_>, keys: &[i64]| Ok(context.store()?.events_by_key(keys)?);
        return Ok(tables::lines(
            "events",
            columns.events(&selection, None, usize::MAX).keys,
            read,
        ));
    }
    let page = columns.events(&selection, filters::cursor(asked)?, filters::limit(asked));
    Answer::json(&List {
        items: store.events_by_key(&page.keys)?,
        next: page.next.map(|next| next.to_string()),
        total: Some(page.total),
        sql: Some(filter.sql()),
    })
}

fn event(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.text("id").unwrap_or_default();
    let event = context.store()?.event(id)?;
    Answer::json(&event.ok_or_else(|| Problem::missing(format!("no event has the id {id:?}")))?)
}
