//! The endpoints, one file for each subject.

pub(crate) mod about;
mod actors;
mod claims;
mod code;
mod documents;
mod events;
mod incidents;
mod query;
mod search;
mod totals;

use crate::Endpoint;

/// All endpoints.
pub const ENDPOINTS: &[&Endpoint] = &[
    &about::ABOUT,
    &events::EVENTS,
    &events::EVENT,
    &incidents::INCIDENTS,
    &incidents::INCIDENT,
    &documents::DOCUMENTS,
    &documents::DOCUMENT,
    &actors::ACTORS,
    &actors::ACTOR,
    &totals::DYADS,
    &claims::CLAIMS,
    &search::SEARCH,
    &totals::TOTALS,
    &query::GET,
    &query::POST,
    &code::CODE,
    &query::GET,
    &query::POST,
];
