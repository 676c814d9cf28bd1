//! Submissions as ODK's programs write them: an XML file a record. Groups are
//! passed through, so that a value is known by its own name.
//!
//! A node that is not relevant is absent and one without an answer is empty;
//! both are empty cells here, and the replay of the route tells them apart.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::Names;
use super::archive;
use super::table::{Row, Table};
use crate::base::{Diag, Interrupt, Span, fs};

/// A submission holds answers and no media.
const LARGEST: u64 = 16 << 20;
/// Groups in groups.
const DEEPEST: usize = 64;

/// Where submissions lie.
#[derive(Clone)]
enum Home {
    Files(Vec<PathBuf>),
    Archive(PathBuf, Vec<usize>),
}

/// Which rows of a submission are meant.
#[derive(Clone)]
enum Rows {
    Whole,
    /// One for each row of a roster.
    Of(String),
}

/// Submissions, a row each; or rows of a roster in all of them.
pub struct Submissions {
    home: Home,
    rows: Rows,
    header: Vec<String>,
    /// The column of a name.
    places: HashMap<String, usize>,
    rosters: Vec<String>,
    /// The names of submissions in an archive, for complaints.
    shown: Vec<String>,
    interrupt: Interrupt,
}

/// Columns that every submission has: who it is, what form it answers.
pub const KEY: &str = "KEY";
pub const VERSION: &str = "FormVersion";
pub const FORM: &str = "form_id";
/// Filled where a submission cannot be read as it is.
pub const STATUS: &str = "Status";
pub const PARENT: &str = "PARENT_KEY";

/// The place of a name that is known and left out.
const OWN: usize = usize::MAX;

impl Submissions {
    /// One submission.
    pub fn file(path: &Path, names: &Names) -> Result<Submissions, Diag> {
        Submissions::of(Home::Files(vec![path.to_path_buf()]), Rows::Whole, names, &Interrupt::default())
    }

    /// Many.
    pub fn files(files: Vec<PathBuf>, names: &Names, interrupt: &Interrupt) -> Result<Submissions, Diag> {
        Submissions::of(Home::Files(files), Rows::Whole, names, interrupt)
    }

    /// Parts of an archive.
    pub fn archive(
        path: &Path,
        parts: Vec<usize>,
        names: &Names,
        interrupt: &Interrupt,
    ) -> Result<Submissions, Diag> {
        Submissions::of(Home::Archive(path.to_path_buf(), parts), Rows::Whole, names, interrupt)
    }

    /// The rows of each roster.
    pub fn rosters(&self, names: &Names) -> Vec<(String, Box<dyn Table>)> {
        let of = |roster: &String| {
            let mut header: Vec<String> = [PARENT, KEY].map(String::from).into();
            header.extend(names.rosters.iter().filter(|(r, _)| r == roster).flat_map(|(_, n)| n.clone()));
            Submissions::with(
                self.home.clone(),
                Rows::Of(roster.clone()),
                header,
                self.rosters.clone(),
                &names.own,
                &self.interrupt,
            )
        };
        let each = names.rosters.iter().map(|(r, _)| (r.clone(), Box::new(of(r)) as Box<dyn Table>));
        each.collect()
    }

    fn of(home: Home, rows: Rows, names: &Names, interrupt: &Interrupt) -> Result<Submissions, Diag> {
        let mut header: Vec<String> = [KEY, VERSION, FORM, STATUS].map(String::from).into();
        header.extend(names.values.iter().cloned());
        let rosters = names.rosters.iter().map(|(r, _)| r.clone()).collect();
        let mut submissions = Submissions::with(home, rows, header, rosters, &names.own, interrupt);
        // What the first one has, all have.
        let mut text = Vec::new();
        let home = submissions.home.clone();
        match &home {
            Home::Files(files) => {
                if !files.is_empty() {
                    submissions.text_of(0, &home, &mut None, &mut text)?;
                }
            }
            Home::Archive(path, _) => {
                let mut archive = Some(archive::read(path)?);
                submissions.text_of(0, &home, &mut archive, &mut text)?;
            }
        }
        let has = |name: &&String| {
            ["<", ":"].iter().any(|before| {
                [">", "/>", " "].iter().any(|after| {
                    memchr::memmem::find(&text, format!("{before}{name}{after}").as_bytes()).is_some()
                })
            })
        };
        for name in names.optional.iter() {
            if !has(&name) {
                // Known, should a later one have it.
                submissions.places.entry(name.clone()).or_insert(OWN);
                continue;
            }
            submissions.places.insert(name.clone(), submissions.header.len());
            submissions.header.push(name.clone());
        }
        Ok(submissions)
    }

    fn with(
        home: Home,
        rows: Rows,
        header: Vec<String>,
        rosters: Vec<String>,
        own: &[String],
        interrupt: &Interrupt,
    ) -> Submissions {
        let mut places = HashMap::new();
        for (at, name) in header.iter().enumerate() {
            places.entry(name.clone()).or_insert(at);
        }
        for name in own {
            places.entry(name.clone()).or_insert(OWN);
        }
        Submissions { home, rows, header, places, rosters, shown: Vec::new(), interrupt: interrupt.clone() }
    }

    /// Reads one submission and passes its rows on.
    fn one(
        &self,
        number: u64,
        text: &[u8],
        arena: &mut Arena,
        see: &mut dyn FnMut(&ByteRecord) -> Result<(), Diag>,
    ) -> Result<(), Diag> {
        let at = |line: usize| Span::line(self.shown_of(number), u32::try_from(line).unwrap_or(0));
        let broken = |what: String, position: u64| {
            let upto = &text[..(position as usize).min(text.len())];
            Diag::error(what)
                .at(at(memchr::memchr_iter(b'\n', upto).count() + 1))
                .hint("export the submission again; nothing was imported")
        };
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let text = std::str::from_utf8(text)
            .map_err(|e| broken("this submission is not UTF-8 text".into(), e.valid_up_to() as u64))?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        arena.begin(self.header.len());
        let mut depth = 0usize;
        // The name of the node that is open deepest, and whether it has others inside.
        let mut leaf = String::new();
        let mut is_leaf = false;
        let mut in_row: Option<(usize, usize)> = None;
        let mut row = 0usize;
        let mut root = false;
        let mut instance = String::new();
        let mut locked = false;
        loop {
            let event = reader
                .read_event()
                .map_err(|e| broken(format!("this is no whole submission: {e}"), reader.error_position()))?;
            match event {
                Event::Start(start) | Event::Empty(start) if depth == 0 && root => {
                    let _ = start;
                    return Err(broken(
                        "a second submission begins behind the first".into(),
                        reader.buffer_position(),
                    ));
                }
                Event::Start(start) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(broken(
                            "groups lie deeper in each other than any form's".into(),
                            reader.buffer_position(),
                        ));
                    }
                    let name = start.local_name();
                    let name: &str = name.as_ref();
                    if depth == 1 {
                        root = true;
                        locked = self.root(&start, arena);
                    } else if in_row.is_none() && self.rosters.iter().any(|r| r == name) {
                        let mine = matches!(&self.rows, Rows::Of(roster) if roster == name);
                        if mine {
                            row += 1;
                            arena.begin(self.header.len());
                        }
                        in_row = Some((depth, usize::from(mine)));
                    }
                    leaf.clear();
                    leaf.push_str(name);
                    arena.pending.clear();
                    is_leaf = true;
                }
                Event::Empty(start) => {
                    is_leaf = false;
                    if depth == 0 {
                        return Err(broken("this submission is empty".into(), reader.buffer_position()));
                    }
                    let name = start.local_name();
                    self.value(name.as_ref(), locked, in_row, arena, "")
                        .map_err(|what| broken(what, reader.buffer_position()))?;
                }
                Event::Text(piece) => {
                    if depth == 0 {
                        if !piece.as_ref().trim().is_empty() {
                            return Err(broken(
                                "there is text outside the submission".into(),
                                reader.buffer_position(),
                            ));
                        }
                    } else if is_leaf {
                        arena.pending.push_str(piece.as_ref());
                    }
                }
                Event::CData(piece) if is_leaf => arena.pending.push_str(piece.as_ref()),
                Event::GeneralRef(entity) if is_leaf => {
                    let known = entity.resolve_char_ref().ok().flatten().or(match entity.as_ref() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "apos" => Some('\''),
                        "quot" => Some('"'),
                        _ => None,
                    });
                    let Some(known) = known else {
                        return Err(broken(
                            "a submission refers to no text outside itself".into(),
                            reader.buffer_position(),
                        ));
                    };
                    arena.pending.push(known);
                }
                Event::End(_) => {
                    if is_leaf {
                        let name = std::mem::take(&mut leaf);
                        let text = std::mem::take(&mut arena.pending);
                        if name == "instanceID" && instance.is_empty() {
                            instance.push_str(text.trim());
                        }
                        self.value(&name, locked, in_row, arena, &text)
                            .map_err(|what| broken(what, reader.buffer_position()))?;
                        (leaf, arena.pending) = (name, text);
                    }
                    is_leaf = false;
                    if let Some((at, mine)) = in_row
                        && at == depth
                    {
                        in_row = None;
                        if mine == 1 {
                            arena.rows.push((row, arena.record()));
                        }
                    }
                    depth = depth.saturating_sub(1);
                }
                Event::DocType(_) => {
                    return Err(broken(
                        "a submission declares no document type".into(),
                        reader.buffer_position(),
                    ));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if depth > 0 || !root {
            return Err(broken("this submission ends before it is whole".into(), text.len() as u64));
        }
        match &self.rows {
            Rows::Whole => {
                arena.set(0, &instance);
                if locked {
                    arena.set(3, "not decrypted");
                }
                let record = arena.record();
                see(&record)
            }
            Rows::Of(_) => {
                let rows = std::mem::take(&mut arena.rows);
                for (n, record) in rows {
                    let mut cells = ByteRecord::new();
                    cells.push_field(instance.as_bytes());
                    cells.push_field(format!("{instance}/[{n}]").as_bytes());
                    record.iter().skip(2).for_each(|cell| cells.push_field(cell));
                    see(&cells)?;
                }
                Ok(())
            }
        }
    }

    /// What the outermost node says of the form; whether it is encrypted.
    fn root(&self, start: &quick_xml::events::BytesStart, arena: &mut Arena) -> bool {
        let mut locked = false;
        for attribute in start.attributes().flatten() {
            let value: &str = attribute.value.as_ref();
            match (attribute.key.as_ref(), &self.rows) {
                ("version", Rows::Whole) => arena.set(1, value),
                ("id", Rows::Whole) => arena.set(2, value),
                ("encrypted", _) => locked = value == "yes",
                _ => {}
            }
        }
        locked
    }

    /// A value in its column; what has no column is complained of where it holds
    /// something.
    fn value(
        &self,
        name: &str,
        locked: bool,
        in_row: Option<(usize, usize)>,
        arena: &mut Arena,
        text: &str,
    ) -> Result<(), String> {
        let wanted = match (&self.rows, in_row) {
            (Rows::Whole, None) => true,
            (Rows::Of(_), Some((_, mine))) => mine == 1,
            _ => false,
        };
        if !wanted || locked {
            return Ok(());
        }
        match self.places.get(name) {
            Some(place) if *place == OWN => Ok(()),
            Some(place) => {
                if arena.is_set(*place) && !text.is_empty() && *place > 3 {
                    return Err(format!("'{}' stands twice in this submission", printable(name)));
                }
                arena.set(*place, text);
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(format!("'{}' is nothing that this form asks", printable(name))),
        }
    }

    /// The bytes of one submission.
    fn text_of(
        &self,
        at: usize,
        home: &Home,
        archive: &mut Option<archive::Archive>,
        text: &mut Vec<u8>,
    ) -> Result<(), Diag> {
        let name = self.shown_of(at as u64 + 1);
        text.clear();
        let fail = |e: &std::io::Error| {
            Diag::error(format!("cannot read: {}", fs::reason(e))).at(Span::line(name.as_str(), 0))
        };
        match (home, archive) {
            (Home::Archive(_, parts), Some(archive)) => {
                let part = parts.get(at).copied().unwrap_or(0);
                let (part, _) = archive::part(archive, part, &name)?;
                part.take(LARGEST + 1).read_to_end(text).map_err(|e| fail(&e))?;
            }
            (Home::Files(files), _) => {
                let file = std::fs::File::open(&files[at]).map_err(|e| fail(&e))?;
                file.take(LARGEST + 1).read_to_end(text).map_err(|e| fail(&e))?;
            }
            _ => {}
        }
        if text.len() as u64 > LARGEST {
            return Err(Diag::error("a submission of more than 16 MB, which no interview is")
                .at(Span::line(name.as_str(), 0))
                .hint("nothing was imported"));
        }
        Ok(())
    }

    fn shown_of(&self, number: u64) -> String {
        let at = (number as usize).saturating_sub(1);
        match &self.home {
            Home::Files(files) => files.get(at).map_or(String::new(), |f| f.display().to_string()),
            Home::Archive(path, _) => {
                format!("{}#{}", path.display(), self.shown.get(at).map_or("", String::as_str))
            }
        }
    }
}

fn printable(name: &str) -> String {
    name.chars().take(60).filter(|c| !c.is_control()).collect()
}

/// The values of a row, one behind the other in one buffer.
#[derive(Default)]
struct Arena {
    bytes: Vec<u8>,
    places: Vec<(u32, u32)>,
    /// The text of the node that is open.
    pending: String,
    rows: Vec<(usize, ByteRecord)>,
}

impl Arena {
    fn begin(&mut self, columns: usize) {
        self.bytes.clear();
        self.places.clear();
        self.places.resize(columns, (0, 0));
    }

    fn set(&mut self, place: usize, text: &str) {
        let from = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.places[place] = (from, self.bytes.len() as u32);
    }

    fn is_set(&self, place: usize) -> bool {
        let (from, to) = self.places[place];
        to > from
    }

    fn record(&self) -> ByteRecord {
        let mut record = ByteRecord::with_capacity(self.bytes.len(), self.places.len());
        for (from, to) in &self.places {
            record.push_field(&self.bytes[*from as usize..*to as usize]);
        }
        record
    }
}

impl Table for Submissions {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let mut arena = Arena::default();
        let mut text = Vec::new();
        let home = self.home.clone();
        let (count, mut archive) = match &home {
            Home::Files(files) => (files.len(), None),
            Home::Archive(path, parts) => {
                let archive = archive::read(path)?;
                let name = |at: &usize| archive::name_of(&archive, *at);
                self.shown = parts.iter().map(name).collect();
                (parts.len(), Some(archive))
            }
        };
        for at in 0..count {
            if at % 256 == 0 && self.interrupt.is_set() {
                return Err(Diag::error("the import was stopped").hint("nothing was changed"));
            }
            let number = at as u64 + 1;
            self.text_of(at, &home, &mut archive, &mut text)?;
            let done = number as f64 / count as f64;
            self.one(number, &text, &mut arena, &mut |cells| see(Row { number, cells, done }))?;
        }
        Ok(())
    }

    fn span(&self, number: u32) -> Span {
        if number == 0 {
            return Span::line(
                match &self.home {
                    Home::Files(files) => files.first().map_or(String::new(), |f| f.display().to_string()),
                    Home::Archive(path, _) => path.display().to_string(),
                },
                0,
            );
        }
        Span::line(self.shown_of(u64::from(number)), 0)
    }
}
