//! What became of each row.

use std::collections::BTreeMap;

use crate::formats::xlsform::FormRow;

/// How much of a row was carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    Whole,
    InPart,
    Not,
}

impl Extent {
    pub fn word(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::InPart => "in part",
            Extent::Not => "not",
        }
    }
}

/// A row of the form and what became of it.
#[derive(Debug, Clone)]
pub struct Remark {
    pub name: String,
    pub kind: String,
    /// Its id in the script; empty where it has none.
    pub id: String,
    pub carried: Extent,
    pub reasons: Vec<String>,
}

/// By the row's number.
#[derive(Debug, Clone, Default)]
pub struct Remarks {
    pub rows: BTreeMap<u32, Remark>,
}

impl Remarks {
    /// A row, and what it is called in the script.
    pub fn row(&mut self, row: &FormRow, id: &str) {
        self.rows.entry(row.number).or_insert_with(|| Remark {
            name: row.get("name").to_string(),
            kind: row.get("type").to_string(),
            id: id.to_string(),
            carried: Extent::Whole,
            reasons: Vec::new(),
        });
    }

    /// Something of it is lost, or all of it.
    pub fn lost(&mut self, row: &FormRow, extent: Extent, reason: impl Into<String>) {
        self.row(row, "");
        if let Some(remark) = self.rows.get_mut(&row.number) {
            remark.carried = remark.carried.max(extent);
            let reason = reason.into();
            if !reason.is_empty() && !remark.reasons.contains(&reason) {
                remark.reasons.push(reason);
            }
            if extent == Extent::Not {
                remark.id.clear();
            }
        }
    }

    /// It has no id in the script.
    pub fn nameless(&mut self, row: &FormRow) {
        if let Some(remark) = self.rows.get_mut(&row.number) {
            remark.id.clear();
        }
    }

    /// Worth saying, though nothing is lost.
    pub fn say(&mut self, row: &FormRow, reason: impl Into<String>) {
        self.lost(row, Extent::Whole, reason);
    }
}
