//! A workspace, opened: scripts read, figures read, everything checked.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use crate::base::{Diag, Interrupt, Severity};
use crate::lua;
use crate::model::{Country, Workspace};
use crate::store::Store;

use super::beside;
use super::in_use::Remembered;
use super::recode::Recode;
use super::records::{Records, StorePlace};

/// An open workspace.
pub struct Workbench {
    pub workspace: Workspace,
    /// All complaints, root causes first.
    pub diags: Vec<Diag>,
    /// Files read, relative to the workspace.
    pub files: Vec<String>,
    pub interrupt: Interrupt,
    /// The store; opened when a verb asks for records.
    pub records: Records,
    /// What a session calls new; gone when it ends.
    pub recodes: RefCell<Vec<Recode>>,
    /// The instrument whose records were read last, and its design.
    pub(super) last_read: RefCell<Option<String>>,
    pub(super) remembered: RefCell<Remembered>,
    /// What only a check looks for; worked out when one asks.
    closer: OnceCell<Vec<Diag>>,
    /// What only the check of one country looks for.
    closest: OnceCell<Vec<Diag>>,
    /// Countries left out because of their own errors: code, name and folder.
    left_out: Vec<[String; 3]>,
}

impl Workbench {
    /// Reads and checks the workspace in `folder`. Opens no store.
    pub fn open(folder: &Path, interrupt: &Interrupt) -> Workbench {
        let lua::Loaded { mut workspace, mut diags, mut files } = lua::load_workspace(folder, interrupt);
        beside::read(&mut workspace, &mut files, &mut diags);
        crate::evidence::check(&workspace, &mut diags);
        super::translation::check(&workspace, &mut diags);
        let mut diags = diags.into_sorted();
        with_source_lines(folder, &mut diags);
        Workbench {
            workspace,
            diags,
            files,
            interrupt: interrupt.clone(),
            records: Records::default(),
            recodes: RefCell::default(),
            last_read: RefCell::default(),
            remembered: RefCell::default(),
            closer: OnceCell::new(),
            closest: OnceCell::new(),
            left_out: Vec::new(),
        }
    }

    /// Complaints that only a check looks for: names and codes that went out and
    /// are not what they were, interviews that ask too much.
    pub fn closer(&self) -> &[Diag] {
        self.closer.get_or_init(|| {
            // Over scripts that cannot be read nothing of this can be told.
            if self.errors().next().is_some() {
                return Vec::new();
            }
            let mut diags = super::lock::complaints(&self.workspace);
            diags.extend(super::burden::complaints(&self.workspace));
            diags.extend(super::field_form::complaints(&self.workspace));
            with_source_lines(&self.workspace.folder, &mut diags);
            diags
        })
    }

    /// Complaints that only the check of one country looks for: names in braces
    /// of its own wordings that would be read out.
    pub fn closest(&self) -> &[Diag] {
        self.closest.get_or_init(|| {
            if self.errors().next().is_some() {
                return Vec::new();
            }
            let mut diags = super::readiness::unfilled(&self.workspace);
            with_source_lines(&self.workspace.folder, &mut diags);
            diags
        })
    }

    /// The same workbench over the store of `place`.
    pub fn with_store(self, place: StorePlace) -> Workbench {
        Workbench { records: Records::new(place), ..self }
    }

    /// Reads the workspace again; the store stays open and the session's
    /// variables stay. With errors everything stays as it was.
    pub fn reload(&mut self) -> Vec<Diag> {
        let fresh = Workbench::open(&self.workspace.folder, &self.interrupt);
        let diags = fresh.diags.clone();
        if fresh.errors().next().is_none() {
            let records = std::mem::take(&mut self.records);
            let (recodes, last_read) = (self.recodes.take(), self.last_read.take());
            *self = Workbench {
                records,
                recodes: RefCell::new(recodes),
                last_read: RefCell::new(last_read),
                ..fresh
            };
        }
        diags
    }

    /// The store, for reading.
    ///
    /// # Errors
    /// There is none; it cannot be opened.
    pub fn store(&self) -> Result<&Store, Diag> {
        self.records.read(&self.workspace.folder, &self.interrupt)
    }

    /// The store, for a verb that writes.
    ///
    /// # Errors
    /// There is none; it cannot be opened; someone else writes to it.
    pub fn store_to_write(&self, verb: &str) -> Result<Store, Diag> {
        self.records.write(&self.workspace.folder, verb, &self.interrupt)
    }

    /// The workspace folder: `given`, or the nearest folder upwards that has a
    /// `methodology/`.
    pub fn find(given: Option<&Path>) -> PathBuf {
        if let Some(folder) = given {
            return folder.to_path_buf();
        }
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        here.ancestors().find(|f| f.join("methodology").is_dir()).unwrap_or(&here).to_path_buf()
    }

    /// Leaves out the countries whose own scripts or data have errors, when
    /// nothing else has: the folders, each with its number of errors. `None`
    /// when the methodology or a region is broken too.
    pub fn leave_out_broken(&mut self) -> Option<Vec<(String, usize)>> {
        let mut broken: Vec<(String, usize)> = Vec::new();
        for diag in self.diags.iter().filter(|d| d.severity == Severity::Error) {
            let file = &diag.span.as_ref()?.file;
            let folder = file.strip_prefix("countries/")?.split_once('/')?.0;
            if folder == "regions" {
                return None;
            }
            match broken.iter_mut().find(|(f, _)| f == folder) {
                Some((_, n)) => *n += 1,
                None => broken.push((folder.to_string(), 1)),
            }
        }
        self.left_out =
            broken.iter().map(|(folder, _)| [String::new(), String::new(), folder.clone()]).collect();
        let left_out = &mut self.left_out;
        self.workspace.countries.retain(|_, country| {
            let folder = country.span.file.strip_prefix("countries/").and_then(|f| f.split_once('/'));
            match left_out.iter_mut().find(|l| folder.is_some_and(|(folder, _)| folder == l[2])) {
                Some(left) => {
                    (left[0], left[1]) = (country.code.clone(), country.name.clone());
                    false
                }
                None => true,
            }
        });
        let countries = &self.workspace.countries;
        self.workspace
            .methodology
            .activities
            .retain(|a| a.only_in.as_ref().is_none_or(|code| countries.contains_key(code)));
        self.workspace.forget_plans();
        Some(broken)
    }

    /// Folders of the countries left out.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        self.left_out.iter().map(|l| l[2].as_str())
    }

    /// Whether the country of that code was left out.
    pub fn is_left_out(&self, code: &str) -> bool {
        self.left_out.iter().any(|l| l[0] == code)
    }

    /// Only the errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diag> {
        self.diags.iter().filter(|d| d.severity == Severity::Error)
    }

    /// A country by code or name, or a complaint with the valid ones.
    pub fn country(&self, name: &str) -> Result<&Country, Diag> {
        self.workspace.country(name).ok_or_else(|| {
            let asked = self.left_out.iter().find(|l| l.iter().any(|n| n.eq_ignore_ascii_case(name)));
            if let Some([_, _, folder]) = asked {
                let prefix = format!("countries/{folder}/");
                let mut own =
                    self.errors().filter(|d| d.span.as_ref().is_some_and(|s| s.file.starts_with(&prefix)));
                return match own.next() {
                    Some(first) => first
                        .clone()
                        .hint(format!("{name} is left out until this is mended; dh check lists everything")),
                    None => Diag::error(format!("{name} has errors; dh check lists them")),
                };
            }
            let known: Vec<&str> = self.workspace.countries.keys().map(String::as_str).collect();
            let mut diag = Diag::error(format!("there is no country '{name}' in this workspace"));
            for hint in crate::base::diag::choice_hints(name, known.iter().copied()) {
                diag = diag.hint(hint);
            }
            diag.hint("a country is a folder of countries/ whose init.lua declares it")
        })
    }
}

/// Complaints made after the scripts were read still show the line they are
/// about.
fn with_source_lines(folder: &Path, diags: &mut [Diag]) {
    for diag in diags.iter_mut().filter(|d| d.source_line.is_none()) {
        let Some(span) = diag.span.as_ref().filter(|s| s.line > 0) else { continue };
        let text = std::fs::read_to_string(folder.join(&*span.file)).unwrap_or_default();
        diag.source_line = text.lines().nth(span.line as usize - 1).map(str::to_string);
    }
}
