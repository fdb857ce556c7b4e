//! What one request, one asker and all together may use up.

use std::time::Duration;

/// The limits of a server. Each has a name under which `--limit NAME=N` sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time (`connections`).
    pub connections: usize,
    /// Requests that wait for their turn (`queue`).
    pub queue: usize,
    /// Requests that are worked on at the same time (`jobs`).
    pub jobs: usize,
    /// Downloads at the same time (`downloads`).
    pub downloads: usize,
    /// Time for an answer, once its turn has come (`seconds`).
    pub time: Duration,
    /// Time for a download (`download-seconds`).
    pub download_time: Duration,
    /// Time for the headers of a request, and for a connection to do nothing (`header-seconds`).
    pub header_time: Duration,
    /// Time for the body of a request (`body-seconds`).
    pub body_time: Duration,
    /// Time in which a client must read something (`read-seconds`).
    pub stall_time: Duration,
    /// Time for what is under way when the server ends (`shutdown-seconds`).
    pub shutdown_time: Duration,
    /// Bytes of a request's body (`body`).
    pub body: usize,
    /// Bytes of a text that is to be coded (`text`).
    pub text: usize,
    /// Rows of an answer to SQL in JSON (`rows`).
    pub rows: usize,
    /// Bytes of an answer to SQL in JSON, and of each value (`answer`).
    pub answer: usize,
    /// Bytes that all queries together may take (`memory`).
    pub memory: usize,
    /// Requests a second of each token, or else each address; 0 is no limit (`rate`).
    pub rate: u32,
    /// Requests at once before `rate` counts (`burst`).
    pub burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Limits {
            connections: 1024,
            queue: 1024,
            jobs: cores.max(2),
            downloads: 4,
            time: Duration::from_secs(30),
            download_time: Duration::from_secs(600),
            header_time: Duration::from_secs(15),
            body_time: Duration::from_secs(30),
            stall_time: Duration::from_secs(30),
            shutdown_time: Duration::from_secs(20),
            body: 2 << 20,
            text: 1 << 20,
            rows: 10_000,
            answer: 32 << 20,
            memory: 1 << 30,
            rate: 0,
            burst: 200,
        }
    }
}
