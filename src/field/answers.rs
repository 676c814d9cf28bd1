//! Answers by question, read against a questionnaire.

use crate::base::diag::choice_hints;
use crate::model::{Given, GivenAnswers, ItemKind, Wrong};

use super::walk::{Place, Replies, Walker};

/// What is wrong with an answer, and where it stands: the way to it, such as
/// `/household/2/member_age` (rows and options count from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongAnswer {
    pub path: String,
    pub message: String,
    pub hints: Vec<String>,
}

impl Walker {
    /// Reads the answers of one respondent.
    ///
    /// # Errors
    /// Everything that is wrong: questions that are not asked, options that do
    /// not exist, answers of another type.
    pub fn replies(&self, answers: &GivenAnswers) -> Result<Replies, Vec<WrongAnswer>> {
        let mut reading = Reading { walker: self, replies: Replies::default(), wrong: Vec::new() };
        reading.answers(answers, "", None);
        if reading.wrong.is_empty() { Ok(reading.replies) } else { Err(reading.wrong) }
    }
}

struct Reading<'a> {
    walker: &'a Walker,
    replies: Replies,
    wrong: Vec<WrongAnswer>,
}

impl Reading<'_> {
    /// `row` is the roster and its row that the answers stand in.
    fn answers(&mut self, answers: &GivenAnswers, path: &str, row: Option<(usize, usize)>) {
        let mut seen: Vec<&str> = Vec::new();
        for (id, given) in answers {
            let here = format!("{path}/{id}");
            if seen.contains(&id.as_str()) {
                self.complain(&here, format!("'{id}' is answered twice"), Vec::new());
                continue;
            }
            seen.push(id);
            let Some(at) = self.walker.position(id) else {
                let hints = choice_hints(id, self.walker.answered_ids());
                self.complain(&here, format!("the questionnaire has no question '{}'", clipped(id)), hints);
                continue;
            };
            let step = &self.walker.items[at];
            if step.roster != row.map(|(roster, _)| roster) {
                let (message, hints) = match step.roster.map(|r| &self.walker.items[r].item.id) {
                    Some(roster) => (
                        format!("'{id}' is asked once a row of '{roster}'"),
                        vec![format!("\"{roster}\": [ {{ \"{id}\": … }}, … ]")],
                    ),
                    None => (format!("'{id}' is not asked in the rows of a roster"), Vec::new()),
                };
                self.complain(&here, message, hints);
                continue;
            }
            if step.item.kind == ItemKind::Roster {
                self.roster(at, given, &here);
                continue;
            }
            match step.item.reply(given) {
                Ok(reply) => self.replies.set(Place { item: at, row: row.map(|(_, row)| row) }, reply),
                Err(Wrong { message, hints, at }) => {
                    let here = at.map_or(here.clone(), |at| format!("{here}/{}", at + 1));
                    self.complain(&here, message, hints);
                }
            }
        }
    }

    fn roster(&mut self, at: usize, given: &Given, here: &str) {
        match given {
            Given::Nothing => self.replies.set_rows(at, 0),
            Given::List(rows) if rows.is_empty() => self.replies.set_rows(at, 0),
            Given::Rows(rows) => {
                self.replies.set_rows(at, rows.len());
                for (n, row) in rows.iter().enumerate() {
                    self.answers(row, &format!("{here}/{}", n + 1), Some((at, n)));
                }
            }
            other => {
                if let Err(Wrong { message, hints, .. }) = self.walker.items[at].item.reply(other) {
                    self.complain(here, message, hints);
                }
            }
        }
    }

    fn complain(&mut self, path: &str, message: String, hints: Vec<String>) {
        self.wrong.push(WrongAnswer { path: path.into(), message, hints });
    }
}

fn clipped(id: &str) -> String {
    if id.chars().count() <= 60 {
        id.into()
    } else {
        format!("{}…", id.chars().take(59).collect::<String>())
    }
}
