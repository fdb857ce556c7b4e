//! The documents of one file or stream, which is never held in memory as a whole unless it is one
//! report.

use crate::content::{self, Kind};
use crate::document::{Document, content_id};
use crate::error::{Problem, ReadError};
use crate::reader::Options;
use crate::{jsonl, plain};
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// So many bytes show what an input is.
const HEAD: usize = 64 * 1024;

type Source = Box<dyn Read + Send>;
type Rest = BufReader<io::Chain<Cursor<Vec<u8>>, Source>>;

/// One input, opened.
pub(crate) struct Stream {
    name: String,
    state: State,
}

enum State {
    /// Not yet told what it is.
    Fresh(Source),
    /// JSONL of which so many lines are read.
    Lines(Rest, u64),
    Done,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Stream {
    pub(crate) fn new(name: String, source: Source) -> Self {
        Stream { name, state: State::Fresh(source) }
    }

    /// The next document. After an error the stream goes on where the next document begins.
    pub(crate) fn next(&mut self, options: &Options) -> Option<Result<Document, ReadError>> {
        if let State::Fresh(_) = self.state {
            match self.begin(options) {
                Ok(None) => {}
                Ok(Some(document)) => return Some(Ok(document)),
                Err(problem) => return Some(Err(ReadError::new(&self.name, problem))),
            }
        }
        self.next_line(options)
    }

    /// Tells what the stream is; a plain text is read at once.
    fn begin(&mut self, options: &Options) -> Result<Option<Document>, Problem> {
        let State::Fresh(mut source) = std::mem::replace(&mut self.state, State::Done) else {
            return Ok(None);
        };
        let head = read_head(&mut source)?;
        match content::sniff(&head) {
            Kind::Not(problem) => return Err(problem),
            Kind::Lines => {
                let rest = BufReader::with_capacity(HEAD, Cursor::new(head).chain(source));
                self.state = State::Lines(rest, 0);
                return Ok(None);
            }
            Kind::Text if head.trim_ascii().is_empty() && head.len() < HEAD => {
                return Err(Problem::Empty);
            }
            Kind::Text if options.pretokenized => return Err(Problem::NotPretokenized),
            Kind::Text => {}
        }
        let mut bytes = Vec::new();
        Cursor::new(head)
            .chain(source)
            .take(options.limit.saturating_add(1))
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > options.limit {
            return Err(Problem::TooLong { limit: options.limit });
        }
        self.report(&bytes).map(Some)
    }

    fn report(&self, bytes: &[u8]) -> Result<Document, Problem> {
        if content::is_binary(bytes) {
            return Err(Problem::Binary("binary data"));
        }
        let plain = plain::tidy(utf8(bytes)?);
        if plain.text.is_empty() {
            return Err(Problem::Empty);
        }
        Ok(Document {
            id: content_id(&plain.text),
            origin: self.name.clone(),
            uri: None,
            title: plain.title,
            publisher: None,
            published: None,
            language: None,
            text: plain.text,
            breaks: plain.breaks,
            words: None,
        })
    }

    fn next_line(&mut self, options: &Options) -> Option<Result<Document, ReadError>> {
        let State::Lines(rest, count) = &mut self.state else { return None };
        loop {
            let line = read_line(rest, options.limit);
            *count += 1;
            let number = *count;
            let parsed = match line {
                Ok(None) => {
                    self.state = State::Done;
                    return None;
                }
                Ok(Some(line)) => {
                    let line = if number == 1 { content::strip_bom(&line) } else { &line };
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    let origin = format!("{}:{number}", self.name);
                    utf8(line).and_then(|l| jsonl::parse_line(l, origin, options.pretokenized))
                }
                Err(problem) => {
                    if let Problem::Io(_) = problem {
                        self.state = State::Done;
                    }
                    Err(problem)
                }
            };
            return Some(parsed.map_err(|p| ReadError::at_line(&self.name, number, p)));
        }
    }
}

/// Reads as much as shows what the input is. A first line of JSONL is enough, so that documents
/// from a slow pipe are coded as they come.
fn read_head(source: &mut Source) -> io::Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let mut filled = 0;
    while filled < HEAD {
        match source.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
        let start = head[..filled].trim_ascii_start();
        if start.starts_with(b"{") && start.contains(&b'\n') {
            break;
        }
    }
    head.truncate(filled);
    Ok(head)
}

/// The next line without its end, or `None` after the last. A line that is too long is skipped.
fn read_line(rest: &mut Rest, limit: u64) -> Result<Option<Vec<u8>>, Problem> {
    let mut line = Vec::new();
    rest.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > limit {
        rest.skip_until(b'\n')?;
        return Err(Problem::TooLong { limit });
    }
    Ok(Some(line))
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|e| Problem::NotUtf8 { offset: e.valid_up_to() })
}
