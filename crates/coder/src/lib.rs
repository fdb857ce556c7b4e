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
mod antecedents;
mod arguments;
mod check;
mod claims;
mod contexts;
mod coreference;
mod counts;
mod depth;
mod doc;
mod entities;
mod events;
mod explain;
mod frames;
mod gender;
mod home;
mod lexicon;
mod lookup;
mod names;
mod needs;
mod people;
mod phrases;
mod place;
mod pronouns;
pub mod record;
mod relations;
mod replies;
mod spelling;
mod status;
mod suggest;
mod targets;
mod time;

pub use check::{Finding, check_built_in, check_tables};
pub use explain::{Explained, Reason};
pub use lexicon::{LexiconError, UserTable};
pub use lookup::{Listed, Word};
pub use pronouns::{Antecedent, PronounChoice};
pub use relations::{MarkedPair, Relation};
pub use suggest::Unknown;

use std::sync::OnceLock;

use bayhaqi_nlp::{ModelError, Parse};
use jiff::civil::Date;
use lexicon::Lexicon;
use record::{Coded, DocumentInfo};

/// The coder with its compiled lexicon. It can be shared between threads.
#[derive(Debug)]
pub struct Coder {
    lexicon: Lexicon,
    /// Loaded when it is first asked for.
    relations: OnceLock<relations::Linear>,
    /// The same; `None` if the built-in model is broken, which a test excludes.
    attributions: OnceLock<Option<claims::Labeller>>,
}

impl Coder {
    /// Compiles the lexicon that is built into the program.
    pub fn new() -> Result<Coder, LexiconError> {
        Ok(Coder {
            lexicon: Lexicon::built_in()?,
            relations: OnceLock::new(),
            attributions: OnceLock::new(),
        })
    }

    /// Compiles a user's tables, which go before the built-in lexicon. Any line that is wrong is an
    /// error, and nothing is loaded. Their text is kept until the program ends.
    pub fn with_tables(tables: &[UserTable]) -> Result<Coder, LexiconError> {
        Ok(Coder {
            lexicon: Lexicon::with(tables)?,
            relations: OnceLock::new(),
            attributions: OnceLock::new(),
        })
    }

    /// The built-in tables by their path below `knowledge/`, with the number of their entries.
    pub fn tables() -> Vec<(&'static str, usize)> {
        lexicon::sources().map(|s| (s.file, s.rows().skip(1).count())).collect()
    }

    /// A hash of the whole lexicon, for the records.
    pub fn lexicon_hash(&self) -> &str {
        &self.lexicon.hash
    }

    /// Codes one parsed document. `model` is the name of the model that parsed it.
    pub fn code(&self, document: &DocumentInfo, parse: &Parse, model: &str) -> Coded {
        self.with_evidence(document, parse, model, |evidence| evidence.coded())
    }

    /// Codes one parsed document and tells for each event what it was made of, and what was found but
    /// not kept.
    pub fn explain(
        &self,
        document: &DocumentInfo,
        parse: &Parse,
        model: &str,
    ) -> Result<Vec<Explained>, ModelError> {
        let relations = self.relation_model()?;
        Ok(self.with_evidence(document, parse, model, |evidence| evidence.explained(relations)))
    }

    /// Gathers everything that is known of a document.
    fn with_evidence<T>(
        &self,
        document: &DocumentInfo,
        parse: &Parse,
        model: &str,
        judge: impl FnOnce(&events::Evidence<'_, '_>) -> T,
    ) -> T {
        let mut cast = self.cast(document, parse, None);
        let published = published(document);
        let labeller = self.attributions.get_or_init(|| claims::Labeller::built_in().ok());
        let reports = claims::find(&cast, labeller.as_ref());
        cast.link_speakers(&reports);
        let mut found = frames::find(&cast);
        needs::find(&cast, &reports, &mut found);
        needs::announce(&cast, &reports, &mut found);
        targets::complete(&cast, &mut found);
        replies::find(&cast, &mut found);
        let times = time::find(&cast, published);
        let evidence = events::Evidence {
            cast: &cast,
            reports: &reports,
            found: &found,
            times: &times,
            document,
            model,
        };
        judge(&evidence)
    }

    /// The pronouns of a document with everybody whom they may mean: what the weights of the table
    /// of pronouns are learnt from.
    pub fn pronouns(&self, parse: &Parse) -> Vec<PronounChoice> {
        let mut trace = Vec::new();
        self.cast(&DocumentInfo::default(), parse, Some(&mut trace));
        trace
    }

    /// The features of every token, the same number for each: what the labeller of attributions is
    /// trained on.
    pub fn attribution_features(&self, parse: &Parse) -> Vec<u32> {
        claims::features_of(&self.cast(&DocumentInfo::default(), parse, None))
    }

    /// Who is mentioned in a document.
    fn cast<'a>(
        &'a self,
        document: &DocumentInfo,
        parse: &'a Parse,
        trace: Option<&mut Vec<PronounChoice>>,
    ) -> entities::Cast<'a> {
        let lower: Vec<String> = (0..parse.len()).map(|i| parse.word(i).to_lowercase()).collect();
        let published = published(document);
        let names = names::find(parse, &lower, &self.lexicon, published.map(lexicon::day));
        let doc = doc::Doc::new(parse, &self.lexicon, lower, &names);
        entities::Cast::new(doc, &self.lexicon, names, published, trace)
    }
}

/// The day of publication.
fn published(document: &DocumentInfo) -> Option<Date> {
    document.published.as_deref()?.get(..10)?.parse().ok()
}
