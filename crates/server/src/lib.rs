//! A store of coded events over HTTP: the explorer's pages under `/`, an API under `/api/`.
//!
//! [`api`] lists the endpoints; each says which parameters it takes and what it answers, and the OpenAPI
//! document is made from that. A request goes through `gate` (may it be answered?), `endpoint` (what is
//! asked?), `work` (a thread, a store and a time limit) and back. Nothing here knows how an event was
//! found: a coder is whatever implements [`Coding`].

pub mod api;
mod body;
mod coding;
mod docs;
mod download;
mod endpoint;
mod filters;
mod gate;
mod limits;
mod openapi;
mod pages;
mod parameters;
mod problem;
mod rate;
mod serve;
mod snapshot;
mod stall;
mod state;
mod tables;
mod tokens;
mod work;

pub use coding::{Annotated, Coding, Role};
pub use download::Download;
pub use endpoint::{Answer, Endpoint};
pub use limits::Limits;
pub use parameters::{Asked, Kind, Parameter};
pub use problem::Problem;
pub use serve::{ServeError, Server, Setup};
pub use state::State;
pub use tokens::{NewToken, Tokens, TokensError};
pub use work::Context;
