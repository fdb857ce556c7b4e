//! `POST /api/code`: codes a text.

use crate::{Annotated, Answer, Asked, Context, Endpoint, Problem};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde_json::{Map, Value};

/// Codes a text.
pub const CODE: Endpoint = Endpoint {
    post: true,
    path: "/api/code",
    about: "Codes a text to events, with all that they were made of.",
    parameters: &[],
    body: Some(|generator| generator.subschema_for::<Text>()),
    answer: |generator| generator.subschema_for::<Annotated>(),
    run,
};

/// A text to be coded.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct Text {
    /// The text, which all spans of the answer count in.
    text: String,
    /// Day of publication (`2020-07-22`).
    published: Option<String>,
}

fn run(context: &mut Context<'_>, _: &Asked) -> Result<Answer, Problem> {
    let body = context.members(&["text", "published"])?;
    let text = member(body, "text")?
        .filter(|t| !t.trim().is_empty())
        .ok_or_else(|| Problem::bad("text", "is missing or empty; give the text of a report"))?;
    let most = context.state.limits().text;
    if text.len() > most {
        let what = format!("text: is longer than {most} bytes; send less at a time");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what).of("text"));
    }
    let published = member(body, "published")?
        .map(|day| day.parse().map_err(|_| Problem::bad("published", "is no day like 2020-07-22")))
        .transpose()?;
    let Some(coding) = context.state.coding() else {
        return Err(Problem::missing("this server codes no texts"));
    };
    let coded = coding.code(text, published);
    Answer::json(&coded.map_err(|what| Problem::bad("text", what))?)
}

/// A member that is a string, or absent.
fn member<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Problem> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Problem::bad(name, "is no string")),
    }
}
