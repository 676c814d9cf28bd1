//! An existing form, as XLSForm holds it: its rows as a tree of groups and
//! questions, its lists, its settings. What cannot stand in any form (a group
//! that is never closed, a list that is not there, two of one name) is
//! complained of at its cell, all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::read_book::{self, FormBook, FormRow, FormSheet};
use crate::base::diag::choice_hints;
use crate::base::{Diag, Interrupt, Span};
use crate::expr::names_in_braces;

/// A form.
#[derive(Debug, Clone, Default)]
pub struct ReadForm {
    pub title: String,
    pub id: String,
    /// The language that is shown first, as its column calls it.
    pub default_language: String,
    /// The languages of labels in the order of their columns; the empty one is
    /// the column without.
    pub languages: Vec<String>,
    pub nodes: Vec<ReadNode>,
    pub lists: BTreeMap<String, Vec<ReadChoice>>,
}

#[derive(Debug, Clone)]
pub enum ReadNode {
    Question(ReadQuestion),
    Group(ReadGroup),
}

#[derive(Debug, Clone)]
pub struct ReadQuestion {
    pub name: String,
    pub kind: ReadKind,
    pub row: FormRow,
}

/// What a question is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadKind {
    Select {
        list: String,
        several: bool,
        or_other: bool,
    },
    /// A select from a file beside the form, or by an order of ranks.
    OtherSelect(String),
    /// The usual word for it: `text`, `integer`, `calculate`, `start`.
    Plain(String),
}

#[derive(Debug, Clone)]
pub struct ReadGroup {
    pub name: String,
    pub repeat: bool,
    pub row: FormRow,
    pub children: Vec<ReadNode>,
}

#[derive(Debug, Clone)]
pub struct ReadChoice {
    pub name: String,
    pub row: FormRow,
}

/// Reads the form in a workbook.
///
/// # Errors
/// It cannot be read, or is no form; everything that cannot stand in one.
pub fn read(path: &Path, interrupt: &Interrupt) -> Result<ReadForm, Vec<Diag>> {
    of_book(&read_book::open(path, interrupt).map_err(|d| vec![d])?)
}

/// The same of a workbook in memory, called `file` in complaints.
///
/// # Errors
/// As [`read`].
pub fn of_bytes(file: &str, bytes: &[u8], interrupt: &Interrupt) -> Result<ReadForm, Vec<Diag>> {
    of_book(&read_book::of_bytes(file, bytes, interrupt).map_err(|d| vec![d])?)
}

fn of_book(book: &FormBook) -> Result<ReadForm, Vec<Diag>> {
    let whole = || Span::line(book.file.as_str(), 0);
    let Some(survey) = book.sheets.get("survey") else {
        let sheets: Vec<&str> = book.sheets.keys().map(String::as_str).collect();
        return Err(vec![Diag::error("there is no sheet 'survey': this is no XLSForm").at(whole()).hint(
            format!("its sheets: {}", if sheets.is_empty() { "none".into() } else { sheets.join(", ") }),
        )]);
    };
    let mut diags = Vec::new();
    for column in ["type", "name"] {
        if !survey.has(column) {
            diags.push(
                Diag::error(format!("the sheet 'survey' has no column '{column}'"))
                    .at(whole())
                    .hint("the first row that holds anything names the columns"),
            );
        }
    }
    if !diags.is_empty() {
        return Err(diags);
    }
    let empty = FormSheet::default();
    let settings = book.sheets.get("settings").and_then(|s| s.rows.first()).cloned().unwrap_or_default();
    let choices = book.sheets.get("choices").unwrap_or(&empty);
    let lists = lists(choices, settings.get("allow_choice_duplicates"), &mut diags);
    let nodes = tree(survey, &mut diags);
    let form = ReadForm {
        title: settings.get("form_title").to_string(),
        id: settings.get("form_id").to_string(),
        default_language: settings.get("default_language").to_string(),
        languages: languages(survey),
        nodes,
        lists,
    };
    names(&form, &mut diags);
    if diags.is_empty() { Ok(form) } else { Err(diags) }
}

fn languages(survey: &FormSheet) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for header in survey.header.iter().filter(|h| h.column == "label") {
        if !found.contains(&header.language) {
            found.push(header.language.clone());
        }
    }
    found
}

fn lists(sheet: &FormSheet, duplicates: &str, diags: &mut Vec<Diag>) -> BTreeMap<String, Vec<ReadChoice>> {
    let mut lists: BTreeMap<String, Vec<ReadChoice>> = BTreeMap::new();
    for row in &sheet.rows {
        let (list, name) = (row.get("list_name").to_string(), row.get("name").to_string());
        if list.is_empty() {
            continue;
        }
        if name.is_empty() {
            diags.push(Diag::error(format!("a choice of '{list}' has no name")).at(row.span("list_name")));
            continue;
        }
        let choices = lists.entry(list.clone()).or_default();
        if choices.iter().any(|c| c.name == name) {
            // Cascades say one choice once a place.
            if !is_yes(duplicates) {
                diags.push(
                    Diag::error(format!("the choice '{name}' stands twice in '{list}'"))
                        .at(row.span("name"))
                        .hint("a form that means it says allow_choice_duplicates in its settings"),
                );
            }
            continue;
        }
        choices.push(ReadChoice { name, row: row.clone() });
    }
    lists
}

/// Whether a cell says yes, in the words that forms have for it.
pub fn is_yes(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "yes" | "true" | "true()" | "1" | "=true()")
}

/// What a row is: a question, or the beginning or end of a group.
enum What {
    Question(ReadKind),
    Begin { repeat: bool },
    End { repeat: bool },
}

fn what(kind: &str) -> What {
    let small = kind.trim().to_lowercase();
    let words: Vec<&str> = small.split_whitespace().collect();
    let original: Vec<&str> = kind.split_whitespace().collect();
    let first = words.first().copied().unwrap_or("");
    let joined = small.split([' ', '_']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let group = |rest: &str| match rest {
        "group" | "lgroup" => Some(false),
        "repeat" | "looped group" => Some(true),
        _ => None,
    };
    if let Some(repeat) = joined.strip_prefix("begin ").and_then(group) {
        return What::Begin { repeat };
    }
    if let Some(repeat) = joined.strip_prefix("end ").and_then(group) {
        return What::End { repeat };
    }
    if first.ends_with("_from_file") || joined.contains("external") && first.starts_with("select") {
        return What::Question(ReadKind::OtherSelect("a select from another file".into()));
    }
    if first == "rank" {
        return What::Question(ReadKind::OtherSelect("a ranking".into()));
    }
    // `select_one yes_no`, `select one from yes_no`, `select all that apply from x`.
    let several = ["select multiple ", "select all that apply "].iter().any(|p| joined.starts_with(p));
    let one = ["select one ", "select1 "].iter().any(|p| joined.starts_with(p));
    if one || several {
        let from = words.iter().rposition(|w| matches!(*w, "from" | "using"));
        let head = match first {
            "select_one" | "select_multiple" | "select1" => 1,
            _ => match from {
                Some(at) => at + 1,
                None => 2,
            },
        };
        let or_other = joined.ends_with(" or other") || joined.ends_with(" or specify other");
        if let Some(list) = original.get(head) {
            return What::Question(ReadKind::Select { list: (*list).to_string(), several, or_other });
        }
    }
    let usual = match joined.as_str() {
        "int" => "integer",
        "string" => "text",
        "calculation" => "calculate",
        "get start time" => "start",
        "get end time" => "end",
        "get today" => "today",
        "get device id" | "imei" => "deviceid",
        "get subscriber id" => "subscriberid",
        "get sim id" => "simserial",
        "get phone number" => "phonenumber",
        "gps" | "location" | "add location prompt" => "geopoint",
        "photo" => "image",
        "date time" => "datetime",
        "trigger" => "acknowledge",
        "add note prompt" => "note",
        "add text prompt" => "text",
        "add integer prompt" => "integer",
        "add date prompt" => "date",
        "audit" => "audit",
        other => other,
    };
    What::Question(ReadKind::Plain(usual.to_string()))
}

/// A group that stands open: itself, and the names inside it.
type Open = (ReadGroup, BTreeSet<String>);

fn tree(sheet: &FormSheet, diags: &mut Vec<Diag>) -> Vec<ReadNode> {
    let (mut top, mut top_names): (Vec<ReadNode>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    let mut open: Vec<Open> = Vec::new();
    for row in &sheet.rows {
        let (kind, name) = (row.get("type").trim(), row.get("name").trim().to_string());
        if kind.is_empty() || kind.starts_with('#') || is_yes(row.get("disabled")) {
            continue;
        }
        let mut named = |name: &str, open: &mut Vec<Open>| {
            let names = open.last_mut().map_or(&mut top_names, |(_, names)| names);
            if !name.is_empty() && !names.insert(name.to_string()) {
                diags.push(
                    Diag::error(format!("two rows are called '{name}'"))
                        .at(row.span("name"))
                        .hint("conditions cannot tell which of them is meant"),
                );
            }
        };
        match what(kind) {
            What::Begin { repeat } => {
                named(&name, &mut open);
                let group = ReadGroup { name, repeat, row: row.clone(), children: Vec::new() };
                if open.len() > MOST_DEEP {
                    diags.push(Diag::error("groups are nested too deeply").at(row.span("type")));
                    return top;
                }
                open.push((group, BTreeSet::new()));
            }
            What::End { repeat } => {
                let word = |repeat: bool| if repeat { "repeat" } else { "group" };
                match open.pop() {
                    None => diags.push(
                        Diag::error(format!("this end of a {} closes nothing", word(repeat)))
                            .at(row.span("type")),
                    ),
                    Some((group, _)) => {
                        if group.repeat != repeat {
                            diags.push(
                                Diag::error(format!(
                                    "the end of a {} closes the {} '{}'",
                                    word(repeat),
                                    word(group.repeat),
                                    group.name
                                ))
                                .at(row.span("type"))
                                .hint(format!("it begins in row {}", group.row.number)),
                            );
                        }
                        let into = open.last_mut().map_or(&mut top, |(group, _)| &mut group.children);
                        into.push(ReadNode::Group(group));
                    }
                }
            }
            What::Question(what) => {
                if ["begin ", "end "].iter().any(|w| kind.to_lowercase().starts_with(w)) {
                    diags.push(
                        Diag::error(format!("'{kind}' is no group and no repeat"))
                            .at(row.span("type"))
                            .hint("questions stand in groups (begin_group, end_group) and repeats (begin_repeat, end_repeat)"),
                    );
                    continue;
                }
                // Nobody reads a note's name.
                let is_note = what == ReadKind::Plain("note".into());
                let name = if name.is_empty() && is_note { format!("note_{}", row.number) } else { name };
                if name.is_empty() {
                    diags.push(Diag::error("this row has no name").at(row.span("type")));
                    continue;
                }
                named(&name, &mut open);
                let into = open.last_mut().map_or(&mut top, |(group, _)| &mut group.children);
                into.push(ReadNode::Question(ReadQuestion { name, kind: what, row: row.clone() }));
            }
        }
    }
    for (group, _) in open {
        let word = if group.repeat { "repeat" } else { "group" };
        diags.push(
            Diag::error(format!("the {word} '{}' is never closed", group.name))
                .at(group.row.span("type"))
                .hint(format!("its end is a row of the type end_{word}")),
        );
    }
    top
}

const MOST_DEEP: usize = 40;

/// Columns whose cells name questions.
const READ: [&str; 9] = [
    "relevant",
    "constraint",
    "calculation",
    "repeat_count",
    "choice_filter",
    "required",
    "default",
    "label",
    "hint",
];

/// Lists and names that are not there.
fn names(form: &ReadForm, diags: &mut Vec<Diag>) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut all: Vec<(&FormRow, Option<&ReadQuestion>)> = Vec::new();
    each(&form.nodes, &mut |node| match node {
        ReadNode::Question(question) => {
            known.insert(&question.name);
            all.push((&question.row, Some(question)));
        }
        ReadNode::Group(group) => {
            known.insert(&group.name);
            all.push((&group.row, None));
        }
    });
    for (row, question) in all {
        if let Some(ReadQuestion { kind: ReadKind::Select { list, .. }, name, .. }) = question
            && !form.lists.contains_key(list)
        {
            let message =
                format!("'{name}' takes its choices from '{list}', which the sheet 'choices' has not");
            let diag = Diag::error(message).at(row.span("type"));
            diags.push(
                choice_hints(list, form.lists.keys().map(String::as_str)).into_iter().fold(diag, Diag::hint),
            );
        }
        for column in READ {
            for text in row.texts(column).values() {
                let unknown =
                    names_in_braces(text).into_iter().find(|n| !known.contains(n) && !n.contains('#'));
                if let Some(unknown) = unknown {
                    let diag = Diag::error(format!("there is no question '{unknown}'")).at(row.span(column));
                    diags.push(
                        choice_hints(unknown, known.iter().copied()).into_iter().fold(diag, Diag::hint),
                    );
                }
            }
        }
    }
}

/// Every node of a tree, from the first to the last.
pub fn each<'n>(nodes: &'n [ReadNode], see: &mut dyn FnMut(&'n ReadNode)) {
    for node in nodes {
        see(node);
        if let ReadNode::Group(group) = node {
            each(&group.children, see);
        }
    }
}
