//! `dh diff KEN --at A --at B`: what the answers of a country were on two days.

use serde_json::{Value, json};

use crate::analysis::{self, AnswerState, Standing};
use crate::base::Diag;
use crate::model::{Address, AddressKind, InstrumentKind};
use crate::report::text::TextTable;

use super::review::{day, said};
use super::{Answer, Block, Workbench};

/// The law of a country on two days: what was answered differently.
pub fn diff(workbench: &Workbench, name: &str, first: &str, second: &str) -> Result<Answer, Diag> {
    let country = workbench.country(name)?;
    let workspace = &workbench.workspace;
    let (before, after) = (day(first)?, day(second)?);
    if after.last < before.last {
        return Err(Diag::error(format!("{second} is before {first}")).hint("the earlier day comes first"));
    }
    let mut answer = Answer::new("diff");
    answer.heading(format!("{}: {first} against {second}", country.name));
    let mut table = TextTable::new(&["criterion", first, second, "what changed"]);
    let (mut same, mut unknown) = (0, 0);
    for list in workspace.methodology.instruments().filter(|i| i.kind == InstrumentKind::Checklist) {
        let earlier = analysis::assess(workspace, country, list, "", before);
        let later = analysis::assess(workspace, country, list, "", after);
        for (a, b) in earlier.iter().zip(&later) {
            let change = changed(a, b);
            match change {
                Change::Same => same += 1,
                Change::Unknown => unknown += 1,
                _ => {
                    let name = match a.about {
                        "" => a.criterion.id.clone(),
                        about => format!("{} ({about})", a.criterion.id),
                    };
                    table.row(vec![name, stood(a), stood(b), change.words(b)]);
                }
            }
            answer.row(json!({
                "kind": "criterion",
                "criterion": a.criterion.id,
                "address": Address::new(Some(&country.code), AddressKind::Criterion, &a.criterion.id).to_string(),
                "checklist": list.path,
                "about": if a.about.is_empty() { "the whole country" } else { a.about },
                "before": a.value, "before_state": a.state.word(), "before_at": first,
                "after": b.value, "after_state": b.state.word(), "after_at": second,
                "change": change.id(),
                "dated": if b.dated().is_empty() { Value::Null } else { json!(b.dated()) },
                "dated_state": if b.dated().is_empty() { "not stated" } else { "stated" },
            }));
        }
    }
    if table.rows.is_empty() {
        answer.text("No answer that is held for both days differs.");
    } else {
        answer.blocks.push(Block::Table(table));
    }
    answer.note(format!("the same on both days: {same}; unanswered on both: {unknown}"));
    answer.note("what is known only of the later day may have been so before: that is no change of law");
    Ok(answer)
}

/// How an answer went from one day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Same,
    /// Answered on neither day.
    Unknown,
    /// Another value.
    Value,
    /// The day of the act lies between the two.
    Act,
    /// Known on the later day only, and since when it is so is not stated.
    Learned,
    /// The same value, in another state.
    State,
}

impl Change {
    fn id(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Unknown => "unknown on both days",
            Change::Value => "another answer",
            Change::Act => "done in between",
            Change::Learned => "known on the later day only",
            Change::State => "another state",
        }
    }

    fn words(self, after: &Standing<'_>) -> String {
        match self {
            Change::Act => format!("done on {}", after.dated()),
            Change::Value if !after.dated().is_empty() => format!("{}, of {}", self.id(), after.dated()),
            _ => self.id().to_string(),
        }
    }
}

fn changed(a: &Standing<'_>, b: &Standing<'_>) -> Change {
    match (a.state, b.state) {
        (AnswerState::Unanswered, AnswerState::Unanswered) => Change::Unknown,
        (AnswerState::Unanswered, _) if b.dated().is_empty() || !b.state.is_proved() => Change::Learned,
        (AnswerState::Unanswered, _) => Change::Act,
        _ if a.values() != b.values() => Change::Value,
        (x, y) if x != y => Change::State,
        _ => Change::Same,
    }
}

fn stood(standing: &Standing<'_>) -> String {
    match standing.state {
        AnswerState::Unanswered => "not known".into(),
        AnswerState::Answered => said(standing),
        state => format!("{} ({})", said(standing), state.word()),
    }
}
