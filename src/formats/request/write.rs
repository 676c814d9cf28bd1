//! A form as the bytes of a workbook. Sheets are protected without a password:
//! what is to be filled in is open, the rest is not changed by accident.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::layout::{Identity, Layout, Page, READ_ME, Slot, reference, states};
use crate::base::{Diag, clock};
use crate::formats::workbook::cut;
use crate::model::{AnswerKind, RECORDED, RequestForm};

/// The bytes of the form's workbook.
///
/// # Errors
/// Excel's files cannot hold it.
pub fn write(form: &RequestForm, identity: &Identity) -> Result<Vec<u8>, Diag> {
    made(form, identity).map_err(|e| Diag::error(format!("the workbook cannot be made: {e}")))
}

fn made(form: &RequestForm, identity: &Identity) -> Result<Vec<u8>, XlsxError> {
    let layout = Layout::of(form, identity);
    let mut book = Workbook::new();
    let title = format!("{}: {}", form.country_name, form.label);
    let made = ExcelDateTime::parse_from_str(clock::now().trim_end_matches('Z'))?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&made));
    for page in &layout.pages {
        sheet(book.add_worksheet(), form, &layout, page)?;
    }
    book.save_to_buffer()
}

/// The formats of a form's cells.
struct Formats {
    fixed: [Format; 6],
    count: Format,
    state: Format,
    text: Format,
    date: Format,
}

const EDGE: Color = Color::RGB(0x00b0_b7bf);
const OPEN: Color = Color::RGB(0x00ff_fbe6);

fn formats() -> Formats {
    let plain = || Format::new().set_align(FormatAlign::Top);
    let edged = || plain().set_border(FormatBorder::Thin).set_border_color(EDGE);
    let open = || edged().set_unlocked().set_background_color(OPEN);
    let grey = Color::RGB(0x00e8_ecef);
    Formats {
        fixed: [
            plain().set_bold().set_font_size(14.0),
            edged().set_bold().set_background_color(grey).set_text_wrap(),
            plain().set_bold().set_text_wrap(),
            plain().set_text_wrap(),
            plain().set_bold().set_background_color(grey).set_text_wrap(),
            plain(),
        ],
        count: open().set_num_format("#,##0"),
        state: open(),
        text: open().set_text_wrap(),
        date: open().set_num_format("yyyy-mm-dd"),
    }
}

fn sheet(sheet: &mut Worksheet, form: &RequestForm, layout: &Layout, page: &Page) -> Result<(), XlsxError> {
    let formats = formats();
    sheet.set_name(&page.name)?;
    for (column, width) in page.widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    for ((row, column), slot) in &page.slots {
        let (row, column) = (*row, *column as u16);
        match slot {
            Slot::Fixed(look, text) => {
                // A title runs over the cells beside it.
                let format = &formats.fixed[*look as usize];
                sheet.write_string_with_format(row, column, cut(text), format)?;
            }
            Slot::Count { .. } => {
                sheet.write_blank(row, column, &formats.count)?;
            }
            Slot::State { .. } => {
                // What changes least for who has the counts: only a missing one
                // has its state changed.
                sheet.write_string_with_format(row, column, RECORDED, &formats.state)?;
            }
            Slot::Stated { field, .. } => {
                let format = match form.fields[*field].answer {
                    AnswerKind::Date => &formats.date,
                    _ => &formats.text,
                };
                sheet.write_blank(row, column, format)?;
            }
        }
    }
    heights(sheet, page)?;
    rules(sheet, form, layout, page)?;
    // Columns and rows may be widened; nothing else that is not open changes.
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    sheet.set_freeze_panes(page.freeze.0, page.freeze.1 as u16)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    if page.freeze.0 > 0 {
        sheet.set_repeat_rows(page.freeze.0 - 1, page.freeze.0 - 1)?;
    }
    sheet.set_footer(format!("&L{}&RPage &P of &N", form.path.replace('&', "&&")));
    if page.name == READ_ME {
        sheet.set_selection(0, 0, 0, 0)?;
    }
    Ok(())
}

/// Rows are as high as their longest text needs: not every program works that
/// out when it opens a file.
fn heights(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    const LINE: f64 = 15.0;
    for row in page.slots.chunk_by(|a, b| a.0.0 == b.0.0) {
        let lines = row.iter().map(|((_, column), slot)| match slot {
            Slot::Fixed(look, text) if look.wraps() => {
                let room = page.widths.get(*column as usize).map_or(8.0, |w| w.max(4.0));
                (text.chars().count() as f64 / room).ceil().max(1.0)
            }
            _ => 1.0,
        });
        let lines = lines.fold(1.0, f64::max);
        if lines > 1.0 {
            sheet.set_row_height(row[0].0.0, (lines * LINE).min(400.0))?;
        }
    }
    Ok(())
}

/// The rules of the open cells: whole numbers, drop-downs, dates.
fn rules(sheet: &mut Worksheet, form: &RequestForm, layout: &Layout, page: &Page) -> Result<(), XlsxError> {
    let stop = |rule: DataValidation, title: &str, text: &str| {
        rule.set_error_style(DataValidationErrorStyle::Stop).set_error_title(title)?.set_error_message(text)
    };
    // Counts and states of a year stand in columns, so one rule covers each.
    let mut columns: Vec<(u16, u32, u32, bool)> = Vec::new();
    for ((row, column), slot) in &page.slots {
        let is_count = match slot {
            Slot::Count { .. } => true,
            Slot::State { .. } => false,
            Slot::Fixed(..) | Slot::Stated { .. } => continue,
        };
        match columns.iter_mut().find(|c| c.0 == *column as u16) {
            Some(known) => known.2 = *row,
            None => columns.push((*column as u16, *row, *row, is_count)),
        }
    }
    let count = stop(
        DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        "A count",
        "A count is a whole number, 0 or more. Where there is none, leave the cell empty and say why beside it.",
    )?;
    let state = stop(
        DataValidation::new().allow_list_strings(&states())?.ignore_blank(false),
        "The state",
        "recorded: counted, a zero too. not recorded: nobody counts this. not available: counted, but not to be had.",
    )?;
    for (column, from, to, is_count) in columns {
        sheet.add_data_validation(from, column, to, column, if is_count { &count } else { &state })?;
    }
    let last = form.series.len() as u16 + 1;
    for ((row, _), field) in page.slots.iter().filter_map(|(at, slot)| match slot {
        Slot::Stated { series: 0, field } => Some((at, *field)),
        _ => None,
    }) {
        let rule = DataValidation::new();
        let rule = match (form.fields[field].answer, layout.lists.iter().find(|l| l.field == field)) {
            (_, Some(list)) => stop(
                rule.allow_list_formula(Formula::new(reference(list))),
                "One of the list",
                "Choose an answer of the list; unknown is one.",
            )?,
            // A number or a date may be unknown, so that only the import checks it.
            (AnswerKind::Date, None) => rule.set_input_message("A date, such as 2025-12-31")?,
            (AnswerKind::Number, None) => rule.set_input_message("A number, or unknown")?,
            (AnswerKind::Text, None) => continue,
        };
        sheet.add_data_validation(*row, 2, *row, last, &rule)?;
    }
    Ok(())
}
