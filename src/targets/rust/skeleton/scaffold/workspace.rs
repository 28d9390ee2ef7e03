//! Finds the workspace around the folder of a new crate.

use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use crate::output;

/// Whether a new crate in this folder would be in a workspace that does not list it. Cargo refuses to build such a crate.
///
/// Source: "The workspace section" of Cargo's book.
pub fn is_strange(folder: &Path) -> bool {
    let Ok(folder) = std::path::absolute(folder) else {
        return false;
    };
    for root in folder.ancestors().skip(1) {
        let Ok(text) = output::read_text(&root.join("Cargo.toml")) else {
            continue;
        };
        let Ok(manifest) = text.parse::<Table>() else {
            continue;
        };
        let Some(workspace) = manifest.get("workspace") else {
            continue;
        };
        let inner = folder.strip_prefix(root).unwrap_or(&folder);
        let lists = |key: &str, matches: fn(&Path, &Path) -> bool| {
            paths(workspace, key).any(|path| matches(&path, inner))
        };
        let is_excluded = lists("exclude", |path, inner| inner.starts_with(path));
        return !lists("members", is_match) && !is_excluded;
    }
    false
}

fn paths<'w>(workspace: &'w Value, key: &str) -> impl Iterator<Item = PathBuf> + use<'w> {
    let items = workspace
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let texts = items.filter_map(|item| item.as_str());
    texts.map(|text| {
        Path::new(text)
            .components()
            .filter(|part| *part != Component::CurDir)
            .collect()
    })
}

/// Whether a pattern of members matches a path. Names of folders in it may contain `*` and `?`.
fn is_match(pattern: &Path, path: &Path) -> bool {
    let (mut patterns, mut names) = (pattern.components(), path.components());
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) => {
                let (pattern, name) = (
                    pattern.as_os_str().as_encoded_bytes(),
                    name.as_os_str().as_encoded_bytes(),
                );
                if !is_name_match(pattern, name) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Backtracks only to the last `*`, so the time is at most the product of the lengths.
fn is_name_match(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&letter) if letter == b'?' || letter == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_match_patterns() {
        let matches = |pattern: &str, path: &str| is_match(Path::new(pattern), Path::new(path));
        assert!(matches("crates/*", "crates/users"));
        assert!(matches("crates/u*r?", "crates/users"));
        assert!(matches("users", "users"));
        assert!(!matches("crates/*", "crates/a/users"));
        assert!(!matches("crates", "crates/users"));
        assert!(!matches("*s?", "users"));
    }
}
