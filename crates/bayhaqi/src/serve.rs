//! `bayhaqi serve`: the explorer and the API.

use crate::args::ServeArgs;
use crate::failure::{Failure, Outcome, say};
use bayhaqi_server::{Limits, Server, Setup};
use bayhaqi_store::Store;

pub(crate) fn run(args: ServeArgs, quiet: bool) -> Result<Outcome, Failure> {
    if !args.store.exists() {
        Store::write(&args.store).map_err(|e| Failure::of(&e))?;
    }
    let limits = Limits::default();
    let setup = Setup { store: args.store, listen: args.listen, limits, coding: None };
    let server = Server::bind(setup).map_err(|e| Failure::of(&e))?;
    if let Some(address) = server.address().filter(|_| !quiet) {
        say(&format!("bayhaqi: http://{address}/ (Ctrl-C stops)"));
    }
    server.run(async { drop(tokio::signal::ctrl_c().await) });
    Ok(Outcome::Done)
}
