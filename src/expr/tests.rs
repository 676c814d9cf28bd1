//! Every reader, against the rule and against each other.

use std::collections::HashMap;

use proptest::prelude::*;

use super::tests_check::checked;
use super::*;
use crate::data::{Column, Frame, State, Values};

const MISSING: [State; 7] = [
    State::DontKnow,
    State::PreferNot,
    State::NotApplicable,
    State::SkippedByRoute,
    State::Unanswered,
    State::NotInVersion,
    State::NotInCountry,
];

struct Answers(HashMap<&'static str, Cell<'static>>);

impl Row for Answers {
    fn get(&self, name: &str) -> Cell<'_> {
        self.0.get(name).cloned().unwrap_or(Cell::missing(State::NotInVersion))
    }
}

fn row(cells: &[(&'static str, Cell<'static>)]) -> Answers {
    Answers(cells.iter().cloned().collect())
}

fn choice(option: &'static str) -> Cell<'static> {
    Cell::answered(CellValue::Choice(option))
}

fn number(n: f64) -> Cell<'static> {
    Cell::answered(CellValue::Number(n))
}

fn routed(source: &str, row: &dyn Row) -> bool {
    eval_routing(&checked(source, Profile::Routing), row)
}

/// Conditions that one question decides, each with its opposite and an answer
/// that makes it true.
fn atoms() -> Vec<(&'static str, &'static str, &'static str, Cell<'static>)> {
    let phone = || choice("yes");
    let places = || Cell::answered(CellValue::Choices(vec!["home"]));
    let day = || Cell::answered(CellValue::Text("2021-03-04"));
    let comment = || Cell::answered(CellValue::Text("fine"));
    vec![
        ("age", "age == 12", "age ~= 12", number(12.0)),
        ("age", "age <= 12", "age > 12", number(12.0)),
        ("age", "age >= 12", "age < 12", number(12.0)),
        ("age", "age in (11, 12)", "age not in (11, 12)", number(12.0)),
        ("age", "age * 2 - 4 == 20", "age * 2 - 4 != 20", number(12.0)),
        ("sex", "sex == girl", "sex ~= girl", choice("girl")),
        ("sex", "sex in (girl)", "sex not in ('girl')", choice("girl")),
        ("places", "selected(places, home)", "not selected(places, home)", places()),
        ("places", "count_selected(places) == 1", "count_selected(places) ~= 1", places()),
        ("comment", "comment == 'fine'", "comment ~= 'fine'", comment()),
        ("comment", "comment in ('fine')", "comment not in ('fine')", comment()),
        ("interviewed_on", "interviewed_on < '2021-12-31'", "interviewed_on >= '2021-12-31'", day()),
        ("interviewed_on", "interviewed_on in ('2021-03-04')", "interviewed_on not in ('2021-03-04')", day()),
        ("has_roster", "has_roster", "not has_roster", Cell::answered(CellValue::Bool(true))),
        ("has_roster", "has_roster == true", "has_roster ~= true", Cell::answered(CellValue::Bool(true))),
        ("uses_phone", "any_yes(uses_phone)", "not any_yes(uses_phone)", phone()),
        ("uses_phone", "all_yes(uses_phone)", "not all_yes(uses_phone)", phone()),
        ("uses_phone", "count_yes(uses_phone) == 1", "count_yes(uses_phone) ~= 1", phone()),
    ]
}

/// One row as a frame, so that both ways of reading see the same.
fn frame_of(name: &str, cell: &Cell) -> Frame {
    let values = match &cell.value {
        CellValue::Number(n) => Values::Number(vec![*n]),
        CellValue::Bool(b) => Values::Bool(vec![*b]),
        CellValue::Text(t) => Values::Text(vec![t.to_string()]),
        CellValue::Choice(o) => {
            Values::Choice { codes: vec![1], options: vec!["other".into(), o.to_string()] }
        }
        CellValue::Choices(list) => {
            Values::Choices { sets: vec![1], options: list.iter().map(|o| o.to_string()).collect() }
        }
        CellValue::Nothing => Values::Number(vec![0.0]),
    };
    let mut frame = Frame::new(1);
    frame
        .set(name, Column { values, states: vec![cell.state], marks: crate::data::Marks::default() })
        .unwrap();
    frame
}

#[test]
fn dont_know_is_false_and_so_is_its_opposite() {
    for (name, yes, opposite, answer) in atoms() {
        for (condition, with_answer) in [
            (yes.to_string(), true),
            (opposite.to_string(), false),
            (format!("not ({yes})"), false),
            (format!("not ({opposite})"), true),
            (format!("not not ({yes})"), true),
        ] {
            for state in State::ALL {
                let cell = Cell { state, value: answer.value.clone() };
                let expected = state == State::Answered && with_answer;
                let frame = frame_of(name, &cell);
                let routing = checked(&condition, Profile::Routing);
                assert_eq!(eval_routing(&routing, &row(&[(name, cell)])), expected, "{condition} {state}");
                assert_eq!(
                    eval_routing(&routing, &FrameRow::new(&frame, 0)),
                    expected,
                    "{condition} {state}"
                );
                assert_eq!(eval_routing_columns(&routing, &frame), [expected], "{condition} {state}");
            }
        }
    }
}

#[test]
fn indicators_are_open_or_counted_as_said_in_every_state() {
    for (name, yes, opposite, answer) in atoms() {
        // Inside count_yes a question counts 1 or 0, so `~=` of it is no atom of that question.
        let counts_inside = yes.starts_with("count_yes");
        for (condition, with_answer) in [(yes, true), (opposite, false)] {
            let c = checked(condition, Profile::Indicator);
            for state in State::ALL {
                let cell = Cell { state, value: answer.value.clone() };
                let (frame, one) = (frame_of(name, &cell), row(&[(name, cell)]));
                let truth = match (state, with_answer) {
                    (State::Answered, true) => Truth::Yes,
                    (State::Answered, false) => Truth::No,
                    _ => Truth::Unknown(States::of(state)),
                };
                assert_eq!(eval_indicator(&c, &one), truth, "{condition} {state}");
                for what in [As::Yes, As::No, As::Leave] {
                    let expected = match (state, what) {
                        (State::Answered, _) => Some(with_answer),
                        (_, As::Leave) => None,
                        (_, what) if counts_inside => Some((what == As::Yes) == with_answer),
                        (_, what) => Some(what == As::Yes),
                    };
                    let count_as = CountAs::all(what);
                    assert_eq!(eval_counted(&c, &one, &count_as), expected, "{condition} {state} {what:?}");
                    assert_eq!(
                        eval_counted_columns(&c, &frame, &count_as),
                        [expected],
                        "{condition} {state}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_column_of_any_number_of_options_says_what_its_rows_say() {
    let c = checked("sex ~= girl", Profile::Indicator);
    // So many that they fit one table, just not, and do not at all.
    for others in [1, 245, 246, 247, 248, 1000] {
        let mut options: Vec<String> = (0..others).map(|n| format!("other_{n}")).collect();
        options.push("girl".into());
        // Every option once, then every state; at last an option that there is not.
        let answers = options.len() as u32;
        let mut codes: Vec<u32> = (0..answers).collect();
        codes.extend([answers - 1; 7]);
        codes.extend([answers, 255, 256, u32::MAX].map(|code| code.max(answers)));
        let mut states = vec![State::Answered; options.len()];
        states.extend(MISSING);
        states.extend([State::Answered; 4]);
        let rows = codes.len();
        let mut expected = vec![Some(true); rows];
        expected[others] = Some(false);
        let count_as = CountAs { dont_know: As::Yes, prefer_not: As::No, not_asked: As::Leave };
        for (n, state) in MISSING.iter().enumerate() {
            expected[others + 1 + n] = match count_as.of(*state) {
                Some(As::Yes) => Some(true),
                Some(As::No) => Some(false),
                _ => None,
            };
        }
        expected[rows - 4..].fill(None);
        let mut frame = Frame::new(rows);
        let values = Values::Choice { codes, options };
        frame.set("sex", Column { values, states, marks: Default::default() }).unwrap();
        assert_eq!(eval_counted_columns(&c, &frame, &count_as), expected, "{others}");
    }
}

#[test]
fn missing_and_answered_are_always_known() {
    for state in State::ALL {
        let one = row(&[("age", Cell { state, value: CellValue::Number(3.0) })]);
        let missing = state != State::Answered;
        assert_eq!(routed("missing(age)", &one), missing);
        assert_eq!(routed("not answered(age)", &one), missing);
        assert_eq!(routed("answered(age)", &one), !missing);
        assert_eq!(routed("not missing(age)", &one), !missing);
    }
    assert!(routed("missing(places) and not answered(places)", &row(&[])));
}

#[test]
fn any_yes_and_all_yes_are_known_as_soon_as_they_can_be() {
    let (any, all) = ("any_yes(uses_phone, uses_laptop)", "all_yes(uses_phone, uses_laptop)");
    for state in MISSING {
        for (phone, any_truth, all_truth) in [("yes", Some(true), None), ("no", None, Some(false))] {
            let one = row(&[("uses_phone", choice(phone)), ("uses_laptop", Cell::missing(state))]);
            for (source, truth) in [(any, any_truth), (all, all_truth)] {
                assert_eq!(routed(source, &one), truth == Some(true), "{source} {phone} {state}");
                assert_eq!(routed(&format!("not {source}"), &one), truth == Some(false), "{source} {phone}");
            }
            assert!(!routed("count_yes(uses_phone, uses_laptop) >= 0", &one));
        }
    }
    let none = row(&[("uses_phone", choice("no")), ("uses_laptop", choice("no"))]);
    assert!(routed(&format!("not {any} and not {all} and count_yes(uses_phone, uses_laptop) == 0"), &none));
}

#[test]
fn a_state_counts_for_its_question_before_conditions_are_joined() {
    let c = checked("any_yes(uses_phone, uses_laptop, uses_tablet)", Profile::Indicator);
    let one = row(&[
        ("uses_phone", choice("no")),
        ("uses_laptop", Cell::missing(State::DontKnow)),
        ("uses_tablet", Cell::missing(State::SkippedByRoute)),
    ]);
    let count = |dont_know, not_asked| {
        eval_counted(&c, &one, &CountAs { dont_know, prefer_not: As::Leave, not_asked })
    };
    assert_eq!(count(As::No, As::No), Some(false));
    assert_eq!(count(As::Yes, As::Leave), Some(true));
    assert_eq!(count(As::No, As::Leave), None);
    let states = [State::DontKnow, State::SkippedByRoute].into_iter().collect();
    assert_eq!(eval_indicator(&c, &one), Truth::Unknown(states));
    let n = checked("count_yes(uses_phone, uses_laptop, uses_tablet) >= 2", Profile::Indicator);
    assert_eq!(eval_counted(&n, &one, &CountAs::all(As::Yes)), Some(true));
    assert_eq!(eval_counted(&n, &one, &CountAs::all(As::No)), Some(false));
    // Two operands that count differently: the careful one wins.
    let two = checked("hours_weekday + hours_weekend > 1", Profile::Indicator);
    let open = row(&[
        ("hours_weekday", Cell::missing(State::DontKnow)),
        ("hours_weekend", Cell::missing(State::PreferNot)),
    ]);
    let count_as = CountAs { dont_know: As::Yes, prefer_not: As::No, not_asked: As::Leave };
    assert_eq!(eval_counted(&two, &open, &count_as), Some(false));
}

#[test]
fn a_division_by_zero_is_not_known() {
    let one = row(&[("hours_weekday", number(4.0)), ("hours_weekend", number(0.0))]);
    assert!(!routed("hours_weekday / hours_weekend > 1", &one));
    assert!(!routed("not (hours_weekday / hours_weekend > 1)", &one));
    assert!(!routed("1 / (hours_weekday / hours_weekend) == 0", &one));
    let value = checked("hours_weekday / hours_weekend", Profile::Value);
    assert_eq!(eval_value(&value, &one), Err(States::EMPTY));
    let c = checked("hours_weekday / hours_weekend > 1", Profile::Indicator);
    assert_eq!(eval_counted(&c, &one, &CountAs::all(As::Yes)), None);
}

#[test]
fn values_that_do_not_fit_their_type_are_not_known() {
    let one = row(&[
        ("age", choice("girl")),
        ("sex", number(1.0)),
        ("interviewed_on", Cell::answered(CellValue::Text("yesterday"))),
        ("hours_weekday", number(f64::NAN)),
    ]);
    for source in ["age == 1", "sex == girl", "interviewed_on > '2020-01-01'", "hours_weekday ~= 3"] {
        assert!(!routed(source, &one) && !routed(&format!("not ({source})"), &one), "{source}");
    }
}

struct Found;

impl EvidenceSource for Found {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        match name {
            "users" => Some(EstimateValue {
                value: Some(0.6),
                low: Some(0.55),
                high: Some(0.65),
                ci: true,
                base: Some(900.0),
            }),
            "children" => {
                Some(EstimateValue { value: Some(2e6), low: Some(1.9e6), high: None, ci: false, base: None })
            }
            _ => None,
        }
    }
    fn at(&self, _: &str, period: i32) -> Result<f64, String> {
        match period {
            2018 => Ok(0.0),
            2019 => Ok(100.0),
            2023 => Ok(150.0),
            _ => Err(format!("no value for {period}")),
        }
    }
    fn answer(&self, _: &str) -> Option<String> {
        None
    }
    fn held(&self, name: &str) -> bool {
        name != "has_plan"
    }
    fn why_missing(&self, name: &str) -> Option<String> {
        (name == "children").then(|| "withheld".to_string())
    }
}

#[test]
fn findings_hold_do_not_hold_or_cannot_be_told() {
    let tell = |reason: &str| Truth3::CannotTell(vec![reason.to_string()]);
    for (source, expected) in [
        ("users > 50%", Truth3::Holds),
        ("value(users) == 60% and ci_low(users) > 50% and ci_high(users) < 1", Truth3::Holds),
        ("base(users) < 30", Truth3::DoesNotHold),
        ("low(children) > 0", Truth3::Holds),
        (
            "ci_low(children) > 0",
            tell("'children': its bounds are not an uncertainty interval (low and high read them)"),
        ),
        ("high(children) > 0", tell("'children': withheld")),
        ("high(children) > 0 or users > 50%", Truth3::Holds),
        ("high(children) > 0 and users < 50%", Truth3::DoesNotHold),
        ("change(subscriptions, 2019, 2023) == 50%", Truth3::Holds),
        (
            "change(subscriptions, 2018, 2023) > 50%",
            tell("'subscriptions': a change from 0 in 2018 is not defined"),
        ),
        (
            "at(subscriptions, 2020) > 1 or at(subscriptions, 2020) < 0",
            tell("'subscriptions': no value for 2020"),
        ),
        ("has_plan == full", tell("'has_plan': unanswered")),
        ("has_plan ~= full", tell("'has_plan': unanswered")),
        ("held(access_at_school) and not held(has_plan)", Truth3::Holds),
        (
            "children / at(subscriptions, 2018) > 1",
            tell("a calculation has no result (a division by zero, or a number too large)"),
        ),
    ] {
        assert_eq!(eval_evidence(&checked(source, Profile::Evidence), &Found), expected, "{source}");
    }
    let derive = |source| eval_derived(&checked(source, Profile::Derived), &Found);
    assert_eq!(derive("users * children * 50%"), Ok(0.6 * 2e6 * 0.5));
    let missing = vec!["'children': withheld".to_string(), "'subscriptions': no value for 2021".to_string()];
    assert_eq!(derive("high(children) * at(subscriptions, 2021)"), Err(missing));
    assert!(derive("users / at(subscriptions, 2018)").is_err());
}

// Random frames and random well-typed conditions over the names of `tests_check::SURVEY`.

fn column(kind: &'static str, rows: usize) -> BoxedStrategy<Column> {
    let options = |list: &[&str]| -> Vec<String> { list.iter().map(|o| o.to_string()).collect() };
    let choice = move |list: &[&str]| {
        let options = options(list);
        // One code too many: a file may hold it, and nothing may fall over it.
        let codes = prop::collection::vec(0..=options.len() as u32, rows);
        codes.prop_map(move |codes| Values::Choice { codes, options: options.clone() }).boxed()
    };
    let values = match kind {
        "sex" => choice(&["boy", "girl"]),
        "internet_frequency" => choice(&["daily", "weekly", "never"]),
        "uses_phone" | "uses_laptop" | "uses_tablet" => choice(&["no", "yes"]),
        "places" => prop::collection::vec(any::<u64>(), rows)
            .prop_map(move |sets| Values::Choices { sets, options: options(&["cafe", "home", "school"]) })
            .boxed(),
        "comment" => prop::collection::vec(proptest::sample::select(vec!["fine", "", "x"]), rows)
            .prop_map(|t| Values::Text(t.into_iter().map(String::from).collect()))
            .boxed(),
        "interviewed_on" | "trained_on" => {
            prop::collection::vec(proptest::sample::select(vec!["2020-01-01", "2021-06-30", "soon"]), rows)
                .prop_map(|t| Values::Text(t.into_iter().map(String::from).collect()))
                .boxed()
        }
        "has_roster" => prop::collection::vec(any::<bool>(), rows).prop_map(Values::Bool).boxed(),
        _ => prop::collection::vec(
            prop_oneof![4 => (0i32..5).prop_map(f64::from), 1 => proptest::sample::select(vec![f64::NAN, f64::INFINITY])],
            rows,
        )
        .prop_map(Values::Number)
        .boxed(),
    };
    let state = prop_oneof![3 => Just(State::Answered), 2 => proptest::sample::select(State::ALL.to_vec())];
    (values, prop::collection::vec(state, rows))
        .prop_map(|(values, states)| Column { values, states, marks: crate::data::Marks::simulated(true) })
        .boxed()
}

fn frame() -> impl Strategy<Value = Frame> {
    (0usize..6).prop_flat_map(|rows| {
        let columns: Vec<BoxedStrategy<Option<Column>>> = super::tests_check::SURVEY
            .iter()
            .map(|(name, _)| prop::option::weighted(0.93, column(name, rows)).boxed())
            .collect();
        columns.prop_map(move |columns| {
            let mut frame = Frame::new(rows);
            for ((name, _), column) in super::tests_check::SURVEY.iter().zip(columns) {
                if let Some(column) = column {
                    frame.set(*name, column).unwrap();
                }
            }
            frame
        })
    })
}

/// Hours, so that units always agree.
fn hours() -> BoxedStrategy<String> {
    let leaf = proptest::sample::select(vec![
        "hours_weekday",
        "hours_weekend",
        "count_yes(uses_phone, uses_laptop, uses_tablet)",
        "count_selected(places)",
        "2",
        "0.5",
        "-3",
    ])
    .prop_map(String::from);
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), proptest::sample::select(vec!["+", "-", "*", "/"]), inner)
            .prop_map(|(a, op, b)| format!("({a} {op} {b})"))
    })
    .boxed()
}

fn condition(numbers: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let op = proptest::sample::select(vec!["==", "~=", "<", "<=", ">", ">="]);
    let compared =
        (numbers.clone(), op.clone(), numbers.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}"));
    let dates = (op, proptest::sample::select(vec!["trained_on", "'2020-06-01'"]))
        .prop_map(|(op, b)| format!("interviewed_on {op} {b}"));
    let fixed = proptest::sample::select(vec![
        "sex == girl",
        "sex ~= boy",
        "internet_frequency in (daily, weekly)",
        "internet_frequency not in (never)",
        "any_yes(uses_phone, uses_laptop, uses_tablet)",
        "all_yes(uses_phone, uses_tablet)",
        "selected(places, home)",
        "missing(age)",
        "answered(places)",
        "has_roster",
        "has_roster ~= true",
        "comment in ('fine', '')",
        "comment ~= 'x'",
        "age in (1, 2, -3)",
        "share_at_home > 10%",
        "trained_on not in ('2020-01-01')",
        "true",
        "false",
    ])
    .prop_map(String::from);
    prop_oneof![2 => fixed, 1 => compared, 1 => dates, 1 => numbers.prop_map(|n| format!("{n} in (1, 2)"))]
        .prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|a| format!("not ({a})")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            ]
        })
        .boxed()
}

fn counting() -> impl Strategy<Value = CountAs> {
    let what = || proptest::sample::select(vec![As::Yes, As::No, As::Leave]);
    (what(), what(), what()).prop_map(|(dont_know, prefer_not, not_asked)| CountAs {
        dont_know,
        prefer_not,
        not_asked,
    })
}

/// A division by a written zero is an error at load; everything else must check.
fn compiled(source: &str, profile: Profile) -> Option<Checked> {
    match super::tests_check::try_check(source, profile) {
        Ok(c) => Some(c),
        Err(errors) => {
            assert!(errors.iter().all(|e| e.message == "division by zero"), "{source}: {errors:?}");
            None
        }
    }
}

proptest! {
    #[test]
    fn row_by_row_and_by_column_agree(frame in frame(), source in condition(hours()), value in hours(), count_as in counting()) {
        if let Some(c) = compiled(&source, Profile::Indicator) {
            let again = checked(&print(c.ast()), Profile::Indicator);
            let rows: Vec<FrameRow> = (0..frame.rows()).map(|i| FrameRow::new(&frame, i)).collect();
            let routing: Vec<bool> = rows.iter().map(|r| eval_routing(&c, r)).collect();
            prop_assert_eq!(&eval_routing_columns(&c, &frame), &routing, "{}", source);
            prop_assert_eq!(&eval_routing_columns(&again, &frame), &routing, "{}", source);
            let counted: Vec<Option<bool>> = rows.iter().map(|r| eval_counted(&c, r, &count_as)).collect();
            prop_assert_eq!(eval_counted_columns(&c, &frame, &count_as), counted, "{}", source);
            let truth: Vec<Truth> = rows.iter().map(|r| match eval_indicator(&c, r) {
                Truth::Unknown(_) => Truth::Unknown(States::EMPTY),
                known => known,
            }).collect();
            prop_assert_eq!(eval_indicator_columns(&c, &frame), truth, "{}", source);
        }
        if let Some(c) = compiled(&value, Profile::Value) {
            let rows: Vec<_> = (0..frame.rows()).map(|i| eval_value(&c, &FrameRow::new(&frame, i))).collect();
            prop_assert_eq!(eval_value_columns(&c, &frame), rows, "{}", value);
        }
    }

    #[test]
    fn a_condition_and_its_opposite_are_never_both_true(frame in frame(), source in condition(hours())) {
        if let Some(c) = compiled(&source, Profile::Routing) {
            let opposite = checked(&format!("not ({source})"), Profile::Routing);
            let pairs = eval_routing_columns(&c, &frame).into_iter().zip(eval_routing_columns(&opposite, &frame));
            prop_assert!(pairs.into_iter().all(|(a, b)| !(a && b)), "{}", source);
        }
    }

    // Counting as no reads the negation-normal form with unknown atoms as false:
    // the rule of routing as it is stated, computed another way.
    #[test]
    fn routing_counts_every_state_as_no(frame in frame(), source in condition(Just("age".to_string()).boxed())) {
        // Without columns of their kind, answers that do not fit are open in both.
        let Some(c) = compiled(&source, Profile::Indicator) else { return Ok(()) };
        let no = eval_counted_columns(&c, &frame, &CountAs::all(As::No));
        let yes = eval_counted_columns(&c, &frame, &CountAs::all(As::Yes));
        for ((routing, no), yes) in eval_routing_columns(&c, &frame).into_iter().zip(no).zip(yes) {
            prop_assert_eq!(routing, no == Some(true), "{}", source);
            prop_assert!(no != Some(true) || yes == Some(true), "counting as yes is never less: {}", source);
        }
    }
}
