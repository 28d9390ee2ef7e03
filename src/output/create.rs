//! Creates a directory together with all its files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::commit::failed;
use super::{Before, Change, check_inside, check_names, commit, leftovers};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::response::GeneratedFile;

/// Writes `files` to the directory `root`. None of them may exist.
///
/// If `root` does not exist, this fills a temporary directory beside it and then renames that, so that `root` is complete
/// or missing even if the process is killed. Otherwise the files are [committed](commit()) together.
///
/// # Errors
/// All errors: names that are not plain relative paths or that clash, files that exist, and errors of the file system. Then
/// nothing is written, unless the rename of a complete temporary file fails.
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

/// The changes that add files to a directory.
///
/// # Errors
/// If a file already exists, or a link leads out of the directory.
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
            let fault = format!("`{}` already exists", path.display());
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
    // Its parent directories may be missing as well; a single rename creates them all.
    let missing = root.ancestors().take_while(|path| !path.exists());
    let first = missing
        .last()
        .map_or_else(|| root.clone(), Path::to_path_buf);
    let parent = first.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    leftovers::remove(&parent);
    let mut builder = tempfile::Builder::new();
    builder.prefix(leftovers::PREFIX);
    // Only its owner can read a temporary directory. The umask decides who can read the directory inside.
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
