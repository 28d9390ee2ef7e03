//! Removes the temporary files and directories of killed runs.

use std::fs::{self, DirEntry};
use std::path::Path;
use std::time::Duration;

/// The prefix of the names of temporary files and directories.
pub(super) const PREFIX: &str = ".rpcsmith-tmp-";

/// The age after which no running process needs them: a run renames them as soon as all are written.
const AGE: Duration = Duration::from_secs(600);

/// Removes them from a directory. Those that cannot be removed stay; they are harmless.
pub(super) fn remove(directory: &Path) {
    // An empty path is the current directory.
    let directory = if directory == Path::new("") {
        Path::new(".")
    } else {
        directory
    };
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if is_leftover(&entry) {
            let path = entry.path();
            let _ = if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            };
        }
    }
}

fn is_leftover(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_temporary = name.to_str().is_some_and(|name| name.starts_with(PREFIX));
    let modified = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    is_temporary && modified().is_some_and(|age| age >= AGE)
}
