//! All tests in one binary: Luau links once.

mod common;
mod hostile;
mod mutants;
