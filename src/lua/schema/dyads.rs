//! Questionnaires whose records belong together.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Choice, Integer, Ref, Text},
};
use crate::model::Adjust;

use super::fields::CONFIRM;
use super::must;

pub const CONSTRUCTORS: &[Constructor] = &[declare!(
    "dyad",
    "survey",
    Head::Ref(R::Questionnaire),
    Place::Methodology,
    "Says that each record of a questionnaire has a partner among those of another, such as a caregiver and a child. Both keep batches and weights of their own; dh dyads puts them beside each other.",
    Children::None,
    [
        must("with", Ref(R::Questionnaire), "the questionnaire of the partners"),
        must("by", Text, "the question that both ask and whose answer is the same in a pair"),
        must("stands_for", Text, "whom a table of pairs is about"),
        must("weight", Ref(R::Questionnaire), "whose weights a pair takes: one of the two questionnaires"),
        must(
            "adjust",
            Choice(&Adjust::WORDS),
            "what makes up for records without a partner: in each stratum pairs carry the weight of all (stratum), or nothing does (none)"
        ),
        must("because", Text, "why the weights are those"),
        must(
            "smallest",
            Integer,
            "cells of fewer pairs are kept back, and others with them, so that they cannot be worked out"
        ),
        CONFIRM,
    ]
)];
