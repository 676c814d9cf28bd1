//! Pictures as they stand on the screen.

use unicode_width::UnicodeWidthStr;

use super::*;

fn bar(label: &str, value: f64, interval: Option<(f64, f64)>, weak: bool) -> Bar {
    Bar { label: label.into(), value: Some(value), interval, shown: format!("{value} %"), weak }
}

fn absent(label: &str, why: &str) -> Bar {
    Bar { label: label.into(), shown: why.into(), ..Bar::default() }
}

/// A row of every sort, with a label wider than its room.
fn mixed() -> Vec<Bar> {
    vec![
        bar("girls", 21.7, Some((18.0, 25.4)), false),
        bar("កុមារី 女孩", 12.0, Some((4.0, 31.0)), true),
        bar("children who answered in a place where others could hear", 9.25, None, false),
        absent("boys", "withheld: fewer than ten answered"),
        bar("none of them", 0.0, Some((0.0, 3.1)), false),
        bar("hardly any", 0.02, None, false),
    ]
}

/// Every line keeps to the width, and ASCII is ASCII but for the labels.
fn drawn(rows: &[Bar], width: usize, ascii: bool) -> String {
    let text = bars(rows, " %", width, ascii);
    for line in text.lines() {
        assert!(line.width() <= width, "{} > {width}: {line}", line.width());
    }
    text
}

#[test]
fn bars_at_40_columns() {
    insta::assert_snapshot!(drawn(&mixed(), 40, false), @"
    girls             21.7 %  │█████├─●┤
    កុមារី 女孩           12 %  │░├╌○╌╌╌╌╌╌┤
    children who      9.25 %  │███
    answered in a
    place where
    others could
    hear
    boys              withheld: fewer than
                      ten answered
    none of them         0 %  ●─┤
    hardly any        0.02 %  │▏
                              0 ─────── 40 %
    ");
    insta::assert_snapshot!(drawn(&mixed(), 40, true), @"
    girls             21.7 %  |#####[=*]
    កុមារី 女孩           12 %  |:[-o------]
    children who      9.25 %  |###
    answered in a
    place where
    others could
    hear
    boys              withheld: fewer than
                      ten answered
    none of them         0 %  *=]
    hardly any        0.02 %  |'
                              0 ------- 40 %
    ");
}

#[test]
fn bars_at_80_columns() {
    insta::assert_snapshot!(drawn(&mixed(), 80, false), @"
    girls                             21.7 %  │████████████████├───●──┤
    កុមារី 女孩                           12 %  │░░░├╌╌╌╌╌╌╌○╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤
    children who answered in a place  9.25 %  │████████▌
    where others could hear
    boys                              withheld: fewer than ten answered
    none of them                         0 %  ●──┤
    hardly any                        0.02 %  │▏
                                              0 ─────────────────────────────── 40 %
    ");
    insta::assert_snapshot!(drawn(&mixed(), 80, true), @"
    girls                             21.7 %  |################[===*==]
    កុមារី 女孩                           12 %  |:::[-------o----------------]
    children who answered in a place  9.25 %  |#########
    where others could hear
    boys                              withheld: fewer than ten answered
    none of them                         0 %  *==]
    hardly any                        0.02 %  |'
                                              0 ------------------------------- 40 %
    ");
}

#[test]
fn bars_at_120_columns() {
    insta::assert_snapshot!(drawn(&mixed(), 120, false), @"
    girls                                             21.7 %  │███████████████████████████├─────●────┤
    កុមារី 女孩                                           12 %  │░░░░░░├╌╌╌╌╌╌╌╌╌╌╌○╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤
    children who answered in a place where others     9.25 %  │██████████████▏
    could hear
    boys                                              withheld: fewer than ten answered
    none of them                                         0 %  ●────┤
    hardly any                                        0.02 %  │▏
                                                              0 ─────────────────────────────────────────────────────── 40 %
    ");
    insta::assert_snapshot!(drawn(&mixed(), 120, true), @"
    girls                                             21.7 %  |###########################[=====*====]
    កុមារី 女孩                                           12 %  |::::::[-----------o----------------------------]
    children who answered in a place where others     9.25 %  |##############
    could hear
    boys                                              withheld: fewer than ten answered
    none of them                                         0 %  *====]
    hardly any                                        0.02 %  |'
                                                              0 ------------------------------------------------------- 40 %
    ");
}

#[test]
fn where_all_is_absent_there_are_words_and_neither_bars_nor_a_scale() {
    let rows = [absent("boys", "withheld"), absent("girls", "not asked")];
    insta::assert_snapshot!(drawn(&rows, 40, false), @"
    boys   withheld
    girls  not asked
    ");
    assert_eq!(bars(&[], "", 40, false), "");
}

#[test]
fn an_absent_value_changes_nothing_about_the_others() {
    let with: Vec<Bar> = mixed();
    let without: Vec<Bar> = with.iter().filter(|b| b.value.is_some()).cloned().collect();
    let picture = |rows: &[Bar]| -> Vec<String> {
        drawn(rows, 80, false).lines().filter(|l| !l.contains("withheld")).map(str::to_string).collect()
    };
    assert_eq!(picture(&with), picture(&without));
    // No number is no value either.
    let mut broken = with.clone();
    broken[3].value = Some(f64::NAN);
    broken[3].interval = Some((f64::NEG_INFINITY, 1.0));
    assert_eq!(drawn(&broken, 80, false), drawn(&with, 80, false));
}

#[test]
fn one_value_and_only_zeros() {
    insta::assert_snapshot!(drawn(&[bar("all", 7.0, None, false)], 40, false), @"
    all  7 %  │█████████████████████████▍
              0 ──────────────────────── 8 %
    ");
    insta::assert_snapshot!(drawn(&[bar("a", 0.0, None, false), bar("b", 0.0, None, true)], 40, false), @"
    a  0 %  │
    b  0 %  ○
            0 ──────────────────────────────
    ");
}

#[test]
fn negative_values_stand_left_of_the_axis() {
    let rows = [
        bar("fell", -12.0, Some((-18.0, -6.0)), false),
        bar("rose", 30.0, Some((-2.0, 62.0)), true),
        bar("fell a little", -0.1, None, false),
        bar("rose a lot", 55.0, None, false),
    ];
    insta::assert_snapshot!(drawn(&rows, 60, false), @"
    fell            -12 %  ├─●─┤██│
    rose             30 %        ├╌╌╌╌╌╌╌╌╌╌╌○╌╌╌╌╌╌╌╌╌╌╌┤
    fell a little  -0.1 %        ▕│
    rose a lot       55 %         │████████████████████
                           −20 ── 0 ─────────────────────── 80 %
    ");
    insta::assert_snapshot!(drawn(&rows[..1], 60, true), @"
    fell  -12 %      [=============*=============]#############|
                 -20 ----------------------------------------- 0
    ");
}

#[test]
fn huge_ratios_keep_the_small_ones_in_sight() {
    let rows = [
        bar("one", 1.0, None, false),
        bar("many", 1e12, None, false),
        bar("more than can be", 1e300, None, false),
    ];
    let rows: Vec<Bar> = rows.into_iter().map(|b| Bar { shown: "n".into(), ..b }).collect();
    insta::assert_snapshot!(drawn(&rows, 60, false), @"
    one               n  │▏
    many              n  │▏
    more than can be  n  │██████████████████████████████████████
                         0 ───────────────────────────── 1e300 %
    ");
    let ends =
        [bar("a", f64::MAX, None, false), bar("b", -f64::MAX, None, false), bar("c", 5e-324, None, false)];
    let ends: Vec<Bar> = ends.into_iter().map(|b| Bar { shown: "n".into(), ..b }).collect();
    assert!(drawn(&ends, 60, false).contains('█'));
}

#[test]
fn no_width_is_too_small() {
    for width in 0..60 {
        for ascii in [false, true] {
            assert!(bars(&mixed(), " %", width, ascii).contains("withheld") || width < 20, "{width}");
            lines(&series(), width, ascii);
            histogram(
                &[Bin { low: 0.0, high: 1.0, count: Some(2.0), state: String::new() }],
                "",
                width,
                ascii,
            );
        }
    }
}

fn series() -> Vec<Line> {
    let point = |period: i32, value: Option<f64>| Point {
        period: period.to_string(),
        value,
        shown: value.map_or("not held".into(), |v| number(v, false)),
    };
    let line = |label: &str, values: [Option<f64>; 5]| Line {
        label: label.into(),
        points: (2019..).zip(values).map(|(p, v)| point(p, v)).collect(),
    };
    vec![
        line("all", [Some(10.0), Some(20.0), Some(40.0), Some(80.0), Some(160.0)]),
        line("with a gap and a name that is long", [Some(3.0), None, Some(0.0), Some(1e9), None]),
        line("one year", [None, None, Some(7.0), None, None]),
        line("no year", [None; 5]),
    ]
}

#[test]
fn series_with_gaps_zeros_and_nothing() {
    for width in [40, 80, 120] {
        for line in lines(&series(), width, false).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
    insta::assert_snapshot!(lines(&series(), 40, false), @"
    all               ▁▁▂▄█
                      10 in 2019 → 160 in
                      2023
    with a gap and a  ▁ _█
    name that is      3 in 2019 →
    long              1,000,000,000 in 2022
    one year            █
                      7 in 2021
    no year           not held
    ");
    insta::assert_snapshot!(lines(&series(), 80, false), @"
    all                               ▁ ▁ ▂ ▄ █   10 in 2019 → 160 in 2023
    with a gap and a name that is     ▁   _ █     3 in 2019 → 1,000,000,000 in 2022
    long
    one year                              █       7 in 2021
    no year                           not held
    ");
    insta::assert_snapshot!(lines(&series(), 80, true), @"
    all                               . . : = @   10 in 2019 -> 160 in 2023
    with a gap and a name that is     .   _ @     3 in 2019 -> 1,000,000,000 in 2022
    long
    one year                              @       7 in 2021
    no year                           not held
    ");
}

#[test]
fn sparklines_tell_zero_the_least_and_a_gap_apart() {
    assert_eq!(sparkline(&[Some(0.0), Some(0.1), None, Some(50.0), Some(100.0)], false), "_▁ ▄█");
    assert_eq!(sparkline(&[Some(0.0), Some(0.1), None, Some(50.0), Some(100.0)], true), "_. =@");
    assert_eq!(sparkline(&[Some(-10.0), Some(0.0), Some(10.0)], false), "▁▄█");
    assert_eq!(sparkline(&[Some(f64::NAN), Some(f64::MAX), Some(-f64::MAX)], false), " █▁");
    assert_eq!(sparkline(&[None, None], false), "  ");
    assert_eq!(sparkline(&[Some(5.0)], false), "█");
    assert_eq!(sparkline(&[], false), "");
}

#[test]
fn histograms_have_round_edges_and_words_for_withheld_bins() {
    assert_eq!(round_edges(0.0, 24.0, 6), [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0]);
    assert_eq!(round_edges(3.0, 3.0, 5), [3.0, 4.0]);
    assert_eq!(round_edges(f64::NAN, 3.0, 5), [0.0; 0]);
    let counts = [Some(12.0), Some(30.0), None, Some(0.0)];
    let edges = round_edges(0.0, 16.0, 4);
    let bins: Vec<Bin> = edges
        .windows(2)
        .zip(counts)
        .map(|(e, count)| Bin { low: e[0], high: e[1], count, state: "withheld".into() })
        .collect();
    insta::assert_snapshot!(histogram(&bins, " children", 50, false), @"
    0–4    12  │███████████████▎
    4–8    30  │██████████████████████████████████████
    8–12   withheld
    12–16   0  │
               0 ───────────────────────── 30 children
    ");
    insta::assert_snapshot!(histogram(&bins, " children", 50, true), @"
    0-4    12  |###############
    4-8    30  |######################################
    8-12   withheld
    12-16   0  |
               0 ------------------------- 30 children
    ");
}
