//! Mutants of a good workspace: every constructor with a missing field, a
//! misspelled field, a value of the wrong type, an id declared twice and a
//! reference that dangles. Each must be complained of at the author's line.
//!
//! The good workspace (`tests/workspaces/complete`) is written with one field a
//! line, so that a mutant is an edit of lines and its right line is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use dh::base::{Diag, Interrupt, Severity};
use dh::lua::schema::{self, constructors};
use dh::lua::types::{Children, Constructor, Head, Ty};
use dh::ops::Workbench;

use crate::common::{copy, repository};

fn complete() -> PathBuf {
    repository().join("tests/workspaces/complete")
}

/// A declaration as it stands in a file; lines count from 0.
struct Declaration {
    constructor: &'static Constructor,
    file: String,
    line: usize,
    /// The line that closes its body; `line` when it has none over lines.
    end: usize,
    /// `return section …`: no second one can stand beside it.
    returned: bool,
    fields: Vec<(String, usize)>,
    /// The name of what it stands in, for labels.
    parent: String,
}

struct Scripts {
    files: BTreeMap<String, Vec<String>>,
    declarations: Vec<Declaration>,
}

fn scripts() -> Scripts {
    let folder = complete();
    let mut files = BTreeMap::new();
    let mut declarations = Vec::new();
    for path in dh::base::fs::files_under(&folder, "lua").expect("scripts") {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("a script");
        let lines: Vec<String> = text.lines().map(str::to_string).collect();
        read(&name, &lines, &mut declarations);
        files.insert(name, lines);
    }
    Scripts { files, declarations }
}

/// Reads the declarations of a script that keeps to one field a line.
fn read(file: &str, lines: &[String], out: &mut Vec<Declaration>) {
    let mut open: Vec<Option<usize>> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let text = line.trim();
        let bare = text.strip_prefix("return ").unwrap_or(text);
        let word: String = bare.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let is_field = bare[word.len()..].trim_start().starts_with('=');
        if text.is_empty() || text.starts_with("--") || text.starts_with("local ") {
        } else if bare == "{" {
            open.push(None);
        } else if text.starts_with('}') {
            let closed = open.pop().unwrap_or_else(|| panic!("{file}:{}: '}}' too many", number + 1));
            if let Some(at) = closed {
                out[at].end = number;
            }
        } else if is_field {
            let at = open.last().copied().flatten();
            let at = at.unwrap_or_else(|| panic!("{file}:{}: a field of nothing", number + 1));
            out[at].fields.push((word, number));
        } else if let Some(constructor) = schema::constructor(&word) {
            let parent = open.iter().rev().flatten().next();
            out.push(Declaration {
                constructor,
                file: file.to_string(),
                line: number,
                end: number,
                returned: text.starts_with("return "),
                fields: Vec::new(),
                parent: parent.map_or("the file", |p| out[*p].constructor.name).to_string(),
            });
            if text.ends_with('{') {
                open.push(Some(out.len() - 1));
            }
        } else {
            assert!(bare.starts_with('{'), "{file}:{}: not one field a line: {text}", number + 1);
        }
    }
    assert!(open.is_empty(), "{file}: a brace is not closed");
}

/// A workspace with one thing wrong, and where that is.
struct Mutant {
    kind: &'static str,
    what: String,
    file: String,
    text: String,
    /// Any of these lines is right, counted from 1.
    lines: Vec<usize>,
}

struct Maker<'a> {
    scripts: &'a Scripts,
    mutants: Vec<Mutant>,
}

impl Maker<'_> {
    /// `from..to` of the file's lines become `new`.
    fn replace(
        &mut self,
        kind: &'static str,
        what: String,
        file: &str,
        (from, to): (usize, usize),
        new: &[String],
        expected: &[usize],
    ) {
        let old = &self.scripts.files[file];
        let mut lines: Vec<&str> = old[..from].iter().map(String::as_str).collect();
        lines.extend(new.iter().map(String::as_str));
        lines.extend(old[to..].iter().map(String::as_str));
        let text = lines.join("\n") + "\n";
        let what = format!("{what} ({file}:{})", from + 1);
        let lines = expected.iter().map(|l| l + 1).collect();
        self.mutants.push(Mutant { kind, what, file: file.to_string(), text, lines });
    }

    /// One line becomes another; that line is the right one.
    fn line(&mut self, kind: &'static str, what: String, file: &str, line: usize, new: String) {
        self.replace(kind, what, file, (line, line + 1), &[new], &[line]);
    }
}

/// The text between `key =` and the comma at the end of the line.
fn value_of(line: &str) -> &str {
    let (_, value) = line.split_once('=').expect("a field");
    value.trim().trim_end_matches(',')
}

fn with_value(line: &str, value: &str) -> String {
    let (key, _) = line.split_once('=').expect("a field");
    format!("{key}= {value},")
}

/// A slip of the finger: one letter twice.
fn misspelled(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{first}{first}{rest}")
}

/// Values that are no `ty`.
fn wrong_values(ty: &Ty) -> Vec<&'static str> {
    match ty {
        Ty::Text | Ty::Ref(_) => vec!["7", "{ \"a\" }", "true", "\"\""],
        Ty::Expr(_) | Ty::Base(_) => vec!["7", "{ \"a\" }", "true", "\"\"", "\"(1 +\""],
        Ty::Bool => vec!["\"yes\"", "1", "{ true }"],
        Ty::Number => vec!["\"12\"", "{ 12 }", "true", "0 / 0"],
        Ty::Integer => vec!["\"12\"", "{ 12 }", "1.5"],
        Ty::Percent => vec!["0.01", "\"1\"", "{ \"1%\" }"],
        Ty::Url => vec!["7", "\"the web\"", "{ \"https://example.org\" }"],
        Ty::Source => vec!["7", "\"known\"", "{ \"https://example.org\" }"],
        Ty::File(_) => vec!["7", "\"figures.xlsx\"", "\"../figures.csv\"", "{ \"figures.csv\" }"],
        Ty::Choice(_) => vec!["7", "\"no_such_choice\"", "{ \"a\" }", "true"],
        Ty::List(_) => vec!["\"a\"", "7", "{ 7 }", "{ a = \"b\" }", "{ nil, \"a\" }"],
        Ty::Map(Ty::Text) => vec!["\"a\"", "7", "{ \"a\" }", "{ a = 7 }"],
        Ty::Map(_) => vec!["\"a\"", "7", "{ \"a\" }", "{ a = 7 }", "{ a = true }"],
        Ty::Texts => vec!["\"a\"", "{ \"a\" }", "{ sw = 7 }", "{ Swahili = \"a\" }"],
        Ty::Options => vec![
            "\"yes\"",
            "{}",
            "{ yes = \"Yes\" }",
            "{ \"yes\", \"no\" }",
            "{ { \"yes\" } }",
            "{ { \"yes\", \"Yes\" }, { \"yes\", \"Yes\" } }",
            "{ { \"Yes!\", \"Yes\" } }",
            "{ { \"yes\", \"Yes\", exklusive = true } }",
        ],
        Ty::Codes => vec![
            "7",
            "\"codes.xlsx\"",
            "{}",
            "{ a = \"A\" }",
            "{ \"a\" }",
            "{ { \"a\" } }",
            "{ { \"T\", \"Total\" } }",
            "{ { \"a\", \"A\" }, { \"a\", \"A\" } }",
            "{ { \"a\", \"A\", parent = \"zz\" } }",
        ],
        Ty::Answers => {
            vec!["\"a\"", "7", "{ 7 }", "{ age = true }", "{ age = { a = 1 } }", "{ age = { 1, \"a\" } }"]
        }
        Ty::Range => vec!["5", "\"5-9\"", "{ 5 }", "{ 9, 5 }", "{ \"5\", \"9\" }"],
        Ty::Date => vec!["7", "\"2015-13\"", "\"1 May 2015\"", "{ \"2015\" }"],
        Ty::DateRange => vec![
            "\"2020\"",
            "{ \"2020-11-01\" }",
            "{ \"2021-10-31\", \"2020-11-01\" }",
            "{ \"2020-13-01\", \"2021-10-31\" }",
        ],
        Ty::CountAs => vec![
            "\"no\"",
            "{ dont_know = \"maybe\", prefer_not = \"no\", not_asked = \"no\" }",
            "{ dont_know = false, prefer_not = \"no\", not_asked = \"no\" }",
            "{ dunno = \"no\", dont_know = \"no\", prefer_not = \"no\", not_asked = \"no\" }",
        ],
    }
}

const NOWHERE: &str = "zz_no_such_thing";

/// `value` with each of its texts made to dangle, one after the other; a kind
/// before the id (`series:cases`) is kept.
fn dangling_texts(value: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(open) = value[from..].find('"').map(|p| p + from) {
        let close = value[open + 1..].find('"').map(|p| p + open + 1).expect("a closed text");
        let text = &value[open + 1..close];
        let kind = text.split_once(':').map_or(String::new(), |(kind, _)| format!("{kind}:"));
        out.push(format!("{}{kind}{NOWHERE}{}", &value[..=open], &value[close..]));
        from = close + 1;
    }
    out
}

/// `value` with each name of its expression made to dangle.
fn dangling_names(value: &str) -> Vec<String> {
    let bytes = value.as_bytes();
    let mut out = Vec::new();
    let mut i = 1;
    while i < bytes.len() {
        let start = i;
        while i < bytes.len() && (bytes[i].is_ascii_alphanumeric() || bytes[i] == b'_') {
            i += 1;
        }
        let word = &value[start..i];
        if bytes[start].is_ascii_lowercase() && !matches!(word, "and" | "or" | "not" | "in") {
            out.push(format!("{}{NOWHERE}{}", &value[..start], &value[i..]));
        }
        // A text inside the expression names nothing.
        if bytes.get(i) == Some(&b'\\') {
            i = value[i + 2..].find('\\').map_or(bytes.len(), |p| p + i + 4);
        }
        i = i.max(start + 1);
    }
    out
}

/// Fields that name something by a text of their own: an answer of the scale,
/// options of the question.
fn names_by_text(constructor: &str, field: &str) -> bool {
    matches!(
        (constructor, field),
        ("answer", "value")
            | ("answer" | "finding", "cites")
            | ("add_options", "before" | "after")
            | ("remove_options", "options")
            | ("scenario", "asked" | "not_asked" | "warns" | "ends_at" | "outcome")
    )
}

fn refers(ty: &Ty) -> bool {
    match ty {
        Ty::Ref(_) => true,
        Ty::List(inner) | Ty::Map(inner) => refers(inner),
        _ => false,
    }
}

fn mutants(scripts: &Scripts) -> Vec<Mutant> {
    let mut maker = Maker { scripts, mutants: Vec::new() };
    for declaration in &scripts.declarations {
        of_head(&mut maker, declaration);
        for (name, line) in &declaration.fields {
            of_field(&mut maker, declaration, name, *line);
        }
    }
    forgotten_commas(&mut maker);
    maker.mutants
}

fn of_head(maker: &mut Maker<'_>, d: &Declaration) {
    let name = d.constructor.name;
    let lines = &maker.scripts.files[&d.file];
    let text = lines[d.line].clone();
    maker.line("misspelled name", name.into(), &d.file, d.line, text.replacen(name, &misspelled(name), 1));

    // A field that no constructor has, also where there are no fields at all.
    let field = format!("{NOWHERE} = \"x\"");
    if d.end > d.line {
        let new = [text.clone(), format!("{field},")];
        maker.replace(
            "misspelled field",
            format!("{name}: a field of its own"),
            &d.file,
            (d.line, d.line + 1),
            &new,
            &[d.line + 1],
        );
    } else {
        let with = if text.contains("{}") {
            text.replace("{}", &format!("{{ {field} }}"))
        } else {
            format!("{} {{ {field} }},", text.trim_end_matches(','))
        };
        maker.line("misspelled field", format!("{name}: a field of its own"), &d.file, d.line, with);
    }

    let strings: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    let head = d.constructor.head;
    if head.strings() > 0 {
        let (first, last) = (strings[0], strings[strings.len() - 1]);
        for (what, new) in [
            ("without its head", String::new()),
            ("a number as its head", "(7)".to_string()),
            ("an empty head", text[first..=last].split('"').step_by(2).collect::<Vec<_>>().join("\"\"")),
        ] {
            let new = format!("{}{new}{}", &text[..first], &text[last + 1..]);
            maker.line("wrong type", format!("{name}: {what}"), &d.file, d.line, new);
        }
    }
    let with_id = |id: &str| format!("{}\"{id}\"{}", &text[..strings[0]], &text[strings[1] + 1..]);
    match head {
        Head::Id | Head::IdLabel | Head::Language => {
            maker.line("wrong type", format!("{name}: no id"), &d.file, d.line, with_id("Not An Id"));
        }
        Head::CodeLabel => {
            maker.line("wrong type", format!("{name}: no code"), &d.file, d.line, with_id("Xex"))
        }
        Head::Ref(_) => maker.line("dangling reference", name.into(), &d.file, d.line, with_id(NOWHERE)),
        Head::None | Head::Label => {}
    }

    for field in d.constructor.fields.iter().filter(|f| f.required) {
        if let Some((_, line)) = d.fields.iter().find(|(n, _)| n == field.name) {
            let what = format!("{name}.{}", field.name);
            maker.replace("missing field", what, &d.file, (*line, line + 1), &[], &[d.line]);
        }
    }

    // Declarations without an id may stand twice: two approvals of an activity,
    // two rounds of fieldwork, two answers on which sources disagree, two
    // changes of one question. What cannot be true twice is a run state, and
    // leaving out what is left out.
    let once = matches!(head, Head::Id | Head::IdLabel | Head::CodeLabel)
        || matches!(name, "not_run" | "not_cleared" | "not_available" | "leave_out");
    if once && !d.returned {
        let twice: Vec<String> =
            lines[d.line..=d.end].iter().chain(&lines[d.line..=d.end]).cloned().collect();
        let what = format!("{name} in {}", d.parent);
        maker.replace("duplicate id", what, &d.file, (d.line, d.end + 1), &twice, &[d.end + 1]);
    }
}

fn of_field(maker: &mut Maker<'_>, d: &Declaration, name: &str, line: usize) {
    let text = maker.scripts.files[&d.file][line].clone();
    let value = value_of(&text);
    let what = format!("{}.{name}", d.constructor.name);
    let field = d.constructor.field(name).unwrap_or_else(|| panic!("{what} is not in the schema"));
    maker.line("misspelled field", what.clone(), &d.file, line, text.replacen(name, &misspelled(name), 1));
    // A key given twice is swallowed by Lua; the second line is the right one.
    maker.replace(
        "duplicate id",
        format!("{what}: the key twice"),
        &d.file,
        (line, line + 1),
        &[text.clone(), text.clone()],
        &[line + 1],
    );
    for wrong in wrong_values(&field.ty) {
        maker.line("wrong type", format!("{what} = {wrong}"), &d.file, line, with_value(&text, wrong));
    }
    let dangling = match field.ty {
        Ty::Expr(_) | Ty::Base(_) => dangling_names(value),
        Ty::File(_) => vec!["\"no_such_file.csv\"".into()],
        _ if refers(&field.ty) || names_by_text(d.constructor.name, name) => dangling_texts(value),
        _ => Vec::new(),
    };
    for new in dangling {
        maker.line("dangling reference", format!("{what} = {new}"), &d.file, line, with_value(&text, &new));
    }
    // The keys of a map are the author's own words and cannot be misspelled,
    // but a translation names the items it translates.
    if d.constructor.name == "translate" && name == "texts" {
        let new = text.replacen("age =", &format!("{NOWHERE} ="), 1);
        maker.line("dangling reference", format!("{what}: a key"), &d.file, line, new);
    }
}

/// A comma less at the end of a line: this line or the next is the right one.
/// After the last entry a comma is not needed, so those are no mutants.
fn forgotten_commas(maker: &mut Maker<'_>) {
    for (file, lines) in &maker.scripts.files {
        for (number, line) in lines.iter().enumerate() {
            let Some(without) = line.strip_suffix(',').filter(|l| !l.starts_with("--")) else {
                continue;
            };
            let next = lines[number + 1..].iter().position(|l| !l.trim().is_empty()).map(|p| p + number + 1);
            let Some(next) = next.filter(|n| !lines[*n].trim().starts_with('}')) else {
                continue;
            };
            maker.replace(
                "forgotten comma",
                line.trim().chars().take(30).collect(),
                file,
                (number, number + 1),
                &[without.to_string()],
                &[number, next],
            );
        }
    }
}

/// What became of a mutant.
enum Outcome {
    /// Complained of at the right line; whether that complaint came first.
    Right {
        first: bool,
    },
    /// The complaints there were.
    Missed(Vec<String>),
    Panicked,
}

fn try_out(folder: &Path, good: &[String], mutant: &Mutant) -> Outcome {
    let path = folder.join(&mutant.file);
    std::fs::write(&path, &mutant.text).expect("a mutant");
    let opened = catch_unwind(AssertUnwindSafe(|| Workbench::open(folder, &Interrupt::new()).diags));
    std::fs::write(&path, good.join("\n") + "\n").expect("the good script");
    let Ok(diags) = opened else {
        return Outcome::Panicked;
    };
    let errors: Vec<_> = diags.iter().filter(|d| d.severity == Severity::Error).collect();
    let right = |d: &&&dh::base::Diag| {
        d.span.as_ref().is_some_and(|s| *s.file == *mutant.file && mutant.lines.contains(&(s.line as usize)))
    };
    match errors.iter().position(|d| right(&d)) {
        Some(at) => Outcome::Right { first: at == 0 },
        None => Outcome::Missed(errors.iter().map(|d| d.render()).collect()),
    }
}

#[test]
fn the_complete_workspace_is_good_and_complete() {
    let bench = Workbench::open(&complete(), &Interrupt::new());
    // It has every field, the one that says why an answer is no proof among them.
    // Its translation is a beginning: every string would be in the way here.
    let other = |d: &&Diag| !d.message.ends_with("it is a lead") && !d.message.contains(" in sw: of ");
    let complaints: Vec<String> = bench.diags.iter().filter(other).map(Diag::render).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    let scripts = scripts();
    let mut written: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for declaration in &scripts.declarations {
        names.insert(declaration.constructor.name);
        for (field, _) in &declaration.fields {
            written.insert((declaration.constructor.name, field));
        }
    }
    let mut absent = Vec::new();
    for constructor in constructors() {
        if !names.contains(constructor.name) {
            absent.push(constructor.name.to_string());
        }
        for field in constructor.fields {
            if !written.contains(&(constructor.name, field.name)) {
                absent.push(format!("{}.{}", constructor.name, field.name));
            }
        }
        let entries = constructor.children == Children::OptionEntries;
        assert!(!entries || constructor.name == "add_options", "write mutants of {}", constructor.name);
    }
    assert!(absent.is_empty(), "tests/workspaces/complete lacks {}", absent.join(", "));
}

#[test]
fn every_mutant_is_complained_of_at_its_line() {
    let scripts = scripts();
    let mutants = mutants(&scripts);
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = tempfile::TempDir::new().expect("a temporary folder");
                copy(&complete(), folder.path());
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(mutant) = mutants.get(at) else { break };
                    let outcome = try_out(folder.path(), &scripts.files[&mutant.file], mutant);
                    outcomes.lock().expect("no poison").push((at, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().expect("no poison");
    outcomes.sort_by_key(|(at, _)| *at);

    // kind → (all, at the right line, first of all complaints, panics)
    let mut table: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut misses = String::new();
    for (at, outcome) in &outcomes {
        let mutant = &mutants[*at];
        let row = table.entry(mutant.kind).or_default();
        row[0] += 1;
        match outcome {
            Outcome::Right { first } => {
                row[1] += 1;
                row[2] += usize::from(*first);
            }
            Outcome::Missed(complaints) => {
                let _ = writeln!(misses, "{}: {}; right: line {:?}", mutant.kind, mutant.what, mutant.lines);
                for complaint in complaints.iter().take(2) {
                    let _ = writeln!(misses, "    {}", complaint.trim_end().replace('\n', "\n    "));
                }
            }
            Outcome::Panicked => {
                row[3] += 1;
                let _ = writeln!(misses, "PANIC {}: {}", mutant.kind, mutant.what);
            }
        }
    }
    let sum = |i: usize| table.values().map(|r| r[i]).sum::<usize>();
    let total = [sum(0), sum(1), sum(2), sum(3)];
    println!("{:<20} {:>6} {:>6} {:>8} {:>8} {:>7}", "kind", "total", "right", "share", "first", "panics");
    for (kind, row) in table.iter().chain([(&"all", &total)]) {
        let share = |n: usize| format!("{:.1} %", 100.0 * n as f64 / row[0] as f64);
        println!(
            "{kind:<20} {:>6} {:>6} {:>8} {:>8} {:>7}",
            row[0],
            row[1],
            share(row[1]),
            share(row[2]),
            row[3]
        );
    }
    println!("{misses}");
    assert_eq!(total[3], 0, "a mutant made the program panic:\n{misses}");
    assert!(total[1] * 100 >= total[0] * 98, "fewer than 98 % at the right line:\n{misses}");
    for (kind, row) in &table {
        assert!(row[1] * 100 >= row[0] * 95, "{kind}: fewer than 95 % at the right line:\n{misses}");
    }
}
