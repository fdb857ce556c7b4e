//! Codes news reports to events: who did what to whom, according to whom.
//!
//! Each command is a page of its own (`code`, `annotate`, `ingest`, `watch`, `query`, `export`, `store`, `serve`,
//! `explain`, `relate`, `lexicon`, `eval`, `model`) that calls the library crates;
//! the other files are what the pages share.

mod annotate;
mod args;
mod code;
mod engine;
mod eval;
mod explain;
mod export;
mod failure;
mod flat;
mod gazetteer;
mod ingest;
mod interrupt;
mod lexicon;
mod lexicon_dir;
mod lexicon_import;
mod lexicon_suggest;
mod logging;
mod model;
mod models;
mod output;
mod progress;
mod query;
mod relate;
mod runner;
mod serve;
mod store;
mod table;
mod usage;
mod watch;
mod wrap;

use args::{Cli, Command};
use clap::Parser;
use failure::{Outcome, complain};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error),
    };
    logging::start(cli.log);
    let result = match cli.command {
        Command::Code(args) => code::run(args, cli.quiet),
        Command::Annotate(args) => annotate::run(args, cli.quiet),
        Command::Ingest(args) => ingest::run(args, cli.quiet),
        Command::Watch(args) => watch::run(&args, cli.quiet),
        Command::Query(args) => query::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Store(args) => store::run(args),
        Command::Serve(args) => serve::run(args, cli.quiet),
        Command::Token(args) => serve::token(&args),
        Command::Explain(args) => explain::run(&args, cli.quiet),
        Command::Relate(args) => relate::run(args),
        Command::Eval(args) => eval::run(&args),
        Command::Lexicon(args) => lexicon::run(args, cli.quiet),
        Command::Model(args) => model::run(args, cli.quiet),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::NothingDone) => ExitCode::from(2),
        Err(failure) => {
            complain(&failure);
            ExitCode::from(2)
        }
    }
}
