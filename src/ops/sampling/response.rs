//! `dh sample response`: response, cooperation, refusal and contact rates from
//! outcome codes.

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Diags, diag::choice_hints};
use crate::formats::csv::Table;
use crate::report::text::TextTable;
use crate::stats::sampling::outcome::{Cases, RATES};

use super::super::{Answer, Block};
use super::{Listed, filled, need_columns, percent, positive, sound};

#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One row a case that was issued.
    pub data: Listed,
    /// The column of outcome codes.
    pub outcome: String,
    pub weight: Option<String>,
    pub by: Option<String>,
    /// The share of unknown cases that is eligible, where it is not to be
    /// estimated from the known ones.
    pub e: Option<f64>,
}

/// The codes with what they say, in the order of the standard.
pub(super) const CODES: [(&str, &str); 8] = [
    ("I", "complete interview"),
    ("P", "partial interview"),
    ("R", "refusal and break-off"),
    ("NC", "no contact"),
    ("O", "other, eligible"),
    ("UH", "unknown if a household"),
    ("UO", "unknown if somebody eligible, other"),
    ("NE", "not eligible"),
];

/// The code of a cell, in whatever case it was typed.
pub(super) fn code(text: &str) -> Option<&'static str> {
    CODES.iter().map(|(c, _)| *c).find(|c| c.eq_ignore_ascii_case(text))
}

fn add(cases: &mut Cases, code: &str, weight: f64) {
    let of = match code {
        "I" => &mut cases.complete,
        "P" => &mut cases.partial,
        "R" => &mut cases.refusal,
        "NC" => &mut cases.no_contact,
        "O" => &mut cases.other,
        "UH" => &mut cases.unknown_household,
        "UO" => &mut cases.unknown_other,
        _ => &mut cases.not_eligible,
    };
    *of += weight;
}

fn count(cases: &Cases, code: &str) -> f64 {
    match code {
        "I" => cases.complete,
        "P" => cases.partial,
        "R" => cases.refusal,
        "NC" => cases.no_contact,
        "O" => cases.other,
        "UH" => cases.unknown_household,
        "UO" => cases.unknown_other,
        _ => cases.not_eligible,
    }
}

/// Rates over all cases and by group.
///
/// # Errors
/// A list or code that cannot be read.
pub fn response(request: &Request) -> Result<Answer, Vec<Diag>> {
    let mut diags = Diags::new();
    if let Some(e) = request.e.filter(|e| !(0.0..=1.0).contains(e)) {
        diags.push(Diag::error(format!("--e is {e}: a share from 0 to 1 belongs there")));
    }
    let Some(table) = request.data.read("the cases", &[&request.outcome], &mut diags) else {
        return Err(diags.into_sorted());
    };
    let optional: Vec<String> = [&request.weight, &request.by].into_iter().flatten().cloned().collect();
    need_columns(&table, &optional, &mut diags);
    sound(std::mem::take(&mut diags))?;
    let groups = read(&table, request, &mut diags);
    sound(diags)?;

    let mut answer = Answer::new("sample_response");
    answer.heading(format!("{} of {}", counted(table.rows().count(), "case", "cases"), table.file));
    let mut by_code = TextTable::new(
        &["code", "outcome"]
            .into_iter()
            .map(String::from)
            .chain(groups.iter().map(|(g, _)| format!(">{g}")))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    for (code, what) in CODES {
        let mut cells = vec![code.to_string(), what.to_string()];
        cells.extend(groups.iter().map(|(_, c)| grouped(count(c, code), 1)));
        by_code.row(cells);
    }
    answer.blocks.push(Block::Table(by_code));
    let mut rates = TextTable::new(
        &["rate", "formula"]
            .into_iter()
            .map(String::from)
            .chain(groups.iter().map(|(g, _)| format!(">{g}")))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    let e_of = |cases: &Cases| -> Result<(f64, &'static str), &'static str> {
        match (request.e, cases.estimated_e()) {
            (Some(e), _) => Ok((e, "given")),
            (None, Some(e)) => Ok((e, "estimated")),
            (None, None) if cases.unknown() == 0.0 => Ok((1.0, "not needed")),
            (None, None) => Err("e_unknown"),
        }
    };
    let mut e_line = vec!["e".to_string(), "(I+P+R+NC+O)/(I+P+R+NC+O+NE)".to_string()];
    for (_, cases) in &groups {
        e_line.push(match e_of(cases) {
            Ok((e, "given")) => format!("{e:.3} given"),
            Ok((_, "not needed")) => "not needed".into(),
            Ok((e, _)) => format!("{e:.3}"),
            Err(_) => "unknown".into(),
        });
    }
    rates.row(e_line);
    for rate in &RATES {
        let mut cells = vec![rate.name.to_string(), rate.formula.to_string()];
        for (group, cases) in &groups {
            let e = e_of(cases);
            let (value, state) = match (rate.needs_e, &e) {
                (true, Err(state)) => (None, *state),
                (_, e) => {
                    let value = rate.of(cases, e.as_ref().map_or(1.0, |(e, _)| *e));
                    (value, if value.is_some() { "value" } else { "nobody_in_the_denominator" })
                }
            };
            cells.push(match (value, state) {
                (Some(v), _) => percent(v),
                (None, "e_unknown") => "e unknown".into(),
                (None, _) => "nobody".into(),
            });
            let mut row = json!({
                "rate": rate.name, "what": rate.what, "formula": rate.formula, "group": group, "value": value,
                "state": state, "weighted": request.weight.is_some(), "cases": cases.all(),
            });
            if rate.needs_e
                && let Ok((e, how)) = e
            {
                row["e"] = json!(e);
                row["e_from"] = json!(how);
            }
            answer.row(row);
        }
        rates.row(cells);
    }
    answer.blocks.push(Block::Table(rates));
    say(&mut answer, request, &groups);
    Ok(answer)
}

/// All cases, then each group in the order of the file.
fn read(table: &Table, request: &Request, diags: &mut Diags) -> Vec<(String, Cases)> {
    let mut groups = vec![("all".to_string(), Cases::default())];
    for cells in table.rows() {
        let text = cells.text(&request.outcome);
        let Some(code) = code(&text) else {
            let diag = if text.is_empty() {
                cells
                    .wrong(&request.outcome, "the cell is empty: every case issued has an outcome")
                    .hint("a case of which nothing is known is UH")
            } else {
                let diag = cells.wrong(&request.outcome, format!("'{text}' is no outcome code"));
                choice_hints(&text, CODES.iter().map(|(c, _)| *c)).into_iter().fold(diag, Diag::hint)
            };
            diags.push(diag);
            continue;
        };
        let weight = match &request.weight {
            Some(column) => positive(&cells, column, diags),
            None => Some(1.0),
        };
        let Some(weight) = weight else { continue };
        add(&mut groups[0].1, code, weight);
        if let Some(by) = &request.by {
            let Some(name) = filled(&cells, by, diags) else { continue };
            match groups[1..].iter_mut().find(|(g, _)| *g == name) {
                Some((_, cases)) => add(cases, code, weight),
                None => {
                    let mut cases = Cases::default();
                    add(&mut cases, code, weight);
                    groups.push((name, cases));
                }
            }
        }
    }
    groups
}

/// What the counts can and cannot say.
fn say(answer: &mut Answer, request: &Request, groups: &[(String, Cases)]) {
    let all = &groups[0].1;
    match (request.e, all.estimated_e()) {
        (Some(e), _) => answer.note(format!(
            "e = {e}, as given: this share of cases of unknown eligibility is taken to be eligible; say in the report where it comes from"
        )),
        (None, Some(_)) => answer.note("e is estimated: the share of eligible among cases whose eligibility is known, for each group by its own cases; nobody knows whether it holds for the unknown ones"),
        (None, None) if all.unknown() > 0.0 => answer.note("e cannot be estimated: no case is recorded as not eligible; RR3, RR4, REF2 and CON2 are absent (--e gives it)"),
        (None, None) => {}
    }
    if all.unknown() == 0.0 {
        answer.note("no case of unknown eligibility (UH, UO) is recorded: RR1 equals RR5. Where doors that never opened were replaced and not listed, as on a random walk, the rates are too high");
    }
    if all.not_eligible == 0.0 {
        answer.note("no case is recorded as not eligible (NE): either every address had somebody eligible, or such addresses were not listed");
    }
    let never: Vec<&str> = CODES[..5]
        .iter()
        .map(|(c, _)| *c)
        .filter(|c| *c != "P" && *c != "O" && count(all, c) == 0.0)
        .collect();
    if !never.is_empty() {
        answer.note(format!(
            "never recorded: {}; a fieldwork without any is unusual, so ask whether these cases were listed at all",
            never.join(", ")
        ));
    }
    for (group, cases) in &groups[1..] {
        let missing: Vec<&str> = CODES
            .iter()
            .map(|(c, _)| *c)
            .filter(|c| {
                matches!(*c, "R" | "NC" | "UH" | "NE") && count(cases, c) == 0.0 && count(all, c) > 0.0
            })
            .collect();
        if !missing.is_empty() {
            answer.note(format!(
                "{group}: no case with {}, which others have; its rates stand beside the others' only if it was listed there too",
                missing.join(", ")
            ));
        }
    }
    answer.note(if request.weight.is_some() {
        "weighted: rates of the population that was to be reached, not of the work done"
    } else {
        "unweighted: rates of the cases issued"
    });
    answer.note("AAPOR Standard Definitions, 10th edition (2023): RR response, COOP cooperation, REF refusal, CON contact");
}
