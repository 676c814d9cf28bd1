//! From an indicator's definition and columns of answers to the variable that
//! is estimated.

use crate::data::Frame;
use crate::expr::{As, CountAs, Truth, eval_counted_columns, eval_indicator_columns, eval_value_columns};
use crate::model::{Base, CountRule, Indicator, IndicatorBody};

/// What is estimated: a number a row, NaN where the row has none (1 and 0 for a
/// proportion).
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    pub values: Vec<f64>,
    /// The rows the indicator is about.
    pub in_base: Vec<bool>,
    pub proportion: bool,
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

fn base_rows(base: &Base, frame: &Frame) -> Vec<bool> {
    match base {
        Base::Everyone => vec![true; frame.rows()],
        Base::Where(condition) => {
            let truth = eval_indicator_columns(&condition.checked, frame);
            truth.into_iter().map(|t| t == Truth::Yes).collect()
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
            let values = eval_counted_columns(&yes_if.checked, frame, &rule(counted))
                .into_iter()
                .map(|v| v.map_or(f64::NAN, |yes| f64::from(u8::from(yes))))
                .collect();
            Some(Variable { values, in_base: base_rows(base, frame), proportion: true })
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
            Some(Variable { values, in_base: base_rows(base, frame), proportion: false })
        }
        _ => None,
    }
}
