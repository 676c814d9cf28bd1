//! A question's answers as they are gathered: as few bytes a cell as its kind
//! allows, with a state each.

use super::cell::{self, Word, Words};
use super::texts::Texts;
use crate::data::{Column, Marks, State, Values};
use crate::model::{Item, ItemKind};

/// Values, one a row. A row that is not answered holds a placeholder.
#[derive(Debug)]
enum Cells {
    /// Option codes of lists of at most 256.
    Few(Vec<u8>),
    Many(Vec<u32>),
    Sets(Sets),
    Numbers(Numbers),
    /// Days since 1970.
    Days(Vec<i32>),
    Texts(Texts),
}

/// Bit sets of the least width that holds all options.
#[derive(Debug)]
enum Sets {
    B8(Vec<u8>),
    B16(Vec<u16>),
    B32(Vec<u32>),
    B64(Vec<u64>),
}

/// Numbers of the least width that has held all of them so far.
#[derive(Debug)]
enum Numbers {
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    F64(Vec<f64>),
}

/// A question's column while it is gathered.
#[derive(Debug)]
pub(super) struct Stage {
    words: Words,
    options: Vec<String>,
    kind: ItemKind,
    cells: Cells,
    /// One a row of the file; empty while the file has no such column.
    states: Vec<State>,
    /// Numbers of the block that is being read, before they are made narrow.
    fresh: Vec<f64>,
    /// Whether the file says so itself that a question was skipped.
    pub(super) says_skipped: bool,
    /// Whether the file has the column.
    pub(super) given: bool,
}

impl Stage {
    pub(super) fn new(item: &Item, given: bool) -> Stage {
        let cells = match item.kind {
            ItemKind::SelectOne if item.options.len() <= 256 => Cells::Few(Vec::new()),
            ItemKind::SelectOne => Cells::Many(Vec::new()),
            ItemKind::SelectMultiple => Cells::Sets(match item.options.len() {
                0..=8 => Sets::B8(Vec::new()),
                9..=16 => Sets::B16(Vec::new()),
                17..=32 => Sets::B32(Vec::new()),
                _ => Sets::B64(Vec::new()),
            }),
            ItemKind::Date => Cells::Days(Vec::new()),
            ItemKind::Text | ItemKind::Time | ItemKind::Geopoint | ItemKind::Case => {
                Cells::Texts(Texts::default())
            }
            _ => Cells::Numbers(Numbers::I8(Vec::new())),
        };
        Stage {
            words: Words::of(item),
            options: item.options.iter().map(|o| o.id.clone()).collect(),
            kind: item.kind,
            cells,
            states: Vec::new(),
            fresh: Vec::new(),
            says_skipped: false,
            given,
        }
    }

    /// Forgets every row.
    pub(super) fn clear(&mut self) {
        self.states.clear();
        self.fresh.clear();
        match &mut self.cells {
            Cells::Few(v) => v.clear(),
            Cells::Many(v) => v.clear(),
            Cells::Sets(Sets::B8(v)) => v.clear(),
            Cells::Sets(Sets::B16(v)) => v.clear(),
            Cells::Sets(Sets::B32(v)) => v.clear(),
            Cells::Sets(Sets::B64(v)) => v.clear(),
            Cells::Numbers(n) => *n = Numbers::I8(Vec::new()),
            Cells::Days(v) => v.clear(),
            Cells::Texts(t) => t.clear(),
        }
    }

    // ── reading ──────────────────────────────────────────────────────────

    /// Takes a cell; false where it holds nothing the question knows. An empty
    /// cell is `Unanswered` until the route is replayed.
    pub(super) fn take(&mut self, cell: &[u8]) -> bool {
        let state = match &mut self.cells {
            Cells::Few(codes) => {
                let (code, state) = if cell.is_empty() {
                    (0, State::Unanswered)
                } else {
                    match self.words.find(cell) {
                        Some(Word::Option(code)) => (code, State::Answered),
                        Some(Word::State(state)) => (0, state),
                        None => return false,
                    }
                };
                codes.push(code as u8);
                state
            }
            Cells::Many(codes) => {
                let (code, state) = match self.words.find(cell) {
                    _ if cell.is_empty() => (0, State::Unanswered),
                    Some(Word::Option(code)) => (code, State::Answered),
                    Some(Word::State(state)) => (0, state),
                    None => return false,
                };
                codes.push(code);
                state
            }
            Cells::Sets(sets) => {
                let Some((set, state)) = chosen(&self.words, cell) else { return false };
                sets.push(set);
                state
            }
            Cells::Numbers(_) => {
                let (n, state) = if cell.is_empty() {
                    (0.0, State::Unanswered)
                } else if let Some(n) = cell::number(cell) {
                    if self.kind == ItemKind::Integer && n.fract() != 0.0 || !cell::is_kept(n) {
                        return false;
                    }
                    (n, State::Answered)
                } else if self.kind == ItemKind::Calculation && matches!(cell, b"yes" | b"no") {
                    (f64::from(u8::from(cell == b"yes")), State::Answered)
                } else if let Some(state) = self.words.state(cell) {
                    (0.0, state)
                } else {
                    return false;
                };
                self.fresh.push(n);
                state
            }
            Cells::Days(days) => {
                let (day, state) = if cell.is_empty() {
                    (0, State::Unanswered)
                } else if let Some(day) = cell::day(cell) {
                    (day, State::Answered)
                } else if let Some(state) = self.words.state(cell) {
                    (0, state)
                } else {
                    return false;
                };
                days.push(day);
                state
            }
            Cells::Texts(texts) => {
                let (text, state) = if cell.is_empty() {
                    ("", State::Unanswered)
                } else if let Some(state) = self.words.state(cell) {
                    ("", state)
                } else if let Ok(text) = std::str::from_utf8(cell)
                    && State::from_id(text).is_none()
                    && cell::fits(self.kind, text)
                {
                    (text, State::Answered)
                } else {
                    return false;
                };
                texts.push(text);
                state
            }
        };
        self.says_skipped |= state == State::SkippedByRoute;
        self.states.push(state);
        true
    }

    /// What is wrong with a cell that was not taken, and what to do.
    pub(super) fn complaint(&self, item: &Item, cell: &[u8]) -> (String, Vec<String>) {
        match item.kind {
            ItemKind::SelectMultiple => {
                let known = |token: &&[u8]| matches!(self.words.find(token), Some(Word::Option(_)));
                let tokens: Vec<&[u8]> = tokens(cell).collect();
                let state = tokens.iter().find_map(|t| self.words.state(t));
                match (tokens.iter().find(|t| !known(t)), state) {
                    (_, Some(state)) if tokens.len() > 1 => (
                        format!("'{}' has '{}' beside other answers", item.id, state.id()),
                        vec!["a cell holds option ids or one state, not both".into()],
                    ),
                    (Some(token), _) => {
                        let (message, mut hints) = cell::no_option(item, token);
                        if token.iter().any(|b| matches!(b, b',' | b';' | b'|')) {
                            hints.insert(0, "several options are separated by spaces".into());
                        }
                        (message, hints)
                    }
                    (None, _) => cell::no_option(item, cell),
                }
            }
            ItemKind::Integer => cell::no_number(item, true, cell),
            ItemKind::Decimal | ItemKind::Calculation => cell::no_number(item, false, cell),
            ItemKind::Date => match std::str::from_utf8(cell).ok().and_then(State::from_id) {
                Some(state) => cell::no_state(item, state),
                None => cell::no_date(&item.id, cell),
            },
            ItemKind::Text | ItemKind::Time | ItemKind::Geopoint | ItemKind::Case => {
                match std::str::from_utf8(cell).ok().and_then(State::from_id) {
                    Some(state) => cell::no_state(item, state),
                    None if item.kind == ItemKind::Time && std::str::from_utf8(cell).is_ok() => (
                        format!("'{}' should be a time of day, not {}", item.id, cell::shown(cell)),
                        vec!["write it as 14:05".into()],
                    ),
                    None if item.kind == ItemKind::Geopoint && std::str::from_utf8(cell).is_ok() => (
                        format!("'{}' should be a place, not {}", item.id, cell::shown(cell)),
                        vec!["write latitude and longitude in degrees: -1.29 36.82".into()],
                    ),
                    None => (
                        format!("'{}' should be a text, not {}", item.id, cell::shown(cell)),
                        vec!["save the file as UTF-8".into()],
                    ),
                }
            }
            _ => cell::no_option(item, cell),
        }
    }

    // ── replaying ────────────────────────────────────────────────────────

    /// The states from a row on, to be settled by the route.
    pub(super) fn states_from(&mut self, start: usize) -> &mut [State] {
        let start = start.min(self.states.len());
        &mut self.states[start..]
    }

    /// An answer as the file would write it: what is kept of one off the route.
    pub(super) fn text_of(&self, row: usize, start: usize) -> String {
        match (self.states[row], &self.cells) {
            (State::Answered, Cells::Few(codes)) => self.option(u32::from(codes[row])),
            (State::Answered, Cells::Many(codes)) => self.option(codes[row]),
            (State::Answered, Cells::Sets(sets)) => {
                let set = sets.get(row);
                let chosen = self.options.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
                chosen.map(|(_, o)| o.as_str()).collect::<Vec<_>>().join(" ")
            }
            (State::Answered, Cells::Numbers(_)) => self.fresh[row - start].to_string(),
            (State::Answered, Cells::Days(days)) => cell::date(days[row]),
            (State::Answered, Cells::Texts(texts)) => texts.get(row).to_string(),
            (state, _) => state.id().to_string(),
        }
    }

    fn option(&self, code: u32) -> String {
        self.options.get(code as usize).cloned().unwrap_or_default()
    }

    /// Puts the placeholder in the place of an answer that lies off the route.
    pub(super) fn blank(&mut self, row: usize, start: usize) {
        match &mut self.cells {
            Cells::Few(codes) => codes[row] = 0,
            Cells::Many(codes) => codes[row] = 0,
            Cells::Sets(sets) => sets.blank(row),
            Cells::Numbers(_) => self.fresh[row - start] = 0.0,
            Cells::Days(days) => days[row] = 0,
            // Texts lie behind each other; one that is not answered is never read.
            Cells::Texts(_) => {}
        }
    }

    /// The states from a row on, and the numbers of the block before
    /// [`Stage::commit`].
    pub(super) fn block(&self, start: usize) -> (&[State], &[f64]) {
        (&self.states[start..], &self.fresh)
    }

    /// The results of a calculation for the block in the place of what the
    /// file says.
    pub(super) fn calculated(&mut self, start: usize, results: impl Iterator<Item = (f64, State)>) {
        self.states.truncate(start);
        self.fresh.clear();
        for (n, state) in results {
            self.fresh.push(n);
            self.states.push(state);
        }
    }

    /// How many options a row has, and whether one of `among` is there.
    pub(super) fn set(&self, row: usize) -> u64 {
        match &self.cells {
            Cells::Sets(sets) => sets.get(row),
            _ => 0,
        }
    }

    /// Makes the numbers of the block as narrow as they go.
    pub(super) fn commit(&mut self) {
        if let Cells::Numbers(numbers) = &mut self.cells {
            numbers.append(&self.fresh);
            self.fresh.clear();
        }
        self.says_skipped = false;
    }

    // ── giving ───────────────────────────────────────────────────────────

    /// Rows `from..to` as a column. Where the file has none, all are not in
    /// this version.
    pub(super) fn column(&self, from: usize, to: usize, simulated: bool) -> Column {
        let rows = to - from;
        let absent = self.states.is_empty();
        let states = if absent { vec![State::NotInVersion; rows] } else { self.states[from..to].to_vec() };
        let values = match &self.cells {
            Cells::Few(codes) => {
                let codes = if absent {
                    vec![0; rows]
                } else {
                    codes[from..to].iter().map(|c| u32::from(*c)).collect()
                };
                Values::Choice { codes, options: self.options.clone() }
            }
            Cells::Many(codes) => {
                let codes = if absent { vec![0; rows] } else { codes[from..to].to_vec() };
                Values::Choice { codes, options: self.options.clone() }
            }
            Cells::Sets(sets) => {
                let sets = if absent { vec![0; rows] } else { sets.range(from, to) };
                Values::Choices { sets, options: self.options.clone() }
            }
            Cells::Numbers(numbers) => {
                Values::Number(if absent { vec![0.0; rows] } else { numbers.range(from, to) })
            }
            Cells::Days(days) => Values::Text(
                (0..rows)
                    .map(|i| match states[i] {
                        State::Answered => cell::date(days[from + i]),
                        _ => String::new(),
                    })
                    .collect(),
            ),
            Cells::Texts(texts) => Values::Text(
                (0..rows)
                    .map(|i| match states[i] {
                        State::Answered => texts.get(from + i).to_string(),
                        _ => String::new(),
                    })
                    .collect(),
            ),
        };
        Column { values, states, marks: Marks::simulated(simulated) }
    }
}

fn tokens(cell: &[u8]) -> impl Iterator<Item = &[u8]> {
    cell.split(|b| *b == b' ').filter(|t| !t.is_empty())
}

/// The options a cell names, as a set; or its state.
fn chosen(words: &Words, cell: &[u8]) -> Option<(u64, State)> {
    let mut set = 0u64;
    let mut state = None;
    let mut found = 0usize;
    for token in tokens(cell) {
        match words.find(token)? {
            // At most 64 options: `Intake::new` refuses more.
            Word::Option(code) => set |= 1u64.checked_shl(code)?,
            Word::State(s) => state = Some(s),
        }
        found += 1;
    }
    match (state, found) {
        (None, 0) => Some((0, State::Unanswered)),
        (None, _) => Some((set, State::Answered)),
        (Some(state), 1) => Some((0, state)),
        (Some(_), _) => None,
    }
}

impl Sets {
    fn push(&mut self, set: u64) {
        match self {
            Sets::B8(v) => v.push(set as u8),
            Sets::B16(v) => v.push(set as u16),
            Sets::B32(v) => v.push(set as u32),
            Sets::B64(v) => v.push(set),
        }
    }

    fn get(&self, row: usize) -> u64 {
        match self {
            Sets::B8(v) => u64::from(v[row]),
            Sets::B16(v) => u64::from(v[row]),
            Sets::B32(v) => u64::from(v[row]),
            Sets::B64(v) => v[row],
        }
    }

    fn blank(&mut self, row: usize) {
        match self {
            Sets::B8(v) => v[row] = 0,
            Sets::B16(v) => v[row] = 0,
            Sets::B32(v) => v[row] = 0,
            Sets::B64(v) => v[row] = 0,
        }
    }

    fn range(&self, from: usize, to: usize) -> Vec<u64> {
        match self {
            Sets::B8(v) => v[from..to].iter().map(|s| u64::from(*s)).collect(),
            Sets::B16(v) => v[from..to].iter().map(|s| u64::from(*s)).collect(),
            Sets::B32(v) => v[from..to].iter().map(|s| u64::from(*s)).collect(),
            Sets::B64(v) => v[from..to].to_vec(),
        }
    }
}

impl Numbers {
    /// Adds numbers; the whole column grows wider when one does not fit.
    fn append(&mut self, fresh: &[f64]) {
        let whole = fresh.iter().all(|n| n.fract() == 0.0);
        let (low, high) = fresh.iter().fold((0.0f64, 0.0f64), |(l, h), n| (l.min(*n), h.max(*n)));
        let fits = |least: f64, most: f64| whole && low >= least && high <= most;
        if !fits(f64::from(i32::MIN), f64::from(i32::MAX)) {
            self.widen(3);
        } else if !fits(f64::from(i16::MIN), f64::from(i16::MAX)) {
            self.widen(2);
        } else if !fits(f64::from(i8::MIN), f64::from(i8::MAX)) {
            self.widen(1);
        }
        // Every number fits the width now: nothing is cut off below.
        match self {
            Numbers::I8(v) => v.extend(fresh.iter().map(|n| *n as i8)),
            Numbers::I16(v) => v.extend(fresh.iter().map(|n| *n as i16)),
            Numbers::I32(v) => v.extend(fresh.iter().map(|n| *n as i32)),
            Numbers::F64(v) => v.extend_from_slice(fresh),
        }
    }

    /// Makes the column at least this wide: 1 is `i16`, 2 `i32`, 3 `f64`.
    fn widen(&mut self, level: u8) {
        let now = match self {
            Numbers::I8(_) => 0,
            Numbers::I16(_) => 1,
            Numbers::I32(_) => 2,
            Numbers::F64(_) => 3,
        };
        if now >= level {
            return;
        }
        let all = self.range(0, self.len());
        *self = match level {
            1 => Numbers::I16(all.iter().map(|n| *n as i16).collect()),
            2 => Numbers::I32(all.iter().map(|n| *n as i32).collect()),
            _ => Numbers::F64(all),
        };
    }

    fn len(&self) -> usize {
        match self {
            Numbers::I8(v) => v.len(),
            Numbers::I16(v) => v.len(),
            Numbers::I32(v) => v.len(),
            Numbers::F64(v) => v.len(),
        }
    }

    fn range(&self, from: usize, to: usize) -> Vec<f64> {
        match self {
            Numbers::I8(v) => v[from..to].iter().map(|n| f64::from(*n)).collect(),
            Numbers::I16(v) => v[from..to].iter().map(|n| f64::from(*n)).collect(),
            Numbers::I32(v) => v[from..to].iter().map(|n| f64::from(*n)).collect(),
            Numbers::F64(v) => v[from..to].to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::model::OptionDef;

    fn stage(kind: ItemKind, options: usize) -> Stage {
        let mut item = Item::new("q", "?", kind, Span::line("form", 1));
        let option = |n| OptionDef {
            id: format!("option_{n}"),
            label: String::new(),
            exclusive: false,
            anchored: false,
            specify: false,
            texts: Default::default(),
        };
        item.options = (0..options).map(option).collect();
        Stage::new(&item, true)
    }

    #[test]
    fn numbers_keep_their_value_when_the_column_grows_wider() {
        let mut stage = stage(ItemKind::Decimal, 0);
        let blocks: [&[f64]; 5] =
            [&[1.0, -128.0], &[127.0, 128.0], &[-32_768.0, 40_000.0], &[0.25], &[2_147_483_648.0, -3.0]];
        for (n, block) in blocks.iter().enumerate() {
            for number in *block {
                assert!(stage.take(number.to_string().as_bytes()));
            }
            stage.commit();
            let expected: Vec<f64> = blocks[..=n].iter().copied().flatten().copied().collect();
            let column = stage.column(0, expected.len(), false);
            assert_eq!(column.values, Values::Number(expected));
        }
    }

    #[test]
    fn long_lists_and_full_sets_keep_every_option() {
        for options in [2, 24, 25, 256, 257, 1000] {
            let mut stage = stage(ItemKind::SelectOne, options);
            (0..options).for_each(|n| assert!(stage.take(format!("option_{n}").as_bytes())));
            let Values::Choice { codes, .. } = stage.column(0, options, false).values else {
                panic!("a choice")
            };
            assert_eq!(codes, (0..options as u32).collect::<Vec<_>>());
            assert!(!stage.take(format!("option_{options}").as_bytes()));
        }
        for options in [1, 8, 9, 16, 17, 32, 33, 64] {
            let mut stage = stage(ItemKind::SelectMultiple, options);
            let all: Vec<String> = (0..options).map(|n| format!("option_{n}")).collect();
            assert!(stage.take(all.join(" ").as_bytes()) && stage.take(all[options - 1].as_bytes()));
            let Values::Choices { sets, .. } = stage.column(0, 2, false).values else { panic!("choices") };
            assert_eq!(sets, [u64::MAX >> (64 - options), 1 << (options - 1)], "{options} options");
        }
    }
}
