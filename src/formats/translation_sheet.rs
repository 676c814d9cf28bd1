//! The workbook a translator fills in, and its way back: a string a row. What
//! is to be filled in is open, the rest is not changed by accident.

use std::collections::HashMap;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::translation::{DRAFT, faults, signs};
use super::workbook::cell::At;
use super::workbook::cut;
use super::workbook::read::{Book, Sheet, Value};
use crate::base::{Diag, Span, clock};
use crate::model::{StandingText, TextState, is_right_to_left};

const READ_ME: &str = "Read me";
const STRINGS: &str = "Strings";

/// The columns of the sheet of strings.
const COLUMNS: [(&str, f64); 7] = [
    ("key", 26.0),
    ("where", 28.0),
    ("source", 52.0),
    ("source when it was translated", 30.0),
    ("translation", 52.0),
    ("status", 10.0),
    ("note", 30.0),
];
const KEY: u32 = 0;
const SOURCE: u32 = 2;
const TRANSLATION: u32 = 4;
const STATUS: u32 = 5;
const NOTE: u32 = 6;

/// What a sheet belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// `KEN/household_survey/children`
    pub address: String,
    pub language: String,
    /// The language of the source.
    pub source_language: String,
    /// The day it was made.
    pub made: String,
}

/// A row that came back.
#[derive(Debug, Clone)]
pub struct Filled {
    pub key: String,
    pub source: String,
    pub text: String,
    /// `same`, `draft`, … as it stands in the sheet; in small letters.
    pub status: String,
    pub note: String,
    pub span: Span,
}

/// The bytes of the workbook.
///
/// # Errors
/// Excel's files cannot hold it.
pub fn write(identity: &Identity, label: &str, texts: &[StandingText]) -> Result<Vec<u8>, Diag> {
    made(identity, label, texts).map_err(|e| Diag::error(format!("the workbook cannot be made: {e}")))
}

fn made(identity: &Identity, label: &str, texts: &[StandingText]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(clock::now().trim_end_matches('Z'))?;
    let title = format!("{label}: translation into {}", identity.language);
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&made));
    read_me(book.add_worksheet(), identity, &title, texts)?;
    strings(book.add_worksheet(), identity, texts)?;
    book.save_to_buffer()
}

/// What the first sheet says of the file, each under its name.
fn facts(identity: &Identity) -> [(&'static str, String); 5] {
    let direction = if is_right_to_left(&identity.language) { "right to left" } else { "left to right" };
    [
        ("questionnaire", identity.address.clone()),
        ("language", identity.language.clone()),
        ("direction", direction.into()),
        ("translated from", identity.source_language.clone()),
        ("made on", identity.made.clone()),
    ]
}

fn read_me(
    sheet: &mut Worksheet,
    identity: &Identity,
    title: &str,
    texts: &[StandingText],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(READ_ME)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, cut(title), &Format::new().set_bold().set_font_size(14.0))?;
    let mut row = 1;
    for (name, text) in facts(identity) {
        row += 1;
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, cut(&text), &wrapped)?;
    }
    let count = |state: TextState| texts.iter().filter(|t| t.state == state).count();
    let said: Vec<String> = TextState::ALL
        .into_iter()
        .filter(|s| count(*s) > 0)
        .map(|s| format!("{} {}", count(s), s.word()))
        .collect();
    let lines = [
        ("strings", said.join(", ")),
        ("translation", "The coloured column is to be filled in. An empty cell stays missing.".to_string()),
        (
            "{names in braces}",
            "What stands in braces is filled in later: keep it as it is, where it belongs in the sentence.".into(),
        ),
        (
            "same",
            "The translation was made of the text that is asked today. To confirm a stale one that still holds, write same into its status.".into(),
        ),
        ("stale", "The source has changed since; how it was stands beside it.".into()),
        ("draft", "Write draft into the status of what should be looked at again; any other translation counts as done.".into()),
        ("kept", "The string is not asked any more; its translation is kept and may be left alone.".into()),
        (
            "several questions",
            "option:… is one label that several questions offer. Where one of them needs another wording, add a row whose key is question/option.".into(),
        ),
    ];
    row += 1;
    for (name, text) in lines {
        row += 1;
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, cut(&text), &wrapped)?;
    }
    sheet.protect();
    Ok(())
}

fn strings(sheet: &mut Worksheet, identity: &Identity, texts: &[StandingText]) -> Result<(), XlsxError> {
    const EDGE: Color = Color::RGB(0x00b0_b7bf);
    let plain = || Format::new().set_align(FormatAlign::Top).set_text_wrap().set_num_format("@");
    let fixed = plain();
    let head = plain().set_bold().set_background_color(Color::RGB(0x00e8_ecef));
    let small = plain().set_font_color(Color::RGB(0x005b_6670));
    let open = plain().set_unlocked().set_border(FormatBorder::Thin).set_border_color(EDGE);
    let direction = if is_right_to_left(&identity.language) { 2 } else { 1 };
    let text = open
        .clone()
        .set_background_color(Color::RGB(0x00ff_fbe6))
        .set_reading_direction(direction)
        .set_align(if direction == 2 { FormatAlign::Right } else { FormatAlign::Left });
    sheet.set_name(STRINGS)?;
    for (column, (name, width)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *name, &head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    // Keys of further rows are the translator's to write.
    for (at, standing) in texts.iter().enumerate() {
        let row = at as u32 + 1;
        let of = &standing.of;
        let kept = standing.row.as_ref();
        let place = match (of.section.as_str(), of.shared_by.len()) {
            ("", 0) => of.kind.to_string(),
            ("", n) => format!("{} of {n} questions: {}", of.kind, of.shared_by.join(", ")),
            (section, _) => format!("{}, in {section}", of.kind),
        };
        let was = match standing.state {
            TextState::Stale => kept.map_or("", |r| &r.source),
            _ => "",
        };
        let cells = [
            (of.key.as_str(), &fixed),
            (place.as_str(), &small),
            (of.text.as_str(), &fixed),
            (was, &small),
            (kept.map_or("", |r| r.text.as_str()), &text),
            (standing.state.word(), &open),
            (kept.map_or("", |r| r.note.as_str()), &open),
        ];
        for (column, (words, format)) in cells.into_iter().enumerate() {
            sheet.write_string_with_format(row, column as u16, cut(words), format)?;
        }
    }
    let last = texts.len() as u32;
    // Room for wordings of single questions.
    for row in last + 1..=last + 20 {
        for column in 0..COLUMNS.len() as u16 {
            let format = if u32::from(column) == TRANSLATION { &text } else { &open };
            sheet.write_blank(row, column, format)?;
        }
    }
    let states = ["same", DRAFT, "stale", "missing", "kept"];
    let rule = DataValidation::new().allow_list_strings(&states)?;
    sheet.add_data_validation(1, STATUS as u16, last + 20, STATUS as u16, &rule)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    sheet.autofilter(0, 0, last.max(1), COLUMNS.len() as u16 - 1)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// What a workbook that came back belongs to.
///
/// # Errors
/// It is no such workbook.
pub fn identity(book: &Book) -> Result<Identity, Diag> {
    let sheet = book.sheet(READ_ME).ok_or_else(|| {
        Diag::error(format!("this workbook has no sheet '{READ_ME}': it is no sheet of translations"))
            .at(Span::line(book.file.as_str(), 0))
            .hint("make one with dh export KEN/children --format translation --lang sw, and fill in that")
    })?;
    let mut found: HashMap<&str, String> = HashMap::new();
    for (name, _) in facts(&Identity::default()) {
        let at = sheet.cells().iter().find(|c| c.at.1 == 0 && c.text() == name).map(|c| (c.at.0, 1));
        let text = at.and_then(|at| sheet.cell(at)).map(super::workbook::read::Cell::text);
        let text = text.filter(|t| !t.is_empty()).ok_or_else(|| {
            Diag::error(format!("the sheet does not say its '{name}' any more"))
                .at(book.sheet_span(READ_ME))
                .hint("export the sheet again and copy the translations into it")
        })?;
        found.insert(name, text);
    }
    let mut take = |name: &str| found.remove(name).unwrap_or_default();
    Ok(Identity {
        address: take("questionnaire"),
        language: take("language"),
        source_language: take("translated from"),
        made: take("made on"),
    })
}

/// The rows that came back, and everything that is wrong with them, each with
/// its sheet and cell.
pub fn read(book: &Book) -> (Vec<Filled>, Vec<Diag>) {
    let Some(sheet) = book.sheet(STRINGS) else {
        let diags = vec![
            Diag::error(format!("this workbook has no sheet '{STRINGS}'"))
                .at(Span::line(book.file.as_str(), 0))
                .hint("export the sheet again and copy the translations into it"),
        ];
        return (Vec::new(), diags);
    };
    let mut diags: Vec<Diag> = Vec::new();
    for (column, (name, _)) in COLUMNS.iter().enumerate() {
        let at = (0, column as u32);
        let here = sheet.cell(at).map(super::workbook::read::Cell::text).unwrap_or_default();
        if here != *name {
            diags.push(
                Diag::error(format!("the column '{name}' is called '{here}' here"))
                    .at(book.span(STRINGS, at))
                    .hint("columns are neither moved nor renamed"),
            );
        }
    }
    if !diags.is_empty() {
        return (Vec::new(), diags);
    }
    let mut out: Vec<Filled> = Vec::new();
    let mut seen: HashMap<String, At> = HashMap::new();
    let rows = sheet.cells().last().map_or(0, |c| c.at.0);
    for row in 1..=rows {
        let mut cell = |column: u32| text_of(book, sheet, (row, column), &mut diags);
        let (key, source, text) = (cell(KEY), cell(SOURCE), cell(TRANSLATION));
        let (status, note) = (cell(STATUS).to_lowercase(), cell(NOTE));
        if [&key, &text, &note].iter().all(|t| t.is_empty()) {
            continue;
        }
        let at = |column: u32| book.span(STRINGS, (row, column));
        if key.is_empty() {
            diags.push(
                Diag::error("a translation without a key")
                    .at(at(KEY))
                    .hint("the key says which string it is, such as age or age.hint or online/yes"),
            );
            continue;
        }
        if let Some(first) = seen.insert(key.clone(), (row, KEY)) {
            diags.push(
                Diag::error(format!("'{key}' stands twice"))
                    .at(at(KEY))
                    .hint(format!("first in row {}; keep the one that stands", first.0 + 1)),
            );
            continue;
        }
        if !status.is_empty() && !TextState::ALL.iter().any(|s| s.word() == status) {
            diags.push(
                Diag::error(format!("'{status}' is no status"))
                    .at(at(STATUS))
                    .hint("valid here: same, draft"),
            );
        }
        for fault in faults(&source, &text).iter().filter(|_| !source.is_empty()) {
            let words = format!("'{key}': {}", fault.message);
            diags.push(fault.hinted(Diag::error(words).at(at(TRANSLATION))));
        }
        for fault in signs("", &note) {
            diags.push(fault.hinted(Diag::error(format!("'{key}': {}", fault.message)).at(at(NOTE))));
        }
        out.push(Filled { key, source, text, status, note, span: at(TRANSLATION) });
    }
    (out, diags)
}

/// The words of a cell; a complaint where it holds anything else.
fn text_of(book: &Book, sheet: &Sheet, at: At, diags: &mut Vec<Diag>) -> String {
    let Some(cell) = sheet.cell(at) else { return String::new() };
    let wrong = |what: &str, hint: &str| Diag::error(what).at(book.span(STRINGS, at)).hint(hint);
    if cell.formula.is_some() {
        diags.push(wrong("a formula stands here", "write the text itself: formulas are not taken in"));
        return String::new();
    }
    match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Empty => String::new(),
        Value::Date(_) => {
            diags.push(wrong(
                "a date stands here",
                "the spreadsheet took the text for a date: format the cell as text and write it again",
            ));
            String::new()
        }
        Value::Truth(_) | Value::Error(_) => {
            diags.push(wrong("this cell holds no text", "format the cell as text and write it again"));
            String::new()
        }
    }
}
