//! From `.proto` files to a gRPC service in Rust: messages, servers and clients.
//!
//! The crate is one function from a request to a response, and three doors to it: the plugin
//! `protoc-gen-rpcsmith` for `protoc` and `buf`, [`Builder`] for `build.rs`, and the command
//! `rpcsmith`. A door fetches bytes and writes files; everything between is the straight line of
//! [`generate`].

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "plugin")]
pub mod buf;
#[cfg(feature = "build")]
mod builder;
mod cel;
#[cfg(feature = "cli")]
pub mod command;
pub mod diagnostics;
#[cfg(feature = "build")]
pub mod frontend;
#[cfg(feature = "survey")]
mod implementation;
pub mod inlined_files;
mod model;
pub mod options;
pub mod output;
mod parallel;
mod request;
mod resolve;
mod response;
mod rules;
mod service_config;
#[cfg(feature = "survey")]
// All of it is for the command; the option `implementation` needs the survey alone.
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]
mod skeleton;
mod targets;

#[cfg(feature = "build")]
pub use builder::{BuildError, Builder};
pub use response::GeneratedFile;
/// The options that the target Rust alone reads.
#[doc(inline)]
pub use targets::rust::options as rust;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Diagnostics};
use model::{MissingFile, Model, Selection};
use options::Options;
use rules::Rules;
use targets::{Schema, ServiceOutline};

/// What a run of the generator gives.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The files, each named relative to the output folder.
    pub files: Vec<GeneratedFile>,
    /// The extension of files of the target, `rs`, for [`Stale::Remove`](output::Stale::Remove).
    pub extension: &'static str,
    /// What the user should know although it worked.
    pub warnings: Vec<Diagnostic>,
    /// What a person implements: the services that have code.
    services: Vec<ServiceOutline>,
    /// The files that need code as well; if there are any, nothing was rendered.
    missing: Vec<MissingFile>,
    review: Review,
}

/// What a look at the crate that implements the services found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// What the implementations lack.
    pub warnings: Vec<Diagnostic>,
    /// The files that were looked at.
    pub read: Vec<PathBuf>,
}

/// A look that the options ask for.
#[cfg(feature = "survey")]
type Review = Option<implementation::Review>;

/// Options that ask for a look are refused.
#[cfg(not(feature = "survey"))]
type Review = ();

impl Generated {
    /// The error for files that need code as well, if nothing adds them.
    fn refused(self) -> Error {
        let faults = self.missing.into_iter().map(|missing| missing.fault);
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(self.warnings.into_iter().chain(faults));
        Error::Faults(diagnostics.end_stage().err().unwrap_or_default())
    }

    /// Looks at the crate that the option `implementation` names, if it names one, for what it lacks.
    ///
    /// [`generate`] reads no file, so this is for whoever writes what it made; `out` is where, if that is known. Nothing
    /// is written.
    ///
    /// # Errors
    /// If there is no such crate; with `implementation_check=deny`, if it lacks something.
    pub fn review(&self, out: Option<&Path>) -> Result<Reviewed, Vec<Diagnostic>> {
        look(&self.review, &self.services, out)
    }
}

#[cfg(feature = "survey")]
fn look(
    review: &Review,
    services: &[ServiceOutline],
    out: Option<&Path>,
) -> Result<Reviewed, Vec<Diagnostic>> {
    match review {
        Some(review) => review.run(services, out),
        None => Ok(Reviewed::default()),
    }
}

#[cfg(not(feature = "survey"))]
fn look((): &Review, _: &[ServiceOutline], _: Option<&Path>) -> Result<Reviewed, Vec<Diagnostic>> {
    Ok(Reviewed::default())
}

/// Why a run made nothing.
#[derive(Clone, Debug)]
pub enum Error {
    /// The bytes are no `CodeGeneratorRequest`.
    Request(String),
    /// The schema or the options are at fault; all faults of a stage together, sorted by place.
    Faults(Vec<Diagnostic>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(reason) => write!(f, "the input is not a CodeGeneratorRequest: {reason}"),
            Self::Faults(faults) => f.write_str(&lines(faults)),
        }
    }
}

impl std::error::Error for Error {}

impl From<Vec<Diagnostic>> for Error {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self::Faults(faults)
    }
}

/// The whole generator: from an encoded [`CodeGeneratorRequest`] to the files that answer it.
///
/// It reads and writes nothing else, and answers the same request with the same bytes.
///
/// # Errors
/// If the bytes are no request, or the options or the schema are at fault.
///
/// [`CodeGeneratorRequest`]: https://protobuf.dev/reference/cpp/api-docs/google.protobuf.compiler.plugin.pb/
pub fn generate(request: &[u8]) -> Result<Generated, Error> {
    let generated = run(request)?;
    match generated.missing.is_empty() {
        true => Ok(generated),
        false => Err(generated.refused()),
    }
}

/// As [`generate`], for entry points that can add files to the request: files that need code as well are no error, but
/// listed, and nothing is rendered.
///
/// # Errors
/// As [`generate`].
fn run(request: &[u8]) -> Result<Generated, Error> {
    let mut diagnostics = Diagnostics::default();
    let request = request::decode(request).map_err(|error| Error::Request(error.to_string()))?;
    let options = Options::from_pairs(options::from_parameter(request.parameter))?;
    let model = resolve::model(request, &mut diagnostics);
    diagnostics.end_stage()?;
    let rules = Rules::compile(&model, &options, &mut diagnostics);
    diagnostics.end_stage()?;
    let target = targets::target(&options);
    let messages = target.generates_messages();
    let selection = Selection::new(&model, &options.include, messages, &mut diagnostics);
    options::check_patterns(&model, &options, &mut diagnostics);
    service_config::check(&model, &options, &mut diagnostics);
    let schema = Schema {
        model: &model,
        rules: &rules,
        selection: &selection,
        options: &options,
    };
    let plan = target.plan(schema, &mut diagnostics);
    diagnostics.end_stage()?;
    let missing = plan.missing();
    let mut files = match missing.is_empty() {
        true => plan.render(&mut diagnostics),
        false => Vec::new(),
    };
    diagnostics.end_stage()?;
    if options.dump_model {
        files.push(dump(&model));
    }
    Ok(Generated {
        files,
        extension: target.extension(),
        services: plan.outline(),
        warnings: diagnostics.into_warnings(),
        missing,
        #[cfg(feature = "survey")]
        review: implementation::Review::of(&options),
        #[cfg(not(feature = "survey"))]
        review: (),
    })
}

/// The resolved model as a file.
fn dump(model: &Model<'_>) -> GeneratedFile {
    GeneratedFile {
        name: "model.txt".to_owned(),
        content: format!("// {}. Do not edit.\n{model:#?}\n", output::MARK),
    }
}

/// Answers protoc: like [`generate`], with faults of the options and the schema in the answer.
///
/// # Errors
/// If the bytes are no request: that is a fault of the caller, not of the schema.
pub fn respond(request: &[u8]) -> Result<Response, Error> {
    match generate(request) {
        Ok(Generated {
            files,
            warnings,
            services,
            review,
            ..
        }) => Ok(Response {
            answer: Ok(files),
            warnings,
            services,
            review,
        }),
        Err(Error::Faults(faults)) => Ok(faults.into()),
        Err(error) => Err(error),
    }
}

impl From<Vec<Diagnostic>> for Response {
    /// Answers with faults that a door has found.
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self {
            answer: Err(lines(&faults)),
            warnings: Vec::new(),
            services: Vec::new(),
            review: Review::default(),
        }
    }
}

/// A `CodeGeneratorResponse`, and what to tell the user beside it.
#[derive(Clone, Debug)]
pub struct Response {
    answer: Result<Vec<GeneratedFile>, String>,
    /// What goes to the user; protoc has no place for it.
    pub warnings: Vec<Diagnostic>,
    services: Vec<ServiceOutline>,
    review: Review,
}

impl Response {
    /// Looks at the crate that the option `implementation` names, as [`Generated::review`] does: what it lacks becomes
    /// warnings, or the answer.
    pub fn review(&mut self) {
        match look(&self.review, &self.services, None) {
            Ok(reviewed) => self.warnings.extend(reviewed.warnings),
            Err(faults) => self.answer = Err(lines(&faults)),
        }
    }

    /// Writes the encoded message.
    ///
    /// # Errors
    /// If writing fails.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        response::write(&self.answer, out)
    }
}

fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(Diagnostic::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
