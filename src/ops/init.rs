//! `dh init FOLDER`: a new workspace with the methodology that stands inside
//! the program.

use std::path::Path;

use include_dir::{Dir, include_dir};
use serde_json::json;

use crate::base::{Diag, fs};

use super::Answer;

static METHODOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/methodology");
static REGIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/countries/regions");
static KENYA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/countries/kenya");

/// Makes a workspace: the methodology, the regions, and Kenya as an example
/// to learn from. Refuses a folder that holds a workspace already; a failure
/// on the way leaves nothing behind.
pub fn init(folder: &Path) -> Result<Answer, Diag> {
    const PARTS: [&str; 3] = ["methodology", "countries", "scripts"];
    if let Some(part) = PARTS.iter().find(|p| folder.join(p).exists()) {
        return Err(Diag::error(format!("{} holds a {part} folder already", folder.display()))
            .hint("nothing was changed; choose an empty folder"));
    }
    let made_here = !folder.exists();
    let staging = folder.join(".dh-init.part");
    let result = stage(&staging).and_then(|count| {
        for part in PARTS {
            std::fs::rename(staging.join(part), folder.join(part)).map_err(|e| {
                Diag::error(format!("cannot write {}: {}", folder.join(part).display(), fs::reason(&e)))
            })?;
        }
        Ok(count)
    });
    // What was staged goes, whatever became of it; so does a folder made here.
    let _ = std::fs::remove_dir_all(&staging);
    let count = result.inspect_err(|_| {
        if made_here {
            let _ = std::fs::remove_dir_all(folder);
        }
    })?;
    let mut answer = Answer::new("init");
    for part in PARTS {
        answer.row(json!({"folder": part}));
    }
    answer.text(format!("{}: {count} files. Next: dh setup, dh check, dh report KEN.", folder.display()));
    Ok(answer)
}

fn stage(staging: &Path) -> Result<usize, Diag> {
    let mut count = 1;
    for (part, source) in
        [("methodology", &METHODOLOGY), ("countries/regions", &REGIONS), ("countries/kenya", &KENYA)]
    {
        count += write(source, &staging.join(part))?;
    }
    fs::write_atomically(&staging.join("scripts/first_look.lua"), FIRST_SCRIPT.as_bytes())?;
    Ok(count)
}

const FIRST_SCRIPT: &str = r#"-- Run with: dh run scripts/first_look.lua
print(show "KEN")
print(compare "published:tfcsea_any_12m_users")
"#;

fn write(source: &Dir<'_>, folder: &Path) -> Result<usize, Diag> {
    let mut count = 0;
    for file in source.files() {
        if let Some(name) = file.path().file_name() {
            fs::write_atomically(&folder.join(name), file.contents())?;
            count += 1;
        }
    }
    for inner in source.dirs() {
        if let Some(name) = inner.path().file_name() {
            count += write(inner, &folder.join(name))?;
        }
    }
    Ok(count)
}
