//! `Channel` with servers on sockets of the loopback interface and on Unix sockets.

mod balancing;
mod config;
mod credentials;
mod deadlines;
mod http1_servers;
mod layers;
mod metadata;
mod observe;
mod peer;
mod protocols;
mod replays;
mod resolving;
mod retries;
#[allow(dead_code)]
#[path = "../../../../runtime/rust/tests/runtime/sample/mod.rs"]
mod sample;
mod streams;
mod throttling;
#[cfg(unix)]
mod times;
mod tls;

use rpcsmith_runtime_tests::{certificates, exposition, lines};
