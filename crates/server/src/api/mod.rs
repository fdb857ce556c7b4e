//! The endpoints, one file for each subject.

mod about;
mod code;
mod query;

use crate::Endpoint;

/// All endpoints.
pub const ENDPOINTS: &[&Endpoint] = &[&about::ABOUT, &code::CODE, &query::GET, &query::POST];
