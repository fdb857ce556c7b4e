//! Who is meant by a person's name, and which code this one has on the day of the event.

#![allow(clippy::unwrap_used)]

use bayhaqi_coder::Coder;
use bayhaqi_coder::record::{Actor, Coded, DocumentInfo};
use bayhaqi_nlp::Pipeline;
use std::sync::OnceLock;

fn code(text: &str, published: &str) -> Coded {
    static SHARED: OnceLock<(Pipeline, Coder)> = OnceLock::new();
    let (english, coder) =
        SHARED.get_or_init(|| (Pipeline::english().unwrap(), Coder::new().unwrap()));
    let published = Some(published.to_owned()).filter(|p| !p.is_empty());
    let document = DocumentInfo { published, ..DocumentInfo::default() };
    coder.code(&document, &english.parse(text), english.name())
}

/// The first source of the first event.
fn source(text: &str, published: &str) -> Actor {
    let coded = code(text, published);
    let event = coded.events.first().unwrap_or_else(|| panic!("no event: {text}"));
    event.sources.first().unwrap_or_else(|| panic!("no source: {text}")).clone()
}

fn told(text: &str, published: &str) -> (String, String, String) {
    let actor = source(text, published);
    let text = |field: Option<String>| field.unwrap_or_default();
    (text(actor.code), text(actor.name), text(actor.role))
}

fn is(text: &str, published: &str, code: &str, name: &str, role: &str) {
    let want = (code.to_owned(), name.to_owned(), role.to_owned());
    assert_eq!(told(text, published), want, "{text} ({published})");
}

#[test]
fn a_full_name_has_the_office_of_the_day() {
    let text = "Donald Trump criticised Iran.";
    is(text, "2018-05-01", "USAGOV", "Donald Trump", "President");
    is(text, "2022-05-01", "USAELI", "Donald Trump", "former President");
    is(text, "1999-05-01", "USA", "Donald Trump", "");
}

#[test]
fn the_day_of_the_event_goes_before_that_of_publication() {
    let text = "Angela Merkel met the Turkish president on 3 March 2016.";
    is(text, "2023-02-01", "DEUGOV", "Angela Merkel", "Chancellor");
}

#[test]
fn what_the_document_says_goes_first() {
    let text = "Businessman Donald Trump criticised Iran.";
    assert_eq!(told(text, "2018-05-01").0, "USABUS");
    // Another country: a namesake.
    let text = "The Australian minister John Kerry criticised Iran.";
    assert_eq!(told(text, "2014-05-01").0, "AUSGOV");
}

#[test]
fn a_surname_needs_a_title_or_a_country_that_fits() {
    is("President Trump criticised Iran.", "2018-05-01", "USAGOV", "Donald Trump", "President");
    is("President Bush criticised Iran.", "2003-05-01", "USAGOV", "George W. Bush", "President");
    assert_eq!(source("France's Macron criticised Iraq.", "2018-05-01").code.unwrap(), "FRAGOV");
    let nobody = source("Minister Kim criticised Iran.", "2018-05-01");
    assert_eq!(nobody.country, None, "{nobody:?}");
}

#[test]
fn a_bare_surname_of_one_head_of_state_is_known() {
    is("Putin criticised Iran.", "2015-05-01", "RUSGOV", "Vladimir Putin", "President");
    assert_eq!(source("Johnson criticised Iran.", "2008-05-01").country, None);
}

#[test]
fn an_office_without_a_name_is_its_holder_s() {
    let text = "The French president criticised Iran.";
    assert_eq!(told(text, "2010-05-01").1, "Nicolas Sarkozy");
    assert_eq!(told("The next French president criticised Iran.", "2010-05-01").1, "");
}

#[test]
fn accents_do_not_count() {
    let text = "Recep Tayyip Erdogan criticised Iran.";
    assert_eq!(told(text, "2018-05-01").0, "TURGOV");
    assert_eq!(told("Turkish President Erdoğan criticised Iran.", "2018-05-01").0, "TURGOV");
}

#[test]
fn people_of_one_name_are_told_apart() {
    let text = "King Abdullah of Jordan criticised Iran.";
    assert_eq!(told(text, "2010-05-01").0, "JORGOV");
    assert_eq!(told("Saudi King Abdullah criticised Iran.", "2010-05-01").0, "SAUGOV");
}

#[test]
fn holders_of_offices_are_listed_under_a_code_from_the_latest_on() {
    let coder = Coder::new().unwrap();
    let french = coder.holders("FRA");
    assert!(french.iter().all(|l| l.code.starts_with("FRA") && l.role.is_some()), "{french:?}");
    let place = |name: &str, role: &str| {
        let is = |l: &&bayhaqi_coder::Listed| l.name == name && l.role.as_deref() == Some(role);
        french.iter().position(|l| is(&l)).unwrap_or_else(|| panic!("no {name}"))
    };
    assert!(place("Emmanuel Macron", "President") < place("Nicolas Sarkozy", "President"));
    assert!(place("Nicolas Sarkozy", "President") < place("Jacques Chirac", "President"));
    // A sector narrows it.
    assert!(coder.holders("FRAMIL").len() < french.len());
    assert!(coder.holders("XXX").is_empty());
}
