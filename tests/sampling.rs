//! `dh sample`: planning a sample, drawing it, weighting it.

use dh::stats::sampling::allocation::{Rule, Stratum, allocate};
use dh::stats::sampling::household::{KISH, kish_chance};
use dh::stats::sampling::outcome::{Cases, RATES};
use dh::stats::sampling::size::{Assumed, detectable, for_difference};
use dh::stats::sampling::systematic::{inclusion_probabilities, select};
use dh::stats::sampling::weighting::{spread, trim};
use proptest::prelude::*;

use crate::common::{Run, Workspace, repository, shipped};

fn close(value: f64, wanted: f64, tolerance: f64) {
    assert!((value - wanted).abs() <= tolerance * wanted.abs().max(1e-300), "{value} instead of {wanted}");
}

fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// A row of an answer, by some of its fields.
fn find<'r>(rows: &'r [serde_json::Value], fields: &[(&str, &str)]) -> &'r serde_json::Value {
    rows.iter()
        .find(|r| fields.iter().all(|(name, value)| r[*name] == *value))
        .unwrap_or_else(|| panic!("no row with {fields:?}"))
}

fn notes(run: &Run) -> String {
    run.json()["notes"].to_string()
}

// ── how many ─────────────────────────────────────────────────────────────

#[test]
fn a_size_is_worked_out_from_a_margin_and_its_clusters() {
    let run = shipped(&[
        "sample",
        "size",
        "--proportion",
        "0.1",
        "--margin",
        "0.03",
        "--icc",
        "0.05",
        "--take",
        "20",
        "--response",
        "0.8",
        "--groups",
        "4",
    ]);
    insta::assert_snapshot!(run.all(), @r#"
    proportion     10.0 %
    half-width     ± 3.0 percentage points
    design effect  1 + (20 − 1) × 0.05 = 1.95
    confidence     95.0 %
    population     as good as without end: none was given

    needed                number  how
    ────────────────────  ──────  ─────────────────────────────────
    simple random sample     385  had the design effect been 1
    interviews a group       750  with the design effect
    interviews in all      3,000  × 4 groups of the same size
    PSUs                     150  20 interviews in each
    addresses              3,750  80.0 % of these give an interview

    * the interval uses the normal distribution; with few PSUs the t distribution makes it wider
    * groups are taken to have PSUs of their own, as areas have; groups within every PSU, as girls and
      boys, need fewer
    * all of this assumes that the chances of selection are known; a random walk has unknown ones, and
      its intervals are too narrow by an unknown amount
    --- stderr ---

    --- exit 0 ---
    "#);
    // z² p q / d² = 384.15 of a simple random sample (Cochran 1977, 4.1).
    let simple: f64 = 1.959963984540054f64.powi(2) * 0.1 * 0.9 / 0.0009;
    let rows = shipped(&["sample", "size", "--proportion", "0.1", "--margin", "0.03", "--json"]).rows();
    assert_eq!(number(&find(&rows, &[("what", "interviews")])["n"]), simple.ceil());
}

#[test]
fn what_a_number_of_interviews_gives() {
    let run = shipped(&[
        "sample",
        "size",
        "--proportion",
        "0.1",
        "--n",
        "1000",
        "--icc",
        "0.05",
        "--take",
        "10",
        "--share",
        "0.5,0.03,0.02",
    ]);
    insta::assert_snapshot!(run.all(), @r#"
    proportion     10.0 %
    interviews     1,000
    design effect  1 + (10 − 1) × 0.05 = 1.45
    confidence     95.0 %
    population     as good as without end: none was given

    group               base  deff   SE  ± Wald  ± logit  logit interval  relative SE
    ─────────────────  ─────  ────  ───  ──────  ───────  ──────────────  ───────────
    everyone           1,000  1.45  1.1     2.2      2.2        8.0–12.5       11.4 %
    a group of 50.0 %    500   1.2  1.5     2.9      2.9        7.5–13.3       14.7 %
    a group of 3.0 %    (30)     1  5.5    10.7     11.8        3.3–26.8       54.8 %
    a group of 2.0 %     20*     1  6.7    13.1     14.9        2.5–32.4       67.1 %

    If one group is at 10.0 %, a test finds the other with a power of 80.0 % where it is at or below the
    first share, or at or above the second:

    two groups               n  and n  found from  or from
    ─────────────────────  ───  ─────  ──────────  ───────
    50.0 % and the others  500    500       4.9 %   16.6 %
    3.0 % and the others    30    970       0.5 %   36.6 %
    2.0 % and the others    20    980       0.1 %   43.2 %

    * the interval uses the normal distribution; with few PSUs the t distribution makes it wider
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * subgroups are taken to be spread evenly over all PSUs: their clusters, and with them the design
      effect, are smaller
    * all of this assumes that the chances of selection are known; a random walk has unknown ones, and
      its intervals are too narrow by an unknown amount
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn a_size_meets_the_margin_it_was_made_for() {
    for population in [None, Some(5000.0), Some(300.0)] {
        let assumed = Assumed { proportion: 0.2, deff: 1.7, population, level: 0.9 };
        let n = assumed.for_margin(0.04).expect("a size");
        close(assumed.precision(n).expect("a precision").wald, 0.04, 1e-12);
    }
    // All of a population leave no uncertainty.
    let all = Assumed { proportion: 0.2, deff: 1.0, population: Some(300.0), level: 0.95 };
    assert_eq!(all.precision(300.0).expect("a census").se, 0.0);
    assert!(all.precision(301.0).is_err());
}

#[test]
fn the_power_of_two_groups_is_that_of_r() {
    // power.prop.test of R 4.2 (the last with tol = 1e-12: its own is 1e-4).
    close(for_difference(0.1, 0.15, 1.0, 0.95, 0.8).expect("a size"), 685.596858066, 1e-7);
    close(for_difference(0.1, 0.06, 1.0, 0.9, 0.9).expect("a size"), 785.997354473, 1e-7);
    let (low, high) = detectable(0.1, (500.0, 500.0), 1.0, 0.95, 0.8).expect("shares");
    close(high.expect("above"), 0.159466681134, 1e-10);
    // The other way round: what is just found needs just these interviews.
    close(for_difference(0.1, low.expect("below"), 1.0, 0.95, 0.8).expect("a size"), 500.0, 1e-9);
    // Ten interviews find nothing below 10 %.
    assert_eq!(detectable(0.1, (10.0, 10.0), 1.0, 0.95, 0.8).expect("shares").0, None);
}

#[test]
fn a_percentage_in_the_place_of_a_share_is_told() {
    insta::assert_snapshot!(shipped(&["sample", "size", "--proportion", "10", "--margin", "0.03"]).all(), @r#"

    --- stderr ---
    error: --proportion is 10: a share between 0 and 1 belongs there
      = 10 % is written 0.1
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(shipped(&["sample", "size", "--proportion", "0.1"]).all(), @r#"

    --- stderr ---
    error: what is asked: --margin, --difference or --n?
      = --margin 0.03 gives the interviews needed; --n 1000 gives what a thousand interviews are worth
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(
        shipped(&["sample", "size", "--proportion", "0.1", "--margin", "0.03", "--deff", "1.5", "--icc", "0.05"]).all(),
        @r#"

    --- stderr ---
    error: the design effect is said twice: --deff and --icc
      = give --deff alone, or --icc with --take
    --- exit 2 ---
    "#
    );
    insta::assert_snapshot!(
        shipped(&["sample", "size", "--proportion", "0.1", "--n", "500", "--population", "400"]).all(),
        @r#"

    --- stderr ---
    error: interviews: 500 are asked for, there are 400
    --- exit 2 ---
    "#
    );
}

// ── where ────────────────────────────────────────────────────────────────

const STRATA: &str = "\
stratum,population,sd,cost
north urban,120000,0.3,1
north rural,340000,0.25,2
south urban,90000,0.35,1
islands,900,0.3,6
";

#[test]
fn an_allocation_sums_exactly_and_is_read_by_the_draw() {
    let workspace = Workspace::small();
    workspace.write("strata.csv", STRATA);
    let run = workspace.run(&[
        "sample",
        "allocate",
        "--frame",
        "strata.csv",
        "--n",
        "1000",
        "--method",
        "square_root",
        "--take",
        "10",
        "-o",
        "allocation.csv",
    ]);
    insta::assert_snapshot!(run.all(), @r#"
    1,000 interviews in 4 strata by the square root of the population; at least 2 in each

    stratum      population   share    n  share of n  people an interview  PSUs  take
    ───────────  ──────────  ──────  ───  ──────────  ───────────────────  ────  ────
    north urban     120,000  21.8 %  275      27.5 %                436.4    28   9.8
    north rural     340,000  61.7 %  463      46.3 %                734.3    47   9.9
    south urban      90,000  16.3 %  238      23.8 %                378.2    24   9.9
    islands             900   0.2 %   24       2.4 %                 37.5     3     8

    Unequal weights between strata multiply the variance of a figure over everyone by 1.107 (Kish):
    1,000 interviews are worth 903.

    * allocation.csv holds the allocation; dh sample draw --allocation reads it
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.read("allocation.csv"), @r#"
    stratum,population,n,psus,take
    north urban,120000,275,28,9.821428571428571
    north rural,340000,463,47,9.851063829787234
    south urban,90000,238,24,9.916666666666666
    islands,900,24,3,8
    "#);
}

#[test]
fn neyman_is_what_is_worked_out_by_hand() {
    let workspace = Workspace::small();
    workspace.write("strata.csv", "stratum,population,sd,cost\na,100,4,1\nb,400,1,4\nc,300,2,1\n");
    let rows = workspace
        .run(&["sample", "allocate", "--frame", "strata.csv", "--n", "60", "--method", "neyman", "--json"])
        .rows();
    // N S / √c: 400, 200, 600.
    let n: Vec<f64> = rows.iter().map(|r| number(&r["n"])).collect();
    assert_eq!(n, [20.0, 10.0, 30.0, 60.0]);
    // n Σ N²/n / (Σ N)².
    let effect = 60.0 * (100.0f64.powi(2) / 20.0 + 400.0f64.powi(2) / 10.0 + 300.0f64.powi(2) / 30.0)
        / 800.0f64.powi(2);
    close(number(&rows[3]["weighting_effect"]), effect, 1e-12);
}

#[test]
fn an_allocation_that_cannot_be_is_told() {
    let workspace = Workspace::small();
    workspace.write("strata.csv", "stratum,population\na,100\nb,\na,x\n,40\nc,0\n");
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "strata.csv", "--n", "10"]).all(), @r#"

    --- stderr ---
    strata.csv:3: error: column 'population': the cell is empty: a number belongs there
      3 | b,

    strata.csv:4: error: column 'population': 'x' is not a number
      4 | a,x
      = write digits; leave the cell empty where there is no value

    strata.csv:5: error: column 'stratum': the cell is empty
      5 | ,40

    strata.csv:6: error: column 'population': 0 is not possible here: a number above 0 belongs there
      6 | c,0
    --- exit 2 ---
    "#);
    workspace.write("strata.csv", "stratum,populaton\na,100\n");
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "strata.csv", "--n", "10"]).all(), @r#"

    --- stderr ---
    strata.csv:1: error: the column 'population' is missing
      = did you mean 'populaton'?
      = the file has: stratum, populaton
    --- exit 2 ---
    "#);
    workspace.write("strata.csv", "stratum,population\na,100\nb,60\n");
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "strata.csv", "--n", "10", "--method", "neyman"]).all(), @r#"

    --- stderr ---
    strata.csv:1: error: the column 'sd' is missing
      = the file has: stratum, population
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "strata.csv", "--n", "3"]).all(), @r#"

    --- stderr ---
    error: 2 in every stratum are 4 together, more than the 3 to be allocated
      = strata: strata.csv
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "strata.csv", "--n", "161"]).all(), @r#"

    --- stderr ---
    error: interviews: 161 are asked for, there are 160
      = strata: strata.csv
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(workspace.run(&["sample", "allocate", "--frame", "nowhere.csv", "--n", "161"]).all(), @r#"

    --- stderr ---
    nowhere.csv: error: cannot read: no such file or folder
    --- exit 2 ---
    "#);
}

proptest! {
    #[test]
    fn every_allocation_sums_keeps_its_bounds_and_is_near_its_rule(
        populations in proptest::collection::vec(1.0f64..1e5, 1..30), share in 0.01f64..1.0, minimum in 0usize..4,
        power in 0.0f64..=1.0,
    ) {
        let strata: Vec<Stratum> =
            populations.iter().map(|p| Stratum { population: *p, sd: 1.0, cost: 1.0, most: *p }).collect();
        let most: usize = populations.iter().map(|p| p.floor() as usize).sum();
        let n = (most as f64 * share) as usize;
        let Ok(given) = allocate(&strata, n, Rule::Power(power), minimum) else {
            // Only a minimum that does not fit is no allocation.
            let needs: usize = populations.iter().map(|p| (p.floor() as usize).min(minimum)).sum();
            prop_assert!(needs > n);
            return Ok(());
        };
        prop_assert_eq!(given.iter().sum::<usize>(), n);
        let free = |h: usize| given[h] > minimum && given[h] < populations[h].floor() as usize;
        for h in 0..given.len() {
            let most = populations[h].floor() as usize;
            prop_assert!(given[h] >= minimum.min(most) && given[h] <= most);
            // Strata that no bound holds stand to each other as the rule says, but for rounding.
            for other in (0..h).filter(|o| free(*o) && free(h)) {
                let (x, y) = (populations[h].powf(power), populations[other].powf(power));
                let (low, high) = ((given[h] as f64 - 1.0) / x, (given[h] as f64 + 1.0) / x);
                prop_assert!((given[other] as f64 + 1.0) / y > low && (given[other] as f64 - 1.0) / y < high);
            }
        }
    }
}

// ── which ────────────────────────────────────────────────────────────────

fn golden_sizes() -> (serde_json::Value, Vec<f64>) {
    let folder = repository().join("tests/golden");
    let json = std::fs::read_to_string(folder.join("pps.json")).expect("pps.json");
    let frame = std::fs::read_to_string(folder.join("ppsframe.csv")).expect("ppsframe.csv");
    let sizes =
        frame.lines().skip(1).map(|l| l.split(',').nth(1).expect("a size").parse().expect("a number"));
    (serde_json::from_str(&json).expect("JSON"), sizes.collect())
}

/// All cases of `pps.json` but the last, which repeats a random draw: chances,
/// selections from given starts, and joint chances as R's `sampling` has them.
#[test]
fn chances_and_selections_are_those_of_r() {
    let (golden, sizes) = golden_sizes();
    let mut compared = 0;
    for case in golden["cases"].as_array().expect("cases") {
        let (args, out) = (&case["args"], &case["out"]);
        let n = args["n"].as_u64().unwrap_or(10) as usize;
        let chance = inclusion_probabilities(&sizes, n).expect("chances");
        match case["stat"].as_str().expect("a statistic") {
            "inclusion_probabilities" => {
                for (mine, r) in chance.iter().zip(out["pik"].as_array().expect("pik")) {
                    close(*mine, number(r), 1e-12);
                }
                close(chance.iter().sum(), n as f64, 1e-12);
                let certain: Vec<usize> =
                    (0..sizes.len()).filter(|i| chance[*i] >= 1.0).map(|i| i + 1).collect();
                assert_eq!(serde_json::json!(certain), out["certainty"]);
            }
            "systematic" => {
                let drawn = select(&sizes, n, number(&args["start"])).expect("a sample");
                let drawn: Vec<usize> = drawn.iter().map(|i| i + 1).collect();
                assert_eq!(serde_json::json!(drawn), out["selected"], "{}", case["id"]);
            }
            "systematic_joint" => {
                // Between two neighbouring fractions of the summed chances every start draws the same.
                let mut sum = 0.0;
                let mut cuts: Vec<f64> = vec![0.0, 1.0];
                for c in chance.iter().filter(|c| **c < 1.0) {
                    sum += c;
                    cuts.push(sum.fract());
                }
                cuts.sort_by(f64::total_cmp);
                let mut joint = vec![vec![0.0; sizes.len()]; sizes.len()];
                for pair in cuts.windows(2).filter(|p| p[1] - p[0] > 1e-12) {
                    let drawn = select(&sizes, n, f64::midpoint(pair[0], pair[1])).expect("a sample");
                    for a in &drawn {
                        drawn.iter().for_each(|b| joint[*a][*b] += pair[1] - pair[0]);
                    }
                }
                for (mine, r) in joint.iter().zip(out["pi2_first_rows"].as_array().expect("rows")) {
                    for (mine, r) in mine.iter().zip(r.as_array().expect("a row")) {
                        assert!((mine - number(r)).abs() < 1e-12, "{mine} instead of {r}");
                    }
                }
                close(joint.iter().flatten().sum(), number(&out["sum"]), 1e-12);
                // The diagonal is the chance of one: selection keeps what it promises.
                (0..sizes.len()).for_each(|i| close(joint[i][i], chance[i], 1e-11));
            }
            _ => continue,
        }
        compared += 1;
    }
    assert_eq!(compared, 8);
}

proptest! {
    #[test]
    fn a_draw_has_its_size_whatever_the_start(
        sizes in proptest::collection::vec(0u32..1000, 1..60), share in 0.0f64..1.0, start in 0.0f64..1.0,
    ) {
        let sizes: Vec<f64> = sizes.into_iter().map(f64::from).collect();
        let there = sizes.iter().filter(|s| **s > 0.0).count();
        let n = ((there as f64 * share) as usize).max(1);
        prop_assume!(there > 0);
        let drawn = select(&sizes, n, start).expect("a sample");
        prop_assert_eq!(drawn.len(), n);
        prop_assert!(drawn.iter().all(|i| sizes[*i] > 0.0));
        prop_assert!(drawn.windows(2).all(|w| w[0] < w[1]));
    }
}

const PSUS: &str = "\
psu,region,households
n1,north,100
n2,north,50
n3,north,900
n4,north,80
n5,north,70
s1,south,60
s2,south,60
s3,south,60
s4,south,0
";

fn draw<'a>(seed: &'a str, out: &'a str) -> Vec<&'a str> {
    vec![
        "sample",
        "draw",
        "--frame",
        "psus.csv",
        "--size",
        "households",
        "--strata",
        "region",
        "--psus",
        "5",
        "--take",
        "10",
        "--seed",
        seed,
        "-o",
        out,
    ]
}

#[test]
fn a_draw_says_its_starts_its_certain_psus_and_what_it_does_not_cover() {
    let workspace = Workspace::small();
    workspace.write("psus.csv", PSUS);
    insta::assert_snapshot!(workspace.run(&draw("7", "drawn.csv")).all(), @r#"
    5 PSUs of 9 drawn from psus.csv, systematically, chances proportional to households; seed 7

    stratum  PSUs  households  drawn  certain  interval        random start
    ───────  ────  ──────────  ─────  ───────  ────────  ──────────────────
    north       5       1,200      3        1       150  0.700576 (105.086)
    south       4         180      2        0        90   0.278751 (25.088)

    * PSUs by stratum in proportion to households, at least 2 in each (where it has as many)
    * the frame's SHA-256 begins with 0a0fa2cca963: the same file, numbers and seed give the same sample
    * within a stratum the order of the file stratifies implicitly; sort the frame (by area, say) before
      drawing
    * taken for certain, being as large as the interval or larger: n3; nothing was left to chance there,
      so a certain PSU is a stratum of its own, and what was drawn inside it are the units its variance
      comes from
    * a certain PSU with the same take gets larger household weights; its size is worth a take of 60 in
      n3
    * size 0, so never drawn and not covered by the sample: s4; merge them with a neighbour, or say so
      in the report
    * systematic selection gives many pairs of PSUs no chance of being drawn together: variances are
      estimated as if PSUs were drawn with replacement
    * drawn.csv holds the PSUs drawn, with chances and base weights
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.read("drawn.csv"), @r#"
    psu,region,households,sampling_stratum,certainty,interval,random_start,inclusion_probability,base_weight,take,household_probability,household_weight
    n2,north,50,north,no,150,0.7005764821796896,0.3333333333333333,3,10,0.2,15
    n3,north,900,north,yes,,,1,1,10,0.011111111111111112,90
    n5,north,70,north,no,150,0.7005764821796896,0.4666666666666666,2.1428571428571432,10,0.14285714285714285,15.000000000000002
    s1,south,60,south,no,90,0.2787512294737843,0.6666666666666666,1.5,10,0.16666666666666666,9
    s2,south,60,south,no,90,0.2787512294737843,0.6666666666666666,1.5,10,0.16666666666666666,9
    "#);
}

#[test]
fn the_same_seed_draws_the_same_bytes_and_another_never_overwrites() {
    let workspace = Workspace::small();
    workspace.write("psus.csv", PSUS);
    for out in ["a.csv", "b.csv", "a.csv"] {
        assert_eq!(workspace.run(&draw("7", out)).code, 0);
    }
    let first = workspace.read("a.csv");
    assert_eq!(first, workspace.read("b.csv"));
    let other = (8..20)
        .map(|seed| seed.to_string())
        .find(|seed| {
            let run = workspace.run(&draw(seed, &format!("{seed}.csv")));
            run.code == 0 && workspace.read(&format!("{seed}.csv")) != first
        })
        .expect("another sample");
    insta::assert_snapshot!(workspace.run(&draw(&other, "a.csv")).all(), @r#"

    --- stderr ---
    error: a.csv is there already and holds something else
      = nothing was changed; choose another name with -o, or take the old file away
    --- exit 2 ---
    "#);
    assert_eq!(first, workspace.read("a.csv"));
}

#[test]
fn base_weights_count_the_frame_where_every_start_is_tried() {
    // Over all starts the weights of the drawn sum to the PSUs of the frame (Horvitz & Thompson).
    let (_, sizes) = golden_sizes();
    let chance = inclusion_probabilities(&sizes, 10).expect("chances");
    const STARTS: usize = 20_000;
    let mut units = 0.0;
    for i in 0..STARTS {
        let drawn = select(&sizes, 10, (i as f64 + 0.5) / STARTS as f64).expect("a sample");
        units += drawn.iter().map(|u| 1.0 / chance[*u]).sum::<f64>() / STARTS as f64;
    }
    close(units, 40.0, 2e-3);
}

#[test]
fn a_frame_that_cannot_be_drawn_from_is_told_line_by_line() {
    let workspace = Workspace::small();
    workspace.write(
        "psus.csv",
        "psu,region,households\nn1,north,100\nn1,north,20\nn2,,30\nn3,north,-4\nn4,north,many\n,north,3\n",
    );
    insta::assert_snapshot!(workspace.run(&draw("7", "drawn.csv")).all(), @r#"

    --- stderr ---
    psus.csv:3: error: column 'psu': 'n1' stands twice; line 2 has it too
      3 | n1,north,20
      = every PSU has one row and a name of its own

    psus.csv:4: error: column 'region': the cell is empty
      4 | n2,,30

    psus.csv:5: error: column 'households': -4 is below 0
      5 | n3,north,-4

    psus.csv:6: error: column 'households': 'many' is not a number
      6 | n4,north,many
      = write digits; leave the cell empty where there is no value

    psus.csv:7: error: column 'psu': the cell is empty
      7 | ,north,3
    --- exit 2 ---
    "#);
    workspace.write("psus.csv", PSUS).write("few.csv", "stratum,psus\nnorth,2\nsouht,1\n");
    let mut allocation = draw("7", "drawn.csv");
    allocation.splice(8..10, ["--allocation", "few.csv"]);
    insta::assert_snapshot!(workspace.run(&allocation).all(), @r#"

    --- stderr ---
    error: few.csv does not say how many PSUs of stratum south
      = write 0 where none is to be drawn

    few.csv:3: error: column 'stratum': the frame has no stratum 'souht'
      3 | souht,1
      = did you mean 'south'?
      = valid here: north, south
    --- exit 2 ---
    "#);
    workspace.write("few.csv", "stratum,psus\nnorth,2\nsouth,4\n");
    insta::assert_snapshot!(workspace.run(&allocation).all(), @r#"

    --- stderr ---
    few.csv:3: error: column 'psus': 4 PSUs are asked for, stratum south has 3 with a size
      3 | south,4
    --- exit 2 ---
    "#);
    assert!(!workspace.path().join("drawn.csv").exists());
}

// ── whom ─────────────────────────────────────────────────────────────────

#[test]
fn the_grid_gives_everybody_up_to_four_and_six_the_same_chance() {
    assert_eq!(KISH.iter().map(|t| t.of_twelve).sum::<usize>(), 12);
    for k in 1..=6 {
        let chances: Vec<usize> = (1..=k).map(|person| kish_chance(k, person)).collect();
        assert_eq!(chances.iter().sum::<usize>(), 12, "{k} eligible");
        let expected = if k == 5 { vec![2, 2, 3, 2, 3] } else { vec![12 / k; k] };
        assert_eq!(chances, expected);
    }
    assert_eq!((kish_chance(9, 6), kish_chance(9, 7), kish_chance(0, 1)), (2, 0, 0));
}

#[test]
fn a_kit_prints_the_grid_and_gives_each_address_a_table() {
    let workspace = Workspace::small();
    insta::assert_snapshot!(workspace.run(&["sample", "household", "--kish", "-o", "grid.csv"]).all(), @r#"
    Ask the person with this number, by how many are eligible:

    table  of 12 addresses  1  2  3  4  5  6 or more eligible
    ─────  ───────────────  ─  ─  ─  ─  ─  ──────────────────
    A                    2  1  1  1  1  1                   1
    B1                   1  1  1  1  1  2                   2
    B2                   1  1  1  1  2  2                   2
    C                    2  1  1  2  2  3                   3
    D                    2  1  2  2  3  4                   4
    E1                   1  1  2  3  3  3                   5
    E2                   1  1  2  3  4  5                   5
    F                    2  1  2  3  4  5                   6

    eligible  chance of person 1, 2, …, of 12  weight × for person 1, 2, …
    ────────  ───────────────────────────────  ───────────────────────────
           1  12                               1 each
           2  6, 6                             2 each
           3  4, 4, 4                          3 each
           4  3, 3, 3, 3                       4 each
           5  2, 2, 3, 2, 3                    6, 6, 4, 6, 4
           6  2, 2, 2, 2, 2, 2                 6 each

    * grid.csv holds the eight tables
    * list the eligible people from the oldest to the youngest (or by another rule that leaves no
      choice), then ask the one whose number stands under how many there are
    * where 5 are eligible the chances are 2, 2, 3, 2, 3 of 12, and nobody beyond the sixth is ever
      asked: the factor is then not exactly the number of eligible people
    * Kish (1949), A procedure for objective respondent selection within the household, JASA 44: 380-387
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.read("grid.csv"), @r#"
    table,of_twelve,ask_1,ask_2,ask_3,ask_4,ask_5,ask_6_or_more
    A,2,1,1,1,1,1,1
    B1,1,1,1,1,1,2,2
    B2,1,1,1,1,2,2,2
    C,2,1,1,2,2,3,3
    D,2,1,2,2,3,4,4
    E1,1,1,2,3,3,3,5
    E2,1,1,2,3,4,5,5
    F,2,1,2,3,4,5,6
    "#);
    let assign = ["sample", "household", "--kish", "--addresses", "24", "--seed", "7", "-o", "addresses.csv"];
    assert_eq!(workspace.run(&assign).code, 0);
    let text = workspace.read("addresses.csv");
    let tables: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split(',').nth(1)).collect();
    for block in tables.chunks(12) {
        for table in &KISH {
            assert_eq!(block.iter().filter(|t| **t == table.name).count(), table.of_twelve);
        }
    }
    assert_ne!(tables[..12], tables[12..]);
    insta::assert_snapshot!(workspace.run(&["sample", "household", "--kish", "--addresses", "24"]).all(), @r#"

    --- stderr ---
    error: --seed is needed: the same seed chooses the same again
      = --seed 7
    --- exit 2 ---
    "#);
}

#[test]
fn the_next_birthday_has_a_table_too() {
    insta::assert_snapshot!(shipped(&["sample", "household", "--next-birthday", "--sizes", "3"]).all(), @r#"
    eligible  whom to ask                                    chance  weight ×
    ────────  ─────────────────────────────────────────────  ──────  ────────
           1  the one there is                               1 in 1         1
           2  the one whose birthday comes next after today  1 in 2         2
           3  the one whose birthday comes next after today  1 in 3         3

    * two with the same birthday: the one whose first name comes first in the alphabet
    * the chance is one in the number of eligible people only if birthdays have nothing to do with what
      is asked and the informant tells them rightly; nobody can check it afterwards as a grid or a drawn
      number can
    * write down how many were eligible: without it there is no weight
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(shipped(&["sample", "household", "--random", "--sizes", "3", "--seed", "1"]).all(), @r#"

    --- stderr ---
    error: --sizes has no part in this way of choosing
      = --addresses goes with --kish, --sizes with --next-birthday, --eligible and --roster with
        --random
    --- exit 2 ---
    "#);
}

#[test]
fn one_of_each_household_is_chosen_with_equal_chances() {
    let workspace = Workspace::small();
    let mut roster = String::from("household,person,eligible\n");
    for household in 0..3000 {
        for person in 1..=3 {
            let eligible = if person == 2 { "no" } else { "yes" };
            roster.push_str(&format!("H{household},{person},{eligible}\n"));
        }
    }
    roster.push_str("empty,1,no\n");
    workspace.write("roster.csv", &roster);
    let choose =
        ["sample", "household", "--random", "--roster", "roster.csv", "--seed", "3", "-o", "selected.csv"];
    insta::assert_snapshot!(workspace.run(&choose).all(), @r#"
    3,000 of 3,001 households have somebody eligible; one is chosen in each, with equal chances. Seed 3.

    eligible  households         weight ×
    ────────  ──────────  ───────────────
           0           1  nobody is asked
           2       3,000                2

    * selected.csv holds the roster with who is selected
    --- stderr ---

    --- exit 0 ---
    "#);
    let text = workspace.read("selected.csv");
    let chosen: Vec<Vec<&str>> =
        text.lines().skip(1).map(|l| l.split(',').collect()).filter(|c: &Vec<&str>| c[3] == "yes").collect();
    assert_eq!(chosen.len(), 3000);
    assert!(chosen.iter().all(|c| c[1] != "2" && c[4] == "2"));
    // Five standard errors around one half.
    let first = chosen.iter().filter(|c| c[1] == "1").count() as f64 / 3000.0;
    assert!((first - 0.5).abs() < 5.0 * (0.25f64 / 3000.0).sqrt(), "{first}");
}

// ── response ─────────────────────────────────────────────────────────────

#[test]
fn rates_are_those_of_the_standard() {
    let cases = Cases {
        complete: 40.0,
        partial: 10.0,
        refusal: 20.0,
        no_contact: 10.0,
        other: 5.0,
        unknown_household: 12.0,
        unknown_other: 3.0,
        not_eligible: 15.0,
    };
    let e = cases.estimated_e().expect("e");
    close(e, 0.85, 1e-12);
    let rate =
        |name: &str| RATES.iter().find(|r| r.name == name).and_then(|r| r.of(&cases, e)).expect("a rate");
    for (name, over, under) in [
        ("RR1", 40.0, 100.0),
        ("RR2", 50.0, 100.0),
        ("RR3", 40.0, 85.0 + 0.85 * 15.0),
        ("RR4", 50.0, 85.0 + 0.85 * 15.0),
        ("RR5", 40.0, 85.0),
        ("RR6", 50.0, 85.0),
        ("COOP1", 40.0, 75.0),
        ("COOP2", 50.0, 75.0),
        ("COOP3", 40.0, 70.0),
        ("COOP4", 50.0, 70.0),
        ("REF1", 20.0, 100.0),
        ("REF2", 20.0, 97.75),
        ("REF3", 20.0, 85.0),
        ("CON1", 75.0, 100.0),
        ("CON2", 75.0, 97.75),
        ("CON3", 75.0, 85.0),
    ] {
        close(rate(name), over / under, 1e-12);
    }
    assert_eq!(RATES.len(), 16);
}

#[test]
fn what_was_never_recorded_is_said() {
    let workspace = Workspace::small();
    workspace.write("cases.csv", "region,outcome\na,I\na,i\na,R\na,UH\nb,I\nb,P\nb,UH\n");
    let run = workspace.run(&[
        "sample",
        "response",
        "--data",
        "cases.csv",
        "--outcome",
        "outcome",
        "--by",
        "region",
    ]);
    insta::assert_snapshot!(run.all(), @r#"
    7 cases of cases.csv

    code  outcome                              all  a  b
    ────  ───────────────────────────────────  ───  ─  ─
    I     complete interview                     3  2  1
    P     partial interview                      1  0  1
    R     refusal and break-off                  1  1  0
    NC    no contact                             0  0  0
    O     other, eligible                        0  0  0
    UH    unknown if a household                 2  1  1
    UO    unknown if somebody eligible, other    0  0  0
    NE    not eligible                           0  0  0

    rate   formula                                    all          a          b
    ─────  ───────────────────────────────────  ─────────  ─────────  ─────────
    e      (I+P+R+NC+O)/(I+P+R+NC+O+NE)           unknown    unknown    unknown
    RR1    I/((I+P)+(R+NC+O)+(UH+UO))              42.9 %     50.0 %     33.3 %
    RR2    (I+P)/((I+P)+(R+NC+O)+(UH+UO))          57.1 %     50.0 %     66.7 %
    RR3    I/((I+P)+(R+NC+O)+e(UH+UO))          e unknown  e unknown  e unknown
    RR4    (I+P)/((I+P)+(R+NC+O)+e(UH+UO))      e unknown  e unknown  e unknown
    RR5    I/((I+P)+(R+NC+O))                      60.0 %     66.7 %     50.0 %
    RR6    (I+P)/((I+P)+(R+NC+O))                  80.0 %     66.7 %    100.0 %
    COOP1  I/((I+P)+R+O)                           60.0 %     66.7 %     50.0 %
    COOP2  (I+P)/((I+P)+R+O)                       80.0 %     66.7 %    100.0 %
    COOP3  I/((I+P)+R)                             60.0 %     66.7 %     50.0 %
    COOP4  (I+P)/((I+P)+R)                         80.0 %     66.7 %    100.0 %
    REF1   R/((I+P)+(R+NC+O)+(UH+UO))              14.3 %     25.0 %      0.0 %
    REF2   R/((I+P)+(R+NC+O)+e(UH+UO))          e unknown  e unknown  e unknown
    REF3   R/((I+P)+(R+NC+O))                      20.0 %     33.3 %      0.0 %
    CON1   ((I+P)+R+O)/((I+P)+R+O+NC+(UH+UO))      71.4 %     75.0 %     66.7 %
    CON2   ((I+P)+R+O)/((I+P)+R+O+NC+e(UH+UO))  e unknown  e unknown  e unknown
    CON3   ((I+P)+R+O)/((I+P)+R+O+NC)             100.0 %    100.0 %    100.0 %

    * e cannot be estimated: no case is recorded as not eligible; RR3, RR4, REF2 and CON2 are absent
      (--e gives it)
    * no case is recorded as not eligible (NE): either every address had somebody eligible, or such
      addresses were not listed
    * never recorded: NC; a fieldwork without any is unusual, so ask whether these cases were listed at
      all
    * b: no case with R, which others have; its rates stand beside the others' only if it was listed
      there too
    * unweighted: rates of the cases issued
    * AAPOR Standard Definitions, 10th edition (2023): RR response, COOP cooperation, REF refusal, CON
      contact
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace
        .run(&["sample", "response", "--data", "cases.csv", "--outcome", "outcome", "--json"])
        .rows();
    let rr3 = find(&rows, &[("rate", "RR3")]);
    assert_eq!((&rr3["value"], &rr3["state"]), (&serde_json::Value::Null, &"e_unknown".into()));
    let given = ["sample", "response", "--data", "cases.csv", "--outcome", "outcome", "--e", "0.5", "--json"];
    let rows = workspace.run(&given).rows();
    // 3 of 5 + 0.5 × 2.
    close(number(&find(&rows, &[("rate", "RR3")])["value"]), 0.5, 1e-12);
}

#[test]
fn an_outcome_that_is_no_code_is_told_at_its_line() {
    let workspace = Workspace::small();
    workspace.write("cases.csv", "outcome,w\nI,1\nREF,2\n,1\nR,0\n");
    let run = workspace.run(&[
        "sample",
        "response",
        "--data",
        "cases.csv",
        "--outcome",
        "outcome",
        "--weight",
        "w",
    ]);
    insta::assert_snapshot!(run.all(), @r#"

    --- stderr ---
    cases.csv:3: error: column 'outcome': 'REF' is no outcome code
      3 | REF,2
      = valid here: I, P, R, NC, O, UH, UO, NE

    cases.csv:4: error: column 'outcome': the cell is empty: every case issued has an outcome
      4 | ,1
      = a case of which nothing is known is UH

    cases.csv:5: error: column 'w': 0 is not possible here: a number above 0 belongs there
      5 | R,0
    --- exit 2 ---
    "#);
}

// ── weights ──────────────────────────────────────────────────────────────

/// Six households; H5 refused, H6 was never opened.
const CASES: &str = "\
household,area,base,outcome
H1,a,10,I
H2,a,10,I
H3,b,20,I
H4,b,20,I
H5,a,10,R
H6,b,20,UH
";

/// Their people of the ages asked; two are not online.
const ROSTER: &str = "\
household,person,internet_user,selected,sex
H1,1,yes,yes,girl
H1,2,yes,no,boy
H2,1,yes,yes,boy
H2,2,no,no,girl
H3,1,yes,yes,girl
H4,1,yes,yes,boy
H4,2,no,no,boy
";

const MARGINS: &str = "\
variable,level,total,population,source
sex,girl,75,all children 12-17,A census
sex,boy,75,all children 12-17,A census
";

fn weighted() -> Workspace {
    let workspace = Workspace::small();
    workspace.write("cases.csv", CASES).write("roster.csv", ROSTER).write("margins.csv", MARGINS);
    workspace
}

const WEIGHTS: [&str; 10] = [
    "sample",
    "weights",
    "--data",
    "cases.csv",
    "--base",
    "base",
    "--adjust",
    "area",
    "--outcome",
    "outcome",
];

fn weights(workspace: &Workspace, more: &[&str]) -> Run {
    workspace.run(&[&WEIGHTS, more].concat())
}

#[test]
fn the_roster_is_calibrated_and_carried_down_to_who_was_asked() {
    let workspace = weighted();
    let more = ["--roster", "roster.csv", "--margins", "margins.csv", "-o", "w.csv", "--roster-out", "r.csv"];
    insta::assert_snapshot!(weights(&workspace, &more).all(), @r#"
    Weights of 6 cases of cases.csv

    step                 rows  factor min  median    max    sum     CV   deff  n effective
    ───────────────────  ────  ──────────  ──────  ─────  ─────  ─────  ─────  ───────────
    base                    6           –       –      –     90  0.333  1.111          5.4
    unknown eligibility     5       1.000   1.000  1.500     90  0.544  1.296          3.9
    non-response            4       1.000   1.250  1.500     90  0.333  1.111          3.6
    roster                  7       1.000   1.000  1.000    150  0.346  1.120          6.2
    roster calibrated       7       0.833   0.833  1.250    150  0.377  1.142          6.1
    selected                4       1.000   1.000  2.000  112.5  0.369  1.136          3.5
    users by the roster     4       0.750   1.042  1.333  106.2  0.230  1.053          3.8

    unknown eligibility, by class:

    class  cases  stay  factor
    ─────  ─────  ────  ──────  ─────────────
    a          3     3   1.000  fewer than 20
    b          3     2   1.500  fewer than 20

    non-response, by class:

    class  cases  stay  factor
    ─────  ─────  ────  ──────  ─────────────
    a          3     2   1.500  fewer than 20
    b          2     2   1.000  fewer than 20

    roster calibrated, by level:

    variable  level  sample says  total  ratio
    ────────  ─────  ───────────  ─────  ─────
    sex       girl            60     75  1.250
    sex       boy             90     75  0.833

    users by the roster, by level:

    variable  level  sample says  total  ratio
    ────────  ─────  ───────────  ─────  ─────
    sex       girl            75   56.2  0.750
    sex       boy           37.5     50  1.333

    * unknown eligibility: class a has 3 cases left, fewer than 20; merge it with a class it resembles
    * unknown eligibility: class b has 2 cases left, fewer than 20; merge it with a class it resembles
    * non-response: class a has 2 cases left, fewer than 20; merge it with a class it resembles
    * non-response: class b has 2 cases left, fewer than 20; merge it with a class it resembles
    * by the roster 70.8 % of everybody are internet users (106.2 of 150); the interviews are weighted
      to these
    * margins of all children 12-17: A census
    * base weights are taken as given: where the chances of selection are not known, as on a random
      walk, no factor makes them known
    * CV, design effect and effective number by Kish: what unequal weights alone cost, clusters apart
    * w.csv holds the weights, factor by factor
    * r.csv holds the roster with its weights, for shares of everybody
    --- stderr ---

    --- exit 0 ---
    "#);
    // By hand: a 10 × 30/20 (H5 refused), b 20 × 60/40 (H6 unknown): 15 and 30 a household.
    // Girls 15 + 15 + 30 = 60, of 75: × 5/4; boys 15 + 15 + 30 + 30 = 90, of 75: × 5/6.
    let text = workspace.read("w.csv");
    let last: Vec<f64> = text
        .lines()
        .skip(1)
        .map(|l| l.rsplit(',').next().expect("a cell").parse().expect("a number"))
        .collect();
    // Down: 18.75 × 2 users, 12.5, 37.5, 25; users by the roster: girls 56.25, boys 50.
    let (girls, boys) = (56.25 / 75.0, 50.0 / 37.5);
    let expected = [37.5 * girls, 12.5 * boys, 37.5 * girls, 25.0 * boys];
    assert_eq!(last.len(), 4);
    last.iter().zip(expected).for_each(|(w, by_hand)| close(*w, by_hand, 1e-12));
    let roster: f64 = workspace
        .read("r.csv")
        .lines()
        .skip(1)
        .map(|l| l.rsplit(',').next().expect("a cell").parse::<f64>().expect("a number"))
        .sum();
    close(roster, 150.0, 1e-12);
    close(last.iter().sum(), 106.25, 1e-12);
}

#[test]
fn a_factor_of_the_roster_stands_before_the_number_of_its_users() {
    let workspace = weighted();
    let mut lines = ROSTER.lines();
    let mut roster = format!("{},interviewed,within_factor\n", lines.next().expect("a header"));
    for line in lines {
        let selected = line.contains(",yes,yes,");
        let interviewed = if selected && !line.starts_with("H3") { "yes" } else { "no" };
        roster.push_str(&format!("{line},{interviewed},{}\n", if selected { "6" } else { "" }));
    }
    workspace.write("roster.csv", &roster);
    let run = weights(&workspace, &["--roster", "roster.csv", "-o", "w.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let text = workspace.read("w.csv");
    let last: Vec<f64> = text
        .lines()
        .skip(1)
        .map(|l| l.rsplit(',').next().expect("a cell").parse().expect("a number"))
        .collect();
    // 15 × 6 twice, and H4 with the weight of H3, who was not interviewed: 30 × 6 × 2.
    assert_eq!(last, [90.0, 90.0, 360.0]);
    workspace.write("roster.csv", &roster.replacen(",6\n", ",0.5\n", 1));
    let run = weights(&workspace, &["--roster", "roster.csv"]);
    assert!(run.code == 2 && run.stderr.contains("0.5 is below 1"), "{}", run.all());
}

#[test]
fn internet_users_are_never_raked_to_everybody() {
    let workspace = weighted();
    let users = ["--margins", "margins.csv", "--of", "internet-using children 12-17"];
    insta::assert_snapshot!(weights(&workspace, &users).all(), @r#"

    --- stderr ---
    error: the rows stand for 'internet-using children 12-17', the margins count 'all children 12-17'
      = those who are online are not spread over ages, sexes and areas as all children are; raked to
        all, they would stand for children who are not online, and prevalence among users would be sold
        as prevalence among all
      = calibrate the household roster instead: --roster FILE, where everybody of these ages stands
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(weights(&workspace, &["--margins", "margins.csv"]).all(), @r#"

    --- stderr ---
    error: whom do the rows stand for? Without a roster --of says it
      = the margins count 'all children 12-17'
      = internet users are not raked to totals of everybody: give --roster then
    --- exit 2 ---
    "#);
    // Nor under other words.
    let online = CASES.replace("outcome\n", "outcome,internet_user\n").replace(",I\n", ",I,yes\n");
    let online = online.replace(",R\n", ",R,yes\n").replace(",UH\n", ",UH,yes\n");
    workspace.write("cases.csv", &online);
    insta::assert_snapshot!(weights(&workspace, &["--margins", "margins.csv", "--of", "all children 12-17"]).all(), @r#"

    --- stderr ---
    error: every row of cases.csv is an internet user, and 'all children 12-17' are not
      = those who are online are not spread over ages, sexes and areas as all children are; raked to
        all, they would stand for children who are not online, and prevalence among users would be sold
        as prevalence among all
      = calibrate the household roster instead: --roster FILE, where everybody of these ages stands
    --- exit 2 ---
    "#);
    workspace.write("cases.csv", CASES);
    workspace.write("roster.csv", &ROSTER.replace("no,no", "yes,no"));
    insta::assert_snapshot!(weights(&workspace, &["--roster", "roster.csv", "--margins", "margins.csv"]).all(), @r#"

    --- stderr ---
    error: roster.csv holds internet users only
      = the roster lists everybody of the ages asked, those who are not online too: only together do
        they agree with a census
    --- exit 2 ---
    "#);
    workspace.write("roster.csv", ROSTER);
    workspace.write("margins.csv", &MARGINS.replace("all children 12-17", "internet-using children 12-17"));
    insta::assert_snapshot!(weights(&workspace, &["--roster", "roster.csv", "--margins", "margins.csv"]).all(), @r#"

    --- stderr ---
    error: the margins count 'internet-using children 12-17', the roster lists everybody
      = give margins of all of these ages; the roster itself estimates how many are online
    --- exit 2 ---
    "#);
}

#[test]
fn a_roster_that_contradicts_its_cases_is_told() {
    let workspace = weighted();
    workspace.write(
        "roster.csv",
        "household,person,internet_user,selected,sex\nH1,1,yes,yes,girl\nH1,2,yes,yes,boy\nH2,1,yes,no,boy\nH3,1,no,yes,girl\nH5,1,yes,yes,boy\nH9,1,yes,yes,boy\n",
    );
    insta::assert_snapshot!(weights(&workspace, &["--roster", "roster.csv"]).all(), @r#"

    --- stderr ---
    error: roster.csv has nobody of household H4
      = answered, so its people must be listed

    error: roster.csv selects nobody in household H2
      = it has internet users, and one of them is asked

    roster.csv:3: error: column 'selected': '2' and '1' of household H1 are both selected
      3 | H1,2,yes,yes,boy
      = one sensitive interview a household

    roster.csv:5: error: column 'selected': somebody who is no internet user was selected
      5 | H3,1,no,yes,girl

    roster.csv:6: error: column 'household': 'H5' has people here, but its outcome is no interview
      6 | H5,1,yes,yes,boy

    roster.csv:7: error: column 'household': 'H9' is not among the cases
      7 | H9,1,yes,yes,boy
    --- exit 2 ---
    "#);
    workspace.write("roster.csv", ROSTER).write("margins.csv", &MARGINS.replace("sex,boy,75", "sex,boys,75"));
    insta::assert_snapshot!(weights(&workspace, &["--roster", "roster.csv", "--margins", "margins.csv"]).all(), @r#"

    --- stderr ---
    roster.csv:3: error: column 'sex': 'boy' is no level of the margin
      3 | H1,2,yes,no,boy
      = did you mean 'boys'?
      = valid here: girl, boys

    roster.csv:4: error: column 'sex': 'boy' is no level of the margin
      4 | H2,1,yes,yes,boy
      = did you mean 'boys'?
      = valid here: girl, boys

    roster.csv:7: error: column 'sex': 'boy' is no level of the margin
      7 | H4,1,yes,yes,boy
      = did you mean 'boys'?
      = valid here: girl, boys

    roster.csv:8: error: column 'sex': 'boy' is no level of the margin
      8 | H4,2,no,no,boy
      = did you mean 'boys'?
      = valid here: girl, boys
    --- exit 2 ---
    "#);
}

#[test]
fn margins_of_different_sums_cannot_both_be_met() {
    let workspace = weighted();
    let margins =
        format!("{MARGINS}area,a,70,all children 12-17,A census\narea,b,70,all children 12-17,A census\n");
    workspace.write("margins.csv", &margins);
    insta::assert_snapshot!(weights(&workspace, &["--margins", "margins.csv", "--of", "all children 12-17"]).all(), @r#"

    --- stderr ---
    error: margins.csv: sex sums to 150, area to 140
      = margins of one population have one sum; weights cannot meet both
    --- exit 2 ---
    "#);
}

#[test]
fn a_class_nobody_answers_for_stops_and_a_thin_one_is_named() {
    let workspace = weighted();
    let run = weights(&workspace, &["--least", "2", "--most", "1.4", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let said = notes(&run);
    assert!(said.contains("the factor of class a is 1.500, above 1.4"), "{said}");
    assert!(!said.contains("fewer than 2"), "{said}");
    let said = notes(&weights(&workspace, &["--least", "3", "--json"]));
    assert!(said.contains("non-response: class b has 2 cases left, fewer than 3"), "{said}");
    workspace.write("cases.csv", &CASES.replace("a,10,I", "a,10,NC"));
    insta::assert_snapshot!(weights(&workspace, &[]).all(), @r#"

    --- stderr ---
    error: non-response: nobody of class a is left who could stand for it
      = merge it with a class it resembles
    --- exit 2 ---
    "#);
}

#[test]
fn a_file_that_is_there_stops_both_files() {
    let workspace = weighted();
    workspace.write("r.csv", "something else\n");
    let more = ["--roster", "roster.csv", "--margins", "margins.csv", "-o", "w.csv", "--roster-out", "r.csv"];
    let run = weights(&workspace, &more);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("r.csv is there already"), "{}", run.stderr);
    assert!(!workspace.path().join("w.csv").exists());
    assert_eq!(workspace.read("r.csv"), "something else\n");
}

#[test]
fn trimming_keeps_the_sum_and_the_limit() {
    let weights = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 30.0];
    let (after, limit, cut) = trim(&weights, 3.0).expect("trimmed");
    assert_eq!((limit, after.len()), (6.0, 7));
    close(after.iter().sum(), 41.0, 1e-12);
    assert!(after.iter().all(|w| *w <= 6.0 + 1e-12) && cut == 5, "{after:?} {cut}");
    // So much cannot be spread under the limit.
    let low = trim(&[1.0, 1.0, 1.0, 1000.0], 2.0).expect_err("too low").to_string();
    assert!(low.starts_with("the weights cannot be cut at 2.000: their mean is 250.750"), "{low}");
    assert!(trim(&weights, 1.0).is_err());
    let spread = spread(&[1.0, 3.0]).expect("a spread");
    close(spread.deff, 2.0 * 10.0 / 16.0, 1e-12);
    close(spread.cv, 0.5, 1e-12);
}

// ── tables to come ───────────────────────────────────────────────────────

#[test]
fn shells_say_what_is_known_what_is_assumed_and_what_is_not() {
    let workspace = Workspace::small();
    let run = workspace.run(&["sample", "shells", "XEX/children"]);
    insta::assert_snapshot!(run.all(), @r#"

    --- stderr ---
    error: how many interviews? Neither Exampleland nor the method says it
      = --n 1000, or interviews = 1000 in the country's fieldwork
    --- exit 2 ---
    "#);
    let fieldwork = "  fieldwork \"survey\" {\n    period = \"2027\",\n    sampling = \"a random walk\",\n    interviews = 80,\n    design_effect = 1.5,\n    source = \"https://example.org/design\",\n  },\n}\n";
    workspace.replace("countries/exampleland/init.lua", "}\n", fieldwork);
    // What is published of the children asked, under the same definition, is expected again.
    workspace.replace(
        "methodology/init.lua",
        "population = \"children 12-17\"",
        "population = \"children 12-17\", ages = { 12, 13 }",
    );
    workspace.replace(
        "methodology/indicators.lua",
        "activity = \"survey\",",
        "activity = \"survey\", corresponds_to = \"online\",",
    );
    workspace.replace("methodology/init.lua", "range = { 0, 99 }", "range = { 12, 13 }");
    workspace.replace("methodology/indicators.lua", "published \"online_published\"", HOURS);
    let run = workspace.run(&["sample", "shells", "XEX/children", "--assume", "age=12=0.4"]);
    insta::assert_snapshot!(run.all(), @r#"
    XEX/survey/children: tables to come

    interviews     80 (planned by Exampleland, countries/exampleland/init.lua:5)
    design effect  1.5 (planned by Exampleland, countries/exampleland/init.lua:5)
    interval       95.0 %, on the log odds, half its length in percentage points

    Children who are online (online, one)

                group     base  expected  ± points
    ────────  ───────  ───────  ────────  ────────
    everyone                80    50.0 %      13.1
    age 12     40.0 %     (32)    50.0 %      20.0
    age 13    unknown  unknown    50.0 %         –

    Children who are online for long (long_hours, one)

    asked of       online == yes
    share unknown  no figure of this country is held

                group     base  expected      ± points
    ────────  ───────  ───────  ────────  ────────────
    everyone              (40)   unknown  18.1 at 50 %
    age 12     40.0 %      16*   unknown  26.9 at 50 %
    age 13    unknown  unknown   unknown             –

    What this rests on:

    assumption      value  from
    ─────────────  ──────  ──────────────────────────────────────────────────────────
    interviews         80  planned by Exampleland, countries/exampleland/init.lua:5
    design effect     1.5  planned by Exampleland, countries/exampleland/init.lua:5
    online         50.0 %  published 2021: 50 % (countries/exampleland/figures.csv:2)
    age=12         40.0 %  a planning assumption as given

    * 6 cells: 1 to have a base below 25, 2 of 25 to 49, 1 of 50 or more, 2 unknown
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * at 50 %: the share is unknown, and the width is the widest it can be; it is no expectation of the
      share
    * groups are expected to have the share of everyone
    * groups are taken to be spread alike over those a filter lets through
    * nothing is taken off for don't know and refusals that leave a base; every group has the design
      effect of everyone
    * sampling: a random walk; a random walk has unknown chances of selection, so the intervals are too
      narrow by an unknown amount
    --- stderr ---

    --- exit 0 ---
    "#);
}

const HOURS: &str = r#"proportion "long_hours" "Children who are online for long" {
    definition = "one",
    from = "survey/children",
    base = "everyone",
    yes_if = "hours >= 4",
    count_as = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" },
    by = { "age" },
  },
  published "online_published""#;

#[test]
fn the_filter_of_a_base_is_known_through_the_figure_that_counts_it() {
    let run =
        shipped(&["sample", "shells", "THA/children", "--deff", "1.5", "--assume", "sex=girl=0.5", "--json"]);
    let rows = run.rows();
    // 9 % of 1,000 by the published figure.
    let told = find(&rows, &[("indicator", "told_no_one"), ("group", "everyone")]);
    close(number(&told["base"]), 90.0, 1e-12);
    assert_eq!((&told["expected"], &told["expected_state"]), (&serde_json::Value::Null, &"unknown".into()));
    assert_eq!((&told["conservative"], &told["half_width_at"]), (&true.into(), &0.5.into()));
    let girls = find(&rows, &[("indicator", "told_no_one"), ("group", "sex girl")]);
    close(number(&girls["base"]), 45.0, 1e-12);
    assert_eq!(girls["reliability"], "25 to 49");
    let boys = find(&rows, &[("indicator", "told_no_one"), ("group", "sex boy")]);
    assert_eq!((&boys["base"], &boys["base_state"]), (&serde_json::Value::Null, &"unknown".into()));
    let rests = find(&rows, &[("assumption", "ocsea_clear_12m")]);
    close(number(&rests["value"]), 0.09, 1e-12);
    assert!(
        rests["source"].as_str().is_some_and(|s| s.contains("countries/thailand/figures.csv:")),
        "{rests}"
    );
}

#[test]
fn what_the_press_says_is_no_expectation() {
    let rows = shipped(&["sample", "shells", "KEN/children", "--json"]).rows();
    let clear = find(&rows, &[("indicator", "ocsea_clear_12m"), ("group", "everyone")]);
    assert_eq!((&clear["expected"], &clear["expected_state"]), (&serde_json::Value::Null, &"unknown".into()));
    assert!(clear["expected_because"].as_str().is_some_and(|s| s.contains("press only")), "{clear}");
    // Sources that differ are held, not averaged.
    let workspace = Workspace::small();
    let figures = workspace.read("countries/exampleland/figures.csv");
    let again = figures
        .lines()
        .nth(1)
        .expect("a figure")
        .replace(",50,", ",40,")
        .replace(",2021,", ",2022,")
        .replace("A report", "Another report");
    workspace.write("countries/exampleland/figures.csv", &format!("{figures}{again}\n"));
    workspace.replace(
        "methodology/indicators.lua",
        "activity = \"survey\",",
        "activity = \"survey\", corresponds_to = \"online\",",
    );
    workspace.replace(
        "methodology/init.lua",
        "population = \"children 12-17\"",
        "population = \"children 12-17\", ages = { 12, 17 }",
    );
    let run = workspace.run(&["sample", "shells", "XEX/children", "--n", "100", "--json"]);
    let rows = run.rows();
    let online = find(&rows, &[("indicator", "online"), ("group", "everyone")]);
    assert_eq!(
        online["expected_because"],
        "sources differ: 50 %, 40 %; conflicts are held, not averaged",
        "{}",
        run.all()
    );
}

#[test]
fn an_assumption_about_nothing_is_told() {
    insta::assert_snapshot!(shipped(&["sample", "shells", "KEN/children", "--assume", "sxe=girl=0.5"]).all(), @r#"

    --- stderr ---
    error: the assumption 'sxe=girl' is about nothing here
      = did you mean 'sex=girl'?
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(shipped(&["sample", "shells", "KEN/children", "--assume", "sex=girl"]).all(), @r#"

    --- stderr ---
    error: --assume sex=girl: a name, '=' and a share between 0 and 1 belong there
      = --assume sex=girl=0.5, --assume ocsea_clear_12m=0.1, --assume "age >= 15=0.5"
    --- exit 2 ---
    "#);
    insta::assert_snapshot!(
        shipped(&["sample", "shells", "KEN/children", "--assume", "sex=girl=0.6", "--assume", "sex=boy=0.5"]).all(),
        @r#"

    --- stderr ---
    error: the groups of sex are assumed to be 110.0 % together
    --- exit 2 ---
    "#
    );
    insta::assert_snapshot!(shipped(&["sample", "shells", "KEN/desk_review"]).all(), @r#"

    --- stderr ---
    error: 'KEN/desk_review' is not an instrument
      = records are held of an instrument of a country, such as KEN/household_survey/children
    --- exit 2 ---
    "#);
    let workspace = Workspace::small();
    let fieldwork = "  fieldwork \"survey\" {\n    period = \"2027\",\n    interviews = 0,\n    source = \"https://example.org/design\",\n  },\n}\n";
    workspace.replace("countries/exampleland/init.lua", "}\n", fieldwork);
    insta::assert_snapshot!(workspace.run(&["check", "XEX"]).stderr, @r#"
    countries/exampleland/init.lua:7:18: error: 'interviews' is 0: a number of 1 or more belongs there
      7 |     interviews = 0,
        |                  ^
    "#);
}

#[test]
fn units_without_a_size_have_no_chance_and_no_nan() {
    assert_eq!(inclusion_probabilities(&[10.0, 0.0, 5.0, 0.0], 2).expect("chances"), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!(select(&[10.0, 0.0, 5.0, 0.0], 2, 0.5).expect("a sample"), [0, 2]);
    assert!(inclusion_probabilities(&[10.0, 0.0], 2).is_err());
    assert!(inclusion_probabilities(&[10.0, f64::NAN], 1).is_err());
}

#[test]
fn trimmed_weights_and_the_number_of_the_eligible_stand_in_the_file() {
    let workspace = Workspace::small();
    let mut cases = String::from("base,outcome,eligible,sex\n");
    for i in 0..30 {
        let base = if i == 0 { 100 } else { 10 };
        let (outcome, eligible) = if i < 20 { ("I", "2") } else { ("R", "") };
        cases.push_str(&format!("{base},{outcome},{eligible},{}\n", if i % 2 == 0 { "girl" } else { "boy" }));
    }
    workspace.write("cases.csv", &cases).write("margins.csv", MARGINS);
    let run = workspace.run(&[
        "sample",
        "weights",
        "--data",
        "cases.csv",
        "--base",
        "base",
        "--outcome",
        "outcome",
        "--within",
        "eligible",
        "--trim",
        "3",
        "--margins",
        "margins.csv",
        "--of",
        "all children 12-17",
        "-o",
        "w.csv",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    let text = workspace.read("w.csv");
    assert_eq!(
        text.lines().next().expect("a header"),
        "base,outcome,eligible,sex,factor_unknown,factor_non_response,factor_within,factor_trim,factor_calibration,final_weight"
    );
    let mut sum = 0.0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let product: f64 =
            [0, 4, 5, 6, 7, 8].iter().map(|i| cells[*i].parse::<f64>().expect("a number")).product();
        let last: f64 = cells[9].parse().expect("a number");
        close(last, product, 1e-12);
        sum += last;
    }
    close(sum, 150.0, 1e-12);
}

#[test]
fn numbers_that_are_none_never_come_through() {
    let size =
        |more: &[&str]| shipped(&[&["sample", "size", "--proportion", "0.1", "--json"], more].concat());
    for (more, says) in [
        (vec!["--n", "inf"], "--n is inf"),
        (vec!["--n", "1000", "--deff", "nan"], "--deff is NaN"),
        (vec!["--n", "1000", "--icc", "nan", "--take", "10"], "intraclass correlation is NaN"),
        (vec!["--n", "1000", "--take", "nan"], "--take is NaN"),
        (vec!["--margin", "0.03", "--population=-5"], "--population"),
        (vec!["--margin", "1e-200"], "too large or too small to compute"),
    ] {
        let run = size(&more);
        assert!(
            run.code == 2 && run.stdout.is_empty() && run.stderr.contains(says),
            "{more:?}: {}",
            run.all()
        );
    }
}

// ── help ─────────────────────────────────────────────────────────────────

#[test]
fn the_help_names_every_verb() {
    insta::assert_snapshot!(shipped(&["sample", "--help"]).stdout, @r#"
    Plan a sample, draw it, weight it

    Usage: dh sample [OPTIONS] <COMMAND>

    Commands:
      size       How many interviews: for a margin, for a difference, or what a number gives
      allocate   Interviews by stratum, summing exactly
      draw       Draw PSUs with chances proportional to size
      household  Whom to ask within a household: tables for the field, or a choice by a seed
      response   Response, cooperation, refusal and contact rates (AAPOR)
      weights    Make weights: non-response, calibration of the roster, down to who was asked
      shells     The tables before fieldwork: expected bases, widths, and what will be too small
      help       Print this message or the help of the given subcommand(s)

    Options:
          --workspace <FOLDER>  The workspace folder (otherwise the nearest one upwards with a methodology/)
          --json                Print one JSON object on stdout and nothing else
      -h, --help                Print help

    Store:
          --store <FILE>     The store (otherwise .dh/records.dh of the workspace, or the one dh demo made)
          --key-file <FILE>  Its key: a file of 32 bytes (otherwise the passphrase in DH_KEY, or one that is asked for)
          --plain            Make the store without encryption
          --who <NAME>       Who acts, as the audit log writes it (otherwise DH_WHO, or the user of this computer)
    "#);
}

#[test]
fn every_example_of_the_help_runs() {
    let workspace = Workspace::shipped();
    workspace
        .write("strata.csv", STRATA)
        .write("psus.csv", PSUS)
        .write("people.csv", "household,person,eligible\nH1,1,yes\nH1,2,yes\nH2,1,no\n")
        .write("cases.csv", CASES)
        .write("roster.csv", ROSTER)
        .write("margins.csv", MARGINS);
    let mut ran = 0;
    for verb in ["size", "allocate", "draw", "household", "response", "weights", "shells"] {
        let help = workspace.run(&["sample", verb, "--help"]).stdout;
        let (_, examples) = help.split_once("Examples:\n").expect("examples");
        for example in examples.lines().filter_map(|l| l.trim().strip_prefix("dh ")) {
            let run = workspace.run(&example.split(' ').collect::<Vec<_>>());
            assert_eq!(run.code, 0, "dh {example}\n{}", run.all());
            ran += 1;
        }
    }
    assert_eq!(ran, 11);
}

// ── scripts ──────────────────────────────────────────────────────────────

#[test]
fn a_script_samples_rows_and_reads_no_file() {
    let workspace = Workspace::small();
    workspace.write("secret.csv", "stratum,population\na,100\n");
    workspace.write(
        "scripts/plan.lua",
        r#"local n = sample("size", { proportion = 0.5, margin = 0.1 }).rows[2].n
print(n)
local strata = { { stratum = "a", population = 300 }, { stratum = "b", population = 100 } }
print(sample("allocate", { frame = strata, n = n }).rows[1].n)
sample("allocate", { frame = "secret.csv", n = 10 })
"#,
    );
    insta::assert_snapshot!(workspace.run(&["run", "scripts/plan.lua"]).all(), @r#"
    97
    73
    --- stderr ---
    scripts/plan.lua:5: error: a script can read no file: it may come from anyone
      5 | sample("allocate", { frame = "secret.csv", n = 10 })
      = hand over rows: frame = { { stratum = "north", population = 1000 }, … }; or use dh sample on the
        command line
    --- exit 2 ---
    "#);
}
