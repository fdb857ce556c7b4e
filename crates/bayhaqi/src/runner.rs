//! Runs documents through threads, with the results in the order of the input.
//!
//! However many documents there are, only a few are in memory: a document is read when one before
//! it has been written.

use crate::args::InputArgs;
use crate::failure::{Failure, Outcome, complain};
use crate::output::Output;
use crate::progress::Progress;
use bayhaqi_read::{Document, Documents, Input, Options};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Documents in memory for each thread: enough that a long one does not leave the others idle.
const AHEAD: usize = 8;

/// What is said instead of a panic.
const FAULT: &str = "a fault in the program; please report it with the document";
/// Bytes of stack for each thread.
const STACK: usize = 16 * 1024 * 1024;

type Numbered<T> = (usize, Result<T, Failure>);

/// The documents that the command line names.
pub(crate) fn documents(input: &InputArgs, pretokenized: bool) -> Result<Documents, Failure> {
    if input.paths.is_empty() && io::stdin().is_terminal() {
        let what = "nothing to read; give a file or a folder, or - to type a report";
        return Err(Failure::new("input", what));
    }
    let mut options = Options {
        published: input.published,
        language: input.given_language().map(str::to_owned),
        tell_language: input.tell_language(),
        pretokenized,
        ..Options::default()
    };
    for (name, most) in &input.limit {
        options.set_limit(name, *most);
    }
    let inputs: Vec<Input> = if input.paths.is_empty() {
        vec![Input::Stdin]
    } else {
        input.paths.iter().cloned().map(Input::from).collect()
    };
    Ok(bayhaqi_read::read(inputs, options))
}

/// Puts all documents through `work`, of which each thread makes its own, and writes what comes
/// out.
pub(crate) fn run<W>(
    documents: Documents,
    jobs: Option<NonZeroUsize>,
    make: impl Fn() -> W + Send + Clone + 'static,
    output: Output,
    quiet: bool,
) -> Result<Outcome, Failure>
where
    W: FnMut(&Document) -> Result<String, Failure>,
{
    // A fault in one document is told like any other failure, not as a trace.
    std::panic::set_hook(Box::new(|info| log::debug!("{info}")));
    let jobs = jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let (permit, permits) = sync_channel(jobs * AHEAD);
    for _ in 0..jobs * AHEAD {
        // The channel was made with room for all of them.
        let _ = permit.send(());
    }
    let (to_work, queue) = sync_channel(jobs * AHEAD);
    let (to_write, results) = sync_channel(jobs * AHEAD);
    spawn(move || read(documents, &permits, &to_work))?;
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..jobs {
        let (queue, make, to_write) = (Arc::clone(&queue), make.clone(), to_write.clone());
        spawn(move || work(&queue, make, &to_write))?;
    }
    drop(to_write);
    let progress = Progress::new(quiet);
    Writer { output, progress, quiet, done: 0, failed: 0, skipped: BTreeMap::new() }
        .run(&results, &permit)
}

/// Starts a thread with room for deeply nested sentences.
fn spawn(task: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let started = thread::Builder::new().stack_size(STACK).spawn(task);
    started.map(drop).map_err(|e| Failure::new("--jobs", format!("no thread ({e}); give fewer")))
}

/// Reads as far ahead as there are permits.
fn read(documents: Documents, permits: &Receiver<()>, to_work: &SyncSender<Numbered<Document>>) {
    let mut documents = documents.map(|d| d.map_err(|e| Failure::of(&e)));
    for number in 0.. {
        if permits.recv().is_err() {
            return;
        }
        let next = catch_unwind(AssertUnwindSafe(|| documents.next()));
        let faulty = next.is_err();
        let Some(next) = next.unwrap_or_else(|_| Some(Err(Failure::new("input", FAULT)))) else {
            return;
        };
        if to_work.send((number, next)).is_err() || faulty {
            return;
        }
    }
}

fn work<W>(
    queue: &Mutex<Receiver<Numbered<Document>>>,
    make: impl Fn() -> W,
    to_write: &SyncSender<Numbered<String>>,
) where
    W: FnMut(&Document) -> Result<String, Failure>,
{
    let mut worker = make();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, document)) = next else { return };
        let result = document.and_then(|document| {
            catch_unwind(AssertUnwindSafe(|| worker(&document))).unwrap_or_else(|_| {
                worker = make();
                Err(Failure::new(&document.origin, FAULT))
            })
        });
        if to_write.send((number, result)).is_err() {
            return;
        }
    }
}

struct Writer {
    output: Output,
    progress: Progress,
    quiet: bool,
    done: usize,
    failed: usize,
    /// How many documents were left out on purpose, by the reason.
    skipped: BTreeMap<String, usize>,
}

impl Writer {
    fn run(
        mut self,
        results: &Receiver<Numbered<String>>,
        permit: &SyncSender<()>,
    ) -> Result<Outcome, Failure> {
        let mut early = BTreeMap::new();
        let mut next = 0;
        let written = loop {
            let (number, result) = match self.receive(results) {
                Ok(Some(result)) => result,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            early.insert(number, result);
            let mut written = Ok(());
            while let Some(result) = early.remove(&next) {
                next += 1;
                written = written.and_then(|()| self.write(result));
                // The reader may be done already.
                let _ = permit.try_send(());
            }
            if written.is_err() {
                break written;
            }
        };
        self.progress.finish();
        self.end(written)
    }

    /// The next result. What is written so far goes out before a wait.
    fn receive(
        &mut self,
        results: &Receiver<Numbered<String>>,
    ) -> io::Result<Option<Numbered<String>>> {
        match results.try_recv() {
            Ok(result) => return Ok(Some(result)),
            Err(TryRecvError::Disconnected) => return Ok(None),
            Err(TryRecvError::Empty) => {}
        }
        let output = &mut self.output;
        self.progress.aside(output.is_terminal(), || output.flush())?;
        if let Some(patience) = self.progress.patience() {
            match results.recv_timeout(patience) {
                Ok(result) => return Ok(Some(result)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => self.progress.show(),
            }
        }
        Ok(results.recv().ok())
    }

    fn write(&mut self, result: Result<String, Failure>) -> io::Result<()> {
        let output = &mut self.output;
        match result {
            Ok(text) => {
                self.done += 1;
                let shown = output.is_terminal();
                self.progress.aside(shown, || output.write_all(text.as_bytes()))?;
            }
            Err(why) if why.skips() => {
                *self.skipped.entry(why.to_string()).or_default() += 1;
            }
            Err(why) => {
                self.failed += 1;
                self.progress.aside(true, || complain(&why));
            }
        }
        self.progress.count();
        Ok(())
    }

    fn end(self, written: io::Result<()>) -> Result<Outcome, Failure> {
        let outcome = match (self.done, self.failed) {
            (_, 0) => Outcome::Done,
            (0, _) => Outcome::NothingDone,
            _ => Outcome::SomeFailed,
        };
        log::info!("{} documents done, {} failed", self.done, self.failed);
        for (why, count) in self.skipped.iter().filter(|_| !self.quiet) {
            let documents = if *count == 1 { "document" } else { "documents" };
            complain(&format!("{count} {documents} skipped: {why}"));
        }
        let finished = match written {
            // Where nothing could be done, a file of an earlier run is worth more than an empty one.
            Ok(()) if outcome == Outcome::NothingDone => Ok(()),
            Ok(()) => self.output.finish(),
            Err(error) => Err(error),
        };
        match finished {
            // Who reads the output has seen enough (`bayhaqi … | head`).
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
            Err(error) => {
                let what = format!("cannot be written ({error}); check the space and permissions");
                Err(Failure::new("output", what))
            }
            Ok(()) => Ok(outcome),
        }
    }
}
