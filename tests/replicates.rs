//! Replicate weights made from a design.

use dh::stats::{Centre, Design, Factor, Missing, Replicates, Sample, Sampling, Stage, Undefined};
use proptest::prelude::*;

/// Strata of so many PSUs, three rows a PSU.
fn design(psus: &[usize], fpc: Option<f64>) -> (Design, Vec<f64>) {
    let mut strata = Vec::new();
    let mut units = Vec::new();
    for (stratum, n) in psus.iter().enumerate() {
        for unit in 0..*n {
            for _ in 0..3 {
                strata.push(Some(format!("s{stratum:03}")));
                units.push(Some(format!("s{stratum:03}/{unit}")));
            }
        }
    }
    let rows = strata.len();
    let weights: Vec<f64> = (0..rows).map(|row| 10.0 + (row * 7 % 13) as f64).collect();
    let values: Vec<f64> = (0..rows).map(|row| ((row * 31 + row / 3 * 17) % 23) as f64).collect();
    let (strata, units) = (Factor::of(&strata), Factor::of(&units));
    let shares = vec![fpc.unwrap_or(0.0); rows];
    let stage = Stage { units: Some(&units), strata: Some(&strata), fpc: fpc.map(|_| &shares[..]) };
    let sampling = Sampling { rows, weights: Some(&weights), stages: vec![stage], ..Sampling::default() };
    (Design::new(&sampling).expect("a design"), values)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Fully balanced: McCarthy's theorem.
    #[test]
    fn half_samples_give_a_total_its_linearised_variance(strata in 1..40usize, rho in prop::sample::select(vec![0.0, 0.3, 0.5])) {
        let (design, values) = design(&vec![2; strata], None);
        let made = Replicates::half_samples(&design, rho, Centre::FullSample).expect("replicates");
        prop_assert!(made.len() > strata && made.len() <= 2 * (strata + 1));
        for so in [0..design.rows(), 0..design.rows() / 2] {
            let a = made.domain(|row| so.contains(&row)).total(&values, Missing::Drop).expect("a total");
            let b = design.domain(|row| so.contains(&row)).total(&values, Missing::Drop).expect("a total");
            prop_assert_eq!(a.value, b.value);
            prop_assert!((a.variance - b.variance).abs() <= 1e-10 * b.variance, "{} {}", a.variance, b.variance);
        }
    }
}

#[test]
fn half_samples_of_a_stratum_without_two_psus_are_refused_by_name() {
    let (design, _) = design(&[2, 3, 2], None);
    let why = Replicates::half_samples(&design, 0.0, Centre::Mean).expect_err("three PSUs");
    assert_eq!(
        why.to_string(),
        "half samples need two PSUs in every stratum; stratum s001 has another number"
    );
    let (pairs, _) = self::design(&[2, 2], None);
    let why = Replicates::half_samples(&pairs, 1.0, Centre::Mean).expect_err("rho");
    assert_eq!(why, Undefined::NotBetweenZeroAndOne { value: 1.0 });
}

#[test]
fn the_bootstrap_comes_close_to_the_linearised_variance_and_keeps_its_seed() {
    for fpc in [None, Some(0.4)] {
        let (design, values) = design(&[4, 5, 6, 7, 3, 8, 5, 6, 9, 4], fpc);
        let made = Replicates::bootstrap(&design, 4000, 7, Centre::FullSample).expect("replicates");
        for figure in ["total", "mean"] {
            let (a, b) = match figure {
                "total" => (
                    made.everyone().total(&values, Missing::Drop),
                    design.everyone().total(&values, Missing::Drop),
                ),
                _ => (
                    made.everyone().mean(&values, Missing::Drop),
                    design.everyone().mean(&values, Missing::Drop),
                ),
            };
            let (a, b) = (a.expect("a figure"), b.expect("a figure"));
            assert_eq!(a.value, b.value);
            assert!((a.se() / b.se() - 1.0).abs() < 0.04, "{figure} {fpc:?}: {} {}", a.se(), b.se());
        }
        let again = |seed| Replicates::bootstrap(&design, 5, seed, Centre::Mean).expect("replicates");
        let se = |made: &Replicates| made.everyone().mean(&values, Missing::Drop).expect("a mean").se();
        assert_eq!(se(&again(3)), se(&again(3)));
        assert_ne!(se(&again(3)), se(&again(4)));
    }
    let (lonely, _) = self::design(&[2, 1], None);
    assert!(matches!(
        Replicates::bootstrap(&lonely, 10, 1, Centre::Mean),
        Err(Undefined::LonelyUnits { .. })
    ));
}
