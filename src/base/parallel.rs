//! Work in fixed pieces on all cores. The pieces do not depend on the number
//! of threads and their results come back in order, so what is added up from
//! them is the same to the last bit on every machine.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many threads are worth starting for so many pieces.
fn threads(pieces: usize) -> usize {
    let limit = std::env::var("DH_THREADS").ok().and_then(|n| n.parse::<usize>().ok()).filter(|n| *n > 0);
    let cores = limit.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get));
    cores.min(pieces).min(64)
}

/// Does `work` for each of 0 to `pieces`; the results in that order. The
/// environment's `DH_THREADS` limits the threads.
pub fn in_pieces<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    in_pieces_with(pieces, || (), |(), piece| work(piece))
}

/// The same with a room of each thread's own, to be used again for every piece.
pub fn in_pieces_with<T: Send, R>(
    pieces: usize,
    room: impl Fn() -> R + Sync,
    work: impl Fn(&mut R, usize) -> T + Sync,
) -> Vec<T> {
    let threads = threads(pieces);
    if threads <= 1 {
        let mut room = room();
        return (0..pieces).map(|piece| work(&mut room, piece)).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(pieces));
    let labour = || {
        let mut room = room();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return;
            }
            let result = work(&mut room, piece);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((piece, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(labour);
        }
        labour();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does `work` with each member of a list.
pub fn with_each<T: Send>(list: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
    let pieces = list.len();
    let queue = Mutex::new(list.iter_mut().enumerate());
    on_all_cores(pieces, || {
        loop {
            // The lock is held for the taking alone.
            let next = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
            let Some((n, member)) = next else { return };
            work(n, member);
        }
    });
}

/// Runs the same `labour` on as many threads as pay for `pieces` of work, and
/// returns when all are through. The labour fetches its own work, so that the
/// pieces need not be known beforehand; what it makes has to be put in order by
/// itself.
pub fn on_all_cores(pieces: usize, labour: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 1..threads(pieces) {
            scope.spawn(&labour);
        }
        labour();
    });
}

/// Runs `labour` on other threads while `fetch` runs on this one, and then on
/// this one too.
pub fn while_fetching<R>(pieces: usize, fetch: impl FnOnce() -> R, labour: impl Fn() + Sync) -> R {
    std::thread::scope(|scope| {
        for _ in 1..threads(pieces) {
            scope.spawn(&labour);
        }
        let fetched = fetch();
        labour();
        fetched
    })
}

/// Two pieces of work side by side.
pub fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if threads(2) < 2 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The rows of piece number `piece` when `rows` are cut into pieces of `size`.
pub fn piece(rows: usize, size: usize, piece: usize) -> std::ops::Range<usize> {
    (piece * size).min(rows)..((piece + 1) * size).min(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_pieces() {
        let squares = in_pieces(100, |n| n * n);
        assert_eq!(squares, (0..100).map(|n| n * n).collect::<Vec<_>>());
        assert_eq!(in_pieces(0, |n| n), Vec::<usize>::new());
        let mut numbers = vec![1; 100];
        with_each(&mut numbers, |n, number| *number += n);
        assert_eq!(numbers, (1..101).collect::<Vec<_>>());
        assert_eq!((piece(10, 4, 0), piece(10, 4, 2), piece(10, 4, 3)), (0..4, 8..10, 10..10));
    }
}
