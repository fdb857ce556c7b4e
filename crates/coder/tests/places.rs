//! Which words are places, which places they are, and where events happened.

mod common;

use bayhaqi_coder::record::{DocumentInfo, Where};
use bayhaqi_gazetteer::{Builder, Gazetteer};
use common::tools;

fn places_of(document: &DocumentInfo, text: &str) -> Vec<Where> {
    let (english, coder) = tools();
    coder.places(document, &english.parse(text))
}

fn places(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let all = places_of(&DocumentInfo::default(), text);
    all.into_iter().map(|p| (p.text, p.country, p.admin1)).collect()
}

/// The country and division of a place, by its words.
fn of(text: &str, words: &str) -> (Option<String>, Option<String>) {
    let found = places(text).into_iter().find(|p| p.0 == words);
    let (_, country, admin1) = found.unwrap_or_else(|| panic!("{words} is no place of: {text}"));
    (country, admin1)
}

#[test]
fn the_words_beside_a_name_decide() {
    let told = |text, words| of(text, words).1.unwrap_or_default();
    assert_eq!(told("A fire broke out in Paris, Texas, on Monday.", "Paris"), "Texas");
    assert_eq!(told("The minister arrived in Paris on Monday.", "Paris"), "Île-de-France");
    assert_eq!(told("She lives in Springfield, Ill., with a dog.", "Springfield"), "Illinois");
}

#[test]
fn other_places_decide() {
    let text = "Police in London said the two men from Kitchener and Windsor were held. \
                Ontario's premier praised them.";
    assert_eq!(of(text, "London"), (Some("CAN".into()), Some("Ontario".into())));
    let text = "Police in London said the two men from Leeds and Windsor were held.";
    assert_eq!(of(text, "London").0.as_deref(), Some("GBR"));
    let text = "Georgia and Armenia signed a treaty in Tbilisi.";
    assert_eq!(of(text, "Georgia").0.as_deref(), Some("GEO"));
    let text = "Voters in Georgia and Alabama went to the polls; Atlanta saw long lines.";
    assert_eq!(of(text, "Georgia").0.as_deref(), Some("USA"));
}

#[test]
fn publishers_and_addresses_decide() {
    let text = "The council of London met on Tuesday.";
    let uri = |uri: &str| DocumentInfo { uri: Some(uri.to_owned()), ..DocumentInfo::default() };
    let country = |document: &DocumentInfo| places_of(document, text)[0].country.clone();
    assert_eq!(country(&uri("https://news.example.co.uk/a")).as_deref(), Some("GBR"));
    let ontario = DocumentInfo {
        publisher: Some("Ontario Farmer".to_owned()),
        uri: Some("https://example.ca/1".to_owned()),
        ..DocumentInfo::default()
    };
    assert_eq!(country(&ontario).as_deref(), Some("CAN"));
}

#[test]
fn demonyms_and_old_names_are_places() {
    assert_eq!(of("Turkish troops crossed the border.", "Turkish").0.as_deref(), Some("TUR"));
    assert_eq!(of("He left Bombay for Rangoon.", "Bombay").0.as_deref(), Some("IND"));
    assert_eq!(of("He left Bombay for Rangoon.", "Rangoon").0.as_deref(), Some("MMR"));
}

#[test]
fn names_of_people_and_papers_are_no_places() {
    let text = "Paris Hilton told the Washington Post that Jackson was ill. Mr Jackson denied it.";
    assert_eq!(places(text), []);
}

#[test]
fn the_unknown_is_null() {
    let unknown =
        places_of(&DocumentInfo::default(), "The army took the city of Qarmundavilagrad.");
    for place in unknown.iter().filter(|p| p.text.starts_with("Qarm")) {
        assert_eq!((place.lat, place.geonames, &place.country), (None, None, &None));
    }
}

#[test]
fn events_are_where_the_parse_says() {
    let (english, coder) = tools();
    let place = |text: &str| {
        let parse = english.parse(text);
        let coded = coder.code(&DocumentInfo::default(), &parse, english.name());
        coded.events.into_iter().find_map(|e| e.place).map(|p| (p.name, p.granularity))
    };
    let told = place("Protesters attacked the police in the town of Falluja on Tuesday.").unwrap();
    assert_eq!((told.0.as_str(), told.1.as_str()), ("Al Fallūjah", "city"));
    assert_eq!(place("Moscow criticised the French government on Tuesday."), None);
    let told = place("Rebels attacked soldiers in Mali on Tuesday.").unwrap();
    assert_eq!((told.0.as_str(), told.1.as_str()), ("Mali", "country"));
}

#[test]
fn another_gazetteer_can_be_used() {
    let (english, _) = tools();
    let line = "7\tKabul\tKabul\t\t1.5\t2.5\tP\tPPL\tUS\t\t\t\t\t\t12\t\t\t\t";
    let mut builder = Builder::default();
    builder.add(&bayhaqi_gazetteer::read_row(line).unwrap().unwrap());
    let own = Gazetteer::from_bytes(builder.finish().unwrap()).unwrap();
    let coder = bayhaqi_coder::Coder::new().unwrap().with_gazetteer(own);
    let found = coder.places(&DocumentInfo::default(), &english.parse("He was in Kabul."));
    assert_eq!((found[0].lat, found[0].geonames), (Some(1.5), Some(7)));
}

#[test]
fn long_lists_of_names_take_linear_time() {
    let (english, coder) = tools();
    let time = |times: usize| {
        let text =
            "He went from Springfield to San Jose, Paris, Texas, and Lebanon. ".repeat(times);
        let parse = english.parse(&text);
        let start = std::time::Instant::now();
        assert!(!coder.places(&DocumentInfo::default(), &parse).is_empty());
        start.elapsed().as_secs_f64()
    };
    let (short, long) = (time(100), time(1000));
    assert!(long < short.max(0.02) * 40.0, "{short} s, ten times as long: {long} s");
}
