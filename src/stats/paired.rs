//! Two answers of the same pair, such as a child's and its caregiver's: how far
//! they agree and whether the shares of the two sides differ, by the design.

use super::domain::Domain;
use super::estimate::{Contrast, Estimate};
use super::factor::Factor;
use super::linear::Missing;
use super::special::fisher;
use super::undefined::Undefined;

/// What two answers of the same pairs come to, among pairs with both.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// The share of pairs with the same answer.
    pub agreement: Result<Estimate, Undefined>,
    /// Cohen's (1960) kappa of the weighted table, its variance by Taylor
    /// linearisation over the design; of a simple random sample this is the
    /// variance of Fleiss, Cohen & Everitt (1969).
    pub kappa: Result<Contrast, Undefined>,
    /// By level: its share on the second side less that on the first.
    pub differences: Vec<Result<Contrast, Undefined>>,
    /// Whether the shares of all levels are the same on both sides.
    pub homogeneity: Result<Homogeneity, Undefined>,
}

/// Wald's test that both sides have the same shares: McNemar's (1947) question
/// for two levels, Stuart's (1955) and Maxwell's (1970) for more, with the
/// covariances of the design and the correction for few PSUs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homogeneity {
    pub statistic: f64,
    pub df: usize,
    pub denominator_df: usize,
    pub p: f64,
}

impl Domain<'_> {
    /// Compares two factors with the same levels over the rows that have both.
    pub fn paired(&self, first: &Factor, second: &Factor) -> Result<Paired, Undefined> {
        let rows = self.design().rows();
        for (expected, found) in
            [(rows, first.len()), (rows, second.len()), (first.names().len(), second.names().len())]
        {
            if expected != found {
                return Err(Undefined::ShapesDiffer { expected, found });
            }
        }
        let levels = first.names().len();
        let of = |row: usize| Some((first.level(row)?, second.level(row)?));
        let both = self.narrow(|row| of(row).is_some());
        if both.is_empty() {
            return Err(Undefined::EmptyDomain);
        }
        let variable = |f: &dyn Fn((usize, usize)) -> f64| -> Vec<f64> {
            (0..rows).map(|row| of(row).map_or(f64::NAN, f)).collect()
        };
        let is = |so: bool| f64::from(u8::from(so));
        let df = both.degrees_of_freedom();
        let agreement = both.mean(&variable(&|(a, b)| is(a == b)), Missing::Drop);
        let sides: Vec<[f64; 2]> = (0..levels)
            .map(|level| {
                let share = |f: &dyn Fn((usize, usize)) -> f64| {
                    both.mean(&variable(f), Missing::Drop).map(|e| e.value)
                };
                Ok([share(&|(a, _)| is(a == level))?, share(&|(_, b)| is(b == level))?])
            })
            .collect::<Result<_, Undefined>>()?;
        let kappa = agreement.clone().and_then(|agree| {
            let chance: f64 = sides.iter().map(|[a, b]| a * b).sum();
            if chance >= 1.0 {
                return Err(Undefined::ZeroDenominator);
            }
            let value = (agree.value - chance) / (1.0 - chance);
            // What one more pair does to kappa; its mean is kappa itself.
            let influence = variable(&|(a, b)| {
                let of_agreement = (is(a == b) - agree.value) / (1.0 - chance);
                let of_chance =
                    (sides[a][1] + sides[b][0] - 2.0 * chance) * (1.0 - agree.value) / (1.0 - chance).powi(2);
                value + of_agreement - of_chance
            });
            let spread = both.mean(&influence, Missing::Drop)?;
            Ok(Contrast { value, variance: spread.variance, df })
        });
        let apart: Vec<Vec<f64>> =
            (0..levels).map(|level| variable(&|(a, b)| is(b == level) - is(a == level))).collect();
        let differences = apart
            .iter()
            .map(|values| {
                let found = both.mean(values, Missing::Drop)?;
                Ok(Contrast { value: found.value, variance: found.variance, df })
            })
            .collect();
        // Levels that nobody chose say nothing; the last of the others follows.
        let used: Vec<&[f64]> = apart
            .iter()
            .enumerate()
            .filter(|(level, _)| sides[*level] != [0.0, 0.0])
            .map(|(_, values)| values.as_slice())
            .collect();
        let homogeneity = match used.len() {
            0 | 1 => Err(Undefined::TooFewLevels { levels: used.len() }),
            n => both.homogeneity(&used[..n - 1], df),
        };
        Ok(Paired { agreement, kappa, differences, homogeneity })
    }

    fn homogeneity(&self, apart: &[&[f64]], df: usize) -> Result<Homogeneity, Undefined> {
        let found = self.means(apart, Missing::Drop)?;
        let values: Vec<f64> = found.each.iter().map(|e| e.value).collect();
        let k = values.len();
        if df < k {
            return Err(Undefined::NoDegreesOfFreedom);
        }
        let wald = found.covariance.quadratic_of_inverse(&values).ok_or(Undefined::Singular)?;
        let denominator_df = df - k + 1;
        let statistic = wald * denominator_df as f64 / (k as f64 * df as f64);
        let p = fisher::upper(statistic, k as f64, denominator_df as f64).ok_or(Undefined::OutOfRange)?;
        Ok(Homogeneity { statistic, df: k, denominator_df, p })
    }
}

#[cfg(test)]
mod tests {
    use super::super::agreement::{Weighting, cohen};
    use super::super::design::{Lonely, Sampling};
    use super::super::{Design, Factor};

    fn judged(codes: &[u32]) -> Factor {
        Factor::with_levels(codes.to_vec(), vec!["a".into(), "b".into(), "c".into()])
    }

    #[test]
    fn of_a_simple_sample_kappa_has_the_variance_of_fleiss_and_others() {
        let first: Vec<u32> = (0..90).map(|n| n % 3).collect();
        let second: Vec<u32> = (0..90).map(|n| if n % 4 == 0 { (n / 7) % 3 } else { n % 3 }).collect();
        let sampling = Sampling {
            rows: 90,
            weights: None,
            stages: Vec::new(),
            nest: false,
            lonely: Lonely::Fail,
            adjust_lonely_domains: false,
        };
        let design = Design::new(&sampling).expect("a design");
        let (a, b) = (judged(&first), judged(&second));
        let found = design.everyone().paired(&a, &b).expect("pairs");
        let kappa = found.kappa.expect("kappa");
        let known = cohen(&a, &b, Weighting::None).expect("kappa");
        assert!((kappa.value - known.value).abs() < 1e-12);
        // Over n − 1 where theirs is over n.
        assert!((kappa.se() - known.se * (90.0f64 / 89.0).sqrt()).abs() < 1e-12, "{kappa:?} {known:?}");
    }

    #[test]
    fn of_two_levels_the_test_is_that_of_mcnemar() {
        // 12 changed one way, 4 the other, 64 not: the t test of the difference.
        let side = |cells: [u32; 4]| -> Vec<u32> {
            let n = [12, 4, 40, 24];
            (0..4).flat_map(|i| std::iter::repeat_n(cells[i], n[i])).collect()
        };
        let levels = |codes: Vec<u32>| Factor::with_levels(codes, vec!["yes".into(), "no".into()]);
        let (a, b) = (levels(side([0, 1, 0, 1])), levels(side([1, 0, 0, 1])));
        let sampling = Sampling {
            rows: 80,
            weights: None,
            stages: Vec::new(),
            nest: false,
            lonely: Lonely::Fail,
            adjust_lonely_domains: false,
        };
        let design = Design::new(&sampling).expect("a design");
        let found = design.everyone().paired(&a, &b).expect("pairs");
        // (b − c)² over the variance of the difference: 16 − 64 / 80, by n / (n − 1).
        let expected = 64.0 / ((16.0 - 64.0 / 80.0) * 80.0 / 79.0);
        let test = found.homogeneity.expect("a test");
        assert!((test.statistic - expected).abs() < 1e-9, "{test:?} {expected}");
        assert_eq!((test.df, test.denominator_df), (1, 79));
    }
}
