//! `dh show KEN/literature`: what was searched, what became of it and what is
//! included; `dh export KEN/literature`: the sheet for what is still open.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::{self, Flow, REASONS_DIFFER, ReviewersAgree, ScreenState, Screened, added};
use crate::base::number::counted;
use crate::base::{Diag, fs};
use crate::formats::ris;
use crate::formats::screening::COLUMNS;
use crate::model::{
    Address, AddressKind, CONSENSUS, Cite, Country, Literature, Reference, TakenBy, Workspace,
};
use crate::report::text::TextTable;

use super::find_address::{Target, resolve};
use super::{Answer, Block, Workbench};

/// The path of a country's literature, and of the method's.
pub const PATH: &str = "literature";

/// Whether an address names a literature, such as `KEN/literature`.
pub fn is_literature(address: &str) -> bool {
    address.trim().rsplit('/').next() == Some(PATH)
}

/// Every literature with what stands before the addresses of its references.
pub fn owned(workspace: &Workspace) -> Vec<(String, &Literature)> {
    let method = workspace.methodology.literature.iter().map(|l| (String::new(), l));
    let of = |c: &'_ Country| format!("{}/", c.code);
    let countries = workspace.countries.values().filter_map(|c| Some((of(c), c.literature.as_ref()?)));
    method.chain(countries).collect()
}

/// Every literature of a workspace.
pub fn all(workspace: &Workspace) -> Vec<&Literature> {
    owned(workspace).into_iter().map(|(_, l)| l).collect()
}

/// What answers and findings cite, as lines of `why`.
pub fn cited(workspace: &Workspace, country: &Country, cites: &[Cite]) -> Vec<(String, String)> {
    let line = |cite: &Cite| {
        let found = workspace.literature(Some(country)).find_map(|l| l.reference(&cite.key))?;
        let link = found.record.link();
        let link = if link.is_empty() { String::new() } else { format!(" {link}") };
        Some(("cites".to_string(), format!("{}: {}{link}", found.key, found.record.cited())))
    };
    cites.iter().filter_map(line).collect()
}

/// The addresses of what cites each reference, by the place of the reference in
/// memory: the same key may stand in two lists.
struct Citations(HashMap<*const Reference, Vec<String>>);

impl Citations {
    /// Of a country, or of all.
    fn of(workspace: &Workspace, country: Option<&Country>) -> Citations {
        let mut all: HashMap<*const Reference, Vec<String>> = HashMap::new();
        let countries =
            workspace.countries.values().filter(|c| country.is_none_or(|only| only.code == c.code));
        for c in countries {
            let mut cite = |kind, id: &str, cites: &[Cite]| {
                for cite in cites {
                    let found = workspace.literature(Some(c)).find_map(|l| l.reference(&cite.key));
                    let Some(found) = found else { continue };
                    let by = all.entry(std::ptr::from_ref(found)).or_default();
                    let address = Address::new(Some(&c.code), kind, id).to_string();
                    if !by.contains(&address) {
                        by.push(address);
                    }
                }
            };
            c.answers.iter().for_each(|a| cite(AddressKind::Criterion, &a.criterion, &a.cites));
            c.findings.iter().for_each(|f| cite(AddressKind::Finding, &f.id, &f.cites));
        }
        Citations(all)
    }

    fn by(&self, reference: &Reference) -> &[String] {
        self.0.get(&std::ptr::from_ref(reference)).map_or(&[], Vec::as_slice)
    }
}

/// The literature of a country, or of the method.
pub fn show(workspace: &Workspace, country: Option<&Country>) -> Answer {
    let mut answer = Answer::new("show");
    let whose = country.map_or(workspace.methodology.name.as_str(), |c| c.name.as_str());
    let literature = match country {
        Some(country) => country.literature.as_ref(),
        None => workspace.methodology.literature.as_ref(),
    };
    answer.heading(format!("Literature: {whose}"));
    let Some(literature) = literature else {
        answer.text("No search is declared.");
        answer.note("no search is declared; to declare one, write literature { search \"id\" { file = …, database = …, searched_on = …, query = … } } beside the scripts");
        return answer;
    };
    if !literature.about.is_empty() {
        answer.text(literature.about.clone());
    }
    let standings = analysis::screened(literature);
    let flow = analysis::flow(literature);
    let citations = Citations::of(workspace, country);
    searches(&mut answer, literature);
    steps(&mut answer, workspace, &flow);
    open(&mut answer, &standings);
    fell_together(&mut answer, literature);
    may_be_one(&mut answer, literature, &standings);
    agreement(&mut answer, literature);
    included(&mut answer, &citations, &standings);
    for one in &standings {
        answer.row(row(&citations, one));
    }
    if !literature.protocol.is_empty() {
        answer.note(format!("protocol: {}", literature.protocol));
    }
    answer
}

fn searches(answer: &mut Answer, literature: &Literature) {
    let mut table = TextTable::new(&["search", "database", "searched on", ">records", "query"]);
    for search in &literature.searches {
        let limits = if search.limits.is_empty() { String::new() } else { format!(" ({})", search.limits) };
        table.row(vec![
            search.id.clone(),
            search.database.clone(),
            search.searched_on.clone(),
            search.records.to_string(),
            format!("{}{limits}", search.query),
        ]);
    }
    answer.blocks.push(Block::Table(table));
}

/// The label of a reason.
pub fn reason_label(workspace: &Workspace, id: &str) -> String {
    match workspace.methodology.screening_reason(id) {
        Some(reason) => reason.label.clone(),
        None if id == REASONS_DIFFER => "reviewers give different reasons".into(),
        None => id.to_string(),
    }
}

/// The counts from the records to what is included, and how they add up.
fn steps(answer: &mut Answer, workspace: &Workspace, flow: &Flow) {
    let mut table = TextTable::new(&["step", ">references"]);
    let mut step = |text: String, n: usize| table.row(vec![text, n.to_string()]);
    step("records identified".into(), flow.identified);
    step("− duplicates removed".into(), flow.duplicates);
    step("to screen on title and abstract".into(), flow.references);
    step("− excluded".into(), flow.excluded);
    step("− still open".into(), flow.open);
    step("gone on to the full text".into(), flow.assessed);
    for (reason, n) in &flow.reasons {
        step(format!("− excluded: {}", reason_label(workspace, reason)), *n);
    }
    if flow.reasons.is_empty() {
        step("− excluded".into(), flow.excluded_in_full);
    }
    step("− still open".into(), flow.open_in_full);
    step("included".into(), flow.included);
    answer.blocks.push(Block::Table(table));
    match flow.mismatch() {
        None => {
            let sums = [
                (flow.identified, vec![flow.duplicates, flow.references]),
                (flow.references, vec![flow.excluded, flow.open, flow.assessed]),
                (flow.assessed, vec![flow.excluded_in_full, flow.open_in_full, flow.included]),
            ];
            let sums = sums.iter().map(|(whole, parts)| format!("{whole} = {}", added(parts)));
            answer.note(format!("the counts add up: {}", sums.collect::<Vec<_>>().join("; ")));
        }
        Some(mismatch) => answer.note(format!("the counts do not add up: {mismatch}")),
    }
}

/// A list of many is cut, and says so.
const MOST_SHOWN: usize = 40;

fn cut(answer: &mut Answer, what: &str, n: usize) {
    if n > MOST_SHOWN {
        answer.note(format!("{what}: the first {MOST_SHOWN} of {n} are shown; --json has all"));
    }
}

fn open(answer: &mut Answer, standings: &[Screened<'_>]) {
    let open: Vec<&Screened<'_>> = standings.iter().filter(|s| s.state.is_open()).collect();
    if open.is_empty() {
        return;
    }
    let mut table = TextTable::new(&["still open", "stage", "state", "title"]);
    for one in open.iter().take(MOST_SHOWN) {
        let said = one.said();
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        table.row(vec![
            one.reference.key.clone(),
            one.stage.word().into(),
            format!("{}{said}", one.state.word()),
            one.reference.record.title.clone(),
        ]);
    }
    answer.blocks.push(Block::Table(table));
    cut(answer, "still open", open.len());
}

fn fell_together(answer: &mut Answer, literature: &Literature) {
    let several: Vec<&Reference> = literature.references.iter().filter(|r| r.records.len() > 1).collect();
    if !several.is_empty() {
        let mut table = TextTable::new(&["reference", "kept record", "fell together with it"]);
        for reference in several.iter().take(MOST_SHOWN) {
            let kept = reference.records.iter().find(|r| r.by == TakenBy::Kept);
            let others = reference.records.iter().filter(|r| r.by != TakenBy::Kept);
            table.row(vec![
                reference.key.clone(),
                kept.map_or(String::new(), |r| place(&r.span)),
                others
                    .map(|r| format!("{} ({})", place(&r.span), r.by.word()))
                    .collect::<Vec<_>>()
                    .join(", "),
            ]);
        }
        answer.blocks.push(Block::Table(table));
        cut(answer, "fell together", several.len());
    }
}

fn may_be_one(answer: &mut Answer, literature: &Literature, standings: &[Screened<'_>]) {
    let open = analysis::may_be_one(literature, standings.iter());
    if open.is_empty() {
        return;
    }
    let mut table = TextTable::new(&["possible duplicates", "because"]);
    for (keys, because) in open.iter().take(MOST_SHOWN) {
        table.row(vec![keys.join(", "), (*because).into()]);
    }
    answer.blocks.push(Block::Table(table));
    answer.note("possible duplicates are never taken together: where they are one work, exclude all but one");
    cut(answer, "possible duplicates", open.len());
}

/// File and line without the folder, which is the country's own.
fn place(span: &crate::base::Span) -> String {
    let file = span.file.rsplit('/').next().unwrap_or(&span.file);
    format!("{file}:{}", span.line)
}

fn agreement(answer: &mut Answer, literature: &Literature) {
    let pairs = analysis::reviewers_agree(literature);
    if pairs.is_empty() {
        return;
    }
    let mut table = TextTable::new(&["stage", "reviewers", ">both decided", ">agree", ">Cohen's kappa"]);
    for ReviewersAgree { stage, reviewers, both, percent, kappa } in &pairs {
        table.row(vec![
            stage.word().into(),
            reviewers.join(", "),
            both.to_string(),
            format!("{:.1} %", percent * 100.0),
            match kappa {
                Ok(kappa) => format!("{:.3}", kappa.value),
                Err(_) => "–".into(),
            },
        ]);
    }
    answer.blocks.push(Block::Table(table));
    answer.note("agreement: the unit is a reference, the universe are the references both decided at that stage, the categories include, exclude and unsure; rows of the consensus are left out; no kappa where both always say one and the same");
}

fn included(answer: &mut Answer, citations: &Citations, standings: &[Screened<'_>]) {
    let included: Vec<&Screened<'_>> =
        standings.iter().filter(|s| s.state == ScreenState::Included).collect();
    if included.is_empty() {
        answer.text("Nothing is included yet.");
        return;
    }
    let mut table = TextTable::new(&["included", "work", "where", "cited by"]);
    for one in included.iter().take(MOST_SHOWN) {
        let record = &one.reference.record;
        let by = citations.by(one.reference).iter();
        let by: Vec<&str> = by.map(|a| a.split_once('/').map_or(a.as_str(), |(_, id)| id)).collect();
        let link = if record.doi.is_empty() { record.url.clone() } else { format!("doi:{}", record.doi) };
        table.row(vec![one.reference.key.clone(), record.cited(), link, by.join(", ")]);
    }
    answer.blocks.push(Block::Table(table));
    cut(answer, "included", included.len());
}

/// A reference as `--json` has it.
fn row(citations: &Citations, one: &Screened<'_>) -> Value {
    let Screened { reference, stage, state, reasons, decisions } = one;
    let r = &reference.record;
    json!({
        "reference": reference.key, "title": r.title, "authors": r.authors, "year": r.year,
        "year_state": if r.year.is_some() { "value" } else { "not_stated" },
        "journal": r.journal, "doi": r.doi, "url": r.url, "kind": r.kind,
        "stage": stage.id(), "state": state.id(), "reasons": reasons,
        "decisions": decisions.iter().map(|d| json!({
            "stage": d.stage.id(), "reviewer": d.reviewer, "decision": d.choice.id(), "reason": d.reason,
            "note": d.note, "at": d.span.to_string(),
        })).collect::<Vec<_>>(),
        "cited_by": citations.by(reference), "found_in": reference.from,
        "records": reference.records.iter().map(|o| json!({
            "search": o.search, "at": o.span.to_string(), "by": o.by.word(),
        })).collect::<Vec<_>>(),
    })
}

/// `dh show KEN/reference:…`.
pub fn reference(
    workspace: &Workspace,
    country: Option<&Country>,
    address: &Address,
) -> Result<Answer, Diag> {
    let lists: Vec<(Option<&Country>, &Literature)> = match country {
        Some(country) => {
            let own = country.literature.iter().map(|l| (Some(country), l));
            own.chain(workspace.methodology.literature.iter().map(|l| (None, l))).collect()
        }
        None => {
            let method = workspace.methodology.literature.iter().map(|l| (None, l));
            let own = workspace.countries.values().filter_map(|c| Some((Some(c), c.literature.as_ref()?)));
            method.chain(own).collect()
        }
    };
    let mut answer = Answer::new("show");
    let citations = Citations::of(workspace, country);
    for (owner, literature) in lists {
        let Some(at) = literature.position(&address.id) else { continue };
        let standings = analysis::screened(literature);
        let one = &standings[at];
        let prefix = owner.map_or(String::new(), |c| format!("{}/", c.code));
        answer.blocks.push(Block::Fields(fields(workspace, &citations, literature, one, &prefix)));
        let mut row = row(&citations, one);
        row["address"] = format!("{prefix}reference:{}", one.reference.key).into();
        row["abstract"] = one.reference.record.abstract_text.clone().into();
        row["keywords"] = one.reference.record.keywords.clone().into();
        answer.row(row);
        if country.is_some() {
            break;
        }
    }
    if answer.rows.is_empty() { super::show::gone(address) } else { Ok(answer) }
}

fn fields(
    workspace: &Workspace,
    citations: &Citations,
    literature: &Literature,
    one: &Screened<'_>,
    prefix: &str,
) -> Vec<(String, String)> {
    let reference = one.reference;
    let r = &reference.record;
    let mut fields = vec![
        ("address".to_string(), format!("{prefix}reference:{}", reference.key)),
        ("title".into(), r.title.clone()),
        ("authors".into(), r.authors.join("; ")),
        ("year".into(), r.year.map_or("not stated".into(), |y| y.to_string())),
        ("kind".into(), r.kind.clone()),
        ("journal".into(), r.journal.clone()),
        ("where".into(), r.link()),
        ("keywords".into(), r.keywords.join("; ")),
        ("abstract".into(), r.abstract_text.clone()),
        ("also cited as".into(), reference.aliases.join(", ")),
    ];
    for found in &reference.records {
        let search = literature.searches.iter().find(|s| s.id == found.search);
        let what = search.map_or(found.search.clone(), |s| format!("{}, {}", s.database, s.searched_on));
        fields.push(("found in".into(), format!("{what}: {} ({})", found.span, found.by.word())));
    }
    for (field, span) in &reference.taken {
        fields.push(("taken over".into(), format!("{field}: {span}")));
    }
    fields.push(("screening".into(), format!("{}: {}", one.stage.word(), one.state.word())));
    for d in &one.decisions {
        let mut said = format!("{}: {} {}", d.stage.word(), d.reviewer, d.choice.id());
        if !d.reason.is_empty() {
            said.push_str(&format!(" ({})", reason_label(workspace, &d.reason)));
        }
        if !d.note.is_empty() {
            said.push_str(&format!(", {}", d.note));
        }
        fields.push(("decided".into(), format!("{said}; {}", d.span)));
    }
    for possible in literature.possible.iter().filter(|p| p.keys.contains(&reference.key)) {
        let others: Vec<&str> =
            possible.keys.iter().filter(|k| **k != reference.key).map(String::as_str).collect();
        fields.push(("may be".into(), format!("{}: {}", others.join(", "), possible.because)));
    }
    for by in citations.by(reference) {
        fields.push(("cited by".into(), by.clone()));
    }
    fields.retain(|(_, v)| !v.is_empty());
    fields
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The sheet of what is still to be decided, CSV.
    Screening,
    /// What is included, RIS.
    Included,
}

/// Where `dh export` writes which form of a literature.
pub struct ExportRequest {
    pub address: String,
    pub form: Form,
    pub out: PathBuf,
    pub force: bool,
}

/// Writes the sheet of what is still open, or the references that are included.
///
/// # Errors
/// The address is no literature, no search is declared, or the file is there.
pub fn export(workbench: &Workbench, request: &ExportRequest) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let country = match resolve(workbench, &request.address)? {
        Target::Path { country, .. } if is_literature(&request.address) => country,
        _ => {
            return Err(Diag::error(format!("'{}' is nothing that is exported", request.address))
                .hint("dh export KEN/literature writes the screening sheet"));
        }
    };
    let literature = match country {
        Some(country) => country.literature.as_ref(),
        None => workspace.methodology.literature.as_ref(),
    };
    let literature = literature.ok_or_else(|| {
        Diag::error("no search is declared")
            .hint("literature { search \"id\" { file = …, database = …, searched_on = …, query = … } }")
    })?;
    fs::refuse_to_replace(&request.out, request.force)?;
    let standings = analysis::screened(literature);
    let mut answer = Answer::new("export");
    match request.form {
        Form::Screening => {
            for one in standings.iter().filter(|s| s.state.is_open()) {
                answer.row(sheet_row(one));
            }
            if answer.rows.is_empty() {
                answer.text("Nothing is open: every reference is decided. Nothing was written.");
                return Ok(answer);
            }
            fs::write_result(&request.out, &super::answer::csv_of(&answer), request.force)?;
            let n = counted(answer.rows.len(), "reference", "references");
            answer.text(format!("wrote {}: {n} still open.", request.out.display()));
            answer.note("decision: include, exclude or unsure; a row without one stays open");
            if literature.screening_file.is_none() {
                answer.note("the sheet is read once literature has screening = \"….csv\", beside the script");
            } else {
                answer.note("rows that are filled in go under those of the sheet that is there");
            }
        }
        Form::Included => {
            let included: Vec<&Screened<'_>> =
                standings.iter().filter(|s| s.state == ScreenState::Included).collect();
            if included.is_empty() {
                answer.text("Nothing is included yet. Nothing was written.");
                return Ok(answer);
            }
            let text = ris::write(included.iter().map(|s| &s.reference.record));
            fs::write_result(&request.out, text.as_bytes(), request.force)?;
            let citations = Citations::of(workspace, country);
            included.iter().for_each(|s| answer.row(row(&citations, s)));
            let n = counted(included.len(), "reference", "references");
            answer.text(format!("wrote {}: {n} included.", request.out.display()));
        }
    }
    Ok(answer)
}

fn sheet_row(one: &Screened<'_>) -> Value {
    let r = &one.reference.record;
    let settles = matches!(one.state, ScreenState::Disputed | ScreenState::Unsure);
    let cells = [
        one.reference.key.clone(),
        one.stage.id().to_string(),
        if settles { CONSENSUS.into() } else { String::new() },
        String::new(),
        String::new(),
        one.said(),
        r.title.clone(),
        r.year.map_or(String::new(), |y| y.to_string()),
        r.journal.clone(),
    ];
    Value::Object(COLUMNS.iter().zip(cells).map(|(c, v)| (c.to_string(), Value::String(v))).collect())
}
