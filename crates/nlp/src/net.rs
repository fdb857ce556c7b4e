//! MultiHashEmbed and MaxoutWindowEncoder (`spacy/ml/models/tok2vec.py`): from words to vectors.
//!
//! The embedding and its mixing layer depend on the word form alone, and so do the three products
//! that the first window layer adds up; both are kept for each form. The other layers see rows of
//! all documents at once, with as many empty rows between two documents as there are layers: what
//! runs out of one document never reaches the next, and the empty rows take part in the arithmetic
//! just as they do in training.

use crate::forms::Form;
use crate::hash::row_hashes;
use crate::matrix::window::Window;
use crate::matrix::{self, Level, Maxout, VECTOR, Weights};
use crate::model::{Attribute, ModelError, ModelFile, NetConfig, Rows, Table};

#[derive(Debug)]
pub(crate) struct Net {
    attributes: Vec<(Attribute, u32, Rows)>,
    vectors: Option<Vectors>,
    mix: Maxout,
    mix_weights: Weights,
    /// The first window layer, and its weights for the word before, the word, the word after.
    first: Maxout,
    first_parts: Weights,
    rest: Vec<Window>,
    pub width: usize,
}

#[derive(Debug)]
struct Vectors {
    projection: Weights,
    keys: Table,
    data: Rows,
}

/// What one thread knows of the forms it has met, and its buffers.
#[derive(Debug, Default)]
pub(crate) struct NetState {
    /// For each form its row, without and with a blank behind it; 0 where it is not known.
    known: Vec<[u32; 2]>,
    /// Mixed embeddings; row 0 is zero, for padding.
    inputs: Vec<f32>,
    /// Products with the first window layer.
    products: Vec<f32>,
    /// Forms to compute.
    fresh: Vec<(u32, bool)>,
    rows: Vec<u32>,
    /// The result: for each token a row, and more behind the last.
    pub out: Vec<f32>,
    x: Vec<f32>,
    sums: Vec<f32>,
    embedded: Vec<f32>,
}

impl NetState {
    /// Forgets all forms.
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.inputs.clear();
        self.products.clear();
    }
}

/// A maxout layer, and its weights with the first pieces of all outputs first.
fn maxout(file: &ModelFile, name: &str, inputs: usize) -> Result<(Maxout, Vec<f32>), ModelError> {
    let (w, shape) = file.floats(&format!("{name}.W"), 3)?;
    let (bias, _) = file.floats(&format!("{name}.b"), 2)?;
    let (gain, _) = file.floats(&format!("{name}.G"), 1)?;
    let (shift, _) = file.floats(&format!("{name}.beta"), 1)?;
    let (width, pieces) = (shape[0], shape[1]);
    let sizes = [shape[2], bias.len(), gain.len(), shift.len()];
    if sizes != [inputs, width * pieces, width, width] || pieces == 0 || width % VECTOR != 0 {
        return Err(ModelError::Tensor(format!("{name}.W")));
    }
    let bias = matrix::by_piece(&bias, 1, pieces);
    let rows = matrix::by_piece(&w, inputs, pieces);
    Ok((Maxout { bias, gain, shift, pieces, width }, rows))
}

impl Net {
    pub(crate) fn load(
        file: &ModelFile,
        config: &NetConfig,
        name: &str,
    ) -> Result<Net, ModelError> {
        let width = config.width;
        let mut attributes = Vec::new();
        for (i, (&attribute, &seed)) in config.attributes.iter().zip(&config.seeds).enumerate() {
            let tensor = format!("{name}.embed.{i}");
            let rows = file.rows(&tensor)?;
            if rows.width != width {
                return Err(ModelError::Tensor(tensor));
            }
            attributes.push((attribute, seed, rows));
        }
        let vectors = config.vectors.then(|| -> Result<Vectors, ModelError> {
            let (w, shape) = file.floats(&format!("{name}.vectors"), 2)?;
            let data = file.rows("vectors.data")?;
            if shape[1] != data.width || shape[0] != width {
                return Err(ModelError::Tensor(format!("{name}.vectors")));
            }
            Ok(Vectors { projection: Weights::new(&w, shape[1]), keys: file.vector_keys()?, data })
        });
        let vectors = vectors.transpose()?;
        let inputs = (attributes.len() + usize::from(vectors.is_some())) * width;
        let (mix, mix_rows) = maxout(file, &format!("{name}.mix"), inputs)?;
        let (first, rows) = maxout(file, &format!("{name}.window.0"), 3 * width)?;
        // The weights for the word before, the word and the word after below each other.
        let mut parts = Vec::with_capacity(rows.len());
        for slot in 0..3 {
            for row in rows.chunks_exact(3 * width) {
                parts.extend_from_slice(&row[slot * width..(slot + 1) * width]);
            }
        }
        let mut rest = Vec::new();
        for i in 1..config.layers {
            let (layer, rows) = maxout(file, &format!("{name}.window.{i}"), 3 * width)?;
            rest.push(Window::new(layer, &rows));
        }
        let mix_weights = Weights::new(&mix_rows, inputs);
        let first_parts = Weights::new(&parts, width);
        Ok(Net { attributes, vectors, mix, mix_weights, first, first_parts, rest, width })
    }

    /// Empty rows around each document.
    fn pad(&self) -> usize {
        self.rest.len() + 1
    }

    /// Whether the vectors depend on the blank behind a word.
    fn sees_space(&self) -> bool {
        self.attributes.iter().any(|(a, _, _)| *a == Attribute::Spacy)
    }

    /// Computes the vectors of all tokens, left in `state.out`; `docs` are the lengths of the
    /// documents that the tokens belong to.
    pub(crate) fn run(
        &self,
        level: Level,
        file: &ModelFile,
        tokens: &[(u32, bool)],
        docs: &[usize],
        forms: &[Form],
        state: &mut NetState,
    ) {
        self.look_up(level, file, tokens, docs, forms, state);
        let (pad, width) = (self.pad(), self.width);
        // One row more on each side of everything, for the neighbours of the outermost rows, and
        // one because rows are taken in pairs.
        let rows = state.rows.len() - 2;
        for buffer in [&mut state.x, &mut state.out] {
            let buffer = matrix::room(buffer, (rows + 3) * width);
            buffer[..width].fill(0.0);
            buffer[(rows + 1) * width..].fill(0.0);
        }
        let NetState { rows: row_forms, inputs, products, x, out, .. } = state;
        matrix::first_window(level, &self.first, row_forms, inputs, products, &mut x[width..]);
        for layer in &self.rest {
            layer.run(level, x, rows, &mut out[width..]);
            std::mem::swap(x, out);
        }
        // Without the empty rows.
        let (mut from, mut to) = (1, 0);
        for &length in docs {
            from += pad;
            let rows = &x[from * width..(from + length) * width];
            out[to * width..(to + length) * width].copy_from_slice(rows);
            from += length;
            to += length;
        }
    }

    /// Finds or computes what depends on the form alone; leaves the row numbers in `state.rows`.
    fn look_up(
        &self,
        level: Level,
        file: &ModelFile,
        tokens: &[(u32, bool)],
        docs: &[usize],
        forms: &[Form],
        state: &mut NetState,
    ) {
        let (pad, width) = (self.pad(), self.width);
        let columns = self.first_parts.outputs;
        if state.inputs.is_empty() {
            state.inputs.resize(width, 0.0);
            state.products.resize(columns, 0.0);
        }
        state.known.resize(forms.len(), [0; 2]);
        state.rows.clear();
        state.fresh.clear();
        let sees_space = self.sees_space();
        let first_fresh = (state.inputs.len() / width) as u32;
        state.rows.push(0);
        let mut tokens = tokens.iter();
        for &length in docs {
            state.rows.extend(std::iter::repeat_n(0, pad));
            for &(form, space) in tokens.by_ref().take(length) {
                let space = space && sees_space;
                let row = &mut state.known[form as usize][usize::from(space)];
                if *row == 0 {
                    *row = first_fresh + state.fresh.len() as u32;
                    state.fresh.push((form, space));
                }
                state.rows.push(*row);
            }
        }
        state.rows.extend(std::iter::repeat_n(0, pad + 1));
        let fresh = std::mem::take(&mut state.fresh);
        // In parts, so that the buffers stay small.
        for part in fresh.chunks(256) {
            self.embed(level, file, part, forms, state);
        }
        state.fresh = fresh;
    }

    fn embed(
        &self,
        level: Level,
        file: &ModelFile,
        fresh: &[(u32, bool)],
        forms: &[Form],
        state: &mut NetState,
    ) {
        let width = self.width;
        let inputs = self.mix_weights.inputs;
        state.embedded.clear();
        state.embedded.resize(fresh.len() * inputs, 0.0);
        for (&(form, space), row) in fresh.iter().zip(state.embedded.chunks_exact_mut(inputs)) {
            let form = &forms[form as usize];
            for ((attribute, seed, table), out) in
                self.attributes.iter().zip(row.chunks_exact_mut(width))
            {
                for hash in row_hashes(form.attribute(*attribute, space), *seed) {
                    for (o, e) in out.iter_mut().zip(file.row(table, hash as usize % table.rows)) {
                        *o += e;
                    }
                }
            }
            if let Some(vectors) = &self.vectors {
                let slot = self.attributes.len() * width;
                vectors.project(level, file, form.orth, &mut row[slot..]);
            }
        }
        let (mix, weights) = (&self.mix, &self.mix_weights);
        let columns = weights.columns();
        let sums = matrix::room(&mut state.sums, fresh.len() * columns);
        matrix::product(level, &state.embedded, inputs, fresh.len(), weights, sums);
        let at = state.inputs.len();
        state.inputs.resize(at + fresh.len() * width, 0.0);
        matrix::activate(level, mix, sums, columns, &mut state.inputs[at..]);
        let columns = self.first_parts.outputs;
        let padded = self.first_parts.columns();
        let sums = matrix::room(&mut state.sums, fresh.len() * padded);
        matrix::product(level, &state.inputs[at..], width, fresh.len(), &self.first_parts, sums);
        for row in sums.chunks_exact(padded) {
            state.products.extend_from_slice(&row[..columns]);
        }
    }
}

impl Vectors {
    fn project(&self, level: Level, file: &ModelFile, orth: u64, out: &mut [f32]) {
        let Some(row) = file.vector_row(&self.keys, orth).filter(|&r| r < self.data.rows) else {
            return;
        };
        let vector: Vec<f32> = file.row(&self.data, row).collect();
        let mut product = vec![0.0; self.projection.columns()];
        matrix::product(level, &vector, vector.len(), 1, &self.projection, &mut product);
        out[..self.projection.outputs].copy_from_slice(&product[..self.projection.outputs]);
    }
}
