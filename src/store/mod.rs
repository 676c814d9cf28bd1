//! The store: records, decisions and the audit log in one encrypted file.
//!
//! One SQLite file (SQLCipher), beside it a small plain sidecar and, while
//! someone writes, a lock. Opening tells a wrong key from a damaged, empty or
//! foreign file; every change is one transaction that ends with an entry of the
//! audit log.

mod audit;
mod batch;
pub mod chunk;
mod decision;
mod erasure;
mod file;
mod key;
mod load;
mod lock;
mod maintain;
mod schema;
mod sidecar;
mod stretches;
mod weights;
mod withdraw;
mod words;

pub use audit::AuditEntry;
pub use batch::{Added, Batch, NewBatch, NewColumn, Purpose};
pub use decision::{Decision, DecisionKind, NewDecision};
pub use file::{Access, Store};
pub use key::{KeySource, make_key_file};
pub use load::{Loaded, Reading, Wanted};
pub use maintain::Verified;
pub use sidecar::Sidecar;
pub use weights::{NewWeights, Weighed};
pub use words::{Words, folded};
