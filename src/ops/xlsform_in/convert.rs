//! From the rows of a form to a draft of a questionnaire.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::{self, Limits};
use super::draft::{Draft, DraftItem, DraftOption, DraftQuestion, DraftSection, DraftValue};
use super::meaning::{Known, Names, Reader};
use super::naming::{self, Ids, humanised};
use super::own::{Own, conjuncts};
use super::remarks::{Extent, Remarks};
use crate::data::State;
use crate::expr::{
    self, Carried, Code, NotCarried, Sort, XPath, carry_condition, carry_value, names_in_braces, read_xpath,
};
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
}

/// A choice of a question's list.
#[derive(Clone)]
struct Choice {
    code: String,
    means: Code,
    label: String,
    texts: BTreeMap<String, String>,
}

/// Most options of a question.
const MOST_OPTIONS: usize = 64;

pub struct Converter<'a> {
    form: &'a ReadForm,
    own: &'a Own,
    method: &'a Method,
    as_options: &'a BTreeSet<String>,
    refused: &'a Refused,
    /// The column of the language that the script is written in.
    source: String,
    /// The other columns whose language has a code.
    others: Vec<(String, String)>,
    ids: Ids,
    by_row: BTreeMap<u32, String>,
    at_row: BTreeMap<u32, usize>,
    names: Names,
    section_ids: Ids,
    sections: Vec<DraftSection>,
    /// Which group's section stands open.
    open: Option<u32>,
    shared: BTreeMap<String, (String, Vec<DraftOption>)>,
    remarks: Remarks,
    rows: BTreeMap<String, u32>,
    told_apart: BTreeSet<String>,
    may_be_left: usize,
    decisions: usize,
    gates_before: BTreeSet<String>,
}

/// A group that is a section, with the conditions of all that it stands in.
#[derive(Clone)]
struct Place<'f> {
    group: Option<&'f ReadGroup>,
    conditions: Vec<String>,
}

/// Where something is asked.
struct Route {
    /// Empty where it always is.
    ask_if: String,
    /// What could not be carried over: its text and why.
    lost: Option<(String, String)>,
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
            gates_before: BTreeSet::new(),
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
        Converted { draft, remarks: self.remarks, notes, rows: self.rows, told_apart: self.told_apart }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "class = \"adaptable\" stands at every question, and none is marked as sensitive: the method says which are core, and which are sensitive".to_string(),
        ];
        if self.may_be_left > 0 {
            notes.push(format!(
                "{} questions may be left without an answer in the form: they allow prefer_not, so that an empty answer has a reason",
                self.may_be_left
            ));
        }
        if self.decisions > 0 {
            notes.push(format!(
                "{} conditions were not carried over: whether such a question is asked is put to the interviewer (ask_… in the script), never to everybody in silence",
                self.decisions
            ));
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
    fn name_rows(&mut self) {
        let mut rows: Vec<(u32, String)> = Vec::new();
        let (mut at, mut twice): (usize, BTreeMap<&str, usize>) = (0, BTreeMap::new());
        let form = self.form;
        each(&form.nodes, &mut |node| {
            let (row, name) = match node {
                ReadNode::Question(q) => (&q.row, &q.name),
                ReadNode::Group(g) => (&g.row, &g.name),
            };
            self.at_row.insert(row.number, at);
            at += 1;
            *twice.entry(name).or_default() += 1;
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

    fn id(&self, row: &FormRow) -> String {
        self.by_row.get(&row.number).cloned().unwrap_or_default()
    }

    fn at(&self, row: &FormRow) -> usize {
        self.at_row.get(&row.number).copied().unwrap_or(0)
    }

    /// What every name stands for.
    fn know_names(&mut self) {
        let form = self.form;
        self.know(&form.nodes, "", false, 0);
    }

    fn know(&mut self, nodes: &[ReadNode], roster: &str, under: bool, rosters: usize) {
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

    fn learn(&mut self, name: &str, row: &FormRow, sort: Sort, always: bool, roster: &str) {
        let known = Known { id: self.id(row), sort, always, roster: roster.to_string(), at: self.at(row) };
        let several = |_: &mut Known| ();
        match self.names.get_mut(name) {
            Some(there) => {
                several(there);
                there.sort = Sort::Lost("which is the name of several rows".into());
            }
            None => drop(self.names.insert(name.to_string(), known)),
        }
    }

    /// A condition without the gates of this program's own forms.
    fn stripped(&self, relevant: &str) -> Option<Result<XPath, String>> {
        if relevant.trim().is_empty() {
            return None;
        }
        match read_xpath(relevant) {
            Ok(x) => self.own.without_own(x).map(Ok),
            Err(e) => Some(Err(e)),
        }
    }

    fn sort_of(&self, question: &ReadQuestion, roster: &str) -> Sort {
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
    fn worked(&self, question: &ReadQuestion, roster: &str) -> Sort {
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
        match carry_value(&formula, &reader) {
            Ok(_) if !refused && reached => Sort::Number { whole: false },
            _ => Sort::Worked { formula, relevant },
        }
    }

    /// The choices of a select as options and states; `None` where there are
    /// more than a question may have.
    fn choices(&self, question: &ReadQuestion) -> Option<Vec<Choice>> {
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
    fn share_lists(&mut self) {
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

    /// A text in the script's language, and in the others; what it reads out is
    /// not looked at.
    fn plain_text(&self, row: &FormRow, column: &str) -> (String, BTreeMap<String, String>) {
        let texts = row.texts(column);
        let of = |language: &str| texts.get(language).map(|t| squeezed(t)).filter(|t| !t.is_empty());
        // A question is worded in some language; what else is said of it need not be.
        let any =
            || self.form.languages.iter().find_map(|language| of(language)).filter(|_| column == "label");
        let own = of(&self.source).or_else(|| of("")).or_else(any);
        let other = |(column, code): &(String, String)| of(column).map(|text| (code.clone(), text));
        let own = own.unwrap_or_default();
        let others = self.others.iter().filter_map(other).filter(|(_, text)| *text != own).collect();
        (own, others)
    }

    /// A text with the answers it reads out in braces; what cannot be read out
    /// stands in brackets.
    fn text(&mut self, row: &FormRow, column: &str, roster: &str) -> (String, BTreeMap<String, String>) {
        let (own, others) = self.plain_text(row, column);
        let reader = Reader { names: &self.names, at: self.at(row), roster, own: None };
        let mut lost: BTreeSet<String> = BTreeSet::new();
        let mut read = |text: &str| {
            let mut out = String::new();
            let mut rest = text;
            while let Some(at) = rest.find("${") {
                out += &without_braces(&rest[..at]);
                let Some(end) = rest[at..].find('}') else { break };
                let name = rest[at + 2..at + end].trim();
                let base = name.strip_suffix("_label").filter(|_| self.own.folded.contains_key(name));
                match reader.read_out(base.unwrap_or(name)) {
                    Some(id) => out += &format!("{{{id}}}"),
                    None => {
                        lost.insert(name.to_string());
                        out += &format!("[{name}]");
                    }
                }
                rest = &rest[at + end + 1..];
            }
            out + &without_braces(rest)
        };
        let own = read(&own);
        let others = others.into_iter().map(|(code, text)| (code, read(&text))).collect();
        for name in lost {
            self.remarks.lost(
                row,
                Extent::InPart,
                format!("its {column} reads out '{name}', which cannot be read out here"),
            );
        }
        (own, others)
    }

    /// Where something is asked.
    fn route(&mut self, row: &FormRow, conditions: &[String], at: usize, roster: &str) -> Route {
        let mut parts: Vec<Result<XPath, (String, String)>> = Vec::new();
        for text in conditions {
            match self.stripped(text) {
                None => {}
                Some(Ok(x)) => parts.extend(conjuncts(x).into_iter().map(Ok)),
                Some(Err(reason)) => parts.push(Err((text.clone(), reason))),
            }
        }
        let whole =
            conditions.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" and ");
        if parts.is_empty() {
            return Route { ask_if: String::new(), lost: None };
        }
        if let Some(reason) = self.refused.get(&(row.number, "ask_if")) {
            return Route { ask_if: String::new(), lost: Some((whole, reason.clone())) };
        }
        let reader = Reader { names: &self.names, at, roster, own: None };
        let read: Vec<XPath> = parts.iter().filter_map(|p| p.as_ref().ok().cloned()).collect();
        let mut lost = parts.into_iter().find_map(Result::err).map(|(_, reason)| reason);
        let mut told_apart = BTreeSet::new();
        let mut carried = carry_condition(&XPath::And(read.clone()), &reader);
        if let Err(NotCarried { reason, state_of }) = &carried {
            lost.get_or_insert_with(|| reason.clone());
            told_apart.extend(state_of.clone());
            let fine: Vec<XPath> =
                read.into_iter().filter(|part| carry_condition(part, &reader).is_ok()).collect();
            carried = carry_condition(&XPath::And(fine), &reader);
        }
        self.told_apart(told_apart);
        let ask_if = match carried {
            Ok(Carried::Always) | Err(_) => String::new(),
            Ok(Carried::When(ast)) => expr::print(&ast),
            Ok(Carried::Never) => {
                lost = Some("it never holds, whatever is answered".into());
                String::new()
            }
        };
        Route { ask_if, lost: lost.map(|reason| (whole, reason)) }
    }

    /// Remembers the selects whose missing codes are told apart, by name.
    fn told_apart(&mut self, ids: BTreeSet<String>) {
        let names =
            self.names.iter().filter(|(_, known)| ids.contains(&known.id)).map(|(name, _)| name.clone());
        self.told_apart.extend(names);
    }

    fn walk(&mut self, nodes: &'a [ReadNode], place: &Place<'a>, inline: &[String]) {
        for node in nodes {
            match node {
                ReadNode::Question(question) => {
                    let items = self.question(question, inline, "");
                    if !items.is_empty() {
                        let section = self.section(place);
                        section.items.extend(items);
                    }
                    if self.own.gates.contains_key(&question.name) {
                        self.gates_before.insert(question.name.clone());
                    }
                }
                ReadNode::Group(group) if group.repeat => {
                    let items = self.roster(group, inline);
                    let section = self.section(place);
                    section.items.extend(items);
                }
                ReadNode::Group(group) => {
                    if let Some(items) = self.battery(group, inline, "") {
                        let section = self.section(place);
                        section.items.extend(items);
                        continue;
                    }
                    self.remarks.row(&group.row, "");
                    let relevant = group.row.get("relevant").to_string();
                    let (label, _) = self.plain_text(&group.row, "label");
                    let nested = place.group.is_some();
                    if nested && (label.is_empty() || appearance(&group.row, "field-list")) {
                        let inline: Vec<String> = inline.iter().cloned().chain([relevant]).collect();
                        self.remarks.say(
                            &group.row,
                            "its questions stand in the section around it, under its condition",
                        );
                        self.walk(&group.children, place, &inline);
                        continue;
                    }
                    if nested {
                        self.remarks
                            .say(&group.row, "a section of its own: sections do not stand in one another");
                    }
                    let outer = place.conditions.iter().chain(inline).cloned();
                    let conditions = outer.chain([relevant]).collect();
                    self.walk(&group.children, &Place { group: Some(group), conditions }, &[]);
                }
            }
        }
    }

    /// The section of a group; a new one where another stood between.
    fn section(&mut self, place: &Place<'a>) -> &mut DraftSection {
        let key = place.group.map_or(0, |g| g.row.number);
        if self.open != Some(key) {
            self.open = Some(key);
            self.begin(place);
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    fn begin(&mut self, place: &Place<'a>) {
        let Some(group) = place.group else {
            let id = self.section_ids.of("questions");
            let label =
                if self.form.title.is_empty() { "Questions".to_string() } else { squeezed(&self.form.title) };
            let label = without_braces(&label);
            self.sections.push(DraftSection { id, label, ..DraftSection::default() });
            return;
        };
        let row = &group.row;
        let (label, texts) = self.text(row, "label", "");
        let label = if label.is_empty() { humanised(&group.name) } else { label };
        let id = self.section_ids.of(&group.name);
        let at = self.at(row);
        let route = self.route(row, &place.conditions, at, "");
        let mut ask_if = route.ask_if;
        let mut comments = Vec::new();
        if let Some((text, reason)) = route.lost {
            let decision = self.decision(&id, &label, &text, &reason, &ask_if, row);
            comments.push(format!("In the form: relevant = {text}. Not carried over: {reason}."));
            ask_if = and(&ask_if, &format!("{} == yes", decision.id));
            let id = self.section_ids.free(format!("{id}_decided"));
            self.sections.push(DraftSection {
                id,
                label: "To be decided".into(),
                items: vec![DraftItem::Question(Box::new(decision))],
                ..DraftSection::default()
            });
        }
        let instruction = self.own.instructions.get(&group.name).cloned();
        let note = instruction.and_then(|name| {
            group.children.iter().find_map(|n| match n {
                ReadNode::Question(q) if q.name == name => Some(&q.row),
                _ => None,
            })
        });
        let (instruction, instructions) =
            note.map_or_else(Default::default, |row| self.text(row, "label", ""));
        let gated = self.own.has_gate(row.get("relevant"));
        self.rows.insert(format!("section {id}"), row.number);
        if let Some(remark) = self.remarks.rows.get_mut(&row.number) {
            remark.id.clone_from(&id);
        }
        self.sections.push(DraftSection {
            label,
            texts,
            comments,
            ask_if,
            after_end: !self.gates_before.is_empty() && !gated,
            self_administered: self.own.handed_over.contains(&group.name),
            instruction,
            instructions,
            items: Vec::new(),
            id,
        });
    }

    /// A question to the interviewer in the place of a condition that could not
    /// be carried over: what was asked of some is not asked of everybody.
    fn decision(
        &mut self,
        id: &str,
        label: &str,
        text: &str,
        reason: &str,
        ask_if: &str,
        row: &FormRow,
    ) -> DraftQuestion {
        self.decisions += 1;
        let extent = Extent::InPart;
        self.remarks.lost(
            row,
            extent,
            format!("its condition: {reason}; the interviewer decides ('ask_{id}')"),
        );
        let said: String = without_braces(&text.replace("${", "{"));
        let mut question = DraftQuestion {
            kind: "select_one",
            id: self.ids.free(format!("ask_{id}")),
            label: squeezed(&format!("To be decided: is '{}' asked? The form said: {said}", bare(label))),
            ..DraftQuestion::default()
        };
        question.set("class", DraftValue::Text("adaptable".into()));
        question.set("options", DraftValue::Options(vec![option("yes", "Yes"), option("no", "No")]));
        question.set("ask_if", DraftValue::Text(ask_if.to_string()));
        question.set("answered_by", DraftValue::Text("interviewer".into()));
        question
    }

    /// A repeat as a roster.
    fn roster(&mut self, group: &'a ReadGroup, inline: &[String]) -> Vec<DraftItem> {
        let row = &group.row;
        let id = self.id(row);
        self.remarks.row(row, &id);
        let (label, texts) = self.text(row, "label", "");
        let label = if label.is_empty() { humanised(&group.name) } else { label };
        let conditions: Vec<String> =
            inline.iter().cloned().chain([row.get("relevant").to_string()]).collect();
        let route = self.route(row, &conditions, self.at(row), "");
        let (mut items, mut question) =
            (Vec::new(), DraftQuestion { kind: "roster", id: id.clone(), ..DraftQuestion::default() });
        question.set("class", DraftValue::Text("adaptable".into()));
        let most = self.own.most_rows.get(&group.name).copied();
        let count = match most.is_some() || self.own.folded.contains_key(&format!("{}_rows", group.name)) {
            true => self.calculation_of(&format!("{}_rows", group.name)),
            false => row.get("repeat_count").to_string(),
        };
        if !count.trim().is_empty() {
            match self.value(row, "count", &count, "") {
                Ok(count) => question.set("count", DraftValue::Text(count)),
                Err(reason) => {
                    question
                        .comments
                        .push(format!("In the form: repeat_count = {count}. Not carried over: {reason}."));
                    self.remarks.lost(
                        row,
                        Extent::InPart,
                        format!("the number of its rows: {reason}; the interviewer adds rows"),
                    );
                }
            }
        }
        if let Some(most) = most {
            question.set("max", DraftValue::Number(most));
        }
        let ask_if = self.asked(&mut items, &mut question.comments, &id, &label, route, row);
        question.set("ask_if", DraftValue::Text(ask_if));
        question.set("texts", DraftValue::Texts(texts));
        question.label = label;
        let mut children = Vec::new();
        self.inside(&group.children, &group.name, &[], &mut children);
        if !children.iter().any(|c| matches!(c, DraftItem::Question(_))) {
            self.remarks.lost(row, Extent::Not, "nothing in it was carried over");
            items.clear();
            items.push(DraftItem::Comment(format!(
                "The repeat '{}': nothing in it was carried over.",
                group.name
            )));
            items.extend(children);
            return items;
        }
        question.children = children;
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        items
    }

    fn calculation_of(&self, name: &str) -> String {
        let mut found = String::new();
        each(&self.form.nodes, &mut |node| {
            if let ReadNode::Question(q) = node
                && q.name == name
            {
                found = q.row.get("calculation").to_string();
            }
        });
        found
    }

    /// The questions of a roster: groups in it are no sections.
    fn inside(&mut self, nodes: &'a [ReadNode], roster: &str, inline: &[String], into: &mut Vec<DraftItem>) {
        for node in nodes {
            match node {
                ReadNode::Question(question) => into.extend(self.question(question, inline, roster)),
                ReadNode::Group(group) if group.repeat => {
                    self.nothing_of(std::slice::from_ref(node), "a repeat inside a repeat");
                    into.push(DraftItem::Comment(format!(
                        "The repeat '{}' stands in this one: not carried over.",
                        group.name
                    )));
                }
                ReadNode::Group(group) => {
                    self.remarks.row(&group.row, "");
                    self.remarks
                        .say(&group.row, "its questions stand in the roster around it, under its condition");
                    let inline: Vec<String> =
                        inline.iter().cloned().chain([group.row.get("relevant").to_string()]).collect();
                    self.inside(&group.children, roster, &inline, into);
                }
            }
        }
    }

    fn nothing_of(&mut self, nodes: &[ReadNode], reason: &str) {
        each(nodes, &mut |node| {
            let row = match node {
                ReadNode::Question(q) => &q.row,
                ReadNode::Group(g) => &g.row,
            };
            self.remarks.lost(row, Extent::Not, reason);
        });
    }

    /// The condition of a question, with a decision before it where something of
    /// it could not be carried over.
    fn asked(
        &mut self,
        items: &mut Vec<DraftItem>,
        comments: &mut Vec<String>,
        id: &str,
        label: &str,
        route: Route,
        row: &FormRow,
    ) -> String {
        let Some((text, reason)) = route.lost else { return route.ask_if };
        comments.push(format!("In the form: relevant = {text}. Not carried over: {reason}."));
        let decision = self.decision(id, label, &text, &reason, &route.ask_if, row);
        let ask_if = and(&route.ask_if, &format!("{} == yes", decision.id));
        items.push(DraftItem::Question(Box::new(decision)));
        ask_if
    }

    fn value(
        &mut self,
        row: &FormRow,
        field: &'static str,
        text: &str,
        roster: &str,
    ) -> Result<String, String> {
        if let Some(reason) = self.refused.get(&(row.number, field)) {
            return Err(reason.clone());
        }
        let reader = Reader { names: &self.names, at: self.at(row), roster, own: None };
        let ast = carry_value(&read_xpath(text)?, &reader).map_err(|e| e.reason)?;
        Ok(expr::print(&ast))
    }

    /// The selects of a group that shows one list as a table, or on one page.
    fn battery_rows<'g>(&self, group: &'g ReadGroup) -> Option<Vec<&'g ReadQuestion>> {
        if group.repeat || !["field-list", "table-list"].iter().any(|a| appearance(&group.row, a)) {
            return None;
        }
        let mut rows: Vec<&ReadQuestion> = Vec::new();
        for node in &group.children {
            let ReadNode::Question(question) = node else { return None };
            if self.own.folded.contains_key(&question.name) {
                continue;
            }
            let ReadKind::Select { several: false, or_other: false, .. } = &question.kind else {
                return None;
            };
            if appearance(&question.row, "label") && rows.is_empty() {
                continue;
            }
            let plain =
                ["constraint", "choice_filter", "calculation"].iter().all(|c| question.row.get(c).is_empty())
                    && question.row.texts("hint").is_empty()
                    && !self.own.gates.contains_key(&question.name)
                    && !self.own.specify.contains_key(&question.name)
                    && !self.own.checks.contains_key(&question.name);
            let same = rows.first().is_none_or(|first| {
                first.kind == question.kind
                    && is_yes(first.row.get("required")) == is_yes(question.row.get("required"))
                    && self.as_options.contains(&first.name) == self.as_options.contains(&question.name)
            });
            if !plain || !same {
                return None;
            }
            rows.push(question);
        }
        (rows.len() > 1 && self.choices(rows[0]).is_some()).then_some(rows)
    }

    fn battery(&mut self, group: &'a ReadGroup, inline: &[String], roster: &str) -> Option<Vec<DraftItem>> {
        let rows = self.battery_rows(group)?;
        let row = &group.row;
        let id = self.id(row);
        let (mut label, mut texts) = self.text(row, "label", roster);
        let head = group.children.iter().find_map(|n| match n {
            ReadNode::Question(q) if appearance(&q.row, "label") => Some(&q.row),
            _ => None,
        });
        if let Some(head) = head {
            self.remarks.say(head, "the head of a battery: it shows the options");
            if label.is_empty() {
                (label, texts) = self.text(head, "label", roster);
            }
        }
        if label.is_empty() {
            label = humanised(&group.name);
        }
        self.remarks.row(row, &id);
        self.remarks.say(row, "a battery: its questions share one list");
        let conditions: Vec<String> =
            inline.iter().cloned().chain([row.get("relevant").to_string()]).collect();
        let route = self.route(row, &conditions, self.at(row), roster);
        let mut items = Vec::new();
        let mut question = DraftQuestion { kind: "battery", id: id.clone(), ..DraftQuestion::default() };
        question.set("class", DraftValue::Text("adaptable".into()));
        let first = rows[0];
        let choices = self.choices(first)?;
        self.options_of(&mut question, first, &choices, &[]);
        let ask_if = self.asked(&mut items, &mut question.comments, &id, &label, route, row);
        question.set("ask_if", DraftValue::Text(ask_if));
        if let Some(name) = self.own.instructions.get(&group.name)
            && let Some(note) = group.children.iter().find_map(|n| match n {
                ReadNode::Question(q) if q.name == *name => Some(&q.row),
                _ => None,
            })
        {
            let (hint, hints) = self.text(note, "label", roster);
            question.set("hint", DraftValue::Text(hint));
            question.set("hints", DraftValue::Texts(hints));
        }
        question.set("texts", DraftValue::Texts(texts));
        question.label = label;
        for row in rows {
            let id = self.id(&row.row);
            self.remarks.row(&row.row, &id);
            let (label, texts) = self.text(&row.row, "label", roster);
            let label = if label.is_empty() { humanised(&row.name) } else { label };
            let mut own = DraftQuestion { kind: "row", id: id.clone(), ..DraftQuestion::default() };
            let route =
                self.route(&row.row, &[row.row.get("relevant").to_string()], self.at(&row.row), roster);
            let ask_if = self.asked(&mut items, &mut own.comments, &id, &label, route, &row.row);
            own.set("ask_if", DraftValue::Text(ask_if));
            own.set("texts", DraftValue::Texts(texts));
            own.label = label;
            self.rest(&row.row);
            self.rows.insert(id, row.row.number);
            question.children.push(DraftItem::Question(Box::new(own)));
        }
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        Some(items)
    }

    /// The options of a select and the states that it allows.
    fn options_of(
        &mut self,
        question: &mut DraftQuestion,
        read: &ReadQuestion,
        choices: &[Choice],
        exclusive: &[String],
    ) {
        let ReadKind::Select { list, or_other, .. } = &read.kind else { return };
        let row = &read.row;
        let mut asking: Vec<String> = self.own.specify.get(&read.name).cloned().unwrap_or_default();
        if *or_other {
            asking.push("other".into());
        }
        let mut options = drafted(choices);
        let id_of = |code: &str| {
            choices.iter().find(|c| c.code == code).and_then(|c| match &c.means {
                Code::Option(id) => Some(id.clone()),
                Code::State(_) => None,
            })
        };
        for code in &asking {
            let id = id_of(code);
            options.iter_mut().filter(|o| Some(&o.id) == id.as_ref()).for_each(|o| o.specify = true);
        }
        for code in exclusive {
            let id = id_of(code);
            options.iter_mut().filter(|o| Some(&o.id) == id.as_ref()).for_each(|o| o.exclusive = true);
        }
        let renamed: Vec<String> = choices
            .iter()
            .filter_map(|c| match &c.means {
                Code::Option(id) if *id != c.code => Some(format!("{} = {id}", c.code)),
                _ => None,
            })
            .collect();
        let small = choices.iter().all(|c| match &c.means {
            Code::Option(id) => *id == c.code.to_lowercase(),
            Code::State(_) => true,
        });
        match (renamed.is_empty(), small) {
            (true, _) => {}
            (false, true) => self.remarks.say(row, "codes in small letters"),
            (false, false) => self.remarks.say(row, format!("codes: {}", renamed.join(", "))),
        }
        let states: Vec<String> = choices
            .iter()
            .filter_map(|c| match &c.means {
                Code::State(state) if *state != c.code => {
                    Some(format!("{} ('{}') = {state}", c.code, c.label))
                }
                _ => None,
            })
            .collect();
        if !states.is_empty() {
            self.remarks.say(row, format!("states: {}", states.join(", ")));
        }
        let shared = self.shared.get(list).filter(|(_, own)| *own == options && !asking.iter().any(|_| true));
        let value = match shared {
            Some((name, _)) => DraftValue::Shared(name.clone()),
            None => DraftValue::Options(options),
        };
        question.set("options", value);
        let mut allow: Vec<String> = choices
            .iter()
            .filter_map(|c| match &c.means {
                Code::State(state) => Some(state.clone()),
                Code::Option(_) => None,
            })
            .collect();
        if !is_yes(row.get("required")) && !allow.iter().any(|s| s == "prefer_not") {
            allow.push("prefer_not".into());
            self.may_be_left += 1;
        }
        question.set("allow", DraftValue::List(in_order(allow)));
    }

    /// What no field holds.
    fn rest(&mut self, row: &FormRow) {
        let lost = |column: &str, what: &str| (!row.texts(column).is_empty()).then(|| what.to_string());
        let mut reasons: Vec<String> = [
            ("choice_filter", "choice_filter: every choice is offered"),
            ("default", "its default"),
            ("image", "its picture"),
            ("audio", "its sound"),
            ("video", "its film"),
            ("guidance_hint", "its guidance_hint"),
        ]
        .into_iter()
        .filter_map(|(column, what)| lost(column, what))
        .collect();
        if is_yes(row.get("read_only")) {
            reasons.push("read_only: it is asked".into());
        }
        let kind = row.get("type").to_lowercase();
        let filled_in = self.own.preloaded.contains_key(row.get("name"));
        if !row.get("calculation").is_empty() && !filled_in && !kind.starts_with("calcul") && kind != "hidden"
        {
            reasons.push("the calculation that fills it in".into());
        }
        let required = row.get("required");
        if required.contains("${") {
            reasons.push("required under a condition: an answer is asked for wherever it stands".into());
        }
        if !reasons.is_empty() {
            self.remarks.lost(row, Extent::InPart, format!("not carried over: {}", reasons.join("; ")));
        }
    }

    /// A row that asks, says or works something out.
    fn question(&mut self, read: &'a ReadQuestion, inline: &[String], roster: &str) -> Vec<DraftItem> {
        let row = &read.row;
        let id = self.id(row);
        if let Some(what) = self.own.folded.get(&read.name).cloned() {
            self.remarks.say(row, what);
            return Vec::new();
        }
        self.remarks.row(row, &id);
        let kind: &'static str = match &read.kind {
            ReadKind::Select { several: false, .. } => "select_one",
            ReadKind::Select { .. } => "select_multiple",
            ReadKind::OtherSelect(what) => return self.left_out(read, &format!("{what} has no counterpart")),
            ReadKind::Plain(word) => match word.as_str() {
                "text" if self.own.cases.as_ref().is_some_and(|(_, key)| *key == read.name) => "case",
                "text" => "text",
                "integer" => "integer",
                "decimal" => "decimal",
                "range" if whole_steps(row.get("parameters")) => "integer",
                "range" => "decimal",
                "date" => "date",
                "datetime" => {
                    self.remarks.lost(
                        row,
                        Extent::InPart,
                        "a day without its time: there is no question for both",
                    );
                    "date"
                }
                "time" => "time",
                "geopoint" => "geopoint",
                "note" => "note",
                "calculate" | "hidden" => "calculation",
                "barcode" => {
                    self.remarks.lost(row, Extent::InPart, "it is typed, not scanned");
                    "text"
                }
                "acknowledge" => {
                    self.remarks.say(row, "a question with one option");
                    "select_one"
                }
                "start" | "end" | "today" | "audit" => {
                    self.remarks.say(row, "every form made here records it");
                    self.remarks.nameless(row);
                    return Vec::new();
                }
                "csv-external" if self.own.cases.as_ref().is_some_and(|(list, _)| *list == read.name) => {
                    self.remarks.say(row, "the list of cases");
                    self.remarks.nameless(row);
                    return Vec::new();
                }
                "csv-external" | "xml-external" => {
                    self.remarks.lost(row, Extent::Not, "a file beside the form");
                    return Vec::new();
                }
                "deviceid"
                | "uri:deviceid"
                | "username"
                | "email"
                | "phonenumber"
                | "simserial"
                | "subscriberid"
                | "start-geopoint"
                | "background-audio"
                | "caseid"
                | "usernamecallmanager" => {
                    self.remarks.lost(row, Extent::Not, "a form made here does not record it");
                    return Vec::new();
                }
                other => {
                    let reason = format!("the type '{other}' has no counterpart");
                    return self.left_out(read, &reason);
                }
            },
        };
        let choices = self.choices(read);
        let is_select = matches!(read.kind, ReadKind::Select { .. });
        if is_select && appearance(row, "label") {
            self.remarks.lost(row, Extent::Not, "it only shows the labels of options");
            return Vec::new();
        }
        let conditions: Vec<String> =
            inline.iter().cloned().chain([row.get("relevant").to_string()]).collect();
        let route = self.route(row, &conditions, self.at(row), roster);
        let (label, texts) = self.text(row, "label", roster);
        let (hint, hints) = self.text(row, "hint", roster);
        if kind == "note" && (label.is_empty() && hint.is_empty() || route.lost.is_some()) {
            let reason = match route.lost {
                Some((_, reason)) => format!("its condition: {reason}"),
                None => "a note without a text".into(),
            };
            return self.left_out(read, &reason);
        }
        let label = match (label.is_empty(), hint.is_empty()) {
            (false, _) => label,
            (true, false) => hint.clone(),
            (true, true) => {
                if kind != "calculation" {
                    self.remarks.lost(row, Extent::InPart, "it has no label: its name stands there");
                }
                humanised(&read.name)
            }
        };
        let hint = if hint == label { String::new() } else { hint };
        if kind == "calculation" {
            return self.calculation(read, &id, label, route, roster);
        }
        let mut question =
            DraftQuestion { kind, id: id.clone(), label: label.clone(), ..DraftQuestion::default() };
        question.set("class", DraftValue::Text("adaptable".into()));
        let limits = self.limits(read, kind, roster, &mut question.comments);
        if let Some((low, high)) = limits.range {
            question.set("range", DraftValue::Range(low, high));
        }
        match (is_select, &choices) {
            (true, Some(choices)) => self.options_of(&mut question, read, choices, &limits.exclusive),
            (true, None) => {
                question.kind = "text";
                let ReadKind::Select { list, .. } = &read.kind else { return Vec::new() };
                let many = self.form.lists.get(list).map_or(0, Vec::len);
                question
                    .comments
                    .push(format!("In the form: {}, a list of {many} choices.", row.get("type")));
                self.remarks.lost(
                    row,
                    Extent::InPart,
                    format!("a text: its list has {many} choices, and a question may have {MOST_OPTIONS}"),
                );
            }
            _ if matches!(&read.kind, ReadKind::Plain(word) if word == "acknowledge") => {
                question.set("options", DraftValue::Options(vec![option("ok", "OK")]));
            }
            _ => {}
        }
        if !(is_select && choices.is_some()) && !matches!(kind, "note" | "case") {
            let mut allow: Vec<String> =
                self.own.states.get(&read.name).into_iter().flatten().map(|s| s.id().to_string()).collect();
            if allow.is_empty() && !is_yes(row.get("required")) {
                allow.push("prefer_not".into());
                self.may_be_left += 1;
            }
            question.set("allow", DraftValue::List(in_order(allow)));
        }
        let mut items = Vec::new();
        let ask_if = self.asked(&mut items, &mut question.comments, &id, &label, route, row);
        question.set("ask_if", DraftValue::Text(ask_if));
        question.set("must", DraftValue::Text(limits.must));
        let warn_if = self.own.checks.get(&read.name).and_then(|x| {
            let reader = Reader { names: &self.names, at: self.at(row), roster, own: Some(&read.name) };
            carry_condition(x, &reader).ok()
        });
        if let Some(Carried::When(ast)) = warn_if {
            question.set("warn_if", DraftValue::Text(expr::print(&ast)));
        }
        if kind != "note" {
            let mark = self
                .method
                .interviewer
                .iter()
                .find(|mark| hint == **mark || hint.starts_with(&format!("{mark}. ")));
            let hint = match mark {
                Some(mark) => hint[mark.len()..].trim_start_matches(". ").to_string(),
                None => hint,
            };
            let by_interviewer = mark.is_some();
            question.set("hint", DraftValue::Text(hint));
            if !by_interviewer {
                question.set("hints", DraftValue::Texts(hints));
            } else {
                question.set("answered_by", DraftValue::Text("interviewer".into()));
            }
        } else if !hint.is_empty() {
            question.label = format!("{label} {hint}");
        }
        if let Some(column) = self.own.preloaded.get(&read.name) {
            question.set("preloaded", DraftValue::Text(column.clone()));
        }
        if let Some((_, metres)) = self.own.places.get(&read.name) {
            question.set("accuracy_m", DraftValue::Number(*metres));
        }
        if is_select && row.get("parameters").replace(' ', "").to_lowercase().contains("randomize=true") {
            question.set("random_order", DraftValue::Truth(true));
        }
        if let Some(gate) = self.own.gates.get(&read.name) {
            let reader = Reader { names: &self.names, at: self.at(row) + 1, roster, own: None };
            if let Ok(Carried::When(ast)) = carry_condition(&gate.condition, &reader) {
                let field = if gate.unless { "ends_unless" } else { "ends_if" };
                question.set(field, DraftValue::Text(expr::print(&ast)));
                question.set("ends_as", DraftValue::Text(gate.outcome.clone()));
            } else {
                self.remarks.lost(row, Extent::InPart, "that the interview ends here");
            }
        }
        question.set("texts", DraftValue::Texts(texts));
        self.rest(row);
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        items
    }

    /// The constraint of a question.
    fn limits(
        &mut self,
        read: &ReadQuestion,
        kind: &str,
        roster: &str,
        comments: &mut Vec<String>,
    ) -> Limits {
        let row = &read.row;
        let text = row.get("constraint").trim().to_string();
        let mut limits = Limits::default();
        if let ReadKind::Plain(word) = &read.kind
            && word == "range"
        {
            limits.range = constraint::of_parameters(row.get("parameters"));
        }
        if text.is_empty() {
            return limits;
        }
        let reader = Reader { names: &self.names, at: self.at(row), roster, own: Some(&read.name) };
        let refused = self.refused.get(&(row.number, "must")).or(self.refused.get(&(row.number, "range")));
        let (read_in, lost) = match refused {
            Some(reason) => (limits, Some(NotCarried { reason: reason.clone(), state_of: None })),
            None => constraint::read(&text, kind, &reader, limits.range),
        };
        if !read_in.must.is_empty() {
            let message = self.plain_text(row, "constraint_message").0;
            if !message.is_empty() && self.own.folded.is_empty() {
                comments.push(format!("The form's message: {}", squeezed(&message)));
            }
        }
        if let Some(NotCarried { reason, state_of }) = lost {
            self.told_apart(state_of.into_iter().collect());
            comments.push(format!("In the form: constraint = {text}. Not carried over: {reason}."));
            self.remarks.lost(row, Extent::InPart, format!("its constraint: {reason}"));
        }
        read_in
    }

    fn calculation(
        &mut self,
        read: &ReadQuestion,
        id: &str,
        label: String,
        route: Route,
        roster: &str,
    ) -> Vec<DraftItem> {
        let row = &read.row;
        let text = row.get("calculation").to_string();
        if text.trim().is_empty() {
            return self.left_out(read, "nothing is worked out in it");
        }
        if let Some((_, reason)) = &route.lost {
            return self.left_out(read, &format!("its condition: {reason}"));
        }
        match self.value(row, "value", &text, roster) {
            Ok(value) => {
                let mut question =
                    DraftQuestion { kind: "calculation", id: id.into(), label, ..DraftQuestion::default() };
                question.set("class", DraftValue::Text("adaptable".into()));
                question.set("value", DraftValue::Text(value));
                question.set("ask_if", DraftValue::Text(route.ask_if));
                self.rows.insert(id.to_string(), row.number);
                vec![DraftItem::Question(Box::new(question))]
            }
            Err(reason) => self.left_out(
                read,
                &format!(
                    "{reason}; conditions that read it are worked out by its formula, where they can be"
                ),
            ),
        }
    }

    /// A row that stands in the script as a comment only.
    fn left_out(&mut self, read: &ReadQuestion, reason: &str) -> Vec<DraftItem> {
        let row = &read.row;
        self.remarks.lost(row, Extent::Not, reason);
        let (label, _) = self.plain_text(row, "label");
        let mut said = vec![format!("{} '{}'", row.get("type"), read.name)];
        if !label.is_empty() {
            said.push(format!("\"{label}\""));
        }
        for column in ["calculation", "relevant"] {
            if !row.get(column).is_empty() {
                said.push(format!("{column} = {}", squeezed(row.get(column))));
            }
        }
        vec![DraftItem::Comment(format!("{}. Not carried over: {reason}.", said.join(", ")))]
    }
}

fn drafted(choices: &[Choice]) -> Vec<DraftOption> {
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

fn option(id: &str, label: &str) -> DraftOption {
    DraftOption { id: id.into(), label: label.into(), ..DraftOption::default() }
}

fn and(left: &str, right: &str) -> String {
    match left {
        "" => right.to_string(),
        left if left.contains(" or ") => format!("({left}) and {right}"),
        left => format!("{left} and {right}"),
    }
}

/// States in the order in which they are read.
fn in_order(allow: Vec<String>) -> Vec<String> {
    ["dont_know", "prefer_not", "not_applicable"]
        .into_iter()
        .filter(|state| allow.iter().any(|a| a == state))
        .map(str::to_string)
        .collect()
}

fn appearance(row: &FormRow, word: &str) -> bool {
    row.get("appearance").split_whitespace().any(|w| w == word)
}

fn whole_steps(parameters: &str) -> bool {
    let words = parameters.split([' ', ',', ';']).filter_map(|w| w.split_once('='));
    words.filter(|(_, n)| n.trim().parse::<f64>().is_ok_and(|n| n.fract() != 0.0)).count() == 0
}

/// One line.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Braces stand for what is read out.
fn without_braces(text: &str) -> String {
    let names = names_in_braces(text);
    let mut text = text.to_string();
    for name in names {
        text = text.replace(&format!("${{{name}}}"), &format!("[{name}]"));
    }
    text.replace('{', "(").replace('}', ")").chars().filter(|c| !c.is_control()).collect()
}

/// A label as it is quoted in another: nothing is read out in it.
fn bare(label: &str) -> String {
    let mut text: String = without_braces(label).chars().take(80).collect();
    if text.chars().count() < label.chars().count() {
        text.push('…');
    }
    text
}
