//! A column gathered cell by cell, from files whose cells have a type.

use super::Want;
use super::dictionary::{Dictionary, MISSING, NotText, is_missing};
use super::scan::all_numbers;
use crate::data::Cells;

#[derive(Debug)]
pub(super) struct Collected {
    want: Want,
    codes: Vec<u32>,
    numbers: Vec<f64>,
    dictionary: Dictionary,
}

impl Collected {
    pub(super) fn new(want: Want) -> Collected {
        Collected { want, codes: Vec::new(), numbers: Vec::new(), dictionary: Dictionary::default() }
    }

    fn len(&self) -> usize {
        if self.want == Want::Number { self.numbers.len() } else { self.codes.len() }
    }

    /// Empty cells up to `rows`.
    pub(super) fn fill(&mut self, rows: usize) {
        if self.want == Want::Number {
            self.numbers.resize(rows.max(self.numbers.len()), f64::NAN);
        } else {
            self.codes.resize(rows.max(self.len()), MISSING);
        }
    }

    /// A text; false where a number is wanted and it is none.
    pub(super) fn text(&mut self, text: &str) -> Result<bool, NotText> {
        let bare = text.trim();
        if self.want == Want::Number {
            let value = if is_missing(bare.as_bytes()) { Some(f64::NAN) } else { super::number::parse(bare) };
            self.numbers.extend(value);
            return Ok(value.is_some());
        }
        // A byte 0 is how short texts are told apart.
        let code = match bare.contains('\0') {
            true => self.dictionary.code_of(bare.replace('\0', " ").as_bytes())?,
            false => self.dictionary.code_of(bare.as_bytes())?,
        };
        self.codes.push(code);
        Ok(true)
    }

    /// A number, as the shortest decimal that is the same where texts are
    /// wanted.
    pub(super) fn number(&mut self, number: f64) -> Result<(), NotText> {
        if self.want == Want::Number {
            self.numbers.push(number);
            return Ok(());
        }
        self.codes.push(self.dictionary.code_of(number.to_string().as_bytes())?);
        Ok(())
    }

    pub(super) fn into_cells(self) -> Cells {
        if self.want == Want::Number {
            return Cells::Numbers(self.numbers);
        }
        let texts = || self.dictionary.texts().map(str::to_string).collect();
        if self.dictionary.len() <= 255 {
            return Cells::Few { codes: self.codes.iter().map(|code| *code as u8).collect(), texts: texts() };
        }
        let numbers = (self.want == Want::Either).then(|| all_numbers(&self.dictionary)).flatten();
        match numbers {
            Some(values) => {
                let value = |code: &u32| values.get(*code as usize).copied().unwrap_or(f64::NAN);
                Cells::Numbers(self.codes.iter().map(value).collect())
            }
            None => Cells::Many { texts: texts(), codes: self.codes },
        }
    }
}
