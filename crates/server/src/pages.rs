//! The explorer's pages, which are part of the program.
//!
//! Nothing is read from a disk: a path is looked up in a list, so that none can lead out of it.

use crate::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::OnceLock;

/// The files by their path.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// What the paths of the explorer's views begin with. They all are one page, whose script reads the path; the
/// list is that of `web/src/App.svelte`.
const VIEWS: &[&str] =
    &["code", "dyad", "actor", "network", "map", "incident", "document", "search", "events", "sql"];

/// A file that is shorter is sent as it is.
const SHORT: usize = 1024;

/// A file with what is computed of it once.
struct Page {
    path: &'static str,
    bytes: &'static [u8],
    tag: String,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| FILES.iter().map(|(path, bytes)| Page::new(path, bytes)).collect())
}

/// Answers with a page.
pub(crate) async fn answer(request: Request) -> Response<Body> {
    let path = request.uri().path();
    let view = path.split('/').nth(1).unwrap_or("");
    let path = if path == "/" || VIEWS.contains(&view) { "/index.html" } else { path };
    let Some(page) = pages().iter().find(|p| p.path == path) else {
        return Problem::missing("there is no such page").into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "pages are only read: use GET");
        let mut response = problem.into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let headers = request.headers();
    if crate::endpoint::has_already(headers, &page.tag) {
        return page.dressed(StatusCode::NOT_MODIFIED.into_response());
    }
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    let accepted = accepted.to_owned();
    let made = tokio::task::spawn_blocking(move || page.encoded(&accepted)).await;
    let (encoding, bytes) = match made {
        Ok(made) => made,
        Err(error) => return Problem::fault(error).into_response(),
    };
    let mut response = page.dressed(Response::new(Body::from(bytes)));
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        response.headers_mut().insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

impl Page {
    fn new(path: &'static str, bytes: &'static [u8]) -> Page {
        Page { path, bytes, tag: tag(bytes), brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// The smallest form that is accepted, made when it is first asked for.
    fn encoded(&self, accepted: &str) -> (Option<&'static str>, Bytes) {
        if self.bytes.len() >= SHORT && self.is_text() {
            if accepts(accepted, "br") {
                return (Some("br"), self.brotli.get_or_init(|| brotli(self.bytes)).clone());
            }
            if accepts(accepted, "gzip") {
                return (Some("gzip"), self.gzip.get_or_init(|| gzip(self.bytes)).clone());
            }
        }
        (None, Bytes::from_static(self.bytes))
    }

    fn is_text(&self) -> bool {
        !self.path.ends_with(".woff2") && !self.path.ends_with(".png")
    }

    fn media(&self) -> &'static str {
        match self.path.rsplit('.').next().unwrap_or("") {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    fn dressed(&self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        // What is under this folder has a hash of its content in its name.
        let kept = if self.path.starts_with("/assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

/// The entity tag of a content.
pub(crate) fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("W/\"{:x}\"", hasher.finish())
}

/// Whether an encoding is among those accepted, and not with the weight 0.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = |p: &str| p.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        named && !parts.any(refused)
    })
}

fn brotli(bytes: &[u8]) -> Bytes {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 64 * 1024, 9, 22);
    // Into memory: nothing can fail.
    let _ = writer.write_all(bytes);
    drop(writer);
    out.into()
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default().into()
}
