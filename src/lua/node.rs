//! A declaration as it was read from a script: plain Rust, no Lua value.

use std::sync::Arc;

use super::types::Constructor;

/// Where a declaration was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub file: Arc<str>,
    pub line: u32,
}

/// A value inside a declaration.
#[derive(Debug, Clone)]
pub enum Val {
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
    Table(Arc<TableVal>),
    Node(Arc<Node>),
    /// Something a declaration cannot hold (a function, a thread …), by name.
    Other(&'static str),
}

/// A Lua table: its list part in order, its named part sorted by name.
#[derive(Debug, Clone, Default)]
pub struct TableVal {
    pub list: Vec<Val>,
    pub named: Vec<(Arc<str>, Val)>,
    /// A position in the list that holds nil, counted from 1.
    pub hole: Option<usize>,
}

impl TableVal {
    pub fn get(&self, name: &str) -> Option<&Val> {
        self.named.iter().find(|(n, _)| &**n == name).map(|(_, v)| v)
    }
}

impl Val {
    /// What the value is, in words.
    pub fn kind(&self) -> String {
        match self {
            Val::Bool(_) => "true or false".into(),
            Val::Number(_) => "a number".into(),
            Val::Text(_) => "a text".into(),
            Val::Table(t) if t.named.is_empty() => "a list".into(),
            Val::Table(_) => "a table".into(),
            Val::Node(n) => format!("a declaration ({})", n.constructor.name),
            Val::Other(name) => format!("a {name}"),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Val::Text(t) => Some(t),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Val::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub fn table(&self) -> Option<&TableVal> {
        match self {
            Val::Table(t) => Some(t),
            _ => None,
        }
    }
}

/// One declaration. Its fields were checked against the schema when it was
/// made; those that failed are left out and `broken` is set.
#[derive(Debug)]
pub struct Node {
    pub constructor: &'static Constructor,
    /// The id, code or reference before the body; empty where there is none.
    pub id: String,
    /// The label or text before the body; empty where there is none.
    pub label: String,
    pub site: Site,
    pub fields: Vec<(&'static str, Val)>,
    /// What stands in the body without a key.
    pub children: Vec<Arc<Node>>,
    /// `{ "id", "Label" }` entries without a key (options added).
    pub entries: Vec<Val>,
    pub broken: bool,
}

impl Node {
    pub fn name(&self) -> &'static str {
        self.constructor.name
    }

    pub fn get(&self, field: &str) -> Option<&Val> {
        self.fields.iter().find(|(n, _)| *n == field).map(|(_, v)| v)
    }

    pub fn text(&self, field: &str) -> Option<String> {
        self.get(field).and_then(Val::text).map(str::to_string)
    }

    pub fn number(&self, field: &str) -> Option<f64> {
        self.get(field).and_then(Val::number)
    }

    pub fn flag(&self, field: &str) -> Option<bool> {
        match self.get(field) {
            Some(Val::Bool(b)) => Some(*b),
            _ => None,
        }
    }

    /// A list of texts; empty when the field is absent.
    pub fn texts(&self, field: &str) -> Vec<String> {
        self.get(field)
            .and_then(Val::table)
            .map(|t| t.list.iter().filter_map(Val::text).map(str::to_string).collect())
            .unwrap_or_default()
    }

    /// Names and texts; empty when the field is absent.
    pub fn named_texts(&self, field: &str) -> Vec<(String, String)> {
        self.get(field)
            .and_then(Val::table)
            .map(|t| {
                t.named.iter().filter_map(|(n, v)| Some((n.to_string(), v.text()?.to_string()))).collect()
            })
            .unwrap_or_default()
    }

    /// Two numbers.
    pub fn range(&self, field: &str) -> Option<(f64, f64)> {
        let list = &self.get(field)?.table()?.list;
        Some((list.first()?.number()?, list.get(1)?.number()?))
    }

    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arc<Node>> {
        self.children.iter().filter(move |c| c.name() == name)
    }
}
