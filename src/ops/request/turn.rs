//! One program at a time writes what belongs to a country's returns. The
//! operating system lets go of the turn when its holder ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::base::{Diag, Interrupt, Span, fs};
use crate::model::Country;

/// Held while forms and returns of a country are written. It is a lock on the
/// script that declares the country, which is there already and is not changed:
/// no file is left behind.
#[derive(Debug)]
pub struct Turn(File);

/// How long a second writer waits before it says so.
const PATIENCE: Duration = Duration::from_secs(10);

impl Turn {
    /// Waits for its turn.
    ///
    /// # Errors
    /// Another program keeps writing; the script cannot be opened.
    pub fn take(workspace: &Path, country: &Country, interrupt: &Interrupt) -> Result<Turn, Diag> {
        let script = &*country.span.file;
        let at = || Span::line(script, 0);
        let fail = |e: &std::io::Error| Diag::error(format!("cannot lock: {}", fs::reason(e))).at(at());
        let file = File::open(workspace.join(script)).map_err(|e| fail(&e))?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Turn(file)),
                Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE && !interrupt.is_set() => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Diag::error(format!(
                        "another program is writing beside the scripts of {}",
                        country.name
                    ))
                    .at(at())
                    .hint("wait until it is done, then import again"));
                }
                Err(TryLockError::Error(e)) => return Err(fail(&e)),
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // It ends with the file at the latest.
        let _ = self.0.unlock();
    }
}
