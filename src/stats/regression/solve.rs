//! The coefficients that maximise the weighted likelihood, by Newton's method
//! (Fisher's scoring; McCullagh & Nelder 1989, 2.5), to the last digits.

use crate::base::parallel::{in_pieces, piece};
use crate::stats::matrix::Matrix;

use super::family::{At, FAR, Family};

/// Rows of one piece, and of one block that stays in the fastest memory.
const PIECE: usize = 8192;
const BLOCK: usize = 256;

/// Of the size of a column, so much must not follow from the others.
const SHARE: f64 = 1e-10;

/// Newton's steps before giving up.
const MOST: usize = 60;

/// A weighted regression, without its design.
#[derive(Clone, Copy)]
pub(super) struct Problem<'a> {
    pub family: Family,
    /// By column, by row.
    pub x: &'a [&'a [f64]],
    pub y: &'a [f64],
    pub weights: &'a [f64],
    /// Added to every linear predictor.
    pub offset: Option<&'a [f64]>,
}

pub(super) struct Solution {
    pub beta: Vec<f64>,
    /// Xᵀ W X at the coefficients.
    pub information: Matrix,
    pub deviance: f64,
    /// The linear predictor of each row.
    pub eta: Vec<f64>,
    pub steps: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trouble {
    /// The column follows from those before; these are the products of columns.
    Singular {
        column: usize,
        products: Matrix,
    },
    /// The coefficients run off in this direction.
    Diverges {
        direction: Vec<f64>,
    },
    NotConverged {
        steps: usize,
    },
    OutOfRange,
}

/// Sums over some rows.
struct Sums {
    information: Matrix,
    score: Vec<f64>,
    deviance: f64,
}

impl Problem<'_> {
    fn rows(&self) -> usize {
        self.y.len()
    }

    pub fn solve(&self, start: &[f64]) -> Result<Solution, Trouble> {
        let most = self.farthest();
        // How far no linear predictor may move any more. A canonical link's
        // next step is the square of the last.
        let scale = if self.family == Family::Gaussian { spread(self.y) } else { 1.0 };
        let close = scale * if self.family.is_canonical() { 1e-6 } else { 1e-10 };
        let mut beta = start.to_vec();
        let mut here = self.sums(&beta);
        let mut step = vec![0.0; beta.len()];
        let mut reach = f64::INFINITY;
        for steps in 0..MOST {
            if !here.deviance.is_finite() || !here.information.is_finite() {
                return Err(Trouble::OutOfRange);
            }
            if steps > 0 && reach <= close {
                return self.done(beta, here, steps);
            }
            // From the intercept alone all rows have one predictor, and the
            // information is that of the columns.
            if steps == 0
                && let Some(column) = here.information.first_dependent(SHARE)
            {
                return Err(Trouble::Singular { column, products: here.information });
            }
            let Some(lower) = here.information.cholesky() else {
                return Err(self.singular(here.information, step));
            };
            step = lower.backward(&lower.forward(&here.score));
            reach = step.iter().zip(&most).map(|(s, m)| s.abs() * m).sum();
            // Rounding is reached: what is left of the step is noise.
            let noise = step.iter().zip(&here.score).map(|(s, g)| s * g).sum::<f64>();
            if noise <= 1e-24 * (1.0 + here.deviance.abs()) {
                return self.done(beta, here, steps);
            }
            if steps > 15 && reach > 0.1 && self.has_run_off(&beta, &most) {
                return Err(Trouble::Diverges { direction: step });
            }
            let Some((next, at)) = self.downhill(&beta, &step, here.deviance) else {
                return if reach <= 1e-4 * scale {
                    self.done(beta, here, steps)
                } else {
                    Err(Trouble::NotConverged { steps })
                };
            };
            (beta, here) = (next, at);
        }
        match reach > 0.1 && self.has_run_off(&beta, &most) {
            true => Err(Trouble::Diverges { direction: step }),
            false => Err(Trouble::NotConverged { steps: MOST }),
        }
    }

    /// The step, halved until the deviance does not rise.
    fn downhill(&self, beta: &[f64], step: &[f64], deviance: f64) -> Option<(Vec<f64>, Sums)> {
        let mut share = 1.0;
        for _ in 0..30 {
            let next: Vec<f64> = beta.iter().zip(step).map(|(b, s)| b + share * s).collect();
            let at = self.sums(&next);
            if at.deviance.is_finite() && at.deviance <= deviance + 1e-9 * (1.0 + deviance.abs()) {
                return Some((next, at));
            }
            share /= 2.0;
        }
        None
    }

    fn done(&self, beta: Vec<f64>, here: Sums, steps: usize) -> Result<Solution, Trouble> {
        let eta = self.predictors(&beta);
        Ok(Solution { beta, information: here.information, deviance: here.deviance, eta, steps })
    }

    /// Singular on the way: no row is left that a coefficient would move.
    fn singular(&self, products: Matrix, direction: Vec<f64>) -> Trouble {
        match products.first_dependent(f64::EPSILON) {
            Some(column) if self.family == Family::Gaussian => Trouble::Singular { column, products },
            _ => Trouble::Diverges { direction },
        }
    }

    /// Some linear predictor could lie where the mean is 0 or 1.
    fn has_run_off(&self, beta: &[f64], most: &[f64]) -> bool {
        let far: f64 = beta.iter().zip(most).map(|(b, m)| b.abs() * m).sum();
        self.family != Family::Gaussian && far > FAR / 2.0
    }

    /// The greatest size of each column.
    fn farthest(&self) -> Vec<f64> {
        self.x.iter().map(|x| x.iter().fold(0.0f64, |most, v| most.max(v.abs()))).collect()
    }

    /// The linear predictor of each row.
    fn predictors(&self, beta: &[f64]) -> Vec<f64> {
        let mut eta = self.offset.map_or_else(|| vec![0.0; self.rows()], <[f64]>::to_vec);
        for (x, b) in self.x.iter().zip(beta) {
            eta.iter_mut().zip(*x).for_each(|(eta, x)| *eta += b * x);
        }
        eta
    }

    fn sums(&self, beta: &[f64]) -> Sums {
        let pieces = self.rows().div_ceil(PIECE);
        let mut parts = in_pieces(pieces, |at| self.sums_of(beta, piece(self.rows(), PIECE, at))).into_iter();
        let mut all = parts.next().unwrap_or_else(|| Sums::zeros(beta.len()));
        for part in parts {
            all.information.add_scaled(&part.information, 1.0);
            all.score.iter_mut().zip(&part.score).for_each(|(a, b)| *a += b);
            all.deviance += part.deviance;
        }
        all.information.mirror();
        all
    }

    /// The lower triangle only.
    fn sums_of(&self, beta: &[f64], rows: std::ops::Range<usize>) -> Sums {
        let p = beta.len();
        let mut sums = Sums::zeros(p);
        let (mut eta, mut weight, mut score) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        let mut weighed = [0.0; BLOCK];
        let mut from = rows.start;
        while from < rows.end {
            let to = (from + BLOCK).min(rows.end);
            let n = to - from;
            match self.offset {
                Some(offset) => eta[..n].copy_from_slice(&offset[from..to]),
                None => eta[..n].fill(0.0),
            }
            for (x, b) in self.x.iter().zip(beta) {
                for (eta, x) in eta[..n].iter_mut().zip(&x[from..to]) {
                    *eta += b * x;
                }
            }
            let mut deviance = 0.0;
            for i in 0..n {
                let w = self.weights[from + i];
                // A row of weight zero says nothing, not even infinity.
                let at = if w == 0.0 { At::default() } else { self.family.at(self.y[from + i], eta[i]) };
                weight[i] = w * at.weight;
                score[i] = w * at.score;
                deviance += w * at.deviance;
            }
            sums.deviance += deviance;
            for (j, x) in self.x.iter().enumerate() {
                let x = &x[from..to];
                sums.score[j] += dot(x, &score[..n]);
                for ((weighed, x), w) in weighed[..n].iter_mut().zip(x).zip(&weight[..n]) {
                    *weighed = x * w;
                }
                for (k, other) in self.x[..=j].iter().enumerate() {
                    let cell = sums.information.get(j, k) + dot(&weighed[..n], &other[from..to]);
                    sums.information.set(j, k, cell);
                }
            }
            from = to;
        }
        sums
    }
}

impl Sums {
    fn zeros(p: usize) -> Sums {
        Sums { information: Matrix::zeros(p), score: vec![0.0; p], deviance: 0.0 }
    }
}

/// Σ a b in eight sums that a processor adds side by side, always the same.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a8.zip(b8) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest
}

fn spread(y: &[f64]) -> f64 {
    let (low, high) = y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), y| (l.min(*y), h.max(*y)));
    high - low
}
