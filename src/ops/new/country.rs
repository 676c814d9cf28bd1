//! `dh new country LKA --from THA`: a skeleton that runs, started from a
//! neighbour.

use serde_json::json;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::ids::is_country_code;
use crate::model::{Adaptation, Change, ChangeKind, Country, Plan};

use super::super::{Answer, Workbench, readiness};
use super::{changes, iso, label_of, place_folder, text};

/// What a new country is started from.
#[derive(Debug, Clone, Default)]
pub struct CountryRequest {
    /// Three capital letters, ISO 3166-1 alpha-3.
    pub code: String,
    /// Code or name of the country it is started from.
    pub from: String,
    /// Its name, where it is not the one of ISO 3166-1.
    pub name: Option<String>,
    /// Its region, where it is not the neighbour's.
    pub region: Option<String>,
}

/// Makes the folder of a country: its script with the neighbour's changes,
/// taken over and not confirmed, and its worksheet. Approvals, services,
/// sources, reasons, translations, figures and answers are not copied.
pub fn country(workbench: &Workbench, request: &CountryRequest) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let code = request.code.as_str();
    if !is_country_code(code) {
        let upper = code.to_uppercase();
        return Err(Diag::error(format!("'{code}' is no country code"))
            .hint("three capital letters, as ISO 3166-1 writes them; nothing was changed")
            .maybe_hint(is_country_code(&upper).then(|| format!("did you mean '{upper}'?"))));
    }
    if let Some(known) = workspace.countries.get(code) {
        return Err(Diag::error(format!("{} ({code}) is in this workspace already", known.name))
            .hint(format!("declared at {}; nothing was changed", known.span)));
    }
    if workbench.is_left_out(code) {
        return Err(Diag::error(format!("{code} is in this workspace already, with errors"))
            .hint("dh check lists them; nothing was changed"));
    }
    let from = workbench.country(&request.from)?;
    let Some(name) = request.name.clone().or_else(|| iso::name_of(code)) else {
        return Err(Diag::error(format!("ISO 3166-1 has no country '{code}'"))
            .hint("give its name: --name \"…\"; nothing was changed"));
    };
    label_of("country", &name)?;
    let region = request.region.clone().unwrap_or_else(|| from.region.clone());
    if !workspace.regions.contains_key(&region) {
        let mut diag = Diag::error(format!("there is no region '{region}'"));
        for hint in choice_hints(&region, workspace.regions.keys().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        return Err(diag.hint(format!("dh new region {region} \"…\" makes it; nothing was changed")));
    }
    let folder = match iso::folder_of(&name) {
        // countries/regions is no country's.
        f if f.is_empty() || f == "regions" => code.to_lowercase(),
        f => f,
    };
    let folder = format!("countries/{folder}");
    let (taken, dropped) = take_over(workbench, from, code, &name, &region);
    let files = [
        ("init.lua", script(workbench, from, code, &name, &region, &taken)),
        ("worksheet.lua", worksheet(workbench, from, code, &name)),
    ];
    place_folder(workbench, &folder, &files)?;

    let mut answer = Answer::new("new");
    for (file, _) in &files {
        answer.row(json!({"kind": "country", "address": code, "file": format!("{folder}/{file}")}));
    }
    let fresh = Workbench::open(&workspace.folder, &workbench.interrupt);
    let open = fresh
        .workspace
        .countries
        .get(code)
        .map_or(0, |c| readiness::points(&fresh.workspace, c).iter().filter(|p| p.is_open()).count());
    let count: usize = taken.iter().map(|a| a.changes.len()).sum();
    answer.text(format!(
        "{folder}: {name} ({code}), started from {}: {}. {open} points are open.",
        from.name,
        match count {
            0 => "no changes to take over".to_string(),
            1 => "1 change taken over, not confirmed".to_string(),
            n => format!("{n} changes taken over, not confirmed"),
        }
    ));
    answer.text(format!("Next: dh check {code}, dh show {code} --readiness, {folder}/worksheet.lua."));
    answer.note(format!(
        "not copied from {}: approvals, services, sources, reasons, translations, figures, answers, findings",
        from.name
    ));
    if request.region.is_none() {
        answer.note(format!(
            "the region was taken over from {}: {region}; --region names another, and what is asked in that region only comes with it",
            from.name
        ));
    }
    let left = workspace.regions.get(&from.region).filter(|r| r.id != region && !r.adaptations.is_empty());
    if let Some(left) = left {
        answer.note(format!("the changes of the region {} stay with it", left.label));
    }
    for (change, why) in dropped {
        answer.note(format!("not taken over: {} \"{}\" ({why})", change.kind.word(), change.item));
    }
    Ok(answer)
}

/// The neighbour's changes as they stand in the new country, and those that
/// cannot be made there, with the reason.
fn take_over(
    workbench: &Workbench,
    from: &Country,
    code: &str,
    name: &str,
    region: &str,
) -> (Vec<Adaptation>, Vec<(Change, String)>) {
    let workspace = &workbench.workspace;
    let taken = |change: &Change| Change {
        because: String::new(),
        keeps_meaning: false,
        shown_by: String::new(),
        waiver: String::new(),
        source: String::new(),
        inherited_from: from.code.clone(),
        ..change.clone()
    };
    let mut trial = Country {
        code: code.to_string(),
        name: name.to_string(),
        region: region.to_string(),
        adaptations: from
            .adaptations
            .iter()
            .map(|a| Adaptation {
                changes: a
                    .changes
                    .iter()
                    .filter(|c| !matches!(c.kind, ChangeKind::Translate { .. }))
                    .map(taken)
                    .collect(),
                ..a.clone()
            })
            .collect(),
        ..from.clone()
    };
    let mut dropped = Vec::new();
    // What leaned on a dropped change falls in the next round.
    loop {
        let plan = Plan::resolve(&workspace.methodology, workspace.regions.get(region), &trial);
        let before = dropped.len();
        for problem in &plan.problems {
            for adaptation in &mut trial.adaptations {
                if let Some(at) = adaptation.changes.iter().position(|c| c.span == problem.span) {
                    dropped.push((adaptation.changes.remove(at), problem.message.clone()));
                }
            }
        }
        if dropped.len() == before {
            return (trial.adaptations, dropped);
        }
    }
}

fn script(
    workbench: &Workbench,
    from: &Country,
    code: &str,
    name: &str,
    region: &str,
    taken: &[Adaptation],
) -> String {
    let mut out = text::comment(
        &format!(
            "Started from {} with 'dh new country'. Its approvals, services, sources, reasons, translations, figures and answers were not copied. 'dh show {code} --readiness' lists what is open; the worksheet beside this script is where it is settled.",
            from.name
        ),
        "",
    );
    out.push_str(&format!("return country {} {} {{\n", text::quoted(code), text::quoted(name)));
    out.push_str(&format!("  region = {},\n", text::quoted(region)));
    out.push_str(&format!("  languages = {},\n", text::list(&workbench.workspace.methodology.languages)));
    out.push_str("  confirm = \"The region was taken over, and the languages are those of the method: both to be confirmed.\",\n");
    let blocks = changes::adapt_blocks(taken, &from.code);
    if !blocks.is_empty() {
        out.push('\n');
        out.push_str(&text::comment(
            &format!(
                "What {} changed, taken over and not confirmed. To confirm a change, put the reason of this country (because = \"…\") in the place of inherited_from; a core item needs a waiver too. Delete what does not hold here.",
                from.name
            ),
            "  ",
        ));
        out.push_str(blocks.trim_start_matches('\n'));
    }
    out.push_str("}\n");
    out
}

fn worksheet(workbench: &Workbench, from: &Country, code: &str, name: &str) -> String {
    let mut out = text::comment(
        &format!(
            "What {name} settles before fieldwork. Give each point an answer and its source; while something is to be confirmed, say what: confirm = \"…\". A point without an answer is unknown, and 'dh show {code} --readiness' lists it.",
        ),
        "",
    );
    out.push_str(&format!("return worksheet {{\n  started_from = {},\n", text::quoted(&from.code)));
    for point in &workbench.workspace.methodology.worksheet {
        out.push('\n');
        out.push_str(&text::comment(&format!("{}. {}", point.label, point.asks), "  "));
        let there = from.worksheet.iter().flat_map(|w| &w.points).find(|p| p.point == point.id);
        let there = match (point.id.as_str(), there) {
            (_, Some(settled)) if !settled.answer.is_empty() => settled.answer.clone(),
            ("languages", _) => from.languages.join(", "),
            ("region", _) => from.region.clone(),
            _ => String::new(),
        };
        if !there.is_empty() {
            out.push_str(&text::comment(&format!("In {}: {there}", from.name), "  "));
        }
        out.push_str(&format!(
            "  point {} {{\n    -- answer = \"…\", source = \"…\",\n  }},\n",
            text::quoted(&point.id)
        ));
    }
    out.push_str("}\n");
    out
}
