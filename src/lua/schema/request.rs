//! How data requests are filled in.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Choice, Options, Ref, Text},
};

use super::fields::CONFIRM;
use super::{TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "request_form",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "How data requests are filled in, in every country. Once in a methodology.",
        Children::Of(&["field"]),
        [
            must("version", Text, "the version of the form, as every workbook carries it"),
            must(
                "read_me",
                TEXTS,
                "paragraphs for who fills it in; {country}, {asked_of}, {asked_by}, {request} and {years} are filled in"
            ),
            CONFIRM,
        ]
    ),
    declare!(
        "field",
        "offence data",
        Head::IdLabel,
        Place::Nested,
        "A question to the provider about how a series is counted: a field of series_metadata, or as_of, breaks, contact_office.",
        Children::None,
        [
            may("hint", Text, "what is meant"),
            may("answer", Choice(&["text", "number", "date"]), "what the answer is; a text unless stated"),
            may("options", Options, "the answers there are; unknown is always one"),
            may(
                "other",
                TEXTS,
                "the options that name no one thing, such as something else: two such answers are never the same"
            ),
            may("codes", Ref(R::Dimension), "the dimension whose codes are the answers"),
        ]
    ),
];
