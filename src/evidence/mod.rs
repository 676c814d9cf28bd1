//! Resolving addresses, testing findings.

mod findings;

pub use findings::{Tested, Verdict, check, test, test_all};
