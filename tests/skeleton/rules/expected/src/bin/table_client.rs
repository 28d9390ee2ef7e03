//! A command-line client of the services: `cargo run --bin table_client -- --help`.

use std::process::ExitCode;

use rpcsmith_runtime::cli::Client;
use tables::proto;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(
            proto::tables::v1::table_service_methods::ALL,
            proto::tables::v1::FILE_DESCRIPTOR_SET,
        )
        .run()
}
