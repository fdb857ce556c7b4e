//! What the coder says about sentences of our own.

mod common;

use bayhaqi_coder::record::{Actor, Coded, DocumentInfo, Event, Quote, Stance, Status};
use common::tools;

fn code(text: &str) -> Coded {
    let (english, coder) = tools();
    let published = Some("2021-03-10".to_owned());
    let document = DocumentInfo { id: "test".into(), published, ..DocumentInfo::default() };
    coder.code(&document, &english.parse(text), english.name())
}

/// The codes of both sides.
fn codes(event: &Event) -> (Vec<&str>, Vec<&str>) {
    fn side(actors: &[Actor]) -> Vec<&str> {
        actors.iter().filter_map(|a| a.code.as_deref()).collect()
    }
    (side(&event.sources), side(&event.targets))
}

/// The one event of this type.
fn only(coded: &Coded, kind: &str) -> Event {
    let found: Vec<&Event> = coded.events.iter().filter(|e| e.event == kind).collect();
    let all: Vec<_> = coded.events.iter().map(|e| (&e.event, &e.trigger.text)).collect();
    assert_eq!(found.len(), 1, "{kind} among {all:?}");
    found[0].clone()
}

#[test]
fn paraphrases_give_the_same_event() {
    for text in [
        "Chadian rebels attacked Sudanese soldiers.",
        "Sudanese soldiers were attacked by Chadian rebels.",
        "The attack by Chadian rebels on Sudanese soldiers lasted an hour.",
        "Chadian rebels launched an attack on Sudanese soldiers.",
        "The Chadian rebels, who attacked Sudanese soldiers, fled.",
    ] {
        let coded = code(text);
        let event = only(&coded, "ASSAULT");
        assert_eq!(codes(&event), (vec!["TCDREB"], vec!["SDNMIL"]), "{text}");
        assert_eq!(event.status, Status::Actual, "{text}");
        assert!(event.claims.is_empty(), "{text}");
    }
}

#[test]
fn status_follows_the_words_around() {
    for (text, kind, status) in [
        ("The Danish prime minister visited Latvia.", "CONSULT", Status::Actual),
        ("The Danish prime minister will visit Latvia.", "AGREE", Status::Planned),
        ("The Danish prime minister plans to visit Latvia.", "CONSULT", Status::Planned),
        ("The talks between Iran and Oman will resume on Friday.", "CONSULT", Status::Planned),
        ("The Danish prime minister may visit Latvia.", "CONSULT", Status::Possible),
        ("The Danish prime minister did not visit Latvia.", "CONSULT", Status::Negated),
        ("Neither Denmark nor Norway attacked Latvia.", "ASSAULT", Status::Negated),
        ("The envoy told Peru that rebels had attacked the town.", "ASSAULT", Status::Actual),
        ("The Danish prime minister would have visited Latvia.", "CONSULT", Status::Negated),
        ("Chadian troops never attacked Sudanese soldiers.", "ASSAULT", Status::Negated),
        ("Chadian troops are attacking Sudanese soldiers.", "ASSAULT", Status::Ongoing),
        ("Rebels allegedly attacked Sudanese soldiers.", "ASSAULT", Status::Possible),
    ] {
        assert_eq!(only(&code(text), kind).status, status, "{text}");
    }
}

#[test]
fn a_call_is_a_request_and_nothing_else() {
    let coded = code("Slovakia called on Hungary to withdraw its troops.");
    let kinds: Vec<&str> = coded.events.iter().map(|e| e.event.as_str()).collect();
    assert_eq!(kinds, ["REQUEST"]);
    let coded = code("Slovakia urged Hungary to attack the rebels.");
    assert!(coded.events.iter().all(|e| e.event != "ASSAULT"));
}

#[test]
fn what_a_speaker_says_is_a_claim() {
    for text in [
        "Mali said that Niger had attacked its soldiers.",
        "Niger attacked the soldiers, Mali said.",
        "According to Mali, Niger attacked the soldiers.",
        "“Niger attacked our soldiers in the north,” Mali said.",
        "Niger, Mali said, attacked the soldiers.",
        "Mali accused Niger of attacking its soldiers.",
    ] {
        let event = only(&code(text), "ASSAULT");
        assert_eq!(event.claims.len(), 1, "{text}");
        let claim = &event.claims[0];
        assert_eq!(claim.speaker.country.as_deref(), Some("MLI"), "{text}");
        assert_eq!(claim.stance, Stance::Asserts, "{text}");
    }
    assert!(only(&code("Niger attacked soldiers of Mali."), "ASSAULT").claims.is_empty());
}

#[test]
fn denials_and_chains_keep_their_speakers() {
    let event =
        only(&code("Niger denied that its soldiers had attacked the villagers."), "ASSAULT");
    assert_eq!(event.claims[0].stance, Stance::Denies);
    let text = "The newspaper reported that Mali said that Niger attacked the villagers.";
    let event = only(&code(text), "ASSAULT");
    let cues: Vec<&str> = event.claims.iter().map(|c| c.cue.text.as_str()).collect();
    assert_eq!(cues, ["reported", "said"]);
}

#[test]
fn quotes_are_told_apart() {
    let quote = |text: &str| code(text).attributions[0].quote;
    assert_eq!(
        quote("“The talks have failed and we are leaving,” the minister said."),
        Quote::Direct
    );
    assert_eq!(quote("The minister said the talks had failed."), Quote::Indirect);
    assert_eq!(
        quote("The minister said the talks were a “complete disaster” for all."),
        Quote::Mixed
    );
}

#[test]
fn pronouns_and_surnames_mean_the_person() {
    let text = "Kenyan President Daniel Otieno arrived in Kampala on Monday. He met the Ugandan \
                prime minister. Otieno praised Uganda.";
    let coded = code(text);
    for event in coded.events.iter().filter(|e| e.sentence.index > 0) {
        assert_eq!(event.sources[0].name.as_deref(), Some("Daniel Otieno"));
        assert_eq!(event.sources[0].code.as_deref(), Some("KENGOV"));
    }
    assert!(coded.events.len() >= 3);
}

#[test]
fn a_slip_of_the_pen_is_the_same_person() {
    let text = "Foreign Minister Anton Markovich criticized Norway. Later Markowich thanked Sweden. \
                Markovich also praised Finland.";
    let coded = code(text);
    let ids: Vec<_> = coded.events.iter().map(|e| e.sources[0].entity.clone()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|i| *i == ids[0]), "{ids:?}");
    assert_eq!(coded.events[1].sources[0].name.as_deref(), Some("Anton Markovich"));
}

#[test]
fn a_capital_speaks_for_its_government_and_is_a_place_under_in() {
    let event = only(&code("Ottawa condemned Minsk for the arrests."), "ACCUSE");
    assert_eq!(codes(&event), (vec!["CANGOV"], vec!["BLRGOV"]));
    let event =
        only(&code("The French president met the Spanish king in Ottawa on Monday."), "CONSULT");
    let place = event.place.unwrap();
    assert_eq!((place.name.as_str(), place.country.as_deref()), ("Ottawa", Some("CAN")));
    assert_eq!(codes(&only(&code("The US praised the UK."), "SUPPORT")).0, ["USA"]);
    let event = only(&code("The Thai premier met the Lao president in Brussels."), "CONSULT");
    assert_eq!(event.place.map(|p| p.name).as_deref(), Some("Brussels"));
    assert_eq!(codes(&only(&code("Brussels criticized Serbia."), "ACCUSE")).0, ["IGOEUREEC"]);
}

#[test]
fn days_follow_the_day_of_publication() {
    let when = |text: &str| only(&code(text), "CONSULT").when.map(|w| w.timex);
    let day = |d: &str| Some(d.to_owned());
    assert_eq!(when("The Greek premier visited Malta on Monday."), day("2021-03-08"));
    assert_eq!(when("The Greek premier visited Malta yesterday."), day("2021-03-09"));
    let planned = only(&code("The Greek premier will visit Malta on Friday."), "AGREE");
    assert_eq!(planned.cameo.as_deref(), Some("036"));
    assert_eq!(planned.when.map(|w| w.timex), day("2021-03-12"));
    assert_eq!(when("The Greek premier visited Malta on January 3."), day("2021-01-03"));
    assert_eq!(when("The Greek premier visited Malta in 2014."), day("2014"));
    assert_eq!(when("The Greek premier visited Malta last month."), day("2021-02"));
    assert_eq!(when("The Greek premier visited Malta on December 5."), day("2020-12-05"));
}

#[test]
fn people_are_counted() {
    let killed = |text: &str| only(&code(text), "ASSAULT").counts.killed;
    assert_eq!(killed("Rebels killed twelve soldiers in Chad."), Some(12));
    assert_eq!(killed("Rebels killed General Omar Haddad and eight other people."), Some(9));
    assert_eq!(killed("Rebels killed soldiers in Chad."), None);
    assert_eq!(
        only(&code("Police arrested 3,000 demonstrators."), "COERCE").counts.arrested,
        Some(3000)
    );
}

#[test]
fn loaded_words_change_no_code() {
    let plain = only(&code("Chad attacked Boko Haram."), "ASSAULT");
    let loaded = only(&code("Chad attacked the terrorist group Boko Haram."), "ASSAULT");
    assert_eq!(codes(&plain), codes(&loaded));
    let event = only(&code("Norway praised the evil regime of Belarus."), "SUPPORT");
    assert_eq!(event.targets[0].country.as_deref(), Some("BLR"));
}

#[test]
fn a_name_of_a_country_may_be_a_person() {
    let coded = code("Michael Jordan thanked Air France.");
    assert!(coded.events.iter().all(|e| e.sources[0].code.is_none()));
}

#[test]
fn all_conjuncts_are_targets() {
    let event = only(&code("Canada imposed sanctions on Belarus, Syria and Iran."), "SANCTION");
    assert_eq!(codes(&event).1, ["BLR", "SYR", "IRN"]);
}

#[test]
fn nothing_comes_of_nothing() {
    for text in ["", " ", "\n\n", "…", "The weather was fine.", "“"] {
        assert!(code(text).events.is_empty(), "{text:?}");
    }
}

#[test]
fn the_same_input_gives_the_same_ids() {
    let ids = || -> Vec<String> {
        code("Mali accused Niger of attacking its soldiers.")
            .events
            .into_iter()
            .map(|e| e.id)
            .collect()
    };
    assert_eq!(ids(), ids());
    assert_eq!(ids().len(), 2);
}

#[test]
fn a_pronoun_means_nobody_rather_than_the_wrong_one() {
    let text = "General Omar Haddad died on Monday. The visitor left early. He thanked Norway.";
    assert!(code(text).events.iter().all(|e| e.event != "SUPPORT"));
}

#[test]
fn a_participle_shares_the_subject() {
    let event = only(&code("Asked by Peru for help, Chile sent doctors to Lima."), "REQUEST");
    assert_eq!(codes(&event), (vec!["PER"], vec!["CHL"]));
}

#[test]
fn a_transcript_names_its_speakers() {
    let event = only(&code("HADDAD: Niger attacked the village in March."), "ASSAULT");
    assert_eq!(event.claims[0].speaker.text, "HADDAD");
}

#[test]
fn a_dateline_is_no_actor_and_no_speaker() {
    for text in [
        "LIMA, Peru (XY) -- Chile's parliament criticized Bolivia.",
        "LIMA: Chile's parliament criticized Bolivia.",
    ] {
        let event = only(&code(text), "ACCUSE");
        assert_eq!(codes(&event), (vec!["CHLLEG"], vec!["BOL"]), "{text}");
        assert!(event.claims.is_empty(), "{text}");
    }
}

#[test]
fn who_announces_his_own_act_promises_or_threatens() {
    for (text, kind, cameo) in [
        ("Japan said it would send food to Nepal.", "AGREE", "0333"),
        ("Algeria said it would attack Mali.", "THREATEN", "138"),
        ("Bhutan said it would not accept Nepalese refugees.", "REJECT", "1223"),
    ] {
        assert_eq!(only(&code(text), kind).cameo.as_deref(), Some(cameo), "{text}");
    }
}

#[test]
fn who_is_about_to_do_it_plans_it() {
    for (text, status) in [
        ("Chad is about to attack Sudan.", Status::Planned),
        ("Chad is eager to attack Sudan.", Status::Planned),
        ("Chad was unable to attack Sudan.", Status::Negated),
    ] {
        let event = only(&code(text), "ASSAULT");
        assert_eq!((codes(&event), event.status), ((vec!["TCD"], vec!["SDN"]), status), "{text}");
    }
}

/// The codes of those who claim what a verb or noun tells, outermost first.
fn speakers(coded: &Coded, trigger: &str) -> Vec<Option<String>> {
    let found = coded.events.iter().find(|e| e.trigger.text == trigger);
    let all: Vec<_> = coded.events.iter().map(|e| &e.trigger.text).collect();
    let event = found.unwrap_or_else(|| panic!("{trigger} among {all:?}"));
    event.claims.iter().map(|c| c.speaker.code.clone()).collect()
}

#[test]
fn an_inserted_cue_reports_the_clauses_around_it() {
    let said = |text: &str, trigger: &str, speaker: &[&str]| {
        let speaker: Vec<_> = speaker.iter().map(|s| Some((*s).to_owned())).collect();
        assert_eq!(speakers(&code(text), trigger), speaker, "{trigger}: {text}");
    };
    let text = "Rebels shelled a Sudanese base, the Sudanese minister said, and Chadian troops \
                bombed two villages.";
    said(text, "shelled", &["SDNGOV"]);
    said(text, "bombed", &["SDNGOV"]);
    let text = "Gunmen killed five soldiers in Mali, the Malian minister said, and kidnapped a \
                teacher.";
    said(text, "killed", &["MLIGOV"]);
    said(text, "kidnapped", &["MLIGOV"]);
    let text = "Police arrested two Kenyan lawyers, the Kenyan bishop said; soldiers had beaten \
                the protesters.";
    said(text, "beaten", &["KENREL"]);
    let text = "The Chilean army killed ten rebels, it said in a statement, and seized weapons.";
    said(text, "seized", &["CHLMIL"]);
    let text = "Peru, said the Chilean minister, had attacked two ships.";
    said(text, "attacked", &["CHLGOV"]);
    let text = "Chile condemned the raid; Peru, the Chilean minister said, had attacked two ships.";
    said(text, "attacked", &["CHLGOV"]);
    said(text, "condemned", &[]);
    let text = "Two Chilean officers were reported killed by Peruvian rebels.";
    assert_eq!(speakers(&code(text), "killed").len(), 1);
    // What the speaker does next is the reporter's, and so is what others answer.
    let text = "Chad attacked Niger, the Nigerien minister said, and left for Lisbon.";
    said(text, "attacked", &["NERGOV"]);
    said(text, "left", &[]);
    let text = "Niger attacked Chad, the Chadian minister said, but Niger rejected the charge.";
    said(text, "rejected", &[]);
    let text = "“Peru seized the ship,” the Chilean minister said, and Chile expelled the \
                Peruvian envoy.";
    said(text, "seized", &["CHLGOV"]);
    said(text, "expelled", &[]);
}

#[test]
fn an_aside_in_a_title_does_not_claim_the_title() {
    let text = "Bomb kills nine in Kenyan market; two groups claim attack\n\nThe bomb went off.";
    assert!(speakers(&code(text), "kills").is_empty());
    let text = "Kenya bombs Somali camps; Somalia says market hit\n\nThe raid came at night.";
    assert!(speakers(&code(text), "bombs").is_empty());
    // A cue that has nothing else to report is the title's.
    let text = "Kenya bombs Somali camps, Somalia says\n\nThe raid came at night.";
    assert_eq!(speakers(&code(text), "bombs"), [Some("SOM".to_owned())]);
}

#[test]
fn a_refusal_may_be_passive() {
    let coded = code("Gambia's minister said the Malian soldiers would not be freed.");
    let refusal = only(&coded, "REJECT");
    assert_eq!(codes(&refusal), (vec!["GMBGOV"], vec!["MLIMIL"]));
}

#[test]
fn an_answer_that_is_done_is_not_said() {
    let coded =
        code("Rebels raided a town. Chad's army responded by shelling the Sudanese rebels.");
    assert!(coded.events.iter().all(|e| e.claims.is_empty()));
}

#[test]
fn those_who_stand_in_the_way_are_shot_at() {
    let coded = code("Kenyan police opened fire when Kenyan miners blocked the railway.");
    assert_eq!(codes(&only(&coded, "ASSAULT")), (vec!["KENCOP"], vec!["KENLAB"]));
}

#[test]
fn who_stops_a_lorry_does_not_carry_its_load() {
    let coded = code("The lorries, carrying maize, were ambushed by Kenyan bandits.");
    assert!(coded.events.iter().all(|e| e.event != "AID"));
    assert_eq!(codes(&only(&coded, "ASSAULT")).0, ["KENCRM"]);
}

#[test]
fn a_seat_tells_the_country_of_a_company() {
    for company in ["Perth-based Corvane Resources", "Corvane Resources, based in Perth,"] {
        let coded = code(&format!("{company} rejected the miners' demand in Australia."));
        let sources = only(&coded, "REJECT").sources;
        assert_eq!(sources[0].country.as_deref(), Some("AUS"), "{company}");
    }
}
