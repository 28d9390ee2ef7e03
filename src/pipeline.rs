//! The stages from an encoded request to generated files.
//!
//! Each stage adds to one list of diagnostics, and the next stage starts only if the list has no error. One run returns all
//! that an entry point can need: the files, the services to implement, and the missing files.

use std::fmt;
use std::io;
use std::path::Path;

use crate::checks;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::http::{Http, Server};
use crate::implementation::{self, Reviewed};
use crate::model::{MissingFile, Model, Selection};
use crate::openapi::{self, Api};
use crate::options::{self, Options};
use crate::outline::ServiceOutline;
use crate::output;
use crate::request;
use crate::resolve;
use crate::response::{self, GeneratedFile};
use crate::rules::Rules;
use crate::service_config;
use crate::targets::{self, Schema};

/// The result of a run of the generator.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The files, each named relative to the output folder.
    pub files: Vec<GeneratedFile>,
    /// The extension of files of the target, `rs`, for [`Stale::Remove`](output::Stale::Remove).
    pub extension: &'static str,
    /// The warnings.
    pub warnings: Vec<Diagnostic>,
    /// The services to implement. Empty unless the entry point or the option `implementation` needs them.
    pub(crate) services: Vec<ServiceOutline>,
    /// The files that need code as well. If there are any, nothing was rendered.
    pub(crate) missing: Vec<MissingFile>,
    options: Options,
}

/// The error of a run.
#[derive(Clone, Debug)]
pub enum Error {
    /// The bytes are not a `CodeGeneratorRequest`.
    Request(String),
    /// The errors of the schema or the options: all of a stage, sorted by place.
    Faults(Vec<Diagnostic>),
}

/// A `CodeGeneratorResponse` and the warnings.
#[derive(Clone, Debug)]
pub struct Response {
    answer: Result<Generated, String>,
    /// The warnings, which a `CodeGeneratorResponse` has no field for.
    pub warnings: Vec<Diagnostic>,
}

/// Generates code: from an encoded [`CodeGeneratorRequest`] to files.
///
/// It reads and writes nothing else, and returns the same files for the same request.
///
/// # Errors
/// If the bytes are not a request, or if the options or the schema are invalid.
///
/// [`CodeGeneratorRequest`]: https://protobuf.dev/reference/cpp/api-docs/google.protobuf.compiler.plugin.pb/
pub fn generate(request: &[u8]) -> Result<Generated, Error> {
    run_for(
        request,
        Wanted {
            files: true,
            outlines: false,
        },
    )?
    .complete()
}

/// Generates code like [`generate`], with the outlines of all services.
///
/// # Errors
/// As [`generate`].
#[cfg(any(feature = "cli", test))]
pub(crate) fn generate_with_outlines(request: &[u8]) -> Result<Generated, Error> {
    run(request)?.complete()
}

/// Generates code and outlines for entry points that can add files to the request: it lists the files that need code as
/// well instead of reporting them, and renders nothing then.
///
/// # Errors
/// As [`generate`].
#[cfg(any(feature = "cli", test))]
pub(crate) fn run(request: &[u8]) -> Result<Generated, Error> {
    run_for(
        request,
        Wanted {
            files: true,
            outlines: true,
        },
    )
}

/// Lists the files that need code as well, and renders nothing.
///
/// # Errors
/// As [`generate`], except errors that only rendering finds.
#[cfg(feature = "build")]
pub(crate) fn missing(request: &[u8]) -> Result<Vec<MissingFile>, Error> {
    Ok(run_for(
        request,
        Wanted {
            files: false,
            outlines: false,
        },
    )?
    .missing)
}

/// The output that an entry point needs besides the missing files and the warnings.
#[derive(Clone, Copy)]
struct Wanted {
    files: bool,
    /// Those of the services of a project. The option `implementation` needs them too.
    outlines: bool,
}

impl Wanted {
    /// The services of one server. A project has one.
    fn server(self) -> Server {
        match self.outlines {
            true => Server::OfAll,
            false => Server::OfPackage,
        }
    }
}

fn run_for(request: &[u8], wanted: Wanted) -> Result<Generated, Error> {
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
    let server = wanted.server();
    let http = Http::compile(&model, &selection, &options, server, &mut diagnostics);
    openapi::check(&options, &mut diagnostics);
    // Documents describe routes also if no code serves them.
    let no_routes = Http::default();
    let schema = Schema {
        model: &model,
        rules: &rules,
        http: if options.http { &http } else { &no_routes },
        selection: &selection,
        options: &options,
    };
    let plan = target.plan(schema, &mut diagnostics);
    diagnostics.end_stage()?;
    let missing = plan.missing();
    let mut files = Vec::new();
    if wanted.files && missing.is_empty() {
        files = plan.render(&mut diagnostics);
        let api = Api {
            model: &model,
            rules: &rules,
            selection: &selection,
            options: &options,
            http: &http,
        };
        let documents = openapi::files(&api, &files, &mut diagnostics);
        files.extend(documents);
    }
    diagnostics.end_stage()?;
    if options.dump_model {
        files.push(dump(&model, &rules));
    }
    let services = if wanted.outlines || options.implementation.is_some() {
        plan.outline()
    } else {
        Vec::new()
    };
    drop(plan);
    Ok(Generated {
        files,
        extension: target.extension(),
        warnings: diagnostics.into_warnings(),
        services,
        missing,
        options: options.clone(),
    })
}

/// The resolved model, and the plans of the validators, as a file.
fn dump(model: &Model<'_>, rules: &Rules) -> GeneratedFile {
    let checks = checks::dump(model, rules);
    GeneratedFile {
        name: "model.txt".to_owned(),
        content: format!("// {}. Do not edit.\n{model:#?}\n{checks}", output::MARK),
    }
}

impl Generated {
    /// The result, if no other file needs code.
    fn complete(self) -> Result<Self, Error> {
        if self.missing.is_empty() {
            Ok(self)
        } else {
            Err(self.refused())
        }
    }

    /// The error for files that need code as well, if nothing adds them.
    pub(crate) fn refused(self) -> Error {
        let faults = self.missing.into_iter().map(|missing| missing.fault);
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(self.warnings.into_iter().chain(faults));
        Error::Faults(diagnostics.end_stage().err().unwrap_or_default())
    }

    /// Finds the rpcs that the crate of the option `implementation` lacks, if the option is set.
    ///
    /// [`generate`] reads no file, so entry points that write the files call this. `out` is the folder of the files, if
    /// it is known. This writes nothing.
    ///
    /// # Errors
    /// If there is no such crate. With `implementation_check=deny`, if it lacks an rpc.
    pub fn review(&self, out: Option<&Path>) -> Result<Reviewed, Vec<Diagnostic>> {
        implementation::review(&self.options, &self.services, out)
    }
}

/// Returns the response for protoc: like [`generate`], but errors of the options and the schema are part of the response.
///
/// # Errors
/// If the bytes are not a request, which is an error of the caller, not of the schema.
pub fn respond(request: &[u8]) -> Result<Response, Error> {
    match generate(request) {
        Ok(mut generated) => Ok(Response {
            warnings: std::mem::take(&mut generated.warnings),
            answer: Ok(generated),
        }),
        Err(Error::Faults(faults)) => Ok(faults.into()),
        Err(error) => Err(error),
    }
}

impl Response {
    /// Reviews the implementation as [`Generated::review`] does. Missing rpcs become warnings or, with
    /// `implementation_check=deny`, the error of the response.
    pub fn review(&mut self) {
        let Ok(generated) = &self.answer else {
            return;
        };
        match generated.review(None) {
            Ok(reviewed) => self.warnings.extend(reviewed.warnings),
            Err(faults) => self.answer = Err(lines(&faults)),
        }
    }

    /// Writes the encoded message.
    ///
    /// # Errors
    /// If writing fails.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        let answer = self.answer.as_ref().map(|generated| &*generated.files);
        response::write(answer, out)
    }
}

impl From<Vec<Diagnostic>> for Response {
    /// A response with errors of an entry point.
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self {
            answer: Err(lines(&faults)),
            warnings: Vec::new(),
        }
    }
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

fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<_> = diagnostics.iter().map(Diagnostic::to_string).collect();
    lines.join("\n")
}
