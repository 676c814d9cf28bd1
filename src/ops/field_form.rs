//! `dh export KEN/children --format xlsform`: a questionnaire as a form for the
//! field.

use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::find_address::{Target, resolve};
use super::sample::Place;
use super::{Answer, Block, Workbench, lock};
use crate::base::number::counted;
use crate::base::parallel::in_pieces;
use crate::base::{Diag, Severity, fs};
use crate::formats::xlsform::{self, FieldForm, Language, Source};
use crate::model::{Country, InstrumentKind, Plan, PlanSnapshot, PlannedInstrument, Workspace};
use crate::report::text::TextTable;

/// What is to be exported, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    pub address: String,
    pub out: PathBuf,
    pub force: bool,
    /// Gives up names and codes that went out before.
    pub new_version: bool,
}

/// A questionnaire of a country or of the core.
struct Asked<'a> {
    country: Option<&'a Country>,
    plan: Rc<Plan>,
    at: usize,
}

impl Asked<'_> {
    fn planned(&self) -> &PlannedInstrument {
        &self.plan.instruments[self.at]
    }

    fn address(&self) -> String {
        let path = &self.planned().instrument.path;
        self.country.map_or_else(|| path.clone(), |c| format!("{}/{path}", c.code))
    }
}

/// Whether an address is a questionnaire of a country or of the core.
pub fn is_questionnaire(workbench: &Workbench, address: &str) -> bool {
    asked(workbench, address).is_ok()
}

fn asked<'a>(workbench: &'a Workbench, address: &str) -> Result<Asked<'a>, Diag> {
    let no = |what: String| {
        Diag::error(what).hint("a form is made of a questionnaire, such as KEN/household_survey/children")
    };
    let found = match resolve(workbench, address) {
        // Other kinds of instrument may have the same name.
        Err(diag) => match only_questionnaire(workbench, address) {
            Some((country, path)) => Target::Path { country, path },
            None => return Err(diag),
        },
        Ok(found) => found,
    };
    let Target::Path { country, path } = found else {
        return Err(no(format!("'{address}' is not a questionnaire")));
    };
    let plan = country.map_or_else(|| workbench.workspace.core(), |c| workbench.workspace.plan(c));
    let Some(at) = plan.instruments.iter().position(|i| i.instrument.path == path) else {
        let whole = plan.instruments.iter().find(|i| path.starts_with(&format!("{}/", i.instrument.path)));
        let diag = no(format!("'{address}' is not a whole questionnaire"));
        return Err(match whole {
            Some(whole) => diag.hint(format!("it is part of {}", whole.instrument.path)),
            None => diag,
        });
    };
    let kind = plan.instruments[at].instrument.kind;
    if kind != InstrumentKind::Questionnaire {
        return Err(no(format!("'{address}' is a {}", kind.word())));
    }
    Ok(Asked { country, plan, at })
}

/// The one questionnaire that `KEN/caregivers` may mean.
pub(super) fn only_questionnaire<'a>(
    workbench: &'a Workbench,
    address: &str,
) -> Option<(Option<&'a Country>, String)> {
    let (country, name) = match address.split_once('/') {
        Some((code, rest)) if workbench.workspace.country(code).is_some() => {
            (workbench.workspace.country(code), rest)
        }
        _ => (None, address),
    };
    let instruments = workbench.workspace.methodology.instruments();
    let mut all = instruments.filter(|i| i.kind == InstrumentKind::Questionnaire && i.id == name);
    let path = all.next()?.path.clone();
    all.next().is_none().then_some((country, path))
}

/// The languages by the names that readers know them by.
fn languages(workspace: &Workspace, asked: &Asked) -> (Vec<Language>, Vec<String>) {
    let own = asked.country.map_or(&[][..], |c| &c.language_names);
    let names = || own.iter().chain(&workspace.methodology.language_names);
    let mut nameless = Vec::new();
    let languages = asked.plan.languages.iter().map(|code| {
        let name = names().find(|(c, _)| c == code).map(|(_, name)| name.clone());
        let name = name.unwrap_or_else(|| {
            nameless.push(code.clone());
            code.clone()
        });
        Language { code: code.clone(), name }
    });
    (languages.collect(), nameless)
}

/// What a form is made of, and the languages without a name.
fn source<'a>(workspace: &'a Workspace, asked: &'a Asked, version: &str) -> (Source<'a>, Vec<String>) {
    let planned = asked.planned();
    let (languages, nameless) = languages(workspace, asked);
    let mut placeholders = asked.plan.placeholders.clone();
    if let Some(country) = asked.country {
        placeholders.push(("country".into(), country.name.clone()));
    }
    let instrument = &planned.instrument;
    let place = asked.country.map_or("core", |c| &c.code);
    let source = Source {
        planned,
        title: match asked.country {
            Some(country) => format!("{}: {}", country.name, instrument.label),
            None => instrument.label.clone(),
        },
        form_id: format!("{place}_{}", instrument.path.replace('/', "_")).to_lowercase(),
        version: version.to_string(),
        languages,
        written_in: workspace.methodology.languages.first().map_or("en", |l| l),
        placeholders,
        public_key: asked.country.map_or("", |c| &c.submission_key),
    };
    (source, nameless)
}

/// What a form of each questionnaire would be refused for: said before someone
/// wants one. Nothing else may need a form, so that it is a warning.
pub fn complaints(workspace: &Workspace) -> Vec<Diag> {
    let countries = workspace.countries.values().map(|c| (Some(c), workspace.plan(c)));
    let all: Vec<Asked> = std::iter::once((None, workspace.core()))
        .chain(countries)
        .flat_map(|(country, plan)| {
            let of = |at| Asked { country, plan: plan.clone(), at };
            (0..plan.instruments.len()).map(of).collect::<Vec<_>>()
        })
        .collect();
    // Names and conditions are complained of, and they come with the questions.
    let mut looked_at: Vec<&Asked> = Vec::new();
    for asked in all.iter().filter(|a| a.planned().instrument.kind == InstrumentKind::Questionnaire) {
        if !looked_at.iter().any(|known| known.planned().shares_all_with(asked.planned())) {
            looked_at.push(asked);
        }
    }
    let sources: Vec<Source> = looked_at.into_iter().map(|asked| source(workspace, asked, "").0).collect();
    let complaints = in_pieces(sources.len(), |at| xlsform::form(&sources[at]).err().unwrap_or_default());
    let mut found: Vec<Diag> = Vec::new();
    for diag in complaints.into_iter().flatten() {
        if !found.iter().any(|f| f.message == diag.message && f.span == diag.span) {
            let diag = Diag { severity: Severity::Warning, ..diag };
            found.push(diag.hint("until then it cannot go out as a form: dh export … --format xlsform"));
        }
    }
    found
}

/// A questionnaire as a form, and the version by which it is told from others.
fn made(
    workbench: &Workbench,
    asked: &Asked,
    snapshot: PlanSnapshot,
) -> Result<(FieldForm, PlanSnapshot, Vec<Diag>), Vec<Diag>> {
    let (source, nameless) = source(&workbench.workspace, asked, &snapshot.hash[..16]);
    let mut form = xlsform::form(&source)?;
    // The same questions under another key or by another version of this
    // program are another form to a server.
    let whole = format!("{:?}{:?}{:?}", form.survey, form.choices, form.settings);
    let seal = Sha256::digest(whole.as_bytes());
    let version = format!("{}.{:02x}{:02x}", source.version, seal[0], seal[1]);
    form.settings.iter_mut().filter(|(name, _)| *name == "version").for_each(|(_, v)| v.clone_from(&version));
    let unnamed = nameless.into_iter().map(|code| {
        Diag::warning(format!("the language '{code}' has no name and is called by its code")).hint(format!(
            "write language_names = {{ {code} = \"…\" }} in methodology/init.lua or the country"
        ))
    });
    Ok((form, snapshot, unnamed.collect()))
}

/// The rows of the form of a questionnaire, written nowhere.
///
/// # Errors
/// As [`export`], but for files.
pub fn rows(workbench: &Workbench, address: &str) -> Result<Answer, Vec<Diag>> {
    let asked = asked(workbench, address).map_err(|d| vec![d])?;
    let snapshot = asked.plan.snapshot_of(&asked.planned().instrument.path);
    let (form, _, unnamed) = made(workbench, &asked, snapshot)?;
    let mut answer = Answer::new("form");
    answer.heading(format!("{}, as a form", asked.address()));
    let mut table = TextTable::new(&["type", "name", "label", "relevant", "calculation"]);
    for row in &form.survey {
        let label = row.label.first().cloned().unwrap_or_default();
        answer.row(json!({
            "type": row.kind, "name": row.name, "label": label, "relevant": row.relevant,
            "constraint": row.constraint, "required": row.required, "calculation": row.calculation,
            "trigger": row.trigger, "appearance": row.appearance, "parameters": row.parameters,
            "repeat_count": row.repeat_count,
        }));
        if !row.kind.starts_with("end_") {
            let cells = [&row.kind, &row.name, &label, &row.relevant, &row.calculation];
            table.row(cells.map(String::clone).to_vec());
        }
    }
    answer.blocks.push(Block::Table(table));
    let warnings: Vec<Diag> = form.warnings.into_iter().chain(unnamed).collect();
    warnings.iter().for_each(|w| answer.note(w.message.clone()));
    Ok(answer)
}

fn setting<'f>(form: &'f FieldForm, name: &str) -> &'f str {
    form.settings.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)
}

/// Writes the form. What was asked is kept beside the country's scripts, so that
/// what comes back is read against it.
///
/// # Errors
/// No questionnaire; names or conditions that a form cannot hold; the file is
/// there already.
pub fn export(workbench: &Workbench, request: &ExportRequest) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let asked = asked(workbench, &request.address).map_err(one)?;
    let ending = request.out.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("xlsx") {
        return Err(one(Diag::error(format!(
            "{}: an XLSForm is a workbook, and its name ends in .xlsx",
            request.out.display()
        ))
        .hint("nothing was written")));
    }
    fs::refuse_to_replace(&request.out, request.force).map_err(one)?;
    something_is_asked(asked.planned()).map_err(one)?;
    let held = match asked.country {
        Some(_) => {
            let place = Place::of(workbench, &asked.address()).map_err(one)?;
            Some(lock::hold(workbench, &place, request.new_version)?)
        }
        None => None,
    };
    let snapshot = match &held {
        Some(held) => asked.plan.snapshot_holding(held.instrument()),
        None => asked.plan.snapshot_of(&asked.planned().instrument.path),
    };
    let (form, snapshot, unnamed) = made(workbench, &asked, snapshot)?;
    let bytes = xlsform::write(&form).map_err(one)?;
    let kept = asked.country.map(|country| kept_as(country, setting(&form, "form_id"), &snapshot));
    if let Some(kept) = &kept {
        lock::keep_beside(&workbench.workspace, kept, format!("{}\n", snapshot.json).as_bytes())
            .map_err(one)?;
    }
    let write = || fs::write_result(&request.out, &bytes, request.force);
    match &held {
        Some(held) => held.keep(&workbench.workspace, write).map_err(one)?,
        None => write().map_err(one)?,
    }
    let mut answer = answer(&asked, request, form, &snapshot.hash, unnamed);
    if let Some(held) = held {
        held.notes().into_iter().for_each(|note| answer.note(note));
    }
    if let Some(kept) = kept {
        answer.note(format!("what this form asks is kept as {kept}"));
    }
    Ok(answer)
}

/// A form of no questions is no form.
pub(super) fn something_is_asked(planned: &PlannedInstrument) -> Result<(), Diag> {
    if planned.asked().any(|p| p.item.kind.is_asked()) {
        return Ok(());
    }
    let path = &planned.instrument.path;
    let left_out = planned.items.iter().filter(|p| p.left_out).count();
    let why = match left_out {
        0 => format!("{path} asks no question"),
        n => format!("{path} asks no question here: {} left out", counted(n, "item is", "items are")),
    };
    Err(Diag::error(why).hint("nothing was written; a questionnaire that is not used is not exported"))
}

/// Where the plan of a form is kept, in the workspace: one file for each form
/// that asks something else.
fn kept_as(country: &Country, form_id: &str, plan: &PlanSnapshot) -> String {
    let folder = country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/forms/{form_id}.{}.json", &plan.hash[..16])
}

fn answer(asked: &Asked, request: &ExportRequest, form: FieldForm, plan: &str, unnamed: Vec<Diag>) -> Answer {
    let mut answer = Answer::new("export");
    let (id, version) = (setting(&form, "form_id"), setting(&form, "version"));
    let encrypted = !setting(&form, "public_key").is_empty();
    let file = request.out.display().to_string();
    answer.heading(setting(&form, "form_title").to_string());
    let languages: Vec<String> = form
        .languages
        .iter()
        .zip(&form.untranslated)
        .map(|(language, missing)| match missing {
            0 => language.shown(),
            missing => format!("{}: {missing} of {} texts are not translated", language.shown(), form.texts),
        })
        .collect();
    answer.blocks.push(Block::Fields(vec![
        ("address".into(), asked.address()),
        ("file".into(), file.clone()),
        ("form".into(), format!("{id}, version {version}")),
        ("questions".into(), counted(form.questions, "question", "questions")),
        ("languages".into(), languages.join("; ")),
        (
            "encrypted".into(),
            if encrypted { "on the device" } else { "no: the country gives no submission_key" }.into(),
        ),
    ]));
    let by_language: Vec<Value> = form
        .languages
        .iter()
        .zip(&form.untranslated)
        .map(|(l, missing)| json!({"code": l.code, "name": l.name, "untranslated": missing}))
        .collect();
    let mut warnings = form.warnings.clone();
    warnings.extend(unnamed);
    answer.row(json!({
        "address": asked.address(), "file": file, "format": "xlsform", "form_id": id, "version": version,
        "plan": plan, "languages": by_language, "texts": form.texts, "questions": form.questions,
        "encrypted": encrypted,
        "warnings": warnings.iter().map(Diag::to_json).collect::<Vec<_>>(),
    }));
    for (language, missing) in
        form.languages.iter().zip(&form.untranslated).filter(|(_, missing)| **missing > 0)
    {
        answer.note(format!(
            "{}: {missing} of {} texts are not translated, and the method's own stand there",
            language.shown(),
            form.texts
        ));
    }
    warnings.iter().for_each(|w| answer.note(w.message.clone()));
    answer.warnings = warnings;
    answer
}
