//! `--out FILE` and `save`: the rows of an answer as a file for other programs.
//! What the answer says of itself (simulated, not for release, notes, sources)
//! goes with it.

use std::path::Path;

use serde_json::{Map, Value};

use crate::base::{Diag, fs};
use crate::formats::workbook::{About, Cell, Page, workbook};

use super::answer::csv_of;
use super::{Answer, Block};

/// Writes the rows of an answer as `.csv`, `.xlsx` or `.json`.
///
/// # Errors
/// The file has another ending, is there already (unless `force`), or cannot be
/// written.
pub fn export(answer: &Answer, file: &Path, force: bool) -> Result<(), Diag> {
    fs::refuse_to_replace(file, force)?;
    fs::write_result(file, &bytes_of(answer, file)?, force)
}

/// The same, and the answer of the verb with a note of what was written. What
/// cannot be is found out before the verb is run by [`can_be_written`].
///
/// # Errors
/// As [`export`].
pub fn with_export(mut answer: Answer, file: &Path, force: bool) -> Result<Answer, Diag> {
    export(&answer, file, force)?;
    answer.note(format!("wrote {} ({} rows)", file.display(), answer.rows.len()));
    Ok(answer)
}

/// Whether an answer could be written to a file of this name.
///
/// # Errors
/// The ending is none of those; the file is there already.
pub fn can_be_written(file: &Path, force: bool) -> Result<(), Diag> {
    ending(file)?;
    fs::refuse_to_replace(file, force)
}

fn ending(file: &Path) -> Result<&'static str, Diag> {
    let found = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    ["csv", "xlsx", "json"].into_iter().find(|known| *known == found).ok_or_else(|| {
        Diag::error(format!("{}: what is written ends in .csv, .xlsx or .json", file.display()))
            .hint("nothing was written")
    })
}

/// The rows of an answer as a file of this name holds them.
///
/// # Errors
/// Another ending, or more rows than a sheet holds.
pub fn bytes_of(answer: &Answer, file: &Path) -> Result<Vec<u8>, Diag> {
    match ending(file)? {
        "json" => Ok(format!("{:#}\n", answer.to_json()).into_bytes()),
        "csv" => Ok(csv_of(answer)),
        _ => workbook(&about(answer), &[page(answer)]),
    }
}

/// The names of all columns, in the order of the first appearance.
pub(super) fn columns(answer: &Answer) -> Vec<&String> {
    let mut columns: Vec<&String> = Vec::new();
    for key in answer.rows.iter().flat_map(Map::keys) {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    columns
}

fn is_simulated(answer: &Answer) -> bool {
    answer.rows.iter().any(|row| row.get("simulated") == Some(&Value::Bool(true)))
}

fn about(answer: &Answer) -> About {
    let title = answer.blocks.iter().find_map(|block| match block {
        Block::Heading(text) | Block::Text(text) => Some(text.replace('\n', " · ")),
        _ => None,
    });
    let mut marks = Vec::new();
    if is_simulated(answer) {
        marks.push("SIMULATED: made up by a program; says nothing about any child or country".to_string());
    }
    for row in &answer.rows {
        if let Some(Value::String(text)) = row.get("disclosure")
            && !marks.contains(text)
        {
            marks.push(text.clone());
        }
    }
    let mut lines: Vec<(String, String)> = answer
        .notes
        .iter()
        .filter(|note| !marks.contains(note))
        .map(|n| ("note".into(), n.clone()))
        .collect();
    let mut sources: Vec<String> = Vec::new();
    for row in &answer.rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        if let Some(source) = text("source") {
            let whole = text("source_url").map_or(source.to_string(), |url| format!("{source}, {url}"));
            if !sources.contains(&whole) {
                sources.push(whole);
            }
        }
    }
    lines.extend(sources.into_iter().map(|source| ("source".into(), source)));
    lines.push(("made by".into(), format!("dh {}, version {}", answer.verb, env!("CARGO_PKG_VERSION"))));
    if answer.rows.iter().any(|row| row.get("weak") == Some(&Value::Bool(true))) {
        lines.push((
            "parentheses".into(),
            "in this workbook: every number that rests on fewer than 50 answers".into(),
        ));
    }
    lines.push((
        "empty cells".into(),
        "a number that is absent; the column of its state, such as state or ci_state, says why".into(),
    ));
    About { title: title.unwrap_or_else(|| answer.verb.to_string()), marks, lines }
}

/// Columns that carry the mark of a small base, where the row has it.
fn is_estimate(column: &str) -> bool {
    matches!(column, "value" | "estimate" | "low" | "high" | "ci_low" | "ci_high" | "se" | "mean")
        || column.starts_with("percent")
}

fn page(answer: &Answer) -> Page {
    let columns = columns(answer);
    let rows = answer.rows.iter().map(|row| {
        let weak = row.get("weak") == Some(&Value::Bool(true));
        columns
            .iter()
            .map(|column| match row.get(*column) {
                None | Some(Value::Null) => Cell::Empty,
                Some(Value::Bool(truth)) => Cell::Truth(*truth),
                Some(Value::String(text)) => Cell::Text(text.clone()),
                Some(Value::Number(number)) => match number.as_f64() {
                    Some(number) => Cell::Number(number, weak && is_estimate(column)),
                    None => Cell::Text(number.to_string()),
                },
                Some(other) => Cell::Text(other.to_string()),
            })
            .collect()
    });
    let name = if is_simulated(answer) { "rows (SIMULATED)" } else { "rows" };
    Page { name: name.into(), headers: columns.iter().map(|c| (*c).clone()).collect(), rows: rows.collect() }
}
