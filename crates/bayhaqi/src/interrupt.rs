//! Ctrl-C, and being asked to end: work stops where nothing is lost.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static LISTEN: Once = Once::new();

/// From now on the first Ctrl-C is a request to stop; the second one ends the program at once.
pub(crate) fn listen() {
    LISTEN.call_once(|| {
        let heard = ctrlc::set_handler(|| {
            if ASKED.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        if let Err(error) = heard {
            log::debug!("Ctrl-C ends the program at once: {error}");
        }
    });
}

/// Whether somebody has asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
