//! A column of categories: one code a row, the names beside.

use std::collections::{BTreeSet, HashMap};

/// Categories of rows. Strata, PSUs, grouping variables and the answers of a
/// choice are all of this shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    codes: Vec<u32>,
    names: Vec<String>,
}

impl Factor {
    /// The code of a row that has no category.
    pub const MISSING: u32 = u32::MAX;

    /// From the name of each row; levels stand in the order of their names.
    pub fn of<S: AsRef<str>>(rows: &[Option<S>]) -> Factor {
        let names: BTreeSet<&str> = rows.iter().flatten().map(AsRef::as_ref).collect();
        let code: HashMap<&str, u32> = names.iter().enumerate().map(|(i, name)| (*name, i as u32)).collect();
        let codes = rows
            .iter()
            .map(|row| {
                row.as_ref().and_then(|name| code.get(name.as_ref())).copied().unwrap_or(Self::MISSING)
            })
            .collect();
        Factor { codes, names: names.into_iter().map(String::from).collect() }
    }

    /// From whole numbers; levels stand in the order of the numbers.
    pub fn of_numbers(rows: &[Option<i64>]) -> Factor {
        let numbers: BTreeSet<i64> = rows.iter().flatten().copied().collect();
        let code: HashMap<i64, u32> = numbers.iter().enumerate().map(|(i, n)| (*n, i as u32)).collect();
        let codes =
            rows.iter().map(|row| row.and_then(|n| code.get(&n).copied()).unwrap_or(Self::MISSING)).collect();
        Factor { codes, names: numbers.into_iter().map(|n| n.to_string()).collect() }
    }

    /// From codes into `names`, which give the order of the levels; a code
    /// beyond the names is missing.
    pub fn with_levels(codes: Vec<u32>, names: Vec<String>) -> Factor {
        let most = names.len() as u32;
        let codes = codes.into_iter().map(|code| if code < most { code } else { Self::MISSING }).collect();
        Factor { codes, names }
    }

    /// From codes into `names`, as [`Factor::of`] makes it of the names: only the
    /// levels that a row has, in the order of their names.
    pub fn of_codes(mut codes: Vec<u32>, names: &[String]) -> Factor {
        let mut used = vec![false; names.len()];
        for code in &codes {
            if let Some(used) = used.get_mut(*code as usize) {
                *used = true;
            }
        }
        let mut order: Vec<usize> = (0..names.len()).filter(|code| used[*code]).collect();
        order.sort_by(|a, b| names[*a].cmp(&names[*b]));
        let mut place = vec![Self::MISSING; names.len()];
        order.iter().enumerate().for_each(|(level, code)| place[*code] = level as u32);
        for code in &mut codes {
            *code = place.get(*code as usize).copied().unwrap_or(Self::MISSING);
        }
        Factor { codes, names: order.into_iter().map(|code| names[code].clone()).collect() }
    }

    /// Every level of this one with every level of another, this one first.
    pub fn crossed(&self, other: &Factor) -> Factor {
        let width = other.names.len() as u32;
        let cross = |(a, b): (&u32, &u32)| {
            if *a == Self::MISSING || *b == Self::MISSING { Self::MISSING } else { a * width + b }
        };
        let codes = self.codes.iter().zip(&other.codes).map(cross).collect();
        let names = self.names.iter().flat_map(|a| other.names.iter().map(move |b| format!("{a}, {b}")));
        Factor { codes, names: names.collect() }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The names of the levels, also of those no row has.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The level of a row, if it has one.
    pub fn level(&self, row: usize) -> Option<usize> {
        let code = self.codes[row];
        (code != Self::MISSING).then_some(code as usize)
    }

    /// The name of a row's level; empty for a row without.
    pub fn name(&self, row: usize) -> &str {
        self.level(row).map_or("", |level| &self.names[level])
    }

    /// The first row without a level, and how many there are.
    pub(super) fn missing(&self) -> Option<(usize, usize)> {
        let first = self.codes.iter().position(|code| *code == Self::MISSING)?;
        Some((first, self.codes.iter().filter(|code| **code == Self::MISSING).count()))
    }

    pub(super) fn codes(&self) -> &[u32] {
        &self.codes
    }

    pub(super) fn code(&self, row: usize) -> u32 {
        self.codes[row]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_make_the_levels_that_their_names_make() {
        let names = ["p10", "p2", "unused", "p1"].map(String::from);
        let codes = [1, 3, 0, 9, 1];
        let rows = codes.map(|code| names.get(code as usize).map(String::as_str));
        assert_eq!(Factor::of_codes(codes.to_vec(), &names), Factor::of(&rows));
    }
}
