//! Standoff annotation of the brat editor (<https://brat.nlplab.org/standoff.html>): events with their
//! actors, time and place as marks on the text. It can say all that a record says: status and claims are
//! attributes, and speakers are arguments.

use crate::words;
use bayhaqi_coder::record::{Event, Span};
use std::collections::HashMap;
use std::fmt::Write;

/// The annotation of one document, whose text is `text`.
pub fn standoff(text: &str, events: &[Event]) -> String {
    let mut file =
        File { starts: text.char_indices().map(|(b, _)| b).collect(), ..File::new(text) };
    for event in events {
        file.event(event);
    }
    file.out
}

struct File<'a> {
    text: &'a str,
    /// Byte of each character.
    starts: Vec<usize>,
    out: String,
    marks: HashMap<(String, Span), usize>,
    events: usize,
    attributes: usize,
}

impl<'a> File<'a> {
    fn new(text: &'a str) -> Self {
        File {
            text,
            starts: Vec::new(),
            out: String::new(),
            marks: HashMap::new(),
            events: 0,
            attributes: 0,
        }
    }

    /// The number of a mark on the text; the same mark is made once. Brat knows no empty marks.
    fn mark(&mut self, kind: &str, span: Span) -> Option<usize> {
        if span[0] >= span[1] || span[1] > self.starts.len() {
            return None;
        }
        let known = (kind.to_owned(), span);
        if let Some(&number) = self.marks.get(&known) {
            return Some(number);
        }
        let number = self.marks.len() + 1;
        let byte = |at: usize| self.starts.get(at).copied().unwrap_or(self.text.len());
        let words = &self.text[byte(span[0])..byte(span[1])];
        let _ =
            writeln!(self.out, "T{number}\t{kind} {}\t{}", pieces(words, span[0]), one_line(words));
        self.marks.insert(known, number);
        Some(number)
    }

    fn event(&mut self, e: &Event) {
        let Some(trigger) = self.mark(&e.event, e.trigger.span) else { return };
        let mut arguments = Vec::new();
        let mut named: HashMap<&str, usize> = HashMap::new();
        let parts = e.sources.iter().map(|a| ("Source", "Actor", a.span));
        let parts = parts.chain(e.targets.iter().map(|a| ("Target", "Actor", a.span)));
        let parts = parts.chain(e.claims.iter().map(|c| ("Speaker", "Actor", c.speaker.span)));
        let parts = parts.chain(e.when.iter().map(|w| ("When", "Time", w.span)));
        let parts = parts.chain(e.place.iter().map(|p| ("Where", "Place", p.span)));
        for (role, kind, span) in parts {
            let Some(number) = self.mark(kind, span) else { continue };
            // The second one of a role is Source2.
            let count = named.entry(role).or_insert(0);
            *count += 1;
            let suffix = if *count > 1 { count.to_string() } else { String::new() };
            arguments.push(format!(" {role}{suffix}:T{number}"));
        }
        self.events += 1;
        let number = self.events;
        let _ = writeln!(self.out, "E{number}\t{}:T{trigger}{}", e.event, arguments.concat());
        self.attribute(number, "Status", words::status(e.status));
        if let Some(mode) = &e.mode {
            self.attribute(number, "Mode", mode);
        }
        for claim in &e.claims {
            self.attribute(number, "Claimed", words::stance(claim.stance));
        }
    }

    fn attribute(&mut self, event: usize, name: &str, value: &str) {
        self.attributes += 1;
        let _ = writeln!(self.out, "A{}\t{name} E{event} {value}", self.attributes);
    }
}

/// The places of the words, line by line: a mark that runs over a line end is made of pieces.
fn pieces(words: &str, start: usize) -> String {
    let mut out = Vec::new();
    let mut at = start;
    for line in words.split('\n') {
        let length = line.chars().count();
        if length > 0 {
            out.push(format!("{at} {}", at + length));
        }
        at += length + 1;
    }
    out.join(";")
}

fn one_line(words: &str) -> String {
    words.split('\n').filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_mark_over_a_line_end_has_two_pieces() {
        assert_eq!(pieces("New\nYork", 10), "10 13;14 18");
    }
}
