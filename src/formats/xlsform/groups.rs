//! Groups in which nothing is shown: tools that make forms refuse them.

use super::conditions::all;
use super::names::Names;
use super::parts::Row;
use crate::base::Span;

/// The rows without groups that show nothing: what is worked out in them stands
/// for itself, under their condition. A repeat is counted by its rows and stays;
/// a note that is never shown stands in it.
pub fn settled(rows: Vec<Row>, names: &mut Names) -> Vec<Row> {
    let mut done: Vec<Row> = Vec::new();
    // The groups that stand open, each with its own row first.
    let mut open: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        if row.kind.starts_with("begin_") {
            open.push(vec![row]);
            continue;
        }
        let closed = match row.kind.starts_with("end_").then(|| open.pop()).flatten() {
            Some(group) => closed(group, row, names),
            None => vec![row],
        };
        open.last_mut().unwrap_or(&mut done).extend(closed);
    }
    done
}

fn closed(mut group: Vec<Row>, end: Row, names: &mut Names) -> Vec<Row> {
    let head = group[0].clone();
    if !group[1..].iter().any(is_shown) {
        if head.kind == "begin_group" {
            group.remove(0);
            for row in &mut group {
                row.relevant = all([head.relevant.clone(), std::mem::take(&mut row.relevant)]);
            }
            return group;
        }
        let name = names.derived(&head.name, "nothing", &Span::line("", 0));
        group.push(Row { label: head.label, relevant: "false()".into(), ..Row::new("note", name) });
    }
    group.push(end);
    group
}

/// Whether a person sees it, were it under some condition only.
fn is_shown(row: &Row) -> bool {
    row.kind != "calculate" && !row.kind.starts_with("end_")
}
