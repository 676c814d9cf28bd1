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
        "{}, {}, {} with {}, {}, {}, {}",
        plural(workbench.files.len(), "file"),
        plural_as(method.activities.len(), "activity", "activities"),
        plural(method.instruments().count(), "instrument"),
        plural(items, "item"),
        plural(method.indicators.len() + method.published.len(), "indicator"),
        plural_as(workspace.countries.len(), "country", "countries"),
        plural(figures, "published figure"),
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
    plural_as(n, word, &format!("{word}s"))
}

fn plural_as(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
