//! The result of a pipeline: one document's tokens with everything known about them.

use std::ops::Range;
use std::sync::Arc;

/// The part of an entity that a token is (IOB2: <https://aclanthology.org/W95-0107/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Iob {
    /// Outside every entity.
    #[default]
    Out,
    /// First token of an entity.
    Begin,
    /// A later token of the entity that the previous token belongs to.
    In,
}

/// One token. Names (tag, label, …) are interned: cloning one costs a counter.
#[derive(Clone, Debug)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    /// A single blank follows (and belongs to no token).
    pub space_after: bool,
    /// Fine-grained tag (`VBD`); empty where the model has no tagger.
    pub tag: Arc<str>,
    /// Universal part of speech (`VERB`).
    pub pos: Arc<str>,
    /// Universal features (`Tense=Past|VerbForm=Fin`), empty if none.
    pub morph: Arc<str>,
    /// Base form.
    pub lemma: Arc<str>,
    /// Dependency label (`nsubj`).
    pub dep: Arc<str>,
    /// Index of the head; a root is its own head.
    pub head: usize,
    /// Whether a sentence begins here.
    pub sentence_start: bool,
    /// Part of an entity.
    pub iob: Iob,
    /// Type of the entity (`GPE`), empty outside.
    pub entity: Arc<str>,
}

/// A named entity as the model found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntitySpan {
    /// The tokens that it covers.
    pub tokens: Range<usize>,
    /// Its type in the model's scheme (OntoNotes for English: `PERSON`, `GPE`, `NORP`, `ORG`, …).
    pub label: Arc<str>,
}

/// A parsed document. Token indices count from 0 over the whole document; byte offsets are into
/// [`Parse::text`].
///
/// ```
/// # #[cfg(feature = "english")] {
/// let english = bayhaqi_nlp::Pipeline::english()?;
/// let parse = english.parse("Iran and Iraq signed a treaty.");
/// let signed = (0..parse.len()).find(|&i| parse.word(i) == "signed").unwrap();
/// assert_eq!((parse.lemma(signed), parse.dep(signed)), ("sign", "ROOT"));
/// let subject = parse.children(signed).find(|&c| parse.dep(c) == "nsubj").unwrap();
/// assert_eq!(parse.word(subject), "Iran");
/// # }
/// # Ok::<(), bayhaqi_nlp::ModelError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Parse {
    text: String,
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<u32>,
    edges: Vec<(u32, u32)>,
}

impl Parse {
    /// Builds a parse from tokens that lie in `text` in order.
    pub fn new(text: String, tokens: Vec<Token>) -> Self {
        let n = tokens.len();
        let mut sentences: Vec<Range<usize>> = Vec::new();
        let mut sentence_of = vec![0u32; n];
        for (i, token) in tokens.iter().enumerate() {
            if i == 0 || token.sentence_start {
                if let Some(last) = sentences.last_mut() {
                    last.end = i;
                }
                sentences.push(i..n);
            }
            sentence_of[i] = (sentences.len() - 1) as u32;
        }
        // Subtree edges: a child widens all its ancestors. The walk is bounded by the sentence,
        // so a malformed (cyclic) input cannot loop.
        let mut edges: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
        for i in 0..n {
            let mut at = i;
            for _ in 0..n {
                let head = tokens[at].head;
                if head == at || head >= n {
                    break;
                }
                let edge = &mut edges[head];
                if edge.0 <= i as u32 && edge.1 >= i as u32 {
                    // Ancestors of a head that covers `i` cover it too.
                    break;
                }
                edge.0 = edge.0.min(i as u32);
                edge.1 = edge.1.max(i as u32);
                at = head;
            }
        }
        Parse { text, tokens, sentences, sentence_of, edges }
    }

    /// The text, unchanged.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token at all.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The words of token `i`.
    pub fn word(&self, i: usize) -> &str {
        &self.text[self.tokens[i].start..self.tokens[i].end]
    }

    /// Base form of token `i`.
    pub fn lemma(&self, i: usize) -> &str {
        &self.tokens[i].lemma
    }

    /// Fine-grained tag of token `i`.
    pub fn tag(&self, i: usize) -> &str {
        &self.tokens[i].tag
    }

    /// Universal part of speech of token `i`.
    pub fn pos(&self, i: usize) -> &str {
        &self.tokens[i].pos
    }

    /// Morphological features of token `i`.
    pub fn morph(&self, i: usize) -> &str {
        &self.tokens[i].morph
    }

    /// Dependency label of token `i`.
    pub fn dep(&self, i: usize) -> &str {
        &self.tokens[i].dep
    }

    /// Head of token `i`; its own index for a root. A head that is no token, as a parse from elsewhere
    /// may have it, makes a root.
    pub fn head(&self, i: usize) -> usize {
        let head = self.tokens[i].head;
        if head < self.tokens.len() { head } else { i }
    }

    /// Entity type of token `i`, empty outside entities.
    pub fn entity_type(&self, i: usize) -> &str {
        &self.tokens[i].entity
    }

    /// Bytes of the text that the tokens of `range` cover.
    pub fn byte_span(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.tokens.get(range.start).map_or(self.text.len(), |t| t.start);
            return at..at;
        }
        self.tokens[range.start].start..self.tokens[range.end - 1].end
    }

    /// The sentences as token ranges; together they are all tokens.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Index of the sentence that token `i` is in.
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentence_of[i] as usize
    }

    /// Children of token `i` in the order of the text.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (left, right) = self.edges[i];
        (left as usize..=right as usize).filter(move |&c| c != i && self.tokens[c].head == i)
    }

    /// Tokens from the leftmost to the rightmost descendant of `i`, itself included.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.edges[i].0 as usize..self.edges[i].1 as usize + 1
    }

    /// The tokens from `i`'s head up to the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = i;
        let mut steps = 0;
        std::iter::from_fn(move || {
            let head = self.head(at);
            steps += 1;
            if head == at || steps > self.tokens.len() {
                return None;
            }
            at = head;
            Some(at)
        })
    }

    /// The named entities in order.
    pub fn entities(&self) -> Vec<EntitySpan> {
        let mut spans: Vec<EntitySpan> = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            match token.iob {
                Iob::Out => {}
                Iob::Begin => {
                    spans.push(EntitySpan { tokens: i..i + 1, label: token.entity.clone() })
                }
                Iob::In => {
                    if let Some(last) = spans.last_mut() {
                        last.tokens.end = i + 1;
                    }
                }
            }
        }
        spans
    }
}
