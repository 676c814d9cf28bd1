//! Traps of regression under a design, each by its name, with figures by hand.
//! Figures of R are in `tests/golden.rs`.

use dh::base::Diag;
use dh::stats::{
    Centre, Design, Factor, Family, Fit, Formula, Missing, Model, ModelError, Reference, Replicates, Sample,
    Sampling, Stage, TermTest, Undefined, Variable,
};
use proptest::prelude::*;

/// Columns by name, and how their rows were drawn.
struct Data {
    numbers: Vec<(&'static str, Vec<f64>)>,
    texts: Vec<(&'static str, Factor)>,
    weights: Vec<f64>,
    /// None draws rows one by one.
    psus: Option<Factor>,
    strata: Option<Factor>,
}

impl Data {
    fn of(rows: usize) -> Data {
        Data { numbers: vec![], texts: vec![], weights: vec![1.0; rows], psus: None, strata: None }
    }

    fn number(mut self, name: &'static str, values: &[f64]) -> Data {
        self.numbers.push((name, values.to_vec()));
        self
    }

    fn text(mut self, name: &'static str, values: &[&str]) -> Data {
        let cells: Vec<Option<&str>> = values.iter().map(|v| (!v.is_empty()).then_some(*v)).collect();
        self.texts.push((name, Factor::of(&cells)));
        self
    }

    fn clustered(mut self, strata: usize, psus: usize) -> Data {
        let rows = self.weights.len();
        let code = |row: usize| Some(row as i64 % psus as i64);
        self.psus = Some(Factor::of_numbers(&(0..rows).map(code).collect::<Vec<_>>()));
        let stratum = |row: usize| Some((row % psus % strata) as i64);
        self.strata = Some(Factor::of_numbers(&(0..rows).map(stratum).collect::<Vec<_>>()));
        self
    }

    fn design(&self) -> Design {
        let stage = Stage { units: self.psus.as_ref(), strata: self.strata.as_ref(), fpc: None };
        let (rows, weights) = (self.weights.len(), Some(self.weights.as_slice()));
        let sampling = Sampling { rows, weights, stages: vec![stage], ..Sampling::default() };
        Design::new(&sampling).expect("a design")
    }

    fn column(&self, name: &str) -> Option<Variable<'_>> {
        let number = self.numbers.iter().find(|(n, _)| *n == name).map(|(_, v)| Variable::Numbers(v));
        number.or_else(|| self.texts.iter().find(|(n, _)| *n == name).map(|(_, f)| Variable::Levels(f)))
    }

    fn model<'s>(&self, of: &'s dyn Sample, formula: &str, family: Family) -> Result<Model<'s>, ModelError> {
        Model::new(of, &Formula::parse(formula).expect("a formula"), family, |name| self.column(name))
    }

    fn fit(&self, formula: &str, family: Family) -> Result<Fit, ModelError> {
        let design = self.design();
        self.model(&design.everyone(), formula, family)?.fit()
    }

    /// The complaint as it is printed.
    fn complaint(&self, formula: &str, family: Family) -> String {
        match self.fit(formula, family) {
            Ok(fit) => panic!("{fit:?}"),
            Err(error) => Diag::from(&error).render(),
        }
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-6)
}

/// Of 30 girls 10 yes and 20 no, of 45 boys 30 yes and 15 no.
fn two_by_two() -> Data {
    let mut yes = vec![];
    let mut sex = vec![];
    for (label, answer, count) in [("girl", 1.0, 10), ("girl", 0.0, 20), ("boy", 1.0, 30), ("boy", 0.0, 15)] {
        yes.extend(std::iter::repeat_n(answer, count));
        sex.extend(std::iter::repeat_n(label, count));
    }
    Data::of(75).number("yes", &yes).text("sex", &sex)
}

/// Sixty rows of no meaning, from a small generator, so that no figure is tuned.
fn sixty() -> Data {
    let mut state = 20_180_213u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1u64 << 24) as f64
    };
    let rows = 60;
    let x: Vec<f64> = (0..rows).map(|_| (next() * 80.0).round() / 10.0).collect();
    let group: Vec<&str> = (0..rows).map(|_| ["a", "b", "c"][(next() * 3.0) as usize]).collect();
    let yes: Vec<f64> = x.iter().map(|x| f64::from(u8::from(next() < 0.2 + x / 16.0))).collect();
    let count: Vec<f64> = x.iter().map(|x| (next() * (1.0 + x)).floor()).collect();
    let mut data = Data::of(rows)
        .number("x", &x)
        .number("yes", &yes)
        .number("count", &count)
        .text("group", &group)
        .clustered(3, 12);
    data.weights = (0..rows).map(|_| 1.0 + (next() * 30.0).round()).collect();
    data
}

#[test]
fn an_odds_ratio_is_that_of_the_table() {
    // Odds of girls 10/20 against boys 30/15: a quarter. In a simple random
    // sample the variance of its logarithm is Woolf's (1955), with n/(n − 1).
    let data = two_by_two();
    let fit = data.fit("yes ~ sex", Family::Logistic).expect("a fit");
    let (ratio, interval) = fit.ratio(1, 0.95).expect("a ratio");
    assert_eq!(fit.coefficients[1].name, "sexgirl");
    assert!(near(ratio, 0.25), "{ratio}");
    let woolf = (1.0 / 10.0 + 1.0 / 20.0 + 1.0 / 30.0 + 1.0 / 15.0) * 75.0 / 74.0;
    assert!(near(fit.coefficients[1].variance, woolf));
    assert!(near((interval.low * interval.high).sqrt(), 0.25));
    // 75 rows less one, plus one, less two coefficients.
    assert_eq!((fit.df, fit.base), (73, 75));
    let turned = data.fit("yes ~ factor(sex, ref = \"girl\")", Family::Logistic).expect("a fit");
    assert_eq!(turned.coefficients[1].name, "factor(sex)boy");
    assert!(near(turned.ratio(1, 0.95).expect("a ratio").0, 4.0));
}

#[test]
fn a_rate_ratio_and_a_slope_are_those_by_hand() {
    let data = Data::of(6)
        .number("count", &[0.0, 1.0, 2.0, 2.0, 3.0, 4.0])
        .number("x", &[1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
        .text("place", &["here", "here", "here", "there", "there", "there"]);
    let rates = data.fit("count ~ place", Family::Poisson).expect("a fit");
    assert!(near(rates.ratio(1, 0.95).expect("a ratio").0, 3.0));
    // Σ(x − 4)(y − 2) / Σ(x − 4)².
    let line = data.fit("count ~ x", Family::Gaussian).expect("a fit");
    assert!(near(line.coefficients[1].value, 19.0 / 40.0), "{:?}", line.coefficients);
    assert!(near(line.coefficients[0].value, 2.0 - 4.0 * 19.0 / 40.0));
}

#[test]
fn a_factor_alone_says_what_its_groups_say() {
    let data = sixty();
    let design = data.design();
    let everyone = design.everyone();
    let yes = &data.numbers[1].1;
    let groups = everyone.mean_by(yes, &data.texts[0].1, Missing::Drop).expect("groups");
    let covariance = groups.covariance.clone().expect("covariances");
    for family in [Family::Gaussian, Family::Logistic, Family::Probit, Family::ComplementaryLogLog] {
        let model = data.model(&everyone, "yes ~ group", family).expect("a model");
        let fit = model.fit().expect("a fit");
        let margins = model.margins(&fit, "group").expect("margins");
        assert_eq!(margins.levels, ["a", "b", "c"]);
        for (i, group) in groups.each.iter().enumerate() {
            let group = group.as_ref().expect("an estimate");
            assert!(
                near(margins.values[i], group.value),
                "{family:?}: {} for {}",
                margins.values[i],
                group.value
            );
            for j in 0..3 {
                assert!((margins.covariance.get(i, j) - covariance.get(i, j)).abs() < 1e-12, "{family:?}");
            }
        }
        let between = margins.difference(0, 2).expect("a difference");
        let plain = groups.estimates().expect("groups").difference(0, 2, groups.df).expect("a difference");
        assert!(near(between.value, plain.value) && near(between.variance, plain.variance));
        // Odds of the groups, when there are no others.
        if family == Family::Logistic {
            let odds = |i: usize| {
                let p = groups.each[i].as_ref().expect("an estimate").value;
                p / (1.0 - p)
            };
            assert!(near(fit.ratio(2, 0.95).expect("a ratio").0, odds(2) / odds(0)));
        }
    }
}

#[test]
fn margins_move_a_column_wherever_the_formula_has_it() {
    // As a number alone, and as a number beside categories of itself: with all
    // others fixed the margins are the curve's own values.
    let steps: Vec<f64> = (0..60).map(|row| f64::from(row % 4)).collect();
    let data = sixty().number("step", &steps);
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "count ~ x + step:x + factor(step)", Family::Poisson).expect("a model");
    let fit = model.fit().expect("a fit");
    let margins = model.margins(&fit, "step").expect("margins");
    assert_eq!(margins.levels, ["0", "1", "2", "3"]);
    let x = &data.numbers[0].1;
    let b: Vec<f64> = fit.coefficients.iter().map(|c| c.value).collect();
    let names: Vec<&str> = fit.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["(Intercept)", "x", "factor(step)1", "factor(step)2", "factor(step)3", "x:step"]);
    let total: f64 = data.weights.iter().sum();
    for step in 0..4 {
        let own = if step == 0 { 0.0 } else { b[1 + step] };
        let rate = |x: f64| (b[0] + b[1] * x + own + b[5] * step as f64 * x).exp();
        let average = x.iter().zip(&data.weights).map(|(x, w)| w * rate(*x)).sum::<f64>() / total;
        assert!(near(margins.values[step], average), "{step}: {} for {average}", margins.values[step]);
    }
}

#[test]
fn interactions_of_everything_are_the_means_of_the_cells() {
    let half: Vec<&str> = (0..60).map(|row| if row % 7 < 3 { "one" } else { "two" }).collect();
    let data = sixty().text("half", &half);
    let crossed = data.fit("count ~ group*half", Family::Gaussian).expect("a fit");
    let cells = data.fit("count ~ 0 + group:half", Family::Gaussian).expect("a fit");
    let names: Vec<&str> = cells.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names[..4], ["groupa:halfone", "groupb:halfone", "groupc:halfone", "groupa:halftwo"]);
    assert!(near(crossed.deviance, cells.deviance));
    let c = |at: usize| crossed.coefficients[at].value;
    assert_eq!(crossed.coefficients[4].name, "groupb:halftwo");
    assert!(near(c(0) + c(1) + c(3) + c(4), cells.coefficients[4].value));
    // The same terms in other words.
    let same = data.fit("count ~ half + group + half:group - 1 + 1", Family::Gaussian).expect("a fit");
    assert!(near(same.deviance, crossed.deviance));
    // A second factor without an intercept keeps its reference.
    let none = data.fit("count ~ 0 + group + half", Family::Gaussian).expect("a fit");
    let names: Vec<&str> = none.coefficients.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["groupa", "groupb", "groupc", "halftwo"]);
}

#[test]
fn separation_is_said_and_not_estimated() {
    let outcome = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let data = Data::of(10)
        .number("yes", &outcome)
        .number("x", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])
        .number("u", &[3.0, 1.0, 4.0, 2.0, 6.0, 3.0, 1.0, 2.0, 4.0, 1.0])
        .number("told", &[0.0, 0.0, 1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0])
        .text("place", &["n", "n", "n", "n", "s", "s", "w", "w", "w", "w"]);
    insta::assert_snapshot!(data.complaint("yes ~ place", Family::Logistic), @r#"
    error: the outcome is 0 in all 4 records with place = w
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
    "#);
    insta::assert_snapshot!(data.complaint("yes ~ factor(place, ref = \"w\")", Family::Logistic), @r#"
    error: the outcome is 0 in all 4 records with place = w
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
    "#);
    insta::assert_snapshot!(data.complaint("yes ~ told", Family::Probit), @r#"
    error: the outcome is 1 in all 2 records with told above 0
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
    "#);
    insta::assert_snapshot!(data.complaint("yes ~ place", Family::Poisson), @r#"
    error: the outcome is 0 in all 4 records with place = w
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
    "#);
    // No level and no sign: u − x/10 orders the outcomes.
    insta::assert_snapshot!(data.complaint("yes ~ u + x", Family::Logistic), @r#"
    error: the outcome of some records follows with certainty from u, x
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
    "#);
    for family in [Family::Probit, Family::ComplementaryLogLog] {
        let error = data.fit("yes ~ u + x", family).expect_err("separated");
        assert!(matches!(error, ModelError::SeparatedTogether { .. }), "{family:?} {error:?}");
    }
    // One row the other way, and there is an estimate.
    let mut mended = Data::of(10).number("x", &data.numbers[1].1).number("u", &data.numbers[2].1);
    let mut yes = outcome.to_vec();
    yes[6] = 1.0;
    mended = mended.number("yes", &yes);
    assert!(mended.fit("yes ~ u + x", Family::Logistic).is_ok());
}

#[test]
fn a_rare_outcome_is_not_taken_for_separation() {
    // Odds of 1 in 20,000 and a strong gradient: far out, but finite.
    let rows = 40_000;
    let x: Vec<f64> = (0..rows).map(|row| f64::from(row % 4 == 0)).collect();
    let yes: Vec<f64> = (0..rows).map(|row| f64::from(row == 1 || row % 400 == 0)).collect();
    let data = Data::of(rows as usize).number("x", &x).number("yes", &yes);
    let fit = data.fit("yes ~ x", Family::Logistic).expect("a fit");
    let odds = (100.0 / 9_900.0) / (1.0 / 29_999.0);
    assert!(near(fit.ratio(1, 0.95).expect("a ratio").0, odds));
}

#[test]
fn columns_that_say_the_same_are_named() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0];
    let data = Data::of(6)
        .number("y", &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0])
        .number("x", &x)
        .number("twice", &x.map(|x| 2.0 * x + 3.0))
        .number("same", &[4.0; 6])
        .number("north", &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
        .text("place", &["n", "n", "n", "s", "s", "s"])
        .text("sex", &["f", "m", "f", "f", "f", "f"]);
    insta::assert_snapshot!(data.complaint("y ~ x + twice", Family::Gaussian), @r#"
    error: twice follows from x
      = leave one of them out: their effects cannot be told apart
    "#);
    insta::assert_snapshot!(data.complaint("y ~ place + x + north", Family::Gaussian), @r#"
    error: north follows from place = s
      = leave one of them out: their effects cannot be told apart
    "#);
    insta::assert_snapshot!(data.complaint("y ~ x + same", Family::Gaussian), @r#"
    error: same is the same in every record used
      = leave it out: among the records used it explains nothing
    "#);
    insta::assert_snapshot!(data.complaint("y ~ place*sex", Family::Gaussian), @r#"
    error: no record used has the combination place = s and sex = m
      = leave the interaction out, or join levels
    "#);
    insta::assert_snapshot!(data.complaint("y ~ factor(x) + place", Family::Gaussian), @r#"
    error: 7 coefficients from 6 records
      = use fewer variables, or join levels
    "#);
    // Far from zero is not the same as constant.
    let years = Data::of(6)
        .number("y", &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0])
        .number("year", &x.map(|x| 1e9 + x))
        .number("x", &x);
    let far = years.fit("y ~ year", Family::Gaussian).expect("a fit");
    let close = years.fit("y ~ x", Family::Gaussian).expect("a fit");
    assert!(near(far.coefficients[1].value, close.coefficients[1].value));
    assert!(near(far.coefficients[1].variance, close.coefficients[1].variance));
}

#[test]
fn levels_nobody_has_are_left_out_and_listed() {
    let names = ["low", "middle", "high"].map(String::from).to_vec();
    let mut data = Data::of(6).number("y", &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0]);
    data.texts.push(("level", Factor::with_levels(vec![1, 1, 2, 2, 2, 1], names)));
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "y ~ level", Family::Gaussian).expect("a model");
    assert_eq!(model.empty_levels(), [("level".to_string(), vec!["low".to_string()])]);
    // In the order declared: the first that occurs is the reference.
    assert_eq!(model.fit().expect("a fit").coefficients[1].name, "levelhigh");
    insta::assert_snapshot!(data.complaint("y ~ factor(level, ref = low)", Family::Gaussian), @"error: no record used is on low, the reference level of level");
    insta::assert_snapshot!(data.complaint("y ~ factor(level, ref = lowest)", Family::Gaussian), @"error: level has no level lowest; it has low, middle, high");
    let only = design.domain(|row| row < 2);
    let error = data.model(&only, "y ~ level", Family::Gaussian).err().expect("one level");
    insta::assert_snapshot!(error, @"every record used is on the same level of level, middle");
}

#[test]
fn what_cannot_be_explained_is_said() {
    let data = Data::of(4)
        .number("ones", &[1.0; 4])
        .number("codes", &[1.0, 2.0, 1.0, 2.0])
        .number("half", &[0.5, 1.0, 2.0, 3.0])
        .number("less", &[0.0, -1.0, 2.0, 3.0])
        .number("none", &[f64::NAN; 4])
        .text("answer", &["yes", "no", "yes", "no"]);
    insta::assert_snapshot!(data.complaint("ones ~ half", Family::Logistic), @"error: ones is 1 in every record used: there is nothing to explain");
    insta::assert_snapshot!(data.complaint("codes ~ half", Family::Logistic), @r#"
    error: codes is 2 in record 2, and 0 or 1 is explained
      = a logistic, probit or log-log regression explains 0 and 1; leave other codes missing
    "#);
    insta::assert_snapshot!(data.complaint("less ~ half", Family::Poisson), @"error: less is -1 in record 2, and a count is explained");
    insta::assert_snapshot!(data.complaint("answer ~ half", Family::Logistic), @r#"
    error: answer has categories, and a regression explains numbers
      = make a column of 0 and 1 that says whether the answer is the one to explain
    "#);
    insta::assert_snapshot!(data.complaint("codes ~ factor(half)", Family::Gaussian), @r#"
    error: factor(half) needs whole numbers: record 1 has 0.5
      = use the column as a number, or group its values first
    "#);
    insta::assert_snapshot!(data.complaint("codes ~ elsewhere", Family::Gaussian), @"error: there is no column elsewhere (character 9 of the formula)");
    insta::assert_snapshot!(data.complaint("codes ~ none", Family::Gaussian), @"error: none of 4 records has every column: none is missing in 4");
    insta::assert_snapshot!(data.complaint("half ~ factor(codes)*less + factor(codes):ones:less", Family::Gaussian), @r#"
    error: 6 coefficients from 4 records
      = use fewer variables, or join levels
    "#);
}

#[test]
fn a_formula_that_is_wrong_says_where() {
    let said = |text: &str| match Formula::parse(text) {
        Ok(formula) => panic!("{formula:?}"),
        Err(error) => Diag::from(&error).render(),
    };
    let wrong = [
        "",
        "y",
        "y + z ~ x",
        "y ~",
        "y ~ x +",
        "y ~ x z",
        "y ~ log(x)",
        "y ~ (a + b)",
        "y ~ a^2",
        "y ~ a - b",
        "y ~ 2",
        "y ~ factor(a",
        "y ~ factor(a, level = b)",
        "y ~ factor(a, ref b)",
        "y ~ y",
        "y ~ 0",
        "y ~ x ~ z",
        "y ~ factor(a, ref = b) + x:factor(a, ref = c)",
        "y ~ \"a",
        "~ x",
    ];
    let all: Vec<String> = wrong.iter().map(|text| said(text)).collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    error: the end stands where the explained column belongs (character 1 of the formula)
      = a formula reads `column ~ column + column`

    error: ~ is missing after y (character 2 of the formula)
      = a formula reads `column ~ column + column`

    error: + stands where ~ belongs (character 3 of the formula)
      = the explained column is a column as it is: make another one if it has to be worked out

    error: the end stands where a column belongs (character 4 of the formula)

    error: the end stands where a column belongs (character 8 of the formula)

    error: z stands where + or : was expected (character 7 of the formula)

    error: log is not a function of formulas (character 5 of the formula)
      = factor(column) takes a column as categories; for anything else make a column first

    error: ( stands where a column belongs (character 5 of the formula)
      = write the terms one by one: brackets belong to factor(…)

    error: `^` has no meaning in a formula (character 6 of the formula)
      = a formula joins columns by +, : and *; other calculations make a column first

    error: b cannot be taken away (character 9 of the formula)
      = only `- 1` leaves something out: the intercept

    error: 2 is not a column (character 5 of the formula)
      = `+ 0` or `- 1` leaves the intercept out; other numbers do nothing here

    error: this bracket is not closed (character 11 of the formula)
      = factor(column) or factor(column, ref = "level")

    error: level stands where ref belongs (character 15 of the formula)
      = factor(column, ref = "level") names the level others are compared with

    error: ref without = (character 15 of the formula)
      = factor(column, ref = "level") names the level others are compared with

    error: y stands on both sides (character 5 of the formula)

    error: nothing is left to explain with (character 1 of the formula)

    error: ~ stands where + or : was expected (character 7 of the formula)
      = one ~ parts what is explained from what explains it

    error: factor(a) is compared with b and with c (character 44 of the formula)
      = a factor has one reference level

    error: " is not closed (character 5 of the formula)

    error: ~ stands where the explained column belongs (character 1 of the formula)
      = a formula reads `column ~ column + column`
    "#);
    // What is right keeps what it says.
    let right = Formula::parse("y ~ a*factor(b, ref = \"x y\") + `c d`:a + a").expect("a formula");
    assert_eq!(right.columns(), ["y", "a", "b", "c d"]);
    assert_eq!(right.terms(), ["a", "factor(b)", "a:factor(b)", "a:c d"]);
    assert_eq!(right.without("factor(b)").expect("a term").terms(), ["a", "a:factor(b)", "a:c d"]);
    assert_eq!(Formula::parse("y ~ a*b*c").expect("a formula").terms().len(), 7);
    assert!(Formula::parse(&format!("y ~ {}", "x + ".repeat(5000))).is_err());
    assert!(Formula::parse("y ~ a*b*c*d*e*f*g*h*i").is_err());
}

#[test]
fn missing_rows_are_counted_and_the_design_stays_whole() {
    let mut data = sixty();
    data.numbers[0].1[3] = f64::NAN;
    data.numbers[0].1[4] = f64::NAN;
    data.numbers[1].1[4] = f64::NAN;
    // A whole PSU: it goes from the degrees of freedom, not from its stratum.
    for row in (0..60).filter(|row| row % 12 == 5) {
        data.numbers[1].1[row] = f64::NAN;
    }
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "yes ~ x + group", Family::Logistic).expect("a model");
    let missing: Vec<(&str, usize)> = model.missing().iter().map(|m| (m.column.as_str(), m.rows)).collect();
    assert_eq!(missing, [("yes", 6), ("x", 2)]);
    assert_eq!((model.base(), model.left_out()), (53, 7));
    let fit = model.fit().expect("a fit");
    // 11 PSUs less 3 strata, plus one, less four coefficients.
    assert_eq!(fit.df, 5);
    // The empty PSU still counts among the four of its stratum.
    let kept = design.domain(|row| !data.numbers[1].1[row].is_nan());
    let within =
        data.model(&kept, "yes ~ x + group", Family::Logistic).expect("a model").fit().expect("a fit");
    for (a, b) in fit.coefficients.iter().zip(&within.coefficients) {
        assert!(near(a.value, b.value) && near(a.variance, b.variance));
    }
}

#[test]
fn a_row_of_weight_zero_says_nothing() {
    let plain = sixty();
    let mut more = sixty();
    // A whole PSU of its stratum stays one: only rows of it are added.
    more.weights.extend([0.0; 12]);
    for (name, values) in &mut more.numbers {
        values.extend([if *name == "x" { 1e6 } else { 1.0 }; 12]);
    }
    let longer = |f: &Factor| {
        let name = |row: usize| if row < 60 { f.name(row).to_string() } else { f.name(row - 60).to_string() };
        Factor::of(&(0..72).map(|row| Some(name(row))).collect::<Vec<_>>())
    };
    more.texts.iter_mut().for_each(|(_, factor)| *factor = longer(factor));
    more = more.clustered(3, 12);
    for (formula, family) in [("yes ~ x + group", Family::Logistic), ("count ~ x + group", Family::Poisson)] {
        let (a, b) = (plain.fit(formula, family).expect("a fit"), more.fit(formula, family).expect("a fit"));
        for (a, b) in a.coefficients.iter().zip(&b.coefficients) {
            assert!((a.value - b.value).abs() < 1e-8 && (a.variance / b.variance - 1.0).abs() < 1e-8);
        }
    }
    // Nor does a level that only such rows have.
    let mut level = sixty();
    level.weights[7] = 0.0;
    let names: Vec<&str> = (0..60).map(|row| if row == 7 { "zero" } else { ["p", "q"][row % 2] }).collect();
    let level = level.text("place", &names);
    let design = level.design();
    let everyone = design.everyone();
    let model = level.model(&everyone, "yes ~ place", Family::Logistic).expect("a model");
    assert_eq!(model.empty_levels()[0].1, ["zero"]);
    assert!(model.fit().is_ok());
}

#[test]
fn an_intercept_alone_is_the_share() {
    let data = sixty();
    let design = data.design();
    let everyone = design.everyone();
    let share = everyone.mean(&data.numbers[1].1, Missing::Drop).expect("a share");
    let model = data.model(&everyone, "yes ~ 1", Family::Logistic).expect("a model");
    let fit = model.fit().expect("a fit");
    let (odds, interval) = fit.ratio(0, 0.95).expect("odds");
    assert!(near(odds / (1.0 + odds), share.value));
    let logit = share.proportion_interval(dh::stats::Method::Logit, 0.95, Reference::T).expect("an interval");
    assert!(near(interval.low / (1.0 + interval.low), logit.low));
    assert!(near(fit.deviance, fit.null_deviance) && fit.cox_snell().expect("a share").abs() < 1e-12);
    let aic = model.aic(&fit).expect("a criterion");
    assert_eq!((aic.effective, aic.mean_effect), (0.0, None));
}

#[test]
fn a_domain_keeps_the_design() {
    let data = sixty();
    let design = data.design();
    let some = design.domain(|row| row % 12 < 7);
    let fit = data.model(&some, "yes ~ x", Family::Logistic).expect("a model").fit().expect("a fit");
    // The same rows alone: the same coefficients, another precision.
    let rows: Vec<usize> = (0..60).filter(|row| row % 12 < 7).collect();
    let take = |values: &[f64]| rows.iter().map(|row| values[*row]).collect::<Vec<f64>>();
    let codes =
        |m: i64| Factor::of_numbers(&rows.iter().map(|r| Some((*r % 12) as i64 % m)).collect::<Vec<_>>());
    let mut alone =
        Data::of(rows.len()).number("x", &take(&data.numbers[0].1)).number("yes", &take(&data.numbers[1].1));
    alone.weights = take(&data.weights);
    (alone.psus, alone.strata) = (Some(codes(12)), Some(codes(3)));
    let alone = alone.fit("yes ~ x", Family::Logistic).expect("a fit");
    assert!(near(fit.coefficients[1].value, alone.coefficients[1].value));
    assert!((fit.coefficients[1].variance / alone.coefficients[1].variance - 1.0).abs() > 0.01);
    // 7 PSUs less 3 strata, plus one, less two coefficients.
    assert_eq!(fit.df, 3);
}

#[test]
fn a_term_of_one_coefficient_tests_as_its_t() {
    let data = sixty();
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "yes ~ group + x", Family::Logistic).expect("a model");
    let fit = model.fit().expect("a fit");
    let x = fit.coefficient(3).expect("a coefficient");
    let wald = model.test(&fit, "x", TermTest::Wald).expect("a test");
    assert!(near(wald.statistic, x.statistic().expect("t").powi(2)));
    assert!(near(wald.p, x.p_value(Reference::T).expect("p")));
    assert_eq!((wald.df, wald.denominator_df), (1, fit.df));
    // With one design effect the sum of chi-squares is F again.
    let working = model.test(&fit, "x", TermTest::WorkingWald).expect("a test");
    assert!(near(working.statistic / working.effects[0], wald.statistic) && near(working.p, wald.p));
    // A contrast of coefficients; a term that is not there.
    let same = fit.contrast(&[0.0, 0.0, 0.0, 1.0]).expect("a contrast");
    assert!(near(same.variance, x.variance));
    let error = model.test(&fit, "region", TermTest::Wald).expect_err("no such term");
    insta::assert_snapshot!(error, @"the formula has no term region; it has group, x");
    insta::assert_snapshot!(model.margins(&fit, "x").expect_err("no factor"), @"the formula has no term x; it has group");
}

#[test]
fn replicates_agree_with_linearisation() {
    let data = sixty();
    let design = data.design();
    let jackknife = Replicates::jackknife(&design, Centre::FullSample).expect("replicates");
    let (linear, again) = (design.everyone(), jackknife.everyone());
    for (formula, family) in [
        ("yes ~ x + group", Family::Logistic),
        ("count ~ x + group", Family::Poisson),
        ("count ~ x*group", Family::Gaussian),
    ] {
        let model = data.model(&linear, formula, family).expect("a model");
        let over = data.model(&again, formula, family).expect("a model");
        let (a, b) = (model.fit().expect("a fit"), over.fit().expect("a fit"));
        let (ma, mb) =
            (model.margins(&a, "group").expect("margins"), over.margins(&b, "group").expect("margins"));
        let (x, y) = (a.coefficients[1].clone(), b.coefficients[1].clone());
        assert!(
            near(x.value, y.value) && (x.se() / y.se() - 1.0).abs() < 0.35,
            "{formula}: {} {}",
            x.se(),
            y.se()
        );
        for level in 0..3 {
            let (x, y) = (ma.level(level).expect("a margin"), mb.level(level).expect("a margin"));
            assert!(
                near(x.value, y.value) && (x.se() / y.se() - 1.0).abs() < 0.35,
                "{formula}: {} {}",
                x.se(),
                y.se()
            );
        }
    }
}

#[test]
fn more_coefficients_than_psus_leave_no_test() {
    let data = sixty().clustered(2, 4);
    let fit = data.fit("count ~ x + group", Family::Gaussian).expect("a fit");
    assert_eq!(fit.df, 0);
    assert_eq!(fit.coefficient(1).expect("it").p_value(Reference::T), Err(Undefined::NoDegreesOfFreedom));
    assert_eq!(fit.ratio(1, 0.95).map(|(ratio, _)| ratio), Err(Undefined::NoDegreesOfFreedom));
}

#[test]
fn a_line_through_every_point_gives_no_nan() {
    let data = Data::of(4).number("y", &[1.0, 3.0, 5.0, 7.0]).number("x", &[0.0, 1.0, 2.0, 3.0]);
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "y ~ x", Family::Gaussian).expect("a model");
    let fit = model.fit().expect("a fit");
    assert!(near(fit.coefficients[1].value, 2.0) && fit.coefficients[1].se() < 1e-12);
    for number in [fit.deviance, fit.null_deviance, fit.dispersion] {
        assert!(number.is_finite());
    }
    match model.aic(&fit) {
        Ok(aic) => assert!(aic.value.is_finite() && aic.effective.is_finite()),
        Err(why) => assert_ne!(why.state(), ""),
    }
    for test in [TermTest::Wald, TermTest::WorkingWald, TermTest::LikelihoodRatio] {
        if let Ok(outcome) = model.test(&fit, "x", test) {
            assert!(outcome.statistic.is_finite() && (0.0..=1.0).contains(&outcome.p), "{outcome:?}");
        }
    }
}

#[test]
fn a_likelihood_interval_ends_where_the_deviance_has_risen_alike() {
    // Of an intercept alone the deviance at p is closed: 2 n KL(share ‖ p).
    let data = two_by_two();
    let design = data.design();
    let everyone = design.everyone();
    let model = data.model(&everyone, "yes ~ 1", Family::Logistic).expect("a model");
    let fit = model.fit().expect("a fit");
    let interval = model.likelihood_interval(&fit, 0, 0.95).expect("an interval");
    let share: f64 = 40.0 / 75.0;
    let rise = |eta: f64| {
        let p = 1.0 / (1.0 + (-eta).exp());
        150.0 * (share * (share / p).ln() + (1.0 - share) * ((1.0 - share) / (1.0 - p)).ln())
    };
    let wald = fit.coefficient(0).expect("it").interval(0.95, Reference::T).expect("an interval");
    assert!(near(rise(interval.low), rise(interval.high)));
    assert!((interval.low - wald.low).abs() < 0.02 && interval.low != wald.low);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Weights count in proportion, and rows in any order.
    #[test]
    fn scale_and_order_change_nothing(times in 1e-6..1e6f64, turn in 1usize..59) {
        let data = sixty();
        for (formula, family) in [("yes ~ x + group", Family::Logistic), ("count ~ x*group", Family::Poisson)] {
            let plain = data.fit(formula, family).expect("a fit");
            let mut other = sixty();
            other.weights.iter_mut().for_each(|w| *w *= times);
            other.weights.rotate_left(turn);
            other.numbers.iter_mut().for_each(|(_, values)| values.rotate_left(turn));
            let rotated = |f: &Factor| {
                let mut names: Vec<Option<String>> = (0..60).map(|row| Some(f.name(row).to_string())).collect();
                names.rotate_left(turn);
                Factor::of(&names)
            };
            other.texts.iter_mut().for_each(|(_, factor)| *factor = rotated(factor));
            other.psus = other.psus.as_ref().map(rotated);
            other.strata = other.strata.as_ref().map(rotated);
            let fit = other.fit(formula, family).expect("a fit");
            for (a, b) in plain.coefficients.iter().zip(&fit.coefficients) {
                prop_assert!((a.value - b.value).abs() < 1e-8 * (1.0 + a.value.abs()));
                prop_assert!((a.variance / b.variance - 1.0).abs() < 1e-7);
            }
            prop_assert!((plain.deviance / fit.deviance - 1.0).abs() < 1e-9);
            prop_assert_eq!(plain.df, fit.df);
        }
    }
}
