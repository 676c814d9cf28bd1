//! `dh model --data FILE`: regressions over columns.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::base::{Diag, Interrupt};
use crate::data::Cells;
use crate::formats::sheet::Want;
use crate::ops::Answer;
use crate::ops::regression::{self, ModelRequest};
use crate::stats::{Factor, Variable};

use super::{DISCLOSURE, Desk, DeskRequest, columns};

/// A column as a regression reads it.
enum Prepared<'a> {
    Numbers(Cow<'a, [f64]>),
    Levels(Factor),
}

/// Fits a regression to a file.
///
/// # Errors
/// What [`Desk::open`] complains of; a formula that cannot be read or does not
/// fit the file; no finite estimate.
pub fn model(desk: &DeskRequest, request: &ModelRequest, interrupt: &Interrupt) -> Result<Answer, Diag> {
    let formula = request.formula()?;
    let header = super::header(&desk.file)?;
    let wanted = formula.columns().into_iter().map(|name| (name.to_string(), Want::Either)).collect();
    let desk = Desk::open(desk, &header, wanted, interrupt)?;
    let mut prepared: Vec<(&str, Prepared<'_>)> = Vec::new();
    for name in formula.columns() {
        let Some(cells) = desk.sheet.get(name) else { continue };
        let column = match columns::yes_no(cells).filter(|_| name == formula.response()) {
            Some(answers) => Prepared::Numbers(Cow::Owned(answers)),
            None if is_text(cells) => Prepared::Levels(columns::factor(cells)),
            None => Prepared::Numbers(columns::numbers(&desk.sheet, name)?),
        };
        prepared.push((name, column));
    }
    let domain = desk.domain();
    let mut answer = Answer::new("model");
    answer.heading(format!("{}\n{}", desk.heading, request.formula));
    let column = |name: &str| {
        prepared.iter().find(|(n, _)| *n == name).map(|(_, column)| match column {
            Prepared::Numbers(numbers) => Variable::Numbers(numbers),
            Prepared::Levels(factor) => Variable::Levels(factor),
        })
    };
    let mark = |mut row: Value| {
        row["disclosure"] = json!(DISCLOSURE);
        row
    };
    regression::fit(&domain, request, column, mark, &mut answer)?;
    desk.into_notes().for_each(|note| answer.note(note));
    Ok(answer)
}

/// Whether a column has a text that is no number.
fn is_text(cells: &Cells) -> bool {
    match cells {
        Cells::Numbers(_) => false,
        Cells::Few { texts, .. } | Cells::Many { texts, .. } => {
            texts.iter().any(|text| text.parse::<f64>().is_err())
        }
    }
}
