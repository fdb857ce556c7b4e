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
];

#[cfg(test)]
mod tests {
    use super::ENDPOINTS;

    #[test]
    fn each_path_and_method_has_one_endpoint() {
        let mut all: Vec<_> = ENDPOINTS.iter().map(|e| (e.path, e.post)).collect();
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before);
    }
}
