//! Traps of survey statistics, each by its name, and properties that hold for
//! every sample. Figures of R are in `tests/golden.rs`.

use dh::base::Diag;
use dh::stats::{
    CalibrationError, Centre, Design, DesignError, Distance, Factor, Instead, Lonely, Method, Missing, Note,
    Reference, Replicates, Rule, Sample, Sampling, Scheme, Scores, SimpleSample, Stage, Test, Undefined,
    Woodruff,
};
use proptest::prelude::*;

/// One stage of PSUs within strata; every slice has one entry a row.
struct Drawn {
    strata: Vec<Option<String>>,
    psus: Vec<Option<String>>,
    weights: Vec<f64>,
}

impl Drawn {
    fn of(rows: &[(&str, &str, f64)]) -> Drawn {
        Drawn {
            strata: rows.iter().map(|r| Some(r.0.to_string())).collect(),
            psus: rows.iter().map(|r| Some(r.1.to_string())).collect(),
            weights: rows.iter().map(|r| r.2).collect(),
        }
    }

    fn design(&self, lonely: Lonely) -> Result<Design, Vec<DesignError>> {
        self.with(lonely, None, false)
    }

    fn with(&self, lonely: Lonely, fpc: Option<&[f64]>, nest: bool) -> Result<Design, Vec<DesignError>> {
        let (strata, units) = (Factor::of(&self.strata), Factor::of(&self.psus));
        let stage = Stage { units: Some(&units), strata: Some(&strata), fpc };
        Design::new(&Sampling {
            rows: self.weights.len(),
            weights: Some(&self.weights),
            stages: vec![stage],
            nest,
            lonely,
            ..Sampling::default()
        })
    }
}

/// Two strata of two PSUs; the figures below are by hand.
fn four_psus() -> Drawn {
    Drawn::of(&[
        ("A", "a1", 10.0),
        ("A", "a1", 10.0),
        ("A", "a2", 20.0),
        ("B", "b1", 30.0),
        ("B", "b2", 30.0),
        ("B", "b2", 10.0),
    ])
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-12)
}

fn how(method: Method) -> Woodruff {
    Woodruff { rule: Rule::Hf1, method, level: 0.95 }
}

// ── traps ────────────────────────────────────────────────────────────────

#[test]
fn a_total_by_hand() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    let total = design.everyone().total(&y, Missing::Refuse).expect("a total");
    // PSU sums 10, 20 | 30, 10: 2·(25 + 25) + 2·(100 + 100).
    assert_eq!((total.value, total.variance, total.df), (70.0, 500.0, 2));
    assert_eq!((total.base, total.weighted_base), (6, 110.0));
}

#[test]
fn a_psu_with_no_domain_member_still_counts() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let ones = [1.0; 6];
    let domain = design.domain(|row| row == 0);
    let total = domain.total(&ones, Missing::Refuse).expect("a total");
    // PSU sums 10 and 0 in the stratum: 2·(25 + 25), and no complaint that the
    // stratum has one PSU.
    assert_eq!((total.value, total.variance), (10.0, 100.0));
    // One PSU and one stratum are left: no precision can be claimed.
    assert_eq!(total.df, 0);
    assert_eq!(total.interval(0.95, Reference::T), Err(Undefined::NoDegreesOfFreedom));
    // Thrown away the other rows, the domain would be a design of one PSU.
    let alone = Drawn::of(&[("A", "a1", 10.0)]).design(Lonely::Fail);
    assert_eq!(alone.expect_err("one PSU"), [DesignError::OnePsu { psu: "a1".into() }]);
}

#[test]
fn a_lonely_psu_fails_by_default_and_is_named() {
    let sample = Drawn::of(&[
        ("A", "a1", 1.0),
        ("A", "a2", 2.0),
        ("B", "b1", 3.0),
        ("C", "c1", 4.0),
        ("C", "c2", 5.0),
    ]);
    let design = sample.design(Lonely::default()).expect("a design");
    assert_eq!(design.lonely_strata(), ["B"]);
    assert!(design.notes().contains(&Note::LonelyStrata { stage: 0, strata: vec!["B".into()] }));
    let y = [1.0, 2.0, 4.0, 8.0, 16.0];
    let why = design.everyone().mean(&y, Missing::Drop).expect_err("no variance");
    assert_eq!(why, Undefined::LonelyUnits { stage: 0, strata: vec!["B".into()] });
    insta::assert_snapshot!(why, @"stratum B with a single PSU: no variance can be estimated there");
    // A domain without the stratum does not need it.
    assert!(design.domain(|row| row != 2).mean(&y, Missing::Drop).is_ok());

    let total = |lonely| {
        design.clone().with_lonely(lonely, false).everyone().total(&y, Missing::Drop).expect("a total")
    };
    // PSU sums 1, 4 | 12 | 32, 80.
    let others = 2.0 * (1.5f64.powi(2) * 2.0) + 2.0 * (24f64.powi(2) * 2.0);
    assert!(near(total(Lonely::Remove).variance, others));
    assert!(near(total(Lonely::Certainty).variance, others));
    assert!(near(total(Lonely::Average).variance, others * 3.0 / 2.0));
    // The grand mean of five PSUs is 129/5.
    assert!(near(total(Lonely::Adjust).variance, others + (12.0 - 129.0 / 5.0f64).powi(2)));
}

#[test]
fn the_domain_adjustment_acts_only_with_adjust_and_average() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let y = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    // Of stratum A the domain sees one PSU of two.
    let variance = |lonely, adjusts| {
        let design = design.clone().with_lonely(lonely, adjusts);
        design.domain(|row| row != 2).total(&y, Missing::Drop).expect("a total").variance
    };
    for lonely in [Lonely::Fail, Lonely::Certainty, Lonely::Remove] {
        assert_eq!(variance(lonely, true), variance(lonely, false));
    }
    for lonely in [Lonely::Adjust, Lonely::Average] {
        assert_ne!(variance(lonely, true), variance(lonely, false));
    }
    let everywhere = design.clone().with_lonely(Lonely::Average, true);
    let one_each = everywhere.domain(|row| row == 0 || row == 3).total(&y, Missing::Drop);
    assert_eq!(one_each, Err(Undefined::EveryStratumLonely { stage: 0 }));
}

#[test]
fn an_empty_domain_and_one_all_missing_are_told_apart() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let y = [f64::NAN, f64::NAN, 1.0, 2.0, 3.0, 4.0];
    assert_eq!(design.domain(|_| false).mean(&y, Missing::Drop), Err(Undefined::EmptyDomain));
    assert_eq!(design.domain(|row| row < 2).mean(&y, Missing::Drop), Err(Undefined::AllMissing));
    assert_eq!(design.everyone().mean(&y, Missing::Refuse), Err(Undefined::MissingValues { rows: 2 }));
    assert_eq!(
        design.everyone().mean(&[1.0], Missing::Drop),
        Err(Undefined::ShapesDiffer { expected: 6, found: 1 })
    );
    let infinite = [1.0, f64::INFINITY, 1.0, 1.0, 1.0, 1.0];
    assert_eq!(design.everyone().mean(&infinite, Missing::Drop), Err(Undefined::NotFinite { row: 1 }));
    let groups = design
        .everyone()
        .mean_by(&y, &Factor::of_numbers(&[0, 0, 1, 1, 1, 1].map(Some)), Missing::Drop)
        .expect("groups");
    assert_eq!(groups.each[0], Err(Undefined::AllMissing));
    assert_eq!(groups.levels, [1]);
    assert_eq!(groups.estimates().expect("one").each.len(), 1);
    let states = [Undefined::EmptyDomain, Undefined::AllMissing].map(|why| why.state());
    assert_eq!(states, ["empty_domain", "all_missing"]);
}

#[test]
fn nobody_and_everybody_still_have_an_interval() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let nobody = design.everyone().mean(&[0.0; 6], Missing::Drop).expect("a share");
    assert_eq!((nobody.value, nobody.variance), (0.0, 0.0));
    assert_eq!(nobody.cv(), Err(Undefined::ValueIsZero));
    assert_eq!(nobody.deff, Err(Undefined::NoSpread));
    let everybody = design.everyone().mean(&[1.0; 6], Missing::Drop).expect("a share");
    for method in
        [Method::Wald, Method::Logit, Method::Arcsine, Method::Wilson, Method::Beta, Method::BetaCapped]
    {
        let low = nobody.proportion_interval(method, 0.95, Reference::T).expect("an interval");
        assert_eq!(low.instead, Some(Instead::ClopperPearson));
        // Weights 10 10 20 30 30 10: n/deff = 110²/2500 = 4.84.
        assert!(low.low == 0.0 && near(low.high, 1.0 - 0.025f64.powf(1.0 / 4.84)), "{low:?}");
        let high = everybody.proportion_interval(method, 0.95, Reference::T).expect("an interval");
        assert!(high.high == 1.0 && near(high.low, 1.0 - low.high), "{high:?}");
    }
    let two = design.everyone().mean(&[2.0; 6], Missing::Drop).expect("a mean");
    assert_eq!(two.proportion_interval(Method::Logit, 0.95, Reference::T), Err(Undefined::NotAProportion));
    let level = nobody.proportion_interval(Method::Logit, 95.0, Reference::T);
    assert_eq!(level, Err(Undefined::NotBetweenZeroAndOne { value: 95.0 }));
}

#[test]
fn a_census_has_no_variance() {
    let sample = four_psus();
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    for fpc in [[1.0; 6], [2.0; 6]] {
        let design = sample.with(Lonely::Fail, Some(&fpc), false).expect("a design");
        let share = design.everyone().mean(&y, Missing::Drop).expect("a share");
        assert_eq!(share.variance, 0.0);
        let interval = share.proportion_interval(Method::Beta, 0.95, Reference::T).expect("an interval");
        assert_eq!((interval.low, interval.high), (share.value, share.value));
        assert_eq!(interval.instead, Some(Instead::NoVariance));
    }
    // A stratum whose only PSU was taken with certainty is not lonely.
    let certain = Drawn::of(&[("A", "a1", 1.0), ("B", "b1", 3.0), ("B", "b2", 3.0)]);
    let design = certain.with(Lonely::Fail, Some(&[1.0, 6.0, 6.0]), false);
    assert!(matches!(&design, Ok(design) if design.lonely_strata().is_empty()), "{design:?}");
}

#[test]
fn a_population_is_a_count_or_a_share() {
    let sample = four_psus();
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    let se = |fpc: &[f64]| {
        let design = sample.with(Lonely::Fail, Some(fpc), false).expect("a design");
        design.everyone().mean(&y, Missing::Drop).expect("a mean").se()
    };
    let counts = se(&[8.0, 8.0, 8.0, 20.0, 20.0, 20.0]);
    let shares = se(&[0.25, 0.25, 0.25, 0.1, 0.1, 0.1]);
    assert!(near(counts, shares));
    let without = sample.design(Lonely::Fail).expect("a design");
    assert!(counts < without.everyone().mean(&y, Missing::Drop).expect("a mean").se());
}

#[test]
fn weights_follow_from_populations_or_are_said_to_be_equal() {
    let units = Factor::of_numbers(&[1, 2, 3, 4].map(Some));
    let design = |fpc| {
        let stage = Stage { units: Some(&units), strata: None, fpc };
        Design::new(&Sampling { rows: 4, stages: vec![stage], ..Sampling::default() }).expect("a design")
    };
    let drawn = design(Some(&[20.0; 4]));
    assert_eq!((drawn.weights(), drawn.notes()), (&[5.0; 4][..], &[Note::WeightsFromFpc][..]));
    let nothing = design(None);
    assert_eq!((nothing.weights(), nothing.notes()), (&[1.0; 4][..], &[Note::EqualWeights][..]));
}

#[test]
fn normalised_weights_are_noticed() {
    let mut sample = four_psus();
    sample.weights.iter_mut().for_each(|w| *w *= 6.0 / 110.0);
    let normalised = sample.design(Lonely::Fail).expect("a design");
    assert_eq!(normalised.notes(), [Note::NormalisedWeights]);
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    let share = normalised.everyone().mean(&y, Missing::Drop).expect("a share");
    let deff = share.deff.expect("a design effect");
    assert_eq!(deff.against, SimpleSample::WithReplacement);
    // Also in a domain, where the weights do not happen to sum to the rows.
    let some = normalised.domain(|row| row != 1).mean(&y, Missing::Drop).expect("a share");
    assert_eq!(some.deff.expect("a design effect").against, SimpleSample::WithReplacement);
    // The same as with weights that count people.
    let people = four_psus().design(Lonely::Fail).expect("a design");
    let other = people.everyone().mean(&y, Missing::Drop).expect("a share");
    assert!(near(deff.value, other.deff_replace.expect("a design effect")));
    assert_eq!(other.deff.expect("a design effect").against, SimpleSample::WithoutReplacement);
    sample.weights.iter_mut().for_each(|w| *w /= 2.0);
    let half = sample.design(Lonely::Fail).expect("a design");
    assert!(matches!(half.notes(), [Note::WeightsBelowRows { .. }]));
    let share = half.everyone().mean(&y, Missing::Drop).expect("a share");
    assert_eq!(share.deff, Err(Undefined::SampleLargerThanPopulation));
}

#[test]
fn a_cap_keeps_the_effective_size_to_the_rows() {
    // PSUs that agree exactly more than chance would have them.
    let sample = Drawn::of(&[
        ("A", "1", 1.0),
        ("A", "1", 1.0),
        ("A", "2", 1.1),
        ("A", "2", 1.0),
        ("A", "3", 1.0),
        ("A", "3", 1.0),
    ]);
    let design = sample.design(Lonely::Fail).expect("a design");
    let share = design.everyone().mean(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0], Missing::Drop).expect("a share");
    let width = |method| {
        let interval = share.proportion_interval(method, 0.95, Reference::T).expect("an interval");
        interval.high - interval.low
    };
    assert!(width(Method::BetaCapped) > 10.0 * width(Method::Beta));
}

#[test]
fn ids_that_start_again_in_every_stratum_need_nest() {
    let again = Drawn::of(&[("A", "1", 1.0), ("A", "2", 1.0), ("B", "1", 1.0), ("B", "2", 1.0)]);
    let errors = again.design(Lonely::Fail).expect_err("torn PSUs");
    insta::assert_snapshot!(Diag::from(&errors[0]).render(), @"
    error: PSU 1 lies in two strata, A and B (record 3)
      = if ids start again in every stratum, say so with nest; else correct the stratum or the id
    ");
    let nested = again.with(Lonely::Fail, None, true).expect("a design");
    assert_eq!(nested.strata_and_psus(), (2, 4));
}

#[test]
fn a_design_that_cannot_be_is_refused_with_its_place() {
    let said = |sample: &Drawn, fpc: Option<&[f64]>| {
        let errors = sample.with(Lonely::Fail, fpc, false).expect_err("an error");
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let mut faulty = four_psus();
    faulty.weights[1] = f64::NAN;
    faulty.weights[2] = f64::INFINITY;
    faulty.weights[3] = -2.5;
    faulty.weights[5] = f64::NAN;
    faulty.psus[4] = None;
    faulty.strata[5] = None;
    insta::assert_snapshot!(said(&faulty, None), @"
    the weight is missing in record 2 and 1 more
    the weight is infinite in record 3
    the weight is negative (-2.5) in record 4
    the sampled unit of stage 1 is missing in record 5
    the stratum of stage 1 is missing in record 6
    ");
    let sample = four_psus();
    insta::assert_snapshot!(said(&sample, Some(&[8.0, 8.0, 8.0, 0.1, 0.1, 0.1])), @"the finite populations of stage 1 are neither all counts nor all shares: 8 in record 1, 0.1 in record 4");
    insta::assert_snapshot!(said(&sample, Some(&[8.0, 8.0, 9.0, 20.0, 20.0, 20.0])), @"the finite population of stage 1 is 8 and also 9 in stratum A (record 3)");
    insta::assert_snapshot!(said(&sample, Some(&[8.0, 8.0, 8.0, 1.5, 1.5, 1.5])), @"stratum B has 2 sampled units at stage 1, more than the 1.5 in its population");
    insta::assert_snapshot!(said(&sample, Some(&[8.0, 8.0, 8.0, f64::NAN, 20.0, 20.0])), @"the finite population of stage 1 is missing in record 4");
    insta::assert_snapshot!(said(&sample, Some(&[8.0])), @"1 finite populations for 6 records");
    let zero = Drawn { weights: vec![0.0; 6], ..four_psus() };
    insta::assert_snapshot!(said(&zero, None), @"every weight is zero");
    let none = Design::new(&Sampling::default()).expect_err("an error");
    assert_eq!(none, [DesignError::NoRows]);
}

#[test]
fn a_later_population_needs_an_earlier_one() {
    let units = Factor::of_numbers(&[1, 1, 2, 2].map(Some));
    let stages = |first, second| {
        vec![
            Stage { units: Some(&units), strata: None, fpc: first },
            Stage { units: None, strata: None, fpc: second },
        ]
    };
    let design =
        |stages| Design::new(&Sampling { rows: 4, weights: Some(&[5.0; 4]), stages, ..Sampling::default() });
    let errors = design(stages(None, Some(&[10.0; 4]))).expect_err("an error");
    assert_eq!(errors, [DesignError::FpcWithoutFirstStage { stage: 1 }]);
    let open = design(stages(Some(&[10.0; 4]), None)).expect("a design");
    assert_eq!(open.notes(), [Note::StageWithoutFpc { stage: 1 }]);
    // What happens within PSUs adds to the variance.
    let y = [1.0, 3.0, 2.0, 6.0];
    let closed = design(stages(Some(&[10.0; 4]), Some(&[2.0; 4]))).expect("a design");
    let variance = |design: &Design| design.everyone().total(&y, Missing::Drop).expect("a total").variance;
    // PSU sums 20 and 40: (8/10)·2·(100 + 100); within, 2/10·2·2·(5² + 10²).
    assert!(near(variance(&closed), 320.0));
    assert!(near(variance(&open), 320.0 + 0.2 * 2.0 * 2.0 * (25.0 + 100.0)));
}

#[test]
fn a_lonely_unit_of_a_later_stage_is_named() {
    let units = Factor::of(&["east", "east", "west"].map(Some));
    let stages = vec![
        Stage { units: Some(&units), strata: None, fpc: Some(&[9.0; 3]) },
        Stage { fpc: Some(&[4.0; 3]), ..Stage::default() },
    ];
    let design = Design::new(&Sampling { rows: 3, weights: Some(&[5.0; 3]), stages, ..Sampling::default() })
        .expect("a design");
    let why = design.everyone().total(&[1.0; 3], Missing::Drop).expect_err("no variance");
    insta::assert_snapshot!(why, @"stratum west with a single sampled unit: no variance can be estimated there");
}

#[test]
fn a_quantile_of_discrete_answers_has_an_interval() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let y = [1.0, 2.0, 2.0, 3.0, 3.0, f64::NAN];
    let p = [0.0, 0.1, 0.5, 1.0];
    let values = design.everyone().quantile_values(&y, &p, Rule::Hf1, Missing::Drop).expect("quantiles");
    // Shares of the weight: 1 has 10 %, up to 2 have 40 %.
    assert_eq!(values, [1.0, 1.0, 3.0, 3.0]);
    let top = design.everyone().quantiles(&y, &[0.9], how(Method::Logit), Missing::Drop);
    let top = top.expect("quantiles").remove(0);
    assert_eq!((top.instead, top.high), (Some(Instead::ClopperPearson), Ok(3.0)));
    let wide = design.everyone().quantiles(&y, &[0.1], how(Method::Wald), Missing::Drop);
    assert_eq!(wide.expect("quantiles")[0].low, Err(Undefined::BeyondTheData));
    let never = design.everyone().quantile_values(&y, &[50.0], Rule::Hf1, Missing::Drop);
    assert_eq!(never, Err(Undefined::NotBetweenZeroAndOne { value: 50.0 }));
}

#[test]
fn a_replicate_that_leaves_nobody_is_no_silent_gap() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let jackknife = Replicates::jackknife(&design, Centre::Mean).expect("replicates");
    assert_eq!(jackknife.len(), 4);
    let y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    // The domain lives in PSU b1 alone; leaving it out leaves nobody.
    let domain = jackknife.domain(|row| row == 3);
    assert!(matches!(domain.mean(&y, Missing::Drop), Err(Undefined::Replicate { .. })));
    assert!(domain.total(&y, Missing::Drop).is_ok());
    let single = Drawn::of(&[("A", "a1", 1.0), ("B", "b1", 3.0), ("B", "b2", 3.0)]);
    let why = Replicates::jackknife(&single.design(Lonely::Fail).expect("a design"), Centre::Mean);
    assert_eq!(why.expect_err("a lonely PSU"), Undefined::LonelyUnits { stage: 0, strata: vec!["A".into()] });
}

#[test]
fn replicate_weights_are_checked() {
    let said = |columns: &[Vec<f64>], scheme: Scheme| {
        let read = Replicates::given(&[1.0, 2.0, 3.0], columns, true, &scheme, Centre::Mean);
        read.expect_err("a fault").iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let good = vec![1.0, 2.0, 3.0];
    insta::assert_snapshot!(said(&[good.clone(), vec![1.0, f64::NAN, 2.0]], Scheme::HalfSamples), @"replicate weight 2 is missing, negative or infinite in record 2");
    insta::assert_snapshot!(said(&[good.clone(), vec![1.0]], Scheme::HalfSamples), @"1 replicate weights for 3 records");
    insta::assert_snapshot!(said(std::slice::from_ref(&good), Scheme::Bootstrap), @"1 replicate weights are too few to vary");
    insta::assert_snapshot!(said(&[good.clone(), good.clone()], Scheme::Fay { rho: 1.0 }), @"inf is no scale of a replicate: a number of 0 or more is");
    let each = vec![1.0];
    insta::assert_snapshot!(said(&[good.clone(), good], Scheme::Given { scale: 1.0, each }), @"1 scales for 2 replicate weights");
}

#[test]
fn an_association_needs_two_levels_and_cells_that_can_be_told_apart() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let answers = Factor::of_numbers(&[0, 1, 0, 1, 1, 0].map(Some));
    let constant = Factor::of_numbers(&[7; 6].map(Some));
    let everyone = design.everyone();
    for test in [Test::RaoScott, Test::FirstOrder, Test::Exact, Test::Wald, Test::AdjustedWald] {
        let why = everyone.association(&answers, &constant, test).expect_err("one level");
        assert_eq!(why, Undefined::TooFewLevels { levels: 1 });
    }
    // Six cells of a sample with two degrees of freedom.
    let three = Factor::of_numbers(&[1, 2, 3, 1, 2, 3].map(Some));
    let wald =
        everyone.association(&three, &Factor::of_numbers(&[1, 2, 3, 2, 3, 1].map(Some)), Test::AdjustedWald);
    assert!(matches!(wald, Err(Undefined::Singular | Undefined::NoDegreesOfFreedom)), "{wald:?}");
    let table = everyone.crosstab(&answers, &three).expect("a table");
    assert_eq!(table.weighted, [[10.0, 0.0, 30.0], [30.0, 40.0, 0.0]]);
    assert_eq!(table.unweighted, [[1, 0, 2], [1, 2, 0]]);
}

#[test]
fn calibrated_weights_meet_their_totals_or_say_why_not() {
    let design = four_psus().design(Lonely::Fail).expect("a design");
    let sex = Factor::of(&["f", "m", "f", "m", "f", "m"].map(Some));
    let age = Factor::of(&["old", "young", "young", "old", "old", "young"].map(Some));
    let raked = design.raked(&[(&sex, &[70.0, 50.0]), (&age, &[55.0, 65.0])]).expect("weights");
    let counts = raked.everyone().counts(&sex, Missing::Drop).expect("counts");
    // What is known of the population has no sampling error.
    assert!(near(counts.each[0].value, 70.0) && counts.each[0].variance < 1e-12, "{counts:?}");
    let post = design.post_stratified(&sex, &[70.0, 50.0]).expect("weights");
    let share = post.everyone().proportions(&sex, Missing::Drop).expect("shares");
    assert_eq!(share.each[0].variance, 0.0);
    let interval = share.each[0].proportion_interval(Method::Logit, 0.95, Reference::T).expect("an interval");
    assert_eq!(interval.instead, Some(Instead::NoVariance));

    let said = |result: Result<Design, CalibrationError>| result.expect_err("a fault").to_string();
    insta::assert_snapshot!(said(design.post_stratified(&sex, &[70.0, 0.0])), @"the sample has m, the population has nobody there");
    insta::assert_snapshot!(said(design.post_stratified(&sex, &[70.0, -1.0])), @"the population of m is -1: a number of 0 or more belongs there");
    insta::assert_snapshot!(said(design.post_stratified(&sex, &[70.0])), @"1 population totals where 2 belong");
    let more = Factor::with_levels(vec![0, 1, 0, 1, 0, 1], ["f", "m", "x"].map(String::from).to_vec());
    insta::assert_snapshot!(said(design.post_stratified(&more, &[70.0, 50.0, 5.0])), @"the population has x, the sample has nobody there");
    let gap = Factor::of(&[Some("f"), None, Some("f"), None, Some("f"), Some("m")]);
    insta::assert_snapshot!(said(design.post_stratified(&gap, &[70.0, 50.0])), @"record 2 and 1 more have no level of the calibration variable");
    // Margins of different populations.
    insta::assert_snapshot!(said(design.raked(&[(&sex, &[70.0, 50.0]), (&age, &[20.0, 20.0])])), @"no weights meet the population totals; the best are off by a share of 2.0e0");
    let ones = [1.0; 6];
    let years = [60.0, 20.0, 25.0, 50.0, 70.0, 30.0];
    let to = |totals: &[f64], distance| design.calibrated_to(&[&ones, &years], totals, distance);
    insta::assert_snapshot!(said(to(&[110.0, 1500.0], Distance::Linear)), @"2 records would get a negative weight; raking or bounds avoid it");
    assert!(to(&[110.0, 2500.0], Distance::Raking).is_ok());
    let never = to(&[110.0, 9000.0], Distance::Raking);
    assert!(matches!(never, Err(CalibrationError::NotMet { .. })), "{never:?}");
    insta::assert_snapshot!(said(to(&[110.0, 5000.0], Distance::Logit { low: 1.1, high: 2.0 })), @"factors between 1.1 and 2 leave no room around 1");
    insta::assert_snapshot!(said(design.calibrated_to(&[&ones, &ones], &[110.0, 120.0], Distance::Linear)), @"the auxiliary totals say the same twice, or contradict");
}

// ── properties ───────────────────────────────────────────────────────────

#[derive(Debug, Clone)]
struct Row {
    stratum: u8,
    psu: u8,
    weight: f64,
    value: f64,
    group: u8,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let value = prop_oneof![4 => (0..5i32).prop_map(f64::from), 1 => Just(f64::NAN), 2 => -1e3..1e3];
    let row = (0..4u8, 0..4u8, 0.01..50.0, value, 0..3u8)
        .prop_map(|(stratum, psu, weight, value, group)| Row { stratum, psu, weight, value, group });
    prop::collection::vec(row, 2..60)
}

fn lonely() -> impl Strategy<Value = Lonely> {
    prop::sample::select(vec![
        Lonely::Fail,
        Lonely::Adjust,
        Lonely::Average,
        Lonely::Certainty,
        Lonely::Remove,
    ])
}

fn declared(rows: &[Row], lonely: Lonely, adjusts: bool) -> Option<Design> {
    let number = |of: fn(&Row) -> u8| {
        Factor::of_numbers(&rows.iter().map(|r| Some(i64::from(of(r)))).collect::<Vec<_>>())
    };
    let (strata, units) = (number(|r| r.stratum), number(|r| r.psu));
    let weights: Vec<f64> = rows.iter().map(|r| r.weight).collect();
    Design::new(&Sampling {
        rows: rows.len(),
        weights: Some(&weights),
        stages: vec![Stage { units: Some(&units), strata: Some(&strata), fpc: None }],
        nest: true,
        lonely,
        adjust_lonely_domains: adjusts,
    })
    .ok()
}

fn values(rows: &[Row]) -> Vec<f64> {
    rows.iter().map(|r| r.value).collect()
}

/// Value and standard error of the mean among a group, or why not.
fn mean(rows: &[Row], lonely: Lonely, group: Option<u8>) -> Option<Result<(f64, f64), Undefined>> {
    let design = declared(rows, lonely, false)?;
    let domain = design.domain(|row| group.is_none_or(|group| rows[row].group == group));
    Some(domain.mean(&values(rows), Missing::Drop).map(|e| (e.value, e.se())))
}

fn same(
    a: &Option<Result<(f64, f64), Undefined>>,
    b: &Option<Result<(f64, f64), Undefined>>,
    rows: &[Row],
) -> bool {
    let scale = rows.iter().map(|r| r.value.abs()).filter(|v| !v.is_nan()).fold(1.0, f64::max);
    match (a, b) {
        (Some(Ok(a)), Some(Ok(b))) => (a.0 - b.0).abs() < 1e-9 * scale && (a.1 - b.1).abs() < 1e-7 * scale,
        (Some(Err(a)), Some(Err(b))) => a.state() == b.state(),
        _ => a.is_none() && b.is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_times_a_constant_change_no_mean(rows in rows(), lonely in lonely(), by in 0.001..1000.0) {
        let scaled: Vec<Row> = rows.iter().map(|r| Row { weight: r.weight * by, ..r.clone() }).collect();
        prop_assert!(same(&mean(&rows, lonely, None), &mean(&scaled, lonely, None), &rows));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows(), lonely in lonely(), turn in 0..60usize, group in 0..3u8) {
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(turn % rows.len());
        for group in [None, Some(group)] {
            let (a, b) = (mean(&rows, lonely, group), mean(&turned, lonely, group));
            prop_assert!(same(&a, &b, &rows), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_domain_of_everyone_is_the_whole(rows in rows(), lonely in lonely()) {
        if let Some(design) = declared(&rows, lonely, true) {
            let y = values(&rows);
            let all = design.domain(|_| true);
            prop_assert_eq!(design.everyone().mean(&y, Missing::Drop), all.mean(&y, Missing::Drop));
            prop_assert_eq!(design.everyone().total(&y, Missing::Drop), all.total(&y, Missing::Drop));
        }
    }

    #[test]
    fn a_zero_weight_row_of_a_psu_adds_nothing(rows in rows(), lonely in lonely(), at in 0..60usize, value in -9.0..9.0) {
        // Missing values would drop the row; of a PSU that has others, it
        // cannot bring the PSU back.
        let rows: Vec<Row> = rows.into_iter().filter(|r| !r.value.is_nan()).collect();
        prop_assume!(rows.len() > 1);
        let mut more = rows.clone();
        more.push(Row { weight: 0.0, value, ..rows[at % rows.len()].clone() });
        // A row of another value makes a constant one only in name.
        prop_assert!(same(&mean(&rows, lonely, None), &mean(&more, lonely, None), &rows));
    }

    #[test]
    fn the_jackknife_of_a_total_is_its_linearised_variance(rows in rows(), group in 0..3u8) {
        let rows: Vec<Row> = rows.into_iter().filter(|r| !r.value.is_nan()).collect();
        if let Some(design) = declared(&rows, Lonely::Remove, false)
            && let Ok(jackknife) = Replicates::jackknife(&design, Centre::FullSample)
        {
            let y = values(&rows);
            let so = |row: usize| rows[row].group == group;
            let (a, b) = (jackknife.domain(so).total(&y, Missing::Drop), design.domain(so).total(&y, Missing::Drop));
            if let (Ok(a), Ok(b)) = (a, b) {
                prop_assert!((a.value - b.value).abs() <= 1e-9 * (1.0 + b.value.abs()));
                prop_assert!((a.variance - b.variance).abs() <= 1e-7 * (1.0 + b.variance), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn missing_rows_are_a_domain(rows in rows(), lonely in lonely()) {
        if let Some(design) = declared(&rows, lonely, false) {
            let y = values(&rows);
            let dropped = design.everyone().mean(&y, Missing::Drop);
            let domain = design.domain(|row| !y[row].is_nan());
            if let (Ok(dropped), Ok(kept)) = (dropped, domain.mean(&y, Missing::Refuse)) {
                prop_assert_eq!((dropped.value, dropped.variance), (kept.value, kept.variance));
            }
        }
    }

    #[test]
    fn shares_sum_to_one_and_their_covariances_to_zero(rows in rows()) {
        if let Some(design) = declared(&rows, Lonely::Adjust, false) {
            let factor = Factor::of_numbers(&rows.iter().map(|r| Some(i64::from(r.group))).collect::<Vec<_>>());
            let shares = design.everyone().proportions(&factor, Missing::Drop).expect("shares");
            prop_assert!(near(shares.each.iter().map(|e| e.value).sum(), 1.0));
            for i in 0..shares.covariance.size() {
                let sum: f64 = shares.covariance.row(i).iter().sum();
                prop_assert!(sum.abs() < 1e-12, "{sum}");
            }
        }
    }

    #[test]
    fn nothing_is_ever_nan(rows in rows(), lonely in lonely(), adjusts: bool, zero in 0..4usize) {
        let mut rows = rows;
        rows.iter_mut().step_by(3).take(zero).for_each(|r| r.weight = 0.0);
        let Some(design) = declared(&rows, lonely, adjusts) else { return Ok(()) };
        let y = values(&rows);
        let half: Vec<f64> = y.iter().map(|v| if v.is_nan() { *v } else { f64::from(u8::from(*v > 1.0)) }).collect();
        for group in 0..4u8 {
            let domain = design.domain(|row| group == 3 || rows[row].group == group);
            let results = [
                domain.mean(&y, Missing::Drop),
                domain.total(&y, Missing::Drop),
                domain.spread(&y, Missing::Drop),
                domain.ratio(&y, &half, Missing::Drop),
                domain.mean(&half, Missing::Drop),
            ];
            for e in results.iter().flatten() {
                prop_assert!(e.value.is_finite() && e.variance >= 0.0 && e.se().is_finite(), "{e:?}");
                for number in [e.cv(), e.deff_replace.clone(), e.deff.clone().map(|d| d.value)].into_iter().flatten() {
                    prop_assert!(number.is_finite());
                }
                for reference in [Reference::T, Reference::Z] {
                    if let Ok(interval) = e.interval(0.95, reference) {
                        prop_assert!(interval.low <= e.value && e.value <= interval.high);
                    }
                }
            }
            if let Ok(e) = &results[4] {
                for method in [Method::Logit, Method::Arcsine, Method::Wilson, Method::Beta, Method::BetaCapped] {
                    if let Ok(i) = e.proportion_interval(method, 0.95, Reference::T) {
                        let inside = 0.0 <= i.low && i.low <= e.value + 1e-12 && e.value <= i.high + 1e-12 && i.high <= 1.0 + 1e-12;
                        prop_assert!(inside, "{method:?} {i:?} {e:?}");
                    }
                }
            }
            for rule in [Rule::Hf1, Rule::Hf2, Rule::Hf4, Rule::Hf5, Rule::Hf6, Rule::Hf7, Rule::Hf8, Rule::Hf9] {
                if let Ok(q) = domain.quantile_values(&y, &[0.0, 0.3, 0.5, 1.0], rule, Missing::Drop) {
                    prop_assert!(q.iter().all(|q| q.is_finite()) && q.windows(2).all(|w| w[0] <= w[1]), "{rule:?} {q:?}");
                }
            }
        }
    }
}

#[test]
fn a_likelihood_interval_solves_its_equation() {
    let drawn = four_psus();
    let design = drawn.design(Lonely::Fail).expect("a design");
    let share = design.everyone().mean(&[1.0, 0.0, 1.0, 1.0, 0.0, 0.0], Missing::Drop).expect("a share");
    let interval = share.proportion_interval(Method::Likelihood, 0.95, Reference::Z).expect("an interval");
    let p = share.value;
    let effective = p * (1.0 - p) / share.variance;
    // Twice the loss of likelihood is the square of the normal quantile.
    let loss = |q: f64| 2.0 * effective * (p * (p / q).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).ln());
    for bound in [interval.low, interval.high] {
        assert!(near(loss(bound), 1.959963984540054f64.powi(2)), "{bound} {}", loss(bound));
    }
    assert!(interval.low < p && p < interval.high);
    // One in a thousand, and nearly all.
    for (value, variance) in [(1e-3, 1e-6), (0.999, 1e-6), (0.5, 1e-12), (0.5, 0.2)] {
        let e = dh::stats::Estimate { value, variance, ..share.clone() };
        let i = e.proportion_interval(Method::Likelihood, 0.95, Reference::T).expect("an interval");
        assert!(0.0 < i.low && i.low < value && value < i.high && i.high < 1.0, "{i:?}");
    }
}

#[test]
fn p_values_of_many_tests_are_raised_as_by_hand() {
    use dh::stats::multiple::{Adjustment, adjusted};
    let p = [0.01, 0.04, 0.03, 0.005];
    let by = |how| adjusted(&p, how).expect("adjusted");
    let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| near(*a, *b));
    assert!(close(&by(Adjustment::Bonferroni), &[0.04, 0.16, 0.12, 0.02]));
    // 4 × 0.005, 3 × 0.01, 2 × 0.03, and no less than that.
    assert!(close(&by(Adjustment::Holm), &[0.03, 0.06, 0.06, 0.02]));
    // 0.04 × 4/4, 0.03 × 4/3 is the same, 0.01 × 4/2, 0.005 × 4/1.
    assert!(close(&by(Adjustment::BenjaminiHochberg), &[0.02, 0.04, 0.04, 0.02]));
    assert_eq!(adjusted(&[0.9, 0.6], Adjustment::Bonferroni), Ok(vec![1.0, 1.0]));
    assert_eq!(adjusted(&[], Adjustment::Holm), Ok(vec![]));
    for wrong in [f64::NAN, -0.1, 1.1] {
        assert!(adjusted(&[0.5, wrong], Adjustment::Holm).is_err());
    }
}

#[test]
fn ranks_of_ties_do_not_hang_on_the_order_of_rows() {
    let values = [3.0, 1.0, 2.0, 2.0, 2.0, 1.0, 3.0, f64::NAN];
    let groups = ["a", "a", "a", "b", "b", "b", "b", "a"];
    let weights = [1.0, 2.0, 5.0, 1.0, 1.0, 3.0, 1.0, 9.0];
    let test = |turn: usize| {
        let (mut values, mut groups, mut weights) = (values, groups, weights);
        values.rotate_left(turn);
        groups.rotate_left(turn);
        weights.rotate_left(turn);
        let design = Design::new(&Sampling { rows: 8, weights: Some(&weights), ..Sampling::default() })
            .expect("a design");
        let by = Factor::of(&groups.map(Some));
        [Scores::Ranks, Scores::Normal, Scores::Median]
            .map(|scores| design.everyone().rank_test(&values, &by, scores).expect("a test"))
    };
    let plain = test(0);
    for turn in 1..8 {
        for (a, b) in plain.iter().zip(test(turn)) {
            assert!(near(a.statistic, b.statistic) && near(a.p, b.p) && a.denominator_df == b.denominator_df);
        }
    }
    // Of weight 14, 5 lie at 1, 7 at 2, 2 at 3: ranks 2.5, 8.5, 13. Group a
    // weighs 8, group b 6.
    let a = (13.0 * 1.0 + 2.5 * 2.0 + 8.5 * 5.0) / 8.0 / 14.0;
    let b = (8.5 + 8.5 + 2.5 * 3.0 + 13.0) / 6.0 / 14.0;
    assert!(near(plain[0].difference.expect("two groups").value, b - a));
    assert_eq!((plain[0].base, plain[0].df, plain[0].denominator_df), (7, 1, 5));
}

#[test]
fn trimmed_weights_keep_their_sum() {
    let weights = [1.0, 2.0, 3.0, 4.0, 90.0, 0.0];
    let design =
        Design::new(&Sampling { rows: 6, weights: Some(&weights), ..Sampling::default() }).expect("a design");
    // 90 is cut to 30, and 60 is shared by four; none of them passes 30.
    let trimmed = design.trimmed(0.0, 30.0).expect("weights");
    assert_eq!(trimmed.weights(), [16.0, 17.0, 18.0, 19.0, 30.0, 0.0]);
    // What is shared may itself have to be cut.
    let again = design.trimmed(0.0, 21.0).expect("weights");
    assert!(near(again.weights().iter().sum(), 100.0) && again.weights().iter().all(|w| *w <= 21.0 + 1e-9));
    let error = design.trimmed(0.0, 10.0).expect_err("5 × 10 are not 100");
    assert!(matches!(error, CalibrationError::NotMet { .. }), "{error:?}");
    assert_eq!(design.trimmed(5.0, 1.0).map(|_| ()), Err(CalibrationError::Bounds { low: 5.0, high: 1.0 }));
}

#[test]
fn standardised_groups_have_one_composition() {
    let weights = [1.0, 1.0, 2.0, 1.0, 3.0, 2.0];
    let design =
        Design::new(&Sampling { rows: 6, weights: Some(&weights), ..Sampling::default() }).expect("a design");
    let age = Factor::of(&["young", "young", "old", "young", "old", "old"].map(Some));
    let place = Factor::of(&["n", "n", "n", "s", "s", "s"].map(Some));
    let y = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    // Old one quarter, young three quarters everywhere.
    let even = design.everyone().standardised(&age, Some(&place), &[1.0, 3.0]).expect("a design");
    let mean =
        |level: &str| even.domain(|row| place.name(row) == level).mean(&y, Missing::Drop).expect("a mean");
    assert!(near(mean("n").value, 0.25 * 1.0 + 0.75 * 0.5));
    assert!(near(mean("s").value, 0.25 * 0.6 + 0.75 * 0.0));
    assert!(near(even.weights()[..3].iter().sum(), 4.0) && near(even.weights().iter().sum(), 10.0));
    let some = design.domain(|row| row != 3).standardised(&age, Some(&place), &[1.0, 3.0]);
    let absent = CalibrationError::AbsentFromSample { level: "s young".into() };
    assert_eq!(some.map(|_| ()), Err(absent));
}
