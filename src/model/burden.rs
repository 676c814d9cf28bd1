//! How long an interview takes and what it asks of a person, as the method
//! assumes it: seconds, expected answers, limits. All of it is declared, none
//! of it is known here.

use crate::base::Span;

/// The assumptions about one questionnaire, and its limits.
#[derive(Debug, Clone)]
pub struct Burden {
    /// `household_survey/children`
    pub instrument: String,
    /// Kind of question → seconds for asking it and writing the answer down.
    pub seconds: Vec<(String, f64)>,
    /// For each word that is read out.
    pub seconds_per_word: f64,
    /// The item at which everybody is given the services; empty for none.
    pub services: String,
    pub limits: Vec<Limit>,
    pub expects: Vec<Expectation>,
    pub source: String,
    pub confirm: String,
    pub span: Span,
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Minutes that nine interviews of ten do not exceed.
    Minutes,
    /// Sensitive items that nine interviews of ten do not exceed.
    SensitiveItems,
    /// Questions from the last sensitive one to the services.
    ToServices,
    /// Questions from the last sensitive one to the end of the interview.
    ToEnd,
    /// Sensitive questions in a row without a question that may end the interview.
    WithoutExit,
}

impl Measure {
    pub const ALL: [Measure; 5] = [
        Measure::Minutes,
        Measure::SensitiveItems,
        Measure::ToServices,
        Measure::ToEnd,
        Measure::WithoutExit,
    ];

    /// As scripts say it.
    pub fn id(self) -> &'static str {
        match self {
            Measure::Minutes => "minutes",
            Measure::SensitiveItems => "sensitive_items",
            Measure::ToServices => "questions_to_services",
            Measure::ToEnd => "questions_to_end",
            Measure::WithoutExit => "sensitive_without_exit",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Measure::Minutes => "minutes of an interview",
            Measure::SensitiveItems => "sensitive items of an interview",
            Measure::ToServices => "questions from the last sensitive one to the services",
            Measure::ToEnd => "questions from the last sensitive one to the end",
            Measure::WithoutExit => "sensitive questions in a row without a way out",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Limit {
    pub of: Measure,
    pub most: f64,
    pub span: Span,
}

/// What answers are expected to a question: assumed, or from a source.
#[derive(Debug, Clone)]
pub struct Expectation {
    pub question: String,
    /// Option or state → its share. What is left goes evenly to the options
    /// without one; where each has one, to all by their shares.
    pub shares: Vec<(String, f64)>,
    /// Of a roster: how many rows.
    pub rows: Option<f64>,
    /// Why it is assumed; empty where a source states it.
    pub assumed: String,
    pub source: String,
    pub span: Span,
}

/// A round in which wordings were tried with people like the respondents.
#[derive(Debug, Clone)]
pub struct CognitiveTest {
    pub id: String,
    pub label: String,
    /// `household_survey/children`
    pub instrument: String,
    pub language: String,
    pub held: String,
    pub with: String,
    pub how: String,
    pub about: String,
    pub source: String,
    pub confirm: String,
    pub tested: Vec<Tested>,
    pub span: Span,
}

/// What a round found of one question.
#[derive(Debug, Clone)]
pub struct Tested {
    pub item: String,
    pub found: String,
    pub decided: String,
    pub span: Span,
}
