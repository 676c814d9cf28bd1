//! Series over time, a line of small columns each.

use unicode_width::UnicodeWidthStr;

use super::super::text::wrap;
use super::{Signs, signs};

/// One period of a series.
#[derive(Debug, Clone, Default)]
pub struct Point {
    pub period: String,
    /// None where it is absent or withheld: then there is a gap.
    pub value: Option<f64>,
    /// The value as text, or in words why there is none.
    pub shown: String,
}

/// A series of one country, region or group.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub label: String,
    pub points: Vec<Point>,
}

/// Heights of the values, from zero to the largest of them (or from the
/// lowest, where it is negative); one sign a value, a blank for none.
pub fn sparkline(values: &[Option<f64>], ascii: bool) -> String {
    levels(values, signs(ascii)).into_iter().collect()
}

fn levels(values: &[Option<f64>], signs: &Signs) -> Vec<char> {
    let held = || values.iter().flatten().copied().filter(|v| v.is_finite());
    let (low, high) = held().fold((0f64, 0f64), |(l, h), v| (l.min(v), h.max(v)));
    let count = signs.levels.len();
    values
        .iter()
        .map(|value| match value.filter(|v| v.is_finite()) {
            None => ' ',
            Some(0.0) if low == 0.0 => signs.zero,
            Some(v) => {
                // Each divided first, so that huge numbers do not overflow.
                let largest = high.max(-low);
                let share = (v / largest - low / largest) / (high / largest - low / largest);
                let level = (share * count as f64).ceil().clamp(1.0, count as f64) as usize;
                signs.levels[level - 1]
            }
        })
        .collect()
}

/// One line a series: its columns, and its first and last value in words. Each
/// line has its own scale.
pub fn lines(rows: &[Line], width: usize, ascii: bool) -> String {
    let signs = signs(ascii);
    let labels = rows.iter().map(|r| r.label.width()).max().unwrap_or(0);
    let labels = labels.clamp(1, (width * 2 / 5).max(8));
    let periods = rows.iter().map(|r| r.points.len()).max().unwrap_or(0);
    let ends: Vec<String> = rows.iter().map(|r| ends(r, signs)).collect();
    let words = ends.iter().map(|e| e.width()).max().unwrap_or(0);
    let room = width.saturating_sub(labels + 2);
    // Wider columns where words and picture fit beside each other.
    let cell = room.saturating_sub(words + 2).checked_div(periods).unwrap_or(1).clamp(1, 4);
    let picture = (cell * periods).max(1);
    let beside =
        room.saturating_sub(picture + 2) >= words.min(room.saturating_sub(2)).max(20).min(words.max(1));
    let mut out = String::new();
    for (row, words) in rows.iter().zip(&ends) {
        let values: Vec<Option<f64>> = row.points.iter().map(|p| p.value).collect();
        let drawn: String = levels(&values, signs)
            .into_iter()
            .map(|c| match cell {
                1 => c.to_string(),
                n => format!("{} ", c.to_string().repeat(n - 1)),
            })
            .collect();
        let nothing = values.iter().flatten().next().is_none();
        let mut texts: Vec<String> = if nothing {
            wrap(words, room)
        } else if beside {
            let gap = " ".repeat(picture.saturating_sub(drawn.width()));
            wrap(words, room.saturating_sub(picture + 2))
                .into_iter()
                .enumerate()
                .map(|(n, text)| match n {
                    0 => format!("{drawn}{gap}  {text}"),
                    _ => format!("{}  {text}", " ".repeat(picture)),
                })
                .collect()
        } else {
            let mut texts = vec![drawn];
            texts.extend(wrap(words, room));
            texts
        };
        let label = wrap(&row.label, labels);
        texts.resize(texts.len().max(label.len()), String::new());
        for (n, text) in texts.iter().enumerate() {
            let label = label.get(n).map_or("", String::as_str);
            let gap = " ".repeat(labels.saturating_sub(label.width()));
            out.push_str(format!("{label}{gap}  {text}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// `21,745 in 2022 → 46,030 in 2023`: the first and the last value held.
fn ends(row: &Line, signs: &Signs) -> String {
    let mut held = row.points.iter().filter(|p| p.value.is_some_and(f64::is_finite));
    let said = |p: &Point| format!("{} in {}", p.shown, p.period);
    match (held.next(), held.next_back()) {
        (Some(first), Some(last)) => format!("{} {} {}", said(first), signs.to, said(last)),
        (Some(only), None) => said(only),
        _ => {
            let mut states: Vec<&str> = Vec::new();
            for point in &row.points {
                if !states.contains(&point.shown.as_str()) {
                    states.push(&point.shown);
                }
            }
            states.join("; ")
        }
    }
}
