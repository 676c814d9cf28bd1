//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::diag::Diag;

/// Writes `bytes` to `path` through a temporary file in the same folder and a
/// rename, so that a full disk or a crash leaves the old file (or none) and no
/// half of the new one. Missing folders are made.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Diag> {
    write_through(path, |temporary| write_synced(fs::File::create(temporary)?, bytes))
}

/// The same for a file that nobody else of this computer may read.
///
/// # Errors
/// The file cannot be written.
pub fn write_privately(path: &Path, bytes: &[u8]) -> Result<(), Diag> {
    write_through(path, |temporary| {
        // What an ended program left would have its rights.
        let _ = fs::remove_file(temporary);
        make_private(temporary)?;
        write_synced(fs::OpenOptions::new().write(true).open(temporary)?, bytes)
    })
}

/// Writes a result of a verb: over what is there where `force` says so, and
/// otherwise only where nothing is, were it somebody else's of this very moment.
///
/// # Errors
/// The file is there and `force` is not given; it cannot be written.
pub fn write_result(path: &Path, bytes: &[u8], force: bool) -> Result<(), Diag> {
    refuse_to_replace(path, force)?;
    if force {
        return write_atomically(path, bytes);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
    let made = fs::create_dir_all(folder)
        .and_then(|()| fs::File::create(&temporary))
        .and_then(|file| write_synced(file, bytes));
    let placed = made.map_err(|error| cannot_write(path, &error)).and_then(|()| {
        place_new(&temporary, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => is_there(path),
            _ => cannot_write(path, &error),
        })
    });
    // After a rename there is none.
    let _ = fs::remove_file(&temporary);
    placed
}

/// Gives a file its name unless another has it.
fn place_new(temporary: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(temporary, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // Sticks and shares that know no links: the name is taken first.
            fs::OpenOptions::new().write(true).create_new(true).open(path)?;
            fs::rename(temporary, path).inspect_err(|_| {
                let _ = fs::remove_file(path);
            })
        }
        done => done,
    }
}

fn is_there(path: &Path) -> Diag {
    Diag::error(format!("{} is there already", path.display()))
        .hint("name another file, or give --force to replace it; nothing was changed")
}

fn write_through(path: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Diag> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
    let result = fs::create_dir_all(folder)
        .and_then(|()| write(&temporary))
        .and_then(|()| fs::rename(&temporary, path));
    result.map_err(|error| {
        // The temporary file may never have come to be; nothing to undo then.
        let _ = fs::remove_file(&temporary);
        Diag::error(format!("cannot write {}: {}", path.display(), reason(&error)))
            .hint("nothing was changed; free some space or choose another folder with --out")
    })
}

/// Writes several files that belong together: all are there under other names
/// before the first gets its own, so that a full disk changes none of them.
///
/// # Errors
/// One of them cannot be written.
pub fn write_together(files: &[(PathBuf, &[u8])]) -> Result<(), Diag> {
    let Some(((path, bytes), others)) = files.split_first() else { return Ok(()) };
    let mut inner = Ok(());
    let written = write_through(path, |temporary| {
        fs::write(temporary, bytes)?;
        inner = write_together(others);
        inner.as_ref().map(|_| ()).map_err(|_| io::Error::other("another file cannot be written"))
    });
    // What is complained of is the file that failed.
    inner.and(written)
}

/// The same for a file that is written piece by piece. What `write` complains of
/// is passed on, and leaves nothing behind.
///
/// # Errors
/// The file cannot be written, or `write` complains.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut fs::File) -> Result<(), Diag>) -> Result<(), Diag> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
    let made = fs::create_dir_all(folder).and_then(|()| fs::File::create(&temporary));
    let result = made.map_err(|error| cannot_write(path, &error)).and_then(|mut file| {
        write(&mut file)?;
        drop(file);
        fs::rename(&temporary, path).map_err(|error| cannot_write(path, &error))
    });
    result.inspect_err(|_| {
        // The temporary file may never have come to be; nothing to undo then.
        let _ = fs::remove_file(&temporary);
    })
}

/// Refuses a file that stands there already, unless it is meant to go.
///
/// # Errors
/// The file is there and `force` is not given.
pub fn refuse_to_replace(path: &Path, force: bool) -> Result<(), Diag> {
    if path.is_dir() {
        return Err(Diag::error(format!("{} is a folder", path.display())).hint("name a file in it"));
    }
    if path.exists() && !force {
        return Err(is_there(path));
    }
    Ok(())
}

/// Refuses to write over what a result is made from, `force` or not.
///
/// # Errors
/// Both are the same file.
pub fn refuse_to_write_over(source: &Path, result: &Path) -> Result<(), Diag> {
    if result.canonicalize().is_ok_and(|result| source.canonicalize().is_ok_and(|source| source == result)) {
        return Err(Diag::error(format!(
            "the result would replace {}, which it is made from",
            source.display()
        ))
        .hint("name another file; nothing was changed"));
    }
    Ok(())
}

/// A complaint about a file that cannot be written.
pub fn cannot_write(path: &Path, error: &io::Error) -> Diag {
    Diag::error(format!("cannot write {}: {}", path.display(), reason(error)))
        .hint("nothing was changed; free some space or choose another folder")
}

fn write_synced(mut file: fs::File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes an empty file that nobody else of this computer may read.
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

/// Takes away what programs that were ended left behind in `folder`: files and
/// folders named `{prefix}{process}.part…` of processes that are no more. Where
/// that cannot be told, everything stays.
pub fn sweep(folder: &Path, prefix: &str) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(prefix).and_then(|rest| rest.split_once(".part")).map(|(p, _)| p);
        let Some(process) = process.filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) else {
            continue;
        };
        if !Path::new("/proc").join(process).exists() {
            // What cannot be taken away is in nobody's way.
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
}

/// Why an operation on a file failed, in words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::FileTooLarge => "the file would be larger than allowed here".into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder should be".into()
        }
        io::ErrorKind::IsADirectory => "a folder stands where a file should be".into(),
        io::ErrorKind::InvalidData => "not UTF-8 text".into(),
        _ => error.to_string(),
    }
}

/// All files under `folder` whose name ends in `.{extension}`, sorted by path;
/// hidden files and folders are left out.
pub fn files_under(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
