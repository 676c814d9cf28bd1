//! `dh sample allocate`: interviews by stratum.

use std::path::PathBuf;

use serde_json::json;

use crate::base::number::grouped;
use crate::base::{Diag, Diags, diag::choice_hints};
use crate::formats::csv;
use crate::report::text::TextTable;
use crate::stats::sampling::allocation::{Rule, Stratum, allocate as by_rule, weighting_effect};

use super::super::{Answer, Block};
use super::{Listed, filled, keep, percent, positive, sound, up, zero_or_more};

/// Strata and how many are to be interviewed in them.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `stratum`, `population`; `sd`, `cost` and `psus` where they are known.
    pub frame: Listed,
    pub n: usize,
    /// `proportional` (the rule), `equal`, `power`, `neyman`, `square_root`.
    pub method: Option<String>,
    /// With `power`: 1 is proportional, 0 is equal.
    pub power: Option<f64>,
    /// Nobody gets fewer; 2 where nothing is said.
    pub minimum: Option<usize>,
    /// Interviews in a PSU.
    pub take: Option<f64>,
    pub out: Option<PathBuf>,
}

const METHODS: [&str; 5] = ["proportional", "equal", "power", "neyman", "square_root"];

/// Allocates interviews to strata.
///
/// # Errors
/// A list that cannot be read; a method that lacks its column; more than there are.
pub fn allocate(request: &Request) -> Result<Answer, Vec<Diag>> {
    let method = request.method.as_deref().unwrap_or("proportional");
    let one = |d: Diag| vec![d];
    let (rule, words) = match (method, request.power) {
        ("power", Some(power)) => (Rule::Power(power), format!("population to the power of {power}")),
        ("power", None) => {
            return Err(one(Diag::error("--method power needs --power")
                .hint("0.5 is the square root; 1 is proportional, 0 is equal")));
        }
        (_, Some(_)) => return Err(one(Diag::error("--power belongs to --method power"))),
        ("proportional", None) => (Rule::Proportional, "population".to_string()),
        ("equal", None) => (Rule::Equal, "the same for each stratum".into()),
        ("square_root", None) => (Rule::Power(0.5), "the square root of the population".into()),
        ("neyman", None) => (Rule::Neyman, "population × standard deviation ÷ √cost".into()),
        (other, None) => {
            let diag = Diag::error(format!("there is no method '{other}'"));
            return Err(one(choice_hints(other, METHODS).into_iter().fold(diag, Diag::hint)));
        }
    };
    if let Some(take) = request.take.filter(|t| !(*t >= 1.0 && t.is_finite())) {
        return Err(one(Diag::error(format!("--take is {take}: a number of 1 or more belongs there"))));
    }
    if request.n == 0 {
        return Err(one(Diag::error("--n is 0: there is nobody to allocate")));
    }
    let mut diags = Diags::new();
    let required: &[&str] =
        if rule == Rule::Neyman { &["stratum", "population", "sd"] } else { &["stratum", "population"] };
    let Some(table) = request.frame.read("the strata", required, &mut diags) else {
        return Err(diags.into_sorted());
    };
    let (mut names, mut strata, mut psus) = (Vec::new(), Vec::new(), Vec::new());
    for cells in table.rows() {
        let optional = |column: &str, diags: &mut Diags| {
            if table.has(column) { positive(&cells, column, diags) } else { Some(1.0) }
        };
        let name = filled(&cells, "stratum", &mut diags);
        let population = positive(&cells, "population", &mut diags);
        let sd = if table.has("sd") { zero_or_more(&cells, "sd", &mut diags) } else { Some(1.0) };
        let cost = optional("cost", &mut diags);
        let own = if table.has("psus") { positive(&cells, "psus", &mut diags).map(Some) } else { Some(None) };
        let (Some(name), Some(population), Some(sd), Some(cost), Some(own)) =
            (name, population, sd, cost, own)
        else {
            continue;
        };
        if names.contains(&name) {
            diags.push(cells.wrong("stratum", format!("'{name}' stands twice")));
        }
        names.push(name);
        psus.push(own);
        strata.push(Stratum { population, sd, cost, most: population });
    }
    sound(diags)?;
    let minimum = request.minimum.unwrap_or(2);
    let n = by_rule(&strata, request.n, rule, minimum)
        .map_err(|fault| one(super::wrong(fault).hint(format!("strata: {}", table.file))))?;
    let people: f64 = strata.iter().map(|s| s.population).sum();

    let mut answer = Answer::new("sample_allocate");
    answer.heading(format!(
        "{} interviews in {} strata by {words}; at least {minimum} in each",
        grouped(request.n as f64, 0),
        names.len()
    ));
    let takes = request.take.is_some() || psus.iter().any(Option::is_some);
    let mut headers = vec!["stratum", ">population", ">share", ">n", ">share of n", ">people an interview"];
    if takes {
        headers.extend([">PSUs", ">take"]);
    }
    let mut shown = TextTable::new(&headers);
    let mut columns: Vec<String> = ["stratum", "population", "n"].map(String::from).to_vec();
    if takes {
        columns.extend(["psus".into(), "take".into()]);
    }
    let (mut lines, mut lonely, mut nobody, mut at_least) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (h, name) in names.iter().enumerate() {
        let (stratum, count) = (strata[h], n[h] as f64);
        let units = psus[h].or(request.take.map(|take| up(count / take)));
        let take = units.filter(|u| *u > 0.0).map(|u| count / u);
        let weight = (count > 0.0).then(|| stratum.population / count);
        let mut cells = vec![
            name.clone(),
            grouped(stratum.population, 0),
            percent(stratum.population / people),
            grouped(count, 0),
            percent(count / request.n as f64),
            weight.map_or("nobody is asked".into(), |w| grouped(w, 1)),
        ];
        let mut row = json!({
            "stratum": name, "population": stratum.population, "n": n[h], "share": stratum.population / people,
            "share_of_n": count / request.n as f64,
        });
        let mut line = vec![name.clone(), stratum.population.to_string(), n[h].to_string()];
        for (key, value) in super::number_or("weight", weight, "nobody_is_asked") {
            row[key] = value;
        }
        if takes {
            cells.push(units.map_or("–".into(), |u| grouped(u, 0)));
            cells.push(take.map_or("–".into(), |t| grouped(t, 1)));
            for (name, value) in [("psus", units), ("take", take)] {
                line.push(value.map_or(String::new(), |v| v.to_string()));
                for (key, value) in super::number_or(name, value, "not_known") {
                    row[key] = value;
                }
            }
        }
        if units.is_some_and(|u| u < 2.0) {
            lonely.push(name.clone());
        }
        if n[h] == 0 {
            nobody.push(name.clone());
        } else if n[h] == minimum && minimum > 0 {
            at_least.push(name.clone());
        }
        shown.row(cells);
        answer.row(row);
        lines.push(line);
    }
    answer.blocks.push(Block::Table(shown));
    if let Some(effect) = weighting_effect(&strata, &n) {
        answer.text(format!(
            "Unequal weights between strata multiply the variance of a figure over everyone by {effect:.3} (Kish): {} interviews are worth {}.",
            grouped(request.n as f64, 0),
            grouped(request.n as f64 / effect, 0)
        ));
        answer.row(
            json!({"stratum": "all strata", "n": request.n, "population": people, "weighting_effect": effect,
            "effective": request.n as f64 / effect}),
        );
    }
    if !nobody.is_empty() {
        answer.note(format!("nobody is asked in {}: the sample does not cover it", nobody.join(", ")));
    }
    if !at_least.is_empty() {
        answer.note(format!("at the minimum: {}", at_least.join(", ")));
    }
    if !lonely.is_empty() {
        answer.note(format!(
            "a single PSU in {}: no variance can be estimated there; raise --minimum or lower --take",
            lonely.join(", ")
        ));
    }
    if rule == Rule::Neyman {
        answer.note("the standard deviations are assumptions of the list; the allocation is best only as far as they hold, and for this one figure");
    }
    if let Some(out) = &request.out {
        let bytes = csv::write(&columns, lines);
        let said = keep(out, &bytes).map_err(one)?;
        answer.note(format!("{} {said} the allocation; dh sample draw --allocation reads it", out.display()));
    }
    Ok(answer)
}
