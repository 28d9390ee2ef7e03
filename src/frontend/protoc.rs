//! The program `protoc`.
//!
//! This module runs it directly and not through protobuf-parse, which decodes and encodes the descriptors: that reorders
//! editions and custom options, so the bytes would differ from those that a plugin gets. It also panics without a `protoc`,
//! drops warnings, and quotes all errors in one text.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::paths::{self, Input, by_file, by_text, locate};
use super::request::{self, SetFile};
use super::{ParsedFiles, bundled, scan, watch};
use crate::diagnostics::{Diagnostic, Diagnostics, Place, Severity};

/// The width of a tab in protoc's columns: a tab advances to the next multiple of it.
const TAB: u32 = 8;
/// The file for the descriptor set.
const SET: &str = "set.binpb";
/// The environment variable with the path of the program.
pub(super) const VARIABLE: &str = "PROTOC";

/// Reads the inputs and all their imports with protoc.
pub(super) fn parse(
    program: Option<&Path>,
    inputs: &[Input],
    directories: &[PathBuf],
) -> Result<ParsedFiles, Vec<Diagnostic>> {
    let program = match program {
        Some(path) => path.as_os_str().to_owned(),
        None => std::env::var_os(VARIABLE).unwrap_or_else(|| "protoc".into()),
    };
    let failed = |what: &str, error: io::Error| vec![Diagnostic::error(format!("{what}: {error}"))];
    let no_folder = |error| failed("there is no temporary folder for protoc", error);
    let folder = tempfile::tempdir().map_err(no_folder)?;
    // The user's include paths come first.
    let own = bundled::write_to(folder.path()).map_err(no_folder)?;
    let runs = Runs {
        program,
        folder: folder.path(),
        includes: [directories, &[own]].concat(),
    };
    check_separators(&runs.includes)?;
    let arguments = runs.arguments(inputs.iter().map(|input| &*input.name), None);
    let arguments = arguments.map_err(no_folder)?;
    let output = runs
        .run(&arguments)
        .map_err(|error| vec![cannot_run(&runs.program, &error)])?;
    let warnings = said(&output, inputs, directories)?;
    let set = runs
        .set()
        .map_err(|error| failed("protoc left no result", error))?;
    let mut files = request::files_of(&set)?;
    runs.complete_imports(inputs, &mut files);
    let names = files.iter().map(SetFile::name);
    let mut watched: Vec<PathBuf> = watch::program(&runs.program).into_iter().collect();
    watched.extend(watch::earlier(names.clone(), directories));
    Ok(ParsedFiles {
        read: names.filter_map(|name| locate(name, directories)).collect(),
        watched,
        files: files.into_iter().map(|file| file.bytes).collect(),
        warnings,
    })
}

/// Runs of protoc, one after the other.
struct Runs<'a> {
    program: OsString,
    /// A temporary folder.
    folder: &'a Path,
    includes: Vec<PathBuf>,
}

impl Runs<'_> {
    /// Writes the arguments to a file, and returns the argument that names it.
    fn arguments<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        flag: Option<&'n str>,
    ) -> io::Result<OsString> {
        let arguments = self.folder.join("arguments");
        let lines = argument_lines(names, flag, &self.includes, &self.folder.join(SET));
        fs::write(&arguments, lines)?;
        let mut at_arguments = OsString::from("@");
        at_arguments.push(&arguments);
        Ok(at_arguments)
    }

    fn run(&self, arguments: &OsString) -> io::Result<Output> {
        Command::new(&self.program)
            .arg(arguments)
            .stdin(Stdio::null())
            .output()
    }

    /// The descriptor set of the last run.
    fn set(&self) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(SET))
    }

    /// Gives imports their options of source retention: protoc keeps those in the request for a plugin, but not in a
    /// descriptor set. Versions before 22 do not know the flag, and no retention.
    fn complete_imports(&self, inputs: &[Input], files: &mut [SetFile]) {
        let inputs: HashSet<&str> = inputs.iter().map(|input| &*input.name).collect();
        let names = files.iter().map(SetFile::name);
        let imports: Vec<&str> = names.filter(|name| !inputs.contains(name)).collect();
        if imports.is_empty() {
            return;
        }
        let arguments = self.arguments(imports.into_iter(), Some("--retain_options"));
        let output = arguments.and_then(|arguments| self.run(&arguments));
        if !output.is_ok_and(|output| output.status.success()) {
            return;
        }
        let complete = self.set().ok().and_then(|set| request::files_of(&set).ok());
        let complete = complete.into_iter().flatten();
        let mut complete: HashMap<String, Vec<u8>> = complete
            .map(|file| (file.name().to_owned(), file.bytes))
            .collect();
        for file in files {
            if !inputs.contains(file.name())
                && let Some(bytes) = complete.remove(file.name())
            {
                file.bytes = bytes;
            }
        }
    }
}

/// Rejects include paths with the character at which protoc splits lists of paths.
fn check_separators(directories: &[PathBuf]) -> Result<(), Vec<Diagnostic>> {
    let separator = if cfg!(windows) { ';' } else { ':' };
    let mut faults = Diagnostics::default();
    for directory in directories.iter().filter(|directory| directory.is_dir()) {
        let directory = absolute(directory);
        if directory.display().to_string().contains(separator) {
            let fault = format!(
                "protoc cannot read the include path `{}`: it splits paths at `{separator}`",
                directory.display()
            );
            let help = format!("move the files to a folder without `{separator}` in its path");
            faults.push(Diagnostic::error(fault).help(help));
        }
    }
    faults.end_stage()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// One argument per line, for `@file`: on some systems, a command line has only room for a few hundred files.
///
/// Files have their import names, and include paths are absolute: protoc maps a path on disk to the name under the first
/// include path with which its text begins, which may differ from the name in an import. A name is never a path under an
/// absolute include path. The `=` at the start keeps protoc from splitting an include path at its own `=`.
fn argument_lines<'n>(
    names: impl Iterator<Item = &'n str>,
    flag: Option<&'n str>,
    directories: &[PathBuf],
    set: &Path,
) -> Vec<u8> {
    let option = |name: &str, path: &Path| {
        let mut option = OsString::from(name);
        option.push(path);
        option
    };
    let mut lines = vec![
        "--include_imports".into(),
        "--include_source_info".into(),
        option("--descriptor_set_out=", set),
    ];
    let existing = directories.iter().filter(|directory| directory.is_dir());
    lines.extend(existing.map(|directory| option("--proto_path==", &absolute(directory))));
    lines.extend(flag.into_iter().chain(names).map(OsString::from));
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_encoded_bytes()).collect();
    lines.join(&b'\n')
}

fn cannot_run(program: &OsString, error: &io::Error) -> Diagnostic {
    let program = program.display();
    Diagnostic::error(format!("`{program}` cannot be run: {error}")).help(
        "install protoc and put it on PATH, or name it: in the environment variable \
         PROTOC, with `--protoc` for the command, with `.protoc_path(…)` for the builder",
    )
}

/// The warnings of a successful run.
///
/// # Errors
/// All messages of protoc, if it failed.
fn said(
    output: &Output,
    inputs: &[Input],
    directories: &[PathBuf],
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut found: Vec<Diagnostic> = lines
        .map(|line| said_of(line, inputs, directories))
        .collect();
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    if output.status.success() {
        for diagnostic in &mut found {
            diagnostic.severity = Severity::Warning;
        }
    } else if !found.iter().any(is_error) {
        let text = format!(
            "protoc ended with {} without an error message",
            output.status
        );
        found.push(Diagnostic::error(text));
    }
    let mut said = Diagnostics::default();
    said.extend(found);
    said.end_stage()?;
    Ok(said.into_warnings())
}

/// Parses a line of protoc: `name:line:column: message`, `name: message`, or only a message.
fn said_of(line: &str, inputs: &[Input], directories: &[PathBuf]) -> Diagnostic {
    let (place, message) = match split_place(line) {
        Some((place, message)) => (Some(place), message),
        None => (None, line),
    };
    let text = |message: &str| message.trim_end_matches('.').to_owned();
    let diagnostic = match message.strip_prefix("warning: ") {
        Some(message) => Diagnostic::warning(text(message)),
        None => Diagnostic::error(text(message)),
    };
    match place {
        Some(place) => with_source(diagnostic, place, inputs, directories),
        None => diagnostic,
    }
}

fn split_place(line: &str) -> Option<(Place, &str)> {
    let numbered = line.match_indices(": ").find_map(|(end, _)| {
        let mut parts = line[..end].rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let number = parts.next()?.parse().ok()?;
        let place = Place::point(parts.next()?, number, column);
        Some((place, &line[end + 2..]))
    });
    let named = || {
        let (name, message) = line.split_once(": ")?;
        let place = name.ends_with(".proto").then(|| Place::file(name))?;
        Some((place, message))
    };
    numbered.or_else(named)
}

/// The first version of protoc that supports an edition.
fn first_version(edition: &str) -> Option<u32> {
    match edition {
        "2023" => Some(27),
        "2024" => Some(32),
        "2026" => Some(36),
        _ => None,
    }
}

/// Adds the place with the import name and the column in bytes, and a remedy if protoc does not support the edition.
fn with_source(
    diagnostic: Diagnostic,
    place: Place,
    inputs: &[Input],
    directories: &[PathBuf],
) -> Diagnostic {
    let name = name_of(&place.file, inputs, directories);
    let name = name.unwrap_or_else(|| place.file.clone());
    let text = locate(&name, directories).and_then(|path| fs::read_to_string(path).ok());
    let text = text.unwrap_or_default();
    let line = text.lines().nth((place.line as usize).wrapping_sub(1));
    let needed = scan::edition(&text).and_then(|(span, edition)| {
        let is_place = Place::of_span(&name, &text, span).line == place.line;
        let help = match first_version(edition) {
            Some(version) => {
                format!("edition {edition} needs protoc {version} or newer: see `protoc --version`")
            }
            None => "write an edition that there is: 2023, 2024 or 2026".to_owned(),
        };
        is_place.then_some(help)
    });
    let diagnostic = diagnostic.at(match line {
        Some(line) => Place::point(name, place.line, byte_column(line, place.column)),
        None => Place {
            file: name,
            ..place
        },
    });
    match needed {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The name of a file that protoc found and prints by its path; `None` for a file that it did not find and prints by name.
fn name_of(shown: &str, inputs: &[Input], directories: &[PathBuf]) -> Option<String> {
    let path = Path::new(shown);
    if !path.is_file() || !path.is_absolute() {
        return None;
    }
    // With nested include paths, a file has several names.
    let input = inputs.iter().find(|input| {
        let input = input.path.as_deref();
        input.is_some_and(|input| paths::is_same(input, path))
    });
    if let Some(input) = input {
        return Some(input.name.clone());
    }
    let absolutes: Vec<PathBuf> = directories.iter().map(|path| absolute(path)).collect();
    let found = by_text(shown, &absolutes).or_else(|| by_file(path, directories));
    found.map(|(_, name)| name)
}

/// The byte at a column of protoc. Both count from 1, but a tab advances protoc's column to the next multiple of 8.
fn byte_column(line: &str, column: u32) -> u32 {
    let mut reached = 1;
    let mut bytes = 1;
    for byte in line.bytes() {
        if reached >= column {
            break;
        }
        reached = match byte {
            b'\t' => (reached - 1) / TAB * TAB + TAB + 1,
            _ => reached + 1,
        };
        bytes += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_protoc_is_split_where_its_place_ends() {
        let said = |line: &str| said_of(line, &[], &[]).to_string();
        assert_eq!(
            said("a b.proto:3:14: Expected \";\": really."),
            "a b.proto:3:14: error: Expected \";\": really"
        );
        assert_eq!(
            said("a.proto:3:1: warning: Import b.proto is unused."),
            "a.proto:3:1: warning: Import b.proto is unused"
        );
        assert_eq!(
            said("b.proto: File not found."),
            "b.proto: error: File not found"
        );
        assert_eq!(said("Missing input file."), "error: Missing input file");
    }

    #[test]
    fn tabs_are_one_byte_each() {
        assert_eq!(byte_column("abc", 1), 1);
        assert_eq!(byte_column("abc", 3), 3);
        assert_eq!(byte_column("\tabc", 9), 2);
        assert_eq!(byte_column("a\tb\tc", 17), 5);
        assert_eq!(byte_column("a", 90), 2);
    }
}
