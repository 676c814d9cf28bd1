//! Plots for the terminal, in Unicode or ASCII, of any width. Pure functions
//! over plain data: what is absent or withheld has no bar, no place in any
//! order and no part in any scale, only words. The numbers stand beside the
//! picture, which adds to them and replaces none.

mod bars;
mod histogram;
mod series;
#[cfg(test)]
mod tests;

pub use bars::{Bar, bars};
pub use histogram::{Bin, histogram, round_edges};
pub use series::{Line, Point, lines, sparkline};

/// A picture as data; rendered when the width is known.
#[derive(Debug, Clone)]
pub struct Plot {
    pub kind: Kind,
    /// Said after the numbers of the scale: ` %`, ` children`.
    pub unit: String,
    pub ascii: bool,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Bars(Vec<Bar>),
    Histogram(Vec<Bin>),
    Lines(Vec<Line>),
}

impl Plot {
    pub fn render(&self, width: usize) -> String {
        match &self.kind {
            Kind::Bars(rows) => bars(rows, &self.unit, width, self.ascii),
            Kind::Histogram(bins) => histogram(bins, &self.unit, width, self.ascii),
            Kind::Lines(rows) => lines(rows, width, self.ascii),
        }
    }
}

/// The signs a picture is made of.
pub(super) struct Signs {
    axis: char,
    body: char,
    weak_body: char,
    /// The thinnest sign that is not nothing, on either side of the axis.
    sliver: [char; 2],
    rule: char,
    whisker: char,
    weak_whisker: char,
    ends: [char; 2],
    marker: char,
    weak_marker: char,
    /// Parts of a cell, from one eighth on; empty where there are none.
    eighths: &'static [char],
    /// Heights, from the lowest on.
    levels: &'static [char],
    zero: char,
    dash: char,
    to: &'static str,
}

const UNICODE: Signs = Signs {
    axis: '│',
    body: '█',
    weak_body: '░',
    sliver: ['▕', '▏'],
    rule: '─',
    whisker: '─',
    weak_whisker: '╌',
    ends: ['├', '┤'],
    marker: '●',
    weak_marker: '○',
    eighths: &['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
    levels: &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    zero: '_',
    dash: '–',
    to: "→",
};

const ASCII: Signs = Signs {
    axis: '|',
    body: '#',
    weak_body: ':',
    sliver: ['\'', '\''],
    rule: '-',
    whisker: '=',
    weak_whisker: '-',
    ends: ['[', ']'],
    marker: '*',
    weak_marker: 'o',
    eighths: &[],
    levels: &['.', ':', '-', '=', '+', '*', '#', '@'],
    zero: '_',
    dash: '-',
    to: "->",
};

pub(super) fn signs(ascii: bool) -> &'static Signs {
    if ascii { &ASCII } else { &UNICODE }
}

/// A number as a scale prints it; one too long to read as a power of ten.
pub(super) fn number(value: f64, ascii: bool) -> String {
    let size = value.abs();
    let text = if size >= 1e15 || (size > 0.0 && size < 1e-6) {
        format!("{value:e}")
    } else {
        let decimals = if size >= 100.0 || size == 0.0 { 0 } else { (2.0 - size.log10().floor()) as usize };
        crate::base::number::grouped(value, decimals.min(9))
    };
    if ascii { text.replace('−', "-") } else { text }
}

/// The next round number from `value` outwards, away from zero.
pub(super) fn round_outwards(value: f64) -> f64 {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return value;
    }
    let power = 10f64.powf(size.log10().floor());
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let round = steps.into_iter().map(|s| s * power).find(|s| *s >= size * (1.0 - 1e-12));
    round.filter(|r| r.is_finite()).unwrap_or(size).copysign(value)
}
