//! Calls the services of a server: `cargo run --bin shop_client -- --help`.

use std::process::ExitCode;

use rpcsmith_runtime::cli::Client;
use shop::proto;

fn main() -> ExitCode {
    Client::new(env!("CARGO_BIN_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .service(
            proto::shop::v1::shop_service_methods::ALL,
            proto::shop::v1::FILE_DESCRIPTOR_SET,
        )
        .run()
}
