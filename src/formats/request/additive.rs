//! Whether totals agree with their parts, and which cell is to blame where they
//! do not.

use crate::model::AskedSeries;

/// A row that should agree with the rows it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    whole: usize,
    parts: Vec<usize>,
    /// Whether the parts make the whole, or only lie in it.
    exact: bool,
}

/// A total that cannot be: the row to look at, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    pub row: usize,
    pub message: String,
    /// The rows that were added up; none where it is one cell that is wrong.
    pub parts: Vec<usize>,
}

/// The rules of a series' rows, worked out once.
#[derive(Debug, Clone)]
pub struct Sums(Vec<Sum>);

impl Sums {
    /// For each dimension: its total holds its codes, and a code those that are
    /// parts of it. Only where the method says that the codes are complete do
    /// they make the total; what a code is made of is never said to be complete.
    pub fn of(series: &AskedSeries) -> Sums {
        let rows = series.rows();
        let mut sums = Vec::new();
        // Rows that differ in one dimension alone stand a fixed step apart.
        let mut step = rows.len();
        for (d, dimension) in series.by.iter().enumerate() {
            step /= dimension.codes.len() + 1;
            for (whole, row) in rows.iter().enumerate() {
                let parent = row[d].map_or("", |c| dimension.codes[c].code.as_str());
                let own = row[d].unwrap_or(dimension.codes.len());
                let codes = dimension.codes.iter().enumerate().filter(|(_, c)| c.parent == parent);
                let parts: Vec<usize> = codes.map(|(c, _)| whole + c * step - own * step).collect();
                if !parts.is_empty() {
                    sums.push(Sum { whole, parts, exact: row[d].is_none() && dimension.complete });
                }
            }
        }
        Sums(sums)
    }

    /// What does not agree in one year. `counts` holds what was recorded, row by
    /// row; a row without a count is none.
    pub fn check(&self, counts: &[Option<f64>]) -> Vec<Broken> {
        let get = |row: usize| counts.get(row).copied().flatten();
        let mut failing: Vec<(&Sum, f64)> = Vec::new();
        let mut out = Vec::new();
        for sum in &self.0 {
            let Some(whole) = get(sum.whole) else { continue };
            let recorded: Vec<f64> = sum.parts.iter().filter_map(|p| get(*p)).collect();
            let total: f64 = recorded.iter().sum();
            let all = recorded.len() == sum.parts.len();
            if sum.exact && all && total != whole {
                failing.push((sum, total - whole));
            } else if total > whole {
                out.push(Broken {
                    row: sum.whole,
                    message: format!("this total is {whole}, but its parts alone are {total}"),
                    parts: sum.parts.clone(),
                });
            }
        }
        // One wrong number breaks every sum it stands in by the same amount: where
        // one correction mends them all and breaks no other, it is that cell.
        let mended = |row: usize| -> Option<f64> {
            let change = |sum: &Sum, off: f64| match () {
                () if sum.whole == row => Some(off),
                () if sum.parts.contains(&row) => Some(-off),
                () => None,
            };
            let mut by: Option<f64> = None;
            for (sum, off) in &failing {
                let change = change(sum, *off)?;
                if by.is_some_and(|b| b != change) {
                    return None;
                }
                by = Some(change);
            }
            let held = |sum: &Sum| {
                get(sum.whole).is_some() && sum.parts.iter().all(|p| get(*p).is_some()) && sum.exact
            };
            let breaks = |sum: &Sum| {
                held(sum)
                    && (sum.whole == row || sum.parts.contains(&row))
                    && !failing.iter().any(|(f, _)| *f == sum)
            };
            by.filter(|by| !self.0.iter().any(breaks) && get(row).is_some_and(|v| v + by >= 0.0))
        };
        let says = |sum: &Sum, off: f64| {
            let whole = get(sum.whole).unwrap_or_default();
            format!("this total is {whole}, but its parts add up to {}", whole + off)
        };
        if let [(sum, off)] = failing.as_slice() {
            out.push(Broken { row: sum.whole, message: says(sum, *off), parts: sum.parts.clone() });
            return out;
        }
        // Only a cell of the first such sum can stand in all of them.
        let first = failing.first().map(|(sum, _)| sum.parts.iter().copied().chain([sum.whole]));
        let candidates: Vec<(usize, f64)> =
            first.into_iter().flatten().filter_map(|row| Some((row, mended(row)?))).collect();
        if let [(row, by)] = candidates.as_slice() {
            let is = get(*row).unwrap_or_default();
            out.push(Broken {
                row: *row,
                message: format!("this is {is}, but every total it stands in would agree with {}", is + by),
                parts: Vec::new(),
            });
            return out;
        }
        out.extend(failing.iter().map(|(sum, off)| Broken {
            row: sum.whole,
            message: says(sum, *off),
            parts: sum.parts.clone(),
        }));
        out
    }
}
