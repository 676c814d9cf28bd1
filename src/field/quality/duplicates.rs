//! Records that are one, or nearly.

use std::collections::{HashMap, HashSet};

use super::codes::{answered, asked};
use super::{Check, Look, Seen};
use crate::base::seed::Seed;
use crate::model::ItemKind;

/// Pairs that are compared share so many questions at least: over fewer, many
/// people answer alike.
const SHARED: usize = 20;
/// Interviews are compared where they are alike in ten questions of one of so
/// many draws: of two that share 85 % of these, one pair in 700 is missed.
const DRAWS: usize = 30;
const DRAWN: usize = 10;
/// Interviews that are alike in a draw, of which more say nothing.
const CROWD: usize = 400;

pub(super) fn checks(look: &Look<'_>) -> Vec<Check> {
    vec![ids(look), content(look), near(look)]
}

/// One case number, several records.
fn ids(look: &Look<'_>) -> Check {
    let mut check = look.check("duplicate_id", "one case number in several records", "records", &[]);
    let questions = &look.records.form.questions;
    let Some(at) = questions.iter().position(|q| q.item.kind == ItemKind::Case) else {
        check.not = "the questionnaire has no case number; record ids are unique by import".into();
        return check;
    };
    let Some(codes) = &look.codes.questions[at] else {
        check.not = format!("the records have no '{}'", questions[at].id());
        return check;
    };
    let mut by: HashMap<u32, Vec<usize>> = HashMap::new();
    for row in (0..look.rows()).filter(|r| answered(codes[*r])) {
        by.entry(codes[row]).or_default().push(row);
        check.looked += 1;
    }
    let mut groups: Vec<Vec<usize>> = by.into_values().filter(|g| g.len() > 1).collect();
    groups.sort();
    for group in groups {
        let last = group[group.len() - 1];
        check.seen.push(Seen {
            subject: look.id(last),
            interviewer: look.interviewer(last),
            value: group.len() as f64,
            threshold: Some(1.0),
            flag: Some(true),
            records: group.iter().map(|r| look.id(*r)).collect(),
            beside: None,
        });
    }
    check
}

/// The rows that are the same in all comparable answers, first ones first.
fn same(look: &Look<'_>) -> Vec<Vec<usize>> {
    let columns = columns(look);
    let mut by: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
    for row in 0..look.rows() {
        by.entry(columns.iter().map(|c| c[row]).collect()).or_default().push(row);
    }
    let mut groups: Vec<Vec<usize>> = by.into_values().collect();
    groups.sort();
    groups
}

fn columns<'a>(look: &'a Look<'_>) -> Vec<&'a [u32]> {
    let all = look.codes.comparable(look.records.form);
    all.into_iter().filter_map(|at| look.codes.questions[at].as_deref()).collect()
}

fn content(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "duplicate_content",
        "all answers the same as in another record",
        "records",
        &["duplicate_content"],
    );
    let columns = columns(look);
    let threshold = look.threshold("duplicate_content");
    check.looked = look.rows();
    for group in same(look) {
        let given = columns.iter().filter(|c| answered(c[group[0]])).count();
        // Interviews that ended at the gate are alike, and nobody's fault.
        let (true, Some(least)) = (group.len() > 1, threshold) else { continue };
        if (given as f64) < least {
            continue;
        }
        for row in &group[1..] {
            check.seen.push(Seen {
                subject: look.id(*row),
                interviewer: look.interviewer(*row),
                value: given as f64,
                threshold,
                flag: Some(true),
                records: vec![look.id(group[0]), look.id(*row)],
                beside: None,
            });
        }
    }
    if threshold.is_none() {
        check.not = "no threshold is stated".into();
    }
    check
}

/// Two interviews with nearly the same answers. A question counts by how often
/// two people differ in it: what nearly all answer alike says little.
fn near(look: &Look<'_>) -> Check {
    let mut check = look.check(
        "near_identical",
        "nearly all answers the same as in another record",
        "records",
        &["near_identical"],
    );
    let Some(threshold) = look.threshold("near_identical") else {
        check.not = "no threshold is stated".into();
        return check;
    };
    let columns = columns(look);
    // One of each kind that is the same whole: the others are told already.
    let rows: Vec<usize> = same(look).into_iter().map(|group| group[0]).collect();
    let weights: Vec<f64> = columns.iter().map(|c| difference(c, &rows)).collect();
    let mut telling: Vec<usize> = (0..columns.len()).filter(|c| weights[*c] > 0.1).collect();
    if telling.len() < SHARED {
        check.not = format!("{} of its questions tell people apart; {SHARED} are needed", telling.len());
        return check;
    }
    check.looked = rows.len();
    // Those that most are asked, the most telling first.
    let reach = |c: usize| rows.iter().filter(|r| asked(columns[c][**r])).count() as f64;
    let worth: Vec<f64> = (0..columns.len()).map(|c| weights[c] * reach(c)).collect();
    telling.sort_by(|a, b| worth[*b].total_cmp(&worth[*a]));
    telling.truncate(60);
    // The answers of a row stand together: pairs are compared row by row.
    let width = columns.len();
    let mut table: Vec<u32> = vec![0; rows.len() * width];
    for (at, row) in rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            table[at * width + c] = column[*row];
        }
    }
    let weights: Vec<f32> = weights.iter().map(|w| *w as f32).collect();
    let alike = |a: usize, b: usize| {
        let (a, b) = (&table[a * width..][..width], &table[b * width..][..width]);
        let (mut shared, mut all, mut same) = (0, 0.0f32, 0.0f32);
        for ((a, b), weight) in a.iter().zip(b).zip(&weights) {
            if asked(*a) && asked(*b) {
                shared += 1;
                all += weight;
                same += if a == b { *weight } else { 0.0 };
            }
        }
        (shared >= SHARED && all > 0.0).then_some(f64::from(same / all))
    };
    let mut seed = Seed::new(1);
    let mut compared: HashSet<(u32, u32)> = HashSet::new();
    let mut best: HashMap<usize, (usize, f64)> = HashMap::new();
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(rows.len());
    for _ in 0..DRAWS {
        let mut drawn = telling.clone();
        let drawn: Vec<usize> = (0..DRAWN).map(|_| drawn.swap_remove(seed.below(drawn.len()))).collect();
        keys.clear();
        for at in 0..rows.len() {
            let mut key = 0xCBF2_9CE4_8422_2325u64;
            for c in &drawn {
                key = (key ^ u64::from(table[at * width + c])).wrapping_mul(0x0000_0100_0000_01B3);
                key ^= key >> 29;
            }
            keys.push((key, at as u32));
        }
        keys.sort_unstable();
        for crowd in keys.chunk_by(|a, b| a.0 == b.0).filter(|c| c.len() <= CROWD) {
            for (n, (_, a)) in crowd.iter().enumerate() {
                for (_, b) in &crowd[n + 1..] {
                    if !compared.insert((*a, *b)) {
                        continue;
                    }
                    let share = alike(*a as usize, *b as usize).filter(|share| *share > threshold);
                    let (Some(share), later) = (share, *b as usize) else { continue };
                    let other = best.entry(later).or_insert((*a as usize, share));
                    if share > other.1 {
                        *other = (*a as usize, share);
                    }
                }
            }
        }
    }
    let mut found: Vec<(usize, (usize, f64))> = best.into_iter().collect();
    found.sort_by_key(|(row, _)| *row);
    for (later, (earlier, share)) in found {
        let (later, earlier) = (rows[later], rows[earlier]);
        check.seen.push(Seen {
            subject: look.id(later),
            interviewer: look.interviewer(later),
            value: share,
            threshold: Some(threshold),
            flag: Some(true),
            records: vec![look.id(earlier), look.id(later)],
            beside: None,
        });
    }
    check
}

/// The chance that two of those who were asked differ.
fn difference(column: &[u32], rows: &[usize]) -> f64 {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    let mut n = 0usize;
    for code in rows.iter().map(|r| column[*r]).filter(|c| asked(*c)) {
        *counts.entry(code).or_default() += 1;
        n += 1;
    }
    if n < 2 {
        return 0.0;
    }
    1.0 - counts.values().map(|c| (*c as f64 / n as f64).powi(2)).sum::<f64>()
}
