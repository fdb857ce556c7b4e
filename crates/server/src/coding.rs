//! What the server asks of a coder.

use bayhaqi_coder::record::{Attribution, DocumentInfo, Entity, Event, Span, Timex, Where};
use schemars::JsonSchema;
use serde::Serialize;

/// Codes texts and knows offices. The server knows nothing else of the coder.
pub trait Coding: Send + Sync {
    /// Codes a text, whose offsets count in `text` as it is given. The error is a line for the asker.
    fn code(&self, text: &str, published: Option<jiff::civil::Date>) -> Result<Annotated, String>;

    /// The offices of all who are known by a name, or under an actor code that begins so.
    fn roles(&self, name: &str) -> Vec<Role>;
}

/// All that is known of a document, as `bayhaqi annotate` prints it, without tokens.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Annotated {
    /// The report.
    pub document: DocumentInfo,
    /// Its text, which all spans count in.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<Span>,
    /// Who and what is mentioned.
    pub entities: Vec<Entity>,
    /// Who says what.
    pub attributions: Vec<Attribution>,
    /// Time expressions.
    pub times: Vec<Timex>,
    /// Places.
    pub places: Vec<Where>,
    /// Events.
    pub events: Vec<Event>,
}

/// An office and when it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Role {
    /// Who holds it.
    pub name: String,
    /// The code of who holds it.
    #[serde(skip)]
    pub code: String,
    /// The office.
    pub role: Option<String>,
    /// First day, as exactly as it is known.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}
