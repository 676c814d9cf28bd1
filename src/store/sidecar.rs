//! The small plain file beside a store: what lets the program tell a wrong key
//! from a damaged file, and a cut audit log from a whole one. It holds no
//! secret and no record.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::key::{Key, open_seal};
use crate::base::{Diag, fs, hex};

/// What the sidecar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecar {
    /// A random name of the store, 32 hexadecimal digits.
    pub id: String,
    /// The first 16 bytes of an encrypted store file.
    pub salt: [u8; 16],
    /// `key file`, `passphrase` or `none`.
    pub key_kind: String,
    /// Where the key file was when the store was made; empty when not known.
    pub key_file: String,
    /// Seals by which a right key is known; two while a key is being changed.
    pub checks: Vec<String>,
    /// The audit log when the sidecar was last written: entries, last hash, and
    /// a seal over both.
    pub audit: (i64, String, String),
}

impl Sidecar {
    /// `records.dh` → `records.json`, in the same folder.
    pub fn path_of(store: &Path) -> PathBuf {
        super::file::real(store).with_extension("json")
    }

    pub(super) fn check_of(&self, key: Option<&Key>) -> String {
        let parts: [&[u8]; 2] = [self.id.as_bytes(), &self.salt];
        match key {
            Some(key) => key.seal("key check", &parts),
            None => open_seal("key check", &parts),
        }
    }

    /// Whether this is the store's key.
    pub(super) fn knows(&self, key: Option<&Key>) -> bool {
        self.checks.contains(&self.check_of(key))
    }

    pub(super) fn seal_audit(&mut self, key: Option<&Key>, entries: i64, head: &str) {
        let seal = self.audit_seal(key, entries, head);
        self.audit = (entries, head.to_string(), seal);
    }

    /// Whether the anchor of the audit log was written by someone with the key.
    pub(super) fn anchor_holds(&self, key: Option<&Key>) -> bool {
        let seal = self.audit_seal(key, self.audit.0, &self.audit.1);
        self.audit.2.split(' ').any(|s| s == seal)
    }

    /// While a key is being changed: a seal under either.
    pub(super) fn seal_audit_twice(&mut self, old: Option<&Key>, new: Option<&Key>) {
        let (entries, head, _) = &self.audit;
        self.audit.2 =
            format!("{} {}", self.audit_seal(old, *entries, head), self.audit_seal(new, *entries, head));
    }

    fn audit_seal(&self, key: Option<&Key>, entries: i64, head: &str) -> String {
        let count = entries.to_le_bytes();
        let parts: [&[u8]; 3] = [self.id.as_bytes(), &count, head.as_bytes()];
        match key {
            Some(key) => key.seal("audit anchor", &parts),
            None => open_seal("audit anchor", &parts),
        }
    }

    fn body(&self) -> Value {
        json!({
            "format": "dh.store/1",
            "about": "Belongs to the store of the same name; keep both together. It holds no key and no record.",
            "id": self.id, "salt": hex::encode(&self.salt), "key": self.key_kind, "key_file": self.key_file,
            "checks": self.checks,
            "audit": {"entries": self.audit.0, "head": self.audit.1, "seal": self.audit.2},
        })
    }

    pub(super) fn write(&self, store: &Path) -> Result<(), Diag> {
        let mut body = self.body();
        body["sum"] = Value::String(sum(&body));
        fs::write_atomically(&Self::path_of(store), format!("{body:#}\n").as_bytes())
    }

    /// Reads it; `None` where there is none.
    ///
    /// # Errors
    /// A sidecar that was altered or damaged.
    pub fn read(store: &Path) -> Result<Option<Sidecar>, Diag> {
        let path = Self::path_of(store);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => {
                return Err(Diag::error(format!("cannot read {}: {}", path.display(), fs::reason(&e))));
            }
        };
        Self::parse(&bytes).map(Some).ok_or_else(|| {
            Diag::error(format!("{} is damaged", path.display())).hint(
                "it holds no record: take it from a backup of this store, or delete it; the next command that opens the store with the right key writes it anew",
            )
        })
    }

    fn parse(bytes: &[u8]) -> Option<Sidecar> {
        let mut value: Value = serde_json::from_slice(bytes).ok()?;
        let written = value.as_object_mut()?.shift_remove("sum")?;
        if written.as_str()? != sum(&value) || value["format"] != "dh.store/1" {
            return None;
        }
        let text = |v: &Value| v.as_str().map(str::to_string);
        Some(Sidecar {
            id: text(&value["id"])?,
            salt: hex::decode(value["salt"].as_str()?)?.try_into().ok()?,
            key_kind: text(&value["key"])?,
            key_file: text(&value["key_file"])?,
            checks: value["checks"].as_array()?.iter().map(text).collect::<Option<_>>()?,
            audit: (
                value["audit"]["entries"].as_i64()?,
                text(&value["audit"]["head"])?,
                text(&value["audit"]["seal"])?,
            ),
        })
    }
}

fn sum(body: &Value) -> String {
    hex::encode(&Sha256::digest(body.to_string().as_bytes())[..8])
}
