//! What an expression is, before its names mean anything.

/// A parsed expression with its place in the source. Two are equal when they
/// say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Ast {
    pub node: Node,
    /// Where it starts, in characters from 0.
    pub offset: usize,
    /// How many characters it spans.
    pub width: usize,
}

/// One step of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Bool(bool),
    /// Zero or positive and finite; a minus sign is a [`Node::Neg`].
    Number(f64),
    /// A percent literal as written: 10 for `10%`, which means 0.10.
    Percent(f64),
    Text(String),
    /// A question, a piece of evidence or, on the option side, an option.
    Name(String),
    Not(Box<Ast>),
    Neg(Box<Ast>),
    /// Two or more, none of them an `And` itself.
    And(Vec<Ast>),
    /// Two or more, none of them an `Or` itself.
    Or(Vec<Ast>),
    Compare(CompareOp, Box<Ast>, Box<Ast>),
    Arith(ArithOp, Box<Ast>, Box<Ast>),
    /// `item in (…)`, or `item not in (…)`.
    In {
        item: Box<Ast>,
        list: Vec<Ast>,
        negated: bool,
    },
    Call {
        function: String,
        args: Vec<Ast>,
    },
}

/// How two things are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl CompareOp {
    /// What holds of two known values exactly where this does not.
    pub fn opposite(self) -> CompareOp {
        match self {
            CompareOp::Eq => CompareOp::Ne,
            CompareOp::Ne => CompareOp::Eq,
            CompareOp::Lt => CompareOp::Ge,
            CompareOp::Ge => CompareOp::Lt,
            CompareOp::Gt => CompareOp::Le,
            CompareOp::Le => CompareOp::Gt,
        }
    }

    /// The same with its sides changed.
    pub fn turned(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            same => same,
        }
    }
}

/// What is calculated from two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithOp {
    Add,
    Sub,
    Mul,
    Div,
}

impl PartialEq for Ast {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Ast {
    /// A node at a place.
    pub fn new(node: Node, offset: usize, width: usize) -> Self {
        Ast { node, offset, width }
    }

    /// `left and right`; conjunctions inside are taken up, since the grouping of
    /// `and` means nothing and a long chain must not become a deep tree.
    pub fn and(left: Ast, right: Ast) -> Self {
        let (offset, width) = left.to(&right);
        let mut parts = Vec::new();
        for side in [left, right] {
            match side.node {
                Node::And(inner) => parts.extend(inner),
                _ => parts.push(side),
            }
        }
        Ast::new(Node::And(parts), offset, width)
    }

    /// `left or right`; disjunctions inside are taken up.
    pub fn or(left: Ast, right: Ast) -> Self {
        let (offset, width) = left.to(&right);
        let mut parts = Vec::new();
        for side in [left, right] {
            match side.node {
                Node::Or(inner) => parts.extend(inner),
                _ => parts.push(side),
            }
        }
        Ast::new(Node::Or(parts), offset, width)
    }

    /// The place from the start of this to the end of `other`.
    pub(super) fn to(&self, other: &Ast) -> (usize, usize) {
        (self.offset, (other.offset + other.width).saturating_sub(self.offset))
    }
}

impl CompareOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            CompareOp::Eq => "==",
            CompareOp::Ne => "~=",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        }
    }

    /// Whether it asks for equality or its opposite, not for an order.
    pub fn is_equality(self) -> bool {
        matches!(self, CompareOp::Eq | CompareOp::Ne)
    }

    /// Whether `a op b` is true.
    pub fn holds<T: PartialOrd>(self, a: T, b: T) -> bool {
        match self {
            CompareOp::Eq => a == b,
            CompareOp::Ne => a != b,
            CompareOp::Lt => a < b,
            CompareOp::Le => a <= b,
            CompareOp::Gt => a > b,
            CompareOp::Ge => a >= b,
        }
    }
}

impl ArithOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            ArithOp::Add => "+",
            ArithOp::Sub => "-",
            ArithOp::Mul => "*",
            ArithOp::Div => "/",
        }
    }

    /// The result, when there is a finite one.
    pub fn apply(self, a: f64, b: f64) -> Option<f64> {
        let result = match self {
            ArithOp::Add => a + b,
            ArithOp::Sub => a - b,
            ArithOp::Mul => a * b,
            ArithOp::Div => a / b,
        };
        // Two finite operands: an infinity that came in must not leave as 1/∞ = 0.
        (a.is_finite() && b.is_finite() && result.is_finite()).then_some(result)
    }
}
