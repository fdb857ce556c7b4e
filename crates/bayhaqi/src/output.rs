//! Where results go: standard output, or a file that appears whole or not at all.

use crate::failure::Failure;
use serde::Serialize;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};

/// Takes results.
pub(crate) enum Output {
    Stdout {
        out: BufWriter<Stdout>,
        terminal: bool,
    },
    File(PendingFile),
    /// A pipe or device (`/dev/null`), which must not be replaced by a file.
    Device(BufWriter<File>),
}

impl Output {
    /// Opens the file of `--output`, or standard output. A file that cannot be written is told
    /// before any work is done.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            let (out, terminal) = (BufWriter::new(io::stdout()), io::stdout().is_terminal());
            return Ok(Output::Stdout { out, terminal });
        };
        let wrong =
            |what: String| Failure::new(path.display(), format!("{what}; give another --output"));
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(wrong("is a folder".to_owned())),
            Ok(meta) if !meta.is_file() => OpenOptions::new()
                .write(true)
                .open(path)
                .map(|f| Output::Device(BufWriter::new(f)))
                .map_err(|e| wrong(format!("cannot be written ({e})"))),
            _ => PendingFile::new(path)
                .map(Output::File)
                .map_err(|e| wrong(format!("cannot be written ({e})"))),
        }
    }

    /// Whether a person reads along.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Output::Stdout { terminal: true, .. })
    }

    /// Whether colours are welcome: a terminal that has them, and no `NO_COLOR`.
    pub(crate) fn colours(&self) -> bool {
        let choice = anstream::AutoStream::choice(&io::stdout());
        matches!(self, Output::Stdout { .. }) && choice != anstream::ColorChoice::Never
    }

    /// Puts the file in its place.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Output::File(pending) => pending.finish(),
            _ => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout { out, .. } => out.write(bytes),
            Output::File(pending) => pending.file.write(bytes),
            Output::Device(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout { out, .. } => out.flush(),
            Output::File(pending) => pending.file.flush(),
            Output::Device(out) => out.flush(),
        }
    }
}

/// A record as one line of JSON, without the end of the line. Some readers take U+0085, U+2028 and
/// U+2029 for the end of a line; JSON allows to escape them
/// (<https://www.rfc-editor.org/rfc/rfc8259#section-7>).
pub(crate) fn json(record: &impl Serialize) -> Result<String, Failure> {
    let line = serde_json::to_string(record).map_err(|e| Failure::new("JSON", e))?;
    if !line.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Ok(line);
    }
    let line = line.replace('\u{85}', "\\u0085");
    Ok(line.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

/// A file under another name beside its place, which it takes when it is complete; until then the
/// old file stays. Dropped before that, it goes.
pub(crate) struct PendingFile {
    place: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
}

impl PendingFile {
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        // A link stays a link: what it leads to is replaced.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let Some(name) = place.file_name() else {
            return Err(io::Error::other("no file name"));
        };
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let temporary = place.with_file_name(hidden);
        let file = BufWriter::new(File::create(&temporary)?);
        Ok(PendingFile { place, temporary, file })
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        fs::rename(&self.temporary, &self.place)
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        // After `finish` there is nothing left under this name.
        let _ = fs::remove_file(&self.temporary);
    }
}
