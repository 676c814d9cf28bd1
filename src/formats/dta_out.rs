//! Records as a Stata file of release 118 (layout: Stata's `help dta`). A choice
//! is a number with the labels of its options; why an answer is missing is one
//! of Stata's own missing values, which has a label too.

use crate::base::{Diag, clock};
use crate::data::{Column, State, Values};
use crate::model::stata_name;

/// A column as it is written.
pub struct Field<'a> {
    pub name: String,
    pub label: String,
    pub column: &'a Column,
    /// The labels of the options, in their order.
    pub options: Vec<String>,
    /// Whether its texts are days, `YYYY-MM-DD`.
    pub is_day: bool,
}

/// The letter of a state among Stata's missing values, and its words.
pub const LETTERS: [(State, u8, &str); 7] = [
    (State::DontKnow, b'd', "don't know"),
    (State::PreferNot, b'r', "prefer not to say"),
    (State::NotApplicable, b'n', "not applicable"),
    (State::SkippedByRoute, b's', "skipped by route"),
    (State::Unanswered, b'u', "unanswered"),
    (State::NotInVersion, b'v', "not in this version"),
    (State::NotInCountry, b'c', "not in this country"),
];

/// `.`; the letters follow.
const MISSING: i32 = 2_147_483_621;
const LONGEST: usize = 2045;
const MOST_VARIABLES: usize = 32_767;

fn letter(state: State) -> Option<i32> {
    LETTERS.iter().find(|(s, ..)| *s == state).map(|(_, l, _)| i32::from(l - b'a') + 1)
}

enum Kind {
    /// Whole numbers of four bytes.
    Long,
    Double,
    Text(usize),
    LongText,
}

/// A variable of the file: one of an answer of several, otherwise the column.
struct Variable<'a> {
    field: &'a Field<'a>,
    name: String,
    label: String,
    kind: Kind,
    format: &'static str,
    /// The option it says yes or no of.
    option: Option<usize>,
    labels: Option<String>,
}

fn variables<'a>(fields: &'a [Field<'a>]) -> Vec<Variable<'a>> {
    let mut out = Vec::new();
    for field in fields {
        let plain = |kind, format, labels| Variable {
            field,
            name: stata_name(&field.name),
            label: field.label.clone(),
            kind,
            format,
            option: None,
            labels,
        };
        match &field.column.values {
            Values::Choices { options, .. } => {
                for (at, id) in options.iter().enumerate().take(64) {
                    let label = field.options.get(at).map_or(id.as_str(), String::as_str);
                    out.push(Variable {
                        name: stata_name(&format!("{}_{id}", field.name)),
                        label: format!("{label} ({})", field.label),
                        option: Some(at),
                        ..plain(Kind::Long, "%12.0g", Some("yes_or_no".into()))
                    });
                }
            }
            Values::Choice { .. } | Values::Bool(_) => {
                out.push(plain(Kind::Long, "%12.0g", Some(stata_name(&field.name))));
            }
            Values::Number(_) => out.push(plain(Kind::Double, "%10.0g", Some("no_answer".into()))),
            Values::Text(_) if field.is_day => {
                out.push(plain(Kind::Long, "%td", Some("no_answer".into())));
            }
            Values::Text(texts) => {
                let width = texts.iter().map(String::len).max().unwrap_or(0).max(1);
                let kind = if width > LONGEST { Kind::LongText } else { Kind::Text(width) };
                out.push(plain(kind, "%20s", None));
            }
        }
    }
    out
}

/// Bytes with a tag around them.
fn tagged(out: &mut Vec<u8>, tag: &str, content: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(format!("<{tag}>").as_bytes());
    content(out);
    out.extend_from_slice(format!("</{tag}>").as_bytes());
}

/// A text filled up with zeros, cut at a whole character.
fn fixed(out: &mut Vec<u8>, text: &str, width: usize) {
    let mut end = text.len().min(width - 1);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    out.extend_from_slice(&text.as_bytes()[..end]);
    out.resize(out.len() + width - end, 0);
}

/// The bytes of a file; `about` stands in it as the label of the data.
///
/// # Errors
/// More variables than Stata holds, or two of one name.
pub fn write(fields: &[Field], about: &str) -> Result<Vec<u8>, Diag> {
    let variables = variables(fields);
    if variables.len() > MOST_VARIABLES {
        return Err(Diag::error(format!("{} variables are more than Stata holds", variables.len()))
            .hint("give the permit fewer fields, or write .csv"));
    }
    let mut names: Vec<&str> = variables.iter().map(|v| v.name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
        return Err(Diag::error(format!("two variables would be called '{}' in Stata", twice[0]))
            .hint("write .csv or .xlsx"));
    }
    let rows = fields.first().map_or(0, |f| f.column.len());
    let count = variables.len();
    let mut out = Vec::new();
    let mut map = [0u64; 14];
    out.extend_from_slice(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>");
    tagged(&mut out, "K", |o| o.extend_from_slice(&(count as u16).to_le_bytes()));
    tagged(&mut out, "N", |o| o.extend_from_slice(&(rows as u64).to_le_bytes()));
    tagged(&mut out, "label", |o| {
        let text: String = about.chars().take(80).collect();
        o.extend_from_slice(&(text.len() as u16).to_le_bytes());
        o.extend_from_slice(text.as_bytes());
    });
    tagged(&mut out, "timestamp", |o| {
        let stamp = timestamp();
        o.push(stamp.len() as u8);
        o.extend_from_slice(stamp.as_bytes());
    });
    out.extend_from_slice(b"</header>");
    map[1] = out.len() as u64;
    let place_of_map = out.len() + "<map>".len();
    tagged(&mut out, "map", |o| o.resize(o.len() + 14 * 8, 0));
    map[2] = out.len() as u64;
    tagged(&mut out, "variable_types", |o| {
        for v in &variables {
            let kind: u16 = match v.kind {
                Kind::Text(width) => width as u16,
                Kind::LongText => 32768,
                Kind::Double => 65526,
                Kind::Long => 65528,
            };
            o.extend_from_slice(&kind.to_le_bytes());
        }
    });
    map[3] = out.len() as u64;
    tagged(&mut out, "varnames", |o| variables.iter().for_each(|v| fixed(o, &v.name, 129)));
    map[4] = out.len() as u64;
    tagged(&mut out, "sortlist", |o| o.resize(o.len() + 2 * (count + 1), 0));
    map[5] = out.len() as u64;
    tagged(&mut out, "formats", |o| variables.iter().for_each(|v| fixed(o, v.format, 57)));
    map[6] = out.len() as u64;
    tagged(&mut out, "value_label_names", |o| {
        variables.iter().for_each(|v| fixed(o, v.labels.as_deref().unwrap_or_default(), 129));
    });
    map[7] = out.len() as u64;
    tagged(&mut out, "variable_labels", |o| {
        for v in &variables {
            let label: String = v.label.chars().take(80).collect();
            fixed(o, &label, 321);
        }
    });
    map[8] = out.len() as u64;
    tagged(&mut out, "characteristics", |_| {});
    map[9] = out.len() as u64;
    let mut long: Vec<(u32, u64, &str)> = Vec::new();
    tagged(&mut out, "data", |o| {
        for row in 0..rows {
            for (at, v) in variables.iter().enumerate() {
                cell(o, v, at as u32 + 1, row, &mut long);
            }
        }
    });
    map[10] = out.len() as u64;
    tagged(&mut out, "strls", |o| {
        for (variable, row, text) in &long {
            o.extend_from_slice(b"GSO");
            o.extend_from_slice(&variable.to_le_bytes());
            o.extend_from_slice(&row.to_le_bytes());
            o.push(130);
            o.extend_from_slice(&(text.len() as u32 + 1).to_le_bytes());
            o.extend_from_slice(text.as_bytes());
            o.push(0);
        }
    });
    map[11] = out.len() as u64;
    tagged(&mut out, "value_labels", |o| tables(o, &variables));
    map[12] = out.len() as u64;
    out.extend_from_slice(b"</stata_dta>");
    map[13] = out.len() as u64;
    for (at, place) in map.iter().enumerate() {
        out[place_of_map + at * 8..place_of_map + at * 8 + 8].copy_from_slice(&place.to_le_bytes());
    }
    Ok(out)
}

fn timestamp() -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let now = clock::now();
    let part = |from: usize, to: usize| now.get(from..to).unwrap_or("01");
    let month = part(5, 7).parse::<usize>().unwrap_or(1).clamp(1, 12);
    format!("{} {} {} {}", part(8, 10), MONTHS[month - 1], part(0, 4), part(11, 16))
}

/// Days from 1960 to 1970.
const EPOCH: i64 = 3653;

fn day(text: &str) -> Option<i32> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = clock::days(part(0, 4)?, part(5, 7)? as u32, part(8, 10)? as u32);
    i32::try_from(days + EPOCH).ok()
}

fn cell<'a>(out: &mut Vec<u8>, v: &Variable<'a>, at: u32, row: usize, long: &mut Vec<(u32, u64, &'a str)>) {
    let state = v.field.column.states[row];
    let missing = letter(state);
    match v.kind {
        Kind::Double => {
            let bits = match (&v.field.column.values, missing) {
                (_, Some(n)) => 0x7fe0_0000_0000_0000 + ((n as u64) << 40),
                (Values::Number(numbers), None) => numbers[row].to_bits(),
                _ => 0x7fe0_0000_0000_0000,
            };
            out.extend_from_slice(&bits.to_le_bytes());
        }
        Kind::Long => {
            let value = match (&v.field.column.values, missing) {
                (_, Some(n)) => MISSING + n,
                (Values::Choice { codes, .. }, _) => codes[row] as i32 + 1,
                (Values::Choices { sets, .. }, _) => {
                    v.option.map_or(MISSING, |o| (sets[row] >> o & 1) as i32)
                }
                (Values::Bool(bools), _) => i32::from(bools[row]) + 1,
                (Values::Text(texts), _) => day(&texts[row]).unwrap_or(MISSING),
                (Values::Number(_), _) => MISSING,
            };
            out.extend_from_slice(&value.to_le_bytes());
        }
        Kind::Text(width) => {
            let text = match &v.field.column.values {
                Values::Text(texts) if state == State::Answered => texts[row].as_str(),
                _ => "",
            };
            let from = out.len();
            out.extend_from_slice(&text.as_bytes()[..text.len().min(width)]);
            out.resize(from + width, 0);
        }
        Kind::LongText => {
            let text = match &v.field.column.values {
                Values::Text(texts) if state == State::Answered => texts[row].as_str(),
                _ => "",
            };
            if text.is_empty() {
                out.extend_from_slice(&[0; 8]);
            } else {
                let number = row as u64 + 1;
                out.extend_from_slice(&(at as u16).to_le_bytes());
                out.extend_from_slice(&number.to_le_bytes()[..6]);
                long.push((at, number, text));
            }
        }
    }
}

/// All tables of value labels.
fn tables(out: &mut Vec<u8>, variables: &[Variable]) {
    let states =
        || LETTERS.iter().map(|(_, l, words)| (MISSING + i32::from(l - b'a') + 1, (*words).to_string()));
    let mut done: Vec<&str> = Vec::new();
    for v in variables {
        let Some(name) = v.labels.as_deref().filter(|n| !done.contains(n)) else { continue };
        done.push(name);
        let mut pairs: Vec<(i32, String)> = match (&v.field.column.values, v.option) {
            (_, Some(_)) => vec![(0, "not named".into()), (1, "named".into())],
            (Values::Choice { options, .. }, _) => (1..)
                .zip(options)
                .map(|(code, id)| (code, v.field.options.get(code as usize - 1).unwrap_or(id).clone()))
                .collect(),
            (Values::Bool(_), _) => vec![(1, "no".into()), (2, "yes".into())],
            _ => Vec::new(),
        };
        pairs.extend(states());
        tagged(out, "lbl", |o| {
            let text_bytes: usize = pairs.iter().map(|(_, t)| t.len() + 1).sum();
            let length = 8 + 8 * pairs.len() + text_bytes;
            o.extend_from_slice(&(length as u32).to_le_bytes());
            fixed(o, name, 129);
            o.extend_from_slice(&[0; 3]);
            o.extend_from_slice(&(pairs.len() as u32).to_le_bytes());
            o.extend_from_slice(&(text_bytes as u32).to_le_bytes());
            let mut at = 0u32;
            for (_, text) in &pairs {
                o.extend_from_slice(&at.to_le_bytes());
                at += text.len() as u32 + 1;
            }
            pairs.iter().for_each(|(code, _)| o.extend_from_slice(&code.to_le_bytes()));
            for (_, text) in &pairs {
                o.extend_from_slice(text.as_bytes());
                o.push(0);
            }
        });
    }
}
