//! `dh import --xlsform FORM.xlsx -o methodology/my_survey`: an existing form as
//! a questionnaire in scripts, with what became of each of its rows.
//!
//! The script is checked in a folder of its own before anything is written. What
//! a check refuses there (a condition that nobody can meet, say) is not carried
//! over, in the check's own words.

mod constraint;
mod convert;
mod draft;
mod groups;
mod lua;
mod meaning;
mod naming;
mod own;
mod place;
mod questions;
mod remarks;
mod routes;
mod wording;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;

use self::convert::{Converted, Converter, Method, Refused};
use self::draft::Draft;
use self::lua::{Activity, Script};
use self::place::{Scratch, Target};
use self::remarks::Extent;
use super::{Answer, Block, Workbench};
use crate::base::number::counted;
use crate::base::{Diag, Severity};
use crate::data::State;
use crate::formats::xlsform::read::{self, ReadForm};
use crate::model::Words;
use crate::report::text::TextTable;

/// What is imported, and where to.
#[derive(Debug, Clone)]
pub struct FormRequest {
    /// The workbook of the form.
    pub form: PathBuf,
    /// A new folder of the methodology, or a new file in it.
    pub out: PathBuf,
    /// Replaces what was made there before.
    pub force: bool,
}

/// How often a script is made anew without what a check refused.
const MOST_ROUNDS: usize = 24;

/// Makes a questionnaire of a form.
///
/// # Errors
/// Everything that cannot stand in a form; a place that cannot be written to.
/// Then nothing is changed.
pub fn import(workbench: &Workbench, request: &FormRequest) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let target = Target::of(workbench, &request.out, &request.form, request.force).map_err(one)?;
    let form = read::read(&request.form, &workbench.interrupt)?;
    let method = &workbench.workspace.methodology;
    let part = method.parts.first().ok_or_else(|| {
        one(Diag::error("the methodology has no part for an activity to belong to")
            .hint("declare one: part \"context\" \"Context\" { led_by = \"…\" }"))
    })?;
    let from = request.form.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut id = naming::plain(if form.id.is_empty() { &target.id } else { &form.id });
    // Files of these names stand beside it.
    if matches!(id.as_str(), "init" | "lists") {
        id += "_form";
    }
    let title = title(&form, &id);
    let activity = Activity {
        id: &target.id,
        label: &title,
        number: target.number(workbench),
        part: &part.id,
        from: &from,
    };
    let converted = settled(workbench, &form, &activity, &id, &title)?;
    let files: Vec<Script> = match target.is_file {
        true => vec![(String::new(), lua::file(&activity, &converted.draft))],
        false => lua::folder(&activity, &converted.draft, target.include()),
    };
    target.place(workbench, &files).map_err(one)?;
    Ok(answer(&target, &form, &from, &files, &converted))
}

fn title(form: &ReadForm, id: &str) -> String {
    let title = form.title.split_whitespace().collect::<Vec<_>>().join(" ").replace(['{', '}'], "");
    let title: String = title.chars().filter(|c| !c.is_control()).take(150).collect();
    if title.is_empty() { naming::humanised(id) } else { title }
}

/// What the method says that a form needs to be read by.
fn method(workbench: &Workbench) -> Method {
    let workspace = &workbench.workspace;
    let methodology = &workspace.methodology;
    let mut language_names = methodology.language_names.clone();
    language_names.extend(workspace.countries.values().flat_map(|c| c.language_names.clone()));
    let (mut words, mut interviewer) = (Vec::new(), Vec::new());
    let mut learn = |all: &Words| {
        for (state, word) in [
            (State::DontKnow, &all.dont_know),
            (State::PreferNot, &all.prefer_not),
            (State::NotApplicable, &all.not_applicable),
        ] {
            words.push((state, word.clone()));
        }
        if !all.interviewer.is_empty() && !interviewer.contains(&all.interviewer) {
            interviewer.push(all.interviewer.clone());
        }
    };
    learn(&Words::default());
    methodology.instruments().for_each(|i| learn(&i.words));
    let language = methodology.languages.first().cloned().unwrap_or_else(|| "en".into());
    Method { language, language_names, words, interviewer }
}

/// Converts a form until its script holds together.
fn settled(
    workbench: &Workbench,
    form: &ReadForm,
    activity: &Activity,
    id: &str,
    title: &str,
) -> Result<Converted, Vec<Diag>> {
    let mut own = own::own(form);
    let method = method(workbench);
    let (mut as_options, mut refused): (BTreeSet<String>, Refused) = Default::default();
    let scratch = Scratch::new(&workbench.workspace.methodology, activity.part).map_err(|d| vec![d])?;
    for _ in 0..MOST_ROUNDS {
        if workbench.interrupt.is_set() {
            return Err(vec![Diag::error("reading the form was stopped").hint("nothing was changed")]);
        }
        let converted = Converter::new(form, &own, &method, &as_options, &refused).convert(id, title);
        let before = as_options.len();
        as_options.extend(converted.told_apart.iter().cloned());
        if as_options.len() > before || !converted.lost_endings.is_empty() {
            converted.lost_endings.iter().for_each(|of| own.forget_ending(of));
            continue;
        }
        if converted.draft.sections.is_empty() {
            return Err(vec![
                Diag::error("nothing of this form can be carried over").hint("nothing was changed"),
            ]);
        }
        let script = lua::file(activity, &converted.draft);
        let complaints = scratch.complaints(&script, &workbench.interrupt)?;
        if complaints.is_empty() {
            return Ok(converted);
        }
        let known = refused.len();
        let mut open = Vec::new();
        for diag in complaints {
            match place::field_of(&script, &diag, &converted.rows) {
                Some(key) if !refused.contains_key(&key) => drop(refused.insert(key, reason_of(&diag))),
                _ => open.push(diag),
            }
        }
        if refused.len() == known {
            return Err(open
                .into_iter()
                .map(|d| d.hint("the script made of the form does not hold together; nothing was changed"))
                .collect());
        }
    }
    Err(vec![
        Diag::error("the script made of the form does not come to hold together").hint("nothing was changed"),
    ])
}

/// A complaint as a reason.
fn reason_of(diag: &Diag) -> String {
    debug_assert_eq!(diag.severity, Severity::Error);
    format!("dh check says of it: {}", diag.message)
}

fn answer(target: &Target, form: &ReadForm, from: &str, files: &[Script], converted: &Converted) -> Answer {
    let Converted { draft, remarks, notes, .. } = converted;
    let mut answer = Answer::new("import");
    let count = |extent: Extent| remarks.rows.values().filter(|r| r.carried == extent).count();
    answer.heading(format!("{}: a questionnaire made of the form {from}", draft.label));
    let written: Vec<String> = files
        .iter()
        .filter(|(name, _)| !name.starts_with("sections/"))
        .map(|(name, _)| target.shown(name))
        .collect();
    let sections = draft.sections.len();
    let mut fields = vec![
        ("address".to_string(), target.address(&draft.id)),
        ("files".to_string(), written.join(", ")),
        ("sections".to_string(), sections.to_string()),
        ("questions".to_string(), questions(draft).to_string()),
        (
            "rows".to_string(),
            format!(
                "{} carried over whole, {} in part, {} not",
                count(Extent::Whole),
                count(Extent::InPart),
                count(Extent::Not)
            ),
        ),
    ];
    if !form.default_language.is_empty() {
        fields.push(("language".to_string(), form.default_language.clone()));
    }
    answer.blocks.push(Block::Fields(fields));
    for (heading, wanted) in
        [("Not carried over, or in part", true), ("Carried over under another name or kind", false)]
    {
        let mut table = TextTable::new(&["row", "name", "carried", "what"]);
        let mut some = false;
        for (row, remark) in &remarks.rows {
            let lost = remark.carried != Extent::Whole;
            let renamed = !lost && !remark.id.is_empty() && remark.id != remark.name;
            // What is a field of something else has no line of its own.
            if lost != wanted || (!lost && remark.id.is_empty()) || (remark.reasons.is_empty() && !renamed) {
                continue;
            }
            let mut what = remark.reasons.clone();
            if renamed {
                what.insert(0, format!("'{}' here", remark.id));
            }
            table.row(vec![
                row.to_string(),
                remark.name.clone(),
                remark.carried.word().into(),
                what.join("; "),
            ]);
            some = true;
        }
        if some {
            answer.heading(heading);
            answer.blocks.push(Block::Table(table));
        }
    }
    let folded = remarks.rows.values().filter(|r| r.carried == Extent::Whole && r.id.is_empty()).count();
    if folded > 0 {
        answer.note(format!(
            "{} stand for no question: what every form records, groups, and what belongs to a question; --json lists them",
            counted(folded, "row", "rows")
        ));
    }
    for (row, remark) in &remarks.rows {
        answer.row(json!({
            "row": row,
            "name": remark.name,
            "kind": remark.kind,
            "id": remark.id,
            "carried": remark.carried.word(),
            "reason": remark.reasons.join("; "),
        }));
    }
    notes.iter().for_each(|note| answer.note(note.clone()));
    answer.note(format!(
        "who answers, the population, the design and the source are to be written in {}",
        counted(written.len(), "file", "files")
    ));
    answer.note(format!("dh check, then dh walk {}", target.address(&draft.id)));
    answer
}

/// Questions of the draft, rows and notes among them.
fn questions(draft: &Draft) -> usize {
    fn count(items: &[draft::DraftItem]) -> usize {
        items
            .iter()
            .map(|item| match item {
                draft::DraftItem::Question(q) => {
                    count(&q.children)
                        + usize::from(!matches!(q.kind, "note" | "battery" | "roster" | "calculation"))
                }
                draft::DraftItem::Comment(_) => 0,
            })
            .sum()
    }
    draft.sections.iter().map(|s| count(&s.items)).sum()
}
