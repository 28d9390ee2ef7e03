//! Finds files: by their path, by their folder, or by a pattern.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

use crate::diagnostics::{Diagnostic, Diagnostics};

/// The maximum number of folder entries that are read for one path.
const MAX_ENTRIES: usize = 100_000;
/// The maximum depth of folders.
const MAX_DEPTH: usize = 64;

/// `*` does not match `/`, nor names that begin with a dot.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The files of several paths, without those that are excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// One entry for each path that is not an exclusion, in their order.
    pub found: Vec<Found>,
}

/// The files of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The files, sorted: paths on disk, or the one name relative to an include path.
    pub files: Vec<PathBuf>,
    /// The folder that was searched; `None` if the path names a file.
    pub folder: Option<PathBuf>,
}

impl Selection {
    /// All files, in the order of the paths.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let files = self.found.iter().flat_map(|found| &found.files);
        files.cloned().collect()
    }

    /// The folders that were searched.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        let folders = self.found.iter().filter_map(|found| found.folder.clone());
        folders.collect()
    }
}

/// Finds the files of paths. A folder selects all `.proto` files in it and below it; `*`, `?`, `[…]` and `**` match names as
/// in a shell; a path after `!` excludes its files from those of the others.
///
/// Folders whose names begin with a dot, `node_modules` and folders with a `CACHEDIR.TAG`, such as Cargo's `target`, are
/// skipped. Links are followed, and each file counts once. The name of a file under one of `includes` selects that file, as
/// in protoc, even if a folder on disk has the same path.
///
/// # Errors
/// If a path finds nothing, a pattern is malformed, or a folder cannot be read or is too large.
pub fn select(paths: &[PathBuf], includes: &[PathBuf]) -> Result<Selection, Vec<Diagnostic>> {
    let is_named = |path: &Path| includes.iter().any(|include| include.join(path).is_file());
    let find = |path: &Path| {
        if is_named(path) {
            Ok(named(path))
        } else {
            find(path)
        }
    };
    let mut faults = Diagnostics::default();
    // Compare real paths: `!./proto/old` also excludes files of `proto`.
    let mut excluded = HashSet::new();
    let mut selection = Selection::default();
    for path in paths {
        let Some(left_out) = excluded_path(path) else {
            continue;
        };
        match find(&left_out) {
            Ok(found) if found.folder.is_none() && !left_out.is_file() => {
                faults.push(none(path, "there is no such file"));
            }
            Ok(found) => excluded.extend(found.files.iter().map(|file| real(file))),
            Err(fault) => faults.push(fault),
        }
    }
    for path in paths.iter().filter(|path| excluded_path(path).is_none()) {
        match find(path) {
            Ok(mut found) => {
                found.files.retain(|file| !excluded.contains(&real(file)));
                selection.found.push(found);
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.end_stage()?;
    if selection.files().is_empty() && paths.iter().any(|path| excluded_path(path).is_some()) {
        let fault = Diagnostic::error("the paths with `!` exclude every .proto file that is given");
        return Err(vec![fault.help("name at least one that is not excluded")]);
    }
    Ok(selection)
}

/// The path without symbolic links, `.` and `..`, if it exists.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The path behind a `!`.
fn excluded_path(path: &Path) -> Option<PathBuf> {
    let rest = path.to_str()?.strip_prefix('!')?;
    (!path.exists()).then(|| PathBuf::from(rest))
}

/// The one file of that path.
fn named(path: &Path) -> Found {
    Found {
        files: vec![path.to_owned()],
        folder: None,
    }
}

fn find(path: &Path) -> Result<Found, Diagnostic> {
    if path.is_dir() {
        let files = protos_in(path)?;
        return if files.is_empty() {
            Err(none(path, "the folder holds no .proto file"))
        } else {
            Ok(Found {
                files,
                folder: Some(path.to_owned()),
            })
        };
    }
    let Some(text) = path
        .to_str()
        .filter(|text| !path.exists() && text.contains(['*', '?', '[']))
    else {
        return Ok(named(path));
    };
    let (folder, pattern) = split(path);
    let pattern = Pattern::new(&pattern)
        .map_err(|error| Diagnostic::error(format!("`{text}` is not a pattern: {error}")))?;
    let start = if folder == Path::new("") {
        Path::new(".")
    } else {
        &folder
    };
    let mut files = if start.is_dir() {
        protos_in(start)?
    } else {
        Vec::new()
    };
    files.retain(|file| {
        let within = file.strip_prefix(start).unwrap_or(file);
        pattern.matches_path_with(within, OPTIONS)
    });
    if files.is_empty() {
        Err(none(path, "no .proto file matches"))
    } else {
        Ok(Found {
            files,
            folder: Some(start.to_owned()),
        })
    }
}

fn none(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(format!("`{}` finds nothing: {why}", path.display())).help(
        "name a file, a folder or a pattern by its path on disk; `*` matches within a name, `**` any number of folders",
    )
}

/// The folders at the start of a pattern that exist on disk, and the rest as a pattern.
fn split(path: &Path) -> (PathBuf, String) {
    let mut folder = PathBuf::new();
    let mut rest = path.components().peekable();
    while let Some(part) = rest.peek() {
        let next = folder.join(part);
        if !next.is_dir() && matches!(part, Component::Normal(_)) {
            break;
        }
        folder = next;
        rest.next();
    }
    let names: Vec<_> = rest
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    (folder, names.join("/"))
}

/// All `.proto` files in a folder and below it, sorted.
///
/// # Errors
/// If the folder cannot be read, or is too large.
pub fn protos_in(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let real_folder = real(folder);
    let walk = WalkDir::new(folder)
        .follow_links(true)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name();
    let mut found: HashMap<PathBuf, (bool, PathBuf)> = HashMap::new();
    for (count, entry) in walk.into_iter().filter_entry(is_searched).enumerate() {
        if count >= MAX_ENTRIES {
            let fault = format!(
                "`{}` holds more than 100,000 files and folders",
                folder.display()
            );
            return Err(Diagnostic::error(fault).help("name the folders with .proto files"));
        }
        let entry = match entry {
            Ok(entry) => entry,
            // A cycle of links: its files are already found.
            Err(error) if error.loop_ancestor().is_some() => continue,
            // A broken link is an error only if its name is that of a proto file.
            Err(error)
                if error
                    .path()
                    .is_some_and(|path| path.is_symlink() && !is_proto(path)) =>
            {
                continue;
            }
            Err(error) => {
                let fault = format!("`{}` cannot be searched: {error}", folder.display());
                return Err(Diagnostic::error(fault));
            }
        };
        let path = entry.path();
        if !is_proto(path) || !entry.file_type().is_file() {
            continue;
        }
        let real = real(path);
        let within = path.strip_prefix(folder).unwrap_or(path);
        let is_real = real_folder.join(within) == real;
        let path = if folder == Path::new(".") {
            within.to_owned()
        } else {
            path.to_owned()
        };
        // Prefer the path of the file to that of a link.
        match found.get(&real) {
            Some((true, _)) => {}
            Some((false, _)) if !is_real => {}
            _ => drop(found.insert(real, (is_real, path))),
        }
    }
    let mut files: Vec<PathBuf> = found.into_values().map(|(_, path)| path).collect();
    files.sort();
    Ok(files)
}

fn is_proto(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("proto"))
}

/// Whether to search a folder for proto files of the user.
fn is_searched(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    !(name.starts_with('.')
        || name == "node_modules"
        || entry.path().join("CACHEDIR.TAG").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            fs::write(path, "").expect("it can be written");
        }
        folder
    }

    /// The names of the files that the paths select, or the error.
    fn selected(folder: &Path, paths: &[&str]) -> Vec<String> {
        let paths = paths.iter().map(|path| match path.strip_prefix('!') {
            Some(path) => PathBuf::from(format!("!{}", folder.join(path).display())),
            None => folder.join(path),
        });
        let root = format!("{}/", folder.display());
        match select(&paths.collect::<Vec<_>>(), &[]) {
            Ok(selection) => {
                let files = selection.files();
                files
                    .iter()
                    .map(|file| file.display().to_string().replace(&root, ""))
                    .collect()
            }
            Err(faults) => faults
                .iter()
                .map(|fault| fault.message.replace(&root, ""))
                .collect(),
        }
    }

    #[test]
    fn folders_and_patterns_mean_files() {
        let folder = folder(&[
            "b.proto",
            "a/v2/x.proto",
            "a/v10/x.proto",
            "a/notes.md",
            "a/[odd]/y.proto",
            "a/.hidden/z.proto",
            "node_modules/n.proto",
            "target/CACHEDIR.TAG",
            "target/t.proto",
            "empty/readme",
        ]);
        let selected = |paths: &[&str]| selected(folder.path(), paths);
        let all = [
            "a/[odd]/y.proto",
            "a/v10/x.proto",
            "a/v2/x.proto",
            "b.proto",
        ];
        assert_eq!(selected(&[""]), all);
        assert_eq!(selected(&["**/*.proto"]), all);
        assert_eq!(
            selected(&["a/*/x.proto", "b.proto"]),
            ["a/v10/x.proto", "a/v2/x.proto", "b.proto"]
        );
        assert_eq!(selected(&["a/v?/*"]), ["a/v2/x.proto"]);
        assert_eq!(selected(&["*.proto"]), ["b.proto"]);
        // The name of an existing file or folder is not a pattern.
        assert_eq!(selected(&["a/[odd]"]), ["a/[odd]/y.proto"]);
        assert_eq!(selected(&["a/[odd]/*"]), ["a/[odd]/y.proto"]);
        assert_eq!(
            selected(&["", "!a/v2", "!a/[odd]/*"]),
            ["a/v10/x.proto", "b.proto"]
        );
        assert_eq!(
            selected(&["a/v2", "!a/*/x.proto"]),
            ["the paths with `!` exclude every .proto file that is given"]
        );
        for excluded in ["!./a/v2", "!a/v10/../v2"] {
            let selected = selected(&["a/v2", "b.proto", excluded]);
            assert_eq!(selected, ["b.proto"]);
        }
        // A file that is not there may be one of an include path.
        assert_eq!(selected(&["user/v1/user.proto"]), ["user/v1/user.proto"]);
        for (path, why) in [
            ("empty", "the folder holds no .proto file"),
            ("c/*.proto", "no .proto file matches"),
            ("*.prot", "no .proto file matches"),
            ("!c/*.proto", "no .proto file matches"),
            ("!c.proto", "there is no such file"),
            ("!a", "exclude every .proto file that is given"),
        ] {
            let faults = selected(&[path]);
            assert!(faults[0].ends_with(why), "{faults:?}");
        }
        assert!(selected(&["a/[x"])[0].starts_with("`a/[x` is not a pattern: "));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once() {
        use std::os::unix::fs::symlink;
        let outside = folder(&["shared/s.proto"]);
        let folder = folder(&["v1/a.proto", "v1/b.proto"]);
        let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).expect("a link");
        link(folder.path(), "v1/around");
        link(&folder.path().join("v1"), "a_copy");
        link(&outside.path().join("shared"), "shared");
        link(Path::new("nowhere"), "broken.md");
        assert_eq!(
            selected(folder.path(), &[""]),
            ["shared/s.proto", "v1/a.proto", "v1/b.proto"]
        );
        link(Path::new("nowhere"), "broken.proto");
        assert!(selected(folder.path(), &[""])[0].contains("cannot be searched"));
    }
}
