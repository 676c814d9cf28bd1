//! Data requests, series and denominators.

use crate::lua::types::{
    Children, Constructor, ExprKind, Field, Head, Place, RefKind as R,
    Ty::{Bool, Choice, Codes, Expr, File, Integer, List, Map, Number, Ref, Text},
};

use super::fields::{ABOUT, CONFIRM, MAY_SOURCE, SOURCE};
use super::{STAGES, TEXTS, may, must};

const UNIT_OF_COUNT: &str = "what one count is: report, offence, case, victim, suspect, person; \"unknown\" until the provider states it";
const COUNTING_POINT: &str = "when something is counted; \"unknown\" until the provider states it";
const SCOPE: Field = may("scope", Text, "what is in and what is left out");
const LEGAL_CATEGORY: Field =
    may("legal_category", Text, "the category of the law, as the provider names it");
const ICCS: Field = may("iccs", Text, "the ICCS code");
const ICCS_MATCH: Field =
    may("iccs_match", Choice(&["full", "partial", "wider", "narrower"]), "how well the category matches");
const AGE_LIMIT: Field = may("child_age_limit", Integer, "below which age a person counts as a child");
const PRINCIPAL_OFFENCE: Field = may("principal_offence_rule", Text, "whether only the main offence counts");
const VICTIMS: Field = may("multiple_victim_rule", Text, "how one offence against several victims counts");
const OFFENDERS: Field = may("multiple_offender_rule", Text, "how one offence by several offenders counts");
const ATTEMPTS: Field = may("attempts", Text, "whether attempts are counted");
const PERIOD_RULE: Field = may("period_rule", Text, "calendar year, or which other twelve months");
const COMPLETENESS: Field = may("completeness", Text, "what is known of completeness");
const REVISION: Field = may("revision", Text, "whether and when published values change");

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
            may(
                "by",
                List(&Ref(R::Dimension)),
                "the only dimensions asked for, where a form of all that the series have would be too long"
            ),
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
            must("unit_of_count", Text, UNIT_OF_COUNT),
            must("counting_point", Text, COUNTING_POINT),
            must("unit", Text, "the unit printed with a value; a series has one"),
            may("by", List(&Ref(R::Dimension)), "the dimensions its values may be broken down by"),
            may(
                "observations",
                File(&["csv"]),
                "one file of values for all countries, beside the script; without a column country, values of no country"
            ),
            may("since", Integer, "the first year there can be a count of"),
            may(
                "projected",
                Bool,
                "whether values may be projections, made before their year began; no unless stated"
            ),
            may("is_not", TEXTS, "what the figure must not be read as"),
            may("caveats", TEXTS, "what is printed with every figure of the series"),
            SCOPE,
            LEGAL_CATEGORY,
            ICCS,
            ICCS_MATCH,
            AGE_LIMIT,
            PRINCIPAL_OFFENCE,
            VICTIMS,
            OFFENDERS,
            ATTEMPTS,
            PERIOD_RULE,
            COMPLETENESS,
            REVISION,
            may("breaks", Map(&Text), "breaks in the series: year = what changed"),
            may(
                "one_rule",
                Bool,
                "whether one provider counts every country by one rule, so that countries compare; no unless stated"
            ),
            may(
                "independent_counts",
                Bool,
                "whether the counts are separate events, so that a Poisson interval makes sense; no unless stated"
            ),
            may("same_as", Ref(R::Series), "the series that counts the same thing from another provider"),
            may(
                "adds_to",
                Ref(R::Series),
                "the series of no country whose totals its countries make, with what its source lists without one"
            ),
            may("rank", Bool, "whether countries may be ranked by it; no unless stated"),
            SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    declare!(
        "dimension",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "What values of series are broken down by; its codes in order, or a CSV file with the columns code, label and, if need be, parent and provenance.",
        Children::None,
        [
            must("codes", Codes, "the codes, inline or as a file; T and an empty cell are the total"),
            may(
                "complete",
                Bool,
                "whether the codes without a parent together make the total, so that they are added where a source gives none; no unless stated"
            ),
            MAY_SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    declare!(
        "series_metadata",
        "countries",
        Head::Ref(R::Series),
        Place::Nested,
        "What a country's provider states about a series there; it stands over what the method says.",
        Children::None,
        [
            may("provider", Text, "who counts"),
            may("stage", Choice(STAGES), "the stage of the process that is counted"),
            may("unit_of_count", Text, UNIT_OF_COUNT),
            may("counting_point", Text, COUNTING_POINT),
            SCOPE,
            LEGAL_CATEGORY,
            ICCS,
            ICCS_MATCH,
            AGE_LIMIT,
            PRINCIPAL_OFFENCE,
            VICTIMS,
            OFFENDERS,
            ATTEMPTS,
            PERIOD_RULE,
            COMPLETENESS,
            REVISION,
            may("breaks", Map(&Text), "breaks in the series there: year = what changed"),
            SOURCE,
            may("as_of", Text, "the date or year of the source"),
            CONFIRM,
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
