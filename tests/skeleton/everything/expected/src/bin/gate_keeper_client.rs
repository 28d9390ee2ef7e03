//! A command-line client of the services: `cargo run --bin gate_keeper_client -- --help`.

use std::process::ExitCode;

use gate_keeper::proto;
use rpcsmith_runtime::cli::Client;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(
            proto::imageclassifier::image_classifier_methods::ALL,
            proto::imageclassifier::FILE_DESCRIPTOR_SET,
        )
        .service(
            proto::user::user_service_methods::ALL,
            proto::user::FILE_DESCRIPTOR_SET,
        )
        .run()
}
