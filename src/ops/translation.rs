//! `dh export KEN/children --format translation --lang sw`: the sheet a
//! translator fills in; `dh import … --format translation`: the way back into
//! the file beside the country's scripts; what `dh check` says of both.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::field_form::only_questionnaire;
use super::request::Turn;
use super::sample::Place;
use super::{Answer, Block, Workbench};
use crate::base::diag::{Topic, choice_hints};
use crate::base::number::counted;
use crate::base::{Diag, Diags, clock, fs};
use crate::formats::csv::safe;
use crate::formats::translation::{self, faults};
use crate::formats::translation_sheet::{self as sheet, Filled, Identity};
use crate::formats::workbook::read;
use crate::model::{
    ChangeKind, Country, FileRef, InstrumentKind, PlannedInstrument, StandingText, TextState, Translated,
    Workspace, is_right_to_left,
};
use crate::report::text::TextTable;

/// What is to be exported, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    pub address: String,
    pub language: Option<String>,
    pub out: PathBuf,
    pub force: bool,
}

/// The language that wordings are written in.
pub fn source_language(workspace: &Workspace) -> &str {
    workspace.methodology.languages.first().map_or("en", String::as_str)
}

/// The questionnaire of a country that an address means.
pub(super) fn questionnaire(workbench: &Workbench, address: &str) -> Result<Place, Diag> {
    // Other kinds of instrument may have the same name.
    let place =
        Place::of(workbench, address).or_else(|diag| match only_questionnaire(workbench, address) {
            Some((Some(country), path)) => Place::of(workbench, &format!("{}/{path}", country.code)),
            _ => Err(diag),
        })?;
    let instrument = &place.planned().instrument;
    if instrument.kind != InstrumentKind::Questionnaire {
        return Err(Diag::error(format!(
            "'{}' is a {}, no questionnaire",
            place.address(),
            instrument.kind.word()
        ))
        .hint("such as KEN/children; dh show lists the instruments of every activity"));
    }
    if let Some(item) = &place.item {
        return Err(Diag::error(format!("'{item}' is one question; the whole questionnaire is needed"))
            .hint(format!("write {}", place.address())));
    }
    Ok(place)
}

/// The languages an instrument is put into here: those of the country without
/// the one it is written in.
pub(super) fn languages(workspace: &Workspace, country: &Country) -> Vec<String> {
    let source = source_language(workspace);
    country.languages.iter().filter(|l| *l != source).cloned().collect()
}

/// The language to translate into, or a complaint with the valid ones.
fn language(workspace: &Workspace, country: &Country, given: Option<&str>) -> Result<String, Diag> {
    let known = languages(workspace, country);
    match (given, known.as_slice()) {
        (Some(given), _) if given == source_language(workspace) => {
            Err(Diag::error(format!("the wordings are written in '{given}': there is nothing to translate")))
        }
        (Some(given), _) if known.iter().any(|l| l == given) => Ok(given.to_string()),
        (None, [one]) => Ok(one.clone()),
        (given, _) => {
            let what = match given {
                Some(given) => format!("{} is not asked in '{given}'", country.name),
                None => {
                    format!("{} is asked in several languages, or in none but the method's", country.name)
                }
            };
            let mut diag = Diag::error(what);
            for hint in choice_hints(given.unwrap_or_default(), known.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            Err(diag.hint(format!("its languages stand in {}: languages = {{ … }}", country.span.file)))
        }
    }
}

/// What a country holds of an instrument in a language: the file where one is
/// named, and its rows.
pub(super) fn held<'a>(
    country: &'a Country,
    path: &str,
    language: &str,
) -> (Option<&'a FileRef>, &'a [Translated]) {
    let changes = country.adaptations.iter().filter(|a| a.instrument == path).flat_map(|a| &a.changes);
    for change in changes {
        if let ChangeKind::Translate { language: own, file: Some(file), rows, .. } = &change.kind
            && own == language
        {
            return (Some(file), rows);
        }
    }
    (None, &[])
}

/// The strings of a questionnaire as they stand in a language.
pub(super) fn standing(country: &Country, planned: &PlannedInstrument, language: &str) -> Vec<StandingText> {
    planned.standing_texts(language, held(country, &planned.instrument.path, language).1)
}

/// Writes the sheet of one language.
///
/// # Errors
/// No questionnaire; a language the country is not asked in; the file is there
/// already.
pub fn export(workbench: &Workbench, request: &ExportRequest) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, &request.address)?;
    let country = place.country(workbench)?;
    let language = language(&workbench.workspace, country, request.language.as_deref())?;
    let ending = request.out.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("xlsx") {
        return Err(Diag::error(format!(
            "{}: a sheet of translations is a workbook, and its name ends in .xlsx",
            request.out.display()
        ))
        .hint("nothing was written"));
    }
    fs::refuse_to_replace(&request.out, request.force)?;
    let (file, rows) = held(country, &place.path, &language);
    let texts = place.planned().standing_texts(&language, rows);
    let identity = Identity {
        address: place.address(),
        language: language.clone(),
        source_language: source_language(&workbench.workspace).to_string(),
        made: clock::now()[..10].to_string(),
    };
    let label = format!("{}, {}", country.name, place.planned().instrument.label);
    fs::write_result(&request.out, &sheet::write(&identity, &label, &texts)?, request.force)?;
    let mut answer = Answer::new("export");
    answer.heading(format!("{label} into {language}"));
    let direction = if is_right_to_left(&language) { "right to left" } else { "left to right" };
    answer.blocks.push(Block::Fields(vec![
        ("address".into(), place.address()),
        ("file".into(), request.out.display().to_string()),
        ("language".into(), format!("{language}, {direction}")),
        ("strings".into(), texts.len().to_string()),
    ]));
    answer.blocks.push(Block::Table(states_table(&texts)));
    answer.row(json!({
        "address": place.address(), "file": request.out.display().to_string(), "format": "translation",
        "language": language, "direction": direction, "strings": texts.len(), "states": states_json(&texts),
    }));
    answer.note(format!("what comes back: dh import {} FILE.xlsx --format translation", place.address()));
    if file.is_none() {
        answer.note(format!(
            "no file is declared yet; the import makes {}",
            default_file(country, &place, &language)
        ));
    }
    Ok(answer)
}

fn count(texts: &[StandingText], state: TextState) -> usize {
    texts.iter().filter(|t| t.state == state).count()
}

fn states_table(texts: &[StandingText]) -> TextTable {
    let mut table = TextTable::new(&["status", ">strings", "what it means"]);
    let means = |state| match state {
        TextState::Same => "made of the text that is asked today",
        TextState::Draft => "to be looked at again",
        TextState::Stale => "the text has changed since",
        TextState::Missing => "not translated",
        TextState::Kept => "not asked any more",
    };
    for state in TextState::ALL {
        if count(texts, state) > 0 {
            table.row(vec![state.word().into(), count(texts, state).to_string(), means(state).into()]);
        }
    }
    table
}

fn states_json(texts: &[StandingText]) -> serde_json::Value {
    TextState::ALL
        .into_iter()
        .map(|s| (s.word().to_string(), json!(count(texts, s))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Where the strings of a language are kept, where scripts name no file.
fn default_file(country: &Country, place: &Place, language: &str) -> String {
    format!("{}/translations/{}.{language}.csv", folder(country), place.planned().instrument.id)
}

fn folder(country: &Country) -> &str {
    country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What became of a row of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Filled,
    Changed,
    Confirmed,
    Same,
}

/// Takes sheets back, each whole or not at all.
///
/// # Errors
/// Everything that is wrong with the first sheet that cannot be taken, each with
/// its sheet and cell. It changes nothing, and those after it are not read.
pub fn import(
    workbench: &Workbench,
    address: &str,
    files: &[PathBuf],
    language: Option<&str>,
) -> Result<Answer, Vec<Diag>> {
    let place = questionnaire(workbench, address).map_err(|d| vec![d])?;
    let mut answer = Answer::new("import");
    answer.heading(format!("{}: translations", place.address()));
    for (n, file) in files.iter().enumerate() {
        one(workbench, &place, file, language, &mut answer).map_err(|mut diags| {
            if let Some(last) = diags.last_mut() {
                last.hints.push(match n {
                    0 => "nothing was changed".into(),
                    n => format!(
                        "nothing of it was taken; {} before it",
                        counted(n, "file is taken", "files are taken")
                    ),
                });
            }
            diags
        })?;
    }
    Ok(answer)
}

fn one(
    workbench: &Workbench,
    place: &Place,
    path: &Path,
    given: Option<&str>,
    answer: &mut Answer,
) -> Result<(), Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let country = place.country(workbench).map_err(one)?;
    let book = read::read(path, &workbench.interrupt).map_err(one)?;
    let identity = sheet::identity(&book).map_err(one)?;
    let whole = || crate::base::Span::line(book.file.as_str(), 0);
    if identity.address != place.address() {
        return Err(vec![
            Diag::error(format!("this sheet is of {}, not of {}", identity.address, place.address()))
                .at(whole())
                .hint(format!("dh import {} {} --format translation", identity.address, path.display())),
        ]);
    }
    if let Some(given) = given.filter(|g| *g != identity.language) {
        return Err(vec![
            Diag::error(format!("this sheet is in '{}', not in '{given}'", identity.language)).at(whole()),
        ]);
    }
    let language =
        language(&workbench.workspace, country, Some(&identity.language)).map_err(|d| vec![d.at(whole())])?;
    let (filled, mut diags) = sheet::read(&book);
    let _turn = Turn::take(&workbench.workspace.folder, country, &workbench.interrupt).map_err(one)?;
    let (declared, _) = held(country, &place.path, &language);
    let file = declared.map_or_else(|| default_file(country, place, &language), |f| f.path.clone());
    let target = workbench.workspace.folder.join(&file);
    // Read again: another import may have ended since the workspace was read.
    let mut rows = Vec::new();
    if target.is_file() {
        let mut diags = Diags::new();
        rows = translation::read(&workbench.workspace.folder, &file, &mut diags);
        if diags.has_errors() {
            return Err(diags.into_iter().collect());
        }
    }
    let (rows, became, emptied, found) = taken(place.planned(), &language, rows, &filled);
    diags.extend(found);
    if !diags.is_empty() {
        return Err(diags);
    }
    let texts = place.planned().standing_texts(&language, &rows);
    let alike = indistinct(place.planned(), &texts, &filled);
    if !alike.is_empty() {
        return Err(alike);
    }
    fs::write_atomically(&target, &translation::write(&in_order(&texts, &rows))).map_err(one)?;
    let n = |b: Became| became.iter().filter(|(_, x)| *x == b).count();
    let name = safe(&path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
    answer.blocks.push(Block::Fields(vec![
        ("file".into(), name.clone()),
        ("language".into(), language.clone()),
        ("filled in".into(), n(Became::Filled).to_string()),
        ("changed".into(), n(Became::Changed).to_string()),
        ("confirmed".into(), n(Became::Confirmed).to_string()),
        ("as before".into(), n(Became::Same).to_string()),
        ("written to".into(), file.clone()),
    ]));
    answer.blocks.push(Block::Table(states_table(&texts)));
    answer.row(json!({
        "file": name, "language": language, "filled": n(Became::Filled), "changed": n(Became::Changed),
        "confirmed": n(Became::Confirmed), "same": n(Became::Same), "written_to": file, "states": states_json(&texts),
    }));
    if emptied > 0 {
        answer.note(format!(
            "{} empty where a translation is held, which stays; to take one away, take its row out of {file}",
            counted(emptied, "cell is", "cells are")
        ));
    }
    let older = texts
        .iter()
        .filter(|t| {
            t.state == TextState::Stale && became.iter().any(|(k, b)| *k == t.of.key && *b != Became::Same)
        })
        .count();
    if older > 0 {
        answer.note(format!(
            "{} made of a text that has changed since the sheet went out; export the sheet again to see how",
            counted(older, "translation was", "translations were")
        ));
    }
    if declared.is_none() {
        let short = file.strip_prefix(&format!("{}/", folder(country))).unwrap_or(&file);
        answer.note(format!(
            "nothing reads it yet: in {}, adapt \"{}\" {{ translate \"{language}\" {{ file = \"{short}\", because = \"…\" }} }}",
            country.span.file, place.path
        ));
    }
    Ok(())
}

/// What stands after a sheet is taken into `rows`, what became of each string of
/// the sheet, how many cells were emptied, and what is wrong.
#[allow(clippy::type_complexity)]
fn taken(
    planned: &PlannedInstrument,
    language: &str,
    mut rows: Vec<Translated>,
    filled: &[Filled],
) -> (Vec<Translated>, Vec<(String, Became)>, usize, Vec<Diag>) {
    let own: Vec<&str> =
        rows.iter().map(|r| r.key.as_str()).chain(filled.iter().map(|f| f.key.as_str())).collect();
    let all = planned.source_texts(&own);
    let known: HashMap<&str, &String> = all.iter().map(|t| (t.key.as_str(), &t.text)).collect();
    let standing: HashMap<String, StandingText> =
        planned.standing_texts(language, &rows).into_iter().map(|t| (t.of.key.clone(), t)).collect();
    let mut diags = Vec::new();
    let mut became = Vec::new();
    let mut emptied = 0;
    for f in filled {
        let now = known.get(f.key.as_str()).copied();
        let before = rows.iter().position(|r| r.key == f.key);
        if now.is_none() && before.is_none() {
            let mut diag = Diag::error(format!("{} has no string '{}'", planned.instrument.path, f.key))
                .at(f.span.clone());
            for hint in choice_hints(&f.key, all.iter().map(|t| t.key.as_str())) {
                diag = diag.hint(hint);
            }
            diags.push(
                diag.hint("keys are not changed; a row of its own for one question is question/option"),
            );
            continue;
        }
        if f.text.is_empty() {
            let was = standing.get(&f.key).and_then(|s| s.row.as_ref()).is_some_and(|r| !r.text.is_empty());
            emptied += usize::from(was);
            continue;
        }
        let source = match (f.source.is_empty(), now) {
            (true, Some(now)) => now.clone(),
            _ => f.source.clone(),
        };
        for fault in faults(&source, &f.text).iter().filter(|_| f.source.is_empty()) {
            diags.push(
                fault.hinted(Diag::error(format!("'{}': {}", f.key, fault.message)).at(f.span.clone())),
            );
        }
        // What the sheet showed may come from a string of another key, or from
        // the scripts.
        let shown = standing.get(&f.key).and_then(|s| s.row.clone());
        let row = Translated {
            key: f.key.clone(),
            source: source.clone(),
            text: f.text.clone(),
            draft: f.status == translation::DRAFT,
            note: f.note.clone(),
            span: f.span.clone(),
        };
        let what = match &shown {
            None => Became::Filled,
            Some(old) if old.text.trim().is_empty() => Became::Filled,
            Some(old) if old.text != row.text => Became::Changed,
            Some(old) => {
                let confirmed = f.status == TextState::Same.word() && now == Some(&source);
                if confirmed && (old.source != source || old.draft) {
                    Became::Confirmed
                } else {
                    // Only the note and the mark of a draft are taken.
                    let draft =
                        if confirmed { false } else { row.draft || (old.draft && f.status.is_empty()) };
                    let kept = Translated { draft, note: row.note.clone(), ..old.clone() };
                    put(&mut rows, Translated { key: f.key.clone(), ..kept });
                    became.push((f.key.clone(), Became::Same));
                    continue;
                }
            }
        };
        put(&mut rows, row);
        became.push((f.key.clone(), what));
    }
    (rows, became, emptied, diags)
}

/// Options of one question that would read the same, at the cells of the sheet.
fn indistinct(planned: &PlannedInstrument, texts: &[StandingText], filled: &[Filled]) -> Vec<Diag> {
    let cell = |key: &str| filled.iter().find(|f| f.key == key && !f.text.is_empty()).map(|f| &f.span);
    let mut diags = Vec::new();
    for alike in planned.alike(texts) {
        let [first, second] = &alike.keys;
        let Some(span) = cell(second).or_else(|| cell(first)) else { continue };
        let beside = cell(first).filter(|first| *first != span);
        let place = beside.map_or(String::new(), |first| format!(" ({first})"));
        diags.push(
            Diag::error(format!(
                "'{second}' reads like '{first}'{place}, both options of '{}': {}",
                alike.item, alike.text
            ))
            .at(span.clone())
            .hint("nobody can tell which of them was chosen: write two different texts"),
        );
    }
    diags
}

fn put(rows: &mut Vec<Translated>, row: Translated) {
    match rows.iter_mut().find(|r| r.key == row.key) {
        Some(old) => *old = row,
        None => rows.push(row),
    }
}

/// The rows in the order of asking, so that two files can be laid side by side.
fn in_order(texts: &[StandingText], rows: &[Translated]) -> Vec<Translated> {
    let place = |key: &str| texts.iter().position(|t| t.of.key == key).unwrap_or(usize::MAX);
    let mut out: Vec<Translated> = rows.to_vec();
    out.sort_by_key(|r| place(&r.key));
    out
}

/// What questionnaires lack in their languages.
static LACKING: Topic = Topic("questionnaires are not whole in a language");

/// Reads the files of translations that countries and regions name.
pub(super) fn read_files(
    workspace: &mut Workspace,
    named: &mut dyn FnMut(&Option<FileRef>, &mut Diags) -> Option<String>,
    diags: &mut Diags,
) {
    let folder = workspace.folder.clone();
    let mut any = false;
    let regions = workspace.regions.values_mut().flat_map(|r| &mut r.adaptations);
    let countries = workspace.countries.values_mut().flat_map(|c| &mut c.adaptations);
    for change in regions.chain(countries).flat_map(|a| &mut a.changes) {
        let ChangeKind::Translate { file: file @ Some(_), rows, .. } = &mut change.kind else { continue };
        let Some(path) = named(file, diags) else { continue };
        *rows = translation::read(&folder, &path, diags).into();
        any = true;
    }
    if any {
        workspace.forget_plans();
    }
}

/// Says of every language in which a translation was begun what is missing,
/// stale or a draft: a line a questionnaire and language.
pub(super) fn check(workspace: &Workspace, diags: &mut Diags) {
    for country in workspace.countries.values() {
        let plan = workspace.plan(country);
        for planned in plan.instruments.iter().filter(|p| p.instrument.kind == InstrumentKind::Questionnaire)
        {
            for language in languages(workspace, country) {
                let (Some(file), rows) = held(country, &planned.instrument.path, &language) else { continue };
                // Of a file that cannot be read whole that is the news.
                let broken = |d: &Diag| d.span.as_ref().is_some_and(|s| *s.file == *file.path);
                if diags.iter().any(broken) {
                    continue;
                }
                let texts = planned.standing_texts(&language, rows);
                let row_of = |key: &String| texts.iter().find(|t| t.of.key == *key)?.row.as_ref();
                for alike in planned.alike(&texts) {
                    // What scripts say alone was complained of at the question.
                    let of_file = |key: &&String| row_of(key).is_some_and(|r| *r.span.file == *file.path);
                    let Some(row) = alike.keys.iter().rev().find(of_file).and_then(row_of) else { continue };
                    let [first, second] = &alike.keys;
                    diags.push(
                        Diag::warning(format!(
                            "in {language} '{second}' reads like '{first}', both options of '{}': {}",
                            alike.item, alike.text
                        ))
                        .at(row.span.clone())
                        .hint("nobody can tell which of them was chosen"),
                    );
                }
                let open: Vec<String> =
                    [TextState::Missing, TextState::Stale, TextState::Draft, TextState::Kept]
                        .into_iter()
                        .filter(|s| count(&texts, *s) > 0)
                        .map(|s| format!("{} {}", count(&texts, s), s.word()))
                        .collect();
                let unfit = texts.iter().filter(|t| t.state == TextState::Stale && !t.usable()).count();
                if open.is_empty() {
                    continue;
                }
                let path = &planned.instrument.path;
                let asked = texts.iter().filter(|t| t.state != TextState::Kept).count();
                let mut diag =
                    Diag::warning(format!("{path} in {language}: of {asked} strings {}", open.join(", ")))
                        .at(file.span.clone())
                        .topic(&LACKING);
                let first: Vec<&str> = texts
                    .iter()
                    .filter(|t| matches!(t.state, TextState::Missing | TextState::Stale))
                    .map(|t| t.of.key.as_str())
                    .take(5)
                    .collect();
                if !first.is_empty() {
                    diag = diag.hint(format!("missing or stale, among others: {}", first.join(", ")));
                }
                if unfit > 0 {
                    diag = diag.hint(format!(
                        "{} of the stale ones have other placeholders than today's text and are not used",
                        unfit
                    ));
                }
                diags.push(diag.hint(format!(
                    "dh export {}/{path} --format translation --lang {language} makes the sheet of them",
                    country.code
                )));
            }
        }
    }
}
