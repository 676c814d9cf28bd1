//! `dh sample weights`: from base weights through non-response to calibration,
//! with what every step does to them.
//!
//! A survey of internet users cannot be raked to a census: the census counts
//! everybody, and those who are online are not spread over ages and areas as
//! all are. So the household roster, where those who are not online stand too,
//! is calibrated, and its weights are carried down to the one who was asked.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Diags};
use crate::formats::csv::{self, Cells, Table};
use crate::report::text::TextTable;
use crate::stats::sampling::weighting::{class_factors, spread, trim};

use super::super::{Answer, Block};
use super::calibrate::{self, Margins};
use super::response::{CODES, code};
use super::roster::{self, Roster};
use super::{Listed, filled, keep, need_columns, percent, positive, sound};

#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One row a case that was issued.
    pub data: Listed,
    /// The column of base weights.
    pub base: String,
    /// Columns whose values together are the weighting class.
    pub adjust: Vec<String>,
    /// The column of outcome codes.
    pub outcome: String,
    /// A column the weight of who answered is multiplied by, such as the number
    /// of eligible people; a roster gives it itself.
    pub within: Option<String>,
    /// `household`, `person`, `internet_user`, `selected`; `interviewed` where
    /// not all who were selected were, `within_factor` where chances within a
    /// household were not equal.
    pub roster: Option<Listed>,
    /// `variable`, `level`, `total`, `population`, `source`.
    pub margins: Option<Listed>,
    /// Whom the rows of the data stand for, without a roster.
    pub of: Option<String>,
    /// Weights above so many medians are cut.
    pub trim: Option<f64>,
    /// Classes with fewer respondents are complained of; 20 where nothing is said.
    pub least: Option<usize>,
    /// So are factors above this; 2 where nothing is said.
    pub most: Option<f64>,
    pub out: Option<PathBuf>,
    /// Where the roster's own weights are kept.
    pub roster_out: Option<PathBuf>,
}

/// The cases, by position.
struct Cases {
    ids: Vec<String>,
    code: Vec<&'static str>,
    base: Vec<f64>,
    class: Vec<usize>,
    within: Vec<f64>,
    classes: Vec<String>,
}

impl Cases {
    fn answered(&self, case: usize) -> bool {
        matches!(self.code[case], "I" | "P")
    }
}

/// What is reported as it happens.
struct Report {
    answer: Answer,
    steps: TextTable,
    complaints: Vec<String>,
    least: usize,
    most: f64,
    trim: Option<f64>,
}

impl Report {
    /// A step: what it multiplied by and what became of the weights.
    fn step(&mut self, name: &str, factors: Option<&[f64]>, weights: &[f64]) -> Result<(), Diag> {
        let after = spread(weights)
            .ok_or_else(|| Diag::error(format!("after the step '{name}' no weight is left")))?;
        let of = factors.and_then(spread);
        let factor = |f: f64| format!("{f:.3}");
        self.steps.row(vec![
            name.to_string(),
            grouped(after.rows as f64, 0),
            of.map_or("–".into(), |s| factor(s.least)),
            of.map_or("–".into(), |s| factor(s.median)),
            of.map_or("–".into(), |s| factor(s.most)),
            grouped(after.sum, 1),
            format!("{:.3}", after.cv),
            format!("{:.3}", after.deff),
            grouped(after.effective, 1),
        ]);
        let mut row = json!({
            "step": name, "rows": after.rows, "weight_min": after.least, "weight_median": after.median,
            "weight_max": after.most, "sum": after.sum, "cv": after.cv, "deff_kish": after.deff,
            "n_effective": after.effective,
        });
        if let Some(s) = of {
            row["factor_min"] = json!(s.least);
            row["factor_median"] = json!(s.median);
            row["factor_max"] = json!(s.most);
        }
        self.answer.row(row);
        Ok(())
    }
}

/// Makes weights.
///
/// # Errors
/// Lists that do not fit each other; a class nobody answers for; margins of
/// another population, or such that cannot be met.
pub fn weights(request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let mut diags = Diags::new();
    let table = request.data.read("the cases", &[&request.base, &request.outcome], &mut diags);
    let roster_table = match &request.roster {
        Some(list) => list.read("the roster", &roster::REQUIRED, &mut diags),
        None => None,
    };
    let margins = request.margins.as_ref().and_then(|list| calibrate::read(list, &mut diags));
    let Some(table) = table else { return Err(diags.into_sorted()) };
    let household = if request.roster.is_some() { vec!["household".to_string()] } else { Vec::new() };
    let needed: Vec<String> =
        request.adjust.iter().chain(request.within.iter()).chain(&household).cloned().collect();
    need_columns(&table, &needed, &mut diags);
    if request.roster.is_some() && request.within.is_some() {
        diags.push(Diag::error("--within and --roster both say how many could have been asked: give one"));
    }
    if request.roster.is_none() && request.roster_out.is_some() {
        diags.push(Diag::error("--roster-out needs --roster"));
    }
    if let Some(most) = request.most.filter(|m| !(*m > 1.0 && m.is_finite())) {
        diags.push(Diag::error(format!("--most is {most}: a factor above 1 belongs there")));
    }
    if let Some(margins) = &margins {
        of_one_population(margins, &table, request, &mut diags);
    }
    sound(std::mem::take(&mut diags))?;
    let cases = read(&table, request, &mut diags);
    sound(std::mem::take(&mut diags))?;

    let headers = ["step", ">rows", ">factor min", ">median", ">max", ">sum", ">CV", ">deff", ">n effective"];
    let mut report = Report {
        answer: Answer::new("sample_weights"),
        steps: TextTable::new(&headers),
        complaints: Vec::new(),
        least: request.least.unwrap_or(20),
        most: request.most.unwrap_or(2.0),
        trim: request.trim,
    };
    report.answer.heading(format!(
        "Weights of {} of {}",
        counted(cases.ids.len(), "case", "cases"),
        table.file
    ));
    let mut weight = cases.base.clone();
    report.step("base", None, &weight).map_err(one)?;
    let factors = for_non_response(&cases, &mut weight, request, &mut report).map_err(one)?;

    let (lines, of_roster) = match roster_table {
        Some(list) => {
            let mut case_of = HashMap::new();
            for (case, id) in cases.ids.iter().enumerate() {
                case_of.insert(id.clone(), (case, cases.answered(case)));
            }
            let Some(roster) = roster::read(list, &case_of, &mut diags) else {
                return Err(diags.into_sorted());
            };
            let (lines, of_roster) =
                of_the_roster(&roster, &cases, &weight, &factors, margins.as_ref(), &mut report)?;
            (lines, Some(of_roster))
        }
        None => {
            (of_the_cases(&table, &cases, &weight, &factors, margins.as_ref(), request, &mut report)?, None)
        }
    };
    let Report { mut answer, steps, complaints, .. } = report;
    answer.blocks.insert(1, Block::Table(steps));
    for complaint in complaints {
        answer.note(complaint);
    }
    if let Some(margins) = &margins {
        answer.note(format!("margins of {}: {}", margins.population, margins.sources.join("; ")));
    } else {
        answer.note("no margins were given: the weights agree with no population, only with the frame");
    }
    answer.note("base weights are taken as given: where the chances of selection are not known, as on a random walk, no factor makes them known");
    answer.note(
        "CV, design effect and effective number by Kish: what unequal weights alone cost, clusters apart",
    );
    let files = [
        (&request.out, Some(lines), "the weights, factor by factor"),
        (&request.roster_out, of_roster, "the roster with its weights, for shares of everybody"),
    ];
    let files = files.into_iter().filter_map(|(out, lines, what)| {
        let (columns, rows) = lines?;
        Some((out.as_ref()?.as_path(), csv::write(&columns, rows), what))
    });
    let files: Vec<_> = files.collect();
    // All or none.
    for (out, bytes, _) in &files {
        super::is_free(out, bytes).map_err(one)?;
    }
    for (out, bytes, what) in &files {
        let said = keep(out, bytes).map_err(one)?;
        answer.note(format!("{} {said} {what}", out.display()));
    }
    if files.is_empty() {
        answer.note("nothing was written: -o FILE keeps the weights");
    }
    Ok(answer)
}

/// Margins of everybody fit rows of everybody, and no others.
fn of_one_population(margins: &Margins, table: &Table, request: &Request, diags: &mut Diags) {
    const WHY: &str = "those who are online are not spread over ages, sexes and areas as all children are; raked to all, they would stand for children who are not online, and prevalence among users would be sold as prevalence among all";
    if request.roster.is_some() {
        if margins.population.to_lowercase().contains("internet") {
            diags.push(
                Diag::error(format!(
                    "the margins count '{}', the roster lists everybody",
                    margins.population
                ))
                .hint("give margins of all of these ages; the roster itself estimates how many are online"),
            );
        }
        if request.of.is_some() {
            diags.push(Diag::error("--of says whom cases stand for; a roster says it itself"));
        }
        return;
    }
    match &request.of {
        None => diags.push(
            Diag::error("whom do the rows stand for? Without a roster --of says it")
                .hint(format!("the margins count '{}'", margins.population))
                .hint("internet users are not raked to totals of everybody: give --roster then"),
        ),
        Some(of) if *of != margins.population => diags.push(
            Diag::error(format!("the rows stand for '{of}', the margins count '{}'", margins.population))
                .hint(WHY)
                .hint("calibrate the household roster instead: --roster FILE, where everybody of these ages stands"),
        ),
        Some(of) => {
            // The words may be wrong where the rows are not.
            let users = table.has("internet_user") && table.rows().all(|c| c.text("internet_user") == "yes");
            if users && !of.to_lowercase().contains("internet") {
                diags.push(
                    Diag::error(format!("every row of {} is an internet user, and '{of}' are not", table.file))
                        .hint(WHY)
                        .hint("calibrate the household roster instead: --roster FILE, where everybody of these ages stands"),
                );
            }
        }
    }
}

fn read(table: &Table, request: &Request, diags: &mut Diags) -> Cases {
    let mut cases = Cases {
        ids: Vec::new(),
        code: Vec::new(),
        base: Vec::new(),
        class: Vec::new(),
        within: Vec::new(),
        classes: Vec::new(),
    };
    let mut seen = HashMap::new();
    for cells in table.rows() {
        let base = positive(&cells, &request.base, diags);
        let text = cells.text(&request.outcome);
        let outcome = code(&text);
        if outcome.is_none() {
            let diag = cells.wrong(&request.outcome, format!("'{text}' is no outcome code"));
            let hints = crate::base::diag::choice_hints(&text, CODES.iter().map(|(c, _)| *c));
            diags.push(hints.into_iter().fold(diag, Diag::hint));
        }
        let answered = matches!(outcome, Some("I" | "P"));
        let within = match &request.within {
            Some(column) if answered => positive(&cells, column, diags),
            _ => Some(1.0),
        };
        let parts: Vec<Option<String>> = request.adjust.iter().map(|c| filled(&cells, c, diags)).collect();
        let id = match request.roster {
            Some(_) => filled(&cells, "household", diags),
            None => Some(cells.span().line.to_string()),
        };
        let (Some(base), Some(outcome), Some(within), Some(id), true) =
            (base, outcome, within, id, parts.iter().all(Option::is_some))
        else {
            continue;
        };
        if let Some(line) = seen.insert(id.clone(), cells.span().line) {
            diags.push(cells.wrong("household", format!("'{id}' stands twice; line {line} has it too")));
        }
        let name = match parts.len() {
            0 => "all".to_string(),
            _ => parts.into_iter().flatten().collect::<Vec<_>>().join(" / "),
        };
        let class = cases.classes.iter().position(|c| *c == name).unwrap_or_else(|| {
            cases.classes.push(name);
            cases.classes.len() - 1
        });
        cases.ids.push(id);
        cases.code.push(outcome);
        cases.base.push(base);
        cases.class.push(class);
        cases.within.push(within);
    }
    cases
}

/// Passes the weight of `members` that leave on to those that stay, in their
/// classes; gives the factor of every class.
fn pass_on(
    what: &str,
    cases: &Cases,
    members: &[(usize, usize)],
    stays: &dyn Fn(usize) -> bool,
    weight: &mut [f64],
    report: &mut Report,
) -> Result<Vec<f64>, Diag> {
    // A member is its place among the weights and its case.
    let of: Vec<f64> = members.iter().map(|(at, _)| weight[*at]).collect();
    let class: Vec<usize> = members.iter().map(|(_, case)| cases.class[*case]).collect();
    let staying: Vec<bool> = members.iter().map(|(at, _)| stays(*at)).collect();
    let found = class_factors(&of, &class, cases.classes.len(), &staying).map_err(|fault| match fault {
        crate::stats::sampling::Fault::NobodyAnswered { class } => Diag::error(format!(
            "{what}: nobody of class {} is left who could stand for it",
            cases.classes[class]
        ))
        .hint("merge it with a class it resembles"),
        other => super::wrong(other),
    })?;
    let mut table = TextTable::new(&["class", ">cases", ">stay", ">factor", ""]);
    for (name, class) in cases.classes.iter().zip(&found).filter(|(_, c)| c.all > 0) {
        let few = class.staying < report.least;
        let high = class.factor > report.most;
        let mut said = Vec::new();
        if few {
            said.push(format!("fewer than {}", report.least));
            report.complaints.push(format!(
                "{what}: class {name} has {} left, fewer than {}; merge it with a class it resembles",
                counted(class.staying, "case", "cases"),
                report.least
            ));
        }
        if high {
            said.push(format!("above {}", report.most));
            report.complaints.push(format!(
                "{what}: the factor of class {name} is {:.3}, above {}",
                class.factor, report.most
            ));
        }
        table.row(vec![
            name.clone(),
            grouped(class.all as f64, 0),
            grouped(class.staying as f64, 0),
            format!("{:.3}", class.factor),
            said.join(", "),
        ]);
        report.answer.row(json!({
            "step": what, "class": name, "cases": class.all, "stay": class.staying, "factor": class.factor,
            "too_few": few, "too_high": high,
        }));
    }
    report.answer.blocks.push(Block::Text(format!("{what}, by class:")));
    report.answer.blocks.push(Block::Table(table));
    let factors: Vec<f64> = found.iter().map(|c| c.factor).collect();
    for (at, case) in members {
        weight[*at] = if stays(*at) { weight[*at] * factors[cases.class[*case]] } else { 0.0 };
    }
    Ok(factors)
}

/// The factors of a case, as they are written down.
struct Factors {
    unknown: Vec<f64>,
    non_response: Vec<f64>,
    trimmed: Vec<f64>,
}

/// Unknown eligibility, non-response, trimming; after it only those who answered
/// have a weight.
fn for_non_response(
    cases: &Cases,
    weight: &mut [f64],
    request: &Request,
    report: &mut Report,
) -> Result<Factors, Diag> {
    let n = cases.ids.len();
    let own = |factors: &[f64]| -> Vec<f64> { (0..n).map(|c| factors[cases.class[c]]).collect() };
    let mut factors = Factors { unknown: vec![1.0; n], non_response: vec![1.0; n], trimmed: vec![1.0; n] };
    let is_unknown = |c: usize| matches!(cases.code[c], "UH" | "UO");
    let kept = |weight: &[f64]| -> Vec<f64> { weight.iter().copied().filter(|w| *w > 0.0).collect() };
    if (0..n).any(is_unknown) {
        let members: Vec<(usize, usize)> = (0..n).map(|c| (c, c)).collect();
        let found = pass_on("unknown eligibility", cases, &members, &|c| !is_unknown(c), weight, report)?;
        factors.unknown = own(&found);
        let used: Vec<f64> = (0..n).filter(|c| !is_unknown(*c)).map(|c| factors.unknown[c]).collect();
        report.step("unknown eligibility", Some(&used), &kept(weight))?;
    } else {
        report.complaints.push("no case of unknown eligibility is recorded: nothing is passed on for addresses of which nothing is known".into());
    }
    let members: Vec<(usize, usize)> =
        (0..n).filter(|c| !is_unknown(*c) && cases.code[*c] != "NE").map(|c| (c, c)).collect();
    for (case, weight) in weight.iter_mut().enumerate() {
        if cases.code[case] == "NE" {
            *weight = 0.0;
        }
    }
    let found = pass_on("non-response", cases, &members, &|c| cases.answered(c), weight, report)?;
    factors.non_response = own(&found);
    let used: Vec<f64> = (0..n).filter(|c| cases.answered(*c)).map(|c| factors.non_response[c]).collect();
    report.step("non-response", Some(&used), &kept(weight))?;
    if request.within.is_some() {
        (0..n).for_each(|c| weight[c] *= cases.within[c]);
        let used: Vec<f64> = (0..n).filter(|c| cases.answered(*c)).map(|c| cases.within[c]).collect();
        report.step("within household", Some(&used), &kept(weight))?;
    }
    if let Some(times) = request.trim {
        let before: Vec<f64> = kept(weight);
        let (after, limit, cut) = trim(&before, times).map_err(super::wrong)?;
        let answered: Vec<usize> = (0..n).filter(|c| weight[*c] > 0.0).collect();
        for (case, new) in answered.into_iter().zip(&after) {
            factors.trimmed[case] = new / weight[case];
            weight[case] = *new;
        }
        let used: Vec<f64> = before.iter().zip(&after).map(|(b, a)| a / b).collect();
        report.step("trimmed", Some(&used), &after)?;
        report.complaints.push(format!(
            "trimmed at {times} medians ({}): {} cut, the excess spread over the others; trimming lowers variance and lets in bias",
            super::plain(limit),
            counted(cut, "weight", "weights")
        ));
    }
    Ok(factors)
}

/// Calibrates, says how far each level was off, and complains of far ones.
fn agree(
    name: &str,
    weights: &[f64],
    margins: &Margins,
    levels: &calibrate::Levels,
    totals: &[Vec<f64>],
    report: &mut Report,
) -> Result<Vec<f64>, Diag> {
    let before = calibrate::sums(margins, levels, weights);
    let after = calibrate::to_totals(weights, margins, levels, totals)?;
    let mut table = TextTable::new(&["variable", "level", ">sample says", ">total", ">ratio"]);
    for ((margin, sums), totals) in margins.list.iter().zip(&before).zip(totals) {
        for (((level, _), sum), total) in margin.levels.iter().zip(sums).zip(totals) {
            let ratio = (*sum > 0.0).then(|| total / sum);
            if let Some(ratio) = ratio.filter(|r| *r > report.most || *r * report.most < 1.0) {
                report.complaints.push(format!(
                    "{name}: {} {level} is off by a factor of {ratio:.3}; look at the frame, the fieldwork and the margins before you trust it",
                    margin.variable
                ));
            }
            table.row(vec![
                margin.variable.clone(),
                level.clone(),
                grouped(*sum, 1),
                grouped(*total, 1),
                ratio.map_or("–".into(), |r| format!("{r:.3}")),
            ]);
            let mut row = json!({"step": name, "variable": margin.variable, "level": level, "before": sum, "total": total});
            for (key, value) in super::number_or("ratio", ratio, "nobody_in_the_sample") {
                row[key] = value;
            }
            report.answer.row(row);
        }
    }
    report.answer.blocks.push(Block::Text(format!("{name}, by level:")));
    report.answer.blocks.push(Block::Table(table));
    let used: Vec<f64> = after.iter().zip(weights).map(|(a, b)| a / b).collect();
    report.step(name, Some(&used), &after)?;
    // Meeting totals may lift weights over the limit again.
    if let Some((times, all)) = report.trim.zip(spread(&after)) {
        let over = after.iter().filter(|w| **w > times * all.median).count();
        if over > 0 {
            let stand = if over == 1 { "stands" } else { "stand" };
            report.complaints.push(format!(
                "{name}: {} {stand} above {times} medians again",
                counted(over, "weight", "weights")
            ));
        }
    }
    Ok(after)
}

type Lines = (Vec<String>, Vec<Vec<String>>);

/// Without a roster: the cases that answered are calibrated themselves.
fn of_the_cases(
    table: &Table,
    cases: &Cases,
    weight: &[f64],
    factors: &Factors,
    margins: Option<&Margins>,
    request: &Request,
    report: &mut Report,
) -> Result<Lines, Vec<Diag>> {
    let answered: Vec<usize> = (0..cases.ids.len()).filter(|c| cases.answered(*c)).collect();
    let before: Vec<f64> = answered.iter().map(|c| weight[*c]).collect();
    let mut after = before.clone();
    if let Some(margins) = margins {
        let mut diags = Diags::new();
        let frame: Vec<_> = table.rows().collect();
        let rows: Vec<_> = answered.iter().map(|c| frame[*c]).collect();
        let levels = calibrate::levels(margins, table, &rows, &mut diags);
        sound(diags)?;
        let totals: Vec<Vec<f64>> =
            margins.list.iter().map(|m| m.levels.iter().map(|(_, t)| *t).collect()).collect();
        after = agree("calibrated", &before, margins, &levels, &totals, report).map_err(|d| vec![d])?;
    }
    let mut columns = table.columns().to_vec();
    let mut added = vec!["factor_unknown", "factor_non_response"];
    added.extend(request.within.is_some().then_some("factor_within"));
    added.extend(request.trim.is_some().then_some("factor_trim"));
    added.extend(margins.is_some().then_some("factor_calibration"));
    added.push("final_weight");
    fresh(table, &added)?;
    columns.extend(added.iter().map(|c| (*c).to_string()));
    let frame: Vec<_> = table.rows().collect();
    let rows = answered.iter().enumerate().map(|(i, case)| {
        let mut line = frame[*case].all().to_vec();
        line.extend([factors.unknown[*case].to_string(), factors.non_response[*case].to_string()]);
        line.extend(request.within.is_some().then(|| cases.within[*case].to_string()));
        line.extend(request.trim.is_some().then(|| factors.trimmed[*case].to_string()));
        line.extend(margins.is_some().then(|| (after[i] / before[i]).to_string()));
        line.push(after[i].to_string());
        line
    });
    Ok((columns, rows.collect()))
}

/// With a roster: everybody on it is calibrated, and the weights are carried
/// down to those who were interviewed.
fn of_the_roster(
    roster: &Roster,
    cases: &Cases,
    weight: &[f64],
    factors: &Factors,
    margins: Option<&Margins>,
    report: &mut Report,
) -> Result<(Lines, Lines), Vec<Diag>> {
    let one = |d: Diag| vec![d];
    // Everybody of a household has its weight: nobody was chosen to be listed.
    let listed: Vec<f64> = roster.case.iter().map(|c| weight[*c]).collect();
    report.step("roster", Some(&vec![1.0; listed.len()]), &listed).map_err(one)?;
    let mut everybody = listed.clone();
    let mut diags = Diags::new();
    let people: Vec<_> = roster.table.rows().collect();
    let levels = margins.map(|m| calibrate::levels(m, &roster.table, &people, &mut diags));
    sound(diags)?;
    if let (Some(margins), Some(levels)) = (margins, &levels) {
        let totals: Vec<Vec<f64>> =
            margins.list.iter().map(|m| m.levels.iter().map(|(_, t)| *t).collect()).collect();
        everybody = agree("roster calibrated", &listed, margins, levels, &totals, report).map_err(one)?;
    }
    let users: f64 = (0..everybody.len()).filter(|p| roster.user[*p]).map(|p| everybody[p]).sum();
    let all: f64 = everybody.iter().sum();
    report.answer.row(json!({"step": "internet users by the roster", "users": users, "everybody": all, "share": users / all}));
    report.complaints.push(format!(
        "by the roster {} of everybody are internet users ({} of {}); the interviews are weighted to these",
        percent(users / all),
        grouped(users, 1),
        grouped(all, 1)
    ));

    // Down to the one who was selected: one chance in the users of the household.
    let selected: Vec<usize> = (0..everybody.len()).filter(|p| roster.selected[*p]).collect();
    let mut own = vec![0.0; everybody.len()];
    selected.iter().for_each(|p| own[*p] = everybody[*p] * roster.within[*p]);
    let within: Vec<f64> = selected.iter().map(|p| roster.within[*p]).collect();
    let of = |people: &[usize], own: &[f64]| -> Vec<f64> { people.iter().map(|p| own[*p]).collect() };
    report.step("selected", Some(&within), &of(&selected, &own)).map_err(one)?;
    let asked: Vec<usize> = selected.iter().copied().filter(|p| roster.interviewed[*p]).collect();
    let mut refused = vec![1.0; cases.classes.len()];
    if asked.len() < selected.len() {
        let members: Vec<(usize, usize)> = selected.iter().map(|p| (*p, roster.case[*p])).collect();
        let stays = |p: usize| roster.interviewed[p];
        refused = pass_on("interview", cases, &members, &stays, &mut own, report).map_err(one)?;
        let used: Vec<f64> = asked.iter().map(|p| refused[cases.class[roster.case[*p]]]).collect();
        report.step("interview", Some(&used), &of(&asked, &own)).map_err(one)?;
    }
    let before = of(&asked, &own);
    let mut after = before.clone();
    if let (Some(margins), Some(levels)) = (margins, &levels) {
        // What the roster says of internet users, level by level.
        let of_users = |codes: &Vec<u32>, people: &dyn Fn(usize) -> bool| -> Vec<u32> {
            (0..codes.len()).filter(|p| people(*p)).map(|p| codes[p]).collect()
        };
        let online: calibrate::Levels = levels.iter().map(|c| of_users(c, &|p| roster.user[p])).collect();
        let weights: Vec<f64> =
            (0..everybody.len()).filter(|p| roster.user[*p]).map(|p| everybody[p]).collect();
        let totals = calibrate::sums(margins, &online, &weights);
        let interviewed: calibrate::Levels =
            levels.iter().map(|c| asked.iter().map(|p| c[*p]).collect()).collect();
        after = agree("users by the roster", &before, margins, &interviewed, &totals, report).map_err(one)?;
    }
    fresh(&roster.table, &["roster_weight"])?;
    let with_weight = |cells: &Cells<'_>, w: &f64| [cells.all(), &[w.to_string()]].concat();
    let of_roster = (
        roster.table.columns().iter().cloned().chain(["roster_weight".to_string()]).collect(),
        people.iter().zip(&everybody).map(|(cells, w)| with_weight(cells, w)).collect(),
    );
    let added = [
        "base_weight",
        "factor_unknown",
        "factor_non_response",
        "factor_trim",
        "household_weight",
        "factor_roster",
        "factor_within",
        "factor_interview",
        "factor_users",
        "final_weight",
    ];
    fresh(&roster.table, &added)?;
    let columns = roster.table.columns().iter().cloned().chain(added.map(String::from)).collect();
    let rows = asked.iter().enumerate().map(|(i, p)| {
        let mut line = people[*p].all().to_vec();
        line.extend(
            [
                cases.base[roster.case[*p]],
                factors.unknown[roster.case[*p]],
                factors.non_response[roster.case[*p]],
                factors.trimmed[roster.case[*p]],
                listed[*p],
                everybody[*p] / listed[*p],
                roster.within[*p],
                refused[cases.class[roster.case[*p]]],
                after[i] / before[i],
                after[i],
            ]
            .map(|x| x.to_string()),
        );
        line
    });
    Ok(((columns, rows.collect()), of_roster))
}

/// The columns that are added must not be there yet.
fn fresh(table: &Table, added: &[&str]) -> Result<(), Vec<Diag>> {
    let there: Vec<Diag> = added
        .iter()
        .filter(|c| table.has(c))
        .map(|c| {
            Diag::error(format!("{} has a column '{c}', which this adds", table.file))
                .hint("start from the list as it came, or give the column another name")
        })
        .collect();
    if there.is_empty() { Ok(()) } else { Err(there) }
}
