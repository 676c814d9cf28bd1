//! The workbook of a form: three sheets, the same bytes for the same form.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::parts::{FieldForm, Language, Row, Texts};
use crate::base::{Diag, clock};
use crate::formats::workbook::cut;

/// Columns are as wide as their cells, within these characters.
const NARROW: usize = 10;
const WIDE: usize = 48;
/// Characters of a cell, by Excel's own limit.
const LONGEST: usize = 32_767;

/// The bytes of the workbook.
///
/// # Errors
/// It cannot be made.
pub fn write(form: &FieldForm) -> Result<Vec<u8>, Diag> {
    let long = form.survey.iter().find(|row| {
        [&row.relevant, &row.constraint, &row.calculation].into_iter().any(|text| text.len() > LONGEST)
    });
    if let Some(row) = long {
        return Err(Diag::error(format!(
            "a condition of '{}' is longer than a cell of Excel holds",
            row.name
        ))
        .hint("put a part of it into a calculation"));
    }
    book(form).map_err(|e| Diag::error(format!("the form cannot be written: {e}")))
}

fn book(form: &FieldForm) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(clock::now().trim_end_matches('Z'))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    sheet(book.add_worksheet(), "survey", &survey(form))?;
    let mut choices = Columns::default();
    for choice in &form.choices {
        choices.row();
        choices.put("list_name", &choice.list);
        choices.put("name", &choice.name);
        choices.texts("label", &choice.label, &form.languages);
    }
    sheet(book.add_worksheet(), "choices", &choices)?;
    let mut settings = Columns::default();
    settings.row();
    form.settings.iter().for_each(|(name, value)| settings.put(name, value));
    sheet(book.add_worksheet(), "settings", &settings)?;
    book.save_to_buffer()
}

/// The columns of `survey` in the order a person reads them; those that are
/// empty throughout are left out.
fn survey(form: &FieldForm) -> Columns {
    let mut columns = Columns::default();
    for row in &form.survey {
        let Row {
            kind,
            name,
            label,
            hint,
            relevant,
            constraint,
            constraint_message,
            required,
            required_message,
            calculation,
            trigger,
            appearance,
            parameters,
            repeat_count,
        } = row;
        columns.row();
        columns.put("type", kind);
        columns.put("name", name);
        columns.texts("label", label, &form.languages);
        columns.texts("hint", hint, &form.languages);
        columns.put("relevant", relevant);
        columns.put("required", if *required { "yes" } else { "" });
        columns.texts("required_message", required_message, &form.languages);
        columns.put("constraint", constraint);
        columns.texts("constraint_message", constraint_message, &form.languages);
        columns.put("calculation", calculation);
        columns.put("trigger", trigger);
        columns.put("appearance", appearance);
        columns.put("parameters", parameters);
        columns.put("repeat_count", repeat_count);
    }
    columns.without_empty()
}

/// A sheet by columns.
#[derive(Default)]
struct Columns {
    rows: u32,
    columns: Vec<(String, Vec<(u32, String)>)>,
}

impl Columns {
    fn row(&mut self) {
        self.rows += 1;
    }

    fn put(&mut self, column: &str, text: &str) {
        let at = self.columns.iter().position(|(name, _)| name == column).unwrap_or_else(|| {
            self.columns.push((column.to_string(), Vec::new()));
            self.columns.len() - 1
        });
        if !text.is_empty() {
            self.columns[at].1.push((self.rows, text.to_string()));
        }
    }

    fn texts(&mut self, column: &str, texts: &Texts, languages: &[Language]) {
        for (at, language) in languages.iter().enumerate() {
            let text = texts.get(at).map_or("", String::as_str);
            self.put(&format!("{column}::{}", language.shown()), text);
        }
    }

    fn without_empty(mut self) -> Columns {
        self.columns.retain(|(_, cells)| !cells.is_empty());
        self
    }
}

fn sheet(sheet: &mut Worksheet, name: &str, columns: &Columns) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00e8_ecef));
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (at, (header, cells)) in columns.columns.iter().enumerate() {
        let at = at as u16;
        sheet.write_string_with_format(0, at, header, &head)?;
        let longest = cells.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
        sheet.set_column_width(at, longest.max(header.chars().count()).clamp(NARROW, WIDE) as f64)?;
        for (row, text) in cells {
            sheet.write_string_with_format(*row, at, cut(text), &cell)?;
        }
    }
    sheet.set_freeze_panes(1, if name == "survey" { 2 } else { 0 })?;
    Ok(())
}
