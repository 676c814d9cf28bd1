//! Sums over rows. Rows are added in fixed chunks and the chunks in their
//! order, so a sum is the same on any number of threads, and rounding grows
//! with the chunks, not the rows.

const CHUNK: usize = 1024;

/// The sum of `term(0) … term(count - 1)`.
pub(super) fn sum(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    let mut total = 0.0;
    let mut from = 0;
    while from < count {
        let to = (from + CHUNK).min(count);
        total += (from..to).map(&term).sum::<f64>();
        from = to;
    }
    total
}
