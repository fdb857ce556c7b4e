//! Which PLOVER type links two marked actors.
//!
//! Two models that see different things answer everywhere: a linear one over the features of the
//! pair, among them what the frames found (`models/relations.safetensors`, made by
//! `training/train_relations.py`), and a small encoder that reads the sentence
//! (`models/encoder.safetensors`, made by `training/train_encoder.py`). [`Coder::relate`] asks both;
//! coding asks the linear one alone, which costs a hundredth, how likely an event's type is.

mod features;
mod model;

use std::ops::Range;

use bayhaqi_nlp::{CharIndex, ModelError, Parse, SpanClassifier};
use serde::Serialize;

use crate::Coder;
use crate::record::{DocumentInfo, Event, Status};
use features::Pair;
pub(crate) use features::PairFeatures;
pub(crate) use model::Linear;

/// The encoder that is part of the program.
const ENCODER: &[u8] = include_bytes!("../../../models/encoder.safetensors");
/// Its share where both models are asked (`training/train_encoder.py`, `--share`).
const SHARE: f64 = 0.35;
/// Bytes of a text that the encoder is given whole; of a longer one it gets the sentences around the
/// actors.
const WHOLE: usize = 600;

/// What links two actors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relation {
    /// PLOVER type: the most probable, however unclear the text is.
    pub event: String,
    /// PLOVER mode, where the frames tell.
    pub mode: Option<String>,
    /// CAMEO code: that of the frames, else the most general of the type.
    pub cameo: Option<String>,
    /// Quad class.
    pub quad: String,
    /// Whether it happened.
    pub status: Status,
    /// Probability of the type.
    pub confidence: f64,
    /// Probability of each type, the most probable first.
    pub scores: serde_json::Map<String, serde_json::Value>,
}

/// Source and target in code points.
pub(crate) type Spans = (Option<Range<usize>>, Option<Range<usize>>);

/// A text with two marked actors.
#[derive(Clone, Debug)]
pub struct MarkedPair<'p> {
    /// The parsed text.
    pub parse: &'p Parse,
    /// Who acts, as bytes of the text.
    pub source: Option<Range<usize>>,
    /// To whom it is done, as bytes of the text.
    pub target: Option<Range<usize>>,
}

impl MarkedPair<'_> {
    /// The part of the text that the encoder reads.
    fn window(&self) -> Range<usize> {
        let text = self.parse.text();
        if text.len() <= WHOLE {
            return 0..text.len();
        }
        let sentence = |at: usize| {
            let token = self.parse.tokens().partition_point(|t| t.end <= at);
            let token = token.min(self.parse.len().saturating_sub(1));
            let tokens = &self.parse.sentences()[self.parse.sentence_of(token)];
            self.parse.tokens()[tokens.start].start..self.parse.tokens()[tokens.end - 1].end
        };
        let sides = [&self.source, &self.target].into_iter().flatten();
        let around = sides.map(|side| sentence(side.start));
        around.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or_else(|| {
            let end = (0..=WHOLE).rev().find(|&i| text.is_char_boundary(i));
            0..end.unwrap_or_default()
        })
    }

    /// The marked spans in code points.
    fn chars(&self) -> Spans {
        let index = CharIndex::new(self.parse.text());
        let chars = |span: &Option<Range<usize>>| {
            let span = span.as_ref()?;
            Some(index.char_of_byte(span.start)..index.char_of_byte(span.end))
        };
        (chars(&self.source), chars(&self.target))
    }
}

impl Coder {
    /// The PLOVER type that links a marked source and target; always one of the sixteen.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use bayhaqi_coder::{Coder, MarkedPair};
    ///
    /// let english = bayhaqi_nlp::Pipeline::english()?;
    /// let parse = english.parse("Chile was praised by Norway for its reforms.");
    /// let pair = MarkedPair { parse: &parse, source: Some(21..27), target: Some(0..5) };
    /// let relation = Coder::new()?.relate(&pair)?;
    /// assert_eq!((relation.event.as_str(), relation.cameo.as_deref()), ("SUPPORT", Some("051")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn relate(&self, pair: &MarkedPair<'_>) -> Result<Relation, ModelError> {
        let events = self.events_of(pair);
        let spans = pair.chars();
        let around: Vec<&Event> = events.iter().collect();
        let linear = probabilities(&self.relations, pair, &spans, &around);
        let mut ranked = together(linear, self.encoder()?, pair);
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (event, confidence) = ranked[0];
        let fitting = events
            .iter()
            .filter(|e| e.event == event)
            .max_by_key(|e| features::fit(e, &spans.0, &spans.1).abs());
        let round = |p: f64| (p * 1e4).round() / 1e4;
        let lexicon = &self.lexicon;
        Ok(Relation {
            event: event.to_owned(),
            mode: fitting.and_then(|e| e.mode.clone()),
            cameo: fitting
                .and_then(|e| e.cameo.clone())
                .or_else(|| lexicon.roots.get(event).map(|code| (*code).to_owned())),
            quad: lexicon.quads.get(event).copied().unwrap_or_default().to_owned(),
            status: fitting.map_or(Status::Actual, |e| e.status),
            confidence: round(confidence),
            scores: ranked.iter().map(|(t, p)| ((*t).to_owned(), round(*p).into())).collect(),
        })
    }

    /// The encoder, loaded when it is first asked for.
    fn encoder(&self) -> Result<&SpanClassifier, ModelError> {
        if let Some(encoder) = self.encoder.get() {
            return Ok(encoder);
        }
        let encoder = SpanClassifier::load(ENCODER)?;
        Ok(self.encoder.get_or_init(|| encoder))
    }

    /// The hashed features of a pair, from which the relation model is trained.
    pub fn pair_features(&self, pair: &MarkedPair<'_>) -> Vec<u32> {
        let events = self.events_of(pair);
        features_of(pair, &pair.chars(), &events.iter().collect::<Vec<_>>())
    }

    fn events_of(&self, pair: &MarkedPair<'_>) -> Vec<Event> {
        self.framed(&DocumentInfo::default(), pair.parse)
    }
}

/// The probability of each type for a pair whose spans in code points are `spans`, given the events
/// that the frames found around it.
pub(crate) fn probabilities<'m>(
    model: &'m Linear,
    pair: &MarkedPair<'_>,
    spans: &Spans,
    events: &[&Event],
) -> Vec<(&'m str, f64)> {
    let probabilities = model.probabilities(&features_of(pair, spans, events));
    model.labels.iter().map(String::as_str).zip(probabilities).collect()
}

/// The weighted geometric mean of what both models say.
fn together<'m>(
    linear: Vec<(&'m str, f64)>,
    encoder: &SpanClassifier,
    pair: &MarkedPair<'_>,
) -> Vec<(&'m str, f64)> {
    let window = pair.window();
    let inside = |side: &Option<Range<usize>>| {
        let side = side.as_ref()?;
        let (start, end) = (side.start.checked_sub(window.start)?, side.end - window.start);
        (end <= window.len()).then_some(start..end)
    };
    let text = &pair.parse.text()[window.clone()];
    let read = encoder.classify(text, inside(&pair.source), inside(&pair.target));
    let least = 1e-9;
    let mut both: Vec<(&str, f64)> = linear
        .into_iter()
        .map(|(kind, p)| {
            let at = encoder.labels().iter().position(|l| l == kind);
            let q = at.map_or(0.0, |i| f64::from(read[i]));
            (kind, ((1.0 - SHARE) * (p + least).ln() + SHARE * (q + least).ln()).exp())
        })
        .collect();
    let total: f64 = both.iter().map(|(_, p)| p).sum();
    both.iter_mut().for_each(|(_, p)| *p /= total);
    both
}

fn features_of(pair: &MarkedPair<'_>, spans: &Spans, events: &[&Event]) -> Vec<u32> {
    let tokens = Pair::new(pair.parse, pair.source.clone(), pair.target.clone());
    features::features(pair.parse, &tokens, events, (&spans.0, &spans.1))
}
