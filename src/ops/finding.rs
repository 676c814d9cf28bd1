//! Findings of a country, tested again.

use serde_json::json;

use crate::base::Diag;
use crate::evidence::{self, Verdict};
use crate::model::Address;
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench, estimates};

/// Tests the findings of a country; exit code 1 when one does not hold.
pub fn findings(workbench: &Workbench, country: &str) -> Result<Answer, Diag> {
    let country = workbench.country(country)?;
    let mut answer = Answer::new("finding");
    answer.heading(format!("Findings of {}", country.name));
    let mut table = TextTable::new(&["finding", "verdict", "claim", "because"]);
    let wanted: Vec<Address> = country.findings.iter().flat_map(estimates::rests_on).collect();
    let estimates = estimates::held(workbench, country, &wanted);
    let mut figures = Vec::new();
    for tested in evidence::test_all(&workbench.workspace, country, &estimates) {
        let reasons = tested.because();
        table.row(vec![
            tested.finding.id.clone(),
            tested.said(),
            tested.finding.claim.clone(),
            reasons.clone(),
        ]);
        answer.row(json!({
            "address": format!("{}/finding:{}", country.code, tested.finding.id), "verdict": tested.verdict.word(),
            "claim": tested.finding.claim, "reasons": tested.reasons, "because": tested.because(), "look_out_for": tested.cautions, "defined_at": tested.finding.span.to_string(),
            "simulated": tested.simulated(),
            "disclosure": if tested.workroom() { estimates::WORKROOM } else { "published by its sources" },
        }));
        if tested.verdict == Verdict::DoesNotHold {
            answer.code = 1;
        }
        figures.extend(tested.figures);
    }
    if table.rows.is_empty() {
        answer.text(format!("{} has no findings yet.", country.name));
    } else {
        answer.blocks.push(Block::Table(table));
    }
    estimates::notes(&figures).into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}
