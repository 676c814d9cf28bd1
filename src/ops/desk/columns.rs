//! Columns of a file as strata, groups, answers, numbers, and as what a
//! condition reads.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::base::{Diag, Span};
use crate::data::{Cells, Column, Frame, Marks, Sheet, State, Values};
use crate::expr::{Checked, Scope, Type};
use crate::ops::recode;
use crate::stats::Factor;

/// Numbers by size, then texts by name: an order that does not depend on where
/// rows stand.
pub(super) fn by_name(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

/// The places of texts in their order.
fn ranks(texts: &[String]) -> (Vec<u32>, Vec<String>) {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|a, b| by_name(&texts[*a], &texts[*b]));
    let mut rank = vec![0; texts.len()];
    order.iter().enumerate().for_each(|(place, text)| rank[*text] = place as u32);
    (rank, order.into_iter().map(|text| texts[text].clone()).collect())
}

/// A column as strata, units or groups.
pub(super) fn factor(cells: &Cells) -> Factor {
    match cells {
        Cells::Few { codes, texts } => {
            let (rank, names) = ranks(texts);
            let code = |code: &u8| rank.get(usize::from(*code)).copied().unwrap_or(Factor::MISSING);
            Factor::with_levels(codes.iter().map(code).collect(), names)
        }
        Cells::Many { codes, texts } => {
            let (rank, names) = ranks(texts);
            let code = |code: &u32| rank.get(*code as usize).copied().unwrap_or(Factor::MISSING);
            Factor::with_levels(codes.iter().map(code).collect(), names)
        }
        Cells::Numbers(numbers) => {
            let texts: Vec<Option<String>> =
                numbers.iter().map(|x| (!x.is_nan()).then(|| x.to_string())).collect();
            Factor::of(&texts)
        }
    }
}

/// A column as numbers, NaN where a cell is empty.
pub(super) fn numbers<'a>(sheet: &'a Sheet, name: &str) -> Result<Cow<'a, [f64]>, Diag> {
    let cells = sheet.get(name).ok_or_else(|| Diag::error(format!("there is no column '{name}'")))?;
    let read = |text: &String| text.parse::<f64>().ok().filter(|x| x.is_finite());
    let wrong = |code: usize, texts: &[String], row: Option<usize>| {
        let line = row.map_or(0, |row| sheet.line(row));
        Diag::error(format!("column '{name}': '{}' is no number", texts[code]))
            .at(Span::line(sheet.file.as_str(), line as u32))
            .hint("numbers have digits and a point; leave the cell empty where there is no value")
    };
    match cells {
        Cells::Numbers(numbers) => Ok(Cow::Borrowed(numbers)),
        Cells::Few { codes, texts } => {
            let mut values = Vec::with_capacity(texts.len());
            for (code, text) in texts.iter().enumerate() {
                let row = || codes.iter().position(|c| usize::from(*c) == code);
                values.push(read(text).ok_or_else(|| wrong(code, texts, row()))?);
            }
            let value = |code: &u8| values.get(usize::from(*code)).copied().unwrap_or(f64::NAN);
            Ok(codes.iter().map(value).collect())
        }
        Cells::Many { codes, texts } => {
            let mut values = Vec::with_capacity(texts.len());
            for (code, text) in texts.iter().enumerate() {
                let row = || codes.iter().position(|c| *c as usize == code);
                values.push(read(text).ok_or_else(|| wrong(code, texts, row()))?);
            }
            let value = |code: &u32| values.get(*code as usize).copied().unwrap_or(f64::NAN);
            Ok(codes.iter().map(value).collect())
        }
    }
}

/// The answers a column is a share of: itself, or one of its texts.
pub(super) struct Share<'a> {
    /// Such as `b1`, or `status=married`.
    pub item: String,
    pub answers: Cow<'a, [u8]>,
}

/// A column as shares: of 1 among 0 and 1, of yes among yes and no (true and
/// false), else of every text it has; or of the one named.
pub(super) fn shares<'a>(sheet: &'a Sheet, name: &str, of: Option<&str>) -> Result<Vec<Share<'a>>, Diag> {
    let cells = sheet.get(name).ok_or_else(|| Diag::error(format!("there is no column '{name}'")))?;
    let Cells::Few { codes, texts } = cells else {
        return Err(Diag::error(format!(
            "column '{name}' has more than 255 different values: it is no share"
        ))
        .at(Span::line(sheet.file.as_str(), 1))
        .hint(format!("--mean {name} gives its mean, --quantile {name}:0.5 its median")));
    };
    let coded = |yes: &dyn Fn(&str) -> Option<bool>| -> Option<Vec<u8>> {
        let answers: Option<Vec<u8>> = texts.iter().map(|t| yes(t).map(u8::from)).collect();
        answers.filter(|a| !a.is_empty())
    };
    if let Some(of) = of {
        if !texts.iter().any(|text| text == of) {
            let diag = Diag::error(format!("column '{name}' has no value '{of}'"))
                .at(Span::line(sheet.file.as_str(), 1));
            let hints = crate::base::diag::choice_hints(of, texts.iter().map(String::as_str));
            return Err(hints.into_iter().fold(diag, Diag::hint));
        }
        let is: Vec<u8> = texts.iter().map(|text| u8::from(text == of)).collect();
        return Ok(vec![Share { item: format!("{name}={of}"), answers: recoded(codes, &is) }]);
    }
    let number = |text: &str| match text.parse::<f64>() {
        Ok(1.0) => Some(true),
        Ok(0.0) => Some(false),
        _ => None,
    };
    let word = |text: &str| match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    };
    if texts.is_empty() {
        return Ok(vec![Share { item: name.into(), answers: Cow::Borrowed(codes) }]);
    }
    if let Some(answers) = coded(&number).or_else(|| coded(&word)) {
        let same = answers.iter().enumerate().all(|(code, answer)| code == usize::from(*answer));
        let answers = if same { Cow::Borrowed(&codes[..]) } else { recoded(codes, &answers) };
        return Ok(vec![Share { item: name.into(), answers }]);
    }
    let (_, names) = ranks(texts);
    let share = |of: &String| {
        let is: Vec<u8> = texts.iter().map(|text| u8::from(text == of)).collect();
        Share { item: format!("{name}={of}"), answers: recoded(codes, &is) }
    };
    Ok(names.iter().map(share).collect())
}

fn recoded<'a>(codes: &[u8], answers: &[u8]) -> Cow<'a, [u8]> {
    let mut table = [u8::MAX; 256];
    table[..answers.len()].copy_from_slice(answers);
    codes.iter().map(|code| table[usize::from(*code)]).collect()
}

/// The columns whose names stand in a condition.
pub(super) fn named_in<'a>(condition: &'a str, header: &'a [String]) -> impl Iterator<Item = &'a String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = condition.split(move |c| !is_name(c)).collect();
    header.iter().filter(move |name| words.contains(&name.as_str()))
}

/// What the names of a condition mean over a file.
struct Names<'a> {
    known: Vec<(String, Type)>,
    header: &'a [String],
}

impl Scope for Names<'_> {
    fn lookup(&self, name: &str) -> Option<Type> {
        self.known.iter().find(|(n, _)| n == name).map(|(_, ty)| ty.clone())
    }

    fn names(&self) -> Vec<String> {
        self.header.to_vec()
    }
}

/// A condition over the columns of a file, and the columns as it reads them.
pub(super) fn condition(source: &str, sheet: &Sheet, header: &[String]) -> Result<(Checked, Frame), Diag> {
    let mut names = Names { known: Vec::new(), header };
    let mut frame = Frame::new(sheet.rows);
    for name in named_in(source, header) {
        let Some(cells) = sheet.get(name) else { continue };
        let (ty, column) = as_answers(cells);
        names.known.push((name.clone(), ty));
        frame.set(name.clone(), column).map_err(Diag::error)?;
    }
    Ok((recode::condition(source, &names)?, frame))
}

fn as_answers(cells: &Cells) -> (Type, Column) {
    let column = |values: Values, has: &dyn Fn(usize) -> bool, rows: usize| {
        let state = |row| if has(row) { State::Answered } else { State::Unanswered };
        Column { values, states: (0..rows).map(state).collect(), marks: Marks::default() }
    };
    let number = Type::Number { unit: None, proportion: false };
    let parsed = |texts: &[String]| -> Option<Vec<f64>> {
        texts.iter().map(|text| text.parse::<f64>().ok().filter(|x| x.is_finite())).collect()
    };
    match cells {
        Cells::Numbers(numbers) => {
            let values = numbers.iter().map(|x| if x.is_nan() { 0.0 } else { *x }).collect();
            (number, column(Values::Number(values), &|row| !numbers[row].is_nan(), numbers.len()))
        }
        Cells::Few { codes, texts } => {
            let has = |row: usize| codes[row] != Cells::NO_FEW;
            match parsed(texts) {
                Some(parsed) => {
                    let value = |code: &u8| parsed.get(usize::from(*code)).copied().unwrap_or(0.0);
                    let values = codes.iter().map(value).collect();
                    (number, column(Values::Number(values), &has, codes.len()))
                }
                None => {
                    let code = |code: &u8| if *code == Cells::NO_FEW { 0 } else { u32::from(*code) };
                    let codes_ = codes.iter().map(code).collect();
                    let values = Values::Choice { codes: codes_, options: texts.clone() };
                    (Type::Choice(texts.clone()), column(values, &has, codes.len()))
                }
            }
        }
        Cells::Many { codes, texts } => {
            let has = |row: usize| codes[row] != Cells::NO_MANY;
            match parsed(texts) {
                // Numbers that are also ids or strata, for which texts were read.
                Some(parsed) => {
                    let value = |code: &u32| parsed.get(*code as usize).copied().unwrap_or(0.0);
                    let values = codes.iter().map(value).collect();
                    (number, column(Values::Number(values), &has, codes.len()))
                }
                None => {
                    let text = |code: &u32| texts.get(*code as usize).cloned().unwrap_or_default();
                    let values = codes.iter().map(text).collect();
                    (Type::Text, column(Values::Text(values), &has, codes.len()))
                }
            }
        }
    }
}

/// A column of yes and no (true and false) as 1 and 0, NaN where it is empty.
pub(super) fn yes_no(cells: &Cells) -> Option<Vec<f64>> {
    let Cells::Few { codes, texts } = cells else { return None };
    let word = |text: &String| match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(1.0),
        "no" | "false" => Some(0.0),
        _ => None,
    };
    let answers: Vec<f64> = texts.iter().map(word).collect::<Option<_>>()?;
    Some(codes.iter().map(|code| answers.get(usize::from(*code)).copied().unwrap_or(f64::NAN)).collect())
}
