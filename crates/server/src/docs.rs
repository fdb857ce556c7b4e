//! The API's documentation as a page, made from the OpenAPI document. It needs no script.

use crate::{endpoint, openapi, pages};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde_json::Value;
use std::fmt::{self, Write};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);
static JSON: LazyLock<Bytes> = LazyLock::new(|| DOCUMENT.to_string().into());
static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let mut page = String::new();
    // Into memory: nothing can fail.
    let _ = write_page(&mut page, &DOCUMENT);
    page.into()
});

/// `/api/openapi.json`
pub(crate) async fn json(headers: HeaderMap) -> Response<Body> {
    response(&headers, "application/json", JSON.clone())
}

/// `/api/`
pub(crate) async fn page(headers: HeaderMap) -> Response<Body> {
    response(&headers, "text/html; charset=utf-8", PAGE.clone())
}

/// `/api/docs.css`
pub(crate) async fn style(headers: HeaderMap) -> Response<Body> {
    response(&headers, "text/css; charset=utf-8", Bytes::from_static(include_bytes!("docs.css")))
}

fn response(asked: &HeaderMap, media: &'static str, bytes: Bytes) -> Response<Body> {
    let tag = pages::tag(&bytes);
    let mut response = if endpoint::has_already(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(bytes))
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Text in HTML.
struct Html<'a>(&'a str);

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            other => f.write_char(other),
        })
    }
}

/// Prose in HTML: what stands between backticks is code.
struct Prose<'a>(&'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.0.split('`').enumerate() {
            match i % 2 {
                0 => write!(f, "{}", Html(part))?,
                _ => write!(f, "<code>{}</code>", Html(part))?,
            }
        }
        Ok(())
    }
}

/// A member that is prose.
fn prose<'a>(value: &'a Value, name: &str) -> Prose<'a> {
    Prose(value[name].as_str().unwrap_or(""))
}

/// A member that is a string.
fn text<'a>(value: &'a Value, name: &str) -> Html<'a> {
    Html(value[name].as_str().unwrap_or(""))
}

fn write_page(out: &mut String, document: &Value) -> fmt::Result {
    let info = &document["info"];
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} API</title>\n<link rel=\"stylesheet\" href=\"/api/docs.css\">\n</head>\n<body>\n\
         <header><h1>{title} API</h1>\n<p>{about}</p>\n\
         <p><a href=\"/\">Explorer</a> · <a href=\"/api/openapi.json\">OpenAPI 3.1 document</a></p>\n\
         </header>\n<main>\n",
        title = text(info, "title"),
        about = text(info, "description"),
    )?;
    let paths = || document["paths"].as_object().into_iter().flatten();
    let all = || {
        paths().flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(move |(m, o)| (path.as_str(), m, o))
        })
    };
    out.push_str("<nav><ul>\n");
    for (path, method, operation) in all() {
        let (id, method) = (text(operation, "operationId"), method.to_uppercase());
        writeln!(out, "<li><a href=\"#{id}\"><code>{method} {}</code></a></li>", Html(path))?;
    }
    out.push_str("</ul></nav>\n");
    for (path, method, operation) in all() {
        write_operation(out, path, method, operation)?;
    }
    out.push_str("<h2 id=\"problems\">When there is no answer</h2>\n<dl>\n");
    for (status, when) in openapi::problems() {
        writeln!(out, "<dt>{status}</dt><dd>{}</dd>", Prose(when))?;
    }
    out.push_str("</dl>\n<h2>What answers are made of</h2>\n");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        writeln!(out, "<section id=\"{0}\"><h3>{0}</h3>", Html(name))?;
        writeln!(out, "<p>{}</p>", prose(schema, "description"))?;
        write_members(out, schema)?;
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

fn write_operation(out: &mut String, path: &str, method: &str, operation: &Value) -> fmt::Result {
    let (id, method) = (text(operation, "operationId"), method.to_uppercase());
    writeln!(out, "<section id=\"{id}\"><h2><code>{method} {}</code></h2>", Html(path))?;
    writeln!(out, "<p>{}</p>", prose(operation, "summary"))?;
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        out.push_str("<table><thead><tr><th>Parameter<th>Values<th>Meaning</thead><tbody>\n");
        for parameter in parameters {
            let (name, about) = (text(parameter, "name"), prose(parameter, "description"));
            let kind = kind(&parameter["schema"]);
            writeln!(out, "<tr><td><code>{name}</code><td>{kind}<td>{about}")?;
        }
        out.push_str("</tbody></table>\n");
    }
    if let Some(body) = operation["requestBody"].as_object() {
        let schema = &body["content"]["application/json"]["schema"];
        writeln!(out, "<p>Body: {}</p>", kind(schema))?;
    }
    let answer = &operation["responses"]["200"]["content"];
    writeln!(out, "<p>Answer: {}", kind(&answer["application/json"]["schema"]))?;
    for media in answer.as_object().into_iter().flatten().map(|(m, _)| m).skip(1) {
        write!(out, ", or <code>{}</code>", Html(media))?;
    }
    out.push_str("</p></section>\n");
    Ok(())
}

fn write_members(out: &mut String, schema: &Value) -> fmt::Result {
    let Some(members) = schema["properties"].as_object() else {
        let kind = kind(schema);
        return if kind.is_empty() { Ok(()) } else { writeln!(out, "<p>{kind}</p>") };
    };
    out.push_str("<table><tbody>\n");
    for (name, member) in members {
        let (kind, about) = (kind(member), prose(member, "description"));
        writeln!(out, "<tr><td><code>{}</code><td>{kind}<td>{about}", Html(name))?;
    }
    out.push_str("</tbody></table>\n");
    Ok(())
}

/// What values a schema allows, in few words of HTML.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", Html(name));
    }
    for several in ["anyOf", "oneOf"] {
        if let Some(kinds) = schema[several].as_array() {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    let words = |values: &[Value]| {
        let words =
            values.iter().filter_map(Value::as_str).map(|w| format!("<code>{}</code>", Html(w)));
        words.collect::<Vec<_>>().join(" ")
    };
    if let Some(values) = schema["enum"].as_array() {
        return words(values);
    }
    if let Some(value) = schema["const"].as_str() {
        return format!("<code>{}</code>", Html(value));
    }
    let named = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    };
    if schema["items"].is_object() {
        return format!("list of {}", kind(&schema["items"]));
    }
    let mut out = match schema["format"].as_str() {
        Some("date") => "day".to_owned(),
        _ => named,
    };
    if let (Some(least), Some(most)) = (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        let _ = write!(out, " {least} to {most}");
    }
    out
}
