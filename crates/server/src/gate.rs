//! What every request passes: may it be answered, and what every response says to the browser.

use crate::Problem;
use crate::serve::Peer;
use crate::state::State;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::net::IpAddr;
use std::sync::Arc;

/// Nothing of another site, nothing within a page's text runs, and no page is framed
/// (<https://www.w3.org/TR/CSP3/>); `nosniff` keeps texts of reports from being taken for anything else.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What about the API may be read by everybody: it says nothing about the store.
const OPEN: &[&str] = &["/api/", "/api/docs", "/api/docs.css", "/api/openapi.json"];

/// Answers, or refuses, one request.
pub(crate) async fn pass(state: Arc<State>, request: Request, next: Next) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut response = match admit(&state, &parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn admit(state: &State, request: &Parts) -> Result<(), Problem> {
    // With tokens a page of another name gains nothing, and a proxy may give us any name.
    if state.tokens.is_none() && !is_local(request) {
        let what = "this server answers to localhost and 127.0.0.1 alone";
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, what));
    }
    let path = request.uri.path();
    if !path.starts_with("/api/") {
        return Ok(());
    }
    if is_foreign(&request.headers) {
        let what = "pages of other sites may not ask here";
        return Err(Problem::new(StatusCode::FORBIDDEN, what));
    }
    if OPEN.contains(&path) {
        return Ok(());
    }
    let peer = request.extensions.get::<Peer>().map_or_else(String::new, Peer::network);
    let who = match &state.tokens {
        Some(tokens) => {
            let sent = request.headers.get(header::AUTHORIZATION);
            tokens.check(sent.and_then(|v| v.to_str().ok()), &peer).await?
        }
        None => peer,
    };
    state.rate.take(&who).map_err(|wait| {
        let what = format!("more than {} requests a second; ask again later", state.limits.rate);
        Problem::new(StatusCode::TOO_MANY_REQUESTS, what).after(wait)
    })
}

/// Whether the request names this machine. A page of another site that has its name lead to this
/// machine (DNS rebinding) sends its own.
fn is_local(request: &Parts) -> bool {
    let sent = request.headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let sent = sent.or_else(|| request.uri.authority().map(Authority::as_str));
    let Some(host) = sent.and_then(|h| h.parse::<Authority>().ok()) else { return false };
    let host = host.host();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a page of another site asks (<https://www.w3.org/TR/fetch-metadata/>).
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}
