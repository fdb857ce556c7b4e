//! The OpenAPI 3.1 document, made from the list of endpoints and the types of their answers.
//!
//! It is written here rather than by macros over handlers because the same list of parameters checks what
//! is asked, and because the records belong to the coder, which gives their JSON Schemas and knows no HTTP.

use crate::download::PARQUET;
use crate::problem::Told;
use crate::{Endpoint, Kind, Parameter, api};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Statuses that are no answers, with when they come.
const PROBLEMS: &[(&str, &str)] = &[
    ("400", "A parameter is unknown or makes no sense; `parameter` names it."),
    ("401", "A token is needed, where the server was started with some."),
    ("404", "There is no such thing."),
    ("413", "The body or text is too long."),
    ("429", "Too many requests; Retry-After says when to ask again."),
    ("503", "Too much to do; Retry-After says when to ask again."),
    ("504", "The answer took too long."),
];

/// The document.
pub(crate) fn document() -> Value {
    let mut answers = generator(SchemaSettings::draft2020_12().for_serialize());
    let mut bodies = generator(SchemaSettings::draft2020_12().for_deserialize());
    let problem = answers.subschema_for::<Told<'_>>();
    let mut paths = Map::new();
    for endpoint in api::ENDPOINTS {
        let operation = operation(endpoint, &mut answers, &mut bodies);
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[if endpoint.post { "post" } else { "get" }] = operation;
    }
    let mut schemas = answers.take_definitions(true);
    schemas.extend(bodies.take_definitions(true));
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Bayhaqi",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Coded events of news reports: who did what to whom, when and where, and \
                according to whom.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": { "Problem": {
                "description": "Why the request was not answered.",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Needed where the server was started with --tokens.",
            } },
        },
    })
}

fn generator(settings: SchemaSettings) -> SchemaGenerator {
    let settings = settings.with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    settings.into_generator()
}

fn operation(
    endpoint: &Endpoint,
    answers: &mut SchemaGenerator,
    bodies: &mut SchemaGenerator,
) -> Value {
    let mut content = Map::new();
    content.insert("application/json".to_owned(), json!({ "schema": (endpoint.answer)(answers) }));
    let format = endpoint.parameters.iter().find(|p| p.name == "format");
    if let Some(Parameter { kind: Kind::Word(formats), .. }) = format {
        for (format, media) in
            [("jsonl", "application/x-ndjson"), ("csv", "text/csv"), ("parquet", PARQUET)]
        {
            if formats.contains(&format) {
                content.insert(media.to_owned(), json!({}));
            }
        }
    }
    let mut responses = Map::new();
    responses.insert("200".into(), json!({ "description": "The answer.", "content": content }));
    if !endpoint.post {
        let what = "Nothing has changed since the answer with that ETag.";
        responses.insert("304".into(), json!({ "description": what }));
    }
    for (status, _) in PROBLEMS {
        let problem = json!({ "$ref": "#/components/responses/Problem" });
        responses.insert((*status).to_owned(), problem);
    }
    let mut out = json!({
        "operationId": name(endpoint),
        "summary": endpoint.about,
        "parameters": endpoint.parameters.iter().map(|p| parameter(p, endpoint)).collect::<Vec<_>>(),
        "responses": responses,
    });
    if let Some(body) = endpoint.body {
        let content = json!({ "application/json": { "schema": body(bodies) } });
        out["requestBody"] = json!({ "required": true, "content": content });
    }
    out
}

/// `getEventsId` for `GET /api/events/{id}`.
fn name(endpoint: &Endpoint) -> String {
    let mut name = String::from(if endpoint.post { "post" } else { "get" });
    for part in endpoint.path.trim_start_matches("/api/").split('/') {
        let part = part.trim_matches(['{', '}']);
        let (first, rest) = part.split_at(part.len().min(1));
        name += &first.to_uppercase();
        name += rest;
    }
    name
}

fn parameter(parameter: &Parameter, endpoint: &Endpoint) -> Value {
    let in_path = endpoint.path.contains(&format!("{{{}}}", parameter.name));
    let mut out = json!({
        "name": parameter.name,
        "in": if in_path { "path" } else { "query" },
        "required": in_path,
        "description": parameter.about,
        "schema": schema(parameter.kind),
    });
    if matches!(parameter.kind, Kind::List | Kind::Words(_)) {
        out["explode"] = false.into();
    }
    out
}

/// The schema of a parameter.
fn schema(kind: Kind) -> Schema {
    let value = match kind {
        Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Long(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Kind::List => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Word(known) => json!({ "type": "string", "enum": known }),
        Kind::Words(known) => {
            json!({ "type": "array", "items": { "type": "string", "enum": known } })
        }
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Whole(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Real(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Flag => json!({ "type": "boolean" }),
    };
    Schema::try_from(value).unwrap_or_default()
}

/// The statuses that are no answers, for people.
pub(crate) fn problems() -> &'static [(&'static str, &'static str)] {
    PROBLEMS
}
