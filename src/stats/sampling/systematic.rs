//! Systematic selection with chances proportional to size (Madow 1949; Särndal,
//! Swensson & Wretman 1992, section 3.6).

use super::{Fault, positive};

/// The chance of every unit of being among `n` drawn proportionally to size.
/// A unit whose size is the interval or more is taken for certain; the others
/// share what is left, until nobody's chance is above 1.
///
/// # Errors
/// A size below 0, no size at all, more units than have a size.
pub fn inclusion_probabilities(sizes: &[f64], n: usize) -> Result<Vec<f64>, Fault> {
    if let Some(size) = sizes.iter().find(|s| !(**s >= 0.0 && s.is_finite())) {
        return Err(Fault::Below { what: "a size", least: 0.0, value: *size });
    }
    let there = sizes.iter().filter(|s| **s > 0.0).count();
    if n > there {
        return Err(Fault::MoreThanThereAre { what: "units", wanted: n as f64, there: there as f64 });
    }
    let total: f64 = sizes.iter().sum();
    positive("the sum of sizes", total)?;
    let mut chance: Vec<f64> = sizes.iter().map(|s| n as f64 * s / total).collect();
    let certain = |chance: &[f64]| chance.iter().filter(|c| **c >= 1.0).count();
    let mut before = 0;
    let mut now = certain(&chance);
    while now != before {
        let rest: f64 = chance.iter().filter(|c| **c < 1.0).sum();
        for c in &mut chance {
            *c = match *c {
                c if c >= 1.0 => 1.0,
                // Units without a size, beside others that are all certain.
                _ if rest <= 0.0 => 0.0,
                c => (n - now) as f64 * c / rest,
            };
        }
        (before, now) = (now, certain(&chance));
    }
    Ok(chance)
}

/// The units drawn from a `start` between 0 (included) and 1, by their
/// positions: all that are certain, and unit j of the others where ⌊C_j −
/// start⌋ > ⌊C_{j−1} − start⌋, C being the sum of chances up to a unit in the
/// order given.
///
/// # Errors
/// As [`inclusion_probabilities`]; a start outside 0 to 1.
pub fn select(sizes: &[f64], n: usize, start: f64) -> Result<Vec<usize>, Fault> {
    if !(0.0..1.0).contains(&start) {
        return Err(Fault::NotAShare { what: "the random start", value: start });
    }
    let chance = inclusion_probabilities(sizes, n)?;
    let certain = chance.iter().filter(|c| **c >= 1.0).count();
    let rest: f64 = sizes.iter().zip(&chance).filter(|(_, c)| **c < 1.0).map(|(s, _)| s).sum();
    let left = (n - certain) as f64;
    let mut drawn = Vec::with_capacity(n);
    let mut sum = 0.0;
    let mut before = (0.0 - start).floor();
    for (unit, (size, chance)) in sizes.iter().zip(&chance).enumerate() {
        if *chance >= 1.0 {
            drawn.push(unit);
            continue;
        }
        // By sizes, not chances: the last sum is then exactly what is left.
        sum += size;
        let now = if rest > 0.0 { ((sum / rest) * left - start).floor() } else { before };
        if now > before {
            drawn.push(unit);
        }
        before = now;
    }
    Ok(drawn)
}
