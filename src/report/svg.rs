//! Charts as SVG with a text alternative. Labels are measured, so that none
//! is clipped; shapes differ as well as shades, so that grey print reads.

use maud::{Markup, html};

use crate::analysis::Figure;
use crate::base::number::grouped;
use crate::model::RangeKind;

use super::document::{DotChart, Inline, TrendChart};
use super::html::{inline, plain_text, slug};

const FONT: f64 = 13.0;
/// Narrow, so that letters stay readable on a phone; wide pages scale it up.
const WIDTH: f64 = 440.0;
/// A longer name is cut, and stands whole in the text alternative.
const LONGEST_NAME: f64 = 150.0;

/// The width of a text in pixels, on the safe side for a sans-serif face.
fn measure(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | ' ' | 'I' | '\'' => 0.34,
            'm' | 'w' | 'M' | 'W' => 0.92,
            '%' => 1.0,
            c if c.is_ascii_uppercase() => 0.72,
            c if unicode_width::UnicodeWidthChar::width(c) == Some(2) => 1.05,
            _ => 0.6,
        })
        .sum::<f64>()
        * FONT
}

/// Axis marks: a round step, at most six marks, from zero.
fn ticks(max: f64) -> (f64, Vec<f64>) {
    let max = if max > 0.0 { max } else { 1.0 };
    let raw = (max / 5.0).max(f64::MIN_POSITIVE * 1e6);
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw).unwrap_or(raw);
    let count = (max / step).ceil().max(1.0) as usize;
    (step * count as f64, (0..=count).map(|i| i as f64 * step).collect())
}

fn is_interval(figure: &Figure) -> bool {
    figure.range_kind == Some(RangeKind::UncertaintyBounds)
}

/// Dot and whisker, one row a country.
pub fn dots(chart: &DotChart) -> Markup {
    let drawn: Vec<&super::document::Dot> = chart.dots.iter().filter(|d| d.figure.value.is_some()).collect();
    let top = drawn
        .iter()
        .map(|d| {
            d.figure.value.unwrap_or(0.0).max(d.figure.high.filter(|_| is_interval(&d.figure)).unwrap_or(0.0))
        })
        .fold(0.0, f64::max);
    let (max, marks) = ticks(top);
    // The country of the report is set in bold.
    let bold = |d: &super::document::Dot| if d.own { 1.12 } else { 1.0 };
    let left = drawn.iter().map(|d| measure(&d.name) * bold(d)).fold(60.0, f64::max).min(LONGEST_NAME) + 14.0;
    let labels: Vec<String> = drawn.iter().map(|d| d.figure.shown()).collect();
    let right =
        drawn.iter().zip(&labels).map(|(d, l)| measure(l) * bold(d)).fold(40.0, f64::max).min(120.0) + 14.0;
    let width = WIDTH;
    let plot = width - left - right;
    let row = 26.0;
    let height = row * drawn.len() as f64 + 34.0;
    let x = |v: f64| left + v / max * plot;
    let unit = if chart.unit == "percent" { " %" } else { "" };
    let id = format!("chart-{}", slug(&plain_text(&chart.title)));
    let addresses: Vec<String> = drawn.iter().map(|d| d.figure.address.to_string()).collect();
    let description: Vec<String> = drawn
        .iter()
        .map(|d| {
            let bounds =
                if is_interval(&d.figure) { format!(" ({})", d.figure.shown_range()) } else { String::new() };
            format!("{} {}{bounds}", d.name, d.figure.shown())
        })
        .collect();
    html! {
        figure class="chart" {
            figcaption { (inline(&chart.title)) }
            svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { (plain_text(&chart.title)) }
                desc id=(format!("{id}-d")) data-addresses=(addresses.join(" ")) { (description.join("; ")) }
                @for mark in &marks {
                    line x1=(px(x(*mark))) x2=(px(x(*mark))) y1="4" y2=(px(height - 28.0)) class="grid" {}
                    text x=(px(x(*mark))) y=(px(height - 10.0)) class="axis" text-anchor="middle" data-axis="" { (grouped(*mark, 2)) (unit) }
                }
                @for (i, (dot, label)) in drawn.iter().zip(&labels).enumerate() {
                    @let y = row * i as f64 + 20.0;
                    @let value = x(dot.figure.value.unwrap_or(0.0));
                    text x=(px(left - 10.0)) y=(px(y + 4.5)) text-anchor="end" class=(if dot.own { "own" } else { "name" }) { (cut(&dot.name, bold(dot))) }
                    @if let (true, Some(low), Some(high)) = (is_interval(&dot.figure), dot.figure.low, dot.figure.high) {
                        line x1=(px(x(low))) x2=(px(x(high))) y1=(px(y)) y2=(px(y)) class="whisker" {}
                        line x1=(px(x(low))) x2=(px(x(low))) y1=(px(y - 4.0)) y2=(px(y + 4.0)) class="whisker" {}
                        line x1=(px(x(high))) x2=(px(x(high))) y1=(px(y - 4.0)) y2=(px(y + 4.0)) class="whisker" {}
                    }
                    @if dot.own {
                        rect x=(px(value - 5.0)) y=(px(y - 5.0)) width="10" height="10" class="dot own" {}
                    } @else {
                        circle cx=(px(value)) cy=(px(y)) r="4.5" class="dot" {}
                    }
                    a href=(format!("#{}", slug(&dot.figure.address.to_string()))) {
                        text x=(px(width - right + 10.0)) y=(px(y + 4.5)) class=(if dot.own { "own" } else { "value" }) data-address=(dot.figure.address) data-part="value" { (label) }
                    }
                }
            }
        }
    }
}

/// A line over years; gaps stay gaps and breaks are not bridged.
pub fn trend(chart: &TrendChart) -> Markup {
    let held: Vec<&(i32, Figure)> = chart.points.iter().filter(|(_, f)| f.value.is_some()).collect();
    let top = held.iter().filter_map(|(_, f)| f.value).fold(0.0, f64::max);
    let (max, marks) = ticks(top);
    let (width, height) = (WIDTH, 220.0);
    let left = marks.iter().map(|m| measure(&grouped(*m, 2))).fold(20.0, f64::max).min(120.0) + 12.0;
    let (below, above) = (30.0, 26.0);
    let first = chart.points.first().map_or(0, |p| p.0);
    let last = chart.points.last().map_or(1, |p| p.0);
    let span = f64::from((last - first).max(1));
    let inset = held.iter().map(|(_, f)| measure(&f.shown()) / 2.0).fold(20.0, f64::max).min(60.0) + 4.0;
    let x = |year: i32| left + inset + f64::from(year - first) / span * (width - left - 2.0 * inset);
    let y = |v: f64| height - below - v / max * (height - below - above);
    let id = format!("chart-{}", slug(&plain_text(&chart.title)));
    let addresses: Vec<String> = held.iter().map(|(_, f)| f.address.to_string()).collect();
    let description: Vec<String> = held.iter().map(|(year, f)| format!("{year}: {}", f.shown())).collect();
    let labelled = labels_that_fit(&held, x);
    let pairs: Vec<_> = held
        .windows(2)
        .map(|w| (w[0], w[1]))
        .filter(|(a, b)| b.0 - a.0 == 1 && !chart.breaks.contains(&b.0))
        .collect();
    html! {
        figure class="chart" {
            figcaption { (inline(&chart.title)) }
            svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { (plain_text(&chart.title)) }
                desc id=(format!("{id}-d")) data-addresses=(addresses.join(" ")) { (description.join("; ")) }
                @for mark in &marks {
                    line x1=(px(left)) x2=(px(width)) y1=(px(y(*mark))) y2=(px(y(*mark))) class="grid" {}
                    text x=(px(left - 6.0)) y=(px(y(*mark) + 4.0)) class="axis" text-anchor="end" data-axis="" { (grouped(*mark, 2)) }
                }
                @for year in &chart.breaks {
                    @if *year > first && *year <= last {
                        line x1=(px(x(*year) - inset * 0.55)) x2=(px(x(*year) - inset * 0.55)) y1=(px(above)) y2=(px(height - below)) class="break" {}
                    }
                }
                @for (a, b) in &pairs {
                    line x1=(px(x(a.0))) y1=(px(y(a.1.value.unwrap_or(0.0)))) x2=(px(x(b.0))) y2=(px(y(b.1.value.unwrap_or(0.0)))) class="line" {}
                }
                @for (year, _) in &chart.points {
                    text x=(px(x(*year))) y=(px(height - 8.0)) class="axis" text-anchor="middle" data-axis="" { (year) }
                }
                @for (year, figure) in held.iter().copied() {
                    @let value = figure.value.unwrap_or(0.0);
                    circle cx=(px(x(*year))) cy=(px(y(value))) r="4" class="dot" {}
                    @if labelled.contains(year) { a href=(format!("#{}", slug(&figure.address.to_string()))) {
                        text x=(px(x(*year))) y=(px(y(value) - 9.0)) class="value" text-anchor="middle" data-address=(figure.address) data-part="value" { (figure.shown()) }
                    } }
                }
            }
            @if chart.points.len() > held.len() {
                p class="note" { (inline(&[Inline::plain("A year without a dot has no value; nothing is carried forward.")])) }
            }
        }
    }
}

/// A name that fits its column.
fn cut(name: &str, wider: f64) -> String {
    if measure(name) * wider <= LONGEST_NAME {
        return name.to_string();
    }
    let mut out = String::new();
    for c in name.chars() {
        if (measure(&out) + measure("m…")) * wider > LONGEST_NAME {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// The years whose labels stand free of each other: the last and the first
/// before all others; every value is in the text alternative.
fn labels_that_fit(held: &[&(i32, Figure)], x: impl Fn(i32) -> f64) -> Vec<i32> {
    let mut order: Vec<&(i32, Figure)> = held.iter().rev().copied().collect();
    if let Some(first) = order.pop() {
        order.insert(order.len().min(1), first);
    }
    let mut taken: Vec<(f64, f64, i32)> = Vec::new();
    for (year, figure) in order {
        let half = measure(&figure.shown()) / 2.0 + 3.0;
        let (from, to) = (x(*year) - half, x(*year) + half);
        if taken.iter().all(|(a, b, _)| to <= *a || from >= *b) {
            taken.push((from, to, *year));
        }
    }
    taken.into_iter().map(|(_, _, year)| year).collect()
}

/// A coordinate with at most one decimal: the same bytes on every run.
fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_cover_the_top() {
        for top in [0.0, 0.3, 1.0, 7.0, 28.6, 99.0, 3_188_793.0] {
            let (max, marks) = ticks(top);
            assert!(max >= top && marks.len() <= 7 && marks[0] == 0.0, "{top}: {marks:?}");
        }
    }
}
