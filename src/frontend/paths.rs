//! From paths on disk to import names, by the rules of protoc's `--proto_path`.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::embedded;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// A file to generate code for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// As `import` names it.
    pub name: String,
    /// Its include path and its name; the name alone if only the parser itself has such a file.
    pub path: PathBuf,
}

/// The first include path's file of that name.
pub(super) fn locate(name: &str, directories: &[PathBuf]) -> Option<PathBuf> {
    let paths = directories.iter().map(|directory| directory.join(name));
    paths.into_iter().find(|path| path.is_file())
}

/// Names the files, each once, in the order given.
pub(super) fn inputs(
    files: &[PathBuf],
    directories: &[PathBuf],
) -> Result<Vec<Input>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut seen = HashSet::new();
    let mut inputs = Vec::with_capacity(files.len());
    if files.is_empty() {
        faults.push(Diagnostic::error("no .proto file is given").help("name at least one"));
    }
    for file in files {
        match input(file, directories) {
            Ok(input) if seen.insert(input.name.clone()) => inputs.push(input),
            Ok(_) => {}
            Err(fault) => faults.push(fault),
        }
    }
    faults.end_stage()?;
    Ok(inputs)
}

/// A warning for each include path that is no directory; nothing is found there.
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
    if file.to_str().is_none() {
        return Err(
            Diagnostic::error(format!("the path `{shown}` is not UTF-8"))
                .help("rename it: import names are UTF-8"),
        );
    }
    if file.is_dir() {
        return Err(
            Diagnostic::error(format!("`{shown}` is a directory, not a .proto file"))
                .help("name the files in it"),
        );
    }
    if file.exists() {
        return on_disk(file, directories);
    }
    let name = import_name(file);
    let path = name.as_deref().and_then(|name| locate(name, directories));
    match (name, path) {
        (Some(name), Some(path)) => Ok(Input { name, path }),
        (Some(name), None) if embedded::bundled(&name).is_some() => Ok(Input {
            path: PathBuf::from(&name),
            name,
        }),
        _ => Err(
            Diagnostic::error(format!("there is no file `{shown}`")).help(format!(
                "it is neither a path on disk nor relative to an include path ({})",
                list(directories)
            )),
        ),
    }
}

/// Names a file that exists; one that an earlier include path hides would be read from there, so
/// that is a fault.
fn on_disk(file: &Path, directories: &[PathBuf]) -> Result<Input, Diagnostic> {
    let shown = file.display();
    let Some((index, name)) = holder(file, directories) else {
        let parent = file.parent().filter(|parent| *parent != Path::new(""));
        return Err(Diagnostic::error(format!(
            "`{shown}` is in none of the include paths ({})",
            list(directories)
        ))
        .help(format!(
            "add one that holds it, such as `{}`",
            parent.unwrap_or(Path::new(".")).display()
        )));
    };
    match locate(&name, &directories[..index]) {
        Some(other) => Err(Diagnostic::error(format!(
            "`{shown}` is shadowed by `{}`, which `import \"{name}\"` means",
            other.display()
        ))
        .help(format!(
            "name that file instead, or give the include path `{}` first",
            directories[index].display()
        ))),
        None => Ok(Input {
            path: directories[index].join(&name),
            name,
        }),
    }
}

/// The first include path that a file on disk is under, and its name there.
pub(super) fn holder(file: &Path, directories: &[PathBuf]) -> Option<(usize, String)> {
    let mut directories = directories.iter().enumerate();
    directories.find_map(|(index, directory)| Some((index, name_under(file, directory)?)))
}

/// The name of `file` relative to `directory`: as the paths are written, else with symbolic links
/// followed.
fn name_under(file: &Path, directory: &Path) -> Option<String> {
    let relative = |file: PathBuf, directory: PathBuf| {
        let relative = file.strip_prefix(directory).ok()?;
        import_name(relative)
    };
    relative(absolute(file)?, absolute(directory)?).or_else(|| {
        let file = fs::canonicalize(file).ok()?;
        relative(file, fs::canonicalize(directory).ok()?)
    })
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

/// A relative path as `import` writes it, with slashes; `None` if it leads out of where it starts.
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
