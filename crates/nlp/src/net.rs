//! MultiHashEmbed and MaxoutWindowEncoder (`spacy/ml/models/tok2vec.py`): from words to vectors.
//!
//! The embedding and its mixing layer depend on the word form alone, and so do the three products
//! that the first window layer adds up; both are kept for each form. The other layers see rows of
//! all documents at once, with as many empty rows between two documents as there are layers: what
//! runs out of one document never reaches the next, and the empty rows take part in the arithmetic
//! just as they do in training.

use rustc_hash::FxHashMap;

use crate::forms::Form;
use crate::hash::row_hashes;
use crate::matrix::{self, Level, Maxout, Weights};
use crate::model::{Attribute, ModelError, ModelFile, NetConfig, Rows, Table};

#[derive(Debug)]
pub(crate) struct Net {
    attributes: Vec<(Attribute, u32, Rows)>,
    vectors: Option<Vectors>,
    mix: Maxout,
    /// The first window layer, and its weights for the word before, the word, the word after.
    first: Maxout,
    first_parts: Weights,
    rest: Vec<Maxout>,
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
    /// By form and whether a blank follows.
    known: FxHashMap<(u32, bool), u32>,
    /// Mixed embeddings; row 0 is zero, for padding.
    inputs: Vec<f32>,
    /// Products with the first window layer.
    products: Vec<f32>,
    /// Forms to compute.
    fresh: Vec<(u32, bool)>,
    rows: Vec<u32>,
    /// The result: for each token a row.
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

fn maxout(file: &ModelFile, name: &str) -> Result<Maxout, ModelError> {
    let bad = || ModelError::Tensor(format!("{name}.W"));
    let (w, shape) = file.floats(&format!("{name}.W"), 3)?;
    let &[width, pieces, inputs] = shape else { return Err(bad()) };
    let (bias, _) = file.floats(&format!("{name}.b"), 2)?;
    let (gain, _) = file.floats(&format!("{name}.G"), 1)?;
    let (shift, _) = file.floats(&format!("{name}.beta"), 1)?;
    if bias.len() != width * pieces
        || gain.len() != width
        || shift.len() != width
        || pieces == 0
        || width * pieces > 1024 - 31
    {
        return Err(bad());
    }
    Ok(Maxout {
        weights: Weights::new(&matrix::by_piece(&w, inputs, pieces), inputs),
        bias: matrix::by_piece(&bias, 1, pieces),
        gain,
        shift,
        pieces,
        width,
    })
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
        let mix = maxout(file, &format!("{name}.mix"))?;
        let mut layers = (0..config.layers)
            .map(|i| maxout(file, &format!("{name}.window.{i}")))
            .collect::<Result<Vec<_>, _>>()?;
        let parts = attributes.len() + usize::from(vectors.is_some());
        let fits = |layer: &Maxout| layer.width == width && layer.weights.inputs == 3 * width;
        if mix.weights.inputs != parts * width || mix.width != width {
            return Err(ModelError::Tensor(format!("{name}.mix.W")));
        }
        if layers.is_empty() || !layers.iter().all(fits) {
            return Err(ModelError::Tensor(format!("{name}.window.W")));
        }
        let first = layers.remove(0);
        // The first layer once more, with the weights of the three words below each other.
        let (w, shape) = file.floats(&format!("{name}.window.0.W"), 3)?;
        let rows = matrix::by_piece(&w, shape[2], shape[1]);
        let mut parts = Vec::with_capacity(rows.len());
        for slot in 0..3 {
            for row in rows.chunks_exact(3 * width) {
                parts.extend_from_slice(&row[slot * width..(slot + 1) * width]);
            }
        }
        let first_parts = Weights::new(&parts, width);
        Ok(Net { attributes, vectors, mix, first, first_parts, rest: layers, width })
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
        // One row more on each side of everything, for the neighbours of the outermost rows.
        let rows = state.rows.len() - 2;
        state.x.clear();
        state.x.resize((rows + 2) * width, 0.0);
        state.out.clear();
        state.out.resize((rows + 2) * width, 0.0);
        let NetState { rows: row_forms, inputs, products, x, out, .. } = state;
        matrix::first_window(level, &self.first, row_forms, inputs, products, &mut x[width..]);
        for layer in &self.rest {
            matrix::window(level, layer, x, rows, &mut out[width..]);
            std::mem::swap(x, out);
        }
        // Without the empty rows.
        out.clear();
        let mut at = 1;
        for &length in docs {
            at += pad;
            out.extend_from_slice(&x[at * width..(at + length) * width]);
            at += length;
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
        state.rows.clear();
        state.fresh.clear();
        let sees_space = self.sees_space();
        let first_fresh = (state.inputs.len() / width) as u32;
        state.rows.push(0);
        let mut tokens = tokens.iter();
        for &length in docs {
            state.rows.extend(std::iter::repeat_n(0, pad));
            for &(form, space) in tokens.by_ref().take(length) {
                let key = (form, space && sees_space);
                let next = first_fresh + state.fresh.len() as u32;
                let row = *state.known.entry(key).or_insert(next);
                if row == next {
                    state.fresh.push(key);
                }
                state.rows.push(row);
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
        let inputs = self.mix.weights.inputs;
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
        let mix = &self.mix;
        state.sums.clear();
        state.sums.resize(fresh.len() * mix.weights.columns(), 0.0);
        matrix::product(level, &state.embedded, inputs, fresh.len(), &mix.weights, &mut state.sums);
        let at = state.inputs.len();
        state.inputs.resize(at + fresh.len() * width, 0.0);
        matrix::activate(level, mix, &state.sums, &mut state.inputs[at..]);
        let columns = self.first_parts.outputs;
        let padded = self.first_parts.columns();
        state.sums.clear();
        state.sums.resize(fresh.len() * padded, 0.0);
        matrix::product(
            level,
            &state.inputs[at..],
            width,
            fresh.len(),
            &self.first_parts,
            &mut state.sums,
        );
        for row in state.sums.chunks_exact(padded) {
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
