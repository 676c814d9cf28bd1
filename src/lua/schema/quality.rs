//! From when on the checks of fieldwork speak up.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Integer, Map, Number, Text},
};

use super::fields::CONFIRM;
use super::{may, must};

pub const CONSTRUCTORS: &[Constructor] = &[declare!(
    "quality",
    "survey",
    Head::Ref(R::Questionnaire),
    Place::Methodology,
    "From when on dh quality flags what is seen in a questionnaire's records. A check whose threshold is not stated gives its values and no flag.",
    Children::None,
    [
        must("thresholds", Map(&Number), "by name: near_identical = 0.85, …; dh quality lists them"),
        must("because", Map(&Text), "by the same names: the source, or that it is general practice"),
        may("begins", Text, "the time question that holds when an interview begins"),
        may("ends", Text, "the one that holds when it ends"),
        may(
            "back_check",
            Map(&Integer),
            "what a supervisor asks again: question = 1 (a fact), 2 (it takes skill) or 3 (it may change); nothing that is sensitive"
        ),
        CONFIRM,
    ]
)];
