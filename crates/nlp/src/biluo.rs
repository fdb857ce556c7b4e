//! The entity recogniser: BILUO transitions (`spacy/pipeline/_parser_internals/ner.pyx`).

use crate::matrix::Level;
use crate::model::{ModelError, ModelFile, ParserConfig};
use crate::transition::{Scorer, ScorerState, best_valid, number_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Begin,
    In,
    Last,
    Unit,
    Out,
    /// Only for training.
    Never,
}

#[derive(Debug)]
pub(crate) struct Recognizer {
    scorer: Scorer,
    moves: Vec<(Move, u32)>,
    /// Label names; a move points into them.
    pub labels: Vec<String>,
}

/// What the recogniser must know of a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub is_space: bool,
    pub sentence_start: bool,
}

/// An entity: first token, one past the last, number of the label.
pub(crate) type Entity = (usize, usize, u32);

impl Recognizer {
    pub(crate) fn load(
        file: &ModelFile,
        config: &ParserConfig,
        width: usize,
    ) -> Result<Recognizer, ModelError> {
        let scorer = Scorer::load(file, "ner", width)?;
        let mut labels: Vec<String> = Vec::new();
        let moves = config
            .moves
            .iter()
            .map(|(letter, label)| {
                let kind = match letter {
                    'O' => Move::Out,
                    // A unit without label marks a token that training forbids.
                    _ if label.is_empty() => Move::Never,
                    'B' => Move::Begin,
                    'I' => Move::In,
                    'L' => Move::Last,
                    'U' => Move::Unit,
                    _ => Move::Never,
                };
                let number = number_of(&mut labels, label);
                (kind, number)
            })
            .collect::<Vec<_>>();
        if scorer.slots() != 3 || scorer.moves != moves.len() {
            return Err(ModelError::Tensor("ner.upper.W".into()));
        }
        Ok(Recognizer { scorer, moves, labels })
    }

    /// Finds the entities of a document whose vectors are in `x`.
    pub(crate) fn recognize(
        &self,
        level: Level,
        x: &[f32],
        tokens: &[Place],
        buffers: &mut ScorerState,
        entities: &mut Vec<Entity>,
    ) {
        self.scorer.prepare(level, x, buffers);
        let mut open: Option<(usize, u32)> = None;
        for (i, token) in tokens.iter().enumerate() {
            let first = open.map(|(start, _)| start as u32);
            let before = first.map(|_| i as u32 - 1);
            self.scorer.score(level, &[Some(i as u32), first, before], buffers);
            // An entity never goes on into the next sentence.
            let may_go_on = tokens.get(i + 1).is_some_and(|next| !next.sentence_start);
            let valid = |m: usize| {
                let (kind, label) = self.moves[m];
                match (kind, open) {
                    (Move::Begin, None) => may_go_on && !token.is_space,
                    (Move::Unit, None) => !token.is_space,
                    (Move::Out, None) => true,
                    (Move::In, Some((_, l))) => l == label && may_go_on,
                    (Move::Last, Some((_, l))) => l == label,
                    _ => false,
                }
            };
            let scores = &buffers.scores[..self.moves.len()];
            let Some(best) = best_valid(scores, valid) else { return };
            match self.moves[best] {
                (Move::Begin, label) => open = Some((i, label)),
                (Move::Last, label) => {
                    if let Some((start, _)) = open.take() {
                        entities.push((start, i + 1, label));
                    }
                }
                (Move::Unit, label) => entities.push((i, i + 1, label)),
                _ => {}
            }
        }
    }
}
