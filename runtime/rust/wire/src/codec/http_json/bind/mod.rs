//! The fields of a request message from the path and the query.

mod duration;
mod field;
mod query;
mod value;

pub use field::Binder;
