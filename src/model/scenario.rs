//! Scenarios: a respondent's answers, and what the questionnaire should make of
//! them.

use crate::base::Span;

use super::given::Given;

/// Who wrote a scenario, and whose questionnaire it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// About the core, and every country that asks what it names.
    Methodology,
    /// A region, by its id: about its countries.
    Region(String),
    /// A country, by its code.
    Country(String),
}

/// Answers by the ids of questions.
pub type GivenAnswers = Vec<(String, Given)>;

/// One respondent, and what is expected.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub id: String,
    pub label: String,
    pub layer: Layer,
    /// The path of the questionnaire.
    pub of: String,
    /// The answers that all scenarios of its list start from; one that is not
    /// asked for is no news.
    pub base: GivenAnswers,
    /// Its own answers, over those. Each is to be asked for.
    pub given: GivenAnswers,
    pub asked: Vec<String>,
    pub not_asked: Vec<String>,
    /// The question at which the interview ends; empty where it goes to the end.
    pub ends_at: String,
    /// The outcome, where it is stated.
    pub outcome: String,
    /// What answers, calculations and picks are in the end; of a roster, how
    /// many rows it has.
    pub has: GivenAnswers,
    /// The questions whose checks speak up, and no others.
    pub warns: Vec<String>,
    pub span: Span,
}

impl Scenario {
    /// Every item that must be there for it to mean something, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        // What is not there is not asked either.
        let lists = self.asked.iter().chain(&self.warns).chain([&self.ends_at]);
        for name in lists.chain(self.given.iter().chain(&self.has).map(|(name, _)| name)) {
            if !name.is_empty() && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// All its answers: its own over those of its list.
    pub fn answers(&self) -> GivenAnswers {
        let own = |name: &String| self.given.iter().any(|(n, _)| n == name);
        self.base.iter().filter(|(name, _)| !own(name)).chain(&self.given).cloned().collect()
    }
}
