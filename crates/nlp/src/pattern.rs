//! A small backtracking matcher for the regular expressions in spaCy's tokenizers.
//!
//! They are Python `re` patterns with look-behind and look-ahead, and Python's leftmost-first
//! alternation decides the tokens, so an automaton such as the `regex` crate's cannot run them;
//! a French one is an alternation of 1.6 MB whose Unicode classes would fill its size limit
//! many times over. This matcher works on code points, interns each class once, and looks only at
//! the alternatives that can begin with the character at hand, which makes it fast enough to
//! leave no trace in a profile. Every search has a budget of steps: hostile text gets "no match"
//! instead of exponential time.

use rustc_hash::FxHashMap;

use crate::unicode::{is_digit, is_space, is_word};

/// Steps of one match attempt; the longest attempt on real words takes some hundreds.
const BUDGET: u32 = 200_000;

/// Why a pattern cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unsupported regular expression at character {at}: {what}")]
pub struct PatternError {
    at: usize,
    what: &'static str,
}

/// A compiled pattern: its top-level alternatives in order.
#[derive(Debug)]
pub(crate) struct Pattern {
    alternatives: Vec<Program>,
    /// For each ASCII character, and last for all others, the alternatives that may begin with it.
    by_first: Vec<Vec<u16>>,
    /// Alternatives that can match nothing, which are tried at the end of the text too.
    empty: Vec<u16>,
    /// For each alternative how many characters before the end a match must begin, if it must.
    reaches: Vec<u32>,
    /// Every match begins at the start of the text.
    anchored: bool,
    classes: Vec<Class>,
}

#[derive(Debug)]
enum Inst {
    Char(char),
    Class(u32),
    /// Try the first, then the second.
    Split(u32, u32),
    Jump(u32),
    Start,
    End,
    Look {
        ahead: bool,
        negated: bool,
        width: u32,
        program: Program,
    },
    Match,
}

type Program = Vec<Inst>;

#[derive(Debug, Default)]
struct Class {
    ascii: u128,
    /// Sorted, beyond ASCII.
    ranges: Vec<(char, char)>,
    named: Vec<(Named, bool)>,
    negated: bool,
    fold: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Named {
    Digit,
    Word,
    Space,
}

impl Class {
    fn contains(&self, c: char) -> bool {
        if self.fold {
            let lower = c.to_lowercase().next().unwrap_or(c);
            let upper = c.to_uppercase().next().unwrap_or(c);
            let any = self.has(c) || self.has(lower) || self.has(upper);
            return any != self.negated;
        }
        self.has(c) != self.negated
    }

    fn has(&self, c: char) -> bool {
        if c.is_ascii() {
            if self.ascii >> (c as u32) & 1 == 1 {
                return true;
            }
        } else {
            let at = self.ranges.partition_point(|&(from, _)| from <= c);
            if at > 0 && self.ranges[at - 1].1 >= c {
                return true;
            }
        }
        self.named.iter().any(|&(name, negated)| {
            let is = match name {
                Named::Digit => is_digit(c),
                Named::Word => is_word(c),
                Named::Space => is_space(c),
            };
            is != negated
        })
    }

    fn add(&mut self, from: char, to: char) {
        for c in (from as u32)..=(to as u32).min(0x7f) {
            self.ascii |= 1 << c;
        }
        if !to.is_ascii() {
            self.ranges.push((from.max('\u{80}'), to));
        }
    }

    /// Sorts and merges, so that the binary search finds every character.
    fn seal(&mut self) {
        self.ranges.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::with_capacity(self.ranges.len());
        for &(from, to) in &self.ranges {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        self.ranges = merged;
    }

    /// The ASCII characters that it may hold.
    fn ascii_set(&self) -> u128 {
        (0..128u8).filter(|&b| self.contains(b as char)).fold(0, |set, b| set | 1 << b)
    }

    fn non_ascii(&self) -> bool {
        self.negated || !self.ranges.is_empty() || !self.named.is_empty() || self.fold
    }
}

#[derive(Debug, Clone)]
enum Ast {
    Empty,
    Char(char),
    Class(u32),
    Cat(Vec<Ast>),
    Alt(Vec<Ast>),
    Repeat { node: Box<Ast>, min: u32, max: Option<u32>, greedy: bool },
    Start,
    End,
    Look { ahead: bool, negated: bool, node: Box<Ast> },
}

impl Pattern {
    /// Compiles a Python regular expression.
    pub(crate) fn new(source: &str) -> Result<Pattern, PatternError> {
        let mut parser = Parser {
            chars: source.chars().collect(),
            at: 0,
            fold: false,
            classes: Vec::new(),
            interned: FxHashMap::default(),
        };
        parser.flags();
        let ast = parser.alternation()?;
        if parser.at < parser.chars.len() {
            return Err(parser.error("unbalanced parenthesis"));
        }
        let alternatives = match ast {
            Ast::Alt(alternatives) => alternatives,
            other => vec![other],
        };
        let mut by_first = vec![Vec::new(); 129];
        let mut empty = Vec::new();
        let mut programs = Vec::with_capacity(alternatives.len());
        let reaches = alternatives.iter().map(|ast| reach(ast).unwrap_or(u32::MAX)).collect();
        let anchored = alternatives.iter().all(begins_at_start);
        for (i, ast) in alternatives.iter().enumerate() {
            let i = i as u16;
            let first = first(ast, &parser.classes);
            for (c, list) in by_first.iter_mut().enumerate() {
                let may = if c < 128 { first.ascii >> c & 1 == 1 } else { first.other };
                if may || first.empty {
                    list.push(i);
                }
            }
            if first.empty {
                empty.push(i);
            }
            let mut program = Vec::new();
            emit(ast, &mut program).map_err(|what| PatternError { at: 0, what })?;
            program.push(Inst::Match);
            programs.push(program);
        }
        let classes = parser.classes;
        Ok(Pattern { alternatives: programs, by_first, empty, reaches, anchored, classes })
    }

    /// The end of the match that begins at `at`, as Python's `match` finds it.
    pub(crate) fn match_at(&self, text: &[char], at: usize) -> Option<usize> {
        let candidates = match text.get(at) {
            Some(&c) if c.is_ascii() => &self.by_first[c as usize],
            Some(_) => &self.by_first[128],
            None => &self.empty,
        };
        let before_end = (text.len() - at) as u32;
        candidates.iter().find_map(|&i| {
            if self.reaches[i as usize] < before_end {
                return None;
            }
            let mut budget = BUDGET;
            self.run(&self.alternatives[i as usize], text, at, &mut budget)
        })
    }

    /// The leftmost match from `from` on, as Python's `search` finds it.
    pub(crate) fn find(&self, text: &[char], from: usize) -> Option<(usize, usize)> {
        let last = if self.anchored { 0 } else { text.len() };
        (from..=last).find_map(|at| Some((at, self.match_at(text, at)?)))
    }

    /// All matches that do not overlap, as Python's `finditer` finds them.
    pub(crate) fn find_all<'p>(
        &'p self,
        text: &'p [char],
    ) -> impl Iterator<Item = (usize, usize)> + 'p {
        let mut from = 0;
        std::iter::from_fn(move || {
            let (start, end) = self.find(text, from)?;
            from = end.max(start + 1);
            Some((start, end))
        })
    }

    fn run(&self, program: &Program, text: &[char], at: usize, budget: &mut u32) -> Option<usize> {
        let mut stack: Vec<(u32, usize)> = Vec::new();
        let (mut pc, mut at) = (0u32, at);
        loop {
            *budget = budget.checked_sub(1)?;
            let step = match &program[pc as usize] {
                Inst::Char(c) => (text.get(at) == Some(c)).then(|| (pc + 1, at + 1)),
                Inst::Class(id) => match text.get(at) {
                    Some(&c) if self.classes[*id as usize].contains(c) => Some((pc + 1, at + 1)),
                    _ => None,
                },
                Inst::Split(first, second) => {
                    stack.push((*second, at));
                    Some((*first, at))
                }
                Inst::Jump(to) => Some((*to, at)),
                Inst::Start => (at == 0).then_some((pc + 1, at)),
                Inst::End => (at == text.len()).then_some((pc + 1, at)),
                Inst::Look { ahead, negated, width, program } => {
                    let from = if *ahead { Some(at) } else { at.checked_sub(*width as usize) };
                    let found =
                        from.is_some_and(|from| self.run(program, text, from, budget).is_some());
                    (found != *negated).then_some((pc + 1, at))
                }
                Inst::Match => return Some(at),
            };
            (pc, at) = match step {
                Some(next) => next,
                None => stack.pop()?,
            };
        }
    }
}

/// What a match of `ast` can begin with.
struct First {
    ascii: u128,
    other: bool,
    /// It may match nothing, so anything may follow.
    empty: bool,
}

fn first(ast: &Ast, classes: &[Class]) -> First {
    match ast {
        Ast::Empty | Ast::Start | Ast::End | Ast::Look { .. } => {
            First { ascii: 0, other: false, empty: true }
        }
        Ast::Char(c) if c.is_ascii() => {
            First { ascii: 1 << (*c as u32), other: false, empty: false }
        }
        Ast::Char(_) => First { ascii: 0, other: true, empty: false },
        Ast::Class(id) => {
            let class = &classes[*id as usize];
            First { ascii: class.ascii_set(), other: class.non_ascii(), empty: false }
        }
        Ast::Repeat { node, min, .. } => {
            let mut set = first(node, classes);
            set.empty |= *min == 0;
            set
        }
        Ast::Alt(nodes) => {
            let mut set = First { ascii: 0, other: false, empty: false };
            for node in nodes {
                let one = first(node, classes);
                set.ascii |= one.ascii;
                set.other |= one.other;
                set.empty |= one.empty;
            }
            set
        }
        Ast::Cat(nodes) => {
            let mut set = First { ascii: 0, other: false, empty: true };
            for node in nodes {
                let one = first(node, classes);
                set.ascii |= one.ascii;
                set.other |= one.other;
                if !one.empty {
                    set.empty = false;
                    break;
                }
            }
            set
        }
    }
}

fn emit(ast: &Ast, out: &mut Program) -> Result<(), &'static str> {
    match ast {
        Ast::Empty => {}
        Ast::Char(c) => out.push(Inst::Char(*c)),
        Ast::Class(id) => out.push(Inst::Class(*id)),
        Ast::Start => out.push(Inst::Start),
        Ast::End => out.push(Inst::End),
        Ast::Cat(nodes) => nodes.iter().try_for_each(|node| emit(node, out))?,
        Ast::Alt(nodes) => {
            let mut jumps = Vec::new();
            for (i, node) in nodes.iter().enumerate() {
                if i + 1 == nodes.len() {
                    emit(node, out)?;
                } else {
                    let split = out.len();
                    out.push(Inst::Split(split as u32 + 1, 0));
                    emit(node, out)?;
                    jumps.push(out.len());
                    out.push(Inst::Jump(0));
                    out[split] = Inst::Split(split as u32 + 1, out.len() as u32);
                }
            }
            for jump in jumps {
                out[jump] = Inst::Jump(out.len() as u32);
            }
        }
        Ast::Repeat { node, min, max, greedy } => {
            if max.is_none() && width(node) == Some(0) {
                return Err("a repetition of nothing");
            }
            for _ in 0..*min {
                emit(node, out)?;
            }
            let branch = |split: usize, after: usize| {
                let (body, after) = (split as u32 + 1, after as u32);
                if *greedy { Inst::Split(body, after) } else { Inst::Split(after, body) }
            };
            match max {
                None => {
                    let split = out.len();
                    out.push(Inst::Match);
                    emit(node, out)?;
                    out.push(Inst::Jump(split as u32));
                    out[split] = branch(split, out.len());
                }
                Some(max) => {
                    let mut splits = Vec::new();
                    for _ in *min..*max {
                        splits.push(out.len());
                        out.push(Inst::Match);
                        emit(node, out)?;
                    }
                    for split in splits {
                        out[split] = branch(split, out.len());
                    }
                }
            }
        }
        Ast::Look { ahead, negated, node } => {
            let width = match (ahead, width(node)) {
                (true, _) => 0,
                (false, Some(width)) => width,
                (false, None) => return Err("a look-behind of variable width"),
            };
            let mut program = Vec::new();
            emit(node, &mut program)?;
            program.push(Inst::Match);
            out.push(Inst::Look { ahead: *ahead, negated: *negated, width, program });
        }
    }
    Ok(())
}

/// The most characters that a match which ends with the text can have; `None` where it need not end
/// there, or has no bound.
fn reach(ast: &Ast) -> Option<u32> {
    match ast {
        Ast::Cat(nodes) if matches!(nodes.last(), Some(Ast::End)) => most(ast),
        Ast::Cat(nodes) => match nodes.last() {
            Some(last) => Some(
                reach(last)? + nodes[..nodes.len() - 1].iter().map(most).sum::<Option<u32>>()?,
            ),
            None => None,
        },
        Ast::Alt(nodes) => nodes.iter().map(reach).try_fold(0, |m, r| Some(m.max(r?))),
        _ => None,
    }
}

/// The most characters that a match can have, if there is a bound.
fn most(ast: &Ast) -> Option<u32> {
    match ast {
        Ast::Empty | Ast::Start | Ast::End | Ast::Look { .. } => Some(0),
        Ast::Char(_) | Ast::Class(_) => Some(1),
        Ast::Cat(nodes) => nodes.iter().map(most).sum(),
        Ast::Alt(nodes) => nodes.iter().map(most).try_fold(0, |m, r| Some(m.max(r?))),
        Ast::Repeat { node, max, .. } => most(node)?.checked_mul((*max)?),
    }
}

/// Whether a match can begin only where the text does.
fn begins_at_start(ast: &Ast) -> bool {
    match ast {
        Ast::Start => true,
        Ast::Cat(nodes) => nodes.first().is_some_and(begins_at_start),
        Ast::Alt(nodes) => nodes.iter().all(begins_at_start),
        _ => false,
    }
}

/// The number of characters that every match has, if it is always the same.
fn width(ast: &Ast) -> Option<u32> {
    match ast {
        Ast::Empty | Ast::Start | Ast::End | Ast::Look { .. } => Some(0),
        Ast::Char(_) | Ast::Class(_) => Some(1),
        Ast::Cat(nodes) => nodes.iter().map(width).sum(),
        Ast::Alt(nodes) => {
            let mut widths = nodes.iter().map(width);
            let one = widths.next()??;
            widths.all(|w| w == Some(one)).then_some(one)
        }
        Ast::Repeat { node, min, max, .. } => {
            (Some(*min) == *max).then(|| Some(width(node)? * min)).flatten()
        }
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    fold: bool,
    classes: Vec<Class>,
    interned: FxHashMap<Vec<char>, u32>,
}

impl Parser {
    fn error(&self, what: &'static str) -> PatternError {
        PatternError { at: self.at, what }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let yes = self.peek() == Some(c);
        self.at += usize::from(yes);
        yes
    }

    fn eat_str(&mut self, text: &str) -> bool {
        let yes = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if yes {
            self.at += text.chars().count();
        }
        yes
    }

    /// Leading `(?u)` (which Python 3 assumes anyhow) and `(?i)`.
    fn flags(&mut self) {
        for (flags, fold) in [("(?u)", false), ("(?iu)", true), ("(?i)", true), ("(?ui)", true)] {
            if self.eat_str(flags) {
                self.fold = fold;
            }
        }
    }

    fn alternation(&mut self) -> Result<Ast, PatternError> {
        let mut alternatives = vec![self.sequence()?];
        while self.eat('|') {
            alternatives.push(self.sequence()?);
        }
        Ok(match alternatives.pop() {
            Some(only) if alternatives.is_empty() => only,
            Some(last) => {
                alternatives.push(last);
                Ast::Alt(alternatives)
            }
            None => Ast::Empty,
        })
    }

    fn sequence(&mut self) -> Result<Ast, PatternError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let atom = self.atom()?;
            nodes.push(self.repetition(atom)?);
        }
        Ok(Ast::Cat(nodes))
    }

    fn repetition(&mut self, node: Ast) -> Result<Ast, PatternError> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(node),
            _ => return Ok(node),
        };
        self.at += 1;
        let greedy = !self.eat('?');
        Ok(Ast::Repeat { node: Box::new(node), min, max, greedy })
    }

    fn counted(&mut self, node: Ast) -> Result<Ast, PatternError> {
        self.at += 1;
        let min = self.number();
        let max = if self.eat(',') { self.number() } else { min };
        if !self.eat('}') || min.or(max).is_none() || max.unwrap_or(0) > 1000 {
            return Err(self.error("a repetition count"));
        }
        let greedy = !self.eat('?');
        Ok(Ast::Repeat { node: Box::new(node), min: min.unwrap_or(0), max, greedy })
    }

    fn number(&mut self) -> Option<u32> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect::<String>().parse().ok()
    }

    fn atom(&mut self) -> Result<Ast, PatternError> {
        let Some(c) = self.peek() else { return Err(self.error("an end within a sequence")) };
        self.at += 1;
        match c {
            '^' => Ok(Ast::Start),
            '$' => Ok(Ast::End),
            '(' => self.group(),
            '[' => self.class(),
            '.' => Ok(self.intern(Class { negated: true, ..one('\n') }, vec!['.'])),
            '\\' => self.escape(),
            '*' | '+' | '?' => Err(self.error("nothing to repeat")),
            c => Ok(self.literal(c)),
        }
    }

    fn literal(&mut self, c: char) -> Ast {
        if !self.fold || c.to_lowercase().eq(c.to_uppercase()) {
            return Ast::Char(c);
        }
        self.intern(Class { fold: true, ..one(c) }, vec!['i', c])
    }

    fn group(&mut self) -> Result<Ast, PatternError> {
        let look =
            [("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)];
        for (opening, ahead, negated) in look {
            if self.eat_str(opening) {
                let node = Box::new(self.alternation()?);
                self.close()?;
                return Ok(Ast::Look { ahead, negated, node });
            }
        }
        if self.eat_str("?:") || self.peek() != Some('?') {
            let node = self.alternation()?;
            self.close()?;
            return Ok(node);
        }
        Err(self.error("an unknown kind of group"))
    }

    fn close(&mut self) -> Result<(), PatternError> {
        if self.eat(')') { Ok(()) } else { Err(self.error("a missing parenthesis")) }
    }

    fn escape(&mut self) -> Result<Ast, PatternError> {
        match self.escaped()? {
            Escaped::Char(c) => Ok(self.literal(c)),
            Escaped::Named(name, negated) => {
                let key = vec!['\\', name as u8 as char, if negated { '!' } else { '=' }];
                Ok(self.intern(Class { named: vec![(name, negated)], ..Class::default() }, key))
            }
        }
    }

    fn escaped(&mut self) -> Result<Escaped, PatternError> {
        let Some(c) = self.peek() else { return Err(self.error("a trailing backslash")) };
        self.at += 1;
        Ok(match c {
            'd' => Escaped::Named(Named::Digit, false),
            'D' => Escaped::Named(Named::Digit, true),
            'w' => Escaped::Named(Named::Word, false),
            'W' => Escaped::Named(Named::Word, true),
            's' => Escaped::Named(Named::Space, false),
            'S' => Escaped::Named(Named::Space, true),
            'n' => Escaped::Char('\n'),
            't' => Escaped::Char('\t'),
            'r' => Escaped::Char('\r'),
            'x' => Escaped::Char(self.hex(2)?),
            'u' => Escaped::Char(self.hex(4)?),
            'U' => Escaped::Char(self.hex(8)?),
            c if c.is_ascii_alphanumeric() => return Err(self.error("an unknown escape")),
            c => Escaped::Char(c),
        })
    }

    fn hex(&mut self, digits: usize) -> Result<char, PatternError> {
        let end = (self.at + digits).min(self.chars.len());
        let text: String = self.chars[self.at..end].iter().collect();
        self.at = end;
        u32::from_str_radix(&text, 16)
            .ok()
            .and_then(char::from_u32)
            .ok_or_else(|| self.error("a bad code point"))
    }

    fn class(&mut self) -> Result<Ast, PatternError> {
        let from = self.at;
        let mut class = Class { fold: self.fold, negated: self.eat('^'), ..Class::default() };
        let mut first = true;
        loop {
            let low = match self.peek() {
                None => return Err(self.error("a missing bracket")),
                Some(']') if !first => break,
                Some('\\') => {
                    self.at += 1;
                    match self.escaped()? {
                        Escaped::Char(c) => c,
                        Escaped::Named(name, negated) => {
                            class.named.push((name, negated));
                            first = false;
                            continue;
                        }
                    }
                }
                Some(c) => {
                    self.at += 1;
                    c
                }
            };
            first = false;
            let ranged = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|&next| next != ']');
            if !ranged {
                class.add(low, low);
                continue;
            }
            self.at += 1;
            let high = if self.eat('\\') {
                match self.escaped()? {
                    Escaped::Char(c) => c,
                    Escaped::Named(..) => return Err(self.error("a range to a class")),
                }
            } else {
                self.at += 1;
                self.chars[self.at - 1]
            };
            class.add(low, high);
        }
        let source = self.chars[from..self.at].to_vec();
        self.at += 1;
        Ok(self.intern(class, source))
    }

    fn intern(&mut self, mut class: Class, source: Vec<char>) -> Ast {
        if let Some(&id) = self.interned.get(&source) {
            return Ast::Class(id);
        }
        class.seal();
        let id = self.classes.len() as u32;
        self.classes.push(class);
        self.interned.insert(source, id);
        Ast::Class(id)
    }
}

enum Escaped {
    Char(char),
    Named(Named, bool),
}

fn one(c: char) -> Class {
    let mut class = Class::default();
    class.add(c, c);
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
        let chars: Vec<char> = text.chars().collect();
        Pattern::new(pattern).unwrap().find(&chars, 0)
    }

    // Expected values are those of Python's re.search.
    #[test]
    fn as_python() {
        assert_eq!(find(r"^…|^……|^\.\.+", "....x"), Some((0, 4)));
        assert_eq!(find(r"(?<=[0-9])km$|m$", "10km"), Some((2, 4)));
        assert_eq!(find(r"(?<=[a-z])(?:-|--)(?=[a-z])", "x a--b"), Some((3, 5)));
        assert_eq!(find(r"^\+(?![0-9])", "+1"), None);
        assert_eq!(find(r"(?i)^été$", "ÉTÉ"), Some((0, 3)));
        assert_eq!(find(r"[^\W\d]+", "12ab3"), Some((2, 4)));
        assert_eq!(find(r"a{2,3}?", "aaaa"), Some((0, 2)));
        assert_eq!(find(r"[\u00A6\-x-z]+", "ay-¦"), Some((1, 4)));
        assert_eq!(find(r"(?<=ab)", "cab"), Some((3, 3)));
        assert_eq!(find(r"km$|\.\.+$", "100km"), Some((3, 5)));
        assert_eq!(find(r"km$|\.\.+$", "k......"), Some((1, 7)));
        let text: Vec<char> = "a--b-c".chars().collect();
        let all: Vec<_> = Pattern::new("-+").unwrap().find_all(&text).collect();
        assert_eq!(all, [(1, 3), (4, 5)]);
    }

    #[test]
    fn refuses_what_it_cannot_run() {
        for bad in ["(", "a)", "[a", "(?P<x>a)", "(?<=a+)b", "*a", r"\q", "(?:)*"] {
            assert!(Pattern::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hostile_text_ends() {
        let text = "a".repeat(3000);
        assert_eq!(find(r"^(?:a+)+b$", &text), None);
    }
}
