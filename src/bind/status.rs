//! The status line: what a session is about, before any number is read.

use crate::base::number::grouped;

/// What a session works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Name and version.
    pub methodology: String,
    pub countries: usize,
    /// The records analyses are run over; none without an open store.
    pub records: Option<Records>,
}

/// Records in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// `KEN/household_survey/children`.
    pub address: String,
    /// In words: `weighted, 3 strata`; empty when none is stated.
    pub design: String,
    /// Unweighted number of records.
    pub n: usize,
    /// Primary sampling units, where the design has any.
    pub psus: Option<usize>,
    pub simulated: bool,
}

impl Status {
    /// One line. Simulated records are named first, so that a narrow terminal
    /// cuts something else.
    pub fn line(&self) -> String {
        let countries = match self.countries {
            1 => "1 country".to_string(),
            n => format!("{n} countries"),
        };
        let Some(records) = &self.records else {
            return format!("{}, {countries}", self.methodology);
        };
        let real = if records.simulated { "SIMULATED" } else { "real records" };
        let mut parts =
            vec![format!("{real} {}", records.address), format!("n {}", grouped(records.n as f64, 0))];
        parts.push(if records.design.is_empty() {
            "no design stated".into()
        } else {
            records.design.clone()
        });
        parts.push(match records.psus {
            Some(1) => "1 PSU".into(),
            Some(psus) => format!("{} PSUs", grouped(psus as f64, 0)),
            None => "no PSUs".into(),
        });
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_real_or_simulated_and_never_invents_a_design() {
        let mut status = Status { methodology: "M 1".into(), countries: 1, records: None };
        assert_eq!(status.line(), "M 1, 1 country");
        let mut records = Records {
            address: "KEN/household_survey/children".into(),
            design: "weighted, 2 strata".into(),
            n: 1014,
            psus: Some(100),
            simulated: true,
        };
        status.records = Some(records.clone());
        assert_eq!(
            status.line(),
            "SIMULATED KEN/household_survey/children · n 1,014 · weighted, 2 strata · 100 PSUs"
        );
        records.simulated = false;
        records.design.clear();
        records.psus = None;
        status.records = Some(records);
        assert_eq!(
            status.line(),
            "real records KEN/household_survey/children · n 1,014 · no design stated · no PSUs"
        );
    }
}
