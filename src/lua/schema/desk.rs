//! Checklists, their scales and criteria.

use crate::lua::types::{
    Children, Constructor, ExprKind, Field, Head, Place, RefKind as R,
    Ty::{Bool, Choice, Date, Expr, Integer, List, Options, Ref, Text},
};

use crate::model::PROOF;

use super::fields::{ABOUT, CLASS, CONFIRM, MAY_SOURCE, TRANSLATIONS};
use super::{TEXTS, may, must};

const PROOF_FIELDS: Field = may(
    "proof",
    List(&Choice(PROOF)),
    "what an answer must carry before it is proof; the nearest says: criterion, domain, checklist",
);

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "scale",
        "desk review",
        Head::IdLabel,
        Place::Methodology,
        "The answers a criterion may have, in order.",
        Children::None,
        [
            must("values", Options, "the values in order: { { \"id\", \"Label\" }, … }"),
            may(
                "lasting",
                TEXTS,
                "values that stay until someone says otherwise, so that they do not grow stale"
            ),
            may(
                "absence",
                TEXTS,
                "values that say something is not there: they need a recorded search in the place of a text"
            ),
            may("grid", Bool, "shown as a grid, a column a value: phases, levels"),
            ABOUT,
        ]
    ),
    declare!(
        "checklist",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks documents questions, by domain.",
        Children::Of(&["domain"]),
        [
            may("respondents", Text, "who or what is assessed, where it is not the country"),
            PROOF_FIELDS,
            may("reviewers", Integer, "how many people read each answer; two where nothing is said"),
            may(
                "stale_after_years",
                Integer,
                "after how many years an answer is to be looked at again; never where nothing is said"
            ),
            ABOUT,
            CONFIRM,
        ]
    ),
    declare!(
        "domain",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "A domain of a checklist.",
        Children::Of(&["criterion"]),
        [PROOF_FIELDS, ABOUT]
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
            may(
                "instrument",
                Ref(R::LegalInstrument),
                "the treaty or statute it asks about: no answer is older"
            ),
            may("rests_on", TEXTS, "the articles it rests on"),
            PROOF_FIELDS,
            may("to_confirm", Bool, "the article reference needs confirming"),
            may("guidance", Text, "how to answer"),
            may("only_in", List(&Ref(R::Region)), "asked only in these regions"),
            TRANSLATIONS,
        ]
    ),
    declare!(
        "legal_instrument",
        "desk review",
        Head::IdLabel,
        Place::Anywhere,
        "A treaty, statute or policy that answers rest on; treaties in the methodology, a country's own in its folder.",
        Children::None,
        [
            must("kind", Choice(&["treaty", "statute", "regulation", "policy"]), "what sort of instrument"),
            may(
                "adopted",
                Date,
                "the day, month or year it was adopted or enacted: nothing that rests on it is older"
            ),
            may("in_force", Date, "since when it is in force"),
            MAY_SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    declare!(
        "rubric",
        "desk review",
        Head::IdLabel,
        Place::Methodology,
        "Points that add up, each for a condition on answers to a checklist. What is unanswered leaves a range.",
        Children::Of(&["credit"]),
        [must("of", Ref(R::Checklist), "the checklist whose criteria it reads"), MAY_SOURCE, CONFIRM, ABOUT,]
    ),
    declare!(
        "credit",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "Points of a rubric.",
        Children::None,
        [
            must(
                "when",
                Expr(ExprKind::Evidence),
                "the condition on answers, such as \"grooming_defined == yes\""
            ),
            may("worth", Integer, "how many points; one where nothing is said"),
        ]
    ),
];
