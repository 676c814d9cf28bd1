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

    /// Ones along the diagonal.
    pub(super) fn unit(size: usize) -> Matrix {
        let mut unit = Matrix::zeros(size);
        (0..size).for_each(|i| unit.set(i, i, 1.0));
        unit
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

    /// The first column that follows from those before: less than `share` of
    /// its size is left. Only the lower triangle is read.
    pub(super) fn first_dependent(&self, share: f64) -> Option<usize> {
        let mut lower = Matrix::zeros(self.size);
        for i in 0..self.size {
            for j in 0..i {
                let inner: f64 = (0..j).map(|k| lower.get(i, k) * lower.get(j, k)).sum();
                lower.set(i, j, (self.get(i, j) - inner) / lower.get(j, j));
            }
            let rest = self.get(i, i) - lower.row(i)[..i].iter().map(|l| l * l).sum::<f64>();
            if rest.is_nan() || rest <= share * self.get(i, i) {
                return Some(i);
            }
            lower.set(i, i, rest.sqrt());
        }
        None
    }

    /// The inverse of a positive definite matrix; none if it is singular for
    /// the arithmetic.
    pub(super) fn inverse(&self) -> Option<Matrix> {
        let lower = self.cholesky()?;
        let mut inverse = Matrix::zeros(self.size);
        for i in 0..self.size {
            let unit: Vec<f64> = (0..self.size).map(|k| f64::from(u8::from(k == i))).collect();
            inverse.cells[i * self.size..(i + 1) * self.size]
                .copy_from_slice(&lower.backward(&lower.forward(&unit)));
        }
        Some(inverse)
    }

    /// The rows and columns of `keep`.
    pub(super) fn part(&self, keep: &[usize]) -> Matrix {
        let mut part = Matrix::zeros(keep.len());
        for (i, a) in keep.iter().enumerate() {
            for (j, b) in keep.iter().enumerate() {
                part.set(i, j, self.get(*a, *b));
            }
        }
        part
    }

    /// Copies the lower triangle onto the upper one.
    pub(super) fn mirror(&mut self) {
        for i in 0..self.size {
            for j in 0..i {
                self.cells[j * self.size + i] = self.cells[i * self.size + j];
            }
        }
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

    /// vᵀ M⁻¹ v for a positive definite matrix; none if it is singular for the
    /// arithmetic.
    pub(super) fn quadratic_of_inverse(&self, v: &[f64]) -> Option<f64> {
        Some(self.cholesky()?.forward(v).iter().map(|x| x * x).sum())
    }

    /// The eigenvalues of B⁻¹ M for a symmetric M and a positive definite B.
    pub(super) fn eigenvalues_over(&self, b: &Matrix) -> Option<Vec<f64>> {
        let lower = b.cholesky()?;
        // L⁻¹ M L⁻ᵀ: by columns, then by rows.
        let half: Vec<Vec<f64>> = (0..self.size).map(|i| lower.forward(self.row(i))).collect();
        let mut both = Matrix::zeros(self.size);
        for j in 0..self.size {
            let column: Vec<f64> = half.iter().map(|row| row[j]).collect();
            for (i, value) in lower.forward(&column).into_iter().enumerate() {
                both.set(i, j, value);
            }
        }
        let eigenvalues = both.eigenvalues();
        eigenvalues.iter().all(|e| e.is_finite()).then_some(eigenvalues)
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
