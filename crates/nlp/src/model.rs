//! The model file: one [safetensors](https://github.com/huggingface/safetensors) file.
//!
//! Its metadata has one key, `bayhaqi`, whose value is the JSON of [`Config`]: names and labels,
//! the tokenizer's rules, the moves of the parsers, the patterns of the attribute ruler, the small
//! tables of the lemmatizer. The tensors are
//!
//! | name | shape | what |
//! |---|---|---|
//! | `NET.embed.I` | rows × width, f32 | hash embedding of attribute I |
//! | `NET.vectors` | width × dimensions, f32 | projection of static vectors |
//! | `NET.mix.W`, `.b`, `.G`, `.beta` | | maxout of the concatenated embeddings and its layer norm |
//! | `NET.window.L.W`, … | | the same for window layer L |
//! | `tagger.W`, `.b`; `morphologizer.…` | labels × width, f32 | the output layer |
//! | `PARSER.linear.W`, `.b` | hidden × width, f32 | the layer before the state features |
//! | `PARSER.lower.W`, `.b`, `.pad` | features × hidden × pieces × input, f32 | state features |
//! | `PARSER.upper.W`, `.b` | moves × hidden, f32 | scores of the moves |
//! | `vectors.data`, `.keys`, `.rows` | f32, u64, u32 | static vectors, keys sorted |
//! | `TABLE.keys`, `.ends`, `.text` | u64, u32, u8 | a table from string ids (sorted) to texts |
//!
//! where NET is `tok2vec`, `parser` or `ner`, and PARSER is `parser` or `ner`. A string id is
//! spaCy's (MurmurHash64A, or the small number of a reserved symbol).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

/// Version of the layout above; a file of another version is refused.
pub(crate) const FORMAT: u32 = 1;
pub(crate) const METADATA_KEY: &str = "bayhaqi";

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not a model file at all, or damaged.
    #[error("not a Bayhaqi model file ({0}); install a model with `bayhaqi model add WHEEL`")]
    Format(String),
    /// Made by another version of the program.
    #[error(
        "model file of format {0}, but this program reads format {FORMAT}; add the model's wheel again with `bayhaqi model add WHEEL`"
    )]
    Version(u32),
    /// A tensor is missing or has the wrong shape.
    #[error(
        "the model file has no usable tensor {0:?}; add the model's wheel again with `bayhaqi model add WHEEL`"
    )]
    Tensor(String),
    /// A tokenizer rule cannot be compiled.
    #[error("the model's tokenizer cannot be used: {0}")]
    Pattern(#[from] crate::pattern::PatternError),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Config {
    pub format: u32,
    /// Such as `en_core_web_sm`.
    pub name: String,
    pub version: String,
    pub language: String,
    pub license: String,
    pub tokenizer: TokenizerConfig,
    /// The shared net; the parser and the NER may have nets of their own.
    pub tok2vec: Option<NetConfig>,
    pub tagger: Option<TaggerConfig>,
    pub morphologizer: Option<MorphologizerConfig>,
    pub parser: Option<ParserConfig>,
    pub ner: Option<ParserConfig>,
    pub ruler: Vec<RuleConfig>,
    pub lemmatizer: Option<LemmatizerConfig>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TokenizerConfig {
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    pub infix: Option<String>,
    pub token_match: Option<String>,
    pub url_match: Option<String>,
    /// Text → its tokens.
    pub exceptions: Vec<(String, Vec<ExceptionToken>)>,
    pub faster_heuristics: bool,
}

/// A token of a tokenizer exception: its text, and its NORM where the rule sets one.
pub(crate) type ExceptionToken = (String, Option<String>);

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NetConfig {
    pub attributes: Vec<Attribute>,
    pub seeds: Vec<u32>,
    pub width: usize,
    pub layers: usize,
    pub vectors: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Attribute {
    Orth,
    Norm,
    Lower,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TaggerConfig {
    pub labels: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MorphologizerConfig {
    /// Features and part of speech of each label.
    pub labels: Vec<(String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ParserConfig {
    /// Letter of the move and its label, in the order of the scores.
    pub moves: Vec<(char, String)>,
    /// A net of its own; else it listens to the shared one.
    pub net: Option<NetConfig>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RuleConfig {
    /// Alternatives, each a sequence of token descriptions.
    pub patterns: Vec<Vec<Vec<Condition>>>,
    pub index: i64,
    pub tag: Option<String>,
    pub pos: Option<String>,
    pub morph: Option<String>,
    pub lemma: Option<String>,
    pub dep: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub what: TokenField,
    pub test: Test,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TokenField {
    Orth,
    Lower,
    Norm,
    Tag,
    Pos,
    Dep,
    Morph,
    IsSpace,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Regex(String),
    Is(bool),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LemmatizerConfig {
    pub kind: LemmatizerKind,
    /// Pairs of ending and replacement by the id of a part of speech or rule name.
    pub rules: BTreeMap<u64, Vec<(String, String)>>,
    /// Spanish: by the id of a part of speech, the rule for a set of features.
    pub groups: BTreeMap<u64, Vec<(String, Vec<String>)>>,
    /// Parts of speech that have an index of known words (`lemma.index.POS`).
    pub indexes: Vec<String>,
    /// Parts of speech that have exceptions (`lemma.exceptions.POS`).
    pub exceptions: Vec<String>,
    /// Whether there is a table `lemma.lookup`.
    pub lookup: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LemmatizerKind {
    Lookup,
    Rule,
    EnglishRule,
    FrenchRule,
    SpanishRule,
}

struct Entry {
    bytes: Range<usize>,
    shape: Vec<usize>,
    dtype: Dtype,
}

/// An opened model file. Big tensors are read in place.
pub(crate) struct ModelFile {
    data: Cow<'static, [u8]>,
    entries: FxHashMap<String, Entry>,
    pub config: Config,
}

impl ModelFile {
    pub(crate) fn open(data: Cow<'static, [u8]>) -> Result<ModelFile, ModelError> {
        let format = |e: &dyn std::fmt::Display| ModelError::Format(e.to_string());
        let (header, metadata) = SafeTensors::read_metadata(&data).map_err(|e| format(&e))?;
        let config = metadata
            .metadata()
            .as_ref()
            .and_then(|m| m.get(METADATA_KEY))
            .ok_or_else(|| format(&"the metadata is missing"))?;
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let version: Version = serde_json::from_str(config).map_err(|e| format(&e))?;
        if version.format != FORMAT {
            return Err(ModelError::Version(version.format));
        }
        let config = serde_json::from_str(config).map_err(|e| format(&e))?;
        let first = header + 8;
        let entries = metadata
            .tensors()
            .into_iter()
            .map(|(name, info)| {
                let bytes = first + info.data_offsets.0..first + info.data_offsets.1;
                (name, Entry { bytes, shape: info.shape.clone(), dtype: info.dtype })
            })
            .collect();
        Ok(ModelFile { data, entries, config })
    }

    fn entry(&self, name: &str, dtype: Dtype) -> Result<(&Entry, &[u8]), ModelError> {
        self.entries
            .get(name)
            .filter(|e| e.dtype == dtype)
            .and_then(|e| Some((e, self.data.get(e.bytes.clone())?)))
            .ok_or_else(|| ModelError::Tensor(name.to_owned()))
    }

    /// A tensor as numbers, with its shape, which must have `dims` dimensions.
    pub(crate) fn floats(
        &self,
        name: &str,
        dims: usize,
    ) -> Result<(Vec<f32>, &[usize]), ModelError> {
        let (entry, bytes) = self.entry(name, Dtype::F32)?;
        if entry.shape.len() != dims {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        let floats = bytes.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
        Ok((floats, &entry.shape))
    }

    /// A matrix that is read row by row, where it lies in the file.
    pub(crate) fn rows(&self, name: &str) -> Result<Rows, ModelError> {
        let (entry, _) = self.entry(name, Dtype::F32)?;
        match entry.shape[..] {
            [rows, width] if rows > 0 && width > 0 => {
                Ok(Rows { at: entry.bytes.start, rows, width })
            }
            _ => Err(ModelError::Tensor(name.to_owned())),
        }
    }

    /// Row `row` of `matrix`.
    pub(crate) fn row(&self, matrix: &Rows, row: usize) -> impl Iterator<Item = f32> + '_ {
        let at = matrix.at + row * matrix.width * 4;
        self.data[at..at + matrix.width * 4]
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&b| f32::from_le_bytes(b))
    }

    /// A table from string ids to texts.
    pub(crate) fn table(&self, name: &str) -> Result<Table, ModelError> {
        let keys = self.entry(&format!("{name}.keys"), Dtype::U64)?.0.bytes.clone();
        let ends = self.entry(&format!("{name}.ends"), Dtype::U32)?.0.bytes.clone();
        let text = self.entry(&format!("{name}.text"), Dtype::U8)?.0.bytes.clone();
        if keys.len() != ends.len() * 2 {
            return Err(ModelError::Tensor(name.to_owned()));
        }
        Ok(Table { keys, ends, text })
    }

    /// A sorted set of string ids.
    pub(crate) fn set(&self, name: &str) -> Result<Table, ModelError> {
        let keys = self.entry(name, Dtype::U64)?.0.bytes.clone();
        Ok(Table { keys, ends: 0..0, text: 0..0 })
    }

    fn find(&self, table: &Table, key: u64) -> Option<usize> {
        let keys = self.data[table.keys.clone()].as_chunks::<8>().0;
        keys.binary_search_by(|&b| u64::from_le_bytes(b).cmp(&key)).ok()
    }

    /// Whether `table` holds the id.
    pub(crate) fn has(&self, table: &Table, key: u64) -> bool {
        self.find(table, key).is_some()
    }

    /// The text that `table` holds for the id.
    pub(crate) fn get(&self, table: &Table, key: u64) -> Option<&str> {
        let i = self.find(table, key)?;
        let ends = self.data[table.ends.clone()].as_chunks::<4>().0;
        let end = |i: usize| ends.get(i).map(|&b| u32::from_le_bytes(b) as usize);
        let from = if i == 0 { 0 } else { end(i - 1)? };
        std::str::from_utf8(self.data[table.text.clone()].get(from..end(i)?)?).ok()
    }

    /// The position in `rows` that a table of numbers gives for the id.
    pub(crate) fn vector_row(&self, table: &Table, key: u64) -> Option<usize> {
        let i = self.find(table, key)?;
        let rows = self.data[table.ends.clone()].as_chunks::<4>().0;
        rows.get(i).map(|&b| u32::from_le_bytes(b) as usize)
    }

    /// Keys of static vectors, and their rows.
    pub(crate) fn vector_keys(&self) -> Result<Table, ModelError> {
        let keys = self.entry("vectors.keys", Dtype::U64)?.0.bytes.clone();
        let ends = self.entry("vectors.rows", Dtype::U32)?.0.bytes.clone();
        Ok(Table { keys, ends, text: 0..0 })
    }
}

/// A matrix in the file.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    at: usize,
    pub rows: usize,
    pub width: usize,
}

/// A table or set in the file, to be asked through [`ModelFile::get`] and [`ModelFile::has`].
#[derive(Debug, Clone)]
pub(crate) struct Table {
    keys: Range<usize>,
    ends: Range<usize>,
    text: Range<usize>,
}
