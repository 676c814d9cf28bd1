//! Resolving addresses, testing findings.

mod answers;
mod findings;
mod literature;

pub use findings::{Tested, Verdict, check, test, test_all};
