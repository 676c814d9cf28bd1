//! `dh rake`: weights of a data file made to agree with known margins. No
//! workspace is read.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::diag::choice_hints;
use crate::base::number::{counted, grouped};
use crate::base::{Diag, Diags, Interrupt, Span, fs};
use crate::data::{Cells, Sheet};
use crate::formats::sheet::{Keep, Want, append, header, read};
use crate::report::text::TextTable;
use crate::stats::CalibrationError;
use crate::stats::raking::{Levels, Raked, Rules, Spread, Target, rake_weights};

use super::{Answer, Block};

/// What is asked of raking.
#[derive(Debug, Clone)]
pub struct Request {
    pub data: PathBuf,
    /// The column of weights that are there.
    pub weight: String,
    pub margins: PathBuf,
    pub out: PathBuf,
    /// The new column.
    pub name: String,
    pub keep: Keep,
    pub force: bool,
    pub rules: Rules,
}

/// `all`, or names of columns.
pub fn keep(names: &[String]) -> Keep {
    if names == ["all"] { Keep::All } else { Keep::These(names.to_vec()) }
}

/// The rules with a tolerance and perhaps a cap on weights.
pub fn rules(tolerance: f64, cap: Option<f64>) -> Rules {
    Rules { tolerance, cap, ..Rules::default() }
}

/// One margin as its file states it.
struct Margin {
    variable: String,
    levels: Vec<Level>,
}

struct Level {
    name: String,
    /// People, or a share of them.
    total: f64,
    line: usize,
}

/// Rakes, writes the file and says what came of it.
///
/// # Errors
/// The files cannot be read or do not fit each other; the margins contradict
/// each other or cannot be met; the new file is there already.
pub fn rake(request: &Request, interrupt: &Interrupt) -> Result<Answer, Vec<Diag>> {
    let one = |diag: Diag| vec![diag];
    let Request { data, weight, margins: file, out, name, keep, force, rules } = request;
    fs::refuse_to_replace(out, *force).map_err(one)?;
    check_place(data, out).map_err(one)?;
    fs::refuse_to_write_over(file, out).map_err(one)?;
    if !(rules.tolerance > 0.0 && rules.tolerance < 1.0) {
        return Err(one(Diag::error("--tolerance is a share between 0 and 1, such as 1e-7")));
    }
    if rules.cap.is_some_and(|cap| cap.is_nan() || cap <= 1.0) {
        return Err(one(Diag::error("--trim is how many times the mean weight no weight may be above")
            .hint("write a number above 1, such as 5")));
    }
    let stated = margins(file, interrupt)?;
    let columns = header(data).map_err(one)?;
    check_columns(&columns, weight, &stated, file)?;
    let mut wanted: Vec<(String, Want)> = vec![(weight.clone(), Want::Number)];
    wanted.extend(stated.margins.iter().map(|margin| (margin.variable.clone(), Want::Label)));
    let sheet = read(data, &wanted, interrupt).map_err(one)?;
    let weights = weights_of(&sheet, weight)?;
    let sum: f64 = weights.iter().sum();
    let totals = totals(&sheet, &stated, file, weights, sum)?;
    let targets: Vec<Target<'_>> = stated
        .margins
        .iter()
        .zip(&totals)
        .filter_map(|(margin, totals)| {
            let levels = match sheet.get(&margin.variable)? {
                Cells::Few { codes, .. } => Levels::Bytes(codes),
                Cells::Many { codes, .. } => Levels::Words(codes),
                Cells::Numbers(_) => return None,
            };
            Some(Target { levels, totals })
        })
        .collect();
    let raked = rake_weights(weights, &targets, *rules).map_err(|e| one(not_raked(&e, file)))?;
    append(data, keep, name, &raked.weights, out, interrupt).map_err(one)?;
    Ok(answer(request, &sheet, &stated, &raked))
}

/// The result must not be written over what it is made from.
fn check_place(data: &Path, out: &Path) -> Result<(), Diag> {
    fs::refuse_to_write_over(data, out)?;
    if out.extension().is_none_or(|e| !e.eq_ignore_ascii_case("csv")) {
        return Err(Diag::error(format!("{}: the result is a CSV file", out.display()))
            .hint("name a file ending in .csv"));
    }
    Ok(())
}

/// The margins of a file, in its order.
struct Stated {
    margins: Vec<Margin>,
    /// Totals are shares of all.
    shares: bool,
    sources: Vec<String>,
}

/// Reads `variable,level,total` (or `share`), perhaps with a `source`.
fn margins(file: &Path, interrupt: &Interrupt) -> Result<Stated, Vec<Diag>> {
    let one = |diag: Diag| vec![diag];
    let columns = header(file).map_err(one)?;
    let shown = file.display().to_string();
    let has = |name: &str| columns.iter().any(|c| c == name);
    let number = match (has("total"), has("share")) {
        (true, false) => "total",
        (false, true) => "share",
        _ => {
            let diag = Diag::error("margins have a column 'total' or a column 'share'")
                .at(Span::line(shown.as_str(), 1))
                .hint("the columns are variable, level and total (people) or share (of all, such as 0.52)")
                .hint(format!("found: {}", columns.join(", ")));
            return Err(one(diag));
        }
    };
    let mut wanted: Vec<(String, Want)> =
        vec![("variable".into(), Want::Label), ("level".into(), Want::Label), (number.into(), Want::Number)];
    if has("source") {
        wanted.push(("source".into(), Want::Label));
    }
    let sheet = read(file, &wanted, interrupt).map_err(one)?;
    let mut margins: Vec<Margin> = Vec::new();
    let mut sources: Vec<String> = Vec::new();
    let mut diags = Diags::new();
    for row in 0..sheet.rows {
        let line = sheet.line(row);
        let span = || Span::line(shown.as_str(), line as u32);
        let (variable, name) = (text(&sheet, "variable", row), text(&sheet, "level", row));
        let total = match sheet.get(number) {
            Some(Cells::Numbers(numbers)) => numbers[row],
            _ => f64::NAN,
        };
        if variable.is_empty() || name.is_empty() {
            let what = if variable.is_empty() { "variable" } else { "level" };
            diags.push(Diag::error(format!("the {what} is empty")).at(span()));
            continue;
        }
        if !(0.0..=LARGEST).contains(&total) {
            diags.push(
                Diag::error(format!("'{name}' of '{variable}' has no {number}"))
                    .at(span())
                    .hint("a number of 0 or more belongs there"),
            );
            continue;
        }
        let at = margins.iter().position(|m| m.variable == variable).unwrap_or_else(|| {
            margins.push(Margin { variable: variable.to_string(), levels: Vec::new() });
            margins.len() - 1
        });
        if let Some(first) = margins[at].levels.iter().find(|level| level.name == name) {
            diags.push(
                Diag::error(format!("'{name}' of '{variable}' stands twice"))
                    .at(span())
                    .hint(format!("first at line {}", first.line)),
            );
            continue;
        }
        margins[at].levels.push(Level { name: name.to_string(), total, line });
        let source = text(&sheet, "source", row);
        if !source.is_empty() && !sources.iter().any(|s| s == source) {
            sources.push(source.to_string());
        }
    }
    if margins.is_empty() && diags.is_empty() {
        diags.push(Diag::error("there are no margins").at(Span::line(shown.as_str(), 1)));
    }
    let shares = number == "share";
    if diags.is_empty() {
        diags.extend(contradictions(&margins, shares, &shown));
    }
    if diags.has_errors() {
        return Err(diags.into_sorted());
    }
    Ok(Stated { margins, shares, sources })
}

/// Margins are of the same people: their totals are the same, shares add up
/// to 1.
fn contradictions(margins: &[Margin], shares: bool, file: &str) -> Option<Diag> {
    const CLOSE: f64 = 1e-6;
    let sums: Vec<(&str, f64)> =
        margins.iter().map(|m| (m.variable.as_str(), m.levels.iter().map(|l| l.total).sum())).collect();
    let said = |decimals: usize| {
        let each: Vec<String> =
            sums.iter().map(|(name, sum)| format!("{name} {}", grouped(*sum, decimals))).collect();
        each.join(", ")
    };
    let whole = Span::line(file, 0);
    if shares {
        let off = sums.iter().any(|(_, sum)| (sum - 1.0).abs() > CLOSE);
        let percent = sums.iter().all(|(_, sum)| (sum - 100.0).abs() < 0.5);
        let hint = if percent {
            "these are percent: divide them by 100"
        } else {
            "give the shares with more digits, or the totals they were made from"
        };
        return off
            .then(|| Diag::error(format!("shares do not add up to 1: {}", said(6))).at(whole).hint(hint));
    }
    let first = sums.first()?.1;
    if first <= 0.0 {
        return Some(Diag::error("the margins have nobody").at(whole));
    }
    let off = sums.iter().any(|(_, sum)| (sum - first).abs() > CLOSE * first);
    off.then(|| {
        Diag::error(format!("the margins are of different populations: {}", said(3)))
            .at(whole)
            .hint("raking needs the same total in each: check the source, or give shares instead")
    })
}

fn text<'a>(sheet: &'a Sheet, column: &str, row: usize) -> &'a str {
    sheet.get(column).and_then(|cells| cells.text(row)).unwrap_or_default()
}

/// The data have the columns that the margins and the weight name.
fn check_columns(columns: &[String], weight: &str, stated: &Stated, file: &Path) -> Result<(), Vec<Diag>> {
    let known = || columns.iter().map(String::as_str);
    let mut diags = Diags::new();
    if !columns.iter().any(|c| c == weight) {
        let diag = Diag::error(format!("the data have no column '{weight}' of weights"));
        diags.push(choice_hints(weight, known()).into_iter().fold(diag, Diag::hint));
    }
    for margin in &stated.margins {
        let variable = &margin.variable;
        if !columns.iter().any(|c| c == variable) {
            let line = margin.levels.first().map_or(0, |level| level.line as u32);
            let diag = Diag::error(format!("the data have no column '{variable}'"))
                .at(Span::line(file.display().to_string(), line));
            diags.push(choice_hints(variable, known()).into_iter().fold(diag, Diag::hint));
        }
        if variable == weight {
            diags.push(Diag::error(format!("'{weight}' is the weight and cannot be a margin too")));
        }
    }
    if diags.has_errors() { Err(diags.into_sorted()) } else { Ok(()) }
}

/// No weight and no total is larger: their squares can still be summed.
const LARGEST: f64 = 1e100;

/// Weights, each a number of 0 or more, not all of them 0.
fn weights_of<'a>(sheet: &'a Sheet, weight: &str) -> Result<&'a [f64], Vec<Diag>> {
    let Some(Cells::Numbers(weights)) = sheet.get(weight) else {
        return Err(vec![Diag::error(format!("'{weight}' is no column of numbers"))]);
    };
    let mut diags = Diags::new();
    type Wrong = (&'static str, fn(f64) -> bool);
    let wrongs: [Wrong; 3] =
        [("empty", |w| w.is_nan()), ("below 0", |w| w < 0.0), ("beyond all people", |w| w > LARGEST)];
    for (what, wrong) in wrongs {
        let mut rows = weights.iter().enumerate().filter(|(_, w)| wrong(**w)).map(|(row, _)| row);
        if let Some(first) = rows.next() {
            let count = rows.count() + 1;
            diags.push(
                Diag::error(format!("the weight is {what} in {}", counted(count, "row", "rows")))
                    .at(Span::line(sheet.file.as_str(), sheet.line(first) as u32))
                    .hint("every row needs a weight; one that does not count has 0"),
            );
        }
    }
    if diags.is_empty() && weights.iter().all(|w| *w == 0.0) {
        let what = if sheet.rows == 0 { "the file has no rows" } else { "all weights are 0" };
        diags.push(Diag::error(what).at(Span::line(sheet.file.as_str(), 0)));
    }
    if diags.has_errors() { Err(diags.into_sorted()) } else { Ok(weights) }
}

/// For each margin the totals of the texts of its column, in their order.
fn totals(
    sheet: &Sheet,
    stated: &Stated,
    file: &Path,
    weights: &[f64],
    sum: f64,
) -> Result<Vec<Vec<f64>>, Vec<Diag>> {
    let mut diags = Diags::new();
    let mut out = Vec::new();
    for Margin { variable, levels } in &stated.margins {
        let (codes, texts): (Box<dyn Fn(usize) -> usize>, &[String]) = match sheet.get(variable) {
            Some(Cells::Few { codes, texts }) => (Box::new(|row| usize::from(codes[row])), texts),
            Some(Cells::Many { codes, texts }) => (Box::new(|row| codes[row] as usize), texts),
            _ => continue,
        };
        let mut rows: Vec<(usize, usize, f64)> = vec![(0, 0, 0.0); texts.len() + 1];
        for (row, weight) in weights.iter().enumerate() {
            let (count, first, sum) = &mut rows[codes(row).min(texts.len())];
            if *count == 0 {
                *first = row;
            }
            *count += 1;
            *sum += weight;
        }
        let place = |row: usize| Span::line(sheet.file.as_str(), sheet.line(row) as u32);
        let (missing, first, _) = rows[texts.len()];
        if missing > 0 {
            diags.push(
                Diag::error(format!("'{variable}' is empty in {}", counted(missing, "row", "rows")))
                    .at(place(first))
                    .hint("every row needs a level: fill it, leave the row out, or leave the margin out"),
            );
        }
        let scale = if stated.shares { sum } else { 1.0 };
        let mut totals = Vec::with_capacity(texts.len());
        for (text, (count, first, _)) in texts.iter().zip(&rows) {
            match levels.iter().find(|level| level.name == *text) {
                Some(level) => totals.push(level.total * scale),
                None => {
                    let diag = Diag::error(format!(
                        "'{variable}' is '{text}' in {}, and the margins do not say how many there are",
                        counted(*count, "row", "rows")
                    ));
                    let known = levels.iter().map(|level| level.name.as_str());
                    diags
                        .push(choice_hints(text, known).into_iter().fold(diag.at(place(*first)), Diag::hint));
                    totals.push(0.0);
                }
            }
        }
        for level in levels.iter().filter(|level| level.total > 0.0) {
            let found = texts.iter().position(|text| *text == level.name);
            if found.is_none_or(|at| rows[at].2 == 0.0) {
                let why = if found.is_some() { "only rows of weight 0" } else { "no row" };
                let diag = Diag::error(format!("the data have {why} where '{variable}' is '{}'", level.name))
                    .at(Span::line(file.display().to_string(), level.line as u32))
                    .hint("join it with another level, in the data and in the margins");
                diags.push(
                    choice_hints(&level.name, texts.iter().map(String::as_str))
                        .into_iter()
                        .fold(diag, Diag::hint),
                );
            }
        }
        for (at, (text, (count, first, sum))) in texts.iter().zip(&rows).enumerate() {
            let nobody = levels.iter().any(|level| level.name == *text && level.total == 0.0);
            if nobody && *sum > 0.0 && totals[at] == 0.0 {
                diags.push(
                    Diag::error(format!(
                        "'{variable}' is '{text}' in {}, and the margins have nobody there",
                        counted(*count, "row", "rows")
                    ))
                    .at(place(*first))
                    .hint("leave the rows out, or correct the margins"),
                );
            }
        }
        out.push(totals);
    }
    if diags.has_errors() { Err(diags.into_sorted()) } else { Ok(out) }
}

fn not_raked(error: &CalibrationError, file: &Path) -> Diag {
    match error {
        CalibrationError::NotMet { iterations, misfit } => {
            let diag = Diag::error(format!(
                "the margins are not met after {}; the largest difference is {misfit:.1e} of a total",
                counted(*iterations, "round", "rounds")
            ))
            .at(Span::line(file.display().to_string(), 0));
            diag.hint("levels that nobody combines contradict each other: join levels")
                .hint("or allow a larger --tolerance; nothing was written")
        }
        CalibrationError::CapNotMet { cap } => {
            Diag::error(format!("no weights of at most {cap} times their mean meet the margins"))
                .at(Span::line(file.display().to_string(), 0))
                .hint("raise --trim, or join levels that few rows have; nothing was written")
        }
        other => Diag::error(other.to_string()).hint("nothing was written"),
    }
}

fn answer(request: &Request, sheet: &Sheet, stated: &Stated, raked: &Raked) -> Answer {
    let mut answer = Answer::new("rake");
    let (before, after) = (&raked.before, &raked.after);
    let [least, middle, most] = raked.factors;
    answer.row(json!({
        "kind": "weights",
        "out": request.out.display().to_string(),
        "column": request.name,
        "rows": sheet.rows,
        "rows_with_weight": before.rows,
        "rounds": raked.rounds,
        "largest_difference": raked.misfit,
        "sum_before": before.sum, "sum": after.sum,
        "squares_before": before.squares, "squares": after.squares,
        "factor_least": least, "factor_median": middle, "factor_most": most,
        "least": after.least, "most": after.most,
        "kish_before": before.kish(), "kish": after.kish(),
        "state": "known",
        "at_cap": raked.at_cap,
    }));
    let mut table = TextTable::new(&["margin", "level", ">before", ">after", ">factor"]);
    for (margin, sums) in stated.margins.iter().zip(&raked.margins) {
        let texts: &[String] = match sheet.get(&margin.variable) {
            Some(Cells::Few { texts, .. } | Cells::Many { texts, .. }) => texts,
            _ => &[],
        };
        for level in &margin.levels {
            let at = texts.iter().position(|text| *text == level.name);
            let (before, after) = at.and_then(|at| sums.get(at)).copied().unwrap_or((0.0, 0.0));
            let target = level.total * if stated.shares { raked.before.sum } else { 1.0 };
            let factor = (before > 0.0).then(|| after / before);
            answer.row(json!({
                "kind": "level", "variable": margin.variable, "level": level.name,
                "target": target, "before": before, "after": after, "factor": factor,
                "state": if factor.is_some() { "known" } else { "nobody" },
            }));
            table.row(vec![
                margin.variable.clone(),
                level.name.clone(),
                grouped(before, 1),
                grouped(after, 1),
                factor.map_or_else(|| "nobody".into(), |f| grouped(f, 4)),
            ]);
        }
    }
    answer.heading(format!("{}: column {}", request.out.display(), request.name));
    let kish = |spread: &Spread| spread.kish().map_or_else(|| "unknown".into(), |k| grouped(k, 3));
    let mut fields = vec![
        ("rows".to_string(), grouped(sheet.rows as f64, 0)),
        ("rounds".into(), raked.rounds.to_string()),
        (
            "largest difference".into(),
            if raked.misfit == 0.0 { "none".into() } else { format!("{:.1e} of a total", raked.misfit) },
        ),
        ("sum of weights".into(), format!("{} → {}", grouped(before.sum, 1), grouped(after.sum, 1))),
        (
            "factor".into(),
            format!(
                "least {}, median {}, largest {}",
                grouped(least, 4),
                grouped(middle, 4),
                grouped(most, 4)
            ),
        ),
        ("weights".into(), format!("{} to {}", grouped(after.least, 4), grouped(after.most, 4))),
        ("design effect of weights".into(), format!("{} → {} (Kish)", kish(before), kish(after))),
    ];
    if let Some(cap) = request.rules.cap {
        let at = counted(raked.at_cap, "row", "rows");
        fields.push(("trimmed".into(), format!("{at} at {cap} times the mean")));
    }
    answer.blocks.push(Block::Fields(fields));
    answer.blocks.push(Block::Table(table));
    let zero = sheet.rows - before.rows;
    if zero > 0 {
        answer.note(format!("{} of weight 0 stayed so", counted(zero, "row", "rows")));
    }
    match stated.sources.as_slice() {
        [] => {
            answer.note("the margins name no source; a column 'source' in their file would be repeated here")
        }
        sources => answer.note(format!("margins: {}", sources.join("; "))),
    }
    {
        answer.note("a table made with the new weights takes them as given: its intervals do not count that they were fitted to the margins, which mostly makes them a little too wide");
    }
    answer
}
