//! Dense layers: products with packed weights, maxout, layer norm.
//!
//! The weights of a layer are packed once, when the model is loaded, into panels of as many
//! columns as the kernel keeps in registers, so a short text pays nothing for packing (a general
//! matrix product packs anew at each call, which costs as much as multiplying 50 rows). All loops are
//! compiled for several instruction sets, of which one is chosen at run time; only the innermost
//! kernel is written for each ([`lanes`]).

use std::ops::Range;

pub(crate) mod lanes;
pub(crate) mod window;

pub(crate) use lanes::Lanes;

/// Columns of a panel.
const PANEL: usize = 32;

/// Numbers that are taken together outside the kernel. Widths of layers are multiples of it.
pub(crate) const VECTOR: usize = 16;

/// The widest instructions that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Level {
    /// Asks the processor.
    pub(crate) fn detect() -> Level {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
                return Level::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Level::Avx2;
            }
        }
        Level::Portable
    }
}

/// Compiles `$body(args…)` for each level and runs the one that the processor has. The body gets
/// the level as its type parameter, see [`Lanes`].
macro_rules! dispatch {
    ($level:expr, $body:ident, ($($arg:ident : $ty:ty),* $(,)?)) => {{
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
        fn avx512($($arg: $ty),*) { $body::<$crate::matrix::lanes::Avx512>($($arg),*) }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        fn avx2($($arg: $ty),*) { $body::<$crate::matrix::lanes::Avx2>($($arg),*) }
        match $level {
            // SAFETY: `Level::detect` found these features.
            #[cfg(target_arch = "x86_64")]
            $crate::matrix::Level::Avx512 => unsafe { avx512($($arg),*) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            $crate::matrix::Level::Avx2 => unsafe { avx2($($arg),*) },
            $crate::matrix::Level::Portable => $body::<$crate::matrix::lanes::Portable>($($arg),*),
        }
    }};
}
pub(crate) use dispatch;

/// A weight matrix of `outputs` × `inputs`, packed.
#[derive(Debug)]
pub(crate) struct Weights {
    /// For each panel of columns, `inputs` rows of `PANEL` numbers.
    panels: Vec<f32>,
    pub inputs: usize,
    pub outputs: usize,
}

impl Weights {
    /// Packs a matrix that lies row by row (one row for each output).
    pub(crate) fn new(matrix: &[f32], inputs: usize) -> Weights {
        let outputs = matrix.len().checked_div(inputs).unwrap_or(0);
        let mut panels = vec![0.0; outputs.div_ceil(PANEL) * inputs * PANEL];
        for (o, row) in matrix.chunks_exact(inputs.max(1)).enumerate() {
            let panel = &mut panels[o / PANEL * inputs * PANEL..];
            for (i, &w) in row.iter().enumerate() {
                panel[i * PANEL + o % PANEL] = w;
            }
        }
        Weights { panels, inputs, outputs }
    }

    /// Columns that a row of a result takes: the outputs, filled up to whole panels.
    pub(crate) fn columns(&self) -> usize {
        self.outputs.div_ceil(PANEL) * PANEL
    }
}

/// Rows that the kernel takes at once.
const ROWS: usize = 8;

#[inline(always)]
fn product_body<L: Lanes>(
    a: &[f32],
    stride: usize,
    rows: usize,
    weights: &Weights,
    out: &mut [f32],
) {
    let columns = weights.columns();
    let mut row = 0;
    while row < rows {
        let count = (rows - row).min(ROWS);
        let a = &a[row * stride..];
        let out = &mut out[row * columns..];
        for (p, panel) in weights.panels.chunks_exact(weights.inputs * PANEL).enumerate() {
            let out = &mut out[p * PANEL..];
            match count {
                ROWS => L::tile::<ROWS>(a, stride, panel, out, columns),
                7 => L::tile::<7>(a, stride, panel, out, columns),
                6 => L::tile::<6>(a, stride, panel, out, columns),
                5 => L::tile::<5>(a, stride, panel, out, columns),
                4 => L::tile::<4>(a, stride, panel, out, columns),
                3 => L::tile::<3>(a, stride, panel, out, columns),
                2 => L::tile::<2>(a, stride, panel, out, columns),
                _ => L::tile::<1>(a, stride, panel, out, columns),
            }
        }
        row += count;
    }
}

/// `rows` rows of `a`, of which each begins `stride` numbers after the one before, times the
/// weights. Rows may overlap. The result has [`Weights::columns`] numbers a row.
pub(crate) fn product(
    level: Level,
    a: &[f32],
    stride: usize,
    rows: usize,
    weights: &Weights,
    out: &mut [f32],
) {
    dispatch!(level, product_body, (a: &[f32], stride: usize, rows: usize, weights: &Weights, out: &mut [f32]));
}

/// What follows the product in a maxout layer with layer norm. The pieces of an output lie `width`
/// apart.
#[derive(Debug)]
pub(crate) struct Maxout {
    pub bias: Vec<f32>,
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
    pub pieces: usize,
    pub width: usize,
}

/// Maxout of the sums that `at` gives for 16 columns (without bias), then layer norm.
#[inline(always)]
fn activate_row<L: Lanes>(layer: &Maxout, out: &mut [f32], at: impl Fn(usize) -> [f32; VECTOR]) {
    let width = layer.width;
    let (out, _) = out[..width].as_chunks_mut::<VECTOR>();
    let (bias, _) = layer.bias.as_chunks::<VECTOR>();
    let mut total = [0f32; VECTOR];
    for (i, out) in out.iter_mut().enumerate() {
        let mut best = add(at(i * VECTOR), bias[i]);
        for p in 1..layer.pieces {
            let s = add(at(p * width + i * VECTOR), bias[p * width / VECTOR + i]);
            best = std::array::from_fn(|c| if s[c] > best[c] { s[c] } else { best[c] });
        }
        *out = best;
        total = add(total, best);
    }
    let mean = sum(total) / width as f32;
    let mut squares = [0f32; VECTOR];
    for out in out.iter() {
        squares = std::array::from_fn(|c| {
            let d = out[c] - mean;
            L::fma(d, d, squares[c])
        });
    }
    let scale = 1.0 / (sum(squares) / width as f32 + 1e-8).sqrt();
    let (gain, _) = layer.gain.as_chunks::<VECTOR>();
    let (shift, _) = layer.shift.as_chunks::<VECTOR>();
    for (out, (gain, shift)) in out.iter_mut().zip(gain.iter().zip(shift)) {
        *out = std::array::from_fn(|c| L::fma((out[c] - mean) * scale, gain[c], shift[c]));
    }
}

/// Sixteen numbers of a slice.
#[inline(always)]
fn load(from: &[f32], at: usize) -> [f32; VECTOR] {
    let mut vector = [0f32; VECTOR];
    vector.copy_from_slice(&from[at..at + VECTOR]);
    vector
}

#[inline(always)]
fn add(a: [f32; VECTOR], b: [f32; VECTOR]) -> [f32; VECTOR] {
    std::array::from_fn(|c| a[c] + b[c])
}

#[inline(always)]
fn sum(mut vector: [f32; VECTOR]) -> f32 {
    let mut half = VECTOR / 2;
    while half > 0 {
        for c in 0..half {
            vector[c] += vector[c + half];
        }
        half /= 2;
    }
    vector[0]
}

/// The first layer of the window encoder from the products that are known for each word form:
/// `products` holds for a row the products with the weights for the word before, the word itself
/// and the word after. Row 0 of both tables stands for padding.
pub(crate) fn first_window(
    level: Level,
    layer: &Maxout,
    forms: &[u32],
    inputs: &[f32],
    products: &[f32],
    out: &mut [f32],
) {
    #[inline(always)]
    fn body<L: Lanes>(
        layer: &Maxout,
        forms: &[u32],
        inputs: &[f32],
        products: &[f32],
        out: &mut [f32],
    ) {
        let width = layer.width;
        let columns = layer.pieces * width;
        let mut sums = vec![0f32; columns];
        for (i, around) in forms.windows(3).enumerate() {
            let part = |slot: usize| {
                let at = (around[slot] as usize * 3 + slot) * columns;
                &products[at..at + columns]
            };
            let (before, here, after) = (part(0), part(1), part(2));
            for (c, sum) in sums.iter_mut().enumerate() {
                *sum = before[c] + here[c] + after[c];
            }
            let out = &mut out[i * width..][..width];
            activate_row::<L>(layer, out, |c| load(&sums, c));
            accumulate(out, &inputs[around[1] as usize * width..]);
        }
    }
    dispatch!(level, body, (layer: &Maxout, forms: &[u32], inputs: &[f32], products: &[f32], out: &mut [f32]));
}

/// Maxout and layer norm of rows of sums, each of `columns` numbers.
pub(crate) fn activate(
    level: Level,
    layer: &Maxout,
    sums: &[f32],
    columns: usize,
    out: &mut [f32],
) {
    #[inline(always)]
    fn body<L: Lanes>(layer: &Maxout, sums: &[f32], columns: usize, out: &mut [f32]) {
        for (sums, out) in sums.chunks_exact(columns).zip(out.chunks_exact_mut(layer.width)) {
            activate_row::<L>(layer, out, |c| load(sums, c));
        }
    }
    dispatch!(level, body, (layer: &Maxout, sums: &[f32], columns: usize, out: &mut [f32]));
}

/// Makes room for `length` numbers, whatever they are: the caller overwrites them.
pub(crate) fn room(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

/// Adds `x` to `out`.
#[inline(always)]
pub(crate) fn accumulate(out: &mut [f32], x: &[f32]) {
    for (o, x) in out.iter_mut().zip(x) {
        *o += x;
    }
}

/// The position of the greatest number; the first of equals.
pub(crate) fn argmax(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, &s) in scores.iter().enumerate() {
        if s > scores[best] {
            best = i;
        }
    }
    best
}

/// Rearranges the rows of a maxout layer so that the first pieces of all outputs come first.
pub(crate) fn by_piece(rows: &[f32], length: usize, pieces: usize) -> Vec<f32> {
    let count = rows.len() / length;
    let row = |r: usize| -> Range<usize> { r * length..(r + 1) * length };
    (0..pieces)
        .flat_map(|p| (0..count / pieces).map(move |o| o * pieces + p))
        .flat_map(|r| rows[row(r)].iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect()
    }

    #[test]
    fn product_is_the_plain_sum() {
        for (rows, inputs, outputs) in [(1, 3, 1), (7, 288, 288), (13, 96, 50), (6, 64, 33)] {
            let (a, w) = (numbers(rows * inputs, 1), numbers(outputs * inputs, 2));
            let weights = Weights::new(&w, inputs);
            let columns = weights.columns();
            for level in [Level::detect(), Level::Portable] {
                let mut out = vec![0.0; rows * columns];
                product(level, &a, inputs, rows, &weights, &mut out);
                for r in 0..rows {
                    for o in 0..outputs {
                        let plain: f64 = (0..inputs)
                            .map(|i| f64::from(a[r * inputs + i]) * f64::from(w[o * inputs + i]))
                            .sum();
                        let got = f64::from(out[r * columns + o]);
                        assert!((got - plain).abs() < 1e-4, "{got} {plain}");
                    }
                }
            }
        }
    }

    #[test]
    fn layer_norm_has_mean_and_deviation() {
        let width = 96;
        let layer = Maxout {
            bias: numbers(3 * width, 4),
            gain: vec![1.0; width],
            shift: vec![0.0; width],
            pieces: 3,
            width,
        };
        let mut out = vec![0.0; width];
        activate(Level::detect(), &layer, &numbers(3 * width, 5), 3 * width, &mut out);
        let mean = out.iter().sum::<f32>() / width as f32;
        let square = out.iter().map(|x| x * x).sum::<f32>() / width as f32;
        assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-4);
    }

    #[test]
    fn pieces_are_gathered() {
        assert_eq!(by_piece(&[1., 2., 3., 4., 5., 6.], 1, 3), [1., 4., 2., 5., 3., 6.]);
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
    }

    /// Prints how many additions and multiplications the products do in a second.
    #[test]
    #[ignore = "a measurement: run it in a release build, alone"]
    fn rates() {
        let level = Level::detect();
        for (rows, inputs, outputs) in [(512, 96, 288), (25, 96, 288), (512, 64, 1024)] {
            let (a, w) = (numbers(rows * inputs, 1), numbers(outputs * inputs, 2));
            let weights = Weights::new(&w, inputs);
            let mut out = vec![0.0; rows * weights.columns()];
            let best = (0..200)
                .map(|_| {
                    let begin = std::time::Instant::now();
                    product(level, &a, inputs, rows, &weights, &mut out);
                    begin.elapsed().as_secs_f64()
                })
                .fold(f64::INFINITY, f64::min);
            let rate = (rows * inputs * outputs * 2) as f64 / best / 1e9;
            println!("{rows} rows, {inputs} to {outputs}: {rate:.0} GFLOP/s");
        }
    }
}
