//! Workbooks as a person or a program changes them: cells, formats, sheets, in
//! the parts of the archive.

use std::io::{Cursor, Read, Write};
use std::path::Path;

/// What is put into a cell.
#[derive(Debug, Clone)]
pub enum Put<'a> {
    Nothing,
    Number(f64),
    /// A number under this format.
    Formatted(f64, &'a str),
    /// A number under a format that every workbook has, by its number.
    Styled(f64, u32),
    Text(&'a str),
    Formula(&'a str, f64),
    Truth(bool),
    Error(&'a str),
}

const STYLES: &str = "xl/styles.xml";

/// A workbook, unpacked.
#[derive(Clone)]
pub struct Book {
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Book {
    pub fn open(path: &Path) -> Book {
        Book::of(&std::fs::read(path).expect("a workbook"))
    }

    pub fn of(bytes: &[u8]) -> Book {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let parts = (0..archive.len()).map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a part");
            (part.name().expect("a name").to_string(), bytes)
        });
        Book { parts: parts.collect() }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
            zip.write_all(bytes).expect("a part");
        }
        zip.finish().expect("an archive").into_inner()
    }

    pub fn save(&self, path: &Path) {
        std::fs::write(path, self.bytes()).expect("written");
    }

    pub fn text(&self, part: &str) -> String {
        let found =
            self.parts.iter().find(|(name, _)| name == part).unwrap_or_else(|| panic!("no part {part}"));
        String::from_utf8(found.1.clone()).expect("text")
    }

    pub fn replace(&mut self, part: &str, text: String) {
        let found = self.parts.iter_mut().find(|(name, _)| name == part).expect("the part");
        found.1 = text.into_bytes();
    }

    pub fn add(&mut self, part: &str, bytes: &[u8]) {
        self.parts.push((part.to_string(), bytes.to_vec()));
    }

    /// The part of a sheet; sheets are numbered in their order.
    pub fn part(&self, sheet: &str) -> String {
        let book = self.text("xl/workbook.xml");
        let names: Vec<&str> = book.split("<sheet ").skip(1).filter_map(|s| attribute(s, "name")).collect();
        let at =
            names.iter().position(|n| *n == sheet).unwrap_or_else(|| panic!("no sheet {sheet} in {names:?}"));
        format!("xl/worksheets/sheet{}.xml", at + 1)
    }

    pub fn put(&mut self, sheet: &str, cell: &str, put: &Put<'_>) {
        let part = self.part(sheet);
        let text = self.text(&part);
        let begin = format!("<c r=\"{cell}\"");
        let (from, to, own) = match text.find(&begin) {
            Some(from) => {
                let head = from + text[from..].find('>').expect("a tag") + 1;
                let end = if text[..head].ends_with("/>") {
                    head
                } else {
                    from + text[from..].find("</c>").expect("an end") + 4
                };
                (from, end, attribute(&text[from..head], "s").unwrap_or("0").to_string())
            }
            None => {
                let row: String = cell.chars().filter(char::is_ascii_digit).collect();
                // Cells of a row stand in order; a new one goes to its end.
                let place = text
                    .find(&format!("<row r=\"{row}\""))
                    .map(|at| at + text[at..].find("</row>").unwrap_or_else(|| panic!("row {row} is empty")));
                let place = place.unwrap_or_else(|| {
                    panic!("{sheet} has no row {row}");
                });
                (place, place, "0".to_string())
            }
        };
        let style = match put {
            Put::Formatted(_, format) => {
                let id = self.number_format(format);
                self.style(&own, id)
            }
            Put::Styled(_, id) => self.style(&own, *id),
            _ => own,
        };
        let head = format!("{begin} s=\"{style}\"");
        let new = match put {
            Put::Nothing => format!("{head}/>"),
            Put::Number(n) | Put::Formatted(n, _) | Put::Styled(n, _) => format!("{head}><v>{n}</v></c>"),
            Put::Text(t) => format!("{head} t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(t)),
            Put::Formula(f, n) => format!("{head}><f>{}</f><v>{n}</v></c>", escaped(f)),
            Put::Truth(t) => format!("{head} t=\"b\"><v>{}</v></c>", u8::from(*t)),
            Put::Error(e) => format!("{head} t=\"e\"><v>{e}</v></c>"),
        };
        self.replace(&part, format!("{}{new}{}", &text[..from], &text[to..]));
    }

    /// A number format of the workbook's own.
    fn number_format(&mut self, format: &str) -> u32 {
        let text = self.text(STYLES);
        let id = 200 + text.matches("<numFmt ").count() as u32;
        let number = format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escaped(format));
        let text = if text.contains("</numFmts>") {
            text.replacen("</numFmts>", &format!("{number}</numFmts>"), 1)
        } else {
            text.replacen("<fonts", &format!("<numFmts count=\"1\">{number}</numFmts><fonts"), 1)
        };
        self.replace(STYLES, text);
        id
    }

    /// The style `own` with another number format.
    fn style(&mut self, own: &str, id: u32) -> String {
        let mut text = self.text(STYLES);
        let from = text.find("<cellXfs").expect("styles");
        let to = from + text[from..].find("</cellXfs>").expect("styles");
        let all: Vec<String> = text[from..to].split("<xf ").skip(1).map(|x| format!("<xf {x}")).collect();
        let base = &all[own.parse::<usize>().expect("a style")];
        let old = attribute(base, "numFmtId").expect("a format").to_string();
        let new = base.replacen(&format!("numFmtId=\"{old}\""), &format!("numFmtId=\"{id}\""), 1);
        let new = if new.contains("applyNumberFormat") {
            new
        } else {
            new.replacen("<xf ", "<xf applyNumberFormat=\"1\" ", 1)
        };
        text.insert_str(to, &new);
        self.replace(STYLES, text);
        all.len().to_string()
    }

    pub fn merge(&mut self, sheet: &str, region: &str) {
        let part = self.part(sheet);
        let new = format!("<mergeCells count=\"1\"><mergeCell ref=\"{region}\"/></mergeCells>");
        let text = self.text(&part);
        // After the protection of the sheet, before what is validated.
        let at = text.find("<dataValidations").or_else(|| text.find("<pageMargins")).expect("a place");
        self.replace(&part, format!("{}{new}{}", &text[..at], &text[at..]));
    }

    pub fn hide(&mut self, sheet: &str) {
        let text = self.text("xl/workbook.xml");
        let name = format!("<sheet name=\"{sheet}\"");
        assert!(text.contains(&name), "{text}");
        self.replace("xl/workbook.xml", text.replacen(&name, &format!("{name} state=\"hidden\""), 1));
    }
}

/// The value of an attribute of the first tag in `text`.
fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let tag = &text[..text.find('>').unwrap_or(text.len())];
    let from =
        tag.find(&format!("{name}=\"")).filter(|at| *at == 0 || tag[..*at].ends_with(' '))? + name.len() + 2;
    tag[from..].split('"').next()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
