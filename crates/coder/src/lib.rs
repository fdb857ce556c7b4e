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
mod concern;
mod confidence;
mod contexts;
mod coreference;
mod counts;
mod depth;
mod doc;
mod entities;
mod epithets;
mod events;
mod explain;
mod frames;
mod gender;
mod home;
mod lexicon;
mod links;
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
pub use links::LinkFeatures;
pub use lookup::{Listed, Word};
pub use pronouns::{Antecedent, PronounChoice};
pub use relations::{MarkedPair, Relation};
pub use suggest::Unknown;

use std::sync::OnceLock;

use bayhaqi_gazetteer::Gazetteer;
use bayhaqi_nlp::{Parse, SpanClassifier};
use jiff::civil::Date;
use lexicon::Lexicon;
use record::{Coded, DocumentInfo, Event};
use relations::Linear;

/// The coder with its compiled lexicon. It can be shared between threads.
#[derive(Debug)]
pub struct Coder {
    lexicon: Lexicon,
    relations: Linear,
    links: Linear,
    /// Opened when a pair is to be related.
    encoder: OnceLock<SpanClassifier>,
    /// Labels who says what; opened when it is first asked for, `None` if the built-in model is
    /// broken, which a test excludes.
    attributions: OnceLock<Option<claims::Labeller>>,
    /// Whether the trained models are asked.
    trained: bool,
    /// The user's, or else the built-in one, opened when it is first asked for.
    gazetteer: OnceLock<Option<Gazetteer>>,
}

impl Coder {
    /// Compiles the lexicon that is built into the program.
    pub fn new() -> Result<Coder, LexiconError> {
        Coder::with_tables(&[])
    }

    /// Compiles a user's tables, which go before the built-in lexicon. Any line that is wrong is an
    /// error, and nothing is loaded. Their text is kept until the program ends.
    pub fn with_tables(tables: &[UserTable]) -> Result<Coder, LexiconError> {
        Ok(Coder {
            lexicon: Lexicon::with(tables)?,
            relations: Linear::relations()?,
            links: Linear::links()?,
            encoder: OnceLock::new(),
            attributions: OnceLock::new(),
            trained: true,
            gazetteer: OnceLock::new(),
        })
    }

    /// The same coder without its trained models: it codes only what tables and grammar tell, and
    /// faster.
    pub fn lexicon_only(mut self) -> Coder {
        self.trained = false;
        self
    }

    /// Takes another gazetteer in the place of the built-in one.
    pub fn with_gazetteer(mut self, gazetteer: Gazetteer) -> Coder {
        self.gazetteer = OnceLock::from(Some(gazetteer));
        self
    }

    fn gazetteer(&self) -> Option<&Gazetteer> {
        self.gazetteer.get_or_init(|| Gazetteer::built_in().ok()).as_ref()
    }

    fn labeller(&self) -> Option<&claims::Labeller> {
        let load = || claims::Labeller::built_in().ok();
        if self.trained { self.attributions.get_or_init(load).as_ref() } else { None }
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
        let relations = Some(&self.relations).filter(|_| self.trained);
        self.with_evidence(document, parse, model, relations, |evidence| evidence.coded())
    }

    /// Codes one parsed document and tells for each event what it was made of, and what was found but
    /// not kept.
    pub fn explain(&self, document: &DocumentInfo, parse: &Parse, model: &str) -> Vec<Explained> {
        let relations = Some(&self.relations).filter(|_| self.trained);
        self.with_evidence(document, parse, model, relations, |evidence| evidence.explained())
    }

    /// The events of a document that the frames know, without what the relation model says.
    pub(crate) fn framed(&self, document: &DocumentInfo, parse: &Parse) -> Vec<Event> {
        self.with_evidence(document, parse, "", None, |evidence| evidence.coded()).events
    }

    /// The events of a document with the signs that their confidence is made of, in the order of
    /// `knowledge/confidence.tsv`: what the weights there are learnt from.
    pub fn signed(&self, document: &DocumentInfo, parse: &Parse) -> Vec<(Event, Vec<f64>)> {
        let relations = Some(&self.relations).filter(|_| self.trained);
        self.with_evidence(document, parse, "", relations, |evidence| evidence.signed())
    }

    /// The events of a document that the frames know, and the features of each pair of actors:
    /// what the model of links is trained on.
    pub fn link_features(&self, parse: &Parse) -> (Vec<Event>, Vec<LinkFeatures>) {
        self.with_evidence(&DocumentInfo::default(), parse, "", None, |evidence| {
            let (cast, reports, found) = (evidence.cast, evidence.reports, evidence.found);
            let pairs = links::all(&links::Known { cast, reports, found });
            (evidence.coded().events, pairs)
        })
    }

    /// Gathers everything that is known of a document.
    fn with_evidence<T>(
        &self,
        document: &DocumentInfo,
        parse: &Parse,
        model: &str,
        relations: Option<&Linear>,
        judge: impl FnOnce(&events::Evidence<'_, '_>) -> T,
    ) -> T {
        let mut cast = self.cast(document, parse, None);
        let published = published(document);
        let places = place::find(&cast, document, self.gazetteer());
        places.tell_countries(&mut cast);
        cast.settle(&places.towns(&cast));
        let reports = claims::find(&cast, self.labeller());
        cast.link_speakers(&reports);
        let frames::Frames { mut found, silent } = frames::find(&cast, &reports);
        needs::find(&cast, &reports, &mut found);
        needs::announce(&cast, &reports, &mut found);
        targets::complete(&cast, &mut found);
        replies::find(&cast, &mut found);
        if relations.is_some() {
            let known = links::Known { cast: &cast, reports: &reports, found: &found };
            let mut links = links::find(&known, &self.links, &silent);
            needs::announce(&cast, &reports, &mut links);
            found.extend(links);
            found.sort_by_key(|f| f.trigger);
        }
        let times = time::find(&cast, published);
        let evidence = events::Evidence {
            cast: &cast,
            reports: &reports,
            found: &found,
            times: &times,
            places: &places,
            document,
            model,
            relations,
        };
        judge(&evidence)
    }

    /// The places that a document names, and nothing else.
    pub fn places(&self, document: &DocumentInfo, parse: &Parse) -> Vec<record::Where> {
        let cast = self.cast(document, parse, None);
        place::find(&cast, document, self.gazetteer()).record(&cast)
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
