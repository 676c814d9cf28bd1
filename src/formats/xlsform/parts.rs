//! The rows of a form, before they are cells.

use crate::base::Diag;

/// A text in each language of the form, in their order. Empty: none at all.
pub type Texts = Vec<String>;

/// A language by its code (BCP 47) and the name its readers know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    pub code: String,
    pub name: String,
}

impl Language {
    /// `Kiswahili (sw)`, as columns and settings say it.
    pub fn shown(&self) -> String {
        format!("{} ({})", self.name, self.code)
    }
}

/// A row of the sheet `survey`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// `select_one yes_no`, `begin_group`, `calculate`.
    pub kind: String,
    pub name: String,
    pub label: Texts,
    pub hint: Texts,
    pub relevant: String,
    pub constraint: String,
    pub constraint_message: Texts,
    pub required: bool,
    pub required_message: Texts,
    pub calculation: String,
    pub trigger: String,
    pub appearance: String,
    pub parameters: String,
    pub repeat_count: String,
}

impl Row {
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Row {
        Row { kind: kind.into(), name: name.into(), ..Row::default() }
    }

    /// The end of a group or a repeat.
    pub fn end(of: &str) -> Row {
        Row::new(format!("end_{of}"), "")
    }
}

/// A row of the sheet `choices`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub list: String,
    pub name: String,
    pub label: Texts,
}

/// A form as XLSForm holds it.
#[derive(Debug, Clone)]
pub struct FieldForm {
    pub survey: Vec<Row>,
    pub choices: Vec<Choice>,
    pub settings: Vec<(&'static str, String)>,
    pub languages: Vec<Language>,
    /// How many are asked, notes and calculations apart.
    pub questions: usize,
    /// How many texts a reader sees, and how many of them are missing in each
    /// language, so that the method's own stands there.
    pub texts: usize,
    pub untranslated: Vec<usize>,
    /// What the format cannot carry.
    pub warnings: Vec<Diag>,
}
