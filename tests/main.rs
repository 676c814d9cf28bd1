//! All tests in one binary: Luau links once.

mod architecture;
mod check;
mod common;
mod compare;
mod diff;
mod docs;
mod doors;
mod hostile;
mod mutants;
mod numbers;
mod plot;
mod repl;
mod report;
mod terminal;
mod why;
