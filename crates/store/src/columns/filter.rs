//! Which events are asked for.

use super::{Columns, Kind, NO_DAY, NONE, Speaker, Spot};
use crate::{Store, StoreError, days};
use bayhaqi_coder::record::Claim;
use jiff::civil::Date;
use rustc_hash::FxHashSet;

/// Somebody who is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Written in capitals and digits: the beginning of a code, a country, or a whole name.
    Code(String),
    /// A whole name, capitals or not.
    Name(String),
}

impl Who {
    /// What a word looks for.
    pub fn new(word: &str) -> Self {
        let word = word.trim();
        let code =
            word.len() >= 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if code { Who::Code(word.to_owned()) } else { Who::Name(word.to_owned()) }
    }

    pub(super) fn fits(&self, code: Option<&str>, country: Option<&str>, name: &str) -> bool {
        match self {
            Who::Code(wanted) => {
                code.is_some_and(|c| c.starts_with(wanted.as_str()))
                    || country == Some(wanted)
                    || name.eq_ignore_ascii_case(wanted)
            }
            Who::Name(wanted) => name.eq_ignore_ascii_case(wanted),
        }
    }
}

/// Which events: what is left empty asks for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// One of these acts.
    pub source: Vec<Who>,
    /// One of these is acted upon.
    pub target: Vec<Who>,
    /// One of these does either.
    pub actor: Vec<Who>,
    /// One of these says so.
    pub speaker: Vec<Who>,
    /// How the speaker stands to it: `asserts`, `denies`, `doubts`.
    pub stance: Vec<String>,
    /// PLOVER types.
    pub event: Vec<String>,
    /// PLOVER modes.
    pub mode: Vec<String>,
    /// PLOVER contexts; one of them is enough.
    pub context: Vec<String>,
    /// Quad classes.
    pub quad: Vec<String>,
    /// `actual`, `ongoing`, `planned`, …
    pub status: Vec<String>,
    /// Countries of the place, ISO 3166 alpha-3.
    pub country: Vec<String>,
    /// Names of the place.
    pub place: Vec<String>,
    /// Publishers.
    pub publisher: Vec<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Whether only somebody in the report says so.
    pub claimed: Option<bool>,
    /// Told to have happened, and denied by nobody.
    pub happened: bool,
    /// The id of a document.
    pub document: Option<String>,
    /// The number of an incident.
    pub incident: Option<i64>,
    /// At least so sure.
    pub confidence: Option<f64>,
    /// Words that the document has, for the full-text index.
    pub words: Option<String>,
}

impl Filter {
    /// Whether a claim is by one of the speakers that are asked for, with one of the stances.
    pub fn says(&self, claim: &Claim) -> bool {
        let s = &claim.speaker;
        let name = s.name.as_deref().unwrap_or(&s.text);
        let fits = |who: &Who| who.fits(s.code.as_deref(), s.country.as_deref(), name);
        let stance = crate::words::stance(claim.stance);
        (self.speaker.is_empty() || self.speaker.iter().any(fits))
            && (self.stance.is_empty() || self.stance.iter().any(|word| word == stance))
    }
}

/// A filter made ready for the columns of a store.
#[derive(Debug, Default)]
pub struct Selection {
    /// For each person of the columns.
    source: Option<Vec<bool>>,
    target: Option<Vec<bool>>,
    actor: Option<Vec<bool>>,
    speaker: Option<Vec<bool>>,
    /// For each word of the column.
    stance: Option<Vec<bool>>,
    status: Option<Vec<bool>>,
    publisher: Option<Vec<bool>>,
    /// For each row of `kinds` and of `spots`.
    kind: Option<Vec<bool>>,
    spot: Option<Vec<bool>>,
    /// The first row of `days`, and the first one after them.
    days: Option<[u32; 2]>,
    claimed: Option<bool>,
    happened: bool,
    documents: Option<FxHashSet<i64>>,
    incident: Option<u32>,
    confidence: Option<f64>,
}

impl Columns {
    /// Makes a filter ready. The store is asked for documents and words.
    pub fn select(&self, filter: &Filter, store: &Store) -> Result<Selection, StoreError> {
        let who = |wanted: &[Who]| (!wanted.is_empty()).then(|| self.people.mark(wanted));
        let word = |names: &super::Names, wanted: &[String]| {
            (!wanted.is_empty()).then(|| names.mark(|word| wanted.iter().any(|w| w == word)))
        };
        let period = (filter.from.is_some() || filter.to.is_some()).then(|| {
            // What has no day is never within a time.
            let from = filter.from.map_or(NO_DAY + 1, days::number);
            let to = filter.to.map_or(i32::MAX, days::number);
            let before = |first: i32| self.days.partition_point(|day| *day < first);
            let after = self.days.partition_point(|day| *day <= to);
            [before(from), after].map(|row| u32::try_from(row).unwrap_or(NONE))
        });
        Ok(Selection {
            source: who(&filter.source),
            target: who(&filter.target),
            actor: who(&filter.actor),
            speaker: who(&filter.speaker),
            stance: word(&self.stances, &filter.stance),
            status: word(&self.status.names, &filter.status),
            publisher: word(&self.publisher.names, &filter.publisher),
            kind: self.kinds_of(filter),
            spot: self.spots_of(filter),
            days: period,
            claimed: filter.claimed,
            happened: filter.happened,
            documents: documents(filter, store)?,
            incident: filter.incident.map(|key| {
                let at = self.incidents.iter().position(|i| *i == key);
                at.and_then(|at| u32::try_from(at).ok()).unwrap_or(NONE - 1)
            }),
            confidence: filter.confidence,
        })
    }

    /// The kinds that fit, if a filter asks for any.
    fn kinds_of(&self, filter: &Filter) -> Option<Vec<bool>> {
        let among = |wanted: &[String], names: &super::Names, number: u32| {
            wanted.is_empty()
                || names.word(number).is_some_and(|word| wanted.iter().any(|w| w == word))
        };
        let has = |number: u32| {
            let list = self.contexts.word(number).unwrap_or_default();
            let list: Vec<String> = serde_json::from_str(list).unwrap_or_default();
            filter.context.is_empty() || list.iter().any(|c| filter.context.contains(c))
        };
        let quads: Vec<i64> = filter.quad.iter().map(|q| crate::words::quad_class(q)).collect();
        let fits = |kind: &Kind| {
            among(&filter.event, &self.events, kind.event)
                && among(&filter.mode, &self.modes, kind.mode)
                && has(kind.contexts)
                && (quads.is_empty() || quads.contains(&kind.quad.into()))
        };
        let asked = [&filter.event, &filter.mode, &filter.context, &filter.quad];
        asked.iter().any(|words| !words.is_empty()).then(|| self.kinds.iter().map(fits).collect())
    }

    /// The places that fit, if a filter asks for any.
    fn spots_of(&self, filter: &Filter) -> Option<Vec<bool>> {
        let fits = |spot: &Spot| {
            let country = self.countries.word(spot.country);
            (filter.place.is_empty() || filter.place.iter().any(|place| **place == *spot.name))
                && (filter.country.is_empty()
                    || country.is_some_and(|c| filter.country.iter().any(|wanted| wanted == c)))
        };
        let asked = !filter.place.is_empty() || !filter.country.is_empty();
        asked.then(|| self.spots.iter().map(fits).collect())
    }

    /// The rows that a selection has, in their order. Column by column, the cheap questions first: each
    /// looks only at the rows that the ones before have left.
    pub(super) fn rows(&self, s: &Selection) -> Rows {
        let mut rows = Rows::All(self.key.len());
        rows.within(&s.days, |[from, to], row| (*from..*to).contains(&self.day[row]));
        for (marks, numbers) in [
            (&s.kind, &self.kind),
            (&s.status, &self.status.numbers),
            (&s.spot, &self.spot),
            (&s.publisher, &self.publisher.numbers),
        ] {
            let marked = |marks: &Vec<bool>, row: usize| marks.get(numbers[row] as usize).copied();
            rows.within(marks, |marks, row| marked(marks, row).unwrap_or(false));
        }
        rows.within(&s.happened.then_some(()), |(), row| self.happened[row]);
        rows.within(&s.confidence, |least, row| self.confidence[row] >= *least);
        rows.within(&s.incident, |incident, row| self.incident[row] == *incident);
        rows.within(&s.claimed, |claimed, row| self.speakers.of(row).is_empty() != *claimed);
        rows.within(&s.documents, |documents, row| documents.contains(&self.document[row]));
        for (marks, acts) in
            [(&s.source, [true; 2]), (&s.target, [false; 2]), (&s.actor, [true, false])]
        {
            let fits = |marks: &Vec<bool>, side: &super::Side| {
                acts.contains(&side.acts) && marks[side.who as usize]
            };
            rows.within(marks, |marks, row| self.sides.of(row).iter().any(|s| fits(marks, s)));
        }
        let speaks = (s.speaker.is_some() || s.stance.is_some()).then_some(());
        rows.within(&speaks, |(), row| self.speakers.of(row).iter().any(|who| s.says(who)));
        rows
    }
}

/// Some of the rows of the columns, in their order.
pub(super) enum Rows {
    /// So many: all.
    All(usize),
    These(Vec<u32>),
}

impl Rows {
    /// Leaves those that fit, if anything is asked for.
    fn within<T>(&mut self, asked: &Option<T>, fits: impl Fn(&T, usize) -> bool) {
        let Some(asked) = asked else { return };
        match self {
            Rows::All(rows) => {
                let all = 0..u32::try_from(*rows).unwrap_or(NONE);
                *self = Rows::These(all.filter(|row| fits(asked, *row as usize)).collect());
            }
            Rows::These(rows) => rows.retain(|row| fits(asked, *row as usize)),
        }
    }

    pub(super) fn each(&self, mut take: impl FnMut(usize)) {
        match self {
            Rows::All(rows) => (0..*rows).for_each(take),
            Rows::These(rows) => rows.iter().for_each(|row| take(*row as usize)),
        }
    }
}

impl Selection {
    /// Whether a speaker is one that is asked for.
    pub(super) fn says(&self, speaker: &Speaker) -> bool {
        self.speaker.as_ref().is_none_or(|marks| marks[speaker.who as usize])
            && self.stance.as_ref().is_none_or(|marks| marks[speaker.stance as usize])
    }
}

/// The keys of the documents that a filter names or whose words it asks for.
fn documents(filter: &Filter, store: &Store) -> Result<Option<FxHashSet<i64>>, StoreError> {
    let mut out: Option<FxHashSet<i64>> = None;
    let questions = [
        ("SELECT key FROM documents WHERE id = ?1", filter.document.clone()),
        ("SELECT rowid FROM search WHERE search MATCH ?1", filter.words.as_deref().map(full_text)),
    ];
    for (sql, value) in questions {
        let Some(value) = value else { continue };
        let found = store.sql(store.connection.prepare_cached(sql).and_then(|mut find| {
            find.query_map([value], |row| row.get(0))?.collect::<Result<FxHashSet<i64>, _>>()
        }))?;
        out = Some(match out {
            Some(before) => before.intersection(&found).copied().collect(),
            None => found,
        });
    }
    Ok(out)
}

/// What people type as a question to the full-text index (FTS5): all words must be there, in any order;
/// words within quotation marks stand together; a star at the end of a word stands for any ending.
pub(crate) fn full_text(typed: &str) -> String {
    terms(typed).join(" ")
}

/// The same words, one of which is enough.
pub(crate) fn any_word(typed: &str) -> String {
    terms(typed).join(" OR ")
}

fn terms(typed: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (i, part) in typed.split(['"', '“', '”', '„']).enumerate() {
        let quoted = |words: &str| format!("\"{}\"", words.trim());
        if i % 2 == 1 && part.chars().any(char::is_alphanumeric) {
            out.push(quoted(part));
        } else if i % 2 == 0 {
            for word in part.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)) {
                let (word, any) = word.strip_suffix('*').map_or((word, ""), |word| (word, "*"));
                out.push(quoted(word) + any);
            }
        }
    }
    // Nothing to look for finds nothing.
    if out.is_empty() {
        out.push("\"\"".to_owned());
    }
    out
}
