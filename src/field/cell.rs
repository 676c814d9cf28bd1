//! One cell: from bytes to a code, a number, a day or a state. Nothing here
//! allocates while the cell is good.

use crate::base::clock;
use crate::base::diag::choice_hints;
use crate::data::State;
use crate::model::{Item, ItemKind};

/// Lists up to here are looked through from the front.
const SHORT: usize = 24;

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The option with this index.
    Option(u32),
    State(State),
}

/// The words a question knows: its options, the states it allows, and the
/// states every exported file has.
#[derive(Debug)]
pub(super) struct Words {
    entries: Vec<Entry>,
    sorted: bool,
}

/// A word by its length and two overlapping pieces, which between them hold
/// every byte of one up to 16 bytes long.
#[derive(Debug)]
struct Entry {
    key: (usize, u64, u64),
    word: Word,
    text: Box<[u8]>,
}

impl Words {
    /// The words of a question, options first: where an option has the name
    /// of a state, it is the option.
    pub(super) fn of(item: &Item) -> Words {
        let mut entries: Vec<Entry> = Vec::with_capacity(item.options.len() + 8);
        let mut add = |text: &str, word| {
            let text = text.as_bytes();
            if !entries.iter().any(|e| *e.text == *text) {
                entries.push(Entry { key: key(text), word, text: text.into() });
            }
        };
        for (code, option) in (0..).zip(&item.options) {
            add(&option.id, Word::Option(code));
        }
        for state in State::ALL {
            if accepts(item, state) {
                add(state.id(), Word::State(state));
            }
        }
        let sorted = entries.len() > SHORT;
        if sorted {
            entries.sort_by_key(|e| e.key);
        }
        Words { entries, sorted }
    }

    pub(super) fn find(&self, cell: &[u8]) -> Option<Word> {
        let key = key(cell);
        let same = |e: &&Entry| e.key == key && (key.0 <= 16 || *e.text == *cell);
        let from = if self.sorted { self.entries.partition_point(|e| e.key < key) } else { 0 };
        let found = if self.sorted {
            self.entries[from..].iter().take_while(|e| e.key == key).find(same)
        } else {
            self.entries.iter().find(same)
        };
        found.map(|e| e.word)
    }

    pub(super) fn state(&self, cell: &[u8]) -> Option<State> {
        match self.find(cell)? {
            Word::State(state) => Some(state),
            Word::Option(_) => None,
        }
    }
}

/// Whether a cell may hold the name of this state.
fn accepts(item: &Item, state: State) -> bool {
    match state {
        State::Answered => false,
        State::DontKnow | State::PreferNot | State::NotApplicable => item.allow.contains(&state),
        State::SkippedByRoute | State::Unanswered | State::NotInVersion | State::NotInCountry => true,
    }
}

/// Whether a text is what a question of this kind holds: a time of day
/// (`14:05`, perhaps with seconds and a zone), a place (latitude and longitude
/// in degrees, perhaps with altitude and accuracy), or anything.
pub fn fits(kind: ItemKind, text: &str) -> bool {
    match kind {
        ItemKind::Time => {
            let b = text.as_bytes();
            let two = |at: usize, below: u8| {
                let (Some(a), Some(c)) = (b.get(at), b.get(at + 1)) else { return false };
                a.is_ascii_digit() && c.is_ascii_digit() && (a - b'0') * 10 + (c - b'0') < below
            };
            two(0, 24) && b.get(2) == Some(&b':') && two(3, 60) && matches!(b.get(5), None | Some(b':'))
        }
        ItemKind::Geopoint => {
            let parts: Vec<f64> = text.split(' ').filter_map(|p| p.parse().ok()).collect();
            let count = text.split(' ').count();
            let within = |at: usize, most: f64| parts.get(at).is_some_and(|d| d.abs() <= most);
            (2..=4).contains(&count) && parts.len() == count && within(0, 90.0) && within(1, 180.0)
        }
        _ => true,
    }
}

fn key(text: &[u8]) -> (usize, u64, u64) {
    let n = text.len();
    let eight = |b: &[u8]| b.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b));
    let four = |b: &[u8]| b.first_chunk::<4>().map_or(0, |b| u64::from(u32::from_le_bytes(*b)));
    match n {
        0 => (0, 0, 0),
        1..=3 => {
            let at = |i: usize| u64::from(text[i]);
            (n, at(0) | at(n / 2) << 8 | at(n - 1) << 16, 0)
        }
        4..=7 => (n, four(text), four(&text[n - 4..])),
        _ => (n, eight(text), eight(&text[n - 8..])),
    }
}

/// A plain decimal: digits, perhaps a minus sign before and a point with
/// digits behind.
pub fn number(cell: &[u8]) -> Option<f64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    // Up to 15 digits are exact in a double.
    if (1..=15).contains(&digits.len()) {
        let mut n = 0u64;
        let mut plain = true;
        for b in digits {
            let digit = b.wrapping_sub(b'0');
            plain &= digit < 10;
            n = n.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        if plain {
            let n = n as f64;
            return Some(if negative && n != 0.0 { -n } else { n });
        }
    }
    let text = std::str::from_utf8(cell).ok()?;
    let (whole, fraction) = match text.trim_start_matches('-').split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.trim_start_matches('-'), None),
    };
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) || text.starts_with("--") {
        return None;
    }
    let n: f64 = text.parse().ok()?;
    n.is_finite().then_some(if n == 0.0 { 0.0 } else { n })
}

/// Numbers up to here are kept to the last digit; a longer one (a telephone
/// number, an identifier) would come back as another.
const LARGEST: f64 = 1e15;

/// Whether a number is kept as it was written, before the point.
pub fn is_kept(n: f64) -> bool {
    n.abs() <= LARGEST
}

/// A weight: for how many a record stands.
pub fn weight(cell: &[u8]) -> Option<f64> {
    number(cell).filter(|w| (1e-6..=1e9).contains(w))
}

/// What is wrong with a cell that is no weight, and what would be one.
pub fn no_weight(name: &str, cell: &[u8]) -> (String, Vec<String>) {
    let (message, hint) = match number(cell) {
        Some(w) if w > 0.0 => (
            format!("'{name}' should be between 0.000001 and 1,000,000,000"),
            "a weight is the number of people a record stands for, or that number scaled",
        ),
        Some(_) => {
            (format!("'{name}' should be above 0"), "a record that stands for nobody is left out of the file")
        }
        None if cell.is_empty() => {
            (format!("'{name}' is empty"), "every record has a weight where the file has the column")
        }
        None => (
            format!("'{name}' should be a number, not {}", shown(cell)),
            "digits only, with a point before decimals",
        ),
    };
    (message, vec![hint.into()])
}

/// Days since 1970 of a real date written `YYYY-MM-DD`.
pub(super) fn day(cell: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(cell).ok()?;
    if !clock::is_date(text) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    i32::try_from(clock::days(i64::from(part(0, 4)?), part(5, 7)?, part(8, 10)?)).ok()
}

/// A day as it is written.
pub(super) fn date(days: i32) -> String {
    let (year, month, day) = clock::civil(i64::from(days));
    format!("{year:04}-{month:02}-{day:02}")
}

// ── what is said of a bad cell ───────────────────────────────────────────

/// A cell as a message may show it: a short word as it is, everything else by
/// its shape, so that no answer in somebody's own words leaves the file.
pub(super) fn shown(cell: &[u8]) -> String {
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    match std::str::from_utf8(cell) {
        _ if cell.is_empty() => "an empty cell".into(),
        Ok(text) if cell.len() <= 40 && cell.iter().all(word) => format!("'{text}'"),
        Ok(text) => {
            let n = text.chars().count();
            let spaces = if text.chars().any(char::is_whitespace) { " with spaces" } else { "" };
            format!("a text of {n} character{}{spaces}", if n == 1 { "" } else { "s" })
        }
        Err(_) => format!("{} bytes that are not UTF-8", cell.len()),
    }
}

/// What is wrong with a cell that should hold one of these options.
pub(super) fn no_option(item: &Item, cell: &[u8]) -> (String, Vec<String>) {
    let text = std::str::from_utf8(cell).unwrap_or_default();
    if let Some(state) = State::from_id(text) {
        return no_state(item, state);
    }
    let message = format!("{} is no option of '{}'", shown(cell), item.id);
    let label = item.options.iter().find(|o| o.label.eq_ignore_ascii_case(text.trim()));
    let hints = match label {
        Some(option) => vec![format!("that is the label of '{}': the file holds option ids", option.id)],
        None if text.len() > 40 => choice_hints("", item.options.iter().map(|o| o.id.as_str())),
        None => choice_hints(text.trim(), item.options.iter().map(|o| o.id.as_str())),
    };
    (message, hints)
}

/// What is wrong with a state that the question does not allow.
pub(super) fn no_state(item: &Item, state: State) -> (String, Vec<String>) {
    let message = format!("'{}' does not allow '{}'", item.id, state.id());
    let allowed: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
    let hint = if state == State::Answered {
        "a cell holds the answer itself".into()
    } else if allowed.is_empty() {
        "the question allows none of these; an empty cell is a question that was left out".into()
    } else {
        format!("it allows {}", allowed.join(", "))
    };
    (message, vec![hint])
}

/// What is wrong with a cell that should hold a number.
pub(super) fn no_number(item: &Item, whole: bool, cell: &[u8]) -> (String, Vec<String>) {
    let text = std::str::from_utf8(cell).unwrap_or_default();
    if let Some(state) = State::from_id(text) {
        return no_state(item, state);
    }
    let kind = if whole { "whole number" } else { "number" };
    let comma = text.contains(',') && number(text.replacen(',', ".", 1).as_bytes()).is_some();
    if comma {
        let message = format!("'{}' should be a {kind}, but is written with a comma", item.id);
        return (message, vec!["write the decimals with a point, and thousands without a sign".into()]);
    }
    if number(cell).is_some_and(|n| !is_kept(n)) {
        let message = format!("'{}' has more digits than can be kept exactly", item.id);
        return (
            message,
            vec!["numbers go up to 15 digits; what is longer is an identifier: ask for it as a text".into()],
        );
    }
    if whole && number(cell).is_some() {
        return (format!("'{}' should be a whole number, but has decimals", item.id), Vec::new());
    }
    let message = format!("'{}' should be a {kind}, not {}", item.id, shown(cell));
    let padded = number(text.trim().as_bytes()).is_some();
    let hint = if padded {
        "take away the spaces around it"
    } else {
        "digits only, with a point before decimals and a minus sign where it is below zero"
    };
    (message, vec![hint.into()])
}

/// What is wrong with a cell that should hold a date.
pub(super) fn no_date(what: &str, cell: &[u8]) -> (String, Vec<String>) {
    let form = |(i, b): (usize, &u8)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() };
    let message = if cell.is_empty() {
        format!("'{what}' is empty")
    } else if cell.len() == 10 && cell.iter().enumerate().all(form) {
        format!("'{what}' is no day of the calendar")
    } else {
        format!("'{what}' should be a date, not {}", shown(cell))
    };
    (message, vec!["dates are written YYYY-MM-DD, such as 2020-11-30, and must exist".into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::model::OptionDef;

    fn item(options: &[&str]) -> Item {
        let mut item = Item::new("q", "?", ItemKind::SelectOne, Span::line("form", 1));
        item.options = options
            .iter()
            .map(|id| OptionDef {
                id: (*id).into(),
                label: id.to_uppercase(),
                exclusive: false,
                anchored: false,
                specify: false,
                texts: Default::default(),
            })
            .collect();
        item
    }

    #[test]
    fn words_that_share_both_ends_are_told_apart() {
        let ids = [
            "a",
            "b",
            "ab",
            "ba",
            "aba",
            "abb",
            "abab",
            "abba",
            "ababa",
            "abcba",
            "abcdefgh",
            "abcdefghi",
            "abcdefghabcdefgh",
            "abcdefghxabcdefgh",
            "abcdefghyabcdefgh",
            "abcdefghxxabcdefgh",
        ];
        for more in [0, 40] {
            let many: Vec<String> = (0..more).map(|n| format!("district_number_{n:03}")).collect();
            let all: Vec<&str> = ids.into_iter().chain(many.iter().map(String::as_str)).collect();
            let words = Words::of(&item(&all));
            for (code, id) in (0..).zip(&all) {
                assert_eq!(words.find(id.as_bytes()), Some(Word::Option(code)), "{id}");
            }
            for no in ["", "c", "aa", "bab", "baba", "abcdefghzabcdefgh", "ababababa", "district_number_999"]
            {
                assert_eq!(words.find(no.as_bytes()), None, "{no}");
            }
            assert_eq!(words.find(b"unanswered"), Some(Word::State(State::Unanswered)));
            assert_eq!(words.find(b"dont_know"), None, "not allowed here");
        }
    }

    #[test]
    fn an_option_named_like_a_state_is_the_option() {
        let words = Words::of(&item(&["yes", "dont_know", "unanswered"]));
        assert_eq!(words.find(b"dont_know"), Some(Word::Option(1)));
        assert_eq!(words.find(b"unanswered"), Some(Word::Option(2)));
    }

    #[test]
    fn numbers_are_plain_decimals() {
        for (text, n) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("-0.0", 0.0),
            ("17", 17.0),
            ("-99.0", -99.0),
            ("0.125", 0.125),
            ("123456789012345678", 123456789012345678.0),
        ] {
            let read = number(text.as_bytes()).expect(text);
            assert_eq!((read, read.is_sign_negative()), (n, n < 0.0), "{text}");
        }
        for bad in [
            "", "-", ".", "1.", ".5", "1,5", "+1", "1e3", "--1", "- 1", " 1", "1 ", "0x1", "inf", "NaN",
            "1.2.3", "١",
        ] {
            assert_eq!(number(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(number(b"9".repeat(400).as_slice()), None, "not finite");
    }

    #[test]
    fn days_are_real() {
        assert_eq!(day(b"1970-01-02"), Some(1));
        assert_eq!(date(day(b"2024-02-29").expect("a day")), "2024-02-29");
        assert_eq!(day(b"2023-02-29"), None);
        assert_eq!(day(b"2023-2-9"), None);
    }

    #[test]
    fn answers_in_somebodys_words_are_not_shown() {
        assert_eq!(shown(b"dayly"), "'dayly'");
        assert_eq!(shown("mum's friend".as_bytes()), "a text of 12 characters with spaces");
        assert_eq!(shown(b"x".repeat(41).as_slice()), "a text of 41 characters");
        assert_eq!(shown(&[0xff, 0xfe]), "2 bytes that are not UTF-8");
    }
}
