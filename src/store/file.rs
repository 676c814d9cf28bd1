//! Opening and making the file: what it is before SQLite is asked, the key,
//! the settings of a connection, and errors in words.

use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::key::{Key, KeySource, random};
use super::lock::WriterLock;
use super::schema;
use super::sidecar::Sidecar;
use crate::base::{Diag, Interrupt, fs, hex};

const PAGE: u64 = 4096;
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// What a command wants of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access<'a> {
    Read,
    /// The verb that writes, as a second writer is told.
    Write(&'a str),
}

/// An open store.
pub struct Store {
    pub(super) connection: Connection,
    pub path: PathBuf,
    pub sidecar: Sidecar,
    pub(super) key: Option<Key>,
    pub(super) interrupt: Interrupt,
    /// Things to tell that stopped nothing.
    pub warnings: Vec<Diag>,
    /// The head of the audit log that what is about to be written rests on.
    pub(super) seen: (i64, String),
    pub(super) _lock: Option<WriterLock>,
}

impl Store {
    /// Makes an empty store at `path` (ending in `.dh`).
    ///
    /// # Errors
    /// A file is there already; the folder cannot be written to.
    pub fn create(path: &Path, source: &KeySource, who: &str, interrupt: &Interrupt) -> Result<Store, Diag> {
        if path.extension().is_none_or(|e| e != "dh") {
            return Err(Diag::error(format!("{} does not end in .dh", path.display()))
                .hint("its sidecar gets the same name with .json, its lock with .lock; nothing was made"));
        }
        refuse_to_replace(path)?;
        if !cfg!(feature = "encryption") && !matches!(source, KeySource::Plain) {
            return Err(Diag::error("this dh was built without encryption")
                .hint("build it with its default features; --plain makes an unencrypted store"));
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|e| Diag::error(format!("cannot make {}: {}", folder.display(), fs::reason(&e))))?;
        }
        let lock = WriterLock::take(path, "store create")?;
        // Another program may have made it while this one waited.
        refuse_to_replace(path)?;
        let salt = random::<16>()?;
        let key = source.key(&salt)?;
        let key_file = match source {
            KeySource::File(p) => std::path::absolute(p).unwrap_or(p.clone()).display().to_string(),
            _ => String::new(),
        };
        let mut sidecar = Sidecar {
            id: hex::encode(&random::<16>()?),
            salt,
            key_kind: source.word().into(),
            key_file,
            checks: Vec::new(),
            audit: (0, String::new(), String::new()),
        };
        sidecar.checks = vec![sidecar.check_of(key.as_ref())];
        // Made under another name, first entry of the log and all, so that a
        // crash leaves no half of a store. The store gets its name before its
        // sidecar: alone, a store opens and a sidecar only stands in the way.
        let staged = staged_name(path);
        let made = Self::fill(&staged, key.as_ref(), &salt, who, source.word());
        let named = made.and_then(|(entries, head)| {
            sidecar.seal_audit(key.as_ref(), entries, &head);
            rename(&staged, path)
        });
        if let Err(diag) = named {
            for end in ["", "-wal", "-shm", "-journal"] {
                let _ = std::fs::remove_file(with_end(&staged, end));
            }
            return Err(diag);
        }
        if let Err(diag) = sidecar.write(path) {
            let _ = std::fs::remove_file(path);
            return Err(diag);
        }
        let connection =
            connect(path, key.as_ref(), &salt, false, interrupt).map_err(|e| said(&e, "open the store"))?;
        let seen = super::audit::head(&connection)?;
        Ok(Store {
            connection,
            path: path.into(),
            sidecar,
            key,
            interrupt: interrupt.clone(),
            warnings: Vec::new(),
            seen,
            _lock: Some(lock),
        })
    }

    fn fill(
        path: &Path,
        key: Option<&Key>,
        salt: &[u8; 16],
        who: &str,
        word: &str,
    ) -> Result<(i64, String), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "make the store");
        private(path)?;
        let mut connection = connect(path, key, salt, false, &Interrupt::new()).map_err(fail)?;
        schema::migrate(&mut connection, schema::VERSION)?;
        let head = super::audit::append(&connection, who, "store create", &serde_json::json!({"key": word}))?;
        connection.close().map_err(|(_, e)| fail(e))?;
        Ok(head)
    }

    /// Whether the file can be a store at all, before a key is tried.
    ///
    /// # Errors
    /// No file, a folder, an empty file, one too short.
    pub fn look_at(path: &Path) -> Result<(), Diag> {
        look(path).map(|_| ())
    }

    /// Opens a store.
    ///
    /// # Errors
    /// Each told apart: no file, an empty file, a foreign file, a wrong key, a
    /// damaged or cut file, a newer version, a second writer.
    pub fn open(
        path: &Path,
        source: &KeySource,
        access: Access,
        interrupt: &Interrupt,
    ) -> Result<Store, Diag> {
        let kind = look(path)?;
        let sidecar = Sidecar::read(path)?;
        let header: [u8; 16] = first_bytes(path)?;
        let salt = sidecar.as_ref().map_or(header, |s| s.salt);
        let name = path.display();
        let meant_plain = sidecar.as_ref().is_some_and(|s| s.key_kind == "none");
        if meant_plain != (kind == Look::PlainSqlite) && sidecar.is_some() {
            return Err(match kind {
                Look::PlainSqlite => Diag::error(format!(
                    "{name} is an unencrypted SQLite file, but its sidecar belongs to an encrypted store"
                ))
                .hint("the file was replaced; take the store from a backup"),
                Look::Unknown => {
                    Diag::error(format!("{name} is damaged: its first bytes are not those of a store"))
                        .hint("take the store from a backup; dh store verify tells whether a backup is good")
                }
            });
        }
        let source = if kind == Look::PlainSqlite { &KeySource::Plain } else { source };
        if kind == Look::Unknown && matches!(source, KeySource::Plain) {
            return Err(Diag::error(format!("{name} is encrypted, or not a store at all"))
                .hint("give its key: --key-file FILE, or the passphrase in DH_KEY"));
        }
        let key = source.key(&salt)?;
        if let Some(sidecar) = &sidecar
            && !sidecar.knows(key.as_ref())
        {
            let given = source.word();
            let opens = source
                .key(&header)
                .ok()
                .flatten()
                .is_some_and(|own| connect(path, Some(&own), &header, true, interrupt).is_ok());
            if opens {
                return Err(Diag::error(format!(
                    "the {given} opens {name}, but its sidecar {} is of another time",
                    Sidecar::path_of(path).display()
                ))
                .hint("the store itself is whole: put the sidecar that belongs to it back, or take this one away; the next command writes it anew"));
            }
            let mut diag = Diag::error(format!("the {given} is not the one of {name}")).hint(format!(
                "the store was made with a {}; the file itself was not touched",
                sidecar.key_kind
            ));
            if !sidecar.key_file.is_empty() {
                diag = diag.hint(format!("its key file was {}", sidecar.key_file));
            }
            return Err(diag);
        }
        let lock = match access {
            Access::Write(verb) => Some(WriterLock::take(path, verb)?),
            Access::Read => None,
        };
        let read_only = access == Access::Read;
        let changing = sidecar.as_ref().is_some_and(|s| s.checks.len() > 1);
        let damaged = |detail: &str| {
            if changing {
                Diag::error(format!("the key of {name} was being changed when a program stopped, and this one does not open it"))
                    .hint("give the other key: the change was either done or not done at all")
            } else if sidecar.is_some() && header != salt {
                Diag::error(format!(
                    "{name} is not the file that {} belongs to: a store begins with bytes of its own, and these are others",
                    Sidecar::path_of(path).display()
                ))
                .hint("one of the two was replaced: put back the one that belongs to the other; otherwise take both from a backup")
            } else if sidecar.is_some() {
                Diag::error(format!("{name} is damaged: the key is right, but {detail}"))
                    .hint("take the store from a backup; dh store verify tells whether a backup is good")
            } else if kind == Look::PlainSqlite {
                Diag::error(format!("{name} is an SQLite file, but not a store of dh"))
                    .hint("name the store with --store FILE")
            } else {
                Diag::error(format!(
                    "{name} cannot be opened: a wrong key, a damaged file, or not a store; without its sidecar {} the three cannot be told apart",
                    Sidecar::path_of(path).display()
                ))
                .hint("put the sidecar back beside the store, from a backup")
            }
        };
        let connected = match read_only && beside(path, "-journal").exists() {
            // A change of key stopped in the middle: what it wrote is taken
            // back first, which only someone who may write can do.
            true => {
                let _lock = WriterLock::take(path, "store recover")?;
                connect(path, key.as_ref(), &salt, false, interrupt)
                    .and_then(|_| connect(path, key.as_ref(), &salt, true, interrupt))
            }
            false => connect(path, key.as_ref(), &salt, read_only, interrupt),
        };
        let mut connection = match connected {
            Ok(connection) => connection,
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                return Err(damaged("its first page cannot be decrypted"));
            }
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                return Err(if is_cut(path, key.as_ref(), &salt) {
                    Diag::error(format!("{name} is cut short: pages at its end are missing"))
                        .hint("take the store from a backup; dh store verify tells whether a backup is good")
                } else {
                    damaged("its tables cannot be read")
                });
            }
            Err(e) => return Err(said(&e, &format!("open {name}"))),
        };
        let id: i32 = connection
            .pragma_query_value(None, "application_id", |r| r.get(0))
            .map_err(|_| damaged("its first page cannot be read"))?;
        if id != schema::APPLICATION_ID {
            return Err(Diag::error(format!("{name} is an SQLite file, but not a store of dh"))
                .hint("name the store with --store FILE"));
        }
        let pages: i64 = connection
            .pragma_query_value(None, "page_count", |r| r.get(0))
            .map_err(|_| damaged("its first page cannot be read"))?;
        let length = std::fs::metadata(path).map_or(0, |m| m.len());
        if !has_journal(path) && (length / PAGE) < pages.max(0) as u64 {
            return Err(Diag::error(format!(
                "{name} is cut short: {length} bytes instead of {}",
                pages.max(0) as u64 * PAGE
            ))
            .hint("take the store from a backup; dh store verify tells whether a backup is good"));
        }
        if read_only {
            let found = schema::version(&connection).map_err(|e| said(&e, "read the store"))?;
            if found != schema::VERSION {
                // Reading an older store brings it up to date first.
                drop(connection);
                connection = {
                    let _lock = WriterLock::take(path, "store migrate")?;
                    let again = |read_only| {
                        connect(path, key.as_ref(), &salt, read_only, interrupt)
                            .map_err(|e| said(&e, "bring the store up to date"))
                    };
                    let mut writing = again(false)?;
                    schema::migrate(&mut writing, schema::VERSION)?;
                    drop(writing);
                    again(true)?
                };
            }
        } else {
            schema::migrate(&mut connection, schema::VERSION)?;
        }
        let mut warnings = Vec::new();
        let sidecar = match sidecar {
            Some(sidecar) => sidecar,
            None => {
                let mut sidecar = Sidecar {
                    id: hex::encode(&random::<16>()?),
                    salt,
                    key_kind: source.word().into(),
                    key_file: String::new(),
                    checks: Vec::new(),
                    audit: (0, String::new(), String::new()),
                };
                sidecar.checks = vec![sidecar.check_of(key.as_ref())];
                let (entries, head) = super::audit::head(&connection)?;
                sidecar.seal_audit(key.as_ref(), entries, &head);
                match sidecar.write(path) {
                    Ok(()) => warnings.push(
                        Diag::warning(format!("{} was missing and was written anew", Sidecar::path_of(path).display()))
                            .hint("it cannot tell any more whether the end of the audit log was cut before; compare with the last head printed in an output"),
                    ),
                    Err(diag) => warnings.push(Diag { severity: crate::base::Severity::Warning, ..diag }),
                }
                sidecar
            }
        };
        let seen = super::audit::head(&connection)?;
        if let Some(diag) = older_copy(&connection, &sidecar, key.as_ref(), seen.0) {
            // Writing would cover the traces.
            if !read_only {
                return Err(diag.hint("nothing was changed"));
            }
            warnings.push(Diag { severity: crate::base::Severity::Warning, ..diag });
        }
        let mut store = Store {
            connection,
            path: path.into(),
            sidecar,
            key,
            interrupt: interrupt.clone(),
            warnings,
            seen,
            _lock: lock,
        };
        if changing && !read_only {
            store.settle_key(source)?;
        }
        Ok(store)
    }

    /// The sidecar knows the key that opened the store, and no other.
    pub(super) fn settle_key(&mut self, source: &KeySource) -> Result<(), Diag> {
        self.sidecar.key_kind = source.word().into();
        self.sidecar.key_file = match source {
            KeySource::File(p) => std::path::absolute(p).unwrap_or(p.clone()).display().to_string(),
            _ => String::new(),
        };
        self.sidecar.checks = vec![self.sidecar.check_of(self.key.as_ref())];
        let (entries, head) = self.audit_head()?;
        self.sidecar.seal_audit(self.key.as_ref(), entries, &head);
        self.sidecar.write(&self.path)
    }

    /// Closes a store that was made elsewhere and gives it its place, with its
    /// sidecar.
    ///
    /// # Errors
    /// A store is there already; the folder cannot be written to.
    pub fn move_to(self, to: &Path) -> Result<(), Diag> {
        refuse_to_replace(to)?;
        let _lock = WriterLock::take(to, "store create")?;
        refuse_to_replace(to)?;
        self.checkpoint()?;
        let Store { connection, path, .. } = self;
        connection.close().map_err(|(_, e)| said(&e, "finish the store"))?;
        rename(&path, to)?;
        rename(&Sidecar::path_of(&path), &Sidecar::path_of(to))
    }

    pub(super) fn has_journal(&self) -> bool {
        has_journal(&self.path)
    }

    /// Whether the file is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.key.is_some()
    }

    /// Runs a change in one transaction that ends with an entry of the audit
    /// log: all of it happens, or nothing.
    pub(super) fn write<T>(
        &mut self,
        who: &str,
        what: &str,
        change: impl FnOnce(&rusqlite::Transaction) -> Result<(T, serde_json::Value), Diag>,
    ) -> Result<T, Diag> {
        let doing = format!("finish {what}");
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| said(&e, &doing))?;
        // The lock keeps others out, unless someone removed its file.
        if super::audit::head(&transaction)? != self.seen {
            return Err(Diag::error(format!("cannot {doing}: another program changed the store meanwhile"))
                .hint("nothing was changed; try again, and leave the .lock file where it is"));
        }
        let (value, detail) = change(&transaction)?;
        let (entries, head) = super::audit::append(&transaction, who, what, &detail)?;
        if self.interrupt.is_set() {
            return Err(Diag::error(format!("stopped before {what} was done; nothing was changed")));
        }
        transaction.commit().map_err(|e| said(&e, &doing))?;
        // The anchor may lag behind by a crash, never run ahead.
        self.sidecar.seal_audit(self.key.as_ref(), entries, &head);
        self.seen = (entries, head);
        if let Err(diag) = self.sidecar.write(&self.path) {
            let warning = Diag { severity: crate::base::Severity::Warning, ..diag };
            self.warnings.push(warning.hint("the change itself is safe in the store"));
        }
        Ok(value)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    PlainSqlite,
    Unknown,
}

/// The name under which `path` is made; what programs that were ended left
/// there goes first.
pub(super) fn staged_name(path: &Path) -> PathBuf {
    if let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::sweep(folder, &format!("{}.", stem.to_string_lossy()));
    }
    path.with_extension(format!("{}.part", std::process::id()))
}

/// An empty file for this user alone; SQLite gives its journals the same rights.
pub(super) fn private(path: &Path) -> Result<(), Diag> {
    fs::make_private(path).map_err(|e| {
        Diag::error(format!("cannot write {}: {}", path.display(), fs::reason(&e)))
            .hint("nothing was changed")
    })
}

/// What a file is, before a key is tried.
fn look(path: &Path) -> Result<Look, Diag> {
    let name = path.display();
    let meta = std::fs::metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Diag::error(format!("there is no store at {name}"))
            .hint("dh demo makes one with simulated records; dh store create makes an empty one"),
        _ => Diag::error(format!("cannot read {name}: {}", fs::reason(&e))),
    })?;
    if meta.is_dir() {
        return Err(Diag::error(format!("{name} is a folder, not a store")));
    }
    if meta.len() == 0 {
        return Err(Diag::error(format!("{name} is an empty file of 0 bytes, not a store"))
            .hint("something truncated it: take the store from a backup"));
    }
    if meta.len() < PAGE {
        return Err(Diag::error(format!("{name} is cut short or not a store: {} bytes", meta.len()))
            .hint("take the store from a backup"));
    }
    Ok(if &first_bytes(path)? == PLAIN_HEADER { Look::PlainSqlite } else { Look::Unknown })
}

fn first_bytes(path: &Path) -> Result<[u8; 16], Diag> {
    let mut bytes = [0; 16];
    std::fs::File::open(path)
        .and_then(|mut f| f.read_exact(&mut bytes))
        .map_err(|e| Diag::error(format!("cannot read {}: {}", path.display(), fs::reason(&e))))?;
    Ok(bytes)
}

/// Never over a store, nor over the sidecar of one that is elsewhere just now.
fn refuse_to_replace(path: &Path) -> Result<(), Diag> {
    if path.exists() || path.is_symlink() {
        return Err(Diag::error(format!("there is a store at {} already", path.display()))
            .hint("open it, or name another place with --store FILE"));
    }
    let sidecar = Sidecar::path_of(path);
    if sidecar.exists() {
        return Err(Diag::error(format!("{} is there without its store", sidecar.display()))
            .hint("put the store back beside it, or move it away, or name another place with --store FILE"));
    }
    Ok(())
}

/// A name with something behind it, whatever its bytes are.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    name.into()
}

/// Whether changes wait in a journal beside the store.
fn has_journal(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|m| m.len() > 0)
}

/// The file that SQLite keeps beside a store.
fn beside(path: &Path, end: &str) -> PathBuf {
    with_end(&real(path), end)
}

/// Where a store is that is named through a link: SQLite's journal, the sidecar
/// and the lock are beside the file itself, so that two names are one store.
pub(super) fn real(path: &Path) -> PathBuf {
    if !path.is_symlink() {
        return path.into();
    }
    path.canonicalize().unwrap_or_else(|_| path.into())
}

fn rename(from: &Path, to: &Path) -> Result<(), Diag> {
    std::fs::rename(from, to)
        .map_err(|e| Diag::error(format!("cannot write {}: {}", to.display(), fs::reason(&e))))
}

/// What is wrong where the sidecar knows more of the audit log than the store
/// holds: the mark lags behind after a crash, it never runs ahead.
fn older_copy(connection: &Connection, sidecar: &Sidecar, key: Option<&Key>, entries: i64) -> Option<Diag> {
    let (known, head, _) = &sidecar.audit;
    if *known == 0 || !sidecar.anchor_holds(key) {
        return None;
    }
    let there: Option<String> = connection
        .query_row("SELECT hash FROM audit WHERE entry = ?1", [known], |r| r.get(0))
        .ok()
        .filter(|_| entries >= *known);
    (there.as_deref() != Some(head.as_str())).then(|| {
        Diag::error(format!(
            "the store is not as its sidecar knows it: entry {known} of the audit log is missing or another one; an older copy was put in its place, or its end was cut"
        ))
        .hint("put the newest copy back; where this older one is meant, put the sidecar of the same backup beside it")
    })
}

/// Whether a file whose first page can be read has fewer pages than that page
/// says: SQLite goes by the file's own length once the schema may be written.
fn is_cut(path: &Path, key: Option<&Key>, salt: &[u8; 16]) -> bool {
    let read = || -> rusqlite::Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        if cfg!(feature = "encryption") {
            connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
        }
        if let Some(key) = key {
            connection.pragma_update(None, "key", key.pragma(salt))?;
        }
        connection.execute_batch("PRAGMA writable_schema = ON")?;
        connection.pragma_query_value(None, "page_count", |r| r.get::<_, i64>(0)).map(|_| ())
    };
    read().is_ok()
}

/// A connection with its key and settings; the first page is read.
pub(super) fn connect(
    path: &Path,
    key: Option<&Key>,
    salt: &[u8; 16],
    read_only: bool,
    interrupt: &Interrupt,
) -> rusqlite::Result<Connection> {
    let open = |immutable: bool| -> rusqlite::Result<Connection> {
        let flags = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        } | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let mut uri = String::from("file:");
        // Absolute, so that no name is one of those SQLite reads as no file.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
        for byte in path.as_os_str().as_encoded_bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                    uri.push(*byte as char)
                }
                other => uri.push_str(&format!("%{other:02x}")),
            }
        }
        if immutable {
            uri.push_str("?immutable=1");
        }
        let connection = Connection::open_with_flags(&uri, flags)?;
        if cfg!(feature = "encryption") {
            // SQLCipher would print on stderr.
            connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
        }
        if let Some(key) = key {
            connection.pragma_update(None, "key", key.pragma(salt))?;
        }
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        // Nothing readable may reach a temporary file or stay in a freed page.
        connection.execute_batch(
            "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
        )?;
        // Who reads goes through the columns once: keeping their pages is of no use.
        connection.pragma_update(None, "cache_size", if read_only { -2_000 } else { -16_000 })?;
        // The first page: where a wrong key shows.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0))?;
        if !read_only {
            connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        }
        Ok(connection)
    };
    let journalled = ["-wal", "-journal"].iter().any(|end| beside(path, end).exists());
    let connection = match open(false) {
        // A folder that cannot be written to: the file alone, as it is.
        Err(e)
            if read_only
                && !journalled
                && matches!(
                    e.sqlite_error_code(),
                    Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure)
                ) =>
        {
            open(true)
        }
        other => other,
    };
    let mut connection = connection?;
    let flag = interrupt.clone();
    connection.progress_handler(20_000, Some(move || flag.is_set()))?;
    Ok(connection)
}

/// What SQLite said, in the words of this program.
pub(super) fn said(error: &rusqlite::Error, doing: &str) -> Diag {
    let nothing = "nothing was changed";
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Diag::error(format!("cannot {doing}: the disk is full"))
            .hint(format!("{nothing}; free some space and try again")),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Diag::error(format!("cannot {doing}: the file or its folder cannot be written to")).hint(nothing)
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Diag::error(format!("cannot {doing}: another program is using the store"))
                .hint(format!("{nothing}; wait until it is done, then try again"))
        }
        Some(ErrorCode::OperationInterrupted) => {
            Diag::error(format!("stopped: could not {doing}")).hint(nothing)
        }
        Some(ErrorCode::NotADatabase) => Diag::error(format!("cannot {doing}: it cannot be read as a store")),
        Some(ErrorCode::DatabaseCorrupt) => Diag::error(format!("cannot {doing}: the store is damaged"))
            .hint("dh store verify lists what is damaged; take the store from a backup"),
        Some(ErrorCode::SystemIoFailure) => {
            Diag::error(format!("cannot {doing}: the disk is full, or has a fault ({error})"))
                .hint(format!("{nothing}; check that the disk has space and is whole"))
        }
        _ => Diag::error(format!("cannot {doing}: {error}")).hint(nothing),
    }
}
