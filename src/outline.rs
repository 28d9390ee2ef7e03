//! The outline of a service: the names in the generated code that hand-written code uses.
//!
//! Names and paths are written as in the target's language.

use crate::diagnostics::Place;
use crate::model::Streaming;

/// A service that has code. In Rust, paths start at the module that holds all packages, or with `::` or `crate::`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceOutline {
    /// `user.v1.UserService`.
    pub full_name: String,
    pub place: Place,
    /// The trait to implement: `UserService`.
    pub ident: String,
    /// The module of the package: `user::v1`; empty for no package.
    pub package: String,
    /// The module of the trait: `user::v1::user_service_server`.
    pub server: String,
    /// The module of the client: `user::v1::user_service_client`.
    pub client: String,
    /// The module of the table of methods: `user::v1::user_service_methods`.
    pub table: String,
    /// Its comments: whole lines that start with `///`, or nothing.
    pub docs: String,
    /// Whether the package has a `FILE_DESCRIPTOR_SET`.
    pub has_descriptor_set: bool,
    /// Whether naming it warns.
    pub deprecated: bool,
    /// Whether naming it or a type of its methods warns.
    pub names_deprecated: bool,
    /// In the order of the proto.
    pub methods: Vec<MethodOutline>,
    /// The functions of the trait `<ident>Validation`; none if there is no such trait.
    pub checks: Vec<CheckOutline>,
}

/// A method of the trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodOutline {
    /// As the proto names it: `GetUser`.
    pub name: String,
    pub place: Place,
    /// The function: `get_user`, `r#move`.
    pub ident: String,
    /// The function of the client, which may be called otherwise: `connect_`.
    pub client_ident: String,
    pub streaming: Streaming,
    /// The type of a request message: `user::v1::GetUserRequest`, `()`.
    pub input: String,
    /// The type of a response message.
    pub output: String,
    /// Its comments: whole lines that start with `///`, or nothing.
    pub docs: String,
    /// Whether naming it or its types warns.
    pub deprecated: bool,
    /// A request of HTTP/JSON that calls it, if it has a route.
    pub http: Option<HttpRequest>,
}

/// An example of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: String,
    /// `/v1/users/1`.
    pub path: String,
    /// Whether its body is an object of JSON.
    pub has_body: bool,
}

/// A function of the trait for checks of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOutline {
    /// The full name of the request message: `user.v1.GetUserRequest`.
    pub message: String,
    pub place: Place,
    /// The function: `get_user_request`.
    pub ident: String,
    /// The type of the message.
    pub input: String,
    /// Whether the message has rules. The function applies them by default.
    pub has_rules: bool,
    /// Whether naming it or its type warns.
    pub deprecated: bool,
}
