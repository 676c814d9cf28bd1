//! Histograms: how many values fall into each bin.

use super::{Bar, bars, number, round_outwards, signs};

/// Values from `low` up to `high`, which belongs to the next bin, save for the
/// last one.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    pub low: f64,
    pub high: f64,
    /// None where it is withheld.
    pub count: Option<f64>,
    /// Why there is no count.
    pub state: String,
}

/// One line a bin, the count beside it. A withheld bin has words and no bar.
pub fn histogram(bins: &[Bin], unit: &str, width: usize, ascii: bool) -> String {
    let dash = signs(ascii).dash;
    let rows: Vec<Bar> = bins
        .iter()
        .map(|bin| Bar {
            label: format!("{}{dash}{}", number(bin.low, ascii), number(bin.high, ascii)),
            value: bin.count,
            interval: None,
            shown: bin.count.map_or_else(|| bin.state.clone(), |c| number(c, ascii)),
            weak: false,
        })
        .collect();
    bars(&rows, unit, width, ascii)
}

/// Edges of about `about` bins of a round width that cover `low` to `high`.
/// Empty where there is nothing to cover.
pub fn round_edges(low: f64, high: f64, about: usize) -> Vec<f64> {
    if !(low.is_finite() && high.is_finite() && low <= high) || about == 0 {
        return Vec::new();
    }
    let step = round_outwards(if high > low { (high - low) / about as f64 } else { 1.0 });
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    let count = (last - first).min(10_000.0) as usize;
    (0..=count).map(|n| (first + n as f64) * step).collect()
}
