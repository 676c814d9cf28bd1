//! What is apart at one interviewer. An interviewer goes to few places, whose
//! people are alike: what is compared is always held against how much sampling
//! points differ.

use std::collections::HashMap;

use super::super::plant::hanging_on;
use super::codes::{answered, asked, is};
use super::{Check, Look, Names, Seen};
use crate::data::{State, Values};
use crate::model::ItemKind;
use crate::stats::special::fisher;

/// Rows of a battery that are asked, from which on one answer to all is seen.
const ROWS: usize = 4;

const BY: &[&str] = &["interviewer_rate", "interviewer_z", "least"];

/// A share, by record: so many of so many.
pub(super) struct Share {
    pub of: Vec<(f64, f64)>,
    /// The question it is of, where it is of one.
    pub question: String,
}

/// An interviewer beside all others.
struct Apart {
    rate: f64,
    others: f64,
    errors: f64,
}

pub(super) fn rates(look: &Look<'_>) -> Vec<Check> {
    let about = [
        ("missing", "an interviewer's share of questions without an answer"),
        ("dont_know", "an interviewer's share of don't know"),
        ("refusal", "an interviewer's share of prefer not to say"),
        ("straight_lining", "an interviewer's share of batteries with one answer to all rows"),
        ("closed_filters", "an interviewer's share of filters answered so that nothing more is asked"),
    ];
    about
        .into_iter()
        .map(|(id, words)| {
            let mut check = look.check(id, words, "interviewers", BY);
            let Some(interviewers) = &look.interviewers else {
                check.not = "the records name no interviewers".into();
                return check;
            };
            let shares = shares(look, id);
            if shares.is_empty() {
                check.not = match id {
                    "straight_lining" => format!("no battery has {ROWS} rows"),
                    "closed_filters" => "nothing hangs on an answer".into(),
                    _ => "no question allows it".into(),
                };
                return check;
            }
            check.of = if id == "closed_filters" { "interviewers by filter" } else { "interviewers" };
            for share in &shares {
                compare(look, interviewers, share, &mut check);
            }
            if check.looked == 0 {
                check.not = "there are too few interviewers with enough records".into();
            }
            check
        })
        .collect()
}

/// Each interviewer (or area) beside all others.
pub(super) fn compare(look: &Look<'_>, interviewers: &Names, share: &Share, check: &mut Check) {
    let (rate, errors) = (look.threshold("interviewer_rate"), look.threshold("interviewer_z"));
    for (at, apart) in apart(look, interviewers, &share.of).into_iter().enumerate() {
        let Some(apart) = apart else { continue };
        check.looked += 1;
        let limit = rate.zip(errors).map(|(rate, errors)| {
            // The share from which on it is apart by both.
            apart.others + rate.max(errors * apart.errors)
        });
        let name = &interviewers.names[at];
        check.seen.push(Seen {
            subject: match share.question.is_empty() {
                true => name.clone(),
                false => format!("{name} · {}", share.question),
            },
            interviewer: name.clone(),
            value: apart.rate,
            threshold: limit,
            flag: limit.map(|limit| apart.rate > limit),
            records: Vec::new(),
            beside: Some(apart.others),
        });
    }
}

/// Each interviewer's share beside that of all others, with the standard error
/// of their difference from how much sampling points differ (the residuals of
/// their totals, as in a ratio estimate), and no less than a simple sample's.
fn apart(look: &Look<'_>, interviewers: &Names, share: &[(f64, f64)]) -> Vec<Option<Apart>> {
    let many = interviewers.names.len();
    let mut points: HashMap<(u32, u32), (f64, f64)> = HashMap::new();
    for (row, (part, all)) in share.iter().enumerate() {
        let who = interviewers.codes[row];
        if who as usize >= many {
            continue;
        }
        let place = look.psus.as_ref().map_or(row as u32, |p| p.codes[row]);
        let point = points.entry((who, place)).or_default();
        point.0 += part;
        point.1 += all;
    }
    let mut own: Vec<Vec<(f64, f64)>> = vec![Vec::new(); many];
    let mut ordered: Vec<_> = points.into_iter().collect();
    ordered.sort_by_key(|(place, _)| *place);
    for ((who, _), point) in ordered {
        own[who as usize].push(point);
    }
    let sums = |points: &[(f64, f64)]| {
        points
            .iter()
            .fold([0.0; 5], |s, (y, n)| [s[0] + y, s[1] + n, s[2] + y * y, s[3] + y * n, s[4] + n * n])
    };
    let each: Vec<[f64; 5]> = own.iter().map(|points| sums(points)).collect();
    let total = each.iter().fold([0.0; 5], |t, s| std::array::from_fn(|i| t[i] + s[i]));
    each.iter()
        .map(|here| {
            let rest: [f64; 5] = std::array::from_fn(|i| total[i] - here[i]);
            if here[1] < look.least() || rest[1] < look.least() {
                return None;
            }
            let others = rest[0] / rest[1];
            let residuals = rest[2] - 2.0 * others * rest[3] + others * others * rest[4];
            let guess = (rest[0] + 1.0) / (rest[1] + 2.0);
            let unit = (residuals / rest[1]).max(guess * (1.0 - guess));
            let errors = (unit / here[1] + unit / rest[1]).sqrt();
            Some(Apart { rate: here[0] / here[1], others, errors })
        })
        .collect()
}

fn shares(look: &Look<'_>, id: &str) -> Vec<Share> {
    let form = look.records.form;
    let rows = look.rows();
    let one = |of: Vec<(f64, f64)>| {
        let any = of.iter().any(|(_, n)| *n > 0.0);
        Vec::from_iter(any.then_some(Share { of, question: String::new() }))
    };
    let put = || {
        form.questions.iter().zip(&look.codes.questions).filter_map(|(q, codes)| {
            let asked = q.item.kind.is_asked() && q.item.value.is_none();
            codes.as_deref().filter(|_| asked).map(|codes| (q, codes))
        })
    };
    let states = |state: State, allowed: bool| {
        let mut of = vec![(0.0, 0.0); rows];
        for (_, codes) in put().filter(|(q, _)| !allowed || q.item.allow.contains(&state)) {
            for (share, code) in of.iter_mut().zip(codes).filter(|(_, c)| asked(**c)) {
                share.0 += f64::from(u8::from(is(*code, state)));
                share.1 += 1.0;
            }
        }
        one(of)
    };
    match id {
        "missing" => states(State::Unanswered, false),
        "dont_know" => states(State::DontKnow, true),
        "refusal" => states(State::PreferNot, true),
        "straight_lining" => {
            let mut batteries: Vec<(&str, Vec<&[u32]>)> = Vec::new();
            for (q, codes) in put().filter(|(q, _)| !q.item.battery.is_empty()) {
                match batteries.iter_mut().find(|(b, _)| *b == q.item.battery) {
                    Some((_, rows)) => rows.push(codes),
                    None => batteries.push((&q.item.battery, vec![codes])),
                }
            }
            let mut of = vec![(0.0, 0.0); rows];
            for (_, battery) in batteries.iter().filter(|(_, rows)| rows.len() >= ROWS) {
                for (row, share) in of.iter_mut().enumerate() {
                    let mut given = battery.iter().map(|c| c[row]).filter(|c| asked(*c));
                    let Some(first) = given.next() else { continue };
                    let (mut many, mut alike) = (1, true);
                    for code in given {
                        many += 1;
                        alike &= code == first;
                    }
                    if many >= ROWS {
                        share.0 += f64::from(u8::from(alike));
                        share.1 += 1.0;
                    }
                }
            }
            one(of)
        }
        _ => put()
            .filter(|(q, _)| {
                matches!(q.item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple) && q.item.ends.is_none()
            })
            .filter_map(|(q, codes)| {
                let hanging = hanging_on(form, q.id()).filter_map(|h| form.position(h.id()));
                let hanging: Vec<&[u32]> =
                    hanging.filter_map(|at| look.codes.questions[at].as_deref()).collect();
                if hanging.is_empty() {
                    return None;
                }
                let mut of = vec![(0.0, 0.0); rows];
                for row in (0..rows).filter(|r| answered(codes[*r])) {
                    let opened = hanging.iter().filter(|c| asked(c[row])).count();
                    of[row] = (1.0 - opened as f64 / hanging.len() as f64, 1.0);
                }
                Some(Share { of, question: q.id().to_string() })
            })
            .collect(),
    }
}

/// The share of a question's variance that lies between interviewers, beyond
/// what lies between their sampling points: a nested analysis of variance
/// (Searle, Casella and McCulloch 1992, chapter 3).
pub(super) fn variance(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "interviewer_effect",
        "variance of a question between interviewers, beyond their places",
        "questions",
        &["interviewer_icc", "icc_p"],
    );
    let (Some(interviewers), Some(psus)) = (&look.interviewers, &look.psus) else {
        check.not = "the records name no interviewers or no sampling points".into();
        return check;
    };
    let (least, p) = (look.threshold("interviewer_icc"), look.threshold("icc_p"));
    for (q, codes) in look.records.form.questions.iter().zip(&look.codes.questions) {
        let (Some(codes), true) = (codes, q.item.kind.is_asked()) else { continue };
        let Some(column) = look.records.frame.get(q.id()) else { continue };
        let value = |row: usize| match &column.values {
            Values::Number(numbers) => numbers[row],
            Values::Choice { codes, .. } => f64::from(codes[row]),
            Values::Choices { sets, .. } => f64::from(sets[row].count_ones()),
            Values::Text(_) | Values::Bool(_) => 0.0,
        };
        if matches!(column.values, Values::Text(_) | Values::Bool(_)) {
            continue;
        }
        let rows = (0..look.rows()).filter(|r| answered(codes[*r]));
        let data: Vec<(u32, u32, f64)> =
            rows.map(|r| (interviewers.codes[r], psus.codes[r], value(r))).collect();
        let Some((icc, chance)) = nested(&data) else { continue };
        check.looked += 1;
        check.seen.push(Seen {
            subject: q.id().to_string(),
            value: icc,
            threshold: least,
            flag: least.zip(p).map(|(least, p)| icc > least && chance < p),
            beside: Some(chance),
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "too few interviewers work at several sampling points".into();
    }
    check
}

/// The share between interviewers, and the probability of so much by chance.
/// None where interviewers cannot be told from places.
fn nested(data: &[(u32, u32, f64)]) -> Option<(f64, f64)> {
    let mut points: HashMap<(u32, u32), (f64, f64)> = HashMap::new();
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (who, place, y) in data {
        let point = points.entry((*who, *place)).or_default();
        (point.0, point.1) = (point.0 + y, point.1 + 1.0);
        (n, sum, squares) = (n + 1.0, sum + y, squares + y * y);
    }
    let mut people: HashMap<u32, (f64, f64, f64)> = HashMap::new();
    let mut of_points: Vec<_> = points.iter().collect();
    of_points.sort_by_key(|(place, _)| **place);
    let (mut between_points, mut b) = (0.0, 0.0);
    for ((who, _), (y, m)) in of_points {
        let person = people.entry(*who).or_default();
        *person = (person.0 + y, person.1 + m, person.2 + m * m);
        between_points += y * y / m;
        b += 1.0;
    }
    let a = people.len() as f64;
    if a < 3.0 || b - a < 5.0 || n - b < 30.0 {
        return None;
    }
    let mut each: Vec<_> = people.into_iter().collect();
    each.sort_by_key(|(who, _)| *who);
    let of_people: f64 = each.iter().map(|(_, (y, m, _))| y * y / m).sum();
    let people_squares: f64 = each.iter().map(|(_, (_, m, _))| m * m).sum();
    let within = (squares - between_points) / (n - b);
    let places = ((between_points - of_people) / (b - a)).max(within);
    let persons = (of_people - sum * sum / n) / (a - 1.0);
    let usual = (n - people_squares / n) / (a - 1.0);
    let per_point: f64 = n / b;
    let all = squares / n - (sum / n).powi(2);
    if !(within > 1e-12 && all > 1e-12 && usual > 0.0 && places > 0.0) {
        return None;
    }
    let of_persons = ((persons - places) / usual).max(0.0);
    let of_places = ((places - within) / per_point).max(0.0);
    let chance = fisher::upper(persons / places, a - 1.0, b - a)?;
    Some((of_persons / (of_persons + of_places + within), chance))
}
