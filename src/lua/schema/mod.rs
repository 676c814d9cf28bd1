//! The one list of constructors: what a script may declare.
//!
//! Validation, the type definitions for editors, the script reference and the
//! completion of the REPL are all made from this list, so they cannot differ.
//! One file a family; the order here is that of the script reference.

macro_rules! declare {
    ($name:literal, $family:literal, $head:expr, $place:expr, $doc:literal, $children:expr, [$($field:expr),* $(,)?]) => {
        Constructor { name: $name, family: $family, head: $head, place: $place, doc: $doc,
                      children: $children, fields: &[$($field),*] }
    };
}

mod burden;
mod country;
mod data;
mod desk;
mod dyads;
mod fields;
mod findings;
mod indicators;
mod interviews;
mod literature;
mod method;
mod quality;
mod report;
mod request;
mod scenarios;
mod survey;

use super::types::{
    Constructor, Field,
    Ty::{self, *},
};

const fn must(name: &'static str, ty: Ty, doc: &'static str) -> Field {
    Field { name, ty, required: true, doc }
}

const fn may(name: &'static str, ty: Ty, doc: &'static str) -> Field {
    Field { name, ty, required: false, doc }
}

const TEXTS: Ty = List(&Text);

/// The four kinds of activity (FIELD: desk review, interviews, survey,
/// offence or administrative data).
pub const ACTIVITY_KINDS: &[&str] = &["desk_review", "interviews", "survey", "offence_data"];
pub const CLASSES: &[&str] = &["core", "optional", "adaptable"];
pub const ALLOWED_MISSING: &[&str] = &["dont_know", "prefer_not", "not_applicable"];
pub const UNITS: &[&str] = &["percent", "count", "children", "respondents", "interviews", "reports", "cases"];
pub const STAGES: &[&str] =
    &["reported", "investigated", "prosecuted", "convicted", "referred", "not_applicable"];
/// What state a legal text is in.
pub const LAW_STATES: &[&str] = &["in_force", "not_yet_in_force", "bill", "repealed"];
pub const APPROVAL_STATES: &[&str] = &["valid", "pretest", "training", "lapsed"];
pub const STATUSES: &[&str] = &["proposed", "accepted", "under_way", "done", "rejected", "unknown"];

/// What a programme holds beside its own lists.
pub const MEMBERSHIPS: &[&str] = &["ran", "output"];
/// What is asked one by one, in a section or in a roster.
pub const QUESTIONS: &[&str] = &[
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "date",
    "time",
    "geopoint",
    "note",
    "calculation",
];
/// What a section of a questionnaire may hold.
pub const IN_SECTIONS: &[&str] = &[
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "date",
    "time",
    "geopoint",
    "note",
    "calculation",
    "case",
    "battery",
    "roster",
    "random_pick",
];
pub const CHANGES: &[&str] = &[
    "reword",
    "leave_out",
    "add_options",
    "remove_options",
    "reorder",
    "move",
    "move_section",
    "ask_only_if",
    "other_recall",
    "other_ages",
    "translate",
    "add_item",
    "add_row",
];
pub const INSTRUMENTS: &[&str] =
    &["questionnaire", "interview_guide", "codebook", "checklist", "data_request"];
pub const BLOCKS: &[&str] = &[
    "paragraph",
    "show_insights",
    "show_figures",
    "show_dots",
    "show_trend",
    "show_answers",
    "show_rubrics",
    "show_activities",
    "show_instrument",
    "show_findings",
    "show_recommendations",
    "show_leads",
    "show_conflicts",
    "show_comparability",
    "show_approvals",
    "show_services",
    "show_literature",
];

const FAMILIES: [&[Constructor]; 15] = [
    method::CONSTRUCTORS,
    survey::CONSTRUCTORS,
    scenarios::CONSTRUCTORS,
    burden::CONSTRUCTORS,
    quality::CONSTRUCTORS,
    dyads::CONSTRUCTORS,
    interviews::CONSTRUCTORS,
    desk::CONSTRUCTORS,
    literature::CONSTRUCTORS,
    data::CONSTRUCTORS,
    request::CONSTRUCTORS,
    indicators::CONSTRUCTORS,
    country::CONSTRUCTORS,
    findings::CONSTRUCTORS,
    report::CONSTRUCTORS,
];

/// Every constructor, in the order of the script reference.
pub fn constructors() -> impl Iterator<Item = &'static Constructor> {
    FAMILIES.into_iter().flatten()
}

/// The constructor of that name.
pub fn constructor(name: &str) -> Option<&'static Constructor> {
    constructors().find(|c| c.name == name)
}
