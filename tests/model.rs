//! `dh model`: R's `svyglm` through the command line, and what has no finite
//! estimate.

use serde_json::Value;

use crate::common::{Run, repository, run_in};

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let from = repository().join("tests/golden/children.csv");
    std::fs::copy(from, folder.path().join("children.csv")).expect("copied");
    folder
}

const DESIGN: [&str; 8] =
    ["--data", "children.csv", "--weight", "weight", "--strata", "stratum", "--psu", "psu"];

fn model(arguments: &[&str]) -> Run {
    let folder = desk();
    run_in(folder.path(), &[&["model"], &DESIGN[..], arguments].concat())
}

fn near(found: &Value, wanted: &Value, tolerance: f64, what: &str) {
    match (found.as_f64(), wanted.as_f64()) {
        (Some(found), Some(wanted)) => {
            assert!(
                (found - wanted).abs() <= tolerance * wanted.abs(),
                "{what}: {found} instead of {wanted}"
            );
        }
        _ => panic!("{what}: {found} instead of {wanted}"),
    }
}

#[test]
fn what_svyglm_gives_comes_out_of_the_command_line() {
    let golden = std::fs::read_to_string(repository().join("tests/golden/b_glm.json")).expect("golden");
    let golden: Value = serde_json::from_str(&golden).expect("JSON");
    let mut compared = 0;
    for case in golden["cases"].as_array().expect("cases") {
        let (args, out) = (&case["args"], &case["out"]);
        let option = match args["family"].as_str() {
            Some("quasibinomial") => "--logistic",
            Some("probit") => "--probit",
            Some("cloglog") => "--cloglog",
            Some("gaussian") => "--linear",
            Some("quasipoisson") => "--poisson",
            _ => continue,
        };
        let mut arguments = vec![option, args["formula"].as_str().expect("a formula"), "--json"];
        if case["design"] == "b_sub_F" {
            arguments.extend(["--where", "sex == F"]);
        }
        let run = model(&arguments);
        assert_eq!(run.code, 0, "{}", run.all());
        let rows = run.rows();
        let rows: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "coefficient").collect();
        for (at, name) in out["names"].as_array().expect("names").iter().enumerate() {
            let what = format!("{} {name}", case["id"]);
            let row = rows[at];
            assert_eq!(row["term"], *name);
            near(&row["estimate"], &out["coef"][at], 1e-6, &what);
            near(&row["se"], &out["se"][at], 1e-4, &what);
            near(&row["t"], &out["t"][at], 1e-4, &what);
            near(&row["p"], &out["p"][at], 2e-3, &what);
            near(&row["ci_low"], &out["ci_t"][at][0], 1e-3, &what);
            if option == "--logistic" {
                near(&row["odds_ratio"], &out["exp_coef"][at], 1e-6, &what);
            }
            assert_eq!((&row["df"], row["disclosure"].as_str()), (&out["df_resid"], Some("not_assessed")));
            compared += 1;
        }
    }
    assert!(compared >= 30, "{compared}");
}

#[test]
fn a_regression_reads_like_this() {
    let run = model(&["--logistic", "b_bully ~ sex + agegrp + hours_online", "--margins", "agegrp"]);
    insta::assert_snapshot!(run.all(), @r#"
    children.csv
    981 rows, 12 strata, 100 PSUs
    b_bully ~ sex + agegrp + hours_online

                    estimate     SE      t        p  odds ratio  95 % interval
    ──────────────  ────────  ─────  ─────  ───────  ──────────  ─────────────
    intercept          −1.12   0.18  −6.27  < 0.001       0.327    0.230–0.466
    sex = M            −0.19   0.17  −1.07    0.286        0.83      0.59–1.17
    agegrp = 14-15      0.24   0.27   0.88    0.381        1.27      0.74–2.18
    agegrp = 16-17      0.32   0.23   1.43    0.157        1.38      0.88–2.18
    hours_online       0.095  0.027   3.55  < 0.001       1.100    1.043–1.161

    Terms of several coefficients, each as a whole (Wald)

    term       F  df  denominator df      p
    ──────  ────  ──  ──────────────  ─────
    agegrp  1.05   2              84  0.356

    Predictive margins of agegrp: everybody on each level in turn, all else as it is

    agegrp  predicted  95 % interval   SE  difference      p
    ──────  ─────────  ─────────────  ───  ──────────  ─────
    12-13      28.9 %      21.8–36.0  3.6
    14-15      33.9 %      25.5–42.3  4.2         5.1  0.383
    16-17      35.8 %      29.0–42.6  3.4         7.0  0.154

    * logistic regression of 888 rows (66,091 weighted), t with 84 degrees of freedom: PSUs less strata,
      + 1, less coefficients
    * predictive margins are averages over the records used; their variance counts the coefficients and
      who was averaged over, their intervals are Wald
    * 93 rows are left out for a missing value: 48 on b_bully, 50 on hours_online
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
    let run = model(&["--linear", "hours_online ~ sex * urban", "--where", "age >= 14"]);
    insta::assert_snapshot!(run.all(), @r#"
    children.csv
    981 rows, 12 strata, 100 PSUs
    where age >= 14
    hours_online ~ sex * urban

                       estimate    SE      t        p  95 % interval
    ─────────────────  ────────  ────  ─────  ───────  ─────────────
    intercept              2.74  0.22  12.61  < 0.001      2.31–3.17
    sex = M                0.29  0.34   0.86    0.392     −0.38–0.96
    urban                  0.81  0.33   2.41    0.018      0.14–1.47
    sex = M and urban      0.04  0.46   0.09    0.927     −0.88–0.96

    * linear regression of 642 rows (48,277.3 weighted), t with 85 degrees of freedom: PSUs less strata,
      + 1, less coefficients
    * 32 rows are left out for a missing value: 32 on hours_online
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn what_has_no_finite_estimate_is_said_in_words() {
    let complaint = |arguments: &[&str]| {
        let run = model(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.all());
        run.stderr.trim_end().to_string()
    };
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ q_bully"]), @r#"
    error: the outcome of some records follows with certainty from q_bully
      = its coefficient has no finite estimate: join levels, leave it out, or show the table instead
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ all_one"]), @r#"
    error: all_one is the same in every record used
      = leave it out: among the records used it explains nothing
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ sex + factor(sex)"]), @r#"
    error: sex = M follows from sex = M
      = leave one of them out: their effects cannot be told apart
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "all_one ~ sex"]), @r#"
    error: all_one is 1 in every record used: there is nothing to explain
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "hours_online ~ sex"]), @r#"
    error: hours_online is 7.79 in record 3, and 0 or 1 is explained
      = a logistic, probit or log-log regression explains 0 and 1; leave other codes missing
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "sex ~ age"]), @r#"
    error: sex has categories, and a regression explains numbers
      = make a column of 0 and 1 that says whether the answer is the one to explain
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--poisson", "age ~ factor(psu) + factor(stratum) + hh_size"]), @r#"
    error: stratum = S02 follows from psu = 152, psu = 153, psu = 156, psu = 158, psu = 161 and 5 more
      = leave one of them out: their effects cannot be told apart
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ sexx"]), @r#"
    children.csv:1: error: there is no column 'sexx'
      = did you mean 'sex'?
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ sex +"]), @"error: the end stands where a column belongs (character 16 of the formula)");
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ sex", "--where", "age > 20"]), @r#"
    error: no record belongs to this group
      = nothing was estimated
    "#);
    insta::assert_snapshot!(complaint(&["--logistic", "b_bully ~ sex", "--linear", "age ~ sex"]), @"error: one regression at a time");
    insta::assert_snapshot!(complaint(&["--margins", "sex"]), @r#"
    error: which regression?
      = --logistic "y ~ a + factor(b)", --linear, --poisson, --probit or --cloglog
    "#);
    insta::assert_snapshot!(complaint(&["--linear", "age ~ sex", "--margins", "urban"]), @r#"
    error: the formula has no term urban; it has sex
      = nothing was estimated
    "#);
}

#[test]
fn a_regression_over_records_knows_indicators_questions_and_whom_it_is_about() {
    let workspace = crate::common::Workspace::with_records();
    let run = workspace.run(&["model", "XEX/children", "--linear", "age ~ online", "--lonely", "adjust"]);
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children
    2 strata, 4 PSUs
    age ~ online

               estimate    SE      t      p  95 % interval
    ─────────  ────────  ────  ─────  ─────  ─────────────
    intercept     14.00  0.71  19.80  0.032     5.02–22.98
    online         0.55  1.21   0.45  0.730   −14.83–15.92

    * linear regression of 6 rows (8.5 weighted), t with 1 degrees of freedom: PSUs less strata, + 1,
      less coefficients
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let run = workspace.run(&["model", "XEX/children", "--logistic", "online ~ agee"]);
    insta::assert_snapshot!(run.all(), @r#"
    --- stderr ---
    error: 'agee' is neither an indicator nor a question of survey/children
      = did you mean 'age'?
      = valid here: online, age, hours
    --- exit 2 ---
    "#);
    let run = workspace.run(&["model", "XEX/children"]);
    insta::assert_snapshot!(run.all(), @r#"
    --- stderr ---
    error: which regression?
      = --logistic "y ~ a + factor(b)", --linear, --poisson, --probit or --cloglog
    --- exit 2 ---
    "#);
}
