//! Files that scripts name: plain files of the workspace, of bounded size.

use std::path::Path;

use crate::base::{Diag, Diags, Span, fs};

/// The bytes of `workspace/file`, at most `most` of them. A link must not lead
/// out of the workspace, nor to a device; what cannot be read is complained of.
pub(super) fn bytes_of(workspace: &Path, file: &str, most: u64, diags: &mut Diags) -> Option<Vec<u8>> {
    let path = workspace.join(file);
    let whole = || Span::line(file, 0);
    let inside = path.canonicalize().and_then(|real| {
        let root = workspace.canonicalize()?;
        Ok((real.starts_with(root) && real.is_file()).then_some(real))
    });
    let real = match inside {
        Ok(Some(real)) => real,
        Ok(None) => {
            diags.push(Diag::error("this is no plain file of the workspace").at(whole()).depth(0));
            return None;
        }
        Err(error) => {
            diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole()).depth(0));
            return None;
        }
    };
    let read = std::fs::metadata(&real).and_then(|m| {
        if m.len() > most { Err(std::io::ErrorKind::FileTooLarge.into()) } else { std::fs::read(&real) }
    });
    match read {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole()).depth(0));
            None
        }
    }
}
