//! Conditions of findings and steps of scaling chains, over evidence.

use super::check::Checked;
use super::eval::{Reader, number, truth};
use super::ir::{Atom, Body, Leaf, Measure, NameId, Num};

/// The evidence a finding rests on, by the names its condition uses.
pub trait EvidenceSource {
    /// An estimate or published figure; `None` when there is none or it may not
    /// be shown.
    fn estimate(&self, name: &str) -> Option<EstimateValue>;
    /// A series in a period (a year).
    ///
    /// # Errors
    /// Why there is no value, in words that follow "'name': ".
    fn at(&self, name: &str, period: i32) -> Result<f64, String>;
    /// The answer to a criterion; `None` while it is unanswered.
    fn answer(&self, name: &str) -> Option<String>;
    /// Whether there is such evidence, of any kind.
    fn held(&self, name: &str) -> bool;
    /// Why `name` has no value, in words that follow "'name': ", such as
    /// "withheld". By default the reader says what it did not find.
    fn why_missing(&self, _name: &str) -> Option<String> {
        None
    }
    /// Why these do not stand beside each other in one comparison or one
    /// calculation, in whole words; `None` where they do.
    fn apart(&self, _uses: &[Use<'_>]) -> Option<String> {
        None
    }
}

/// A piece of evidence that is read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'a> {
    pub name: &'a str,
    /// The year of a series; none where the evidence is one number.
    pub period: Option<i32>,
}

impl Checked {
    /// Every number of the evidence that the expression reads, in its order.
    pub fn uses(&self) -> Vec<Use<'_>> {
        let mut numbers = Vec::new();
        match &self.body {
            Body::Cond(cond) => cond.numbers(&mut numbers),
            Body::Num(num) => numbers.push(num),
        }
        uses(&self.names, &numbers)
    }
}

fn uses<'a>(names: &'a [String], numbers: &[&Num]) -> Vec<Use<'a>> {
    let mut leaves = Vec::new();
    numbers.iter().for_each(|n| n.leaves(&mut leaves));
    let used = |id: &NameId, period| Use { name: names[*id].as_str(), period };
    leaves
        .into_iter()
        .flat_map(|leaf| match leaf {
            Leaf::Measure(_, id) => vec![used(id, None)],
            Leaf::At(id, period) => vec![used(id, Some(*period))],
            Leaf::Change(id, from, to) => vec![used(id, Some(*from)), used(id, Some(*to))],
            Leaf::Question(_) | Leaf::CountYes(_) | Leaf::CountSelected(_) | Leaf::CountRows(..) => {
                Vec::new()
            }
        })
        .collect()
}

/// An estimate as a condition reads it; a proportion lies between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EstimateValue {
    /// None for a range without a value, or where the source gives a bound
    /// ("at least"); the bound is then `low` or `high`.
    pub value: Option<f64>,
    /// The published bounds, of whatever kind.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Whether the bounds are an uncertainty interval.
    pub ci: bool,
    /// The unweighted number it rests on.
    pub base: Option<f64>,
}

/// What became of a condition over evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth3 {
    Holds,
    DoesNotHold,
    /// What is missing, each in words, each once.
    CannotTell(Vec<String>),
}

/// Kleene's three values: what is missing matters only where it could decide.
pub fn eval_evidence(checked: &Checked, source: &dyn EvidenceSource) -> Truth3 {
    let Body::Cond(cond) = &checked.body else {
        return Truth3::CannotTell(vec![not_here()]);
    };
    match truth(&EvidenceReader { source, names: &checked.names }, cond, true) {
        Ok(true) => Truth3::Holds,
        Ok(false) => Truth3::DoesNotHold,
        Err(reasons) => Truth3::CannotTell(reasons),
    }
}

/// The number, finite.
///
/// # Errors
/// What is missing for it, each in words, each once.
pub fn eval_derived(checked: &Checked, source: &dyn EvidenceSource) -> Result<f64, Vec<String>> {
    let Body::Num(num) = &checked.body else {
        return Err(vec![not_here()]);
    };
    let reader = EvidenceReader { source, names: &checked.names };
    let value = number(&reader, num)?;
    reader.beside(&[num])?;
    Ok(value)
}

fn not_here() -> String {
    "this expression was not written for evidence".to_string()
}

struct EvidenceReader<'a> {
    source: &'a dyn EvidenceSource,
    names: &'a [String],
}

impl EvidenceReader<'_> {
    fn missing(&self, name: &str, otherwise: &str) -> Vec<String> {
        let why = self.source.why_missing(name);
        vec![format!("'{name}': {}", why.as_deref().unwrap_or(otherwise))]
    }

    fn finite(&self, name: &str, value: Option<f64>, otherwise: &str) -> Result<f64, Vec<String>> {
        match value {
            Some(n) if n.is_finite() => Ok(n),
            Some(_) => Err(vec![format!("'{name}': its value is not a number")]),
            None => Err(self.missing(name, otherwise)),
        }
    }

    fn measure(&self, measure: Measure, id: NameId) -> Result<f64, Vec<String>> {
        let name = self.names[id].as_str();
        let Some(found) = self.source.estimate(name) else {
            return Err(self.missing(name, "no estimate"));
        };
        let interval = |end: Option<f64>| match end {
            Some(_) if !found.ci => Err(vec![format!(
                "'{name}': its bounds are not an uncertainty interval (low and high read them)"
            )]),
            end => self.finite(name, end, "no uncertainty interval"),
        };
        match measure {
            Measure::Value => self.finite(name, found.value, "no value"),
            Measure::Low => self.finite(name, found.low, "no lower bound"),
            Measure::High => self.finite(name, found.high, "no upper bound"),
            Measure::CiLow => interval(found.low),
            Measure::CiHigh => interval(found.high),
            Measure::Base => self.finite(name, found.base, "no base"),
        }
    }

    fn period(&self, id: NameId, period: i32) -> Result<f64, Vec<String>> {
        let name = self.names[id].as_str();
        let value = self.source.at(name, period).map_err(|why| vec![format!("'{name}': {why}")])?;
        self.finite(name, Some(value), "")
    }
}

impl Reader for EvidenceReader<'_> {
    type Why = Vec<String>;

    fn merge(mut one: Vec<String>, other: Vec<String>) -> Vec<String> {
        for reason in other {
            if !one.contains(&reason) {
                one.push(reason);
            }
        }
        one
    }

    fn no_result(&self) -> Vec<String> {
        vec!["a calculation has no result (a division by zero, or a number too large)".to_string()]
    }

    fn beside(&self, numbers: &[&Num]) -> Result<(), Vec<String>> {
        match self.source.apart(&uses(self.names, numbers)) {
            Some(why) => Err(vec![why]),
            None => Ok(()),
        }
    }

    fn atom(&self, atom: &Atom) -> Result<bool, Vec<String>> {
        match atom {
            Atom::OneOf(id, list) => {
                let name = self.names[*id].as_str();
                match self.source.answer(name) {
                    Some(answer) => Ok(list.contains(&answer)),
                    None => Err(self.missing(name, "unanswered")),
                }
            }
            Atom::Held(id) => Ok(self.source.held(&self.names[*id])),
            Atom::Flag(_) | Atom::Selected(..) | Atom::Dates(..) | Atom::Answered(_) => Err(vec![not_here()]),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Result<f64, Vec<String>> {
        match leaf {
            Leaf::Measure(measure, id) => self.measure(*measure, *id),
            Leaf::At(id, period) => self.period(*id, *period),
            Leaf::Change(id, from, to) => {
                let (before, after) = match (self.period(*id, *from), self.period(*id, *to)) {
                    (Ok(before), Ok(after)) => (before, after),
                    (Err(one), Err(other)) => return Err(Self::merge(one, other)),
                    (Err(why), _) | (_, Err(why)) => return Err(why),
                };
                let change = after / before - 1.0;
                let name = &self.names[*id];
                if change.is_finite() {
                    Ok(change)
                } else {
                    Err(vec![format!("'{name}': a change from {before} in {from} is not defined")])
                }
            }
            Leaf::Question(_) | Leaf::CountYes(_) | Leaf::CountSelected(_) | Leaf::CountRows(..) => {
                Err(vec![not_here()])
            }
        }
    }
}
