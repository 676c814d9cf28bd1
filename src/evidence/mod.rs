//! Resolving addresses, testing findings.

mod answers;
mod findings;
mod literature;
mod series;

pub use findings::{Tested, Verdict, check, test, test_all};
