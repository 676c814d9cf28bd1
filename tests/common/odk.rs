//! ODK's own tools as judges of what is exported: the form engine (node) and
//! pyxform with ODK Validate (python, java). They live in a folder outside the
//! repository, which `.ci/run` fills; where they are missing a test says so and
//! judges nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::repository;

/// The folder of the tools: `DH_ODK`, otherwise `dh-odk` of the user's cache.
fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("DH_ODK").map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    named.or_else(|| cache.map(|c| c.join("dh-odk")))
}

/// The public forms that `tests/odk/install.sh` fetches.
pub fn forms(test: &str) -> Option<PathBuf> {
    let forms = folder()?.join("forms/osm_fieldwork/xlsforms");
    if !forms.is_dir() {
        eprintln!("SKIPPED {test}: the public forms are not fetched (see tests/odk/README.md)");
        return None;
    }
    Some(forms)
}

fn runs(program: &Path, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|o| o.status.success())
}

/// ODK's form engine, headless.
pub struct Engine {
    folder: PathBuf,
}

impl Engine {
    /// The engine, or a line that says why this test judges nothing.
    pub fn here(test: &str) -> Option<Engine> {
        let missing = |what: &str| eprintln!("SKIPPED {test}: {what} (see tests/odk/README.md)");
        let folder = folder()?;
        if !folder.join("node_modules/@getodk/xforms-engine").is_dir() {
            missing("ODK's form engine is not installed");
            return None;
        }
        if !runs(Path::new("node"), "--version") {
            missing("node is not installed");
            return None;
        }
        Some(Engine { folder })
    }

    /// Runs one of the scripts of `tests/odk`.
    pub fn run(&self, script: &str, arguments: &[&Path]) -> Value {
        let output = Command::new("node")
            .arg(repository().join("tests/odk").join(script))
            .args(arguments)
            .env("DH_ODK", &self.folder)
            .output()
            .expect("node starts");
        let said = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&said).unwrap_or_else(|e| {
            panic!("{script} answers no JSON ({e}):\n{said}\n{}", String::from_utf8_lossy(&output.stderr))
        })
    }
}

/// pyxform with ODK Validate.
pub struct Pyxform {
    program: PathBuf,
}

impl Pyxform {
    /// pyxform, or a line that says why this test judges nothing.
    pub fn here(test: &str) -> Option<Pyxform> {
        let program = folder()?.join("venv/bin/xls2xform");
        if !runs(&program, "--help") {
            eprintln!("SKIPPED {test}: pyxform is not installed (see tests/odk/README.md)");
            return None;
        }
        if !runs(Path::new("java"), "-version") {
            eprintln!("SKIPPED {test}: java is not installed (see tests/odk/README.md)");
            return None;
        }
        Some(Pyxform { program })
    }

    /// Makes an XForm of a workbook; what pyxform and ODK Validate say of it:
    /// `code` 100 is good, 101 good with warnings.
    pub fn convert(&self, workbook: &Path, xform: &Path) -> Value {
        let Output { stderr, stdout, .. } = Command::new(&self.program)
            .arg("--json")
            .args([workbook, xform])
            .output()
            .expect("pyxform starts");
        let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        let json = said.lines().find(|line| line.starts_with('{')).unwrap_or("");
        serde_json::from_str(json).unwrap_or_else(|e| panic!("pyxform answers no JSON ({e}): {said}"))
    }
}
