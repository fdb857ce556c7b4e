//! What a stranger may send, and that the server stays whole.

mod common;

use common::{encode, read, start};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

#[test]
fn no_path_leads_out_of_the_pages() {
    let server = start("paths", |_| {});
    for path in [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../Cargo.toml",
        "//etc/passwd",
        "/assets//../index.html",
        "/index.html%00.js",
        "/api/../index.html",
        "/nothing",
    ] {
        server.get(path).is_problem(404, None);
    }
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/index.html").status, 200);
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let server = start("wrong", |_| {});
    server.get("/api/nothing").is_problem(404, None);
    server.get("/api/events/%ff").is_problem(400, None);
    server.get("/api/events/%00").is_problem(400, Some("id"));
    server.get("/api/events/nothing").is_problem(404, None);
    server.get("/api/incidents/first").is_problem(400, Some("id"));
    server.get("/api/events?limit=100000000").is_problem(400, Some("limit"));
    server.get("/api/events?cursor=..%2f").is_problem(400, Some("cursor"));
    server.get("/api/about?limit=1").is_problem(400, Some("limit"));
    server.get("/api/query").is_problem(400, Some("sql"));
    server.get("/api/query?sql=").is_problem(400, Some("sql"));
    server.get("/api/query?sql=SELECT%201&sql=SELECT%202").is_problem(400, Some("sql"));
    server.get("/api/query?sql=%zz").is_problem(400, Some("sql"));
    server.get("/api/query?sql=%ff").is_problem(400, Some("sql"));
    server.get("/api/query?sql=a%00b").is_problem(400, Some("sql"));
    server.get("/api/query?%ff=1").is_problem(400, Some("%ff"));
    server.get("/api/query?sql=SELECT%201&format=xml").is_problem(400, Some("format"));
    let long = format!("/api/query?sql={}", "a".repeat(60_000));
    server.get(&long).is_problem(400, Some("sql"));
    let put =
        server.send("PUT /api/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    put.is_problem(405, None);
    assert!(put.header("allow").is_some_and(|a| a.contains("GET")), "{}", put.head);
    let put = server.send("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    put.is_problem(405, None);
}

#[test]
fn bodies_that_make_no_sense_are_refused() {
    let server = start("bodies", |_| {});
    server.post("/api/code", "{\"text\"").is_problem(400, Some("body"));
    server.post("/api/code", "[1]").is_problem(400, Some("body"));
    server.post("/api/code", &"[".repeat(100_000)).is_problem(400, Some("body"));
    server.post("/api/code", "{}").is_problem(400, Some("text"));
    server.post("/api/code", "{\"text\": 1}").is_problem(400, Some("text"));
    server.post("/api/code", "{\"text\": \" \"}").is_problem(400, Some("text"));
    server.post("/api/code", "{\"text\": \"a\", \"id\": 1}").is_problem(400, Some("id"));
    for day in ["\"2020-13-01\"", "20200101", "\"yesterday\""] {
        let body = format!("{{\"text\": \"a\", \"published\": {day}}}");
        server.post("/api/code", &body).is_problem(400, Some("published"));
    }
    let text = server.send(
        "POST /api/code HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: text/plain\r\nContent-Length: 14\r\n\r\n{\"text\": \"a\"}\n",
    );
    text.is_problem(415, None);
    server.post("/api/query", "{\"sql\": 1}").is_problem(400, Some("sql"));
    server
        .post("/api/query", "{\"sql\": \"SELECT 1\", \"params\": 3}")
        .is_problem(400, Some("params"));
    let body = "{\"sql\": \"SELECT :a\", \"params\": {\"a\": [1]}}";
    server.post("/api/query", body).is_problem(400, Some("params"));
}

#[test]
fn long_bodies_are_refused() {
    let server = start("long", |limits| {
        limits.set("body", 100_000);
        limits.set("text", 1000);
    });
    let body = format!("{{\"text\": \"{}\"}}", "a ".repeat(100_000));
    server.post("/api/code", &body).is_problem(413, None);
    let body = format!("{{\"text\": \"{}\"}}", "a ".repeat(1000));
    server.post("/api/code", &body).is_problem(413, Some("text"));
    // A length that is a lie, and none at all.
    let mut stream = server.connect();
    let head = "POST /api/code HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    write!(stream, "{head}Content-Length: 999999999999\r\n\r\n").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
    let mut stream = server.connect();
    write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n").unwrap();
    for _ in 0..20 {
        let _ = write!(stream, "2710\r\n{}\r\n", "a".repeat(10_000));
    }
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[test]
fn who_sends_slowly_is_cut_off() {
    let server = start("slow", |limits| {
        limits.set("header-seconds", 1);
        limits.set("body-seconds", 1);
    });
    // A head that does not end, one that comes letter by letter, and a connection that says nothing.
    let mut open = server.connect();
    write!(open, "GET /api/about HTTP/1.1\r\nHost: loc").unwrap();
    let mut silent = server.connect();
    let mut trickle = server.connect();
    let started = Instant::now();
    let mut cut = false;
    for byte in "GET / HTTP/1.1\r\nX-A: ".bytes().chain(std::iter::repeat(b'a')) {
        cut |= trickle.write_all(&[byte]).is_err();
        std::thread::sleep(Duration::from_millis(50));
        if cut || started.elapsed() > Duration::from_secs(8) {
            break;
        }
    }
    assert!(cut, "a head that trickles is cut off");
    assert!(!read(&mut open).head.starts_with("HTTP/1.1 2"));
    assert!(read(&mut silent).head.is_empty());
    // A connection that has had its answer and says nothing more.
    let mut idle = server.ask("/api/about");
    let started = Instant::now();
    assert_eq!(read(&mut idle).status, 200);
    assert!(started.elapsed() < Duration::from_secs(8));
    // A body that does not come.
    let mut body = server.connect();
    let head = "POST /api/code HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    write!(body, "{head}Content-Length: 100\r\n\r\n{{").unwrap();
    read(&mut body).is_problem(408, None);
}

#[test]
fn who_does_not_read_is_cut_off() {
    let server = start("unread", |limits| {
        limits.set("stall-seconds", 1);
        limits.set("downloads", 1);
    });
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                   SELECT i, printf('%0500d', i) FROM n";
    let path = format!("/api/query?format=csv&sql={}", encode(endless));
    let mut unread = server.ask(&path);
    let left = server.ask(&path);
    std::thread::sleep(Duration::from_millis(300));
    // One turn for downloads: this one gets it when both others are gone.
    drop(left);
    let started = Instant::now();
    let done = server.sql("SELECT 1 AS one", "&format=csv");
    assert_eq!((done.status, done.text()), (200, "one\n1\n"));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(!read(&mut unread).whole);
}

#[test]
fn what_nobody_waits_for_is_not_worked_on() {
    let server = start("left", |limits| {
        limits.set("long", 1);
        limits.set("seconds", 60);
    });
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                   SELECT count(*) FROM n";
    let left = server.ask(&format!("/api/query?sql={}", encode(endless)));
    std::thread::sleep(Duration::from_millis(300));
    drop(left);
    let started = Instant::now();
    assert_eq!(server.sql("SELECT 1", "").status, 200);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn sql_only_reads() {
    let server = start("sql", |_| {});
    let aside = server.folder.join("aside.db").display().to_string();
    for sql in [
        "DELETE FROM documents",
        "DROP TABLE documents",
        "UPDATE documents SET id = 'x'",
        "INSERT INTO errors VALUES ('a', 'b', 'c')",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "INSERT INTO search (search) VALUES ('optimize')",
        &format!("ATTACH '{aside}' AS a"),
        &format!("VACUUM INTO '{aside}'"),
        "VACUUM",
        "ANALYZE",
        "REINDEX",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT a",
        "PRAGMA query_only = OFF",
        "PRAGMA hard_heap_limit = 0",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7",
        "PRAGMA wal_checkpoint",
        "PRAGMA writable_schema = ON",
        "PRAGMA temp_store_directory = '/'",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT * FROM pragma_hard_heap_limit",
        "SELECT 1; DROP TABLE documents",
        "",
        "-- nothing",
        "SELEC 1",
        "SELECT * FROM nothing",
        "SELECT :a + ?",
    ] {
        let response = server.post("/api/query", &serde_json::json!({ "sql": sql }).to_string());
        assert_eq!(response.status, 400, "{sql}: {}", response.text());
        assert_eq!(response.header("content-type"), Some("application/problem+json"));
    }
    assert!(!server.folder.join("aside.db").exists());
    let rows = server.sql("SELECT count(*) FROM documents", "").json();
    assert_eq!(rows["rows"][0][0], 40);
    for sql in [
        "SELECT name FROM pragma_table_info('events') LIMIT 1",
        "SELECT count(*) FROM search WHERE search MATCH 'approached'",
        "EXPLAIN QUERY PLAN SELECT * FROM events",
        "WITH a AS (SELECT 1 AS b) SELECT b FROM a",
        "SELECT goldstein('190'), unpack(packed) FROM texts LIMIT 1",
    ] {
        let answer = server.sql(sql, "");
        assert_eq!(answer.status, 200, "{sql}: {}", answer.text());
    }
}

#[test]
fn sql_that_never_ends_is_ended() {
    let server = start("endless", |limits| {
        limits.set("seconds", 1);
        limits.set("download-seconds", 1);
    });
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
    let started = Instant::now();
    for rest in [
        "SELECT count(*) FROM n",
        "SELECT sum(length(hex(zeroblob(1000000)))) FROM n",
        "SELECT count(*) FROM n WHERE replace(hex(zeroblob(100000)) || i, '00', 'abc') LIKE '%a%b%c%d%'",
        "SELECT i FROM n WHERE i < 0",
    ] {
        let sql = format!("{endless}{rest}");
        server.sql(&sql, "").is_problem(504, None);
        server.sql(&sql, "&format=jsonl").is_problem(504, None);
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    // What has begun cannot become a problem: it breaks off, and whoever reads sees that.
    let broken = server.sql(&format!("{endless}SELECT i FROM n"), "&format=csv");
    assert_eq!(broken.status, 200);
    assert!(!broken.whole && broken.body.len() > 100_000);
    assert_eq!(server.get("/api/about").status, 200);
}

#[test]
fn answers_to_sql_have_an_end() {
    let server = start("rows", |limits| {
        limits.set("rows", 10);
        limits.set("answer", 100_000);
    });
    let all = server.sql("SELECT id FROM events LIMIT 10", "").json();
    assert_eq!((all["rows"].as_array().unwrap().len(), &all["truncated"]), (10, &false.into()));
    let part = server.sql("SELECT id FROM events", "").json();
    assert_eq!((part["rows"].as_array().unwrap().len(), &part["truncated"]), (10, &true.into()));
    let wide = server.sql("SELECT hex(zeroblob(30000)) AS a FROM events", "").json();
    assert_eq!((wide["rows"].as_array().unwrap().len(), &wide["truncated"]), (1, &true.into()));
    let none = server.sql("SELECT 1 WHERE 0", "").json();
    assert_eq!(none, serde_json::json!({ "columns": ["1"], "rows": [], "truncated": false }));
    let whole = server.sql("SELECT id FROM events", "&format=csv");
    assert_eq!(whole.text().lines().count(), 201);
}

#[test]
fn other_names_and_other_sites_are_refused() {
    let server = start("names", |_| {});
    let of = |host: &str| {
        server
            .send(&format!("GET /api/about HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    };
    for host in ["localhost", "localhost:8750", "127.0.0.1:1", "[::1]:8750", "LOCALHOST"] {
        assert_eq!(of(host).status, 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "8.8.8.8", "a b"]
    {
        assert_eq!(of(host).status, 421, "{host}");
    }
    let without = server.send("GET /api/about HTTP/1.0\r\n\r\n");
    without.is_problem(421, None);
    for site in ["cross-site", "same-site"] {
        let header = format!("Sec-Fetch-Site: {site}\r\n");
        server.get_with("/api/about", &header).is_problem(403, None);
    }
    for site in ["same-origin", "none"] {
        let header = format!("Sec-Fetch-Site: {site}\r\nOrigin: http://localhost\r\n");
        let response = server.get_with("/api/about", &header);
        assert_eq!(response.status, 200);
        assert_eq!(response.header("access-control-allow-origin"), None);
    }
}

#[test]
fn a_script_in_a_text_stays_text() {
    let server = start("script", |_| {});
    let script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let body = serde_json::json!({ "text": script, "published": "2020-07-22" }).to_string();
    let coded = server.post("/api/code", &body);
    assert_eq!(coded.header("content-type"), Some("application/json"));
    assert_eq!(coded.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(coded.json()["text"], script);
    assert_eq!(coded.json()["document"]["published"], "2020-07-22");
    let refused = server.get(&format!("/api/about?{}=1", encode(script)));
    refused.is_problem(400, Some(script));
    let download = server.sql(&format!("SELECT '{script}' AS a"), "&format=csv");
    assert_eq!(download.header("content-disposition"), Some("attachment; filename=\"query.csv\""));
}

#[test]
fn a_fault_is_told_and_passes() {
    let server = start("fault", |_| {});
    server.post("/api/code", "{\"text\": \"panic\"}").is_problem(500, None);
    assert_eq!(server.post("/api/code", "{\"text\": \"a\"}").status, 200);
}
