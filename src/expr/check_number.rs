//! Numbers: units, proportions and percent; and the functions.

use super::ast::{ArithOp, Ast, CompareOp, Node};
use super::check::Checker;
use super::functions;
use super::ir::{Atom, Cond, Leaf, Measure, NameId, Num, YES};
use super::parse::ExprError;
use super::scope::Type;
use crate::base::diag::choice_hints;

/// What kind of number stands somewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Kind {
    pub unit: Option<String>,
    pub proportion: bool,
    /// The value of a plain number that is written out (not of a percent).
    pub constant: Option<f64>,
    /// The number before the percent sign of a percent that is written out.
    percent: Option<f64>,
}

pub(super) enum Called {
    Cond(Cond),
    Num(Num, Kind),
}

impl Called {
    pub fn cond(self, checker: &mut Checker, ast: &Ast) -> Option<Cond> {
        match self {
            Called::Cond(cond) => Some(cond),
            Called::Num(..) => checker.complain(
                ExprError::at(ast, "a condition is expected here, this is a number")
                    .hint("compare it: … > 0"),
            ),
        }
    }
}

impl Kind {
    fn plain(unit: Option<String>) -> Self {
        Kind { unit, ..Kind::default() }
    }

    fn proportion(proportion: bool) -> Self {
        Kind { proportion, ..Kind::default() }
    }
}

impl Checker<'_> {
    pub fn number(&mut self, ast: &Ast) -> Option<(Num, Kind)> {
        match &ast.node {
            Node::Number(n) => Some((Num::Const(*n), Kind { constant: Some(*n), ..Kind::default() })),
            Node::Percent(n) => {
                Some((Num::Const(n / 100.0), Kind { percent: Some(*n), ..Kind::proportion(true) }))
            }
            Node::Name(name) => self.named_number(ast, name),
            Node::Neg(inner) => {
                let (num, mut kind) = self.number(inner)?;
                kind.constant = kind.constant.map(|c| -c);
                kind.percent = kind.percent.map(|p| -p);
                Some(match num {
                    Num::Const(n) => (Num::Const(-n), kind),
                    num => (Num::Neg(Box::new(num)), kind),
                })
            }
            Node::Arith(op, left, right) => {
                let (a, b) = (self.number(left), self.number(right));
                let ((a, a_kind), (b, b_kind)) = (a?, b?);
                let kind = match op {
                    ArithOp::Add | ArithOp::Sub => {
                        self.alike(left.to(right), (left, &a_kind), (right, &b_kind))?
                    }
                    ArithOp::Mul => product(&a_kind, &b_kind),
                    ArithOp::Div if b_kind.constant == Some(0.0) || b_kind.percent == Some(0.0) => {
                        return self.complain(ExprError::at(right, "division by zero"));
                    }
                    ArithOp::Div => quotient(&a_kind, &b_kind),
                };
                let constant = a_kind.constant.zip(b_kind.constant).and_then(|(a, b)| op.apply(a, b));
                let num = Num::Arith(*op, Box::new(a), Box::new(b));
                Some((num, Kind { constant, percent: None, ..kind }))
            }
            Node::Call { function, args } => match self.call(ast, function, args)? {
                Called::Num(num, kind) => Some((num, kind)),
                Called::Cond(_) => {
                    self.complain(ExprError::at(ast, "a number is expected here, this is a condition"))
                }
            },
            Node::Text(text) => {
                let error = ExprError::at(ast, "a number is expected here, this is a text");
                let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
                self.complain(error.hints(number.map(|n| format!("write {n} without quotes"))))
            }
            Node::Bool(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In { .. } => {
                self.complain(ExprError::at(ast, "a number is expected here, this is a condition"))
            }
        }
    }

    fn named_number(&mut self, ast: &Ast, name: &str) -> Option<(Num, Kind)> {
        let ty = self.known(ast, name)?;
        let hint = match &ty {
            Type::Number { unit, proportion } => {
                let leaf = Leaf::Question(self.intern(name));
                return Some((Num::Leaf(leaf), Kind { unit: unit.clone(), ..Kind::proportion(*proportion) }));
            }
            Type::Estimate { proportion } => {
                let leaf = Leaf::Measure(Measure::Value, self.intern(name));
                return Some((Num::Leaf(leaf), Kind::proportion(*proportion)));
            }
            _ if ty.is_yes_no() => Some(format!("write {name} == yes, or count_yes({name})")),
            Type::Choice(options) | Type::Answer(options) => {
                options.first().map(|o| format!("compare it with an option: {name} == {o}"))
            }
            Type::Choices(_) => Some(format!("write count_selected({name})")),
            Type::Date => Some(format!("dates are compared with dates: {name} >= '2020-01-01'")),
            Type::Series => Some(format!("write at({name}, 2023)")),
            Type::Theme => Some(format!("write held({name})")),
            Type::Roster => Some(format!("write count_rows({name})")),
            Type::Bool | Type::Text => None,
        };
        let message = format!("a number is expected here, '{name}' is {}", ty.words());
        self.complain(ExprError::at(ast, message).hints(hint))
    }

    pub fn compare_numbers(&mut self, op: CompareOp, left: &Ast, right: &Ast) -> Option<Cond> {
        let (a, b) = (self.number(left), self.number(right));
        let ((a, a_kind), (b, b_kind)) = (a?, b?);
        self.alike(left.to(right), (left, &a_kind), (right, &b_kind))?;
        Some(Cond::Compare(op, a, b))
    }

    pub fn among_numbers(&mut self, item: &Ast, list: &[Ast]) -> Option<Cond> {
        let item_number = self.number(item);
        let parts: Vec<Option<f64>> = list
            .iter()
            .map(|part| {
                let (num, kind) = self.number(part)?;
                if let Some((_, item_kind)) = &item_number {
                    self.alike((part.offset, part.width), (item, item_kind), (part, &kind))?;
                }
                match num {
                    Num::Const(n) => Some(n),
                    _ => self.complain(
                        ExprError::at(part, "the numbers of a list are written out")
                            .hint("write x == a or x == b to compare with what is calculated"),
                    ),
                }
            })
            .collect();
        let parts: Option<Vec<f64>> = parts.into_iter().collect();
        Some(Cond::Among(item_number?.0, parts?))
    }

    /// The kind of two numbers that are compared or added: proportions with
    /// proportions, hours with hours. 0 and 1 mean the same on both scales.
    fn alike(&mut self, place: (usize, usize), a: (&Ast, &Kind), b: (&Ast, &Kind)) -> Option<Kind> {
        if a.1.proportion == b.1.proportion {
            return match (&a.1.unit, &b.1.unit) {
                (Some(one), Some(other)) if one != other => self.complain(ExprError::new(
                    place.0,
                    place.1,
                    format!("{} and {} do not go together", described(a), described(b)),
                )),
                (one, other) => Some(Kind {
                    unit: one.clone().or_else(|| other.clone()),
                    ..Kind::proportion(a.1.proportion)
                }),
            };
        }
        let (share, plain) = if a.1.proportion { (a, b) } else { (b, a) };
        match (plain.1.constant, share.1.percent) {
            (Some(0.0 | 1.0), _) => Some(Kind::proportion(true)),
            (Some(n), _) => {
                let percent = if n.abs() < 1.0 { (n * 1e12).round() / 1e10 } else { n };
                self.complain(
                    ExprError::at(plain.0, format!("{} is compared with a percentage", described(share)))
                        .hint(format!("write {percent}%")),
                )
            }
            (None, Some(percent)) => self.complain(
                ExprError::at(share.0, format!("{percent}% is a proportion, {} is not", described(plain)))
                    .hint(format!("write {percent} without the percent sign")),
            ),
            (None, None) => self.complain(ExprError::new(
                place.0,
                place.1,
                format!("{} is a proportion, {} is not", described(share), described(plain)),
            )),
        }
    }

    pub fn call(&mut self, ast: &Ast, function: &str, args: &[Ast]) -> Option<Called> {
        let Some(known) = functions::find(self.profile, function) else {
            return self.no_function(ast, function);
        };
        let fits = match function {
            "any_yes" | "all_yes" | "count_yes" => !args.is_empty(),
            "selected" | "at" => args.len() == 2,
            "count_rows" => (1..=2).contains(&args.len()),
            "change" => args.len() == 3,
            _ => args.len() == 1,
        };
        if !fits {
            return self.complain(
                ExprError::at(ast, format!("'{function}' is not used with {} values", args.len()))
                    .hint(format!("write {}", known.form)),
            );
        }
        let measure = |this: &mut Self, measure| {
            let (id, ty) = this.argument(&args[0], known, |ty| matches!(ty, Type::Estimate { .. }))?;
            let share = measure != Measure::Base && ty == (Type::Estimate { proportion: true });
            Some(Called::Num(Num::Leaf(Leaf::Measure(measure, id)), Kind::proportion(share)))
        };
        match function {
            "any_yes" | "all_yes" => {
                let is_yes = |id| Cond::Atom(Atom::OneOf(id, vec![YES.to_string()]));
                let parts: Vec<Cond> = self.yes_no(args, known)?.into_iter().map(is_yes).collect();
                Some(Called::Cond(if function == "any_yes" { Cond::Any(parts) } else { Cond::All(parts) }))
            }
            "count_yes" => {
                let ids = self.yes_no(args, known)?;
                Some(Called::Num(Num::Leaf(Leaf::CountYes(ids)), Kind::plain(None)))
            }
            "selected" => {
                let (id, ty) = self.argument(&args[0], known, |ty| matches!(ty, Type::Choices(_)))?;
                let (Type::Choices(options), Node::Name(question)) = (ty, &args[0].node) else {
                    return None;
                };
                let option = self.option(question, &options, &args[1])?;
                Some(Called::Cond(Cond::Atom(Atom::Selected(id, option))))
            }
            "count_selected" => {
                let (id, _) = self.argument(&args[0], known, |ty| matches!(ty, Type::Choices(_)))?;
                Some(Called::Num(Num::Leaf(Leaf::CountSelected(id)), Kind::plain(None)))
            }
            "count_rows" => {
                let roster = self.argument(&args[0], known, |ty| *ty == Type::Roster);
                let condition = args.get(1).map(|ast| self.condition(ast));
                let condition = match condition {
                    Some(condition) => Some(Box::new(condition?)),
                    None => None,
                };
                Some(Called::Num(Num::Leaf(Leaf::CountRows(roster?.0, condition)), Kind::plain(None)))
            }
            "answered" | "missing" => {
                let (id, _) = self.argument(&args[0], known, |ty| *ty != Type::Roster)?;
                Some(Called::Cond(Cond::Atom(Atom::Answered(id)).negate_if(function == "missing")))
            }
            "held" => {
                let (id, _) = self.argument(&args[0], known, |_| true)?;
                Some(Called::Cond(Cond::Atom(Atom::Held(id))))
            }
            "value" => measure(self, Measure::Value),
            "low" => measure(self, Measure::Low),
            "high" => measure(self, Measure::High),
            "ci_low" => measure(self, Measure::CiLow),
            "ci_high" => measure(self, Measure::CiHigh),
            "base" => measure(self, Measure::Base),
            "at" => {
                let series = self.argument(&args[0], known, |ty| *ty == Type::Series);
                let year = self.year(&args[1]);
                Some(Called::Num(Num::Leaf(Leaf::At(series?.0, year?)), Kind::plain(None)))
            }
            "change" => {
                let series = self.argument(&args[0], known, |ty| *ty == Type::Series);
                let (from, to) = (self.year(&args[1]), self.year(&args[2]));
                Some(Called::Num(Num::Leaf(Leaf::Change(series?.0, from?, to?)), Kind::proportion(true)))
            }
            _ => self.no_function(ast, function),
        }
    }

    fn no_function<T>(&mut self, ast: &Ast, function: &str) -> Option<T> {
        let error =
            ExprError::new(ast.offset, function.chars().count(), format!("unknown function '{function}'"));
        if functions::belongs_elsewhere(self.profile, function) {
            let hint = match (self.profile.is_evidence(), function) {
                (true, "answered") => "write held(…)",
                (true, "missing") => "write not held(…)",
                (true, _) => "it reads answers to questions; a finding rests on evidence",
                (false, _) => "it reads evidence; this expression reads answers to questions",
            };
            return self.complain(error.hint(hint));
        }
        if self.scope.lookup(function).is_some() {
            return self
                .complain(error.hint(format!("'{function}' is a name: write it without parentheses")));
        }
        let names = functions::functions(self.profile).iter().map(|f| f.name);
        self.complain(error.hints(choice_hints(function, names)))
    }

    fn yes_no(&mut self, args: &[Ast], function: &functions::Function) -> Option<Vec<NameId>> {
        let ids: Vec<Option<NameId>> =
            args.iter().map(|arg| self.argument(arg, function, Type::is_yes_no).map(|(id, _)| id)).collect();
        ids.into_iter().collect()
    }

    /// A name given to a function.
    fn argument(
        &mut self,
        ast: &Ast,
        function: &functions::Function,
        accepts: impl Fn(&Type) -> bool,
    ) -> Option<(NameId, Type)> {
        let Node::Name(name) = &ast.node else {
            let error = ExprError::at(ast, format!("'{}' takes a name here", function.name));
            return self.complain(error.hint(format!("write {}", function.form)));
        };
        let ty = self.known(ast, name)?;
        if accepts(&ty) {
            return Some((self.intern(name), ty));
        }
        let hint = match (function.name, &ty) {
            ("any_yes" | "all_yes" | "count_yes", _) => "it takes questions with an option 'yes'".to_string(),
            ("selected", Type::Choice(_)) => format!("'{name}' has one answer: write {name} == option"),
            (_, Type::Series) => format!("write at({name}, 2023)"),
            ("at" | "change", Type::Estimate { .. }) => {
                format!("it is one number here, of one year: write {name}")
            }
            _ => format!("write {}", function.form),
        };
        let message = format!("'{}' cannot read '{name}', which is {}", function.name, ty.words());
        self.complain(ExprError::at(ast, message).hint(hint))
    }

    fn year(&mut self, ast: &Ast) -> Option<i32> {
        match ast.node {
            // Whole and small: the cast is exact.
            Node::Number(n) if n.fract() == 0.0 && n <= 9999.0 => Some(n as i32),
            _ => self.complain(ExprError::at(ast, "a year is expected here").hint("such as 2023")),
        }
    }
}

fn product(a: &Kind, b: &Kind) -> Kind {
    match (a.proportion, b.proportion) {
        (true, true) => Kind::proportion(true),
        // Twice a proportion is still one; a share of a number is a number.
        (true, false) if b.constant.is_some() => Kind::proportion(true),
        (false, true) if a.constant.is_some() => Kind::proportion(true),
        (true, false) => Kind::plain(b.unit.clone()),
        (false, true) => Kind::plain(a.unit.clone()),
        (false, false) => match (&a.unit, &b.unit) {
            (Some(_), Some(_)) => Kind::plain(None),
            (one, other) => Kind::plain(one.clone().or_else(|| other.clone())),
        },
    }
}

fn quotient(a: &Kind, b: &Kind) -> Kind {
    match (a.proportion, b.proportion) {
        (true, false) if b.constant.is_some() => Kind::proportion(true),
        (true, _) => Kind::plain(None),
        (false, _) if b.unit.is_none() => Kind::plain(a.unit.clone()),
        (false, _) => Kind::plain(None),
    }
}

fn described((ast, kind): (&Ast, &Kind)) -> String {
    let what = if ast.width <= 60 { format!("'{ast}'") } else { "one side".to_string() };
    match &kind.unit {
        Some(unit) => format!("{what} ({unit})"),
        None => what,
    }
}
