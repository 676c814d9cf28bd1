//! Records as the store takes them: column by column, in the order of the sample.

use crate::data::{Column, Marks, State, Values};
use crate::field::foreign::RosterForm;
use crate::field::{Form, Labels, MOMENTS, Taken};
use crate::store::NewColumn;

/// Rows by stratum, then PSU, then as in the file: what stands together in the
/// sample stands together in a chunk.
pub fn order(taken: &Taken) -> Vec<u32> {
    let rank = |labels: &Option<Labels>| -> Vec<u32> {
        let Some(labels) = labels else { return vec![0; taken.rows] };
        let mut sorted: Vec<usize> = (0..labels.names.len()).collect();
        sorted.sort_by(|a, b| labels.names[*a].cmp(&labels.names[*b]));
        let mut place = vec![0; sorted.len()];
        (0u32..).zip(sorted).for_each(|(rank, name)| place[name] = rank);
        labels.codes.iter().map(|c| place[*c as usize]).collect()
    };
    let (strata, psus) = (rank(&taken.strata), rank(&taken.psus));
    let mut order: Vec<u32> = (0..taken.rows as u32).collect();
    order.sort_by_key(|r| (strata[*r as usize], psus[*r as usize], *r));
    order
}

/// The record columns and the questions, each made when it is asked for.
pub fn columns<'a>(form: &'a Form, taken: &'a Taken) -> Vec<NewColumn<'a>> {
    let mut out: Vec<NewColumn> = Vec::new();
    let marks = Marks::simulated(taken.simulated);
    let all = State::Answered;
    let names = &form.records;
    let mut push = |name: &str, role: &'static str, make: Box<dyn Fn() -> Column + 'a>| {
        out.push(NewColumn { name: name.to_string(), role, make });
    };
    push(
        &names.id,
        "record",
        Box::new(move || Column {
            values: Values::Text((0..taken.rows).map(|r| taken.ids.get(r).to_string()).collect()),
            states: vec![all; taken.rows],
            marks,
        }),
    );
    push(
        &names.date,
        "date",
        Box::new(move || Column {
            values: Values::Text((0..taken.rows).map(|r| taken.date(r)).collect()),
            states: vec![all; taken.rows],
            marks,
        }),
    );
    let labelled = [
        (&names.stratum, "stratum", &taken.strata),
        (&names.psu, "psu", &taken.psus),
        (&names.area, "area", &taken.areas),
        (&names.interviewer, "interviewer", &taken.interviewers),
        (&VERSION.to_string(), "version", &taken.version),
    ];
    for (name, role, labels) in labelled {
        let Some(labels) = labels else { continue };
        push(
            name,
            role,
            Box::new(move || {
                // A cell without a name is not an answer.
                let empty = labels.names.iter().position(String::is_empty).map(|c| c as u32);
                let state = |c: &u32| if Some(*c) == empty { State::Unanswered } else { State::Answered };
                Column {
                    states: labels.codes.iter().map(state).collect(),
                    values: Values::Choice { codes: labels.codes.clone(), options: labels.names.clone() },
                    marks,
                }
            }),
        );
    }
    // Times of the interview, which are no answers.
    let times = [
        (MOMENTS[0], "begun", &taken.moments[0]),
        (MOMENTS[1], "ended", &taken.moments[1]),
        (SECTIONS, "sections", &taken.sections),
    ];
    for (name, role, texts) in times {
        let Some(texts) = texts else { continue };
        push(
            name,
            role,
            Box::new(move || {
                let state = |t: &str| if t.is_empty() { State::Unanswered } else { State::Answered };
                Column {
                    states: texts.iter().map(state).collect(),
                    values: Values::Text(texts.iter().map(String::from).collect()),
                    marks,
                }
            }),
        );
    }
    if let Some(weights) = &taken.weights {
        push(
            &names.weight,
            "weight",
            Box::new(move || Column {
                values: Values::Number(weights.clone()),
                states: vec![all; taken.rows],
                marks,
            }),
        );
    }
    for (i, item) in taken.items.iter().enumerate() {
        if !taken.missing.contains(item) {
            push(item, "item", Box::new(move || taken.column(i)));
        }
    }
    out
}

/// The rows of a roster: their own ids, the record each belongs to, the members.
pub fn roster_columns<'a>(roster: &'a RosterForm, taken: &'a Taken) -> Vec<NewColumn<'a>> {
    let marks = Marks::simulated(taken.simulated);
    let all = State::Answered;
    let names = &roster.form.records;
    let text = move |make: Box<dyn Fn(usize) -> String + 'a>| -> Box<dyn Fn() -> Column + 'a> {
        Box::new(move || Column {
            values: Values::Text((0..taken.rows).map(&make).collect()),
            states: vec![all; taken.rows],
            marks,
        })
    };
    let mut out = vec![
        NewColumn {
            name: names.id.clone(),
            role: "record",
            make: text(Box::new(|r| taken.ids.get(r).to_string())),
        },
        NewColumn {
            name: PARENT.into(),
            role: "parent",
            make: text(Box::new(|r| parent(taken.ids.get(r)).to_string())),
        },
        NewColumn { name: names.date.clone(), role: "date", make: text(Box::new(|r| taken.date(r))) },
    ];
    for (i, item) in taken.items.iter().enumerate().skip(roster.outside) {
        if !taken.missing.contains(item) {
            out.push(NewColumn { name: item.clone(), role: "item", make: Box::new(move || taken.column(i)) });
        }
    }
    out
}

/// What the columns of a form's version and of the device's log are called; no
/// question can be.
const VERSION: &str = "@form_version";
const SECTIONS: &str = "@device_sections";

/// What the column of the record that a row belongs to is called.
pub const PARENT: &str = "parent_record";

/// The record of a row, from the row's own id.
pub fn parent(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(record, _)| record)
}
