//! What stands in a column: how many gave which answer and how many gave none,
//! as counted and as weighted. Descriptions of the sample, without intervals.

use crate::data::{Column, State, Values};

/// How many records, and the sum of their weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Count {
    pub n: usize,
    pub weighted: f64,
}

impl Count {
    fn add(&mut self, weight: f64) {
        self.n += 1;
        self.weighted += weight;
    }
}

/// A question's answers, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequencies {
    /// Each answer in the order of the options (or of the numbers), those that
    /// nobody gave too.
    pub answers: Vec<(String, Count)>,
    /// The states without a value that occur, in their own order.
    pub missing: Vec<(State, Count)>,
    pub answered: Count,
    pub all: Count,
    /// Each record may be in several answers.
    pub several: bool,
}

/// Counts the rows that `keep` names (all without it). Weights are 1 where
/// there are none. A text is counted as answered; its words are not listed.
pub fn frequencies(column: &Column, weights: Option<&[f64]>, keep: Option<&[bool]>) -> Frequencies {
    let mut missing = [Count::default(); State::ALL.len()];
    let (mut answered, mut all) = (Count::default(), Count::default());
    let mut answers: Vec<(String, Count)> = match &column.values {
        Values::Choice { options, .. } | Values::Choices { options, .. } => {
            options.iter().map(|o| (o.clone(), Count::default())).collect()
        }
        Values::Bool(_) => vec![("false".into(), Count::default()), ("true".into(), Count::default())],
        Values::Number(_) | Values::Text(_) => Vec::new(),
    };
    let mut numbers: std::collections::BTreeMap<u64, (f64, Count)> = std::collections::BTreeMap::new();
    for (row, state) in column.states.iter().enumerate() {
        if keep.is_some_and(|k| !k[row]) {
            continue;
        }
        let weight = weights.map_or(1.0, |w| w[row]);
        all.add(weight);
        if *state != State::Answered {
            missing[*state as usize].add(weight);
            continue;
        }
        answered.add(weight);
        match &column.values {
            Values::Choice { codes, .. } => answers[codes[row] as usize].1.add(weight),
            Values::Choices { sets, .. } => {
                let mut set = sets[row];
                while set != 0 {
                    answers[set.trailing_zeros() as usize].1.add(weight);
                    set &= set - 1;
                }
            }
            Values::Bool(bools) => answers[usize::from(bools[row])].1.add(weight),
            Values::Number(values) => {
                let value = values[row] + 0.0; // −0 is 0
                // The bits of numbers in an order that is theirs.
                let bits = value.to_bits();
                let key = if value.is_sign_negative() { !bits } else { bits | 1 << 63 };
                numbers.entry(key).or_insert((value, Count::default())).1.add(weight);
            }
            Values::Text(_) => {}
        }
    }
    for (value, count) in numbers.into_values() {
        // 0.1 * 3 and 0.3 are one answer, and print as one.
        let text = tidy(value);
        match answers.last_mut().filter(|(last, _)| *last == text) {
            Some((_, before)) => {
                before.n += count.n;
                before.weighted += count.weighted;
            }
            None => answers.push((text, count)),
        }
    }
    Frequencies {
        answers,
        missing: State::ALL.into_iter().zip(missing).filter(|(_, c)| c.n > 0).collect(),
        answered,
        all,
        several: matches!(column.values, Values::Choices { .. }),
    }
}

/// A number without what rounding left behind: 12 significant digits, whole
/// numbers as they are.
fn tidy(value: f64) -> String {
    if value.fract() == 0.0 {
        return value.to_string();
    }
    format!("{value:.11e}").parse::<f64>().map_or_else(|_| value.to_string(), |n| n.to_string())
}

/// The middle and the spread of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub mean: f64,
    /// With n − 1 (weights: scaled to sum to n).
    pub sd: Option<f64>,
    /// Least, lower quartile, median, upper quartile, greatest: the smallest
    /// value at which the cumulated share reaches p (Hyndman and Fan 1996, type 1).
    pub quantiles: [f64; 5],
}

/// Summary of the answered numbers among the rows kept; nothing where there is
/// none.
pub fn summary(column: &Column, weights: Option<&[f64]>, keep: Option<&[bool]>) -> Option<Summary> {
    let Values::Number(values) = &column.values else { return None };
    let mut rows: Vec<(f64, f64)> = column
        .states
        .iter()
        .enumerate()
        .filter(|(row, state)| **state == State::Answered && keep.is_none_or(|k| k[*row]))
        .map(|(row, _)| (values[row], weights.map_or(1.0, |w| w[row])))
        .collect();
    let n = rows.len() as f64;
    let total: f64 = rows.iter().map(|(_, w)| w).sum();
    if rows.is_empty() || total <= 0.0 {
        return None;
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = rows.iter().map(|(v, w)| v * w).sum::<f64>() / total;
    let squares = rows.iter().map(|(v, w)| w * (v - mean) * (v - mean)).sum::<f64>();
    let sd = (n > 1.0).then(|| (squares / total * n / (n - 1.0)).sqrt());
    let quantile = |p: f64| {
        let mut sum = 0.0;
        for (value, weight) in &rows {
            sum += weight;
            // A rounding error must not move the median to the next value.
            if sum >= p * total * (1.0 - 1e-12) {
                return *value;
            }
        }
        rows[rows.len() - 1].0
    };
    let quantiles = [rows[0].0, quantile(0.25), quantile(0.5), quantile(0.75), rows[rows.len() - 1].0];
    Some(Summary { mean, sd, quantiles })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Marks;

    fn numbers(list: &[Option<f64>]) -> Column {
        Column {
            values: Values::Number(list.iter().map(|v| v.unwrap_or(-99.0)).collect()),
            states: list
                .iter()
                .map(|v| if v.is_some() { State::Answered } else { State::DontKnow })
                .collect(),
            marks: Marks::default(),
        }
    }

    #[test]
    fn a_dont_know_is_counted_and_enters_no_mean() {
        let column = numbers(&[Some(1.0), None, Some(3.0), Some(3.0)]);
        let found = frequencies(&column, Some(&[1.0, 10.0, 1.0, 2.0]), None);
        assert_eq!(found.missing, [(State::DontKnow, Count { n: 1, weighted: 10.0 })]);
        assert_eq!(found.answers[1], ("3".into(), Count { n: 2, weighted: 3.0 }));
        let plain = summary(&column, None, None).expect("a summary");
        assert!((plain.mean - 7.0 / 3.0).abs() < 1e-12);
        // 1, 3, 3: variance 4/3.
        assert!((plain.sd.expect("a spread") - (4.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(plain.quantiles, [1.0, 1.0, 3.0, 3.0, 3.0]);
        let weighted = summary(&column, Some(&[1.0, 10.0, 1.0, 2.0]), None).expect("a summary");
        assert!((weighted.mean - 2.5).abs() < 1e-12);
    }

    #[test]
    fn numbers_stand_in_their_order_and_negative_zero_is_zero() {
        let column = numbers(&[Some(10.0), Some(-2.0), Some(0.0), Some(-0.0), Some(2.5)]);
        let shown: Vec<String> =
            frequencies(&column, None, None).answers.into_iter().map(|(a, _)| a).collect();
        assert_eq!(shown, ["-2", "0", "2.5", "10"]);
    }

    #[test]
    fn what_rounding_leaves_behind_is_neither_shown_nor_an_answer_of_its_own() {
        let column =
            numbers(&[Some(0.1 + 0.2), Some(0.3), Some(0.6), Some(0.3 * 2.0), Some(123_456_789_012_345.0)]);
        let found = frequencies(&column, None, None).answers;
        let shown: Vec<(&str, usize)> = found.iter().map(|(a, c)| (a.as_str(), c.n)).collect();
        assert_eq!(shown, [("0.3", 2), ("0.6", 2), ("123456789012345", 1)]);
    }

    #[test]
    fn nobody_answered_is_no_mean_and_one_has_no_spread() {
        assert_eq!(summary(&numbers(&[None, None]), None, None), None);
        assert_eq!(summary(&numbers(&[Some(4.0)]), None, None).expect("one").sd, None);
        assert_eq!(summary(&numbers(&[Some(4.0), Some(5.0)]), None, Some(&[false, false])), None);
    }

    #[test]
    fn an_answer_nobody_gave_is_listed_with_zero() {
        let column = Column {
            values: Values::Choice { codes: vec![0, 0], options: vec!["yes".into(), "no".into()] },
            states: vec![State::Answered, State::PreferNot],
            marks: Marks::default(),
        };
        let found = frequencies(&column, None, None);
        assert_eq!(found.answers[1], ("no".into(), Count::default()));
        assert_eq!((found.answered.n, found.all.n), (1, 2));
    }
}
