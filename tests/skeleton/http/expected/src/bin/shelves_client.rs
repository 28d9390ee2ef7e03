//! A command-line client of the services: `cargo run --bin shelves_client -- --help`.

use std::process::ExitCode;

use rpcsmith_runtime::cli::Client;
use shelves::proto;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(
            proto::library::v1::library_methods::ALL,
            proto::library::v1::FILE_DESCRIPTOR_SET,
        )
        .service(
            proto::library::v1::admin_methods::ALL,
            proto::library::v1::FILE_DESCRIPTOR_SET,
        )
        .run()
}
