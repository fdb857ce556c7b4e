//! The columns of the store as it is now, or was a moment ago.
//!
//! They are loaded when the server starts and whenever the store has changed. Small stores are loaded
//! while the asker waits, so that what was just written is seen; for large ones the answer is of the
//! moment before, and loading goes on behind: seldom enough to take a tenth of a core at most.

use crate::Problem;
use crate::state::State;
use bayhaqi_store::{Columns, StoreError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Loading that takes longer goes on behind.
const QUICK: Duration = Duration::from_millis(300);
/// So many times longer than it took, loading rests.
const REST: u32 = 10;

/// Columns, and of which version of the store they are.
#[derive(Default)]
pub(crate) struct Snapshot {
    inner: Mutex<Inner>,
    loaded: Condvar,
}

#[derive(Default)]
struct Inner {
    columns: Option<Arc<Columns>>,
    version: u64,
    /// How long it took, and when it was done.
    took: Option<(Duration, Instant)>,
    loading: bool,
}

impl Snapshot {
    /// The version of what is loaded; 0 before anything is.
    pub(crate) fn version(&self) -> u64 {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).version
    }
}

/// Whether to load now, and whether to wait for it.
enum Next {
    Ready(Arc<Columns>),
    Load,
    LoadBehind(Arc<Columns>),
}

impl State {
    /// The columns of the store.
    pub fn columns(self: &Arc<Self>) -> Result<Arc<Columns>, Problem> {
        let version = self.version()?;
        match self.next(version) {
            Next::Ready(columns) => Ok(columns),
            Next::Load => Ok(self.load(version)?),
            Next::LoadBehind(columns) => {
                let state = Arc::clone(self);
                std::thread::spawn(move || {
                    if let Err(error) = state.load(version) {
                        log::warn!("{error}");
                    }
                });
                Ok(columns)
            }
        }
    }

    fn next(&self, version: u64) -> Next {
        let mut inner = self.snapshot.inner.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(columns) = inner.columns.as_ref().map(Arc::clone) {
                let slow = inner.took.is_some_and(|(took, _)| took > QUICK);
                let rests = inner.took.is_some_and(|(took, end)| end.elapsed() < took * REST);
                if inner.version == version || slow && (inner.loading || rests) {
                    return Next::Ready(columns);
                }
                if slow {
                    inner.loading = true;
                    return Next::LoadBehind(columns);
                }
            }
            if !inner.loading {
                inner.loading = true;
                return Next::Load;
            }
            inner = self.snapshot.loaded.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn load(&self, version: u64) -> Result<Arc<Columns>, StoreError> {
        let _ending = Ending(&self.snapshot);
        let begun = Instant::now();
        let store = self.take_store()?;
        let columns = Arc::new(Columns::load(&store)?);
        self.put_back(store);
        let took = begun.elapsed();
        log::debug!("{} events loaded in {took:.1?}", columns.len());
        let mut inner = self.snapshot.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.columns = Some(Arc::clone(&columns));
        inner.version = version;
        inner.took = Some((took, Instant::now()));
        Ok(columns)
    }
}

/// Tells those that wait, however loading ends.
struct Ending<'a>(&'a Snapshot);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner).loading = false;
        self.0.loaded.notify_all();
    }
}
