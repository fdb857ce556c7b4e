//! `/api/search`: words in the reports.

use crate::filters::{self, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem};
use bayhaqi_store::{Filter, Hit};

/// Reports with these words.
pub const SEARCH: Endpoint = Endpoint {
    post: false,
    path: "/api/search",
    about: "Reports that have all these words, those that came last first, with the events whose \
            sentences have one. More than ten thousand are not counted.",
    parameters: &[
        Parameter {
            name: "q",
            kind: Kind::Text,
            about: "The words. Words in quotation marks stand together, a star stands for any ending.",
        },
        Parameter {
            name: "limit",
            kind: Kind::Whole(1, 100),
            about: "How many at most; 20 where it is left out.",
        },
        Parameter {
            name: "cursor",
            kind: Kind::Whole(0, i64::MAX as u64),
            about: "Where the page begins: `next` of the page before.",
        },
    ],
    body: None,
    answer: |generator| generator.subschema_for::<List<Hit>>(),
    run,
};

fn run(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let words = asked.text("q").ok_or_else(|| Problem::bad("q", "is missing; give words"))?;
    let before = asked.whole("cursor").map(u64::cast_signed);
    let limit = asked.text("limit").map_or(20, |_| filters::limit(asked));
    let hits = context.store()?.search(words, before, limit)?;
    let filter = Filter { words: Some(words.to_owned()), ..Filter::default() };
    Answer::json(&List {
        items: hits.items,
        next: hits.next.map(|next| next.to_string()),
        total: Some(hits.total),
        sql: Some(filter.sql()),
    })
}
