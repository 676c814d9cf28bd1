//! Numbers as data files write them.

/// Powers of ten that a double holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Reads a short decimal such as `-12.75` from the front of `bytes`: the number
/// and how many bytes it takes. None where the text is longer or otherwise; it
/// may be a number all the same, which [`parse`] tells.
///
/// Both the digits and the power of ten are exact in a double, so their quotient
/// is rounded once and is the nearest double (W. D. Clinger, *How to read
/// floating point numbers accurately*, 1990).
#[inline]
pub(super) fn short(bytes: &[u8]) -> Option<(f64, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let from = usize::from(negative);
    let mut at = from;
    let mut digits: u64 = 0;
    while let Some(d) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        digits = digits.wrapping_mul(10).wrapping_add(u64::from(d));
        at += 1;
    }
    let mut count = at - from;
    let mut decimals = 0;
    if bytes.get(at) == Some(&b'.') {
        let point = at;
        at += 1;
        while let Some(d) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
            digits = digits.wrapping_mul(10).wrapping_add(u64::from(d));
            at += 1;
        }
        decimals = at - point - 1;
        count += decimals;
    }
    // 19 digits cannot have run over 64 bits.
    if count == 0 || count > 19 || digits >= 1 << 53 {
        return None;
    }
    let value = digits as f64 / TENS.get(decimals)?;
    Some((if negative { -value } else { value }, at))
}

/// A whole text as a number: digits, a sign, a point, an exponent. Words such as
/// `inf` or `nan` are none, nor is what no double can hold.
pub(super) fn parse(text: &str) -> Option<f64> {
    if let Some((value, length)) = short(text.as_bytes())
        && length == text.len()
    {
        return Some(value);
    }
    let figures = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(figures) {
        return None;
    }
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_number() {
        for text in
            ["", "-", ".", "nan", "NaN", "inf", "-infinity", "1e999", "1,5", "0x10", "1 000", "1e", "--1"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        for (text, value) in
            [("007", 7.0), (".5", 0.5), ("5.", 5.0), ("+3", 3.0), ("-0.25", -0.25), ("1e3", 1e3)]
        {
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    proptest! {
        #[test]
        fn short_decimals_are_the_nearest_double(text in "-?[0-9]{0,18}(\\.[0-9]{0,25})?") {
            if let Some((value, length)) = short(text.as_bytes()) {
                prop_assert_eq!(length, text.len());
                prop_assert_eq!(value.to_bits(), text.parse::<f64>().expect("a number").to_bits());
            }
        }

        #[test]
        fn any_double_comes_back(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            prop_assert_eq!(parse(&value.to_string()).map(f64::to_bits), Some(value.to_bits()));
        }
    }
}
