//! All tests in one binary: Luau links once.

mod architecture;
mod check;
mod common;
mod compare;
mod decide;
mod diff;
mod docs;
mod doors;
mod field;
mod freq;
mod gate;
mod hostile;
mod import;
mod membership;
mod mutants;
mod new;
mod numbers;
mod plot;
mod repl;
mod report;
mod special;
mod store;
mod survives;
mod terminal;
mod why;
