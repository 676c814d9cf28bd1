//! How the work goes: which form came back, how much is done a day, whom the
//! gates let go, what stands under *other*.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{answered, asked};
use super::interviewers::{Share, compare};
use super::questions::{quantile, surely_above};
use super::{Check, Look, Names, Seen};
use crate::data::{State, Values};
use crate::expr::eval_routing_columns;

/// An interviewer is slow by days, of which there are so many at least.
const DAYS: usize = 3;

pub(super) fn checks(look: &Look<'_>) -> Vec<Check> {
    let [busy, slow] = days(look);
    let [interviewers, areas] = ended(look);
    vec![versions(look), busy, slow, interviewers, areas, others(look)]
}

/// By day, `2024-03-01`.
fn dates<'a>(look: &'a Look<'_>) -> Option<&'a [String]> {
    match &look.records.frame.get("@date")?.values {
        Values::Text(texts) => Some(texts),
        _ => None,
    }
}

/// Days since 1970 of a date as records hold it.
fn day(date: &str) -> Option<i64> {
    let part = |range: std::ops::Range<usize>| date.get(range)?.parse::<i64>().ok();
    Some(crate::base::clock::days(part(0..4)?, part(5..7)? as u32, part(8..10)? as u32))
}

/// Which forms came back, and interviews on one after a newer was in use.
fn versions(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "form_version",
        "days after the newest form came into use, of an interview on another",
        "interviews",
        &["old_version_days"],
    );
    let versions = Names::of(look.records.frame.get("@version"));
    let (Some(versions), Some(dates)) = (versions, dates(look)) else {
        check.not = "the files say no version of the form".into();
        return check;
    };
    let mut spans: BTreeMap<&str, (i64, i64, usize)> = BTreeMap::new();
    for (row, date) in dates.iter().enumerate() {
        let (name, Some(day)) = (versions.get(row), day(date)) else { continue };
        if name.is_empty() {
            continue;
        }
        check.looked += 1;
        let span = spans.entry(name).or_insert((day, day, 0));
        *span = (span.0.min(day), span.1.max(day), span.2 + 1);
    }
    // The newest came into use last; of two of one day, what the scripts ask today.
    let is_today = |name: &str| !name.is_empty() && look.records.version == name;
    let newest = spans.iter().max_by_key(|(name, span)| (span.0, is_today(name)));
    let Some((newest, (first, ..))) = newest.map(|(n, s)| (*n, *s)) else {
        check.not = "the files say no version of the form".into();
        return check;
    };
    let text = |day: i64| {
        let (year, month, day) = crate::base::clock::civil(day);
        format!("{year:04}-{month:02}-{day:02}")
    };
    for (name, (from, to, many)) in &spans {
        check.seen.push(Seen {
            subject: format!("{name} · {} to {}", text(*from), text(*to)),
            value: *many as f64,
            ..Seen::default()
        });
    }
    let Some(grace) = look.threshold("old_version_days") else { return check };
    for (row, date) in dates.iter().enumerate() {
        let (name, Some(day)) = (versions.get(row), day(date)) else { continue };
        let late = (day - first) as f64;
        if !name.is_empty() && name != newest && late > grace {
            check.seen.push(Seen {
                subject: look.id(row),
                interviewer: look.interviewer(row),
                value: late,
                threshold: Some(grace),
                flag: Some(true),
                records: vec![look.id(row)],
                beside: None,
            });
        }
    }
    check
}

/// Days with far more interviews than usual, interviewers with far fewer.
fn days(look: &Look<'_>) -> [Check; 2] {
    let mut busy = look.check(
        "busy_day",
        "an interviewer's interviews on one day, against the median of all days",
        "days of interviewers",
        &["busy_day"],
    );
    let mut slow = look.check(
        "slow",
        "an interviewer's interviews a day of work, against the median of all",
        "interviewers",
        &["slow"],
    );
    let (Some(interviewers), Some(dates)) = (&look.interviewers, dates(look)) else {
        for check in [&mut busy, &mut slow] {
            check.not = "the records name no interviewers".into();
        }
        return [busy, slow];
    };
    let mut days: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (row, date) in dates.iter().enumerate().filter(|(row, _)| !interviewers.get(*row).is_empty()) {
        *days.entry((interviewers.get(row), date)).or_default() += 1;
    }
    let median = |mut of: Vec<f64>| {
        of.sort_by(f64::total_cmp);
        if of.is_empty() { 0.0 } else { quantile(&of, 0.5) }
    };
    let usual = median(days.values().map(|n| *n as f64).collect());
    let most = look.threshold("busy_day").map(|t| t * usual);
    let mut of: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((who, day), many) in &days {
        let own = of.entry(who).or_default();
        *own = (own.0 + 1, own.1 + many);
        busy.looked += 1;
        busy.seen.push(Seen {
            subject: format!("{who} · {day}"),
            interviewer: (*who).to_string(),
            value: *many as f64,
            threshold: most,
            flag: most.map(|t| *many as f64 > t),
            records: Vec::new(),
            beside: Some(usual),
        });
    }
    of.retain(|_, (days, _)| *days >= DAYS);
    let each: Vec<(&str, f64)> = of.into_iter().map(|(who, (d, n))| (who, n as f64 / d as f64)).collect();
    let usual = median(each.iter().map(|(_, rate)| *rate).collect());
    let least = look.threshold("slow").map(|t| t * usual);
    for (who, rate) in each {
        slow.looked += 1;
        slow.seen.push(Seen {
            subject: who.to_string(),
            interviewer: who.to_string(),
            value: rate,
            threshold: least,
            flag: least.map(|t| rate < t),
            records: Vec::new(),
            beside: Some(usual),
        });
    }
    if slow.looked == 0 {
        slow.not = format!("no interviewer worked on {DAYS} days");
    }
    [busy, slow]
}

/// Interviews that a gate ended: refusals, nobody there, out of range, whatever
/// the questionnaire counts them as; by interviewer and by area.
fn ended(look: &Look<'_>) -> [Check; 2] {
    const BY: &[&str] = &["interviewer_rate", "interviewer_z", "least"];
    let mut by_interviewer = look.check(
        "ended",
        "an interviewer's share of interviews that a gate ended",
        "interviewers by outcome",
        BY,
    );
    let mut by_area = look.check(
        "ended_in_area",
        "an area's share of interviews that a gate ended",
        "areas by outcome",
        BY,
    );
    let shares = outcomes(look);
    for (check, names, nobody) in [
        (&mut by_interviewer, &look.interviewers, "the records name no interviewers"),
        (&mut by_area, &look.areas, "the records name no areas"),
    ] {
        match names {
            _ if shares.is_empty() => check.not = "no question ends an interview".into(),
            None => check.not = nobody.into(),
            Some(names) => {
                shares.iter().for_each(|share| compare(look, names, share, check));
                if check.looked == 0 {
                    check.not = "there are too few with enough records".into();
                }
            }
        }
    }
    by_area.seen.iter_mut().for_each(|seen| seen.interviewer.clear());
    [by_interviewer, by_area]
}

/// For each outcome of a gate, the records that ended so, of all.
fn outcomes(look: &Look<'_>) -> Vec<Share> {
    let (outcome, names) = outcome(look);
    let share = |name: &str| Share {
        of: outcome.iter().map(|o| (f64::from(u8::from(*o == Some(name))), 1.0)).collect(),
        question: name.to_string(),
    };
    names.into_iter().map(share).collect()
}

/// The outcome of the gate that ended a record, if one did; and all there are.
pub(super) fn outcome<'a>(look: &'a Look<'_>) -> (Vec<Option<&'a str>>, BTreeSet<&'a str>) {
    let rows = look.rows();
    let mut outcome: Vec<Option<&str>> = vec![None; rows];
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (q, codes) in look.records.form.questions.iter().zip(&look.codes.questions) {
        let (Some(ends), Some(codes)) = (&q.item.ends, codes) else { continue };
        names.insert(&ends.outcome);
        let holds = eval_routing_columns(&ends.condition.checked, look.records.frame);
        for row in (0..rows).filter(|r| asked(codes[*r]) && ends.ends(holds[*r])) {
            outcome[row].get_or_insert(&ends.outcome);
        }
    }
    (outcome, names)
}

/// Answers under *other*: their share, and how many different words they have,
/// none of which is shown: what people write may tell who they are.
fn others(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "other",
        "a question's share of answers under other; beside it, different words",
        "questions",
        &["other", "least"],
    );
    let threshold = look.threshold("other");
    let questions = look.records.form.questions.iter().zip(&look.codes.questions);
    for (q, codes) in questions.filter(|(q, _)| q.item.options.iter().any(|o| o.specify)) {
        let (Some(codes), Some(column)) = (codes, look.records.frame.get(q.id())) else { continue };
        let is_other = |id: &String| q.item.options.iter().any(|o| o.specify && o.id == *id);
        let given: Vec<usize> = (0..look.rows()).filter(|r| answered(codes[*r])).collect();
        let under: Vec<usize> = match &column.values {
            Values::Choice { codes, options } => {
                let is: Vec<bool> = options.iter().map(is_other).collect();
                given.iter().copied().filter(|r| is.get(codes[*r] as usize) == Some(&true)).collect()
            }
            Values::Choices { sets, options } => {
                let mask = options.iter().enumerate().filter(|(_, o)| is_other(o));
                let mask = mask.fold(0u64, |mask, (i, _)| mask | 1 << i);
                given.iter().copied().filter(|r| sets[*r] & mask != 0).collect()
            }
            _ => continue,
        };
        if (given.len() as f64) < look.least() {
            continue;
        }
        let words = look.records.form.questions.iter().find(|w| w.item.specify_of == *q.id());
        let words = words.and_then(|w| look.records.frame.get(w.id())).map(|column| {
            let said = under.iter().filter(|r| column.states[**r] == State::Answered);
            said.map(|r| column.text(*r).trim().to_lowercase()).collect::<BTreeSet<_>>().len()
        });
        let share = under.len() as f64 / given.len() as f64;
        let limit = threshold.map(|t| surely_above(t, given.len() as f64));
        check.looked += 1;
        check.seen.push(Seen {
            subject: q.id().to_string(),
            value: share,
            threshold: limit,
            flag: limit.map(|t| share > t),
            beside: words.map(|n| n as f64),
            ..Seen::default()
        });
    }
    if check.looked == 0 {
        check.not = "no question has an option that asks which, or too few were asked".into();
    }
    check
}
