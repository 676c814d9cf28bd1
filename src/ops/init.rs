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
/// to learn from. Refuses a folder that holds a methodology already.
pub fn init(folder: &Path) -> Result<Answer, Diag> {
    if folder.join("methodology").exists() {
        return Err(Diag::error(format!("{} holds a methodology already", folder.display()))
            .hint("nothing was changed; choose an empty folder"));
    }
    let mut answer = Answer::new("init");
    let mut count = 0;
    for (part, source) in
        [("methodology", &METHODOLOGY), ("countries/regions", &REGIONS), ("countries/kenya", &KENYA)]
    {
        count += write(source, &folder.join(part))?;
        answer.row(json!({"folder": part}));
    }
    fs::write_atomically(&folder.join("scripts/first_look.lua"), FIRST_SCRIPT.as_bytes())?;
    answer.text(format!(
        "{}: {} files. Next: dh setup, dh check, dh report KEN.",
        folder.display(),
        count + 1
    ));
    Ok(answer)
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
