//! Outcome rates of the AAPOR Standard Definitions (10th edition, 2023).

/// Cases, counted or weighted, by their final disposition.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cases {
    /// Complete interviews.
    pub complete: f64,
    /// Partial interviews.
    pub partial: f64,
    /// Refusals and break-offs.
    pub refusal: f64,
    /// Eligible, never reached.
    pub no_contact: f64,
    /// Eligible, not interviewed for another reason.
    pub other: f64,
    /// Unknown whether there is a household.
    pub unknown_household: f64,
    /// Unknown whether somebody in it is eligible, or another unknown.
    pub unknown_other: f64,
    /// Not eligible.
    pub not_eligible: f64,
}

impl Cases {
    fn interviews(&self) -> f64 {
        self.complete + self.partial
    }

    /// Cases known to be eligible.
    pub fn eligible(&self) -> f64 {
        self.interviews() + self.refusal + self.no_contact + self.other
    }

    /// Cases of unknown eligibility.
    pub fn unknown(&self) -> f64 {
        self.unknown_household + self.unknown_other
    }

    /// Every case.
    pub fn all(&self) -> f64 {
        self.eligible() + self.unknown() + self.not_eligible
    }

    /// The share of eligible among cases of known eligibility, the usual
    /// estimate of `e` (proportional allocation). None where no case is known
    /// not to be eligible: nothing is learnt then about the unknown ones.
    pub fn estimated_e(&self) -> Option<f64> {
        (self.not_eligible > 0.0).then(|| self.eligible() / (self.eligible() + self.not_eligible))
    }
}

/// A rate: its name, its formula in AAPOR's letters, and its parts.
pub struct Rate {
    pub name: &'static str,
    pub formula: &'static str,
    pub what: &'static str,
    /// Whether the formula has the share `e` of unknown cases.
    pub needs_e: bool,
    parts: fn(&Cases, f64) -> (f64, f64),
}

impl Rate {
    /// The rate of `cases`; `e` is used where the formula has it. None where
    /// nobody is in the denominator.
    pub fn of(&self, cases: &Cases, e: f64) -> Option<f64> {
        let (over, under) = (self.parts)(cases, e);
        (under > 0.0).then(|| over / under).filter(|r| r.is_finite())
    }
}

fn all_with(c: &Cases, e: f64) -> f64 {
    c.eligible() + e * c.unknown()
}

fn contacts(c: &Cases) -> f64 {
    c.interviews() + c.refusal + c.other
}

/// Response, cooperation, refusal and contact rates.
pub const RATES: [Rate; 16] = [
    Rate {
        name: "RR1",
        formula: "I/((I+P)+(R+NC+O)+(UH+UO))",
        what: "response, the least it can be",
        needs_e: false,
        parts: |c, _| (c.complete, all_with(c, 1.0)),
    },
    Rate {
        name: "RR2",
        formula: "(I+P)/((I+P)+(R+NC+O)+(UH+UO))",
        what: "response, partial interviews too",
        needs_e: false,
        parts: |c, _| (c.interviews(), all_with(c, 1.0)),
    },
    Rate {
        name: "RR3",
        formula: "I/((I+P)+(R+NC+O)+e(UH+UO))",
        what: "response, e of the unknown eligible",
        needs_e: true,
        parts: |c, e| (c.complete, all_with(c, e)),
    },
    Rate {
        name: "RR4",
        formula: "(I+P)/((I+P)+(R+NC+O)+e(UH+UO))",
        what: "the same, partial interviews too",
        needs_e: true,
        parts: |c, e| (c.interviews(), all_with(c, e)),
    },
    Rate {
        name: "RR5",
        formula: "I/((I+P)+(R+NC+O))",
        what: "response, the most it can be",
        needs_e: false,
        parts: |c, _| (c.complete, all_with(c, 0.0)),
    },
    Rate {
        name: "RR6",
        formula: "(I+P)/((I+P)+(R+NC+O))",
        what: "the same, partial interviews too",
        needs_e: false,
        parts: |c, _| (c.interviews(), all_with(c, 0.0)),
    },
    Rate {
        name: "COOP1",
        formula: "I/((I+P)+R+O)",
        what: "cooperation of all reached",
        needs_e: false,
        parts: |c, _| (c.complete, contacts(c)),
    },
    Rate {
        name: "COOP2",
        formula: "(I+P)/((I+P)+R+O)",
        what: "the same, partial interviews too",
        needs_e: false,
        parts: |c, _| (c.interviews(), contacts(c)),
    },
    Rate {
        name: "COOP3",
        formula: "I/((I+P)+R)",
        what: "cooperation of all who could",
        needs_e: false,
        parts: |c, _| (c.complete, c.interviews() + c.refusal),
    },
    Rate {
        name: "COOP4",
        formula: "(I+P)/((I+P)+R)",
        what: "the same, partial interviews too",
        needs_e: false,
        parts: |c, _| (c.interviews(), c.interviews() + c.refusal),
    },
    Rate {
        name: "REF1",
        formula: "R/((I+P)+(R+NC+O)+(UH+UO))",
        what: "refusal, all unknown eligible",
        needs_e: false,
        parts: |c, _| (c.refusal, all_with(c, 1.0)),
    },
    Rate {
        name: "REF2",
        formula: "R/((I+P)+(R+NC+O)+e(UH+UO))",
        what: "refusal, e of the unknown eligible",
        needs_e: true,
        parts: |c, e| (c.refusal, all_with(c, e)),
    },
    Rate {
        name: "REF3",
        formula: "R/((I+P)+(R+NC+O))",
        what: "refusal, no unknown eligible",
        needs_e: false,
        parts: |c, _| (c.refusal, all_with(c, 0.0)),
    },
    Rate {
        name: "CON1",
        formula: "((I+P)+R+O)/((I+P)+R+O+NC+(UH+UO))",
        what: "contact, all unknown eligible",
        needs_e: false,
        parts: |c, _| (contacts(c), all_with(c, 1.0)),
    },
    Rate {
        name: "CON2",
        formula: "((I+P)+R+O)/((I+P)+R+O+NC+e(UH+UO))",
        what: "contact, e of the unknown eligible",
        needs_e: true,
        parts: |c, e| (contacts(c), all_with(c, e)),
    },
    Rate {
        name: "CON3",
        formula: "((I+P)+R+O)/((I+P)+R+O+NC)",
        what: "contact, no unknown eligible",
        needs_e: false,
        parts: |c, _| (contacts(c), all_with(c, 0.0)),
    },
];
