//! The tabulation engine: what it gives is what one figure at a time gives, and
//! no order of rows changes a bit of it.

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::stats::{
    Answers, Breakdown, Contrast, Design, Estimate, Factor, Figure, Item, Lonely, Missing, Plan, Sampling,
    Stage, Tables, Undefined,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Row {
    stratum: u8,
    psu: u8,
    weight: f64,
    yes: u8,
    number: f64,
    group: Option<u8>,
    inside: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Clusters,
    /// The share of PSUs drawn is stated.
    Finite,
    Singles,
    WeightsOnly,
    /// Two stages that both count.
    TwoStages,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let number = prop_oneof![4 => (0..3i32).prop_map(f64::from), 1 => Just(f64::NAN), 2 => -1e3..1e3];
    // Weights that many rows have in common, and some of their own.
    let weight = prop_oneof![3 => (1..4u8).prop_map(f64::from), 2 => 0.01..50.0, 1 => Just(0.0)];
    let row = (
        0..4u8,
        0..4u8,
        weight,
        0..4u8,
        number,
        prop::option::weighted(0.9, 0..3u8),
        prop::bool::weighted(0.8),
    );
    let row = row.prop_map(|(stratum, psu, weight, yes, number, group, inside)| Row {
        stratum,
        psu,
        weight,
        yes,
        number,
        group,
        inside,
    });
    prop::collection::vec(row, 2..60)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Clusters,
        Kind::Finite,
        Kind::Singles,
        Kind::WeightsOnly,
        Kind::TwoStages,
    ])
}

fn lonely() -> impl Strategy<Value = (Lonely, bool)> {
    let rules = vec![Lonely::Fail, Lonely::Adjust, Lonely::Average, Lonely::Certainty, Lonely::Remove];
    (prop::sample::select(rules), any::<bool>())
}

fn factor(rows: &[Row], of: impl Fn(&Row) -> Option<u8>) -> Factor {
    Factor::of_numbers(&rows.iter().map(|row| of(row).map(i64::from)).collect::<Vec<_>>())
}

fn design(rows: &[Row], kind: Kind, (lonely, adjust_lonely_domains): (Lonely, bool)) -> Option<Design> {
    let strata = factor(rows, |row| Some(row.stratum));
    let units = factor(rows, |row| Some(row.psu));
    let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
    let shares = vec![0.4; rows.len()];
    let stages = match kind {
        Kind::Clusters => vec![Stage { units: Some(&units), strata: Some(&strata), fpc: None }],
        Kind::Finite => vec![Stage { units: Some(&units), strata: Some(&strata), fpc: Some(&shares) }],
        Kind::Singles => vec![Stage { units: None, strata: Some(&strata), fpc: None }],
        Kind::WeightsOnly => vec![],
        Kind::TwoStages => vec![
            Stage { units: Some(&units), strata: Some(&strata), fpc: Some(&shares) },
            Stage { units: None, strata: None, fpc: Some(&shares) },
        ],
    };
    let sampling = Sampling {
        rows: rows.len(),
        weights: Some(&weights),
        stages,
        nest: true,
        lonely,
        adjust_lonely_domains,
    };
    Design::new(&sampling).ok()
}

struct Data {
    yes: Vec<u8>,
    numbers: Vec<f64>,
    inside: Vec<bool>,
    groups: Factor,
    strata: Factor,
}

fn data(rows: &[Row]) -> Data {
    Data {
        yes: rows.iter().map(|row| row.yes).collect(),
        numbers: rows.iter().map(|row| row.number).collect(),
        inside: rows.iter().map(|row| row.inside).collect(),
        groups: factor(rows, |row| row.group),
        strata: factor(rows, |row| Some(row.stratum)),
    }
}

fn tables(design: &Design, data: &Data) -> Tables {
    let mut items = Vec::new();
    for answers in [Answers::YesNo(&data.yes), Answers::Numbers(&data.numbers)] {
        for figure in [Figure::Mean, Figure::Total] {
            items.extend([0, 1].map(|population| Item { answers, figure, population }));
        }
    }
    let plan = Plan {
        items,
        populations: vec![None, Some(&data.inside)],
        by: vec![
            Breakdown { groups: &data.groups, reference: Some(0) },
            Breakdown { groups: &data.strata, reference: None },
        ],
    };
    design.tabulate(&plan, &Interrupt::new()).unwrap()
}

fn close(a: &Result<Estimate, Undefined>, b: &Result<Estimate, Undefined>) -> bool {
    let near = |a: f64, b: f64, scale: f64| (a - b).abs() <= 1e-9 * (scale.abs() + b.abs() + 1e-3);
    match (a, b) {
        (Ok(a), Ok(b)) => {
            near(a.value, b.value, 0.0)
                && near(a.se(), b.se(), b.value)
                && (a.df, a.base, a.rows) == (b.df, b.base, b.rows)
                && near(a.weighted_base, b.weighted_base, 0.0)
                && near(a.kish.effective, b.kish.effective, 0.0)
                && match (&a.deff, &b.deff) {
                    (Ok(a), Ok(b)) => {
                        a.against == b.against && (a.value - b.value).abs() <= 1e-6 * (1.0 + b.value)
                    }
                    (Err(a), Err(b)) => a.state() == b.state(),
                    _ => false,
                }
        }
        (Err(a), Err(b)) => a == b,
        _ => false,
    }
}

fn close_contrast(a: &Result<Contrast, Undefined>, b: &Result<Contrast, Undefined>, scale: f64) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => {
            a.df == b.df
                && (a.value - b.value).abs() <= 1e-9 * scale
                && (a.se() - b.se()).abs() <= 1e-6 * scale
        }
        (Err(a), Err(b)) => a.state() == b.state(),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_holds_what_one_figure_at_a_time_gives(rows in rows(), kind in kind(), lonely in lonely()) {
        let Some(design) = design(&rows, kind, lonely) else { return Ok(()) };
        let data = data(&rows);
        let tables = tables(&design, &data);
        let yes: Vec<f64> = data.yes.iter().map(|y| if *y < 2 { f64::from(*y) } else { f64::NAN }).collect();
        let scale = 1.0 + design.weights().iter().sum::<f64>() * rows.iter().map(|r| r.number.abs()).filter(|x| !x.is_nan()).fold(1.0, f64::max);
        let mut item = 0;
        for values in [&yes, &data.numbers] {
            for total in [false, true] {
                for population in [false, true] {
                    let among = design.domain(|row| !population || data.inside[row]);
                    let one = |domain: &dh::stats::Domain| match total {
                        false => domain.mean(values, Missing::Drop),
                        true => domain.total(values, Missing::Drop),
                    };
                    let (found, expected) = (tables.everyone(item), one(&among));
                    prop_assert!(close(found, &expected), "item {item}: {found:?}\n{expected:?}");
                    for (by, groups) in [&data.groups, &data.strata].into_iter().enumerate() {
                        for level in 0..groups.names().len() {
                            let group = among.narrow(|row| groups.level(row) == Some(level));
                            let (found, expected) = (tables.level(item, by, level), one(&group));
                            prop_assert!(close(found, &expected), "item {item}, {by} {level}: {found:?}\n{expected:?}");
                        }
                    }
                    if !total && data.groups.names().len() > 1 {
                        let grouped = among.mean_by(values, &data.groups, Missing::Drop);
                        let has = |level| (0..rows.len()).any(|row| {
                            data.groups.level(row) == Some(level) && (!population || data.inside[row])
                        });
                        let with_rows = (0..data.groups.names().len()).filter(|level| has(*level)).count();
                        for level in 1..data.groups.names().len() {
                            let found = tables.less_reference(item, 0, level).unwrap();
                            let Ok(grouped) = &grouped else { continue };
                            let place = |level| grouped.levels.iter().position(|l| *l == level);
                            // Lonely strata of other groups fail a covariance, not a pair.
                            if let (Some(a), Some(b), Ok(estimates)) = (place(0), place(level), grouped.estimates()) {
                                let expected = estimates.difference(a, b, (grouped.df + 1).saturating_sub(with_rows));
                                if matches!(lonely.0, Lonely::Certainty | Lonely::Remove) {
                                    prop_assert!(close_contrast(found, &expected, scale), "{found:?} {expected:?}");
                                }
                            }
                        }
                    }
                    item += 1;
                }
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_bit(rows in rows(), kind in kind(), lonely in lonely(), turn in 0..60usize, step in 0..3usize) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        match step {
            0 => turned.reverse(),
            1 => turned.sort_by(|a, b| a.number.total_cmp(&b.number)),
            _ => turned.sort_by_key(|row| row.yes),
        }
        let (Some(one), Some(other)) = (design(&rows, kind, lonely), design(&turned, kind, lonely)) else { return Ok(()) };
        let (a, b) = (data(&rows), data(&turned));
        let (one, other) = (tables(&one, &a), tables(&other, &b));
        for item in 0..8 {
            prop_assert_eq!(one.everyone(item), other.everyone(item));
            for (by, groups) in [&a.groups, &a.strata].into_iter().enumerate() {
                for level in 0..groups.names().len() {
                    prop_assert_eq!(one.level(item, by, level), other.level(item, by, level));
                    prop_assert_eq!(one.less_reference(item, by, level), other.less_reference(item, by, level));
                }
            }
        }
    }

    #[test]
    fn another_breakdown_changes_no_bit_of_a_figure(rows in rows(), kind in kind(), lonely in lonely()) {
        let Some(design) = design(&rows, kind, lonely) else { return Ok(()) };
        let data = data(&rows);
        let with = tables(&design, &data);
        let item = Item { answers: Answers::Numbers(&data.numbers), figure: Figure::Mean, population: 0 };
        let without = design.tabulate(&Plan { items: vec![item], ..Plan::default() }, &Interrupt::new()).unwrap();
        prop_assert_eq!(without.everyone(0), with.everyone(4));
        let all = Factor::of(&vec![Some("all"); rows.len()]);
        let by = vec![Breakdown { groups: &all, reference: None }];
        let of_all = design.tabulate(&Plan { items: vec![item], by, ..Plan::default() }, &Interrupt::new()).unwrap();
        prop_assert_eq!(of_all.level(0, 0, 0), without.everyone(0));
    }
}

/// Rows of units of one row up to more than are added up at a time.
fn units_of_every_size() -> Vec<Row> {
    let mut random = Seed::new(5);
    let mut rows = Vec::new();
    for (unit, size) in [1, 2, 3, 4, 5, 254, 255, 256, 257, 700, 1, 30].into_iter().enumerate() {
        for _ in 0..size {
            rows.push(Row {
                stratum: unit as u8 / 4,
                psu: unit as u8,
                weight: 10f64.powf(3.0 * random.uniform()),
                yes: random.below(3) as u8,
                number: 0.0,
                group: (!random.chance(0.1)).then(|| random.below(5) as u8),
                inside: random.chance(0.7),
            });
        }
    }
    rows
}

#[test]
fn units_of_any_size_and_any_number_of_items_give_every_figure_by_itself() {
    let rows = units_of_every_size();
    let design = design(&rows, Kind::Clusters, (Lonely::Fail, false)).unwrap();
    let groups = factor(&rows, |row| row.group);
    let inside: Vec<bool> = rows.iter().map(|row| row.inside).collect();
    let mut random = Seed::new(6);
    // More than are looked at side by side; each with other answers.
    let answers: Vec<Vec<u8>> =
        (0..21).map(|_| rows.iter().map(|_| [0, 1, 2, 255][random.below(4)]).collect()).collect();
    let items = answers.iter().enumerate().map(|(n, answers)| Item {
        answers: Answers::YesNo(answers),
        figure: Figure::Mean,
        population: n % 2,
    });
    let plan = Plan {
        items: items.collect(),
        populations: vec![None, Some(&inside)],
        by: vec![Breakdown { groups: &groups, reference: None }],
    };
    let tables = design.tabulate(&plan, &Interrupt::new()).unwrap();
    for (n, answers) in answers.iter().enumerate() {
        let values: Vec<f64> =
            answers.iter().map(|a| if *a < 2 { f64::from(*a) } else { f64::NAN }).collect();
        let among = design.domain(|row| n % 2 == 0 || inside[row]);
        let (found, expected) = (tables.everyone(n), among.mean(&values, Missing::Drop));
        assert!(close(found, &expected), "item {n}: {found:?}\n{expected:?}");
        for level in 0..groups.names().len() {
            let group = among.narrow(|row| groups.level(row) == Some(level));
            let (found, expected) = (tables.level(n, 0, level), group.mean(&values, Missing::Drop));
            assert!(close(found, &expected), "item {n}, {level}: {found:?}\n{expected:?}");
        }
    }
}

#[test]
fn weights_that_differ_by_many_powers_of_ten_lose_no_digit() {
    let mut rows = units_of_every_size();
    rows.iter_mut().step_by(97).for_each(|row| row.weight *= 1e-9);
    rows.iter_mut().skip(1).step_by(97).for_each(|row| row.weight *= 1e9);
    let mut turned = rows.clone();
    turned.reverse();
    let of = |rows: &[Row]| {
        let design = design(rows, Kind::Clusters, (Lonely::Fail, false)).unwrap();
        let data = data(rows);
        (tables(&design, &data), design, data)
    };
    let ((one, design, data), (other, ..)) = (of(&rows), of(&turned));
    let yes: Vec<f64> = data.yes.iter().map(|y| if *y < 2 { f64::from(*y) } else { f64::NAN }).collect();
    assert_eq!(one.everyone(0), other.everyone(0));
    assert!(close(one.everyone(0), &design.everyone().mean(&yes, Missing::Drop)));
}

#[test]
fn an_interrupted_table_is_none() {
    let design = Design::new(&Sampling { rows: 3, ..Sampling::default() }).unwrap();
    let interrupt = Interrupt::new();
    interrupt.set();
    let item = Item { answers: Answers::YesNo(&[0, 1, 1]), figure: Figure::Mean, population: 0 };
    assert!(design.tabulate(&Plan { items: vec![item], ..Plan::default() }, &interrupt).is_none());
}

#[test]
fn answers_of_another_length_are_no_table_of_this_design() {
    let design = Design::new(&Sampling { rows: 3, ..Sampling::default() }).unwrap();
    let item = Item { answers: Answers::YesNo(&[0, 1]), figure: Figure::Mean, population: 0 };
    let plan = Plan { items: vec![item], ..Plan::default() };
    let tables = design.tabulate(&plan, &Interrupt::new()).unwrap();
    assert_eq!(tables.everyone(0).clone().unwrap_err().to_string(), "2 values where 3 belong");
}
