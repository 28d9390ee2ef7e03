//! The channel for production, against servers over sockets of the loopback interface.

mod balancing;
#[path = "../serve/certificates.rs"]
mod certificates;
mod config;
mod credentials;
mod deadlines;
#[path = "../serve/exposition.rs"]
mod exposition;
mod layers;
#[allow(dead_code)]
#[path = "../serve/lines.rs"]
mod lines;
mod observe;
mod peer;
mod replays;
mod resolving;
mod retries;
#[allow(dead_code)]
#[path = "../runtime/sample/mod.rs"]
mod sample;
mod streams;
mod throttling;
#[cfg(unix)]
mod times;
mod tls;
