//! A crate as it is: for every service, what is implemented where.

use std::path::{Path, PathBuf};

use crate::diagnostics::Diagnostic;
use crate::targets::rust::ServiceOutline;

/// What to survey.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The folder of the crate's `Cargo.toml`.
    pub root: &'a Path,
    /// The folder of the generated code, relative to `root` or absolute. Nothing in it is read.
    pub generated: &'a Path,
    /// The path of the runtime, as the option `runtime` says: `::rpcsmith_runtime`.
    pub runtime: &'a str,
}

/// A crate as it is.
#[derive(Clone, Debug)]
pub struct Survey {
    /// In the order of the outlines.
    pub services: Vec<Surveyed>,
    /// The module whose file is the generated `mod.rs`: `crate::proto`; none if the crate declares none.
    pub generated_module: Option<String>,
}

/// A service and what the crate has of it.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// The service as the schema has it.
    pub outline: ServiceOutline,
    /// The implementation of its trait.
    pub service: Found,
    /// The implementation of its trait for checks of requests; none if there is no such trait.
    pub checks: Option<Found>,
}

/// Where a trait is implemented.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// None: it is implemented nowhere. One: the usual. Several: nothing can be added, but each is known.
    pub implementations: Vec<Implementation>,
    /// Why nothing can be added though something is missing, or may be.
    pub refusal: Option<Refusal>,
}

/// Why nothing is added to an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// In one line without a full stop: `the implementation holds a macro, …`.
    pub reason: String,
    /// What a person may paste there: the missing functions, or the whole implementation; ends a line.
    pub stub: String,
}

/// An `impl` of the trait of a service.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// Of the word `impl`, from 1.
    pub line: usize,
    /// Of the word `impl`, in bytes, from 1.
    pub column: usize,
    /// What it is implemented for, as it is written there: `UserServiceImpl`.
    pub implementor: String,
    /// One of each method of the outline, in its order.
    pub methods: Vec<MethodState>,
    /// Functions that the trait has no more, in the order of the file.
    pub removed: Vec<Removed>,
}

/// What an implementation has of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodState {
    /// The rpc, `GetUser`; of checks, the full name of the message.
    pub name: String,
    /// The function: `get_user`.
    pub ident: String,
    /// What is there.
    pub state: State,
    /// Of the function's name, from 1; where it is missing, of the impl.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// What is there of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is written.
    Implemented,
    /// It is there, and ends in saying that it is not implemented.
    Stub,
    /// The implementation has no such function.
    Missing,
    /// The function is there and does not fit the trait.
    SignatureDiffers(Vec<Difference>),
}

/// In what a function does not fit the trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `request`, `response`, `receiver`, `parameters`.
    pub part: &'static str,
    /// As the trait has it: `Request<user::v1::GetUserRequest>`.
    pub expected: String,
    /// As it is written.
    pub found: String,
    /// Of what is written, from 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// A function of an implementation that the trait has no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The function's name.
    pub ident: String,
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// Of its name, from 1.
    pub line: usize,
    /// Of its name, in bytes, from 1.
    pub column: usize,
    /// The function that it seems to have become: a missing one, the only one that takes and gives the same.
    pub renamed_to: Option<String>,
}

impl Found {
    /// Whether there is no implementation, and none that cannot be read.
    pub fn is_nowhere(&self) -> bool {
        self.implementations.is_empty() && self.refusal.is_none()
    }
}

/// Reads a crate from its targets through its modules.
///
/// # Errors
/// If there is no crate at `target.root`: its `Cargo.toml` cannot be read or names no library and no binary.
pub fn survey(
    target: &Target<'_>,
    services: Vec<ServiceOutline>,
) -> Result<Survey, Vec<Diagnostic>> {
    let _: PathBuf = target.root.join(target.generated);
    Ok(Survey {
        services: services
            .into_iter()
            .map(|outline| Surveyed {
                checks: (!outline.checks.is_empty()).then(Found::default),
                service: Found::default(),
                outline,
            })
            .collect(),
        generated_module: None,
    })
}
