//! When and where: durations, hours of work, interviews at one time, at one
//! point, far away.

use std::collections::{BTreeMap, HashMap};

use super::super::moment::Moment;
use super::questions::quantile;
use super::{Check, Look, Seen};
use crate::data::{State, Values};
use crate::model::ItemKind;

pub(super) fn checks(look: &Look<'_>) -> Vec<Check> {
    by_times(look).into_iter().chain([by_sections(look)]).chain(by_points(look)).collect()
}

/// From which minute to which, and which row it is.
type Held = (f64, f64, usize);

/// When an interview was: its day, and from which of its minutes to which.
struct Interview {
    row: usize,
    day: String,
    begin: f64,
    end: f64,
}

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

/// When interviews were: by the questions that hold it, where the method names
/// some, and otherwise by the clock of the device.
fn interviews(look: &Look<'_>) -> Option<Vec<Interview>> {
    let asked = look.records.quality.filter(|q| !q.begins.is_empty());
    let asked = asked.and_then(|q| minutes(look, &q.begins).zip(minutes(look, &q.ends)));
    let text = |role: &str| match &look.records.frame.get(role)?.values {
        Values::Text(texts) => Some(texts),
        _ => None,
    };
    let dates = text("@date");
    if let Some((begins, ends)) = asked {
        let day = |row: usize| dates.map_or(String::new(), |d| d[row].clone());
        let one = |row: usize| Some(Interview { row, day: day(row), begin: begins[row]?, end: ends[row]? });
        return Some((0..look.rows()).filter_map(one).collect());
    }
    let (begun, ended) = (text("@begun")?, text("@ended")?);
    let one = |row: usize| {
        let (begun, ended) = (Moment::read(&begun[row])?, Moment::read(&ended[row])?);
        let begin = begun.minute();
        Some(Interview { row, day: begun.date(), begin, end: begin + ended.minutes_since(&begun) })
    };
    Some((0..look.rows()).filter_map(one).collect())
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
    let held = interviews(look);
    let Some(held) = held.filter(|h| !h.is_empty()) else {
        for check in [&mut duration, &mut hours, &mut overlap] {
            check.not = "the records hold no times: no question has them, and no device".into();
        }
        return [duration, hours, overlap];
    };
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
    let mut lengths: Vec<f64> = held.iter().map(|i| i.end - i.begin).filter(|m| *m >= 0.0).collect();
    lengths.sort_by(f64::total_cmp);
    if lengths.len() as f64 >= look.least() {
        let median = quantile(&lengths, 0.5);
        let (low, high) = (look.threshold("duration_low"), look.threshold("duration_high"));
        for Interview { row, begin, end, .. } in &held {
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
    for Interview { row, begin, end, .. } in &held {
        hours.looked += 1;
        let early = first.filter(|first| begin / 60.0 < *first).map(|t| (begin / 60.0, t));
        let late = last.filter(|last| end / 60.0 > *last).map(|t| (end / 60.0, t));
        if let Some((hour, threshold)) = early.or(late) {
            hours.seen.push(one(*row, hour, Some(threshold), None));
        }
    }
    let mut days: HashMap<(String, String), Vec<Held>> = HashMap::new();
    if look.interviewers.is_none() {
        overlap.not = "the records name no interviewers".into();
        return [duration, hours, overlap];
    }
    for Interview { row, day, begin, end } in &held {
        let who = look.interviewer(*row);
        if !who.is_empty() {
            overlap.looked += 1;
            days.entry((who, day.clone())).or_default().push((*begin, *end, *row));
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

/// An interviewer's usual seconds in a section, against everybody's: of single
/// interviews they vary too much to say anything.
fn by_sections(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "section_time",
        "an interviewer's median seconds in a section, against the median of all",
        "interviewers by section",
        &["duration_low", "duration_high", "least"],
    );
    let log = look.records.frame.get("@sections");
    let (Some(Values::Text(texts)), Some(_)) = (log.map(|c| &c.values), &look.interviewers) else {
        check.not = "no log of a device came with the records, or they name no interviewers".into();
        return check;
    };
    let mut all: BTreeMap<&str, Vec<(String, f64)>> = BTreeMap::new();
    for (row, text) in texts.iter().enumerate() {
        for (section, seconds) in text.split(' ').filter_map(|part| part.split_once('=')) {
            if let Ok(seconds) = seconds.parse::<f64>() {
                all.entry(section).or_default().push((look.interviewer(row), seconds));
            }
        }
    }
    let median = |mut of: Vec<f64>| {
        of.sort_by(f64::total_cmp);
        quantile(&of, 0.5)
    };
    let (low, high) = (look.threshold("duration_low"), look.threshold("duration_high"));
    for (section, times) in all {
        let usual = median(times.iter().map(|(_, s)| *s).collect());
        let mut by: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (who, seconds) in times.iter().filter(|(who, _)| !who.is_empty()) {
            by.entry(who).or_default().push(*seconds);
        }
        for (who, own) in by.into_iter().filter(|(_, own)| own.len() as f64 >= look.least()) {
            let value = median(own);
            let limit = match (low.map(|t| t * usual), high.map(|t| t * usual)) {
                (Some(low), _) if value < low => Some(low),
                (_, Some(high)) if value > high => Some(high),
                (low, _) => low,
            };
            check.looked += 1;
            check.seen.push(Seen {
                subject: format!("{who} · {section}"),
                interviewer: who.to_string(),
                value,
                threshold: limit,
                flag: limit.map(|_| {
                    low.is_some_and(|t| value < t * usual) || high.is_some_and(|t| value > t * usual)
                }),
                records: Vec::new(),
                beside: Some(usual),
            });
        }
    }
    if check.looked == 0 {
        check.not = "no interviewer has enough interviews with a log".into();
    }
    check
}

fn by_points(look: &Look<'_>) -> [Check; 3] {
    let mut accuracy = look.check(
        "accuracy",
        "metres by which a place may be wrong, as the device says",
        "interviews",
        &["accuracy_m"],
    );
    let mut one_point =
        look.check("one_point", "interviews of an interviewer at one point", "points", &["one_point"]);
    let mut far =
        look.check("far_away", "kilometres from the middle of the sampling point", "interviews", &["far_km"]);
    let place = look.records.form.questions.iter().find(|q| q.item.kind == ItemKind::Geopoint);
    let column = place.and_then(|q| look.records.frame.get(q.id()));
    let Some((column, Values::Text(texts))) = column.map(|c| (c, &c.values)) else {
        for check in [&mut one_point, &mut far, &mut accuracy] {
            check.not = "the records hold no places".into();
        }
        return [one_point, far, accuracy];
    };
    let rough = look.threshold("accuracy_m");
    for (row, text) in texts.iter().enumerate().filter(|(row, _)| column.states[*row] == State::Answered) {
        let Some(metres) = text.split_whitespace().nth(3).and_then(|m| m.parse::<f64>().ok()) else {
            continue;
        };
        accuracy.looked += 1;
        if rough.is_none_or(|t| metres > t) {
            accuracy.seen.push(Seen {
                subject: look.id(row),
                interviewer: look.interviewer(row),
                value: metres,
                threshold: rough,
                flag: rough.map(|_| true),
                records: vec![look.id(row)],
                beside: None,
            });
        }
    }
    if accuracy.looked == 0 {
        accuracy.not = "no place says how accurate it is".into();
    }
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
        return [one_point, far, accuracy];
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
    [one_point, far, accuracy]
}
