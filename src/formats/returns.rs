//! What providers sent back, as CSV beside a country's scripts: two files a
//! request, one with the counts of all revisions, one with what was stated about
//! them and where each revision is from. Text, so that every change can be seen.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::base::diag::choice_hints;
use crate::base::{Diag, Diags, Span, fs};
use crate::model::{
    BREAKS, Country, FormField, Instrument, InstrumentKind, Methodology, Observation, Return, is_no_answer,
    stated_breaks,
};

use super::csv::{self, Table, safe};
use super::observations::observation;

/// The folder beside a country's scripts.
pub const FOLDER: &str = "returns";
const METADATA: &str = "_metadata";

/// What is known of a revision as a whole; these rows name no series.
const REGISTER: [&str; 7] = ["received", "provider", "file", "sha256", "form", "plan", "imported_by"];

/// The folder of a country's returns, relative to the workspace.
pub fn folder(country: &Country) -> String {
    let home = country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{home}/{FOLDER}")
}

/// What the files of a request are called: its id, with its activity where
/// another request has the same id.
pub fn name(methodology: &Methodology, instrument: &Instrument) -> String {
    let requests = methodology.instruments().filter(|i| i.kind == InstrumentKind::DataRequest);
    match requests.filter(|i| i.id == instrument.id).count() {
        0 | 1 => instrument.id.clone(),
        _ => format!("{}.{}", instrument.activity, instrument.id),
    }
}

/// The files of a request in a country, relative to the workspace: counts, then
/// what is stated.
pub fn files(methodology: &Methodology, country: &Country, instrument: &Instrument) -> [String; 2] {
    let (folder, name) = (folder(country), name(methodology, instrument));
    [format!("{folder}/{name}.csv"), format!("{folder}/{name}{METADATA}.csv")]
}

/// Reads all returns of a country, in the order of requests and revisions.
pub fn read_all(
    workspace: &Path,
    methodology: &Methodology,
    country: &Country,
    read: &mut Vec<String>,
    diags: &mut Diags,
) -> Vec<Return> {
    let folder = folder(country);
    let place = workspace.join(&folder);
    if !place.is_dir() {
        return Vec::new();
    }
    let found = match fs::files_under(&place, "csv") {
        Ok(found) => found,
        Err(error) => {
            let whole = Span::line(folder.as_str(), 0);
            diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole));
            return Vec::new();
        }
    };
    let requests: Vec<&Instrument> =
        methodology.instruments().filter(|i| i.kind == InstrumentKind::DataRequest).collect();
    for path in found {
        let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let known = |i: &&Instrument| {
            files(methodology, country, i).iter().any(|f| f.rsplit('/').next() == Some(file.as_str()))
        };
        if !requests.iter().any(known) {
            let stem = file.trim_end_matches(".csv").trim_end_matches(METADATA);
            let names: Vec<String> = requests.iter().map(|i| name(methodology, i)).collect();
            let mut diag = Diag::error(format!("no data request is called '{stem}'"))
                .at(Span::line(format!("{folder}/{file}"), 0));
            for hint in choice_hints(stem, names.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            diags.push(diag);
        }
    }
    let mut all = Vec::new();
    for instrument in requests {
        let [counts, stated] = files(methodology, country, instrument);
        if !workspace.join(&counts).is_file() {
            continue;
        }
        let before = diags.errors();
        let counts_table = Table::read(workspace, &counts, &COUNTS, &dimensions(methodology), diags);
        let stated_table = Table::read(workspace, &stated, &STATED, &[], diags);
        read.extend([counts, stated]);
        if let (Some(counts), Some(stated)) = (counts_table, stated_table) {
            let returns = of_tables(methodology, instrument, &counts, &stated, diags);
            // Half of a provider's counts would look like all of them.
            if diags.errors() == before {
                all.extend(returns);
            }
        }
    }
    all
}

const COUNTS: [&str; 8] = ["series", "period", "value", "state", "as_of", "revision", "received", "source"];
const STATED: [&str; 4] = ["series", "field", "value", "revision"];

fn dimensions(methodology: &Methodology) -> Vec<&str> {
    methodology.dimensions.iter().map(|d| d.id.as_str()).collect()
}

fn of_tables(
    methodology: &Methodology,
    instrument: &Instrument,
    counts: &Table,
    stated: &Table,
    diags: &mut Diags,
) -> Vec<Return> {
    let mut returns: BTreeMap<u32, Return> = BTreeMap::new();
    let mut seen = HashMap::new();
    for row in counts.rows() {
        let id = row.text("series");
        let Some(series) = methodology.series(&id) else {
            diags.push(unknown_series(
                methodology,
                &id,
                row.wrong("series", format!("no series '{id}' is declared")),
            ));
            continue;
        };
        let Some(value) = observation(&row, series, methodology, "", &mut seen, diags) else { continue };
        let Some(revision) = value.revision else {
            diags.push(row.wrong("revision", "a count of a return without its revision"));
            continue;
        };
        let new = || Return {
            request: instrument.path.clone(),
            revision,
            received: row.text("received"),
            provider: String::new(),
            file: String::new(),
            hash: String::new(),
            form: String::new(),
            values: Vec::new(),
            stated: Vec::new(),
            span: row.span(),
        };
        let value = Observation { request: instrument.path.clone(), ..value };
        returns.entry(revision).or_insert_with(new).values.push(value);
    }
    for row in stated.rows() {
        let (series, field, value) = (row.text("series"), row.text("field"), row.text("value"));
        let Some(revision) = row.text("revision").parse::<u32>().ok().filter(|n| *n > 0) else {
            diags.push(row.wrong("revision", format!("'{}' is no number from 1", row.text("revision"))));
            continue;
        };
        // What is stated is written before the counts: an import that was cut
        // off between leaves it alone, and it says nothing.
        let Some(held) = returns.get_mut(&revision) else {
            diags.push(
                Diag::warning(format!("revision {revision} has no counts: its import was cut off"))
                    .at(Span::line(stated.file.as_str(), 0))
                    .hint("import the workbook again, or take the rows of that revision out"),
            );
            continue;
        };
        if series.is_empty() {
            if field == REGISTER[0] {
                held.span = row.span();
            }
            match field.as_str() {
                "provider" => held.provider = value,
                "file" => held.file = value,
                "sha256" => held.hash = value,
                "form" => held.form = value,
                "received" => held.received = value,
                known if REGISTER.contains(&known) => {}
                _ => {
                    diags.push(row.wrong("field", format!("'{field}' is nothing that is known of a return")))
                }
            }
            continue;
        }
        if methodology.series(&series).is_none() {
            let wrong = row.wrong("series", format!("no series '{series}' is declared"));
            diags.push(unknown_series(methodology, &series, wrong));
        } else if !FormField::is_known(&field) {
            diags.push(row.wrong("field", format!("no field of a series is called '{field}'")));
        } else if field == BREAKS
            && let Err(part) = stated_breaks(&value)
        {
            diags.push(
                row.wrong("value", format!("\"{part}\" is not a year and what changed in it"))
                    .hint("such as \"2021: a new law; 2023: attempts are counted too\""),
            );
        } else if field != BREAKS && is_no_answer(&field, &value) {
            diags.push(
                row.wrong("value", format!("'{value}' says neither what is known nor that it is unknown"))
                    .hint("write unknown, or what is known in words"),
            );
        } else {
            held.stated.push((series, field, value));
        }
    }
    for held in returns.values() {
        if held.stated.is_empty() || held.hash.is_empty() {
            diags.push(
                Diag::error(format!(
                    "revision {} has counts, and nothing is stated about them",
                    held.revision
                ))
                .at(Span::line(stated.file.as_str(), 0))
                .hint("both files of a return belong together; import the workbook again"),
            );
        }
    }
    returns.into_values().collect()
}

fn unknown_series(methodology: &Methodology, id: &str, diag: Diag) -> Diag {
    let ids = methodology.series.iter().map(|s| s.id.as_str());
    choice_hints(id, ids).into_iter().fold(diag.depth(2), Diag::hint)
}

/// What goes with a return beside what a [`Return`] holds.
pub struct Provenance<'a> {
    /// Hash of the country's plan when the form was made.
    pub plan: &'a str,
    pub imported_by: &'a str,
}

/// The bytes of both files of a request, with `new` after `held`.
///
/// # Errors
/// A file would be larger than the files beside scripts may be.
pub fn written(
    methodology: &Methodology,
    workspace: &Path,
    files: &[String; 2],
    new: &Return,
    provenance: &Provenance<'_>,
) -> Result<[Vec<u8>; 2], Diag> {
    let mut diags = Diags::new();
    let mut old = |file: &String, required: &[&str], may: &[&str]| -> Vec<Vec<(String, String)>> {
        if !workspace.join(file).is_file() {
            return Vec::new();
        }
        let Some(table) = Table::read(workspace, file, required, may, &mut diags) else { return Vec::new() };
        let columns = table.columns().to_vec();
        table.rows().map(|row| columns.iter().cloned().zip(row.all().iter().cloned()).collect()).collect()
    };
    let dims = dimensions(methodology);
    let held = old(&files[0], &COUNTS, &dims);
    // Rows that an import left behind when it was cut off are written anew.
    let is_ours = |row: &Vec<(String, String)>| {
        let revision = row.iter().find(|(c, _)| c == "revision").and_then(|(_, r)| r.parse::<u32>().ok());
        revision.is_some_and(|r| r < new.revision)
    };
    let stated: Vec<_> = old(&files[1], &STATED, &[]).into_iter().filter(is_ours).collect();
    if let Some(diag) = diags.into_iter().next() {
        return Err(diag);
    }
    // Dimensions that some count is broken down by, in the method's order.
    let used = |id: &&&str| {
        let in_new = new.values.iter().any(|o| o.code(id).is_some());
        in_new || held.iter().flatten().any(|(c, text)| c == **id && !text.is_empty())
    };
    let dims: Vec<&str> = dims.iter().filter(used).copied().collect();
    let columns: Vec<String> = ["series", "period"]
        .into_iter()
        .chain(dims.iter().copied())
        .chain(COUNTS[2..].iter().copied())
        .map(str::to_string)
        .collect();
    let cell = |row: &[(String, String)], column: &String| {
        row.iter().find(|(c, _)| c == column).map_or(String::new(), |(_, text)| text.clone())
    };
    let counts = held
        .iter()
        .map(|row| columns.iter().map(|c| cell(row, c)).collect())
        .chain(new.values.iter().map(|o| count(o, new, &dims)));
    let counts = csv::write(&columns, counts);
    let stated_columns: Vec<String> = STATED.map(str::to_string).to_vec();
    let revision = new.revision.to_string();
    let register = [
        new.received.as_str(),
        &new.provider,
        &new.file,
        &new.hash,
        &new.form,
        provenance.plan,
        provenance.imported_by,
    ];
    let register = REGISTER
        .iter()
        .zip(register)
        .map(|(field, text)| vec![String::new(), (*field).to_string(), safe(text), revision.clone()]);
    let own = new.stated.iter().map(|(s, f, t)| vec![s.clone(), f.clone(), t.clone(), revision.clone()]);
    let before = stated.iter().map(|row| stated_columns.iter().map(|c| cell(row, c)).collect());
    let stated = csv::write(&stated_columns, before.chain(register).chain(own));
    for (file, bytes) in files.iter().zip([&counts, &stated]) {
        if bytes.len() as u64 > csv::MAX_BYTES {
            return Err(Diag::error(format!("{file} would have {} bytes", bytes.len())).hint(format!(
                "files beside scripts have at most {} bytes; nothing was stored",
                csv::MAX_BYTES
            )));
        }
    }
    Ok([counts, stated])
}

fn count(o: &Observation, new: &Return, dims: &[&str]) -> Vec<String> {
    let mut cells = vec![o.series.clone(), o.period.to_string()];
    cells.extend(dims.iter().map(|d| o.code(d).unwrap_or_default().to_string()));
    cells.extend([
        o.value.map(|v| v.to_string()).unwrap_or_default(),
        o.state.clone(),
        o.as_of.clone(),
        new.revision.to_string(),
        new.received.clone(),
        safe(&o.source),
    ]);
    cells
}

/// Reads both files as they would be read, before they are written.
pub fn check(
    methodology: &Methodology,
    instrument: &Instrument,
    files: &[String; 2],
    bytes: &[Vec<u8>; 2],
    diags: &mut Diags,
) {
    let dims = dimensions(methodology);
    let [counts, stated] = [(&COUNTS[..], &dims[..]), (&STATED[..], &[][..])];
    let text = |i: usize| String::from_utf8_lossy(&bytes[i]).into_owned();
    let counts = Table::of_text(&files[0], &text(0), counts.0, counts.1, diags);
    let stated = Table::of_text(&files[1], &text(1), stated.0, stated.1, diags);
    if let (Some(counts), Some(stated)) = (counts, stated) {
        of_tables(methodology, instrument, &counts, &stated, diags);
    }
}
