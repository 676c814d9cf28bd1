//! A tree to its one canonical text, with as few parentheses as it needs.

use std::fmt::{self, Write as _};

use super::ast::{ArithOp, Ast, Node};

/// The canonical text: parsing it gives the same tree again.
pub fn print(ast: &Ast) -> String {
    ast.to_string()
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self, 0)
    }
}

fn binding(node: &Node) -> u8 {
    match node {
        Node::Or(_) => 1,
        Node::And(_) => 2,
        Node::Compare(..) | Node::In { .. } => 3,
        Node::Arith(ArithOp::Add | ArithOp::Sub, ..) => 4,
        Node::Arith(ArithOp::Mul | ArithOp::Div, ..) => 5,
        Node::Not(_) | Node::Neg(_) => 6,
        _ => 7,
    }
}

fn write(f: &mut fmt::Formatter<'_>, ast: &Ast, min: u8) -> fmt::Result {
    let own = binding(&ast.node);
    if own < min {
        f.write_char('(')?;
        write(f, ast, 0)?;
        return f.write_char(')');
    }
    match &ast.node {
        Node::Bool(b) => write!(f, "{b}"),
        Node::Number(n) => write!(f, "{n}"),
        Node::Percent(n) => write!(f, "{n}%"),
        Node::Text(text) => quote(f, text),
        Node::Name(name) => f.write_str(name),
        Node::Not(operand) => {
            f.write_str("not ")?;
            write(f, operand, own)
        }
        Node::Neg(operand) => {
            f.write_char('-')?;
            // Two minus signs together would start a comment in Lua.
            write(f, operand, if matches!(operand.node, Node::Neg(_)) { own + 1 } else { own })
        }
        Node::And(parts) => separated(f, parts, " and ", own + 1),
        Node::Or(parts) => separated(f, parts, " or ", own + 1),
        Node::Compare(op, left, right) => {
            write(f, left, own + 1)?;
            write!(f, " {} ", op.symbol())?;
            write(f, right, own + 1)
        }
        Node::Arith(op, left, right) => {
            write(f, left, own)?;
            write!(f, " {} ", op.symbol())?;
            write(f, right, own + 1)
        }
        Node::In { item, list, negated } => {
            write(f, item, own + 1)?;
            f.write_str(if *negated { " not in (" } else { " in (" })?;
            separated(f, list, ", ", 0)?;
            f.write_char(')')
        }
        Node::Call { function, args } => {
            write!(f, "{function}(")?;
            separated(f, args, ", ", 0)?;
            f.write_char(')')
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, parts: &[Ast], by: &str, min: u8) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(by)?;
        }
        write(f, part, min)?;
    }
    Ok(())
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('\'')?;
    for c in text.chars() {
        match c {
            '\\' => f.write_str("\\\\")?,
            '\'' => f.write_str("\\'")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('\'')
}
