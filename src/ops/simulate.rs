//! `dh simulate ADDRESS`: the survey before the first interview, on answers
//! that a program makes up.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::base::number::{counted, grouped};
use crate::base::{Diag, fs};
use crate::field::{Form, Problem, Rosters, partners, simulate};
use crate::model::Platform;
use crate::store::Purpose;

use super::sample::Place;
use super::{Answer, Block, Workbench};

/// More interviews than any survey has.
const MOST: usize = 1_000_000;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub address: String,
    pub interviews: usize,
    pub seed: u64,
    pub icc: Option<f64>,
    /// Problems are put in, and the truth about them is written there.
    pub plant: Option<PathBuf>,
    /// The records as CSV.
    pub out: Option<PathBuf>,
    /// Another questionnaire, asked of the partners in the same households.
    pub with: Option<String>,
}

/// Simulates a survey: into a CSV file, into the store where one was named, or
/// as rows.
///
/// # Errors
/// Nothing that is asked; a likeness that is no share; a file that cannot be
/// written; what the import complains of. Nothing is changed then.
pub fn simulate(workbench: &Workbench, request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let place = Place::of(workbench, &request.address).map_err(one)?;
    if place.item.is_some() {
        return Err(one(Diag::error("a survey is simulated of a whole instrument")
            .hint(format!("dh simulate {} --n 1000 -o simulated.csv", place.address()))));
    }
    if !(1..=MOST).contains(&request.interviews) {
        return Err(one(Diag::error(format!("--n is {}", request.interviews))
            .hint(format!("from 1 to {} interviews", grouped(MOST as f64, 0)))));
    }
    if let Some(icc) = request.icc.filter(|icc| !(0.0..=0.9).contains(icc)) {
        return Err(one(Diag::error(format!("--icc is {icc}")).hint(
            "the likeness of the answers at one sampling point, from 0 to 0.9; most surveys: .02 to .1",
        )));
    }
    let form = Form::of(place.planned());
    if form.questions.is_empty() {
        return Err(one(Diag::error(format!("{} asks nothing of respondents", place.address()))));
    }
    let partner = partner_of(workbench, &place, request).map_err(one)?;
    let rosters = Rosters::of(place.planned(), &form);
    let mut files: Vec<PathBuf> = request.plant.iter().chain(&request.out).cloned().collect();
    files.extend(partner.as_ref().and_then(|(_, file)| file.clone()));
    files.extend(request.out.iter().flat_map(|out| rosters.ids().map(|roster| of_roster(out, roster))));
    if let Some(file) = files.iter().find(|f| f.exists()) {
        return Err(one(Diag::error(format!("{} is there already", file.display()))
            .hint("name a file that is not there yet; nothing was changed")));
    }
    let quality = workbench.workspace.methodology.quality(&place.path);
    let times = quality.filter(|q| !q.begins.is_empty()).map(|q| (q.begins.clone(), q.ends.clone()));
    let setup = simulate::Setup {
        seed: request.seed,
        interviews: Some(request.interviews),
        icc: request.icc,
        times,
        plant: request.plant.is_some(),
        prefix: format!("{}{}-", simulate::PREFIX, request.seed),
    };
    let made = match partner {
        Some(_) => simulate::survey_of_households(&form, &setup, &rosters),
        None => simulate::survey_with_rosters(&form, &setup, &rosters),
    };
    let partner = partner.map(|(place, file)| {
        let form = Form::of(place.planned());
        let made = partners(&form, &made.households, &setup);
        Partner { place, file, made }
    });
    let mut answer = Answer::new("simulate");
    let into_store = workbench.records.place.file.is_some();
    if let Some(file) = &request.out {
        fs::write_atomically(file, made.csv.as_bytes()).map_err(one)?;
        for (roster, rows) in &made.rosters {
            fs::write_atomically(&of_roster(file, roster), rows.as_bytes()).map_err(one)?;
        }
    }
    if let Some(Partner { made, file: Some(file), .. }) = &partner {
        fs::write_atomically(file, made.csv.as_bytes()).map_err(one)?;
    }
    if into_store {
        import(workbench, &place, &made, request.seed)?;
        if let Some(partner) = &partner {
            import(workbench, &partner.place, &partner.made, request.seed).map_err(|diags| {
                let held = format!("the records of {} are held already", place.address());
                diags.into_iter().map(|d| d.hint(held.clone())).collect::<Vec<_>>()
            })?;
        }
    }
    if let Some(file) = &request.plant {
        let truth = truth(&place, request, &made);
        let text = format!("{:#}\n", truth);
        fs::write_atomically(file, text.as_bytes()).map_err(one)?;
    }
    answer.heading(format!(
        "{} SIMULATED interviews of {}",
        grouped(made.interviews as f64, 0),
        place.address()
    ));
    let mut fields = vec![
        ("strata".to_string(), made.strata.to_string()),
        ("sampling points".into(), grouped(made.psus as f64, 0)),
        ("interviewers".into(), made.interviewers.to_string()),
        (
            "likeness".into(),
            request.icc.map_or("by effects of places and persons that questions share".into(), |icc| {
                format!("{icc} at one sampling point (intraclass correlation)")
            }),
        ),
    ];
    if let Some(file) = &request.out {
        fields.push(("written to".into(), file.display().to_string()));
    }
    for (roster, rows) in &made.rosters {
        let n = grouped(rows.lines().count().saturating_sub(1) as f64, 0);
        let file = request.out.as_ref().map(|out| format!(", in {}", of_roster(out, roster).display()));
        fields.push((format!("rows of {roster}"), format!("{n}{}", file.unwrap_or_default())));
    }
    if let Some(partner) = &partner {
        fields.push((
            "partners".into(),
            format!(
                "{} SIMULATED interviews of {}, under the same case numbers",
                grouped(partner.made.interviews as f64, 0),
                partner.place.address()
            ),
        ));
        if let Some(file) = &partner.file {
            fields.push(("written to".into(), file.display().to_string()));
        }
    }
    if into_store {
        let file = workbench.records.file(&workbench.workspace.folder);
        fields.push(("held in".into(), file.display().to_string()));
    }
    answer.blocks.push(Block::Fields(fields));
    planted(&mut answer, request, &made);
    if request.out.is_none() && !into_store {
        let of = (partner.is_some() || !made.rosters.is_empty()).then(|| place.address());
        rows(&mut answer, &made.csv, of.as_deref())?;
        for (roster, csv) in &made.rosters {
            rows(&mut answer, csv, Some(&format!("{}/{roster}", place.address())))?;
        }
        if let Some(partner) = &partner {
            rows(&mut answer, &partner.made.csv, Some(&partner.place.address()))?;
        }
        answer.note("nothing was written: -o FILE.csv writes the records, --store FILE holds them, --json prints them");
    } else {
        answer.row(json!({
            "address": place.address(), "interviews": made.interviews, "strata": made.strata, "psus": made.psus,
            "interviewers": made.interviewers, "seed": request.seed, "icc": request.icc,
            "file": request.out.as_ref().map(|f| f.display().to_string()), "in_store": into_store,
            "planted": made.plants.len(), "state": "simulated", "simulated": true,
        }));
        if let Some(Partner { place, file, made }) = &partner {
            answer.row(json!({
                "address": place.address(), "interviews": made.interviews, "strata": made.strata, "psus": made.psus,
                "interviewers": made.interviewers, "seed": request.seed,
                "file": file.as_ref().map(|f| f.display().to_string()), "in_store": into_store,
                "state": "simulated", "simulated": true,
            }));
        }
    }
    answer.note("SIMULATED: made up by a program; says nothing about any child or country");
    Ok(answer)
}

/// The survey of the partners.
struct Partner {
    place: Place,
    /// Where its records are written, beside those of the first.
    file: Option<PathBuf>,
    made: simulate::Simulated,
}

/// The questionnaire of the partners, and the file beside the first one's.
fn partner_of(
    workbench: &Workbench,
    place: &Place,
    request: &Request,
) -> Result<Option<(Place, Option<PathBuf>)>, Diag> {
    let Some(with) = &request.with else { return Ok(None) };
    let partner = Place::of(workbench, with)?;
    let dyad = super::dyads::dyad_of(workbench, place)?;
    if partner.code != place.code || dyad.other(&place.path) != Some(&*partner.path) || partner.item.is_some()
    {
        return Err(Diag::error(format!("{} is not paired with {with}", place.address())).hint(format!(
            "--with {}/{}",
            place.code,
            dyad.other(&place.path).unwrap_or_default()
        )));
    }
    if dyad.weight != place.path {
        return Err(Diag::error(format!("a pair is drawn with the record of {}", dyad.weight))
            .hint(format!("dh simulate {}/{} --with {}", place.code, dyad.weight, place.address())));
    }
    let id = &partner.planned().instrument.id;
    let file = request.out.as_ref().map(|out| out.with_extension(format!("{id}.csv")));
    Ok(Some((partner, file)))
}

/// The records, one a row: a cell without an answer is left out.
fn rows(answer: &mut Answer, csv: &str, of: Option<&str>) -> Result<(), Vec<Diag>> {
    let broken = |e: csv::Error| vec![Diag::error(format!("the simulated records cannot be read: {e}"))];
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().map_err(broken)?.clone();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let mut row: Map<String, Value> = cells.map(|(name, cell)| (name.into(), json!(cell))).collect();
        row.insert("simulated".into(), json!(true));
        // Where there are several tables: which it is of.
        if let Some(of) = of {
            row.insert("of".into(), json!(of));
        }
        answer.rows.push(row);
    }
    Ok(())
}

/// The file of a roster's rows, beside that of their records.
fn of_roster(records: &Path, roster: &str) -> PathBuf {
    let stem = records.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    records.with_file_name(format!("{stem}-{roster}.csv"))
}

/// The way of every file of records, marked as simulated.
fn import(
    workbench: &Workbench,
    place: &Place,
    made: &simulate::Simulated,
    seed: u64,
) -> Result<(), Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let file = workbench.records.file(&workbench.workspace.folder);
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::sweep(folder, ".simulate.");
    let staging = folder.join(format!(".simulate.{}.part", std::process::id()));
    // Rosters make it a folder of tables.
    let name = format!("simulated_{seed}");
    let (tables, staged) = match made.rosters.is_empty() {
        true => (staging.clone(), staging.join(format!("{name}.csv"))),
        false => (staging.join(&name), staging.join(&name)),
    };
    let main = tables.join(format!("{name}.csv"));
    let result = (|| {
        let mut store = workbench.store_to_write("import").map_err(one)?;
        std::fs::create_dir_all(&tables).map_err(|e| {
            one(Diag::error(format!("{} cannot be made: {}", staging.display(), fs::reason(&e))))
        })?;
        fs::write_atomically(&main, made.csv.as_bytes()).map_err(one)?;
        for (roster, rows) in &made.rosters {
            fs::write_atomically(&of_roster(&main, roster), rows.as_bytes()).map_err(one)?;
        }
        let platform = (!made.rosters.is_empty()).then_some(Platform::Plain);
        let files = [staged.clone()];
        super::import::import_to(
            workbench,
            &mut store,
            &place.address(),
            &files,
            &super::import::Request { purpose: Purpose::Main, simulated: true, platform },
            &mut |_| {},
        )
    })();
    let _ = std::fs::remove_dir_all(&staging);
    result.map(|_| ())
}

fn truth(place: &Place, request: &Request, made: &simulate::Simulated) -> Value {
    json!({
        "schema": "dh.plants/1",
        "address": place.address(), "seed": request.seed, "interviews": made.interviews, "simulated": true,
        "plants": made.plants.iter().map(|p| json!({
            "check": p.problem.check(), "interviewer": p.interviewer, "effect": p.problem.effect(),
            "records": p.records,
        })).collect::<Vec<_>>(),
        "not_planted": made.not_planted.iter().map(|p| p.check()).collect::<Vec<_>>(),
    })
}

fn planted(answer: &mut Answer, request: &Request, made: &simulate::Simulated) {
    let Some(file) = &request.plant else { return };
    answer.note(format!(
        "{} put in; {} says where",
        counted(made.plants.len(), "problem is", "problems are"),
        file.display()
    ));
    if !made.not_planted.is_empty() {
        let names: Vec<&str> = made.not_planted.iter().map(|p: &Problem| p.check()).collect();
        answer.note(format!(
            "not put in: {}; nothing in the questionnaire shows it, or there are too few interviewers",
            names.join(", ")
        ));
    }
}
