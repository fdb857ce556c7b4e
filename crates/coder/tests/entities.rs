//! Who is mentioned, and which mentions are the same.

mod common;

use bayhaqi_coder::record::{Actor, Coded, DocumentInfo, Event};
use common::tools;

fn code(text: &str) -> Coded {
    let (english, coder) = tools();
    coder.code(&DocumentInfo::default(), &english.parse(text), english.name())
}

fn event(text: &str, kind: &str) -> Event {
    let coded = code(text);
    let found = coded.events.into_iter().rfind(|e| e.event == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {text}"))
}

fn names(actors: &[Actor]) -> Vec<&str> {
    actors.iter().filter_map(|a| a.name.as_deref()).collect()
}

fn codes(actors: &[Actor]) -> Vec<&str> {
    actors.iter().filter_map(|a| a.code.as_deref()).collect()
}

/// Whether two spellings are mentions of one entity.
fn one(text: &str, a: &str, b: &str) -> bool {
    let coded = code(text);
    let chars: Vec<char> = text.chars().collect();
    let has = |mentions: &[[usize; 2]], words: &str| {
        mentions.iter().any(|m| chars[m[0]..m[1]].iter().collect::<String>().contains(words))
    };
    coded.entities.iter().any(|e| has(&e.mentions, a) && has(&e.mentions, b))
}

#[test]
fn pronouns_agree_in_gender() {
    let text = "Chancellor Greta Holm met President Ivan Petrovic of Serbia in Berlin. She accused \
                him of delaying the reforms.";
    let accused = event(text, "ACCUSE");
    assert_eq!(names(&accused.sources), ["Greta Holm"]);
    assert_eq!(names(&accused.targets), ["Ivan Petrovic"]);
}

#[test]
fn a_pronoun_may_come_before_the_name() {
    let text =
        "When he arrived in Oslo, Chilean President Tomas Rey thanked Norway for its support.";
    assert!(one(text, "he", "Tomas Rey"));
}

#[test]
fn a_pronoun_is_not_the_other_argument_of_its_verb() {
    let text = "Karl Berg told reporters that Anders Lund had betrayed him.";
    assert!(one(text, "him", "Karl Berg"));
    assert!(!one(text, "him", "Anders Lund"));
}

#[test]
fn relatives_are_told_apart() {
    let text = "Maria Teller married Karl Teller in 1990. Maria Teller led the opposition in Chile. \
                Karl Teller is a doctor. Mrs Teller praised Norway.";
    assert_eq!(names(&event(text, "SUPPORT").sources), ["Maria Teller"]);
}

#[test]
fn one_name_in_two_spellings() {
    let text = "President Oraz Hojamurad praised Norway on Monday. Khojamurad also praised Chile.";
    assert!(one(text, "Oraz Hojamurad", "Khojamurad"));
    let text = "Minister Andrés Núñez accused Peru of spying. Nunez rejected the talks with Peru.";
    assert!(one(text, "Núñez", "Nunez"));
}

#[test]
fn short_forms_of_institutions() {
    let text = "Iran's Supreme Defence Council (SDC) met on Monday. The SDC chief, Omar Vell, \
                accused Chile of spying.";
    let accused = event(text, "ACCUSE");
    assert_eq!(names(&accused.sources), ["Omar Vell"]);
    assert_eq!(accused.sources[0].country.as_deref(), Some("IRN"));
}

#[test]
fn both_and_the_two() {
    let text = "Chile and Peru met in Lima on Monday. Both sides rejected the plan of Brazil.";
    assert_eq!(codes(&event(text, "REJECT").sources), ["CHL", "PER"]);
    let text = "Norway and Chile signed a treaty. The two countries praised Brazil.";
    assert_eq!(codes(&event(text, "SUPPORT").sources), ["NOR", "CHL"]);
}

#[test]
fn the_former_and_the_latter() {
    let text = "Ecuador and Peru traded charges on Monday. The latter accused Brazil of spying.";
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["PER"]);
}

#[test]
fn an_office_by_another_word() {
    let text = "Prime Minister Anders Lund of Norway arrived in Lima. The premier praised Peru.";
    assert_eq!(names(&event(text, "SUPPORT").sources), ["Anders Lund"]);
}

#[test]
fn a_counterpart_has_the_same_office() {
    let text = "President Tomas Rey of Chile met his Bolivian counterpart, Elena Quispe, on Monday. \
                Quispe thanked Norway.";
    assert_eq!(codes(&event(text, "SUPPORT").sources), ["BOLGOV"]);
}

#[test]
fn a_leader_is_of_those_who_are_led() {
    let text = "The rebels' leader, Amadou Diarra, threatened the government of Mali.";
    let threat = event(text, "THREATEN");
    assert_eq!(names(&threat.sources), ["Amadou Diarra"]);
    assert_eq!(threat.sources[0].sectors, ["REB"]);
}

#[test]
fn a_country_that_is_no_country() {
    let text = "ATLANTA - Georgia police arrested 12 protesters in Savannah on Friday.";
    assert_eq!(codes(&event(text, "COERCE").sources), ["USACOP"]);
    let text = "Georgia accused Russia of spying, the government in Tbilisi said.";
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["GEO"]);
}

#[test]
fn the_police_are_of_the_country_of_the_report() {
    let text = "Protests shake Bulgaria\n\nSOFIA - Bulgarian students marched through Sofia on Monday. \
                Police arrested 12 protesters, the interior ministry said.";
    assert_eq!(codes(&event(text, "COERCE").sources), ["BGRCOP"]);
    // Several countries: nobody knows whose they are.
    let text = "Peru, Chile and Brazil sent observers. Police arrested 12 protesters.";
    assert_eq!(codes(&event(text, "COERCE").sources), ["COP"]);
}

#[test]
fn the_only_country_of_a_title_is_home() {
    let text = "Maldives commandos storm hotel\n\nOfficials in the Maldives said India and Qatar had \
                helped. Maldivian troops landed at dawn. Sri Lanka and China watched.\n\nThe opposition \
                condemned the raid.";
    assert_eq!(codes(&event(text, "ACCUSE").sources), ["MDVOPP"]);
}

#[test]
fn crowds_are_of_the_country_where_they_act() {
    let text = "Peru, Chile and Brazil sent observers. Demonstrators marched through Athens.";
    assert_eq!(codes(&event(text, "PROTEST").sources), ["GRCOPP"]);
    let text = "Peru, Chile and Brazil sent observers. Students marched outside the Greek embassy.";
    assert_eq!(codes(&event(text, "PROTEST").sources), ["EDU"]);
}

#[test]
fn a_short_name_needs_the_full_one() {
    let text = "North Korea fired a missile on Monday. The North rejected talks with Japan.";
    assert_eq!(codes(&event(text, "REJECT").sources), ["PRK"]);
    let text = "Chile fired a missile on Monday. The North rejected talks with Japan.";
    assert_ne!(codes(&event(text, "REJECT").sources), ["PRK"]);
}

#[test]
fn bare_force_is_nobody() {
    let text = "Chad threatened to use force against Niger.";
    assert_eq!(codes(&event(text, "THREATEN").targets), ["NER"]);
}

#[test]
fn a_nationality_holds_for_both_nouns() {
    let text = "Turkish soldiers and police arrested 12 Greek fishermen.";
    assert_eq!(codes(&event(text, "COERCE").sources), ["TURMIL", "TURCOP"]);
}

#[test]
fn targets_deeper_in_the_clause() {
    let text = "Norway promised to continue military aid to Mozambique.";
    assert_eq!(codes(&event(text, "AGREE").targets), ["MOZ"]);
}

#[test]
fn a_spokeswoman_is_a_person_of_whom_she_speaks_for() {
    let text = "Annelies Verhoef, a spokeswoman for the European Commission, rejected the criticism \
                of Uganda.";
    let rejected = event(text, "REJECT");
    assert_eq!(codes(&rejected.sources), ["IGOEUREEC"]);
    assert_eq!(names(&rejected.sources), ["Annelies Verhoef"]);
}

#[test]
fn towns_tell_the_home_of_a_report() {
    // No country is named: the town of the dateline and those of the text tell it.
    let text = "Strike closes mine\n\nFREETOWN: Police opened fire on strikers near Pepel on Monday. \
                The strikers had marched from Bumbuna to Pepel.";
    let shots = event(text, "ASSAULT");
    assert_eq!(codes(&shots.sources), ["SLECOP"]);
    assert_eq!(codes(&shots.targets), ["SLELAB"]);
}

#[test]
fn a_dateline_does_not_speak() {
    let coded = code("MADAGASCAR: Rebels attack a convoy of soldiers\n\nRebels attacked soldiers.");
    assert!(coded.events.iter().all(|e| e.claims.is_empty()));
}

#[test]
fn both_and_the_rival_are_the_states_of_the_title() {
    let title = "Seychelles takes Comoros to court over tuna\n\n";
    let text = format!(
        "{title}The Seychelles complained on Monday. France, which has a base on Mayotte, urged both \
         governments to talk."
    );
    assert_eq!(codes(&event(&text, "REQUEST").targets), ["SYCGOV", "COMGOV"]);
    let text = format!("{title}On Monday Victoria accused its neighbour of piracy.");
    let charge = event(&text, "ACCUSE");
    assert_eq!(codes(&charge.sources), ["SYCGOV"]);
    assert_eq!(codes(&charge.targets), ["COM"]);
    // Of a text that does not name the Seychelles nothing tells that their capital is meant.
    assert!(
        code("Victoria accused Peru of piracy.")
            .events
            .iter()
            .all(|e| { e.sources.iter().all(|s| s.country.as_deref() != Some("SYC")) })
    );
}

#[test]
fn a_movement_is_no_union_of_states() {
    let text = "The Movement of Example Forces laid down its weapons under the eyes of the Economic \
                Community of West African States. The movement thanked Guinea-Bissau.";
    let thanks = event(text, "SUPPORT");
    assert!(codes(&thanks.sources).iter().all(|c| !c.starts_with("IGO")));
}

#[test]
fn nobody_rejects_their_own_demand() {
    let text = "Kenyan miners struck after the Canadian company rejected their demand.";
    assert!(one(text, "miners", "their"));
}

#[test]
fn whose_people_are_their_own() {
    assert!(!one(
        "He blamed the gang. Brazil, whose own gangs recruit in prisons, sent police.",
        "the gang",
        "own gangs"
    ));
}
