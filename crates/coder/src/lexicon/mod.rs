//! What the coder knows about the world and about words: the tables of `knowledge/`, compiled.

mod actors;
mod fold;
mod frames;
mod people;
mod pronouns;
mod table;
mod times;
mod user;
mod words;

pub(crate) use actors::{Form, Known, NameEntry, OrgKind, Role, RoleKind, split_name};
pub(crate) use fold::{fold, name_words};
pub(crate) use frames::{Condition, Frame, Part, Slot};
pub(crate) use people::{Day, Decoded, Fit, Office, day, days, fit};
pub(crate) use pronouns::{Feature, Gender};
pub use table::LexiconError;
pub(crate) use table::{Source, rows};
pub(crate) use times::{FeastRule, TimePhrase, TimeWord, Times, Unit};
pub use user::UserTable;
pub(crate) use user::{Line, LineKind, lines, spellings};
pub(crate) use words::{ReportPart, StatusPart};

use rustc_hash::FxHashMap;

use crate::confidence::Weights;

macro_rules! table {
    ($file:literal) => {
        Source { file: $file, text: include_str!(concat!("../../../../knowledge/", $file)) }
    };
}

/// Tables with one frame a line.
const FRAMES: &[Source] = &[
    table!("frames/agree.tsv"),
    table!("frames/consult.tsv"),
    table!("frames/support.tsv"),
    table!("frames/concede.tsv"),
    table!("frames/cooperate.tsv"),
    table!("frames/aid.tsv"),
    table!("frames/retreat.tsv"),
    table!("frames/request.tsv"),
    table!("frames/accuse.tsv"),
    table!("frames/reject.tsv"),
    table!("frames/threaten.tsv"),
    table!("frames/protest.tsv"),
    table!("frames/sanction.tsv"),
    table!("frames/mobilize.tsv"),
    table!("frames/coerce.tsv"),
    table!("frames/assault.tsv"),
];
const MODES: Source = table!("modes.tsv");
const CONTEXTS: Source = table!("contexts.tsv");
const DEPTH: Source = table!("depth.tsv");
const GROUPS: Source = table!("groups.tsv");
const CONFIDENCE: Source = table!("confidence.tsv");
const COUNTRIES: Source = table!("actors/countries.tsv");
const FEASTS: Source = table!("feasts.tsv");
const GIVEN_NAMES: Source = table!("actors/given-names.tsv");
const HOMONYMS: Source = table!("actors/homonyms.tsv");
const SHORT_NAMES: Source = table!("actors/short-names.tsv");
const INTENT: Source = table!("intent.tsv");
const ORGANIZATIONS: Source = table!("actors/organizations.tsv");
const PEOPLE: Source = table!("actors/people.tsv");
const ROLES: Source = table!("actors/roles.tsv");
const CAMEO: Source = table!("cameo.tsv");
const PLOVER: Source = table!("plover.tsv");
const PLACE_WORDS: Source = table!("places/words.tsv");
const PLACE_CUES: Source = table!("places/cues.tsv");
const PRONOUNS: Source = table!("pronouns.tsv");
const REPORTING: Source = table!("reporting.tsv");
const SAME_ROLES: Source = table!("actors/same-roles.tsv");
const SECTORS: Source = table!("sectors.tsv");
const STATUS: Source = table!("status.tsv");
const TIME: Source = table!("time.tsv");
const WORDS: Source = table!("words.tsv");

/// All tables.
pub(crate) fn sources() -> impl Iterator<Item = Source> {
    let single = [
        COUNTRIES,
        ORGANIZATIONS,
        ROLES,
        SECTORS,
        PEOPLE,
        GIVEN_NAMES,
        SAME_ROLES,
        HOMONYMS,
        SHORT_NAMES,
        PRONOUNS,
        PLACE_CUES,
        PLACE_WORDS,
        CAMEO,
        PLOVER,
        INTENT,
        REPORTING,
        STATUS,
        TIME,
        FEASTS,
        WORDS,
        GROUPS,
        CONTEXTS,
        CONFIDENCE,
        DEPTH,
        MODES,
    ];
    single.into_iter().chain(FRAMES.iter().copied())
}

/// A name that means a country in reports that name it in full.
#[derive(Clone, Debug)]
pub(crate) struct ShortName {
    /// The words after "the".
    pub words: Vec<&'static str>,
    /// The country meant.
    pub country: u16,
    /// Countries that the report must name.
    pub named: Vec<u16>,
}

/// A CAMEO event code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cameo {
    /// Goldstein's scale, where the published one has a value.
    pub goldstein: Option<f64>,
    /// PLOVER type.
    pub event: Option<&'static str>,
}

/// Words that make a CAMEO code more specific.
#[derive(Clone, Debug)]
pub(crate) struct Deeper {
    /// One of these lemmas must stand in what the trigger governs,
    pub words: Vec<&'static str>,
    /// and one of these, where there are any.
    pub needs: Vec<&'static str>,
    /// The more specific code.
    pub code: &'static str,
}

/// All tables, indexed for reading a text once from left to right.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Names of countries and organisations by their first word.
    pub names: FxHashMap<&'static str, Vec<NameEntry>>,
    /// Alpha-3 code and name of each country.
    pub countries: Vec<actors::Country>,
    /// Index into `countries` by alpha-3 code.
    pub country_codes: FxHashMap<&'static str, u16>,
    /// Numbers of the countries and organisations of the built-in tables; those after them are a user's.
    built_in: [usize; 2],
    /// The states of a user's names that stand for several.
    pub joint: FxHashMap<u16, Vec<u16>>,
    /// Organisations that are no state.
    pub organizations: Vec<actors::Organization>,
    /// Index into `organizations` by code; the first of several counts.
    pub organization_codes: FxHashMap<&'static str, u16>,
    /// Three-letter codes that follow a country (`true`) or stand in its place (`false`).
    pub sectors: FxHashMap<&'static str, bool>,
    /// People in office.
    pub people: people::People,
    /// Names of users' people by their first word.
    pub own_people: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
    /// Words of office and profession by their first word.
    pub roles: FxHashMap<&'static str, Vec<Role>>,
    /// What else a country's name may mean.
    pub homonyms: FxHashMap<&'static str, pronouns::Homonym>,
    /// Short names of countries ("the North").
    pub short_names: Vec<ShortName>,
    /// Given names, and what speaks for an antecedent.
    pub pronouns: pronouns::Pronouns,
    /// All frames.
    pub frames: Vec<Frame>,
    /// Index into `frames` by lemma, the most specific first.
    pub by_lemma: FxHashMap<&'static str, Vec<u16>>,
    /// The PLOVER types of the frames that a lemma triggers, and of those that ask for it beside them.
    types: frames::Types,
    /// Nouns that frames name together, by the group's name.
    groups: FxHashMap<&'static str, Vec<&'static str>>,
    /// The frame of a need that somebody states, named `(need)` in the tables.
    pub need_frame: Option<u16>,
    /// For each PLOVER type the frame of an event that is known by its type alone.
    pub links: FxHashMap<&'static str, u16>,
    /// CAMEO codes.
    pub cameo: FxHashMap<&'static str, Cameo>,
    /// CAMEO code of the announcement of an act, by its type and `planned`, `negated` or `unless`.
    pub intent: FxHashMap<(&'static str, &'static str), &'static str>,
    /// Quad class of each PLOVER type.
    pub quads: FxHashMap<&'static str, &'static str>,
    /// The most general CAMEO code of each PLOVER type.
    pub roots: FxHashMap<&'static str, &'static str>,
    /// PLOVER modes by CAMEO code or its beginning.
    modes: FxHashMap<&'static str, Option<&'static str>>,
    /// PLOVER contexts of words.
    pub contexts: FxHashMap<&'static str, Vec<&'static str>>,
    /// How CAMEO codes become more specific, by the code.
    pub depth: FxHashMap<&'static str, Vec<Deeper>>,
    /// How much each sign says for an event.
    pub confidence: Weights,
    /// Countries (ISO 3166 alpha-3) that a report is likely to be from, by one or two of its words.
    pub place_cues: FxHashMap<&'static str, Vec<&'static str>>,
    /// Small word classes.
    pub words: words::Words,
    /// Hash of all tables.
    pub hash: String,
}

impl Lexicon {
    /// Compiles the tables that are built into the program.
    pub fn built_in() -> Result<Self, LexiconError> {
        Lexicon::with(&[])
    }

    /// Compiles a user's tables and, after them, those that are built in.
    pub fn with(user: &[UserTable]) -> Result<Self, LexiconError> {
        let mut lexicon = Lexicon::default();
        let mut hash = Fnv::default();
        for source in sources() {
            hash.write(source.text.as_bytes());
        }
        for table in user {
            hash.write(table.text.as_bytes());
        }
        lexicon.hash = hash.hex();
        lexicon.load_codes()?;
        lexicon.load_countries(COUNTRIES)?;
        lexicon.load_organizations(ORGANIZATIONS)?;
        lexicon.load_roles(ROLES)?;
        lexicon.built_in = [lexicon.countries.len(), lexicon.organizations.len()];
        lexicon.load_user(user)?;
        lexicon.load_people(PEOPLE)?;
        lexicon.people.sort();
        lexicon.pronouns = pronouns::Pronouns::load(GIVEN_NAMES, PRONOUNS, SAME_ROLES)?;
        lexicon.load_homonyms(HOMONYMS)?;
        lexicon.load_short_names(SHORT_NAMES)?;
        lexicon.words = words::Words::load(REPORTING, STATUS, Times::load(TIME, FEASTS)?, WORDS)?;
        lexicon.load_groups(GROUPS)?;
        lexicon.load_contexts(CONTEXTS)?;
        lexicon.load_depth(DEPTH)?;
        lexicon.load_places(PLACE_CUES, PLACE_WORDS)?;
        for row in table::rows(MODES, &["code", "mode"])? {
            let mode = Some(row.cell(1)).filter(|m| !m.is_empty());
            lexicon.modes.insert(row.cell(0), mode);
        }
        lexicon.confidence = Weights::load(CONFIDENCE)?;
        for &source in FRAMES {
            lexicon.load_frames(source)?;
        }
        lexicon.sort_frames();
        lexicon.types = frames::Types::of(&lexicon.frames);
        let need = lexicon.by_lemma.get("(need)");
        lexicon.need_frame = need.and_then(|list| list.first()).copied();
        lexicon.link_frames()?;
        Ok(lexicon)
    }

    /// Whether a user's table has told of somebody: a state, an organisation, or a person by a code.
    pub fn is_users(&self, known: Known) -> bool {
        match known {
            Known::Country(c) => usize::from(c) >= self.built_in[0],
            Known::Organization(o) => usize::from(o) >= self.built_in[1],
        }
    }

    /// Whether an entry of the organisations' table is a part of the world.
    pub fn is_region(&self, organization: u16) -> bool {
        self.organizations[usize::from(organization)].kind == OrgKind::Region
    }

    /// The states that a country of the tables stands for: itself, or several of a user's.
    pub fn members<'s>(&'s self, country: &'s u16) -> &'s [u16] {
        self.joint.get(country).map_or(std::slice::from_ref(country), Vec::as_slice)
    }

    /// The frames whose trigger has a lemma.
    pub fn frames_of(&self, lemma: &str) -> impl Iterator<Item = &Frame> {
        let list = self.by_lemma.get(lemma).into_iter().flatten();
        list.map(|&frame| &self.frames[usize::from(frame)])
    }

    /// Whether any table knows a verb.
    pub fn has_verb(&self, lemma: &str) -> bool {
        self.by_lemma.contains_key(lemma)
            || self.words.is("light", lemma)
            || self.words.stance(ReportPart::Verb, lemma).is_some()
    }

    /// The PLOVER mode that follows from a CAMEO code.
    pub fn mode(&self, code: &str) -> Option<&'static str> {
        (1..=code.len()).rev().find_map(|n| self.modes.get(code.get(..n)?)).copied().flatten()
    }

    /// The types of the frames that a word triggers.
    pub fn types_by_trigger(&self, lemma: &str) -> &[&'static str] {
        self.types.by_trigger.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The types of the frames that ask for a word beside their trigger.
    pub fn types_by_word(&self, lemma: &str) -> &[&'static str] {
        self.types.by_word.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether a frame stands for a type alone.
    pub fn is_link(&self, frame: u16) -> bool {
        self.links.get(self.frames[usize::from(frame)].event) == Some(&frame)
    }

    /// Appended after the sorted frames: no word triggers them.
    fn link_frames(&mut self) -> Result<(), LexiconError> {
        for row in table::rows(PLOVER, &["event", "quad", "code", "means"])? {
            self.links.insert(row.cell(0), self.frames.len() as u16);
            self.frames.push(Frame::link(&row));
        }
        Ok(())
    }

    fn load_contexts(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in table::rows(source, &["context", "words"])? {
            for word in row.list(1) {
                self.contexts.entry(word).or_default().push(row.cell(0));
            }
        }
        Ok(())
    }

    fn load_places(&mut self, source: Source, words: Source) -> Result<(), LexiconError> {
        for row in table::rows(words, &["class", "words"])? {
            row.cell(1).split(' ').for_each(|word| self.words.add(row.cell(0), word));
        }
        for row in table::rows(source, &["country", "words"])? {
            for country in row.list(0) {
                if !self.countries.iter().any(|c| c.alpha3 == country) {
                    return Err(row.error(format!("{country} is no country of countries.tsv")));
                }
                for words in row.list(1) {
                    self.place_cues.entry(words).or_default().push(country);
                }
            }
        }
        Ok(())
    }

    fn load_depth(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in table::rows(source, &["codes", "suffix", "words", "needs"])? {
            for base in row.list(0) {
                // "020", not specified, is refined like "02"; criticism that names a deed accuses.
                let stem = match base {
                    "110" => "112",
                    _ => base.strip_suffix('0').unwrap_or(base),
                };
                let name = format!("{stem}{}", row.cell(1));
                let Some((&code, _)) = self.cameo.get_key_value(name.as_str()) else {
                    return Err(row.error(format!("{name} is no CAMEO code")));
                };
                let words = row.list(2).collect();
                let deeper = Deeper { words, needs: row.list(3).collect(), code };
                self.depth.entry(base).or_default().push(deeper);
            }
        }
        Ok(())
    }

    fn load_codes(&mut self) -> Result<(), LexiconError> {
        for row in table::rows(SECTORS, &["code", "level", "name"])? {
            let follows = match row.cell(1) {
                "sector" => true,
                "generic" => false,
                other => return Err(row.error(format!("no level of sectors: {other}"))),
            };
            self.sectors.insert(row.cell(0), follows);
        }
        for row in table::rows(PLOVER, &["event", "quad", "code", "means"])? {
            self.quads.insert(row.cell(0), row.cell(1));
            self.roots.insert(row.cell(0), row.cell(2));
        }
        for row in table::rows(CAMEO, &["code", "goldstein", "event", "name"])? {
            let goldstein = match row.cell(1) {
                "" => None,
                value => Some(value.parse().map_err(|_| row.error("goldstein is no number"))?),
            };
            let event = Some(row.cell(2)).filter(|e| !e.is_empty());
            if event.is_some_and(|e| !self.quads.contains_key(e)) {
                return Err(row.error(format!("{} is no PLOVER type", row.cell(2))));
            }
            self.cameo.insert(row.cell(0), Cameo { goldstein, event });
        }
        for row in table::rows(INTENT, &["event", "status", "cameo"])? {
            if self.cameo.get(row.cell(2)).and_then(|c| c.event).is_none() {
                return Err(row.error(format!("{} is no CAMEO code", row.cell(2))));
            }
            if !matches!(row.cell(1), "planned" | "negated" | "unless") {
                return Err(row.error(format!("no status: {}", row.cell(1))));
            }
            self.intent.insert((row.cell(0), row.cell(1)), row.cell(2));
        }
        Ok(())
    }
}

/// FNV-1a, 64 bits (<https://www.rfc-editor.org/rfc/rfc9923>): the same on every machine, unlike
/// the standard library's hashers.
#[derive(Clone, Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in some bytes.
    pub fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The hash so far.
    pub fn value(&self) -> u64 {
        self.0
    }

    /// Sixteen hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_in_a_few_milliseconds() {
        let start = std::time::Instant::now();
        let lexicon = Lexicon::built_in().unwrap();
        assert!(lexicon.frames.len() >= 150, "{} frames", lexicon.frames.len());
        assert_eq!(lexicon.countries.len(), 250);
        assert!(lexicon.people.offices.len() > 4000);
        // Some milliseconds, and many times that where others keep the machine busy.
        assert!(start.elapsed().as_millis() < 1000, "{:?}", start.elapsed());
    }
}
