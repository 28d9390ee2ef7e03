//! The parts of a request from the fields of its message: the path, the query and the body.

mod encode;
mod path;
mod query;
mod text;

pub use path::{path, path_without_message};
pub use query::query;
