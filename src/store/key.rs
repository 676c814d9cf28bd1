//! The key of a store: 32 bytes from a key file, or derived from a passphrase.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

use crate::base::{Diag, hex};

/// Rounds of PBKDF2-HMAC-SHA512: SQLCipher 4's own default, so that any
/// SQLCipher program opens a store with the passphrase alone.
const ROUNDS: u32 = 256_000;

/// Where a key comes from, before the store's salt is known.
#[derive(Clone)]
pub enum KeySource {
    /// A file of 32 raw bytes.
    File(PathBuf),
    Passphrase(String),
    /// No encryption, on request only.
    Plain,
}

impl KeySource {
    /// What the sidecar calls it.
    pub fn word(&self) -> &'static str {
        match self {
            KeySource::File(_) => "key file",
            KeySource::Passphrase(_) => "passphrase",
            KeySource::Plain => "none",
        }
    }

    /// The key for a store with this salt. Nothing for a plain store.
    ///
    /// # Errors
    /// A key file that is missing, or is not 32 bytes; an empty passphrase.
    pub fn key(&self, salt: &[u8; 16]) -> Result<Option<Key>, Diag> {
        match self {
            KeySource::Plain => Ok(None),
            KeySource::File(path) => read_key_file(path).map(Some),
            KeySource::Passphrase(text) if text.is_empty() => {
                Err(Diag::error("the passphrase is empty").hint("give it in DH_KEY or at the prompt"))
            }
            KeySource::Passphrase(text) => {
                let bytes = pbkdf2::pbkdf2_hmac_array::<Sha512, 32>(text.as_bytes(), salt, ROUNDS);
                Ok(Some(Key(bytes)))
            }
        }
    }
}

fn read_key_file(path: &Path) -> Result<Key, Diag> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut bytes));
    read.map_err(|e| {
        Diag::error(format!("cannot read the key file {}: {}", path.display(), crate::base::fs::reason(&e)))
            .hint("without its key a store cannot be read by anyone")
    })?;
    let length = match bytes.len() {
        4096.. => "thousands of".to_string(),
        n => n.to_string(),
    };
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| {
        Diag::error(format!("{} is not a key file: it has {length} bytes instead of 32", path.display()))
            .hint("a key file is 32 raw bytes, as dh store create --key-file FILE writes it")
    })?;
    Ok(Key(bytes))
}

/// Writes a new key file; never over an existing file.
pub fn make_key_file(path: &Path) -> Result<(), Diag> {
    use std::io::Write;
    let fail = |e: &std::io::Error| {
        let why = match e.kind() {
            std::io::ErrorKind::AlreadyExists => "a file of that name is there already".to_string(),
            _ => crate::base::fs::reason(e),
        };
        Diag::error(format!("cannot make the key file {}: {why}", path.display()))
            .hint("name another place, away from the store: on a stick, or in a password safe")
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| fail(&e))?;
    }
    let bytes = random::<32>()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| fail(&e))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|e| {
        // A key file of the wrong length must not stay behind.
        let _ = std::fs::remove_file(path);
        fail(&e)
    })
}

/// Random bytes from the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Diag> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Diag::error(format!("the system gives no random numbers for a key: {e}")))?;
    Ok(bytes)
}

/// 32 bytes. Printed nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// `x'…'`: the key and the salt as SQLCipher takes them.
    pub(super) fn pragma(&self, salt: &[u8; 16]) -> String {
        format!("x'{}{}'", hex::encode(&self.0), hex::encode(salt))
    }

    /// HMAC-SHA256 of `parts` under this key, as hexadecimal digits: shows that
    /// a key is the right one without telling anything about it.
    pub(super) fn seal(&self, purpose: &str, parts: &[&[u8]]) -> String {
        seal(&self.0, purpose, parts)
    }
}

/// The seal of a plain store has no secret: it finds accidents, not intent.
pub(super) fn open_seal(purpose: &str, parts: &[&[u8]]) -> String {
    seal(b"dh plain store", purpose, parts)
}

fn seal(key: &[u8], purpose: &str, parts: &[&[u8]]) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(purpose.as_bytes());
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    hex::encode(&mac.finalize().into_bytes())
}
