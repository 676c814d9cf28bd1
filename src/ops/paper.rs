//! `dh export KEN/children --format html`: the questionnaire on paper;
//! `--format codebook`: what its data files hold, a column a row; `--format
//! dossier`: what was changed, translated and tried, item by item.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::field_form::something_is_asked;
use super::lock::of_questionnaires;
use super::sample::Place;
use super::translation::{languages, questionnaire, source_language, standing};
use super::{Answer, Workbench};
use crate::base::number::counted;
use crate::base::{Diag, fs};
use crate::expr;
use crate::formats::csv;
use crate::model::{
    CognitiveTest, Country, Item, ItemKind, PlannedInstrument, StandingText, TextState, Words,
};
use crate::report::dossier::{Dossier, Entry, Log};
use crate::report::paper::Paper;

/// What is to be written, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    pub address: String,
    /// One language; without it all of the country.
    pub language: Option<String>,
    pub out: PathBuf,
    pub force: bool,
}

/// Writes the questionnaire as a page that prints.
///
/// # Errors
/// No questionnaire; a language the country is not asked in; the file is there.
pub fn paper(workbench: &Workbench, request: &Request) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, &request.address)?;
    let workspace = &workbench.workspace;
    let country = place.country(workbench)?;
    ends_in(&request.out, &["html", "htm"])?;
    fs::refuse_to_replace(&request.out, request.force)?;
    something_is_asked(place.planned())?;
    let source = source_language(workspace).to_string();
    let shown: Vec<String> = match &request.language {
        Some(one) if *one == source || country.languages.contains(one) => vec![one.clone()],
        Some(one) => {
            return Err(Diag::error(format!("{} is not asked in '{one}'", country.name))
                .hint(format!("its languages: {}", country.languages.join(", "))));
        }
        // The one that wordings are written in leads where the country has it.
        None if country.languages.is_empty() => vec![source.clone()],
        None => country.languages.clone(),
    };
    // Of a language in which nothing stands yet one sentence is enough.
    let (shown, empty): (Vec<String>, Vec<String>) = shown.into_iter().partition(|l| {
        let begun = |t: &StandingText| t.state != TextState::Missing && t.state != TextState::Kept;
        *l == source || standing(country, place.planned(), l).iter().any(begun)
    });
    if shown.is_empty() {
        return Err(Diag::error(format!("nothing is put into {} yet", empty.join(", "))).hint(format!(
            "dh export {} --format translation --lang {} makes the sheet for it",
            place.address(),
            empty[0]
        )));
    }
    let mut page = Paper::new(place.plan(), place.planned(), &shown, &source);
    page.facts.push(format!(
        "{}, method {}, plan {}",
        place.address(),
        workspace.methodology.version,
        &place.plan().snapshot_of(&place.path).hash[..16]
    ));
    let mut notes = Vec::new();
    for language in shown.iter().filter(|l| **l != source) {
        let texts = standing(country, place.planned(), language);
        let n = |s: TextState| texts.iter().filter(|t| t.state == s).count();
        let open: Vec<String> = [TextState::Missing, TextState::Stale, TextState::Draft]
            .into_iter()
            .filter(|s| n(*s) > 0)
            .map(|s| format!("{} {}", n(s), s.word()))
            .collect();
        if !open.is_empty() {
            notes.push(format!(
                "{language}: of {} strings {}",
                texts.len() - n(TextState::Kept),
                open.join(", ")
            ));
        }
    }
    for language in empty {
        notes.push(format!("nothing is put into {language} yet"));
    }
    for (name, _) in place.planned().unfilled(&country.placeholders) {
        notes.push(format!("{{{name}}} is read out as it stands here: nothing fills it in"));
    }
    if !notes.is_empty() {
        page.facts.push(format!("Not to be used in the field: {}", notes.join("; ")));
    }
    let confirm = &place.planned().instrument.confirm;
    if !confirm.is_empty() {
        page.facts.push(format!("To confirm: {confirm}"));
    }
    fs::write_result(&request.out, page.page().as_bytes(), request.force)?;
    let questions = place.planned().asked().filter(|p| p.item.kind.is_asked()).count();
    let mut answer = Answer::new("export");
    answer.text(format!(
        "wrote {}: {} in {}.",
        request.out.display(),
        counted(questions, "question", "questions"),
        shown.join(", ")
    ));
    answer.row(json!({
        "address": place.address(), "file": request.out.display().to_string(), "format": "html",
        "languages": shown, "questions": questions,
    }));
    notes.into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

fn ends_in(out: &Path, endings: &[&str]) -> Result<(), Diag> {
    let ending = out.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if endings.contains(&ending.as_str()) {
        return Ok(());
    }
    Err(Diag::error(format!("{}: the name of this file ends in .{}", out.display(), endings[0]))
        .hint("nothing was written"))
}

/// The columns of a codebook.
const CODEBOOK: [&str; 22] = [
    "name",
    "label",
    "section",
    "type",
    "codes",
    "states",
    "range",
    "unit",
    "asked_if",
    "base",
    "ages",
    "recall_months",
    "check",
    "worked_out_as",
    "roster",
    "class",
    "sensitive",
    "concept",
    "answered_by",
    "added_by",
    "comparability",
    "version",
];

/// Writes what the data files of a questionnaire hold.
///
/// # Errors
/// No questionnaire; the file is there.
pub fn codebook(workbench: &Workbench, request: &Request) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, &request.address)?;
    let country = place.country(workbench)?;
    ends_in(&request.out, &["csv"])?;
    fs::refuse_to_replace(&request.out, request.force)?;
    let planned = place.planned();
    let version = format!(
        "{} {}",
        workbench.workspace.methodology.version,
        &place.plan().snapshot_of(&place.path).hash[..16]
    );
    let columns: Vec<String> = CODEBOOK.iter().map(|c| (*c).to_string()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut answer = Answer::new("export");
    for (role, name) in planned.instrument.records.all() {
        let mut row = vec![String::new(); CODEBOOK.len()];
        (row[0], row[1], row[3]) = (name.to_string(), format!("record: {role}"), "record".into());
        row[CODEBOOK.len() - 1].clone_from(&version);
        rows.push(row);
    }
    for p in planned.asked().filter(|p| p.item.kind.has_value()) {
        let row = column(
            country,
            planned,
            &p.item,
            p.added_by.as_deref().unwrap_or_default(),
            planned.comparability(p).level.word(),
            &version,
        );
        answer.row(json!(
            CODEBOOK
                .iter()
                .zip(&row)
                .map(|(c, v)| ((*c).to_string(), json!(v)))
                .collect::<serde_json::Map<_, _>>()
        ));
        rows.push(row);
    }
    let n = rows.len();
    let rows = rows.into_iter().map(|row| row.iter().map(|cell| csv::safe(cell)).collect());
    fs::write_result(&request.out, &csv::write(&columns, rows), request.force)?;
    answer.text(format!("wrote {}: {}.", request.out.display(), counted(n, "column", "columns")));
    Ok(answer)
}

fn column(
    country: &Country,
    planned: &PlannedInstrument,
    item: &Item,
    added_by: &str,
    comparability: &str,
    version: &str,
) -> Vec<String> {
    let pair = |r: Option<(f64, f64)>| r.map_or(String::new(), |(a, b)| format!("{a} to {b}"));
    let words = &planned.instrument.words;
    let route = planned.route(item);
    let ended = planned.asked().take_while(|p| p.item.id != item.id).any(|p| p.item.ends.is_some());
    let after = planned.group(item).is_some_and(|g| g.after_end);
    let base = match (route.is_empty(), ended && !after) {
        (true, false) => "everyone".to_string(),
        (true, true) => "everyone whose interview did not end before".to_string(),
        (false, false) => "those for whom it is asked".to_string(),
        (false, true) => "those for whom it is asked and whose interview did not end before".to_string(),
    };
    let state = |s: &crate::data::State| {
        let said = Words::KEYS.iter().find(|k| **k == s.id()).and_then(|k| words.get(k));
        format!("{}={}", s.id(), said.unwrap_or_else(|| s.id()))
    };
    vec![
        item.id.clone(),
        country.fill(&item.text),
        item.group.clone(),
        item.kind.word().into(),
        item.options.iter().map(|o| format!("{}={}", o.id, o.label)).collect::<Vec<_>>().join("; "),
        item.allow.iter().map(state).collect::<Vec<_>>().join("; "),
        pair(item.range),
        item.unit.clone(),
        route,
        base,
        pair(item.ages.or(planned.instrument.ages)),
        item.recall_months.or(planned.instrument.recall_months).map(|m| m.to_string()).unwrap_or_default(),
        item.must.as_ref().map(|c| expr::print(c.checked.ast())).unwrap_or_default(),
        match item.kind {
            ItemKind::RandomPick => format!("one row of {} by chance", item.pick_from),
            _ => item.value.as_ref().map(|c| expr::print(c.checked.ast())).unwrap_or_default(),
        },
        item.roster.clone(),
        item.class.word().into(),
        if item.sensitive || planned.group(item).is_some_and(|g| g.sensitive) { "yes" } else { "no" }.into(),
        item.concept.clone(),
        if item.kind == ItemKind::Calculation || item.kind == ItemKind::RandomPick {
            "worked out"
        } else if item.by_interviewer {
            "interviewer"
        } else {
            "respondent"
        }
        .into(),
        added_by.to_string(),
        comparability.to_string(),
        version.to_string(),
    ]
}

/// A dossier, a row of `--json` for each item, and whether any test is declared.
type Made = (Dossier, Vec<Value>, bool);

/// The dossiers of all questionnaires that a country asks otherwise than the
/// core, has translated, or has tried out: the annexes of its report.
///
/// # Errors
/// A questionnaire that is not there, which cannot be.
pub(super) fn annexes(workbench: &Workbench, country: &Country) -> Result<Vec<(String, Dossier)>, Diag> {
    let plan = workbench.workspace.plan(country);
    let mut out = Vec::new();
    for planned in of_questionnaires(&plan) {
        let place = questionnaire(workbench, &format!("{}/{}", country.code, planned.instrument.path))?;
        let (dossier, ..) = made(workbench, &place)?;
        // That a translation is missing is news of the work, not of a report.
        let standing = |language: &String| standing(country, planned, language);
        let translated =
            || languages(&workbench.workspace, country).iter().flat_map(standing).any(|t| t.row.is_some());
        let done = dossier.entries.iter().any(|e| !e.changes.is_empty() || !e.tests.is_empty());
        if done || translated() {
            out.push((planned.instrument.path.clone(), dossier));
        }
    }
    Ok(out)
}

/// Writes the adaptation dossier: item by item what is asked otherwise than in
/// the core, in which languages, and how that was tried.
///
/// # Errors
/// No questionnaire; the file is there.
pub fn dossier(workbench: &Workbench, request: &Request) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, &request.address)?;
    place.country(workbench)?;
    ends_in(&request.out, &["html", "htm"])?;
    fs::refuse_to_replace(&request.out, request.force)?;
    let (dossier, rows, tested) = made(workbench, &place)?;
    fs::write_result(&request.out, dossier.page().as_bytes(), request.force)?;
    let mut answer = Answer::new("export");
    rows.into_iter().for_each(|row| answer.row(row));
    answer.text(format!(
        "wrote {}: {} with something to say, {} as in the core.",
        request.out.display(),
        counted(dossier.entries.len(), "item", "items"),
        dossier.untouched
    ));
    if !tested {
        answer.note("no cognitive test is declared: cognitive_test \"id\" \"Label\" { instrument = …, held = …, with = …, tested \"question\" { found = …, decided = … } }");
    }
    Ok(answer)
}

fn made(workbench: &Workbench, place: &Place) -> Result<Made, Diag> {
    let workspace = &workbench.workspace;
    let country = place.country(workbench)?;
    let planned = place.planned();
    let in_languages: Vec<(String, Vec<StandingText>)> = languages(workspace, country)
        .into_iter()
        .map(|l| {
            let texts = standing(country, planned, &l);
            (l, texts)
        })
        .collect();
    let tests: Vec<&CognitiveTest> =
        country.cognitive_tests.iter().filter(|t| t.instrument == place.path).collect();
    let mut dossier = Dossier {
        title: format!("{}, {}: adaptation dossier", country.name, planned.instrument.label),
        facts: vec![format!(
            "{}, method {}, plan {}",
            place.address(),
            workspace.methodology.version,
            &place.plan().snapshot_of(&place.path).hash[..16]
        )],
        ..Dossier::default()
    };
    for test in &tests {
        dossier.rounds.push(vec![
            test.id.clone(),
            test.label.clone(),
            test.held.clone(),
            if test.language.is_empty() {
                source_language(workspace).to_string()
            } else {
                test.language.clone()
            },
            test.with.clone(),
            test.how.clone(),
            counted(test.tested.len(), "question", "questions"),
            [test.source.as_str(), &test.confirm]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("; to confirm: "),
        ]);
    }
    for (language, texts) in &in_languages {
        let n = |s: TextState| texts.iter().filter(|t| t.state == s).count();
        let mut row = vec![language.clone()];
        row.extend(TextState::ALL.map(|s| n(s).to_string()));
        dossier.languages.push(row);
    }
    let mut rows = Vec::new();
    for p in &planned.items {
        let core = planned.instrument.item(&p.item.id);
        let comparability = planned.comparability(p);
        let own_tests: Vec<Log> = tests
            .iter()
            .flat_map(|t| {
                t.tested.iter().filter(|f| f.item == p.item.id).map(|f| Log {
                    when: format!("{} ({})", t.held, t.id),
                    what: f.found.clone(),
                    then: f.decided.clone(),
                })
            })
            .collect();
        // Translating changes nothing that is compared; it has its own log.
        let changes: Vec<Log> = p
            .changes
            .iter()
            .filter(|c| !c.what.starts_with("translated into"))
            .map(|c| {
                let change = &c.change;
                let mut then: Vec<String> = vec![format!("because {}", change.because.trim_end_matches('.'))];
                if change.keeps_meaning {
                    then.push(format!("the meaning is kept, shown by {}", change.shown_by));
                }
                for (what, text) in [("waiver", &change.waiver), ("source", &change.source)] {
                    if !text.is_empty() {
                        then.push(format!("{what}: {text}"));
                    }
                }
                Log { when: c.layer.clone(), what: c.what.clone(), then: then.join("; ") }
            })
            .collect();
        let translations: Vec<Log> = in_languages
            .iter()
            .flat_map(|(language, texts)| {
                let own = |t: &&StandingText| {
                    t.of.key == p.item.id
                        || t.of.key.strip_prefix(&p.item.id).is_some_and(|rest| rest.starts_with(['.', '/']))
                };
                texts.iter().filter(own).filter(|t| t.state != TextState::Same || t.of.key == p.item.id).map(
                    move |t| Log {
                        when: format!("{language}, {}", t.state.word()),
                        what: format!("{}: {}", t.of.key, t.row.as_ref().map_or("–", |r| r.text.as_str())),
                        then: t.row.as_ref().map(|r| r.note.clone()).unwrap_or_default(),
                    },
                )
            })
            .collect();
        rows.push(json!({
            "item": p.item.id, "changes": changes.len(), "comparability": comparability.level.word(),
            "reason": comparability.reason, "tests": own_tests.len(), "left_out": p.left_out,
            "translations": translations.len(),
        }));
        if changes.is_empty() && own_tests.is_empty() && translations.is_empty() {
            dossier.untouched += 1;
            continue;
        }
        dossier.entries.push(Entry {
            id: p.item.id.clone(),
            core: core.map(|c| c.text.clone()),
            here: (!p.left_out).then(|| p.item.text.clone()),
            class: p.item.class.word().into(),
            comparability: comparability.level.word().into(),
            reason: comparability.reason,
            changes,
            translations,
            tests: own_tests,
        });
    }
    Ok((dossier, rows, !tests.is_empty()))
}
