//! A formula held against data: the rows used, the columns of the design
//! matrix, and what makes a regression of them impossible.

use crate::base::parallel::in_pieces;
use crate::stats::domain::Domain;
use crate::stats::factor::Factor;
use crate::stats::matrix::Matrix;
use crate::stats::sample::Sample;
use crate::stats::sum::sum;
use crate::stats::undefined::Undefined;

use super::error::ModelError;
use super::family::Family;
use super::formula::{Atom, Formula};
use super::solve::dot;

/// A column of the data, one entry a row of the design.
#[derive(Debug, Clone, Copy)]
pub enum Variable<'a> {
    /// NaN where missing.
    Numbers(&'a [f64]),
    /// Categories; in a formula they are a factor of their own accord, and
    /// their first level that occurs is the reference.
    Levels(&'a Factor),
}

/// How many rows are missing on a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingOn {
    pub column: String,
    pub rows: usize,
}

/// A regression that can be fitted.
pub struct Model<'s> {
    pub(super) sample: &'s dyn Sample,
    pub(super) family: Family,
    pub(super) formula: Formula,
    /// The rows used: those with every column and a weight.
    pub(super) rows: Domain<'s>,
    pub(super) y: Vec<f64>,
    /// Weights whose mean over the domain is 1, so that a deviance is of the
    /// size of the sample.
    pub(super) weights: Vec<f64>,
    pub(super) columns: Vec<Column>,
    /// By column, by row, less `centre`.
    pub(super) x: Vec<Vec<f64>>,
    /// The weighted mean of each column next to an intercept, else 0: what
    /// keeps large numbers from swallowing small differences.
    pub(super) centre: Vec<f64>,
    /// By atom.
    pub(super) values: Vec<Values>,
    missing: Vec<MissingOn>,
    left_out: usize,
    empty: Vec<(String, Vec<String>)>,
}

/// A column of the design matrix.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub name: String,
    /// As a person names it: `place = w`.
    pub label: String,
    /// 0 for the intercept, then the formula's terms from 1.
    pub term: usize,
    pub parts: Vec<Part>,
}

/// What a column multiplies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Number { atom: usize },
    Is { atom: usize, level: u32 },
}

/// Everybody on one level of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed<'a> {
    pub column: &'a str,
    pub level: u32,
    /// What the level is where the formula also takes the column as a number.
    pub number: f64,
}

/// A variable in the rows used.
#[derive(Debug, Clone)]
pub(super) enum Values {
    Numbers(Vec<f64>),
    /// Codes, and the levels that occur, the reference first.
    Levels {
        codes: Vec<u32>,
        names: Vec<String>,
        occurring: Vec<u32>,
    },
}

impl<'s> Model<'s> {
    /// Holds a formula against the rows of a sample. `column` finds a column
    /// by its name. Rows missing on any column are left out and counted; the
    /// design stays whole.
    pub fn new<'a>(
        sample: &'s dyn Sample,
        formula: &Formula,
        family: Family,
        column: impl Fn(&str) -> Option<Variable<'a>>,
    ) -> Result<Model<'s>, ModelError> {
        let found = |place: &super::formula::Place| {
            column(&place.column).ok_or_else(|| ModelError::UnknownColumn {
                column: place.column.clone(),
                offset: place.offset,
                width: place.width,
            })
        };
        let Variable::Numbers(y) = found(&formula.response)? else {
            return Err(ModelError::ResponseIsText { column: formula.response.column.clone() });
        };
        let mut variables = Vec::new();
        for atom in &formula.atoms {
            variables.push(found(&atom.place)?);
        }
        let rows_of_design = sample.rows().design().rows();
        let length = |v: &Variable<'_>| match v {
            Variable::Numbers(numbers) => numbers.len(),
            Variable::Levels(factor) => factor.len(),
        };
        let response = Variable::Numbers(y);
        for variable in variables.iter().chain([&response]) {
            let (expected, found) = (rows_of_design, length(variable));
            if expected != found {
                return Err(Undefined::ShapesDiffer { expected, found }.into());
            }
        }
        let domain = sample.rows();
        if domain.is_empty() {
            return Err(Undefined::EmptyDomain.into());
        }
        let absent = |variable: &Variable<'_>, row: usize| match variable {
            Variable::Numbers(numbers) => numbers[row].is_nan(),
            Variable::Levels(factor) => factor.level(row).is_none(),
        };
        let complete =
            domain.narrow(|row| !absent(&response, row) && !variables.iter().any(|v| absent(v, row)));
        let left_out = domain.len() - complete.len();
        let mut missing: Vec<MissingOn> = Vec::new();
        let named = [formula.response.column.as_str()];
        let named = named.into_iter().chain(formula.atoms.iter().map(|atom| atom.place.column.as_str()));
        for (column, variable) in named.zip([&response].into_iter().chain(&variables)) {
            let rows = domain.rows.iter().filter(|row| absent(variable, **row as usize)).count();
            if rows > 0 && missing.iter().all(|m| m.column != column) {
                missing.push(MissingOn { column: column.to_string(), rows });
            }
        }
        if complete.is_empty() {
            return Err(ModelError::NoCompleteRow { rows: domain.len(), missing });
        }

        // A row of weight zero says nothing, not even infinity.
        let rows = complete.narrow(|row| domain.design().weights()[row] > 0.0);
        if rows.is_empty() {
            return Err(Undefined::NoWeight.into());
        }
        let mean_weight = domain.weight() / domain.len() as f64;
        let weights: Vec<f64> = (0..rows.len()).map(|i| rows.weight_at(i) / mean_weight).collect();
        let y: Vec<f64> = rows.rows.iter().map(|row| y[*row as usize]).collect();
        check_response(&formula.response.column, family, &y, &rows)?;

        let mut values = Vec::new();
        let mut empty = Vec::new();
        for (atom, variable) in formula.atoms.iter().zip(&variables) {
            values.push(gather(atom, variable, &rows, &mut empty)?);
        }
        let mut model = Model {
            sample,
            family,
            formula: formula.clone(),
            left_out,
            rows,
            y,
            weights,
            columns: columns(formula, &values),
            x: Vec::new(),
            centre: Vec::new(),
            values,
            missing,
            empty,
        };
        model.fill()?;
        Ok(model)
    }

    pub fn family(&self) -> Family {
        self.family
    }

    pub fn formula(&self) -> &Formula {
        &self.formula
    }

    /// The unweighted number of rows used.
    pub fn base(&self) -> usize {
        self.rows.len()
    }

    /// The sum of their weights.
    pub fn weighted_base(&self) -> f64 {
        self.rows.weight()
    }

    /// Rows of the domain that are missing on some column.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The columns rows are missing on; a row can be missing on several.
    pub fn missing(&self) -> &[MissingOn] {
        &self.missing
    }

    /// Levels that no row used has, by column: they have no coefficient.
    pub fn empty_levels(&self) -> &[(String, Vec<String>)] {
        &self.empty
    }

    /// Values of a column of the design matrix, as they are or as they would
    /// be were everybody on one level of a column of the data.
    pub(super) fn column(&self, at: usize, fixed: Option<Fixed<'_>>) -> Vec<f64> {
        let fixed_at = |atom: usize| fixed.filter(|f| f.column == self.formula.atoms[atom].place.column);
        let mut x = vec![1.0; self.y.len()];
        for part in &self.columns[at].parts {
            match *part {
                Part::Number { atom } => match (fixed_at(atom), &self.values[atom]) {
                    (Some(fixed), _) => x.iter_mut().for_each(|x| *x *= fixed.number),
                    (None, Values::Numbers(numbers)) => {
                        x.iter_mut().zip(numbers).for_each(|(x, v)| *x *= v);
                    }
                    _ => {}
                },
                Part::Is { atom, level } => {
                    let is = |code: u32| f64::from(u8::from(code == level));
                    match (fixed_at(atom), &self.values[atom]) {
                        (Some(fixed), _) => x.iter_mut().for_each(|x| *x *= is(fixed.level)),
                        (None, Values::Levels { codes, .. }) => {
                            x.iter_mut().zip(codes).for_each(|(x, code)| *x *= is(*code));
                        }
                        _ => {}
                    }
                }
            }
        }
        x
    }

    /// Makes the columns, centred, and checks that each can have a coefficient.
    fn fill(&mut self) -> Result<(), ModelError> {
        let (p, n) = (self.columns.len(), self.y.len());
        if p > n {
            return Err(ModelError::TooManyColumns { columns: p, rows: n });
        }
        let total = sum(n, |i| self.weights[i]);
        for made in in_pieces(p, |at| self.centred(at, total)) {
            let (x, centre) = made?;
            self.x.push(x);
            self.centre.push(centre);
        }
        self.check_references()
    }

    /// A column less its weighted mean, and that.
    fn centred(&self, at: usize, total: f64) -> Result<(Vec<f64>, f64), ModelError> {
        let intercept = self.formula.intercept;
        let Column { label, parts, term, .. } = &self.columns[at];
        let mut x = self.column(at, None);
        if let Some(i) = x.iter().position(|v| !v.is_finite()) {
            let row = self.rows.rows[i] as usize;
            return Err(ModelError::NotFinite { column: label.clone(), row });
        }
        if *term == 0 {
            return Ok((x, 0.0));
        }
        let first = x[0];
        if (intercept || first == 0.0) && x.iter().all(|x| *x == first) {
            let crossed = parts.iter().filter(|p| matches!(p, Part::Is { .. })).count() > 1;
            return Err(match first == 0.0 && crossed {
                true => ModelError::EmptyCell { column: label.clone() },
                false => ModelError::ConstantColumn { column: label.clone() },
            });
        }
        let number = parts.iter().any(|part| matches!(part, Part::Number { .. }));
        self.check_separation(&x, &format!("{label}{}", if number { " above 0" } else { "" }))?;
        let centre = if intercept { dot(&x, &self.weights) / total } else { 0.0 };
        x.iter_mut().for_each(|x| *x -= centre);
        Ok((x, centre))
    }

    /// Where a column of no sign counts, the outcome must vary, or the
    /// coefficient runs off without end (Albert & Anderson 1984).
    fn check_separation(&self, x: &[f64], name: &str) -> Result<(), ModelError> {
        if self.family == Family::Gaussian {
            return Ok(());
        }
        if x.iter().any(|x| *x < 0.0) {
            return Ok(());
        }
        let mut there = x.iter().zip(&self.y).filter(|(x, _)| **x > 0.0).map(|(_, y)| *y);
        let Some(first) = there.next() else { return Ok(()) };
        let mut rows = 1;
        let same = there.all(|y| {
            rows += 1;
            y == first
        });
        if same && (self.family.is_binary() || first == 0.0) {
            return Err(ModelError::Separated { of: name.to_string(), outcome: first, rows });
        }
        Ok(())
    }

    /// Also the level that has no column of its own.
    fn check_references(&self) -> Result<(), ModelError> {
        for term in self.formula.terms.iter().filter(|term| term.len() == 1) {
            let atom = term[0];
            if let Values::Levels { codes, names, occurring } = &self.values[atom] {
                let is: Vec<f64> = codes.iter().map(|c| f64::from(u8::from(*c == occurring[0]))).collect();
                let column = &self.formula.atoms[atom].place.column;
                let name = format!("{column} = {}", names[occurring[0] as usize]);
                self.check_separation(&is, &name)?;
            }
        }
        Ok(())
    }

    /// The column that follows from others, and those: `products` are the
    /// weighted products of columns.
    pub(super) fn collinear(&self, at: usize, products: &Matrix) -> ModelError {
        let before: Vec<usize> = (0..at).collect();
        let along: Vec<f64> = before.iter().map(|i| products.get(at, *i)).collect();
        let from = products.part(&before).cholesky().map(|lower| {
            let share = lower.backward(&lower.forward(&along));
            let size = |i: usize| products.get(i, i).sqrt();
            let counts =
                |i: &usize| share[*i].abs() * size(*i) > 1e-6 * size(at) && self.columns[*i].term > 0;
            before.iter().filter(|i| counts(i)).map(|i| self.columns[*i].label.clone()).collect()
        });
        ModelError::Collinear { column: self.columns[at].label.clone(), from: from.unwrap_or_default() }
    }
}

fn check_response(column: &str, family: Family, y: &[f64], rows: &Domain<'_>) -> Result<(), ModelError> {
    let first = |wrong: &dyn Fn(f64) -> bool| {
        y.iter().position(|v| wrong(*v)).map(|i| (column.to_string(), rows.rows[i] as usize, y[i]))
    };
    if let Some((column, row, _)) = first(&|v| v.is_infinite()) {
        return Err(ModelError::NotFinite { column, row });
    }
    if family.is_binary()
        && let Some((column, row, value)) = first(&|v| v != 0.0 && v != 1.0)
    {
        return Err(ModelError::NotZeroOrOne { column, row, value });
    }
    if family == Family::Poisson
        && let Some((column, row, value)) = first(&|v| v < 0.0)
    {
        return Err(ModelError::Negative { column, row, value });
    }
    let value = y[0];
    match y.iter().all(|v| *v == value) && (family != Family::Poisson || value == 0.0) {
        true => Err(ModelError::OneOutcome { column: column.to_string(), value }),
        false => Ok(()),
    }
}

fn gather(
    atom: &Atom,
    variable: &Variable<'_>,
    rows: &Domain<'_>,
    empty: &mut Vec<(String, Vec<String>)>,
) -> Result<Values, ModelError> {
    let column = &atom.place.column;
    let owned;
    let factor = match variable {
        Variable::Levels(factor) => *factor,
        Variable::Numbers(numbers) if !atom.factor => {
            return Ok(Values::Numbers(rows.rows.iter().map(|row| numbers[*row as usize]).collect()));
        }
        Variable::Numbers(numbers) => {
            owned = whole(column, numbers, rows)?;
            &owned
        }
    };
    let codes: Vec<u32> = rows.rows.iter().map(|row| factor.code(*row as usize)).collect();
    let names = factor.names().to_vec();
    let mut occurs = vec![false; names.len()];
    codes.iter().for_each(|code| occurs[*code as usize] = true);
    let mut occurring: Vec<u32> = (0..names.len() as u32).filter(|level| occurs[*level as usize]).collect();
    if let Some(reference) = &atom.reference {
        let Some(level) = names.iter().position(|name| *name == reference.column) else {
            return Err(ModelError::NoSuchLevel {
                column: column.clone(),
                level: reference.column.clone(),
                levels: names,
                offset: reference.offset,
                width: reference.width,
            });
        };
        let Some(at) = occurring.iter().position(|code| *code == level as u32) else {
            return Err(ModelError::EmptyReference {
                column: column.clone(),
                level: reference.column.clone(),
            });
        };
        occurring[..=at].rotate_right(1);
    }
    match occurring.as_slice() {
        [] => return Err(Undefined::AllMissing.into()),
        [only] => {
            let level = names[*only as usize].clone();
            return Err(ModelError::OneLevel { column: column.clone(), level });
        }
        _ => {}
    }
    let nobody: Vec<String> =
        names.iter().zip(&occurs).filter(|(_, occurs)| !**occurs).map(|(name, _)| name.clone()).collect();
    if !nobody.is_empty() && empty.iter().all(|(c, _)| c != column) {
        empty.push((column.clone(), nobody));
    }
    Ok(Values::Levels { codes, names, occurring })
}

/// Whole numbers as categories, of the rows used.
fn whole(column: &str, numbers: &[f64], rows: &Domain<'_>) -> Result<Factor, ModelError> {
    let mut codes = vec![None; numbers.len()];
    for row in rows.rows.iter().map(|row| *row as usize) {
        let value = numbers[row];
        if value.fract() != 0.0 || value.abs() > 9e15 {
            return Err(ModelError::NotWhole { column: column.to_string(), row, value });
        }
        codes[row] = Some(value as i64);
    }
    Ok(Factor::of_numbers(&codes))
}

/// The columns as R makes them: a factor goes without its reference level
/// where the rest of its term is in the formula, else it has all levels.
fn columns(formula: &Formula, values: &[Values]) -> Vec<Column> {
    let is_factor = |atom: usize| matches!(values[atom], Values::Levels { .. });
    let mut columns = Vec::new();
    if formula.intercept {
        let (name, label) = ("(Intercept)".into(), "intercept".into());
        columns.push(Column { name, label, term: 0, parts: Vec::new() });
    }
    for (at, term) in formula.terms.iter().enumerate() {
        let (name, label) = (String::new(), String::new());
        let mut made = vec![Column { name, label, term: at + 1, parts: Vec::new() }];
        for atom in term {
            let rest: Vec<usize> = term.iter().copied().filter(|other| other != atom).collect();
            let before = || formula.terms[..at].iter().any(|term| term.len() == 1 && is_factor(term[0]));
            let covered = match rest.is_empty() {
                true => formula.intercept || before(),
                false => formula.terms.contains(&rest),
            };
            let name = formula.atoms[*atom].name();
            let column_name = &formula.atoms[*atom].place.column;
            // What the variable adds to a name, to a label, to the product.
            let steps: Vec<(String, String, Part)> = match &values[*atom] {
                Values::Numbers(_) => vec![(name, column_name.clone(), Part::Number { atom: *atom })],
                Values::Levels { names, occurring, .. } => occurring[usize::from(covered)..]
                    .iter()
                    .map(|level| {
                        let text = &names[*level as usize];
                        let part = Part::Is { atom: *atom, level: *level };
                        (format!("{name}{text}"), format!("{column_name} = {text}"), part)
                    })
                    .collect(),
            };
            // The first variable's levels change fastest.
            let times = |column: &Column, (name, label, part): &(String, String, Part)| {
                let first = column.name.is_empty();
                let join = |a: &str, by: &str, b: &str| format!("{a}{}{b}", if first { "" } else { by });
                let mut parts = column.parts.clone();
                parts.push(*part);
                let (name, label) = (join(&column.name, ":", name), join(&column.label, " and ", label));
                Column { name, label, term: column.term, parts }
            };
            made = steps
                .iter()
                .flat_map(|step| made.iter().map(|c| times(c, step)).collect::<Vec<_>>())
                .collect();
        }
        columns.extend(made);
    }
    columns
}
