//! Converts paths on disk to import names, by the rules of protoc's `--proto_path`.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::bundled;
use super::mapping::{self, Style};
use super::root::root;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// A file to generate code for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// The name for `import`.
    pub name: String,
    /// Its include path and its name; `None` for a bundled copy.
    pub path: Option<PathBuf>,
}

/// The first include path's file of that name.
pub(super) fn locate(name: &str, directories: &[PathBuf]) -> Option<PathBuf> {
    let paths = directories.iter().map(|directory| directory.join(name));
    paths.into_iter().find(|path| path.is_file())
}

/// Names the files, in the order given. Reports those without a name in `faults`.
pub(super) fn inputs(
    files: &[PathBuf],
    directories: &[PathBuf],
    faults: &mut Diagnostics,
) -> Vec<Input> {
    let mut inputs = Vec::with_capacity(files.len());
    for file in files {
        match input(file, directories) {
            Ok(input) => inputs.push(input),
            Err(fault) => faults.push(fault),
        }
    }
    inputs
}

/// A warning for each include path that is not a directory.
pub(super) fn missing_directories(directories: &[PathBuf]) -> Vec<Diagnostic> {
    let missing = directories.iter().filter(|directory| !directory.is_dir());
    let warning = |directory: &PathBuf| {
        let text = format!("include path `{}` is not a directory", directory.display());
        Diagnostic::warning(text)
    };
    missing.map(warning).collect()
}

fn input(file: &Path, directories: &[PathBuf]) -> Result<Input, Diagnostic> {
    let shown = file.display();
    let Some(text) = file.to_str() else {
        return Err(
            Diagnostic::error(format!("the path `{shown}` is not UTF-8"))
                .help("rename it: import names are UTF-8"),
        );
    };
    if file.exists() {
        if let Some((index, name)) = by_text(text, directories) {
            return unshadowed(file, index, name, directories);
        }
        // protoc uses the path as a name as well. The search below is an addition.
        if let Some(input) = by_name(file, directories) {
            return Ok(input);
        }
        return match by_file(file, directories) {
            Some((index, name)) => unshadowed(file, index, name, directories),
            None => Err(outside(file, directories)),
        };
    }
    by_name(file, directories).ok_or_else(|| {
        let mut below = directories.iter().map(|directory| directory.join(file));
        let help = match below.find(|path| path.is_dir()) {
            Some(folder) => format!(
                "give folders by their paths on disk: `{}`",
                folder.display()
            ),
            None => format!(
                "it is neither a path on disk nor relative to an include path ({})",
                list(directories)
            ),
        };
        Diagnostic::error(format!("there is no file `{shown}`")).help(help)
    })
}

/// The file that an include path has under the name, or the bundled copy.
fn by_name(name: &Path, directories: &[PathBuf]) -> Option<Input> {
    find(import_name(name)?, directories)
}

/// The file that `import "name"` refers to: that of the first include path that contains it, or the bundled copy.
pub(super) fn find(name: String, directories: &[PathBuf]) -> Option<Input> {
    let path = locate(&name, directories);
    let is_found = path.is_some() || bundled::of_any(&name).is_some();
    is_found.then_some(Input { name, path })
}

/// Reports a file that an earlier include path hides: it would be read from there.
fn unshadowed(
    file: &Path,
    index: usize,
    name: String,
    directories: &[PathBuf],
) -> Result<Input, Diagnostic> {
    let path = directories[index].join(&name);
    match locate(&name, &directories[..index]) {
        Some(other) if !is_same(&other, &path) => Err(Diagnostic::error(format!(
            "`{}` is shadowed by `{}`, which `import \"{name}\"` means",
            file.display(),
            other.display()
        ))
        .help(format!(
            "name that file instead, or give the include path `{}` first",
            directories[index].display()
        ))),
        other => Ok(Input {
            name,
            path: Some(other.unwrap_or(path)),
        }),
    }
}

fn outside(file: &Path, directories: &[PathBuf]) -> Diagnostic {
    let fault = format!(
        "`{}` is in none of the include paths ({})",
        file.display(),
        list(directories)
    );
    let root = root(file);
    Diagnostic::error(fault).help(format!("add the include path `{}`", root.display()))
}

/// The first include path that the text of a path begins with, and the rest of it, as protoc finds them.
pub(super) fn by_text(file: &str, directories: &[PathBuf]) -> Option<(usize, String)> {
    first(directories, |directory| {
        mapping::name_under(file, directory.to_str()?, Style::HERE)
    })
}

/// The first include path that a file is in, in any spelling: without `..`, or with symbolic links followed.
pub(super) fn by_file(file: &Path, directories: &[PathBuf]) -> Option<(usize, String)> {
    let folded = first(directories, |directory| {
        let name = relative(&absolute(file)?, &absolute(directory)?)?;
        // With symbolic links, `..` can lead to another folder than its text.
        is_same(&directory.join(&name), file).then_some(name)
    });
    folded.or_else(|| {
        let file = fs::canonicalize(file).ok()?;
        first(directories, |directory| {
            relative(&file, &fs::canonicalize(directory).ok()?)
        })
    })
}

fn first(
    directories: &[PathBuf],
    name: impl Fn(&Path) -> Option<String>,
) -> Option<(usize, String)> {
    let mut directories = directories.iter().enumerate();
    directories.find_map(|(index, directory)| Some((index, name(directory)?)))
}

/// Whether both paths lead to one file that exists.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path| fs::canonicalize(path).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

fn relative(file: &Path, directory: &Path) -> Option<String> {
    import_name(file.strip_prefix(directory).ok()?)
}

/// The absolute path without `.` and `..`, by its text alone.
fn absolute(path: &Path) -> Option<PathBuf> {
    let mut folded = PathBuf::new();
    for component in std::path::absolute(path).ok()?.components() {
        match component {
            Component::ParentDir => {
                folded.pop();
            }
            component => folded.push(component),
        }
    }
    Some(folded)
}

/// A relative path with slashes, as in `import`; `None` if it leads out of its folder.
fn import_name(path: &Path) -> Option<String> {
    let parts = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .map(|component| match component {
            Component::Normal(part) => part.to_str(),
            _ => None,
        });
    let name = parts.collect::<Option<Vec<_>>>()?.join("/");
    (!name.is_empty()).then_some(name)
}

fn list(directories: &[PathBuf]) -> String {
    let quoted = directories
        .iter()
        .map(|directory| format!("`{}`", directory.display()));
    quoted.collect::<Vec<_>>().join(", ")
}
