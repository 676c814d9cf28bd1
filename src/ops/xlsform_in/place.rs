//! Where the scripts go: checked in a folder of their own, then put into place
//! whole or not at all.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::super::Workbench;
use super::super::new::text::quoted;
use super::lua::Script;
use crate::base::ids::{is_snake_case, to_snake_case};
use crate::base::{Diag, Interrupt, fs};
use crate::model::Methodology;

/// A new folder of the methodology or of a country, or a new file in it.
pub struct Target {
    /// The activity's id: the name of the folder or file.
    pub id: String,
    pub is_file: bool,
    /// From the workspace, with `/`.
    path: String,
    /// The code of the country whose own it is to be.
    pub country: Option<String>,
    force: bool,
}

impl Target {
    /// Where a name leads; refused before anything is read.
    ///
    /// A folder that holds scripts gets a folder named after the form.
    pub fn of(workbench: &Workbench, out: &Path, form: &Path, force: bool) -> Result<Target, Diag> {
        let workspace = &workbench.workspace.folder;
        let shown = out.display();
        let mut inside = inside(workspace, out).ok_or_else(|| {
            Diag::error(format!("'{shown}' lies outside the workspace"))
                .hint("a folder of the methodology, such as -o methodology/my_survey, or of a country")
        })?;
        let steps: Vec<&str> = inside.iter().map(String::as_str).collect();
        let stem = || form.file_stem().map_or(String::new(), |s| to_snake_case(&s.to_string_lossy()));
        if matches!(steps[..], ["methodology"]) || matches!(steps[..], ["countries", _]) {
            inside.push(stem());
        }
        let country = match inside.first().map(String::as_str) {
            Some("methodology") if inside.len() > 1 => None,
            Some("countries") if inside.len() > 2 => Some(code_of(workbench, &inside[1])?),
            _ => {
                return Err(Diag::error(format!("'{shown}' is no place for a questionnaire"))
                    .hint("for every country: -o methodology/my_survey")
                    .hint("for one country alone: -o countries/kenya/my_survey"));
            }
        };
        let path = inside.join("/");
        let last = inside.last().map_or("", String::as_str);
        let is_file = last.ends_with(".lua");
        let id = last.trim_end_matches(".lua").to_string();
        let folders = &inside[..inside.len() - 1];
        if let Some(odd) = folders.iter().chain([&id]).find(|name| !is_snake_case(name)) {
            return Err(Diag::error(format!("'{odd}' is no name of a folder or file of scripts"))
                .hint("small letters, digits and single underscores; it becomes the id of the activity"));
        }
        let target = workspace.join(&path);
        if target.exists() && !force {
            return Err(Diag::error(format!("{path} is there already"))
                .hint("name another, or replace it with --force; nothing was changed"));
        }
        if target.exists() && target.is_dir() == is_file {
            let what = if is_file { "folder" } else { "file" };
            return Err(Diag::error(format!("{path} is a {what}")).hint("nothing was changed"));
        }
        let known = workbench.workspace.methodology.activity(&id);
        if let Some(known) = known.filter(|known| {
            let own = if is_file { path.clone() } else { format!("{path}/init.lua") };
            !(force && *known.span.file == *own)
        }) {
            return Err(Diag::error(format!("there is an activity '{id}' already"))
                .hint(format!("declared at {}; nothing was changed", known.span)));
        }
        Ok(Target { id, is_file, path, country, force })
    }

    /// The number of the new activity: its own where it is replaced.
    pub fn number(&self, workbench: &Workbench) -> i64 {
        let method = &workbench.workspace.methodology;
        let next = method.activities.iter().map(|a| a.number).max().unwrap_or(0) + 1;
        method.activity(&self.id).map_or(next, |own| own.number)
    }

    /// The folder as `include` calls it.
    pub fn include(&self) -> &str {
        let inside = |path: &'_ str| match self.country {
            Some(_) => path.splitn(3, '/').nth(2).map(str::len),
            None => path.split_once('/').map(|(_, rest)| rest.len()),
        };
        inside(&self.path).map_or(&self.path, |length| &self.path[self.path.len() - length..])
    }

    /// The address of what an activity asks.
    pub fn address(&self, questionnaire: &str) -> String {
        let country = self.country.as_ref().map_or(String::new(), |code| format!("{code}/"));
        format!("{country}{}/{questionnaire}", self.id)
    }

    /// A file of the script from the workspace.
    pub fn shown(&self, file: &str) -> String {
        if self.is_file { self.path.clone() } else { format!("{}/{file}", self.path) }
    }

    /// Puts the scripts into place. Where the workspace then complains of them
    /// everything is as it was before.
    pub fn place(&self, workbench: &Workbench, files: &[Script]) -> Result<(), Diag> {
        let workspace = &workbench.workspace.folder;
        let target = workspace.join(&self.path);
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = target.parent().map_or_else(|| workspace.clone(), Path::to_path_buf);
        // What begins with a dot is never read as a script.
        let staging = parent.join(format!(".{name}.{}.part", std::process::id()));
        let aside = parent.join(format!(".{name}.{}.old", std::process::id()));
        let written = files.iter().try_for_each(|(file, text)| {
            let path = if self.is_file { staging.clone() } else { staging.join(file) };
            fs::write_atomically(&path, text.as_bytes())
        });
        let moved = |from: &Path, to: &Path| {
            std::fs::rename(from, to)
                .map_err(|e| Diag::error(format!("cannot write {}: {}", self.path, fs::reason(&e))))
        };
        let replaced = target.exists() && self.force;
        let placed =
            written.and_then(|()| if replaced { moved(&target, &aside) } else { Ok(()) }).and_then(|()| {
                moved(&staging, &target).inspect_err(|_| {
                    if replaced {
                        let _ = std::fs::rename(&aside, &target);
                    }
                })
            });
        if let Err(diag) = placed {
            remove(&staging);
            return Err(diag.hint("nothing was changed"));
        }
        let fresh = Workbench::open(workspace, &workbench.interrupt);
        let own = |d: &&Diag| d.span.as_ref().is_some_and(|s| s.file.starts_with(self.path.as_str()));
        if let Some(first) = fresh.errors().find(own) {
            remove(&target);
            if replaced {
                let _ = std::fs::rename(&aside, &target);
            }
            return Err(first
                .clone()
                .hint("what was made of the form does not fit this methodology; nothing was changed"));
        }
        remove(&aside);
        Ok(())
    }
}

/// The country whose folder it is.
fn code_of(workbench: &Workbench, folder: &str) -> Result<String, Diag> {
    let home = format!("countries/{folder}/");
    let own = workbench.workspace.countries.values().find(|c| c.span.file.starts_with(&home));
    own.map(|c| c.code.clone()).ok_or_else(|| {
        Diag::error(format!("there is no country in countries/{folder}"))
            .hint("dh new country XYZ makes one; then import the form again")
    })
}

fn remove(path: &Path) {
    // Nothing may be there, which is as well.
    let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
}

/// The steps from the workspace to a path that need not be there yet.
fn inside(workspace: &Path, out: &Path) -> Option<Vec<String>> {
    let whole = workspace.canonicalize().ok()?;
    let here = std::env::current_dir().ok().and_then(|c| c.canonicalize().ok());
    // From here where that is inside, otherwise from the workspace.
    let base = here.filter(|h| h.starts_with(&whole)).unwrap_or_else(|| whole.clone());
    let mut path = if out.is_absolute() { PathBuf::new() } else { base };
    for step in out.components() {
        match step {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    let rest = path.strip_prefix(&whole).or_else(|_| path.strip_prefix(workspace)).ok()?.to_path_buf();
    rest.components().map(|c| c.as_os_str().to_str().map(str::to_string)).collect()
}

/// A small workspace of its own, gone when it is done with.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    pub fn new(method: &Methodology, part: &str) -> Result<Scratch, Diag> {
        let nanos =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let folder = std::env::temp_dir().join(format!("dh-form-{}-{nanos}", std::process::id()));
        let cannot = |e: &std::io::Error| {
            Diag::error(format!("the script cannot be tried in {}: {}", folder.display(), fs::reason(e)))
        };
        std::fs::create_dir(&folder).map_err(|e| cannot(&e))?;
        // From here on it is taken away again.
        let scratch = Scratch { folder: folder.clone() };
        let languages: Vec<String> = method.languages.iter().map(|l| quoted(l)).collect();
        let init = format!(
            "return {{\n  methodology \"scratch\" \"Scratch\" {{ version = \"1\", languages = {{ {} }} }},\n  organisation \"scratch\" \"Scratch\" {{}},\n  part {} \"Scratch\" {{ led_by = \"scratch\" }},\n}}\n",
            languages.join(", "),
            quoted(part)
        );
        fs::write_atomically(&folder.join("methodology/init.lua"), init.as_bytes())?;
        Ok(scratch)
    }

    /// What is wrong with a script.
    pub fn complaints(&self, script: &str, interrupt: &Interrupt) -> Result<Vec<Diag>, Vec<Diag>> {
        let file = self.folder.join("methodology/made.lua");
        fs::write_atomically(&file, script.as_bytes()).map_err(|d| vec![d])?;
        Ok(Workbench::open(&self.folder, interrupt).errors().cloned().collect())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

/// The row of the form and the field that a complaint is about.
pub fn field_of(script: &str, diag: &Diag, rows: &BTreeMap<String, u32>) -> Option<(u32, &'static str)> {
    const FIELDS: [&str; 8] =
        ["ask_if", "must", "value", "count", "range", "warn_if", "ends_if", "ends_unless"];
    let span = diag.span.as_ref()?;
    let lines: Vec<&str> = script.lines().collect();
    let at = (span.line as usize).checked_sub(1)?;
    let line = lines.get(at)?;
    // The field before the place, on its line; a line of its own otherwise.
    let before: String = line.chars().take((span.column as usize).max(1) - 1).collect();
    let named = |text: &str| {
        let found = FIELDS.iter().filter_map(|f| text.rfind(&format!("{f} = ")).map(|at| (at, *f)));
        found.max().map(|(_, field)| field)
    };
    let field = named(&before).or_else(|| named(line)).unwrap_or("ask_if");
    let (kind, id) = lines[..=at].iter().rev().find_map(|line| {
        let (kind, rest) = line.trim_start().split_once(" \"")?;
        let id = rest.split('"').next()?;
        is_snake_case(kind).then(|| (kind.to_string(), id.to_string()))
    })?;
    let key = if kind == "section" { format!("section {id}") } else { id.clone() };
    let of = |id: &str| rows.get(id).or_else(|| rows.get(&format!("section {id}"))).copied();
    let row = rows.get(&key).copied();
    let row = row
        .or_else(|| id.strip_prefix("ask_").and_then(of))
        .or_else(|| id.strip_suffix("_specify").and_then(of))?;
    Some((row, if field == "warn_if" || field.starts_with("ends") { return None } else { field }))
}
