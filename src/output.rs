//! Generated files on disk: all of them or none, and only those that differ.

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

/// What to do about stale files: files right in the output directory that an earlier run generated and this one does
/// not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Keeps them, because other runs may write to the same directory.
    Keep,
    /// Removes those with this extension, which is that of the [generated](crate::Generated::extension) files.
    Remove(&'static str),
}

/// What to do about files in the way that rpcsmith did not generate: those whose first line does not start with a
/// comment of [`MARK`]. An empty file is no loss and counts as generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// They are faults.
    Refuse,
    /// They are overwritten.
    Overwrite,
}

impl Foreign {
    /// What the flag `--force` means.
    #[must_use]
    pub fn of_flag(force: bool) -> Self {
        if force { Self::Overwrite } else { Self::Refuse }
    }
}

/// What became of each file, or would: names relative to the output directory, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were not there.
    pub created: Vec<String>,
    /// Files whose content was different.
    pub changed: Vec<String>,
    /// Files that were left untouched, their times included.
    pub unchanged: Vec<String>,
    /// Files of an earlier run that are no longer produced.
    pub removed: Vec<String>,
}

impl Summary {
    /// Whether the disk had nothing but the files it should have.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// How many files are generated.
    #[must_use]
    pub fn generated(&self) -> usize {
        self.created.len() + self.changed.len() + self.unchanged.len()
    }
}

/// Writes `files` under the directory `out`, which is created if need be.
///
/// All are [committed](commit()) together. Files that have their content already are not touched.
///
/// # Errors
/// All faults: names that are not plain relative paths or that clash, also where a file system ignores case; symbolic
/// links that lead out of `out`; what is in the way, such as a directory, a named pipe or a [foreign](Foreign) file; and
/// what the file system refuses. Nothing is written then, unless the file system refuses to put a complete file in its
/// place.
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

/// Tells what [`write()`] would do; writes nothing.
///
/// # Errors
/// As [`write()`], as far as they can be seen without writing.
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
            Ok(State::Missing) => summary.created.push(name),
            Ok(State::Foreign) if foreign == Foreign::Refuse => {
                faults.push(not_generated(&out.join(name)));
            }
            Ok(State::Different | State::Foreign) => summary.changed.push(name),
            Ok(State::Same) => summary.unchanged.push(name),
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

/// What makes the disk as it should be, after [`compare`] has found what differs.
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

enum State {
    Missing,
    Different,
    /// Different, and a person's or another program's.
    Foreign,
    Same,
}

fn state(out: &Path, file: &GeneratedFile) -> Result<State, Diagnostic> {
    let path = out.join(&file.name);
    check_inside(out, &file.name)?;
    let size = match regular::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) if error.kind() == ErrorKind::InvalidInput => {
            let fault = commit::failed("write", &path, &error);
            return Err(fault.help("move it away, or choose another output directory"));
        }
        Err(error) => return Err(commit::failed("read", &path, &error)),
    };
    let compared = || {
        // A file of another size is not read, however large it is.
        if size == file.content.len() as u64 && fs::read(&path)? == file.content.as_bytes() {
            return Ok(State::Same);
        }
        if size == 0 || is_generated(&path)? {
            Ok(State::Different)
        } else {
            Ok(State::Foreign)
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

/// The output directory is one, or is not there yet.
fn check_directory(out: &Path) -> Result<(), Vec<Diagnostic>> {
    let is_in_the_way = match fs::metadata(out) {
        Ok(metadata) => !metadata.is_dir(),
        // It may be a link to nothing.
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

/// No directory on the way to the file leads elsewhere.
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

/// Parts joined by `/` that mean the same on every system.
fn is_plain(name: &str) -> bool {
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(['\\', ':'])
            && !part.contains(char::is_control)
    };
    name.split('/').all(is_plain)
}

fn stale_files(out: &Path, files: &[GeneratedFile], extension: &str) -> io::Result<Vec<String>> {
    // In lower case, so that a file system that ignores case does not lose what was just written.
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
