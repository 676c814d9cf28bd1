//! Weights as whole numbers of a common unit. Their sums and differences are
//! exact, so the rows who said yes and those without an answer are all that has
//! to be looked at: who said no is the rest, and no order of rows matters.

/// A sum of weights in the lower bits, how many there are in the upper.
pub(super) type Packed = u128;

const COUNT: u32 = 104;
const WEIGHT: Packed = (1 << COUNT) - 1;

/// One row, without its weight.
pub(super) const ONE: Packed = 1 << COUNT;

/// At most so many rows can be counted.
pub(super) const MOST_ROWS: usize = 1 << (128 - COUNT);

/// The common unit: a power of two so small that every weight is a whole
/// number of it, unless it is below 2⁻⁵⁰ of the sum of all, and so large that
/// the sum of all still fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    shift: i32,
    value: f64,
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
        (-1000..1000).contains(&shift).then(|| Unit { shift, value: power(-shift) })
    }

    /// How many units a number of 0 or more is, rounded to whole ones.
    #[inline]
    pub fn of(self, number: f64) -> Packed {
        let bits = number.to_bits();
        let exponent = (bits >> 52) as i32;
        let (mantissa, exponent) = match exponent {
            0 => (bits, 1),
            _ => (bits & ((1 << 52) - 1) | 1 << 52, exponent),
        };
        let shift = exponent - 1075 + self.shift;
        match shift {
            0.. => u128::from(mantissa) << shift,
            -63..0 => u128::from((mantissa + (1 << (-shift - 1))) >> -shift),
            _ => 0,
        }
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
        let sum = sum & WEIGHT;
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

    proptest! {
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
