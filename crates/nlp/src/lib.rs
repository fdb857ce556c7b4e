//! skeleton
mod offsets;
mod parse;
pub use offsets::CharIndex;
pub use parse::{EntitySpan, Iob, Parse, Token};
