//! `dh report COUNTRY`: the national report as one HTML page.

use std::path::Path;

use serde_json::json;

use crate::base::{Diag, fs};
use crate::report::{assemble, page};

use super::{Answer, Workbench};

/// Writes `out/CODE/index.html`; the same scripts give the same bytes.
pub fn report(workbench: &Workbench, country: &str, out: &Path) -> Result<Answer, Diag> {
    let country = workbench.country(country)?;
    if workbench.workspace.methodology.report.is_none() {
        return Err(Diag::error("the methodology declares no report").hint(
            "write return report \"national\" \"National report\" { chapter … } in methodology/report.lua",
        ));
    }
    let document = assemble(&workbench.workspace, country);
    let html = page(&document);
    if workbench.interrupt.is_set() {
        return Err(Diag::error("stopped before the report was written").hint("nothing was changed"));
    }
    let path = out.join(&country.code).join("index.html");
    fs::write_atomically(&path, html.as_bytes())?;
    let mut answer = Answer::new("report");
    answer.row(json!({
        "country": country.code, "file": path.display().to_string(), "bytes": html.len(),
        "chapters": document.sections.len(), "figures": document.provenance.len(),
    }));
    answer.text(format!(
        "{}: {} chapters, {} figures with their provenance.",
        path.display(),
        document.sections.len(),
        document.provenance.len()
    ));
    Ok(answer)
}
