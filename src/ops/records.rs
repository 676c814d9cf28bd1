//! The store of a workspace: where it is, with which key, opened when first
//! asked for.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use crate::base::{Diag, Interrupt};
use crate::store::{Access, KeySource, Sidecar, Store};

/// Where the store is and what opens it, as a command was told.
#[derive(Clone, Default)]
pub struct StorePlace {
    /// `--store`; else the workspace's own.
    pub file: Option<PathBuf>,
    /// `--key-file`.
    pub key_file: Option<PathBuf>,
    /// `DH_KEY`.
    pub passphrase: Option<String>,
    /// `--plain`: no encryption.
    pub plain: bool,
    /// A person types: what changes the store is allowed, which a script is not.
    pub owner: bool,
    /// Who acts, as the audit log writes it.
    pub who: String,
    /// Asks a person for the passphrase; nothing where nobody can be asked.
    pub ask: Option<fn(&str) -> Option<String>>,
}

/// The store of real records, and the one `dh demo` makes.
pub const RECORDS: &str = ".dh/records.dh";
pub const DEMO: &str = ".dh/demo.dh";

/// The store of a workbench. Nothing is opened before it is asked for.
#[derive(Default)]
pub struct Records {
    pub place: StorePlace,
    open: OnceCell<Store>,
    /// A passphrase that was asked for is not asked for again.
    answered: RefCell<Option<String>>,
}

impl Records {
    pub fn new(place: StorePlace) -> Records {
        Records { place, ..Records::default() }
    }

    /// The file of the store: as told, or the workspace's records, or else its
    /// demonstration.
    pub fn file(&self, folder: &Path) -> PathBuf {
        if let Some(file) = &self.place.file {
            return file.clone();
        }
        let demo = folder.join(DEMO);
        let records = folder.join(RECORDS);
        if !records.exists() && demo.exists() { demo } else { records }
    }

    /// Whether there is a store to open.
    pub fn exists(&self, folder: &Path) -> bool {
        self.file(folder).exists()
    }

    /// Whether there is a store that opens without asking anybody.
    pub fn is_at_hand(&self, folder: &Path) -> bool {
        if self.open.get().is_some() {
            return true;
        }
        let file = self.file(folder);
        let told = self.place.key_file.is_some() || self.place.passphrase.is_some();
        file.exists()
            && (told
                || self.answered.borrow().is_some()
                || Sidecar::read(&file).ok().flatten().is_some_and(|s| {
                    s.key_kind == "none" || (!s.key_file.is_empty() && Path::new(&s.key_file).is_file())
                }))
    }

    pub fn who(&self) -> &str {
        &self.place.who
    }

    /// What opens the store in `file`: the key file or passphrase as told, else
    /// the key file the sidecar remembers, else what a person answers.
    pub fn key(&self, file: &Path) -> Result<KeySource, Diag> {
        let place = &self.place;
        if let Some(key_file) = &place.key_file {
            return Ok(KeySource::File(key_file.clone()));
        }
        if let Some(passphrase) = place.passphrase.as_ref().or(self.answered.borrow().as_ref()) {
            return Ok(KeySource::Passphrase(passphrase.clone()));
        }
        let sidecar = Sidecar::read(file)?;
        match &sidecar {
            Some(s) if s.key_kind == "none" => return Ok(KeySource::Plain),
            Some(s) if !s.key_file.is_empty() && Path::new(&s.key_file).is_file() => {
                return Ok(KeySource::File(PathBuf::from(&s.key_file)));
            }
            _ => {}
        }
        if !file.exists() || place.plain {
            return Ok(KeySource::Plain);
        }
        let asks_for_passphrase = sidecar.as_ref().is_none_or(|s| s.key_kind == "passphrase");
        if asks_for_passphrase
            && let Some(answer) =
                place.ask.and_then(|ask| ask(&format!("Passphrase of {}: ", file.display())))
        {
            *self.answered.borrow_mut() = Some(answer.clone());
            return Ok(KeySource::Passphrase(answer));
        }
        // Tells what the file is before anything is said of keys.
        Store::look_at(file)?;
        let mut diag = Diag::error(format!("the key of {} is needed", file.display()))
            .hint("give --key-file FILE, or the passphrase in DH_KEY");
        if let Some(s) = sidecar.filter(|s| !s.key_file.is_empty()) {
            diag = diag.hint(format!("its key file was {}; it is not there", s.key_file));
        }
        Err(diag)
    }

    /// The store, opened for reading once.
    pub fn read(&self, folder: &Path, interrupt: &Interrupt) -> Result<&Store, Diag> {
        if let Some(store) = self.open.get() {
            return Ok(store);
        }
        let file = self.file(folder);
        let store = Store::open(&file, &self.key(&file)?, Access::Read, interrupt)?;
        Ok(self.open.get_or_init(|| store))
    }

    /// The store, opened for a verb that writes.
    pub fn write(&self, folder: &Path, verb: &str, interrupt: &Interrupt) -> Result<Store, Diag> {
        let file = self.file(folder);
        Store::open(&file, &self.key(&file)?, Access::Write(verb), interrupt)
    }
}
