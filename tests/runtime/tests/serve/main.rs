//! `Server` on sockets of the loopback interface and on Unix sockets.

mod auth;
mod blocked;
mod budgets;
mod cancelled;
mod connect;
mod connect_faults;
mod context;
mod deadlines;
mod drain;
mod fallback;
mod infrastructure;
mod jwks_files;
mod jwt;
mod jwt_keys;
mod limits;
mod logs;
mod malformed;
mod observe;
mod pages;
mod panics;
mod peer_identity;
mod raw;
#[path = "../../../../runtime/rust/tests/runtime/reading.rs"]
mod reading;
mod reflection;
#[allow(dead_code)]
#[path = "../../../../runtime/rust/tests/runtime/sample/mod.rs"]
mod sample;
mod settings;
mod support;
mod tls;
mod web;

use rpcsmith_runtime_tests::{certificates, exposition, lines};
