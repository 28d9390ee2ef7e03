//! Front ends: convert `.proto` files to the bytes of a `CodeGeneratorRequest`, as `protoc` sends it to a plugin.
//!
//! [`fetch`] reads sources with the parser that the caller names, [`from_descriptor_set`] and
//! [`with_parameter`] take the output of other tools. None of them decodes options: the encoded files stay as the parser
//! wrote them, with custom options and editions.
//!
//! | step | where |
//! |---|---|
//! | finds the files of folders and patterns | `selection` |
//! | has bundled imports | `bundled` |
//! | converts paths on disk to import names | `paths`, by the rules in `mapping` |
//! | reads the files, and compiles them with rpcsmith-compiler | `embedded` |
//! | or runs protoc | `protoc` |
//! | adds remedies to errors | `remedies`, which searches the files in `known` |
//! | makes a request of a descriptor set and the files to generate | `request` |
//! | adds the bundled files whose types are used | `needed` |
//!
//! Source: `google/protobuf/compiler/plugin.proto`, and `protoc --help` for the rules of
//! `--proto_path`.

mod bundled;
mod embedded;
mod known;
mod mapping;
mod needed;
mod order;
mod paths;
mod protoc;
mod remedies;
mod request;
mod root;
mod scan;
mod selection;
mod watch;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

pub(crate) use bundled::is_stock;
#[cfg(feature = "cli")]
pub(crate) use bundled::names as bundled_names;
#[cfg(feature = "skeleton")]
pub(crate) use bundled::{closure as bundled_closure, text as bundled_text};
pub use request::{from_descriptor_set, with_parameter};
pub use root::root;
#[cfg(feature = "skeleton")]
pub use selection::protos_in;
pub use selection::{Found, Selection, select};

use crate::diagnostics::{Diagnostic, Diagnostics};
use paths::Input;

/// The parser of `.proto` files. There is no fallback from one to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Parser {
    /// The built-in compiler, which reads the same files as protoc 36.2: proto2, proto3, and editions 2023, 2024 and 2026. It
    /// bundles `google/protobuf/*.proto`, and prefers those on an include path.
    #[default]
    Embedded,
    /// The program `protoc`. Its version decides which files are valid: edition 2023 needs version 27, edition 2024 version
    /// 32, edition 2026 version 36.
    Protoc {
        /// The path of the program. Default: that of the environment variable `PROTOC`, or else the first in `PATH`.
        path: Option<PathBuf>,
    },
}

/// The files to read, and the parser.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The files to generate code for: paths on disk, folders, patterns, or names relative to an include path; see
    /// [`select`].
    pub files: Vec<PathBuf>,
    /// The include paths; the first match wins. Without any, the current directory.
    pub includes: Vec<PathBuf>,
    /// The parser.
    pub parser: Parser,
}

impl Sources {
    /// The file that `import "name"` refers to, if an include path contains it.
    #[must_use]
    pub fn locate(&self, name: &str) -> Option<PathBuf> {
        paths::locate(name, &self.directories())
    }

    /// Whether an include path contains the file that `import "name"` refers to, or rpcsmith bundles it.
    #[cfg(feature = "cli")]
    pub(crate) fn provides(&self, name: &str) -> bool {
        paths::find(name.to_owned(), &self.directories()).is_some()
    }

    pub(crate) fn directories(&self) -> Vec<PathBuf> {
        let current = || PathBuf::from(".");
        if self.includes.is_empty() {
            return vec![current()];
        }
        let named = |include: &PathBuf| {
            if include == Path::new("") {
                current()
            } else {
                include.clone()
            }
        };
        self.includes.iter().map(named).collect()
    }
}

/// The result of [`fetch`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The encoded `CodeGeneratorRequest`.
    pub request: Vec<u8>,
    /// Every file that was read, imports first, and every folder that was searched, for
    /// `cargo:rerun-if-changed`; copies that a parser bundles have no path and are not listed.
    pub read: Vec<PathBuf>,
    /// The other paths that the result depends on: the program `protoc`, and folders of earlier include paths, where a new
    /// file would hide one that was read.
    pub watched: Vec<PathBuf>,
    /// The environment variables that the result depends on.
    pub variables: Vec<&'static str>,
    /// Warnings about a complete request.
    pub warnings: Vec<Diagnostic>,
}

/// A parser's result, before it is a request.
struct ParsedFiles {
    /// The encoded files, imports before importers.
    files: Vec<Vec<u8>>,
    read: Vec<PathBuf>,
    watched: Vec<PathBuf>,
    warnings: Vec<Diagnostic>,
}

/// The files of a selection, each once. Copies of bundled files in a folder are left out, unless it contains nothing else.
fn inputs(selection: &Selection, directories: &[PathBuf]) -> Result<Vec<Input>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut seen = HashSet::new();
    let mut inputs = Vec::new();
    if selection.found.is_empty() {
        faults.push(Diagnostic::error("no .proto file is given").help("name at least one"));
    }
    for found in &selection.found {
        let of_path = paths::inputs(&found.files, directories, &mut faults);
        let is_copy = |input: &Input| found.folder.is_some() && is_stock(&input.name);
        let are_copies = of_path.iter().all(is_copy);
        let meant = of_path
            .into_iter()
            .filter(|input| are_copies || !is_copy(input));
        inputs.extend(meant.filter(|input| seen.insert(input.name.clone())));
    }
    faults.end_stage()?;
    Ok(inputs)
}

/// Reads `.proto` files and all their imports.
///
/// `proto_file` has imports before importers, and `file_to_generate` is in the order of
/// [`Sources::files`], each file once, named relative to the first include path that contains it, as
/// `protoc` does. Then come the bundled files whose types the code uses. `parameter` contains the options in the syntax of
/// protoc.
///
/// # Errors
/// The errors of the input with their places: a file that is missing, unreadable, outside every
/// include path or shadowed, import cycles, syntax, unknown names, bad options; with
/// [`Parser::Protoc`] a program that cannot be run.
///
/// # Example
/// ```no_run
/// use rpcsmith::frontend::{Parser, Sources, fetch};
///
/// let sources = Sources {
///     files: vec!["proto/user/v1/user.proto".into()],
///     includes: vec!["proto".into()],
///     parser: Parser::Embedded,
/// };
/// let fetched = fetch(&sources, "layout=flat").map_err(|faults| faults[0].to_string())?;
/// for path in &fetched.read {
///     println!("cargo:rerun-if-changed={}", path.display());
/// }
/// # Ok::<(), String>(())
/// ```
pub fn fetch(sources: &Sources, parameter: &str) -> Result<Fetched, Vec<Diagnostic>> {
    let directories = sources.directories();
    let selection = select(&sources.files, &directories)?;
    let inputs = inputs(&selection, &directories)?;
    let mut warnings = paths::missing_directories(&directories);
    let parsed = match &sources.parser {
        Parser::Embedded => embedded::parse(&inputs, &directories),
        Parser::Protoc { path } => protoc::parse(path.as_deref(), &inputs, &directories),
    };
    let parsed = parsed.map_err(|faults| remedies::add(faults, &directories))?;
    warnings.extend(parsed.warnings);
    let variables = match sources.parser {
        Parser::Protoc { path: None } => vec![protoc::VARIABLE],
        _ => Vec::new(),
    };
    let names: Vec<String> = inputs.into_iter().map(|input| input.name).collect();
    let request = request::from_parsed(&parsed.files, &names, parameter);
    let request = needed::with_bundled(request);
    Ok(Fetched {
        request,
        read: [parsed.read, selection.folders()].concat(),
        watched: parsed.watched,
        variables,
        warnings,
    })
}
