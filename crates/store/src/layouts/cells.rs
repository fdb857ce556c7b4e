//! Cells that cannot break a table.

use std::borrow::Cow;

/// A line of a table whose cells are separated by tabs. These layouts know no quoting: a tab or line
/// break inside a cell would move all that follows, so that it becomes a blank.
pub(super) fn line<S: AsRef<str>>(cells: &[S]) -> String {
    let mut out = String::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push('\t');
        }
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        out.extend(cell.as_ref().chars().map(|c| if breaks(c) { ' ' } else { c }));
    }
    out.push('\n');
    out
}

/// A cell that a spreadsheet shows and does not run: a text that begins like a formula gets an
/// apostrophe before it (OWASP, "CSV injection"). Numbers stay.
///
/// ```
/// use bayhaqi_store::layouts::spreadsheet;
/// assert_eq!(spreadsheet("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
/// assert_eq!(spreadsheet("-4.5"), "-4.5");
/// assert_eq!(spreadsheet("Oslo"), "Oslo");
/// ```
pub fn spreadsheet(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula && cell.parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::{line, spreadsheet};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_is_one_line_with_all_its_cells(cells in prop::collection::vec(any::<String>(), 1..9)) {
            let line = line(&cells);
            prop_assert!(line.ends_with('\n'));
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert_eq!(line.trim_end_matches('\n').split('\t').count(), cells.len());
        }

        #[test]
        fn no_text_begins_like_a_formula(cell in any::<String>()) {
            let safe = spreadsheet(&cell);
            let begins = safe.starts_with(['=', '+', '-', '@']);
            prop_assert!(!begins || safe.parse::<f64>().is_ok());
        }
    }
}
