//! `model add-gazetteer` and `eval place`.

#![allow(clippy::unwrap_used)]

mod common;

use common::Place;

const TOWN: &str =
    "77\tExampleburg\tExampleburg\t\t10.5\t20.25\tP\tPPL\tTD\t\t\t\t\t\t40000\t\t\t\t\n";

#[test]
fn a_dump_is_used_and_its_bad_lines_are_told() {
    let place = Place::new("gazetteer");
    place.put("dump.txt", format!("{TOWN}no line\n"));
    let (code, out, err) = place.output(&["model", "add-gazetteer", "dump.txt"]);
    assert_eq!(code, 1, "{err}");
    assert!(out.starts_with("1 places added"), "{out}");
    assert!(err.contains("dump.txt:2: 1 columns"), "{err}");
    place.put("text.txt", "He was in Exampleburg on Monday.");
    let (code, out, _) = place.output(&["annotate", "text.txt", "--layers", "places"]);
    assert!(code == 0 && out.contains("\"geonames\":77"), "{out}");
    place.put("home/gazetteer.bin", "BHQGAZ1\nbroken");
    let (code, _, err) = place.output(&["annotate", "text.txt", "--layers", "places"]);
    assert!(code == 2 && err.contains("damaged") && err.contains("add-gazetteer"), "{err}");
}

#[test]
fn files_that_are_no_dump_are_refused() {
    let place = Place::new("no-gazetteer");
    place.put("noise.txt", b"\xff\xfe\x00noise").put("noise.zip", b"PK\x03\x04noise");
    for file in ["noise.txt", "noise.zip", "missing.txt", "."] {
        let (code, out, err) = place.output(&["model", "add-gazetteer", file]);
        assert!(code == 2 && out.is_empty(), "{file}: {code} {out}");
        assert!(err.contains("dump of GeoNames"), "{file}: {err}");
    }
}

#[test]
fn places_are_scored() {
    let place = Place::new("eval-place");
    let text = "Soldiers left Baghdad for Basra.";
    let row = format!(
        "{{\"text\":\"{text}\",\"places\":[{{\"span\":[14,21],\"lat\":33.34,\"lon\":44.4,\"country\":\"Iraq\"}},\
         {{\"span\":[26,31],\"lat\":0,\"lon\":0,\"country\":\"USA\"}}]}}\n"
    );
    place.put("gold.jsonl", &row);
    let (code, out, err) = place.output(&["eval", "place", "gold.jsonl", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    for part in ["\"gold\":2", "\"figure\":\"within 161 km\",\"value\":0.5", "Basra (USA)"] {
        assert!(out.contains(part), "{part} in {out}");
    }
    place.put("brat/a.txt", text);
    place.put("brat/a.ann", "T1\tPlace 14 21\tBaghdad\n#1\tAnnotatorNotes T1\t98182\n");
    let (code, out, err) = place.output(&["eval", "place", "brat"]);
    assert!(code == 0 && out.contains("1 texts with 1 places"), "{out}{err}");
    place.put("brat/b.txt", text).put("brat/b.ann", "T1\tPlace x y\tBaghdad\n");
    let (code, _, err) = place.output(&["eval", "place", "brat"]);
    assert!(code == 1 && err.contains("b.ann: line 1"), "{err}");
}
