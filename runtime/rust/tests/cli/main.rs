//! Clients for the command line, against servers over sockets of the loopback interface.

mod arguments;
mod calls;
#[allow(dead_code)]
#[path = "../serve/certificates.rs"]
mod certificates;
mod editions;
mod errors;
mod fields;
mod host;
#[allow(dead_code)]
#[path = "../runtime/sample/mod.rs"]
mod sample;
#[allow(dead_code)]
#[path = "../runtime/support.rs"]
mod support;
mod tls;
