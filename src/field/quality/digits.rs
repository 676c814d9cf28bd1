//! Numbers that interviewers round. Whipple's index needs ages of a wide range
//! and says nothing of one interviewer; here the round numbers of one are held
//! against what all others got to the same questions.

use std::collections::HashMap;

use super::super::plant::heaps;
use super::{Check, Look, Seen};
use crate::data::{State, Values};
use crate::stats::special::beta;

/// Round and all numbers, by question.
type Counts = Vec<(f64, f64)>;

/// Multiples of five among an interviewer's numbers, more of them than others
/// had to the same questions: the binomial tail with the others' shares, which
/// is no smaller than the true one where questions differ (Hoeffding 1956,
/// Annals of Mathematical Statistics 27), shared out over all interviewers.
pub(super) fn heaping(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "heaping",
        "an interviewer's share of numbers, 0 apart, that end in 0 or 5",
        "interviewers",
        &["heaping_p", "interviewer_rate", "least"],
    );
    let Some(interviewers) = &look.interviewers else {
        check.not = "the records name no interviewers".into();
        return check;
    };
    let questions: Vec<_> = look.records.form.questions.iter().filter(|q| heaps(&q.item)).collect();
    let many = interviewers.names.len();
    // By interviewer and sampling point: an interviewer's people resemble each other.
    let mut points: HashMap<(usize, u32), Counts> = HashMap::new();
    for (at, q) in questions.iter().enumerate() {
        let Some(column) = look.records.frame.get(q.id()) else { continue };
        let Values::Number(numbers) = &column.values else { continue };
        // Nothing is a true answer for many, and no rounding.
        for row in (0..look.rows()).filter(|r| column.states[*r] == State::Answered && numbers[*r] != 0.0) {
            let who = interviewers.codes[row] as usize;
            if who < many {
                let place = look.psus.as_ref().map_or(row as u32, |p| p.codes[row]);
                let point = points.entry((who, place)).or_insert_with(|| vec![(0.0, 0.0); questions.len()]);
                point[at].0 += f64::from(u8::from(numbers[row] % 5.0 == 0.0));
                point[at].1 += 1.0;
            }
        }
    }
    if points.is_empty() {
        check.not = "no whole number has a range of 10 or more".into();
        return check;
    }
    let mut points: Vec<((usize, u32), Counts)> = points.into_iter().collect();
    points.sort_by_key(|(place, _)| *place);
    let own: Vec<Counts> = (0..many)
        .map(|who| sum(questions.len(), points.iter().filter(|((w, _), _)| *w == who).map(|(_, c)| c)))
        .collect();
    let all = sum(questions.len(), own.iter());
    let (p, least) = (look.threshold("heaping_p"), look.threshold("interviewer_rate").unwrap_or(0.0));
    let held = own.iter().filter(|c| total(c).1 >= look.least()).count();
    for (who, here) in own.iter().enumerate() {
        let (round, numbers) = total(here);
        if numbers < look.least() {
            continue;
        }
        // One round number more and one less than there are: no share is none or all.
        let others: Vec<f64> =
            all.iter().zip(here).map(|(a, h)| (a.0 - h.0 + 1.0) / (a.1 - h.1 + 2.0)).collect();
        let expected = |counts: &Counts| counts.iter().zip(&others).map(|(c, p)| c.1 * p).sum::<f64>();
        let share = expected(here) / numbers;
        // How much more than by chance the sampling points of others differ.
        let (mut apart, mut chance) = (0.0, 0.0);
        for (_, counts) in points.iter().filter(|((w, _), _)| *w != who) {
            apart += (total(counts).0 - expected(counts)).powi(2);
            chance += counts.iter().zip(&others).map(|(c, p)| c.1 * p * (1.0 - p)).sum::<f64>();
        }
        let design = if chance > 0.0 { (apart / chance).max(1.0) } else { 1.0 };
        let limit = p.map(|p| from_which_on(numbers, share, design, p / held as f64, least));
        // Where not even all of them round would be no chance, nothing can be told.
        if limit.is_some_and(|limit| limit.is_none()) {
            continue;
        }
        let limit = limit.flatten();
        check.looked += 1;
        check.seen.push(Seen {
            subject: interviewers.names[who].clone(),
            interviewer: interviewers.names[who].clone(),
            value: round / numbers,
            threshold: limit,
            flag: limit.map(|limit| round / numbers >= limit),
            records: Vec::new(),
            beside: Some(share),
        });
    }
    if check.looked == 0 {
        check.not = "there are too few interviewers with enough numbers".into();
    }
    check
}

/// The smallest share of so many numbers that others' share makes as rare, and
/// that is apart by so much at least.
fn from_which_on(numbers: f64, share: f64, design: f64, rare: f64, apart: f64) -> Option<f64> {
    let tail = |round: f64| beta::cdf(share, round / design, (numbers - round) / design + 1.0);
    let is_apart = |round: f64| round / numbers - share >= apart && tail(round).is_some_and(|t| t <= rare);
    // Rarer with every round number more: the first is found by halving.
    let (mut low, mut high) = (0.0, numbers);
    if !is_apart(high) {
        return None;
    }
    while high - low > 1.0 {
        let middle = ((low + high) / 2.0f64).floor();
        if is_apart(middle) { high = middle } else { low = middle }
    }
    Some(high / numbers)
}

fn sum<'c>(questions: usize, counts: impl Iterator<Item = &'c Counts>) -> Counts {
    let mut sum = vec![(0.0, 0.0); questions];
    for one in counts {
        for (s, c) in sum.iter_mut().zip(one) {
            *s = (s.0 + c.0, s.1 + c.1);
        }
    }
    sum
}

fn total(counts: &Counts) -> (f64, f64) {
    counts.iter().fold((0.0, 0.0), |t, c| (t.0 + c.0, t.1 + c.1))
}
