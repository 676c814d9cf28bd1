//! What a questionnaire asks of a person, and how its wordings were tested.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Date, Map, Number, Ref, Source, Text},
};

use super::fields::{ABOUT, CONFIRM, MAY_SOURCE};
use super::{may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "burden",
        "survey",
        Head::Ref(R::Questionnaire),
        Place::Methodology,
        "How long a questionnaire takes and what it asks of a person: assumptions, expected answers, limits that dh check holds.",
        Children::Of(&["expect"]),
        [
            must(
                "seconds",
                Map(&Number),
                "by kind of question, for asking it and writing the answer down: select_one = 6, …"
            ),
            must("seconds_per_word", Number, "for each word that is read out, options too"),
            may("services", Text, "the item at which everybody is given the services"),
            may(
                "limits",
                Map(&Number),
                "the most there may be: minutes, sensitive_items, questions_to_services, questions_to_end, sensitive_without_exit"
            ),
            MAY_SOURCE,
            CONFIRM,
        ]
    ),
    declare!(
        "expect",
        "survey",
        Head::Id,
        Place::Nested,
        "What answers are expected to a question, for estimates of burden alone: from a source, or assumed.",
        Children::None,
        [
            may(
                "shares",
                Map(&Number),
                "option = share, from 0 to 1, also of dont_know and prefer_not; what is left goes evenly to the options without one, or to all by their shares"
            ),
            may("rows", Number, "of a roster: how many rows are expected"),
            may("assumed", Text, "why it is assumed, where no source states it"),
            may("source", Source, "where it is stated"),
        ]
    ),
    declare!(
        "cognitive_test",
        "countries",
        Head::IdLabel,
        Place::Countries,
        "A round in which wordings of a questionnaire were tried with people like its respondents. No names, no answers.",
        Children::Of(&["tested"]),
        [
            must("instrument", Ref(R::Questionnaire), "the questionnaire"),
            may("language", Text, "the language it was tried in"),
            must("held", Date, "when"),
            must("with", Text, "with how many people of which ages and places"),
            may("how", Text, "how: think-aloud, probing, back-translation"),
            ABOUT,
            MAY_SOURCE,
            CONFIRM,
        ]
    ),
    declare!(
        "tested",
        "countries",
        Head::Id,
        Place::Nested,
        "What was found of one question, and what was decided.",
        Children::None,
        [
            must("found", Text, "what people understood"),
            must("decided", Text, "what was made of it: kept, reworded, left out"),
        ]
    ),
];
