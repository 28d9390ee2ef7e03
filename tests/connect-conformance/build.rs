//! Generates the code of the suite's protos, if the xtask passes their folder.

use std::env;
use std::path::Path;

const FOLDER: &str = "CONNECT_CONFORMANCE_PROTO";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if env::var_os("CARGO_FEATURE_SUITE").is_none() {
        return Ok(());
    }
    let folder = env::var(FOLDER)
        .map_err(|_| format!("{FOLDER} is not set: run `cargo xtask connect-conformance`"))?;
    let protos = ["client_compat", "config", "server_compat", "service"]
        .map(|name| Path::new(&folder).join(format!("connectrpc/conformance/v1/{name}.proto")));
    rpcsmith::Builder::new()
        .default_stubs(true)
        .json(true)
        .compile(&protos, &[folder])?;
    Ok(())
}
