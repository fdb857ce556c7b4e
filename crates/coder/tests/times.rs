//! Time expressions, their values, and which of them is an event's.

mod common;

use bayhaqi_coder::record::{DocumentInfo, Event, Timex};
use common::tools;
use proptest::prelude::*;

fn document(published: Option<&str>) -> DocumentInfo {
    DocumentInfo { published: published.map(str::to_owned), ..DocumentInfo::default() }
}

fn times(text: &str, published: Option<&str>) -> Vec<Timex> {
    let (pipeline, coder) = tools();
    let parse = pipeline.worker().parse(text);
    coder.code(&document(published), &parse, pipeline.name()).times
}

fn events(text: &str, published: Option<&str>) -> Vec<Event> {
    let (pipeline, coder) = tools();
    let parse = pipeline.worker().parse(text);
    coder.code(&document(published), &parse, pipeline.name()).events
}

/// Checks lines of "sentence | expression = value; …" against a report of Wednesday, 10 March 2021.
fn check(lines: &str, published: Option<&str>) {
    let mut wrong = Vec::new();
    for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (text, wanted) = line.split_once(" |").expect("a sentence and its times");
        let wanted = wanted.trim();
        let got: Vec<String> = times(text, published)
            .iter()
            .map(|t| format!("{} {} = {}", t.kind, t.text, t.value))
            .collect();
        if got.join("; ") != wanted {
            wrong.push(format!("{text}\n  want {wanted}\n  got  {}", got.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const DAY: Option<&str> = Some("2021-03-10");

#[test]
fn dates_in_every_usual_form() {
    check(
        "
        The treaty was signed on January 3, 2020. | DATE January 3, 2020 = 2020-01-03
        The treaty was signed on 3 January 2020. | DATE 3 January 2020 = 2020-01-03
        The treaty was signed on the 3rd of May 2019. | DATE the 3rd of May 2019 = 2019-05-03
        The treaty was signed on 2020-01-03 in Rome. | DATE 2020-01-03 = 2020-01-03
        The treaty was signed on 25/12/2020 in Rome. | DATE 25/12/2020 = 2020-12-25
        The treaty was signed on 03/04/2020 in Rome. | DATE 03/04/2020 = 2020
        The treaty was signed on Dec. 5. | DATE Dec. 5 = 2020-12-05
        The treaty was signed on Friday, March 5. | DATE Friday, March 5 = 2021-03-05
        The treaty was signed in August 1988. | DATE August 1988 = 1988-08
        The treaty was signed in 1988. | DATE 1988 = 1988
        The war began in the late 1980s. | DATE the late 1980s = 198
        The town was built in the 19th century. | DATE the 19th century = 18
        The army grew in the first quarter of 2019. | DATE the first quarter of 2019 = 2019-Q1
        The army grew in the second half of 2019. | DATE the second half of 2019 = 2019-H2
        The revolt began in the spring of 2014. | DATE the spring of 2014 = 2014-SP
        The talks were held March 3-5. | DATE March 3 = 2021-03-03; DATE 5 = 2021-03-05
        He ruled from 1990 to 1995. | DATE 1990 = 1990; DATE 1995 = 1995
        ",
        DAY,
    );
}

#[test]
fn dates_from_the_day_of_publication() {
    check(
        "
        The premier arrived yesterday. | DATE yesterday = 2021-03-09
        The premier arrived on Monday. | DATE Monday = 2021-03-08
        The premier will arrive on Monday. | DATE Monday = 2021-03-15
        The premier arrived on Wednesday. | DATE Wednesday = 2021-03-10
        The premier arrived last Friday. | DATE last Friday = 2021-03-05
        The premier arrived last week. | DATE last week = 2021-W09
        The premier will arrive next month. | DATE next month = 2021-04
        The premier arrived three days ago. | DATE three days ago = 2021-03-07
        The premier arrived a year ago. | DATE a year ago = 2020
        The premier arrived over the weekend. | DATE the weekend = 2021-W09-WE
        The premier arrived this morning. | TIME this morning = 2021-03-10TMO
        The premier arrived on Friday night. | TIME Friday night = 2021-03-05TNI
        The premier arrived at 5:30 p.m. on Monday. | TIME 5:30 p.m. = 2021-03-08T17:30; DATE Monday = 2021-03-08
        The premier recently arrived. | DATE recently = PAST_REF
        The unions planned a strike for Friday. | DATE Friday = 2021-03-12
        The premier arrived in December. | DATE December = 2020-12
        ",
        DAY,
    );
}

#[test]
fn dates_from_the_time_last_told() {
    check(
        "
        He fled on May 3, 2011. Two days later the town fell. | DATE May 3, 2011 = 2011-05-03; DATE Two days later = 2011-05-05
        He fled on May 3, 2011. The following day the town fell. | DATE May 3, 2011 = 2011-05-03; DATE The following day = 2011-05-04
        He fled in 2011. The town fell that year. | DATE 2011 = 2011; DATE that year = 2011
        ",
        DAY,
    );
}

#[test]
fn lengths_sets_and_feasts() {
    check(
        "
        The siege lasted three days. | DURATION three days = P3D
        The siege lasted nearly two and a half hours. | DURATION nearly two and a half hours = PT2H30M
        The two-year siege ended. | DURATION two-year = P2Y
        The siege lasted several months. | DURATION several months = PXM
        They protest every Monday. | SET every Monday = XXXX-WXX-1
        They protest each year. | SET each year = P1Y
        The town fell at Christmas 2016. | DATE Christmas 2016 = 2016-12-25
        The town fell on Easter Monday. | DATE Easter Monday = 2020-04-13
        ",
        DAY,
    );
}

#[test]
fn what_is_no_time_is_left_alone() {
    check(
        "
        He may march to the sea for a second look. |
        The fall of the government hurt 2000 people. |
        ",
        DAY,
    );
}

#[test]
fn without_a_day_of_publication_values_stay_open() {
    check(
        "
        The premier arrived on Friday. | DATE Friday = XXXX-WXX-5
        The premier arrived on May 3. | DATE May 3 = XXXX-05-03
        The premier arrived last week. | DATE last week = XXXX-WXX
        ",
        None,
    );
    assert!(times("The premier arrived on Friday.", None)[0].from.is_none());
    // The dateline knows the day.
    let told = times("ROME, May 3, 2019 (Agency) — The premier arrived on Thursday.", None);
    assert_eq!(told.last().map(|t| t.value.as_str()), Some("2019-05-02"));
}

#[test]
fn days_that_no_calendar_has_stand_for_their_month() {
    let found = times("The treaty was signed on June 31, 2020.", DAY);
    assert_eq!((found[0].value.as_str(), found[0].granularity.as_str()), ("2020-06", "month"));
    assert_eq!(found[0].to.as_deref(), Some("2020-06-30"));
}

/// The time of the event of this type.
fn when(text: &str, event: &str) -> Option<String> {
    let found = events(text, DAY).into_iter().find(|e| e.event == event);
    found.unwrap_or_else(|| panic!("no {event} in {text}")).when.map(|w| w.timex)
}

#[test]
fn events_have_the_time_that_belongs_to_them() {
    let monday = Some("2021-03-08".to_owned());
    let used = "Greek police used tear gas on Monday against students and arrested 43 protesters.";
    assert_eq!(when(used, "COERCE"), monday);
    let said = "Greek officials said on Tuesday that Turkish troops attacked Cyprus on Monday.";
    assert_eq!(when(said, "ASSAULT"), monday);
    // A time of saying is none of what is said.
    let open = "Greek officials said on Monday that Turkish troops attacked Cyprus.";
    assert_eq!(when(open, "ASSAULT"), None);
    let range = "The Greek premier visited Malta from Monday to Tuesday.";
    assert_eq!(when(range, "CONSULT"), Some("2021-03-08/2021-03-09".to_owned()));
}

const PIECES: [&str; 60] = [
    "the",
    "a",
    "last",
    "next",
    "this",
    "that",
    "early",
    "end",
    "of",
    "in",
    "on",
    "Monday",
    "Friday",
    "May",
    "March",
    "31",
    "3rd",
    "29",
    "February",
    "2020",
    "9999",
    "1000",
    "0000",
    ",",
    "-",
    "'s",
    "year",
    "years",
    "quarter",
    "first",
    "half",
    "two",
    "hundred",
    "thousand",
    "999999999999",
    "ago",
    "earlier",
    "later",
    "week",
    "weekend",
    "decade",
    "centuries",
    "night",
    "noon",
    "7:15",
    "24",
    "p.m.",
    "GMT",
    "Ramadan",
    "Easter",
    "every",
    "daily",
    "now",
    "fiscal",
    "1980s",
    "99/99/9999",
    "2020-13-45",
    "ended",
    "nineteen",
    "ninety",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands together, nothing panics and every expression is a piece of the text.
    #[test]
    fn any_words_of_time_are_read(
        pieces in prop::collection::vec(0..PIECES.len(), 1..24),
        published in prop::sample::select(vec!["2021-03-10", "0001-01-01", "9999-12-31", "-009999-01-01", "x"]),
    ) {
        let text = pieces.iter().map(|&i| PIECES[i]).collect::<Vec<_>>().join(" ");
        let letters: Vec<char> = text.chars().collect();
        let mut last = 0;
        for time in times(&text, Some(published)) {
            let [start, end] = time.span;
            prop_assert!(last <= start && start < end && end <= letters.len());
            last = end;
            prop_assert_eq!(letters[start..end].iter().collect::<String>(), time.text);
            prop_assert!(time.from <= time.to || time.from.is_none());
        }
    }
}
