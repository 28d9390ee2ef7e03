//! The entry point for `build.rs`.

mod error;
mod options;
mod rust;

use std::path::{Path, PathBuf};
use std::{env, fs};

pub use error::BuildError;

use crate::diagnostics::Diagnostic;
use crate::frontend::{self, Fetched, Parser, Sources};
use crate::inlined_files;
use crate::options::to_parameter;
use crate::output::{self, Foreign, Stale};

/// Generates code in a build script, and lists the files that it read for Cargo.
///
/// Each option of [`Options::specs`](crate::options::Options::specs) has a method of the same name. For patterns of
/// elements, see [`PathMap`](crate::options::PathMap).
///
/// # Example
/// In `build.rs`, with `proto/user/v1/user.proto` beside it:
/// ```no_run
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     rpcsmith::Builder::new()
///         .type_attribute(".user.v1.User", "#[derive(Eq, Hash)]")
///         .compile(&["proto/user/v1/user.proto"], &["proto"])?;
///     Ok(())
/// }
/// ```
/// And in the crate:
/// ```ignore
/// mod proto {
///     include!(concat!(env!("OUT_DIR"), "/mod.rs"));
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    options: Vec<(String, String)>,
    out_dir: Option<PathBuf>,
    parser: Parser,
    emit_rerun_if_changed: bool,
    force: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            options: Vec::new(),
            out_dir: None,
            parser: Parser::Embedded,
            emit_rerun_if_changed: true,
            force: false,
        }
    }
}

/// Input and output.
impl Builder {
    /// A builder with all options at their defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The directory for the generated files, instead of Cargo's `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Whether to parse with `protoc` instead of the embedded compiler. The program is that of the environment variable
    /// `PROTOC`, or else the first in `PATH`. Default: `false`.
    #[must_use]
    pub fn protoc(mut self, protoc: bool) -> Self {
        self.parser = if protoc {
            Parser::Protoc { path: None }
        } else {
            Parser::Embedded
        };
        self
    }

    /// Parses with this `protoc`.
    #[must_use]
    pub fn protoc_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.parser = Parser::Protoc {
            path: Some(path.into()),
        };
        self
    }

    /// Whether to print `cargo:rerun-if-changed` and `cargo:rerun-if-env-changed` for everything that the generated code
    /// depends on: the files that were read, earlier include paths, where a new file would hide one of them, the program
    /// `protoc` and the environment variable `PROTOC`. Default: `true`.
    ///
    /// If a build script prints none of these lines, Cargo runs it again after any change in the package.
    #[must_use]
    pub fn emit_rerun_if_changed(mut self, emit: bool) -> Self {
        self.emit_rerun_if_changed = emit;
        self
    }

    /// Whether to overwrite files in the output directory that rpcsmith did not generate. Default: `false`.
    ///
    /// In Cargo's `OUT_DIR` all files are overwritten: only build scripts write there, and it may contain files of another
    /// generator from an earlier build.
    #[must_use]
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Reads `.proto` files and their imports, and writes the generated code.
    ///
    /// `files` are paths on disk, or names relative to one of `includes`. Imports are searched in `includes`, in that order.
    /// A folder selects all `.proto` files in it, and a pattern such as `proto/**/*_service.proto` all files that match it.
    /// Cargo runs the build script again when a file is added to such a folder.
    ///
    /// rpcsmith bundles common imports, such as `google/type/money.proto`, and generates code for those of their types that
    /// the code uses.
    ///
    /// Files of an earlier build stay in the output directory, because another builder may have written them.
    ///
    /// # Errors
    /// All errors of the options, the schema or the file system. Then this writes nothing.
    pub fn compile(
        &self,
        files: &[impl AsRef<Path>],
        includes: &[impl AsRef<Path>],
    ) -> Result<(), BuildError> {
        let sources = Sources {
            files: files.iter().map(|path| path.as_ref().to_owned()).collect(),
            includes: includes
                .iter()
                .map(|path| path.as_ref().to_owned())
                .collect(),
            parser: self.parser.clone(),
        };
        let (parameter, inlined) = self.parameter()?;
        let mut fetched = frontend::fetch(&sources, &parameter)?;
        fetched.read.extend(inlined);
        self.finish(fetched)
    }

    /// Writes the code for all files of a descriptor set, for example from `protoc --include_imports --include_source_info
    /// --descriptor_set_out=…` or `buf build -o ….binpb`.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    pub fn compile_descriptor_set(&self, path: impl AsRef<Path>) -> Result<(), BuildError> {
        let path = path.as_ref();
        let set = fs::read(path).map_err(|error| {
            Diagnostic::error(format!("cannot read `{}`: {error}", path.display()))
        })?;
        let (parameter, inlined) = self.parameter()?;
        let request = frontend::from_descriptor_set(&set, &[], &parameter)?;
        let read = [vec![path.to_owned()], inlined].concat();
        self.finish(Fetched {
            request,
            read,
            ..Fetched::default()
        })
    }

    /// The options, with the content of the files that they name, and these files. A request needs the content: a search for
    /// bundled files that need code plans all code.
    fn parameter(&self) -> Result<(String, Vec<PathBuf>), BuildError> {
        let mut pairs = self.options.clone();
        let files = inlined_files::inline_pairs(&mut pairs)?;
        Ok((to_parameter(pairs), files))
    }

    fn finish(&self, fetched: Fetched) -> Result<(), BuildError> {
        let out = self.out_dir.clone().or_else(|| path_in("OUT_DIR"));
        let out = out.ok_or_else(|| {
            Diagnostic::error("the environment variable OUT_DIR is not set")
                .help("call the builder from build.rs, or name a directory with `out_dir`")
        })?;
        let generated = crate::generate(&fetched.request)?;
        let reviewed = generated.review(Some(&out))?;
        let warnings = [&fetched.warnings, &generated.warnings, &reviewed.warnings];
        if self.emit_rerun_if_changed {
            let written = [
                Some(out.clone()),
                path_in("OUT_DIR"),
                path_in("CARGO_MANIFEST_DIR"),
            ];
            let written: Vec<_> = written.into_iter().flatten().collect();
            let watched = fetched.watched.into_iter();
            // Cargo watches all files in a folder, so it would run the build script each time.
            let watched = watched.filter(|path| !holds_any(path, &written)).collect();
            let paths = [fetched.read, reviewed.read, watched].concat();
            print!("{}", rerun_lines(&paths, &fetched.variables));
        }
        print!("{}", warning_lines(warnings.into_iter().flatten()));
        let cargos = path_in("OUT_DIR");
        let is_cargos = cargos.is_some_and(|cargos| holds_any(&cargos, std::slice::from_ref(&out)));
        let foreign = Foreign::of_flag(self.force || is_cargos);
        output::write(&out, &generated.files, Stale::Keep, foreign)?;
        Ok(())
    }
}

fn path_in(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// Whether any of the paths is `folder`, or in it.
fn holds_any(folder: &Path, written: &[PathBuf]) -> bool {
    let real = |path: &Path| fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let Ok(folder) = real(folder) else {
        return false;
    };
    written
        .iter()
        .any(|path| real(path).is_ok_and(|path| path.starts_with(&folder)))
}

/// The lines after which Cargo runs the build script again when one of the paths or variables changes.
///
/// They leave out the variables that Cargo sets for build scripts, which Cargo always compares.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/build-scripts.html>. Every Cargo reads the prefix
/// `cargo:`; it rejects `cargo::` in packages that support a Cargo before 1.77.
fn rerun_lines(paths: &[PathBuf], variables: &[&str]) -> String {
    let mut lines = String::new();
    for path in paths {
        lines += &format!("cargo:rerun-if-changed={}\n", path.display());
    }
    for variable in variables {
        lines += &format!("cargo:rerun-if-env-changed={variable}\n");
    }
    lines
}

/// The lines that Cargo prints for warnings of a successful build script.
fn warning_lines<'a>(warnings: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let mut lines = String::new();
    for warning in warnings {
        for line in warning.to_string().lines() {
            lines += &format!("cargo:warning={line}\n");
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Place;

    #[test]
    fn lines_are_as_cargo_reads_them() {
        let read = ["proto/a.proto", "proto/b.proto"].map(PathBuf::from);
        assert_eq!(
            rerun_lines(&read, &["PROTOC"]),
            "cargo:rerun-if-changed=proto/a.proto\n\
             cargo:rerun-if-changed=proto/b.proto\n\
             cargo:rerun-if-env-changed=PROTOC\n"
        );
        let odd = Diagnostic::warning("an odd enum")
            .at(Place::point("a.proto", 3, 1))
            .help("make it even");
        assert_eq!(
            warning_lines([&odd]),
            "cargo:warning=a.proto:3:1: warning: an odd enum\n\
             cargo:warning=  help: make it even\n"
        );
    }
}
