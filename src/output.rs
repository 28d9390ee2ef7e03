//! Writes generated files: all of them or none, and only those that differ.

mod commit;
mod create;
mod leftovers;
mod mark;
mod regular;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

#[cfg(test)]
pub(crate) use commit::commit_in_steps;
pub use commit::{Before, Change, commit};
pub use create::{additions, create};
pub use mark::MARK;
pub(crate) use mark::is_generated;
#[cfg(feature = "build")]
pub(crate) use regular::open;
#[cfg(feature = "analysis")]
pub(crate) use regular::read as read_file;
#[cfg(any(feature = "build", feature = "plugin", feature = "analysis"))]
pub(crate) use regular::read_to_string as read_text;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::response::GeneratedFile;

/// The policy for stale files: files directly in the output directory that an earlier run generated and this one does
/// not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Keeps them, because other runs may write to the same directory.
    Keep,
    /// Removes stale files with this extension: that of the [generated](crate::Generated::extension) files.
    Remove(&'static str),
}

/// The policy for existing files that rpcsmith did not generate: those whose first line does not start with a comment
/// with [`MARK`]. An empty file counts as generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Reports them as errors.
    Refuse,
    /// Overwrites them.
    Overwrite,
}

impl Foreign {
    /// The meaning of the flag `--force`.
    #[must_use]
    pub fn of_flag(force: bool) -> Self {
        if force { Self::Overwrite } else { Self::Refuse }
    }
}

/// The changes that a run made or would make: names relative to the output directory, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that did not exist.
    pub created: Vec<String>,
    /// Files with other content.
    pub changed: Vec<String>,
    /// Files that stay unchanged, with their times.
    pub unchanged: Vec<String>,
    /// Files of an earlier run that are no longer produced.
    pub removed: Vec<String>,
}

impl Summary {
    /// Whether the directory was already up to date.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// The number of generated files.
    #[must_use]
    pub fn generated(&self) -> usize {
        self.created.len() + self.changed.len() + self.unchanged.len()
    }
}

/// Writes `files` to the directory `out`, and creates it if necessary.
///
/// All changes are [committed](commit()) together. Files that are up to date are not touched.
///
/// # Errors
/// All errors: names that are not plain relative paths or that clash, also if only in case; symbolic links that lead out of
/// `out`; a directory, a named pipe or a [foreign](Foreign) file at the place of a file; and errors of the file system. Then
/// nothing is written, unless the rename of a complete temporary file fails.
pub fn write(
    out: &Path,
    files: &[GeneratedFile],
    stale: Stale,
    foreign: Foreign,
) -> Result<Summary, Vec<Diagnostic>> {
    let summary = compare(out, files, stale, foreign)?;
    commit(&changes(out, files, &summary))?;
    Ok(summary)
}

/// Returns the changes that [`write()`] would make, and writes nothing.
///
/// # Errors
/// As [`write()`], except errors that only writing finds.
pub fn compare(
    out: &Path,
    files: &[GeneratedFile],
    stale: Stale,
    foreign: Foreign,
) -> Result<Summary, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    check_names(files, &mut faults);
    faults.end_stage()?;
    check_directory(out)?;
    let mut summary = Summary::default();
    for file in files {
        let name = file.name.clone();
        match state(out, file) {
            Ok(FileState::Missing) => summary.created.push(name),
            Ok(FileState::Foreign) if foreign == Foreign::Refuse => {
                faults.push(not_generated(&out.join(name)));
            }
            Ok(FileState::Different | FileState::Foreign) => summary.changed.push(name),
            Ok(FileState::Same) => summary.unchanged.push(name),
            Err(fault) => faults.push(fault),
        }
    }
    if let Stale::Remove(extension) = stale {
        match stale_files(out, files, extension) {
            Ok(removed) => summary.removed = removed,
            Err(error) => faults.push(commit::failed("read", out, &error)),
        }
    }
    faults.end_stage()?;
    let Summary {
        created,
        changed,
        unchanged,
        removed,
    } = &mut summary;
    for names in [created, changed, unchanged, removed] {
        names.sort();
    }
    Ok(summary)
}

/// The changes that make the directory up to date, from the differences that [`compare`] found.
pub fn changes<'a>(out: &Path, files: &'a [GeneratedFile], summary: &Summary) -> Vec<Change<'a>> {
    let differing = files
        .iter()
        .filter(|file| summary.unchanged.binary_search(&file.name).is_err());
    let written = differing.map(|file| (&file.name, Some(file.content.as_bytes())));
    let removed = summary.removed.iter().map(|name| (name, None));
    let change = |(name, content): (&String, Option<&'a [u8]>)| Change {
        path: out.join(name),
        before: Before::Anything,
        after: content.map(Cow::Borrowed),
    };
    written.chain(removed).map(change).collect()
}

enum FileState {
    Missing,
    Different,
    /// Different, and not generated by rpcsmith.
    Foreign,
    Same,
}

fn state(out: &Path, file: &GeneratedFile) -> Result<FileState, Diagnostic> {
    let path = out.join(&file.name);
    check_inside(out, &file.name)?;
    let size = match regular::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(FileState::Missing),
        Err(error) if error.kind() == ErrorKind::InvalidInput => {
            let fault = commit::failed("write", &path, &error);
            return Err(fault.help("move it away, or choose another output directory"));
        }
        Err(error) => return Err(commit::failed("read", &path, &error)),
    };
    let compared = || {
        // A file of another size differs, so it is not read: it can be large.
        if size == file.content.len() as u64 && fs::read(&path)? == file.content.as_bytes() {
            return Ok(FileState::Same);
        }
        if size == 0 || is_generated(&path)? {
            Ok(FileState::Different)
        } else {
            Ok(FileState::Foreign)
        }
    };
    compared().map_err(|error| commit::failed("read", &path, &error))
}

fn not_generated(path: &Path) -> Diagnostic {
    Diagnostic::error(format!(
        "rpcsmith did not generate `{}`, and does not overwrite it",
        path.display()
    ))
    .help(
        "move it away, or choose another output directory; to overwrite it, pass `--force` to `rpcsmith generate` or \
         `rpcsmith sync`, or call `.force(true)` in build.rs",
    )
}

/// Checks that the output directory is a directory, or does not exist yet.
fn check_directory(out: &Path) -> Result<(), Vec<Diagnostic>> {
    let is_in_the_way = match fs::metadata(out) {
        Ok(metadata) => !metadata.is_dir(),
        // A broken symbolic link.
        Err(_) => out.is_symlink(),
    };
    if is_in_the_way {
        Err(vec![
            Diagnostic::error(format!("`{}` is not a directory", out.display()))
                .help("choose another output directory"),
        ])
    } else {
        Ok(())
    }
}

/// Checks that no directory on the path to the file is a link out of `root`.
pub(crate) fn check_inside(out: &Path, name: &str) -> Result<(), Diagnostic> {
    let ends = name.match_indices('/').map(|(end, _)| end);
    for directory in ends.map(|end| out.join(&name[..end])) {
        if !directory.is_symlink() {
            continue;
        }
        let real = |path: &Path| {
            fs::canonicalize(path).map_err(|error| commit::failed("read", path, &error))
        };
        let (target, root) = (real(&directory)?, real(out)?);
        if !target.starts_with(&root) {
            let (link, target, root) = (directory.display(), target.display(), out.display());
            let fault = format!("`{link}` leads to `{target}`, which is outside of `{root}`");
            return Err(Diagnostic::error(fault).help("remove the link"));
        }
    }
    Ok(())
}

fn check_names(files: &[GeneratedFile], faults: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for GeneratedFile { name, .. } in files {
        if !is_plain(name) {
            let fault = format!(
                "the file name `{}` is not a plain relative path",
                name.escape_debug()
            );
            faults.push(Diagnostic::error(fault));
            continue;
        }
        match seen.insert(name.to_lowercase(), name) {
            Some(first) if first == name => {
                faults.push(Diagnostic::error(format!(
                    "the file `{name}` is generated twice"
                )));
            }
            Some(first) => {
                let fault = format!("the files `{first}` and `{name}` differ only in case");
                let help = "they are one file on many systems; rename one of the packages";
                faults.push(Diagnostic::error(fault).help(help));
            }
            None => {}
        }
    }
    for name in seen.keys() {
        let ends = name.match_indices('/').map(|(end, _)| end);
        for file in ends.filter_map(|end| seen.get(&name[..end])) {
            let fault = format!("`{file}` is generated both as a file and as a directory");
            faults.push(Diagnostic::error(fault));
        }
    }
}

/// Whether the name is parts joined by `/` that are valid on every system.
pub(crate) fn is_plain(name: &str) -> bool {
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(['\\', ':'])
            && !part.contains(char::is_control)
    };
    name.split('/').all(is_plain)
}

fn stale_files(out: &Path, files: &[GeneratedFile], extension: &str) -> io::Result<Vec<String>> {
    // Compare in lower case, so that a file system that ignores case does not lose a new file.
    let produced: BTreeSet<String> = files.iter().map(|file| file.name.to_lowercase()).collect();
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut stale = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let has_extension = Path::new(&name)
            .extension()
            .is_some_and(|ext| ext == extension);
        let is_candidate = has_extension && !produced.contains(&name.to_lowercase());
        if is_candidate && entry.file_type()?.is_file() && is_generated(&entry.path())? {
            stale.push(name);
        }
    }
    Ok(stale)
}
