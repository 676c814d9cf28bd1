//! `dh`, the Disrupting Harm workbench: a country assessment method that lives
//! in scripts.
//!
//! The map, from the ground up; a module may use only those above it:
//!
//! | module | what it is |
//! |---|---|
//! | [`base`] | places, complaints, the interrupt, ids, files written whole |
//! | [`data`] | typed columns whose every cell has a state |
//! | [`stats`] | survey statistics: pure functions over slices |
//! | [`expr`] | the expression language: parse, check, evaluate |
//! | [`model`] | what scripts declare; changes → plan → snapshot; comparability; addresses |
//! | [`field`] | the route through a questionnaire: intake and replay of answers, simulated answers |
//! | [`lua`] | virtual machines, the list of constructors, from scripts to the model |
//! | [`store`] | records, decisions and the audit log in one encrypted file |
//! | [`formats`] | one file a format: bytes ↔ rows |
//! | [`analysis`] | figures: every number shown anywhere, with its provenance |
//! | [`protection`] | the ethics gate |
//! | [`evidence`] | findings and their verdicts |
//! | [`report`] | one document model → HTML and terminal |
//! | [`ops`] | one file a verb: request → answer; the only way in |
//! | [`bind`] | Lua over ops |
//! | [`cli`], [`repl`] | the doors |
pub mod analysis;
pub mod base;
pub mod bind;
pub mod cli;
pub mod data;
pub mod evidence;
pub mod expr;
pub mod field;
pub mod formats;
pub mod lua;
pub mod model;
pub mod ops;
pub mod protection;
pub mod repl;
pub mod report;
pub mod stats;
pub mod store;
