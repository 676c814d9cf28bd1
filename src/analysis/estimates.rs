//! From an indicator's definition and columns of answers to the variable that
//! is estimated.

use std::borrow::Cow;

use crate::data::Frame;
use crate::expr::{As, CountAs, Truth, eval_counted_columns, eval_indicator_columns, eval_value_columns};
use crate::model::{Base, CountRule, Indicator, IndicatorBody};

/// What is estimated, by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    pub measured: Measured,
    /// The rows it is about; none where it is about all.
    pub base: Option<Vec<bool>>,
}

/// The values of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// 1 for yes, 0 for no, [`Variable::NO_ANSWER`] for no answer.
    YesNo(Vec<u8>),
    /// NaN for no answer.
    Numbers(Vec<f64>),
}

impl Variable {
    pub const NO_ANSWER: u8 = 2;

    /// A share of yes, of everyone.
    pub fn yes_no(values: impl Iterator<Item = Option<bool>>) -> Variable {
        let byte = |value: Option<bool>| value.map_or(Self::NO_ANSWER, u8::from);
        Variable { measured: Measured::YesNo(values.map(byte).collect()), base: None }
    }

    /// A mean of numbers, of everyone.
    pub fn of_numbers(values: Vec<f64>) -> Variable {
        Variable { measured: Measured::Numbers(values), base: None }
    }

    pub fn rows(&self) -> usize {
        match &self.measured {
            Measured::YesNo(values) => values.len(),
            Measured::Numbers(values) => values.len(),
        }
    }

    pub fn is_proportion(&self) -> bool {
        matches!(self.measured, Measured::YesNo(_))
    }

    /// Whether it is about a row.
    pub fn is_about(&self, row: usize) -> bool {
        self.base.as_ref().is_none_or(|base| base[row])
    }

    /// The value of a row that it is about; 1 for yes, 0 for no.
    pub fn value(&self, row: usize) -> Option<f64> {
        let value = match &self.measured {
            Measured::YesNo(values) => Some(values[row]).filter(|v| *v < Self::NO_ANSWER).map(f64::from),
            Measured::Numbers(values) => Some(values[row]).filter(|v| !v.is_nan()),
        };
        value.filter(|_| self.is_about(row))
    }

    /// One number a row, whether it is about the row or not; NaN for no answer.
    pub fn numbers(&self) -> Cow<'_, [f64]> {
        let number = |v: &u8| if *v < Self::NO_ANSWER { f64::from(*v) } else { f64::NAN };
        match &self.measured {
            Measured::YesNo(values) => Cow::Owned(values.iter().map(number).collect()),
            Measured::Numbers(values) => Cow::Borrowed(values),
        }
    }

    /// Leaves rows out that do not belong to those kept.
    pub fn narrow(&mut self, keep: &[bool]) {
        match &mut self.base {
            None => self.base = Some(keep.to_vec()),
            Some(base) => base.iter_mut().zip(keep).for_each(|(member, keep)| *member &= keep),
        }
    }

    /// Adds the rows of the same variable that come next.
    pub fn append(&mut self, next: Variable) {
        if self.base.is_some() || next.base.is_some() {
            let (rows, more) = (self.rows(), next.rows());
            let base = self.base.get_or_insert_with(|| vec![true; rows]);
            base.extend(next.base.unwrap_or_else(|| vec![true; more]));
        }
        match (&mut self.measured, next.measured) {
            (Measured::YesNo(values), Measured::YesNo(next)) => values.extend(next),
            (Measured::Numbers(values), Measured::Numbers(next)) => values.extend(next),
            // One indicator is of one kind.
            _ => {}
        }
    }
}

fn rule(rule: &CountRule) -> CountAs {
    let word = |w: &str| match w {
        "yes" => As::Yes,
        "no" => As::No,
        _ => As::Leave,
    };
    CountAs {
        dont_know: word(&rule.dont_know),
        prefer_not: word(&rule.prefer_not),
        not_asked: word(&rule.not_asked),
    }
}

fn base_rows(base: &Base, frame: &Frame) -> Option<Vec<bool>> {
    match base {
        Base::Everyone => None,
        Base::Where(condition) => {
            let truth = eval_indicator_columns(&condition.checked, frame);
            Some(truth.into_iter().map(|t| t == Truth::Yes).collect())
        }
    }
}

/// The variable of an indicator over records, by its own `count_as`, or by its
/// second rule (`bounds`) where that is asked for. Nothing for an indicator that
/// is worked out from other figures, or has no second rule.
pub fn variable(indicator: &Indicator, frame: &Frame, bounds: bool) -> Option<Variable> {
    match &indicator.body {
        IndicatorBody::Proportion { base, yes_if, count_as, bounds: second, .. } => {
            let counted = if bounds { second.as_ref()? } else { count_as };
            let values = eval_counted_columns(&yes_if.checked, frame, &rule(counted));
            Some(Variable { base: base_rows(base, frame), ..Variable::yes_no(values.into_iter()) })
        }
        IndicatorBody::Mean { base, of, count_as, .. } if !bounds => {
            let count_as = rule(count_as);
            let values = eval_value_columns(&of.checked, frame)
                .into_iter()
                .map(|v| match v {
                    Ok(n) => n,
                    // A missing number counts as 0 only where every reason for it does.
                    Err(why) if !why.is_empty() && why.iter().all(|s| count_as.of(s) == Some(As::No)) => 0.0,
                    Err(_) => f64::NAN,
                })
                .collect();
            Some(Variable { base: base_rows(base, frame), ..Variable::of_numbers(values) })
        }
        _ => None,
    }
}
