//! Findings and recommendations.

use crate::lua::types::{
    Children, Constructor, ExprKind, Head, Place, RefKind as R,
    Ty::{Choice, Expr, Integer, List, Ref, Source, Text},
};

use super::fields::{ABOUT, CITES};
use super::{STATUSES, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "findings",
        "findings",
        Head::None,
        Place::Countries,
        "A country's findings.",
        Children::Of(&["finding"]),
        []
    ),
    declare!(
        "finding",
        "findings",
        Head::Id,
        Place::Nested,
        "A claim, the evidence it rests on, and a condition that is tested again on every run.",
        Children::Of(&["recommendation"]),
        [
            must("claim", Text, "the claim, as a sentence"),
            must("holds_if", Expr(ExprKind::Evidence), "the condition under which it holds"),
            must(
                "rests_on",
                List(&Ref(R::Evidence)),
                "the addresses of its evidence; values of a series on two sides of a break are not set beside each other"
            ),
            may("needs_base", Integer, "the smallest unweighted base its estimates must have"),
            may("chapter", Ref(R::Chapter), "the chapter of the report it belongs to"),
            CITES,
            ABOUT,
        ]
    ),
    declare!(
        "recommendation",
        "findings",
        Head::IdLabel,
        Place::Nested,
        "What someone should do, because of a finding.",
        Children::None,
        [
            must("to", List(&Ref(R::DutyBearer)), "whom it is addressed to"),
            may("deadline", Text, "by when"),
            may("indicator", Text, "how progress is seen"),
            may("baseline", Text, "where it stood"),
            may("target", Text, "where it should stand"),
            may("status", Choice(STATUSES), "how far it is"),
            may("source", Source, "where it was published"),
        ]
    ),
];
