//! Sums over rows and units. They carry what rounding takes away beside them,
//! and what is lost of that (Ogita, Rump & Oishi 2005, algorithm 4.8 with three
//! parts), so the order in which rows stand in a file, or the number of
//! threads, changes no bit of a sum.

/// A sum with three times the precision of its terms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    high: f64,
    middle: f64,
    low: f64,
}

/// A sum as rounded, and exactly what rounding took away (Knuth, vol. 2,
/// 4.2.2, theorem B).
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

impl Sum {
    pub const NOTHING: Sum = Sum { high: 0.0, middle: 0.0, low: 0.0 };

    /// A sum of one term.
    pub fn of(term: f64) -> Sum {
        Sum { high: term, ..Sum::NOTHING }
    }

    #[inline]
    pub fn add(&mut self, term: f64) {
        let lost;
        (self.high, lost) = two_sum(self.high, term);
        let lost_again;
        (self.middle, lost_again) = two_sum(self.middle, lost);
        self.low += lost_again;
    }

    pub fn add_sum(&mut self, other: Sum) {
        self.add(other.high);
        self.add(other.middle);
        self.low += other.low;
    }

    #[inline]
    pub fn value(self) -> f64 {
        // Of infinite terms the loss is not a number; the sum itself is infinite.
        if !self.high.is_finite() {
            return self.high;
        }
        let (middle, low) = two_sum(self.middle, self.low);
        let (high, middle) = two_sum(self.high, middle);
        let (middle, low) = two_sum(middle, low);
        // Half way between two numbers, what is left decides (as in Python's
        // `fsum`): doubled, such a half reaches the next number exactly.
        let next = high + 2.0 * middle;
        if low * middle > 0.0 && next - high == 2.0 * middle { next } else { high + middle }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Sum {
        let mut sum = Sum::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// The sum of `term(0) … term(count - 1)`.
pub(super) fn sum(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    (0..count).map(term).collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_takes_away_is_kept() {
        assert_eq!(sum(4, |i| [1e100, 1.0, -1e100, 1.0][i]), 2.0);
        let forward = sum(100_000, |i| 1.0 / (i as f64 + 1.0));
        assert_eq!(forward, sum(100_000, |i| 1.0 / (100_000.0 - i as f64)));
        assert_eq!(sum(2, |_| f64::MAX), f64::INFINITY);
        // Half way and a little more, in any order.
        let (half, little) = (f64::EPSILON / 2.0, 1e-40);
        for terms in [[1.0, half, little], [little, half, 1.0], [half, 1.0, little]] {
            assert_eq!(sum(3, |i| terms[i]), 1.0 + f64::EPSILON);
            assert_eq!(sum(3, |i| -terms[i]), -1.0 - f64::EPSILON);
        }
    }
}
