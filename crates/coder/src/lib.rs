//! Codes news reports: who did what to whom, when, where, and according to whom, in the codes of
//! PLOVER and CAMEO.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bayhaqi_coder::{Coder, record::DocumentInfo};
//!
//! let english = bayhaqi_nlp::Pipeline::english()?;
//! let coder = Coder::new()?;
//! let parse = english.parse("Norway praised the Chilean government for its reforms.");
//! let coded = coder.code(&DocumentInfo::default(), &parse, english.name());
//! let event = &coded.events[0];
//! assert_eq!(event.event, "SUPPORT");
//! assert_eq!(event.sources[0].code.as_deref(), Some("NOR"));
//! assert_eq!(event.targets[0].code.as_deref(), Some("CHLGOV"));
//! # Ok(())
//! # }
//! ```

mod actors;
mod arguments;
mod claims;
mod contexts;
mod coreference;
mod counts;
mod depth;
mod doc;
mod entities;
mod events;
#[cfg(test)]
mod examples_test;
mod frames;
mod lexicon;
mod names;
mod needs;
mod phrases;
mod place;
pub mod record;
mod replies;
mod status;
mod time;

pub use lexicon::LexiconError;

use bayhaqi_nlp::Parse;
use lexicon::Lexicon;
use record::{Coded, DocumentInfo};

/// The coder with its compiled lexicon. It can be shared between threads.
#[derive(Debug)]
pub struct Coder {
    lexicon: Lexicon,
}

impl Coder {
    /// Compiles the lexicon that is built into the program.
    pub fn new() -> Result<Coder, LexiconError> {
        Ok(Coder { lexicon: Lexicon::built_in()? })
    }

    /// A hash of the whole lexicon, for the records.
    pub fn lexicon_hash(&self) -> &str {
        &self.lexicon.hash
    }

    /// Codes one parsed document. `model` is the name of the model that parsed it.
    pub fn code(&self, document: &DocumentInfo, parse: &Parse, model: &str) -> Coded {
        let lower: Vec<String> = (0..parse.len()).map(|i| parse.word(i).to_lowercase()).collect();
        let names = names::find(parse, &lower, &self.lexicon);
        let doc = doc::Doc::new(parse, &self.lexicon, lower, &names);
        let mut cast = entities::Cast::new(doc, &self.lexicon, names);
        let reports = claims::find(&cast);
        cast.link_speakers(&reports);
        let mut found = frames::find(&cast);
        needs::find(&cast, &reports, &mut found);
        needs::announce(&cast, &reports, &mut found);
        replies::find(&cast, &mut found);
        let published = document.published.as_deref().and_then(|d| d.get(..10)?.parse().ok());
        let times = time::find(&cast, published);
        let evidence = events::Evidence {
            cast: &cast,
            reports: &reports,
            found: &found,
            times: &times,
            document,
            model,
        };
        evidence.coded()
    }
}
