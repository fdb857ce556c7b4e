//! The dependency parser: non-monotonic arc-eager transitions
//! (`spacy/pipeline/_parser_internals/arc_eager.pyx`; Honnibal and Johnson 2015,
//! <https://aclanthology.org/D15-1162/>).

use crate::matrix::Level;
use crate::model::{ModelError, ModelFile, ParserConfig};
use crate::transition::{Scorer, ScorerState, Slot, best_valid, number_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

#[derive(Debug)]
pub(crate) struct Parser {
    pub scorer: Scorer,
    moves: Vec<(Move, u32)>,
    /// Label names; a move points into them.
    pub labels: Vec<String>,
}

/// The arcs of a document.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    /// For each token its head and the number of the label, where it has one.
    pub heads: Vec<Option<(u32, u32)>>,
}

impl Parser {
    pub(crate) fn load(
        file: &ModelFile,
        config: &ParserConfig,
        width: usize,
    ) -> Result<Parser, ModelError> {
        let scorer = Scorer::load(file, "parser", width)?;
        let mut labels: Vec<String> = Vec::new();
        let moves = config
            .moves
            .iter()
            .map(|(letter, label)| {
                let kind = match letter {
                    'S' => Move::Shift,
                    'D' => Move::Reduce,
                    'L' => Move::Left,
                    'R' => Move::Right,
                    'B' => Move::Break,
                    _ => return Err(ModelError::Format(format!("unknown move {letter}"))),
                };
                let number = number_of(&mut labels, label);
                Ok((kind, number))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if scorer.slots() != 8 || scorer.moves != moves.len() {
            return Err(ModelError::Tensor("parser.upper.W".into()));
        }
        Ok(Parser { scorer, moves, labels })
    }

    /// Parses a document of `length` tokens whose vectors are in `x`.
    pub(crate) fn parse(
        &self,
        level: Level,
        x: &[f32],
        length: usize,
        buffers: &mut ScorerState,
        state: &mut State,
        arcs: &mut Arcs,
    ) {
        self.scorer.prepare(level, x, buffers);
        state.reset(length);
        arcs.heads.clear();
        arcs.heads.resize(length, None);
        while !state.is_final() {
            self.scorer.score(level, &state.slots(), buffers);
            let valid = state.valid();
            let scores = &buffers.scores[..self.moves.len()];
            match best_valid(scores, |i| valid[self.moves[i].0 as usize]) {
                Some(best) => {
                    let (kind, label) = self.moves[best];
                    state.apply(kind, label, arcs);
                }
                None => return,
            }
        }
    }
}

const NONE: u32 = u32::MAX;

/// Stack, buffer and arcs. Arrays by token; nothing is allocated during a parse.
#[derive(Debug, Default)]
pub(crate) struct State {
    length: usize,
    stack: Vec<u32>,
    /// Tokens put back before the rest of the buffer, the first last.
    rebuffer: Vec<u32>,
    next: usize,
    has_head: Vec<bool>,
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
    /// The child that was attached last on each side, and for right children the one before.
    left: Vec<u32>,
    right: Vec<u32>,
    sibling: Vec<u32>,
}

impl State {
    fn reset(&mut self, length: usize) {
        self.length = length;
        self.stack.clear();
        self.rebuffer.clear();
        self.next = 0;
        for flags in [&mut self.has_head, &mut self.unshiftable, &mut self.starts] {
            flags.clear();
            flags.resize(length, false);
        }
        for links in [&mut self.left, &mut self.right, &mut self.sibling] {
            links.clear();
            links.resize(length, NONE);
        }
        // A document begins with a sentence.
        if let Some(first) = self.starts.first_mut() {
            *first = true;
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.waiting() == 0
    }

    fn waiting(&self) -> usize {
        self.length - self.next + self.rebuffer.len()
    }

    fn buffer(&self, i: usize) -> Slot {
        if i < self.rebuffer.len() {
            return Some(self.rebuffer[self.rebuffer.len() - 1 - i]);
        }
        let at = self.next + i - self.rebuffer.len();
        (at < self.length).then_some(at as u32)
    }

    fn stack(&self, i: usize) -> Slot {
        self.stack.len().checked_sub(i + 1).map(|at| self.stack[at])
    }

    /// The tokens that the scorer looks at.
    fn slots(&self) -> [Slot; 8] {
        let child =
            |links: &[u32], of: Slot| of.map(|t| links[t as usize]).filter(|&child| child != NONE);
        let (b0, s0) = (self.buffer(0), self.stack(0));
        [
            b0,
            self.buffer(1),
            s0,
            self.stack(1),
            self.stack(2),
            child(&self.left, b0),
            child(&self.left, s0),
            child(&self.right, s0),
        ]
    }

    /// Which moves are valid, by [`Move`].
    fn valid(&self) -> [bool; 5] {
        let (depth, waiting) = (self.stack.len(), self.waiting());
        let starts = |slot: Slot| slot.is_some_and(|t| self.starts[t as usize]);
        let b0 = self.buffer(0);
        let unshiftable = b0.is_some_and(|t| self.unshiftable[t as usize]);
        let arc = depth > 0 && waiting > 0 && !starts(b0);
        let b1 = self.buffer(1);
        [
            depth == 0 || waiting >= 2 && !starts(b0) && !unshiftable,
            depth > 0,
            arc,
            arc,
            waiting >= 2 && b1 == b0.map(|t| t + 1) && !starts(b1),
        ]
    }

    fn push(&mut self) {
        let token = self.rebuffer.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next as u32 - 1
        });
        self.stack.push(token);
    }

    fn apply(&mut self, kind: Move, label: u32, arcs: &mut Arcs) {
        match (kind, self.stack(0), self.buffer(0)) {
            (Move::Shift, _, Some(_)) => self.push(),
            (Move::Reduce, Some(s0), _) => {
                if !self.has_head[s0 as usize] && self.stack.len() > 1 {
                    self.unshiftable[s0 as usize] = true;
                    self.rebuffer.push(s0);
                }
                self.stack.pop();
            }
            (Move::Left, Some(s0), Some(b0)) => {
                self.detach(s0, arcs);
                arcs.heads[s0 as usize] = Some((b0, label));
                self.has_head[s0 as usize] = true;
                self.left[b0 as usize] = s0;
                self.unshiftable[b0 as usize] = false;
                self.stack.pop();
            }
            (Move::Right, Some(s0), Some(b0)) => {
                self.detach(b0, arcs);
                arcs.heads[b0 as usize] = Some((s0, label));
                self.has_head[b0 as usize] = true;
                self.sibling[b0 as usize] = self.right[s0 as usize];
                self.right[s0 as usize] = b0;
                self.push();
            }
            (Move::Break, ..) => {
                if let Some(b1) = self.buffer(1) {
                    self.starts[b1 as usize] = true;
                }
            }
            // The validity of a move excludes these.
            _ => {
                self.stack.clear();
                self.next = self.length;
                self.rebuffer.clear();
            }
        }
    }

    /// Takes the arc to `child` away. Only the last right child of a token on the stack is ever
    /// attached anew.
    fn detach(&mut self, child: u32, arcs: &Arcs) {
        if let Some((head, _)) = arcs.heads[child as usize]
            && self.right[head as usize] == child
        {
            self.right[head as usize] = self.sibling[child as usize];
        }
    }
}
