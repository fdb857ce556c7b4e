//! The documents of one file or stream, which is never held in memory as a whole unless it is one
//! report.

use crate::content::{self, HEAD, Kind};
use crate::document::Document;
use crate::encoding::{self, Transcoded};
use crate::error::{Place, Problem, ReadError};
use crate::feed::Feed;
use crate::gzip::{self, Unpacked};
use crate::reader::Options;
use crate::warc::Warc;
use crate::{jsonl, report};
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

pub(crate) type Source = Box<dyn Read + Send>;

/// One input, opened.
pub(crate) struct Stream {
    name: String,
    state: State,
}

enum State {
    /// Not yet told what it is.
    Fresh(Source),
    /// JSONL of which so many lines are read.
    Lines(BufReader<Source>, u64),
    Feed(Box<Feed<Source>>),
    Warc(Warc<BufReader<Source>>),
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
        match &mut self.state {
            State::Lines(..) => self.next_line(options),
            State::Feed(feed) => feed.next(&self.name, options),
            State::Warc(warc) => warc.next(&self.name, options),
            State::Fresh(_) | State::Done => None,
        }
    }

    /// Tells what the stream is; a single report is read at once.
    fn begin(&mut self, options: &Options) -> Result<Option<Document>, Problem> {
        let State::Fresh(source) = std::mem::replace(&mut self.state, State::Done) else {
            return Ok(None);
        };
        let (head, source) = opened(source, options)?;
        if head.trim_ascii().is_empty() && head.len() < HEAD {
            return Err(Problem::Empty);
        }
        let kind = content::sniff(&head);
        let xml = encoding::of_xml(&head);
        let source: Source = Box::new(Cursor::new(head).chain(source));
        self.state = match kind {
            Kind::Not(problem) => return Err(problem),
            Kind::Lines => State::Lines(BufReader::with_capacity(HEAD, source), 0),
            _ if options.pretokenized => return Err(Problem::NotPretokenized),
            Kind::Feed => {
                let source: Source = Box::new(Transcoded::new(source, xml));
                State::Feed(Box::new(Feed::new(source, options)))
            }
            Kind::Warc => State::Warc(Warc::new(BufReader::with_capacity(HEAD, source))),
            Kind::Text | Kind::Html => return self.report(source, options).map(Some),
        };
        Ok(None)
    }

    fn report(&self, source: Source, options: &Options) -> Result<Document, Problem> {
        let mut bytes = Vec::new();
        source.take(options.limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > options.limit {
            return Err(Problem::TooLong { limit: options.limit });
        }
        report::read(&bytes, None, &self.name, None, options)
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
                    jsonl::parse_line(&encoding::decode(line, None), origin, options.pretokenized)
                }
                Err(problem) => {
                    // After damage a packed file goes on with its next member.
                    if !matches!(problem, Problem::TooLong { .. } | Problem::Damaged(_)) {
                        self.state = State::Done;
                    }
                    Err(problem)
                }
            };
            let place = Place::Line(number);
            return Some(parsed.map_err(|p| ReadError::new(&self.name, p).at(place)));
        }
    }
}

/// The first bytes of a source, unpacked and as UTF-8 where it is UTF-16, and what follows them.
pub(crate) fn opened(mut source: Source, options: &Options) -> Result<(Vec<u8>, Source), Problem> {
    let mut head = read_head(&mut source)?;
    if head.starts_with(gzip::MAGIC) {
        source = Box::new(Unpacked::new(Cursor::new(head).chain(source), options));
        head = read_head(&mut source)?;
        if head.starts_with(gzip::MAGIC) {
            return Err(Problem::Binary("a gzip file inside a gzip file"));
        }
    }
    if let Some(encoding) = encoding::utf16(&head) {
        source = Box::new(Transcoded::new(Cursor::new(head).chain(source), encoding));
        head = read_head(&mut source)?;
    }
    Ok((head, source))
}

/// Raises an error once.
struct Raise(Option<io::Error>);

impl Read for Raise {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
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
            Err(e) if filled == 0 => return Err(e),
            Err(e) => {
                // What came before is good; the error comes when it is read to there.
                let after = std::mem::replace(source, Box::new(io::empty()));
                *source = Box::new(Raise(Some(e)).chain(after));
                break;
            }
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
fn read_line(rest: &mut BufReader<Source>, limit: u64) -> Result<Option<Vec<u8>>, Problem> {
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
