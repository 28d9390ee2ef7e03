//! A command-line client of the services: `cargo run --bin user_client -- --help`.

use std::process::ExitCode;

use ledger::proto;
use rpcsmith_runtime::cli::Client;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(
            proto::user::v1::user_service_methods::ALL,
            proto::user::v1::FILE_DESCRIPTOR_SET,
        )
        .run()
}
