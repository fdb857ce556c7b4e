//! The trained labeller: for each token whether it is source, cue or content of an attribution, and
//! on which side its cue stands. A linear-chain conditional random field (Lafferty et al. 2001).

use super::features::{BUCKETS, Features};
use bayhaqi_nlp::ModelError;
use safetensors::{Dtype, SafeTensors};
use std::ops::Range;

/// The model that is part of the program.
const FILE: &[u8] = include_bytes!("../../../../models/attribution.safetensors");
/// Number of labels.
const LABELS: usize = 6;
/// After the labels: scores that a stretch begins at a token, and that one has ended before it.
const BEGINS: usize = LABELS;
const ENDS: usize = LABELS + 1;
const SCORES: usize = LABELS + 2;
/// Features of a token, about.
const FEATURES: usize = 64;

/// What is added to the scores before the likeliest row of labels is looked for.
#[derive(Clone, Copy)]
struct Caution {
    /// For each cue.
    cue: f32,
    /// For each token of content.
    content: f32,
}

/// For the record of who says what.
const RECORD: Caution = Caution { cue: 0.7, content: 0.0 };
/// For the claims of events: one that is missed is told as a fact, which is worse than one too many.
const CLAIMS: Caution = Caution { cue: 0.4, content: 0.1 };

/// What a token is. The order is that of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// Part of no attribution.
    Outside,
    /// Source whose cue follows.
    SourceBefore,
    /// Source whose cue stands before it.
    SourceAfter,
    /// Cue.
    Cue,
    /// Content whose cue follows.
    ContentBefore,
    /// Content whose cue stands before it.
    ContentAfter,
}

const ORDER: [Label; LABELS] = [
    Label::Outside,
    Label::SourceBefore,
    Label::SourceAfter,
    Label::Cue,
    Label::ContentBefore,
    Label::ContentAfter,
];

/// Weights in the program's own memory: nothing is read before the first document.
#[derive(Debug)]
pub(crate) struct Labeller {
    weights: &'static [[u8; SCORES]],
    scale: f32,
    transitions: [[f32; LABELS]; LABELS],
}

impl Labeller {
    /// The built-in model.
    pub(crate) fn built_in() -> Result<Labeller, ModelError> {
        let tensors =
            SafeTensors::deserialize(FILE).map_err(|e| ModelError::Format(e.to_string()))?;
        let bytes = |name: &str, dtype: Dtype| {
            let tensor = tensors.tensor(name).ok().filter(|t| t.dtype() == dtype);
            tensor.map(|t| t.data()).ok_or_else(|| ModelError::Tensor(name.to_owned()))
        };
        let floats = |name: &str| -> Result<Vec<f32>, ModelError> {
            let words = bytes(name, Dtype::F32)?.as_chunks::<4>().0;
            Ok(words.iter().map(|&w| f32::from_le_bytes(w)).collect())
        };
        let weights = bytes("weights", Dtype::I8)?.as_chunks::<SCORES>().0;
        let (scale, rows) = (floats("scale")?, floats("transitions")?);
        if weights.len() != BUCKETS as usize || scale.len() != 1 || rows.len() != LABELS * LABELS {
            return Err(ModelError::Tensor("weights".into()));
        }
        let mut transitions = [[0.0; LABELS]; LABELS];
        for (at, &value) in rows.iter().enumerate() {
            transitions[at / LABELS][at % LABELS] = value;
        }
        Ok(Labeller { weights, scale: scale[0], transitions })
    }

    fn scores(&self, features: &[u32]) -> [f32; SCORES] {
        let mut sums = [0i32; SCORES];
        for &feature in features {
            for (sum, &w) in sums.iter_mut().zip(&self.weights[feature as usize]) {
                *sum += i32::from(w as i8);
            }
        }
        sums.map(|s| s as f32 * self.scale)
    }

    /// The score of going from one label to another at a token.
    fn edge(&self, scores: &[f32; SCORES], from: usize, to: usize, caution: Caution) -> f32 {
        let begins = if from != to && to != 0 { scores[BEGINS] } else { 0.0 };
        let ends = if from != to && from != 0 { scores[ENDS] } else { 0.0 };
        let cue = Label::Cue as usize;
        let caution = if to == cue && from != cue { caution.cue } else { 0.0 };
        self.transitions[from][to] + begins + ends + caution
    }

    /// The likeliest labels for the record, and those for the claims of events.
    pub(crate) fn label(&self, features: &Features<'_, '_>, tokens: usize) -> [Vec<Label>; 2] {
        let mut buffer = Vec::with_capacity(FEATURES);
        let scores = |token| {
            buffer.clear();
            features.of(token, &mut buffer);
            self.scores(&buffer)
        };
        let scores: Vec<[f32; SCORES]> = (0..tokens).map(scores).collect();
        [RECORD, CLAIMS].map(|caution| self.likeliest(&scores, caution))
    }

    /// The likeliest row of labels (Viterbi 1967).
    fn likeliest(&self, all: &[[f32; SCORES]], caution: Caution) -> Vec<Label> {
        let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(all.len());
        let mut best = [0f32; LABELS];
        for (token, scores) in all.iter().enumerate() {
            let mut from = [0u8; LABELS];
            let mut next: [f32; LABELS] = std::array::from_fn(|k| match ORDER[k] {
                Label::ContentBefore | Label::ContentAfter => scores[k] + caution.content,
                _ => scores[k],
            });
            if token > 0 {
                for to in 0..LABELS {
                    let way = |f: usize| best[f] + self.edge(scores, f, to, caution);
                    let first = (1..LABELS).fold(0, |b, f| if way(f) > way(b) { f } else { b });
                    from[to] = first as u8;
                    next[to] += way(first);
                }
            }
            // Long documents must not lose precision.
            let top = next.iter().copied().fold(f32::MIN, f32::max);
            best = next.map(|s| s - top);
            back.push(from);
        }
        let mut at = (1..LABELS).fold(0, |b, k| if best[k] > best[b] { k } else { b });
        let mut labels = vec![Label::Outside; all.len()];
        for (label, from) in labels.iter_mut().zip(&back).rev() {
            *label = ORDER[at];
            at = usize::from(from[at]);
        }
        labels
    }
}

/// Stretches of tokens with one label, those outside left out.
pub(crate) fn stretches(labels: &[Label]) -> Vec<(Label, Range<usize>)> {
    let mut found: Vec<(Label, Range<usize>)> = Vec::new();
    for (token, &label) in labels.iter().enumerate() {
        match found.last_mut() {
            Some((last, range)) if *last == label && range.end == token => range.end += 1,
            _ => found.push((label, token..token + 1)),
        }
    }
    found.retain(|(label, _)| *label != Label::Outside);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_is_whole() {
        let labeller = Labeller::built_in().unwrap();
        assert!(labeller.scale > 0.0);
        // Content that follows its cue goes on much rather than it becomes content of another.
        let row = labeller.transitions[Label::ContentAfter as usize];
        assert!(row[Label::ContentAfter as usize] > row[Label::ContentBefore as usize]);
    }

    #[test]
    fn stretches_are_whole_and_in_order() {
        use Label::{Cue, Outside, SourceBefore};
        let labels = [SourceBefore, SourceBefore, Outside, Cue, SourceBefore];
        let expected = [(SourceBefore, 0..2), (Cue, 3..4), (SourceBefore, 4..5)];
        assert_eq!(stretches(&labels), expected);
    }
}
