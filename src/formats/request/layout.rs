//! Where everything of a form stands. Writing and reading walk the same list of
//! cells, so that they cannot differ.
//!
//! Totals are cells to be filled in and checked on import, and no formulas: a
//! provider's total may hold what no category does, and a formula shows another
//! program's zero where nothing was filled in.

use crate::base::{Diag, Span};
use crate::formats::workbook::cell::At;
use crate::formats::workbook::read::{Book, Cell};
use crate::model::{AskedSeries, RECORDED, RequestForm, STATES};

pub const READ_ME: &str = "Read me";
pub const METADATA: &str = "Metadata";
pub const CODES: &str = "Codes";

/// What a cell of a form is for. Everything else stays empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A text that stays as it is.
    Fixed(Look, String),
    /// How many, of a series, a row of it and a year, each by its place.
    Count { series: usize, row: usize, year: usize },
    /// Whether that was recorded.
    State { series: usize, row: usize, year: usize },
    /// What is stated about a series.
    Stated { series: usize, field: usize },
}

/// What a fixed text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Title,
    Head,
    /// A name before a text.
    Name,
    Text,
    /// The name of a row that adds others up.
    Total,
    /// A text that runs on over the cells beside it.
    Line,
}

impl Look {
    /// Whether a long text makes its row higher.
    pub fn wraps(self) -> bool {
        !matches!(self, Look::Title | Look::Line)
    }
}

/// One sheet.
#[derive(Debug, Clone)]
pub struct Page {
    pub name: String,
    /// In the order of rows, then columns.
    pub slots: Vec<(At, Slot)>,
    /// Width of the columns in characters.
    pub widths: Vec<f64>,
    /// Rows and columns that stay in view.
    pub freeze: At,
}

/// A list of answers on the sheet of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList {
    pub field: usize,
    /// First and last row of its answers.
    pub rows: (u32, u32),
}

/// The whole form.
#[derive(Debug, Clone)]
pub struct Layout {
    pub pages: Vec<Page>,
    pub lists: Vec<CodeList>,
}

/// Which form a workbook is, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub request: String,
    pub country: String,
    pub years: String,
    pub made: String,
    /// Hash of the form.
    pub form: String,
    /// Hash of the country's plan on the day the form was made.
    pub plan: String,
}

impl Identity {
    /// The names beside the cells, with the texts.
    pub fn lines(&self) -> [(&'static str, &str); 6] {
        [
            ("Request", &self.request),
            ("Country", &self.country),
            ("Years", &self.years),
            ("Made on", &self.made),
            ("Form", &self.form),
            ("Plan", &self.plan),
        ]
    }
}

/// The row in which the identity begins, and its columns.
const IDENTITY: u32 = 2;

/// What a workbook says it is.
///
/// # Errors
/// It says nothing: it is no form of ours, or that part of it was changed.
pub fn identity(book: &Book) -> Result<Identity, Vec<Diag>> {
    let none = |span: Span, what: String| {
        Diag::error(what).at(span).hint("import the form that dh export made, with its sheets as they were")
    };
    let Some(sheet) = book.sheet(READ_ME) else {
        let whole = Span::line(book.file.as_str(), 0);
        return Err(vec![none(
            whole,
            format!("there is no sheet '{READ_ME}': this is no form of a data request"),
        )]);
    };
    let mut diags = Vec::new();
    let empty = Identity {
        request: String::new(),
        country: String::new(),
        years: String::new(),
        made: String::new(),
        form: String::new(),
        plan: String::new(),
    };
    let names = empty.lines().map(|(name, _)| name);
    let mut texts = names.iter().enumerate().map(|(i, name)| {
        let row = IDENTITY + i as u32;
        let text = |column: u32| sheet.cell((row, column)).map(Cell::text).unwrap_or_default();
        if text(0) != *name || text(1).is_empty() {
            let at = if text(0) == *name { (row, 1) } else { (row, 0) };
            diags.push(none(book.span(READ_ME, at), format!("the form's '{name}' is not here any more")));
        }
        text(1)
    });
    let mut next = || texts.next().unwrap_or_default();
    let identity = Identity {
        request: next(),
        country: next(),
        years: next(),
        made: next(),
        form: next(),
        plan: next(),
    };
    drop(texts);
    if diags.is_empty() { Ok(identity) } else { Err(diags) }
}

/// The words of the state cells, in the order of their drop-down.
pub fn states() -> [&'static str; 3] {
    [RECORDED, STATES[0].1, STATES[1].1]
}

impl Layout {
    pub fn of(form: &RequestForm, identity: &Identity) -> Layout {
        let names = sheet_names(form);
        let (codes, lists) = codes(form);
        let mut pages = vec![read_me(form, identity)];
        pages.extend(form.series.iter().enumerate().map(|(i, s)| counts(form, i, s, names[i].clone())));
        pages.push(metadata(form));
        pages.push(codes);
        Layout { pages, lists }
    }
}

/// The years as a form writes them.
pub fn years(form: &RequestForm) -> String {
    match (form.years.first(), form.years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}-{last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

/// Ids of series, which are what our files call them too, as far as a sheet's
/// name may be long.
fn sheet_names(form: &RequestForm) -> Vec<String> {
    const LONGEST: usize = 31;
    let mut names: Vec<String> = Vec::new();
    for series in &form.series {
        let mut name: String = series.id.chars().take(LONGEST).collect();
        let taken = |name: &str, names: &[String]| {
            [READ_ME, METADATA, CODES].iter().any(|n| n.eq_ignore_ascii_case(name))
                || names.iter().any(|n| n.eq_ignore_ascii_case(name))
        };
        let mut n = 2;
        while taken(&name, &names) {
            let end = format!("_{n}");
            name = series.id.chars().take(LONGEST - end.len()).collect::<String>() + &end;
            n += 1;
        }
        names.push(name);
    }
    names
}

/// Puts slots into a page one after the other.
struct Builder {
    slots: Vec<(At, Slot)>,
}

impl Builder {
    fn new() -> Builder {
        Builder { slots: Vec::new() }
    }

    fn fixed(&mut self, at: At, look: Look, text: impl Into<String>) {
        // A cell without a text is a cell that stays empty.
        let text: String = text.into();
        if !text.trim().is_empty() {
            self.slots.push((at, Slot::Fixed(look, text)));
        }
    }

    fn page(mut self, name: String, widths: Vec<f64>, freeze: At) -> Page {
        self.slots.sort_by_key(|(at, _)| *at);
        Page { name, slots: self.slots, widths, freeze }
    }
}

fn read_me(form: &RequestForm, identity: &Identity) -> Page {
    let mut b = Builder::new();
    b.fixed((0, 0), Look::Title, format!("{}: {}", form.country_name, form.label));
    let mut row = IDENTITY;
    let lines = identity.lines();
    let asked = [("Asked by", form.asked_by.as_str()), ("Asked of", form.asked_of.as_str())];
    for (name, text) in lines.into_iter().chain(asked) {
        b.fixed((row, 0), Look::Name, name);
        b.fixed((row, 1), Look::Text, text);
        row += 1;
    }
    row += 1;
    for text in &form.read_me {
        b.fixed((row, 1), Look::Text, text.as_str());
        row += 1;
    }
    b.page(READ_ME.into(), vec![14.0, 96.0], (0, 0))
}

/// The row of the header of a sheet of counts.
pub const HEADER: u32 = 4;

fn counts(form: &RequestForm, at: usize, series: &AskedSeries, name: String) -> Page {
    let mut b = Builder::new();
    b.fixed((0, 0), Look::Title, series.label.as_str());
    b.fixed((1, 0), Look::Name, "Counted in");
    b.fixed((1, 1), Look::Line, series.unit.as_str());
    b.fixed((2, 0), Look::Name, "This is not");
    b.fixed((2, 1), Look::Line, series.notes.join("; "));
    // Without a dimension there is one row, which still has a name.
    let first = series.by.len().max(1) as u32;
    if series.by.is_empty() {
        b.fixed((HEADER, 0), Look::Head, "What");
    }
    for (column, dimension) in series.by.iter().enumerate() {
        b.fixed((HEADER, column as u32), Look::Head, dimension.label.as_str());
    }
    for (i, year) in form.years.iter().enumerate() {
        let column = first + 2 * i as u32;
        b.fixed((HEADER, column), Look::Head, format!("{year} count"));
        b.fixed((HEADER, column + 1), Look::Head, format!("{year} state"));
    }
    for (n, row) in series.rows().iter().enumerate() {
        let line = HEADER + 1 + n as u32;
        if series.by.is_empty() {
            b.fixed((line, 0), Look::Total, "All");
        }
        let look = if row.contains(&None) { Look::Total } else { Look::Name };
        for (column, (dimension, code)) in series.by.iter().zip(row).enumerate() {
            let label = code.map_or("All", |c| dimension.codes[c].label.as_str());
            b.fixed((line, column as u32), look, label);
        }
        for year in 0..form.years.len() {
            let column = first + 2 * year as u32;
            b.slots.push(((line, column), Slot::Count { series: at, row: n, year }));
            b.slots.push(((line, column + 1), Slot::State { series: at, row: n, year }));
        }
    }
    let mut widths: Vec<f64> = series
        .by
        .iter()
        .map(|d| {
            let longest = d.codes.iter().map(|c| c.label.chars().count()).max().unwrap_or(0);
            (longest.max(d.label.chars().count()) as f64 + 2.0).clamp(12.0, 44.0)
        })
        .collect();
    if widths.is_empty() {
        widths.push(14.0);
    }
    widths.extend(form.years.iter().flat_map(|_| [12.0, 14.0]));
    b.page(name, widths, (HEADER + 1, first))
}

fn metadata(form: &RequestForm) -> Page {
    let mut b = Builder::new();
    b.fixed((0, 0), Look::Title, "How the counts are made");
    b.fixed(
        (1, 0),
        Look::Line,
        "One column a series. Nothing stays empty: what is not known is written as unknown.",
    );
    b.fixed((3, 0), Look::Head, "Question");
    b.fixed((3, 1), Look::Head, "What is meant");
    for (i, series) in form.series.iter().enumerate() {
        b.fixed((3, 2 + i as u32), Look::Head, series.label.as_str());
    }
    for (n, field) in form.fields.iter().enumerate() {
        let line = 4 + n as u32;
        b.fixed((line, 0), Look::Name, field.label.as_str());
        b.fixed((line, 1), Look::Text, field.hint.as_str());
        for series in 0..form.series.len() {
            b.slots.push(((line, 2 + series as u32), Slot::Stated { series, field: n }));
        }
    }
    let widths = [26.0, 46.0].into_iter().chain(form.series.iter().map(|_| 30.0)).collect();
    b.page(METADATA.into(), widths, (4, 1))
}

/// Where a field of a series is stated, on the sheet of metadata.
pub fn stated_at(form: &RequestForm, series: &str, field: &str) -> Option<At> {
    let series = form.series.iter().position(|s| s.id == series)?;
    let field = form.fields.iter().position(|f| f.id == field)?;
    let wanted = Slot::Stated { series, field };
    metadata(form).slots.into_iter().find(|(_, slot)| *slot == wanted).map(|(at, _)| at)
}

/// Every code and what it stands for; the drop-downs read from here.
fn codes(form: &RequestForm) -> (Page, Vec<CodeList>) {
    let mut b = Builder::new();
    let mut lists = Vec::new();
    b.fixed((0, 0), Look::Title, "Codes");
    b.fixed((1, 0), Look::Head, "List");
    b.fixed((1, 1), Look::Head, "Label");
    b.fixed((1, 2), Look::Head, "Code");
    b.fixed((1, 3), Look::Head, "Part of");
    let mut row = 2;
    let mut line = |b: &mut Builder, cells: [&str; 4]| {
        for (column, text) in cells.into_iter().enumerate() {
            b.fixed((row, column as u32), if column == 0 { Look::Name } else { Look::Text }, text);
        }
        row += 1;
        row
    };
    let mut end = 2;
    for (id, word) in [(RECORDED, RECORDED)].into_iter().chain(STATES) {
        end = line(&mut b, ["State", word, id, ""]);
    }
    for (n, field) in form.fields.iter().enumerate().filter(|(_, f)| !f.options.is_empty()) {
        let begin = end;
        for (id, label) in &field.options {
            end = line(&mut b, [&field.label, label, id, ""]);
        }
        lists.push(CodeList { field: n, rows: (begin, end - 1) });
    }
    let mut shown: Vec<&str> = Vec::new();
    for dimension in form.series.iter().flat_map(|s| &s.by) {
        if shown.contains(&dimension.id.as_str()) {
            continue;
        }
        shown.push(&dimension.id);
        for code in &dimension.codes {
            line(&mut b, [&dimension.label, &code.label, &code.code, &code.parent]);
        }
    }
    (b.page(CODES.into(), vec![30.0, 66.0, 22.0, 14.0], (2, 0)), lists)
}

/// The answers of a list as a formula of a drop-down.
pub fn reference(list: &CodeList) -> String {
    let (from, to) = list.rows;
    format!("={CODES}!$B${}:$B${}", from + 1, to + 1)
}
