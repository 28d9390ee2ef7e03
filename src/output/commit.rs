//! Changes to files, each made as a whole or not at all.

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
    /// The file; the directories on the way to it are created if need be.
    pub path: PathBuf,
    /// What must be there for the change to be made.
    pub before: Before,
    /// What is there afterwards; `None` for no file.
    pub after: Option<Cow<'a, [u8]>>,
}

/// What a file must be when its change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Anything: the file is written by programs alone.
    Anything,
    /// What the change was made from; `None` for no file. A person may have saved another text meanwhile.
    Content(Option<Vec<u8>>),
}

/// Makes all changes, in their order.
///
/// New content is first written to temporary files beside its destination; only when all are complete do they take
/// its place, each by one rename. Whenever the process ends, each file is what it was or what it should be; a later run
/// removes temporary files that it left.
///
/// # Errors
/// Nothing has changed if a temporary file cannot be written, or a file is not what its change was made from. If the
/// file system refuses later, or a file changes meanwhile, the changes before that one have been made, and none after.
pub fn commit(changes: &[Change<'_>]) -> Result<(), Vec<Diagnostic>> {
    commit_in_steps(changes, &mut |_| Ok(()))
}

/// As [`commit`], with a word before each step that writes: what that refuses, the file system might.
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
        // A temporary file is for its owner alone; what is generated is for whom the umask says.
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
            // What a person wrote cannot be generated anew, so it is on the disk before its old place is given up.
            temporary.as_file().sync_all()?;
        }
        Ok(Some(temporary))
    }

    /// The file is what the change was made from, or already what it should be.
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
