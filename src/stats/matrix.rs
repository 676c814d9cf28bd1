//! Small square matrices: covariances of a few dozen figures.

/// A square matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
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

    /// Adds `scale · v vᵀ`; `v` has `size` entries.
    pub(super) fn add_outer(&mut self, v: &[f64], scale: f64) {
        for (i, a) in v.iter().enumerate() {
            let row = &mut self.cells[i * self.size..(i + 1) * self.size];
            for (cell, b) in row.iter_mut().zip(v) {
                *cell += scale * (a * b);
            }
        }
    }

    pub(super) fn add_scaled(&mut self, other: &Matrix, scale: f64) {
        for (cell, b) in self.cells.iter_mut().zip(&other.cells) {
            *cell += scale * b;
        }
    }

    /// `aᵀ M b`.
    pub fn bilinear(&self, a: &[f64], b: &[f64]) -> f64 {
        (0..self.size).map(|i| a[i] * self.row(i).iter().zip(b).map(|(m, b)| m * b).sum::<f64>()).sum()
    }

    /// Every entry is a number.
    pub(super) fn is_finite(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_finite())
    }
}
