//! `dh export KEN/children --format records --permit ID`: records that leave the
//! store, under a permit that says who gets which fields and what for. Fields
//! that it does not name stay; what left is written to the audit log.

use std::path::PathBuf;

use serde_json::json;

use super::import::PARENT;
use super::sample::{Place, head};
use super::{Answer, Block, Workbench, members, record_codebook};
use crate::base::diag::choice_hints;
use crate::base::number::counted;
use crate::base::{Diag, clock, fs};
use crate::data::{Column, Marks, State, Values};
use crate::formats::dta_out::{self, Field};
use crate::formats::workbook::{self, About, Cell, Page};
use crate::model::{Country, Item, ItemKind, Permit};
use crate::store::{Purpose, Reading, Wanted};

/// What is to be written, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    pub address: String,
    pub permit: Option<String>,
    pub out: PathBuf,
    pub force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Stata,
    Excel,
}

/// The mark of records that were made up, in every file.
const SIMULATED: &str = "SIMULATED: made up by a program; says nothing about any child or country";

/// Writes the fields of a permit.
///
/// # Errors
/// No permit, or one that does not cover it (exit 3); fields that are not there;
/// no records; the file is there already.
pub fn export(workbench: &Workbench, request: &ExportRequest) -> Result<Answer, Diag> {
    let place = Place::of(workbench, &request.address)?;
    let roster = place.item.clone();
    let is_roster = |id: &String| {
        place.planned().item(id).is_some_and(|p| p.item.kind == ItemKind::Roster && !p.left_out)
    };
    if roster.as_ref().is_some_and(|id| !is_roster(id)) {
        return Err(Diag::error("records are exported of a whole instrument, or the rows of a roster")
            .hint(format!("dh export {} --format records --permit …", place.address())));
    }
    let roster = roster.as_deref();
    let country = place.country(workbench)?;
    let permit = permit(country, &place, request)?;
    let form = match request.out.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
        Some("csv") => Form::Csv,
        Some("dta") => Form::Stata,
        Some("xlsx") => Form::Excel,
        _ => {
            return Err(Diag::error(format!(
                "{}: records are written as .csv, .dta or .xlsx",
                request.out.display()
            ))
            .hint("nothing was written"));
        }
    };
    fs::refuse_to_replace(&request.out, request.force)?;
    let beside = (form == Form::Csv).then(|| request.out.with_extension("codebook.csv"));
    if let Some(beside) = &beside {
        fs::refuse_to_replace(beside, request.force)?;
    }
    let fields = fields(&place, permit, roster)?;
    let path = match roster {
        Some(roster) => format!("{}/{roster}", place.path),
        None => place.path.clone(),
    };
    let address = format!("{}/{path}", place.code);
    let mut store = workbench.store_to_write("export")?;
    let items: Vec<&str> = fields.iter().filter(|f| f.role.is_empty()).map(|f| f.name.as_str()).collect();
    let mut roles: Vec<&str> = fields.iter().map(|f| f.role).filter(|r| !r.is_empty()).collect();
    if roles.is_empty() {
        // The rows must be counted by something that every batch has.
        roles.push("record");
    }
    let unasked = roster.is_some() && !roles.contains(&"parent");
    roles.extend(unasked.then_some("parent"));
    let mut loaded = store.load(&Wanted {
        country: &place.code,
        instrument: &path,
        items: &items,
        roles: &roles,
        purposes: &[Purpose::Main],
        reading: Reading::Decided,
    })?;
    if roster.is_some() {
        members::only_of_records(&store, &place, &mut loaded)?;
    }
    let rows = loaded.frame.rows();
    if rows == 0 {
        return Err(Diag::error(format!("no records of {address} are held"))
            .hint("pretest and training records are not exported; nothing was written"));
    }
    let simulated = loaded.simulated();
    // A field that no batch has is written all the same, and says why it is empty.
    let absent = Column {
        values: Values::Text(vec![String::new(); rows]),
        states: vec![State::NotInVersion; rows],
        marks: Marks::simulated(simulated),
    };
    let column = |f: &Wished| {
        let name = if f.role.is_empty() { f.name.clone() } else { format!("@{}", f.role) };
        loaded.frame.get(&name).unwrap_or(&absent)
    };
    let about = format!("{address} · {rows} records");
    let bytes = match form {
        Form::Csv => csv(&fields, &column, rows, simulated)?,
        Form::Stata => stata(&fields, &column, rows, simulated, &about)?,
        Form::Excel => excel(&fields, &column, rows, simulated, &place, permit)?,
    };
    if let Some(beside) = &beside {
        let book = record_codebook::codebook(&fields, &column, place.planned(), &loaded.batches, simulated)?;
        fs::write_result(beside, &book, request.force)?;
    }
    // What cannot be written down does not leave.
    fs::write_result(&request.out, &bytes, request.force)?;
    let file = request.out.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
    let detail = json!({
        "country": place.code, "instrument": path, "permit": permit.id, "to": permit.to,
        "purpose": permit.purpose, "audience": permit.audience, "fields": names, "records": rows,
        "simulated": simulated, "file": file, "batches": loaded.batches.iter().map(|b| b.id).collect::<Vec<_>>(),
    });
    let who = workbench.records.who().to_string();
    if let Err(diag) = store.note(&who, "export", &detail) {
        // An export that nobody can find again is taken back.
        for file in [Some(&request.out), beside.as_ref()].into_iter().flatten() {
            let _ = std::fs::remove_file(file);
        }
        return Err(diag.hint("the file was taken away again"));
    }
    let mut answer = Answer::new("export");
    answer.heading(address.clone());
    let mut said = vec![("file".to_string(), request.out.display().to_string())];
    said.extend(beside.as_ref().map(|file| ("codebook".into(), file.display().to_string())));
    said.extend([
        (if roster.is_some() { "rows" } else { "records" }.to_string(), rows.to_string()),
        ("fields".into(), names.join(", ")),
        ("permit".into(), format!("{}, to {} ({})", permit.id, permit.to, permit.audience)),
        ("for".into(), permit.purpose.clone()),
        ("until".into(), permit.valid.1.clone()),
    ]);
    answer.blocks.push(Block::Fields(said));
    answer.row(json!({
        "codebook": beside.as_ref().map(|file| file.display().to_string()),
        "codebook_state": if beside.is_some() { "written" } else { "inside_the_file" },
        "address": address, "file": request.out.display().to_string(), "format": "records",
        "records": rows, "fields": names, "permit": permit.id, "to": permit.to, "audience": permit.audience,
        "purpose": permit.purpose, "simulated": simulated,
    }));
    let words: Vec<&str> = fields.iter().filter(|f| f.in_words).map(|f| f.name.as_str()).collect();
    if !words.is_empty() {
        answer.note(format!(
            "in respondents' own words or a place: {}; read it before it leaves",
            words.join(", ")
        ));
    }
    if !loaded.decisions.is_empty() {
        answer.note(format!(
            "with {} over the records applied",
            counted(loaded.decisions.len(), "decision", "decisions")
        ));
    }
    if simulated {
        answer.note(SIMULATED);
    }
    answer.note(format!("audit head {}", head(&store.audit_head()?)));
    Ok(answer)
}

/// The permit that is named, when it covers the export today.
fn permit<'c>(country: &'c Country, place: &Place, request: &ExportRequest) -> Result<&'c Permit, Diag> {
    let of: Vec<&Permit> = country.permits.iter().filter(|p| p.of == place.path).collect();
    let known = || of.iter().map(|p| p.id.as_str());
    let Some(named) = &request.permit else {
        let diag = Diag::refused(format!("records of {} leave under a permit only", place.address())).hint(
            "--permit ID names one that the country's script declares: who gets which fields, and what for",
        );
        return Err(match known().next() {
            Some(_) => diag.hint(format!("declared: {}", known().collect::<Vec<_>>().join(", "))),
            None => diag.hint("none is declared; nothing was written"),
        });
    };
    let Some(permit) = of.iter().find(|p| p.id == *named) else {
        let diag = Diag::refused(format!("{} declares no permit '{named}' for {}", country.name, place.path));
        return Err(choice_hints(named, known()).into_iter().fold(diag, Diag::hint));
    };
    let today = clock::now();
    let today = today.get(..10).unwrap_or_default();
    let (from, to) = &permit.valid;
    if today < from.as_str() || today > to.as_str() {
        return Err(Diag::refused(format!(
            "the permit '{}' holds from {from} to {to}, and today is {today}",
            permit.id
        ))
        .at(permit.span.clone())
        .hint("nothing was written"));
    }
    Ok(permit)
}

/// A field that is asked for.
pub(super) struct Wished {
    pub name: String,
    pub label: String,
    /// What it is for, where it is no question.
    pub role: &'static str,
    /// Its options, with their labels.
    options: Vec<(String, String)>,
    is_day: bool,
    in_words: bool,
    is_place: bool,
}

/// The fields of a permit: those of records, or those of the rows of a roster,
/// behind the record they belong to where its id may leave.
fn fields(place: &Place, permit: &Permit, roster: Option<&str>) -> Result<Vec<Wished>, Diag> {
    let planned = place.planned();
    let records = &planned.instrument.records;
    let mut out: Vec<Wished> = Vec::new();
    for name in &permit.fields {
        if let Some(role) = records.role_of(name) {
            let role = if role == "id" { "record" } else { role };
            let (name, label, role) = match (roster, role) {
                (None, "record") => (name.as_str(), "id of the record".into(), role),
                (None, _) => (name.as_str(), format!("{role} of the record"), role),
                (Some(_), "record") => (PARENT, "record that the row belongs to".into(), "parent"),
                (Some(_), _) => continue,
            };
            let is_day = role == "date";
            out.push(Wished {
                name: name.to_string(),
                label,
                role,
                options: Vec::new(),
                is_day,
                in_words: false,
                is_place: false,
            });
            continue;
        }
        let found = planned.asked().map(|p| &*p.item).find(|i| i.id == *name);
        match found.filter(|i| i.kind.has_value()) {
            Some(item) if item.roster == roster.unwrap_or_default() => out.push(of_item(item)),
            // What is asked of others leaves in another file.
            Some(_) => {}
            None => {
                let is_field = |i: &Item| i.kind.has_value();
                let known = planned.asked().filter(|p| is_field(&p.item)).map(|p| p.item.id.as_str());
                let known: Vec<&str> = known.chain(records.all().into_iter().map(|(_, n)| n)).collect();
                let diag = Diag::error(format!(
                    "the permit '{}' names '{name}', which is no field of {}",
                    permit.id,
                    place.address()
                ))
                .at(permit.span.clone());
                return Err(choice_hints(name, known)
                    .into_iter()
                    .fold(diag, Diag::hint)
                    .hint("nothing was written"));
            }
        }
    }
    let asks = |f: &Wished| f.role.is_empty() || roster.is_none();
    if !out.iter().any(asks) {
        return Err(Diag::refused(format!(
            "the permit '{}' lets no field of {} leave",
            permit.id,
            roster.map_or("the records".to_string(), |roster| format!("the roster '{roster}'"))
        ))
        .at(permit.span.clone())
        .hint("nothing was written"));
    }
    Ok(out)
}

fn of_item(item: &Item) -> Wished {
    Wished {
        name: item.id.clone(),
        label: item.text.clone(),
        role: "",
        options: item.options.iter().map(|o| (o.id.clone(), o.label.clone())).collect(),
        is_day: item.kind == ItemKind::Date,
        in_words: matches!(item.kind, ItemKind::Text | ItemKind::Geopoint | ItemKind::Case),
        is_place: item.kind == ItemKind::Geopoint,
    }
}

/// As `dh import` reads it: ids and states by their names.
fn csv<'f>(
    fields: &[Wished],
    column: &dyn Fn(&Wished) -> &'f Column,
    rows: usize,
    simulated: bool,
) -> Result<Vec<u8>, Diag> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Diag::error(format!("the records cannot be written: {e}"));
    let mark = if simulated { "simulated" } else { "" };
    let names = fields.iter().map(|f| f.name.as_str());
    let header: Vec<&str> = names.chain(simulated.then_some(mark)).collect();
    writer.write_record(&header).map_err(fail)?;
    let columns: Vec<&Column> = fields.iter().map(column).collect();
    let mut record = csv::StringRecord::new();
    for row in 0..rows {
        record.clear();
        for (column, field) in columns.iter().zip(fields) {
            let text = column.text(row);
            // A spreadsheet would take it for a formula.
            let is_free = matches!(column.values, Values::Text(_)) && !field.is_place;
            let risky = is_free && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            record.push_field(&if risky { format!("'{text}") } else { text });
        }
        if simulated {
            record.push_field("SIMULATED");
        }
        writer.write_record(&record).map_err(fail)?;
    }
    writer.into_inner().map_err(|e| Diag::error(format!("the records cannot be written: {e}")))
}

fn stata<'f>(
    fields: &[Wished],
    column: &dyn Fn(&Wished) -> &'f Column,
    rows: usize,
    simulated: bool,
    about: &str,
) -> Result<Vec<u8>, Diag> {
    let marked = Column {
        values: Values::Text(vec!["SIMULATED".into(); rows]),
        states: vec![State::Answered; rows],
        marks: Marks::simulated(true),
    };
    let mut out: Vec<Field> = fields
        .iter()
        .map(|f| Field {
            name: f.name.clone(),
            label: f.label.clone(),
            column: column(f),
            options: labels(f, column(f)),
            is_day: f.is_day,
        })
        .collect();
    if simulated {
        out.push(Field {
            name: "simulated".into(),
            label: "made up by a program".into(),
            column: &marked,
            options: Vec::new(),
            is_day: false,
        });
    }
    let about = if simulated { format!("SIMULATED · {about}") } else { about.to_string() };
    dta_out::write(&out, &about)
}

/// Labels in the order in which the column has its options: batches may have
/// others than the question has today.
pub(super) fn labels(field: &Wished, column: &Column) -> Vec<String> {
    let (Values::Choice { options, .. } | Values::Choices { options, .. }) = &column.values else {
        return Vec::new();
    };
    let known = |id: &String| field.options.iter().find(|(i, _)| i == id).map(|(_, label)| label);
    options.iter().map(|id| known(id).unwrap_or(id).clone()).collect()
}

fn excel<'f>(
    fields: &[Wished],
    column: &dyn Fn(&Wished) -> &'f Column,
    rows: usize,
    simulated: bool,
    place: &Place,
    permit: &Permit,
) -> Result<Vec<u8>, Diag> {
    let columns: Vec<&Column> = fields.iter().map(column).collect();
    let cells = (0..rows).map(|row| {
        columns
            .iter()
            .map(|c| match (&c.values, c.states[row]) {
                (Values::Number(numbers), State::Answered) => Cell::Number(numbers[row], false),
                _ => match c.text(row) {
                    text if text.is_empty() => Cell::Empty,
                    text => Cell::Text(text),
                },
            })
            .collect()
    });
    let page = Page {
        name: if simulated { "records (SIMULATED)" } else { "records" }.into(),
        headers: fields.iter().map(|f| f.name.clone()).collect(),
        rows: cells.collect(),
    };
    let book = Page {
        name: "fields".into(),
        headers: ["field", "wording", "answers"].map(String::from).into(),
        rows: fields
            .iter()
            .zip(&columns)
            .map(|(f, c)| {
                let answers = match &c.values {
                    Values::Choice { options, .. } | Values::Choices { options, .. } => {
                        let labels = labels(f, c);
                        let pairs = options.iter().zip(&labels).map(|(id, label)| format!("{id}: {label}"));
                        pairs.collect::<Vec<_>>().join("; ")
                    }
                    _ => String::new(),
                };
                vec![Cell::Text(f.name.clone()), Cell::Text(f.label.clone()), Cell::Text(answers)]
            })
            .collect(),
    };
    let mut marks = vec![format!("for {} only: {}", permit.to, permit.purpose)];
    if simulated {
        marks.insert(0, SIMULATED.into());
    }
    let states = State::ALL.iter().skip(1).map(|s| s.id()).collect::<Vec<_>>().join(", ");
    let about = About {
        title: format!("{}: records", place.address()),
        marks,
        lines: vec![
            ("permit".into(), format!("{}, until {}", permit.id, permit.valid.1)),
            ("words for no answer".into(), format!("{states}; an empty cell was asked and left without one")),
            ("made by".into(), format!("dh export, version {}", env!("CARGO_PKG_VERSION"))),
        ],
    };
    workbook::workbook(&about, &[page, book])
}
