//! The linear model: for each feature that counts a weight for each type.

use bayhaqi_nlp::ModelError;
use safetensors::{Dtype, SafeTensors};

use crate::LexiconError;

/// The models that are part of the program, with their names.
const RELATIONS: (&str, &[u8]) =
    ("models/relations.safetensors", include_bytes!("../../../../models/relations.safetensors"));
const LINKS: (&str, &[u8]) =
    ("models/links.safetensors", include_bytes!("../../../../models/links.safetensors"));

#[derive(Debug)]
pub(crate) struct Linear {
    /// Features, sorted.
    keys: Vec<u32>,
    /// How rare each feature is: the logarithm of its inverse share of sentences.
    idf: Vec<f32>,
    /// For each feature its weights in steps of `scale`.
    weights: Vec<i8>,
    scale: Vec<f32>,
    bias: Vec<f32>,
    /// PLOVER types in the order of the weights.
    pub labels: Vec<String>,
}

impl Linear {
    /// Loads the built-in model of what links a pair that is one.
    pub(crate) fn relations() -> Result<Linear, LexiconError> {
        Linear::built_in(RELATIONS)
    }

    /// Loads the built-in model of whether something links a pair, and what.
    pub(crate) fn links() -> Result<Linear, LexiconError> {
        Linear::built_in(LINKS)
    }

    fn built_in((name, file): (&str, &[u8])) -> Result<Linear, LexiconError> {
        Linear::load(file).map_err(|e| LexiconError {
            file: name.to_owned(),
            line: 0,
            message: e.to_string(),
        })
    }

    fn load(file: &[u8]) -> Result<Linear, ModelError> {
        let format = |e: &dyn std::fmt::Display| ModelError::Format(e.to_string());
        let (_, metadata) = SafeTensors::read_metadata(file).map_err(|e| format(&e))?;
        let labels = metadata.metadata().as_ref().and_then(|m| m.get("labels"));
        let labels = labels.ok_or_else(|| format(&"no labels"))?;
        let labels: Vec<String> = labels.lines().map(str::to_owned).collect();
        let tensors = SafeTensors::deserialize(file).map_err(|e| format(&e))?;
        let bytes = |name: &str, dtype: Dtype| {
            let tensor = tensors.tensor(name).ok().filter(|t| t.dtype() == dtype);
            tensor.map(|t| t.data()).ok_or_else(|| ModelError::Tensor(name.to_owned()))
        };
        let words = |data: &[u8]| data.as_chunks::<4>().0.to_vec();
        let floats = |name: &str| -> Result<Vec<f32>, ModelError> {
            Ok(words(bytes(name, Dtype::F32)?).into_iter().map(f32::from_le_bytes).collect())
        };
        let keys = words(bytes("keys", Dtype::U32)?).into_iter().map(u32::from_le_bytes);
        let model = Linear {
            keys: keys.collect(),
            idf: floats("idf")?,
            weights: bytes("weights", Dtype::I8)?.iter().map(|&b| b as i8).collect(),
            scale: floats("scale")?,
            bias: floats("bias")?,
            labels,
        };
        let types = model.labels.len();
        let (keys, weights) = (model.keys.len(), model.weights.len());
        let sizes = [model.scale.len(), model.bias.len(), model.idf.len(), weights];
        if types == 0 || sizes != [types, types, keys, keys * types] {
            return Err(ModelError::Tensor("weights".into()));
        }
        Ok(model)
    }

    /// The probability of each type, given the features: one of them it is.
    pub(crate) fn probabilities(&self, features: &[u32]) -> Vec<f64> {
        let mut p = self.each(features);
        let total: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= total.max(f64::MIN_POSITIVE));
        p
    }

    /// The probability of each label against all others.
    pub(crate) fn each(&self, features: &[u32]) -> Vec<f64> {
        let types = self.labels.len();
        let mut sums = vec![0f32; types];
        let mut square = 0f32;
        for feature in features {
            let Ok(at) = self.keys.binary_search(feature) else { continue };
            let idf = self.idf[at];
            square += idf * idf;
            for (sum, &w) in sums.iter_mut().zip(&self.weights[at * types..][..types]) {
                *sum += idf * f32::from(w);
            }
        }
        // Long sentences have more features; each sentence counts the same.
        let share = 1.0 / square.sqrt().max(1e-9);
        let each = sums.iter().zip(self.scale.iter().zip(&self.bias));
        let sigmoid = |x: f32| 1.0 / (1.0 + f64::from(-x).exp());
        each.map(|(sum, (scale, bias))| sigmoid(sum * share * scale + bias)).collect()
    }
}
