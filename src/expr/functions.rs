//! The functions there are, for complaints, completion and the reference.

use super::scope::Profile;

/// A function of the expression language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    pub name: &'static str,
    /// How it is written.
    pub form: &'static str,
    /// What it gives, in a line.
    pub gives: &'static str,
}

const fn function(name: &'static str, form: &'static str, gives: &'static str) -> Function {
    Function { name, form, gives }
}

const SURVEY: &[Function] = &[
    function("any_yes", "any_yes(question, …)", "true when one of these yes/no questions was answered yes"),
    function("all_yes", "all_yes(question, …)", "true when all of these yes/no questions were answered yes"),
    function("count_yes", "count_yes(question, …)", "how many of these yes/no questions were answered yes"),
    function("selected", "selected(question, option)", "true when the option is among those chosen"),
    function("count_selected", "count_selected(question)", "how many options were chosen"),
    function(
        "count_rows",
        "count_rows(roster, condition)",
        "how many rows of the roster meet the condition, which reads the row's own answers; count_rows(roster) counts all",
    ),
    function("answered", "answered(question)", "true when there is an answer"),
    function("missing", "missing(question)", "true when there is no answer, whatever the reason"),
];

const EVIDENCE: &[Function] = &[
    function("value", "value(estimate)", "the estimate itself; the bare name means the same"),
    function("low", "low(estimate)", "the published lower bound, of whatever kind"),
    function("high", "high(estimate)", "the published upper bound, of whatever kind"),
    function("ci_low", "ci_low(estimate)", "the lower end of the uncertainty interval"),
    function("ci_high", "ci_high(estimate)", "the upper end of the uncertainty interval"),
    function("base", "base(estimate)", "the unweighted number it rests on"),
    function(
        "at",
        "at(series, 2023)",
        "the series in that year; a series with its year in the address (`[period=2023]`), and one in a denominator, is written bare",
    ),
    function(
        "change",
        "change(series, 2019, 2023)",
        "the change from year to year, as a proportion of the first; none across a break of the series",
    ),
    function("held", "held(evidence)", "true when there is such evidence"),
];

/// The functions an expression may use where it stands.
pub fn functions(profile: Profile) -> &'static [Function] {
    if profile.is_evidence() { EVIDENCE } else { SURVEY }
}

pub(super) fn find(profile: Profile, name: &str) -> Option<&'static Function> {
    functions(profile).iter().find(|f| f.name == name)
}

/// Whether `name` is a function somewhere else.
pub(super) fn belongs_elsewhere(profile: Profile, name: &str) -> bool {
    find(if profile.is_evidence() { Profile::Routing } else { Profile::Evidence }, name).is_some()
}
