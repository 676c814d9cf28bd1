//! The time of day, to the second and in UTC, and dates as scripts write them.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, as `2026-03-01T09:30:00Z`. `DH_NOW` fixes it, so that a second run
/// writes the same bytes.
pub fn now() -> String {
    if let Ok(fixed) = std::env::var("DH_NOW")
        && is_moment(&fixed)
    {
        return fixed;
    }
    // A clock before 1970 reads as 1970: the audit log notices that it went back.
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    moment(seconds)
}

/// Seconds since 1970 as `2026-03-01T09:30:00Z`.
pub fn moment(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days as i64);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Days since 1970 as year, month, day (Howard Hinnant, "chrono-compatible
/// low-level date algorithms", civil_from_days).
pub fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let mp = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970 of a calendar date (days_from_civil of the same source).
pub fn days(year: i64, month: u32, day: u32) -> i64 {
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let mp = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * mp + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Whether `text` is a real calendar date written `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let part = |range: std::ops::Range<usize>| {
        let digits = &bytes[range];
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    };
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else { return false };
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && civil(days(year, month as u32, day as u32)) == (year, month as u32, day as u32)
}

fn is_moment(text: &str) -> bool {
    let ok = |(date, time): (&str, &str)| {
        is_date(date) && time.len() == 9 && time.ends_with('Z') && time.is_ascii()
    };
    text.split_once('T').is_some_and(ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        for n in [-719_468, -1, 0, 59, 11_016, 18_321, 19_782, 20_000, 2_932_896] {
            let (y, m, d) = civil(n);
            assert_eq!(days(y, m, d), n);
        }
        assert_eq!(civil(20_781), (2026, 11, 24));
        assert_eq!(moment(1_795_539_600), "2026-11-24T17:00:00Z");
    }

    #[test]
    fn a_thirtieth_of_february_is_no_date() {
        assert!(is_date("2020-02-29"));
        for bad in [
            "2021-02-29",
            "2020-02-30",
            "2020-13-01",
            "2020-1-01",
            "",
            "20-02-2020",
            "2020-00-10",
            "2020/02/02",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
