//! `dh check`: everything that is wrong with a workspace, in one run.

use crate::base::diag::Topic;
use crate::base::{Diag, Severity};

use super::{Answer, Workbench, new, readiness};

/// All complaints, root causes first; the exit code is the worst of them.
pub fn check(workbench: &Workbench) -> Answer {
    let all: Vec<&Diag> = all(workbench).collect();
    let (mut answer, verdict) = with(&all);
    let workspace = &workbench.workspace;
    let method = &workspace.methodology;
    let items: usize = method.instruments().map(|i| i.items.len()).sum();
    let figures: usize = workspace.countries.values().map(|c| c.figures.len()).sum();
    let summary = format!(
        "{}, {}, {} with {}, {}, {}, {}",
        plural(workbench.files.len(), "file"),
        plural_as(method.activities.len(), "activity", "activities"),
        plural(method.instruments().count(), "instrument"),
        plural(items, "item"),
        plural(method.indicators.len() + method.published.len(), "indicator"),
        plural_as(workspace.countries.len(), "country", "countries"),
        plural(figures, "published figure"),
    );
    answer.text(format!("{summary}: {verdict}."));
    answer
}

/// Every complaint: those every verb meets, and those that only a check looks
/// for: what was exported, and what an interview asks of a person.
pub fn all(workbench: &Workbench) -> impl Iterator<Item = &Diag> {
    workbench.diags.iter().chain(workbench.closer())
}

/// The complaints as a list that can be read: what belongs together is one
/// line, with how many there are in which file. One country's list names each.
pub fn shortened<'a>(diags: impl Iterator<Item = &'a Diag>) -> Vec<Diag> {
    let mut out: Vec<Diag> = Vec::new();
    let mut together: Vec<(&'static Topic, Vec<&Diag>)> = Vec::new();
    for diag in diags {
        let Some(about) = diag.topic else {
            out.push(diag.clone());
            continue;
        };
        match together.iter_mut().find(|(topic, _)| *topic == about) {
            Some((_, list)) => list.push(diag),
            None => together.push((about, vec![diag])),
        }
    }
    for (topic, list) in together {
        if let [one] = list[..] {
            out.push(one.clone());
            continue;
        }
        let mut places: Vec<(&str, usize)> = Vec::new();
        for place in list.iter().filter_map(|d| d.span.as_ref()).map(|s| place_of(&s.file)) {
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, n)) => *n += 1,
                None => places.push((place, 1)),
            }
        }
        let counts: Vec<String> = places.iter().map(|(place, n)| format!("{place} {n}")).collect();
        let mut diag = Diag::warning(format!("{} {}: {}", list.len(), topic.0, counts.join(", ")));
        diag.topic = Some(topic);
        let country = places.iter().find(|(place, _)| !place.contains('/'));
        out.push(match country {
            Some((first, _)) => diag.hint(format!("dh check {first} lists those of one country")),
            None => diag,
        });
    }
    out
}

/// Where a complaint belongs: the folder of a country, whatever its files are
/// called; outside of them the file.
fn place_of(file: &str) -> &str {
    file.strip_prefix("countries/").and_then(|inner| Some(inner.split_once('/')?.0)).unwrap_or(file)
}

/// The complaints about one country, and its readiness list. A gap in it is no
/// error: a country that has just been started passes.
pub fn check_country(workbench: &Workbench, name: &str) -> Result<Answer, Diag> {
    let folder = folder_of(workbench, name)?;
    let own = complaints(workbench, &folder);
    let (mut answer, verdict) = with(&own);
    let prefix = format!("{folder}/");
    let files = workbench.files.iter().filter(|f| f.starts_with(&prefix)).count();
    let country = workbench.workspace.countries.values().find(|c| c.span.file.starts_with(&prefix));
    match country {
        Some(country) => {
            answer.text(format!(
                "{} ({}), {}: {verdict}.",
                country.name,
                country.code,
                plural(files, "file")
            ));
            readiness::list(&mut answer, &workbench.workspace, country);
        }
        None => {
            answer.text(format!("{folder}, {}: {verdict}.", plural(files, "file")));
            answer.text("The readiness list comes once its scripts can be read.");
        }
    }
    Ok(answer)
}

/// The complaints that concern the country in a folder: its own, and those of
/// the layers under it, on which it stands.
pub fn complaints<'a>(workbench: &'a Workbench, folder: &str) -> Vec<&'a Diag> {
    let concerns = |diag: &&Diag| match &diag.span {
        None => true,
        Some(span) => match span.file.strip_prefix("countries/").and_then(|f| f.split_once('/')) {
            Some(("regions", _)) | None => true,
            Some((own, _)) => folder.strip_prefix("countries/") == Some(own),
        },
    };
    let of_country = workbench.closest().iter().filter(|d| d.span.is_some());
    all(workbench).chain(of_country).filter(concerns).collect()
}

/// The folder of a country by its code, its name or the folder's own name: a
/// script that cannot be read declares no code.
pub fn folder_of(workbench: &Workbench, name: &str) -> Result<String, Diag> {
    let of_file = |file: &str| {
        let inner = file.strip_prefix("countries/")?.split_once('/')?.0;
        (inner != "regions").then(|| inner.to_string())
    };
    if let Some(country) = workbench.workspace.country(name) {
        return Ok(format!("countries/{}", of_file(&country.span.file).unwrap_or_default()));
    }
    let folders = [name.to_lowercase(), new::folder_of(name), new::folder_of_code(name)];
    let known = workbench.files.iter().filter_map(|f| of_file(f)).find(|f| folders.contains(f));
    match known {
        Some(folder) => Ok(format!("countries/{folder}")),
        None => workbench.country(name).map(|_| String::new()),
    }
}

/// An answer with complaints as rows and the worst of them as exit code, and
/// the verdict in words.
fn with(diags: &[&Diag]) -> (Answer, String) {
    let mut answer = Answer::new("check");
    for diag in diags {
        if let serde_json::Value::Object(row) = diag.to_json() {
            answer.rows.push(row);
        }
    }
    let errors = || diags.iter().filter(|d| d.severity == Severity::Error);
    answer.code = errors().map(|d| d.kind.exit_code()).max().unwrap_or(0);
    let warnings = diags.iter().filter(|d| d.severity == Severity::Warning).count();
    let verdict = match (errors().count(), warnings) {
        (0, 0) => "everything holds together".to_string(),
        (0, w) => format!("no errors, {}", plural(w, "warning")),
        (e, 0) => plural(e, "error"),
        (e, w) => format!("{}, {}", plural(e, "error"), plural(w, "warning")),
    };
    (answer, verdict)
}

fn plural(n: usize, word: &str) -> String {
    plural_as(n, word, &format!("{word}s"))
}

fn plural_as(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
