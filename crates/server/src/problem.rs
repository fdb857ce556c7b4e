//! Errors as the API tells them: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bayhaqi_store::StoreError;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;
use std::time::Duration;

/// Why a request was not answered, and what to do.
///
/// ```
/// use bayhaqi_server::Problem;
///
/// let problem = Problem::bad("limit", "is \"many\"; give a number from 1 to 500");
/// assert_eq!(problem.to_json()["parameter"], "limit");
/// assert_eq!(problem.to_json()["status"], 400);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    parameter: Option<String>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// A problem with that status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Problem { status, detail: detail.into(), parameter: None, retry_after: None }
    }

    /// A parameter, or member of the body, that makes no sense: `400 Bad Request`.
    pub fn bad(parameter: &str, what: impl std::fmt::Display) -> Self {
        let detail = format!("{parameter}: {what}");
        Problem::new(StatusCode::BAD_REQUEST, detail).of(parameter)
    }

    /// Nothing is there: `404 Not Found`.
    pub fn missing(what: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, what)
    }

    /// More than can be done at the moment: `503 Service Unavailable`.
    pub fn busy(retry_after: Duration) -> Self {
        let detail = "there is more to do than can be done; ask again later";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).after(retry_after)
    }

    /// The answer took too long: `504 Gateway Timeout`.
    pub fn late(limit: Duration) -> Self {
        let detail = format!("took longer than {} s; ask for less", limit.as_secs_f64());
        Problem::new(StatusCode::GATEWAY_TIMEOUT, detail)
    }

    /// A fault of ours, which is written to the log and not told: `500 Internal Server Error`.
    pub fn fault(what: impl std::fmt::Display) -> Self {
        log::error!("{what}");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "a fault in the program; its log says more")
    }

    /// Who asked does not read on, so that nobody reads this either.
    fn unread() -> Self {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "nobody reads on")
    }

    /// Names the parameter that is wrong.
    #[must_use]
    pub fn of(mut self, parameter: &str) -> Self {
        self.parameter = Some(parameter.to_owned());
        self
    }

    /// Says when to ask again.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is told.
    pub fn to_json(&self) -> serde_json::Value {
        let told = Told {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            parameter: self.parameter.as_deref(),
        };
        serde_json::to_value(told).unwrap_or_default()
    }
}

/// Why a request was not answered (RFC 9457).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Told<'a> {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'a str,
    /// The status.
    status: u16,
    /// What is wrong, and what to do.
    detail: &'a str,
    /// The parameter, or member of the body, that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Query(what) => Problem::new(StatusCode::BAD_REQUEST, what),
            unread if unread.is_unread() => Problem::unread(),
            StoreError::Busy(_) => Problem::busy(Duration::from_secs(1)),
            other => Problem::fault(other),
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Problem::unread(),
            _ => Problem::fault(error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.to_json().to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
