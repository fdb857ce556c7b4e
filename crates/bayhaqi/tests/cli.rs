//! The program as a user meets it: what it prints, how it ends, and what it says of bad input.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, texts};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

/// Commands whose results are looked at as a whole.
impl Runs for Place {
    fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }

    fn feed(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let stdin = stdin.to_vec();
        let feeder = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Run::of(output)
    }
}

trait Runs {
    fn run(&self, args: &[&str]) -> Run;
    fn feed(&self, args: &[&str], stdin: &[u8]) -> Run;
}

/// What a command left behind.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let (code, out, err) = texts(output);
        Run { code, out, err }
    }

    /// The lines of standard output, each of which must be JSON as a whole.
    fn json(&self) -> Vec<Value> {
        assert!(self.out.is_empty() || self.out.ends_with('\n'));
        self.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    /// Standard error must be this many lines, each of them a message that says what to do.
    fn complaints(&self, count: usize) -> Vec<&str> {
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), count, "{}", self.err);
        for line in &lines {
            assert!(line.starts_with("bayhaqi: ") && line.contains("; "), "{line}");
        }
        lines
    }
}

const REPORT: &str = "Ministers meet\n\nThe minister of Iran met the minister of Iraq in Basra.\n";

#[test]
fn every_bad_input_is_named_and_the_others_are_done() {
    let place = Place::new("bad");
    place.put("good.txt", REPORT).put("also.txt", "Iran criticised Iraq on Monday.");
    place
        .put("empty.txt", " \n")
        .put("binary.dat", b"\x00\x01\x02")
        .put("packed.gz", b"\x1f\x8b\x08junk");
    place.put("page.html", "<!DOCTYPE html><html><body><nav>Home</nav></body></html>");
    fs::create_dir_all(place.0.join("hollow/inner")).unwrap();
    place.put("lines.jsonl", "{\"id\":\"1\",\"text\":\"Iran and Iraq met.\"}\n{\"id\":\n");
    let run = place.run(&[
        "annotate",
        "good.txt",
        "missing.txt",
        "hollow",
        "binary.dat",
        "packed.gz",
        "empty.txt",
        "page.html",
        "lines.jsonl",
        "also.txt",
        "--layers",
        "tokens",
    ]);
    assert_eq!(run.code, 1);
    let told = run.complaints(7);
    for (line, wanted) in told.iter().zip([
        "missing.txt: no such file",
        "hollow: the folder has no readable file",
        "binary.dat: not text",
        "packed.gz: the gzip data is cut off",
        "empty.txt: the report is empty",
        "page.html: the report is empty",
        "lines.jsonl:2: no valid JSON",
    ]) {
        assert!(line.contains(wanted), "{line}");
    }
    let texts: Vec<_> = run.json().iter().map(|d| d["text"].as_str().unwrap().len()).collect();
    assert_eq!(texts, [REPORT.trim().len(), 18, 31]);
}

#[test]
fn nothing_done_is_status_two() {
    let place = Place::new("nothing");
    place.put("empty.txt", "");
    for bad in [&["code", "missing.txt"][..], &["code", "empty.txt", "-"], &["annotate", "."]] {
        let run = place.run(bad);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.starts_with("bayhaqi: "));
    }
}

#[test]
fn wrong_usage_is_one_line_and_status_two() {
    let place = Place::new("usage");
    for (args, wanted) in [
        (&["code", "--frob"][..], "--frob: no such option"),
        (&["code", "--formt", "csv"], "did you mean --format?"),
        (&["code", "--format", "xml"], "no such value \"xml\""),
        (&["annotate", "--layers", "tokens,words"], "no such value \"words\""),
        (&["code", "--published", "soon"], "give a day like 2020-07-22"),
        (&["code", "--jobs", "0"], "give a number"),
        (&["frob"], "frob: no such command"),
        (&["model", "add"], "missing"),
        (&["code", "--output", "no/where.jsonl", "-"], "no/where.jsonl: cannot be written"),
        (&["code", "--model", "none", "-"], "none: no such model"),
        (&["code", "--language", "tlh", "-"], "language tlh: no model for it"),
        (&["model", "use", "none"], "none: no such model"),
    ] {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {run:?}");
        assert!(run.complaints(1)[0].contains(wanted), "{args:?}: {}", run.err);
    }
}

#[test]
fn every_command_is_offered() {
    let help = Place::new("help").run(&["--help"]);
    assert_eq!(help.code, 0);
    for command in [
        "code", "annotate", "ingest", "watch", "query", "export", "store", "explain", "relate",
        "lexicon", "eval", "model", "serve", "token",
    ] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
    }
}

#[test]
fn a_wheel_that_is_no_model_is_refused() {
    let place = Place::new("wheel");
    // An archive with nothing in it is still an archive.
    let empty_zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    place.put("text.whl", "no archive").put("empty.whl", empty_zip);
    for wheel in ["text.whl", "empty.whl", "missing.whl"] {
        let run = place.run(&["model", "add", wheel]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.complaints(1)[0].contains(wheel));
    }
    let list = place.run(&["model", "list"]);
    assert_eq!((list.code, list.out.lines().count()), (0, 1));
    assert!(list.out.starts_with("* en_core_web_sm-3.8.0  en  built in, default"), "{}", list.out);
}

#[test]
fn the_default_model_is_remembered() {
    let place = Place::new("default");
    assert_eq!(place.run(&["model", "use", "en_core_web_sm"]).code, 0);
    assert_eq!(place.run(&["annotate", "-", "--layers", "sentences"]).code, 2);
    place.put("home/models/default", "gone-1.0\n");
    let run = place.feed(&["annotate", "-", "--layers", "sentences"], b"Hi.");
    assert_eq!(run.code, 2);
    assert!(run.complaints(1)[0].contains("gone-1.0: the default model is gone"));
    assert_eq!(place.feed(&["annotate", "--model", "en_core_web_sm"], b"Hi.").code, 0);
    place
        .put("home/models/default", "en_core_web_sm-3.8.0\n")
        .put("home/models/fr_x-1.safetensors", "no");
    assert_eq!(place.feed(&["annotate", "-", "--layers", "sentences"], b"Hi.").code, 0);
    let broken = place.feed(&["annotate", "-", "--language", "fr"], b"Hi.");
    assert!(broken.complaints(1)[0].contains("fr_x-1: the model cannot be loaded"));
}

#[test]
fn a_document_in_a_language_without_model_does_not_stop_the_others() {
    let place = Place::new("language");
    let lines = b"{\"id\":\"f\",\"text\":\"Bonjour.\",\"language\":\"fr\"}\n{\"id\":\"e\",\"text\":\"Hello.\"}\n";
    let run = place.feed(&["annotate", "--layers", "tokens"], lines);
    assert_eq!(run.code, 1);
    assert!(run.complaints(1)[0].contains("standard input:1: language fr: no model for it"));
    assert_eq!(run.json()[0]["document"]["id"], "e");
    // Where no layer was asked for by name, what is known is printed: the text.
    let run = place.feed(&["annotate"], lines);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("language fr: no model for it"), "{}", run.err);
    assert_eq!(run.json()[0]["text"], "Bonjour.");
    assert_eq!(run.json()[0]["tokens"], serde_json::json!([]));
}

#[test]
fn output_appears_whole_or_not_at_all() {
    let place = Place::new("output");
    place.put("a.txt", REPORT).put("out.jsonl", "old");
    let run = place.run(&["annotate", "missing", "--output", "out.jsonl"]);
    assert_eq!(run.code, 2);
    assert_eq!(fs::read_to_string(place.0.join("out.jsonl")).unwrap(), "old");
    let run = place.run(&["annotate", "a.txt", "missing", "--output", "out.jsonl"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    let written = fs::read_to_string(place.0.join("out.jsonl")).unwrap();
    assert!(serde_json::from_str::<Value>(&written).is_ok());
    // Nothing else is left in the folder.
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 2);
}

#[test]
fn results_come_in_the_order_of_the_input() {
    let place = Place::new("order");
    let mut lines = String::new();
    for i in 0..200 {
        let text = "Iran met Iraq. ".repeat(1 + (i * 7) % 20);
        lines += &format!("{}\n", json!({"id": i, "text": text}));
        if i % 50 == 0 {
            lines += "broken\n";
        }
    }
    let run = place.feed(&["annotate", "-", "--jobs", "5", "--layers", "tokens"], lines.as_bytes());
    assert_eq!(run.code, 1);
    run.complaints(4);
    let ids: Vec<String> =
        run.json().iter().map(|d| d["document"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..200).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn layers_are_those_asked_for() {
    let place = Place::new("layers");
    let keys = |args: &[&str]| -> Vec<String> {
        let run = place.feed(args, REPORT.as_bytes());
        assert_eq!(run.code, 0, "{run:?}");
        run.json()[0].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&["annotate", "--layers", "document"]), ["document", "text"]);
    assert_eq!(keys(&["annotate", "--layers", "tokens"]), ["document", "text", "tokens"]);
    let all = [
        "document",
        "text",
        "sentences",
        "tokens",
        "entities",
        "attributions",
        "times",
        "places",
        "events",
    ];
    assert_eq!(keys(&["annotate", "--format", "jsonl"]), all);
}

#[test]
fn offsets_count_code_points() {
    let place = Place::new("offsets");
    let text = "  Łódź’s “mayor” 🕊 thanked\u{a0}Zürich.\r\nIt rained in 東京. ";
    let line = format!("{}\n", json!({"id": "x", "text": text, "published": "2020-07-22T09:00Z"}));
    let run = place.feed(&["annotate", "-"], line.as_bytes());
    let document = &run.json()[0];
    assert_eq!(document["text"], text);
    assert_eq!(document["document"]["published"], "2020-07-22");
    let chars: Vec<char> = text.chars().collect();
    let tokens = document["tokens"].as_array().unwrap();
    let at = |span: &Value, end: usize| span[end].as_u64().unwrap() as usize;
    for token in tokens {
        let (start, end) = (at(&token["span"], 0), at(&token["span"], 1));
        let words: String = chars[start..end].iter().collect();
        assert_eq!(token["text"], words.as_str());
        assert!((token["head"].as_u64().unwrap() as usize) < tokens.len());
    }
    for field in ["span", "text", "lemma", "pos", "tag", "head", "dep", "ent", "morph"] {
        assert!(!tokens[0][field].is_null(), "{field}");
    }
    for sentence in document["sentences"].as_array().unwrap() {
        assert!(at(sentence, 0) < at(sentence, 1) && at(sentence, 1) <= chars.len());
    }
}

#[test]
fn given_tokens_are_kept() {
    let place = Place::new("given");
    let words = ["They", "did", "n't", "meet", "in", "New York", "."];
    let spaces = [true, false, true, true, true, false, false];
    let line = json!({"id": 7, "words": words, "spaces": spaces}).to_string();
    let run =
        place.feed(&["annotate", "-", "--pretokenized", "--layers", "tokens"], line.as_bytes());
    let document = &run.json()[0];
    assert_eq!(document["document"]["id"], "7");
    assert_eq!(document["text"], "They didn't meet in New York.");
    let got: Vec<_> =
        document["tokens"].as_array().unwrap().iter().map(|t| t["text"].clone()).collect();
    assert_eq!(got, words);
    let plain = place.feed(&["annotate", "--pretokenized"], b"Plain text.");
    assert_eq!(plain.code, 2);
    assert!(plain.complaints(1)[0].contains("no pretokenized input"));
}

#[test]
fn the_same_text_has_the_same_id_wherever_it_lies() {
    let place = Place::new("id");
    place.put("a.txt", REPORT).put("b/c", REPORT.replace('\n', "\r\n"));
    let run =
        place.run(&["annotate", "a.txt", "b", "--layers", "document", "--published", "2020-07-22"]);
    let documents = run.json();
    assert_eq!(documents[0], documents[1]);
    assert!(documents[0]["document"]["id"].as_str().unwrap().len() >= 16);
    assert_eq!(documents[0]["document"]["published"], "2020-07-22");
    assert_eq!(documents[0]["document"]["title"], "Ministers meet");
}

#[test]
fn events_come_in_each_format() {
    let place = Place::new("formats");
    place.put("a.txt", REPORT);
    let jsonl = place.run(&["code", "a.txt"]);
    assert_eq!((jsonl.code, jsonl.err.as_str()), (0, ""));
    let events = jsonl.json().len();
    let csv = place.run(&["code", "a.txt", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.out.as_bytes());
    assert_eq!(rows.headers().unwrap().iter().next(), Some("id"));
    assert_eq!(rows.records().map(Result::unwrap).count(), events);
    let table = place.run(&["code", "a.txt", "--format", "table"]);
    let shown = if events == 0 { "no events found in Ministers meet" } else { "Ministers meet\n" };
    assert!(table.out.starts_with(shown), "{}", table.out);
    assert!(!table.out.contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let place = Place::new("pipe");
    let mut child = place
        .command(&["annotate", "-", "--layers", "document"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    // Standard input stays open: the end of the reader must be enough.
    let mut pipe = child.stdin.take().unwrap();
    let line = format!("{}\n", json!({"text": "Iran met Iraq."}));
    for _ in 0..2000 {
        if pipe.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    drop(pipe);
    let mut err = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut err).unwrap();
    assert_eq!(err, "");
}

#[test]
fn the_example_is_where_the_guide_says() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/visit.txt");
    let place = Place::new("example");
    let run = place.run(&["annotate", example.to_str().unwrap(), "--layers", "document"]);
    assert_eq!(
        run.json()[0]["document"]["title"],
        "Iraqi premier hears Tehran’s demand that American troops go home"
    );
}

#[test]
fn marked_actors_are_related() {
    let place = Place::new("relate");
    let lines = concat!(
        r#"{"id": 1, "text": "Norway praised Chile.", "source": [0, 6], "target": [15, 20]}"#,
        "\n\n",
        r#"{"id": "b", "text": "Chile was praised by Norway.", "source": [21, 27], "target": null}"#,
        "\n",
        r#"{"id": "c", "text": "Chile shelled Peru.", "source": [0, 5], "target": [0, 5]}"#,
        "\n",
        r#"{"id": "d", "text": "Chile shelled Peru.", "source": [0, 500], "target": [14, 18]}"#,
        "\n",
        r#"{"id": "e", "source": null, "target": null}"#,
        "\nno json\n",
    );
    let run = place.feed(&["relate", "-"], lines.as_bytes());
    assert_eq!(run.code, 1, "{run:?}");
    let told = run.complaints(3);
    for (line, wanted) in told.iter().zip([
        "input:5: source [0, 500]",
        "input:6: no \"text\"",
        "input:7: no valid row",
    ]) {
        assert!(line.contains(wanted), "{line}");
    }
    let rows = run.json();
    let ids: Vec<&Value> = rows.iter().map(|r| &r["id"]).collect();
    assert_eq!(ids, [&json!(1), &json!("b"), &json!("c")]);
    for (row, event) in rows.iter().zip(["SUPPORT", "SUPPORT", "ASSAULT"]) {
        assert_eq!(row["event"], event, "{row}");
        let scores = row["scores"].as_object().unwrap();
        let total: f64 = scores.values().map(|p| p.as_f64().unwrap()).sum();
        assert!(scores.len() == 16 && (total - 1.0).abs() < 0.01);
        assert_eq!(row["confidence"], scores[event]);
    }
    assert_eq!(rows[0]["cameo"], "051");
    let nothing = place.feed(&["relate"], b"\n");
    assert_eq!((nothing.code, nothing.complaints(1).len()), (2, 1));
    assert_eq!(place.run(&["relate", "missing.jsonl"]).code, 2);
}

#[test]
fn annotated_sets_are_scored() {
    let place = Place::new("eval");
    let event = json!({"event": "SUPPORT", "sources": [{"text": "Norway", "code": null}], "targets": [{"text": null, "code": "CHL"}]});
    let set = format!(
        "{}\n{}\nbroken\n",
        json!({"id": 1, "text": "Norway praised Chile.", "published": "2020-01-01", "events": [event]}),
        json!({"id": 2, "text": "Peru shelled Chile.", "events": []}),
    );
    place.put("events.jsonl", set);
    let run = place.run(&["eval", "events", "events.jsonl", "--format", "json"]);
    assert_eq!((run.code, run.complaints(1).len()), (1, 1));
    let score = &run.json()[0];
    assert_eq!(score["rows"], 2);
    let all = &score["classes"][1];
    assert_eq!(
        (&all["class"], all["recall"].as_f64(), all["precision"].as_f64()),
        (&json!("all"), Some(1.0), Some(0.5))
    );
    assert_eq!(score["confusions"][0], json!(["nothing", "ASSAULT", 1]));
    let pair = json!({"text": "Norway praised Chile.", "source": [0, 6], "target": [15, 20], "gold": "SUPPORT"});
    place.put("pairs.jsonl", pair.to_string());
    let run = place.run(&["eval", "relations", "pairs.jsonl"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("SUPPORT              1      1.000   1.000  1.000"), "{}", run.out);
    place.put("empty.jsonl", "\n");
    assert_eq!(place.run(&["eval", "events", "empty.jsonl"]).code, 2);
    assert_eq!(place.run(&["eval", "events", "missing.jsonl"]).code, 2);
}

#[test]
fn treebanks_are_scored() {
    let place = Place::new("eval-parse");
    // The second sentence has a bad line, the third a head that it does not have.
    let treebank = "# newdoc\n\
        1 Norway Norway PROPN NNP _ 2 nsubj _ _\n\
        2 praised praise VERB VBD _ 0 root _ _\n\
        3 Chile Chile PROPN NNP _ 2 obj _ SpaceAfter=No\n\
        4 . . PUNCT . _ 2 punct _ _\n\n\
        1 broken\n\n\
        1 Go go VERB VB _ 5 root _ _\n\n\
        1 Peru Peru PROPN NNP _ 2 nsubj _ _\n\
        2 fell fall VERB VBD _ 0 root _ _\n";
    place.put("gold.conllu", treebank.replace(' ', "\t").replace("#\tnewdoc", "# newdoc"));
    let run = place.run(&["eval", "parse", "gold.conllu", "--format", "json"]);
    let bad = run.complaints(2);
    assert_eq!(run.code, 1);
    assert!(bad[0].contains("gold.conllu:7: 2 columns"), "{bad:?}");
    assert!(bad[1].contains("gold.conllu:9: head 5"), "{bad:?}");
    let score = &run.json()[0];
    assert_eq!(score["rows"], 2);
    // ClearNLP's label of an object is another than that of Universal Dependencies.
    assert_eq!(score["measures"]["LAS"]["confusions"], json!([["obj", "dobj", 1]]));
    assert_eq!(score["confusions"], json!([]));
    let run = place.run(&["eval", "parse", "gold.conllu"]);
    assert!(run.out.contains("(heads, UAS)") && run.out.contains("(XPOS)"), "{}", run.out);
    place.put("empty.conllu", "# nothing\n");
    for path in ["empty.conllu", "missing.conllu", "."] {
        assert_eq!(place.run(&["eval", "parse", path]).code, 2, "{path}");
    }
}

#[test]
fn extracted_articles_are_scored() {
    let place = Place::new("eval-article");
    let body = "The harbour of Lowmere was closed on Monday after a storm had broken its gates.";
    let page = format!("<html><body><article><p>{body}</p></article></body></html>");
    let gold = json!({"a": {"articleBody": body}, "b": {"articleBody": body}, "c": {}});
    place.put("set/ground-truth.json", gold.to_string()).put("set/html/a.html", page);
    let run = place.run(&["eval", "article", "set", "--format", "json"]);
    let bad = run.complaints(2);
    assert_eq!(run.code, 1);
    assert!(bad[0].contains("b: no such page") && bad[1].contains("c: no valid entry"), "{bad:?}");
    let score = &run.json()[0];
    assert_eq!((&score["rows"], &score["classes"][3]["f1"]), (&json!(1), &json!(1.0)));
    // A page without the article costs half of the recall.
    place.put("set/html/b.html", "<html><body></body></html>");
    let run = place.run(&["eval", "article", "set/ground-truth.json", "--format", "json"]);
    let all = &run.json()[0]["classes"][3];
    let share = |name: &str| (all[name].as_f64().unwrap() * 1000.0).round();
    assert_eq!((share("precision"), share("recall")), (1000.0, 500.0));
    let run = place.run(&["eval", "article", "set"]);
    assert!(run.out.contains("missed: “The harbour of Lowmere"), "{}", run.out);
    place.put("empty/ground-truth.json", "{}");
    for path in ["empty", "missing", "set/html/a.html"] {
        assert_eq!(place.run(&["eval", "article", path]).code, 2, "{path}");
    }
}

#[test]
fn events_are_explained() {
    let place = Place::new("explain");
    place.put("a.txt", "Norway praised Chile on Monday.\n").put("b.txt", "");
    let run = place.run(&["explain", "a.txt", "b.txt", "--published", "2020-07-22"]);
    assert_eq!((run.code, run.complaints(1).len()), (1, 1));
    for wanted in [
        "a.txt: 1 events",
        "Norway → Chile: SUPPORT",
        "frames/support.tsv:",
        "“praised” ›nsubj› “Norway”",
        "“praised” ›dobj› “Chile”",
        "“Monday” is 2020-07-20",
        "relation    SUPPORT",
    ] {
        assert!(run.out.contains(wanted), "{wanted}: {}", run.out);
    }
    let run = place.run(&["explain", "a.txt", "--format", "jsonl"]);
    let line = &run.json()[0];
    assert_eq!((&line["rejected"], &line["event"]["event"]), (&Value::Null, &json!("SUPPORT")));
    assert_eq!(line["reasons"][0]["about"], "trigger");
}
