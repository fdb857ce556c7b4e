//! Wheels that cannot be used are refused with the reason.

#![allow(clippy::unwrap_used)]

use std::io::Write;

use bayhaqi_nlp::convert::{ConvertError, wheel};
use zip::write::SimpleFileOptions;

/// What `wheel` says of an archive with these files.
fn refused(name: &str, files: &[(&str, &[u8])]) -> ConvertError {
    let path =
        std::env::temp_dir().join(format!("bayhaqi-wheel-{}-{name}.whl", std::process::id()));
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (file, bytes) in files {
        zip.start_file(*file, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    let error = wheel(&path).unwrap_err();
    std::fs::remove_file(&path).unwrap();
    error
}

const META: (&str, &[u8]) =
    ("m/meta.json", br#"{"name": "x_trf", "version": "1", "license": "MIT"}"#);
/// An empty map in msgpack.
const EMPTY: &[u8] = &[0x80];

#[test]
fn a_transformer_is_refused_by_name() {
    let config = b"[nlp]\nlang = \"en\"\npipeline = [\"transformer\",\"tagger\"]\n\n[components.transformer]\nfactory = \"curated_transformer\"\n";
    let files: &[(&str, &[u8])] =
        &[("m/config.cfg", config), META, ("m/tokenizer", EMPTY), ("m/vocab/lookups.bin", EMPTY)];
    let error = refused("trf", files);
    assert!(matches!(error, ConvertError::Unsupported(_)), "{error}");
    let said = error.to_string();
    assert!(said.contains("transformer") && said.contains("only spaCy 3 CNN pipelines"), "{said}");
}

#[test]
fn damaged_wheels_are_refused() {
    let none = refused("none", &[("readme.txt", b"hello")]);
    assert!(none.to_string().contains("is no spaCy model"), "{none}");
    let config = b"[nlp]\nlang = \"en\"\npipeline = [\"tok2vec\"]\n";
    let files: &[(&str, &[u8])] = &[("m/config.cfg", config), META];
    let missing = refused("missing", files);
    assert!(missing.to_string().contains("tokenizer"), "{missing}");
    let files: &[(&str, &[u8])] = &[
        ("m/config.cfg", config),
        META,
        ("m/tokenizer", EMPTY),
        ("m/vocab/lookups.bin", EMPTY),
        ("m/tok2vec/model", b"\xc1\xff garbage"),
    ];
    let garbage = refused("garbage", files);
    assert!(garbage.to_string().contains("tok2vec/model"), "{garbage}");
}
