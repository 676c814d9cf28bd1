//! Rows that this program's own forms add to what is asked: why there is no
//! answer, whether the interview ended, what is looked at again. Read back they
//! are fields of a question again. A row counts as such only where it is made
//! exactly so.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::State;
use crate::expr::{CompareOp, XPath, read_xpath};
use crate::formats::xlsform::read::{ReadForm, ReadKind, ReadNode, ReadQuestion, each};

/// A question at which the interview ends.
#[derive(Debug, Clone)]
pub struct Gate {
    pub unless: bool,
    pub condition: XPath,
    pub outcome: String,
}

/// What was found of the kind.
#[derive(Debug, Default)]
pub struct Own {
    /// Rows that are no questions of their own, with what they are.
    pub folded: BTreeMap<String, String>,
    /// States that a question behind asks for.
    pub states: BTreeMap<String, Vec<State>>,
    pub checks: BTreeMap<String, XPath>,
    /// By their question; the calculations' names are `ended_QUESTION`.
    pub gates: BTreeMap<String, Gate>,
    /// Choices that ask which.
    pub specify: BTreeMap<String, Vec<String>>,
    /// The instruction of a group: the name of its note.
    pub instructions: BTreeMap<String, String>,
    pub handed_over: BTreeSet<String>,
    /// The most rows of a repeat.
    pub most_rows: BTreeMap<String, i64>,
    /// The list of cases and the question that names one.
    pub cases: Option<(String, String)>,
    /// The column of that list that fills a question in.
    pub preloaded: BTreeMap<String, String>,
    /// Rows that are drawn: the roster, and which rows may be.
    pub picks: BTreeMap<String, (String, Option<XPath>)>,
    /// Exact places: what is kept of them is called so, and is so coarse.
    pub places: BTreeMap<String, (String, i64)>,
}

/// The parts of a conjunction.
pub fn conjuncts(x: XPath) -> Vec<XPath> {
    match x {
        XPath::And(parts) => parts.into_iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// The question whose gate must be open: `${ended_assent} != 'yes'`.
fn open_gate(x: &XPath) -> Option<&str> {
    match x {
        XPath::Compare(CompareOp::Ne, a, b) => match (&**a, &**b) {
            (XPath::Question(name), XPath::Text(yes)) if yes == "yes" => name.strip_prefix("ended_"),
            _ => None,
        },
        _ => None,
    }
}

impl Own {
    /// Takes an ending for what it is in the form: a calculation that conditions
    /// read.
    pub fn forget_ending(&mut self, of: &str) {
        self.gates.remove(of);
        self.folded.remove(&format!("ended_{of}"));
    }

    /// A condition without what this program's forms add to it.
    pub fn without_own(&self, x: XPath) -> Option<XPath> {
        let kept = |part: &XPath| match part {
            XPath::Compare(CompareOp::Eq, a, b) if **b == XPath::Text(String::new()) => {
                !matches!(&**a, XPath::Question(name) if self.places.values().any(|(kept, _)| kept == name))
            }
            _ => true,
        };
        let parts: Vec<XPath> = conjuncts(x).into_iter().filter(kept).collect();
        if parts.is_empty() { None } else { self.without_gates(XPath::And(parts)) }
    }

    /// A condition without the gates before it.
    pub fn without_gates(&self, x: XPath) -> Option<XPath> {
        let mut parts = conjuncts(x);
        parts.retain(|part| open_gate(part).is_none_or(|of| !self.gates.contains_key(of)));
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(XPath::And(parts)),
        }
    }

    /// Whether a condition asks for an open gate.
    pub fn has_gate(&self, relevant: &str) -> bool {
        read_xpath(relevant).is_ok_and(|x| {
            conjuncts(x).iter().any(|p| open_gate(p).is_some_and(|of| self.gates.contains_key(of)))
        })
    }
}

/// What of a form was added by this program.
pub fn own(form: &ReadForm) -> Own {
    let mut own = Own::default();
    let mut questions: BTreeMap<&str, &ReadQuestion> = BTreeMap::new();
    let mut groups: BTreeSet<&str> = BTreeSet::new();
    each(&form.nodes, &mut |node| match node {
        ReadNode::Question(q) => drop(questions.insert(&q.name, q)),
        ReadNode::Group(g) => drop(groups.insert(&g.name)),
    });
    let plain = |q: &ReadQuestion, word: &str| q.kind == ReadKind::Plain(word.to_string());
    gates(form, &questions, &mut own);
    let before = |name: &str, end: &str| name.strip_suffix(end).map(str::to_string);
    for (name, question) in &questions {
        let said = |of: &str| format!("a row that a form needs for '{of}'");
        if let Some(of) = before(name, "_state").filter(|of| questions.contains_key(of.as_str()))
            && let ReadKind::Select { list, several: false, .. } = &question.kind
        {
            let states: Option<Vec<State>> =
                form.lists.get(list).and_then(|l| l.iter().map(|c| State::from_id(&c.name)).collect());
            if let Some(states) = states {
                own.states.insert(of.clone(), states);
                own.folded.insert((*name).into(), said(&of));
            }
        }
        if let Some(of) = before(name, "_check").filter(|of| questions.contains_key(of.as_str()))
            && plain(question, "note")
            && let Ok(condition) = read_xpath(question.row.get("relevant"))
            && condition.questions().contains(&of.as_str())
        {
            own.checks.insert(of.clone(), condition);
            own.folded.insert((*name).into(), said(&of));
        }
        if let Some(of) = before(name, "_label").filter(|of| questions.contains_key(of.as_str()))
            && plain(question, "calculate")
            && question.row.get("calculation").starts_with("jr:choice-name(")
        {
            own.folded.insert((*name).into(), said(&of));
        }
        if let Some(of) = before(name, "_specify")
            && plain(question, "text")
            && let Some(codes) = questions.get(of.as_str()).and_then(|q| asks_which(form, &own, question, q))
        {
            own.specify.insert(of.clone(), codes);
            own.folded.insert((*name).into(), format!("asked behind an option of '{of}'"));
            if questions.contains_key(format!("{name}_state").as_str()) {
                own.folded.insert(format!("{name}_state"), said(&of));
            }
        }
        if let Some(of) = before(name, "_instruction").filter(|of| groups.contains(of.as_str()))
            && plain(question, "note")
        {
            own.instructions.insert(of, (*name).into());
            own.folded.insert((*name).into(), "the instruction of its group".into());
        }
        if let Some(of) = before(name, "_hand_over").filter(|of| groups.contains(of.as_str()))
            && plain(question, "note")
        {
            own.folded.insert((*name).into(), said(&of));
            own.handed_over.insert(of);
        }
    }
    rows(form, &questions, &mut own);
    places(&questions, &mut own);
    cases(&questions, &mut own);
    picks(form, &questions, &mut own);
    own
}

/// A row of a roster that is drawn: every row has a lot, and the highest wins.
fn picks(form: &ReadForm, questions: &BTreeMap<&str, &ReadQuestion>, own: &mut Own) {
    each(&form.nodes, &mut |node| {
        let ReadNode::Group(group) = node else { return };
        let line = format!("{}_line", group.name);
        for child in group.children.iter().filter(|_| group.repeat) {
            let ReadNode::Question(lot) = child else { continue };
            let Some(pick) = lot.name.strip_suffix("_lot") else { continue };
            let (draw, highest) = (format!("{pick}_draw"), format!("{pick}_highest"));
            let all = [pick, &draw, &highest, &line].iter().all(|name| {
                questions.get(name).is_some_and(|q| q.kind == ReadKind::Plain("calculate".into()))
            });
            let drawn = XPath::Question(draw.clone());
            let fits = match read_xpath(lot.row.get("calculation")) {
                Ok(lot) if lot == drawn => None,
                Ok(XPath::Call(function, args)) if function == "if" && args.get(1) == Some(&drawn) => {
                    args.into_iter().next()
                }
                _ => continue,
            };
            if !all {
                continue;
            }
            for name in [&draw, &highest, &lot.name, &line] {
                own.folded.insert(name.clone(), format!("a row that a form needs for '{pick}'"));
            }
            own.picks.insert(pick.to_string(), (group.name.clone(), fits));
        }
    });
}

/// Places that are taken exactly and kept coarse.
fn places(questions: &BTreeMap<&str, &ReadQuestion>, own: &mut Own) {
    for (name, question) in questions {
        let Some(of) = name.strip_suffix("_exact") else { continue };
        let kept = questions.get(of).filter(|q| q.row.get("trigger") == format!("${{{name}}}"));
        if kept.is_none() || question.kind != ReadKind::Plain("geopoint".into()) {
            continue;
        }
        let words = question.row.get("parameters").split_whitespace();
        let metres = words.filter_map(|w| w.strip_prefix("capture-accuracy=")?.parse::<f64>().ok()).next();
        own.places.insert((*name).into(), (of.to_string(), metres.unwrap_or(1000.0).max(1.0) as i64));
        own.folded.insert(of.to_string(), format!("what is kept of '{name}'"));
        own.folded.insert(format!("{of}_kept"), format!("what is kept of '{name}'"));
        if let Some(states) = own.states.remove(of) {
            own.states.insert((*name).into(), states);
        }
    }
}

/// `instance('cases')/root/item[case_number = ${case_number}]/area`: a list of
/// cases fills a question in.
fn cases(questions: &BTreeMap<&str, &ReadQuestion>, own: &mut Own) {
    for (name, question) in questions {
        let found = || -> Option<(String, String, String)> {
            let rest = question.row.get("calculation").strip_prefix("instance('")?;
            let (list, rest) = rest.split_once("')/root/item[")?;
            let (key, rest) = rest.split_once(" = ${")?;
            let (same, column) = rest.split_once("}]/")?;
            let list_there = questions.get(list)?.kind == ReadKind::Plain("csv-external".into());
            let plain = column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            (key == same && list_there && plain && questions.get(key)?.kind == ReadKind::Plain("text".into()))
                .then(|| (list.to_string(), key.to_string(), column.to_string()))
        };
        let Some((list, key, column)) = found() else { continue };
        let cases = own.cases.get_or_insert_with(|| (list.clone(), key.clone()));
        if *cases == (list, key) {
            own.preloaded.insert((*name).into(), column);
        }
    }
}

/// The choices of a select behind which a text is asked for.
fn asks_which(form: &ReadForm, own: &Own, text: &ReadQuestion, of: &ReadQuestion) -> Option<Vec<String>> {
    let ReadKind::Select { list, .. } = &of.kind else { return None };
    let rest = own.without_gates(read_xpath(text.row.get("relevant")).ok()?)?;
    let parts = match rest {
        XPath::Or(parts) => parts,
        one => vec![one],
    };
    let code = |part: &XPath| -> Option<String> {
        let (a, b) = match part {
            XPath::Compare(CompareOp::Eq, a, b) => (&**a, &**b),
            XPath::Call(function, args) if function == "selected" => (args.first()?, args.get(1)?),
            _ => return None,
        };
        match (a, b) {
            (XPath::Question(name), XPath::Text(code)) if *name == of.name => Some(code.clone()),
            _ => None,
        }
    };
    let codes: Vec<String> = parts.iter().map(code).collect::<Option<_>>()?;
    let known = form.lists.get(list)?;
    codes.iter().all(|code| known.iter().any(|c| c.name == *code)).then_some(codes)
}

/// The rows of a repeat, counted by a calculation of its own.
fn rows(form: &ReadForm, questions: &BTreeMap<&str, &ReadQuestion>, own: &mut Own) {
    each(&form.nodes, &mut |node| {
        let ReadNode::Group(group) = node else { return };
        let name = format!("{}_rows", group.name);
        if !group.repeat || !questions.contains_key(name.as_str()) {
            return;
        }
        let Ok(XPath::Call(function, args)) = read_xpath(group.row.get("repeat_count")) else { return };
        let ("if", [XPath::Compare(CompareOp::Ge, rows, _), most, XPath::Number(_)]) =
            (function.as_str(), args.as_slice())
        else {
            return;
        };
        if **rows != XPath::Question(name.clone()) {
            return;
        }
        if let XPath::Call(_, args) = most
            && let [_, XPath::Number(most), _] = args.as_slice()
        {
            own.most_rows.insert(group.name.clone(), *most as i64);
        }
        own.folded.insert(name, format!("a row that a form needs for '{}'", group.name));
    });
}

/// Whether the interview ended, where everything behind asks for it.
fn gates(form: &ReadForm, questions: &BTreeMap<&str, &ReadQuestion>, own: &mut Own) {
    let mut found: BTreeMap<String, Gate> = BTreeMap::new();
    for (name, question) in questions {
        let Some(of) = name.strip_prefix("ended_").filter(|of| questions.contains_key(of)) else { continue };
        let Ok(XPath::Call(function, args)) = read_xpath(question.row.get("calculation")) else { continue };
        let ("if", [condition, XPath::Text(yes), XPath::Text(no)]) = (function.as_str(), args.as_slice())
        else {
            continue;
        };
        let unless = match (yes.as_str(), no.as_str()) {
            ("yes", "no") => false,
            ("no", "yes") => true,
            _ => continue,
        };
        found.insert(of.to_string(), Gate { unless, condition: condition.clone(), outcome: "ended".into() });
    }
    if found.is_empty() || !everything_behind_asks(form, &found) {
        return;
    }
    if let Some(outcome) = questions.get("outcome").or_else(|| questions.get("form_outcome"))
        && let Ok(x) = read_xpath(outcome.row.get("calculation"))
    {
        let mut x = &x;
        while let XPath::Call(_, args) = x
            && let [XPath::Compare(CompareOp::Eq, a, _), XPath::Text(word), rest] = args.as_slice()
        {
            if let XPath::Question(name) = &**a
                && let Some(gate) = name.strip_prefix("ended_").and_then(|of| found.get_mut(of))
            {
                gate.outcome.clone_from(word);
            }
            x = rest;
        }
        own.folded.insert(outcome.name.clone(), "how the interview counts, by its endings".into());
    }
    for of in found.keys() {
        own.folded.insert(format!("ended_{of}"), format!("whether the interview ended at '{of}'"));
    }
    own.gates = found;
}

/// Whether every row behind a gate asks for it, in itself or in its group; a
/// group of the top that asks for none is reached after the end.
fn everything_behind_asks(form: &ReadForm, gates: &BTreeMap<String, Gate>) -> bool {
    fn asked(relevant: &str) -> BTreeSet<String> {
        let Ok(x) = read_xpath(relevant) else { return BTreeSet::new() };
        conjuncts(x).iter().filter_map(open_gate).map(str::to_string).collect()
    }
    fn inside(
        nodes: &[ReadNode],
        over: &BTreeSet<String>,
        passed: &mut BTreeSet<String>,
        gates: &BTreeMap<String, Gate>,
    ) -> bool {
        for node in nodes {
            let (row, name) = match node {
                ReadNode::Question(q) => (&q.row, &q.name),
                ReadNode::Group(g) => (&g.row, &g.name),
            };
            let mut here = asked(row.get("relevant"));
            here.extend(over.iter().cloned());
            if let Some(of) = name.strip_prefix("ended_").filter(|of| gates.contains_key(*of)) {
                passed.insert(of.to_string());
                continue;
            }
            match node {
                ReadNode::Group(g) => {
                    if !inside(&g.children, &here, passed, gates) {
                        return false;
                    }
                }
                // What is worked out is seen by nobody.
                ReadNode::Question(q) => {
                    let look_again = q.name.ends_with("_check");
                    let seen = !look_again && !matches!(&q.kind, ReadKind::Plain(k) if k == "calculate");
                    if seen && !passed.is_subset(&here) {
                        return false;
                    }
                }
            }
        }
        true
    }
    let mut passed = BTreeSet::new();
    form.nodes.iter().all(|node| {
        let ReadNode::Group(group) = node else { return true };
        let own = asked(group.row.get("relevant"));
        let before = passed.clone();
        let free = own.is_empty();
        let mut within = if free { BTreeSet::new() } else { before.clone() };
        let fine = inside(&group.children, &own, &mut within, gates);
        passed.extend(within);
        fine && (free || before.is_subset(&own))
    })
}
