//! The pipeline: text in, [`Parse`] out.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::arc_eager::{Arcs, Parser, State};
use crate::biluo::{Entity, Place, Recognizer};
use crate::forms::{Forms, Norms};
use crate::lemmatizer::{Lemmatizer, Word};
use crate::matrix::{self, Level, Weights};
use crate::model::{ModelError, ModelFile};
use crate::names::{Name, Names};
use crate::net::{Net, NetState};
use crate::parse::{Iob, Parse, Token};
use crate::ruler::{Marks, Ruler};
use crate::tokenizer::{Chunks, Cut, Tokenizer};
use crate::transition::ScorerState;
use crate::tree::{Labels, Tree};

/// A longer document is parsed in pieces that end where a sentence seems to end, so that memory
/// stays bounded.
const LONGEST_DOCUMENT: usize = 8192;

/// Tokens that go through the nets together.
const BATCH: usize = 2048;

/// Word forms that a thread remembers; with more it forgets all at the next document.
const FORMS: usize = 2500;

/// A trained pipeline. It is shared by threads; each has a [`Worker`] of its own.
pub struct Pipeline {
    level: Level,
    file: ModelFile,
    name: String,
    tokenizer: Tokenizer,
    norms: Norms,
    names: Names,
    tok2vec: Option<Net>,
    tagger: Option<Output>,
    morphologizer: Option<Output>,
    parser: Option<(Parser, Option<Net>, Labels, Vec<Name>)>,
    ner: Option<(Recognizer, Option<Net>, Vec<Name>)>,
    ruler: Ruler,
    lemmatizer: Option<Lemmatizer>,
}

/// An output layer that gives each token a label.
#[derive(Debug)]
struct Output {
    weights: Weights,
    bias: Vec<f32>,
    /// Tag of each label, or features and part of speech.
    labels: Vec<(Name, Name)>,
}

impl Output {
    fn load(
        file: &ModelFile,
        name: &str,
        width: usize,
        labels: Vec<(Name, Name)>,
    ) -> Result<Output, ModelError> {
        let (w, shape) = file.floats(&format!("{name}.W"), 2)?;
        let (bias, _) = file.floats(&format!("{name}.b"), 1)?;
        if shape[1] != width || shape[0] != labels.len() || bias.len() != labels.len() {
            return Err(ModelError::Tensor(format!("{name}.W")));
        }
        Ok(Output { weights: Weights::new(&w, width), bias, labels })
    }

    /// Calls `each` with the labels of the tokens whose vectors are in `x`.
    fn label(
        &self,
        level: Level,
        x: &[f32],
        buffer: &mut Vec<f32>,
        mut each: impl FnMut(usize, (Name, Name)),
    ) {
        let (inputs, columns) = (self.weights.inputs, self.weights.columns());
        let tokens = x.len() / inputs;
        let sums = matrix::room(buffer, tokens * columns);
        matrix::product(level, x, inputs, tokens, &self.weights, sums);
        for (i, row) in sums.chunks_exact_mut(columns).enumerate() {
            let scores = &mut row[..self.bias.len()];
            matrix::accumulate(scores, &self.bias);
            each(i, self.labels[matrix::argmax(scores)]);
        }
    }
}

impl Pipeline {
    /// The English pipeline that is part of the library.
    #[cfg(feature = "english")]
    pub fn english() -> Result<Pipeline, ModelError> {
        let file: &'static [u8] =
            include_bytes!("../../../models/en_core_web_sm-3.8.0.safetensors");
        Pipeline::load(file)
    }

    /// Loads a model file, as [`convert::wheel`](crate::convert::wheel) makes it.
    pub fn load(file: impl Into<Cow<'static, [u8]>>) -> Result<Pipeline, ModelError> {
        let mut file = ModelFile::open(file.into())?;
        let config = &mut file.config;
        let name = format!("{}-{}", config.name, config.version);
        let (ruler, lemmatizer) = (std::mem::take(&mut config.ruler), config.lemmatizer.take());
        let (tagger, morphologizer) = (config.tagger.take(), config.morphologizer.take());
        let config = &file.config;
        let mut names = Names::new();
        let net = |config: &Option<_>, name: &str| {
            config.as_ref().map(|config| Net::load(&file, config, name)).transpose()
        };
        let tok2vec = net(&config.tok2vec, "tok2vec")?;
        let shared = tok2vec.as_ref().map(|net| net.width);
        // A component without a net of its own listens to the shared one.
        let width = |own: &Option<Net>| {
            own.as_ref()
                .map(|net| net.width)
                .or(shared)
                .ok_or_else(|| ModelError::Format("no tok2vec".into()))
        };
        let tagger = tagger.map(|config| {
            let labels = config.labels.iter().map(|tag| (names.add(tag), Name::default()));
            Output::load(&file, "tagger", width(&None)?, labels.collect())
        });
        let morphologizer = morphologizer.map(|config| {
            let labels =
                config.labels.iter().map(|(morph, pos)| (names.add(morph), names.add(pos)));
            Output::load(&file, "morphologizer", width(&None)?, labels.collect())
        });
        let (tagger, morphologizer) = (tagger.transpose()?, morphologizer.transpose()?);
        let parser = config.parser.as_ref().map(|config| {
            let own = net(&config.net, "parser")?;
            let parser = Parser::load(&file, config, width(&own)?)?;
            let labels = Labels::new(&parser.labels);
            let deps = names.add_all(&labels.names);
            Ok::<_, ModelError>((parser, own, labels, deps))
        });
        let parser = parser.transpose()?;
        let ner = config.ner.as_ref().map(|config| {
            let own = net(&config.net, "ner")?;
            let recognizer = Recognizer::load(&file, config, width(&own)?)?;
            let labels = names.add_all(&recognizer.labels);
            Ok::<_, ModelError>((recognizer, own, labels))
        });
        let ner = ner.transpose()?;
        Ok(Pipeline {
            level: Level::detect(),
            name,
            tokenizer: Tokenizer::new(&config.tokenizer)?,
            norms: Norms::load(&file)?,
            tok2vec,
            tagger,
            morphologizer,
            parser,
            ner,
            ruler: Ruler::new(&ruler, &mut names)?,
            names,
            lemmatizer: lemmatizer.map(|config| Lemmatizer::load(&file, config)).transpose()?,
            file,
        })
    }

    /// Name and version, such as `en_core_web_sm-3.8.0`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language's ISO 639 code.
    pub fn language(&self) -> &str {
        &self.file.config.language
    }

    /// The licence that the model's package names.
    pub fn license(&self) -> &str {
        &self.file.config.license
    }

    /// A worker, which remembers what it has computed for words.
    pub fn worker(&self) -> Worker<'_> {
        Worker {
            pipeline: self,
            names: self.names.iter().map(Arc::from).collect(),
            forms: Forms::default(),
            lemmas: FxHashMap::default(),
            buffers: Buffers::default(),
        }
    }

    /// The vectors of some tokens, from a component's own net or else from the shared one.
    fn vectors<'s>(
        &self,
        own: &Option<Net>,
        own_state: &'s NetState,
        shared: &'s NetState,
        tokens: Range<usize>,
    ) -> &'s [f32] {
        let state = if own.is_some() { own_state } else { shared };
        let width = own.as_ref().or(self.tok2vec.as_ref()).map_or(0, |net| net.width);
        &state.out[tokens.start * width..tokens.end * width]
    }

    /// Parses one text. For many texts a [`Worker`] is faster.
    pub fn parse(&self, text: &str) -> Parse {
        self.worker().parse(text)
    }
}

/// A token before the analysis.
#[derive(Debug, Clone, Copy)]
struct Lexed {
    start: usize,
    end: usize,
    space: bool,
    form: u32,
}

#[derive(Debug, Default)]
struct Buffers {
    cuts: Vec<Cut>,
    chunks: Chunks,
    lexed: Vec<Lexed>,
    /// Lengths of the documents that the tokens belong to.
    docs: Vec<usize>,
    keys: Vec<(u32, bool)>,
    words: Vec<u32>,
    marks: Vec<Marks>,
    shared: NetState,
    parser: NetState,
    ner: NetState,
    scorer: ScorerState,
    scores: Vec<f32>,
    state: State,
    arcs: Arcs,
    tree: Tree,
    places: Vec<Place>,
    entities: Vec<Entity>,
    matches: Vec<(u32, usize, usize)>,
}

/// Parses texts one after the other. Results do not depend on what was parsed before.
///
/// ```
/// # #[cfg(feature = "english")] {
/// let english = bayhaqi_nlp::Pipeline::english()?;
/// let mut worker = english.worker();
/// let parses = worker.parse_many(&["Troops left Basra.", "Ministers met in Łódź."]);
/// assert_eq!(parses[0].lemma(1), "leave");
/// assert_eq!(parses[1].entity_type(3), "GPE");
/// # }
/// # Ok::<(), bayhaqi_nlp::ModelError>(())
/// ```
pub struct Worker<'p> {
    pipeline: &'p Pipeline,
    /// The names again: counters that threads shared would slow both down.
    names: Vec<Arc<str>>,
    forms: Forms,
    /// By form, part of speech, features and whether a sentence begins.
    lemmas: FxHashMap<(u32, Name, Name, bool), Arc<str>>,
    buffers: Buffers,
}

impl Worker<'_> {
    /// Parses one text.
    pub fn parse(&mut self, text: &str) -> Parse {
        self.parse_blocks(text, &[])
    }

    /// Parses a text in blocks that have nothing to do with each other, such as headline and
    /// body; `breaks` are the bytes where a block begins.
    pub fn parse_blocks(&mut self, text: &str, breaks: &[usize]) -> Parse {
        self.begin();
        let mut from = 0;
        for &at in breaks.iter().chain([&text.len()]) {
            if at > from && text.is_char_boundary(at) {
                self.lex(text, from..at);
                from = at;
            }
        }
        let mut tokens = Vec::with_capacity(self.buffers.lexed.len());
        self.analyze(&mut |token| tokens.push(token));
        Parse::new(text.to_owned(), tokens)
    }

    /// Parses several texts. Short texts are faster together than one by one.
    pub fn parse_many(&mut self, texts: &[&str]) -> Vec<Parse> {
        let mut parses = Vec::with_capacity(texts.len());
        let mut rest = texts;
        while !rest.is_empty() {
            self.begin();
            let mut counts = Vec::new();
            while let [text, ..] = rest[counts.len()..] {
                let before = self.buffers.lexed.len();
                if before >= BATCH {
                    break;
                }
                self.lex(text, 0..text.len());
                counts.push(self.buffers.lexed.len() - before);
            }
            let mut tokens = Vec::with_capacity(self.buffers.lexed.len());
            self.analyze(&mut |token| tokens.push(token));
            let mut tokens = tokens.into_iter();
            let mut first = 0;
            for (text, &count) in rest.iter().zip(&counts) {
                let own = tokens.by_ref().take(count);
                let own = own.map(|token| Token { head: token.head - first, ..token });
                parses.push(Parse::new((*text).to_owned(), own.collect()));
                first += count;
            }
            rest = &rest[counts.len()..];
        }
        parses
    }

    /// Parses tokens as somebody else has cut them; `spaces` tells for each whether a blank
    /// follows (none where it is too short).
    pub fn parse_words(&mut self, words: &[String], spaces: &[bool]) -> Parse {
        self.begin();
        let mut text = String::new();
        let Pipeline { file, norms, .. } = self.pipeline;
        for (i, word) in words.iter().enumerate() {
            let start = text.len();
            text.push_str(word);
            let space = spaces.get(i).copied().unwrap_or(false);
            let form = self.forms.intern(file, norms, word, None);
            self.buffers.lexed.push(Lexed { start, end: text.len(), space, form });
            if space {
                text.push(' ');
            }
        }
        self.cut_into_documents(0, &text);
        let mut tokens = Vec::with_capacity(words.len());
        self.analyze(&mut |token| tokens.push(token));
        Parse::new(text, tokens)
    }

    fn begin(&mut self) {
        self.buffers.lexed.clear();
        self.buffers.docs.clear();
        if self.forms.all.len() > FORMS {
            self.forms.clear();
            self.lemmas.clear();
            for net in [&mut self.buffers.shared, &mut self.buffers.parser, &mut self.buffers.ner] {
                net.clear();
            }
        }
    }

    fn lex(&mut self, text: &str, block: Range<usize>) {
        let Pipeline { file, norms, tokenizer, .. } = self.pipeline;
        let buffers = &mut self.buffers;
        let first = buffers.lexed.len();
        let words = &text[block.clone()];
        tokenizer.tokenize(words, &mut buffers.chunks, &mut buffers.cuts);
        for cut in &buffers.cuts {
            let norm = cut.norm.map(|number| (number, tokenizer.norm(number)));
            let form = self.forms.intern(file, norms, &words[cut.start..cut.end], norm);
            let (start, end) = (block.start + cut.start, block.start + cut.end);
            buffers.lexed.push(Lexed { start, end, space: cut.space, form });
        }
        self.cut_into_documents(first, text);
    }

    /// Makes documents of the tokens from `first` on.
    fn cut_into_documents(&mut self, mut first: usize, text: &str) {
        let Buffers { lexed, docs, .. } = &mut self.buffers;
        while lexed.len() - first > LONGEST_DOCUMENT {
            let end = first + LONGEST_DOCUMENT;
            let ends = |t: &Lexed| {
                let word = &text[t.start..t.end];
                word.contains('\n') || matches!(word, "." | "!" | "?") && t.space
            };
            let near = lexed[end - LONGEST_DOCUMENT / 2..end].iter().rposition(ends);
            let cut = near.map_or(end, |i| end - LONGEST_DOCUMENT / 2 + i + 1);
            docs.push(cut - first);
            first = cut;
        }
        if lexed.len() > first {
            docs.push(lexed.len() - first);
        }
    }

    /// Analyses all tokens, document by document, in batches.
    fn analyze(&mut self, each: &mut dyn FnMut(Token)) {
        let docs = std::mem::take(&mut self.buffers.docs);
        let (mut first, mut at) = (0, 0);
        while at < docs.len() {
            let (mut count, mut tokens) = (0, 0);
            while at + count < docs.len() && (count == 0 || tokens + docs[at + count] <= BATCH) {
                tokens += docs[at + count];
                count += 1;
            }
            self.analyze_batch(first, tokens, &docs[at..at + count], each);
            first += tokens;
            at += count;
        }
        self.buffers.docs = docs;
    }

    fn analyze_batch(
        &mut self,
        first: usize,
        count: usize,
        docs: &[usize],
        each: &mut dyn FnMut(Token),
    ) {
        let p = self.pipeline;
        let b = &mut self.buffers;
        let lexed = &b.lexed[first..first + count];
        b.keys.clear();
        b.keys.extend(lexed.iter().map(|t| (t.form, t.space)));
        let forms = &self.forms.all;
        let run = |net: &Option<Net>, state: &mut NetState| {
            if let Some(net) = net {
                net.run(p.level, &p.file, &b.keys, docs, forms, state);
            }
        };
        run(&p.tok2vec, &mut b.shared);
        b.marks.clear();
        b.marks.resize(count, Marks::default());
        if let Some(tagger) = &p.tagger {
            let marks = &mut b.marks;
            let x = p.vectors(&None, &b.shared, &b.shared, 0..count);
            tagger.label(p.level, x, &mut b.scores, |i, (tag, _)| marks[i].tag = tag);
        }
        if let Some(morphologizer) = &p.morphologizer {
            let marks = &mut b.marks;
            let x = p.vectors(&None, &b.shared, &b.shared, 0..count);
            morphologizer.label(p.level, x, &mut b.scores, |i, (morph, pos)| {
                (marks[i].morph, marks[i].pos) = (morph, pos);
            });
        }
        if let Some((_, own, ..)) = &p.parser {
            run(own, &mut b.parser);
        }
        if let Some((_, own, _)) = &p.ner {
            run(own, &mut b.ner);
        }
        let mut from = 0;
        for &length in docs {
            self.finish(first, from..from + length, each);
            from += length;
        }
    }

    /// Parses one document of the batch that begins at token `first`.
    fn finish(&mut self, first: usize, doc: Range<usize>, each: &mut dyn FnMut(Token)) {
        let p = self.pipeline;
        let b = &mut self.buffers;
        let lexed = &b.lexed[first + doc.start..first + doc.end];
        let forms = &self.forms.all;
        let is_space = |i: usize| forms[lexed[i].form as usize].is_space;
        let marks = &mut b.marks[doc.clone()];
        b.tree.heads.clear();
        if let Some((parser, own, labels, deps)) = &p.parser {
            let x = p.vectors(own, &b.parser, &b.shared, doc.clone());
            parser.parse(p.level, x, doc.len(), &mut b.scorer, &mut b.state, &mut b.arcs);
            b.tree.build(labels, &b.arcs.heads, is_space);
            for (mark, &label) in marks.iter_mut().zip(&b.tree.labels) {
                mark.dep = deps[label as usize];
            }
        } else {
            b.tree.heads.extend(0..doc.len() as u32);
            b.tree.starts.clear();
            b.tree.starts.resize(doc.len(), false);
        }
        if let Some(start) = b.tree.starts.first_mut() {
            *start = true;
        }
        b.words.clear();
        b.words.extend(lexed.iter().map(|t| t.form));
        p.ruler.apply(&p.names, forms, &b.words, marks, &mut b.matches);
        b.entities.clear();
        if let Some((recognizer, own, _)) = &p.ner {
            let x = p.vectors(own, &b.ner, &b.shared, doc.clone());
            b.places.clear();
            b.places.extend(
                (0..doc.len())
                    .map(|i| Place { is_space: is_space(i), sentence_start: b.tree.starts[i] }),
            );
            recognizer.recognize(p.level, x, &b.places, &mut b.scorer, &mut b.entities);
        }
        self.emit(first, doc, each);
    }

    /// Gives away the finished tokens of a document.
    fn emit(&mut self, first: usize, doc: Range<usize>, each: &mut dyn FnMut(Token)) {
        let p = self.pipeline;
        let mut entities = std::mem::take(&mut self.buffers.entities);
        let mut next = entities.iter().peekable();
        for i in 0..doc.len() {
            let lexed = self.buffers.lexed[first + doc.start + i];
            let marks = self.buffers.marks[doc.start + i];
            let start = self.buffers.tree.starts[i];
            while next.next_if(|e| e.1 <= i).is_some() {}
            let (iob, entity) = match (next.peek(), &p.ner) {
                (Some(&&(from, _, label)), Some((_, _, names))) if from <= i => {
                    (if from == i { Iob::Begin } else { Iob::In }, names[label as usize])
                }
                _ => (Iob::Out, Name::default()),
            };
            let lemma = self.lemma(lexed.form, marks, start);
            let name = |name: Name| self.names[name.0 as usize].clone();
            each(Token {
                start: lexed.start,
                end: lexed.end,
                space_after: lexed.space,
                tag: name(marks.tag),
                pos: name(marks.pos),
                morph: name(marks.morph),
                lemma,
                dep: name(marks.dep),
                head: first + doc.start + self.buffers.tree.heads[i] as usize,
                sentence_start: start,
                iob,
                entity: name(entity),
            });
        }
        entities.clear();
        self.buffers.entities = entities;
    }

    fn lemma(&mut self, form: u32, marks: Marks, start: bool) -> Arc<str> {
        if marks.lemma != Name::default() {
            return self.names[marks.lemma.0 as usize].clone();
        }
        let Some(lemmatizer) = &self.pipeline.lemmatizer else { return self.names[0].clone() };
        let start = start && lemmatizer.sees_sentence_start();
        let known = self.lemmas.entry((form, marks.pos, marks.morph, start));
        known
            .or_insert_with(|| {
                let names = &self.pipeline.names;
                let word = Word {
                    text: &self.forms.all[form as usize].text,
                    pos: names.text(marks.pos),
                    morph: names.text(marks.morph),
                    sentence_start: start,
                };
                lemmatizer.lemma(&self.pipeline.file, word).into()
            })
            .clone()
    }
}
