//! Interviews (or PSUs) by stratum.

use super::{Fault, positive};

/// What is known of a stratum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// People, households or PSUs in it.
    pub population: f64,
    /// Standard deviation of what is measured; 1 everywhere where it is not known.
    pub sd: f64,
    /// Cost of one interview, in any unit; 1 everywhere where it is not known.
    pub cost: f64,
    /// No more than this many units can be drawn.
    pub most: f64,
}

/// By what a stratum's share is decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Its population.
    Proportional,
    /// The same for each.
    Equal,
    /// A power of its population: 1 is proportional, 0 equal (Bankier 1988,
    /// with the same relative spread in every stratum).
    Power(f64),
    /// Population × standard deviation ÷ √cost (Neyman 1934; Cochran 1977, section
    /// 5.5).
    Neyman,
}

impl Rule {
    fn weight(self, stratum: &Stratum) -> f64 {
        match self {
            Rule::Proportional => stratum.population,
            Rule::Equal => 1.0,
            Rule::Power(power) => stratum.population.powf(power),
            Rule::Neyman => stratum.population * stratum.sd / stratum.cost.sqrt(),
        }
    }
}

/// `n` over the strata, as near to the rule as whole numbers come: at least
/// `minimum` each and never more than a stratum has. What the bounds take from
/// one stratum the others share by the rule; fractions are rounded so that the
/// sum is exactly `n` (largest remainders, the first stratum before the next).
///
/// # Errors
/// A population, spread or cost that is none; more than there are; a minimum
/// that does not fit.
pub fn allocate(strata: &[Stratum], n: usize, rule: Rule, minimum: usize) -> Result<Vec<usize>, Fault> {
    for stratum in strata {
        positive("the population of a stratum", stratum.population)?;
        positive("the cost of an interview", stratum.cost)?;
        if !(stratum.sd >= 0.0 && stratum.sd.is_finite()) {
            return Err(Fault::Below { what: "a standard deviation", least: 0.0, value: stratum.sd });
        }
    }
    if let Rule::Power(power) = rule
        && !(0.0..=1.0).contains(&power)
    {
        return Err(Fault::NotAShare { what: "the power", value: power });
    }
    let most: Vec<f64> = strata.iter().map(|s| s.most.floor()).collect();
    let least: Vec<f64> = most.iter().map(|m| m.min(minimum as f64)).collect();
    let (there, needs) = (most.iter().sum::<f64>(), least.iter().sum::<f64>());
    let wanted = n as f64;
    if wanted > there {
        return Err(Fault::MoreThanThereAre { what: "interviews", wanted, there });
    }
    if needs > wanted {
        return Err(Fault::MinimumTooHigh { minimum, needs: needs as usize, n });
    }
    let weight: Vec<f64> = strata.iter().map(|s| rule.weight(s)).collect();
    let total: f64 = weight.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return Err(Fault::NotPositive {
            what: "population × standard deviation over all strata",
            value: total,
        });
    }
    let at = |scale: f64| -> Vec<f64> {
        (0..strata.len()).map(|h| (weight[h] * scale).clamp(least[h], most[h])).collect()
    };
    // The sum rises with the scale.
    let (mut low, mut high) = (0.0, wanted / total);
    while at(high).iter().sum::<f64>() < wanted && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if at(middle).iter().sum::<f64>() < wanted { low = middle } else { high = middle }
    }
    Ok(rounded(&at(high), &least, &most, n))
}

/// Whole numbers that sum to `n`.
fn rounded(values: &[f64], least: &[f64], most: &[f64], n: usize) -> Vec<usize> {
    // Rounding of the search must not turn a 3 into a 2.999….
    let mut whole: Vec<usize> = values.iter().map(|v| (v + 1e-6).floor() as usize).collect();
    let rest = |h: usize, whole: &[usize]| values[h] - whole[h] as f64;
    while whole.iter().sum::<usize>() < n {
        let room = (0..values.len()).filter(|h| (whole[*h] as f64) < most[*h]);
        // The first of equal remainders: max_by gives the last, so it goes backwards.
        match room.rev().max_by(|a, b| rest(*a, &whole).total_cmp(&rest(*b, &whole))) {
            Some(h) => whole[h] += 1,
            None => break,
        }
    }
    while whole.iter().sum::<usize>() > n {
        let room = (0..values.len()).filter(|h| (whole[*h] as f64) > least[*h]);
        match room.min_by(|a, b| rest(*a, &whole).total_cmp(&rest(*b, &whole))) {
            Some(h) => whole[h] -= 1,
            None => break,
        }
    }
    whole
}

/// By how much unequal weights N_h/n_h raise the variance of an overall figure:
/// n Σ n_h w_h² / (Σ n_h w_h)² (Kish 1965, section 11.7; Kish 1992). Strata with
/// nobody are left out. None where nobody is drawn anywhere.
pub fn weighting_effect(strata: &[Stratum], n: &[usize]) -> Option<f64> {
    let drawn = || strata.iter().zip(n).filter(|(_, n)| **n > 0);
    let people: f64 = drawn().map(|(s, _)| s.population).sum();
    let squares: f64 = drawn().map(|(s, n)| s.population * s.population / *n as f64).sum();
    let all: usize = n.iter().sum();
    let effect = all as f64 * squares / (people * people);
    effect.is_finite().then_some(effect)
}
