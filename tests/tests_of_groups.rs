//! `test` and `quantile` in scripts: groups of records compared by the design.

use crate::common::{Run, Workspace};

/// Runs a script over the fourteen records.
fn script(workspace: &Workspace, text: &str) -> Run {
    workspace.write("scripts/try.lua", text);
    workspace.run(&["run", "scripts/try.lua"])
}

/// What a script prints of a result's rows: the named fields of rows of a kind.
fn numbers(workspace: &Workspace, call: &str, kind: &str, keys: &[&str]) -> Vec<Vec<String>> {
    let keys = keys.join("\", \"");
    let run = script(
        workspace,
        &format!(
            "for _, row in ipairs(({call}).rows) do\n  if row.kind == \"{kind}\" or \"{kind}\" == \"\" then\n    local line = {{}}\n    for _, key in ipairs {{ \"{keys}\" }} do table.insert(line, tostring(row[key])) end\n    print(table.concat(line, \"|\"))\n  end\nend\n"
        ),
    );
    assert_eq!(run.code, 0, "{}", run.all());
    run.stdout.lines().map(|line| line.split('|').map(str::to_string).collect()).collect()
}

fn close(text: &str, wanted: f64) {
    let value: f64 = text.parse().unwrap_or_else(|_| panic!("no number: {text}"));
    assert!((value - wanted).abs() <= 1e-9 * wanted.abs().max(1e-9), "{value} instead of {wanted}");
}

#[test]
fn two_groups_have_a_t_test_with_the_numbers_of_r() {
    let workspace = Workspace::grouped();
    let run = script(&workspace, "print(test(\"XEX/children\", \"hours\", \"sex\"))\n");
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    How many hours a day? (by sex)

    base      who answered: 11 records
    left out  skipped by route 3

    sex   estimate  95 % interval    SE  deff  df  n  weighted n
    ────  ────────  ─────────────  ────  ────  ──  ─  ──────────
    Girl     2.57*      1.59–3.56  0.36  5.41   4  6           7
    Boy      5.29*      4.00–6.57  0.40  1.08   3  4           7

    test         t test of two means by the design
    difference   Boy less Girl: 2.714 hours (95 % interval 0.716 to 4.713, SE 0.628)
    result       t = 4.32, 3 degrees of freedom, p = 0.023
    which means  if the groups did not differ, 2.3 % of samples would show a difference at least this
                 large

    * 1 record has a value and is in no group of sex: prefer not to say 1
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * the test rests on 10 records with a value and a group, 4 degrees of freedom before the groups are
      counted
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    // R survey 4.1: svyttest(hours ~ sex, d) has t = 4.3219 with 3 df.
    let call = "test(\"XEX/children\", \"hours\", \"sex\")";
    let keys = ["statistic", "denominator_df", "p", "difference", "p_adjusted", "adjustment"];
    let found = numbers(&workspace, call, "difference", &keys);
    close(&found[0][0], 4.32191928111103);
    assert_eq!(found[0][1], "3");
    close(&found[0][2], 0.0228289879970799);
    // Girls 18 / 7, boys 37 / 7, by weight.
    close(&found[0][3], 37.0 / 7.0 - 18.0 / 7.0);
    assert_eq!((&found[0][4], found[0][5].as_str()), (&found[0][2], "one_comparison"));
}

#[test]
fn more_groups_have_an_overall_test_and_pairs_whose_correction_is_named() {
    let workspace = Workspace::grouped();
    let run = script(&workspace, "print(test(\"XEX/children\", \"hours\", \"area\"))\n");
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    How many hours a day? (by area)

    base      who answered: 11 records
    left out  skipped by route 3

    area          estimate                                 95 % interval     SE  deff  df  n  weighted n
    ────────────  ────────  ────────────────────────────────────────────  ─────  ────  ──  ─  ──────────
    Town             4.00*      the group has as many strata as PSUs: no      –  0.75   0  4           6
                                             degrees of freedom are left
    Village         4.250*                                   3.127–5.373  0.088  0.09   1  3           4
    Remote place     3.80*      the group has as many strata as PSUs: no      –  2.26   0  4           5
                                             degrees of freedom are left

    test         Wald's test that all means are equal, on F, by the design
    result       F = 1.23, 2 and 2 degrees of freedom, p = 0.449
    which means  if the groups did not differ, 44.9 % of samples would show a difference at least this
                 large

    pair                       difference    95 % interval     SE      t  df      p  p (holm)
    ─────────────────────────  ──────────  ───────────────  ─────  ─────  ──  ─────  ────────
    Village less Town               0.250  −1.617 to 2.117  0.434   0.58   2  0.623     1.000
    Remote place less Town         −0.200  −4.958 to 4.558  1.106  −0.18   2  0.873     1.000
    Remote place less Village      −0.450  −3.684 to 2.784  0.752  −0.60   2  0.610     1.000

    * p of 3 pairs corrected for their number by Holm's method
    * pairs by t with the degrees of freedom of the overall test, covariances between groups counted
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * the test rests on 11 records with a value and a group, 4 degrees of freedom before the groups are
      counted
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let call =
        |adjust: &str| format!("test(\"XEX/children\", \"hours\", \"area\", {{ adjust = \"{adjust}\" }})");
    // R: regTermTest(svyglm(hours ~ area, d), ~area) has F = 1.2294 on 2 and 2.
    let overall = numbers(&workspace, &call("holm"), "overall", &["statistic", "df", "denominator_df", "p"]);
    close(&overall[0][0], 1.22938050225161);
    close(&overall[0][3], 0.448555102635);
    assert_eq!((overall[0][1].as_str(), overall[0][2].as_str()), ("2", "2"));
    // The pairs with town are the coefficients of that regression.
    let plain = numbers(&workspace, &call("none"), "pair", &["p", "p_adjusted", "first", "second"]);
    close(&plain[0][0], 0.622783231922841);
    close(&plain[1][0], 0.8731407495012948);
    assert!(plain.iter().all(|row| row[0] == row[1]), "{plain:?}");
    let p: Vec<f64> = plain.iter().map(|row| row[0].parse().expect("a number")).collect();
    let adjusted = |how: &str| -> Vec<f64> {
        let rows = numbers(&workspace, &call(how), "pair", &["p_adjusted"]);
        rows.iter().map(|row| row[0].parse().expect("a number")).collect()
    };
    for (p, raised) in p.iter().zip(adjusted("bonferroni")) {
        assert!((raised - (3.0 * p).min(1.0)).abs() < 1e-12);
    }
    // Ages differ more: by Holm the smallest of three counts three times, the next twice.
    let ages = |adjust: &str| {
        let call = format!("test(\"XEX/children\", \"age\", \"area\", {{ adjust = \"{adjust}\" }})");
        let mut p: Vec<f64> = numbers(&workspace, &call, "pair", &["p_adjusted"])
            .iter()
            .map(|row| row[0].parse().expect("a number"))
            .collect();
        p.sort_by(f64::total_cmp);
        p
    };
    let plain = ages("none");
    assert!(plain[1] * 2.0 < 1.0 && plain[0] * 3.0 < plain[1] * 2.0, "{plain:?}");
    let near = |found: &[f64], wanted: [f64; 3]| {
        assert!(found.iter().zip(wanted).all(|(f, w)| (f - w).abs() < 1e-12), "{found:?}, not {wanted:?}");
    };
    near(&ages("holm"), [plain[0] * 3.0, plain[1] * 2.0, plain[2].max(plain[1] * 2.0)]);
    near(&ages("bh"), [plain[0] * 3.0, (plain[1] * 1.5).min(plain[2]), plain[2]]);
}

#[test]
fn ranks_compare_numbers_only() {
    let workspace = Workspace::grouped();
    let run =
        script(&workspace, "print(test(\"XEX/children\", \"hours\", \"sex\", { method = \"rank\" }))\n");
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    How many hours a day? (by sex)

    base      who answered: 11 records
    left out  skipped by route 3

    sex   median  95 % interval  SE  df  n  weighted n
    ────  ──────  ─────────────  ──  ──  ─  ──────────
    Girl   3.00*         3.00–…   –   4  6           7
    Boy    5.00*            …–…   –   2  4           7

    test         Wilcoxon's rank test by the design (Lumley and Scott)
    difference   Boy less Girl: 0.480 in mean score of ranks (95 % interval 0.157 to 0.803, SE 0.102)
    result       t = 4.72, 3 degrees of freedom, p = 0.018
    which means  if the groups did not differ, 1.8 % of samples would show a difference at least this
                 large

    * a rank is the share of the population below; equal values share theirs by weight, where R's
      svyranktest counts records
    * 1 record has a value and is in no group of sex: prefer not to say 1
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * the test rests on 10 records with a value and a group, 4 degrees of freedom before the groups are
      counted
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let call = "test(\"XEX/children\", \"hours\", \"area\", { method = \"rank\" })";
    let pairs = numbers(&workspace, call, "pair", &["test", "first", "second", "adjustment"]);
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().all(|row| row[0] == "rank" && row[3] == "holm"), "{pairs:?}");
    let refused = script(&workspace, "test(\"XEX/children\", \"online\", \"sex\", { method = \"rank\" })\n");
    insta::assert_snapshot!(refused.stderr, @r#"
    scripts/try.lua:1: error: ranks need numbers, and 'online' is a share
      1 | test("XEX/children", "online", "sex", { method = "rank" })
      = leave method out: a share is compared as it is
    "#);
}

#[test]
fn a_share_is_compared_by_its_answer_and_an_indicator_by_its_rule() {
    let workspace = Workspace::grouped();
    // The indicator counts the don't-know as no: 7 of 8 girls, 7 of 11 boys.
    let call = "test(\"XEX/children\", \"online\", \"sex\")";
    let indicator = numbers(&workspace, call, "difference", &["statistic", "difference"]);
    close(&indicator[0][0], -1.0096458459434);
    close(&indicator[0][1], 7.0 / 11.0 - 7.0 / 8.0);
    // Of those who answered, as many boys as girls.
    let call = "test(\"XEX/children\", \"online=yes\", \"sex\")";
    close(&numbers(&workspace, call, "difference", &["difference"])[0][0], 0.0);
    let call = "test(\"XEX/children\", \"devices=tablet\", \"sex\")";
    close(&numbers(&workspace, call, "difference", &["difference"])[0][0], 4.0 / 7.0 - 1.0 / 6.0);
}

#[test]
fn no_test_is_said_in_words_and_no_null_stands_without_its_state() {
    let workspace = Workspace::grouped();
    let one = script(
        &workspace,
        "print(test(\"XEX/children\", \"hours\", \"sex\", { where = \"sex == girl\" }))\n",
    );
    assert!(one.stdout.contains("fewer than two groups have a figure"), "{}", one.all());
    let drop = |record: &str| {
        let drop = ["decide", "XEX/children", "--record", record, "--drop", "--because", "a test interview"];
        assert_eq!(workspace.run(&drop).code, 0);
    };
    // What is left of stratum b lies in one PSU.
    ["G08", "G09", "G10", "G11"].iter().for_each(|record| drop(record));
    let lonely = script(&workspace, "print(test(\"XEX/children\", \"hours\", \"sex\"))\n");
    assert!(lonely.stdout.contains("no test"), "{}", lonely.all());
    assert!(lonely.stdout.contains("stratum b with a single PSU"), "{}", lonely.all());
    let treated =
        script(&workspace, "print(test(\"XEX/children\", \"hours\", \"sex\", { lonely = \"adjust\" }))\n");
    assert!(
        treated.stdout.contains("t = ") && treated.stdout.contains("treated by 'adjust'"),
        "{}",
        treated.all()
    );
    let call = "test(\"XEX/children\", \"hours\", \"sex\")";
    for row in numbers(&workspace, call, "", &["statistic", "p", "p_state", "estimate", "state"]) {
        assert!(row[4] != "value" && row[4] != "nil", "{row:?}");
    }
}

#[test]
fn a_quantile_has_an_interval_by_the_design() {
    let workspace = Workspace::grouped();
    let run = script(&workspace, "print(quantile(\"XEX/children\", \"hours\", { by = \"sex\" }))\n");
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    How many hours a day?

    base      who answered: 11 records
    left out  skipped by route 3

              quantile  estimate  95 % interval    SE  df   n  weighted n
    ────────  ────────  ────────  ─────────────  ────  ──  ──  ──────────
    everyone      0.25     3.00*      3.00–4.00  0.18   4  11          15
                   0.5     4.00*      3.00–7.00  0.72   4  11          15
                  0.75     5.00*         4.00–…     –   4  11          15
    sex girl      0.25     2.00*            …–…     –   4   6           7
                   0.5     3.00*         3.00–…     –   4   6           7
                  0.75     3.00*         3.00–…     –   4   6           7
    sex boy       0.25     4.00*            …–…     –   2   4           7
                   0.5     5.00*            …–…     –   2   4           7
                  0.75     6.00*         4.00–…     –   2   4           7

    * the lowest value at or below which the share lies; intervals by Woodruff (wald), t with df = PSUs
      less strata, SE from their width
    * …: the interval reaches beyond the lowest or the highest value
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    // R survey 4.1: svyquantile(~hours, d, c(.25, .5, .75), na.rm = TRUE).
    let call = "quantile(\"XEX/children/hours\", { p = { 0.25, 0.5, 0.75 } })";
    let found = numbers(&workspace, call, "", &["estimate", "ci_low", "ci_high", "se", "ci_high_state"]);
    assert_eq!(found[0][..3], ["3", "3", "4"]);
    close(&found[0][3], 0.180086398633976);
    assert_eq!(found[1][..3], ["4", "3", "7"]);
    close(&found[1][3], 0.720345594535902);
    assert_eq!((found[2][2].as_str(), found[2][4].as_str()), ("nil", "beyond_the_data"));
}

#[test]
fn what_cannot_be_compared_is_said_with_the_way_out() {
    let workspace = Workspace::grouped();
    let mut said = String::new();
    for call in [
        "test(\"XEX/children\", \"area\", \"sex\")",
        "test(\"XEX/children\", \"area=city\", \"sex\")",
        "test(\"XEX/children\", \"hours\", \"devices\")",
        "test(\"XEX/children\", \"sex\", \"sex\")",
        "test(\"XEX/children\", \"hours\", \"sex\", { adjust = \"tukey\" })",
        "test(\"XEX/children\", \"hours\", \"sex\", { method = \"anova\" })",
        "test(\"XEX/children\", \"hours\", \"sex\", { weak = \"few\" })",
        "test(\"XEX/children\", \"hours\")",
        "cross(\"XEX/children\", \"sex\", \"area\", { tests = \"f\" })",
        "quantile(\"XEX/children\", \"area\")",
        "quantile(\"XEX/children\", \"hours\", { p = 50 })",
        "quantile(\"XEX/children\", \"hours\", { p = \"median\" })",
        "tab(\"XEX/children\", \"area\", { weak = { 25 } })",
    ] {
        let run = script(&workspace, &format!("{call}\n"));
        assert_eq!(run.code, 2, "{}", run.all());
        let own = run.stderr.lines().filter(|l| !l.trim_start().starts_with(['1', '|']));
        said.push_str(&own.collect::<Vec<_>>().join("\n"));
        said.push('\n');
    }
    insta::assert_snapshot!(said, @r#"
    scripts/try.lua:1: error: 'area' has several answers: whose share is compared?
      = write question=answer, such as area=urban
      = valid here: urban, rural, remote
      = cross tests all answers at once

    scripts/try.lua:1: error: 'area' has no answer 'city'
      = valid here: urban, rural, remote

    scripts/try.lua:1: error: a table cannot be split by 'devices'
      = split by a question with one answer, or by a recode

    scripts/try.lua:1: error: 'sex' cannot be compared between its own groups

    scripts/try.lua:1: error: there is no correction 'tukey'
      = valid here: holm, bonferroni, bh, none

    scripts/try.lua:1: error: there is no method 'anova'
      = valid here: mean, rank, normal, median

    scripts/try.lua:1: error: the option 'weak' of test is a number or a list of numbers

    scripts/try.lua:1: error: test takes an address and two names
      = test("KEN/children", "hours_weekday", "sex")

    scripts/try.lua:1: error: cross has no option 'tests' of this kind
      = did you mean 'test'?
      = valid here: where, test, percent, ci, lonely, weak

    scripts/try.lua:1: error: 'area' is no number
      = tab gives the share of each answer

    scripts/try.lua:1: error: 50 is no share between 0 and 1
      = p = { 0.25, 0.5, 0.75 }: 0.5 is the median

    scripts/try.lua:1: error: the option 'p' of quantile is a number or a list of numbers

    scripts/try.lua:1: error: the marks of weak figures need two bases, the lower one first
      = --weak 25,50 or weak = { 25, 50 }: below 25 an asterisk, below 50 parentheses
    "#);
}

#[test]
fn scripts_name_the_reference_and_the_marks_of_a_table() {
    let workspace = Workspace::grouped();
    let call = "tab(\"XEX/children/area\", { by = \"sex\", reference = \"sex=girl\", weak = { 3, 6 } })";
    let rows = numbers(&workspace, call, "", &["level", "difference", "flag", "estimate"]);
    let boys: Vec<_> = rows.iter().filter(|row| row[0] == "boy").collect();
    let girls: Vec<_> = rows.iter().filter(|row| row[0] == "girl").collect();
    assert_eq!((boys.len(), girls.len()), (3, 3));
    // Boys in towns 4 of 11 by weight, girls 2 of 8.
    close(&boys[0][1], 4.0 / 11.0 - 2.0 / 8.0);
    assert_eq!((girls[0][1].as_str(), girls[0][2].as_str(), boys[0][2].as_str()), ("nil", "", ""));
}
