//! Scenarios: what a questionnaire is expected to do.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Answers, Ref, Text},
};

use super::fields::ABOUT;
use super::{TEXTS, may};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "scenarios",
        "scenarios",
        Head::None,
        Place::Anywhere,
        "Respondents whose way through a questionnaire is known; dh test walks them. Those of the methodology are about the core and every country that asks what they name.",
        Children::Of(&["scenario"]),
        [
            may("of", Ref(R::Questionnaire), "the questionnaire, where its scenarios do not say another"),
            may(
                "given",
                Answers,
                "the answers that each of its scenarios starts from; one that is not asked for is no news"
            ),
            ABOUT,
        ]
    ),
    declare!(
        "scenario",
        "scenarios",
        Head::IdLabel,
        Place::Nested,
        "One respondent, and what is expected. What is not said to end goes to the end; a check that speaks up is named.",
        Children::None,
        [
            may("of", Ref(R::Questionnaire), "the questionnaire"),
            may(
                "given",
                Answers,
                "the respondent's answers by question: an option, a list of options, a number, a text, a state (dont_know, prefer_not, not_applicable, unanswered), the rows of a roster; each must be asked for"
            ),
            may("asked", TEXTS, "questions that are asked"),
            may("not_asked", TEXTS, "questions that are not asked"),
            may("ends_at", Text, "the question at which the interview ends"),
            may("outcome", Text, "the outcome, such as no_assent; complete where nothing ended it"),
            may(
                "has",
                Answers,
                "what calculations, picks and answers are in the end; of a roster, how many rows it has"
            ),
            may("warns", TEXTS, "the questions whose checks speak up, and no others"),
            ABOUT,
        ]
    ),
];
