//! The bodies of requests: JSON, whole, within limits.

use crate::{Limits, Problem};
use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use std::future::poll_fn;
use std::pin::Pin;

/// Reads a body as JSON. Other media types are refused, which also keeps the forms of other sites out:
/// they can send no JSON without asking first (<https://fetch.spec.whatwg.org/#cors-safelisted-request-header>).
pub(crate) async fn json(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<serde_json::Value, Problem> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let media = media.split(';').next().unwrap_or("").trim();
    if !media.eq_ignore_ascii_case("application/json") {
        let what = "send the body as JSON, with Content-Type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, what));
    }
    let read = tokio::time::timeout(limits.body_time, whole(body, limits.body)).await;
    let bytes = read.map_err(|_| {
        let what =
            format!("the body took longer than {} s to come", limits.body_time.as_secs_f64());
        Problem::new(StatusCode::REQUEST_TIMEOUT, what)
    })??;
    serde_json::from_slice(&bytes).map_err(|e| Problem::bad("body", format!("is not JSON: {e}")))
}

async fn whole(mut body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let too_long = || {
        let what = format!("the body is longer than {most} bytes; send less at a time");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what)
    };
    if body.size_hint().lower() > most as u64 {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let broken = |_| Problem::new(StatusCode::BAD_REQUEST, "the body broke off");
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        if bytes.len() + data.len() > most {
            return Err(too_long());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
