//! Calls of a generated service, over a loopback socket and in process, with the same results.
//! The code in `sample` is hand-written in the style of the generator.

mod calls;
mod cancellation;
#[cfg(feature = "gzip")]
mod compression;
mod errors;
mod interceptors;
mod limits;
mod malformed;
mod methods;
mod reading;
mod routing;
mod sample;
mod support;
mod transports;
#[cfg(feature = "validate")]
mod validated;
