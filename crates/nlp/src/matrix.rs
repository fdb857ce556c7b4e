//! Dense layers: products with packed weights, maxout, layer norm.
//!
//! The weights of a layer are packed once, when the model is loaded, into panels of as many
//! columns as the kernel keeps in registers, so a short text pays nothing for packing (a general
//! matrix product packs anew at each call, which costs as much as multiplying 50 rows). All loops are
//! compiled for several instruction sets, of which one is chosen at run time; only the innermost
//! kernel is written for each ([`lanes`]).

use std::ops::Range;

pub(crate) mod lanes;

pub(crate) use lanes::Lanes;

/// Columns of a panel.
const PANEL: usize = 32;

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

/// A maxout layer with layer norm behind it. The pieces of an output lie `width` apart.
#[derive(Debug)]
pub(crate) struct Maxout {
    pub weights: Weights,
    pub bias: Vec<f32>,
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
    pub pieces: usize,
    pub width: usize,
}

/// Maxout of the sums in `sums` (without bias), then layer norm.
#[inline(always)]
fn activate_body<L: Lanes>(layer: &Maxout, sums: &[f32], out: &mut [f32]) {
    let width = layer.width;
    let out = &mut out[..width];
    let (sums, bias) = (&sums[..width * layer.pieces], &layer.bias[..width * layer.pieces]);
    for c in 0..width {
        out[c] = sums[c] + bias[c];
    }
    for p in 1..layer.pieces {
        let (sums, bias) = (&sums[p * width..][..width], &bias[p * width..][..width]);
        for c in 0..width {
            let s = sums[c] + bias[c];
            out[c] = if s > out[c] { s } else { out[c] };
        }
    }
    let n = width as f32;
    let mean = sum(out, |x| x) / n;
    let variance = sum(out, |x| (x - mean) * (x - mean)) / n;
    let scale = 1.0 / (variance + 1e-8).sqrt();
    let (gain, shift) = (&layer.gain[..width], &layer.shift[..width]);
    for c in 0..width {
        out[c] = L::fma((out[c] - mean) * scale, gain[c], shift[c]);
    }
}

/// A sum in sixteen lanes, which the compiler turns into vectors.
#[inline(always)]
fn sum(values: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut lanes = [0f32; 16];
    for chunk in chunks {
        for l in 0..16 {
            lanes[l] += map(chunk[l]);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&x| map(x)).sum::<f32>()
}

/// One layer of the window encoder over the rows of `x` (each of `width` numbers, with one row
/// more before and after): each row becomes itself plus the layer's answer to it and its two
/// neighbours.
pub(crate) fn window(level: Level, layer: &Maxout, x: &[f32], rows: usize, out: &mut [f32]) {
    #[inline(always)]
    fn body<L: Lanes>(layer: &Maxout, x: &[f32], rows: usize, out: &mut [f32]) {
        // Three neighbouring rows lie behind each other: they are the expanded row as it stands.
        let (width, columns) = (layer.width, layer.weights.columns());
        let mut sums = [0f32; ROWS * 1024];
        let mut row = 0;
        while row < rows {
            let count = (rows - row).min(ROWS);
            let a = &x[row * width..];
            product_body::<L>(a, width, count, &layer.weights, &mut sums);
            for r in 0..count {
                let out = &mut out[(row + r) * width..][..width];
                activate_body::<L>(layer, &sums[r * columns..], out);
                add(out, &a[(r + 1) * width..]);
            }
            row += count;
        }
    }
    debug_assert!(layer.weights.columns() <= 1024);
    dispatch!(level, body, (layer: &Maxout, x: &[f32], rows: usize, out: &mut [f32]));
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
        let mut sums = [0f32; 1024];
        let sums = &mut sums[..columns];
        for (i, around) in forms.windows(3).enumerate() {
            let part = |slot: usize| {
                let at = (around[slot] as usize * 3 + slot) * columns;
                &products[at..at + columns]
            };
            let (before, here, after) = (part(0), part(1), part(2));
            for c in 0..columns {
                sums[c] = before[c] + here[c] + after[c];
            }
            let out = &mut out[i * width..][..width];
            activate_body::<L>(layer, sums, out);
            add(out, &inputs[around[1] as usize * width..]);
        }
    }
    dispatch!(level, body, (layer: &Maxout, forms: &[u32], inputs: &[f32], products: &[f32], out: &mut [f32]));
}

/// Maxout and layer norm of rows of sums.
pub(crate) fn activate(level: Level, layer: &Maxout, sums: &[f32], out: &mut [f32]) {
    #[inline(always)]
    fn body<L: Lanes>(layer: &Maxout, sums: &[f32], out: &mut [f32]) {
        let columns = layer.weights.columns();
        for (sums, out) in sums.chunks_exact(columns).zip(out.chunks_exact_mut(layer.width)) {
            activate_body::<L>(layer, sums, out);
        }
    }
    dispatch!(level, body, (layer: &Maxout, sums: &[f32], out: &mut [f32]));
}

/// Adds `x` to `out`.
#[inline(always)]
pub(crate) fn add(out: &mut [f32], x: &[f32]) {
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
            weights: Weights::new(&numbers(3 * width * 4, 3), 4),
            bias: numbers(3 * width, 4),
            gain: vec![1.0; width],
            shift: vec![0.0; width],
            pieces: 3,
            width,
        };
        let mut out = vec![0.0; width];
        activate(Level::detect(), &layer, &numbers(layer.weights.columns(), 5), &mut out);
        let mean = out.iter().sum::<f32>() / width as f32;
        let square = out.iter().map(|x| x * x).sum::<f32>() / width as f32;
        assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-4);
    }

    #[test]
    fn pieces_are_gathered() {
        assert_eq!(by_piece(&[1., 2., 3., 4., 5., 6.], 1, 3), [1., 4., 2., 5., 3., 6.]);
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
    }
}
