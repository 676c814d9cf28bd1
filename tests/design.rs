//! `dh design`: how records were drawn, as every estimate reads it.

use crate::common::{SIX, Workspace};

#[test]
fn the_design_is_what_is_worked_out_by_hand() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["design", "XEX/children"]).all(), @r#"
    XEX/survey/children

    records             6
    stages              one counts: PSUs, as drawn with replacement; what was drawn within them is in
                        their variance
    strata              2
    PSUs                4: 1 to 2 records each, 1.5 on average
    degrees of freedom  2: 4 PSUs less 2 strata
    single-PSU strata   none
    rule for them       fail: no standard error where one counts; a table that is told so takes another:
                        lonely = "adjust" or --lonely adjust (average, certainty, remove)
    weights             sum 8.5
                        from 0.5 to 2, median 1.5
    their variation     CV 0.38
    their cost          design effect 1.14 (Kish): as precise as 5 records of equal weight

    stratum  records  PSUs  weight  % of weight
    ───────  ───────  ────  ──────  ───────────
    a              3     2       4         47.1
    b              3     2     4.5         52.9

    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&["design", "XEX/children", "--json"]).rows();
    // Weights 1.5 1.5 1 2 2 0.5: their sum is 8.5, that of the squares 13.75.
    let effective = 8.5 * 8.5 / 13.75;
    let close = |key: &str, wanted: f64| {
        let value = rows[0][key].as_f64().unwrap_or_else(|| panic!("{key}: {}", rows[0]));
        assert!((value - wanted).abs() < 1e-12 * wanted, "{key}: {value}, not {wanted}");
    };
    close("weight_sum", 8.5);
    close("n_effective", effective);
    close("kish_deff", 6.0 / effective);
    close("weight_cv", (6.0 / effective - 1.0_f64).sqrt());
    close("weight_median", 1.5);
    assert_eq!((&rows[0]["strata"], &rows[0]["psus"], &rows[0]["df"]), (&2.into(), &4.into(), &2.into()));
    assert_eq!(
        (&rows[1]["stratum"], &rows[1]["records"], &rows[1]["psus"]),
        (&"a".into(), &3.into(), &2.into())
    );
}

#[test]
fn a_stratum_with_one_psu_is_named_with_the_rule_that_meets_it() {
    let workspace = Workspace::with_records();
    let drop = ["decide", "XEX/children", "--record", "R6", "--drop", "--because", "a test interview"];
    assert_eq!(workspace.run(&drop).code, 0);
    let run = workspace.run(&["design", "XEX/children"]);
    let said = |what: &str| assert!(run.stdout.contains(what), "{what}: {}", run.all());
    said("single-PSU strata   1: b");
    said("fail: no standard error where one counts");
    said("a decision is applied");
    let rows = workspace.run(&["design", "XEX/children", "--json"]).rows();
    assert_eq!(rows[0]["lonely_strata"], serde_json::json!(["b"]));
}

#[test]
fn weights_that_count_nobody_are_said_and_so_are_missing_ones() {
    // They sum to the number of records.
    let workspace = Workspace::with_store();
    let six = SIX.replace(",1.5,", ",0.5,").replace("b,3,2.0,16", "b,3,1.5,16");
    workspace.write("normal.csv", &six);
    assert_eq!(workspace.run(&["import", "XEX/children", "normal.csv"]).code, 0);
    let run = workspace.run(&["design", "XEX/children"]);
    assert!(run.stdout.contains("totals are not of people"), "{}", run.all());

    let workspace = Workspace::with_store();
    let bare: Vec<String> = SIX
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [&cells[..2], &cells[5..]].concat().join(",")
        })
        .collect();
    workspace.write("bare.csv", &(bare.join("\n") + "\n"));
    assert_eq!(workspace.run(&["import", "XEX/children", "bare.csv"]).code, 0);
    insta::assert_snapshot!(workspace.run(&["design", "XEX/children"]).all(), @r#"
    XEX/survey/children

    records             6
    stages              one: records, as drawn with replacement
    strata              none in the records: one stratum of everyone
    PSUs                none in the records: each record was drawn by itself
    degrees of freedom  5: 6 records less 1 stratum
    single-PSU strata   none
    rule for them       fail: no standard error where one counts; a table that is told so takes another:
                        lonely = "adjust" or --lonely adjust (average, certainty, remove)
    weights             none: every record counts as one

    * without strata and PSUs the estimates hold for a simple random sample: clusters make intervals
      wider than these
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * the records have no weights: every record counts as one
    * workroom only; batch 1, audit head dbe15c092da3 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&["design", "XEX/children", "--json"]).rows();
    assert!(rows[0]["weight_sum"].is_null() && rows[0]["weights_state"] == "no_weights", "{}", rows[0]);
    assert!(rows[0]["n_effective"].is_null() && rows[0]["kish_state"] == "no_weights", "{}", rows[0]);
}

#[test]
fn a_random_walk_says_so_and_what_is_no_instrument_is_refused() {
    let workspace = Workspace::with_records();
    let init = "countries/exampleland/init.lua";
    workspace.replace(
        init,
        "  safeguards {",
        "  fieldwork \"survey\" { period = \"2024\", sampling = \"random walk from starting points\", source = \"https://example.org/report\" },\n  safeguards {",
    );
    let run = workspace.run(&["design", "XEX/children"]);
    assert!(run.stdout.contains("too narrow by an unknown amount"), "{}", run.all());
    let mut said = String::new();
    for address in ["XEX/children/age", "XEX", "XEX/childern"] {
        said.push_str(&workspace.run(&["design", address]).stderr);
    }
    insta::assert_snapshot!(said, @r#"
    error: 'age' is a question; a design is of all records of an instrument
      = design "XEX/survey/children"

    error: 'XEX' is not an instrument of a country
      = records are held of an instrument of a country, such as KEN/household_survey/children

    error: nothing is called 'childern'
      = did you mean 'children'?
      = dh find WORDS searches wordings, criteria, indicators and figures
    "#);
}
