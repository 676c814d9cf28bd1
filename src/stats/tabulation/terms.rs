//! From sums by first-stage unit to a variance: the first stage of
//! `variance.rs`, for one figure at a time.

use super::super::design::{Design, Lonely};
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::adjusts;

/// A stratum in which a figure has a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub stratum: u32,
    /// Units with a row of the figure.
    pub seen: u32,
    /// The sum of the influence of all units.
    pub sum: f64,
    /// The sum of squared distances from the units' mean, those without a row
    /// counting as zero.
    pub squares: f64,
}

/// The variance of a figure.
pub(super) fn variance(design: &Design, terms: &[Term]) -> Result<f64, Undefined> {
    let stage = &design.stages[0];
    let sampled = |term: &Term| f64::from(stage.sampled[term.stratum as usize]);
    let is_census = |term: &Term| stage.is_census(term.stratum as usize);
    if design.lonely == Lonely::Fail {
        let lonely = terms.iter().filter(|term| sampled(term) == 1.0 && !is_census(term));
        let strata: Vec<String> =
            lonely.map(|term| stage.stratum_names[term.stratum as usize].clone()).collect();
        if !strata.is_empty() {
            return Err(Undefined::LonelyUnits { stage: 0, strata });
        }
    }
    let mut total = Sum::default();
    let mut without = 0;
    let mut grand = None;
    for term in terms.iter().filter(|term| !is_census(term)) {
        let n = sampled(term);
        let alone = n == 1.0 || (term.seen == 1 && adjusts(design) && design.adjust_lonely_domains);
        let squares = match design.lonely {
            Lonely::Adjust if alone => {
                let centre = *grand.get_or_insert_with(|| {
                    let sum: Sum = terms.iter().map(|term| term.sum).collect();
                    let units: Sum = terms.iter().map(sampled).collect();
                    sum.value() / units.value()
                });
                (term.sum - centre).powi(2) + (n - 1.0) * centre * centre
            }
            Lonely::Average if alone => {
                without += 1;
                continue;
            }
            _ if n == 1.0 => continue,
            _ => term.squares,
        };
        let scale = stage.not_drawn(term.stratum as usize) * if n > 1.0 { n / (n - 1.0) } else { 1.0 };
        total.add(scale * squares);
    }
    if without == terms.len() && without > 0 {
        return Err(Undefined::EveryStratumLonely { stage: 0 });
    }
    let raised = if without > 0 { terms.len() as f64 / (terms.len() - without) as f64 } else { 1.0 };
    let variance = total.value() * raised;
    if variance.is_finite() { Ok(variance) } else { Err(Undefined::OutOfRange) }
}
