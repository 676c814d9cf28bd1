//! Replicate weights made from a design with strata and PSUs: balanced half
//! samples, Fay's form of them, the bootstrap. (The jackknife stands in
//! `replicates.rs`.)

use crate::base::seed::Seed;

use super::design::Design;
use super::replicates::{Centre, Replicates, Scheme};
use super::undefined::Undefined;

impl Replicates {
    /// Balanced half samples (McCarthy 1966): of the two PSUs of every stratum
    /// one counts double and the other not at all, by the signs of a Hadamard
    /// matrix, so that the variance of a total is the linearised one exactly.
    /// With `rho` above 0, Fay's form (Judkins 1990): 2 − ρ and ρ times.
    /// Finite populations are not counted.
    ///
    /// # Errors
    /// A stratum without exactly two PSUs, by name; `rho` outside [0, 1).
    pub fn half_samples(design: &Design, rho: f64, centre: Centre) -> Result<Replicates, Undefined> {
        if !(0.0..1.0).contains(&rho) {
            return Err(Undefined::NotBetweenZeroAndOne { value: rho });
        }
        let first = &design.stages[0];
        let odd = first.sampled.iter().zip(&first.stratum_names).filter(|(n, _)| **n != 2);
        let strata: Vec<String> = odd.map(|(_, name)| name.clone()).collect();
        if !strata.is_empty() {
            return Err(Undefined::NotPairs { strata });
        }
        // The first unit of each stratum in the design's order, which no order
        // of the file changes; the other has the other sign.
        let mut leading = vec![u32::MAX; first.sampled.len()];
        for row in design.order.iter().map(|row| *row as usize) {
            let leading = &mut leading[first.stratum[row] as usize];
            if *leading == u32::MAX {
                *leading = first.unit[row];
            }
        }
        // One column is constant and balances nothing.
        let signs = hadamard(first.sampled.len() + 1);
        let weigh = |signs: &Vec<bool>, row: usize| {
            let stratum = first.stratum[row] as usize;
            let counts = signs[stratum + 1] == (first.unit[row] == leading[stratum]);
            design.weights[row] * if counts { 2.0 - rho } else { rho }
        };
        let columns: Vec<Vec<f64>> =
            signs.iter().map(|signs| (0..design.rows()).map(|row| weigh(signs, row)).collect()).collect();
        let scheme = if rho == 0.0 { Scheme::HalfSamples } else { Scheme::Fay { rho } };
        Self::made(design, columns, &scheme, centre)
    }

    /// The bootstrap of PSUs (Rao, Wu & Yue 1992): in every stratum one fewer
    /// than it has is drawn with replacement, `replicates` times; where the
    /// first stage has a finite population, weights move by √(1 − f) of that
    /// (Rao & Wu 1988). The same seed gives the same weights.
    ///
    /// # Errors
    /// Strata with a single PSU; fewer than two replicates.
    pub fn bootstrap(
        design: &Design,
        replicates: usize,
        seed: u64,
        centre: Centre,
    ) -> Result<Replicates, Undefined> {
        let lonely = design.lonely_strata();
        if !lonely.is_empty() {
            return Err(Undefined::LonelyUnits { stage: 0, strata: lonely });
        }
        if replicates < 2 {
            return Err(Undefined::TooFewRows { rows: replicates });
        }
        let first = &design.stages[0];
        let units: usize = first.sampled.iter().map(|n| *n as usize).sum();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); first.sampled.len()];
        let mut seen = vec![false; units];
        // In the design's order, which no order of the file changes.
        for row in &design.order {
            let (unit, stratum) = (first.unit[*row as usize], first.stratum[*row as usize]);
            if !std::mem::replace(&mut seen[unit as usize], true) {
                members[stratum as usize].push(unit);
            }
        }
        let mut random = Seed::new(seed);
        let mut columns = Vec::with_capacity(replicates);
        for _ in 0..replicates {
            let mut factor = vec![1.0; units];
            for (stratum, members) in members.iter().enumerate() {
                let n = members.len();
                if n < 2 {
                    continue;
                }
                let mut times = vec![0u32; n];
                (1..n).for_each(|_| times[random.below(n)] += 1);
                let moved = first.not_drawn(stratum).max(0.0).sqrt();
                for (unit, times) in members.iter().zip(times) {
                    let raised = f64::from(times) * n as f64 / (n as f64 - 1.0);
                    factor[*unit as usize] = 1.0 - moved + moved * raised;
                }
            }
            let weigh = |row: usize| design.weights[row] * factor[first.unit[row] as usize];
            columns.push((0..design.rows()).map(weigh).collect());
        }
        Self::made(design, columns, &Scheme::Bootstrap, centre)
    }
}

/// A Hadamard matrix of at least this size, its first row and column all true:
/// Paley's (1933) for a prime that leaves 3 when divided by 4, doubled as often
/// as is best (Sylvester 1867).
fn hadamard(least: usize) -> Vec<Vec<bool>> {
    let is_prime = |n: usize| n > 1 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    let mut best = (least.next_power_of_two().max(2), 0usize);
    for prime in (3..2 * least.max(4)).filter(|q| q % 4 == 3 && is_prime(*q)) {
        let mut size = prime + 1;
        while size < least {
            size *= 2;
        }
        if size < best.0 {
            best = (size, prime);
        }
    }
    let (size, prime) = best;
    let mut matrix = match prime {
        0 => vec![vec![true]],
        q => {
            let mut square = vec![false; q];
            (1..q).for_each(|x| square[x * x % q] = true);
            // I + S, S skew with the Legendre symbols of differences; its rows
            // are then given the sign that makes the first column true.
            let cell = |i: usize, j: usize| match (i, j) {
                (0, _) => true,
                (_, 0) => false,
                (i, j) if i == j => true,
                (i, j) => square[(j + q - i) % q],
            };
            let row = |i: usize| (0..=q).map(|j| cell(i, j) == cell(i, 0)).collect();
            (0..=q).map(row).collect()
        }
    };
    while matrix.len() < size {
        let doubled = |row: &Vec<bool>, same: bool| -> Vec<bool> {
            row.iter().copied().chain(row.iter().map(|sign| *sign == same)).collect()
        };
        let upper: Vec<Vec<bool>> = matrix.iter().map(|row| doubled(row, true)).collect();
        let lower: Vec<Vec<bool>> = matrix.iter().map(|row| doubled(row, false)).collect();
        matrix = upper.into_iter().chain(lower).collect();
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::hadamard;

    #[test]
    fn the_columns_of_a_hadamard_matrix_are_orthogonal() {
        for least in 1..=70 {
            let matrix = hadamard(least);
            let n = matrix.len();
            assert!(n >= least && n <= 2 * least.max(2), "{least}: {n}");
            for a in 0..n {
                assert!(matrix[a][0], "{least}");
                for b in 0..n {
                    let same = matrix.iter().filter(|row| row[a] == row[b]).count();
                    assert_eq!(same, if a == b { n } else { n / 2 }, "{least}: {a} {b}");
                }
            }
        }
        assert_eq!(hadamard(12).len(), 12);
        assert_eq!(hadamard(17).len(), 20);
    }
}
