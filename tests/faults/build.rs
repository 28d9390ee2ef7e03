//! Generates the user service and a service with rules.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new().default_stubs(true).compile(
        &[
            "../../proto/user/v1/user.proto",
            "proto/faults/v1/rules.proto",
        ],
        &["../../proto", "proto"],
    )?;
    Ok(())
}
