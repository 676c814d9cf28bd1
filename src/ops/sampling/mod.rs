//! `dh sample`: planning a sample, drawing it, weighting it. One file a verb.
//!
//! Lists come from files on the command line; a script hands over rows, for it
//! may read no file.

pub mod allocate;
mod calibrate;
pub mod draw;
pub mod household;
pub mod response;
mod roster;
pub mod shells;
pub mod size;
pub mod weights;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::base::number::grouped;
use crate::base::{Diag, Diags, fs};
use crate::formats::csv::{Cells, Table};
use crate::stats::sampling::Fault;

/// A list: a file, or rows that are at hand.
#[derive(Debug, Clone)]
pub enum Listed {
    File(PathBuf),
    /// One cell a column in every row; a cell without a value is empty.
    Rows {
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

impl Default for Listed {
    fn default() -> Self {
        Listed::Rows { columns: Vec::new(), rows: Vec::new() }
    }
}

impl Listed {
    /// The list with all of `required` columns; `name` is what it is called
    /// where it is no file.
    fn read(&self, name: &str, required: &[&str], diags: &mut Diags) -> Option<Table> {
        let table = match self {
            Listed::File(path) => Table::open(path, required, diags)?,
            Listed::Rows { columns, rows } => {
                let missing: Vec<&&str> =
                    required.iter().filter(|r| !columns.iter().any(|c| c == **r)).collect();
                if !missing.is_empty() {
                    for column in missing {
                        diags.push(Diag::error(format!("{name}: no row has '{column}'")));
                    }
                    return None;
                }
                Table::of(name, columns.clone(), rows.clone())
            }
        };
        if table.rows().next().is_none() {
            diags.push(Diag::error(format!("{} has no rows", table.file)));
            return None;
        }
        Some(table)
    }

    /// The first hexadecimal digits of the file's SHA-256, by which a list is
    /// known again.
    fn mark(&self) -> Option<String> {
        let Listed::File(path) = self else { return None };
        let bytes = std::fs::read(path).ok()?;
        Some(crate::base::hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(&bytes)[..6]))
    }
}

/// A number above 0 in a cell that must have one.
fn positive(cells: &Cells<'_>, column: &str, diags: &mut Diags) -> Option<f64> {
    let at_least_zero = zero_or_more(cells, column, diags)?;
    if at_least_zero > 0.0 {
        return Some(at_least_zero);
    }
    diags.push(cells.wrong(column, "0 is not possible here: a number above 0 belongs there"));
    None
}

/// A number of 0 or more in a cell that must have one.
fn zero_or_more(cells: &Cells<'_>, column: &str, diags: &mut Diags) -> Option<f64> {
    if cells.text(column).is_empty() {
        diags.push(cells.wrong(column, "the cell is empty: a number belongs there"));
        return None;
    }
    let number = cells.number(column, diags)?;
    if number >= 0.0 {
        return Some(number);
    }
    diags.push(cells.wrong(column, format!("{number} is below 0")));
    None
}

/// A text in a cell that must have one.
fn filled(cells: &Cells<'_>, column: &str, diags: &mut Diags) -> Option<String> {
    let text = cells.text(column);
    if text.is_empty() {
        diags.push(cells.wrong(column, "the cell is empty"));
        return None;
    }
    Some(text)
}

/// The complaints, when there is an error among them.
fn sound(diags: Diags) -> Result<(), Vec<Diag>> {
    if diags.has_errors() { Err(diags.into_sorted()) } else { Ok(()) }
}

/// Columns of a list that must be there, complained of with what there is.
fn need_columns(table: &Table, columns: &[String], diags: &mut Diags) {
    for column in columns.iter().filter(|c| !table.has(c)) {
        let mut diag = Diag::error(format!("{} has no column '{column}'", table.file));
        for hint in crate::base::diag::choice_hints(column, table.columns().iter().map(String::as_str)) {
            diag = diag.hint(hint.replace("valid here", "it has"));
        }
        diags.push(diag);
    }
}

/// Writes what was drawn or weighted. What stands there already is kept unless
/// it is the very same: a sample that was drawn is not drawn again by mistake.
fn keep(path: &Path, bytes: &[u8]) -> Result<&'static str, Diag> {
    if is_free(path, bytes)? {
        fs::write_atomically(path, bytes)?;
        return Ok("holds");
    }
    Ok("already holds")
}

/// Whether `bytes` are still to be written there.
///
/// # Errors
/// Something else stands there.
fn is_free(path: &Path, bytes: &[u8]) -> Result<bool, Diag> {
    match std::fs::read(path) {
        Ok(there) if there == bytes => Ok(false),
        Ok(_) => Err(Diag::error(format!("{} is there already and holds something else", path.display()))
            .hint("nothing was changed; choose another name with -o, or take the old file away")),
        Err(_) => Ok(true),
    }
}

fn wrong(fault: Fault) -> Diag {
    Diag::error(fault.to_string())
}

/// `12.3 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Up to three decimals, as few as the number has.
fn plain(value: f64) -> String {
    grouped(value, 3)
}

/// The smallest whole number that is not below; what only rounding lifted over
/// a whole number stays there.
fn up(value: f64) -> f64 {
    (value - 1e-9 * value.abs().max(1.0)).ceil()
}

/// The mark under which a base is printed: fewer than 25, or 25 to 49.
fn reliability(base: f64) -> &'static str {
    match base {
        b if b < 25.0 => "fewer than 25",
        b if b < 50.0 => "25 to 49",
        _ => "50 or more",
    }
}

/// A text with the mark of its base: `*` below 25, in parentheses below 50.
fn marked(text: &str, base: f64) -> String {
    match base {
        b if b < 25.0 => format!("{text}*"),
        b if b < 50.0 => format!("({text})"),
        _ => text.to_string(),
    }
}

const MARKS: &str = "an asterisk: fewer than 25 in the base; parentheses: 25 to 49";

/// A number or null, with the state beside it.
fn number_or(name: &str, value: Option<f64>, why: &str) -> Vec<(String, Value)> {
    match value {
        Some(v) => vec![(name.to_string(), json!(v))],
        None => vec![(name.to_string(), Value::Null), (format!("{name}_state"), json!(why))],
    }
}
