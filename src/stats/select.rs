//! Drawing units with probability in proportion to their size, systematically
//! (Madow 1949): how PSUs are drawn.

use super::undefined::Undefined;

/// From this probability on a unit is certain to be drawn.
const CERTAIN: f64 = 1.0 - 1e-6;

/// The probability of each unit to be among `count`, in proportion to `sizes`
/// but never above 1: what a unit has beyond goes to the others.
pub fn inclusion_probabilities(sizes: &[f64], count: usize) -> Result<Vec<f64>, Undefined> {
    if sizes.iter().any(|size| !(size.is_finite() && *size >= 0.0)) {
        return Err(Undefined::OutOfRange);
    }
    let drawable = sizes.iter().filter(|size| **size > 0.0).count();
    if count > drawable {
        return Err(Undefined::TooFewRows { rows: drawable });
    }
    let mut certain = vec![false; sizes.len()];
    loop {
        let taken = certain.iter().filter(|c| **c).count();
        let rest: f64 = sizes.iter().zip(&certain).filter(|(_, c)| !**c).map(|(size, _)| size).sum();
        let share = if rest > 0.0 { (count - taken) as f64 / rest } else { 0.0 };
        let chance = |at: usize| if certain[at] { 1.0 } else { sizes[at] * share };
        let chances: Vec<f64> = (0..sizes.len()).map(chance).collect();
        let mut grew = false;
        for (certain, chance) in certain.iter_mut().zip(&chances) {
            if !*certain && *chance >= 1.0 {
                (*certain, grew) = (true, true);
            }
        }
        if !grew {
            return Ok(chances);
        }
    }
}

/// The units drawn from a `start` in [0, 1), by place from 0: those that are
/// certain, and those within whose stretch of the summed probabilities
/// start, start + 1, … fall.
pub fn systematic(probabilities: &[f64], start: f64) -> Result<Vec<usize>, Undefined> {
    if !(0.0..1.0).contains(&start) {
        return Err(Undefined::NotBetweenZeroAndOne { value: start });
    }
    if let Some(value) = probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Undefined::NotBetweenZeroAndOne { value: *value });
    }
    let mut drawn = Vec::new();
    let mut sum = 0.0;
    for (unit, p) in probabilities.iter().enumerate() {
        if *p >= CERTAIN {
            drawn.push(unit);
            continue;
        }
        let before: f64 = sum;
        sum += p;
        if (sum - start).floor() > (before - start).floor() {
            drawn.push(unit);
        }
    }
    Ok(drawn)
}
