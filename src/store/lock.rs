//! One writer at a time. The operating system lets go of the lock when its
//! holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::base::{Diag, clock, fs};

/// Held as long as a program writes to a store.
#[derive(Debug)]
pub struct WriterLock(File);

/// How long a second writer waits before it says so.
const PATIENCE: Duration = Duration::from_millis(1500);

impl WriterLock {
    /// Takes the lock beside `store`; `verb` is what others are told.
    ///
    /// # Errors
    /// Another program holds it; the folder cannot be written to.
    pub fn take(store: &Path, verb: &str) -> Result<WriterLock, Diag> {
        let path = super::file::real(store).with_extension("lock");
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(
                |e| {
                    Diag::error(format!("cannot write in {}: {}", folder_of(store), fs::reason(&e)))
                        .hint("the store can be read there, but not changed; nothing was changed")
                },
            )?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(30));
                }
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    // What the holder wrote about itself is a courtesy only.
                    let _ = (&file).take(200).read_to_string(&mut holder);
                    let holder = if holder.is_empty() { "another program".to_string() } else { holder };
                    return Err(Diag::error(format!("{holder} is writing to the store"))
                        .hint("wait until it is done, then try again; nothing was changed"));
                }
                Err(TryLockError::Error(e)) => {
                    return Err(Diag::error(format!("cannot lock {}: {}", path.display(), fs::reason(&e))));
                }
            }
        }
        let note = format!("dh {verb} (process {}, since {})", std::process::id(), clock::now());
        // Likewise: a full disk must not stop a command that only frees space.
        let _ = file.set_len(0).and_then(|()| file.write_all(note.as_bytes()));
        Ok(WriterLock(file))
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
        let _ = self.0.unlock();
    }
}

fn folder_of(store: &Path) -> String {
    store.parent().map_or(".".into(), |p| p.display().to_string())
}
