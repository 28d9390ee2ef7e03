//! The server for production, over sockets of the loopback interface.

mod auth;
mod certificates;
mod context;
mod deadlines;
mod drain;
mod exposition;
mod fallback;
mod infrastructure;
mod jwt;
mod limits;
mod logs;
mod observe;
mod panics;
mod peer_identity;
mod raw;
mod reflection;
#[allow(dead_code)]
#[path = "../runtime/sample/mod.rs"]
mod sample;
mod settings;
mod support;
mod tls;
mod unusual_certificates;
mod web;
