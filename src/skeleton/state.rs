//! The state of each method of the services in a project.

use std::ops::Range;

use super::Finding;
use crate::outline::ServiceOutline;

/// The state of all services.
#[derive(Debug)]
pub struct Status {
    pub services: Vec<ServiceStatus>,
    /// Implementations that cannot be read.
    pub refused: Vec<Finding>,
}

/// A service and its implementations.
#[derive(Debug)]
pub struct ServiceStatus {
    pub outline: ServiceOutline,
    pub implementations: Vec<ImplementationStatus>,
}

/// An implementation of a service.
#[derive(Debug)]
pub struct ImplementationStatus {
    /// The file, relative to the root of the project, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// The type, as the file writes it: `UserServiceImpl`.
    pub implementor: String,
    /// The state of each method of the outline, in its order.
    pub methods: Vec<MethodState>,
    /// Functions that the service no longer has, in the order of the file.
    pub removed: Vec<Removed>,
}

/// The state of a method in an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodState {
    /// The rpc, `GetUser`, or the full name of the message that the function checks.
    pub name: String,
    /// The function: `get_user`.
    pub ident: String,
    pub state: State,
    /// The range of the function, in bytes, if it is an unchanged stub.
    pub unchanged_stub: Option<Range<usize>>,
    /// The line of the function's name, from 1, or of the `impl` if the function is missing.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// Whether a method is implemented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is implemented.
    Implemented,
    /// It is a stub, which returns UNIMPLEMENTED.
    Stub,
    /// The implementation has no such function.
    Missing,
    /// It is a check without a function: the default of the trait applies the rules.
    Inherited,
    /// Its signature differs from that of its rpc.
    SignatureDiffers(Vec<Difference>),
}

/// A difference between a function and its rpc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The part of the signature: `request`, `response`, `receiver`, `parameters`.
    pub part: &'static str,
    /// The expected text: `Request<user::v1::GetUserRequest>`.
    pub expected: String,
    /// The text in the file.
    pub found: String,
    /// The line of that text, from 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// A function of an implementation that the service no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The function's name.
    pub ident: String,
    /// The file, relative to the root of the project, with `/`.
    pub file: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// The column of its name, in bytes, from 1.
    pub column: usize,
    /// Its probable new name: the only function without an implementation that has the same types.
    pub renamed_to: Option<String>,
    /// The last segment of the type of the message that it takes.
    pub message: Option<String>,
}

impl MethodState {
    /// Whether a removed function may be renamed to this one: nobody has implemented it yet.
    pub fn is_free(&self) -> bool {
        matches!(self.state, State::Missing | State::Inherited) || self.unchanged_stub.is_some()
    }
}
