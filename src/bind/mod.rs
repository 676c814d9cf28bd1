//! The same functions the command line has, for Lua scripts and the REPL:
//! Lua over ops.

mod entries;
mod groups;
mod records;
mod sampling;
mod session;
mod status;
mod values;
mod verbs;

pub use entries::{COMMANDS, ENTRIES, Entry, form_options, help};
pub use session::{Outcome, Reading, Session};
pub use status::{Records, Status};
