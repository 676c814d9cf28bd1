//! What is apart at one question: missing answers, checks that do not hold,
//! outliers, heaped ages.

use super::codes::{asked, is};
use super::{Check, Look, Seen};
use crate::data::{State, Values};
use crate::expr::{Truth, eval_indicator_columns, eval_routing_columns};
use crate::model::ItemKind;

/// Standard errors that a share of a few must lie above a threshold.
const SURE: f64 = 3.0;

/// What a share of so many must exceed, so that it is no chance that it lies
/// above the threshold.
pub(super) fn surely_above(threshold: f64, of: f64) -> f64 {
    let inside = threshold.clamp(0.0, 1.0);
    threshold + SURE * (inside * (1.0 - inside) / of).sqrt()
}

pub(super) fn rates(look: &Look<'_>) -> Vec<Check> {
    let about: [(&'static str, &'static str, State, &'static [&'static str]); 3] = [
        (
            "question_missing",
            "a question's share of no answer",
            State::Unanswered,
            &["question_missing", "least"],
        ),
        (
            "question_dont_know",
            "a question's share of don't know",
            State::DontKnow,
            &["question_dont_know", "least"],
        ),
        (
            "question_refusal",
            "a question's share of prefer not to say",
            State::PreferNot,
            &["question_refusal", "least"],
        ),
    ];
    about
        .into_iter()
        .map(|(id, words, state, names)| {
            let mut check = look.check(id, words, "questions", names);
            let threshold = look.threshold(id);
            for (q, codes) in look.records.form.questions.iter().zip(&look.codes.questions) {
                let (Some(codes), true) = (codes, q.item.kind.is_asked() && q.item.value.is_none()) else {
                    continue;
                };
                let all = codes.iter().filter(|c| asked(**c)).count() as f64;
                if all < look.least() {
                    continue;
                }
                let share = codes.iter().filter(|c| is(**c, state)).count() as f64 / all;
                check.looked += 1;
                check.seen.push(Seen {
                    subject: q.id().to_string(),
                    value: share,
                    threshold: threshold.map(|t| surely_above(t, all)),
                    flag: threshold.map(|t| share > surely_above(t, all)),
                    ..Seen::default()
                });
            }
            if check.looked == 0 {
                check.not = "no question was asked often enough".into();
            }
            check
        })
        .collect()
}

pub(super) fn constraints(look: &Look<'_>) -> Vec<Check> {
    let mut hard = look.check("constraint", "an answer that the question's check refuses", "answers", &[]);
    let mut soft = look.check(
        "soft_check",
        "a question's share of answers at which its soft check speaks up",
        "questions",
        &["soft_checks", "least"],
    );
    let mut far =
        look.check("outlier", "a number far outside of the quartiles", "numbers", &["outlier_iqr", "least"]);
    let threshold = look.threshold("soft_checks");
    for q in &look.records.form.questions {
        let Some(column) = look.records.frame.get(q.id()) else { continue };
        let given: Vec<usize> = (0..look.rows()).filter(|r| column.states[*r] == State::Answered).collect();
        if let Some(must) = &q.item.must {
            // What cannot be known does not fail: the other answer may be refused.
            let holds = eval_indicator_columns(&must.checked, look.records.frame);
            hard.looked += given.len();
            for row in given.iter().filter(|r| holds[**r] == Truth::No) {
                hard.seen.push(Seen {
                    subject: format!("{} · {}", look.id(*row), q.id()),
                    interviewer: look.interviewer(*row),
                    value: 1.0,
                    threshold: Some(0.0),
                    flag: Some(true),
                    records: vec![look.id(*row)],
                    beside: None,
                });
            }
        }
        if let Some(warn_if) = q.item.warn_if.as_ref().filter(|_| given.len() as f64 >= look.least()) {
            let speaks = eval_routing_columns(&warn_if.checked, look.records.frame);
            let share = given.iter().filter(|r| speaks[**r]).count() as f64 / given.len() as f64;
            soft.looked += 1;
            soft.seen.push(Seen {
                subject: q.id().to_string(),
                value: share,
                threshold: threshold.map(|t| surely_above(t, given.len() as f64)),
                flag: threshold.map(|t| share > surely_above(t, given.len() as f64)),
                ..Seen::default()
            });
        }
        if q.item.kind.is_asked() && q.item.value.is_none() {
            outliers(look, q.id(), &given, &mut far);
        }
    }
    if hard.looked == 0 {
        hard.not = "no question has a check".into();
    }
    if soft.looked == 0 {
        soft.not = "no question has a soft check".into();
    }
    if far.looked == 0 {
        far.not = match look.threshold("outlier_iqr") {
            Some(_) => "no number varies enough, or there are too few".into(),
            None => "no threshold is stated".into(),
        };
    }
    vec![hard, soft, far]
}

fn outliers(look: &Look<'_>, id: &str, given: &[usize], check: &mut Check) {
    let Some(column) = look.records.frame.get(id) else { return };
    let (Values::Number(numbers), Some(times)) = (&column.values, look.threshold("outlier_iqr")) else {
        return;
    };
    if (given.len() as f64) < look.least() {
        return;
    }
    let mut sorted: Vec<f64> = given.iter().map(|r| numbers[*r]).collect();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
    let range = high - low;
    if range <= 0.0 {
        return;
    }
    check.looked += given.len();
    let (least, most) = (low - times * range, high + times * range);
    for row in given.iter().filter(|r| numbers[**r] < least || numbers[**r] > most) {
        let value = numbers[*row];
        check.seen.push(Seen {
            subject: format!("{} · {id}", look.id(*row)),
            interviewer: look.interviewer(*row),
            value,
            threshold: Some(if value < least { least } else { most }),
            flag: Some(true),
            records: vec![look.id(*row)],
            beside: None,
        });
    }
}

/// Of sorted numbers, at least one (Hyndman and Fan 1996, definition 7).
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() as f64 - 1.0);
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Ages that end in 0 or 5, of the ages 23 to 62, five times over all of them.
pub(super) fn whipple(look: &Look<'_>) -> Check {
    let mut check =
        look.check("whipple", "Whipple's index: ages that end in 0 or 5", "questions", &["whipple"]);
    let threshold = look.threshold("whipple");
    for q in &look.records.form.questions {
        let wide = q.item.range.is_some_and(|(low, high)| low <= 23.0 && high >= 62.0);
        let age = q.item.kind == ItemKind::Integer && wide && q.item.unit == "years";
        let Some(column) = look.records.frame.get(q.id()).filter(|_| age) else { continue };
        let Values::Number(numbers) = &column.values else { continue };
        let ages: Vec<f64> = (0..look.rows())
            .filter(|r| column.states[*r] == State::Answered && (23.0..=62.0).contains(&numbers[*r]))
            .map(|r| numbers[r])
            .collect();
        // Of a few, the index is chance.
        if ages.len() < 100 {
            continue;
        }
        let round = ages.iter().filter(|a| **a % 5.0 == 0.0).count() as f64;
        let index = 500.0 * round / ages.len() as f64;
        check.looked += 1;
        check.seen.push(Seen {
            subject: q.id().to_string(),
            value: index,
            threshold,
            flag: threshold.map(|t| index > t),
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "no question holds 100 ages in years between 23 and 62".into();
    }
    check
}
