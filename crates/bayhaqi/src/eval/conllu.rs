//! CoNLL-U (<https://universaldependencies.org/format.html>): sentences of words with lemmas, tags, heads
//! and labels. Lines of a word that is written as one and counts as several (`3-4`) tell where blanks
//! stand; words that are not written (`5.1`) are left out.

use crate::failure::{Failure, complain};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// Sentences that are taken together where the file does not say where a document begins.
const TOGETHER: usize = 100;

/// A word; what the file leaves open (`_`) is `None`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) form: String,
    pub(super) lemma: Option<String>,
    pub(super) upos: Option<String>,
    pub(super) xpos: Option<String>,
    /// The head's place in the sentence from 1 on; 0 for the root.
    pub(super) head: Option<usize>,
    pub(super) dep: Option<String>,
    /// Whether a blank follows.
    pub(super) space: bool,
}

pub(super) type Sentence = Vec<Word>;

/// A line, and what is wrong with it.
type Problem = (usize, String);

/// Gives each document to `each`; returns the number of bad lines. A sentence with a bad line is left
/// out.
pub(super) fn documents(
    path: &Path,
    mut each: impl FnMut(Vec<Sentence>),
) -> Result<usize, Failure> {
    let bytes = fs::read(path).map_err(|e| super::unreadable(path, &e))?;
    let mut documents = Documents { each: &mut each, together: Vec::new() };
    let mut open = Open::default();
    let mut failed = 0;
    let mut bad = |(line, what): Problem| {
        failed += 1;
        let name = format!("{}:{line}", path.display());
        complain(&Failure::new(name, format!("{what}; the sentence is left out, mend this line")));
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    for (at, line) in bytes.split(|&b| b == b'\n').enumerate() {
        let result = match std::str::from_utf8(line) {
            Ok(line) if line.trim().is_empty() => {
                std::mem::take(&mut open).close().map(|sentence| documents.add(sentence))
            }
            Ok(line) => match line.strip_prefix('#') {
                Some(note) if note.trim_start().starts_with("newdoc") => {
                    documents.close();
                    Ok(())
                }
                Some(_) => Ok(()),
                None => open.add(at + 1, line.trim_end_matches('\r')),
            },
            Err(_) => open.refuse(at + 1, "no UTF-8".to_owned()),
        };
        if let Err(problem) = result {
            bad(problem);
        }
    }
    match open.close() {
        Ok(sentence) => documents.add(sentence),
        Err(problem) => bad(problem),
    }
    documents.close();
    Ok(failed)
}

/// Collects the sentences of a document.
struct Documents<'e> {
    each: &'e mut dyn FnMut(Vec<Sentence>),
    together: Vec<Sentence>,
}

impl Documents<'_> {
    fn add(&mut self, sentence: Sentence) {
        if !sentence.is_empty() {
            self.together.push(sentence);
        }
        if self.together.len() == TOGETHER {
            self.close();
        }
    }

    fn close(&mut self) {
        if !self.together.is_empty() {
            (self.each)(std::mem::take(&mut self.together));
        }
    }
}

/// A sentence that is being read.
#[derive(Default)]
struct Open {
    words: Sentence,
    /// The line of each word.
    lines: Vec<usize>,
    /// Words that are written as one, and whether a blank follows them.
    written: Option<(RangeInclusive<usize>, bool)>,
    /// Has a bad line.
    spoilt: bool,
}

impl Open {
    /// Adds a line, or spoils the sentence by it.
    fn add(&mut self, number: usize, line: &str) -> Result<(), Problem> {
        self.read(number, line).or_else(|what| self.refuse(number, what))
    }

    fn refuse(&mut self, number: usize, what: String) -> Result<(), Problem> {
        self.spoilt = true;
        Err((number, what))
    }

    fn read(&mut self, number: usize, line: &str) -> Result<(), String> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, dep, _, misc] = cells[..] else {
            return Err(format!("{} columns, not 10", cells.len()));
        };
        let space = !misc.split('|').any(|m| m == "SpaceAfter=No");
        if id.contains('.') {
            return Ok(());
        }
        let next = self.words.len() + 1;
        if let Some((first, last)) = id.split_once('-') {
            let range = first.parse().ok().zip(last.parse().ok());
            let (first, last) = range
                .filter(|&(first, last): &(usize, usize)| first == next && first < last)
                .ok_or_else(|| format!("“{id}” is no range of the words that follow"))?;
            self.written = Some((first..=last, space));
            return Ok(());
        }
        if id.parse() != Ok(next) && !self.spoilt {
            return Err(format!("word “{id}” where word {next} should be"));
        }
        if form.trim().is_empty() {
            return Err("a word without letters".to_owned());
        }
        let given = |cell: &str| (cell != "_").then(|| cell.to_owned());
        let head = match head {
            "_" => None,
            head => Some(head.parse().map_err(|_| format!("“{head}” is no head"))?),
        };
        let space = match &self.written {
            Some((words, space)) if words.contains(&next) => *space && *words.end() == next,
            _ => space,
        };
        let lemma = if form == "_" { Some(lemma.to_owned()) } else { given(lemma) };
        let (upos, xpos, dep) = (given(upos), given(xpos), given(dep));
        self.words.push(Word { form: form.to_owned(), lemma, upos, xpos, head, dep, space });
        self.lines.push(number);
        Ok(())
    }

    /// The whole sentence, nothing where a line is bad; or the first line whose head is no word of it.
    fn close(self) -> Result<Sentence, Problem> {
        let words = self.words.len();
        let mut heads = self.words.iter().zip(&self.lines);
        match heads.find(|(word, _)| word.head.is_some_and(|head| head > words)) {
            _ if self.spoilt => Ok(Vec::new()),
            Some((word, &line)) => {
                let head = word.head.unwrap_or_default();
                Err((line, format!("head {head} in a sentence of {words} words")))
            }
            None => Ok(self.words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Open;

    fn open(lines: &[&str]) -> (Open, Vec<String>) {
        let mut open = Open::default();
        let add =
            |(at, line): (usize, &&str)| Some(open.add(at + 1, &line.replace(' ', "\t")).err()?.1);
        let bad = lines.iter().enumerate().filter_map(add).collect();
        (open, bad)
    }

    #[test]
    fn words_written_as_one_and_unwritten_words() {
        let (open, bad) = open(&[
            "1 Cars car NOUN NNS _ 4 nsubj _ _",
            "2-3 don't _ _ _ _ _ _ _ SpaceAfter=No",
            "2 do do AUX VBP _ 4 aux _ _",
            "3 n't not PART RB _ 4 advmod _ _",
            "3.1 really _ _ _ _ _ _ _ _",
            "4 fly fly VERB VB _ 0 root _ SpaceAfter=No",
            "5 _ _ PUNCT _ _ _ _ _ _",
        ]);
        assert!(bad.is_empty(), "{bad:?}");
        let words = open.close().unwrap();
        let spaces: Vec<bool> = words.iter().map(|w| w.space).collect();
        assert_eq!(spaces, [true, false, false, false, true]);
        assert_eq!(words[3].head, Some(0));
        let last = &words[4];
        assert_eq!((last.lemma.as_deref(), &last.xpos, last.head), (Some("_"), &None, None));
    }

    #[test]
    fn what_is_malformed_is_told() {
        for (line, what) in [
            ("1 two columns", "3 columns"),
            ("2 a _ _ _ _ _ _ _ _", "where word 1 should be"),
            ("x a _ _ _ _ _ _ _ _", "where word 1 should be"),
            ("3-4 a _ _ _ _ _ _ _ _", "is no range"),
            ("1 a _ _ _ _ up _ _ _", "“up” is no head"),
        ] {
            let (_, bad) = open(&[line]);
            assert!(bad.len() == 1 && bad[0].contains(what), "{line}: {bad:?}");
        }
        let (open, bad) = open(&["1 a _ _ _ _ 1 _ _ _", "2 b _ _ _ _ 7 _ _ _"]);
        assert!(bad.is_empty());
        assert_eq!(open.close().unwrap_err(), (2, "head 7 in a sentence of 2 words".to_owned()));
    }
}
