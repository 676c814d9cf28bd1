//! Cells of a workbook as they are called and as they are shown.

use calamine::ExcelDateTime;

use crate::base::clock;

/// Row and column, both from 0.
pub type At = (u32, u32);

/// `C7` for the third cell of the seventh row.
pub fn address((row, column): At) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{}", String::from_utf8_lossy(&letters), row + 1)
}

/// `Reported!C7`, `'Read me'!A1`: as a spreadsheet takes it in its name box.
pub fn place(sheet: &str, at: At) -> String {
    let plain = sheet.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !sheet.starts_with(|c: char| c.is_ascii_digit());
    let sheet = if plain { sheet.to_string() } else { format!("'{}'", sheet.replace('\'', "''")) };
    format!("{sheet}!{}", address(at))
}

/// A date, and its time where it has one.
pub fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let plain = (hour, minute, second) == (0, 0, 0) || !clock::is_date(&date);
    if plain { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
}

/// What a number format makes of a number, as far as that changes what a reader
/// takes it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Digits alone: the number itself.
    Plain,
    Percent,
    /// A word or a sign beside the number, such as a currency.
    WithUnit(String),
    /// Thousands or millions are cut off.
    Scaled,
    /// As another number, or not at all: `;;;`, `-0`, `[>9]"many"`.
    Otherwise,
}

/// Reads a number format such as `#,##0`, `0.0%` or `0" cases"`. Formats of
/// dates are known to the reader of the file already.
pub fn shown(format: &str) -> Shown {
    // What follows the first semicolon is for negative numbers, zeros, texts.
    let (mut words, mut percent, mut digits_end) = (String::new(), false, 0);
    let (mut bare, mut rest) = (String::new(), format.chars());
    // A sign of its own before the digits, and a section that is for some numbers only.
    let (mut signed, mut chosen) = (false, false);
    while let Some(c) = rest.next() {
        match c {
            ';' => break,
            '"' => {
                let text: String = rest.by_ref().take_while(|c| *c != '"').collect();
                signed |= digits_end == 0 && text.contains(['-', '(']);
                words += &text;
            }
            // A single character that stands as it is; one that is only left room for.
            '\\' => {
                let next = rest.next();
                signed |= digits_end == 0 && next.is_some_and(|c| "-(".contains(c));
                words.extend(next);
            }
            '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                // `[$€-407]` is a currency, `[$-407]` a language, `[Red]` a colour.
                chosen |= inside.starts_with(['<', '>', '=']);
                if let Some(sign) = inside.strip_prefix('$') {
                    words.push_str(sign.split('-').next().unwrap_or_default());
                }
            }
            '%' => percent = true,
            '0' | '#' | '?' => {
                bare.push(c);
                digits_end = bare.len();
            }
            '$' | '€' | '£' | '¥' => words.push(c),
            c => {
                signed |= digits_end == 0 && "-(".contains(c);
                bare.push(c);
            }
        }
    }
    let nothing = digits_end == 0 && words.trim().is_empty() && !percent;
    let general = format.trim().is_empty() || bare.contains('@') || bare.to_lowercase().contains("general");
    let words = words.trim_matches(|c: char| c.is_whitespace() || "()-+".contains(c)).to_string();
    match (percent, words.is_empty(), bare.get(digits_end..).is_some_and(|tail| tail.starts_with(','))) {
        (true, ..) => Shown::Percent,
        _ if chosen || (signed && digits_end > 0) || (nothing && !general) => Shown::Otherwise,
        (_, false, _) => Shown::WithUnit(words),
        (_, _, true) => Shown::Scaled,
        _ => Shown::Plain,
    }
}

/// How the same format shows a zero: its third section is for it.
pub fn shown_zero(format: &str) -> Shown {
    let mut section = 0;
    let (mut seen, mut rest) = (false, format.chars());
    while let Some(c) = rest.next() {
        let here = section == 2;
        match c {
            ';' => section += 1,
            '"' => seen |= rest.by_ref().take_while(|c| *c != '"').count() > 0 && here,
            '\\' => seen |= rest.next().is_some() && here,
            '_' | '*' => drop(rest.next()),
            '[' => drop(rest.by_ref().take_while(|c| *c != ']').count()),
            c => seen |= here && !c.is_whitespace(),
        }
    }
    if section >= 2 && !seen { Shown::Otherwise } else { shown(format) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_called_as_in_a_spreadsheet() {
        assert_eq!(place("Reported", (6, 2)), "Reported!C7");
        assert_eq!(place("Read me", (0, 27)), "'Read me'!AB1");
        assert_eq!(place("it's", (0, 16_383)), "'it''s'!XFD1");
        assert_eq!(place("2020", (0, 25)), "'2020'!Z1");
    }

    #[test]
    fn a_format_says_what_a_number_is_taken_for() {
        for plain in
            ["General", "0", "#,##0", "0.00", "#,##0;[Red]-#,##0", "[$-409]#,##0", "@", "# ##0_-", "0E+00"]
        {
            assert_eq!(shown(plain), Shown::Plain, "{plain}");
        }
        for plain in ["#,##0 ;(#,##0)", "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", "# ?/?", "##0.0E+0"] {
            assert_eq!(shown(plain), Shown::Plain, "{plain}");
        }
        assert_eq!(shown("_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)"), Shown::WithUnit("$".into()));
        assert_eq!(shown("0.0%"), Shown::Percent);
        assert_eq!(shown("0\" cases\""), Shown::WithUnit("cases".into()));
        assert_eq!(shown("[$€-407] #,##0.00"), Shown::WithUnit("€".into()));
        assert_eq!(shown("$#,##0"), Shown::WithUnit("$".into()));
        assert_eq!(shown("#,##0,"), Shown::Scaled);
        assert_eq!(shown("0.0,,"), Shown::Scaled);
        assert_eq!(shown("\"("), Shown::Plain);
    }

    #[test]
    fn a_format_that_hides_a_number_is_not_plain() {
        for hiding in [";;;", "-0", "\\-0", "\"-\"#,##0", "(0)", "[<5]\"few\";0", "[=3]0;0", ";-0;0"] {
            assert_eq!(shown(hiding), Shown::Otherwise, "{hiding}");
        }
        assert_eq!(shown_zero("0;-0;;@"), Shown::Otherwise);
        assert_eq!(shown_zero("0;-0;\"\";@"), Shown::Otherwise);
        for plain in ["0", "#,##0;[Red]-#,##0", "0;-0;0", "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"] {
            assert_eq!(shown_zero(plain), Shown::Plain, "{plain}");
        }
    }
}
