//! Files that are not there yet: all of them or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{check_inside, check_names, failed, stage};
use crate::GeneratedFile;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Writes `files` under the directory `root`, none of which may be there yet.
///
/// A `root` that is not there comes into being with all its files at once. Else new content is first written to
/// temporary files beside its destination; only when all are complete do they take its place, and if one cannot, those
/// that have go again.
///
/// # Errors
/// All faults: names that are not plain relative paths or that clash, files that are there, and what the file system
/// refuses. Nothing is written then.
pub fn create(root: &Path, files: &[GeneratedFile]) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    check_names(files, &mut faults);
    faults.end_stage()?;
    match root.try_exists() {
        Ok(true) => within(root, files),
        Ok(false) => whole(root, files).map_err(|error| vec![failed("create", root, &error)]),
        Err(error) => Err(vec![failed("read", root, &error)]),
    }
}

/// Fills a directory beside the one that is wanted, and gives it its name.
fn whole(root: &Path, files: &[GeneratedFile]) -> io::Result<()> {
    let root = std::path::absolute(root)?;
    // What is wanted may lie in directories that are wanted, too.
    let missing = root.ancestors().take_while(|path| !path.exists()).last();
    let first = missing.unwrap_or(&root);
    let parent = first.parent().unwrap_or(first);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rpcsmith-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let temporary = builder.tempdir_in(parent)?;
    let filled = temporary.path().join("new");
    let inner = filled.join(root.strip_prefix(first).unwrap_or(Path::new("")));
    for file in files {
        let path = inner.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(&inner))?;
        fs::write(path, &file.content)?;
    }
    fs::rename(filled, first)
}

/// Adds to a directory.
fn within(root: &Path, files: &[GeneratedFile]) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    for file in files {
        let path = root.join(&file.name);
        if let Err(fault) = check_inside(root, &file.name) {
            faults.push(fault);
        } else if path.symlink_metadata().is_ok() {
            faults.push(Diagnostic::error(format!("`{}` is there already", path.display())));
        }
    }
    faults.end_stage()?;
    let mut made = Made::default();
    let mut staged = Vec::new();
    for file in files {
        let path = root.join(&file.name);
        made.folders_of(&path);
        match stage(&path, &file.content) {
            Ok(temporary) => staged.push((temporary, path)),
            Err(error) => faults.push(failed("write", &path, &error)),
        }
    }
    if let Err(faults) = faults.end_stage() {
        drop(staged);
        made.undo();
        return Err(faults);
    }
    for (temporary, path) in staged {
        match temporary.persist_noclobber(&path) {
            Ok(_) => made.files.push(path),
            Err(error) => {
                made.undo();
                return Err(vec![failed("write", &path, &error.error)]);
            }
        }
    }
    Ok(())
}

/// What has been made so far.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    /// Keeps in mind which folders will be made for a file.
    fn folders_of(&mut self, path: &Path) {
        let missing = path.ancestors().skip(1).take_while(|folder| !folder.exists());
        let missing: Vec<_> = missing.map(Path::to_path_buf).collect();
        self.folders.extend(missing.into_iter().rev());
    }

    /// Takes it away again, as far as that can be done.
    fn undo(&self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
