//! Tables with a column an answer, cut into several where they are wider than a
//! terminal: the labels stand before every part.

use unicode_width::UnicodeWidthStr;

use crate::report::text::TextTable;

/// Columns of a terminal that every table fits.
const WIDTH: usize = 80;
/// Labels longer than this are broken into lines.
const LABEL: usize = 24;

/// A column: its header and its cells.
pub type WideColumn = (String, Vec<String>);

/// The table, or its parts; every column but the first is set to the right.
pub fn tables(header: &str, labels: &[String], columns: &[WideColumn]) -> Vec<TextTable> {
    let natural = |texts: &mut dyn Iterator<Item = &str>| {
        texts.flat_map(|t| t.split('\n')).map(UnicodeWidthStr::width).max().unwrap_or(0)
    };
    let label = natural(&mut labels.iter().map(String::as_str).chain([header])).clamp(6, LABEL);
    // A header may be broken between words, into lines of eight columns at
    // least; a cell stays whole.
    let width = |(header, cells): &WideColumn| {
        let words = header.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
        natural(&mut cells.iter().map(String::as_str)).max(words).max(header.width().clamp(6, 8)) + 2
    };
    let mut parts: Vec<Vec<&WideColumn>> = vec![Vec::new()];
    let mut used = label;
    for column in columns {
        if used + width(column) > WIDTH && parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(Vec::new());
            used = label;
        }
        used += width(column);
        if let Some(part) = parts.last_mut() {
            part.push(column);
        }
    }
    let one = |part: &Vec<&WideColumn>| {
        let mut heads = vec![header.to_string()];
        heads.extend(part.iter().map(|(header, _)| format!(">{header}")));
        let mut table = TextTable::new(&heads.iter().map(String::as_str).collect::<Vec<_>>());
        for (row, label) in labels.iter().enumerate() {
            let mut cells = vec![label.clone()];
            cells.extend(part.iter().map(|(_, cells)| cells.get(row).cloned().unwrap_or_default()));
            table.row(cells);
        }
        table
    };
    parts.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_table_is_cut_and_every_part_has_the_labels() {
        let labels = vec!["girl".to_string(), "boy".to_string()];
        let columns: Vec<WideColumn> =
            (0..12).map(|n| (format!("Answer number {n}"), vec!["12.3".into(), "45.6".into()])).collect();
        let parts = tables("sex", &labels, &columns);
        assert!(parts.len() > 1);
        assert_eq!(parts.iter().map(|p| p.headers.len() - 1).sum::<usize>(), 12);
        for part in &parts {
            let shown = part.render(80);
            assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
            assert!(shown.contains("girl") && shown.contains("boy"));
        }
        assert_eq!(tables("sex", &labels, &columns[..3]).len(), 1);
    }
}
