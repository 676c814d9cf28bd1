//! `dh cross ADDRESS ROWS COLUMNS` and `cross`: two questions against each other,
//! with the Rao–Scott test of whether they hang together.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::stats::{
    Answers, Association, Breakdown, Crosstab, Factor, Figure, Item, Plan as TablePlan, Sample as _, Test,
    Undefined,
};

use super::asked::{self, Asked};
use super::drawn::Drawn;
use super::found::{self, Found, Remarks, Unit, Weak};
use super::freq::label_of;
use super::sample::{Place, Sample};
use super::wide::{self, WideColumn};
use super::{Answer, Block, Workbench};

/// How a two-way table is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    /// `f` (the rule), `x2`, `exact`, `wald`, `adjusted_wald`.
    pub test: Option<String>,
    /// What 100 % is: `row` (the rule), `column`, `total`.
    pub percent: Option<String>,
    /// Show intervals, by this method.
    pub ci: Option<String>,
    pub lonely: Option<String>,
    /// The bases below which a figure is marked.
    pub weak: Vec<usize>,
}

/// Tests by the word that chooses them, and what they are.
const TESTS: [(&str, Test, &str); 5] = [
    ("f", Test::RaoScott, "Pearson X² with the second-order correction of Rao and Scott, on F"),
    ("x2", Test::FirstOrder, "Pearson X² with the first-order correction of Rao and Scott, on chi-square"),
    ("exact", Test::Exact, "Pearson X² on its own distribution, a sum of weighted chi-squares"),
    ("wald", Test::Wald, "Wald's test, on F"),
    ("adjusted_wald", Test::AdjustedWald, "Wald's test with the correction for few PSUs, on F"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Percent {
    Row,
    Column,
    Total,
}

const PERCENTS: [(&str, Percent); 3] =
    [("row", Percent::Row), ("column", Percent::Column), ("total", Percent::Total)];

/// One of the two: its groups, and why a record is in none.
struct Side {
    name: String,
    title: String,
    factor: Factor,
    labels: Vec<String>,
    question: bool,
    /// By record: why it has no group; empty where it has one.
    missing: Vec<(String, String)>,
}

/// Crosses two questions of an instrument's records.
///
/// # Errors
/// An unknown question or test, one question twice, several answers to a
/// question; no records; a design that cannot be used.
pub fn cross(
    workbench: &Workbench,
    address: &str,
    rows: &str,
    columns: &str,
    options: &Options,
) -> Result<Answer, Diag> {
    let (word, test, what) = *found::named("test", options.test.as_deref(), &TESTS, |(word, ..)| word)?;
    let (_, percent) = *found::named("percentage", options.percent.as_deref(), &PERCENTS, |(word, _)| word)?;
    let method = found::method(options.ci.as_deref())?;
    let marks = Weak::of(&options.weak)?;
    found::lonely(options.lonely.as_deref())?;
    let place = Place::of(workbench, address)?;
    if let Some(item) = &place.item {
        return Err(Diag::error(format!(
            "the address names a question, '{item}'; cross takes both after it"
        ))
        .hint(format!("cross(\"{}\", \"{item}\", \"{columns}\")", place.address())));
    }
    if rows == columns {
        return Err(Diag::error(format!("'{rows}' cannot be crossed with itself"))
            .hint("freq counts the answers to one question"));
    }
    let asked = [asked(workbench, &place, rows)?, asked(workbench, &place, columns)?];
    let mut names: Vec<String> = asked.iter().flat_map(Asked::reads).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let drawn = Drawn::of(&mut sample, options.lonely.as_deref())?;
    let [across, down] = &asked;
    let (across, down) = (side(&sample, across)?, side(&sample, down)?);
    let domain = drawn.domain(&sample);

    let mut answer = Answer::new("cross");
    answer.heading(drawn.heading(&sample));
    answer.text(format!("{} (rows) by {} (columns)", across.title, down.title));
    let counts = counts(&domain.crosstab(&across.factor, &down.factor), &across, &down);
    let shares = shares(workbench, &drawn, &sample, (&across, &down), percent, method, marks)?;
    let shown = Shown { across: &across, down: &down, counts: &counts, shares: &shares, percent, marks };
    shown.rows(&sample, &mut answer);
    shown.tables(options.ci.is_some(), &mut answer);
    missing(&mut answer, &drawn, &sample, &across, &down);
    let found = domain.association(&across.factor, &down.factor, test);
    let fields = in_words(&found, what, drawn.design.rows());
    answer.row(sample.marks(test_row(&found, (word, what), &sample, &across, &down)));
    answer.blocks.push(Block::Fields(fields));
    let empty = counts.unweighted.iter().flatten().filter(|n| **n == 0).count();
    let cells = across.labels.len() * down.labels.len();
    if empty > 0 {
        answer.note(format!(
            "{} of {cells} cells {} empty: no record has both answers",
            grouped(empty as f64, 0),
            if empty == 1 { "is" } else { "are" }
        ));
    }
    let mut remarks = Remarks::default();
    for found in shares.cells.iter().flatten().chain(&shares.end).chain(&shares.foot) {
        match options.ci {
            Some(_) => remarks.see(found),
            None => remarks.see_base(found),
        }
        if let (Some(_), Ok(_), Err(why)) = (&options.ci, &found.estimate, &found.interval) {
            answer.note(format!("no interval where there is a dash: {why}"));
        }
    }
    remarks.notes(marks).into_iter().for_each(|note| answer.note(note));
    drawn.notes(workbench, &sample).into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// A question, which wins here, or an indicator that is a proportion.
fn asked<'a>(workbench: &'a Workbench, place: &Place, name: &str) -> Result<Asked<'a>, Diag> {
    match Asked::find(workbench, place, name)? {
        Asked::Indicator(indicator) if name == indicator.id && place.planned().item(name).is_some() => {
            Ok(Asked::Question(name.to_string()))
        }
        found => Ok(found),
    }
}

fn side(sample: &Sample, asked: &Asked<'_>) -> Result<Side, Diag> {
    let title = asked.title(sample);
    match asked {
        Asked::Question(name) => {
            let column = asked::column(sample, name)?;
            let factor = asked::groups(column, name).map_err(|diag| {
                diag.hint(format!(
                    "tab(\"{}\", \"{name}\") gives the share of each answer",
                    sample.place.address()
                ))
            })?;
            let planned = sample.place.planned().item(name);
            let labels = factor.names().iter().map(|option| label_of(planned, option)).collect();
            let missing = column.states.iter().map(|s| (s.id().to_string(), s.to_string())).collect();
            Ok(Side { name: name.clone(), title, factor, labels, question: true, missing })
        }
        Asked::Indicator(indicator) => {
            let measure =
                asked.measures(sample)?.into_iter().find(|m| !m.bounds && m.variable.is_proportion());
            let Some(measure) = measure else {
                return Err(Diag::error(format!("'{}' is a mean: it makes no groups", indicator.id))
                    .hint("test(…) compares means between groups"));
            };
            let variable = &measure.variable;
            let code =
                |row: usize| variable.value(row).map_or(Factor::MISSING, |value| u32::from(value == 0.0));
            let codes = (0..variable.rows()).map(code).collect();
            let why = |row: usize| match variable.is_about(row) {
                true => ("left_out".to_string(), "left out by its rule".to_string()),
                false => ("not_in_base".to_string(), "not in its base".to_string()),
            };
            Ok(Side {
                name: format!("indicator:{}", indicator.id),
                title,
                factor: Factor::with_levels(codes, vec!["yes".into(), "no".into()]),
                labels: vec!["Yes".into(), "No".into()],
                question: false,
                missing: (0..variable.rows()).map(why).collect(),
            })
        }
    }
}

/// The counts of every cell; all zero where no record has both.
fn counts(found: &Result<Crosstab, Undefined>, across: &Side, down: &Side) -> Crosstab {
    let (rows, columns) = (across.labels.len(), down.labels.len());
    found.clone().unwrap_or_else(|_| Crosstab {
        weighted: vec![vec![0.0; columns]; rows],
        unweighted: vec![vec![0; columns]; rows],
    })
}

/// The shares as they stand in the table.
struct Shares {
    /// By row, by column.
    cells: Vec<Vec<Found>>,
    /// By row: what stands at its end; none for shares of the row.
    end: Vec<Found>,
    /// By column: what stands under it; none for shares of the column.
    foot: Vec<Found>,
}

fn shares(
    workbench: &Workbench,
    drawn: &Drawn,
    sample: &Sample,
    (across, down): (&Side, &Side),
    percent: Percent,
    method: crate::stats::Method,
    marks: Weak,
) -> Result<Shares, Diag> {
    let rows = drawn.design.rows();
    let kept = |row: usize| sample.keep.as_ref().is_none_or(|keep| keep[row]);
    let both: Vec<bool> = (0..rows)
        .map(|row| kept(row) && across.factor.level(row).is_some() && down.factor.level(row).is_some())
        .collect();
    let yes = |factor: &Factor, level: usize| -> Vec<u8> {
        (0..rows).map(|row| u8::from(factor.level(row) == Some(level))).collect()
    };
    let crossed = across.factor.crossed(&down.factor);
    let levels = |factor: &Factor| (0..factor.names().len()).map(|l| yes(factor, l)).collect::<Vec<_>>();
    let (of_cells, of_rows, of_columns) = match percent {
        Percent::Row => (Vec::new(), Vec::new(), levels(&down.factor)),
        Percent::Column => (Vec::new(), levels(&across.factor), Vec::new()),
        Percent::Total => (levels(&crossed), levels(&across.factor), levels(&down.factor)),
    };
    let plan = TablePlan {
        items: of_cells
            .iter()
            .chain(&of_rows)
            .chain(&of_columns)
            .map(|yes| Item { answers: Answers::YesNo(yes), figure: Figure::Mean, population: 0 })
            .collect(),
        populations: vec![Some(&both)],
        by: match percent {
            Percent::Row => vec![Breakdown { groups: &across.factor, reference: None }],
            Percent::Column => vec![Breakdown { groups: &down.factor, reference: None }],
            Percent::Total => Vec::new(),
        },
    };
    let tables = drawn
        .design
        .tabulate(&plan, &workbench.interrupt)
        .ok_or_else(|| Diag::error("stopped").hint("nothing was changed"))?;
    let of = |estimate: &Result<_, Undefined>| {
        let mut found = Found::of(estimate.clone(), Unit::Proportion, method);
        found.marks = marks;
        found
    };
    let (nr, nc) = (across.labels.len(), down.labels.len());
    let grid = |cell: &dyn Fn(usize, usize) -> Found| -> Vec<Vec<Found>> {
        (0..nr).map(|r| (0..nc).map(|c| cell(r, c)).collect()).collect()
    };
    Ok(match percent {
        Percent::Row => Shares {
            cells: grid(&|r, c| of(tables.level(c, 0, r))),
            end: Vec::new(),
            foot: (0..nc).map(|c| of(tables.everyone(c))).collect(),
        },
        Percent::Column => Shares {
            cells: grid(&|r, c| of(tables.level(r, 0, c))),
            end: (0..nr).map(|r| of(tables.everyone(r))).collect(),
            foot: Vec::new(),
        },
        Percent::Total => Shares {
            cells: grid(&|r, c| of(tables.everyone(r * nc + c))),
            end: (0..nr).map(|r| of(tables.everyone(nr * nc + r))).collect(),
            foot: (0..nc).map(|c| of(tables.everyone(nr * nc + nr + c))).collect(),
        },
    })
}

struct Shown<'a> {
    across: &'a Side,
    down: &'a Side,
    counts: &'a Crosstab,
    shares: &'a Shares,
    percent: Percent,
    marks: Weak,
}

impl Shown<'_> {
    /// One row a cell, then those of the margins.
    fn rows(&self, sample: &Sample, answer: &mut Answer) {
        let none = ("", "all");
        let level = |side: &'_ Side, at: usize| (side.factor.names()[at].clone(), side.labels[at].clone());
        let mut add = |row: (&str, &str), column: (&str, &str), count: (usize, f64), found: &Found| {
            let label = match (row.0, column.0) {
                ("", _) => column.1.to_string(),
                (_, "") => row.1.to_string(),
                _ => format!("{}, {}", row.1, column.1),
            };
            let mut line = json!({
                "kind": if row.0.is_empty() || column.0.is_empty() { "margin" } else { "cell" },
                "row": row.0, "column": column.0, "label": label,
                "rows": self.across.name, "columns": self.down.name,
                "percent_of": match self.percent {
                    Percent::Row => "row", Percent::Column => "column", Percent::Total => "total",
                },
                "unit": "percent", "count": count.0, "count_weighted": count.1,
            });
            if let Some(address) = self.address(sample, row.0, column.0) {
                line["address"] = json!(address);
            }
            found.write_scaled(&mut line);
            answer.row(sample.marks(line));
        };
        for (r, cells) in self.shares.cells.iter().enumerate() {
            let row = level(self.across, r);
            for (c, found) in cells.iter().enumerate() {
                let column = level(self.down, c);
                let count = (self.counts.unweighted[r][c], self.counts.weighted[r][c]);
                add((&row.0, &row.1), (&column.0, &column.1), count, found);
            }
        }
        for (r, found) in self.shares.end.iter().enumerate() {
            let row = level(self.across, r);
            let count = (self.counts.unweighted[r].iter().sum(), self.counts.weighted[r].iter().sum());
            add((&row.0, &row.1), none, count, found);
        }
        for (c, found) in self.shares.foot.iter().enumerate() {
            let column = level(self.down, c);
            let n = self.counts.unweighted.iter().map(|row| row[c]).sum();
            add(
                none,
                (&column.0, &column.1),
                (n, self.counts.weighted.iter().map(|row| row[c]).sum()),
                found,
            );
        }
    }

    /// The address under which `why` knows a share of a question's answers.
    fn address(&self, sample: &Sample, row: &str, column: &str) -> Option<String> {
        let (of, answer, by, level) = match self.percent {
            Percent::Row => (self.down, column, self.across, row),
            Percent::Column => (self.across, row, self.down, column),
            Percent::Total => return None,
        };
        let whole = of.question && by.question && !answer.is_empty() && !level.is_empty();
        whole.then(|| format!("{}/{}[answer={answer},{}={level}]", sample.place.address(), of.name, by.name))
    }

    fn tables(&self, intervals: bool, answer: &mut Answer) {
        let text = |found: &Found| match &found.estimate {
            Err(_) => "–".to_string(),
            Ok(estimate) => {
                let share = self.marks.mark(estimate.base, found.scaled(estimate.value));
                match (intervals, &found.interval) {
                    (false, _) => share,
                    (true, Ok(_)) => format!("{share}\n{}", found.interval_text()),
                    (true, Err(_)) => format!("{share}\n–"),
                }
            }
        };
        let (nr, nc) = (self.across.labels.len(), self.down.labels.len());
        let mut labels = self.across.labels.clone();
        labels.push("all".into());
        let n_of = |r: usize| self.counts.unweighted[r].iter().sum::<usize>();
        let weight_of = |r: usize| self.counts.weighted[r].iter().sum::<f64>();
        let all_n: usize = (0..nr).map(n_of).sum();
        let all_weight: f64 = (0..nr).map(weight_of).sum();
        let n_under = |c: usize| self.counts.unweighted.iter().map(|row| row[c]).sum::<usize>();
        let weight_under = |c: usize| self.counts.weighted.iter().map(|row| row[c]).sum::<f64>();
        let hundred = |n: usize| if n > 0 { "100.0".to_string() } else { "–".to_string() };

        let mut columns: Vec<WideColumn> = (0..nc)
            .map(|c| {
                let mut cells: Vec<String> = (0..nr).map(|r| text(&self.shares.cells[r][c])).collect();
                cells.push(self.shares.foot.get(c).map_or_else(|| hundred(n_under(c)), &text));
                (self.down.labels[c].clone(), cells)
            })
            .collect();
        let mut end: Vec<String> =
            (0..nr).map(|r| self.shares.end.get(r).map_or_else(|| hundred(n_of(r)), &text)).collect();
        end.push(hundred(all_n));
        columns.push(("all".into(), end));
        let what = match self.percent {
            Percent::Row => "per cent of the row, weighted",
            Percent::Column => "per cent of the column, weighted",
            Percent::Total => "per cent of all, weighted",
        };
        answer.text(if intervals { format!("{what}, with 95 % intervals") } else { what.to_string() });
        let push = |columns: &[WideColumn], answer: &mut Answer| {
            for table in wide::tables(&self.across.name, &labels, columns) {
                answer.blocks.push(Block::Table(table));
            }
        };
        push(&columns, answer);

        answer.text("records, as counted");
        let mut columns: Vec<WideColumn> = (0..nc)
            .map(|c| {
                let cells = (0..nr).map(|r| self.counts.unweighted[r][c]).chain([n_under(c)]);
                (self.down.labels[c].clone(), cells.map(|n| grouped(n as f64, 0)).collect())
            })
            .collect();
        let ends = (0..nr).map(n_of).chain([all_n]).map(|n| grouped(n as f64, 0)).collect();
        columns.push(("all".into(), ends));
        push(&columns, answer);

        answer.text("records, as weighted");
        let mut columns: Vec<WideColumn> = (0..nc)
            .map(|c| {
                let cells = (0..nr).map(|r| self.counts.weighted[r][c]).chain([weight_under(c)]);
                (self.down.labels[c].clone(), cells.map(|w| grouped(w, 1)).collect())
            })
            .collect();
        let ends = (0..nr).map(weight_of).chain([all_weight]).map(|w| grouped(w, 1)).collect();
        columns.push(("all".into(), ends));
        push(&columns, answer);
    }
}

/// The records that are in no cell, by what they lack.
fn missing(answer: &mut Answer, drawn: &Drawn, sample: &Sample, across: &Side, down: &Side) {
    type Why = (String, String);
    let answered: Why = ("answered".into(), "answered".into());
    let mut groups: Vec<((Why, Why), usize, f64)> = Vec::new();
    for row in 0..drawn.design.rows() {
        if sample.keep.as_ref().is_some_and(|keep| !keep[row]) {
            continue;
        }
        let (a, b) = (across.factor.level(row).is_some(), down.factor.level(row).is_some());
        if a && b {
            continue;
        }
        let why = |has: bool, side: &Side| if has { answered.clone() } else { side.missing[row].clone() };
        let key = (why(a, across), why(b, down));
        let weight = drawn.design.weights()[row];
        match groups.iter_mut().find(|(k, ..)| *k == key) {
            Some((_, n, sum)) => (*n, *sum) = (*n + 1, *sum + weight),
            None => groups.push((key, 1, weight)),
        }
    }
    if groups.is_empty() {
        return;
    }
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    let mut table = crate::report::text::TextTable::new(&[&across.name, &down.name, ">n", ">weighted n"]);
    for ((a, b), n, weight) in &groups {
        table.row(vec![a.1.clone(), b.1.clone(), grouped(*n as f64, 0), grouped(*weight, 1)]);
        answer.row(sample.marks(json!({
            "kind": "missing", "row": a.0, "column": b.0, "label": format!("{}, {}", a.1, b.1),
            "rows": across.name, "columns": down.name, "count": n, "count_weighted": weight,
            "state": "not_in_the_table",
        })));
    }
    answer.text("records that are in no cell");
    answer.blocks.push(Block::Table(table));
}

/// `3.21`.
fn digits(value: f64) -> String {
    if value.abs() < 1000.0 { format!("{value:.2}") } else { grouped(value, 1) }
}

/// Degrees of freedom: whole where they are.
fn freedom(df: f64) -> String {
    if df.fract() == 0.0 { grouped(df, 0) } else { format!("{df:.2}") }
}

fn in_words(found: &Result<Association, Undefined>, what: &str, rows: usize) -> Vec<(String, String)> {
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            let why = match why {
                Undefined::TooFewLevels { .. } => {
                    "one of the two has fewer than two answers among these records: there is nothing to compare"
                        .to_string()
                }
                other => other.to_string(),
            };
            return vec![("no test".into(), why)];
        }
    };
    let statistic = match found.test {
        Test::FirstOrder | Test::Exact => "X²",
        _ => "F",
    };
    let df = match found.denominator_df {
        Some(below) => format!("{} and {} degrees of freedom", freedom(found.df), freedom(below)),
        None => format!("{} degrees of freedom", freedom(found.df)),
    };
    let p = found::shown_p(found.p);
    let p = if p.starts_with('<') { format!("p {p}") } else { format!("p = {p}") };
    let mut result = format!("{statistic} = {}", digits(found.statistic));
    if found.test == Test::FirstOrder && !found.eigenvalues.is_empty() {
        // Rao & Scott 1984: X² over the mean of the design effects.
        let mean = found.eigenvalues.iter().sum::<f64>() / found.eigenvalues.len() as f64;
        result.push_str(&format!(
            ", over the mean design effect {mean:.2}: {}",
            digits(found.statistic / mean)
        ));
    }
    let mut fields = vec![
        ("test".to_string(), what.to_string()),
        ("result".into(), format!("{result}, {df}, {p}")),
        ("which means".into(), meaning(found.p)),
        ("base".into(), format!("{} with both answers", counted(found.base, "record", "records"))),
    ];
    if statistic == "X²" {
        fields.push((
            "X² counts".into(),
            format!(
                "all {} records, also those missing here, as R's survey does; p does not hang on it",
                grouped(rows as f64, 0)
            ),
        ));
    }
    fields
}

/// What a p-value says, in plain words.
fn meaning(p: f64) -> String {
    let share = match p {
        p if p < 0.001 => "fewer than 0.1 %".to_string(),
        p => format!("{:.1} %", 100.0 * p),
    };
    format!(
        "if the two had nothing to do with each other, {share} of samples would show a link at least this strong"
    )
}

fn test_row(
    found: &Result<Association, Undefined>,
    (word, what): (&str, &str),
    sample: &Sample,
    across: &Side,
    down: &Side,
) -> Value {
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| row.insert(key.into(), value);
    put("kind", json!("test"));
    put("address", json!(sample.place.address()));
    put("rows", json!(across.name));
    put("columns", json!(down.name));
    put("test", json!(word));
    put("correction", json!(what));
    let ok = found.as_ref().ok();
    put("statistic", json!(ok.map(|f| f.statistic)));
    put("df", json!(ok.map(|f| f.df)));
    put("denominator_df", json!(ok.and_then(|f| f.denominator_df)));
    put(
        "denominator_df_state",
        json!(match found {
            Ok(Association { denominator_df: Some(_), .. }) => "value",
            Ok(_) => "chi_square_has_none",
            Err(why) => why.state(),
        }),
    );
    put("p", json!(ok.map(|f| f.p)));
    put("n", json!(ok.map_or(0, |f| f.base)));
    put("state", json!(found.as_ref().err().map_or("value", Undefined::state)));
    if let Err(why) = found {
        put("because", json!(why.to_string()));
    }
    Value::Object(row)
}
