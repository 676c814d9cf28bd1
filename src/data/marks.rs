//! What sticks to data and to everything made from it.

/// Properties that combine whenever data combine: what is made from simulated
/// answers is simulated, what is made from a withheld column is withheld.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Made up by a program.
    pub simulated: bool,
    /// Not to be shown: its numbers print as "withheld" wherever they would
    /// stand.
    pub withheld: bool,
}

impl Marks {
    /// Simulated, or nothing.
    pub fn simulated(simulated: bool) -> Marks {
        Marks { simulated, withheld: false }
    }

    /// The marks of what is made from both.
    pub fn and(self, other: Marks) -> Marks {
        Marks { simulated: self.simulated | other.simulated, withheld: self.withheld | other.withheld }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_never_goes_away_by_combining() {
        let all = [(false, false), (false, true), (true, false), (true, true)]
            .map(|(simulated, withheld)| Marks { simulated, withheld });
        for a in all {
            for b in all {
                let both = a.and(b);
                assert_eq!(both.simulated, a.simulated || b.simulated);
                assert_eq!(both.withheld, a.withheld || b.withheld);
                assert_eq!(both, b.and(a));
            }
        }
    }
}
