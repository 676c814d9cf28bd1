//! `dh tab --data FILE`: shares, means, totals, ratios and quantiles of columns,
//! over everyone and by groups.

use serde_json::{Map, Value, json};

use crate::base::diag::choice_hints;
use crate::base::{Diag, Interrupt};
use crate::formats::sheet::Want;
use crate::ops::found::{self, Found, Remarks, Unit, Weak};
use crate::ops::{Answer, Block, asked};
use crate::report::text::TextTable;
use crate::stats::{
    Answers, Breakdown, Domain, Factor, Figure, Item, Method, Missing, Plan, Rule, Undefined, Woodruff,
};

use super::columns::{self, Share};
use super::{DISCLOSURE, Desk, DeskRequest};

/// What is estimated.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Columns, such as `b1`, `b*` or `status=married`.
    Proportion(Vec<String>),
    Mean(Vec<String>),
    Total(Vec<String>),
    /// `expenses/income`.
    Ratio(String, String),
    /// A column and shares, each between 0 and 1.
    Quantile(String, Vec<f64>),
}

/// A table of a file.
#[derive(Debug, Clone)]
pub struct TabRequest {
    pub desk: DeskRequest,
    pub wanted: Vec<Wanted>,
    /// Columns, each a breakdown of its own; `sex*area` crosses two.
    pub by: Vec<String>,
    /// Groups to compare with, such as `sex=F`.
    pub reference: Vec<String>,
    pub ci: Option<String>,
    /// The bases below which a figure is marked, such as 25 and 50 (the rule).
    pub weak: Vec<usize>,
}

/// Estimates from a file.
///
/// # Errors
/// What [`Desk::open`] complains of; a column that is not there or is not what
/// is wanted of it.
pub fn tab(request: &TabRequest, interrupt: &Interrupt) -> Result<Answer, Diag> {
    let method = found::method(request.ci.as_deref())?;
    let marks = Weak::of(&request.weak)?;
    let header = super::header(&request.desk.file)?;
    if request.wanted.is_empty() {
        let some: Vec<&str> = header.iter().take(12).map(String::as_str).collect();
        return Err(Diag::error("what is to be estimated?")
            .hint("--proportion LIST, --mean LIST, --total LIST, --ratio X/Y or --quantile X:0.5")
            .hint(format!("the file has {} columns: {} …", header.len(), some.join(", "))));
    }
    let mut wanted = Vec::new();
    let mut lists = Vec::new();
    for what in &request.wanted {
        let (columns, want) = match what {
            Wanted::Proportion(list) => (expand(list, &header, true)?, Want::Either),
            Wanted::Mean(list) | Wanted::Total(list) => (expand(list, &header, false)?, Want::Either),
            Wanted::Ratio(above, below) => (vec![above.clone(), below.clone()], Want::Number),
            Wanted::Quantile(column, _) => (vec![column.clone()], Want::Number),
        };
        let bare = |column: &String| column.split('=').next().unwrap_or(column).to_string();
        // Of the same name twice, the first want counts: numbers read as either.
        wanted.extend(columns.iter().map(|column| (bare(column), want)));
        lists.push(columns);
    }
    let by = request.by.iter().flat_map(|by| by.split('*'));
    wanted.extend(by.map(|name| (name.trim().to_string(), Want::Label)));
    let desk = Desk::open(&request.desk, &header, wanted, interrupt)?;

    let groups = |name: &str| {
        let cells = desk.sheet.get(name);
        cells.map(columns::factor).ok_or_else(|| Diag::error(format!("there is no column '{name}'")))
    };
    let breakdowns: Vec<(&String, Factor)> =
        request.by.iter().map(|by| Ok((by, asked::crossed(by, groups)?))).collect::<Result<_, Diag>>()?;
    let references = crate::ops::tab::references(&breakdowns, &request.reference)?;
    let mut table = Table::new(references.iter().any(Option::is_some), !request.by.is_empty(), marks);
    for (what, columns) in request.wanted.iter().zip(&lists) {
        match what {
            Wanted::Proportion(_) => {
                let mut shares = Vec::new();
                for column in columns {
                    let (name, of) =
                        column.split_once('=').map_or((&column[..], None), |(n, of)| (n, Some(of)));
                    shares.extend(columns::shares(&desk.sheet, name, of)?);
                }
                let answers: Vec<(String, Answers<'_>)> = shares
                    .iter()
                    .map(|Share { item, answers }| (item.clone(), Answers::YesNo(answers)))
                    .collect();
                let how = (Figure::Mean, Unit::Proportion, method);
                quick(&desk, &answers, how, &breakdowns, &references, &mut table, interrupt)?;
            }
            Wanted::Mean(_) | Wanted::Total(_) => {
                let figure = if matches!(what, Wanted::Mean(_)) { Figure::Mean } else { Figure::Total };
                let numbers: Vec<_> =
                    columns.iter().map(|c| columns::numbers(&desk.sheet, c)).collect::<Result<_, Diag>>()?;
                let answers: Vec<(String, Answers<'_>)> =
                    columns.iter().zip(&numbers).map(|(c, n)| (c.clone(), Answers::Numbers(n))).collect();
                quick(
                    &desk,
                    &answers,
                    (figure, Unit::Plain, method),
                    &breakdowns,
                    &references,
                    &mut table,
                    interrupt,
                )?;
            }
            Wanted::Ratio(above, below) => {
                table.uncompared = true;
                let (x, y) = (columns::numbers(&desk.sheet, above)?, columns::numbers(&desk.sheet, below)?);
                each_group(&desk, &breakdowns, interrupt, |domain, by| {
                    let found = Found::of(domain.ratio(&x, &y, Missing::Drop), Unit::Plain, method);
                    table.line(&format!("{above}/{below}"), by, found);
                })?;
            }
            Wanted::Quantile(column, shares) => {
                table.uncompared = true;
                let values = columns::numbers(&desk.sheet, column)?;
                each_group(&desk, &breakdowns, interrupt, |domain, by| {
                    for share in shares {
                        let method = request.ci.as_ref().map_or(Method::Wald, |_| method);
                        quantile(&domain, &values, (column, *share), method, by, &mut table);
                    }
                })?;
            }
        }
    }
    Ok(table.answer(desk, request))
}

/// A list of columns with its patterns written out.
fn expand(list: &[String], header: &[String], values: bool) -> Result<Vec<String>, Diag> {
    let mut out: Vec<String> = Vec::new();
    for entry in list {
        let bare = if values { entry.split('=').next().unwrap_or(entry) } else { entry };
        if header.iter().any(|name| name == bare) {
            out.push(entry.clone());
            continue;
        }
        let before = out.len();
        if let Some((head, tail)) = entry.split_once('*') {
            let fits = |name: &&String| {
                name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
            };
            out.extend(header.iter().filter(fits).cloned());
        }
        if out.len() == before {
            let what = if entry.contains('*') { "no column fits" } else { "there is no column" };
            let diag = Diag::error(format!("{what} '{entry}'"));
            return Err(choice_hints(bare, header.iter().map(String::as_str))
                .into_iter()
                .fold(diag, Diag::hint));
        }
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|name| seen.insert(name.clone()));
    Ok(out)
}

type By<'a> = Option<(&'a str, &'a str)>;

/// Many items at once.
fn quick(
    desk: &Desk,
    answers: &[(String, Answers<'_>)],
    (figure, unit, method): (Figure, Unit, Method),
    breakdowns: &[(&String, Factor)],
    references: &[Option<usize>],
    table: &mut Table,
    interrupt: &Interrupt,
) -> Result<(), Diag> {
    let plan = Plan {
        items: answers.iter().map(|(_, answers)| Item { answers: *answers, figure, population: 0 }).collect(),
        populations: vec![desk.keep.as_deref()],
        by: breakdowns
            .iter()
            .zip(references)
            .map(|((_, groups), reference)| Breakdown { groups, reference: *reference })
            .collect(),
    };
    let tables = desk.design.tabulate(&plan, interrupt).ok_or_else(stopped)?;
    for (n, (item, _)) in answers.iter().enumerate() {
        table.line(item, None, Found::of(tables.everyone(n).clone(), unit, method));
        for (b, (by, groups)) in breakdowns.iter().enumerate() {
            for (level, name) in groups.names().iter().enumerate() {
                let mut found = Found::of(tables.level(n, b, level).clone(), unit, method);
                found.less = tables.less_reference(n, b, level).cloned();
                table.line(item, Some((by, name)), found);
            }
        }
    }
    Ok(())
}

/// Every group as a domain.
fn each_group(
    desk: &Desk,
    breakdowns: &[(&String, Factor)],
    interrupt: &Interrupt,
    mut of: impl FnMut(Domain<'_>, By<'_>),
) -> Result<(), Diag> {
    let everyone = desk.domain();
    of(everyone.clone(), None);
    for (by, groups) in breakdowns {
        for (level, name) in groups.names().iter().enumerate() {
            if interrupt.is_set() {
                return Err(stopped());
            }
            of(everyone.narrow(|row| groups.level(row) == Some(level)), Some((by, name)));
        }
    }
    Ok(())
}

fn stopped() -> Diag {
    Diag::error("stopped").hint("nothing was written")
}

/// A quantile of a group.
fn quantile(
    domain: &Domain<'_>,
    values: &[f64],
    (column, share): (&str, f64),
    method: Method,
    by: By<'_>,
    table: &mut Table,
) {
    let how = Woodruff { rule: Rule::default(), method, level: found::LEVEL };
    let found = domain
        .quantiles(values, &[share], how, Missing::Drop)
        .and_then(|mut list| list.pop().ok_or(Undefined::EmptyDomain));
    let weighted = domain.narrow(|row| !values[row].is_nan()).weight();
    let (mut cells, mut row) = table.begin(&format!("{column}:{share}"), by);
    cells.extend(found::quantile_cells(&found, weighted, table.marks));
    if table.compared {
        cells.extend([String::new(), String::new()]);
    }
    table.remarks.see_quantile(&found, table.marks);
    found::write_quantile(&found, weighted, &mut row);
    table.add(cells, row);
}

/// The lines as people and machines read them.
struct Table {
    text: TextTable,
    rows: Vec<Map<String, Value>>,
    compared: bool,
    grouped: bool,
    marks: Weak,
    remarks: Remarks,
    /// Ratios and quantiles have no difference from a reference.
    uncompared: bool,
}

impl Table {
    fn new(compared: bool, grouped: bool, marks: Weak) -> Table {
        let mut heads = vec!["item"];
        if grouped {
            heads.push("group");
        }
        heads.extend([">estimate", ">95 % interval", ">SE", ">deff", ">df", ">n", ">weighted n"]);
        if compared {
            heads.extend([">difference", ">p"]);
        }
        Table {
            text: TextTable::new(&heads),
            rows: Vec::new(),
            compared,
            grouped,
            marks,
            remarks: Remarks::default(),
            uncompared: false,
        }
    }

    fn begin(&self, item: &str, by: By<'_>) -> (Vec<String>, Map<String, Value>) {
        let mut cells = vec![item.to_string()];
        if self.grouped {
            cells.push(by.map_or("everyone".into(), |(by, level)| found::group_label(by, level)));
        }
        let (by, level) = by.unwrap_or_default();
        let mut row = Map::new();
        row.insert("item".into(), json!(item));
        row.insert("by".into(), json!(by));
        row.insert("level".into(), json!(level));
        (cells, row)
    }

    fn line(&mut self, item: &str, by: By<'_>, mut found: Found) {
        found.marks = self.marks;
        let (mut cells, mut row) = self.begin(item, by);
        cells.extend(found.cells());
        if self.compared {
            cells.extend(found.less_cells());
        }
        self.remarks.see(&found);
        found.write(&mut row);
        row.insert("flag".into(), json!(found.flag()));
        self.add(cells, row);
    }

    fn add(&mut self, cells: Vec<String>, mut row: Map<String, Value>) {
        self.text.row(cells);
        row.insert("disclosure".into(), json!(DISCLOSURE));
        self.rows.push(row);
    }

    fn answer(self, desk: Desk, request: &TabRequest) -> Answer {
        let mut answer = Answer::new("tab");
        answer.heading(desk.heading.as_str());
        answer.blocks.push(Block::Table(self.text));
        answer.rows = self.rows;
        let wants = |is: fn(&Wanted) -> bool| request.wanted.iter().any(is);
        let shares = request.ci.as_deref().unwrap_or("logit");
        let mut intervals = Vec::new();
        if wants(|w| matches!(w, Wanted::Proportion(_))) {
            intervals.push(format!("of shares by {shares}"));
        }
        if wants(|w| matches!(w, Wanted::Mean(_) | Wanted::Total(_) | Wanted::Ratio(..))) {
            intervals.push("of means, totals and ratios by Wald".into());
        }
        if wants(|w| matches!(w, Wanted::Quantile(..))) {
            let by = request.ci.as_deref().unwrap_or("wald");
            intervals.push(format!("of quantiles by Woodruff ({by}), SE from its width"));
        }
        answer.note(format!("95 % intervals {}; t with df = PSUs less strata", intervals.join(", ")));
        if self.compared && self.uncompared {
            answer.note("ratios and quantiles are not compared with the reference group");
        }
        self.remarks.notes(self.marks).into_iter().for_each(|note| answer.note(note));
        if self.compared {
            answer.note(format!(
                "differences from {}: by t with df = PSUs less strata, + 1, less groups; covariances counted; p is not corrected for the number of comparisons",
                request.reference.join(" and ")
            ));
        }
        desk.into_notes().for_each(|note| answer.note(note));
        answer
    }
}
