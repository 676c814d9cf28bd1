//! The questions themselves, with their options, checks and calculations.

use super::constraint::{self, Limits};
use super::convert::{Choice, Converter, MOST_OPTIONS, Route, appearance, drafted, whole_steps};
use super::draft::{DraftItem, DraftOption, DraftQuestion, DraftValue};
use super::meaning::Reader;
use super::naming::humanised;
use super::remarks::Extent;
use super::wording::squeezed;
use crate::expr::{self, Carried, Code, NotCarried, XPath, carry_condition};
use crate::formats::xlsform::FormRow;
use crate::formats::xlsform::read::{ReadKind, ReadQuestion, is_yes};

impl<'a> Converter<'a> {
    /// The options of a select and the states that it allows.
    pub(super) fn options_of(
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
    pub(super) fn rest(&mut self, row: &FormRow) {
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
    pub(super) fn question(
        &mut self,
        read: &'a ReadQuestion,
        inline: &[String],
        roster: &str,
    ) -> Vec<DraftItem> {
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
        if !(matches!(kind, "note" | "case") || is_select && choices.is_some()) {
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
        self.ending(&mut question, read);
        question.set("texts", DraftValue::Texts(texts));
        self.rest(row);
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        items
    }

    /// Where the interview ends, in a form of this program.
    fn ending(&mut self, question: &mut DraftQuestion, read: &ReadQuestion) {
        let Some(gate) = self.own.gates.get(&read.name) else { return };
        let reader = Reader { names: &self.names, at: self.at(&read.row) + 1, roster: "", own: None };
        if let Ok(Carried::When(ast)) = carry_condition(&gate.condition, &reader) {
            let field = if gate.unless { "ends_unless" } else { "ends_if" };
            question.set(field, DraftValue::Text(expr::print(&ast)));
            question.set("ends_as", DraftValue::Text(gate.outcome.clone()));
            self.endings.insert(read.name.clone());
        }
    }

    /// The constraint of a question.
    pub(super) fn limits(
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
                self.remarks.say(row, "the message of its constraint stands as a comment");
            }
        }
        if let Some(NotCarried { reason, state_of }) = lost {
            self.told_apart(state_of.into_iter().collect());
            comments.push(format!("In the form: constraint = {text}. Not carried over: {reason}."));
            self.remarks.lost(row, Extent::InPart, format!("its constraint: {reason}"));
        }
        read_in
    }

    pub(super) fn calculation(
        &mut self,
        read: &ReadQuestion,
        id: &str,
        label: String,
        route: Route,
        roster: &str,
    ) -> Vec<DraftItem> {
        if let Some((from, fits)) = self.own.picks.get(&read.name) {
            return self.pick(read, id, label, route, from, fits.as_ref());
        }
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
                self.ending(&mut question, read);
                self.rows.insert(id.to_string(), row.number);
                vec![DraftItem::Question(Box::new(question))]
            }
            Err(reason) => {
                self.worked_out += 1;
                self.left_out(read, &reason)
            }
        }
    }

    /// A row of a roster that is drawn, in a form of this program.
    fn pick(
        &mut self,
        read: &ReadQuestion,
        id: &str,
        label: String,
        route: Route,
        from: &str,
        fits: Option<&XPath>,
    ) -> Vec<DraftItem> {
        if let Some((_, reason)) = &route.lost {
            return self.left_out(read, &format!("its condition: {reason}"));
        }
        let reader = Reader { names: &self.names, at: self.at(&read.row), roster: from, own: None };
        let fits = match fits.map(|x| carry_condition(x, &reader)) {
            None | Some(Ok(Carried::Always)) => String::new(),
            Some(Ok(Carried::When(ast))) => expr::print(&ast),
            Some(Ok(Carried::Never)) => return self.left_out(read, "no row may be drawn"),
            Some(Err(NotCarried { reason, .. })) => return self.left_out(read, &reason),
        };
        let from = self.names.get(from).map_or(String::new(), |known| known.id.clone());
        let mut question =
            DraftQuestion { kind: "random_pick", id: id.into(), label, ..DraftQuestion::default() };
        question.set("class", DraftValue::Text("adaptable".into()));
        question.set("from", DraftValue::Text(from));
        question.set("where", DraftValue::Text(fits));
        question.set("ask_if", DraftValue::Text(route.ask_if));
        self.rows.insert(id.to_string(), read.row.number);
        vec![DraftItem::Question(Box::new(question))]
    }

    /// A row that stands in the script as a comment only.
    pub(super) fn left_out(&mut self, read: &ReadQuestion, reason: &str) -> Vec<DraftItem> {
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

pub(super) fn option(id: &str, label: &str) -> DraftOption {
    DraftOption { id: id.into(), label: label.into(), ..DraftOption::default() }
}

/// States in the order in which they are read.
pub(super) fn in_order(allow: Vec<String>) -> Vec<String> {
    ["dont_know", "prefer_not", "not_applicable"]
        .into_iter()
        .filter(|state| allow.iter().any(|a| a == state))
        .map(str::to_string)
        .collect()
}
