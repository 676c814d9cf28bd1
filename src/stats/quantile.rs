//! Quantiles, with the interval of Woodruff (1952): an interval for the
//! proportion at or below the quantile, read back through the quantile rule.

use super::domain::Domain;
use super::estimate::Estimate;
use super::interval::{Instead, Method, Reference, critical};
use super::linear::{Complete, Missing};
use super::undefined::Undefined;

/// Which value is the p-quantile; names and definitions of Hyndman & Fan
/// (1996) with weights, as in R's `survey`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rule {
    /// The lowest value at or below which p of the weight lies (R's default,
    /// `"math"`).
    #[default]
    Hf1,
    /// The same; where p falls exactly between two values, their middle
    /// (`"school"`).
    Hf2,
    /// Interpolated between cumulative shares.
    Hf4,
    /// Interpolated between the middles of weights.
    Hf5,
    /// Interpolated, one more weight than rows.
    Hf6,
    /// Interpolated between the lowest and highest value.
    Hf7,
    /// Interpolated, about unbiased for the median.
    Hf8,
    /// Interpolated, about unbiased for normal data.
    Hf9,
}

/// How quantiles and their intervals are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Woodruff {
    pub rule: Rule,
    /// How the interval of the proportion at or below is made; R's default,
    /// Wald, may leave the data.
    pub method: Method,
    /// The confidence level, between 0 and 1.
    pub level: f64,
}

/// One estimated quantile.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantile {
    /// Which: 0.5 is the median.
    pub p: f64,
    pub value: f64,
    pub low: Result<f64, Undefined>,
    pub high: Result<f64, Undefined>,
    /// The interval's width over twice the critical value.
    pub se: Result<f64, Undefined>,
    pub level: f64,
    /// What made the interval, if all rows lie at or below the value.
    pub instead: Option<Instead>,
    /// Degrees of freedom of the rows with a value.
    pub df: usize,
    pub base: usize,
}

/// Values of positive weight in ascending order.
pub(super) struct Ordered {
    values: Vec<f64>,
    weights: Vec<f64>,
    /// Weight of this and all lower values.
    cumulative: Vec<f64>,
}

impl Domain<'_> {
    /// Quantiles of a variable, each `p` between 0 and 1.
    pub fn quantiles(
        &self,
        variable: &[f64],
        p: &[f64],
        how: Woodruff,
        missing: Missing,
    ) -> Result<Vec<Quantile>, Undefined> {
        let rows = self.complete(&[variable], missing)?;
        let share = |below: &[f64]| rows.domain.mean(below, Missing::Refuse);
        quantiles_of(&rows, variable, p, how, rows.domain.degrees_of_freedom(), share)
    }

    /// The values of quantiles, without intervals.
    pub fn quantile_values(
        &self,
        variable: &[f64],
        p: &[f64],
        rule: Rule,
        missing: Missing,
    ) -> Result<Vec<f64>, Undefined> {
        let rows = self.complete(&[variable], missing)?;
        let ordered = Ordered::of(&rows.values[0], &rows.weights, &rows.domain.rows)?;
        p.iter()
            .map(|p| match (0.0..=1.0).contains(p) {
                true => Ok(ordered.quantile(*p, rule)),
                false => Err(Undefined::NotBetweenZeroAndOne { value: *p }),
            })
            .collect()
    }
}

/// `share` estimates the mean of 0 and 1 on the complete rows.
pub(super) fn quantiles_of(
    rows: &Complete<'_>,
    variable: &[f64],
    p: &[f64],
    how: Woodruff,
    df: usize,
    share: impl Fn(&[f64]) -> Result<Estimate, Undefined>,
) -> Result<Vec<Quantile>, Undefined> {
    let Woodruff { rule, method, level } = how;
    let ordered = Ordered::of(&rows.values[0], &rows.weights, &rows.domain.rows)?;
    let t = critical(level, Reference::T, df)?;
    p.iter()
        .map(|p| {
            if !(0.0..=1.0).contains(p) {
                return Err(Undefined::NotBetweenZeroAndOne { value: *p });
            }
            let value = ordered.quantile(*p, rule);
            let below: Vec<f64> = variable
                .iter()
                .map(|x| if x.is_nan() { *x } else { f64::from(u8::from(*x <= value)) })
                .collect();
            let share = share(&below)?;
            let interval = share.proportion_interval(method, level, Reference::T)?;
            let read = |p: f64| {
                if (0.0..=1.0).contains(&p) {
                    Ok(ordered.quantile(p, rule))
                } else {
                    Err(Undefined::BeyondTheData)
                }
            };
            let (low, high) = (read(interval.low), read(interval.high));
            let se = match (&low, &high) {
                (Ok(low), Ok(high)) => Ok((high - low) / (2.0 * t)),
                (Err(why), _) | (_, Err(why)) => Err(why.clone()),
            };
            let instead = interval.instead;
            // No zero has a sign.
            let plain = |bound: Result<f64, Undefined>| bound.map(|x| x + 0.0);
            let (value, low, high) = (value + 0.0, plain(low), plain(high));
            Ok(Quantile { p: *p, value, low, high, se, level, instead, df, base: rows.len() })
        })
        .collect()
}

impl Ordered {
    /// Equal values keep the order of rows.
    pub fn of(values: &[f64], weights: &[f64], rows: &[u32]) -> Result<Ordered, Undefined> {
        let mut order: Vec<usize> = (0..values.len()).filter(|i| weights[*i] > 0.0).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(rows[*a].cmp(&rows[*b])));
        if order.is_empty() {
            return Err(Undefined::NoWeight);
        }
        let mut sum = 0.0;
        let cumulative = order
            .iter()
            .map(|i| {
                sum += weights[*i];
                sum
            })
            .collect();
        Ok(Ordered {
            values: order.iter().map(|i| values[*i]).collect(),
            weights: order.iter().map(|i| weights[*i]).collect(),
            cumulative,
        })
    }

    pub fn quantile(&self, p: f64, rule: Rule) -> f64 {
        let n = self.values.len();
        if n == 1 {
            return self.values[0];
        }
        let (c, w) = (&self.cumulative, &self.weights);
        let (total, last) = (c[n - 1], w[n - 1]);
        let before = |i: usize| if i == 0 { 0.0 } else { c[i - 1] };
        match rule {
            Rule::Hf1 | Rule::Hf2 => {
                // Weights are decimals: a share that equals p but for rounding
                // is p.
                let near = 1e-12 * total;
                let at = c.partition_point(|c| *c < p * total - near).min(n - 1);
                let exact = (c[at] - p * total).abs() <= near;
                if rule == Rule::Hf2 && exact && at + 1 < n {
                    (self.values[at] + self.values[at + 1]) / 2.0
                } else {
                    self.values[at]
                }
            }
            Rule::Hf4 => self.between(p, |i| c[i] / total),
            Rule::Hf5 => self.between(p, |i| (c[i] - w[i] / 2.0) / total),
            Rule::Hf6 => self.between(p, |i| c[i] / (total + last)),
            Rule::Hf7 => self.between(p, |i| before(i) / c[n - 2]),
            Rule::Hf8 => self.between(p, |i| (before(i) + 2.0 * c[i]) / 3.0 / (total + last / 3.0)),
            Rule::Hf9 => self.between(p, |i| (before(i) * 3.0 + c[i] * 5.0) / 8.0 / (total + last / 4.0)),
        }
    }

    /// Interpolates between the values, of which the i-th lies at `share(i)`;
    /// outside, the lowest or highest.
    fn between(&self, p: f64, share: impl Fn(usize) -> f64) -> f64 {
        let n = self.values.len();
        let (mut low, mut high) = (0, n - 1);
        if p <= share(low) {
            return self.values[low];
        }
        if p >= share(high) {
            return self.values[high];
        }
        // share(low) ≤ p < share(high)
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if share(middle) <= p { low = middle } else { high = middle }
        }
        let (a, b) = (share(low), share(high));
        self.values[low] + (self.values[high] - self.values[low]) * ((p - a) / (b - a))
    }
}
