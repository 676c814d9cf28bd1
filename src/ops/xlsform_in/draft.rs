//! A questionnaire before it is written as a script.

use std::collections::BTreeMap;

/// A questionnaire with the lists that its questions share.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub id: String,
    pub label: String,
    /// What stands above it as comments.
    pub comments: Vec<String>,
    /// Columns of a file of answers that a question has the usual name of.
    pub records: Vec<(String, String)>,
    /// The list of cases; empty where there is none.
    pub cases: String,
    pub lists: Vec<(String, Vec<DraftOption>)>,
    pub sections: Vec<DraftSection>,
}

#[derive(Debug, Clone, Default)]
pub struct DraftSection {
    pub id: String,
    pub label: String,
    pub texts: BTreeMap<String, String>,
    pub comments: Vec<String>,
    pub ask_if: String,
    pub after_end: bool,
    pub self_administered: bool,
    pub instruction: String,
    pub instructions: BTreeMap<String, String>,
    pub items: Vec<DraftItem>,
}

impl DraftSection {
    /// Whether something is asked or said in it.
    pub fn holds_something(&self) -> bool {
        self.items.iter().any(|item| matches!(item, DraftItem::Question(_)))
    }
}

#[derive(Debug, Clone)]
pub enum DraftItem {
    Question(Box<DraftQuestion>),
    /// What was not carried over, as a comment in its place.
    Comment(String),
}

#[derive(Debug, Clone, Default)]
pub struct DraftQuestion {
    /// `select_one`, `roster`, `row`.
    pub kind: &'static str,
    pub id: String,
    pub label: String,
    pub comments: Vec<String>,
    /// In the order in which they are written.
    pub fields: Vec<(&'static str, DraftValue)>,
    /// Rows of a battery, questions of a roster.
    pub children: Vec<DraftItem>,
}

impl DraftQuestion {
    /// Sets a field, unless there is nothing to say.
    pub fn set(&mut self, field: &'static str, value: DraftValue) {
        let says = match &value {
            DraftValue::Text(text) => !text.is_empty(),
            DraftValue::List(list) => !list.is_empty(),
            DraftValue::Texts(texts) => !texts.is_empty(),
            DraftValue::Truth(truth) => *truth,
            _ => true,
        };
        if says {
            self.fields.push((field, value));
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum DraftValue {
    Text(String),
    Truth(bool),
    Range(f64, f64),
    Number(i64),
    List(Vec<String>),
    /// By language.
    Texts(BTreeMap<String, String>),
    Options(Vec<DraftOption>),
    /// Options that several questions share, by their name.
    Shared(String),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftOption {
    pub id: String,
    pub label: String,
    pub texts: BTreeMap<String, String>,
    pub specify: bool,
    pub exclusive: bool,
}
