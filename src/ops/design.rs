//! `dh design ADDRESS` and `design`: how an instrument's records were drawn, as
//! every estimate from them reads it.

use serde_json::{Value, json};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::report::text::TextTable;
use crate::stats::{Factor, Note};

use super::drawn::{Drawn, selection};
use super::sample::{Place, Sample};
use super::{Answer, Block, Workbench};

/// More strata than this are counted, not listed; `--json` has them all.
const MOST_STRATA: usize = 40;

/// One stratum.
struct Stratum {
    name: String,
    records: usize,
    psus: usize,
    weight: f64,
}

/// Describes the design of an instrument's records.
///
/// # Errors
/// No records; a design that cannot be used.
pub fn design(workbench: &Workbench, address: &str) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    if let Some(item) = &place.item {
        return Err(Diag::error(format!(
            "'{item}' is a question; a design is of all records of an instrument"
        ))
        .hint(format!("design \"{}\"", place.address())));
    }
    let mut sample = Sample::load(workbench, place, &[], None)?;
    let drawn = Drawn::of(&mut sample, None)?;
    let everyone = drawn.design.everyone();
    let rows = drawn.design.rows();
    let (strata, psus) = drawn.design.strata_and_psus();
    let lonely = drawn.design.lonely_strata();
    let df = everyone.degrees_of_freedom();
    let units = match drawn.psus {
        Some(_) => counted(psus, "PSU", "PSUs"),
        None => counted(psus, "record", "records"),
    };
    let each = strata_of(&drawn);

    let mut answer = Answer::new("design");
    answer.heading(sample.place.address());
    let mut fields = vec![("records".to_string(), grouped(rows as f64, 0))];
    fields.push(("stages".into(), stages(&drawn).into()));
    fields.push((
        "strata".into(),
        match drawn.strata {
            Some(_) => grouped(strata as f64, 0),
            None => "none in the records: one stratum of everyone".into(),
        },
    ));
    fields.push((
        "PSUs".into(),
        match drawn.psus {
            Some(_) => per_psu(&drawn, rows, psus),
            None => "none in the records: each record was drawn by itself".into(),
        },
    ));
    fields.push((
        "degrees of freedom".into(),
        format!("{df}: {units} less {}", counted(strata, "stratum", "strata")),
    ));
    fields.push((
        "single-PSU strata".into(),
        match lonely.len() {
            0 => "none".into(),
            n => format!("{}: {}", grouped(n as f64, 0), listed(&lonely)),
        },
    ));
    fields.push((
        "rule for them".into(),
        "fail: no standard error where one counts; a table that is told so takes another: lonely = \"adjust\" or --lonely adjust (average, certainty, remove)".into(),
    ));
    let weights = sample.weights.as_deref();
    let mut row = json!({
        "kind": "design", "address": sample.place.address(), "records": rows,
        "strata": strata, "strata_state": if drawn.strata.is_some() { "value" } else { "no_strata" },
        "psus": psus, "psus_state": if drawn.psus.is_some() { "value" } else { "no_psus" },
        "stages": 1, "with_replacement": true, "df": df, "lonely_strata": lonely, "lonely_rule": "fail",
    });
    match weights {
        None => {
            fields.push(("weights".into(), "none: every record counts as one".into()));
            for key in ["weight_sum", "weight_min", "weight_median", "weight_max", "weight_cv"] {
                row[key] = Value::Null;
            }
            row["weights_state"] = json!("no_weights");
            row["kish_deff"] = Value::Null;
            row["n_effective"] = Value::Null;
            row["kish_state"] = json!("no_weights");
        }
        Some(weights) => {
            let spread = Spread::of(weights, everyone.weight());
            fields.push(("weights".into(), format!("sum {}", grouped(spread.sum, 1))));
            fields.push((
                "".into(),
                format!(
                    "from {} to {}, median {}",
                    digits(spread.low),
                    digits(spread.high),
                    digits(spread.median)
                ),
            ));
            row["weight_sum"] = json!(spread.sum);
            row["weight_min"] = json!(spread.low);
            row["weight_median"] = json!(spread.median);
            row["weight_max"] = json!(spread.high);
            row["weights_state"] = json!("value");
            match everyone.kish() {
                Ok(kish) => {
                    // Kish (1992): deff = 1 + CV².
                    let cv = (kish.deff - 1.0).max(0.0).sqrt();
                    fields.push(("their variation".into(), format!("CV {cv:.2}")));
                    fields.push((
                        "their cost".into(),
                        format!(
                            "design effect {:.2} (Kish): as precise as {} records of equal weight",
                            kish.deff,
                            grouped(kish.effective, 0)
                        ),
                    ));
                    row["weight_cv"] = json!(cv);
                    row["kish_deff"] = json!(kish.deff);
                    row["n_effective"] = json!(kish.effective);
                    row["kish_state"] = json!("value");
                }
                Err(why) => {
                    for key in ["weight_cv", "kish_deff", "n_effective"] {
                        row[key] = Value::Null;
                    }
                    row["kish_state"] = json!(why.state());
                }
            }
        }
    }
    answer.row(sample.marks(row));
    answer.blocks.push(Block::Fields(fields));
    if drawn.strata.is_some() {
        for stratum in &each {
            answer.row(sample.marks(json!({
                "kind": "stratum", "address": sample.place.address(), "stratum": stratum.name,
                "records": stratum.records, "psus": stratum.psus,
                "weight_sum": weights.map(|_| stratum.weight),
                "weights_state": if weights.is_some() { "value" } else { "no_weights" },
            })));
        }
        match each.len() > MOST_STRATA {
            true => answer.text(format!(
                "{} strata, too many to list here; --json or save(design(…), \"strata.csv\") has them all",
                grouped(each.len() as f64, 0)
            )),
            false => answer.blocks.push(Block::Table(table(&each, weights.is_some()))),
        }
    }
    for note in drawn.design.notes() {
        if let Some(note) = said(note) {
            answer.note(note);
        }
    }
    if drawn.strata.is_none() && drawn.psus.is_none() {
        answer.note(
            "without strata and PSUs the estimates hold for a simple random sample: clusters make intervals wider than these",
        );
    }
    match selection(workbench, &sample) {
        Some(how) => answer.note(how),
        None => answer.note("how respondents were selected: nobody was, the records are simulated"),
    }
    sample.notes().into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

fn stages(drawn: &Drawn) -> &'static str {
    match drawn.psus {
        Some(_) => {
            "one counts: PSUs, as drawn with replacement; what was drawn within them is in their variance"
        }
        None => "one: records, as drawn with replacement",
    }
}

/// `6: 1 to 4 records each, 2.3 on average`.
fn per_psu(drawn: &Drawn, rows: usize, psus: usize) -> String {
    let mut sizes = std::collections::BTreeMap::new();
    for row in 0..rows {
        let unit = drawn.psus.as_ref().and_then(|p| p.level(row));
        let stratum = drawn.strata.as_ref().and_then(|s| s.level(row));
        *sizes.entry((stratum, unit)).or_insert(0usize) += 1;
    }
    let (low, high) =
        (sizes.values().min().copied().unwrap_or(0), sizes.values().max().copied().unwrap_or(0));
    let each = if low == high { format!("{low}") } else { format!("{low} to {high}") };
    let word = if (low, high) == (1, 1) { "record" } else { "records" };
    format!(
        "{}: {each} {word} each, {} on average",
        grouped(psus as f64, 0),
        grouped(rows as f64 / psus.max(1) as f64, 1)
    )
}

fn strata_of(drawn: &Drawn) -> Vec<Stratum> {
    let rows = drawn.design.rows();
    let whole = Factor::with_levels(vec![0; rows], vec!["(all)".into()]);
    let strata = drawn.strata.as_ref().unwrap_or(&whole);
    let mut units = vec![std::collections::BTreeSet::new(); strata.names().len()];
    let mut out: Vec<Stratum> = strata
        .names()
        .iter()
        .map(|name| Stratum { name: name.clone(), records: 0, psus: 0, weight: 0.0 })
        .collect();
    for row in 0..rows {
        let Some(at) = strata.level(row) else { continue };
        let weight = drawn.design.weights()[row];
        out[at].records += 1;
        out[at].weight += weight;
        units[at].insert(drawn.psus.as_ref().map_or(Some(row), |psus| psus.level(row)));
    }
    out.iter_mut().zip(units).for_each(|(stratum, units)| stratum.psus = units.len());
    out
}

fn table(strata: &[Stratum], weighted: bool) -> TextTable {
    let all: f64 = strata.iter().map(|s| s.weight).sum();
    let mut table = TextTable::new(&["stratum", ">records", ">PSUs", ">weight", ">% of weight"]);
    for stratum in strata {
        let share = if all > 0.0 { format!("{:.1}", 100.0 * stratum.weight / all) } else { "–".into() };
        let (weight, share) = match weighted {
            true => (grouped(stratum.weight, 1), share),
            false => ("–".into(), "–".into()),
        };
        table.row(vec![
            stratum.name.clone(),
            grouped(stratum.records as f64, 0),
            grouped(stratum.psus as f64, 0),
            weight,
            share,
        ]);
    }
    table
}

/// What to know about a design of records, in a sentence; what stands elsewhere
/// on the page is left out.
fn said(note: &Note) -> Option<String> {
    Some(match note {
        Note::NormalisedWeights => "the weights sum to the number of records: shares and means hold, totals are not of people, and design effects are against a sample with replacement".into(),
        Note::WeightsBelowRows { sum } => {
            format!("the weights sum to {}, less than there are records: totals are not of people", grouped(*sum, 1))
        }
        Note::StageWithoutFpc { .. }
        | Note::WeightsFromFpc
        | Note::EqualWeights
        | Note::ZeroWeights { .. }
        | Note::LonelyStrata { .. } => return None,
    })
}

struct Spread {
    sum: f64,
    low: f64,
    median: f64,
    high: f64,
}

impl Spread {
    /// Of at least one weight.
    fn of(weights: &[f64], sum: f64) -> Spread {
        let mut sorted = weights.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = match (sorted.len().is_multiple_of(2), sorted.get(middle)) {
            (true, Some(upper)) if middle > 0 => (sorted[middle - 1] + upper) / 2.0,
            (_, Some(one)) => *one,
            (_, None) => 0.0,
        };
        Spread {
            sum,
            low: sorted.first().copied().unwrap_or(0.0),
            median,
            high: sorted.last().copied().unwrap_or(0.0),
        }
    }
}

/// A weight as a person reads it.
fn digits(weight: f64) -> String {
    if weight.abs() < 10.0 { grouped(weight, 3) } else { grouped(weight, 1) }
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
