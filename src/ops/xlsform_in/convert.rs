//! From the rows of a form to a draft of a questionnaire.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, DraftOption, DraftSection};
use super::meaning::{Known, Names, Reader};
use super::naming::{self, Ids, humanised};
use super::own::Own;
use super::remarks::Remarks;
use super::wording::without_braces;
use crate::base::number::counted;
use crate::data::State;
use crate::expr::{Carried, Code, Sort, XPath, carry_condition, carry_value, read_xpath};
use crate::formats::xlsform::FormRow;
use crate::formats::xlsform::read::{ReadForm, ReadGroup, ReadKind, ReadNode, ReadQuestion, each, is_yes};

/// What the method says of languages and of answers that are none.
pub struct Method {
    /// The language its scripts are written in.
    pub language: String,
    pub language_names: Vec<(String, String)>,
    pub words: Vec<(State, String)>,
    /// What stands before the hint of a question that the interviewer answers.
    pub interviewer: Vec<String>,
}

/// A field that a check of the script refused, and why, by row.
pub type Refused = BTreeMap<(u32, &'static str), String>;

/// What was made of a form.
pub struct Converted {
    pub draft: Draft,
    pub remarks: Remarks,
    pub notes: Vec<String>,
    /// The row that a question or section came from, by its id.
    pub rows: BTreeMap<String, u32>,
    /// Selects whose missing codes some condition tells apart.
    pub told_apart: BTreeSet<String>,
    /// Endings of this program's own forms that were not carried over, by their
    /// question: what stands behind them asks for them still.
    pub lost_endings: BTreeSet<String>,
}

/// A choice of a question's list.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) means: Code,
    pub(super) label: String,
    pub(super) texts: BTreeMap<String, String>,
}

/// Most options of a question.
pub(super) const MOST_OPTIONS: usize = 64;

pub struct Converter<'a> {
    pub(super) form: &'a ReadForm,
    pub(super) own: &'a Own,
    pub(super) method: &'a Method,
    pub(super) as_options: &'a BTreeSet<String>,
    pub(super) refused: &'a Refused,
    /// The column of the language that the script is written in.
    pub(super) source: String,
    /// The other columns whose language has a code.
    pub(super) others: Vec<(String, String)>,
    pub(super) ids: Ids,
    pub(super) by_row: BTreeMap<u32, String>,
    pub(super) at_row: BTreeMap<u32, usize>,
    pub(super) names: Names,
    pub(super) section_ids: Ids,
    pub(super) sections: Vec<DraftSection>,
    /// Which group's section stands open.
    pub(super) open: Option<u32>,
    pub(super) shared: BTreeMap<String, (String, Vec<DraftOption>)>,
    pub(super) remarks: Remarks,
    pub(super) rows: BTreeMap<String, u32>,
    pub(super) told_apart: BTreeSet<String>,
    pub(super) may_be_left: usize,
    pub(super) decisions: usize,
    pub(super) worked_out: usize,
    pub(super) gates_before: BTreeSet<String>,
    pub(super) endings: BTreeSet<String>,
}

/// A group that is a section, with the conditions of all that it stands in.
#[derive(Clone)]
pub(super) struct Place<'f> {
    pub(super) group: Option<&'f ReadGroup>,
    pub(super) conditions: Vec<String>,
}

/// Where something is asked.
pub(super) struct Route {
    /// Empty where it always is.
    pub(super) ask_if: String,
    /// What could not be carried over: its text and why.
    pub(super) lost: Option<(String, String)>,
}

impl<'a> Converter<'a> {
    pub fn new(
        form: &'a ReadForm,
        own: &'a Own,
        method: &'a Method,
        as_options: &'a BTreeSet<String>,
        refused: &'a Refused,
    ) -> Converter<'a> {
        let code = |language: &str| crate::formats::xlsform::language_code(language, &method.language_names);
        let usual =
            form.languages.iter().find(|l| !l.is_empty() && code(l).as_deref() == Some(&method.language));
        let default = form.languages.iter().find(|l| **l == form.default_language);
        let source = usual.or(default).or(form.languages.first()).cloned().unwrap_or_default();
        let mut others: Vec<(String, String)> = Vec::new();
        for column in form.languages.iter().filter(|l| **l != source && !l.is_empty()) {
            if let Some(code) = code(column)
                && code != method.language
                && !others.iter().any(|(_, c)| *c == code)
            {
                others.push((column.clone(), code));
            }
        }
        Converter {
            form,
            own,
            method,
            as_options,
            refused,
            source,
            others,
            ids: Ids::default(),
            by_row: BTreeMap::new(),
            at_row: BTreeMap::new(),
            names: Names::new(),
            section_ids: Ids::default(),
            sections: Vec::new(),
            open: None,
            shared: BTreeMap::new(),
            remarks: Remarks::default(),
            rows: BTreeMap::new(),
            told_apart: BTreeSet::new(),
            may_be_left: 0,
            decisions: 0,
            worked_out: 0,
            gates_before: BTreeSet::new(),
            endings: BTreeSet::new(),
        }
    }

    pub fn convert(mut self, id: &str, label: &str) -> Converted {
        self.name_rows();
        self.know_names();
        self.share_lists();
        let form = self.form;
        let top = Place { group: None, conditions: Vec::new() };
        self.walk(&form.nodes, &top, &[]);
        let sections: Vec<DraftSection> =
            std::mem::take(&mut self.sections).into_iter().filter(DraftSection::holds_something).collect();
        let used = |name: &str, sections: &[DraftSection]| {
            format!("{sections:?}").contains(&format!("Shared({name:?})"))
        };
        let lists = std::mem::take(&mut self.shared).into_values();
        let lists: Vec<_> = lists.filter(|(name, _)| used(name, &sections)).collect();
        let columns = crate::model::RecordColumns::default();
        let records = columns
            .all()
            .into_iter()
            .filter(|(_, column)| self.rows.contains_key(*column))
            .map(|(role, column)| (role.to_string(), format!("record_{column}")))
            .collect();
        let draft = Draft {
            id: id.to_string(),
            label: label.to_string(),
            comments: vec![
                "Every question is adaptable and none is marked as sensitive: what is core and what is sensitive is for the method to say.".into(),
            ],
            records,
            cases: self.own.cases.as_ref().map_or(String::new(), |(list, _)| list.clone()),
            lists,
            sections,
        };
        let notes = self.notes();
        let lost_endings = self.own.gates.keys().filter(|of| !self.endings.contains(*of)).cloned().collect();
        Converted {
            draft,
            remarks: self.remarks,
            notes,
            rows: self.rows,
            told_apart: self.told_apart,
            lost_endings,
        }
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "class = \"adaptable\" stands at every question, and none is marked as sensitive: the method says which are core, and which are sensitive".to_string(),
        ];
        if self.may_be_left > 0 {
            notes.push(format!(
                "{} may be left without an answer in the form: prefer_not is allowed there, so that an empty answer has a reason",
                counted(self.may_be_left, "question", "questions")
            ));
        }
        if self.decisions > 0 {
            notes.push(format!(
                "{} not carried over: whether what hangs on it is asked is put to the interviewer (ask_… in the script), and nobody is asked in silence",
                counted(self.decisions, "condition was", "conditions were")
            ));
        }
        if self.worked_out > 0 {
            notes.push(
                "calculations that give no number are left out; a condition that reads one stands with its formula in it, where that can be carried over".into(),
            );
        }
        let nameless: Vec<&str> = self
            .form
            .languages
            .iter()
            .filter(|l| !l.is_empty() && **l != self.source && !self.others.iter().any(|(c, _)| c == *l))
            .map(String::as_str)
            .collect();
        if !nameless.is_empty() {
            notes.push(format!(
                "texts in {} are left out: no code of the language stands in the column (label::Kiswahili (sw)), and language_names of the method has none",
                nameless.join(", ")
            ));
        }
        let code = crate::formats::xlsform::language_code(&self.source, &self.method.language_names);
        if let Some(code) = code.filter(|code| *code != self.method.language) {
            notes.push(format!(
                "the form is worded in '{code}' and the method in '{}': its wordings stand as they are",
                self.method.language
            ));
        }
        notes
    }

    /// Ids of questions, rosters and batteries; of sections apart.
    pub(super) fn name_rows(&mut self) {
        let mut rows: Vec<(u32, String)> = Vec::new();
        let mut at = 0;
        let form = self.form;
        each(&form.nodes, &mut |node| {
            let (row, name) = match node {
                ReadNode::Question(q) => (&q.row, &q.name),
                ReadNode::Group(g) => (&g.row, &g.name),
            };
            self.at_row.insert(row.number, at);
            at += 1;
            let is_section =
                matches!(node, ReadNode::Group(g) if !g.repeat && self.battery_rows(g).is_none());
            if !self.own.folded.contains_key(name) && !is_section {
                // A place is called as what is kept of it.
                let name = self.own.places.get(name).map_or(name.as_str(), |(kept, _)| kept);
                let id = self.ids.of(name);
                rows.push((row.number, id));
            }
        });
        let changed = self.ids.settled();
        for (row, id) in rows {
            let id = changed.get(&id).cloned().unwrap_or(id);
            self.by_row.insert(row, id);
        }
    }

    pub(super) fn id(&self, row: &FormRow) -> String {
        self.by_row.get(&row.number).cloned().unwrap_or_default()
    }

    pub(super) fn at(&self, row: &FormRow) -> usize {
        self.at_row.get(&row.number).copied().unwrap_or(0)
    }

    /// What every name stands for.
    pub(super) fn know_names(&mut self) {
        let form = self.form;
        self.know(&form.nodes, "", false, 0);
    }

    pub(super) fn know(&mut self, nodes: &[ReadNode], roster: &str, under: bool, rosters: usize) {
        for node in nodes {
            match node {
                ReadNode::Group(group) => {
                    let condition = self.stripped(group.row.get("relevant")).is_some();
                    let under = under || (condition && !group.repeat);
                    if group.repeat {
                        let sort = match rosters {
                            0 => Sort::Roster,
                            _ => Sort::Lost("a repeat inside a repeat, which is not carried over".into()),
                        };
                        self.learn(&group.name, &group.row, sort, false, roster);
                        self.know(&group.children, &group.name, false, rosters + 1);
                    } else {
                        self.know(&group.children, roster, under, rosters);
                    }
                }
                ReadNode::Question(question) => {
                    let sort = match rosters {
                        0 | 1 => self.sort_of(question, roster),
                        _ => Sort::Lost("which stands in a repeat inside a repeat".into()),
                    };
                    let free = self.stripped(question.row.get("relevant")).is_none() && !under;
                    let always = free && is_yes(question.row.get("required"));
                    self.learn(&question.name, &question.row, sort, always, roster);
                }
            }
        }
    }

    pub(super) fn learn(&mut self, name: &str, row: &FormRow, sort: Sort, always: bool, roster: &str) {
        let known = Known { id: self.id(row), sort, always, roster: roster.to_string(), at: self.at(row) };
        match self.names.get_mut(name) {
            Some(there) => there.sort = Sort::Lost("which is the name of several rows".into()),
            None => drop(self.names.insert(name.to_string(), known)),
        }
    }

    /// A condition without the gates of this program's own forms.
    pub(super) fn stripped(&self, relevant: &str) -> Option<Result<XPath, String>> {
        if relevant.trim().is_empty() {
            return None;
        }
        match read_xpath(relevant) {
            Ok(x) => self.own.without_own(x).map(Ok),
            Err(e) => Some(Err(e)),
        }
    }

    pub(super) fn sort_of(&self, question: &ReadQuestion, roster: &str) -> Sort {
        if self.own.picks.contains_key(&question.name) {
            return Sort::Number { whole: true };
        }
        if let Some(what) = self.own.folded.get(&question.name) {
            return Sort::Lost(format!("which is {what}"));
        }
        match &question.kind {
            ReadKind::OtherSelect(what) => Sort::Lost(format!("which is {what}")),
            ReadKind::Select { several, .. } => match self.choices(question) {
                Some(_) if appearance(&question.row, "label") => Sort::Lost("which only shows labels".into()),
                Some(choices) => Sort::Choice {
                    codes: choices.into_iter().map(|c| (c.code, c.means)).collect(),
                    several: *several,
                },
                None => Sort::Lost("whose list is longer than a question may have".into()),
            },
            ReadKind::Plain(word) => match word.as_str() {
                "integer" => Sort::Number { whole: true },
                "decimal" => Sort::Number { whole: false },
                "range" => Sort::Number { whole: whole_steps(question.row.get("parameters")) },
                "text" | "time" | "barcode" => Sort::Text,
                "date" => Sort::Date,
                "datetime" => Sort::Lost("of which only the day is carried over".into()),
                "acknowledge" => {
                    Sort::Choice { codes: vec![("OK".into(), Code::Option("ok".into()))], several: false }
                }
                "calculate" | "hidden" => self.worked(question, roster),
                other => Sort::Lost(match other {
                    "start" | "end" | "today" => "which the form records itself".to_string(),
                    "note" => "which is a note".to_string(),
                    other => format!("which is of the type '{other}'"),
                }),
            },
        }
    }

    /// A calculation: a number where its formula is carried over, else its formula.
    pub(super) fn worked(&self, question: &ReadQuestion, roster: &str) -> Sort {
        if question.row.get("calculation").trim().is_empty() {
            return Sort::Lost("which something outside the form fills in".into());
        }
        let formula = match read_xpath(question.row.get("calculation")) {
            Ok(formula) => formula,
            Err(reason) => return Sort::Lost(format!("whose calculation cannot be read: {reason}")),
        };
        let relevant = match self.stripped(question.row.get("relevant")) {
            None => None,
            Some(Ok(x)) => Some(x),
            Some(Err(reason)) => return Sort::Lost(format!("whose condition cannot be read: {reason}")),
        };
        let reader = Reader { names: &self.names, at: self.at(&question.row), roster, own: None };
        let refused = self.refused.contains_key(&(question.row.number, "value"));
        let route = relevant.as_ref().map(|x| carry_condition(x, &reader));
        let reached = route.is_none_or(|r| matches!(r, Ok(Carried::When(_) | Carried::Always)));
        let counted = match &formula {
            XPath::Call(function, args) => match (function.as_str(), args.as_slice()) {
                ("if", [reached, value, XPath::Number(0.0)])
                    if self.own.without_own(reached.clone()).is_none() =>
                {
                    value
                }
                _ => &formula,
            },
            _ => &formula,
        };
        match carry_value(counted, &reader) {
            Ok(_) if !refused && reached => Sort::Number { whole: false },
            _ => Sort::Worked { formula, relevant },
        }
    }

    /// The choices of a select as options and states; `None` where there are
    /// more than a question may have.
    pub(super) fn choices(&self, question: &ReadQuestion) -> Option<Vec<Choice>> {
        let ReadKind::Select { list, or_other, .. } = &question.kind else { return None };
        let read = self.form.lists.get(list)?;
        let label = |row: &FormRow, name: &str| {
            let (label, texts) = self.plain_text(row, "label");
            (if label.is_empty() { humanised(name) } else { label }, texts)
        };
        let mut all: Vec<(String, String, BTreeMap<String, String>)> = Vec::new();
        for choice in read {
            let (label, texts) = label(&choice.row, &choice.name);
            all.push((choice.name.clone(), label, texts));
        }
        if *or_other && !all.iter().any(|(code, ..)| code == "other") {
            all.push(("other".into(), "Other".into(), BTreeMap::new()));
        }
        let keep = self.as_options.contains(&question.name);
        let mut states: Vec<State> = Vec::new();
        let found: Vec<Option<State>> = all
            .iter()
            .map(|(code, label, _)| {
                let state = naming::state_of(code, label, &self.method.words).filter(|_| !keep)?;
                // A form of this program calls states by their names.
                let named = self.own.folded.is_empty() || state.id() == code;
                if !named {
                    return None;
                }
                (!states.contains(&state)).then(|| states.push(state)).map(|()| state)
            })
            .collect();
        // A question is not answered by reasons alone.
        let only_states = found.iter().all(Option::is_some);
        let pairs: Vec<(String, String)> =
            all.iter().map(|(code, label, _)| (code.clone(), label.clone())).collect();
        let ids = naming::options(&pairs);
        let each = all.into_iter().zip(found).zip(ids).map(|(((code, label, texts), state), id)| Choice {
            means: match state.filter(|_| !only_states) {
                Some(state) => Code::State(state.id().to_string()),
                None => Code::Option(id),
            },
            code,
            label,
            texts,
        });
        let choices: Vec<Choice> = each.collect();
        let options = choices.iter().filter(|c| matches!(c.means, Code::Option(_))).count();
        (options > 0 && options <= MOST_OPTIONS).then_some(choices)
    }

    /// Lists that several questions use as they are.
    pub(super) fn share_lists(&mut self) {
        let mut used: BTreeMap<String, (usize, Vec<DraftOption>)> = BTreeMap::new();
        let form = self.form;
        each(&form.nodes, &mut |node| {
            if let ReadNode::Question(question) = node
                && let ReadKind::Select { list, or_other: false, .. } = &question.kind
                && !self.as_options.contains(&question.name)
                && !self.own.folded.contains_key(&question.name)
                && let Some(choices) = self.choices(question)
            {
                let entry = used.entry(list.clone()).or_insert((0, drafted(&choices)));
                entry.0 += 1;
            }
        });
        let mut ids = Ids::default();
        let enough = used.into_iter().filter(|(_, (times, _))| *times > 1);
        self.shared = enough
            .map(|(list, (_, options))| (list.clone(), (ids.of(list.trim_end_matches("_options")), options)))
            .collect();
    }
}

pub(super) fn drafted(choices: &[Choice]) -> Vec<DraftOption> {
    let option = |c: &Choice| match &c.means {
        Code::Option(id) => Some(DraftOption {
            id: id.clone(),
            label: without_braces(&c.label),
            texts: c.texts.iter().map(|(l, t)| (l.clone(), without_braces(t))).collect(),
            ..DraftOption::default()
        }),
        Code::State(_) => None,
    };
    choices.iter().filter_map(option).collect()
}

pub(super) fn appearance(row: &FormRow, word: &str) -> bool {
    row.get("appearance").split_whitespace().any(|w| w == word)
}

pub(super) fn whole_steps(parameters: &str) -> bool {
    let words = parameters.split([' ', ',', ';']).filter_map(|w| w.split_once('='));
    words.filter(|(_, n)| n.trim().parse::<f64>().is_ok_and(|n| n.fract() != 0.0)).count() == 0
}
