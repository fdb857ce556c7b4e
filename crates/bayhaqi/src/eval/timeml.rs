//! TimeML 1.2.1 files (`.tml`, or a folder of them): the text with its `TIMEX3` elements, and the day
//! on which it was written or published.

use super::time::{Gold, Row};
use crate::failure::{Failure, complain};
use roxmltree::{Document, Node};
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a path is to be read as TimeML.
pub(super) fn is_timeml(path: &Path) -> bool {
    path.is_dir() || path.extension().is_some_and(|e| e == "tml" || e == "xml")
}

/// Gives each file to `each`, which may refuse it; returns the number of bad files.
pub(super) fn rows(
    path: &Path,
    mut each: impl FnMut(Row) -> Result<(), String>,
) -> Result<usize, Failure> {
    let unreadable =
        |e: std::io::Error| Failure::new(path.display(), format!("cannot be read ({e})"));
    let mut files: Vec<PathBuf> = if path.is_dir() {
        let entries = fs::read_dir(path).map_err(unreadable)?;
        entries.flatten().map(|e| e.path()).filter(|p| p.is_file() && is_timeml(p)).collect()
    } else {
        vec![path.to_owned()]
    };
    files.sort();
    let mut failed = 0;
    for file in files {
        let read = fs::read_to_string(&file).map_err(|e| format!("cannot be read ({e})"));
        if let Err(what) = read.and_then(|xml| each(row(&xml)?)) {
            failed += 1;
            complain(&Failure::new(file.display(), format!("{what}; give TimeML")));
        }
    }
    Ok(failed)
}

fn row(xml: &str) -> Result<Row, String> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let document = Document::parse(xml).map_err(|e| format!("is no valid XML ({e})"))?;
    let root = document.root_element();
    let body = root.descendants().find(|n| n.has_tag_name("TEXT")).unwrap_or(root);
    let mut row = Row { text: String::new(), published: published(root), times: Vec::new() };
    collect(body, &mut row);
    Ok(row)
}

/// The day of the document: that of publication, or else that of its creation.
fn published(root: Node<'_, '_>) -> Option<String> {
    let times = || root.descendants().filter(|n| n.has_tag_name("TIMEX3"));
    let as_function =
        |name: &str| times().find(|n| n.attribute("functionInDocument") == Some(name));
    let time = as_function("PUBLICATION_TIME").or_else(|| as_function("CREATION_TIME"))?;
    Some(time.attribute("value")?.get(..10)?.to_owned())
}

/// Adds what stands in an element to the text, in the order of the document.
fn collect(body: Node<'_, '_>, row: &mut Row) {
    let mut length = 0;
    // The expression that the last text belonged to, and its place in `row.times`.
    let mut open: Option<(roxmltree::NodeId, usize)> = None;
    for node in body.descendants().filter(Node::is_text) {
        let text = node.text().unwrap_or_default();
        let start = length;
        length += text.chars().count();
        row.text.push_str(text);
        let mut above = node.ancestors().take_while(|&a| a != body);
        let Some(time) = above.find(|a| a.has_tag_name("TIMEX3")) else { continue };
        match open {
            Some((id, place)) if id == time.id() => row.times[place].span[1] = length,
            _ => {
                open = Some((time.id(), row.times.len()));
                let attribute = |name| time.attribute(name).unwrap_or_default().to_owned();
                let (kind, value) = (attribute("type"), attribute("value"));
                row.times.push(Gold { span: [start, length], kind, value });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn text_and_times_are_read() {
        let xml = "<?xml version=\"1.0\"?>\n<TimeML><DCT><TIMEX3 tid=\"t0\" type=\"DATE\" \
                   value=\"2020-01-03\" functionInDocument=\"CREATION_TIME\">x</TIMEX3></DCT><TEXT>Đà \
                   <EVENT eid=\"e1\">fell</EVENT> <TIMEX3 tid=\"t1\" type=\"DATE\" \
                   value=\"2019\">last <EVENT eid=\"e2\">year</EVENT></TIMEX3> &amp; on.</TEXT></TimeML>";
        let row = row(xml).unwrap();
        assert_eq!(row.text, "Đà fell last year & on.");
        assert_eq!(row.published.as_deref(), Some("2020-01-03"));
        let [time] = &row.times[..] else { panic!("one time") };
        assert_eq!((time.span, time.kind.as_str(), time.value.as_str()), ([8, 17], "DATE", "2019"));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        assert!(row("DATE: today").is_err());
        assert!(row("<TimeML><TEXT>open").is_err());
    }
}
