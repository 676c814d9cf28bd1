//! `dh decide ADDRESS …`, `decide` and `undo`: corrections over records, each
//! with who and why; batches stay as they came.

use std::path::PathBuf;

use serde_json::json;

use crate::base::diag::choice_hints;
use crate::base::number::counted;
use crate::base::{Diag, clock};
use crate::data::State;
use crate::field::{Form, Question, is_kept, number};
use crate::model::{Condition, Item, ItemKind};
use crate::report::text::TextTable;
use crate::store::{Decision, DecisionKind, NewDecision, Purpose, Reading, Store, Wanted};

use super::sample::Place;
use super::variables::{Variables, groups_of, groups_text};
use super::{Answer, Block, Workbench, recode, routes};

/// What is to be decided.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A record's id.
    pub record: Option<String>,
    pub item: Option<String>,
    /// For a recode, the answer that is replaced.
    pub from: Option<String>,
    /// The answer it becomes: an option, a number, a state such as dont_know.
    pub to: Option<String>,
    /// The record leaves every estimate.
    pub drop: bool,
    /// A variable to be kept, and its groups: a name and a condition each.
    pub derive: Option<String>,
    pub groups: Vec<(String, String)>,
    /// A question whose words become an option: `words` become `to`.
    pub specify: Option<String>,
    pub words: Option<String>,
    /// A batch to be withdrawn, and the beginning of its file's hash.
    pub withdraw: Option<i64>,
    pub file_hash: Option<String>,
    /// A file of weights to be laid over the records.
    pub weights: Option<PathBuf>,
    pub because: String,
}

impl Request {
    /// How many sorts of decisions it asks for at once.
    fn sorts(&self) -> usize {
        let one = [&self.record, &self.item, &self.from].iter().any(|f| f.is_some()) || self.drop;
        let sorts = [
            one || (self.to.is_some() && self.specify.is_none()),
            self.derive.is_some() || !self.groups.is_empty(),
            self.specify.is_some() || self.words.is_some(),
            self.withdraw.is_some() || self.file_hash.is_some(),
            self.weights.is_some(),
        ];
        sorts.into_iter().filter(|sort| *sort).count()
    }
}

/// Makes a decision.
///
/// # Errors
/// No reason; an answer the question does not have; no such record. Nothing is
/// changed then.
pub fn decide(workbench: &Workbench, address: &str, request: &Request) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let nothing = "nothing was changed";
    if request.because.trim().is_empty() {
        return Err(Diag::error("a decision needs a reason").hint(format!("--because \"…\"; {nothing}")));
    }
    if request.sorts() > 1 {
        return Err(unclear());
    }
    if let Some(name) = &request.derive {
        return derive(workbench, &place, name, request);
    }
    if request.specify.is_some() {
        return super::specify::make(workbench, &place, request);
    }
    if let Some(batch) = request.withdraw {
        let (of, file) = (place.address(), request.file_hash.as_deref());
        return super::withdraw::withdraw(workbench, batch, Some(&of), file, &request.because);
    }
    if let Some(file) = &request.weights {
        return super::weigh::weigh(workbench, address, file, &request.because)
            .map_err(|diags| diags.into_iter().next().unwrap_or_else(unclear));
    }
    let item = request.item.clone().or_else(|| place.item.clone());
    let (kind, item, old, new): (_, _, &str, &str) =
        match (request.drop, &request.record, &item, &request.from, &request.to) {
            (true, Some(_), None, None, None) => (DecisionKind::Drop, String::new(), "", ""),
            (false, Some(_), Some(item), None, Some(to)) => {
                (DecisionKind::Fix, item.clone(), "", to.as_str())
            }
            (false, None, Some(item), Some(from), Some(to)) => {
                (DecisionKind::Recode, item.clone(), from.as_str(), to.as_str())
            }
            _ => return Err(unclear()),
        };
    let (mut old, mut new) = (old.to_string(), new.to_string());
    if kind != DecisionKind::Drop {
        let planned =
            place.planned().item(&item).ok_or_else(|| recode::unknown(&place, &[], &item).hint(nothing))?;
        new = fits(&planned.item, &new)?;
        old = as_held(&planned.item, &old)?;
    }
    let mut store = workbench.store_to_write("decide")?;
    if kind == DecisionKind::Fix {
        is_asked(&store, &place, &item, request.record.as_deref().unwrap_or_default(), &new)?;
    }
    let decision = NewDecision {
        country: &place.code,
        instrument: &place.path,
        kind,
        record: request.record.as_deref().unwrap_or_default(),
        item: &item,
        old: &old,
        new: &new,
        because: request.because.trim(),
        detail: "",
    };
    let (id, touched, before) = store.decide(&decision, workbench.records.who())?;
    let mut answer = Answer::new("decide");
    answer.row(json!({
        "decision": id, "kind": kind.id(), "address": place.address(), "record": decision.record, "item": item,
        "old": before, "new": new, "records": touched, "state": "stands",
    }));
    let records = if touched == 1 { "1 record".to_string() } else { format!("{touched} records") };
    answer.text(match kind {
        DecisionKind::Drop => {
            format!("Decision {id}: record {} leaves every estimate of {}.", decision.record, place.address())
        }
        _ => format!("Decision {id}: {item} of {records} from '{before}' to '{new}'."),
    });
    closing(&mut answer, &place, &item, id, &store);
    Ok(answer)
}

fn unclear() -> Diag {
    Diag::error("it is not clear what is decided")
        .hint("one answer: --record ID --item ITEM --to ANSWER")
        .hint("an answer everywhere: --item ITEM --from ANSWER --to ANSWER")
        .hint("a record: --record ID --drop")
        .hint("a variable: --derive NAME --group \"12-14: age <= 14\" …")
        .hint("words beside a question: --specify ITEM --words \"…\" --to OPTION; nothing was changed")
}

/// What every decision over answers says at its end.
pub(super) fn closing(answer: &mut Answer, place: &Place, item: &str, id: i64, store: &Store) {
    let hanging = hanging(place, item);
    if !hanging.is_empty() {
        answer.note(format!(
            "{} hang on {item}: what is not asked any more leaves the tables, what would be asked now is unanswered",
            hanging.join(", ")
        ));
    }
    answer.note(format!("batches stay as they came; dh decide --undo {id} --because \"…\" takes it back"));
    super::store::notes(answer, store);
}

/// Keeps a variable over the records.
fn derive(workbench: &Workbench, place: &Place, name: &str, request: &Request) -> Result<Answer, Diag> {
    let nothing = "nothing was changed";
    recode::may_be_called(place, name)?;
    let mut store = workbench.store_to_write("decide")?;
    let standing = store.standing(&place.code, &place.path)?;
    if let Some(before) = standing.iter().find(|d| d.kind == DecisionKind::Derive && d.item == name) {
        return Err(Diag::error(format!("'{name}' is kept by decision {} already", before.id))
            .hint(format!("dh decide --undo {} --because \"…\" takes that one back; {nothing}", before.id)));
    }
    let kept = Variables::kept(place, &standing);
    if request.groups.is_empty() {
        return Err(Diag::error(format!("'{name}' needs groups"))
            .hint("--group \"12-14: age <= 14\" --group \"15-17: age >= 15\": the first that holds decides")
            .hint(nothing));
    }
    recode::made(place, &kept.list, &request.groups).map_err(|diag| {
        let of = place.address();
        let own: Vec<String> = workbench
            .recodes
            .borrow()
            .iter()
            .filter(|r| r.of == of && kept.find(&r.name).is_none())
            .map(|r| r.name.clone())
            .collect();
        match own.is_empty() {
            true => diag.hint(nothing),
            false => diag
                .hint(format!(
                    "variables of this session are not kept, and none is made from them: {}",
                    own.join(", ")
                ))
                .hint(nothing),
        }
    })?;
    let groups = groups_text(&request.groups);
    let decision = NewDecision {
        country: &place.code,
        instrument: &place.path,
        kind: DecisionKind::Derive,
        record: "",
        item: name,
        old: "",
        new: &groups,
        because: request.because.trim(),
        detail: "",
    };
    let (id, records, _) = store.decide(&decision, workbench.records.who())?;
    let mut answer = Answer::new("decide");
    answer.row(json!({
        "decision": id, "kind": DecisionKind::Derive.id(), "address": place.address(), "record": "", "item": name,
        "old": "", "new": groups, "records": records, "state": "stands",
    }));
    answer.text(format!(
        "Decision {id}: {name} is kept over the records of {}, with {}.",
        place.address(),
        counted(request.groups.len(), "group", "groups")
    ));
    answer.note(format!(
        "freq \"{}/{name}\" counts it; every table and condition may name it",
        place.address()
    ));
    answer.note(format!("dh decide --undo {id} --because \"…\" takes it back"));
    super::store::notes(&mut answer, &store);
    Ok(answer)
}

/// Questions whose route or calculation reads this one.
fn hanging(place: &Place, item: &str) -> Vec<String> {
    let form = Form::of(place.planned());
    let reads = |c: &Option<Condition>| {
        c.as_ref().is_some_and(|c| c.checked.depends_on().iter().any(|name| name == item))
    };
    let hangs = |q: &&Question| reads(&q.section_ask_if) || reads(&q.item.ask_if) || reads(&q.item.value);
    form.questions.iter().filter(hangs).map(|q| q.id().to_string()).collect()
}

/// Whether a record was asked a question, with the decisions made so far: an
/// answer where the route does not lead would enter no table.
fn is_asked(store: &Store, place: &Place, item: &str, record: &str, new: &str) -> Result<(), Diag> {
    let form = Form::of(place.planned());
    let Some(question) = form.question(item).filter(|_| new != State::SkippedByRoute.id()) else {
        return Ok(());
    };
    let names = routes::hang_on(&form, &[item.to_string()]);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut loaded = store.load(&Wanted {
        country: &place.code,
        instrument: &place.path,
        items: &names,
        roles: &["record"],
        purposes: &Purpose::ALL,
        reading: Reading::Decided,
    })?;
    let row = loaded.frame.get("@record").and_then(|ids| (0..ids.len()).find(|r| ids.text(*r) == record));
    // Whoever is not there is told of next.
    let Some(row) = row else { return Ok(()) };
    let rows: Vec<bool> = (0..loaded.frame.rows()).map(|r| r == row).collect();
    routes::replay(&mut loaded.frame, &form, &rows);
    if routes::is_reached(&form, question.id(), &loaded.frame, row) {
        return Ok(());
    }
    Err(Diag::error(format!(
        "record {record} was not asked '{item}': it is asked if {}",
        place.planned().route(&question.item)
    ))
    .hint("where that is wrong, correct the answer that leads there first; nothing was changed"))
}

/// The answer that a recode is about, as records hold it.
fn as_held(item: &Item, text: &str) -> Result<String, Diag> {
    let is_option = item.options.iter().any(|o| o.id == text);
    if let Some(state) = State::from_id(text).filter(|s| !is_option && !s.was_asked()) {
        return Err(Diag::error(format!("'{}' was not asked where it is {}", item.id, state.id()))
            .hint("there is no answer to replace everywhere; a single record can be put right with --record")
            .hint("nothing was changed"));
    }
    let numbers = matches!(item.kind, ItemKind::Integer | ItemKind::Decimal | ItemKind::Calculation);
    Ok(number(text.as_bytes()).filter(|_| numbers).map_or(text.to_string(), |n| n.to_string()))
}

/// The answer as a record holds it, where a question can have it.
fn fits(item: &Item, text: &str) -> Result<String, Diag> {
    let no = |why: String| Err(Diag::error(why).hint("nothing was changed"));
    if let Some(state) = State::from_id(text).filter(|_| !item.options.iter().any(|o| o.id == text)) {
        let allowed = item.allow.contains(&state) || state == State::Unanswered;
        if !allowed {
            let all: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
            let list = if all.is_empty() { "none".into() } else { all.join(", ") };
            return no(format!("'{}' does not allow {text} (it allows: {list})", item.id));
        }
        return Ok(text.to_string());
    }
    match item.kind {
        ItemKind::SelectOne | ItemKind::SelectMultiple => {
            let several = item.kind == ItemKind::SelectMultiple;
            let wanted: Vec<&str> = if several { text.split(' ').collect() } else { vec![text] };
            for option in wanted {
                if !item.options.iter().any(|o| o.id == option) {
                    let mut diag = Diag::error(format!("'{}' has no option '{option}'", item.id));
                    for hint in choice_hints(option, item.options.iter().map(|o| o.id.as_str())) {
                        diag = diag.hint(hint);
                    }
                    return Err(diag.hint("nothing was changed"));
                }
            }
            Ok(text.to_string())
        }
        ItemKind::Integer | ItemKind::Decimal | ItemKind::Calculation => {
            let Some(number) = number(text.as_bytes()) else {
                return no(format!("'{text}' is no number, and '{}' takes one", item.id));
            };
            if !is_kept(number) {
                return no(format!("{text} has more digits than can be kept exactly"));
            }
            if item.kind == ItemKind::Integer && number.fract() != 0.0 {
                return no(format!("'{}' takes whole numbers, not {text}", item.id));
            }
            match item.range {
                Some((low, high)) if number < low || number > high => {
                    no(format!("{text} is outside the range of '{}': {low} to {high}", item.id))
                }
                _ => Ok(number.to_string()),
            }
        }
        ItemKind::Date if !clock::is_date(text) => {
            no(format!("'{text}' is no date; '{}' takes one such as 2021-03-14", item.id))
        }
        _ => Ok(text.to_string()),
    }
}

/// Takes a decision back.
///
/// # Errors
/// No such decision; it was undone before; no reason.
pub fn undo(workbench: &Workbench, id: i64, because: &str) -> Result<Answer, Diag> {
    if because.trim().is_empty() {
        return Err(Diag::error("undoing a decision needs a reason")
            .hint("dh decide --undo 1 --because \"…\", or undo(1, \"…\") in dh repl; nothing was changed"));
    }
    let mut store = workbench.store_to_write("undo")?;
    let decision = store.decision_to_undo(id)?;
    if decision.kind == DecisionKind::Derive {
        nothing_is_made_from(workbench, &store, &decision)?;
    }
    let undone = store.undo(id, because.trim(), workbench.records.who())?;
    let mut answer = Answer::new("decide");
    answer.row(json!({
        "decision": id, "kind": undone.kind.id(), "address": format!("{}/{}", undone.country, undone.instrument),
        "state": "undone",
    }));
    answer.text(format!("Decision {id} ({}) is undone.", sentence(&undone)));
    super::store::notes(&mut answer, &store);
    Ok(answer)
}

/// Refuses to take a variable from under those that are made from it.
fn nothing_is_made_from(workbench: &Workbench, store: &Store, decision: &Decision) -> Result<(), Diag> {
    let name = &decision.item;
    // An instrument that the scripts no longer have has no variables to keep.
    let Ok(place) = Place::of(workbench, &format!("{}/{}", decision.country, decision.instrument)) else {
        return Ok(());
    };
    let standing = store.standing(&place.code, &place.path)?;
    let kept = Variables::kept(&place, &standing);
    let Some(other) = kept.list.iter().find(|r| r.name != *name && r.reads(name)) else { return Ok(()) };
    Err(Diag::error(format!(
        "'{}' of decision {} is made from '{name}'",
        other.name,
        other.kept.unwrap_or_default()
    ))
    .hint(format!("undo decision {} first; nothing was changed", other.kept.unwrap_or_default())))
}

/// What a decision does, in a phrase.
pub fn sentence(d: &Decision) -> String {
    match d.kind {
        DecisionKind::Fix => format!("{} of record {} from '{}' to '{}'", d.item, d.record, d.old, d.new),
        DecisionKind::Recode => format!("{} from '{}' to '{}' everywhere", d.item, d.old, d.new),
        DecisionKind::Drop => format!("record {} dropped", d.record),
        DecisionKind::Specify if d.old.is_empty() => {
            format!("words beside {}, erased with their record", d.item)
        }
        DecisionKind::Specify => format!("'{}' beside {} becomes '{}' everywhere", d.old, d.item, d.new),
        DecisionKind::Derive => {
            let groups = groups_of(d).unwrap_or_default();
            let groups: Vec<String> =
                groups.iter().map(|(label, source)| format!("{label}: {source}")).collect();
            format!("variable {}: {}", d.item, groups.join("; "))
        }
        DecisionKind::Withdraw => format!("batch {} withdrawn", d.old),
        DecisionKind::Weigh => format!("weights from {}", d.detail("file")),
    }
}

/// Lists the decisions over an instrument's records, undone ones too; over all
/// records without an address.
///
/// # Errors
/// The store cannot be opened; the address is no instrument.
pub fn list(workbench: &Workbench, address: &str) -> Result<Answer, Diag> {
    let place = if address.is_empty() { None } else { Some(Place::of(workbench, address)?) };
    let store = workbench.store()?;
    let of = place.as_ref().map(|p| (p.code.as_str(), p.path.as_str()));
    let decisions = store.decisions(of)?;
    let mut answer = Answer::new("decide");
    let mut table = TextTable::new(&[">decision", "what", "because", "who", "when", "state"]);
    for d in &decisions {
        let state =
            if d.undone.is_empty() { "stands".to_string() } else { format!("undone by {}", d.undone) };
        table.row(vec![
            d.id.to_string(),
            sentence(d),
            d.because.clone(),
            d.who.clone(),
            d.at.clone(),
            state.clone(),
        ]);
        answer.row(json!({
            "decision": d.id, "kind": d.kind.id(), "address": format!("{}/{}", d.country, d.instrument),
            "record": d.record, "item": d.item, "old": d.old, "new": d.new, "because": d.because, "who": d.who,
            "at": d.at, "file": d.detail("file"), "state": if d.undone.is_empty() { "stands" } else { "undone" }, "undone": d.undone,
        }));
    }
    if decisions.is_empty() {
        answer.text("No decisions have been made.");
    } else {
        answer.blocks.push(Block::Table(table));
    }
    super::store::notes(&mut answer, store);
    Ok(answer)
}
