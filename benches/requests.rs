//! A data request read back: `cargo bench --bench requests [CELLS]`. Makes a form
//! of 50,000 open cells, fills it in, reads and checks it. Never fails.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::formats::request::{Identity, read, write, years};
use dh::formats::workbook::read::of_bytes;
use dh::model::{AnswerKind, AskedCode, AskedDimension, AskedSeries, FormField, RequestForm, UNKNOWN};

fn dimension(id: &str, codes: usize) -> AskedDimension {
    let code = |n| AskedCode { code: format!("{id}{n}"), label: format!("{id} {n}"), parent: String::new() };
    AskedDimension { id: id.into(), label: id.into(), codes: (1..=codes).map(code).collect(), complete: true }
}

/// Five series of 500 rows and ten years: 25,000 counts, each with its state.
fn form(cells: usize) -> RequestForm {
    let series = |n: usize| AskedSeries {
        id: format!("series_{n}"),
        label: format!("Series {n}"),
        unit: "offences".into(),
        notes: Vec::new(),
        by: vec![dimension("area", 99), dimension("age", 4)],
    };
    RequestForm {
        country: "XEX".into(),
        country_name: "Exampleland".into(),
        path: "offence_data/police_data".into(),
        label: "Police statistics".into(),
        asked_of: "The police".into(),
        asked_by: "The institute".into(),
        version: "standard 1".into(),
        years: (2014..2024).collect(),
        read_me: vec!["Fill in the open cells.".into()],
        fields: vec![FormField {
            id: "completeness".into(),
            label: "Completeness".into(),
            hint: String::new(),
            answer: AnswerKind::Text,
            options: Vec::new(),
            other: Vec::new(),
            codes: String::new(),
        }],
        series: (1..=(cells / 10_000).max(1)).map(series).collect(),
    }
}

/// Every open cell of the counts becomes 0, every other one unknown. The sheet
/// of metadata stands after the `series` sheets of counts.
fn filled(book: &[u8], series: usize) -> Vec<u8> {
    let metadata = format!("xl/worksheets/sheet{}.xml", series + 2);
    let unknown = format!(" t=\"inlineStr\"><is><t>{UNKNOWN}</t></is></c>");
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("an archive");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        if name.starts_with("xl/worksheets/") {
            let fill = if name == metadata { &unknown } else { "><v>0</v></c>" };
            let is_open = |cell: &str| cell.split_once("/>").is_some_and(|(head, _)| !head.contains('>'));
            let cells = text.split("<c r=").map(|cell| match is_open(cell) {
                true => cell.replacen("/>", fill, 1),
                false => cell.to_string(),
            });
            text = cells.collect::<Vec<_>>().join("<c r=");
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("a part");
    }
    out.finish().expect("an archive").into_inner()
}

fn main() {
    let cells = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(50_000);
    let form = form(cells);
    let identity = Identity {
        request: form.path.clone(),
        country: form.country.clone(),
        years: years(&form),
        made: "2024-03-01".into(),
        form: form.snapshot().hash,
        plan: "-".into(),
    };
    let began = Instant::now();
    let book = write(&form, &identity).expect("a workbook");
    let wrote = began.elapsed();
    let bytes = filled(&book, form.series.len());
    let (mut best, mut counts) = (Duration::MAX, 0);
    for _ in 0..7 {
        let began = Instant::now();
        let book =
            of_bytes("form.xlsx", &bytes, &Interrupt::new()).unwrap_or_else(|d| panic!("{}", d.render()));
        let filled = read(&book, &form, &identity, &|_| None)
            .unwrap_or_else(|diags| panic!("{} complaints, first {}", diags.len(), diags[0].render()));
        best = best.min(began.elapsed());
        counts = filled.counts.len();
    }
    println!(
        "{} open cells ({counts} counts, {} KB): written in {} ms, read back and checked in {} ms",
        counts * 2,
        bytes.len() / 1024,
        wrote.as_millis(),
        best.as_millis()
    );
}
