//! Golden figures that no sampling design is behind: rates, agreement of
//! coders, drawing by size.

use std::collections::BTreeMap;

use dh::stats::agreement::{self, Measure, Weighting};
use dh::stats::rates::{self, Stratum};
use dh::stats::sampling::systematic;
use dh::stats::special::exact;
use dh::stats::{Factor, Undefined};
use serde_json::Value;

use crate::common::repository;
use crate::golden::{Outcome, Table, floats};

/// Cases compared, and those that are not, by reason.
#[derive(Default)]
pub struct Others {
    pub cases: usize,
    pub compared: usize,
    pub figures: usize,
    pub skipped: BTreeMap<String, Vec<String>>,
    pub apart: BTreeMap<&'static str, usize>,
    pub wrong: Vec<String>,
}

pub fn compare() -> Others {
    let mut all = Others::default();
    for file in ["rates", "agreement", "pps"] {
        let path = repository().join(format!("tests/golden/{file}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
        let golden: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
        for case in golden["cases"].as_array().expect("cases") {
            all.cases += 1;
            let mut outcome = Outcome::default();
            let stat = case["stat"].as_str().expect("a stat");
            let id = case["id"].as_str().expect("an id");
            match compare_one(stat, &case["args"], &case["out"], &mut outcome) {
                Ok(()) => {
                    all.compared += 1;
                    all.figures += outcome.figures;
                    let place = format!("{file} {id} {stat} {}", case["args"]);
                    all.wrong.extend(outcome.wrong.iter().map(|w| format!("{place}: {w}")));
                    for (why, count) in outcome.apart {
                        *all.apart.entry(why).or_default() += count;
                    }
                }
                Err(why) => all.skipped.entry(why).or_default().push(id.to_string()),
            }
        }
    }
    all
}

fn compare_one(stat: &str, args: &Value, out: &Value, outcome: &mut Outcome) -> Result<(), String> {
    const CLOSE: f64 = 1e-10;
    let number = |value: &Value| value.as_f64().expect("a number");
    let mut near = |what: &str, ours: Result<f64, Undefined>, theirs: &Value| {
        outcome.near(what, &ours, theirs, CLOSE, 1e-3);
    };
    match stat {
        "poisson_exact" => {
            let (events, people, per) = (number(&args["cases"]), number(&args["pop"]), number(&args["per"]));
            let rate = rates::rate(events, people, 0.95).expect("a rate");
            near("rate", Ok(rate.value * per), &out["rate"]);
            near("low", Ok(rate.low * per), &out["lo"]);
            near("high", Ok(rate.high * per), &out["hi"]);
            let byar = rates::rate_byar(events, people, 0.95).expect("a rate");
            near("Byar low", Ok(byar.low * per), &out["lo_byar"]);
            near("Byar high", Ok(byar.high * per), &out["hi_byar"]);
        }
        "direct_standardised" => {
            let rate = rates::directly_standardised(&strata("std_pop"), 0.95).expect("a rate");
            near("rate", Ok(rate.value * 1e5), &out["adj.rate"]);
            near("low", Ok(rate.low * 1e5), &out["lci"]);
            near("high", Ok(rate.high * 1e5), &out["uci"]);
        }
        "indirect_standardised" => {
            let mut strata = strata("ref_rate_per_100k");
            strata.iter_mut().for_each(|s| s.standard /= 1e5);
            let (ratio, expected) = rates::indirectly_standardised(&strata, 0.95).expect("a ratio");
            near("expected", Ok(expected), &out["expected"]);
            near("ratio", Ok(ratio.value), &out["smr"]);
            near("low", Ok(ratio.low), &out["smr_exact_lo"]);
            near("high", Ok(ratio.high), &out["smr_exact_hi"]);
            outcome.apart("epitools' lognormal interval of a standardised ratio: the exact one is given");
        }
        "binom_exact" => {
            let (x, n) = (number(&args["x"]), number(&args["n"]));
            let (low, high) = exact::binomial(x, n, 0.95).expect("an interval");
            near("low", Ok(low), &out["clopper_pearson"][0]);
            near("high", Ok(high), &out["clopper_pearson"][1]);
            outcome.apart("Wilson's interval of a plain count: it is one of an Estimate here");
        }
        "percent_agreement" => {
            let coders = coders(args);
            let (agree, n) = agreement::percent_agreement(&coders[0], &coders[1]).expect("agreement");
            near("agree", Ok(agree), &out["agree"]);
            near("n", Ok(n as f64), &out["n"]);
        }
        "cohen_kappa" => {
            let coders = coders(args);
            let weighting = match args["weights"].as_str().expect("weights") {
                "none" => Weighting::None,
                "linear" => Weighting::Linear,
                _ => Weighting::Quadratic,
            };
            let kappa = agreement::cohen(&coders[0], &coders[1], weighting).expect("kappa");
            near("kappa", Ok(kappa.value), &out["kappa"]);
            near("se", Ok(kappa.se), &out["se"]);
            near("null", Ok(kappa.se_null), &out["se_null"]);
            near("n", Ok(kappa.base as f64), &out["n"]);
        }
        "fleiss_kappa" => {
            let coders = coders(args);
            let (fleiss, randolph, n) = agreement::fleiss(&coders.iter().collect::<Vec<_>>()).expect("kappa");
            near("Fleiss", Ok(fleiss), &out["kappa"]);
            near("Randolph", Ok(randolph), &out["randolph"]);
            near("n", Ok(n as f64), &out["n"]);
        }
        "krippendorff_alpha" => {
            let coders = coders(args);
            let measure = match args["level"].as_str().expect("a level") {
                "nominal" => Measure::Nominal,
                "ordinal" => Measure::Ordinal,
                _ => Measure::Interval,
            };
            let alpha = agreement::krippendorff(&coders.iter().collect::<Vec<_>>(), measure);
            near("alpha", alpha.map(|(alpha, _)| alpha), &out["alpha"]);
        }
        "inclusion_probabilities" => {
            let chances = systematic::inclusion_probabilities(&sizes(), DRAWN).expect("chances");
            for (unit, ours) in chances.into_iter().enumerate() {
                near(&format!("unit {unit}"), Ok(ours), &out["pik"][unit]);
            }
        }
        "systematic" => {
            let drawn = systematic::select(&sizes(), DRAWN, number(&args["start"])).expect("a draw");
            let theirs = floats(&out["selected"]);
            assert_eq!(drawn.iter().map(|unit| *unit as f64 + 1.0).collect::<Vec<_>>(), theirs);
            outcome.figures += drawn.len();
        }
        "systematic_joint" => {
            return Err("joint probabilities of a systematic draw: in tests/sampling.rs".into());
        }
        "property" => return Err("a simulation of R's own draws: no figure to compare".into()),
        other => panic!("{other}"),
    }
    Ok(())
}

fn strata(standard: &str) -> Vec<Stratum> {
    let table = Table::read("rates.csv");
    let (events, people, standard) = (table.numbers("cases"), table.numbers("pop"), table.numbers(standard));
    let row = |i: usize| Stratum { events: events[i], people: people[i], standard: standard[i] };
    (0..events.len()).map(row).collect()
}

/// The coders of a case, with the levels of its variable in their order.
fn coders(args: &Value) -> Vec<Factor> {
    let table = Table::read("coding.csv");
    let variable = args["var"].as_str().expect("a variable");
    let levels: &[&str] = match variable {
        "theme" => &["bully", "groom", "image", "other"],
        _ => &["1", "2", "3", "4", "5"],
    };
    let code = |cell: &Option<String>| {
        let level = cell.as_ref().and_then(|name| levels.iter().position(|level| level == name));
        level.map_or(Factor::MISSING, |level| level as u32)
    };
    let coder = |name: &Value| {
        let column = format!("{variable}_{}", name.as_str().expect("a coder"));
        let names = levels.iter().map(|level| level.to_string()).collect();
        Factor::with_levels(table.text(&column).iter().map(code).collect(), names)
    };
    args["coders"].as_array().expect("coders").iter().map(coder).collect()
}

/// How many units the cases draw.
const DRAWN: usize = 10;

fn sizes() -> Vec<f64> {
    Table::read("ppsframe.csv").numbers("size")
}
