//! Why a number is absent. No NaN leaves this library: what cannot be
//! computed comes back as its reason.

use std::fmt;

/// The reason a statistic does not exist for these rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Undefined {
    /// No row belongs to the domain.
    EmptyDomain,
    /// Rows belong to it, but every one is missing on the variable.
    AllMissing,
    /// Missing values were not to be dropped, and there are some.
    MissingValues { rows: usize },
    /// The variable has an infinite value.
    NotFinite { row: usize },
    /// Every remaining row has weight zero.
    NoWeight,
    /// The denominator of a ratio, or a figure whose logarithm is asked, is zero.
    ZeroDenominator,
    /// Strata with a single unit, and the design says to fail on them.
    LonelyUnits { stage: usize, strata: Vec<String> },
    /// Half samples need two PSUs a stratum; these have another number.
    NotPairs { strata: Vec<String> },
    /// `average` has no stratum left to take an average of.
    EveryStratumLonely { stage: usize },
    /// As many strata as PSUs: nothing is left to judge precision by.
    NoDegreesOfFreedom,
    /// The variable is constant, so a simple random sample has no variance
    /// to compare with.
    NoSpread,
    /// A statistic over rows needs at least two of them.
    TooFewRows { rows: usize },
    /// The weights sum to less than the rows: they are not counts of people.
    SampleLargerThanPopulation,
    /// The figure divided by is zero.
    ValueIsZero,
    /// A proportion's interval was asked of something outside 0 to 1.
    NotAProportion,
    /// A quantile's interval reaches beyond the lowest or highest value.
    BeyondTheData,
    /// Two covariances of rows that do not belong together, or a wrong count.
    ShapesDiffer { expected: usize, found: usize },
    /// A confidence level or a quantile outside 0 to 1.
    NotBetweenZeroAndOne { value: f64 },
    /// A replicate leaves nothing to estimate from.
    Replicate { number: usize },
    /// Fewer than two levels on a variable that has to vary.
    TooFewLevels { levels: usize },
    /// More is asked of the sample than its PSUs can tell apart.
    Singular,
    /// Too large or too small for the arithmetic.
    OutOfRange,
}

impl Undefined {
    /// One word for the `state` beside a null in JSON.
    pub fn state(&self) -> &'static str {
        match self {
            Undefined::EmptyDomain => "empty_domain",
            Undefined::AllMissing => "all_missing",
            Undefined::MissingValues { .. } => "missing_values",
            Undefined::NotFinite { .. } => "not_finite",
            Undefined::NoWeight => "no_weight",
            Undefined::ZeroDenominator => "zero_denominator",
            Undefined::LonelyUnits { .. } => "lonely_units",
            Undefined::NotPairs { .. } => "not_pairs",
            Undefined::EveryStratumLonely { .. } => "every_stratum_lonely",
            Undefined::NoDegreesOfFreedom => "no_degrees_of_freedom",
            Undefined::NoSpread => "no_spread",
            Undefined::TooFewRows { .. } => "too_few_rows",
            Undefined::SampleLargerThanPopulation => "sample_larger_than_population",
            Undefined::ValueIsZero => "value_is_zero",
            Undefined::NotAProportion => "not_a_proportion",
            Undefined::BeyondTheData => "beyond_the_data",
            Undefined::ShapesDiffer { .. } => "shapes_differ",
            Undefined::NotBetweenZeroAndOne { .. } => "not_between_zero_and_one",
            Undefined::Replicate { .. } => "replicate",
            Undefined::TooFewLevels { .. } => "too_few_levels",
            Undefined::Singular => "singular",
            Undefined::OutOfRange => "out_of_range",
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undefined::EmptyDomain => write!(f, "no record belongs to this group"),
            Undefined::AllMissing => write!(f, "every record of this group is missing on the variable"),
            Undefined::MissingValues { rows } => {
                write!(f, "{rows} records are missing on the variable and were not to be left out")
            }
            Undefined::NotFinite { row } => write!(f, "the value of record {} is infinite", row + 1),
            Undefined::NoWeight => write!(f, "every record of this group has weight zero"),
            Undefined::ZeroDenominator => write!(f, "the denominator is zero"),
            Undefined::LonelyUnits { stage, strata } => {
                let unit = if *stage == 0 { "PSU" } else { "sampled unit" };
                let word = if strata.len() == 1 { "stratum" } else { "strata" };
                write!(
                    f,
                    "{word} {} with a single {unit}: no variance can be estimated there",
                    listed(strata)
                )
            }
            Undefined::NotPairs { strata } => {
                let word = if strata.len() == 1 { "stratum" } else { "strata" };
                write!(
                    f,
                    "half samples need two PSUs in every stratum; {word} {} has another number",
                    listed(strata)
                )
            }
            Undefined::EveryStratumLonely { .. } => {
                write!(f, "every stratum has a single unit: there is no other to take an average of")
            }
            Undefined::NoDegreesOfFreedom => {
                write!(f, "the group has as many strata as PSUs: no degrees of freedom are left")
            }
            Undefined::NoSpread => write!(f, "the variable is constant in this group"),
            Undefined::TooFewRows { rows } => write!(f, "{rows} records are too few"),
            Undefined::SampleLargerThanPopulation => {
                write!(f, "the weights sum to less than the number of records")
            }
            Undefined::ValueIsZero => write!(f, "the value is zero"),
            Undefined::NotAProportion => write!(f, "the value is not between 0 and 1"),
            Undefined::BeyondTheData => write!(f, "the interval reaches beyond the data"),
            Undefined::ShapesDiffer { expected, found } => {
                write!(f, "{found} values where {expected} belong")
            }
            Undefined::NotBetweenZeroAndOne { value } => write!(f, "{value} is not between 0 and 1"),
            Undefined::Replicate { number } => {
                write!(f, "replicate {number} leaves no record of this group to estimate from")
            }
            Undefined::TooFewLevels { levels: 1 } => {
                write!(f, "the group has only one level of the variable")
            }
            Undefined::TooFewLevels { levels } => {
                write!(f, "{levels} levels are not what this test compares")
            }
            Undefined::Singular => {
                write!(f, "the sample has too few PSUs, or empty cells, for this many categories")
            }
            Undefined::OutOfRange => write!(f, "too large or too small to compute"),
        }
    }
}

impl std::error::Error for Undefined {}

/// The first few names and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
