//! What a report tells across its clauses and sentences: whose minister somebody is, which company
//! "the company" is, where "there" was, whose act is condemned.

mod common;

use bayhaqi_coder::record::{Actor, Coded, DocumentInfo, Event};
use common::tools;

fn code(text: &str) -> Coded {
    let (english, coder) = tools();
    let published = Some("2021-03-10".to_owned());
    let document = DocumentInfo { published, ..DocumentInfo::default() };
    coder.code(&document, &english.parse(text), english.name())
}

/// The last event of a type.
fn event(text: &str, kind: &str) -> Event {
    let found = code(text).events.into_iter().rfind(|e| e.event == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {text}"))
}

fn codes(actors: &[Actor]) -> Vec<&str> {
    actors.iter().filter_map(|a| a.code.as_deref()).collect()
}

fn place(event: &Event) -> &str {
    event.place.as_ref().map_or("", |p| &p.name)
}

#[test]
fn the_paragraph_tells_whose_minister_it_is() {
    let report = "LIMA: Police in Peru arrested two rebels on Monday, and Peru praised them.\n\n\
                  The decision angered Chile. Foreign Minister Ana Rojas condemned the arrests.";
    assert_eq!(codes(&event(report, "ACCUSE").sources), ["CHLGOV"]);
    // The next paragraph is about the report's own country again.
    let next = "\n\nInterior Minister Luis Paz accused the rebels of theft.";
    assert_eq!(codes(&event(&format!("{report}{next}"), "ACCUSE").sources), ["PERGOV"]);
    let said = "Peru praised Chile. The government of Chile said Prime Minister Ana Rojas had \
                condemned the rebels.";
    assert_eq!(codes(&event(said, "ACCUSE").sources), ["CHLGOV"]);
}

#[test]
fn the_tables_know_a_person_before_the_report_does() {
    let text = "KABUL - Afghan troops killed four Afghan rebels in Afghanistan.\n\n\
                Foreign Minister Sergei Lavrov praised the Afghan army.";
    assert_eq!(codes(&event(text, "SUPPORT").sources), ["RUSGOV"]);
}

#[test]
fn an_opposition_leader_is_of_the_country_of_the_head_of_state() {
    let text = "Peru praised Chile. Opposition leader Ana Lopez said that President Juan Rey of \
                Chile had lied. Lopez criticised Peru.";
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["CHLOPP"]);
}

#[test]
fn bare_words_mean_organisations_that_were_named() {
    let text = "The Red Cross opened a camp in Chad. The agency sent food to Sudan.";
    assert_eq!(codes(&event(text, "AID").sources), ["NGOHLHRCR"]);
    let text = "The Canadian owner, Norland Resources, praised Peru. The company threatened \
                Peruvian miners. Later Norland accused Peru of theft.";
    assert_eq!(codes(&event(text, "THREATEN").sources), ["CANBUS"]);
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["CANBUS"]);
    let text = "The European Union praised Chad. Russia's spy agency was named. France accused \
                officers of the agency of theft.";
    let accused = event(text, "ACCUSE").targets;
    assert!(codes(&accused)[0].starts_with("RUS"), "{:?}", codes(&accused));
}

#[test]
fn names_that_many_countries_have_need_their_country() {
    let congress = |text| codes(&event(text, "ACCUSE").sources)[0].to_owned();
    assert_eq!(congress("The United States praised Chad. Congress condemned Sudan."), "USALEG");
    let there = congress("Brazil praised Chad. Brazil's Congress leader Amit Rao condemned Chad.");
    assert!(there.starts_with("BRA"), "{there}");
    let text = "Georgetown accused Venezuela of theft, the Guyanese minister said.";
    assert_eq!(congress(text), "GUYGOV");
    let streets = event("Police fired tear gas at students on the Pan-American Highway.", "COERCE");
    assert!(streets.targets.iter().all(|t| t.country.as_deref() != Some("USA")));
}

#[test]
fn towns_tell_the_country() {
    assert_eq!(codes(&event("Rebels attacked a Hamburg firm.", "ASSAULT").targets), ["DEUBUS"]);
    let deputy = event("A lawmaker from Basra accused Kuwait of theft.", "ACCUSE");
    assert_eq!(codes(&deputy.sources), ["IRQLEG"]);
    let envoy = "Peru praised Chile. The US envoy for Chad, Calvin Whitmore, condemned Sudan. \
                 Whitmore met the Chadian president.";
    assert_eq!(codes(&event(envoy, "CONSULT").sources)[0], "USAGOV");
}

#[test]
fn both_sides_are_meant() {
    let text = "Chad and Sudan are at odds. The heads of the two countries' armies met.";
    assert_eq!(codes(&event(text, "CONSULT").sources), ["TCDMIL", "SDNMIL"]);
    let text = "Chad and Sudan are at odds. Each side blamed the other.";
    let blamed = event(text, "ACCUSE");
    assert_eq!(codes(&blamed.sources), ["TCD", "SDN"]);
    assert_eq!(codes(&blamed.targets), ["SDN", "TCD"]);
    let text = "Delegations of the Chadian government and of the Sudanese rebels met on Monday.";
    assert_eq!(codes(&event(text, "CONSULT").sources), ["TCDGOV", "SDNREB"]);
}

#[test]
fn counts_come_from_what_came_of_an_act() {
    let text = "Gunmen attacked a convoy in Chad, killing two drivers and wounding six guards.";
    let first = &code(text).events[0];
    assert_eq!((first.counts.killed, first.counts.injured), (Some(2), Some(6)));
    let text = "Nine people were killed when Chadian troops opened fire on Sudanese rebels.";
    let coded = code(text);
    assert!(coded.events.iter().all(|e| e.counts.killed == Some(9)));
    assert_eq!(codes(&coded.events[0].sources), ["TCDMIL"]);
    let shot = event("Police shot dead two teenagers in Chad.", "ASSAULT");
    assert_eq!(shot.counts.killed, Some(2));
}

#[test]
fn other_clauses_tell_where() {
    let where_clause = "The minister flew to Banjul, where he met the French president.";
    assert_eq!(place(&event(where_clause, "CONSULT")), "Banjul");
    let there = "The Chadian rebels left Lisala. A Chadian nurse was shot there on Monday.";
    assert_eq!(place(&event(there, "ASSAULT")), "Lisala");
    let shared = "In Banjul, students marched against France and burned a police car.";
    assert!(code(shared).events.iter().all(|e| place(e) == "Banjul"));
    let left = event("France withdrew its soldiers from Bamako.", "RETREAT");
    assert_eq!(place(&left), "Bamako");
    assert!(left.targets.iter().all(|t| t.country.as_deref() != Some("FRA")));
}

#[test]
fn what_is_judged_was_somebodys_act() {
    let text = "Chad expelled the ambassador of Sudan. France condemned the expulsion.";
    assert_eq!(codes(&event(text, "ACCUSE").targets), ["TCD"]);
    let text = "Chad vetoed the resolution. France welcomed the veto.";
    assert_eq!(codes(&event(text, "SUPPORT").targets), ["TCD"]);
    let text = "Chad expelled a French priest for insulting the president.";
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["FRAREL"]);
}

#[test]
fn a_speaker_goes_on_after_what_was_said() {
    let text = "The Chadian senator said that the president of Sudan had sold the land, and \
                demanded an inquiry.";
    let demand = event(text, "REQUEST");
    assert_eq!(codes(&demand.sources), ["TCDLEG"]);
    assert!(demand.claims.is_empty());
}

#[test]
fn titles_leave_auxiliaries_out() {
    let text = "Kenyan premier ousted after vote\n\nThe vote was held on Monday.";
    let ousted = event(text, "COERCE");
    assert_eq!((codes(&ousted.sources), codes(&ousted.targets)), (vec![], vec!["KENGOV"]));
}

#[test]
fn the_same_evening_is_that_of_the_day_told_last() {
    let text = "The Norwegian premier resigned on Friday. The Norwegian king received the British \
                ambassador the same evening.";
    let when = event(text, "CONSULT").when.and_then(|w| w.from);
    assert_eq!(when.as_deref(), Some("2021-03-05"));
}
