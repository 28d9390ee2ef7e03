//! A command-line client of the services: `cargo run --bin file_client -- --help`.

use std::process::ExitCode;

use file_transfer::proto::file::v1::{FILE_DESCRIPTOR_SET, file_service_methods};
use rpcsmith_runtime::cli::Client;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(file_service_methods::ALL, FILE_DESCRIPTOR_SET)
        .run()
}
