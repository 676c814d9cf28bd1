//! The route through a questionnaire and what lives on it: the form as records
//! are replayed against it, the intake of answers, simulated answers.

mod answers;
pub mod burden;
mod cell;
pub mod foreign;
mod form;
mod intake;
mod partners;
mod plant;
mod problems;
pub mod quality;
mod replay;
mod roster_rows;
mod scenario;
pub mod simulate;
mod stage;
mod taken;
mod texts;
mod walk;

pub use answers::WrongAnswer;
pub use cell::{is_kept, no_weight, number, weight};
pub use form::{Form, Question};
pub use intake::{BLOCK, Intake};
pub use partners::partners;
pub use plant::{Plant, Problem};
pub use problems::in_file;
pub use roster_rows::Rosters;
pub use scenario::{Tried, try_scenario, words};
pub use taken::{Labels, OffRoute, Taken, Warning, WarningKind};
pub use texts::Texts;
pub use walk::{Branch, COMPLETE, Place, Replies, Step, Stop, Walk, Walker};
