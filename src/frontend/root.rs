//! The include path that a file belongs to.

use std::path::{Path, PathBuf};

use super::scan;
use crate::output;

/// The include path that a file belongs to by its package: `proto` for `proto/user/v1/user.proto` of the package
/// `user.v1`. If its folders have other names, or if it cannot be read, its folder.
#[must_use]
pub fn root(file: &Path) -> PathBuf {
    let folder = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let text = output::read_text(file).unwrap_or_default();
    let package = scan::package(&text).unwrap_or_default();
    let without = |path: &Path| {
        let mut folder = path.parent()?.to_path_buf();
        for name in package.split('.').rev().filter(|name| !name.is_empty()) {
            if folder.file_name()? != name {
                return None;
            }
            folder.pop();
        }
        Some(folder)
    };
    // A path may begin within the folders of the package.
    let rooted = without(file).or_else(|| without(&std::path::absolute(file).ok()?));
    match rooted {
        Some(root) if root == Path::new("") => PathBuf::from("."),
        Some(root) => root,
        None => folder(file),
    }
}
