//! Replicate weights: the sample weighed again and again with some PSUs left
//! out or drawn twice; how much a figure varies between the replicates says
//! how precise it is (Wolter 2007, chapters 3 to 5).

use std::sync::OnceLock;

use super::design::{Design, DesignError, Lonely, Sampling};
use super::domain::Domain;
use super::undefined::Undefined;

/// How replicate weights were made, which gives the scale of their variance.
#[derive(Debug, Clone, PartialEq)]
pub enum Scheme {
    /// One PSU left out at a time, without strata: (R − 1)/R.
    Jackknife,
    /// Balanced half samples: 1/R.
    HalfSamples,
    /// Half samples in Fay's form: 1/(R (1 − ρ)²), ρ in [0, 1).
    Fay { rho: f64 },
    /// PSUs drawn again: 1/(R − 1).
    Bootstrap,
    /// As the data producer says: an overall scale, and one a replicate.
    Given { scale: f64, each: Vec<f64> },
}

/// What the replicates' figures are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Centre {
    /// Their own mean (R's default).
    #[default]
    Mean,
    /// The figure of the full sample (R's `mse = TRUE`).
    FullSample,
}

/// A sample with replicate weights.
#[derive(Debug, Clone)]
pub struct Replicates {
    pub(super) design: Design,
    /// Weights by replicate, by row; the sampling weight is in them.
    pub(super) columns: Vec<Vec<f64>>,
    /// By replicate: what its squared distance counts.
    pub(super) scales: Vec<f64>,
    pub(super) centre: Centre,
    /// Rows of a PSU rise and fall together.
    pub(super) by_psu: bool,
}

/// Some rows of a sample with replicate weights.
#[derive(Debug, Clone)]
pub struct ReplicateDomain<'r> {
    pub(super) replicates: &'r Replicates,
    pub(super) domain: Domain<'r>,
    /// The degrees of freedom, once they were asked for.
    df: OnceLock<usize>,
}

impl Scheme {
    /// The overall scale, and one a replicate.
    fn scales(&self, count: usize) -> (f64, Vec<f64>) {
        let r = count as f64;
        match self {
            Scheme::Jackknife => ((r - 1.0) / r, vec![1.0; count]),
            Scheme::HalfSamples => (1.0 / r, vec![1.0; count]),
            Scheme::Fay { rho } => (1.0 / (r * (1.0 - rho).powi(2)), vec![1.0; count]),
            Scheme::Bootstrap => (1.0 / (r - 1.0), vec![1.0; count]),
            Scheme::Given { scale, each } => (*scale, each.clone()),
        }
    }
}

impl Replicates {
    /// Weights made from a design, whole, one column a replicate.
    pub(super) fn made(
        design: &Design,
        columns: Vec<Vec<f64>>,
        scheme: &Scheme,
        centre: Centre,
    ) -> Result<Replicates, Undefined> {
        if columns.len() < 2 {
            return Err(Undefined::NoDegreesOfFreedom);
        }
        let (scale, each) = scheme.scales(columns.len());
        let scales = each.iter().map(|s| s * scale).collect();
        Ok(Replicates { design: design.clone(), columns, scales, centre, by_psu: true })
    }

    /// Weights as they come with data. With `combined`, a column holds whole
    /// weights, else factors of the sampling weight.
    pub fn given(
        weights: &[f64],
        columns: &[Vec<f64>],
        combined: bool,
        scheme: &Scheme,
        centre: Centre,
    ) -> Result<Replicates, Vec<DesignError>> {
        let sampling = Sampling { rows: weights.len(), weights: Some(weights), ..Sampling::default() };
        let design = Design::new(&sampling)?;
        let mut faults = Vec::new();
        let count = columns.len();
        for (at, column) in columns.iter().enumerate() {
            if column.len() != weights.len() {
                let (expected, found) = (weights.len(), column.len());
                faults.push(DesignError::RowsDiffer { what: "replicate weights", expected, found });
            } else if let Some(row) = column.iter().position(|w| !w.is_finite() || *w < 0.0) {
                faults.push(DesignError::ReplicateWeight { replicate: at, row });
            }
        }
        let (scale, each) = scheme.scales(count);
        if count < 2 {
            faults.push(DesignError::FewReplicates { replicates: count });
        } else if each.len() != count {
            let (expected, found) = (count, each.len());
            faults.push(DesignError::ScalesDiffer { expected, found });
        } else if let Some(wrong) = [scale].iter().chain(&each).find(|s| !s.is_finite() || **s < 0.0) {
            faults.push(DesignError::ReplicateScale { scale: *wrong });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let whole = |column: &Vec<f64>| match combined {
            true => column.clone(),
            false => column.iter().zip(weights).map(|(factor, weight)| factor * weight).collect(),
        };
        Ok(Replicates {
            design,
            columns: columns.iter().map(whole).collect(),
            scales: each.iter().map(|s| s * scale).collect(),
            centre,
            by_psu: false,
        })
    }

    /// The jackknife: every PSU is left out once and the others of its stratum
    /// are raised (JKn; without strata, JK1). A stratum taken whole varies
    /// nothing. Single PSUs fail, or add nothing if the design says `certainty`
    /// or `remove`; the other rules are not those of a jackknife.
    pub fn jackknife(design: &Design, centre: Centre) -> Result<Replicates, Undefined> {
        let first = &design.stages[0];
        let lonely = design.lonely_strata();
        if !lonely.is_empty() && !matches!(design.lonely, Lonely::Certainty | Lonely::Remove) {
            return Err(Undefined::LonelyUnits { stage: 0, strata: lonely });
        }
        let mut stratum_of = vec![0u32; first.sampled.iter().map(|n| *n as usize).sum()];
        for (unit, stratum) in first.unit.iter().zip(&first.stratum) {
            stratum_of[*unit as usize] = *stratum;
        }
        let mut columns = Vec::new();
        let mut scales = Vec::new();
        for (unit, stratum) in stratum_of.iter().enumerate() {
            let n = f64::from(first.sampled[*stratum as usize]);
            if n < 2.0 {
                continue;
            }
            let weigh = |row: usize| match first.stratum[row] == *stratum {
                true if first.unit[row] as usize == unit => 0.0,
                true => design.weights[row] * n / (n - 1.0),
                false => design.weights[row],
            };
            columns.push((0..design.rows()).map(weigh).collect());
            scales.push(first.not_drawn(*stratum as usize) * (n - 1.0) / n);
        }
        if columns.len() < 2 {
            return Err(Undefined::NoDegreesOfFreedom);
        }
        Ok(Replicates { design: design.clone(), columns, scales, centre, by_psu: true })
    }

    /// The number of replicates.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    pub fn design(&self) -> &Design {
        &self.design
    }

    /// Every row.
    pub fn everyone(&self) -> ReplicateDomain<'_> {
        ReplicateDomain::of(self, self.design.everyone())
    }

    /// The rows that are so.
    pub fn domain(&self, so: impl Fn(usize) -> bool) -> ReplicateDomain<'_> {
        ReplicateDomain::of(self, self.design.domain(so))
    }
}

impl<'r> ReplicateDomain<'r> {
    pub(super) fn of(replicates: &'r Replicates, domain: Domain<'r>) -> ReplicateDomain<'r> {
        ReplicateDomain { replicates, domain, df: OnceLock::new() }
    }

    /// The rows of this domain that are also so.
    pub fn narrow(&self, so: impl Fn(usize) -> bool) -> ReplicateDomain<'r> {
        ReplicateDomain::of(self.replicates, self.domain.narrow(so))
    }

    /// The rows, without their replicates.
    pub fn rows(&self) -> &Domain<'r> {
        &self.domain
    }

    /// The rank of the replicate weights of these rows, less one (R's `degf`):
    /// a column counts if more than 1e-5 of it is not in those before. Raked
    /// replicates have a higher rank than those they come from, as in R.
    pub fn degrees_of_freedom(&self) -> usize {
        *self.df.get_or_init(|| self.rank().saturating_sub(1))
    }

    fn rank(&self) -> usize {
        const SHARE: f64 = 1e-5;
        // Of rows that rise and fall together the sum has the rank of all.
        let unit = &self.domain.design.stages[0].unit;
        let mut places = Vec::with_capacity(self.domain.rows.len());
        let mut units = 0;
        for (i, row) in self.domain.rows.iter().enumerate() {
            let same = self.replicates.by_psu
                && i > 0
                && unit[self.domain.rows[i - 1] as usize] == unit[*row as usize];
            units += usize::from(!same);
            places.push(units - 1);
        }
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for column in &self.replicates.columns {
            let mut left = vec![0.0; units];
            for (place, row) in places.iter().zip(&self.domain.rows) {
                left[*place] += column[*row as usize];
            }
            let norm = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
            let whole = norm(&left);
            // Twice, as once leaves rounding that grows with the basis.
            for _ in 0..2 {
                for unit in &basis {
                    let along: f64 = unit.iter().zip(&left).map(|(u, x)| u * x).sum();
                    left.iter_mut().zip(unit).for_each(|(x, u)| *x -= along * u);
                }
            }
            let rest = norm(&left);
            if rest > SHARE * whole {
                left.iter_mut().for_each(|x| *x /= rest);
                basis.push(left);
            }
            if basis.len() == units {
                break;
            }
        }
        basis.len()
    }
}
