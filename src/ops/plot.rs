//! `plot(result)`: a picture of what another verb answered. Leads are never
//! drawn; a range is drawn as an interval only when its source says it is one.

use serde_json::{Map, Value};

use crate::analysis;
use crate::base::Diag;
use crate::model::RangeKind;
use crate::report::plot::{Bar, Bin, Kind, Line, Plot, Point, round_edges};

use super::{Answer, Block};

type Row = Map<String, Value>;

fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(row: &Row, key: &str) -> Option<f64> {
    row.get(key).and_then(Value::as_f64).filter(|v| v.is_finite())
}

fn flagged(row: &Row, flag: &str) -> bool {
    row.get(flag).and_then(Value::as_bool).unwrap_or_default()
        || row.get("flags").and_then(Value::as_array).is_some_and(|f| f.iter().any(|f| f == flag))
}

fn is_weak(row: &Row) -> bool {
    ["weak", "unreliable", "of a small group"].iter().any(|f| flagged(row, f))
}

/// The period of a row: its own, or the one of its address.
fn period(row: &Row) -> Option<String> {
    match row.get("period") {
        Some(Value::Number(n)) => return Some(n.to_string()),
        Some(Value::String(s)) if !s.is_empty() => return Some(s.clone()),
        _ => {}
    }
    let (_, filter) = text(row, "address").split_once("period=")?;
    let end = filter.find([',', ']']).unwrap_or(filter.len());
    Some(filter[..end].to_string())
}

/// What tells a row from the others: where several have one name, also what
/// they differ in.
fn labels(rows: &[&Row]) -> Vec<String> {
    let name = |row: &Row| {
        let named = ["name", "label", "country", "address"].into_iter().map(|k| text(row, k));
        named.into_iter().find(|t| !t.is_empty()).unwrap_or("(no name)").to_string()
    };
    let mut labels: Vec<String> = rows.iter().map(|r| name(r)).collect();
    for key in ["level", "population", "definition", "period", "address"] {
        let before = labels.clone();
        for (n, row) in rows.iter().enumerate() {
            let shared = before.iter().filter(|l| **l == before[n]).count() > 1;
            let others = rows.iter().zip(&before).filter(|(_, l)| **l == before[n]);
            let differs = others.map(|(r, _)| r.get(key)).any(|v| v != row.get(key));
            if shared && differs {
                labels[n] = format!(
                    "{}, {}",
                    before[n],
                    match row.get(key) {
                        Some(Value::String(s)) => s.clone(),
                        Some(other) => other.to_string(),
                        None => String::new(),
                    }
                );
            }
        }
    }
    labels
}

fn suffix(unit: &str) -> String {
    match unit {
        "" => String::new(),
        "percent" => " %".into(),
        unit => format!(" {unit}"),
    }
}

/// The value as text, or in words why there is none.
fn shown(row: &Row) -> String {
    let unit = text(row, "unit");
    let percent = if unit == "percent" { " %" } else { "" };
    let print = |v: f64| analysis::number(v, unit);
    if let Some(value) = number(row, "value") {
        let qualifier = text(row, "qualifier").replace('_', " ");
        let space = if qualifier.is_empty() { "" } else { " " };
        return format!("{qualifier}{space}{}{percent}", print(value));
    }
    if let Some(n) = number(row, "n") {
        // Records without a value: how many, in words and without a bar.
        return format!("{} records", analysis::number(n, "respondents"));
    }
    let state = match text(row, "state") {
        "" => "no value",
        state => state,
    };
    match (number(row, "low"), number(row, "high")) {
        (Some(l), Some(h)) => format!("{}–{}{percent}: {state}", print(l), print(h)),
        (Some(l), None) => format!("{}{percent} or more: {state}", print(l)),
        (None, Some(h)) => format!("up to {}{percent}: {state}", print(h)),
        (None, None) => state.to_string(),
    }
}

/// The interval of a row, and whether it has bounds that are none.
fn interval(row: &Row) -> (Option<(f64, f64)>, bool) {
    let bounds = number(row, "low").zip(number(row, "high"));
    // An estimate has an interval and no kind of range; a published figure
    // says what its bounds are.
    let is_interval = match row.get("range_kind") {
        None => true,
        Some(kind) => kind.as_str() == Some(RangeKind::UncertaintyBounds.id()),
    };
    let any = number(row, "low").is_some() || number(row, "high").is_some();
    (bounds.filter(|_| is_interval), any && !is_interval)
}

/// Draws the rows of an answer: bars where each stands for itself, lines where
/// they are series by period. The order is the order of the rows.
pub fn plot(answer: &Answer, ascii: bool) -> Result<Answer, Diag> {
    // An answer to a criterion is a word, also where there is none.
    let held = |row: &&Row| {
        matches!(row.get("value"), Some(Value::Number(_) | Value::Null)) && !row.contains_key("criterion")
    };
    let numeric: Vec<&Row> = answer.rows.iter().filter(held).collect();
    if numeric.is_empty() {
        return Err(Diag::error(format!(
            "there is nothing to draw: no row of this {} has a number",
            answer.verb
        ))
        .hint("draw figures or a series: plot(compare \"published:ocsea_clear_12m\")"));
    }
    let mut units: Vec<&str> = numeric.iter().map(|r| text(r, "unit")).filter(|u| !u.is_empty()).collect();
    units.sort_unstable();
    units.dedup();
    if units.len() > 1 {
        return Err(Diag::error(format!("these rows have different units: {}", units.join(", ")))
            .hint("one picture has one scale; draw them one at a time"));
    }
    let unit = units.first().copied().unwrap_or_default();
    let (leads, rows): (Vec<&Row>, Vec<&Row>) = numeric.into_iter().partition(|r| flagged(r, "lead"));
    let mut drawn = Answer::new("plot");
    drawn.rows.clone_from(&answer.rows);
    let simulated = rows.iter().any(|r| flagged(r, "simulated"));
    let title = answer.blocks.iter().find_map(|b| match b {
        Block::Heading(title) => Some(title.clone()),
        _ => None,
    });
    if let Some(title) = title {
        drawn.heading(if simulated { format!("SIMULATED: {title}") } else { title });
    } else if simulated {
        drawn.heading("SIMULATED");
    }
    let names = labels(&leads);
    if !leads.is_empty() {
        drawn.note(format!("known only from the press, so never drawn: {}", names.join(", ")));
    }
    let series = by_period(&rows, ascii);
    let kind = match series {
        None if rows.iter().filter(|r| number(r, "number").is_some()).count() > MANY_NUMBERS => {
            drawn.note("% of those who answered, weighted; a bin holds its lower end, the last one both");
            Kind::Histogram(as_bins(&rows))
        }
        Some(series) => {
            let gaps = series.iter().any(|l| l.points.iter().any(|p| p.value.is_none()));
            drawn.note("each line has its own scale, from zero: heights do not compare between lines");
            if gaps {
                drawn.note("a gap is a period without a value, which is not a zero");
            }
            Kind::Lines(series)
        }
        None => Kind::Bars(as_bars(&rows, &mut drawn, ascii)),
    };
    let is_empty = match &kind {
        Kind::Bars(rows) => rows.is_empty(),
        Kind::Lines(lines) => lines.is_empty(),
        Kind::Histogram(bins) => bins.is_empty(),
    };
    if is_empty {
        drawn.text("Nothing is drawn.");
    } else {
        drawn.blocks.push(Block::Plot(Plot { kind, unit: suffix(unit), ascii }));
    }
    answer.notes.iter().for_each(|n| drawn.note(n.clone()));
    Ok(drawn)
}

/// More different numbers than this are drawn in bins.
const MANY_NUMBERS: usize = 12;

/// Shares of different numbers, in bins of a round width.
fn as_bins(rows: &[&Row]) -> Vec<Bin> {
    let points: Vec<(f64, f64)> =
        rows.iter().filter_map(|r| number(r, "number").zip(number(r, "value"))).collect();
    let low = points.iter().map(|(at, _)| *at).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|(at, _)| *at).fold(f64::NEG_INFINITY, f64::max);
    // Whole numbers get bins of whole width.
    let edges = if points.iter().all(|(at, _)| at.fract() == 0.0) {
        let step = ((high - low + 1.0) / MANY_NUMBERS as f64).ceil().max(1.0);
        (0..=MANY_NUMBERS).map(|n| low + n as f64 * step).take_while(|e| *e < high + 1.0 + step).collect()
    } else {
        round_edges(low, high, MANY_NUMBERS)
    };
    let last = edges.len().saturating_sub(2);
    edges
        .windows(2)
        .enumerate()
        .map(|(n, edge)| {
            let inside = |at: f64| at >= edge[0] && (at < edge[1] || (n == last && at <= edge[1]));
            let share = points.iter().filter(|(at, _)| inside(*at)).map(|(_, share)| share).sum();
            Bin { low: edge[0], high: edge[1], count: Some(share), state: String::new() }
        })
        .collect()
}

/// Numbers with the signs of ASCII; words and names stay as they are.
fn plain(text: String, ascii: bool) -> String {
    if ascii { text.replace(['–', '−'], "-") } else { text }
}

fn as_bars(rows: &[&Row], drawn: &mut Answer, ascii: bool) -> Vec<Bar> {
    // Rows of one series are told apart by their period alone.
    let periods: Option<Vec<String>> = rows.iter().map(|r| period(r)).collect();
    let periods = periods.filter(|p| rows.len() > 1 && (1..p.len()).all(|n| !p[..n].contains(&p[n])));
    let names = match periods {
        Some(periods) => {
            if drawn.blocks.is_empty() {
                let label = text(rows[0], "label");
                drawn.heading(label.strip_suffix(&format!(", {}", periods[0])).unwrap_or(label));
            }
            periods
        }
        None => labels(rows),
    };
    let mut unexplained: Vec<String> = Vec::new();
    let mut qualified: Vec<String> = Vec::new();
    let mut weak = false;
    let bars = rows
        .iter()
        .zip(names)
        .map(|(row, label)| {
            let (interval, other) = interval(row);
            if other {
                unexplained.push(label.clone());
            }
            let value = number(row, "value");
            if value.is_some() && !text(row, "qualifier").is_empty() {
                qualified.push(label.clone());
            }
            weak |= is_weak(row) && value.is_some();
            Bar { label, value, interval, shown: plain(shown(row), ascii), weak: is_weak(row) }
        })
        .collect();
    if !unexplained.is_empty() {
        drawn.note(format!(
            "a range that is no interval of uncertainty is printed, not drawn: {}",
            unexplained.join(", ")
        ));
    }
    if !qualified.is_empty() {
        drawn.note(format!(
            "drawn at the number, though the source says more or less than it: {}",
            qualified.join(", ")
        ));
    }
    if weak {
        drawn.note("hollow and dashed: rests on few cases");
    }
    bars
}

/// Rows as series, where several names have several periods.
fn by_period(rows: &[&Row], ascii: bool) -> Option<Vec<Line>> {
    let mut periods: Vec<String> = rows.iter().map(|r| period(r)).collect::<Option<_>>()?;
    periods.sort();
    periods.dedup();
    let name = |row: &Row| {
        let named = ["name", "label", "country"].into_iter().map(|k| text(row, k));
        named.into_iter().find(|t| !t.is_empty()).unwrap_or_default().to_string()
    };
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        if !names.contains(&name(row)) {
            names.push(name(row));
        }
    }
    // A name of its own for every row: nothing runs over time.
    if periods.len() < 2 || names.len() < 2 || names.len() == rows.len() {
        return None;
    }
    let lines = names.into_iter().map(|label| {
        let point = |p: &String| {
            let mut here = rows.iter().filter(|r| name(r) == label && period(r).as_deref() == Some(p));
            match here.next() {
                Some(row) => {
                    Point { period: p.clone(), value: number(row, "value"), shown: plain(shown(row), ascii) }
                }
                None => Point { period: p.clone(), value: None, shown: "not held".into() },
            }
        };
        let points = periods.iter().map(point).collect();
        Line { label, points }
    });
    Some(lines.collect())
}
