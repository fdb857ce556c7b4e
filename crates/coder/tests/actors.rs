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
fn a_title_in_the_plural_is_everybodys_in_the_row() {
    let text =
        "Foreign ministers Ana Morel of Chile, Peter Holt of Norway and Luis Vega of Peru met.";
    gives(text, "CONSULT CHLGOV NORGOV PERGOV > NORGOV PERGOV CHLGOV");
    gives("Chilean ministers Jane Doe and John Roe criticised Peru.", "ACCUSE CHLGOV CHLGOV > PER");
    gives("Chile's and Peru's envoys met in Oslo.", "CONSULT CHLGOV PERGOV > PERGOV CHLGOV");
    gives(
        "The leaders of Hamas and Fatah met.",
        "CONSULT PSEREBHMS PSEGOVPTY > PSEGOVPTY PSEREBHMS",
    );
}

#[test]
fn parts_of_the_world_are_no_countries() {
    gives("Latin American leaders condemned Spain.", "ACCUSE LAM > ESP");
    gives("West African leaders imposed sanctions on Mali.", "SANCTION WAF > MLI");
    gives("Central American presidents accused Spain of arrogance.", "ACCUSE LAMGOV > ESP");
    gives("Nordic countries condemned Belarus.", "ACCUSE SCN > BLR");
    gives("Gulf states condemned Belarus.", "ACCUSE PGS > BLR");
    // The name tells which bloc it is.
    gives("The West African bloc ECOWAS condemned Mali.", "ACCUSE IGOWAFECW > MLI");
}

#[test]
fn an_office_goes_on_behind_its_head() {
    gives("The president's chief of staff met the Chilean envoy.", "CONSULT GOV > CHLGOV");
    gives("The chief of staff of the Turkish army praised Chile.", "SUPPORT TURMIL > CHL");
    gives("Norway expelled five Russian embassy staff.", "SANCTION NOR > RUSGOV");
}

#[test]
fn many_countries_have_an_organisation_of_that_name() {
    gives("The KGB of Belarus arrested a Polish tourist.", "COERCE BLRSPY > POLCVL");
    gives("The Maltese Labour Party condemned Spain.", "ACCUSE MLTPTY > ESP");
    gives("The Labour Party condemned Spain.", "ACCUSE GBRPTYLAB > ESP");
}

#[test]
fn a_bare_word_for_a_state_is_the_one_before() {
    gives("Qatar criticised Iran. The emirate praised Oman.", "SUPPORT QAT > OMN");
    gives(
        "Nepal signed a treaty with Chile. The landlocked country thanked Peru.",
        "SUPPORT NPL > PER",
    );
    gives(
        "Mali expelled the French envoy. The West African nation accused Paris of spying.",
        "ACCUSE MLI > FRAGOV",
    );
    gives(
        "Oman praised Iran. The Gulf state's foreign minister condemned Peru.",
        "ACCUSE OMNGOV > PER",
    );
    // Which of the two is meant nobody knows.
    let all = events("Turkey praised Syria. Iran condemned the country.");
    assert!(!all.contains(&"ACCUSE IRN > TUR".to_owned()), "{all:?}");
}

#[test]
fn the_pair_are_the_last_two() {
    let text = "Norway and Chile met in Lima. The two are to meet Poland next week.";
    gives(text, "CONSULT NOR CHL > CHL NOR");
    let text = "Foreign ministers Ana Morel of Chile and Luis Vega of Peru met. Both men condemned \
                Spain.";
    gives(text, "ACCUSE CHLGOV PERGOV > ESP");
    gives(
        "The prime ministers of Norway and Iceland met. The pair condemned Spain.",
        "ACCUSE NORGOV ISLGOV > ESP",
    );
}

#[test]
fn what_is_theirs_is_between_them() {
    gives("Chile and Peru have played down their meeting.", "CONSULT CHL PER > PER CHL");
    gives("Chile and Peru hailed their agreement.", "SUPPORT CHL PER > PER CHL");
    gives("Chile and Peru suspended their ceasefire.", "COERCE CHL PER > PER CHL");
    // A house is no more than owned.
    let all = events("Chile and Peru praised their soldiers.");
    assert!(!all.iter().any(|e| e.contains("> PER CHL")), "{all:?}");
}

#[test]
fn an_envoy_is_recalled_from_the_host() {
    gives("Poland recalled its ambassador to Chile.", "SANCTION POL > CHL");
    gives(
        "Poland withdrew its ambassador after Chile insulted Polish sailors.",
        "SANCTION POL > CHL",
    );
    gives("Algeria pulled its ambassador from Paris.", "SANCTION DZA > FRAGOV");
    gives("Peru's ambassador to Chile was recalled on Friday.", "SANCTION PERGOV > CHL");
    gives(
        "Relations between Kenya and Chad soured. Kenya recalled its envoy.",
        "SANCTION KEN > TCD",
    );
    gives("Poland recalled its ambassador for consultations.", "SANCTION POL > ");
}

#[test]
fn a_state_is_no_part_of_a_noun_behind_an_adverb() {
    gives(
        "Italy restored ties with Libya almost crowds stormed its consulate.",
        "SUPPORT ITA > LBY",
    );
}

#[test]
fn with_an_object_of_its_own_a_passive_tells_who_gets_it() {
    gives("Kenyan officials were denied access to the prison by Uganda.", "COERCE UGA > KENGOV");
    gives("The Ugandan pilot was granted asylum in Norway.", "AID NOR > UGAMIL");
}

#[test]
fn an_act_is_its_agents() {
    gives("Peru's envoy's expulsion by Chile surprised Bolivia.", "SANCTION CHL > PERGOV");
    gives(
        "The expulsion of two Russian diplomats by Latvia was welcomed by Norway.",
        "SUPPORT NOR > LVA",
    );
    gives("The accord signed by Chile and Peru was rejected by Bolivia.", "REJECT BOL > CHL PER");
}

#[test]
fn a_participle_in_front_has_the_subject_of_the_sentence() {
    let text = "Having been expelled by Chad, the Libyan envoy accused Peru of lying.";
    gives(text, "SANCTION TCD > LBYGOV");
    gives(text, "ACCUSE LBYGOV > PER");
    gives("Visiting Peru, the Chilean president condemned Bolivia.", "ACCUSE CHLGOV > BOL");
}

#[test]
fn two_clauses_share_what_both_tell() {
    gives("Ethiopia arrested and deported two Chilean journalists.", "COERCE ETH > CHLMED");
    let text = "Togo urged Benin and Benin urged Togo to disarm.";
    gives(text, "REQUEST TGO > BEN");
    gives(text, "REQUEST BEN > TGO");
    // Soldiers who are sent are the sender's own.
    gives("Norway refused to send troops to Mali.", "REJECT NOR > MLI");
}

#[test]
fn who_will_meet_somebody_has_agreed_to_it_with_them() {
    gives("Kenya met Uganda.", "CONSULT KEN > UGA");
    gives("Kenya will meet Uganda on Monday.", "AGREE KEN UGA > UGA KEN");
    gives("Kenya will visit Uganda on Monday.", "AGREE KEN > UGA");
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
