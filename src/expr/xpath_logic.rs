//! Conditions on their way from a form: flat, what is said of one question taken
//! together, and written as an expression at the end.

use std::collections::BTreeSet;

use super::ast::{Ast, CompareOp, Node};
use super::xpath_carry::{Code, NotCarried};

/// A condition before it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Logic {
    Const(bool),
    All(Vec<Logic>),
    Any(Vec<Logic>),
    /// True only where all that it names is known.
    Atom(Ast),
    Known(String),
    Missing(String),
    /// A select of one by which of its codes make it true.
    /// `but` where it was said by what it is not.
    Codes {
        id: String,
        codes: Vec<(String, Code)>,
        sure: bool,
        answered: bool,
        but: bool,
        blank: bool,
        holds: Vec<bool>,
    },
    /// Of a select of several: whether it holds anything at all, a state too.
    Blank {
        id: String,
        states: Vec<String>,
        blank: bool,
    },
    /// Of a select of several: whether it is answered by a state.
    State {
        id: String,
        states: Vec<String>,
        state: String,
        is: bool,
    },
}

pub(super) enum Printed {
    Const(bool),
    Ast(Ast),
}

pub(super) fn node(node: Node) -> Ast {
    Ast { node, offset: 0, width: 0 }
}

pub(super) fn name(id: &str) -> Ast {
    node(Node::Name(id.to_string()))
}

pub(super) fn call(function: &str, args: Vec<Ast>) -> Ast {
    node(Node::Call { function: function.to_string(), args })
}

pub(super) fn constant(n: f64) -> Ast {
    if n < 0.0 { node(Node::Neg(Box::new(constant(-n)))) } else { node(Node::Number(n)) }
}

/// An option: a word, or a text where it begins with a digit.
pub(super) fn word(option: &str) -> Ast {
    name(option)
}

pub(super) fn comparison(op: CompareOp, a: Ast, b: Ast) -> Ast {
    node(Node::Compare(op, Box::new(a), Box::new(b)))
}

pub(super) fn printed(logic: Logic) -> Result<Printed, NotCarried> {
    let asts = |parts: Vec<Logic>, all: bool| -> Result<Printed, NotCarried> {
        let mut kept: Vec<Ast> = Vec::new();
        for part in parts {
            match printed(part)? {
                Printed::Const(truth) if truth == all => {}
                Printed::Const(truth) => return Ok(Printed::Const(truth)),
                Printed::Ast(Ast { node: Node::And(inner), .. }) if all => kept.extend(inner),
                Printed::Ast(Ast { node: Node::Or(inner), .. }) if !all => kept.extend(inner),
                Printed::Ast(ast) => kept.push(ast),
            }
        }
        let mut each: Vec<Ast> = Vec::new();
        kept.into_iter().for_each(|ast| {
            if !each.contains(&ast) {
                each.push(ast)
            }
        });
        Ok(match each.len() {
            0 => Printed::Const(all),
            1 => Printed::Ast(each.remove(0)),
            _ => Printed::Ast(node(if all { Node::And(each) } else { Node::Or(each) })),
        })
    };
    match logic {
        Logic::Const(truth) => Ok(Printed::Const(truth)),
        Logic::All(parts) => asts(parts, true),
        Logic::Any(parts) => asts(parts, false),
        Logic::Atom(ast) => Ok(Printed::Ast(ast)),
        Logic::Known(id) => Ok(Printed::Ast(call("answered", vec![name(&id)]))),
        Logic::Missing(id) => Ok(Printed::Ast(call("missing", vec![name(&id)]))),
        Logic::Blank { id, states, blank } if states.is_empty() => {
            Ok(Printed::Ast(call(if blank { "missing" } else { "answered" }, vec![name(&id)])))
        }
        Logic::Blank { id, .. } | Logic::State { id, .. } => Err(asks_for_state(&id)),
        Logic::Codes { id, codes, sure, answered, but, blank, holds } => {
            let blank = if answered { None } else { Some(blank) };
            by_codes(&id, &codes, sure, but, blank, &holds)
        }
    }
}

fn asks_for_state(id: &str) -> NotCarried {
    NotCarried {
        reason: format!("it tells the missing codes of '{id}' apart, which are states here"),
        state_of: Some(id.to_string()),
    }
}

/// A select of one, by the codes that make it true; `blank` is what it comes to
/// without an answer, where it can have none.
fn by_codes(
    id: &str,
    codes: &[(String, Code)],
    sure: bool,
    but: bool,
    blank: Option<bool>,
    holds: &[bool],
) -> Result<Printed, NotCarried> {
    let answered = blank.is_none();
    let blank = blank.unwrap_or(false);
    let (mut with, mut without, mut states) = (Vec::new(), Vec::new(), Vec::new());
    for ((_, code), holds) in codes.iter().zip(holds) {
        match code {
            Code::Option(option) if *holds => with.push(word(option)),
            Code::Option(option) => without.push(word(option)),
            Code::State(_) if answered => {}
            Code::State(_) => states.push(*holds),
        }
    }
    // What an answer that is missing comes to; it must be one thing.
    let missing = match (states.iter().all(|s| *s), states.iter().any(|s| *s), sure) {
        (_, false, _) if states.is_empty() => blank && !sure && !answered,
        (true, true, true) => true,
        (false, false, true) => false,
        (true, true, false) if blank => true,
        (false, false, false) if !blank => false,
        _ => return Err(asks_for_state(id)),
    };
    let can_miss = !(answered || sure && states.is_empty());
    let positive = match (with.len(), without.len()) {
        (0, _) => {
            return Ok(match missing {
                true => Printed::Ast(call("missing", vec![name(id)])),
                false => Printed::Const(false),
            });
        }
        (_, 0) => {
            return Ok(match (missing, can_miss) {
                (true, _) | (_, false) => Printed::Const(true),
                (false, true) => Printed::Ast(call("answered", vec![name(id)])),
            });
        }
        (many, 1) if but && (many > 1 || missing) => comparison(CompareOp::Ne, name(id), without.remove(0)),
        (1, _) => comparison(CompareOp::Eq, name(id), with.remove(0)),
        _ => node(Node::In { item: Box::new(name(id)), list: with, negated: false }),
    };
    Ok(Printed::Ast(match missing {
        true => node(Node::Or(vec![call("missing", vec![name(id)]), positive])),
        false => positive,
    }))
}

pub(super) fn states(codes: &[(String, Code)]) -> Vec<String> {
    let state = |(_, code): &(String, Code)| match code {
        Code::State(state) => Some(state.clone()),
        Code::Option(_) => None,
    };
    codes.iter().filter_map(state).collect()
}

/// The names that an atom reads, options among them.
pub(super) fn names(ast: &Ast, into: &mut BTreeSet<String>) {
    match &ast.node {
        Node::Name(name) => {
            into.insert(name.clone());
        }
        Node::Not(a) | Node::Neg(a) => names(a, into),
        Node::Compare(_, a, b) | Node::Arith(_, a, b) => {
            names(a, into);
            names(b, into);
        }
        Node::In { item, .. } => names(item, into),
        // An option is no question.
        Node::Call { function, args } if function == "selected" => {
            args.iter().take(1).for_each(|a| names(a, into));
        }
        Node::Call { args, .. } => args.iter().for_each(|a| names(a, into)),
        _ => {}
    }
}

pub(super) fn all(parts: Vec<Logic>) -> Logic {
    joined(parts, true)
}

pub(super) fn any(parts: Vec<Logic>) -> Logic {
    joined(parts, false)
}

/// Parts joined by `and`, or by `or`: flat, and what is said of one question
/// taken together.
fn joined(parts: Vec<Logic>, conjunction: bool) -> Logic {
    let mut flat: Vec<Logic> = Vec::new();
    let mut queue: Vec<Logic> = parts.into_iter().rev().collect();
    while let Some(part) = queue.pop() {
        match part {
            Logic::Const(truth) if truth == conjunction => {}
            Logic::Const(truth) => return Logic::Const(truth),
            Logic::All(inner) if conjunction => queue.extend(inner.into_iter().rev()),
            Logic::Any(inner) if !conjunction => queue.extend(inner.into_iter().rev()),
            part if flat.contains(&part) => {}
            part => merge(&mut flat, part, conjunction),
        }
    }
    states_together(&mut flat, conjunction);
    if conjunction {
        known_once(&mut flat);
    }
    match flat.len() {
        0 => Logic::Const(conjunction),
        1 => flat.remove(0),
        _ if conjunction => Logic::All(flat),
        _ => Logic::Any(flat),
    }
}

fn merge(flat: &mut Vec<Logic>, part: Logic, conjunction: bool) {
    if let Logic::Codes { id, blank, holds, but, .. } = &part {
        for there in flat.iter_mut() {
            if let Logic::Codes { id: same, blank: b, holds: h, but: said, .. } = there
                && same == id
                && h.len() == holds.len()
            {
                let join = |a: bool, b: bool| if conjunction { a && b } else { a || b };
                *b = join(*b, *blank);
                *said |= *but;
                h.iter_mut().zip(holds).for_each(|(h, other)| *h = join(*h, *other));
                return;
            }
        }
    }
    flat.push(part);
}

/// Holds something, and none of its states: it is answered. Nothing, or one of
/// its states: it is missing.
fn states_together(flat: &mut Vec<Logic>, conjunction: bool) {
    let ids: BTreeSet<String> = flat
        .iter()
        .filter_map(|part| match part {
            Logic::Blank { id, .. } => Some(id.clone()),
            _ => None,
        })
        .collect();
    for id in ids {
        let own = |part: &Logic, wanted: &str| match part {
            Logic::Blank { id, blank, .. } => id == wanted && *blank != conjunction,
            Logic::State { id, is, .. } => id == wanted && *is != conjunction,
            _ => false,
        };
        let said: BTreeSet<String> = flat
            .iter()
            .filter_map(|part| match part {
                Logic::State { state, .. } if own(part, &id) => Some(state.clone()),
                _ => None,
            })
            .collect();
        let all = flat.iter().find_map(|part| match part {
            Logic::Blank { id: same, states, .. } if *same == id && own(part, &id) => Some(states.clone()),
            _ => None,
        });
        if all.is_some_and(|all| all.iter().all(|state| said.contains(state))) {
            flat.retain(|part| !own(part, &id));
            flat.insert(0, if conjunction { Logic::Known(id) } else { Logic::Missing(id) });
        }
    }
}

/// What another part needs to be known is not said again.
fn known_once(flat: &mut Vec<Logic>) {
    loop {
        let mut known = BTreeSet::new();
        for part in flat.iter() {
            match part {
                Logic::Atom(ast) => names(ast, &mut known),
                Logic::Known(id) => {
                    known.insert(id.clone());
                }
                _ => {}
            }
        }
        let mut changed = false;
        for part in flat.iter_mut() {
            if let Logic::Any(inner) = part {
                let before = inner.len();
                inner.retain(|p| !matches!(p, Logic::Missing(id) if known.contains(id)));
                if inner.len() != before && inner.len() == 1 {
                    *part = inner.remove(0);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let mut by_atoms = BTreeSet::new();
    for part in flat.iter() {
        if let Logic::Atom(ast) = part {
            names(ast, &mut by_atoms);
        }
    }
    flat.retain(|part| match part {
        Logic::Known(id) | Logic::Blank { id, blank: false, .. } | Logic::State { id, is: false, .. } => {
            !by_atoms.contains(id)
        }
        _ => true,
    });
}
