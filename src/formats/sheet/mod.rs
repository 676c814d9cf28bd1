//! Data files of any analyst (CSV, Excel, Stata): the columns that are asked
//! for, and no others.

mod append;
mod blocks;
mod collect;
mod csv;
mod dictionary;
pub(super) mod dta;
mod number;
mod scan;
mod whole;
mod xlsx;

use std::path::{Path, PathBuf};

pub use append::{Keep, append};

use crate::base::diag::choice_hints;
use crate::base::{Diag, Interrupt, Span};
use crate::data::Sheet;

/// What a column is needed as. Empty cells, `NA` and `.` are missing in all, and
/// every missing value of Stata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Texts as they are written: `007` is not `7`. Numbers of Stata that have
    /// value labels are these labels.
    Label,
    /// Numbers; anything else is complained of.
    Number,
    /// Texts while at most 255 different ones stand in the file, else numbers
    /// if all are numbers, else texts. Numbers of Stata are their codes.
    Either,
}

/// The kinds of data files, told by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Excel,
    Stata,
}

fn kind(path: &Path) -> Kind {
    let (file, _) = xlsx::parts(path);
    let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "xlsx" | "xlsm" => Kind::Excel,
        "dta" => Kind::Stata,
        _ => Kind::Csv,
    }
}

/// The file that is read, without the sheet that may be named behind it.
pub fn file_of(path: &Path) -> PathBuf {
    xlsx::parts(path).0
}

/// The names of the columns of a file, in its order.
///
/// # Errors
/// It cannot be read, or is no data file.
pub fn header(path: &Path) -> Result<Vec<String>, Diag> {
    match kind(path) {
        Kind::Csv => csv::header(path),
        Kind::Excel => xlsx::header(path),
        Kind::Stata => dta::header(path),
    }
}

/// Reads the `wanted` columns of a file; a column that is wanted twice is read
/// as it was wanted first.
///
/// # Errors
/// The file cannot be read, is no data file, has not got a wanted column or has
/// it twice, has rows of another length than its header, or cells that are not
/// what they are wanted as.
pub fn read(path: &Path, wanted: &[(String, Want)], interrupt: &Interrupt) -> Result<Sheet, Diag> {
    let mut wants: Vec<(&str, Want)> = Vec::new();
    for (name, want) in wanted {
        if wants.iter().all(|(known, _)| known != name) {
            wants.push((name, *want));
        }
    }
    match kind(path) {
        Kind::Csv => csv::read(path, wants, interrupt),
        Kind::Excel => xlsx::read(path, &wants, interrupt),
        Kind::Stata => dta::read(path, &wants, interrupt),
    }
}

/// Where each of the `wanted` columns stands.
fn places(columns: &[String], wanted: &[&str], header: &Span) -> Result<Vec<usize>, Diag> {
    let mut places = Vec::with_capacity(wanted.len());
    for name in wanted {
        let mut found =
            columns.iter().enumerate().filter(|(_, column)| column == name).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (Some(place), None) => places.push(place),
            (Some(_), Some(_)) => {
                return Err(Diag::error(format!("the column '{name}' stands twice"))
                    .at(header.clone())
                    .hint("give one of them another name"));
            }
            (None, _) => {
                let known = columns.iter().map(String::as_str).filter(|name| !name.is_empty());
                let diag = Diag::error(format!("there is no column '{name}'")).at(header.clone());
                return Err(choice_hints(name, known).into_iter().fold(diag, Diag::hint));
            }
        }
    }
    Ok(places)
}

/// A cell that is no number where one is needed; `cell` is where it stands, if
/// the line alone does not say it.
fn no_number(column: &str, cell: &str, text: &str) -> Diag {
    let cell = if cell.is_empty() { String::new() } else { format!(" ({cell})") };
    let shown: String = text.chars().take(40).collect();
    let dots = if shown.len() < text.len() { "…" } else { "" };
    let hint = if text.trim_end_matches([' ', '%']) != text {
        "write the number alone; its unit stands in the name of the column"
    } else if text.contains(',') {
        "write decimals with a point, and thousands without commas"
    } else if text.eq_ignore_ascii_case("nan")
        || text.trim_start_matches(['+', '-']).eq_ignore_ascii_case("inf")
    {
        "a cell without a number is empty, NA or a point"
    } else {
        "write digits; a cell without a number is empty, NA or a point"
    };
    Diag::error(format!("column '{column}'{cell}: '{shown}{dots}' is no number")).hint(hint)
}
