//! Resolving addresses, testing findings.

mod answers;
mod findings;

pub use findings::{Tested, Verdict, check, test, test_all};
