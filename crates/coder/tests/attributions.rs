//! Who says what: source, cue, content and the kind of quotation.

mod common;

use bayhaqi_coder::record::{DocumentInfo, Event, Quote, Span};
use common::tools;

/// The attributions of a text as (source, cue, content, quote).
fn attributions(text: &str) -> Vec<(String, String, String, Quote)> {
    let (english, coder) = tools();
    let coded = coder.code(&DocumentInfo::default(), &english.parse(text), english.name());
    let chars: Vec<char> = text.chars().collect();
    let words = |spans: &[Span]| -> String {
        let pieces = spans.iter().map(|s| chars[s[0]..s[1]].iter().collect::<String>());
        pieces.collect::<Vec<_>>().join(" … ")
    };
    let all = coded.attributions.iter();
    all.map(|a| (words(&a.source), words(&a.cue), words(&a.content), a.quote)).collect()
}

/// Whether one of the attributions has these words.
fn says(text: &str, source: &str, cue: &str, content: &str, quote: Quote) {
    let all = attributions(text);
    let fits = |(s, c, t, q): &(String, String, String, Quote)| {
        s.contains(source) && c.contains(cue) && t.contains(content) && *q == quote
    };
    assert!(all.iter().any(fits), "{source} {cue} {content} in {all:?}");
}

#[test]
fn indirect_speech_has_a_clause() {
    let text = "The minister said on Monday that the talks with Peru had failed.";
    says(text, "The minister", "said", "the talks with Peru had failed", Quote::Indirect);
}

#[test]
fn a_cue_may_follow_and_interrupt() {
    let text =
        "“The border is closed,” the governor said, “and it will remain closed for a month.”";
    says(text, "the governor", "said", "The border is closed", Quote::Direct);
    says(text, "the governor", "said", "it will remain closed for a month", Quote::Direct);
    let text = "The ceasefire, the rebels said, was broken twice.";
    says(text, "the rebels", "said", "was broken twice", Quote::Indirect);
}

#[test]
fn fixed_words_stand_before_a_source() {
    let text = "According to a report by the inspectors, the plant was shut down in May.";
    says(
        text,
        "report by the inspectors",
        "According to",
        "the plant was shut down",
        Quote::Indirect,
    );
}

#[test]
fn nobody_is_named_in_a_passive() {
    let text = "The general is believed to have fled to Chad.";
    let all = attributions(text);
    assert!(all.iter().all(|(source, ..)| !source.contains("Chad")), "{all:?}");
}

#[test]
fn quotations_are_direct_mixed_or_none() {
    let text = "The envoy said the plan was “a disaster” for both countries.";
    says(text, "The envoy", "said", "a disaster", Quote::Mixed);
}

#[test]
fn foreign_marks_are_quotation_marks() {
    for (open, close) in [("“", "”"), ("«", "»"), ("\"", "\""), ("„", "“")] {
        let text = format!("{open}We will never accept this treaty,{close} the president said.");
        says(&text, "the president", "said", "We will never accept this treaty", Quote::Direct);
    }
}

#[test]
fn what_the_reporter_tells_is_nobodys() {
    let text = "Troops from Chad crossed the border on Friday. They burned two villages.";
    assert_eq!(attributions(text), []);
}

#[test]
fn a_speech_inside_a_speech_is_told_as_well() {
    let text = "The minister said that the rebels had denied that they burned the village.";
    says(text, "The minister", "said", "the rebels had denied", Quote::Indirect);
    says(text, "rebels", "denied", "they burned the village", Quote::Indirect);
}

#[test]
fn a_sentence_belongs_to_its_own_cue() {
    let text = "Peru denounced the toll and said that it would file a complaint. \
                “We asked the port twice,” its envoy, Ana Example, told a conference in Lima.";
    let all = attributions(text);
    let quoted: Vec<_> = all.iter().filter(|a| a.2.contains("asked the port")).collect();
    assert!(quoted.iter().all(|(_, cue, ..)| cue.contains("told")), "{all:?}");
}

#[test]
fn who_speaks_may_stand_after_the_cue() {
    let text = "“We took the town,” declared the leader of the soldiers, Colonel Ali Example.";
    let all = attributions(text);
    assert!(all.iter().all(|(_, _, content, _)| !content.contains("Colonel")), "{all:?}");
}

/// The speakers of the events of a text whose triggers have this word; "" where the report tells it.
fn speakers(text: &str, trigger: &str) -> Vec<String> {
    let (english, coder) = tools();
    let coded = coder.code(&DocumentInfo::default(), &english.parse(text), english.name());
    let told = coded.events.iter().filter(|e| e.trigger.text.contains(trigger));
    let name = |e: &Event| e.claims.first().map_or(String::new(), |c| c.speaker.text.clone());
    let all: Vec<String> = told.map(name).collect();
    assert!(!all.is_empty(), "no “{trigger}” among {:?}", coded.events);
    all
}

#[test]
fn who_hears_a_demand_does_not_make_it() {
    let text = "The council hears Tehran's demand that American troops leave Iraq.";
    assert_eq!(speakers(text, "demand"), [""]);
    // What is heard in a clause is said by somebody, and not by those who hear it.
    let text = "The court heard that soldiers from Chad attacked the village.";
    let said = speakers(text, "attacked");
    assert!(said.iter().all(|s| !s.is_empty() && !s.contains("court")), "{said:?}");
}

#[test]
fn a_noun_in_a_clause_that_is_said_keeps_its_own_speech() {
    let text = "She says the minister's messages accusing Norway of spying are lies.";
    assert_eq!(speakers(text, "accusing"), ["She"]);
    let text = "Norway slammed the raid, urging Chile to withdraw.";
    assert_eq!(speakers(text, "urging"), [""]);
}
