//! What everything else stands on: places in a script, complaints, the one
//! interrupt flag, ids, and writing files so that a failure leaves nothing
//! half-written. Knows nobody.

mod caught;
pub mod clock;
pub mod diag;
pub mod fold;
pub mod fs;
pub mod hex;
pub mod ids;
pub mod interrupt;
pub mod locale;
pub mod number;
pub mod parallel;
pub mod partial_date;
pub mod seed;
pub mod span;

pub use caught::caught;
pub use diag::{Diag, Diags, Kind, Severity};
pub use interrupt::Interrupt;
pub use partial_date::PartialDate;
pub use span::Span;
