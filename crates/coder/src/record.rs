//! The event record: what a coded event looks like to other programs.
//!
//! Spans count Unicode code points of the document's text, end exclusive. Absent knowledge is
//! `null` or an empty list, never a guess.

use serde::Serialize;

/// `[start, end)` in code points.
pub type Span = [usize; 2];

/// Where a text comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentInfo {
    /// The identifier given with the input, or else a hash of the text.
    pub id: String,
    /// Address of the report.
    pub uri: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Day of publication, ISO 8601.
    pub published: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
}

/// Words of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextSpan {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// Somebody who acts, suffers or speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Actor {
    /// The words of this mention.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The fullest name in the document, or the lexicon's.
    pub name: Option<String>,
    /// CAMEO code: country (ISO 3166 alpha-3) or group, then sectors.
    pub code: Option<String>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// CAMEO sector codes (`GOV`, `MIL`, …).
    pub sectors: Vec<String>,
    /// Title or office as written.
    pub role: Option<String>,
    /// The document's entity that is meant.
    pub entity: Option<String>,
}

impl Event {
    /// What several do with each other: each of them is a source and a target.
    pub fn is_mutual(&self) -> bool {
        self.sources.len() > 1
            && self.sources.len() == self.targets.len()
            && self.sources.iter().all(|a| self.targets.contains(a))
    }
}

/// The sentence of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SentenceRef {
    /// Number in the document, from 0.
    pub index: usize,
    /// Where it stands.
    pub span: Span,
    /// Its words.
    pub text: String,
}

/// A time as TIMEX3 gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct When {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// TIMEX3 value (`2020-01-03`, `2014`).
    pub timex: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `day | month | year | …`
    pub granularity: String,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Where {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// Its usual name.
    pub name: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames id.
    pub geonames: Option<u64>,
    /// `country | admin1 | city | …`
    pub granularity: String,
}

/// How words are quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    /// Within quotation marks.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// Partly within quotation marks.
    Mixed,
}

/// What the speaker does with the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Says that it is so.
    Asserts,
    /// Says that it is not so.
    Denies,
    /// Is unsure.
    Doubts,
}

/// One speaker in the chain of who says so.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// Who speaks.
    pub speaker: Actor,
    /// The words that show it ("said").
    pub cue: TextSpan,
    /// What is said.
    pub content: Vec<Span>,
    /// How it is quoted.
    pub quote: Quote,
    /// What the speaker does with it.
    pub stance: Stance,
}

/// Whether the event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It happened.
    Actual,
    /// It goes on.
    Ongoing,
    /// It is announced.
    Planned,
    /// It may be.
    Possible,
    /// It is asked for.
    Requested,
    /// It did not or will not happen.
    Negated,
}

/// Numbers of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Killed.
    pub killed: Option<u64>,
    /// Injured.
    pub injured: Option<u64>,
    /// Arrested.
    pub arrested: Option<u64>,
    /// Taking part.
    pub participants: Option<u64>,
}

/// What coded the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoderInfo {
    /// Always `bayhaqi`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Language model.
    pub model: String,
    /// Hash of the lexicon.
    pub lexicon: String,
}

/// A coded event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Hash of the document, the trigger, the actors and the type: the same on every machine.
    pub id: String,
    /// The report.
    pub document: DocumentInfo,
    /// PLOVER type.
    pub event: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// The most specific CAMEO code that the words support.
    pub cameo: Option<String>,
    /// Quad class.
    pub quad: String,
    /// Goldstein's scale, −10 to 10.
    pub goldstein: Option<f64>,
    /// Who did it.
    pub sources: Vec<Actor>,
    /// To whom.
    pub targets: Vec<Actor>,
    /// The words that show the event.
    pub trigger: TextSpan,
    /// The sentence.
    pub sentence: SentenceRef,
    /// When it happened.
    pub when: Option<When>,
    /// Where it happened.
    #[serde(rename = "where")]
    pub place: Option<Where>,
    /// Whether it happened.
    pub status: Status,
    /// Who says so, outermost first; empty where the reporter does.
    pub claims: Vec<Claim>,
    /// Numbers of people.
    pub counts: Counts,
    /// Between 0 and 1.
    pub confidence: f64,
    /// What coded it.
    pub coder: CoderInfo,
}

/// An entity of a document with all its mentions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// `e1`, `e2`, … in the order of first mention.
    pub id: String,
    /// Its fullest name.
    pub name: String,
    /// `person | organization | country | place | group | other`.
    pub kind: String,
    /// Where it is mentioned.
    pub mentions: Vec<Span>,
    /// CAMEO code.
    pub code: Option<String>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
}

/// Who says what.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribution {
    /// The words that name the speaker.
    pub source: Vec<Span>,
    /// The words that show the speech.
    pub cue: Vec<Span>,
    /// What is said.
    pub content: Vec<Span>,
    /// The speaker's entity.
    pub speaker: Option<String>,
    /// How it is quoted.
    pub quote: Quote,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timex {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `day | month | year | …`
    pub granularity: String,
}

/// All that the coder knows of one document.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// Entities.
    pub entities: Vec<Entity>,
    /// Attributions.
    pub attributions: Vec<Attribution>,
    /// Times.
    pub times: Vec<Timex>,
    /// Places.
    pub places: Vec<Where>,
    /// Events in the order of the text.
    pub events: Vec<Event>,
}
