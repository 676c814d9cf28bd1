//! Bars from zero, with whiskers where there is an interval.

use unicode_width::UnicodeWidthStr;

use super::super::text::wrap;
use super::{Signs, number, round_outwards, signs};

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    pub label: String,
    /// None where it is absent or withheld: then nothing is drawn.
    pub value: Option<f64>,
    /// An interval of uncertainty; never a range of another kind.
    pub interval: Option<(f64, f64)>,
    /// The value as text, or in words why there is none.
    pub shown: String,
    /// Rests on few cases: hollow and dashed.
    pub weak: bool,
}

impl Bar {
    /// What is drawn, if anything: the ends of the interval on their sides of
    /// the value, no infinity.
    fn drawn(&self) -> Option<(f64, Option<(f64, f64)>)> {
        let value = self.value.filter(|v| v.is_finite())?;
        let interval = self.interval.filter(|(l, h)| l.is_finite() && h.is_finite() && l <= h);
        Some((value, interval))
    }
}

/// The area of the bars: columns left of the axis, and right of it.
struct Area {
    low: f64,
    high: f64,
    left: usize,
    right: usize,
}

impl Area {
    fn of(rows: &[Bar], columns: usize) -> Area {
        let ends = rows.iter().filter_map(Bar::drawn);
        let ends = ends.flat_map(|(v, i)| [Some(v), i.map(|i| i.0), i.map(|i| i.1)]).flatten();
        let (low, high) = ends.fold((0f64, 0f64), |(l, h), v| (l.min(v), h.max(v)));
        let (low, high) = (round_outwards(low), round_outwards(high));
        let columns = columns.max(3) - 1;
        let left = if low == 0.0 {
            0
        } else if high == 0.0 {
            columns
        } else {
            // Parts of the larger side, so that huge numbers do not overflow.
            let largest = high.max(-low);
            let share = (-low / largest) / (-low / largest + high / largest);
            ((columns as f64 * share).round() as usize).clamp(1, columns - 1)
        };
        Area { low, high, left, right: columns - left }
    }

    /// Columns from the axis to a value, with parts of a column.
    fn reach(&self, value: f64) -> f64 {
        match value {
            v if v > 0.0 => v / self.high * self.right as f64,
            v if v < 0.0 => v / self.low * self.left as f64,
            _ => 0.0,
        }
    }

    /// The column a value falls in; the axis for zero alone.
    fn column(&self, value: f64) -> usize {
        let steps = (self.reach(value) - 1e-9).ceil().max(1.0) as usize;
        match value {
            v if v > 0.0 => self.left + steps.min(self.right),
            v if v < 0.0 => self.left - steps.min(self.left),
            _ => self.left,
        }
    }

    fn draw(&self, value: f64, interval: Option<(f64, f64)>, weak: bool, signs: &Signs) -> String {
        let mut cells = vec![' '; self.left + 1 + self.right];
        let body = if weak { signs.weak_body } else { signs.body };
        let reach = self.reach(value);
        let whole = reach.round() as usize;
        // Parts of a cell are drawn only where nothing else marks the value.
        let plain = interval.is_none() && !weak;
        if value > 0.0 {
            let full =
                if plain && !signs.eighths.is_empty() { (reach + 1e-9).floor() as usize } else { whole };
            let full = full.min(self.right);
            cells[self.left + 1..=self.left + full].fill(body);
            let eighth = ((reach - full as f64) * 8.0).round() as usize;
            if plain && eighth > 0 && full < self.right && !signs.eighths.is_empty() {
                cells[self.left + 1 + full] = signs.eighths.get(eighth - 1).copied().unwrap_or(body);
            } else if full == 0 {
                cells[self.left + 1] = signs.sliver[1];
            }
        } else if value < 0.0 {
            let full = whole.min(self.left);
            cells[self.left - full..self.left].fill(body);
            if full == 0 {
                cells[self.left - 1] = signs.sliver[0];
            }
        }
        cells[self.left] = signs.axis;
        if let Some((low, high)) = interval {
            let (from, to) = (self.column(low), self.column(high));
            cells[from..=to].fill(if weak { signs.weak_whisker } else { signs.whisker });
            if from < to {
                cells[from] = signs.ends[0];
                cells[to] = signs.ends[1];
            }
        }
        if !plain {
            cells[self.column(value)] = if weak { signs.weak_marker } else { signs.marker };
        }
        let line: String = cells.into_iter().collect();
        line.trim_end().to_string()
    }

    /// The scale under the bars: its ends, and zero where that lies between.
    fn scale(&self, unit: &str, signs: &Signs, ascii: bool) -> String {
        let width = self.left + 1 + self.right;
        let mut line: Vec<char> = vec![signs.rule; width];
        let mut put = |text: &str, at: usize| {
            for (i, c) in text.chars().enumerate() {
                if let Some(cell) = line.get_mut(at + i) {
                    *cell = c;
                }
            }
        };
        let high = format!(" {}{unit}", number(self.high, ascii));
        let low = format!("{} ", number(self.low, ascii));
        let fits = low.width() + high.width() + 2 <= width;
        if self.low < 0.0 {
            put(&low, 0);
        }
        let (around, zero) = match self.left {
            0 => ("0 ", 0),
            left => (" 0 ", left.saturating_sub(1)),
        };
        let clear = self.low == 0.0 || zero > low.width();
        let clear = clear && (self.high == 0.0 || zero + around.width() + high.width() < width);
        if clear {
            put(around, zero);
        }
        if fits && self.high > 0.0 {
            put(&high, width - high.width());
        } else if !fits {
            return format!("{} {} {}{unit}", number(self.low, ascii), signs.dash, number(self.high, ascii));
        }
        line.into_iter().collect::<String>().trim_end().to_string()
    }
}

/// One bar a row, in the order given, its value beside it.
pub fn bars(rows: &[Bar], unit: &str, width: usize, ascii: bool) -> String {
    let signs = signs(ascii);
    let labels = rows.iter().map(|r| r.label.width()).max().unwrap_or(0);
    let labels = labels.clamp(1, (width * 2 / 5).max(8));
    let drawn = rows.iter().filter(|r| r.drawn().is_some());
    let values = drawn.map(|r| r.shown.width()).max().unwrap_or(0).min((width / 3).max(8));
    let area = Area::of(rows, width.saturating_sub(labels + 2 + values + 2).max(6));
    let mut out = String::new();
    for row in rows {
        let label = wrap(&row.label, labels);
        // Where nothing is drawn, words take the room of value and picture.
        let (texts, room, picture) = match row.drawn() {
            Some((value, interval)) => {
                (wrap(&row.shown, values), values, area.draw(value, interval, row.weak, signs))
            }
            None => (wrap(&row.shown, width.saturating_sub(labels + 2)), 0, String::new()),
        };
        for n in 0..label.len().max(texts.len()) {
            let label = label.get(n).map_or("", String::as_str);
            let text = texts.get(n).map_or("", String::as_str);
            let gap = " ".repeat(labels.saturating_sub(label.width()));
            let before = " ".repeat(room.saturating_sub(text.width()));
            let picture = if n == 0 { picture.as_str() } else { "" };
            out.push_str(format!("{label}{gap}  {before}{text}  {picture}").trim_end());
            out.push('\n');
        }
    }
    if rows.iter().any(|r| r.drawn().is_some()) {
        let before = " ".repeat(labels + 2 + values + 2);
        out.push_str(&format!("{before}{}\n", area.scale(unit, signs, ascii)));
    }
    out
}
