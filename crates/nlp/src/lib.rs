//! A native runtime for the trained CNN pipelines of [spaCy](https://spacy.io): text in, tokens with
//! tags, lemmas, a dependency tree, sentences and named entities out, the same that spaCy gives,
//! some ten times faster, without Python.
//!
//! The English small model is part of the library; [`convert::wheel`] makes a model file of any
//! other CNN pipeline's wheel (`…_sm`, `…_md`, `…_lg`).
//!
//! ```
//! # #[cfg(feature = "english")] {
//! let english = bayhaqi_nlp::Pipeline::english()?;
//! let parse = english.parse("Iran's president met envoys of the U.N. in Geneva.");
//! let met = (0..parse.len()).find(|&i| parse.lemma(i) == "meet").unwrap();
//! let object = parse.children(met).find(|&c| parse.dep(c) == "dobj").unwrap();
//! assert_eq!(parse.word(object), "envoys");
//! let names: Vec<_> = parse.entities().iter().map(|e| e.label.to_string()).collect();
//! assert_eq!(names, ["GPE", "ORG", "GPE"]);
//! # }
//! # Ok::<(), bayhaqi_nlp::ModelError>(())
//! ```
//!
//! One file is one stage, in the order that a text goes through them: [`Pipeline`] (what a model
//! holds and how its stages follow each other), tokenizer, forms (what the letters of a word
//! say), net (words to vectors, with matrix for the arithmetic), arc_eager and tree (the parser),
//! ruler, lemmatizer, biluo (entities). `convert` reads wheels, `model` defines the file.
//! `encoder` is a stage of its own: a small BERT that classifies what links two spans.

mod arc_eager;
mod biluo;
pub mod convert;
mod encoder;
mod forms;
mod hash;
mod lemmatizer;
mod matrix;
mod model;
mod names;
mod net;
mod offsets;
mod parse;
mod pattern;
mod pipeline;
mod ruler;
mod tokenizer;
mod transition;
mod tree;
mod unicode;

pub use encoder::SpanClassifier;
pub use model::ModelError;
pub use offsets::CharIndex;
pub use parse::{EntitySpan, Iob, Parse, Token};
pub use pattern::PatternError;
pub use pipeline::{Pipeline, Worker};
