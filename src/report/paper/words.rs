//! Conditions as an interviewer reads them: questions by their numbers, answers
//! by their labels.

use std::collections::HashMap;

use crate::expr::{ArithOp, Ast, CompareOp, Node};
use crate::model::{Item, PlannedInstrument};

/// What names are called on paper.
pub struct Names<'a> {
    planned: &'a PlannedInstrument,
    numbers: &'a HashMap<String, String>,
}

impl<'a> Names<'a> {
    pub fn new(planned: &'a PlannedInstrument, numbers: &'a HashMap<String, String>) -> Names<'a> {
        Names { planned, numbers }
    }

    fn item(&self, name: &str) -> Option<&'a Item> {
        self.planned.item(name).map(|p| &*p.item)
    }

    /// `question 12`, or the name itself where nothing on paper has it.
    fn question(&self, name: &str) -> String {
        match self.numbers.get(name) {
            Some(number) => format!("question {number}"),
            None => name.to_string(),
        }
    }

    /// The label of an option of `of`, in quotes.
    fn option(&self, of: Option<&Item>, id: &str) -> String {
        let label = of.and_then(|i| i.options.iter().find(|o| o.id == id)).map(|o| o.label.as_str());
        label.map_or_else(|| id.replace('_', " "), |label| format!("“{label}”"))
    }

    /// A condition as a clause: “question 3 is “Yes””.
    pub fn clause(&self, ast: &Ast) -> String {
        self.said(ast, false)
    }

    fn said(&self, ast: &Ast, inner: bool) -> String {
        let wrap = |text: String| if inner { format!("({text})") } else { text };
        match &ast.node {
            Node::And(parts) => wrap(self.joined(parts, " and ")),
            Node::Or(parts) => wrap(self.joined(parts, " or ")),
            Node::Not(one) => format!("it is not so that {}", self.said(one, true)),
            Node::Name(name) if self.item(name).is_some_and(is_yes_no) => {
                format!("{} is {}", self.question(name), self.option(self.item(name), "yes"))
            }
            Node::Compare(op, a, b) => self.compared(*op, a, b),
            Node::In { item, list, negated } => {
                let of = self.of(item);
                let options: Vec<String> = list.iter().map(|o| self.operand(o, of)).collect();
                let word = if *negated { "is none of" } else { "is" };
                let between = if *negated { ", " } else { " or " };
                format!("{} {word} {}", self.operand(item, None), options.join(between))
            }
            Node::Call { function, args } => self.call(function, args),
            Node::Bool(truth) => if *truth { "always" } else { "never" }.to_string(),
            _ => self.operand(ast, None),
        }
    }

    fn joined(&self, parts: &[Ast], word: &str) -> String {
        parts.iter().map(|p| self.said(p, true)).collect::<Vec<_>>().join(word)
    }

    /// The question an operand names.
    fn of(&self, ast: &Ast) -> Option<&'a Item> {
        match &ast.node {
            Node::Name(name) => self.item(name),
            _ => None,
        }
    }

    fn compared(&self, op: CompareOp, a: &Ast, b: &Ast) -> String {
        let (left, right) = (self.operand(a, self.of(b)), self.operand(b, self.of(a)));
        let word = match op {
            CompareOp::Eq => "is",
            CompareOp::Ne => "is answered and not",
            CompareOp::Lt => "is less than",
            CompareOp::Le => "is at most",
            CompareOp::Gt => "is more than",
            CompareOp::Ge => "is at least",
        };
        format!("{left} {word} {right}")
    }

    fn operand(&self, ast: &Ast, other: Option<&Item>) -> String {
        match &ast.node {
            Node::Name(name) if self.item(name).is_some() => self.question(name),
            Node::Name(name) => self.option(other, name),
            Node::Text(text) => format!("“{text}”"),
            Node::Number(n) => n.to_string(),
            Node::Percent(n) => format!("{n} %"),
            Node::Neg(inner) => format!("−{}", self.operand(inner, other)),
            Node::Arith(op, a, b) => {
                let sign = match op {
                    ArithOp::Add => "+",
                    ArithOp::Sub => "−",
                    ArithOp::Mul => "×",
                    ArithOp::Div => "÷",
                };
                format!("{} {sign} {}", self.operand(a, None), self.operand(b, None))
            }
            Node::Call { function, args } => self.call(function, args),
            _ => self.said(ast, true),
        }
    }

    fn call(&self, function: &str, args: &[Ast]) -> String {
        let all = |word: &str| args.iter().map(|a| self.operand(a, None)).collect::<Vec<_>>().join(word);
        let first = || args.first().map(|a| self.operand(a, None)).unwrap_or_default();
        match (function, args) {
            ("answered", _) => format!("{} is answered", all(" and ")),
            ("missing", _) => format!("{} is not answered", all(" and ")),
            ("any_yes", _) => format!("{} is “Yes”", all(" or ")),
            ("all_yes", _) => format!("{} are all “Yes”", all(" and ")),
            ("count_yes", _) => format!("the number of “Yes” in {}", all(", ")),
            ("selected", [question, options @ ..]) => {
                let of = self.of(question);
                let options: Vec<String> = options.iter().map(|o| self.operand(o, of)).collect();
                format!("{} is marked in {}", options.join(" or "), first())
            }
            ("count_selected", _) => format!("the number of marks in {}", first()),
            ("count_rows", [_, condition]) => {
                format!("the number of rows in which {}", self.said(condition, false))
            }
            ("count_rows", _) => format!("the number of rows of {}", first()),
            _ => format!("{function} of {}", all(", ")),
        }
    }
}

fn is_yes_no(item: &Item) -> bool {
    item.options.iter().any(|o| o.id == "yes")
}
