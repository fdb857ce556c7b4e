//! The part that does the work: documents to parses to coded events, with the right model for each.

use crate::args::{CoderKind, CodingArgs, InputArgs};
use crate::failure::Failure;
use crate::gazetteer;
use crate::lexicon_dir;
use crate::models::{Loaded, Models};
use bayhaqi_coder::Explained;
use bayhaqi_coder::record::{Coded, CoderInfo, DocumentInfo};
use bayhaqi_coder::{Coder, Listed, Unknown};
use bayhaqi_nlp::{Parse, Worker};
use bayhaqi_read::Document;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What all threads share.
pub(crate) struct Engine {
    models: Models,
    /// `--model`.
    fixed: Option<String>,
    /// Documents in languages without a model are left out.
    skips: bool,
    loaded: Mutex<HashMap<String, Loaded>>,
    coder: Coder,
}

impl Engine {
    /// Prepares for these inputs. A model that is asked for is loaded now, so that a wrong name is
    /// told at once.
    pub(crate) fn new(input: &InputArgs) -> Result<&'static Self, Failure> {
        Engine::with(&input.coding, input.given_language(), input.tell_language())
    }

    /// Prepares for texts in a language; with `skips` those without a model are left out.
    pub(crate) fn with(
        coding: &CodingArgs,
        language: Option<&str>,
        skips: bool,
    ) -> Result<&'static Self, Failure> {
        let coder = with_gazetteer(lexicon_dir::coder(coding.lexicon.as_deref())?)?;
        let engine = Engine {
            models: Models::open()?,
            fixed: coding.model.clone(),
            skips,
            loaded: Mutex::default(),
            coder: match coding.coder {
                CoderKind::Default => coder,
                CoderKind::Lexicon => coder.lexicon_only(),
            },
        };
        let model = engine.pipeline(language)?;
        log::info!("model {}, lexicon {}", model.name(), engine.coder.lexicon_hash());
        Ok(Box::leak(Box::new(engine)))
    }

    /// A language model and the coder, for commands that read no documents.
    pub(crate) fn parts(model: Option<&str>) -> Result<(Loaded, &'static Coder), Failure> {
        let models = Models::open()?;
        let model = model.map_or_else(|| models.default(), |name| models.find(name))?;
        let coder = with_gazetteer(Coder::new().map_err(|e| Failure::new("lexicon", e))?)?;
        Ok((models.load(&model)?, Box::leak(Box::new(coder))))
    }

    /// The offices of all who are known by a name, or under a code that begins so.
    pub(crate) fn offices(&self, name: &str) -> Vec<Listed> {
        let code = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let mut found = self.coder.find(name, None);
        if name.len() >= 3 && name.bytes().all(code) {
            found.extend(self.coder.holders(name));
        }
        found
    }

    /// The model for documents in a language.
    fn pipeline(&self, language: Option<&str>) -> Result<Loaded, Failure> {
        let model = match (&self.fixed, language) {
            (Some(name), _) => self.models.find(name)?,
            (None, Some(language)) => self.models.for_language(language)?,
            (None, None) => self.models.default()?,
        };
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipeline) = loaded.get(&model.name) {
            return Ok(pipeline);
        }
        let pipeline = self.models.load(&model)?;
        loaded.insert(model.name, pipeline);
        Ok(pipeline)
    }
}

/// The coder with the user's gazetteer, if there is one.
fn with_gazetteer(coder: Coder) -> Result<Coder, Failure> {
    Ok(match gazetteer::load()? {
        Some(gazetteer) => coder.with_gazetteer(gazetteer),
        None => coder,
    })
}

/// What one thread needs.
pub(crate) struct Thread {
    engine: &'static Engine,
    /// For each language of a document its model, with a worker for it.
    workers: HashMap<Option<String>, (Loaded, Worker<'static>)>,
}

impl Thread {
    pub(crate) fn new(engine: &'static Engine) -> Self {
        Thread { engine, workers: HashMap::new() }
    }

    /// Whether a language is to be done for which there is no model. (A model that is there but broken
    /// is another matter.)
    pub(crate) fn lacks_model(&self, document: &Document) -> bool {
        let engine = self.engine;
        let lacks = |language: &str| engine.models.for_language(language).is_err();
        let known = engine.fixed.is_some() || self.workers.contains_key(&document.language);
        !known && !engine.skips && document.language.as_deref().is_some_and(lacks)
    }

    /// What would code a document.
    pub(crate) fn coder(&mut self, document: &Document) -> Result<CoderInfo, Failure> {
        let (pipeline, _) = self.worker(document)?;
        Ok(CoderInfo {
            name: "bayhaqi".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: pipeline.name().to_owned(),
            lexicon: self.engine.coder.lexicon_hash().to_owned(),
        })
    }

    /// Parses a document; the name of the model comes along.
    pub(crate) fn parse(&mut self, document: &Document) -> Result<(Parse, &'static str), Failure> {
        let (pipeline, worker) = self.worker(document)?;
        let parse = match &document.words {
            Some(given) => worker.parse_words(&given.words, &given.spaces),
            None => worker.parse_blocks(&document.text, &document.breaks),
        };
        Ok((parse, pipeline.name()))
    }

    /// The model for a document, with this thread's worker for it.
    fn worker(&mut self, document: &Document) -> Result<(Loaded, &mut Worker<'static>), Failure> {
        let language = document.language.clone();
        if !self.workers.contains_key(&language) {
            let pipeline = self.engine.pipeline(language.as_deref()).map_err(|e| {
                let skips = self.engine.skips;
                if skips { e.into_skip() } else { Failure::new(&document.origin, e) }
            })?;
            self.workers.insert(language.clone(), (pipeline, pipeline.worker()));
        }
        match self.workers.get_mut(&language) {
            Some((pipeline, worker)) => Ok((*pipeline, worker)),
            None => Err(Failure::new(&document.origin, "no model")),
        }
    }

    /// Names and verbs of a parsed document that the lexicon does not know.
    pub(crate) fn unknown(&self, info: &DocumentInfo, parse: &Parse) -> Vec<Unknown> {
        self.engine.coder.unknown(info, parse)
    }

    /// Codes a parsed document.
    pub(crate) fn code(&self, info: &DocumentInfo, parse: &Parse, model: &str) -> Coded {
        self.engine.coder.code(info, parse, model)
    }

    /// Codes a parsed document and tells why.
    pub(crate) fn explain(
        &self,
        info: &DocumentInfo,
        parse: &Parse,
        model: &str,
    ) -> Vec<Explained> {
        self.engine.coder.explain(info, parse, model)
    }
}

/// What records tell about their document.
pub(crate) fn info(document: &Document) -> DocumentInfo {
    DocumentInfo {
        id: document.id.clone(),
        uri: document.uri.clone(),
        title: document.title.clone(),
        publisher: document.publisher.clone(),
        published: document.published.map(|d| d.to_string()),
        language: document.language.clone(),
    }
}
