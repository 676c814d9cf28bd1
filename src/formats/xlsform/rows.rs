//! From a plan's items to the rows of a form, in the order they are asked.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::choices::{Lists, allowed};
use super::conditions::{Conditions, Gate, all, gate_name, open_gates};
use super::groups;
use super::names::Names;
use super::parts::{FieldForm, Row, Texts};
use super::place;
use super::wording::{Wording, as_text, label_of, read_out};
use crate::base::Diag;
use crate::model::{Condition, Group, Item, ItemKind, PlannedInstrument};

pub struct Maker<'a> {
    source: &'a Source<'a>,
    planned: &'a PlannedInstrument,
    pub(super) wording: Wording<'a>,
    conditions: Conditions<'a>,
    pub(super) names: Names,
    lists: Lists,
    pub(super) rows: Vec<Row>,
    gates: Vec<Gate>,
    /// Questions whose answers are read out.
    pub(super) read_out: BTreeSet<String>,
    questions: usize,
    warnings: Vec<Diag>,
}

/// What stands open while items are laid out.
#[derive(Default)]
struct Open {
    group: String,
    battery: String,
    roster: String,
}

impl<'a> Maker<'a> {
    pub fn new(source: &'a Source<'a>) -> Maker<'a> {
        let planned = source.planned;
        Maker {
            source,
            planned,
            wording: Wording::new(source),
            conditions: Conditions { planned, complaints: Vec::new() },
            names: Names::of(planned),
            lists: Lists::default(),
            rows: Vec::new(),
            gates: Vec::new(),
            read_out: read_out(planned),
            questions: 0,
            warnings: Vec::new(),
        }
    }

    pub fn make(mut self) -> Result<FieldForm, Vec<Diag>> {
        self.head();
        self.cases();
        let mut open = Open::default();
        for planned in self.planned.asked() {
            let item = &*planned.item;
            if !(item.kind.has_value()
                || matches!(item.kind, ItemKind::Note | ItemKind::Battery | ItemKind::Roster))
            {
                continue;
            }
            let rows = |i: &Item| i.battery == item.id;
            if item.kind == ItemKind::Battery && !self.planned.asked().any(|p| rows(&p.item)) {
                continue;
            }
            self.open(&mut open, item);
            self.item(item);
        }
        self.close_inner(&mut open);
        if !open.group.is_empty() {
            self.rows.push(Row::end("group"));
        }
        self.outcome();
        self.limits();
        let survey = groups::settled(self.rows, &mut self.names);
        let mut complaints = self.names.complaints;
        complaints.extend(self.conditions.complaints);
        complaints.sort_by_key(|diag| diag.span.as_ref().map(|span| (span.file.clone(), span.line)));
        if !complaints.is_empty() {
            return Err(complaints);
        }
        let (texts, untranslated) = self.wording.counts();
        let settings = settings(self.source, &survey[0].name);
        Ok(FieldForm {
            survey,
            choices: self.lists.rows(),
            settings,
            languages: self.source.languages.clone(),
            questions: self.questions,
            texts,
            untranslated,
            warnings: self.warnings,
        })
    }

    /// What is recorded of the interview itself: when, and how long each
    /// question took, never what was answered before.
    fn head(&mut self) {
        let day = self.planned.instrument.records.date.clone();
        for (kind, name) in [("start", "start"), ("end", "end"), ("today", day.as_str())] {
            let name = self.names.free(name, "form");
            self.rows.push(Row::new(kind, name));
        }
        // What ODK calls it must be so, and it stands among the form's own data.
        self.rows.push(Row::new("audit", "audit"));
    }

    /// The list of cases, where something is filled in from it.
    fn cases(&mut self) {
        let cases = &self.planned.instrument.cases;
        if !cases.is_empty() && self.planned.asked().any(|p| !p.item.preloaded.is_empty()) {
            self.rows.push(Row::new("csv-external", cases));
        }
    }

    /// Closes and opens groups so that `item` stands in its own.
    fn open(&mut self, open: &mut Open, item: &Item) {
        let inside = |name: &str, own: &str| !name.is_empty() && name != own;
        if open.group != item.group
            || inside(&open.battery, &item.battery)
            || inside(&open.roster, &item.roster)
        {
            self.close_inner(open);
        }
        if open.group != item.group {
            if !open.group.is_empty() {
                self.rows.push(Row::end("group"));
            }
            open.group.clone_from(&item.group);
            self.section(&item.group);
        }
        match item.kind {
            ItemKind::Battery => open.battery.clone_from(&item.id),
            ItemKind::Roster => open.roster.clone_from(&item.id),
            _ => {}
        }
    }

    fn close_inner(&mut self, open: &mut Open) {
        if !open.roster.is_empty() {
            self.end_of_roster(&open.roster);
            self.rows.push(Row::end("repeat"));
        }
        if !open.battery.is_empty() {
            self.rows.push(Row::end("group"));
        }
        open.battery.clear();
        open.roster.clear();
    }

    fn group_of(&self, id: &str) -> Option<&'a Group> {
        self.planned.instrument.groups.iter().find(|g| g.id == id)
    }

    fn section(&mut self, id: &str) {
        let group = self.group_of(id);
        let nothing = BTreeMap::new();
        let (label, texts) = group.map_or((id, &nothing), |g| (g.label.as_str(), &g.texts));
        let mut row = Row::new("begin_group", self.names.section(id, group.map(|g| &g.span)));
        row.label = self.wording.of(label, texts);
        if let Some(group) = group {
            let open = if group.after_end { String::new() } else { open_gates(&self.gates) };
            let asked = group.ask_if.as_ref().map_or(String::new(), |c| self.section_holds(group, c));
            row.relevant = all([open, asked]);
        }
        self.rows.push(row);
        let Some(group) = group else { return };
        if group.self_administered {
            let name = self.names.derived(id, "hand_over", &group.span);
            let label = self.wording.words("hand_over");
            self.rows.push(Row { label, ..Row::new("note", name) });
        }
        if !group.instruction.is_empty() {
            let name = self.names.derived(id, "instruction", &group.span);
            let label = self.wording.of(&group.instruction, &group.instructions);
            self.rows.push(Row { label, ..Row::new("note", name) });
        }
    }

    fn section_holds(&mut self, group: &Group, condition: &Condition) -> String {
        // A complaint stands at the section.
        let section = Item::new(&group.id, "", ItemKind::Note, group.span.clone());
        self.conditions.holds(&section, condition)
    }

    /// When an item is reached inside its section.
    fn route(&mut self, item: &Item) -> String {
        let after_end = self.group_of(&item.group).is_some_and(|g| g.after_end);
        // Rows of a battery or a roster stand in a group that has the gates.
        let inside = !item.battery.is_empty() || !item.roster.is_empty();
        let own = self.gates.iter().filter(|gate| !after_end && !inside && gate.group == item.group);
        let mut parts = vec![open_gates(own)];
        if let Some(condition) = &item.ask_if {
            parts.push(self.conditions.holds(item, condition));
        }
        if let Some(band) = self.planned.band(item) {
            parts.push(self.conditions.holds(item, &band));
        }
        all(parts)
    }

    pub(super) fn warn(&mut self, item: &Item, message: String, hint: &str) {
        self.warnings.push(Diag::warning(message).at(item.span.clone()).hint(hint));
    }

    fn item(&mut self, item: &Item) {
        let route = self.route(item);
        match item.kind {
            ItemKind::Note => {
                let mut row = self.shown("note", item);
                row.relevant = route;
                // A placeholder may leave nothing to be read.
                if row.label.iter().chain(&row.hint).any(|text| !text.trim().is_empty()) {
                    self.rows.push(row);
                }
            }
            ItemKind::Battery => self.battery(item, route),
            ItemKind::Roster => self.roster(item, route),
            ItemKind::Calculation => {
                let value = item.value.as_ref().map_or(String::new(), |c| self.conditions.value(item, c));
                self.calculated(item, value, route);
            }
            ItemKind::RandomPick => {
                let value = self.picked(item);
                self.calculated(item, value, route);
            }
            ItemKind::Geopoint => place::rows(self, item, &route),
            _ => self.question(item, route),
        }
    }

    /// A row with the item's wording and hint.
    pub(super) fn shown(&mut self, kind: &str, item: &Item) -> Row {
        let mut row = Row::new(kind, &item.id);
        row.label = self.wording.of(&item.text, &item.texts);
        row.hint = self.wording.of(&item.hint, &item.hints);
        if item.by_interviewer {
            let mark = self.wording.words("interviewer");
            row.hint = match row.hint.is_empty() {
                true => mark,
                false => mark.iter().zip(&row.hint).map(|(mark, hint)| format!("{mark}. {hint}")).collect(),
            };
        }
        row
    }

    fn battery(&mut self, item: &Item, route: String) {
        let mut row = Row::new("begin_group", &item.id);
        row.label = self.wording.of(&item.text, &item.texts);
        row.relevant = route;
        // All rows on one page; a table would not fit on a phone.
        row.appearance = "field-list".into();
        self.rows.push(row);
        if !item.hint.is_empty() {
            let name = self.names.derived(&item.id, "instruction", &item.span);
            let label = self.wording.of(&item.hint, &item.hints);
            self.rows.push(Row { label, ..Row::new("note", name) });
        }
        if item.random_order {
            self.warn(
                item,
                format!(
                    "the rows of '{}' stand in one order for everyone: a form cannot shuffle questions",
                    item.id
                ),
                "interviewers may start at a row drawn for each respondent",
            );
        }
    }

    fn roster(&mut self, item: &Item, route: String) {
        let mut row = Row::new("begin_repeat", &item.id);
        row.label = self.wording.of(&item.text, &item.texts);
        row.relevant = route;
        match (&item.count, item.max_rows) {
            (Some(count), max) => {
                let calculation = self.conditions.value(item, count);
                let name = self.names.derived(&item.id, "rows", &item.span);
                let rows = format!("${{{name}}}");
                self.rows.push(Row { calculation, ..Row::new("calculate", name) });
                // What makes forms of workbooks calls the number of rows so.
                self.names.derived(&item.id, "count", &item.span);
                // A count that is not known, not whole or below 1 has the rows that a
                // walk has.
                let whole = format!("int({rows})");
                let most = max.map_or(whole.clone(), |max| format!("if({rows} > {max}, {max}, {whole})"));
                row.repeat_count = format!("if({rows} >= 1, {most}, 0)");
            }
            (None, Some(max)) => self.warn(
                item,
                format!(
                    "'{}' has at most {max} rows, which a form cannot hold where no count is given",
                    item.id
                ),
                "ask for the number of rows first, and give it as the count",
            ),
            (None, None) => {}
        }
        self.rows.push(row);
    }

    /// Behind the questions of a row: which line it is, and its lot.
    fn end_of_roster(&mut self, roster: &str) {
        let picks: Vec<&'a Item> =
            self.planned.asked().map(|p| &*p.item).filter(|i| i.pick_from == roster).collect();
        let Some(first) = picks.first() else { return };
        let line = self.names.derived(roster, "line", &first.span);
        self.rows.push(Row { calculation: "position(..)".into(), ..Row::new("calculate", line) });
        for pick in picks {
            let draw = self.names.derived(&pick.id, "draw", &pick.span);
            let lot = self.names.derived(&pick.id, "lot", &pick.span);
            let fits = pick.pick_if.as_ref().map_or(String::new(), |c| self.conditions.holds(pick, c));
            let value = match fits.is_empty() {
                true => format!("${{{draw}}}"),
                // Below every draw.
                false => format!("if({fits}, ${{{draw}}}, -1)"),
            };
            self.rows.push(Row { calculation: "once(random())".into(), ..Row::new("calculate", draw) });
            self.rows.push(Row { calculation: value, ..Row::new("calculate", lot) });
        }
    }

    /// The line of the row with the highest lot among those that may be picked:
    /// each has the same chance, and rows that are added or corrected later do
    /// not draw again for the others.
    fn picked(&mut self, item: &Item) -> String {
        let roster = &item.pick_from;
        let lot = format!("{}_lot", item.id);
        let highest = self.names.derived(&item.id, "highest", &item.span);
        self.rows.push(Row {
            calculation: format!("max(${{{roster}}}/{lot})"),
            ..Row::new("calculate", highest.clone())
        });
        let may_be = format!("${{{roster}}}[./{lot} >= 0]");
        let same = format!("${{{roster}}}[number(./{lot}) = number(${{{highest}}})]");
        let reached = self.conditions.roster_reached(item, roster);
        let some = all([reached, format!("count({may_be}) > 0")]);
        format!("if({some}, sum({same}/{roster}_line), '')")
    }

    fn calculated(&mut self, item: &Item, calculation: String, route: String) {
        self.rows.push(Row { calculation, relevant: route.clone(), ..Row::new("calculate", &item.id) });
        if item.must.is_some() {
            self.warn(
                item,
                format!(
                    "the check of '{}' is made when records come in: a form cannot refuse what it works out",
                    item.id
                ),
                "a warn_if is shown to the interviewer",
            );
        }
        self.look_again(item);
        self.gate(item, &route);
    }

    fn question(&mut self, item: &Item, route: String) {
        let kind = match item.kind {
            ItemKind::SelectOne => format!("select_one {}", self.lists.of_options(item, &mut self.wording)),
            ItemKind::SelectMultiple => {
                format!("select_multiple {}", self.lists.of_options(item, &mut self.wording))
            }
            // Typed; what scans cannot be typed where a code does not read.
            ItemKind::Case => "text".into(),
            kind => kind.word().into(),
        };
        if item.kind == ItemKind::Case {
            self.warn(
                item,
                format!("'{}' is typed: a question of a form is typed or scanned, not both", item.id),
                "check digits in the number of the case find slips of the finger",
            );
        }
        self.names.no_option_is_a_state(item);
        let mut row = self.shown(&kind, item);
        row.relevant.clone_from(&route);
        self.constraint(item, &mut row);
        if !item.preloaded.is_empty() {
            self.preload(item, &mut row);
        }
        if item.random_order {
            row.parameters = "randomize=true".into();
            let mut fixed: Vec<&str> =
                item.options.iter().filter(|o| o.anchored || o.exclusive).map(|o| o.id.as_str()).collect();
            fixed.extend(allowed(item).map(|s| s.id()));
            if !fixed.is_empty() {
                self.warn(
                    item,
                    format!(
                        "'{}' comes in random order, and so do {}: a form keeps no option in its place",
                        item.id,
                        fixed.join(", ")
                    ),
                    "leave out random_order, or take what should stay last out of the options",
                );
            }
        }
        self.asked(item, row, &route);
    }

    /// A question, and what stands behind it.
    pub(super) fn asked(&mut self, item: &Item, mut row: Row, route: &str) {
        self.require(item, &mut row);
        let optional = !row.required;
        self.rows.push(row);
        self.behind(item, optional, route);
    }

    /// Whether an answer must be given: a state is a choice of a select, and has
    /// a question of its own behind every other.
    pub(super) fn require(&mut self, item: &Item, row: &mut Row) {
        row.required = is_select(item) || allowed(item).next().is_none();
        if row.required {
            row.required_message = self.wording.words("required");
        }
    }

    /// What stands behind a question: why there is no answer, the label of the
    /// answer, the soft check, the gate.
    pub(super) fn behind(&mut self, item: &Item, optional: bool, route: &str) {
        self.questions += 1;
        if optional {
            let name = self.names.derived(&item.id, "state", &item.span);
            let list = self.lists.of_states(item, &mut self.wording);
            let mut why = Row::new(format!("select_one {list}"), name);
            why.label = self.wording.words("no_answer");
            why.relevant = all([format!("${{{}}} = ''", item.id), route.to_string()]);
            why.required = true;
            why.required_message = self.wording.words("required");
            self.rows.push(why);
        }
        if is_select(item) && self.read_out.contains(&item.id) {
            let path = format!("${{{}}}", item.id);
            let name = self.names.exactly(label_of(&item.id), &item.span);
            let calculation = format!("jr:choice-name({path}, '{path}')");
            self.rows.push(Row { calculation, relevant: route.to_string(), ..Row::new("calculate", name) });
            if item.kind == ItemKind::SelectMultiple {
                self.warn(
                    item,
                    format!(
                        "'{}' is read out in another question, and a form reads out one choice only",
                        item.id
                    ),
                    "read out an answer with one option",
                );
            }
        }
        self.look_again(item);
        self.gate(item, route);
    }

    fn constraint(&mut self, item: &Item, row: &mut Row) {
        let (mut parts, mut messages): (Vec<String>, Vec<Texts>) = (Vec::new(), Vec::new());
        if let Some((low, high)) = item.range {
            parts.push(format!(". >= {low} and . <= {high}"));
            messages.push(self.wording.range(low, high));
        }
        if item.kind == ItemKind::SelectMultiple {
            let exclusive = item.options.iter().filter(|o| o.exclusive).map(|o| o.id.as_str());
            let alone: Vec<String> = exclusive
                .chain(allowed(item).map(|s| s.id()))
                .map(|id| format!("selected(., '{id}')"))
                .collect();
            if !alone.is_empty() {
                parts.push(format!("not(count-selected(.) > 1 and ({}))", alone.join(" or ")));
                messages.push(self.wording.words("alone"));
            }
        }
        if let Some(must) = &item.must {
            parts.push(self.conditions.may_hold(item, must));
            messages.push(self.wording.words("must"));
        }
        row.constraint = parts.join(" and ");
        row.constraint_message = joined(&messages);
    }

    /// Filled in from the list of cases when the number of the case is given,
    /// and left to the interviewer to correct.
    fn preload(&mut self, item: &Item, row: &mut Row) {
        let cases = &self.planned.instrument.cases;
        let key = self.planned.asked().map(|p| &*p.item).find(|i| i.kind == ItemKind::Case);
        match key {
            Some(key) if !cases.is_empty() && item.roster.is_empty() => {
                let (column, id) = (&item.preloaded, &key.id);
                // Not pulldata: it makes an expression of the text, and a number of
                // a case with an apostrophe in it would stop the form.
                row.calculation = format!("instance('{cases}')/root/item[{id} = ${{{id}}}]/{column}");
                row.trigger = format!("${{{id}}}");
            }
            _ => self.warn(
                item,
                format!("'{}' is preloaded, and the form has no list of cases to take it from", item.id),
                "name the list in cases, and ask for the number of the case before",
            ),
        }
    }

    /// The soft check: a note where the answer is worth a second look. Where the
    /// question is not reached it has no answer.
    fn look_again(&mut self, item: &Item) {
        let Some(condition) = &item.warn_if else { return };
        let holds = self.conditions.holds(item, condition);
        let relevant = all([self.conditions.answered(item), holds]);
        let name = self.names.derived(&item.id, "check", &item.span);
        let label = self.wording.words("look_again");
        self.rows.push(Row { label, relevant, ..Row::new("note", name) });
    }

    /// Whether the interview ends here.
    fn gate(&mut self, item: &Item, route: &str) {
        let Some(ends) = &item.ends else { return };
        if !item.roster.is_empty() {
            self.warn(
                item,
                format!("'{}' stands in a roster and cannot end the interview in a form", item.id),
                "ask it outside the roster",
            );
            return;
        }
        let holds = self.conditions.holds(item, &ends.condition);
        let (yes, no) = if ends.unless { ("no", "yes") } else { ("yes", "no") };
        let name = self.names.exactly(gate_name(&item.id), &item.span);
        self.rows.push(Row {
            calculation: format!("if({holds}, '{yes}', '{no}')"),
            relevant: route.to_string(),
            ..Row::new("calculate", name.clone())
        });
        self.gates.push(Gate { name, group: item.group.clone(), outcome: ends.outcome.clone() });
    }

    /// How the interview counts: by the first gate that ended it.
    fn outcome(&mut self) {
        if !self.planned.asked().any(|p| p.item.ends.is_some()) {
            return;
        }
        let name = self.names.free("outcome", "form");
        let outcome = self.gates.iter().rev().fold("'complete'".to_string(), |rest, gate| {
            let outcome = if gate.outcome.is_empty() { "ended" } else { &gate.outcome };
            format!("if(${{{}}} = 'yes', '{outcome}', {rest})", gate.name)
        });
        self.rows.push(Row { calculation: outcome, ..Row::new("calculate", name) });
    }

    /// What concerns the whole form.
    fn limits(&mut self) {
        let open: Vec<String> = self.wording.open.iter().map(|name| format!("{{{name}}}")).collect();
        if !open.is_empty() {
            let names = open.join(", ");
            self.warnings.push(
                Diag::warning(format!("{names} is read out as it stands here: nothing fills it in"))
                    .at(self.planned.instrument.span.clone())
                    .hint("give it in the placeholders of the country"),
            );
        }
    }
}

fn is_select(item: &Item) -> bool {
    matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple)
}

/// Several messages as one, in each language.
fn joined(messages: &[Texts]) -> Texts {
    let languages = messages.iter().map(Vec::len).max().unwrap_or(0);
    (0..languages)
        .map(|at| {
            let each: Vec<&str> = messages.iter().filter_map(|m| m.get(at)).map(String::as_str).collect();
            each.join(" ")
        })
        .collect()
}

fn settings(source: &Source, start: &str) -> Vec<(&'static str, String)> {
    let default = source.languages.first().map(super::Language::shown).unwrap_or_default();
    let mut settings = vec![
        ("form_title", as_text(&source.title)),
        ("form_id", source.form_id.clone()),
        ("version", source.version.clone()),
        ("default_language", default),
        // When it began: tells forms on a device apart and says nothing of anyone.
        (
            "instance_name",
            format!("concat('{} ', format-date-time(${{{start}}}, '%Y-%m-%d %H:%M'))", source.form_id),
        ),
    ];
    if !source.public_key.is_empty() {
        settings.push(("public_key", source.public_key.to_string()));
    }
    settings
}
