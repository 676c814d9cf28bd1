//! Chapters and blocks of the report.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{List, Ref, Text},
};

use super::fields::{ABOUT, MAY_SOURCE};
use super::{may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "report",
        "report",
        Head::IdLabel,
        Place::Methodology,
        "The chapters of the national report, in order.",
        Children::Of(&["chapter"]),
        [ABOUT, MAY_SOURCE]
    ),
    declare!(
        "chapter",
        "report",
        Head::IdLabel,
        Place::Nested,
        "A chapter: what it expects, and what it shows.",
        Children::Chapter,
        [
            may("expects", List(&Ref(R::Activity)), "the activities whose evidence it needs"),
            may("number", Text, "its number as printed"),
            ABOUT,
        ]
    ),
    declare!(
        "paragraph",
        "report",
        Head::Label,
        Place::Nested,
        "A paragraph of text; {country} becomes the country's name.",
        Children::None,
        []
    ),
    declare!(
        "insight",
        "report",
        Head::IdLabel,
        Place::Nested,
        "One of the key insights that open the report.",
        Children::None,
        [
            must(
                "shows",
                List(&Ref(R::Evidence)),
                "the evidence it rests on; what is not held is said to be missing"
            ),
            may("otherwise", Text, "what is said when none of it is held"),
        ]
    ),
    declare!(
        "show_insights",
        "report",
        Head::None,
        Place::Nested,
        "The key insights.",
        Children::Of(&["insight"]),
        []
    ),
    declare!(
        "show_figures",
        "report",
        Head::None,
        Place::Nested,
        "A table of published and derived figures.",
        Children::None,
        [must("of", List(&Ref(R::Evidence)), "which figures"), may("title", Text, "its heading"),]
    ),
    declare!(
        "show_dots",
        "report",
        Head::None,
        Place::Nested,
        "A dot-and-whisker chart of one figure over the countries that have it, alphabetically.",
        Children::None,
        [must("of", Ref(R::Published), "which figure"), may("title", Text, "its heading"),]
    ),
    declare!(
        "show_trend",
        "report",
        Head::None,
        Place::Nested,
        "A series over time, with its caveats.",
        Children::None,
        [
            must("of", Ref(R::Series), "which series"),
            may("title", Text, "its heading"),
            may("rate", Ref(R::Denominator), "also as a rate"),
        ]
    ),
    declare!(
        "show_answers",
        "report",
        Head::None,
        Place::Nested,
        "The answers to domains of a checklist.",
        Children::None,
        [must("of", List(&Ref(R::Domain)), "which domains"), may("title", Text, "its heading"),]
    ),
    declare!(
        "show_rubrics",
        "report",
        Head::None,
        Place::Nested,
        "Points by rubrics, as far as the answers go.",
        Children::None,
        [must("of", List(&Ref(R::Rubric)), "which rubrics"), may("title", Text, "its heading"),]
    ),
    declare!(
        "show_activities",
        "report",
        Head::None,
        Place::Nested,
        "The activities and their states in this country.",
        Children::None,
        []
    ),
    declare!(
        "show_instrument",
        "report",
        Head::None,
        Place::Nested,
        "What an instrument asks.",
        Children::None,
        [must("of", Ref(R::Instrument), "which instrument")]
    ),
    declare!(
        "show_findings",
        "report",
        Head::None,
        Place::Nested,
        "The findings of a chapter (or all) with their verdicts.",
        Children::None,
        [may("chapter", Ref(R::Chapter), "only those of this chapter"),]
    ),
    declare!(
        "show_recommendations",
        "report",
        Head::None,
        Place::Nested,
        "The recommendations, by whom they are addressed to.",
        Children::None,
        []
    ),
    declare!(
        "show_leads",
        "report",
        Head::None,
        Place::Nested,
        "Figures known only from media or reposts: leads, not evidence.",
        Children::None,
        []
    ),
    declare!(
        "show_conflicts",
        "report",
        Head::None,
        Place::Nested,
        "Figures and answers on which sources disagree, held side by side.",
        Children::None,
        []
    ),
    declare!(
        "show_comparability",
        "report",
        Head::None,
        Place::Nested,
        "What the country changed, and what that does to comparability.",
        Children::None,
        []
    ),
    declare!(
        "show_approvals",
        "report",
        Head::None,
        Place::Nested,
        "Ethics approvals and safeguards.",
        Children::None,
        []
    ),
    declare!(
        "show_services",
        "report",
        Head::None,
        Place::Nested,
        "The service list every respondent gets.",
        Children::None,
        []
    ),
    declare!(
        "show_literature",
        "report",
        Head::None,
        Place::Nested,
        "The searches of the literature, what became of the records, and what is included.",
        Children::None,
        []
    ),
];
