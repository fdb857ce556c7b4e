//! Runs documents through threads, with the results in the order of the input.
//!
//! However many documents there are, only a few are in memory: a document is read when one before
//! it has been written.

use crate::args::InputArgs;
use crate::failure::{Failure, Outcome, complain};
use crate::output::Output;
use crate::progress::Progress;
use bayhaqi_read::{Document, Documents, Input, Options, ReadError};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Documents in memory for each thread: enough that a long one does not leave the others idle.
const AHEAD: usize = 8;

/// What is said instead of a panic.
const FAULT: &str = "a fault in the program; please report it with the document";
/// Bytes of stack for each thread.
const STACK: usize = 16 * 1024 * 1024;

type Numbered<T> = (usize, Result<T, Failure>);

/// Takes what comes out of the threads, in the order of the input.
pub(crate) trait Sink<T> {
    /// Takes the result of one document.
    fn take(&mut self, item: T) -> Result<(), Stop>;

    /// Hears of a document that failed.
    fn fail(&mut self, _why: &Failure) -> Result<(), Stop> {
        Ok(())
    }

    /// Nothing comes for the moment.
    fn idle(&mut self) -> Result<(), Stop>;

    /// How long it may be left alone after [`Sink::idle`].
    fn patience(&self) -> Option<Duration> {
        None
    }

    /// Whether it writes to the terminal.
    fn shown(&self) -> bool {
        false
    }

    /// Nothing comes any more. `Outcome` is how the documents fared.
    fn finish(self, outcome: Outcome) -> Result<(), Stop>;
}

/// Why a sink takes no more.
pub(crate) enum Stop {
    /// Who reads the output has seen enough (`bayhaqi … | head`).
    Enough,
    /// It cannot be written.
    Failed(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Stop::Enough;
        }
        let what = format!("cannot be written ({error}); check the space and permissions");
        Stop::Failed(Failure::new("output", what))
    }
}

impl Sink<String> for Output {
    fn take(&mut self, text: String) -> Result<(), Stop> {
        Ok(self.write_all(text.as_bytes())?)
    }

    fn idle(&mut self) -> Result<(), Stop> {
        Ok(self.flush()?)
    }

    fn shown(&self) -> bool {
        self.is_terminal()
    }

    fn finish(self, outcome: Outcome) -> Result<(), Stop> {
        // Where nothing could be done, a file of an earlier run is worth more than an empty one.
        if outcome == Outcome::NothingDone {
            return Ok(());
        }
        Ok(Output::finish(self)?)
    }
}

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

/// Puts all documents through `work`, of which each thread makes its own, and hands on what comes
/// out.
pub(crate) fn run<W, T>(
    documents: impl Iterator<Item = Result<Document, ReadError>> + Send + 'static,
    jobs: Option<NonZeroUsize>,
    make: impl Fn() -> W + Send + Clone + 'static,
    sink: impl Sink<T>,
    quiet: bool,
) -> Result<Outcome, Failure>
where
    W: FnMut(&Document) -> Result<T, Failure>,
    T: Send + 'static,
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
    Writer { sink, progress, quiet, done: 0, failed: 0, skipped: BTreeMap::new() }
        .run(&results, &permit)
}

/// Starts a thread with room for deeply nested sentences.
fn spawn(task: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let started = thread::Builder::new().stack_size(STACK).spawn(task);
    started.map(drop).map_err(|e| Failure::new("--jobs", format!("no thread ({e}); give fewer")))
}

/// Reads as far ahead as there are permits.
fn read(
    documents: impl Iterator<Item = Result<Document, ReadError>>,
    permits: &Receiver<()>,
    to_work: &SyncSender<Numbered<Document>>,
) {
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

fn work<W, T>(
    queue: &Mutex<Receiver<Numbered<Document>>>,
    make: impl Fn() -> W,
    to_write: &SyncSender<Numbered<T>>,
) where
    W: FnMut(&Document) -> Result<T, Failure>,
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

struct Writer<S> {
    sink: S,
    progress: Progress,
    quiet: bool,
    done: usize,
    failed: usize,
    /// How many documents were left out on purpose, by the reason.
    skipped: BTreeMap<String, usize>,
}

impl<S> Writer<S> {
    fn run<T>(
        mut self,
        results: &Receiver<Numbered<T>>,
        permit: &SyncSender<()>,
    ) -> Result<Outcome, Failure>
    where
        S: Sink<T>,
    {
        let mut early = BTreeMap::new();
        let mut next = 0;
        let written = loop {
            let (number, result) = match self.receive(results) {
                Ok(Some(result)) => result,
                Ok(None) => break Ok(()),
                Err(stop) => break Err(stop),
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
    fn receive<T>(&mut self, results: &Receiver<Numbered<T>>) -> Result<Option<Numbered<T>>, Stop>
    where
        S: Sink<T>,
    {
        loop {
            match results.try_recv() {
                Ok(result) => return Ok(Some(result)),
                Err(TryRecvError::Disconnected) => return Ok(None),
                Err(TryRecvError::Empty) => {}
            }
            let sink = &mut self.sink;
            self.progress.aside(sink.shown(), || sink.idle())?;
            let wait = [self.progress.patience(), self.sink.patience()].into_iter().flatten().min();
            let Some(wait) = wait else { return Ok(results.recv().ok()) };
            match results.recv_timeout(wait) {
                Ok(result) => return Ok(Some(result)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => self.progress.show(),
            }
        }
    }

    fn write<T>(&mut self, result: Result<T, Failure>) -> Result<(), Stop>
    where
        S: Sink<T>,
    {
        let sink = &mut self.sink;
        match result {
            Ok(item) => {
                self.done += 1;
                self.progress.aside(sink.shown(), || sink.take(item))?;
            }
            Err(why) if why.skips() => {
                *self.skipped.entry(why.to_string()).or_default() += 1;
            }
            Err(why) => {
                self.failed += 1;
                self.progress.aside(true, || complain(&why));
                sink.fail(&why)?;
            }
        }
        self.progress.count();
        Ok(())
    }

    fn end<T>(self, written: Result<(), Stop>) -> Result<Outcome, Failure>
    where
        S: Sink<T>,
    {
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
        match written.and_then(|()| self.sink.finish(outcome)) {
            Err(Stop::Failed(failure)) => Err(failure),
            Err(Stop::Enough) | Ok(()) => Ok(outcome),
        }
    }
}
