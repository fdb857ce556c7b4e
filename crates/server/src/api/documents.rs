//! `/api/documents`: the reports.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem, tables};
use bayhaqi_store::{DocumentFilter, DocumentNote, Whole};

const PARAMETERS: [Parameter; 8] = filters::joined(
    [
        Parameter { name: "publisher", kind: Kind::Text, about: "Who published it." },
        Parameter { name: "language", kind: Kind::Text, about: "Its language, ISO 639-1." },
        Parameter { name: "from", kind: Kind::Day, about: "Published on this day or later." },
        Parameter { name: "to", kind: Kind::Day, about: "Published on this day or earlier." },
        Parameter { name: "q", kind: Kind::Text, about: "All these words are in it." },
    ],
    filters::LIST,
);

/// Reports, newest first.
pub const DOCUMENTS: Endpoint = Endpoint {
    post: false,
    path: "/api/documents",
    about: "Reports, newest first.",
    parameters: &PARAMETERS,
    body: None,
    answer: |generator| generator.subschema_for::<List<DocumentNote>>(),
    run: documents,
};

/// One report.
pub const DOCUMENT: Endpoint = Endpoint {
    post: false,
    path: "/api/documents/{id}",
    about: "One report with all that was coded of it.",
    parameters: &[Parameter { name: "id", kind: Kind::Text, about: "Id of the report." }],
    body: None,
    answer: |generator| generator.subschema_for::<Whole>(),
    run: document,
};

fn documents(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let text = |name| asked.text(name).map(str::to_owned);
    let filter = DocumentFilter {
        publisher: text("publisher"),
        language: text("language"),
        from: text("from"),
        to: text("to"),
        words: text("q"),
    };
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(filter.sql(), "documents", format));
    }
    let after = filters::cursor(asked)?;
    let (items, next) =
        context.store()?.documents(&filter, after.as_ref(), filters::limit(asked))?;
    Answer::json(&List {
        items,
        next: next.map(|next| next.to_string()),
        total: None,
        sql: Some(filter.sql()),
    })
}

fn document(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.text("id").unwrap_or_default();
    let whole = context.store()?.whole(id)?;
    Answer::json(&whole.ok_or_else(|| Problem::missing(format!("no report has the id {id:?}")))?)
}
