//! The same questions in SQL, for those who want to go on from there.

use super::filter::{Filter, Who, full_text};
use super::{Dimension, Level};
use std::fmt::Write as _;

impl Filter {
    /// The events in SQL, newest first.
    pub fn sql(&self) -> String {
        format!("SELECT e.* FROM events e{} ORDER BY e.day DESC, e.key DESC", self.conditions())
    }

    /// The incidents of which the events tell.
    pub fn incidents_sql(&self) -> String {
        format!(
            "SELECT i.* FROM events e JOIN mentions m ON m.event = e.key \
             JOIN incidents i ON i.key = m.incident{} \
             GROUP BY i.key ORDER BY max(e.day) DESC, i.key DESC",
            self.conditions()
        )
    }

    /// Who says that these events happened.
    pub fn claims_sql(&self) -> String {
        let says = self.says_also();
        format!(
            "SELECT c.*, e.id, e.document_id, e.event, e.source, e.target, e.day \
             FROM events e JOIN claims c ON c.event = e.key{says}{} \
             ORDER BY e.day DESC, e.key DESC, c.number",
            self.conditions()
        )
    }

    /// The counts of events, group by group.
    pub fn totals_sql(&self, by: &[Dimension], level: Level) -> String {
        let (mut columns, mut joins) = (String::new(), String::new());
        for dimension in by {
            let (column, join) = self.dimension(*dimension, level);
            let _ = write!(columns, "{column}, ");
            joins.push_str(&join);
        }
        let numbers: Vec<String> =
            (1..=columns.matches(" AS ").count()).map(|n| n.to_string()).collect();
        let group = if numbers.is_empty() {
            String::new()
        } else {
            format!(" GROUP BY {}", numbers.join(", "))
        };
        format!(
            "SELECT {columns}count(*) AS events, \
             count(DISTINCT m.incident) + sum(m.incident IS NULL) AS incidents, \
             sum(e.claimed > 0) AS claimed, \
             sum(e.quad = 'verbal-cooperation') AS verbal_cooperation, \
             sum(e.quad = 'material-cooperation') AS material_cooperation, \
             sum(e.quad = 'verbal-conflict') AS verbal_conflict, \
             sum(e.quad = 'material-conflict') AS material_conflict, \
             avg(e.goldstein) AS goldstein \
             FROM events e LEFT JOIN mentions m ON m.event = e.key{joins}{}{group}",
            self.conditions()
        )
    }

    /// The column of a dimension, and what must be joined for it.
    fn dimension(&self, dimension: Dimension, level: Level) -> (String, String) {
        let side = |side: &str| {
            let label = label("a", level);
            format!(
                " JOIN (SELECT DISTINCT a.event, {label} AS label FROM actors a \
                 WHERE a.side = '{side}' AND {label} IS NOT NULL) {side}s ON {side}s.event = e.key"
            )
        };
        let name = dimension.name();
        match dimension {
            Dimension::Day => ("e.day AS day".to_owned(), String::new()),
            Dimension::Week => {
                let monday = "date(e.day, '-6 days', 'weekday 1') AS week";
                (monday.to_owned(), String::new())
            }
            Dimension::Month => ("substr(e.day, 1, 7) AS month".to_owned(), String::new()),
            Dimension::Year => ("substr(e.day, 1, 4) AS year".to_owned(), String::new()),
            Dimension::Place => {
                let columns = "e.place AS place, e.country AS country, e.lat AS lat, e.lon AS lon";
                (columns.to_owned(), String::new())
            }
            Dimension::Source | Dimension::Target => {
                (format!("{name}s.label AS {name}"), side(name))
            }
            Dimension::Dyad => {
                let columns = "dyads.source AS source, dyads.target AS target";
                let (source, target) = (label("a", level), label("b", level));
                let join = format!(
                    " JOIN (SELECT DISTINCT a.event, {source} AS source, {target} AS target \
                     FROM actors a JOIN actors b ON b.event = a.event AND b.side = 'target' \
                     WHERE a.side = 'source' AND {source} IS NOT NULL AND {target} IS NOT NULL \
                     AND NOT (a.code IS b.code AND a.country IS b.country \
                     AND coalesce(a.name, a.text) = coalesce(b.name, b.text))) dyads \
                     ON dyads.event = e.key"
                );
                (columns.to_owned(), join)
            }
            Dimension::Speaker | Dimension::Stance => {
                let value = match dimension {
                    Dimension::Stance => "c.stance".to_owned(),
                    _ => label("c", level),
                };
                let asked = format!("{value} IS NOT NULL{}", self.says_also());
                let join = format!(
                    " JOIN (SELECT DISTINCT c.event, {value} AS label FROM claims c \
                     WHERE {asked}) {name}s ON {name}s.event = e.key"
                );
                (format!("{name}s.label AS {name}"), join)
            }
            _ => (format!("e.{name} AS {name}"), String::new()),
        }
    }

    /// What events must fulfil, as a WHERE; nothing where all are asked for.
    fn conditions(&self) -> String {
        let mut all = Vec::new();
        for (wanted, sides) in [
            (&self.source, " AND a.side = 'source'"),
            (&self.target, " AND a.side = 'target'"),
            (&self.actor, ""),
        ] {
            if !wanted.is_empty() {
                let who = who("a", wanted);
                all.push(format!(
                    "EXISTS (SELECT 1 FROM actors a WHERE a.event = e.key{sides} AND {who})"
                ));
            }
        }
        let says = self.says_also();
        if !says.is_empty() {
            all.push(format!("EXISTS (SELECT 1 FROM claims c WHERE c.event = e.key{says})"));
        }
        for (column, words) in [
            ("e.event", &self.event),
            ("e.mode", &self.mode),
            ("e.quad", &self.quad),
            ("e.status", &self.status),
            ("e.country", &self.country),
            ("e.place", &self.place),
            ("e.publisher", &self.publisher),
        ] {
            if !words.is_empty() {
                all.push(among(column, words));
            }
        }
        if !self.context.is_empty() {
            let among = among("value", &self.context);
            all.push(format!("EXISTS (SELECT 1 FROM json_each(e.contexts) WHERE {among})"));
        }
        all.extend(self.from.map(|day| format!("e.day >= '{day}'")));
        all.extend(self.to.map(|day| format!("e.day <= '{day}'")));
        all.extend(self.claimed.map(|claimed| {
            if claimed { "e.claimed > 0".to_owned() } else { "e.claimed = 0".to_owned() }
        }));
        if self.happened {
            all.push(
                "e.status IN ('actual', 'ongoing') AND NOT EXISTS (SELECT 1 FROM claims c \
                 WHERE c.event = e.key AND c.stance = 'denies')"
                    .to_owned(),
            );
        }
        all.extend(self.document.as_deref().map(|id| format!("e.document_id = {}", literal(id))));
        all.extend(
            self.incident
                .map(|key| format!("e.key IN (SELECT event FROM mentions WHERE incident = {key})")),
        );
        all.extend(self.confidence.map(|least| format!("e.confidence >= {least}")));
        all.extend(self.words.as_deref().map(|words| {
            let words = literal(&full_text(words));
            format!("e.document IN (SELECT rowid FROM search WHERE search MATCH {words})")
        }));
        if all.is_empty() { String::new() } else { format!(" WHERE {}", all.join(" AND ")) }
    }

    /// What rows of `claims` must fulfil beside other conditions.
    fn says_also(&self) -> String {
        let mut also = String::new();
        if !self.speaker.is_empty() {
            let _ = write!(also, " AND {}", who("c", &self.speaker));
        }
        if !self.stance.is_empty() {
            let _ = write!(also, " AND {}", among("c.stance", &self.stance));
        }
        also
    }
}

/// What an actor is counted as.
fn label(row: &str, level: Level) -> String {
    match level {
        Level::Country => format!("coalesce({row}.country, {row}.code)"),
        Level::Code => format!("coalesce({row}.code, {row}.name, {row}.text)"),
    }
}

fn who(row: &str, wanted: &[Who]) -> String {
    let one = |who: &Who| {
        let named = |name: &str| {
            format!("coalesce({row}.name, {row}.text) = {} COLLATE NOCASE", literal(name))
        };
        match who {
            Who::Code(code) => {
                let begins = literal(&format!("{code}*"));
                let code_text = literal(code);
                format!(
                    "{row}.code GLOB {begins} OR {row}.country = {code_text} OR {}",
                    named(code)
                )
            }
            Who::Name(name) => named(name),
        }
    };
    format!("({})", wanted.iter().map(one).collect::<Vec<_>>().join(" OR "))
}

fn among(column: &str, words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| literal(word)).collect();
    match &words[..] {
        [word] => format!("{column} = {word}"),
        _ => format!("{column} IN ({})", words.join(", ")),
    }
}

/// A text within SQL.
pub(crate) fn literal(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''").replace('\0', ""))
}
