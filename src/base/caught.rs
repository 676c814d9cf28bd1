//! Libraries that trust what a damaged file says of itself: where one gives up,
//! that is an answer about the file, and no end of the program.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives; `None` where it gave up. Nothing is printed of it.
///
/// What `read` was working on is not looked at again.
pub fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    QUIET.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn what_gives_up_is_no_end() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| [0][std::hint::black_box(3)]), None);
        assert_eq!(caught(|| caught(|| panic!("inside")).is_none()), Some(true));
    }
}
