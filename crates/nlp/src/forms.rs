//! Word forms: what is known of a word by its letters alone.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::hash::string_id;
use crate::model::{Attribute, ModelFile, Table};
use crate::unicode::{is_space, shape};

/// A word form with its lexical attributes as string ids (`spacy/lang/lex_attrs.py`).
#[derive(Debug)]
pub(crate) struct Form {
    pub text: Arc<str>,
    pub orth: u64,
    pub norm: u64,
    pub lower: u64,
    prefix: u64,
    suffix: u64,
    shape: u64,
    pub is_space: bool,
}

impl Form {
    fn new(text: &str, norm: &str) -> Form {
        let lower = text.to_lowercase();
        let first = text.chars().next().map_or(0, char::len_utf8);
        let suffix = text.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
        Form {
            orth: string_id(text),
            norm: string_id(norm),
            lower: string_id(&lower),
            prefix: string_id(&text[..first]),
            suffix: string_id(&text[suffix..]),
            shape: string_id(&shape(text)),
            is_space: !text.is_empty() && text.chars().all(is_space),
            text: text.into(),
        }
    }

    /// The value that an embedding sees; `space` tells whether a blank follows.
    pub(crate) fn attribute(&self, attribute: Attribute, space: bool) -> u64 {
        match attribute {
            Attribute::Orth => self.orth,
            Attribute::Norm => self.norm,
            Attribute::Lower => self.lower,
            Attribute::Prefix => self.prefix,
            Attribute::Suffix => self.suffix,
            Attribute::Shape => self.shape,
            Attribute::Spacy => u64::from(space),
            Attribute::IsSpace => u64::from(self.is_space),
        }
    }
}

/// Norms that all languages share (`spacy/lang/norm_exceptions.py`).
const BASE_NORMS: &str = include_str!("base_norms.tsv");

/// Where norms come from: the model's table, then the shared one, then lower case.
#[derive(Debug)]
pub(crate) struct Norms {
    table: Table,
    base: FxHashMap<&'static str, &'static str>,
}

impl Norms {
    pub(crate) fn load(file: &ModelFile) -> Result<Norms, crate::model::ModelError> {
        let base = BASE_NORMS.lines().filter_map(|line| line.split_once('\t')).collect();
        Ok(Norms { table: file.table("norms")?, base })
    }

    fn get(&self, file: &ModelFile, text: &str) -> String {
        file.get(&self.table, string_id(text))
            .or_else(|| self.base.get(text).copied())
            .map_or_else(|| text.to_lowercase(), str::to_owned)
    }
}

/// The forms that one thread has met.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By text, for tokens whose NORM no exception sets.
    plain: FxHashMap<Arc<str>, u32>,
    /// By text and the number of the exception's NORM.
    special: FxHashMap<(Arc<str>, u32), u32>,
    pub all: Vec<Form>,
}

impl Forms {
    pub(crate) fn clear(&mut self) {
        *self = Forms::default();
    }

    /// The number of a form; `norm` is the exception's NORM with its number.
    pub(crate) fn intern(
        &mut self,
        file: &ModelFile,
        norms: &Norms,
        text: &str,
        norm: Option<(u32, &str)>,
    ) -> u32 {
        let next = self.all.len() as u32;
        if let Some((number, norm)) = norm {
            let key = (Arc::from(text), number);
            return *self.special.entry(key).or_insert_with(|| {
                self.all.push(Form::new(text, norm));
                next
            });
        }
        if let Some(&form) = self.plain.get(text) {
            return form;
        }
        let form = Form::new(text, &norms.get(file, text));
        self.plain.insert(form.text.clone(), next);
        self.all.push(form);
        next
    }
}
