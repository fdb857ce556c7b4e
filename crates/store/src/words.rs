//! The words and numbers that stand for the record's values in tables and layouts.

use bayhaqi_coder::record::{Quote, Stance, Status};

/// The number of a quad class, as GDELT and CAMEO count them.
pub(crate) fn quad_class(quad: &str) -> i64 {
    match quad {
        "verbal-cooperation" => 1,
        "material-cooperation" => 2,
        "verbal-conflict" => 3,
        "material-conflict" => 4,
        _ => 0,
    }
}

/// The quad class of a number.
pub(crate) fn quad_name(number: i64) -> &'static str {
    match number {
        1 => "verbal-cooperation",
        2 => "material-cooperation",
        3 => "verbal-conflict",
        4 => "material-conflict",
        _ => "",
    }
}

/// The words for a status: `event_rows.status` counts them from 0.
const STATUSES: [(Status, &str); 6] = [
    (Status::Actual, "actual"),
    (Status::Ongoing, "ongoing"),
    (Status::Planned, "planned"),
    (Status::Possible, "possible"),
    (Status::Requested, "requested"),
    (Status::Negated, "negated"),
];

/// The word for a status.
pub(crate) fn status(status: Status) -> &'static str {
    STATUSES.iter().find(|(s, _)| *s == status).map_or("actual", |(_, word)| word)
}

/// The number of a status.
pub(crate) fn status_number(status: Status) -> i64 {
    (0..).zip(STATUSES).find(|(_, (s, _))| *s == status).map_or(0, |(number, _)| number)
}

/// How many numbers of statuses there are.
pub(crate) fn statuses() -> i64 {
    STATUSES.len() as i64
}

/// The status of a number.
pub(crate) fn status_of(number: i64) -> Status {
    let at = usize::try_from(number).ok();
    at.and_then(|i| STATUSES.get(i)).map_or(Status::Actual, |(status, _)| *status)
}

/// The word for a way of quoting.
pub(crate) fn quote(quote: Quote) -> &'static str {
    match quote {
        Quote::Direct => "direct",
        Quote::Indirect => "indirect",
        Quote::Mixed => "mixed",
    }
}

/// The word for a stance.
pub(crate) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Doubts => "doubts",
    }
}
