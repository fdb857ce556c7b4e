//! Plain text: headline, paragraphs, and nothing that only a web page needs.

use crate::boilerplate::is_boilerplate;

/// A longer first line is a paragraph, not a headline.
const TITLE_CHARS: usize = 200;

/// The text of a report, tidied.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) breaks: Vec<usize>,
}

/// Tidies a plain text: one kind of line end, no blanks around lines, at most one empty line
/// between paragraphs, no boilerplate, no lines cut in the middle of a sentence.
pub(crate) fn tidy(raw: &str) -> Plain {
    let lines = kept_lines(raw);
    let titled = has_title(&lines);
    let (head, body) = lines.split_at(usize::from(titled));
    let joined = is_wrapped(body);
    let mut plain = Plain { title: head.first().map(|t| (*t).to_owned()), ..Plain::default() };
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            let wrapped = joined && i > head.len() && !line.is_empty() && !lines[i - 1].is_empty();
            plain.text.push(if wrapped { ' ' } else { '\n' });
        }
        if titled && plain.breaks.is_empty() && i > 0 && !line.is_empty() {
            plain.breaks.push(plain.text.len());
        }
        plain.text.push_str(line);
    }
    plain
}

/// The lines of the report, trimmed; an empty one between paragraphs.
fn kept_lines(raw: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    let raw = raw.trim_start_matches('\u{feff}');
    // A carriage return before a line feed leaves an empty line, which is told apart from a real
    // one by taking the pair away first.
    for line in raw.split('\n').flat_map(|l| l.strip_suffix('\r').unwrap_or(l).split(is_line_end)) {
        let line = line.trim();
        let empty = line.is_empty();
        if empty && lines.last().is_none_or(|l| l.is_empty()) || !empty && is_boilerplate(line) {
            continue;
        }
        lines.push(line);
    }
    if lines.last().is_some_and(|l| l.is_empty()) {
        lines.pop();
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The first line is a headline if an empty line or a much longer paragraph follows.
fn has_title(lines: &[&str]) -> bool {
    let [first, second, ..] = lines else { return false };
    let length = first.chars().count();
    if length > TITLE_CHARS {
        return false;
    }
    second.is_empty() || second.chars().count() >= 2 * length && !first.ends_with(['.', ',', ';'])
}

/// Whether the lines were filled up to a width, as e-mail and text files are: each line ends where
/// the next one's first word would not have fitted.
fn is_wrapped(lines: &[&str]) -> bool {
    let width = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    let pairs = lines.windows(2).filter(|p| !p[0].is_empty() && !p[1].is_empty());
    let full = |pair: &[&str]| {
        let word = pair[1].split(' ').next().unwrap_or_default();
        pair[0].chars().count() + 1 + word.chars().count() > width
    };
    // Two or three lines may look filled by chance.
    (40..=100).contains(&width) && pairs.clone().count() >= 3 && pairs.clone().all(full)
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn headline_before_an_empty_line() {
        let plain =
            tidy("\u{feff}Zażółć gęślą\r\n\r\n\r\nParis met Berlin.  \r\nShare It :\r\nEnd.\r\n");
        assert_eq!(plain.title.as_deref(), Some("Zażółć gęślą"));
        assert_eq!(plain.text, "Zażółć gęślą\n\nParis met Berlin.\nEnd.");
        assert_eq!(&plain.text[plain.breaks[0]..], "Paris met Berlin.\nEnd.");
    }

    #[test]
    fn headline_before_a_long_paragraph() {
        let body = "The minister travelled to Basra on Monday and met the governor there.";
        let plain = tidy(&format!("Minister in Basra\n{body}\nHe left."));
        assert_eq!(plain.title.as_deref(), Some("Minister in Basra"));
        assert_eq!(plain.text[plain.breaks[0]..].lines().next(), Some(body));
    }

    #[test]
    fn no_headline() {
        for text in [
            "One line only",
            "Two lines here\nof the same length",
            "He left.\nThen all of the others left too.",
        ] {
            let plain = tidy(text);
            assert_eq!((plain.title, plain.text.as_str(), plain.breaks.len()), (None, text, 0));
        }
    }

    #[test]
    fn filled_lines_are_joined_and_others_are_not() {
        let filled = "Headline\n\nThe president of the first country met the president of the\n\
             second country in the capital of the third one on Tuesday, and\n\
             said that both of them had agreed to withdraw troops from the\n\
             border.\n\nHe left.";
        let plain = tidy(filled);
        assert_eq!(plain.text.lines().count(), 5);
        assert!(plain.text.contains("of the second country"));
        let list = "Head\n\nThe first country agreed with the second on all counts.\nHe left.\nShe stayed.\nThey talked for hours.";
        assert_eq!(tidy(list).text, list);
    }
}
