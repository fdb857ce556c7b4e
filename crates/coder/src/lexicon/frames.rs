//! Frames: which words say that something was done, by whom to whom.

use super::Lexicon;
use super::table::{LexiconError, Row, Source, rows};
use rustc_hash::FxHashMap;

/// Part of speech of the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// "attacked"
    Verb,
    /// "the attack on"
    Noun,
    /// "is angry at"
    Adjective,
}

/// What must stand beside the trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The object's head is one of these lemmas.
    Object(Vec<&'static str>),
    /// There is no object.
    NoObject,
    /// A particle.
    Particle(Vec<&'static str>),
    /// A preposition with an object.
    Preposition(Vec<&'static str>),
    /// A preposition whose object's head is one of these lemmas ("into custody").
    PrepositionObject(Vec<&'static str>),
    /// A clause or infinitive as complement.
    Clause,
    /// The subject is several actors.
    Several,
    /// A complement that somebody else is to do ("wants X to leave").
    OtherClause,
    /// The source belongs to one of these sectors.
    Sector(Vec<&'static str>),
    /// A modifier before the noun, or the noun after `of`.
    Modifier(Vec<&'static str>),
    /// An evaluative word about somebody's conduct.
    Hostile,
    /// The object is an actor.
    ActorObject,
    /// The object is one person.
    PersonObject,
    /// The object is a state.
    StateObject,
    /// The subject's head is one of these lemmas.
    SubjectNoun(Vec<&'static str>),
    /// An infinitive as complement ("told X to leave").
    Infinitive,
    /// The trigger is negated ("would not budge").
    Negated,
    /// The verb of the complement, or the noun that a light verb carries there, is one of these
    /// ("stopped funding", "threatened to impose sanctions").
    Complement(Vec<&'static str>),
    /// The verb of the complement is none of these ("declined to comment").
    NoComplement(Vec<&'static str>),
    /// None of these prepositions has an object.
    NoPreposition(Vec<&'static str>),
    /// What stands under one of these prepositions is somebody, but no state.
    NoState(Vec<&'static str>),
}

/// Where an actor stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Subject, or the agent of a passive.
    Subject,
    /// Object, or the subject of a passive.
    Object,
    /// Object of one of these prepositions.
    Preposition(Vec<&'static str>),
    /// Possessor, nationality or compound before a noun.
    Possessor,
    /// Who does it in the complement: its subject, else its objects.
    Clause,
    /// The others of a subject of several ("X and Y met").
    Each,
    /// The country of the place where it happens.
    Place,
    /// Any state or organisation in what the trigger governs.
    Anywhere,
    /// Who says it: what is said is the act ("X said Y was behind the riots").
    Speaker,
}

/// One way to say that something was done.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Lemma of the trigger.
    pub lemma: &'static str,
    /// Its part of speech.
    pub part: Part,
    /// What must stand beside it.
    pub when: Vec<Condition>,
    /// PLOVER type.
    pub event: &'static str,
    /// PLOVER mode.
    pub mode: Option<&'static str>,
    /// CAMEO code.
    pub cameo: &'static str,
    /// Where the source stands; the first that is filled counts.
    pub source: Vec<Slot>,
    /// Where the target stands.
    pub target: Vec<Slot>,
    /// An example sentence.
    pub example: &'static str,
    /// `SOURCE > TARGET` codes that the example must give.
    pub gives: &'static str,
    /// File and line, for evidence.
    pub place: (&'static str, usize),
}

impl Frame {
    /// Whether the subject of the verb is the one to whom it happens ("lost their lives").
    pub fn is_suffered(&self) -> bool {
        self.part == Part::Verb && self.target.first() == Some(&Slot::Subject)
    }

    /// Whether saying it is the act.
    pub fn is_said(&self) -> bool {
        self.source.first() == Some(&Slot::Speaker)
    }

    /// The frame of an event of which only the type is known, from a line of the PLOVER table.
    pub(super) fn link(row: &Row) -> Frame {
        Frame {
            lemma: row.cell(0),
            part: Part::Verb,
            when: Vec::new(),
            event: row.cell(0),
            mode: None,
            cameo: row.cell(2),
            source: Vec::new(),
            target: Vec::new(),
            example: "",
            gives: "-",
            place: row.place(),
        }
    }

    /// How much the frame asks for: the most specific one is tried first.
    fn weight(&self) -> usize {
        self.when
            .iter()
            .map(|c| match c {
                Condition::Object(words) if words == &["*"] => 2,
                Condition::Object(_) | Condition::Modifier(_) => 4,
                Condition::PrepositionObject(_) | Condition::Sector(_) => 4,
                Condition::SubjectNoun(_) | Condition::Negated | Condition::Complement(_) => 4,
                Condition::StateObject => 4,
                Condition::NoState(_) => 2,
                Condition::NoPreposition(_) | Condition::NoComplement(_) => 0,
                Condition::Infinitive => 3,
                Condition::Hostile | Condition::Particle(_) | Condition::PersonObject => 3,
                Condition::ActorObject | Condition::Preposition(_) => 2,
                Condition::Clause | Condition::OtherClause => 2,
                Condition::NoObject | Condition::Several => 1,
            })
            .sum()
    }
}

/// Of which PLOVER types words speak, wherever they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Types {
    /// By the lemma of a trigger.
    pub by_trigger: FxHashMap<&'static str, Vec<&'static str>>,
    /// By a lemma that a frame asks for.
    pub by_word: FxHashMap<&'static str, Vec<&'static str>>,
}

impl Types {
    /// The words of all frames.
    pub fn of(frames: &[Frame]) -> Types {
        let mut types = Types::default();
        let add = |map: &mut FxHashMap<_, Vec<_>>, word: &'static str, event| {
            let list = map.entry(word).or_default();
            if !list.contains(&event) {
                list.push(event);
            }
        };
        for frame in frames {
            add(&mut types.by_trigger, frame.lemma, frame.event);
            for condition in &frame.when {
                let (Condition::Object(words)
                | Condition::PrepositionObject(words)
                | Condition::Modifier(words)
                | Condition::Complement(words)) = condition
                else {
                    continue;
                };
                words.iter().for_each(|word| add(&mut types.by_word, word, frame.event));
            }
        }
        types
    }
}

const COLUMNS: [&str; 9] =
    ["word", "part", "when", "mode", "cameo", "source", "target", "example", "gives"];

impl Lexicon {
    pub(super) fn load_frames(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &COLUMNS)? {
            let frame = self.frame(&row)?;
            // Several words in one line share everything but the word.
            for lemma in row.list(0) {
                let index = self.frames.len() as u16;
                self.frames.push(Frame { lemma, ..frame.clone() });
                self.by_lemma.entry(lemma).or_default().push(index);
            }
        }
        Ok(())
    }

    pub(super) fn sort_frames(&mut self) {
        let frames = &self.frames;
        for list in self.by_lemma.values_mut() {
            list.sort_by_key(|&i| std::cmp::Reverse(frames[usize::from(i)].weight()));
        }
    }

    fn frame(&self, row: &Row) -> Result<Frame, LexiconError> {
        let part = match row.cell(1) {
            "verb" => Part::Verb,
            "noun" => Part::Noun,
            "adjective" => Part::Adjective,
            other => return Err(row.error(format!("no part of speech: {other}"))),
        };
        let cameo = row.cell(4);
        let Some(event) = self.cameo.get(cameo).and_then(|c| c.event) else {
            return Err(row.error(format!("{cameo} is no CAMEO code with a PLOVER type")));
        };
        let place = row.place();
        let file = place.0.trim_start_matches("frames/").trim_end_matches(".tsv");
        if event.to_lowercase() != file {
            return Err(row.error(format!("{cameo} is {event}: the line belongs elsewhere")));
        }
        let default =
            |cell: &'static str, or: &'static str| if cell.is_empty() { or } else { cell };
        let (source, target) = match part {
            Part::Noun => ("poss,prep:by|of|from", ""),
            _ => ("subj", "obj"),
        };
        if row.cell(7).is_empty() || !row.cell(8).contains('>') {
            return Err(row.error("an example and what it gives (SOURCE > TARGET) are missing"));
        }
        Ok(Frame {
            lemma: "",
            part,
            when: self.conditions(row)?,
            event,
            mode: Some(row.cell(3)).filter(|m| !m.is_empty()),
            cameo,
            source: slots(row, default(row.cell(5), source))?,
            target: slots(row, default(row.cell(6), target))?,
            example: row.cell(7),
            gives: row.cell(8),
            place,
        })
    }

    fn conditions(&self, row: &Row) -> Result<Vec<Condition>, LexiconError> {
        row.cell(2)
            .split_whitespace()
            .map(|text| {
                let (key, value) = text.split_once('=').unwrap_or((text, ""));
                let words = self.words_of(row, value)?;
                let condition = match key {
                    "obj" if !words.is_empty() => Condition::Object(words),
                    "prep" if !words.is_empty() => Condition::Preposition(words),
                    "pobj" if !words.is_empty() => Condition::PrepositionObject(words),
                    "sector" if !words.is_empty() => Condition::Sector(words),
                    "prt" if !words.is_empty() => Condition::Particle(words),
                    "mod" if !words.is_empty() => Condition::Modifier(words),
                    "subj" if !words.is_empty() => Condition::SubjectNoun(words),
                    "comp" if !words.is_empty() => Condition::Complement(words),
                    "nocomp" if !words.is_empty() => Condition::NoComplement(words),
                    "noprep" if !words.is_empty() => Condition::NoPreposition(words),
                    "nostate" if !words.is_empty() => Condition::NoState(words),
                    "several" => Condition::Several,
                    "other" => Condition::OtherClause,
                    "noobj" => Condition::NoObject,
                    "clause" => Condition::Clause,
                    "inf" => Condition::Infinitive,
                    "neg" => Condition::Negated,
                    "hostile" => Condition::Hostile,
                    "actor" => Condition::ActorObject,
                    "person" => Condition::PersonObject,
                    "state" => Condition::StateObject,
                    _ => return Err(row.error(format!("no condition: {text}"))),
                };
                Ok(condition)
            })
            .collect()
    }

    /// The words of a list; `@troops` stands for all words of that group.
    fn words_of(&self, row: &Row, list: &'static str) -> Result<Vec<&'static str>, LexiconError> {
        let mut words = Vec::new();
        for word in list.split('|').filter(|w| !w.is_empty()) {
            match word.strip_prefix('@') {
                None => words.push(word),
                Some(group) => match self.groups.get(group) {
                    Some(more) => words.extend(more),
                    None => return Err(row.error(format!("no group of words: {word}"))),
                },
            }
        }
        Ok(words)
    }

    pub(super) fn load_groups(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["group", "words"])? {
            self.groups.entry(row.cell(0)).or_default().extend(row.list(1));
        }
        Ok(())
    }
}

fn slots(row: &Row, cell: &'static str) -> Result<Vec<Slot>, LexiconError> {
    cell.split(',')
        .map(str::trim)
        .filter(|s| !s.is_empty() && *s != "-")
        .map(|text| match text {
            "subj" => Ok(Slot::Subject),
            "obj" => Ok(Slot::Object),
            "poss" => Ok(Slot::Possessor),
            "clause" => Ok(Slot::Clause),
            "each" => Ok(Slot::Each),
            "place" => Ok(Slot::Place),
            "any" => Ok(Slot::Anywhere),
            "speaker" => Ok(Slot::Speaker),
            _ => match text.strip_prefix("prep:") {
                Some(words) => Ok(Slot::Preposition(words.split('|').collect())),
                None => Err(row.error(format!("no slot: {text}"))),
            },
        })
        .collect()
}
