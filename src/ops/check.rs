//! `dh check`: everything that is wrong with a workspace, in one run.

use crate::base::Severity;

use super::{Answer, Workbench};

/// All complaints, root causes first; the exit code is the worst of them.
pub fn check(workbench: &Workbench) -> Answer {
    let mut answer = Answer::new("check");
    for diag in &workbench.diags {
        if let serde_json::Value::Object(row) = diag.to_json() {
            answer.rows.push(row);
        }
    }
    let count = |s: Severity| workbench.diags.iter().filter(|d| d.severity == s).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    answer.code = workbench
        .diags
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| d.kind.exit_code())
        .max()
        .unwrap_or(0);
    let workspace = &workbench.workspace;
    let method = &workspace.methodology;
    let items: usize = method.instruments().map(|i| i.items.len()).sum();
    let figures: usize = workspace.countries.values().map(|c| c.figures.len()).sum();
    let summary = format!(
        "{} files, {} activities, {} instruments with {} items, {} indicators, {} countries, {} published figures",
        workbench.files.len(),
        method.activities.len(),
        method.instruments().count(),
        items,
        method.indicators.len() + method.published.len(),
        workspace.countries.len(),
        figures,
    );
    let verdict = match (errors, warnings) {
        (0, 0) => "everything holds together".to_string(),
        (0, w) => format!("no errors, {}", plural(w, "warning")),
        (e, 0) => plural(e, "error"),
        (e, w) => format!("{}, {}", plural(e, "error"), plural(w, "warning")),
    };
    answer.text(format!("{summary}: {verdict}."));
    answer
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 {
        format!("1 {word}")
    } else {
        format!("{n} {word}s")
    }
}
