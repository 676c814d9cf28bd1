//! How long each section took, from the log that devices keep. Where somebody
//! was and what was answered before, which logs may hold, is not read.

use std::collections::{BTreeMap, HashMap};

use super::read::Part;
use super::versions::Version;
use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::field::Texts;
use crate::formats::collected::{Row, Table};

/// The events during which a question stands on the screen.
const SHOWN: [&str; 2] = ["question", "group questions"];

/// Gives the records of the parts their seconds by section, and says how many
/// have some.
///
/// # Errors
/// The log cannot be read, or has not the columns of one.
pub fn take(
    log: &mut dyn Table,
    versions: &[Version],
    parts: &mut [Part],
    stopped: &dyn Fn() -> Result<(), Diag>,
) -> Result<String, Vec<Diag>> {
    let header = log.header().to_vec();
    let column = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let names = ["instance ID", "event", "node", "start", "end"];
    let found: Vec<Option<usize>> = names.iter().map(|n| column(n)).collect();
    let [Some(id), Some(event), Some(node), Some(start), Some(end)] = found[..] else {
        let missing: Vec<&str> =
            names.iter().zip(&found).filter(|(_, f)| f.is_none()).map(|(n, _)| *n).collect();
        return Err(vec![
            Diag::error(format!("this log of timings has no column '{}'", missing.join("', '")))
                .at(log.span(1))
                .hint("leave the file out of the archive, or export it again; nothing was imported"),
        ]);
    };
    let mut records: HashMap<String, (usize, usize)> = HashMap::new();
    for (at, part) in parts.iter().enumerate() {
        records.extend((0..part.taken.rows).map(|row| (part.taken.ids.get(row).to_string(), (at, row))));
    }
    let sections: Vec<HashMap<&str, &str>> = parts.iter().map(|p| sections(&versions[p.version])).collect();
    let mut spent: HashMap<(usize, usize), BTreeMap<&str, f64>> = HashMap::new();
    let mut unread = 0usize;
    log.each(&mut |row: Row| {
        if row.number.is_multiple_of(4096) {
            stopped()?;
        }
        let cell =
            |at: usize| row.cells.get(at).and_then(|c| std::str::from_utf8(c).ok()).unwrap_or_default();
        if !SHOWN.contains(&cell(event)) {
            return Ok(());
        }
        // Of records that were not taken nothing is kept.
        let Some(record) = records.get(cell(id)) else { return Ok(()) };
        let time = |at: usize| cell(at).parse::<f64>().ok().filter(|t| t.is_finite());
        let Some(millis) = time(start).zip(time(end)).map(|(s, e)| e - s).filter(|m| *m >= 0.0) else {
            unread += 1;
            return Ok(());
        };
        let step = |step: &str| sections[record.0].get(step.split('[').next().unwrap_or(step)).copied();
        if let Some(section) = cell(node).rsplit('/').find_map(step) {
            *spent.entry(*record).or_default().entry(section).or_default() += millis / 1000.0;
        }
        Ok(())
    })
    .map_err(|d| vec![d])?;
    for (at, part) in parts.iter_mut().enumerate() {
        let mut texts = Texts::default();
        for row in 0..part.taken.rows {
            let of = spent.get(&(at, row)).into_iter().flatten();
            let of: Vec<String> = of.map(|(section, seconds)| format!("{section}={seconds:.0}")).collect();
            texts.push(&of.join(" "));
        }
        part.taken.sections = Some(texts);
    }
    let many = counted(spent.len(), "record", "records");
    Ok(match unread {
        0 => format!("the devices' log says how long {many} took, section by section"),
        n => format!(
            "the devices' log says how long {many} took, section by section; {} of its times cannot be read",
            grouped(n as f64, 0)
        ),
    })
}

/// The section of everything that a log may name: questions, batteries, the
/// sections themselves.
fn sections<'v>(version: &'v Version) -> HashMap<&'v str, &'v str> {
    let planned = &version.planned;
    let groups = planned.instrument.groups.iter().map(|g| (g.id.as_str(), g.id.as_str()));
    let items = planned.asked().map(|p| (p.item.id.as_str(), p.item.group.as_str()));
    items.filter(|(_, group)| !group.is_empty()).chain(groups).collect()
}
