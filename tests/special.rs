//! The special functions under survey statistics: against R, against fifty
//! digits where R itself loses some, against closed forms, and as properties
//! over shapes and tails nobody would try by hand.

use dh::stats::special::{
    beta, chi_squared, erf, erfc, exact, fisher, gamma, incomplete_beta, incomplete_gamma, ln_beta, ln_gamma,
    normal, quadratic_form, student,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::repository;

fn golden(name: &str) -> String {
    let path = repository().join("tests/golden").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn cases(name: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&golden(name)).expect("JSON");
    let cases = file["cases"].as_array().expect("cases").clone();
    assert_eq!(Some(cases.len() as u64), file["meta"]["n_cases"].as_u64(), "{name} is whole");
    cases
}

/// A number of the golden files: infinities are strings there.
fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("Inf") => f64::INFINITY,
        Some("-Inf") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or_else(|| panic!("not a number: {value}")),
    }
}

/// The two agree to `tolerance`, relatively.
fn near(what: &str, got: Option<f64>, want: f64, tolerance: f64) {
    let got = got.unwrap_or_else(|| panic!("{what}: no value, expected {want:e}"));
    let off = if want == 0.0 { got.abs() } else { ((got - want) / want).abs() };
    assert!(off <= tolerance, "{what}: {got:e}, expected {want:e}, off by {off:e}");
}

// ── references ───────────────────────────────────────────────────────────

#[test]
fn r_agrees_at_awkward_arguments() {
    let cases = cases("special_functions.json");
    for case in &cases {
        let id = case["id"].as_str().unwrap_or("?");
        let a = |name: &str| number(&case["args"][name]);
        let out = |name: &str| number(&case["out"][name]);
        let check = |got, want| near(id, got, want, 1e-12);
        match case["stat"].as_str().unwrap_or("?") {
            "qt" => check(student::quantile(a("p"), a("df")), out("x")),
            "pt_two_sided" => check(student::two_sided(a("t"), a("df")), out("p")),
            "qbeta" => check(beta::quantile(a("p"), a("a"), a("b")), out("x")),
            "pbeta" => {
                check(beta::cdf(a("x"), a("a"), a("b")), out("p"));
                check(beta::upper(a("x"), a("a"), a("b")), out("q"));
            }
            "pf_upper" => check(fisher::upper(a("x"), a("df1"), a("df2")), out("p")),
            "pchisq_upper" => check(chi_squared::upper(a("x"), a("df")), out("p")),
            "qgamma" => check(gamma::quantile(a("p"), a("shape")), out("x")),
            "qnorm" => check(normal::quantile(a("p")), out("x")),
            other => panic!("{id}: nobody compares {other}"),
        }
    }
    assert_eq!(cases.len(), 200);
}

#[test]
fn fifty_digits_agree_at_tiny_and_huge_shapes() {
    let text = golden("special_extremes.csv");
    let mut lines = 0;
    for line in text.lines().skip(1) {
        let (name, rest) = line.split_once(',').expect("a name");
        let numbers: Vec<f64> = rest.split(',').map(|n| n.parse().expect("a number")).collect();
        let [x, a, b, want] = numbers[..] else { panic!("{line}") };
        let got = match name {
            "gamma_lower" => gamma::cdf(x, a),
            "gamma_upper" => gamma::upper(x, a),
            "beta_lower" => beta::cdf(x, a, b),
            "beta_upper" => beta::upper(x, a, b),
            "student_two_sided" => student::two_sided(x, a),
            "normal_upper" => normal::upper(x),
            other => panic!("nobody compares {other}"),
        };
        near(line, got, want, 1e-12);
        lines += 1;
    }
    assert_eq!(lines, 268);
}

#[test]
fn exact_intervals_of_counts_are_those_of_r() {
    let (mut rates, mut proportions) = (0, 0);
    for case in cases("rates.json") {
        let (args, out) = (&case["args"], &case["out"]);
        match case["stat"].as_str() {
            Some("poisson_exact") => {
                let (low, high) = exact::poisson(number(&args["cases"]), 0.95).expect("an interval");
                let per = number(&args["per"]) / number(&args["pop"]);
                near("low", Some(low * per), number(&out["lo"]), 1e-12);
                near("high", Some(high * per), number(&out["hi"]), 1e-12);
                rates += 1;
            }
            Some("indirect_standardised") => {
                let (low, high) = exact::poisson(33.0, 0.95).expect("an interval");
                let expected = number(&out["expected"]);
                near("low", Some(low / expected), number(&out["smr_exact_lo"]), 1e-12);
                near("high", Some(high / expected), number(&out["smr_exact_hi"]), 1e-12);
                rates += 1;
            }
            Some("binom_exact") => {
                let (low, high) =
                    exact::binomial(number(&args["x"]), number(&args["n"]), 0.95).expect("an interval");
                near("low", Some(low), number(&out["clopper_pearson"][0]), 1e-12);
                near("high", Some(high), number(&out["clopper_pearson"][1]), 1e-12);
                proportions += 1;
            }
            _ => {}
        }
    }
    assert_eq!((rates, proportions), (5, 5));
}

/// R's likelihood-ratio and working Wald tests without CompQuadForm are
/// silently the saddlepoint approximation; the integral is the real thing, and
/// for one weight the plain F test.
#[test]
fn the_saddlepoint_is_the_one_r_uses_and_the_integral_corrects_it() {
    let mut compared = 0;
    for case in cases("b_glm.json") {
        for (name, test) in case["out"].as_object().into_iter().flatten() {
            let Some(weights) = test["lambda"].as_array() else { continue };
            let weights: Vec<f64> = weights.iter().map(number).collect();
            let (x, df, p) = (number(&test["stat"]), number(&test["ddf"]), number(&test["p"]));
            near(name, quadratic_form::saddlepoint(&weights, x, df), p, 1e-6);
            near(name, quadratic_form::upper_over_chi(&weights, x, df), p, 0.08);
            if let [only] = weights[..] {
                let exact = fisher::upper(x / only, 1.0, df).expect("in the domain");
                near(name, quadratic_form::upper_over_chi(&weights, x, df), exact, 1e-12);
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 16);
}

// ── closed forms ─────────────────────────────────────────────────────────

/// With every weight twice, Σ λ χ²₂ is a mixture of exponentials.
#[test]
fn pairs_of_weights_have_a_closed_form() {
    let sets: [&[f64]; 5] = [&[1.0], &[2.0, 0.5], &[3.0, 1.0, 0.2], &[1.0, -2.0], &[2.0, 0.7, -0.4, -3.0]];
    let share = |weights: &[f64], i: usize| -> f64 {
        let others = weights.iter().enumerate().filter(|(j, _)| *j != i);
        others.map(|(_, w)| weights[i] / (weights[i] - w)).product()
    };
    for weights in sets {
        let twice: Vec<f64> = weights.iter().flat_map(|w| [*w, *w]).collect();
        for x in [0.01, 0.5, 3.0, 20.0, 400.0, 1000.0] {
            let rising = || weights.iter().enumerate().filter(|(_, w)| **w > 0.0);
            let want: f64 = rising().map(|(i, w)| share(weights, i) * (-x / (2.0 * w)).exp()).sum();
            near(&format!("{weights:?} > {x}"), quadratic_form::upper(&twice, x), want, 1e-11);
            if weights.iter().any(|w| *w < 0.0) {
                continue;
            }
            for df in [0.5, 4.0, 88.0, 1e7] {
                let want: f64 = rising()
                    .map(|(i, w)| share(weights, i) * (-0.5 * df * (x / (w * df)).ln_1p()).exp())
                    .sum();
                let got = quadratic_form::upper_over_chi(&twice, x, df);
                near(&format!("{weights:?} over {df} > {x}"), got, want, 1e-9);
            }
        }
    }
}

#[test]
fn one_weight_is_a_chi_square_and_two_signs_an_f() {
    for x in [1e-12, 1e-3, 1.0, 30.0, 1300.0] {
        near("χ²", quadratic_form::upper(&[2.5], 2.5 * x), chi_squared::upper(x, 1.0).expect("fine"), 1e-12);
        near(
            "equal",
            quadratic_form::upper(&[2.5; 7], 2.5 * x),
            chi_squared::upper(x, 7.0).expect("fine"),
            1e-12,
        );
    }
    // P(χ²₁ > 2 χ²₁) = 1 − (2/π) arctan √2.
    let want = 1.0 - 2.0 / std::f64::consts::PI * 2.0_f64.sqrt().atan();
    near("F", quadratic_form::upper(&[1.0, -2.0], 0.0), want, 1e-12);
    near("mirrored", quadratic_form::upper(&[-1.0, 2.0], 0.0), 1.0 - want, 1e-12);
    // Infinite degrees of freedom are none below.
    let weights = [1.5, 0.7, 0.2];
    let plain = quadratic_form::upper(&weights, 4.0).expect("fine");
    near("∞", quadratic_form::upper_over_chi(&weights, 4.0, f64::INFINITY), plain, 1e-15);
    near("1e12", quadratic_form::upper_over_chi(&weights, 4.0, 1e12), plain, 1e-10);
}

#[test]
fn tails_that_vanish_are_zero_and_not_a_failure() {
    assert_eq!(quadratic_form::upper(&[1.0, 0.5], 1e300), Some(0.0));
    assert_eq!(quadratic_form::upper(&[1.0, 0.5], 1e-300), Some(1.0));
    assert_eq!(quadratic_form::upper(&[-1.0, -0.5], 3.0), Some(0.0));
    assert_eq!(quadratic_form::upper(&[1.0, 0.5], -3.0), Some(1.0));
    assert_eq!(quadratic_form::upper_over_chi(&[1.0, 0.5], 0.0, 8.0), Some(1.0));
    assert_eq!(quadratic_form::upper_over_chi(&[1.0, 0.5], 1e200, 8.0), Some(0.0));
    assert_eq!(fisher::upper(1e308, 20.0, f64::INFINITY), Some(0.0));
    assert_eq!(normal::upper(40.0), Some(0.0));
    assert_eq!(chi_squared::upper(1e9, 3.0), Some(0.0));
    assert_eq!(erfc(-30.0), Some(2.0));
}

/// Beside the mean the saddlepoint formula is 0/0.
#[test]
fn the_saddlepoint_beside_the_mean_is_satterthwaite() {
    let weights = [1.5, 1.0, 0.5];
    let at_mean = quadratic_form::saddlepoint(&weights, 3.0, f64::INFINITY);
    assert_eq!(at_mean, quadratic_form::satterthwaite(&weights, 3.0, f64::INFINITY));
    near("and not far off", at_mean, quadratic_form::upper(&weights, 3.0).expect("fine"), 0.02);
}

#[test]
fn closed_forms_of_the_distributions() {
    let pi = std::f64::consts::PI;
    // t with one and two degrees of freedom (Abramowitz & Stegun 26.7).
    for t in [1e-6_f64, 0.3, 1.0, 7.0, 1e5] {
        near("t1", student::upper(t, 1.0), (1.0 / t).atan() / pi, 1e-14);
        let root = (2.0 + t * t).sqrt();
        near("t2", student::upper(t, 2.0), 1.0 / (root * (root + t)), 1e-14);
    }
    near("cauchy, far", student::quantile(1e-300, 1.0), -1e300 / pi, 1e-12);
    // Uniform, power and exponential.
    near("uniform", beta::cdf(0.3, 1.0, 1.0), 0.3, 1e-15);
    near("power", beta::quantile(1e-200, 0.5, 1.0), 0.0, 0.0);
    near("power", beta::quantile(1e-100, 0.5, 1.0), 1e-200, 1e-12);
    near("minimum", beta::upper(1e-8, 1.0, 1e9), (1e9 * (-1e-8_f64).ln_1p()).exp(), 1e-13);
    near("exponential", gamma::upper_quantile(1e-300, 1.0), 300.0 * 10_f64.ln(), 1e-14);
    near("F(2, n)", fisher::upper(7.0, 2.0, 10.0), (1.0_f64 + 1.4).powi(-5), 1e-14);
    near("F(4, ∞)", fisher::upper(1.5, 4.0, f64::INFINITY), 4.0 * (-3.0_f64).exp(), 1e-14);
    near("ln Γ(½)", ln_gamma(0.5), 0.5 * pi.ln(), 1e-15);
    near("ln 10!", ln_gamma(11.0), 3_628_800_f64.ln(), 1e-15);
    near("ln Γ beside its zero", ln_gamma(1.0 + 1e-9), -0.577_215_664_901_532_9 * 1e-9, 1e-7);
    near("ln B", ln_beta(3.0, 4.0), (1.0_f64 / 60.0).ln(), 1e-14);
    near("ln B, far apart", ln_beta(1e12, 2.0), -2.0 * 1e12_f64.ln() - (1e-12_f64).ln_1p(), 1e-15);
}

#[test]
fn exact_intervals_at_the_ends() {
    assert_eq!(exact::poisson(0.0, 0.95).expect("fine").0, 0.0);
    near("3.69", exact::poisson(0.0, 0.95).map(|i| i.1), 40_f64.ln(), 1e-13);
    let (low, high) = exact::binomial(0.0, 12.5, 0.9).expect("an effective sample size is not whole");
    assert_eq!(low, 0.0);
    near("nobody of 12.5", Some(high), 1.0 - 0.05_f64.powf(1.0 / 12.5), 1e-13);
    assert_eq!(exact::binomial(9.0, 9.0, 0.95).expect("fine").1, 1.0);
}

#[test]
fn infinite_degrees_of_freedom_are_the_normal() {
    for t in [0.2, 1.96, 9.0, 30.0] {
        let normal = normal::upper(t).expect("fine");
        near("∞", student::upper(t, f64::INFINITY), normal, 1e-15);
        near("1e15", student::upper(t, 1e15), normal, 1e-9);
    }
    near("1e6, where a crate is off by 6e-5", student::quantile(0.975, 1e6), 1.959_966_356_814_1, 1e-13);
}

// ── out of the domain ────────────────────────────────────────────────────

#[test]
fn nothing_is_answered_outside_the_domain() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    for bad in [nan, inf, -inf] {
        assert_eq!(normal::cdf(bad), None);
        assert_eq!(student::upper(bad, 5.0), None);
        assert_eq!(student::two_sided(bad, inf), None);
        assert_eq!(chi_squared::cdf(bad, 5.0), None);
        assert_eq!(fisher::upper(bad, 5.0, 5.0), None);
        assert_eq!(beta::cdf(bad, 5.0, 5.0), None);
        assert_eq!(erf(bad), None);
        assert_eq!(erfc(bad), None);
        assert_eq!(ln_gamma(bad), None);
        assert_eq!(quadratic_form::upper(&[1.0, 2.0], bad), None);
        assert_eq!(quadratic_form::upper(&[1.0, bad], 2.0), None);
        assert_eq!(quadratic_form::saddlepoint(&[1.0, bad], 2.0, 5.0), None);
        assert_eq!(exact::poisson(bad, 0.95), None);
        assert_eq!(exact::binomial(bad, 5.0, 0.95), None);
    }
    for p in [nan, -1e-300, 0.0, 1.0, 1.0 + 1e-15, inf] {
        assert_eq!(normal::quantile(p), None);
        assert_eq!(student::quantile(p, 5.0), None);
        assert_eq!(exact::binomial(1.0, 5.0, p), None);
    }
    for p in [nan, -1e-300, 1.0 + 1e-15] {
        assert_eq!(beta::quantile(p, 2.0, 3.0), None);
        assert_eq!(gamma::quantile(p, 2.0), None);
    }
    for shape in [nan, 0.0, -1.0, 1.1e13, 0.9e-12, inf] {
        assert_eq!(gamma::cdf(1.0, shape), None);
        assert_eq!(gamma::quantile(0.0, shape), None);
        assert_eq!(beta::cdf(0.5, shape, 1.0), None);
        assert_eq!(beta::quantile(0.5, 1.0, shape), None);
        assert_eq!(ln_beta(1.0, shape), None);
    }
    for df in [nan, 0.0, -1.0] {
        assert_eq!(student::cdf(1.0, df), None);
        assert_eq!(student::quantile(0.3, df), None);
        assert_eq!(fisher::cdf(1.0, 3.0, df), None);
        assert_eq!(fisher::cdf(1.0, df, inf), None);
        assert_eq!(quadratic_form::upper_over_chi(&[1.0], 1.0, df), None);
    }
    assert_eq!(quadratic_form::upper(&[], 1.0), None);
    assert_eq!(quadratic_form::upper(&[0.0], 1.0), None);
    assert_eq!(quadratic_form::saddlepoint(&[1.0, -1.0], 1.0, 5.0), None);
    assert_eq!(incomplete_beta::tails_xy(1.0, 2.0, 0.3, 0.6), None, "x and y make one");
    assert_eq!(exact::binomial(6.0, 5.0, 0.95), None);
    // Beyond f64::MAX: no infinity is handed out.
    assert_eq!(student::quantile(1e-300, 0.5), None);
}

#[test]
fn the_ends_of_the_support_are_quantiles() {
    assert_eq!(beta::quantile(0.0, 2.0, 3.0), Some(0.0));
    assert_eq!(beta::quantile(1.0, 2.0, 3.0), Some(1.0));
    assert_eq!(beta::upper_quantile(0.0, 2.0, 3.0), Some(1.0));
    assert_eq!(gamma::quantile(0.0, 2.0), Some(0.0));
    assert_eq!(gamma::upper_quantile(1.0, 2.0), Some(0.0));
    assert_eq!(gamma::quantile(1.0, 2.0), None);
    assert_eq!(student::quantile(0.5, 7.0), Some(0.0));
}

// ── properties ───────────────────────────────────────────────────────────

/// Ten to a uniform power.
fn log_uniform(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low..high).prop_map(|e| 10_f64.powf(e))
}

fn shape() -> impl Strategy<Value = f64> {
    prop_oneof![log_uniform(-4.0, 2.0), log_uniform(0.0, 9.0)]
}

fn degrees() -> impl Strategy<Value = f64> {
    prop_oneof![log_uniform(-0.3, 2.5), log_uniform(0.0, 9.0), Just(f64::INFINITY)]
}

fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![log_uniform(-300.0, -0.31), 0.001..0.999, log_uniform(-15.0, -1.0).prop_map(|q| 1.0 - q)]
}

/// How far two probabilities are apart, relatively, in the smaller tail.
fn apart(got: (f64, f64), p: f64) -> f64 {
    let (got, want) = if p <= 0.5 { (got.0, p) } else { (got.1, 1.0 - p) };
    ((got - want) / want).abs()
}

/// What one ulp in the quantile does to its tail is forgiven, and 1e-12.
fn inverts(x: f64, p: f64, both: impl Fn(f64) -> (f64, f64)) -> Result<(), TestCaseError> {
    let off = apart(both(x), p);
    let (below, above) = (both(x - x.abs() * 4e-16), both(x + x.abs() * 4e-16));
    let tail = if p <= 0.5 { (below.0, above.0) } else { (below.1, above.1) };
    let grain = ((tail.0 - tail.1) / p.min(1.0 - p)).abs();
    prop_assert!(off <= 1e-12 + 2.0 * grain, "at {:e} the tail is off by {:e} (grain {:e})", x, off, grain);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_tails_make_one(a in shape(), b in shape(), x in probability(), z in log_uniform(-6.0, 2.5)) {
        let t = incomplete_beta::tails(a, b, x).expect("in the domain");
        prop_assert!((t.lower + t.upper - 1.0).abs() < 1e-13, "{:?}", t);
        let t = incomplete_gamma::tails(a, a * z).expect("in the domain");
        prop_assert!((t.lower + t.upper - 1.0).abs() < 1e-13, "{:?}", t);
        let sum = student::cdf(z, b).expect("fine") + student::upper(z, b).expect("fine");
        prop_assert!((sum - 1.0).abs() < 1e-13);
        let sum = fisher::cdf(z, a, b).expect("fine") + fisher::upper(z, a, b).expect("fine");
        prop_assert!((sum - 1.0).abs() < 1e-13);
        let sum = normal::cdf(z).expect("fine") + normal::upper(z).expect("fine");
        prop_assert!((sum - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_student_quantile_inverts(p in probability(), df in degrees()) {
        if let Some(t) = student::quantile(p, df) {
            inverts(t, p, |t| (student::cdf(t, df).expect("fine"), student::upper(t, df).expect("fine")))?;
        } else {
            prop_assert!(df < 1.0 && p < 1e-150, "no quantile of {:e} on {} df", p, df);
        }
    }

    #[test]
    fn a_normal_quantile_inverts(p in probability()) {
        let z = normal::quantile(p).expect("fine");
        inverts(z, p, |z| (normal::cdf(z).expect("fine"), normal::upper(z).expect("fine")))?;
    }

    #[test]
    fn a_beta_quantile_inverts(p in probability(), a in shape(), b in shape()) {
        let x = beta::quantile(p, a, b).expect("fine");
        prop_assert!((0.0..=1.0).contains(&x));
        // Nothing is told by a quantile that no number can hold.
        if x > 1e-300 && x < 1.0 - 1e-13 {
            inverts(x, p, |x| (beta::cdf(x, a, b).expect("fine"), beta::upper(x, a, b).expect("fine")))?;
        }
        // The mirror image is the same problem.
        let mirrored = beta::upper_quantile(p, b, a).expect("fine");
        prop_assert!((x + mirrored - 1.0).abs() < 1e-15 + 1e-13 * x.min(mirrored));
    }

    #[test]
    fn a_gamma_quantile_inverts(p in probability(), a in shape()) {
        let x = gamma::quantile(p, a).expect("fine");
        if x > 1e-300 {
            inverts(x, p, |x| (gamma::cdf(x, a).expect("fine"), gamma::upper(x, a).expect("fine")))?;
        }
        prop_assert_eq!(chi_squared::quantile(p, 2.0 * a), Some(2.0 * x));
    }

    #[test]
    fn distributions_rise(a in shape(), b in shape(), x in probability(), z in log_uniform(-9.0, 4.0), by in log_uniform(-12.0, 0.0)) {
        // Neighbours may stand on two sides of a change of method.
        let rises = |low: (f64, f64), high: (f64, f64)| {
            low.0 <= high.0 * (1.0 + 1e-12) && high.1 <= low.1 * (1.0 + 1e-12)
        };
        let next = x + (1.0 - x) * by;
        let at = |x| incomplete_beta::tails(a, b, x).map(|t| (t.lower, t.upper)).expect("fine");
        prop_assert!(rises(at(x), at(next)), "beta {} {}: {:?} {:?}", a, b, at(x), at(next));
        let at = |x| incomplete_gamma::tails(a, x).map(|t| (t.lower, t.upper)).expect("fine");
        prop_assert!(rises(at(a * z), at(a * z * (1.0 + by))), "gamma {}", a);
        let at = |t| (student::cdf(t, b).expect("fine"), student::upper(t, b).expect("fine"));
        prop_assert!(rises(at(z), at(z * (1.0 + by))), "student {}", b);
        prop_assert!(rises(at(-z * (1.0 + by)), at(-z)), "student {}", b);
    }

    #[test]
    fn symmetric_ones_are(t in log_uniform(-8.0, 2.0), df in degrees(), p in log_uniform(-15.0, -0.302)) {
        prop_assert_eq!(student::cdf(-t, df), student::upper(t, df));
        prop_assert_eq!(student::two_sided(-t, df), student::two_sided(t, df));
        prop_assert_eq!(student::quantile(p, df), student::upper_quantile(p, df).map(|t| -t));
        prop_assert_eq!(normal::cdf(-t), normal::upper(t));
        prop_assert_eq!(erf(-t).map(|e| -e), erf(t));
    }

    #[test]
    fn t_squared_is_an_f(t in log_uniform(-3.0, 2.0), df in log_uniform(-0.3, 9.0)) {
        let (t_test, f_test) = (student::two_sided(t, df).expect("fine"), fisher::upper(t * t, 1.0, df).expect("fine"));
        prop_assert!(t_test < 1e-280 || ((t_test - f_test) / t_test).abs() < 1e-12, "{:e} {:e}", t_test, f_test);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_quadratic_form_scales_falls_and_mirrors(
        weights in proptest::collection::vec(prop_oneof![log_uniform(-3.0, 1.0), log_uniform(-3.0, 1.0).prop_map(|w| -w)], 1..7),
        x in -30.0..30.0,
        unit in log_uniform(-20.0, 20.0),
    ) {
        let p = quadratic_form::upper(&weights, x).expect("settles");
        prop_assert!((0.0..=1.0).contains(&p));
        let scaled: Vec<f64> = weights.iter().map(|w| w * unit).collect();
        let again = quadratic_form::upper(&scaled, x * unit).expect("settles");
        prop_assert!((p - again).abs() <= 1e-10 * p.min(again) + 1e-300, "{:e} {:e}", p, again);
        let further = quadratic_form::upper(&weights, x + 1e-3).expect("settles");
        prop_assert!(further <= p * (1.0 + 1e-11));
        let turned: Vec<f64> = weights.iter().map(|w| -w).collect();
        let rest = quadratic_form::upper(&turned, -x).expect("settles");
        prop_assert!((p + rest - 1.0).abs() < 1e-11);
    }
}
