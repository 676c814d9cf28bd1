//! `dh sample draw`: PSUs drawn systematically with chances proportional to
//! size, stratum by stratum.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::base::number::{counted, grouped};
use crate::base::seed::Seed;
use crate::base::{Diag, Diags};
use crate::formats::csv::{self, Table};
use crate::report::text::TextTable;
use crate::stats::sampling::allocation::{Rule, Stratum, allocate};
use crate::stats::sampling::systematic;

use super::super::{Answer, Block};
use super::{Listed, filled, keep, need_columns, sound, zero_or_more};

/// The frame and what is to be drawn from it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One row a PSU, in the order that stratifies implicitly.
    pub frame: Listed,
    /// The column of sizes.
    pub size: String,
    /// The column that names a PSU; `psu` where nothing is said.
    pub id: Option<String>,
    /// Columns whose values together are the stratum; none is one stratum.
    pub strata: Vec<String>,
    /// PSUs in all, shared out in proportion to size; or `allocation`.
    pub psus: Option<usize>,
    /// `stratum` and `psus` (or `n`).
    pub allocation: Option<Listed>,
    /// Households taken in each PSU, with equal chances.
    pub take: Option<f64>,
    pub seed: u64,
    pub out: Option<PathBuf>,
}

/// A PSU of the frame.
struct Unit {
    id: String,
    size: f64,
    row: usize,
}

/// A stratum with its PSUs in the order of the file.
struct Group {
    name: String,
    units: Vec<Unit>,
    wanted: usize,
}

/// A stratum as it was drawn.
struct Drawn {
    start: f64,
    /// The distance between two selections; none where all are certain.
    interval: Option<f64>,
    certain: Vec<String>,
    /// Position in the stratum and chance.
    units: Vec<(usize, f64)>,
}

const ADDED: [&str; 6] =
    ["sampling_stratum", "certainty", "interval", "random_start", "inclusion_probability", "base_weight"];
const ADDED_BY_TAKE: [&str; 3] = ["take", "household_probability", "household_weight"];

/// Draws PSUs; the same frame, numbers and seed give the same bytes.
///
/// # Errors
/// A frame or allocation that cannot be read; sizes that are none; more PSUs
/// than there are; a file that is there already and holds something else.
pub fn draw(request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let mut diags = Diags::new();
    let id = request.id.as_deref().unwrap_or("psu");
    let Some(table) = request.frame.read("the frame", &[id, &request.size], &mut diags) else {
        return Err(diags.into_sorted());
    };
    need_columns(&table, &request.strata, &mut diags);
    let added: Vec<&str> =
        ADDED.iter().chain(ADDED_BY_TAKE.iter().filter(|_| request.take.is_some())).copied().collect();
    for column in added.iter().filter(|c| table.has(c)) {
        diags.push(
            Diag::error(format!("{} has a column '{column}', which the draw adds", table.file))
                .hint("draw from the frame itself, not from a sample; or give the column another name"),
        );
    }
    if let Some(take) = request.take.filter(|t| !(*t >= 1.0 && t.is_finite())) {
        diags.push(Diag::error(format!("--take is {take}: a number of 1 or more belongs there")));
    }
    sound(std::mem::take(&mut diags))?;
    let (mut groups, without_size) = read(&table, id, request, &mut diags);
    sound(std::mem::take(&mut diags))?;
    let how = wanted(&mut groups, request, &mut diags);
    sound(diags)?;

    let mut seed = Seed::new(request.seed);
    let mut drawn = Vec::new();
    for group in &groups {
        drawn.push(select(group, seed.uniform()).map_err(one)?);
    }
    let mut answer = Answer::new("sample_draw");
    let all: usize = drawn.iter().map(|d| d.units.len()).sum();
    answer.heading(format!(
        "{} of {} drawn from {}, systematically, chances proportional to {}; seed {}",
        counted(all, "PSU", "PSUs"),
        grouped(groups.iter().map(|g| g.units.len()).sum::<usize>() as f64, 0),
        table.file,
        request.size,
        request.seed
    ));
    answer.blocks.push(Block::Table(by_stratum(&groups, &drawn, &request.size)));
    let (lines, beyond) = lines(&table, &groups, &drawn, request, &mut answer);
    say(&mut answer, &groups, &drawn, request, &how, &without_size, &beyond);
    if let Some(out) = &request.out {
        let columns: Vec<String> =
            table.columns().iter().cloned().chain(added.iter().map(|c| c.to_string())).collect();
        let said = keep(out, &csv::write(&columns, lines)).map_err(one)?;
        answer.note(format!("{} {said} the PSUs drawn, with chances and base weights", out.display()));
    } else {
        let mut list = TextTable::new(&["stratum", "PSU", ">size", ">chance", ">base weight", ""]);
        for (group, drawn) in groups.iter().zip(&drawn) {
            for (at, chance) in &drawn.units {
                let unit = &group.units[*at];
                let certain = if *chance >= 1.0 { "certain" } else { "" };
                list.row(vec![
                    group.name.clone(),
                    unit.id.clone(),
                    grouped(unit.size, 1),
                    format!("{chance:.6}"),
                    format!("{:.3}", 1.0 / chance),
                    certain.into(),
                ]);
            }
        }
        answer.blocks.push(Block::Table(list));
        answer.note("nothing was written: -o FILE keeps the sample");
    }
    Ok(answer)
}

/// The frame by strata, in the order in which they first appear, and the PSUs
/// that have no size.
fn read(table: &Table, id: &str, request: &Request, diags: &mut Diags) -> (Vec<Group>, Vec<String>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut place: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut seen: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    let mut without = Vec::new();
    for (row, cells) in table.rows().enumerate() {
        let name = filled(&cells, id, diags);
        let size = zero_or_more(&cells, &request.size, diags);
        let parts: Vec<Option<String>> = request.strata.iter().map(|c| filled(&cells, c, diags)).collect();
        let (Some(name), Some(size), true) = (name, size, parts.iter().all(Option::is_some)) else {
            continue;
        };
        if let Some(line) = seen.insert(name.clone(), cells.span().line) {
            let text = format!("'{name}' stands twice; line {line} has it too");
            diags.push(cells.wrong(id, text).hint("every PSU has one row and a name of its own"));
            continue;
        }
        let stratum = match parts.len() {
            0 => "all".to_string(),
            _ => parts.into_iter().flatten().collect::<Vec<_>>().join(" / "),
        };
        if size == 0.0 {
            without.push(name.clone());
        }
        let at = *place.entry(stratum.clone()).or_insert_with(|| {
            groups.push(Group { name: stratum, units: Vec::new(), wanted: 0 });
            groups.len() - 1
        });
        groups[at].units.push(Unit { id: name, size, row });
    }
    (groups, without)
}

/// How many PSUs every stratum gets, and in words by what.
fn wanted(groups: &mut [Group], request: &Request, diags: &mut Diags) -> String {
    let sized = |g: &Group| g.units.iter().filter(|u| u.size > 0.0).count();
    match (&request.allocation, request.psus) {
        (Some(_), Some(_)) => {
            diags.push(Diag::error("--psus and --allocation both say how many PSUs: give one"));
            String::new()
        }
        (None, None) => {
            diags.push(
                Diag::error("how many PSUs?")
                    .hint("--psus 100, or --allocation FILE with the columns stratum and psus"),
            );
            String::new()
        }
        (None, Some(psus)) => {
            let strata: Vec<Stratum> = groups
                .iter()
                .map(|g| Stratum {
                    population: g.units.iter().map(|u| u.size).sum(),
                    sd: 1.0,
                    cost: 1.0,
                    most: sized(g) as f64,
                })
                .collect();
            for (group, _) in groups.iter().zip(&strata).filter(|(_, s)| s.population <= 0.0) {
                diags.push(Diag::error(format!("no PSU of stratum {} has a size", group.name)));
            }
            if diags.has_errors() {
                return String::new();
            }
            match allocate(&strata, psus, Rule::Proportional, 2) {
                Ok(n) => groups.iter_mut().zip(n).for_each(|(g, n)| g.wanted = n),
                Err(fault) => diags.push(
                    Diag::error(format!("{psus} PSUs cannot be shared out over {} strata: {fault}", groups.len()))
                        .hint("two PSUs in every stratum are the least from which a variance can be estimated; --allocation FILE says it stratum by stratum"),
                ),
            }
            format!(
                "PSUs by stratum in proportion to {}, at least 2 in each (where it has as many)",
                request.size
            )
        }
        (Some(list), None) => {
            let Some(table) = list.read("the allocation", &["stratum"], diags) else { return String::new() };
            let column = ["psus", "n"].into_iter().find(|c| table.has(c));
            let Some(column) = column else {
                diags.push(Diag::error(format!("{} has neither a column 'psus' nor 'n'", table.file)));
                return String::new();
            };
            let mut named = Vec::new();
            for cells in table.rows() {
                let (Some(name), Some(n)) =
                    (filled(&cells, "stratum", diags), zero_or_more(&cells, column, diags))
                else {
                    continue;
                };
                let known: Vec<String> = groups.iter().map(|g| g.name.clone()).collect();
                let Some(group) = groups.iter_mut().find(|g| g.name == name) else {
                    let diag = cells.wrong("stratum", format!("the frame has no stratum '{name}'"));
                    let hints = crate::base::diag::choice_hints(&name, known.iter().map(String::as_str));
                    diags.push(hints.into_iter().fold(diag, Diag::hint));
                    continue;
                };
                if n.fract() != 0.0 {
                    diags.push(
                        cells
                            .wrong(column, format!("{n} PSUs cannot be drawn: a whole number belongs there")),
                    );
                } else if n > sized(group) as f64 {
                    diags.push(cells.wrong(
                        column,
                        format!("{n} PSUs are asked for, stratum {name} has {} with a size", sized(group)),
                    ));
                } else if named.contains(&name) {
                    diags.push(cells.wrong("stratum", format!("'{name}' stands twice")));
                } else {
                    group.wanted = n as usize;
                }
                named.push(name);
            }
            for group in groups.iter().filter(|g| !named.contains(&g.name)) {
                diags.push(
                    Diag::error(format!(
                        "{} does not say how many PSUs of stratum {}",
                        table.file, group.name
                    ))
                    .hint("write 0 where none is to be drawn"),
                );
            }
            format!("PSUs by stratum from {}, column {column}", table.file)
        }
    }
}

fn select(group: &Group, start: f64) -> Result<Drawn, Diag> {
    let sizes: Vec<f64> = group.units.iter().map(|u| u.size).collect();
    let none = Drawn { start, interval: None, certain: Vec::new(), units: Vec::new() };
    if group.wanted == 0 {
        return Ok(none);
    }
    let fault = |f| super::wrong(f).hint(format!("stratum {}", group.name));
    let chance = systematic::inclusion_probabilities(&sizes, group.wanted).map_err(fault)?;
    let drawn = systematic::select(&sizes, group.wanted, start).map_err(fault)?;
    let certain: Vec<usize> = (0..sizes.len()).filter(|i| chance[*i] >= 1.0).collect();
    let rest: f64 = (0..sizes.len()).filter(|i| chance[*i] < 1.0).map(|i| sizes[i]).sum();
    let left = group.wanted - certain.len();
    Ok(Drawn {
        interval: (left > 0).then(|| rest / left as f64),
        certain: certain.into_iter().map(|i| group.units[i].id.clone()).collect(),
        units: drawn.into_iter().map(|i| (i, chance[i])).collect(),
        ..none
    })
}

fn by_stratum(groups: &[Group], drawn: &[Drawn], size: &str) -> TextTable {
    let of_size = format!(">{size}");
    let mut table =
        TextTable::new(&["stratum", ">PSUs", &of_size, ">drawn", ">certain", ">interval", ">random start"]);
    for (group, drawn) in groups.iter().zip(drawn) {
        table.row(vec![
            group.name.clone(),
            grouped(group.units.len() as f64, 0),
            grouped(group.units.iter().map(|u| u.size).sum(), 1),
            grouped(drawn.units.len() as f64, 0),
            grouped(drawn.certain.len() as f64, 0),
            drawn.interval.map_or("–".into(), |i| grouped(i, 3)),
            drawn
                .interval
                .map_or("–".into(), |i| format!("{:.6} ({})", drawn.start, grouped(drawn.start * i, 3))),
        ]);
    }
    table
}

/// The rows of the sample, as cells and as JSON; and the PSUs smaller than the take.
fn lines(
    table: &Table,
    groups: &[Group],
    drawn: &[Drawn],
    request: &Request,
    answer: &mut Answer,
) -> (Vec<Vec<String>>, Vec<String>) {
    let frame: Vec<_> = table.rows().collect();
    let (mut lines, mut beyond) = (Vec::new(), Vec::new());
    for (group, drawn) in groups.iter().zip(drawn) {
        for (at, chance) in &drawn.units {
            let unit = &group.units[*at];
            let certain = *chance >= 1.0;
            let mut line = frame[unit.row].all().to_vec();
            // A certain PSU has no interval: nothing was left to chance.
            let of_chance = |x: f64| if certain { String::new() } else { x.to_string() };
            line.extend([
                group.name.clone(),
                if certain { "yes" } else { "no" }.to_string(),
                drawn.interval.map_or(String::new(), of_chance),
                of_chance(drawn.start),
                chance.to_string(),
                (1.0 / chance).to_string(),
            ]);
            let mut row = json!({
                "stratum": group.name, "psu": unit.id, "size": unit.size, "certainty": certain,
                "inclusion_probability": chance, "base_weight": 1.0 / chance, "seed": request.seed,
            });
            if !certain {
                row["interval"] = drawn.interval.map_or(Value::Null, |i| json!(i));
                row["random_start"] = json!(drawn.start);
            }
            if let Some(take) = request.take {
                if take > unit.size {
                    beyond.push(unit.id.clone());
                }
                let taken = take.min(unit.size);
                let (second, weight) = (taken / unit.size, unit.size / taken / chance);
                line.extend([taken.to_string(), second.to_string(), weight.to_string()]);
                row["take"] = json!(taken);
                row["household_probability"] = json!(second);
                row["household_weight"] = json!(weight);
            }
            lines.push(line);
            answer.row(row);
        }
    }
    (lines, beyond)
}

/// What a reader of the sample has to know.
fn say(
    answer: &mut Answer,
    groups: &[Group],
    drawn: &[Drawn],
    request: &Request,
    how: &str,
    without_size: &[String],
    beyond: &[String],
) {
    let named = |list: &[String]| match list.len() {
        0..=8 => list.join(", "),
        n => format!("{} and {} more", list[..8].join(", "), n - 8),
    };
    answer.note(how);
    if let Some(mark) = request.frame.mark() {
        answer.note(format!(
            "the frame's SHA-256 begins with {mark}: the same file, numbers and seed give the same sample"
        ));
    }
    answer.note("within a stratum the order of the file stratifies implicitly; sort the frame (by area, say) before drawing");
    let certain: Vec<String> = drawn.iter().flat_map(|d| d.certain.iter().cloned()).collect();
    if !certain.is_empty() {
        answer.note(format!(
            "taken for certain, being as large as the interval or larger: {}; nothing was left to chance there, so a certain PSU is a stratum of its own, and what was drawn inside it are the units its variance comes from",
            named(&certain)
        ));
    }
    if let Some(take) = request.take {
        // As many as its size is worth at the interval of the others.
        let more: Vec<String> = groups
            .iter()
            .zip(drawn)
            .filter_map(|(group, drawn)| Some((group, drawn, drawn.interval?)))
            .flat_map(|(group, drawn, interval)| {
                let certain = group.units.iter().filter(|u| drawn.certain.contains(&u.id));
                certain
                    .map(move |u| format!("{} in {}", grouped((take * u.size / interval).round(), 0), u.id))
            })
            .collect();
        if !more.is_empty() {
            answer.note(format!(
                "a certain PSU with the same take gets larger household weights; its size is worth a take of {}",
                named(&more)
            ));
        }
    }
    if !without_size.is_empty() {
        answer.note(format!(
            "size 0, so never drawn and not covered by the sample: {}; merge them with a neighbour, or say so in the report",
            named(without_size)
        ));
    }
    let list = |so: &dyn Fn(&Drawn) -> bool| -> Vec<String> {
        groups.iter().zip(drawn).filter(|(_, d)| so(d)).map(|(g, _)| g.name.clone()).collect()
    };
    let nobody = list(&|d| d.units.is_empty());
    if !nobody.is_empty() {
        answer.note(format!("nothing is drawn in stratum {}: the sample does not cover it", named(&nobody)));
    }
    let single = list(&|d| d.units.len() - d.certain.len() == 1);
    if !single.is_empty() {
        answer.note(format!(
            "a single PSU drawn by chance in stratum {}: no variance can be estimated there",
            named(&single)
        ));
    }
    if !beyond.is_empty() {
        answer.note(format!("smaller than the take, so everybody is taken: {}", named(beyond)));
    }
    answer.note("systematic selection gives many pairs of PSUs no chance of being drawn together: variances are estimated as if PSUs were drawn with replacement");
}
