//! Sums over rows and units. They carry what rounding takes away beside them
//! (Ogita, Rump & Oishi 2005, algorithm 4.4), so the order in which rows stand
//! in a file, or the number of threads, changes no bit of a sum.

/// A sum with twice the precision of its terms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    pub const NOTHING: Sum = Sum { high: 0.0, low: 0.0 };

    /// A sum of one term.
    pub fn of(term: f64) -> Sum {
        Sum { high: term, low: 0.0 }
    }

    pub fn add_sum(&mut self, other: Sum) {
        self.add(other.high);
        self.low += other.low;
    }

    #[inline]
    pub fn add(&mut self, term: f64) {
        let high = self.high + term;
        // Knuth's two-sum: exactly what the addition lost.
        let of_term = high - self.high;
        self.low += (self.high - (high - of_term)) + (term - of_term);
        self.high = high;
    }

    #[inline]
    pub fn value(self) -> f64 {
        // Of infinite terms the loss is not a number; the sum itself is infinite.
        if self.high.is_finite() { self.high + self.low } else { self.high }
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
    }
}
