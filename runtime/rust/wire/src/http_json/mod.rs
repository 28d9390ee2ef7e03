//! HTTP/JSON: calls by the routes that `google.api.http` gives to methods, over HTTP/1.1 and HTTP/2.
//!
//! The path, the query and the body of a request become one message for [`codec::http_json`](crate::codec::http_json).
//!
//! Source: [`google/api/http.proto`](https://github.com/googleapis/googleapis/blob/master/google/api/http.proto); where it
//! leaves room, grpc-gateway.

pub mod client;
mod content_type;
mod error;
mod lines;
mod path;
mod pieces;
mod reply;
mod request;
mod stream;
mod timeout;
mod tree;

pub use error::{Details, refusal};
pub use pieces::{PieceForm, Pieces};
pub use reply::Reply;
pub use request::{Accepted, Form, Rules, accept};
pub use tree::{Found, Tree};
