//! Command-line clients with servers on sockets of the loopback interface.

mod arguments;
mod calls;
mod editions;
mod errors;
mod fields;
mod host;
mod legacy;
#[allow(dead_code)]
#[path = "../../../../runtime/rust/tests/runtime/sample/mod.rs"]
mod sample;
#[allow(dead_code)]
#[path = "../../../../runtime/rust/tests/runtime/support.rs"]
mod support;
mod tls;

use rpcsmith_runtime_tests::certificates;
