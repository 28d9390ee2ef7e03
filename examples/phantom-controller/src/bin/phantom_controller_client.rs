//! A command-line client of the services: `cargo run --bin phantom_controller_client -- --help`.

use std::process::ExitCode;

use phantom_controller::proto::phantom::{FILE_DESCRIPTOR_SET, phantom_controller_methods};
use rpcsmith_runtime::cli::Client;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(phantom_controller_methods::ALL, FILE_DESCRIPTOR_SET)
        .run()
}
