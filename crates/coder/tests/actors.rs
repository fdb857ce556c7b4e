//! Who takes part in events: rows of states, mutual acts, groups and leaders of sentences before.

mod common;

use bayhaqi_coder::record::{Actor, DocumentInfo};
use common::tools;

/// The events of a text as type, codes of the sources, codes of the targets.
fn events(text: &str) -> Vec<String> {
    let (english, coder) = tools();
    let coded = coder.code(&DocumentInfo::default(), &english.parse(text), english.name());
    let side = |actors: &[Actor]| {
        let codes: Vec<&str> = actors.iter().map(|a| a.code.as_deref().unwrap_or("?")).collect();
        codes.join(" ")
    };
    let one = |e: &bayhaqi_coder::record::Event| {
        format!("{} {} > {}", e.event, side(&e.sources), side(&e.targets))
    };
    coded.events.iter().map(one).collect()
}

fn gives(text: &str, event: &str) {
    let all = events(text);
    assert!(all.iter().any(|e| e == event), "{event} among {all:?}: {text}");
}

#[test]
fn what_several_do_with_each_other_goes_both_ways() {
    gives("Norway and Peru agreed to reopen the railway.", "AGREE NOR PER > PER NOR");
    gives("Norway signed a treaty with Peru.", "SUPPORT NOR > PER");
}

#[test]
fn several_states_share_a_noun() {
    gives("Lawmakers in Norway and Peru praised Chile.", "SUPPORT NORLEG PERLEG > CHL");
    gives("Norway, Peru, and Chile praised Ghana.", "SUPPORT NOR PER CHL > GHA");
}

#[test]
fn a_request_is_of_whoever_makes_it() {
    let text = "Norway's police arrested two Chilean men at the request of Peru.";
    gives(text, "REQUEST PER > NORCOP");
}

#[test]
fn a_bare_group_is_the_one_named_last() {
    let text = "Abu Sayyaf raided a village in the Philippines on Monday. The group, an official \
                said, has attacked Malaysia.";
    gives(text, "ASSAULT PHLREBASG > MYS");
}

#[test]
fn leaders_are_of_the_country_of_those_they_lead() {
    let text = "General Ali Example, who commands the Peruvian troops, blamed Chile.";
    gives(text, "ACCUSE PERMIL > CHL");
    gives("Former Peruvian officials praised Norway.", "SUPPORT PERELI > NOR");
}

#[test]
fn a_second_verb_shares_the_one_who_suffers() {
    let text = "The Norwegian fishermen hid and were rescued by the Peruvian police.";
    gives(text, "AID PERCOP > NORAGR");
}

#[test]
fn a_dateline_is_no_part_of_a_name() {
    gives("OSLO - Norway imposed sanctions on Peru.", "SANCTION NOR > PER");
}

#[test]
fn nobody_is_meant_by_a_pronoun_before_the_council_that_it_speaks_of() {
    assert!(events("They called for a reform of the International Monetary Fund.").is_empty());
}

#[test]
fn two_unknown_names_make_no_event() {
    assert!(events("Ali Example directed Bruno Sample to leave.").is_empty());
}

#[test]
fn a_meeting_is_the_same_whoever_met_whom() {
    for text in ["Kenya met Uganda.", "Kenya and Uganda met.", "Uganda held talks with Kenya."] {
        let mut told = events(text);
        told.retain(|e| e.starts_with("CONSULT"));
        assert_eq!(told.len(), 1, "{text}");
        for side in told[0].split_once(' ').expect("sides").1.split(" > ") {
            assert!(side.contains("KEN") && side.contains("UGA"), "{text}: {told:?}");
        }
    }
}

#[test]
fn who_is_said_of_people_and_not_of_their_organisation() {
    gives("Militants from Boko Haram who attacked Chad fled.", "ASSAULT NGAREBBKH > TCD");
}

#[test]
fn two_states_have_two_presidents() {
    gives(
        "Peru has deep satisfaction toward Greece and Turkey's president.",
        "SUPPORT PER > GRC TURGOV",
    );
}

#[test]
fn who_serves_somebody_is_of_the_same_country() {
    gives("An aide to the Kenyan president was arrested.", "COERCE  > KENGOV");
}

#[test]
fn accidents_are_nobodys_act_and_a_wave_of_attacks_is_one() {
    assert_eq!(events("A gas explosion in Lima killed ten people."), [""; 0]);
    assert!(events("A gas attack in Lima killed ten people.")[0].starts_with("ASSAULT"));
    gives("Peru suffered a wave of attacks.", "ASSAULT  > PER");
}

#[test]
fn short_titles_are_offices() {
    gives("U.S. Sen. John Smith accused Cuba of theft.", "ACCUSE USALEG > CUB");
    gives("Maj. Gen. Luis Vega of Peru accused Cuba of theft.", "ACCUSE PERMIL > CUB");
}

#[test]
fn what_private_persons_do_to_each_other_is_no_event() {
    assert_eq!(events("A man stabbed a woman in a bar on Monday."), [""; 0]);
    gives("A man stabbed the Peruvian president on Monday.", "ASSAULT CVL > PERGOV");
    // War and terror matter whomever they befall.
    gives("A woman was killed by mortar shells on Monday.", "ASSAULT  > CVL");
    // So does a person with whom a state has to do.
    gives(
        "Peru's government expelled John Smith. John Smith threatened a witness.",
        "THREATEN ? > ",
    );
}

#[test]
fn games_are_no_war() {
    assert_eq!(events("Chile beat Peru in the qualifier in Lima."), [""; 0]);
    gives("Police attacked fans of Peru before the football match.", "ASSAULT COP > PERCVL");
    let crash = events("A plane of the Peruvian airline crashed in Chile, killing fifty people.");
    assert_eq!(crash, [""; 0]);
}
