//! Small square matrices: covariances of a few dozen figures.

use super::sum::Sum;

/// A square matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

/// A matrix that is added up from many.
pub(super) struct MatrixSum {
    size: usize,
    cells: Vec<Sum>,
}

impl MatrixSum {
    pub fn zeros(size: usize) -> MatrixSum {
        MatrixSum { size, cells: vec![Sum::default(); size * size] }
    }

    /// Adds `scale · v vᵀ`; `v` has `size` entries.
    pub fn add_outer(&mut self, v: &[f64], scale: f64) {
        for (i, a) in v.iter().enumerate() {
            let row = &mut self.cells[i * self.size..(i + 1) * self.size];
            row.iter_mut().zip(v).for_each(|(cell, b)| cell.add(scale * (a * b)));
        }
    }

    pub fn value(&self) -> Matrix {
        Matrix { size: self.size, cells: self.cells.iter().map(|cell| cell.value()).collect() }
    }
}

impl Matrix {
    pub fn zeros(size: usize) -> Matrix {
        Matrix { size, cells: vec![0.0; size * size] }
    }

    /// The number of rows, which is that of columns.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    pub(super) fn add_scaled(&mut self, other: &Matrix, scale: f64) {
        for (cell, b) in self.cells.iter_mut().zip(&other.cells) {
            *cell += scale * b;
        }
    }

    /// R M Rᵀ, for the rows of R: the covariance of linear combinations.
    pub(super) fn within(&self, rows: &[Vec<f64>]) -> Matrix {
        let mut out = Matrix::zeros(rows.len());
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate().take(i + 1) {
                let cell = self.bilinear(a, b);
                out.set(i, j, cell);
                out.set(j, i, cell);
            }
        }
        out
    }

    /// `aᵀ M b`.
    pub fn bilinear(&self, a: &[f64], b: &[f64]) -> f64 {
        (0..self.size).map(|i| a[i] * self.row(i).iter().zip(b).map(|(m, b)| m * b).sum::<f64>()).sum()
    }

    /// The lower triangle L of a positive definite matrix, L Lᵀ = M; none if
    /// it is singular for the arithmetic.
    pub(super) fn cholesky(&self) -> Option<Matrix> {
        let mut lower = Matrix::zeros(self.size);
        for i in 0..self.size {
            for j in 0..=i {
                let inner: f64 = (0..j).map(|k| lower.get(i, k) * lower.get(j, k)).sum();
                let rest = self.get(i, j) - inner;
                if i > j {
                    lower.set(i, j, rest / lower.get(j, j));
                } else if rest > 1e-14 * self.get(i, i) {
                    lower.set(i, i, rest.sqrt());
                } else {
                    return None;
                }
            }
        }
        Some(lower)
    }

    /// L⁻¹ v, for a lower triangle.
    pub(super) fn forward(&self, v: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = Vec::with_capacity(self.size);
        for (i, value) in v.iter().enumerate() {
            let inner: f64 = self.row(i).iter().zip(&out).map(|(l, x)| l * x).sum();
            out.push((value - inner) / self.get(i, i));
        }
        out
    }

    /// L⁻ᵀ v, for a lower triangle.
    pub(super) fn backward(&self, v: &[f64]) -> Vec<f64> {
        let mut out = v.to_vec();
        for i in (0..self.size).rev() {
            let inner: f64 = (i + 1..self.size).map(|j| self.get(j, i) * out[j]).sum();
            out[i] = (out[i] - inner) / self.get(i, i);
        }
        out
    }

    /// The eigenvalues of a symmetric matrix, unordered, by Jacobi's method
    /// (Golub & Van Loan 2013, 8.5).
    pub(super) fn eigenvalues(&self) -> Vec<f64> {
        let n = self.size;
        let mut m = self.clone();
        let scale: f64 = m.cells.iter().map(|x| x * x).sum();
        for _sweep in 0..100 {
            let off: f64 =
                (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| m.get(i, j).powi(2)).sum();
            if off <= 1e-32 * scale {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    m.rotate(p, q);
                }
            }
        }
        (0..n).map(|i| m.get(i, i)).collect()
    }

    /// Turns the plane of `p` and `q` until their entry is zero.
    fn rotate(&mut self, p: usize, q: usize) {
        let apq = self.get(p, q);
        if apq == 0.0 {
            return;
        }
        let tau = (self.get(q, q) - self.get(p, p)) / (2.0 * apq);
        let t = tau.signum() / (tau.abs() + tau.hypot(1.0));
        let c = 1.0 / t.hypot(1.0);
        let s = t * c;
        for k in 0..self.size {
            let (a, b) = (self.get(k, p), self.get(k, q));
            self.set(k, p, c * a - s * b);
            self.set(k, q, s * a + c * b);
        }
        for k in 0..self.size {
            let (a, b) = (self.get(p, k), self.get(q, k));
            self.set(p, k, c * a - s * b);
            self.set(q, k, s * a + c * b);
        }
    }

    /// Every entry is a number.
    pub(super) fn is_finite(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_finite())
    }
}
