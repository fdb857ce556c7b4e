//! From inputs to documents, one at a time.

use crate::document::Document;
use crate::error::{Problem, ReadError};
use crate::folder::Folder;
use crate::report;
use crate::stream::Stream;
use jiff::civil::Date;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

/// The longest report unless [`Options::limit`] says otherwise.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, or a folder with all files in it.
    Path(PathBuf),
}

impl From<PathBuf> for Input {
    /// `-` is standard input.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path) }
    }
}

/// How to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day of publication where the input does not say.
    pub published: Option<Date>,
    /// The language where the input does not say.
    pub language: Option<String>,
    /// Tell the language from the text where the input does not say.
    pub tell_language: bool,
    /// The input is JSONL with `words` and `spaces` instead of `text`.
    pub pretokenized: bool,
    /// The most bytes that one report may have. A JSONL file, a feed or an archive may be of any
    /// length, its lines, entries and records not.
    pub limit: u64,
    /// The most elements of an HTML page that may stand inside each other.
    pub depth: usize,
    /// The most elements and texts that an HTML page may have.
    pub nodes: usize,
    /// The most attributes that a tag of an HTML page may have: the parser compares each with all.
    pub attributes: usize,
    /// The most bytes that a compressed file may have when it is unpacked.
    pub unpacked: u64,
    /// How many times as long as packed an unpacked file may be.
    pub ratio: u64,
    /// The most documents of one feed or archive.
    pub entries: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            published: None,
            language: None,
            tell_language: false,
            pretokenized: false,
            limit: LIMIT,
            depth: 512,
            nodes: 2_000_000,
            attributes: 20_000,
            unpacked: 1 << 40,
            ratio: 250,
            entries: 100_000_000,
        }
    }
}

impl Options {
    /// What the limits are called, with what each counts.
    pub const LIMITS: [(&str, &str); 7] = [
        ("bytes", "bytes of one report"),
        ("depth", "elements of a page inside each other"),
        ("nodes", "elements and texts of a page"),
        ("attributes", "attributes of a tag"),
        ("unpacked", "bytes of a compressed file when unpacked"),
        ("ratio", "times that an unpacked file is as long as packed"),
        ("entries", "documents of one feed or archive"),
    ];

    /// Sets a limit by its name; whether there is such a limit.
    ///
    /// ```
    /// let mut options = bayhaqi_read::Options::default();
    /// assert!(options.set_limit("bytes", 1000) && options.limit == 1000);
    /// assert!(!options.set_limit("patience", 1));
    /// ```
    pub fn set_limit(&mut self, name: &str, most: u64) -> bool {
        let count = usize::try_from(most).unwrap_or(usize::MAX);
        match name {
            "bytes" => self.limit = most,
            "depth" => self.depth = count,
            "nodes" => self.nodes = count,
            "attributes" => self.attributes = count,
            "unpacked" => self.unpacked = most,
            "ratio" => self.ratio = most,
            "entries" => self.entries = most,
            _ => return false,
        }
        true
    }
}

/// Reads the documents of all inputs in order.
pub fn read(inputs: impl IntoIterator<Item = Input>, options: Options) -> Documents {
    let mut inputs: Vec<Input> = inputs.into_iter().collect();
    inputs.reverse();
    Documents { options, inputs, folder: None, stream: None }
}

/// Reads the documents that `bytes` hold; `name` is what messages call them.
pub fn from_bytes(name: &str, bytes: &[u8], options: Options) -> Documents {
    from_reader(name, Cursor::new(bytes.to_vec()), options)
}

/// Reads the documents that `source` gives; `name` is what messages call it.
pub fn from_reader(name: &str, source: impl Read + Send + 'static, options: Options) -> Documents {
    let mut documents = read([], options);
    documents.stream = Some(Stream::new(name.to_owned(), Box::new(source)));
    documents
}

/// Reads the one report that a web address gave. `charset` is the character set that the server named.
///
/// ```
/// let page = b"<html><p>The ministers met in Basra on Monday.</p></html>";
/// let address = "https://example.org/2020/07/22/ministers";
/// let report = bayhaqi_read::from_address(address, page, None, &Default::default())?;
/// assert_eq!(report.published, Some(jiff::civil::date(2020, 7, 22)));
/// # Ok::<(), bayhaqi_read::ReadError>(())
/// ```
pub fn from_address(
    address: &str,
    bytes: &[u8],
    charset: Option<&str>,
    options: &Options,
) -> Result<Document, ReadError> {
    let read = report::read(bytes, charset, address, Some(address), options);
    read.map(|document| complete(document, options)).map_err(|p| ReadError::new(address, p))
}

/// The documents of some inputs; see [`read`].
#[derive(Debug)]
pub struct Documents {
    options: Options,
    /// Still to read, the next one last.
    inputs: Vec<Input>,
    folder: Option<Folder>,
    stream: Option<Stream>,
}

impl Iterator for Documents {
    type Item = Result<Document, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(stream) = &mut self.stream {
                match stream.next(&self.options) {
                    Some(result) => return Some(result.map(|d| complete(d, &self.options))),
                    None => self.stream = None,
                }
            }
            let opened = match self.folder.as_mut().and_then(Folder::next) {
                Some(Ok(file)) => self.open(Input::Path(file)),
                Some(Err(error)) => Err(error),
                None => self.inputs.pop().map(|input| self.open(input))?,
            };
            if let Err(error) = opened {
                return Some(Err(error));
            }
        }
    }
}

impl Documents {
    fn open(&mut self, input: Input) -> Result<(), ReadError> {
        let (name, source): (String, Box<dyn Read + Send>) = match input {
            Input::Stdin => ("standard input".to_owned(), Box::new(io::stdin())),
            Input::Path(path) if path.is_dir() => {
                self.folder = Some(Folder::new(path));
                return Ok(());
            }
            Input::Path(path) => {
                let name = path.display().to_string();
                let file = File::open(&path).map_err(|e| ReadError::new(&name, cannot_open(e)))?;
                (name, Box::new(file))
            }
        };
        self.stream = Some(Stream::new(name, source));
        Ok(())
    }
}

/// Adds what the input did not say.
fn complete(mut document: Document, options: &Options) -> Document {
    document.published = document.published.or(options.published);
    if document.language.is_none() {
        document.language.clone_from(&options.language);
        if options.tell_language {
            document.language = crate::identify(&document.text);
        }
    }
    document
}

fn cannot_open(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => Problem::Missing,
        _ => Problem::Io(error),
    }
}
