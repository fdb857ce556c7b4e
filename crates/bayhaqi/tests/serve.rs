//! `bayhaqi serve` as people start it.

#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

const TEXT: &str = "Iran's foreign minister met his Iraqi counterpart in Baghdad on Monday. \
     He accused the United States of destabilising the region.";

/// A server that has said where it listens.
fn serve(place: &Place, more: &[&str]) -> (Child, String) {
    let mut args = vec!["serve", "--store", "events.db", "--listen", "127.0.0.1:0"];
    args.extend(more);
    let mut child = place.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = said.find_map(|line| {
        let line = line.unwrap();
        Some(line.split_once("http://")?.1.split_once('/')?.0.to_owned())
    });
    (child, address.unwrap())
}

fn send(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn receive(mut stream: TcpStream) -> (String, String) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn get(address: &str, path: &str, more: &str) -> (String, String) {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n");
    receive(send(address, &head))
}

fn post(address: &str, path: &str, body: &serde_json::Value) -> TcpStream {
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    send(address, &head)
}

#[test]
fn a_text_is_coded_as_the_command_codes_it() {
    let place = Place::new("serve-code");
    let (mut child, address) = serve(&place, &[]);
    let body = serde_json::json!({ "text": TEXT, "published": "2020-07-22" });
    let (head, answer) = receive(post(&address, "/api/code", &body));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{answer}");
    let coded: serde_json::Value = serde_json::from_str(&answer).unwrap();
    place.put("in.jsonl", body.to_string());
    let (_, lines, _) = place.output(&["annotate", "in.jsonl"]);
    let mut told: serde_json::Value = serde_json::from_str(&lines).unwrap();
    told.as_object_mut().unwrap().remove("tokens");
    told["document"].as_object_mut().unwrap().remove("author");
    assert!(!coded["events"].as_array().unwrap().is_empty());
    assert!(!coded["attributions"].as_array().unwrap().is_empty());
    assert_eq!(coded, told);
    // The store was not there: it is empty, and what comes into it is seen.
    let count = |address: &str| {
        let (_, answer) = get(address, "/api/about", "");
        serde_json::from_str::<serde_json::Value>(&answer).unwrap()["store"]["documents"].clone()
    };
    assert_eq!(count(&address), 0);
    assert_eq!(place.output(&["ingest", "in.jsonl", "--store", "events.db", "--quiet"]).0, 0);
    assert_eq!(count(&address), 1);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_finishes_what_is_under_way() {
    let place = Place::new("serve-end");
    let (mut child, address) = serve(&place, &[]);
    let body = serde_json::json!({ "text": format!("{TEXT}\n\n").repeat(300) });
    let streams: Vec<_> = (0..4).map(|_| post(&address, "/api/code", &body)).collect();
    std::thread::sleep(Duration::from_millis(300));
    let kill = std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(kill.success());
    for stream in streams {
        let (head, answer) = receive(stream);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        serde_json::from_str::<serde_json::Value>(&answer).unwrap();
    }
    assert!(child.wait().unwrap().success());
}

#[test]
fn who_may_ask_is_said_by_a_file() {
    let place = Place::new("serve-tokens");
    let open = ["serve", "--store", "events.db", "--listen", "0.0.0.0:0"];
    let (status, _, error) = place.output(&open);
    assert_eq!(status, 2);
    assert!(error.contains("--tokens") && error.contains("bayhaqi token"), "{error}");
    let (status, line, error) = place.output(&["token", "reader"]);
    assert_eq!(status, 0);
    let token = error.rsplit(' ').next().unwrap().trim().to_owned();
    assert!(token.starts_with("reader.") && line.starts_with("reader $argon2id$"));
    place.put("tokens", &line);
    let (mut child, address) = serve(&place, &["--tokens", "tokens", "--limit", "rows=2"]);
    assert!(get(&address, "/api/about", "").0.starts_with("HTTP/1.1 401"));
    let header = format!("Authorization: Bearer {token}\r\n");
    let sql = "/api/query?sql=VALUES(1),(2),(3)";
    let (head, answer) = get(&address, sql, &header);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(answer.contains("[[1],[2]]") && answer.contains("true"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
    place.put("tokens", format!("{line}reader secret\n"));
    let (status, _, error) = place.output(&["serve", "--store", "events.db", "--tokens", "tokens"]);
    assert!(status == 2 && error.contains("tokens:2: "), "{error}");
    for (option, value) in [("--limit", "rows"), ("--limit", "row=1"), ("--listen", "here")] {
        let (status, _, error) = place.output(&["serve", "--store", "events.db", option, value]);
        assert!(status == 2 && error.contains(option), "{error}");
    }
    let (status, _, error) = place.output(&["token", "a b"]);
    assert!(status == 2 && error.contains("a b"), "{error}");
}
