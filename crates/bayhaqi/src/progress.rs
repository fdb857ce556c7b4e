//! The progress bar: on a terminal only, and only if a run takes its time.

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

/// A shorter run needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts documents for a person who waits.
pub(crate) struct Progress {
    wanted: bool,
    started: Instant,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let wanted = !quiet && stderr().is_terminal();
        Progress { wanted, started: Instant::now(), done: 0, bar: None }
    }

    /// How long to wait for the next document before [`Progress::show`] is to be called.
    pub(crate) fn patience(&self) -> Option<Duration> {
        let waiting = self.wanted && self.bar.is_none();
        waiting.then(|| PATIENCE.saturating_sub(self.started.elapsed()))
    }

    /// Shows the bar if it is time to.
    pub(crate) fn show(&mut self) {
        if !self.wanted || self.bar.is_some() || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = ProgressBar::new_spinner()
            .with_position(self.done)
            .with_elapsed(self.started.elapsed());
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{:.0} a second", state.per_sec());
        };
        let style =
            ProgressStyle::with_template("{spinner} {human_pos} documents, {rate}, {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style.with_key("rate", rate));
        bar.enable_steady_tick(Duration::from_millis(100));
        self.bar = Some(bar);
    }

    /// Counts one more document.
    pub(crate) fn count(&mut self) {
        self.done += 1;
        self.show();
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Writes something without tearing the bar, where it is `shown` on the terminal too.
    pub(crate) fn aside<T>(&self, shown: bool, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) if shown => bar.suspend(write),
            _ => write(),
        }
    }

    pub(crate) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
