//! Events for people: one block for each, who did what to whom first.

use crate::flat::word;
use crate::wrap::{clean, shorten, width, wrap};
use anstyle::{AnsiColor, Style};
use bayhaqi_coder::record::{Actor, Claim, Event, Stance, Status, When, Where};
use bayhaqi_read::Document;
use std::ops::Range;

/// Lines are no longer, however wide the terminal is: long lines are hard to read.
const COLUMNS: usize = 100;
/// Columns of the event's number.
const NUMBER: usize = 4;
/// Columns of the labels (`where`, `says`).
const LABEL: usize = 8;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const WORDS: Style = Style::new().bold().underline();

/// How events are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    columns: usize,
    colours: bool,
}

/// A text with a style for each stretch of it.
#[derive(Default)]
struct Line {
    text: String,
    styles: Vec<(Range<usize>, Style)>,
}

impl Line {
    fn add(mut self, text: &str, style: Style) -> Self {
        let start = self.text.len();
        self.text.push_str(text);
        if style != Style::new() && !text.is_empty() {
            self.styles.push((start..self.text.len(), style));
        }
        self
    }

    fn plain(self, text: &str) -> Self {
        self.add(text, Style::new())
    }
}

impl Table {
    /// For a terminal, as wide as it is; else for a file.
    pub(crate) fn new(terminal: bool, colours: bool) -> Self {
        let size = if terminal { console::Term::stdout().size_checked() } else { None };
        let columns = size.map_or(COLUMNS, |(_, columns)| usize::from(columns));
        Table { columns: columns.clamp(40, COLUMNS), colours }
    }

    /// A document's events, or that there are none.
    pub(crate) fn document(&self, document: &Document, events: &[Event]) -> String {
        let origin = clean(&document.origin);
        let title = document.title.as_deref().map(clean);
        if events.is_empty() {
            let name = title.map_or_else(|| origin.clone(), |t| format!("{t} ({origin})"));
            return self.lines(&Line::default().plain("no events found in ").plain(&name), 0)
                + "\n";
        }
        let mut out = String::new();
        if let Some(title) = &title {
            out += &self.lines(&Line::default().add(title, BOLD), 0);
        }
        let count = if events.len() == 1 {
            "1 event".to_owned()
        } else {
            format!("{} events", events.len())
        };
        let day = document.published.map(|d| d.to_string());
        let about: Vec<String> = day.into_iter().chain([origin, count]).collect();
        out += &self.lines(&Line::default().add(&about.join(" · "), DIM), 0);
        for (i, event) in events.iter().enumerate() {
            out.push('\n');
            out += &self.event(i + 1, event);
        }
        out.push('\n');
        out
    }

    fn event(&self, number: usize, event: &Event) -> String {
        let who = if event.is_mutual() {
            actors(Line::default(), &event.sources, " ↔ ")
        } else {
            let sources = actors(Line::default(), &event.sources, ", ").plain(" → ");
            actors(sources, &event.targets, ", ")
        };
        let mut out = self.hang(&format!("{number:>2}"), NUMBER, &who);
        let indent = " ".repeat(NUMBER);
        out += &self.hang(&indent, NUMBER, &what(event));
        if let Some(when) = &event.when {
            out += &self.field("when", &Line::default().plain(&when_text(when)));
        }
        if let Some(place) = &event.place {
            out += &self.field("where", &Line::default().plain(&where_text(place)));
        }
        if let Some(people) = counts(event) {
            out += &self.field("people", &Line::default().plain(&people));
        }
        out += &self.field("says", &says(&event.claims));
        out += &self.field("words", &words(event));
        out
    }

    fn field(&self, label: &str, line: &Line) -> String {
        let label = format!("{}{label:<LABEL$}", " ".repeat(NUMBER));
        self.hang(&label, NUMBER + LABEL, line)
    }

    /// The lines of `line`, the first after `head`, the others below it.
    fn hang(&self, head: &str, indent: usize, line: &Line) -> String {
        let body = self.lines(line, indent);
        let gap = " ".repeat(indent.saturating_sub(width(head)));
        let rest = body.get(indent..).unwrap_or_default();
        format!("{}{gap}{rest}", self.paint(head, DIM))
    }

    /// The text in lines that fit, behind `indent` blanks.
    fn lines(&self, line: &Line, indent: usize) -> String {
        let mut out = String::new();
        for range in wrap(&line.text, self.columns - indent) {
            out.extend(std::iter::repeat_n(' ', indent));
            out += &self.styled(line, range);
            out.push('\n');
        }
        out
    }

    /// One line of the text with its styles.
    fn styled(&self, line: &Line, range: Range<usize>) -> String {
        let mut out = String::new();
        let mut at = range.start;
        for (styled, style) in &line.styles {
            let (start, end) = (styled.start.max(at), styled.end.min(range.end));
            if start < end {
                out += &line.text[at..start];
                out += &self.paint(&line.text[start..end], *style);
                at = end;
            }
        }
        out + &line.text[at..range.end]
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.colours && !text.trim().is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

fn actors(mut line: Line, actors: &[Actor], between: &str) -> Line {
    if actors.is_empty() {
        return line.add("—", DIM);
    }
    for (i, actor) in actors.iter().enumerate() {
        if i > 0 {
            line = line.plain(between);
        }
        line = person(line, actor, BOLD);
    }
    line
}

fn person(line: Line, actor: &Actor, style: Style) -> Line {
    let name = shorten(&clean(actor.name.as_deref().unwrap_or(&actor.text)), 60);
    let line = line.add(&name, style);
    match &actor.code {
        Some(code) => line.add(&format!(" ({})", clean(code)), DIM),
        None => line,
    }
}

/// Type, mode and class, and whether it happened.
fn what(event: &Event) -> Line {
    let colour = match event.quad.as_str() {
        "verbal-cooperation" | "material-cooperation" => AnsiColor::Green,
        "verbal-conflict" => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    let mut line =
        Line::default().add(&event.event, Style::new().bold().fg_color(Some(colour.into())));
    if let Some(mode) = &event.mode {
        line = line.plain(" ").plain(mode);
    }
    if event.status != Status::Actual {
        line = line.plain(&format!(", {}", word(&event.status)));
    }
    let class = event.quad.replace('-', " ");
    let code = event.cameo.as_ref().map(|c| format!(" · CAMEO {c}")).unwrap_or_default();
    line.add(&format!(" · {class}{code}"), DIM)
}

fn when_text(when: &When) -> String {
    let days = match (&when.from, &when.to) {
        (Some(from), Some(to)) if from == to => from.clone(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => when.timex.clone(),
    };
    let said = clean(&when.text);
    if said.is_empty() { days } else { format!("{days} (“{said}”)") }
}

fn where_text(place: &Where) -> String {
    let mut parts = vec![clean(&place.name)];
    parts.extend([&place.admin1, &place.country].into_iter().flatten().map(|p| clean(p)));
    parts.dedup();
    parts.join(", ")
}

fn counts(event: &Event) -> Option<String> {
    let counts = event.counts;
    let told = [
        (counts.killed, "killed"),
        (counts.injured, "injured"),
        (counts.arrested, "arrested"),
        (counts.participants, "taking part"),
    ];
    let parts: Vec<String> =
        told.iter().filter_map(|(n, what)| n.map(|n| format!("{n} {what}"))).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// According to whom: the chain of speakers, outermost first.
fn says(claims: &[Claim]) -> Line {
    if claims.is_empty() {
        return Line::default().add("the report", DIM);
    }
    let mut line = Line::default();
    for (i, claim) in claims.iter().enumerate() {
        if i > 0 {
            line = line.plain(", quoting ");
        }
        line = person(line, &claim.speaker, Style::new());
        let stance = match claim.stance {
            Stance::Asserts => "",
            Stance::Denies => "denies it, ",
            Stance::Doubts => "doubts it, ",
        };
        let cue = clean(&claim.cue.text);
        line = line.add(&format!(" — {stance}“{cue}”, {} speech", word(&claim.quote)), DIM);
    }
    line
}

/// The sentence with the words that show the event.
fn words(event: &Event) -> Line {
    let sentence = &event.sentence;
    let byte = |at: usize| {
        let chars = at.saturating_sub(sentence.span[0]);
        sentence.text.char_indices().nth(chars).map_or(sentence.text.len(), |(b, _)| b)
    };
    let (start, end) = (byte(event.trigger.span[0]), byte(event.trigger.span[1]));
    let (before, rest) = sentence.text.split_at(start.min(end));
    let (trigger, after) = rest.split_at(end.saturating_sub(start).min(rest.len()));
    let gap = |text: &str, blank: bool| if blank && !text.is_empty() { " " } else { "" };
    let ends = |text: &str| text.ends_with(char::is_whitespace);
    let starts = |text: &str| text.starts_with(char::is_whitespace);
    let (before_gap, after_gap) =
        (gap(&clean(before), ends(before)), gap(&clean(after), starts(after)));
    Line::default()
        .plain("“")
        .plain(&clean(before))
        .plain(before_gap)
        .add(&clean(trigger), WORDS)
        .plain(after_gap)
        .plain(&clean(after))
        .plain("”")
}

#[cfg(test)]
mod tests;
