//! `bayhaqi watch`: polls feeds and folders, and ingests what is new, until stopped.
//!
//! What a feed or file was like when it was last read is kept in the store: after a restart the work goes
//! on where it stopped, and a server that says "nothing new" is believed.

mod feed;
mod fetch;
mod folder;
mod robots;

use crate::args::WatchArgs;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome, complain};
use crate::ingest::{Counts, Ingest};
use crate::{interrupt, output::Output};
use bayhaqi_read::{Document, Options, ReadError};
use bayhaqi_store::{Store, Visit};
use feed::Feed;
use folder::Folder;
use std::io::Write;
use std::time::{Duration, Instant};

/// A source that fails is left alone longer and longer, but no longer than this.
const LONGEST: Duration = Duration::from_secs(3600);
/// How long an interrupt may go unnoticed.
const BLINK: Duration = Duration::from_millis(100);

/// What one look at a source gave.
struct News {
    documents: Vec<Result<Document, ReadError>>,
    /// What to remember once these are in the store.
    visits: Vec<Visit>,
    /// More waits: look again soon.
    more: bool,
}

/// Something that is polled.
enum Source {
    Feed(Feed),
    Folder(Folder),
}

/// A source with the time of the next look at it.
struct Watched {
    source: Source,
    due: Instant,
    failures: u32,
}

pub(crate) fn run(args: &WatchArgs, quiet: bool) -> Result<Outcome, Failure> {
    if args.input.output.is_some() {
        return Err(Failure::new("--output", "watch writes into a store; give --store FILE"));
    }
    let options = Options {
        language: args.input.given_language().map(str::to_owned),
        tell_language: args.input.tell_language(),
        published: args.input.published,
        ..Options::default()
    };
    let store = Store::write(&args.store).map_err(|e| Failure::of(&e))?;
    let engine = Engine::new(&args.input)?;
    interrupt::listen();
    let mut watch = Watch { args, options, engine, store, quiet, outcome: Outcome::Done };
    let mut sources = args
        .input
        .paths
        .iter()
        .map(|s| watch.source(&s.to_string_lossy()))
        .collect::<Result<Vec<_>, _>>()?;
    while !interrupt::asked() {
        for watched in &mut sources {
            if watched.due <= Instant::now() && !interrupt::asked() {
                watch.look(watched)?;
            }
        }
        if args.once && sources.iter().all(|w| w.due > Instant::now()) {
            break;
        }
        std::thread::sleep(BLINK);
    }
    Ok(watch.outcome)
}

struct Watch<'a> {
    args: &'a WatchArgs,
    options: Options,
    engine: &'static Engine,
    /// Remembers; what is ingested is written by a connection of its own.
    store: Store,
    quiet: bool,
    outcome: Outcome,
}

impl Watch<'_> {
    fn source(&self, name: &str) -> Result<Watched, Failure> {
        let source = if name.starts_with("http://") || name.starts_with("https://") {
            Source::Feed(Feed::new(name, self.args.delay))
        } else {
            Source::Folder(Folder::new(name)?)
        };
        Ok(Watched { source, due: Instant::now(), failures: 0 })
    }

    /// Looks at a source and ingests what is new.
    fn look(&mut self, watched: &mut Watched) -> Result<(), Failure> {
        let news = match &mut watched.source {
            Source::Feed(feed) => feed.news(&self.store, &self.options),
            Source::Folder(folder) => folder.news(&self.store, &self.options),
        };
        let news = match news {
            Ok(news) => news,
            Err(failure) => {
                complain(&failure);
                self.outcome = Outcome::SomeFailed;
                watched.failures += 1;
                let wait = self.args.every * 2u32.saturating_pow(watched.failures.min(16));
                watched.due = Instant::now() + wait.min(LONGEST.max(self.args.every));
                return Ok(());
            }
        };
        watched.failures = 0;
        watched.due = Instant::now() + if news.more { Duration::ZERO } else { self.args.every };
        if !news.documents.is_empty() {
            self.ingest(news.documents)?;
        }
        if interrupt::asked() {
            // What was left out must be looked at again.
            return Ok(());
        }
        self.store.remember(&news.visits).map_err(|e| Failure::of(&e))
    }

    fn ingest(&mut self, documents: Vec<Result<Document, ReadError>>) -> Result<(), Failure> {
        let path = &self.args.store;
        let store = Store::write(path).map_err(|e| Failure::of(&e))?;
        let ingest =
            Ingest { input: &self.args.input, store: path, engine: self.engine, recode: false };
        let (outcome, counts) = ingest.run(documents.into_iter(), store, true)?;
        if outcome != Outcome::Done {
            self.outcome = Outcome::SomeFailed;
        }
        self.tell(counts);
        Ok(())
    }

    fn tell(&self, counts: Counts) {
        if !self.quiet && counts.added + counts.replaced > 0 {
            // Who does not listen loses nothing.
            let _ = Output::open(None).map(|mut out| writeln!(out, "{counts}"));
        }
    }
}
