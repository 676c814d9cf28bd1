//! Survey statistics: pure functions over slices.

pub mod special;
