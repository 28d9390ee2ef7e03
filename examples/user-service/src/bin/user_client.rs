//! A command-line client of the services: `cargo run --bin user_client -- --help`.

use std::process::ExitCode;

use rpcsmith_runtime::cli::Client;
use user_service::proto::user::v1::{FILE_DESCRIPTOR_SET, user_service_methods};

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(user_service_methods::ALL, FILE_DESCRIPTOR_SET)
        .run()
}
