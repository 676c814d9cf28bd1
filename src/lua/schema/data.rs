//! Data requests, series and denominators.

use crate::lua::types::{
    Children, Constructor, ExprKind, Head, Place, RefKind as R,
    Ty::{Bool, Choice, Expr, Integer, List, Map, Number, Ref, Text},
};

use super::fields::{ABOUT, CONFIRM, SOURCE};
use super::{STAGES, TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "data_request",
        "offence data",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks a provider for series of counts.",
        Children::None,
        [
            must("asked_of", Text, "who is asked for the data"),
            must("series", List(&Ref(R::Series)), "the series asked for"),
            ABOUT,
            CONFIRM,
        ]
    ),
    declare!(
        "series",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "A series of counts over time and what each count counts.",
        Children::None,
        [
            must("provider", Text, "who counts"),
            must("stage", Choice(STAGES), "the stage of the process that is counted"),
            must("unit_of_count", Text, "what one count is: report, offence, case, victim, suspect, person"),
            must("counting_point", Text, "when something is counted"),
            must("unit", Text, "the unit printed with a value"),
            may("is_not", TEXTS, "what the figure must not be read as"),
            may("caveats", TEXTS, "what is printed with every figure of the series"),
            may("principal_offence_rule", Text, "whether only the main offence counts"),
            may("iccs", Text, "the ICCS code"),
            may(
                "iccs_match",
                Choice(&["full", "partial", "wider", "narrower"]),
                "how well the category matches"
            ),
            may("child_age_limit", Integer, "below which age a person counts as a child"),
            may("completeness", Text, "what is known of completeness"),
            may("breaks", Map(&Text), "breaks in the series: year = what changed"),
            may("rank", Bool, "whether countries may be ranked by it; no unless stated"),
            SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    declare!(
        "denominator",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "What a series can be divided by, worked out for the same period.",
        Children::None,
        [
            must(
                "value",
                Expr(ExprKind::Series),
                "an expression over series at the same period; nothing is carried forward"
            ),
            must("per", Number, "rates are printed per this many"),
            must("unit", Text, "what is counted in the denominator"),
            ABOUT,
            CONFIRM,
        ]
    ),
];
