//! Dates as sources give them: a year, a month or a day. A year is no day in
//! it, so that comparisons say what is certain and no more.

use super::clock::{civil, days};

/// A year, a month or a day, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// First and last day it may mean, in days since 1970.
    pub first: i64,
    pub last: i64,
}

impl PartialDate {
    /// Reads `2015`, `2015-03` or `2015-03-01`; nothing else, and no day that
    /// no calendar has.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let mut parts = text.split('-');
        let number = |part: &str, digits: usize| -> Option<i64> {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|p| number(p, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|p| number(p, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let (first, last) = match (month, day) {
            (None, _) => (days(year, 1, 1), days(year, 12, 31)),
            (Some(m), None) if (1..=12).contains(&m) => {
                let next = if m == 12 { days(year + 1, 1, 1) } else { days(year, m as u32 + 1, 1) };
                (days(year, m as u32, 1), next - 1)
            }
            (Some(m), Some(d)) if (1..=12).contains(&m) && (1..=31).contains(&d) => {
                let at = days(year, m as u32, d as u32);
                if civil(at) != (year, m as u32, d as u32) {
                    return None;
                }
                (at, at)
            }
            _ => return None,
        };
        Some(PartialDate { first, last })
    }

    /// Today, by the program's clock.
    pub fn today() -> PartialDate {
        let now = super::clock::now();
        now.get(..10).and_then(PartialDate::parse).unwrap_or(PartialDate { first: 0, last: 0 })
    }

    /// Whether it is certainly before another: its last possible day is.
    pub fn surely_before(self, other: PartialDate) -> bool {
        self.last < other.first
    }

    /// Whether the two may mean the same day.
    pub fn overlaps(self, other: PartialDate) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whole years from its last possible day to the first of another; never
    /// negative.
    pub fn years_until(self, other: PartialDate) -> i64 {
        let ((y0, m0, d0), (y1, m1, d1)) = (civil(self.last), civil(other.first));
        (y1 - y0 - i64::from((m1, d1) < (m0, d0))).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_no_day_in_it() {
        let date = |t| PartialDate::parse(t).expect("a date");
        assert!(date("2015").overlaps(date("2015-03-01")));
        assert!(!date("2015").surely_before(date("2015-12-31")));
        assert!(date("2015-02").surely_before(date("2015-03")));
        assert_eq!(date("2015").years_until(date("2020-12-30")), 4);
        assert_eq!(date("2015").years_until(date("2020-12-31")), 5);
        assert_eq!(date("2030").years_until(date("2020")), 0);
        assert_eq!(date("2024-02").last, days(2024, 2, 29));
    }

    #[test]
    fn what_no_calendar_has_is_no_date() {
        for bad in
            ["", "15", "2015-13", "2015-02-30", "2015-1", "2015-01-01-01", "unknown", "20156", "２０１５"]
        {
            assert_eq!(PartialDate::parse(bad), None, "{bad}");
        }
    }
}
