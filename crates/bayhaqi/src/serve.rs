//! `bayhaqi serve`: the explorer and the API; `bayhaqi token`: who may use them.

use crate::annotate::sentences;
use crate::args::{ServeArgs, TokenArgs};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome, say};
use bayhaqi_nlp::CharIndex;
use bayhaqi_read::Options;
use bayhaqi_server::{Annotated, Coding, Limits, Role, Server, Setup, Tokens};
use bayhaqi_store::Store;
use jiff::civil::Date;
use std::sync::{Mutex, PoisonError};

pub(crate) fn run(args: ServeArgs, quiet: bool) -> Result<Outcome, Failure> {
    let mut limits = Limits::default();
    for (name, most) in &args.limit {
        limits.set(name, *most);
    }
    let tokens = args.tokens.as_deref().map(Tokens::read).transpose();
    let tokens = tokens.map_err(|e| Failure::of(&e))?;
    if !args.store.exists() {
        let store = args.store.display();
        say(&format!(
            "bayhaqi: {store}: new and empty; fill it with `bayhaqi ingest … --store {store}`"
        ));
        Store::write(&args.store).map_err(|e| Failure::of(&e))?;
    }
    let engine = Engine::with(&args.coding, None, false)?;
    let coders = Coders { engine, idle: Mutex::default() };
    let setup = Setup {
        store: args.store,
        listen: args.listen,
        limits,
        coding: Some(Box::new(coders)),
        tokens,
    };
    let server = Server::bind(setup).map_err(|e| Failure::of(&e))?;
    // A fault in one request is told like any other failure, not as a trace.
    std::panic::set_hook(Box::new(|info| log::error!("{info}")));
    if let Some(address) = server.address().filter(|_| !quiet) {
        say(&format!("bayhaqi: http://{address}/ (Ctrl-C stops it)"));
    }
    server.run(asked_to_end());
    Ok(Outcome::Done)
}

/// Waits for Ctrl-C, or to be asked to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}

/// Prints the line of a new token for a file of tokens; the token itself is shown once, to the person.
pub(crate) fn token(args: &TokenArgs) -> Result<Outcome, Failure> {
    use std::io::Write;
    let made = Tokens::make(&args.name).map_err(|e| Failure::of(&e))?;
    let written = writeln!(std::io::stdout(), "{}", made.line);
    written.map_err(|e| Failure::new("output", format!("cannot be written ({e})")))?;
    say(&format!("bayhaqi: the token, which is kept nowhere: {}", made.token));
    Ok(Outcome::Done)
}

/// Codes for the server.
struct Coders {
    engine: &'static Engine,
    /// What threads need that code at the moment no text.
    idle: Mutex<Vec<Thread>>,
}

impl Coding for Coders {
    fn code(&self, text: &str, published: Option<Date>) -> Result<Annotated, String> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let free = idle().pop();
        let mut thread = free.unwrap_or_else(|| Thread::new(self.engine));
        // As a line of JSON lines, so that the report has the id that the command gives it.
        let mut line = serde_json::json!({ "text": text });
        if let Some(day) = published {
            line["published"] = day.to_string().into();
        }
        let line = line.to_string();
        let read = bayhaqi_read::from_bytes("text", line.as_bytes(), Options::default()).next();
        let document = read.ok_or("is empty")?.map_err(|e| e.to_string())?;
        let info = info(&document);
        let (parse, model) = thread.parse(&document).map_err(|e| e.to_string())?;
        let coded = thread.code(&info, &parse, model);
        let index = CharIndex::new(parse.text());
        let sentences = sentences(&parse, &index);
        // After a panic it is not put back.
        idle().push(thread);
        Ok(Annotated {
            document: info,
            text: document.text,
            sentences,
            entities: coded.entities,
            attributions: coded.attributions,
            times: coded.times,
            places: coded.places,
            events: coded.events,
        })
    }

    fn roles(&self, name: &str) -> Vec<Role> {
        let listed = self.engine.offices(name).into_iter().filter(|l| l.role.is_some());
        listed
            .map(|l| Role { name: l.name, code: l.code, role: l.role, from: l.from, to: l.to })
            .collect()
    }
}
