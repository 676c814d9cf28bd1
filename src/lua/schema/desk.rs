//! Checklists, their scales and criteria.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Bool, List, Options, Ref, Text},
};

use super::fields::{ABOUT, CLASS, CONFIRM, TRANSLATIONS};
use super::{TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "scale",
        "desk review",
        Head::IdLabel,
        Place::Methodology,
        "The answers a criterion may have, in order.",
        Children::None,
        [must("values", Options, "the values in order: { { \"id\", \"Label\" }, … }"), ABOUT,]
    ),
    declare!(
        "checklist",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks documents questions, by domain.",
        Children::Of(&["domain"]),
        [ABOUT, CONFIRM]
    ),
    declare!(
        "domain",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "A domain of a checklist.",
        Children::Of(&["criterion"]),
        [ABOUT]
    ),
    declare!(
        "criterion",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "One question of a checklist, answered per country with its proof.",
        Children::None,
        [
            must("scale", Ref(R::Scale), "the scale it is answered on"),
            CLASS,
            may("code", Text, "its code in the criteria list it was taken from"),
            may("rests_on", TEXTS, "the articles it rests on"),
            may("to_confirm", Bool, "the article reference needs confirming"),
            may("guidance", Text, "how to answer"),
            may("only_in", List(&Ref(R::Region)), "asked only in these regions"),
            TRANSLATIONS,
        ]
    ),
];
