//! Wrong usage, told in one line.

use crate::failure::{Failure, complain};
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::process::ExitCode;

/// Prints help and version where they were asked for, and any error as one line.
pub(crate) fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nobody may be listening any more (`bayhaqi --help | head -1`).
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            complain(&failure(error));
            ExitCode::from(2)
        }
    }
}

fn failure(error: &clap::Error) -> Failure {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let help = help(error);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let hint = text(error, ContextKind::SuggestedArg)
                .map_or(help, |s| format!("did you mean {s}?"));
            Failure::new(argument, format!("no such option; {hint}"))
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let hint = text(error, ContextKind::SuggestedSubcommand)
                .map_or(help, |s| format!("did you mean {s}?"));
            Failure::new(name, format!("no such command; {hint}"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::new(argument, format!("a value is missing; {help}"))
        }
        ErrorKind::InvalidValue => {
            let valid = text(error, ContextKind::ValidValue).unwrap_or_default();
            Failure::new(argument, format!("no such value {value:?}; give {valid}"))
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string);
            let reason = reason.unwrap_or_else(|| help.clone());
            Failure::new(argument, format!("wrong value {value:?}; {reason}"))
        }
        ErrorKind::MissingRequiredArgument => Failure::new(argument, format!("missing; {help}")),
        ErrorKind::MissingSubcommand => Failure::new("usage", format!("no command given; {help}")),
        _ => {
            let message = error.render().to_string();
            let first = message.lines().next().unwrap_or_default();
            Failure::new("usage", format!("{}; {help}", first.trim_start_matches("error: ")))
        }
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(s) => Some(s.clone()),
        ContextValue::Strings(all) => Some(all.join(" or ")),
        _ => None,
    }
    .filter(|s| !s.is_empty())
}

/// Points to the help of the command that was meant.
fn help(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let mut path = vec!["bayhaqi"];
    let mut words = usage.split_whitespace().skip_while(|w| *w != "bayhaqi").skip(1);
    let root = crate::args::Cli::command();
    let mut at = &root;
    while let Some(next) = words.next().and_then(|w| at.find_subcommand(w)) {
        path.push(next.get_name());
        at = next;
    }
    format!("see {} --help", path.join(" "))
}
