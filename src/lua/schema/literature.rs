//! Literature: searches, and how what they found is screened.

use crate::lua::types::{
    Children, Constructor, Head, Place,
    Ty::{Date, File, Integer, Source, Text},
};

use super::fields::{ABOUT, CONFIRM, MAY_SOURCE};
use super::{may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "screening_reason",
        "literature",
        Head::IdLabel,
        Place::Methodology,
        "A reason for which a reference is left out when literature is screened.",
        Children::None,
        [ABOUT, CONFIRM]
    ),
    declare!(
        "literature",
        "literature",
        Head::None,
        Place::Anywhere,
        "The literature of a country, or of the method: what was searched for, and the sheet in which reviewers decide. Records of one work are taken together by DOI, then by title and year.",
        Children::Of(&["search"]),
        [
            may(
                "screening",
                File(&["csv"]),
                "the sheet of decisions, beside the script: reference, stage, reviewer, decision, reason, note"
            ),
            may(
                "reviewers",
                Integer,
                "how many people decide about each reference before that stands; one where nothing is said"
            ),
            may("protocol", Source, "where the protocol is registered or published"),
            ABOUT,
        ]
    ),
    declare!(
        "search",
        "literature",
        Head::Id,
        Place::Nested,
        "One search of one database, and the file of records it gave. The order of searches says which record of a work is kept.",
        Children::None,
        [
            may(
                "file",
                File(&["ris", "bib"]),
                "the records it found, beside the script; a search that found nothing has none"
            ),
            must("database", Text, "where was searched"),
            must("searched_on", Date, "the day of the search"),
            must("query", Text, "the words of the search, as they were entered"),
            may("limits", Text, "what the search was limited to: years, languages, kinds of document"),
            may("found", Integer, "how many records the database says it found; the file must hold as many"),
            MAY_SOURCE,
            may("note", Text, "anything else"),
        ]
    ),
];
