//! A Stata file as rows of text: codes as they are, dates by their format,
//! `.a` to `.z` as they are written in Stata, and nothing for `.`.

use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::table::{Row, Table};
use crate::base::{Diag, Interrupt, Span, clock};
use crate::formats::sheet::dta::{self, Cell, Opened};

pub struct StataTable {
    path: PathBuf,
    name: String,
    header: Vec<String>,
    labels: Vec<Vec<(String, String)>>,
    interrupt: Interrupt,
}

impl StataTable {
    pub fn open(path: &Path, interrupt: &Interrupt) -> Result<StataTable, Diag> {
        let mut opened = dta::open(path)?;
        let (labels, _) = opened.everything()?;
        let of = |name: &str| {
            let mut pairs: Vec<(i64, &String)> =
                labels.get(name).into_iter().flatten().map(|(c, l)| (*c, l)).collect();
            pairs.sort_unstable();
            pairs.into_iter().map(|(code, label)| (code_of(code), label.clone())).collect()
        };
        Ok(StataTable {
            path: path.to_path_buf(),
            name: opened.name().to_string(),
            header: opened.variables.iter().map(|v| v.name.clone()).collect(),
            labels: opened.variables.iter().map(|v| of(&v.labels)).collect(),
            interrupt: interrupt.clone(),
        })
    }
}

/// A code of value labels as a cell gives it: the missing ones are numbers
/// there.
fn code_of(code: i64) -> String {
    match code - 2_147_483_621 {
        n @ 1..=26 => format!(".{}", char::from(b'a' + (n - 1) as u8)),
        _ => code.to_string(),
    }
}

/// Days from 1960 to 1970.
const EPOCH: i64 = 3653;

/// A number by its format: days and milliseconds since 1960 are dates.
fn shown(number: f64, format: &str) -> String {
    let format = format.trim_start_matches('%').trim_start_matches('-');
    let day = |days: f64| {
        let (year, month, day) = clock::civil(days as i64 - EPOCH);
        format!("{year:04}-{month:02}-{day:02}")
    };
    let sane = number.abs() < 1e15;
    if sane
        && number.fract() == 0.0
        && number.abs() < 4e6
        && (format.starts_with("td") || format.starts_with('d'))
    {
        return day(number);
    }
    if sane && (format.starts_with("tc") || format.starts_with("tC")) {
        let seconds = (number / 1000.0).round();
        let (days, rest) = (seconds.div_euclid(86_400.0), seconds.rem_euclid(86_400.0) as u32);
        if days.abs() < 4e6 {
            return format!("{}T{:02}:{:02}:{:02}", day(days), rest / 3600, rest / 60 % 60, rest % 60);
        }
    }
    number.to_string()
}

impl Table for StataTable {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let mut opened = dta::open(&self.path)?;
        let (_, long) = opened.everything()?;
        let formats: Vec<String> = opened.variables.iter().map(|v| v.format.clone()).collect();
        let (rows, interrupt) = (opened.rows, self.interrupt.clone());
        let mut cells = ByteRecord::new();
        opened.each_row(&mut |number, bytes: &[u8], opened: &Opened| {
            if number.is_multiple_of(1024) && interrupt.is_set() {
                return Err(Diag::error("the import was stopped").hint("nothing was changed"));
            }
            cells.clear();
            for (place, format) in formats.iter().enumerate() {
                match opened.cell_of(place, bytes, &long) {
                    Cell::Missing(0) => cells.push_field(b""),
                    Cell::Missing(letter) => cells.push_field(&[b'.', b'a' + (letter.min(26) - 1)]),
                    Cell::Text(text) => cells.push_field(text.as_bytes()),
                    Cell::Single(n) => cells.push_field(n.to_string().as_bytes()),
                    Cell::Number(n) => cells.push_field(shown(n, format).as_bytes()),
                }
            }
            see(Row { number, cells: &cells, done: number as f64 / rows.max(1) as f64 })
        })
    }

    fn span(&self, number: u32) -> Span {
        Span::line(self.name.as_str(), number)
    }

    fn labels(&self, column: usize) -> &[(String, String)] {
        self.labels.get(column).map_or(&[], Vec::as_slice)
    }
}
