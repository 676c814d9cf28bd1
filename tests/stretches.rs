//! Records read a stretch at a time are the records: their order, their batches
//! and what a decision changes are the same as when they are read at once.

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::{Column, Frame, Marks, State, Values};
use dh::ops::Workbench;
use dh::store::{
    Access, DecisionKind, KeySource, Loaded, NewBatch, NewColumn, NewDecision, Purpose, Reading, Store,
    Wanted,
};

use crate::common::Workspace;

fn choice(random: &mut Seed, rows: usize, options: &[&str]) -> Column {
    let codes: Vec<u32> = (0..rows).map(|_| random.below(options.len()) as u32).collect();
    let states = (0..rows).map(|_| State::ALL[[0, 0, 0, 1, 2, 5][random.below(6)]]).collect();
    let options = options.iter().map(|option| option.to_string()).collect();
    Column { values: Values::Choice { codes, options }, states, marks: Marks::simulated(true) }
}

fn labels(rows: usize, names: &[&str]) -> Column {
    let codes = (0..rows).map(|row| (row * names.len() / rows) as u32).collect();
    let options = names.iter().map(|name| name.to_string()).collect();
    Column {
        values: Values::Choice { codes, options },
        states: vec![State::Answered; rows],
        marks: Marks::simulated(true),
    }
}

fn numbers(random: &mut Seed, rows: usize) -> Column {
    Column {
        values: Values::Number((0..rows).map(|_| 1.0 + random.uniform()).collect()),
        states: vec![State::Answered; rows],
        marks: Marks::simulated(true),
    }
}

/// Adds a batch: its records are named after `start`.
fn add(workspace: &Workspace, store: &mut Store, start: &str, columns: &[(&str, &'static str, Column)]) {
    let rows = columns[0].2.len();
    let ids: Vec<String> = (0..rows).map(|row| format!("{start}{row}")).collect();
    let given: Vec<&str> = ids.iter().map(String::as_str).collect();
    let plan = Workbench::open(workspace.path(), &Interrupt::new()).workspace.core().snapshot();
    let of_ids = || Column {
        values: Values::Text(ids.clone()),
        states: vec![State::Answered; rows],
        marks: Marks::simulated(true),
    };
    let mut new = vec![NewColumn { name: "record_id".into(), role: "record", make: Box::new(of_ids) }];
    for (name, role, column) in columns {
        new.push(NewColumn { name: name.to_string(), role, make: Box::new(|| column.clone()) });
    }
    let batch = NewBatch {
        country: "XEX",
        instrument: "survey/children",
        purpose: Purpose::Main,
        simulated: true,
        file_name: start,
        file_hash: start,
        plan: &plan,
        cleared_by: "simulated",
        notes: Vec::new(),
        ids: &given,
        order: (0..rows as u32).rev().collect(),
        columns: new,
        off_route: &[],
    };
    store.add_batch(&batch, "test").unwrap_or_else(|diag| panic!("{}", diag.render()));
}

/// Three batches: one of several chunks, one whose options stand in another
/// order and which lacks a question, a small one.
fn three_batches(workspace: &Workspace) -> Store {
    let made =
        Store::create(&workspace.path().join("three.dh"), &KeySource::Plain, "test", &Interrupt::new());
    let mut store = made.unwrap_or_else(|diag| panic!("{}", diag.render()));
    let mut random = Seed::new(4);
    let many = 2 * dh::store::chunk::ROWS + 77;
    let psus: Vec<String> = (0..300).map(|psu| format!("p{psu}")).collect();
    let psus: Vec<&str> = psus.iter().map(String::as_str).collect();
    add(
        workspace,
        &mut store,
        "A",
        &[
            ("online", "item", choice(&mut random, many, &["yes", "no"])),
            ("hours", "item", numbers(&mut random, many)),
            ("cluster", "psu", labels(many, &psus)),
            ("w", "weight", numbers(&mut random, many)),
        ],
    );
    add(
        workspace,
        &mut store,
        "B",
        &[
            ("online", "item", choice(&mut random, 500, &["no", "yes"])),
            ("psu", "psu", labels(500, &["q1", "p7"])),
            ("weight", "weight", numbers(&mut random, 500)),
        ],
    );
    add(
        workspace,
        &mut store,
        "C",
        &[
            ("online", "item", choice(&mut random, 3, &["yes"])),
            ("hours", "item", numbers(&mut random, 3)),
            ("psu", "psu", labels(3, &["p1"])),
            ("weight", "weight", numbers(&mut random, 3)),
        ],
    );
    store
}

const WANTED: Wanted<'static> = Wanted {
    country: "XEX",
    instrument: "survey/children",
    items: &["online", "hours"],
    roles: &["weight", "psu"],
    purposes: &[Purpose::Main],
    reading: Reading::Decided,
};

/// What `each` makes of the stretches here: their rows, as a data file has them.
fn rows(frame: &Frame) -> Vec<[String; 2]> {
    let text = |name: &str, row| frame.get(name).map_or(String::new(), |column| column.text(row));
    (0..frame.rows()).map(|row| [text("online", row), text("hours", row)]).collect()
}

fn by_stretches(store: &Store) -> (Loaded, Vec<[String; 2]>, usize) {
    let (mut all, mut stretches) = (Vec::new(), 0);
    let put = |rows| {
        all.extend::<Vec<_>>(rows);
        stretches += 1;
    };
    let loaded = store.load_by_stretches(&WANTED, &["hours"], rows, put);
    (loaded.unwrap_or_else(|diag| panic!("{}", diag.render())), all, stretches)
}

fn check(store: &Store, expected_stretches: usize) {
    let at_once = store.load(&WANTED).unwrap_or_else(|diag| panic!("{}", diag.render()));
    let (loaded, all, stretches) = by_stretches(store);
    assert_eq!(stretches, expected_stretches);
    assert_eq!(loaded.frame.names().collect::<Vec<_>>(), ["hours", "@weight", "@psu"]);
    for name in ["hours", "@weight", "@psu"] {
        assert!(loaded.frame.get(name) == at_once.frame.get(name), "{name}");
    }
    assert!(all == rows(&at_once.frame));
    assert_eq!((loaded.batches, loaded.decisions.len()), (at_once.batches, at_once.decisions.len()));
}

#[test]
fn stretches_are_the_records_in_their_order_whatever_version_they_came_in() {
    let workspace = Workspace::small();
    let mut store = three_batches(&workspace);
    // Three chunks, and one each of the others.
    check(&store, 5);
    for record in ["A70000", "C0"] {
        store.erase("XEX", "survey/children", record, "consent withdrawn", "test").expect("erased");
    }
    check(&store, 5);
}

#[test]
fn what_decisions_change_is_in_what_is_made_of_the_records() {
    let workspace = Workspace::small();
    let mut store = three_batches(&workspace);
    let mut decide = |kind, record, item, old, new| {
        let (country, instrument) = ("XEX", "survey/children");
        let decision =
            NewDecision { country, instrument, kind, record, item, old, new, because: "a test", detail: "" };
        store.decide(&decision, "test").unwrap_or_else(|diag| panic!("{}", diag.render()));
    };
    decide(DecisionKind::Drop, "A5", "", "", "");
    decide(DecisionKind::Fix, "B7", "online", "", "prefer_not");
    decide(DecisionKind::Recode, "", "online", "no", "yes");
    let (_, all, stretches) = by_stretches(&store);
    // A decision may be about any record, so they are read at once.
    assert_eq!((stretches, all.len()), (1, 2 * dh::store::chunk::ROWS + 77 + 503 - 1));
    assert!(!all.iter().any(|[online, _]| online == "no"));
    check(&store, 1);
}

#[test]
fn a_damaged_chunk_of_any_stretch_is_an_error_that_names_its_column() {
    let workspace = Workspace::small();
    drop(three_batches(&workspace));
    let file = workspace.path().join("three.dh");
    let connection = rusqlite::Connection::open(&file).expect("opens");
    let cut = "UPDATE chunks SET data = substr(data, 1, length(data) - 4) WHERE name = 'hours' AND batch = 1 AND chunk = 1";
    assert_eq!(connection.execute(cut, []).expect("written"), 1);
    drop(connection);
    let store = Store::open(&file, &KeySource::Plain, Access::Read, &Interrupt::new())
        .unwrap_or_else(|diag| panic!("{}", diag.render()));
    let diag = store.load_by_stretches(&WANTED, &[], rows, |_| ()).expect_err("damaged");
    assert!(diag.render().contains("the records cannot be read: 'hours': "), "{}", diag.render());
}
