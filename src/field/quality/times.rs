//! When and where: durations, hours of work, interviews at one time, at one
//! point, far away.

use std::collections::HashMap;

use super::questions::quantile;
use super::{Check, Look, Seen};
use crate::data::{State, Values};
use crate::model::ItemKind;

pub(super) fn checks(look: &Look<'_>) -> Vec<Check> {
    by_times(look).into_iter().chain(by_points(look)).collect()
}

/// From which minute to which, and which row it is.
type Held = (f64, f64, usize);

/// Minutes of a day, `07:30`.
fn minutes(look: &Look<'_>, question: &str) -> Option<Vec<Option<f64>>> {
    let column = look.records.frame.get(question)?;
    let Values::Text(texts) = &column.values else { return None };
    let minute = |row: usize| {
        let (hours, minutes) = texts[row].split_once(':')?;
        let whole: f64 = hours.parse().ok()?;
        let part: f64 = minutes.get(..2)?.parse().ok()?;
        (column.states[row] == State::Answered).then_some(whole * 60.0 + part)
    };
    Some((0..look.rows()).map(minute).collect())
}

fn by_times(look: &Look<'_>) -> [Check; 3] {
    let mut duration = look.check(
        "duration",
        "minutes of an interview, against the median",
        "interviews",
        &["duration_low", "duration_high"],
    );
    let mut hours = look.check(
        "hours",
        "hour at which an interview begins or ends",
        "interviews",
        &["first_hour", "last_hour"],
    );
    let mut overlap =
        look.check("overlap", "minutes in which an interviewer is at two interviews", "interviews", &[]);
    let times = look.records.quality.filter(|q| !q.begins.is_empty());
    let times = times.and_then(|q| minutes(look, &q.begins).zip(minutes(look, &q.ends)));
    let Some((begins, ends)) = times else {
        for check in [&mut duration, &mut hours, &mut overlap] {
            check.not = "no question is said to hold when an interview begins and ends".into();
        }
        return [duration, hours, overlap];
    };
    let held: Vec<(usize, f64, f64)> =
        (0..look.rows()).filter_map(|row| Some((row, begins[row]?, ends[row]?))).collect();
    let one = |row: usize, value: f64, threshold: Option<f64>, beside: Option<f64>| Seen {
        subject: look.id(row),
        interviewer: look.interviewer(row),
        value,
        threshold,
        flag: threshold.map(|_| true),
        records: vec![look.id(row)],
        beside,
    };
    // Over midnight, or the clock was put back: that is no duration.
    let mut lengths: Vec<f64> = held.iter().map(|(_, b, e)| e - b).filter(|m| *m >= 0.0).collect();
    lengths.sort_by(f64::total_cmp);
    if lengths.len() as f64 >= look.least() {
        let median = quantile(&lengths, 0.5);
        let (low, high) = (look.threshold("duration_low"), look.threshold("duration_high"));
        for (row, begin, end) in &held {
            let length = end - begin;
            duration.looked += 1;
            let apart = match (low.map(|t| t * median), high.map(|t| t * median)) {
                (Some(low), _) if length < low => Some(low),
                (_, Some(high)) if length > high => Some(high),
                _ => None,
            };
            if apart.is_some() {
                duration.seen.push(one(*row, length, apart, Some(median)));
            }
        }
    } else {
        duration.not = "there are too few times".into();
    }
    let (first, last) = (look.threshold("first_hour"), look.threshold("last_hour"));
    for (row, begin, end) in &held {
        hours.looked += 1;
        let early = first.filter(|first| begin / 60.0 < *first).map(|t| (begin / 60.0, t));
        let late = last.filter(|last| end / 60.0 > *last).map(|t| (end / 60.0, t));
        if let Some((hour, threshold)) = early.or(late) {
            hours.seen.push(one(*row, hour, Some(threshold), None));
        }
    }
    let mut days: HashMap<(String, String), Vec<Held>> = HashMap::new();
    let dates = look.records.frame.get("@date");
    let (Some(_), Some(dates)) = (&look.interviewers, dates) else {
        overlap.not = "the records name no interviewers".into();
        return [duration, hours, overlap];
    };
    for (row, begin, end) in &held {
        let who = look.interviewer(*row);
        if !who.is_empty() {
            overlap.looked += 1;
            days.entry((who, dates.text(*row))).or_default().push((*begin, *end, *row));
        }
    }
    let mut days: Vec<_> = days.into_iter().collect();
    days.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, mut day) in days {
        day.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let mut busy: Option<(f64, usize)> = None;
        for (begin, end, row) in day {
            if let Some((until, other)) = busy
                && begin < until
            {
                let mut seen = one(row, until.min(end) - begin, Some(0.0), None);
                seen.records.insert(0, look.id(other));
                overlap.seen.push(seen);
            }
            if busy.is_none_or(|(until, _)| end > until) {
                busy = Some((end, row));
            }
        }
    }
    [duration, hours, overlap]
}

fn by_points(look: &Look<'_>) -> [Check; 2] {
    let mut one_point =
        look.check("one_point", "interviews of an interviewer at one point", "points", &["one_point"]);
    let mut far =
        look.check("far_away", "kilometres from the middle of the sampling point", "interviews", &["far_km"]);
    let place = look.records.form.questions.iter().find(|q| q.item.kind == ItemKind::Geopoint);
    let column = place.and_then(|q| look.records.frame.get(q.id()));
    let Some((column, Values::Text(texts))) = column.map(|c| (c, &c.values)) else {
        for check in [&mut one_point, &mut far] {
            check.not = "the records hold no places".into();
        }
        return [one_point, far];
    };
    let point = |row: usize| {
        let mut parts = texts[row].split_whitespace().map(|p| p.parse::<f64>().ok());
        let (north, east) = (parts.next()??, parts.next()??);
        (column.states[row] == State::Answered).then_some((north, east))
    };
    let points: Vec<(usize, f64, f64)> =
        (0..look.rows()).filter_map(|row| point(row).map(|(n, e)| (row, n, e))).collect();
    // A ten-thousandth of a degree is eleven metres.
    let cell = |degrees: f64| (degrees * 10_000.0).round() as i64;
    let mut at: HashMap<(String, i64, i64), Vec<usize>> = HashMap::new();
    for (row, north, east) in &points {
        at.entry((look.interviewer(*row), cell(*north), cell(*east))).or_default().push(*row);
    }
    one_point.looked = at.len();
    let most = look.threshold("one_point");
    let mut crowded: Vec<Vec<usize>> =
        at.into_values().filter(|rows| most.is_some_and(|most| rows.len() as f64 > most)).collect();
    crowded.sort();
    for rows in crowded {
        one_point.seen.push(Seen {
            subject: format!("{} records with {}", rows.len(), look.id(rows[0])),
            interviewer: look.interviewer(rows[0]),
            value: rows.len() as f64,
            threshold: most,
            flag: Some(true),
            records: rows.iter().map(|r| look.id(*r)).collect(),
            beside: None,
        });
    }
    let (Some(psus), Some(most)) = (&look.psus, look.threshold("far_km")) else {
        far.not = "the records name no sampling points, or no threshold is stated".into();
        return [one_point, far];
    };
    let mut of: HashMap<u32, Vec<(usize, f64, f64)>> = HashMap::new();
    for (row, north, east) in points {
        of.entry(psus.codes[row]).or_default().push((row, north, east));
    }
    let mut of: Vec<_> = of.into_iter().collect();
    of.sort_by_key(|(psu, _)| *psu);
    for (_, here) in of {
        let middle = |pick: &dyn Fn(&(usize, f64, f64)) -> f64| {
            let mut all: Vec<f64> = here.iter().map(pick).collect();
            all.sort_by(f64::total_cmp);
            quantile(&all, 0.5)
        };
        let (north, east) = (middle(&|p| p.1), middle(&|p| p.2));
        for (row, n, e) in &here {
            far.looked += 1;
            // A degree of latitude is 111.2 km.
            let km = 111.2 * (n - north).hypot((e - east) * north.to_radians().cos());
            if km > most {
                far.seen.push(Seen {
                    subject: look.id(*row),
                    interviewer: look.interviewer(*row),
                    value: km,
                    threshold: Some(most),
                    flag: Some(true),
                    records: vec![look.id(*row)],
                    beside: None,
                });
            }
        }
    }
    [one_point, far]
}
