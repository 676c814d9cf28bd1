//! All tests in one binary: Luau links once.

mod architecture;
mod check;
mod common;
mod compare;
mod diff;
mod docs;
mod doors;
mod field;
mod hostile;
mod mutants;
mod numbers;
mod report;
mod why;
