//! The functions over records: counting, the session's own variables,
//! decisions.

use mlua::{Table, Value};

use crate::base::{Diag, diag::choice_hints};
use crate::lua::Vm;
use crate::ops::{self, Workbench, decide::Request, sample::Options};

use super::values::{self, Act, Shared, Width, text_of};

pub(super) fn bind(vm: &Vm, workbench: &Shared, width: &Width) -> mlua::Result<()> {
    let verb = |name, act: Act| values::verb(vm, workbench, width, name, act);
    verb("freq", |w, a| {
        let options = table_options("freq", a.get(1))?;
        Ok(options.and_then(|o| ops::freq::freq(w, &text_of_place(a.first(), "freq")?, &o)))
    })?;
    verb("describe", |w, a| {
        let options = table_options("describe", a.get(1))?;
        Ok(options.and_then(|o| ops::describe::describe(w, &text_of_place(a.first(), "describe")?, &o)))
    })?;
    verb("quality", |w, a| Ok(ops::quality::quality(w, &text_of(a.first(), "quality")?)))?;
    verb("tab", |w, a| {
        let address = text_of(a.first(), "tab")?;
        // An address that names a question needs no names: tab("KEN/children/age", { … }).
        let (ids, options) = match (a.get(1), a.get(2)) {
            (Some(Value::Table(table)), None) if table.raw_len() == 0 => (Vec::new(), a.get(1)),
            (ids, options) => (texts(ids)?, options),
        };
        let options = tab_options(options)?;
        Ok(options.and_then(|o| ops::tab::tab(w, &address, &ids, &o)))
    })?;
    verb("recode", |w, a| {
        let address = text_of(a.first(), "recode")?;
        let name = text_of(a.get(1), "recode")?;
        Ok(groups(a.get(2))?.and_then(|groups| ops::recode::recode(w, &address, &name, &groups)))
    })?;
    verb("records", |w, _| Ok(ops::store::status(w)))?;
    verb("decisions", |w, a| Ok(ops::decide::list(w, &text_of(a.first(), "decisions")?)))?;
    verb("decide", |w, a| {
        let address = text_of(a.first(), "decide")?;
        let request = request(a.get(1))?;
        Ok(owner(w, "decide").and(request).and_then(|r| ops::decide::decide(w, &address, &r)))
    })?;
    verb("effect", |w, a| {
        let address = text_of(a.first(), "effect")?;
        let names = texts(a.get(1))?;
        let options = tab_options(a.get(2))?;
        Ok(options.and_then(|o| match (&o.by, &o.keep, &o.ci) {
            (by, None, None) if by.is_empty() => {
                ops::effect::effect(w, &address, &names, o.lonely.as_deref())
            }
            _ => Err(Diag::error("effect has the option lonely and no other").hint("lonely = \"adjust\"")),
        }))
    })?;
    verb("words", |w, a| {
        let address = text_of(a.first(), "words")?;
        let question = text_of(a.get(1), "words")?;
        Ok(owner(w, "list words").and_then(|()| ops::specify::list(w, &address, &question)))
    })?;
    verb("undo", |w, a| {
        let because = text_of(a.get(1), "undo")?;
        let id = match a.first() {
            Some(Value::Number(n)) if n.fract() == 0.0 => Some(*n as i64),
            Some(Value::Integer(n)) => Some(*n),
            _ => None,
        };
        Ok(owner(w, "undo").and_then(|()| match id {
            Some(id) => ops::decide::undo(w, id, &because),
            None => Err(Diag::error("undo takes the number of a decision")
                .hint("undo(3, \"the child's age was right\"); decisions() lists them")),
        }))
    })
}

/// An address, or what is wrong with it as a complaint of the verb.
fn text_of_place(value: Option<&Value>, what: &str) -> Result<String, Diag> {
    text_of(value, what).map_err(|e| Diag::error(e.to_string()))
}

/// What only a person at the keyboard may do.
fn owner(workbench: &Workbench, what: &str) -> Result<(), Diag> {
    if workbench.records.place.owner {
        return Ok(());
    }
    Err(Diag::error(format!("a script cannot {what}: it may come from anyone"))
        .hint("type it in dh repl, or use dh decide on the command line"))
}

pub(super) fn unknown(what: &str, key: &str, known: &[&str]) -> Diag {
    let mut diag = Diag::error(format!("{what} has no option '{key}' of this kind"));
    for hint in choice_hints(key, known.iter().copied()) {
        diag = diag.hint(hint);
    }
    diag
}

/// `{ by = "sex", where = "age >= 15" }`.
fn table_options(what: &str, value: Option<&Value>) -> mlua::Result<Result<Options, Diag>> {
    let mut options = Options::default();
    let table = match value {
        None | Some(Value::Nil) => return Ok(Ok(options)),
        Some(Value::Table(table)) => table,
        Some(_) => {
            return Ok(Err(Diag::error(format!("{what} takes options in a table"))
                .hint(format!("{what}(\"KEN/children/age\", {{ by = \"sex\", where = \"age >= 15\" }})"))));
        }
    };
    let mut wrong = None;
    each_text(table, |key, text| match (key, text) {
        ("by", Some(text)) => options.by = Some(text),
        ("where", Some(text)) => options.keep = Some(text),
        _ => wrong = Some(unknown(what, key, &["by", "where"])),
    })?;
    Ok(wrong.map_or(Ok(options), Err))
}

/// A text, or a list of texts.
pub(super) fn texts(value: Option<&Value>) -> mlua::Result<Vec<String>> {
    match value {
        Some(Value::String(s)) => Ok(vec![s.to_string_lossy()]),
        Some(Value::Table(list)) => list
            .sequence_values::<Value>()
            .filter_map(|v| match v {
                Ok(Value::String(s)) => Some(Ok(s.to_string_lossy())),
                Ok(_) => None,
                Err(e) => Some(Err(e)),
            })
            .collect(),
        _ => Ok(Vec::new()),
    }
}

/// `{ by = { "sex", "area" }, where = "age >= 15", ci = "beta", lonely = "adjust", weak = { 25, 50 } }`.
fn tab_options(value: Option<&Value>) -> mlua::Result<Result<ops::tab::Options, Diag>> {
    let mut options = ops::tab::Options::default();
    let Some(Value::Table(table)) = value else { return Ok(Ok(options)) };
    options.by = texts(Some(&table.raw_get::<Value>("by")?))?;
    options.reference = texts(Some(&table.raw_get::<Value>("reference")?))?;
    let weak = bases(table.raw_get::<Value>("weak")?)?;
    let mut wrong = None;
    each_text(table, |key, text| match (key, text) {
        ("by" | "reference" | "weak", _) => {}
        ("where", Some(text)) => options.keep = Some(text),
        ("ci", Some(text)) => options.ci = Some(text),
        ("lonely", Some(text)) => options.lonely = Some(text),
        _ => wrong = Some(unknown("tab", key, &["by", "where", "ci", "lonely", "reference", "weak"])),
    })?;
    Ok(wrong.map_or(weak, Err).map(|weak| ops::tab::Options { weak, ..options }))
}

/// Whole numbers, such as `{ 25, 50 }`.
fn bases(value: Value) -> mlua::Result<Result<Vec<usize>, Diag>> {
    let numbers = numbers(value)?;
    let whole = |n: &f64| (n.fract() == 0.0 && (0.0..1e9).contains(n)).then_some(*n as usize);
    let all: Option<Vec<usize>> = numbers.and_then(|list| list.iter().map(whole).collect());
    Ok(all.ok_or_else(|| Diag::error("weak takes two whole numbers").hint("weak = { 25, 50 }")))
}

/// A number or a list of them; nothing where it is something else.
pub(super) fn numbers(value: Value) -> mlua::Result<Option<Vec<f64>>> {
    let one = |value: &Value| match value {
        Value::Number(n) => Some(*n),
        Value::Integer(n) => Some(*n as f64),
        _ => None,
    };
    Ok(match &value {
        Value::Nil => Some(Vec::new()),
        Value::Table(list) => {
            let values: Vec<Value> = list.sequence_values::<Value>().collect::<mlua::Result<_>>()?;
            values.iter().map(one).collect()
        }
        other => one(other).map(|n| vec![n]),
    })
}

/// What `decide` may be told.
const DECIDE: &[&str] = &[
    "record",
    "item",
    "from",
    "to",
    "drop",
    "derive",
    "groups",
    "specify",
    "words",
    "withdraw",
    "file_hash",
    "weights",
    "because",
];

fn request(value: Option<&Value>) -> mlua::Result<Result<Request, Diag>> {
    let Some(Value::Table(table)) = value else {
        return Ok(Err(Diag::error("decide takes what is decided in a table").hint(
            "decide(\"KEN/children\", { record = \"…\", item = \"age\", to = \"13\", because = \"…\" })",
        )));
    };
    let mut request = Request::default();
    let mut wrong = None;
    if let Value::Boolean(drop) = table.raw_get::<Value>("drop")? {
        request.drop = drop;
    }
    let given = table.raw_get::<Value>("groups")?;
    if !given.is_nil() {
        match groups(Some(&given))? {
            Ok(groups) => request.groups = groups,
            Err(diag) => return Ok(Err(diag)),
        }
    }
    request.withdraw = match table.raw_get::<Value>("withdraw")? {
        Value::Nil => None,
        Value::Integer(n) => Some(n),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => Some(n as i64),
        _ => {
            return Ok(Err(Diag::error("withdraw takes the number of a batch")
                .hint("records() lists the batches; nothing was changed")));
        }
    };
    each_text(table, |key, text| match (key, text) {
        ("record", Some(text)) => request.record = Some(text),
        ("item", Some(text)) => request.item = Some(text),
        ("from", Some(text)) => request.from = Some(text),
        ("to", Some(text)) => request.to = Some(text),
        ("because", Some(text)) => request.because = text,
        ("derive", Some(text)) => request.derive = Some(text),
        ("specify", Some(text)) => request.specify = Some(text),
        ("words", Some(text)) => request.words = Some(text),
        ("file_hash", Some(text)) => request.file_hash = Some(text),
        ("weights", Some(text)) => request.weights = Some(text.into()),
        ("drop" | "groups", None) | ("withdraw", _) => {}
        _ => wrong = Some(unknown("decide", key, DECIDE)),
    })?;
    Ok(wrong.map_or(Ok(request), Err))
}

/// Goes through a table's named entries; numbers are read as texts.
fn each_text(table: &Table, mut with: impl FnMut(&str, Option<String>)) -> mlua::Result<()> {
    table.for_each(|key: Value, value: Value| {
        let key = match &key {
            Value::String(s) => s.to_string_lossy(),
            other => other.to_string().unwrap_or_default(),
        };
        let text = match &value {
            Value::String(s) => Some(s.to_string_lossy()),
            Value::Number(n) => Some(n.to_string()),
            Value::Integer(n) => Some(n.to_string()),
            _ => None,
        };
        with(&key, text);
        Ok(())
    })
}

/// `{ { "12-14", "age <= 14" }, … }`.
fn groups(value: Option<&Value>) -> mlua::Result<Result<Vec<(String, String)>, Diag>> {
    let bad = || {
        Diag::error("recode takes its groups as a list of pairs: a name and a condition").hint(
            "recode(\"KEN/children\", \"age_group\", { { \"12-14\", \"age <= 14\" }, { \"15-17\", \"age >= 15\" } })",
        )
    };
    let Some(Value::Table(list)) = value else { return Ok(Err(bad())) };
    let mut out = Vec::new();
    for pair in list.sequence_values::<Value>() {
        let Value::Table(pair) = pair? else { return Ok(Err(bad())) };
        match (pair.raw_get::<Value>(1)?, pair.raw_get::<Value>(2)?) {
            (Value::String(label), Value::String(condition)) => {
                out.push((label.to_string_lossy(), condition.to_string_lossy()));
            }
            _ => return Ok(Err(bad())),
        }
    }
    Ok(Ok(out))
}
