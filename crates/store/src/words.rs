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

/// The word for a status.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Actual => "actual",
        Status::Ongoing => "ongoing",
        Status::Planned => "planned",
        Status::Possible => "possible",
        Status::Requested => "requested",
        Status::Negated => "negated",
    }
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
