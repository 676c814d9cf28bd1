//! Parsing, printing and checking.

use proptest::prelude::*;

use super::*;

/// A name and its type.
type Named = (&'static str, fn() -> Type);

struct Names(&'static [Named]);

fn options(list: &[&str]) -> Vec<String> {
    list.iter().map(|o| o.to_string()).collect()
}

pub(super) const SURVEY: &[Named] = &[
    ("age", || Type::Number { unit: Some("years".into()), proportion: false }),
    ("hours_weekday", || Type::Number { unit: Some("hours".into()), proportion: false }),
    ("hours_weekend", || Type::Number { unit: Some("hours".into()), proportion: false }),
    ("share_at_home", || Type::Number { unit: None, proportion: true }),
    ("sex", || Type::Choice(options(&["girl", "boy"]))),
    ("internet_frequency", || Type::Choice(options(&["daily", "weekly", "never"]))),
    ("uses_phone", || Type::Choice(options(&["yes", "no"]))),
    ("uses_laptop", || Type::Choice(options(&["yes", "no"]))),
    ("uses_tablet", || Type::Choice(options(&["yes", "no"]))),
    ("places", || Type::Choices(options(&["home", "school", "cafe"]))),
    ("comment", || Type::Text),
    ("interviewed_on", || Type::Date),
    ("trained_on", || Type::Date),
    ("has_roster", || Type::Bool),
];

const EVIDENCE: &[Named] = &[
    ("users", || Type::Estimate { proportion: true }),
    ("children", || Type::Estimate { proportion: false }),
    ("subscriptions", || Type::Series),
    ("has_plan", || Type::Answer(options(&["full", "partly", "none"]))),
    ("access_at_school", || Type::Theme),
];

impl Scope for Names {
    fn lookup(&self, name: &str) -> Option<Type> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, ty)| ty())
    }
    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(n, _)| n.to_string()).collect()
    }
}

pub(super) fn checked(source: &str, profile: Profile) -> Checked {
    try_check(source, profile).unwrap_or_else(|e| panic!("{source}: {e:?}"))
}

pub(super) fn try_check(source: &str, profile: Profile) -> Result<Checked, Vec<ExprError>> {
    check(source, &Names(if profile.is_evidence() { EVIDENCE } else { SURVEY }), profile)
}

/// Asserts one complaint, under exactly these characters, with this among its text.
fn complains(profile: Profile, source: &str, under: &str, about: &str) {
    let errors = try_check(source, profile).expect_err(source);
    assert_eq!(errors.len(), 1, "{source}: {errors:?}");
    let error = &errors[0];
    let at: String = source.chars().skip(error.offset).take(error.width).collect();
    let text = error.to_string();
    assert!(at == under && text.contains(about), "{source}\n under '{at}'\n {text}");
}

#[test]
fn precedence_is_luas_own() {
    for (source, canonical) in [
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a and (b and (c and d))", "a and b and c and d"),
        ("not a == b", "not a == b"),
        ("not (a == b)", "not (a == b)"),
        ("1+2*3 < 4", "1 + 2 * 3 < 4"),
        ("(1+2)*3 < 4", "(1 + 2) * 3 < 4"),
        ("a-(b-c) > 0", "a - (b - c) > 0"),
        ("a - b - c > 0", "a - b - c > 0"),
        ("- -a > .5", "-(-a) > 0.5"),
        ("x != \"it's\"", r"x ~= 'it\'s'"),
        ("a not in (b,'c d')", "a not in (b, 'c d')"),
        ("((a)) in (b) or f( c , 10% )", "a in (b) or f(c, 10%)"),
    ] {
        assert_eq!(parse(source).unwrap().to_string(), canonical);
    }
    let Node::Compare(_, left, _) = parse("not a == b").unwrap().node else { panic!() };
    assert!(matches!(left.node, Node::Not(_)));
}

#[test]
fn habits_from_elsewhere_are_told_what_to_write() {
    for (source, under, about) in [
        ("age = 5", "=", "use =="),
        ("age > 5 && age < 9", "&&", "use and"),
        ("age > 5 || age < 9", "||", "use or"),
        ("!has_roster", "!", "use not"),
        ("age <> 5", "<>", "use ~= or !="),
        ("age % 2 == 0", "%", "no modulo"),
        ("age > 10 %", "%", "directly after a number"),
        ("age > 10%5", "5", "no modulo"),
        ("1 < age < 5", "<", "write 1 < age and age < 5"),
        ("age ≥ 5", "≥", "use >="),
        ("sex == ‘girl’", "‘", "straight quotes"),
        ("sex == 'girl", "'", "never closed"),
        ("(age > 5", "(", "never closed"),
        ("age > 5)", ")", "closes nothing"),
        ("age > 5 AND age < 9", "AND", "write and in small letters"),
        ("age is 5", "is", "use =="),
        ("age > 1,000", ",", "1000"),
        ("age > 12_17", "12_17", "in quotes: '12_17'"),
        ("age > 5 - --3", "--", "comment in Lua"),
        ("age >", " ", "ends too early"),
        ("sex in girl", "girl", "write x in (a, b)"),
        ("sex in ()", ")", "is empty"),
        ("sex in {girl}", "{", "in parentheses"),
        ("  ", " ", "is empty"),
    ] {
        let error = parse(source).expect_err(source);
        let at: String = format!("{source} ").chars().skip(error.offset).take(error.width).collect();
        assert!(at == under && error.to_string().contains(about), "{source}: under '{at}' {error}");
    }
}

#[test]
fn names_options_and_types_are_checked_at_the_character() {
    use Profile::Routing as R;
    complains(R, "agee >= 12", "agee", "did you mean 'age'");
    complains(R, "age >= 12 and sex == gril", "gril", "did you mean 'girl'");
    complains(R, "internet_frequency in (daily, montly)", "montly", "valid here: daily, weekly, never");
    complains(R, "sex == age", "age", "not an option of 'sex'");
    complains(R, "sex == 1", "1", "valid here: girl, boy");
    complains(R, "uses_phone == true", "true", "write uses_phone == yes");
    complains(R, "sex < girl", "sex < girl", "no order");
    complains(R, "uses_phone", "uses_phone", "write uses_phone == yes");
    complains(R, "not uses_phone", "uses_phone", "write uses_phone == yes");
    complains(R, "not age == 5", "not age", "write not (age == 5)");
    complains(R, "places == home", "places == home", "write selected(places, home)");
    complains(R, "places in (home)", "places in (home)", "selected(places, home)");
    complains(R, "selected(places, work)", "work", "valid here: home, school, cafe");
    complains(R, "selected(sex, girl)", "sex", "write sex == option");
    complains(R, "any_yes(uses_phone, sex)", "sex", "an option 'yes'");
    complains(R, "any_yes()", "any_yes()", "write any_yes(question");
    complains(R, "any_yess(uses_phone)", "any_yess", "did you mean 'any_yes'");
    complains(R, "any_yes == 1", "any_yes", "it is a function");
    complains(R, "held(age)", "held", "reads evidence");
    complains(R, "age == '12'", "'12'", "write 12 without quotes");
    complains(R, "age >= hours_weekday", "age >= hours_weekday", "(years)");
    complains(R, "age + 1", "age + 1", "compare it");
    complains(R, "count_yes(uses_phone)", "count_yes(uses_phone)", "compare it");
    complains(R, "age in (12, hours_weekday / 2)", "hours_weekday / 2", "'age' (years)");
    complains(R, "hours_weekday / 0 > 1", "0", "division by zero");
    complains(R, "comment == hello", "hello", "in quotes");
    complains(R, "comment < 'a'", "comment < 'a'", "no order");
    complains(R, "interviewed_on > '2020-02-30'", "'2020-02-30'", "not a date");
    complains(R, "interviewed_on > 2020", "2020", "'2020-01-31'");
    complains(R, "has_roster == 1", "has_roster == 1", "true or false");
    complains(R, "missing('age')", "'age'", "takes a name");
    complains(R, "age == nil", "nil", "missing(question)");
    complains(Profile::Value, "age > 5", "age > 5", "a number is expected");
    complains(Profile::Evidence, "any_yes(users)", "any_yes", "rests on evidence");
    complains(Profile::Evidence, "missing(users)", "missing", "write not held");
    complains(Profile::Evidence, "at(users, 2020) > 1", "users", "which is an estimate");
    complains(Profile::Evidence, "at(subscriptions, 20.5) > 1", "20.5", "a year");
    complains(Profile::Evidence, "subscriptions > 1", "subscriptions", "write at(subscriptions, 2023)");
    complains(Profile::Evidence, "access_at_school", "access_at_school", "write held(access_at_school)");
    complains(Profile::Evidence, "has_plan == som", "som", "valid here: full, partly, none");

    let errors = try_check("agee > 1 and sex == gril or places", Profile::Routing).unwrap_err();
    assert_eq!(errors.iter().map(|e| e.offset).collect::<Vec<_>>(), [0, 20, 28]);
}

#[test]
fn evidence_and_questions_do_not_mix() {
    let both = Names(&[("age", || Type::Text), ("users", || Type::Estimate { proportion: true })]);
    for (source, profile) in [("users > 10%", Profile::Indicator), ("held(age)", Profile::Evidence)] {
        let errors = check(source, &both, profile).unwrap_err();
        assert!(errors[0].message.contains("evidence"), "{errors:?}");
    }
}

#[test]
fn percent_goes_with_proportions_only() {
    use Profile::Evidence as E;
    complains(E, "ci_high(users) < 10", "10", "write 10%");
    complains(E, "ci_high(users) < 0.07", "0.07", "write 7%");
    complains(E, "change(subscriptions, 2019, 2023) < -5", "-5", "write -5%");
    complains(E, "children > 10%", "10%", "write 10 without the percent sign");
    complains(E, "base(users) > 10%", "10%", "without the percent sign");
    complains(E, "users > children", "users > children", "is a proportion");
    complains(E, "users in (10%, 20)", "20", "write 20%");
    complains(Profile::Routing, "age > 10%", "10%", "'age' (years) is not");
    for fine in [
        "users > 10%",
        "10% < ci_low(users)",
        "users > 0 and users ~= 1",
        "1 - users < 50%",
        "2 * users > users",
        "users / 2 < 10%",
        "users * children > 1000",
        "children * 10% > 5",
        "users / users > 2",
        "base(users) >= 30",
        "high(users) in (10%, 100%)",
        "at(subscriptions, 2023) > 1000000 and change(subscriptions, 2019, 2023) > -10%",
        "has_plan in (full, 'partly') and held(access_at_school)",
    ] {
        checked(fine, E);
    }
    assert_eq!(
        *checked("users * children", Profile::Derived).ty(),
        Type::Number { unit: None, proportion: false }
    );
    assert_eq!(*checked("users * 50%", Profile::Derived).ty(), Type::Number { unit: None, proportion: true });
    let hours = checked("hours_weekday * 5 + hours_weekend * 2", Profile::Value);
    assert_eq!(*hours.ty(), Type::Number { unit: Some("hours".into()), proportion: false });
}

#[test]
fn options_are_no_dependencies() {
    let c =
        checked("sex == girl and age in (12, 13) or girl ~= sex and any_yes(uses_phone)", Profile::Routing);
    assert_eq!(c.depends_on(), ["age", "sex", "uses_phone"]);
    assert_eq!(c.source().len(), 70);
}

#[test]
fn an_option_named_as_a_question_is_the_option() {
    const CLASH: &[Named] = &[
        ("device", || Type::Choice(options(&["phone", "laptop"]))),
        ("phone", || Type::Choice(options(&["yes", "no"]))),
    ];
    for source in ["device == phone", "phone == device", "device in (phone)"] {
        assert_eq!(
            check(source, &Names(CLASH), Profile::Routing).unwrap().depends_on(),
            ["device"],
            "{source}"
        );
    }
}

#[test]
fn size_and_depth_are_limited_without_a_fall() {
    let long = format!("age > {}1", " ".repeat(MAX_LENGTH));
    assert!(parse(&long).unwrap_err().message.contains("longer"));
    for n in [MAX_DEPTH + 1, 4_000] {
        for source in [
            format!("{}age{}", "(".repeat(n), ")".repeat(n)),
            format!("{}has_roster", "not ".repeat(n.min(2_400))),
            format!("{}age > 1", "- ".repeat(n)),
            format!("age{} > 1", "+1".repeat(n)),
            format!("{}age{}", "f(".repeat(n.min(3_000)), ")".repeat(n.min(3_000))),
        ] {
            assert!(parse(&source).unwrap_err().message.contains("64 deep"), "{n}");
        }
    }
    let chain = vec!["age > 1"; 800].join(" and ");
    assert!(check(&chain, &Names(SURVEY), Profile::Routing).is_ok());
    let mixed = vec!["age > 1 and age < 9"; 400].join(" or ");
    assert!(check(&mixed, &Names(SURVEY), Profile::Routing).is_ok());
}

fn any_ast() -> impl Strategy<Value = Ast> {
    let at = |node| Ast::new(node, 0, 1);
    let leaf = prop_oneof![
        any::<bool>().prop_map(Node::Bool),
        (0.0..1e12f64).prop_map(Node::Number),
        (0u32..2000).prop_map(|n| Node::Number(f64::from(n) / 8.0)),
        (0u32..1000).prop_map(|n| Node::Percent(f64::from(n) / 10.0)),
        any::<String>().prop_map(Node::Text),
        "x[a-z0-9_]{0,6}".prop_map(Node::Name),
    ]
    .prop_map(at);
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let pair = (boxed.clone(), boxed.clone());
        let op = proptest::sample::select(vec![
            CompareOp::Eq,
            CompareOp::Ne,
            CompareOp::Lt,
            CompareOp::Le,
            CompareOp::Gt,
            CompareOp::Ge,
        ]);
        let arith = proptest::sample::select(vec![ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div]);
        let list = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            boxed.clone().prop_map(Node::Not),
            boxed.clone().prop_map(Node::Neg),
            (op, pair.clone()).prop_map(|(op, (a, b))| Node::Compare(op, a, b)),
            (arith, pair.clone()).prop_map(|(op, (a, b))| Node::Arith(op, a, b)),
            pair.clone().prop_map(|(a, b)| Ast::and(*a, *b).node),
            pair.prop_map(|(a, b)| Ast::or(*a, *b).node),
            (boxed, list.clone(), any::<bool>()).prop_map(|(item, list, negated)| Node::In {
                item,
                list,
                negated
            }),
            ("x[a-z]{0,4}", list).prop_map(|(function, args)| Node::Call { function, args }),
        ]
        .prop_map(at)
    })
}

proptest! {
    #[test]
    fn printed_and_parsed_again_is_the_same(ast in any_ast()) {
        let printed = print(&ast);
        let again = parse(&printed).map_err(|e| TestCaseError::fail(format!("{printed}: {e}")))?;
        prop_assert_eq!(&again, &ast, "{}", printed);
        prop_assert_eq!(print(&again), printed);
    }

    #[test]
    fn nothing_written_makes_it_panic(source in any::<String>()) {
        for profile in [Profile::Routing, Profile::Value, Profile::Evidence, Profile::Derived] {
            let _ = try_check(&source, profile);
        }
    }

    #[test]
    fn no_order_of_words_makes_it_panic(words in prop::collection::vec(proptest::sample::select(vec![
        "age", "sex", "girl", "places", "home", "uses_phone", "comment", "interviewed_on", "has_roster", "users",
        "subscriptions", "has_plan", "full", "in", "not", "and", "or", "(", ")", ",", "==", "~=", "<", ">=", "+",
        "-", "*", "/", "10%", "0", "1", "2020", "'x'", "'2020-01-01'", "true", "any_yes(", "count_yes(",
        "selected(", "missing(", "held(", "at(", "change(", "ci_low(", "=", "%", "'", "é",
    ]), 0..14)) {
        let source = words.join(" ");
        for profile in [Profile::Indicator, Profile::Value, Profile::Evidence, Profile::Derived] {
            if let Err(errors) = try_check(&source, profile) {
                prop_assert!(!errors.is_empty());
                for e in errors {
                    prop_assert!(e.width >= 1 && e.offset + e.width <= source.chars().count() + 1, "{} {:?}", source, e);
                }
            }
        }
    }
}
