//! A command-line client of the services: `cargo run --bin image_classifier_client -- --help`.

use std::process::ExitCode;

use image_classifier::proto::imageclassifier::{FILE_DESCRIPTOR_SET, image_classifier_methods};
use rpcsmith_runtime::cli::Client;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(image_classifier_methods::ALL, FILE_DESCRIPTOR_SET)
        .run()
}
