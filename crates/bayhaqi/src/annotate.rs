//! `bayhaqi annotate`: every layer of each document as one JSON object a line.

use crate::args::{AnnotateArgs, AnnotateFormat, Layer};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, json};
use crate::runner;
use bayhaqi_coder::record::{Attribution, Coded, DocumentInfo, Entity, Event, Span, Timex, Where};
use bayhaqi_nlp::{CharIndex, Iob, Parse};
use bayhaqi_read::Document;
use serde::Serialize;

pub(crate) fn run(args: AnnotateArgs, quiet: bool) -> Result<Outcome, Failure> {
    let AnnotateFormat::Jsonl = args.format;
    let documents = runner::documents(&args.input, args.pretokenized)?;
    let output = Output::open(args.input.output.as_deref())?;
    let layers = Layers(args.layers);
    if !layers.parse() {
        let make = move || |document: &Document| line(&Annotated::of(&info(document), document));
        return runner::run(documents, args.input.jobs, make, output, quiet);
    }
    let engine = Engine::new(&args.input)?;
    let make = move || {
        let mut thread = Thread::new(engine);
        let layers = layers.clone();
        move |document: &Document| annotate(&mut thread, document, &layers)
    };
    runner::run(documents, args.input.jobs, make, output, quiet)
}

/// The layers that were asked for; none means all.
#[derive(Clone)]
struct Layers(Vec<Layer>);

impl Layers {
    fn has(&self, layer: Layer) -> bool {
        self.0.is_empty() || self.0.contains(&layer)
    }

    fn any(&self, layers: &[Layer]) -> bool {
        layers.iter().any(|&l| self.has(l))
    }

    /// Whether all that can be known is wanted, and nothing by its name.
    fn all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the document is to be coded.
    fn code(&self) -> bool {
        use Layer::{Attributions, Entities, Events, Places, Times};
        self.any(&[Entities, Attributions, Times, Places, Events])
    }

    /// Whether the document is to be parsed.
    fn parse(&self) -> bool {
        self.code() || self.any(&[Layer::Sentences, Layer::Tokens])
    }
}

/// The JSON object of a document. What was not asked for is absent.
#[derive(Serialize)]
struct Annotated<'a> {
    document: Described<'a>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<Vec<Span>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<TokenOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<&'a [Entity]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributions: Option<&'a [Attribution]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<&'a [Timex]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<&'a [Where]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<&'a [Event]>,
}

impl<'a> Annotated<'a> {
    fn of(info: &'a DocumentInfo, document: &'a Document) -> Self {
        Annotated {
            document: Described { info, author: document.author.as_deref() },
            text: &document.text,
            sentences: None,
            tokens: None,
            entities: None,
            attributions: None,
            times: None,
            places: None,
            events: None,
        }
    }
}

impl<'a> Annotated<'a> {
    /// With layers in which nothing is known.
    fn text_alone(info: &'a DocumentInfo, document: &'a Document) -> Self {
        Annotated {
            sentences: Some(Vec::new()),
            tokens: Some(Vec::new()),
            entities: Some(&[]),
            attributions: Some(&[]),
            times: Some(&[]),
            places: Some(&[]),
            events: Some(&[]),
            ..Annotated::of(info, document)
        }
    }
}

/// What is known of the document, its author included: events are the publisher's.
#[derive(Serialize)]
struct Described<'a> {
    #[serde(flatten)]
    info: &'a DocumentInfo,
    author: Option<&'a str>,
}

#[derive(Serialize)]
struct TokenOut<'a> {
    span: Span,
    text: &'a str,
    lemma: &'a str,
    pos: &'a str,
    tag: &'a str,
    morph: &'a str,
    head: usize,
    dep: &'a str,
    ent: String,
}

fn annotate(thread: &mut Thread, document: &Document, layers: &Layers) -> Result<String, Failure> {
    let info = info(document);
    if layers.all() && thread.lacks_model(document) {
        let language = document.language.as_deref().unwrap_or_default();
        log::warn!(
            "{}: language {language}: no model for it; only the text is known",
            document.origin
        );
        return line(&Annotated::text_alone(&info, document));
    }
    let (parse, model) = thread.parse(document)?;
    let coded = if layers.code() { thread.code(&info, &parse, model) } else { Coded::default() };
    let index = CharIndex::new(parse.text());
    let mut out = Annotated::of(&info, document);
    out.sentences = layers.has(Layer::Sentences).then(|| sentences(&parse, &index));
    out.tokens = layers.has(Layer::Tokens).then(|| tokens(&parse, &index));
    out.entities = layers.has(Layer::Entities).then_some(&coded.entities);
    out.attributions = layers.has(Layer::Attributions).then_some(&coded.attributions);
    out.times = layers.has(Layer::Times).then_some(&coded.times);
    out.places = layers.has(Layer::Places).then_some(&coded.places);
    out.events = layers.has(Layer::Events).then_some(&coded.events);
    line(&out)
}

fn line(out: &impl Serialize) -> Result<String, Failure> {
    Ok(json(out)? + "\n")
}

/// The sentences of a parse in code points.
pub(crate) fn sentences(parse: &Parse, index: &CharIndex) -> Vec<Span> {
    let span = |range: std::ops::Range<usize>| {
        let bytes = parse.byte_span(range);
        [index.char_of_byte(bytes.start), index.char_of_byte(bytes.end)]
    };
    parse.sentences().iter().cloned().map(span).collect()
}

fn tokens<'a>(parse: &'a Parse, index: &CharIndex) -> Vec<TokenOut<'a>> {
    let token = |(i, token): (usize, &'a bayhaqi_nlp::Token)| TokenOut {
        span: [index.char_of_byte(token.start), index.char_of_byte(token.end)],
        text: parse.word(i),
        lemma: &token.lemma,
        pos: &token.pos,
        tag: &token.tag,
        morph: &token.morph,
        head: token.head,
        dep: &token.dep,
        ent: match token.iob {
            Iob::Out => "O".to_owned(),
            Iob::Begin => format!("B-{}", token.entity),
            Iob::In => format!("I-{}", token.entity),
        },
    };
    parse.tokens().iter().enumerate().map(token).collect()
}
