//! What spaCy's transition-based parser and entity recogniser share
//! (`spacy/ml/parser_model.pyx`): scoring the moves of a state.
//!
//! A state is described by some tokens in fixed slots. The product of each token with the weights
//! of each slot is computed once for the whole document, so a step is a handful of additions and
//! one small product.

use crate::matrix::{self, Lanes, Level, VECTOR, Weights, dispatch};
use crate::model::{ModelError, ModelFile};

/// A token in a slot of a state; `None` is the learned padding.
pub(crate) type Slot = Option<u32>;

#[derive(Debug)]
pub(crate) struct Scorer {
    linear: Weights,
    linear_bias: Vec<f32>,
    lower: Weights,
    lower_bias: Vec<f32>,
    /// For each slot its padding.
    pad: Vec<f32>,
    slots: usize,
    hidden: usize,
    pieces: usize,
    /// For each hidden number a row of weights for all moves, filled up with zeros.
    upper: Vec<f32>,
    upper_bias: Vec<f32>,
    pub moves: usize,
}

/// Buffers of one thread.
#[derive(Debug, Default)]
pub(crate) struct ScorerState {
    hidden: Vec<f32>,
    /// For each token and slot the product with the lower weights.
    products: Vec<f32>,
    columns: usize,
    pub scores: Vec<f32>,
}

impl Scorer {
    pub(crate) fn load(file: &ModelFile, name: &str, width: usize) -> Result<Scorer, ModelError> {
        let bad = |what: &str| ModelError::Tensor(format!("{name}.{what}"));
        let (w, linear) = file.floats(&format!("{name}.linear.W"), 2)?;
        let (linear_bias, _) = file.floats(&format!("{name}.linear.b"), 1)?;
        if linear[1] != width || linear_bias.len() != linear[0] {
            return Err(bad("linear.W"));
        }
        let (lower, shape) = file.floats(&format!("{name}.lower.W"), 4)?;
        let &[slots, hidden, pieces, inputs] = shape else { return Err(bad("lower.W")) };
        let (lower_bias, _) = file.floats(&format!("{name}.lower.b"), 2)?;
        let (pad, _) = file.floats(&format!("{name}.lower.pad"), 4)?;
        let size = hidden * pieces;
        if inputs != linear[0]
            || lower_bias.len() != size
            || pad.len() != slots * size
            || pieces == 0
            || size > 512
        {
            return Err(bad("lower.W"));
        }
        let (upper, shape) = file.floats(&format!("{name}.upper.W"), 2)?;
        let (upper_bias, _) = file.floats(&format!("{name}.upper.b"), 1)?;
        let moves = shape[0];
        if shape[1] != hidden || upper_bias.len() != moves || moves == 0 {
            return Err(bad("upper.W"));
        }
        let padded = moves.div_ceil(4 * VECTOR) * 4 * VECTOR;
        let mut transposed = vec![0.0; hidden * padded];
        for (m, row) in upper.chunks_exact(hidden).enumerate() {
            for (h, &w) in row.iter().enumerate() {
                transposed[h * padded + m] = w;
            }
        }
        let mut filled = upper_bias;
        filled.resize(padded, 0.0);
        // Pieces that belong together are brought a fixed distance apart, slot by slot.
        let by_slot = |rows: &[f32], length: usize| -> Vec<f32> {
            rows.chunks_exact(size * length)
                .flat_map(|slot| matrix::by_piece(slot, length, pieces))
                .collect()
        };
        Ok(Scorer {
            linear: Weights::new(&w, width),
            linear_bias,
            lower: Weights::new(&by_slot(&lower, inputs), inputs),
            lower_bias: by_slot(&lower_bias, 1),
            pad: by_slot(&pad, 1),
            slots,
            hidden,
            pieces,
            upper: transposed,
            upper_bias: filled,
            moves,
        })
    }

    /// The last layer: hidden numbers to scores.
    #[inline(always)]
    fn output<L: Lanes>(&self, hidden: &[f32], scores: &mut [f32]) {
        let padded = self.upper_bias.len();
        let (scores, _) = scores.as_chunks_mut::<VECTOR>();
        let (bias, _) = self.upper_bias.as_chunks::<VECTOR>();
        // Four sums side by side: each alone would wait for its last addition.
        for first in (0..scores.len()).step_by(4) {
            let mut sums = [[0f32; VECTOR]; 4];
            for (h, &x) in hidden.iter().enumerate() {
                let weights = &self.upper[h * padded + first * VECTOR..][..4 * VECTOR];
                let (weights, _) = weights.as_chunks::<VECTOR>();
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    for c in 0..VECTOR {
                        sum[c] = L::fma(x, weights[c], sum[c]);
                    }
                }
            }
            for (i, sum) in sums.iter().enumerate() {
                for c in 0..VECTOR {
                    scores[first + i][c] = sum[c] + bias[first + i][c];
                }
            }
        }
    }

    pub(crate) fn slots(&self) -> usize {
        self.slots
    }

    /// Computes all products for the tokens whose vectors are in `x`.
    pub(crate) fn prepare(&self, level: Level, x: &[f32], state: &mut ScorerState) {
        let tokens = x.len() / self.linear.inputs;
        let (inputs, width) = (self.linear.inputs, self.linear.columns());
        let hidden = matrix::room(&mut state.hidden, tokens * width);
        matrix::product(level, x, inputs, tokens, &self.linear, hidden);
        for row in hidden.chunks_exact_mut(width) {
            matrix::accumulate(row, &self.linear_bias);
        }
        state.columns = self.lower.columns();
        let products = matrix::room(&mut state.products, tokens * state.columns);
        matrix::product(level, hidden, width, tokens, &self.lower, products);
        state.scores.resize(self.upper_bias.len(), 0.0);
    }

    /// Scores all moves of the state that `slots` describes; left in `state.scores`.
    pub(crate) fn score(&self, level: Level, slots: &[Slot], state: &mut ScorerState) {
        #[inline(always)]
        fn body<L: Lanes>(scorer: &Scorer, slots: &[Slot], state: &mut ScorerState) {
            let size = scorer.hidden * scorer.pieces;
            let mut sums = [0f32; 512];
            let sums = &mut sums[..size];
            for (f, slot) in slots.iter().enumerate() {
                let row = match slot {
                    Some(token) => &state.products[*token as usize * state.columns + f * size..],
                    None => &scorer.pad[f * size..],
                };
                matrix::accumulate(sums, &row[..size]);
            }
            matrix::accumulate(sums, &scorer.lower_bias);
            let (best, others) = sums.split_at_mut(scorer.hidden);
            for piece in others.chunks_exact(scorer.hidden) {
                for (b, &p) in best.iter_mut().zip(piece) {
                    *b = if p > *b { p } else { *b };
                }
            }
            scorer.output::<L>(best, &mut state.scores);
        }
        let scorer = self;
        dispatch!(level, body, (scorer: &Scorer, slots: &[Slot], state: &mut ScorerState));
    }
}

/// The place of a label in `labels`, where it is added if it is new.
pub(crate) fn number_of(labels: &mut Vec<String>, label: &str) -> u32 {
    let known = labels.iter().position(|l| l == label);
    known.unwrap_or_else(|| {
        labels.push(label.to_owned());
        labels.len() - 1
    }) as u32
}

/// The best-scored move that is valid; the first of equals.
pub(crate) fn best_valid(scores: &[f32], valid: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (i, &score) in scores.iter().enumerate() {
        if best.is_none_or(|b| score > scores[b]) && valid(i) {
            best = Some(i);
        }
    }
    best
}
