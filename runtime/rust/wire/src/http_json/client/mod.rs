//! The client side: requests of gRPC become those of a route, and responses of a route those of gRPC.

mod error;
mod foreign;
mod incoming;
mod outgoing;
mod request;
mod response;
mod same_target;
#[cfg(test)]
mod tests;

pub use request::request;
pub use response::Sent;
pub use same_target::SameTarget;
