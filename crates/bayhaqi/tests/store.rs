//! The store as a user meets it: ingest, query, export, and what stays when something goes wrong.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, texts};
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

const SENTENCES: &[&str] = &[
    "The foreign minister of Norway met the president of Kenya in Nairobi on Monday.",
    "Chad accused Sudan of arming bandits, and recalled its ambassador.",
    "Police in Peru arrested five opposition activists on Tuesday, their lawyer said.",
    "Turkey imposed sanctions on Greece because of drilling at sea.",
    "Rebels attacked Malian soldiers near Gao and killed seven of them.",
];

/// Reports as JSON lines.
fn reports(count: usize) -> String {
    let line = |n: usize| {
        let text = format!("{} {}", SENTENCES[n % 5], SENTENCES[(n / 5 + 1) % 5]);
        let day = format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        json!({"id": format!("r{n}"), "text": text, "published": day, "publisher": format!("Paper {}", n % 3)})
            .to_string()
            + "\n"
    };
    (0..count).map(line).collect()
}

/// The answer of a query as rows.
fn ask(place: &Place, sql: &str) -> Vec<Value> {
    let (code, out, err) = place.output(&["query", sql, "--store", "s.db", "--format", "jsonl"]);
    assert_eq!((code, &*err), (0, ""), "{sql}");
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Everything in a store that does not depend on when it was written.
fn content(place: &Place, store: &str) -> String {
    let sql = "SELECT d.id, d.title, d.published, e.id AS event, e.sources, e.targets, e.claims, \
               e.sentence, i.reports, i.publishers, i.accounts, i.first_seen FROM documents d \
               LEFT JOIN events e ON e.document = d.key LEFT JOIN mentions m ON m.event = e.key \
               LEFT JOIN incidents i ON i.key = m.incident ORDER BY d.id, e.id";
    let (code, out, err) = place.output(&["query", sql, "--store", store, "--format", "csv"]);
    assert_eq!((code, &*err), (0, ""));
    out
}

#[test]
fn ingest_twice_and_ask() {
    let place = Place::new("ingest");
    place.put("r.jsonl", reports(30));
    let ingest = ["ingest", "r.jsonl", "--store", "s.db"];
    assert_eq!(
        place.output(&ingest),
        (0, "30 added, 0 replaced, 0 known already\n".into(), String::new())
    );
    assert_eq!(
        place.output(&ingest),
        (0, "0 added, 0 replaced, 30 known already\n".into(), String::new())
    );
    let (code, events, _) = place.output(&["code", "r.jsonl", "--format", "jsonl"]);
    assert_eq!(code, 0);
    let stored = ask(&place, "SELECT count(*) AS n FROM events");
    assert_eq!(stored[0]["n"], events.lines().count());
    // What is exported is what `code` prints.
    let (code, exported, err) = place.output(&["export", "--store", "s.db", "--format", "jsonl"]);
    assert_eq!((code, &*err), (0, ""));
    assert_eq!(exported, events);
    let found = ask(
        &place,
        "SELECT id FROM search JOIN documents ON key = search.rowid WHERE search MATCH 'nairobi' LIMIT 1",
    );
    assert_eq!(found.len(), 1);
    let (code, out, err) = place.output(&["store", "check", "--store", "s.db"]);
    assert_eq!((code, &*out, &*err), (0, "", ""));
    let (code, out, _) = place.output(&["store", "stats", "--store", "s.db"]);
    assert!(code == 0 && out.contains("documents") && out.contains("coded by bayhaqi"), "{out}");
}

#[test]
fn bad_documents_are_kept_as_errors_and_the_others_are_in() {
    let place = Place::new("store-bad");
    place.put("r.jsonl", reports(3) + "{\"id\": \"x\"}\n" + &reports(5));
    let (code, out, err) = place.output(&["ingest", "r.jsonl", "--store", "s.db"]);
    assert_eq!((code, &*out), (1, "5 added, 0 replaced, 3 known already\n"), "{err}");
    assert_eq!(err.lines().count(), 1);
    let errors = ask(&place, "SELECT origin, message FROM errors");
    assert_eq!(errors.len(), 1);
    assert!(errors[0]["message"].as_str().unwrap().contains("text"), "{errors:?}");
}

/// How often to kill: a soak test may ask for more.
fn kills() -> usize {
    std::env::var("BAYHAQI_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

#[cfg(unix)]
#[test]
fn a_killed_ingest_loses_nothing_and_doubles_nothing() {
    let place = Place::new("kill");
    place.put("r.jsonl", reports(1500));
    let (code, out, err) = place.output(&["ingest", "r.jsonl", "--store", "whole.db"]);
    assert_eq!((code, &*out), (0, "1500 added, 0 replaced, 0 known already\n"), "{err}");
    let whole = content(&place, "whole.db");
    let mut seed = 99u64;
    let mut interrupted = 0;
    for round in 0..kills() {
        // A new store now and then: its making is a moment like any other.
        if round % 4 == 0 {
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(place.0.join(format!("killed.db{end}")));
            }
        }
        let mut command = place.command(&["ingest", "r.jsonl", "--store", "killed.db", "--recode"]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_millis(30 + (seed >> 33) % 1500));
        if child.try_wait().unwrap().is_none() {
            interrupted += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, out, err) = place.output(&["ingest", "r.jsonl", "--store", "killed.db"]);
        assert_eq!(code, 0, "{out}{err}");
        let (code, _, err) = place.output(&["store", "check", "--store", "killed.db"]);
        assert_eq!((code, &*err), (0, ""));
        if round % 4 == 0 {
            assert_eq!(content(&place, "killed.db"), whole, "round {round}");
        }
    }
    assert!(interrupted > 0, "no ingest was interrupted: make the input longer");
    let (code, out, _) = place.output(&[
        "query",
        "SELECT count(*), count(DISTINCT id) FROM documents",
        "--store",
        "killed.db",
        "--format",
        "csv",
    ]);
    assert_eq!((code, out.lines().nth(1).unwrap()), (0, "1500,1500"));
}

#[cfg(unix)]
#[test]
fn two_ingests_at_once_both_finish() {
    let place = Place::new("twice");
    place.put("r.jsonl", reports(400));
    let start = || {
        place
            .command(&["ingest", "r.jsonl", "--store", "s.db"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for ended in [start(), start()].map(|c| texts(c.wait_with_output().unwrap())) {
        assert_eq!((ended.0, &*ended.2), (0, ""));
    }
    let counts = ask(
        &place,
        "SELECT (SELECT count(*) FROM documents) AS d, (SELECT count(DISTINCT id) FROM events) = (SELECT count(*) FROM events) AS once",
    );
    assert_eq!(counts[0], json!({"d": 400, "once": 1}));
    assert_eq!(place.output(&["store", "check", "--store", "s.db"]).0, 0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let place = Place::new("full");
    place.put("few.jsonl", reports(20)).put("many.jsonl", reports(3000));
    assert_eq!(place.output(&["ingest", "few.jsonl", "--store", "s.db"]).0, 0);
    // No file may grow beyond 400 blocks: for the store it is as if the disk were full.
    let program = env!("CARGO_BIN_EXE_bayhaqi");
    let script =
        format!("ulimit -f 400; trap '' XFSZ; exec {program} ingest many.jsonl --store s.db");
    let ended = Command::new("bash").args(["-c", &script]).current_dir(&place.0).output().unwrap();
    let (code, _, err) = texts(ended);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("full") && err.lines().count() == 1, "{err}");
    assert_eq!(place.output(&["store", "check", "--store", "s.db"]).0, 0);
    let kept = ask(
        &place,
        "SELECT count(*) AS n FROM documents WHERE CAST(substr(id, 2) AS INTEGER) < 20",
    );
    assert_eq!(kept[0]["n"], 20);
    assert_eq!(place.output(&["ingest", "many.jsonl", "--store", "s.db"]).0, 0);
    assert_eq!(ask(&place, "SELECT count(*) AS n FROM documents")[0]["n"], 3000);
}

/// A command run by somebody who may not do everything, as the superuser may.
#[cfg(unix)]
fn as_nobody(place: &Place, args: &[&str]) -> (i32, String, String) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let mut command = place.command(args);
    if fs::metadata(&place.0).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    texts(command.output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_only_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new("readonly");
    place.put("r.jsonl", reports(10));
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    let before = fs::read(place.0.join("s.db")).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(place.0.join(format!("s.db{end}")));
    }
    let allow = |file: &str, mode| {
        fs::set_permissions(place.0.join(file), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow("s.db", 0o444);
    allow("r.jsonl", 0o444);
    allow("", 0o555);
    for store in ["s.db", "new.db"] {
        let (code, out, err) =
            as_nobody(&place, &["ingest", "r.jsonl", "--store", store, "--recode"]);
        assert_eq!((code, &*out, err.lines().count()), (2, "", 1), "{store}: {err}");
        assert!(err.contains("may be written") || err.contains("permissions"), "{err}");
    }
    // To read, nothing is needed.
    let count = ["query", "SELECT count(*) FROM documents", "--store", "s.db", "--format", "csv"];
    let (code, out, err) = as_nobody(&place, &count);
    assert_eq!((code, out.lines().nth(1)), (0, Some("10")), "{err}");
    let (code, _, err) = as_nobody(&place, &["store", "check", "--store", "s.db"]);
    assert_eq!((code, &*err), (0, ""));
    allow("", 0o755);
    assert_eq!(fs::read(place.0.join("s.db")).unwrap(), before);
}

#[test]
fn one_text_of_two_publishers_is_two_reports_and_one_account() {
    let place = Place::new("publishers");
    let text = "Rebels attacked Malian soldiers near Gao on Monday and killed seven of them. \
                The soldiers had stopped at a checkpoint when the rebels opened fire from the hills.";
    let line = |publisher: &str| {
        json!({"text": text, "published": "2024-03-05", "publisher": publisher}).to_string() + "\n"
    };
    place.put("r.jsonl", line("Agency North") + &line("Daily South"));
    let ingest = ["ingest", "r.jsonl", "--store", "s.db"];
    assert_eq!(place.output(&ingest).1, "2 added, 0 replaced, 0 known already\n");
    assert_eq!(place.output(&ingest).1, "0 added, 0 replaced, 2 known already\n");
    let publishers = ask(&place, "SELECT publisher FROM documents ORDER BY 1");
    assert_eq!(
        publishers,
        [json!({"publisher": "Agency North"}), json!({"publisher": "Daily South"})]
    );
    let told = ask(&place, "SELECT DISTINCT reports, publishers, accounts FROM incidents");
    assert_eq!(told, [json!({"reports": 2, "publishers": 2, "accounts": 1})]);
    let twice = ask(&place, "SELECT count(*) AS n, count(DISTINCT id) AS ids FROM events");
    assert_eq!(twice[0]["n"], twice[0]["ids"]);
    // Where nothing but the text is known, it is the report.
    place.put("bare.jsonl", format!("{{\"text\": \"{text}\"}}\n").repeat(2));
    let bare = ["ingest", "bare.jsonl", "--store", "s.db"];
    assert_eq!(place.output(&bare).1, "1 added, 0 replaced, 1 known already\n");
}

#[test]
fn authors_are_kept() {
    let place = Place::new("authors");
    let page = "<html><head><meta name=\"author\" content=\"Jane Doe\"></head><body><article>\
                <h1>Norway praises Chile</h1><p>Norway praised Chile for its reforms on Monday.</p>\
                <p>The foreign minister said so in Oslo, where both sides met for talks.</p></article></body></html>";
    place.put("page.html", page);
    place.put(
        "r.jsonl",
        json!({"text": "Chad praised Niger.", "author": "A. B."}).to_string() + "\n",
    );
    assert_eq!(place.output(&["ingest", "page.html", "r.jsonl", "--store", "s.db"]).0, 0);
    let authors = ask(&place, "SELECT author FROM documents ORDER BY 1");
    assert_eq!(authors, [json!({"author": "A. B."}), json!({"author": "Jane Doe"})]);
    let (_, out, _) = place.output(&["annotate", "page.html", "--layers", "document"]);
    let annotated: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(annotated["document"]["author"], "Jane Doe", "{out}");
}

#[test]
fn a_store_of_a_newer_version_is_told() {
    let place = Place::new("newer");
    place.put("r.jsonl", reports(2));
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    // SQLite keeps PRAGMA user_version in bytes 60 to 63 of the file (fileformat2.html, 1.3).
    let mut bytes = fs::read(place.0.join("s.db")).unwrap();
    bytes[60..64].copy_from_slice(&999u32.to_be_bytes());
    fs::write(place.0.join("s.db"), &bytes).unwrap();
    for args in [
        vec!["ingest", "r.jsonl", "--store", "s.db"],
        vec!["query", "SELECT 1", "--store", "s.db"],
        vec!["store", "compact", "--store", "s.db"],
    ] {
        let (code, out, err) = place.output(&args);
        assert_eq!((code, &*out, err.lines().count()), (2, "", 1), "{args:?} {err}");
        assert!(err.contains("format 999") && err.contains("newer program"), "{err}");
    }
    assert_eq!(fs::read(place.0.join("s.db")).unwrap(), bytes);
}

#[test]
fn what_is_no_store_is_told() {
    let place = Place::new("nostore");
    place.put("r.jsonl", reports(2)).put("text.db", "No database at all.\n".repeat(100));
    for args in [
        vec!["ingest", "r.jsonl", "--store", "text.db"],
        vec!["query", "SELECT 1", "--store", "text.db"],
        vec!["export", "--store", "text.db", "--format", "gdelt"],
        vec!["store", "check", "--store", "text.db"],
        vec!["store", "stats", "--store", "none.db"],
        vec!["store", "compact", "--store", "none.db"],
        vec!["ingest", "r.jsonl", "--store", "no/such/folder.db"],
    ] {
        let (code, out, err) = place.output(&args);
        assert_eq!((code, &*out, err.lines().count()), (2, "", 1), "{args:?} {err}");
        assert!(err.starts_with("bayhaqi: ") && err.contains("; "), "{err}");
    }
    assert!(!place.0.join("none.db").exists());
}

#[test]
fn every_layout_has_its_columns() {
    let place = Place::new("layouts");
    place.put("r.jsonl", reports(40));
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    for (format, columns, header) in [
        ("gdelt", 61, None),
        ("gdelt-mentions", 16, None),
        ("icews", 20, Some("Event ID\tEvent Date\tSource Name")),
        ("polecat", 40, Some("Event ID\tEvent Date\tEvent Type")),
        ("phoenix", 26, None),
    ] {
        for args in [
            vec!["export", "--store", "s.db", "--format", format],
            vec!["code", "r.jsonl", "--format", format],
        ] {
            let (code, out, err) = place.output(&args);
            assert_eq!((code, &*err), (0, ""), "{args:?}");
            let lines: Vec<&str> = out.lines().collect();
            assert!(lines.len() > 10, "{args:?}");
            assert!(lines.iter().all(|l| l.split('\t').count() == columns), "{args:?}");
            match header {
                Some(header) => assert!(lines[0].starts_with(header)),
                None => assert!(lines[0].as_bytes()[0].is_ascii_digit()),
            }
            // An event has one row; the mentions of one share its number.
            let mut ids: Vec<&str> = lines.iter().map(|l| l.split('\t').next().unwrap()).collect();
            ids.sort_unstable();
            let all = ids.len();
            ids.dedup();
            assert!(format == "gdelt-mentions" || ids.len() == all, "{args:?}");
        }
    }
    let numbers = |format| -> std::collections::BTreeSet<String> {
        let (_, out, _) = place.output(&["export", "--store", "s.db", "--format", format]);
        out.lines().map(|l| l.split('\t').next().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers("gdelt"), numbers("gdelt-mentions"));
}

#[test]
fn claims_are_no_facts_unless_asked() {
    let place = Place::new("claims");
    let text =
        "Iran shelled Iraq on Monday, the foreign minister of Iraq said. Norway praised Chile.";
    place.put(
        "r.jsonl",
        json!({"id": "c", "text": text, "published": "2024-01-03"}).to_string() + "\n",
    );
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    let claimed = ask(&place, "SELECT event, claimed FROM events WHERE claimed > 0");
    assert!(!claimed.is_empty(), "the report makes no claim: change it");
    for format in ["gdelt", "icews", "polecat", "phoenix", "plover"] {
        let export = ["export", "--store", "s.db", "--format", format];
        let facts = place.output(&export).1;
        let all = place.output(&[&export[..], &["--include-claims"]].concat()).1;
        assert_eq!(all.lines().count(), facts.lines().count() + claimed.len(), "{format}");
    }
}

#[test]
fn hostile_cells_break_no_table() {
    let place = Place::new("hostile");
    let title = "=HYPERLINK(\"http://x\")\twith\ttabs";
    let report = json!({"id": "=1+1\tx", "title": title, "text": "Norway praised Chile on Monday.",
        "publisher": "@SUM(A1)\nsecond line", "uri": "-cmd|' /C calc'!A0", "published": "2024-01-03"});
    place.put("r.jsonl", report.to_string() + "\n");
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    let (_, csv, _) = place.output(&[
        "query",
        "SELECT id, title, publisher, -3.5 AS n FROM documents",
        "--store",
        "s.db",
        "--format",
        "csv",
    ]);
    assert_eq!(
        csv,
        "id,title,publisher,n\n'=1+1\tx,\"'=HYPERLINK(\"\"http://x\"\")\twith\ttabs\",\"'@SUM(A1)\nsecond line\",-3.5\n"
    );
    let (_, coded, _) = place.output(&["code", "r.jsonl", "--format", "csv"]);
    assert!(coded.contains(",\"'=HYPERLINK") && coded.contains("'-cmd|"), "{coded}");
    for (format, columns) in
        [("gdelt", 61), ("gdelt-mentions", 16), ("icews", 20), ("polecat", 40), ("phoenix", 26)]
    {
        let (_, out, _) = place.output(&["export", "--store", "s.db", "--format", format]);
        assert!(
            !out.is_empty() && out.lines().all(|l| l.split('\t').count() == columns),
            "{format}: {out}"
        );
    }
    // What a terminal would obey is no part of a table.
    let (_, table, _) = place.output(&[
        "query",
        "SELECT char(27) || '[2J' AS x",
        "--store",
        "s.db",
        "--format",
        "table",
    ]);
    assert!(!table.contains('\u{1b}'), "{table}");
}

#[test]
fn folders_appear_whole() {
    let place = Place::new("folders");
    place.put("r.jsonl", reports(30));
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "s.db"]).0, 0);
    for format in ["parquet", "brat"] {
        let export = ["export", "--store", "s.db", "--format", format, "--output", format];
        let (code, out, err) = place.output(&export);
        assert_eq!((code, &*out, &*err), (0, "", ""));
        let (code, _, err) = place.output(&export);
        assert!(code == 2 && err.contains("there already"), "{err}");
    }
    let part = fs::read(place.0.join("parquet/events/month=2024-03/part.parquet")).unwrap();
    assert!(part.starts_with(b"PAR1") && part.ends_with(b"PAR1"));
    assert!(place.0.join("parquet/claims").read_dir().unwrap().count() > 0);
    let text = fs::read_to_string(place.0.join("brat/r1.txt")).unwrap();
    let marks = fs::read_to_string(place.0.join("brat/r1.ann")).unwrap();
    let chars: Vec<char> = text.chars().collect();
    let mut seen = 0;
    for line in marks.lines().filter(|l| l.starts_with('T')) {
        let [_, place, words] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let numbers: Vec<usize> = place.split(' ').skip(1).map(|n| n.parse().unwrap()).collect();
        assert_eq!(chars[numbers[0]..numbers[1]].iter().collect::<String>(), words);
        seen += 1;
    }
    assert!(seen > 2);
    let (code, _, err) = place.output(&[
        "query",
        "SELECT * FROM events",
        "--store",
        "s.db",
        "--format",
        "parquet",
        "--output",
        "q.parquet",
    ]);
    assert_eq!((code, &*err), (0, ""));
    let (code, _, err) =
        place.output(&["code", "r.jsonl", "--format", "parquet", "--output", "c.parquet"]);
    assert_eq!((code, &*err), (0, ""));
    for file in ["q.parquet", "c.parquet"] {
        assert!(fs::read(place.0.join(file)).unwrap().starts_with(b"PAR1"));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_done() {
    let place = Place::new("interrupt");
    place.put("r.jsonl", reports(6000));
    let child = place
        .command(&["ingest", "r.jsonl", "--store", "s.db", "--jobs", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let (code, out, err) = texts(child.wait_with_output().unwrap());
    assert!(code == 1 && err.contains("stopped"), "{code} {out} {err}");
    assert_eq!(place.output(&["store", "check", "--store", "s.db"]).0, 0);
    let kept = ask(&place, "SELECT count(*) AS n FROM documents")[0]["n"].as_u64().unwrap();
    assert!(out.starts_with(&format!("{kept} added")), "{kept} {out}");
}

#[cfg(unix)]
#[test]
fn a_store_in_a_folder_that_may_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new("readonly");
    place.put("r.jsonl", reports(3)).put("ro/placeholder", "");
    assert_eq!(place.output(&["ingest", "r.jsonl", "--store", "ro/s.db"]).0, 0);
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(place.0.join(format!("ro/s.db{end}")));
    }
    let allow = |mode| {
        fs::set_permissions(place.0.join("ro"), fs::Permissions::from_mode(mode)).unwrap();
        let file = mode & 0o666;
        fs::set_permissions(place.0.join("ro/s.db"), fs::Permissions::from_mode(file)).unwrap();
    };
    allow(0o555);
    if fs::write(place.0.join("ro/probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let read = place.output(&["query", "SELECT count(*) FROM documents", "--store", "ro/s.db"]);
    let check = place.output(&["store", "check", "--store", "ro/s.db"]);
    let more = place.output(&["ingest", "r.jsonl", "--store", "ro/s.db"]);
    let new = place.output(&["ingest", "r.jsonl", "--store", "ro/new.db"]);
    allow(0o755);
    assert_eq!((read.0, &*read.1), (0, "count(*)\n3\n"), "{}", read.2);
    assert_eq!((check.0, &*check.2), (0, ""));
    for (code, out, err) in [more, new] {
        assert_eq!((code, &*out, err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains("permissions") || err.contains("may be written"), "{err}");
    }
}
