//! What is served, to how many, to whom, and how it ends.

#![allow(clippy::unwrap_used)]

mod common;

use bayhaqi_server::{Limits, ServeError, Server, Setup, Tokens, TokensError};
use common::{add, encode, read, start, start_with};
use std::io::Write;
use std::time::{Duration, Instant};

#[test]
fn every_response_has_the_headers_that_protect() {
    let server = start("headers", |_| {});
    for path in ["/", "/nothing", "/api/", "/api/about", "/api/nothing", "/api/openapi.json"] {
        let response = server.get(path);
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(response.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
        assert_eq!(response.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(response.header("server"), None, "{path}");
    }
    // The pages of our own keep to the policy.
    for path in ["/", "/api/"] {
        let page = server.get(path);
        let text = page.text();
        for bad in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(bad), "{path} has {bad}");
        }
        assert!(!text.contains("<script>"), "{path} has a script within");
    }
}

#[test]
fn the_views_of_the_explorer_are_one_page() {
    let server = start("views", |_| {});
    let first = server.get("/").text().to_owned();
    for path in ["/code", "/dyad?a=IRN&b=USA", "/actor/IRN", "/document/a%2Fb.html", "/incident/1"]
    {
        let page = server.get(path);
        assert_eq!((page.status, page.text() == first), (200, true), "{path}");
    }
    server.get("/codes").is_problem(404, None);
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    let server = start("tags", |_| {});
    // The events are being loaded; what is loaded is a part of the tag.
    assert_eq!(server.get("/api/events").status, 200);
    for path in ["/api/about", "/api/query?sql=SELECT%201", "/", "/api/openapi.json"] {
        let first = server.get(path);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path}: {}", first.head));
        let again = server.get_with(path, &format!("If-None-Match: \"other\", {tag}\r\n"));
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(tag), "{path}");
        assert_eq!(server.get_with(path, "If-None-Match: \"other\"\r\n").status, 200, "{path}");
    }
    let first = server.get("/api/about");
    let tag = first.header("etag").unwrap();
    add(&server.store(), 40..41);
    let again = server.get_with("/api/about", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!(again.status, 200);
    assert_ne!(again.header("etag"), Some(tag));
    assert_eq!(again.json()["store"]["documents"], 41);
    // Another file takes the place of the store.
    let other = server.folder.join("other.db");
    add(&other, 0..7);
    std::fs::rename(&other, server.store()).unwrap();
    for name in ["events.db-wal", "events.db-shm"] {
        let _ = std::fs::remove_file(server.folder.join(name));
    }
    let tag = again.header("etag").unwrap();
    let other = server.get_with("/api/about", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!(other.json()["store"]["documents"], 7);
    assert_eq!(server.get("/api/events").json()["total"], 35);
    // A wrong question stays wrong whatever is known.
    let wrong = format!("If-None-Match: {tag}\r\n");
    server.get_with("/api/about?a=1", &wrong).is_problem(400, Some("a"));
}

#[test]
fn answers_are_packed_for_who_wants_it() {
    let server = start("packed", |_| {});
    let sql = encode("SELECT * FROM events");
    let path = format!("/api/query?sql={sql}");
    let plain = server.get(&path);
    assert_eq!(plain.header("content-encoding"), None);
    for encoding in ["br", "gzip"] {
        let packed = server.get_with(&path, &format!("Accept-Encoding: {encoding}\r\n"));
        assert_eq!(packed.header("content-encoding"), Some(encoding));
        assert!(packed.body.len() * 4 < plain.body.len());
    }
    let parquet = server.get_with(&format!("{path}&format=parquet"), "Accept-Encoding: br\r\n");
    assert_eq!(parquet.header("content-encoding"), None);
    assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"));
    let lines = server.get_with(&format!("{path}&format=jsonl"), "Accept-Encoding: gzip\r\n");
    assert_eq!(lines.header("content-encoding"), Some("gzip"));
    let lines = server.get(&format!("{path}&format=jsonl"));
    assert_eq!(lines.text().lines().count(), 200);
    assert!(lines.whole);
}

#[test]
fn values_are_bound_to_their_names() {
    let server = start("bound", |_| {});
    let body = serde_json::json!({
        "sql": "SELECT :a AS a, :b AS b, :c AS c, :d AS d, :e AS e",
        "params": { "a": "x' OR 1", "b": 7, "c": 0.5, "d": null, "e": true },
    });
    let rows = server.post("/api/query", &body.to_string()).json();
    assert_eq!(rows["rows"], serde_json::json!([["x' OR 1", 7, 0.5, null, 1]]));
}

#[test]
fn the_document_tells_what_there_is() {
    let server = start("openapi", |_| {});
    let response = server.get("/api/openapi.json");
    let document = response.json();
    assert_eq!(document["openapi"], "3.1.1");
    for endpoint in bayhaqi_server::api::ENDPOINTS {
        let method = if endpoint.post { "post" } else { "get" };
        let operation = &document["paths"][endpoint.path][method];
        let names: Vec<_> = endpoint.parameters.iter().map(|p| p.name).collect();
        let told = operation["parameters"].as_array().unwrap();
        let told: Vec<_> = told.iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(told, names, "{}", endpoint.path);
    }
    // Every reference leads somewhere.
    let text = response.text();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    let event = &document["components"]["schemas"]["Event"];
    assert_eq!(event["properties"]["goldstein"]["type"], serde_json::json!(["number", "null"]));
    let page = server.get("/api/");
    assert!(page.text().contains("POST /api/code") && page.text().contains("Goldstein"));
    // What is answered is what is told.
    let about = server.get("/api/about").json();
    let told = document["components"]["schemas"]["About"]["properties"].as_object().unwrap();
    assert!(told.keys().eq(about.as_object().unwrap().keys()));
}

#[test]
fn five_hundred_ask_at_once_and_all_are_answered() {
    let server = start("many", |_| {});
    let sql = encode("SELECT count(*) FROM events a, events b WHERE a.day < b.day");
    let mut open: Vec<_> = (0..500).map(|_| server.connect()).collect();
    for stream in &mut open {
        let head = format!(
            "GET /api/query?sql={sql} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
    }
    for stream in &mut open {
        assert_eq!(read(stream).status, 200);
    }
}

#[test]
fn more_than_can_wait_are_told_to_come_again() {
    let server = start("queue", |limits| {
        limits.set("long", 1);
        limits.set("queue", 2);
    });
    let body = "{\"text\": \"wait 500\"}";
    let mut open: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for stream in &mut open {
        write!(
            stream,
            "POST /api/code HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    }
    let (mut done, mut busy) = (0, 0);
    for stream in &mut open {
        let response = read(stream);
        match response.status {
            200 => done += 1,
            _ => {
                response.is_problem(503, None);
                assert!(response.header("retry-after").is_some_and(|w| w.parse::<u32>().is_ok()));
                busy += 1;
            }
        }
    }
    assert_eq!((done, busy), (3, 5));
}

#[test]
fn what_is_under_way_is_finished_at_the_end() {
    let mut server = start("end", |_| {});
    let body = "{\"text\": \"wait 1000\"}";
    let mut open: Vec<_> = (0..4).map(|_| server.connect()).collect();
    for stream in &mut open {
        write!(
            stream,
            "POST /api/code HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    }
    let idle = server.connect();
    std::thread::sleep(Duration::from_millis(300));
    let started = Instant::now();
    server.ask_to_end();
    for stream in &mut open {
        let response = read(stream);
        assert_eq!(response.status, 200, "{}", response.head);
        assert_eq!(response.json()["text"], "wait 1000");
    }
    server.wait();
    drop(idle);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(std::net::TcpStream::connect(server.address).is_err());
}

#[test]
fn what_does_not_end_is_cut_off_at_the_end() {
    let mut server = start("cut", |limits| {
        limits.set("shutdown-seconds", 1);
    });
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let mut stream = server.ask(&format!("/api/query?format=csv&sql={}", encode(sql)));
    let reader = std::thread::spawn(move || read(&mut stream));
    std::thread::sleep(Duration::from_millis(300));
    let started = Instant::now();
    server.ask_to_end();
    server.wait();
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    assert!(!reader.join().unwrap().whole);
}

/// A file with a token for `name`, and the token.
fn tokens(name: &str) -> (std::path::PathBuf, String) {
    let made = Tokens::make("reader").unwrap();
    let file = std::env::temp_dir().join(format!("bayhaqi-tokens-{}-{name}", std::process::id()));
    std::fs::write(&file, format!("# Who may ask.\n\n{}\n", made.line)).unwrap();
    assert!(!made.line.contains(made.token.split_once('.').unwrap().1));
    (file, made.token)
}

#[test]
fn without_a_token_nothing_is_told() {
    let (file, token) = tokens("refused");
    let server = start_with("tokens", |_| {}, Some(Tokens::read(&file).unwrap()));
    let of = |header: &str| server.get_with("/api/about", header);
    let right = format!("Authorization: Bearer {token}\r\n");
    for wrong in [
        String::new(),
        "Authorization: Bearer\r\n".to_owned(),
        "Authorization: Bearer x\r\n".to_owned(),
        "Authorization: Bearer nobody.123\r\n".to_owned(),
        "Authorization: Bearer reader.\r\n".to_owned(),
        format!("Authorization: Bearer {token}0\r\n"),
        format!("Authorization: Basic {token}\r\n"),
    ] {
        let response = of(&wrong);
        response.is_problem(401, None);
        assert_eq!(response.header("www-authenticate"), Some("Bearer"), "{wrong}");
    }
    assert_eq!(of(&right).status, 200);
    assert_eq!(of(&right.replace("Bearer", "bearer")).status, 200);
    server.get("/api/nothing").is_problem(401, None);
    // Pages hold no data; they ask for the token.
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/api/openapi.json").status, 200);
    // Whoever guesses is slowed down, and cannot keep others out.
    let guesses: Vec<u16> =
        (0..15).map(|i| of(&format!("Authorization: Bearer reader.{i}\r\n")).status).collect();
    assert!(guesses.contains(&429), "{guesses:?}");
    assert_eq!(of(&right).status, 200);
    // Any name of the machine will do.
    let other = server.send(&format!(
        "GET /api/about HTTP/1.1\r\nHost: events.example.org\r\nConnection: close\r\n{right}\r\n"
    ));
    assert_eq!(other.status, 200);
}

#[test]
fn who_asks_too_often_waits() {
    let server = start("rate", |limits| {
        limits.set("rate", 1);
        limits.set("burst", 5);
    });
    let statuses: Vec<u16> = (0..8).map(|_| server.get("/api/about").status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
    let response = server.get("/api/about");
    response.is_problem(429, None);
    assert_eq!(response.header("retry-after"), Some("1"));
    assert_eq!(server.get("/").status, 200, "pages do not count");
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(server.get("/api/about").status, 200);
}

#[test]
fn a_file_of_tokens_is_checked_line_by_line() {
    let file = std::env::temp_dir().join(format!("bayhaqi-tokens-{}-lines", std::process::id()));
    let good = Tokens::make("a").unwrap().line;
    let costly = good.replace("m=19456", "m=99999999");
    for (text, line) in [
        (format!("{good}\n{good}\n"), 2),
        (format!("\n# a\nb secret\n{good}"), 3),
        ("a".to_owned(), 1),
        (format!("{good} more"), 1),
        (good.replacen('a', "ä", 1), 1),
        (costly, 1),
    ] {
        std::fs::write(&file, &text).unwrap();
        let error = Tokens::read(&file).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(&format!("lines:{line}: ")), "{text}: {error}");
    }
    std::fs::write(&file, "# nobody\n").unwrap();
    assert!(matches!(Tokens::read(&file), Err(TokensError::Empty(_))));
    assert!(matches!(Tokens::make("a b"), Err(TokensError::Name(_))));
}

#[test]
fn others_are_let_in_by_token_alone() {
    let server = start("open", |_| {});
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let setup = Setup {
            store: server.store(),
            listen: listen.parse().unwrap(),
            limits: Limits::default(),
            coding: None,
            tokens: None,
        };
        assert!(matches!(Server::bind(setup), Err(ServeError::Open(_))), "{listen}");
    }
    let (file, token) = tokens("open");
    let setup = Setup {
        store: server.store(),
        listen: "0.0.0.0:0".parse().unwrap(),
        limits: Limits::default(),
        coding: None,
        tokens: Some(Tokens::read(&file).unwrap()),
    };
    assert!(Server::bind(setup).is_ok());
    assert!(token.starts_with("reader."));
}
