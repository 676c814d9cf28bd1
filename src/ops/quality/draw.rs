//! `dh quality ADDRESS --draw-back-checks FILE`: whom a supervisor asks again.
//! The list names cases and holds no answer.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::seed::Seed;
use crate::base::{Diag, fs};
use crate::data::{Frame, State};
use crate::field::Form;
use crate::field::quality::{Records, came_to_an_end};
use crate::formats::csv;
use crate::model::{ItemKind, Quality};
use crate::report::text::TextTable;

use super::super::sample::Place;
use super::super::{Answer, Block, Workbench};
use super::{SIMULATED, back_checks, load, thresholds};

/// The threshold that says how many.
const SHARE: &str = "back_check_share";

/// Draws interviews, so that of each interviewer's the share is asked about again
/// that the method wants. Those that were already are no candidates, nor those
/// that a gate ended. The same records and seed draw the same.
///
/// # Errors
/// No back-check is declared, or no share; no records that name interviewers; a
/// file that is there already (unless `force`).
pub(super) fn draw(
    workbench: &Workbench,
    place: &Place,
    file: &Path,
    seed: u64,
    force: bool,
) -> Result<Answer, Diag> {
    fs::refuse_to_replace(file, force)?;
    let (quality, _) = thresholds(workbench, place)?;
    let share = share_of(place, quality.as_ref())?;
    let form = Form::of(place.planned());
    let loaded = load(workbench, place, &form)?;
    let frame = &loaded.frame;
    let back = back_checks(workbench, place, &form, quality.as_ref())?.map(|b| b.frame);
    let case = form.questions.iter().find(|q| q.item.kind == ItemKind::Case).map_or("", |q| q.id());
    let (Some(cases), Some(_)) = (frame.get(case), frame.get("@interviewer")) else {
        return Err(Diag::error("the records have no case numbers, or name no interviewers")
            .hint("without them nobody knows whom to ask again; nothing was written"));
    };
    let records = Records { form: &form, frame, quality: quality.as_ref(), version: "", back: back.as_ref() };
    let whole = came_to_an_end(&records);
    let asked = asked_already(back.as_ref(), case);
    let mut by: BTreeMap<String, Of> = BTreeMap::new();
    for (row, whole) in whole.into_iter().enumerate() {
        let who = text(frame, "@interviewer", row);
        if who.is_empty() || !whole || cases.states[row] != State::Answered {
            continue;
        }
        let own = by.entry(who).or_default();
        own.all += 1;
        match asked.contains(&cases.text(row)) {
            true => own.asked += 1,
            false => own.free.push(row),
        }
    }
    let mut seed = Seed::new(seed);
    let columns = ["case", "record", "interview_date", "interviewer", "area", "psu"].map(String::from);
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut answer = Answer::new("quality");
    let mut table = TextTable::new(&["interviewer", ">interviews", ">asked again", ">drawn"]);
    for (who, mut own) in by {
        let wanted = (share * own.all as f64).ceil() as usize;
        let drawn: Vec<usize> = (own.asked..wanted)
            .map_while(|_| (!own.free.is_empty()).then(|| own.free.swap_remove(seed.below(own.free.len()))))
            .collect();
        table.row(vec![
            who.clone(),
            grouped(own.all as f64, 0),
            own.asked.to_string(),
            drawn.len().to_string(),
        ]);
        for row in drawn {
            let cells =
                ["@record", "@date", "@interviewer", "@area", "@psu"].map(|role| text(frame, role, row));
            answer.row(json!({
                "kind": "drawn", "case": cases.text(row), "record": cells[0], "interview_date": cells[1],
                "interviewer": cells[2], "area": cells[3], "psu": cells[4], "state": "drawn",
                "simulated": loaded.simulated(), "disclosure": super::DISCLOSURE,
            }));
            lines.push(std::iter::once(cases.text(row)).chain(cells).collect());
        }
    }
    answer.heading(format!(
        "{}: {} drawn to be asked again",
        place.address(),
        counted(lines.len(), "interview", "interviews")
    ));
    answer.blocks.push(Block::Table(table));
    if loaded.simulated() {
        answer.note(SIMULATED);
    }
    if lines.is_empty() {
        answer.note("nothing was written: as many were asked again as the method wants, or nobody is left");
        return Ok(answer);
    }
    fs::write_privately(file, &csv::write(&columns, lines))?;
    answer.note(format!("wrote {}: workroom only; it holds no answer", file.display()));
    answer.note("who said that nobody may come back is not asked again: the program does not know it");
    Ok(answer)
}

/// The interviews of an interviewer that can be asked about.
#[derive(Default)]
struct Of {
    all: usize,
    asked: usize,
    free: Vec<usize>,
}

fn share_of(place: &Place, quality: Option<&Quality>) -> Result<f64, Diag> {
    let declared = quality.filter(|q| !q.back_check.is_empty());
    let Some(quality) = declared else {
        return Err(Diag::error(format!("no back-check is declared for {}", place.path)).hint(format!(
            "quality \"{}\" {{ back_check = {{ age = 1, … }} }} says which questions a supervisor asks again",
            place.path
        )));
    };
    quality.threshold(SHARE).map(|t| t.value).ok_or_else(|| {
        Diag::error(format!("{} does not say how many are asked again", quality.span))
            .hint(format!("thresholds = {{ {SHARE} = 0.1, … }}, with its reason"))
    })
}

fn text(frame: &Frame, role: &str, row: usize) -> String {
    let column = frame.get(role).filter(|c| c.states[row] == State::Answered);
    column.map_or_else(String::new, |c| c.text(row))
}

/// The case numbers of all back-checks.
fn asked_already(back: Option<&Frame>, case: &str) -> HashSet<String> {
    let cases = back.and_then(|b| b.get(case));
    cases.map_or_else(HashSet::new, |c| {
        (0..c.len()).filter(|r| c.states[*r] == State::Answered).map(|r| c.text(r)).collect()
    })
}
