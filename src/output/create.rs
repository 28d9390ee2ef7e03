//! A directory that comes into being with all its files at once.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::commit::failed;
use super::{Before, Change, check_inside, check_names, commit, leftovers};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::response::GeneratedFile;

/// Writes `files` under the directory `root`, none of which may be there yet.
///
/// If `root` is not there, it is filled under another name beside its place and then renamed, so that it is whole
/// whenever the process ends. Else the files are [committed](commit()) together.
///
/// # Errors
/// All faults: names that are not plain relative paths or that clash, files that are there, and what the file system
/// refuses. Nothing is written then, unless the file system refuses to put a complete file in its place.
pub fn create(root: &Path, files: &[GeneratedFile]) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    check_names(files, &mut faults);
    faults.end_stage()?;
    match root.try_exists() {
        Ok(false) => make(root, files).map_err(|error| vec![failed("create", root, &error)]),
        Ok(true) => commit(&additions(root, files)?),
        Err(error) => Err(vec![failed("read", root, &error)]),
    }
}

/// Files that are added to a directory, as changes.
///
/// # Errors
/// A file is there already, or a link leads out of the directory.
pub fn additions<'f>(
    root: &Path,
    files: &'f [GeneratedFile],
) -> Result<Vec<Change<'f>>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut changes = Vec::with_capacity(files.len());
    for file in files {
        let path = root.join(&file.name);
        if let Err(fault) = check_inside(root, &file.name) {
            faults.push(fault);
        } else if path.symlink_metadata().is_ok() {
            let fault = format!("`{}` is there already", path.display());
            faults.push(Diagnostic::error(fault));
        }
        changes.push(Change {
            path,
            before: Before::Content(None),
            after: Some(file.content.as_bytes().into()),
        });
    }
    faults.end_stage()?;
    Ok(changes)
}

fn make(root: &Path, files: &[GeneratedFile]) -> io::Result<()> {
    let root = std::path::absolute(root)?;
    // It may lie in directories that are wanted, too; a single rename makes them all.
    let missing = root.ancestors().take_while(|path| !path.exists());
    let first = missing
        .last()
        .map_or_else(|| root.clone(), Path::to_path_buf);
    let parent = first.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    leftovers::remove(&parent);
    let mut builder = tempfile::Builder::new();
    builder.prefix(leftovers::PREFIX);
    // A temporary directory is for its owner alone; what is in this one will be for whom the umask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let temporary = builder.tempdir_in(parent)?;
    let filled = temporary.path().join("filled");
    let inner = filled.join(root.strip_prefix(&first).unwrap_or(Path::new("")));
    for file in files {
        let path = inner.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(&inner))?;
        fs::write(path, &file.content)?;
    }
    fs::rename(filled, first)
}
