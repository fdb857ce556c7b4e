//! What one request, one asker and all together may use up.

use std::time::Duration;

/// The limits of a server. [`Limits::NAMES`] says what each is called where somebody sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time.
    pub connections: usize,
    /// Requests that wait for their turn.
    pub queue: usize,
    /// Requests that are worked on at the same time.
    pub jobs: usize,
    /// Texts that are coded and SQL that is answered at the same time.
    pub long: usize,
    /// Downloads at the same time.
    pub downloads: usize,
    /// Time for an answer, once its turn has come.
    pub time: Duration,
    /// Time for a turn to come.
    pub wait_time: Duration,
    /// Time for a download.
    pub download_time: Duration,
    /// Time for the head of a request, and for a connection to do nothing.
    pub header_time: Duration,
    /// Time for the body of a request.
    pub body_time: Duration,
    /// Time in which a client must read something.
    pub stall_time: Duration,
    /// Time for what is under way when the server ends.
    pub shutdown_time: Duration,
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a text that is to be coded.
    pub text: usize,
    /// Rows of an answer to SQL in JSON.
    pub rows: usize,
    /// Bytes of an answer to SQL in JSON.
    pub answer: usize,
    /// Bytes of one value in SQL.
    pub value: usize,
    /// Bytes that SQLite may take in all.
    pub memory: usize,
    /// Requests a second of each token, or else each address; 0 is no limit.
    pub rate: usize,
    /// Requests at once before `rate` counts.
    pub burst: usize,
}

impl Limits {
    /// What each limit is called, with what it means.
    pub const NAMES: &[(&str, &str)] = &[
        ("connections", "connections at the same time"),
        ("queue", "requests that wait for their turn"),
        ("jobs", "requests that are worked on at the same time"),
        ("long", "texts that are coded, and SQL that is answered, at the same time"),
        ("downloads", "downloads at the same time"),
        ("seconds", "seconds for an answer"),
        ("wait-seconds", "seconds that a request waits for its turn"),
        ("download-seconds", "seconds for a download"),
        ("header-seconds", "seconds for the head of a request, and for an idle connection"),
        ("body-seconds", "seconds for the body of a request"),
        ("stall-seconds", "seconds in which a client must read something"),
        ("shutdown-seconds", "seconds for what is under way when the server ends"),
        ("body", "bytes of a request's body"),
        ("text", "bytes of a text that is to be coded"),
        ("rows", "rows of an answer to SQL in JSON"),
        ("answer", "bytes of an answer to SQL in JSON"),
        ("value", "bytes of one value in SQL"),
        ("memory", "bytes that SQLite may take in all"),
        ("rate", "requests a second of each token or address; 0 is no limit"),
        ("burst", "requests at once before the rate counts"),
    ];

    /// Requests of all kinds that are worked on at the same time.
    pub(crate) fn work(&self) -> usize {
        self.jobs + self.long + self.downloads
    }

    /// Sets a limit by its name; `false` if there is none of that name, or the number is out of range.
    ///
    /// ```
    /// let mut limits = bayhaqi_server::Limits::default();
    /// assert!(limits.set("rows", 100));
    /// assert_eq!(limits.rows, 100);
    /// assert!(!limits.set("rows", 0) && !limits.set("row", 1));
    /// ```
    pub fn set(&mut self, name: &str, most: u64) -> bool {
        let Some(most) = usize::try_from(most).ok().filter(|n| *n <= 1 << 40) else { return false };
        if most == 0 && name != "rate" && name != "queue" {
            return false;
        }
        let seconds = Duration::from_secs(most.min(86_400) as u64);
        let few = most.min(10_000);
        match name {
            "connections" => self.connections = most.min(1 << 20),
            "queue" => self.queue = most.min(1 << 20),
            "jobs" => self.jobs = few,
            "long" => self.long = few,
            "downloads" => self.downloads = few,
            "seconds" => self.time = seconds,
            "wait-seconds" => self.wait_time = seconds,
            "download-seconds" => self.download_time = seconds,
            "header-seconds" => self.header_time = seconds,
            "body-seconds" => self.body_time = seconds,
            "stall-seconds" => self.stall_time = seconds,
            "shutdown-seconds" => self.shutdown_time = seconds,
            "body" => self.body = most,
            "text" => self.text = most,
            "rows" => self.rows = most,
            "answer" => self.answer = most,
            "value" => self.value = most,
            "memory" => self.memory = most,
            "rate" => self.rate = most,
            "burst" => self.burst = most,
            _ => return false,
        }
        true
    }
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Limits {
            connections: 1024,
            queue: 1024,
            jobs: cores.max(2),
            long: cores.max(2),
            downloads: 4,
            time: Duration::from_secs(30),
            wait_time: Duration::from_secs(120),
            download_time: Duration::from_secs(600),
            header_time: Duration::from_secs(15),
            body_time: Duration::from_secs(30),
            stall_time: Duration::from_secs(30),
            shutdown_time: Duration::from_secs(20),
            body: 4 << 20,
            text: 1 << 20,
            rows: 10_000,
            answer: 16 << 20,
            value: 8 << 20,
            memory: 1 << 30,
            rate: 0,
            burst: 200,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn every_name_sets_a_limit() {
        for (name, _) in Limits::NAMES {
            let mut limits = Limits::default();
            assert!(limits.set(name, 7), "{name}");
            assert_ne!(limits, Limits::default(), "{name}");
        }
    }
}
