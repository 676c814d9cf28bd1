//! How a CSV file begins: whether it is one at all, and its header row. Shared
//! by everything that reads CSV of any size.

use std::fs::File;
use std::path::Path;

use crate::base::{Diag, Span, fs};

/// What a file is read for, as complaints say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Records on their way into the store.
    Import,
    /// A data file that stays where it is.
    Read,
}

impl Use {
    fn verb(self) -> &'static str {
        match self {
            Use::Import => "import",
            Use::Read => "read",
        }
    }

    /// What a failure left undone, where that is worth a sentence.
    pub(super) fn nothing(self) -> Option<String> {
        (self == Use::Import).then(|| "nothing was imported".to_string())
    }
}

/// No questionnaire asks more.
const MOST_COLUMNS: usize = 20_000;

/// Opens a plain file that is not empty; its size in bytes.
pub(super) fn open(path: &Path, why: Use) -> Result<(File, u64), Diag> {
    let name = path.display().to_string();
    let place = || Span::line(name.as_str(), 0);
    let fail = |e: &std::io::Error| Diag::error(format!("cannot read: {}", fs::reason(e))).at(place());
    let meta = std::fs::metadata(path).map_err(|e| fail(&e))?;
    if !meta.is_file() {
        return Err(Diag::error("this is no plain file").at(place()));
    }
    if meta.len() == 0 {
        return Err(Diag::error("the file is empty").at(place()).maybe_hint(why.nothing()));
    }
    Ok((File::open(path).map_err(|e| fail(&e))?, meta.len()))
}

/// A file that begins like no CSV: what it is, and what to do about it.
pub(super) fn foreign(head: &[u8], file: &str, why: Use) -> Result<(), Diag> {
    const CSV: &str = "CSV UTF-8 (comma delimited)";
    let known: [(&[u8], &str, &str); 7] = [
        (b"PK\x03\x04", "a zip archive or an Excel workbook", CSV),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook", CSV),
        (b"<stata_dta>", "a Stata file", "CSV"),
        (b"$FL2", "an SPSS file", "CSV"),
        (b"%PDF", "a PDF", CSV),
        (b"\xff\xfe", "text in UTF-16", ""),
        (b"\xfe\xff", "text in UTF-16", ""),
    ];
    let Some((_, what, save)) = known.iter().find(|(mark, ..)| head.starts_with(mark)) else {
        return Ok(());
    };
    let hint = match *save {
        "" => "save it as CSV UTF-8".to_string(),
        _ if why == Use::Read && what.contains("Stata") => "give it a name that ends in .dta".to_string(),
        _ if why == Use::Read && what.contains("zip") => {
            "give a workbook a name that ends in .xlsx".to_string()
        }
        save => format!("save it as {save} and {} that", why.verb()),
    };
    Err(Diag::error(format!("this is {what}, not CSV")).at(Span::line(file, 0)).hint(hint))
}

/// The names of the columns in a header row.
pub(super) fn columns(header: &::csv::ByteRecord, file: &str) -> Result<Vec<String>, Diag> {
    let line = || Span::line(file, 1);
    if header.len() > MOST_COLUMNS {
        return Err(Diag::error(format!("the header has {} columns", header.len()))
            .at(line())
            .hint(format!("no questionnaire has more than {MOST_COLUMNS}: is it the right file?")));
    }
    let mut columns = Vec::with_capacity(header.len());
    for cell in header {
        if cell.contains(&0) {
            return Err(Diag::error("this is no text").at(line()).hint("save the file as CSV UTF-8"));
        }
        let text = std::str::from_utf8(cell).map_err(|_| {
            Diag::error("the header row is not UTF-8 text").at(line()).hint("save the file as CSV UTF-8")
        })?;
        columns.push(text.trim().to_string());
    }
    if let [one] = columns.as_slice()
        && let Some(separator) = [(';', "semicolons"), ('\t', "tabs")].iter().find(|(c, _)| one.contains(*c))
    {
        return Err(Diag::error(format!("cells are separated by {}", separator.1))
            .at(line())
            .hint("save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'"));
    }
    Ok(columns)
}
