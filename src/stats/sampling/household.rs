//! Who is asked within a household.

/// One of the tables of Kish's grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KishTable {
    pub name: &'static str,
    /// Of twelve addresses, how many get this table.
    pub of_twelve: usize,
    /// Whom to ask where 1, 2, 3, 4, 5, 6 or more are eligible, counted on the
    /// list of the household.
    pub ask: [usize; 6],
}

/// The eight tables (Kish 1949; Kish 1965, section 11.3).
pub const KISH: [KishTable; 8] = [
    KishTable { name: "A", of_twelve: 2, ask: [1, 1, 1, 1, 1, 1] },
    KishTable { name: "B1", of_twelve: 1, ask: [1, 1, 1, 1, 2, 2] },
    KishTable { name: "B2", of_twelve: 1, ask: [1, 1, 1, 2, 2, 2] },
    KishTable { name: "C", of_twelve: 2, ask: [1, 1, 2, 2, 3, 3] },
    KishTable { name: "D", of_twelve: 2, ask: [1, 2, 2, 3, 4, 4] },
    KishTable { name: "E1", of_twelve: 1, ask: [1, 2, 3, 3, 3, 5] },
    KishTable { name: "E2", of_twelve: 1, ask: [1, 2, 3, 4, 5, 5] },
    KishTable { name: "F", of_twelve: 2, ask: [1, 2, 3, 4, 5, 6] },
];

/// In how many of twelve addresses the grid asks `person` (from 1) of
/// `eligible`; nobody beyond the sixth is ever asked.
pub fn kish_chance(eligible: usize, person: usize) -> usize {
    let Some(column) = eligible.min(6).checked_sub(1) else { return 0 };
    KISH.iter().filter(|t| t.ask[column] == person).map(|t| t.of_twelve).sum()
}
