//! Beside tonic: its types become ours and the other way round, and its channels and clients work with ours.
//!
//! [`Code`](crate::Code), [`Status`](crate::Status), [`MetadataMap`](crate::metadata::MetadataMap),
//! [`Request`](crate::Request), [`Response`](crate::Response) and [`Streaming`](crate::Streaming) have `From` in both
//! directions. [`FromTonic`] makes a transport of tonic, such as its `Channel`, one for our clients. [`ToTonic`] makes one of
//! our transports, such as our `Channel`, one for clients that tonic-build has generated.

mod body;
mod convert;
mod streaming;
mod transport;

#[doc(hidden)]
pub use body::requests_to_tonic;
pub use transport::{FromTonic, ToTonic};

#[cfg(test)]
mod tests;
