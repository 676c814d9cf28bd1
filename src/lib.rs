//! `dh`, the Disrupting Harm workbench, as a library.
pub mod base;
pub mod cli;
pub mod data;
pub mod evidence;
pub mod expr;
pub mod formats;
pub mod lua;
pub mod model;
pub mod ops;
pub mod report;
