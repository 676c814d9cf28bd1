//! `dh new`: a country from a neighbour, a region, an activity. What is made
//! holds together at once; nothing is half-written.

mod activity;
mod changes;
mod country;
mod iso;
pub(super) mod text;

use std::path::Path;

use serde_json::json;

use crate::base::{Diag, fs};

use super::{Answer, Workbench};

pub use activity::{ActivityRequest, activity};
pub use country::{CountryRequest, country};
pub use iso::folder_of;

/// The folder that a country of this code would have; empty for a code that
/// ISO 3166-1 does not know.
pub fn folder_of_code(code: &str) -> String {
    iso::name_of(&code.to_uppercase()).map_or_else(String::new, |name| folder_of(&name))
}

/// A new region: a file of `countries/regions/`.
pub fn region(workbench: &Workbench, id: &str, label: &str) -> Result<Answer, Diag> {
    snake_case("region", id)?;
    label_of("region", label)?;
    if let Some(known) = workbench.workspace.regions.get(id) {
        return Err(Diag::error(format!("there is a region '{id}' already"))
            .hint(format!("declared at {}; nothing was changed", known.span)));
    }
    let script = format!(
        "-- What the countries of the region share. A change that all of them make stands\n\
         -- here, in adapt \"…\" {{ … }}, with its reason.\n\
         return region {} {} {{\n\
         \x20 about = \"To be written: which countries belong to it, and why they are grouped.\",\n\
         }}\n",
        text::quoted(id),
        text::quoted(label)
    );
    let file = format!("countries/regions/{id}.lua");
    place_file(workbench, &file, &script)?;
    let mut answer = Answer::new("new");
    answer.row(json!({"kind": "region", "address": format!("region:{id}"), "file": file}));
    answer.text(format!("{file}: region \"{id}\". A country joins it with region = \"{id}\"."));
    Ok(answer)
}

/// An id as scripts want it.
fn snake_case(what: &str, id: &str) -> Result<(), Diag> {
    if crate::base::ids::is_snake_case(id) {
        return Ok(());
    }
    let near = crate::base::ids::to_snake_case(id);
    let diag = Diag::error(format!("'{id}' is no id for a {what}"))
        .hint("small letters, digits and single underscores, beginning with a letter; nothing was changed");
    let offer = crate::base::ids::is_snake_case(&near);
    Err(diag.maybe_hint(offer.then(|| format!("'{near}' would be one"))))
}

fn label_of(what: &str, label: &str) -> Result<(), Diag> {
    if label.trim().is_empty() || label.chars().any(char::is_control) || label.chars().count() > 200 {
        return Err(Diag::error(format!("a {what} needs a label of one line"))
            .hint("such as \"South Asia\"; nothing was changed"));
    }
    Ok(())
}

/// Writes one new script and reads the workspace again: a script that does not
/// hold together is taken away.
fn place_file(workbench: &Workbench, file: &str, script: &str) -> Result<(), Diag> {
    let path = workbench.workspace.folder.join(file);
    if path.exists() {
        return Err(Diag::error(format!("{file} is there already")).hint("nothing was changed"));
    }
    fs::write_atomically(&path, script.as_bytes())?;
    must_hold(workbench, file, &path)
}

/// Writes the files of a new folder beside it and renames it into place; a
/// failure, and a folder that does not hold together, leave nothing behind.
fn place_folder(workbench: &Workbench, folder: &str, files: &[(&str, String)]) -> Result<(), Diag> {
    let target = workbench.workspace.folder.join(folder);
    if target.exists() {
        return Err(Diag::error(format!("{folder} is there already")).hint("nothing was changed"));
    }
    let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    // Folders that begin with a dot are never read as scripts.
    let staging =
        workbench.workspace.folder.join(parent).join(format!(".{name}.{}.part", std::process::id()));
    let written = files
        .iter()
        .try_for_each(|(file, script)| fs::write_atomically(&staging.join(file), script.as_bytes()))
        .and_then(|()| {
            std::fs::rename(&staging, &target)
                .map_err(|e| Diag::error(format!("cannot write {folder}: {}", fs::reason(&e))))
        });
    if let Err(diag) = written {
        let _ = std::fs::remove_dir_all(&staging);
        return Err(diag);
    }
    must_hold(workbench, &format!("{folder}/"), &target)
}

/// Takes away what was just written if the workspace complains about it.
fn must_hold(workbench: &Workbench, prefix: &str, written: &Path) -> Result<(), Diag> {
    let fresh = Workbench::open(&workbench.workspace.folder, &workbench.interrupt);
    let own = |d: &&Diag| d.span.as_ref().is_some_and(|s| s.file.starts_with(prefix));
    let Some(first) = fresh.errors().find(own) else {
        return Ok(());
    };
    let _ = if written.is_dir() { std::fs::remove_dir_all(written) } else { std::fs::remove_file(written) };
    Err(first.clone().hint("the skeleton does not fit this methodology; it was taken away again"))
}
