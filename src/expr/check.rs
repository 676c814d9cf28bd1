//! What an expression means in a scope, or everything that is wrong with it.

use std::collections::HashMap;

use super::ast::{Ast, CompareOp, Node};
use super::functions;
use super::ir::{Atom, Body, Cond, Day, NameId, YES, is_date};
use super::parse::{ExprError, parse};
use super::scope::{Profile, Scope, Type};
use crate::base::diag::choice_hints;

/// More complaints about one expression help nobody, and each may search all names.
const MAX_ERRORS: usize = 100;

/// An expression that means something: every name resolved, every type right.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    ast: Ast,
    ty: Type,
    source: String,
    profile: Profile,
    depends_on: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) body: Body,
}

impl Checked {
    /// The parsed expression.
    pub fn ast(&self) -> &Ast {
        &self.ast
    }

    /// What it gives: a bool or a number.
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Where it was checked to stand.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The names it reads of the respondent, not of the rows of a roster.
    pub fn reads_outside_rows(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.body.outside_rows().into_iter().map(|id| &*self.names[id]).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The names it reads (options are none), each once, sorted.
    pub fn depends_on(&self) -> &[String] {
        &self.depends_on
    }
}

/// Parses `source` and checks it against `scope`.
///
/// # Errors
/// All that is wrong with it (a syntax error alone; at most 100 others), each at
/// its characters, in the order of the source.
pub fn check(source: &str, scope: &dyn Scope, profile: Profile) -> Result<Checked, Vec<ExprError>> {
    let ast = parse(source).map_err(|error| vec![error])?;
    let mut checker = Checker { scope, profile, errors: Vec::new(), names: Vec::new(), ids: HashMap::new() };
    let body = if profile.is_number() {
        checker.number(&ast).map(|(num, kind)| {
            (Body::Num(num), Type::Number { unit: kind.unit, proportion: kind.proportion })
        })
    } else {
        checker.condition(&ast).map(|cond| (Body::Cond(cond), Type::Bool))
    };
    let Checker { mut errors, names, .. } = checker;
    errors.sort_by_key(|e| (e.offset, e.width));
    match body {
        Some((body, ty)) if errors.is_empty() => {
            let mut depends_on = names.clone();
            depends_on.sort();
            Ok(Checked { ast, ty, source: source.to_string(), profile, depends_on, names, body })
        }
        _ => {
            if errors.is_empty() {
                errors.push(ExprError::at(&ast, "this expression has no meaning here"));
            }
            Err(errors)
        }
    }
}

pub(super) struct Checker<'a> {
    pub scope: &'a dyn Scope,
    pub profile: Profile,
    pub errors: Vec<ExprError>,
    names: Vec<String>,
    ids: HashMap<String, NameId>,
}

/// One side of a comparison, as far as its form tells.
enum Side<'t> {
    Known(&'t str, Type),
    Word(&'t str),
    Text,
    Truth(bool),
    Number,
    Condition,
}

impl Checker<'_> {
    /// Notes a complaint; the `None` is for the caller to return.
    pub fn complain<T>(&mut self, error: ExprError) -> Option<T> {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
        None
    }

    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        self.names.push(name.to_string());
        self.ids.insert(name.to_string(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// The type of a name that must exist and be of the right world.
    pub fn known(&mut self, ast: &Ast, name: &str) -> Option<Type> {
        let Some(ty) = self.scope.lookup(name) else {
            return self.unknown(ast, name);
        };
        match (self.profile.is_evidence(), ty.is_evidence()) {
            (true, false) => self.complain(
                ExprError::at(ast, format!("'{name}' is {}, not evidence", ty.words()))
                    .hint("a finding rests on estimates, series, criteria and themes"),
            ),
            (false, true) => self.complain(
                ExprError::at(ast, format!("'{name}' is {}: evidence, not a question", ty.words()))
                    .hint("evidence stands in the conditions of findings only"),
            ),
            _ => Some(ty),
        }
    }

    fn unknown<T>(&mut self, ast: &Ast, name: &str) -> Option<T> {
        if self.errors.len() >= MAX_ERRORS {
            return None;
        }
        let error = ExprError::at(ast, format!("unknown name '{name}'"));
        if let Some(function) = functions::find(self.profile, name) {
            return self.complain(error.hint(format!("it is a function: write {}", function.form)));
        }
        let names = self.scope.names();
        let mut hints = choice_hints(name, names.iter().map(String::as_str));
        if matches!(name, "nil" | "null") {
            hints.insert(0, "to ask whether there is an answer write missing(question)".into());
        }
        self.complain(error.hints(hints))
    }

    pub fn condition(&mut self, ast: &Ast) -> Option<Cond> {
        match &ast.node {
            Node::Bool(b) => Some(Cond::Const(*b)),
            Node::And(parts) => self.conditions(parts).map(Cond::All),
            Node::Or(parts) => self.conditions(parts).map(Cond::Any),
            Node::Not(inner) => self.condition(inner).map(|c| c.negate_if(true)),
            Node::Compare(op, left, right) => self.compare(ast, *op, left, right),
            Node::In { item, list, negated } => {
                self.membership(ast, item, list).map(|c| c.negate_if(*negated))
            }
            Node::Name(name) => self.bare(ast, name),
            Node::Call { function, args } => self.call(ast, function, args)?.cond(self, ast),
            Node::Number(_) | Node::Percent(_) | Node::Neg(_) | Node::Arith(..) => self.complain(
                ExprError::at(ast, "a condition is expected here, this is a number")
                    .hint("compare it: … > 0"),
            ),
            Node::Text(_) => {
                self.complain(ExprError::at(ast, "a condition is expected here, this is a text"))
            }
        }
    }

    fn conditions(&mut self, parts: &[Ast]) -> Option<Vec<Cond>> {
        // Collected before it is joined, so that every part is complained of.
        let all: Vec<Option<Cond>> = parts.iter().map(|part| self.condition(part)).collect();
        all.into_iter().collect()
    }

    fn bare(&mut self, ast: &Ast, name: &str) -> Option<Cond> {
        let ty = self.known(ast, name)?;
        let hint = match &ty {
            Type::Bool => return Some(Cond::Atom(Atom::Flag(self.intern(name)))),
            _ if ty.is_yes_no() => format!("write {name} == yes"),
            Type::Choice(options) | Type::Answer(options) => {
                format!(
                    "compare it with an option: {name} == {}",
                    options.first().map_or("…", String::as_str)
                )
            }
            Type::Choices(options) => {
                format!("write selected({name}, {})", options.first().map_or("…", String::as_str))
            }
            Type::Number { .. } => format!("compare it: {name} > 0"),
            Type::Text => format!("compare it: {name} == '…', or write answered({name})"),
            Type::Date => format!("compare it: {name} >= '2020-01-01'"),
            Type::Estimate { proportion: true } => format!("compare it: value({name}) > 10%"),
            Type::Estimate { .. } => format!("compare it: value({name}) > 0"),
            Type::Series => format!("write at({name}, 2023) > 0"),
            Type::Theme => format!("write held({name})"),
            Type::Roster => format!("write count_rows({name}) > 0"),
        };
        self.complain(
            ExprError::at(ast, format!("a condition is expected here, '{name}' is {}", ty.words()))
                .hint(hint),
        )
    }

    fn side<'t>(&self, ast: &'t Ast) -> Side<'t> {
        match &ast.node {
            Node::Name(name) => match self.scope.lookup(name) {
                Some(ty) => Side::Known(name, ty),
                None => Side::Word(name),
            },
            Node::Text(_) => Side::Text,
            Node::Bool(b) => Side::Truth(*b),
            Node::Number(_) | Node::Percent(_) | Node::Neg(_) | Node::Arith(..) => Side::Number,
            Node::Call { function, .. } => match function.as_str() {
                "any_yes" | "all_yes" | "selected" | "answered" | "missing" | "held" => Side::Condition,
                _ => Side::Number,
            },
            Node::Not(_) | Node::And(_) | Node::Or(_) | Node::Compare(..) | Node::In { .. } => {
                Side::Condition
            }
        }
    }

    fn compare(&mut self, ast: &Ast, op: CompareOp, left: &Ast, right: &Ast) -> Option<Cond> {
        let (a, b) = (self.side(left), self.side(right));
        match (&a, &b) {
            (Side::Condition, _) | (_, Side::Condition) => self.compared_condition(op, left, right, &a, &b),
            // The left side is the question unless only the right one can be.
            (
                Side::Known(name, Type::Choice(own) | Type::Answer(own)),
                Side::Known(question, Type::Choice(options) | Type::Answer(options)),
            ) if options.iter().any(|o| o == name) && !own.iter().any(|o| o == question) => {
                self.equals_option(ast, op, question, options, right, left)
            }
            (Side::Known(question, Type::Choice(options) | Type::Answer(options)), _) => {
                self.equals_option(ast, op, question, options, left, right)
            }
            (_, Side::Known(question, Type::Choice(options) | Type::Answer(options))) => {
                self.equals_option(ast, op, question, options, right, left)
            }
            (Side::Known(question, Type::Choices(_)), _) => self.several(ast, question, right),
            (_, Side::Known(question, Type::Choices(_))) => self.several(ast, question, left),
            (Side::Known(name, Type::Bool), Side::Truth(b)) => self.equals_truth(left, name, op, *b),
            (Side::Truth(b), Side::Known(name, Type::Bool)) => self.equals_truth(right, name, op, *b),
            (Side::Known(name, Type::Bool), _) | (_, Side::Known(name, Type::Bool)) => self.complain(
                ExprError::at(ast, format!("'{name}' is true or false"))
                    .hint(format!("write {name}, not {name}, or {name} == true")),
            ),
            (Side::Known(name, Type::Text), _) => self.equals_text(ast, op, name, left, right),
            (_, Side::Known(name, Type::Text)) => self.equals_text(ast, op, name, right, left),
            (Side::Known(_, Type::Date), _) | (_, Side::Known(_, Type::Date)) => {
                let (from, to) = (self.day(left), self.day(right));
                Some(Cond::Atom(Atom::Dates(op, from?, to?)))
            }
            // The right word may be an option of the unknown left one.
            (Side::Word(name), Side::Word(_) | Side::Text) => self.unknown(left, name),
            (Side::Text, Side::Word(name)) => self.unknown(right, name),
            _ => self.compare_numbers(op, left, right),
        }
    }

    fn compared_condition(
        &mut self,
        op: CompareOp,
        left: &Ast,
        right: &Ast,
        a: &Side,
        b: &Side,
    ) -> Option<Cond> {
        let place = if matches!(a, Side::Condition) { left } else { right };
        let error = ExprError::at(place, "a condition cannot be compared");
        if let Node::Not(inner) = &left.node
            && left.width + right.width < 80
        {
            let hint =
                format!("'not' binds tighter than '{0}': write not ({inner} {0} {right})", op.symbol());
            return self.complain(error.hint(hint));
        }
        let hint = match (a, b) {
            (Side::Truth(true), _) | (_, Side::Truth(true)) => "leave out the comparison with true",
            (Side::Truth(false), _) | (_, Side::Truth(false)) => "write not (…)",
            _ => "join conditions with and, or, not",
        };
        self.complain(error.hint(hint))
    }

    fn several(&mut self, ast: &Ast, question: &str, other: &Ast) -> Option<Cond> {
        let option = match &other.node {
            Node::Name(word) | Node::Text(word) => word.as_str(),
            _ => "option",
        };
        self.complain(
            ExprError::at(ast, format!("'{question}' may have several answers and is not compared"))
                .hint(format!("write selected({question}, {option}) or count_selected({question}) > 0")),
        )
    }

    fn equals_truth(&mut self, ast: &Ast, name: &str, op: CompareOp, truth: bool) -> Option<Cond> {
        self.known(ast, name)?;
        if !op.is_equality() {
            return self.complain(ExprError::at(ast, format!("'{name}' has no order")).hint("use == or ~="));
        }
        let flag = Cond::Atom(Atom::Flag(self.intern(name)));
        Some(flag.negate_if(truth != (op == CompareOp::Eq)))
    }

    fn equals_option(
        &mut self,
        ast: &Ast,
        op: CompareOp,
        question: &str,
        options: &[String],
        question_at: &Ast,
        option_at: &Ast,
    ) -> Option<Cond> {
        self.known(question_at, question)?;
        if !op.is_equality() {
            return self.complain(
                ExprError::at(ast, format!("the options of '{question}' have no order"))
                    .hint(format!("compare '{question}' with ==, ~= or in (…) only")),
            );
        }
        let option = self.option(question, options, option_at)?;
        let atom = Cond::Atom(Atom::OneOf(self.intern(question), vec![option]));
        Some(atom.negate_if(op == CompareOp::Ne))
    }

    /// The option of `question` that stands at `ast`.
    pub fn option(&mut self, question: &str, options: &[String], ast: &Ast) -> Option<String> {
        let choices = || options.iter().map(String::as_str);
        if self.errors.len() >= MAX_ERRORS {
            return None;
        }
        let error = match &ast.node {
            Node::Name(word) | Node::Text(word) if options.contains(word) => return Some(word.clone()),
            Node::Name(word) if self.scope.lookup(word).is_some() => {
                ExprError::at(ast, format!("'{word}' is a name of its own, not an option of '{question}'"))
                    .hints(choice_hints(word, choices()))
            }
            Node::Name(word) | Node::Text(word) => {
                ExprError::at(ast, format!("'{word}' is not an option of '{question}'"))
                    .hints(choice_hints(word, choices()))
            }
            Node::Bool(truth) if choices().any(|o| o == YES) => {
                let wanted = if *truth { "yes" } else { "no" };
                ExprError::at(ast, format!("'{question}' has options, not true and false"))
                    .hint(format!("write {question} == {wanted}"))
            }
            Node::Number(n) if options.contains(&n.to_string()) => {
                ExprError::at(ast, format!("an option of '{question}' is expected here, this is a number"))
                    .hint(format!("put it in quotes: '{n}'"))
            }
            _ => ExprError::at(ast, format!("an option of '{question}' is expected here"))
                .hints(choice_hints("", choices())),
        };
        self.complain(error)
    }

    fn equals_text(
        &mut self,
        ast: &Ast,
        op: CompareOp,
        name: &str,
        name_at: &Ast,
        other: &Ast,
    ) -> Option<Cond> {
        self.known(name_at, name)?;
        if !op.is_equality() {
            return self.complain(
                ExprError::at(ast, format!("'{name}' is a text and has no order")).hint("use ==, ~= or in"),
            );
        }
        let text = self.text(name, other)?;
        let atom = Cond::Atom(Atom::OneOf(self.intern(name), vec![text]));
        Some(atom.negate_if(op == CompareOp::Ne))
    }

    fn text(&mut self, name: &str, ast: &Ast) -> Option<String> {
        match &ast.node {
            Node::Text(text) => Some(text.clone()),
            Node::Name(word) | Node::Call { function: word, .. } => self.complain(
                ExprError::at(ast, format!("'{name}' is a text and is compared with a text in quotes"))
                    .hint(format!("write '{word}' in quotes")),
            ),
            Node::Number(n) => self.complain(
                ExprError::at(ast, format!("'{name}' is a text, {n} is a number"))
                    .hint(format!("put it in quotes: '{n}'")),
            ),
            _ => self.complain(ExprError::at(ast, format!("'{name}' is compared with a text in quotes"))),
        }
    }

    fn day(&mut self, ast: &Ast) -> Option<Day> {
        let wanted = "write a date as '2020-01-31'";
        match &ast.node {
            Node::Text(text) if is_date(text) => Some(Day::Literal(text.clone())),
            Node::Text(text) => {
                self.complain(ExprError::at(ast, format!("'{text}' is not a date")).hint(wanted))
            }
            Node::Name(name) => match self.known(ast, name)? {
                Type::Date => Some(Day::Question(self.intern(name))),
                ty => self.complain(ExprError::at(
                    ast,
                    format!("a date is expected here, '{name}' is {}", ty.words()),
                )),
            },
            _ => self.complain(ExprError::at(ast, "a date is expected here").hint(wanted)),
        }
    }

    fn membership(&mut self, ast: &Ast, item: &Ast, list: &[Ast]) -> Option<Cond> {
        let (name, ty) = match self.side(item) {
            Side::Known(name, ty) => (name, ty),
            Side::Word(name) => return self.unknown(item, name),
            Side::Number => return self.among_numbers(item, list),
            Side::Text | Side::Truth(_) | Side::Condition => {
                return self.complain(
                    ExprError::at(item, "a question or a number is expected before 'in'")
                        .hint("write x in (a, b)"),
                );
            }
        };
        let texts: Vec<Option<String>> = match &ty {
            Type::Choice(options) | Type::Answer(options) => {
                list.iter().map(|part| self.option(name, options, part)).collect()
            }
            Type::Text => list.iter().map(|part| self.text(name, part)).collect(),
            Type::Date => {
                let days: Vec<Option<Day>> = list.iter().map(|part| self.day(part)).collect();
                let from = self.day(item)?;
                let equal = |to| Cond::Atom(Atom::Dates(CompareOp::Eq, from.clone(), to));
                return days.into_iter().map(|to| to.map(equal)).collect::<Option<_>>().map(Cond::Any);
            }
            Type::Choices(_) => return self.several(ast, name, &list[0]),
            Type::Bool => {
                let hint = format!("write {name} or not {name}");
                return self.complain(
                    ExprError::at(ast, format!("'{name}' is true or false; no list fits")).hint(hint),
                );
            }
            _ => return self.among_numbers(item, list),
        };
        self.known(item, name)?;
        let texts: Option<Vec<String>> = texts.into_iter().collect();
        Some(Cond::Atom(Atom::OneOf(self.intern(name), texts?)))
    }
}
