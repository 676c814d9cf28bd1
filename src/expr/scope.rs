//! What names mean where an expression stands.

/// The names an expression may use. Instruments, tables and the evidence of a
/// finding implement it.
pub trait Scope {
    /// The type of `name`, or `None` when there is no such name.
    fn lookup(&self, name: &str) -> Option<Type>;
    /// All names, for "did you mean"; in the order a person would list them.
    fn names(&self) -> Vec<String>;
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// True or false, as a calculation gives them.
    Bool,
    /// A number; a proportion lies between 0 and 1 and is compared with `10%`.
    Number {
        /// Such as `hours`; numbers of two different units are not compared.
        unit: Option<String>,
        proportion: bool,
    },
    Text,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// One of these options. With an option `yes` it is a yes/no question.
    Choice(Vec<String>),
    /// Any of these options.
    Choices(Vec<String>),
    /// Questions that are asked once a row.
    Roster,
    /// Evidence: a value with bounds and a base.
    Estimate {
        proportion: bool,
    },
    /// Evidence: numbers by period (years).
    Series,
    /// Evidence: a criterion's answer, one of these; it may be unanswered.
    Answer(Vec<String>),
    /// Evidence: a theme from coded material.
    Theme,
}

impl Type {
    /// Whether it can be a piece of evidence, not an answer to a question.
    pub fn is_evidence(&self) -> bool {
        matches!(self, Type::Estimate { .. } | Type::Series | Type::Answer(_) | Type::Theme)
    }

    /// Whether it is a question that can be answered yes.
    pub fn is_yes_no(&self) -> bool {
        matches!(self, Type::Choice(options) if options.iter().any(|o| o == "yes"))
    }

    pub(super) fn words(&self) -> &'static str {
        match self {
            Type::Bool => "true or false",
            Type::Number { .. } => "a number",
            Type::Text => "a text",
            Type::Date => "a date",
            Type::Choice(_) => "a choice of one option",
            Type::Choices(_) => "a choice of several options",
            Type::Estimate { .. } => "an estimate",
            Type::Series => "a series",
            Type::Answer(_) => "a criterion's answer",
            Type::Theme => "a theme",
            Type::Roster => "a roster",
        }
    }
}

/// Where an expression stands: which functions it may use and what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A condition of the questionnaire (`ask_if`, `warn_if`): two-valued.
    Routing,
    /// A condition of an indicator (`yes_if`, `base`): three-valued.
    Indicator,
    /// A number calculated from answers.
    Value,
    /// The condition of a finding, over evidence.
    Evidence,
    /// A number calculated from evidence: a step of a scaling chain.
    Derived,
}

impl Profile {
    /// Whether names are evidence here, not questions.
    pub fn is_evidence(self) -> bool {
        matches!(self, Profile::Evidence | Profile::Derived)
    }

    /// Whether the result is a number here, not a condition.
    pub fn is_number(self) -> bool {
        matches!(self, Profile::Value | Profile::Derived)
    }
}
