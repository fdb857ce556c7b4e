//! thinc's serialised networks: a list of layers with attributes and arrays, in msgpack.

use rmpv::Value;
use safetensors::Dtype;

use super::archive::Archive;
use super::{ConvertError, data, get};

/// An array as the model file holds it.
#[derive(Debug, Clone)]
pub(super) struct Tensor {
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl Tensor {
    pub(super) fn u64s(values: &[u64]) -> Tensor {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Tensor { dtype: Dtype::U64, shape: vec![values.len()], bytes }
    }

    pub(super) fn u32s(values: &[u32]) -> Tensor {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Tensor { dtype: Dtype::U32, shape: vec![values.len()], bytes }
    }

    pub(super) fn bytes(bytes: Vec<u8>) -> Tensor {
        Tensor { dtype: Dtype::U8, shape: vec![bytes.len()], bytes }
    }

    fn f32s(shape: Vec<usize>, bytes: &[u8], file: &str) -> Result<Tensor, ConvertError> {
        if shape.iter().product::<usize>() * 4 != bytes.len() {
            return Err(data(file, "an array of the wrong size"));
        }
        Ok(Tensor { dtype: Dtype::F32, shape, bytes: bytes.to_vec() })
    }

    /// Reads numpy's file format, version 1 (`numpy/lib/format.py`).
    pub(super) fn from_npy(file: &[u8]) -> Result<Tensor, ConvertError> {
        const FILE: &str = "vocab/vectors";
        let bad = || data(FILE, "not a table of 32-bit floats");
        let length = file.get(8..10).ok_or_else(bad)?;
        let end = 10 + usize::from(u16::from_le_bytes([length[0], length[1]]));
        let header = std::str::from_utf8(file.get(10..end).ok_or_else(bad)?).map_err(|_| bad())?;
        if !file.starts_with(b"\x93NUMPY\x01")
            || !header.contains("'<f4'")
            || !header.contains("'fortran_order': False")
        {
            return Err(bad());
        }
        let shape = header
            .split_once("'shape': (")
            .and_then(|(_, rest)| rest.split_once(')'))
            .ok_or_else(bad)?
            .0
            .split(',')
            .filter(|part| !part.trim().is_empty())
            .map(|part| part.trim().parse().map_err(|_| bad()))
            .collect::<Result<Vec<usize>, _>>()?;
        Tensor::f32s(shape, &file[end..], FILE)
    }
}

/// One layer.
#[derive(Clone)]
pub(super) struct Layer<'n> {
    file: &'n str,
    name: &'n str,
    attributes: &'n Value,
    parameters: &'n Value,
}

impl Layer<'_> {
    /// An attribute, which is msgpack within msgpack.
    pub(super) fn attribute(&self, key: &str) -> Option<Value> {
        let bytes = get(self.attributes, key)?.as_slice()?;
        rmpv::decode::read_value(&mut &bytes[..]).ok()
    }

    pub(super) fn tensor(&self, key: &str) -> Result<Tensor, ConvertError> {
        let bad = || data(self.file, format!("layer {:?} has no array {key:?}", self.name));
        let value = get(self.parameters, key).ok_or_else(bad)?;
        // msgpack-numpy writes the keys of its map as bytes or as text.
        let field = |name: &str| {
            value.as_map()?.iter().find_map(|(k, v)| {
                (k.as_slice() == Some(name.as_bytes()) || k.as_str() == Some(name)).then_some(v)
            })
        };
        let kind =
            field("type").and_then(|v| v.as_str().or(std::str::from_utf8(v.as_slice()?).ok()));
        if kind != Some("<f4") {
            return Err(ConvertError::Unsupported(format!("arrays of type {kind:?}")));
        }
        let shape = field("shape").and_then(Value::as_array).ok_or_else(bad)?;
        let shape: Option<Vec<usize>> = shape.iter().map(|d| Some(d.as_u64()? as usize)).collect();
        let bytes = field("data").and_then(Value::as_slice).ok_or_else(bad)?;
        Tensor::f32s(shape.ok_or_else(bad)?, bytes, self.file)
    }
}

/// A serialised network.
pub(super) struct Network {
    pub file: String,
    names: Vec<String>,
    attributes: Vec<Value>,
    parameters: Vec<Value>,
}

impl Network {
    pub(super) fn read(archive: &mut Archive, file: &str) -> Result<Network, ConvertError> {
        let value = archive.msgpack(file)?;
        let list = |key: &str| {
            get(&value, key)
                .and_then(Value::as_array)
                .cloned()
                .ok_or_else(|| data(file, format!("no {key}")))
        };
        let names = list("nodes")?
            .iter()
            .map(|node| get(node, "name").and_then(Value::as_str).unwrap_or_default().to_owned())
            .collect::<Vec<_>>();
        let (attributes, parameters) = (list("attrs")?, list("params")?);
        if attributes.len() != names.len() || parameters.len() != names.len() {
            return Err(data(file, "lists of different lengths"));
        }
        Ok(Network { file: file.to_owned(), names, attributes, parameters })
    }

    /// The layers called `name`, outermost and first ones first.
    pub(super) fn layers(&self, name: &str) -> Vec<Layer<'_>> {
        (0..self.names.len())
            .filter(|&i| self.names[i] == name)
            .map(|i| Layer {
                file: &self.file,
                name: &self.names[i],
                attributes: &self.attributes[i],
                parameters: &self.parameters[i],
            })
            .collect()
    }

    pub(super) fn attribute(&self, layer: &str, key: &str) -> Option<Value> {
        self.layers(layer).first()?.attribute(key)
    }

    /// Refuses networks with layers whose arithmetic the runtime lacks. Combinators have composed
    /// names such as `maxout>>layernorm`; their parts are in the list themselves.
    pub(super) fn only_known_layers(&self) -> Result<(), ConvertError> {
        const KNOWN: &[&str] = &[
            "extract_features",
            "list2ragged",
            "ragged2list",
            "list2array",
            "ints-getitem",
            "hashembed",
            "static_vectors",
            "maxout",
            "layernorm",
            "dropout",
            "expand_window",
            "linear",
            "precomputable_affine",
            "parser_model",
            "softmax",
        ];
        let combined = |name: &str| name.contains(">>") || name.contains('(') || name.contains('|');
        match self.names.iter().find(|n| !KNOWN.contains(&n.as_str()) && !combined(n)) {
            None => Ok(()),
            Some(name) => {
                Err(ConvertError::Unsupported(format!("layer {name:?} in {}", self.file)))
            }
        }
    }
}
