//! `dh decide ADDRESS --specify QUESTION`: the words that stand where an option
//! asks which, and words that become an option of their question.

use std::collections::BTreeMap;

use serde_json::json;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::counted;
use crate::data::{State, Values};
use crate::model::{Item, ItemKind};
use crate::report::text::TextTable;
use crate::store::{DecisionKind, Loaded, NewDecision, Purpose, Reading, Store, Wanted, Words, folded};

use super::sample::Place;
use super::{Answer, Block, Workbench, decide};

const WORKROOM: &str = "workroom only: words may say who wrote them; they go into no table and no report";

/// The question whose words are meant.
///
/// # Errors
/// There is none, or none of its options asks which.
fn asking<'a>(place: &'a Place, question: &str) -> Result<(&'a Item, Words), Diag> {
    let planned = place.planned();
    let found = planned.item(question).filter(|i| !i.left_out);
    let item = &found.ok_or_else(|| super::recode::unknown(place, &[], question))?.item;
    let words = item.specify(&planned.instrument.words).ok_or_else(|| {
        let all = planned.asked().filter(|i| i.item.options.iter().any(|o| o.specify));
        let all: Vec<&str> = all.map(|i| i.item.id.as_str()).collect();
        let all = if all.is_empty() { "no question does".into() } else { all.join(", ") };
        Diag::error(format!("no option of '{question}' asks which"))
            .hint(format!("questions that ask: {all}"))
    })?;
    let options = item.options.iter().filter(|o| o.specify).map(|o| o.id.clone()).collect();
    Ok((item, Words { item: words.id, options }))
}

fn load(store: &Store, place: &Place, question: &str, words: &Words) -> Result<Loaded, Diag> {
    let loaded = store.load(&Wanted {
        country: &place.code,
        instrument: &place.path,
        items: &[question, &words.item],
        roles: &[],
        purposes: &Purpose::ALL,
        reading: Reading::Decided,
    })?;
    if loaded.batches.is_empty() {
        return Err(
            Diag::error(format!("no records of {} are held", place.address())).hint("nothing was changed")
        );
    }
    Ok(loaded)
}

/// Lists the words written beside a question, each with its records: those that
/// no decision has made an option of yet.
///
/// # Errors
/// No such question; no records.
pub fn list(workbench: &Workbench, address: &str, question: &str) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let (item, words) = asking(&place, question)?;
    let store = workbench.store()?;
    let loaded = load(store, &place, question, &words)?;
    // By the words as they compare: how often, and as they were first written.
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut silent = 0;
    if let Some(column) = loaded.frame.get(question) {
        let said = loaded.frame.get(&words.item);
        for row in (0..column.len()).filter(|r| words.is_chosen(column, *r)) {
            match said.map(|s| (&s.values, s.states[row])) {
                Some((Values::Text(texts), State::Answered)) if !texts[row].trim().is_empty() => {
                    let first = || (0, texts[row].trim().to_string());
                    found.entry(folded(&texts[row])).or_insert_with(first).0 += 1;
                }
                _ => silent += 1,
            }
        }
    }
    let mut list: Vec<(String, usize, String)> =
        found.into_iter().map(|(w, (n, first))| (w, n, first)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut answer = Answer::new("decide");
    answer.heading(format!("{}\n{}/{}", item.text, place.address(), words.item));
    let mut table = TextTable::new(&["words", ">records"]);
    for (folded, n, written) in &list {
        table.row(vec![written.clone(), n.to_string()]);
        answer.row(json!({
            "address": format!("{}/{question}", place.address()), "words": folded, "written": written, "records": n,
            "simulated": loaded.simulated(), "disclosure": WORKROOM,
        }));
    }
    if list.is_empty() {
        answer.text("No words are left to look at.");
    } else {
        answer.blocks.push(Block::Table(table));
        answer.note(format!(
            "dh decide {} --specify {question} --words \"…\" --to OPTION --because \"…\" makes words an option, in every record that has them; capital letters and spaces around them make no difference",
            place.address()
        ));
    }
    if silent > 0 {
        answer
            .note(format!("{} chose such an option and wrote nothing", counted(silent, "record", "records")));
    }
    if loaded.simulated() {
        answer.note("SIMULATED: made up by a program; says nothing about any child or country");
    }
    answer.note(WORKROOM);
    super::store::notes(&mut answer, store);
    Ok(answer)
}

/// Makes words an option of their question in every record that has them.
///
/// # Errors
/// No such question, option or words; an exclusive option beside others. Nothing
/// is changed then.
pub fn make(workbench: &Workbench, place: &Place, request: &decide::Request) -> Result<Answer, Diag> {
    let nothing = "nothing was changed";
    let question = request.specify.as_deref().unwrap_or_default();
    let (Some(said), Some(to)) = (&request.words, &request.to) else {
        return Err(Diag::error("it is not clear which words become which option")
            .hint(format!("--specify {question} --words \"at work\" --to OPTION; {nothing}")));
    };
    let (item, words) = asking(place, question).map_err(|d| d.hint(nothing))?;
    let Some(option) = item.options.iter().find(|o| o.id == *to) else {
        let diag = Diag::error(format!("'{question}' has no option '{to}'"));
        return Err(choice_hints(to, item.options.iter().map(|o| o.id.as_str()))
            .into_iter()
            .fold(diag, Diag::hint)
            .hint("a new option is an added option of the country's script, with its reason")
            .hint(nothing));
    };
    if option.specify {
        return Err(Diag::error(format!("'{to}' is the option that asks which")).hint(nothing));
    }
    let mut store = workbench.store_to_write("decide")?;
    let loaded = load(&store, place, question, &words)?;
    let rows = words.rows(&loaded.frame, question, said);
    if item.kind == ItemKind::SelectMultiple && option.exclusive {
        let beside = |row: &usize| {
            let chosen = loaded.frame.get(question).map(|c| c.text(*row)).unwrap_or_default();
            chosen.split(' ').any(|o| o != to && !words.options.iter().any(|s| s == o))
        };
        let count = rows.iter().filter(|row| beside(row)).count();
        if count > 0 {
            return Err(Diag::error(format!(
                "'{to}' goes with no other option, and {} of those with these words chose others too",
                counted(count, "record", "records")
            ))
            .hint(format!("correct those one by one (--record ID --item {question} --to …); {nothing}")));
        }
    }
    let detail = words.detail();
    let decision = NewDecision {
        country: &place.code,
        instrument: &place.path,
        kind: DecisionKind::Specify,
        record: "",
        item: question,
        old: said.trim(),
        new: to,
        because: request.because.trim(),
        detail: &detail,
    };
    let (id, touched, _) = store.decide(&decision, workbench.records.who())?;
    let mut answer = Answer::new("decide");
    answer.row(json!({
        "decision": id, "kind": DecisionKind::Specify.id(), "address": place.address(), "record": "", "item": question,
        "old": said.trim(), "new": to, "records": touched, "state": "stands",
    }));
    answer.text(format!(
        "Decision {id}: '{}' beside {question} of {} becomes the option '{to}'; '{}' leaves.",
        said.trim(),
        counted(touched, "record", "records"),
        words.options.join("' and '")
    ));
    decide::closing(&mut answer, place, question, id, &store);
    Ok(answer)
}
