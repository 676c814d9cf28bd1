//! Golden figures of regressions and of tests beside them: the part of
//! `golden.rs` that compares those.

use std::collections::BTreeMap;

use dh::stats::special::{chi_squared, normal, quadratic_form};
use dh::stats::{
    Centre, Design, Factor, Family, Fit, Formula, Matrix, Missing, Model, ModelError, Reference, Replicates,
    Sampling, Scores, Stage, TermTest, Undefined, Variable,
};

use crate::golden::{Case, INTERVAL, ITERATED, Outcome, SPLINE, STEP_BEFORE, Table, floats};

impl Case<'_> {
    pub fn rank_test(&self, outcome: &mut Outcome) {
        let (variable, by) = (self.table.numbers(self.name("y")), self.table.factor(self.name("group")));
        let scores = match self.name("test") {
            "wilcoxon" | "KruskalWallis" => Scores::Ranks,
            "vanderWaerden" => Scores::Normal,
            "median" => Scores::Median,
            other => panic!("{other}"),
        };
        let ours = self.sample.rank_test(&variable, &by, scores).expect("a test");
        let by_row = self.sample.score_test(&self.scores_of_r(&variable, &by, scores), &by).expect("a test");
        let out = self.out;
        if by.names().len() == 2 {
            let difference = by_row.difference.expect("two groups");
            outcome.near("t", &Ok(by_row.statistic), &out["statistic"], INTERVAL, 0.0);
            outcome.near("difference", &Ok(difference.value), &out["estimate"][0], INTERVAL, 0.0);
            outcome.near("df", &Ok(by_row.denominator_df as f64), &out["parameter"][0], 0.0, 0.0);
        } else {
            // R puts the statistic where the parameter belongs, and the other
            // way round.
            let chi = by_row.statistic * by_row.df as f64;
            outcome.near("chi-square", &Ok(chi), &out["parameter"][0], INTERVAL, 0.0);
            outcome.near("df", &Ok(by_row.df as f64), &out["statistic"], 0.0, 0.0);
        }
        outcome.near("p", &Ok(by_row.p), &out["p"][0], INTERVAL, 0.0);
        // Our ranks of ties do not hang on the order of rows.
        let theirs = out[if by.names().len() == 2 { "statistic" } else { "parameter" }].clone();
        let theirs = theirs.as_f64().or(theirs[0].as_f64()).expect("a number");
        let ours = if by.names().len() == 2 { ours.statistic } else { ours.statistic * ours.df as f64 };
        assert!((ours / theirs - 1.0).abs() < 0.1, "{ours} for {theirs}");
        outcome.apart("R ranks ties by the order of rows; compared with its ranks");
    }

    /// The scores of `svyranktest`: tied rows have the plain mean of what their
    /// order gives them.
    fn scores_of_r(&self, variable: &[f64], by: &Factor, scores: Scores) -> Vec<f64> {
        let weights = self.drawn.weights();
        let used = |row: &usize| !variable[*row].is_nan() && by.level(*row).is_some();
        let mut order: Vec<usize> = (0..variable.len()).filter(used).collect();
        order.sort_by(|a, b| variable[*a].total_cmp(&variable[*b]));
        let total: f64 = order.iter().map(|row| weights[*row]).sum();
        let (mut out, mut below) = (vec![f64::NAN; variable.len()], 0.0);
        for ties in order.chunk_by(|a, b| variable[*a] == variable[*b]) {
            let mut places = 0.0;
            for row in ties {
                places += below + weights[*row] / 2.0;
                below += weights[*row];
            }
            let rank = places / ties.len() as f64 / total;
            for row in ties {
                out[*row] = match scores {
                    Scores::Ranks => rank,
                    Scores::Normal => normal::quantile(rank).expect("a quantile"),
                    Scores::Median => f64::from(u8::from(rank > 0.5)),
                };
            }
        }
        out
    }

    pub fn goodness(&self, outcome: &mut Outcome) {
        let factor = self.table.factor(self.name("var"));
        let shares = floats(&self.args["p"]);
        let ours = self.sample.goodness_of_fit(&factor, &shares).expect("a test");
        let counts = self.sample.counts(&factor, Missing::Drop).expect("counts");
        let people: f64 = counts.each.iter().map(|e| e.value).sum();
        // On the scale of people, as R leaves it.
        let scaled = ours.pearson * people / ours.base as f64;
        outcome.near("X2", &Ok(scaled), &self.out["X2"], INTERVAL, 0.0);
        // R's covariance is that of (O - E)/√E where O lies, with an E that
        // varies too; its p is Satterthwaite's with no denominator.
        let total: f64 = shares.iter().sum();
        let expected: Vec<f64> = shares.iter().map(|p| p / total * people).collect();
        let mut covariance = Matrix::zeros(shares.len());
        let gradient = |i: usize| -> Vec<f64> {
            let (o, e) = (counts.each[i].value, expected[i]);
            let by_people = -(o / e + 1.0) / (2.0 * e.sqrt()) * shares[i] / total;
            (0..shares.len()).map(|j| by_people + if i == j { 1.0 / e.sqrt() } else { 0.0 }).collect()
        };
        for i in 0..shares.len() {
            for j in 0..shares.len() {
                covariance.set(i, j, counts.covariance.bilinear(&gradient(i), &gradient(j)));
            }
        }
        let trace: f64 = (0..shares.len()).map(|i| covariance.get(i, i)).sum();
        let squares: f64 = (0..shares.len())
            .flat_map(|i| (0..shares.len()).map(move |j| (i, j)))
            .map(|(i, j)| covariance.get(i, j).powi(2))
            .sum();
        let df = trace * trace / squares;
        let p = chi_squared::upper(scaled / (squares / trace), df);
        outcome.near("p", &p.ok_or(Undefined::OutOfRange), &self.out["p"], INTERVAL, 0.0);
        outcome.near("our p", &Ok(ours.p), &self.out["p"], 0.25, 0.0);
        outcome
            .apart("p of svygofchisq: Satterthwaite at what was seen; here integrated, at what was supposed");
    }

    pub fn glm(&self, outcome: &mut Outcome) {
        let out = self.out;
        let family = match self.name("family") {
            "gaussian" => Family::Gaussian,
            "quasibinomial" => Family::Logistic,
            "probit" => Family::Probit,
            "cloglog" => Family::ComplementaryLogLog,
            "quasipoisson" => Family::Poisson,
            other => panic!("{other}"),
        };
        let formula = Formula::parse(self.name("formula")).expect("a formula");
        let numbers: BTreeMap<&str, Option<Vec<f64>>> =
            formula.columns().into_iter().map(|name| (name, self.table.if_numbers(name))).collect();
        let factors: BTreeMap<&str, Factor> =
            formula.columns().into_iter().map(|name| (name, self.table.factor(name))).collect();
        let column = |name: &str| match numbers.get(name)? {
            Some(numbers) => Some(Variable::Numbers(numbers)),
            None => Some(Variable::Levels(&factors[name])),
        };
        let model = Model::new(self.sample, &formula, family, column).expect("a model");
        let fit = match model.fit() {
            Ok(fit) => fit,
            Err(ModelError::Undefined(why)) => return outcome.failed("glm", Err::<Fit, _>(why), out),
            Err(other) => panic!("{other}"),
        };
        assert!(out.get("error").is_none(), "{out}");
        // R's weights have mean 1 over all rows in the fit, over the rows used
        // in the dispersion: their ratio is left in it.
        let share = fit.weighted_base / self.sample.rows().weight();
        let rows = self.sample.rows().len() as f64;
        let mut as_r = fit.clone();
        let calibrated = self.sample.rows().design().is_calibrated();
        as_r.dispersion *= if calibrated { share } else { share * rows / fit.base as f64 };
        let names: Vec<&str> = fit.coefficients.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(serde_json::json!(names), out["names"]);
        outcome.near("n", &Ok(fit.base as f64), &out["n"], 0.0, 0.0);
        outcome.near("df", &Ok(fit.df as f64), &out["df_resid"], 0.0, 0.0);
        for (i, c) in fit.coefficients.iter().enumerate() {
            let contrast = fit.coefficient(i).expect("a coefficient");
            let scale = c.se();
            outcome.near(&format!("coef {i}"), &Ok(c.value), &out["coef"][i], ITERATED, scale);
            outcome.near(&format!("se {i}"), &Ok(c.se()), &out["se"][i], STEP_BEFORE, 0.0);
            outcome.near(&format!("t {i}"), &contrast.statistic(), &out["t"][i], STEP_BEFORE, 1.0);
            outcome.near(&format!("p {i}"), &contrast.p_value(Reference::T), &out["p"][i], 2e-4, 0.0);
            let bounds = [("ci_t", Reference::T), ("ci_z", Reference::Z)];
            for (key, reference) in bounds {
                let ours = contrast.interval(0.95, reference).expect("an interval");
                outcome.near(&format!("{key} low {i}"), &Ok(ours.low), &out[key][i][0], STEP_BEFORE, scale);
                outcome.near(&format!("{key} high {i}"), &Ok(ours.high), &out[key][i][1], STEP_BEFORE, scale);
            }
            if family != Family::Gaussian {
                let (ratio, interval) = fit.ratio(i, 0.95).expect("a ratio");
                outcome.near(&format!("exp {i}"), &Ok(ratio), &out["exp_coef"][i], ITERATED, 0.0);
                outcome.near(
                    &format!("exp low {i}"),
                    &Ok(interval.low),
                    &out["exp_ci"][i][0],
                    STEP_BEFORE,
                    0.0,
                );
                outcome.near(
                    &format!("exp high {i}"),
                    &Ok(interval.high),
                    &out["exp_ci"][i][1],
                    STEP_BEFORE,
                    0.0,
                );
            }
            let likely = model.likelihood_interval(&as_r, i, 0.95);
            match out["ci_likelihood"].get("error") {
                Some(_) => outcome.apart("R has no likelihood interval here"),
                None => {
                    let likely = likely.expect("an interval");
                    let theirs = &out["ci_likelihood"][i];
                    outcome.near(&format!("likelihood low {i}"), &Ok(likely.low), &theirs[0], SPLINE, scale);
                    outcome.near(
                        &format!("likelihood high {i}"),
                        &Ok(likely.high),
                        &theirs[1],
                        SPLINE,
                        scale,
                    );
                }
            }
        }
        for i in 0..names.len() {
            for j in 0..names.len() {
                let scale = fit.coefficients[i].se() * fit.coefficients[j].se();
                let cell = fit.covariance.get(i, j);
                outcome.near(&format!("vcov {i} {j}"), &Ok(cell), &out["vcov"][i][j], STEP_BEFORE, scale);
            }
        }
        outcome.near("deviance", &Ok(fit.deviance), &out["deviance"], 1e-9, 0.0);
        outcome.near("null deviance", &Ok(fit.null_deviance), &out["null_deviance"], 1e-9, 0.0);
        outcome.near("dispersion", &Ok(as_r.dispersion), &out["dispersion"], ITERATED, 0.0);
        if out["psrsq_coxsnell"].get("error").is_none() {
            outcome.near(
                "Cox-Snell",
                &Ok(fit.cox_snell().expect("a share")),
                &out["psrsq_coxsnell"],
                ITERATED,
                0.0,
            );
            outcome.near(
                "Nagelkerke",
                &Ok(fit.nagelkerke().expect("a share")),
                &out["psrsq_nagelkerke"],
                ITERATED,
                0.0,
            );
        }
        if out["AIC"].get("error").is_none() {
            let aic = model.aic(&fit);
            outcome.near("eff.p", &aic.clone().map(|a| a.effective), &out["AIC"][0], STEP_BEFORE, 0.0);
            outcome.near("AIC", &aic.clone().map(|a| a.value), &out["AIC"][1], STEP_BEFORE, 0.0);
            outcome.near(
                "deltabar",
                &aic.map(|a| a.mean_effect.expect("effects")),
                &out["AIC"][2],
                STEP_BEFORE,
                0.0,
            );
        }
        for (key, theirs) in out.as_object().expect("figures") {
            let Some(named) = key.strip_prefix("regTermTest:") else { continue };
            let (term, kind) = named.rsplit_once(':').expect("a test");
            let test = match kind {
                "Wald" => TermTest::Wald,
                "WorkingWald" => TermTest::WorkingWald,
                _ => TermTest::LikelihoodRatio,
            };
            if theirs.get("error").is_some() {
                outcome.apart("R has no test here");
                continue;
            }
            let ours = model.test(&fit, term, test).expect("a test");
            let left_out = model.missing().iter().any(|m| m.column == term);
            if test == TermTest::LikelihoodRatio && calibrated && left_out {
                // The rows missing on the term come back, with a deviance.
                assert!(theirs["stat"].as_f64().expect("a number") > 5.0 * ours.statistic);
                outcome
                    .apart("R's likelihood ratio on a calibrated design compares models of different rows");
                continue;
            }
            outcome.near(&format!("{key} stat"), &Ok(ours.statistic), &theirs["stat"], STEP_BEFORE, 0.0);
            outcome.near(&format!("{key} df"), &Ok(ours.df as f64), &theirs["df"], 0.0, 0.0);
            outcome.near(&format!("{key} ddf"), &Ok(ours.denominator_df as f64), &theirs["ddf"], 0.0, 0.0);
            if test == TermTest::Wald {
                outcome.near(&format!("{key} p"), &Ok(ours.p), &theirs["p"], 2e-4, 0.0);
                continue;
            }
            let mut effects = ours.effects.clone();
            effects.sort_by(|a, b| b.total_cmp(a));
            for (i, effect) in effects.iter().enumerate() {
                outcome.near(&format!("{key} lambda"), &Ok(*effect), &theirs["lambda"][i], STEP_BEFORE, 0.0);
            }
            let theirs = &theirs["p"];
            let near = quadratic_form::saddlepoint(&effects, ours.statistic, ours.denominator_df as f64);
            outcome.near(&format!("{key} saddlepoint p"), &Ok(near.expect("p")), theirs, 2e-4, 0.0);
            outcome.near(&format!("{key} p"), &Ok(ours.p), theirs, 0.1, 0.0);
        }
    }
}

/// R has no predictive margins over replicates; these are `withReplicates` of a
/// `glm` with `epsilon = 1e-14`, predicted with everybody on each level and
/// averaged (JKn, `mse = TRUE`; survey 4.1).
#[test]
fn predictive_margins_over_a_jackknife_are_those_by_hand_in_r() {
    let table = Table::read("children.csv");
    let (psu, stratum, weights) = (table.factor("psu"), table.factor("stratum"), table.numbers("weight"));
    let stage = Stage { units: Some(&psu), strata: Some(&stratum), fpc: None };
    let sampling =
        Sampling { rows: weights.len(), weights: Some(&weights), stages: vec![stage], ..Sampling::default() };
    let design = Design::new(&sampling).expect("a design");
    let replicates = Replicates::jackknife(&design, Centre::FullSample).expect("replicates");
    let (numbers, factors) = (["b_bully", "urban", "hours_online"], ["sex", "agegrp"]);
    let numbers: BTreeMap<&str, Vec<f64>> = numbers.map(|n| (n, table.numbers(n))).into();
    let factors: BTreeMap<&str, Factor> = factors.map(|n| (n, table.factor(n))).into();
    let column = |name: &str| match numbers.get(name) {
        Some(numbers) => Some(Variable::Numbers(numbers)),
        None => factors.get(name).map(Variable::Levels),
    };
    let formula = Formula::parse("b_bully ~ factor(sex)*agegrp + urban + hours_online").expect("a formula");
    let near = |a: f64, b: f64, tolerance: f64| assert!((a / b - 1.0).abs() < tolerance, "{a} for {b}");
    let (over, linear) = (replicates.everyone(), design.everyone());
    let again = Model::new(&over, &formula, Family::Logistic, column).expect("a model");
    let margins = again.margins(&again.fit().expect("a fit"), "agegrp").expect("margins");
    let model = Model::new(&linear, &formula, Family::Logistic, column).expect("a model");
    let linearised = model.margins(&model.fit().expect("a fit"), "agegrp").expect("margins");
    let theirs = [0.284940020588622, 0.336974892912032, 0.360058502366048];
    let covariance = [
        [1.26451041220504e-03, -1.02529648422174e-04, 4.21789825170647e-05],
        [-1.02529648422174e-04, 1.735806434455961e-03, -1.69629977433074e-04],
        [4.21789825170647e-05, -1.69629977433074e-04, 1.18381574351433e-03],
    ];
    for i in 0..3 {
        near(margins.values[i], theirs[i], 1e-9);
        for (j, cell) in covariance[i].iter().enumerate() {
            near(margins.covariance.get(i, j), *cell, 1e-7);
        }
        near(linearised.values[i], theirs[i], 1e-9);
        near(linearised.covariance.get(i, i), covariance[i][i], 0.06);
    }
}
