//! `/api/totals` and `/api/dyads`: how many events, by what.

use crate::filters::{self, FORMAT, LEVEL, List};
use crate::{Answer, Asked, Context, Endpoint, Kind, Parameter, Problem, tables};
use bayhaqi_store::{Dimension, Group};
use schemars::JsonSchema;
use serde::Serialize;
use std::str::FromStr;

/// Groups that are given where no number is asked for.
const GROUPS: u64 = 1000;
const MOST_GROUPS: u64 = 20_000;

const COUNTED: [Parameter; 4] = [
    Parameter {
        name: "by",
        kind: Kind::List,
        about: "What to count apart, one or two of `day`, `week`, `month`, `year`, `event`, `mode`, \
                `quad`, `status`, `source`, `target`, `dyad`, `country`, `place`, `publisher`, \
                `speaker`, `stance`.",
    },
    LEVEL,
    Parameter {
        name: "limit",
        kind: Kind::Whole(1, MOST_GROUPS),
        about: "How many groups at most, those with the most events; 1000 where it is left out.",
    },
    FORMAT,
];
const TOTALS_PARAMETERS: [Parameter; 25] = filters::joined(filters::EVENTS, COUNTED);
const DYADS_PARAMETERS: [Parameter; 25] =
    filters::joined(filters::EVENTS, filters::joined::<1, 3, 4>([LEVEL], filters::LIST));

/// Counts.
pub const TOTALS: Endpoint = Endpoint {
    post: false,
    path: "/api/totals",
    about: "Counts of events, group by group.",
    parameters: &TOTALS_PARAMETERS,
    body: None,
    answer: |generator| generator.subschema_for::<Counted>(),
    run: totals,
};

/// Dyads.
pub const DYADS: Endpoint = Endpoint {
    post: false,
    path: "/api/dyads",
    about: "Who acts on whom how often, most often first.",
    parameters: &DYADS_PARAMETERS,
    body: None,
    answer: |generator| generator.subschema_for::<List<Group>>(),
    run: dyads,
};

/// Counts.
#[derive(Debug, Serialize, JsonSchema)]
struct Counted {
    /// What was counted apart.
    by: Vec<&'static str>,
    /// The groups: by time from the earliest on, else from the most events.
    rows: Vec<Group>,
    /// How many groups there are, those that were left out included.
    groups: usize,
    /// SQL that gives them all.
    sql: String,
}

fn totals(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let by: Vec<Dimension> = asked
        .list("by")
        .into_iter()
        .map(Dimension::from_str)
        .collect::<Result<_, _>>()
        .map_err(|what| Problem::bad("by", what))?;
    if by.len() > 2 {
        return Err(Problem::bad("by", "has more than two; give one or two"));
    }
    let (filter, level) = (filters::filter(asked), filters::level(asked));
    let sql = filter.totals_sql(&by, level);
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(sql, "totals", format));
    }
    let columns = context.state.columns()?;
    let selection = columns.select(&filter, context.store()?)?;
    let limit = usize::try_from(asked.whole("limit").unwrap_or(GROUPS)).unwrap_or(usize::MAX);
    let totals = columns.totals(&selection, &by, level, limit);
    let by = by.into_iter().map(Dimension::name).collect();
    Answer::json(&Counted { by, rows: totals.rows, groups: totals.groups, sql })
}

fn dyads(context: &mut Context<'_>, asked: &Asked) -> Result<Answer, Problem> {
    let (filter, level) = (filters::filter(asked), filters::level(asked));
    let sql = filter.totals_sql(&[Dimension::Dyad], level);
    if let Some(format) = tables::format(asked) {
        return Ok(tables::download(sql, "dyads", format));
    }
    let columns = context.state.columns()?;
    let selection = columns.select(&filter, context.store()?)?;
    // A place in a ranking moves when something is written: it is given by what stands there.
    let after: Option<Rank> = filters::cursor(asked)?;
    let all = columns.totals(&selection, &[Dimension::Dyad], level, usize::MAX);
    let mut rows: Vec<Group> = all.rows;
    rows.sort_by_cached_key(Rank::of);
    if let Some(after) = after {
        rows.retain(|row| Rank::of(row) > after);
    }
    let limit = filters::limit(asked);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(|row| Rank::of(row).to_string()) } else { None };
    Answer::json(&List { items: rows, next, total: Some(all.groups as u64), sql: Some(sql) })
}

/// Where a dyad stands: the most events first, then by names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    events: std::cmp::Reverse<u64>,
    source: String,
    target: String,
}

impl Rank {
    fn of(row: &Group) -> Rank {
        let word =
            |name: &str| row.of.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        Rank {
            events: std::cmp::Reverse(row.events),
            source: word("source"),
            target: word("target"),
        }
    }
}

impl std::fmt::Display for Rank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\t{}\t{}", self.events.0, self.source, self.target)
    }
}

impl FromStr for Rank {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, '\t');
        let mut read = || {
            Some(Rank {
                events: std::cmp::Reverse(parts.next()?.parse().ok()?),
                source: parts.next()?.to_owned(),
                target: parts.next()?.to_owned(),
            })
        };
        read().ok_or_else(|| "is no cursor; take it from `next` of the page before".to_owned())
    }
}
