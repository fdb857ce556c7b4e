//! Getting pages: politely, within limits, and not again what has not changed.

use super::robots::Robots;
use bayhaqi_read::{Options, Problem};
use bayhaqi_store::Visit;
use std::collections::HashMap;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::http::{StatusCode, Uri};

/// What we are called.
const NAME: &str = "bayhaqi";
/// A page that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// A page that has more bytes is given up.
const LARGEST: u64 = 16 << 20;
/// A page that leads on more often is given up.
const REDIRECTS: u32 = 5;
/// How long the rules of a site are believed.
const RULES: Duration = Duration::from_secs(24 * 3600);

/// Fetches pages.
pub(super) struct Fetcher {
    agent: ureq::Agent,
    /// Between two requests to one site.
    delay: Duration,
    sites: HashMap<String, Site>,
}

struct Site {
    robots: Robots,
    known: Instant,
    /// When it was asked for something last.
    asked: Instant,
}

/// A page.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// What to remember of it.
    pub(super) visit: Visit,
}

impl Fetcher {
    pub(super) fn new(delay: Duration) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(REDIRECTS)
            .http_status_as_error(false)
            .user_agent(concat!("bayhaqi/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Fetcher { agent, delay, sites: HashMap::new() }
    }

    /// The page at an address; none if it is as it was at the last visit. The error says why not, and
    /// what to do.
    pub(super) fn get(
        &mut self,
        address: &str,
        last: Option<&Visit>,
    ) -> Result<Option<Page>, String> {
        let wrong = "is no address of a page; give http://… or https://…".to_owned();
        let uri: Uri = address.parse().map_err(|_| wrong.clone())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong);
        };
        if scheme != "http" && scheme != "https" {
            return Err(wrong);
        }
        let site = format!("{scheme}://{authority}");
        let path = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        if !self.site(&site)?.robots.allow(&path) {
            return Err("the site's robots.txt forbids it; leave it out".to_owned());
        }
        self.wait(&site);
        self.request(address, last)
    }

    /// A site with its rules, which are asked for once a day. Without knowing them nothing is read.
    fn site(&mut self, site: &str) -> Result<&Site, String> {
        if self.sites.get(site).is_none_or(|s| s.known.elapsed() > RULES) {
            let robots = match self.request(&format!("{site}/robots.txt"), None) {
                Ok(page) => {
                    let bytes = page.map(|p| p.bytes).unwrap_or_default();
                    Robots::parse(&String::from_utf8_lossy(&bytes), NAME)
                }
                // RFC 9309, 2.3.1.3: where there are none, everything may be read.
                Err(why) if why.starts_with('4') => Robots::default(),
                Err(why) => return Err(format!("robots.txt: {why}")),
            };
            let now = Instant::now();
            self.sites.insert(site.to_owned(), Site { robots, known: now, asked: now });
        }
        Ok(&self.sites[site])
    }

    /// Waits until the site may be asked again.
    fn wait(&mut self, site: &str) {
        if let Some(site) = self.sites.get_mut(site) {
            let rest = self.delay.saturating_sub(site.asked.elapsed());
            let end = Instant::now() + rest;
            while Instant::now() < end && !crate::interrupt::asked() {
                std::thread::sleep(rest.min(Duration::from_millis(50)));
            }
            site.asked = Instant::now();
        }
    }

    fn request(&self, address: &str, last: Option<&Visit>) -> Result<Option<Page>, String> {
        let mut request = self.agent.get(address);
        if let Some(etag) = last.and_then(|v| v.etag.as_deref()) {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = last.and_then(|v| v.modified.as_deref()) {
            request = request.header("If-Modified-Since", modified);
        }
        let mut response =
            request.call().map_err(|e| format!("cannot be fetched ({e}); trying again later"))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        if !status.is_success() {
            return Err(format!("{status} from the server; trying again later"));
        }
        let header = |name: &str| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
        };
        let visit = Visit {
            address: address.to_owned(),
            etag: header("ETag"),
            modified: header("Last-Modified"),
        };
        let coding = header("Content-Encoding").unwrap_or_default();
        let mut bytes = Vec::new();
        response
            .body_mut()
            .as_reader()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| format!("breaks off ({e}); trying again later"))?;
        let too_long = || format!("has more than {LARGEST} bytes; leave it out");
        if bytes.len() as u64 > LARGEST {
            return Err(too_long());
        }
        // What we have not asked for, some servers send all the same. What was packed by gzip comes
        // unpacked.
        let options = Options { limit: LARGEST, ..Options::default() };
        let bytes = match bayhaqi_read::unpack(&coding, bytes, &options) {
            Ok(bytes) => bytes.into_owned(),
            Err(Problem::TooLong { .. }) => return Err(too_long()),
            Err(why) => return Err(why.to_string()),
        };
        Ok(Some(Page { bytes, visit }))
    }
}
