//! skeleton
mod arc_eager;
mod biluo;
pub mod convert;
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

pub use model::ModelError;
pub use offsets::CharIndex;
pub use parse::{EntitySpan, Iob, Parse, Token};
pub use pattern::PatternError;
pub use pipeline::{Pipeline, Worker};
