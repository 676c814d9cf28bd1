//! Tables and wrapped text for the terminal. Widths count columns, so that
//! wide and combining characters line up.

use unicode_width::UnicodeWidthStr;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A table of texts.
#[derive(Debug, Clone, Default)]
pub struct TextTable {
    pub headers: Vec<String>,
    pub align: Vec<Align>,
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// Headers; one that begins with `>` sets its column to the right.
    pub fn new(headers: &[&str]) -> Self {
        TextTable {
            align: headers
                .iter()
                .map(|h| if h.starts_with('>') { Align::Right } else { Align::Left })
                .collect(),
            headers: headers.iter().map(|h| h.trim_start_matches('>').to_string()).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.headers.len());
        self.rows.push(cells);
    }

    /// The table, its widest text columns wrapped to fit `width`.
    pub fn render(&self, width: usize) -> String {
        let columns = self.headers.len();
        let natural: Vec<usize> = (0..columns)
            .map(|c| {
                // A cell of several lines is as wide as its widest.
                let cells = self.rows.iter().map(|r| &r[c]).chain([&self.headers[c]]);
                cells.flat_map(|text| text.split('\n')).map(UnicodeWidthStr::width).max().unwrap_or(0)
            })
            .collect();
        let words: Vec<usize> = (0..columns)
            .map(|c| {
                let cells = self.rows.iter().map(|r| &r[c]).chain([&self.headers[c]]);
                cells.flat_map(|text| text.split([' ', '\n'])).map(UnicodeWidthStr::width).max().unwrap_or(0)
            })
            .collect();
        let widths = fit(&natural, &words, width);
        let mut out = String::new();
        let line = |cells: &[String], out: &mut String| {
            let wrapped: Vec<Vec<String>> = cells.iter().zip(&widths).map(|(c, w)| wrap(c, *w)).collect();
            let height = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
            for n in 0..height {
                let mut text = String::new();
                for (c, lines) in wrapped.iter().enumerate() {
                    let cell = lines.get(n).map(String::as_str).unwrap_or("");
                    let gap = " ".repeat(widths[c].saturating_sub(cell.width()));
                    match self.align[c] {
                        Align::Left => text.push_str(&format!("{cell}{gap}")),
                        Align::Right => text.push_str(&format!("{gap}{cell}")),
                    }
                    if c + 1 < columns {
                        text.push_str("  ");
                    }
                }
                out.push_str(text.trim_end());
                out.push('\n');
            }
        };
        line(&self.headers, &mut out);
        let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        out.push_str(&rule.join("  "));
        out.push('\n');
        for row in &self.rows {
            line(row, &mut out);
        }
        out
    }
}

/// Column widths that fit, taken from the widest columns first; words (and so
/// addresses, which are copied) stay whole as long as there is room.
fn fit(natural: &[usize], longest_words: &[usize], width: usize) -> Vec<usize> {
    let mut widths = natural.to_vec();
    let gaps = 2 * widths.len().saturating_sub(1);
    for whole_words in [true, false] {
        let least =
            |c: usize| if whole_words { longest_words[c].max(6) } else { longest_words[c].clamp(6, 12) };
        while widths.iter().sum::<usize>() + gaps > width {
            match (0..widths.len()).filter(|c| widths[*c] > least(*c)).max_by_key(|c| widths[*c]) {
                Some(c) => widths[c] -= 1,
                None => break,
            }
        }
    }
    widths
}

/// Breaks a text into lines of at most `width` columns, at spaces where there
/// are any.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    // A number stays beside its percent sign.
    let text = text.replace(" %", "\u{a0}%");
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let mut word = word;
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            while word.width() > width {
                let mut cut = word.len();
                let mut wide = 0;
                for (at, c) in word.char_indices() {
                    wide += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
                    if wide > width {
                        cut = at;
                        break;
                    }
                }
                if cut == 0 || cut == word.len() {
                    break;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                lines.push(word[..cut].to_string());
                word = &word[cut..];
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.iter().map(|l| l.replace('\u{a0}', " ")).collect()
}

/// `name  value` lines with the values in one column.
pub fn fields(fields: &[(String, String)], width: usize) -> String {
    let names = fields.iter().map(|(n, _)| n.width()).max().unwrap_or(0);
    let mut out = String::new();
    for (name, value) in fields {
        for (i, line) in wrap(value, width.saturating_sub(names + 2)).iter().enumerate() {
            let head = if i == 0 { name.as_str() } else { "" };
            let gap = " ".repeat(names - head.width());
            out.push_str(format!("{head}{gap}  {line}").trim_end());
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_with_wide_characters_and_wrap_to_the_width() {
        let mut table = TextTable::new(&["name", ">n"]);
        table.row(vec!["កម្ពុជា 国家".into(), "1,024".into()]);
        table.row(vec!["a text that is much longer than the room there is for it".into(), "7".into()]);
        let shown = table.render(40);
        assert!(shown.lines().all(|l| l.width() <= 40), "{shown}");
        assert!(shown.lines().any(|l| l.ends_with("    7")), "{shown}");
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        assert_eq!(wrap("aaaaaaaaaaaaaaaaaaaa b", 8), ["aaaaaaaa", "aaaaaaaa", "aaaa b"]);
    }
}
