//! Words to a tree: Lua's precedence, and `in` among the comparisons.

use std::fmt;

use super::ast::{ArithOp, Ast, Node};
use super::lex::{Tok, Token, lex};
use crate::base::{Diag, Span};

/// The longest expression, in characters.
pub const MAX_LENGTH: usize = 10_000;

/// The deepest nesting, and the longest chain of calculations.
pub const MAX_DEPTH: usize = 64;

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// Where it starts, in characters from 0.
    pub offset: usize,
    /// How many characters it spans, at least 1.
    pub width: usize,
    pub message: String,
    /// What to do, each a sentence.
    pub hints: Vec<String>,
}

impl ExprError {
    pub(super) fn new(offset: usize, width: usize, message: impl Into<String>) -> Self {
        ExprError { offset, width: width.max(1), message: message.into(), hints: Vec::new() }
    }

    pub(super) fn at(ast: &Ast, message: impl Into<String>) -> Self {
        ExprError::new(ast.offset, ast.width, message)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(super) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// The complaint in the form all complaints have, at a place that the caller
    /// worked out from [`offset`](Self::offset) and [`width`](Self::width).
    pub fn into_diag(self, span: Option<Span>) -> Diag {
        let mut diag = Diag::error(self.message).maybe_at(span);
        diag.hints = self.hints;
        diag
    }
}

impl fmt::Display for ExprError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.offset + 1, self.message)?;
        self.hints.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for ExprError {}

/// Parses `source`. Names are not looked up: see [`check`](super::check).
pub fn parse(source: &str) -> Result<Ast, ExprError> {
    let chars: Vec<char> = source.chars().take(MAX_LENGTH + 1).collect();
    if chars.len() > MAX_LENGTH {
        return Err(ExprError::new(MAX_LENGTH, 1, "this expression is longer than 10,000 characters")
            .hint("split it into several questions or indicators"));
    }
    let tokens = lex(&chars)?;
    if tokens.len() == 1 {
        return Err(ExprError::new(0, 1, "the expression is empty"));
    }
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let tree = parser.level(OR)?;
    match parser.peek() {
        Tok::End => Ok(tree.ast),
        Tok::Close => Err(parser.error("this ) closes nothing")),
        _ => Err(parser.no_operator()),
    }
}

const OR: u8 = 1;
const AND: u8 = 2;
const COMPARE: u8 = 3;
const ADD: u8 = 4;
const MUL: u8 = 5;
const UNARY: u8 = 6;

/// A tree with its height, which every later reader descends.
struct Tree {
    ast: Ast,
    height: usize,
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    // The last token is `End` and is never passed, so there is always a current one.
    fn token(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn peek(&self) -> &Tok {
        &self.token().tok
    }

    fn peek_second(&self) -> &Tok {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].tok
    }

    fn advance(&mut self) -> (usize, usize) {
        let token = self.token();
        let place = (token.offset, token.width);
        if token.tok != Tok::End {
            self.at += 1;
        }
        place
    }

    fn error(&self, message: impl Into<String>) -> ExprError {
        ExprError::new(self.token().offset, self.token().width, message)
    }

    fn deeper(&mut self) -> Result<(), ExprError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(too_deep(self.token().offset)) } else { Ok(()) }
    }

    fn level(&mut self, min: u8) -> Result<Tree, ExprError> {
        let mut left = self.unary()?;
        loop {
            let place = self.token().offset;
            let tok = self.peek().clone();
            left = match tok {
                Tok::Or if min <= OR => {
                    self.advance();
                    let right = self.level(AND)?;
                    join(Ast::or, left, right, place)?
                }
                Tok::And if min <= AND => {
                    self.advance();
                    let right = self.level(COMPARE)?;
                    join(Ast::and, left, right, place)?
                }
                Tok::Compare(op) if min <= COMPARE => {
                    self.advance();
                    let right = self.level(ADD)?;
                    let tree = join(|a, b| over(a, b, |a, b| Node::Compare(op, a, b)), left, right, place)?;
                    self.not_chained(tree)?
                }
                Tok::In if min <= COMPARE => self.membership(left, false)?,
                Tok::Not if min <= COMPARE && *self.peek_second() == Tok::In => {
                    self.advance();
                    self.membership(left, true)?
                }
                Tok::Arith(op @ (ArithOp::Add | ArithOp::Sub)) if min <= ADD => {
                    self.calculation(op, MUL, left)?
                }
                Tok::Arith(op @ (ArithOp::Mul | ArithOp::Div)) if min <= MUL => {
                    self.calculation(op, UNARY, left)?
                }
                _ => return Ok(left),
            };
        }
    }

    fn calculation(&mut self, op: ArithOp, above: u8, left: Tree) -> Result<Tree, ExprError> {
        let (place, _) = self.advance();
        let right = self.level(above)?;
        join(|a, b| over(a, b, |a, b| Node::Arith(op, a, b)), left, right, place)
    }

    fn membership(&mut self, item: Tree, negated: bool) -> Result<Tree, ExprError> {
        let (place, _) = self.advance();
        if *self.peek() != Tok::Open {
            return Err(self.error("a list in parentheses is expected after 'in'").hint("write x in (a, b)"));
        }
        let (list, height, end) = self.list()?;
        if list.is_empty() {
            return Err(ExprError::new(end - 1, 1, "the list after 'in' is empty").hint("write x in (a, b)"));
        }
        let height = item.height.max(height) + 1;
        let (offset, width) = (item.ast.offset, end - item.ast.offset);
        let node = Node::In { item: Box::new(item.ast), list, negated };
        let tree = Tree { ast: Ast::new(node, offset, width), height }.limited(place)?;
        self.not_chained(tree)
    }

    fn not_chained(&self, tree: Tree) -> Result<Tree, ExprError> {
        let again = match self.peek() {
            Tok::Compare(_) | Tok::In => true,
            Tok::Not => *self.peek_second() == Tok::In,
            _ => false,
        };
        if !again {
            return Ok(tree);
        }
        let error = self.error("comparisons cannot be chained");
        let hint = match (&tree.ast.node, self.peek(), self.peek_second()) {
            (Node::Compare(op, a, b), Tok::Compare(next), Tok::Number(n)) if tree.ast.width < 60 => {
                format!("write {a} {} {b} and {b} {} {n}", op.symbol(), next.symbol())
            }
            _ => "write 1 < x and x < 5".to_string(),
        };
        Err(error.hint(hint))
    }

    fn unary(&mut self) -> Result<Tree, ExprError> {
        let node: fn(Box<Ast>) -> Node = match self.peek() {
            Tok::Not => Node::Not,
            Tok::Arith(ArithOp::Sub) => Node::Neg,
            _ => return self.primary(),
        };
        self.deeper()?;
        let (offset, _) = self.advance();
        let operand = self.unary()?;
        self.depth -= 1;
        let width = operand.ast.offset + operand.ast.width - offset;
        Tree { ast: Ast::new(node(Box::new(operand.ast)), offset, width), height: operand.height + 1 }
            .limited(offset)
    }

    fn primary(&mut self) -> Result<Tree, ExprError> {
        let node = match self.peek().clone() {
            Tok::Number(n) => Node::Number(n),
            Tok::Percent(n) => Node::Percent(n),
            Tok::Text(text) => Node::Text(text),
            Tok::True => Node::Bool(true),
            Tok::False => Node::Bool(false),
            Tok::Name(function) if *self.peek_second() == Tok::Open => {
                let (offset, _) = self.advance();
                let (args, height, end) = self.list()?;
                let ast = Ast::new(Node::Call { function, args }, offset, end - offset);
                return Tree { ast, height: height + 1 }.limited(offset);
            }
            Tok::Name(name) => Node::Name(name),
            Tok::Open => return self.group(),
            _ => return Err(self.no_operand()),
        };
        let (offset, width) = self.advance();
        Ok(Tree { ast: Ast::new(node, offset, width), height: 1 })
    }

    fn group(&mut self) -> Result<Tree, ExprError> {
        self.deeper()?;
        let (open, _) = self.advance();
        let mut tree = self.level(OR)?;
        if *self.peek() != Tok::Close {
            return Err(self.unclosed(open));
        }
        let (close, _) = self.advance();
        self.depth -= 1;
        // The parentheses belong to the place, so that a caret shows the whole group.
        tree.ast.offset = open;
        tree.ast.width = close + 1 - open;
        Ok(tree)
    }

    /// `( a, b )`: the parts, the greatest height, the offset behind the `)`.
    fn list(&mut self) -> Result<(Vec<Ast>, usize, usize), ExprError> {
        self.deeper()?;
        let (open, _) = self.advance();
        let (mut parts, mut height) = (Vec::new(), 0);
        if *self.peek() != Tok::Close {
            loop {
                let part = self.level(OR)?;
                height = height.max(part.height);
                parts.push(part.ast);
                if *self.peek() != Tok::Comma {
                    break;
                }
                self.advance();
            }
        }
        if *self.peek() != Tok::Close {
            return Err(self.unclosed(open));
        }
        let (close, _) = self.advance();
        self.depth -= 1;
        Ok((parts, height, close + 1))
    }

    fn unclosed(&self, open: usize) -> ExprError {
        match self.peek() {
            Tok::End => ExprError::new(open, 1, "this ( is never closed").hint("add a )"),
            _ => self.no_operator(),
        }
    }

    /// Something stands where an operator or the end should be.
    fn no_operator(&self) -> ExprError {
        let error = self.error(format!("unexpected {}", describe(self.peek())));
        let before = self.at.checked_sub(1).map(|i| &self.tokens[i].tok);
        match (before, self.peek()) {
            (Some(Tok::Percent(_)), Tok::Number(_) | Tok::Percent(_) | Tok::Name(_) | Tok::Open) => {
                error.hint("there is no modulo operator; 10% is ten percent")
            }
            (_, Tok::Name(word)) => match word.to_lowercase().as_str() {
                lower @ ("and" | "or" | "not" | "in") => {
                    error.hint(format!("write {lower} in small letters"))
                }
                "is" | "equals" | "eq" => error.hint("use =="),
                _ => error.hint("an operator such as and, or, == is missing before it"),
            },
            (Some(Tok::Number(_)), Tok::Comma) => error.hint("write a number without separators: 1000"),
            (_, Tok::Comma) => error.hint("lists stand in parentheses: x in (a, b)"),
            (_, Tok::Not) => error.hint("write 'and not', 'or not' or 'not in'"),
            _ => error.hint("an operator such as and, or, == is missing before it"),
        }
    }

    /// Something stands where a name, a number or a text should be.
    fn no_operand(&self) -> ExprError {
        match self.peek() {
            Tok::End => {
                self.error("the expression ends too early").hint("a name or a number is missing here")
            }
            tok => self
                .error(format!("unexpected {}", describe(tok)))
                .hint("a name, a number, a text or a ( is expected here"),
        }
    }
}

impl Tree {
    fn limited(self, place: usize) -> Result<Tree, ExprError> {
        if self.height > MAX_DEPTH { Err(too_deep(place)) } else { Ok(self) }
    }
}

fn join(make: impl Fn(Ast, Ast) -> Ast, left: Tree, right: Tree, place: usize) -> Result<Tree, ExprError> {
    let before = std::mem::discriminant(&left.ast.node);
    let ast = make(left.ast, right.ast);
    // A chain of `and` or `or` is one step, however long.
    let flat = matches!(ast.node, Node::And(_) | Node::Or(_)) && std::mem::discriminant(&ast.node) == before;
    let height = left.height.max(right.height + 1);
    Tree { ast, height: if flat { height } else { height.max(left.height + 1) } }.limited(place)
}

fn over(left: Ast, right: Ast, node: impl Fn(Box<Ast>, Box<Ast>) -> Node) -> Ast {
    let (offset, width) = left.to(&right);
    Ast::new(node(Box::new(left), Box::new(right)), offset, width)
}

fn too_deep(place: usize) -> ExprError {
    ExprError::new(place, 1, format!("this is nested or chained more than {MAX_DEPTH} deep"))
        .hint("split the expression into several")
}

fn describe(tok: &Tok) -> String {
    match tok {
        Tok::Number(n) => format!("number {n}"),
        Tok::Percent(n) => format!("number {n}%"),
        Tok::Text(text) => format!("text '{}'", text.escape_debug()),
        Tok::Name(name) => format!("'{name}'"),
        Tok::True => "'true'".into(),
        Tok::False => "'false'".into(),
        Tok::And => "'and'".into(),
        Tok::Or => "'or'".into(),
        Tok::Not => "'not'".into(),
        Tok::In => "'in'".into(),
        Tok::Open => "'('".into(),
        Tok::Close => "')'".into(),
        Tok::Comma => "','".into(),
        Tok::Arith(op) => format!("'{}'", op.symbol()),
        Tok::Compare(op) => format!("'{}'", op.symbol()),
        Tok::End => "end".into(),
    }
}
