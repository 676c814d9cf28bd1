//! `sample(what, options)`: the verbs of `dh sample` for scripts. Lists are
//! rows, for a script may read no file; at the keyboard a name of one will do.

use mlua::{Error, MultiValue, Table, Value};

use crate::base::{Diag, diag::choice_hints};
use crate::lua::Vm;
use crate::ops::sampling::{Listed, allocate, draw, household, response, shells, size, weights};
use crate::ops::{Answer, Workbench};

use super::values::{Complaint, Result_, Shared, Width, text_of};

const VERBS: [&str; 7] = ["size", "allocate", "draw", "household", "response", "weights", "shells"];

pub(super) fn bind(vm: &Vm, workbench: &Shared, width: &Width) -> mlua::Result<()> {
    let (shared, width) = (workbench.clone(), width.clone());
    let function = vm.lua().create_function(move |_, args: MultiValue| {
        let args: Vec<Value> = args.into_iter().collect();
        let what = text_of(args.first(), "sample")?;
        let workbench = shared.borrow();
        let options = match args.get(1) {
            Some(Value::Table(table)) => Options::of(Some(table), &workbench),
            None | Some(Value::Nil) => Options::of(None, &workbench),
            Some(_) => Err(Diag::error("sample takes options in a table")
                .hint("sample(\"size\", { proportion = 0.1, margin = 0.03 })")),
        };
        let answer = options.and_then(|options| sample(&workbench, &what, options));
        answer
            .map(|answer| Result_ { answer, width: width.clone() })
            .map_err(|diag| Error::external(Complaint(diag)))
    })?;
    vm.bind("sample", function)
}

fn sample(workbench: &Workbench, what: &str, mut o: Options) -> Result<Answer, Diag> {
    let answer = match what {
        "size" => {
            let request = size::Request {
                proportion: o.number("proportion"),
                margin: o.number("margin"),
                difference: o.number("difference"),
                n: o.number("n"),
                deff: o.number("deff"),
                icc: o.number("icc"),
                take: o.number("take"),
                weighting: o.number("weighting"),
                response: o.number("response"),
                eligible: o.number("eligible"),
                population: o.number("population"),
                groups: o.number("groups"),
                shares: o.numbers("share"),
                power: o.number("power"),
                level: o.number("level"),
            };
            o.done(what)?;
            return size::size(&request);
        }
        "allocate" => {
            let request = allocate::Request {
                frame: o.needed_list("frame"),
                n: o.needed_count("n"),
                method: o.text("method"),
                power: o.number("power"),
                minimum: o.count("minimum"),
                take: o.number("take"),
                out: None,
            };
            o.done(what)?;
            allocate::allocate(&request)
        }
        "draw" => {
            let request = draw::Request {
                frame: o.needed_list("frame"),
                size: o.needed_text("size"),
                id: o.text("id"),
                strata: o.texts("strata"),
                psus: o.count("psus"),
                allocation: o.list("allocation"),
                take: o.number("take"),
                seed: o.needed_count("seed") as u64,
                out: None,
            };
            o.done(what)?;
            draw::draw(&request)
        }
        "household" => {
            let way = match o.needed_text("way").as_str() {
                "next_birthday" => household::Way::NextBirthday,
                "random" => household::Way::Random,
                "kish" | "" => household::Way::Kish,
                other => {
                    let diag = Diag::error(format!("there is no way '{other}' of choosing"));
                    let hints = choice_hints(other, ["kish", "next_birthday", "random"]);
                    return Err(hints.into_iter().fold(diag, Diag::hint));
                }
            };
            let request = household::Request {
                way,
                sizes: o.count("sizes"),
                addresses: o.count("addresses"),
                eligible: o.count("eligible"),
                roster: o.list("roster"),
                seed: o.count("seed").map(|s| s as u64),
                out: None,
            };
            o.done(what)?;
            household::household(&request)
        }
        "response" => {
            let request = response::Request {
                data: o.needed_list("data"),
                outcome: o.needed_text("outcome"),
                weight: o.text("weight"),
                by: o.text("by"),
                e: o.number("e"),
            };
            o.done(what)?;
            response::response(&request)
        }
        "weights" => {
            let request = weights::Request {
                data: o.needed_list("data"),
                base: o.needed_text("base"),
                adjust: o.texts("adjust"),
                outcome: o.needed_text("outcome"),
                within: o.text("within"),
                roster: o.list("roster"),
                margins: o.list("margins"),
                of: o.text("of"),
                trim: o.number("trim"),
                least: o.count("least"),
                most: o.number("most"),
                out: None,
                roster_out: None,
            };
            o.done(what)?;
            weights::weights(&request)
        }
        "shells" => {
            let request = shells::Request {
                address: o.needed_text("address"),
                n: o.number("n"),
                deff: o.number("deff"),
                level: o.number("level"),
                assume: o.texts("assume"),
                assumptions: o.list("assumptions"),
                equal_groups: o.flag("equal_groups"),
            };
            o.done(what)?;
            shells::shells(workbench, &request)
        }
        other => {
            let diag = Diag::error(format!("sample has no '{other}'"));
            return Err(choice_hints(other, VERBS).into_iter().fold(diag, Diag::hint));
        }
    };
    // A script gets one complaint; the command line lists all.
    answer.map_err(|diags| {
        let more = diags.len().saturating_sub(1);
        let first = diags.into_iter().next().unwrap_or_else(|| Diag::error("sample failed"));
        first.maybe_hint((more > 0).then(|| format!("and {more} more complaints")))
    })
}

/// Options in a table, each taken once; what nobody takes is complained of.
struct Options {
    values: Vec<(String, Value)>,
    known: Vec<&'static str>,
    wrong: Option<Diag>,
    /// Whether names of files are read.
    owner: bool,
}

impl Options {
    fn of(table: Option<&Table>, workbench: &Workbench) -> Result<Options, Diag> {
        let mut values = Vec::new();
        let mut nameless = false;
        if let Some(table) = table {
            let each = table.for_each(|key: Value, value: Value| {
                match key {
                    Value::String(key) => values.push((key.to_string_lossy(), value)),
                    _ => nameless = true,
                }
                Ok(())
            });
            if nameless || each.is_err() {
                return Err(Diag::error("every option of sample has a name")
                    .hint("sample(\"size\", { proportion = 0.1, margin = 0.03 })"));
            }
        }
        // Complaints do not depend on how Lua orders a table.
        values.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Options { values, known: Vec::new(), wrong: None, owner: workbench.records.place.owner })
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        let at = self.values.iter().position(|(key, _)| key == name)?;
        Some(self.values.remove(at).1)
    }

    fn wants(&mut self, name: &str, what: &str) {
        self.wrong.get_or_insert_with(|| Diag::error(format!("sample: '{name}' takes {what}")));
    }

    fn number(&mut self, name: &'static str) -> Option<f64> {
        let value = self.take(name)?;
        let number = number_of(&value);
        if number.is_none() {
            self.wants(name, "a number");
        }
        number
    }

    fn count(&mut self, name: &'static str) -> Option<usize> {
        let number = self.number(name)?;
        if number >= 0.0 && number.fract() == 0.0 && number < 9e15 {
            return Some(number as usize);
        }
        self.wants(name, "a whole number of 0 or more");
        None
    }

    fn needed_count(&mut self, name: &'static str) -> usize {
        let given = self.count(name);
        if given.is_none() {
            self.wants(name, "a whole number, and it is needed");
        }
        given.unwrap_or(0)
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text.to_string_lossy()),
            _ => {
                self.wants(name, "a text");
                None
            }
        }
    }

    fn needed_text(&mut self, name: &'static str) -> String {
        let given = self.text(name);
        if given.is_none() {
            self.wants(name, "a text, and it is needed");
        }
        given.unwrap_or_default()
    }

    /// A text, or a list of texts.
    fn texts(&mut self, name: &'static str) -> Vec<String> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text.to_string_lossy()],
            Some(Value::Table(list)) => list.sequence_values::<String>().filter_map(Result::ok).collect(),
            Some(_) => {
                self.wants(name, "a text, or a list of texts");
                Vec::new()
            }
        }
    }

    /// A number, or a list of numbers.
    fn numbers(&mut self, name: &'static str) -> Vec<f64> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Table(list)) => list.sequence_values::<f64>().filter_map(Result::ok).collect(),
            Some(value) => match number_of(&value) {
                Some(number) => vec![number],
                None => {
                    self.wants(name, "a number, or a list of numbers");
                    Vec::new()
                }
            },
        }
    }

    fn flag(&mut self, name: &'static str) -> bool {
        match self.take(name) {
            None => false,
            Some(Value::Boolean(yes)) => yes,
            Some(_) => {
                self.wants(name, "true or false");
                false
            }
        }
    }

    fn list(&mut self, name: &'static str) -> Option<Listed> {
        match self.take(name)? {
            Value::Table(rows) => match rows_of(&rows) {
                Some(listed) => return Some(listed),
                None => self.wants(name, "rows such as { { stratum = \"north\", population = 1000 }, … }"),
            },
            Value::String(file) if self.owner => return Some(Listed::File(file.to_string_lossy().into())),
            Value::String(_) => {
                self.wrong.get_or_insert_with(|| {
                    Diag::error("a script can read no file: it may come from anyone").hint(format!(
                        "hand over rows: {name} = {{ {{ stratum = \"north\", population = 1000 }}, … }}; or use dh sample on the command line"
                    ))
                });
            }
            _ => self.wants(name, "rows"),
        }
        None
    }

    fn needed_list(&mut self, name: &'static str) -> Listed {
        let given = self.list(name);
        if given.is_none() {
            self.wants(name, "rows, and they are needed");
        }
        given.unwrap_or_default()
    }

    /// # Errors
    /// An option of the wrong kind, or one that the verb does not have.
    fn done(&mut self, what: &str) -> Result<(), Diag> {
        if let Some((key, _)) = self.values.first() {
            let diag = Diag::error(format!("sample \"{what}\" has no option '{key}'"));
            return Err(choice_hints(key, self.known.iter().copied()).into_iter().fold(diag, Diag::hint));
        }
        self.wrong.take().map_or(Ok(()), Err)
    }
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Integer(number) => Some(*number as f64),
        _ => None,
    }
}

/// Rows of a Lua list; columns stand in the order of their names.
fn rows_of(list: &Table) -> Option<Listed> {
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    for row in list.sequence_values::<Table>() {
        let mut cells = Vec::new();
        row.ok()?
            .for_each(|key: String, value: Value| {
                let text = match &value {
                    Value::String(text) => text.to_string_lossy(),
                    Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_string(),
                    other => number_of(other).map(|n| n.to_string()).unwrap_or_default(),
                };
                cells.push((key, text));
                Ok(())
            })
            .ok()?;
        rows.push(cells);
    }
    let mut columns: Vec<String> = rows.iter().flatten().map(|(key, _)| key.clone()).collect();
    columns.sort_unstable();
    columns.dedup();
    let cell = |row: &[(String, String)], column: &String| {
        row.iter().find(|(key, _)| key == column).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let rows = rows.iter().map(|row| columns.iter().map(|c| cell(row, c)).collect()).collect();
    Some(Listed::Rows { columns, rows })
}
