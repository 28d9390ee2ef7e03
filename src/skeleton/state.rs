//! What a project has of its services: the state of each method.

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

/// A service, and where it is implemented.
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
    /// What implements it, as the file writes it: `UserServiceImpl`.
    pub implementor: String,
    /// The state of each method of the outline, in its order.
    pub methods: Vec<MethodState>,
    /// Functions that the service no longer has, in the order of the file.
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
    /// All of the function, in bytes, if it is what this program writes and nobody has touched it.
    pub untouched: Option<Range<usize>>,
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
    /// It is what this program writes: it answers that it is not implemented.
    Stub,
    /// The implementation has no such function.
    Missing,
    /// A check that is not written: the function of the trait itself, which applies the rules, will do.
    Inherited,
    /// The function is there and has another signature than its rpc asks for.
    SignatureDiffers(Vec<Difference>),
}

/// In what a function differs from what its rpc asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `request`, `response`, `receiver`, `parameters`.
    pub part: &'static str,
    /// As the rpc asks for it: `Request<user::v1::GetUserRequest>`.
    pub expected: String,
    /// As it is written.
    pub found: String,
    /// Of what is written, from 1.
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
    /// Of its name, from 1.
    pub line: usize,
    /// Of its name, in bytes, from 1.
    pub column: usize,
    /// The function that it seems to have become: one that is not written, the only one that takes and gives the same.
    pub renamed_to: Option<String>,
    /// The last name of the type of the message that it takes.
    pub message: Option<String>,
}

impl MethodState {
    /// Whether a function that has another name now may become this one: nobody has written it yet.
    pub fn is_free(&self) -> bool {
        matches!(self.state, State::Missing | State::Inherited) || self.untouched.is_some()
    }
}
