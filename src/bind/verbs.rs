//! The functions themselves: each reads its arguments and asks ops.

use std::path::{Path, PathBuf};

use mlua::{Error, Value};
use serde_json::Value as Json;

use crate::base::{Diag, fs, locale};
use crate::lua::Vm;
use crate::ops::{self, Answer};

use super::entries::help;
use super::values::{self, Act, Complaint, Result_, Shared, Width, text_of};

const COMPARE_OPTIONS: [&str; 10] =
    ["definitions", "rate", "period", "allow", "also", "standardise", "standard", "poisson", "rank", "at"];

pub(super) fn bind(vm: &Vm, workbench: &Shared, width: &Width) -> mlua::Result<()> {
    let lua = vm.lua();
    let verb = |name, act: Act| values::verb(vm, workbench, width, name, act);
    verb("show", |w, a| {
        let address = text_of(a.first(), "show")?;
        let (mut at, mut ratio) = (None, None);
        if let Some(Value::Table(options)) = a.get(1) {
            for pair in options.pairs::<String, Value>() {
                match pair? {
                    (key, Value::String(day)) if key == "at" => at = Some(day.to_string_lossy()),
                    (key, Value::String(other)) if key == "ratio" => ratio = Some(other.to_string_lossy()),
                    (key, _) => return Ok(Err(super::records::unknown("show", &key, &["at", "ratio"]))),
                }
            }
        }
        match (at, ratio) {
            (Some(_), Some(_)) => Ok(Err(Diag::error("a day is of answers, a ratio of series; ask for one"))),
            (None, Some(other)) => Ok(ops::show::ratio(w, &address, &other)),
            (at, None) => Ok(ops::show::show_at(w, &address, at.as_deref())),
        }
    })?;
    verb("find", |w, a| Ok(ops::find::find(w, &text_of(a.first(), "find")?)))?;
    verb("form", |w, a| {
        let found = ops::field_form::rows(w, &text_of(a.first(), "form")?);
        // The first complaint: the rest shows when it is mended.
        Ok(found.map_err(|all| all.into_iter().next().unwrap_or_else(|| Diag::error("no form"))))
    })?;
    verb("why", |w, a| Ok(ops::why::why(w, &text_of(a.first(), "why")?)))?;
    verb("diff", |w, a| {
        let country = text_of(a.first(), "diff")?;
        if let Some(Value::Table(_)) = a.get(1) {
            return Ok(days(a.get(1), "diff")?.and_then(|days| match days.as_slice() {
                [first, second] => ops::law_diff::diff(w, &country, first, second),
                _ => Err(Diag::error("two days are compared")
                    .hint("diff(KEN, { at = { \"2019-01-01\", \"2026-01-01\" } })")),
            }));
        }
        let other = text_of(a.get(1), "diff")?;
        Ok(ops::diff::diff(w, &country, Some(other.as_str()).filter(|o| !o.is_empty())))
    })?;
    verb("compare", |w, a| {
        let mut options = ops::compare::Options::default();
        if let Some(Value::Table(table)) = a.get(1) {
            let (mut wrong, mut over, mut standard) = (None, None, None);
            table.for_each(|key: String, value: Value| {
                match (key.as_str(), &value) {
                    ("definitions", Value::Boolean(b)) => options.all_definitions = *b,
                    ("rate", Value::String(s)) => options.rate = Some(s.to_string_lossy()),
                    ("at", Value::String(s)) => options.at = Some(s.to_string_lossy()),
                    ("allow", Value::String(s)) => options.allow = Some(s.to_string_lossy()),
                    ("also", Value::String(s)) => options.also = vec![s.to_string_lossy()],
                    ("also", Value::Table(codes)) => {
                        options.also = codes.sequence_values::<String>().collect::<mlua::Result<_>>()?;
                    }
                    ("rank", Value::Boolean(b)) => options.rank = *b,
                    ("poisson", Value::Boolean(b)) => options.poisson = *b,
                    ("standardise", Value::String(s)) => over = Some(s.to_string_lossy()),
                    ("standard", Value::String(s)) => standard = Some(s.to_string_lossy()),
                    ("period", Value::Number(n)) => options.period = Some(*n as i32),
                    ("period", Value::Integer(n)) => options.period = i32::try_from(*n).ok(),
                    _ => wrong = Some(key),
                }
                Ok(())
            })?;
            if let Some(key) = wrong {
                let mut diag = Diag::error(format!("compare has no option '{key}' of this kind"));
                for hint in crate::base::diag::choice_hints(&key, COMPARE_OPTIONS) {
                    diag = diag.hint(hint);
                }
                return Ok(Err(diag));
            }
            match (over, standard) {
                // Scripts read no file of their own choosing.
                (Some(over), Some(standard)) if standard.starts_with("series:") => {
                    options.standardise = Some((over, standard));
                }
                (None, None) => {}
                _ => {
                    return Ok(Err(Diag::error(
                        "standardise needs standard = \"series:…\", and standard needs it",
                    )
                    .hint("a file is for the command line: --standard FILE")));
                }
            }
        }
        Ok(ops::compare::compare(w, &text_of(a.first(), "compare")?, &options))
    })?;
    verb("plot", |_, a| match a.first() {
        Some(Value::UserData(data)) if data.is::<Result_>() => {
            Ok(ops::plot::plot(&data.borrow::<Result_>()?.answer, locale::ascii_only()))
        }
        _ => Ok(Err(Diag::error("plot takes the result of another function")
            .hint("plot(compare \"published:ocsea_clear_12m\")"))),
    })?;
    verb("findings", |w, a| Ok(ops::finding::findings(w, &text_of(a.first(), "findings")?)))?;
    super::records::bind(vm, workbench, width)?;
    super::groups::bind(vm, workbench, width)?;
    super::sampling::bind(vm, workbench, width)?;
    verb("check", |w, a| {
        let country = text_of(a.first(), "check")?;
        Ok(if country.is_empty() { Ok(ops::check::check(w)) } else { ops::check::check_country(w, &country) })
    })?;
    verb("readiness", |w, a| Ok(ops::readiness::readiness(w, &text_of(a.first(), "readiness")?)))?;
    verb("report", |w, a| {
        let folder = w.workspace.folder.join("out");
        Ok(ops::report::report(w, &text_of(a.first(), "report")?, &folder))
    })?;
    let shared = workbench.clone();
    let value = lua.create_function(move |_, address: Value| {
        let w = shared.borrow();
        let found = ops::why::why(&w, &text_of(Some(&address), "value")?);
        let answer = found.map_err(|d| Error::external(Complaint(d)))?;
        if answer.rows.len() > 1 {
            return Err(Error::external(Complaint(
                Diag::error(format!("this address stands for {} figures", answer.rows.len()))
                    .hint("add a filter, such as [period=2023]"),
            )));
        }
        let row = answer.rows.first();
        let number = row.and_then(|r| r.get("value")).and_then(Json::as_f64);
        let because =
            row.and_then(|r| r.get("because")).and_then(Json::as_str).unwrap_or_default().to_string();
        Ok((number, number.is_none().then_some(because)))
    })?;
    vm.bind("value", value)?;
    let shared = workbench.clone();
    let countries = lua.create_function(move |lua, ()| {
        lua.create_sequence_from(shared.borrow().workspace.countries.keys().cloned())
    })?;
    vm.bind("countries", countries)?;
    let shared = workbench.clone();
    let print: mlua::Function = lua.globals().raw_get("print")?;
    let save = lua.create_function(move |_, (result, name): (Value, String)| {
        let folder = shared.borrow().workspace.folder.join("out");
        let Value::UserData(data) = result else {
            return Err(Error::external(Complaint(Diag::error("save takes a result and a file name"))));
        };
        let result = data.borrow::<Result_>()?;
        let said = save_rows(&folder, &result.answer, &name).map_err(|d| Error::external(Complaint(d)))?;
        print.call::<()>(said)
    })?;
    vm.bind("save", save)?;
    let width = width.clone();
    let help = lua.create_function(move |_, name: Option<String>| {
        Ok(Result_ { answer: help(name.as_deref()), width: width.clone() })
    })?;
    vm.bind("help", help)
}

/// The days of `{ at = "2019" }` or `{ at = { "2019", "2026" } }`; none without.
fn days(options: Option<&Value>, verb: &str) -> mlua::Result<Result<Vec<String>, Diag>> {
    let Some(Value::Table(table)) = options else { return Ok(Ok(Vec::new())) };
    let (mut out, mut wrong) = (Vec::new(), None);
    table.for_each(|key: String, value: Value| {
        match (key.as_str(), &value) {
            ("at", Value::String(_) | Value::Table(_)) => out = super::records::texts(Some(&value))?,
            _ => wrong = Some(key),
        }
        Ok(())
    })?;
    Ok(match wrong {
        Some(key) => Err(super::records::unknown(verb, &key, &["at"])),
        None => Ok(out),
    })
}

/// Writes rows under `out/`, as `.json`, `.csv` or `.xlsx`.
fn save_rows(out: &Path, answer: &Answer, name: &str) -> Result<String, Diag> {
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && !name.starts_with('.');
    if !plain {
        return Err(Diag::error(format!("'{name}' is no plain file name"))
            .hint("letters, digits, '.', '_' and '-'; it is written under out/"));
    }
    let path: PathBuf = out.join(name);
    let bytes = ops::export::bytes_of(answer, Path::new(name))?;
    fs::write_atomically(&path, &bytes)?;
    Ok(format!("wrote {} ({} rows)", Path::new("out").join(name).display(), answer.rows.len()))
}
