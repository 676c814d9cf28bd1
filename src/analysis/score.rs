//! Points of a rubric over the answers of a country. What is unanswered, a lead
//! or disputed leaves a range: nothing is counted as a no.

use crate::base::PartialDate;
use crate::expr::{EstimateValue, EvidenceSource, Truth3, eval_evidence};
use crate::model::{Country, Credit, Instrument, Rubric, Workspace};

use super::desk::{Standing, assess};

/// The points of a country by a rubric.
pub struct Score<'a> {
    pub rubric: &'a Rubric,
    /// The points that are certain, and those that are possible.
    pub low: i64,
    pub high: i64,
    pub credits: Vec<(&'a Credit, Truth3)>,
}

impl Score<'_> {
    /// "2 of 4", or "1 to 3 of 4" where answers are missing.
    pub fn said(&self) -> String {
        let most = self.rubric.most();
        if self.is_exact() {
            return format!("{} of {most}", self.low);
        }
        format!("{} to {} of {most}", self.low, self.high)
    }

    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// What keeps it from being exact, each once.
    pub fn missing(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (_, truth) in &self.credits {
            let Truth3::CannotTell(reasons) = truth else { continue };
            for reason in reasons {
                if !out.contains(reason) {
                    out.push(reason.clone());
                }
            }
        }
        out
    }
}

/// What became of a credit, in words.
pub fn credited(truth: &Truth3) -> String {
    match truth {
        Truth3::Holds => "counts".into(),
        Truth3::DoesNotHold => "does not count".into(),
        Truth3::CannotTell(reasons) => format!("cannot tell: {}", reasons.join("; ")),
    }
}

struct Answers<'a>(Vec<Standing<'a>>);

impl Answers<'_> {
    fn of(&self, name: &str) -> Option<&Standing<'_>> {
        self.0.iter().find(|s| s.criterion.id == name && s.about.is_empty())
    }
}

impl EvidenceSource for Answers<'_> {
    fn estimate(&self, _name: &str) -> Option<EstimateValue> {
        None
    }

    fn at(&self, _name: &str, _period: i32) -> Result<f64, String> {
        Err("no series is asked for here".into())
    }

    fn answer(&self, name: &str) -> Option<String> {
        self.of(name).filter(|s| s.state.is_proved()).and_then(|s| s.value).map(str::to_string)
    }

    fn held(&self, name: &str) -> bool {
        self.answer(name).is_some()
    }

    fn why_missing(&self, name: &str) -> Option<String> {
        Some(self.of(name).map_or("not asked here", |s| s.state.word()).to_string())
    }
}

/// The points of a country by a rubric, as its answers stood on a day.
pub fn score<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    checklist: &'a Instrument,
    rubric: &'a Rubric,
    at: PartialDate,
) -> Score<'a> {
    let answers = Answers(assess(workspace, country, checklist, "", at));
    let credits: Vec<(&Credit, Truth3)> =
        rubric.credits.iter().map(|c| (c, eval_evidence(&c.when.checked, &answers))).collect();
    // Credits that read the same criteria are steps of one: the best of them counts.
    let mut groups: Vec<(&[String], i64, i64)> = Vec::new();
    for (credit, truth) in &credits {
        let (low, high) = match truth {
            Truth3::Holds => (credit.worth, credit.worth),
            Truth3::DoesNotHold => (0, 0),
            Truth3::CannotTell(_) => (0, credit.worth),
        };
        let reads = credit.when.checked.depends_on();
        match groups.iter_mut().find(|(names, ..)| *names == reads) {
            Some((_, l, h)) => (*l, *h) = ((*l).max(low), (*h).max(high)),
            None => groups.push((reads, low, high)),
        }
    }
    Score {
        rubric,
        low: groups.iter().map(|(_, low, _)| low).sum(),
        high: groups.iter().map(|(.., high)| high).sum(),
        credits,
    }
}
