//! Printing numbers the way the reports do.

/// A number with a thin grouping of thousands by commas and as many decimals
/// as its source gave, at most `decimals`; trailing zeros are dropped.
/// Never prints NaN or an infinity: those are a defect upstream.
pub fn grouped(value: f64, decimals: usize) -> String {
    debug_assert!(value.is_finite());
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    if value < 0.0 && out.chars().any(|c| c.is_ascii_digit() && c != '0') {
        out.insert(0, '−');
    }
    out
}

/// `1 entry`, `2,000 entries`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n as f64, 0), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_and_decimals() {
        assert_eq!(grouped(1096163.0, 1), "1,096,163");
        assert_eq!(grouped(21.7, 1), "21.7");
        assert_eq!(grouped(0.0, 1), "0");
        assert_eq!(grouped(-1234.56, 1), "−1,234.6");
        assert_eq!(grouped(-0.001, 1), "0");
    }
}
