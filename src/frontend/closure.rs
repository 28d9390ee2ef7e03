//! The import closure of the files to generate: each file read, guarded and parsed, nothing linked
//! yet.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Read;
use std::path::{Path, PathBuf};

use protox::prost_reflect::prost_types::FileDescriptorProto;

use super::paths::{self, Input};
use super::{bundled, order, parser, protoc, scan};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::output;

/// The maximum size of a file, in bytes. No hand-written schema is larger, and parsing takes many times the memory.
const MAX_FILE: u64 = 64 << 20;
/// The maximum nesting of brackets. Parsing and encoding option values recurse, and protobuf decoders reject deeper
/// messages.
pub(super) const MAX_NESTING: usize = 100;

/// A parsed file.
pub(super) struct Source {
    /// `None` for a bundled file.
    pub path: Option<PathBuf>,
    /// The text without a byte order mark; empty for a file that the parser bundles.
    pub text: String,
    pub descriptor: FileDescriptorProto,
}

/// The files by name, and their names with imports first.
pub(super) struct Closure {
    pub files: HashMap<String, Source>,
    pub order: Vec<String>,
}

/// Reads the inputs and all that they import.
pub(super) fn load(inputs: &[Input], directories: &[PathBuf]) -> Result<Closure, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut files = HashMap::new();
    let mut seen: HashSet<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let mut queue: VecDeque<Input> = inputs.iter().cloned().collect();
    while let Some(Input { name, path }) = queue.pop_front() {
        let source = match open(&name, path) {
            Ok(source) => source,
            Err(found) => {
                faults.extend(found);
                continue;
            }
        };
        let mut twice = HashSet::new();
        for (index, import) in source.descriptor.dependency.iter().enumerate() {
            if !twice.insert(import) {
                let fault = Diagnostic::error(format!("`{import}` is imported twice"));
                faults.push(fault.at(import_place(&name, &source, index)));
            } else if seen.contains(import) {
                continue;
            } else if let Some(input) = paths::find(import.clone(), directories) {
                seen.insert(import.clone());
                queue.push_back(input);
            } else {
                let fault = Diagnostic::error(format!("the import `{import}` is not found"))
                    .help("add the include path that holds it");
                faults.push(fault.at(import_place(&name, &source, index)));
            }
        }
        files.insert(name, source);
    }
    faults.end_stage()?;
    let order = in_order(inputs, &files)?;
    Ok(Closure { files, order })
}

fn in_order(
    inputs: &[Input],
    files: &HashMap<String, Source>,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let roots = inputs.iter().map(|input| input.name.as_str());
    let names = order::imports_first(roots, |name| &files[name].descriptor.dependency);
    match names {
        Ok(names) => Ok(names.into_iter().map(str::to_owned).collect()),
        Err(cycle) => {
            let (first, last) = (cycle[0], cycle[cycle.len() - 1]);
            let imports = &files[last].descriptor.dependency;
            let index = imports.iter().position(|import| import == first);
            let place = import_place(last, &files[last], index.unwrap_or_default());
            let round = [&cycle[..], &[first]].concat().join("` -> `");
            Err(vec![
                Diagnostic::error(format!("files import each other: `{round}`")).at(place),
            ])
        }
    }
}

/// The place of an import statement, by its index.
fn import_place(name: &str, source: &Source, index: usize) -> Place {
    let path = [3, i32::try_from(index).unwrap_or(-1)];
    let info = source.descriptor.source_code_info.iter();
    let location = info
        .flat_map(|info| &info.location)
        .find(|location| location.path == path);
    let from_one = |number: i32| u32::try_from(number).unwrap_or_default() + 1;
    let place = |line: i32, column: i32, end_line: i32, end: i32| Place {
        file: name.to_owned(),
        line: from_one(line),
        column: from_one(column),
        end: (from_one(end_line), from_one(end)),
    };
    match location.map(|location| location.span.as_slice()) {
        Some(&[line, column, end]) => place(line, column, line, end),
        Some(&[line, column, end_line, end]) => place(line, column, end_line, end),
        _ => Place::file(name),
    }
}

/// Reads and parses a file. Without a path, the bundled copy.
///
/// The parser's own copies of `google/protobuf` come before those on include paths: the parser does not know the
/// syntax of those of protobuf 29 and later.
fn open(name: &str, path: Option<PathBuf>) -> Result<Source, Vec<Diagnostic>> {
    if let Some(descriptor) = parser::bundled(name) {
        return Ok(Source {
            path: None,
            text: String::new(),
            descriptor,
        });
    }
    let Some(path) = path else {
        let text = bundled::text(name).unwrap_or_default();
        return Ok(Source {
            path: None,
            text: text.to_owned(),
            descriptor: parser::parse_file(name, text)?,
        });
    };
    let text = read(name, &path).map_err(|fault| vec![fault])?;
    guard(name, &text).map_err(|fault| vec![fault])?;
    let descriptor = parser::parse_file(name, &text)?;
    Ok(Source {
        path: Some(path),
        text,
        descriptor,
    })
}

/// The text of a file, without a byte order mark.
fn read(name: &str, path: &Path) -> Result<String, Diagnostic> {
    let fault = |message: String| Diagnostic::error(message).at(Place::file(name));
    let mut bytes = Vec::new();
    output::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(format!("`{}` cannot be read: {error}", path.display())))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(fault("the file has more than 64 MiB".to_owned()).help("split it"));
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        fault("the file is not UTF-8".to_owned())
            .at(Place::of_span(name, &before, valid..valid))
            .help("save it as UTF-8")
    })
}

/// Rejects text that the parser cannot handle.
fn guard(name: &str, text: &str) -> Result<(), Diagnostic> {
    if let Some((span, edition)) = scan::edition(text) {
        let protoc = match protoc::first_version(edition) {
            Some(version) => format!("protoc {version} or newer"),
            None => "protoc".to_owned(),
        };
        return Err(Diagnostic::error(format!(
            "the embedded parser reads proto2 and proto3, not edition {edition}"
        ))
        .at(Place::of_span(name, text, span))
        .help(format!(
            "let {protoc} read it: `--protoc` for the command, `.protoc(true)` or \
             `.protoc_path(…)` for the builder",
        )));
    }
    if let Some(span) = scan::features(text) {
        // The message of protoc. The parser would accept the option, because it knows the message `FeatureSet`.
        let fault = Diagnostic::error("Features are only valid under editions")
            .at(Place::of_span(name, text, span));
        return Err(if scan::has_version(text) {
            fault.help("leave the option out, or write `edition = \"2023\";` in place of `syntax`")
        } else {
            // `remedies` adds one.
            fault
        });
    }
    if let Some(span) = scan::unclean_import(text) {
        return Err(
            Diagnostic::error("an import leads out of the include paths")
                .at(Place::of_span(name, text, span))
                .help(
                    "write it relative to an include path, without `\\`, `.`, `..` and empty parts",
                ),
        );
    }
    match scan::nesting_past(MAX_NESTING, text) {
        None => Ok(()),
        Some(span) => Err(Diagnostic::error(format!(
            "brackets are nested more than {MAX_NESTING} deep"
        ))
        .at(Place::of_span(name, text, span))),
    }
}
