//! `bayhaqi ingest`: documents to events in a store.

use crate::annotate::sentences;
use crate::args::{IngestArgs, InputArgs};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome, complain};
use crate::interrupt;
use crate::output::Output;
use crate::runner::{self, Sink, Stop};
use bayhaqi_nlp::CharIndex;
use bayhaqi_read::{Document, ReadError};
use bayhaqi_store::{Item, Packer, Put, Report, Store, StoreError};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Reports in one transaction. A commit costs a few milliseconds of waiting for the disk, whatever is
/// in it.
const BATCH: usize = 512;
/// Bytes of text in one transaction: long reports make smaller batches, so that memory stays flat.
const BATCH_BYTES: usize = 4 << 20;
/// How long a report waits for others.
const WAIT: Duration = Duration::from_millis(500);
/// With fewer new reports a store is not packed.
const MANY: usize = 1000;

pub(crate) fn run(args: IngestArgs, quiet: bool) -> Result<Outcome, Failure> {
    if args.input.output.is_some() {
        return Err(Failure::new("--output", "ingest writes into a store; give --store FILE"));
    }
    let documents = runner::documents(&args.input, false)?;
    let store = Store::write(&args.store).map_err(|e| Failure::of(&e))?;
    let engine = Engine::new(&args.input)?;
    interrupt::listen();
    let ingest = Ingest { input: &args.input, store: &args.store, engine, recode: args.recode };
    let (outcome, counts) = ingest.run(documents, store, quiet)?;
    let outcome = stopped(outcome);
    if !quiet {
        // Who does not listen loses nothing.
        let _ = writeln!(Output::open(None)?, "{counts}");
    }
    Ok(outcome)
}

/// How it ended: work that somebody stopped is not all done.
pub(crate) fn stopped(outcome: Outcome) -> Outcome {
    if !interrupt::asked() {
        return outcome;
    }
    complain(&"stopped; what is done is in the store, run it again to go on");
    Outcome::SomeFailed
}

/// How documents come into a store.
#[derive(Clone, Copy)]
pub(crate) struct Ingest<'a> {
    pub(crate) input: &'a InputArgs,
    pub(crate) store: &'a Path,
    pub(crate) engine: &'static Engine,
    /// Code again what is there already.
    pub(crate) recode: bool,
}

impl Ingest<'_> {
    /// Codes documents into the store until they end or somebody asks to stop.
    pub(crate) fn run(
        &self,
        documents: impl Iterator<Item = Result<Document, ReadError>> + Send + 'static,
        store: Store,
        quiet: bool,
    ) -> Result<(Outcome, Counts), Failure> {
        let documents = documents.take_while(|_| !interrupt::asked());
        let (path, engine, recode) = (self.store.to_owned(), self.engine, self.recode);
        let make = move || {
            let mut thread = Thread::new(engine);
            let mut packer = Packer::default();
            let reader = Store::read(&path);
            move |document: &Document| {
                let coder = thread.coder(document)?;
                let info = info(document);
                let known = match &reader {
                    Ok(reader) if !recode => {
                        reader.has(&info, &document.text, &coder).map_err(|e| Failure::of(&e))?
                    }
                    _ => false,
                };
                if known {
                    return Ok(Work::Known);
                }
                let (parse, model) = thread.parse(document)?;
                let coded = thread.code(&info, &parse, model);
                let sentences = sentences(&parse, &CharIndex::new(parse.text()));
                let (origin, text) = (document.origin.clone(), document.text.clone());
                let report = packer.report(info, origin, text, sentences, coded, coder);
                Ok(Work::Report(Box::new(report.by(document.author.clone()))))
            }
        };
        let mut counts = Counts::default();
        let sink = Writer {
            store,
            batch: Vec::new(),
            bytes: 0,
            since: None,
            again: self.recode,
            counts: &mut counts,
        };
        let outcome = runner::run(documents, self.input.jobs, make, sink, quiet)?;
        Ok((outcome, counts))
    }
}

/// What a thread found.
enum Work {
    /// The store has it.
    Known,
    Report(Box<Report>),
}

/// What became of the documents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) added: usize,
    pub(crate) replaced: usize,
    pub(crate) known: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { added, replaced, known } = self;
        write!(f, "{added} added, {replaced} replaced, {known} known already")
    }
}

/// The only one that writes: it gathers reports to batches, each of which is one transaction.
struct Writer<'a> {
    store: Store,
    batch: Vec<Item>,
    bytes: usize,
    /// When the first one of the batch came.
    since: Option<Instant>,
    again: bool,
    counts: &'a mut Counts,
}

impl Writer<'_> {
    fn add(&mut self, item: Item, bytes: usize) -> Result<(), Stop> {
        self.batch.push(item);
        self.bytes += bytes;
        let since = *self.since.get_or_insert_with(Instant::now);
        let full = self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES;
        if full || since.elapsed() >= WAIT { self.commit() } else { Ok(()) }
    }

    fn commit(&mut self) -> Result<(), Stop> {
        if self.batch.is_empty() {
            return Ok(());
        }
        for put in self.store.put(&self.batch, self.again)? {
            match put {
                Put::Added => self.counts.added += 1,
                Put::Replaced => self.counts.replaced += 1,
                Put::Same => self.counts.known += 1,
            }
        }
        self.batch.clear();
        (self.bytes, self.since) = (0, None);
        Ok(())
    }

    /// Whether it is worth while to write the whole file anew.
    fn is_mostly_new(&self) -> bool {
        let all = || self.store.reports().unwrap_or(u64::MAX);
        self.counts.added >= MANY && !interrupt::asked() && self.counts.added as u64 >= all() / 2
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Failed(Failure::of(&error))
    }
}

impl Sink<Work> for Writer<'_> {
    fn take(&mut self, work: Work) -> Result<(), Stop> {
        match work {
            Work::Known => {
                self.counts.known += 1;
                Ok(())
            }
            Work::Report(report) => {
                let bytes = report.text().len();
                self.add(Item::Report(report), bytes)
            }
        }
    }

    fn fail(&mut self, why: &Failure) -> Result<(), Stop> {
        let text = why.to_string();
        let (origin, message) = text.split_once(": ").unwrap_or(("input", &text));
        let item = Item::Error { origin: origin.to_owned(), message: message.to_owned() };
        self.add(item, text.len())
    }

    fn idle(&mut self) -> Result<(), Stop> {
        if self.since.is_some_and(|s| s.elapsed() >= WAIT) { self.commit() } else { Ok(()) }
    }

    fn patience(&self) -> Option<Duration> {
        self.since.map(|s| WAIT.saturating_sub(s.elapsed()))
    }

    fn finish(mut self, _: Outcome) -> Result<(), Stop> {
        self.commit()?;
        // Not needed, but a packed store is a tenth smaller, and one with an empty log can be copied as one
        // file. Others who read or write at the same time may prevent both.
        let packed = if self.is_mostly_new() { self.store.compact() } else { self.store.settle() };
        if let Err(error) = packed {
            log::debug!("{error}");
        }
        Ok(())
    }
}
