//! All tests in one binary: Luau links once.

mod architecture;
mod check;
mod common;
mod compare;
mod diff;
mod docs;
mod doors;
mod hostile;
mod membership;
mod mutants;
mod new;
mod numbers;
mod report;
mod why;
