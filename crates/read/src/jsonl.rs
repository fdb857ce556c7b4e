//! JSONL: one report a line, its text kept exactly.

use crate::document::{Document, Words, parse_date, parse_language};
use crate::error::Problem;
use serde::Deserialize;

/// An identifier as people write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

#[derive(Deserialize)]
struct Row {
    id: Option<Id>,
    text: Option<String>,
    title: Option<String>,
    uri: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    published: Option<String>,
    language: Option<String>,
    words: Option<Vec<String>>,
    spaces: Option<Vec<bool>>,
}

/// Reads one line. `origin` is what messages call it.
pub(crate) fn parse_line(
    line: &str,
    origin: String,
    pretokenized: bool,
) -> Result<Document, Problem> {
    let mut row: Row = serde_json::from_str(line).map_err(|e| Problem::Line(bad_json(&e)))?;
    let words = if pretokenized { Some(words(&mut row)?) } else { None };
    let text = match (&words, row.text) {
        (Some(words), _) => words.text(),
        (None, Some(text)) => text,
        (None, None) if row.words.is_some() => {
            return Err(bad("words but no \"text\" (are the lines pretokenized?)"));
        }
        (None, None) => return Err(bad("no \"text\"")),
    };
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    let published = filled(row.published)
        .map(|p| {
            parse_date(&p)
                .ok_or_else(|| bad(&format!("published {p:?} is no date like 2020-07-22")))
        })
        .transpose()?;
    let language = filled(row.language)
        .map(|l| {
            parse_language(&l).ok_or_else(|| bad(&format!("language {l:?} is no code like \"en\"")))
        })
        .transpose()?;
    let id = match row.id {
        Some(Id::Text(id)) if !id.is_empty() => Some(id),
        Some(Id::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let title = filled(row.title);
    let breaks = title.as_deref().and_then(|t| after_title(&text, t)).into_iter().collect();
    let document = Document {
        id: String::new(),
        origin,
        uri: filled(row.uri),
        title,
        publisher: filled(row.publisher),
        author: filled(row.author),
        published,
        language,
        text,
        breaks,
        words,
    };
    Ok(match id {
        Some(id) => Document { id, ..document },
        None => document.identified(),
    })
}

fn words(row: &mut Row) -> Result<Words, Problem> {
    let (Some(words), Some(spaces)) = (row.words.take(), row.spaces.take()) else {
        return Err(bad("no \"words\" or no \"spaces\""));
    };
    if words.len() != spaces.len() {
        let counts = format!("{} words but {} spaces", words.len(), spaces.len());
        return Err(Problem::Line(counts));
    }
    if words.iter().any(String::is_empty) {
        return Err(bad("an empty word"));
    }
    Ok(Words { words, spaces })
}

/// Where the text goes on after the headline, if the headline is its first line.
fn after_title(text: &str, title: &str) -> Option<usize> {
    let rest = text.strip_prefix(title)?;
    let body = rest.trim_start();
    (rest.starts_with(['\n', '\r']) && !body.is_empty()).then(|| text.len() - body.len())
}

fn filled(field: Option<String>) -> Option<String> {
    field.filter(|f| !f.trim().is_empty())
}

fn bad(what: &str) -> Problem {
    Problem::Line(what.to_owned())
}

/// The parser counts lines from the start of what it was given, which is always one line.
fn bad_json(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message).replace(['\n', '\r'], " ");
    format!("no valid JSON document at column {}: {what}", error.column())
}
