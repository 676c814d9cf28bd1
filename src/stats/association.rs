//! Two-way tables, and whether their rows and columns are associated.

use super::domain::Domain;
use super::factor::Factor;
use super::linear::Missing;
use super::matrix::Matrix;
use super::sample::Sample;
use super::special::{chi_squared, fisher, quadratic_form};
use super::undefined::Undefined;

/// Which test of independence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Test {
    /// Pearson's X² with Rao & Scott's (1984) second-order correction, on F
    /// (Thomas & Rao 1987; R's default).
    #[default]
    RaoScott,
    /// X² with the first-order correction, on chi-square.
    FirstOrder,
    /// X² on its own asymptotic distribution, a linear combination of
    /// chi-squares over an F denominator, integrated (R's `"lincom"`, which
    /// without CompQuadForm is a saddlepoint approximation and says nothing).
    Exact,
    /// Wald's test that every cell is as independence has it (Koch, Freeman &
    /// Freeman 1975).
    Wald,
    /// The same with the denominator's degrees of freedom corrected (Thomas &
    /// Rao 1987): many cells and few PSUs otherwise reject too often.
    AdjustedWald,
}

/// The outcome of a test of independence.
#[derive(Debug, Clone, PartialEq)]
pub struct Association {
    pub test: Test,
    /// As R prints it: F for [`Test::RaoScott`] and the Wald tests, else X².
    pub statistic: f64,
    /// Degrees of freedom of the numerator (or of chi-square).
    pub df: f64,
    /// Degrees of freedom of the denominator, if there is one.
    pub denominator_df: Option<f64>,
    pub p: f64,
    /// Pearson's X² of the weighted shares, scaled to all rows of the domain,
    /// also those missing on the variables (as R does; it cancels in p).
    pub pearson: Option<f64>,
    /// The weights of the chi-squares X² is a sum of, design effects of the
    /// interactions; none for the Wald tests.
    pub eigenvalues: Vec<f64>,
    /// The rows that have both variables.
    pub base: usize,
}

/// A two-way table of the rows that have both variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Crosstab {
    /// Levels of the row variable × levels of the column variable.
    pub weighted: Vec<Vec<f64>>,
    pub unweighted: Vec<Vec<usize>>,
}

/// The cells that can occur: levels with weight on both variables.
struct Cells {
    /// The cell of each row of the design that has both variables, row after
    /// row of the table.
    factor: Factor,
    rows: usize,
    columns: usize,
    /// Weighted.
    counts: Vec<f64>,
    total: f64,
    base: usize,
}

/// Weighted and unweighted counts of two variables.
pub(super) fn crosstab(of: &Domain<'_>, rows: &Factor, columns: &Factor) -> Result<Crosstab, Undefined> {
    let domain = with_both(of, rows, columns)?;
    let (nr, nc) = (rows.names().len(), columns.names().len());
    let mut table = Crosstab { weighted: vec![vec![0.0; nc]; nr], unweighted: vec![vec![0; nc]; nr] };
    for (i, row) in domain.rows.iter().enumerate() {
        let row = *row as usize;
        let (r, c) = (rows.code(row) as usize, columns.code(row) as usize);
        table.weighted[r][c] += domain.weight_at(i);
        table.unweighted[r][c] += 1;
    }
    Ok(table)
}

/// Tests whether two variables are independent in the population.
pub(super) fn association(
    sample: &(impl Sample + ?Sized),
    rows: &Factor,
    columns: &Factor,
    test: Test,
) -> Result<Association, Undefined> {
    let cells = Cells::of(&with_both(sample.rows(), rows, columns)?, rows, columns)?;
    let df = sample.degrees_of_freedom();
    if df == 0 {
        return Err(Undefined::NoDegreesOfFreedom);
    }
    match test {
        Test::Wald | Test::AdjustedWald => {
            cells.wald(test, df as f64, &sample.counts(&cells.factor, Missing::Drop)?.covariance)
        }
        _ => {
            let covariance = sample.proportions(&cells.factor, Missing::Drop)?.covariance;
            cells.pearson(test, sample.rows().len() as f64, df as f64, &covariance)
        }
    }
}

fn with_both<'d>(of: &Domain<'d>, rows: &Factor, columns: &Factor) -> Result<Domain<'d>, Undefined> {
    let expected = of.design.rows();
    if let Some(found) = [rows.len(), columns.len()].into_iter().find(|len| *len != expected) {
        return Err(Undefined::ShapesDiffer { expected, found });
    }
    let both = of.narrow(|row| rows.level(row).is_some() && columns.level(row).is_some());
    match (of.is_empty(), both.is_empty()) {
        (true, _) => Err(Undefined::EmptyDomain),
        (_, true) => Err(Undefined::AllMissing),
        _ => Ok(both),
    }
}

/// The place of each level among those that occur with weight.
fn occurring(domain: &Domain<'_>, factor: &Factor) -> Result<(Vec<Option<usize>>, usize), Undefined> {
    let mut occurs = vec![false; factor.names().len()];
    for (i, row) in domain.rows.iter().enumerate() {
        occurs[factor.code(*row as usize) as usize] |= domain.weight_at(i) > 0.0;
    }
    let mut next = 0;
    let places = occurs
        .iter()
        .map(|occurs| {
            next += usize::from(*occurs);
            occurs.then(|| next - 1)
        })
        .collect();
    if next < 2 { Err(Undefined::TooFewLevels { levels: next }) } else { Ok((places, next)) }
}

impl Cells {
    fn of(domain: &Domain<'_>, rows: &Factor, columns: &Factor) -> Result<Cells, Undefined> {
        let (row_places, nr) = occurring(domain, rows)?;
        let (column_places, nc) = occurring(domain, columns)?;
        let mut codes = vec![Factor::MISSING; rows.len()];
        let mut counts = vec![0.0; nr * nc];
        for (i, row) in domain.rows.iter().enumerate() {
            let row = *row as usize;
            let places = (row_places[rows.code(row) as usize], column_places[columns.code(row) as usize]);
            if let (Some(r), Some(c)) = places {
                codes[row] = (r * nc + c) as u32;
                counts[r * nc + c] += domain.weight_at(i);
            }
        }
        let names = (0..nr * nc).map(|cell| cell.to_string()).collect();
        let factor = Factor::with_levels(codes, names);
        Ok(Cells { factor, rows: nr, columns: nc, total: counts.iter().sum(), counts, base: domain.len() })
    }

    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut of_rows, mut of_columns) = (vec![0.0; self.rows], vec![0.0; self.columns]);
        for (at, count) in self.counts.iter().enumerate() {
            of_rows[at / self.columns] += count;
            of_columns[at % self.columns] += count;
        }
        (of_rows, of_columns)
    }

    /// Rao & Scott 1984, eq. 2.4 ff.: the eigenvalues of
    /// (Cᵀ D⁻¹ C / n)⁻¹ (Cᵀ D⁻¹ V D⁻¹ C), where C spans the interactions and V is
    /// the covariance of the cells' shares.
    fn pearson(&self, test: Test, n: f64, df: f64, of_shares: &Matrix) -> Result<Association, Undefined> {
        let (of_rows, of_columns) = self.margins();
        let nc = self.columns;
        let share: Vec<f64> = self.counts.iter().map(|count| count / self.total).collect();
        let expected = |at: usize| of_rows[at / nc] * of_columns[at % nc] / (self.total * self.total);
        let distance = |(at, p): (usize, &f64)| (p - expected(at)).powi(2) / expected(at);
        let pearson = n * share.iter().enumerate().map(distance).sum::<f64>();

        let inverse: Vec<f64> = share.iter().map(|p| if *p == 0.0 { 0.0 } else { 1.0 / p }).collect();
        // (level less the last) × (level less the last): orthogonal to both
        // margins.
        let interactions: Vec<Vec<f64>> = (0..self.rows - 1)
            .flat_map(|r| (0..nc - 1).map(move |c| (r, c)))
            .map(|(r, c)| {
                let mut contrast = vec![0.0; self.rows * nc];
                let last = self.rows - 1;
                contrast[r * nc + c] = 1.0;
                contrast[r * nc + nc - 1] = -1.0;
                contrast[last * nc + c] = -1.0;
                contrast[last * nc + nc - 1] = 1.0;
                contrast
            })
            .collect();
        let k = interactions.len();
        let scores: Vec<Vec<f64>> =
            interactions.iter().map(|c| c.iter().zip(&inverse).map(|(c, i)| c * i).collect()).collect();
        let numerator = of_shares.within(&scores);
        let mut denominator = Matrix::zeros(k);
        for (i, a) in interactions.iter().enumerate() {
            for (j, b) in scores.iter().enumerate() {
                denominator.set(i, j, a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / n);
            }
        }
        let eigenvalues = numerator.eigenvalues_over(&denominator).ok_or(Undefined::Singular)?;
        let trace: f64 = eigenvalues.iter().sum();
        let squares: f64 = eigenvalues.iter().map(|e| e * e).sum();
        if trace <= 0.0 || !trace.is_finite() {
            return Err(Undefined::Singular);
        }
        let d0 = trace * trace / squares;
        let k = k as f64;
        let (statistic, numerator_df, denominator_df, p) = match test {
            Test::FirstOrder => (pearson, k, None, chi_squared::upper(pearson / (trace / k), k)),
            Test::Exact => {
                (pearson, d0, Some(d0 * df), quadratic_form::upper_over_chi(&eigenvalues, pearson, d0 * df))
            }
            _ => {
                let f = pearson / trace;
                (f, d0, Some(d0 * df), fisher::upper(f, d0, d0 * df))
            }
        };
        Ok(Association {
            test,
            statistic,
            df: numerator_df,
            denominator_df,
            p: p.ok_or(Undefined::OutOfRange)?,
            pearson: Some(pearson),
            eigenvalues,
            base: self.base,
        })
    }

    fn wald(&self, test: Test, df: f64, of_counts: &Matrix) -> Result<Association, Undefined> {
        let (of_rows, of_columns) = self.margins();
        let (nc, total) = (self.columns, self.total);
        // The margins are given: all rows and columns but the first are free.
        let free: Vec<(usize, usize)> = (1..self.rows).flat_map(|r| (1..nc).map(move |c| (r, c))).collect();
        let excess: Vec<f64> = free
            .iter()
            .map(|(r, c)| self.counts[r * nc + c] - of_rows[*r] * of_columns[*c] / total)
            .collect();
        // What one more person in cell (r, c) does to the excess of another.
        let gradient = |(row, column): &(usize, usize)| -> Vec<f64> {
            let is = |so: bool| f64::from(u8::from(so));
            let cells = (0..self.rows).flat_map(|r| (0..nc).map(move |c| (r, c)));
            let effect = |(r, c): (usize, usize)| {
                is(r == *row && c == *column)
                    - is(r == *row) * of_columns[*column] / total
                    - is(c == *column) * of_rows[*row] / total
                    + of_rows[*row] * of_columns[*column] / (total * total)
            };
            cells.map(effect).collect()
        };
        let gradients: Vec<Vec<f64>> = free.iter().map(gradient).collect();
        let covariance = of_counts.within(&gradients);
        let wald = covariance.quadratic_of_inverse(&excess).ok_or(Undefined::Singular)?;
        let k = free.len() as f64;
        let (statistic, denominator) = match test {
            Test::AdjustedWald => (wald * (df - k + 1.0) / (k * df), df - k + 1.0),
            _ => (wald / k, df),
        };
        if denominator <= 0.0 {
            return Err(Undefined::NoDegreesOfFreedom);
        }
        Ok(Association {
            test,
            statistic,
            df: k,
            denominator_df: Some(denominator),
            p: fisher::upper(statistic, k, denominator).ok_or(Undefined::OutOfRange)?,
            pearson: None,
            eigenvalues: Vec::new(),
            base: self.base,
        })
    }
}
