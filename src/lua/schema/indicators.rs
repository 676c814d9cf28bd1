//! Definitions of indicators and of published figures.

use crate::lua::types::{
    Children, Constructor, ExprKind, Head, Place, RefKind as R,
    Ty::{Base, Bool, Choice, CountAs, Expr, Integer, List, Map, Percent, Ref, Text},
};

use super::fields::ABOUT;
use super::{TEXTS, UNITS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "indicators",
        "indicators",
        Head::None,
        Place::Methodology,
        "A list of indicators.",
        Children::Of(&["proportion", "mean", "derived", "published"]),
        []
    ),
    declare!(
        "proportion",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "The share of a base for whom a condition holds.",
        Children::None,
        [
            must("definition", Text, "the definition version; two versions never share a column unlabelled"),
            must("from", Ref(R::Questionnaire), "the questionnaire it is computed from"),
            must(
                "base",
                Base(ExprKind::Indicator),
                "\"everyone\", or the condition that makes the denominator"
            ),
            must("yes_if", Expr(ExprKind::Indicator), "the condition that counts as yes"),
            must(
                "count_as",
                CountAs,
                "what a don't know, a refusal and a not-asked count as: yes, no, leave"
            ),
            may("bounds", CountAs, "a second way of counting, printed beside the first"),
            may("recall_months", Integer, "the recall window in months"),
            may("by", List(&Ref(R::Breakdown)), "breakdowns: questions of the instrument"),
            ABOUT,
            may("concept", Text, "what it measures, shared by definition versions of the same thing"),
        ]
    ),
    declare!(
        "mean",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "The average of a number over a base.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("from", Ref(R::Questionnaire), "the questionnaire it is computed from"),
            must(
                "base",
                Base(ExprKind::Indicator),
                "\"everyone\", or the condition that makes the denominator"
            ),
            must("of", Expr(ExprKind::Value), "the number that is averaged"),
            must("unit", Text, "its unit"),
            must(
                "count_as",
                CountAs,
                "what a don't know, a refusal and a not-asked count as: only leave makes sense for a number"
            ),
            may("by", List(&Ref(R::Breakdown)), "breakdowns: questions of the instrument"),
            ABOUT,
        ]
    ),
    declare!(
        "derived",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "A figure worked out from other figures of the same country; absent where an input is.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("unit", Choice(UNITS), "the unit of the result"),
            must(
                "inputs",
                Map(&Ref(R::Evidence)),
                "names used in the expressions = the addresses they stand for; of a series without its year at() reads a year, with [period=2023] the name is that year's value"
            ),
            must("value", Expr(ExprKind::Derived), "the expression; percentages enter as proportions"),
            may("low", Expr(ExprKind::Derived), "the lower bound"),
            may("high", Expr(ExprKind::Derived), "the upper bound"),
            may("population_as", Choice(&["known", "estimated"]), "how the population count is treated"),
            may("check_against", Ref(R::Published), "a published figure that it should agree with"),
            may("within", Percent, "how closely, as a share of the published figure"),
            ABOUT,
        ]
    ),
    declare!(
        "published",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "What a published figure means: its definition, population and unit. Values stand in CSV files beside the countries.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("unit", Choice(UNITS), "the unit of its values"),
            must("population", Text, "the population it is about"),
            must("activity", Ref(R::Activity), "the activity it comes from"),
            may("concept", Text, "what it measures, shared by definition versions of the same thing"),
            may("corresponds_to", Ref(R::Indicator), "our own indicator of the same definition"),
            may(
                "measured_by",
                Ref(R::Indicator),
                "our own indicator of the same thing by a definition of its own; the two are never one column"
            ),
            may("not_measured", Text, "why no indicator of ours measures it, in a phrase"),
            may(
                "same_as_series",
                Ref(R::Series),
                "a series that counts the same; where the two differ, both are shown side by side"
            ),
            may("counts_only", Bool, "printed as counts, never as national percentages"),
            ABOUT,
            may("caveats", TEXTS, "what is printed with every figure"),
        ]
    ),
];
