//! The truth table of routing, with ODK's own form engine as the judge: every
//! operator and function in every state, and its opposite.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use dh::data::State;
use dh::expr::{
    self, Cell, CellValue, Checked, Profile, Reference, Row, Scope, Type, eval_routing, eval_value,
};
use insta::assert_snapshot;

use crate::common::odk::Engine;

struct Names;

fn options(list: &[&str]) -> Type {
    Type::Choice(list.iter().map(|o| o.to_string()).collect())
}

impl Scope for Names {
    fn lookup(&self, name: &str) -> Option<Type> {
        Some(match name {
            "age" | "hours" => Type::Number { unit: None, proportion: false },
            "sex" => options(&["girl", "boy"]),
            "phone" | "laptop" => options(&["yes", "no"]),
            "places" => Type::Choices(["home", "school"].map(String::from).to_vec()),
            "comment" | "woke" => Type::Text,
            "day" | "trained" => Type::Date,
            _ => return None,
        })
    }

    fn names(&self) -> Vec<String> {
        ["age", "hours", "sex", "phone", "laptop", "places", "comment", "woke", "day", "trained"]
            .map(String::from)
            .to_vec()
    }
}

/// Conditions; each is judged as it stands and inside `not (…)`.
const CONDITIONS: &[&str] = &[
    "age == 12",
    "age ~= 12",
    "age < 12.5",
    "age <= 12",
    "age > 12",
    "age >= 12",
    "12 < age",
    "age in (0, 12)",
    "age not in (0, 12)",
    "-age < -12",
    "age - -1 == 13",
    "age * 2 - 4 == 20",
    "(age - 2) * 2 == 20",
    "age - (2 - 1) == 11",
    "age / 2 == 6",
    "age == hours",
    "age ~= hours",
    "age <= hours",
    "age / hours >= 1",
    "1 / (age - hours) > 0",
    "sex == girl",
    "sex ~= girl",
    "sex in (girl, boy)",
    "sex not in (girl)",
    "selected(places, home)",
    "not selected(places, home)",
    "count_selected(places) == 1",
    "count_selected(places) ~= 1",
    "count_selected(places) in (1, 3)",
    "comment == 'fine'",
    "comment ~= 'fine'",
    "comment == \"it's\"",
    "comment in ('fine', '${age}')",
    "woke == '06:30'",
    "woke ~= '06:30'",
    "woke in ('06:30', '18:05')",
    "answered(woke)",
    "day == '2021-03-04'",
    "day ~= '2021-03-04'",
    "day < '2021-03-04'",
    "day <= '2021-03-04'",
    "day > '2021-03-04'",
    "day >= '2021-03-04'",
    "day in ('2021-03-04')",
    "day == trained",
    "day ~= trained",
    "day < trained",
    "day >= trained",
    "any_yes(phone, laptop)",
    "all_yes(phone, laptop)",
    "count_yes(phone, laptop) == 1",
    "count_yes(phone) ~= 1",
    "count_yes(phone, laptop) * 2 >= 2",
    "answered(age)",
    "missing(age)",
    "answered(sex)",
    "missing(sex)",
    "answered(places)",
    "missing(places)",
    "answered(comment)",
    "answered(day)",
    "true",
    "age >= 12 and age <= 12",
    "age >= 13 or sex == girl",
    "age >= 13 and not (sex == girl or missing(hours))",
    "not (age == 12 and hours == 12)",
    "not (phone == yes or not (laptop == yes and sex ~= boy))",
];

/// Calculations.
const VALUES: &[&str] = &[
    "age",
    "age * 2 - hours",
    "age / hours",
    "-age",
    "7 / 2",
    "1 / (age - 12)",
    "count_yes(phone, laptop) + 1",
    "count_selected(places)",
    "age * 5 + hours * 2",
    "(age + hours) / 2",
];

const SELECT_STATES: [&str; 3] = ["dont_know", "prefer_not", "not_applicable"];

/// What a question may hold: a name for the node, what the form holds, and the
/// cell our own readers see. A skipped node keeps a value that it once had.
fn cells(name: &str) -> Vec<(String, String, Cell<'static>)> {
    let answered = |text: &'static str, value| (text.to_string(), Cell::answered(value));
    let mut all: Vec<(String, Cell)> = match name {
        "age" | "hours" => vec![
            answered("12", CellValue::Number(12.0)),
            answered("12.0", CellValue::Number(12.0)),
            answered("0", CellValue::Number(0.0)),
            answered("13", CellValue::Number(13.0)),
        ],
        "sex" => vec![answered("girl", CellValue::Choice("girl")), answered("boy", CellValue::Choice("boy"))],
        "phone" | "laptop" => {
            vec![answered("yes", CellValue::Choice("yes")), answered("no", CellValue::Choice("no"))]
        }
        "places" => vec![
            answered("home", CellValue::Choices(vec!["home"])),
            answered("home school", CellValue::Choices(vec!["home", "school"])),
            answered("school", CellValue::Choices(vec!["school"])),
        ],
        "comment" => vec![
            answered("fine", CellValue::Text("fine")),
            answered("it's", CellValue::Text("it's")),
            answered("${age}", CellValue::Text("${age}")),
        ],
        // Devices write seconds and a zone; records hold hours and minutes.
        "woke" => vec![
            answered("06:30:00.000+03:00", CellValue::Text("06:30")),
            answered("06:30:59.000Z", CellValue::Text("06:30")),
            answered("18:05:00.000-11:00", CellValue::Text("18:05")),
        ],
        _ => vec![
            answered("2021-03-04", CellValue::Text("2021-03-04")),
            answered("2021-03-05", CellValue::Text("2021-03-05")),
            answered("2020-12-31", CellValue::Text("2020-12-31")),
        ],
    };
    let first = all[0].0.clone();
    for state in [State::DontKnow, State::PreferNot, State::NotApplicable] {
        let select = matches!(name, "sex" | "phone" | "laptop" | "places");
        // For the other kinds the state stands in a question of its own.
        all.push((if select { state.id().to_string() } else { String::new() }, Cell::missing(state)));
    }
    all.push((String::new(), Cell::missing(State::Unanswered)));
    // The states that a form holds alike share a node.
    let node =
        |i: usize, text: &str| if text.is_empty() { format!("{name}_empty") } else { format!("{name}_{i}") };
    let mut nodes: Vec<(String, String, Cell)> =
        all.into_iter().enumerate().map(|(i, (text, cell))| (node(i, &text), text, cell)).collect();
    nodes.push((format!("{name}_skipped"), first, Cell::missing(State::SkippedByRoute)));
    nodes
}

struct Respondent<'a>(&'a [(String, (String, String, Cell<'static>))]);

impl Row for Respondent<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let found = self.0.iter().find(|(question, _)| question == name);
        found.map_or(Cell::missing(State::NotInVersion), |(_, (_, _, cell))| cell.clone())
    }
}

fn checked(source: &str, profile: Profile) -> Checked {
    expr::check(source, &Names, profile).unwrap_or_else(|e| panic!("{source}: {e:?}"))
}

fn states_of(name: &str) -> Vec<String> {
    let select = matches!(name, "sex" | "phone" | "laptop" | "places");
    if select { SELECT_STATES.map(String::from).to_vec() } else { Vec::new() }
}

/// A question, its type, the answer as a form has it and as the reader has it.
type Held = (String, (String, String, Cell<'static>));

/// Everything that each of the names may hold, in all combinations.
fn respondents(names: &[String]) -> Vec<Vec<Held>> {
    let mut all = vec![Vec::new()];
    for name in names {
        let cells = cells(name);
        all = all
            .into_iter()
            .flat_map(|before: Vec<_>| {
                cells.iter().map(move |cell| {
                    let mut row = before.clone();
                    row.push((name.clone(), cell.clone()));
                    row
                })
            })
            .collect();
    }
    all
}

/// One calculation of the form, what was asked, and what our readers say.
struct Case {
    xpath: String,
    of: String,
    expected: String,
}

/// The distinct calculations: what is the same to a form must be the same to us.
#[derive(Default)]
struct Cases {
    distinct: Vec<Case>,
    by_xpath: HashMap<String, usize>,
    asked: usize,
}

impl Cases {
    fn add(&mut self, xpath: String, of: String, expected: &str) {
        self.asked += 1;
        if let Some(at) = self.by_xpath.get(&xpath) {
            let before = &self.distinct[*at];
            assert_eq!(before.expected, expected, "{of} and {} are both {xpath}", before.of);
            return;
        }
        self.by_xpath.insert(xpath.clone(), self.distinct.len());
        self.distinct.push(Case { xpath, of, expected: expected.into() });
    }
}

fn cases() -> Cases {
    let mut cases = Cases::default();
    let refer = |respondent: &[(String, (String, String, Cell<'static>))], name: &str| {
        let (_, (node, ..)) = respondent.iter().find(|(question, _)| question == name).expect("the name");
        let path = format!("/data/{node}");
        // As `formats/xlsform` names it.
        let path = if name == "woke" { format!("substr({path}, 0, 5)") } else { path };
        Reference::new(path, states_of(name))
    };
    let described = |respondent: &[(String, (String, String, Cell))]| {
        let each = respondent.iter().map(|(name, (_, _, cell))| match &cell.value {
            CellValue::Nothing => format!("{name}: {}", cell.state.id()),
            value => format!("{name}: {value:?}"),
        });
        each.collect::<Vec<_>>().join(", ")
    };
    for condition in CONDITIONS {
        for source in [condition.to_string(), format!("not ({condition})")] {
            let checked = checked(&source, Profile::Routing);
            let opposite = self::checked(&format!("not ({source})"), Profile::Routing);
            for respondent in respondents(checked.depends_on()) {
                let named = |name: &str| refer(&respondent, name);
                let of = format!("{source} where {}", described(&respondent));
                let row = Respondent(&respondent);
                let xpath = expr::routing_xpath(&checked, &named).expect("a condition");
                let expected = if eval_routing(&checked, &row) { "yes" } else { "no" };
                cases.add(format!("if({xpath}, 'yes', 'no')"), of.clone(), expected);
                let xpath = expr::opposite_xpath(&checked, &named).expect("a condition");
                let expected = if eval_routing(&opposite, &row) { "yes" } else { "no" };
                cases.add(format!("if({xpath}, 'yes', 'no')"), format!("opposite of {of}"), expected);
            }
        }
    }
    for source in VALUES {
        let checked = checked(source, Profile::Value);
        for respondent in respondents(checked.depends_on()) {
            let xpath = expr::value_xpath(&checked, &|name| refer(&respondent, name)).expect("a number");
            let expected =
                eval_value(&checked, &Respondent(&respondent)).map_or(String::new(), |n| format!("{n}"));
            cases.add(xpath, format!("{source} where {}", described(&respondent)), &expected);
        }
    }
    cases
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A form that holds every cell and works every case out.
fn xform(cases: &[Case]) -> String {
    let (mut nodes, mut binds) = (String::new(), String::new());
    for name in Names.names() {
        let kind = match Names.lookup(&name) {
            Some(Type::Number { .. }) => "decimal",
            Some(Type::Date) => "date",
            _ if name == "woke" => "time",
            _ => "string",
        };
        let mut written: Vec<String> = Vec::new();
        for (node, text, cell) in cells(&name) {
            if written.contains(&node) {
                continue;
            }
            written.push(node.clone());
            let _ = write!(nodes, "<{node}>{}</{node}>", escaped(&text));
            let relevant = match cell.state {
                State::SkippedByRoute => " relevant=\"false()\"",
                _ => "",
            };
            let _ = write!(binds, "<bind nodeset=\"/data/{node}\" type=\"{kind}\"{relevant}/>");
        }
    }
    for (i, case) in cases.iter().enumerate() {
        let _ = write!(nodes, "<c{i}/>");
        let xpath = escaped(&case.xpath);
        let _ = write!(binds, "<bind nodeset=\"/data/c{i}\" type=\"string\" calculate=\"{xpath}\"/>");
    }
    framed(&nodes, &binds, "")
}

fn framed(nodes: &str, binds: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><h:html xmlns=\"http://www.w3.org/2002/xforms\" \
         xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\" \
         xmlns:orx=\"http://openrosa.org/xforms\"><h:head><h:title>truth</h:title><model>\
         <instance><data id=\"truth\">{nodes}<meta><instanceID/></meta></data></instance>{binds}\
         <bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>\
         </model></h:head><h:body>{body}</h:body></h:html>"
    )
}

#[test]
fn every_operator_in_every_state_means_the_same_in_odks_engine() {
    let Cases { distinct: cases, asked, .. } = cases();
    assert!(asked > 9_000, "only {asked} cases");
    // The table itself, without any judge: both answers and both kinds occur.
    assert!(cases.iter().any(|c| c.expected == "yes") && cases.iter().any(|c| c.expected == "no"));
    let Some(engine) = Engine::here("every_operator_in_every_state_means_the_same_in_odks_engine") else {
        return;
    };
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("truth.xml");
    std::fs::write(&file, xform(&cases)).expect("a file");
    let values = engine.run("values.mjs", &[&file]);
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    for (i, case) in cases.iter().enumerate() {
        let theirs = values[format!("/data/c{i}")].as_str().unwrap_or("(nothing)");
        let same = theirs == case.expected
            || matches!((theirs.parse::<f64>(), case.expected.parse::<f64>()), (Ok(a), Ok(b)) if a == b);
        if !same {
            *wrong
                .entry(format!("{}: {theirs}, not {}\n  {}", case.of, case.expected, case.xpath))
                .or_default() += 1;
        }
    }
    let first: Vec<&String> = wrong.keys().take(20).collect();
    assert!(wrong.is_empty(), "{} of {} cases differ: {first:#?}", wrong.len(), cases.len());
    eprintln!("{asked} cases, {} calculations, each as ODK's engine has it", cases.len());
}

/// The questions of a household's rows, and one outside them.
struct Household;

impl Scope for Household {
    fn lookup(&self, name: &str) -> Option<Type> {
        Some(match name {
            "household" => Type::Roster,
            "online" => options(&["yes", "no"]),
            "years" | "limit" => Type::Number { unit: None, proportion: false },
            _ => return None,
        })
    }

    fn names(&self) -> Vec<String> {
        ["household", "online", "years", "limit"].map(String::from).to_vec()
    }
}

/// Conditions over the rows of a roster.
const OVER_ROWS: &[&str] = &[
    "count_rows(household) == 2",
    "count_rows(household) ~= 2",
    "count_rows(household, online == yes) >= 1",
    "count_rows(household, online ~= yes) == 1",
    "count_rows(household, not (online == yes)) in (0, 2)",
    "count_rows(household, missing(online)) == 1",
    "count_rows(household, answered(years)) < 2",
    "count_rows(household, years >= 13 and online == yes) == 1",
    "count_rows(household, not (online == yes or years == 12)) == 0",
    "count_rows(household, years >= limit) == 1",
    "count_rows(household, not (years >= limit)) == 1",
    "count_rows(household, online == yes) < count_rows(household, years > 12)",
    "count_rows(household, online == yes) * 2 == count_rows(household)",
    "count_rows(household, online == yes) >= limit - 12",
];

/// What is known of one member: online and years, as the form and as the reader have it.
type Member = [(String, Cell<'static>); 2];

struct Inside<'a> {
    limit: &'a Cell<'static>,
    rows: &'a [Member],
    row: Option<&'a Member>,
}

impl Row for Inside<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let of = |at: usize| self.row.map(|row| row[at].1.clone());
        match name {
            "limit" => Some(self.limit.clone()),
            "online" => of(0),
            "years" => of(1),
            _ => None,
        }
        .unwrap_or(Cell::missing(State::NotInVersion))
    }

    fn rows(&self, _: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        let each = self.rows.iter().map(|row| Box::new(Inside { row: Some(row), ..*self }) as Box<dyn Row>);
        Some(each.collect())
    }
}

/// Households of none, one and two, whose members are anything; the second is
/// one of a few, since the engine is slow over many rosters.
fn households() -> Vec<Vec<Member>> {
    let yes = |id: &'static str| (id.to_string(), Cell::answered(CellValue::Choice(id)));
    let state = |state: State| (state.id().to_string(), Cell::missing(state));
    let empty = || (String::new(), Cell::missing(State::Unanswered));
    let online = [
        yes("yes"),
        yes("no"),
        state(State::DontKnow),
        state(State::PreferNot),
        state(State::NotApplicable),
        empty(),
    ];
    let years = |n: f64| (format!("{n}"), Cell::answered(CellValue::Number(n)));
    let years = [years(12.0), years(13.0), empty()];
    let members: Vec<Member> =
        online.iter().flat_map(|o| years.iter().map(|y| [o.clone(), y.clone()])).collect();
    let mut all = vec![Vec::new()];
    all.extend(members.iter().map(|m| vec![m.clone()]));
    all.extend(members.iter().flat_map(|a| members.iter().step_by(5).map(|b| vec![a.clone(), b.clone()])));
    all
}

#[test]
fn rows_are_counted_as_odks_engine_counts_them() {
    let limits = [
        ("13".to_string(), Cell::answered(CellValue::Number(13.0))),
        (String::new(), Cell::missing(State::DontKnow)),
    ];
    let households = households();
    let (mut nodes, mut binds, mut body) = (String::new(), String::new(), String::new());
    for (i, rows) in households.iter().enumerate() {
        for [(online, _), (years, _)] in rows {
            let _ = write!(nodes, "<h{i}><online>{online}</online><years>{years}</years></h{i}>");
        }
        // A form keeps the name of a roster without rows.
        if rows.is_empty() {
            let _ = write!(nodes, "<h{i} jr:template=\"\"><online/><years/></h{i}>");
        }
        let _ = write!(binds, "<bind nodeset=\"/data/h{i}/years\" type=\"decimal\"/>");
        let _ = write!(body, "<repeat nodeset=\"/data/h{i}\"/>");
    }
    for (i, (text, _)) in limits.iter().enumerate() {
        let _ = write!(nodes, "<limit{i}>{text}</limit{i}>");
        let _ = write!(binds, "<bind nodeset=\"/data/limit{i}\" type=\"decimal\"/>");
    }
    let mut cases: Vec<(String, String, bool)> = Vec::new();
    for source in OVER_ROWS {
        let check = |source: &str| {
            expr::check(source, &Household, Profile::Routing).unwrap_or_else(|e| panic!("{source}: {e:?}"))
        };
        let (checked, opposite) = (check(source), check(&format!("not ({source})")));
        for (i, rows) in households.iter().enumerate() {
            for (l, (_, limit)) in limits.iter().enumerate() {
                if l > 0 && !source.contains("limit") {
                    continue;
                }
                let refer = |name: &str| {
                    let states =
                        if name == "online" { SELECT_STATES.map(String::from).to_vec() } else { vec![] };
                    match name {
                        "household" => Reference::new(format!("/data/h{i}"), states),
                        "limit" => Reference::new(format!("/data/limit{l}"), states),
                        _ => Reference {
                            in_row: format!("./{name}"),
                            ..Reference::new(format!("/data/h{i}/{name}"), states)
                        },
                    }
                };
                let row = Inside { limit, rows, row: None };
                let of = || format!("{source} of {rows:?}, limit {limit:?}");
                let holds = expr::routing_xpath(&checked, &refer).expect("a condition");
                cases.push((of(), holds, eval_routing(&checked, &row)));
                let against = expr::opposite_xpath(&checked, &refer).expect("a condition");
                cases.push((format!("not: {}", of()), against, eval_routing(&opposite, &row)));
            }
        }
    }
    assert!(cases.len() > 3_000, "only {} cases", cases.len());
    let both = |holds: bool| cases.iter().filter(|c| c.2 == holds).count() > 700;
    assert!(both(true) && both(false));
    let Some(engine) = Engine::here("rows_are_counted_as_odks_engine_counts_them") else { return };
    for (i, (_, xpath, _)) in cases.iter().enumerate() {
        let _ = write!(nodes, "<c{i}/>");
        let xpath = escaped(&format!("if({xpath}, 'yes', 'no')"));
        let _ = write!(binds, "<bind nodeset=\"/data/c{i}\" type=\"string\" calculate=\"{xpath}\"/>");
    }
    let form = framed(&nodes, &binds, &body);
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("rows.xml");
    std::fs::write(&file, form).expect("a file");
    let values = engine.run("values.mjs", &[&file]);
    let wrong: Vec<String> = cases
        .iter()
        .enumerate()
        .filter_map(|(i, (of, xpath, holds))| {
            let theirs = values[format!("/data/c{i}")].as_str().unwrap_or("(nothing)");
            (theirs != if *holds { "yes" } else { "no" }).then(|| format!("{of}: {theirs}\n  {xpath}"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} differ: {:#?}",
        wrong.len(),
        cases.len(),
        &wrong[..wrong.len().min(8)]
    );
    eprintln!("{} counts of rows, each as ODK's engine has it", cases.len());
}

#[test]
fn an_opposite_without_its_guard_is_seen_by_the_judge() {
    let Some(engine) = Engine::here("an_opposite_without_its_guard_is_seen_by_the_judge") else { return };
    let Cases { distinct, .. } = cases();
    let guarded = distinct.into_iter().find(|c| c.xpath.contains("/data/age_empty != 12")).expect("one");
    assert_eq!(guarded.expected, "no");
    let bare = Case { xpath: guarded.xpath.replace("/data/age_empty != '' and ", ""), ..guarded };
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("bare.xml");
    std::fs::write(&file, xform(&[bare])).expect("a file");
    assert_eq!(engine.run("values.mjs", &[&file])["/data/c0"], "yes");
}

#[test]
fn conditions_read_well_as_xpath() {
    let refer = |name: &str| Reference::new(format!("${{{name}}}"), states_of(name));
    let mut lines = String::new();
    for source in CONDITIONS {
        let checked = checked(source, Profile::Routing);
        let _ =
            writeln!(lines, "{source}\n    {}", expr::routing_xpath(&checked, &refer).expect("a condition"));
    }
    for source in VALUES {
        let checked = checked(source, Profile::Value);
        let _ = writeln!(lines, "{source}\n    {}", expr::value_xpath(&checked, &refer).expect("a number"));
    }
    assert_snapshot!(lines, @r#"
    age == 12
        ${age} != '' and ${age} = 12
    age ~= 12
        ${age} != '' and ${age} != 12
    age < 12.5
        ${age} != '' and ${age} < 12.5
    age <= 12
        ${age} != '' and ${age} <= 12
    age > 12
        ${age} != '' and ${age} > 12
    age >= 12
        ${age} != '' and ${age} >= 12
    12 < age
        ${age} != '' and 12 < ${age}
    age in (0, 12)
        ${age} != '' and (${age} = 0 or ${age} = 12)
    age not in (0, 12)
        ${age} != '' and ${age} != 0 and ${age} != 12
    -age < -12
        ${age} != '' and -${age} < -12
    age - -1 == 13
        ${age} != '' and ${age} - -1 = 13
    age * 2 - 4 == 20
        ${age} != '' and ${age} * 2 - 4 = 20
    (age - 2) * 2 == 20
        ${age} != '' and (${age} - 2) * 2 = 20
    age - (2 - 1) == 11
        ${age} != '' and ${age} - (2 - 1) = 11
    age / 2 == 6
        ${age} != '' and ${age} div 2 = 6
    age == hours
        ${age} != '' and ${hours} != '' and number(${age}) = ${hours}
    age ~= hours
        ${age} != '' and ${hours} != '' and number(${age}) != ${hours}
    age <= hours
        ${age} != '' and ${hours} != '' and ${age} <= ${hours}
    age / hours >= 1
        ${age} != '' and ${hours} != '' and ${hours} != 0 and ${age} div ${hours} >= 1
    1 / (age - hours) > 0
        ${age} != '' and ${hours} != '' and ${age} - ${hours} != 0 and 1 div (${age} - ${hours}) > 0
    sex == girl
        ${sex} = 'girl'
    sex ~= girl
        ${sex} != '' and ${sex} != 'dont_know' and ${sex} != 'prefer_not' and ${sex} != 'not_applicable' and ${sex} != 'girl'
    sex in (girl, boy)
        ${sex} = 'girl' or ${sex} = 'boy'
    sex not in (girl)
        ${sex} != '' and ${sex} != 'dont_know' and ${sex} != 'prefer_not' and ${sex} != 'not_applicable' and ${sex} != 'girl'
    selected(places, home)
        selected(${places}, 'home')
    not selected(places, home)
        ${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable')) and not(selected(${places}, 'home'))
    count_selected(places) == 1
        ${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable')) and count-selected(${places}) = 1
    count_selected(places) ~= 1
        ${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable')) and count-selected(${places}) != 1
    count_selected(places) in (1, 3)
        ${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable')) and (count-selected(${places}) = 1 or count-selected(${places}) = 3)
    comment == 'fine'
        ${comment} = 'fine'
    comment ~= 'fine'
        ${comment} != '' and ${comment} != 'fine'
    comment == "it's"
        ${comment} = concat('it', "'", 's')
    comment in ('fine', '${age}')
        ${comment} = 'fine' or ${comment} = concat('$', '{age}')
    woke == '06:30'
        ${woke} = '06:30'
    woke ~= '06:30'
        ${woke} != '' and ${woke} != '06:30'
    woke in ('06:30', '18:05')
        ${woke} = '06:30' or ${woke} = '18:05'
    answered(woke)
        ${woke} != ''
    day == '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) = 20210304
    day ~= '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) != 20210304
    day < '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) < 20210304
    day <= '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) <= 20210304
    day > '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) > 20210304
    day >= '2021-03-04'
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) >= 20210304
    day in ('2021-03-04')
        ${day} != '' and number(format-date(${day}, '%Y%m%d')) = 20210304
    day == trained
        ${day} != '' and ${trained} != '' and number(format-date(${day}, '%Y%m%d')) = number(format-date(${trained}, '%Y%m%d'))
    day ~= trained
        ${day} != '' and ${trained} != '' and number(format-date(${day}, '%Y%m%d')) != number(format-date(${trained}, '%Y%m%d'))
    day < trained
        ${day} != '' and ${trained} != '' and number(format-date(${day}, '%Y%m%d')) < number(format-date(${trained}, '%Y%m%d'))
    day >= trained
        ${day} != '' and ${trained} != '' and number(format-date(${day}, '%Y%m%d')) >= number(format-date(${trained}, '%Y%m%d'))
    any_yes(phone, laptop)
        ${phone} = 'yes' or ${laptop} = 'yes'
    all_yes(phone, laptop)
        ${phone} = 'yes' and ${laptop} = 'yes'
    count_yes(phone, laptop) == 1
        ${phone} != '' and ${phone} != 'dont_know' and ${phone} != 'prefer_not' and ${phone} != 'not_applicable' and ${laptop} != '' and ${laptop} != 'dont_know' and ${laptop} != 'prefer_not' and ${laptop} != 'not_applicable' and if(${phone} = 'yes', 1, 0) + if(${laptop} = 'yes', 1, 0) = 1
    count_yes(phone) ~= 1
        ${phone} != '' and ${phone} != 'dont_know' and ${phone} != 'prefer_not' and ${phone} != 'not_applicable' and if(${phone} = 'yes', 1, 0) != 1
    count_yes(phone, laptop) * 2 >= 2
        ${phone} != '' and ${phone} != 'dont_know' and ${phone} != 'prefer_not' and ${phone} != 'not_applicable' and ${laptop} != '' and ${laptop} != 'dont_know' and ${laptop} != 'prefer_not' and ${laptop} != 'not_applicable' and (if(${phone} = 'yes', 1, 0) + if(${laptop} = 'yes', 1, 0)) * 2 >= 2
    answered(age)
        ${age} != ''
    missing(age)
        ${age} = ''
    answered(sex)
        ${sex} != '' and not(selected(${sex}, 'dont_know')) and not(selected(${sex}, 'prefer_not')) and not(selected(${sex}, 'not_applicable'))
    missing(sex)
        ${sex} = '' or selected(${sex}, 'dont_know') or selected(${sex}, 'prefer_not') or selected(${sex}, 'not_applicable')
    answered(places)
        ${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable'))
    missing(places)
        ${places} = '' or selected(${places}, 'dont_know') or selected(${places}, 'prefer_not') or selected(${places}, 'not_applicable')
    answered(comment)
        ${comment} != ''
    answered(day)
        ${day} != ''
    true
        true()
    age >= 12 and age <= 12
        ${age} != '' and ${age} >= 12 and ${age} <= 12
    age >= 13 or sex == girl
        ${age} != '' and ${age} >= 13 or ${sex} = 'girl'
    age >= 13 and not (sex == girl or missing(hours))
        ${age} != '' and ${age} >= 13 and ${sex} != '' and ${sex} != 'dont_know' and ${sex} != 'prefer_not' and ${sex} != 'not_applicable' and ${sex} != 'girl' and ${hours} != ''
    not (age == 12 and hours == 12)
        ${age} != '' and ${age} != 12 or ${hours} != '' and ${hours} != 12
    not (phone == yes or not (laptop == yes and sex ~= boy))
        ${phone} != '' and ${phone} != 'dont_know' and ${phone} != 'prefer_not' and ${phone} != 'not_applicable' and ${phone} != 'yes' and ${laptop} = 'yes' and ${sex} != '' and ${sex} != 'dont_know' and ${sex} != 'prefer_not' and ${sex} != 'not_applicable' and ${sex} != 'boy'
    age
        if(${age} != '', ${age}, '')
    age * 2 - hours
        if(${age} != '' and ${hours} != '', ${age} * 2 - ${hours}, '')
    age / hours
        if(${age} != '' and ${hours} != '' and ${hours} != 0, ${age} div ${hours}, '')
    -age
        if(${age} != '', -${age}, '')
    7 / 2
        7 div 2
    1 / (age - 12)
        if(${age} != '' and ${age} - 12 != 0, 1 div (${age} - 12), '')
    count_yes(phone, laptop) + 1
        if(${phone} != '' and ${phone} != 'dont_know' and ${phone} != 'prefer_not' and ${phone} != 'not_applicable' and ${laptop} != '' and ${laptop} != 'dont_know' and ${laptop} != 'prefer_not' and ${laptop} != 'not_applicable', if(${phone} = 'yes', 1, 0) + if(${laptop} = 'yes', 1, 0) + 1, '')
    count_selected(places)
        if(${places} != '' and not(selected(${places}, 'dont_know')) and not(selected(${places}, 'prefer_not')) and not(selected(${places}, 'not_applicable')), count-selected(${places}), '')
    age * 5 + hours * 2
        if(${age} != '' and ${hours} != '', ${age} * 5 + ${hours} * 2, '')
    (age + hours) / 2
        if(${age} != '' and ${hours} != '', (${age} + ${hours}) div 2, '')
    "#);
}
