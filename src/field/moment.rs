//! When a device says that something happened: a day, a time, and the zone
//! where it says one.

use super::foreign::words_day;
use crate::base::clock;

/// The columns in which files hold when an interview began and ended by the
/// clock of the device: times of the interview, and no answers.
pub const MOMENTS: [&str; 2] = ["device_start", "device_end"];

/// A day and a time as the device showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Days since 1970.
    day: i64,
    /// Seconds of the day.
    second: i64,
    /// Minutes that the zone is before Greenwich.
    zone: Option<i64>,
}

impl Moment {
    /// `2024-03-01T09:58:00.000+03:00`, the same with a space, without a zone,
    /// or `Mar 1, 2024 9:58:00 AM`.
    pub fn read(text: &str) -> Option<Moment> {
        let text = text.trim();
        let day = words_day(text)?;
        let number = |t: &str| {
            (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i64>().ok())?
        };
        let days = clock::days(number(&day[..4])?, number(&day[5..7])? as u32, number(&day[8..])? as u32);
        let iso = text.starts_with(&day);
        let rest = if iso { text.get(11..)? } else { text.splitn(4, ' ').nth(3)? };
        let (time, zone) = match rest.find(['Z', '+', '-']) {
            Some(at) => (&rest[..at], Some(&rest[at..])),
            None => (rest, None),
        };
        let (time, afternoon) = match time
            .strip_suffix(" AM")
            .map(|t| (t, false))
            .or(time.strip_suffix(" PM").map(|t| (t, true)))
        {
            Some((time, afternoon)) => (time, Some(afternoon)),
            None => (time, None),
        };
        let time = time.split('.').next()?;
        let mut parts = time.trim().split(':');
        let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
        let second = parts.next().map_or(Some(0), number)?;
        let hour = match afternoon {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let zone = match zone {
            None => None,
            Some("Z") => Some(0),
            Some(zone) => {
                let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
                let (hours, minutes) = (
                    number(digits.get(..2)?)?,
                    digits.get(2..).map_or(Some(0), |m| if m.is_empty() { Some(0) } else { number(m) })?,
                );
                if hours > 14 || minutes > 59 {
                    return None;
                }
                let minutes = hours * 60 + minutes;
                Some(if zone.starts_with('-') { -minutes } else { minutes })
            }
        };
        Some(Moment { day: days, second: hour * 3600 + minute * 60 + second, zone })
    }

    /// `2024-03-01T09:58:00+03:00`, as it is kept.
    pub fn text(&self) -> String {
        let (year, month, day) = clock::civil(self.day);
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        let zone = self.zone.map_or(String::new(), |z| {
            format!("{}{:02}:{:02}", if z < 0 { '-' } else { '+' }, z.abs() / 60, z.abs() % 60)
        });
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }

    /// The day, `2024-03-01`.
    pub fn date(&self) -> String {
        let (year, month, day) = clock::civil(self.day);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Minutes since midnight, where the device was.
    pub fn minute(&self) -> f64 {
        self.second as f64 / 60.0
    }

    /// Minutes from another moment to this one; by the zones where both say one.
    pub fn minutes_since(&self, other: &Moment) -> f64 {
        let local = |m: &Moment| m.day as f64 * 1440.0 + m.second as f64 / 60.0;
        let zones = self.zone.zip(other.zone).map_or(0, |(own, other)| other - own);
        local(self) - local(other) + zones as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_is_read_as_programs_write_it_and_kept_in_one_way() {
        let kept = |text: &str| Moment::read(text).map(|m| m.text());
        for (text, moment) in [
            ("2024-03-01T09:58:00.000+03:00", "2024-03-01T09:58:00+03:00"),
            ("2024-03-01 09:58:07", "2024-03-01T09:58:07"),
            ("2024-03-01T09:58Z", "2024-03-01T09:58:00+00:00"),
            ("2024-03-01T09:58:00-0330", "2024-03-01T09:58:00-03:30"),
            ("Mar 1, 2024 12:05:09 AM", "2024-03-01T00:05:09"),
            ("Mar 1, 2024 1:05:09 PM", "2024-03-01T13:05:09"),
        ] {
            assert_eq!(kept(text).as_deref(), Some(moment), "{text}");
            assert_eq!(kept(moment).as_deref(), Some(moment), "what was kept reads the same");
        }
        for text in [
            "",
            "2024-03-01",
            "2024-02-30T09:58:00",
            "2024-03-01T25:00:00",
            "2024-03-01T09:58:00+9",
            "Mar 1, 2024 13:05:09 PM",
            "2024-03-01Tnoon",
            "2024-03-01T9é:00",
        ] {
            assert_eq!(kept(text), None, "{text}");
        }
    }

    #[test]
    fn zones_count_where_both_say_one() {
        let since = |a: &str, b: &str| {
            Moment::read(b).expect("a moment").minutes_since(&Moment::read(a).expect("a moment"))
        };
        assert_eq!(since("2024-03-01T23:50:00+03:00", "2024-03-02T00:20:00+03:00"), 30.0);
        assert_eq!(since("2024-03-01T10:00:00+03:00", "2024-03-01T08:30:00+01:00"), 30.0);
        assert_eq!(since("2024-03-01T10:00:00", "2024-03-01T08:30:00+01:00"), -90.0);
    }
}
