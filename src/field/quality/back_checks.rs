//! Interviews that a supervisor asked a few questions of again, beside what the
//! interviewer wrote down: questions of fact, of skill, and such as may change.

use std::collections::{BTreeMap, HashMap};

use super::questions::surely_above;
use super::{Check, Look, Names, Seen};
use crate::data::{Column, Frame, State, Values};
use crate::model::{BackChecked, ItemKind};
use crate::stats::special::student;

/// Words about what the kinds of questions are.
fn kind(of: &BackChecked) -> &'static str {
    match of.kind {
        1 => "fact",
        2 => "skill",
        _ => "may change",
    }
}

/// A pair: the row of the interview, the row of the back-check.
type Pair = (usize, usize);

pub(super) fn checks(look: &Look<'_>) -> Vec<Check> {
    let mut check = look.check(
        "back_check",
        "an interviewer's share of other answers in back-checks, to questions of fact and skill",
        "interviewers",
        &["back_check_error", "least"],
    );
    let asked = look.records.quality.map_or(&[][..], |q| &q.back_check);
    let case = look.records.form.questions.iter().find(|q| q.item.kind == ItemKind::Case);
    let (Some(back), Some(case)) = (look.records.back, case) else {
        check.not = match asked.is_empty() {
            true => "the method declares no back-check".into(),
            false => "no back-check is held: dh import … --back-check".into(),
        };
        return vec![check];
    };
    let (pairs, unknown) = pairs(look, back, case.id());
    let questions = questions(look, back, asked);
    vec![
        interviewers(look, &pairs, &questions, check),
        checkers(look, back, &pairs, &questions),
        of_questions(look, &pairs, &questions),
        numbers(look, &pairs, &questions),
        shares(look, &pairs),
        unknown,
    ]
}

/// A question that is asked again: in the interviews, and in the back-checks.
struct Twice<'a> {
    asked: &'a BackChecked,
    first: &'a Column,
    again: &'a Column,
}

fn questions<'a>(look: &'a Look<'_>, back: &'a Frame, asked: &'a [BackChecked]) -> Vec<Twice<'a>> {
    let of = |asked: &'a BackChecked| {
        let id = asked.question.as_str();
        Some(Twice { asked, first: look.records.frame.get(id)?, again: back.get(id)? })
    };
    asked.iter().filter_map(of).collect()
}

/// Interviews with their back-checks by the case number; and back-checks of
/// which nobody knows what they are of.
fn pairs(look: &Look<'_>, back: &Frame, case: &str) -> (Vec<Pair>, Check) {
    let mut unknown = look.check(
        "back_check_case",
        "interviews with the case number of a back-check, where they are not one",
        "back-checks",
        &[],
    );
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    if let Some(cases) = look.records.frame.get(case) {
        for row in (0..look.rows()).filter(|r| cases.states[*r] == State::Answered) {
            rows.entry(cases.text(row)).or_default().push(row);
        }
    }
    let mut pairs = Vec::new();
    for again in 0..back.rows() {
        unknown.looked += 1;
        let known = back.get(case).filter(|c| c.states[again] == State::Answered);
        match known.and_then(|c| rows.get(&c.text(again))).map_or(&[][..], Vec::as_slice) {
            [first] => pairs.push((*first, again)),
            none_or_many => {
                let id = back.get("@record").map_or_else(|| format!("row {}", again + 1), |c| c.text(again));
                unknown.seen.push(Seen {
                    subject: id.clone(),
                    value: none_or_many.len() as f64,
                    threshold: Some(1.0),
                    flag: Some(true),
                    records: none_or_many.iter().map(|r| look.id(*r)).chain([id]).collect(),
                    ..Seen::default()
                });
            }
        }
    }
    (pairs, unknown)
}

/// Whether a question has another answer the second time; none where one of the
/// two was not put, or left without anything.
fn differs(twice: &Twice<'_>, (first, again): Pair) -> Option<bool> {
    let states = (twice.first.states[first], twice.again.states[again]);
    let put = |state: State| state.was_asked() && state != State::Unanswered;
    if !put(states.0) || !put(states.1) {
        return None;
    }
    Some(match states {
        (State::Answered, State::Answered) => match (&twice.first.values, &twice.again.values) {
            (Values::Number(a), Values::Number(b)) => (a[first] - b[again]).abs() > 1e-9,
            _ => words(&twice.first.text(first)) != words(&twice.again.text(again)),
        },
        (a, b) => a != b,
    })
}

/// A text without the marks that nobody hears.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Differing and compared answers to questions of fact and skill, of a pair.
fn errors(questions: &[Twice<'_>], pair: Pair) -> (f64, f64) {
    let counted = questions.iter().filter(|q| q.asked.kind < 3).filter_map(|q| differs(q, pair));
    counted.fold((0.0, 0.0), |(wrong, all), differs| (wrong + f64::from(u8::from(differs)), all + 1.0))
}

fn interviewers(look: &Look<'_>, pairs: &[Pair], questions: &[Twice<'_>], mut check: Check) -> Check {
    let threshold = look.threshold("back_check_error");
    let mut by: BTreeMap<String, (f64, f64, Vec<String>)> = BTreeMap::new();
    for pair in pairs {
        let (wrong, all) = errors(questions, *pair);
        let facts = questions.iter().filter(|q| q.asked.kind == 1);
        let other_fact = facts.filter_map(|q| differs(q, *pair)).any(|d| d);
        let own = by.entry(look.interviewer(pair.0)).or_default();
        (own.0, own.1) = (own.0 + wrong, own.1 + all);
        if other_fact {
            own.2.push(look.id(pair.0));
        }
    }
    for (who, (wrong, all, records)) in by {
        if who.is_empty() || all < look.least() {
            continue;
        }
        let limit = threshold.map(|t| surely_above(t, all));
        check.looked += 1;
        check.seen.push(Seen {
            subject: who.clone(),
            interviewer: who,
            value: wrong / all,
            threshold: limit,
            flag: limit.map(|limit| wrong / all > limit),
            records,
            beside: Some(all),
        });
    }
    if check.looked == 0 {
        check.not = "no interviewer has enough answers that were asked for again".into();
    }
    check
}

/// By who asked again: one who finds nothing, or everything, is a place to look
/// too. Nobody is flagged: interviews are not shared out by chance.
fn checkers(look: &Look<'_>, back: &Frame, pairs: &[Pair], questions: &[Twice<'_>]) -> Check {
    let mut check = look.check(
        "back_checker",
        "share of other answers that a back-checker found, of all compared",
        "back-checkers",
        &[],
    );
    let Some(names) = Names::of(back.get("@interviewer")) else {
        check.not = "the back-checks do not say who asked".into();
        return check;
    };
    let mut by: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for pair in pairs.iter().filter(|p| !names.get(p.1).is_empty()) {
        let (wrong, all) = errors(questions, *pair);
        let own = by.entry(names.get(pair.1)).or_default();
        *own = (own.0 + wrong, own.1 + all);
    }
    for (who, (wrong, all)) in by.into_iter().filter(|(_, (_, all))| *all > 0.0) {
        check.looked += 1;
        check.seen.push(Seen {
            subject: who.to_string(),
            value: wrong / all,
            beside: Some(all),
            ..Seen::default()
        });
    }
    check
}

fn of_questions(look: &Look<'_>, pairs: &[Pair], questions: &[Twice<'_>]) -> Check {
    let mut check = look.check(
        "back_check_question",
        "a question's share of other answers in back-checks; beside it, kappa",
        "questions",
        &["back_check_error", "least"],
    );
    let threshold = look.threshold("back_check_error");
    for twice in questions {
        let compared: Vec<(Pair, bool)> =
            pairs.iter().filter_map(|p| Some((*p, differs(twice, *p)?))).collect();
        let all = compared.len() as f64;
        if all < look.least() {
            continue;
        }
        let share = compared.iter().filter(|(_, differs)| *differs).count() as f64 / all;
        // What may change is no error where it did.
        let limit = threshold.filter(|_| twice.asked.kind < 3).map(|t| surely_above(t, all));
        check.looked += 1;
        check.seen.push(Seen {
            subject: format!("{} · {}", twice.asked.question, kind(twice.asked)),
            value: share,
            threshold: limit,
            flag: limit.map(|limit| share > limit),
            beside: match &twice.first.values {
                Values::Choice { .. } => kappa(twice, &compared),
                _ => None,
            },
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "no question was asked again often enough".into();
    }
    check
}

/// Agreement beyond chance (Cohen 1960); none where all say the same.
fn kappa(twice: &Twice<'_>, compared: &[(Pair, bool)]) -> Option<f64> {
    let word = |column: &Column, row: usize| match column.states[row] {
        State::Answered => column.text(row),
        state => state.id().to_string(),
    };
    let all = compared.len() as f64;
    let mut each: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for ((first, again), _) in compared {
        each.entry(word(twice.first, *first)).or_default().0 += 1.0;
        each.entry(word(twice.again, *again)).or_default().1 += 1.0;
    }
    let same = compared.iter().filter(|(_, differs)| !differs).count() as f64 / all;
    let chance: f64 = each.values().map(|(a, b)| a * b / (all * all)).sum();
    (chance < 1.0).then(|| (same - chance) / (1.0 - chance))
}

/// Numbers that are larger or smaller the second time: a paired t test. Beside
/// the mean difference stands the reliability, one less the index of
/// inconsistency (Hansen, Hurwitz and Pritzker 1964).
fn numbers(look: &Look<'_>, pairs: &[Pair], questions: &[Twice<'_>]) -> Check {
    let mut check = look.check(
        "back_check_number",
        "mean by which a number is larger the second time; beside it, its reliability",
        "numbers",
        &["back_check_p", "least"],
    );
    let p = look.threshold("back_check_p");
    for twice in questions {
        let (Values::Number(first), Values::Number(again)) = (&twice.first.values, &twice.again.values)
        else {
            continue;
        };
        let both = |(a, b): &&Pair| {
            twice.first.states[*a] == State::Answered && twice.again.states[*b] == State::Answered
        };
        let values: Vec<(f64, f64)> =
            pairs.iter().filter(both).map(|(a, b)| (first[*a], again[*b])).collect();
        let n = values.len() as f64;
        if n < look.least().max(3.0) {
            continue;
        }
        let spread = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mean = values.iter().map(of).sum::<f64>() / n;
            (mean, values.iter().map(|v| (of(v) - mean).powi(2)).sum::<f64>() / (n - 1.0))
        };
        let (mean, variance) = spread(&|(a, b)| b - a);
        let both = spread(&|(a, _)| *a).1 + spread(&|(_, b)| *b).1;
        let limit = p.and_then(|p| student::upper_quantile(p / 2.0, n - 1.0));
        let limit = limit.map(|t| t * (variance / n).sqrt());
        check.looked += 1;
        check.seen.push(Seen {
            subject: format!("{} · {}", twice.asked.question, kind(twice.asked)),
            value: mean,
            threshold: limit,
            flag: limit.map(|limit| mean.abs() > limit),
            beside: (both > 0.0).then(|| 1.0 - variance / both),
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "no number was asked again often enough".into();
    }
    check
}

/// How many of each interviewer's interviews were asked about again.
fn shares(look: &Look<'_>, pairs: &[Pair]) -> Check {
    let mut check = look.check(
        "back_check_share",
        "an interviewer's share of interviews with a back-check",
        "interviewers",
        &["back_check_share", "least"],
    );
    let Some(names) = &look.interviewers else {
        check.not = "the records name no interviewers".into();
        return check;
    };
    let least = look.threshold("back_check_share");
    let mut by: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in (0..look.rows()).filter(|r| !names.get(*r).is_empty()) {
        by.entry(names.get(row)).or_default().1 += 1.0;
    }
    let mut rows: Vec<usize> = pairs.iter().map(|p| p.0).collect();
    rows.sort_unstable();
    rows.dedup();
    for row in rows {
        if let Some(own) = by.get_mut(names.get(row)) {
            own.0 += 1.0;
        }
    }
    for (who, (some, all)) in by.into_iter().filter(|(_, (_, all))| *all >= look.least()) {
        check.looked += 1;
        check.seen.push(Seen {
            subject: who.to_string(),
            interviewer: who.to_string(),
            value: some / all,
            threshold: least,
            flag: least.map(|least| some / all < least),
            beside: Some(all),
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "there are too few interviewers with enough records".into();
    }
    check
}
