//! `dh report COUNTRY`: the national report as one HTML page.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::number::counted;
use crate::base::{Diag, fs};
use crate::report::dossier::Dossier;
use crate::report::{assemble, page};

use super::{Answer, Workbench, paper};

/// Writes `out/CODE/index.html`, and beside it an annex for each questionnaire
/// that was adapted; the same scripts give the same bytes.
pub fn report(workbench: &Workbench, country: &str, out: &Path) -> Result<Answer, Diag> {
    let country = workbench.country(country)?;
    if workbench.workspace.methodology.report.is_none() {
        return Err(Diag::error("the methodology declares no report").hint(
            "write return report \"national\" \"National report\" { chapter … } in methodology/report.lua",
        ));
    }
    let mut document = assemble(&workbench.workspace, country);
    let folder = out.join(&country.code);
    let annexes: Vec<(String, Dossier)> = paper::annexes(workbench, country)?
        .into_iter()
        .map(|(path, dossier)| (format!("annex_{}.html", path.replace('/', "_")), dossier))
        .collect();
    document.annexes = annexes.iter().map(|(file, d)| (d.title.clone(), file.clone())).collect();
    let html = page(&document);
    if workbench.interrupt.is_set() {
        return Err(Diag::error("stopped before the report was written").hint("nothing was changed"));
    }
    let path = folder.join("index.html");
    let pages: Vec<(PathBuf, String)> = std::iter::once((path.clone(), html))
        .chain(annexes.iter().map(|(file, dossier)| (folder.join(file), dossier.page())))
        .collect();
    let together: Vec<(PathBuf, &[u8])> =
        pages.iter().map(|(path, page)| (path.clone(), page.as_bytes())).collect();
    fs::write_together(&together)?;
    let mut answer = Answer::new("report");
    answer.row(json!({
        "country": country.code, "file": path.display().to_string(), "bytes": pages[0].1.len(),
        "chapters": document.sections.len(), "figures": document.provenance.len(),
        "annexes": annexes.iter().map(|(file, _)| file).collect::<Vec<_>>(),
    }));
    answer.text(format!(
        "{}: {} chapters, {} figures with their provenance.",
        path.display(),
        document.sections.len(),
        document.provenance.len()
    ));
    if !annexes.is_empty() {
        answer.text(format!(
            "Beside it {} of how questionnaires were adapted.",
            counted(annexes.len(), "annex", "annexes")
        ));
    }
    Ok(answer)
}
