//! One answer of each side of a pair, over all pairs.

use serde_json::{Value, json};

use crate::analysis::{self, kept_back, opened_by};
use crate::base::Diag;
use crate::base::number::grouped;
use crate::data::{Column, State, Values};
use crate::model::Dyad;
use crate::report::text::TextTable;
use crate::stats::{Contrast, Domain, Factor, Missing, Paired, Reference, Undefined};

use super::super::drawn::Drawn;
use super::super::found::{self, Found, Remarks, Unit, Weak};
use super::super::freq::label_of;
use super::super::sample::Place;
use super::super::wide::{self, WideColumn};
use super::super::{Answer, Block, Workbench};
use super::pairs::{Pairs, Side};
use super::{Options, origins, repeated, says};

/// What 100 % is.
const PERCENTS: [(&str, &str); 3] = [
    ("total", "per cent of all pairs, weighted"),
    ("row", "per cent of the row, weighted"),
    ("column", "per cent of the column, weighted"),
];

/// The answers of one side, by row of the side that has the weights.
struct Answers {
    /// `KEN/household_survey/children/blame_attitude`
    name: String,
    title: String,
    /// Options first, then the states that pairs are in.
    ids: Vec<String>,
    labels: Vec<String>,
    /// How many of these are options.
    options: usize,
    factor: Factor,
}

pub fn table(
    workbench: &Workbench,
    dyad: &Dyad,
    places: [Place; 2],
    options: &Options,
) -> Result<Answer, Diag> {
    let (percent, what) =
        *found::named("percentage", options.percent.as_deref(), &PERCENTS, |(word, _)| word)?;
    let marks = Weak::of(&options.weak)?;
    found::lonely(options.lonely.as_deref())?;
    let items = places.each_ref().map(|p| p.item.clone().unwrap_or_default());
    let names = [&[items[0].as_str()][..], &[items[1].as_str()][..]];
    let mut pairs = Pairs::load(workbench, dyad, places, names, options.keep.as_deref())?;
    let nobody = pairs.weigh();
    let at = pairs.weighing();
    let drawn = Drawn::of(&mut pairs.sides[at].sample, options.lonely.as_deref())?;
    // Rows are those of the side that has the weights; the condition is about
    // the first.
    let rows = drawn.design.rows();
    let row_in = |side: usize, row: usize| match side == at {
        true => pairs.sides[at].partner(row).map(|_| row),
        false => pairs.sides[at].partner(row),
    };
    let kept = |row: usize| {
        let first = row_in(0, row);
        first.is_some_and(|row| pairs.sides[0].sample.keep.as_ref().is_none_or(|keep| keep[row]))
    };
    let domain = drawn.design.domain(kept);
    if domain.is_empty() {
        return Err(Diag::error("no pair has records of both").hint(format!(
            "dh dyads {} says how many records have a partner",
            pairs.sides[0].sample.place.address()
        )));
    }
    let of = |side: usize| -> Result<Answers, Diag> {
        answers(&pairs.sides[side], &items[side], rows, |row| row_in(side, row).filter(|_| kept(row)))
    };
    let (across, down) = (of(0)?, of(1)?);

    let mut answer = Answer::new("dyads");
    let keep = options.keep.as_ref().map(|k| format!("\nwhere {k}")).unwrap_or_default();
    answer.heading(format!("{}\n{}{keep}", super::heading(&pairs), drawn.line()));
    answer.text(format!(
        "{}: {} (rows) by {}: {} (columns)",
        pairs.sides[0].name(),
        across.title,
        pairs.sides[1].name(),
        down.title
    ));
    let mut fields = says(dyad);
    let in_pairs = pairs.sides[0].count(|s| matches!(s, super::Standing::Pair(_)));
    let of_all =
        pairs.sides.each_ref().map(|s| format!("{} {}", grouped(s.standing.len() as f64, 0), s.name()));
    fields.push((
        "pairs".into(),
        format!("{} of {} and {}", grouped(in_pairs as f64, 0), of_all[0], of_all[1]),
    ));
    answer.blocks.push(Block::Fields(fields));
    let shown = Shown::of(&domain, &across, &down, percent, dyad.smallest, marks);
    shown.rows(&pairs, &mut answer);
    shown.tables(what, &pairs, &mut answer);
    shown.agreement(&domain, &pairs, &mut answer);
    if shown.hidden.iter().flatten().any(|hidden| *hidden) {
        answer.note(format!(
            "…: kept back; fewer than {} pairs, or such a cell would follow from it",
            dyad.smallest
        ));
    }
    if nobody > 0 {
        answer.note(format!(
            "{} no pair: nobody stands for the records there",
            crate::base::number::counted(nobody, "stratum has", "strata have")
        ));
    }
    shown.remarks.notes(marks).into_iter().for_each(|note| answer.note(note));
    repeated(&mut answer, &pairs);
    super::super::drawn::selection(workbench, &pairs.sides[at].sample)
        .into_iter()
        .for_each(|note| answer.note(note));
    origins(&mut answer, &pairs);
    Ok(answer)
}

/// A question's answers and states as groups, seen from the rows that
/// `row_of` leads to.
fn answers(
    side: &Side,
    item: &str,
    rows: usize,
    row_of: impl Fn(usize) -> Option<usize>,
) -> Result<Answers, Diag> {
    let address = side.sample.place.address();
    let column = side.column(item).ok_or_else(|| {
        Diag::error(format!("no batch of {address} has '{item}'"))
            .hint("the question was not in the version that was asked")
    })?;
    let options: Vec<String> = match &column.values {
        Values::Choice { options, .. } => options.clone(),
        Values::Bool(_) => vec!["false".into(), "true".into()],
        _ => {
            return Err(Diag::error(format!("'{item}' of {address} has no single answers to choose from"))
                .hint(
                    "pairs are compared by questions with one answer, or by variables: dh decide … --derive",
                ));
        }
    };
    let level = |row: usize| match (&column.values, column.states[row]) {
        (Values::Choice { codes, .. }, State::Answered) => Ok(codes[row] as usize),
        (Values::Bool(values), State::Answered) => Ok(usize::from(values[row])),
        (_, state) => Err(state),
    };
    let found = |column: &Column, row: usize| (row < column.len()).then(|| level(row));
    let levels: Vec<Option<Result<usize, State>>> =
        (0..rows).map(|row| row_of(row).and_then(|row| found(column, row))).collect();
    let states: Vec<State> = State::ALL.into_iter().filter(|s| levels.contains(&Some(Err(*s)))).collect();
    let planned = side.sample.place.planned().item(item);
    let mut ids = options.clone();
    ids.extend(states.iter().map(|s| s.id().to_string()));
    let mut labels: Vec<String> = options.iter().map(|o| label_of(planned, o)).collect();
    labels.extend(states.iter().map(ToString::to_string));
    let code = |level: &Option<Result<usize, State>>| match level {
        None => Factor::MISSING,
        Some(Ok(option)) => *option as u32,
        Some(Err(state)) => {
            let at = states.iter().position(|s| s == state).unwrap_or_default();
            (options.len() + at) as u32
        }
    };
    let codes = levels.iter().map(code).collect();
    Ok(Answers {
        name: format!("{address}/{item}"),
        title: planned.map_or_else(|| side.sample.words_of(item), |p| p.item.text.clone()),
        factor: Factor::with_levels(codes, ids.clone()),
        options: options.len(),
        ids,
        labels,
    })
}

struct Shown<'a> {
    across: &'a Answers,
    down: &'a Answers,
    percent: &'static str,
    marks: Weak,
    smallest: usize,
    counts: Vec<Vec<usize>>,
    weighted: Vec<Vec<f64>>,
    /// Cells that are kept back.
    hidden: Vec<Vec<bool>>,
    /// Whether agreement gives none of them away.
    agreement: bool,
    shares: Vec<Vec<Found>>,
    /// Shares of the rows and of the columns, of all pairs.
    ends: Vec<Found>,
    feet: Vec<Found>,
    remarks: Remarks,
}

impl<'a> Shown<'a> {
    fn of(
        domain: &Domain<'_>,
        across: &'a Answers,
        down: &'a Answers,
        percent: &'static str,
        smallest: usize,
        marks: Weak,
    ) -> Shown<'a> {
        let (nr, nc) = (across.ids.len(), down.ids.len());
        let rows = domain.design().rows();
        let of = |row: usize| Some((across.factor.level(row)?, down.factor.level(row)?));
        let (mut counts, mut weighted) = (vec![vec![0; nc]; nr], vec![vec![0.0; nc]; nr]);
        let cells: Vec<Option<(usize, usize)>> = (0..rows).map(of).collect();
        for (row, cell) in cells.iter().enumerate() {
            if let Some((r, c)) = cell {
                counts[*r][*c] += 1;
                weighted[*r][*c] += domain.design().weights()[row];
            }
        }
        let share = |among: &dyn Fn((usize, usize)) -> bool, is: &dyn Fn((usize, usize)) -> bool| {
            let values: Vec<f64> = cells
                .iter()
                .map(|cell| cell.map_or(f64::NAN, |cell| f64::from(u8::from(is(cell)))))
                .collect();
            let of = domain.narrow(|row| cells[row].is_some_and(among));
            let mut found =
                Found::of(of.mean(&values, Missing::Drop), Unit::Proportion, crate::stats::Method::Logit);
            found.marks = marks;
            found
        };
        let everyone = |_: (usize, usize)| true;
        let shares = (0..nr)
            .map(|r| {
                let cell = |c: usize| {
                    let is = move |cell: (usize, usize)| cell == (r, c);
                    match percent {
                        "row" => share(&|(row, _)| row == r, &is),
                        "column" => share(&|(_, column)| column == c, &is),
                        _ => share(&everyone, &is),
                    }
                };
                (0..nc).map(cell).collect()
            })
            .collect();
        let ends: Vec<Found> = (0..nr).map(|r| share(&everyone, &|(row, _)| row == r)).collect();
        let feet: Vec<Found> = (0..nc).map(|c| share(&everyone, &|(_, column)| column == c)).collect();
        // As many cells more as agreement needs to be shown; where none are
        // enough, it is kept back itself.
        let sums = sums_of_agreement(across, down);
        let mut hidden = kept_back(&counts, smallest, &sums);
        let all_gone = hidden.iter().flatten().all(|hidden| *hidden);
        let agreement = !sums.is_empty() && !all_gone && !opened_by(&counts, smallest, &hidden, &sums);
        if !agreement {
            hidden = kept_back(&counts, smallest, &[]);
        }
        let mut remarks = Remarks::default();
        let all: &Vec<Vec<Found>> = &shares;
        for found in all.iter().flatten().chain(&ends).chain(&feet) {
            remarks.see_base(found);
        }
        Shown {
            across,
            down,
            percent,
            marks,
            smallest,
            counts,
            weighted,
            hidden,
            agreement,
            shares,
            ends,
            feet,
            remarks,
        }
    }

    /// One row a cell and a margin.
    fn rows(&self, pairs: &Pairs<'_>, answer: &mut Answer) {
        let head = |kind: &str, row: &str, column: &str, label: String| -> Value {
            json!({
                "kind": kind, "rows": self.across.name, "columns": self.down.name, "row": row, "column": column,
                "label": label, "percent_of": self.percent, "unit": "percent", "stands_for": pairs.dyad.stands_for,
            })
        };
        let mut add = |mut row: Value, (n, weight): (usize, f64), found: &Found, hidden: bool| {
            if hidden {
                let nothing = ["count", "count_weighted", "estimate", "se", "value", "low", "high", "n"];
                nothing.iter().for_each(|key| row[*key] = Value::Null);
                row["state"] = json!("withheld");
                row["because"] =
                    json!(format!("fewer than {} pairs, or such a cell would follow", self.smallest));
            } else {
                row["count"] = json!(n);
                row["count_weighted"] = json!(weight);
                found.write_scaled(&mut row);
            }
            answer.row(pairs.sides[0].sample.marks(row));
        };
        for (r, row) in self.across.ids.iter().enumerate() {
            for (c, column) in self.down.ids.iter().enumerate() {
                let label = format!("{}, {}", self.across.labels[r], self.down.labels[c]);
                let count = (self.counts[r][c], self.weighted[r][c]);
                add(head("cell", row, column, label), count, &self.shares[r][c], self.hidden[r][c]);
            }
        }
        for (r, row) in self.across.ids.iter().enumerate() {
            let count = (self.counts[r].iter().sum(), self.weighted[r].iter().sum());
            add(head("margin", row, "all", self.across.labels[r].clone()), count, &self.ends[r], false);
        }
        for (c, column) in self.down.ids.iter().enumerate() {
            let n = self.counts.iter().map(|row| row[c]).sum();
            let weight = self.weighted.iter().map(|row| row[c]).sum();
            add(
                head("margin", "all", column, self.down.labels[c].clone()),
                (n, weight),
                &self.feet[c],
                false,
            );
        }
    }

    fn tables(&self, what: &str, pairs: &Pairs<'_>, answer: &mut Answer) {
        let (nr, nc) = (self.across.ids.len(), self.down.ids.len());
        let share = |found: &Found| match &found.estimate {
            Ok(e) => self.marks.mark(e.base, found.scaled(e.value)),
            Err(_) => "–".into(),
        };
        let n_of = |r: usize| self.counts[r].iter().sum::<usize>();
        let n_under = |c: usize| self.counts.iter().map(|row| row[c]).sum::<usize>();
        let all: usize = (0..nr).map(n_of).sum();
        let mut labels = self.across.labels.clone();
        labels.push("all".into());
        let head = format!("{} / {}", pairs.sides[0].name(), pairs.sides[1].name());
        let mut push = |what: &str,
                        cell: &dyn Fn(usize, usize) -> String,
                        end: &dyn Fn(usize) -> String,
                        foot: &dyn Fn(usize) -> String,
                        corner: String| {
            let kept = |r: usize, c: usize| if self.hidden[r][c] { "…".to_string() } else { cell(r, c) };
            let mut columns: Vec<WideColumn> = (0..nc)
                .map(|c| {
                    let cells = (0..nr).map(|r| kept(r, c)).chain([foot(c)]);
                    (self.down.labels[c].clone(), cells.collect())
                })
                .collect();
            columns.push(("all".into(), (0..nr).map(end).chain([corner]).collect()));
            answer.text(what);
            wide::tables(&head, &labels, &columns)
                .into_iter()
                .for_each(|t| answer.blocks.push(Block::Table(t)));
        };
        let hundred = |n: usize| if n > 0 { "100.0".to_string() } else { "–".into() };
        push(
            what,
            &|r, c| share(&self.shares[r][c]),
            &|r| if self.percent == "row" { hundred(n_of(r)) } else { share(&self.ends[r]) },
            &|c| if self.percent == "column" { hundred(n_under(c)) } else { share(&self.feet[c]) },
            hundred(all),
        );
        let whole = |n: usize| grouped(n as f64, 0);
        push(
            "pairs, as counted",
            &|r, c| whole(self.counts[r][c]),
            &|r| whole(n_of(r)),
            &|c| whole(n_under(c)),
            whole(all),
        );
    }

    /// How far the two agree, where both could choose the same.
    fn agreement(&self, domain: &Domain<'_>, pairs: &Pairs<'_>, answer: &mut Answer) {
        let k = self.across.options;
        if !same_options(self.across, self.down) {
            answer.note("the two have other options: there is no agreement to measure");
            return;
        }
        let mut row = |mut row: Value| {
            row["rows"] = json!(self.across.name);
            row["columns"] = json!(self.down.name);
            row["stands_for"] = json!(pairs.dyad.stands_for);
            answer.row(pairs.sides[0].sample.marks(row));
        };
        if !self.agreement {
            row(json!({
                "kind": "agreement", "estimate": null, "state": "withheld",
                "because": "a cell that is kept back would follow from it",
            }));
            answer.note("agreement is kept back: a cell that is kept back would follow from it");
            return;
        }
        let answered = |of: &Answers| {
            let code =
                |row: usize| of.factor.level(row).filter(|l| *l < k).map_or(Factor::MISSING, |l| l as u32);
            let codes = (0..of.factor.len()).map(code).collect();
            Factor::with_levels(codes, of.ids[..k].to_vec())
        };
        let (first, second) = (answered(self.across), answered(self.down));
        let found = match domain.paired(&first, &second) {
            Ok(found) => found,
            Err(why) => {
                row(
                    json!({"kind": "agreement", "estimate": null, "state": why.state(), "because": why.to_string()}),
                );
                answer.note(format!("no agreement: {why}"));
                return;
            }
        };
        let mut agree = Found::of(found.agreement.clone(), Unit::Proportion, crate::stats::Method::Logit);
        agree.marks = self.marks;
        let mut line = json!({"kind": "agreement", "label": "the same answer", "unit": "percent"});
        agree.write_scaled(&mut line);
        row(line);
        row(of_contrast(
            json!({"kind": "kappa", "label": "Cohen's kappa", "n": agree.n()}),
            &found.kappa,
            1.0,
        ));
        for (level, difference) in found.differences.iter().enumerate() {
            let line = json!({
                "kind": "difference", "level": self.across.ids[level], "label": self.across.labels[level],
                "unit": "percentage points", "n": agree.n(),
            });
            row(of_contrast(line, difference, 100.0));
        }
        let test = match &found.homogeneity {
            Ok(t) => json!({
                "kind": "test", "test": "marginal_homogeneity", "statistic": t.statistic, "df": t.df,
                "denominator_df": t.denominator_df, "p": t.p, "state": "value",
            }),
            Err(why) => json!({
                "kind": "test", "test": "marginal_homogeneity", "statistic": null, "p": null, "state": why.state(),
                "because": why.to_string(),
            }),
        };
        row(test);
        self.in_words(&found, &agree, pairs, answer);
    }

    fn in_words(&self, found: &Paired, agree: &Found, pairs: &Pairs<'_>, answer: &mut Answer) {
        let names = [pairs.sides[0].name(), pairs.sides[1].name()];
        let base = format!("{} pairs in which both answered", grouped(agree.n() as f64, 0));
        let agreement = match &agree.estimate {
            Ok(e) => format!(
                "{} % (95 % interval {}, SE {}), by weight",
                self.marks.mark(e.base, agree.scaled(e.value)),
                agree.interval_text(),
                agree.scaled(e.se())
            ),
            Err(why) => why.to_string(),
        };
        let number = |v: f64| found::fixed(v, 3);
        let kappa = match &found.kappa {
            Ok(k) => match k.interval(found::LEVEL, Reference::T) {
                Ok(i) => format!(
                    "{} (95 % interval {} to {}, SE {})",
                    number(k.value),
                    number(i.low),
                    number(i.high),
                    number(k.se())
                ),
                Err(why) => format!("{} ({why})", number(k.value)),
            },
            Err(why) => why.to_string(),
        };
        let mut table = TextTable::new(&[
            "answer",
            &format!(">{} less {}", names[1], names[0]),
            ">95 % interval",
            ">SE",
            ">p",
        ]);
        for (label, difference) in self.across.labels.iter().zip(&found.differences) {
            table.row(of_points(label, difference));
        }
        answer.text("what both sides answer, in percentage points");
        answer.blocks.push(Block::Table(table));
        let test = match &found.homogeneity {
            Ok(t) => {
                let p = found::shown_p(t.p);
                let p = if p.starts_with('<') { format!("p {p}") } else { format!("p = {p}") };
                format!("F = {:.2}, {} and {} degrees of freedom, {p}", t.statistic, t.df, t.denominator_df)
            }
            Err(why) => why.to_string(),
        };
        answer.blocks.push(Block::Fields(vec![
            ("base".into(), base),
            ("the same answer".into(), agreement),
            ("Cohen's kappa".into(), kappa),
            (
                "same shares".into(),
                format!(
                    "{test}: Wald's test by the design that {} and {} answer alike as a whole",
                    names[0], names[1]
                ),
            ),
        ]));
    }
}

fn same_options(across: &Answers, down: &Answers) -> bool {
    across.ids[..across.options] == down.ids[..down.options]
}

/// What agreement and the differences say of cells beside the margins of the
/// table, where all weights are the same: how many answered both, how many of
/// them agree, by how many each answer is more frequent on one side.
fn sums_of_agreement(across: &Answers, down: &Answers) -> Vec<analysis::Shown> {
    if !same_options(across, down) {
        return Vec::new();
    }
    let k = across.options;
    let cells = |of: &dyn Fn(usize, usize) -> i8| -> analysis::Shown {
        let cell = |r: usize, c: usize| if r < k && c < k { of(r, c) } else { 0 };
        (0..across.ids.len()).map(|r| (0..down.ids.len()).map(|c| cell(r, c)).collect()).collect()
    };
    let mut sums = vec![cells(&|_, _| 1), cells(&|r, c| i8::from(r == c))];
    sums.extend((0..k).map(|level| cells(&|r, c| i8::from(c == level) - i8::from(r == level))));
    sums
}

fn of_contrast(mut row: Value, found: &Result<Contrast, Undefined>, scale: f64) -> Value {
    let interval = found.clone().and_then(|c| c.interval(found::LEVEL, Reference::T));
    let p = found.clone().and_then(|c| c.p_value(Reference::T));
    row["estimate"] = json!(found.as_ref().ok().map(|c| c.value));
    row["se"] = json!(found.as_ref().ok().map(Contrast::se));
    row["value"] = json!(found.as_ref().ok().map(|c| c.value * scale));
    row["low"] = json!(interval.as_ref().ok().map(|i| i.low * scale));
    row["high"] = json!(interval.as_ref().ok().map(|i| i.high * scale));
    row["ci_state"] = json!(interval.as_ref().err().map_or("value", Undefined::state));
    row["p"] = json!(p.as_ref().ok());
    row["p_state"] = json!(p.as_ref().err().map_or("value", Undefined::state));
    row["state"] = json!(found.as_ref().err().map_or("value", Undefined::state));
    if let Err(why) = found {
        row["because"] = json!(why.to_string());
    }
    row
}

fn of_points(label: &str, found: &Result<Contrast, Undefined>) -> Vec<String> {
    let points = |v: f64| found::fixed(v * 100.0, 1);
    let found = match found {
        Ok(found) => found,
        Err(why) => return vec![label.into(), "–".into(), why.to_string(), String::new(), String::new()],
    };
    let sign = if found.value > 0.0 { "+" } else { "" };
    let interval = match found.interval(found::LEVEL, Reference::T) {
        Ok(i) => format!("{} to {}", points(i.low), points(i.high)),
        Err(why) => why.to_string(),
    };
    let p = found.p_value(Reference::T).map_or("–".into(), found::shown_p);
    vec![label.into(), format!("{sign}{}", points(found.value)), interval, points(found.se()), p]
}
