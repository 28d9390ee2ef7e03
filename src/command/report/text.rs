//! Text that several reports share.

use std::path::Path;

/// `1 file`, `2 files`
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {}", plural(thing, count))
}

/// The plural of a noun, unless there is one.
pub fn plural(noun: &str, count: usize) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    }
}

/// A path without a leading `./`.
pub fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string()
}
