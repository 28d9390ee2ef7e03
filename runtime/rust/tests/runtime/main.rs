//! Generated code serves and calls, over a loopback socket and in process, with the same outcome.
//! The code in `sample` is written by hand as the generator writes it.

mod calls;
mod cancellation;
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
