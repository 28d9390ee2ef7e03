//! Generates the service twice: with rpcsmith and with tonic-build.

use std::path::PathBuf;

const PROTO: &str = "load/v1/load.proto";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new()
        .default_stubs(true)
        .compile(&[format!("proto/{PROTO}")], &["proto"])?;
    let theirs = PathBuf::from(std::env::var("OUT_DIR")?).join("theirs");
    std::fs::create_dir_all(&theirs)?;
    let includes = ["proto", "../../src/frontend/include"];
    tonic_prost_build::configure()
        .out_dir(theirs)
        .generate_default_stubs(true)
        .compile_fds(protox::compile([PROTO], includes)?)?;
    Ok(())
}
