//! The command line of what is served.

use super::{CodingArgs, named_number};
use bayhaqi_server::Limits;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// The store; it is made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// Where to listen. An address that others can reach needs --tokens.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8750")]
    pub(crate) listen: SocketAddr,
    /// Answer only who sends one of the tokens whose hashes are in this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) tokens: Option<PathBuf>,
    /// Set a limit, like seconds=10 or rows=1000 (see docs/api.md).
    #[arg(long, value_name = "NAME=N", value_parser = limit)]
    pub(crate) limit: Vec<(String, u64)>,
    #[command(flatten)]
    pub(crate) coding: CodingArgs,
}

#[derive(Args, Debug)]
pub(crate) struct TokenArgs {
    /// Whose token it is: up to 40 letters, digits, - or _.
    pub(crate) name: String,
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let known = |name: &str, most| Limits::default().set(name, most);
    named_number(text, known, Limits::NAMES, "rows=1000")
}
