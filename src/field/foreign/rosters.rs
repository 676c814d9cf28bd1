//! Rows of a roster: a table of their own, each with the record it belongs to.

use std::collections::HashMap;
use std::sync::Arc;

use csv::ByteRecord;

use super::super::form::{Form, Question};
use super::super::taken::Taken;
use super::adapter::{Adapter, Codes, From, Out, all_codes, codes_of, make_of};
use super::dialect::Dialect;
use super::words::Lookup;
use crate::base::{Diag, Span};
use crate::data::State;
use crate::model::{Item, ItemKind, PlannedInstrument, Platform};

/// A roster as its rows are replayed: the members, and before them the answers
/// outside that their conditions read.
pub struct RosterForm {
    pub roster: String,
    pub form: Form,
    /// How many questions stand before the members.
    pub outside: usize,
}

impl RosterForm {
    /// The rosters of a questionnaire.
    pub fn all(planned: &PlannedInstrument, form: &Form) -> Vec<RosterForm> {
        let rosters = planned.asked().map(|p| &*p.item).filter(|i| i.kind == ItemKind::Roster);
        rosters.map(|roster| RosterForm::of(planned, form, &roster.id)).collect()
    }

    fn of(planned: &PlannedInstrument, form: &Form, roster: &str) -> RosterForm {
        let members: Vec<Question> = planned
            .asked()
            .filter(|p| p.item.roster == roster && p.item.kind.has_value())
            .map(|p| Question {
                item: p.item.clone(),
                // A row is there because its roster was reached.
                section_ask_if: None,
                band: planned.band(&p.item),
                after_end: true,
            })
            .collect();
        let mut reads: Vec<&str> = Vec::new();
        for member in &members {
            let all = member.item.conditions().map(|(_, c)| c).chain(&member.band);
            reads.extend(all.flat_map(|c| c.checked.depends_on().iter().map(String::as_str)));
        }
        let mut questions: Vec<Question> = Vec::new();
        for outside in form.questions.iter().filter(|q| reads.contains(&q.id())) {
            // It was replayed already: what it came to is taken as it is.
            let item = Item {
                ask_if: None,
                must: None,
                warn_if: None,
                value: None,
                ends: None,
                ..(*outside.item).clone()
            };
            questions.push(Question {
                item: Arc::new(item),
                section_ask_if: None,
                band: None,
                after_end: true,
            });
        }
        let outside = questions.len();
        questions.extend(members);
        let form = Form {
            path: format!("{}/{roster}", form.path),
            records: form.records.clone(),
            questions,
            notes: Vec::new(),
        };
        RosterForm { roster: roster.to_string(), form, outside }
    }
}

/// Reads the rows of a roster's table, or those that stand beside each other in
/// the table of records.
pub struct RosterAdapter {
    outs: Vec<Out>,
    parent: usize,
    key: Option<usize>,
    prefix: &'static str,
    codes: Codes,
    /// What each column outside is called, and where it stands in the records.
    outside: Vec<usize>,
    header: Vec<String>,
    /// The row of a record.
    records: HashMap<String, usize>,
    counts: HashMap<usize, usize>,
}

impl RosterAdapter {
    /// Begins with the header of a roster's table, and the records taken.
    ///
    /// # Errors
    /// Columns that are nothing of the roster's; no column of the records.
    pub fn new<'t>(
        roster: &RosterForm,
        form: &Form,
        planned: &PlannedInstrument,
        header: &[String],
        platform: Platform,
        stated: &[(String, State)],
        labels: &dyn Fn(usize) -> &'t [(String, String)],
        taken: &Taken,
    ) -> Result<RosterAdapter, Vec<Diag>> {
        let dialect = Dialect::of(platform);
        let mut diags = Vec::new();
        let leaf = |name: &str| dialect.leaf(name).to_string();
        let place = |name: &str| header.iter().position(|h| h == name || leaf(h) == name);
        let mut outs = Vec::new();
        let mut known: Vec<usize> = Vec::new();
        for question in &roster.form.questions[roster.outside..] {
            let item = &question.item;
            let state = place(&format!("{}_state", item.id));
            let from = match place(&item.id) {
                Some(column) => From::Cell(column),
                None if state.is_some() => From::Nothing,
                None => continue,
            };
            let mut codes = Vec::new();
            if let From::Cell(column) = from {
                known.push(column);
                codes = codes_of(planned, item, labels(column));
            }
            known.extend(state);
            outs.push(Out {
                name: item.id.clone(),
                from,
                state,
                make: make_of(item),
                lookup: Lookup::of(&planned.instrument, item),
                codes,
                is_question: true,
            });
        }
        let parent = dialect.parent.iter().chain(&["PARENT_KEY"]).find_map(|name| place(name));
        if parent.is_none() {
            diags.push(
                Diag::error(format!(
                    "the rows of '{}' do not say which record they belong to",
                    roster.roster
                ))
                .at(Span::line("", 1))
                .hint(format!("the table has a column {}", dialect.parent.join(" or "))),
            );
        }
        let own = super::columns::names(planned).own;
        for (column, name) in header.iter().enumerate() {
            let is_known = known.contains(&column)
                || Some(column) == parent
                || dialect.is_own(name)
                || dialect.is_own(&leaf(name))
                || matches!(name.as_str(), "KEY" | "PARENT_KEY")
                || own.iter().any(|n| *n == leaf(name));
            if !is_known {
                let shown: String = name.chars().take(60).collect();
                diags.push(
                    Diag::error(format!("column '{shown}' is no question of the roster '{}'", roster.roster))
                        .at(Span::line("", 1))
                        .hint("take the column away, or give it the name of the question it holds"),
                );
            }
        }
        if !diags.is_empty() {
            return Err(diags);
        }
        let names = [form.records.id.clone(), form.records.date.clone()];
        let outside = &roster.form.questions[..roster.outside];
        let mut out_header: Vec<String> = names.into();
        out_header.extend(outside.iter().map(|q| q.id().to_string()));
        out_header.extend(outs.iter().map(|o| o.name.clone()));
        Ok(RosterAdapter {
            outs,
            parent: parent.unwrap_or(0),
            key: header.iter().position(|h| h == "KEY"),
            prefix: dialect.prefix,
            codes: all_codes(dialect, stated),
            outside: outside.iter().filter_map(|q| form.position(q.id())).collect(),
            header: out_header,
            records: (0..taken.rows).map(|r| (taken.ids.get(r).to_string(), r)).collect(),
            counts: HashMap::new(),
        })
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The positions in the form of the answers outside that are needed.
    pub fn outside(&self) -> &[usize] {
        &self.outside
    }

    /// The record that a row belongs to, by what the row says of it; and the
    /// record's row, if it was taken.
    pub fn parent(&self, row: &ByteRecord) -> (String, Option<usize>) {
        let cell = String::from_utf8_lossy(row.get(self.parent).unwrap_or_default()).into_owned();
        let whole = if cell.starts_with(self.prefix) { cell } else { format!("{}{cell}", self.prefix) };
        let found = self.records.get(&whole).copied();
        (whole, found)
    }

    /// Writes a row as the roster's form takes it: its own id, the record's day,
    /// the answers outside, its own.
    pub fn row(
        &mut self,
        row: &ByteRecord,
        record: usize,
        taken: &Taken,
        outside: &[String],
        into: &mut ByteRecord,
    ) {
        let count = self.counts.entry(record).or_insert(0);
        *count += 1;
        // `uuid:…/hh/child[2]` says which row it is; otherwise their order does.
        let key = self.key.and_then(|k| row.get(k)).map(|k| String::from_utf8_lossy(k).into_owned());
        let number = key
            .and_then(|k| k.strip_suffix(']')?.rsplit_once('[')?.1.parse::<usize>().ok())
            .unwrap_or(*count);
        into.clear();
        into.push_field(format!("{}/{number}", taken.ids.get(record)).as_bytes());
        into.push_field(taken.date(record).as_bytes());
        outside.iter().for_each(|cell| into.push_field(cell.as_bytes()));
        let mut buffer = Vec::new();
        for out in &self.outs {
            out.write(row, &self.codes, &mut buffer);
            into.push_field(&buffer);
        }
    }
}

/// Rows of rosters that stand beside each other in a record: for each roster a
/// header, and where each row's cells stand.
pub fn wide_rosters(
    adapter: &Adapter,
    roster: &RosterForm,
) -> Option<(Vec<String>, Vec<Vec<Option<usize>>>)> {
    let ids: Vec<String> = roster.form.questions[roster.outside..]
        .iter()
        .flat_map(|q| [q.id().to_string(), format!("{}_state", q.id())])
        .collect();
    let most = adapter.wide.iter().filter(|(m, ..)| ids.contains(m)).map(|(_, row, _)| *row).max()?;
    let names: Vec<String> =
        ids.into_iter().filter(|id| adapter.wide.iter().any(|(m, ..)| m == id)).collect();
    let rows = (1..=most)
        .map(|row| {
            let cell = |name: &String| {
                adapter.wide.iter().find(|(m, r, _)| m == name && *r == row).map(|(_, _, column)| *column)
            };
            names.iter().map(cell).collect()
        })
        .collect();
    Some((names, rows))
}
