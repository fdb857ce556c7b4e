//! Reading the tables of `knowledge/`: tab-separated, `#` starts a comment line, the first other
//! line names the columns.

/// A table of the lexicon cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct LexiconError {
    /// The table, relative to the lexicon's folder.
    pub file: String,
    /// Line in the table, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// A table as it is compiled into the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Path below `knowledge/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    file: &'static str,
    /// Line in the file, from 1.
    pub line: usize,
    cells: Vec<&'static str>,
}

impl Row {
    /// The cell in column `index`; empty if the line ends before it.
    pub fn cell(&self, index: usize) -> &'static str {
        self.cells.get(index).copied().unwrap_or("")
    }

    /// All cells.
    pub fn cells(&self) -> &[&'static str] {
        &self.cells
    }

    /// The parts of a cell that are separated by `|`.
    pub fn list(&self, index: usize) -> impl Iterator<Item = &'static str> {
        self.cell(index).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    /// An error at this line.
    pub fn error(&self, message: impl Into<String>) -> LexiconError {
        LexiconError { file: self.file.to_owned(), line: self.line, message: message.into() }
    }

    /// Where this line stands, for evidence.
    pub fn place(&self) -> (&'static str, usize) {
        (self.file, self.line)
    }
}

impl Source {
    /// The lines that are neither blank nor comments.
    pub fn rows(self) -> impl Iterator<Item = Row> {
        // Editors on some systems begin a file with a mark.
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let lines = text.lines().enumerate();
        let lines = lines.filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        lines.map(move |(number, line)| Row {
            file: self.file,
            line: number + 1,
            cells: line.split('\t').map(str::trim).collect(),
        })
    }
}

/// The rows of a table that must have exactly these columns.
pub(crate) fn rows(source: Source, columns: &[&str]) -> Result<Vec<Row>, LexiconError> {
    let mut found = Vec::new();
    let mut header = false;
    for row in source.rows() {
        if !header {
            if row.cells != columns {
                return Err(row.error(format!("the columns must be: {}", columns.join(", "))));
            }
            header = true;
        } else if row.cells.len() > columns.len() {
            let (have, want) = (row.cells.len(), columns.len());
            return Err(row.error(format!("{have} cells in a table of {want} columns")));
        } else if row.cell(0).is_empty() {
            return Err(row.error(format!("the first cell ({}) is empty", columns[0])));
        } else {
            found.push(row);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_file_and_line() {
        let text = "# a comment\nword\tcode\nking\tGOV\tmore\n";
        let error = rows(Source { file: "a.tsv", text }, &["word", "code"]).unwrap_err();
        assert_eq!(error.to_string(), "a.tsv:3: 3 cells in a table of 2 columns");
    }
}
