//! The paths that the result of a run depends on, besides the files that it reads.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The folders in which a new file would hide one of these files: of each include path before the one that contains the
/// file, the deepest folder that exists. A new file changes the time of that folder, or of one below it.
pub(super) fn earlier<'a>(
    names: impl IntoIterator<Item = &'a str>,
    directories: &[PathBuf],
) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    for name in names {
        let hidden = |directory: &&PathBuf| !directory.join(name).is_file();
        for directory in directories.iter().take_while(hidden) {
            folders.extend(deepest(directory, name));
        }
    }
    folders
}

/// The deepest existing folder on the path from the include path to the file.
fn deepest(directory: &Path, name: &str) -> Option<PathBuf> {
    let mut folder = directory.is_dir().then(|| directory.to_owned())?;
    for part in Path::new(name).parent()?.components() {
        let next = folder.join(part);
        if !next.is_dir() {
            break;
        }
        folder = next;
    }
    Some(folder)
}

/// The file that the system runs for the name of a program.
pub(super) fn program(name: &OsStr) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.is_file().then(|| path.to_owned());
    }
    let mut file = name.to_owned();
    if path.extension().is_none() {
        file.push(env::consts::EXE_SUFFIX);
    }
    let folders = env::var_os("PATH")?;
    let files = env::split_paths(&folders).map(|folder| folder.join(&file));
    files.into_iter().find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_new_file_shows_in_the_deepest_folder_that_exists() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for folder in ["a/user", "b/user/v1", "c"] {
            fs::create_dir_all(path(folder)).unwrap();
        }
        fs::write(path("b/user/v1/user.proto"), "").unwrap();
        let directories = ["a", "missing", "b", "c"].map(path);
        let watched = |name: &str| earlier([name], &directories);
        assert_eq!(
            watched("user/v1/user.proto"),
            BTreeSet::from([path("a/user")])
        );
        assert_eq!(
            watched("bundled.proto"),
            BTreeSet::from(["a", "b", "c"].map(path))
        );
    }
}
