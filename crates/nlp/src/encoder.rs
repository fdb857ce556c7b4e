//! A BERT encoder with a head that classifies the relation of two spans.
//!
//! The text runs through a small encoder (MiniLM; Wang et al. 2020,
//! <https://arxiv.org/abs/2002.10957>) with a stand-in word for each span, so that only what is said
//! counts and not of whom; the mean of all vectors and the mean of each stand-in's go through two
//! more layers to the labels (Baldini Soares et al. 2019, <https://arxiv.org/abs/1906.03158>, compare
//! such ways).
//!
//! The file is a safetensors file. Matrices are 8-bit integers with one scale for each row
//! (`NAME.q`, `NAME.scale`), everything else 32-bit floats; its metadata hold the vocabulary
//! (`vocabulary`, one piece a line), the labels (`labels`, one a line), the number of attention
//! heads (`heads`) and both stand-ins (`stand_ins`).

mod wordpiece;

use std::borrow::Cow;
use std::ops::Range;

use safetensors::{Dtype, SafeTensors};

use crate::matrix::{self, Lanes, Level, Weights, dispatch};
use crate::model::ModelError;
use wordpiece::WordPiece;

/// Pieces of a text that are looked at, the end mark included; the rest is left out.
const LIMIT: usize = 96;

/// Classifies what links two spans of a text.
#[derive(Debug)]
pub struct SpanClassifier {
    level: Level,
    pieces: WordPiece,
    labels: Vec<String>,
    /// For each piece its vector, in 8-bit steps of `word_scales`.
    words: Vec<i8>,
    word_scales: Vec<f32>,
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    hidden: Dense,
    out: Dense,
    width: usize,
    heads: usize,
    /// `[CLS]` and `[SEP]`.
    ends: [u32; 2],
    /// The pieces that stand for the first and the second span.
    stand_ins: [Vec<u32>; 2],
}

/// A text as the encoder sees it.
#[derive(Debug, Default, PartialEq)]
struct Pieces {
    tokens: Vec<u32>,
    /// Where the stand-ins are.
    spans: [Range<usize>; 2],
}

#[derive(Debug)]
struct Dense {
    weights: Weights,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    qkv: Dense,
    attended: Dense,
    norm1: Norm,
    up: Dense,
    down: Dense,
    norm2: Norm,
}

/// The tensors of a file, by name.
struct File<'f>(SafeTensors<'f>);

impl File<'_> {
    fn floats(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let bad = || ModelError::Tensor(name.to_owned());
        let tensor = self.0.tensor(name).map_err(|_| bad())?;
        if tensor.dtype() != Dtype::F32 {
            return Err(bad());
        }
        Ok(tensor.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect())
    }

    /// An 8-bit matrix: its numbers, the scales of its rows, the length of a row.
    fn bytes(&self, name: &str) -> Result<(Vec<i8>, Vec<f32>, usize), ModelError> {
        let bad = || ModelError::Tensor(name.to_owned());
        let tensor = self.0.tensor(&format!("{name}.q")).map_err(|_| bad())?;
        let scales = self.floats(&format!("{name}.scale"))?;
        match *tensor.shape() {
            [rows, length]
                if tensor.dtype() == Dtype::I8 && rows == scales.len() && rows * length > 0 =>
            {
                Ok((tensor.data().iter().map(|&b| b as i8).collect(), scales, length))
            }
            _ => Err(bad()),
        }
    }

    fn dense(&self, name: &str, inputs: usize) -> Result<Dense, ModelError> {
        let (bytes, scales, length) = self.bytes(name)?;
        let bias = self.floats(&format!("{name}.b"))?;
        if length != inputs || bias.len() != scales.len() {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        let rows = bytes.chunks_exact(length).zip(&scales);
        let floats: Vec<f32> =
            rows.flat_map(|(row, scale)| row.iter().map(move |&q| f32::from(q) * scale)).collect();
        Ok(Dense { weights: Weights::new(&floats, inputs), bias })
    }

    fn norm(&self, name: &str, width: usize) -> Result<Norm, ModelError> {
        let (gain, shift) =
            (self.floats(&format!("{name}.g"))?, self.floats(&format!("{name}.b"))?);
        if gain.len() != width || shift.len() != width {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        Ok(Norm { gain, shift })
    }
}

impl SpanClassifier {
    /// Loads a model file.
    pub fn load(file: impl Into<Cow<'static, [u8]>>) -> Result<SpanClassifier, ModelError> {
        let file = file.into();
        let format = |e: &dyn std::fmt::Display| ModelError::Format(e.to_string());
        let (_, metadata) = SafeTensors::read_metadata(&file).map_err(|e| format(&e))?;
        let texts = metadata.metadata().clone().unwrap_or_default();
        let text = |key: &str| texts.get(key).ok_or_else(|| format(&format!("no {key}")));
        let pieces = WordPiece::new(text("vocabulary")?);
        let labels: Vec<String> = text("labels")?.lines().map(str::to_owned).collect();
        let heads: usize = text("heads")?.parse().map_err(|e| format(&e))?;
        let special = |piece: &str| {
            pieces.special(piece).ok_or_else(|| format(&format!("{piece} is missing")))
        };
        let ends = [special("[CLS]")?, special("[SEP]")?];
        let mut stand_ins = [Vec::new(), Vec::new()];
        for (word, out) in text("stand_ins")?.lines().zip(&mut stand_ins) {
            pieces.tokenize(word, out);
        }
        let tensors = File(SafeTensors::deserialize(&file).map_err(|e| format(&e))?);
        let (words, word_scales, width) = tensors.bytes("words")?;
        let places = tensors.floats("places")?;
        let few = text("vocabulary")?.lines().count() > word_scales.len();
        if few || heads == 0 || width % heads != 0 || places.len() < LIMIT * width {
            return Err(ModelError::Tensor("words".into()));
        }
        let mut layers = Vec::new();
        while tensors.0.tensor(&format!("layers.{}.qkv.q", layers.len())).is_ok() {
            let name = |part: &str| format!("layers.{}.{part}", layers.len());
            let up = tensors.dense(&name("up"), width)?;
            let layer = Layer {
                qkv: tensors.dense(&name("qkv"), width)?,
                attended: tensors.dense(&name("out"), width)?,
                norm1: tensors.norm(&name("norm1"), width)?,
                down: tensors.dense(&name("down"), up.bias.len())?,
                up,
                norm2: tensors.norm(&name("norm2"), width)?,
            };
            let sizes = [layer.qkv.bias.len(), layer.attended.bias.len(), layer.down.bias.len()];
            if sizes != [3 * width, width, width] {
                return Err(ModelError::Tensor(name("qkv")));
            }
            layers.push(layer);
        }
        let hidden = tensors.dense("head.hidden", 3 * width)?;
        let out = tensors.dense("head.out", hidden.bias.len())?;
        if labels.len() != out.bias.len() {
            return Err(ModelError::Tensor("head.out".into()));
        }
        let norm = tensors.norm("norm", width)?;
        let level = Level::detect();
        Ok(SpanClassifier {
            level,
            pieces,
            labels,
            words,
            word_scales,
            places,
            norm,
            layers,
            hidden,
            out,
            width,
            heads,
            ends,
            stand_ins,
        })
    }

    /// The labels, in the order of the probabilities.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The probability of each label; spans are bytes of `text`, either may be missing.
    pub fn classify(
        &self,
        text: &str,
        first: Option<Range<usize>>,
        second: Option<Range<usize>>,
    ) -> Vec<f32> {
        let Pieces { tokens, spans } = self.pieces(text, [first, second]);
        let x = self.encode(&tokens);
        let mut pooled = Vec::with_capacity(3 * self.width);
        for range in std::iter::once(0..tokens.len()).chain(spans) {
            let mut mean = vec![0f32; self.width];
            let share = 1.0 / range.len().max(1) as f32;
            for row in x.chunks_exact(self.width).take(range.end).skip(range.start) {
                matrix::accumulate(&mut mean, row);
            }
            pooled.extend(mean.into_iter().map(|m| m * share));
        }
        let mut hidden = self.hidden.run(self.level, &pooled, 1);
        gelu(self.level, &mut hidden);
        let mut scores = self.out.run(self.level, &hidden, 1);
        scores.truncate(self.labels.len());
        softmax(&mut scores);
        scores
    }

    /// The pieces of the text with the stand-ins. A span that begins inside the other is left out.
    fn pieces(&self, text: &str, spans: [Option<Range<usize>>; 2]) -> Pieces {
        let [cls, sep] = self.ends;
        let mut found = Pieces { tokens: vec![cls], spans: [0..0, 0..0] };
        let mut order: Vec<(usize, usize, usize)> = spans
            .iter()
            .enumerate()
            .filter_map(|(which, span)| span.as_ref().map(|s| (s.start, s.end, which)))
            .collect();
        order.sort_unstable();
        let mut from = 0;
        for (start, end, which) in order {
            let before = text.get(from..start);
            if let (Some(before), true) = (before, text.is_char_boundary(end)) {
                self.pieces.tokenize(before, &mut found.tokens);
                let begin = found.tokens.len();
                found.tokens.extend(&self.stand_ins[which]);
                found.spans[which] = begin..found.tokens.len();
                from = end;
            }
        }
        self.pieces.tokenize(&text[from..], &mut found.tokens);
        found.tokens.truncate(LIMIT - 1);
        for span in &mut found.spans {
            if span.end > found.tokens.len() {
                *span = 0..0;
            }
        }
        found.tokens.push(sep);
        found
    }

    /// The vectors of the tokens.
    fn encode(&self, tokens: &[u32]) -> Vec<f32> {
        let (n, width) = (tokens.len(), self.width);
        let mut x = Vec::with_capacity(n * width);
        for (&token, place) in tokens.iter().zip(self.places.chunks_exact(width)) {
            let row = &self.words[token as usize * width..][..width];
            let scale = self.word_scales[token as usize];
            x.extend(row.iter().zip(place).map(|(&q, p)| f32::from(q) * scale + p));
        }
        self.norm.run(&mut x);
        for layer in &self.layers {
            let qkv = layer.qkv.run(self.level, &x, n);
            let attended = self.attend(&qkv, layer.qkv.weights.columns(), n);
            let attended = layer.attended.run(self.level, &attended, n);
            add_rows(&mut x, &attended, width);
            layer.norm1.run(&mut x);
            let mut inner = layer.up.run(self.level, &x, n);
            gelu(self.level, &mut inner);
            let inner = layer.down.run(self.level, &inner, n);
            add_rows(&mut x, &inner, width);
            layer.norm2.run(&mut x);
        }
        x
    }

    /// Attention of each head: a row of `qkv` holds query, key and value.
    fn attend(&self, qkv: &[f32], columns: usize, n: usize) -> Vec<f32> {
        let (width, size) = (self.width, self.width / self.heads);
        let scale = 1.0 / (size as f32).sqrt();
        let mut out = vec![0f32; n * width];
        let mut scores = vec![0f32; n];
        let part = |row: usize, kind: usize, head: usize| {
            &qkv[row * columns + kind * width + head * size..][..size]
        };
        for head in 0..self.heads {
            for i in 0..n {
                let query = part(i, 0, head);
                for (j, score) in scores.iter_mut().enumerate() {
                    *score = dot(query, part(j, 1, head)) * scale;
                }
                softmax(&mut scores);
                let out = &mut out[i * width + head * size..][..size];
                for (j, &weight) in scores.iter().enumerate() {
                    for (o, v) in out.iter_mut().zip(part(j, 2, head)) {
                        *o += weight * v;
                    }
                }
            }
        }
        out
    }
}

impl Dense {
    /// The layer's answer to `rows` rows; a row of it has the weights' number of columns.
    fn run(&self, level: Level, x: &[f32], rows: usize) -> Vec<f32> {
        let columns = self.weights.columns();
        let mut out = vec![0f32; rows * columns];
        matrix::product(level, x, self.weights.inputs, rows, &self.weights, &mut out);
        for row in out.chunks_exact_mut(columns) {
            matrix::accumulate(row, &self.bias);
        }
        out
    }
}

impl Norm {
    fn run(&self, x: &mut [f32]) {
        let width = self.gain.len();
        for row in x.chunks_exact_mut(width) {
            let mean = row.iter().sum::<f32>() / width as f32;
            let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / width as f32;
            let scale = 1.0 / (variance + 1e-12).sqrt();
            for (x, (gain, shift)) in row.iter_mut().zip(self.gain.iter().zip(&self.shift)) {
                *x = (*x - mean) * scale * gain + shift;
            }
        }
    }
}

/// Adds the rows of a layer's answer, which may be filled up with zeros.
fn add_rows(x: &mut [f32], more: &[f32], width: usize) {
    let rows = x.len() / width;
    let columns = more.len() / rows.max(1);
    for (row, more) in x.chunks_exact_mut(width).zip(more.chunks_exact(columns.max(1))) {
        matrix::accumulate(row, &more[..width]);
    }
}

/// The sum of the products of both, which are equally long.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let (a, b) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0f32; LANES];
    for (a, b) in a.0.iter().zip(b.0) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f32 = a.1.iter().zip(b.1).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        total += *score;
    }
    scores.iter_mut().for_each(|s| *s /= total);
}

/// x · Φ(x), with the error function as a ratio of polynomials that is exact to 32-bit floats.
fn gelu(level: Level, x: &mut [f32]) {
    #[inline(always)]
    fn body<L: Lanes>(x: &mut [f32]) {
        const ABOVE: [f32; 7] = [
            -2.726_142e-10,
            2.770_681_4e-8,
            -2.101_024e-6,
            -5.692_506_4e-5,
            -7.349_906_3e-4,
            -2.954_6e-3,
            -1.609_603_3e-2,
        ];
        const BELOW: [f32; 5] =
            [-1.456_607_2e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_473_9e-2];
        for x in x.iter_mut() {
            let t = (*x * std::f32::consts::FRAC_1_SQRT_2).clamp(-4.0, 4.0);
            let square = t * t;
            let mut above = ABOVE[0];
            for a in &ABOVE[1..] {
                above = L::fma(above, square, *a);
            }
            let mut below = BELOW[0];
            for b in &BELOW[1..] {
                below = L::fma(below, square, *b);
            }
            *x *= 0.5 * (1.0 + t * above / below);
        }
    }
    dispatch!(level, body, (x: &mut [f32]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gelu_has_its_known_values() {
        // scipy.stats.norm.cdf(x) * x
        let mut x = [-6.0, -3.0, -1.0, 0.0, 0.5, 2.0, 7.0];
        gelu(Level::detect(), &mut x);
        let wanted =
            [-5.919_17e-9, -0.004_049_69, -0.158_655_25, 0.0, 0.345_731_23, 1.954_499_7, 7.0];
        for (got, wanted) in x.iter().zip(wanted) {
            assert!((got - wanted).abs() < 2e-6, "{got} {wanted}");
        }
    }

    #[test]
    fn softmax_sums_to_one() {
        let mut scores = [1000.0, 999.0, -1000.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6 && scores[0] > scores[1]);
    }
}
