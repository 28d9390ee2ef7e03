//! Generates the user service twice: by this project, and by tonic-build.

use std::path::PathBuf;

const PROTO: &str = "../../proto/user/v1/user.proto";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let includes = ["../../proto"];
    rpcsmith::Builder::new()
        .default_stubs(true)
        .compile(&[PROTO], &includes)?;
    let theirs = PathBuf::from(std::env::var("OUT_DIR")?).join("theirs");
    std::fs::create_dir_all(&theirs)?;
    tonic_prost_build::configure()
        .out_dir(theirs)
        .generate_default_stubs(true)
        .compile_fds(protox::compile([PROTO], includes)?)?;
    Ok(())
}
