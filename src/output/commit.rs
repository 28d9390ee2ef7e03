//! Commits changes to files, each as a whole or not at all.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{leftovers, regular};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// A change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The file. Missing directories are created.
    pub path: PathBuf,
    /// The content that the file must have before the change.
    pub before: Before,
    /// The new content; `None` removes the file.
    pub after: Option<Cow<'a, [u8]>>,
}

/// The content of a file before its change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Any content: only programs write the file.
    Anything,
    /// The content that the change was planned for; `None` for no file. A user may have saved another text since then.
    Content(Option<Vec<u8>>),
}

/// Makes all changes, in their order.
///
/// It first writes all new content to temporary files beside the destinations, and then renames each of them. If the
/// process is killed, each file has its old or its new content; a later run removes the temporary files.
///
/// # Errors
/// If a temporary file cannot be written, or if a file does not have the content that its change was planned for, nothing
/// changes. If a later step fails, or a file changes meanwhile, the changes before that one are made, and none after it.
pub fn commit(changes: &[Change<'_>]) -> Result<(), Vec<Diagnostic>> {
    commit_in_steps(changes, &mut |_| Ok(()))
}

/// As [`commit`], with a call before each step that writes. Tests let it fail in place of the file system.
pub fn commit_in_steps(
    changes: &[Change<'_>],
    before_step: &mut dyn FnMut(&Path) -> io::Result<()>,
) -> Result<(), Vec<Diagnostic>> {
    let directories: BTreeSet<_> = changes
        .iter()
        .filter_map(|change| change.path.parent())
        .collect();
    directories.into_iter().for_each(leftovers::remove);
    let mut faults = Diagnostics::default();
    let mut staged = Vec::new();
    for change in changes {
        match before_step(&change.path).and_then(|()| change.stage()) {
            Ok(temporary) => staged.push(temporary),
            Err(error) => faults.push(failed("write", &change.path, &error)),
        }
    }
    faults.end_stage()?;
    for change in changes {
        if let Err(fault) = change.check() {
            faults.push(fault);
        }
    }
    faults.end_stage()?;
    for (change, temporary) in changes.iter().zip(staged) {
        change.check().map_err(|fault| vec![fault])?;
        before_step(&change.path)
            .and_then(|()| change.put(temporary))
            .map_err(|error| {
                let what = change.after.as_ref().map_or("remove", |_| "write");
                vec![failed(what, &change.path, &error)]
            })?;
    }
    Ok(())
}

impl Change<'_> {
    /// Writes a temporary file that only needs to be renamed.
    fn stage(&self) -> io::Result<Option<NamedTempFile>> {
        let Some(content) = &self.after else {
            return Ok(None);
        };
        let directory = self
            .path
            .parent()
            .map_or_else(PathBuf::new, Path::to_path_buf);
        fs::create_dir_all(&directory)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(leftovers::PREFIX);
        // Only its owner can read a temporary file. The umask decides who can read a generated file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = builder.tempfile_in(&directory)?;
        temporary.write_all(content)?;
        if let Ok(existing) = fs::metadata(&self.path) {
            temporary
                .as_file()
                .set_permissions(existing.permissions())?;
        }
        if self.before != Before::Anything {
            // A user's text cannot be generated again, so it must be on the disk before the rename.
            temporary.as_file().sync_all()?;
        }
        Ok(Some(temporary))
    }

    /// Checks that the file has the content that the change was planned for, or already the new content.
    fn check(&self) -> Result<(), Diagnostic> {
        let Before::Content(before) = &self.before else {
            return Ok(());
        };
        let found = match regular::read(&self.path) {
            Ok(content) => Some(content),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed("read", &self.path, &error)),
        };
        if found == *before || found.as_deref() == self.after.as_deref() {
            return Ok(());
        }
        let fault = format!("`{}` has changed meanwhile", self.path.display());
        Err(Diagnostic::error(fault).help("run it again"))
    }

    fn put(&self, temporary: Option<NamedTempFile>) -> io::Result<()> {
        match temporary {
            Some(temporary) => temporary
                .persist(&self.path)
                .map(drop)
                .map_err(|error| error.error),
            None => fs::remove_file(&self.path),
        }
    }
}

pub(super) fn failed(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot {what} `{}`: {error}", path.display()))
}
