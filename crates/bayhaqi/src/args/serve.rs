//! The command line of what is served.

use super::CoderKind;
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
    /// Language model for texts that are sent (see `bayhaqi model list`).
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// Folder with tables of your own, which go before the built-in lexicon.
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
    /// What codes texts that are sent.
    #[arg(long, value_name = "CODER", default_value = "default")]
    pub(crate) coder: CoderKind,
}

#[derive(Args, Debug)]
pub(crate) struct TokenArgs {
    /// Whose token it is: up to 40 letters, digits, - or _.
    pub(crate) name: String,
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let parsed = text.split_once('=').and_then(|(name, most)| {
        let most = most.parse().ok()?;
        Limits::default().set(name, most).then(|| (name.to_owned(), most))
    });
    parsed.ok_or_else(|| {
        let names: Vec<_> = Limits::NAMES.iter().map(|(name, _)| *name).collect();
        format!("give one of {} and a number, like rows=1000", names.join(", "))
    })
}
