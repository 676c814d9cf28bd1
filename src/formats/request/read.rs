//! A form that was filled in, read back: what stands in it, or a complaint at
//! the cell for everything that is not as it was asked.

use std::collections::HashMap;

use super::additive::Sums;
use super::layout::{CODES, Identity, Layout, METADATA, Page, READ_ME, Slot, states};
use crate::base::clock;
use crate::base::diag::did_you_mean;
use crate::base::number::grouped;
use crate::base::{Diag, Diags, Span};
use crate::formats::workbook::cell::{At, Shown, address};
use crate::formats::workbook::read::{Book, Cell, Sheet, Value};
use crate::model::{
    AS_OF, AnswerKind, AskedSeries, BREAKS, CHILD_AGE, FormField, MetaField, RECORDED, RequestForm, STATES,
    UNKNOWN, is_no_answer, stated_breaks, visible,
};

/// What a provider filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    pub counts: Vec<FilledCount>,
    /// Series, field, what is stated; in the order of the form.
    pub stated: Vec<(String, String, String)>,
}

/// One count, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledCount {
    pub series: String,
    pub year: i32,
    /// Dimension → code; totals are left out.
    pub at: Vec<(String, String)>,
    pub value: Option<f64>,
    /// Empty where there is a value.
    pub state: String,
    pub as_of: String,
}

/// Reads the filled-in `form` from a workbook. `counted_in` is what the method
/// knows one count of a series to be, where it knows.
///
/// # Errors
/// Everything that is wrong, each with its sheet and cell.
pub fn read(
    book: &Book,
    form: &RequestForm,
    identity: &Identity,
    counted_in: &dyn Fn(&str) -> Option<String>,
) -> Result<Filled, Vec<Diag>> {
    let layout = Layout::of(form, identity);
    let mut diags = Diags::new();
    for sheet in &book.sheets {
        if !layout.pages.iter().any(|p| p.name == sheet.name) {
            diags.push(
                Diag::error(format!("the form has no sheet '{}'", sheet.name))
                    .at(book.sheet_span(&sheet.name))
                    .hint("delete it; what does not stand in the form is not taken in"),
            );
        }
    }
    let mut filled = Filled { counts: Vec::new(), stated: Vec::new() };
    // Metadata first: counts are held against the day they are of.
    let mut as_of = vec![String::new(); form.series.len()];
    let order = |page: &&Page| usize::from(page.name != METADATA);
    let mut pages: Vec<&Page> = layout.pages.iter().collect();
    pages.sort_by_key(order);
    for page in pages {
        let Some(sheet) = book.sheet(&page.name) else {
            diags.push(
                Diag::error(format!("the sheet '{}' is missing", page.name))
                    .at(Span::line(book.file.as_str(), 0))
                    .hint("copy what was filled in to an empty form"),
            );
            continue;
        };
        let reader = Reader { book, form, page, sheet };
        if !reader.is_sound(&mut diags) {
            continue;
        }
        match page.name.as_str() {
            READ_ME | CODES => {}
            METADATA => reader.stated(&mut filled, &mut as_of, counted_in, &mut diags),
            _ => reader.counts(&mut filled, &as_of, &mut diags),
        }
    }
    if diags.has_errors() { Err(diags.into_iter().collect()) } else { Ok(filled) }
}

/// One sheet beside what it should be.
struct Reader<'a> {
    book: &'a Book,
    form: &'a RequestForm,
    page: &'a Page,
    sheet: &'a Sheet,
}

impl Reader<'_> {
    fn wrong(&self, at: At, message: impl Into<String>) -> Diag {
        Diag::error(message).at(self.book.span(&self.page.name, at))
    }

    /// Whether the sheet is the one that went out; complaints where not. A sheet
    /// that was rebuilt is not read any further.
    fn is_sound(&self, diags: &mut Diags) -> bool {
        if self.sheet.hidden {
            diags.push(
                Diag::error("this sheet is hidden")
                    .at(self.book.sheet_span(&self.page.name))
                    .hint("show it (right click on the sheets below) and look whether it is as it should be"),
            );
        }
        for (from, to) in &self.sheet.merged {
            diags.push(
                self.wrong(*from, format!("the cells {} to {} are merged", address(*from), address(*to)))
                    .hint("split them: each count stands in a cell of its own"),
            );
        }
        self.unseen(diags);
        let found = |at: At| self.sheet.cell(at).map(Cell::text).unwrap_or_default();
        let fixed = self.page.slots.iter().filter_map(|(at, slot)| match slot {
            Slot::Fixed(_, text) if !same(&found(*at), text) => Some((*at, text)),
            _ => None,
        });
        let changed: Vec<(At, &String)> = fixed.collect();
        const REBUILT: usize = 12;
        if let [(first, text), .., (last, _)] = changed.as_slice()
            && changed.len() > REBUILT
        {
            diags.push(
                self.wrong(
                    *first,
                    format!(
                        "{} of the form's own texts, from here to {}, are not where they were; \"{}\" stood here",
                        changed.len(),
                        address(*last),
                        clip(text)
                    ),
                )
                .hint("rows or columns were added, moved or taken out: copy what was filled in to an empty form"),
            );
            return false;
        }
        for (at, text) in changed {
            let found = found(at);
            let diag = match (found.is_empty(), self.is_unit(at)) {
                (false, true) => self
                    .wrong(at, format!("counted in {}, and the form asks for {text}", clip(&found)))
                    .hint("a series has one unit: counts of something else belong to another series"),
                (true, _) => self.wrong(at, format!("\"{}\" was deleted here", clip(text))),
                (false, _) => {
                    self.wrong(at, format!("\"{}\" was changed to \"{}\"", clip(text), clip(&found)))
                }
            };
            diags.push(
                diag.hint("the form's own texts stay as they are; copy what was filled in to an empty form"),
            );
        }
        let slots: HashMap<At, &Slot> = self.page.slots.iter().map(|(at, slot)| (*at, slot)).collect();
        for cell in self.sheet.cells() {
            match slots.get(&cell.at) {
                Some(Slot::Fixed(..)) => {}
                Some(_) => self.formula(cell, diags),
                None => diags.push(
                    // What it is may be somebody's name, and is not repeated.
                    self.wrong(cell.at, "nothing is asked here, and something stands here")
                        .hint("empty the cell; names and details of cases never belong into the form"),
                ),
            }
        }
        true
    }

    /// Complains of rows and columns of the form that are not shown: what stands
    /// in them, nobody looked at.
    fn unseen(&self, diags: &mut Diags) {
        let letters = |column: u32| address((0, column)).trim_end_matches('1').to_string();
        let mut complain = |at: At, what: String| {
            diags.push(
                self.wrong(at, format!("{what} not shown"))
                    .hint("show what is hidden (select what is beside it, right click, Unhide), and look whether it is as it should be"),
            );
        };
        for (first, last) in &self.sheet.unseen.rows {
            let within = |at: &&At| (*first..=*last).contains(&at.0);
            let Some(at) = self.page.slots.iter().map(|(at, _)| at).find(within) else { continue };
            complain(
                *at,
                match first == last {
                    true => format!("row {} is", first + 1),
                    false => format!("rows {} to {} are", first + 1, last.saturating_add(1)),
                },
            );
        }
        for (first, last) in &self.sheet.unseen.columns {
            let within = |at: &&At| (*first..=*last).contains(&at.1);
            let Some(at) = self.page.slots.iter().map(|(at, _)| at).find(within) else { continue };
            complain(
                *at,
                match first == last {
                    true => format!("column {} is", letters(*first)),
                    false => format!("columns {} to {} are", letters(*first), letters(*last)),
                },
            );
        }
    }

    /// Whether a cell lies in a merged region, which was complained of.
    fn is_merged(&self, at: At) -> bool {
        let within = |from: u32, x: u32, to: u32| (from..=to).contains(&x);
        self.sheet.merged.iter().any(|(a, b)| within(a.0, at.0, b.0) && within(a.1, at.1, b.1))
    }

    /// Whether the cell says what a sheet of counts is counted in.
    fn is_unit(&self, at: At) -> bool {
        at == (1, 1) && ![READ_ME, METADATA, CODES].contains(&self.page.name.as_str())
    }

    fn formula(&self, cell: &Cell, diags: &mut Diags) {
        if let Some(formula) = &cell.formula {
            let shown = if formula.is_empty() { String::new() } else { format!(" (={})", clip(formula)) };
            diags.push(
                self.wrong(cell.at, format!("a formula stands here{shown}"))
                    .hint("write the number itself: copy it, then paste it as a value"),
            );
        }
    }

    fn stated(
        &self,
        filled: &mut Filled,
        as_of: &mut [String],
        counted_in: &dyn Fn(&str) -> Option<String>,
        diags: &mut Diags,
    ) {
        // Series by series, so that what is stated of one stands together.
        let slots = self.page.slots.iter().filter_map(|(at, slot)| match slot {
            Slot::Stated { series, field } => Some((*series, *field, *at)),
            _ => None,
        });
        let mut slots: Vec<(usize, usize, At)> = slots.collect();
        slots.sort_unstable();
        // A column that was left alone is one complaint, not one a question.
        let empty = |at: &At| self.sheet.cell(*at).is_none_or(|c| c.text().is_empty());
        slots.retain(|(series, field, at)| {
            let all = self.page.slots.iter().filter_map(|(at, slot)| match slot {
                Slot::Stated { series: s, .. } if s == series => Some(at),
                _ => None,
            });
            let blank = self.form.fields.len() > 1 && all.clone().all(empty);
            if blank && *field == 0 {
                let id = &self.form.series[*series].id;
                diags.push(
                    self.wrong(*at, format!("nothing is stated about '{id}' ({} questions)", all.count()))
                        .hint(format!(
                            "what is not known is written as {UNKNOWN}; an empty cell says nothing"
                        )),
                );
            }
            !blank
        });
        for (series, field, at) in slots {
            let (asked, field) = (&self.form.series[series], &self.form.fields[field]);
            let text = match self.answer(field, at) {
                Ok(text) => text,
                Err(diag) => {
                    diags.push(*diag);
                    continue;
                }
            };
            if field.id == AS_OF && text != UNKNOWN {
                as_of[series].clone_from(&text);
            }
            if field.id == "unit_of_count"
                && text != UNKNOWN
                && let Some(known) = counted_in(&asked.id).filter(|known| *known != text)
            {
                diags.push(
                    self.wrong(at, format!("'{}' counts {known}s, and this says {text}s", asked.id)).hint(
                        "a series has one unit of count; counts of something else belong to another series",
                    ),
                );
            }
            if field.id == "iccs_match" && text == UNKNOWN {
                let stated =
                    |(s, f, t): &(String, String, String)| s == &asked.id && f == "iccs" && t != UNKNOWN;
                if filled.stated.iter().any(stated) {
                    diags.push(
                        self.wrong(
                            at,
                            "an ICCS code is given, and not how well the legal category matches it",
                        )
                        .hint("say how well it matches, or that the code is unknown"),
                    );
                }
            }
            filled.stated.push((asked.id.clone(), field.id.clone(), text));
        }
    }

    /// What is stated in one cell of the metadata.
    fn answer(&self, field: &FormField, at: At) -> Result<String, Box<Diag>> {
        let wrong = |message: String| self.wrong(at, message);
        let Some(cell) = self.sheet.cell(at).filter(|c| !c.text().is_empty()) else {
            return Err(Box::new(
                wrong(format!("'{}' is not answered", field.label))
                    .hint(format!("what is not known is written as {UNKNOWN}; an empty cell says nothing")),
            ));
        };
        if let Value::Error(error) = &cell.value {
            return Err(Box::new(wrong(format!("the cell holds the error {error}"))));
        }
        let text = visible(&cell.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.eq_ignore_ascii_case(UNKNOWN) {
            return Ok(UNKNOWN.into());
        }
        let free = field.options.is_empty() && field.answer == AnswerKind::Text && field.id != BREAKS;
        if text.is_empty() || (free && is_no_answer(&field.id, &text)) {
            let shown = if text.is_empty() { String::new() } else { format!("\"{}\": ", clip(&text)) };
            return Err(Box::new(
                wrong(format!("{shown}this says neither what is known nor that it is unknown"))
                    .hint(format!("'{}': write {UNKNOWN}, or what is known in words", field.label)),
            ));
        }
        if begins_like_a_formula(&text) && text.len() > 1 {
            return Err(Box::new(
                wrong("this text begins like a formula".into()).hint("begin it with a letter or a digit"),
            ));
        }
        if !field.options.is_empty() {
            let known = |o: &&(String, String)| same(&text, &o.1) || text.eq_ignore_ascii_case(&o.0);
            return match field.options.iter().find(known) {
                Some((id, _)) => Ok(id.clone()),
                None => {
                    let labels = || field.options.iter().map(|(_, label)| label.as_str());
                    let diag =
                        wrong(format!("\"{}\" is none of the answers to '{}'", clip(&text), field.label));
                    let near = did_you_mean(&text, labels()).map(|near| format!("did you mean \"{near}\"?"));
                    let all = if field.options.len() <= 12 {
                        format!("answers: {}", labels().collect::<Vec<_>>().join("; "))
                    } else {
                        format!("the sheet '{CODES}' lists the answers")
                    };
                    Err(Box::new(diag.maybe_hint(near).hint(all)))
                }
            };
        }
        match field.answer {
            AnswerKind::Text if text.to_lowercase().starts_with(UNKNOWN) => Err(Box::new(
                wrong(format!("\"{}\" reads as unknown and would be taken as known", clip(&text)))
                    .hint(format!("write {UNKNOWN} alone")),
            )),
            AnswerKind::Text if text.chars().count() > 1000 => Err(Box::new(
                wrong("this text is longer than 1,000 characters".into())
                    .hint("one or two sentences are enough"),
            )),
            AnswerKind::Text if field.id == BREAKS => match stated_breaks(&text) {
                Ok(_) => Ok(text),
                Err(part) => Err(Box::new(
                    wrong(format!("\"{}\" is not a year and what changed in it", clip(&part))).hint(format!(
                        "write each as a year, a colon and what changed, such as \"2021: a new law; 2023: attempts are counted too\"; or none, or {UNKNOWN}"
                    )),
                )),
            },
            AnswerKind::Text => Ok(text),
            AnswerKind::Number
                if field.id == MetaField::ChildAgeLimit.id()
                    && matches!(cell.value, Value::Number(age) if !CHILD_AGE.contains(&age)) =>
            {
                Err(Box::new(
                    wrong(format!("{} is no age below which a law speaks of a child", clip(&text))).hint(format!(
                        "'{}': write an age from {} to {}, or {UNKNOWN}",
                        field.label,
                        CHILD_AGE.start(),
                        CHILD_AGE.end()
                    )),
                ))
            }
            AnswerKind::Number => match cell.value {
                Value::Number(number) if number > 0.0 && number.fract() == 0.0 && number < 1e6 => Ok(text),
                _ => Err(Box::new(
                    wrong(format!("\"{}\" is no whole number", clip(&text)))
                        .hint(format!("'{}': write a number, or {UNKNOWN}", field.label)),
                )),
            },
            AnswerKind::Date => self.date(field, at, &text).map_err(Box::new),
        }
    }

    fn date(&self, field: &FormField, at: At, text: &str) -> Result<String, Diag> {
        if !clock::is_date(text) {
            return Err(self
                .wrong(at, format!("\"{}\" is no date", clip(text)))
                .hint(format!("'{}': write it as 2025-12-31, or {UNKNOWN}", field.label)));
        }
        let today = &clock::now()[..10];
        // A day is later in the east than the clock here says.
        if field.id == AS_OF && number_of(text) > number_of(today) + 1 {
            return Err(self
                .wrong(at, format!("{text} lies in the future"))
                .hint(format!("today is {today} by the clock of this computer")));
        }
        if let Some(first) = self.form.years.first().filter(|_| field.id == AS_OF)
            && text[..4].parse::<i32>().is_ok_and(|year| year < *first)
        {
            return Err(self
                .wrong(at, format!("{text} is before {first}, the first year that is asked for"))
                .hint("write the day of which the counts are"));
        }
        Ok(text.to_string())
    }

    fn counts(&self, filled: &mut Filled, as_of: &[String], diags: &mut Diags) {
        let mut cells: HashMap<(usize, usize), [At; 2]> = HashMap::new();
        let mut series = 0;
        for (at, slot) in &self.page.slots {
            match slot {
                Slot::Count { series: s, row, year } => {
                    series = *s;
                    cells.entry((*year, *row)).or_default()[0] = *at;
                }
                Slot::State { row, year, .. } => cells.entry((*year, *row)).or_default()[1] = *at,
                _ => {}
            }
        }
        if self.is_blank(diags) {
            return;
        }
        let asked = &self.form.series[series];
        let (rows, sums) = (asked.rows(), Sums::of(asked));
        // Counts of years that had not begun on the day they are of.
        let of = as_of[series].get(..4).and_then(|y| y.parse::<i32>().ok());
        let mut early: Vec<(At, i32)> = Vec::new();
        for (y, year) in self.form.years.iter().enumerate() {
            let mut counts = vec![None; rows.len()];
            let mut legible = true;
            for (r, row) in rows.iter().enumerate() {
                let [count, state] = cells[&(y, r)];
                let found = match self.pair(count, state) {
                    Ok(found) => found,
                    Err(wrong) => {
                        legible = false;
                        diags.extend(wrong);
                        continue;
                    }
                };
                if found.0.is_some() && of.is_some_and(|of| *year > of) {
                    early.push((count, *year));
                }
                counts[r] = found.0;
                filled.counts.push(FilledCount {
                    series: asked.id.clone(),
                    year: *year,
                    at: asked.at(row),
                    value: found.0,
                    state: found.1,
                    as_of: as_of[series].clone(),
                });
            }
            // Sums of cells that cannot be read would only repeat the complaint.
            if legible {
                for broken in sums.check(&counts) {
                    let name = row_name(asked, &rows[broken.row]);
                    let parts = made_of(&broken.parts, &counts, |row| cells[&(y, row)][0]);
                    diags.push(
                        self.wrong(
                            cells[&(y, broken.row)][0],
                            format!("{name}, {year}: {}{parts}", broken.message),
                        )
                        .hint("correct the number that is wrong; a part that was not recorded has a state, no zero"),
                    );
                }
            }
        }
        if let Some((at, year)) = early.first() {
            let many = grouped(early.len() as f64, 0);
            let counts = if early.len() == 1 { "1 count".to_string() } else { format!("{many} counts") };
            diags.push(
                self.wrong(
                    *at,
                    format!(
                        "the counts are of {}: {year} had not begun ({counts} from here on)",
                        as_of[series]
                    ),
                )
                .hint("write not available beside them, or correct the day on the sheet of metadata"),
            );
        }
    }

    /// One complaint for a sheet in which nothing was filled in.
    fn is_blank(&self, diags: &mut Diags) -> bool {
        let touched = self.page.slots.iter().any(|(at, slot)| {
            let text = self.sheet.cell(*at).map(Cell::text).unwrap_or_default();
            match slot {
                Slot::Count { .. } => !text.is_empty(),
                Slot::State { .. } => !text.is_empty() && text != RECORDED,
                _ => false,
            }
        });
        if touched {
            return false;
        }
        let first = self.page.slots.iter().find(|(_, slot)| matches!(slot, Slot::Count { .. }));
        let many = self.page.slots.iter().filter(|(_, slot)| matches!(slot, Slot::Count { .. })).count();
        if let Some((at, _)) = first {
            diags.push(
                self.wrong(*at, format!("nothing was filled in on this sheet ({many} counts)"))
                    .hint("where there are no counts, choose not recorded or not available beside them"),
            );
        }
        true
    }

    /// A count and its state: a value, or why there is none.
    fn pair(&self, count: At, state: At) -> Result<(Option<f64>, String), Vec<Diag>> {
        let mut wrong = Vec::new();
        if self.is_merged(count) || self.is_merged(state) {
            return Err(wrong);
        }
        let cell = self.sheet.cell(count);
        let value = match cell.map(|c| self.number(c)) {
            None => None,
            Some(Ok(value)) => value,
            Some(Err(diag)) => {
                wrong.push(diag);
                None
            }
        };
        let word = self.sheet.cell(state).map(Cell::text).unwrap_or_default();
        let lower = word.to_lowercase();
        let known = STATES.iter().find(|(id, w)| same(&lower, w) || lower == *id);
        let recorded = lower == RECORDED;
        if !word.is_empty() && !recorded && known.is_none() {
            let near = did_you_mean(&word, states()).map(|near| format!("did you mean \"{near}\"?"));
            wrong.push(
                self.wrong(state, format!("\"{}\" is no state", clip(&word)))
                    .maybe_hint(near)
                    .hint(format!("valid here: {}", states().join(", "))),
            );
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        match (value, known) {
            (Some(value), None) if recorded => Ok((Some(value), String::new())),
            (Some(_), None) => Err(vec![
                self.wrong(state, "a count stands here without its state")
                    .hint(format!("choose {RECORDED}, or empty the count and say why there is none")),
            ]),
            (Some(value), Some((_, word))) => Err(vec![
                self.wrong(count, format!("{} stands here, and beside it \"{word}\"", grouped(value, 3)))
                    .hint(format!("choose {RECORDED}, or empty the count")),
            ]),
            (None, Some((id, _))) => Ok((None, (*id).to_string())),
            (None, None) => {
                Err(vec![self.wrong(count, "there is no count, and not why").hint(
                    "write 0 where none were recorded; otherwise choose not recorded or not available",
                )])
            }
        }
    }

    /// A count as a number; none where a formula gave nothing.
    fn number(&self, cell: &Cell) -> Result<Option<f64>, Diag> {
        let no = |message: String, hint: &str| Err(self.wrong(cell.at, message).hint(hint));
        let number = match &cell.value {
            Value::Number(number) => *number,
            Value::Empty => return Ok(None),
            Value::Text(text) => {
                let digits: String =
                    text.chars().filter(|c| !c.is_whitespace() && !",.'".contains(*c)).collect();
                return if text.ends_with('%') {
                    no(format!("\"{}\" is a percentage, no count", clip(text)), "write how many were counted")
                } else if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
                    no(
                        format!("\"{}\" is a text, no number", clip(text)),
                        "type the number again, without separators; the cell must not be formatted as text",
                    )
                } else {
                    no(
                        format!("\"{}\" is no number", clip(text)),
                        "write digits alone; what is not known has its word in the cell beside it",
                    )
                };
            }
            Value::Truth(_) => {
                return no(format!("{} is no count", cell.text()), "write how many were counted");
            }
            Value::Date(date) => {
                return no(
                    format!("{date} is a date, no count"),
                    "format the cell as a number and type the count again",
                );
            }
            Value::Error(error) => {
                return no(format!("the cell holds the error {error}"), "write the number itself");
            }
        };
        match &cell.shown {
            Shown::Percent => {
                return no(
                    format!("{} is shown as a percentage", grouped(number, 4)),
                    "write how many were counted, and format the cell as a number",
                );
            }
            Shown::WithUnit(unit) => {
                return no(
                    format!("the number is shown with \"{}\", another unit than the form's", clip(unit)),
                    "format the cell as a plain number, in the unit that stands above",
                );
            }
            Shown::Scaled => {
                return no(
                    "the number is shown in thousands or millions".into(),
                    "format the cell as a plain number; the count stands in it in full",
                );
            }
            Shown::Otherwise => {
                return no(
                    format!(
                        "the format of this cell shows {} as something else, or not at all",
                        grouped(number, 4)
                    ),
                    "format the cell as a plain number, and look whether it is the count",
                );
            }
            Shown::Plain => {}
        }
        if number < 0.0 {
            return no(
                format!("{} is negative", grouped(number, 3)),
                "a code for a missing count is written as a state: not recorded, not available",
            );
        }
        if number.fract() != 0.0 || number > 1e12 {
            return no(
                format!("{number} is no count"),
                "a count is a whole number; shares and rates are worked out later",
            );
        }
        Ok(Some(number))
    }
}

/// Whether a spreadsheet that opens a text file of ours would take the text for
/// a formula.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// The parts of a sum, each with its cell: `: C6 (3) + C9 (10)`.
fn made_of(parts: &[usize], counts: &[Option<f64>], cell: impl Fn(usize) -> At) -> String {
    const SHOWN: usize = 8;
    let held: Vec<(usize, f64)> =
        parts.iter().filter_map(|row| Some((*row, (*counts.get(*row)?)?))).collect();
    let shown: Vec<String> = held
        .iter()
        .take(SHOWN)
        .map(|(row, n)| format!("{} ({})", address(cell(*row)), grouped(*n, 0)))
        .collect();
    match held.len() {
        0 => String::new(),
        n if n > SHOWN => format!(": {} and {} more", shown.join(" + "), n - SHOWN),
        _ => format!(": {}", shown.join(" + ")),
    }
}

fn number_of(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date.get(range).and_then(|t| t.parse().ok()).unwrap_or(0);
    clock::days(i64::from(part(0..4)), part(5..7), part(8..10))
}

/// Texts are the same whatever spaces and line ends a program put in.
fn same(a: &str, b: &str) -> bool {
    a == b || a.split_whitespace().eq(b.split_whitespace())
}

fn row_name(series: &AskedSeries, row: &[Option<usize>]) -> String {
    if series.by.is_empty() {
        return "All".into();
    }
    let each = series.by.iter().zip(row);
    each.map(|(d, code)| code.map_or("All", |c| d.codes[c].label.as_str())).collect::<Vec<_>>().join(", ")
}

/// A text as complaints quote it.
fn clip(text: &str) -> String {
    const ROOM: usize = 60;
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() <= ROOM { text } else { text.chars().take(ROOM - 1).chain(['…']).collect() }
}
