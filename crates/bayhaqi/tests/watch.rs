//! `watch` against a folder and against a server on this machine that misbehaves.

#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

const REPORT: &str = "Ministers meet\n\nThe minister of Iran met the minister of Iraq in Basra.\n";

/// "Norway praised Chile for its reforms on Monday.", packed by brotli.
const BROTLI: &[u8] = b"\x1b\x2e\x00\xe8\x45\x6f\x78\xbd\x3b\x2e\xd7\xc7\xf1\xaf\xa4\x5c\x0a\x25\xb0\x01\
    \xa7\x81\x7a\x64\x81\x8f\xd7\x94\xd8\x58\xf5\xf1\x39\xae\xc9\x2e\xaa\x91\x3b\xf8\x53\xa3\x39\x5f\x00";

fn count(place: &Place) -> String {
    let (_, out, _) = place.output(&[
        "query",
        "SELECT count(*) FROM documents",
        "--store",
        "s.db",
        "--format",
        "csv",
    ]);
    out.lines().nth(1).unwrap_or("none").to_owned()
}

/// Makes a file look as if it had been there for a while.
fn settle(place: &Place, name: &str) {
    let file = fs::File::options().write(true).open(place.0.join(name)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
}

#[test]
fn a_folder_is_read_once_and_again_when_it_changes() {
    let place = Place::new("watch-folder");
    place
        .put("in/one.txt", REPORT)
        .put("in/sub/two.txt", "Iran criticised Iraq on Monday.")
        .put("in/.hidden", "No.");
    place.put("in/fresh.txt", "Norway praised Chile on Monday.");
    settle(&place, "in/one.txt");
    settle(&place, "in/sub/two.txt");
    let watch = ["watch", "in", "--store", "s.db", "--once"];
    // What was written a moment ago waits.
    assert_eq!(
        place.output(&watch),
        (0, "2 added, 0 replaced, 0 known already\n".into(), String::new())
    );
    settle(&place, "in/fresh.txt");
    assert_eq!(place.output(&watch).1, "1 added, 0 replaced, 0 known already\n");
    assert_eq!(place.output(&watch), (0, String::new(), String::new()));
    place.put("in/one.txt", "Iraq thanked Iran for its help on Friday.");
    settle(&place, "in/one.txt");
    assert_eq!(place.output(&watch).1, "1 added, 0 replaced, 0 known already\n");
    assert_eq!(count(&place), "4");
    let (code, _, err) = place.output(&["watch", "nowhere", "--store", "s.db", "--once"]);
    assert!(code == 2 && err.contains("; "), "{err}");
}

#[cfg(unix)]
#[test]
fn it_goes_on_until_stopped() {
    let place = Place::new("watch-stop");
    place.put("in/one.txt", REPORT);
    settle(&place, "in/one.txt");
    let mut command = place.command(&["watch", "in", "--store", "s.db", "--every", "0.2"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while count(&place) != "1" {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(100));
    }
    place.put("in/two.txt", "Iran criticised Iraq on Monday.");
    settle(&place, "in/two.txt");
    while count(&place) != "2" {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success()
    );
    let (code, _, err) = common::texts(child.wait_with_output().unwrap());
    assert_eq!((code, &*err), (0, ""));
    assert_eq!(place.output(&["store", "check", "--store", "s.db"]).0, 0);
}

/// A server that knows a feed and some pages, and writes down what it is asked for.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (base, log) = (address.clone(), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (base, log) = (base.clone(), Arc::clone(&log));
                std::thread::spawn(move || answer(stream.unwrap(), &base, &log));
            }
        });
        Server { address, asked }
    }

    /// How often a path was asked for.
    fn times(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|p| *p == path).count()
    }
}

const PAGES: &[&str] =
    &["good", "forbidden/secret", "broken", "loop", "cut", "huge", "gone", "also"];

fn feed(base: &str, pages: &[&str]) -> String {
    let entry = |page: &&str| {
        format!(
            "<item><title>{page}</title><link>{base}/{page}</link><pubDate>Wed, 22 Jul 2020 10:00:00 +0000</pubDate></item>"
        )
    };
    let items: String = pages.iter().map(entry).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Paper</title>{items}</channel></rss>"
    )
}

fn answer(mut stream: TcpStream, base: &str, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut path, mut etag) = (String::new(), false);
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap_or(0) > 2 {
        if path.is_empty() {
            path = line.split(' ').nth(1).unwrap_or("").to_owned();
        }
        etag |= line.to_lowercase().starts_with("if-none-match: \"v1\"");
        line.clear();
    }
    log.lock().unwrap().push(path.clone());
    let page = |status: &str, more: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let text = match path.as_str() {
        "/feed" => page("200 OK", "ETag: \"v1\"\r\n", &feed(base, PAGES)),
        "/tidy" if etag => {
            log.lock().unwrap().push("nothing new".to_owned());
            page("304 Not Modified", "", "")
        }
        "/tidy" => page("200 OK", "ETag: \"v1\"\r\n", &feed(base, &["good", "also"])),
        "/robots.txt" => page("200 OK", "", "User-agent: *\nDisallow: /forbidden/\n"),
        "/good" => page("200 OK", "", REPORT),
        "/also" => page("200 OK", "", "Norway praised Chile for its reforms."),
        "/broken" => page("500 Internal Server Error", "", "oops"),
        "/loop" => page("302 Found", &format!("Location: {base}/loop\r\n"), ""),
        "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\nIran met"
            .to_owned(),
        "/page" => page("200 OK", "", REPORT),
        // Packed though nobody asked for it.
        "/packed" | "/odd" => {
            let coding = if path == "/packed" { "br" } else { "dcb" };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {coding}\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n",
                BROTLI.len()
            );
            let _ = stream.write_all(&[head.as_bytes(), BROTLI].concat());
            return;
        }
        "/packing" => page("200 OK", "", &feed(base, &["packed", "odd"])),
        "/huge" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let block = vec![b'a'; 1 << 20];
            // 100 MB, or as much as anybody wants.
            let _ = (0..100).try_for_each(|_| stream.write_all(&block));
            return;
        }
        _ => page("404 Not Found", "", ""),
    };
    let _ = stream.write_all(text.as_bytes());
}

#[test]
fn a_feed_is_read_whatever_its_pages_do() {
    let place = Place::new("watch-feed");
    let server = Server::start();
    let feed = format!("{}/feed", server.address);
    let watch = ["watch", &feed, "--store", "s.db", "--once", "--delay", "0.01"];
    let (code, out, err) = place.output(&watch);
    assert_eq!((code, &*out), (0, "2 added, 0 replaced, 0 known already\n"), "{err}");
    let told: Vec<&str> = err.lines().collect();
    for page in ["forbidden/secret", "broken", "loop", "cut", "huge", "gone"] {
        assert!(told.iter().any(|l| l.contains(page) && l.contains("; ")), "{page}: {err}");
    }
    assert_eq!(told.len(), 6, "{err}");
    assert_eq!(server.times("/forbidden/secret"), 0);
    let (_, rows, _) = place.output(&[
        "query",
        "SELECT uri, published, publisher FROM documents ORDER BY uri",
        "--store",
        "s.db",
        "--format",
        "csv",
    ]);
    let good = format!("{}/good,2020-07-22,Paper", server.address);
    assert!(rows.lines().any(|l| l == good), "{rows}");
    // What failed is tried again, what is there is not.
    place.output(&watch);
    assert_eq!((server.times("/good"), server.times("/broken")), (1, 2));
    assert_eq!(count(&place), "2");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let place = Place::new("watch-etag");
    let server = Server::start();
    let tidy = format!("{}/tidy", server.address);
    let watch = ["watch", &tidy, "--store", "s.db", "--once", "--delay", "0"];
    assert_eq!(
        place.output(&watch),
        (0, "2 added, 0 replaced, 0 known already\n".into(), String::new())
    );
    assert_eq!(place.output(&watch), (0, String::new(), String::new()));
    assert_eq!((server.times("/tidy"), server.times("nothing new")), (2, 1));
    assert_eq!((server.times("/good"), server.times("/also")), (1, 1));
}

#[test]
fn what_is_no_feed_is_told() {
    let place = Place::new("watch-none");
    let server = Server::start();
    let page = format!("{}/page", server.address);
    for (address, what) in [(&*page, "is no feed"), ("http://127.0.0.1:1/feed", "again later")] {
        let (code, _, err) = place.output(&["watch", address, "--store", "s.db", "--once"]);
        assert!(code == 1 && err.contains(what) && err.lines().count() == 1, "{code} {err}");
    }
}

#[test]
fn packed_pages_are_unpacked_or_named() {
    let place = Place::new("watch-packed");
    let server = Server::start();
    let feed = format!("{}/packing", server.address);
    let watch = ["watch", &feed, "--store", "s.db", "--once", "--delay", "0"];
    let (code, out, err) = place.output(&watch);
    assert_eq!((code, &*out), (0, "1 added, 0 replaced, 0 known already\n"), "{err}");
    assert!(err.contains("/odd") && err.contains("\"dcb\"") && err.lines().count() == 1, "{err}");
    let sql = "SELECT count(*) FROM search WHERE search MATCH 'reforms'";
    let (_, out, _) = place.output(&["query", sql, "--store", "s.db", "--format", "csv"]);
    assert_eq!(out.lines().nth(1), Some("1"));
}
