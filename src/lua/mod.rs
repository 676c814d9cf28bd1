//! The script host: Luau virtual machines, the list of constructors, and the
//! reading of declarations into the model.

mod construct;
mod errors;
mod fits;
mod harden;
mod load;
mod lower;
mod node;
pub mod schema;
mod source;
pub mod types;
mod vm;

pub use construct::usage;
pub use errors::harmless;
pub use fits::is_language;
pub use lower::{Loaded, load_workspace};
pub use source::{Source, Step};
pub use vm::{Abilities, Home, Limits, Vm, show};
