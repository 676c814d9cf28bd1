//! Questionnaires and their questions.

use crate::lua::types::{
    Children, Constructor, ExprKind, Head, Place,
    Ty::{Choice, Expr, Integer, Map, Options, Range, Text},
};

use super::fields::{
    ABOUT, AGES, ALLOW, ASK_IF, CLASS, CONCEPT, CONFIRM, HINT, MUST, RECALL, SENSITIVE, TRANSLATIONS, WARN_IF,
};
use super::{QUESTIONS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "questionnaire",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks respondents questions in sections.",
        Children::Of(&["section"]),
        [
            must("respondents", Text, "who answers it"),
            must("population", Text, "the population its estimates are about"),
            may("ages", Range, "ages of the respondents, first and last included"),
            may("recall_months", Integer, "the recall window of 'past' questions, in months"),
            may(
                "mode",
                Choice(&["face_to_face", "telephone", "online", "self_administered"]),
                "how it is asked"
            ),
            may(
                "records",
                Map(&Text),
                "what a file of its answers calls the columns that are no question: id, date, stratum, psu, weight, area, interviewer (named record_id, interview_date, stratum, psu, weight, region, interviewer where this does not say otherwise)"
            ),
            ABOUT,
            CONFIRM,
        ]
    ),
    declare!(
        "section",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A section of a questionnaire.",
        Children::Of(QUESTIONS),
        [ASK_IF, SENSITIVE, ABOUT]
    ),
    declare!(
        "select_one",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question with one answer out of a list.",
        Children::None,
        [
            CLASS,
            must("options", Options, "the options in the order they are read: { { \"id\", \"Label\" }, … }"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    declare!(
        "select_multiple",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question with any number of answers out of a list.",
        Children::None,
        [
            CLASS,
            must(
                "options",
                Options,
                "the options in the order they are read; exclusive = true for a 'none of these'"
            ),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    declare!(
        "integer",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a whole number.",
        Children::None,
        [
            CLASS,
            may("range", Range, "lowest and highest value accepted"),
            may("unit", Text, "hours, years, …"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    declare!(
        "decimal",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a number with decimals.",
        Children::None,
        [
            CLASS,
            may("range", Range, "lowest and highest value accepted"),
            may("unit", Text, "hours, years, …"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    declare!(
        "text",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered in words.",
        Children::None,
        [CLASS, ALLOW, ASK_IF, RECALL, AGES, HINT, SENSITIVE, CONCEPT, TRANSLATIONS,]
    ),
    declare!(
        "date",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a date.",
        Children::None,
        [CLASS, ALLOW, ASK_IF, MUST, WARN_IF, AGES, HINT, SENSITIVE, CONCEPT, TRANSLATIONS,]
    ),
    declare!(
        "note",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A text that is read out or shown; nothing is asked.",
        Children::None,
        [CLASS, ASK_IF, TRANSLATIONS, SENSITIVE,]
    ),
    declare!(
        "calculation",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A value worked out from answers.",
        Children::None,
        [CLASS, must("value", Expr(ExprKind::Value), "the expression that gives the value"), ASK_IF, CONCEPT,]
    ),
];
