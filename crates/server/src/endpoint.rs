//! From a request to its answer: checks what is asked, sees whether the asker has the answer already,
//! and does the work on a thread of its own.

use crate::body;
use crate::state::State;
use crate::work::Context;
use crate::{Asked, Download, Parameter, Problem};
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use std::sync::Arc;

/// What the API answers under one path and method.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// `true` for `POST`, else it is `GET`.
    pub post: bool,
    /// The path, with `{name}` where a parameter stands.
    pub path: &'static str,
    /// What it answers, for the documentation.
    pub about: &'static str,
    /// All parameters that it takes, those of the path first.
    pub parameters: &'static [Parameter],
    /// The schema of the body that it takes.
    pub body: Option<fn(&mut SchemaGenerator) -> Schema>,
    /// The schema of its answer.
    pub answer: fn(&mut SchemaGenerator) -> Schema,
    /// Makes the answer. It may wait and compute: it has a thread of its own.
    pub run: fn(&mut Context<'_>, &Asked) -> Result<Answer, Problem>,
}

/// What an endpoint answers.
pub enum Answer {
    /// JSON.
    Json(Vec<u8>),
    /// A file that is sent while it is made.
    Download(Download),
}

impl Answer {
    /// A value as JSON.
    pub fn json(value: &impl Serialize) -> Result<Answer, Problem> {
        serde_json::to_vec(value).map(Answer::Json).map_err(Problem::fault)
    }
}

/// Answers one request.
pub(crate) async fn answer(
    endpoint: &'static Endpoint,
    state: Arc<State>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response<Body> {
    respond(endpoint, state, path, request).await.unwrap_or_else(Problem::into_response)
}

async fn respond(
    endpoint: &'static Endpoint,
    state: Arc<State>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let path = path.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the path is not UTF-8"))?;
    let path: Vec<(String, String)> =
        path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let asked = Asked::read(request.uri().query().unwrap_or(""), &path, endpoint.parameters)?;
    let (parts, body) = request.into_parts();
    let body = if endpoint.body.is_some() {
        body::json(&parts.headers, body, &state.limits).await?
    } else {
        serde_json::Value::Null
    };
    let tag = state.tag()?;
    if !endpoint.post && has_already(&parts.headers, &tag) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let head_only = parts.method == Method::HEAD;
    let response = crate::work::run(state, endpoint, asked, body, head_only).await?;
    Ok(if endpoint.post { response } else { tagged(response, &tag) })
}

/// Whether the asker has the answer of this state of the store
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2>).
pub(crate) fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let bare = tag.trim_start_matches("W/");
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    given.flat_map(|v| v.split(',')).any(|t| {
        let t = t.trim();
        t == "*" || t.trim_start_matches("W/") == bare
    })
}

fn tagged(mut response: Response<Body>, tag: &str) -> Response<Body> {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    // Kept by the browser alone, and asked about each time.
    let kept = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}
