//! Answers of yes and no added up four rows at a time.
//!
//! The rows of a unit that stand in one group are taken in fours, and the
//! weights of all sixteen subsets of four rows are worked out once for many
//! items. An item then looks up, by its four answers, what those who said yes
//! weigh and what those who said yes or no weigh. It takes as long whatever they
//! said, and the processor has nothing to guess.

use std::ops::Range;

use super::fixed::{ONE, Packed, Split, Unit, Weight};

/// Rows of a stretch at most: their places fit a byte, and one is left over.
const STRETCH: usize = 255;

/// The place of no row, for quartets that are not full: it never answers.
const SPARE: u8 = 255;

/// Answers as a quartet reads them; zero for none.
const YES: u8 = 1;
const ANSWERED: u8 = 1 << 4;

/// Some units' rows in quartets.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub stretches: Vec<Stretch>,
    parts: Vec<Part>,
    /// By part, by slot: where its quartets end in the stretch.
    ends: Vec<u32>,
    /// By quartet: its rows' places in the stretch.
    places: Vec<[u8; 4]>,
    /// By part: of each breakdown in turn, its levels and then the rows without.
    slots: usize,
}

/// Rows whose answers are read at a time.
#[derive(Debug)]
pub(super) struct Stretch {
    /// In the design's order.
    pub rows: Range<usize>,
    parts: Range<usize>,
    quartets: Range<usize>,
}

/// A unit, or a part of one that has more rows than a stretch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub unit: usize,
    /// No part of the unit stands before, none behind.
    pub begins: bool,
    pub ends: bool,
}

impl Layout {
    /// Of `units`, of which `start` tells where each begins in the design's
    /// order. `level` gives, by breakdown and row, the level or the number of
    /// levels for none; `levels` counts them.
    pub fn of(
        units: Range<usize>,
        start: &[u32],
        levels: &[usize],
        level: impl Fn(usize, usize) -> usize,
    ) -> Layout {
        let mut layout = Layout { slots: levels.iter().map(|levels| levels + 1).sum(), ..Layout::default() };
        let mut places = Places::default();
        let (mut unit, mut row) = (units.start, start[units.start] as usize);
        while unit < units.end {
            let (first, parts, quartets) = (row, layout.parts.len(), layout.places.len());
            while unit < units.end {
                let (begin, end) = (start[unit] as usize, start[unit + 1] as usize);
                // Only a unit of more rows than a stretch has is cut.
                if end > first + STRETCH && row > first {
                    break;
                }
                let to = end.min(first + STRETCH);
                for (by, levels) in levels.iter().enumerate() {
                    places.add(row - first..to - first, *levels, |place| level(by, first + place));
                    let so_far = layout.places.len() - quartets;
                    layout.ends.extend(places.ends.iter().map(|end| (so_far + end) as u32));
                    layout.places.append(&mut places.places);
                }
                layout.parts.push(Part { unit, begins: row == begin, ends: to == end });
                row = to;
                unit += usize::from(to == end);
            }
            layout.stretches.push(Stretch {
                rows: first..row,
                parts: parts..layout.parts.len(),
                quartets: quartets..layout.places.len(),
            });
        }
        layout
    }

    /// The parts of a stretch, each with the ends of its slots.
    pub fn parts(&self, stretch: &Stretch) -> impl Iterator<Item = (Part, &[u32])> {
        let ends = self.ends[stretch.parts.start * self.slots..].chunks_exact(self.slots);
        self.parts[stretch.parts.clone()].iter().copied().zip(ends)
    }
}

/// The quartets of a part by one breakdown, while they are laid out.
#[derive(Default)]
struct Places {
    /// By level: rows, and then where the next one stands.
    next: Vec<usize>,
    ends: Vec<usize>,
    places: Vec<[u8; 4]>,
}

impl Places {
    fn add(&mut self, rows: Range<usize>, levels: usize, level: impl Fn(usize) -> usize) {
        self.next.clear();
        self.next.resize(levels + 1, 0);
        rows.clone().for_each(|row| self.next[level(row)] += 1);
        self.ends.clear();
        let mut end = 0;
        for next in &mut self.next {
            let quartets = next.div_ceil(4);
            *next = end * 4;
            end += quartets;
            self.ends.push(end);
        }
        self.places.resize(end, [SPARE; 4]);
        for row in rows {
            let next = &mut self.next[level(row)];
            self.places[*next / 4][*next % 4] = row as u8;
            *next += 1;
        }
    }
}

/// What is added up of some rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    /// The weights of those who said yes.
    pub yes: Weight,
    /// The weights of those who have an answer.
    pub answered: Weight,
    /// Their squares, and how many they are.
    pub squares: Packed,
}

impl Share {
    pub const NOTHING: Share = Share { yes: Weight::NOTHING, answered: Weight::NOTHING, squares: 0 };

    #[inline]
    pub fn add(&mut self, other: Share) {
        self.yes = self.yes.and(other.yes);
        self.answered = self.answered.and(other.answered);
        self.squares += other.squares;
    }
}

/// Items whose answers are looked at side by side.
pub(super) const ABREAST: usize = 8;

/// A stretch of rows, and some items' answers to them.
pub(super) struct Room {
    /// By item, by row.
    answers: [[u8; STRETCH + 1]; ABREAST],
    quartets: Vec<Quartet>,
    /// By quartet, by item: its four answers. Yes in the lower bits, whether
    /// there is one in the upper.
    fours: Vec<[u8; ABREAST]>,
}

/// Four rows of one unit and group.
struct Quartet {
    places: [u8; 4],
    /// By the rows whose bit is set: what they weigh.
    weights: [Weight; 16],
    /// Their squared weights, and how many they are.
    squares: [Packed; 16],
}

impl Room {
    pub fn empty() -> Room {
        Room { answers: [[0; STRETCH + 1]; ABREAST], quartets: Vec::new(), fours: Vec::new() }
    }

    /// Moves on to a stretch, of whose rows these are the weights.
    pub fn enter(&mut self, layout: &Layout, stretch: &Stretch, weights: &[f64], split: Split, square: Unit) {
        // What the stretch before left behind is written over, but for answers.
        self.answers.as_flattened_mut().fill(0);
        let places = &layout.places[stretch.quartets.clone()];
        let new = || Quartet { places: [SPARE; 4], weights: [Weight::NOTHING; 16], squares: [0; 16] };
        self.quartets.resize_with(places.len(), new);
        for (quartet, places) in self.quartets.iter_mut().zip(places) {
            quartet.places = *places;
            for (bit, place) in places.iter().enumerate() {
                let (weight, one) = match weights.get(usize::from(*place)) {
                    Some(w) => (split.of(*w), square.of(w * w) | ONE),
                    None => (Weight::NOTHING, 0),
                };
                let (lower, upper) = quartet.weights.split_at_mut(1 << bit);
                upper.iter_mut().zip(lower).for_each(|(sum, lower)| *sum = lower.and(weight));
                let (lower, upper) = quartet.squares.split_at_mut(1 << bit);
                upper.iter_mut().zip(lower).for_each(|(sum, lower)| *sum = *lower + one);
            }
        }
    }

    /// Takes the answers to one of the items in: 1 for yes, 0 for no, else none.
    #[inline]
    pub fn read(&mut self, item: usize, answers: impl ExactSizeIterator<Item = u8>) {
        for (own, answer) in self.answers[item][..STRETCH].iter_mut().zip(answers) {
            *own = (u8::from(answer == 1) * YES) | (u8::from(answer < 2) * ANSWERED);
        }
    }

    /// Puts the answers together by four.
    pub fn put_together(&mut self) {
        // By row: a byte an item.
        let mut rows = [0u64; STRETCH + 1];
        for (n, rows) in rows.as_chunks_mut::<ABREAST>().0.iter_mut().enumerate() {
            for (eight, item) in rows.iter_mut().zip(&self.answers) {
                *eight = u64::from_le_bytes(item.as_chunks().0[n]);
            }
            *rows = turned(*rows);
        }
        let four = |quartet: &Quartet| {
            let [a, b, c, d] = quartet.places;
            let (a, b) = (rows[usize::from(a)], rows[usize::from(b)]);
            let (c, d) = (rows[usize::from(c)], rows[usize::from(d)]);
            (a | b << 1 | c << 2 | d << 3).to_le_bytes()
        };
        self.fours.clear();
        self.fours.extend(self.quartets.iter().map(four));
    }

    /// What the rows of some quartets come to for one of the items.
    #[inline]
    pub fn sum(&self, item: usize, quartets: Range<usize>) -> Share {
        let mut share = Share::NOTHING;
        for (quartet, four) in self.quartets[quartets.clone()].iter().zip(&self.fours[quartets]) {
            let (yes, answered) = (usize::from(four[item] & 15), usize::from(four[item] >> 4));
            share.yes = share.yes.and(quartet.weights[yes]);
            share.answered = share.answered.and(quartet.weights[answered]);
            share.squares += quartet.squares[answered];
        }
        share
    }
}

/// Eight rows of eight bytes as columns: halves, quarters and single bytes change
/// places (Warren, Hacker's Delight, 7-3).
#[inline]
fn turned(mut rows: [u64; 8]) -> [u64; 8] {
    let mut swap = |a: usize, b: usize, by: u32, mask: u64| {
        let swapped = (rows[a] >> by ^ rows[b]) & mask;
        rows[b] ^= swapped;
        rows[a] ^= swapped << by;
    };
    for (a, b) in [(0, 4), (1, 5), (2, 6), (3, 7)] {
        swap(a, b, 32, 0x0000_0000_ffff_ffff);
    }
    for (a, b) in [(0, 2), (1, 3), (4, 6), (5, 7)] {
        swap(a, b, 16, 0x0000_ffff_0000_ffff);
    }
    for (a, b) in [(0, 1), (2, 3), (4, 5), (6, 7)] {
        swap(a, b, 8, 0x00ff_00ff_00ff_00ff);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::fixed::count;
    use super::*;

    #[test]
    fn every_row_stands_once_in_its_group_whatever_the_size_of_units() {
        // Units of 3, 700 and 1 rows; three levels, of which the last is none.
        let start = [0, 3, 703, 704];
        let level = |_, row: usize| row * 7 % 3;
        let answer = |row: usize| (row * 5 % 4) as u8;
        let weight = |row: usize| (row + 1) as f64;
        let layout = Layout::of(0..3, &start, &[2], level);
        let split = Split::for_sum((0..704).map(weight).sum(), 704).unwrap();
        let square = Unit::for_sum((0..704).map(|row| weight(row).powi(2)).sum()).unwrap();
        let mut found = [[(0.0, 0.0); 3]; 3];
        let (mut rows, mut squares) = (0, 0.0);
        let (mut through, mut room) = (0, Room::empty());
        for stretch in &layout.stretches {
            assert!(stretch.rows.start == through && stretch.rows.len() <= STRETCH);
            through = stretch.rows.end;
            let weights: Vec<f64> = stretch.rows.clone().map(weight).collect();
            room.enter(&layout, stretch, &weights, split, square);
            room.read(3, stretch.rows.clone().map(answer));
            room.put_together();
            let mut from = 0;
            for (part, ends) in layout.parts(stretch) {
                for (slot, end) in ends.iter().enumerate() {
                    let share = room.sum(3, from..*end as usize);
                    found[part.unit][slot].0 += share.yes.value();
                    found[part.unit][slot].1 += share.answered.value();
                    squares += square.number(share.squares);
                    rows += count(share.squares);
                    from = *end as usize;
                }
            }
        }
        assert_eq!((through, layout.stretches.len()), (704, 4));
        for (unit, found) in found.iter().enumerate() {
            for (slot, found) in found.iter().enumerate() {
                let rows = start[unit] as usize..start[unit + 1] as usize;
                let rows = rows.filter(|row| level(0, *row) == slot);
                let yes: f64 = rows.clone().filter(|row| answer(*row) == 1).map(weight).sum();
                let answered: f64 = rows.filter(|row| answer(*row) < 2).map(weight).sum();
                assert_eq!(*found, (yes, answered));
            }
        }
        let answered = (0..704).filter(|row| answer(*row) < 2);
        assert_eq!(rows, answered.clone().count());
        assert_eq!(squares, answered.map(|row| weight(row).powi(2)).sum::<f64>());
    }
}
