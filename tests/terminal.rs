//! A terminal for tests: the program on a pty of its own.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::common::dh_in;

/// `dh repl` at a terminal.
pub struct Terminal {
    child: Child,
    screen: File,
    bytes: Receiver<Vec<u8>>,
    raw: Vec<u8>,
    /// How far `until` has read.
    read: usize,
    home: tempfile::TempDir,
}

/// Longer than any machine needs for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

fn window(columns: u16, rows: u16) -> libc::winsize {
    libc::winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}

impl Terminal {
    pub fn open(folder: &Path, columns: u16, rows: u16) -> Option<Terminal> {
        Terminal::open_with(folder, columns, rows, &[("TERM", "xterm")])
    }

    /// None, and a line that says so, where no pty is to be had.
    pub fn open_with(
        folder: &Path,
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Option<Terminal> {
        let (mut main, mut side) = (-1, -1);
        let size = window(columns, rows);
        // SAFETY: both descriptors are written before they are read, and the
        // size outlives the call.
        let opened =
            unsafe { libc::openpty(&mut main, &mut side, std::ptr::null_mut(), std::ptr::null(), &size) };
        if opened != 0 {
            eprintln!("skipped: no pty is to be had: {}", std::io::Error::last_os_error());
            return None;
        }
        // SAFETY: openpty gave two descriptors that nobody else owns.
        let (screen, side) = unsafe { (File::from_raw_fd(main), OwnedFd::from_raw_fd(side)) };
        let home = tempfile::tempdir().expect("a folder");
        let mut command = dh_in(folder, &["repl"]);
        command.env_remove("NO_COLOR").env("TERM", "xterm").env("HOME", home.path());
        command.envs(environment.iter().copied());
        let stdio = |fd: &OwnedFd| Stdio::from(fd.try_clone().expect("a descriptor"));
        command.stdin(stdio(&side)).stdout(stdio(&side)).stderr(stdio(&side));
        // SAFETY: setsid and ioctl may be called between fork and exec.
        unsafe {
            command.pre_exec(|| {
                if libc::setsid() < 0 || libc::ioctl(0, libc::TIOCSCTTY as _, 0) < 0 {
                    return Err(std::io::Error::last_os_error());
                }
                Ok(())
            });
        }
        let child = command.spawn().expect("the program starts");
        // The descriptors of the command would keep the terminal open.
        drop((command, side));
        let mut reader = screen.try_clone().expect("a descriptor");
        let (send, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0u8; 4096];
            // The terminal ends with an error once the program is gone.
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Some(Terminal { child, screen, bytes, raw: Vec::new(), read: 0, home })
    }

    /// What was kept of the lines typed.
    pub fn history(&self) -> String {
        std::fs::read_to_string(self.home.path().join(".local/state/dh/history")).unwrap_or_default()
    }

    pub fn types(&mut self, keys: &str) {
        self.screen.write_all(keys.as_bytes()).expect("typed");
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        use std::os::fd::AsRawFd;
        let size = window(columns, rows);
        // SAFETY: the descriptor is open and the size outlives the call.
        let done = unsafe { libc::ioctl(self.screen.as_raw_fd(), libc::TIOCSWINSZ, &size) };
        assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
    }

    /// Waits until `text` stands on the screen after what was waited for
    /// before.
    pub fn until(&mut self, text: &str) {
        assert!(self.waits(text, PATIENCE), "no {text:?} came:\n{}", self.seen());
    }

    /// Presses keys again and again until `text` stands on the screen: for
    /// keys that count only once the program has got somewhere.
    pub fn presses_until(&mut self, keys: &str, text: &str) {
        let end = Instant::now() + PATIENCE;
        self.types(keys);
        while !self.waits(text, Duration::from_millis(300)) {
            assert!(Instant::now() < end, "no {text:?} came:\n{}", self.seen());
            self.types(keys);
        }
    }

    fn waits(&mut self, text: &str, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        loop {
            let shown = self.seen();
            if let Some(at) = shown.get(self.read..).and_then(|new| new.find(text)) {
                self.read += at + text.len();
                return true;
            }
            match self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.raw.extend(bytes),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => panic!("ended without {text:?}:\n{shown}"),
            }
        }
    }

    /// Everything shown so far, without the sequences that steer a terminal.
    pub fn seen(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let mut out = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\x1b' => {
                    // CSI: up to a letter or ~.
                    if chars.next() == Some('[') {
                        for c in chars.by_ref() {
                            if c.is_ascii_alphabetic() || c == '~' {
                                break;
                            }
                        }
                    }
                }
                '\r' | '\x07' => {}
                c => out.push(c),
            }
        }
        out
    }

    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// Only what comes from now on is seen.
    pub fn forget(&mut self) {
        self.raw.clear();
        self.read = 0;
    }

    /// Waits for the end; the exit code.
    pub fn ends(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code().unwrap_or(-1);
            }
            // A full terminal would hold the program up.
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.raw.extend(bytes);
            }
        }
        let _ = self.child.kill();
        panic!("the program does not end:\n{}", self.seen());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
