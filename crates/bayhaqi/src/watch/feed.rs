//! An RSS or Atom feed with the pages that it leads to.

use super::News;
use super::fetch::Fetcher;
use crate::failure::{Failure, complain};
use crate::interrupt;
use bayhaqi_read::{Announced, Document, Options, announced, from_bytes};
use bayhaqi_store::{Store, Visit};
use std::time::Duration;

/// Pages that are fetched before they are ingested.
const AT_ONCE: usize = 20;

pub(super) struct Feed {
    address: String,
    fetcher: Fetcher,
    /// Entries that are still to be fetched, the next one last.
    waiting: Vec<Announced>,
}

impl Feed {
    pub(super) fn new(address: &str, delay: Duration) -> Self {
        Feed { address: address.to_owned(), fetcher: Fetcher::new(delay), waiting: Vec::new() }
    }

    /// The reports that are new. A report that cannot be fetched is told and tried again when the feed
    /// changes.
    pub(super) fn news(&mut self, store: &Store, options: &Options) -> Result<News, Failure> {
        let mut visits = Vec::new();
        if self.waiting.is_empty() {
            let last = remembered(store, &self.address)?;
            let page = self.fetcher.get(&self.address, last.as_ref());
            let page = page.map_err(|why| Failure::new(&self.address, why))?;
            if let Some(page) = page {
                self.waiting = announced(&page.bytes, options).ok_or_else(|| {
                    Failure::new(&self.address, "is no feed; give an RSS or Atom feed")
                })?;
                self.waiting.reverse();
                visits.push(page.visit);
            }
        }
        let mut documents = Vec::new();
        let mut fetched = 0;
        let mut failed = false;
        while fetched < AT_ONCE && !interrupt::asked() {
            let Some(entry) = self.waiting.pop() else { break };
            if remembered(store, &entry.address)?.is_some() {
                continue;
            }
            fetched += 1;
            match self.fetcher.get(&entry.address, None) {
                Ok(Some(page)) => {
                    let read = from_bytes(&entry.address, &page.bytes, options.clone());
                    documents.extend(read.map(|d| d.map(|d| complete(d, &entry))));
                    visits.push(page.visit);
                }
                Ok(None) => {}
                Err(why) => {
                    failed = true;
                    complain(&Failure::new(&entry.address, why));
                }
            }
        }
        if failed {
            // The feed is read again as a whole, so that what failed is tried again.
            visits.retain(|v| v.address != self.address);
        }
        Ok(News { documents, visits, more: !self.waiting.is_empty() })
    }
}

fn remembered(store: &Store, address: &str) -> Result<Option<Visit>, Failure> {
    store.remembered(address).map_err(|e| Failure::of(&e))
}

/// Adds what the page does not say of itself.
fn complete(mut document: Document, entry: &Announced) -> Document {
    let own = document.id == document.own_id();
    document.uri.get_or_insert_with(|| entry.address.clone());
    document.title = document.title.or_else(|| entry.title.clone());
    document.published = document.published.or(entry.published);
    document.publisher = document.publisher.or_else(|| entry.publisher.clone());
    if own {
        document.id = document.own_id();
    }
    document
}
