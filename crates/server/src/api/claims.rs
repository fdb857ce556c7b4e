//! `/api/claims`: who says what.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Problem, tables};
use bayhaqi_coder::record::{Claim, Quote, Stance, Status};
use bayhaqi_store::{Filter, Told};
use schemars::JsonSchema;
use serde::Serialize;

/// Claims, those about the newest events first.
pub const CLAIMS: Endpoint = Endpoint {
    post: false,
    path: "/api/claims",
    about: "Who says that something happened, or did not; a page of as many events.",
    parameters: &filters::EVENT_LIST,
    body: None,
    answer: |generator| generator.subschema_for::<List<Claimed>>(),
    run: claims,
};

/// What somebody says about an event.
#[derive(Debug, Serialize, JsonSchema)]
struct Claimed {
    /// Who says it.
    speaker: bayhaqi_coder::record::Actor,
    /// Whether they assert, deny or doubt it.
    stance: Stance,
    /// Whether they are quoted.
    quote: Quote,
    /// The words that show the speech.
    cue: String,
    /// 0 is the outermost speaker.
    depth: usize,
    /// Id of the event.
    event_id: String,
    /// Id of the report.
    document_id: String,
    /// PLOVER type.
    event: String,
    /// PLOVER mode.
    mode: Option<String>,
    /// Quad class.
    quad: String,
    /// Whether it happened.
    status: Status,
    /// Who is said to have done it: code, or else name.
    source: Option<String>,
    /// To whom.
    target: Option<String>,
    /// First day of the event, else of publication.
    day: Option<String>,
    /// Day of publication.
    published: Option<String>,
    /// Who published the report.
    publisher: Option<String>,
    /// The sentence.
    sentence: String,
}

fn claims(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let filter = Filter { claimed: Some(true), ..filters::filter(asked) };
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(filter.claims_sql(), "claims", format));
    }
    let columns = context.state.columns()?;
    let store = context.store()?;
    let selection = columns.select(&filter, store)?;
    let page = columns.events(&selection, filters::cursor(asked)?, filters::limit(asked));
    let mut items = Vec::new();
    for mut told in store.events_by_key(&page.keys)? {
        for (depth, claim) in std::mem::take(&mut told.event.claims).into_iter().enumerate() {
            if filter.says(&claim) {
                items.push(claimed(&told, depth, claim));
            }
        }
    }
    let next = page.next.map(|next| next.to_string());
    Answer::json(&List { items, next, total: None, sql: Some(filter.claims_sql()) })
}

fn claimed(told: &Told, depth: usize, claim: Claim) -> Claimed {
    let event = &told.event;
    let first = |actors: &[bayhaqi_coder::record::Actor]| {
        let actor = actors.first()?;
        let name = || actor.name.clone().unwrap_or_else(|| actor.text.clone());
        Some(actor.code.clone().unwrap_or_else(name))
    };
    Claimed {
        stance: claim.stance,
        quote: claim.quote,
        cue: claim.cue.text,
        speaker: claim.speaker,
        depth,
        event_id: event.id.clone(),
        document_id: event.document.id.clone(),
        event: event.event.clone(),
        mode: event.mode.clone(),
        quad: event.quad.clone(),
        status: event.status,
        source: first(&event.sources),
        target: first(&event.targets),
        day: told.day.clone(),
        published: event.document.published.clone(),
        publisher: event.document.publisher.clone(),
        sentence: event.sentence.text.clone(),
    }
}
