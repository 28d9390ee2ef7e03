//! Calls the services of this crate: `cargo run --bin {{ client }} -- --help`.

fn main() {}
