//! Weights and their squares whose sums are exact, so that no order of rows
//! matters.

/// A sum of weights in two parts, each of which is exact.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Weight {
    high: f64,
    low: f64,
}

impl Weight {
    pub const NOTHING: Weight = Weight { high: 0.0, low: 0.0 };

    #[inline]
    pub fn and(self, other: Weight) -> Weight {
        Weight { high: self.high + other.high, low: self.low + other.low }
    }

    /// The sum, rounded once.
    #[inline]
    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

/// How weights are split: the high part is a whole number of a power of two so
/// large that the sum of all high parts fits a number's 53 bits, the low part a
/// whole number of a second one, for which the same holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    /// Added and taken away, this rounds to high parts.
    rounder: f64,
    /// One over the power of two of low parts.
    per_lowest: f64,
}

impl Split {
    /// For so many weights of this sum; none where it is beyond all measure.
    pub fn for_sum(sum: f64, rows: usize) -> Option<Split> {
        if !sum.is_normal() || sum < 0.0 {
            return None;
        }
        // The sum of all, and of their high parts, is below 2 to this.
        let exponent = (sum.to_bits() >> 52) as i32 - 1023 + 2;
        let lowest = exponent - 106 + (usize::BITS - rows.leading_zeros()) as i32;
        let possible = |power: &i32| (-1000..1000).contains(power);
        [exponent, lowest]
            .iter()
            .all(possible)
            .then(|| Split { rounder: 1.5 * power(exponent - 1), per_lowest: power(-lowest) })
    }

    /// Whether a weight has no digits beyond both parts, as one has beside
    /// others that are many powers of ten above it.
    #[inline]
    pub fn holds(self, weight: f64) -> bool {
        let low = self.of(weight).low * self.per_lowest;
        low as i64 as f64 == low
    }

    #[inline]
    pub fn of(self, weight: f64) -> Weight {
        let high = (weight + self.rounder) - self.rounder;
        Weight { high, low: weight - high }
    }
}

/// A sum of squared weights in the lower bits, how many there are in the upper.
pub(super) type Packed = u128;

const COUNT: u32 = 104;
const SQUARE: Packed = (1 << COUNT) - 1;

/// One row, without its square.
pub(super) const ONE: Packed = 1 << COUNT;

/// At most so many rows can be counted.
pub(super) const MOST_ROWS: usize = 1 << (128 - COUNT);

/// The common unit of squares: a power of two so small that every one is a whole
/// number of it, unless it is below 2⁻⁵⁰ of the sum of all, and so large that
/// the sum of all still fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    shift: i32,
    value: f64,
    per_unit: f64,
}

impl Unit {
    /// For numbers of this sum; none if there is no such unit among the powers
    /// of two that can be written.
    pub fn for_sum(sum: f64) -> Option<Unit> {
        if !sum.is_normal() || sum < 0.0 {
            return None;
        }
        let exponent = (sum.to_bits() >> 52) as i32 - 1022;
        let shift = COUNT as i32 - 1 - exponent;
        // 2⁻ˢʰⁱᶠᵗ and its inverse are normal numbers.
        (-1000..1000).contains(&shift).then(|| Unit { shift, value: power(-shift), per_unit: power(shift) })
    }

    /// How many whole units a number of 0 or more is.
    #[inline]
    pub fn of(self, number: f64) -> Packed {
        const HIGH: f64 = (1u64 << 52) as f64;
        let units = number * self.per_unit;
        let high = (units * (1.0 / HIGH)) as i64;
        let low = (units - high as f64 * HIGH) as i64;
        (high as Packed) << 52 | low as Packed
    }

    /// Whether a number is a whole number of units, none of its digits rounded
    /// away.
    #[inline]
    pub fn holds(self, number: f64) -> bool {
        number == 0.0 || (number.to_bits() >> 52) as i32 - 1075 + self.shift >= 0
    }

    /// A sum as a number.
    #[inline]
    pub fn number(self, sum: Packed) -> f64 {
        let sum = sum & SQUARE;
        // Both parts fit a signed word, which converts without a branch.
        const LOW: u64 = u64::MAX >> 1;
        const HIGH: f64 = (1u128 << 63) as f64;
        ((sum >> 63) as i64 as f64 * HIGH + (sum as u64 & LOW) as i64 as f64) * self.value
    }
}

fn power(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// How many rows were added.
#[inline]
pub(super) fn count(sum: Packed) -> usize {
    (sum >> COUNT) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(split: Split, weights: &[f64]) -> Weight {
        weights.iter().fold(Weight::NOTHING, |sum, w| sum.and(split.of(*w)))
    }

    fn split(weights: &[f64]) -> Option<Split> {
        let split = Split::for_sum(weights.iter().sum(), weights.len())?;
        weights.iter().all(|w| split.holds(*w)).then_some(split)
    }

    proptest! {
        #[test]
        fn a_sum_of_weights_is_exact(weights in prop::collection::vec(1e-3..1e3f64, 1..200)) {
            let split = split(&weights).unwrap();
            let all = sum(split, &weights);
            // Rounded once, as a sum with three times the precision is.
            let exact: crate::stats::sum::Sum = weights.iter().copied().collect();
            prop_assert_eq!(all.value(), exact.value());
            let turned: Vec<f64> = weights.iter().rev().copied().collect();
            prop_assert_eq!(sum(split, &turned), all);
        }

        #[test]
        fn a_number_comes_back_as_it_was(numbers in prop::collection::vec(1e-6..1e6f64, 1..200)) {
            let unit = Unit::for_sum(numbers.iter().sum()).unwrap();
            for x in &numbers {
                prop_assert_eq!(unit.number(unit.of(*x)), *x);
            }
            let sum: Packed = numbers.iter().map(|x| unit.of(*x) | ONE).sum();
            prop_assert_eq!(count(sum), numbers.len());
            let expected: f64 = numbers.iter().sum();
            prop_assert!((unit.number(sum) - expected).abs() <= 1e-13 * expected);
            // Taken away again, nothing is left but what stays.
            let rest = numbers[1..].iter().fold(sum, |sum, x| sum - (unit.of(*x) | ONE));
            prop_assert_eq!((unit.number(rest), count(rest)), (numbers[0], 1));
        }
    }

    #[test]
    fn weights_whose_digits_would_be_lost_are_not_split() {
        assert!(split(&[1e8 / 3.0, 1.0 / 3.0]).is_some());
        assert!(split(&[1e30 / 3.0, 1.0 / 3.0]).is_none());
        // Whole numbers have no digits to lose.
        assert!(split(&[1e15, 1.0]).is_some());
        assert!(split(&[f64::MAX, f64::MAX]).is_none());
        assert!(split(&[0.0]).is_none() && split(&[1e-310]).is_none());
    }

    #[test]
    fn numbers_beyond_all_measure_have_no_unit() {
        assert!(Unit::for_sum(f64::INFINITY).is_none());
        assert!(Unit::for_sum(0.0).is_none());
        assert!(Unit::for_sum(1e-310).is_none());
        let unit = Unit::for_sum(1e20).unwrap();
        assert!(unit.holds(0.0) && unit.holds(1e10 / 3.0) && !unit.holds(1e-10 / 3.0));
        assert_eq!(unit.of(0.0), 0);
        assert_eq!(unit.of(f64::MIN_POSITIVE), 0);
    }
}
