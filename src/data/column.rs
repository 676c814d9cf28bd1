//! A column: one question's answers with their states; a frame: several of
//! the same length.

use super::marks::Marks;
use super::state::State;

/// The values of a column, one a row. Rows whose state is not `Answered` hold
/// a placeholder that nothing reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Whole numbers and decimals alike.
    Number(Vec<f64>),
    /// One option a row: an index into `options`.
    Choice {
        codes: Vec<u32>,
        options: Vec<String>,
    },
    /// Several options a row: a bit set over `options` (at most 64).
    Choices {
        sets: Vec<u64>,
        options: Vec<String>,
    },
    Text(Vec<String>),
    /// True or false, as a calculation gives them.
    Bool(Vec<bool>),
}

/// One question's answers. `states.len()` equals the length of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub values: Values,
    pub states: Vec<State>,
    /// What sticks to it and to everything made from it.
    pub marks: Marks,
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.states.reserve(rows);
        match &mut self.values {
            Values::Number(values) => values.reserve(rows),
            Values::Choice { codes, .. } => codes.reserve(rows),
            Values::Choices { sets, .. } => sets.reserve(rows),
            Values::Text(texts) => texts.reserve(rows),
            Values::Bool(bools) => bools.reserve(rows),
        }
    }

    /// Takes all rows out; the room they had stays.
    pub fn clear(&mut self) {
        self.states.clear();
        match &mut self.values {
            Values::Number(values) => values.clear(),
            Values::Choice { codes, .. } => codes.clear(),
            Values::Choices { sets, .. } => sets.clear(),
            Values::Text(texts) => texts.clear(),
            Values::Bool(bools) => bools.clear(),
        }
    }

    /// Adds rows without a value.
    pub fn extend_missing(&mut self, state: State, rows: usize) {
        let length = self.len() + rows;
        self.states.resize(length, state);
        match &mut self.values {
            Values::Number(values) => values.resize(length, 0.0),
            Values::Choice { codes, .. } => codes.resize(length, 0),
            Values::Choices { sets, .. } => sets.resize(length, 0),
            Values::Text(texts) => texts.resize(length, String::new()),
            Values::Bool(bools) => bools.resize(length, false),
        }
    }

    /// Adds the rows of a column of the same kind, whose options are the same.
    ///
    /// # Errors
    /// A column of another kind; nothing is changed then.
    pub fn append(&mut self, next: Column) -> Result<(), String> {
        match (&mut self.values, next.values) {
            (Values::Number(all), Values::Number(next)) => all.extend(next),
            (Values::Choice { codes: all, .. }, Values::Choice { codes: next, .. }) => all.extend(next),
            (Values::Choices { sets: all, .. }, Values::Choices { sets: next, .. }) => all.extend(next),
            (Values::Text(all), Values::Text(next)) => all.extend(next),
            (Values::Bool(all), Values::Bool(next)) => all.extend(next),
            _ => return Err("columns of different kinds do not go together".into()),
        }
        self.states.extend(next.states);
        self.marks = self.marks.and(next.marks);
        Ok(())
    }

    /// Keeps the rows for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        fn kept<T>(list: &mut Vec<T>, keep: &impl Fn(usize) -> bool) {
            let mut row = 0;
            list.retain(|_| {
                row += 1;
                keep(row - 1)
            });
        }
        kept(&mut self.states, &keep);
        match &mut self.values {
            Values::Number(values) => kept(values, &keep),
            Values::Choice { codes, .. } => kept(codes, &keep),
            Values::Choices { sets, .. } => kept(sets, &keep),
            Values::Text(texts) => kept(texts, &keep),
            Values::Bool(bools) => kept(bools, &keep),
        }
    }

    /// A cell as a data file writes it: an option's id, several separated by
    /// spaces, a number, a text; the id of the state where there is no value.
    /// Empty for an unanswered question.
    pub fn text(&self, row: usize) -> String {
        match self.states.get(row) {
            Some(State::Answered) => {}
            None | Some(State::Unanswered) => return String::new(),
            Some(state) => return state.id().into(),
        }
        match &self.values {
            Values::Number(values) => values[row].to_string(),
            Values::Choice { codes, options } => {
                options.get(codes[row] as usize).cloned().unwrap_or_default()
            }
            Values::Choices { sets, options } => {
                let chosen = options.iter().take(64).enumerate().filter(|(i, _)| sets[row] >> i & 1 == 1);
                chosen.map(|(_, o)| o.as_str()).collect::<Vec<_>>().join(" ")
            }
            Values::Text(texts) => texts[row].clone(),
            Values::Bool(bools) => bools[row].to_string(),
        }
    }

    /// Writes a cell the way [`Column::text`] reads it. An option that the
    /// column does not know yet is added to its options.
    ///
    /// # Errors
    /// A text that is no value of this kind; nothing is changed then.
    pub fn set_text(&mut self, row: usize, text: &str) -> Result<(), String> {
        if row >= self.len() {
            return Err(format!("there is no row {row}"));
        }
        if text.is_empty() {
            self.states[row] = State::Unanswered;
            return Ok(());
        }
        let is_option = match &self.values {
            Values::Choice { options, .. } | Values::Choices { options, .. } => {
                options.iter().any(|o| o == text)
            }
            _ => false,
        };
        if let Some(state) = State::from_id(text).filter(|s| *s != State::Answered && !is_option) {
            self.states[row] = state;
            return Ok(());
        }
        let index = |options: &mut Vec<String>, option: &str| {
            options.iter().position(|o| o == option).unwrap_or_else(|| {
                options.push(option.to_string());
                options.len() - 1
            })
        };
        match &mut self.values {
            Values::Number(values) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => values[row] = number,
                _ => return Err(format!("'{text}' is no number")),
            },
            Values::Choice { codes, options } => codes[row] = index(options, text) as u32,
            Values::Choices { sets, options } => {
                let (mut set, mut known) = (0u64, options.clone());
                for option in text.split(' ').filter(|o| !o.is_empty()) {
                    let at = index(&mut known, option);
                    if at > 63 {
                        return Err("a question has at most 64 options".into());
                    }
                    set |= 1 << at;
                }
                (sets[row], *options) = (set, known);
            }
            Values::Text(texts) => texts[row] = text.to_string(),
            Values::Bool(bools) => match text {
                "true" => bools[row] = true,
                "false" => bools[row] = false,
                _ => return Err(format!("'{text}' is neither true nor false")),
            },
        }
        self.states[row] = State::Answered;
        Ok(())
    }
}

/// Columns of the same length, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    columns: Vec<(String, Column)>,
    rows: usize,
}

impl Frame {
    pub fn new(rows: usize) -> Self {
        Frame { columns: Vec::new(), rows }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds or replaces a column. Fails when its length is not the frame's.
    pub fn set(&mut self, name: impl Into<String>, column: Column) -> Result<(), String> {
        let name = name.into();
        if column.len() != self.rows {
            return Err(format!("column '{name}' has {} rows, the frame has {}", column.len(), self.rows));
        }
        match self.columns.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = column,
            None => self.columns.push((name, column)),
        }
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, c)| c)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|(n, _)| n == name).map(|(_, c)| c)
    }

    /// Takes a column out.
    pub fn remove(&mut self, name: &str) -> Option<Column> {
        let at = self.columns.iter().position(|(n, _)| n == name)?;
        Some(self.columns.remove(at).1)
    }

    /// Keeps the rows for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        self.rows = (0..self.rows).filter(|r| keep(*r)).count();
        self.columns.iter_mut().for_each(|(_, column)| column.retain(&keep));
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(n, _)| n.as_str())
    }

    /// The marks of what is made from all its columns.
    pub fn marks(&self) -> Marks {
        self.columns.iter().fold(Marks::default(), |marks, (_, c)| marks.and(c.marks))
    }

    /// The marks of what is made from these columns; names it does not have
    /// have none.
    pub fn marks_of<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Marks {
        let of = |name| self.get(name).map_or(Marks::default(), |c| c.marks);
        names.into_iter().fold(Marks::default(), |marks, name| marks.and(of(name)))
    }
}
