//! What all requests share.

use crate::api::about::Holds;
use crate::rate::Rate;
use crate::snapshot::Snapshot;
use crate::{Coding, Limits, Problem, Tokens};
use bayhaqi_store::{Store, StoreError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// What all requests share: the store, the coder, the limits.
pub struct State {
    pub(crate) path: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) coding: Option<Box<dyn Coding>>,
    /// Who may ask; `None` where everybody on this machine may.
    pub(crate) tokens: Option<Tokens>,
    pub(crate) rate: Rate,
    /// Open stores that nobody uses at the moment.
    stores: Mutex<Vec<Store>>,
    /// The events in memory.
    pub(crate) snapshot: Snapshot,
    /// Looks whether the store has changed, and counts how often another file has taken its place.
    watcher: Mutex<(Store, u64)>,
    /// How much the store holds, and of which version that is.
    counted: Mutex<Option<(u64, Holds)>>,
    /// Tells this run of the server from others.
    run: String,
    /// Turns of requests.
    pub(crate) jobs: Arc<Semaphore>,
    /// Turns of downloads.
    pub(crate) downloads: Arc<Semaphore>,
    /// Turns of requests that may take long.
    pub(crate) long: Arc<Semaphore>,
    /// Places for requests that wait.
    pub(crate) places: Semaphore,
}

impl State {
    pub(crate) fn new(
        path: &Path,
        limits: Limits,
        coding: Option<Box<dyn Coding>>,
        tokens: Option<Tokens>,
    ) -> Result<Self, StoreError> {
        let watcher = Store::read(path)?;
        watcher.limit_memory(limits.memory)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(State {
            path: path.to_owned(),
            coding,
            tokens,
            rate: Rate::new(limits.rate as f64, limits.burst as f64),
            stores: Mutex::default(),
            snapshot: Snapshot::default(),
            watcher: Mutex::new((watcher, 0)),
            counted: Mutex::default(),
            run: format!("{:x}-{:x}", now.as_nanos(), std::process::id()),
            jobs: Arc::new(Semaphore::new(limits.jobs)),
            downloads: Arc::new(Semaphore::new(limits.downloads)),
            long: Arc::new(Semaphore::new(limits.long)),
            places: Semaphore::new(limits.queue),
            limits,
        })
    }

    /// The coder, if there is one.
    pub fn coding(&self) -> Option<&dyn Coding> {
        self.coding.as_deref()
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The file of the store.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A number that changes when anybody changes the store.
    pub fn version(&self) -> Result<u64, StoreError> {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if watcher.0.is_replaced() {
            *watcher = (Store::read(&self.path)?, watcher.1 + 1);
        }
        // SQLite's number has 32 bits.
        Ok(watcher.1 << 32 | watcher.0.version()?)
    }

    /// How much the store holds, if that has been counted for this version.
    pub(crate) fn counted(&self, version: u64) -> Option<Holds> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.as_ref().filter(|(of, _)| *of == version).map(|(_, holds)| holds.clone())
    }

    pub(crate) fn keep_count(&self, version: u64, holds: Holds) {
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, holds));
    }

    /// The entity tag of all answers about the store as it is now. What is in memory may be older.
    pub(crate) fn tag(&self) -> Result<String, Problem> {
        let loaded = self.snapshot.version();
        Ok(format!("W/\"{}-{:x}-{loaded:x}\"", self.run, self.version()?))
    }

    pub(crate) fn take_store(&self) -> Result<Store, StoreError> {
        let free = || self.stores.lock().unwrap_or_else(PoisonError::into_inner).pop();
        while let Some(store) = free() {
            if !store.is_replaced() {
                return Ok(store);
            }
        }
        let mut store = Store::read(&self.path)?;
        // All stores together keep no more than a quarter of the memory that there is for SQLite.
        let stores = self.limits.work();
        let cache = (self.limits.memory / 4 / stores).min(64 << 20);
        store.confine(self.limits.value, cache)?;
        Ok(store)
    }

    pub(crate) fn put_back(&self, store: Store) {
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).push(store);
    }
}
