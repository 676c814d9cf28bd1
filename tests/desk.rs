//! `dh tab --data`: the figures of R's `survey` through the command line, on a
//! plain CSV file and without a workspace; files and designs that are wrong.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::common::{Run, repository, run_in};

const FILE: &str = "children.csv";

/// A folder that holds golden data and no workspace.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(repository().join("tests/golden/children.csv"), folder.path().join(FILE)).expect("copied");
    folder
}

fn with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("f.csv"), text).expect("written");
    folder
}

fn tab(folder: &Path, arguments: &[&str]) -> Run {
    run_in(folder, &[&["tab", "--data"], arguments].concat())
}

fn golden(file: &str) -> Value {
    let path = repository().join("tests/golden").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).expect("golden figures")).expect("JSON")
}

fn near(found: &Value, wanted: &Value, tolerance: f64, what: &str) {
    let (found, wanted) = (found.as_f64(), wanted.as_f64());
    match (found, wanted) {
        (Some(found), Some(wanted)) => {
            assert!(
                (found - wanted).abs() <= tolerance * wanted.abs().max(1e-9),
                "{what}: {found} instead of {wanted}"
            );
        }
        _ => panic!("{what}: {found:?} instead of {wanted:?}"),
    }
}

/// The options that declare one of R's designs.
fn declared(design: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let list = |key: &str| -> Vec<String> {
        design[key]
            .as_array()
            .map_or(Vec::new(), |list| list.iter().filter_map(|v| v.as_str().map(String::from)).collect())
    };
    let mut add = |option: &str, columns: Vec<String>| {
        let columns: Vec<String> = columns.into_iter().filter(|c| c != "~1" && c != "1").collect();
        if !columns.is_empty() {
            out.extend([option.to_string(), columns.join(",")]);
        }
    };
    add("--weight", design["weights"].as_str().map(String::from).into_iter().collect());
    add("--psu", list("ids"));
    add("--strata", list("strata"));
    add("--fpc", list("fpc"));
    if design["nest"] == true {
        out.push("--nest".into());
    }
    if let Some(rule) = design["lonely_psu"].as_str().filter(|rule| *rule != "fail") {
        out.extend(["--lonely".into(), rule.to_string()]);
    }
    out
}

#[test]
fn what_r_gives_comes_out_of_the_command_line() {
    let folder = desk();
    let mut compared = 0;
    for file in ["a_weights.json", "b_descriptive.json", "c_fpc.json", "e_twostage.json"] {
        let golden = golden(file);
        let designs = golden["designs"].as_object().expect("designs");
        for (name, design) in designs.iter().filter(|(_, design)| design["data"] == FILE) {
            if design["replicates"].is_object() || design["method"].is_string() {
                continue;
            }
            let cases: Vec<&Value> =
                golden["cases"].as_array().expect("cases").iter().filter(|c| c["design"] == *name).collect();
            let by: BTreeSet<&str> = cases.iter().filter_map(|c| c["args"]["domain"].as_str()).collect();
            let by: Vec<&str> = by.into_iter().collect();
            for (stat, option) in [("mean", "--mean"), ("total", "--total"), ("ciprop", "--proportion")] {
                let of_stat: Vec<&&Value> =
                    cases.iter().filter(|c| c["stat"] == stat && c["args"]["na_rm"] != false).collect();
                let variables: BTreeSet<&str> =
                    of_stat.iter().filter_map(|c| c["args"]["var"].as_str()).collect();
                if variables.is_empty() {
                    continue;
                }
                let list = variables.into_iter().collect::<Vec<_>>().join(",");
                let mut arguments: Vec<String> = vec![FILE.into(), option.into(), list, "--json".into()];
                arguments.extend(declared(design));
                if !by.is_empty() {
                    arguments.extend(["--by".into(), by.join(",")]);
                }
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                let run = tab(folder.path(), &arguments);
                assert_eq!(run.code, 0, "{}", run.all());
                let rows = run.rows();
                for case in of_stat {
                    let (args, out) = (&case["args"], &case["out"]);
                    let text = |value: &Value| value.as_str().map_or(value.to_string(), String::from);
                    let (domain, level) = match args["domain"].is_string() {
                        true => (text(&args["domain"]), text(&args["level"])),
                        false => (String::new(), String::new()),
                    };
                    let row = rows.iter().find(|row| {
                        row["item"] == args["var"]
                            && row["by"] == domain.as_str()
                            && row["level"] == level.as_str()
                    });
                    let row = row.unwrap_or_else(|| panic!("no row for {case}"));
                    let what = format!("{} {}", case["id"], case["args"]);
                    // What R calls an error, or an interval of no width, is in tests/golden.rs.
                    let (estimate, se) = match stat {
                        "ciprop" => (&out["xlogit"]["est"], &out["xlogit"]["se"]),
                        _ => (&out["est"][0], &out["se"][0]),
                    };
                    if !estimate.is_number() || !se.is_number() || se.as_f64().is_some_and(|se| se < 1e-12) {
                        continue;
                    }
                    near(&row["estimate"], estimate, 1e-10, &what);
                    near(&row["se"], se, 1e-9, &what);
                    assert_eq!(row["df"], out["df"], "{what}");
                    match stat {
                        "ciprop" => {
                            near(&row["ci_low"], &out["xlogit"]["lo"], 1e-9, &what);
                            near(&row["ci_high"], &out["xlogit"]["hi"], 1e-9, &what);
                        }
                        _ => {
                            near(&row["ci_low"], &out["ci_t"][0][0], 1e-8, &what);
                            near(&row["ci_high"], &out["ci_t"][0][1], 1e-8, &what);
                            if out["deff"][0].is_number() && args["deff"] != "replace" {
                                near(&row["deff"], &out["deff"][0], 1e-9, &what);
                            }
                        }
                    }
                    compared += 1;
                }
            }
        }
    }
    println!("{compared} cases compared");
    assert!(compared > 400, "{compared}");
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_byte() {
    let folder = desk();
    let text = std::fs::read_to_string(folder.path().join(FILE)).expect("text");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    lines[1..].rotate_left(211);
    std::fs::write(folder.path().join("turned.csv"), lines.join("\n")).expect("written");
    let arguments = [
        "--weight",
        "weight",
        "--strata",
        "stratum",
        "--psu",
        "psu",
        "--proportion",
        "b_*",
        "--mean",
        "hours_online,hh_size",
        "--by",
        "sex,agegrp*urban,tribe",
        "--reference",
        "sex=F",
        "--json",
    ];
    let run = |file: &str, threads: &str| {
        let mut command =
            crate::common::dh_in(folder.path(), &[&["tab", "--data", file], &arguments[..]].concat());
        let output = command.env("DH_THREADS", threads).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let one = run(FILE, "1");
    assert!(one.len() > 10_000);
    assert_eq!(one, run(FILE, "7"));
    assert_eq!(one, run("turned.csv", "2"));
}

#[test]
fn a_table_reads_like_this() {
    let folder = desk();
    let design = ["--weight", "weight", "--strata", "stratum", "--psu", "psu"];
    let run = tab(
        folder.path(),
        &[
            &[FILE],
            &design[..],
            &["--proportion", "b_bully,tribe", "--by", "sex,agegrp", "--reference", "sex=M"],
        ]
        .concat(),
    );
    insta::assert_snapshot!(run.all(), @r#"
    children.csv
    981 rows, 12 strata, 100 PSUs

    item         group         estimate          95 %   SE  deff  df    n  weighted n  difference      p
                                             interval
    ───────────  ────────────  ────────  ────────────  ───  ────  ──  ───  ──────────  ──────────  ─────
    b_bully      everyone        33.3 %     29.4–37.4  2.0  1.76  88  933    69,707.3
    b_bully      sex F           34.9 %     30.7–39.4  2.2  1.06  88  501    37,002.5        +3.5  0.303
    b_bully      sex M           31.4 %     25.6–37.9  3.1  1.95  88  432    32,704.9
    b_bully      agegrp 12-13    28.6 %     22.0–36.2  3.6  1.88  79  295    21,737.6
    b_bully      agegrp 14-15    33.9 %     26.4–42.4  4.1  2.26  85  304    21,960.9
    b_bully      agegrp 16-17    36.6 %     30.8–42.9  3.1  1.36  85  334    26,008.8
    tribe=major  everyone        93.1 %     87.8–96.2  2.0  6.28  88  981      73,752
    tribe=major  sex F           93.2 %     87.0–96.5  2.3  4.34  88  526    39,134.6        +0.2  0.906
    tribe=major  sex M           93.0 %     87.2–96.2  2.2  3.34  88  455    34,617.5
    tribe=major  agegrp 12-13    95.5 %     90.6–97.9  1.7  2.06  79  307    22,861.6
    tribe=major  agegrp 14-15    88.5 %     79.0–94.0  3.6  4.19  85  318    23,290.5
    tribe=major  agegrp 16-17    95.0 %     90.6–97.3  1.6  1.93  85  356    27,599.9
    tribe=minor  everyone         6.9 %      3.8–12.2  2.0  6.28  88  981      73,752
    tribe=minor  sex F            6.8 %      3.5–13.0  2.3  4.34  88  526    39,134.6        −0.2  0.906
    tribe=minor  sex M            7.0 %      3.8–12.8  2.2  3.34  88  455    34,617.5
    tribe=minor  agegrp 12-13     4.5 %       2.1–9.4  1.7  2.06  79  307    22,861.6
    tribe=minor  agegrp 14-15    11.5 %      6.0–21.0  3.6  4.19  85  318    23,290.5
    tribe=minor  agegrp 16-17     5.0 %       2.7–9.4  1.6  1.93  85  356    27,599.9

    * 95 % intervals of shares by logit; t with df = PSUs less strata
    * differences from sex=M: by t with df = PSUs less strata, + 1, less groups; covariances counted; p
      is not corrected for the number of comparisons
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
    let run = tab(
        folder.path(),
        &[
            &[FILE],
            &design[..],
            &[
                "--mean",
                "hours_online",
                "--ratio",
                "hours_online/hh_size",
                "--quantile",
                "hours_online:0.5:0.9",
                "--total",
                "ocsea",
                "--where",
                "age >= 16 and sex == F",
            ],
        ]
        .concat(),
    );
    insta::assert_snapshot!(run.all(), @r#"
    children.csv
    981 rows, 12 strata, 100 PSUs
    where age >= 16 and sex == F

    item                  estimate  95 % interval     SE  deff  df    n  weighted n
    ────────────────────  ────────  ─────────────  ─────  ────  ──  ───  ──────────
    hours_online              3.28      2.84–3.72   0.22  0.96  69  184    13,673.3
    ocsea                    1,222      641–1,803    291  1.01  69  192    14,522.3
    hours_online/hh_size     0.597    0.503–0.690  0.047  0.99  69  184    13,673.3
    hours_online:0.5          2.46      1.90–2.91   0.25     –  68  184    13,673.3
    hours_online:0.9          6.60      5.84–8.22   0.60     –  68  184    13,673.3

    * 95 % intervals of means, totals and ratios by Wald, of quantiles by Woodruff (wald), SE from its
      width; t with df = PSUs less strata
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn a_null_has_its_state_and_every_row_says_it_was_not_assessed() {
    let folder = with("w,s,p,y,z\n1,a,1,1,\n2,a,2,1,\n3,b,3,1,\n4,b,4,1,\n");
    let run = tab(
        folder.path(),
        &[
            "f.csv",
            "--weight",
            "w",
            "--strata",
            "s",
            "--psu",
            "p",
            "--proportion",
            "y,z",
            "--mean",
            "z",
            "--quantile",
            "z:0.5",
            "--ratio",
            "y/z",
            "--by",
            "s",
            "--json",
        ],
    );
    assert_eq!(run.code, 0, "{}", run.all());
    for row in run.rows() {
        assert_eq!(row["disclosure"], "not_assessed");
        let row = row.as_object().expect("a row");
        for (key, value) in row {
            if value.is_null() {
                let state = ["state", &format!("{key}_state"), "ci_state"]
                    .iter()
                    .any(|s| row.get(*s).is_some_and(|s| s != "value"));
                assert!(state, "{key} of {row:?}");
            }
        }
    }
    let everyone = &run.rows()[0];
    // All said yes: an interval stands instead of one of no width.
    assert_eq!((everyone["estimate"].as_f64(), everyone["ci_high"].as_f64()), (Some(1.0), Some(1.0)));
    assert!(everyone["ci_low"].as_f64().is_some_and(|low| low > 0.2 && low < 0.5), "{everyone}");
}

#[test]
fn what_is_wrong_with_a_file_or_its_design_is_named() {
    let complaint = |text: &str, arguments: &[&str]| {
        let folder = with(text);
        let run = tab(folder.path(), &[&["f.csv"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.all());
        run.stderr.trim_end().to_string()
    };
    let whole = ["--weight", "w", "--strata", "s", "--psu", "p", "--proportion", "y"];
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n-2,a,2,0\n", &whole), @"f.csv:3: error: column 'w': the weight is negative (-2) in record 2");
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n,a,2,0\n", &whole), @r#"
    f.csv:3: error: column 'w': the weight is missing in record 2
      = a record without a weight cannot stand for anyone: weight it, give it weight 0, or leave it out
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\ntwo,a,2,0\n", &whole), @r#"
    f.csv:3: error: column 'w': 'two' is no number
      = write digits; a cell without a number is empty, NA or a point
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n0,a,1,1\n0,a,2,0\n", &whole), @"f.csv: error: every weight is zero");
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n1,a,2,0\n1,b,2,0\n", &whole), @r#"
    f.csv:4: error: PSU 2 lies in two strata, a and b (record 3)
      = if ids start again in every stratum, say so with nest; else correct the stratum or the id
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n1,a,,0\n", &whole), @"f.csv:3: error: the sampled unit of stage 1 is missing in record 2");
    let fpc = ["--weight", "w", "--strata", "s", "--psu", "p", "--fpc", "f", "--proportion", "y"];
    insta::assert_snapshot!(complaint("w,s,p,f,y\n1,a,1,1.5,1\n1,a,2,1.5,0\n", &fpc), @r#"
    f.csv: error: stratum a has 2 sampled units at stage 1, more than the 1.5 in its population
      = the finite population counts units of its stage (PSUs, then households or people within a PSU)
    "#);
    insta::assert_snapshot!(complaint("w,s,p,f,y\n1,a,1,10,1\n1,a,2,12,0\n", &fpc), @"f.csv:3: error: the finite population of stage 1 is 10 and also 12 in stratum a (record 2)");
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "wt", "--mean", "y"]), @r#"
    f.csv:1: error: there is no column 'wt'
      = did you mean 'w'?
      = valid here: w, s, p, y
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w", "--mean", "q*"]), @r#"
    error: no column fits 'q*'
      = valid here: w, s, p, y
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w", "--mean", "s"]), @r#"
    f.csv:2: error: column 's': 'a' is no number
      = numbers have digits and a point; leave the cell empty where there is no value
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w", "--mean", "y", "--where", "yy == 1"]), @r#"
    error: the condition "yy == 1" cannot be read
      = at character 1: unknown name 'yy'
      = did you mean 'y'?
      = valid here: w, s, p, y
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w", "--mean", "y", "--by", "s", "--reference", "s=c"]), @r#"
    error: 's' has no group 'c'
      = did you mean 'a'?
      = valid here: a
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w", "--quantile", "y:2"]), @r#"
    error: 'y:2' is no quantile
      = write a column and shares between 0 and 1: --quantile income:0.5
    "#);
    insta::assert_snapshot!(complaint("w,s,p,y\n1,a,1,1\n2,a,2,0\n", &["--weight", "w"]), @r#"
    error: what is to be estimated?
      = --proportion LIST, --mean LIST, --total LIST, --ratio X/Y or --quantile X:0.5
      = the file has 4 columns: w, s, p, y …
    "#);
}

#[test]
fn a_lonely_psu_is_named_and_a_rule_makes_it_usable() {
    let folder = with("w,s,p,y\n1,a,1,1\n1,a,2,0\n1,b,3,1\n");
    let arguments = ["f.csv", "--weight", "w", "--strata", "s", "--psu", "p", "--proportion", "y"];
    let rows = tab(folder.path(), &[&arguments[..], &["--json"]].concat()).rows();
    assert_eq!((&rows[0]["state"], &rows[0]["estimate"]), (&"lonely_units".into(), &Value::Null));
    insta::assert_snapshot!(tab(folder.path(), &[&arguments[..], &["--lonely", "adjust"]].concat()).all(), @r#"
    f.csv
    3 rows, 2 strata, 3 PSUs

    item  estimate  95 % interval    SE  deff  df  n  weighted n
    ────  ────────  ─────────────  ────  ────  ──  ─  ──────────
    y      66.7 %*      0.0–100.0  35.1  1.11   1  3           3

    * 95 % intervals of shares by logit; t with df = PSUs less strata
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * the weights sum to the number of rows: shares and means hold, totals are not of people, and design
      effects are against a sample with replacement
    * strata with a single PSU: b; treated by 'adjust'
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn a_table_of_a_file_needs_no_workspace_and_an_instrument_does() {
    let folder = with("w,y\n1,1\n1,0\n");
    assert_eq!(tab(folder.path(), &["f.csv", "--weight", "w", "--mean", "y"]).code, 0);
    let run = run_in(folder.path(), &["tab", "KEN/children", "x"]);
    assert_eq!(run.code, 2);
    let run = run_in(folder.path(), &["tab"]);
    assert_eq!(run.code, 2, "{}", run.all());
    let help = run_in(folder.path(), &["tab", "--help"]).stdout;
    assert!(help.contains("--data"), "{help}");
}

/// Some figures of every row of a table.
fn figures(folder: &Path, arguments: &[&str], keys: &[&str]) -> String {
    let run = tab(folder, &[arguments, &["--json"]].concat());
    assert_eq!(run.code, 0, "{}", run.all());
    let rows = run.rows();
    let line = |row: &Value| {
        let cells = ["item", "by", "level"].iter().chain(keys).map(|key| row[*key].to_string());
        cells.collect::<Vec<_>>().join(" ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn weights_far_apart_leave_the_lighter_group_its_figures() {
    // The same answers under weights of 1 to 3, and a trillionth of a trillionth of that.
    let mut text = String::from("w,p,g,y\n");
    for (group, scale) in [("heavy", "e12"), ("light", "e-12")] {
        for row in 0..60 {
            let (weight, yes) = (1 + row % 3, u8::from(row * 7 % 11 < 4));
            text += &format!("{weight}{scale},{group}{},{group},{yes}\n", row / 6);
        }
    }
    let folder = with(&text);
    let rows = tab(
        folder.path(),
        &["f.csv", "--weight", "w", "--psu", "p", "--proportion", "y", "--by", "g", "--json"],
    )
    .rows();
    for key in ["estimate", "se", "ci_low", "ci_high"] {
        near(&rows[2][key], &rows[1][key], 1e-12, key);
    }
}

#[test]
fn a_group_without_degrees_of_freedom_has_no_interval_of_one_point() {
    // Group a is one PSU, which agrees with itself whatever it says.
    let folder = with("p,g,y\n1,a,1\n1,a,0\n2,b,1\n2,b,0\n3,b,1\n");
    let arguments = ["f.csv", "--psu", "p", "--proportion", "y", "--by", "g"];
    insta::assert_snapshot!(figures(folder.path(), &arguments, &["estimate", "df", "ci_low", "ci_high", "ci_state"]), @r#"
    "y" "" "" 0.6 2 0.1485699752621554 0.92802844902339 "value"
    "y" "g" "a" 0.5 0 null null "no_degrees_of_freedom"
    "y" "g" "b" 0.6666666666666666 1 0.000033272405119394156 0.9999916816911424 "value"
    "#);
}

#[test]
fn the_weight_may_be_an_item_a_group_and_a_condition_too() {
    let folder = with("w,p,y\n1,1,1\n1,2,0\n0,3,1\n1,4,1\n");
    let arguments = ["f.csv", "--weight", "w", "--proportion", "w,y", "--mean", "w", "--by", "w"];
    insta::assert_snapshot!(figures(folder.path(), &arguments, &["estimate", "n", "state"]), @r#"
    "w" "" "" 1.0 4 "value"
    "w" "w" "0" null null "no_weight"
    "w" "w" "1" 1.0 3 "value"
    "y" "" "" 0.6666666666666666 4 "value"
    "y" "w" "0" null null "no_weight"
    "y" "w" "1" 0.6666666666666666 3 "value"
    "w" "" "" 1.0 4 "value"
    "w" "w" "0" null null "no_weight"
    "w" "w" "1" 1.0 3 "value"
    "#);
}

#[test]
fn an_id_of_many_numbers_is_a_number_in_a_condition() {
    let mut text = String::from("id,y\n");
    (0..300).for_each(|id| text += &format!("{id},{}\n", id % 2));
    let folder = with(&text);
    let arguments = ["f.csv", "--psu", "id", "--mean", "y", "--where", "id >= 290"];
    insta::assert_snapshot!(figures(folder.path(), &arguments, &["estimate", "n"]), @r#""y" "" "" 0.5 10"#);
}

#[test]
fn no_zero_has_a_sign() {
    let folder = with("x,g\n-0,-0\n-0,a\n-0,a\n1,a\n");
    let run = tab(folder.path(), &["f.csv", "--mean", "x", "--quantile", "x:0.5", "--json"]);
    assert!(!run.stdout.contains("-0.0"), "{}", run.all());
}

#[cfg(target_os = "linux")]
#[test]
fn many_groups_of_many_units_do_not_take_all_memory() {
    // Sums of each of 500 groups by each of 40,000 PSUs would take 800 MB.
    let mut text = String::from("p,g,y\n");
    (0..80_000).for_each(|row| text += &format!("{},{},{}\n", row / 2, row % 500, u8::from(row % 7 < 3)));
    let folder = with(&text);
    let bounded = std::process::Command::new("sh")
        .args(["-c", r#"ulimit -v 600000; exec "$0" tab --data f.csv --psu p --proportion y --by g --json"#])
        .arg(env!("CARGO_BIN_EXE_dh"))
        .current_dir(folder.path())
        .output()
        .expect("run");
    assert!(bounded.status.success(), "{}", String::from_utf8_lossy(&bounded.stderr));
    let answer: Value = serde_json::from_slice(&bounded.stdout).expect("JSON");
    // The 160 records of group 3, as R's survey has them.
    near(&answer["rows"][4]["estimate"], &serde_json::json!(0.425), 1e-12, "estimate");
    near(&answer["rows"][4]["se"], &serde_json::json!(0.03908173402688738), 1e-9, "se");
}

#[test]
fn a_result_never_replaces_the_data_it_is_made_from() {
    const DATA: &str = "x,g\n1,a\n2,b\n4,a\n";
    let folder = with(DATA);
    let tab = tab(folder.path(), &["f.csv", "--mean", "x", "--out", "./f.csv", "--force"]);
    let model = run_in(
        folder.path(),
        &["model", "--data", "f.csv", "--linear", "x ~ g", "--out", "f.csv", "--force"],
    );
    insta::assert_snapshot!(tab.all() + "\n" + &model.all(), @r#"
    --- stderr ---
    error: the result would replace f.csv, which it is made from
      = name another file; nothing was changed
    --- exit 2 ---

    --- stderr ---
    error: the result would replace f.csv, which it is made from
      = name another file; nothing was changed
    --- exit 2 ---
    "#);
    assert_eq!(std::fs::read_to_string(folder.path().join("f.csv")).expect("there"), DATA);
}

#[test]
fn notes_name_strata_in_an_order_of_their_own() {
    let rows = ["10,a,1", "2,b,0", "1,c,1", "3,d,1", "3,e,0", "3,f,0"];
    let of = |rows: &[&str]| {
        let folder = with(&format!("s,p,y\n{}\n", rows.join("\n")));
        let arguments =
            ["f.csv", "--strata", "s", "--psu", "p", "--lonely", "certainty", "--mean", "y", "--json"];
        tab(folder.path(), &arguments).stdout
    };
    let mut backwards = rows;
    backwards.reverse();
    assert_eq!(of(&rows), of(&backwards));
    assert!(of(&rows).contains("strata with a single PSU: 1, 2, 10; treated"), "{}", of(&rows));
}

#[test]
fn margins_of_a_number_say_how_it_gets_levels() {
    let folder = with("x,s\n1,0\n2,1\n4,0\n3,1\n2,0\n");
    let arguments = ["model", "--data", "f.csv", "--linear", "x ~ s", "--margins", "s"];
    insta::assert_snapshot!(run_in(folder.path(), &arguments).all(), @r#"
    --- stderr ---
    error: s has no levels in the formula: factor(s) gives it some
      = nothing was estimated
    --- exit 2 ---
    "#);
}

#[test]
fn a_column_that_makes_groups_keeps_their_order_whatever_else_it_is() {
    let rows: String = (1..=300).map(|n| format!("{},{}\n", n % 12, n)).collect();
    let folder = with(&format!("x,y\n{rows}"));
    let run = tab(folder.path(), &["f.csv", "--quantile", "x:0.5", "--mean", "x,y", "--by", "x", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let rows = run.rows();
    let of_y: Vec<&Value> =
        rows.iter().filter(|r| r["item"] == "y" && r["by"] == "x").map(|r| &r["level"]).collect();
    let expected: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    assert_eq!(of_y, expected.iter().collect::<Vec<_>>());
}

#[test]
fn psus_that_agree_exactly_and_marks_of_ones_own_are_said_under_the_table() {
    let folder = with("w,s,p,y\n1,a,1,1\n3,a,1,0\n1,a,2,1\n3,a,2,0\n1,b,3,1\n3,b,3,0\n1,b,4,1\n3,b,4,0\n");
    let design = ["f.csv", "--weight", "w", "--strata", "s", "--psu", "p", "--proportion", "y"];
    let run = tab(folder.path(), &[&design[..], &["--weak", "3,9", "--ratio", "y/w", "--by", "s"]].concat());
    insta::assert_snapshot!(run.all(), @r#"
    f.csv
    8 rows, 2 strata, 4 PSUs

    item  group     estimate  95 % interval     SE  deff  df  n  weighted n
    ────  ────────  ────────  ─────────────  ─────  ────  ──  ─  ──────────
    y     everyone  (25.0 %)      25.0–25.0    0.0  0.00   2  8          16
    y     s a       (25.0 %)      25.0–25.0    0.0  0.00   1  4           8
    y     s b       (25.0 %)      25.0–25.0    0.0  0.00   1  4           8
    y/w   everyone   (0.100)    0.100–0.100  0.000  0.00   2  8          16
    y/w   s a        (0.100)    0.100–0.100  0.000  0.00   1  4           8
    y/w   s b        (0.100)    0.100–0.100  0.000  0.00   1  4           8

    * 95 % intervals of shares by logit, of means, totals and ratios by Wald; t with df = PSUs less
      strata
    * an asterisk: fewer than 3 in the base; parentheses: 3 to 8
    * an interval of one point: the PSUs agree exactly, so the design shows no variance; that is no
      certainty about the population
    * not assessed for disclosure
    --- stderr ---

    --- exit 0 ---
    "#);
}
