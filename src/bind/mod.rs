//! The same functions the command line has, for Lua scripts and the REPL:
//! Lua over ops.

mod entries;
mod records;
mod session;
mod values;
mod verbs;

pub use entries::{ENTRIES, Entry, help};
pub use session::{Outcome, Session};
