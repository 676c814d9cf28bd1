//! Every figure of `tests/golden/` that R's `survey` 4.5 computed and
//! `dh::stats` computes too. `tests/golden/README.md` gives the schema and the
//! tolerances.

use std::collections::BTreeMap;

use dh::stats::special::{quadratic_form, student};
use dh::stats::{
    Association, Centre, Contrast, Design, Distance, Estimate, Estimates, Factor, Instead, Lonely, Matrix,
    Method, Missing, Reference, Replicates, Rule, Sample, Sampling, Scheme, Stage, Test, Undefined, Woodruff,
};
use serde_json::Value;

use crate::common::repository;
use crate::golden_others;

const FILES: &[&str] = &[
    "a_weights",
    "b_descriptive",
    "b_glm",
    "b_quantiles",
    "b_tests",
    "b_variants",
    "c_fpc",
    "d_lonely",
    "e_twostage",
    "f_replicates",
    "g_calibration",
    "s_small",
];

/// All cases of `tests/golden/README.md`.
const CASES: usize = 4269;

/// The number of cases compared may grow, not shrink.
const AT_LEAST: usize = 4196;

/// Relative tolerances of the README.
pub(super) const LINEAR: f64 = 1e-10;
pub(super) const INTERVAL: f64 = 1e-9;
/// R's logit is iterated, its own error is of this size.
pub(super) const ITERATED: f64 = 1e-6;
/// R takes the information of a regression at the step before the last; with
/// `epsilon = 1e-15` it agrees to eleven digits.
pub(super) const STEP_BEFORE: f64 = 5e-5;
/// R reads a likelihood interval off a spline through ten points a side.
pub(super) const SPLINE: f64 = 3e-4;
/// Of a small proportion few of them are used. `tests/stats.rs` holds the
/// interval to its equation.
const FEW_POINTS: f64 = 5e-3;

/// A CSV of texts, blank where missing.
pub(super) struct Table {
    columns: BTreeMap<String, Vec<Option<String>>>,
    rows: usize,
}

impl Table {
    pub fn read(file: &str) -> Table {
        let path = repository().join("tests/golden").join(file);
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
        let names: Vec<String> = reader.headers().expect("headers").iter().map(String::from).collect();
        let mut columns: BTreeMap<String, Vec<Option<String>>> =
            names.iter().map(|name| (name.clone(), Vec::new())).collect();
        let mut rows = 0;
        for record in reader.records() {
            for (name, cell) in names.iter().zip(record.expect("a record").iter()) {
                let cell = cell.trim();
                let cell = (!cell.is_empty()).then(|| cell.to_string());
                columns.get_mut(name).expect("a column").push(cell);
            }
            rows += 1;
        }
        Table { columns, rows }
    }

    pub fn text(&self, name: &str) -> &[Option<String>] {
        self.columns.get(name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// NaN where missing.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |cell: &Option<String>| match cell {
            Some(text) => text.parse().unwrap_or_else(|e| panic!("{name}: {text}: {e}")),
            None => f64::NAN,
        };
        self.text(name).iter().map(number).collect()
    }

    /// None if there is text.
    pub fn if_numbers(&self, name: &str) -> Option<Vec<f64>> {
        let number = |cell: &Option<String>| cell.as_ref().map_or(Some(f64::NAN), |text| text.parse().ok());
        self.text(name).iter().map(number).collect()
    }

    pub fn factor(&self, name: &str) -> Factor {
        let rows = self.text(name);
        let numbers: Option<Vec<Option<i64>>> = rows
            .iter()
            .map(|cell| cell.as_ref().map(|text| text.parse().ok()).map_or(Some(None), |n| n.map(Some)))
            .collect();
        match numbers {
            Some(numbers) => Factor::of_numbers(&numbers),
            None => Factor::of(rows),
        }
    }
}

fn design(table: &Table, declared: &Value) -> Design {
    let names = |key: &str| -> Vec<String> {
        let list = declared[key].as_array().expect(key);
        list.iter().map(|v| v.as_str().expect("a name").to_string()).collect()
    };
    let ids: Vec<Option<Factor>> =
        names("ids").iter().map(|id| (id != "~1").then(|| table.factor(id))).collect();
    let strata: Vec<Factor> = names("strata").iter().map(|s| table.factor(s)).collect();
    let fpc: Vec<Vec<f64>> = names("fpc").iter().map(|f| table.numbers(f)).collect();
    let weights = declared["weights"].as_str().map(|w| table.numbers(w));
    let stages = ids.iter().enumerate().map(|(i, units)| Stage {
        units: units.as_ref(),
        strata: strata.get(i),
        fpc: fpc.get(i).map(Vec::as_slice),
    });
    Design::new(&Sampling {
        rows: table.rows,
        weights: weights.as_deref(),
        stages: stages.collect(),
        nest: declared["nest"] == true,
        lonely: match declared["lonely_psu"].as_str().expect("a rule") {
            "fail" => Lonely::Fail,
            "adjust" => Lonely::Adjust,
            "average" => Lonely::Average,
            "certainty" => Lonely::Certainty,
            "remove" => Lonely::Remove,
            other => panic!("{other}"),
        },
        adjust_lonely_domains: declared["adjust_domain_lonely"] == true,
    })
    .unwrap_or_else(|e| panic!("{e:?}"))
}

/// Replicate weights as declared; JKn and JK1 are made, others are read.
fn replicates(table: &Table, design: &Design, declared: &Value) -> Option<Replicates> {
    let kind = declared["replicates"].as_str()?;
    let centre = if declared["mse"] == true { Centre::FullSample } else { Centre::Mean };
    let scheme = match kind {
        "JKn" | "JK1" => return Some(Replicates::jackknife(design, centre).expect("replicates")),
        "BRR" => Scheme::HalfSamples,
        "Fay" => Scheme::Fay { rho: declared["rho"].as_f64().expect("rho") },
        "bootstrap" => Scheme::Bootstrap,
        other => panic!("{other}"),
    };
    let file = Table::read(declared["weights_file"].as_str().expect("a file"));
    let columns: Vec<Vec<f64>> =
        file.columns.keys().filter(|name| *name != "id").map(|name| file.numbers(name)).collect();
    let combined = declared["combined"] != false;
    let weights = table.numbers(declared["weights"].as_str().expect("weights"));
    let read = Replicates::given(&weights, &columns, combined, &scheme, centre);
    Some(read.unwrap_or_else(|e| panic!("{e:?}")))
}

/// The known population of `margins.json`, by level of a column.
fn margins(table: &Table, columns: &[&str]) -> Vec<(Factor, Vec<f64>)> {
    let path = repository().join("tests/golden/margins.json");
    let known: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("margins")).expect("JSON");
    let margin = |column: &&str| {
        let factor = table.factor(column);
        let total = |level: &String| known[*column][level].as_f64().unwrap_or_else(|| panic!("{level}"));
        let totals = factor.names().iter().map(total).collect();
        (factor, totals)
    };
    columns.iter().map(margin).collect()
}

fn borrowed(margins: &[(Factor, Vec<f64>)]) -> Vec<(&Factor, &[f64])> {
    margins.iter().map(|(factor, totals)| (factor, totals.as_slice())).collect()
}

/// The design with the weights its key speaks of.
fn calibrated(table: &Table, drawn: &Design, key: &str) -> Design {
    const PEOPLE: f64 = 76700.0;
    let is = |column: &str, level: &str| -> Vec<f64> {
        table.text(column).iter().map(|cell| f64::from(u8::from(cell.as_deref() == Some(level)))).collect()
    };
    let ones = vec![1.0; table.rows];
    let total = |column: &str, level: &str| {
        let (factor, totals) = margins(table, &[column]).remove(0);
        totals[factor.names().iter().position(|name| name == level).expect("a level")]
    };
    let regression = |distance| {
        let columns = [("sex", "M"), ("agegrp", "14-15"), ("agegrp", "16-17"), ("urban", "1")];
        let mut auxiliaries = vec![ones.clone()];
        auxiliaries.extend(columns.iter().map(|(column, level)| is(column, level)));
        let mut totals = vec![PEOPLE];
        totals.extend(columns.iter().map(|(column, level)| total(column, level)));
        let slices: Vec<&[f64]> = auxiliaries.iter().map(Vec::as_slice).collect();
        drawn.calibrated_to(&slices, &totals, distance)
    };
    match key {
        "g_post" | "g_post_fpc" => {
            let known = margins(table, &["sex", "agegrp"]);
            let (sex, age) = (&known[0], &known[1]);
            let cells: Vec<Option<String>> =
                (0..table.rows).map(|row| Some(format!("{} {}", sex.0.name(row), age.0.name(row)))).collect();
            let cells = Factor::of(&cells);
            let pairs = sex.1.iter().flat_map(|s| age.1.iter().map(move |a| s * a / PEOPLE));
            drawn.post_stratified(&cells, &pairs.collect::<Vec<_>>())
        }
        "g_rake" => drawn.raked(&borrowed(&margins(table, &["sex", "agegrp", "region"]))),
        "g_linear" => regression(Distance::Linear),
        "g_raking_calfun" => regression(Distance::Raking),
        "g_linear_bounds" => regression(Distance::Bounded { low: 0.9, high: 1.18 }),
        "g_logit_bounds" => regression(Distance::Logit { low: 0.8, high: 1.3 }),
        "g_linear_cont" => {
            let (male, age) = (is("sex", "M"), table.numbers("age"));
            let totals = [PEOPLE, total("sex", "M"), PEOPLE * 14.52];
            drawn.calibrated_to(&[&ones, &male, &age], &totals, Distance::Linear)
        }
        _ => return drawn.clone(),
    }
    .unwrap_or_else(|e| panic!("{key}: {e}"))
}

/// What came of one case.
#[derive(Default)]
pub(super) struct Outcome {
    /// No figure is compared closer than this.
    loosest: f64,
    pub figures: usize,
    pub wrong: Vec<String>,
    /// Figures where R's answer is not followed, by reason.
    pub apart: BTreeMap<&'static str, usize>,
}

impl Outcome {
    pub fn apart(&mut self, why: &'static str) {
        *self.apart.entry(why).or_default() += 1;
    }

    /// Ours against R's, relative to `scale` where R's own figure is smaller.
    pub fn near(
        &mut self,
        what: &str,
        ours: &Result<f64, Undefined>,
        theirs: &Value,
        tolerance: f64,
        scale: f64,
    ) {
        self.figures += 1;
        let tolerance = tolerance.max(self.loosest);
        match (ours, theirs.as_f64()) {
            (Ok(ours), Some(theirs)) => {
                if (ours - theirs).abs() > tolerance * theirs.abs().max(scale) {
                    let off = (ours - theirs).abs() / theirs.abs().max(scale);
                    self.wrong.push(format!("{what}: {ours:?} for {theirs:?} ({off:.1e})"));
                }
            }
            (Err(_), None) => {}
            (ours, _) => self.wrong.push(format!("{what}: {ours:?} for {theirs}")),
        }
    }

    pub fn failed(&mut self, what: &str, ours: Result<impl std::fmt::Debug, Undefined>, theirs: &Value) {
        self.figures += 1;
        let message = theirs["error"].as_str().unwrap_or_default();
        // What our reason must be for R's.
        let same = match &ours {
            Err(Undefined::LonelyUnits { strata, .. }) => {
                message.contains("only one PSU") && strata == &["S12".to_string()]
            }
            // Both faults are there: R sees the stratum first, we the rows.
            Err(Undefined::MissingValues { .. }) => {
                ["only one PSU", "All replicates contained NAs", "NA/NaN/Inf in foreign"]
                    .iter()
                    .any(|part| message.contains(part))
            }
            _ => false,
        };
        if !same {
            self.wrong.push(format!("{what}: {ours:?} for R's error {message}"));
        }
    }
}

pub(super) struct Case<'a> {
    pub key: &'a str,
    /// Before calibration.
    pub drawn: &'a Design,
    pub table: &'a Table,
    pub sample: &'a dyn Sample,
    replicates: Option<&'a Replicates>,
    pub args: &'a Value,
    pub out: &'a Value,
    missing: Missing,
}

impl Case<'_> {
    pub fn name(&self, key: &str) -> &str {
        self.args[key].as_str().unwrap_or_else(|| panic!("no {key}"))
    }

    /// Compares a case; the error is why it cannot be.
    fn compare(&self, stat: &str) -> Result<Outcome, String> {
        // R stops these weights at 1e-10 of the totals.
        let stopped = ["g_rake", "g_linear_bounds", "g_logit_bounds", "g_jkn_rake"].contains(&self.key);
        let mut outcome = Outcome { loosest: if stopped { 1e-8 } else { 0.0 }, ..Outcome::default() };
        let variable = |key: &str| self.table.numbers(self.name(key));
        let domain = self.sample;
        match stat {
            "total" => self.estimates(&mut outcome, one(domain.total(&variable("var"), self.missing))),
            "mean" => self.estimates(&mut outcome, one(domain.mean(&variable("var"), self.missing))),
            "mean_multi" => {
                let names = self.args["vars"].as_array().expect("vars");
                let columns: Vec<Vec<f64>> =
                    names.iter().map(|v| self.table.numbers(v.as_str().expect("a name"))).collect();
                let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                self.estimates(&mut outcome, domain.means(&slices, self.missing));
            }
            "mean_factor" => {
                let factor = self.table.factor(self.name("var"));
                self.estimates(&mut outcome, domain.proportions(&factor, self.missing));
            }
            "total_factor" => {
                let factor = self.table.factor(self.name("var"));
                self.estimates(&mut outcome, domain.counts(&factor, self.missing));
            }
            "var" => match domain.spread(&variable("var"), self.missing) {
                Ok(_) | Err(_) if self.out.get("error").is_some() => {
                    outcome.failed("var", domain.spread(&variable("var"), self.missing), self.out)
                }
                spread => {
                    outcome.near("est", &spread.clone().map(|e| e.value), &self.out["est"], LINEAR, 0.0);
                    outcome.near("se", &spread.map(|e| e.se()), &self.out["se"], LINEAR, 0.0);
                }
            },
            "ratio" => self.ratio(&mut outcome),
            "svyby_mean" => self.by(&mut outcome),
            "ciprop" => self.proportion(&mut outcome),
            "contrast" => self.contrast(&mut outcome),
            "quantile" => self.quantile(&mut outcome)?,
            "quantile_point" => {
                let rule = rule(self.name("qrule"))?;
                let p = floats(&self.args["p"]);
                let ours = domain
                    .rows()
                    .quantile_values(&variable("var"), &p, rule, self.missing)
                    .expect("quantiles");
                for (i, value) in ours.into_iter().enumerate() {
                    outcome.near(&format!("p = {}", p[i]), &Ok(value), &self.out["est"][i], LINEAR, 0.0);
                }
            }
            "kish" => {
                let kish = domain.rows().kish().expect("weights");
                outcome.near("n", &Ok(kish.rows as f64), &self.out["n"], 0.0, 0.0);
                outcome.near("n_eff", &Ok(kish.effective), &self.out["n_eff"], LINEAR, 0.0);
                outcome.near("deff_w", &Ok(kish.deff), &self.out["deff_w"], LINEAR, 0.0);
                if self.out.get("df").is_some() {
                    outcome.near("sum_w", &Ok(kish.weight), &self.out["sum_w"], LINEAR, 0.0);
                    let df = domain.degrees_of_freedom() as f64;
                    outcome.near("df", &Ok(df), &self.out["df"], 0.0, 0.0);
                }
            }
            "weights" => {
                for (row, weight) in domain.rows().design().weights().iter().enumerate() {
                    outcome.near(&format!("row {row}"), &Ok(*weight), &self.out["w"][row], 1e-14, 0.0);
                }
            }
            "table" => {
                let (rows, columns) =
                    (self.table.factor(self.name("rows")), self.table.factor(self.name("cols")));
                let ours = domain.crosstab(&rows, &columns).expect("a table");
                // R raises the table of a replicate design to all weights, also
                // of the rows it leaves out.
                let sum: f64 = ours.weighted.iter().flatten().sum();
                let raised = if self.replicates.is_some() { domain.rows().weight() / sum } else { 1.0 };
                for (r, row) in ours.weighted.iter().enumerate() {
                    for (c, count) in row.iter().enumerate() {
                        outcome.near(
                            &format!("count {r} {c}"),
                            &Ok(count * raised),
                            &self.out["counts"][r][c],
                            LINEAR,
                            0.0,
                        );
                        let count = ours.unweighted[r][c] as f64;
                        outcome.near(
                            &format!("n {r} {c}"),
                            &Ok(count),
                            &self.out["unweighted"][r][c],
                            0.0,
                            0.0,
                        );
                    }
                }
            }
            "calibration_summary" => {
                let (new, old) = (domain.rows().design().weights(), self.drawn.weights());
                let factors: Vec<f64> = new.iter().zip(old).map(|(new, old)| new / old).collect();
                let tolerance = match self.key {
                    "g_linear" | "g_raking_calfun" | "g_linear_cont" | "g_post" | "g_post_fpc" => 1e-9,
                    _ => 1e-7,
                };
                let mut near = |what: &str, ours: f64, theirs: &Value| {
                    outcome.near(what, &Ok(ours), theirs, tolerance, 0.0);
                };
                near("sum", new.iter().sum(), &self.out["sum"]);
                near("min", factors.iter().copied().fold(f64::INFINITY, f64::min), &self.out["min_g"]);
                near("max", factors.iter().copied().fold(0.0, f64::max), &self.out["max_g"]);
                near("mean", factors.iter().sum::<f64>() / factors.len() as f64, &self.out["mean_g"]);
                near("n_eff", domain.rows().kish().expect("weights").effective, &self.out["n_eff"]);
                let all = Table::read("g_weights.csv");
                if all.columns.contains_key(self.key) {
                    for (row, weight) in all.numbers(self.key).into_iter().enumerate() {
                        near(&format!("row {row}"), new[row], &weight.into());
                    }
                }
            }
            "chisq" => self.association(&mut outcome)?,
            "ttest_one" => self.t_test(&mut outcome, domain.t_test(&variable("y"), Missing::Drop)),
            "ttest_two" => {
                let by = self.table.factor(self.name("group"));
                self.t_test(&mut outcome, domain.t_test_between(&variable("y"), &by, Missing::Drop));
            }
            "glm" => self.glm(&mut outcome),
            "ranktest" => self.rank_test(&mut outcome),
            "kappa" => {
                let (rows, columns) =
                    (self.table.factor(self.name("rows")), self.table.factor(self.name("cols")));
                let ours = domain.kappa(&rows, &columns).expect("kappa");
                outcome.near("est", &Ok(ours.value), &self.out["est"], LINEAR, 0.0);
                outcome.near("se", &Ok(ours.se()), &self.out["se"], LINEAR, 0.0);
            }
            "cralpha" => {
                let names = self.args["vars"].as_array().expect("vars");
                let items: Vec<Vec<f64>> =
                    names.iter().map(|v| self.table.numbers(v.as_str().expect("a name"))).collect();
                let items: Vec<&[f64]> = items.iter().map(Vec::as_slice).collect();
                outcome.near("alpha", &domain.cronbach(&items), &self.out["alpha"], LINEAR, 0.0);
            }
            "gofchisq" => self.goodness(&mut outcome),
            "standardize" => {
                let (by, over) = (self.table.factor(self.name("by")), self.table.factor(self.name("over")));
                let variable = variable("var");
                let shares = floats(&self.args["population"]);
                let complete = domain.rows().narrow(|row| !variable[row].is_nan());
                let design = complete.standardised(&by, Some(&over), &shares).expect("weights");
                for (i, level) in self.out["levels"].as_array().expect("levels").iter().enumerate() {
                    let group = design.domain(|row| over.name(row) == level.as_str().expect("a level"));
                    let ours = group.mean(&variable, Missing::Drop).expect("a mean");
                    outcome.near("est", &Ok(ours.value), &self.out["est"][i], LINEAR, 0.0);
                    outcome.near("se", &Ok(ours.se()), &self.out["se"][i], LINEAR, 0.0);
                }
            }
            "quantile_old" => return Err("quantile_old: a rule R itself has given up".into()),
            other => panic!("{other}"),
        }
        Ok(outcome)
    }

    fn estimates(&self, outcome: &mut Outcome, ours: Result<Estimates, Undefined>) {
        if self.out.get("error").is_some() {
            return outcome.failed("estimate", ours, self.out);
        }
        let ours = match ours {
            Ok(ours) => ours,
            Err(why) => {
                outcome.figures += 1;
                if !self.out["est"][0].is_null() {
                    outcome.wrong.push(format!("{why:?} for {}", self.out["est"]));
                }
                return;
            }
        };
        let out = self.out;
        assert_eq!(ours.each.len(), out["est"].as_array().expect("est").len());
        for (i, e) in ours.each.iter().enumerate() {
            let scale = e.value.abs();
            outcome.near("est", &Ok(e.value), &out["est"][i], LINEAR, 0.0);
            // A variance of exactly zero is 1e-17 or so in R.
            let noise = e.variance == 0.0;
            let floor = if noise { scale } else { 0.0 };
            outcome.near("se", &Ok(e.se()), &out["se"][i], LINEAR, floor);
            if e.value == 0.0 {
                outcome.apart("R divides by an estimate of 0");
                assert_eq!(e.cv(), Err(Undefined::ValueIsZero));
            } else {
                outcome.near("cv", &e.cv(), &out["cv"][i], LINEAR, if noise { 1.0 } else { 0.0 });
            }
            outcome.near("df", &Ok(e.df as f64), &out["df"], 0.0, 0.0);
            intervals(outcome, &out["ci_t"][i], "ci_t", e.interval(0.95, Reference::T), scale);
            intervals(outcome, &out["ci_z"][i], "ci_z", e.interval(0.95, Reference::Z), scale);
            intervals(outcome, &out["ci_t90"][i], "ci_t90", e.interval(0.90, Reference::T), scale);
            self.deff(outcome, e, &out["deff"], i);
        }
        matrix(outcome, &ours.covariance, &out["vcov"]);
    }

    fn deff(&self, outcome: &mut Outcome, e: &Estimate, theirs: &Value, i: usize) {
        if theirs.is_null() {
            return;
        }
        let ours = match self.args["deff"].as_str() {
            Some("replace") => e.deff_replace.clone(),
            _ => e.deff.clone().map(|deff| deff.value),
        };
        if ours == Err(Undefined::NoSpread) {
            // 0/0: R gives NaN, Inf or the quotient of two rounding errors.
            return outcome.apart("R divides by a simple variance of 0");
        }
        let floor = if e.variance == 0.0 { 1.0 } else { 0.0 };
        outcome.near("deff", &ours, &theirs[i], LINEAR, floor);
    }

    fn ratio(&self, outcome: &mut Outcome) {
        let numerator = self.table.numbers(self.name("num"));
        let denominator = self.table.numbers(self.name("den"));
        let ours = self.sample.ratio(&numerator, &denominator, self.missing);
        let out = self.out;
        if out.get("error").is_some() {
            return outcome.failed("ratio", ours, out);
        }
        match ours {
            Ok(e) => {
                outcome.near("est", &Ok(e.value), &out["est"], LINEAR, 0.0);
                outcome.near("se", &Ok(e.se()), &out["se"], LINEAR, 0.0);
                outcome.near("df", &Ok(e.df as f64), &out["df"], 0.0, 0.0);
                intervals(outcome, &out["ci_t"][0], "ci_t", e.interval(0.95, Reference::T), e.value.abs());
                if out.get("ci_z").is_some() {
                    intervals(
                        outcome,
                        &out["ci_z"][0],
                        "ci_z",
                        e.interval(0.95, Reference::Z),
                        e.value.abs(),
                    );
                }
                if !out["deff"].is_null() {
                    outcome.near("deff", &e.deff.map(|d| d.value), &out["deff"], LINEAR, 0.0);
                }
            }
            Err(why) => outcome.near("est", &Err(why), &out["est"], LINEAR, 0.0),
        }
    }

    fn by(&self, outcome: &mut Outcome) {
        let variable = self.table.numbers(self.name("var"));
        let factor = self.table.factor(self.name("by"));
        let out = self.out;
        if out.get("error").is_some() {
            let ours = self.sample.mean_by(&variable, &factor, self.missing).and_then(|g| g.estimates());
            return outcome.failed("by", ours, out);
        }
        let ours = self.sample.mean_by(&variable, &factor, self.missing).expect("groups");
        if out["est"][0].is_null() && self.sample.rows().design().is_calibrated() {
            // R only takes the weight of missing rows away, and then adds NaN.
            return outcome.apart("svyby on a calibrated design with missing values: NaN in R");
        }
        let whole = self.sample.degrees_of_freedom();
        for (i, level) in ours.levels.iter().enumerate() {
            assert_eq!(factor.names()[*level], out["levels"][i].as_str().expect("a level"));
            let e = ours.each[*level].as_ref().expect("an estimate");
            outcome.near("est", &Ok(e.value), &out["est"][i], LINEAR, 0.0);
            outcome.near("se", &Ok(e.se()), &out["se"][i], LINEAR, 0.0);
            intervals(outcome, &out["ci_z"][i], "ci_z", e.interval(0.95, Reference::Z), e.value.abs());
            let full = Contrast { value: e.value, variance: e.variance, df: whole };
            intervals(
                outcome,
                &out["ci_full_df"][i],
                "ci_full_df",
                full.interval(0.95, Reference::T),
                e.value.abs(),
            );
        }
        matrix(outcome, ours.covariance.as_ref().expect("covariances"), &out["vcov"]);
    }

    fn proportion(&self, outcome: &mut Outcome) {
        let variable = self.table.numbers(self.name("var"));
        let ours = self.sample.mean(&variable, self.missing);
        let df = self.sample.degrees_of_freedom() as f64;
        outcome.near("df", &Ok(df), &self.out["df"], 0.0, 0.0);
        for (name, theirs) in self.out.as_object().expect("methods") {
            let (method, level, reference, tolerance) = match name.as_str() {
                "df" => continue,
                "likelihood" => (Method::Likelihood, 0.95, Reference::T, FEW_POINTS),
                "mean" => (Method::Wald, 0.95, Reference::T, INTERVAL),
                "asin" => (Method::Arcsine, 0.95, Reference::T, INTERVAL),
                "beta" => (Method::Beta, 0.95, Reference::T, INTERVAL),
                "wilson" => (Method::Wilson, 0.95, Reference::T, INTERVAL),
                "xlogit" => (Method::Logit, 0.95, Reference::T, INTERVAL),
                "logit" => (Method::Logit, 0.95, Reference::T, ITERATED),
                "logit_dfInf" => (Method::Logit, 0.95, Reference::Z, ITERATED),
                "logit_90" => (Method::Logit, 0.90, Reference::T, ITERATED),
                other => panic!("{other}"),
            };
            let on_odds = name.starts_with("logit") || name == "likelihood";
            if on_odds && self.replicates.is_some() {
                outcome.apart(
                    "logit and likelihood over replicates: R lets the log odds vary, here the delta method",
                );
                continue;
            }
            let all_alike = ours.as_ref().is_ok_and(|e| e.value == 0.0 || e.value == 1.0);
            if method == Method::Likelihood && all_alike {
                outcome.apart("0 % or 100 %: R gives NaN, or an interval of no width");
                continue;
            }
            if theirs.get("error").is_some() {
                outcome.failed(name, ours.clone(), theirs);
                continue;
            }
            let e = ours.as_ref().expect("an estimate");
            let mut as_r = e.clone();
            if method == Method::Likelihood {
                // R's is that of a regression, whose dispersion is in it.
                let rows = self.sample.rows().len() as f64;
                let share = e.weighted_base / self.sample.rows().weight();
                let n = e.base as f64;
                let calibrated = self.sample.rows().design().is_calibrated();
                as_r.variance *= match self.replicates {
                    None if calibrated => share * n / (n - 1.0),
                    _ => share * rows / (n - 1.0),
                };
                if theirs["lo"].is_null() {
                    outcome.apart("R's curve of the likelihood ends before the bound");
                    continue;
                }
            }
            let interval = as_r.proportion_interval(method, level, reference);
            if let Ok(interval) = interval
                && interval.instead.is_some()
            {
                assert!(interval.instead == Some(Instead::ClopperPearson) && interval.low < interval.high);
                outcome.apart("0 % or 100 %: R gives NaN, or an interval of no width");
                continue;
            }
            if theirs.get("est").is_some() {
                let iterated = ["logit", "likelihood"].contains(&name.as_str());
                let se = if iterated { ITERATED } else { LINEAR };
                outcome.near(&format!("{name} est"), &Ok(e.value), &theirs["est"], se, 0.0);
                outcome.near(&format!("{name} se"), &Ok(e.se()), &theirs["se"], LINEAR, 0.0);
            }
            if name == "asin" && interval.as_ref().is_ok_and(|i| i.low == 0.0 || i.high == 1.0) {
                // R takes the sine of an angle below 0 or beyond a right angle.
                let t = student::quantile(0.975, e.df as f64).expect("a quantile");
                let (angle, margin) =
                    (e.value.sqrt().asin(), t * e.se() / (2.0 * (e.value * (1.0 - e.value)).sqrt()));
                assert!(angle < margin || angle + margin > std::f64::consts::FRAC_PI_2);
                outcome.near(
                    "asin turned",
                    &Ok((angle - margin).sin().powi(2)),
                    &theirs["lo"],
                    ITERATED,
                    0.0,
                );
                outcome.near(
                    "asin turned",
                    &Ok((angle + margin).sin().powi(2)),
                    &theirs["hi"],
                    ITERATED,
                    0.0,
                );
                outcome.apart("R's arcsine interval turns back at 0 % or 100 %");
                continue;
            }
            for (side, bound) in [("lo", interval.clone().map(|i| i.low)), ("hi", interval.map(|i| i.high))] {
                outcome.near(&format!("{name} {side}"), &bound, &theirs[side], tolerance, 0.0);
            }
        }
    }

    /// The quantile itself over the replicates.
    fn quantile_again(&self, outcome: &mut Outcome) -> Result<(), String> {
        let variable = self.table.numbers(self.name("var"));
        let p = floats(&self.args["p"]);
        let replicates = self.replicates.expect("replicate weights").everyone();
        let ours = replicates.quantiles_again(&variable, &p, rule(self.name("qrule"))?, self.missing);
        for (i, e) in ours.expect("quantiles").each.iter().enumerate() {
            outcome.near("est", &Ok(e.value), &self.out["est"][i], LINEAR, 0.0);
            outcome.near("se", &Ok(e.se()), &self.out["se"][i], LINEAR, 0.0);
            let interval = e.interval(0.95, Reference::T);
            outcome.near("low", &interval.clone().map(|i| i.low), &self.out["ci_lo"][i], INTERVAL, e.value);
            outcome.near("high", &interval.map(|i| i.high), &self.out["ci_hi"][i], INTERVAL, e.value);
        }
        Ok(())
    }

    fn association(&self, outcome: &mut Outcome) -> Result<(), String> {
        let (rows, columns) = (self.table.factor(self.name("rows")), self.table.factor(self.name("cols")));
        // The Wald statistic of a table with empty cells hangs on a matrix that
        // is nearly singular.
        let (test, tolerance) = match self.name("statistic") {
            "F" => (Test::RaoScott, INTERVAL),
            "Chisq" => (Test::FirstOrder, INTERVAL),
            "Wald" => (Test::Wald, 1e-8),
            "adjWald" => (Test::AdjustedWald, 1e-8),
            "lincom" | "saddlepoint" => (Test::Exact, INTERVAL),
            other => {
                return Err(format!(
                    "chisq: {other}: R takes a chi-square over the squared number of rows for an F"
                ));
            }
        };
        let ours = self.sample.association(&rows, &columns, test);
        let out = self.out;
        if out.get("error").is_some() {
            outcome.failed("test", ours, out);
            return Ok(());
        }
        let field = |f: fn(&Association) -> Option<f64>| ours.clone().map(|a| f(&a).expect("a number"));
        outcome.near("statistic", &field(|a| Some(a.statistic)), &out["statistic"], tolerance, 0.0);
        if test == Test::Exact {
            // R was without CompQuadForm: both are its saddlepoint, with the
            // denominator's degrees of freedom cut to whole ones.
            let ours = ours.expect("a test");
            let df = ours.denominator_df.expect("a denominator");
            let x = ours.statistic * df.trunc() / df;
            let theirs =
                quadratic_form::saddlepoint(&ours.eigenvalues, x, df.trunc()).expect("a probability");
            // For replicate designs R leaves out the denominator.
            let theirs = match self.replicates {
                Some(_) => quadratic_form::saddlepoint(&ours.eigenvalues, ours.statistic, f64::INFINITY)
                    .expect("a probability"),
                None => theirs,
            };
            outcome.near("saddlepoint p", &Ok(theirs), &out["p"], 1e-4, 0.0);
            outcome.near("exact p", &Ok(ours.p), &out["p"], 0.1, 0.0);
            outcome.apart("p of lincom: integrated here, a saddlepoint in R");
            return Ok(());
        }
        outcome.near("p", &field(|a| Some(a.p)), &out["p"], tolerance, 0.0);
        let parameters = out["parameter"].as_array().expect("a list");
        if let Some(df) = parameters.first() {
            outcome.near("df", &field(|a| Some(a.df)), df, INTERVAL, 0.0);
        }
        if let Some(df) = parameters.get(1) {
            outcome.near("denominator df", &field(|a| a.denominator_df), df, INTERVAL, 0.0);
        }
        Ok(())
    }

    fn t_test(&self, outcome: &mut Outcome, ours: Result<Contrast, Undefined>) {
        let (ours, out) = (ours.expect("a test"), self.out);
        outcome.near("t", &ours.statistic(), &out["t"], INTERVAL, 0.0);
        outcome.near("df", &Ok(ours.df as f64), &out["df"], 0.0, 0.0);
        outcome.near("p", &ours.p_value(Reference::T), &out["p"], INTERVAL, 0.0);
        outcome.near("est", &Ok(ours.value), &out["est"], LINEAR, 0.0);
        intervals(outcome, &out["ci"], "ci", ours.interval(0.95, Reference::T), ours.value.abs());
    }

    fn contrast(&self, outcome: &mut Outcome) {
        let variable = self.table.numbers(self.name("var"));
        let factor = self.table.factor(self.name("by"));
        let ours = self.sample.mean_by(&variable, &factor, self.missing).expect("groups");
        let estimates = ours.estimates().expect("covariances");
        let difference = estimates.difference(0, 1, ours.df).expect("a difference");
        let ratio = estimates.log_ratio(0, 1, ours.df).expect("a ratio");
        let out = self.out;
        outcome.near("diff", &Ok(difference.value), &out["diff"], LINEAR, 0.0);
        outcome.near("se", &Ok(difference.se()), &out["se"], LINEAR, 0.0);
        outcome.near("df", &Ok(difference.df as f64), &out["df"], 0.0, 0.0);
        outcome.near("z", &difference.statistic(), &out["z"], INTERVAL, 0.0);
        outcome.near("p_t", &difference.p_value(Reference::T), &out["p_t"], INTERVAL, 0.0);
        outcome.near("p_z", &difference.p_value(Reference::Z), &out["p_z"], INTERVAL, 0.0);
        outcome.near("log_ratio", &Ok(ratio.value), &out["log_ratio"], LINEAR, 0.0);
        outcome.near("se_log_ratio", &Ok(ratio.se()), &out["se_log_ratio"], LINEAR, 0.0);
    }

    fn quantile(&self, outcome: &mut Outcome) -> Result<(), String> {
        let variable = self.table.numbers(self.name("var"));
        if self.name("interval_type") == "quantile" {
            return self.quantile_again(outcome);
        }
        let method = match self.name("interval_type") {
            "mean" => Method::Wald,
            "beta" => Method::Beta,
            "xlogit" => Method::Logit,
            "asin" => Method::Arcsine,
            "score" => return Err("quantile: R's score interval fails where values repeat".into()),
            other => panic!("{other}"),
        };
        let p = floats(&self.args["p"]);
        let rule = rule(self.name("qrule"))?;
        let ours = self
            .sample
            .quantiles(&variable, &p, Woodruff { rule, method, level: 0.95 }, self.missing)
            .expect("quantiles");
        for (i, q) in ours.iter().enumerate() {
            let what = |w: &str| format!("p = {} {w}", p[i]);
            outcome.near(&what("est"), &Ok(q.value), &self.out["est"][i], LINEAR, 0.0);
            if q.instead.is_some() && self.out["ci_lo"][i].as_f64().is_none() {
                outcome.apart("all at or below the quantile: R gives NaN");
                continue;
            }
            let lowest =
                self.sample.rows().quantile_values(&variable, &[0.0], rule, self.missing).expect("a value")
                    [0];
            if self.name("qrule") == "school" && q.low == Ok(lowest) && self.out["ci_lo"][i] != lowest {
                // Below the first weight there is nothing to take a middle with.
                let mut values = variable.clone();
                values.retain(|v| !v.is_nan());
                values.sort_by(f64::total_cmp);
                assert_eq!(self.out["ci_lo"][i], (values[0] + values[1]) / 2.0);
                outcome.apart("R's middle of the two lowest values for a share below the first");
                continue;
            }
            outcome.near(&what("low"), &q.low, &self.out["ci_lo"][i], INTERVAL, 0.0);
            outcome.near(&what("high"), &q.high, &self.out["ci_hi"][i], INTERVAL, 0.0);
            outcome.near(&what("se"), &q.se, &self.out["se"][i], INTERVAL, 0.0);
        }
        // The file gives those of the design; the interval uses those of the
        // rows with a value, in R as here.
        let df = self.sample.degrees_of_freedom() as f64;
        outcome.near("df", &Ok(df), &self.out["df"], 0.0, 0.0);
        Ok(())
    }
}

fn one(estimate: Result<Estimate, Undefined>) -> Result<Estimates, Undefined> {
    let estimate = estimate?;
    let mut covariance = Matrix::zeros(1);
    covariance.set(0, 0, estimate.variance);
    Ok(Estimates { each: vec![estimate], covariance })
}

pub(super) fn floats(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn rule(name: &str) -> Result<Rule, String> {
    Ok(match name {
        "math" | "hf1" => Rule::Hf1,
        "school" | "hf2" => Rule::Hf2,
        "hf4" => Rule::Hf4,
        "hf5" => Rule::Hf5,
        "hf6" => Rule::Hf6,
        "hf7" => Rule::Hf7,
        "hf8" => Rule::Hf8,
        "hf9" => Rule::Hf9,
        "hf3" => return Err("quantile: rule hf3 asks whether the place of a value is even".into()),
        "shahvaish" => return Err("quantile: rule shahvaish in R hangs on the scale of the weights".into()),
        other => panic!("{other}"),
    })
}

fn intervals(
    outcome: &mut Outcome,
    theirs: &Value,
    what: &str,
    ours: Result<dh::stats::Interval, Undefined>,
    scale: f64,
) {
    // The bound nearer to zero is a difference of larger numbers.
    outcome.near(&format!("{what} low"), &ours.clone().map(|i| i.low), &theirs[0], INTERVAL, scale);
    outcome.near(&format!("{what} high"), &ours.map(|i| i.high), &theirs[1], INTERVAL, scale);
}

fn matrix(outcome: &mut Outcome, ours: &Matrix, theirs: &Value) {
    for i in 0..ours.size() {
        for j in 0..ours.size() {
            // Covariances cancel: they are as good as the variances.
            let scale = (ours.get(i, i) * ours.get(j, j)).sqrt();
            let zero = if scale == 0.0 { 1.0 } else { scale };
            outcome.near(&format!("vcov {i} {j}"), &Ok(ours.get(i, j)), &theirs[i][j], LINEAR, zero);
        }
    }
}

#[test]
fn estimates_are_those_of_r_survey() {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let (mut cases, mut compared, mut figures) = (0, 0, 0);
    let mut skipped: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut apart: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for file in FILES {
        let path = repository().join(format!("tests/golden/{file}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
        let golden: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
        for (key, declared) in golden["designs"].as_object().expect("designs") {
            let mine: Vec<&Value> = golden["cases"]
                .as_array()
                .expect("cases")
                .iter()
                .filter(|c| c["design"] == key.as_str())
                .collect();
            cases += mine.len();
            let id = |case: &Value| case["id"].as_str().expect("an id").to_string();
            let data = declared["data"].as_str().expect("data");
            let table = tables.entry(data.to_string()).or_insert_with(|| Table::read(data));
            let mut declared = declared.clone();
            // Their declarations leave out what their notes say.
            match key.as_str() {
                "g_post_fpc" => declared["fpc"] = serde_json::json!(["fpc"]),
                "g_jkn_rake" => declared["replicates"] = "JKn".into(),
                _ => {}
            }
            let drawn = design(table, &declared);
            let mut replicates = replicates(table, &drawn, &declared);
            let design = match key.as_str() {
                "g_jkn_rake" => {
                    let margins = margins(table, &["sex", "agegrp", "region"]);
                    let raked = replicates.expect("replicates").raked(&borrowed(&margins));
                    replicates = Some(raked.expect("weights"));
                    drawn.clone()
                }
                "g_trim" => {
                    calibrated(table, &drawn, "g_rake").trimmed(f64::NEG_INFINITY, 150.0).expect("weights")
                }
                _ => calibrated(table, &drawn, key),
            };
            for case in mine {
                let args = &case["args"];
                let cells = match declared["domain"].as_str().and_then(|so| so.split_once("==")) {
                    Some((by, level)) => Some((table.text(by), level)),
                    None => args["domain"]
                        .as_str()
                        .map(|by| (table.text(by), args["level"].as_str().expect("a level"))),
                };
                let so = |row: usize| cells.is_none_or(|(cells, level)| cells[row].as_deref() == Some(level));
                let sample: Box<dyn Sample> = match &replicates {
                    Some(replicates) => Box::new(replicates.domain(so)),
                    None => Box::new(design.domain(so)),
                };
                let missing = if args["na_rm"] == false { Missing::Refuse } else { Missing::Drop };
                let replicates = replicates.as_ref();
                let case_ = Case {
                    key,
                    drawn: &drawn,
                    table,
                    sample: &*sample,
                    replicates,
                    args,
                    out: &case["out"],
                    missing,
                };
                match case_.compare(case["stat"].as_str().expect("a stat")) {
                    Ok(outcome) => {
                        compared += 1;
                        figures += outcome.figures;
                        for (why, count) in outcome.apart {
                            *apart.entry(why).or_default() += count;
                        }
                        let place = format!("{file} {} {} {args}", id(case), case["stat"]);
                        wrong.extend(outcome.wrong.iter().map(|w| format!("{place}: {w}")));
                    }
                    Err(reason) => skipped.entry(reason).or_default().push(id(case)),
                }
            }
        }
    }
    let others = golden_others::compare();
    cases += others.cases;
    compared += others.compared;
    figures += others.figures;
    wrong.extend(others.wrong);
    skipped.extend(others.skipped);
    others.apart.into_iter().for_each(|(why, count)| *apart.entry(why).or_default() += count);
    // `special.rs` compares every one of these, and fails on one that differs.
    let special = std::fs::read_to_string(repository().join("tests/golden/special_functions.json"));
    let special: Value = serde_json::from_str(&special.expect("special functions")).expect("JSON");
    let special = special["cases"].as_array().expect("cases").len();
    cases += special;
    compared += special;
    println!("{compared} of {cases} golden cases compared, {figures} figures");
    let listed: usize = skipped.values().map(Vec::len).sum();
    assert_eq!((cases, compared + listed), (CASES, CASES), "every case is compared or listed");
    for (why, count) in &apart {
        println!("  {count} figures apart: {why}");
    }
    for (reason, ids) in &skipped {
        println!("  {} cases skipped: {reason}: {}", ids.len(), ids.join(" "));
    }
    let shown = wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} figures differ:\n{shown}", wrong.len());
    assert!(compared >= AT_LEAST, "{compared} cases compared, {AT_LEAST} were before");
}
