//! A layer of the window encoder: each row becomes itself plus the layer's answer to it and its
//! two neighbours.
//!
//! That is a convolution of width three, and two neighbouring results take four products instead
//! of six (Winograd's minimal filtering F(2, 3); Lavin and Gray 2015,
//! <https://arxiv.org/abs/1509.09308>). With weights g₀ g₁ g₂ for the row before, the row and the
//! row after, and rows d₀ d₁ d₂ d₃, the results for d₁ and d₂ are
//!
//! ```text
//! m₁ = (d₀ - d₂)·g₀               y₁ = m₁ + m₂ + m₃
//! m₂ = (d₁ + d₂)·(g₀ + g₁ + g₂)/2
//! m₃ = (d₂ - d₁)·(g₀ - g₁ + g₂)/2 y₂ = m₂ - m₃ - m₄
//! m₄ = (d₁ - d₃)·g₂
//! ```

use super::{
    Lanes, Level, Maxout, VECTOR, Weights, accumulate, activate_row, dispatch, load, product_body,
};

/// Pairs of rows that are taken at once: the sums of so many stay in the cache next to the core.
const PAIRS: usize = 8;

#[derive(Debug)]
pub(crate) struct Window {
    layer: Maxout,
    /// g₀, (g₀ + g₁ + g₂)/2, (g₀ - g₁ + g₂)/2, g₂.
    filters: [Weights; 4],
}

impl Window {
    /// Prepares a layer whose inputs are three rows behind each other.
    pub(crate) fn new(layer: Maxout, rows: &[f32]) -> Window {
        let width = layer.width;
        let filter = |mix: fn(f32, f32, f32) -> f32| {
            let mixed = rows.chunks_exact(3 * width).flat_map(|row| {
                (0..width).map(move |i| mix(row[i], row[width + i], row[2 * width + i]))
            });
            Weights::new(&mixed.collect::<Vec<f32>>(), width)
        };
        let filters = [
            filter(|before, _, _| before),
            filter(|before, here, after| (before + here + after) * 0.5),
            filter(|before, here, after| (before - here + after) * 0.5),
            filter(|_, _, after| after),
        ];
        Window { layer, filters }
    }

    /// Runs the layer over `rows` rows of `x`, before which there is one row more and after which
    /// there are two.
    pub(crate) fn run(&self, level: Level, x: &[f32], rows: usize, out: &mut [f32]) {
        #[inline(always)]
        fn body<L: Lanes>(window: &Window, x: &[f32], rows: usize, out: &mut [f32]) {
            let Window { layer, filters } = window;
            let (width, columns) = (layer.width, filters[0].columns());
            let mut inputs = vec![0f32; 4 * PAIRS * width];
            let mut sums = vec![0f32; 4 * PAIRS * columns];
            for first in (0..rows).step_by(2 * PAIRS) {
                let pairs = (rows - first).div_ceil(2).min(PAIRS);
                for pair in 0..pairs {
                    transform(&x[(first + 2 * pair) * width..], width, &mut inputs, pair);
                }
                for (k, filter) in filters.iter().enumerate() {
                    let inputs = &inputs[k * PAIRS * width..];
                    let sums = &mut sums[k * PAIRS * columns..];
                    product_body::<L>(inputs, width, pairs, filter, sums);
                }
                for pair in 0..pairs {
                    let m = |k: usize| &sums[(k * PAIRS + pair) * columns..][..columns];
                    let m = [m(0), m(1), m(2), m(3)];
                    let at = first + 2 * pair;
                    let (here, next) = out[at * width..][..2 * width].split_at_mut(width);
                    activate_row::<L>(layer, here, |c| {
                        let m = m.map(|m| load(m, c));
                        std::array::from_fn(|c| m[0][c] + m[1][c] + m[2][c])
                    });
                    activate_row::<L>(layer, next, |c| {
                        let m = m.map(|m| load(m, c));
                        std::array::from_fn(|c| m[1][c] - m[2][c] - m[3][c])
                    });
                    accumulate(here, &x[(at + 1) * width..]);
                    accumulate(next, &x[(at + 2) * width..]);
                }
            }
        }
        let window = self;
        dispatch!(level, body, (window: &Window, x: &[f32], rows: usize, out: &mut [f32]));
    }
}

/// The four inputs of a pair from the four rows that begin `x`.
#[inline(always)]
fn transform(x: &[f32], width: usize, inputs: &mut [f32], pair: usize) {
    let row = |i: usize| &x[i * width..(i + 1) * width];
    let d = [row(0), row(1), row(2), row(3)];
    for at in (0..width).step_by(VECTOR) {
        let [d0, d1, d2, d3] = d.map(|row| load(row, at));
        let mut put = |k: usize, values: [f32; VECTOR]| {
            inputs[(k * PAIRS + pair) * width + at..][..VECTOR].copy_from_slice(&values);
        };
        put(0, std::array::from_fn(|c| d0[c] - d2[c]));
        put(1, std::array::from_fn(|c| d1[c] + d2[c]));
        put(2, std::array::from_fn(|c| d2[c] - d1[c]));
        put(3, std::array::from_fn(|c| d1[c] - d3[c]));
    }
}
