//! The columns of a whole file, put together from its blocks in their order.

use std::collections::BTreeMap;

use super::Want;
use super::dictionary::{Dictionary, MISSING, NotText};
use super::scan::{How, Part, Rows, What, Wrong, all_numbers, widened};
use crate::data::Cells;

/// What is known of the file so far.
#[derive(Debug)]
pub(super) struct Whole {
    pub rows: usize,
    pub columns: Vec<Part>,
    pub shifts: Vec<(usize, usize)>,
    /// How the next blocks are best read.
    pub how: Vec<How>,
    wants: Vec<Want>,
    /// Blocks that wait for those before them.
    waiting: BTreeMap<usize, (u64, Result<Rows, Wrong>)>,
    next: usize,
    /// The first thing wrong in the file, and its byte.
    pub wrong: Option<(u64, What)>,
}

/// The file as a whole needs a column to be read as texts.
struct Again;

impl Whole {
    pub(super) fn new(wants: &[Want]) -> Whole {
        let how = wants.iter().map(|want| match want {
            Want::Number => How::Numbers,
            want => How::Texts(*want),
        });
        Whole {
            rows: 0,
            columns: wants.iter().map(|_| Part::Nothing).collect(),
            shifts: Vec::new(),
            how: how.collect(),
            wants: wants.to_vec(),
            waiting: BTreeMap::new(),
            next: 0,
            wrong: None,
        }
    }

    /// How many blocks wait for one before them.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes a block; `expected` is how many rows the file may have.
    pub(super) fn take(&mut self, number: usize, offset: u64, rows: Result<Rows, Wrong>, expected: usize) {
        self.waiting.insert(number, (offset, rows));
        while self.wrong.is_none()
            && let Some((offset, rows)) = self.waiting.remove(&self.next)
        {
            self.next += 1;
            match rows {
                Ok(rows) => self.append(rows, offset, expected),
                Err(wrong) => self.wrong = Some((offset + wrong.at as u64, wrong.what)),
            }
        }
    }

    fn append(&mut self, rows: Rows, offset: u64, expected: usize) {
        let mut shift = self.shifts.last().map_or(0, |(_, lines)| *lines);
        for (row, lines) in rows.shifts {
            shift += lines;
            self.shifts.push((self.rows + row, shift));
        }
        for (place, part) in rows.parts.into_iter().enumerate() {
            let whole = &mut self.columns[place];
            if matches!(whole, Part::Nothing) {
                *whole = part;
                reserve(whole, expected);
            } else if let Err(Again) = join(whole, part, self.wants[place], expected) {
                self.wrong = Some((offset, What::Again(place)));
                return;
            }
            self.how[place] = match whole {
                Part::Few(..) | Part::Nothing => How::Texts(self.wants[place]),
                Part::Many(..) => How::Many,
                Part::Numbers(_) if self.wants[place] == Want::Number => How::Numbers,
                Part::Numbers(_) => How::MaybeNumbers,
            };
        }
        self.rows += rows.rows;
    }

    /// The columns when every block was taken.
    pub(super) fn into_cells(self) -> Vec<Cells> {
        let cells = |part| match part {
            Part::Few(codes, dictionary) => Cells::Few { codes, texts: texts(&dictionary) },
            Part::Many(codes, dictionary) => Cells::Many { codes, texts: texts(&dictionary) },
            Part::Numbers(numbers) => Cells::Numbers(numbers),
            Part::Nothing => Cells::Few { codes: Vec::new(), texts: Vec::new() },
        };
        let wanted = self.columns.into_iter().zip(self.wants);
        wanted
            .map(|(part, want)| match (part, want) {
                (Part::Nothing, Want::Number) => Cells::Numbers(Vec::new()),
                (part, _) => cells(part),
            })
            .collect()
    }
}

fn texts(dictionary: &Dictionary) -> Vec<String> {
    dictionary.texts().map(str::to_string).collect()
}

fn reserve(part: &mut Part, rows: usize) {
    match part {
        Part::Nothing => {}
        Part::Few(codes, _) => codes.reserve(rows.saturating_sub(codes.len())),
        Part::Many(codes, _) => codes.reserve(rows.saturating_sub(codes.len())),
        Part::Numbers(numbers) => numbers.reserve(rows.saturating_sub(numbers.len())),
    }
}

/// Appends the cells of a block to those before it.
fn join(whole: &mut Part, part: Part, want: Want, expected: usize) -> Result<(), Again> {
    match (&mut *whole, part) {
        (_, Part::Nothing) => Ok(()),
        (Part::Nothing, part) => {
            *whole = part;
            Ok(())
        }
        (Part::Numbers(numbers), Part::Numbers(more)) => {
            numbers.extend_from_slice(&more);
            Ok(())
        }
        (Part::Numbers(numbers), Part::Few(codes, dictionary)) => {
            let values = all_numbers(&dictionary).ok_or(Again)?;
            numbers.extend(codes.into_iter().map(|code| value(&values, widened(code))));
            Ok(())
        }
        (Part::Numbers(numbers), Part::Many(codes, dictionary)) => {
            let values = all_numbers(&dictionary).ok_or(Again)?;
            numbers.extend(codes.into_iter().map(|code| value(&values, code)));
            Ok(())
        }
        (Part::Few(codes, dictionary), Part::Numbers(more)) => {
            let values = all_numbers(dictionary).ok_or(Again)?;
            let mut numbers = Vec::with_capacity(expected);
            numbers.extend(codes.iter().map(|code| value(&values, widened(*code))));
            numbers.extend_from_slice(&more);
            *whole = Part::Numbers(numbers);
            Ok(())
        }
        (Part::Many(..), Part::Numbers(_)) => Err(Again),
        (Part::Few(codes, dictionary), Part::Few(more, other)) => {
            let map = mapped(dictionary, &other).map_err(|NotText| Again)?;
            if dictionary.len() <= 255 {
                if map.iter().enumerate().all(|(n, code)| n == *code as usize) {
                    codes.extend_from_slice(&more);
                } else {
                    let mut table = [u8::MAX; 256];
                    for (to, from) in table.iter_mut().zip(&map) {
                        *to = *from as u8;
                    }
                    codes.extend(more.into_iter().map(|code| table[usize::from(code)]));
                }
                return Ok(());
            }
            grow(whole, more.into_iter().map(|code| code_of(&map, widened(code))), want, expected);
            Ok(())
        }
        (Part::Few(_, dictionary), Part::Many(more, other)) => {
            let map = mapped(dictionary, &other).map_err(|NotText| Again)?;
            grow(whole, more.into_iter().map(|code| code_of(&map, code)), want, expected);
            Ok(())
        }
        (Part::Many(codes, dictionary), Part::Few(more, other)) => {
            let map = mapped(dictionary, &other).map_err(|NotText| Again)?;
            codes.extend(more.into_iter().map(|code| code_of(&map, widened(code))));
            Ok(())
        }
        (Part::Many(codes, dictionary), Part::Many(more, other)) => {
            let map = mapped(dictionary, &other).map_err(|NotText| Again)?;
            codes.extend(more.into_iter().map(|code| code_of(&map, code)));
            Ok(())
        }
    }
}

/// The codes in `dictionary` of the texts of another, which are added to it.
fn mapped(dictionary: &mut Dictionary, other: &Dictionary) -> Result<Vec<u32>, NotText> {
    other.texts().map(|text| dictionary.code_of(text.as_bytes())).collect()
}

fn code_of(map: &[u32], code: u32) -> u32 {
    map.get(code as usize).copied().unwrap_or(MISSING)
}

fn value(values: &[f64], code: u32) -> f64 {
    values.get(code as usize).copied().unwrap_or(f64::NAN)
}

/// A column of few texts that has more than 255 now, with `more` codes.
fn grow(whole: &mut Part, more: impl Iterator<Item = u32>, want: Want, expected: usize) {
    let Part::Few(codes, dictionary) = std::mem::take(whole) else { return };
    let codes = codes.into_iter().map(widened).chain(more);
    *whole = match (want == Want::Either).then(|| all_numbers(&dictionary)).flatten() {
        Some(values) => {
            let mut numbers = Vec::with_capacity(expected);
            numbers.extend(codes.map(|code| value(&values, code)));
            Part::Numbers(numbers)
        }
        None => {
            let mut many = Vec::with_capacity(expected);
            many.extend(codes);
            Part::Many(many, dictionary)
        }
    };
}
