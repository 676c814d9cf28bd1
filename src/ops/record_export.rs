//! `dh export KEN/children --format records --permit ID`: records that leave the
//! store, under a permit that says who gets which fields and what for. Fields
//! that it does not name stay; what left is written to the audit log.

use std::path::PathBuf;

use serde_json::json;

use super::sample::{Place, head};
use super::{Answer, Block, Workbench};
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
    if place.item.is_some() {
        return Err(Diag::error("records are exported of a whole instrument")
            .hint(format!("dh export {} --format records --permit …", place.address())));
    }
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
    let fields = fields(&place, permit)?;
    let mut store = workbench.store_to_write("export")?;
    let items: Vec<&str> = fields.iter().filter(|f| f.role.is_empty()).map(|f| f.name.as_str()).collect();
    let mut roles: Vec<&str> = fields.iter().map(|f| f.role).filter(|r| !r.is_empty()).collect();
    if roles.is_empty() {
        // The rows must be counted by something that every batch has.
        roles.push("record");
    }
    let loaded = store.load(&Wanted {
        country: &place.code,
        instrument: &place.path,
        items: &items,
        roles: &roles,
        purposes: &[Purpose::Main],
        reading: Reading::Decided,
    })?;
    let rows = loaded.frame.rows();
    if rows == 0 {
        return Err(Diag::error(format!("no records of {} are held", place.address()))
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
    let about = format!("{} · {} records", place.address(), rows);
    let bytes = match form {
        Form::Csv => csv(&fields, &column, rows, simulated)?,
        Form::Stata => stata(&fields, &column, rows, simulated, &about)?,
        Form::Excel => excel(&fields, &column, rows, simulated, &place, permit)?,
    };
    // What cannot be written down does not leave.
    fs::write_atomically(&request.out, &bytes)?;
    let file = request.out.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
    let detail = json!({
        "country": place.code, "instrument": place.path, "permit": permit.id, "to": permit.to,
        "purpose": permit.purpose, "audience": permit.audience, "fields": names, "records": rows,
        "simulated": simulated, "file": file, "batches": loaded.batches.iter().map(|b| b.id).collect::<Vec<_>>(),
    });
    let who = workbench.records.who().to_string();
    if let Err(diag) = store.note(&who, "export", &detail) {
        // An export that nobody can find again is taken back.
        let _ = std::fs::remove_file(&request.out);
        return Err(diag.hint("the file was taken away again"));
    }
    let mut answer = Answer::new("export");
    answer.heading(place.address());
    answer.blocks.push(Block::Fields(vec![
        ("file".into(), request.out.display().to_string()),
        ("records".into(), rows.to_string()),
        ("fields".into(), names.join(", ")),
        ("permit".into(), format!("{}, to {} ({})", permit.id, permit.to, permit.audience)),
        ("for".into(), permit.purpose.clone()),
        ("until".into(), permit.valid.1.clone()),
    ]));
    answer.row(json!({
        "address": place.address(), "file": request.out.display().to_string(), "format": "records",
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
struct Wished {
    name: String,
    label: String,
    /// What it is for, where it is no question.
    role: &'static str,
    /// Its options, with their labels.
    options: Vec<(String, String)>,
    is_day: bool,
    in_words: bool,
    is_place: bool,
}

/// The fields of a permit, or all that are not there.
fn fields(place: &Place, permit: &Permit) -> Result<Vec<Wished>, Diag> {
    let planned = place.planned();
    let records = &planned.instrument.records;
    let mut out: Vec<Wished> = Vec::new();
    for name in &permit.fields {
        if let Some(role) = records.role_of(name) {
            let role = if role == "id" { "record" } else { role };
            let label = format!("{role} of the record");
            let is_day = role == "date";
            out.push(Wished {
                name: name.clone(),
                label,
                role,
                options: Vec::new(),
                is_day,
                in_words: false,
                is_place: false,
            });
            continue;
        }
        let found = planned.asked().map(|p| &*p.item).find(|i| i.id == *name && i.roster.is_empty());
        match found.filter(|i| i.kind.has_value()) {
            Some(item) => out.push(of_item(item)),
            None => {
                let is_field = |i: &Item| i.kind.has_value() && i.roster.is_empty();
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
fn labels(field: &Wished, column: &Column) -> Vec<String> {
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
