//! A server on a port of its own, and a client that sends exactly the bytes that it is told to.

#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../../store/tests/common/mod.rs"]
pub mod made_up;

use bayhaqi_server::{Annotated, Coding, Limits, Role, Server, Setup, Tokens};
use bayhaqi_store::Store;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// A server that ends with the test.
pub struct Running {
    pub address: SocketAddr,
    pub folder: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Codes nothing, slowly where the text says so.
struct Slow;

impl Coding for Slow {
    fn code(&self, text: &str, published: Option<jiff::civil::Date>) -> Result<Annotated, String> {
        if let Some(wait) = text.strip_prefix("wait ").and_then(|t| t.parse().ok()) {
            std::thread::sleep(Duration::from_millis(wait));
        }
        assert!(text != "panic", "asked for");
        let document = bayhaqi_coder::record::DocumentInfo {
            published: published.map(|d| d.to_string()),
            ..Default::default()
        };
        Ok(Annotated {
            document,
            text: text.to_owned(),
            sentences: Vec::new(),
            entities: Vec::new(),
            attributions: Vec::new(),
            times: Vec::new(),
            places: Vec::new(),
            events: Vec::new(),
        })
    }

    fn roles(&self, _: &str) -> Vec<Role> {
        Vec::new()
    }
}

/// A server over a store with made-up reports.
pub fn start(name: &str, change: impl FnOnce(&mut Limits)) -> Running {
    start_with(name, change, None)
}

pub fn start_with(name: &str, change: impl FnOnce(&mut Limits), tokens: Option<Tokens>) -> Running {
    let folder = std::env::temp_dir().join(format!("bayhaqi-server-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = folder.join("events.db");
    let mut limits = Limits::default();
    change(&mut limits);
    add(&store, 0..40);
    let listen = "127.0.0.1:0".parse().unwrap();
    let setup = Setup { store, listen, limits, coding: Some(Box::new(Slow)), tokens };
    let server = Server::bind(setup).unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(move || server.run(async { drop(stopped.await) }));
    Running { address, folder, stop: Some(stop), thread: Some(thread) }
}

pub fn add(store: &std::path::Path, numbers: std::ops::Range<usize>) {
    let items: Vec<_> = numbers.map(|n| made_up::item(n, 5, "1")).collect();
    Store::write(store).unwrap().put(&items, false).unwrap();
}

impl Running {
    pub fn store(&self) -> PathBuf {
        self.folder.join("events.db")
    }

    /// Asks the server to end.
    pub fn ask_to_end(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) {
        self.thread.take().unwrap().join().unwrap();
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// Asks, and leaves the answer unread.
    pub fn ask(&self, path: &str) -> TcpStream {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        stream
    }

    pub fn get(&self, path: &str) -> Response {
        self.get_with(path, "")
    }

    /// `headers` are lines that end with `\r\n`.
    pub fn get_with(&self, path: &str, headers: &str) -> Response {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        ))
    }

    pub fn post(&self, path: &str, body: &str) -> Response {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    pub fn send(&self, request: &str) -> Response {
        let mut stream = self.connect();
        // A server that refuses a long body may have closed the connection already.
        let _ = stream.write_all(request.as_bytes());
        read(&mut stream)
    }

    /// Asks in SQL.
    pub fn sql(&self, sql: &str, rest: &str) -> Response {
        self.get(&format!("/api/query?sql={}{rest}", encode(sql)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.ask_to_end();
        if self.thread.is_some() {
            self.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn encode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// A response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
    /// Whether the body came to its end.
    pub whole: bool,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Checks that it is a problem of that status about that parameter.
    #[track_caller]
    pub fn is_problem(&self, status: u16, parameter: Option<&str>) -> &Self {
        assert_eq!(self.status, status, "{} {}", self.head, String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.head);
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["parameter"].as_str(), parameter, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|d| d.len() > 10), "{problem}");
        self
    }
}

/// Reads a response to its end, or the end of the connection.
pub fn read(stream: &mut TcpStream) -> Response {
    let mut bytes = Vec::new();
    // What came before the connection was cut counts.
    let end = stream.read_to_end(&mut bytes);
    let split = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let body = bytes.get(split + 4..).unwrap_or_default().to_vec();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    let mut response = Response { status, head, body, whole: end.is_ok() };
    if response.header("transfer-encoding") == Some("chunked") {
        let (body, whole) = unchunked(&response.body);
        (response.body, response.whole) = (body, whole);
    } else if let Some(length) = response.header("content-length") {
        response.whole = length.parse() == Ok(response.body.len());
    }
    response
}

fn unchunked(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (out, true);
        }
        let Some(chunk) = bytes.get(end + 2..end + 2 + size) else { break };
        out.extend_from_slice(chunk);
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
    }
    (out, false)
}
