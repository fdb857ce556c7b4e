//! An RSS or Atom feed with the pages that it leads to.

use super::News;
use super::fetch::Fetcher;
use crate::failure::{Failure, complain};
use crate::interrupt;
use bayhaqi_read::{Document, Options, from_bytes};
use bayhaqi_store::{Store, Visit};
use std::time::Duration;

/// Pages that are fetched before they are ingested.
const AT_ONCE: usize = 20;

pub(super) struct Feed {
    address: String,
    fetcher: Fetcher,
    /// Entries that are still to be fetched, the next one last.
    waiting: Vec<Entry>,
}

/// What a feed says of a report.
struct Entry {
    link: String,
    title: Option<String>,
    published: Option<jiff::civil::Date>,
    publisher: Option<String>,
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
                self.waiting = entries(&page.bytes).map_err(|why| {
                    let what = format!("is no feed ({why}); give an RSS or Atom feed");
                    Failure::new(&self.address, what)
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
            if remembered(store, &entry.link)?.is_some() {
                continue;
            }
            fetched += 1;
            match self.fetcher.get(&entry.link, None) {
                Ok(Some(page)) => {
                    let read = from_bytes(&entry.link, &page.bytes, options.clone());
                    documents.extend(read.map(|d| d.map(|d| entry.complete(d))));
                    visits.push(page.visit);
                }
                Ok(None) => {}
                Err(why) => {
                    failed = true;
                    complain(&Failure::new(&entry.link, why));
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

impl Entry {
    /// Adds what the page does not say of itself.
    fn complete(&self, mut document: Document) -> Document {
        document.uri.get_or_insert_with(|| self.link.clone());
        document.title = document.title.or_else(|| self.title.clone());
        document.published = document.published.or(self.published);
        document.publisher = document.publisher.or_else(|| self.publisher.clone());
        document
    }
}

/// The entries of a feed that lead to a page, in its order.
fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let feed = feed_rs::parser::parse(bytes).map_err(|e| e.to_string())?;
    let publisher = feed.title.map(|t| t.content);
    let entry = |e: feed_rs::model::Entry| {
        let link = e.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"))?;
        let day = e.published.or(e.updated).map(|d| d.to_rfc3339());
        Some(Entry {
            link: link.href.clone(),
            title: e.title.map(|t| t.content),
            published: day.as_deref().and_then(bayhaqi_read::parse_date),
            publisher: publisher.clone(),
        })
    };
    Ok(feed.entries.into_iter().filter_map(entry).collect())
}
