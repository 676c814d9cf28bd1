//! Interview guides and codebooks.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Integer, List, Ref, Text},
};

use super::fields::{ABOUT, CLASS, CONFIRM, HINT, SENSITIVE, TRANSLATIONS};
use super::{TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "interview_guide",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "An instrument that leads an interview through topics.",
        Children::Of(&["topic"]),
        [
            must("respondents", Text, "who is interviewed"),
            may("target", Integer, "the design number of interviews per country"),
            ABOUT,
            CONFIRM,
        ]
    ),
    declare!(
        "topic",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "A topic of an interview guide.",
        Children::None,
        [
            CLASS,
            may("probes", TEXTS, "what to ask further"),
            may("themes", List(&Ref(R::Theme)), "the themes its answers are usually coded to"),
            HINT,
            SENSITIVE,
            TRANSLATIONS,
        ]
    ),
    declare!(
        "codebook",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "The themes that interviews of an activity are coded to.",
        Children::Of(&["theme"]),
        [ABOUT]
    ),
    declare!(
        "theme",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "A theme of a codebook; themes may hold themes.",
        Children::Of(&["theme"]),
        [
            must("description", Text, "what the theme is about"),
            may("include_when", Text, "when to code to it"),
            may("exclude_when", Text, "when not to"),
        ]
    ),
];
