//! What a provider is asked to fill in, as plain data: a data request of one
//! country with its series, codes and years, and the questions about how counts
//! are made. A form is a snapshot: what comes back is read against the form that
//! went out, however the scripts change meanwhile.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use crate::base::{Diag, Span};

use super::country::Country;
use super::instrument::InstrumentKind;
use super::method::Methodology;
use super::plan::{PlanSnapshot, PlannedInstrument};
use super::series::{MetaField, Observation, UNKNOWN};

/// How the method's data requests are filled in. Once in a methodology.
#[derive(Debug, Clone)]
pub struct RequestRules {
    pub id: String,
    pub label: String,
    pub version: String,
    /// Paragraphs for who fills it in, with placeholders.
    pub read_me: Vec<String>,
    pub fields: Vec<FormField>,
    pub confirm: String,
    pub span: Span,
}

/// A question about how a series is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// A field of `series_metadata`, or one of [`FormField::OWN`].
    pub id: String,
    pub label: String,
    pub hint: String,
    pub answer: AnswerKind,
    /// The answers there are, with what is shown; empty where any text is one.
    pub options: Vec<(String, String)>,
    /// Options that name no one thing, such as "something else": two of them are
    /// never known to be the same. They say how answers are read, and are no part
    /// of a form.
    pub other: Vec<String>,
    /// The dimension whose codes are the answers; empty where options are, and
    /// in a form, which holds the codes themselves.
    pub codes: String,
}

impl FormField {
    /// What a form asks beside the fields of `series_metadata`.
    pub const OWN: [&'static str; 3] = [AS_OF, BREAKS, "contact_office"];

    /// Whether `id` can be asked.
    pub fn is_known(id: &str) -> bool {
        FormField::OWN.contains(&id) || MetaField::ALL.iter().any(|f| f.id() == id)
    }
}

/// The field that says of which day a provider's counts are.
pub const AS_OF: &str = "as_of";

/// The field that says in which years law or counting changed.
pub const BREAKS: &str = "breaks";

/// Breaks as a provider writes them, `2021: new law; 2023: new system`: a year
/// and what changed in it. None where there are none, or where that is unknown.
///
/// # Errors
/// The part that is not a year and what changed in it.
pub fn stated_breaks(text: &str) -> Result<Vec<(String, String)>, String> {
    if ["none", "no", UNKNOWN].iter().any(|none| text.trim().eq_ignore_ascii_case(none)) {
        return Ok(Vec::new());
    }
    let mut breaks: Vec<(String, String)> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let year = part.split_once(':').map(|(year, what)| (year.trim(), what.trim()));
        let known = |(year, what): &(&str, &str)| {
            year.len() == 4
                && year.parse::<i32>().is_ok_and(|y| (1900..2200).contains(&y))
                && what.contains(char::is_alphanumeric)
        };
        // A year of which nothing is said is no part of what stands before it.
        let bare = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_bare = bare.len() == 4 && bare.parse::<u32>().is_ok();
        match (year.filter(known), breaks.last_mut()) {
            (Some((year, what)), _) => breaks.push((year.to_string(), what.to_string())),
            // A semicolon inside what changed.
            (None, Some((_, what))) if !is_bare => *what = format!("{what}; {part}"),
            (None, _) => return Err(part.to_string()),
        }
    }
    Ok(breaks)
}

/// What the answer to a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Text,
    Number,
    Date,
}

impl AnswerKind {
    pub const ALL: [AnswerKind; 3] = [AnswerKind::Text, AnswerKind::Number, AnswerKind::Date];

    pub fn word(self) -> &'static str {
        match self {
            AnswerKind::Text => "text",
            AnswerKind::Number => "number",
            AnswerKind::Date => "date",
        }
    }
}

/// Why a count may be missing, as files and forms write it.
pub const STATES: [(&str, &str); 2] = [("not_recorded", "not recorded"), ("not_available", "not available")];
/// The word beside a count that was made, a zero too.
pub const RECORDED: &str = "recorded";

/// A form as it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestForm {
    pub country: String,
    pub country_name: String,
    /// `offence_data/police_data`
    pub path: String,
    pub label: String,
    pub asked_of: String,
    pub asked_by: String,
    /// The rules it was made by, such as `standard 1`.
    pub version: String,
    pub years: Vec<i32>,
    pub read_me: Vec<String>,
    pub fields: Vec<FormField>,
    pub series: Vec<AskedSeries>,
}

/// A series that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedSeries {
    pub id: String,
    pub label: String,
    pub unit: String,
    /// What the provider should know: what it is not.
    pub notes: Vec<String>,
    pub by: Vec<AskedDimension>,
}

/// A dimension of a series with its codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedDimension {
    pub id: String,
    pub label: String,
    pub codes: Vec<AskedCode>,
    /// Whether the codes at the top together make the total.
    pub complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedCode {
    pub code: String,
    pub label: String,
    /// The code it is a part of; empty at the top.
    pub parent: String,
}

/// More rows in a sheet are not filled in by anybody.
const MOST_ROWS: usize = 5_000;
const MOST_CELLS: usize = 200_000;

impl AskedSeries {
    /// Every combination of the codes and the totals of its dimensions; `None`
    /// is the total. Totals stand after their parts.
    pub fn rows(&self) -> Vec<Vec<Option<usize>>> {
        let mut rows: Vec<Vec<Option<usize>>> = vec![Vec::new()];
        for dimension in &self.by {
            let each: Vec<Option<usize>> = (0..dimension.codes.len()).map(Some).chain([None]).collect();
            rows = rows
                .iter()
                .flat_map(|row| each.iter().map(|code| row.iter().copied().chain([*code]).collect()))
                .collect();
        }
        rows
    }

    /// A row as observations write it: dimension → code, totals left out.
    pub fn at(&self, row: &[Option<usize>]) -> Vec<(String, String)> {
        let each = self.by.iter().zip(row);
        each.filter_map(|(d, code)| Some((d.id.clone(), d.codes[(*code)?].code.clone()))).collect()
    }
}

impl RequestForm {
    /// The form of a data request of a country for `years`.
    ///
    /// # Errors
    /// The method does not say how requests are filled in; the instrument is no
    /// data request; a series did not exist in those years; the form would be
    /// larger than anybody fills in.
    pub fn of(
        methodology: &Methodology,
        country: &Country,
        planned: &PlannedInstrument,
        years: &[i32],
    ) -> Result<RequestForm, Vec<Diag>> {
        let instrument = &planned.instrument;
        if instrument.kind != InstrumentKind::DataRequest {
            return Err(vec![
                Diag::error(format!(
                    "'{}' is a {}, no data request",
                    instrument.path,
                    instrument.kind.word()
                ))
                .hint("a data request asks a provider for series of counts"),
            ]);
        }
        let Some(rules) = &methodology.request_rules else {
            return Err(vec![
                Diag::error("the method does not say how data requests are filled in")
                    .at(instrument.span.clone())
                    .hint("declare it once: request_form \"standard\" \"Form of data requests\" { … }"),
            ]);
        };
        let mut diags = Vec::new();
        let mut series = Vec::new();
        for item in planned.asked() {
            // A series that is not declared was complained of when scripts were read.
            let Some(asked) = methodology.series(&item.item.id) else { continue };
            if let (Some(since), Some(first)) = (asked.since, years.first())
                && *first < since
            {
                diags.push(
                    Diag::error(format!("'{}' is counted since {since}; {first} is asked for", asked.id))
                        .at(asked.span.clone())
                        .hint(format!("ask for years from {since} on")),
                );
            }
            let wanted = |id: &&String| instrument.by.as_ref().is_none_or(|by| by.contains(id));
            let by = asked.by.iter().filter(wanted).filter_map(|id| methodology.dimension(id));
            series.push(AskedSeries {
                id: asked.id.clone(),
                label: asked.label.clone(),
                unit: asked.unit.clone(),
                notes: asked.is_not.clone(),
                by: by
                    .map(|d| AskedDimension {
                        id: d.id.clone(),
                        label: d.label.clone(),
                        codes: d
                            .codes
                            .iter()
                            .map(|c| AskedCode {
                                code: c.code.clone(),
                                label: c.label.clone(),
                                parent: c.parent.clone(),
                            })
                            .collect(),
                        complete: d.complete,
                    })
                    .collect(),
            });
        }
        if series.is_empty() && diags.is_empty() {
            diags.push(
                Diag::error(format!("'{}' asks for no series in {}", instrument.path, country.name))
                    .at(instrument.span.clone()),
            );
        }
        let asks = methodology
            .activity(&instrument.activity)
            .and_then(|a| methodology.parts.iter().find(|p| p.id == a.part))
            .and_then(|p| methodology.organisations.iter().find(|o| o.id == p.led_by));
        let asked_by = asks.map_or(methodology.name.clone(), |o| o.name.clone());
        let url = asks.map_or("", |o| o.url.as_str());
        let span = match (years.first(), years.last()) {
            (Some(first), Some(last)) => format!("{first}–{last}"),
            _ => String::new(),
        };
        let fill = |text: &String| {
            let own = [
                ("{asked_of}", instrument.respondents.as_str()),
                ("{asked_by}", asked_by.as_str()),
                ("{request}", instrument.label.as_str()),
                ("{years}", span.as_str()),
            ];
            own.iter().fold(country.fill(text), |t, (name, value)| t.replace(name, value))
        };
        let form = RequestForm {
            country: country.code.clone(),
            country_name: country.name.clone(),
            path: instrument.path.clone(),
            label: instrument.label.clone(),
            asked_of: instrument.respondents.clone(),
            version: format!("{} {}", rules.id, rules.version),
            years: years.to_vec(),
            read_me: rules.read_me.iter().map(fill).collect(),
            fields: rules.fields.iter().map(|f| with_codes(methodology, f)).collect(),
            asked_by: if url.is_empty() { asked_by } else { format!("{asked_by} ({url})") },
            series,
        };
        for s in &form.series {
            let rows = s.by.iter().fold(1usize, |n, d| n.saturating_mul(d.codes.len() + 1));
            if rows > MOST_ROWS || rows.saturating_mul(years.len()) > MOST_CELLS {
                diags.push(
                    Diag::error(format!("'{}' would ask for {rows} rows of {} years", s.id, years.len()))
                        .at(instrument.span.clone())
                        .hint("ask for fewer years, or break the series down by fewer dimensions"),
                );
            }
        }
        if diags.is_empty() { Ok(form) } else { Err(diags) }
    }

    /// The form as canonical JSON with its hash.
    pub fn snapshot(&self) -> PlanSnapshot {
        let pairs =
            |list: &[(String, String)]| -> Vec<Value> { list.iter().map(|(a, b)| json!([a, b])).collect() };
        let series: Vec<Value> = self
            .series
            .iter()
            .map(|s| {
                let by: Vec<Value> =
                    s.by.iter()
                        .map(|d| {
                            let codes: Vec<Value> =
                                d.codes.iter().map(|c| json!([c.code, c.label, c.parent])).collect();
                            json!({"id": d.id, "label": d.label, "codes": codes, "complete": d.complete})
                        })
                        .collect();
                json!({"id": s.id, "label": s.label, "unit": s.unit, "notes": s.notes, "by": by})
            })
            .collect();
        let fields: Vec<Value> = self
            .fields
            .iter()
            .map(|f| {
                json!({"id": f.id, "label": f.label, "hint": f.hint, "answer": f.answer.word(),
                       "options": pairs(&f.options)})
            })
            .collect();
        PlanSnapshot::of(&json!({
            "schema": "dh.request/1", "country": self.country, "country_name": self.country_name,
            "path": self.path, "label": self.label, "asked_of": self.asked_of, "asked_by": self.asked_by,
            "version": self.version, "years": self.years, "read_me": self.read_me, "fields": fields,
            "series": series,
        }))
    }

    /// Reads what [`RequestForm::snapshot`] wrote.
    pub fn from_json(text: &str) -> Option<RequestForm> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get("schema")?.as_str()? != "dh.request/1" {
            return None;
        }
        let field = |v: &Value, name: &str| Some(v.get(name)?.as_str()?.to_string());
        let texts = |v: &Value, name: &str| -> Option<Vec<String>> {
            v.get(name)?.as_array()?.iter().map(|t| Some(t.as_str()?.to_string())).collect()
        };
        let entry = |v: &Value, at: usize| Some(v.get(at)?.as_str()?.to_string());
        let fields = |v: &Value| -> Option<FormField> {
            let word = field(v, "answer")?;
            Some(FormField {
                id: field(v, "id")?,
                label: field(v, "label")?,
                hint: field(v, "hint")?,
                answer: AnswerKind::ALL.into_iter().find(|k| k.word() == word)?,
                options: v
                    .get("options")?
                    .as_array()?
                    .iter()
                    .map(|o| Some((entry(o, 0)?, entry(o, 1)?)))
                    .collect::<Option<_>>()?,
                other: Vec::new(),
                codes: String::new(),
            })
        };
        let dimension = |v: &Value| -> Option<AskedDimension> {
            let code =
                |c: &Value| Some(AskedCode { code: entry(c, 0)?, label: entry(c, 1)?, parent: entry(c, 2)? });
            Some(AskedDimension {
                id: field(v, "id")?,
                label: field(v, "label")?,
                codes: v.get("codes")?.as_array()?.iter().map(code).collect::<Option<_>>()?,
                complete: v.get("complete")?.as_bool()?,
            })
        };
        let series = |v: &Value| -> Option<AskedSeries> {
            Some(AskedSeries {
                id: field(v, "id")?,
                label: field(v, "label")?,
                unit: field(v, "unit")?,
                notes: texts(v, "notes")?,
                by: v.get("by")?.as_array()?.iter().map(dimension).collect::<Option<_>>()?,
            })
        };
        let year = |y: &Value| i32::try_from(y.as_i64()?).ok();
        Some(RequestForm {
            country: field(&value, "country")?,
            country_name: field(&value, "country_name")?,
            path: field(&value, "path")?,
            label: field(&value, "label")?,
            asked_of: field(&value, "asked_of")?,
            asked_by: field(&value, "asked_by")?,
            version: field(&value, "version")?,
            years: value.get("years")?.as_array()?.iter().map(year).collect::<Option<_>>()?,
            read_me: texts(&value, "read_me")?,
            fields: value.get("fields")?.as_array()?.iter().map(fields).collect::<Option<_>>()?,
            series: value.get("series")?.as_array()?.iter().map(series).collect::<Option<_>>()?,
        })
    }
}

/// A field with the answers it has now; what is unknown can always be said.
fn with_codes(methodology: &Methodology, field: &FormField) -> FormField {
    let mut field = field.clone();
    let codes = methodology.dimension(&field.codes).map_or(&[][..], |d| &d.codes);
    field.options.extend(codes.iter().map(|c| (c.code.clone(), format!("{} {}", c.code, c.label))));
    field.codes.clear();
    field.other.clear();
    if !field.options.is_empty() && !field.options.iter().any(|(id, _)| id == UNKNOWN) {
        field.options.push((UNKNOWN.into(), UNKNOWN.into()));
    }
    field
}

/// One workbook that a provider sent back, as it is held beside the scripts.
#[derive(Debug, Clone)]
pub struct Return {
    /// `offence_data/police_data`
    pub request: String,
    /// 1, 2 …; the highest that says something about a value stands.
    pub revision: u32,
    /// The moment of the import.
    pub received: String,
    pub provider: String,
    pub file: String,
    /// SHA-256 of the file.
    pub hash: String,
    /// Hash of the form it was filled in on.
    pub form: String,
    pub values: Vec<Observation>,
    /// Series, field, what is stated.
    pub stated: Vec<(String, String, String)>,
    pub span: Span,
}

/// Something that differs between two revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Revised {
    /// `police_csea_reported[period=2020,sex=F]`, or `…: one count is`.
    pub what: String,
    pub was: String,
    pub is: String,
}

/// What a value is of: series, year, categories.
type Of<'a> = (&'a str, i32, &'a [(String, String)]);

fn of(o: &Observation) -> Of<'_> {
    (&o.series, o.period, &o.at)
}

impl Return {
    /// Whether it says something that no return before it said.
    pub fn adds_to(&self, before: &[Return]) -> bool {
        let counted: HashSet<Of<'_>> = before.iter().flat_map(|r| r.values.iter().map(of)).collect();
        // Of years that no return had, the values are new already.
        let stood = self.stood_for_all(before);
        let lacks = |(series, field, _): &(String, String, String)| {
            stood[series.as_str()].iter().any(|r| r.said(series, field).is_none())
        };
        self.values.iter().any(|o| !counted.contains(&of(o))) || self.stated.iter().any(lacks)
    }

    /// What it states about a field of a series.
    fn said(&self, series: &str, field: &str) -> Option<&str> {
        let found = self.stated.iter().find(|(s, f, _)| s == series && f == field);
        found.map(|(_, _, text)| text.as_str())
    }

    fn years(&self, series: &str) -> BTreeSet<i32> {
        self.values.iter().filter(|o| o.series == series).map(|o| o.period).collect()
    }

    /// The returns that stood for some year of a series that this one speaks of:
    /// what others stated of other years is not changed by it.
    fn stood<'a>(&self, before: &'a [Return], series: &str) -> Vec<&'a Return> {
        let mut open = self.years(series);
        let mut out = Vec::new();
        for held in before.iter().rev() {
            let years = held.years(series);
            if !open.is_disjoint(&years) {
                open.retain(|year| !years.contains(year));
                out.push(held);
            }
        }
        out
    }

    /// The same of every series that something is stated of.
    fn stood_for_all<'a>(&self, before: &'a [Return]) -> HashMap<&str, Vec<&'a Return>> {
        let mut out = HashMap::new();
        for (series, _, _) in &self.stated {
            out.entry(series.as_str()).or_insert_with(|| self.stood(before, series));
        }
        out
    }

    /// What this return says otherwise than what stood before it, by the returns
    /// `before` in the order of their revisions.
    pub fn revised(&self, before: &[Return]) -> Vec<Revised> {
        let mut out = Vec::new();
        let shown = |o: &Observation| match o.value {
            Some(value) => crate::base::number::grouped(value, 3),
            None => o.state.replace('_', " "),
        };
        // Later ones take the place of earlier ones.
        let stood: HashMap<Of<'_>, &Observation> =
            before.iter().flat_map(|r| r.values.iter().map(|o| (of(o), o))).collect();
        for value in &self.values {
            let Some(old) = stood.get(&of(value)) else { continue };
            if (old.value, &old.state) != (value.value, &value.state) {
                let at: String = value.at.iter().map(|(d, c)| format!(",{d}={c}")).collect();
                out.push(Revised {
                    what: format!("{}[period={}{at}]", value.series, value.period),
                    was: shown(old),
                    is: shown(value),
                });
            }
        }
        let stood = self.stood_for_all(before);
        for (series, field, text) in &self.stated {
            let mut was: Vec<&str> =
                stood[series.as_str()].iter().filter_map(|r| r.said(series, field)).collect();
            was.retain(|old| old != text);
            was.dedup();
            out.extend(was.into_iter().map(|old| Revised {
                what: format!("{series}: {field}"),
                was: old.to_string(),
                is: text.clone(),
            }));
        }
        out
    }
}
