//! Conditions of forms hold here for exactly those for whom they hold in the
//! form: arbitrary conditions over every kind of question, in every state.

use std::collections::BTreeMap;

use dh::base::seed::Seed;
use dh::data::State;
use dh::expr::{
    Carried, Cell, CellValue, Code, CompareOp, Form, Meaning, Profile, Row, Scope, Sort, Type, XPath,
    carry_condition, check, eval_routing, print, read_xpath,
};

/// What a form holds of a respondent: texts, empty where there is nothing.
type Held = BTreeMap<&'static str, String>;

const OPTIONS: [&str; 3] = ["a", "b", "7"];
/// The missing code of `one` and `many`.
const DONT_KNOW: &str = "98";

/// `one` and `sure` are selects of one, `many` of several; `sure` and `count`
/// are always answered.
struct Questions;

fn codes(state: bool) -> Vec<(String, Code)> {
    let mut codes: Vec<(String, Code)> =
        OPTIONS.iter().map(|o| (o.to_string(), Code::Option(id_of(o).to_string()))).collect();
    if state {
        codes.push((DONT_KNOW.into(), Code::State("dont_know".into())));
    }
    codes
}

/// What a code is called here.
fn id_of(code: &str) -> &str {
    if code == "7" { "seven" } else { code }
}

impl Form for Questions {
    fn meaning(&self, name: &str) -> Option<Meaning> {
        let (sort, sure) = match name {
            "one" => (Sort::Choice { codes: codes(true), several: false }, false),
            "sure" => (Sort::Choice { codes: codes(false), several: false }, true),
            "many" => (Sort::Choice { codes: codes(true), several: true }, false),
            "some" => (Sort::Choice { codes: codes(false), several: true }, false),
            "number" => (Sort::Number { whole: true }, false),
            "count" => (Sort::Number { whole: true }, true),
            "words" => (Sort::Text, false),
            "size" => {
                let formula = read_xpath("if(${number} > 3, 'large', 'small')").ok()?;
                (Sort::Worked { formula, relevant: Some(read_xpath("${one} = 'a'").ok()?) }, false)
            }
            _ => return None,
        };
        Some(Meaning { id: name.into(), sort, sure, answered: false })
    }

    fn own(&self) -> Option<Meaning> {
        None
    }

    fn row_of(&self, _: &str) -> Option<Box<dyn Form + '_>> {
        None
    }
}

impl Scope for Questions {
    fn lookup(&self, name: &str) -> Option<Type> {
        let options = || OPTIONS.iter().map(|o| id_of(o).to_string()).collect();
        Some(match name {
            "one" | "sure" => Type::Choice(options()),
            "many" | "some" => Type::Choices(options()),
            "number" | "count" => Type::Number { unit: None, proportion: false },
            "words" => Type::Text,
            _ => return None,
        })
    }

    fn names(&self) -> Vec<String> {
        ["one", "sure", "many", "some", "number", "count", "words"].map(String::from).to_vec()
    }
}

/// A respondent as routing sees one.
struct Respondent<'a> {
    held: &'a Held,
    chosen: BTreeMap<&'static str, Vec<&'a str>>,
}

impl<'a> Respondent<'a> {
    fn new(held: &'a Held) -> Respondent<'a> {
        let several = |name| (name, held[name].split_whitespace().map(id_of).collect());
        Respondent { held, chosen: ["many", "some"].map(several).into() }
    }
}

impl Row for Respondent<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let text = self.held.get(name).map_or("", String::as_str);
        if text.is_empty() {
            return Cell::missing(State::Unanswered);
        }
        if text == DONT_KNOW && matches!(name, "one" | "many") {
            return Cell::missing(State::DontKnow);
        }
        Cell::answered(match name {
            "one" | "sure" => CellValue::Choice(id_of(text)),
            "many" | "some" => CellValue::Choices(self.chosen[name].clone()),
            "number" | "count" => CellValue::Number(text.parse().expect("a number")),
            _ => CellValue::Text(text),
        })
    }
}

/// XPath by its own rules, over texts.
#[derive(Clone)]
enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
}

impl Value {
    fn number(&self) -> f64 {
        match self {
            Value::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
            Value::Number(n) => *n,
            Value::Truth(truth) => f64::from(u8::from(*truth)),
        }
    }

    fn truth(&self) -> bool {
        match self {
            Value::Text(text) => !text.is_empty(),
            Value::Number(n) => *n != 0.0 && !n.is_nan(),
            Value::Truth(truth) => *truth,
        }
    }
}

fn value(x: &XPath, held: &Held) -> Value {
    match x {
        XPath::Number(n) => Value::Number(*n),
        XPath::Text(text) => Value::Text(text.clone()),
        XPath::Question(name) if name == "size" => {
            let size = if held["number"].parse::<f64>().is_ok_and(|n| n > 3.0) { "large" } else { "small" };
            Value::Text(if held["one"] == "a" { size.into() } else { String::new() })
        }
        XPath::Question(name) => Value::Text(held[name.as_str()].clone()),
        XPath::Neg(inner) => Value::Number(-value(inner, held).number()),
        XPath::And(parts) => Value::Truth(parts.iter().all(|p| value(p, held).truth())),
        XPath::Or(parts) => Value::Truth(parts.iter().any(|p| value(p, held).truth())),
        XPath::Compare(op, a, b) => {
            let (a, b) = (value(a, held), value(b, held));
            Value::Truth(match (&a, &b) {
                (Value::Truth(_), _) | (_, Value::Truth(_)) if op.is_equality() => {
                    op.holds(a.truth(), b.truth())
                }
                (Value::Text(a), Value::Text(b)) if op.is_equality() => op.holds(a, b),
                _ => match (a.number(), b.number()) {
                    (a, b) if a.is_nan() || b.is_nan() => *op == CompareOp::Ne,
                    (a, b) => op.holds(a, b),
                },
            })
        }
        XPath::Arith(op, a, b) => {
            let (a, b) = (value(a, held).number(), value(b, held).number());
            Value::Number(match *op {
                "+" => a + b,
                "-" => a - b,
                _ => a * b,
            })
        }
        XPath::Call(function, args) => {
            let text = |at: usize| match value(&args[at], held) {
                Value::Text(text) => text,
                other => other.number().to_string(),
            };
            match function.as_str() {
                "not" => Value::Truth(!value(&args[0], held).truth()),
                "selected" => Value::Truth(text(0).split_whitespace().any(|w| w == text(1))),
                "count-selected" => Value::Number(text(0).split_whitespace().count() as f64),
                "string-length" => Value::Number(text(0).chars().count() as f64),
                "if" => value(&args[if value(&args[0], held).truth() { 1 } else { 2 }], held),
                other => panic!("{other}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

fn pick<'a>(random: &mut Seed, from: &[&'a str]) -> &'a str {
    from[random.below(from.len())]
}

/// An arbitrary condition of a form.
fn condition(random: &mut Seed, depth: usize) -> String {
    let compare = ["=", "!=", "<", "<=", ">", ">="];
    let equality = ["=", "!="];
    if depth > 0 && random.below(3) > 0 {
        let (a, b) = (condition(random, depth - 1), condition(random, depth - 1));
        return match random.below(4) {
            0 => format!("not({a})"),
            1 => format!("({a}) and ({b})"),
            2 => format!("({a}) or ({b})"),
            _ => format!("({a}) and ({b}) and ({})", condition(random, depth - 1)),
        };
    }
    let code = ["'a'", "'b'", "'7'", "7", "'98'", "''"];
    let question = |random: &mut Seed| pick(random, &["${one}", "${sure}"]);
    match random.below(10) {
        0..=2 => format!("{} {} {}", question(random), pick(random, &equality), pick(random, &code)),
        3 => format!(
            "selected({}, {})",
            pick(random, &["${many}", "${some}", "${one}"]),
            pick(random, &code[..5])
        ),
        4 => format!(
            "{} {} {}",
            pick(random, &["${many}", "${some}"]),
            pick(random, &equality),
            pick(random, &["'a'", "'7'", "''", "'98'"])
        ),
        5 => format!(
            "count-selected({}) {} {}",
            pick(random, &["${many}", "${some}"]),
            pick(random, &compare),
            random.below(3)
        ),
        6 => format!(
            "{} {} {}",
            pick(random, &["${number}", "${count}", "${number} + ${count}", "${number} * 2"]),
            pick(random, &compare),
            random.below(6)
        ),
        7 => format!("${{number}} {} ''", pick(random, &equality)),
        8 => format!(
            "{} {} {}",
            pick(random, &["${words}", "${size}"]),
            pick(random, &equality),
            pick(random, &["'x'", "''", "'large'"])
        ),
        _ => format!("if({} = 'a', 'x', 'y') {} 'x'", question(random), pick(random, &equality)),
    }
}

/// A respondent who left some questions out.
fn respondent(random: &mut Seed) -> Held {
    BTreeMap::from([
        ("one", pick(random, &["", "a", "b", "7", DONT_KNOW]).to_string()),
        ("sure", pick(random, &OPTIONS).to_string()),
        ("many", pick(random, &["", "a", "b 7", "a b", "a b 7", DONT_KNOW]).to_string()),
        ("some", pick(random, &["", "a", "b 7", "a b", "7"]).to_string()),
        ("number", pick(random, &["", "0", "2", "4", "5"]).to_string()),
        ("count", pick(random, &["0", "1", "3", "5"]).to_string()),
        ("words", pick(random, &["", "x", "y"]).to_string()),
    ])
}

#[test]
fn a_condition_holds_here_for_exactly_those_for_whom_it_holds_in_the_form() {
    let mut random = Seed::new(7);
    let (mut carried, mut lost, mut held_true) = (0usize, 0usize, 0usize);
    for _ in 0..6_000 {
        let source = condition(&mut random, 3);
        let xpath = read_xpath(&source).unwrap_or_else(|e| panic!("{source}: {e}"));
        let ours = match carry_condition(&xpath, &Questions) {
            Err(_) => {
                lost += 1;
                continue;
            }
            Ok(ours) => ours,
        };
        carried += 1;
        let checked = match &ours {
            Carried::When(ast) => {
                let text = print(ast);
                Some(
                    check(&text, &Questions, Profile::Routing)
                        .unwrap_or_else(|e| panic!("{source}\n{text}\n{e:?}")),
                )
            }
            _ => None,
        };
        for _ in 0..30 {
            let held = respondent(&mut random);
            let theirs = value(&xpath, &held).truth();
            let here = match &checked {
                Some(checked) => eval_routing(checked, &Respondent::new(&held)),
                None => ours == Carried::Always,
            };
            held_true += usize::from(theirs);
            assert_eq!(
                here,
                theirs,
                "{source}\n{}\n{held:?}",
                checked.as_ref().map_or("constant", |c| c.source())
            );
        }
    }
    assert!(carried > 1_500 && lost > 100 && held_true > 10_000, "{carried} {lost} {held_true}");
}
