//! Tables as an Excel workbook: numbers are numbers, texts are never formulas,
//! and the same tables make the same bytes.

pub mod cell;
mod compound;
mod hidden;
pub mod old;
pub mod read;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::base::{Diag, clock};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    /// A number, and whether it rests on few answers: then it stands in
    /// parentheses and stays a number.
    Number(f64, bool),
    Truth(bool),
}

/// A sheet with a header row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub name: String,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// What stands before the tables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct About {
    pub title: String,
    /// What must not be overlooked: simulated, not for release.
    pub marks: Vec<String>,
    pub lines: Vec<(String, String)>,
}

/// Excel's own limits.
const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
const LONGEST: usize = 32_767;

/// Columns are as wide as their cells, within these characters.
const NARROW: usize = 9;
const WIDE: usize = 60;

/// The bytes of a workbook with a sheet "about" and the pages.
///
/// # Errors
/// A page is larger than a sheet can be.
pub fn workbook(about: &About, pages: &[Page]) -> Result<Vec<u8>, Diag> {
    for page in pages {
        if page.rows.len() > MOST_ROWS || page.headers.len() > MOST_COLUMNS {
            return Err(Diag::error(format!(
                "{} rows and {} columns are more than a sheet of Excel holds",
                page.rows.len(),
                page.headers.len()
            ))
            .hint("write .csv instead"));
        }
    }
    write(about, pages).map_err(|e| Diag::error(format!("the workbook cannot be made: {e}")))
}

fn write(about: &About, pages: &[Page]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(&about.title);
    // The time of writing, which a fixed clock fixes.
    let made = ExcelDateTime::parse_from_str(clock::now().trim_end_matches('Z'))?;
    book.set_properties(&properties.set_creation_datetime(&made));
    front(book.add_worksheet(), about)?;
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(&page.name)?;
        table(sheet, page)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        if !about.marks.is_empty() {
            // `&` begins a code in headers.
            sheet.set_header(about.marks.join(" · ").replace('&', "&&"));
        }
    }
    book.save_to_buffer()
}

fn front(sheet: &mut Worksheet, about: &About) -> Result<(), XlsxError> {
    sheet.set_name("about")?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 16.0)?;
    sheet.set_column_width(1, 100.0)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let marked = Format::new().set_bold().set_font_color(Color::RGB(0x00b0_0020));
    sheet.write_string_with_format(0, 0, cut(&about.title), &Format::new().set_bold().set_font_size(14.0))?;
    let mut row = 1;
    for mark in &about.marks {
        sheet.write_string_with_format(row, 0, cut(mark), &marked)?;
        row += 1;
    }
    for (name, text) in &about.lines {
        row += 1;
        sheet.write_string_with_format(row, 0, cut(name), &bold)?;
        sheet.write_string_with_format(row, 1, cut(text), &wrapped)?;
    }
    Ok(())
}

fn table(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00e8_ecef)).set_text_wrap();
    for (column, header) in page.headers.iter().enumerate() {
        let at = column as u16;
        sheet.write_string_with_format(0, at, cut(header), &head)?;
        let digits = decimals(page, column);
        let formats = [number_format(digits, false), number_format(digits, true)];
        let mut width = header.chars().count() + 1;
        for (row, cells) in page.rows.iter().enumerate() {
            let line = row as u32 + 1;
            match cells.get(column).unwrap_or(&Cell::Empty) {
                Cell::Empty => {}
                Cell::Text(text) => {
                    width = width.max(text.chars().count() + 1);
                    sheet.write_string(line, at, cut(text))?;
                }
                Cell::Number(number, weak) => {
                    width = width.max(format!("{number:.digits$}").len() + 3);
                    sheet.write_number_with_format(line, at, *number, &formats[usize::from(*weak)])?;
                }
                Cell::Truth(truth) => {
                    sheet.write_boolean(line, at, *truth)?;
                }
            }
        }
        sheet.set_column_width(at, width.clamp(NARROW, WIDE) as f64)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if !page.headers.is_empty() && !page.rows.is_empty() {
        sheet.autofilter(0, 0, page.rows.len() as u32, (page.headers.len() - 1) as u16)?;
    }
    Ok(())
}

/// Decimals that a column of numbers is shown with; the cells keep them all.
fn decimals(page: &Page, column: usize) -> usize {
    let numbers = page.rows.iter().filter_map(|row| match row.get(column) {
        Some(Cell::Number(number, _)) => Some(*number),
        _ => None,
    });
    let (mut whole, mut most) = (true, 0.0f64);
    for number in numbers {
        whole &= number.fract() == 0.0;
        most = most.max(number.abs());
    }
    match (whole, most) {
        (true, _) => 0,
        (_, most) if most <= 1.0 => 4,
        (_, most) if most < 1000.0 => 2,
        _ => 1,
    }
}

/// Years have four digits and no comma; nor has any other number.
fn number_format(decimals: usize, weak: bool) -> Format {
    let digits = if decimals == 0 { "0".to_string() } else { format!("0.{}", "0".repeat(decimals)) };
    let shown = if weak { format!("\"(\"{digits}\")\";\"(\"-{digits}\")\"") } else { digits };
    Format::new().set_num_format(shown)
}

/// What Excel holds of a text, without characters that its files cannot.
pub(in crate::formats) fn cut(text: &str) -> String {
    let clean = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars().filter(clean).take(LONGEST).collect()
}
